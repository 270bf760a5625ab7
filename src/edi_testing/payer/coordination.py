"""What earlier payers decided, as a later payer reads it from the claim: what they left of each line, and how."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Adjustment, Claim, PriorAdjudication
from edi_testing.payer.money import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOT_COVERED_TOTAL = "A8"


@attrs.frozen
class Earlier:
    """What earlier payers did to one line."""

    left: Decimal
    """What nobody has paid or written off: the patient's share after the latest of them. Dollars."""
    paid: Decimal = ZERO
    """By all of them."""
    shares: tuple[tuple[str, Decimal], ...] = ()
    """The latest one's patient share by reason: 1 deductible, 2 coinsurance, 3 copay, ..."""


def decisions_before(claim: Claim) -> list[PriorAdjudication]:
    """What payers before the billed one decided, in their order; a payer that was passed over (AMT A8) has decided nothing, and is asked no more."""
    billed = next((one.rank for one in claim.coverages if one.sequence == claim.sequence), 0)
    return sorted((one for one in claim.prior_adjudications if one.coverage.rank < billed and _has_decided(one)), key=lambda one: one.coverage.rank)


def _has_decided(one: PriorAdjudication) -> bool:
    return one.paid is not None or bool(one.services or one.adjustments) or NOT_COVERED_TOTAL in one.amounts


def earlier(claim: Claim) -> list[Earlier | None]:
    """For each line what earlier payers did; None where none of them decided about it."""
    decided = [one for one in decisions_before(claim) if NOT_COVERED_TOTAL not in one.amounts]
    found = [_by_line(claim, one) if one.services else _whole(claim, one) for one in decided]
    return [_together([of[at] for of in found], line.charge) for at, line in enumerate(claim.encounter.services)]


def _together(told: Sequence[Earlier | None], charge: Decimal) -> Earlier | None:
    decided = [one for one in told if one is not None]
    if not decided:
        return None
    last = decided[-1]
    return attrs.evolve(last, left=max(ZERO, min(last.left, charge)), paid=sum((one.paid for one in decided), ZERO))


def _by_line(claim: Claim, told: PriorAdjudication) -> list[Earlier | None]:
    found: list[Earlier | None] = []
    for number in range(1, len(claim.encounter.services) + 1):
        rows = [one for one in told.services if one.line == number]
        shares = _shares(adjustment for row in rows for adjustment in row.adjustments)
        found.append(Earlier(sum((amount for _, amount in shares), ZERO), sum((row.paid for row in rows), ZERO), shares) if rows else None)
    return found


def _whole(claim: Claim, told: PriorAdjudication) -> list[Earlier | None]:
    """A decision about the claim as a whole, in parts as the lines' charges are."""
    charges = [line.charge for line in claim.encounter.services]
    paid = parts(told.paid or ZERO, charges)
    shares = [(reason, parts(amount, charges)) for reason, amount in _shares(told.adjustments)]
    return [Earlier(sum((amounts[at] for _, amounts in shares), ZERO), paid[at], tuple((reason, amounts[at]) for reason, amounts in shares))
            for at in range(len(charges))]


def _shares(adjustments: Iterable[Adjustment]) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for one in adjustments:
        if one.group == "PR":
            found[one.reason] = found.get(one.reason, ZERO) + one.amount
    return tuple(found.items())
