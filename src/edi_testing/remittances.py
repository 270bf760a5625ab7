"""Hypothesis strategies for remittances that balance: every loop and segment of the guide, reversals, provider adjustments.

They need the `testing` extra. Everything they make can be written by `edi835.build` and is read back equal; with `guide=False` only when it is
built without rules, because then they also make what older versions and careless payers send.
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
    BankAccount,
    ClaimGroup,
    ClaimPayment,
    Contact,
    Currency,
    DateRange,
    DeliveryMethod,
    InpatientAdjudication,
    InpatientSummary,
    OutpatientAdjudication,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    ProviderSummary,
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
_FEDERAL = ("ZK", "ZL", "ZM", "ZN", "ZO")

# REF01, by where the guide has it
_OF_CLAIM = ("1L", "1W", "28", "6P", "9A", "9C", "BB", "CE", "EA", "F8", "G1", "G3", "IG", "SY")
_OF_RENDERING = ("0B", "1A", "1B", "1C", "1D", "1G", "1H", "1J", "D3", "G2")
_OF_SERVICE = ("1S", "APC", "BB", "E9", "G1", "G3", "LU", "RB")


def dollars(cents: int) -> Decimal:
    """Cents as dollars."""
    return Decimal(cents).scaleb(-2)


_DOLLARS = _CENTS.map(dollars)
_COUNTS = st.integers(0, 999).map(Decimal)


def remittances(max_claims: int = 4, *, guide: bool = True) -> st.SearchStrategy[Remittance]:
    """Balanced remittances whose payment is not below zero."""
    return _remittances(max_claims, guide=guide)


# ---- lines

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
def service_payments(draw: Callable[..., Any], *, guide: bool = True) -> ServicePayment:
    """One line that balances."""
    charge = draw(_CENTS)
    taken = draw(adjustments(charge))
    line = ServicePayment(draw(procedures(guide=guide)), dollars(charge), dollars(charge) - sum((one.amount for one in taken), Decimal(0)))
    units = Decimal(draw(st.integers(0, 99)))
    return attrs.evolve(line, adjustments=taken, units=units, **draw(_days_of_line(guide=guide)), **draw(_details_of_line()))


@st.composite
def _days_of_line(draw: Callable[..., Any], *, guide: bool) -> dict[str, Any]:
    """A day, a period, or only where it began."""
    day, kind = draw(_DAYS), draw(st.integers(0, 1 if guide else 3))
    if kind == 0:
        return {"service_date": day}
    if kind == 1:
        return {"service_period": DateRange(day, draw(st.dates(day, date(2036, 1, 1))))}
    return {"dates": {"150": day} if kind == 2 else {"573": day}}       # noqa: PLR2004 - the third kind


@st.composite
def _details_of_line(draw: Callable[..., Any]) -> dict[str, Any]:
    amounts = draw(st.dictionaries(st.sampled_from(("B6", "KH", "T", "T2", *_FEDERAL)), _DOLLARS, max_size=3))
    submitted = draw(st.none() | procedures())
    if submitted is not None and draw(st.booleans()):
        submitted = attrs.evolve(submitted, description="AS DESCRIBED")
    return {
        "submitted_procedure": submitted, "submitted_units": draw(st.none() | st.integers(1, 99).map(Decimal)),
        "revenue_code": draw(st.sampled_from(("", "0450"))), "line_control_number": draw(st.none() | _WORD),
        "allowed": amounts.get("B6"), "amounts": amounts, "quantities": draw(st.dictionaries(st.sampled_from(_FEDERAL), _COUNTS, max_size=2)),
        "remarks": draw(_REMARKS),
        "other_remarks": draw(st.lists(st.sampled_from((Reference("RX", "75"), Reference("RX", "88"))), max_size=2).map(tuple)),
        "references": tuple(one for kinds, most in ((_OF_SERVICE, 2), ((*_OF_RENDERING, "HPI", "SY", "TJ"), 1), (("0K",), 1))
                            for one in draw(_references(kinds, most)))}


def procedures(*, guide: bool = True) -> st.SearchStrategy[Procedure]:
    """Procedures with up to four modifiers, and codes of every other list."""
    others = [("AD", "D0120"), ("ER", "J1234"), ("HP", "A0001"), ("IV", "99341"), ("N4", "00054452725"), ("NU", "0300"), ("WK", "AB123")]
    if not guide:
        others += [("RB", "0450"), ("ZZ", "M2200")]
    return st.one_of(st.builds(Procedure, st.sampled_from(("99213", "99214", "93000", "J1100")), _MODIFIERS),
                     st.sampled_from(others).map(lambda one: Procedure(one[1], qualifier=one[0])))


# ---- claims

@st.composite
def claim_payments(draw: Callable[..., Any], *, guide: bool = True) -> ClaimPayment:
    """One claim that balances, with its lines or without any."""
    services = draw(st.lists(service_payments(guide=guide), max_size=3))
    if services:
        charge, paid = sum((line.charge for line in services), Decimal(0)), sum((line.paid for line in services), Decimal(0))
    else:
        charge = paid = dollars(draw(_CENTS))
    own = draw(adjustments(int(paid * 100))) if draw(st.booleans()) else []
    claim = ClaimPayment(
        draw(_WORD), draw(st.sampled_from(("1", "2", "3", "4", "19", "20", "21", "23"))), charge,
        paid - sum((one.amount for one in own), Decimal(0)), filing_indicator=draw(st.sampled_from(("12", "MA", "MB", "MC"))),
        payer_control_number=draw(_WORD), facility_code=draw(st.sampled_from(("11", "21"))), frequency=draw(st.sampled_from(("", "1", "7"))),
        adjustments=own, services=services, **draw(_parties_of_claim()), **draw(_details_of_claim()), **draw(_stay(guide=guide)))
    return attrs.evolve(claim, patient_responsibility=claim.adjusted("PR") if draw(st.booleans()) else None)


@st.composite
def _parties_of_claim(draw: Callable[..., Any]) -> dict[str, Any]:
    return {
        "patient": draw(_people()), "insured": draw(st.none() | _members()),
        "corrected_insured": draw(st.none() | st.builds(Person, _names(), identifier=st.none() | _reference(("C",)))),
        "rendering_provider": draw(st.none() | _providers()), "crossover_payer": draw(st.none() | _next_payers()),
        "corrected_priority_payer": draw(st.none() | _next_payers()), "other_insured": draw(st.none() | _people() | _members())}


@st.composite
def _details_of_claim(draw: Callable[..., Any]) -> dict[str, Any]:
    return {
        "dates": draw(st.dictionaries(st.sampled_from(("036", "050", "232", "233")), _DAYS)),
        "amounts": draw(st.dictionaries(st.sampled_from(("AU", "D8", "DY", "F5", "I", "NL", "T", "T2", *_FEDERAL)), _DOLLARS, max_size=3)),
        "quantities": draw(st.dictionaries(st.sampled_from(("CA", "CD", "LA", "LE", "NE", "NR", "OU", "PS", "VS", *_FEDERAL)), _COUNTS, max_size=2)),
        "references": (*draw(_references(_OF_CLAIM, 2)), *draw(_references((*_OF_RENDERING, "LU"), 1))),
        "contacts": draw(st.sampled_from(((), (_CLAIM_OFFICE,), (_CLAIM_OFFICE, Contact("", (("EM", "A@PLAN.TEST"),), "CX")))))}


@st.composite
def _stay(draw: Callable[..., Any], *, guide: bool) -> dict[str, Any]:
    """MIA and MOA with their remark codes, and what a hospital is told of its DRG."""
    inpatient = draw(st.none() | _filled(InpatientAdjudication, covered_days=_COUNTS))
    outpatient = draw(st.none() | _filled(OutpatientAdjudication, reimbursement_rate=st.none() | st.integers(0, 100).map(dollars)))
    found: dict[str, Any] = {"inpatient": inpatient, "outpatient": outpatient, "remarks": (
        *(inpatient.remarks if inpatient else ()), *(outpatient.remarks if outpatient else ()))}
    if draw(st.booleans()):
        weight, fraction = draw(st.sampled_from((None, Decimal("1.9898")))), draw(st.sampled_from((None, Decimal("0.5"))))
        found |= {"drg": "470", "drg_weight": weight, "discharge_fraction": fraction}
    if not guide:
        found["patient_status"] = draw(st.sampled_from(("", "01")))
        if inpatient or outpatient:
            found["remarks"] += draw(_REMARKS)
    return found


def _filled(noun: type[Any], **fields: Any) -> st.SearchStrategy[Any]:
    """A noun of amounts, some of which are there."""
    names = [field.name for field in attrs.fields(noun) if field.name not in fields]
    chosen = st.dictionaries(st.sampled_from([name for name in names if name != "remarks"]), _DOLLARS, max_size=4)
    extra = {"remarks": _REMARKS} if "remarks" in names else {}
    return st.builds(lambda some, given: noun(**some, **given), chosen, st.fixed_dictionaries({**fields, **extra})).filter(lambda one: one != noun())


def _groups(*, guide: bool) -> st.SearchStrategy[ClaimGroup]:
    """LX, with a payer's totals or without."""
    old = () if guide else ("covered_charge", "noncovered_charge", "denied_charge", "provider_payment", "interest", "contractual_adjustment",
                            "deficit_reduction", "blood_deductible", "coinsurance", "deductible")
    new = ("msp_payer_amount", "non_lab_charge", "hcpcs_reported_charge", "hcpcs_payable", "professional_component", "msp_patient_liability",
           "patient_reimbursement", "pip_claim_count", "pip_adjustment")
    totals = st.builds(lambda some, day, count, charge: ProviderSummary("1234567893", "11", day, count, charge, **some),
                       st.dictionaries(st.sampled_from(new + old), _DOLLARS, max_size=3), _DAYS, _COUNTS, _DOLLARS)
    return st.builds(ClaimGroup, st.integers(1, 999_999).map(str), st.none() | totals, st.none() | _filled(InpatientSummary))


