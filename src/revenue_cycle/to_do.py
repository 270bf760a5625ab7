"""What there is to do about one claim: a table of questions, each answered by a small function."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import ZERO, Owner, Payer, PayerProfile, RootCause, profile_of
from revenue_cycle.accounts import Account, ClaimStage, latest_claim
from revenue_cycle.answers import Answer
from revenue_cycle.appeals import AppealStatus, appeals_of
from revenue_cycle.audit import flags_of
from revenue_cycle.contracts import Contracts, underpayments
from revenue_cycle.denials import denials_of
from revenue_cycle.entries import EntryKind
from revenue_cycle.first_pass import is_provider_query
from revenue_cycle.in_force import standing
from revenue_cycle.pairing import rank
from revenue_cycle.receivables import awaited, last_payer, payer_name
from revenue_cycle.root_cause import CauseRow
from revenue_cycle.sendings import Sending, cause_of_rejection, in_hand, sendings
from revenue_cycle.silence import PAYMENT_DAYS, filing_deadline, is_decided
from revenue_cycle.statements.credits import refundable_of
from revenue_cycle.statements.issuing import statements_wrong
from revenue_cycle.work_items import WorkItem, WorkKind, hand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edi_claims import Claim


@attrs.frozen
class Case:
    """A claim on a day, with what is known of its payers."""

    account: Account
    as_of: date
    profiles: Sequence[PayerProfile] = ()
    causes: Sequence[CauseRow] = ()
    contract: Contracts | None = None

    @property
    def claim(self) -> Claim | None:
        """What was sent last."""
        return latest_claim(self.account)

    def profile(self, payer: Payer | None) -> PayerProfile | None:
        """A payer's rules; None where they are not known."""
        return profile_of(list(self.profiles), payer)

    def filing_deadline(self, payer: Payer | None) -> date | None:
        """The last day on which a payer must have the claim; None where his limit, or the day that it counts from, is not known."""
        return filing_deadline(self.claim, self.profile(payer), self.account.history)

    def item(self, kind: WorkKind, *, owner: Owner, since: date, deadline: date | None = None, payer: Payer | None = None, **more: Any) -> WorkItem:
        """A thing to do about this claim."""
        return WorkItem(kind=kind, owner=hand(owner), claim=self.account.claim, since=since, waiting=(self.as_of - since).days, deadline=deadline,
                        days_left=(deadline - self.as_of).days if deadline is not None else None, payer=payer_name(payer, self.profiles), **more)


def to_do(case: Case) -> Iterator[WorkItem]:
    """Everything that somebody has to do about a claim."""
    for question in QUESTIONS:
        yield from question(case)


# ---- before a payer decides

_FIX_AND_SEND = "Correct what was rejected and send it as a new claim; nothing can be appealed"
_SEND_AGAIN = "Repair the file and send the claim again as it is"


def _on_the_way(case: Case) -> Iterator[WorkItem]:
    """Rejections that nobody has worked, claims that were lost with their file."""
    sent = in_hand(sendings(case.account.history))
    last = sent[-1] if sent else None
    if last is None or case.account.stage not in (ClaimStage.REJECTED, ClaimStage.NOT_RECEIVED) or last.standing is None:
        return
    payer = _asked(last)
    cause, owner = cause_of_rejection(last.standing)
    more: dict[str, Any] = {"since": last.since, "deadline": case.filing_deadline(payer), "payer": payer, "amount": last.submission.amount}
    if case.account.stage is ClaimStage.NOT_RECEIVED:
        yield case.item(WorkKind.LOST, owner=Owner.BILLING, root_cause=RootCause.SUBMISSION, next_action=_SEND_AGAIN, **more)
        return
    told = last.standing.acknowledged
    fix = next((one.fix for one in last.standing.findings if one.fix), _FIX_AND_SEND)
    yield case.item(WorkKind.REJECTION, owner=owner, root_cause=cause, next_action=fix, reference=" ".join(told.statuses) if told else "", **more)


def _asked(sending: Sending) -> Payer | None:
    claim, sequence = sending.claim, sending.submission.sequence
    return next((one.payer for one in claim.coverages if one.sequence == sequence), None) if claim is not None else None


