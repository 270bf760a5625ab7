"""Steps of 2400, 2410 and 2430: service lines, drugs, and what earlier payers decided about a line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from edi837.read.machine import add, amount_of, loops, put, reference_of
from edi_claims import ZERO, Drug, Reference, Severity
from edi_x12.reading import padded

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_x12.parties import Sketch


# ---- 2400

def line(now: ClaimReading, e: list[str]) -> None:
    """LX. The line itself begins with its SV1; until then nothing is known of it."""
    now.line = {"position": now.position, "number": e}
    now.loop = loops.numbered


def without_service(now: ClaimReading, e: list[str]) -> None:
    """An LX that no SV1 follows is no line: it and what stands under it are the claim's."""
    now.note("X216", Severity.WARNING, "a service line has no SV1 and is kept unread", service_line=len(now.lines) + 1)
    now.enter(loops.lost, now.coded, now.claim)
    now.start = now.owner_start = now.started
    here, now.position = now.position, now.line["position"]
    now.keep(now.line["number"])
    now.position = here
    now.keep(e)


def service(now: ClaimReading, e: list[str]) -> None:
    """SV1."""
    if len(e) < 8:                                          # noqa: PLR2004 - SV107
        e = padded(e, 7)
    amounts = now.amounts
    sketch: Sketch = {
        "procedure": now.procedures[e[1]], "charge": amounts[e[2]], "units": amounts[e[4]] if e[4] else ZERO,
        "diagnosis_pointers": now.pointers[e[7]], "unit": e[3], "place_of_service": e[5], "position": now.line.get("position", now.position)}
    if len(e) > 8 or e[6]:                                  # noqa: PLR2004 - SV109 and on, which most lines lack
        e = padded(e, 15)
        sketch.update(emergency=e[9], screening=e[11], family_planning=e[12], copay_exempt=e[15])
        now.leave_out(e, 6, 8, 10, 13, 14, *range(16, 22))
    now.line = sketch
    now.lines.append(sketch)
    now.loop, now.owner, now.keeper, now.owner_keeper = loops.line, sketch, sketch, sketch
    now.start = now.owner_start = sketch["position"]


def service_without_number(now: ClaimReading, e: list[str]) -> None:
    """SV1 without an LX."""
    now.line = {}
    service(now, e)


def line_date(now: ClaimReading, e: list[str]) -> None:
    """DTP of 2400."""
    when = now.when(e[3])
    sketch = now.line
    if e[1] != "472":
        put(now, sketch, "dates", e, when)
    elif "service_date" in sketch or "service_period" in sketch:
        now.keep(e)
    else:
        sketch["service_date" if isinstance(when, date) else "service_period"] = when


def line_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2400."""
    if e[1] == "6R" and "line_control_number" not in now.line:
        now.line["line_control_number"] = e[2]
        if len(e) > 3:                                      # noqa: PLR2004 - what a line's own number does not have
            now.leave_out(e, 3, 4)
    else:
        add(now.line, "references", reference_of(now, e))


def line_amount(now: ClaimReading, e: list[str]) -> None:
    """AMT of 2400."""
    put(now, now.line, "amounts", e, amount_of(now, e))


def line_note(now: ClaimReading, e: list[str]) -> None:
    """NTE of 2400."""
    add(now.line, "notes", Reference(e[1], e[2]))


# ---- 2410

def drug(now: ClaimReading, e: list[str]) -> None:
    """LIN. A line has one drug. What is no drug but has its number in this place, such as a device, says so by its qualifier."""
    if "drug" in now.line or not any(e[3:4]):
        now.keeper, now.start, now.loop = now.owner_keeper, now.owner_start, loops.line.strangers
        now.keep(e)
        return
    now.leave_out(e, 1, *range(4, 32))
    now.line["drug"] = now.open = now.keeper = {"ndc": e[3], "qualifier": e[2]}
    now.unfinished.append((now.line, "drug", drug_noun))
    now.loop, now.start = loops.drug, now.position


def drug_noun(sketch: Sketch) -> Drug:
    """The drug that a 2410 describes."""
    return Drug(**sketch)


def drug_quantity(now: ClaimReading, e: list[str]) -> None:
    """CTP."""
    if "unit" in now.open:
        now.keep(e)
        return
    quantity = now.amounts[e[4]] if e[4] else None
    now.open["unit"], *others = e[5].split(now.component)
    now.open["quantity"] = quantity
    now.leave_out(e, 1, 2, 3, *range(6, 12))
    now.leave_out_parts(e[5], others)


# ---- 2430

def decision(now: ClaimReading, e: list[str]) -> None:
    """SVD."""
    e = padded(e, 6)
    sketch: Sketch = {
        "line": len(now.lines), "payer_id": e[1], "paid": now.amounts[e[2]], "procedure": now.procedures[e[3]],
        "units": now.amounts[e[5]] if e[5] else ZERO}
    sketch["bundled_into"] = _line_number(now, e[6])
    now.leave_out(e, 4)
    now.decisions.append(sketch)
    now.enter(loops.decision, sketch)


def _line_number(now: ClaimReading, text: str) -> int | None:
    """SVD06; None where none was sent, and, with a finding, where it is no number."""
    if not text or (text.isascii() and text.isdigit()):
        return int(text) if text else None
    message = "the number of the line that this one was paid with is no number and is left out"
    now.note("X215", Severity.WARNING, message, element="SVD06", service_line=len(now.lines))
    return None


def decision_amount(now: ClaimReading, e: list[str]) -> None:
    """AMT of 2430."""
    value = amount_of(now, e)
    if e[1] == "EAF" and "remaining" not in now.owner:
        now.owner["remaining"] = value
    else:
        now.keep(e)
