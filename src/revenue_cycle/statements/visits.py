"""The front desk's collection beside what it should have been: the copay that the payer's 271 told, and the one that its 835 made of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, CoverageAnswer, Finding, Owner, PatientShare, RootCause, Severity
from revenue_cycle.accounts import latest_claim
from revenue_cycle.entries import EntryKind
from revenue_cycle.in_force import in_force
from revenue_cycle.statements.nouns import LineKind
from revenue_cycle.statements.words import kind_of_share

if TYPE_CHECKING:
    from edi_claims import VisitShare
    from revenue_cycle.accounts import Account


@attrs.frozen
class CopayAtVisit:
    """What was collected by the end of a visit, dollars."""

    claim: str
    collected: Decimal
    expected: Decimal | None
    """The copay by the payer's answer; None where it told none."""
    posted: Decimal | None
    """The copay by its decision; None while it has not decided."""

    @property
    def short(self) -> Decimal:
        """What the desk did not ask for, though the answer told it."""
        return max(ZERO, (self.expected or ZERO) - self.collected)

    @property
    def over(self) -> Decimal:
        """What was collected beyond the copay, by the decision where there is one, else by the answer."""
        known = self.posted if self.posted is not None else self.expected
        return ZERO if known is None else max(ZERO, self.collected - known)

    @property
    def finding(self) -> Finding | None:
        """For the front desk; None where it collected what the answer told (L088)."""
        if not self.short:
            return None
        return Finding("L088", Severity.WARNING, f"{self.collected} was collected at the visit of claim {self.claim}: the copay is {self.expected}",
                       fix="ask for the copay at the visit; what is missing stands on the statement", root_cause=RootCause.PATIENT_BILLING,
                       owner=Owner.FRONT_DESK, claim=self.claim, expected=self.expected, found=self.collected)


def copay_at_visit(account: Account, told: CoverageAnswer | PatientShare | VisitShare) -> CopayAtVisit:
    """What was collected by the last day of service against the copay of a 271's answer, or of an estimate made of it.

    Before a claim is sent its days are not known, and every payment counts.
    """
    share = told if isinstance(told, CoverageAnswer | PatientShare) else told.total
    claim = latest_claim(account)
    last = claim.encounter.last_day if claim is not None else None
    collected = sum((one.amount for one in account.history if one.kind is EntryKind.PATIENT_PAYMENT and (last is None or one.on <= last)), ZERO)
    return CopayAtVisit(account.claim, collected, share.copay, _posted(account))


def _posted(account: Account) -> Decimal | None:
    """By the payer that decided first; what a later one takes over was a copay all the same."""
    force = in_force(account.history)
    if not force.standing:
        return None
    first = force.standing[0].head.sequence
    return sum((one.amount for one in force.details() if one.kind is EntryKind.PATIENT_RESPONSIBILITY and one.sequence == first
                and kind_of_share(one.reason) is LineKind.COPAY), ZERO)
