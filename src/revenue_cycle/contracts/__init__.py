"""Contracts: what a payer agreed to allow, and whether it did.

`terms` say what was agreed, `expecting` prices a claim by them, `variances` holds that against what was decided.
"""

from revenue_cycle.contracts.expecting import ExpectedLine, expected, undercharged
from revenue_cycle.contracts.terms import (
    MEDICARE_MODIFIERS,
    Contract,
    Contracts,
    DayLimit,
    MultipleProcedures,
    NotCompared,
    OfCharge,
    OfSchedule,
    Term,
)
from revenue_cycle.contracts.variances import TOLERANCE, Variance, VarianceRow, by_payer_and_code, overpayments, underpayments, variances

__all__ = [
    "MEDICARE_MODIFIERS",
    "TOLERANCE",
    "Contract",
    "Contracts",
    "DayLimit",
    "ExpectedLine",
    "MultipleProcedures",
    "NotCompared",
    "OfCharge",
    "OfSchedule",
    "Term",
    "Variance",
    "VarianceRow",
    "by_payer_and_code",
    "expected",
    "overpayments",
    "undercharged",
    "underpayments",
    "variances",
]
