"""Scenarios of what happened, and how the claim is sent: accidents, work, reports, corrections, lateness, attachments."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import (
    Address,
    Adjustment,
    ContractInformation,
    Coverage,
    DateRange,
    Payer,
    PayerProfile,
    Person,
    Procedure,
    Reference,
    Repricing,
)
from edi_testing.invented import npi
from edi_testing.scenarios import making
from edi_testing.scenarios.making import (
    AGED,
    FAMILY_MEDICINE,
    SURGERY,
    accident,
    claim,
    commercial,
    decided_whole,
    line,
    medicaid,
    medicare,
    person,
    supplement,
    visit,
)
from edi_testing.scenarios.scenario import scenario, scenario_of

if TYPE_CHECKING:
    from random import Random

    from edi_claims import Claim


# ---- accidents and work

@scenario
def auto_accident(chance: Random, number: int) -> Claim:
    """A car accident: the day (439), the state, the motor insurer as payer, its claim number (REF Y4)."""
    day = making.day_of_service(chance)
    insurer = Coverage(Payer("AUT01", "EXAMPLE MOTOR MUTUAL"), f"POL{number:08}", filing_indicator="AM")
    who = person(chance, references=(Reference("Y4", f"CLAIM{number:06}"),), contacts=(making.telephone("4025550199"),))
    encounter = visit(who, "S134XXA V4352XA", [making.pointing(line("99203", 210, day), 1, 2)], FAMILY_MEDICINE,
                      accident=accident(day - timedelta(days=2), "AA", "NE"))
    return claim(number, encounter, FAMILY_MEDICINE, [insurer])


@scenario
def workers_compensation(chance: Random, number: int) -> Claim:
    """An accident at work: the employer is the subscriber, no longer at work since (297), back on (296), P&C claim number (REF Y4)."""
    day = making.day_of_service(chance)
    employer = Person("ACORN ROOFING LLC")
    insurer = Coverage(Payer("WCP01", "EXAMPLE COMPENSATION FUND"), f"WC{number:08}", employer, "20", filing_indicator="WC")
    who = person(chance, references=(Reference("Y4", f"CLAIM{number:06}"),))
    encounter = visit(who, "S61411A", [line("12001", 260, day), line("99213-25", 125, day)], FAMILY_MEDICINE, accident=accident(day, "EM"),
                      dates={"297": day, "296": day + timedelta(days=4), "444": day})
    return claim(number, encounter, FAMILY_MEDICINE, [insurer])


@scenario
def disability(chance: Random, number: int) -> Claim:
    """Unable to work, from a day to a day (314)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "M5450", [line("99213", 125, day)], FAMILY_MEDICINE,
                      dates={"431": day - timedelta(days=9), "304": day - timedelta(days=3), "314": DateRange(day, day + timedelta(days=14))})
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


# ---- how it is sent

@scenario_of(transaction_type="RP")
def encounter_report(chance: Random, number: int) -> Claim:
    """An encounter that is only reported (BHT06 RP): capitated contract (CN1 05), repriced claim and line (HCP)."""
    day = making.day_of_service(chance)
    priced = Repricing("01", Decimal(80), Decimal(45), "981112222")
    encounter = visit(person(chance), "E785", [line("99213", 125, day, repricing=priced)], FAMILY_MEDICINE)
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number, filing_indicator="HM")], repricing=priced,
                 contract=ContractInformation("05", Decimal(0)), references=(Reference("9A", f"RPR{number:06}"),),
                 dates={"050": day + timedelta(days=3)})


@scenario
def repriced_line(chance: Random, number: int) -> Claim:
    """A line that a repricer approved otherwise: another procedure and other units (HCP09 to HCP12)."""
    day = making.day_of_service(chance)
    priced = Repricing("07", Decimal(60), Decimal(90), "981112222", Decimal(60), approved_amount=Decimal(60), procedure=Procedure("93005"), unit="UN",
                       units=Decimal(1), compliance="1")
    lines = [line("93000", 150, day, repricing=priced, references=(Reference("9B", f"RPR{number:06}L1"),))]
    return claim(number, visit(person(chance), "R079", lines, making.CARDIOLOGY), making.CARDIOLOGY, [commercial(chance, number)])