def _held(case: Case) -> Iterator[WorkItem]:
    """Claims that wait for an answer, or for something else, before they are sent."""
    if case.account.stage is not ClaimStage.HELD:
        return
    hold = max((entry for entry in case.account.history if entry.kind is EntryKind.HOLD), key=lambda entry: entry.on)
    claim = case.claim
    payer = claim.coverage.payer if claim is not None else None
    amount = claim.charge if claim is not None else ZERO
    more: dict[str, Any] = {"since": hold.on, "deadline": case.filing_deadline(payer), "payer": payer, "amount": amount}
    if is_provider_query(hold):
        yield case.item(WorkKind.PROVIDER_QUERY, owner=Owner.CODING, root_cause=RootCause.DOCUMENTATION,
                        next_action="Get the provider's answer into the record, and code from it", **more)
    else:
        yield case.item(WorkKind.HOLD, owner=Owner.BILLING, root_cause=RootCause.SUBMISSION,
                        next_action="Settle what the claim waits for, and send it", **more)


# ---- after a payer has decided

def _denied(case: Case) -> Iterator[WorkItem]:
    """Open denials; not those about which something is under way, which is waited for."""
    for one in denials_of(case.account, case.profiles, case.causes, case.as_of):
        if one.answer is not Answer.NONE:
            yield case.item(
                WorkKind.DENIAL, owner=one.owner, root_cause=one.root_cause, service_line=one.service_line, payer=one.payer, amount=one.amount,
                since=one.on, deadline=one.due or one.appeal_deadline, next_action=one.next_action, answer=one.answer.value,
                may_change=one.may_change, must_not_change=one.must_not_change,
                reference=" ".join((*(adjustment.code for adjustment in one.adjustments), *one.remarks)))


def _appealed(case: Case) -> Iterator[WorkItem]:
    """Appeals that wait for their decision. One that was lost is a denial again, with the time of the next level."""
    for one in appeals_of(case.account, case.profiles, case.as_of, case.causes):
        if one.status is AppealStatus.FILED and one.filed_on is not None:
            yield case.item(
                WorkKind.APPEAL, owner=Owner.BILLING, root_cause=RootCause.PAYER_FOLLOW_UP, service_line=one.service_line, payer=one.payer,
                amount=one.amount, since=one.filed_on, next_action="Ask the payer for its decision; enter it when it comes", reference=one.level)


def _undecided(case: Case) -> Iterator[WorkItem]:
    """What payers keep for a review, left undecided, or took back and decided no more. Until they have decided at all, silence tells of it."""
    account, sent = case.account, in_hand(sendings(case.account.history))
    amount = account.open_to_payer + account.overpaid - account.held
    if amount <= ZERO or not sent or not is_decided(sent[-1], account.history) or account.stage is ClaimStage.HELD:
        return
    payer, since = _asked(sent[-1]), _last_day(account, EntryKind.ADJUDICATION)
    profile = case.profile(payer)
    if (case.as_of - since).days >= ((profile.payment_days if profile is not None else None) or PAYMENT_DAYS):
        yield case.item(WorkKind.FOLLOW_UP, owner=Owner.BILLING, root_cause=RootCause.PAYER_FOLLOW_UP, payer=payer, amount=amount, since=since,
                        next_action=_REVIEWED if account.pended else _NO_MORE)


_REVIEWED = "Ask the payer how far its review is, and what it wants to see"
_NO_MORE = "Ask the payer what it decides about what it left open, or took back"


def _next_payer(case: Case) -> Iterator[WorkItem]:
    """A claim to a further payer that is due: nobody has sent it, and no payer has sent it on."""
    account, claim = case.account, case.claim
    due, decisions = account.held - account.not_billable, standing(account.history)
    if due <= ZERO or claim is None or not decisions or any(one.decided is not None and one.decided.crosses_over for one in decisions):
        return
    last = max(decisions, key=lambda one: (rank(one.sequence), one.on))
    payer = awaited(account)
    if any(rank(entry.sequence) > rank(last.sequence) for entry in account.submissions):
        return
    profile = case.profile(payer)
    place = next((one.sequence for one in claim.coverages if one.payer is payer), "S")
    yield case.item(
        WorkKind.SECONDARY_CLAIM, owner=Owner.BILLING, root_cause=RootCause.COORDINATION_OF_BENEFITS, payer=payer, amount=due, since=last.on,
        deadline=filing_deadline(attrs.evolve(claim, sequence=place, frequency="1"), profile, account.history),
        next_action=_BY_837 if profile is None or profile.takes_secondary_electronically else _ON_PAPER)


_BY_837 = "Send the claim to the next payer with what the earlier ones decided"
_ON_PAPER = "Send the claim to the next payer on paper, with the earlier payer's explanation"


