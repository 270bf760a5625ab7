"""Faulty scenarios: what X12 cannot carry, wrong patients, payers and providers. Each is a right claim with one thing wrong."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi837 import CodeTables, Enrollment
from edi_claims import Address, Payer, PersonName, Provider
from edi_testing.scenarios import coordination, making, specialties, visits
from edi_testing.scenarios.breaking import billing, by_answer, coded, covered, day_of, lined, patient
from edi_testing.scenarios.making import changed
from edi_testing.scenarios.scenario import faulty

if TYPE_CHECKING:
    from random import Random

    from edi_claims import Claim


# ---- what X12 can carry (S…)

@faulty("S001", rejection="999 IK403 6")
def faulty_accent(chance: Random, number: int) -> Claim:
    """An accent in a name: no character of X12's."""
    return patient(visits.office_visit.make(chance, number), name=PersonName("MU\u00d1OZ", "JOS\u00c9"))


@faulty("S001", rejection="999 IK403 6")
def faulty_delimiter(chance: Random, number: int) -> Claim:
    """An asterisk in a name, which parts elements: it cannot even be written."""
    return patient(visits.office_visit.make(chance, number), name=PersonName("ALDER*BROOK", "ADA"))


@faulty("S002", rejection="999 IK403 6")
def faulty_blank(chance: Random, number: int) -> Claim:
    """A blank behind a member id."""
    return covered(visits.office_visit.make(chance, number), member_id=f"MBR{number:08} ")


@faulty("S003", rejection="999 IK403 5")
def faulty_length(chance: Random, number: int) -> Claim:
    """A patient control number of 21 characters, one too many."""
    return attrs.evolve(visits.office_visit.make(chance, number), patient_control_number=f"T{number:020}")


@faulty("S004", rejection="999 IK403 6")
def faulty_half_cent(chance: Random, number: int) -> Claim:
    """Half a cent in a charge."""
    return lined(visits.office_visit.make(chance, number), charge=Decimal("125.005"))


@faulty("S005", rejection="277CA A7:478")
def faulty_line_number_twice(chance: Random, number: int) -> Claim:
    """Two lines of one control number: the remittance could not tell them apart."""
    claim = visits.several_lines.make(chance, number)
    return lined(claim, line_control_number=claim.encounter.services[1].line_control_number)


@faulty("S006", rejection="277CA A7:478",
        known=lambda claim: {"history": [patient(claim, name=PersonName("SOMEBODY", "ELSE"))]})
def faulty_number_taken(chance: Random, number: int) -> Claim:
    """The number of another patient's claim."""
    return visits.office_visit.make(chance, number)


@faulty("S007", rejection="999 IK403 7")
def faulty_plan_code(chance: Random, number: int) -> Claim:
    """A kind of plan (SBR09) that the guide does not list."""
    return covered(visits.office_visit.make(chance, number), filing_indicator="X9")


# ---- the patient and who pays (M…)

@faulty("M001", rejection="277CA A7:164")
def faulty_member_id(chance: Random, number: int) -> Claim:
    """No member id."""
    return covered(visits.office_visit.make(chance, number), member_id="")


@faulty("M001", rejection="277CA A7:164")
def faulty_mbi(chance: Random, number: int) -> Claim:
    """A Medicare number with a letter that those never have."""
    claim = visits.home_visit.make(chance, number)
    return covered(claim, member_id=f"{claim.coverages[0].member_id[0]}S{claim.coverages[0].member_id[2:]}")


@faulty("M002", rejection="277CA A7:158")
def faulty_birth_date(chance: Random, number: int) -> Claim:
    """A patient who is born after the service."""
    claim = visits.office_visit.make(chance, number)
    return patient(claim, birth_date=day_of(claim) + timedelta(days=30))


@faulty("M003", "S007", rejection="277CA A7:157")
def faulty_sex(chance: Random, number: int) -> Claim:
    """A sex that is none of the three codes."""
    return patient(visits.office_visit.make(chance, number), sex="X")


@faulty("M004", rejection="277CA A7:126")
def faulty_subscriber(chance: Random, number: int) -> Claim:
    """A dependent whose subscriber nobody named."""
    return covered(visits.office_visit.make(chance, number), relationship="19")


