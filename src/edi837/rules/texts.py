"""Where a claim's texts go, and how short and how long each may be: the tables of S003."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.rules.context import billed, providers_of
from edi_claims import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi_claims import Address, Claim, Coverage, Person, PriorAdjudication, Provider, Reference, ServiceLine


class Text(NamedTuple):
    """One text, its element, and how short and how long that may be."""

    text: str
    least: int
    most: int
    loop: str
    element: str
    path: str
    line: int | None = None


# ---- attribute, element, least, most

_CLAIM = (("patient_control_number", "CLM01", 1, 20), ("payer_control_number", "REF02", 0, 50), ("authorization_number", "REF02", 0, 50),
          ("referral_number", "REF02", 0, 50))
_COVERAGE = (("member_id", "NM109", 0, 80), ("group_number", "SBR03", 0, 50), ("group_name", "SBR04", 0, 60))
_NAME = (("last", "NM103", 1, 60), ("first", "NM104", 0, 35), ("middle", "NM105", 0, 25), ("suffix", "NM107", 0, 10))
_PLACE = (("city", "N401", 2, 30), ("postal_code", "N403", 0, 15), ("state", "N402", 0, 2), ("country", "N404", 0, 3), ("subdivision", "N407", 0, 3))
_IN_AMERICA = ("", "US", "USA")
_IN_A_STATE = (("state", "N402", 2, 2), ("postal_code", "N403", 3, 15))
_NAME_MOST, _STREET_MOST, _NUMBER_MOST, _NOTE_MOST = 60, 55, 30, 80
_PAYER = (("payer_id", "NM109", 2, 80), ("name", "NM103", 1, _NAME_MOST))


def _fits(noun: object, rows: Sequence[tuple[str, str, int, int]]) -> bool:
    for name, _, least, most in rows:               # noqa: SIM110 - a generator would cost as much again
        if not least <= len(getattr(noun, name) or "") <= most:
            return False
    return True


def _rows(noun: object, rows: Sequence[tuple[str, str, int, int]], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    for name, element, least, most in rows:
        text = getattr(noun, name) or ""
        if not least <= len(text) <= most:
            yield Text(text, least, most, loop, element, f"{path}{name}", line)


def texts_of(claim: Claim) -> Iterator[Text]:
    """The texts whose length the guide bounds, of every noun that may break a bound.

    As a rule none does. So each noun is first asked one cheap question, whether it is plain and everything in it fits, and only for the
    others the texts are put together with their places.
    """
    if claim.references or not _fits(claim, _CLAIM):
        yield from _rows(claim, _CLAIM, "2300", "")
        yield from _references(claim.references, "2300", "references")
    yield from _parties(claim)
    for at, note in enumerate(claim.encounter.notes):
        yield Text(note.value, 1, _NOTE_MOST, "2300", "NTE02", f"encounter.notes[{at}]")
    for number, service in enumerate(claim.encounter.services, 1):
        if not _line_fits(service):
            yield from _line(service, number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told(told, f"prior_adjudications[{at}]")


def _parties(claim: Claim) -> Iterator[Text]:
    patient, paying = claim.encounter.patient, billed(claim)
    for who, _, loop, path, line in providers_of(claim):
        if not _provider_fits(who, loop):
            yield from _provider(who, loop, path, line)
        if loop == "2010AA" and claim.pay_to_address is not None:
            yield from _address(claim.pay_to_address, "2010AB", "pay_to_address", None)
    if not _person_fits(patient):
        yield from _person(patient, "2010BA" if paying is None or paying.is_self else "2010CA", "encounter.patient")
    for at, cover in enumerate(claim.coverages):
        if cover is not paying or not _coverage_fits(cover):
            yield from _coverage(cover, at, other=cover is not paying)


# ---- whether all texts of a noun fit; one with references or notes is looked at in full

def _name_fits(name: PersonName | str) -> bool:
    return _fits(name, _NAME) if isinstance(name, PersonName) else 0 < len(name) <= _NAME_MOST


def _address_fits(address: Address) -> bool:
    lines = address.lines
    return (bool(lines) and 0 < len(lines[0]) <= _STREET_MOST and (len(lines) == 1 or max(map(len, lines)) <= _STREET_MOST)
            and _fits(address, _PLACE) and (address.country not in _IN_AMERICA or _fits(address, _IN_A_STATE)))


def _provider_fits(who: Provider, loop: str) -> bool:
    if who.references or not (loop in _NAMELESS or _name_fits(who.name)):
        return False
    return loop not in _WITH_ADDRESS or (loop not in _NEEDS_ADDRESS if who.address is None else _address_fits(who.address))


def _person_fits(who: Person) -> bool:
    return not who.references and _name_fits(who.name) and (who.address is None or _address_fits(who.address))


def _coverage_fits(cover: Coverage) -> bool:
    payer = cover.payer
    return (not payer.references and payer.address is None and _fits(payer, _PAYER) and _fits(cover, _COVERAGE)
            and (cover.subscriber is None or _person_fits(cover.subscriber)))


def _line_fits(line: ServiceLine) -> bool:
    return (len(line.line_control_number or "") <= _NUMBER_MOST and len(line.procedure.description) <= _NOTE_MOST
            and not (line.notes or line.references or line.drug))


# ---- the texts of a noun, with their places


def _name(name: PersonName | str, loop: str, path: str, line: int | None) -> Iterator[Text]:
    if isinstance(name, PersonName):
        yield from _rows(name, _NAME, loop, f"{path}.name.", line)
    else:
        yield Text(name, 1, _NAME_MOST, loop, "NM103", f"{path}.name", line)


def _address(address: Address, loop: str, path: str, line: int | None) -> Iterator[Text]:
    yield Text(address.lines[0] if address.lines else "", 1, _STREET_MOST, loop, "N301", path, line)
    for at, text in enumerate(address.lines[1:], 1):
        yield Text(text, 0, _STREET_MOST, loop, f"N3{at + 1:02}", path, line)
    yield from _rows(address, _PLACE, loop, f"{path}.", line)
    if address.country in _IN_AMERICA:
        yield from _rows(address, _IN_A_STATE, loop, f"{path}.", line)


_NAMELESS = frozenset({"2310E", "2310F", "2420B", "2420G", "2420H"})
_NEEDS_ADDRESS = frozenset({"2310C", "2310E", "2310F", "2420C", "2420G", "2420H"})
_WITH_ADDRESS = frozenset({"2010AA", "2010AC", "2420E", *_NEEDS_ADDRESS})


def _provider(who: Provider, loop: str, path: str, line: int | None) -> Iterator[Text]:
    if loop not in _NAMELESS:
        yield from _name(who.name, loop, path, line)
    if who.address is not None and loop in _WITH_ADDRESS:
        yield from _address(who.address, loop, f"{path}.address", line)
    elif loop in _NEEDS_ADDRESS:
        yield Text("", 1, _STREET_MOST, loop, "N301", f"{path}.address", line)
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
    yield from _rows(cover.payer, _PAYER, payers, f"{path}.payer.")
    if other:
        yield Text(cover.member_id, 2, 80, loop, "NM109", f"{path}.member_id")
    if cover.subscriber is not None and (other or not cover.is_self):
        yield from _person(cover.subscriber, loop, f"{path}.subscriber")
    if cover.payer.address is not None:
        yield from _address(cover.payer.address, payers, f"{path}.payer.address", None)
    yield from _references(cover.payer.references, payers, f"{path}.payer.references")


def _line(line: ServiceLine, number: int) -> Iterator[Text]:
    path = f"encounter.services[{number - 1}]"
    yield Text(line.line_control_number or "", 0, _NUMBER_MOST, "2400", "REF02", f"{path}.line_control_number", number)
    yield Text(line.procedure.description, 0, _NOTE_MOST, "2400", "SV101-7", f"{path}.procedure.description", number)
    for at, note in enumerate(line.notes):
        yield Text(note.value, 1, _NOTE_MOST, "2400", "NTE02", f"{path}.notes[{at}]", number)
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
