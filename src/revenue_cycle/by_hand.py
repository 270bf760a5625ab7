"""What people enter: payments of patients, refunds, write-offs, transfers. Each is a fact with who, when and why; balances follow from them.

A person's reason is free text. It stands in an entry's `note`, which no repr shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO
from revenue_cycle.entries import Entry, EntryKind, WriteOffKind

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from revenue_cycle.accounts import Account

PATIENT = "PR"


def patient_payment(claim: str, amount: Decimal, on: date, by: str = "") -> Entry:
    """What a patient paid, dollars; he may pay at the visit, before the claim is sent."""
    return Entry(EntryKind.PATIENT_PAYMENT, on, amount, claim=claim, by=by)


def refund(claim: str, amount: Decimal, reason: str, on: date, by: str = "") -> Entry:
    """What a patient got back, dollars above zero.

    Raises:
        ValueError: the amount is not above zero.
    """
    if amount <= ZERO:
        raise ValueError("a refund is above zero; what comes back to the practice is a payment")
    return Entry(EntryKind.REFUND, on, amount, claim=claim, note=reason, by=by)


def write_off(claim: str, amount: Decimal, reason: str, on: date, by: str = "", *, kind: WriteOffKind, of_patient: bool) -> Entry:
    """A decision not to collect; a negative amount takes one back."""
    group = PATIENT if of_patient else "CO"
    return Entry(EntryKind.WRITE_OFF, on, amount, claim=claim, reason=WriteOffKind(kind).value, group=group, note=reason, by=by)


def to_patient(account: Account, amount: Decimal, reason: str, on: date, by: str = "") -> list[Entry]:
    """A decision that an amount is the patient's: what is denied first, then his share that is held for a further payer.

    A share that may not be billed (QMB) is not moved. What neither has is taken from what nobody has decided.
    """
    held = max(ZERO, min(amount - max(ZERO, account.denied_open), account.held - account.not_billable))
    return [Entry(EntryKind.TRANSFER, on, part, claim=account.claim, group=group, note=reason, by=by)
            for part, group in ((amount - held, "CO"), (held, PATIENT)) if part]
