"""Deposits: what the bank booked against the remittances that say what it is for.

By trace number (TRN02, as banks and payers write it differently) and payer (TRN03), amount and day. What is matched is a fold over the
deposits and remittances of a ledger: a deposit may come before its remittance or after it. Matched amounts always agree to the cent, so
the ledger's cash is the sum of the deposits that are matched.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Finding, Owner, RootCause, Severity
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching.keys import clean, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from revenue_cycle.matching import Index

DAYS = 5
"""How far the bank's day may be from the payment date without a word."""
OVERDUE = 7
"""Days after the payment date on which a deposit should be there."""
SHORTEST_TRACE = 4
"""Of a trace number that the bank cut off, so much must be left."""
_NO_PAYMENT = "NON"


class DepositStatus(StrEnum):
    """What became of a deposit."""

    MATCHED = "matched"
    """It is what one remittance pays."""
    SUM = "sum"
    """It is what several remittances pay together."""
    SPLIT = "split"
    """Together with other deposits it is what one remittance pays, or several."""
    DIFFERS = "differs"
    """There is a remittance of its trace number, and the amounts do not agree. It may be a part: the rest would make it `split`."""
    NO_REMITTANCE = "no_remittance"
    """The money came, and nothing says what it is for."""
    DUPLICATE = "duplicate"
    """It was entered before."""


@attrs.frozen
class PaidRemittance:
    """A remittance, as its deposit sees it."""

    trace_number: str
    payer_trace_id: str
    on: date
    """BPR16."""
    amount: Decimal
    """BPR02, dollars; below zero where it takes (BPR03 D)."""
    posted: Decimal = ZERO
    """What of it is on claims, dollars."""
    in_suspense: Decimal = ZERO
    provider_level: Decimal = ZERO
    returned: Decimal = ZERO
    """What went back to the payer."""
    payment_method: str = ""
    """BPR04."""

    @property
    def needs_deposit(self) -> bool:
        """Whether money should come: not for zero, and not where the payer says that none does (NON)."""
        return self.amount != ZERO and self.payment_method != _NO_PAYMENT


@attrs.frozen
class Deposit:
    """What the bank booked."""

    trace_number: str
    amount: Decimal
    """Dollars; below zero where it was taken."""
    on: date
    payer_trace_id: str = ""
    """TRN03, where the bank tells it; empty otherwise."""
    reference: str = ""
    """The bank's own number."""


@attrs.frozen
class DepositMatch:
    """A deposit with what it pays."""

    deposit: Deposit
    status: DepositStatus
    remittances: tuple[PaidRemittance, ...] = ()
    """What it pays; where it differs, those of its trace number that nothing pays yet."""
    others: tuple[Deposit, ...] = ()
    """The other deposits that pay them, too."""
    method: str = ""
    """How they were found: `trace_number`, or `cut_off` where only a part of the number is there."""
    findings: tuple[Finding, ...] = ()

    @property
    def expected(self) -> Decimal:
        """What its remittances pay, dollars."""
        return sum((one.amount for one in self.remittances), ZERO)

    @property
    def found(self) -> Decimal:
        """What came for them: the deposit and the others."""
        return sum((one.amount for one in self.others), self.deposit.amount)

    @property
    def difference(self) -> Decimal:
        """Found less expected; zero where they are matched."""
        return self.found - self.expected

    @property
    def is_matched(self) -> bool:
        """Whether every cent of it is explained."""
        return self.status in _MATCHED


_MATCHED = frozenset({DepositStatus.MATCHED, DepositStatus.SUM, DepositStatus.SPLIT})


@attrs.define
class Reconciliation:
    """Every deposit with what it pays, and the remittances that nothing pays."""

    matches: list[DepositMatch] = attrs.field(factory=list)
    unpaid: list[PaidRemittance] = attrs.field(factory=list)

    @property
    def cash(self) -> Decimal:
        """The sum of the remittances that deposits pay, dollars: the same as the sum of those deposits."""
        return sum({id(paid): paid.amount for one in self.matches if one.is_matched for paid in one.remittances}.values(), ZERO)


# ---- entering

def entered(deposit: Deposit, index: Index, by: str = "") -> Entry | None:
    """The entry of a deposit; None where the same one was entered before."""
    if deposit in map(_deposit, index.deposits.get(normal(deposit.trace_number), ())):
        return None
    source = Source("bank", deposit.trace_number, deposit.payer_trace_id)
    return Entry(EntryKind.DEPOSIT, deposit.on, deposit.amount, source=source, bank_reference=deposit.reference, by=by)


def match_of(deposit: Deposit, index: Index, *, again: bool = False) -> DepositMatch:
    """What became of one deposit; `again` where it had been entered before."""
    [match] = [one for one in reconcile(index, deposit).matches if one.deposit == deposit]
    return attrs.evolve(match, status=DepositStatus.DUPLICATE) if again else match


