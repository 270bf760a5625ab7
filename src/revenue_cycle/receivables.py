"""Receivables by age: what payers and patients owe, and for how long.

A report `as_of` a day is made from the entries of that day and before, so it says the same whenever it is made again. Every cent of the
accounts' balances stands in one bucket: insurance is what is open to a payer or denied, the patient's balance stands apart, and a credit
on either side is no smaller debt of somebody else, so it stands apart too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Payer, PayerProfile, profile_of
from revenue_cycle.accounts import Account, ClaimStage, fold, latest_claim
from revenue_cycle.in_force import standing
from revenue_cycle.pairing import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edi_claims import Claim
    from revenue_cycle.entries import Entry

LIMITS = (30, 60, 90, 120)
"""The last day of each bucket but the open one: 0-30, 31-60, 61-90, 91-120, 120+."""


class AgedBy(StrEnum):
    """From when an age counts."""

    SERVICE = "service"
    """The first day of service."""
    SUBMISSION = "submission"
    """The day on which the claim was first sent."""
    DECISION = "decision"
    """The payer's latest decision that stands: from when denials and patients' shares can be worked."""


class Debtor(StrEnum):
    """Who owes a balance."""

    INSURANCE = "insurance"
    PATIENT = "patient"


@attrs.frozen
class AgedBalance:
    """What one debtor owes for one claim. A claim has several: open to a payer, denied by one, paid too much by one, the patient's."""

    claim: str
    debtor: Debtor
    amount: Decimal
    """Dollars; below zero it is a credit."""
    since: date
    days: int
    """Age on the day of the report; a service that lies ahead has none yet."""
    payer: str = ""
    """Which payer, by the name of its profile or its own; empty for the patient, and where none is known."""


@attrs.frozen
class AgedRow:
    """One bucket, in dollars."""

    label: str
    """`0-30`, `120+`."""
    insurance: Decimal = ZERO
    patient: Decimal = ZERO
    credit: Decimal = ZERO
    """Below zero: what patients, or payers, have paid beyond what they owe."""
    claims: int = 0
    """How many claims have a balance in it."""

    @property
    def total(self) -> Decimal:
        """Insurance and patient, less credits."""
        return self.insurance + self.patient + self.credit


@attrs.frozen
class Aging:
    """Every open balance with its age."""

    as_of: date
    by: AgedBy
    limits: tuple[int, ...]
    balances: tuple[AgedBalance, ...] = attrs.field(repr=False)

    @property
    def rows(self) -> tuple[AgedRow, ...]:
        """The buckets from the youngest on, empty ones too."""
        return _rows(self.balances, self.limits)

    @property
    def by_payer(self) -> dict[str, tuple[AgedRow, ...]]:
        """The same for each payer's part, by name."""
        names = sorted({one.payer for one in self.balances if one.debtor is Debtor.INSURANCE})
        return {name: _rows([one for one in self.balances if one.debtor is Debtor.INSURANCE and one.payer == name], self.limits) for name in names}

    @property
    def total(self) -> AgedRow:
        """All buckets together."""
        return _row("total", self.balances)


def aging(books: Mapping[str, Sequence[Entry]], as_of: date, by: AgedBy | str = AgedBy.SERVICE, *, limits: Sequence[int] = LIMITS,
          profiles: Sequence[PayerProfile] = ()) -> Aging:
    """What is owed on a day, by age.

    Args:
        books: every claim's entries.
        as_of: the day; what came later is left out.
        by: from when an age counts. A claim that lacks that day is aged from the next one that it has: decision, submission, first entry.
        limits: the last day of each bucket but the open one.
        profiles: give payers one name each, whatever they are called on a claim.

    Raises:
        ValueError: the limits do not rise.
    """
    if list(limits) != sorted(set(limits)) or any(limit < 0 for limit in limits):
        raise ValueError("the limits of buckets rise, from zero days on")
    start = AgedBy(by)
    found = [one for account in accounts_on(books, as_of) for one in _of_account(account, start, as_of, profiles)]
    return Aging(as_of, start, tuple(limits), tuple(found))


