"""What earlier payers decided, as the claim to the next one tells it: 2320, 2330B and 2430, to the cent.

One row a payer and line, whatever the number of remittances that it took: parts that a payer sent apart, and what a reversal took of one, are
summed. What does not fit line by line is told for the claim as a whole; what does not add up to the charge is not told at all.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import (
    ZERO,
    Adjustment,
    Finding,
    LineAdjudication,
    Owner,
    PriorAdjudication,
    Reference,
    RootCause,
    RuleError,
    ServicePayment,
    Severity,
)
from edi_claims.decisions import Change, bundles, counted, own_adjustments
from revenue_cycle.in_force import WHOLE, in_force
from revenue_cycle.matching import line_matches
from revenue_cycle.pairing import VOID, Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_claims import Claim, ClaimPayment, Coverage
    from revenue_cycle.accounts import Account

_MOST_REMARKS = 5
_PASSED_OVER = "A8"


def prior_adjudications(account: Account, claim: Claim, covers: Iterable[Coverage], decisions: Sequence[Decision]) -> tuple[PriorAdjudication, ...]:
    """What each of some payers decided about a claim, in their order; what the claim told already stands for a payer that the ledger never heard.

    Raises:
        RuleError: one of them has not decided, or what it decided does not add up to the charge.
    """
    found = []
    for cover in sorted(covers, key=lambda one: one.rank):
        before = next((one for one in claim.prior_adjudications if one.coverage.sequence == cover.sequence), None)
        mine = [one for one in decisions if one.head.sequence == cover.sequence]
        if mine:
            found.append(_told(account, claim, cover, mine, before))
        elif before is not None and (before.paid is not None or _PASSED_OVER in before.amounts):
            found.append(before)
        else:
            raise _stop("L004", "a payer before the next one has not decided", "wait for its remittance, or enter what it decided", account.claim)
    return tuple(found)


def _stop(code: str, message: str, fix: str, claim: str, expected: Decimal | None = None, found: Decimal | None = None) -> RuleError:
    return RuleError([Finding(code, Severity.ERROR, message, fix=fix, claim=claim, root_cause=RootCause.COORDINATION_OF_BENEFITS, owner=Owner.BILLING,
                              expected=expected, found=found, level=None if expected is None else "claim")])


# ---- one payer

@attrs.define
class _Row:
    """What one payer did to one line of the claim."""

    services: list[ServicePayment] = attrs.field(factory=list)
    on: date | None = None
    bundled_into: int | None = None


@attrs.define
class _Payer:
    """Everything that stands of one payer's decisions."""

    rows: dict[int, _Row] = attrs.field(factory=lambda: defaultdict(_Row))
    own: list[Adjustment] = attrs.field(factory=list)
    """Of the claim as a whole, besides its lines."""
    every: list[Adjustment] = attrs.field(factory=list)
    paid: Decimal = ZERO
    fits: bool = True
    """Whether all of it stands on lines of the claim."""
    on: date | None = None


def _told(account: Account, claim: Claim, cover: Coverage, mine: Sequence[Decision], before: PriorAdjudication | None) -> PriorAdjudication:
    told = _collected(account, claim, mine)
    lines = _lines(claim, cover, told) if told.fits else None
    found = told.paid + _sum(told.every)
    if found != claim.charge:
        raise _stop("L009", f"what an earlier payer paid and took off makes {found}, and the claim's charge is {claim.charge}",
                    "post all of its remittances; ask the payer about the lines that it left out", account.claim, claim.charge, found)
    last = mine[-1].decided
    remarks = tuple(dict.fromkeys(code for one in mine for code in one.decided.remarks))[:_MOST_REMARKS]
    known = PriorAdjudication(
        cover, None, last.payer_control_number or None, told.paid, references=_numbers(account, cover), remarks=remarks,
        providers=before.providers if before is not None else {})
    known = _with_rates(known, mine)
    if lines is None:
        adjustments = tuple(_together(told.every))
        share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
        return attrs.evolve(known, payment_date=told.on, adjustments=adjustments, amounts={"EAF": max(share, ZERO)})
    return attrs.evolve(known, adjustments=tuple(_together(told.own)), services=lines)


def _collected(account: Account, claim: Claim, mine: Sequence[Decision]) -> _Payer:
    """Line by line what stands, reversals of a part among it."""
    force, told = in_force(account.history), _Payer()
    units = {id(one.decided): force.lines[at] for at, one in enumerate(force.standing)}
    for one in mine:
        stands = units.get(id(one.decided), frozenset({WHOLE}))
        for decision in (one, *one.taken_back_by):
            _collect(told, decision.decided, claim, decision.head.on, stands, whole=force.units.keys() == {WHOLE})
    return told