def reversal_of(claim: ClaimPayment) -> ClaimPayment:
    """What a payer sends to take a claim payment back: every amount of money with the other sign, status 22."""
    return attrs.evolve(
        claim, status="22", charge=-claim.charge, paid=-claim.paid, patient_responsibility=None, adjustments=_negated(claim.adjustments),
        services=[attrs.evolve(line, charge=-line.charge, paid=-line.paid, adjustments=_negated(line.adjustments)) for line in claim.services])


def _negated(taken: list[Adjustment]) -> list[Adjustment]:
    return [attrs.evolve(one, amount=-one.amount) for one in taken]


# ---- remittances

@st.composite
def _remittances(draw: Callable[..., Any], max_claims: int, *, guide: bool) -> Remittance:
    groups = st.sampled_from([ClaimGroup(), *draw(st.lists(_groups(guide=guide), max_size=2))])
    claims: list[ClaimPayment] = []
    for drawn in draw(st.lists(claim_payments(guide=guide), max_size=max_claims)):
        claim = attrs.evolve(drawn, group=draw(groups))
        claims += [reversal_of(claim), claim] if draw(st.integers(0, 4)) == 0 else [claim]
        if draw(st.integers(0, 6)) == 0:
            claims.append(reversal_of(claim))
    provider_level = draw(st.lists(_provider_adjustments(), max_size=8))
    due = sum((claim.paid for claim in claims), Decimal(0)) - sum((one.amount for one in provider_level), Decimal(0))
    if due < 0:                                             # what would be owed is carried forward
        provider_level.append(ProviderAdjustment("1234567893", date(2026, 12, 31), "FB", "CARRIED", due))
        due = Decimal(0)
    trace = "1512345678"
    return Remittance(due, draw(_WORD), draw(_payers(trace)), draw(_payees()), claims, provider_level, payer_trace_id=trace,
                      version="005010X221A1", **draw(_payment(through_a_bank=bool(due))), **draw(_header(guide=guide)))


