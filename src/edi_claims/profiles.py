"""What one payer wants, as data that the scrubber, the next-claim builder and the ledger all read."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from edi_claims.common import Procedure

from edi_claims.parties import Payer


@attrs.frozen
class AuthorizationRule:
    """Services that need an authorization number (REF*G1) at one payer."""

    procedures: tuple[str, ...] = attrs.field(converter=tuple)
    """Codes, or patterns such as `9711*`."""
    places: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Places of service; empty: any."""
    number_pattern: str = ""
    """What the payer's numbers look like, a regular expression; empty: anything."""

    def applies(self, procedure: Procedure, place_of_service: str) -> bool:
        """Whether the service needs one."""
        return (not self.places or place_of_service in self.places) and any(fnmatchcase(procedure.code, one) for one in self.procedures)


@attrs.frozen
class PayerProfile:
    """One payer's rules. What is None or empty is not known, and nothing is checked by it."""

    name: str
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Every id of this payer: at the clearinghouse, in its 835, in its 271."""
    timely_filing_days: int | None = None
    """From the last day of service to the day a claim must be there."""
    corrected_claim_days: int | None = None
    """From the payment date to the day a corrected claim must be there."""
    appeal_days: int | None = None
    """From the remittance to the day an appeal must be there."""
    accepts_replacement: bool = True
    """Whether frequency 7 is taken. Otherwise a finalized claim is reopened or appealed."""
    requires_taxonomy: bool = False
    takes_secondary_electronically: bool = True
    member_id_pattern: str = ""
    """A regular expression that a whole member id matches."""
    authorization_rules: tuple[AuthorizationRule, ...] = attrs.field(default=(), converter=tuple)
    referral_required: bool = False
    acknowledgment_days: int = 3
    """Days after which a claim that nobody acknowledged is missing."""
    payment_days: int = 30
    """Days after which an accepted claim without a remittance is followed up."""

    def matches(self, payer: Payer) -> bool:
        """Whether the profile is this payer's: by any id, or by name where neither side has one."""
        return payer.is_same(Payer("", self.name, self.payer_ids))

    def takes_member_id(self, member_id: str) -> bool | None:
        """Whether an id has the payer's form; None where the form is not known."""
        return bool(re.fullmatch(self.member_id_pattern, member_id)) if self.member_id_pattern else None

    def authorization_rule(self, procedure: Procedure, place_of_service: str) -> AuthorizationRule | None:
        """The rule that wants an authorization for a service; None where none does."""
        return next((rule for rule in self.authorization_rules if rule.applies(procedure, place_of_service)), None)


def profile_of(profiles: tuple[PayerProfile, ...] | list[PayerProfile], payer: Payer | None) -> PayerProfile | None:
    """The first profile that is this payer's; None where there is none."""
    return next((profile for profile in profiles if payer is not None and profile.matches(payer)), None)