def _underpaid(case: Case) -> Iterator[WorkItem]:
    """Lines that were allowed less than the contract says."""
    if case.contract is None:
        return
    payer, decided = last_payer(case.account), standing(case.account.history)
    for one in underpayments([case.account], case.contract):
        days = profile.appeal_days if (profile := case.profile(payer)) is not None else None
        yield case.item(
            WorkKind.UNDERPAYMENT, owner=Owner.CODING if one.downcoded_to else Owner.BILLING, payer=payer, amount=one.short, since=decided[0].on,
            root_cause=RootCause.CODING if one.downcoded_to else RootCause.CONTRACTUAL, service_line=one.service_line,
            deadline=decided[0].decided_on + timedelta(days=days) if days else None, reference=one.procedure,
            next_action=f"Review against the record what was paid as {one.downcoded_to}; dispute it where the record supports what was billed"
            if one.downcoded_to else f"Dispute the payment: the contract allows {one.expected}, the payer {one.allowed}")


def _overpaid(case: Case) -> Iterator[WorkItem]:
    """What payers paid beyond the charge."""
    if case.account.overpaid > ZERO:
        yield case.item(
            WorkKind.OVERPAYMENT, owner=Owner.BILLING, root_cause=RootCause.POSTING, payer=last_payer(case.account), amount=case.account.overpaid,
            since=_last_day(case.account, EntryKind.ADJUDICATION, EntryKind.WRITE_OFF),
            next_action="Find what was paid or written off twice; refund the payer, or take the write-off back")


_LOOK = frozenset({"L031", "L033", "L035", "L037"})
"""Findings on an account that need a person, besides those that are items of their own."""


def _odd(case: Case) -> Iterator[WorkItem]:
    """What figures alone do not say: a reversal of nothing, a decision that was not taken back, a share that may not be billed."""
    for one in case.account.findings:
        if one.code in _LOOK:
            amount = case.account.not_billable if one.code == "L035" else max(case.account.charge, abs(case.account.paid))
            yield case.item(WorkKind.POSTING, owner=one.owner, root_cause=one.root_cause, amount=amount, next_action=one.fix, reference=one.code,
                            since=_last_day(case.account, EntryKind.ADJUDICATION))


# ---- the patient

def _patient(case: Case) -> Iterator[WorkItem]:
    """Credits to give back, balances that no statement has asked for, and statements that asked for too much."""
    account = case.account
    if (credit := refundable_of(account)) > ZERO:
        yield case.item(
            WorkKind.PATIENT_CREDIT, owner=Owner.BILLING, root_cause=RootCause.PATIENT_BILLING, amount=credit,
            since=_last_day(account, EntryKind.PATIENT_PAYMENT, EntryKind.ADJUDICATION),
            next_action="Give back what the patient paid beyond his share")
    if account.patient_balance > ZERO and not _was_asked_for(account):
        yield case.item(
            WorkKind.PATIENT_BALANCE, owner=Owner.BILLING, root_cause=RootCause.PATIENT_BILLING, amount=account.patient_balance,
            since=_last_day(account, EntryKind.ADJUDICATION, EntryKind.TRANSFER), next_action="Send the patient a statement of his share")
    for wrong in statements_wrong([account]):
        if wrong.difference > ZERO:
            yield case.item(
                WorkKind.PATIENT_BALANCE, owner=Owner.BILLING, root_cause=RootCause.PATIENT_BILLING, amount=wrong.difference, since=wrong.on,
                next_action=f"A statement asked for too much: {wrong.finding.fix}", reference=wrong.finding.code)


def _was_asked_for(account: Account) -> bool:
    """Whether the last statement that was issued asks for what is owed now, or for what was owed before the patient paid a part."""
    told = sorted((entry for entry in account.history if entry.kind is EntryKind.STATEMENT), key=lambda entry: (entry.on, entry.stage != "issued"))
    return bool(told) and told[-1].stage != "voided" and told[-1].amount >= account.patient_balance


# ---- the auditor

def _audited(case: Case) -> Iterator[WorkItem]:
    """What an auditor does not find supported. It is no denial, whatever was paid."""
    for one in flags_of(case.account.claim, case.account.history):
        yield case.item(WorkKind.AUDIT, owner=one.owner, root_cause=one.root_cause, service_line=one.service_line, payer=last_payer(case.account),
                        amount=one.at_risk, since=one.on, next_action=one.next_action, reference=one.what.value)


def _last_day(account: Account, *kinds: EntryKind) -> date:
    return max((entry.on for entry in account.history if entry.kind in kinds), default=account.history[0].on)


QUESTIONS: tuple[Callable[[Case], Iterator[WorkItem]], ...] = (
    _on_the_way, _held, _denied, _appealed, _undecided, _next_payer, _underpaid, _overpaid, _odd, _patient, _audited)
