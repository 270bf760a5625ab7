"""A page as plain text: for a terminal, a letter, a ticket. Plain code reads better here than a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.render import words
from edi_claims.codes import AmountKind
from edi_claims.pages.text import WIDTH, facts_of, ledger, value_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi835.render.view import ClaimBlock, Figure, Page, ProviderLine, Reason, Row
    from edi_claims.pages.shown import Money

_UNDER = " " * 6


def text_of(page: Page) -> str:
    """The page, line by line; each ends with a newline."""
    parts = [_head(page), *(_claim(one, page.money) for one in page.claims), _provider_level(page), _sums(page), _findings(page), _foot(page)]
    return "\n".join(line.rstrip() for part in parts for line in part) + "\n"


# ---- the parts of a page

def _head(page: Page) -> Iterator[str]:
    yield words.HEADING.upper()
    yield from wrapped(page.subtitle)
    yield "=" * WIDTH
    for alert in page.alerts:
        yield from wrapped(f"!! {alert}", "   ")
    yield from _figures(page.figures, page.money)
    for note in page.notes:
        yield from wrapped(note)
    yield ""
    yield from facts_of(page.facts, page.money)
    yield ""


def _claim(claim: ClaimBlock, money: Money) -> Iterator[str]:
    who = f" - {claim.patient}" if claim.patient else ""
    yield "-" * WIDTH
    yield f"CLAIM {claim.number}{who}  [{claim.badge}]"
    yield "-" * WIDTH
    for one in claim.says:
        yield from wrapped(one)
    yield ""
    yield from facts_of(claim.facts, money)
    yield ""
    yield from _table(claim, money)
    for remark in claim.remarks:
        yield from wrapped(f"Remark on the claim: {remark.code}: {remark.label}", "  ")
    for heading, facts in claim.institutional:
        yield f"{heading}:"
        yield from facts_of(facts, money, "  ")
    for finding in claim.findings:
        yield from wrapped(f"! {finding}", "  ")
    yield ""


def _provider_level(page: Page) -> Iterator[str]:
    if not page.provider_level:
        return
    yield "-" * WIDTH
    yield "MONEY OUTSIDE ANY CLAIM (what it does to the payment)"
    yield "-" * WIDTH
    for one in page.provider_level:
        yield from _provider_line(one, page.money)
    yield ""


def _provider_line(one: ProviderLine, money: Money) -> Iterator[str]:
    what = f"{one.code}  {one.label}"
    yield from ledger(what, money(one.effect))
    about = "; ".join(filter(None, (
        one.category, f"reference {one.reference}" if one.reference else "", f"claim {', '.join(one.claims)}" if one.claims else "",
        f"sent as {money.figure(one.sent)}")))
    yield from wrapped(f"{_UNDER}{about}. {one.means}", _UNDER)


def _sums(page: Page) -> Iterator[str]:
    if not page.sums:
        return
    yield "-" * WIDTH
    yield "HOW THE PAYMENT ADDS UP"
    yield "-" * WIDTH
    for one in page.sums:
        yield from ledger(one.label, page.money(one.amount))
        if one.note:
            yield from wrapped(f"{_UNDER}{one.note}", _UNDER)
    yield ""


def _findings(page: Page) -> Iterator[str]:
    if not page.findings:
        return
    yield "-" * WIDTH
    yield "WHAT WAS FOUND IN THE FILE"
    yield "-" * WIDTH
    for one in page.findings:
        yield from wrapped(f"- {one}", "  ")
    yield ""


def _foot(page: Page) -> Iterator[str]:
    yield "-" * WIDTH
    if page.has_derived:
        yield from wrapped(f"* {words.DERIVED[0].upper()}{words.DERIVED[1:]}.", "  ")
    yield from wrapped(f"{words.YOU} {words.NOT_A_BILL}".replace("“", '"').replace("”", '"'))


# ---- tables

def _table(claim: ClaimBlock, money: Money) -> Iterator[str]:
    """The lines in columns as wide as they need to be, with the reasons under each."""
    heads = ["", "Day", "Service", "Charge", "Allowed", *(words.NAMES[kind] for kind in claim.columns)]
    rows = [(row, _cells(row, claim.columns, money)) for row in (*claim.rows, claim.total)]
    widths = [max(len(cells[at]) for cells in (heads, *(one for _, one in rows))) for at in range(len(heads))]
    yield _aligned(heads, widths)
    yield _aligned(["-" * width for width in widths], widths)
    for row, cells in rows:
        if row is claim.total:
            yield _aligned(["-" * width for width in widths], widths)
        yield _aligned(cells, widths)
        yield from _under(row, money)
    yield ""


_FIRST_FIGURE = 3


def _aligned(cells: list[str], widths: list[int]) -> str:
    """Words to the left, figures to the right."""
    return "  ".join(cell.ljust(width) if at < _FIRST_FIGURE else cell.rjust(width)
                     for at, (cell, width) in enumerate(zip(cells, widths, strict=True)))


def _cells(row: Row, columns: tuple[AmountKind, ...], money: Money) -> list[str]:
    allowed = "" if row.allowed is None else money.figure(row.allowed) + ("*" if row.allowed_derived else "")
    charge = "" if row.charge is None else money.figure(row.charge)
    kinds = [row.by_kind.get(kind) for kind in columns]
    title = "" if row.title == "Claim" else row.title
    return [title if title != "Total" else "", row.days, "Total" if row.title == "Total" else row.procedure, charge, allowed,
            *("" if amount is None or (not amount and kind is not AmountKind.PAID) else money.figure(amount)
              for kind, amount in zip(columns, kinds, strict=True))]


def _under(row: Row, money: Money) -> Iterator[str]:
    if row.details:
        yield from wrapped(_UNDER + "; ".join(f"{one.label} {value_of(one, money)}" for one in row.details), _UNDER)
    for note in row.notes:
        yield from wrapped(f"{_UNDER}{note}", _UNDER)
    for reason in row.reasons:
        yield from wrapped(f"{_UNDER}{_reason(reason, money)}", _UNDER + "  ")
    for remark in row.remarks:
        yield from wrapped(f"{_UNDER}Remark {remark.code}: {remark.label}", _UNDER + "  ")


def _reason(one: Reason, money: Money) -> str:
    named = f"{one.code} {money(one.amount)}" if one.code else money(one.amount)
    units = f" ({one.quantity} units)" if one.quantity else ""
    who = f" - {one.who}" if one.who else ""
    return f"{named}{units}: {one.why}{who}. {one.means}"


# ---- lines

def _figures(figures: Iterable[Figure], money: Money) -> Iterator[str]:
    for one in figures:
        note = f"  {one.note}" if one.note else ""
        yield from wrapped(f"{one.label:<38} {money(one.amount):>16}{note}", " " * 57)