# ---- matching

def reconcile(index: Index, only: Deposit | None = None, as_of: date | None = None) -> Reconciliation:
    """Every deposit of a ledger with what it pays, as of a day or ever; with `only`, no more than what bears on that deposit."""
    traces = sorted({*index.remittances, *index.deposits} if only is None else _related(only, index))
    groups = [_Group([_paid(one, index) for one in index.remittances.get(trace, ())],
                     [_deposit(one) for one in index.deposits.get(trace, ()) if as_of is None or one.on <= as_of]) for trace in traces]
    found = Reconciliation([match for group in groups for match in group.matches()])
    _cut_off(groups, found)
    for group in groups:
        found.matches += group.left_over()
        found.unpaid += [one for one in group.remittances if one.needs_deposit]
    found.matches.sort(key=lambda one: (one.deposit.on, one.deposit.trace_number, one.deposit.reference, one.deposit.amount))
    found.unpaid.sort(key=lambda one: (one.on, one.trace_number, one.payer_trace_id))
    return found


def overdue(index: Index, as_of: date, days: int = OVERDUE) -> list[PaidRemittance]:
    """The remittances whose money is not there so many days after the payment date."""
    return [one for one in reconcile(index, as_of=as_of).unpaid if one.on + timedelta(days=days) <= as_of]


def _related(only: Deposit, index: Index) -> set[str]:
    """The traces that bear on a deposit: its own, those of its amount, and those whose deposits may take what its own remittances pay."""
    own = normal(only.trace_number)
    amounts = {entry.amount for entry in index.remittances.get(own, ())} | {only.amount}
    return {own, *(trace for amount in amounts for trace in index.money.get(amount, ()))}


def _deposit(entry: Entry) -> Deposit:
    source = entry.source or Source("bank")
    return Deposit(source.trace_number, entry.amount, entry.on, source.payer_trace_id, entry.bank_reference)


def _paid(entry: Entry, index: Index) -> PaidRemittance:
    source = entry.source or Source("835")
    where = index.placed.get((source.payer_trace_id, source.trace_number, entry.on), {})
    return PaidRemittance(
        source.trace_number, source.payer_trace_id, entry.on, entry.amount, where.get(EntryKind.ADJUDICATION, ZERO),
        where.get(EntryKind.SUSPENSE, ZERO), where.get(EntryKind.PROVIDER_LEVEL, ZERO), where.get(EntryKind.RETURNED, ZERO), entry.payment_method)


