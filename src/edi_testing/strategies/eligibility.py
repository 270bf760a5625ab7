"""Strategies for questions about coverage and their answers: inquiries of a 270, responses of a 271."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from edi_claims import (
    Benefit,
    Coverage,
    DateRange,
    Delivery,
    Diagnosis,
    EligibilityInquiry,
    EligibilityResponse,
    MilitaryService,
    PatientProvider,
    Payer,
    Person,
    Place,
    Procedure,
    Provider,
    Reference,
    Rejection,
    RelatedEntity,
    ServiceInquiry,
    Trace,
)
from edi_testing.invented import FAMILY, TAXONOMIES
from edi_testing.strategies.basics import (
    addresses,
    contacts,
    days,
    digits,
    dollars,
    names,
    npis,
    once,
    quantities,
    rarely,
    references,
    texts,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from hypothesis.strategies import SearchStrategy

SERVICE_TYPES = ("30", "1", "33", "35", "47", "48", "50", "62", "73", "86", "88", "98", "A6", "AE", "AL", "MH", "PT", "UC")
PATIENT_NUMBERS = ("18", "1L", "1W", "EA", "EJ", "F6", "HJ", "SY")
"""REF01 of subscribers and dependents, asked for and answered about."""
ASKER_NUMBERS = ("0B", "1C", "1J", "EL", "EO", "N5", "TJ")
PROVIDER_ROLES = ("BI", "PE", "RF", "PC", "H")
PATIENT_DATES = ("291", "307", "346", "347", "356", "357", "472")
BENEFIT_DATES = ("290", "291", "292", "304", "307", "346", "348", "349", "356")
REFUSED = {"source": ("42", "79", "80"), "receiver": ("41", "43", "50", "51"), "subscriber": ("42", "71", "72", "75"),
           "dependent": ("58", "65", "71"), "benefit": ("54", "57", "60", "70")}
"""AAA03 by the level that is refused."""


def _some(strategy: SearchStrategy[Any], most: int, least: int = 0) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


@once
def spans() -> SearchStrategy[date | DateRange]:
    """A day, or now and then a period."""
    return st.one_of(days(), days(), st.builds(lambda one, other: DateRange(min(one, other), max(one, other)), days(), days()))


@once
def members(*numbers: str) -> SearchStrategy[Person]:
    """Subscribers and dependents as a 270 and a 271 tell them: no contacts, and numbers of these kinds."""
    return st.builds(Person, names(), st.none() | days(), st.sampled_from(("F", "M", "U", "")), rarely(addresses(), None),
                     references=rarely(references(*numbers, most=3), ()) if numbers else st.just(()))


@once
def sources() -> SearchStrategy[Payer]:
    """Payers as a 270 names them."""
    return st.builds(Payer, st.integers(1, 99).map("EX{:03}".format), st.sampled_from(("EXAMPLE HEALTH PLAN", "PLAINS CARE")),
                     id_qualifier=rarely(st.sampled_from(("XV", "FI", "NI")), "PI"))


@once
def askers() -> SearchStrategy[Provider]:
    """Who asks: a practice, a person, or now and then one without an NPI."""
    shared = {"name": st.one_of(st.sampled_from(FAMILY).map("{} CLINIC LLC".format), names()), "taxonomy": st.sampled_from(("", *TAXONOMIES)),
              "address": rarely(addresses(practice=True), None), "references": rarely(references(*ASKER_NUMBERS, most=3), ())}
    known = st.builds(Provider, npis(), **shared)
    return st.one_of(known, known, known, st.builds(Provider, identifier=st.builds(Reference, st.just("SV"), texts(10, least=2)), **shared))


@once
def procedures() -> SearchStrategy[Procedure]:
    """What is asked for by its code."""
    return st.builds(Procedure, digits(5), _some(st.sampled_from(("25", "26", "TC")), 4), rarely(st.sampled_from(("AD", "ID", "N4")), "HC"))


@once
def patient_providers() -> SearchStrategy[PatientProvider]:
    """PRV of the patient's level."""
    return st.builds(PatientProvider, st.sampled_from(PROVIDER_ROLES), st.sampled_from(("PXC", "HPI", "EI")), texts(10))


@once
def traces(*qualifiers: str) -> SearchStrategy[Trace]:
    """TRN."""
    return st.builds(Trace, st.sampled_from(qualifiers), texts(20), digits(9).map("9{}".format), rarely(texts(10), ""))


