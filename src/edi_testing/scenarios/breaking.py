"""How a right claim becomes a wrong one, and what must be known to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi837 import CodeTables
from edi_claims import CoverageAnswer, CoverageStatus, PayerProfile
from edi_testing.scenarios import making
from edi_testing.scenarios.making import changed

if TYPE_CHECKING:
    from datetime import date

    from edi_claims import Claim
    from edi_testing.scenarios.scenario import Known

COMMON_ANSWER = "30"
"""The service type of a question about the plan as a whole."""


# ---- how a right claim becomes a wrong one

def coded(claim: Claim, **changes: Any) -> Claim:
    """Another encounter, with the charge of its lines."""
    encounter = attrs.evolve(claim.encounter, **changes)
    return attrs.evolve(claim, encounter=encounter, charge=encounter.total_charge)


def lined(claim: Claim, **changes: Any) -> Claim:
    """Another first line."""
    first, *others = claim.encounter.services
    return coded(claim, services=(changed(first, **changes), *others))


def did(claim: Claim, code: str, **changes: Any) -> Claim:
    """Another procedure on the first line."""
    service, *modifiers = code.split("-")
    return lined(claim, procedure=attrs.evolve(claim.encounter.services[0].procedure, code=service, modifiers=tuple(modifiers)), **changes)


def patient(claim: Claim, **changes: Any) -> Claim:
    """Another patient."""
    return coded(claim, patient=attrs.evolve(claim.encounter.patient, **changes))


def covered(claim: Claim, **changes: Any) -> Claim:
    """Another coverage, of a claim that has one."""
    return attrs.evolve(claim, coverages=(attrs.evolve(claim.coverages[0], **changes),))


def billing(claim: Claim, **changes: Any) -> Claim:
    """Another billing provider."""
    return attrs.evolve(claim, billing_provider=attrs.evolve(claim.billing_provider, **changes))


# ---- what must be known to find it

def day_of(claim: Claim) -> date:
    """The day of service."""
    return claim.encounter.last_day or making.FIRST_DAY


def by_profile(**wants: Any) -> Known:
    """The payer wants this."""
    return lambda claim: {"profile": PayerProfile("", sorted(claim.coverage.payer.ids), **wants)}


def by_tables(**rows: Any) -> Known:
    """The practice keeps these tables."""
    return lambda _: {"tables": CodeTables(**rows)}


def by_answer(**told: Any) -> Known:
    """The payer answered this when it was asked about the coverage."""
    def known(claim: Claim) -> dict[str, Any]:
        return {"eligibility": CoverageAnswer(CoverageStatus.ACTIVE, day_of(claim), COMMON_ANSWER, **{"payer": claim.coverage.payer, **told})}
    return known


def before(claim: Claim, **changes: Any) -> Claim:
    """A claim of the same patient that went before."""
    return attrs.evolve(claim, **{"patient_control_number": f"{claim.patient_control_number}X", **changes})