@st.composite
def _payment(draw: Callable[..., Any], *, through_a_bank: bool) -> dict[str, Any]:
    """How it is paid, and from where to where."""
    if not through_a_bank:
        return {"handling": "H", "payment_method": "NON", "payment_date": draw(_DAYS)}
    accounts = st.builds(BankAccount, st.sampled_from(("01", "04")), st.just("999999992"), st.just("DA"), _WORD)
    return {
        "handling": draw(st.sampled_from(("C", "D", "I", "X"))), "payment_method": "ACH", "payment_date": draw(_DAYS),
        "payment_format": draw(st.sampled_from(("CCP", "CTX"))), "payer_account": draw(accounts), "originating_company": "1512345678",
        "originating_supplement": draw(st.just("") | st.just("999999999")), "payee_account": draw(accounts)}


@st.composite
def _header(draw: Callable[..., Any], *, guide: bool) -> dict[str, Any]:
    rate = st.none() if guide else st.none() | st.just(Decimal("1.25"))
    return {
        "payer_division": draw(st.just("") | _WORD), "production_date": draw(st.none() | _DAYS), "receiver_id": draw(st.just("") | _WORD),
        "references": draw(st.sampled_from(((), (Reference("F2", "V1"),)))),
        "currency": draw(st.none() | st.builds(Currency, st.just("PR"), st.sampled_from(("CAD", "USD")), rate)),
        "delivery": draw(st.none() | st.builds(DeliveryMethod, st.sampled_from(("BM", "EM", "FT", "OL")), st.just("") | _WORD, st.just("") | _WORD))}


