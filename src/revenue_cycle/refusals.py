"""What payers decided and what of it they refused, as it happened: the raw material of denial rates and trends.

`denials.py` says what is still open; here a denial that was overturned, corrected or written off still counts, because somebody had to
work on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Adjustment, Claim, ClaimPayment, Payer, ServiceLine, ServicePayment
from edi_claims.codes import CARC, AmountKind
from edi_claims.codes.rows import Verdict
from edi_claims.decisions import DecidedAmount, Outcome, amounts_of, outcome, own_adjustments
from revenue_cycle import pairing
from revenue_cycle.entries import Entry
from revenue_cycle.matching import match_lines
from revenue_cycle.root_cause import Cause, CauseRow, Context, cause_of, first_cause

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = frozenset({AmountKind.DENIED, AmountKind.BUNDLED})
_ACCEPTED = frozenset({AmountKind.DEDUCTIBLE, AmountKind.COINSURANCE, AmountKind.COPAY, AmountKind.PATIENT_OTHER, AmountKind.CAPITATION})
_UNDECIDED = frozenset({Outcome.PENDED, Outcome.REVERSED, Outcome.ESTIMATED, Outcome.FORWARDED})
_NOT_PRICED = Decimal("0.01")
"""What a line is charged with that only tells something, such as a quality measure: it is no service to deny."""


@attrs.frozen
class DecidedLine:
    """A payer's decision about one line, or about a claim that was answered without lines."""

    service_line: int | None
    """The claim's line; None for the claim as a whole, and for a payment that fits no line."""
    procedure: str
    """The code that was billed, without modifiers; empty for a claim as a whole."""
    provider: str
    """NPI of who rendered it; of the billing provider where the claim names nobody else."""
    charge: Decimal
    paid: Decimal
    refused: Decimal
    """What of the charge was denied, bundled, or left to the patient as not covered."""
    is_denied: bool
    """Refused, and nothing of it paid or left to the patient as his share."""
    adjustments: tuple[Adjustment, ...] = ()
    """Those that refuse."""
    remarks: tuple[str, ...] = ()
    cause: Cause | None = None
    """Why, and whose move it is; None where nothing is refused."""


@attrs.frozen
class DecidedClaim:
    """A payer's decision about a claim."""

    claim: str
    sequence: str
    on: date
    payer: Payer | None
    charge: Decimal
    paid: Decimal
    is_denied: bool
    """By its money, not by CLP02: every line denied, or all of the charge refused."""
    lines: tuple[DecidedLine, ...]
    """With one for what the claim as a whole was refused, where there is such a thing."""

    @property
    def refused(self) -> Decimal:
        """Dollars."""
        return sum((line.refused for line in self.lines), ZERO)

    @property
    def refusals(self) -> tuple[DecidedLine, ...]:
        """The lines of which something was refused."""
        return tuple(line for line in self.lines if line.cause is not None)


@attrs.frozen
class Refusal:
    """A line that a payer refused something of, with the decision that it stands in."""

    decision: DecidedClaim
    line: DecidedLine
    cause: Cause


def decided_claims(claim: str, entries: Sequence[Entry], causes: Sequence[CauseRow] = ()) -> list[DecidedClaim]:
    """Every decision of payers about a claim, by day; without reversals, estimates and what is still pended."""
    booked = sorted(pairing.decisions_of(entries), key=lambda one: (one.head.on, pairing.order(one.head)))
    return [_decision(claim, one.head, one.decided, entries, causes) for one in booked if outcome(one.decided) not in _UNDECIDED]


def first_decisions(decisions: Sequence[DecidedClaim]) -> list[DecidedClaim]:
    """The first decision of each payer: what becomes of a claim when nobody has worked on it yet."""
    return list({one.sequence: one for one in reversed(decisions)}.values())[::-1]


def refusals_of(decisions: Sequence[DecidedClaim]) -> list[Refusal]:
    """What payers refused, each once: a decision that says the same again, after a correction or an appeal, is no further denial."""
    seen: dict[tuple[str, int | None, str, str], Refusal] = {}
    for decision in decisions:
        for line in decision.refusals:
            if line.cause is not None:
                seen.setdefault((decision.sequence, line.service_line, line.procedure, line.cause.adjustment), Refusal(decision, line, line.cause))
    return list(seen.values())


# ---- a decision

@attrs.frozen
class _Told:
    """A payer's decision about a claim, and the claim as that payer had it."""

    head: Entry
    payment: ClaimPayment
    sent: Claim | None
    causes: Sequence[CauseRow]
    is_denied: bool

    @property
    def payer(self) -> Payer | None:
        covers = self.sent.coverages if self.sent is not None else ()
        return next((one.payer for one in covers if one.sequence == self.head.sequence), None) or self.head.payer

    def service(self, number: int | None) -> ServiceLine | None:
        """The line as it was billed."""
        lines = self.sent.encounter.services if self.sent is not None else ()
        return lines[number - 1] if number is not None and number <= len(lines) else None

    def context(self, charge: Decimal, paid: Decimal, adjustments: Sequence[Adjustment], remarks: tuple[str, ...], number: int | None) -> Context:
        """What the meaning of an adjustment depends on."""
        service, payer = self.service(number), self.payer
        earlier = self.sent.prior_adjudications if self.sent is not None and self.sent.sequence == self.head.sequence else ()
        return Context(charge, paid, tuple(adjustments), remarks, payer.ids if payer is not None else frozenset(),
                       service.procedure.modifiers if service is not None else (), any(one.paid is not None for one in earlier))


