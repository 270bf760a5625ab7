"""What the code tables alone do not say of a denial: reasons in company of a remark, prices that turn out to be denials, remarks that state facts.

The tables of `edi_claims.codes` know a code by itself. These rows are ours, too; a practice's own (`CauseRow`) go before all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import DEFAULT_OWNER, Owner, RootCause

if TYPE_CHECKING:
    from collections.abc import Iterable

BLAME = (RootCause.ELIGIBILITY, RootCause.PAYER_SETUP, RootCause.COORDINATION_OF_BENEFITS, RootCause.TIMELY_FILING, RootCause.AUTHORIZATION,
         RootCause.SUBMISSION, RootCause.CODING, RootCause.DOCUMENTATION)
"""Which cause is named first when several denials stand on a line: the gate that the claim fails first."""

NO_FAILURES = frozenset({RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY, RootCause.INFORMATIONAL})
"""What no denial is for: where a row says so, and the line is refused all the same, the row does not answer."""


@attrs.frozen
class Blame:
    """A cause, whose move it is, and what he does."""

    root_cause: RootCause
    next_action: str
    given_owner: Owner | None = None
    """None: whoever acts on such a cause as a rule."""

    @property
    def owner(self) -> Owner:
        """Who acts."""
        return self.given_owner or DEFAULT_OWNER[self.root_cause]


WITH_REMARK = {
    ("22", "MA04"): Blame(RootCause.COORDINATION_OF_BENEFITS, "Send what the first payer decided: 2320, 2330B and 2430 from its remittance"),
    ("22", "N4"): Blame(RootCause.COORDINATION_OF_BENEFITS, "Send what the first payer decided: 2320, 2330B and 2430 from its remittance"),
    ("B7", "MA120"): Blame(RootCause.SUBMISSION, "Add the laboratory's number (REF X4) for the day of service"),
    ("B7", "N290"): Blame(RootCause.PAYER_SETUP, "Name the rendering provider (2310B) by the NPI that the payer has enrolled"),
    ("A1", "N418"): Blame(RootCause.PAYER_SETUP, "Find the right payer and send him the claim", Owner.FRONT_DESK),
}
"""Reason and remark that mean more together than either alone."""

AS_DENIAL = {
    "24": Blame(RootCause.PAYER_SETUP, "Look for the plan in the capitation contract: write off if it is there, else bill who covers the patient"),
    "25": Blame(RootCause.ELIGIBILITY, "Ask the payer what is due before it pays"),
    "89": Blame(RootCause.SUBMISSION, "Bill the professional part by itself"),
    "94": Blame(RootCause.PAYER_SETUP, "Compare the charge with the contract"),
    "128": Blame(RootCause.PAYER_SETUP, "Compare with the contract: appeal if the newborn is billed apart"),
    "134": Blame(RootCause.CODING, "Compare modifiers 26 and TC with what the practice did"),
    "169": Blame(RootCause.ELIGIBILITY, "Compare with the plan's benefit, and appeal if the service was needed as it was"),
    "238": Blame(RootCause.ELIGIBILITY, "Verify coverage for each day; bill what covers the others"),
    "278": Blame(RootCause.PAYER_SETUP, "Compare with the programme's terms in the contract"),
}
"""Reasons that price a line as a rule, where they take all of it: then somebody has to look."""

PROVIDER_IS_ASKED = frozenset({
    "11", "40", "50", "54", "55", "56", "58", "114", "150", "151", "152", "153", "154", "167", "186", "188", "216", "272", "273", "B5", "B8", "P15",
    "N10", "N115", "N163", "N206", "N386"})
"""Reasons and remarks that only the record can answer: the coder asks the provider, and neither guesses."""

HOW_TO_ANSWER = frozenset({"MA130", "N142", "N83", "N111"})
"""Remarks that say how to answer a denial. They name a cause only where nothing else does."""

_STARTS_ANEW = frozenset({"MA130", "N142"})
_MAY_APPEAL = frozenset({"MA01", "MA02", "N1", "N187", "N210", "N220", "N358", "M27"})
_MAY_NOT_APPEAL = frozenset({"MA130", "MA28", "MA44", "N83", "N111", "N211", "N704"})
_APPEAL_DAYS = {"MA01": 120, "MA02": 180}
_NOT_THE_PATIENTS = frozenset({"M27", "M39", "M41", "N192", "N364", "N563", "N781", "N782", "N783"})


@attrs.frozen
class Facts:
    """What remarks state besides a cause."""

    starts_anew: bool = False
    """Nothing was decided that could be replaced or appealed (MA130), or the payer wants a new claim all the same (N142)."""
    may_appeal: bool | None = None
    """None where no remark says."""
    appeal_days: int | None = None
    """None where no remark says."""
    never_the_patients: bool = False
    """Whatever the group says: a notice was missing, or law forbids it."""


def facts_of(remarks: Iterable[str]) -> Facts:
    """What remarks state, those that are alerts among them. Where one allows an appeal and one forbids it, it is forbidden."""
    told = frozenset(remarks)
    may = None if _MAY_APPEAL.isdisjoint(told) else True
    return Facts(not _STARTS_ANEW.isdisjoint(told), may if _MAY_NOT_APPEAL.isdisjoint(told) else False,
                 min((_APPEAL_DAYS[one] for one in told if one in _APPEAL_DAYS), default=None), not _NOT_THE_PATIENTS.isdisjoint(told))