@st.composite
def _provider_adjustments(draw: Callable[..., Any]) -> ProviderAdjustment:
    return ProviderAdjustment(
        draw(st.sampled_from(("1234567893", "1999999984"))), draw(st.sampled_from((date(2026, 12, 31), date(2025, 12, 31)))),
        draw(st.sampled_from(("WO", "FB", "L6", "CS", "72", "CT", "IR"))), draw(st.just("") | _WORD), dollars(draw(st.integers(-100_000, 100_000))))


# ---- parties

def _reference(kinds: tuple[str, ...]) -> st.SearchStrategy[Reference]:
    return st.builds(Reference, st.sampled_from(kinds), _WORD)


def _references(kinds: tuple[str, ...], at_most: int) -> st.SearchStrategy[tuple[Reference, ...]]:
    return st.lists(_reference(kinds), max_size=at_most, unique_by=lambda one: one.qualifier).map(tuple)


def _names() -> st.SearchStrategy[PersonName]:
    return st.builds(PersonName, _WORD, _WORD, st.just("") | _WORD, st.sampled_from(("", "JR")))


def _people() -> st.SearchStrategy[Person]:
    return st.builds(Person, _names(), identifier=st.none() | _reference(("MI", "II")))


def _members() -> st.SearchStrategy[Person]:
    """Persons, or an employer."""
    return st.builds(Person, _names(), identifier=_reference(("MI",))) | st.builds(Person, _WORD, identifier=_reference(("FI",)))


def _providers() -> st.SearchStrategy[Provider]:
    return st.builds(Provider, st.just("1999999984"), _names()) | st.builds(Provider, name=_WORD, identifier=_reference(("FI", "MC")))


def _next_payers() -> st.SearchStrategy[Payer]:
    return st.builds(Payer, _WORD, _WORD, id_qualifier=st.sampled_from(("PI", "XV", "NI")))


def _payees() -> st.SearchStrategy[Provider]:
    further = _references(("0B", "D3", "PQ"), 2)
    taxed = st.sampled_from(("", "470000001"))
    return st.builds(Provider, st.just("1234567893"), _WORD, tax_id=taxed, address=_addresses(), references=further) | st.builds(
        Provider, name=_WORD, tax_id=st.just("470000001"), references=further)


@st.composite
def _payers(draw: Callable[..., Any], trace: str) -> Payer:
    """With the technical contact that the guide asks for, and whoever else may be asked."""
    number, references = draw(_WORD), draw(_references(("EO", "HI", "NF"), 2))
    before, behind = draw(st.booleans()), draw(st.booleans())
    contacts = (*((_CLAIM_OFFICE,) if before else ()), _HELP, *((_SITE,) if behind else ()))
    others = tuple(dict.fromkeys(one for one in (trace, *(one.value for one in references)) if one != number))
    return Payer(number, draw(_WORD), others, draw(st.sampled_from(("PI", "XV"))), _ADDRESS, references, contacts)


def _addresses() -> st.SearchStrategy[Address | None]:
    abroad = Address(("1 WAY", "SUITE 2"), "TORONTO", "ON", "M5V2T6", "CA"), Address(("2 CALLE",), "LIMA", "", "", "PE")
    return st.sampled_from((None, _ADDRESS, *abroad))


_ADDRESS = Address(("100 PLAN WAY",), "OMAHA", "NE", "681020001")
_HELP = Contact("HELP", (("TE", "8005550100"), ("EX", "12"), ("UR", "PLAN.TEST/HELP")), "BL")
_CLAIM_OFFICE = Contact("CLAIMS", (("TE", "8005550101"), ("EX", "7")), "CX")
_SITE = Contact("", (("UR", "PLAN.TEST/POLICY"),), "IC")
