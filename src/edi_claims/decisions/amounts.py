"""What became of every cent of a claim's charge: the payment and each adjustment by its kind, and what the payer does not explain."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.adjudication import Adjustment
from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind
from edi_claims.common import ZERO
from edi_claims.decisions.kinds import Unit, amount_kind
from edi_claims.decisions.repeated import own_adjustments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edi_claims.adjudication import ClaimPayment, ServicePayment
    from edi_claims.codes.rows import CarcRow


@attrs.frozen
class DecidedAmount:
    """One part of a charge and what it became."""

    kind: AmountKind
    amount: Decimal
    """Dollars, as sent: negative in a reversal, and where an adjustment raises the payment."""
    adjustment: Adjustment | None = None
    """None for a payment, and for `other` where neither payment nor adjustment says what became of it."""
    service_line: int | None = None
    """Counts from 1; None for what concerns the claim as a whole."""


def amounts_of(claim: ClaimPayment, carc: Mapping[str, CarcRow] = CARC) -> tuple[DecidedAmount, ...]:
    """A claim's charge, cent by cent, each cent in one place: the sum is the charge, whatever the payer sent.

    Lines first, in order, then the claim as a whole. Adjustments that a payer states twice count once, those of nothing not at all. Where
    the figures do not add up the rest, below zero where too much is explained, is `other` without an adjustment.
    """
    found: list[DecidedAmount] = []
    rests: list[DecidedAmount] = []
    for number, line in enumerate(claim.services, 1):
        unit = unit_of(line, claim.remarks)
        found += _known(unit, unit.paid, unit.adjustments, number, carc)
        rests.append(DecidedAmount(AmountKind.OTHER, line.charge - line.paid - line.adjusted(), None, number))
    own = own_adjustments(claim)
    whole = Unit(claim.charge, claim.paid, (*own, *(one for line in claim.services for one in line.adjustments)), claim.remarks)
    charge = claim.charge - sum((line.charge for line in claim.services), ZERO)
    paid = claim.paid - sum((line.paid for line in claim.services), ZERO)
    found += _known(whole, paid, own, None, carc)
    rests.append(DecidedAmount(AmountKind.OTHER, charge - paid - sum((one.amount for one in own), ZERO)))
    return (*found, *_unexplained(rests, own))


def unit_of(line: ServicePayment, remarks: Sequence[str] = ()) -> Unit:
    """A line as a unit; `remarks` are those of its claim."""
    return Unit(line.charge, line.paid, tuple(line.adjustments), (*line.remarks, *remarks))


def amounts_of_line(line: ServicePayment, carc: Mapping[str, CarcRow] = CARC) -> tuple[DecidedAmount, ...]:
    """The same for one line alone, without the remarks of its claim: the sum is the line's charge."""
    unit = unit_of(line)
    rest = DecidedAmount(AmountKind.OTHER, line.charge - line.paid - line.adjusted())
    return (*_known(unit, unit.paid, unit.adjustments, None, carc), *_unexplained([rest], ()))


def amounts_by_kind(amounts: Iterable[DecidedAmount]) -> dict[AmountKind, Decimal]:
    """The sum of each kind that there is, in the order of the kinds."""
    sums: dict[AmountKind, Decimal] = {}
    for one in amounts:
        sums[one.kind] = sums.get(one.kind, ZERO) + one.amount
    return {kind: sums[kind] for kind in AmountKind if kind in sums}


def _known(unit: Unit, paid: Decimal, taken: Iterable[Adjustment], number: int | None, carc: Mapping[str, CarcRow]) -> Iterable[DecidedAmount]:
    if paid:
        yield DecidedAmount(AmountKind.PAID, paid, None, number)
    for one in taken:
        if one.amount:
            yield DecidedAmount(amount_kind(one, unit, carc), one.amount, one, number)


def _unexplained(rests: Iterable[DecidedAmount], own: Sequence[Adjustment]) -> list[DecidedAmount]:
    """What is left over. Lines that were sent without what the claim as a whole explains leave nothing: both sides of it cancel."""
    left = [one for one in rests if one.amount]
    return [] if own and not sum((one.amount for one in left), ZERO) else left
