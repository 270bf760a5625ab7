"""What the guide counts, and how often it may be sent: the tables of S005."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edi837.payers import other_payers
from edi837.rules.bounds import Repeated
from edi837.rules.context import billed
from edi837.rules.named import reference_lists
from edi837.rules.parties import (
    odd_coverages,
    odd_people,
    odd_providers,
    payer_lists,
    person_lists,
    provider_lists,
)
from edi837.rules.shapes import carries_more, more_lists
from edi_claims import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi_claims import Claim, PriorAdjudication, ServiceLine

_DISABILITY = ("314", "360", "361")
"""DTP01 of which a claim has one."""
_PAYERS_NUMBERS = ("2U", "EI", "FY", "NF")
_OF_A_LINE = {"G1": 5, "9F": 5}
"""How often a line's REF may be sent, where that is more than once."""
_MOST_PAYERS, _MOST_DECISIONS, _MOST_REMARKS, _MOST_CAS, _MOST_MODIFIERS = 10, 15, 5, 5, 4


def lists_of(claim: Claim) -> Iterator[Repeated]:
    """What the guide counts, wherever there is more than one; it never allows less."""
    coded = claim.encounter
    if len(claim.coverages) > 1 or coded.notes or coded.condition_codes or coded.anesthesia_procedures or coded.accident is not None or coded.dates:
        yield from _of_claim(claim)
    if claim.references:
        yield from reference_lists((*claim.references, *_own_numbers(claim)), {}, "2300", "references")
    yield from _parties(claim)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told(told, f"prior_adjudications[{at}]")
    if claim.prior_adjudications:
        yield from _decisions(claim)
    for number, service in enumerate(coded.services, 1):
        if service.notes or service.references or service.drug is not None:
            yield from _line(service, number)
    if carries_more(claim):
        yield from more_lists(claim)


def _own_numbers(claim: Claim) -> list[Reference]:
    """The numbers that are fields: they are REFs as well."""
    return [Reference(kind, "") for kind, number in (
        ("9F", claim.referral_number), ("G1", claim.authorization_number), ("F8", claim.payer_control_number)) if number]


def _of_claim(claim: Claim) -> Iterator[Repeated]:
    coded = claim.encounter
    yield Repeated(sum(1 for _ in other_payers(claim, billed(claim))), _MOST_PAYERS, "2320", "SBR", "coverages")
    yield Repeated(len(coded.notes), 1, "2300", "NTE", "encounter.notes")
    yield Repeated(len(coded.condition_codes), 24, "2300", "HI", "encounter.condition_codes")
    yield Repeated(len(coded.anesthesia_procedures), 2, "2300", "HI", "encounter.anesthesia_procedures")
    yield Repeated(sum(one in coded.dates for one in _DISABILITY), 1, "2300", "DTP", "encounter.dates")
    if coded.accident is not None:
        yield Repeated(len(coded.accident.causes), 2, "2300", "CLM11", "encounter.accident.causes")


def _parties(claim: Claim) -> Iterator[Repeated]:
    for provider in odd_providers(claim):
        yield from provider_lists(provider)
    if claim.pay_to_address is not None:
        yield Repeated(len(claim.pay_to_address.lines), 2, "2010AB", "N3", "pay_to_address")
    for person in odd_people(claim):
        yield from person_lists(person)
    for cover, path, other in odd_coverages(claim):
        yield from payer_lists(cover, "2330B" if other else "2010BB", f"{path}.payer")


# ---- lines

def _line(line: ServiceLine, number: int) -> Iterator[Repeated]:
    path = f"encounter.services[{number - 1}]"
    yield Repeated(sum(one.qualifier != "TPO" for one in line.notes), 1, "2400", "NTE", f"{path}.notes", number)
    yield Repeated(sum(one.qualifier == "TPO" for one in line.notes), 1, "2400", "NTE", f"{path}.notes", number)
    own = () if line.line_control_number is None else (Reference("6R", ""),)
    yield from reference_lists((*line.references, *own), _OF_A_LINE, "2400", f"{path}.references", number)
    if line.drug is not None:
        yield Repeated(len(line.drug.references), 1, "2410", "REF", f"{path}.drug.references", number)


# ---- what earlier payers decided

def _told(told: PriorAdjudication, path: str) -> Iterator[Repeated]:
    yield Repeated(_segments(told.adjustments), _MOST_CAS, "2320", "CAS", f"{path}.adjustments")
    yield Repeated(len(told.remarks), _MOST_REMARKS, "2320", "MOA", f"{path}.remarks")
    payer = told.coverage.payer
    numbers = sum(one.qualifier in _PAYERS_NUMBERS for one in (*payer.references, *told.references))
    yield Repeated(numbers, 2, "2330B", "REF", f"{path}.references")
    others = [one for one in told.references if one.qualifier not in _PAYERS_NUMBERS]
    yield from reference_lists(others, {}, "2330B", f"{path}.references")
    for place, decided in enumerate(told.services):
        yield Repeated(_segments(decided.adjustments), _MOST_CAS, "2430", "CAS", f"{path}.services[{place}].adjustments", decided.line)
        yield Repeated(len(decided.procedure.modifiers), _MOST_MODIFIERS, "2430", "SVD03-3", f"{path}.services[{place}].procedure.modifiers",
                       decided.line)


def _decisions(claim: Claim) -> Iterator[Repeated]:
    """How many decisions there are about each line."""
    for line, times in Counter(one.line for told in claim.prior_adjudications for one in told.services).items():
        yield Repeated(times, _MOST_DECISIONS, "2430", "SVD", "prior_adjudications", line)


def _segments(adjustments: Sequence[Any]) -> int:
    """How many CAS they fill: adjacent ones of a group share one, six in each."""
    count, group, room = 0, None, 0
    for one in adjustments:
        if one.group != group or not room:
            count, group, room = count + 1, one.group, 6
        room -= 1
    return count
