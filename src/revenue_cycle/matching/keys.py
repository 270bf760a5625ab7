"""The keys by which a payment finds its claim, and a claim the payments that wait for it: the same texts from both sides.

A claim has keys; a payment asks for keys, rung by rung. Keys of the lower rungs hold patient data: they stay in the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules.again import is_no_number
from revenue_cycle.matching.evidence import days_of_claim, days_of_payment, first_days, ids_of_claim, ids_of_payment, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, ClaimPayment

SHORTEST_CUT, LONGEST_CUT = 17, 20
"""Payers cut CLM01 to 17 to 20 characters; a shorter number is not taken for a cut one."""
SHORTEST_INSIDE = 5
"""A number inside a longer one is looked for from this length on: what a payer put before it or behind it."""

EXACT, NORMALIZED, AFFIXED, TRUNCATED = "exact", "normalized", "affixed", "truncated"
PAYER_NUMBER, DEMOGRAPHIC = "payer_control_number", "demographic"
RUNGS = (EXACT, NORMALIZED, AFFIXED, TRUNCATED, PAYER_NUMBER, DEMOGRAPHIC)
"""The ladder, from the top."""
SIMILAR = "similar"
"""Below the ladder: candidates for a person, never taken."""

NO_CLAIM = "no claim has this number"
SEVERAL = "more than one claim has this number"
MISFIT = "the claim that has this number does not fit: "
"""Why a payment waits for its claim; what follows says what does not fit."""


def waits_for_claim(reason: str) -> bool:
    """Whether a payment in suspense leaves it by itself once its claim is there."""
    return reason in {NO_CLAIM, SEVERAL} or reason.startswith(MISFIT)


def clean(number: str) -> str:
    """Without blanks, upper case."""
    return "".join(number.split()).upper()


def normal(number: str) -> str:
    """Without what payers add or lose: blanks, case, hyphens, leading zeros."""
    return clean(number).replace("-", "").lstrip("0")


def keys_of_claim(claim: Claim) -> Iterator[str]:
    """Every key of a claim as it was sent."""
    number = claim.patient_control_number
    yield f"={number}"
    yield f"n{normal(number)}"
    yield from dict.fromkeys(f"c{one}" for one in _cuts(number))
    if claim.payer_control_number:
        yield f"j{claim.payer_control_number}"
    days = list(first_days(days_of_claim(claim)))
    for day in days[:1]:
        yield f"p{name_key(claim.encounter.patient)} {day}"
    for member in sorted(ids_of_claim(claim)):
        yield f"q{member} {claim.charge.normalize()}"
        yield from (f"m{member} {day}" for day in days)
        yield from (f"d{member} {day} {claim.charge.normalize()}" for day in days[:1])


def _cuts(number: str) -> Iterator[str]:
    """The beginnings that are left where a payer cut the number, before or after he dropped or added zeros in front."""
    whole = clean(number)
    bare = normal(number)
    for length in range(SHORTEST_CUT, LONGEST_CUT + 1):
        if length < len(whole):
            yield whole[:length]
            yield normal(whole[:length])
        if length < len(bare):
            yield bare[:length]


def questions(payment: ClaimPayment, down_to: str = SIMILAR) -> Iterator[tuple[str, list[str]]]:
    """The rungs of the ladder for a payment, each with the keys that it asks for, down to a rung."""
    for rung, keys in _rungs(payment):
        if keys:
            yield rung, keys
        if rung == down_to:
            return


def _rungs(payment: ClaimPayment) -> Iterator[tuple[str, list[str]]]:
    number = payment.patient_control_number
    named = not is_no_number(number)
    bare = normal(number) if named else ""
    yield EXACT, [f"={number}"] if named else []
    yield NORMALIZED, [f"n{bare}"] if bare else []
    yield AFFIXED, [f"n{one}" for one in _inside(clean(number).replace("-", ""))] if named else []
    yield TRUNCATED, list(dict.fromkeys((f"c{clean(number)}", f"c{bare}"))) if bare else []
    numbers = list(dict.fromkeys(filter(None, (payment.payer_control_number, *(one.value for one in payment.references if one.qualifier == "F8")))))
    yield PAYER_NUMBER, [f"{kind}{one}" for kind in "ij" for one in numbers]
    days = list(first_days(days_of_payment(payment)))
    members, charge = sorted(ids_of_payment(payment)), abs(payment.charge).normalize()
    yield DEMOGRAPHIC, [f"d{member} {day} {charge}" for member in members for day in days[:1]]
    name = name_key(payment.patient)
    yield SIMILAR, [*(f"m{member} {day}" for member in members for day in days), *(f"p{name} {day}" for day in days[:1] if name),
                    *(f"q{member} {charge}" for member in members if charge)]


def _inside(number: str) -> Iterator[str]:
    """What is left of a number without a beginning or without an end: a prefix or a suffix that the payer added."""
    for cut in range(1, len(number) - SHORTEST_INSIDE + 1):
        yield number[cut:].lstrip("0")
        yield number[:-cut].lstrip("0")
