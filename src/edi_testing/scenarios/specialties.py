"""Scenarios of the specialties whose claims carry segments that others never see."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from edi_claims import (
    AmbulanceTransport,
    EquipmentCertification,
    EquipmentRental,
    Form,
    FormAnswer,
    Measurement,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    SpinalManipulation,
)
from edi_testing.invented import npi
from edi_testing.scenarios import making
from edi_testing.scenarios.making import (
    AGED,
    AMBULANCE,
    ANESTHESIA,
    CHIROPRACTIC,
    EQUIPMENT,
    LABORATORY,
    NURSE_ANESTHESIA,
    OPTOMETRY,
    RADIOLOGY,
    attachment,
    claim,
    commercial,
    conditions,
    line,
    medicaid,
    medicare,
    person,
    visit,
)
from edi_testing.scenarios.scenario import scenario

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from edi_claims import Claim, ServiceLine


# ---- anesthesia

@scenario
def anesthesia(chance: Random, number: int) -> Claim:
    """Anesthesia in minutes, given by the physician (AA), physical status P3, the operation in HI BP and BO."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "K8010 I10", [line("00790-AA-P3", 1080, day, (1, 2), units=95, unit="MJ")], ANESTHESIA, "22",
                      facility=making.hospital(4), anesthesia_procedures=("47562", "47563"))
    return claim(number, encounter, ANESTHESIA, [commercial(chance, number)])


@scenario
def anesthesia_by_nurse(chance: Random, number: int) -> Claim:
    """Anesthesia in minutes by a nurse anesthetist without medical direction (QZ)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "K4090", [line("00830-QZ-P2", 640, day, units=61, unit="MJ")], NURSE_ANESTHESIA, "24",
                      facility=making.hospital(5), anesthesia_procedures=("49505",))
    return claim(number, encounter, NURSE_ANESTHESIA, [commercial(chance, number)])


@scenario
def obstetric_anesthesia(chance: Random, number: int) -> Claim:
    """Anesthesia for a birth: further units that the base does not hold (QTY FL)."""
    day = making.day_of_service(chance)
    lines = [line("01967-AA-P2", 1350, day, units=240, unit="MJ", quantities={"FL": Decimal(5)})]
    encounter = visit(person(chance, (21, 38), "F"), "O80 Z370", [making.pointing(lines[0], 1, 2)], ANESTHESIA, "21", facility=making.hospital(4),
                      admission_date=day)
    return claim(number, encounter, ANESTHESIA, [commercial(chance, number)])


# ---- ambulance

@scenario
def ambulance(chance: Random, number: int) -> Claim:
    """An emergency by ambulance: weight and miles (CR1), why (CRC 07), from where (PW) to where (45), two patients on board (QTY PT)."""
    day = making.day_of_service(chance)
    patient = person(chance, AGED)
    ride = AmbulanceTransport("A", Decimal("12.4"), Decimal(154))
    lines = [line("A0427-RH", 640, day, quantities={"PT": Decimal(2)}), line("A0425-RH", 186, day, units="12.4", quantities={"PT": Decimal(2)})]
    encounter = visit(patient, "R0789", lines, AMBULANCE, "41", alone=True, ambulance=ride, conditions=conditions("07", "Y", "04", "09"),
                      providers={"pick_up": Provider(address=patient.address), "drop_off": Provider(address=making.hospital(6).address)})
    return claim(number, encounter, AMBULANCE, [medicare(chance)])


@scenario
def ambulance_both_ways(chance: Random, number: int) -> Claim:
    """Two rides on one claim: there and back, each line with its own CR1 and its own addresses."""
    day = making.day_of_service(chance)
    patient = person(chance, AGED)
    here, there = Provider(address=patient.address), Provider(address=making.hospital(7).address)
    ride = AmbulanceTransport("A", Decimal("8.1"), Decimal(171), "DIALYSIS", "CANNOT SIT")
    lines = [line("A0428-RJ", 380, day, ambulance=ride, providers={"pick_up": here, "drop_off": there}),
             line("A0428-JR", 380, day, ambulance=ride, providers={"pick_up": there, "drop_off": here})]
    encounter = visit(patient, "N186 Z992", [making.pointing(one, 1, 2) for one in lines], AMBULANCE, "41", alone=True,
                      conditions=conditions("07", "Y", "06"))
    return claim(number, encounter, AMBULANCE, [medicare(chance)])


# ---- equipment

@scenario
def dme_rental(chance: Random, number: int) -> Claim:
    """A wheelchair by the month: rental (SV5), certificate (PWK CT, CR3, CRC 09), who ordered it."""
    day = making.day_of_service(chance)
    chair = line("K0001-RR-KH", "58.5", day, rental=EquipmentRental(Procedure("K0001"), Decimal(30), Decimal("58.5"), Decimal(585), "4"),
                 attachments=(attachment("CT", "AB"),), certification=EquipmentCertification("I", Decimal(13)),
                 conditions=conditions("09", "Y", "38"), dates={"463": day, "461": day - timedelta(days=3)},
                 providers={"ordering_provider": _orders(1)})
    encounter = visit(person(chance, AGED), "G8190", [chair], EQUIPMENT, "12", alone=True)
    return claim(number, encounter, EQUIPMENT, [medicare(chance)])


@scenario
def oxygen(chance: Random, number: int) -> Claim:
    """Oxygen at home: the certificate's answers (2440), recertified (607), the height and a blood value measured (MEA)."""
    day = making.day_of_service(chance)
    answers = (FormAnswer("1A", percent=Decimal(56)), FormAnswer("1B", percent=Decimal(87)), FormAnswer("1C", day=day - timedelta(days=9)),
               FormAnswer("2", text="1"), FormAnswer("4", "Y"))
    concentrator = line("E1390-RR", 190, day, certification=EquipmentCertification("R", Decimal(99)), attachments=(attachment("CT", "AD"),),
                        dates={"607": day, "463": day - timedelta(days=365), "461": day - timedelta(days=5)},
                        measurements=(Measurement("TR", "HT", Decimal(64)), Measurement("TR", "R2", Decimal("52.5"))),
                        forms=(Form("UT", "484.03", answers),), providers={"ordering_provider": _orders(2)})
    encounter = visit(person(chance, AGED), "J449", [concentrator], EQUIPMENT, "12", alone=True)
    return claim(number, encounter, EQUIPMENT, [medicare(chance)])


