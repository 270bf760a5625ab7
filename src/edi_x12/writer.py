"""Segments to text: one place that puts the delimiters in, refuses them inside data, and keeps the envelope's books.

Inside, everything is joined by ASCII separators, so that one search finds every delimiter that somebody typed into a name, whatever delimiters
the partner wants.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from itertools import compress
from itertools import repeat as repeated
from operator import contains
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import ElementError, TradingPartner
from edi_x12.delimiters import Delimiters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_x12.envelope import Interchange

Segment: TypeAlias = "tuple[str, ...]"

COMPONENT, REPETITION = "\x1f", "\x1c"
_ELEMENT, _TERMINATOR = "\x1d", "\x1e"
_PRINTABLE = bytes(range(0x20, 0x7F))

COMPOSITES = {
    "CLM": (5, 11), "SV1": (1, 7), "SV2": (2,), "SV3": (1, 4, 11), "SV4": (2, 10), "SV5": (1,), "SV6": (1,), "TOO": (3,), "CTP": (5,), "MEA": (4,),
    "QTY": (3,), "K3": (3,), "PWK": (11,), "UM": (4, 5), "III": (5,), "DN2": (6,),
    "SVD": (3,), "SVC": (1, 6), "EQ": (1, 2, 5), "EB": (3, 13, 14), "REF": (4,), "STC": (1, 10, 11),
    "PLB": (3, 5, 7, 9, 11, 13), "HI": tuple(range(1, 13)), "IK3": (2, 4), "IK4": (1, 4), "AK3": (2, 4), "AK4": (1, 4), "CTX": tuple(range(1, 7)),
}
"""Elements that may hold components or repetitions; anywhere else a separator came in with the data."""


def _slices(places: tuple[int, ...]) -> tuple[slice, ...]:
    """The same places as few slices: one where they follow each other evenly."""
    step = places[1] - places[0] if len(places) > 1 else 1
    if places == tuple(range(places[0], places[-1] + 1, step)):
        return (slice(places[0], places[-1] + 1, step),)
    return tuple(slice(at, at + 1) for at in places)


_composed = {name: _slices(places) for name, places in COMPOSITES.items()}.get


def compose(components: Iterable[str]) -> str:
    """Components to one element, without the empty ones at its end. Raises ElementError."""
    parts = tuple(components)
    text = COMPONENT.join(parts)
    if text.count(COMPONENT) >= max(1, len(parts)):
        raise ElementError("a component holds a separator", text)
    return text.rstrip(COMPONENT)


def repeat(repetitions: Sequence[str]) -> str:
    """Repetitions to one element. Raises ElementError."""
    text = REPETITION.join(repetitions)
    if text.count(REPETITION) >= max(1, len(repetitions)):
        raise ElementError("a repetition holds a separator", text)
    return text


@attrs.define
class ControlNumbers:
    """The next numbers of an interchange, a group and a transaction set. The caller keeps them from file to file."""

    interchange: int = 1
    group: int = 1
    transaction: int = 1
    digits: int = 4
    """How many ST02 has at least."""

    @classmethod
    def of(cls, control: ControlNumbers | int) -> ControlNumbers:
        """A counter as it is; an int begins all three."""
        return control if isinstance(control, ControlNumbers) else cls(control, control, control)

    def next_interchange(self) -> str:
        """ISA13: nine digits."""
        number, self.interchange = self.interchange, self.interchange % 999_999_999 + 1
        return f"{number:09}"

    def next_group(self) -> str:
        """GS06: no leading zeros."""
        number, self.group = self.group, self.group % 999_999_999 + 1
        return str(number)

    def next_transaction(self) -> str:
        """ST02: at least four digits, or as many as `digits`."""
        number, self.transaction = self.transaction, self.transaction % 999_999_999 + 1
        return f"{number:0{self.digits}}"


@attrs.frozen
class _Marks:
    """What text is put together with, and how it is seen that the data hold none of it: worked out once for a partner's delimiters."""

    element: str
    terminator: str
    harmless: bytes
    """What an element may hold. What is left of a text without these is what it was put together with, and what nobody may send."""
    final: tuple[tuple[str, str], ...]
    """Separators that stand for a delimiter until the end, each with what it becomes."""
    translation: dict[int, str] | None
    """The same where a delimiter is itself a control character and might be taken for one of them: all at once."""


@lru_cache(64)
def _marks(to: Delimiters) -> _Marks:
    """Elements and segments are joined by the partner's own delimiters, unless those are control characters."""
    plain = to.characters.isprintable()
    element, terminator = (to.element, to.terminator) if plain else (_ELEMENT, _TERMINATOR)
    composite = ((COMPONENT, to.component), (REPETITION, to.repetition))
    harmless = bytes(byte for byte in _PRINTABLE if chr(byte) not in to.characters)
    translation = None if plain else {ord(mark): by for mark, by in ((element, to.element), (terminator, to.terminator), *composite)}
    return _Marks(element, terminator, harmless, composite, translation)


