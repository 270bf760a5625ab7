"""Loops 2400 to 2440 of one line, in guide order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write import supporting
from edi837.write.memory import amount_text, day_text, in_order, pointers_text, rank
from edi837.write.parties import LINE_ROLES, date_segment, reference_segment, roles
from edi837.write.supporting import number_text, procedure_text
from edi_claims import Reference
from edi_x12.parties import put_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Adjustment, Drug, LineAdjudication, ServiceLine
    from edi_x12.writer import Segment

DATE_ORDER = ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")
REFERENCE_ORDER = ("9B", "9D", "G1", "6R", "EW", "X4", "F4", "BT", "9F")
MOST_LINES = 50
_NUMBERS: tuple[Segment, ...] = tuple([("LX", str(number)) for number in range(MOST_LINES + 1)])
TRIPLETS = 6
"""How many adjustments a CAS holds."""


def line(out: list[Segment], number: int, service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """LX to the last 2440."""
    start = len(out)
    out.append(_NUMBERS[number] if number <= MOST_LINES else ("LX", str(number)))
    out.append(_service(service))
    if (service.rental is not None or service.attachments or service.ambulance is not None or service.certification is not None
            or service.conditions):
        _circumstances(out, service)
    if service.service_date is not None:
        out.append(("DTP", "472", "D8", day_text(service.service_date)))
    elif service.service_period is not None:
        out.append(date_segment("472", service.service_period))
    if service.dates or service.quantities or service.measurements or service.contract is not None:
        _days_and_numbers(out, service)
    if service.references:
        _numbers(out, service)
    elif service.line_control_number is not None:
        out.append(("REF", "6R", service.line_control_number))
    if (service.amounts or service.notes or service.file_information or service.purchased_service is not None
            or service.repricing is not None):
        _charges_and_texts(out, service)
    _beneath(out, service, decisions)
    if service.unread:
        put_back(out, start, service.unread)


def _beneath(out: list[Segment], service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """2410 to 2440."""
    if service.drug is not None:
        _drug(out, service.drug)
    if service.providers:
        roles(out, service.providers, LINE_ROLES)
    for one in decisions:
        _decision(out, one)
    if service.forms:
        supporting.forms(out, service.forms)


def _circumstances(out: list[Segment], service: ServiceLine) -> None:
    """SV5, PWK, CR1, CR3 and CRC."""
    if service.rental is not None:
        out.append(supporting.rental(service.rental))
    supporting.attachments(out, service.attachments)
    if service.ambulance is not None:
        out.append(supporting.ambulance(service.ambulance))
    if service.certification is not None:
        out.append(supporting.certification(service.certification))
    supporting.conditions(out, service.conditions)


def _days_and_numbers(out: list[Segment], service: ServiceLine) -> None:
    """DTP other than 472, QTY, MEA and CN1."""
    out += [date_segment(one, service.dates[one]) for one in sorted(service.dates, key=lambda one: rank(DATE_ORDER, one))]
    out += [("QTY", qualifier, amount_text(quantity)) for qualifier, quantity in service.quantities.items()]
    supporting.measurements(out, service.measurements)
    if service.contract is not None:
        out.append(supporting.contract(service.contract))


def _charges_and_texts(out: list[Segment], service: ServiceLine) -> None:
    """AMT, K3, NTE, PS1 and HCP."""
    out += [("AMT", qualifier, amount_text(amount)) for qualifier, amount in service.amounts.items()]
    supporting.file_information(out, service.file_information)
    out += [("NTE", note.qualifier, note.value) for note in service.notes]
    if service.purchased_service is not None:
        out.append(supporting.purchased_service(service.purchased_service))
    if service.repricing is not None:
        out.append(supporting.repricing(service.repricing))


def _service(one: ServiceLine) -> Segment:
    head = ("SV1", procedure_text(one.procedure), amount_text(one.charge), one.unit, amount_text(one.units), one.place_of_service, "",
            pointers_text(one.diagnosis_pointers))
    if not (one.emergency or one.screening or one.family_planning or one.copay_exempt):
        return head
    return (*head, "", one.emergency, "", one.screening, one.family_planning, "", "", one.copay_exempt)


def _numbers(out: list[Segment], service: ServiceLine) -> None:
    """REF, where there is more than the line's own number."""
    own = [] if service.line_control_number is None else [Reference("6R", service.line_control_number)]
    out += [reference_segment(one) for one in in_order((*own, *service.references), REFERENCE_ORDER)]


def _drug(out: list[Segment], drug: Drug) -> None:
    """2410."""
    start = len(out)
    out.append(("LIN", "", drug.qualifier, drug.ndc))
    if drug.quantity is not None or drug.unit:
        out.append(("CTP", "", "", "", number_text(drug.quantity), drug.unit))
    out += [reference_segment(one) for one in drug.references]
    if drug.unread:
        put_back(out, start, drug.unread)


def _decision(out: list[Segment], one: LineAdjudication) -> None:
    """2430."""
    start = len(out)
    bundled = "" if one.bundled_into is None else str(one.bundled_into)
    out.append(("SVD", one.payer_id, amount_text(one.paid), procedure_text(one.procedure), "", amount_text(one.units), bundled))
    adjustments(out, one.adjustments)
    if one.payment_date is not None:
        out.append(("DTP", "573", "D8", day_text(one.payment_date)))
    if one.remaining is not None:
        out.append(("AMT", "EAF", amount_text(one.remaining)))
    if one.unread:
        put_back(out, start, one.unread)


def adjustments(out: list[Segment], found: Iterable[Adjustment]) -> None:
    """CAS: adjacent ones of a group together, six in a segment."""
    texts: list[str] = []
    for one in found:
        if not texts or one.group != texts[1] or len(texts) >= 2 + 3 * TRIPLETS:
            if texts:
                out.append(tuple(texts))
            texts = ["CAS", one.group]
        texts += (one.reason, amount_text(one.amount), number_text(one.quantity))
    if texts:
        out.append(tuple(texts))
