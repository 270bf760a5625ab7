"""Reversals with what they take back and what replaces it, in one remittance or over several.

A payer changes a decision by a reversal, every sign turned, and a second decision with the same patient control number: in the same file or a
later one, in either order, or without the one or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims.adjudication import ESTIMATE, ClaimPayment
from edi_claims.remittance import Remittance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

_ORIGINAL_NUMBER = "F8"
_CORRECTS = "MA67"
"""A remark that the decision corrects an earlier one."""
_NO_NUMBER = frozenset({"", "0"})
"""CLP01 of a payer that lost the patient control number."""


@attrs.frozen
class Correction:
    """A change of an earlier decision, as far as the claims at hand show it."""

    reversal: ClaimPayment | None
    """None where the payer sent the new decision without taking the old one back."""
    correction: ClaimPayment | None = None
    """The new decision; None where none is at hand."""
    original: ClaimPayment | None = None
    """The decision that is taken back; None where it is not at hand, as a rule in an earlier remittance."""


def corrections(claims: Remittance | Iterable[ClaimPayment]) -> tuple[Correction, ...]:
    """Every reversal with its original and its correction, in the order of the reversals; then corrections that came without one.

    Claims are taken in the order in which they were sent; those of several remittances may be put one behind the other. Only claims with the
    same number are looked at: CLP01 or, where a payer lost that, his own (CLP07, REF*F8). The original is an earlier one of the same charge and
    payment, one with the same payer's number before others, then the latest. The correction is the next one behind the reversal, one of the same
    charge before others; or else the latest of the same charge between the original and the reversal. No claim is two reversals' original, or
    two reversals' correction; a correction may be taken back itself.
    """
    several = tuple(claims.claims if isinstance(claims, Remittance) else claims)
    reversals = [place for place, claim in enumerate(several) if claim.is_reversal]
    by_number = _by_number(several) if reversals else {}
    originals: dict[int, int] = {}
    taken_back: set[int] = set()
    for place in reversals:
        original = _original(several, place, by_number, taken_back)
        if original is not None:
            originals[place] = original
            taken_back.add(original)
    replaced: dict[int, int] = {}
    taken: set[int] = set()
    for place in reversals:
        correction = _correction(several, place, _candidates(several, place, by_number, taken), originals.get(place), taken_back)
        if correction is not None:
            replaced[place] = correction
            taken.add(correction)
    found = [Correction(several[place], _at(several, replaced.get(place)), _at(several, originals.get(place))) for place in reversals]
    alone = [Correction(None, claim) for place, claim in enumerate(several)
             if _CORRECTS in claim.remarks and not claim.is_reversal and place not in taken]
    return (*found, *alone)


def _by_number(several: Sequence[ClaimPayment]) -> dict[str, list[int]]:
    """Places of claims by each number that may name them."""
    found: dict[str, list[int]] = {}
    for place, claim in enumerate(several):
        for number in _numbers(claim):
            found.setdefault(number, []).append(place)
    return found


def _numbers(claim: ClaimPayment) -> set[str]:
    """Under what a claim is looked for; the payer's numbers are marked, as a practice's may look alike."""
    own = set() if claim.patient_control_number in _NO_NUMBER else {claim.patient_control_number}
    return own | {f"payer {number}" for number in _payer_numbers(claim)}


def _payer_numbers(claim: ClaimPayment) -> set[str]:
    return ({claim.payer_control_number} | {one.value for one in claim.references if one.qualifier == _ORIGINAL_NUMBER}) - {""}


def _candidates(several: Sequence[ClaimPayment], place: int, by_number: Mapping[str, list[int]], taken: set[int]) -> list[int]:
    """Other decisions about the same claim, in order. One that has another patient control number is another claim."""
    reversal = several[place]
    found = {other for number in _numbers(reversal) for other in by_number[number]} - taken
    return [other for other in sorted(found) if not several[other].is_reversal and several[other].status != ESTIMATE
            and _may_be_one(several[other].patient_control_number, reversal.patient_control_number)]


def _may_be_one(first: str, second: str) -> bool:
    return first == second or first in _NO_NUMBER or second in _NO_NUMBER


def _original(several: Sequence[ClaimPayment], place: int, by_number: Mapping[str, list[int]], taken: set[int]) -> int | None:
    """The earlier decision of the same figures. Some payers do not turn the signs, so that figures are compared without them."""
    reversal = several[place]
    before = [other for other in _candidates(several, place, by_number, taken) if other < place and _figures(several[other]) == _figures(reversal)]
    return max(before, key=lambda other: (not _payer_numbers(several[other]).isdisjoint(_payer_numbers(reversal)), other), default=None)


def _figures(claim: ClaimPayment) -> tuple[Decimal, Decimal]:
    return abs(claim.charge), abs(claim.paid)


def _correction(several: Sequence[ClaimPayment], place: int, candidates: Sequence[int], original: int | None, taken_back: set[int]) -> int | None:
    """The decision that replaces what is taken back, behind the reversal or, where a payer sends it first, before it."""
    alike = {other for other in candidates if abs(several[other].charge) == abs(several[place].charge)}
    behind = [other for other in candidates if other > place]
    if behind:
        return min(behind, key=lambda other: (other not in alike, other))
    return max((other for other in alike if other not in taken_back and (original is None or other > original)), default=None)


def _at(several: Sequence[ClaimPayment], place: int | None) -> ClaimPayment | None:
    return None if place is None else several[place]