def text_of(segments: Sequence[Segment], delimiters: Delimiters) -> str:
    """Segments as text; empty elements at their end are left out.

    Raises:
        ElementError: an element holds a delimiter, a control character, or one outside ASCII. The message names the element.
    """
    marks = _marks(delimiters)
    lines = list(map(marks.element.join, segments))
    text = marks.terminator.join(lines) + marks.terminator
    if not _is_clean(text, lines, segments, marks):
        raise _refused(segments, delimiters)
    text = without_empty_ends(text, marks.element, marks.terminator)
    if marks.translation is not None:
        return text.translate(marks.translation)
    for separator, delimiter in marks.final:
        text = text.replace(separator, delimiter)
    return text


def without_empty_ends(text: str, element: str, terminator: str) -> str:
    """The text without the empty elements at the ends of its segments."""
    while (end := element + terminator) in text:
        for run in (8, 4, 2, 1):
            text = text.replace(element * (run - 1) + end, terminator)
    return text


def _is_clean(text: str, lines: list[str], segments: Sequence[Segment], marks: _Marks) -> bool:
    """Whether the elements hold no delimiter, no separator where none may stand, and only what X12 allows.

    What is left of the text without what an element may hold should be what it was put together with, which is soon counted.
    """
    if not text.isascii():
        return False
    left = text.encode().translate(None, marks.harmless)
    holding = segments if REPETITION in text else compress(segments, map(contains, lines, repeated(COMPONENT)))
    composed = "".join([part for one in holding for places in _composed(one[0], ()) for part in one[places]])
    elements, components, repetitions = sum(map(len, segments)) - len(segments), composed.count(COMPONENT), composed.count(REPETITION)
    return (len(left) == elements + len(segments) + components + repetitions and left.count(marks.element.encode()) == elements
            and left.count(marks.terminator.encode()) == len(segments) and left.count(COMPONENT.encode()) == components)


def _refused(segments: Sequence[Segment], delimiters: Delimiters) -> ElementError:
    """Which element it is."""
    for segment in segments:
        for at, element in enumerate(segment):
            plain = element.replace(COMPONENT, "").replace(REPETITION, "") if at in COMPOSITES.get(segment[0], ()) else element
            if not (plain.isascii() and plain.isprintable()) or any(mark in plain for mark in delimiters.characters):
                return ElementError(f"{segment[0]}{at:02} holds a delimiter, or a character that X12 does not allow", element)
    return ElementError("a separator stands inside an element")


@attrs.define
class Writer:
    """One interchange, written piece by piece. It has one group, or, where a caller opens and closes them himself, as many as he likes."""

    sender: TradingPartner
    receiver: TradingPartner
    control: ControlNumbers
    usage: str
    """ISA15: T test, P production."""
    functional_id: str
    """GS01."""
    version: str
    """GS08, and ST03 of the sets that have one."""
    created: datetime
    delimiters: Delimiters = attrs.field(factory=Delimiters)
    acknowledgment: str = "0"
    """ISA14: 1 asks for a TA1."""
    interchange_number: str = ""
    group_number: str = ""
    set_number: str = ""
    _sets: int = 0
    _segments: int = 0
    _groups: int = 0

    def begin(self) -> str:
        """ISA and GS.

        Raises:
            ValueError: usage is neither T nor P.
            ElementError: an id does not fit.
        """
        return self.header() + self.open_group(self.functional_id, self.version)

    def header(self) -> str:
        """ISA. Raises as `begin`."""
        if self.usage not in ("T", "P"):
            raise ValueError('usage is "T" for test or "P" for production')
        self.interchange_number = self.control.next_interchange()
        isa = ("ISA", "00", " " * 10, "00", " " * 10, *_party(self.sender), *_party(self.receiver), f"{self.created:%y%m%d}", f"{self.created:%H%M}")
        tail = (self.version[:5], self.interchange_number, self.acknowledgment, self.usage)
        marks = self.delimiters
        text = text_of([(*isa, "", *tail, "")], marks).removesuffix(marks.terminator)
        head = text.split(marks.element)
        head[11] = marks.repetition or "U"
        return marks.element.join(head[:16]) + marks.element + marks.component + marks.terminator

    def open_group(self, functional_id: str, version: str) -> str:
        """GS. Raises ElementError."""
        self.functional_id, self.version, self._sets = functional_id, version, 0
        self.group_number, self._groups = self.control.next_group(), self._groups + 1
        return text_of([("GS", functional_id, _application(self.sender), _application(self.receiver), f"{self.created:%Y%m%d}",
                         f"{self.created:%H%M}", self.group_number, "X", version)], self.delimiters)

    def open_set(self, identifier: str, *, guide: bool = True) -> str:
        """ST; with `guide`, its ST03 names the guide."""
        self.set_number = self.control.next_transaction()
        self._segments, self._sets = 1, self._sets + 1
        return text_of([("ST", identifier, self.set_number, self.version if guide else "")], self.delimiters)

    def body(self, segments: Sequence[Segment]) -> str:
        """Segments of the open set. Raises ElementError."""
        self._segments += len(segments)
        return text_of(segments, self.delimiters) if segments else ""

    def counted(self, text: str) -> str:
        """The same that are text already."""
        self._segments += text.count(self.delimiters.terminator)
        return text

    def close_set(self) -> str:
        """SE."""
        return text_of([("SE", str(self._segments + 1), self.set_number)], self.delimiters)

    def close_group(self) -> str:
        """GE."""
        return text_of([("GE", str(self._sets), self.group_number)], self.delimiters)

    def trailer(self) -> str:
        """IEA."""
        return text_of([("IEA", str(self._groups), self.interchange_number)], self.delimiters)

    def end(self) -> str:
        """GE and IEA."""
        return self.close_group() + self.trailer()


