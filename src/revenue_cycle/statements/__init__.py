"""The patient's statement: what he owes now and why, line by line, what he does not owe, or not yet, and what goes back to him.

`making` folds it from an account, `shares` tells the cents apart, `words` has every sentence, `looking` says what to check before it goes out;
`issuing` enters what went out and finds what turned out wrong; `credits`, `small` and `visits` are about money that is too much, too little,
or collected at the desk; `render` makes a page of it.
"""

from revenue_cycle.statements.credits import PatientCredit, patient_credits
from revenue_cycle.statements.issuing import (
    StatementStage,
    WrongStatement,
    correct_statement,
    in_hand,
    issue_statement,
    statements_wrong,
    void_statement,
)
from revenue_cycle.statements.making import statement, statements
from revenue_cycle.statements.nouns import (
    BilledService,
    LineKind,
    NotBilled,
    NotBilledBecause,
    PatientStatement,
    PlanPaid,
    Statement,
    StatementLine,
)
from revenue_cycle.statements.render import render
from revenue_cycle.statements.small import SmallBalance, SmallBalanceRule, small_balances
from revenue_cycle.statements.visits import CopayAtVisit, copay_at_visit

__all__ = [
    "BilledService",
    "CopayAtVisit",
    "LineKind",
    "NotBilled",
    "NotBilledBecause",
    "PatientCredit",
    "PatientStatement",
    "PlanPaid",
    "SmallBalance",
    "SmallBalanceRule",
    "Statement",
    "StatementLine",
    "StatementStage",
    "WrongStatement",
    "copay_at_visit",
    "correct_statement",
    "in_hand",
    "issue_statement",
    "patient_credits",
    "render",
    "small_balances",
    "statement",
    "statements",
    "statements_wrong",
    "void_statement",
]
