"""Acknowledgments on the ledger: which claims got in, which were rejected and why, by whom, and on which day.

A rejected claim is not a denied one: no payer has decided, nothing can be appealed, and the time for filing goes on.

Every acknowledgment becomes facts, one for the file and one for each claim that it speaks of. The same fact again is kept once. What stands
is told by `revenue_cycle.sendings`, by the days of the facts and never by the order in which they came.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

import edi_acks
from edi_claims import Claim, Finding, Owner, Receipt, RootCause, SentClaim, SentSet, Severity
from edi_x12.reader import Parsed, Reader
from revenue_cycle.entries import Acknowledged, Entry, EntryKind, Source
from revenue_cycle.sendings import ACCEPTED, NOT_RECEIVED, RECEIVED, REJECTED
from revenue_cycle.sent_files import SentFile, SentFiles, number_of

if TYPE_CHECKING:
    from edi_acks import (
        Acknowledgment,
        ClaimAcknowledgment,
        ClaimStatus,
        ImplementationAcknowledgment,
        InterchangeAcknowledgment,
        ProviderAcknowledgment,
        Status,
    )

Books = Mapping[str, Sequence[Entry]]

_OF_BATCH = frozenset({"A101", "A102", "A103", "A206", "A308", "A309", "A311", "A312", "A313"})
"""Findings that concern a file or a batch as a whole and are kept with its entry."""
_UNACCOUNTED, _NOT_ALL, _NEVER_SENT = "A321", "A313", "A322"


@attrs.define
class TrackingReport:
    """What acknowledgments said, claim by claim. What was known before is not told again."""

    accepted: list[str] = attrs.field(factory=list)
    """Patient control numbers."""
    received: list[str] = attrs.field(factory=list)
    """Got in, or passed on, and not yet accepted."""
    rejected: list[str] = attrs.field(factory=list)
    """Refused by the clearinghouse or the payer: fix and send as new."""
    not_received: list[str] = attrs.field(factory=list)
    """Lost with their file: send again as they are, once the file is right."""
    unknown: list[str] = attrs.field(factory=list)
    """Named by an acknowledgment, never submitted here. Acknowledge once more when they are: only what is new then counts."""
    unaccounted: list[str] = attrs.field(factory=list)
    """Sent in a batch that was answered, and not listed in any answer to it."""
    duplicates: list[Source] = attrs.field(factory=list)
    """Acknowledgments that came before."""
    findings: list[Finding] = attrs.field(factory=list)


# ---- what was sent

def submitted(claims: Iterable[Claim], receipt: Receipt | None, on: date) -> Iterator[Entry]:
    """The entries of claims that were sent, each with the file and the batch that it went in, and of the receipt of that file."""
    batches = {claim.patient_control_number: one.batch_id for one in receipt.sets for claim in one.claims} if receipt is not None else {}
    for claim in claims:
        number = claim.patient_control_number
        source = Source("837", receipt.interchange_control_number, position=claim.position, batch_id=batches[number]) \
            if receipt is not None and number in batches else None
        yield Entry(EntryKind.SUBMISSION, on, claim.charge, claim=number, sequence=claim.sequence, source=source, submitted=claim)
    if receipt is not None:
        yield Entry(EntryKind.RECEIPT, on, receipt=receipt)


# ---- what was heard

def track(acknowledgments: Iterable[Acknowledgment], books: Books, on: date, files: SentFiles | None = None) -> tuple[list[Entry], TrackingReport]:
    """The entries that acknowledgments make, and what they said.

    `on` is used where one carries no day, not even that of the interchange it came in. `files`: what was sent, kept from call to call so that
    no receipt is looked at twice.
    """
    now = _Tracking(books, files if files is not None else SentFiles(), on)
    told = list(acknowledgments)
    for one in told:
        now.take(one, _made(one, acknowledgments))
    return now.entries, now.ended()


def _made(one: Acknowledgment, given: object) -> datetime | None:
    """When the interchange was made in which an acknowledgment came; None for one that was made by hand."""
    if not isinstance(given, Parsed | Reader):
        return None
    begun = [each for each in given.interchanges if each.position <= one.position]
    return begun[-1].created if begun else None


@attrs.frozen
class _Told:
    """One acknowledgment on its way to the books: what all its entries have in common."""

    source: Source
    on: date
    said: Acknowledged
    files: tuple[SentFile, ...] = ()
    found: Mapping[str | None, Sequence[Finding]] = attrs.field(factory=dict)
    """Its findings by claim."""


class _Tracking:
    """One call's work: the entries that it makes, and the report."""

    def __init__(self, books: Books, files: SentFiles, on: date) -> None:
        self.books, self.files, self.on = books, files, on
        self.entries: list[Entry] = []
        self.report = TrackingReport()
        self._facts: dict[str, set[tuple[object, ...]]] = {}
        self._open: list[tuple[Finding, str]] = []
        files.update(books.get("", ()))

    def take(self, one: Acknowledgment, made: datetime | None) -> None:
        """One acknowledgment: an entry for the file, and one a claim."""
        if isinstance(one, edi_acks.InterchangeAcknowledgment):
            self._interchange(one, made)
        elif isinstance(one, edi_acks.ImplementationAcknowledgment):
            self._group(one, made)
        else:
            self._batch(one)

    def ended(self) -> TrackingReport:
        """The report. Claims that one answer to a batch leaves out and another one lists are accounted for."""
        listed = {(entry.claim, entry.acknowledged.answers) for entry in self.entries if entry.claim and entry.acknowledged is not None}
        kept = [(finding, file) for finding, file in self._open
                if not finding.claim or ((finding.claim, file) not in listed and not self._answered(finding.claim, file))]
        missing = {file for finding, file in kept if finding.claim}
        partial = {file for finding, file in self._open if finding.claim} - missing
        self.report.findings += [finding for finding, file in kept if finding.claim or file not in partial]
        self.report.unaccounted += dict.fromkeys(finding.claim for finding, _ in kept if finding.claim)
        return self.report

    def _answered(self, claim: str, file: str) -> bool:
        return any(entry.acknowledged is not None and entry.acknowledged.answers == file and entry.source is not None and entry.source.kind == "277CA"
                   for entry in self.books.get(claim, ()) if entry.kind is EntryKind.ACKNOWLEDGMENT)

    # ---- TA1

    def _interchange(self, one: InterchangeAcknowledgment, made: datetime | None) -> None:
        """A rejected interchange takes all its claims with it."""
        sent, alike = self.files.interchange(one.control_number, one.sent_at.date() if one.sent_at else self._day(made))
        status = ":".join(filter(None, (_code(one.status), _code(one.note))))
        source = Source("TA1", one.control_number, position=one.position)
        told = self._begin(one, source, self._day(made), Acknowledged(statuses=(status,), told_at=made), [sent] if sent else [], alike)
        if sent is not None and one.status in ("A", "E", "R"):
            self._put_all(told, [(claim, NOT_RECEIVED if one.rejected else "") for claim in sent.receipt.claims])

    # ---- 999 and 997

    def _group(self, one: ImplementationAcknowledgment, made: datetime | None) -> None:
        """A rejected transaction set takes all its claims with it, a rejected group all its sets."""
        numbers = [answer.control_number for answer in one.transaction_sets]
        sent, alike = self.files.group(one.control_number, numbers, self._day(made))
        source = Source(one.kind, one.control_number, position=one.position)
        told = self._begin(one, source, self._day(made), Acknowledged(statuses=(_code(one.status),), told_at=made), [sent] if sent else [], alike)
        answers = {number_of(answer.control_number): answer for answer in one.transaction_sets}
        for each in sent.sets_of(one.control_number) if sent is not None else ():
            answer = answers.get(number_of(each.control_number))
            rejected = one.rejected or (answer is not None and answer.rejected)
            status = answer.status if answer is not None and (answer.rejected or not one.rejected) else one.status
            if rejected or status in ("A", "E"):
                self._put_all(attrs.evolve(told, said=attrs.evolve(told.said, statuses=(_code(status),))),
                              [(claim, NOT_RECEIVED if rejected else "") for claim in each.claims])

    def _put_all(self, told: _Told, claims: Sequence[tuple[SentClaim, str]]) -> None:
        for claim, stage in claims:
            number = claim.patient_control_number
            if self._put(number, stage, told, told.found.get(number, ()) if stage else ()) and stage:
                self.report.not_received.append(number)

    # ---- 277CA

    def _batch(self, one: ClaimAcknowledgment) -> None:
        """Claim by claim; then those that are not listed because their batch, or all of their provider's claims, are rejected."""
        day = _day_of_batch(one) or self.on
        sent, alike = self.files.batch(one.batch_id, day)
        source = Source("277CA", one.batch_id, one.receipt_number, one.position, batch_id=one.batch_id)
        said = Acknowledged(by=_code(one.source_role), statuses=_texts(one.statuses), told_at=one.created, charge=one.totals.charge)
        told = self._begin(one, source, day, said, [sent] if sent else [], alike, REJECTED if one.rejected else "")
        listed: set[str] = set()
        for provider in one.providers:
            for claim in provider.claims:
                number = self._known_as(claim.patient_control_number, told)
                listed.add(number or "")
                self._claim(claim, number, provider, one, told)
        for number, status in self._unlisted(one, told, listed):
            found = [finding for finding in told.found.get(number, ()) if finding.code == "A310"] or _of_level(told, number)
            said = attrs.evolve(told.said, statuses=_texts(status), charge=None)
            if self._put(number, REJECTED, attrs.evolve(told, said=said), found):
                self.report.rejected.append(number)

    def _known_as(self, number: str, told: _Told) -> str | None:
        """Our claim of a number: as it came, or as the receiver has changed its blanks and its case; None where there is none."""
        if number in self.books:
            return number
        plain = number.strip()
        if plain in self.books:
            return plain
        same = [sent.patient_control_number for file in told.files for sent in file.receipt.claims
                if sent.patient_control_number.upper() == plain.upper() and sent.patient_control_number in self.books]
        return same[0] if same else None

    def _claim(self, claim: ClaimStatus, number: str | None, provider: ProviderAcknowledgment, one: ClaimAcknowledgment, told: _Told) -> None:
        if not number:
            self._unknown(claim)
            return
        own = (*claim.statuses, *(status for line in claim.line_statuses for status in line.statuses))
        level = provider.statuses if provider.rejected else one.statuses if one.rejected else ()
        stage = REJECTED if level and not own else claim.stage.value
        said = attrs.evolve(told.said, statuses=_texts(own or level), payer_control_number=claim.payer_control_number or "",
                            clearinghouse_number=claim.clearinghouse_number or "", proven_on=claim.receipt_proof, charge=claim.charge)
        reasons = _reasons(claim, told) if stage == REJECTED else ()
        day = max((status.on for status in own if status.on is not None), default=None)
        here = attrs.evolve(told, said=said, on=day or told.on, source=attrs.evolve(told.source, position=claim.position))
        if self._put(number, stage, here, reasons or (_of_level(told, number) if stage == REJECTED else ())):
            {ACCEPTED: self.report.accepted, RECEIVED: self.report.received, REJECTED: self.report.rejected}[stage].append(number)

    def _unknown(self, claim: ClaimStatus) -> None:
        number = claim.patient_control_number
        self.report.unknown.append(number)
        if not any(finding.code == _NEVER_SENT and finding.claim == number for finding in self.report.findings):
            self.report.findings.append(Finding(
                "L020", Severity.WARNING, f"claim {number or 'without a number'} was acknowledged and never submitted here", claim=number or None,
                fix="find out who sent it", root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, position=claim.position))

    def _unlisted(self, one: ClaimAcknowledgment, told: _Told, listed: set[str]) -> Iterator[tuple[str, tuple[Status, ...]]]:
        """Claims of a rejected batch, or of a rejected provider, that it does not list, with the statuses that reject them."""
        lost = [provider for provider in one.providers if provider.rejected]
        for number in [number for sent in _sets(one, told) for claim in sent.claims if (number := claim.patient_control_number) not in listed]:
            if one.rejected:
                yield number, one.statuses
            elif lost and (len(one.providers) == 1 or self._sent_by(number, lost)):
                yield number, lost[0].statuses

    def _sent_by(self, number: str, providers: Sequence[ProviderAcknowledgment]) -> bool:
        """Whether a claim was billed by one of these providers."""
        sent = next((entry.submitted for entry in self.books.get(number, ()) if entry.submitted is not None), None)
        named = {provider.npi or provider.tax_id for one in providers if (provider := one.provider) is not None} - {None, ""}
        return sent is not None and not named.isdisjoint({sent.billing_provider.npi, sent.billing_provider.tax_id})

    # ---- an entry

    def _day(self, made: datetime | None) -> date:
        return made.date() if made is not None else self.on

    def _begin(self, one: Acknowledgment, source: Source, day: date, said: Acknowledged, sent: list[SentFile], alike: bool,
               stage: str = "") -> _Told:
        """The entry of the file, its findings into the report, and what its claims' entries have in common."""
        source = attrs.evolve(source, digest=_digest(one, said))
        before = self.files.heard.get(source.digest)
        answers = sent[0].receipt.interchange_control_number if sent else ""
        found = edi_acks.check(one, [file.receipt for file in sent] or self.files.any_receipt, self._without_receipt(one, sent))
        if not sent:
            found = [finding for finding in found if finding.code != _NOT_ALL]
        if alike:
            found.append(_ambiguous(source))
        told = _Told(source, before or day, attrs.evolve(said, answers=answers), tuple(sent), _by_claim(found))
        if before is not None:
            self.report.duplicates.append(source)
            return told
        self.files.heard[source.digest] = day
        self._open += [(finding, answers) for finding in found if finding.code in (_UNACCOUNTED, _NOT_ALL)]
        self.report.findings += [finding for finding in found if finding.code not in (_UNACCOUNTED, _NOT_ALL)]
        self.entries.append(Entry(EntryKind.ACKNOWLEDGMENT, day, stage=stage, source=source, acknowledged=told.said,
                                  findings=tuple(finding for finding in found if finding.code in _OF_BATCH and finding.claim is None)))
        return told

    def _without_receipt(self, one: Acknowledgment, sent: Sequence[SentFile]) -> list[Claim]:
        """Claims that a 277CA lists, and that were submitted here without a receipt, or in another file."""
        if not isinstance(one, edi_acks.ClaimAcknowledgment):
            return []
        written = {claim.patient_control_number for file in sent for claim in file.receipt.claims}
        numbers = dict.fromkeys(claim.patient_control_number for claim in one.claims if claim.patient_control_number not in written)
        latest = ([entry.submitted for entry in self.books.get(number, ()) if number and entry.submitted is not None] for number in numbers)
        return [claims[-1] for claims in latest if claims]

    def _put(self, number: str, stage: str, told: _Told, findings: Sequence[Finding]) -> bool:
        """Whether it is new: then it is kept. What it says of a claim that was never submitted here is not."""
        if number not in self.books:
            return False
        entry = Entry(EntryKind.ACKNOWLEDGMENT, told.on, claim=number, stage=stage, source=attrs.evolve(told.source, digest=""),
                      reason=told.said.payer_control_number, acknowledged=told.said, findings=tuple(findings))
        known = self._facts.get(number)
        if known is None:
            known = self._facts[number] = {_fact(one) for one in self.books[number] if one.kind is EntryKind.ACKNOWLEDGMENT}
        fact = _fact(entry)
        if fact in known:
            return False
        known.add(fact)
        self.entries.append(entry)
        return True


