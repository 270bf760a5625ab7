"""What is in force of all that payers decided about a claim, a unit at a time: a line, or the claim as a whole.

What was taken back is not. Of one payer's decisions about the same unit those stand that fit into its charge, the latest first: a claim that was
divided, or paid in parts, stands with all its parts; a decision that was sent anew without taking the old one back replaces it. A refused
replacement, a refused void and a refused duplicate decide nothing about the service: what was decided before stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from edi_claims.decisions import crosses_over
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.matching.lines import match_lines
from revenue_cycle.pairing import UNMATCHED, VOID, Decision, answered, by_place, decisions_of, order, paired, sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_claims import ServiceLine

REPLACEMENT = "7"
WHOLE = 0
"""The unit of what concerns a claim as a whole."""
_DUPLICATE = "18"
_NOTHING_TO_REPLACE = frozenset({"N152", "M47"})
QMB_REMARKS = frozenset({"N781", "N782", "N783", "N192"})
"""Remarks that say that Medicaid stands for the patient: his share of this payer's decision is never billed to him."""


@attrs.define
class Part:
    """What one payer did to one unit, dollars."""

    paid: Decimal = ZERO
    contractual: Decimal = ZERO
    other: Decimal = ZERO
    prior: Decimal = ZERO
    patient: Decimal = ZERO
    denied: Decimal = ZERO
    pended: Decimal = ZERO
    barred: Decimal = ZERO
    """Of the patient's share, what law forbids to bill."""
    forwarded: bool = False
    """Whether the payer sent the claim on by itself."""
    on: date | None = None
    """When it decided last, of what stands; None where that plays no part."""
    undecided: Decimal = ZERO
    """What it called taken off, and is not any more, because an earlier payer has changed its decision since: it must decide anew."""

    @property
    def size(self) -> Decimal:
        """The charge that all of it explains."""
        return self.paid + self.contractual + self.other + self.prior + self.patient + self.denied + self.pended

    @property
    def taken_off(self) -> Decimal:
        """What neither payment, patient nor refusal explains."""
        return self.contractual + self.other + self.prior

    @property
    def accepts(self) -> bool:
        """Whether anything of it was priced."""
        return bool(self.paid or self.contractual or self.other or self.patient)

    @property
    def only_refuses(self) -> bool:
        """Whether nothing of it was accepted, and nothing waits."""
        return self.denied > ZERO and not (self.accepts or self.pended)

    def add(self, other: Part) -> None:
        """Another decision's part of the same unit."""
        self.paid += other.paid
        self.contractual += other.contractual
        self.other += other.other
        self.prior += other.prior
        self.patient += other.patient
        self.denied += other.denied
        self.pended += other.pended
        self.barred += other.barred
        self.forwarded = self.forwarded or other.forwarded
        self.on = max(filter(None, (self.on, other.on)), default=None)


_FIELD = {EntryKind.PAYMENT: "paid", EntryKind.CONTRACTUAL: "contractual", EntryKind.OTHER_ADJUSTMENT: "other",
          EntryKind.PRIOR_PAYER: "prior", EntryKind.PATIENT_RESPONSIBILITY: "patient", EntryKind.DENIAL: "denied", EntryKind.PENDED: "pended"}


@attrs.frozen
class InForce:
    """What stands, and what does not."""

    units: Mapping[int, Mapping[str, Part]]
    """Service line, or `WHOLE`, to payer to what he did."""
    standing: tuple[Decision, ...] = ()
    """Decisions of which something stands, in canonical order."""
    lines: Mapping[int, frozenset[int]] = attrs.field(factory=dict)
    """Place in `standing` to the units of that decision that stand."""
    replaced: tuple[Decision, ...] = ()
    """Decisions of which something that was accepted was decided anew without a reversal."""
    refused: tuple[Decision, ...] = ()
    """Refusals of a replacement, a void or a duplicate, which leave what was decided before."""
    unpaired: tuple[Decision, ...] = ()
    """Reversals whose original is not here."""
    paid: Decimal = ZERO
    """Everything that payers paid, dollars: what stands, and all that was replaced or taken back."""

    def details(self) -> list[Entry]:
        """The entries that are in force, in canonical order; those of a partial reversal behind what it takes back."""
        return [entry for at, one in enumerate(self.standing) for entry in _entries(one)
                if self.units.keys() == {WHOLE} or (entry.service_line or WHOLE) in self.lines[at]]


