"""Professional claims without hypothesis: seeded, fast, as many as one likes. Every name in them is invented."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from edi_claims import (
    SELF,
    Address,
    Adjustment,
    Claim,
    Coverage,
    Diagnosis,
    Encounter,
    LineAdjudication,
    Payer,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    ServiceLine,
)
from edi_testing.invented import CITIES, DIAGNOSES, FAMILY, GIVEN, PAYERS, RELATIONSHIPS, SERVICES, STREETS, SUPPLEMENTS, TAXONOMIES, npi
from edi_testing.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIRST_DAY = date(2026, 1, 5)
_DAYS = 300
_OF_ONE_PROVIDER = 20
"""How many consecutive claims a billing provider sends: they share his level."""
_EVERY_DEPENDENT, _EVERY_SECONDARY = 5, 8
_ONE = Decimal(1)
_CENT = Decimal("0.01")


def sample_claims(count: int, seed: int = 0, scenarios: Iterable[str | Scenario] | None = None) -> Iterator[Claim]:
    """So many claims, the same ones for the same seed; each patient his own.

    Without `scenarios` they are everyday claims: some dependents, some with an earlier payer's decision. With names out of `SCENARIOS`, or
    scenarios of one's own, the claims are of these kinds in turn.

    Raises:
        ValueError: a name is none of a scenario, or there are none.
    """
    return _everyday(count, seed) if scenarios is None else _in_turn(count, seed, _chosen(scenarios))


def _chosen(scenarios: Iterable[str | Scenario]) -> tuple[Scenario, ...]:
    wanted = [scenarios] if isinstance(scenarios, str) else list(scenarios)
    unknown = [one for one in wanted if isinstance(one, str) and one not in SCENARIOS]
    if unknown or not wanted:
        raise ValueError(f"no such scenario: {', '.join(unknown)}" if unknown else "no scenario is named")
    return tuple(SCENARIOS[one] if isinstance(one, str) else one for one in wanted)


def _in_turn(count: int, seed: int, chosen: tuple[Scenario, ...]) -> Iterator[Claim]:
    for number in range(1, count + 1):
        yield chosen[(number - 1) % len(chosen)].claim(seed, number)


def _everyday(count: int, seed: int) -> Iterator[Claim]:
    chance = Random(seed)                                   # noqa: S311 - repeatable, not secret
    practice = _practice(chance, 0)
    for number in range(1, count + 1):
        if number % _OF_ONE_PROVIDER == 0:
            practice = _practice(chance, number)
        yield _claim(chance, number, *practice)


def _practice(chance: Random, number: int) -> tuple[Provider, Provider]:
    """A billing group and the person who treats there."""
    taxonomy = chance.choice(TAXONOMIES)
    address = _address(chance)
    group = Provider(npi(number * 2 + 1), f"{chance.choice(FAMILY)} CLINIC LLC", taxonomy, f"47{number % 10**7:07}",
                     address=Address(address.lines, address.city, address.state, address.postal_code + "0123"))
    return group, Provider(npi(number * 2 + 2), PersonName(chance.choice(FAMILY), chance.choice(GIVEN)), taxonomy)


def _address(chance: Random) -> Address:
    city, state, postal_code = chance.choice(CITIES)
    return Address((f"{chance.randint(1, 999)} {chance.choice(STREETS)}",), city, state, postal_code)


def _person(chance: Random) -> Person:
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(25_000))
    return Person(PersonName(chance.choice(FAMILY), chance.choice(GIVEN)), born, chance.choice("FMU"), _address(chance))


def _claim(chance: Random, number: int, group: Provider, treats: Provider) -> Claim:
    patient = _person(chance)
    subscriber = _person(chance) if number % _EVERY_DEPENDENT == 0 else None
    relationship = chance.choice(RELATIONSHIPS) if subscriber else SELF
    payer_id, name, indicator = chance.choice(PAYERS)
    primary = Coverage(Payer(payer_id, name), f"MBR{number:08}", subscriber, relationship, "P", indicator)
    encounter = _encounter(chance, number, patient, treats)
    control_number = f"T{number:08}"
    if number % _EVERY_SECONDARY or subscriber is not None:
        return Claim(encounter, control_number, group, (primary,))
    payer_id, name, indicator = chance.choice(SUPPLEMENTS)
    secondary = Coverage(Payer(payer_id, name), f"SUP{number:08}", None, SELF, "S", indicator)
    return Claim(encounter, control_number, group, (primary, secondary), "S", prior_adjudications=(_decision(chance, number, primary, encounter),))


def _encounter(chance: Random, number: int, patient: Person, treats: Provider) -> Encounter:
    codes = chance.sample(DIAGNOSES, chance.randint(1, 4))
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    pointers = tuple(range(1, len(codes) + 1))
    lines = tuple(
        ServiceLine(Procedure(code, modifiers), Decimal(charge), _ONE, pointers, day, line_control_number=f"T{number:08}L{at}")
        for at, (code, modifiers, charge) in enumerate(chance.sample(SERVICES, chance.randint(1, 4)), 1))
    return Encounter(patient, tuple(map(Diagnosis, codes)), lines, "11", treats)


def _decision(chance: Random, number: int, coverage: Coverage, encounter: Encounter) -> PriorAdjudication:
    """What the primary decided: part of each line contractual, a share for the patient, the rest paid."""
    day = (encounter.last_day or _FIRST_DAY) + timedelta(days=14)
    lines = []
    for at, line in enumerate(encounter.services, 1):
        contractual = (line.charge * chance.randint(10, 40) / 100).quantize(_CENT)
        share = ((line.charge - contractual) * chance.randint(5, 30) / 100).quantize(_CENT)
        adjustments = tuple(Adjustment(group, reason, amount) for group, reason, amount in (("CO", "45", contractual), ("PR", "2", share)) if amount)
        lines.append(LineAdjudication(at, coverage.payer.payer_id, line.charge - contractual - share, line.procedure, line.units, adjustments, day,
                                      share))
    return PriorAdjudication(coverage, payer_control_number=f"ICN{number:08}", paid=sum((line.paid for line in lines), Decimal(0)),
                             services=tuple(lines))
