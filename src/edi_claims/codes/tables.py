"""Code tables: a mapping from a code to its row, read from a CSV file on first use, and the tables that the library ships.

A code that no table lists is never an error: `table.get(code)` gives None and `table.label(code)` the code itself. A practice adds or
replaces rows with `with_rows`, or reads a file of its own with `CodeTable.from_csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import TextIO, TypeVar

import attrs

from edi_claims.codes.rows import (
    CarcRow,
    CategoryRow,
    ClaimStatusRow,
    Code,
    FollowUp,
    GroupRow,
    NoteRow,
    PlaceRow,
    PlbRow,
    RarcRow,
    RejectReason,
    StatusRow,
)

R = TypeVar("R", bound=Code)


class CodeTable(Mapping[str, R]):
    """Rows by their code, in the order of the file; nothing changes a table once it is made.

    >>> table = CodeTable([Code("11", "Office"), Code("12", "Home")])
    >>> table["11"].label, table.label("12"), table.label("00")
    ('Office', 'Home', '00')
    >>> table.with_rows([Code("12", "At home")]).label("12"), table.label("12")
    ('At home', 'Home')
    """

    def __init__(self, rows: Iterable[R] | Callable[[], Iterable[R]] = ()) -> None:
        """Hold these rows; a function is called for them when the table is first asked. A later row replaces one of the same key."""
        self._source = rows if callable(rows) else tuple(rows)

    @cached_property
    def _rows(self) -> dict[str, R]:
        rows = self._source() if callable(self._source) else self._source
        return {row.key: row for row in rows}

    def __getitem__(self, code: str) -> R:
        return self._rows[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows)"

    def label(self, code: str) -> str:
        """What the code means in a few words; the code itself when no row has it."""
        row = self.get(code)
        return code if row is None else row.label

    def with_rows(self, rows: Iterable[R]) -> CodeTable[R]:
        """A new table with these rows added; they replace rows of the same key."""
        return CodeTable((*self.values(), *rows))

    @staticmethod
    def from_csv(source: str | Path | TextIO, row: type[R]) -> CodeTable[R]:
        """A table from a CSV file with a header line: one column a field of the row class, other columns ignored.

        Columns that have a default may be left out. A path is read as UTF-8, with or without a byte order mark.

        Raises:
            ValueError: a needed column is missing, or a cell holds none of the words that its column allows.
        """
        if isinstance(source, str | Path):
            with Path(source).open(encoding="utf-8-sig", newline="") as file:
                return CodeTable(_rows_of(file, row))
        return CodeTable(_rows_of(source, row))


def _rows_of(lines: Iterable[str], kind: type[R]) -> Iterator[R]:
    """The rows of a CSV text."""
    reader = csv.DictReader(lines)
    header = set(reader.fieldnames or ())
    missing = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING and field.name not in header]
    if missing:
        raise ValueError(f"a table of {kind.__name__} rows needs the columns {', '.join(missing)}")
    columns = [field.name for field in attrs.fields(kind) if field.name in header]
    for cells in reader:
        try:
            yield kind(**{name: (cells[name] or "").strip() for name in columns})
        except ValueError as error:
            raise ValueError(f"line {reader.line_num} of a table of {kind.__name__} rows: {error}") from None


def _read_shipped(name: str, kind: type[R]) -> tuple[R, ...]:
    """The rows of a file that lies beside this module."""
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(_rows_of(text.splitlines(), kind))


def _shipped(name: str, kind: type[R]) -> CodeTable[R]:
    """A table of the library, read when first asked: importing costs nothing."""
    return CodeTable(partial(_read_shipped, name, kind))


CARC = _shipped("carc", CarcRow)
"""Claim adjustment reason codes: CAS02, 05, 08, … of the 835 and the 837."""
RARC = _shipped("rarc", RarcRow)
"""Remittance advice remark codes: LQ02, MOA03-07, MIA of the 835."""
GROUP = _shipped("group", GroupRow)
"""Claim adjustment group codes: CAS01."""
CLAIM_STATUS = _shipped("claim_status", ClaimStatusRow)
"""Claim status of the 835: CLP02."""
PLB_REASON = _shipped("plb_reason", PlbRow)
"""Provider adjustment reasons of the 835: PLB03-1, 05-1, …"""
FILING_INDICATOR = _shipped("filing_indicator", Code)
"""Kind of plan: SBR09 of the 837, CLP06 of the 835."""
PLACE_OF_SERVICE = _shipped("place_of_service", PlaceRow)
"""Place of service: CLM05-1 and SV105 of the 837."""
SERVICE_TYPE = _shipped("service_type", Code)
"""Service types: EQ01 of the 270, EB03 of the 271."""
BENEFIT_KIND = _shipped("benefit_kind", Code)
"""What a benefit row tells: EB01 of the 271."""
TIME_PERIOD = _shipped("time_period", Code)
"""For what time a benefit holds: EB06 of the 271, HSD05."""
INSURANCE_TYPE = _shipped("insurance_type", Code)
"""Kind of insurance: EB04 of the 271; those for Medicare as secondary payer also SBR05 of the 837."""
AAA_REASON = _shipped("aaa_reason", RejectReason)
"""Why an inquiry was rejected: AAA03 of the 271."""
AAA_FOLLOW_UP = _shipped("aaa_follow_up", FollowUp)
"""Whether to ask again: AAA04 of the 271."""
STATUS_CATEGORY = _shipped("status_category", CategoryRow)
"""Claim status categories: STC01-1 of the 277 and the 277CA."""
STATUS_CODE = _shipped("status_code", StatusRow)
"""Claim status codes: STC01-2 of the 277 and the 277CA. Keys are `562` and, for one entity, `562:85`; ask with `status_row`."""
ENTITY = _shipped("entity", Code)
"""Who is meant: STC01-3 of the 277, NM101."""
SEGMENT_ERROR = _shipped("segment_error", Code)
"""What is wrong with a segment: IK304 of the 999, AK304 of the 997."""
ELEMENT_ERROR = _shipped("element_error", Code)
"""What is wrong with an element: IK403 of the 999, AK403 of the 997."""
SET_ERROR = _shipped("set_error", Code)
"""What is wrong with a transaction set: IK502-06 of the 999, AK502-06 of the 997."""
GROUP_ERROR = _shipped("group_error", Code)
"""What is wrong with a functional group: AK905-09 of the 999 and the 997."""
TA1_NOTE = _shipped("ta1_note", NoteRow)
"""What is wrong with an interchange: TA105."""
RELATIONSHIP = _shipped("relationship", Code)
"""The patient's relationship to the subscriber: SBR02 and PAT01 of the 837, INS02 of the 270 and 271."""


def status_row(code: str, entity: str = "", table: Mapping[str, StatusRow] = STATUS_CODE) -> StatusRow | None:
    """The row for a claim status (STC01-2) of an entity (STC01-3): the entity's own row first, then that for any entity.

    >>> [row.location for row in (status_row("562", "85"), status_row("562", "82")) if row]
    ['2010AA NM109', '2310B/2420A NM109']
    >>> status_row("no such code") is None
    True
    """
    return table.get(f"{code}:{entity}") or table.get(code)
