"""What happens to a claim over its life: where it is, where it broke, who fixes it, and what is owed."""

from revenue_cycle.accounts import Account, ClaimStage, fold
from revenue_cycle.contracts import Underpayment
from revenue_cycle.denials import Denial
from revenue_cycle.drift import BenefitDrift, benefit_drift
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.ledger import Ledger, UnknownClaimError
from revenue_cycle.posting import Duplicate, Posted, PostingReport, ProviderLevel, Refused, Suspended
from revenue_cycle.root_cause import Cause, CauseRow
from revenue_cycle.tracking import TrackingReport

__all__ = [
    "Account",
    "BenefitDrift",
    "Cause",
    "CauseRow",
    "ClaimStage",
    "Denial",
    "Duplicate",
    "Entry",
    "EntryKind",
    "Ledger",
    "Posted",
    "PostingReport",
    "ProviderLevel",
    "Refused",
    "Source",
    "Suspended",
    "TrackingReport",
    "Underpayment",
    "UnknownClaimError",
    "benefit_drift",
    "fold",
]