def accounts_on(books: Mapping[str, Sequence[Entry]], day: date) -> Iterator[Account]:
    """Every claim's account as it was at the end of a day; a claim that nothing had happened to yet has none."""
    for claim, entries in books.items():
        if claim and (known := until(entries, day)):
            yield fold(claim, known)


def until(entries: Sequence[Entry], day: date) -> Sequence[Entry]:
    """The entries of a day and before."""
    return [entry for entry in entries if entry.on <= day]


def payer_name(payer: Payer | None, profiles: Sequence[PayerProfile] = ()) -> str:
    """What reports call a payer: its profile's name, its own, or its id; empty where none is known."""
    if payer is None:
        return ""
    profile = profile_of(list(profiles), payer)
    return profile.name if profile is not None else payer.name or payer.payer_id


# ---- a claim

def _of_account(account: Account, by: AgedBy, as_of: date, profiles: Sequence[PayerProfile]) -> Iterator[AgedBalance]:
    parts = ((Debtor.INSURANCE, account.open_to_payer + account.overpaid, True), (Debtor.INSURANCE, -account.overpaid, False),
             (Debtor.INSURANCE, account.denied_open, False), (Debtor.PATIENT, account.patient_balance, False))
    if not any(amount for _, amount, _ in parts):
        return
    since = _since(account, by)
    days = max((as_of - since).days, 0)
    for debtor, amount, is_open in parts:
        if amount:
            payer = None if debtor is Debtor.PATIENT else awaited(account) if is_open else last_payer(account)
            yield AgedBalance(account.claim, debtor, amount, since, days, payer_name(payer, profiles))


def _since(account: Account, by: AgedBy) -> date:
    """The day that is asked for, or the nearest thing to it that the claim has."""
    decided = max((entry.on for entry in standing(account.history)), default=None) if by is AgedBy.DECISION else None
    claim = latest_claim(account) if by is AgedBy.SERVICE else None
    served = claim.encounter.first_day if claim is not None else None
    sent = min((entry.on for entry in account.submissions), default=None)
    return decided or served or sent or min(entry.on for entry in account.history)


def last_payer(account: Account) -> Payer | None:
    """The payer whose decision stands last; before any, the one that the claim was sent to."""
    claim, decisions = latest_claim(account), standing(account.history)
    return _covering(claim, decisions[-1].sequence if decisions else None)


def awaited(account: Account) -> Payer | None:
    """The payer whose decision is waited for: the next one behind the last that decided, or that one again where he has pended it."""
    claim, decisions = latest_claim(account), standing(account.history)
    if not decisions or claim is None or account.stage is ClaimStage.PENDED:
        return last_payer(account)
    last = max(decisions, key=lambda entry: rank(entry.sequence))
    later = [one for one in claim.coverages if one.rank > rank(last.sequence)]
    if later:
        return min(later, key=lambda one: one.rank).payer
    crossed = last.decided.crossover_payer if last.decided is not None else None
    return crossed or last_payer(account)


def _covering(claim: Claim | None, sequence: str | None) -> Payer | None:
    if claim is None:
        return None
    return next((one.payer for one in claim.coverages if one.sequence == (sequence or claim.sequence)), None)


# ---- buckets

def _rows(balances: Iterable[AgedBalance], limits: Sequence[int]) -> tuple[AgedRow, ...]:
    filled: list[list[AgedBalance]] = [[] for _ in range(len(limits) + 1)]
    for one in balances:
        filled[next((at for at, limit in enumerate(limits) if one.days <= limit), len(limits))].append(one)
    return tuple(_row(label, within) for label, within in zip(_labels(limits), filled, strict=True))


def _labels(limits: Sequence[int]) -> Iterator[str]:
    first = 0
    for limit in limits:
        yield f"{first}-{limit}"
        first = limit + 1
    yield f"{limits[-1]}+" if limits else "0+"


def _row(label: str, balances: Iterable[AgedBalance]) -> AgedRow:
    sums = {Debtor.INSURANCE: ZERO, Debtor.PATIENT: ZERO}
    credit, claims = ZERO, set()
    for one in balances:
        claims.add(one.claim)
        if one.amount < 0:
            credit += one.amount
        else:
            sums[one.debtor] += one.amount
    return AgedRow(label, sums[Debtor.INSURANCE], sums[Debtor.PATIENT], credit, len(claims))
