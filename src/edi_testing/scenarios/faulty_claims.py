"""Faulty scenarios: what is wrong with the claim as a whole. Each is a right claim with one thing wrong."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi837 import ByReport, History
from edi_claims import ZERO, AuthorizationRule
from edi_testing.scenarios import circumstances, coordination, making, specialties, visits
from edi_testing.scenarios.breaking import before, by_answer, by_profile, by_tables, coded, day_of, did, patient
from edi_testing.scenarios.making import changed
from edi_testing.scenarios.scenario import faulty

if TYPE_CHECKING:
    from random import Random

    from edi_claims import Claim


@faulty("B001", rejection="277CA A7:178")
def faulty_charge(chance: Random, number: int) -> Claim:
    """A charge that is not the sum of the lines."""
    claim = visits.office_visit.make(chance, number)
    return attrs.evolve(claim, charge=claim.charge + Decimal("0.01"))


@faulty("B001", rejection="277CA A7:178")
def faulty_51_lines(chance: Random, number: int) -> Claim:
    """Fifty-one lines, one too many; `split_claim` makes two claims of it."""
    claim = visits.full_claim.make(chance, number)
    last = claim.encounter.services[-1]
    another = changed(last, line_control_number=f"T{number:08}L51", service_date=day_of(claim) + timedelta(days=1))
    return coded(claim, services=(*claim.encounter.services, another))


@faulty("B002", rejection="277CA A7:189")
def faulty_admission(chance: Random, number: int) -> Claim:
    """A stay in hospital without the day of admission."""
    return coded(visits.inpatient_stay.make(chance, number), dates={})


@faulty("B003", rejection="277CA A7:187", known=lambda claim: {"as_of": day_of(claim) - timedelta(days=1)})
def faulty_future(chance: Random, number: int) -> Claim:
    """A service of tomorrow."""
    return visits.office_visit.make(chance, number)


@faulty("B004", rejection="277CA A7:464")
def faulty_replacement(chance: Random, number: int) -> Claim:
    """A replacement without the payer's number of the claim before."""
    return attrs.evolve(circumstances.corrected.make(chance, number), payer_control_number=None)


@faulty("B004", rejection="277CA A7:464",
        known=lambda claim: {"history": History(rejected={claim.patient_control_number})})
def faulty_nothing_to_replace(chance: Random, number: int) -> Claim:
    """A replacement for a claim that was rejected, so that there is nothing to replace."""
    return circumstances.corrected.make(chance, number)


@faulty("B005", rejection="CO-197",
        known=by_profile(authorization_rules=[AuthorizationRule(["9300*"])]))
def faulty_authorization(chance: Random, number: int) -> Claim:
    """An ECG without the authorization that the payer wants for it."""
    return visits.several_lines.make(chance, number)


@faulty("B006", rejection="CO-288", known=by_profile(referral_required=True))
def faulty_referral(chance: Random, number: int) -> Claim:
    """A specialist's visit without the referral that the plan wants."""
    return attrs.evolve(visits.referral.make(chance, number), referral_number=None)


@faulty("B007", rejection="CO-29", known=circumstances.delay_reason.known)
def faulty_filing_limit(chance: Random, number: int) -> Claim:
    """A claim for which the payer's days are over."""
    return visits.office_visit.make(chance, number)


@faulty("B008", rejection="CO-18", known=lambda claim: {"history": [before(claim)]})
def faulty_duplicate(chance: Random, number: int) -> Claim:
    """A service that was billed before under another number."""
    return visits.office_visit.make(chance, number)


@faulty("B009", rejection="277CA A7:397")
def faulty_accident(chance: Random, number: int) -> Claim:
    """An accident of which nobody knows the day."""
    claim = circumstances.auto_accident.make(chance, number)
    return coded(claim, accident=attrs.evolve(making.accident(day_of(claim), "AA", "NE"), occurred_on=None))


@faulty("B010", rejection="277CA A7:286")
def faulty_unbalanced(chance: Random, number: int) -> Claim:
    """To the second payer, and the first one's figures do not add up."""
    claim = coordination.secondary_by_line.make(chance, number)
    told = claim.prior_adjudications[0]
    first, *others = told.services
    wrong = attrs.evolve(told, services=(attrs.evolve(first, paid=first.paid + 1), *others))
    return attrs.evolve(claim, prior_adjudications=(wrong,))


@faulty("B010", rejection="CO-22")
def faulty_undecided(chance: Random, number: int) -> Claim:
    """To the second payer, and the first one has not decided."""
    return attrs.evolve(coordination.secondary_by_line.make(chance, number), prior_adjudications=())


@faulty("B011", rejection="PR-3", known=by_answer(copay=Decimal(20), deductible_remaining=ZERO))
def faulty_collected(chance: Random, number: int) -> Claim:
    """A patient who paid more than his copay."""
    return attrs.evolve(visits.office_visit.make(chance, number), amounts={"F5": Decimal(60)})


@faulty("B012", rejection="CO-119", known=by_answer(visits_remaining=ZERO))
def faulty_visits(chance: Random, number: int) -> Claim:
    """A visit more than the plan has left."""
    return visits.physical_therapy.make(chance, number)


@faulty("B013", rejection="277CA A7:489")
def faulty_attachment(chance: Random, number: int) -> Claim:
    """Two attachments of one number."""
    claim = circumstances.attachments.make(chance, number)
    return attrs.evolve(claim, attachments=(*claim.attachments, making.attachment("OZ", "EL", claim.attachments[0].control_number)))


@faulty("B014", rejection="CO-16 MA120")
def faulty_laboratory(chance: Random, number: int) -> Claim:
    """A laboratory's claim to Medicare without the laboratory's number."""
    return attrs.evolve(specialties.laboratory.make(chance, number), references=())


@faulty("B015", rejection="CO-16 N350",
        known=by_tables(by_report=[ByReport(("*",), modifiers=("22",))]))
def faulty_no_report(chance: Random, number: int) -> Claim:
    """Unusual work (modifier 22), which the payer prices by report, and no report."""
    return did(circumstances.dependent_secondary.make(chance, number), "49505-22-RT")


@faulty("B016", rejection="CO-16",
        known=lambda claim: {"held": {claim.patient_control_number}})
def faulty_held(chance: Random, number: int) -> Claim:
    """A claim about which the provider has still to answer a question."""
    return visits.office_visit.make(chance, number)


@faulty("B017", rejection="277CA A7:578")
def faulty_age_for_medicare(chance: Random, number: int) -> Claim:
    """Medicare as second payer for a working patient of 65 or more, who is younger."""
    return patient(coordination.medicare_secondary.make(chance, number), birth_date=date(1980, 5, 17))


@faulty("B018", rejection="CO-50",
        known=lambda claim: {"history": [attrs.evolve(did(claim, "93000"), frequency="1", payer_control_number=None)]})
def faulty_changed_code(chance: Random, number: int) -> Claim:
    """A replacement with another code, and no record that supports it."""
    return did(circumstances.corrected.make(chance, number), "93010")


@faulty("B019", rejection="CO-4")
def faulty_notice(chance: Random, number: int) -> Claim:
    """Notices of noncoverage that contradict each other: excluded by law (GY), and expected to be denied (GZ)."""
    return did(coordination.notices_of_noncoverage.make(chance, number), "11719-GY-GZ")
