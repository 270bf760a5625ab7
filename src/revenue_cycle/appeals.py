"""Appeals: filed by a person, level by level, each in its time; what became of them, and what they brought.

An appeal moves no money. What it recovers is folded from the payments of the payer behind the day on which it was filed; a time that passed
without an appeal is reported, too.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import MEDICARE_APPEALS, ZERO, Finding, Owner, Payer, PayerProfile, RootCause, RuleError, Severity, profile_of
from revenue_cycle.answers import Answer
from revenue_cycle.denials import Denial, appeal_levels, denials_of
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.in_force import in_force
from revenue_cycle.pairing import Decision, decisions_of, order
from revenue_cycle.root_cause import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi_claims import AppealLevel
    from revenue_cycle.accounts import Account
    from revenue_cycle.root_cause import CauseRow

_WON_BY_APPEAL = "N690"
"""Remark of a reversal that corrects a decision after the provider's appeal."""
_UPHELD = "193"


class AppealStatus(StrEnum):
    """What became of an appeal."""

    FILED = "filed"
    OVERTURNED = "overturned"
    PARTLY = "partly"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    """Its time passed, and nobody filed it."""

    @property
    def is_decided(self) -> bool:
        """Whether a payer, or a court, has said something."""
        return self in _DECIDED

    @property
    def is_won(self) -> bool:
        """In whole or in part."""
        return self in {AppealStatus.OVERTURNED, AppealStatus.PARTLY}


_DECIDED = frozenset({AppealStatus.OVERTURNED, AppealStatus.PARTLY, AppealStatus.UPHELD})


@attrs.frozen
class Appeal:
    """One appeal at one level, or one that nobody filed in time."""

    claim: str
    level: str
    """What the payer calls it."""
    status: AppealStatus
    amount: Decimal
    """What is disputed, dollars."""
    recovered: Decimal = ZERO
    """What the payer has paid for it since, dollars: of the line, or of the claim where no line was named."""
    service_line: int | None = None
    """None: the claim as a whole."""
    sequence: str = "P"
    payer: Payer | None = None
    filed_on: date | None = None
    """None for one that was missed."""
    deadline: date | None = None
    """None where the payer's time is not known."""
    decided_on: date | None = None
    next_level: str = ""
    """What may be filed next; empty where nothing may, or the appeal is not lost."""
    next_deadline: date | None = None
    documentation: str = ""
    by: str = ""
    """Who filed it."""

    @property
    def is_late(self) -> bool:
        """Whether it was filed after its time."""
        return self.filed_on is not None and self.deadline is not None and self.filed_on > self.deadline


# ---- filing

def filed(account: Account, profiles: Sequence[PayerProfile], on: date, *, level: str = "", service_line: int | None = None,
          amount: Decimal | None = None, reason: str = "", documentation: str = "", by: str = "") -> Entry:
    """The entry of an appeal. `level` empty: the one that is next; `amount` None: what is denied and open, of the line or of the claim.

    One that comes late is entered all the same: payers may hear good cause, and the list of appeals says that it is late.

    Raises:
        RuleError: no denial is open, a remark forbids appeals, the payer has no such level, an earlier level or this one is not lost yet, or less
            is in dispute than the level wants.
    """
    denials = [one for one in denials_of(account, profiles) if service_line in (None, one.service_line)]
    if not denials:
        raise _stop("L060", "no denial is open: there is nothing to appeal", "post the remittance first, or look at another line", account.claim)
    sequence = denials[-1].sequence
    levels = _levels(account, profiles, sequence)
    before = [one for one in appeals_of(account, profiles) if one.service_line == service_line and one.sequence == sequence]
    chosen = _level(account, levels, before, level)
    disputed = sum((one.amount for one in denials), ZERO) if amount is None else amount
    if all(facts_of(one.remarks).may_appeal is False for one in denials):
        raise _stop("L061", "a remark of the remittance forbids an appeal", "send a new or a corrected claim", account.claim)
    if chosen is not None and chosen.least_amount is not None and disputed < chosen.least_amount:
        raise _stop("L062", f"{disputed} is in dispute, and the {chosen.name} wants {chosen.least_amount} at least",
                    "take claims together where the payer lets you, or close it", account.claim)
    return Entry(EntryKind.APPEAL, on, disputed, claim=account.claim, service_line=service_line, sequence=sequence, note=reason, by=by,
                 documentation=documentation, appeal_level=chosen.name if chosen is not None else level or "appeal")


