"""Values as a person reads them: money, days, names, numbers; and what of them is left where a page is masked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import DateRange, PersonName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from edi_claims import Contact
    from edi_claims.codes import CodeTable

_WORD = re.compile(r"[^\s#]+")
HIDDEN = "***"
_CENTS = 2
_INITIALS_FROM, _TWO_FROM, _FOUR_FROM = 2, 5, 9
"""How long a name must be for its initial to hide it, and an id for its last two or four characters to."""


def clean(text: str) -> str:
    """Text without characters that do not print: a payer's free text must not steer a terminal or turn the writing direction."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text).strip()


def figure(amount: Decimal) -> str:
    """An amount with cents and thousands, never rounded.

    >>> figure(Decimal("1234.5")), figure(Decimal("-.5")), figure(Decimal("12.345")), figure(Decimal("-0"))
    ('1,234.50', '-0.50', '12.345', '0.00')
    """
    exponent = amount.as_tuple().exponent
    places = max(_CENTS, -exponent if isinstance(exponent, int) else 0)
    text = f"{amount or abs(amount):,.{places}f}"
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents.rstrip('0').ljust(_CENTS, '0')}"


def count(number: Decimal | int) -> str:
    """A quantity as people write it.

    >>> count(Decimal("2.50")), count(Decimal("1E+2")), count(3)
    ('2.5', '100', '3')
    """
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(fraction: Decimal) -> str:
    """A fraction as people write it.

    >>> percent(Decimal("0.2")), percent(Decimal("0.125")), percent(Decimal(1))
    ('20%', '12.5%', '100%')
    """
    return f"{count(fraction * 100)}%"


@attrs.frozen
class Money:
    """Writes amounts of one currency: `$1,234.50`, `CAD 1,234.50`; below zero with the sign in front."""

    unit: str = "$"
    minus: str = "-"

    def __call__(self, amount: Decimal) -> str:
        """The amount with its currency."""
        sign = self.minus if amount < 0 else ""
        return f"{sign}{self.unit}{figure(abs(amount))}"

    def figure(self, amount: Decimal) -> str:
        """The amount for a table's cell, without the currency."""
        return figure(amount).replace("-", self.minus)


def day(when: date) -> str:
    """A day the American way: `10/12/2026`."""
    return f"{when.month:02}/{when.day:02}/{when.year:04}"


def days(when: date | DateRange | None) -> str:
    """A day, or the first and the last one; empty where there is none."""
    if when is None:
        return ""
    if isinstance(when, DateRange):
        return day(when.start) if when.start == when.end else f"{day(when.start)} - {day(when.end)}"
    return day(when)


def full_name(name: PersonName | str) -> str:
    """First to suffix, as one says it; an organization's as sent."""
    if isinstance(name, str):
        return clean(name)
    return clean(" ".join(part for part in (name.first, name.middle, name.last, name.suffix) if part))


_KINDS_OF_NUMBER = {"TE": "", "EX": "ext. ", "EM": "", "FX": "fax ", "UR": ""}


def numbers_of(contacts: Iterable[Contact]) -> str:
    """Telephone numbers and addresses of contacts, without a person's name."""
    return ", ".join(f"{_KINDS_OF_NUMBER[kind]}{clean(number)}" for one in contacts for kind, number in one.numbers if kind in _KINDS_OF_NUMBER)


def called(table: CodeTable[Any], code: str) -> str:
    """What a table calls a code, as it stands by itself: some labels begin in lower case."""
    label = clean(table.label(code))
    return label[:1].upper() + label[1:]


def initials(name: PersonName | str) -> str:
    """What of a person's name may stand on a masked page: initials, or nothing where a part is so short that they would be the name."""
    if isinstance(name, str):
        return HIDDEN
    parts = [part for part in (name.first, name.last) if part]
    if not parts or any(len(part) < _INITIALS_FROM or not part[0].isalpha() for part in parts):
        return HIDDEN
    return " ".join(f"{part[0].upper()}." for part in parts)


def tail(number: str) -> str:
    """What of a member id may stand on a masked page: its last four characters, two of a short one, none of a very short one.

    >>> tail("XYZ100200300"), tail("AB1234"), tail("12")
    ('***0300', '***34', '***')
    """
    kept = 4 if len(number) >= _FOUR_FROM else 2 if len(number) >= _TWO_FROM else 0
    return HIDDEN + number[-kept:] if kept else HIDDEN


@attrs.frozen
class Discretion:
    """How much of a person a page shows."""

    mask: bool

    def name(self, name: PersonName | str) -> str:
        """A person's name, or its initials."""
        return initials(name) if self.mask else full_name(name)

    def number(self, number: str) -> str:
        """A member's number, or its end."""
        return tail(clean(number)) if self.mask else clean(number)

    def reference(self, text: str, unknown: str) -> str:
        """A reference in no fixed form (PLB03-2). Payers put member ids into it: masked, only numbers that are known stay as they are."""
        if not self.mask:
            return clean(text)
        strangers = set(_WORD.findall(unknown))
        return clean(_WORD.sub(lambda word: tail(word[0]) if word[0] in strangers else word[0], text))
