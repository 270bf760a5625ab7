"""What a payer remembers: what it decided about each claim, how far each deductible is met, what is to be taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import ZERO, Claim, ClaimPayment, Coverage, EdiError, PersonName

if TYPE_CHECKING:
    from collections.abc import Hashable

Who: TypeAlias = tuple[str, "PersonName | str", date | None]
"""Member id, name, birth date: several persons may share a member id."""
Service: TypeAlias = "tuple[Hashable, ...]"
"""Person, place among the payers, who bills, who treated, procedure, days, units."""


Visits: TypeAlias = "tuple[Hashable, ...]"
"""Whose visits of which kind in which year."""
Visit: TypeAlias = "tuple[Visits, date | None]"


class UnknownClaimError(EdiError, LookupError):
    """The payer has decided nothing about a claim of this number, or has taken it back."""


def person_of(claim: Claim, cover: Coverage | None) -> Who:
    """Whose deductible a claim's is."""
    patient = claim.encounter.patient
    return cover.member_id if cover else "", patient.name, patient.birth_date


@attrs.frozen
class Spent:
    """What somebody has paid himself in a calendar year, dollars."""

    deductible: Decimal = ZERO
    out_of_pocket: Decimal = ZERO


@attrs.frozen
class Counted:
    """What one line counted for: taken back with it."""

    person: Who = attrs.field(repr=False)
    year: int | None
    spent: Spent


class Accumulators:
    """How much each person, and each member id, has spent in each year."""

    def __init__(self) -> None:
        self._deductible: defaultdict[tuple[object, int | None], Decimal] = defaultdict(Decimal)
        self._out_of_pocket: defaultdict[tuple[object, int | None], Decimal] = defaultdict(Decimal)

    def count(self, one: Counted, sign: int = 1) -> None:
        """Add what a line counted for, or with -1 take it back."""
        for who in (one.person, one.person[0]):
            self._deductible[who, one.year] += sign * one.spent.deductible
            self._out_of_pocket[who, one.year] += sign * one.spent.out_of_pocket

    def spent(self, who: Who | str, year: int | None) -> Spent:
        """What a person, or with a member id all of his family, has spent."""
        return Spent(self._deductible[who, year], self._out_of_pocket[who, year])


@attrs.define
class Decided:
    """A decision, and what it counted for."""

    claim: Claim
    payment: ClaimPayment
    received: date | None
    counted: list[Counted] = attrs.field(factory=list)
    services: list[Service] = attrs.field(factory=list, repr=False)
    """Those that were not denied: once more, they are duplicates."""
    visits: list[Visit] = attrs.field(factory=list, repr=False)
    """Days that count against a limit of visits."""
    paid_on: date | None = None
    """The day of its remittance; None until there is one."""
    trace_number: str = ""
    """TRN02 of that remittance; empty until there is one."""
    stands: bool = True
    """Whether nothing took it back."""


class Memory:
    """Everything that a payer knows from before."""

    def __init__(self) -> None:
        self.accumulators = Accumulators()
        self._decided: defaultdict[str, list[Decided]] = defaultdict(list)
        self._by_payer_number: dict[str, Decided] = {}
        self._services: dict[Service, Decided] = {}
        self._visits: defaultdict[Visits, Counter[date | None]] = defaultdict(Counter)

    def keep(self, one: Decided) -> None:
        """A new decision. Deductibles and visits were counted line by line."""
        self._decided[one.claim.patient_control_number].append(one)
        self._by_payer_number[one.payment.payer_control_number] = one
        for service in one.services:
            self._services.setdefault(service, one)

    def take_back(self, one: Decided) -> None:
        """A decision that stands no longer: its deductible is given back, its services may be billed again."""
        one.stands = False
        for counted in one.counted:
            self.accumulators.count(counted, -1)
        for service in one.services:
            if self._services.get(service) is one:
                del self._services[service]
        for visits, day in one.visits:
            self._visits[visits][day] -= 1

    def standing(self, patient_control_number: str) -> Decided | None:
        """The latest decision about a claim that nothing took back; None where there is none."""
        return next((one for one in reversed(self._decided.get(patient_control_number, ())) if one.stands), None)

    def latest(self, patient_control_number: str) -> Decided | None:
        """The decision about a claim that stands, else the last one that was taken back; None where there was none."""
        return self.standing(patient_control_number) or next(iter(reversed(self._decided.get(patient_control_number, ()))), None)

    def replaced_by(self, claim: Claim) -> Decided | None:
        """The decision that a replacement or a void (frequency 7, 8) names by the payer's number (REF*F8); None where none stands."""
        one = self._by_payer_number.get(claim.payer_control_number or "")
        return one if one is not None and one.stands else None

    def has_paid(self, service: Service) -> bool:
        """Whether a service was decided before and not denied."""
        return service in self._services

    def visit(self, one: Visit) -> None:
        """A visit that counts against a limit."""
        visits, day = one
        self._visits[visits][day] += 1

    def visits_of(self, visits: Visits) -> set[date | None]:
        """The days that have counted."""
        return {day for day, count in self._visits[visits].items() if count > 0}
