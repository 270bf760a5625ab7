"""Benefit drift: what a 271 led a practice to expect of the patient, against what the 835 made his share.

A difference says that the payer's answer was stale, that benefits changed, or that the estimate took a wrong row. It is worth a look
before the patient gets a bill that nobody told him of.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Finding, Owner, PatientShare, RootCause, Severity
from revenue_cycle.accounts import standing
from revenue_cycle.entries import EntryKind

if TYPE_CHECKING:
    from edi_claims import VisitShare
    from revenue_cycle.accounts import Account

PARTS = {"1": "deductible", "2": "coinsurance", "3": "copay"}
"""CAS*PR reasons that an estimate has a part for."""


@attrs.frozen
class BenefitDrift:
    """An estimate beside what was posted, in dollars."""

    claim: str
    low: Decimal
    """What was estimated."""
    high: Decimal
    posted: Decimal
    """The patient's share by the payer's decision, paid or not."""
    parts: dict[str, tuple[Decimal, Decimal]] = attrs.field(factory=dict)
    """`deductible`, `coinsurance`, `copay` and `other`: estimated (the high end) and posted, where they differ."""

    @property
    def difference(self) -> Decimal:
        """Posted beyond the estimate: above zero the patient owes more than he was told, below zero less, zero inside its range."""
        return self.posted - min(max(self.posted, self.low), self.high)

    @property
    def finding(self) -> Finding | None:
        """The report for the front desk; None where the posted share lies inside the estimate."""
        if not self.difference:
            return None
        more = "more" if self.difference > 0 else "less"
        where = f" ({', '.join(sorted(self.parts))})" if self.parts else ""
        return Finding("L021", Severity.WARNING, f"the patient owes {abs(self.difference)} {more} than was estimated{where}",
                       fix="compare the payer's answer with the remittance: stale accumulators, changed benefits, or a wrong row",
                       root_cause=RootCause.ELIGIBILITY, owner=Owner.FRONT_DESK, claim=self.claim, level="claim", expected=self.high
                       if self.difference > 0 else self.low, found=self.posted)


def benefit_drift(estimate: PatientShare | VisitShare, account: Account, *, sequence: str | None = None) -> BenefitDrift | None:
    """An estimate against the account of its claim; None while the payer has not decided.

    The share is the one that the payer who answered the 271 left to the patient: the first that decided, or the one of `sequence`. What a
    later payer takes over is no drift, and neither is a denial.
    """
    decided = [entry.sequence for entry in standing(account.history) if sequence in (None, entry.sequence)]
    if not decided:
        return None
    share = estimate if isinstance(estimate, PatientShare) else estimate.total
    posted = _posted(account, decided[0])
    expected = {"deductible": share.deductible, "coinsurance": share.coinsurance, "copay": share.copay}
    expected["other"] = share.high - sum(expected.values(), ZERO)
    parts = {name: (expected[name], posted[name]) for name in expected if expected[name] != posted[name]}
    return BenefitDrift(account.claim, share.low, share.high, sum(posted.values(), ZERO), parts)


def _posted(account: Account, sequence: str) -> dict[str, Decimal]:
    """A payer's patient responsibility by part; a reversal takes its own away again."""
    found = dict.fromkeys((*PARTS.values(), "other"), ZERO)
    for entry in account.history:
        if entry.kind is EntryKind.PATIENT_RESPONSIBILITY and entry.sequence == sequence:
            found[PARTS.get(entry.reason, "other")] += entry.amount
    return found
