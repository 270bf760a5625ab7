"""Denials: what a payer refuses to pay, a line each, with its cause, its owner, what may be done, what should be done, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import MEDICARE_APPEALS, ZERO, Adjustment, Attachment, Claim, Coverage, Owner, Payer, PayerProfile, RootCause, profile_of
from edi_claims.codes import CARC, AmountKind
from revenue_cycle.accounts import Account, latest_claim, rank
from revenue_cycle.answers import Advice, Answer, Case, Deadlines, advise, asks_for_records, is_medicare, records_to_send
from revenue_cycle.entries import Entry, EntryKind, WriteOffKind
from revenue_cycle.evidence import NOTHING_KNOWN, Known, evidence, filing_limit
from revenue_cycle.in_force import InForce, in_force
from revenue_cycle.pairing import UNMATCHED, Decision
from revenue_cycle.root_cause import Cause, CauseRow, Context, Facts, allowed_changes, cause_of, facts_of, first_cause
from revenue_cycle.sendings import in_hand, sendings

if TYPE_CHECKING:
    from edi_claims import AppealLevel

_MEDICARE_REOPENING_DAYS = 365
_LOST = ("upheld", "partly")
_FAILED_IN_TIME = {RootCause.TIMELY_FILING: WriteOffKind.TIMELY_FILING, RootCause.AUTHORIZATION: WriteOffKind.AUTHORIZATION}


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
    """None where the payer's time for appeals is not known, or none may be filed."""
    on: date
    payer: Payer | None = None
    payer_control_number: str = ""
    secondary_causes: tuple[Cause, ...] = ()
    answer: Answer = Answer.CALL_PAYER
    """What is recommended; a person decides."""
    why: str = ""
    """Why that answer, in a sentence."""
    due: date | None = None
    """By when the answer must be there; None where the payer's time is not known, or nothing has to be there."""
    deadlines: Deadlines = attrs.field(factory=Deadlines)
    asks: Owner | None = None
    """Whom the owner must ask first: the provider, for what the record says. None: nobody."""
    records: tuple[Attachment, ...] = ()
    """What the payer asks to see, announced by PWK with a control number; empty where it asks for nothing."""
    sequence: str = "P"
    """Whose denial it is."""

    @property
    def corrected_claim_deadline(self) -> date | None:
        """By when a corrected claim must be there; None where the payer's time is not known."""
        return self.deadlines.corrected_claim

    @property
    def filing_limit(self) -> date | None:
        """The last day on which a claim to this payer can come; None where it is not known."""
        return self.deadlines.filing

    @property
    def is_bundled(self) -> bool:
        """Whether it was refused as a part of another service."""
        return any(_is_bundling(one) for one in self.adjustments)

    @property
    def write_off_kind(self) -> WriteOffKind:
        """As what it is written off, where nothing else is left: only what was rightly bundled is the contract's."""
        if self.is_bundled and self.root_cause is RootCause.CODING:
            return WriteOffKind.CONTRACTUAL
        return _FAILED_IN_TIME.get(self.root_cause, WriteOffKind.AVOIDABLE)


def denials_of(account: Account, profiles: Sequence[PayerProfile] = (), rows: Sequence[CauseRow] = (), as_of: date | None = None,
               known: Known = NOTHING_KNOWN) -> list[Denial]:
    """The denials of a claim that no reversal, payment or decision has settled.

    With `as_of` the answer takes into account whose time is over; `known` is what the caller knows and the ledger does not.
    """
    if account.denied_open <= ZERO:
        return []
    force = in_force(account.history)
    refused = [_Refused(account, force, line, one, entries) for line, (one, entries) in _by_line(force).items()]
    amounts = _open_amounts(account, [(one.line, sum((entry.amount for entry in one.entries), ZERO)) for one in refused])
    return [_denial(one, amount, profiles, rows, as_of, known) for one, amount in zip(refused, amounts, strict=True) if amount > ZERO]


@attrs.frozen
class _Refused:
    """What one payer's decision refuses of one line."""

    account: Account
    force: InForce
    line: int | None
    decision: Decision
    entries: Sequence[Entry]

    @property
    def claim(self) -> Claim | None:
        """As it went to that payer; where none did, as it went to any."""
        return latest_claim(self.account, self.decision.head.sequence) or latest_claim(self.account)

    @property
    def cover(self) -> Coverage | None:
        claim, sequence = self.claim, self.decision.head.sequence
        return next((one for one in claim.coverages if one.sequence == sequence), None) if claim else None


# ---- what is refused, line by line