@attrs.define
class _Group:
    """The remittances and deposits of one trace number; what is matched is taken out."""

    remittances: list[PaidRemittance]
    deposits: list[Deposit]
    had_remittances: bool = False

    def __attrs_post_init__(self) -> None:
        self.remittances.sort(key=lambda one: (one.on, one.payer_trace_id, one.amount))
        self.deposits.sort(key=lambda one: (one.on, one.reference, one.amount))
        self.had_remittances = any(one.amount for one in self.remittances)

    def matches(self) -> list[DepositMatch]:
        """One to one, then one deposit for several remittances, then several deposits; each takes what it explains."""
        found = []
        for step in (self._alike, self._sums, self._splits, self._together):
            found += step()
        return found

    def _take(self, deposits: Sequence[Deposit], remittances: Sequence[PaidRemittance], status: DepositStatus,
              method: str = "trace_number") -> list[DepositMatch]:
        self.deposits = [one for one in self.deposits if all(one is not other for other in deposits)]
        self.remittances = [one for one in self.remittances if all(one is not other for other in remittances)]
        return [DepositMatch(one, status, tuple(remittances), tuple(other for other in deposits if other is not one), method,
                             _day_findings(one, remittances)) for one in deposits]

    def _alike(self) -> list[DepositMatch]:
        """The same amount; of several, the nearest days."""
        pairs = sorted((abs((deposit.on - paid.on).days), at, place) for at, deposit in enumerate(self.deposits)
                       for place, paid in enumerate(self.remittances) if paid.amount and paid.amount == deposit.amount and _may_pay(deposit, paid))
        deposits, remittances = list(self.deposits), list(self.remittances)
        found, used = [], set[tuple[str, int]]()
        for _, at, place in pairs:
            if used.isdisjoint({("deposit", at), ("remittance", place)}):
                used |= {("deposit", at), ("remittance", place)}
                found += self._take([deposits[at]], [remittances[place]], DepositStatus.MATCHED)
        return found

    def _sums(self) -> list[DepositMatch]:
        """One deposit for the remittances of one payer and day, of one payer, or for all."""
        found = []
        for deposit in list(self.deposits):
            for several in self._sets(deposit):
                if len(several) > 1 and sum((one.amount for one in several), ZERO) == deposit.amount:
                    found += self._take([deposit], several, DepositStatus.SUM)
                    break
        return found

    def _sets(self, deposit: Deposit) -> Iterable[list[PaidRemittance]]:
        payable = [one for one in self.remittances if one.amount and _may_pay(deposit, one)]
        by_day, by_payer = defaultdict(list), defaultdict(list)
        for one in payable:
            by_day[one.payer_trace_id, one.on].append(one)
            by_payer[one.payer_trace_id].append(one)
        return chain(by_day.values(), by_payer.values(), [payable])

    def _splits(self) -> list[DepositMatch]:
        """One remittance by several deposits that follow each other."""
        found = []
        for paid in [one for one in self.remittances if one.amount]:
            mine = [one for one in self.deposits if _may_pay(one, paid)]
            runs = [mine[start:end] for start in range(len(mine)) for end in range(start + 2, len(mine) + 1)]
            fitting = [run for run in runs if sum((one.amount for one in run), ZERO) == paid.amount]
            if fitting:
                found += self._take(max(fitting, key=len), [paid], DepositStatus.SPLIT)
        return found

    def _together(self) -> list[DepositMatch]:
        """All that is left against all that is left."""
        payable = [one for one in self.remittances if one.amount]
        agree = sum((one.amount for one in self.deposits), ZERO) == sum((one.amount for one in payable), ZERO)
        fits = all(_may_pay(deposit, paid) for deposit in self.deposits for paid in payable)
        if not payable or not self.deposits or not fits or not agree:
            return []
        return self._take(self.deposits, payable, DepositStatus.SPLIT)

    def left_over(self) -> list[DepositMatch]:
        """The deposits that nothing explains."""
        return [self._unexplained(one) for one in self.deposits]

    def _unexplained(self, deposit: Deposit) -> DepositMatch:
        payable = tuple(one for one in self.remittances if one.amount and _may_pay(deposit, one))
        if not payable:
            finding = _finding(deposit, "no remittance has the trace number of the deposit" if not self.had_remittances else
                               "the remittances of its trace number are paid already", ZERO, deposit.amount)
            return DepositMatch(deposit, DepositStatus.NO_REMITTANCE, findings=(finding,))
        others = tuple(one for one in self.deposits if one is not deposit)
        match = DepositMatch(deposit, DepositStatus.DIFFERS, payable, others, "trace_number")
        return attrs.evolve(match, findings=(_finding(deposit, "the deposit is not what its remittances pay", match.expected, match.found),))


def _cut_off(groups: Sequence[_Group], found: Reconciliation) -> None:
    """Deposits whose number no remittance has, against remittances of the same amount whose number begins or ends like it."""
    pairs = [(group, deposit, other, paid) for group in groups if not group.had_remittances for deposit in group.deposits
             for other in groups for paid in other.remittances if paid.needs_deposit and _is_cut(deposit, paid)]
    for group, deposit, other, paid in pairs:
        if sum(one[1] is deposit for one in pairs) == sum(one[3] is paid for one in pairs) == 1:
            other.remittances = [one for one in other.remittances if one is not paid]
            [match] = group._take([deposit], [paid], DepositStatus.MATCHED, "cut_off")      # noqa: SLF001 - of this module
            found.matches.append(match)


def _is_cut(deposit: Deposit, paid: PaidRemittance) -> bool:
    short, long = sorted((normal(deposit.trace_number), normal(paid.trace_number)), key=len)
    near = abs((deposit.on - paid.on).days) <= DAYS
    return (near and deposit.amount == paid.amount and len(short) >= SHORTEST_TRACE and (long.startswith(short) or long.endswith(short))
            and _may_pay(deposit, paid))


def _may_pay(deposit: Deposit, paid: PaidRemittance) -> bool:
    """Whether the bank's payer id, where it tells one, is the remittance's."""
    return not deposit.payer_trace_id or not paid.payer_trace_id or clean(deposit.payer_trace_id) == clean(paid.payer_trace_id)


def _day_findings(deposit: Deposit, remittances: Sequence[PaidRemittance]) -> tuple[Finding, ...]:
    apart = min(abs((deposit.on - one.on).days) for one in remittances)
    if apart <= DAYS:
        return ()
    return (Finding("L045", Severity.WARNING, f"the deposit of {deposit.trace_number} is {apart} days from the payment date", level="deposit",
                    fix="see whether it is another payment of that number", root_cause=RootCause.POSTING, owner=Owner.BILLING),)


def _finding(deposit: Deposit, message: str, expected: Decimal, found: Decimal) -> Finding:
    return Finding("BAL-DEPOSIT", Severity.ERROR, f"deposit {deposit.trace_number}: {message}", fix="ask the payer or the bank", level="deposit",
                   root_cause=RootCause.POSTING, owner=Owner.BILLING, expected=expected, found=found)
