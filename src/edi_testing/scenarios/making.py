"""What scenarios are made of: invented people, practices and plans, lines, and decisions that balance.

Nobody here exists. NPIs have their check digit and MBIs their published form, but their numbers are made up.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

import edi837
from edi_claims import (
    ZERO,
    Accident,
    Address,
    Adjustment,
    Attachment,
    Claim,
    ConditionIndicator,
    Contact,
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
from edi_testing.invented import CITIES, FAMILY, GIVEN, PAYERS, STREETS, npi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

FIRST_DAY = date(2026, 1, 5)
_DAYS = 240
_CENT = Decimal("0.01")
_LETTERS, _DIGITS = "ACDEFGHJKMNPQRTUVWXY", "0123456789"
_MBI = ("123456789", _LETTERS, _LETTERS + _DIGITS, _DIGITS, _LETTERS, _LETTERS + _DIGITS, _DIGITS, _LETTERS, _LETTERS, _DIGITS, _DIGITS)

WAGE_EARNER = (25, 60)
AGED = (67, 90)
CHILD = (3, 17)


# ---- people

def day_of_service(chance: Random) -> date:
    """A day in 2026 whose diagnosis codes are known."""
    return FIRST_DAY + timedelta(days=chance.randrange(_DAYS))


def home(chance: Random) -> Address:
    """Where somebody lives."""
    city, state, postal_code = chance.choice(CITIES)
    return Address((f"{chance.randint(1, 999)} {chance.choice(STREETS)}",), city, state, postal_code)


def person(chance: Random, ages: tuple[int, int] = WAGE_EARNER, sex: str = "", **more: Any) -> Person:
    """Somebody of an age between these two on the first day of the year."""
    youngest, oldest = ages
    born = date(2026, 1, 1) - timedelta(days=chance.randint(youngest * 366, oldest * 365))
    return Person(PersonName(chance.choice(FAMILY), chance.choice(GIVEN)), born, sex or chance.choice("FM"), home(chance), **more)


def mbi(chance: Random) -> str:
    """A Medicare beneficiary identifier in the published form."""
    return "".join(map(chance.choice, _MBI))


# ---- who treats and who bills

@attrs.frozen
class Practice:
    """Who bills, and who treats there."""

    group: Provider
    treats: Provider


def practice(number: int, name: str, taxonomy: str, treating: str = "") -> Practice:
    """A practice with its own numbers and address; `treating` is the taxonomy of the person who treats, where it is another one."""
    city, state, postal_code = CITIES[number % len(CITIES)]
    street = Address((f"{100 + number} {STREETS[number % len(STREETS)]}",), city, state, f"{postal_code}{1000 + number}")
    group = Provider(npi(90_000_000 + 2 * number), name, taxonomy, f"98{number:07}", address=street)
    who = PersonName(FAMILY[number % len(FAMILY)], GIVEN[(3 * number) % len(GIVEN)])
    return Practice(group, Provider(npi(90_000_001 + 2 * number), who, treating or taxonomy))


def colleague(number: int) -> Provider:
    """A person who orders, refers or supervises."""
    return Provider(npi(91_000_000 + number), PersonName(FAMILY[-1 - number % len(FAMILY)], GIVEN[number % len(GIVEN)]))


def hospital(number: int = 1) -> Provider:
    """Where patients lie."""
    city, state, postal_code = CITIES[number % len(CITIES)]
    address = Address(("1 HOSPITAL WAY",), city, state, f"{postal_code}2222")
    return Provider(npi(92_000_000 + number), f"{FAMILY[number % len(FAMILY)]} HOSPITAL", address=address)


FAMILY_MEDICINE = practice(1, "ALDER FAMILY PRACTICE LLC", "207Q00000X")
CARDIOLOGY = practice(2, "LARCH CARDIOLOGY LLC", "207RC0000X")
ANESTHESIA = practice(3, "FENN ANESTHESIA LLC", "207L00000X")
NURSE_ANESTHESIA = practice(4, "DALE ANESTHESIA LLC", "207L00000X", "367500000X")
AMBULANCE = practice(5, "BROOK AMBULANCE LLC", "341600000X")
EQUIPMENT = practice(6, "HEATH MEDICAL EQUIPMENT LLC", "332B00000X")
CHIROPRACTIC = practice(7, "KNOLL CHIROPRACTIC LLC", "111N00000X")
OPTOMETRY = practice(8, "IVES OPTOMETRY LLC", "152W00000X")
PEDIATRICS = practice(9, "MOSS PEDIATRICS LLC", "208000000X")
PSYCHIATRY = practice(10, "GROVE BEHAVIORAL HEALTH LLC", "2084P0800X")
RADIOLOGY = practice(11, "ELMS RADIOLOGY LLC", "2085R0202X")
LABORATORY = practice(12, "PINE LABORATORY LLC", "291U00000X")
OBSTETRICS = practice(13, "JUNIPER OBSTETRICS LLC", "207V00000X")
ONCOLOGY = practice(14, "CEDAR ONCOLOGY LLC", "207RH0003X")
THERAPY = practice(15, "NETTLE PHYSICAL THERAPY LLC", "225100000X")
SURGERY = practice(16, "OAKS SURGERY LLC", "208600000X")
NEPHROLOGY = practice(17, "ELMS NEPHROLOGY LLC", "207RN0300X")


# ---- who pays

def commercial(chance: Random, number: int, sequence: str = "P", **more: Any) -> Coverage:
    """A plan of one's own, or of an employer."""
    payer_id, name, indicator = chance.choice(PAYERS)
    return Coverage(Payer(payer_id, name), f"MBR{number:08}", sequence=sequence, **{"filing_indicator": indicator, **more})


