"""Denials over time, and patterns that come back: what is wrong with how claims are made, and not with one claim.

The answer to a pattern goes to whoever can stop it. Whose move a single denial is stands on the denial.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Owner, PayerProfile, RootCause
from revenue_cycle.ratios import Ratio, ratio
from revenue_cycle.receivables import payer_name
from revenue_cycle.refusals import DecidedClaim, DecidedLine, Refusal, decided_claims, refusals_of
from revenue_cycle.root_cause import first_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from revenue_cycle.entries import Entry
    from revenue_cycle.root_cause import CauseRow


class Period(StrEnum):
    """How long one column of a trend is."""

    WEEK = "week"
    """From Monday on."""
    MONTH = "month"
    QUARTER = "quarter"


DIMENSIONS = ("root_cause", "payer", "provider", "procedure")
"""What denials may be told apart by: cause, payer, rendering provider (NPI), code as billed (without modifiers)."""


@attrs.frozen(kw_only=True)
class TrendRow:
    """The denials of one kind in one period. What is not told apart is empty."""

    start: date
    """First day of the period."""
    root_cause: RootCause | None = None
    payer: str = ""
    provider: str = ""
    procedure: str = ""
    count: int = 0
    """Lines of which something was refused."""
    amount: Decimal = ZERO
    """Dollars refused."""
    decided: int = 0
    """Lines that were decided about in the period, of the same payer, provider and procedure, refused or not."""
    previous_count: int = 0
    """Of the period before."""
    previous_amount: Decimal = ZERO

    @property
    def rate(self) -> Ratio:
        """Refused out of decided lines."""
        return ratio(self.count, self.decided)

    @property
    def change(self) -> int:
        """Lines more than in the period before; below zero fewer."""
        return self.count - self.previous_count

    @property
    def amount_change(self) -> Decimal:
        """Dollars more than in the period before."""
        return self.amount - self.previous_amount


_Key = tuple[RootCause | None, str, str, str]


def denial_trend(books: Mapping[str, Sequence[Entry]], by: Sequence[str] = DIMENSIONS, period: Period | str = Period.MONTH, *,
                 start: date | None = None, end: date | None = None, profiles: Sequence[PayerProfile] = (),
                 causes: Sequence[CauseRow] = ()) -> list[TrendRow]:
    """What payers refused, period by period, each kind from its first period to the last of all: none is a figure, too.

    Args:
        books: every claim's entries.
        by: some of `DIMENSIONS`, as many as are wanted.
        period: how long a column is.
        start: the first day; None: from the first decision on. What is compared with lies before it.
        end: the last day; None: to the last decision.
        profiles: give payers one name each.
        causes: the practice's own rows for root causes.

    Raises:
        ValueError: there is no such dimension or period.
    """
    if unknown := set(by) - set(DIMENSIONS):
        raise ValueError(f"denials are not told apart by {', '.join(sorted(unknown))}: there are {', '.join(DIMENSIONS)}")
    first_of = _STARTS[Period(period)]
    tables = _counted(books, frozenset(by), first_of, end, profiles, causes)
    if not tables.decided:
        return []
    periods = list(_periods(min(at for at, _ in tables.decided), max(at for at, _ in tables.decided), first_of))
    rows = [row for key in sorted(tables.keys, key=_sort_key) for row in _rows(key, periods, tables)]
    since = first_of(start) if start is not None else date.min
    return sorted((row for row in rows if row.start >= since), key=lambda row: row.start)


@attrs.define
class _Tables:
    """Counts by period and kind."""

    counts: dict[tuple[date, _Key], int] = attrs.field(factory=lambda: defaultdict(int))
    amounts: dict[tuple[date, _Key], Decimal] = attrs.field(factory=lambda: defaultdict(lambda: ZERO))
    decided: dict[tuple[date, _Key], int] = attrs.field(factory=lambda: defaultdict(int))
    """By kind without its cause."""
    keys: set[_Key] = attrs.field(factory=set)


def _counted(books: Mapping[str, Sequence[Entry]], by: frozenset[str], first_of: Callable[[date], date], end: date | None,
             profiles: Sequence[PayerProfile], causes: Sequence[CauseRow]) -> _Tables:
    tables = _Tables()
    for claim, entries in books.items():
        decisions = [one for one in decided_claims(claim, entries, causes) if end is None or one.on <= end] if claim else []
        for one in decisions:
            for line in one.lines:
                tables.decided[first_of(one.on), _key(one, line, None, by, profiles)] += 1
        for refusal in refusals_of(decisions):
            key = _key(refusal.decision, refusal.line, refusal.cause.root_cause, by, profiles)
            tables.keys.add(key)
            tables.counts[first_of(refusal.decision.on), key] += 1
            tables.amounts[first_of(refusal.decision.on), key] += refusal.line.refused
    return tables


def _key(decision: DecidedClaim, line: DecidedLine, cause: RootCause | None, by: frozenset[str], profiles: Sequence[PayerProfile]) -> _Key:
    return (cause if "root_cause" in by else None, payer_name(decision.payer, profiles) if "payer" in by else "",
            line.provider if "provider" in by else "", line.procedure if "procedure" in by else "")


def _sort_key(key: _Key) -> tuple[int, str, str, str]:
    return list(RootCause).index(key[0]) if key[0] is not None else -1, *key[1:]


def _rows(key: _Key, periods: Sequence[date], tables: _Tables) -> Iterator[TrendRow]:
    began, count, amount = False, 0, ZERO
    for at in periods:
        now, dollars = tables.counts.get((at, key), 0), tables.amounts.get((at, key), ZERO)
        began = began or bool(now)
        if began:
            yield TrendRow(start=at, root_cause=key[0], payer=key[1], provider=key[2], procedure=key[3], count=now, amount=dollars,
                           decided=tables.decided.get((at, (None, *key[1:])), 0), previous_count=count, previous_amount=amount)
        count, amount = now, dollars


# ---- periods

def _month(day: date) -> date:
    return day.replace(day=1)


def _quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


_STARTS: dict[Period, Callable[[date], date]] = {Period.WEEK: _week, Period.MONTH: _month, Period.QUARTER: _quarter}


def _periods(first: date, last: date, first_of: Callable[[date], date]) -> Iterator[date]:
    """First days of the periods between two of them, both included."""
    while first <= last:
        yield first
        day = first
        while first_of(day) == first:
            day += timedelta(days=7)
        first = first_of(day)


# ---- patterns that come back

@attrs.frozen
class Feedback:
    """The same reason, provider and code again and again: a message to whoever can stop it."""

    adjustment: str
    """Group and reason, such as `CO-50`."""
    remark: str
    """The remark that decided about the cause; empty where none did."""
    provider: str
    """NPI."""
    procedure: str
    root_cause: RootCause
    to: tuple[Owner, ...]
    """Who is told. Billing hears of what billing can stop."""
    claims: tuple[str, ...]
    """By day."""
    amount: Decimal
    """Dollars refused."""
    first: date
    last: date
    message: str


_TELL = {RootCause.CODING: (Owner.CODING, Owner.PROVIDER), RootCause.DOCUMENTATION: (Owner.PROVIDER, Owner.CODING)}
"""Who else hears of a cause than the one whose move the single denial is."""


def feedback(books: Mapping[str, Sequence[Entry]], threshold: int = 3, days: int = 30, as_of: date | None = None,
             causes: Sequence[CauseRow] = ()) -> list[Feedback]:
    """Reasons that came back at one provider and code at least `threshold` times, for different claims, within some days of each other.

    A message covers the whole run, as long as each `threshold` neighbours in it lie within `days`. `as_of` leaves out what came later; a run that
    ended more than `days` before it is over, and no message is due.

    Raises:
        ValueError: the threshold is none.
    """
    if threshold < 1:
        raise ValueError("a pattern takes at least one denial")
    runs: dict[tuple[str, str, str, str], list[Refusal]] = defaultdict(list)
    for claim, entries in books.items():
        for one in refusals_of(decided_claims(claim, entries, causes)) if claim else ():
            if as_of is None or one.decision.on <= as_of:
                runs[one.cause.adjustment, one.cause.remark, one.line.provider, one.line.procedure].append(one)
    found = [_told(key, run) for key, several in runs.items() for run in _runs(several, threshold, timedelta(days=days))
             if as_of is None or as_of - run[-1].decision.on <= timedelta(days=days)]
    return sorted(found, key=lambda one: (-len(one.claims), -one.amount, one.adjustment, one.remark, one.provider, one.procedure, one.first))


def _runs(several: Iterable[Refusal], threshold: int, within: timedelta) -> Iterator[list[Refusal]]:
    """The stretches of it in which the threshold is reached; a claim counts once."""
    ordered = sorted(several, key=lambda one: (one.decision.on, one.decision.claim, one.line.service_line or 0))
    once = list({one.decision.claim: one for one in reversed(ordered)}.values())[::-1]
    inside: list[int] = []
    for at in range(len(once) - threshold + 1):
        if once[at + threshold - 1].decision.on - once[at].decision.on <= within:
            inside += range(max(at, inside[-1] + 1 if inside else 0), at + threshold)
        elif inside and inside[-1] <= at:
            yield [once[one] for one in inside]
            inside = []
    if inside:
        yield [once[one] for one in inside]


def _told(key: tuple[str, str, str, str], run: Sequence[Refusal]) -> Feedback:
    cause = first_cause([one.cause for one in run])
    to = _TELL.get(cause.root_cause, (cause.owner,))
    adjustment, remark, provider, procedure = key
    first, last = run[0].decision.on, run[-1].decision.on
    what = " ".join(filter(None, (adjustment, remark)))
    message = (f"{what} came {len(run)} times from {first} to {last}" + (f" for {procedure}" if procedure else "")
               + (f" of provider {provider}" if provider else "") + f": {cause.next_action}")
    return Feedback(adjustment, remark, provider, procedure, cause.root_cause, to, tuple(one.decision.claim for one in run),
                    sum((one.line.refused for one in run), ZERO), first, last, message)
