"""What is too little to bill, as data: from which amount on a statement goes out, and which balance is given up after how many of them.

A balance is not waived as a habit: the rule asks that the patient was billed first, which is what makes giving it up a decision about the
cost of collecting, and not a discount.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.by_hand import write_off
from revenue_cycle.entries import Entry, EntryKind, WriteOffKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from revenue_cycle.accounts import Account


@attrs.frozen
class SmallBalanceRule:
    """What a practice does about small balances of patients, dollars. The defaults bill every cent and give up none."""

    least_bill: Decimal = Decimal("0.01")
    """Below that no statement goes out; the balance stays."""
    write_off_below: Decimal = ZERO
    """Below that a balance is given up, once the rest of the rule is met."""
    statements: int = 1
    """How many statements must have asked for it."""
    days: int = 90
    """How many days must have gone by since the first of them."""

    def bills(self, amount: Decimal) -> bool:
        """Whether a statement asks for so much."""
        return amount >= self.least_bill


BILL_EVERYTHING = SmallBalanceRule()


@attrs.frozen
class SmallBalance:
    """A balance that a rule gives up."""

    claim: str
    amount: Decimal
    first_billed: date | None
    """None where the rule asks for no statement, and none went out."""
    statements: int

    def write_off(self, on: date, by: str = "") -> Entry:
        """The entry that gives it up."""
        return write_off(self.claim, self.amount, "small balance rule", on, by, kind=WriteOffKind.SMALL_BALANCE, of_patient=True)


def small_balances(accounts: Iterable[Account], rule: SmallBalanceRule, as_of: date) -> Iterator[SmallBalance]:
    """The balances that a rule gives up on a day. Nothing is written off by this; `write_off` of each makes the entry."""
    for account in accounts:
        if not ZERO < account.patient_balance < rule.write_off_below:
            continue
        billed = sorted(one.on for one in account.history if one.kind is EntryKind.STATEMENT and one.stage == "issued" and one.on <= as_of)
        since = billed[0] if billed else None
        if len(billed) >= rule.statements and (since is None or as_of - since >= timedelta(days=rule.days)):
            yield SmallBalance(account.claim, account.patient_balance, since, len(billed))
