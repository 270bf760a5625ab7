"""Scenarios of who pays: Medicare, several payers and what they decided, plans of special kinds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import (
    SELF,
    ZERO,
    Address,
    Adjustment,
    ContractInformation,
    Coverage,
    LineAdjudication,
    Payer,
    PriorAdjudication,
    Provider,
    Reference,
)
from edi_testing.scenarios import making
from edi_testing.scenarios.making import (
    AGED,
    CARDIOLOGY,
    FAMILY_MEDICINE,
    SURGERY,
    claim,
    commercial,
    decided,
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

    from edi_claims import Claim, Encounter


def _checkup(chance: Random, ages: tuple[int, int] = making.WAGE_EARNER) -> Encounter:
    """The visit that most of these claims are about."""
    day = making.day_of_service(chance)
    return visit(person(chance, ages), "R079 R0602", [line("99214-25", 200, day, (1, 2)), line("93000", 150, day, (1, 2))], CARDIOLOGY)


# ---- Medicare

@scenario
def medicare_primary(chance: Random, number: int) -> Claim:
    """Medicare is primary, a supplement is known and has nothing to decide yet."""
    return claim(number, _checkup(chance, AGED), CARDIOLOGY, [medicare(chance), supplement(number)])


@scenario
def medicare_secondary(chance: Random, number: int) -> Claim:
    """Medicare is second to the plan of a working patient (SBR05 12), whose contract sets the price (CN1 09)."""
    encounter = _checkup(chance, (66, 70))
    first, second = commercial(chance, number), medicare(chance, "S", medicare_secondary_reason="12")
    told = decided(chance, number, first, encounter.services)
    priced = ContractInformation("09", encounter.total_charge - _written_off(told))
    return claim(number, encounter, CARDIOLOGY, [first, second], sequence="S", prior_adjudications=(told,), contract=priced)


@scenario
def medicare_secondary_by_line(chance: Random, number: int) -> Claim:
    """Medicare is second, the price to be accepted stands at each line (CN1 09 of 2400)."""
    encounter = _checkup(chance, (66, 70))
    first, second = commercial(chance, number), medicare(chance, "S", medicare_secondary_reason="12")
    told = decided(chance, number, first, encounter.services)
    lines = tuple(making.changed(one, contract=ContractInformation("09", one.charge - _written_off(told, at)))
                  for at, one in enumerate(encounter.services, 1))
    return claim(number, attrs.evolve(encounter, services=lines), CARDIOLOGY, [first, second], sequence="S", prior_adjudications=(told,))


def _written_off(told: PriorAdjudication, line_number: int | None = None) -> Decimal:
    """What a payer's contract takes off, of one line or of all."""
    taken = [one for decision in told.services if line_number in (None, decision.line) for one in decision.adjustments]
    return sum((one.amount for one in taken if one.group == "CO"), ZERO)


@scenario
def notices_of_noncoverage(chance: Random, number: int) -> Claim:
    """Notices of noncoverage: given because denial is expected (GA), given freely for what is excluded (GX, GY), expected and not given (GZ)."""
    day = making.day_of_service(chance)
    lines = [line("11719-GA", 45, day), line("A9270-GX-GY", 30, day), line("11720-GZ", 62, day)]
    encounter = visit(person(chance, AGED), "B351", lines, FAMILY_MEDICINE, documentation={"abn": "signed on the day of service"})
    return claim(number, encounter, FAMILY_MEDICINE, [medicare(chance)])


@scenario
def clinical_trial(chance: Random, number: int) -> Claim:
    """A clinical trial: its number (REF P4), routine care in it (Q1), the examination code as second diagnosis."""
    day = making.day_of_service(chance)
    lines = [line("99214-Q1", 200, day, (1, 2)), line("96413-Q1", 310, day, (1, 2))]
    encounter = visit(person(chance, AGED), "C3491 Z006", lines, making.ONCOLOGY)
    return claim(number, encounter, making.ONCOLOGY, [medicare(chance)], references=(Reference("P4", f"{chance.randrange(10**8):08}"),))