def _decision(claim: str, head: Entry, payment: ClaimPayment, entries: Sequence[Entry], causes: Sequence[CauseRow]) -> DecidedClaim:
    parts: dict[int | None, list[DecidedAmount]] = defaultdict(list)
    for part in amounts_of(payment):
        parts[part.service_line].append(part)
    is_denied = _is_denied(payment, [part for found in parts.values() for part in found])
    told = _Told(head, payment, _sent(entries, head), causes, is_denied)
    lines = [_line(told, line, number, parts[at]) for at, (line, number)
             in enumerate(zip(payment.services, match_lines(payment, told.sent), strict=True), 1) if line.charge > _NOT_PRICED]
    return DecidedClaim(claim, head.sequence, head.on, told.payer, payment.charge, payment.paid, is_denied, (*lines, *_whole(told, parts[None])))


def _sent(entries: Sequence[Entry], head: Entry) -> Claim | None:
    """The claim as that payer had it: the last that went to him by then; where none did, the last one of all."""
    sent = [entry for entry in pairing.sent(entries) if entry.submitted is not None]
    his = [entry for entry in sent if entry.sequence == head.sequence and entry.on <= head.on]
    return next((entry.submitted for entry in reversed(his or sent)), None)


def _line(told: _Told, line: ServicePayment, number: int | None, parts: Sequence[DecidedAmount]) -> DecidedLine:
    unit = told.context(line.charge, line.paid, line.adjustments, (*line.remarks, *told.payment.remarks), number)
    refused = [part for part in parts if is_refused(part)]
    shared = any(part.kind in _ACCEPTED and not is_refused(part) for part in parts)
    denied = not line.paid and (told.is_denied or (bool(refused) and not shared))
    billed = line.submitted_procedure or line.procedure
    return DecidedLine(number, billed.code, _provider(told, number), line.charge, line.paid, _total(refused), denied,
                       *_why(refused, unit, told.causes))


def _whole(told: _Told, parts: Sequence[DecidedAmount]) -> Iterator[DecidedLine]:
    """What concerns the claim as a whole: all of it where no lines were sent, else only what was refused."""
    payment, refused = told.payment, [part for part in parts if is_refused(part)]
    if payment.services and not refused:
        return
    charge, paid = (ZERO, ZERO) if payment.services else (payment.charge, payment.paid)
    unit = told.context(payment.charge, payment.paid, own_adjustments(payment), payment.remarks, None)
    yield DecidedLine(None, "", _provider(told, None), charge, paid, _total(refused), told.is_denied, *_why(refused, unit, told.causes))


def _why(refused: Sequence[DecidedAmount], unit: Context, causes: Sequence[CauseRow]) -> tuple[tuple[Adjustment, ...], tuple[str, ...], Cause | None]:
    adjustments = tuple(part.adjustment for part in refused if part.adjustment is not None)
    cause = first_cause([cause_of(one, unit, causes) for one in adjustments]) if adjustments else None
    return adjustments, unit.remarks, cause


def _provider(told: _Told, number: int | None) -> str:
    """Of the line, of the encounter, as the payer names him, or whoever bills."""
    service, sent = told.service(number), told.sent
    named = (service.rendering_provider if service else None, sent.encounter.rendering_provider if sent else None, told.payment.rendering_provider,
             sent.billing_provider if sent else None)
    return next((one.npi for one in named if one is not None and one.npi), "")


# ---- amounts

def is_refused(part: DecidedAmount) -> bool:
    """Whether an amount was denied, bundled, or left to the patient for a reason that is a denial (not covered, limit reached)."""
    if part.amount <= 0:
        return False
    row = CARC.get(part.adjustment.reason) if part.adjustment is not None else None
    return part.kind in _REFUSED or (part.kind is AmountKind.PATIENT_OTHER and row is not None and row.is_denial is Verdict.YES)


def _is_denied(payment: ClaimPayment, parts: Sequence[DecidedAmount]) -> bool:
    """A claim of which something is refused, and nothing paid or left to the patient as his share."""
    if payment.paid or any(part.kind is AmountKind.PAID and part.amount for part in parts):
        return False
    refused = [part for part in parts if is_refused(part)]
    shared = any(part.kind in _ACCEPTED and part.amount > 0 and not is_refused(part) for part in parts)
    return bool(refused) and not shared


def _total(parts: Sequence[DecidedAmount]) -> Decimal:
    return sum((part.amount for part in parts), ZERO)
