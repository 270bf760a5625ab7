"""Denials: what a payer refuses to pay, a line each, with its cause, its owner, and what may be done."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Adjustment, Claim, Owner, Payer, PayerProfile, RootCause, profile_of
from revenue_cycle.accounts import Account, latest_claim, standing
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.root_cause import Cause, CauseRow, Context, allowed_changes, cause_of, first_cause

if TYPE_CHECKING:
    from collections.abc import Sequence

APPEAL_DAYS = {"MA01": 120}
"""Remarks that state a time for an appeal, for a payer without a profile."""


@attrs.frozen
class Denial:
    """An amount that a payer refused, of one line or of a claim as a whole."""

    claim: str
    service_line: int | None
    line_control_number: str | None
    procedure: str
    """Code and modifiers, as billed; empty for a claim as a whole."""
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    amount: Decimal
    """Dollars that are still open."""
    root_cause: RootCause
    owner: Owner
    next_action: str
    may_change: tuple[str, ...]
    """Paths of the claim that a corrected claim may change."""
    must_not_change: tuple[str, ...]
    needs_documentation: bool
    """A change needs a reference to the record that supports it."""
    appeal_deadline: date | None
    """None where the payer's time for appeals is not known."""
    on: date
    payer: Payer | None = None
    payer_control_number: str = ""
    secondary_causes: tuple[Cause, ...] = ()


def denials_of(account: Account, profiles: Sequence[PayerProfile] = (), rows: Sequence[CauseRow] = ()) -> list[Denial]:
    """The denials of a claim that no reversal, payment or decision has settled."""
    if account.denied_open <= 0:
        return []
    heads = {entry.source: entry for entry in standing(account.history)}
    by_line: dict[tuple[str, int | None], list[Entry]] = defaultdict(list)
    for entry in account.history:
        if entry.kind is EntryKind.DENIAL and entry.source in heads:
            by_line[entry.sequence, entry.service_line].append(entry)
    latest = {line: max((one for one in by_line if one[1] == line), key=lambda one: max(entry.on for entry in by_line[one])) for _, line in by_line}
    claim = latest_claim(account)
    return [_denial(account, claim, by_line[key], heads[by_line[key][-1].source], profiles, rows) for key in latest.values()]


def _denial(account: Account, claim: Claim | None, entries: list[Entry], head: Entry, profiles: Sequence[PayerProfile],
            rows: Sequence[CauseRow]) -> Denial:
    number, remarks = entries[0].service_line, entries[0].remarks
    payer = next((one.payer for one in claim.coverages if one.sequence == head.sequence), None) if claim else None
    adjustments = tuple(Adjustment(entry.group, entry.reason, entry.amount) for entry in entries)
    line = _context(account, head, number, adjustments, remarks, payer)
    causes = [cause_of(one, line, rows) for one in adjustments]
    cause = first_cause(causes)
    allowed = allowed_changes(cause.root_cause)
    sent = claim.encounter.services[number - 1] if claim and number and number <= len(claim.encounter.services) else None
    return Denial(
        account.claim, number, sent.line_control_number if sent else None, str(sent.procedure) if sent else "", adjustments, remarks,
        sum((one.amount for one in adjustments), ZERO), cause.root_cause, cause.owner, cause.next_action, allowed.may_change, allowed.must_not_change,
        allowed.needs_documentation, _deadline(head, remarks, profile_of(list(profiles), payer)), head.on, payer,
        head.decided.payer_control_number if head.decided else "", tuple(one for one in causes if one is not cause))


def _context(account: Account, head: Entry, number: int | None, denied: tuple[Adjustment, ...], remarks: tuple[str, ...],
             payer: Payer | None) -> Context:
    same = [entry for entry in account.history if entry.source == head.source and entry.service_line == number]
    paid = sum((entry.amount for entry in same if entry.kind is EntryKind.PAYMENT), ZERO)
    others = tuple(Adjustment(entry.group, entry.reason, entry.amount) for entry in same if entry.group and entry.kind is not EntryKind.DENIAL)
    charge = paid + sum((one.amount for one in (*denied, *others)), ZERO)
    return Context(charge, paid, (*denied, *others), remarks, payer.ids if payer else frozenset())


def _deadline(head: Entry, remarks: Sequence[str], profile: PayerProfile | None) -> date | None:
    days = profile.appeal_days if profile is not None else None
    days = days or next((APPEAL_DAYS[one] for one in remarks if one in APPEAL_DAYS), None)
    return head.decided_on + timedelta(days=days) if days else None
