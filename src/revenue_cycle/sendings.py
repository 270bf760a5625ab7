"""Each time that a claim was sent, and what was heard of it: the same in whatever order the acknowledgments came.

An acknowledgment answers one sending. A claim that was rejected and sent again is not rejected by what answers the first one, however late
that comes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from edi_claims import Claim, Owner, RootCause
from edi_claims.coverage import SEQUENCES
from revenue_cycle.entries import Acknowledged, Entry, EntryKind, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RECEIVED, ACCEPTED, REJECTED, NOT_RECEIVED = "received", "accepted", "rejected", "not_received"
PAYER, CLEARINGHOUSE = "PR", "AY"
TA1, SYNTAX, CLEARINGHOUSE_WORD, PAYER_WORD = range(4)
"""The rungs that a claim climbs: the envelope, the guide, the clearinghouse's edits, the payer's."""

_FILE_RUNG = {"TA1": TA1, "999": SYNTAX, "997": SYNTAX}
_WORSE = ("", RECEIVED, ACCEPTED, REJECTED, NOT_RECEIVED)
"""Where two acknowledgments of one rung and moment differ, the later one here is taken to be the last."""
_BAD = frozenset({REJECTED, NOT_RECEIVED})


@attrs.frozen
class Sending:
    """One time that a claim was sent, to one payer."""

    submission: Entry
    answers: tuple[Entry, ...] = ()
    """Every acknowledgment of it, by day, then by rung, then by when it was made."""
    standing: Entry | None = None
    """The acknowledgment that says where it is; None where none was heard."""
    since: date = attrs.field(default=attrs.Factory(lambda self: self.submission.on, takes_self=True))
    """From which day it is there."""

    @property
    def stage(self) -> str:
        """`received`, `accepted`, `rejected`, `not_received`; empty while no one has spoken of the claim itself."""
        return self.standing.stage if self.standing is not None else ""

    @property
    def claim(self) -> Claim | None:
        """What was sent; None where only its charge was kept."""
        return self.submission.submitted

    @property
    def file(self) -> str:
        """Interchange control number of its file; empty where there is no receipt."""
        return self.submission.source.trace_number if self.submission.source else ""

    def heard(self, *rungs: int) -> tuple[Entry, ...]:
        """The acknowledgments of some rungs."""
        return tuple(one for one in self.answers if rung(one) in rungs)


def rung(entry: Entry) -> int:
    """Which rung an acknowledgment speaks for. A 277CA of nobody in particular is taken for a clearinghouse's."""
    kind = entry.source.kind if entry.source else ""
    if kind in _FILE_RUNG:
        return _FILE_RUNG[kind]
    return PAYER_WORD if entry.acknowledged is not None and entry.acknowledged.by == PAYER else CLEARINGHOUSE_WORD


def rejecting_party(entry: Entry) -> str:
    """Who an acknowledgment is from, in a word."""
    return ("receiver", "receiver", "clearinghouse", "payer")[rung(entry)]


def cause_of_rejection(entry: Entry) -> tuple[RootCause, Owner]:
    """Why an acknowledgment rejects, and who repairs it: its first finding's."""
    first = next(iter(entry.findings), None)
    return (first.root_cause, first.owner) if first is not None else (RootCause.SUBMISSION, Owner.BILLING)


_KNOWN_ALREADY = frozenset({"54", "78"})
"""Claim status codes with which a payer rejects what it has: decided, or in process."""


def in_hand(sent: Sequence[Sending]) -> list[Sending]:
    """The sendings that count: without those that were rejected only because the payer has an earlier one, which then stands."""
    return [one for at, one in enumerate(sent) if not (_is_known_already(one) and any(_may_be_there(before, one) for before in sent[:at]))]


def _is_known_already(one: Sending) -> bool:
    told = one.standing.acknowledged if one.standing is not None and one.stage == REJECTED else None
    codes = {(*text.split(":"), "")[1] for text in told.statuses} if told is not None else set()
    return bool(codes) and codes <= _KNOWN_ALREADY


def _may_be_there(before: Sending, one: Sending) -> bool:
    return before.submission.sequence == one.submission.sequence and before.stage not in _BAD


# ---- the fold

def sendings(entries: Iterable[Entry]) -> list[Sending]:
    """A claim's sendings, the first one first, each with its acknowledgments. Empty where it was never sent."""
    sent: list[Entry] = []
    told: list[Entry] = []
    for entry in entries:
        if entry.kind is EntryKind.SUBMISSION:
            sent.append(entry)
        elif entry.kind is EntryKind.ACKNOWLEDGMENT:
            told.append(entry)
    sent.sort(key=sent_order)
    answers: list[list[Entry]] = [[] for _ in sent]
    for entry in told if sent else ():
        answers[_answered(entry, sent)].append(entry)
    return [_sending(submission, sorted(heard, key=told_order)) for submission, heard in zip(sent, answers, strict=True)]


