"""ICD-10-CM: which diagnosis codes are billable on a day. Codes only; no descriptions are shipped.

A release is read when it is first asked, in a few milliseconds, and held as one string of fixed-width rows. `tools/make_icd10cm.py` makes the
files beside this module from the public-domain list. The files shipped are those of fiscal year 2025 (October 2024 to September 2025)
and 2026 (October 2025 to September 2026); for a day outside of these nothing is known, and a practice loads CMS's order file of that year.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import TextIO

from edi_claims.findings import EdiError

CODE_WIDTH = 7
ROW_WIDTH = CODE_WIDTH + 1
SIDE_OPEN = "?"
"""The mark behind a code that leaves open which side is meant, where codes with a side exist."""

_REMEMBERED = 2048
"""Codes whose rows are remembered."""

_CODE = slice(6, 13)
_BILLABLE, _LONG = 14, 77
"""Columns of the order file: order number 1-5, code 7-13, billable 15, short description 17-76, long description from 78."""
_UNSPECIFIED = re.compile(r"\bunspecified\b", re.IGNORECASE)


class Release(Collection[str]):
    """The billable codes of one release, without dots, upper case.

    >>> release = Release("2026", date(2025, 10, 1), date(2026, 9, 30), "M25561  M25562  M25569 ?R079    ")
    >>> "R079" in release, "M2556" in release, release.is_header("M2556"), release.side_is_open("M25569")
    (True, False, True, True)
    """

    def __init__(self, name: str, first_day: date, last_day: date, rows: str | Callable[[], str]) -> None:
        """Hold rows of seven characters of code and one of mark, sorted; a function is called for them when the release is first asked."""
        self.name = name
        self.first_day = first_day
        """The first day of service for which these are the codes."""
        self.last_day = last_day
        self._source = rows
        self._found: dict[str, str] = {}

    @cached_property
    def _rows(self) -> str:
        return self._source if isinstance(self._source, str) else self._source()

    def __len__(self) -> int:
        return len(self._rows) // ROW_WIDTH

    def __iter__(self) -> Iterator[str]:
        rows = self._rows
        return (rows[at:at + CODE_WIDTH].rstrip() for at in range(0, len(rows), ROW_WIDTH))

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and bool(code) and self._row(code)[:CODE_WIDTH].rstrip() == code

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.first_day:%Y-%m-%d} to {self.last_day:%Y-%m-%d})"

    def _row(self, code: str) -> str:
        """The first row that is not before a code; empty behind the last one. It is remembered: a practice uses few codes, and each often."""
        found = self._found.get(code)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[code] = self._first_from(code)
        return found

    def _first_from(self, code: str) -> str:
        rows, low, high, padded = self._rows, 0, len(self), f"{code:{CODE_WIDTH}}"
        while low < high:
            middle = (low + high) // 2
            if rows[middle * ROW_WIDTH:middle * ROW_WIDTH + CODE_WIDTH] < padded:
                low = middle + 1
            else:
                high = middle
        return rows[low * ROW_WIDTH:(low + 1) * ROW_WIDTH]

    def is_header(self, code: str) -> bool:
        """Whether billable codes begin with this one, which is not billable itself."""
        return bool(code) and code not in self and self._row(code).startswith(code)

    def side_is_open(self, code: str) -> bool:
        """Whether the code leaves open which side is meant, and its siblings say left and right."""
        return code in self and self._row(code).endswith(SIDE_OPEN)


def rows_of(described: Iterable[tuple[str, str]]) -> str:
    """What a release holds, from billable codes with their long descriptions, which are looked at here and dropped."""
    by_code = {code: " ".join(text.lower().split()) for code, text in described}
    texts = set(by_code.values())
    return "".join(f"{code:{CODE_WIDTH}}{SIDE_OPEN if _has_sides(text, texts) else ' '}" for code, text in sorted(by_code.items()))


def _has_sides(text: str, known: Collection[str]) -> bool:
    """Whether the same words with left and with right instead of one `unspecified` describe other codes."""
    return any(text[:one.start()] + "left" + text[one.end():] in known and text[:one.start()] + "right" + text[one.end():] in known
               for one in _UNSPECIFIED.finditer(text))


def read_order_file(source: str | Path | TextIO, first_day: date, last_day: date) -> Release:
    """A release from CMS's `icd10cm_order_YYYY.txt`, for the days on which it is in force.

    Raises:
        EdiError: a line has not the layout of that file; it says which.
    """
    if isinstance(source, str | Path):
        with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
            return read_order_file(file, first_day, last_day)
    return Release(f"{last_day.year}", first_day, last_day, rows_of(_described(source)))


def _described(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        code, billable = line[_CODE].strip(), line[_BILLABLE:_BILLABLE + 1]
        if not (line[:5].isdigit() and code.isalnum() and billable in ("0", "1")):
            raise EdiError(f"line {number}: this is no row of an ICD-10-CM order file")
        if billable == "1":
            yield code, line[_LONG:]


def _shipped(year: int) -> Release:
    """The release of a fiscal year, which begins in October of the year before."""
    return Release(str(year), date(year - 1, 10, 1), date(year, 9, 30), partial(_read, f"icd10cm-{year}.txt.gz"))


def _read(name: str) -> str:
    return gzip.decompress(resources.files(__package__).joinpath(name).read_bytes()).decode("ascii")


SHIPPED: tuple[Release, ...] = tuple(_shipped(year) for year in (2025, 2026))
"""The releases that come with the library."""


def release_on(day: date | None, releases: Sequence[Release] = SHIPPED) -> Release | None:
    """The release in force on a day, the latest begun where several are; None where none of these is."""
    found = [one for one in releases if day is not None and one.first_day <= day <= one.last_day]
    return max(found, key=lambda one: one.first_day, default=None)


def billable_on(day: date | None) -> Release | None:
    """The billable codes on a day; None where no release for that day is shipped.

    >>> codes = billable_on(date(2026, 3, 1))
    >>> codes is not None and ("R079" in codes, "M545" in codes, codes.is_header("M545"))
    (True, False, True)
    >>> billable_on(date(2027, 3, 1)) is None
    True
    """
    return release_on(day)
