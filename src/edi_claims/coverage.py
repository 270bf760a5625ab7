"""Coverage: which plan covers the patient, and how he belongs to it."""

from __future__ import annotations

import attrs

from edi_claims.common import Reference, Unread
from edi_claims.making import sketchable
from edi_claims.parties import Payer, Person

SELF = "18"
"""The relationship of a patient who is the subscriber."""

SEQUENCES = "PSTABCDEFGHU"
"""SBR01 in the order in which payers decide: primary, secondary, tertiary, fourth and so on; U is unknown."""


@sketchable
@attrs.frozen(slots=False)
class Coverage:
    """One payer's coverage of the patient: 2000B with 2010BA and BB, 2320 with 2330A and B, a 270's subscriber level."""

    payer: Payer
    member_id: str = attrs.field(default="", repr=False)
    """NM109 of the subscriber, as on the card."""
    subscriber: Person | None = attrs.field(default=None, repr=False)
    """None: the patient is the subscriber."""
    relationship: str = SELF
    """What the patient is to the subscriber: 18 self, 01 spouse, 19 child, G8 other. SBR02 or PAT01."""
    sequence: str = "P"
    """SBR01: P primary, S secondary, T tertiary."""
    filing_indicator: str = ""
    """SBR09: CI commercial, MB Medicare part B, MC Medicaid, 12 PPO."""
    group_number: str = attrs.field(default="", repr=False)
    """SBR03."""
    group_name: str = attrs.field(default="", repr=False)
    """SBR04."""
    medicare_secondary_reason: str = ""
    """SBR05: why Medicare is not primary; empty otherwise."""
    id_qualifier: str = "MI"
    """NM108 of the subscriber."""
    benefits_assigned: str = "Y"
    """OI03 of another payer; for the payer that is billed the claim says it (CLM08)."""
    signature_source: str = ""
    """OI04: P when the provider signed for the patient."""
    release: str = "Y"
    """OI06 of another payer."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)

    @property
    def is_self(self) -> bool:
        """Whether the patient is the subscriber."""
        return self.relationship in (SELF, "")

    @property
    def rank(self) -> int:
        """Place among the payers: 0 for primary. A sequence that is not X12's comes last."""
        return SEQUENCES.find(self.sequence) if self.sequence in SEQUENCES and self.sequence else len(SEQUENCES)
