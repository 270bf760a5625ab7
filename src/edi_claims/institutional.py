"""What only institutional claims carry: a hospital's decision details (MIA, MOA) and a payer's totals of many claims (TS3, TS2).

Every amount is in dollars, every count may be a fraction, and None means that it was not sent. The names follow the elements' order.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs


@attrs.frozen(slots=False)
class OutpatientAdjudication:
    """MOA: how an outpatient claim, or a professional one, was decided."""

    reimbursement_rate: Decimal | None = None
    """MOA01, a fraction: 0.8 is 80 percent."""
    payable: Decimal | None = None
    """MOA02: what is payable for the claim's HCPCS codes."""
    remarks: tuple[str, ...] = ()
    """MOA03 to MOA07: remark codes (RARC), gaps skipped."""
    renal_payment: Decimal | None = None
    """MOA08: for end stage renal disease."""
    professional_component: Decimal | None = None
    """MOA09: billed, but not payable here."""


@attrs.frozen(slots=False)
class InpatientAdjudication:
    """MIA: how an inpatient claim was decided under prospective payment."""

    covered_days: Decimal | None = None
    """MIA01: days or visits."""
    operating_outlier: Decimal | None = None
    """MIA02."""
    lifetime_psychiatric_days: Decimal | None = None
    """MIA03."""
    drg_amount: Decimal | None = None
    """MIA04."""
    remarks: tuple[str, ...] = ()
    """MIA05 and MIA20 to MIA23: remark codes (RARC), gaps skipped."""
    disproportionate_share: Decimal | None = None
    """MIA06."""
    msp_pass_through: Decimal | None = None
    """MIA07: what passes through where Medicare pays second."""
    capital: Decimal | None = None
    """MIA08."""
    capital_federal_drg: Decimal | None = None
    """MIA09: the federal portion of capital."""
    capital_hospital_drg: Decimal | None = None
    """MIA10: the hospital's portion of capital."""
    capital_disproportionate_share: Decimal | None = None
    """MIA11."""
    old_capital: Decimal | None = None
    """MIA12."""
    capital_medical_education: Decimal | None = None
    """MIA13: indirect medical education, of capital."""
    operating_hospital_drg: Decimal | None = None
    """MIA14: the hospital's portion of operating cost."""
    cost_report_days: Decimal | None = None
    """MIA15."""
    operating_federal_drg: Decimal | None = None
    """MIA16: the federal portion of operating cost."""
    capital_outlier: Decimal | None = None
    """MIA17."""
    indirect_teaching: Decimal | None = None
    """MIA18."""
    professional_component: Decimal | None = None
    """MIA19: billed, but not payable here."""
    capital_exception: Decimal | None = None
    """MIA24."""


@attrs.frozen(slots=False)
class ProviderSummary:
    """TS3: a payer's totals over the claims of one LX. TS306 to TS312, 14, 16 and 19 were sent in 4010 only."""

    provider_id: str = ""
    """TS301."""
    facility_code: str = ""
    """TS302."""
    fiscal_period_end: date | None = None
    """TS303."""
    claim_count: Decimal | None = None
    """TS304."""
    charge: Decimal | None = None
    """TS305."""
    covered_charge: Decimal | None = None
    """TS306."""
    noncovered_charge: Decimal | None = None
    """TS307."""
    denied_charge: Decimal | None = None
    """TS308."""
    provider_payment: Decimal | None = None
    """TS309."""
    interest: Decimal | None = None
    """TS310."""
    contractual_adjustment: Decimal | None = None
    """TS311."""
    deficit_reduction: Decimal | None = None
    """TS312: what the law of 1985 on the federal deficit took off."""
    msp_payer_amount: Decimal | None = None
    """TS313: what payers before Medicare paid."""
    blood_deductible: Decimal | None = None
    """TS314."""
    non_lab_charge: Decimal | None = None
    """TS315."""
    coinsurance: Decimal | None = None
    """TS316."""
    hcpcs_reported_charge: Decimal | None = None
    """TS317."""
    hcpcs_payable: Decimal | None = None
    """TS318."""
    deductible: Decimal | None = None
    """TS319."""
    professional_component: Decimal | None = None
    """TS320."""
    msp_patient_liability: Decimal | None = None
    """TS321: the patient's liability met where Medicare pays second."""
    patient_reimbursement: Decimal | None = None
    """TS322."""
    pip_claim_count: Decimal | None = None
    """TS323: claims under periodic interim payment."""
    pip_adjustment: Decimal | None = None
    """TS324."""


@attrs.frozen(slots=False)
class InpatientSummary:
    """TS2: a payer's totals over the inpatient claims of one LX."""

    drg_amount: Decimal | None = None
    """TS201."""
    federal_specific: Decimal | None = None
    """TS202."""
    hospital_specific: Decimal | None = None
    """TS203."""
    disproportionate_share: Decimal | None = None
    """TS204."""
    capital: Decimal | None = None
    """TS205."""
    medical_education: Decimal | None = None
    """TS206: indirect."""
    outlier_days: Decimal | None = None
    """TS207."""
    day_outlier: Decimal | None = None
    """TS208."""
    cost_outlier: Decimal | None = None
    """TS209."""
    average_stay: Decimal | None = None
    """TS210, days."""
    discharge_count: Decimal | None = None
    """TS211."""
    cost_report_days: Decimal | None = None
    """TS212."""
    covered_days: Decimal | None = None
    """TS213."""
    noncovered_days: Decimal | None = None
    """TS214."""
    msp_pass_through: Decimal | None = None
    """TS215."""
    average_drg_weight: Decimal | None = None
    """TS216."""
    capital_federal_drg: Decimal | None = None
    """TS217."""
    capital_hospital_drg: Decimal | None = None
    """TS218."""
    capital_disproportionate_share: Decimal | None = None
    """TS219."""
