"""An account: one claim's balances, folded from its entries.

charge = paid + contractual + other_adjustments + denied_open + open_to_payer + patient_balance + patient_paid + written_off, always.

Entries are taken in their own order (payer, payment date, trace number, position), never in that of their arrival. Payers are taken by their
sequence: what a later payer says was already taken off (OA-23, or a contractual reduction from the full charge) counts only as far as it goes
beyond what earlier payers took. All cash counts, whatever became of the decision that brought it; of the adjustments those that are in force.
Nothing is clamped: what payers paid, or people wrote off, beyond what was charged makes `open_to_payer` smaller than what is still undecided,
below zero as a rule, and is `overpaid`.

Capitation (CO-24) of a whole line is an open denial here, though `edi_claims.decisions` calls it capitated, which is what the payer says: many
payers say it of a patient who is in another plan. It stays open until a person finds the plan in the capitation contract and writes it off.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Claim, Finding
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.in_force import InForce, in_force, standing
from revenue_cycle.pairing import VOID, rank, sent
from revenue_cycle.payers import LineBalance, balance_of
from revenue_cycle.sendings import in_hand, sendings
from revenue_cycle.worth_knowing import findings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_claims import Coverage

__all__ = ["Account", "ClaimStage", "LineBalance", "fold", "latest_claim", "latest_sent", "rank", "standing"]


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
    """Decided in part: the payer keeps something for a review, or has not said a word about it."""
    NEXT_PAYER = "next_payer"
    """Decided; a further payer is still to decide about the patient's share."""
    PARTLY_DENIED = "partly_denied"
    DENIED = "denied"
    OVERPAID = "overpaid"
    """Payers paid, or people wrote off, more than was charged: money goes back, or a write-off is taken back."""
    PATIENT_DUE = "patient_due"
    CREDIT = "credit"
    """The patient has paid more than his share."""
    CLOSED = "closed"


@attrs.frozen
class Account:
    """One claim's balances, in dollars."""

    claim: str
    charge: Decimal = ZERO
    """Of the latest claim to the first payer; nothing once it is voided, and no decision of that payer stands."""
    paid: Decimal = ZERO
    """By all payers: every dollar that came, less what was taken back."""
    contractual: Decimal = ZERO
    other_adjustments: Decimal = ZERO
    denied_open: Decimal = ZERO
    """Denied, until a decision moves it. Never a write-off by itself."""
    open_to_payer: Decimal = ZERO
    """Not yet decided, pended, or held: patient share that a further payer is still to decide. Less `overpaid`, below zero as a rule then."""
    patient_responsibility: Decimal = ZERO
    """What stands as the patient's share after the latest payer, paid or not."""
    patient_balance: Decimal = ZERO
    """What may be billed to the patient now; below zero it is a credit."""
    patient_paid: Decimal = ZERO
    """Less what he got back."""
    written_off: Decimal = ZERO
    allowed: Decimal | None = None
    """What the first payer allows for its lines; None while it has not decided, or sent no lines."""
    stage: ClaimStage = ClaimStage.SUBMITTED
    submissions: tuple[Entry, ...] = attrs.field(default=(), repr=False)
    """By day; of one day an original before its replacement."""
    history: tuple[Entry, ...] = attrs.field(default=(), repr=False)
    """Every entry of the claim, in the order in which it was entered."""
    pended: Decimal = ZERO
    """Of `open_to_payer`, what a payer keeps for a review (CO-133, OA-133)."""
    held: Decimal = ZERO
    """Of `open_to_payer`, patient share that waits for a further payer, or that may not be billed at all (`not_billable`)."""
    not_billable: Decimal = ZERO
    """Of `held`, the share of a QMB (N781 to N783): Medicaid's or nobody's, never the patient's."""
    overpaid: Decimal = ZERO
    """What payers paid, and people settled, beyond the charge; zero as a rule."""
    unpaired: tuple[Source, ...] = ()
    """Reversals whose original is not here: their money counts."""
    lines: tuple[LineBalance, ...] = ()
    """What payers did, line by line."""
    findings: tuple[Finding, ...] = attrs.field(default=(), repr=False)
    """What a person should look at: see docs/findings.md, L030 to L037."""

    @property
    def balances(self) -> bool:
        """Whether the identity holds. It always does; the tests ask after every entry."""
        return self.charge == (self.paid + self.contractual + self.other_adjustments + self.denied_open + self.open_to_payer
                               + self.patient_balance + self.patient_paid + self.written_off)


# ---- the fold

def fold(claim: str, entries: Sequence[Entry]) -> Account:
    """One claim's account from its entries, in any order."""
    force, submissions = in_force(entries), sent(entries)
    last_payer = max((one.rank for one in _coverages(submissions)), default=-1)
    lines = tuple([balance_of(number, force.units[number], last_payer) for number in sorted(force.units)])
    live = _in_hand(submissions, entries)
    waits = _awaits_decision(live, force)
    sums = _Sums.of(_charge(submissions, force), force, lines, _People.of(entries), waits=waits and _is_first_payers(live))
    account = Account(
        claim, sums.charge, force.paid, sums.contractual, sums.other, sums.denied_open, sums.open, sums.share, sums.balance, sums.patient_paid,
        sums.written_off, _allowed(force), _stage(sums, live, entries, force, waits=waits), tuple(submissions), tuple(entries), sums.pended,
        sums.held, sums.barred, sums.overpaid, tuple([one.head.source for one in force.unpaired if one.head.source is not None]), lines)
    findings = findings_of(account, force)
    return attrs.evolve(account, findings=findings) if findings else account


