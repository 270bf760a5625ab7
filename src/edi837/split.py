"""A claim with more lines, or more diagnoses, than one 837P claim holds, as several: `split_claim`."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs

from edi837.rules import billing, coding
from edi837.rules.context import REPLACING, Context, Kind
from edi_claims import ZERO, Owner, RootCause, RuleError, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from edi_claims import Claim, Finding, LineAdjudication, PriorAdjudication, ServiceLine

T101 = Kind("T101", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:178")

MOST_LINES, MOST_DIAGNOSES = 50, 12
_LONGEST = 20
"""CLM01."""
_MARK = 4
"""How many characters tell two long numbers apart whose beginnings are the same."""
_EXCESS_FIX = "send the claim on paper, or ask the payer how it takes such a claim"


def split_claim(claim: Claim) -> list[Claim]:
    """Claims of at most 50 lines and 12 diagnoses that together bill what this one does, in its order; a claim that fits comes back alone, as it is.

    The first keeps the patient control number, so that account and copayment stay where they are; the others add `-2`, `-3`, and so on. A number
    that would grow past 20 characters is cut and marked with four characters made from the whole, always the same ones. Lines keep their control
    numbers.

    Each part's charge is the sum of its lines. What the patient paid, and segments that no reader has a place for, stay with the first;
    attachments, notes, dates and providers go with each. Where the claim has more than 12 diagnoses, each part has those that its lines point to,
    in their order, and in the room that is left those that no line points to. What an earlier payer decided is divided by line.

    Raises:
        RuleError: what the claim says as a whole cannot be divided: its charge is not that of its lines, it replaces or voids an earlier claim, an
            earlier payer or a repricer gave figures for the whole, a line was paid with one in another part; or the diagnoses find no room.
    """
    groups = _groups(claim)
    if len(groups) == 1 and len(claim.encounter.diagnoses) <= MOST_DIAGNOSES:
        return [claim]
    broken = [*_faults(claim), *_undivided(claim, groups)]
    if broken:
        raise RuleError(broken)
    carried = _diagnoses(claim, groups)
    return [_part(claim, at, lines, kept) for at, (lines, kept) in enumerate(zip(groups, carried, strict=True))]


def _faults(claim: Claim) -> list[Finding]:
    """What of the claim's charge and pointers is wrong before it is split; that it is too long is no fault here."""
    found = [one for rule in (billing.totals, coding.pointers) for one in rule(claim, Context())]
    return [one for one in errors(found) if one.path != "encounter.services"]


# ---- which lines and which diagnoses

def _groups(claim: Claim) -> list[list[int]]:
    """The lines of each part, counting from 0: as many as fit, in order."""
    groups: list[list[int]] = [[]]
    pointed: set[int] = set()
    many = len(claim.encounter.diagnoses) > MOST_DIAGNOSES
    for at, line in enumerate(claim.encounter.services):
        wanted = pointed | set(line.diagnosis_pointers)
        if len(groups[-1]) == MOST_LINES or (many and len(wanted) > MOST_DIAGNOSES and groups[-1]):
            groups.append([])
            wanted = set(line.diagnosis_pointers)
        groups[-1].append(at)
        pointed = wanted
    return groups


