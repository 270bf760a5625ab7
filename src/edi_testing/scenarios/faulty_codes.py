"""Faulty scenarios: what is wrong with the codes. Each is a right claim with one thing wrong."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi837 import AddOn, DrugRule, FactRule, ModifierRule, PairEdit, PairEdits, Policy, UnitLimit
from edi_claims import ZERO
from edi_testing.scenarios import circumstances, visits
from edi_testing.scenarios.breaking import before, by_tables, coded, day_of, did, lined, patient
from edi_testing.scenarios.making import changed
from edi_testing.scenarios.scenario import faulty

if TYPE_CHECKING:
    from random import Random

    from edi_claims import Claim


@faulty("C001", rejection="277CA A7:255")
def faulty_diagnosis(chance: Random, number: int) -> Claim:
    """A diagnosis that is not coded in full."""
    claim = visits.physical_therapy.make(chance, number)
    return coded(claim, diagnoses=(attrs.evolve(claim.encounter.diagnoses[0], code="M545"),))


@faulty("C002", rejection="277CA A7:477")
def faulty_pointer(chance: Random, number: int) -> Claim:
    """A line that points to a diagnosis that is not there."""
    return lined(visits.office_visit.make(chance, number), diagnosis_pointers=(1, 2, 3))


@faulty("C003", rejection="277CA A7:454")
def faulty_procedure(chance: Random, number: int) -> Claim:
    """A procedure code of four digits."""
    return did(visits.office_visit.make(chance, number), "9921")


@faulty("C004", rejection="CO-4")
def faulty_modifiers(chance: Random, number: int) -> Claim:
    """A test billed as its reading and as its technical part at once: modifiers 26 and TC."""
    return did(visits.office_visit.make(chance, number), "71046-26-TC")


@faulty("C005", rejection="CO-97",
        known=by_tables(modifier_rules=[ModifierRule(["992*"], ["25"], beside=["93000"])]))
def faulty_modifier_missing(chance: Random, number: int) -> Claim:
    """A visit beside a test, without modifier 25."""
    return did(visits.several_lines.make(chance, number), "99214")


@faulty("C005", rejection="CO-236",
        known=by_tables(pairs=PairEdits([PairEdit("93000", "94010", date(2020, 1, 1), indicator="0")])))
def faulty_pair(chance: Random, number: int) -> Claim:
    """Two services of which one is part of the other."""
    return visits.several_lines.make(chance, number)


@faulty("C006", rejection="CO-50",
        known=by_tables(policies=[Policy(["9300*"], ["R07*", "R06*", "R00*"], name="ECG01")]))
def faulty_diagnosis_for_procedure(chance: Random, number: int) -> Claim:
    """An ECG for a diagnosis by which the payer does not cover it."""
    claim = circumstances.repriced_line.make(chance, number)
    return coded(claim, diagnoses=(attrs.evolve(claim.encounter.diagnoses[0], code="Z0000"),))


@faulty("C007", rejection="277CA A7:476")
def faulty_no_units(chance: Random, number: int) -> Claim:
    """A line without units."""
    return lined(visits.office_visit.make(chance, number), units=ZERO)


@faulty("C007", rejection="CO-151",
        known=by_tables(unit_limits=[UnitLimit("99213", Decimal(1), "2")]))
def faulty_units(chance: Random, number: int) -> Claim:
    """More units of a service than one patient can have on a day."""
    return lined(visits.office_visit.make(chance, number), units=Decimal(6))


@faulty("C008", rejection="CO-10")
def faulty_sex_of_diagnosis(chance: Random, number: int) -> Claim:
    """A diagnosis of the other sex."""
    claim = patient(visits.physical_therapy.make(chance, number), sex="F")
    return coded(claim, diagnoses=(attrs.evolve(claim.encounter.diagnoses[0], code="N400"),))


@faulty("C009", rejection="CO-16")
def faulty_side_open(chance: Random, number: int) -> Claim:
    """A diagnosis that leaves open which knee is meant."""
    claim = visits.physical_therapy.make(chance, number)
    return coded(claim, diagnoses=(attrs.evolve(claim.encounter.diagnoses[0], code="M25569"),))


@faulty("C010", rejection="CO-107",
        known=by_tables(add_ons=[AddOn("90833", ("992*",))]))
def faulty_add_on(chance: Random, number: int) -> Claim:
    """A service that is only done with another one, alone."""
    return did(visits.telehealth_by_telephone.make(chance, number), "90833-93")


@faulty("C011", rejection="CO-B16",
        known=lambda claim: {"history": [before(claim, encounter=lined(
            claim, service_date=day_of(claim) - timedelta(days=300)).encounter)]})
def faulty_new_patient(chance: Random, number: int) -> Claim:
    """A visit as of a new patient, who was there a year before."""
    return visits.referral.make(chance, number)


@faulty("C012", rejection="277CA A7:306")
def faulty_not_described(chance: Random, number: int) -> Claim:
    """A procedure that no code describes, and no word about it."""
    claim = visits.unlisted_procedure.make(chance, number)
    return lined(claim, procedure=attrs.evolve(claim.encounter.services[0].procedure, description=""))


@faulty("C014", rejection="CO-16 M127",
        known=by_tables(fact_rules=[FactRule(["971??"], ["minutes"])]))
def faulty_not_recorded(chance: Random, number: int) -> Claim:
    """Therapy by the minute, and nobody recorded the minutes."""
    return visits.physical_therapy.make(chance, number)


@faulty("C013", rejection="277CA A7:218",
        known=by_tables(drug_rules=[DrugRule(["J*"])]))
def faulty_no_drug_code(chance: Random, number: int) -> Claim:
    """A drug without its national code, for a payer that wants it."""
    claim = visits.drug.make(chance, number)
    return coded(claim, services=tuple(changed(one, drug=None) for one in claim.encounter.services))
