"""Amounts, quantities, days and times: decode and encode side by side.

Decoding is strict: an exponent, a blank, `NaN` or a digit of another script is no amount, though `Decimal` would take it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from edi_claims import DateRange, ElementError

Day = date | DateRange

_plain = frozenset("eE_+nNiI \t\v\f\x1c\x1d\x1e\x1f").isdisjoint
_LENIENT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?")
_MEMORY = 4096
"""How many different texts a memo keeps; files repeat days, procedures and service types."""


def amount(text: str) -> Decimal:
    """The number of an R or N element: dollars, units, a fraction. `.5` and `100.` are taken.

    Raises:
        ElementError: the text is no such number.
    """
    if text.isascii() and _plain(text):
        try:
            return Decimal(text)
        except ArithmeticError:
            pass
    raise ElementError("not an amount", text)


def lenient_amount(text: str) -> Decimal:
    """Also `+3`, `1,234.00` and blanks around a number, which some payers send; the caller reports them.

    Raises:
        ElementError: the text is no number even so.
    """
    body = text.strip()
    if not body.isascii() or not _LENIENT.fullmatch(body) or not any(map(str.isdigit, body)):
        raise ElementError("not an amount", text)
    return Decimal(body.replace(",", "").lstrip("+"))


def amount_text(number: Decimal) -> str:
    """A number as X12 writes it: no exponent, no zeros behind the last digit that says something.

    >>> amount_text(Decimal("120.00")), amount_text(Decimal("-0.50")), amount_text(Decimal("1E+2"))
    ('120', '-0.5', '100')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class _Days(dict[str, date]):
    """CCYYMMDD to the day, remembered."""

    def __missing__(self, text: str) -> date:
        if len(text) != 8 or not (text.isascii() and text.isdigit()):       # noqa: PLR2004 - CCYYMMDD
            raise ElementError("not a day", text)
        try:
            found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            raise ElementError("not a day", text) from None
        if len(self) < _MEMORY:
            self[text] = found
        return found


class _Periods(dict[str, Day]):
    """A DTP03 to the day or the period, remembered. The dash says more than DTP02 does; a time behind the day is dropped."""

    def __missing__(self, text: str) -> Day:
        start, dash, end = text.partition("-")
        found = DateRange(day(start[:8]), day(end[:8])) if dash else day(text if len(text) < 9 else text[:8])  # noqa: PLR2004
        if len(self) < _MEMORY:
            self[text] = found
        return found


day = _Days().__getitem__
"""CCYYMMDD to a day. Raises ElementError."""

day_or_period = _Periods().__getitem__
"""D8, RD8 or DT text to a day or a period. Raises ElementError."""


def day_text(on: date) -> str:
    """A day as CCYYMMDD."""
    return str(on.year * 10_000 + on.month * 100 + on.day).zfill(8)


def period_format(when: Day) -> tuple[str, str]:
    """DTP02 and DTP03: D8 and a day, or RD8 and a period."""
    if isinstance(when, DateRange):
        return "RD8", f"{day_text(when.start)}-{day_text(when.end)}"
    return "D8", day_text(when)


def moment(days: str, times: str) -> datetime | None:
    """When an envelope was made: YYMMDD or CCYYMMDD, and HHMM, HHMMSS or longer. None where it cannot be read: envelopes are not refused for it."""
    try:
        on = day(days if len(days) == 8 else "20" + days)                   # noqa: PLR2004 - CCYYMMDD
        at = time(int(times[:2]), int(times[2:4]), int(times[4:6] or 0)) if times[:4].isdigit() else time()
    except ValueError:
        return None
    return datetime.combine(on, at)
