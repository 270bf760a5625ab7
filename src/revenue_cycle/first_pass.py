"""How claims fared when they were first sent: clean, touched by a person before, or rejected on the way, and by whom.

A claim that was rejected and sent again stays one that was rejected at first, and what is said of the second attempt changes nothing in that.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import Severity
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.sendings import ACCEPTED, CLEARINGHOUSE, NOT_RECEIVED, PAYER, REJECTED, sendings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PROVIDER_QUERY = "provider_query"
"""The reason of a hold that waits for a provider's answer to a coder."""
_REJECTED = frozenset({REJECTED, NOT_RECEIVED})


class RejectedBy(StrEnum):
    """Who refused a claim before any payer decided about it."""

    FILE = "file"
    """Its whole file, group or set (TA1, 999): the claim itself was never looked at."""
    CLEARINGHOUSE = "clearinghouse"
    PAYER = "payer"
    UNKNOWN = "unknown"
    """By an acknowledgment that does not say who made it."""


@attrs.frozen
class FirstPass:
    """A claim's first sending."""

    claim: str
    on: date
    is_answered: bool
    """Somebody has accepted, rejected or decided about it."""
    is_accepted: bool
    """Taken in without a rejection: accepted by an acknowledgment, or decided about by a payer."""
    is_touched: bool
    """Held, or stopped by the scrubber with an error, before it was sent: a person has repaired it."""
    rejected_by: RejectedBy | None = None
    """None where nobody rejected it; where several did, the first."""

    @property
    def is_clean(self) -> bool:
        """By the strict definition: taken in, and nobody had to touch it."""
        return self.is_accepted and not self.is_touched


def first_passes(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> list[FirstPass]:
    """The claims that were first sent from one day to another, both included, by what is known on the last day.

    A claim that is held and was never sent is not among them.
    """
    found = (first_pass(claim, [entry for entry in entries if entry.on <= end]) for claim, entries in books.items() if claim)
    return [one for one in found if one is not None and start <= one.on]


def first_pass(claim: str, entries: Sequence[Entry]) -> FirstPass | None:
    """A claim's first sending; None where it was never sent."""
    sent = sendings(entries)
    if not sent:
        return None
    first = sent[0]
    on, payer = first.submission.on, first.submission.sequence
    refused = next((entry for entry in first.answers if entry.stage in _REJECTED), None)
    decided = any(entry.kind is EntryKind.ADJUDICATION and entry.sequence == payer for entry in entries)
    accepted = refused is None and (decided or any(entry.stage == ACCEPTED for entry in first.answers))
    return FirstPass(claim, on, refused is not None or accepted, accepted, any(_touches(entry, on) for entry in entries),
                     rejected_by(refused) if refused is not None else None)


def _touches(entry: Entry, sent_on: date) -> bool:
    if entry.on > sent_on:
        return False
    stopped = entry.kind is EntryKind.SCRUBBED and any(finding.severity is Severity.ERROR for finding in entry.findings)
    return stopped or entry.kind is EntryKind.HOLD


def rejected_by(entry: Entry) -> RejectedBy:
    """Who made a rejection: by the kind of its acknowledgment, and for a 277CA by the role in which its source speaks."""
    kind, role = entry.source.kind if entry.source is not None else "", entry.acknowledged.by if entry.acknowledged is not None else ""
    return RejectedBy.FILE if kind in _OF_FILES else _ROLES.get(role, RejectedBy.UNKNOWN)


_OF_FILES = frozenset({"TA1", "999", "997"})
_ROLES = {CLEARINGHOUSE: RejectedBy.CLEARINGHOUSE, PAYER: RejectedBy.PAYER}


# ---- questions to providers

def is_provider_query(entry: Entry) -> bool:
    """Whether an entry holds a claim until its provider has answered."""
    return entry.kind is EntryKind.HOLD and PROVIDER_QUERY in (entry.reason, entry.note)


def queries_and_encounters(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> tuple[int, int]:
    """How many questions went to providers in the time, and how many encounters came to billing in it: first held or first sent."""
    queries = encounters = 0
    for claim, entries in books.items():
        if claim:
            queries += sum(1 for entry in entries if is_provider_query(entry) and start <= entry.on <= end)
            encounters += start <= _came(entries) <= end
    return queries, encounters


def _came(entries: Iterable[Entry]) -> date:
    return min((entry.on for entry in entries if entry.kind in (EntryKind.HOLD, EntryKind.SUBMISSION)), default=date.max)