def _by_line(force: InForce) -> dict[int | None, tuple[Decision, list[Entry]]]:
    """Line to the decision of the latest payer that refuses it, and what it refuses."""
    found: dict[int | None, tuple[Decision, list[Entry]]] = {}
    whole = force.units.keys() == {0}
    for at, one in enumerate(force.standing):
        for entry in (*one.details, *(entry for reversal in one.taken_back_by for entry in reversal.details)):
            if entry.kind is not EntryKind.DENIAL or not (whole or (entry.service_line or 0) in force.lines[at]):
                continue
            line = None if entry.service_line is None or entry.service_line >= UNMATCHED else entry.service_line
            before = found.get(line)
            if before is None or before[0].head.sequence != one.head.sequence:
                found[line] = (one, [entry])
            else:
                found[line] = (one, [*before[1], entry])
    return found


def _open_amounts(account: Account, refused: Sequence[tuple[int | None, Decimal]]) -> list[Decimal]:
    """What is still open of each: less what a later payer gave back, and what people settled, a line that it fits before others."""
    denied = {one.service_line: one.denied for one in account.lines}
    left = [min(amount, denied[line]) if line in denied and len(refused) > 1 else amount for line, amount in refused]
    settled = sum(left, ZERO) - account.denied_open
    if settled in left and settled > ZERO:
        left[left.index(settled)] = ZERO
        return left
    for at, amount in enumerate(left):
        taken = max(ZERO, min(amount, settled))
        left[at], settled = amount - taken, settled - taken
    return left


# ---- one denial

def _denial(one: _Refused, amount: Decimal, profiles: Sequence[PayerProfile], rows: Sequence[CauseRow], as_of: date | None, known: Known) -> Denial:
    head, line, claim, cover = one.decision.head, one.line, one.claim, one.cover
    payer = cover.payer if cover else head.payer
    adjustments, remarks = _adjustments(one.entries), one.entries[0].remarks
    context = _context(one, adjustments, remarks, payer)
    causes = [cause_of(each, context, rows) for each in adjustments]
    cause = first_cause(causes)
    facts, profile = facts_of((*remarks, *one.decision.decided.remarks)), profile_of(list(profiles), payer)
    times = _deadlines(one, facts, profile, profiles)
    case = Case(cause, facts, evidence(one.account, profiles, known, head.sequence), profile, cover, any(map(_is_bundling, adjustments)),
                "GZ" in context.modifiers, context.was_told, _next_sequence(claim, head.sequence) is not None, _under_way(one), times)
    advice = advise(case, as_of)
    sent = claim.encounter.services[line - 1] if claim and line and line <= len(claim.encounter.services) else None
    allowed = allowed_changes(cause.root_cause)
    return Denial(
        one.account.claim, line, sent.line_control_number if sent else None, str(sent.procedure) if sent else "", adjustments, remarks, amount,
        cause.root_cause, cause.owner, cause.next_action, allowed.may_change, allowed.must_not_change, allowed.needs_documentation, times.appeal,
        head.on, payer, one.decision.decided.payer_control_number, tuple(each for each in causes if each is not cause), advice.answer, advice.why,
        advice.due, times, cause.asks, _records(one, cause, remarks, advice, profile), head.sequence)


def _adjustments(entries: Sequence[Entry]) -> tuple[Adjustment, ...]:
    """By group and reason; what a partial reversal takes back goes off."""
    sums: dict[tuple[str, str], Decimal] = {}
    for entry in entries:
        sums[entry.group, entry.reason] = sums.get((entry.group, entry.reason), ZERO) + entry.amount
    return tuple(Adjustment(group, reason, amount) for (group, reason), amount in sums.items() if amount) or (
        Adjustment(entries[0].group, entries[0].reason, ZERO),)


def _is_bundling(one: Adjustment) -> bool:
    row = CARC.get(one.reason)
    return one.group != "PR" and row is not None and row.amount_kind is AmountKind.BUNDLED


def _context(one: _Refused, denied: tuple[Adjustment, ...], remarks: tuple[str, ...], payer: Payer | None) -> Context:
    same = [entry for entry in one.decision.details if entry.service_line == one.entries[0].service_line]
    paid = sum((entry.amount for entry in same if entry.kind is EntryKind.PAYMENT), ZERO)
    others = tuple(Adjustment(entry.group, entry.reason, entry.amount) for entry in same if entry.group and entry.kind is not EntryKind.DENIAL)
    charge = paid + sum((each.amount for each in (*denied, *others)), ZERO)
    claim, line = one.claim, one.line
    modifiers = claim.encounter.services[line - 1].procedure.modifiers if claim and line and line <= len(claim.encounter.services) else ()
    told = claim is not None and claim.sequence == one.decision.head.sequence and any(each.paid is not None for each in claim.prior_adjudications)
    return Context(charge, paid, (*denied, *others), remarks, payer.ids if payer else frozenset(), modifiers, told)


