"""A claim's decision: line by line what is denied, what is paid and why, then the claim as the 835 tells it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from edi837.rules.tables import matches
from edi_claims import (
    ZERO,
    Adjustment,
    ClaimPayment,
    OutpatientAdjudication,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    Reference,
    ServicePayment,
)
from edi_testing.payer.case import PENDED, Denial
from edi_testing.payer.coordination import earlier
from edi_testing.payer.memory import Counted, Decided, Visit
from edi_testing.payer.money import cents, make_plain
from edi_testing.payer.pricing import paid_as, priced
from edi_testing.payer.rules import visits_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from edi_claims import ServiceLine
    from edi_testing.payer.case import Case
    from edi_testing.payer.coordination import Earlier

_STATUS = {"P": "1", "U": "1", "": "1", "S": "2"}
_FORWARDED = {"1": "19", "2": "20", "3": "21"}
_FILING = frozenset({"12", "13", "14", "15", "16", "17", "AM", "CH", "CI", "DS", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC", "ZZ"})
"""CLP06: fewer than SBR09 has."""
_MOST_REMARKS = 5
_PRIOR_PAYER, _DOWNCODED, _SENT_ON = "23", "N22", "MA18"
_LATER = "3"


@attrs.define
class _Line:
    """One line's decision."""

    payment: ServicePayment
    counted: Counted | None = None
    denial: Denial | None = None

    @property
    def is_denied(self) -> bool:
        return self.denial is not None and self.denial.is_refusal and self.denial.units is None


def decide(case: Case, payer_control_number: str, remarks: Iterable[str] = ()) -> Decided:
    """What the payer decides about a claim. Deductibles and visits are counted while it does."""
    told, copays = earlier(case.claim), set[object]()
    visits: list[Visit] = []
    lines = []
    for line, before in zip(case.claim.encounter.services, told, strict=True):
        lines.append(_line(case, line, before, copays))
        if not case.plan.habits.returns_line_numbers:
            lines[-1].payment.line_control_number = None
        if not lines[-1].is_denied:
            visits += _visits(case, line)
    waits = any(one.denial is not None and one.denial.reason == PENDED for one in lines)
    next_payer = None if waits or all(one.is_denied for one in lines) else _next_payer(case)     # what is not decided is sent on to nobody
    payment = _payment(case, lines, payer_control_number, (*remarks, *case.plan.remarks), next_payer)
    services = [case.service(line) for line, one in zip(case.claim.encounter.services, lines, strict=True) if not one.is_denied]
    return Decided(case.claim, payment, case.received, [one.counted for one in lines if one.counted], services, visits)


# ---- a line

def _line(case: Case, line: ServiceLine, before: Earlier | None, copays: set[object]) -> _Line:
    denial = case.denial(line)
    left = line.charge if before is None else before.left
    prior = [Adjustment("OA", _PRIOR_PAYER, line.charge - left)] if line.charge != left else []
    if not line.charge:
        return _Line(_service(line, line.procedure, line.units, (), ZERO))
    if denial is not None and (denial.units is None or denial.units >= line.units):
        return _refused(line, left, prior, attrs.evolve(denial, units=None))
    paid_units = line.units if denial is None or denial.units is None else line.units - denial.units
    refused = cents(line.charge * (line.units - paid_units) / line.units) if paid_units != line.units else ZERO
    cut = [Adjustment(denial.group, denial.reason, min(left, refused), denial.units)] if denial is not None and min(left, refused) else []
    if before is not None:
        before = attrs.evolve(before, left=max(ZERO, left - refused))
    worth = priced(case, line, line.charge - refused, paid_units, before, copays)
    case.memory.accumulators.count(worth.counted)
    payment = _service(line, paid_as(case, line), paid_units, (*prior, *cut, *worth.adjustments), worth.paid)
    if case.plan.habits.sends_allowed and before is None:
        payment.allowed, payment.amounts = worth.allowed, {"B6": worth.allowed}
    payment.remarks = (*(denial.remarks if denial else ()), *((_DOWNCODED,) if payment.submitted_procedure else ()))
    return _Line(payment, worth.counted, denial)


def _refused(line: ServiceLine, left: Decimal, prior: list[Adjustment], denial: Denial) -> _Line:
    """What an earlier payer has left of the line is denied; where he left nothing, nothing is."""
    refused = [Adjustment(denial.group, denial.reason, left)] if left else []
    payment = _service(line, line.procedure, line.units, (*prior, *refused), ZERO)
    payment.remarks = denial.remarks
    return _Line(payment, denial=denial)


