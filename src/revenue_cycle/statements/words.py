"""Every sentence of a statement. "You" is the patient; "we" is the practice. Plain words, no code, and no more than the payers said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind
from revenue_cycle.entries import WriteOffKind
from revenue_cycle.statements.nouns import LineKind, NotBilledBecause

if TYPE_CHECKING:
    from datetime import date

# ---- lines

_BY_KIND = {AmountKind.DEDUCTIBLE: LineKind.DEDUCTIBLE, AmountKind.COINSURANCE: LineKind.COINSURANCE, AmountKind.COPAY: LineKind.COPAY}
_BY_REASON = {
    **dict.fromkeys(("45", "59"), LineKind.ABOVE_ALLOWED), "100": LineKind.PAID_TO_PATIENT,
    **dict.fromkeys(("49", "50", "51", "55", "96", "167", "204", "272"), LineKind.NOT_COVERED),
    **dict.fromkeys(("35", "119", "149", "273"), LineKind.OVER_LIMIT)}

WHAT: dict[LineKind, str] = {
    LineKind.DEDUCTIBLE: "deductible",
    LineKind.COINSURANCE: "coinsurance",
    LineKind.COPAY: "copay",
    LineKind.NOT_COVERED: "not covered by the plan",
    LineKind.OVER_LIMIT: "beyond the plan's limit",
    LineKind.ABOVE_ALLOWED: "above what the plan allows",
    LineKind.PAID_TO_PATIENT: "paid to you by the plan",
    LineKind.OTHER_SHARE: "your share by the plan",
    LineKind.REFUSED: "not paid by the plan, your responsibility",
    LineKind.WRITTEN_OFF: "not collected",
    LineKind.GIVEN_BACK: "given back to you",
}

_WRITTEN_OFF = {
    WriteOffKind.SMALL_BALANCE: "small balance, not collected", WriteOffKind.CHARITY: "financial assistance", WriteOffKind.ADMINISTRATIVE: "courtesy"}


def kind_of_share(reason: str) -> LineKind:
    """What a patient responsibility reason (CAS*PR) is called."""
    row = CARC.get(reason)
    kind = _BY_KIND.get(row.amount_kind) if row is not None and row.amount_kind is not None else None
    return kind or _BY_REASON.get(reason, LineKind.OTHER_SHARE)


def written_off(kind: str) -> str:
    """What a write-off of his share is called."""
    return _WRITTEN_OFF.get(WriteOffKind(kind), WHAT[LineKind.WRITTEN_OFF]) if kind in set(WriteOffKind) else WHAT[LineKind.WRITTEN_OFF]


def paid(on: date, first: date | None, last: date | None) -> str:
    """When he paid, beside the days of the visit."""
    if first is None or last is None:
        return "paid"
    return "paid before the visit" if on < first else "paid at the visit" if on <= last else "paid"


# ---- what is not billed

WHY: dict[NotBilledBecause, str] = {
    NotBilledBecause.NOT_WITH_PAYER: "Your plan does not have this claim yet. You owe nothing for it now.",
    NotBilledBecause.UNDECIDED: "Your plan has not decided yet. You owe nothing for it now.",
    NotBilledBecause.IN_REVIEW: "Your plan is still reviewing this. You owe nothing for it now.",
    NotBilledBecause.NEXT_PAYER: "Your other plan decides about this next. You owe nothing for it now.",
    NotBilledBecause.COVERAGE: "Your plan says that it did not cover you then. We check this first; please tell us if you have another plan.",
    NotBilledBecause.REFUSED: "Your plan refused this. It is between the plan and us, and you owe nothing for it now.",
    NotBilledBecause.HOLD_HARMLESS: "Your plan refused this, and you do not owe it.",
    NotBilledBecause.QMB: "You are in a program that pays your Medicare share. You do not owe this.",
}

IN_SHORT: dict[NotBilledBecause, str] = {
    NotBilledBecause.NOT_WITH_PAYER: "not sent yet",
    NotBilledBecause.UNDECIDED: "not decided yet",
    NotBilledBecause.IN_REVIEW: "in review",
    NotBilledBecause.NEXT_PAYER: "waits for your other plan",
    NotBilledBecause.COVERAGE: "refused, we check your coverage",
    NotBilledBecause.REFUSED: "refused, not billed to you now",
    NotBilledBecause.HOLD_HARMLESS: "refused, not yours to pay",
    NotBilledBecause.QMB: "not yours to pay",
}
"""The same beside a service."""

FOR_THE_PRACTICE: dict[NotBilledBecause, str] = {
    NotBilledBecause.NOT_WITH_PAYER: "no payer has the claim",
    NotBilledBecause.UNDECIDED: "no payer has decided",
    NotBilledBecause.IN_REVIEW: "the payer reviews it",
    NotBilledBecause.NEXT_PAYER: "a further payer is still to decide about the share",
    NotBilledBecause.COVERAGE: "coverage is to be verified first",
    NotBilledBecause.REFUSED: "a denial is open",
    NotBilledBecause.HOLD_HARMLESS: "a denial is the provider's own (CO)",
    NotBilledBecause.QMB: "the share of a QMB is never billed",
}
"""The same in a finding."""


# ---- the page

HEADING = "Statement"
OWE, CREDIT, PAID_AHEAD, PLANS_PAID = "You owe now", "Goes back to you", "Paid ahead", "Your plans paid"
PAID_AHEAD_NOTE = "stays until your plans have decided"
NOTHING_OWED = "Nothing is to be paid now."
OF_A_VISIT, OF_SEVERAL, NO_VISIT = "Visit of {days}", "Visits of {days}", "Your payments"
CHARGE, ALLOWED, PLAN, ADJUSTED, WAITS, SHARE = "Charge", "Plan allows", "{plan} paid", "Not charged to you", "Not decided, or refused", "Your share"
A_PLAN = {"P": "Your plan", "S": "Your second plan", "T": "Your third plan"}
WHOLE_CLAIM = "The claim as a whole"
WHAT_YOU_OWE, TO_PAY, GOES_BACK, STAYS, EVEN = "What you owe", "To pay now", "Goes back to you", "Paid ahead", "Balance"
NOT_BILLED = "Not billed to you now"
BEYOND = "More was paid for this visit than was charged. Your plan and we settle that; it is not yours."
PAY_BY = "Please pay by {day}."
ASK = "Questions about what your plan decided? Its explanation of benefits shows the same figures. Call us before you pay what you doubt."
