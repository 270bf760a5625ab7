"""The measures of a time, each with both its sides: what is counted, and out of what.

All of them are folds over entries, so the same ledger gives the same figures whenever, and in whatever order, its files arrived. A claim is
its patient control number: sending it again makes no second one. Rates of sending go by the claims that were first sent in the time; rates
of decisions by each payer's first decision about a claim, where that lies in it; money by what was booked in it. Nothing that came after the
last day counts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, PayerProfile, RootCause
from revenue_cycle.appeals import Appeal, appeals_of
from revenue_cycle.audit import CodingAccuracy, coding_accuracy
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.first_pass import FirstPass, RejectedBy, first_passes, queries_and_encounters
from revenue_cycle.ratios import Ratio, ratio
from revenue_cycle.receivables import payer_name, until
from revenue_cycle.refusals import DecidedClaim, Refusal, decided_claims, first_decisions, refusals_of
from revenue_cycle.summary import FinancialSummary, accounts_of, charges_since, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from revenue_cycle.accounts import Account
    from revenue_cycle.root_cause import CauseRow

DAYS_OF_CHARGES = 90
"""Over how many days before the end the charge of a day is averaged for the days in receivables."""


@attrs.frozen
class Turnaround:
    """Days from sending a claim to a payer to the payment date of his first decision."""

    days: tuple[int, ...] = attrs.field(default=(), repr=False)
    """One a decision, rising."""

    @property
    def count(self) -> int:
        """How many decisions."""
        return len(self.days)

    @property
    def mean(self) -> Fraction | None:
        """None where there was no decision."""
        return Fraction(sum(self.days), len(self.days)) if self.days else None

    @property
    def median(self) -> Fraction | None:
        """None where there was no decision."""
        return median(map(Fraction, self.days)) if self.days else None


_NOTHING, _NO_DAYS, _NO_TIMES, _NO_AUDITS = Ratio(), Ratio(per=DAYS_OF_CHARGES), Turnaround(), CodingAccuracy()


@attrs.frozen(kw_only=True, slots=False)
class SendingMetrics:
    """How claims fared on their way, of those first sent in the time."""

    submitted: int = 0
    unanswered: int = 0
    """Nobody has said anything of them yet. They count as not accepted, so a month's rate still rises for some days after it."""
    clean_claim_rate_strict: Ratio = _NOTHING
    """Accepted first time and touched by nobody before: no hold, no error of the scrubber."""
    clean_claim_rate_acceptance: Ratio = _NOTHING
    """Accepted first time, repaired by hand before or not."""
    rejection_rate: Ratio = _NOTHING
    """Rejected at the first sending, by anybody."""
    rejections_by: dict[RejectedBy, Ratio] = attrs.field(factory=dict)
    """The same by who rejected; the parts add up to the whole."""
    query_rate: Ratio = _NOTHING
    """Questions to providers (holds for `provider_query`) out of encounters that came to billing."""


@attrs.frozen(kw_only=True, slots=False)
class DecisionMetrics:
    """What payers decided, by the first decision of each payer about a claim."""

    denial_rate_claims: Ratio = _NOTHING
    """Claims of which nothing was paid or left as the patient's share, and something refused. A deductible is no denial."""
    denial_rate_lines: Ratio = _NOTHING
    """The same by service line; lines of no charge are left out."""
    denial_rate_dollars: Ratio = _NOTHING
    """Dollars refused, those of partly denied claims too, out of dollars decided about."""
    denial_share: dict[RootCause, Ratio] = attrs.field(factory=dict)
    """Refused lines of each root cause out of all refused lines."""
    denial_share_dollars: dict[RootCause, Ratio] = attrs.field(factory=dict)
    turnaround: Turnaround = _NO_TIMES
    turnaround_by_payer: dict[str, Turnaround] = attrs.field(factory=dict)

    @property
    def coding_denial_share(self) -> Ratio:
        """Refused lines whose root cause is coding out of all refused lines."""
        return self.denial_share.get(RootCause.CODING) or Ratio(ZERO, self._refused)

    @property
    def _refused(self) -> Decimal:
        return next((one.denominator for one in self.denial_share.values()), ZERO)