def _party(who: TradingPartner) -> tuple[str, str]:
    if not 0 < len(who.interchange_id) <= 15 or len(who.interchange_qualifier) != 2:        # noqa: PLR2004 - widths of the ISA
        raise ElementError("a trading partner's interchange id has 1 to 15 characters and its qualifier 2")
    return who.interchange_qualifier, f"{who.interchange_id:<15}"


def _application(who: TradingPartner) -> str:
    return who.application_id or who.interchange_id


@attrs.frozen
class Addressing:
    """Who sends to whom, under which numbers: what every `build` needs and a parsed text already has."""

    sender: TradingPartner
    receiver: TradingPartner
    control: ControlNumbers
    usage: str
    created: datetime
    batch_id: str
    acknowledgment: str = "0"
    """ISA14 of the interchange that was parsed; 0 where none was."""


def addressing(nouns: object, sender: TradingPartner | None, receiver: TradingPartner | None, control: ControlNumbers | int | None,
               usage: str | None, created: datetime | None, batch_id: str | None = None) -> Addressing:
    """What was given, else what `nouns` were parsed from.

    Raises:
        TypeError: something is missing that was neither given nor parsed.
    """
    known: list[Interchange] = getattr(nouns, "interchanges", [])
    before = known[0] if known else None
    if before is not None:
        sender, receiver = sender or before.sender, receiver or before.receiver
        usage, created = usage or before.usage, created or before.created
        control = control if control is not None else _numbers(before)
        batch_id = batch_id if batch_id is not None else before.batch_id
    missing = [name for name, value in (("sender", sender), ("receiver", receiver), ("control", control), ("usage", usage)) if value is None]
    if sender is None or receiver is None or control is None or usage is None:
        raise TypeError(f"build needs {', '.join(missing)}: give them, or nouns that were parsed from an interchange")
    numbers = ControlNumbers.of(control)
    asked = "1" if before is not None and before.acknowledgment_requested == "1" else "0"
    created = created or datetime.now()                     # noqa: DTZ005 - X12 has local time
    return Addressing(sender, receiver, numbers, usage, created, batch_id or f"{numbers.interchange:09}", asked)


def _numbers(before: Interchange) -> ControlNumbers:
    first = before.groups[0] if before.groups else None
    texts = (before.control_number, first.control_number if first else "", first.sets[0].control_number if first and first.sets else "")
    numbers = [int(text) if text.isascii() and text.isdigit() else 1 for text in texts]
    interchange, group, transaction = numbers
    return ControlNumbers(interchange, group, transaction, min(max(len(texts[-1]), 4), 9))


def save(pieces: Iterable[str], to: str | os.PathLike[str] | IO[str]) -> None:
    """Text, piece by piece, to a path or an open text file. A path is written aside and renamed when it is whole, unless it is a device."""
    if not isinstance(to, str | os.PathLike):
        for piece in pieces:
            to.write(piece)
        return
    target = Path(to)
    if target.exists() and not target.is_file():
        with target.open("w", encoding="ascii", newline="") as device:
            save(pieces, device)
        return
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(aside, target)                           # noqa: PTH105 - the rename is the point
    except BaseException:
        with suppress(OSError):
            Path(aside).unlink()
        raise
