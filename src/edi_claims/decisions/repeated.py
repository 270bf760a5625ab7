"""Adjustments that a payer states twice, for a claim as a whole and for its lines: it balances only when they count once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edi_claims.common import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from edi_claims.adjudication import Adjustment, ClaimPayment


def repeated(claim: ClaimPayment) -> tuple[Adjustment, ...]:
    """The claim's own adjustments that say once more what its lines say; empty where it balances as it stands, or not even without them.

    A payer repeats all of them, or those of one group or reason. Both readings are held against the payment: an adjustment that has the
    same figure at both levels by right is not taken for a repetition.
    """
    if not claim.adjustments or not claim.services:
        return ()
    own = sum((one.amount for one in claim.adjustments), ZERO)
    excess = claim.paid - (sum((line.paid for line in claim.services), ZERO) - own)
    if not excess:
        return ()
    for same in (_everything, _by_group, _by_code):
        found = _said_twice(claim, same)
        if found and sum((one.amount for one in found), ZERO) == excess:
            return found
    return ()


def repeats_its_lines(claim: ClaimPayment) -> bool:
    """Whether a payer sent adjustments of the lines once more for the claim as a whole: it balances only when they count once."""
    return bool(repeated(claim))


def own_adjustments(claim: ClaimPayment) -> list[Adjustment]:
    """The adjustments of the claim as a whole (2100 CAS) that count: those that its lines do not say already."""
    again = repeated(claim)
    return [one for one in claim.adjustments if not any(one is other for other in again)] if again else claim.adjustments


def counted(claim: ClaimPayment) -> list[Adjustment]:
    """Every adjustment of a claim that counts: its own that its lines do not say already, then those of the lines."""
    return [*own_adjustments(claim), *(one for line in claim.services for one in line.adjustments)]


def _said_twice(claim: ClaimPayment, same: Callable[[Adjustment], str]) -> tuple[Adjustment, ...]:
    own, of_lines = _sums(claim.adjustments, same), _sums((one for line in claim.services for one in line.adjustments), same)
    return tuple(one for one in claim.adjustments if own[same(one)] == of_lines.get(same(one)))


def _sums(taken: Iterable[Adjustment], same: Callable[[Adjustment], str]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in taken:
        found[same(one)] += one.amount
    return dict(found)


def _everything(_: Adjustment) -> str:
    return ""


def _by_group(one: Adjustment) -> str:
    return one.group


def _by_code(one: Adjustment) -> str:
    return one.code
