"""The words in which the tables of S003, S004, S005 and S007 are written: one text, code, number or count, and what the guide allows there."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from edi_claims import Claim

T = TypeVar("T")

Lengths = frozenset[int]
TextRow = tuple[str, str, Lengths]
"""Attribute, element, lengths."""
CodeRow = tuple[str, str, frozenset[str]]
"""Attribute, element, codes."""
NumberRow = tuple[str, str, int]
"""Attribute, element, digits; `DOLLARS` for an amount."""
DOLLARS = 0
_MEMORY = 4096


@lru_cache
def lengths(least: int, most: int) -> Lengths:
    """How long a text may be; one that may be left out has `optional` lengths."""
    return frozenset(range(least, most + 1))


@lru_cache
def optional(least: int, most: int) -> Lengths:
    """Blank, or so long."""
    return lengths(least, most) | {0}


def codes(text: str, *, blank: bool = True) -> frozenset[str]:
    """Codes that an element knows; a blank one among them where it may be left out."""
    return frozenset(text.split()) | ({""} if blank else frozenset())


NOT_USED: Lengths = frozenset({0})
NO_CODE = codes("")


class Text(NamedTuple):
    """One text, its element, and how long that may be."""

    text: str
    lengths: Lengths
    loop: str
    element: str
    path: str
    line: int | None = None


class Coded(NamedTuple):
    """One code and the codes that its element knows; a blank one among them where it may be left out."""

    text: str
    known: frozenset[str]
    loop: str
    element: str
    path: str
    line: int | None = None


class Number(NamedTuple):
    """One number and how many digits it may have; `DOLLARS` for an amount."""

    value: Decimal
    digits: int
    loop: str
    element: str
    path: str
    line: int | None = None


class Repeated(NamedTuple):
    """How often something is there and may be."""

    times: int
    most: int
    loop: str
    element: str
    path: str
    line: int | None = None


class Shape(NamedTuple):
    """What the guide asks of one kind of noun."""

    texts: Sequence[TextRow] = ()
    codes: Sequence[CodeRow] = ()
    numbers: Sequence[NumberRow] = ()


def once_a_claim(look: Callable[[Claim], T]) -> Callable[[Claim], T]:
    """A look at a claim, remembered until another claim comes: rule after rule asks the same of one claim."""
    last: tuple[Claim, T] | None = None

    def remembered(claim: Claim) -> T:
        nonlocal last
        seen = last                                 # read and replaced as one, so that no thread takes another's answer
        if seen is None or seen[0] is not claim:
            seen = last = (claim, look(claim))
        return seen[1]

    return remembered


def texts_fit(rows: Sequence[TextRow]) -> Callable[[object], bool]:
    """The cheap question before `wrong_texts`: whether every text of a noun fits. Lengths that were found right are remembered together."""
    texts_of, right = attrgetter(*[name for name, _, _ in rows]), set[tuple[int, ...]]()

    def fit(noun: object) -> bool:
        found = tuple([len(text) if text else 0 for text in texts_of(noun)])
        if found in right:
            return True
        fits = all(length in allowed for length, (_, _, allowed) in zip(found, rows, strict=True))
        if fits and len(right) < _MEMORY:
            right.add(found)
        return fits

    return fit


def codes_fit(rows: Sequence[CodeRow]) -> Callable[[object], bool]:
    """The cheap question before `wrong_codes`: whether every code of a noun is known. Codes that were found right are remembered together."""
    codes_of, right = attrgetter(*[name for name, _, _ in rows]), set[tuple[str, ...]]()

    def fit(noun: object) -> bool:
        found = codes_of(noun)
        if found in right:
            return True
        fits = all(code in known for code, (_, _, known) in zip(found, rows, strict=True))
        if fits and len(right) < _MEMORY:
            right.add(found)
        return fits

    return fit


def wrong_texts(noun: object, rows: Sequence[TextRow], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    """The texts of a noun that do not fit. `path` ends where the attribute's name begins."""
    for name, element, allowed in rows:
        text = getattr(noun, name) or ""
        if len(text) not in allowed:
            yield Text(text, allowed, loop, element, f"{path}{name}", line)


def wrong_codes(noun: object, rows: Sequence[CodeRow], loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    """The codes of a noun that its elements do not know; a tuple of codes is looked at one by one."""
    for name, element, known in rows:
        value: Any = getattr(noun, name)
        for text in value if isinstance(value, tuple) else (value,):
            if text not in known:
                yield Coded(text, known, loop, element, f"{path}{name}", line)


def numbers_of(noun: object, rows: Sequence[NumberRow], loop: str, path: str, line: int | None = None) -> Iterator[Number]:
    """The numbers of a noun that are there."""
    for name, element, digits in rows:
        value = getattr(noun, name)
        if value is not None:
            yield Number(value, digits, loop, element, f"{path}{name}", line)
