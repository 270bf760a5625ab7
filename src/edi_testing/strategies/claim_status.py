"""Strategies for claim status: inquiries (276) and responses (277) that keep the guide's rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from edi_acks import LineStatus, Status
from edi_acks.status import LevelStatus, LineInquiry, StatusInquiry, StatusResponse
from edi_claims import DateRange, Payer, Person, Procedure, Provider, Reference
from edi_testing.invented import FAMILY
from edi_testing.strategies.basics import contacts, days, digits, dollars, names, npis, once, quantities, rarely, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

_CATEGORIES = ("A1", "A2", "A4", "D0", "E1", "F0", "F1", "F2", "F3", "F4", "P1", "P2", "P3", "P4", "R3", "R4")
_CODES = ("1", "3", "20", "24", "35", "65", "84", "88", "104", "317", "562")
_ENTITIES = ("", "PR", "IL", "QC", "85", "1P")
_MODIFIERS = ("25", "59", "TC")
_BORN = date(1930, 1, 1), date(2023, 12, 31)


@once
def status_payers() -> SearchStrategy[Payer]:
    """2100A of a 276."""
    return st.builds(Payer, st.integers(1, 99).map("EX{:03}".format), st.sampled_from(("EXAMPLE HEALTH PLAN", "PLAINS CARE")),
                     id_qualifier=rarely(st.just("XV"), "PI"))


@once
def status_receivers() -> SearchStrategy[Provider]:
    """2100B: who asks."""
    called: SearchStrategy[Any] = st.one_of(st.sampled_from(FAMILY).map("{} BILLING".format), names().map(lambda name: attrs.evolve(name, suffix="")))
    return st.builds(lambda name, number: Provider(name=name, identifier=Reference("46", number)), called, texts(12, least=2))


@once
def status_providers() -> SearchStrategy[Provider]:
    """2100C: by NPI, or by a tax id."""
    called: SearchStrategy[Any] = st.one_of(st.sampled_from(FAMILY).map("{} CLINIC LLC".format), names())
    atypical = st.builds(lambda name, number: Provider(name=name, identifier=Reference("FI", number)), called, digits(9))
    return st.one_of(st.builds(Provider, npis(), called), atypical)


@once
def _subscribers() -> SearchStrategy[Person]:
    number = st.builds(Reference, st.sampled_from(("MI", "II")), texts(12, least=2))
    return st.builds(lambda name, one: Person(name, identifier=one), names(), number)


@once
def _periods() -> SearchStrategy[Any]:
    return st.one_of(days(), st.tuples(days(), days()).map(lambda pair: DateRange(min(pair), max(pair))))


@once
def _procedures() -> SearchStrategy[Procedure]:
    modifiers = st.lists(st.sampled_from(_MODIFIERS), max_size=3, unique=True).map(tuple)
    return st.builds(Procedure, st.sampled_from(("99213", "99214", "93000", "J1100")), modifiers)


@once
def _optional(most: int) -> SearchStrategy[str | None]:
    return st.none() | texts(most)


def _service() -> dict[str, Any]:
    return {"procedure": _procedures(), "charge": dollars(), "revenue_code": rarely(st.just("0510"), ""), "units": st.none() | quantities(99),
            "line_control_number": _optional(30)}


@st.composite
def status_inquiries(draw: Callable[..., Any], payer: SearchStrategy[Payer] | None = None, provider: SearchStrategy[Provider] | None = None,
                     receiver: SearchStrategy[Provider] | None = None) -> StatusInquiry:
    """Inquiries: they come back equal from `parse_276(build_276(...))`. Give payer, provider and receiver where several are to share them."""
    subscriber = draw(_subscribers())
    born, sex = draw(st.dates(*_BORN)), draw(st.sampled_from("FMU"))
    whole = {"patient": attrs.evolve(subscriber, birth_date=born, sex=sex)}
    if draw(st.booleans()):
        whole = {"patient": Person(draw(names()), born, sex), "subscriber": subscriber}
    lines = draw(rarely(st.lists(st.builds(LineInquiry, **_service(), service_dates=_periods()), min_size=1, max_size=3).map(tuple), ()))
    kinds = ("bill_type", "location", "prescription_number", "group_number", "clearinghouse_number")
    numbers = {name: draw(rarely(texts(20), None)) for name in kinds}
    return StatusInquiry(
        draw(texts(30)), payer=draw(status_payers() if payer is None else payer),
        receiver=draw(status_receivers() if receiver is None else receiver),
        provider=draw(status_providers() if provider is None else provider),
        further_provider=draw(rarely(status_providers(), None)), **whole, patient_control_number=draw(_optional(20)),
        payer_control_number=draw(_optional(20)), **numbers, charge=draw(st.none() | dollars("0")),
        service_dates=draw(_periods()) if not lines else draw(st.none() | _periods()), lines=lines)


@st.composite
def _statuses(draw: Callable[..., Any], *, of_claim: bool) -> tuple[Status, ...]:
    """What one STC each says."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        category, code, entity = draw(st.sampled_from(_CATEGORIES)), draw(st.sampled_from(_CODES)), draw(st.sampled_from(_ENTITIES))
        one = Status(category, code, entity, on=draw(days()))
        if of_claim:
            one = attrs.evolve(one, amount=draw(st.none() | dollars("0")), paid=draw(st.none() | dollars("0")))
            if category[0] == "F" and draw(st.booleans()):
                one = attrs.evolve(one, finalized_on=draw(days()), paid_on=draw(days()), check_number=draw(texts(16)))
        found.append(one)
    return tuple(found)


