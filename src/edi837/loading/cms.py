"""The layouts of CMS: the edits of the National Correct Coding Initiative, HCPCS Level II, the Medicare Coverage Database."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from edi837.loading.rows import CODE, DIGITS, Row, Source, cells_of, code_of, fault, lower, opened, rows
from edi837.rules.rows import MEDICARE, AddOn, PairEdits, Policy, UnitLimit, Validity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_NOBODYS = "CCCCC"
"""A primary code that says: of the contractor's own list."""
_PROCEDURE_ROW, _MODIFIER_ROW = "3", "7"


# ---- the National Correct Coding Initiative

def read_pairs(*sources: Source, codes: Collection[str] | None = None) -> PairEdits:
    """Procedure-to-procedure edits from CMS's practitioner files (`ccipra-…`), which come in several parts, as text or CSV.

    `codes` are those that the practice bills: of millions of edits only those between two of them are kept. None: all.
    """
    edits = PairEdits()
    for source in sources:
        begun = False
        with opened(source) as file:
            for line, cells in cells_of(file):
                if CODE.fullmatch(cells[0].strip()):
                    begun = True
                    _add_pair(edits, line, cells, codes)
                elif begun:
                    raise fault(line, "column 1 is no procedure code")
            if not begun:
                raise fault(1, "there is no row of a pair edit")
    return edits


def _add_pair(edits: PairEdits, line: int, cells: list[str], codes: Collection[str] | None) -> None:
    """Columns: 1, 2, prior to 1996, effective, deletion (* for none), modifier indicator, rationale."""
    if len(cells) < 6:                                                              # noqa: PLR2004 - the columns before the rationale
        raise fault(line, "the row has not the six columns of a pair edit")
    paid, bundled, _, begins, ends, indicator = (cell.strip() for cell in cells[:6])
    if codes is not None and not (paid in codes and bundled in codes):
        return
    first = _compact(begins, "the effective date", line)
    last = None if ends in ("*", "") else _compact(ends, "the deletion date", line)
    if indicator not in ("0", "1", "9"):
        raise fault(line, "the modifier indicator is none of 0, 1 and 9")
    edits.add(paid, code_of(bundled, "column 2", line), first, last, indicator)


@lru_cache(maxsize=4096)
def _known_day(text: str) -> date | None:
    """A day as YYYYMMDD, remembered: a million rows name a few hundred of them."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == DIGITS and text.isascii() and text.isdigit() else None
    except ValueError:
        return None


def _compact(text: str, column: str, line: int) -> date:
    day = _known_day(text)
    if day is None:
        raise fault(line, f"{column} is no day")
    return day


def read_unit_limits(source: Source, begins: date | None = None) -> list[UnitLimit]:
    """Medically unlikely edits from CMS's practitioner or supplier table, as CSV. `begins` is the first day of that edition."""
    with opened(source) as file:
        return [UnitLimit(code_of(row.text("code"), "the code", row.line), _limit(row), _indicator(row), begins)
                for row in rows(file, "code", "units", "by", rename=_mue_column)]


def _mue_column(name: str) -> str:
    """The columns by what they hold: their names differ by who is limited."""
    for words, column in ((("HCPCS", "Code"), "code"), (("MUE", "Values"), "units"), (("MUE Adjudication Indicator",), "by")):
        if all(word in name for word in words) and "©" not in name:
            return column
    return name


def _limit(row: Row) -> Decimal:
    found = row.whole("units")
    if found is None:
        raise fault(row.line, "there is no limit")
    return Decimal(found)


def _indicator(row: Row) -> str:
    found = row.text("by")[:1]
    if found not in ("1", "2", "3"):
        raise fault(row.line, "the adjudication indicator is none of 1, 2 and 3")
    return found


def read_add_ons(source: Source) -> list[AddOn]:
    """Add-on code edits from CMS's table (`AOC_V…`), saved as CSV or tab-separated text. Its days are a year and the day of the year."""
    with opened(source) as file:
        return [_add_on(row) for row in rows(file, "aoc_edit_type", "add-on_code", "primary_code", "aoc_edit_effdt", "aoc_edit_deldt",
                                              rename=lower)]