def _diagnoses() -> SearchStrategy[tuple[Diagnosis, ...]]:
    return rarely(_some(st.builds(Diagnosis, texts(7), rarely(st.just("9"), "10")), 8), ())


def _pointers(diagnoses: int) -> SearchStrategy[tuple[int, ...]]:
    return rarely(_some(st.integers(1, diagnoses), 4), ()) if diagnoses else st.just(())


# ---- asking

@st.composite
def service_inquiries(draw: Callable[..., Any], *, dependent: bool = False, diagnoses: int = 0) -> ServiceInquiry:
    """One EQ with what qualifies it; a dependent's has no place for a coverage level and spend-down amounts. `diagnoses`: how many there are."""
    by_type = draw(st.booleans())
    asked: dict[str, Any] = {"service_types": draw(_some(st.sampled_from(SERVICE_TYPES), 4, 1))} if by_type else {"procedure": draw(procedures())}
    if not dependent:
        asked |= {"coverage_level": draw(rarely(st.just("FAM"), "")), "spend_down": draw(rarely(dollars(), None)),
                  "spend_down_billed": draw(rarely(dollars(), None))}
    return ServiceInquiry(
        **asked, diagnosis_pointers=draw(_pointers(diagnoses)), places=draw(rarely(_some(st.builds(Place, st.just("ZZ"), digits(2)), 1), ())),
        references=draw(rarely(references("9F", "G1", most=1), ())), on=draw(rarely(spans(), None)))


@st.composite
def inquiries(draw: Callable[..., Any], payer: SearchStrategy[Payer] | None = None, provider: SearchStrategy[Provider] | None = None,
              ) -> EligibilityInquiry:
    """Inquiries that keep the guide's rules and say all that is sent: they come back equal from `parse_270(build_270(...))`.

    Give `payer` and `provider` where several inquiries are to share them.
    """
    dependent = draw(st.booleans())
    coverage: dict[str, Any] = {
        "payer": draw(sources() if payer is None else payer), "member_id": draw(texts(12, least=2)), "group_number": draw(rarely(texts(9), ""))}
    if dependent:
        coverage |= {"subscriber": draw(members(*PATIENT_NUMBERS)), "relationship": draw(st.sampled_from(("01", "19", "34", "")))}
    diagnoses = draw(_diagnoses())
    questions = draw(st.lists(service_inquiries(dependent=dependent, diagnoses=len(diagnoses)), min_size=1, max_size=3))
    who: Provider = draw(askers() if provider is None else provider)
    twin = draw(rarely(st.integers(1, 5), None))
    return EligibilityInquiry(
        draw(members()), Coverage(**coverage), who, on=draw(st.none() | spans()), trace_number=draw(texts(20)),
        trace_originator=draw(digits(9).map("9{}".format)), trace_division=draw(rarely(texts(10), "")),
        references=draw(rarely(references(*PATIENT_NUMBERS, most=3), ())), diagnoses=diagnoses,
        patient_provider=draw(rarely(patient_providers(), None)), birth_sequence=None if dependent and not coverage["relationship"] else twin,
        issued_on=draw(rarely(spans(), None)), second_trace=draw(rarely(traces("1"), None)),
        payer_kind=draw(rarely(st.sampled_from(("2B", "36", "GP", "P5")), "PR")),
        provider_kind=draw(rarely(st.sampled_from(("FA", "80", "36")), "1P")),
        provider_role=draw(st.sampled_from(PROVIDER_ROLES)) if who.taxonomy else "BI",
        purpose=draw(rarely(st.just("01"), "13")), transaction_type=draw(rarely(st.just("RT"), "")), **_own(questions))


def _own(questions: list[ServiceInquiry]) -> dict[str, Any]:
    """The first question is the inquiry's own where that has room for it."""
    first = questions[0]
    plain: dict[str, Any] = {"service_types": first.service_types, "procedure": first.procedure, "coverage_level": first.coverage_level}
    if first == ServiceInquiry(**plain):
        return {**plain, "further": tuple(questions[1:])}
    return {"service_types": (), "further": tuple(questions)}


# ---- answering

@once
def rejections(level: str) -> SearchStrategy[tuple[Rejection, ...]]:
    """AAA of one level."""
    return _some(_rejection(level, REFUSED[level]), 2)