# ---- several payers

@scenario
def secondary_by_line(chance: Random, number: int) -> Claim:
    """To the second payer, with what the first decided line by line."""
    encounter, first = _checkup(chance), commercial(chance, number)
    return claim(number, encounter, CARDIOLOGY, [first, supplement(number)], sequence="S",
                 prior_adjudications=(decided(chance, number, first, encounter.services, remarks=("MA01", "MA18")),))


@scenario
def secondary_as_a_whole(chance: Random, number: int) -> Claim:
    """To the second payer, the first having decided about the claim as a whole."""
    encounter, first = _checkup(chance), commercial(chance, number)
    told = decided_whole(number, first, encounter.services, Adjustment("CO", "45", Decimal(120)), Adjustment("PR", "1", Decimal(50)),
                         Adjustment("PR", "2", Decimal(36)))
    return claim(number, encounter, CARDIOLOGY, [first, supplement(number)], sequence="S", prior_adjudications=(told,))


@scenario
def denied_by_the_primary(chance: Random, number: int) -> Claim:
    """To the second payer, the first having denied one line and paid the other."""
    encounter, first = _checkup(chance), commercial(chance, number)
    visited, traced = decided(chance, number, first, encounter.services).services
    owed = encounter.services[1].charge
    denied = attrs.evolve(traced, paid=ZERO, adjustments=(Adjustment("PR", "96", owed),), remaining=owed)
    told = PriorAdjudication(first, payer_control_number=f"ICN{number:08}", paid=visited.paid, services=(visited, denied))
    return claim(number, encounter, CARDIOLOGY, [first, supplement(number)], sequence="S", prior_adjudications=(told,))


@scenario
def bundled_line(chance: Random, number: int) -> Claim:
    """To the second payer, the first having paid one line as part of the other (SVD06)."""
    encounter, first = _checkup(chance), commercial(chance, number)
    whole, part = decided(chance, number, first, encounter.services).services
    bundled = LineAdjudication(2, first.payer.payer_id, ZERO, whole.procedure, part.units,
                               (Adjustment("CO", "97", encounter.services[1].charge),), part.payment_date, ZERO, bundled_into=1)
    told = PriorAdjudication(first, payer_control_number=f"ICN{number:08}", paid=whole.paid, services=(whole, bundled))
    return claim(number, encounter, CARDIOLOGY, [first, supplement(number)], sequence="S", prior_adjudications=(told,))


@scenario
def passed_over(chance: Random, number: int) -> Claim:
    """To the second payer, the first passed over because it does not cover such services (AMT A8)."""
    encounter, first = _checkup(chance), commercial(chance, number)
    told = PriorAdjudication(first, amounts={"A8": encounter.total_charge})
    return claim(number, encounter, CARDIOLOGY, [first, medicaid(number, "S")], sequence="S", prior_adjudications=(told,))


@scenario
def tertiary(chance: Random, number: int) -> Claim:
    """To the third payer: Medicare and a supplement have decided, with Medicare's rates (MOA)."""
    encounter = _checkup(chance, AGED)
    payers = [medicare(chance), supplement(number), medicaid(number, "T")]
    told = _one_after_the_other(chance, number, payers[:-1], encounter)
    told[0] = attrs.evolve(told[0], payable=told[0].paid, reimbursement_rate=Decimal("0.8"), remarks=("MA01",))
    return claim(number, encounter, CARDIOLOGY, payers, sequence="T", prior_adjudications=tuple(told))


@scenario
def ten_other_payers(chance: Random, number: int) -> Claim:
    """To the eleventh payer: ten others have decided, as many as a claim holds."""
    encounter = _checkup(chance)
    payers = [Coverage(Payer(f"EXP{at:02}", f"EXAMPLE PLAN {at}"), f"M{at:02}{number:08}", sequence=sequence, filing_indicator="CI")
              for at, sequence in enumerate("PSTABCDEFGH", 1)]
    told = _one_after_the_other(chance, number, payers[:-1], encounter)
    return claim(number, encounter, CARDIOLOGY, payers, sequence="H", prior_adjudications=tuple(told))


