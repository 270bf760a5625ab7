"""Silence: claims of which nobody has said what should have been said by now, and claims that were rejected and that nobody has worked.

A lost claim makes no noise. What should have been heard is a table: a step, for how long it may take by the payer's profile, and what to do.
While a claim lies still its time for filing runs, so each finding tells how much of that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

import attrs

from edi_claims import ZERO, Claim, Finding, Owner, Payer, PayerProfile, RootCause, Severity, profile_of
from revenue_cycle.accounts import Account, ClaimStage, fold
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.sendings import (
    ACCEPTED,
    CLEARINGHOUSE_WORD,
    NOT_RECEIVED,
    PAYER_WORD,
    RECEIVED,
    REJECTED,
    SYNTAX,
    TA1,
    Sending,
    cause_of_rejection,
    in_hand,
    in_order,
    place_of,
    rejecting_party,
    sendings,
    told_order,
)

Books = Mapping[str, Sequence[Entry]]

PAYMENT_DAYS, MEDICARE_DAYS = 30, 14
"""After which an accepted claim is followed up where the payer's profile does not say; Medicare pays clean electronic claims in 14."""
_MEDICARE = frozenset({"MA", "MB"})
_LATE = "the time for filing is over: find the proof that an earlier sending was received, or decide to write it off"


@attrs.frozen(kw_only=True)
class Silence:
    """A claim, or a batch, that waits for a word or for somebody's work."""

    code: str
    claim: str | None
    """Patient control number; None for a batch."""
    stage: str
    """Where it is."""
    since: date
    """From which day it is there."""
    days: int
    """Calendar days since then."""
    working_days: int
    """Business days since then, holidays aside."""
    limit: int
    """How many it may take: calendar days for what was accepted, business days for all else."""
    charge: Decimal = ZERO
    """Dollars at stake."""
    filing_deadline: date | None = None
    """The day by which the payer must have it; None where its limit is not known."""
    filing_days_left: int | None = None
    """Below zero once that is past."""
    payer: Payer | None = None
    file: str = ""
    """Interchange control number of what was sent; empty where there is no receipt."""
    root_cause: RootCause = RootCause.PAYER_FOLLOW_UP
    owner: Owner = Owner.BILLING
    message: str = ""
    fix: str = ""
    expected: Decimal | None = None
    """For totals: what the acknowledgment, or the receipt, says."""
    found: Decimal | None = None

    @property
    def is_late(self) -> bool:
        """Whether the time for filing is over."""
        return self.filing_days_left is not None and self.filing_days_left < 0

    @property
    def finding(self) -> Finding:
        """The same as every other finding: an error where the claim stands still until somebody acts, or its time for filing is over."""
        severity = Severity.ERROR if self.is_late or self.code in _STANDS_STILL else Severity.WARNING
        left = ""
        if self.filing_days_left is not None:
            days = self.filing_days_left
            left = f"; the time for filing ended {-days} days ago" if self.is_late else f"; {days} days are left for filing"
        return Finding(self.code, severity, self.message + left, fix=self.fix, root_cause=self.root_cause, owner=self.owner, claim=self.claim,
                       level="batch" if self.claim is None else None, expected=self.expected, found=self.found)


_STANDS_STILL = frozenset({"L054", "L055", "L057"})


@attrs.frozen
class _Step:
    """What a claim waits for at a stage."""

    code: str
    limit: Callable[[PayerProfile], int]
    says: str
    """What was not heard, or not done."""
    fix: str
    root_cause: RootCause = RootCause.PAYER_FOLLOW_UP


_FILE = _Step("L050", attrgetter("file_acknowledgment_days"), "was sent in file {file}, and no TA1 or 999 has answered it",
              "look for the file's acknowledgment; send the file again if it never arrived", RootCause.SUBMISSION)
_CLAIM = _Step("L051", attrgetter("acknowledgment_days"), "was sent, and no 277CA speaks of it",
               "ask the clearinghouse for it; send it again if it never arrived")