def _records(one: _Refused, cause: Cause, remarks: tuple[str, ...], advice: Advice, profile: PayerProfile | None) -> tuple[Attachment, ...]:
    wanted = cause.root_cause is RootCause.DOCUMENTATION and asks_for_records(cause.adjustment.partition("-")[2], cause.remark)
    if not wanted and advice.answer is not Answer.SEND_RECORDS:
        return ()
    return records_to_send(remarks, one.account.claim, one.line, profile.records_by if profile else "EL")


def _under_way(one: _Refused) -> str:
    """What was sent, or appealed, behind the decision, and is not decided."""
    head = one.decision.head
    sent = [each.submission for each in in_hand(sendings(one.account.history))]
    again = [entry for entry in sent if entry.sequence == head.sequence and entry.on > head.on]
    if again and not any(entry.kind is EntryKind.ADJUDICATION and entry.sequence == head.sequence and entry.on > again[-1].on
                         for entry in one.account.history):
        return f"a claim went to the payer again on {again[-1].on}: wait for its decision"
    filed = [entry for entry in one.account.history if entry.kind is EntryKind.APPEAL and entry.service_line in (None, one.line)
             and entry.sequence == head.sequence]
    last = max(filed, key=lambda entry: entry.on, default=None)
    open_ = last is not None and not any(entry.kind is EntryKind.APPEAL_DECISION and entry.appeal_level == last.appeal_level
                                         and entry.service_line == last.service_line for entry in one.account.history)
    return f"an appeal was filed on {last.on}: wait for its decision" if last is not None and open_ else ""


# ---- by when

def _deadlines(one: _Refused, facts: Facts, profile: PayerProfile | None, profiles: Sequence[PayerProfile]) -> Deadlines:
    head, sequence = one.decision.head, one.decision.head.sequence
    levels = appeal_levels(profile, facts, one.cover, one.decision)
    following = _next_sequence(one.claim, sequence)
    reopening = profile.reopening_days if profile else _MEDICARE_REOPENING_DAYS if is_medicare(one.cover) else None
    limit = filing_limit(one.account, profiles, sequence)
    corrected = _after(head.on, profile.corrected_claim_days if profile else None)
    return Deadlines(
        _appeal_deadline(one, levels) if facts.may_appeal is not False else None, corrected or limit,
        _after(head.decided_on, reopening), _after(head.decided_on, profile.records_days if profile else None), limit,
        filing_limit(one.account, profiles, following) if following else None)


def _appeal_deadline(one: _Refused, levels: Sequence[AppealLevel]) -> date | None:
    """Of the first level, or of the one behind that which was lost last."""
    head = one.decision.head
    lost = [entry for entry in one.account.history if entry.kind is EntryKind.APPEAL_DECISION and entry.sequence == head.sequence
            and entry.service_line in (None, one.line) and entry.stage in _LOST and entry.on >= head.on]
    last = max(lost, key=lambda entry: entry.on, default=None)
    if last is None:
        return _after(head.decided_on, levels[0].days) if levels else None
    names = [level.name for level in levels]
    place = names.index(last.appeal_level) + 1 if last.appeal_level in names else len(names)
    return _after(last.on, levels[place].days) if place < len(levels) else None


def appeal_levels(profile: PayerProfile | None, facts: Facts, cover: Coverage | None, decision: Decision) -> tuple[AppealLevel, ...]:
    """A payer's appeals: by its profile, else what a remark states, else original Medicare's; empty where nothing says."""
    if profile is not None and profile.levels:
        return profile.levels
    medicare = is_medicare(cover) or decision.decided.filing_indicator in {"MA", "MB"}
    if facts.appeal_days is not None:
        return (attrs.evolve(MEDICARE_APPEALS[0], days=facts.appeal_days), *MEDICARE_APPEALS[1:])
    return MEDICARE_APPEALS if medicare else ()


def _after(day: date, days: int | None) -> date | None:
    return day + timedelta(days=days) if days is not None else None


def _next_sequence(claim: Claim | None, sequence: str) -> str | None:
    """The payer behind one; None where there is none."""
    later = [one for one in claim.coverages if one.rank > rank(sequence)] if claim else []
    return min(later, key=lambda one: one.rank).sequence if later else None
