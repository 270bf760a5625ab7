"""What an inquiry does not say in so many words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import SELF

if TYPE_CHECKING:
    from edi_claims import EligibilityInquiry


def is_dependent(inquiry: EligibilityInquiry) -> bool:
    """Whether the patient is asked for below a subscriber (2000D)."""
    return inquiry.coverage.subscriber is not None and inquiry.coverage.relationship != SELF


def originator(inquiry: EligibilityInquiry) -> str:
    """TRN03: as given, else 9 and the provider's tax id; empty where neither is known."""
    return inquiry.trace_originator or (f"9{inquiry.provider.tax_id}" if inquiry.provider.tax_id else "")
