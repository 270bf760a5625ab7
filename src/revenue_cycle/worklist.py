"""The work queue: everything that somebody has to do, with who, why, for how much and by when.

It stands by owner, because each looks at his own part. Within an owner's part an amount counts the more often the nearer its deadline is: up
to 7 days before it 8 times, up to 14 days 5 times, up to 30 days 3 times, up to 60 days twice, else once, and once, too, where the deadline has
passed or none is known. So 150 dollars with five days left come before 1,000 with half a year. Each item's `.reasons` says it in words. Of
equal priority the nearer deadline comes first, then what has waited longer, then the claim's number: the order is always the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO, Owner, RootCause
from edi_claims.codes import PLB_REASON, PlbCategory
from revenue_cycle.deposits import DepositStatus, overdue, reconcile
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.matching import Index
from revenue_cycle.receivables import accounts_on, payer_name, until
from revenue_cycle.silence import silence
from revenue_cycle.to_do import Case, to_do
from revenue_cycle.work_items import WorkItem, WorkKind, hand, in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from edi_claims import PayerProfile
    from revenue_cycle.contracts import Contracts
    from revenue_cycle.root_cause import CauseRow


def work_queue(books: Mapping[str, Sequence[Entry]], as_of: date, *, contract: Contracts | None = None, profiles: Sequence[PayerProfile] = (),
               causes: Sequence[CauseRow] = ()) -> list[WorkItem]:
    """Everything that somebody has to do on a day, by owner, what comes first at the front.

    Args:
        books: every claim's entries, and under an empty name what concerns no claim.
        as_of: the day; what came later is left out.
        contract: what payers should allow; None: nobody looks for underpayments.
        profiles: the payers' times and rules. Deadlines that they do not tell are not known.
        causes: the practice's own rows for root causes.
    """
    items = [one for account in accounts_on(books, as_of) for one in to_do(Case(account, as_of, profiles, causes, contract))]
    unplaced = until(books.get("", ()), as_of)
    index = Index(unplaced)
    return in_turn((*items, *_silent(books, as_of, profiles), *_suspense(index, as_of, profiles), *_deposits(index, as_of),
                    *_taken_later(unplaced, as_of)))


def by_owner(items: Sequence[WorkItem]) -> dict[Owner, list[WorkItem]]:
    """A queue in parts, one an owner, in the same order."""
    parts: dict[Owner, list[WorkItem]] = {}
    for one in items:
        parts.setdefault(one.owner, []).append(one)
    return parts


# ---- what was not heard

_TOLD_BY_THE_CLAIM = frozenset({"L054", "L055"})
"""Rejected claims and those of rejected files: they are work from the first day on, not only when they are overdue."""


def _silent(books: Mapping[str, Sequence[Entry]], as_of: date, profiles: Sequence[PayerProfile]) -> Iterator[WorkItem]:
    """The diary: claims of which nobody has said what he should have said by now, and batches that do not add up."""
    for one in silence(books, as_of, profiles):
        if one.code not in _TOLD_BY_THE_CLAIM:
            yield WorkItem(
                kind=WorkKind.FOLLOW_UP, owner=hand(one.owner), root_cause=one.root_cause, claim=one.claim, payer=payer_name(one.payer, profiles),
                amount=one.charge, since=one.since, waiting=one.days, deadline=one.filing_deadline, days_left=one.filing_days_left,
                next_action=one.fix, reference=one.code)


# ---- money that belongs to no claim yet

def _suspense(index: Index, as_of: date, profiles: Sequence[PayerProfile]) -> Iterator[WorkItem]:
    """Payments that wait for their claim."""
    for entry in index.waiting.values():
        number = entry.decided.patient_control_number if entry.decided is not None else ""
        yield _unplaced(WorkKind.SUSPENSE, entry.amount, entry.on, as_of, claim=number or None, payer=payer_name(entry.payer, profiles),
                        reference=entry.source.trace_number if entry.source else "",
                        next_action=f"Find the claim, or give the money back: {entry.reason}")


def _deposits(index: Index, as_of: date) -> Iterator[WorkItem]:
    """Money at the bank that no remittance explains, and remittances whose money is overdue; those only where deposits are entered at all."""
    for one in reconcile(index, as_of=as_of).matches:
        if not one.is_matched and one.status is not DepositStatus.DUPLICATE:
            action = "Ask the payer for the remittance" if one.status is DepositStatus.NO_REMITTANCE else \
                f"Find the difference of {one.difference} to what the remittance pays"
            yield _unplaced(WorkKind.DEPOSIT, one.deposit.amount, one.deposit.on, as_of, next_action=action, reference=one.deposit.trace_number)
    for late in overdue(index, as_of) if index.deposits else ():
        yield _unplaced(WorkKind.DEPOSIT, late.amount, late.on, as_of, reference=late.trace_number,
                        next_action="The money of this remittance is not at the bank: ask the payer for it")


def _unplaced(kind: WorkKind, amount: Decimal, since: date, as_of: date, *, next_action: str, reference: str, claim: str | None = None,
              payer: str = "") -> WorkItem:
    return WorkItem(kind=kind, owner=Owner.BILLING, root_cause=RootCause.POSTING, claim=claim, payer=payer, amount=abs(amount), since=since,
                    waiting=(as_of - since).days, next_action=next_action, reference=reference)


def _taken_later(entries: Sequence[Entry], as_of: date) -> Iterator[WorkItem]:
    """Forward balances: what a payer has announced to take from a later payment."""
    moved = [entry for entry in entries if entry.kind is EntryKind.PROVIDER_LEVEL and _category(entry) is PlbCategory.FORWARD_BALANCE]
    owed = sum((entry.amount for entry in moved), ZERO)
    if owed > ZERO:
        yield _unplaced(WorkKind.OVERPAYMENT, owed, max(entry.on for entry in moved), as_of, reference="PLB FB",
                        next_action="The payer takes it from a later payment: see that it does, and only once")


def _category(entry: Entry) -> PlbCategory:
    row = PLB_REASON.get(entry.reason)
    return row.category if row is not None else PlbCategory.OTHER
