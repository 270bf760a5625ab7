"""Audit findings: what was paid and the record does not support. Kept apart from denials: no payer has refused anything, and no money moves.

What a note says is for a person to judge. The library keeps his statement, finds what was paid for the line, and counts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Owner, RootCause
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.in_force import standing
from revenue_cycle.matching import match_lines
from revenue_cycle.pairing import sent as sent_of
from revenue_cycle.ratios import Ratio, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edi_claims import Claim


class AuditOutcome(StrEnum):
    """What an auditor says of a line, or of a claim as a whole."""

    SUPPORTED = "supported"
    """The record supports what was billed."""
    UNSUPPORTED = "unsupported"
    """The record does not support it, as far as it goes."""
    CODE_CHANGED = "code_changed"
    """The record supports another code than the one that was billed."""


_ASK = "Ask the provider for what the record lacks; if it is not there, correct the claim and pay back what was paid for it"
_RECODE = "Code again from the record and send a corrected claim, whether it pays more or less"
_CAUSES = {AuditOutcome.UNSUPPORTED: (RootCause.DOCUMENTATION, Owner.PROVIDER, _ASK),
           AuditOutcome.CODE_CHANGED: (RootCause.CODING, Owner.CODING, _RECODE)}


@attrs.frozen
class AuditFlag:
    """A line that an auditor does not find supported as it was billed. Not a denial, whatever was paid."""

    claim: str
    service_line: int | None
    """None: the claim as a whole."""
    procedure: str
    """Code and modifiers, as billed; empty for a claim as a whole."""
    what: AuditOutcome
    at_risk: Decimal
    """What all payers have paid for it, dollars: what may have to be paid back."""
    root_cause: RootCause
    owner: Owner
    next_action: str
    on: date
    by: str = ""
    """Who said so."""
    documentation: str = ""
    """What he had before him."""


@attrs.frozen
class CodingAccuracy:
    """What auditors found in a time, each line by the last that was said of it."""

    supported: int = 0
    unsupported: int = 0
    code_changed: int = 0

    @property
    def audited(self) -> int:
        """How many lines were looked at."""
        return self.supported + self.unsupported + self.code_changed

    @property
    def accuracy(self) -> Ratio:
        """Lines that are right as they were billed, of all that were looked at."""
        return ratio(self.supported, self.audited)

    @property
    def changed(self) -> Ratio:
        """Lines whose code the auditor changed."""
        return ratio(self.code_changed, self.audited)

    @property
    def documented(self) -> Ratio:
        """Lines that the record supports, be it with another code."""
        return ratio(self.supported + self.code_changed, self.audited)


def audit_finding(claim: str, line: int | None, what: AuditOutcome | str, *, by: str, on: date, documentation: str = "", note: str = "") -> Entry:
    """The entry of an auditor's statement. It holds no amount and moves no money.

    Args:
        claim: the patient control number.
        line: which line, from 1; None for the claim as a whole.
        what: his judgement.
        by: who he is.
        on: the day.
        documentation: a reference to the record that he looked at, never its text.
        note: in his words; it is in no repr and no report.

    Raises:
        ValueError: it is no judgement of `AuditOutcome`, or nobody signs it.
    """
    if not by:
        raise ValueError("an audit finding has an author")
    return Entry(EntryKind.AUDIT, on, claim=claim, service_line=line, reason=AuditOutcome(what).value, by=by, documentation=documentation, note=note)


def audit_flags(books: Mapping[str, Sequence[Entry]], as_of: date | None = None) -> list[AuditFlag]:
    """What auditors do not find supported, by claim and line; the last statement about a line counts."""
    found = [flag for claim, entries in books.items() if claim for flag in flags_of(claim, entries, as_of)]
    return sorted(found, key=lambda one: (one.claim, one.service_line or 0))


def flags_of(claim: str, entries: Sequence[Entry], as_of: date | None = None) -> list[AuditFlag]:
    """The same of one claim."""
    last = _last_words(entries, as_of)
    if not last:
        return []
    known = [entry for entry in entries if as_of is None or entry.on <= as_of]
    sent = next((entry.submitted for entry in reversed(sent_of(known)) if entry.submitted is not None), None)
    return [_flag(claim, entry, sent, known) for entry in last if entry.reason != AuditOutcome.SUPPORTED]


def coding_accuracy(books: Mapping[str, Sequence[Entry]], start: date, end: date) -> CodingAccuracy:
    """What auditors found from one day to another, both included."""
    told = [entry.reason for claim, entries in books.items() if claim for entry in _last_words(entries, end) if entry.on >= start]
    return CodingAccuracy(*(told.count(one.value) for one in AuditOutcome))


def _last_words(entries: Iterable[Entry], as_of: date | None) -> list[Entry]:
    """The last statement about each line. Of two on one day the one that finds fault counts, so that order of entry decides nothing."""
    told = [entry for entry in entries if entry.kind is EntryKind.AUDIT and (as_of is None or entry.on <= as_of)]
    told.sort(key=lambda entry: (entry.on, entry.reason != AuditOutcome.SUPPORTED, entry.reason))
    return list({entry.service_line: entry for entry in told}.values())


def _flag(claim: str, entry: Entry, sent: Claim | None, known: Sequence[Entry]) -> AuditFlag:
    number, what = entry.service_line, AuditOutcome(entry.reason)
    lines = sent.encounter.services if sent is not None else ()
    procedure = str(lines[number - 1].procedure) if number is not None and 0 < number <= len(lines) else ""
    return AuditFlag(claim, number, procedure, what, sum(_paid(known, sent, number), ZERO), *_CAUSES[what], entry.on, entry.by, entry.documentation)


def _paid(known: Sequence[Entry], sent: Claim | None, number: int | None) -> Iterator[Decimal]:
    """What payers have paid that stands, for a line or for the claim."""
    for entry in standing(known):
        payment = entry.decided
        if payment is None:
            continue
        if number is None:
            yield payment.paid
        else:
            yield from (line.paid for line, at in zip(payment.services, match_lines(payment, sent), strict=True) if at == number)
