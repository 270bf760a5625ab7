"""Hypothesis strategies for remittances that balance: lines, adjustments of every group, reversals, provider adjustments.

They need the `testing` extra. Everything they make can be written by `edi835.build` and is read back equal.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from edi_claims import (
    Address,
    Adjustment,
    ClaimGroup,
    ClaimPayment,
    Contact,
    DateRange,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    Reference,
    Remittance,
    ServicePayment,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=12)
"""Long enough for every id of the guide."""
_CENTS = st.integers(0, 5_000_000)
_DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
_MODIFIERS = st.lists(st.sampled_from(("25", "59", "26", "TC", "QW", "GA")), max_size=4, unique=True).map(tuple)
_REASONS = {"CO": ("45", "97", "197", "253", "16"), "PR": ("1", "2", "3", "96"), "OA": ("23", "18"), "PI": ("94", "45")}
_REMARKS = st.lists(st.sampled_from(("N130", "MA01", "N22", "M15", "N115")), max_size=3, unique=True).map(tuple)


def dollars(cents: int) -> Decimal:
    """Cents as dollars."""
    return Decimal(cents).scaleb(-2)


def remittances(max_claims: int = 4) -> st.SearchStrategy[Remittance]:
    """Balanced remittances whose payment is not below zero."""
    return _remittances(max_claims)


@st.composite
def adjustments(draw: Callable[..., Any], at_most: int) -> list[Adjustment]:
    """Up to seven adjustments, so that a second CAS is needed, which take together no more than so many cents."""
    found, left = [], at_most
    for _ in range(draw(st.integers(0, 7))):
        group = draw(st.sampled_from(sorted(_REASONS)))
        taken = draw(st.integers(0, left))
        left -= taken
        quantity = draw(st.none() | st.integers(1, 99).map(Decimal))
        found.append(Adjustment(group, draw(st.sampled_from(_REASONS[group])), dollars(taken), quantity))
    return found


@st.composite
def service_payments(draw: Callable[..., Any]) -> ServicePayment:
    """One line that balances."""
    charge = draw(_CENTS)
    taken = draw(adjustments(charge))
    allowed = draw(st.none() | _CENTS.map(dollars))
    line = ServicePayment(draw(procedures()), dollars(charge), dollars(charge) - sum((one.amount for one in taken), Decimal(0)))
    day = draw(_DAYS)
    period = draw(st.booleans())
    return attrs.evolve(
        line, adjustments=taken, units=Decimal(draw(st.integers(0, 99))), submitted_procedure=draw(st.none() | procedures()),
        submitted_units=draw(st.none() | st.integers(1, 99).map(Decimal)), revenue_code=draw(st.sampled_from(("", "0450"))),
        service_date=None if period else day, service_period=DateRange(day, draw(st.dates(day, date(2036, 1, 1)))) if period else None,
        line_control_number=draw(st.none() | _WORD), allowed=allowed, amounts={} if allowed is None else {"B6": allowed}, remarks=draw(_REMARKS),
        other_remarks=draw(st.sampled_from(((), (Reference("RX", "75"),)))),
        references=draw(st.lists(_references(("G1", "LU")), max_size=2).map(tuple)))


def procedures() -> st.SearchStrategy[Procedure]:
    """Procedures with up to four modifiers, drugs and revenue codes."""
    return st.one_of(
        st.builds(Procedure, st.sampled_from(("99213", "99214", "93000", "J1100")), _MODIFIERS),
        st.just(Procedure("00054452725", qualifier="N4")), st.just(Procedure("0300", qualifier="NU")), st.just(Procedure("D0120", qualifier="AD")))


@st.composite
def claim_payments(draw: Callable[..., Any]) -> ClaimPayment:
    """One claim that balances, with its lines or without any."""
    services = draw(st.lists(service_payments(), max_size=3))
    if services:
        charge, paid = sum((line.charge for line in services), Decimal(0)), sum((line.paid for line in services), Decimal(0))
    else:
        charge = paid = dollars(draw(_CENTS))
    own = draw(adjustments(int(paid * 100))) if draw(st.booleans()) else []
    remarks = draw(_REMARKS)
    claim = ClaimPayment(
        draw(_WORD), draw(st.sampled_from(("1", "2", "3", "4", "19", "20", "21"))), charge, paid - sum((one.amount for one in own), Decimal(0)),
        filing_indicator="12", payer_control_number=draw(_WORD), facility_code="11", frequency=draw(st.sampled_from(("", "1", "7"))),
        patient=draw(_people()), insured=draw(st.none() | _members()),
        corrected_insured=draw(st.none() | st.builds(Person, _names(), identifier=st.none() | _references(("C",)))),
        rendering_provider=draw(st.none() | _providers()), crossover_payer=draw(st.none() | st.builds(Payer, _WORD, _WORD)), adjustments=own,
        services=services, remarks=remarks, outpatient=("", "", *remarks) if remarks else (), group=draw(st.sampled_from(_GROUPS)),
        dates=draw(st.dictionaries(st.sampled_from(("050", "232", "233")), _DAYS)), amounts=draw(st.dictionaries(
            st.sampled_from(("AU", "I", "F5")), _CENTS.map(dollars))),
        references=draw(st.lists(_references(("CE", "EA", "1W")), max_size=2).map(tuple)))
    share = draw(st.booleans())
    return attrs.evolve(claim, patient_responsibility=claim.adjusted("PR") if share else None)


def reversal_of(claim: ClaimPayment) -> ClaimPayment:
    """What a payer sends to take a claim payment back: every amount of money with the other sign, status 22."""
    return attrs.evolve(
        claim, status="22", charge=-claim.charge, paid=-claim.paid, patient_responsibility=None, adjustments=_negated(claim.adjustments),
        services=[attrs.evolve(line, charge=-line.charge, paid=-line.paid, adjustments=_negated(line.adjustments)) for line in claim.services])


def _negated(taken: list[Adjustment]) -> list[Adjustment]:
    return [attrs.evolve(one, amount=-one.amount) for one in taken]


@st.composite
def _remittances(draw: Callable[..., Any], max_claims: int) -> Remittance:
    claims: list[ClaimPayment] = []
    for claim in draw(st.lists(claim_payments(), max_size=max_claims)):
        claims += [reversal_of(claim), claim] if draw(st.integers(0, 4)) == 0 else [claim]
        if draw(st.integers(0, 6)) == 0:
            claims.append(reversal_of(claim))
    provider_level = draw(st.lists(_provider_adjustments(), max_size=8))
    due = sum((claim.paid for claim in claims), Decimal(0)) - sum((one.amount for one in provider_level), Decimal(0))
    if due < 0:                                             # what would be owed is carried forward
        provider_level.append(ProviderAdjustment("1234567893", date(2026, 12, 31), "FB", "CARRIED", due))
        due = Decimal(0)
    trace = "1512345678"
    return Remittance(
        due, draw(_WORD), draw(_payers(trace)), draw(_payees()), claims, provider_level, handling="I" if due else "H",
        payment_method="ACH" if due else "NON", payment_date=draw(_DAYS), payer_trace_id=trace, payer_division=draw(st.just("") | _WORD),
        production_date=draw(st.none() | _DAYS), receiver_id=draw(st.just("") | _WORD),
        references=draw(st.sampled_from(((), (Reference("F2", "V1"),)))),
        version="005010X221A1")


@st.composite
def _provider_adjustments(draw: Callable[..., Any]) -> ProviderAdjustment:
    return ProviderAdjustment(
        draw(st.sampled_from(("1234567893", "1999999984"))), draw(st.sampled_from((date(2026, 12, 31), date(2025, 12, 31)))),
        draw(st.sampled_from(("WO", "FB", "L6", "CS", "72"))), draw(st.just("") | _WORD), dollars(draw(st.integers(-100_000, 100_000))))


def _references(kinds: tuple[str, ...]) -> st.SearchStrategy[Reference]:
    return st.builds(Reference, st.sampled_from(kinds), _WORD)


def _names() -> st.SearchStrategy[PersonName]:
    return st.builds(PersonName, _WORD, _WORD, st.just("") | _WORD)


def _people() -> st.SearchStrategy[Person]:
    return st.builds(Person, _names(), identifier=st.none() | _references(("MI",)))


def _members() -> st.SearchStrategy[Person]:
    return st.builds(Person, _names(), identifier=_references(("MI",)))


def _providers() -> st.SearchStrategy[Provider]:
    return st.builds(Provider, st.just("1999999984"), _names()) | st.builds(Provider, name=_WORD, identifier=_references(("FI", "MC")))


def _payees() -> st.SearchStrategy[Provider]:
    return st.builds(Provider, st.just("1234567893"), _WORD, tax_id=st.sampled_from(("", "470000001")), address=_addresses()) | st.builds(
        Provider, name=_WORD, tax_id=st.just("470000001"))


def _payers(trace: str) -> st.SearchStrategy[Payer]:
    return st.builds(Payer, _WORD, _WORD, st.just((trace,)), id_qualifier=st.sampled_from(("PI", "XV")), address=st.just(_ADDRESS),
                     contacts=st.sampled_from(((_HELP,), (Contact("CLAIMS", (("TE", "8005550101"),), "CX"), _HELP))))


def _addresses() -> st.SearchStrategy[Address | None]:
    return st.none() | st.just(_ADDRESS)


_ADDRESS = Address(("100 PLAN WAY",), "OMAHA", "NE", "681020001")
_HELP = Contact("HELP", (("TE", "8005550100"),), "BL")
_GROUPS = (ClaimGroup(), ClaimGroup("2"), ClaimGroup("110212", ("1234567893", "11", "20261231", "1", "100"), ("1", "2")))