def supplement(number: int, sequence: str = "S", **more: Any) -> Coverage:
    """A plan that pays after another one."""
    return Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), f"SUP{number:08}", sequence=sequence, filing_indicator="CI", **more)


def medicare(chance: Random, sequence: str = "P", **more: Any) -> Coverage:
    """Medicare part B."""
    return Coverage(Payer("MCB01", "EXAMPLE MEDICARE B"), mbi(chance), sequence=sequence, filing_indicator="MB", **more)


def medicaid(number: int, sequence: str = "P", **more: Any) -> Coverage:
    """A state's Medicaid."""
    return Coverage(Payer("MCD01", "EXAMPLE MEDICAID"), f"{number:010}", sequence=sequence, filing_indicator="MC", **more)


# ---- the visit and the claim

def line(code: str, charge: str | int, day: date, pointers: tuple[int, ...] = (1,), **more: Any) -> ServiceLine:
    """One service; the code as a coder writes it, modifiers behind hyphens."""
    procedure, *modifiers = code.split("-")
    done = Procedure(procedure, tuple(modifiers), description=more.pop("description", ""))
    return ServiceLine(done, Decimal(charge), Decimal(more.pop("units", 1)), pointers, None if "service_period" in more else day, **more)


def visit(patient: Person, codes: str, services: Iterable[ServiceLine], where: Practice, place: str = "11", *, alone: bool = False,
          **more: Any) -> Encounter:
    """A coded visit; diagnoses parted by blanks. `alone`: whoever bills treated himself, and nobody is named besides."""
    return Encounter(patient, tuple(map(Diagnosis, codes.split())), tuple(services), place, None if alone else where.treats, **more)


def claim(number: int, encounter: Encounter, where: Practice | Provider, coverages: Sequence[Coverage], **more: Any) -> Claim:
    """The claim of a visit, its lines numbered."""
    group = where.group if isinstance(where, Practice) else where
    return edi837.claim_from(encounter, patient_control_number=f"T{number:08}", billing_provider=group, coverages=coverages, **more)


# ---- what earlier payers decided

def decided(chance: Random, number: int, cover: Coverage, services: Sequence[ServiceLine], *, left: Sequence[Decimal] | None = None,
            days: int = 21, **more: Any) -> PriorAdjudication:
    """A decision line by line. `left`: what the payers before have left of each line; None: nobody decided before."""
    on = _decided_on(services, days)
    lines = tuple(decision(chance, at, cover, one, on, None if left is None else left[at - 1]) for at, one in enumerate(services, 1))
    return PriorAdjudication(cover, payer_control_number=f"ICN{cover.sequence}{number:08}", paid=sum((one.paid for one in lines), ZERO),
                             services=lines, **more)


def decided_whole(number: int, cover: Coverage, services: Sequence[ServiceLine], *adjustments: Adjustment, days: int = 21) -> PriorAdjudication:
    """A decision about the claim as a whole, as some payers give it."""
    charge = sum((one.charge for one in services), ZERO)
    owed = sum((one.amount for one in adjustments if one.group == "PR"), ZERO)
    paid = charge - sum((one.amount for one in adjustments), ZERO)
    return PriorAdjudication(cover, _decided_on(services, days), f"ICN{cover.sequence}{number:08}", paid, adjustments, {"EAF": owed})


def _decided_on(services: Sequence[ServiceLine], days: int) -> date:
    return max((day for one in services if (day := one.last_day) is not None), default=FIRST_DAY) + timedelta(days=days)


def decision(chance: Random, at: int, cover: Coverage, one: ServiceLine, on: date, left: Decimal | None) -> LineAdjudication:
    """Part of a line contractual, or paid by those before; of the rest a share is the patient's."""
    group, reason = ("CO", "45") if left is None else ("OA", "23")
    before = _part(chance, one.charge, 10, 40) if left is None else one.charge - left
    share = _part(chance, one.charge - before, 5, 30)
    found = tuple(Adjustment(*row) for row in ((group, reason, before), ("PR", "2", share)) if row[2])
    return LineAdjudication(at, cover.payer.payer_id, one.charge - before - share, Procedure(one.procedure.code, one.procedure.modifiers), one.units,
                            found, on, share)


def _part(chance: Random, amount: Decimal, least: int, most: int) -> Decimal:
    return (amount * chance.randint(least, most) / 100).quantize(_CENT)


def dependent(chance: Random, cover: Coverage, relationship: str = "19") -> Coverage:
    """The same plan, of which the patient is not the subscriber."""
    return attrs.evolve(cover, subscriber=person(chance), relationship=relationship)


# ---- what some services carry

def changed(one: ServiceLine, **changes: Any) -> ServiceLine:
    """A line with other values."""
    return attrs.evolve(one, **changes)


def conditions(category: str, applies: str, *codes: str) -> tuple[ConditionIndicator, ...]:
    """CRC."""
    return (ConditionIndicator(category, applies, codes),)


def attachment(report_type: str, transmission: str, control_number: str = "") -> Attachment:
    """PWK."""
    return Attachment(report_type, transmission, control_number)


def telephone(number: str) -> Contact:
    """PER."""
    return Contact("EDI DESK", (("TE", number),))


def pointing(one: ServiceLine, *pointers: int) -> ServiceLine:
    """A line for these diagnoses."""
    return changed(one, diagnosis_pointers=pointers)


def accident(day: date, cause: str, state: str = "") -> Accident:
    """CLM11 and DTP*439."""
    return Accident((cause,), day, state)