@scenario
def supplies(chance: Random, number: int) -> Claim:
    """Supplies sent by mail: postage and sales tax (AMT), the day they were shipped (011)."""
    day = making.day_of_service(chance)
    lines = [line("A4253-NU-KX", 48, day, units=2, dates={"011": day}, amounts={"T": Decimal("2.4"), "F4": Decimal("6.5")},
                  providers={"ordering_provider": _orders(3)})]
    return claim(number, visit(person(chance), "E1165", lines, EQUIPMENT, "12", alone=True), EQUIPMENT, [commercial(chance, number)])


def _orders(number: int) -> Provider:
    """Who ordered equipment stands there with his address."""
    who = making.colleague(20 + number)
    return Provider(who.npi, who.name, address=making.hospital(number).address, contacts=(making.telephone("4025550177"),))


# ---- others

@scenario
def chiropractic(chance: Random, number: int) -> Claim:
    """A chiropractor's treatment: CR2, the days it began (454) and got worse (453), the last X-ray (455), AT."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, AGED), "M9903 M5450", [line("98941-AT", 62, day, (1, 2))], CHIROPRACTIC,
                      spinal_manipulation=SpinalManipulation("A", "LOW BACK PAIN SINCE LIFTING"),
                      dates={"454": day - timedelta(days=6), "453": day - timedelta(days=8), "455": day - timedelta(days=5)})
    return claim(number, encounter, CHIROPRACTIC, [medicare(chance)])


@scenario
def vision(chance: Random, number: int) -> Claim:
    """Spectacles: why lenses and frames are replaced (CRC E1, E3), the day of the prescription (471)."""
    day = making.day_of_service(chance)
    lines = [line("V2020", 120, day), line("V2103-RT", 55, day), line("V2103-LT", 55, day)]
    encounter = visit(person(chance), "H5213", lines, OPTOMETRY, dates={"471": day - timedelta(days=4)},
                      conditions=(*conditions("E1", "Y", "L1"), *conditions("E3", "Y", "L2")))
    return claim(number, encounter, OPTOMETRY, [medicaid(number)])


@scenario
def laboratory(chance: Random, number: int) -> Claim:
    """A laboratory: its CLIA number (REF X4), a waived test (QW), who ordered."""
    day = making.day_of_service(chance)
    lines = [_ordered("80061-QW", "38.4", day, 2), _ordered("83036-QW", "24", day, 1)]
    encounter = visit(person(chance), "E1165 E785", lines, LABORATORY, "81", alone=True)
    return claim(number, encounter, LABORATORY, [medicare(chance)], references=(Reference("X4", "28D7654321"),))


@scenario
def reference_laboratory(chance: Random, number: int) -> Claim:
    """A test that another laboratory did (modifier 90): the numbers of both (REF X4 and F4)."""
    day = making.day_of_service(chance)
    lines = [line("84443-90", 62, day, references=(Reference("X4", "28D7654321"), Reference("F4", "28D7654322")),
                  referring_provider=making.colleague(32))]
    return claim(number, visit(person(chance), "E039", lines, LABORATORY, "81", alone=True), LABORATORY, [commercial(chance, number)])


@scenario
def homebound(chance: Random, number: int) -> Claim:
    """Blood drawn from a patient who cannot leave his home (CRC 75)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, AGED), "E1165", [_ordered("36415", 12, day, 1), _ordered("83036-QW", 24, day, 1)], LABORATORY, "12", alone=True,
                      conditions=conditions("75", "Y", "IH"))
    return claim(number, encounter, LABORATORY, [medicare(chance)], references=(Reference("X4", "28D7654321"),))


