"""Posting a remittance: every cent of it lands on a claim, in suspense, or at provider level; or the whole is refused and says why."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

import edi835
from edi835.rules import payment_balances
from edi_claims import (
    ZERO,
    Claim,
    ClaimPayment,
    Finding,
    Owner,
    ProviderAdjustment,
    Remittance,
    RootCause,
    ServicePayment,
    Severity,
    to_json,
)
from edi_claims.codes import PLB_REASON
from edi_claims.codes.rows import PlbCategory
from edi_claims.decisions import own_adjustments
from revenue_cycle.accounts import latest_sent
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching import match_claim, match_lines, reversed_by, sequence_of
from revenue_cycle.root_cause import Context, kind_of

if TYPE_CHECKING:
    from datetime import date

Books = Mapping[str, Sequence[Entry]]

ESTIMATE_ONLY = "25"
FORWARDED_UNDECIDED = "23"


@attrs.frozen
class Posted:
    """A claim payment that was posted."""

    claim: str
    amount: Decimal
    """CLP04."""
    sequence: str
    method: str
    payment: ClaimPayment = attrs.field(repr=False)
    reverses: Source | None = None


@attrs.frozen
class Suspended:
    """A claim payment that waits for a person."""

    amount: Decimal
    reason: str
    patient_control_number: str
    candidates: tuple[str, ...] = ()
    payment: ClaimPayment | None = attrs.field(default=None, repr=False)


@attrs.frozen
class ProviderLevel:
    """A PLB pair."""

    amount: Decimal
    """What it adds to the payment: the negative of what was sent."""
    category: PlbCategory
    adjustment: ProviderAdjustment


@attrs.frozen
class Refused:
    """A remittance of which nothing was posted."""

    amount: Decimal
    trace_number: str
    reason: str


@attrs.frozen
class Duplicate:
    """A remittance that was posted before."""

    amount: Decimal
    trace_number: str


@attrs.define
class PostingReport:
    """What became of a remittance. posted + suspense + provider_level = BPR02, unless it was refused or a duplicate."""

    posted: list[Posted] = attrs.field(factory=list)
    suspense: list[Suspended] = attrs.field(factory=list)
    provider_level: list[ProviderLevel] = attrs.field(factory=list)
    refused: list[Refused] = attrs.field(factory=list)
    duplicates: list[Duplicate] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)

    @property
    def amount(self) -> Decimal:
        """Everything that was placed, dollars."""
        amounts = [item.amount for item in self.posted] + [item.amount for item in self.suspense] + [item.amount for item in self.provider_level]
        return sum(amounts, ZERO)


def digest(remittance: Remittance) -> str:
    """A fingerprint of what a remittance says, without its control numbers and positions."""
    return hashlib.sha256(to_json(_unplaced(remittance)).encode()).hexdigest()


def _unplaced(remittance: Remittance) -> Remittance:
    """The same remittance as if read from anywhere: where it stood in its file is not what it says."""
    claims = [attrs.evolve(claim, position=0, unread=(), services=[attrs.evolve(line, position=0, unread=()) for line in claim.services])
              for claim in remittance.claims]
    return attrs.evolve(remittance, claims=claims, control_number="", findings=(), unread=(), position=0)


def post(remittance: Remittance, books: Books) -> tuple[list[Entry], PostingReport]:
    """The entries that a remittance makes, and what became of each part of it."""
    report = PostingReport()
    source = Source("835", remittance.trace_number, remittance.payer_trace_id, remittance.position, digest(remittance))
    on = remittance.payment_date or remittance.production_date
    if _refusal(remittance, source, on, books.get("", ()), report) or on is None:
        return [], report
    entries = [Entry(EntryKind.REMITTANCE, on, remittance.payment_amount, source=source)]
    new: dict[str | None, list[Entry]] = defaultdict(list)
    for payment in remittance.claims:
        made = _post_claim(payment, remittance, on, books, new, report)
        entries += made
        if made:
            new[made[0].claim] += made
    for moved in remittance.provider_adjustments:
        report.provider_level.append(ProviderLevel(-moved.amount, category_of(moved.reason), moved))
        entries.append(Entry(EntryKind.PROVIDER_LEVEL, on, -moved.amount, reason=moved.reason, moved=moved, source=source))
    return entries, report


def category_of(reason: str) -> PlbCategory:
    """What kind of money a PLB reason moves."""
    row = PLB_REASON.get(reason)
    return row.category if row else PlbCategory.OTHER


# ---- the remittance as a whole

def _refusal(remittance: Remittance, source: Source, on: date | None, posted: Sequence[Entry], report: PostingReport) -> bool:
    """Whether nothing of it is posted: it was before, it does not balance, or it has no day."""
    for entry in posted:
        if entry.kind is EntryKind.REMITTANCE and entry.source is not None and _trace(entry.source, entry.on) == _trace(source, on):
            if entry.source.digest == source.digest:
                report.duplicates.append(Duplicate(remittance.payment_amount, remittance.trace_number))
            else:
                _refuse(remittance, "the same trace number and day were posted with another content", "L010", report)
            return True
    unbalanced = payment_balances(remittance)
    report.findings += unbalanced
    if unbalanced:
        _refuse(remittance, "the claims and provider adjustments do not add up to the payment", "L011", report)
    elif on is None:
        _refuse(remittance, "it has no payment date", "L012", report)
    return bool(unbalanced) or on is None


def _trace(source: Source, on: date | None) -> tuple[str, str, date | None]:
    return source.payer_trace_id, source.trace_number, on


def _refuse(remittance: Remittance, reason: str, code: str, report: PostingReport) -> None:
    report.refused.append(Refused(remittance.payment_amount, remittance.trace_number, reason))
    report.findings.append(Finding(
        code, Severity.ERROR, f"remittance {remittance.trace_number} is not posted: {reason}", fix="ask the payer for a corrected remittance",
        root_cause=RootCause.POSTING, owner=Owner.BILLING, level="payment"))


# ---- one claim of it

def _post_claim(payment: ClaimPayment, remittance: Remittance, on: date, books: Books,
                new: Mapping[str | None, Sequence[Entry]], report: PostingReport) -> list[Entry]:
    """The entries of one claim payment; `new` are those that this remittance made so far, by claim."""
    source = Source("835", remittance.trace_number, remittance.payer_trace_id, payment.position)
    if payment.status in (ESTIMATE_ONLY, FORWARDED_UNDECIDED) and not payment.paid:
        return _untouched(payment, on, books, source)
    unbalanced = [one for one in edi835.check_claim(payment) if one.severity is Severity.ERROR]
    report.findings += unbalanced
    if unbalanced:
        return _suspend(payment, "it does not balance", (), on, source, report)
    match = match_claim(payment, books)
    if match.claim is None:
        reason = "more than one claim has this number" if match.candidates else "no claim has this number"
        return _suspend(payment, reason, match.candidates, on, source, report)
    entries = [*books[match.claim], *new.get(match.claim, ())]
    claim = latest_sent(entries)
    sequence = sequence_of(payment, remittance.payer, claim, entries)
    reverses = reversed_by(payment, sequence, entries) if payment.is_reversal else None
    if payment.is_reversal and reverses is None:
        return _suspend(payment, "a reversal of a payment that was not posted", (match.claim,), on, source, report)
    report.posted.append(Posted(match.claim, payment.paid, sequence, match.method, payment, reverses))
    head = Entry(EntryKind.ADJUDICATION, on, payment.paid, claim=match.claim, sequence=sequence, source=source, decided=payment, method=match.method,
                 reverses=reverses, produced_on=remittance.production_date)
    return [head, *_taken_apart(payment, head, claim, remittance)]


def _untouched(payment: ClaimPayment, on: date, books: Books, source: Source) -> list[Entry]:
    """A predetermination, or a claim that was only forwarded: kept, never money."""
    found = match_claim(payment, books).claim
    return [Entry(EntryKind.ESTIMATE, on, ZERO, claim=found, source=source, decided=payment)] if found else []


def _suspend(payment: ClaimPayment, reason: str, candidates: tuple[str, ...], on: date, source: Source, report: PostingReport) -> list[Entry]:
    report.suspense.append(Suspended(payment.paid, reason, payment.patient_control_number, candidates, payment))
    report.findings.append(Finding(
        "L013", Severity.WARNING, f"claim payment {payment.patient_control_number} is in suspense: {reason}", fix="match it by hand",
        root_cause=RootCause.POSTING, owner=Owner.BILLING, claim=payment.patient_control_number, position=payment.position or None))
    return [Entry(EntryKind.SUSPENSE, on, payment.paid, source=source, decided=payment, reason=reason)]


def _taken_apart(payment: ClaimPayment, head: Entry, claim: Claim | None, remittance: Remittance) -> list[Entry]:
    """Payment and adjustments, line by line, then what concerns the claim as a whole."""
    entries: list[Entry] = []
    for line, number in zip(payment.services, match_lines(payment, claim), strict=True):
        unit = Context(line.charge, line.paid, tuple(line.adjustments), (*line.remarks, *payment.remarks), remittance.payer.ids)
        entries += _of_unit(head, _line_number(number, payment, line), unit)
    left = payment.paid - sum((line.paid for line in payment.services), ZERO)
    charge = ZERO if payment.services else payment.charge
    return entries + _of_unit(head, None, Context(charge, left, tuple(own_adjustments(payment)), payment.remarks, remittance.payer.ids))


def _line_number(number: int | None, payment: ClaimPayment, line: ServicePayment) -> int:
    """The claim's line, or, where none fits, a number behind them all, so that the money is still seen line by line."""
    return number if number is not None else 1000 + next(at for at, one in enumerate(payment.services) if one is line)


def _of_unit(head: Entry, number: int | None, unit: Context) -> list[Entry]:
    """The entries of a line, or of the claim as a whole."""
    bare = attrs.evolve(head, kind=EntryKind.PAYMENT, amount=unit.paid, service_line=number, decided=None, method="", reverses=None)
    entries = [bare] if unit.paid or unit.charge else []
    return entries + [
        attrs.evolve(bare, kind=kind_of(one, unit), amount=one.amount, group=one.group, reason=one.reason, remarks=unit.remarks)
        for one in unit.adjustments if one.amount
    ]