def sent_order(entry: Entry) -> tuple[date, int, str, str]:
    """By day; of one day the earlier payer first, then the original before its replacement and its void."""
    frequency = entry.submitted.frequency if entry.submitted is not None else ""
    return entry.on, place_of(entry.sequence), frequency, entry.source.trace_number.zfill(9) if entry.source else ""


def place_of(sequence: str) -> int:
    """Place of a payer: 0 for primary."""
    return max(SEQUENCES.find(sequence), 0)


def told_order(entry: Entry) -> tuple[date, int, str, int, tuple[str, ...]]:
    """By day, by rung, by when it was made; what then is still alike is put in a fixed order."""
    said, source = entry.acknowledged or _NOTHING, entry.source or _NOWHERE
    alike = (source.trace_number, source.payer_trace_id, said.answers, said.by, said.payer_control_number, *said.statuses)
    return (entry.on, rung(entry), said.told_at.isoformat() if said.told_at else "", _WORSE.index(entry.stage) if entry.stage in _WORSE else 0, alike)


_NOTHING, _NOWHERE = Acknowledged(), Source("")


def _answered(told: Entry, sent: Sequence[Entry]) -> int:
    """Which sending it answers: the one in the file, or the batch, that it names, else the last one before its day.

    On one day a rejection answers what was sent before, as it is the reason for sending anew, and an acceptance what was sent that day.
    """
    file, batch = told.acknowledged.answers if told.acknowledged else "", told.source.batch_id if told.source else ""
    for name, number in (("trace_number", file), ("batch_id", batch)):
        named = [at for at, one in enumerate(sent) if number and one.source is not None and getattr(one.source, name) == number]
        if named:
            return max((at for at in named if sent[at].on <= told.on), default=named[0])
    before = max((at for at, one in enumerate(sent) if one.on < told.on), default=None)
    same_day = max((at for at, one in enumerate(sent) if one.on == told.on), default=None)
    if same_day is not None and (before is None or told.stage not in _BAD):
        return same_day
    return before or 0


def _sending(submission: Entry, answers: Sequence[Entry]) -> Sending:
    standing, since = None, submission.on
    for told in answers:
        if _replaces(told, standing):
            if standing is None or told.stage != standing.stage:
                since = told.on
            standing = told
    return Sending(submission, tuple(answers), standing, since)


def _replaces(told: Entry, before: Entry | None) -> bool:
    """Whether a later word changes where the claim is.

    A claim that reached a rung has passed the ones below it: that its file was accepted, or refused as sent before, tells nothing new, and
    neither does a clearinghouse that it passed it on. A rejection at the desk of a clearinghouse or payer counts whenever it comes.
    """
    if before is None:
        return True
    lower, bad = rung(told) < rung(before), told.stage in _BAD
    if lower and (not bad or rung(told) <= SYNTAX):
        return False
    return not (told.stage == RECEIVED and before.stage == ACCEPTED)


# ---- everything that happened to a claim, in order

def in_order(entries: Iterable[Entry], sent: Sequence[Sending] | None = None) -> list[Entry]:
    """Entries as they happened: by day, and within a day as one thing follows from another. The order of arrival plays no part."""
    known = list(entries)
    turns = sendings(known) if sent is None else sent
    turn_of = {id(entry): at for at, one in enumerate(turns) for entry in (one.submission, *one.answers)}
    return sorted(known, key=lambda entry: (entry.on, turn_of.get(id(entry), _turn(entry, turns)), _RANK.get(entry.kind, len(_RANK)), _within(entry)))


_RANK = {kind: at for at, kind in enumerate((EntryKind.PATIENT_PAYMENT, EntryKind.SCRUBBED, EntryKind.HOLD, EntryKind.SUBMISSION,
                                             EntryKind.ACKNOWLEDGMENT, EntryKind.ADJUDICATION))}
"""Within a day and a sending."""


def _turn(entry: Entry, sent: Sequence[Sending]) -> int:
    """The sending that something followed from: the last one before its day, or of its day where that was no answer to a decision."""
    fitting = [at for at, one in enumerate(sent) if one.submission.on < entry.on or (one.submission.on == entry.on and _could_bring(one, entry))]
    return fitting[-1] if fitting else -1


def _could_bring(one: Sending, entry: Entry) -> bool:
    """Whether a sending of the same day comes before an entry: a replacement, or a claim to a later payer, follows from a decision."""
    original = one.claim is None or one.claim.frequency == "1"
    return original and (not entry.sequence or place_of(one.submission.sequence) <= place_of(entry.sequence))


def _within(entry: Entry) -> tuple[object, ...]:
    if entry.kind is EntryKind.ACKNOWLEDGMENT:
        return (0, *told_order(entry))
    source = entry.source
    return (1, entry.on, place_of(entry.sequence), source.trace_number if source else "", source.position if source else 0,
            entry.service_line or 0, entry.group, entry.reason, entry.amount)
