"""What some claims and lines carry besides codes and charges: PWK, CN1, K3, CR1 to CR3, CRC, SV5, MEA, PS1, HCP, LQ and FRM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write.memory import amount_text, day_text
from edi_x12.draft import composite, segment

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
        Measurement,
        Procedure,
        PurchasedService,
        Repricing,
        SpinalManipulation,
    )
    from edi_x12.draft import Draft


def number_text(number: Decimal | None) -> str:
    """A number that may be left out."""
    return "" if number is None else amount_text(number)


def procedure(out: Draft, lead: str, done: Procedure) -> None:
    """SV101, SV501 or SVD03."""
    if done.description:
        composite(out, lead, (done.qualifier, done.code, *(*done.modifiers, "", "", "", "")[:4], done.description))
    elif done.modifiers or not done.code:
        composite(out, lead, (done.qualifier, done.code, *done.modifiers))
    else:
        out += lead, done.qualifier, ":", done.code


# ---- of claims and lines

def attachments(out: Draft, found: Iterable[Attachment]) -> None:
    """PWK: the number of an attachment comes with its qualifier."""
    for one in found:
        out += "~PWK*", one.report_type, "*", one.transmission
        if one.control_number:
            out += "***", "AC", "*", one.control_number


def contract(out: Draft, one: ContractInformation) -> None:
    """CN1."""
    segment(out, "CN1", one.contract_type, number_text(one.amount), number_text(one.percentage), one.contract_code, number_text(one.discount),
            one.version)


def file_information(out: Draft, found: Iterable[str]) -> None:
    """K3."""
    for text in found:
        out += "~K3*", text


def ambulance(out: Draft, one: AmbulanceTransport) -> None:
    """CR1."""
    weight = ("", "") if one.patient_weight is None else ("LB", amount_text(one.patient_weight))
    segment(out, "CR1", *weight, "", one.reason, "DH", amount_text(one.miles), "", "", one.round_trip_purpose, one.stretcher_purpose)


def conditions(out: Draft, found: Iterable[ConditionIndicator]) -> None:
    """CRC."""
    for one in found:
        segment(out, "CRC", one.category, one.applies, *one.codes)


def repricing(out: Draft, one: Repricing) -> None:
    """HCP."""
    approved = ("", "") if one.procedure is None else (one.procedure.qualifier, one.procedure.code)
    segment(out, "HCP", one.method, amount_text(one.allowed), number_text(one.savings), one.organization, number_text(one.rate), one.approved_group,
            number_text(one.approved_amount), "", *approved, one.unit, number_text(one.units), one.rejection, one.compliance, one.exception)


# ---- of claims

def spinal_manipulation(out: Draft, one: SpinalManipulation) -> None:
    """CR2."""
    out += "~CR2********", one.condition, "**", one.description, "*", one.further_description


# ---- of lines

def rental(out: Draft, one: EquipmentRental) -> None:
    """SV5."""
    procedure(out, "~SV5*", one.procedure)
    out += ("*DA*", amount_text(one.days), "*", number_text(one.rental_price), "*", number_text(one.purchase_price), "*", one.frequency)


def certification(out: Draft, one: EquipmentCertification) -> None:
    """CR3."""
    out += "~CR3*", one.kind, "*MO*", amount_text(one.months)


def measurements(out: Draft, found: Iterable[Measurement]) -> None:
    """MEA."""
    for one in found:
        out += "~MEA*", one.kind, "*", one.qualifier, "*", amount_text(one.value)


def purchased_service(out: Draft, one: PurchasedService) -> None:
    """PS1."""
    out += "~PS1*", one.provider_id, "*", amount_text(one.charge)


def forms(out: Draft, found: Iterable[Form]) -> None:
    """2440: LQ, and FRM for each answer."""
    for form in found:
        out += "~LQ*", form.qualifier, "*", form.code
        for one in form.answers:
            segment(out, "FRM", one.question, one.answer, one.text, "" if one.day is None else day_text(one.day), number_text(one.percent))