@attrs.frozen
class _People:
    """What people entered, dollars."""

    transferred: Decimal = ZERO
    """From denied amounts to the patient."""
    released: Decimal = ZERO
    """From held shares to the patient."""
    patient_paid: Decimal = ZERO
    written_off: Decimal = ZERO
    """Of what payers owed."""
    written_off_patient: Decimal = ZERO

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> _People:
        sums: dict[tuple[EntryKind, bool], Decimal] = {}
        for entry in entries:
            if entry.kind in _BY_PEOPLE:
                key = entry.kind, entry.group == "PR"
                sums[key] = sums.get(key, ZERO) + entry.amount

        def both(kind: EntryKind) -> Decimal:
            return sums.get((kind, False), ZERO) + sums.get((kind, True), ZERO)

        return cls(sums.get((EntryKind.TRANSFER, False), ZERO), sums.get((EntryKind.TRANSFER, True), ZERO),
                   both(EntryKind.PATIENT_PAYMENT) - both(EntryKind.REFUND),
                   sums.get((EntryKind.WRITE_OFF, False), ZERO), sums.get((EntryKind.WRITE_OFF, True), ZERO))


_BY_PEOPLE = frozenset({EntryKind.TRANSFER, EntryKind.PATIENT_PAYMENT, EntryKind.REFUND, EntryKind.WRITE_OFF})


@attrs.define
class _Sums:
    """A claim's balances on their way into the account, dollars."""

    charge: Decimal
    paid: Decimal
    contractual: Decimal = ZERO
    other: Decimal = ZERO
    denied: Decimal = ZERO
    share: Decimal = ZERO
    held: Decimal = ZERO
    barred: Decimal = ZERO
    pended: Decimal = ZERO
    denied_open: Decimal = ZERO
    balance: Decimal = ZERO
    patient_paid: Decimal = ZERO
    written_off: Decimal = ZERO
    open: Decimal = ZERO
    overpaid: Decimal = ZERO

    @classmethod
    def of(cls, charge: Decimal, force: InForce, lines: Sequence[LineBalance], people: _People, *, waits: bool) -> _Sums:
        """What payers did, line by line, and then what people did."""
        sums = cls(charge, force.paid)
        for one in lines:
            sums.contractual += one.contractual
            sums.other += one.other_adjustments
            sums.denied += one.denied
            sums.share += one.patient_responsibility
            sums.held += one.held
            sums.barred += one.barred
            sums.pended += one.pended
        sums._settle(people)
        sums.overpaid = ZERO if waits else max(ZERO, sums.pended + sums.held - sums.open)
        return sums

    def _settle(self, people: _People) -> None:
        """What people moved counts as far as there is something to move; what goes beyond lowers what is open to payers."""
        self.held -= _within(people.released, self.held - self.barred)
        self.denied_open = self.denied - _within(people.transferred + people.written_off, self.denied)
        billable = self.share - self.held + people.transferred
        self.share += people.transferred
        self.patient_paid = people.patient_paid
        forgiven = _within(people.written_off_patient, billable)
        self.balance = billable - people.patient_paid - forgiven
        never_billed = _within(people.written_off_patient - forgiven, self.barred)
        self.held -= never_billed
        self.barred -= never_billed
        self.written_off = people.written_off + people.written_off_patient
        self.open = (self.charge - self.paid - self.contractual - self.other - self.denied_open - self.balance - self.patient_paid
                     - self.written_off)


def _within(moved: Decimal, there: Decimal) -> Decimal:
    return max(ZERO, min(moved, there))


def _coverages(submissions: Sequence[Entry]) -> Sequence[Coverage]:
    """Of the claim that was sent last: it knows best who covers the patient."""
    return next((entry.submitted.coverages for entry in reversed(submissions) if entry.submitted is not None), ())


def _charge(submissions: Sequence[Entry], force: InForce) -> Decimal:
    """What was billed: the latest claim to the first payer. A void bills nothing, once that payer has taken back what it decided."""
    first = _to_first_payer(submissions)
    if not first or not _voids(first[-1]):
        return first[-1].amount if first else ZERO
    billed = [entry for entry in first if not _voids(entry)] or first
    return billed[-1].amount if _stands(first[-1], force) else ZERO


def _stands(sent: Entry, force: InForce) -> bool:
    """Whether a decision stands of the payer that something was sent to."""
    return any(rank(one.head.sequence) == rank(sent.sequence) for one in force.standing)


def _to_first_payer(submissions: Sequence[Entry]) -> list[Entry]:
    place = min((rank(entry.sequence) for entry in submissions), default=0)
    return [entry for entry in submissions if rank(entry.sequence) == place]