def decided(account: Account, profiles: Sequence[PayerProfile], status: AppealStatus | str, on: date, *, level: str = "",
            service_line: int | None = None, reason: str = "", by: str = "") -> Entry:
    """The entry of what became of an appeal: overturned, partly, upheld or withdrawn. `level` empty: the one that was filed last.

    Raises:
        RuleError: no such appeal was filed.
        ValueError: the status says nothing about an appeal that was filed.
    """
    told = AppealStatus(status)
    if not (told.is_decided or told is AppealStatus.WITHDRAWN):
        raise ValueError(f"{told} is not what becomes of an appeal that was filed")
    open_ = [one for one in appeals_of(account, profiles) if one.service_line == service_line and level in ("", one.level)]
    if not open_:
        raise _stop("L063", "no such appeal was filed", "file it first, or name its line and level as they were filed", account.claim)
    last = open_[-1]
    return Entry(EntryKind.APPEAL_DECISION, on, claim=account.claim, service_line=service_line, sequence=last.sequence, stage=told.value, note=reason,
                 by=by, appeal_level=last.level)


def latest(account: Account, profiles: Sequence[PayerProfile], service_line: int | None, level: str = "") -> Appeal:
    """The appeal that was filed last, of a line or with None of the claim. There must be one."""
    return [one for one in appeals_of(account, profiles) if one.service_line == service_line and level in ("", one.level)][-1]


def _stop(code: str, message: str, fix: str, claim: str) -> RuleError:
    return RuleError([Finding(code, Severity.ERROR, message, fix=fix, claim=claim, root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING)])


def _level(account: Account, levels: Sequence[AppealLevel], before: Sequence[Appeal], wanted: str) -> AppealLevel | None:
    """The level to file: the one that was asked for, if it is next."""
    if any(one.status is AppealStatus.FILED for one in before):
        raise _stop("L064", "an appeal was filed and is not decided", "wait for its decision, or withdraw it", account.claim)
    done = {one.level for one in before if one.filed_on is not None and one.status is not AppealStatus.WITHDRAWN}
    following = next((one for one in levels if one.name not in done), None)
    if wanted and levels and wanted not in {one.name for one in levels}:
        raise _stop("L065", "the payer has no such level of appeal", f"file the {following.name}" if following else "close it", account.claim)
    if levels and following is None:
        raise _stop("L065", "every level of appeal was used", "close it", account.claim)
    if wanted and following is not None and following.name != wanted:
        raise _stop("L065", f"the {following.name} comes before that appeal", f"file the {following.name}", account.claim)
    return following


# ---- what became of them

def appeals_of(account: Account, profiles: Sequence[PayerProfile] = (), as_of: date | None = None, causes: Sequence[CauseRow] = ()) -> list[Appeal]:
    """The appeals of a claim in the order in which they were filed; with `as_of` behind them what was missed by that day.

    What no decision was entered for is told from what the payer sent: paid in full or in part, or upheld (CARC 193).
    """
    entries = sorted((entry for entry in account.history if entry.kind is EntryKind.APPEAL and (as_of is None or entry.on <= as_of)),
                     key=lambda entry: entry.on)
    if not entries and (as_of is None or account.denied_open <= ZERO):
        return []
    decisions = [one for one in decisions_of(account.history) if as_of is None or one.head.on <= as_of]
    found = [_appeal(account, entries, at, decisions, profiles, as_of) for at in range(len(entries))]
    if as_of is None:
        return found
    appealed = {(one.sequence, one.service_line) for one in found}
    return [*found, *(_missed(one) for one in denials_of(account, profiles, causes, as_of)
                      if _was_missed(one, as_of) and not {(one.sequence, one.service_line), (one.sequence, None)} & appealed)]


def _was_missed(denial: Denial, as_of: date) -> bool:
    """Whether an appeal could have been filed, nothing else was done, and now it is too late."""
    return denial.appeal_deadline is not None and denial.appeal_deadline < as_of and denial.answer is not Answer.NONE


def _missed(denial: Denial) -> Appeal:
    return Appeal(denial.claim, "", AppealStatus.MISSED, denial.amount, ZERO, denial.service_line, denial.sequence, denial.payer,
                  deadline=denial.appeal_deadline)


def _appeal(account: Account, entries: Sequence[Entry], at: int, decisions: Sequence[Decision], profiles: Sequence[PayerProfile],
            as_of: date | None) -> Appeal:
    entry = entries[at]
    levels = _levels(account, profiles, entry.sequence)
    place = next((number for number, one in enumerate(levels) if one.name == entry.appeal_level), None)
    later = [one for one in entries[at + 1:] if _same(one, entry)]
    recovered = _recovered(entry, later[0].on if later else None, decisions)
    told = _told(account, entry, as_of)
    status = AppealStatus(told.stage) if told is not None else _status_by(entry, recovered, decisions)
    decided_on = told.on if told is not None else _answered_on(entry, status, decisions)
    lost = status in {AppealStatus.UPHELD, AppealStatus.PARTLY} and place is not None and place + 1 < len(levels)
    following = levels[place + 1] if lost and place is not None else None
    return Appeal(
        account.claim, entry.appeal_level, status, entry.amount, ZERO if status is AppealStatus.WITHDRAWN else recovered, entry.service_line,
        entry.sequence, _payer(account, entry.sequence), entry.on, _deadline(account, entries, at, levels, place), decided_on,
        following.name if following is not None else "",
        decided_on + timedelta(days=following.days) if following is not None and decided_on is not None else None, entry.documentation, entry.by)