@attrs.frozen(kw_only=True, slots=False)
class MoneyMetrics:
    """What the money of the time comes to."""

    days_in_ar: Ratio = _NO_DAYS
    """What debtors owe at the end out of the charge of a day, as the last 90 days have it: its value is in days. Credits are left out."""
    gross_collection_rate: Ratio = _NOTHING
    """Payments of payers and patients out of charges."""
    net_collection_rate: Ratio = _NOTHING
    """The same out of charges less contractual adjustments. Both are booked in the time, so a short one may exceed 100%."""
    appeal_recovery_dollars: Ratio = _NOTHING
    """Recovered out of appealed dollars, of appeals that were decided in the time."""
    appeal_success_rate: Ratio = _NOTHING
    """Won, in whole or part, out of decided appeals."""
    patient_balance_accuracy: Ratio = _NOTHING
    """Statements that were neither corrected nor voided out of those issued."""
    avoidable_write_offs: Decimal = ZERO
    """Dollars that were lost by the practice's own failures: no contract and no patient is to blame."""


@attrs.frozen(kw_only=True, slots=False)
class Metrics(SendingMetrics, DecisionMetrics, MoneyMetrics):
    """Every measure from one day to another, both included."""

    start: date
    end: date
    summary: FinancialSummary
    """The money behind the rates."""
    audits: CodingAccuracy = _NO_AUDITS

    @property
    def coding_accuracy(self) -> Ratio:
        """Audited lines that are right as they were billed."""
        return self.audits.accuracy

    @property
    def code_changed_on_audit(self) -> Ratio:
        """Audited lines whose code the auditor changed."""
        return self.audits.changed


def metrics(books: Mapping[str, Sequence[Entry]], start: date, end: date, *, profiles: Sequence[PayerProfile] = (),
            causes: Sequence[CauseRow] = ()) -> Metrics:
    """Every measure from one day to another, both included, by what is known on the last day.

    `profiles` give payers one name each, `causes` are a practice's own rows for root causes.
    """
    known = {claim: found for claim, entries in books.items() if (found := until(entries, end))}
    accounts = accounts_of(known)
    money = summary_of(known, accounts, start, end)
    parts = _sending(known, start, end), _deciding(known, start, end, profiles, causes), _money(known, accounts, money, profiles)
    flat = {name: value for part in parts for name, value in attrs.asdict(part, recurse=False).items()}
    return Metrics(start=start, end=end, summary=money, audits=coding_accuracy(known, start, end), **flat)


# ---- sending

