"""Where a claim's codes go, and which ones the guide knows there: the tables of S007."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.rules.context import billed, providers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi_claims import Claim, Coverage, Drug, PriorAdjudication, Reference, ServiceLine


class Coded(NamedTuple):
    """One code and the codes that its element knows; a blank one among them where it may be left out."""

    text: str
    known: frozenset[str]
    loop: str
    element: str
    path: str
    line: int | None = None


def _set(text: str, *, blank: bool = True) -> frozenset[str]:
    return frozenset(text.split()) | ({""} if blank else frozenset())


# ---- attribute, element, codes

_YES = _set("Y")
_UNIT = _set("F2 GR ME ML UN")
_GROUP = _set("CO CR OA PI PR", blank=False)
_CLAIM_CODES = (
    ("facility_qualifier", "CLM05-2", _set("B", blank=False)), ("signature_on_file", "CLM06", _set("Y N", blank=False)),
    ("assignment", "CLM07", _set("A B C", blank=False)), ("benefits_assigned", "CLM08", _set("N W Y", blank=False)),
    ("release", "CLM09", _set("I Y", blank=False)), ("signature_source", "CLM10", _set("P")), ("special_program", "CLM12", _set("02 03 05 09")),
    ("delay_reason", "CLM20", _set("1 2 3 4 5 6 7 8 9 10 11 15")))
_COVERAGE_CODES = (
    ("sequence", "SBR01", _set("A B C D E F G H P S T U", blank=False)), ("medicare_secondary_reason", "SBR05", _set("12 13 14 15 16 41 42 43 47")),
    ("filing_indicator", "SBR09", _set("11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ")),
    ("id_qualifier", "NM108", _set("II MI")))
_OTHER_CODES = (
    ("benefits_assigned", "OI03", _set("N W Y")), ("signature_source", "OI04", _set("P")), ("release", "OI06", _set("I Y")),
    ("relationship", "SBR02", _set("01 18 19 20 21 39 40 53 G8", blank=False)))
_LINE_CODES = (
    ("unit", "SV103", _set("MJ UN", blank=False)), ("emergency", "SV109", _YES), ("screening", "SV111", _YES), ("family_planning", "SV112", _YES),
    ("copay_exempt", "SV115", _set("0")))
_CLAIM_DATES = _set("431 454 304 453 439 484 455 471 314 360 361 297 296 435 096 090 091 444 050")
_LINE_DATES = _set("471 607 463 461 304 738 739 011 455 454")
_CLAIM_REFERENCES = _set("4N F5 EW 9F G1 F8 X4 9A 9C LX D9 EA P4 1J")
_LINE_REFERENCES = _set("9B 9D G1 6R EW X4 F4 BT 9F")
_PROVIDER_REFERENCES = {"2010AA": _set("0B 1G"), "2310A": _set("0B 1G G2"), "2310B": _set("0B 1G G2 LU"), "2310C": _set("0B G2 LU"),
                        "2310D": _set("0B 1G G2 LU"), "2420A": _set("0B 1G G2 LU"), "2420B": _set("0B 1G G2"), "2420C": _set("G2 LU"),
                        "2420D": _set("0B 1G G2 LU"), "2420E": _set("0B 1G G2"), "2420F": _set("0B 1G G2")}
_CLAIM_AMOUNTS = _set("F5")
_CLAIM_NOTES = _set("ADD CER DCP DGN TPO")
_NONE = _set("")
_PAYER_IDS = _set("PI XV")
_PAYER_REFERENCES = _set("2U EI FY NF G2 LU")
_PROCEDURE_LISTS = _set("ER HC IV WK", blank=False)
_LINE_AMOUNTS = _set("T F4")
_LINE_NOTES = _set("ADD DCP TPO")
_DRUG_REFERENCES = _set("XZ VY")
_OTHER_AMOUNTS = _set("A8 EAF")
_TOLD_REFERENCES = _set("2U EI FY NF G1 9F T4")


def _knows(noun: object, rows: Sequence[tuple[str, str, frozenset[str]]]) -> bool:
    for name, _, known in rows:                     # noqa: SIM110 - a generator would cost as much again
        if getattr(noun, name) not in known:
            return False
    return True


def _coded(noun: object, rows: Sequence[tuple[str, str, frozenset[str]]], loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for name, element, known in rows:
        text = getattr(noun, name)
        if text not in known:
            yield Coded(text, known, loop, element, f"{path}{name}", line)


def codes_of(claim: Claim) -> Iterator[Coded]:
    """The codes whose list the guide closes, of every noun that may hold another one; likewise put together only there."""
    coded, paying = claim.encounter, billed(claim)
    if not _knows(claim, _CLAIM_CODES):
        yield from _coded(claim, _CLAIM_CODES, "2300", "")
    if claim.amounts or coded.dates or claim.dates or claim.references or coded.notes:
        yield from _keys(claim.amounts, _CLAIM_AMOUNTS, "2300", "AMT01", "amounts")
        yield from _keys({**coded.dates, **claim.dates}, _CLAIM_DATES, "2300", "DTP01", "encounter.dates")
        yield from _qualifiers(claim.references, _CLAIM_REFERENCES, "2300", "REF01", "references")
        yield from _qualifiers(coded.notes, _CLAIM_NOTES, "2300", "NTE01", "encounter.notes")
    for who, _, loop, path, line in providers_of(claim):
        if who.references:
            yield from _qualifiers(who.references, _PROVIDER_REFERENCES.get(loop, _NONE), loop, "REF01", f"{path}.references", line)
    for at, cover in enumerate(claim.coverages):
        if cover is not paying or cover.payer.references or cover.payer.id_qualifier not in _PAYER_IDS or not _knows(cover, _COVERAGE_CODES):
            yield from _coverage_codes(cover, at, other=cover is not paying)
    for number, service in enumerate(coded.services, 1):
        if not _knows(service, _LINE_CODES) or _has_more_codes(service):
            yield from _line_codes(service, number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told_codes(told, f"prior_adjudications[{at}]")


def _keys(found: Iterable[str], known: frozenset[str], loop: str, element: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for one in found:
        yield Coded(one, known, loop, element, f"{path}[{one!r}]", line)


def _qualifiers(found: Iterable[Reference], known: frozenset[str], loop: str, element: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for at, one in enumerate(found):
        yield Coded(one.qualifier, known, loop, element, f"{path}[{at}]", line)


def _coverage_codes(cover: Coverage, at: int, *, other: bool) -> Iterator[Coded]:
    path = f"coverages[{at}]"
    yield from _coded(cover, _COVERAGE_CODES, "2320" if other else "2000B", f"{path}.")
    if other:
        yield from _coded(cover, _OTHER_CODES, "2320", f"{path}.")
    yield Coded(cover.payer.id_qualifier, _PAYER_IDS, "2330B" if other else "2010BB", "NM108", f"{path}.payer.id_qualifier")
    yield from _qualifiers(cover.payer.references, _PAYER_REFERENCES, "2330B" if other else "2010BB", "REF01", f"{path}.payer.references")


def _has_more_codes(line: ServiceLine) -> bool:
    return bool(line.amounts or line.dates or line.references or line.notes or line.drug) or line.procedure.qualifier not in _PROCEDURE_LISTS


def _line_codes(line: ServiceLine, number: int) -> Iterator[Coded]:
    path = f"encounter.services[{number - 1}]"
    yield from _coded(line, _LINE_CODES, "2400", f"{path}.", number)
    yield Coded(line.procedure.qualifier, _PROCEDURE_LISTS, "2400", "SV101-1", f"{path}.procedure.qualifier", number)
    yield from _keys(line.amounts, _LINE_AMOUNTS, "2400", "AMT01", f"{path}.amounts", number)
    yield from _keys(line.dates, _LINE_DATES, "2400", "DTP01", f"{path}.dates", number)
    yield from _qualifiers(line.references, _LINE_REFERENCES, "2400", "REF01", f"{path}.references", number)
    yield from _qualifiers(line.notes, _LINE_NOTES, "2400", "NTE01", f"{path}.notes", number)
    if line.drug is not None:
        yield from _drug(line.drug, path, number)


def _drug(drug: Drug, path: str, number: int) -> Iterator[Coded]:
    yield Coded(drug.unit, _UNIT if drug.quantity is None else _UNIT - {""}, "2410", "CTP05-1", f"{path}.drug.unit", number)
    yield from _qualifiers(drug.references, _DRUG_REFERENCES, "2410", "REF01", f"{path}.drug.references", number)


def _told_codes(told: PriorAdjudication, path: str) -> Iterator[Coded]:
    yield from _keys(told.amounts, _OTHER_AMOUNTS, "2320", "AMT01", f"{path}.amounts")
    yield from _qualifiers(told.references, _TOLD_REFERENCES, "2330B", "REF01", f"{path}.references")
    for at, one in enumerate(told.adjustments):
        yield Coded(one.group, _GROUP, "2320", "CAS01", f"{path}.adjustments[{at}].group")
    for at, line in enumerate(told.services):
        for place, one in enumerate(line.adjustments):
            yield Coded(one.group, _GROUP, "2430", "CAS01", f"{path}.services[{at}].adjustments[{place}].group", line.line)
