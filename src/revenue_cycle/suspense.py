"""Suspense: claim payments that no claim was found for, or that do not balance. They wait with their money, and with their candidates.

A payment leaves suspense when a claim is submitted, or acknowledged, that it belongs to; when a person assigns it; or when its money goes
back to the payer. Each step is an entry, and the amounts add up after each: what is posted, in suspense, at provider level and returned is
what the remittances pay. A payment that was found by less than its number as it was sent is looked at again when a claim comes that it may
belong to instead: so the order in which claims and payments arrive does not matter. What a person decided stays.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ClaimPayment, EdiError, Finding, Owner, Payer, RootCause, RuleError, Severity
from revenue_cycle.booking import Paying, booked
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching import BY_HAND, EXACT, Candidate, Match, Watched, match_claim, place_of
from revenue_cycle.matching.keys import waits_for_claim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from revenue_cycle.matching import Index

    Books = Mapping[str, Sequence[Entry]]

UNBALANCED = "it does not balance"
MATCHED, ASSIGNED, RETURNED = "matched", "assigned", "returned"
TAKEN_OFF = "a person took it off a claim"
BELONGS_ELSEWHERE = "another claim fits as well, or better"


class NotInSuspenseError(EdiError, LookupError):
    """The payment is not, or no longer, in suspense."""


@attrs.frozen
class Suspended:
    """A claim payment that waits for a person, or for its claim."""

    amount: Decimal
    """CLP04, dollars."""
    reason: str
    patient_control_number: str
    """CLP01, as the payer returned it."""
    candidates: tuple[Candidate, ...] = ()
    """The claims that it may belong to, the best first, each with what fits and why it was not taken."""
    payment: ClaimPayment | None = attrs.field(default=None, repr=False)
    on: date | None = None
    """BPR16 of its remittance."""
    source: Source | None = None
    """Its remittance, and its place there."""
    payer: Payer | None = attrs.field(default=None, repr=False)


# ---- into suspense

def held(payment: ClaimPayment, reason: str, paying: Paying, by: str = "") -> Entry:
    """The entry of a claim payment that goes to suspense."""
    return Entry(EntryKind.SUSPENSE, paying.on, payment.paid, source=paying.source, decided=payment, reason=reason, payer=paying.payer,
                 produced_on=paying.produced_on, by=by)


def suspended(entry: Entry, match: Match) -> Suspended:
    """What is in suspense as people see it: the reason that holds now, and the candidates."""
    payment = entry.decided
    candidates = match.candidates
    if match.claim is not None:
        candidates = (Candidate(match.claim, match.method, match.reasons, (entry.reason,)),)
    reason = match.reason if match.reason and waits_for_claim(entry.reason) else entry.reason
    number = payment.patient_control_number if payment is not None else ""
    return Suspended(entry.amount, reason, number, candidates, payment, entry.on, entry.source, entry.payer)


def in_suspense(index: Index) -> list[Suspended]:
    """Everything that waits, by payment date, trace number and place."""
    found = []
    for _, entry in sorted(index.waiting.items(), key=lambda item: (item[0][2], item[0])):
        if entry.decided is not None:
            found.append(suspended(entry, match_claim(entry.decided, index, entry.payer, entry.on)))
    return found


# ---- out of it

def settle(books: Books, index: Index) -> list[Entry]:
    """The entries that follow from what is new: payments that find their claim now, or another one than before. Empties what was woken."""
    seen = {place: index.watched(place) for place in sorted(index.woken)}
    for number in index.reused:
        seen |= {place_of(entry.source, entry.on): Watched(entry, number) for entry in books.get(number, ())
                 if entry.kind is EntryKind.ADJUDICATION and entry.method == EXACT and entry.source is not None}
    index.woken.clear()
    index.reused.clear()
    return [entry for one in seen.values() if one is not None for entry in _again(one, books, index)]


def _again(seen: Watched, books: Books, index: Index) -> list[Entry]:
    payment = seen.entry.decided
    if payment is None:
        return []
    match = match_claim(payment, index, seen.entry.payer, seen.entry.on)
    if match.claim == seen.claim:
        return []
    if seen.claim is None:
        return _posted(seen.entry, match, books, [_released(seen.entry, MATCHED, seen.entry.on)])
    off = [attrs.evolve(_about(seen.entry, EntryKind.WITHDRAWAL, -seen.entry.amount, seen.entry.on), claim=seen.claim, decided=payment,
                        reason=match.reason or BELONGS_ELSEWHERE)]
    if match.claim is None:
        return [*off, held(payment, match.reason, _paying(seen.entry))]
    return _posted(seen.entry, match, books, off)


def _posted(entry: Entry, match: Match, books: Books, before: list[Entry], by: str = "") -> list[Entry]:
    if entry.decided is None or match.claim is None:
        return []
    made = booked(entry.decided, match, _paying(entry), books.get(match.claim, ()))
    return [*before, attrs.evolve(made[0], by=by), *made[1:]]


def _paying(entry: Entry) -> Paying:
    return Paying(entry.payer or Payer(""), entry.on, entry.source or Source("835"), entry.produced_on)


def _released(entry: Entry, reason: str, on: date, by: str = "", note: str = "") -> Entry:
    return attrs.evolve(_about(entry, EntryKind.RELEASE, -entry.amount, on), reason=reason, by=by, note=note)


def _about(entry: Entry, kind: EntryKind, amount: Decimal, on: date) -> Entry:
    """An entry about a payment that is in suspense, or posted."""
    return Entry(kind, on, amount, source=entry.source, paid_on=entry.on, payer=entry.payer)


# ---- by a person

def assigned(one: Suspended, claim: str, index: Index, books: Books, on: date, by: str = "", note: str = "") -> list[Entry]:
    """The entries of a person's decision that a payment in suspense is for a claim.

    Raises:
        NotInSuspenseError: it is not, or no longer, in suspense.
        RuleError: the claim was never submitted (L040).
    """
    entry = _waiting(one, index)
    if claim not in index.sent:
        raise _stop("L040", f"claim {claim} was never submitted: nothing can be posted to it", "submit the claim first", claim)
    return _posted(entry, Match(claim, BY_HAND), books, [_released(entry, ASSIGNED, on, by, note)], by)


def returned(one: Suspended, index: Index, on: date, by: str = "", note: str = "") -> list[Entry]:
    """The entries of a person's decision that the money goes back to the payer; a payment of nothing is only closed.

    Raises:
        NotInSuspenseError: it is not, or no longer, in suspense.
        RuleError: the payment is below zero: the payer took that money (L041).
    """
    entry = _waiting(one, index)
    if entry.amount < 0:
        raise _stop("L041", "the payer took this money: there is nothing to send back", "find the claim that it was taken for",
                    one.patient_control_number)
    return [_released(entry, RETURNED, on, by, note), attrs.evolve(_about(entry, EntryKind.RETURNED, entry.amount, on), by=by, note=note)]


def taken_off(claim: str, adjudication: Entry, books: Books, on: date, by: str = "", note: str = "") -> list[Entry]:
    """The entries of a person's decision that a payment was posted to the wrong claim: it goes to suspense and waits for him.

    Raises:
        RuleError: the claim has no such payment (L042).
    """
    payment = adjudication.decided
    mine = any(entry.kind is adjudication.kind and (entry.source, entry.on) == (adjudication.source, adjudication.on)
               for entry in books.get(claim, ()))
    if payment is None or not mine:
        raise _stop("L042", f"claim {claim} has no such payment", "take it from the account's history", claim)
    off = attrs.evolve(_about(adjudication, EntryKind.WITHDRAWAL, -adjudication.amount, on), claim=claim, decided=payment, by=by, note=note,
                       reason=TAKEN_OFF)
    return [off, held(payment, TAKEN_OFF, _paying(adjudication), by)]


def _waiting(one: Suspended, index: Index) -> Entry:
    entry = index.waiting.get(place_of(one.source, one.on)) if one.source is not None and one.on is not None else None
    if entry is None:
        raise NotInSuspenseError(f"the payment of claim {one.patient_control_number} is not in suspense")
    return entry


def _stop(code: str, message: str, fix: str, claim: str) -> RuleError:
    return RuleError([Finding(code, Severity.ERROR, message, fix=fix, claim=claim, root_cause=RootCause.POSTING, owner=Owner.BILLING)])


# ---- the books

def keep(books: dict[str, list[Entry]], entry: Entry) -> None:
    """An entry joins the books; one that withdraws a payment takes its entries off the claim, whose account then never had it."""
    if entry.kind is EntryKind.WITHDRAWAL and entry.claim is not None:
        books[entry.claim] = [one for one in books[entry.claim] if one.source != entry.source or one.on != entry.paid_on]
    else:
        books[entry.claim or ""].append(entry)
