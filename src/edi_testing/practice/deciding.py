"""Remittances of simulated payers, their money at the bank, and what a practice does about what they decide."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from edi_claims.codes.rows import AmountKind
from edi_claims.decisions import amounts_of
from edi_testing.payer import UnknownClaimError
from edi_testing.payer.forwarding import to_next_payer
from edi_testing.practice.events import AppealDecided, Appealed, Deposited, Remitted
from edi_testing.practice.sending import arrives
from edi_testing.practice.visits import without_last_line

if TYPE_CHECKING:
    from edi_claims import Claim, ClaimPayment, Remittance
    from edi_testing.practice.office import Office
    from edi_testing.practice.payers import Desk

_LEAST = timedelta(days=10)
"""How long a claim lies before it is decided."""
_REFUSED = frozenset({AmountKind.DENIED, AmountKind.BUNDLED})
_DUPLICATE = "18"
_SMALL = Decimal(10)
_CENT = Decimal("0.01")
_CORRECTED, _APPEALED = 0.5, 0.75
_PAYS_ALL, _PAYS_PART, _PAYS_TOO_MUCH = 0.55, 0.7, 0.8


# ---- a payer pays

def pay(office: Office, desk: Desk, day: date) -> None:
    """A payer decides what came ten days ago or before, and what it changes of itself."""
    acted = _acts(desk, day)
    groups = _ready(desk, day)
    for received in sorted(groups) or ([day] if acted else []):
        claims = groups.get(received, [])
        desk.decided |= {one.patient_control_number: one for one in claims}
        _paid(office, desk, desk.payer.adjudicate(claims, on=day, received=received), day)


def _acts(desk: Desk, day: date) -> bool:
    """Take-backs and new decisions that are due; whether there was one."""
    due = [one for one in desk.acts if one[0] <= day]
    desk.acts = [one for one in desk.acts if one[0] > day]
    acted = False
    for _, again, remark, number in due:
        try:
            (desk.payer.reprocess if again else desk.payer.take_back)(number, remark)
        except UnknownClaimError:               # nothing stands any more
            continue
        acted = True
    return acted


def _ready(desk: Desk, day: date) -> dict[date, list[Claim]]:
    """By the day on which they came."""
    groups: defaultdict[date, list[Claim]] = defaultdict(list)
    for claim in desk.payer.waiting():
        number = claim.patient_control_number
        if desk.came[number] + _LEAST <= day and desk.not_before.get(number, day) <= day:
            groups[desk.came[number]].append(claim)
    for came, claim in desk.forwarded:
        groups[came].append(claim)
    desk.forwarded.clear()
    return groups


def _paid(office: Office, desk: Desk, remittance: Remittance, day: date) -> None:
    arrival = arrives(office, day)
    office.tell(Remitted(arrival, remittance))
    _deposit(office, remittance, day)
    for claim in desk.payer.forwarded():
        office.desk(claim.coverage.payer).forwarded.append((day, claim))
    for payment in remittance.claims:
        if not payment.is_reversal:
            _told(office, desk, desk.decided[payment.patient_control_number], payment, day, arrival)


# ---- the bank

def _deposit(office: Office, remittance: Remittance, day: date) -> None:
    odds, amount, trace = office.odds, remittance.payment_amount, remittance.trace_number
    if amount > ZERO and not office.happens(odds.deposit_missing):
        on = office.later(day, 15, 40) if office.happens(odds.deposit_late) else office.later(day, 1, 2)
        part = (amount / 3).quantize(_CENT) if office.happens(odds.deposit_split) else ZERO
        for each in filter(None, (part, amount - part)):
            _booked(office, on, trace, each, remittance.payer_trace_id)
    if office.happens(odds.deposit_stray):
        _booked(office, office.later(day, 1, 9), f"STRAY{office.bookings:06}", Decimal(office.chance.randint(100, 90_000)) / 100, "")


def _booked(office: Office, on: date, trace: str, amount: Decimal, payer_trace_id: str) -> None:
    office.bookings += 1
    office.tell(Deposited(on, trace, amount, payer_trace_id, f"BANK{office.bookings:06}"))


# ---- what comes of a decision

def _told(office: Office, desk: Desk, claim: Claim, payment: ClaimPayment, day: date, arrival: date) -> None:
    """What the payer will change of itself, then what the practice does, one thing at a time."""
    kinds = payment.amounts_by_kind
    if AmountKind.PENDED in kinds:
        desk.acts.append((office.later(day, 15, 45), True, "", claim.patient_control_number))
        return
    if office.once(claim, f"{desk.payer.plan.payer.payer_id} changes it"):
        if office.happens(office.odds.taken_back):
            desk.acts.append((office.later(day, 60, 120), False, "N687", claim.patient_control_number))
        elif office.happens(office.odds.reprocessed):
            desk.acts.append((office.later(day, 60, 120), True, "N689", claim.patient_control_number))
    if payment.crossover_payer is not None:
        return
    told = ((one.amount, one.adjustment) for one in amounts_of(payment) if one.kind in _REFUSED)
    refused = sum((amount for amount, adjustment in told if adjustment is None or adjustment.reason != _DUPLICATE), ZERO)
    for step in (_denied, _changed, _next_payer):
        if step(office, desk, claim, payment, arrival, refused):
            return
    _billed(office, claim, payment, arrival)


def _denied(office: Office, desk: Desk, claim: Claim, payment: ClaimPayment, arrival: date, refused: Decimal) -> bool:
    """A denial is corrected, appealed, given up, or left lying; whether something is under way now."""
    number = claim.patient_control_number
    if refused <= ZERO or number in office.given_up or not office.once(claim, f"{claim.sequence} denied"):
        return False
    what = office.chance.random()
    if office.happens(office.odds.given_up):
        office.gives_up(office.later(arrival, 5), number, refused)
    elif what < _CORRECTED:
        _replace(office, attrs.evolve(claim, authorization_number="AUTH000001"), payment, office.later(arrival, 5))
        return True
    elif what < _APPEALED:
        _appeal(office, desk, number, office.later(arrival, 7))
        return True
    return False


def _appeal(office: Office, desk: Desk, number: str, on: date) -> None:
    won = office.happens(office.odds.appeal_won)
    decided = office.later(on, 20, 40)
    office.tell(Appealed(on, number))
    office.tell(AppealDecided(decided, number, "overturned" if won else "upheld"))
    if won:
        desk.acts.append((decided, True, "N690", number))


def _changed(office: Office, _: Desk, claim: Claim, payment: ClaimPayment, arrival: date, __: Decimal) -> bool:
    """The practice finds an error of its own: it replaces the claim, or voids it."""
    if claim.frequency != "1" or not office.once(claim, f"{claim.sequence} changed"):
        return False
    if office.happens(office.odds.replaced):
        _replace(office, without_last_line(claim), payment, office.later(arrival, 10, 60))
        return True
    if office.happens(office.odds.voided):
        _replace(office, claim, payment, office.later(arrival, 10, 60), "8")
        return True
    return False


def _replace(office: Office, claim: Claim, payment: ClaimPayment, on: date, frequency: str = "7") -> None:
    office.outbox.append((on, attrs.evolve(claim, frequency=frequency, payer_control_number=payment.payer_control_number)))


def _next_payer(office: Office, _: Desk, claim: Claim, payment: ClaimPayment, arrival: date, __: Decimal) -> bool:
    """The claim goes to the next payer, once, where something is left for him to decide."""
    later = [one for one in claim.coverages if one.rank > claim.coverage.rank]
    if not later or payment.adjusted("PR") <= ZERO or not office.once(claim, "next payer"):
        return False
    office.outbox.append((office.later(arrival, 3), to_next_payer(claim, payment, arrival)))
    return True


# ---- the patient

def _billed(office: Office, claim: Claim, payment: ClaimPayment, arrival: date) -> None:
    """The patient's share, once: he pays it, a part of it, too much, or nothing; a small rest is given up, a credit given back."""
    if not office.once(claim, "billed"):
        return
    number, due, on = claim.patient_control_number, payment.adjusted("PR") - office.paid.get(claim.patient_control_number, ZERO), \
        office.later(arrival, 10, 40)
    what = office.chance.random()
    if due < ZERO:
        office.pays_back(on, number, -due)
    elif due < _SMALL:
        office.gives_up(on, number, due, of_patient=True)
    elif what < _PAYS_ALL:
        office.patient_pays(on, number, due)
    elif what < _PAYS_PART:
        office.patient_pays(on, number, (due / 2).quantize(_CENT))
    elif what < _PAYS_TOO_MUCH:
        office.patient_pays(on, number, due + _SMALL)
        office.pays_back(office.later(on, 5, 60), number, _SMALL)