_ACCEPTANCE = _Step("L052", attrgetter("acceptance_days"), "was received, and the payer has not accepted it",
                    "ask the clearinghouse whether it was passed on, then the payer")
_DECISION = _Step("L053", lambda profile: profile.payment_days or PAYMENT_DAYS, "was accepted, and the payer has neither paid nor answered",
                  "ask for its status (276), then call the payer")
_FORWARDED = attrs.evolve(_DECISION, says="was sent on to the next payer by the one before, and that one has neither paid nor answered")
_LEFT_OUT = attrs.evolve(_DECISION, says="was decided by its later payer, which left a part out or took it back, and has decided nothing since")
_REJECTED = _Step("L054", attrgetter("rejection_days"), "was rejected by the {party}, and nobody has worked it",
                  "repair what the acknowledgment names and send it as a new claim")
_LOST = _Step("L055", lambda _: 0, "was never received, because its file, group or set is rejected, and was not sent again",
              "send it again once the file is right", RootCause.SUBMISSION)
_MISSING = _Step("L057", lambda _: 0, "was sent in batch {batch}, and the answer to that batch does not list it",
                 "ask the receiver for it; send it again if it never arrived")
_OTHER = _Step("L058", lambda _: 0, "has been {stage} for a while", "look at it")
_STEPS = {RECEIVED: _ACCEPTANCE, ACCEPTED: _DECISION, REJECTED: _REJECTED, NOT_RECEIVED: _LOST}


@attrs.frozen
class _Asking:
    """Who asks when."""

    as_of: date
    profiles: tuple[PayerProfile, ...]
    holidays: frozenset[date]

    def profile(self, payer: Payer | None) -> PayerProfile:
        """A payer's rules; those of nobody in particular where it has none."""
        return profile_of(self.profiles, payer) or PayerProfile("")

    def waited(self, since: date) -> dict[str, Any]:
        """How long something has waited, in calendar days and in business days."""
        return {"days": (self.as_of - since).days, "working_days": business_days(since, self.as_of, self.holidays)}


# ---- every claim that is overdue

def silence(books: Books, as_of: date, profiles: Sequence[PayerProfile] = (), holidays: Collection[date] = ()) -> list[Silence]:
    """Every claim that is overdue on a day, and every batch whose totals do not add up: those with the least time left for filing first.

    A claim is told of once, for the first step that it has not taken. What a payer has decided, what is held, and what was written off is no
    silence.
    """
    asking, batches = _Asking(as_of, tuple(profiles), frozenset(holidays)), _Batches(books, as_of)
    found = [one for claim, entries in books.items() if claim for one in _overdue(_known(entries, as_of), asking, batches)]
    return sorted([*found, *batches.unbalanced(asking)], key=_urgency)


def _known(entries: Sequence[Entry], as_of: date) -> list[Entry]:
    return [entry for entry in entries if entry.on <= as_of]


def _urgency(one: Silence) -> tuple[bool, int, Decimal, str, str]:
    left = one.filing_days_left
    return left is None, left or 0, -one.charge, one.claim or "", one.message


def _overdue(entries: Sequence[Entry], asking: _Asking, batches: _Batches) -> Iterator[Silence]:
    sent = in_hand(sendings(entries))
    if not sent or _settled(sent[-1], entries):
        return
    last = sent[-1]
    if is_decided(last, entries):
        yield from _next_payer(last, entries, asking)
        yield from _left_out(last, entries, asking)
        return
    step, since = _step(last, batches)
    if step is _DECISION:
        since = max([since, *(entry.on for entry in entries if entry.kind is EntryKind.STATUS and entry.stage not in _NO_WORD)])
    made = _made(step, last, since, asking, entries)
    if (made.days if step is _DECISION else made.working_days) >= made.limit:
        yield made


