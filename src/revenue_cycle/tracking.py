"""Acknowledgments on the ledger: which claims got in, which were rejected and why, and which nobody has heard of.

A rejected claim is not a denied one: no payer has decided, nothing can be appealed, and the time for filing goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

import edi_acks
from edi_claims import Finding, Owner, Receipt, RootCause, SentClaim, Severity
from revenue_cycle.entries import Entry, EntryKind, Source

if TYPE_CHECKING:
    from datetime import date

    from edi_acks import Acknowledgment, ClaimAcknowledgment, ClaimStatus, ImplementationAcknowledgment, InterchangeAcknowledgment

Books = Mapping[str, Sequence[Entry]]


@attrs.define
class TrackingReport:
    """What acknowledgments said, claim by claim."""

    accepted: list[str] = attrs.field(factory=list)
    """Patient control numbers."""
    received: list[str] = attrs.field(factory=list)
    """Got in, or passed on, and not yet accepted."""
    rejected: list[str] = attrs.field(factory=list)
    """Refused by the clearinghouse or the payer: fix and send as new."""
    not_received: list[str] = attrs.field(factory=list)
    """Lost with their file: send again as they are, once the file is right."""
    unknown: list[str] = attrs.field(factory=list)
    """Named by an acknowledgment, never submitted here."""
    findings: list[Finding] = attrs.field(factory=list)


def track(acknowledgments: Iterable[Acknowledgment], books: Books, on: date) -> tuple[list[Entry], TrackingReport]:
    """The entries that acknowledgments make, and what they said. `on` is used where one carries no day."""
    told = list(acknowledgments)
    receipts = [entry.receipt for entry in books.get("", ()) if entry.receipt is not None]
    report, entries = TrackingReport(findings=edi_acks.check(told, receipts)), list[Entry]()
    for one in told:
        if isinstance(one, edi_acks.InterchangeAcknowledgment):
            entries += _interchange(one, receipts, report, on)
        elif isinstance(one, edi_acks.ImplementationAcknowledgment):
            entries += _sets(one, receipts, report, on)
        else:
            entries += _claims(one, books, report, on)
    return entries, report


def _interchange(one: InterchangeAcknowledgment, receipts: Sequence[Receipt], report: TrackingReport, on: date) -> list[Entry]:
    """TA1: a rejected interchange takes all its claims with it."""
    source = Source("TA1", one.control_number, position=one.position)
    sent = [claim for receipt in receipts if _same(receipt.interchange_control_number, one.control_number) for claim in receipt.claims]
    return _lost(sent, source, report, on) if one.rejected else []


def _sets(one: ImplementationAcknowledgment, receipts: Sequence[Receipt], report: TrackingReport, on: date) -> list[Entry]:
    """999 and 997: a rejected transaction set takes all its claims with it, a rejected group all its sets."""
    source = Source("999", one.control_number, position=one.position)
    told = {answer.control_number.lstrip("0"): answer for answer in one.transaction_sets}
    entries: list[Entry] = []
    for sent in [sent for receipt in receipts for sent in receipt.sets if _same(sent.group_control_number, one.control_number)]:
        answer = told.get(sent.control_number.lstrip("0"))
        if one.rejected if answer is None else answer.rejected:
            entries += _lost(sent.claims, source, report, on)
        elif answer is not None and answer.accepted:
            entries += [Entry(EntryKind.ACKNOWLEDGMENT, on, claim=claim.patient_control_number, source=source) for claim in sent.claims]
    return entries


def _lost(sent: Sequence[SentClaim], source: Source, report: TrackingReport, on: date) -> list[Entry]:
    report.not_received += [claim.patient_control_number for claim in sent]
    return [Entry(EntryKind.ACKNOWLEDGMENT, on, claim=claim.patient_control_number, stage="not_received", source=source) for claim in sent]


def _claims(one: ClaimAcknowledgment, books: Books, report: TrackingReport, on: date) -> list[Entry]:
    """277CA: claim by claim."""
    entries = []
    for told in one.claims:
        number = told.patient_control_number
        if number not in books:
            report.unknown.append(number)
            if not any(finding.code == "A322" and finding.claim == number for finding in report.findings):
                report.findings.append(_unknown(number, told.position))
            continue
        getattr(report, told.stage.value).append(number)
        entries.append(Entry(EntryKind.ACKNOWLEDGMENT, _day(told) or on, claim=number, stage=told.stage.value, reason=told.payer_control_number or "",
                             source=Source("277CA", one.batch_id, position=told.position)))
    return entries


def _unknown(number: str, position: int) -> Finding:
    return Finding("L020", Severity.WARNING, f"claim {number} was acknowledged and never submitted here", fix="find out who sent it", claim=number,
                   root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, position=position)


def _day(told: ClaimStatus) -> date | None:
    return max((status.on for status in told.statuses if status.on is not None), default=None)


def _same(one: str, other: str) -> bool:
    return one.lstrip("0") == other.lstrip("0")
