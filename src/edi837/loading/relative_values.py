"""Medicare's rates from its relative values (PPRRVU…) and the indices of localities (GPCI…), both as CMS publishes them, as CSV.

A rate is (work x index + practice expense x index + malpractice x index) x conversion factor. What the payment amount file has beside it is not
here: imaging is not capped at the rates of hospitals.
"""

from __future__ import annotations

from collections import deque
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from edi837.loading.physician_fees import PAID_STATUSES, fees_of, number
from edi837.loading.rows import CODE, Source, cells_of, fault, opened
from edi_claims import ZERO, FeeSchedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from edi_claims import Fee

_CENT = Decimal("0.01")
_DEPTH = 4
"""Rows on which the name of a column is spread, one word below the other."""
_NOT_HERE = "NA INDICATOR"
"""Behind each practice expense: whether the service is rarely or never done there."""
_VALUES = {
    "code": ("HCPCS",), "modifier": ("MOD",), "status": ("STATUS CODE",), "work": ("WORK RVU",), "malpractice": ("MP RVU",),
    "elsewhere": ("NON-FAC PE RVU", "NON-FACILITY PE RVU"), "facility": ("FACILITY PE RVU",), "mark": ("MULT PROC",),
    "factor": ("CONV FACTOR",)}
_INDICES = {"contractor": ("CONTRACTOR",), "locality": ("LOCALITY NUMBER",), "expense": ("PE GPCI",), "malpractice": ("MP GPCI",)}
_WORK = ("(WITH 1.0", "PW GPCI", "WORK GPCI")
"""Names of the index of work, best first: Congress has set a floor under it, and both may be listed."""


class Indices(NamedTuple):
    """What a locality makes of each part of a rate."""

    work: Decimal
    expense: Decimal
    malpractice: Decimal


def read_relative_values(
        values: Source, indices: Source, contractor: str, locality: str, *, begins: date, ends: date | None = None, name: str = "MEDICARE",
        codes: Collection[str] | None = None, statuses: Collection[str] = PAID_STATUSES) -> FeeSchedule:
    """What Medicare allows in one locality, in facilities and elsewhere, to the cent.

    Args:
        values: the relative values, a path or an open file.
        indices: those of the localities.
        contractor: five digits.
        locality: two digits.
        begins: the first day of the release; its rows tell none.
        ends: the last day; None: the end of the year.
        name: of the schedule.
        codes: those that the practice bills; None: all.
        statuses: of the codes to keep.

    Raises:
        EdiError: a file has not this layout, or the locality is not among the indices.
    """
    with opened(indices) as file:
        place = _place(file, contractor.zfill(5), locality.zfill(2))
    valid = (begins, ends or date(begins.year, 12, 31))
    with opened(values) as file:
        return FeeSchedule(name, [fee for line, row in _rows(file) if row["status"] in statuses and (codes is None or row["code"] in codes)
                                  for fee in _fees(line, row, place, valid)])


def _place(lines: Iterable[str], contractor: str, locality: str) -> Indices:
    columns: dict[str, int] = {}
    for line, cells in cells_of(lines):
        row = [" ".join(cell.split()) for cell in cells]
        if not columns:
            columns = _index_columns([cell.upper() for cell in row])
        elif len(row) > max(columns.values()) and (row[columns["contractor"]].zfill(5), row[columns["locality"]].zfill(2)) == (contractor, locality):
            return Indices(*(number(line, row[columns[part]]) for part in ("work", "expense", "malpractice")))
    raise fault(1, f"contractor {contractor}, locality {locality} is not here" if columns else "there is no line that names the indices")


def _index_columns(names: Sequence[str]) -> dict[str, int]:
    """Where the indices stand; nothing where this is not the line that names them."""
    found = {key: next((at for at, name in enumerate(names) if any(word in name for word in words)), -1) for key, words in _INDICES.items()}
    found["work"] = next((at for word in _WORK for at, name in enumerate(names) if word in name), -1)
    return found if min(found.values()) >= 0 else {}


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the names, each with the columns that matter."""
    above: deque[list[str]] = deque(maxlen=_DEPTH)
    columns: dict[str, int] = {}
    for line, cells in cells_of(lines):
        row = [cell.strip() for cell in cells]
        if not columns:
            above.append(row)
            if row[0].upper() == "HCPCS":
                columns = _value_columns(line, above)
        elif CODE.fullmatch(row[0]):
            if len(row) <= max(columns.values()):
                raise fault(line, "there are fewer cells than columns")
            yield line, {key: row[at] for key, at in columns.items()}
    if not columns:
        raise fault(1, "there is no line that names the columns of relative values")


def _value_columns(line: int, above: Sequence[Sequence[str]]) -> dict[str, int]:
    """Where the columns stand. The names are spread on several rows; titles above them stand over the description, which is not kept."""
    last = above[-1]
    names = [" ".join(" ".join(row[at].upper() for row in above if at < len(row)).split()) for at in range(len(last))]
    names[0] = last[0].upper()
    found = {key: next((at for at, name in enumerate(names) if name in words), -1) for key, words in _VALUES.items()}
    missing = [_VALUES[key][0] for key, at in found.items() if at < 0]
    if missing:
        raise fault(line, f"there is no column {', '.join(missing)}")
    for key in ("elsewhere", "facility"):
        at = found[key] + 1
        if at < len(names) and names[at].endswith(_NOT_HERE):
            found[f"not {key}"] = at
    return found


def _fees(line: int, row: Mapping[str, str], place: Indices, valid: tuple[date, date]) -> Iterator[Fee]:
    elsewhere, facility = (_rate(line, row, where, place) for where in ("elsewhere", "facility"))
    return fees_of(row["code"], row["modifier"], elsewhere, facility, valid, row["mark"])


def _rate(line: int, row: Mapping[str, str], where: str, place: Indices) -> Decimal:
    """Zero where the service is not done there."""
    if row.get(f"not {where}"):
        return ZERO
    parts = (number(line, row[part]) * index for part, index in zip(("work", where, "malpractice"), place, strict=True))
    found = (sum(parts, ZERO) * number(line, row["factor"])).quantize(_CENT, ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found
