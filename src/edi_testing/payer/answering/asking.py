"""The inquiry that a claim makes before its visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi270_271 import service_type_of
from edi_claims import EligibilityInquiry

if TYPE_CHECKING:
    from edi_claims import Claim

WHOLE_PLAN = "30"


def inquiry_for(claim: Claim, **more: Any) -> EligibilityInquiry:
    """What to ask the claim's payer: the plan as a whole and the service types of the lines, on the first day of service.

    The trace number is the patient control number; `more` are other fields of the inquiry, or other values of these.

    >>> from edi_testing import sample_claims
    >>> claim = next(sample_claims(1, seed=7))
    >>> [line.procedure.code for line in claim.encounter.services], inquiry_for(claim).service_types
    (['99214'], ('30', '98'))
    """
    types = (service_type_of(line.procedure) for line in claim.encounter.services)
    said: dict[str, Any] = {
        "patient": claim.encounter.patient, "coverage": claim.coverage, "provider": claim.billing_provider, "on": claim.encounter.first_day,
        "service_types": tuple(dict.fromkeys((WHOLE_PLAN, *types))), "trace_number": claim.patient_control_number}
    return EligibilityInquiry(**{**said, **more})