def in_force(entries: Iterable[Entry]) -> InForce:
    """What stands of one claim's entries, whatever their order."""
    every = list(entries)
    limits = _Limits(every)
    decisions = paired(decisions_of(every))
    if limits.lines_differ:
        _find_lines_again(decisions, limits.sent)
    places = by_place(decisions)
    whole = any(_has_no_lines(one) for several in places.values() for one in several)
    units: dict[int, dict[str, Part]] = defaultdict(dict)
    stand: dict[int, set[int]] = {}
    replaced, refused = list[Decision](), list[Decision]()
    for sequence, several in places.items():
        for one, number, part in _standing_parts(several, limits, whole, replaced, refused):
            units[number].setdefault(sequence, Part()).add(part)
            stand.setdefault(id(one), set()).add(number)
    standing = tuple(one for one in decisions if id(one) in stand)
    return InForce(
        units, standing, {at: frozenset(stand[id(one)]) for at, one in enumerate(standing)},
        tuple(sorted(replaced, key=lambda one: order(one.head))), tuple(sorted(refused, key=lambda one: order(one.head))),
        tuple(one for one in decisions if one.is_reversal and not one.takes_back),
        sum((entry.amount for one in decisions for entry in one.details if entry.kind is EntryKind.PAYMENT), ZERO))


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The adjudications of which something stands, by payer, payment date and position."""
    return [one.head for one in in_force(entries).standing]


# ---- how much of a charge there is to decide

class _Limits:
    """What was billed, for the claim and a line: more than that is not decided twice."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.sent = sent(entries)
        billed = [entry for entry in self.sent if entry.submitted is not None and entry.submitted.frequency != VOID]
        claim = billed[-1].submitted if billed else None
        self.charge = None if claim is None else claim.charge
        self.lines = {} if claim is None else {number: line.charge for number, line in enumerate(claim.encounter.services, 1)}

    @property
    def lines_differ(self) -> bool:
        """Whether a replacement has other lines than what it replaces: then it matters which of them a decision is about."""
        claims = [entry.submitted.encounter for entry in self.sent if entry.submitted is not None]
        return len(claims) > 1 and any([_line(one) for one in claim.services] != [_line(one) for one in claims[0].services] for claim in claims[1:])

    def of(self, number: int) -> Decimal | None:
        """Of a unit; None where it is not known."""
        return self.charge if number == WHOLE else self.lines.get(number)

    def frequency(self, one: Decision) -> str:
        """What was sent that a decision answers: as the payer returns it (CLP09), else what was sent last before."""
        if one.decided.frequency:
            return one.decided.frequency
        before = [entry for entry in self.sent if entry.submitted is not None and entry.on <= one.head.on and entry.sequence == one.head.sequence]
        return before[-1].submitted.frequency if before and before[-1].submitted else ""


def _line(one: ServiceLine) -> tuple[object, ...]:
    return one.procedure, one.charge, one.units, one.first_day, one.line_control_number


def _find_lines_again(decisions: Iterable[Decision], submissions: Sequence[Entry]) -> None:
    """The lines of each decision on the claim that it answers: when it was booked, that one may not have been known here yet."""
    for one in decisions:
        booked = one.services
        found = match_lines(one.decided, answered(submissions, one.head.on, abs(one.decided.charge)))
        numbers = {id(service): UNMATCHED + at if number is None else number
                   for at, (service, number) in enumerate(zip(one.decided.services, found, strict=True))}
        moved = {before: numbers[id(service)] for before, service in booked}
        one.details = [entry if entry.service_line is None else attrs.evolve(entry, service_line=moved.get(entry.service_line, entry.service_line))
                       for entry in one.details]