def _rejection(level: str, reasons: tuple[str, ...], *, before_name: bool = False) -> SearchStrategy[Rejection]:
    return st.builds(Rejection, st.just(level), st.sampled_from(reasons), st.sampled_from("CNRW" if level == "benefit" else "CNRS"),
                     st.sampled_from("YN"), before_name=st.just(before_name))


@once
def refused_sources() -> SearchStrategy[tuple[Rejection, ...]]:
    """AAA of 2000A, which refuse the whole transaction, and of 2100A."""
    whole = _some(_rejection("source", ("04", "41", "42", "79"), before_name=True), 2)
    return st.builds(lambda first, then: (*first, *then), whole, rejections("source"))


@once
def deliveries() -> SearchStrategy[Delivery]:
    """HSD."""
    pattern: SearchStrategy[tuple[str, ...]] = st.one_of(
        st.just(()), st.sampled_from("123").map(lambda one: (one,)), st.tuples(st.sampled_from(("", "S")), st.sampled_from("AE")))
    nothing: SearchStrategy[Any] = st.just(("", None))
    counted = st.tuples(st.sampled_from(("VS", "DY", "HS")), quantities(99))
    found = st.builds(
        lambda much, often, count, span, pattern: Delivery(much[0], much[1], often, count, span[0], span[1], pattern),
        st.one_of(nothing, counted), st.sampled_from(("", "DA", "MO", "YR")), st.none() | quantities(12),
        nothing | st.tuples(st.sampled_from(("23", "29", "34")), st.none() | st.integers(1, 99).map(Decimal)), pattern)
    return found.filter(lambda one: one != Delivery())


@once
def places_of_benefits() -> SearchStrategy[Place]:
    """III of a 271."""
    return st.one_of(st.builds(Place, st.just("ZZ"), digits(2)), st.builds(Place, st.just(""), st.just(""), st.just("44"), words(40)),
                     st.builds(Place, st.just("NI"), texts(4), st.just("44"), words(40)))


@once
def related_entities() -> SearchStrategy[RelatedEntity]:
    """2120: people and organizations."""
    where: dict[str, Any] = {"address": rarely(addresses(), None), "contacts": rarely(_some(contacts("EX", "FX"), 3), ())}
    people = st.builds(RelatedEntity, st.sampled_from(("P3", "1P", "IL")), names(),
                       st.none() | st.builds(Reference, st.sampled_from(("XX", "SV", "MI")), texts(10, least=2)),
                       relationship=rarely(st.sampled_from(("01", "41")), ""), **where)
    roles = st.sampled_from(("", *TAXONOMIES))
    cared = st.builds(lambda one, code, role: attrs.evolve(one, taxonomy=code, provider_role=role) if code else one, people, roles,
                      st.sampled_from(PROVIDER_ROLES))
    companies = st.builds(RelatedEntity, st.sampled_from(("PR", "PRP", "SEP", "VN", "X3")),
                          st.sampled_from(("SUNRISE ADVANTAGE", "CARVE OUT INC")),
                          st.none() | st.builds(Reference, st.sampled_from(("PI", "FI")), texts(10, least=2)), **where)
    return st.one_of(cared, companies)


@st.composite
def benefits(draw: Callable[..., Any], *, diagnoses: int = 0) -> Benefit:
    """One EB with what follows it. `diagnoses`: how many its response has."""
    unit, count = draw(st.one_of(st.just(("", None)), st.tuples(st.sampled_from(("VS", "P6", "DY")), quantities())))
    procedure = draw(rarely(procedures(), None))
    return Benefit(
        draw(st.sampled_from(("1", "6", "A", "B", "C", "CB", "F", "G", "I", "R", "X"))), draw(st.sampled_from(("", "IND", "FAM", "CHD"))),
        draw(_some(st.sampled_from(SERVICE_TYPES), 4)), draw(st.sampled_from(("", "HM", "PR", "MB"))), draw(st.sampled_from(("", "GOLD PPO"))),
        draw(st.sampled_from(("", "23", "27", "29"))), draw(st.none() | dollars("0")), draw(st.none() | quantities(9)),
        unit, count, draw(st.sampled_from(("", "Y", "N", "U"))), draw(st.sampled_from(("", "Y", "N", "W"))), procedure,
        draw(rarely(digits(5), "")) if procedure is not None else "", draw(_pointers(diagnoses)), draw(rarely(_some(deliveries(), 2), ())),
        draw(rarely(references("18", "6P", "G1", "N6", notes=("", "MILLS")), ())),
        draw(rarely(_some(st.tuples(st.sampled_from(BENEFIT_DATES), spans()), 3), ())), draw(rarely(_some(words(60), 3), ())),
        draw(rarely(_some(places_of_benefits(), 2), ())), draw(rarely(_some(related_entities(), 3), ())),
        draw(rarely(rejections("benefit"), ())))