def _same(one: Entry, other: Entry) -> bool:
    return one.sequence == other.sequence and one.service_line == other.service_line


def _told(account: Account, entry: Entry, as_of: date | None) -> Entry | None:
    """What a person entered of its end."""
    found = [one for one in account.history if one.kind is EntryKind.APPEAL_DECISION and _same(one, entry) and one.appeal_level == entry.appeal_level
             and one.on >= entry.on and (as_of is None or one.on <= as_of)]
    return max(found, key=lambda one: one.on, default=None)


# ---- what they brought

def _since(entry: Entry, until: date | None, decisions: Sequence[Decision]) -> list[Decision]:
    """The payer's decisions behind an appeal, up to the next one."""
    return [one for one in decisions if one.head.sequence == entry.sequence and one.head.on > entry.on and (until is None or one.head.on <= until)]


def _recovered(entry: Entry, until: date | None, decisions: Sequence[Decision]) -> Decimal:
    """Payments less what reversals took back, of the line or of the claim."""
    return sum((one.amount for told in _since(entry, until, decisions) for one in told.details if one.kind is EntryKind.PAYMENT
                and entry.service_line in (None, one.service_line)), ZERO)


def _status_by(entry: Entry, recovered: Decimal, decisions: Sequence[Decision]) -> AppealStatus:
    """What the payer's later decisions say, where nobody entered it."""
    since = _since(entry, None, decisions)
    if recovered >= entry.amount > ZERO:
        return AppealStatus.OVERTURNED
    if recovered > ZERO and any(_WON_BY_APPEAL in one.decided.remarks for one in since):
        return AppealStatus.PARTLY if _still_refused(entry, since) else AppealStatus.OVERTURNED
    upheld = any(one.kind is EntryKind.DENIAL and one.reason == _UPHELD and entry.service_line in (None, one.service_line)
                 for told in since for one in told.details)
    return AppealStatus.UPHELD if upheld else AppealStatus.FILED


def _still_refused(entry: Entry, since: Sequence[Decision]) -> bool:
    """Whether the new decision refuses a part: an appeal that is won brings what the payer allows, and not what was charged."""
    decided = [one for one in since if not one.is_reversal]
    return not decided or any(one.kind is EntryKind.DENIAL and entry.service_line in (None, one.service_line) for one in decided[-1].details)


def _answered_on(entry: Entry, status: AppealStatus, decisions: Sequence[Decision]) -> date | None:
    return max((one.head.decided_on for one in _since(entry, None, decisions)), default=None) if status.is_decided else None


# ---- by when

def _levels(account: Account, profiles: Sequence[PayerProfile], sequence: str) -> tuple[AppealLevel, ...]:
    """A payer's appeals; those of original Medicare where a remark or the kind of plan says so."""
    last = _last(account, sequence)
    cover = next((one for entry in reversed(account.submissions) if entry.submitted is not None for one in entry.submitted.coverages
                  if one.sequence == sequence), None)
    profile = profile_of(list(profiles), _payer(account, sequence))
    if last is None:
        return profile.levels if profile else MEDICARE_APPEALS if cover and cover.filing_indicator in {"MA", "MB"} else ()
    remarks = (*last.decided.remarks, *(code for line in last.decided.services for code in line.remarks))
    return appeal_levels(profile, facts_of(remarks), cover, last)


def _last(account: Account, sequence: str) -> Decision | None:
    found = [one for one in in_force(account.history).standing if one.head.sequence == sequence]
    return max(found, key=lambda one: order(one.head), default=None)


def _payer(account: Account, sequence: str) -> Payer | None:
    named = (one.payer for entry in reversed(account.submissions) if entry.submitted is not None for one in entry.submitted.coverages
             if one.sequence == sequence)
    told = (entry.payer for entry in reversed(account.history) if entry.kind is EntryKind.ADJUDICATION and entry.sequence == sequence)
    return next(named, None) or next(told, None)


def _deadline(account: Account, entries: Sequence[Entry], at: int, levels: Sequence[AppealLevel], place: int | None) -> date | None:
    """From the decision that is disputed, or from that about the level before."""
    entry = entries[at]
    if place is None:
        return None
    if place == 0:
        before = [one.head.decided_on for one in decisions_of(account.history)
                  if one.head.sequence == entry.sequence and not one.is_reversal and one.head.on <= entry.on]
    else:
        before = [one.on for one in account.history if one.kind is EntryKind.APPEAL_DECISION and _same(one, entry) and one.on <= entry.on]
    return max(before) + timedelta(days=levels[place].days) if before else None
