"""Posting a remittance: every cent of it lands on a claim, in suspense, or at provider level; or the whole is refused and says why."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

import edi835
from edi835.rules import payment_balances
from edi835.rules.deposit import deposited
from edi_claims import ZERO, ClaimPayment, Finding, Owner, ProviderAdjustment, Remittance, RootCause, Severity, to_json
from edi_claims.codes import PLB_REASON
from edi_claims.codes.rows import PlbCategory
from edi_claims.decisions import provider_amounts
from revenue_cycle.accounts import fold
from revenue_cycle.booking import Paying, booked, untouched_kind
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching import Candidate, Index, Match, match_claim
from revenue_cycle.matching.keys import normal
from revenue_cycle.pairing import decisions_of, paired
from revenue_cycle.suspense import UNBALANCED, Suspended, held

Books = Mapping[str, Sequence[Entry]]


@attrs.frozen
class Posted:
    """A claim payment that was posted."""

    claim: str
    amount: Decimal
    """CLP04."""
    sequence: str
    method: str
    payment: ClaimPayment = attrs.field(repr=False)
    reverses: Source | None = None
    """The decision that a reversal takes back; None for what is no reversal, and where the original is not here yet."""


@attrs.frozen
class ProviderLevel:
    """A PLB pair."""

    amount: Decimal
    """What it adds to the payment: the negative of what was sent."""
    category: PlbCategory
    adjustment: ProviderAdjustment
    claims: tuple[str, ...] = ()
    """Patient control numbers of the claims that its reference names: by their numbers, or by the payer's."""
    trace_numbers: tuple[str, ...] = ()
    """Payments that its reference names."""


@attrs.frozen
class Refused:
    """A remittance of which nothing was posted."""

    amount: Decimal
    trace_number: str
    reason: str


@attrs.frozen
class Duplicate:
    """A remittance that was posted before."""

    amount: Decimal
    trace_number: str


@attrs.define
class PostingReport:
    """What became of a remittance. posted + suspense + provider_level = BPR02, unless it was refused or a duplicate."""

    posted: list[Posted] = attrs.field(factory=list)
    suspense: list[Suspended] = attrs.field(factory=list)
    provider_level: list[ProviderLevel] = attrs.field(factory=list)
    refused: list[Refused] = attrs.field(factory=list)
    duplicates: list[Duplicate] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)

    @property
    def amount(self) -> Decimal:
        """Everything that was placed, dollars."""
        amounts = [item.amount for item in self.posted] + [item.amount for item in self.suspense] + [item.amount for item in self.provider_level]
        return sum(amounts, ZERO)


def digest(remittance: Remittance) -> str:
    """A fingerprint of what a remittance says, without its control numbers and positions."""
    return hashlib.sha256(to_json(_unplaced(remittance)).encode()).hexdigest()


def _unplaced(remittance: Remittance) -> Remittance:
    """The same remittance as if read from anywhere: where it stood in its file is not what it says."""
    claims = [attrs.evolve(claim, position=0, unread=(), services=[attrs.evolve(line, position=0, unread=()) for line in claim.services])
              for claim in remittance.claims]
    return attrs.evolve(remittance, claims=claims, control_number="", findings=(), unread=(), position=0)


def post(remittance: Remittance, books: Books, index: Index) -> tuple[list[Entry], PostingReport]:
    """The entries that a remittance makes, and what became of each part of it.

    `index` finds the claims of the books. Nothing is posted where the payment does not balance; where it does, every cent of BPR02 is in
    `posted`, `suspense` or `provider_level`.
    """
    report = PostingReport()
    source = Source("835", remittance.trace_number, remittance.payer_trace_id, remittance.position, digest(remittance))
    on = remittance.payment_date or remittance.production_date
    if _refusal(remittance, source, on, index, report) or on is None:
        return [], report
    return _Posting(remittance, on, source, books, index, report).entries(), report


def category_of(reason: str) -> PlbCategory:
    """What kind of money a PLB reason moves."""
    row = PLB_REASON.get(reason)
    return row.category if row else PlbCategory.OTHER


# ---- the remittance as a whole

def _refusal(remittance: Remittance, source: Source, on: date | None, index: Index, report: PostingReport) -> bool:
    """Whether nothing of it is posted: it was before, it does not balance, or it has no day."""
    for entry in index.remittances.get(normal(source.trace_number), ()):
        if entry.source is not None and _trace(entry.source, entry.on) == _trace(source, on):
            if entry.source.digest == source.digest:
                report.duplicates.append(Duplicate(remittance.payment_amount, remittance.trace_number))
            else:
                _refuse(remittance, "the same trace number and day were posted with another content", "L010", report)
            return True
    unbalanced = payment_balances(remittance)
    report.findings += unbalanced
    if unbalanced:
        _refuse(remittance, "the claims and provider adjustments do not add up to the payment", "L011", report)
    elif on is None:
        _refuse(remittance, "it has no payment date", "L012", report)
    return bool(unbalanced) or on is None


def _trace(source: Source, on: date | None) -> tuple[str, str, date | None]:
    return source.payer_trace_id, source.trace_number, on


def _refuse(remittance: Remittance, reason: str, code: str, report: PostingReport) -> None:
    report.refused.append(Refused(remittance.payment_amount, remittance.trace_number, reason))
    report.findings.append(Finding(
        code, Severity.ERROR, f"remittance {remittance.trace_number} is not posted: {reason}", fix="ask the payer for a corrected remittance",
        root_cause=RootCause.POSTING, owner=Owner.BILLING, level="payment"))


