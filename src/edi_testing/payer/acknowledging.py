"""What a payer says when a file arrives: a TA1, a 999 for each group, a 277CA for each batch of claims that it could read."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime
from typing import TYPE_CHECKING

import edi837
from edi_acks import Acknowledgment, ImplementationAcknowledgment, Status
from edi_acks.answers.claims import Judged, batch_acknowledgment, rejections
from edi_acks.answers.files import Answered, Door, answered
from edi_claims import SentClaim, SentSet, TradingPartner
from edi_testing.payer.members import insured, member_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Claim
    from edi_testing.payer.memory import Memory
    from edi_testing.payer.plan import Plan
    from edi_testing.payer.remitting import Numbers
    from edi_x12.envelope import TransactionSet

_ORIGINAL = "1"
_REJECT = "U"
_WRONG_PAYER = "A3", "116", ""
_NO_MEMBER = "A3", "33", "IL"
_NO_DEPENDENT = "A3", "97", "QC"
_IN_PROCESS, _DECIDED = ("A3", "78", ""), ("A3", "54", "")


class Intake:
    """What a payer knows of the files and claims that came in."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()
        """Sender and control number of each interchange that it took."""
        self.waiting: list[Claim] = []
        """Claims that it accepted and has not decided."""
        self._accepted: set[str] = set()
        self._numbers: defaultdict[str, deque[str]] = defaultdict(deque)

    def accept(self, claim: Claim, number: str) -> None:
        """Take a claim in under the payer's number."""
        self.waiting.append(claim)
        self._accepted.add(claim.patient_control_number)
        self._numbers[claim.patient_control_number].append(number)

    def has_accepted(self, patient_control_number: str) -> bool:
        """Whether a claim of this number was taken in before."""
        return patient_control_number in self._accepted

    def accepted(self, patient_control_number: str) -> tuple[Claim, str] | None:
        """A claim that waits for a decision, and the number that it got; None where none of this number does."""
        waiting = next((one for one in self.waiting if one.patient_control_number == patient_control_number), None)
        return (waiting, self._numbers[patient_control_number][0]) if waiting is not None else None

    def decided(self, claim: Claim) -> str | None:
        """The number under which a claim that is decided now was taken in; None where it was not."""
        waiting = next((at for at, one in enumerate(self.waiting) if one.patient_control_number == claim.patient_control_number), None)
        if waiting is None:
            return None
        del self.waiting[waiting]
        return self._numbers[claim.patient_control_number].popleft()


def acknowledge(text: str | bytes, plan: Plan, intake: Intake, memory: Memory, numbers: Numbers, on: date) -> list[Acknowledgment]:
    """The answers to a file, in their order."""
    found: list[Acknowledgment] = []
    for one in answered(text, door=Door(seen=intake.seen)):
        if one.asks:
            found.append(one.acknowledgment)
        if one.acknowledgment.rejected:
            continue
        intake.seen.add((one.interchange.sender.interchange_id, one.interchange.control_number))
        found += one.groups
        found += _batches(one, plan, intake, memory, numbers, on)
    return found


def _batches(answer: Answered, plan: Plan, intake: Intake, memory: Memory, numbers: Numbers, on: date) -> Iterator[Acknowledgment]:
    """A 277CA for each set of professional claims that the 999 accepts."""
    layout = answer.interchange.layout
    claims = edi837.parse("".join(segment + layout.terminator for segment in layout.segments))
    accepted = {number for group in answer.groups for number in _accepted(group)}
    for one in claims.interchanges[0].sets if claims.interchanges else ():
        if one.position + answer.interchange.first - 1 not in accepted or one.identifier != "837":
            continue
        read = [claim for claim in claims if one.position < claim.position < one.position + one.segments]
        if read:
            judged = [_judged(claim, plan, intake, memory, numbers, on) for claim in read]
            yield batch_acknowledgment(_sent(one, read), judged, source=plan.payer, on=on, submitter=_submitter(one),
                                       created=datetime.combine(on, datetime.min.time()))


def _accepted(group: ImplementationAcknowledgment) -> Iterator[int]:
    """Where its accepted sets begin."""
    return (one.position for one in group.transaction_sets if one.accepted)


def _sent(one: TransactionSet, claims: list[Claim]) -> SentSet:
    return SentSet(one.control_number, "", one.batch_id, tuple(_claim(claim) for claim in claims))


def _claim(claim: Claim) -> SentClaim:
    return SentClaim(claim.patient_control_number, claim.charge, claim.frequency)


def _submitter(one: TransactionSet) -> TradingPartner | None:
    return TradingPartner(one.submitter.name, "", party_id=one.submitter.party_id) if one.submitter is not None else None


# ---- one claim

def _judged(claim: Claim, plan: Plan, intake: Intake, memory: Memory, numbers: Numbers, on: date) -> Judged:
    """At the door only what shows without deciding: the payer, the member, a claim sent twice, and what the scrubber would have caught."""
    refused = [Status(*told, on=on, action=_REJECT, amount=claim.charge) for told in _refusals(claim, plan, intake, memory)]
    found = edi837.check([claim], profile=plan.profile, tables=plan.tables, as_of=on) if not refused else []
    whole, lines = rejections(found, on, claim.charge, claim)
    if refused or whole or lines:
        return Judged(_claim(claim), claim, (*refused, *whole), lines)
    number = numbers.claim()
    intake.accept(claim, number)
    return Judged(_claim(claim), claim, payer_control_number=number)


def _refusals(claim: Claim, plan: Plan, intake: Intake, memory: Memory) -> Iterator[tuple[str, str, str]]:
    """Category, status and entity of why the payer wants nothing to do with it."""
    cover = next((one for one in claim.coverages if one.sequence == claim.sequence), None)
    if cover is None or not plan.is_own(cover.payer):
        yield _WRONG_PAYER
    elif member_of(plan, cover.member_id) is None:
        yield _NO_MEMBER
    elif insured(plan, cover.member_id, claim.encounter.patient, is_dependent=not cover.is_self) is None:
        yield _NO_DEPENDENT
    elif claim.frequency == _ORIGINAL and intake.has_accepted(claim.patient_control_number):
        yield _DECIDED if memory.standing(claim.patient_control_number) is not None else _IN_PROCESS
