"""Dollars and cents. A product is rounded once, to the cent, half a cent upwards; everything else is exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from edi_claims import ZERO
from edi_x12.elements import amount_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi_claims import Adjustment, ClaimPayment

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """To the cent.

    >>> cents(Decimal("2.045")), cents(Decimal("2.0449")), cents(Decimal("7"))
    (Decimal('2.05'), Decimal('2.04'), Decimal('7.00'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def parts(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in parts as large as these weights are, which add up to it; all of it to the first where there is no weight.

    >>> parts(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('3.33'), Decimal('3.34'), Decimal('3.33')]
    """
    total = sum(weights, ZERO)
    if not total:
        return [amount, *(ZERO for _ in weights[1:])] if weights else []
    found, given, passed = [], ZERO, ZERO
    for weight in weights:
        passed += weight
        found.append(cents(amount * passed / total) - given)
        given += found[-1]
    return found


def plain(amount: Decimal) -> Decimal:
    """As a reader finds it in the 835 that holds it: a remittance is the same, to the last digit, before it is written and after.

    >>> plain(Decimal("70.00")), plain(Decimal("7.50"))
    (Decimal('70'), Decimal('7.5'))
    """
    return Decimal(amount_text(amount))


def make_plain(payment: ClaimPayment) -> None:
    """The same for every number of a claim payment."""
    payment.charge, payment.paid = plain(payment.charge), plain(payment.paid)
    payment.patient_responsibility = _plain_or_none(payment.patient_responsibility)
    _make_adjustments_plain(payment.adjustments)
    for line in payment.services:
        line.charge, line.paid, line.units = plain(line.charge), plain(line.paid), plain(line.units)
        line.submitted_units, line.allowed = _plain_or_none(line.submitted_units), _plain_or_none(line.allowed)
        line.amounts = {kind: plain(amount) for kind, amount in line.amounts.items()}
        _make_adjustments_plain(line.adjustments)


def _make_adjustments_plain(adjustments: Sequence[Adjustment]) -> None:
    for one in adjustments:
        one.amount, one.quantity = plain(one.amount), _plain_or_none(one.quantity)


def _plain_or_none(number: Decimal | None) -> Decimal | None:
    return None if number is None else plain(number)
