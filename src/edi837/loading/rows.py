"""Rows of a table in a file, each with the number of its line, so that a fault names it."""

from __future__ import annotations

import csv
import re
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeAlias

from edi_claims import EdiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Source: TypeAlias = str | Path | TextIO
"""A path, or an open file."""

CODE = re.compile(r"[0-9A-Z]{5}")
"""A CPT or HCPCS code."""
_HEAD = 40
"""Lines that are looked at to tell what parts the cells."""
DIGITS = 8
"""Of a day: YYYYMMDD."""


class Row(NamedTuple):
    """One row of a table: its cells by the name of their column, and where it stands."""

    cells: dict[str, str]
    line: int

    def text(self, column: str) -> str:
        """A cell, without blanks; empty where the column is not there."""
        return self.cells.get(column, "").strip()

    def texts(self, column: str) -> list[str]:
        """The parts of a cell, parted by `|` or blanks."""
        return self.text(column).replace("|", " ").split()

    def day(self, column: str) -> date | None:
        """A day, as YYYY-MM-DD or YYYYMMDD; None where the cell is empty."""
        return _day(self.text(column), column, self.line)

    def whole(self, column: str) -> int | None:
        """A whole number; None where the cell is empty."""
        text = self.text(column)
        if text and not (text.isascii() and text.isdigit()):
            raise fault(self.line, f"{column} is no whole number")
        return int(text) if text else None

    def amount(self, column: str) -> Decimal | None:
        """A number; None where the cell is empty."""
        text = self.text(column)
        try:
            found = Decimal(text) if text else None
        except InvalidOperation:
            raise fault(self.line, f"{column} is no number") from None
        if found is not None and not found.is_finite():
            raise fault(self.line, f"{column} is no number")
        return found


def fault(line: int, what: str) -> EdiError:
    """What is wrong with a line; never what stands in it."""
    return EdiError(f"line {line}: {what}")


@contextmanager
def opened(source: Source) -> Iterator[TextIO]:
    """A file to read; one that was given open stays open. A fault in a file by path names the file as well."""
    if not isinstance(source, str | Path):
        yield source
        return
    with Path(source).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        try:
            yield file
        except EdiError as error:
            raise EdiError(f"{Path(source).name}, {error}") from None


def cells_of(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines of a text that is parted by tabs or by commas, whichever it has more of, with their numbers. Empty ones are left out."""
    source = iter(lines)
    head = list(islice(source, _HEAD))
    tabs = sum(line.count("\t") for line in head) > sum(line.count(",") for line in head)
    reader = csv.reader(chain(head, source), delimiter="\t" if tabs else ",")
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise fault(reader.line_num, "this is no text of separated cells") from None


def rows(lines: Iterable[str], *needed: str, rename: Callable[[str], str] = str) -> Iterator[Row]:
    """The rows below the line that names the columns, which may stand below other words. All `needed` ones must be there."""
    columns: list[str] | None = None
    for line, cells in cells_of(lines):
        if columns is None:
            named = [rename(" ".join(cell.split())) for cell in cells]
            columns = named if set(needed) <= set(named) else None
        elif len(cells) > len(columns):
            raise fault(line, "there are more cells than columns")
        else:
            yield Row(dict(zip(columns, cells, strict=False)), line)
    if columns is None:
        raise fault(1, f"there is no line that names the columns {', '.join(needed)}")


def lower(name: str) -> str:
    """The name of a column, whatever its case, blanks as underscores."""
    return name.lower().replace(" ", "_")


@lru_cache(maxsize=4096)
def _day(text: str, column: str, line: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text if "-" in text or len(text) != DIGITS else f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        raise fault(line, f"{column} is no day") from None


def code_of(text: str, column: str, line: int) -> str:
    """A cell that holds a CPT or HCPCS code.

    Raises:
        EdiError: it does not.
    """
    if CODE.fullmatch(text) is None:
        raise fault(line, f"{column} is no procedure code")
    return text
