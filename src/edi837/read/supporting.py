"""Segments of 2300 and 2400 that few claims carry, such as attachments, certifications and prices of others: each to its noun.

A decoder gives None where its noun cannot be made without what the segment lacks, or where a number is in another unit than the guide's:
such a segment has no place and is kept as it was sent. Elements that the guide does not use are left out, with a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi837.read.machine import add, loops, put
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
from edi_x12.reading import padded

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from typing import TypeAlias

    from edi837.read.reading import ClaimReading
    from edi_x12.parties import Sketch
    from edi_x12.reading import Step

    Decoder: TypeAlias = Callable[[ClaimReading, list[str]], object]

_WIDEST = 15
"""HCP has the most elements of these: decoders see at least so many."""


# ---- where they go

def once(holder: str, field: str, decode: Decoder) -> Step:
    """A step that fills a field of what `holder` names: the claim, what was coded, or the line. A second segment has no place."""
    def step(now: ClaimReading, e: list[str]) -> None:
        sketch: Sketch = getattr(now, holder)
        found = None if field in sketch else decode(now, padded([*e], _WIDEST))
        if found is None:
            now.keep(e)
        else:
            sketch[field] = found
    return step


def many(holder: str, field: str, decode: Decoder) -> Step:
    """The same for a segment that may repeat."""
    def step(now: ClaimReading, e: list[str]) -> None:
        found = decode(now, padded([*e], _WIDEST))
        if found is None:
            now.keep(e)
        else:
            add(getattr(now, holder), field, found)
    return step


def _number(now: ClaimReading, text: str) -> Decimal | None:
    """An amount or quantity; None where none was sent."""
    return now.amounts[text] if text else None


# ---- 2300 and 2400

def attachment(now: ClaimReading, e: list[str]) -> Attachment:
    """PWK. PWK05 only says that PWK06 is a control number."""
    now.leave_out(e, 3, 4, *(() if e[5] == "AC" else (5,)), 7, 8, 9)
    return Attachment(e[1], e[2], e[6])


def contract(now: ClaimReading, e: list[str]) -> ContractInformation:
    """CN1."""
    amount, percentage, discount = (_number(now, e[at]) for at in (2, 3, 5))
    return ContractInformation(e[1], amount, percentage, e[4], discount, e[6])


def ambulance(now: ClaimReading, e: list[str]) -> AmbulanceTransport | None:
    """CR1. Without its miles it is no ride; a weight that is not in pounds is left out."""
    if not e[6] or e[5] not in ("", "DH"):
        return None
    miles, pounds = now.amounts[e[6]], e[1] in ("", "LB")
    weight = _number(now, e[2]) if pounds else None
    now.leave_out(e, *(() if pounds else (1, 2)), 3, 7, 8)
    return AmbulanceTransport(e[4], miles, weight, e[9], e[10])


def spinal_manipulation(now: ClaimReading, e: list[str]) -> SpinalManipulation | None:
    """CR2. The counts of treatments that 4010 has in front are left out."""
    if not e[8]:
        return None
    now.leave_out(e, *range(1, 8), 9, 12)
    return SpinalManipulation(e[8], e[10], e[11])


def condition(now: ClaimReading, e: list[str]) -> ConditionIndicator:    # noqa: ARG001 - a decoder
    """CRC."""
    return ConditionIndicator(e[1], e[2], tuple(filter(None, e[3:])))


def file_information(now: ClaimReading, e: list[str]) -> str | None:
    """K3."""
    now.leave_out(e, 2, 3)
    return e[1] or None


def repricing(now: ClaimReading, e: list[str]) -> Repricing | None:
    """HCP. Without what was allowed it says nothing."""
    if not e[2]:
        return None
    allowed = now.amounts[e[2]]
    savings, rate, approved, units = (_number(now, e[at]) for at in (3, 5, 7, 12))
    instead = Procedure(e[10].strip().upper(), (), e[9] or "HC") if e[10] else None
    now.leave_out(e, 8, *(() if e[10] else (9,)))
    return Repricing(e[1], allowed, savings, e[4], rate, e[6], approved, instead, e[11], units, *e[13:16])


# ---- 2400 alone

def rental(now: ClaimReading, e: list[str]) -> EquipmentRental | None:
    """SV5."""
    if not e[3] or e[2] not in ("", "DA"):
        return None
    days, rent, price = now.amounts[e[3]], _number(now, e[4]), _number(now, e[5])
    now.leave_out(e, 7)
    return EquipmentRental(now.procedures[e[1]], days, rent, price, e[6])


def certification(now: ClaimReading, e: list[str]) -> EquipmentCertification | None:
    """CR3."""
    if not e[3] or e[2] not in ("", "MO"):
        return None
    months = now.amounts[e[3]]
    now.leave_out(e, 4, 5)
    return EquipmentCertification(e[1], months)


def measurement(now: ClaimReading, e: list[str]) -> Measurement | None:
    """MEA."""
    if not e[3]:
        return None
    value = now.amounts[e[3]]
    now.leave_out(e, *range(4, 13))
    return Measurement(e[1], e[2], value)


def purchased_service(now: ClaimReading, e: list[str]) -> PurchasedService | None:
    """PS1."""
    if not e[2]:
        return None
    charge = now.amounts[e[2]]
    now.leave_out(e, 3)
    return PurchasedService(e[1], charge)


def quantity(now: ClaimReading, e: list[str]) -> None:
    """QTY."""
    if len(e) < 3 or not e[2]:                              # noqa: PLR2004 - QTY02
        now.keep(e)
        return
    value = now.amounts[e[2]]
    now.leave_out(e, 3, 4)
    put(now, now.line, "quantities", e, value)


# ---- 2440

def form(now: ClaimReading, e: list[str]) -> None:
    """LQ, which follows a line's decisions and is the line's."""
    line = now.line
    sketch: Sketch = {"qualifier": e[1], "code": e[2], "answers": []}
    if "forms" not in line:
        line["forms"] = []
        now.unfinished.append((line, "forms", _forms))
    line["forms"].append(sketch)
    now.enter(loops.form, line)
    now.open = sketch
    now.start = now.owner_start = line["position"]


def form_answer(now: ClaimReading, e: list[str]) -> None:
    """FRM."""
    e = padded(e, 5)
    on, percent = now.day(e[4]) if e[4] else None, _number(now, e[5])
    now.open["answers"].append(FormAnswer(e[1], e[2], e[3], on, percent))


def _forms(sketches: Any) -> tuple[Form, ...]:
    """The forms of a line, when its claim ends."""
    return tuple([Form(one["qualifier"], one["code"], tuple(one["answers"])) for one in sketches])