def _add_on(row: Row) -> AddOn:
    kind, primary = row.text("aoc_edit_type"), row.text("primary_code")
    if kind not in ("1", "2", "3"):
        raise fault(row.line, "the edit type is none of 1, 2 and 3")
    parents = [] if primary in ("", _NOBODYS) else [code_of(primary, "the primary code", row.line)]
    ends = [day for column in ("aoc_deldt", "primary_code_deldt", "aoc_edit_deldt") if (day := _of_the_year(row, column)) is not None]
    return AddOn(code_of(row.text("add-on_code"), "the add-on code", row.line), parents, kind,
                 Validity(_of_the_year(row, "aoc_edit_effdt"), min(ends, default=None)))


def _of_the_year(row: Row, column: str) -> date | None:
    """YYYYDDD; None where the cell is empty or zero."""
    text = row.text(column)
    if not text.strip("0"):
        return None
    year, count = text[:4], text[4:]
    if not (text.isascii() and text.isdigit() and len(text) == 7 and int(year) and 1 <= int(count) <= 366):     # noqa: PLR2004 - YYYYDDD
        raise fault(row.line, f"{column} is no day of a year")
    return date(int(year), 1, 1) + timedelta(days=int(count) - 1)


# ---- HCPCS

class Hcpcs(NamedTuple):
    """HCPCS Level II: its procedure codes and its modifiers."""

    procedures: dict[str, Validity]
    modifiers: dict[str, Validity]


def read_hcpcs(source: Source) -> Hcpcs:
    """HCPCS Level II from CMS's alpha-numeric file (`HCPC…ANWEB`): the fixed-width text, or the sheet saved as CSV."""
    found = Hcpcs({}, {})
    with opened(source) as file:
        head = file.readline()
        lines = chain([head], file)
        for row in _fixed_hcpcs(lines) if _FIXED.match(head) else rows(lines, "HCPC", "RECID", "ADD DT", "TERM DT", rename=str.upper):
            kind, code = row.text("RECID"), row.text("HCPC")
            if kind in (_PROCEDURE_ROW, _MODIFIER_ROW):
                table = found.procedures if kind == _PROCEDURE_ROW else found.modifiers
                table[code] = Validity(row.day("ADD DT"), row.day("TERM DT"), row.text("COV"))
    return found


_FIXED = re.compile(r"[ 0-9A-Z]{5}[0-9]{5}[3478]")
_FIXED_COLUMNS = {"HCPC": slice(0, 5), "RECID": slice(10, 11), "COV": slice(229, 230), "ADD DT": slice(268, 276), "TERM DT": slice(284, 292)}


def _fixed_hcpcs(lines: Iterable[str]) -> Iterator[Row]:
    """By CMS's record layout; a further line of a description (4, 8) has no more than its text."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            if _FIXED.match(line) is None:
                raise fault(number, "this is no row of a HCPCS file")
            yield Row({name: line[place] for name, place in _FIXED_COLUMNS.items()}, number)


# ---- the Medicare Coverage Database

def read_articles(procedures: Source, diagnoses: Source, articles: Collection[str] | None = None, payer_ids: Iterable[str] = ()) -> list[Policy]:
    """Coverage policies from `article_x_hcpc_code.csv` and `article_x_icd10_covered.csv` of the Medicare Coverage Database.

    `articles` are the numbers of those that hold for the practice, which its Medicare contractor published; None: all, of every contractor.
    The groups of an article are not told apart, as only its words say which of them belong together: each diagnosis supports each procedure.
    Without `payer_ids` the policies are for every coverage that is filed as Medicare.
    """
    done = _listed(procedures, "hcpc_code_id", articles)
    found = _listed(diagnoses, "icd10_code_id", articles)
    payers = tuple(payer_ids)
    return [Policy(sorted(codes), sorted(found[key]), payers, () if payers else MEDICARE, name=f"A{key[0]}")
            for key, codes in done.items() if found.get(key)]


def _listed(source: Source, column: str, articles: Collection[str] | None) -> dict[tuple[str, str], set[str]]:
    """The codes of each version of an article."""
    found: dict[tuple[str, str], set[str]] = {}
    with opened(source) as file:
        for row in rows(file, "article_id", "article_version", column):
            number = row.text("article_id")
            if not number.isdigit():
                raise fault(row.line, "article_id is no number")
            if articles is None or number in articles or f"A{number}" in articles:
                found.setdefault((number, row.text("article_version")), set()).add(row.text(column).replace(".", "").upper())
    return found
