"""What some claims and lines carry besides codes and charges: attachments, certifications, measurements, prices that somebody else set.

Most claims have none of these. Quantities, weights and distances are `Decimal` in the unit that the field names; dollars are `Decimal`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from edi_claims.common import Procedure


@attrs.frozen(slots=False)
class Attachment:
    """PWK of 2300 and 2400: a paper or file that supports the claim, and how the payer gets it."""

    report_type: str
    """PWK01: OZ support data, OB operative note, M1 medical record attachment; CT the certificate of a DME line."""
    transmission: str
    """PWK02: EL electronically, FX by fax, BM by mail, EM e-mail, FT file transfer, AA on request at the provider's."""
    control_number: str = ""
    """PWK06, at most 50 characters, which the attachment itself repeats; empty only where it waits at the provider's (AA)."""


@attrs.frozen(slots=False)
class ContractInformation:
    """CN1 of 2300 and 2400: the terms by which an encounter is reported. What was not sent is None or empty."""

    contract_type: str
    """CN101: 02 per diem, 03 variable per diem, 04 flat, 05 capitated, 06 percent, 09 other."""
    amount: Decimal | None = None
    """CN102, dollars."""
    percentage: Decimal | None = None
    """CN103, percent."""
    contract_code: str = attrs.field(default="", repr=False)
    """CN104."""
    discount: Decimal | None = None
    """CN105, percent."""
    version: str = attrs.field(default="", repr=False)
    """CN106."""


@attrs.frozen(slots=False)
class AmbulanceTransport:
    """CR1 of 2300 and 2400: one ride."""

    reason: str
    """CR104: A nearest facility for the care needed, B benefit of a preferred physician, C nearness of family, D care of a specialist, E transfer."""
    miles: Decimal
    """CR106, statute miles (CR105 is DH)."""
    patient_weight: Decimal | None = attrs.field(default=None, repr=False)
    """CR102, pounds; None where it was not sent."""
    round_trip_purpose: str = attrs.field(default="", repr=False)
    """CR109."""
    stretcher_purpose: str = attrs.field(default="", repr=False)
    """CR110."""


@attrs.frozen(slots=False)
class SpinalManipulation:
    """CR2 of 2300: what a chiropractor treats."""

    condition: str = attrs.field(repr=False)
    """CR208: A acute, C chronic, D non-acute, E non-life-threatening, F routine, G symptomatic, M acute manifestation of a chronic condition."""
    description: str = attrs.field(default="", repr=False)
    """CR210."""
    further_description: str = attrs.field(default="", repr=False)
    """CR211."""


@attrs.frozen(slots=False)
class ConditionIndicator:
    """CRC of 2300 and 2400: answers to the questions of one category."""

    category: str
    """CRC01: 07 ambulance, E1 to E3 vision, 75 homebound, ZZ EPSDT; on a line 07, 70 hospice employee, 09 DME."""
    applies: str = attrs.field(repr=False)
    """CRC02: Y or N."""
    codes: tuple[str, ...] = attrs.field(default=(), repr=False)
    """CRC03 to CRC07."""


@attrs.frozen(slots=False)
class EquipmentCertification:
    """CR3 of 2400: how long durable equipment will be needed."""

    kind: str
    """CR301: I initial, R renewal, S revised."""
    months: Decimal
    """CR303, months (CR302 is MO)."""


@attrs.frozen(slots=False)
class EquipmentRental:
    """SV5 of 2400: durable equipment, rented or bought."""

    procedure: Procedure
    """SV501."""
    days: Decimal
    """SV503 (SV502 is DA)."""
    rental_price: Decimal | None = None
    """SV504, dollars."""
    purchase_price: Decimal | None = None
    """SV505, dollars."""
    frequency: str = ""
    """SV506: 1 weekly, 4 monthly, 6 daily. The guide asks for it and for both prices, of what is bought as well."""


@attrs.frozen(slots=False)
class Measurement:
    """MEA of 2400: a test result or a starting dose."""

    kind: str
    """MEA01: TR test result, OG starting dose."""
    qualifier: str
    """MEA02: HT height (inches), R1 hemoglobin, R2 hematocrit, R3 epoetin starting dose, R4 creatinine."""
    value: Decimal = attrs.field(repr=False)
    """MEA03."""


@attrs.frozen(slots=False)
class PurchasedService:
    """PS1 of 2400: a service that was bought from another provider, who stands in 2420B."""

    provider_id: str = attrs.field(repr=False)
    """PS101."""
    charge: Decimal
    """PS102, dollars: what was paid for it."""


@attrs.frozen(slots=False)
class Repricing:
    """HCP of 2300 and 2400: what a repricer decided on the way. What was not sent is None or empty."""

    method: str
    """HCP01."""
    allowed: Decimal
    """HCP02, dollars."""
    savings: Decimal | None = None
    """HCP03, dollars."""
    organization: str = attrs.field(default="", repr=False)
    """HCP04."""
    rate: Decimal | None = None
    """HCP05, dollars a day or a flat rate."""
    approved_group: str = ""
    """HCP06: the approved ambulatory patient group."""
    approved_amount: Decimal | None = None
    """HCP07, dollars."""
    procedure: Procedure | None = None
    """HCP09 and HCP10 of a line: what was approved instead."""
    unit: str = ""
    """HCP11 of a line: UN or MJ."""
    units: Decimal | None = None
    """HCP12 of a line."""
    rejection: str = ""
    """HCP13."""
    compliance: str = ""
    """HCP14."""
    exception: str = ""
    """HCP15."""


@attrs.frozen(slots=False)
class FormAnswer:
    """FRM of 2440: one answer on a form. What was not sent is None or empty."""

    question: str
    """FRM01: the question's number on the form."""
    answer: str = attrs.field(default="", repr=False)
    """FRM02: Y, N or W (not applicable)."""
    text: str = attrs.field(default="", repr=False)
    """FRM03."""
    day: date | None = attrs.field(default=None, repr=False)
    """FRM04."""
    percent: Decimal | None = attrs.field(default=None, repr=False)
    """FRM05."""


@attrs.frozen(slots=False)
class Form:
    """2440: a form of the payer's, such as a DME certificate of medical necessity, with its answers."""

    qualifier: str
    """LQ01: AS form type, UT form of the DME regional carriers."""
    code: str
    """LQ02: which form."""
    answers: tuple[FormAnswer, ...] = ()