@scenario
def corrected(chance: Random, number: int) -> Claim:
    """A claim that replaces another one (frequency 7), an authorization added: the payer's number (REF F8)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "R079", [line("93000", 150, day)], making.CARDIOLOGY)
    return claim(number, encounter, making.CARDIOLOGY, [commercial(chance, number)], frequency="7", payer_control_number=f"ICN{number:010}",
                 authorization_number=f"AUTH{number:06}")


@scenario
def void(chance: Random, number: int) -> Claim:
    """A claim that takes another one back (frequency 8)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "R079", [line("93000", 150, day)], making.CARDIOLOGY)
    return claim(number, encounter, making.CARDIOLOGY, [commercial(chance, number)], frequency="8", payer_control_number=f"ICN{number:010}")


def _long_after(claim: Claim) -> dict[str, Any]:
    """Sent when the payer's days for filing are over."""
    last = claim.encounter.last_day or making.FIRST_DAY
    return {"profile": PayerProfile("", sorted(claim.coverage.payer.ids), timely_filing_days=90), "as_of": last + timedelta(days=200)}


@scenario_of(known=_long_after)
def delay_reason(chance: Random, number: int) -> Claim:
    """A claim that comes late for a reason that the payer accepts (CLM20)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "I10", [line("99213", 125, day)], FAMILY_MEDICINE)
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)], delay_reason="7")


@scenario
def assumed_care(chance: Random, number: int) -> Claim:
    """Care taken over from another physician after an operation (modifier 55, 090 and 091)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, AGED), "H2511", [line("66984-55-RT", 210, day)], making.OPTOMETRY)
    return claim(number, encounter, making.OPTOMETRY, [medicare(chance)], dates={"090": day, "091": day + timedelta(days=80)})


@scenario
def care_plan_oversight(chance: Random, number: int) -> Claim:
    """Care planned for a patient whom an agency looks after at home (REF 1J)."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, AGED), "I5022", [line("G0181", 110, day)], FAMILY_MEDICINE)
    return claim(number, encounter, FAMILY_MEDICINE, [medicare(chance)], references=(Reference("1J", npi(94_000_001)),))


@scenario
def state_requirements(chance: Random, number: int) -> Claim:
    """What a state and a program ask for: K3 of claim and line, a special program (CLM12), a service without authorization (REF 4N)."""
    day = making.day_of_service(chance)
    lines = [line("99213", 118, day, file_information=("STATE DATA 7",))]
    encounter = visit(person(chance), "I10", lines, FAMILY_MEDICINE, notes=(Reference("ADD", "SEEN AS AN EMERGENCY"),))
    return claim(number, encounter, FAMILY_MEDICINE, [medicaid(number)], special_program="02", file_information=("STATE DATA 1", "STATE DATA 2"),
                 references=(Reference("4N", "3"), Reference("EA", f"MR{number:07}")))


@scenario
def attachments(chance: Random, number: int) -> Claim:
    """A device under investigation (REF LX) and reports that follow the claim, each by another way (PWK)."""
    day = making.day_of_service(chance)
    papers = tuple(making.attachment(kind, way, f"{kind}{number:06}") for kind, way in (("OB", "EL"), ("M1", "FX"), ("RB", "BM")))
    lines = [line("33249-Q0", 9200, day, attachments=(making.attachment("OZ", "AA"),))]
    encounter = visit(person(chance, AGED), "I4720 Z006", [making.pointing(one, 1, 2) for one in lines], making.CARDIOLOGY, "22",
                      facility=making.hospital(8), condition_codes=("30",))
    return claim(number, encounter, making.CARDIOLOGY, [medicare(chance)], attachments=papers, references=(Reference("LX", "G123456"),))


@scenario
def patient_abroad(chance: Random, number: int) -> Claim:
    """A patient who lives abroad."""
    day = making.day_of_service(chance)
    who = attrs.evolve(person(chance), address=Address(("14 HARBOUR ROW", "FLAT 2"), "WINDSOR", "ON", "N9A1A1", "CA"))
    encounter = visit(who, "I10", [line("99213", 125, day)], FAMILY_MEDICINE)
    return claim(number, encounter, FAMILY_MEDICINE, [commercial(chance, number)])


@scenario
def dependent_secondary(chance: Random, number: int) -> Claim:
    """An adult dependent with a member number of his own after the first payer's decision, to the second one."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance), "K4090", [line("49505-RT", 1250, day)], SURGERY, "24", facility=making.hospital(5))
    first = commercial(chance, number)
    second = attrs.evolve(supplement(number), subscriber=person(chance), relationship="01")
    told = decided_whole(number, first, encounter.services, Adjustment("CO", "45", Decimal(400)), Adjustment("PR", "3", Decimal(75)))
    return claim(number, encounter, SURGERY, [first, second], sequence="S", prior_adjudications=(told,))

