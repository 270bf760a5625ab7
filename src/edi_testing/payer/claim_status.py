"""What a payer answers when it is asked where claims are: from what it took in, what it decided, and when it paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks import LineStatus, Status
from edi_acks.status import StatusInquiry, StatusResponse
from edi_claims import ClaimPayment, Payer, Person
from edi_claims.codes import AmountKind
from edi_claims.decisions import Outcome

if TYPE_CHECKING:
    from datetime import date

    from edi_claims import ServicePayment
    from edi_testing.payer.acknowledging import Intake
    from edi_testing.payer.memory import Decided, Memory
    from edi_testing.payer.plan import Plan

_NOT_FOUND, _OTHER_MEMBER, _WRONG_PAYER = ("A4", "35", ""), ("D0", "33", "IL"), ("E3", "116", "")
_IN_PROCESS, _WAITS_FOR_PAYMENT, _TAKEN_BACK = ("P1", "20", ""), ("F0", "3", ""), ("F0", "686", "")
_PAID, _BY_PLAN, _DENIED, _UNDER_REVIEW = ("F1", "65", ""), ("F1", "104", ""), ("F2", "1", ""), ("P2", "46", "")
_OUTCOMES = {Outcome.PAID: _PAID, Outcome.PARTLY_DENIED: _PAID, Outcome.DENIED: _DENIED, Outcome.PENDED: _UNDER_REVIEW}
_BECAUSE: dict[str, tuple[str, str]] = {
    "18": ("54", ""), "22": ("85", ""), "26": ("88", "QC"), "27": ("88", "QC"), "29": ("718", ""), "31": ("33", "IL"), "97": ("735", ""),
    "197": ("84", ""), "198": ("674", ""), "252": ("95", "1P")}
"""CARC of a denial to the claim status that says the same, and whom it is about."""


def answer(inquiry: StatusInquiry, plan: Plan, intake: Intake, memory: Memory, on: date) -> StatusResponse:
    """The response to one inquiry. It tells nobody about a claim whose member id he does not know."""
    number = inquiry.patient_control_number or ""
    decided, waiting = memory.latest(number), intake.accepted(number)
    known = waiting[0] if waiting is not None else decided.claim if decided is not None else None
    if inquiry.payer is not None and not plan.is_own(inquiry.payer):
        return _response(inquiry, plan, _WRONG_PAYER, on)
    if known is None:
        return _response(inquiry, plan, _NOT_FOUND, on)
    if inquiry.member_id != known.coverage.member_id:
        return _response(inquiry, plan, _OTHER_MEMBER, on)
    if waiting is not None:
        return _response(inquiry, plan, _IN_PROCESS, on, amount=known.charge, payer_control_number=waiting[1])
    if decided is None or not decided.stands:
        return _response(inquiry, plan, _TAKEN_BACK, on, amount=known.charge)
    return _decided(inquiry, plan, decided, on)


def _decided(inquiry: StatusInquiry, plan: Plan, one: Decided, on: date) -> StatusResponse:
    """A claim that was decided; it names the payment once there is one."""
    payment = one.payment
    told = _told(payment) if one.paid_on is not None and one.paid_on <= on else _WAITS_FOR_PAYMENT
    figures: dict[str, Any] = {"amount": payment.charge, "paid": payment.paid}
    if told is not _WAITS_FOR_PAYMENT and told is not _UNDER_REVIEW:
        figures |= {"finalized_on": one.paid_on, "paid_on": one.paid_on, "check_number": one.trace_number}
    lines = [_line(each, on) for each in payment.services] if inquiry.lines and told is not _WAITS_FOR_PAYMENT else []
    return _response(inquiry, plan, told, on, payer_control_number=payment.payer_control_number, lines=lines, **figures)


def _told(decision: ClaimPayment | ServicePayment) -> tuple[str, str, str]:
    """Category, status and entity of what was decided about a claim or a line."""
    told = _OUTCOMES.get(decision.outcome, _BY_PLAN)
    adjustments = decision.all_adjustments if isinstance(decision, ClaimPayment) else decision.adjustments
    if told is _DENIED:
        code, entity = next((_BECAUSE[each.reason] for each in adjustments if each.reason in _BECAUSE), ("", ""))
        return ("F2", code, entity) if code else told
    if told is _BY_PLAN and isinstance(decision, ClaimPayment) and decision.amounts_by_kind.get(AmountKind.DEDUCTIBLE):
        return "F1", "98", ""
    return told


def _line(one: ServicePayment, on: date) -> LineStatus:
    days: Any = one.service_period or one.service_date
    return LineStatus(procedure=one.submitted_procedure or one.procedure, charge=one.charge, paid=one.paid, units=one.units,
                      line_control_number=one.line_control_number, statuses=[Status(*_told(one), on=on)], dates={"472": days} if days else {})


def _response(inquiry: StatusInquiry, plan: Plan, told: tuple[str, str, str], on: date, *, payer_control_number: str | None = None,
              lines: list[LineStatus] | None = None, **figures: Any) -> StatusResponse:
    """The inquiry's own numbers and people, and what is told."""
    return StatusResponse(
        inquiry.trace_number, payer=Payer(plan.payer.payer_id, plan.payer.name, id_qualifier=plan.payer.id_qualifier), receiver=inquiry.receiver,
        provider=inquiry.provider, further_provider=inquiry.further_provider, patient=_named(inquiry.patient), subscriber=_named(inquiry.subscriber),
        statuses=[Status(*told, on=on, **figures)], patient_control_number=inquiry.patient_control_number, payer_control_number=payer_control_number,
        dates={"472": inquiry.service_dates} if inquiry.service_dates is not None else {}, lines=lines or ())


def _named(person: Person | None) -> Person | None:
    """A 277 has no place for a birth date."""
    return Person(person.name, identifier=person.identifier) if person is not None else None
