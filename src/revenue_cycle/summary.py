"""A month's money: what was charged, what became of it, and what is left open.

Every flow is the difference between a claim's account at the end and on the day before the beginning, so a report of a month never
disagrees with the accounts, a correction shows in the month in which it happened, and months add up.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.accounts import Account, fold
from revenue_cycle.entries import Entry, EntryKind, WriteOffKind
from revenue_cycle.receivables import until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@attrs.frozen(kw_only=True)
class FinancialSummary:
    """Money from one day to another, both included, in dollars.

    receivable - opening = charges - contractual - other_adjustments - payments - patient_payments - written_off, always.
    """

    start: date
    end: date
    charges: Decimal = ZERO
    """Billed, by the latest claim to the first payer; a void takes its charge back."""
    contractual: Decimal = ZERO
    other_adjustments: Decimal = ZERO
    payments: Decimal = ZERO
    """By payers, for claims."""
    patient_payments: Decimal = ZERO
    written_off: Decimal = ZERO
    """By decisions, of any kind."""
    avoidable_write_off: Decimal = ZERO
    """What of it was lost by a failure of the practice's own, and is no contract's and no patient's."""
    provider_level: Decimal = ZERO
    """What payers moved outside any claim (PLB): interest above zero, recoveries below."""
    opening: Decimal = ZERO
    """Receivable on the day before."""
    denials_open: Decimal = ZERO
    """At the end."""
    open_to_payer: Decimal = ZERO
    """At the end."""
    patient_balance: Decimal = ZERO
    """At the end, without credits."""
    credits: Decimal = ZERO
    """At the end, below zero: what patients or payers have paid beyond what they owe."""

    @property
    def receivable(self) -> Decimal:
        """What all debtors owe at the end, less credits."""
        return self.denials_open + self.open_to_payer + self.patient_balance + self.credits

    @property
    def owed(self) -> Decimal:
        """What all debtors owe at the end. A credit is owed by the practice, and makes nobody's debt smaller."""
        return self.denials_open + self.open_to_payer + self.patient_balance


_FLOWS = {"charges": "charge", "contractual": "contractual", "other_adjustments": "other_adjustments", "payments": "paid",
          "patient_payments": "patient_paid", "written_off": "written_off"}
_OPEN = {"denials_open": "denied_open", "open_to_payer": "open_to_payer", "patient_balance": "patient_balance"}


def summary(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> FinancialSummary:
    """The money from one day to another, both included."""
    known = {claim: found for claim, entries in books.items() if (found := until(entries, end))}
    return summary_of(known, accounts_of(known), start, end)


def accounts_of(books: Mapping[str, Sequence[Entry]]) -> dict[str, Account]:
    """Every claim's account."""
    return {claim: fold(claim, entries) for claim, entries in books.items() if claim}


def summary_of(books: Mapping[str, Sequence[Entry]], accounts: Mapping[str, Account], start: date, end: date) -> FinancialSummary:
    """The same of books that hold nothing behind the last day, and of their accounts."""
    sums = dict.fromkeys((*_FLOWS, *_OPEN, "opening", "credits", "avoidable_write_off"), ZERO)
    for claim, account in accounts.items():
        _add(sums, account, books[claim], start)
    moved = (entry.amount for entry in books.get("", ()) if entry.kind is EntryKind.PROVIDER_LEVEL and start <= entry.on <= end)
    return FinancialSummary(start=start, end=end, provider_level=sum(moved, ZERO), **sums)


def _add(sums: dict[str, Decimal], now: Account, known: Sequence[Entry], start: date) -> None:
    before = _before(now, known, start)
    for name, field in _FLOWS.items():
        sums[name] += getattr(now, field) - getattr(before, field)
    for name, field in _OPEN.items():
        amount = getattr(now, field)
        sums[name if amount > 0 else "credits"] += amount
        sums["opening"] += getattr(before, field)
    sums["avoidable_write_off"] += avoidable(known, start)


def _before(now: Account, known: Sequence[Entry], start: date) -> Account:
    """An account as it was on the day before."""
    earlier = until(known, start - timedelta(days=1))
    return now if len(earlier) == len(known) else fold(now.claim, earlier) if earlier else Account(now.claim)


def charges_since(books: Mapping[str, Sequence[Entry]], accounts: Mapping[str, Account], start: date) -> Decimal:
    """What was charged from a day on, less what voids and smaller replacements took back."""
    return sum((account.charge - _before(account, books[claim], start).charge for claim, account in accounts.items()), ZERO)


def avoidable(entries: Sequence[Entry], start: date) -> Decimal:
    """What was written off from a day on because of the practice's own failure; a write-off that is taken back lowers it."""
    return sum((entry.amount for entry in entries if entry.kind is EntryKind.WRITE_OFF and entry.on >= start and _is_avoidable(entry.reason)), ZERO)


def _is_avoidable(reason: str) -> bool:
    return reason in set(WriteOffKind) and WriteOffKind(reason).is_avoidable