def _sending(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> SendingMetrics:
    passes = first_passes(books, start, end)
    whole = len(passes)
    return SendingMetrics(
        submitted=whole, unanswered=_count(passes, "is_answered", wanted=False),
        clean_claim_rate_strict=ratio(_count(passes, "is_clean"), whole),
        clean_claim_rate_acceptance=ratio(_count(passes, "is_accepted"), whole),
        rejection_rate=ratio(sum(1 for one in passes if one.rejected_by is not None), whole),
        rejections_by={who: ratio(sum(1 for one in passes if one.rejected_by is who), whole) for who in RejectedBy},
        query_rate=ratio(*queries_and_encounters(books, start, end)))


def _count(passes: Iterable[FirstPass], name: str, *, wanted: bool = True) -> int:
    return sum(1 for one in passes if getattr(one, name) is wanted)


# ---- deciding

def _deciding(books: Mapping[str, Sequence[Entry]], start: date, end: date, profiles: Sequence[PayerProfile],
              causes: Sequence[CauseRow]) -> DecisionMetrics:
    first, refused = list[DecidedClaim](), list[Refusal]()
    days: dict[str, list[int]] = defaultdict(list)
    for claim, entries in books.items():
        decisions = decided_claims(claim, entries, causes) if claim else []
        within = [one for one in first_decisions(decisions) if start <= one.on <= end]
        first += within
        refused += [one for one in refusals_of(decisions) if start <= one.decision.on <= end]
        for one in within:
            days[payer_name(one.payer, profiles)] += _waited(one, entries)
    lines = [line for one in first for line in one.lines if line.charge]
    return DecisionMetrics(
        denial_rate_claims=ratio(sum(1 for one in first if one.is_denied), len(first)),
        denial_rate_lines=ratio(sum(1 for line in lines if line.is_denied), len(lines)),
        denial_rate_dollars=ratio(sum((one.refused for one in first), ZERO), sum((one.charge for one in first), ZERO)),
        denial_share=_by_cause((one.cause.root_cause, Decimal(1)) for one in refused),
        denial_share_dollars=_by_cause((one.cause.root_cause, one.line.refused) for one in refused),
        turnaround=_turnaround(day for found in days.values() for day in found),
        turnaround_by_payer={name: _turnaround(found) for name, found in sorted(days.items()) if found})


def _waited(decision: DecidedClaim, entries: Sequence[Entry]) -> Iterator[int]:
    """Days from its first sending to that payer; nothing where it came to him by another way, such as a crossover."""
    sent = min((entry.on for entry in entries if entry.kind is EntryKind.SUBMISSION and entry.sequence == decision.sequence), default=None)
    if sent is not None and sent <= decision.on:
        yield (decision.on - sent).days


def _turnaround(days: Iterable[int]) -> Turnaround:
    return Turnaround(tuple(sorted(days)))


def _by_cause(found: Iterable[tuple[RootCause, Decimal]]) -> dict[RootCause, Ratio]:
    sums: dict[RootCause, Decimal] = defaultdict(lambda: ZERO)
    for cause, amount in found:
        sums[cause] += amount
    whole = sum(sums.values(), ZERO)
    return {cause: ratio(sums[cause], whole) for cause in RootCause if cause in sums}


# ---- money

def _money(books: Mapping[str, Sequence[Entry]], accounts: Mapping[str, Account], money: FinancialSummary,
           profiles: Sequence[PayerProfile]) -> MoneyMetrics:
    collected = money.payments + money.patient_payments
    charges = charges_since(books, accounts, money.end - timedelta(days=DAYS_OF_CHARGES - 1))
    issued, wrong = _statements(books, money.start, money.end)
    appeals = _appeals(accounts.values(), money.start, money.end, profiles)
    return MoneyMetrics(
        days_in_ar=ratio(money.owed, charges, DAYS_OF_CHARGES),
        gross_collection_rate=ratio(collected, money.charges),
        net_collection_rate=ratio(collected, money.charges - money.contractual),
        appeal_recovery_dollars=ratio(sum((one.recovered for one in appeals), ZERO), sum((one.amount for one in appeals), ZERO)),
        appeal_success_rate=ratio(sum(1 for one in appeals if one.status.is_won), len(appeals)),
        patient_balance_accuracy=ratio(issued - wrong, issued),
        avoidable_write_offs=money.avoidable_write_off)


def _appeals(accounts: Iterable[Account], start: date, end: date, profiles: Sequence[PayerProfile]) -> list[Appeal]:
    """The appeals that were decided in the time."""
    found = (one for account in accounts for one in appeals_of(account, profiles))
    return [one for one in found if one.status.is_decided and one.decided_on is not None and start <= one.decided_on <= end]


ISSUED, WRONG = "issued", frozenset({"corrected", "voided"})
"""Stages of a statement."""


def _statements(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> tuple[int, int]:
    """How many were issued in the time, and how many of these turned out wrong by its end."""
    issued = wrong = 0
    for claim, entries in books.items():
        if claim:
            told = sorted((entry for entry in entries if entry.kind is EntryKind.STATEMENT), key=lambda entry: (entry.on, entry.stage != ISSUED))
            issued += sum(1 for entry in told if entry.stage == ISSUED and start <= entry.on <= end)
            wrong += _wrong(told, start)
    return issued, wrong


def _wrong(told: Sequence[Entry], start: date) -> int:
    """Statements from a day on that a later entry corrects or voids: each takes back the last one that still stood."""
    standing: list[Entry] = []
    wrong = 0
    for entry in told:
        if entry.stage == ISSUED:
            standing.append(entry)
        elif entry.stage in WRONG and standing:
            wrong += standing.pop().on >= start
    return wrong
