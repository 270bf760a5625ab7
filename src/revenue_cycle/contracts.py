"""What a contract allows, against what the payer allowed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from revenue_cycle.accounts import Account, latest_claim, standing
from revenue_cycle.matching import match_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import FeeSchedule

TOLERANCE = Decimal("0.01")


@attrs.frozen
class Underpayment:
    """A line that was allowed less than the contract says."""

    claim: str
    service_line: int
    procedure: str
    """Code and modifiers, as billed."""
    expected: Decimal
    """The contract's rate for what was billed, times its units, at most the charge."""
    allowed: Decimal
    """What the payer allowed, sent or derived."""
    downcoded_to: str = ""
    """What the payer paid for instead; empty where it paid for what was billed. A downcode is disputed by the record, not by the contract."""

    @property
    def short(self) -> Decimal:
        """Dollars that are missing from the allowed amount."""
        return self.expected - self.allowed


def underpayments(accounts: Iterable[Account], contract: FeeSchedule, tolerance: Decimal = TOLERANCE) -> list[Underpayment]:
    """The lines that the first payer allowed less for than the contract says.

    Denied lines are no underpayments, sequestration and the patient's share do not count, and a code without a rate is not compared.
    """
    return [one for account in accounts for one in _of_account(account, contract) if one.short >= tolerance]


def _of_account(account: Account, contract: FeeSchedule) -> Iterable[Underpayment]:
    claim = latest_claim(account)
    for entry in standing(account.history):
        if claim is None or entry.decided is None or entry.sequence != claim_first(account):
            continue
        for line, number in zip(entry.decided.services, match_lines(entry.decided, claim), strict=True):
            allowed, _ = line.allowed_amount()
            if number is None or not allowed:
                continue
            sent = claim.encounter.services[number - 1]
            rate = contract.allowed(sent.procedure, sent.first_day, sent.place_of_service or claim.encounter.place_of_service)
            if rate is not None:
                down = str(line.procedure) if line.procedure.code != sent.procedure.code else ""
                yield Underpayment(account.claim, number, str(sent.procedure), min(rate * sent.units, sent.charge), allowed, down)


def claim_first(account: Account) -> str:
    """The sequence of the payer that decided first."""
    return next((entry.sequence for entry in standing(account.history)), "P")
