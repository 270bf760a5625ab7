"""What a plan, which decides by procedures, says of a service type: the terms of every procedure of that type that it knows.

It knows those that it has fees for; of a type without any, the usual ones.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from edi270_271 import service_type_of
from edi270_271.answers.question import wider
from edi837.rules.tables import matches
from edi_claims import ZERO, FeeSchedule, Procedure
from edi_testing.payer.plan import Copay, Plan

if TYPE_CHECKING:
    from edi_claims import AuthorizationRule, ReferralRule

WHOLE_PLAN = "30"
CORE = ("1", "33", "35", "47", "48", "50", "86", "88", "98", "AL", "MH", "UC")
"""Service types that an answer about the plan as a whole (30) names one by one."""

USUAL: dict[str, tuple[str, ...]] = {
    "2": ("11403", "20610", "29881", "45378"), "3": ("99243", "99253"), "4": ("71046", "73030"), "5": ("80053", "83036", "85025"),
    "12": ("E0601", "E0114"), "33": ("98940", "98941", "98942"), "35": ("D0120", "D0274", "D1110"), "59": ("A0427", "A0428"),
    "62": ("70551", "72148", "74177"), "73": ("93000", "93005", "93010", "93306"), "76": ("90935", "90960"), "78": ("96413", "96415"),
    "80": ("90471", "90472"), "81": ("99385", "99386", "99395", "99396"), "86": ("99281", "99282", "99283", "99284", "99285"),
    "98": ("99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"), "99": ("99221", "99231", "99238"),
    "A6": ("90791", "90832", "90834", "90837"), "AD": ("97165", "97530", "97535"), "AE": ("97010", "97110", "97112", "97140"),
    "AF": ("92507", "92526"), "AL": ("92015", "V2020"), "MH": ("90791", "90834", "90837"), "PT": ("97110", "97112", "97140", "97161"),
    "UC": ("S9083",),
}
"""Service type to procedures that it usually means."""
OF_THERAPIES = {"PT": "AE", "AD": "AE", "AF": "AE"}
"""Therapies that a modifier makes of procedures of another type."""
FREE = Copay((), ZERO)
"""What the patient bears of a service that a monthly amount pays for."""


@attrs.frozen
class Terms:
    """What holds of one procedure at one place."""

    covered: bool
    capitated: bool
    copay: Copay | None
    """What stands instead of deductible and coinsurance; None: these."""
    authorization: str
    """EB11: Y or N; empty where the plan's wants are not known."""
    referral: bool


def terms(plan: Plan, procedure: Procedure, place: str = "") -> Terms:
    """The same rules by which claims are decided."""
    capitated = matches(procedure.code, plan.capitated)
    wanted = plan.profile.authorization_rule(procedure, place) is not None
    return Terms(
        not matches(procedure.code, plan.not_covered), capitated, FREE if capitated else plan.copay(procedure, place),
        ("Y" if wanted else "N") if plan.profile.authorization_rules else "", plan.profile.wants_referral(procedure, place))


@attrs.frozen(slots=False)
class Catalog:
    """Which procedures a plan knows, by service type, and what it says of them."""

    plan: Plan
    fees: FeeSchedule
    _said: dict[tuple[str, str], Said] = attrs.field(factory=dict, init=False, repr=False)

    @cached_property
    def priced(self) -> dict[str, tuple[str, ...]]:
        """Service type to the procedures that have fees."""
        found: dict[str, dict[str, None]] = {}
        for fee in self.fees.fees:
            own = service_type_of(Procedure(fee.code, fee.modifiers))
            therapies = (therapy for therapy, of in OF_THERAPIES.items() if of == own)
            for service_type in (own, *(wider(own) if own != WHOLE_PLAN else ()), *therapies):
                found.setdefault(service_type, {})[fee.code] = None
        return {service_type: tuple(sorted(codes)) for service_type, codes in found.items()}

    def procedures(self, service_type: str) -> tuple[str, ...]:
        """Those that a service type means; none for one that is of no procedures, such as the plan as a whole."""
        for one in (service_type, *wider(service_type)):
            found = self.priced.get(one) or USUAL.get(one)
            if found:
                return found
        return ()

    def said(self, service_type: str, place: str = "") -> Said:
        """What the plan says of a service type; looked up once, for its fees and terms are many."""
        key = service_type, place
        if key not in self._said:
            codes = self.procedures(service_type)
            found = tuple(terms(self.plan, Procedure(code), place) for code in codes)
            self._said[key] = Said(service_type, codes, found or (_general(self.plan),))
        return self._said[key]

    @cached_property
    def has_copay(self) -> bool:
        """Whether the plan's own row has a copay: that of procedures of no service type. Rows of every type say then what theirs is."""
        return any(self.said(WHOLE_PLAN, place).copays for place in ("", *places_of(self.plan)))


@attrs.frozen(slots=False)
class Said:
    """What is said of one service type at one place: what all of its procedures have alike, and where they differ."""

    service_type: str
    procedures: tuple[str, ...]
    terms: tuple[Terms, ...]
    """One a procedure; the plan's general ones where the type is of no procedures."""

    @cached_property
    def kind(self) -> str:
        """EB01: I not covered, 3 capitated, 1 covered, if only some of it."""
        if not any(one.covered for one in self.terms):
            return "I"
        return "3" if all(one.capitated for one in self._covered) else "1"

    @cached_property
    def authorization(self) -> str:
        """EB11: U where procedures differ."""
        found = {one.authorization for one in self.terms}
        return found.pop() if len(found) == 1 else "U"

    @cached_property
    def referral(self) -> bool:
        """Whether any of it is referred."""
        return any(one.referral for one in self.terms)

    @cached_property
    def shares(self) -> tuple[Copay | None, ...]:
        """The ways in which the patient bears a part, each once."""
        return tuple(dict.fromkeys(one.copay for one in self._covered))

    @cached_property
    def copays(self) -> tuple[Copay, ...]:
        """Those of them that are copays."""
        return tuple(one for one in self.shares if one is not None and one is not FREE)

    @cached_property
    def odd(self) -> tuple[tuple[str, str], ...]:
        """Procedures that are not covered or are capitated while others are not: EB01 and code. The plan as a whole is always covered."""
        own = "1" if self.service_type == WHOLE_PLAN else self.kind
        told = ((("I" if not one.covered else "3" if one.capitated else "1"), code) for one, code in zip(self.terms, self.procedures, strict=False))
        return tuple((kind, code) for kind, code in told if kind not in ("1", own))

    @cached_property
    def _covered(self) -> tuple[Terms, ...]:
        return tuple(one for one in self.terms if one.covered)


def _general(plan: Plan) -> Terms:
    """What holds where nothing else does."""
    return Terms(covered=True, capitated=False, copay=None, authorization="", referral=plan.profile.referral_required)


def places_of(plan: Plan) -> tuple[str, ...]:
    """Places of service for which the plan makes a difference."""
    profile = plan.profile
    rules: tuple[Copay | AuthorizationRule | ReferralRule, ...] = (*plan.copays, *profile.authorization_rules, *profile.referral_rules)
    return tuple(sorted({place for one in rules for place in one.places}))
