"""An account: one claim's balances, folded from its entries.

charge = paid + contractual + other_adjustments + denied_open + open_to_payer + patient_balance + patient_paid + written_off, always.

Payers are taken in the order of their sequence, never in the order in which their remittances arrived. What a later payer says was
already taken off (OA-23, or a contractual reduction from the full charge) counts only as far as it goes beyond what earlier payers took.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Claim
from edi_claims.coverage import SEQUENCES
from revenue_cycle.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ClaimStage(StrEnum):
    """Where a claim is."""

    HELD = "held"
    SUBMITTED = "submitted"
    NOT_RECEIVED = "not_received"
    """The file never got in (TA1 or 999 rejected): the payer has nothing."""
    REJECTED = "rejected"
    """Refused before adjudication: no payer decision, no appeal; fix it and send a new claim."""
    RECEIVED = "received"
    ACCEPTED = "accepted"
    PENDED = "pended"
    NEXT_PAYER = "next_payer"
    """Decided; a further payer is still to decide about the patient's share."""
    PARTLY_DENIED = "partly_denied"
    DENIED = "denied"
    PATIENT_DUE = "patient_due"
    CREDIT = "credit"
    """The patient has paid more than his share."""
    CLOSED = "closed"


@attrs.frozen
class Account:
    """One claim's balances, in dollars."""

    claim: str
    charge: Decimal = ZERO
    paid: Decimal = ZERO
    """By all payers."""
    contractual: Decimal = ZERO
    other_adjustments: Decimal = ZERO
    denied_open: Decimal = ZERO
    """Denied, until a decision moves it. Never a write-off by itself."""
    open_to_payer: Decimal = ZERO
    """Not yet decided, pended, or patient share that a further payer is still to decide."""
    patient_responsibility: Decimal = ZERO
    """What stands as the patient's share after the latest payer, paid or not."""
    patient_balance: Decimal = ZERO
    """What may be billed to the patient now; below zero it is a credit."""
    patient_paid: Decimal = ZERO
    written_off: Decimal = ZERO
    allowed: Decimal | None = None
    """What the first payer allows for its lines; None while it has not decided, or sent no lines."""
    stage: ClaimStage = ClaimStage.SUBMITTED
    submissions: tuple[Entry, ...] = attrs.field(default=(), repr=False)
    history: tuple[Entry, ...] = attrs.field(default=(), repr=False)

    @property
    def balances(self) -> bool:
        """Whether the identity holds. It always does; the tests ask after every entry."""
        return self.charge == (self.paid + self.contractual + self.other_adjustments + self.denied_open + self.open_to_payer
                               + self.patient_balance + self.patient_paid + self.written_off)


def rank(sequence: str) -> int:
    """Place of a payer: 0 for primary."""
    return SEQUENCES.index(sequence) if sequence and sequence in SEQUENCES else 0


# ---- what stands

def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The adjudications that no reversal took back, by payer, payment date and position."""
    decided = [entry for entry in entries if entry.kind is EntryKind.ADJUDICATION]
    taken_back = [entry.reverses for entry in decided if entry.reverses is not None]
    left = []
    for entry in sorted(decided, key=_order):
        if entry.decided is not None and entry.decided.is_reversal:
            continue
        if entry.source in taken_back:
            taken_back.remove(entry.source)
            continue
        left.append(entry)
    return left


def _order(entry: Entry) -> tuple[int, str, int]:
    return rank(entry.sequence), entry.on.isoformat(), entry.source.position if entry.source else 0


# ---- money, a unit at a time

@attrs.define
class _Part:
    """What one payer did to one unit: a line, or the claim as a whole."""

    paid: Decimal = ZERO
    contractual: Decimal = ZERO
    other: Decimal = ZERO
    prior: Decimal = ZERO
    patient: Decimal = ZERO
    denied: Decimal = ZERO

    @property
    def taken_off(self) -> Decimal:
        return self.contractual + self.other + self.prior


_FIELD = {EntryKind.PAYMENT: "paid", EntryKind.CONTRACTUAL: "contractual", EntryKind.OTHER_ADJUSTMENT: "other",
          EntryKind.PRIOR_PAYER: "prior", EntryKind.PATIENT_RESPONSIBILITY: "patient", EntryKind.DENIAL: "denied"}


def _units(entries: Sequence[Entry], whole: bool) -> dict[int, dict[str, _Part]]:
    """Unit to payer to what he did. With `whole`, the claim is one unit: some payer sent no lines."""
    units: dict[int, dict[str, _Part]] = defaultdict(lambda: defaultdict(_Part))
    for entry in entries:
        name = _FIELD.get(entry.kind)
        if name is not None:
            part = units[0 if whole else entry.service_line or 0][entry.sequence]
            setattr(part, name, getattr(part, name) + entry.amount)
    return units


def _folded(parts: dict[str, _Part], decided: set[str]) -> _Part:
    """One unit after every payer that has decided about it."""
    total = _Part()
    first = True
    for sequence in sorted(parts, key=rank):
        part = parts[sequence]
        if first:
            total = attrs.evolve(part, prior=ZERO)
        elif sequence in decided:
            total = _after(total, part)
        else:                                   # reversed and not decided again: only its money still counts
            total.paid += part.paid
        first = first and sequence not in decided
    return total


def _after(before: _Part, part: _Part) -> _Part:
    """A later payer's decision on top of what earlier payers did.

    It says again what earlier payers took off; only what goes beyond that is new. Where it counts an earlier denial among that (OA-23),
    the denial still stands.
    """
    known = before.paid + before.contractual + before.other
    kept = min(before.denied, part.prior - known) if before.denied > 0 and part.prior > known else ZERO
    beyond = part.taken_off - known - kept
    new_contract = beyond if part.contractual and beyond > 0 else ZERO
    return _Part(before.paid + part.paid, before.contractual + new_contract, before.other + beyond - new_contract, ZERO, part.patient,
                 kept + part.denied)


# ---- the fold

def fold(claim: str, entries: Sequence[Entry]) -> Account:
    """One claim's account from its entries, in any order."""
    submissions = tuple(entry for entry in entries if entry.kind is EntryKind.SUBMISSION)
    decisions = standing(entries)
    whole = any(entry.decided is not None and not entry.decided.services for entry in decisions)
    decided = {entry.sequence for entry in decisions}
    units = [_folded(parts, decided) for parts in _units(entries, whole).values()]
    charge = _charge(submissions)
    share = sum((unit.patient for unit in units), ZERO)
    held = share if _awaits_payer(submissions, decisions) else ZERO
    transferred, patient_paid = _sum(entries, EntryKind.TRANSFER), _sum(entries, EntryKind.PATIENT_PAYMENT)
    off_patient = _sum([entry for entry in entries if entry.group == "PR"], EntryKind.WRITE_OFF)
    written_off = _sum(entries, EntryKind.WRITE_OFF)
    paid, contractual, other = (sum((getattr(unit, name) for unit in units), ZERO) for name in ("paid", "contractual", "other"))
    denied_open = sum((unit.denied for unit in units), ZERO) - transferred - (written_off - off_patient)
    balance = share - held + transferred - patient_paid - off_patient
    account = Account(claim, charge, paid, contractual, other, denied_open,
                      charge - paid - contractual - other - denied_open - balance - patient_paid - written_off,
                      share + transferred, balance, patient_paid, written_off, _allowed(decisions), submissions=submissions, history=tuple(entries))
    return attrs.evolve(account, stage=_stage(account, entries, decisions))


