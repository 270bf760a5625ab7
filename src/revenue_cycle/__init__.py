"""What happens to a claim over its life: where it is, where it broke, who fixes it, and what is owed.

What lives where:

- the ledger: `entries` are facts, `ledger` keeps them and has every method, `journal` writes them down;
- on the way: `sent_files` and `sendings` know what was sent, `tracking` hears acknowledgments, `status` asks and hears 276/277, `silence`
  finds what nobody said, `life` tells it all in order, `proof` is that a claim came in time;
- money comes in: `posting` places a remittance, `matching` finds claims and lines, `booking` takes decisions apart, `suspense` keeps what
  waits, `deposits` are the bank's side, `by_hand` is what people enter;
- accounts: `pairing` puts reversals to what they take back, `in_force` says which decisions stand, `payers` puts payers one behind another,
  `accounts` folds the balances, `worth_knowing` says what is odd about them;
- what was refused: `root_cause` with `cause_tables`, `denials`, `answers`, `evidence`, `appeals`; `next_claim` with `earlier_payers` makes
  what follows;
- what it was worth: `contracts`, `drift` (estimate against decision), `statements` for the patient;
- looking at all of it: `worklist` with `to_do` and `work_items`, `receivables`, `metrics` with `ratios`, `first_pass`, `refusals` and
  `summary`, `trends`, `escapes` (what the scrubber let through), `audit`.
"""

from revenue_cycle.accounts import Account, ClaimStage, LineBalance, fold
from revenue_cycle.answers import Answer, Deadlines, with_records
from revenue_cycle.appeals import Appeal, AppealStatus
from revenue_cycle.audit import AuditFlag, AuditOutcome, CodingAccuracy
from revenue_cycle.contracts import (
    MEDICARE_MODIFIERS,
    Contract,
    DayLimit,
    ExpectedLine,
    MultipleProcedures,
    NotCompared,
    OfCharge,
    OfSchedule,
    Variance,
    VarianceRow,
    by_payer_and_code,
    expected,
    undercharged,
)
from revenue_cycle.denials import Denial
from revenue_cycle.deposits import Deposit, DepositMatch, DepositStatus, PaidRemittance
from revenue_cycle.drift import BenefitDrift, benefit_drift
from revenue_cycle.entries import Acknowledged, Entry, EntryKind, Source, WriteOffKind
from revenue_cycle.escapes import Cell, Escaped, Guard, StageRow
from revenue_cycle.evidence import Evidence, Known
from revenue_cycle.first_pass import RejectedBy
from revenue_cycle.journal import JournalError, Step
from revenue_cycle.ledger import Ledger, UnknownClaimError
from revenue_cycle.life import LifeEvent, render_life
from revenue_cycle.matching import Candidate
from revenue_cycle.metrics import Metrics, Turnaround
from revenue_cycle.posting import Duplicate, Posted, PostingReport, ProviderLevel, Refused
from revenue_cycle.proof import FilingProof, filing_proof, filing_proofs
from revenue_cycle.ratios import Ratio
from revenue_cycle.receivables import AgedBalance, AgedBy, AgedRow, Aging, Debtor
from revenue_cycle.root_cause import Cause, CauseRow
from revenue_cycle.sendings import Sending, sendings
from revenue_cycle.silence import Silence, business_days, filing_deadline
from revenue_cycle.statements import (
    CopayAtVisit,
    PatientCredit,
    PatientStatement,
    SmallBalance,
    SmallBalanceRule,
    Statement,
    WrongStatement,
    copay_at_visit,
)
from revenue_cycle.statements import render as render_statement
from revenue_cycle.status import StatusAnswer, StatusReport
from revenue_cycle.summary import FinancialSummary
from revenue_cycle.suspense import NotInSuspenseError, Suspended
from revenue_cycle.tracking import TrackingReport
from revenue_cycle.trends import Feedback, Period, TrendRow
from revenue_cycle.work_items import WorkItem, WorkKind
from revenue_cycle.worklist import by_owner

__all__ = [
    "MEDICARE_MODIFIERS",
    "Account",
    "Acknowledged",
    "AgedBalance",
    "AgedBy",
    "AgedRow",
    "Aging",
    "Answer",
    "Appeal",
    "AppealStatus",
    "AuditFlag",
    "AuditOutcome",
    "BenefitDrift",
    "Candidate",
    "Cause",
    "CauseRow",
    "Cell",
    "ClaimStage",
    "CodingAccuracy",
    "Contract",
    "CopayAtVisit",
    "DayLimit",
    "Deadlines",
    "Debtor",
    "Denial",
    "Deposit",
    "DepositMatch",
    "DepositStatus",
    "Duplicate",
    "Entry",
    "EntryKind",
    "Escaped",
    "Evidence",
    "ExpectedLine",
    "Feedback",
    "FilingProof",
    "FinancialSummary",
    "Guard",
    "JournalError",
    "Known",
    "Ledger",
    "LifeEvent",
    "LineBalance",
    "Metrics",
    "MultipleProcedures",
    "NotCompared",
    "NotInSuspenseError",
    "OfCharge",
    "OfSchedule",
    "PaidRemittance",
    "PatientCredit",
    "PatientStatement",
    "Period",
    "Posted",
    "PostingReport",
    "ProviderLevel",
    "Ratio",
    "Refused",
    "RejectedBy",
    "Sending",
    "Silence",
    "SmallBalance",
    "SmallBalanceRule",
    "Source",
    "StageRow",
    "Statement",
    "StatusAnswer",
    "StatusReport",
    "Step",
    "Suspended",
    "TrackingReport",
    "TrendRow",
    "Turnaround",
    "UnknownClaimError",
    "Variance",
    "VarianceRow",
    "WorkItem",
    "WorkKind",
    "WriteOffKind",
    "WrongStatement",
    "benefit_drift",
    "business_days",
    "by_owner",
    "by_payer_and_code",
    "copay_at_visit",
    "expected",
    "filing_deadline",
    "filing_proof",
    "filing_proofs",
    "fold",
    "render_life",
    "render_statement",
    "sendings",
    "undercharged",
    "with_records",
]
