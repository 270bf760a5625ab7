"""Steps of 2300, 2320 and 2330: the claim, and what it says of other payers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from edi837.read import levels
from edi837.read.ending import end_claim, shared
from edi837.read.machine import add, amount_of, loops, put, reference, reference_of
from edi_claims import Adjustment, ElementError, Reference
from edi_x12.reading import padded

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_claims import Claim
    from edi_x12.parties import Sketch

BILLING_DATES = ("090", "091", "050")
"""DTP01 of 2300 that are the biller's: care assumed, care relinquished, received by a repricer."""

OWN_NUMBERS = {"9F": "referral_number", "G1": "authorization_number", "F8": "payer_control_number"}

PAYER_NUMBERS = ("2U", "EI", "FY", "NF")
"""REF01 of 2330B that name the payer; the others are numbers of its decision."""


# ---- 2300

def claim(now: ClaimReading, e: list[str]) -> Claim | None:
    """CLM. The claim before it ends first, so that a fault in this one is not taken for that one's."""
    ended = end_claim(now)
    e = padded(e, 9)
    if now.shared is None:
        now.shared = shared(now)
    bill = now.begin(e)
    try:
        bill["charge"] = now.amounts[e[2]]
    except ElementError as error:
        now.fault(e, error)
        return ended
    if now.component not in e[5]:
        now.doubt(e[5])
    place, qualifier, frequency, *_ = [*e[5].split(now.component), "", ""]
    now.coded["place_of_service"] = place
    bill["frequency"], bill["facility_qualifier"] = frequency, qualifier
    if len(e) > 10 or e[3] or e[4]:                         # noqa: PLR2004 - CLM10 and on, which most claims lack
        _circumstances(now, bill, padded(e, 20))
    now.enter(loops.claim, now.coded, bill)
    return ended


def _circumstances(now: ClaimReading, bill: Sketch, e: list[str]) -> None:
    bill.update(signature_source=e[10], special_program=e[12], delay_reason=e[20])
    now.leave_out(e, 3, 4, *range(13, 20))
    if e[11]:
        *causes, state, country = [*e[11].split(now.component), "", "", "", ""][:5]
        now.coded["accident"] = {"causes": tuple(filter(None, causes)), "state": state, "country": country}


def claim_date(now: ClaimReading, e: list[str]) -> None:
    """DTP of 2300."""
    when = now.when(e[3])
    accident = now.coded.get("accident")
    if e[1] == "439" and accident and "occurred_on" not in accident and isinstance(when, date):
        accident["occurred_on"] = when
        return
    sketch: Any = now.claim if e[1] in BILLING_DATES else now.coded
    put(now, sketch, "dates", e, when)


def claim_amount(now: ClaimReading, e: list[str]) -> None:
    """AMT of 2300."""
    bill: Any = now.claim
    put(now, bill, "amounts", e, amount_of(now, e))


def claim_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2300."""
    bill: Any = now.claim
    field = OWN_NUMBERS.get(e[1])
    if field and field not in bill and not any(e[4:]):        # one with a REF04 is another's number
        bill[field] = e[2]
        now.leave_out(e, 3)
    else:
        add(bill, "references", reference_of(now, e))


def claim_note(now: ClaimReading, e: list[str]) -> None:
    """NTE of 2300."""
    add(now.coded, "notes", Reference(e[1], e[2]))


def health_codes(now: ClaimReading, e: list[str]) -> None:
    """HI."""
    strange = []
    for text in e[1:]:
        if text:
            field, code = now.codes[text]
            if field:
                add(now.coded, field, code)
            else:
                strange.append(text)
    if strange:
        now.keep(["HI", *strange])


# ---- 2320 and 2330

def other_coverage(now: ClaimReading, e: list[str]) -> None:
    """SBR of 2320. Without an OI nothing is said of assignment and release."""
    sketch: Sketch = {"benefits_assigned": "", "release": ""}
    now.others.append(sketch)
    now.enter(loops.other, sketch)
    levels.coverage(now, e)


def adjustments(now: ClaimReading, e: list[str]) -> None:
    """CAS of 2320 and 2430: up to six triplets."""
    found = []
    for at in range(2, len(e), 3):
        if e[at] or any(e[at + 1:at + 3]):
            quantity = e[at + 2] if at + 2 < len(e) else ""
            found.append(Adjustment(e[1], e[at], now.amounts[e[at + 1] if at + 1 < len(e) else ""], now.amounts[quantity] if quantity else None))
    now.owner["adjustments"] = (*now.owner.get("adjustments", ()), *found)


def other_amount(now: ClaimReading, e: list[str]) -> None:
    """AMT of 2320."""
    value = amount_of(now, e)
    if e[1] == "D" and "paid" not in now.owner:
        now.owner["paid"] = value
    else:
        put(now, now.owner, "amounts", e, value)


def other_insurance(now: ClaimReading, e: list[str]) -> None:
    """OI."""
    if "signature_source" in now.owner:
        now.keep(e)
        return
    now.leave_out(e, 1, 2, 5)
    e = padded(e, 6)
    now.owner.update(benefits_assigned=e[3], signature_source=e[4], release=e[6])


def outpatient(now: ClaimReading, e: list[str]) -> None:
    """MOA."""
    if "remarks" in now.owner or any(e[10:]):
        now.keep(e)
        return
    e = padded(e, 9)
    rate, payable, renal, professional = (now.amounts[e[at]] if e[at] else None for at in (1, 2, 8, 9))
    now.owner.update(reimbursement_rate=rate, payable=payable, remarks=tuple(filter(None, e[3:8])), renal_payment=renal,
                     professional_component=professional)


def other_payer_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2330B."""
    if e[1] in PAYER_NUMBERS:
        reference(now, e)
    elif e[1] == "F8" and "payer_control_number" not in now.owner:
        now.owner["payer_control_number"] = e[2]
        now.leave_out(e, 3, 4)
    else:
        add(now.owner, "references", reference_of(now, e))


def decision_date(now: ClaimReading, e: list[str]) -> None:
    """DTP of 2330B and 2430."""
    when = now.when(e[3])
    if e[1] == "573" and "payment_date" not in now.owner and isinstance(when, date):
        now.owner["payment_date"] = when
    else:
        now.keep(e)
