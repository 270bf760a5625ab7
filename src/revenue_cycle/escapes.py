"""What got past the scrubber: for each rejection and denial the rule that looks at the same thing before sending, and why it did not help.

And what did not get past it: what was caught, rejected and denied, in one table, by the same root causes.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import attrs

import edi837
import edi_acks
from edi837.rules.listing import code_of
from edi_acks.rules.causes import cause_at
from edi_claims import ZERO, Finding, RootCause, Severity
from edi_claims.codes import CARC
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.pairing import sent
from revenue_cycle.refusals import Refusal, decided_claims, refusals_of
from revenue_cycle.sendings import NOT_RECEIVED, REJECTED, Sending, cause_of_rejection, sendings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edi837 import Rule
    from edi_claims import Claim
    from revenue_cycle.root_cause import CauseRow


# ---- what the scrubber found, on the ledger

def scrubbed(findings: Iterable[Finding], on: date, claims: Iterable[Claim] = ()) -> list[Entry]:
    """The entries of what a scrubber found before claims were sent: one for each claim and line, with the charge that it concerns.

    A claim that is not given, and was not sent yet, is not known here: its charge is then taken from the ledger when it comes.
    """
    known = {claim.patient_control_number: claim for claim in claims}
    by_place: dict[tuple[str | None, int | None], list[Finding]] = defaultdict(list)
    for one in findings:
        by_place[one.claim, one.service_line].append(one)
    return [Entry(EntryKind.SCRUBBED, on, _charge(known.get(claim or ""), line), claim=claim, service_line=line, findings=tuple(found))
            for (claim, line), found in by_place.items()]


def _charge(claim: Claim | None, line: int | None) -> Decimal:
    """Of a claim, or of one of its lines."""
    if claim is None:
        return ZERO
    services = claim.encounter.services
    return services[line - 1].charge if line is not None and 0 < line <= len(services) else claim.charge


# ---- which rule would have caught it

class Guard(StrEnum):
    """Why a rule did not stop a claim."""

    ABSENT = "absent"
    """No rule looks at it."""
    OFF = "off"
    """There is a rule, and the nearest one is none of those that are in use."""
    IGNORED = "ignored"
    """The rule found it, and the claim was sent all the same."""
    MISSED = "missed"
    """The rule is in use and found nothing: as a rule it lacks what it compares with, a table, a profile, an eligibility answer."""


@attrs.frozen
class Escaped:
    """A rejection or denial that the scrubber might have prevented."""

    claim: str
    stage: str
    """`rejected` or `denied`."""
    on: date
    what: str
    """Reason and remark, `CO-16 N290`, or status, `A7:164:IL`."""
    amount: Decimal
    """Dollars refused; of a rejection the charge of the claim."""
    root_cause: RootCause
    rules: tuple[str, ...]
    """The scrubber's rules that look at it, the nearest first; empty where none does."""
    guard: Guard
    hint: str
    """What the nearest rule wants to hold; empty where there is none."""


def escaped(books: Mapping[str, Sequence[Entry]], rules: Sequence[Rule] = edi837.RULES, causes: Sequence[CauseRow] = (),
            as_of: date | None = None) -> list[Escaped]:
    """Every rejection and denial with the rule that looks at it before sending, the greatest amount first.

    `rules` are those that the practice runs. `as_of` leaves out what came later.
    """
    used = frozenset(map(code_of, rules))
    found = [one for claim, entries in books.items() if claim for one in _of_claim(claim, _known(entries, as_of), used, causes)]
    return sorted(found, key=lambda one: (-one.amount, one.claim, one.on, one.what))


def _known(entries: Sequence[Entry], as_of: date | None) -> Sequence[Entry]:
    return entries if as_of is None else [entry for entry in entries if entry.on <= as_of]


def _of_claim(claim: str, entries: Sequence[Entry], used: frozenset[str], causes: Sequence[CauseRow]) -> Iterator[Escaped]:
    told = {finding.code for entry in entries if entry.kind is EntryKind.SCRUBBED for finding in entry.findings}
    for sending, entry in _rejections(entries):
        statuses = entry.acknowledged.statuses if entry.acknowledged is not None else ()
        looking = _rules_of_rejection(statuses, entry.findings)
        yield Escaped(claim, "rejected", entry.on, " ".join(statuses) or entry.stage, sending.submission.amount, cause_of_rejection(entry)[0],
                      looking, _guard(looking, used, told), _hint(looking))
    for one in refusals_of(decided_claims(claim, entries, causes)):
        looking = rules_for(one.cause.adjustment, one.line.remarks)
        what = " ".join(filter(None, (one.cause.adjustment, one.cause.remark)))
        yield Escaped(claim, "denied", one.decision.on, what, one.line.refused, one.cause.root_cause, looking, _guard(looking, used, told),
                      _hint(looking))


