"""Everyday scenarios: visits at an office, at home, at a hospital and from afar, and the people who come."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import DateRange, Diagnosis, Drug, Reference, ServiceLine
from edi_testing.scenarios import making
from edi_testing.scenarios.making import (
    AGED,
    CARDIOLOGY,
    CHILD,
    FAMILY_MEDICINE,
    OBSTETRICS,
    PEDIATRICS,
    PSYCHIATRY,
    SURGERY,
    THERAPY,
    claim,
    commercial,
    dependent,
    line,
    medicaid,
    medicare,
    person,
    visit,
)
from edi_testing.scenarios.scenario import scenario

if TYPE_CHECKING:
    from random import Random

    from edi_claims import Claim


@scenario
def office_visit(chance: Random, number: int) -> Claim:
    """A visit at the practice, the patient his own subscriber."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "J069 R051", [line("99213", 125, day, (1, 2))], FAMILY_MEDICINE)
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def several_lines(chance: Random, number: int) -> Claim:
    """A visit with tests beside it: modifier 25, four lines, a copay collected."""
    day = making.day_of_service(chance)
    lines = [line("99214-25", 200, day, (1, 2)), line("93000", 150, day, (1, 2)), line("94010", "72.5", day, (2,)), line("36415", 12, day, (3,))]
    encounter = visit(person(chance), "R079 R0602 E785", lines, CARDIOLOGY)
    return claim(number, encounter, CARDIOLOGY, [commercial(chance, number, group_number="GRP9000")], amounts={"F5": Decimal(25)})


@scenario
def dependent_child(chance: Random, number: int) -> Claim:
    """A child on a parent's plan: patient and subscriber differ (2000C)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, CHILD), "J029", [line("99213", 118, day), line("87880-QW", 24, day)], PEDIATRICS)
    return claim(number, encounter, PEDIATRICS, [dependent(chance, commercial(chance, number))], references=(Reference("X4", "28D1234567"),))


@scenario
def telehealth(chance: Random, number: int) -> Claim:
    """Telehealth, the patient at home: place 10, modifier 95."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "F411", [line("99213-95", 125, day), line("90833-95", 95, day)], PSYCHIATRY, "10")
    return claim(number, encounter, PSYCHIATRY, [commercial(chance, number)])


@scenario
def telehealth_by_telephone(chance: Random, number: int) -> Claim:
    """Telehealth by telephone, the patient not at home: place 02, modifier 93."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "F331", [line("90834-93", 130, day)], PSYCHIATRY, "02")
    return claim(number, encounter, PSYCHIATRY, [commercial(chance, number)])


@scenario
def home_visit(chance: Random, number: int) -> Claim:
    """A visit at the patient's home: place 12, no facility."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, AGED), "I5022 E1122 N1830", [line("99349", 165, day, (1, 2, 3))], FAMILY_MEDICINE, "12")
    return claim(number, encounter, FAMILY_MEDICINE, [medicare(chance)])


@scenario
def inpatient_stay(chance: Random, number: int) -> Claim:
    """A stay in hospital: admission and discharge, the hospital named, visits over several days."""
    day = making.day_of_service(chance)
    days = DateRange(day + timedelta(days=1), day + timedelta(days=3))
    lines = [line("99223-AI", 310, day, (1, 2)), line("99232", 315, day, units=3, service_period=days), line("99239", 180, day + timedelta(days=4))]
    encounter = visit(person(chance, AGED), "J189 I10", lines, FAMILY_MEDICINE, "21", facility=making.hospital(),
                      dates={"435": day, "096": day + timedelta(days=4)})
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def emergency_room(chance: Random, number: int) -> Claim:
    """An emergency: place 23, the line marked, a second place for the X-ray."""
    day = making.day_of_service(chance)
    lines = [line("99284", 420, day, emergency="Y"), line("71046-26", 38, day, (1, 2), place_of_service="22", emergency="Y")]
    encounter = visit(person(chance), "R0789 R0602", lines, FAMILY_MEDICINE, "23", facility=making.hospital(2))
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def physical_therapy(chance: Random, number: int) -> Claim:
    """Therapy by the quarter hour: GP, an authorization, a referring provider, the onset."""
    day = making.day_of_service(chance)
    lines = [line("97110-GP", "122.5", day, units=2), line("97140-GP-59", 58, day)]
    encounter = visit(person(chance), "M5450", lines, THERAPY, referring_provider=making.colleague(1), dates={"431": day - timedelta(days=20)})
    return claim(number, encounter, THERAPY, [commercial(chance, number)], authorization_number=f"AUTH{number:06}")


@scenario
def referral(chance: Random, number: int) -> Claim:
    """A specialist to whom the patient was referred: referral number, referring and primary care provider."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "R000", [line("99204", 250, day)], CARDIOLOGY, referring_provider=making.colleague(2),
                      providers={"primary_care_provider": making.colleague(3)})
    return claim(number, encounter, CARDIOLOGY, [commercial(chance, number, filing_indicator="HM")], referral_number=f"REF{number:06}")


@scenario
def supervised(chance: Random, number: int) -> Claim:
    """A service under supervision: the supervising provider named, on one line another one who treated."""
    day = making.day_of_service(chance)
    lines = [line("99214", 200, day), line("96372", 35, day, rendering_provider=making.colleague(4), supervising_provider=making.colleague(5))]
    encounter = visit(person(chance), "D519", lines, FAMILY_MEDICINE, supervising_provider=making.colleague(6))
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def pregnancy(chance: Random, number: int) -> Claim:
    """A pregnant patient: PAT09, the day of the last menstruation (484)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, (21, 38), "F", pregnant="Y"), "Z3482", [line("99213-TH", 118, day), line("76815", 140, day)], OBSTETRICS,
                      dates={"484": day - timedelta(days=140)})
    return claim(number, encounter, OBSTETRICS, [medicaid(number)])