def _fact(entry: Entry) -> tuple[object, ...]:
    """What makes two entries the same fact, wherever in a file it stood."""
    source = entry.source or Source("")
    return source.kind, source.trace_number, source.payer_trace_id, entry.on, entry.stage, entry.acknowledged


def _digest(one: Acknowledgment, said: Acknowledged) -> str:
    """A fingerprint of what an acknowledgment says, wherever in a file it stands."""
    told: list[object] = [type(one).__name__, said.by, said.statuses, said.told_at]
    if isinstance(one, edi_acks.InterchangeAcknowledgment):
        told += [one.control_number, one.sent_at]
    elif isinstance(one, edi_acks.ImplementationAcknowledgment):
        told += [one.kind, one.control_number, [(each.control_number, each.status, each.codes, len(each.errors)) for each in one.transaction_sets]]
    else:
        told += [one.batch_id, one.receipt_number, one.reference, one.totals, [
            (claim.patient_control_number, _texts(claim.statuses), [status.on for status in claim.statuses], claim.payer_control_number)
            for claim in one.claims]]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _by_claim(found: Iterable[Finding]) -> dict[str | None, list[Finding]]:
    by_claim: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.severity is Severity.ERROR:
            by_claim[finding.claim].append(finding)
    return dict(by_claim)