def _guard(looking: Sequence[str], used: frozenset[str], told: set[str]) -> Guard:
    if not looking:
        return Guard.ABSENT
    if not told.isdisjoint(looking):
        return Guard.IGNORED
    return Guard.MISSED if looking[0] in used else Guard.OFF


def _hint(looking: Sequence[str]) -> str:
    return next((_catalogue()[rule] for rule in looking[:1] if rule in _catalogue()), "")


def rules_for(adjustment: str, remarks: Iterable[str] = ()) -> tuple[str, ...]:
    """The scrubber's rules that look at what a reason, with its remarks, complains of; the nearest first.

    A reason that says nothing without a remark is understood by its remarks alone.

    >>> rules_for("CO-197"), rules_for("CO-16", ["N290"]), rules_for("CO-16"), rules_for("CO-45")
    (('B005',), ('P005', 'P001'), (), ())
    """
    reason = adjustment.partition("-")[2]
    row = CARC.get(reason)
    by_remark = [rule for remark in remarks for rule in BY_REMARK.get(remark, "").split()]
    by_reason = () if row is not None and row.rarc_required else _by_reason().get(reason, ())
    return tuple(dict.fromkeys((*by_remark, *by_reason)))


def _rules_of_rejection(statuses: Iterable[str], findings: Iterable[Finding]) -> tuple[str, ...]:
    """By the statuses of a 277CA; for a 999 by the places that its findings name."""
    found = []
    for status in statuses:
        _, _, rest = status.partition(":")
        code, _, entity = rest.partition(":")
        found.append(edi_acks.caught_by(code, entity))
    if not any(found):
        found += [cause_at(one.loop or "", one.element).rule for one in findings if one.element]
    return tuple(dict.fromkeys(filter(None, found)))


@cache
def _catalogue() -> Mapping[str, str]:
    return {row.code: row.text for row in edi837.catalogue()}


@cache
def _by_reason() -> Mapping[str, tuple[str, ...]]:
    """Reason to rules, as the rules themselves say what they prevent, and further reasons that single findings name."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in edi837.catalogue():
        group, _, reason = row.would_cause.partition("-")
        if group in {"CO", "PR"} and " " not in reason:
            found[reason].append(row.code)
    for reason, rules in FURTHER_REASONS.items():
        found[reason] += [rule for rule in rules.split() if rule not in found[reason]]
    return {reason: tuple(rules) for reason, rules in found.items()}


FURTHER_REASONS: Mapping[str, str] = {
    "5": "B002", "6": "C008", "7": "C008", "8": "P004", "9": "C008", "10": "C008", "11": "C006", "24": "M007", "26": "M008", "31": "M001",
    "109": "M007", "146": "C001", "151": "C007", "181": "C003", "182": "C004", "198": "B005", "15": "B005", "200": "M008", "227": "B009",
    "236": "C005", "296": "B005", "B20": "B008",
}
"""CARC to rules, besides what the catalogue of rules says of each."""

BY_REMARK: Mapping[str, str] = {
    "N290": "P005 P001", "N289": "P005", "N288": "P004", "N255": "P004", "N257": "P001", "N256": "P003", "N258": "P003", "N265": "P006",
    "N264": "P006", "N286": "P006", "N285": "P006", "N31": "P006", "N297": "P006", "N292": "B002", "N293": "B002", "N294": "P003", "MA112": "P001",
    "MA114": "B002", "M77": "B002", "MA120": "B014", "MA40": "B002", "MA61": "M001", "MA27": "M001", "N382": "M001", "MA36": "M006", "N329": "M002",
    "MA39": "M003", "M56": "M007", "MA83": "M009", "MA04": "B010", "N4": "B010", "N307": "B010", "N245": "B010", "MA92": "B010", "N48": "B017",
    "M76": "C001", "M64": "C001", "MA63": "C001", "M81": "C001", "M51": "C003", "M20": "C003", "N56": "C003", "N519": "C004", "N822": "C004 C005",
    "N823": "C004", "M53": "C007", "N350": "B015 C012", "M119": "C013", "M52": "B003", "M59": "B003", "N301": "B003", "M54": "B001", "M79": "S004",
    "M47": "B004", "N152": "B004", "M62": "B005", "N305": "B009", "MA122": "B009",
}
"""RARC to the rules that look at what it complains of."""


def _rejections(entries: Sequence[Entry]) -> Iterator[tuple[Sending, Entry]]:
    """Every sending that stands rejected, with the acknowledgment that says so."""
    for one in sendings(entries):
        if one.standing is not None and one.stage in (REJECTED, NOT_RECEIVED):
            yield one, one.standing


# ---- stage by cause

@attrs.frozen
class Cell:
    """What broke at one stage for one cause."""

    count: int = 0
    """Findings, rejections, or refused lines."""
    claims: int = 0
    amount: Decimal = ZERO
    """Dollars: charges that were caught or rejected, each once, or what was refused."""


@attrs.frozen
class StageRow:
    """One root cause at the three stages at which a claim can break."""

    root_cause: RootCause
    caught: Cell = Cell()
    """By the scrubber, before sending."""
    rejected: Cell = Cell()
    """On the way, before any payer decided."""
    denied: Cell = Cell()
    """By a payer's decision."""


