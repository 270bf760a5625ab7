"""What some claims and lines carry besides codes and charges, as segments: PWK, CN1, K3, CR1 to CR3, CRC, SV5, MEA, PS1, HCP, LQ and FRM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write.memory import amount_text, code_text, day_text
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi_claims import (
        AmbulanceTransport,
        Attachment,
        ConditionIndicator,
        ContractInformation,
        EquipmentCertification,
        EquipmentRental,
        Form,
        FormAnswer,
        Measurement,
        Procedure,
        PurchasedService,
        Repricing,
        SpinalManipulation,
    )
    from edi_x12.writer import Segment


def number_text(number: Decimal | None) -> str:
    """A number that may be left out."""
    return "" if number is None else amount_text(number)


def procedure_text(done: Procedure) -> str:
    """SV101, SV501 or SVD03."""
    if done.description:
        return compose((done.qualifier, done.code, *(*done.modifiers, "", "", "", "")[:4], done.description))
    return code_text(done.qualifier, done.code, tuple(done.modifiers))


# ---- of claims and lines

def attachments(out: list[Segment], found: Iterable[Attachment]) -> None:
    """PWK: the number of an attachment comes with its qualifier."""
    out += [("PWK", one.report_type, one.transmission, "", "", "AC" if one.control_number else "", one.control_number) for one in found]


def contract(one: ContractInformation) -> Segment:
    """CN1."""
    return ("CN1", one.contract_type, number_text(one.amount), number_text(one.percentage), one.contract_code, number_text(one.discount), one.version)


def file_information(out: list[Segment], found: Iterable[str]) -> None:
    """K3."""
    out += [("K3", text) for text in found]


def ambulance(one: AmbulanceTransport) -> Segment:
    """CR1."""
    weight = ("", "") if one.patient_weight is None else ("LB", amount_text(one.patient_weight))
    return ("CR1", *weight, "", one.reason, "DH", amount_text(one.miles), "", "", one.round_trip_purpose, one.stretcher_purpose)


def conditions(out: list[Segment], found: Iterable[ConditionIndicator]) -> None:
    """CRC."""
    out += [("CRC", one.category, one.applies, *one.codes) for one in found]


def repricing(one: Repricing) -> Segment:
    """HCP."""
    approved = ("", "") if one.procedure is None else (one.procedure.qualifier, one.procedure.code)
    return ("HCP", one.method, amount_text(one.allowed), number_text(one.savings), one.organization, number_text(one.rate), one.approved_group,
            number_text(one.approved_amount), "", *approved, one.unit, number_text(one.units), one.rejection, one.compliance, one.exception)


# ---- of claims

def spinal_manipulation(one: SpinalManipulation) -> Segment:
    """CR2."""
    return ("CR2", "", "", "", "", "", "", "", one.condition, "", one.description, one.further_description)


# ---- of lines

def rental(one: EquipmentRental) -> Segment:
    """SV5."""
    return ("SV5", procedure_text(one.procedure), "DA", amount_text(one.days), number_text(one.rental_price), number_text(one.purchase_price),
            one.frequency)


def certification(one: EquipmentCertification) -> Segment:
    """CR3."""
    return ("CR3", one.kind, "MO", amount_text(one.months))


def measurements(out: list[Segment], found: Iterable[Measurement]) -> None:
    """MEA."""
    out += [("MEA", one.kind, one.qualifier, amount_text(one.value)) for one in found]


def purchased_service(one: PurchasedService) -> Segment:
    """PS1."""
    return ("PS1", one.provider_id, amount_text(one.charge))


def forms(out: list[Segment], found: Iterable[Form]) -> None:
    """2440: LQ, and FRM for each answer."""
    for form in found:
        out.append(("LQ", form.qualifier, form.code))
        out += map(_answer, form.answers)


def _answer(one: FormAnswer) -> Segment:
    return ("FRM", one.question, one.answer, one.text, "" if one.day is None else day_text(one.day), number_text(one.percent))
