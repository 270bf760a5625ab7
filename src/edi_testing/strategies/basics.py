"""Strategies for what the other nouns are made of: texts, numbers, days, people, practices and payers. Every name is invented."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hypothesis import strategies as st

from edi_claims import Address, Contact, Payer, Person, PersonName, Provider, Reference
from edi_claims.identifiers import npi_with_check_digit
from edi_testing.invented import CITIES, FAMILY, GIVEN, STREETS, TAXONOMIES

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_FIRST, _LAST = date(2024, 1, 1), date(2026, 12, 31)
_ONE_IN = 6
_ABROAD = (Address(("14 HARBOUR ROW", "FLAT 2"), "WINDSOR", "ON", "N9A1A1", "CA"), Address(("VIA ROMA 7",), "TORINO", "", "10121", "IT", "TO"))


# ---- texts and numbers

def once(make: F) -> F:
    """Decorator: the same strategy for the same arguments. To put one together costs more than to draw from it."""
    return cast("F", functools.cache(make))


def rarely(strategy: SearchStrategy[T], otherwise: T) -> SearchStrategy[T]:
    """Now and then something, as a rule the other thing: most claims have little of what a claim may have."""
    return st.one_of([*[st.just(otherwise)] * (_ONE_IN - 1), strategy])


@once
def now_and_then() -> SearchStrategy[bool]:
    """False as a rule."""
    return rarely(st.just(True), False)


@once
def texts(most: int, alphabet: str = _LETTERS + _DIGITS, least: int = 1) -> SearchStrategy[str]:
    """Letters and digits."""
    return st.text(alphabet, min_size=least, max_size=most)


@once
def digits(count: int) -> SearchStrategy[str]:
    """So many digits."""
    return texts(count, _DIGITS, count)


@once
def words(most: int) -> SearchStrategy[str]:
    """Free text, some words of it."""
    return st.lists(texts(7), min_size=1, max_size=max(1, most // 8)).map(" ".join)


@once
def npis(first: int = 1) -> SearchStrategy[str]:
    """Valid NPIs that begin with 1, or with 2: so whoever treats is never the billing provider by chance."""
    return st.integers(first * 100_000_000, first * 100_000_000 + 99_999_999).map(lambda number: npi_with_check_digit(str(number)))


@once
def dollars(least: str = "0.01", most: str = "9999.99") -> SearchStrategy[Decimal]:
    """Amounts in whole cents."""
    return st.integers(int(Decimal(least) * 100), int(Decimal(most) * 100)).map(lambda cents: Decimal(cents) / 100)


@once
def quantities(most: int = 999) -> SearchStrategy[Decimal]:
    """Numbers above zero with at most one place."""
    return st.integers(1, most * 10).map(lambda tenths: Decimal(tenths) / 10)


@once
def days() -> SearchStrategy[date]:
    """Days of service."""
    return st.dates(_FIRST, _LAST)


@once
def references(*qualifiers: str, most: int = 4, least: int = 0, notes: tuple[str, ...] = ("",)) -> SearchStrategy[tuple[Reference, ...]]:
    """Numbers of these kinds, each kind at most once, in this order. A social security number has nine digits, a laboratory's its form."""
    formed = {"SY": digits(9), "X4": digits(7).map("28D{}".format), "F4": digits(7).map("16D{}".format)}
    numbered = {kind: st.builds(Reference, st.just(kind), formed.get(kind, texts(12)), st.sampled_from(notes)) for kind in qualifiers}
    return st.lists(st.sampled_from(qualifiers), min_size=least, max_size=most, unique=True).flatmap(
        lambda kinds: st.tuples(*(numbered[kind] for kind in qualifiers if kind in kinds)))


# ---- people and places

@once
def addresses(*, practice: bool = False) -> SearchStrategy[Address]:
    """Streets; those of a practice with nine digits of ZIP."""
    found = st.builds(_address, st.integers(1, 9999), st.sampled_from(STREETS), st.lists(texts(8), max_size=1), st.sampled_from(CITIES),
                      st.just("0123" if practice else ""))
    return found if practice else st.one_of(found, found, found, found, st.sampled_from(_ABROAD))


def _address(number: int, street: str, units: list[str], where: tuple[str, str, str], more: str) -> Address:
    city, state, postal_code = where
    return Address((f"{number} {street}", *(f"UNIT {unit}" for unit in units)), city, state, postal_code + more)


@once
def names() -> SearchStrategy[PersonName]:
    """Invented people."""
    return st.builds(PersonName, st.sampled_from(FAMILY), st.sampled_from(GIVEN), st.sampled_from(("", "A", "QUINN")),
                     st.sampled_from(("", "JR", "III")))


