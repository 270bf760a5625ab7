"""Who comes to a simulated practice, and when: a few patients who come again and again, each with one or two plans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from edi_claims import SELF, Claim, Coverage, Person, ServiceLine
from edi_testing.samples import sample_claims

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from edi_claims import Payer

_VISITS_OF_A_PATIENT = 4
_EVERY_CROSSING, _EVERY_SECOND_PLAN = 4, 3
_SATURDAY = 5


@attrs.frozen
class Patient:
    """Somebody who comes, with his plans."""

    person: Person = attrs.field(repr=False)
    coverages: tuple[Coverage, ...] = attrs.field(repr=False)


def patients(seed: int, visits: int, primary: Payer, crossing: Payer, secondary: Payer) -> list[Patient]:
    """So many that each comes some four times: a third has a second plan that is billed, a quarter one to which the first sends claims on."""
    count = -(-visits // _VISITS_OF_A_PATIENT)
    return [Patient(one.encounter.patient, tuple(_covers(number, primary, crossing, secondary)))
            for number, one in enumerate(sample_claims(count, seed), 1)]


def _covers(number: int, primary: Payer, crossing: Payer, secondary: Payer) -> Iterator[Coverage]:
    yield Coverage(primary, f"MBR{number:08}", None, SELF, "P", "CI")
    if number % _EVERY_CROSSING == 0:
        yield Coverage(crossing, f"SUP{number:08}", None, SELF, "S", "CI")
    elif number % _EVERY_SECOND_PLAN == 0:
        yield Coverage(secondary, f"GAP{number:08}", None, SELF, "S", "CI")


def visits(seed: int, chance: Random, count: int, who: Sequence[Patient], days: Sequence[date]) -> list[Claim]:
    """The claims of all visits, by day; who bills is one, whoever treats."""
    made = list(sample_claims(count, seed))
    on = sorted(chance.choice(days) for _ in made)
    return [_visit(one, made[0], chance.choice(who), day) for one, day in zip(made, on, strict=True)]


def _visit(one: Claim, first: Claim, patient: Patient, day: date) -> Claim:
    services = tuple(attrs.evolve(line, service_date=day) for line in one.encounter.services)
    encounter = attrs.evolve(one.encounter, patient=patient.person, services=services)
    return attrs.evolve(one, encounter=encounter, billing_provider=first.billing_provider, coverages=patient.coverages, sequence="P",
                        prior_adjudications=())


def working_days(start: date, end: date) -> list[date]:
    """From one day up to another, without Saturdays and Sundays; the other is not one of them."""
    every = (start + timedelta(days=at) for at in range((end - start).days))
    return [day for day in every if day.weekday() < _SATURDAY]


def without_last_line(claim: Claim) -> Claim:
    """The same claim with a line less, where it has several."""
    services: tuple[ServiceLine, ...] = claim.encounter.services[:-1] or claim.encounter.services
    encounter = attrs.evolve(claim.encounter, services=services)
    return attrs.evolve(claim, encounter=encounter, charge=encounter.total_charge)
