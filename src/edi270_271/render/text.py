"""A coverage page as plain text: for a terminal, a ticket, the patient's chart. At most a hundred columns wide."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

from edi270_271.render import words
from edi270_271.render.view import Table
from edi_claims.pages.text import WIDTH, facts_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi270_271.render.view import Listing, Page, Tile

_LABEL, _VALUE = 23, 22
_GAP = "  "
_NARROWEST = 24
"""Columns of words are not made narrower than that."""


def text_of(page: Page) -> str:
    """The page, line by line; each ends with a newline."""
    parts = [_head(page), _tasks(page), _plan(page), _tiles(words.PAYS, page.pays, page.pays_note), _tiles(words.NEEDED, page.needed),
             *(_section(one) for one in (*page.sections, *page.folded)), _foot(page)]
    return "\n".join(line.rstrip() for part in parts for line in part) + "\n"


# ---- the parts of a page

def _head(page: Page) -> Iterator[str]:
    yield words.HEADING.upper()
    yield "=" * WIDTH
    when = f", {page.when}" if page.when else ""
    yield from _lines(f"[ {page.word}{when} ]")
    yield from _lines(page.service)
    if page.patient:
        yield from _lines(page.patient)
    for one in page.says:
        yield from _lines(one)
    yield "=" * WIDTH
    yield ""


def _tasks(page: Page) -> Iterator[str]:
    if not page.tasks:
        return
    yield words.TO_DO.upper()
    for number, one in enumerate(page.tasks, 1):
        yield from _lines(f"{number}. {one.who.upper()}: {one.what} {one.why}".rstrip(), "   ")
    yield ""


def _plan(page: Page) -> Iterator[str]:
    yield from facts_of(page.facts, page.money, cut=True)
    yield ""


def _tiles(heading: str, tiles: Iterable[Tile], note: str = "") -> Iterator[str]:
    tiles = tuple(tiles)
    if not tiles:
        return
    yield heading.upper()
    if note:
        yield from _lines(note)
    for one in tiles:
        value = f"{one.label:<{_LABEL}} {one.value:<{_VALUE}}"
        yield from _lines(f"{value} {one.note}".rstrip(), " " * (_LABEL + _VALUE + 2))
    yield ""


def _section(one: Table | Listing) -> Iterator[str]:
    yield one.heading.upper()
    if isinstance(one, Table):
        yield from _table(one)
        if one.note:
            yield from _lines(one.note)
    else:
        if one.note:
            yield from _lines(one.note)
        for item in one.items:
            yield from _lines(f"- {item}", "  ")
    yield ""


def _foot(page: Page) -> Iterator[str]:
    yield "-" * WIDTH
    yield from _lines(f"{page.foot} {words.NO_PROMISE}")


# ---- tables

def _table(table: Table) -> Iterator[str]:
    """Columns where they fit beside each other, long cells running on below themselves; else each row as labelled values."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    widths = _widths([table.heads, *rows], table.figures)
    if widths is None:
        for cells in rows:
            yield from _card(table.heads, cells)
        return
    yield from _row(table.heads, widths, table.figures)
    yield _GAP.join("-" * width for width in widths)
    for cells in rows:
        yield from _row(cells, widths, table.figures)


def _widths(rows: Sequence[Sequence[str]], figures: frozenset[int]) -> list[int] | None:
    """As wide as the cells are, the widest words narrowed until a line holds them; None where that makes them unreadable."""
    widths = [max(len(cells[at]) for cells in rows) for at in range(len(rows[0]))]
    words_at = [at for at in range(len(widths)) if at not in figures]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > WIDTH:
        widest = max(words_at, key=lambda at: widths[at])
        if widths[widest] <= _NARROWEST:
            return None
        widths[widest] -= 1
    return widths


def _row(cells: Sequence[str], widths: list[int], figures: frozenset[int]) -> Iterator[str]:
    """Words to the left, figures to the right."""
    columns = [textwrap.wrap(cell, width, break_on_hyphens=False) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        yield _GAP.join(part.rjust(width) if at in figures else part.ljust(width) for at, (part, width) in enumerate(zip(parts, widths, strict=True)))


def _card(heads: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    first, *others = ((head, cell) for head, cell in zip(heads, cells, strict=True) if cell)
    yield from _lines(f"- {first[1]}", "  ")
    for head, cell in others:
        yield from _lines(f"    {head}: {cell}", "      ")


def _lines(text: str, indent: str = "") -> list[str]:
    return wrapped(text, indent, cut=True)