_CAUGHT, _REJECTED, _DENIED = "caught", "rejected", "denied"


def stage_matrix(books: Mapping[str, Sequence[Entry]], start: date, end: date, causes: Sequence[CauseRow] = ()) -> list[StageRow]:
    """Where claims broke from one day to another, both included: a row for each root cause that there was, in the order of `RootCause`.

    Of the scrubber's findings errors count; a warning stops nothing.
    """
    tallies: dict[tuple[RootCause, str], _Tally] = defaultdict(_Tally)
    for claim, entries in books.items():
        known = _known(entries, end)
        for cause, stage, on, line, amount in _broken(claim, known, causes) if claim else ():
            if start <= on:
                tallies[cause, stage].add(claim, line, amount, sums=stage == _DENIED)
    cells = {key: tally.cell() for key, tally in tallies.items()}
    return [StageRow(cause, *(cells.get((cause, stage), Cell()) for stage in (_CAUGHT, _REJECTED, _DENIED)))
            for cause in RootCause if any(key[0] is cause for key in cells)]


def _broken(claim: str, entries: Sequence[Entry], causes: Sequence[CauseRow]) -> Iterator[tuple[RootCause, str, date, int | None, Decimal]]:
    billed = next((entry.submitted for entry in reversed(sent(entries)) if entry.submitted is not None), None)
    for entry in entries:
        if entry.kind is EntryKind.SCRUBBED:
            amount = entry.amount or _charge(billed, entry.service_line)
            yield from ((one.root_cause, _CAUGHT, entry.on, entry.service_line, amount) for one in entry.findings if one.severity is Severity.ERROR)
    yield from ((cause_of_rejection(entry)[0], _REJECTED, entry.on, None, sending.submission.amount) for sending, entry in _rejections(entries))
    yield from (_denied(one) for one in refusals_of(decided_claims(claim, entries, causes)))


def _denied(one: Refusal) -> tuple[RootCause, str, date, int | None, Decimal]:
    return one.cause.root_cause, _DENIED, one.decision.on, one.line.service_line, one.line.refused


@attrs.define
class _Tally:
    """A cell while it is counted. A charge that several findings concern counts once, that of a line not beside that of its claim."""

    count: int = 0
    charges: dict[str, dict[int | None, Decimal]] = attrs.field(factory=dict)

    def add(self, claim: str, line: int | None, amount: Decimal, *, sums: bool) -> None:
        self.count += 1
        known = self.charges.setdefault(claim, {})
        known[line] = known.get(line, ZERO) + amount if sums else max(known.get(line, ZERO), amount)

    def cell(self) -> Cell:
        return Cell(self.count, len(self.charges), sum(map(_once, self.charges.values()), ZERO))


def _once(lines: Mapping[int | None, Decimal]) -> Decimal:
    parts = sum((amount for line, amount in lines.items() if line is not None), ZERO)
    return max(lines[None], parts) if None in lines else parts