@once
def military_services() -> SearchStrategy[MilitaryService]:
    """MPI."""
    return st.builds(MilitaryService, st.sampled_from("ACLP"), st.sampled_from(("AE", "RE", "AO")), st.sampled_from("ADFC"),
                     rarely(words(30), ""), rarely(st.sampled_from(("A1", "E1")), ""), st.none() | spans())


@st.composite
def _said(draw: Callable[..., Any], *, dependent: bool) -> dict[str, Any]:
    """What a patient's level says besides who he is."""
    relationship = draw(st.sampled_from(("", "01", "19", "G8") if dependent else ("", "18")))
    changed = relationship and draw(st.booleans())
    return {
        "relationship": relationship, "maintenance": ("001", "25") if changed else (),
        "birth_sequence": draw(rarely(st.integers(1, 9), None)) if relationship else None, "traces": draw(_some(traces("1", "2"), 3)),
        "dates": draw(_some(st.tuples(st.sampled_from(PATIENT_DATES), spans()), 3)), "diagnoses": draw(_diagnoses()),
        "patient_provider": draw(rarely(patient_providers(), None)), "military": draw(rarely(military_services(), None))}


@st.composite
def responses(draw: Callable[..., Any], payer: SearchStrategy[Payer] | None = None, provider: SearchStrategy[Provider] | None = None,
              ) -> EligibilityResponse:
    """Responses that keep the guide's rules: they come back equal from `parse_271(build_271(...))`.

    Some are refused as a whole, by the payer or on account of the provider. Give `payer` and `provider` where several are to share them.
    """
    source: Payer = draw(payer) if payer is not None else attrs.evolve(draw(sources()), contacts=draw(rarely(_some(contacts("EX"), 3), ())))
    kinds: dict[str, Any] = {"payer_kind": draw(rarely(st.sampled_from(("2B", "P5")), "PR")), "purpose": draw(rarely(st.just("06"), "11"))}
    refused = draw(rarely(refused_sources(), ()))
    depth = draw(st.sampled_from((0, 1, 2, 2, 2, 2, 3, 3, 3)))
    if depth == 0 and refused:
        return EligibilityResponse(source, rejections=refused, **kinds)
    asker: Provider = draw(askers() if provider is None else provider)
    kinds |= {"provider_kind": draw(rarely(st.just("FA"), "1P")), "provider_role": draw(st.sampled_from(PROVIDER_ROLES)) if asker.taxonomy else "BI"}
    refused += draw(rarely(rejections("receiver"), ()))
    if depth <= 1 and refused:
        return EligibilityResponse(source, asker, rejections=refused, **kinds)
    return _patient(draw, source, asker, refused, kinds, dependent=depth == 3)      # noqa: PLR2004 - the dependent's level


def _patient(draw: Callable[..., Any], payer: Payer, asker: Provider, refused: tuple[Rejection, ...], kinds: dict[str, Any], *,
             dependent: bool) -> EligibilityResponse:
    """The response of a subscriber or a dependent."""
    subscriber = attrs.evolve(draw(members(*PATIENT_NUMBERS, "6P")), identifier=Reference("MI", draw(texts(12, least=2))))
    refused += draw(rarely(rejections("subscriber"), ()))
    said = draw(_said(dependent=dependent))
    more: dict[str, Any] = {}
    if dependent:
        above = draw(rarely(_said(dependent=False), {}))
        if not said["traces"]:
            above = {name: value for name, value in above.items() if name != "traces"}
        level = EligibilityResponse(**above)
        more = {"dependent": draw(members(*PATIENT_NUMBERS)), "subscriber_level": None if level == EligibilityResponse() else level}
        refused += draw(rarely(rejections("dependent"), ()))
    rows = draw(_some(benefits(diagnoses=len(said["diagnoses"])), 4))
    return EligibilityResponse(payer, asker, subscriber, benefits=rows, rejections=refused, **said, **more, **kinds)