def _service(line: ServiceLine, paid: Procedure, units: Decimal, adjustments: Iterable[Adjustment], amount: Decimal) -> ServicePayment:
    billed = Procedure(line.procedure.code, line.procedure.modifiers, line.procedure.qualifier)
    paid = Procedure(paid.code, paid.modifiers, paid.qualifier)
    return ServicePayment(
        paid, line.charge, amount, units, billed if billed != paid else None, line.units if units != line.units else None,
        service_date=line.service_date, service_period=None if line.service_date else line.service_period, adjustments=list(adjustments),
        line_control_number=line.line_control_number)


def _visits(case: Case, line: ServiceLine) -> list[Visit]:
    """The limits against which a line's day counts; counted at once, so that the claim's next line knows."""
    found: list[Visit] = [(visits_of(case, line, limit), line.first_day) for limit in case.plan.visit_limits
                          if matches(line.procedure.code, limit.procedures)]
    for one in found:
        case.memory.visit(one)
    return found


# ---- the claim

def _next_payer(case: Case) -> Payer | None:
    """To whom the payer sends the claim on by itself."""
    cover = case.cover
    later = sorted((one for one in case.claim.coverages if cover is not None and one.rank > cover.rank), key=lambda one: one.rank)
    return next((one for one in case.plan.crossover if later and one.payer_id and one.is_same(later[0].payer)), None)


def _payment(case: Case, lines: list[_Line], payer_control_number: str, remarks: tuple[str, ...], next_payer: Payer | None) -> ClaimPayment:
    claim, habits = case.claim, case.plan.habits
    status = _STATUS.get(claim.sequence, _LATER)
    if habits.denied_status and lines and all(one.is_denied for one in lines):
        status = habits.denied_status
    told = (*remarks, _SENT_ON)[:_MOST_REMARKS] if next_payer else remarks[:_MOST_REMARKS]
    filing = case.cover.filing_indicator if case.cover else ""
    services = [one.payment for one in lines]
    payment = ClaimPayment(
        claim.patient_control_number, _FORWARDED[status] if next_payer else status, _sum(one.charge for one in services),
        _sum(one.paid for one in services), filing_indicator=filing if filing in _FILING else "ZZ", payer_control_number=payer_control_number,
        facility_code=claim.encounter.place_of_service, frequency=claim.frequency, patient=_patient(case), insured=_insured(case),
        rendering_provider=_rendering(claim.encounter.rendering_provider) if habits.names_rendering else None,
        crossover_payer=_named(next_payer), corrected_priority_payer=_named(next((one.denial.pays_first for one in lines if one.denial), None)),
        remarks=told, outpatient=OutpatientAdjudication(remarks=told) if told else None, services=services,
        dates={"050": case.received} if case.received else {})
    if not services and claim.charge:                       # nothing says what was done
        payment.charge, payment.adjustments, payment.remarks = claim.charge, [Adjustment("CO", "16", claim.charge)], ("M51", *told)[:_MOST_REMARKS]
        payment.outpatient = OutpatientAdjudication(remarks=payment.remarks)
    payment.patient_responsibility = payment.adjusted("PR")
    if services and not habits.sends_lines:
        _as_a_whole(payment, case.claim.encounter.first_day, case.claim.encounter.last_day)
    make_plain(payment)
    return payment


def _as_a_whole(payment: ClaimPayment, first: date | None, last: date | None) -> None:
    """The lines' adjustments as the claim's, those of one kind together; the remarks with the claim's."""
    together: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for one in payment.all_adjustments:
        together[one.group, one.reason] += one.amount
    remarks = tuple(dict.fromkeys((*payment.remarks, *(code for line in payment.services for code in line.remarks))))[:_MOST_REMARKS]
    payment.adjustments = [Adjustment(group, reason, amount) for (group, reason), amount in sorted(together.items()) if amount]
    payment.services, payment.remarks = [], remarks
    payment.outpatient = OutpatientAdjudication(remarks=remarks) if remarks else None
    payment.dates.update({kind: day for kind, day in (("232", first), ("233", last)) if day is not None})


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


# ---- who is named

def _patient(case: Case) -> Person:
    member_id = case.cover.member_id if case.cover else ""
    return Person(_name(case.claim.encounter.patient.name), identifier=Reference("MI", member_id) if member_id else None)


def _insured(case: Case) -> Person | None:
    """The subscriber, where he is not the patient."""
    cover = case.cover
    if cover is None or cover.subscriber is None or not cover.member_id:
        return None
    return Person(_name(cover.subscriber.name), identifier=Reference("MI", cover.member_id))


def _rendering(who: Provider | None) -> Provider | None:
    if who is None or not (who.npi or who.identifier):
        return None
    return Provider(who.npi, _name(who.name), identifier=None if who.npi else who.identifier)


def _named(payer: Payer | None) -> Payer | None:
    return Payer(payer.payer_id, payer.name) if payer is not None and payer.payer_id else None


def _name(name: PersonName | str) -> PersonName | str:
    return PersonName(name.last, name.first, name.middle, name.suffix) if isinstance(name, PersonName) else name
