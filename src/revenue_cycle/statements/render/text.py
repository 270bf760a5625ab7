"""A statement as plain text: for a letter, or a patient's inbox. At most a hundred columns wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims.pages.text import WIDTH, facts_of, ledger, wrapped
from revenue_cycle.statements import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims.pages.shown import Money
    from revenue_cycle.statements.render.view import ClaimBlock, Item, Page, Row


def text_of(page: Page) -> str:
    """The page, line by line; each ends with a newline."""
    parts = [_head(page), *(_claim(one, page.money) for one in page.claims), _foot(page)]
    return "\n".join(line.rstrip() for part in parts for line in part) + "\n"


def _head(page: Page) -> Iterator[str]:
    for block in (page.practice, page.recipient):
        for one in block:
            yield from wrapped(one, cut=True)
        if block:
            yield ""
    yield words.HEADING.upper()
    yield from facts_of(page.facts, page.money, cut=True)
    yield "=" * WIDTH
    for figure in page.figures:
        yield from ledger(f"{figure.label} ({figure.note})" if figure.note else figure.label, page.money(figure.amount))
    if page.says:
        yield from wrapped(page.says)
    yield "=" * WIDTH


def _claim(one: ClaimBlock, money: Money) -> Iterator[str]:
    yield ""
    yield from wrapped(f"{one.heading.upper()} (claim {one.number})", cut=True)
    for row in one.rows:
        yield from _row(row, one.columns, money)
    yield ""
    yield words.WHAT_YOU_OWE.upper()
    for item in (*one.items, one.result):
        yield from _item(item, money)
    if one.not_billed or one.beyond:
        yield ""
        yield words.NOT_BILLED.upper()
    for item in one.not_billed:
        yield from _item(item, money)
    if one.beyond:
        yield from wrapped(one.beyond)


def _row(row: Row, columns: tuple[str, ...], money: Money) -> Iterator[str]:
    yield ""
    yield from wrapped("  ".join(filter(None, (row.days, row.service, f"({row.code})" if row.code else ""))), "    ", cut=True)
    for head, amount in zip(columns, row.amounts, strict=True):
        if amount is not None:
            yield from ledger(f"  {head}", money(amount))
    if row.why:
        yield from wrapped(f"    {row.why}", "    ")


def _item(item: Item, money: Money) -> Iterator[str]:
    yield from ledger(f"{item.label} ({item.note})" if item.note else item.label, money(item.amount))


def _foot(page: Page) -> Iterator[str]:
    yield ""
    yield "-" * WIDTH
    if page.note:
        yield from wrapped(page.note, cut=True)
    yield from wrapped(words.ASK)