_DECISIONS = frozenset({EntryKind.ADJUDICATION, EntryKind.FORWARDED})
_NO_WORD = frozenset({"not_found", "inquiry_refused", "not_answered", "unknown"})
"""Standings of a status answer (277) that say nothing of the claim. Whoever says that he works on it is not silent."""


def _step(last: Sending, batches: _Batches) -> tuple[_Step, date]:
    """What the claim waits for, and since when."""
    if last.stage:
        return _STEPS[last.stage], last.since
    if (last.file, last.submission.claim) in batches.missing:
        return _MISSING, last.submission.on
    heard = last.heard(TA1, SYNTAX)
    if heard or not last.file:
        return _CLAIM, max((entry.on for entry in heard), default=last.submission.on)
    return _FILE, last.submission.on


def _settled(last: Sending, entries: Sequence[Entry]) -> bool:
    """Whether somebody has held the claim, written it off, or left it to the patient since it was sent."""
    sent = last.submission
    gone = sum((entry.amount for entry in entries if entry.kind in (EntryKind.WRITE_OFF, EntryKind.TRANSFER) and entry.on >= sent.on), ZERO)
    return (gone >= sent.amount > ZERO) or any(entry.kind is EntryKind.HOLD and entry.on > sent.on for entry in entries)


def is_decided(last: Sending, entries: Iterable[Entry]) -> bool:
    """Whether its payer has decided since it was sent. Of one day, a replacement comes behind the decision that it is about."""
    sent = last.submission
    original = last.claim is None or last.claim.frequency == "1"
    return any(entry.kind in _DECISIONS and entry.sequence in ("", sent.sequence)
               and (entry.on > sent.on or (original and entry.on == sent.on)) for entry in entries)


def _next_payer(last: Sending, entries: Sequence[Entry], asking: _Asking) -> Iterator[Silence]:
    """A claim that the payer sent on by itself, and of which the next one has said nothing."""
    decisions = [entry for entry in entries if entry.kind in _DECISIONS and entry.decided is not None]
    latest = max(decisions, key=lambda entry: (place_of(entry.sequence), entry.on, entry.source.position if entry.source else 0), default=None)
    if latest is None or latest.decided is None or not (latest.kind is EntryKind.FORWARDED or latest.decided.is_forwarded):
        return
    later = sorted((one for one in last.claim.coverages if one.rank > place_of(latest.sequence)), key=lambda one: one.rank) if last.claim else []
    payer = later[0].payer if later else latest.decided.crossover_payer
    profile = asking.profile(payer)
    days = profile.secondary_filing_days if profile.secondary_filing_days is not None else profile.timely_filing_days
    made = _made(_FORWARDED, last, latest.on, asking, entries)
    made = attrs.evolve(made, stage=ClaimStage.NEXT_PAYER.value, payer=payer, limit=_FORWARDED.limit(profile),
                        **_left(latest.on + timedelta(days=days) if days is not None else None, asking))
    if made.days >= made.limit:
        yield made


def _left_out(last: Sending, entries: Sequence[Entry], asking: _Asking) -> Iterator[Silence]:
    """Shares that are held for a later payer, who has decided the claim, and left them out, or taken that back and decided nothing since."""
    if not (later := [entry for entry in entries if entry.kind is EntryKind.ADJUDICATION and place_of(entry.sequence)]):
        return
    account, told = fold(last.submission.claim or "", entries), max(later, key=lambda entry: (place_of(entry.sequence), entry.on))
    waiting = sum((one.held - one.barred for one in account.lines if place_of(one.sequence) < place_of(told.sequence)), ZERO)
    amount = min(waiting, account.held - account.not_billable)
    payer = _payer(last, told.sequence)
    made = attrs.evolve(_made(_LEFT_OUT, last, told.on, asking, entries, account.stage.value), payer=payer, charge=amount,
                        limit=_DECISION.limit(asking.profile(payer)))
    if amount > ZERO and made.days >= made.limit:
        yield made


# ---- one of them

