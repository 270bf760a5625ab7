"""Which claim a payment belongs to, and which line: by number, then by what was done. Never guessed in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from revenue_cycle.accounts import rank, standing
from revenue_cycle.entries import Entry, EntryKind, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edi_claims import Claim, ClaimPayment, Payer, ServiceLine, ServicePayment

SHORTEST_CUT = 17
"""Payers cut CLM01 to 17 to 20 characters; a shorter number is not taken for a cut one."""


@attrs.frozen
class Match:
    """The claim that was found, and how."""

    claim: str | None
    """Patient control number; None where there is none, or more than one."""
    method: str = ""
    """`exact`, `normalized`, `truncated` or `payer_control_number`."""
    candidates: tuple[str, ...] = ()


def match_claim(payment: ClaimPayment, books: Mapping[str, Sequence[Entry]]) -> Match:
    """The claim of a payment: by CLP01 as sent, then normalized, then cut off, then by the payer's own number."""
    number = payment.patient_control_number
    if number and number in books:
        return Match(number, "exact")
    for method, found in (("normalized", _normalized(number, books)), ("truncated", _truncated(number, books)),
                          ("payer_control_number", _by_payer_number(payment.payer_control_number, books))):
        if found:
            return Match(found[0] if len(found) == 1 else None, method, found)
    return Match(None)


def _normalized(number: str, books: Mapping[str, Sequence[Entry]]) -> tuple[str, ...]:
    wanted = _normal(number)
    return tuple(one for one in books if wanted and _normal(one) == wanted)


def _truncated(number: str, books: Mapping[str, Sequence[Entry]]) -> tuple[str, ...]:
    wanted = _normal(number)
    return tuple(one for one in books if len(wanted) >= SHORTEST_CUT and _normal(one).startswith(wanted))


def _by_payer_number(number: str, books: Mapping[str, Sequence[Entry]]) -> tuple[str, ...]:
    return tuple(one for one, entries in books.items() if one and number and number in payer_numbers(entries))


def _normal(number: str) -> str:
    return "".join(number.split()).upper().lstrip("0")


def payer_numbers(entries: Sequence[Entry]) -> set[str]:
    """Every number that payers gave a claim: in acknowledgments, in decisions, and in what was sent."""
    found = {entry.decided.payer_control_number for entry in entries if entry.decided is not None}
    found |= {entry.submitted.payer_control_number or "" for entry in entries if entry.submitted is not None}
    found |= {entry.reason for entry in entries if entry.kind is EntryKind.ACKNOWLEDGMENT}
    return found - {""}


_BY_STATUS = {"1": "P", "19": "P", "2": "S", "20": "S", "3": "T", "21": "T"}


def sequence_of(payment: ClaimPayment, payer: Payer, claim: Claim | None, entries: Sequence[Entry]) -> str:
    """Which of the claim's payers decided: by its id or name, then by what CLP02 says, then whoever was asked last."""
    if claim is not None:
        same = [one.sequence for one in claim.coverages if one.payer.is_same(payer)]
        if len(same) == 1:
            return same[0]
    if payment.status in _BY_STATUS:
        return _BY_STATUS[payment.status]
    asked = [entry.sequence for entry in entries if entry.kind is EntryKind.SUBMISSION]
    return max(asked, key=rank, default="P")


def match_lines(payment: ClaimPayment, claim: Claim | None) -> list[int | None]:
    """The line number of each service payment; None for one that no line fits."""
    if claim is None:
        return [None] * len(payment.services)
    free = dict(enumerate(claim.encounter.services, 1))
    found = [_by_number(line, claim) for line in payment.services]
    for at, number in enumerate(found):
        if number is None:
            found[at] = next((key for key, sent in free.items() if key not in found and _same_service(payment.services[at], sent)), None)
    if found.count(None) and len(found) == len(free):
        for at, number in enumerate(found):
            if number is None and (at + 1) not in found and abs(payment.services[at].charge) == free[at + 1].charge:
                found[at] = at + 1
    return found


def _by_number(line: ServicePayment, claim: Claim) -> int | None:
    if line.line_control_number is None:
        return None
    numbers = [sent.line_control_number for sent in claim.encounter.services]
    return numbers.index(line.line_control_number) + 1 if numbers.count(line.line_control_number) == 1 else None


def _same_service(line: ServicePayment, sent: ServiceLine) -> bool:
    billed = line.submitted_procedure or line.procedure
    same_code = billed.code == sent.procedure.code and set(billed.modifiers) <= set(sent.procedure.modifiers)
    same_day = line.service_date is None or sent.first_day is None or line.service_date == sent.first_day
    return same_code and same_day and abs(line.charge) == sent.charge


def reversed_by(payment: ClaimPayment, sequence: str, entries: Sequence[Entry]) -> Source | None:
    """The standing adjudication that a reversal takes back: the same amounts with their signs turned, by the payer's number if it fits."""
    before = [(entry.source, entry.decided) for entry in reversed(standing(entries)) if entry.sequence == sequence and entry.decided is not None]
    fitting = [(source, one) for source, one in before if one.charge == -payment.charge and one.paid == -payment.paid]
    named = [source for source, one in fitting if one.payer_control_number == payment.payer_control_number]
    return next(iter(named or [source for source, _ in fitting]), None)