# ---- one payer's decisions

def _entries(one: Decision) -> list[Entry]:
    """Of a decision and of the reversals that take a part of it back."""
    return [*one.details, *(entry for reversal in one.taken_back_by for entry in reversal.details)]


def _has_no_lines(one: Decision) -> bool:
    """Whether the payer decided about the claim as a whole, or about lines that are not ours: then the claim is one unit."""
    return not one.decided.services or any((entry.service_line or WHOLE) >= UNMATCHED for entry in _entries(one))


def _parts(one: Decision, whole: bool) -> dict[int, Part]:
    parts: dict[int, Part] = {}
    for entry in _entries(one):
        part = parts.setdefault(WHOLE if whole else entry.service_line or WHOLE, Part())
        name = _FIELD[entry.kind]
        setattr(part, name, getattr(part, name) + entry.amount)
        if name == "patient" and not QMB_REMARKS.isdisjoint(entry.remarks):
            part.barred += entry.amount
    forwarded = crosses_over(one.decided)
    for part in parts.values():
        part.forwarded, part.on = forwarded, one.head.on
    return parts


def _standing_parts(several: Sequence[Decision], limits: _Limits, whole: bool, replaced: list[Decision],
                    refused: list[Decision]) -> list[tuple[Decision, int, Part]]:
    """One payer's decisions, those that stand: the latest, and earlier ones as far as they fit into the charge beside it."""
    known = [(one, _parts(one, whole)) for one in several]
    found: list[tuple[Decision, int, Part]] = []
    used: dict[int, Decimal] = {}
    total = ZERO
    for at in range(len(known) - 1, -1, -1):
        one, parts = known[at]
        decisive = {number: part for number, part in parts.items() if not _leaves(one, number, part, known[:at], limits)}
        kept = {number: part for number, part in decisive.items()
                if not used or _fits(part.size, used.get(number), limits.of(number), total, limits.charge)}
        if not (kept.keys() - {WHOLE}) and parts.keys() - {WHOLE}:
            kept = {}                                      # what a claim says beside its lines goes with them
        if len(decisive) < len(parts):
            refused.append(one)
        if any(part.accepts for number, part in decisive.items() if number not in kept):
            replaced.append(one)                           # what only refused or waited is decided anew without a reversal, as a rule
        found += [(one, number, part) for number, part in kept.items()]
        for number, part in kept.items():
            used[number] = used.get(number, ZERO) + part.size
            total += part.size
    return found


def _fits(size: Decimal, used: Decimal | None, limit: Decimal | None, total: Decimal, charge: Decimal | None) -> bool:
    """Whether an earlier part stands beside later ones."""
    if charge is not None and size > ZERO and total + size > charge:
        return False
    return used is None or (limit is not None and used + size <= limit)


def _leaves(one: Decision, number: int, part: Part, earlier: Sequence[tuple[Decision, Mapping[int, Part]]], limits: _Limits) -> bool:
    """Whether a refusal leaves what was decided before as it is: of a void always, of a replacement or a duplicate where there is something."""
    if not part.only_refuses:
        return False
    frequency = limits.frequency(one)
    if frequency == VOID:
        return True
    before = [parts[number] for _, parts in earlier if number in parts and parts[number].size > ZERO]
    denials = [entry for entry in one.details if entry.kind is EntryKind.DENIAL and number in (WHOLE, entry.service_line)]
    if before and all(entry.reason == _DUPLICATE for entry in denials):
        return True
    nothing_to_replace = frequency == REPLACEMENT or any(not _NOTHING_TO_REPLACE.isdisjoint(entry.remarks) for entry in denials)
    return nothing_to_replace and any(not told.only_refuses for told in before)