# ---- its claims

@attrs.define
class _Posting:
    """One remittance on its way into the books."""

    remittance: Remittance
    on: date
    source: Source
    books: Books
    index: Index
    report: PostingReport
    new: dict[str, list[Entry]] = attrs.field(factory=lambda: defaultdict(list))
    """What it made so far, by claim."""

    def entries(self) -> list[Entry]:
        """Everything that it makes, in its own order."""
        remittance = self.remittance
        made = [Entry(EntryKind.REMITTANCE, self.on, deposited(remittance), source=self.source, payer=remittance.payer,
                      payment_method=remittance.payment_method, produced_on=remittance.production_date)]
        for position, payment in zip(_positions(remittance.claims), remittance.claims, strict=True):
            made += self._claim(payment, Paying.of(remittance, self.on, position))
        made += self._provider_level()
        self._look_back()
        return made

    def _claim(self, payment: ClaimPayment, paying: Paying) -> list[Entry]:
        unbalanced = [one for one in edi835.check_claim(payment) if one.severity is Severity.ERROR]
        untouched = untouched_kind(payment)
        if unbalanced and not untouched:
            self.report.findings += unbalanced
            return self._suspend(payment, paying, UNBALANCED)
        if payment.is_estimate and payment.paid:
            return self._suspend(payment, paying, "it is a predetermination, and pays")
        if payment.is_reversal and payment.charge > ZERO:
            return self._suspend(payment, paying, "it is a reversal, and its amounts are not turned")
        match = match_claim(payment, self.index, paying.payer, self.on)
        if match.claim is None:
            return self._suspend(payment, paying, match.reason, match.candidates)
        if untouched:
            return booked(payment, match, paying, ())
        return self._post(payment, match, match.claim, paying)

    def _post(self, payment: ClaimPayment, match: Match, claim: str, paying: Paying) -> list[Entry]:
        made = booked(payment, match, paying, [*self.books.get(claim, ()), *self.new[claim]])
        self.new[claim] += made
        self.report.posted.append(Posted(claim, payment.paid, made[0].sequence, match.method, payment))
        return made

    def _suspend(self, payment: ClaimPayment, paying: Paying, reason: str, candidates: tuple[Candidate, ...] = ()) -> list[Entry]:
        number, position = payment.patient_control_number, payment.position or None
        self.report.suspense.append(Suspended(payment.paid, reason, number, candidates, payment, paying.on, paying.source, paying.payer))
        self.report.findings.append(Finding(
            "L013", Severity.WARNING, f"claim payment {number} is in suspense: {reason}", fix="match it by hand", root_cause=RootCause.POSTING,
            owner=Owner.BILLING, claim=number, position=position))
        return [held(payment, reason, paying)]

    # ---- outside the claims

    def _provider_level(self) -> list[Entry]:
        made, known, traces = [], _named(self.remittance, self.index), _traces_named(self.remittance, self.index)
        for one in provider_amounts(self.remittance, known, traces):
            self.report.provider_level.append(ProviderLevel(one.amount, one.category, one.adjustment, one.claims, one.trace_numbers))
            made.append(Entry(EntryKind.PROVIDER_LEVEL, self.on, one.amount, reason=one.adjustment.reason, moved=one.adjustment, source=self.source,
                              payer=self.remittance.payer, claims=one.claims))
        return made

    # ---- beside what was posted before

    def _look_back(self) -> None:
        """What each reversal takes back, and what a person should look at in the accounts that it touched."""
        back: dict[tuple[str, int], Source | None] = {}
        for claim, made in self.new.items():
            every = [*self.books.get(claim, ()), *made]
            if any(entry.decided is not None and entry.decided.is_reversal for entry in made):
                back |= {(claim, id(one.decided)): one.takes_back[-1].head.source for one in paired(decisions_of(every)) if one.takes_back}
            self.report.findings += fold(claim, every).findings
        for at, one in enumerate(self.report.posted):
            if (source := back.get((one.claim, id(one.payment)))) is not None:
                self.report.posted[at] = attrs.evolve(one, reverses=source)


def _positions(claims: Sequence[ClaimPayment]) -> list[int]:
    """Segment numbers, which tell the claims of a remittance apart; where they do not, because nobody read it from a text, their places."""
    found = [one.position for one in claims]
    return found if all(found) and max(Counter(found).values(), default=1) == 1 else list(range(1, len(found) + 1))


@attrs.frozen
class _Known:
    """Both numbers of a claim."""

    patient_control_number: str
    payer_control_number: str | None


def _words(remittance: Remittance) -> list[str]:
    texts = [one.reference for one in remittance.provider_adjustments if one.reference]
    return [word for text in texts for word in dict.fromkeys((text.strip(), *text.replace("#", " ").split()))]


def _named(remittance: Remittance, index: Index) -> list[_Known]:
    """The claims that references of provider adjustments may name."""
    words = _words(remittance)
    own = [_Known(word, None) for word in words if word in index.sent]
    return own + [_Known(claim, word) for word in words for claim in index.find(f"i{word}")]


def _traces_named(remittance: Remittance, index: Index) -> list[str]:
    return [word for word in _words(remittance) if index.remittances.get(normal(word))]
