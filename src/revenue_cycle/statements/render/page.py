"""A statement as a page: what to pay first, then visit by visit how it came to that, and what is not to be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO
from edi_claims.pages.shown import Money, clean, day, days
from edi_claims.pages.view import Fact, Tone
from revenue_cycle.statements import words
from revenue_cycle.statements.nouns import NotBilledBecause, PatientStatement, Statement
from revenue_cycle.statements.render.view import ClaimBlock, Figure, Item, Page, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from revenue_cycle.statements.nouns import BilledService, StatementLine


def page_of(told: Statement | PatientStatement, practice: Sequence[str], recipient: Sequence[str], pay_by: date | None, note: str,
            money: Money) -> Page:
    """The page. What is zero and says nothing is left out."""
    claims = told.claims if isinstance(told, PatientStatement) else (told,)
    says = words.NOTHING_OWED if not told.total else words.PAY_BY.format(day=day(pay_by)) if pay_by is not None else ""
    number = ("Account", told.number) if isinstance(told, PatientStatement) else ("Claim", told.claim)
    facts = Fact(number[0], clean(number[1])), Fact("Date", day(told.on))
    return Page(words.HEADING, tuple(map(clean, practice)), tuple(map(clean, recipient)), facts, tuple(_figures(told, claims)), says,
                tuple(_claim(one, f"claim-{at}") for at, one in enumerate(claims, 1)), clean(note), money)


def _figures(told: Statement | PatientStatement, claims: Sequence[Statement]) -> Iterator[Figure]:
    yield Figure(words.OWE, told.total, tone=Tone.OWED if told.total else Tone.GOOD)
    if told.credit:
        yield Figure(words.CREDIT, told.credit, tone=Tone.GOOD)
    if told.paid_ahead:
        yield Figure(words.PAID_AHEAD, told.paid_ahead, words.PAID_AHEAD_NOTE, Tone.WAIT)
    if paid := sum((one.plan_paid for one in claims), ZERO):
        yield Figure(words.PLANS_PAID, paid)


# ---- one claim

def _claim(one: Statement, anchor: str) -> ClaimBlock:
    plans = _plans(one)
    shown = _Columns(one, plans)
    return ClaimBlock(_heading(one), clean(one.claim), anchor, shown.heads, tuple(_row(one, row, shown) for row in one.services), shown.total(),
                      tuple(_item(one, line) for line in one.lines), _result(one), tuple(_not_billed(one)), words.BEYOND if one.beyond else "")


def _heading(one: Statement) -> str:
    spans = [row.days for row in one.services if row.days is not None]
    shown = list(dict.fromkeys(map(days, spans))) or ([day(one.first_day)] if one.first_day is not None else [])
    if not shown:
        return words.NO_VISIT
    return (words.OF_A_VISIT if len(shown) == 1 else words.OF_SEVERAL).format(days=", ".join(shown))


def _plans(one: Statement) -> dict[str, str]:
    """Each plan that decided, in order, and what it is called."""
    found: dict[str, str] = {}
    for plan in sorted((plan for row in one.services for plan in row.plans), key=lambda plan: plan.sequence):
        found.setdefault(plan.sequence, clean(plan.plan) or words.A_PLAN.get(plan.sequence, words.A_PLAN["P"]))
    return dict(sorted(found.items(), key=lambda item: list("PSTABCDEFGH").index(item[0]) if item[0] in "PSTABCDEFGH" else 0))


class _Columns:
    """The columns of one claim: those that are zero for every line are left out, charge and share aside."""

    def __init__(self, one: Statement, plans: dict[str, str]) -> None:
        self.one, self.plans = one, plans
        self.allowed = any(row.allowed is not None for row in one.services)
        self.adjusted, self.waits = any(row.adjusted for row in one.services), any(row.waits for row in one.services)

    @property
    def heads(self) -> tuple[str, ...]:
        told = ((words.CHARGE, True), (words.ALLOWED, self.allowed), *((words.PLAN.format(plan=name), True) for name in self.plans.values()),
                (words.ADJUSTED, self.adjusted), (words.WAITS, self.waits), (words.SHARE, True))
        return tuple(head for head, shown in told if shown)

    def of(self, row: BilledService) -> tuple[Decimal | None, ...]:
        paid = {plan.sequence: plan.amount for plan in row.plans}
        told = ((row.charge, True), (row.allowed, self.allowed), *((paid.get(sequence), True) for sequence in self.plans),
                (row.adjusted or None, self.adjusted), (row.waits or None, self.waits), (row.share, True))
        return tuple(amount for amount, shown in told if shown)

    def total(self) -> tuple[Decimal | None, ...]:
        rows = [self.of(row) for row in self.one.services]
        return tuple(sum((amount for amount in column if amount is not None), ZERO) for column in zip(*rows, strict=True))


def _row(one: Statement, row: BilledService, shown: _Columns) -> Row:
    shares = [str(line) for line in one.shares if line.service_line == row.service_line and line.reason]
    shares += [f"{held.amount:.2f} {words.IN_SHORT[held.because]}" for held in one.not_billed if held.service_line == row.service_line and held.codes]
    code, name = clean(row.procedure), clean(row.name)
    return Row(days(row.days), name or code or words.WHOLE_CLAIM, code if name else "", shown.of(row), ", ".join(shares))


def _item(one: Statement, line: StatementLine) -> Item:
    row = next((row for row in one.services if row.service_line == line.service_line), None) if line.reason else None
    of = clean(row.name or row.procedure) if row is not None else ""
    when = f", {day(line.on)}" if line.on is not None and not line.reason else ""
    what = f"{line.what[:1].upper()}{line.what[1:]}"
    return Item(f"{what}: {of}" if of else f"{what}{when}", line.amount)


def _result(one: Statement) -> Item:
    if one.balance > ZERO:
        return Item(words.TO_PAY, one.balance)
    if one.credit:
        return Item(words.GOES_BACK, one.credit, words.PAID_AHEAD_NOTE if one.paid_ahead else "")
    return Item(words.STAYS, one.paid_ahead, words.PAID_AHEAD_NOTE) if one.paid_ahead else Item(words.TO_PAY, ZERO)


def _not_billed(one: Statement) -> Iterator[Item]:
    """One item a reason."""
    sums: dict[NotBilledBecause, Decimal] = {}
    for held in one.not_billed:
        sums[held.because] = sums.get(held.because, ZERO) + held.amount
    for because, amount in sums.items():
        if amount:
            yield Item(words.WHY[because], amount)