@scenario
def deceased_patient(chance: Random, number: int) -> Claim:
    """A patient who has died since: PAT06."""
    day = making.day_of_service(chance)
    who = person(chance, AGED, death_date=day + timedelta(days=2))
    return claim(number, visit(who, "I5043", [line("99349", 165, day)], FAMILY_MEDICINE, "12"), FAMILY_MEDICINE, [medicare(chance)])


@scenario
def newborn(chance: Random, number: int) -> Claim:
    """A newborn on a parent's plan, with the weight (PAT08)."""
    day = making.day_of_service(chance)
    who = attrs.evolve(person(chance), birth_date=day, weight=Decimal("7.5"))
    encounter = visit(who, "Z3800", [line("99460", 150, day)], PEDIATRICS, "21", facility=making.hospital(3), admission_date=day)
    return claim(number, encounter, PEDIATRICS, [dependent(chance, commercial(chance, number))])


@scenario
def immunization(chance: Random, number: int) -> Claim:
    """A shot with its administration, the batch number of the vaccine (REF BT)."""
    day = making.day_of_service(chance)
    lines = [line("90471", 28, day), line("90686", 22, day, references=(Reference("BT", f"LOT{number:05}"),))]
    return claim(number, visit(person(chance), "Z23", lines, FAMILY_MEDICINE), FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def family_planning(chance: Random, number: int) -> Claim:
    """Family planning (SV112), exempt from copay (SV115)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, (20, 40), "F"), "Z3009", [line("99213-FP", 96, day, family_planning="Y", copay_exempt="0")], OBSTETRICS)
    return claim(number, encounter, OBSTETRICS, [medicaid(number)])


@scenario
def epsdt(chance: Random, number: int) -> Claim:
    """Well child care (EPSDT): a referral given (CRC ZZ), the lines marked (SV111)."""
    day = making.day_of_service(chance)
    lines = [line("99393-EP", 132, day, screening="Y"), line("92551", 18, day, screening="Y")]
    encounter = visit(person(chance, (6, 9)), "Z00121 H5213", lines, PEDIATRICS, conditions=making.conditions("ZZ", "Y", "ST"))
    return claim(number, attrs.evolve(encounter, services=_pointing_to_all(encounter.services, 2)), PEDIATRICS, [medicaid(number)])


def _pointing_to_all(lines: tuple[ServiceLine, ...], count: int) -> tuple[ServiceLine, ...]:
    return tuple(making.pointing(one, *range(1, count + 1)) for one in lines)


@scenario
def drug(chance: Random, number: int) -> Claim:
    """A drug by its NDC (2410), part of it wasted (JW), its prescription number, the infusion beside it."""
    day = making.day_of_service(chance)
    vial = Drug("99999010125", Decimal("3.5"), "ML", (Reference("XZ", f"RX{number:07}"),))
    lines = [line("96413", 310, day), line("J9035", 1400, day, units=35, drug=vial), line("J9035-JW", 200, day, units=5,
                                                                                          drug=Drug("99999010125", Decimal("0.5"), "ML"))]
    return claim(number, visit(person(chance), "C189", lines, making.ONCOLOGY), making.ONCOLOGY, [commercial(chance, number)])


@scenario
def unlisted_procedure(chance: Random, number: int) -> Claim:
    """A procedure that no code describes: what was done in words (SV101-7), and the report that follows by fax (PWK)."""
    day = making.day_of_service(chance)
    lines = [line("17999", 480, day, description="REMOVAL OF EMBEDDED BEAD", attachments=(making.attachment("OB", "FX", f"REPORT{number:06}"),))]
    return claim(number, visit(person(chance), "L923", lines, SURGERY), SURGERY, [commercial(chance, number)])


@scenario
def full_claim(chance: Random, number: int) -> Claim:
    """As much as one claim holds: twelve diagnoses, fifty lines."""
    first = making.FIRST_DAY + timedelta(days=chance.randrange(100))
    codes = "E1122 N1830 I10 E785 M5450 K219 J449 F411 G4733 D649 E039 R5383"
    lines = [line("97110-GP" if at % 2 else "97140-GP", 50 + at, first + timedelta(days=at), (at % 12 + 1, (at + 5) % 12 + 1)) for at in range(50)]
    return claim(number, visit(person(chance), codes, lines, THERAPY), THERAPY, [commercial(chance, number)])


@scenario
def icd_9(chance: Random, number: int) -> Claim:
    """Diagnoses of ICD-9-CM, for a service before October 2015."""
    day = making.FIRST_DAY.replace(year=2015) + timedelta(days=chance.randrange(200))
    encounter = visit(person(chance), "7865 78605", [line("99213", 98, day, (1, 2))], FAMILY_MEDICINE)
    diagnoses = tuple(Diagnosis(one.code, "9") for one in encounter.diagnoses)
    return claim(number, attrs.evolve(encounter, diagnoses=diagnoses), FAMILY_MEDICINE, [commercial(chance, number)])