def _collect(told: _Payer, payment: ClaimPayment, claim: Claim, on: date, stands: frozenset[int], *, whole: bool) -> None:
    told.on = max(on, told.on or on)
    matches = line_matches(payment, claim)
    kept = [(match, line) for match, line in zip(matches, payment.services, strict=True) if whole or match.line is None or match.line in stands]
    own = own_adjustments(payment) if whole or WHOLE in stands or not payment.services else []
    if not payment.services:
        told.fits = False
        told.paid += payment.paid
        told.every += counted(payment)
        return
    told.own += own
    told.every += [*own, *(one for _, line in kept for one in line.adjustments)]
    told.paid += sum((line.paid for _, line in kept), ZERO) - _sum(own)
    into = _bundled_into(payment, [match.line for match in matches])
    for match, line in kept:
        if match.line is None:
            told.fits = False
            continue
        row = told.rows[match.line]
        row.services.append(line)
        row.on = max(on, row.on or on)
        row.bundled_into = into.get(match.line, row.bundled_into)
        for number in match.bundled:
            told.rows[number].on, told.rows[number].bundled_into = on, match.line


def _bundled_into(payment: ClaimPayment, numbers: Sequence[int | None]) -> dict[int, int]:
    """Line of the claim to the line that it was paid with (SVD06), where the payer says which."""
    found = {}
    for bundle in bundles(payment):
        into = numbers[bundle.paid_line - 1] if bundle.change is Change.BUNDLED and bundle.paid_line is not None else None
        for place in bundle.lines if into is not None else ():
            number = numbers[place - 1]
            if number is not None and number != into and into is not None:
                found[number] = into
    return found


# ---- line by line

def _lines(claim: Claim, cover: Coverage, told: _Payer) -> tuple[LineAdjudication, ...] | None:
    """2430 of each line; None where they do not balance line by line, and only the claim as a whole does."""
    charges = {number: line.charge for number, line in enumerate(claim.encounter.services, 1)}
    made = [_line(number, told.rows[number], claim, cover) for number in sorted(told.rows)]
    groups: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for one in made:
        groups[_leader(one.line, told)] += charges[one.line] - one.paid - _sum(one.adjustments)
    return None if any(groups.values()) else _with_claim_share(made, _sum(one for one in told.own if one.group == "PR"))


def _leader(number: int, told: _Payer) -> int:
    into = told.rows[number].bundled_into
    return number if into is None else into


def _line(number: int, row: _Row, claim: Claim, cover: Coverage) -> LineAdjudication:
    billed = claim.encounter.services[number - 1]
    adjustments = tuple(_together(one for line in row.services for one in line.adjustments))
    paid = sum((line.paid for line in row.services), ZERO)
    share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    one = row.services[0] if len(row.services) == 1 else None
    procedure = one.procedure if one else attrs.evolve(billed.procedure, description="")
    return LineAdjudication(number, cover.payer.payer_id, paid, procedure, one.units if one else billed.units, adjustments, row.on, max(share, ZERO),
                            row.bundled_into)


def _with_claim_share(lines: Sequence[LineAdjudication], share: Decimal) -> tuple[LineAdjudication, ...]:
    """The patient's share of the claim as a whole, on the lines: what he owes stands at one level, and there are lines."""
    found = []
    for one in lines:
        part = max(ZERO, min(share, one.paid))
        share -= part
        found.append(attrs.evolve(one, remaining=(one.remaining or ZERO) + part) if part else one)
    return tuple(found)


# ---- what it is made of

def _together(adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    """Those of one group and reason together, without those that come to nothing; one that stands alone keeps its quantity."""
    sums: dict[tuple[str, str], Adjustment] = {}
    for one in adjustments:
        before = sums.get((one.group, one.reason))
        sums[one.group, one.reason] = one if before is None else Adjustment(one.group, one.reason, before.amount + one.amount)
    return [one for one in sums.values() if one.amount]


def _sum(adjustments: Iterable[Adjustment]) -> Decimal:
    return sum((one.amount for one in adjustments), ZERO)


def _numbers(account: Account, cover: Coverage) -> tuple[Reference, ...]:
    """The payer's authorization and referral numbers, which are no other payer's."""
    sent = [entry.submitted for entry in account.submissions
            if entry.submitted is not None and entry.sequence == cover.sequence and entry.submitted.frequency != VOID]
    if not sent:
        return ()
    told = (("G1", sent[-1].authorization_number), ("9F", sent[-1].referral_number))
    return tuple(Reference(qualifier, number) for qualifier, number in told if number)


def _with_rates(known: PriorAdjudication, mine: Sequence[Decision]) -> PriorAdjudication:
    """MOA besides its remarks, of the latest decision that has one."""
    told = next((one.decided.outpatient for one in reversed(mine) if one.decided.outpatient is not None), None)
    if told is None:
        return known
    return attrs.evolve(known, reimbursement_rate=told.reimbursement_rate, payable=told.payable, renal_payment=told.renal_payment,
                        professional_component=told.professional_component)
