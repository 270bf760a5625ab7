"""Medicare's physician fee schedule as CMS publishes it: the annual payment amounts (PFALL…, PFREV…) by carrier, locality, code and modifier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from edi837.loading.rows import CODE, Source, cells_of, fault, opened
from edi_claims import ZERO, Fee, FeeSchedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

PAID_STATUSES = frozenset("ACRT")
"""Codes that Medicare pays by this schedule: active, priced by the carrier, restricted, injections. What it bundles, excludes or does not cover
may be published with an amount, by which it does not pay."""
_COLUMNS = 11
"""Year, carrier, locality, code, modifier, amount elsewhere, amount in a facility, filler, PC/TC, status, mark for multiple procedures."""


def read_physician_fees(source: Source, carrier: str, locality: str, *, name: str = "MEDICARE", codes: Collection[str] | None = None,
                        statuses: Collection[str] = PAID_STATUSES) -> FeeSchedule:
    """What Medicare allows in one locality, in facilities and elsewhere.

    A rate counts in the year of its row. A code that is published with no amount has no rate: its carrier prices it, or Medicare does not cover it.

    Args:
        source: a path, or an open file.
        carrier: five digits.
        locality: two digits.
        name: of the schedule.
        codes: those that the practice bills; None: all.
        statuses: of the codes to keep. A plan may pay its share of amounts by which Medicare itself does not.

    Raises:
        EdiError: the file has not this layout, or nothing in it is of the carrier and locality.
    """
    with opened(source) as file:
        rows = list(_rows(file, (carrier.zfill(5), locality.zfill(2))))
        if not rows:
            raise fault(1, f"nothing here is of carrier {carrier}, locality {locality}")
        fees = [fee for line, row in rows if row[9] in statuses and (codes is None or row[3] in codes) for fee in _of_row(line, row)]
    return FeeSchedule(name, fees)


def _rows(lines: Iterable[str], place: tuple[str, str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a carrier and locality, with the numbers of their lines."""
    ended = 0
    for line, cells in cells_of(lines):
        row = [cell.strip() for cell in cells]
        if not (len(row) >= _COLUMNS and row[0].isdigit() and CODE.fullmatch(row[3])):
            ended = ended or line               # the file ends with words about rights
            continue
        if ended:
            raise fault(ended, "this is no row of a payment amount file")
        if (row[1], row[2]) == place:
            yield line, row
    if ended == 1:
        raise fault(1, "this is no row of a payment amount file")


def _of_row(line: int, row: list[str]) -> Iterator[Fee]:
    begins, ends = _year(line, row[0])
    return fees_of(row[3], row[4], number(line, row[5]), number(line, row[6]), (begins, ends), row[10])


def _year(line: int, text: str) -> tuple[date, date]:
    try:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    except ValueError:
        raise fault(line, "the year is none") from None


def fees_of(code: str, modifier: str, elsewhere: Decimal, facility: Decimal, valid: tuple[date, date], mark: str) -> Iterator[Fee]:
    """The rate of a code in facilities and elsewhere, in one where they are the same; an amount of zero is no rate."""
    both = elsewhere == facility
    for amount, where in ((elsewhere, None if both else False), (facility, True)):
        if amount > ZERO and not (both and where):
            yield Fee(code, amount, (modifier,) if modifier else (), "", *valid, where, mark)


def number(line: int, text: str) -> Decimal:
    """An amount, or a value, not below zero; zero where nothing stands.

    Raises:
        EdiError: it is none.
    """
    try:
        found = Decimal(text or "0")
    except InvalidOperation:
        raise fault(line, "an amount is no number") from None
    if not found.is_finite() or found < ZERO:
        raise fault(line, "an amount is no number")
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found
