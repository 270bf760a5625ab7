"""Where a claim's codes go, and which ones the guide knows there: the tables of S007."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from edi837.rules.bounds import NO_CODE, Coded, codes, codes_fit, wrong_codes
from edi837.rules.named import STATES, address_codes, address_fits, reference_codes
from edi837.rules.parties import (
    COVERAGE_CODES,
    odd_coverages,
    odd_people,
    odd_providers,
    payer_codes,
    person_codes,
    provider_codes,
)
from edi837.rules.shapes import carries_more, held, more_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edi837.rules.bounds import CodeRow
    from edi_claims import Accident, Adjustment, Claim, Coverage, DateRange, Drug, PriorAdjudication, Reference, ServiceLine

# ---- attribute, element, codes

_YES = codes("Y")
_GROUP = codes("CO CR OA PI PR", blank=False)
_CLAIM_CODES: tuple[CodeRow, ...] = (
    ("facility_qualifier", "CLM05-2", codes("B", blank=False)), ("signature_on_file", "CLM06", codes("Y N", blank=False)),
    ("assignment", "CLM07", codes("A B C", blank=False)), ("benefits_assigned", "CLM08", codes("N W Y", blank=False)),
    ("release", "CLM09", codes("I Y", blank=False)), ("signature_source", "CLM10", codes("P")), ("special_program", "CLM12", codes("02 03 05 09")),
    ("delay_reason", "CLM20", codes("1 2 3 4 5 6 7 8 9 10 11 15")))
_OTHER_CODES: tuple[CodeRow, ...] = (
    ("benefits_assigned", "OI03", codes("N W Y", blank=False)), ("signature_source", "OI04", codes("P")),
    ("release", "OI06", codes("I Y", blank=False)),
    ("relationship", "SBR02", codes("01 18 19 20 21 39 40 53 G8", blank=False)))
_LINE_CODES: tuple[CodeRow, ...] = (
    ("unit", "SV103", codes("MJ UN", blank=False)), ("emergency", "SV109", _YES), ("screening", "SV111", _YES), ("family_planning", "SV112", _YES),
    ("copay_exempt", "SV115", codes("0")))
_claim_fits, _line_fits = codes_fit(_CLAIM_CODES), codes_fit(_LINE_CODES)
_CLAIM_DATES = codes("431 454 304 453 439 484 455 471 314 360 361 297 296 435 096 090 091 444 050")
_LINE_DATES = codes("471 607 463 461 304 738 739 011 455 454")
_PERIODS = frozenset({"314"})
"""DTP01 that may be a period; 472 has fields of its own."""
_CLAIM_REFERENCES = codes("4N F5 EW 9F G1 F8 X4 9A 9C LX D9 EA P4 1J")
_LINE_REFERENCES = codes("9B 9D G1 6R EW X4 F4 BT 9F")
_OTHERS_NUMBERS = frozenset({"G1", "9F"})
"""REF01 of a line whose REF04 may say whose number it is."""
_CLAIM_AMOUNTS = codes("F5")
_CLAIM_NOTES = codes("ADD CER DCP DGN TPO")
_PROCEDURE_LISTS = codes("ER HC IV WK", blank=False)
_LINE_AMOUNTS = codes("T F4")
_LINE_NOTES = codes("ADD DCP TPO")
_UNIT = codes("F2 GR ME ML UN", blank=False)
_PRODUCTS = codes("EN EO HI N4 ON UK UP", blank=False)
_DRUG_REFERENCES = codes("XZ VY")
_OTHER_AMOUNTS = codes("A8 EAF")
_TOLD_REFERENCES = codes("2U EI FY NF G1 9F T4")


def codes_of(claim: Claim) -> Iterator[Coded]:
    """The codes whose list the guide closes, of every noun that may hold another one; likewise put together only there."""
    coded = claim.encounter
    if not _claim_fits(claim):
        yield from wrong_codes(claim, _CLAIM_CODES, "2300", "")
    if claim.amounts or coded.dates or claim.dates or claim.references or coded.notes or coded.accident is not None or claim.currency:
        yield from _of_claim(claim)
    yield from _parties(claim)
    for number, service in enumerate(coded.services, 1):
        if not _line_fits(service) or _has_more_codes(service):
            yield from _line_codes(service, number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told_codes(told, f"prior_adjudications[{at}]")
    if carries_more(claim):
        yield from more_codes(claim)
        for one in held(claim):
            yield from wrong_codes(one.noun, one.shape.codes, one.loop, one.path, one.line)


def _of_claim(claim: Claim) -> Iterator[Coded]:
    coded = claim.encounter
    yield from _keys(claim.amounts, _CLAIM_AMOUNTS, "2300", "AMT01", "amounts")
    yield from _dates({**coded.dates, **claim.dates}, _CLAIM_DATES, "2300", "encounter.dates")
    yield from reference_codes(claim.references, _CLAIM_REFERENCES, "2300", "references")
    yield from _qualifiers(coded.notes, _CLAIM_NOTES, "2300", "NTE01", "encounter.notes")
    if coded.accident is not None:
        yield from _accident(coded.accident)
    if claim.currency and not (claim.currency.isalpha() and claim.currency.isupper()):
        yield Coded(claim.currency, codes("CAD EUR GBP MXN USD"), "2000A", "CUR02", "currency")


def _accident(cause: Accident) -> Iterator[Coded]:
    yield Coded(cause.state, STATES, "2300", "CLM11-4", "encounter.accident.state")


def _parties(claim: Claim) -> Iterator[Coded]:
    for provider in odd_providers(claim):
        yield from provider_codes(provider)
    if claim.pay_to_address is not None and not address_fits(claim.pay_to_address):
        yield from address_codes(claim.pay_to_address, "2010AB", "pay_to_address")
    for person in odd_people(claim):
        yield from person_codes(person)
    for cover, path, other in odd_coverages(claim):
        yield from _coverage_codes(cover, path, other=other)


def _keys(found: Iterable[str], known: frozenset[str], loop: str, element: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for one in found:
        yield Coded(one, known, loop, element, f"{path}[{one!r}]", line)


def _dates(found: Mapping[str, date | DateRange], known: frozenset[str], loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    """DTP01, and DTP02: most are days and no periods."""
    yield from _keys(found, known, loop, "DTP01", path, line)
    for one, when in found.items():
        if one not in _PERIODS and not isinstance(when, date):
            yield Coded("RD8", codes("D8", blank=False), loop, "DTP02", f"{path}[{one!r}]", line)


def _qualifiers(found: Iterable[Reference], known: frozenset[str], loop: str, element: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for at, one in enumerate(found):
        yield Coded(one.qualifier, known - {""}, loop, element, f"{path}[{at}]", line)


def _coverage_codes(cover: Coverage, path: str, *, other: bool) -> Iterator[Coded]:
    yield from wrong_codes(cover, COVERAGE_CODES, "2320" if other else "2000B", f"{path}.")
    if other:
        yield from wrong_codes(cover, _OTHER_CODES, "2320", f"{path}.")
    yield from payer_codes(cover, "2330B" if other else "2010BB", f"{path}.payer")


# ---- lines

def _has_more_codes(line: ServiceLine) -> bool:
    return (bool(line.amounts or line.dates or line.references or line.notes) or line.drug is not None
            or line.procedure.qualifier not in _PROCEDURE_LISTS)


def _line_codes(line: ServiceLine, number: int) -> Iterator[Coded]:
    path = f"encounter.services[{number - 1}]"
    yield from wrong_codes(line, _LINE_CODES, "2400", f"{path}.", number)
    yield Coded(line.procedure.qualifier, _PROCEDURE_LISTS, "2400", "SV101-1", f"{path}.procedure.qualifier", number)
    yield from _keys(line.amounts, _LINE_AMOUNTS, "2400", "AMT01", f"{path}.amounts", number)
    yield from _dates(line.dates, _LINE_DATES, "2400", f"{path}.dates", number)
    yield from reference_codes(line.references, _LINE_REFERENCES, "2400", f"{path}.references", number, qualified=_OTHERS_NUMBERS)
    yield from _qualifiers(line.notes, _LINE_NOTES, "2400", "NTE01", f"{path}.notes", number)
    if line.drug is not None:
        yield from _drug(line.drug, path, number)


def _drug(drug: Drug, path: str, number: int) -> Iterator[Coded]:
    yield Coded(drug.qualifier, _PRODUCTS, "2410", "LIN02", f"{path}.drug.qualifier", number)
    yield Coded(drug.unit, _UNIT, "2410", "CTP05-1", f"{path}.drug.unit", number)
    yield from reference_codes(drug.references, _DRUG_REFERENCES, "2410", f"{path}.drug.references", number)


# ---- what earlier payers decided

def _told_codes(told: PriorAdjudication, path: str) -> Iterator[Coded]:
    yield from _keys(told.amounts, _OTHER_AMOUNTS, "2320", "AMT01", f"{path}.amounts")
    yield from reference_codes(told.references, _TOLD_REFERENCES, "2330B", f"{path}.references")
    yield from _groups(told.adjustments, "2320", path, None)
    for at, line in enumerate(told.services):
        place = f"{path}.services[{at}]"
        yield Coded(line.procedure.qualifier, _PROCEDURE_LISTS, "2430", "SVD03-1", f"{place}.procedure.qualifier", line.line)
        yield from _groups(line.adjustments, "2430", place, line.line)
        if line.bundled_into is not None and line.bundled_into < 0:
            yield Coded("-", NO_CODE, "2430", "SVD06", f"{place}.bundled_into", line.line)


def _groups(found: Iterable[Adjustment], loop: str, path: str, line: int | None) -> Iterator[Coded]:
    for at, one in enumerate(found):
        yield Coded(one.group, _GROUP, loop, "CAS01", f"{path}.adjustments[{at}].group", line)
