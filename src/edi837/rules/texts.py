"""Where a claim's texts go: the element, its lengths, the codes it may hold, how often it may be sent. Tables for the S rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from edi837.rules.context import billed, providers_of
from edi_claims import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi_claims import Address, Claim, Contact, Coverage, Drug, LineAdjudication, Person, PriorAdjudication, Provider, Reference, ServiceLine


class Text(NamedTuple):
    """One text, its element, and how short and how long that may be."""

    text: str
    least: int
    most: int
    loop: str
    element: str
    path: str
    line: int | None = None


class Coded(NamedTuple):
    """One code and the codes that its element knows; a blank one among them where it may be left out."""

    text: str
    known: frozenset[str]
    loop: str
    element: str
    path: str
    line: int | None = None


class Repeated(NamedTuple):
    """How often something is there and may be."""

    times: int
    most: int
    loop: str
    element: str
    path: str
    line: int | None = None


def _set(text: str, *, blank: bool = True) -> frozenset[str]:
    return frozenset(text.split()) | ({""} if blank else frozenset())


# ---- lengths: attribute, element, least, most

_CLAIM = (("patient_control_number", "CLM01", 1, 20), ("payer_control_number", "REF02", 0, 50), ("authorization_number", "REF02", 0, 50),
          ("referral_number", "REF02", 0, 50))
_COVERAGE = (("member_id", "NM109", 0, 80), ("group_number", "SBR03", 0, 50), ("group_name", "SBR04", 0, 60))
_NAME = (("last", "NM103", 1, 60), ("first", "NM104", 0, 35), ("middle", "NM105", 0, 25), ("suffix", "NM107", 0, 10))
_PLACE = (("city", "N401", 2, 30), ("postal_code", "N403", 0, 15), ("state", "N402", 0, 2), ("country", "N404", 0, 3), ("subdivision", "N407", 0, 3))
_IN_AMERICA = ("", "US", "USA")


def _rows(noun: object, rows: Sequence[tuple[str, str, int, int]], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    for name, element, least, most in rows:
        text = getattr(noun, name) or ""
        if not least <= len(text) <= most:
            yield Text(text, least, most, loop, element, f"{path}{name}", line)


def texts_of(claim: Claim) -> Iterator[Text]:
    """Every text whose length the guide bounds."""
    yield from _rows(claim, _CLAIM, "2300", "")
    yield from _references(claim.references, "2300", "references")
    yield from _provider(claim.billing_provider, "2010AA", "billing_provider", None)
    if claim.pay_to_address is not None:
        yield from _address(claim.pay_to_address, "2010AB", "pay_to_address", None)
    for who, _, loop, path, line in providers_of(claim):
        if loop != "2010AA":
            yield from _provider(who, loop, path, line)
    yield from _person(claim.encounter.patient, "2010CA" if _is_dependent(claim) else "2010BA", "encounter.patient")
    for at, cover in enumerate(claim.coverages):
        yield from _coverage(cover, at, other=cover is not billed(claim))
    for at, note in enumerate(claim.encounter.notes):
        yield Text(note.value, 1, 80, "2300", "NTE02", f"encounter.notes[{at}]")
    for number, line_ in enumerate(claim.encounter.services, 1):
        yield from _line(line_, number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told(told, f"prior_adjudications[{at}]")


def _is_dependent(claim: Claim) -> bool:
    cover = billed(claim)
    return cover is not None and not cover.is_self


def _name(name: PersonName | str, loop: str, path: str, line: int | None) -> Iterator[Text]:
    if isinstance(name, PersonName):
        yield from _rows(name, _NAME, loop, f"{path}.name.", line)
    else:
        yield Text(name, 1, 60, loop, "NM103", f"{path}.name", line)


def _address(address: Address, loop: str, path: str, line: int | None) -> Iterator[Text]:
    yield Text(address.lines[0] if address.lines else "", 1, 55, loop, "N301", path, line)
    for at, text in enumerate(address.lines[1:], 1):
        yield Text(text, 0, 55, loop, f"N3{at + 1:02}", path, line)
    yield from _rows(address, _PLACE, loop, f"{path}.", line)
    if address.country in _IN_AMERICA:
        yield Text(address.state, 2, 2, loop, "N402", f"{path}.state", line)
        yield Text(address.postal_code, 3, 15, loop, "N403", f"{path}.postal_code", line)


_WITH_ADDRESS = ("2010AA", "2010AC", "2310C", "2310E", "2310F", "2420C", "2420E", "2420G", "2420H")


def _provider(who: Provider, loop: str, path: str, line: int | None) -> Iterator[Text]:
    if loop not in ("2310E", "2310F", "2420B", "2420G", "2420H"):
        yield from _name(who.name, loop, path, line)
    if who.address is not None and loop in _WITH_ADDRESS:
        yield from _address(who.address, loop, f"{path}.address", line)
    elif loop in ("2310C", "2310E", "2310F", "2420C", "2420G", "2420H"):
        yield Text("", 1, 55, loop, "N301", f"{path}.address", line)
    yield from _references(who.references, loop, f"{path}.references", line)


def _person(who: Person, loop: str, path: str) -> Iterator[Text]:
    yield from _name(who.name, loop, path, None)
    if who.address is not None:
        yield from _address(who.address, loop, f"{path}.address", None)
    yield from _references(who.references, loop, f"{path}.references")


def _references(found: Iterable[Reference], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    for at, one in enumerate(found):
        yield Text(one.value, 1, 50, loop, "REF02", f"{path}[{at}]", line)


def _coverage(cover: Coverage, at: int, *, other: bool) -> Iterator[Text]:
    path, loop = f"coverages[{at}]", "2330A" if other else "2010BA"
    yield from _rows(cover, _COVERAGE, loop, f"{path}.")
    payers = "2330B" if other else "2010BB"
    yield Text(cover.payer.payer_id, 2, 80, payers, "NM109", f"{path}.payer.payer_id")
    yield Text(cover.payer.name, 1, 60, payers, "NM103", f"{path}.payer.name")
    if other:
        yield Text(cover.member_id, 2, 80, loop, "NM109", f"{path}.member_id")
    if cover.subscriber is not None and (other or not cover.is_self):
        yield from _person(cover.subscriber, loop, f"{path}.subscriber")
    if cover.payer.address is not None:
        yield from _address(cover.payer.address, payers, f"{path}.payer.address", None)
    yield from _references(cover.payer.references, payers, f"{path}.payer.references")


def _line(line: ServiceLine, number: int) -> Iterator[Text]:
    path = f"encounter.services[{number - 1}]"
    yield Text(line.line_control_number or "", 0, 30, "2400", "REF02", f"{path}.line_control_number", number)
    yield Text(line.procedure.description, 0, 80, "2400", "SV101-7", f"{path}.procedure.description", number)
    for at, note in enumerate(line.notes):
        yield Text(note.value, 1, 80, "2400", "NTE02", f"{path}.notes[{at}]", number)
    yield from _references(line.references, "2400", f"{path}.references", number)
    if line.drug is not None:
        yield Text(line.drug.ndc, 11, 11, "2410", "LIN03", f"{path}.drug.ndc", number)
        yield from _references(line.drug.references, "2410", f"{path}.drug.references", number)


def _told(told: PriorAdjudication, path: str) -> Iterator[Text]:
    yield Text(told.payer_control_number or "", 0, 50, "2330B", "REF02", f"{path}.payer_control_number")
    yield from _references(told.references, "2330B", f"{path}.references")
    for at, remark in enumerate(told.remarks):
        yield Text(remark, 1, 50, "2320", f"MOA{at + 3:02}", f"{path}.remarks[{at}]")
    for at, one in enumerate(told.adjustments):
        yield Text(one.reason, 1, 5, "2320", "CAS02", f"{path}.adjustments[{at}].reason")
    for at, line in enumerate(told.services):
        for place, one in enumerate(line.adjustments):
            yield Text(one.reason, 1, 5, "2430", "CAS02", f"{path}.services[{at}].adjustments[{place}].reason", line.line)


# ---- codes: attribute, element, codes

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


def _coded(noun: object, rows: Sequence[tuple[str, str, frozenset[str]]], loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    for name, element, known in rows:
        text = getattr(noun, name)
        if text not in known:
            yield Coded(text, known, loop, element, f"{path}{name}", line)


def codes_of(claim: Claim) -> Iterator[Coded]:
    """Every code whose list the guide closes."""
    yield from _coded(claim, _CLAIM_CODES, "2300", "")
    yield from _keys(claim.amounts, _CLAIM_AMOUNTS, "2300", "AMT01", "amounts")
    yield from _keys({**claim.encounter.dates, **claim.dates}, _CLAIM_DATES, "2300", "DTP01", "encounter.dates")
    yield from _qualifiers(claim.references, _CLAIM_REFERENCES, "2300", "REF01", "references")
    yield from _qualifiers(claim.encounter.notes, _CLAIM_NOTES, "2300", "NTE01", "encounter.notes")
    for who, _, loop, path, line in providers_of(claim):
        yield from _qualifiers(who.references, _PROVIDER_REFERENCES.get(loop, _NONE), loop, "REF01", f"{path}.references", line)
    for at, cover in enumerate(claim.coverages):
        yield from _coverage_codes(cover, at, other=cover is not billed(claim))
    for number, line_ in enumerate(claim.encounter.services, 1):
        yield from _line_codes(line_, number)
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


# ---- repeats

def lists_of(claim: Claim) -> Iterator[Repeated]:
    """Everything that the guide counts."""
    coded = claim.encounter
    yield Repeated(len(claim.coverages) - 1, 10, "2320", "SBR", "coverages")
    yield Repeated(len(coded.notes), 1, "2300", "NTE", "encounter.notes")
    yield Repeated(len(coded.condition_codes), 24, "2300", "HI", "encounter.condition_codes")
    yield Repeated(len(coded.anesthesia_procedures), 2, "2300", "HI", "encounter.anesthesia_procedures")
    for who, _, loop, path, line in providers_of(claim):
        yield from _provider_lists(who, loop, path, line)
    for at, told in enumerate(claim.prior_adjudications):
        yield Repeated(_segments(told.adjustments), 5, "2320", "CAS", f"prior_adjudications[{at}].adjustments")
        for place, decided in enumerate(told.services):
            yield from _decision_lists(decided, f"prior_adjudications[{at}].services[{place}]")
    for number, line_ in enumerate(coded.services, 1):
        path = f"encounter.services[{number - 1}]"
        yield Repeated(len(line_.notes), 2, "2400", "NTE", f"{path}.notes", number)
        yield Repeated(sum(one.qualifier == "G1" for one in line_.references), 5, "2400", "REF", f"{path}.references", number)


def _provider_lists(who: Provider, loop: str, path: str, line: int | None) -> Iterator[Repeated]:
    yield Repeated(len(who.references), 2 if loop == "2010AA" else 4, loop, "REF", f"{path}.references", line)
    yield Repeated(_contacts(who.contacts), 2, loop, "PER", f"{path}.contacts", line)
    if who.address is not None:
        yield Repeated(len(who.address.lines), 2, loop, "N3", f"{path}.address", line)


def _contacts(found: Sequence[Contact]) -> int:
    return len(found)


def _decision_lists(line: LineAdjudication, path: str) -> Iterator[Repeated]:
    yield Repeated(_segments(line.adjustments), 5, "2430", "CAS", f"{path}.adjustments", line.line)


def _segments(adjustments: Sequence[Any]) -> int:
    """How many CAS they fill: adjacent ones of a group share one, six in each."""
    count, group, room = 0, None, 0
    for one in adjustments:
        if one.group != group or not room:
            count, group, room = count + 1, one.group, 6
        room -= 1
    return count


