"""Files: claims to each payer once a week, and what comes back of them, or does not."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

import edi837
from edi_acks import ClaimAcknowledgment
from edi_claims import Contact, TradingPartner
from edi_testing.practice.events import Acknowledged, Held, Sent

if TYPE_CHECKING:
    from edi_acks import Acknowledgment
    from edi_claims import Claim
    from edi_testing.practice.office import Office
    from edi_testing.practice.payers import Desk

US = TradingPartner("RIVERBEND", "PRACTTEST", party_id="RB837", contact=Contact("EDI", (("TE", "4025550100"),)))
_NINE = time(9)
_NEXT_DAY, _ON_TIME = timedelta(days=1), 2
_COPAY_COLLECTED = 0.4
_COPAY = Decimal(25)
_AGAIN_AFTER_SILENCE, _AGAIN_AFTER_REJECTION, _TWICE_AFTER = 21, 7, 7


# ---- before a claim is sent

def visited(office: Office, claim: Claim) -> None:
    """Somebody was there: perhaps he pays at once, and the claim goes with the next file, or waits."""
    day, number = claim.encounter.first_day or office.end, claim.patient_control_number
    if office.happens(_COPAY_COLLECTED):
        office.patient_pays(day, number, _COPAY)
    held = office.happens(office.odds.held)
    if held:
        office.tell(Held(day, number, office.chance.choice(("provider_query", "coverage is not verified"))))
    if office.happens(office.odds.wrong_member):
        office.right[number], claim = claim, _misspelt(claim)
    office.outbox.append((office.later(day, 14) if held else day, claim))


def _misspelt(claim: Claim) -> Claim:
    first, *others = claim.coverages
    return attrs.evolve(claim, coverages=(attrs.evolve(first, member_id=f"X{first.member_id}"), *others))


# ---- a file to each payer

def send_files(office: Office, day: date) -> None:
    """What is due goes out, a file a payer."""
    due = [claim for on, claim in office.outbox if on <= day]
    office.outbox = [(on, claim) for on, claim in office.outbox if on > day]
    for desk in office.desks:
        claims = [one for one in due if desk.payer.plan.is_own(one.coverage.payer)]
        if claims:
            _send(office, desk, claims, day)


def _send(office: Office, desk: Desk, claims: list[Claim], day: date) -> None:
    office.files += 1
    payer = desk.payer.plan.payer
    text = edi837.build(claims, sender=US, receiver=TradingPartner(payer.name, payer.payer_id), control=office.files, usage="T",
                        created=datetime.combine(day, _NINE), rules=())
    sent = tuple(edi837.parse(text))
    office.tell(Sent(day, sent, edi837.receipt(text), text))
    if office.happens(office.odds.file_lost):
        _send_again(office, sent, day, _AGAIN_AFTER_SILENCE)
    elif office.happens(office.odds.file_broken):
        _answered(office, desk.payer.acknowledge(_broken(text), on=day + _NEXT_DAY), day)
        _send_again(office, sent, day, _AGAIN_AFTER_REJECTION)
    else:
        answers = desk.payer.acknowledge(text, on=day + _NEXT_DAY)
        if not office.happens(office.odds.answer_lost):
            _answered(office, answers, day)
        _taken_in(office, desk, sent, answers, day)


def _send_again(office: Office, claims: tuple[Claim, ...], day: date, days: int) -> None:
    office.outbox += [(day + timedelta(days=days), one) for one in claims]


def _broken(text: str) -> str:
    """The same with a wrong count of segments in each set's trailer."""
    return re.sub(r"~SE\*(\d+)", lambda found: f"~SE*{int(found[1]) + 1}", text)


def _answered(office: Office, answers: list[Acknowledgment], day: date) -> None:
    if answers:
        office.tell(Acknowledged(arrives(office, day + _NEXT_DAY, 0), tuple(answers)))


def arrives(office: Office, made: date, on_time: int = _ON_TIME) -> date:
    """The day on which something is there that was made on a day."""
    return office.later(made, 10, 25) if office.happens(office.odds.mail_late) else office.later(made, on_time)


def _taken_in(office: Office, desk: Desk, sent: tuple[Claim, ...], answers: list[Acknowledgment], day: date) -> None:
    """What the payer has now; what it rejects is repaired, and some of what it has is sent a second time."""
    told = [claim for one in answers if isinstance(one, ClaimAcknowledgment) for claim in one.claims]
    rejected = {one.patient_control_number for one in told if one.rejected}
    for claim in sent:
        number = claim.patient_control_number
        if number in rejected:
            if number in office.right:
                office.outbox.append((day + timedelta(days=_AGAIN_AFTER_REJECTION), office.right.pop(number)))
            continue
        desk.came[number] = day + _NEXT_DAY
        if office.happens(office.odds.slow):
            desk.not_before[number] = office.later(day, 50, 90)
        elif claim.frequency == "1" and office.happens(office.odds.sent_twice):
            office.outbox.append((day + timedelta(days=_TWICE_AFTER), claim))
