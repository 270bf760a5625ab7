"""Credits of patients: what they paid beyond their share, how much of it goes back, and for how long it has been waiting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.accounts import fold
from revenue_cycle.statements.making import paid_ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from revenue_cycle.accounts import Account


@attrs.frozen
class PatientCredit:
    """What a patient paid beyond his share of one claim, dollars."""

    claim: str
    amount: Decimal
    """All of it."""
    refundable: Decimal
    """Of it, what nothing that is still to be decided can use up: it goes back."""
    since: date
    """The day from which on the patient had a credit without a break; where something is refundable, from which on something was."""
    days: int
    """From then to the day that was asked about."""

    @property
    def paid_ahead(self) -> Decimal:
        """What stays until payers have decided."""
        return self.amount - self.refundable


def patient_credits(accounts: Iterable[Account], as_of: date) -> Iterator[PatientCredit]:
    """Every credit as the accounts stand, with its age on a day."""
    for account in accounts:
        amount = -account.patient_balance
        if amount > ZERO:
            refundable = refundable_of(account)
            since = _since(account, refundable=refundable > ZERO)
            yield PatientCredit(account.claim, amount, refundable, since, (as_of - since).days)


def refundable_of(account: Account) -> Decimal:
    """Of a patient's credit, what goes back now."""
    return max(ZERO, -account.patient_balance) - paid_ahead(account) if account.patient_balance < ZERO else ZERO


def _since(account: Account, *, refundable: bool) -> date:
    """Days of the account backward, as long as it had a credit at the end of each."""
    days = sorted({entry.on for entry in account.history}, reverse=True)
    since = days[0]
    for day in days:
        then = fold(account.claim, [entry for entry in account.history if entry.on <= day])
        if (refundable_of(then) if refundable else -then.patient_balance) <= ZERO:
            break
        since = day
    return since