@once
def _refusals() -> SearchStrategy[tuple[Status, ...]]:
    return st.builds(lambda code, day: (Status("E0", code, "1P", on=day),), st.sampled_from(("24", "25")), days())


@st.composite
def status_responses(draw: Callable[..., Any], payer: SearchStrategy[Payer] | None = None, provider: SearchStrategy[Provider] | None = None,
                     receiver: SearchStrategy[Provider] | None = None) -> StatusResponse:
    """Responses: they come back equal from `parse_277(build_277(...))`. Some turn down a request or a provider as a whole."""
    source: Payer = draw(status_payers() if payer is None else payer)
    who = {"payer": attrs.evolve(source, contacts=draw(rarely(st.lists(contacts("EX"), min_size=1, max_size=1).map(tuple), ()))),
           "receiver": draw(status_receivers() if receiver is None else receiver)}
    shape = draw(st.sampled_from(("claim", "claim", "claim", "provider", "receiver")))
    if shape == "receiver":
        return StatusResponse(**who, above=[LevelStatus("receiver", draw(texts(20)), draw(_refusals()))])
    who["provider"] = draw(status_providers() if provider is None else provider)
    if shape == "provider":
        return StatusResponse(**who, above=[LevelStatus("provider", "0", draw(_refusals()))])
    subscriber = draw(_subscribers())
    whole = {"patient": subscriber} if draw(st.booleans()) else {"patient": Person(draw(names())), "subscriber": subscriber}
    line = st.builds(LineStatus, **_service(), paid=st.none() | dollars("0"), statuses=_statuses(of_claim=False),
                     dates=_periods().map(lambda when: {"472": when}))
    numbers = {name: draw(rarely(texts(20), None)) for name in ("bill_type", "prescription_number", "voucher", "clearinghouse_number")}
    return StatusResponse(draw(texts(30)), **who, **whole, further_provider=draw(rarely(status_providers(), None)),
                          statuses=draw(_statuses(of_claim=True)), patient_control_number=draw(_optional(20)),
                          payer_control_number=draw(_optional(20)), **numbers, dates={"472": draw(_periods())},
                          lines=draw(rarely(st.lists(line, min_size=1, max_size=3).map(tuple), ())))
