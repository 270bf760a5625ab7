"""What one payer wants, as data that the scrubber, the next-claim builder and the ledger all read."""

from __future__ import annotations

import re
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims.common import Procedure

from edi_claims.parties import Payer


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    """`tuple` itself would do as a converter, but type checkers then refuse every value."""
    return tuple(given)


@attrs.frozen
class AuthorizationRule:
    """Services that need an authorization number (REF*G1) at one payer."""

    procedures: tuple[str, ...] = attrs.field(converter=_texts)
    """Codes, or patterns such as `9711*`."""
    places: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Places of service; empty: any."""
    number_pattern: str = ""
    """What the payer's numbers look like, a regular expression; empty: anything."""

    def applies(self, procedure: Procedure, place_of_service: str) -> bool:
        """Whether the service needs one."""
        return (not self.places or place_of_service in self.places) and _matches(procedure.code, self.procedures)

    def takes(self, number: str) -> bool:
        """Whether a number has the payer's form."""
        return not self.number_pattern or re.fullmatch(self.number_pattern, number) is not None


@attrs.frozen
class ReferralRule:
    """Services that need a referral number (REF*9F) at one payer."""

    procedures: tuple[str, ...] = attrs.field(converter=_texts)
    """Codes, or patterns such as `992*`."""
    places: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Places of service; empty: any."""

    def applies(self, procedure: Procedure, place_of_service: str) -> bool:
        """Whether the service needs one."""
        return (not self.places or place_of_service in self.places) and _matches(procedure.code, self.procedures)


def _authorization_rules(given: Iterable[AuthorizationRule]) -> tuple[AuthorizationRule, ...]:
    return tuple(given)


def _referral_rules(given: Iterable[ReferralRule]) -> tuple[ReferralRule, ...]:
    return tuple(given)


@attrs.frozen
class AppealLevel:
    """One step of a payer's appeals."""

    name: str
    """What the payer calls it, such as `redetermination`."""
    days: int
    """In which it must be filed: from the remittance, or from the decision of the level before."""
    least_amount: Decimal | None = None
    """What must be in dispute, dollars; None where any amount will do, or the figure is not known. Medicare sets those of its third and fifth
    level anew each year, so they are the caller's to enter."""


MEDICARE_APPEALS = (AppealLevel("redetermination", 120), AppealLevel("reconsideration", 180), AppealLevel("hearing", 60),
                    AppealLevel("appeals council", 60), AppealLevel("district court", 60))
"""The five levels of original Medicare, parts A and B. Each time counts from the notice; Medicare itself adds five days for the mail, which
nobody should count on."""


def _appeal_levels(given: Iterable[AppealLevel]) -> tuple[AppealLevel, ...]:
    return tuple(given)


@attrs.frozen
class PayerProfile:
    """One payer's rules. What is None or empty is not known, and nothing is checked by it."""

    name: str
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=_texts)
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
    """Whether the billing provider's taxonomy (PRV*BI) is wanted."""
    takes_secondary_electronically: bool = True
    """Whether claims to it as a later payer go by 837; otherwise on paper with the earlier payer's explanation."""
    member_id_pattern: str = ""
    """A regular expression that a whole member id matches."""
    authorization_rules: tuple[AuthorizationRule, ...] = attrs.field(default=(), converter=_authorization_rules)
    referral_required: bool = False
    """Whether every service is referred, as in a plan with a gatekeeper."""
    acknowledgment_days: int = 3
    """Business days after which a claim whose file got in, and that nobody acknowledged, is missing."""
    payment_days: int | None = None
    """Days after which an accepted claim without a decision is followed up; None: 30, and 14 for Medicare."""
    secondary_filing_days: int | None = None
    """From the earlier payer's decision to the day a claim to it as a later payer must be there; None: as `timely_filing_days`."""
    accepts_void: bool = True
    """Whether frequency 8 is taken."""
    referral_rules: tuple[ReferralRule, ...] = attrs.field(default=(), converter=_referral_rules)
    """Services that are referred, where not every one is."""
    requires_rendering_taxonomy: bool = False
    """Whether the rendering provider's taxonomy (PRV*PE) is wanted."""
    requires_clia: bool = False
    """Whether laboratory services want the number of the laboratory; Medicare always does."""
    eligibility_days: int | None = None
    """How many days before the service an answer about coverage may have been asked for and still count; None: any."""
    ndc_required: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Procedures whose line names the drug by its NDC (2410): codes, or patterns such as `J*`."""
    telehealth_modifiers: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Of these a telehealth service (place 02 or 10) carries one, such as 95, GT or 93."""
    file_acknowledgment_days: int = 1
    """Business days after which a file that nobody answered (TA1, 999) is missing."""
    acceptance_days: int = 5
    """Business days after which a claim that was received, and not yet accepted, is followed up."""
    rejection_days: int = 2
    """Business days within which a rejected claim is worked."""

    appeal_levels: tuple[AppealLevel, ...] = attrs.field(default=(), converter=_appeal_levels)
    """Its appeals, the first one first; empty: one level of `appeal_days`."""
    reopening_days: int | None = None
    """From the remittance to the day on which a reopening must be asked for."""
    records_days: int | None = None
    """From the remittance to the day on which records that the payer asks for must be there."""
    records_by: str = "EL"
    """How it takes records (PWK02): EL electronically, FX by fax, BM by mail, FT by file transfer."""

    @property
    def levels(self) -> tuple[AppealLevel, ...]:
        """Its appeals, the first one first; empty where its time for appeals is not known."""
        if self.appeal_levels or self.appeal_days is None:
            return self.appeal_levels
        return (AppealLevel("appeal", self.appeal_days),)

    def matches(self, payer: Payer) -> bool:
        """Whether the profile is this payer's: by any id, or by name where neither side has one."""
        return payer.is_same(Payer("", self.name, self.payer_ids))

    def takes_member_id(self, member_id: str) -> bool | None:
        """Whether an id has the payer's form; None where the form is not known."""
        return bool(re.fullmatch(self.member_id_pattern, member_id)) if self.member_id_pattern else None

    def authorization_rule(self, procedure: Procedure, place_of_service: str) -> AuthorizationRule | None:
        """The rule that wants an authorization for a service; None where none does."""
        return next((rule for rule in self.authorization_rules if rule.applies(procedure, place_of_service)), None)

    def wants_referral(self, procedure: Procedure, place_of_service: str) -> bool:
        """Whether a service is referred."""
        return self.referral_required or any(rule.applies(procedure, place_of_service) for rule in self.referral_rules)

    def wants_drug_code(self, procedure: Procedure) -> bool:
        """Whether a line names its drug by NDC."""
        return _matches(procedure.code, self.ndc_required)


def _matches(code: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(code, one) for one in patterns)


def profile_of(profiles: tuple[PayerProfile, ...] | list[PayerProfile], payer: Payer | None) -> PayerProfile | None:
    """The first profile that is this payer's; None where there is none."""
    return next((profile for profile in profiles if payer is not None and profile.matches(payer)), None)
