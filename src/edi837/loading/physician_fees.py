"""Medicare's physician fee schedule as CMS publishes it: the annual payment amounts (PFALL…, PFREV…) by carrier, locality, code and modifier."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from edi837.loading.rows import CODE, Source, fault, opened
from edi_claims import ZERO, Fee, FeeSchedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_COLUMNS = 11
"""Year, carrier, locality, code, modifier, amount elsewhere, amount in a facility, filler, PC/TC, status, mark for multiple procedures."""


def read_physician_fees(source: Source, carrier: str, locality: str, *, name: str = "MEDICARE", codes: Collection[str] | None = None) -> FeeSchedule:
    """What Medicare allows in one locality, in facilities and elsewhere. `codes` are those that the practice bills; None: all.

    A rate counts in the year of its row. A code that is published with no amount has no rate: its carrier prices it, or Medicare does not cover it.

    Raises:
        EdiError: the file has not this layout, or nothing in it is of the carrier and locality.
    """
    with opened(source) as file:
        fees = list(_fees(file, (carrier.zfill(5), locality.zfill(2)), codes))
        if not fees:
            raise fault(1, f"nothing here is of carrier {carrier}, locality {locality}")
    return FeeSchedule(name, fees)


def _fees(lines: Iterable[str], place: tuple[str, str], codes: Collection[str] | None) -> Iterator[Fee]:
    ended = 0
    for line, cells in enumerate(csv.reader(lines), 1):
        row = [cell.strip() for cell in cells]
        if not (len(row) >= _COLUMNS and row[0].isdigit() and CODE.fullmatch(row[3])):
            ended = ended or line               # the file ends with words about rights
            continue
        if ended:
            raise fault(ended, "this is no row of a payment amount file")
        if (row[1], row[2]) == place and (codes is None or row[3] in codes):
            yield from _of_row(line, row)
    if ended == 1:
        raise fault(1, "this is no row of a payment amount file")


def _of_row(line: int, row: list[str]) -> Iterator[Fee]:
    elsewhere, facility = _dollars(line, row[5]), _dollars(line, row[6])
    year = int(row[0])
    both = elsewhere == facility
    for amount, where in ((elsewhere, None if both else False), (facility, True)):
        if amount > ZERO and not (both and where):
            yield Fee(row[3], amount, (row[4],) if row[4] else (), "", date(year, 1, 1), date(year, 12, 31), where, row[10])


def _dollars(line: int, text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise fault(line, "an amount is no number") from None
    if not found.is_finite() or found < ZERO:
        raise fault(line, "an amount is no number")
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found