def _made(step: _Step, last: Sending, since: date, asking: _Asking, entries: Iterable[Entry], stage: str = "") -> Silence:
    number, standing, source, payer = last.submission.claim, last.standing, last.submission.source, _payer(last)
    profile = asking.profile(payer)
    says = step.says.format(file=last.file, batch=source.batch_id if source else "", party=rejecting_party(standing) if standing else "receiver",
                            stage=stage)
    limit = MEDICARE_DAYS if step is _DECISION and profile.payment_days is None and _is_medicare(last) else step.limit(profile)
    waited, left = asking.waited(since), _left(filing_deadline(last.claim, profile, entries), asking)
    made = Silence(code=step.code, claim=number, stage=stage or last.stage or "submitted", since=since, limit=limit, charge=last.submission.amount,
                   payer=payer, file=last.file, root_cause=step.root_cause, message=f"claim {number} {says}: {waited['days']} days since {since}",
                   fix=step.fix, **waited, **left)
    if step in (_REJECTED, _LOST) and standing is not None:
        cause, owner = cause_of_rejection(standing)
        made = attrs.evolve(made, root_cause=cause, owner=owner, fix=next((finding.fix for finding in standing.findings if finding.fix), step.fix))
    return attrs.evolve(made, fix=_LATE) if made.is_late and step is not _DECISION else made


def _left(deadline: date | None, asking: _Asking) -> dict[str, Any]:
    return {"filing_deadline": deadline, "filing_days_left": (deadline - asking.as_of).days if deadline is not None else None}


def _is_medicare(last: Sending) -> bool:
    return last.claim is not None and any(one.sequence == last.claim.sequence and one.filing_indicator in _MEDICARE for one in last.claim.coverages)


def _payer(last: Sending, sequence: str = "") -> Payer | None:
    claim = last.claim
    return next((one.payer for one in claim.coverages if one.sequence == (sequence or claim.sequence)), None) if claim is not None else None


def filing_deadline(claim: Claim | None, profile: PayerProfile | None, entries: Iterable[Entry] = ()) -> date | None:
    """The day by which the payer must have a claim; None where its limit, or the day that it counts from, is not known.

    From the last day of service; for a replacement from the payer's decision, and for a later payer from the decision of the one before, which
    stand among `entries`.
    """
    if claim is None or profile is None:
        return None
    decided = [(entry.on, place_of(entry.sequence)) for entry in entries if entry.kind is EntryKind.ADJUDICATION]
    place = place_of(claim.sequence)
    limit, begins = profile.timely_filing_days, claim.encounter.last_day
    if claim.frequency in ("7", "8"):
        limit, begins = profile.corrected_claim_days, max((day for day, at in decided if at == place), default=None)
    elif place and any(at < place for _, at in decided):
        limit = profile.timely_filing_days if profile.secondary_filing_days is None else profile.secondary_filing_days
        begins = max(day for day, at in decided if at < place)
    return begins + timedelta(days=limit) if limit is not None and begins is not None else None


# ---- any stage

def stale(books: Books, stage: ClaimStage | str, days: int, as_of: date, profiles: Sequence[PayerProfile] = (),
          holidays: Collection[date] = ()) -> list[Silence]:
    """Claims that have been at one stage for so many calendar days, or longer: those with the least time left for filing first."""
    wanted, asking, found = ClaimStage(stage), _Asking(as_of, tuple(profiles), frozenset(holidays)), []
    for claim, entries in books.items():
        known = _known(entries, as_of) if claim else []
        account = fold(claim, known) if known else None
        if account is not None and account.stage is wanted:
            one = _stale(account, asking)
            found += [attrs.evolve(one, limit=days)] if one.days >= days else []
    return sorted(found, key=_urgency)


def _stale(account: Account, asking: _Asking) -> Silence:
    sent, stage = sendings(account.history), account.stage.value
    if not sent:
        return _unsent(account, asking)
    if stage in _STEPS:
        return _made(_STEPS[stage], sent[-1], sent[-1].since, asking, account.history, stage)
    since = sent[-1].submission.on if stage == "submitted" else in_order(account.history)[-1].on
    return _made(_CLAIM if stage == "submitted" else _OTHER, sent[-1], since, asking, account.history, stage)