def _sum(entries: Iterable[Entry], kind: EntryKind) -> Decimal:
    return sum((entry.amount for entry in entries if entry.kind is kind), ZERO)


def _charge(submissions: Sequence[Entry]) -> Decimal:
    """What was billed: the latest claim to the first payer. A void bills nothing."""
    if not submissions:
        return ZERO
    first = min(rank(entry.sequence) for entry in submissions)
    last = [entry for entry in submissions if rank(entry.sequence) == first][-1]
    return ZERO if last.submitted is not None and last.submitted.frequency == "8" else last.amount


def _awaits_payer(submissions: Sequence[Entry], decisions: Sequence[Entry]) -> bool:
    """Whether a further payer is still to decide: a later coverage, or a payer to whom the claim was forwarded."""
    if not decisions:
        return False
    last = max(decisions, key=_order)
    reached = rank(last.sequence)
    coverages = [one for entry in submissions if entry.submitted is not None for one in entry.submitted.coverages]
    return any(one.rank > reached for one in coverages) or (last.decided is not None and last.decided.is_forwarded)


def _allowed(decisions: Sequence[Entry]) -> Decimal | None:
    first = [entry.decided for entry in decisions if entry.sequence == decisions[0].sequence and entry.decided is not None]
    lines = [line.allowed_amount()[0] for payment in first for line in payment.services]
    return sum((amount for amount in lines if amount is not None), ZERO) if lines else None


_ACKNOWLEDGED = {stage.value: stage for stage in (ClaimStage.ACCEPTED, ClaimStage.RECEIVED, ClaimStage.REJECTED, ClaimStage.NOT_RECEIVED)}


def _stage(account: Account, entries: Sequence[Entry], decisions: Sequence[Entry]) -> ClaimStage:
    """Where the claim is: what happened last on its way, or, once a payer has decided, where its money is."""
    events = [entry for entry in entries if entry.kind in (EntryKind.SUBMISSION, EntryKind.ACKNOWLEDGMENT, EntryKind.HOLD, EntryKind.ADJUDICATION)]
    last = max(enumerate(events), key=lambda event: (event[1].on, event[0]), default=(0, None))[1]
    if last is None:
        return ClaimStage.SUBMITTED
    if last.kind is EntryKind.HOLD:
        return ClaimStage.HELD
    if last.kind is EntryKind.ACKNOWLEDGMENT:
        return _ACKNOWLEDGED.get(last.stage, ClaimStage.SUBMITTED)
    if last.kind is EntryKind.SUBMISSION or not decisions:
        return ClaimStage.SUBMITTED
    return _stage_of_money(account, entries)


def _stage_of_money(account: Account, entries: Sequence[Entry]) -> ClaimStage:
    if account.denied_open > 0:
        return ClaimStage.PARTLY_DENIED if account.paid or account.patient_responsibility or account.contractual else ClaimStage.DENIED
    if account.open_to_payer > 0:
        return ClaimStage.PENDED if _sum(entries, EntryKind.PENDED) > 0 else ClaimStage.NEXT_PAYER
    if account.patient_balance:
        return ClaimStage.PATIENT_DUE if account.patient_balance > 0 else ClaimStage.CREDIT
    return ClaimStage.CLOSED


def latest_claim(account: Account, sequence: str | None = None) -> Claim | None:
    """The claim that was sent last, to any payer or to one; None where none was."""
    return latest_sent(account.submissions, sequence)


def latest_sent(entries: Sequence[Entry], sequence: str | None = None) -> Claim | None:
    """The same from entries."""
    return next((entry.submitted for entry in reversed(entries) if entry.submitted is not None and sequence in (None, entry.sequence)), None)
