"""Hypothesis strategies for nouns: claims as practices send them, balanced and within the guide. Needs the `testing` extra.

Every name is invented. What these strategies draw comes back equal from `edi837.parse(edi837.build(...))`, and no guide rule objects to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from edi_claims import (
    SELF,
    ZERO,
    Accident,
    Address,
    Adjustment,
    Claim,
    Coverage,
    DateRange,
    Diagnosis,
    Drug,
    Encounter,
    LineAdjudication,
    Payer,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    Reference,
    ServiceLine,
)
from edi_claims.identifiers import npi_with_check_digit
from edi_testing.samples import CITIES, FAMILY, GIVEN, STREETS, TAXONOMIES

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_FIRST, _LAST = date(2024, 1, 1), date(2026, 12, 31)


# ---- small things

def texts(most: int, alphabet: str = _LETTERS + _DIGITS, least: int = 1) -> SearchStrategy[str]:
    """Letters and digits."""
    return st.text(alphabet, min_size=least, max_size=most)


def npis() -> SearchStrategy[str]:
    """Valid NPIs."""
    return st.integers(100_000_000, 299_999_999).map(lambda number: npi_with_check_digit(str(number)))


def dollars(least: str = "0.01", most: str = "9999.99") -> SearchStrategy[Decimal]:
    """Amounts in whole cents."""
    return st.integers(int(Decimal(least) * 100), int(Decimal(most) * 100)).map(lambda cents: Decimal(cents) / 100)


def days() -> SearchStrategy[date]:
    """Days of service."""
    return st.dates(_FIRST, _LAST)


@st.composite
def addresses(draw: DrawFn, *, practice: bool = False) -> Address:
    """Streets; those of a practice with nine digits of ZIP."""
    city, state, postal_code = draw(st.sampled_from(CITIES))
    lines = (f"{draw(st.integers(1, 9999))} {draw(st.sampled_from(STREETS))}", *draw(st.lists(texts(8).map(lambda text: f"UNIT {text}"), max_size=1)))
    return Address(lines, city, state, postal_code + ("0123" if practice else ""))


def names() -> SearchStrategy[PersonName]:
    """Invented people."""
    return st.builds(PersonName, st.sampled_from(FAMILY), st.sampled_from(GIVEN), st.sampled_from(("", "A", "QUINN")), st.sampled_from(("", "JR",
                                                                                                                                        "III")))


def people() -> SearchStrategy[Person]:
    """Patients and subscribers, with birth date, sex and address."""
    return st.builds(Person, names(), st.dates(date(1930, 1, 1), date(2023, 12, 31)), st.sampled_from("FMU"), addresses())


def groups() -> SearchStrategy[Provider]:
    """Billing providers."""
    return st.builds(Provider, npis(), st.sampled_from(FAMILY).map(lambda name: f"{name} CLINIC LLC"), st.sampled_from(("", *TAXONOMIES)),
                     st.integers(100_000_000, 999_999_998).map(str).filter(lambda text: len(set(text)) > 1), st.sampled_from(("EI", "SY")),
                     addresses(practice=True))


def persons_who_treat() -> SearchStrategy[Provider]:
    """Rendering, referring and supervising providers."""
    return st.builds(Provider, npis(), names())


def facilities() -> SearchStrategy[Provider]:
    """Places of service with an address."""
    return st.builds(Provider, npis(), st.sampled_from(FAMILY).map(lambda name: f"{name} HOSPITAL"), address=addresses(practice=True))


def payers(prefix: str = "EX") -> SearchStrategy[Payer]:
    """Payers; their ids begin with `prefix`."""
    return st.builds(Payer, st.integers(1, 999).map(lambda number: f"{prefix}{number:03}"), st.sampled_from(("EXAMPLE HEALTH PLAN", "PLAINS CARE")))


# ---- the coder's part

@st.composite
def services(draw: DrawFn, count: int) -> ServiceLine:
    """One line of a visit that has `count` diagnoses."""
    pointers = tuple(draw(st.lists(st.integers(1, count), min_size=1, max_size=4, unique=True)))
    code = draw(st.sampled_from(("99213", "99214", "93000", "97110", "0001F", "J3301", "G0283")))
    modifiers = tuple(draw(st.lists(st.sampled_from(("25", "59", "GP", "LT", "QW")), max_size=4, unique=True)))
    begins = draw(days())
    line = ServiceLine(
        Procedure(code, modifiers, description=draw(st.sampled_from(("", "", "SHAVE OF LESION")))), draw(dollars()),
        draw(st.sampled_from((Decimal(1), Decimal(2), Decimal("0.5"), Decimal(15)))), pointers, begins,
        unit=draw(st.sampled_from(("UN", "UN", "MJ"))), place_of_service=draw(st.sampled_from(("", "", "12"))),
        emergency=draw(st.sampled_from(("", "Y"))), drug=draw(drugs()) if code == "J3301" else None,
        amounts=draw(st.sampled_from(({}, {}, {"T": Decimal("1.25")}))), notes=draw(st.sampled_from(((), (Reference("ADD", "SEE RECORD"),)))),
        references=draw(st.sampled_from(((), (), (Reference("9F", "REF1"),), (Reference("X4", "28D1234567"),)))),
        providers={"rendering_provider": draw(persons_who_treat())} if draw(st.integers(0, 5)) == 0 else {})
    return _spread(line, begins) if draw(st.integers(0, 4)) == 0 else line


def _spread(line: ServiceLine, begins: date) -> ServiceLine:
    """The same over three days."""
    return ServiceLine(
        line.procedure, line.charge, line.units, line.diagnosis_pointers, None, DateRange(begins, begins + timedelta(days=2)), unit=line.unit,
        place_of_service=line.place_of_service, drug=line.drug, dates={"471": begins}, providers=line.providers)


def drugs() -> SearchStrategy[Drug]:
    """What 2410 says."""
    return st.builds(Drug, texts(11, _DIGITS, 11), st.sampled_from((Decimal(1), Decimal("2.5"))), st.sampled_from(("UN", "ML")))


@st.composite
def encounters(draw: DrawFn) -> Encounter:
    """Coded visits: 1 to 12 diagnoses, 1 to 6 lines."""
    codes = draw(st.lists(st.builds("{}{:02}{}".format, st.sampled_from("EIJKLMR"), st.integers(0, 99), texts(3, _DIGITS, 0)),
                          min_size=1, max_size=12, unique=True))
    lines = draw(st.lists(services(len(codes)), min_size=1, max_size=6))
    place = draw(st.sampled_from(("11", "11", "12", "21", "22")))
    roles = {"rendering_provider": persons_who_treat(), "referring_provider": persons_who_treat(), "supervising_provider": persons_who_treat(),
             "facility": facilities()}
    wanted = draw(st.lists(st.sampled_from(sorted(roles)), max_size=3, unique=True))
    admitted = min(day for line in lines if (day := line.first_day))
    return Encounter(
        draw(people()), tuple(map(Diagnosis, codes)),
        tuple(_numbered(line, at) for at, line in enumerate(lines, 1)), place,
        providers={role: draw(roles[role]) for role in wanted}, admission_date=admitted if place == "21" else None,
        accident=draw(st.none() | st.builds(Accident, st.sampled_from((("AA",), ("AA", "EM"))), days(), st.just("NE"))),
        notes=draw(st.sampled_from(((), (), (Reference("ADD", "PATIENT WALKED IN"),)))))


def _numbered(line: ServiceLine, at: int) -> ServiceLine:
    return ServiceLine(line.procedure, line.charge, line.units, line.diagnosis_pointers, line.service_date, line.service_period, unit=line.unit,
                       place_of_service=line.place_of_service, emergency=line.emergency, drug=line.drug, dates=line.dates, amounts=line.amounts,
                       notes=line.notes, references=line.references, providers=line.providers, line_control_number=f"L{at}")


# ---- the biller's part

@st.composite
def coverages(draw: DrawFn, sequence: str = "P", prefix: str = "EX", *, full: bool = True) -> Coverage:
    """A patient's own coverage, or one as somebody's dependent; the subscriber with what is sent of him (`full`: to the payer that is billed)."""
    himself = draw(st.booleans())
    subscriber = None if himself else draw(people() if full else st.builds(Person, names(), address=st.none() | addresses()))
    return Coverage(
        draw(payers(prefix)), draw(texts(12, least=2)), subscriber, SELF if himself else draw(st.sampled_from(("01", "19", "20", "G8"))), sequence,
        draw(st.sampled_from(("CI", "12", "HM", "BL"))), draw(texts(8, least=0)))


@st.composite
def decisions(draw: DrawFn, coverage: Coverage, encounter: Encounter) -> PriorAdjudication:
    """What an earlier payer decided, balanced: by line, or of the claim as a whole."""
    day = draw(days())
    if draw(st.booleans()):
        lines = tuple(draw(_line_decisions(at, line, coverage.payer.payer_id, day)) for at, line in enumerate(encounter.services, 1))
        return PriorAdjudication(coverage, payer_control_number=draw(st.none() | texts(15)), paid=sum((one.paid for one in lines), ZERO),
                                 services=lines, remarks=draw(st.sampled_from(((), ("MA01",), ("MA18", "N45")))))
    adjustments, paid = draw(_shares(encounter.total_charge))
    share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    return PriorAdjudication(coverage, day, draw(st.none() | texts(15)), paid, adjustments, {"EAF": share})


@st.composite
def _line_decisions(draw: DrawFn, at: int, line: ServiceLine, payer_id: str, day: date) -> LineAdjudication:
    adjustments, paid = draw(_shares(line.charge))
    share = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    done = Procedure(line.procedure.code, line.procedure.modifiers)
    return LineAdjudication(at, payer_id, paid, done, line.units, adjustments, day, share)


@st.composite
def _shares(draw: DrawFn, charge: Decimal) -> tuple[tuple[Adjustment, ...], Decimal]:
    """Part of a charge for each reason, the rest paid."""
    left, found = charge, []
    for group, reason in (("CO", "45"), ("PR", "1"), ("PR", "2")):
        amount = (left * draw(st.integers(0, 100)) / 100).quantize(Decimal("0.01"))
        if amount:
            found.append(Adjustment(group, reason, amount))
            left -= amount
    return tuple(found), left


@st.composite
def claims(draw: DrawFn, group: Provider | None = None) -> Claim:
    """Everyday claims: to the first payer, or to the second with the first one's decision; originals, replacements and voids."""
    encounter = draw(encounters())
    frequency = draw(st.sampled_from("11178"))
    to_second = draw(st.booleans())
    primary = draw(coverages(full=not to_second))
    others = [draw(coverages("S", "SUP", full=to_second))] if to_second or draw(st.booleans()) else []
    return Claim(
        encounter, draw(texts(20)), group or draw(groups()), (primary, *others), "S" if to_second else "P", frequency,
        None if frequency == "1" else draw(texts(15)), draw(st.none() | texts(12)), draw(st.none() | texts(12)),
        (draw(decisions(primary, encounter)),) if to_second else (),
        pay_to_address=draw(st.none() | addresses()), amounts=draw(st.sampled_from(({}, {"F5": Decimal("25.5")}))),
        signature_source=draw(st.sampled_from(("", "P"))), delay_reason=draw(st.sampled_from(("", "", "7"))),
        references=draw(st.sampled_from(((), (), (Reference("EA", "MR100"),), (Reference("D9", "CH55"), Reference("EA", "MR7"))))))