_QUERY = "provider_query"
"""The reason of a hold that waits for a provider's answer to a coder."""


def _unsent(account: Account, asking: _Asking) -> Silence:
    """A claim that was never sent: held, as a rule. A question to the provider is the coder's to settle."""
    last = in_order(account.history)[-1]
    cause, owner = (RootCause.DOCUMENTATION, Owner.CODING) if _QUERY in (last.note, last.reason) else (RootCause.SUBMISSION, Owner.BILLING)
    waited, stage = asking.waited(last.on), account.stage.value
    return Silence(code="L058", claim=account.claim, stage=stage, since=last.on, limit=0, root_cause=cause, owner=owner,
                   message=f"claim {account.claim} has been {stage} and was never sent: {waited['days']} days since {last.on}",
                   fix="settle what it waits for, and send it", **waited)


# ---- batches

class _Batches:
    """The batches that were answered by a 277CA: which of their claims no answer lists, and which totals do not add up."""

    def __init__(self, books: Books, as_of: date) -> None:
        self.missing: set[tuple[str, str | None]] = set()
        self._last: dict[tuple[str, str, str], Entry] = {}
        self._short: set[tuple[str, str]] = set()
        known = _known(books.get("", ()), as_of)
        for entry in known:
            said, source = entry.acknowledged, entry.source
            if said is not None and source is not None and source.kind == "277CA":
                key = said.answers, source.batch_id, said.by
                self._last[key] = max(entry, self._last.get(key, entry), key=told_order)
        answered = {(file, batch) for file, batch, _ in self._last}
        for entry in known:
            if entry.receipt is not None:
                self._compare(entry, answered, books, as_of)

    def _compare(self, entry: Entry, answered: set[tuple[str, str]], books: Books, as_of: date) -> None:
        file = entry.receipt.interchange_control_number if entry.receipt else ""
        for one in entry.receipt.sets if entry.receipt else ():
            if (file, one.batch_id) not in answered:
                continue
            for claim in one.claims:
                number = claim.patient_control_number
                if number in books and not _is_listed(_known(books[number], as_of), file):
                    self.missing.add((file, number))
                    self._short.add((file, one.batch_id))

    def unbalanced(self, asking: _Asking) -> Iterator[Silence]:
        """A batch whose last answer does not add up, with the first of its reasons. That an answer is of a part only is none."""
        for (file, batch, _), entry in self._last.items():
            of_part = (file, batch) not in self._short
            reasons = [one for one in entry.findings if one.code in ("A311", "A312") or (one.code == "A313" and not of_part)]
            for one in reasons[:1]:
                yield Silence(code="L056", claim=None, stage="acknowledged", since=entry.on, limit=0, file=file, expected=one.expected,
                              found=one.found, message=f"the answer to batch {batch} does not add up: {one.message}",
                              fix="find the claims that are missing, and ask the receiver for them", **asking.waited(entry.on))


def _is_listed(entries: Iterable[Entry], file: str) -> bool:
    """Whether a 277CA speaks of the claim that went in a file."""
    return any(entry in one.heard(CLEARINGHOUSE_WORD, PAYER_WORD) for one in sendings(entries) if one.file == file for entry in one.answers)


# ---- days

def business_days(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """How many business days have come after one day, up to and with another: Monday to Friday, holidays aside.

    >>> business_days(date(2026, 10, 23), date(2026, 10, 26)), business_days(date(2026, 10, 23), date(2026, 10, 27), {date(2026, 10, 26)})
    (1, 1)
    """
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    odd = sum((start.weekday() + at) % 7 < 5 for at in range(1, rest + 1))           # noqa: PLR2004 - a week
    return weeks * 5 + odd - sum(start < day <= end and day.weekday() < 5 for day in set(holidays))      # noqa: PLR2004