def _ordered(code: str, charge: str | int, day: date, pointer: int) -> ServiceLine:
    return line(code, charge, day, (pointer,), providers={"ordering_provider": making.colleague(31)})


@scenario
def mammography(chance: Random, number: int) -> Claim:
    """Mammography: the certificate of the equipment (REF EW)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, (45, 60), "F"), "Z1231", [line("77067", 210, day)], RADIOLOGY, referring_provider=making.colleague(33))
    return claim(number, encounter, RADIOLOGY, [commercial(chance, number)], references=(Reference("EW", "123456"),))


@scenario
def purchased_service(chance: Random, number: int) -> Claim:
    """A service bought from another provider (PS1, 2420B), and one's own reading of it."""
    day = making.day_of_service(chance)
    seller = Provider(npi(93_000_001), references=(Reference("0B", "LIC7001"),))
    lines = [line("71046-TC", 60, day, purchased_service=PurchasedService("LIC7001", Decimal(45)), providers={"purchased_service_provider": seller}),
             line("71046-26", 38, day)]
    encounter = visit(person(chance), "R051", lines, RADIOLOGY, referring_provider=making.colleague(34))
    return claim(number, encounter, RADIOLOGY, [commercial(chance, number)])


@scenario
def dialysis(chance: Random, number: int) -> Claim:
    """Dialysis: what was measured (MEA), when (738), the starting dose."""
    day = making.day_of_service(chance)
    measured = (Measurement("TR", "R1", Decimal("10.2")), Measurement("TR", "R2", Decimal("31.5")), Measurement("TR", "R4", Decimal("6.1")))
    lines = [line("90960", 310, day), line("Q4081-EC", 64, day, units=40, measurements=measured, dates={"738": day - timedelta(days=2)})]
    encounter = visit(person(chance, AGED), "N186 D631", [lines[0], making.pointing(lines[1], 2, 1)], making.NEPHROLOGY, "65")
    return claim(number, encounter, making.NEPHROLOGY, [medicare(chance)])


@scenario
def hospice(chance: Random, number: int) -> Claim:
    """A hospice's own physician (CRC 70)."""
    day = making.day_of_service(chance)
    lines = [line("99349-GV", 165, day, conditions=conditions("70", "Y", "65"))]
    return claim(number, visit(person(chance, AGED), "C3491", lines, making.FAMILY_MEDICINE, "12"), making.FAMILY_MEDICINE, [medicare(chance)])