def _one_after_the_other(chance: Random, number: int, payers: list[Coverage], encounter: Encounter) -> list[PriorAdjudication]:
    """Each decides about what those before it have left."""
    told: list[PriorAdjudication] = []
    left: list[Decimal] | None = None
    for at, cover in enumerate(payers, 1):
        told.append(decided(chance, number, cover, encounter.services, left=left, days=21 * at))
        left = [one.remaining or ZERO for one in told[-1].services]
    return told


@scenario
def two_parents(chance: Random, number: int) -> Claim:
    """A child whom both parents insure: another subscriber for each of the two plans."""
    day = making.day_of_service(chance)
    encounter = visit(person(chance, making.CHILD), "J029", [line("99213", 118, day)], FAMILY_MEDICINE)
    mother = attrs.evolve(commercial(chance, number), subscriber=person(chance, sex="F"), relationship="19")
    other = person(chance, sex="M")
    father = attrs.evolve(supplement(number), subscriber=attrs.evolve(other, birth_date=None, sex=""), relationship="19")
    return claim(number, encounter, FAMILY_MEDICINE, [mother, father])


# ---- practices and plans of special kinds

@scenario
def pay_to_address(chance: Random, number: int) -> Claim:
    """Payment goes to a post office box: pay-to address (2010AB), two contacts of the practice."""
    day = making.day_of_service(chance)
    group = attrs.evolve(FAMILY_MEDICINE.group, contacts=(making.telephone("4025550100"), making.telephone("4025550101")))
    encounter = visit(person(chance), "I10", [line("99213", 125, day)], FAMILY_MEDICINE)
    return claim(number, encounter, group, [commercial(chance, number)], pay_to_address=Address(("PO BOX 77",), "OMAHA", "NE", "681030077"))


@scenario_of(transaction_type="31")
def pay_to_plan(chance: Random, number: int) -> Claim:
    """A plan that paid asks another one for its money: pay-to plan (2010AC), a demand of subrogation (BHT06 31)."""
    day = making.day_of_service(chance)
    plan = Provider(None, "EXAMPLE MEDICAID", tax_id="981234567", address=Address(("9 STATE ST",), "LINCOLN", "NE", "685080009"),
                    identifier=Reference("PI", "MCD01"))
    encounter = visit(person(chance), "S62102A", [line("25600", 480, day)], SURGERY, accident=making.accident(day, "OA"))
    return claim(number, encounter, SURGERY, [commercial(chance, number)], pay_to_plan=plan)


@scenario
def atypical_provider(chance: Random, number: int) -> Claim:
    """A provider without NPI: the payer's own number for him (REF G2 of 2010BB), no rendering provider."""
    day = making.day_of_service(chance)
    group = attrs.evolve(FAMILY_MEDICINE.group, npi=None, name="OAKS PERSONAL CARE", taxonomy="")
    cover = medicaid(number)
    numbered = attrs.evolve(cover, payer=attrs.evolve(cover.payer, references=(Reference("G2", "PC700123"),)))
    encounter = visit(person(chance, AGED), "G309", [line("T1019", 84, day, units=12)], FAMILY_MEDICINE, "12", alone=True)
    return claim(number, encounter, group, [numbered])


@scenario
def single_practitioner(chance: Random, number: int) -> Claim:
    """A practice of one person, who files under a social security number and treats himself."""
    day = making.day_of_service(chance)
    who = attrs.evolve(FAMILY_MEDICINE.treats, tax_id="219099999", tax_id_type="SY", address=FAMILY_MEDICINE.group.address)
    encounter = visit(person(chance), "I10", [line("99213", 125, day)], FAMILY_MEDICINE, alone=True)
    return claim(number, encounter, who, [commercial(chance, number, relationship=SELF)])
