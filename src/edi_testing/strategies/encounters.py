"""Strategies for the coder's part: lines and visits. What is rare on claims is rare here; in many draws every field is filled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from edi_claims import Accident, DateRange, Diagnosis, Encounter, Procedure, Reference, ServiceLine
from edi_testing.strategies import supporting
from edi_testing.strategies.basics import (
    days,
    dollars,
    facilities,
    now_and_then,
    once,
    orderers,
    people,
    persons_who_treat,
    places,
    quantities,
    rarely,
    references,
    sellers,
    words,
)

if TYPE_CHECKING:
    from datetime import date

    from hypothesis.strategies import SearchStrategy

    from edi_claims import Person, Provider

_WHOSE = ("", "2U:EX001")
"""REF04 of a number that another payer gave."""
_LINE_DAYS = ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")
_CLAIM_DAYS = ("431", "454", "304", "453", "484", "455", "471", "297", "296", "444")
_LINE_NUMBERS = ("9B", "9D", "G1", "EW", "X4", "F4", "BT", "9F")
_DRUG_CODE = "J3301"


# ---- lines

BILLABLE = ("E039", "E1165", "E119", "E785", "E860", "I10", "I480", "I4891", "I509", "J069", "J189", "J45909", "K219", "K5900", "L570", "L821",
            "M1711", "M25561", "M5450", "M79604", "R0602", "R079", "R42", "R519", "R55")
"""Diagnosis codes of every release of these years."""


@once
def services(count: int) -> SearchStrategy[ServiceLine]:
    """One line of a visit that has `count` diagnoses."""
    pointers = st.lists(st.integers(1, count), min_size=1, max_size=4, unique=True).map(tuple)
    return st.one_of([_services(code, pointers) for code in ("99213", "99214", "93000", "97110", "0001F", _DRUG_CODE, "G0283")])


def _services(code: str, pointers: SearchStrategy[tuple[int, ...]]) -> SearchStrategy[ServiceLine]:
    modifiers = st.lists(st.sampled_from(("25", "59", "GP", "LT", "QW")), max_size=4, unique=True).map(tuple)
    done = st.builds(Procedure, st.just(code), modifiers, description=st.sampled_from(("", "", "SHAVE OF LESION")))
    units = st.sampled_from((Decimal(1), Decimal(2), Decimal("0.5"), Decimal(15)))
    return st.builds(
        _line, done, dollars(), units, pointers, days(), rarely(st.integers(1, 3), 0), unit=st.sampled_from(("UN", "UN", "MJ")),
        place_of_service=st.sampled_from(("", "", "12")), drug=supporting.drugs() if code == _DRUG_CODE else st.none(),
        marks=rarely(_marks(), {}), papers=rarely(_papers(code), {}), numbers=rarely(_numbers(), {}), providers=rarely(_line_providers(), {}))


def _line(done: Procedure, charge: Decimal, units: Decimal, pointers: tuple[int, ...], begins: date, more_days: int, *, marks: dict[str, Any],
          papers: dict[str, Any], numbers: dict[str, Any], **more: Any) -> ServiceLine:
    period = DateRange(begins, begins + timedelta(days=more_days)) if more_days else None
    return ServiceLine(done, charge, units, pointers, None if period else begins, period, **marks, **papers, **numbers, **more)


@once
def _marks() -> SearchStrategy[dict[str, Any]]:
    """SV109 to SV115, DTP, QTY, MEA and NTE."""
    return st.fixed_dictionaries({}, optional={
        "emergency": st.just("Y"), "screening": st.just("Y"), "family_planning": st.just("Y"), "copay_exempt": st.just("0"),
        "dates": st.dictionaries(st.sampled_from(_LINE_DAYS), days(), max_size=3),
        "quantities": st.dictionaries(st.sampled_from(("PT", "FL")), st.integers(1, 9).map(Decimal), max_size=2),
        "measurements": st.lists(supporting.measurements(), max_size=3).map(tuple),
        "notes": st.sampled_from(((Reference("ADD", "SEE RECORD"),), (Reference("DCP", "GOAL"), Reference("TPO", "TO WHOM IT CONCERNS"))))})


@once
def _papers(code: str) -> SearchStrategy[dict[str, Any]]:
    """SV5, PWK, CR1, CR3, CRC, CN1 and 2440."""
    return st.fixed_dictionaries({}, optional={
        "rental": supporting.rentals(code), "attachments": st.lists(supporting.attachments() | supporting.certificates(), max_size=1).map(tuple),
        "ambulance": supporting.ambulance_transports(), "certification": supporting.certifications(),
        "conditions": st.lists(supporting.conditions(*supporting.OF_LINES), max_size=1).map(tuple), "contract": supporting.contracts(),
        "forms": st.lists(supporting.forms(), max_size=2).map(tuple)})


@once
def _numbers() -> SearchStrategy[dict[str, Any]]:
    """REF, AMT, K3, PS1 and HCP."""
    return st.fixed_dictionaries({}, optional={
        "references": references(*_LINE_NUMBERS) | references("G1", "9F", notes=_WHOSE),
        "amounts": st.dictionaries(st.sampled_from(("T", "F4")), dollars(), max_size=2),
        "file_information": st.lists(words(40), max_size=2).map(tuple),
        "purchased_service": supporting.purchased_services(), "repricing": supporting.repricings(of_line=True)})


@once
def _line_providers() -> SearchStrategy[dict[str, Provider]]:
    """2420, of which a line has few."""
    return _some({
        "rendering_provider": persons_who_treat("0B", "1G", "G2", "LU", notes=_WHOSE, taxonomy=True), "purchased_service_provider": sellers(),
        "facility": facilities("G2", "LU"), "supervising_provider": persons_who_treat("0B", "G2"), "ordering_provider": orderers(),
        "referring_provider": persons_who_treat("0B", "G2"), "primary_care_provider": persons_who_treat(), "pick_up": places(),
        "drop_off": places(named=True)}, 2)


def _some(roles: dict[str, SearchStrategy[Provider]], most: int) -> SearchStrategy[dict[str, Provider]]:
    return st.lists(st.sampled_from(sorted(roles)), max_size=most, unique=True).flatmap(
        lambda wanted: st.fixed_dictionaries({role: roles[role] for role in wanted}))


# ---- visits

@once
def encounters() -> SearchStrategy[Encounter]:
    """Coded visits: 1 to 12 diagnoses, 1 to 6 lines."""
    return st.lists(st.sampled_from(BILLABLE), min_size=1, max_size=12, unique=True).flatmap(_encounters)


def _encounters(codes: list[str]) -> SearchStrategy[Encounter]:
    return st.builds(
        _encounter, st.just(codes), st.lists(services(len(codes)), min_size=1, max_size=6), people(), st.sampled_from(("11", "11", "12", "21", "22")),
        particulars=rarely(_particulars(), {}), days_before=rarely(_days_before(), {}), off_work=now_and_then(), discharged=now_and_then(),
        providers=_providers(), accident=rarely(accidents(), None), circumstances=rarely(_circumstances(), {}))


def _encounter(codes: list[str], drawn: list[ServiceLine], patient: Person, place: str, *, particulars: dict[str, Any], days_before: dict[str, int],
               off_work: bool, discharged: bool, circumstances: dict[str, Any], **more: Any) -> Encounter:
    lines = tuple(_numbered(line, at) for at, line in enumerate(drawn, 1))
    first, last = min(day for line in lines if (day := line.first_day)), max(day for line in lines if (day := line.last_day))
    dates: dict[str, date | DateRange] = {kind: first - timedelta(days=back) for kind, back in days_before.items()}
    if off_work:
        dates["314"] = DateRange(first, first + timedelta(days=14))
    if place == "21":
        dates["435"] = first
        if discharged:
            dates["096"] = last
    if "death_date" in particulars:
        particulars = {**particulars, "death_date": last + timedelta(days=particulars["death_date"])}
    return Encounter(attrs.evolve(patient, **particulars), tuple(map(Diagnosis, codes)), lines, place, dates=dates, **circumstances, **more)


@once
def _particulars() -> SearchStrategy[dict[str, Any]]:
    """PAT; the day of death by how many days after the last service."""
    return st.fixed_dictionaries({}, optional={"death_date": st.integers(0, 30), "weight": quantities(400), "pregnant": st.just("Y")})


@once
def _days_before() -> SearchStrategy[dict[str, int]]:
    """DTP of 2300, by how many days before the first service."""
    return st.dictionaries(st.sampled_from(_CLAIM_DAYS), st.integers(0, 400), max_size=3)


def _numbered(line: ServiceLine, at: int) -> ServiceLine:
    """With a number of its own on the line, and on what is attached to it."""
    papers = tuple(attrs.evolve(one, control_number=f"{one.control_number}-L{at}") if one.control_number else one for one in line.attachments)
    changes: dict[str, Any] = {"line_control_number": f"L{at}", "attachments": papers}
    return attrs.evolve(line, **changes)


@once
def _providers() -> SearchStrategy[dict[str, Provider]]:
    """2310."""
    return _some({
        "rendering_provider": persons_who_treat("0B", "1G", "G2", "LU", taxonomy=True), "referring_provider": persons_who_treat("0B", "1G", "G2"),
        "primary_care_provider": persons_who_treat(), "supervising_provider": persons_who_treat("0B", "1G", "G2", "LU"),
        "facility": facilities("0B", "G2", "LU", called=True), "pick_up": places(), "drop_off": places(named=True)}, 3)


@once
def accidents() -> SearchStrategy[Accident]:
    """CLM11 and DTP*439."""
    return st.builds(Accident, st.sampled_from((("AA",), ("AA", "EM"))), days(), st.just("NE")) | st.builds(
        Accident, st.sampled_from((("EM",), ("OA",))), days()) | st.builds(Accident, st.just(("AA",)), days(), country=st.sampled_from(("CA", "MX")))


@once
def _circumstances() -> SearchStrategy[dict[str, Any]]:
    """HI besides the diagnoses, NTE, CR1, CR2 and CRC."""
    return st.fixed_dictionaries({}, optional={
        "condition_codes": st.lists(st.sampled_from(("02", "30", "45", "A6")), max_size=4, unique=True).map(tuple),
        "anesthesia_procedures": st.lists(st.sampled_from(("47562", "49505", "59400")), max_size=2, unique=True).map(tuple),
        "notes": words(60).map(lambda text: (Reference("ADD", text),)), "ambulance": supporting.ambulance_transports(),
        "spinal_manipulation": supporting.spinal_manipulations(),
        "conditions": st.lists(supporting.conditions(*supporting.OF_CLAIMS), max_size=2, unique_by=lambda one: one.category).map(tuple)})