def _is_first_payers(submissions: Sequence[Entry]) -> bool:
    """Whether what was sent last went to the first payer."""
    return bool(submissions) and rank(submissions[-1].sequence) == rank(_to_first_payer(submissions)[0].sequence)


def _voids(entry: Entry) -> bool:
    return entry.submitted is not None and entry.submitted.frequency == VOID


def _allowed(force: InForce) -> Decimal | None:
    found, first = list[Decimal](), force.standing[0].head.sequence if force.standing else ""
    for at, one in enumerate(force.standing):
        if one.head.sequence != first:
            continue
        services = [service for told in (one, *one.taken_back_by) for service in told.services_on(force.lines[at])]
        found += [amount for service in services if (amount := service.allowed_amount()[0]) is not None]
    return sum(found, ZERO) if found else None


# ---- where it is

_ACKNOWLEDGED = {stage.value: stage for stage in (ClaimStage.ACCEPTED, ClaimStage.RECEIVED, ClaimStage.REJECTED, ClaimStage.NOT_RECEIVED)}
_ON_ITS_WAY = {EntryKind.HOLD: 0, EntryKind.SUBMISSION: 1, EntryKind.FORWARDED: 2}
"""What moves a claim, with its place among those of one day: sending it ends a hold. Acknowledgments tell of a sending (`sendings`)."""


def _awaits_decision(submissions: Sequence[Entry], force: InForce) -> bool:
    """Whether something was sent about which nobody has decided. Of one day, a replacement comes behind the decision that it is about."""
    if not submissions:
        return False
    if _voids(submissions[-1]) and not _stands(submissions[-1], force):
        return False                        # what it voids was taken back: that is the answer
    if not force.standing:
        return True
    last, decided = submissions[-1], max((*force.standing, *force.refused), key=lambda one: (one.head.on, rank(one.head.sequence))).head
    return last.on > decided.on or (last.on == decided.on and _round(last) > _round(decided))


def _in_hand(submissions: Sequence[Entry], entries: Sequence[Entry]) -> Sequence[Entry]:
    """The submissions without those that were rejected because the payer has the claim already."""
    several = len(submissions) > 1 and any(entry.kind is EntryKind.ACKNOWLEDGMENT for entry in entries)
    return [one.submission for one in in_hand(sendings(entries))] if several else submissions


def _round(entry: Entry) -> tuple[int, bool]:
    """Of one day, the first payer before the next, and an original before what replaces it."""
    frequency = entry.submitted.frequency if entry.submitted is not None else entry.decided.frequency if entry.decided is not None else ""
    return rank(entry.sequence), frequency in ("7", VOID)


def _stage(sums: _Sums, submissions: Sequence[Entry], entries: Sequence[Entry], force: InForce, *, waits: bool) -> ClaimStage:
    """Where the claim is: what happened last on its way, or, once a payer has decided, where its money is."""
    on_way = [*submissions, *(entry for entry in entries if entry.kind in (EntryKind.HOLD, EntryKind.FORWARDED))]
    last = max(on_way, key=lambda event: (event.on, _ON_ITS_WAY[event.kind]), default=None)
    decided = max([one.head.on for one in (*force.standing, *force.refused)], default=None) if force.standing else None
    voided = bool(submissions) and _voids(submissions[-1]) and not sums.charge
    if last is not None and last.kind is EntryKind.HOLD and (decided is None or last.on >= decided):
        return ClaimStage.HELD
    if decided is None and not voided:
        return _stage_on_way(last, entries)
    if decided is not None and last is not None and not voided and (waits or last.on > decided):
        return _stage_on_way(last, entries)
    return _stage_of_money(sums)


def _stage_on_way(last: Entry | None, entries: Sequence[Entry]) -> ClaimStage:
    if last is not None and last.kind is EntryKind.FORWARDED:
        return ClaimStage.NEXT_PAYER
    told = in_hand(sendings(entries))
    return _ACKNOWLEDGED.get(told[-1].stage, ClaimStage.SUBMITTED) if told else ClaimStage.SUBMITTED


def _stage_of_money(sums: _Sums) -> ClaimStage:
    if sums.denied_open > ZERO:
        return ClaimStage.PARTLY_DENIED if sums.paid or sums.share or sums.contractual else ClaimStage.DENIED
    if sums.overpaid:
        return ClaimStage.OVERPAID
    if sums.open > ZERO:
        return ClaimStage.NEXT_PAYER if sums.held > ZERO and sums.pended <= ZERO else ClaimStage.PENDED
    if sums.balance:
        return ClaimStage.PATIENT_DUE if sums.balance > ZERO else ClaimStage.CREDIT
    return ClaimStage.CLOSED


# ---- what was sent

def latest_claim(account: Account, sequence: str | None = None) -> Claim | None:
    """The claim that was sent last, to any payer or to one; None where none was."""
    return latest_sent(account.submissions, sequence)


def latest_sent(entries: Sequence[Entry], sequence: str | None = None) -> Claim | None:
    """The same from entries."""
    return next((entry.submitted for entry in reversed(sent(entries)) if entry.submitted is not None and sequence in (None, entry.sequence)), None)