@faulty("M005", rejection="CO-31")
def faulty_relationship(chance: Random, number: int) -> Claim:
    """A dependent who is the subscriber himself."""
    claim = visits.office_visit.make(chance, number)
    return covered(claim, relationship="01", subscriber=claim.encounter.patient)


@faulty("M006", rejection="277CA A7:125")
def faulty_title(chance: Random, number: int) -> Claim:
    """A title in a first name."""
    return patient(visits.office_visit.make(chance, number), name=PersonName("ALDER", "DR ADA"))


@faulty("M007", rejection="277CA A7:153",
        known=by_answer(payer=Payer("OTH01", "ANOTHER PLAN")))
def faulty_payer(chance: Random, number: int) -> Claim:
    """Another payer than the one that answered for the patient."""
    return visits.office_visit.make(chance, number)


@faulty("M008", rejection="CO-27",
        known=lambda claim: by_answer(ends=day_of(claim) - timedelta(days=40))(claim))
def faulty_coverage_expired(chance: Random, number: int) -> Claim:
    """A coverage that ended before the service."""
    return visits.office_visit.make(chance, number)


@faulty("M008", rejection="CO-26",
        known=lambda claim: by_answer(begins=day_of(claim) + timedelta(days=10))(claim))
def faulty_coverage_not_begun(chance: Random, number: int) -> Claim:
    """A coverage that began after the service."""
    return visits.office_visit.make(chance, number)


@faulty("M009", rejection="277CA A7:578")
def faulty_medicare_reason(chance: Random, number: int) -> Claim:
    """Medicare as second payer without the reason."""
    claim = coordination.medicare_secondary.make(chance, number)
    return attrs.evolve(claim, coverages=tuple(attrs.evolve(one, medicare_secondary_reason="") for one in claim.coverages))


# ---- the providers (P…)

@faulty("P001", rejection="277CA A7:562")
def faulty_npi(chance: Random, number: int) -> Claim:
    """An NPI whose check digit is wrong."""
    claim = visits.office_visit.make(chance, number)
    right = claim.billing_provider.npi or ""
    return billing(claim, npi=f"{right[:-1]}{(int(right[-1]) + 1) % 10}")


@faulty("P002", rejection="277CA A7:128")
def faulty_tax_id(chance: Random, number: int) -> Claim:
    """A tax id of eight digits."""
    return billing(visits.office_visit.make(chance, number), tax_id="98000000")


@faulty("P003", rejection="277CA A7:503")
def faulty_post_office_box(chance: Random, number: int) -> Claim:
    """A post office box where the practice's street belongs."""
    claim = visits.office_visit.make(chance, number)
    return billing(claim, address=Address(("PO BOX 77",), "OMAHA", "NE", "681030077"))


@faulty("P004", rejection="CO-16")
def faulty_taxonomy(chance: Random, number: int) -> Claim:
    """A taxonomy code of nine characters."""
    return billing(visits.office_visit.make(chance, number), taxonomy="207Q00000")


@faulty("P005", rejection="CO-16")
def faulty_rendering_provider(chance: Random, number: int) -> Claim:
    """A rendering provider who is the billing provider."""
    claim = visits.office_visit.make(chance, number)
    who = Provider(claim.billing_provider.npi, PersonName("ALDER", "ADA"), claim.billing_provider.taxonomy)
    return coded(claim, providers={"rendering_provider": who})


@faulty("P006", rejection="CO-16 N265")
def faulty_no_order(chance: Random, number: int) -> Claim:
    """Laboratory tests for Medicare, and nobody who ordered them."""
    claim = specialties.laboratory.make(chance, number)
    return coded(claim, services=tuple(changed(one, providers={}) for one in claim.encounter.services))


@faulty("P007", rejection="CO-B7",
        known=lambda claim: {"tables": CodeTables(enrollments=[
            Enrollment(claim.billing_provider.npi or "", begins=day_of(claim) + timedelta(days=1)),
            Enrollment(making.FAMILY_MEDICINE.treats.npi or "")])})
def faulty_enrolment(chance: Random, number: int) -> Claim:
    """A practice that is enrolled with the payer only from the next day on."""
    return visits.office_visit.make(chance, number)