def _diagnoses(claim: Claim, groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """The diagnoses of each part, counting from 1: all of them while they fit."""
    count, lines = len(claim.encounter.diagnoses), claim.encounter.services
    if count <= MOST_DIAGNOSES:
        return [list(range(1, count + 1))] * len(groups)
    carried = [{pointer for at in group for pointer in lines[at].diagnosis_pointers} for group in groups]
    for one in sorted(set(range(1, count + 1)).difference(*carried)):
        room = next((part for part in carried if len(part) < MOST_DIAGNOSES), None)
        if room is None:
            what = f"{count} diagnoses, to some of which no line points, find no room on {len(groups)} claims"
            raise RuleError([T101(claim, what, _EXCESS_FIX, "2300", "HI", "encounter.diagnoses")])
        room.add(one)
    return [sorted(part) for part in carried]


# ---- what cannot be divided

def _undivided(claim: Claim, groups: Sequence[Sequence[int]]) -> Iterator[Finding]:
    if len(groups) == 1:
        return
    if claim.frequency in REPLACING:
        yield T101(claim, "a claim that replaces or voids an earlier one cannot be split: one payer's number stands for one claim",
                   "make a replacement of each claim that was sent before", "2300", "CLM05-3", "frequency")
    if claim.repricing is not None:
        yield T101(claim, "a repricer's figures for the whole claim cannot be divided", "have the parts repriced", "2300", "HCP02", "repricing")
    if claim.contract is not None and claim.contract.amount is not None:
        yield T101(claim, "a contract's amount for the whole claim cannot be divided", "give it by line", "2300", "CN102", "contract.amount")
    part_of = {at + 1: number for number, group in enumerate(groups) for at in group}
    for at, told in enumerate(claim.prior_adjudications):
        yield from _undivided_decision(claim, told, f"prior_adjudications[{at}]", part_of)
    yield from _torn(claim, claim.orphan_adjudications, "orphan_adjudications", part_of)


def _undivided_decision(claim: Claim, told: PriorAdjudication, path: str, part_of: dict[int, int]) -> Iterator[Finding]:
    fix = "ask the payer for the decision by line, or send the claim on paper"
    if told.adjustments:
        yield T101(claim, "an earlier payer adjusted the claim as a whole, which cannot be divided", fix, "2320", "CAS", f"{path}.adjustments")
    if told.amounts and not _was_passed_over(claim, told):
        yield T101(claim, "an earlier payer gave an amount for the claim as a whole, which cannot be divided", fix, "2320", "AMT02",
                   f"{path}.amounts")
    if told.paid is not None and told.paid != _paid(told.services):
        yield T101(claim, "what an earlier payer paid is not the sum of what it paid by line, and cannot be divided", fix, "2320", "AMT02",
                   f"{path}.paid", expected=_paid(told.services), found=told.paid)
    for name, element in (("payable", "MOA02"), ("renal_payment", "MOA08"), ("professional_component", "MOA09")):
        if getattr(told, name) is not None:
            yield T101(claim, "Medicare gave an amount for the claim as a whole, which cannot be divided", fix, "2320", element, f"{path}.{name}")
    yield from _torn(claim, told.services, f"{path}.services", part_of)


def _was_passed_over(claim: Claim, told: PriorAdjudication) -> bool:
    """Whether all that is told is that nothing was covered (A8): that is true of each part and its charge."""
    return dict(told.amounts) == {"A8": claim.charge}


def _torn(claim: Claim, decisions: Sequence[LineAdjudication], path: str, part_of: dict[int, int]) -> Iterator[Finding]:
    """Decisions that cannot follow their line."""
    for at, one in enumerate(decisions):
        if one.line not in part_of:
            yield T101(claim, "a decision is about a line that the claim has not", "correct it", "2430", "SVD01", f"{path}[{at}].line")
        elif one.bundled_into is not None and part_of.get(one.bundled_into) != part_of[one.line]:
            yield T101(claim, "an earlier payer paid a line with another one that is too far from it to stay on the same claim",
                       "put the two lines next to each other", "2430", "SVD06", f"{path}[{at}].bundled_into", one.line)


def _paid(decisions: Iterable[LineAdjudication]) -> Decimal:
    return sum((one.paid for one in decisions), ZERO)


# ---- one part

def _part(claim: Claim, at: int, lines: Sequence[int], diagnoses: Sequence[int]) -> Claim:
    coded = claim.encounter
    number = {old + 1: new for new, old in enumerate(lines, 1)}
    pointer = {old: new for new, old in enumerate(diagnoses, 1)}
    services = tuple(_pointing(coded.services[one], pointer) for one in lines)
    encounter = attrs.evolve(coded, diagnoses=tuple(coded.diagnoses[one - 1] for one in diagnoses), services=services)
    charge = encounter.total_charge
    changes: dict[str, Any] = {"amounts": {}, "unread": ()} if at else {}
    return attrs.evolve(
        claim, encounter=encounter, patient_control_number=_family(claim.patient_control_number, at), charge=charge,
        prior_adjudications=tuple(_divided(told, number, charge) for told in claim.prior_adjudications),
        orphan_adjudications=_following(claim.orphan_adjudications, number), **changes)


def _pointing(line: ServiceLine, pointer: dict[int, int]) -> ServiceLine:
    found = tuple(pointer[one] for one in line.diagnosis_pointers)
    return line if found == line.diagnosis_pointers else attrs.evolve(line, diagnosis_pointers=found)


def _family(number: str, at: int) -> str:
    """The control number of a part, counting from 0.

    >>> _family("A1001", 0), _family("A1001", 1), len(_family("A" * 20, 11))
    ('A1001', 'A1001-2', 20)
    """
    if at == 0:
        return number
    tail = f"-{at + 1}"
    if len(number) + len(tail) <= _LONGEST:
        return number + tail
    mark = sha256(number.encode()).hexdigest()[:_MARK].upper()
    return number[:_LONGEST - len(tail) - _MARK] + mark + tail


def _divided(told: PriorAdjudication, number: dict[int, int], charge: Decimal) -> PriorAdjudication:
    """What an earlier payer decided about the lines of one part; what was said of none of them is said of each."""
    services = _following(told.services, number)
    return attrs.evolve(told, services=services, paid=None if told.paid is None else _paid(services),
                        amounts={"A8": charge} if told.amounts else told.amounts)


def _following(decisions: Iterable[LineAdjudication], number: dict[int, int]) -> tuple[LineAdjudication, ...]:
    renumbered: Callable[[int | None], int | None] = lambda line: None if line is None else number[line]          # noqa: E731
    return tuple(attrs.evolve(one, line=number[one.line], bundled_into=renumbered(one.bundled_into)) for one in decisions if one.line in number)
