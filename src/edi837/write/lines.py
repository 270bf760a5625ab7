"""Loops 2400 to 2430 of one line, in guide order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write.memory import amount_text, code_text, day_text, pointers_text
from edi837.write.parties import LINE_ROLES, date_segment, reference_segment, roles
from edi_x12.parties import put_back
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Adjustment, Drug, LineAdjudication, Procedure, ServiceLine
    from edi_x12.writer import Segment

DATE_ORDER = ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")
REFERENCE_ORDER = ("9B", "9D", "G1", "6R", "EW", "X4", "F4", "BT", "9F")
TRIPLETS = 6
"""How many adjustments a CAS holds."""


def procedure_text(done: Procedure) -> str:
    """SV101 or SVD03."""
    if done.description:
        return compose((done.qualifier, done.code, *(*done.modifiers, "", "", "", "")[:4], done.description))
    return code_text(done.qualifier, done.code, tuple(done.modifiers))


def line(out: list[Segment], number: int, service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """LX to the last 2430."""
    start = len(out)
    out.append(("LX", str(number)))
    out.append(_service(service))
    if service.service_date is not None:
        out.append(("DTP", "472", "D8", day_text(service.service_date)))
    elif service.service_period is not None:
        out.append(date_segment("472", service.service_period))
    if service.dates:
        out += [date_segment(one, service.dates[one]) for one in sorted(service.dates, key=lambda one: _rank(DATE_ORDER, one))]
    if service.references:
        _numbers(out, service)
    elif service.line_control_number is not None:
        out.append(("REF", "6R", service.line_control_number))
    if service.amounts or service.notes:
        out += [("AMT", qualifier, amount_text(amount)) for qualifier, amount in service.amounts.items()]
        out += [("NTE", note.qualifier, note.value) for note in service.notes]
    _more(out, service, decisions)
    if service.unread:
        put_back(out, start, service.unread)


def _more(out: list[Segment], service: ServiceLine, decisions: Iterable[LineAdjudication]) -> None:
    """2410, 2420 and 2430."""
    if service.drug is not None:
        _drug(out, service.drug)
    if service.providers:
        roles(out, service.providers, LINE_ROLES)
    for one in decisions:
        _decision(out, one)


def _rank(order: tuple[str, ...], qualifier: str) -> int:
    return order.index(qualifier) if qualifier in order else len(order)


def _service(one: ServiceLine) -> Segment:
    head = ("SV1", procedure_text(one.procedure), amount_text(one.charge), one.unit, amount_text(one.units), one.place_of_service, "",
            pointers_text(one.diagnosis_pointers))
    if not (one.emergency or one.screening or one.family_planning or one.copay_exempt):
        return head
    return (*head, "", one.emergency, "", one.screening, one.family_planning, "", "", one.copay_exempt)


def _numbers(out: list[Segment], service: ServiceLine) -> None:
    """REF, where there is more than the line's own number."""
    own: list[Segment] = [("REF", "6R", service.line_control_number)] if service.line_control_number is not None else []
    out += sorted([*own, *map(reference_segment, service.references)], key=lambda one: _rank(REFERENCE_ORDER, one[1]))


def _drug(out: list[Segment], drug: Drug) -> None:
    """2410."""
    start = len(out)
    out.append(("LIN", "", "N4", drug.ndc))
    if drug.quantity is not None or drug.unit:
        out.append(("CTP", "", "", "", "" if drug.quantity is None else amount_text(drug.quantity), drug.unit))
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
        texts += (one.reason, amount_text(one.amount), "" if one.quantity is None else amount_text(one.quantity))
    if texts:
        out.append(tuple(texts))
