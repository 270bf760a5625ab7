"""Loops 2400 to 2440 of one line, in guide order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write import supporting
from edi837.write.memory import amount_text, day_text, in_order, pointers_after, rank
from edi837.write.parties import LINE_ROLES, date_segment, roles
from edi837.write.supporting import number_text, procedure
from edi_claims import Reference
from edi_x12.draft import put_back
from edi_x12.parties import write_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Adjustment, Drug, LineAdjudication, ServiceLine
    from edi_x12.draft import Draft

DATE_ORDER = ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")
REFERENCE_ORDER = ("9B", "9D", "G1", "6R", "EW", "X4", "F4", "BT", "9F")
TRIPLETS = 6
"""How many adjustments a CAS holds."""


def line(out: Draft, number: int, service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """LX to the last 2440."""
    start = len(out)
    out += "~LX*", str(number)
    _service(out, service)
    if (service.rental is not None or service.attachments or service.ambulance is not None or service.certification is not None
            or service.conditions):
        _circumstances(out, service)
    if service.service_date is not None:
        out += "~DTP*472*D8*", day_text(service.service_date)
    elif service.service_period is not None:
        date_segment(out, "472", service.service_period)
    if service.dates or service.quantities or service.measurements or service.contract is not None:
        _days_and_numbers(out, service)
    if service.references:
        _numbers(out, service)
    elif service.line_control_number is not None:
        out += "~REF*6R*", service.line_control_number
    if (service.amounts or service.notes or service.file_information or service.purchased_service is not None
            or service.repricing is not None):
        _charges_and_texts(out, service)
    _beneath(out, service, decisions)
    if service.unread:
        put_back(out, start, service.unread)


def _beneath(out: Draft, service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """2410 to 2440."""
    if service.drug is not None:
        _drug(out, service.drug)
    if service.providers:
        roles(out, service.providers, LINE_ROLES)
    for one in decisions:
        _decision(out, one)
    if service.forms:
        supporting.forms(out, service.forms)


def _circumstances(out: Draft, service: ServiceLine) -> None:
    """SV5, PWK, CR1, CR3 and CRC."""
    if service.rental is not None:
        supporting.rental(out, service.rental)
    supporting.attachments(out, service.attachments)
    if service.ambulance is not None:
        supporting.ambulance(out, service.ambulance)
    if service.certification is not None:
        supporting.certification(out, service.certification)
    supporting.conditions(out, service.conditions)


def _days_and_numbers(out: Draft, service: ServiceLine) -> None:
    """DTP other than 472, QTY, MEA and CN1."""
    for one in sorted(service.dates, key=lambda one: rank(DATE_ORDER, one)):
        date_segment(out, one, service.dates[one])
    for qualifier, quantity in service.quantities.items():
        out += "~QTY*", qualifier, "*", amount_text(quantity)
    supporting.measurements(out, service.measurements)
    if service.contract is not None:
        supporting.contract(out, service.contract)


def _charges_and_texts(out: Draft, service: ServiceLine) -> None:
    """AMT, K3, NTE, PS1 and HCP."""
    for qualifier, amount in service.amounts.items():
        out += "~AMT*", qualifier, "*", amount_text(amount)
    supporting.file_information(out, service.file_information)
    for note in service.notes:
        out += "~NTE*", note.qualifier, "*", note.value
    if service.purchased_service is not None:
        supporting.purchased_service(out, service.purchased_service)
    if service.repricing is not None:
        supporting.repricing(out, service.repricing)


def _service(out: Draft, one: ServiceLine) -> None:
    """SV1."""
    procedure(out, "~SV1*", one.procedure)
    out += "*", amount_text(one.charge), "*", one.unit, "*", amount_text(one.units), "*", one.place_of_service
    out += pointers_after("**", one.diagnosis_pointers)
    if one.emergency or one.screening or one.family_planning or one.copay_exempt:
        out += "**", one.emergency, "**", one.screening, "*", one.family_planning, "***", one.copay_exempt


def _numbers(out: Draft, service: ServiceLine) -> None:
    """REF, where there is more than the line's own number."""
    own = [] if service.line_control_number is None else [Reference("6R", service.line_control_number)]
    for one in in_order((*own, *service.references), REFERENCE_ORDER):
        write_reference(out, one)


def _drug(out: Draft, drug: Drug) -> None:
    """2410."""
    start = len(out)
    out += "~LIN**", drug.qualifier, "*", drug.ndc
    if drug.quantity is not None or drug.unit:
        out += "~CTP****", number_text(drug.quantity), "*", drug.unit
    for one in drug.references:
        write_reference(out, one)
    if drug.unread:
        put_back(out, start, drug.unread)


def _decision(out: Draft, one: LineAdjudication) -> None:
    """2430."""
    start = len(out)
    out += "~SVD*", one.payer_id, "*", amount_text(one.paid)
    procedure(out, "*", one.procedure)
    out += "**", amount_text(one.units)
    if one.bundled_into is not None:
        out += "*", str(one.bundled_into)
    if one.adjustments:
        adjustments(out, one.adjustments)
    if one.payment_date is not None:
        out += "~DTP*573*D8*", day_text(one.payment_date)
    if one.remaining is not None:
        out += "~AMT*EAF*", amount_text(one.remaining)
    if one.unread:
        put_back(out, start, one.unread)


def adjustments(out: Draft, found: Iterable[Adjustment]) -> None:
    """CAS: adjacent ones of a group together, six in a segment."""
    group, room, lead = "", 0, "*"
    for one in found:
        if not room or one.group != group:
            out += "~CAS*", one.group
            group, room, lead = one.group, TRIPLETS, "*"
        out += lead, one.reason, "*", amount_text(one.amount)
        lead = "**"
        if one.quantity is not None:
            out += "*", amount_text(one.quantity)
            lead = "*"
        room -= 1