def _reasons(claim: ClaimStatus, told: _Told) -> list[Finding]:
    """Why this status rejects the claim; another one of the same file may reject it for another reason."""
    positions = {status.position for status in claim.statuses} | {status.position for line in claim.line_statuses for status in line.statuses}
    return [finding for finding in told.found.get(claim.patient_control_number, ()) if finding.position in positions]


def _of_level(told: _Told, number: str) -> list[Finding]:
    """Why the batch, or the provider's part of it, is rejected, said of one claim."""
    return [attrs.evolve(finding, claim=number) for finding in told.found.get(None, ()) if finding.code in ("A308", "A309")]


def _sets(one: ClaimAcknowledgment, told: _Told) -> list[SentSet]:
    return [sent for file in told.files for sent in file.receipt.sets if sent.batch_id.strip() == one.batch_id.strip()]


def _texts(statuses: Iterable[Status]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(status.text for status in statuses))


def _code(code: str) -> str:
    """A public code; what is no code is not kept."""
    return code if len(code) <= 3 and code.isalnum() else ""         # noqa: PLR2004 - A, R, PR, 020


def _day_of_batch(one: ClaimAcknowledgment) -> date | None:
    """The day on which it was processed, then that on which it was made, then that on which the batch was received."""
    days = (one.dates.get("009"), one.created.date() if one.created else None, one.dates.get("050"))
    own = max((status.on for status in one.statuses if status.on is not None), default=None)
    return own or next((day for day in days if isinstance(day, date)), None)


def _ambiguous(source: Source) -> Finding:
    return Finding("L059", Severity.WARNING, f"several files with the number {source.trace_number} were sent on one day: "
                   f"the {source.kind} is taken to answer the last one", fix="number every file and every group once",
                   root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, position=source.position or None)
