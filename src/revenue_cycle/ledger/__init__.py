"""The ledger: claims from submission to a zero balance.

Entries are appended and never changed; every balance is a fold over them, and a ledger is replayed from its entries. Each method is a
line or two to the function that does the work in its own module; `records` keeps the entries, the other rooms of this folder hold the methods.
"""

from __future__ import annotations

from revenue_cycle.ledger.answering import Answering
from revenue_cycle.ledger.measuring import Measuring
from revenue_cycle.ledger.money import Money
from revenue_cycle.ledger.records import Accounts, Records, UnknownClaimError
from revenue_cycle.ledger.sending import Sending

__all__ = ["Accounts", "Ledger", "Records", "UnknownClaimError"]


class Ledger(Sending, Money, Answering, Measuring):
    """What happened to every claim, and what is owed."""
