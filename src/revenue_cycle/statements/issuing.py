"""Statements that went out: issued, corrected, voided, and what of them turned out wrong. Each is an entry; none moves money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Finding, Owner, RootCause, RuleError, Severity
from revenue_cycle.accounts import fold
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.statements.making import statement
from revenue_cycle.statements.small import BILL_EVERYTHING, SmallBalanceRule
from revenue_cycle.statements.words import FOR_THE_PRACTICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi_claims import CoverageAnswer
    from revenue_cycle.accounts import Account


class StatementStage(StrEnum):
    """What an entry of a statement says."""

    ISSUED = "issued"
    CORRECTED = "corrected"
    """What was asked for was wrong; the amount is what is asked for instead."""
    VOIDED = "voided"
    """Nothing should have been asked for; the amount is what was."""


# ---- entries

def issue_statement(account: Account, on: date, by: str = "", *, coverage: CoverageAnswer | None = None,
                    rule: SmallBalanceRule = BILL_EVERYTHING) -> Entry:
    """A statement that goes out: it asks for the whole patient balance. `coverage` is what a 271 said, `rule` what is too little to bill.

    Raises:
        RuleError: nothing may be billed now (L085): every reason.
    """
    _stop(_bars(account, on, coverage, rule))
    return Entry(EntryKind.STATEMENT, on, account.patient_balance, claim=account.claim, stage=StatementStage.ISSUED, by=by)


def correct_statement(account: Account, on: date, by: str = "", *, reason: str = "", coverage: CoverageAnswer | None = None) -> Entry:
    """A statement in the place of the last one, which asked for the wrong amount. `reason` is a person's own words.

    Raises:
        RuleError: none was issued, or what it asks for is right (L087); nothing may be billed now (L085): void it instead.
    """
    last = _last(account)
    _stop(_bars(account, on, coverage, BILL_EVERYTHING))
    if last.amount in _right(account, last.on):
        raise RuleError([_error("L087", f"the statement of {last.on} for claim {account.claim} asked for the right amount",
                                "send another statement where something is still owed", account.claim)])
    return Entry(EntryKind.STATEMENT, on, account.patient_balance, claim=account.claim, stage=StatementStage.CORRECTED, by=by, note=reason)


def void_statement(account: Account, on: date, by: str = "", *, reason: str = "") -> Entry:
    """The last statement should not have gone out. `reason` is a person's own words.

    Raises:
        RuleError: none was issued (L087).
    """
    return Entry(EntryKind.STATEMENT, on, _last(account).amount, claim=account.claim, stage=StatementStage.VOIDED, by=by, note=reason)


def _stop(findings: Sequence[Finding]) -> None:
    if findings:
        raise RuleError(findings)


def _error(code: str, message: str, fix: str, claim: str) -> Finding:
    return Finding(code, Severity.ERROR, message, fix=fix, root_cause=RootCause.PATIENT_BILLING, owner=Owner.BILLING, claim=claim)


def _bars(account: Account, on: date, coverage: CoverageAnswer | None, rule: SmallBalanceRule) -> list[Finding]:
    """Why nothing may be billed; empty where something may."""
    why = [] if coverage is None or coverage.patient_may_be_billed is not False else ["the payer says that the patient may not be billed (QMB)"]
    if account.patient_balance <= ZERO:
        told = statement(account, on)
        why += dict.fromkeys(FOR_THE_PRACTICE[one.because] for one in told.not_billed if one.amount > ZERO)
        why.append(f"his balance is {account.patient_balance}")
    elif not rule.bills(account.patient_balance):
        why.append(f"{account.patient_balance} is less than the {rule.least_bill} from which a statement goes out")
    return [_error("L085", f"nothing may be billed to the patient now: {one}", "send no statement", account.claim) for one in why]


# ---- what the patient has in hand

def in_hand(account: Account) -> Entry | None:
    """The statement that the patient goes by: the last one that is not voided; None where there is none."""
    stack = list[Entry]()
    for entry in _told(account.history):
        if stack and entry.stage != StatementStage.ISSUED:
            stack.pop()
        if entry.stage != StatementStage.VOIDED:
            stack.append(entry)
    return stack[-1] if stack else None


def _told(history: Iterable[Entry]) -> list[Entry]:
    """By day; of one day what was issued before what takes it back."""
    return sorted((one for one in history if one.kind is EntryKind.STATEMENT), key=lambda one: (one.on, one.stage != StatementStage.ISSUED))


def _last(account: Account) -> Entry:
    found = in_hand(account)
    if found is None:
        raise RuleError([_error("L087", f"no statement of claim {account.claim} stands", "issue one where something is owed", account.claim)])
    return found


# ---- what turned out wrong

@attrs.frozen
class WrongStatement:
    """A statement that asked for another amount than it should have, by what is known now."""

    claim: str
    on: date
    """The day it went out."""
    asked: Decimal
    right: Decimal
    """The patient's share by what payers have decided by now, less what he had paid by that day; zero where nothing should have been asked for."""
    finding: Finding = attrs.field(repr=False)

    @property
    def difference(self) -> Decimal:
        """Dollars that it asked for too much; below zero too little."""
        return self.asked - self.right


def statements_wrong(accounts: Iterable[Account]) -> Iterator[WrongStatement]:
    """The statements in patients' hands that turned out wrong, and are neither corrected nor voided yet (L089).

    A payer that decides anew, a further plan that comes up, a share that may not be billed: what payers say counts whenever it is said. What
    the patient pays, and what people decide, after the day of a statement does not make it wrong.
    """
    for account in accounts:
        told = in_hand(account)
        if told is not None and told.amount not in (found := _right(account, told.on)):
            yield _wrong(account, told, found[0])


def _wrong(account: Account, told: Entry, right: Decimal) -> WrongStatement:
    much = "much" if told.amount > right else "little"
    fix = "void it, and tell the patient" if account.patient_balance <= ZERO else "send a corrected one"
    by = abs(told.amount - right)
    finding = Finding("L089", Severity.WARNING, f"the statement of {told.on} for claim {account.claim} asked for {by} too {much}", fix=fix,
                      root_cause=RootCause.PATIENT_BILLING, owner=Owner.BILLING, claim=account.claim, expected=right, found=told.amount)
    return WrongStatement(account.claim, told.on, told.amount, right, finding)


_PEOPLES = frozenset({EntryKind.PATIENT_PAYMENT, EntryKind.REFUND, EntryKind.WRITE_OFF, EntryKind.TRANSFER})


def _right(account: Account, day: date) -> list[Decimal]:
    """What should have been asked for on a day: with what people entered of that day, and without, because days have no hours here."""
    return [max(ZERO, fold(account.claim, list(_known(account, last))).patient_balance) for last in (day, day - timedelta(days=1))]


def _known(account: Account, last: date) -> Iterator[Entry]:
    """All that payers ever said, and what people did up to a day."""
    return (one for one in account.history if one.kind not in _PEOPLES or one.on <= last)