@once
def contacts(*kinds: str) -> SearchStrategy[Contact]:
    """Whom to call: a telephone number, and sometimes a second number of one of these kinds."""
    telephone = st.tuples(st.just("TE"), digits(10))
    more = st.lists(st.tuples(st.sampled_from(kinds), digits(5)), max_size=1) if kinds else st.just([])
    numbers = st.builds(lambda first, others: (first, *others), telephone, more)
    return st.builds(Contact, st.sampled_from(("", "EDI DESK")), numbers)


@once
def people() -> SearchStrategy[Person]:
    """Patients and subscribers, with birth date, sex and address; sometimes with the numbers of a property and casualty claim."""
    return st.builds(
        Person, names(), st.dates(date(1930, 1, 1), date(2023, 12, 31)), st.sampled_from("FMU"), addresses(),
        references=rarely(references("SY", "Y4", most=2), ()), contacts=rarely(st.lists(contacts("EX"), max_size=1).map(tuple), ()))


@once
def employers() -> SearchStrategy[Person]:
    """Subscribers that are no person, as in workers' compensation."""
    return st.builds(Person, st.sampled_from(FAMILY).map(lambda name: f"{name} ROOFING"), address=addresses())


# ---- providers

@once
def groups() -> SearchStrategy[Provider]:
    """Billing providers; now and then a person who bills for himself."""
    tax_ids = st.integers(100_000_000, 999_999_998).map(str).filter(lambda text: len(set(text)) > 1)
    called: SearchStrategy[PersonName | str] = st.sampled_from(FAMILY).map(lambda name: f"{name} CLINIC LLC")
    return st.builds(
        Provider, npis(2), st.one_of(called, called, called, names()), st.sampled_from(("", *TAXONOMIES)), tax_ids, st.sampled_from(("EI", "SY")),
        addresses(practice=True), references=rarely(references("0B", "1G", most=2), ()),
        contacts=rarely(st.lists(contacts("EX", "EM", "FX"), min_size=1, max_size=2).map(tuple), ()))


@once
def plans() -> SearchStrategy[Provider]:
    """Plans that are paid instead of a provider: 2010AC."""
    return st.builds(
        Provider, st.none(), st.sampled_from(FAMILY).map(lambda name: f"{name} RECOVERY PLAN"), tax_id=digits(9), address=addresses(practice=True),
        identifier=st.builds(Reference, st.sampled_from(("PI", "XV")), texts(10, least=2)), references=references("2U", "FY", "NF", most=1))


@once
def persons_who_treat(*numbers: str, notes: tuple[str, ...] = ("",), taxonomy: bool = False) -> SearchStrategy[Provider]:
    """Rendering, referring, ordering and supervising providers, sometimes with numbers of these kinds."""
    return st.builds(Provider, npis(), names(), st.sampled_from(("", *TAXONOMIES)) if taxonomy else st.just(""),
                     references=rarely(references(*numbers, most=3, notes=notes), ()) if numbers else st.just(()))


@once
def orderers() -> SearchStrategy[Provider]:
    """Who ordered equipment: 2420E."""
    return st.builds(Provider, npis(), names(), address=st.none() | addresses(practice=True), references=rarely(references("0B", "1G", "G2"), ()),
                     contacts=st.lists(contacts("EX", "FX"), max_size=1).map(tuple))


@once
def facilities(*numbers: str, called: bool = False) -> SearchStrategy[Provider]:
    """Places of service with an address; `called`: sometimes with a telephone number."""
    return st.builds(Provider, npis(), st.sampled_from(FAMILY).map(lambda name: f"{name} HOSPITAL"), address=addresses(practice=True),
                     references=rarely(references(*numbers, most=3), ()) if numbers else st.just(()),
                     contacts=st.lists(contacts("EX"), max_size=1).map(tuple) if called else st.just(()))


@once
def places(*, named: bool = False) -> SearchStrategy[Provider]:
    """Where an ambulance came from, or, `named`, went to."""
    return st.builds(Provider, name=st.sampled_from(("", "ELMS HOSPITAL")) if named else st.just(""), address=addresses(practice=True))


@once
def sellers() -> SearchStrategy[Provider]:
    """Who sold a service: 2420B, which has no place for a name."""
    return st.builds(Provider, npis(), st.sampled_from(("", PersonName(""))), references=references("0B", "1G", "G2", notes=("", "2U:EX001")))


# ---- payers

@once
def payers(prefix: str = "EX", *numbers: str) -> SearchStrategy[Payer]:
    """Payers; their ids begin with `prefix`."""
    return st.builds(
        Payer, st.integers(1, 999).map(lambda number: f"{prefix}{number:03}"), st.sampled_from(("EXAMPLE HEALTH PLAN", "PLAINS CARE")),
        id_qualifier=rarely(st.just("XV"), "PI"), address=rarely(addresses(practice=True), None),
        references=rarely(references(*numbers, most=2), ()) if numbers else st.just(()))
