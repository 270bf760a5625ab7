"""Each rule about patient, payer, provider and claim: a claim that trips it, and the nearest one that does not."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest

import edi837
from claims837 import DAY, GROUP, HOME, IBARRA, PARENT, PLAN, ROWE, STREET, SUPPLEMENT, claim, line, secondary, told, visit
from edi837 import Approval, ByReport, CodeTables, Decided, Enrollment, History, ProviderRule
from edi837.rules import coding, edits, people, structure
from edi_claims import (
    Accident,
    Address,
    Adjustment,
    Attachment,
    Authorization,
    AuthorizationRule,
    Benefit,
    ContractInformation,
    CoverageAnswer,
    CoverageStatus,
    DateRange,
    Diagnosis,
    Fee,
    FeeSchedule,
    LineAdjudication,
    OtherPayer,
    Payer,
    PayerProfile,
    PersonName,
    Procedure,
    Provider,
    Reference,
    ReferralRule,
    RelatedEntity,
    Severity,
)

D = Decimal
E, W = Severity.ERROR, Severity.WARNING
AFTER = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=1)
PAID_ON = date(2026, 11, 2)
DEPENDENT = attrs.evolve(PLAN, subscriber=PARENT, relationship="19")
MEDICARE = attrs.evolve(PLAN, filing_indicator="MB", member_id="1EG4TE5MK73")
MEDICARE_SECOND = attrs.evolve(MEDICARE, payer=Payer("MCR01", "MEDICARE"), sequence="S", medicare_secondary_reason="12")
HOSPITAL = Provider("1234567893", "GENERAL HOSPITAL", address=Address(("1 MAIN ST",), "OMAHA", "NE", "681020123"))
SENIOR = attrs.evolve(ROWE, birth_date=date(1950, 1, 1))
WEYL = Provider("1245319599", PersonName("WEYL", "ADA"), "207RC0000X")


def patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def covered(**changes):
    return claim(coverages=(attrs.evolve(PLAN, **changes),))


def billing(**changes):
    return claim(billing_provider=attrs.evolve(GROUP, **changes))


def done(code="99214", *modifiers, **more):
    """The visit with another first procedure."""
    return claim(line(1, procedure=Procedure(code, modifiers), **more))


def at(place, **more):
    return claim(visit(place_of_service=place, **more))


def profile(**changes):
    return {"profile": attrs.evolve(PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",)), **changes)}


def answer(status=CoverageStatus.ACTIVE, **changes):
    return {"eligibility": attrs.evolve(CoverageAnswer(status, DAY, "30", Payer("EX001", "EXAMPLE HEALTH PLAN")), **changes)}


def tables(**rows):
    return {"tables": CodeTables(**rows)}


def decided(**changes):
    """The first line's decision changed."""
    first, second = told().services
    return secondary(told(services=(attrs.evolve(first, **changes), second)))


def whole(**changes):
    """A decision of the claim as a whole."""
    adjustments = tuple(one for given in told().services for one in given.adjustments)
    return told(**{"services": (), "adjustments": adjustments, "payment_date": PAID_ON, "amounts": {"EAF": D(81)}, **changes})


def bundled(paid=350, into=1):
    """Both lines paid with the first one."""
    procedure = Procedure("99214", ("25",))
    return secondary(told(paid=D(paid), services=(
        LineAdjudication(1, "EX001", D(paid), procedure, D(1), (), PAID_ON, D(0)),
        LineAdjudication(2, "EX001", D(0), procedure, D(1), (), PAID_ON, D(0), bundled_into=into))))


def third(first, second):
    """A claim to the third payer; what the first two decided."""
    last = attrs.evolve(SUPPLEMENT, payer=Payer("THIRD", "THIRD PLAN"), sequence="T")
    return claim(coverages=(PLAN, SUPPLEMENT, last), sequence="T", prior_adjudications=(first, second))


def to_medicare(**changes):
    """A claim to Medicare after the plan; 140.00 of 350.00 are written off by contract."""
    return secondary(**{"encounter": visit(patient=SENIOR), "coverages": (PLAN, MEDICARE_SECOND), **changes})


def attached(*numbers, transmission="EL"):
    return tuple(Attachment("OZ", transmission, number) for number in numbers)


def replacing(encounter=None, **changes):
    return claim(encounter, **{"frequency": "7", "payer_control_number": "ICN1", **changes})


SECOND = attrs.evolve(SUPPLEMENT, payer=Payer("SUP01", "SUPPLEMENT LIFE"))
SECOND_TOLD = whole(coverage=SECOND, paid=D(350), adjustments=(), amounts={"EAF": D(0)})
ORDERED = [ProviderRule(["93000"])]
RECODED = line(1, procedure=Procedure("99215", ("25",)))
OTHER_PATIENT = claim(visit(patient=PARENT))
LABORATORY = claim(line(2, procedure=Procedure("83036", ("QW",))), coverages=(MEDICARE,))

# rule, severity, the claim that trips it with what else is known, the nearest claim that does not with what else is known
ROWS = [
    # numbers
    ("S006", E, claim(), {"history": [OTHER_PATIENT]}, claim(), {"history": [claim()]}),
    ("S006", E, claim(), {"history": [OTHER_PATIENT]}, claim(patient_control_number="A1002"), {"history": [OTHER_PATIENT]}),
    # the patient
    ("M001", E, covered(member_id=""), {}, covered(member_id="X1"), {}),
    ("M001", E, claim(), profile(member_id_pattern="[0-9]{9}"), claim(), profile(member_id_pattern="XYZ[0-9]{9}")),
    ("M001", E, covered(filing_indicator="MB", member_id="1EG4-TE5-MK7"), {}, claim(coverages=(MEDICARE,)), {}),
    ("M002", E, patient(birth_date=AFTER), {}, patient(birth_date=DAY), {}),
    ("M002", E, patient(birth_date=None), {}, patient(birth_date=DAY), {}),
    ("M002", E, patient(birth_date=date(1905, 1, 1)), {}, patient(birth_date=date(1906, 1, 1)), {}),
    ("M003", E, patient(sex="X"), {}, patient(sex="U"), {}),
    ("M004", E, patient(address=None), {}, claim(), {}),
    ("M004", E, covered(relationship="19"), {}, claim(coverages=(DEPENDENT,)), {}),
    ("M005", W, claim(coverages=(attrs.evolve(DEPENDENT, subscriber=ROWE),)), {}, claim(coverages=(DEPENDENT,)), {}),
    ("M006", E, patient(name=PersonName("", "DANA")), {}, patient(name=PersonName("O", "DANA")), {}),
    ("M006", W, patient(name=PersonName("ROWE JR", "DANA")), {}, patient(name=PersonName("ROWE", "DANA", suffix="JR")), {}),
    # the payer
    ("M007", E, covered(payer=Payer("", "EXAMPLE HEALTH PLAN")), {}, claim(), {}),
    ("M007", W, claim(), answer(payer=Payer("ZZ9", "ANOTHER")), claim(), answer()),
    ("M007", W, claim(), answer(other_payers=(OtherPayer(Payer("SUN01", "SUNRISE"), "P"),)),
     claim(), answer(other_payers=(OtherPayer(Payer("SUN01", "SUNRISE"), "S"),))),
    ("M007", W, claim(), answer(other_payers=(OtherPayer(Payer("SUN01", "SUNRISE"), "P"),)),
     claim(), answer(other_payers=(OtherPayer(Payer("SUN01", "SUNRISE"), "P", ends=BEFORE),))),
    ("M007", W, claim(coverages=(MEDICARE,)), answer(other_payers=(OtherPayer(Payer("ADV01", "ADVANTAGE"), insurance_type="HN"),)),
     claim(coverages=(MEDICARE,)), answer(other_payers=(OtherPayer(Payer("GAP01", "GAPFILL"), insurance_type="SP"),))),
    ("M008", E, claim(line(2, service_date=AFTER)), answer(ends=DAY), claim(line(2, service_date=AFTER)), answer(ends=AFTER)),
    ("M008", E, claim(), answer(begins=AFTER), claim(), answer(begins=DAY)),
    ("M008", E, claim(), answer(CoverageStatus.INACTIVE), claim(), answer(CoverageStatus.PENDING)),
    ("M008", W, claim(), answer(CoverageStatus.NOT_COVERED), claim(), answer()),
    ("M008", W, claim(), answer(group_number="OTHER"), claim(), answer(group_number="GRP9000")),
    ("M008", W, claim(), profile(eligibility_days=30), claim(), {**profile(eligibility_days=30), **answer()}),
    ("M008", W, claim(), {**profile(eligibility_days=30), **answer(on=DAY - timedelta(days=31))},
     claim(), {**profile(eligibility_days=30), **answer(on=DAY - timedelta(days=30))}),
    ("M009", E, claim(sequence="S"), {}, claim(), {}),
    ("M009", E, claim(coverages=(SUPPLEMENT,), sequence="S"), {}, secondary(), {}),
    ("M009", E, claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, sequence="P"))), {}, claim(coverages=(PLAN, SUPPLEMENT)), {}),
    ("M009", E, claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, sequence="A")), sequence="A", prior_adjudications=(told(),)), {},
     third(told(), SECOND_TOLD), {}),
    ("M009", E, to_medicare(coverages=(PLAN, attrs.evolve(MEDICARE_SECOND, medicare_secondary_reason=""))), {}, to_medicare(), {}),
    ("M009", W, claim(coverages=(attrs.evolve(MEDICARE, medicare_secondary_reason="12"),)), {}, claim(coverages=(MEDICARE,)), {}),
    ("M009", E, claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, relationship="01"))), {},
     claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, relationship="01", subscriber=PARENT))), {}),
    # the providers
    ("P001", E, billing(npi="1234567890"), {}, claim(), {}),
    ("P001", E, billing(npi=None), {}, attrs.evolve(covered(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", references=(Reference("G2", "P1"),))),
                                                    billing_provider=attrs.evolve(GROUP, npi=None)), {}),
    ("P002", E, billing(tax_id="47-0000001"), {}, claim(), {}),
    ("P003", E, billing(address=attrs.evolve(STREET, lines=("PO BOX 7",))), {}, billing(address=attrs.evolve(STREET, lines=("7 BOX RD",))), {}),
    ("P003", E, billing(address=HOME), {}, claim(), {}),
    ("P003", W, billing(address=attrs.evolve(STREET, postal_code="681020000")), {}, claim(), {}),
    ("P004", E, billing(taxonomy="207RC0000"), {}, claim(), {}),
    ("P004", E, billing(taxonomy=""), profile(requires_taxonomy=True), billing(taxonomy=""), profile()),
    ("P004", E, claim(visit(providers={"rendering_provider": attrs.evolve(IBARRA, taxonomy="")})), profile(requires_rendering_taxonomy=True),
     claim(), profile(requires_rendering_taxonomy=True)),
    ("P005", E, billing(npi=IBARRA.npi), {}, claim(), {}),
    ("P005", W, claim(visit(providers={"rendering_provider": attrs.evolve(IBARRA, name="A GROUP")})), {}, claim(), {}),
    ("P005", W, claim(line(2, providers={"rendering_provider": IBARRA})), {}, claim(line(2, providers={"rendering_provider": WEYL})), {}),
    ("P005", W, claim(visit(providers={"facility": attrs.evolve(HOSPITAL, address=STREET)})), {}, claim(visit(providers={"facility": HOSPITAL})), {}),
    ("P005", W, at("12", providers={"facility": Provider(address=HOME)}), {}, at("12"), {}),
    ("P006", E, claim(), tables(provider_rules=ORDERED), claim(line(2, providers={"ordering_provider": WEYL})), tables(provider_rules=ORDERED)),
    ("P006", E, claim(), tables(provider_rules=ORDERED), claim(visit(providers={"referring_provider": WEYL})), tables(provider_rules=ORDERED)),
    ("P006", E, claim(), tables(provider_rules=[ProviderRule(["93000"], payer_ids=["EX001"])]),
     claim(), tables(provider_rules=[ProviderRule(["93000"], payer_ids=["EX002"])])),
    ("P006", W, LABORATORY, {}, claim(line(2, procedure=Procedure("83036"))), {}),
    ("P007", W, claim(), tables(enrollments=[Enrollment(GROUP.npi), Enrollment(IBARRA.npi, begins=AFTER)]),
     claim(), tables(enrollments=[Enrollment(GROUP.npi), Enrollment(IBARRA.npi, begins=DAY)])),
    ("P007", W, claim(), tables(enrollments=[Enrollment(GROUP.npi)]), claim(), tables(enrollments=[Enrollment(GROUP.npi, ["EX002"])])),
    # the claim
    ("B001", E, claim(charge=D(340)), {}, claim(charge=D("350.00")), {}),
    ("B001", E, claim(visit(services=())), {}, claim(visit(services=visit().services[:1])), {}),
    ("B002", E, at("00"), {}, claim(), {}),
    ("B002", W, at("99"), {}, claim(), {}),
    ("B002", E, at("21", facility=HOSPITAL), {}, at("21", facility=HOSPITAL, services=visit().services[:1], admission_date=DAY), {}),
    ("B002", W, at("22", services=visit().services[:1]), {}, at("22", services=visit().services[:1], facility=HOSPITAL), {}),
    ("B002", W, at("22", facility=HOSPITAL), {}, claim(visit(place_of_service="22", facility=HOSPITAL, services=(
        visit().services[0], attrs.evolve(visit().services[1], procedure=Procedure("93010"))))), {}),
    ("B002", E, done("93000", "26"), {}, done("93010"), {}),
    ("B002", E, done("71046", "TC"), tables(components={"71046": "0"}), done("71046", "TC"), tables(components={"71046": "1"})),
    ("B002", W, claim(line(2, place_of_service="11")), {}, claim(line(2, place_of_service="12")), {}),
    ("B003", E, claim(line(1, service_date=None)), {}, claim(), {}),
    ("B003", E, claim(line(1, service_date=None, service_period=DateRange(DAY, BEFORE))), {},
     claim(line(1, service_date=None, service_period=DateRange(BEFORE, DAY))), {}),
    ("B003", E, claim(), {"as_of": BEFORE}, claim(), {"as_of": DAY}),
    ("B003", E, patient(death_date=BEFORE), {}, patient(death_date=DAY), {}),
    ("B003", E, patient(death_date=AFTER), {"as_of": DAY}, patient(death_date=AFTER), {"as_of": AFTER}),
    ("B003", E, claim(attrs.evolve(line(1, service_date=BEFORE), patient=attrs.evolve(ROWE, birth_date=DAY))), {}, patient(birth_date=DAY), {}),
    ("B003", E, claim(visit(dates={"435": DAY, "096": BEFORE})), {}, claim(visit(dates={"435": DAY, "096": DAY})), {}),
    ("B003", E, claim(visit(dates={"314": DateRange(DAY, BEFORE)})), {}, claim(visit(dates={"314": DateRange(BEFORE, DAY)})), {}),
    ("B003", E, claim(dates={"090": DateRange(DAY, BEFORE)}), {}, claim(dates={"090": DAY}), {}),
    ("B003", W, claim(visit(dates={"431": AFTER})), {}, claim(visit(dates={"431": DAY})), {}),
    ("B004", E, claim(frequency="6"), {}, claim(), {}),
    ("B004", E, claim(frequency="7"), {}, replacing(), {}),
    ("B004", E, claim(payer_control_number="ICN1"), {}, claim(), {}),
    ("B004", E, replacing(), profile(accepts_replacement=False), replacing(frequency="8"), profile(accepts_replacement=False)),
    ("B004", E, replacing(frequency="8"), profile(accepts_void=False), replacing(), profile(accepts_void=False)),
    ("B004", E, replacing(), {"history": History(rejected=["A1001"])}, claim(), {"history": History(rejected=["A1001"])}),
    ("B004", E, replacing(), {"history": History(decided={})}, replacing(), {"history": History(decided={"A1001": Decided("ICN1")})}),
    ("B004", E, replacing(), {"history": History(decided={"A1001": Decided("ICN2")})}, replacing(), {"history": History([claim()])}),
    # what the payer wants to be asked
    ("B005", E, claim(), profile(authorization_rules=[AuthorizationRule(["9300*"])]),
     claim(authorization_number="AU1"), profile(authorization_rules=[AuthorizationRule(["9300*"])])),
    ("B005", E, claim(), profile(authorization_rules=[AuthorizationRule(["9300*"])]),
     claim(line(2, references=(Reference("G1", "AU1"),))), profile(authorization_rules=[AuthorizationRule(["9300*"])])),
    ("B005", E, claim(authorization_number="AU1"), profile(authorization_rules=[AuthorizationRule(["93000"], number_pattern="[0-9]+")]),
     claim(authorization_number="11"), profile(authorization_rules=[AuthorizationRule(["93000"], number_pattern="[0-9]+")])),
    ("B005", E, claim(), answer(authorization=Authorization.REQUIRED), claim(), answer(authorization=Authorization.UNKNOWN)),
    ("B005", E, claim(), answer(authorization=Authorization.REQUIRED, evidence={"authorization": Benefit("1", procedure=Procedure("93000"))}),
     claim(), answer(authorization=Authorization.REQUIRED, evidence={"authorization": Benefit("1", procedure=Procedure("97110"))})),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", ends=BEFORE)]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", ends=DAY)])),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", begins=AFTER)]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", begins=DAY)])),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", units=D(1))]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", procedures=["93000"], units=D(1))])),
    ("B005", E, claim(authorization_number="AU1"), {**profile(authorization_rules=[AuthorizationRule(["93000"])]),
                                                    **tables(approvals=[Approval("AU1", procedures=["97110"])])},
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", procedures=["97110"])])),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", providers=[WEYL.npi])]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", providers=[IBARRA.npi])])),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", facilities=[WEYL.npi])]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", facilities=[GROUP.npi])])),
    ("B005", E, claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", payer_ids=["ZZ9"])]),
     claim(authorization_number="AU1"), tables(approvals=[Approval("AU1", payer_ids=["ZZ9"]), Approval("AU1")])),
    ("B006", E, claim(), profile(referral_required=True), claim(referral_number="RF1"), profile(referral_required=True)),
    ("B006", E, claim(), profile(referral_rules=[ReferralRule(["93000"])]), claim(), profile(referral_rules=[ReferralRule(["93000"], ["22"])])),
    ("B006", E, claim(), profile(referral_rules=[ReferralRule(["93000"])]),
     claim(line(2, references=(Reference("9F", "RF1"),))), profile(referral_rules=[ReferralRule(["93000"])])),
    ("B006", E, claim(), {**profile(referral_required=True), **answer()}, claim(), {**profile(referral_required=True), **answer(
        primary_care_provider=RelatedEntity("P3", identifier=Reference("XX", IBARRA.npi)))}),
    # deadlines
    ("B007", E, claim(), {**profile(timely_filing_days=90), "as_of": DAY + timedelta(days=91)},
     claim(delay_reason="7"), {**profile(timely_filing_days=90), "as_of": DAY + timedelta(days=91)}),
    ("B007", W, claim(), {**profile(timely_filing_days=90), "as_of": DAY + timedelta(days=80)},
     claim(), {**profile(timely_filing_days=90), "as_of": DAY + timedelta(days=79)}),
    ("B007", E, replacing(), {**profile(corrected_claim_days=60), "as_of": date(2027, 1, 5), "history": History(decided={"A1001": Decided("ICN1", PAID_ON)})},
     replacing(), {**profile(corrected_claim_days=180), "as_of": date(2027, 1, 5), "history": History(decided={"A1001": Decided("ICN1", PAID_ON)})}),
    ("B007", E, secondary(), {"profile": PayerProfile("S", ("SUP01",), timely_filing_days=90, secondary_filing_days=20), "as_of": date(2026, 11, 30)},
     secondary(), {"profile": PayerProfile("S", ("SUP01",), timely_filing_days=20, secondary_filing_days=90), "as_of": date(2026, 11, 30)}),
    # sent before
    ("B008", W, claim(patient_control_number="A1002"), {"history": [claim()]},
     claim(line(1, procedure=Procedure("99215")), patient_control_number="A1002"), {"history": [claim(visit(services=visit().services[:1]))]}),
    ("B008", W, claim(patient_control_number="A1002"), {"history": [claim()]}, replacing(), {"history": [claim()]}),
    ("B008", W, claim(patient_control_number="A1002"), {"history": [claim()]}, secondary(), {"history": [claim()]}),
    ("B008", W, claim(patient_control_number="A1002"), {"history": [claim()]},
     claim(patient_control_number="A1002"), {"history": [claim(), claim(frequency="8", payer_control_number="ICN1")]}),
    ("B008", W, claim(visit(services=(*visit().services, attrs.evolve(visit().services[1], line_control_number="L3")))), {},
     claim(visit(services=(*visit().services, attrs.evolve(visit().services[1], line_control_number="L3", procedure=Procedure("93000", ("76",)))))), {}),
    # causes
    ("B009", E, claim(visit(accident=Accident(("AA",), DAY))), {}, claim(visit(accident=Accident(("AA",), DAY, "NE"))), {}),
    ("B009", E, claim(visit(accident=Accident(("OA",)))), {}, claim(visit(accident=Accident(("EM",)))), {}),
    ("B009", W, claim(visit(accident=Accident(("OA",), AFTER))), {}, claim(visit(accident=Accident(("OA",), DAY))), {}),
    ("B009", W, claim(visit(diagnoses=(Diagnosis("S93401A"), Diagnosis("R0602")))), {},
     claim(visit(diagnoses=(Diagnosis("S93401A"), Diagnosis("R0602")), accident=Accident(("OA",), DAY))), {}),
    ("B009", W, claim(visit(diagnoses=(Diagnosis("T148XXA"), Diagnosis("R0602")))), {},
     claim(visit(diagnoses=(Diagnosis("T8789"), Diagnosis("R0602")))), {}),
    # earlier payers
    ("B010", E, secondary(prior_adjudications=()), {}, secondary(), {}),
    ("B010", E, secondary(told(paid=D(130))), {}, secondary(), {}),
    ("B010", E, decided(paid=D(104)), {}, secondary(), {}),
    ("B010", E, decided(payer_id="EX999"), {}, secondary(), {}),
    ("B010", E, decided(line=3), {}, secondary(), {}),
    ("B010", E, decided(payment_date=None), {}, secondary(), {}),
    ("B010", W, decided(remaining=None), {}, decided(remaining=D(0)), {}),
    ("B010", W, decided(remaining=D(201)), {}, decided(remaining=D(200)), {}),
    ("B010", W, decided(payment_date=BEFORE), {}, decided(payment_date=DAY), {}),
    ("B010", E, secondary(), {"as_of": date(2026, 11, 1)}, secondary(), {"as_of": PAID_ON}),
    ("B010", E, secondary(told(amounts={"EAF": D(81)})), {}, secondary(whole()), {}),
    ("B010", W, secondary(told(payment_date=PAID_ON)), {}, secondary(), {}),
    ("B010", E, secondary(whole(payment_date=None)), {}, secondary(whole()), {}),
    ("B010", E, secondary(whole(adjustments=())), {}, secondary(whole(adjustments=(), paid=D(350))), {}),
    ("B010", E, secondary(whole(adjustments=(Adjustment("CO", "45", D(220)),))), {}, secondary(whole(adjustments=(Adjustment("CO", "45", D(221)),))), {}),
    ("B010", E, secondary(told(paid=None)), {}, secondary(), {}),
    ("B010", E, secondary(told(paid=None, services=(), amounts={"A8": D(349)})), {}, secondary(told(paid=None, services=(), amounts={"A8": D(350)})), {}),
    ("B010", E, secondary(told(amounts={"A8": D(350)})), {}, secondary(told(paid=None, services=(), amounts={"A8": D(350)})), {}),
    ("B010", E, bundled(349), {}, bundled(350), {}),
    ("B010", E, bundled(into=2), {}, bundled(), {}),
    ("B010", E, bundled(into=3), {}, bundled(), {}),
    ("B010", E, third(told(), attrs.evolve(SECOND_TOLD, coverage=attrs.evolve(SECOND, payer=PLAN.payer))), {}, third(told(), SECOND_TOLD), {}),
    ("B010", E, third(told(), attrs.evolve(SECOND_TOLD, paid=None)), {}, third(told(), SECOND_TOLD), {}),
    ("B010", W, claim(coverages=(PLAN, SECOND), prior_adjudications=(SECOND_TOLD,)), {}, claim(coverages=(PLAN, SECOND)), {}),
    ("B010", E, secondary(orphan_adjudications=(LineAdjudication(1, "ZZ9", D(1), Procedure("99214")),)), {}, secondary(), {}),
    ("B010", W, secondary(), {"profile": PayerProfile("S", ("SUP01",), takes_secondary_electronically=False)},
     claim(), {"profile": PayerProfile("S", ("EX001",), takes_secondary_electronically=False)}),
    # amounts, visits
    ("B011", W, claim(amounts={"F5": D(25)}), answer(copay=D(20)), claim(amounts={"F5": D(20)}), answer(copay=D(20))),
    ("B011", W, claim(amounts={"F5": D(25)}), answer(copay=D(20)), claim(amounts={"F5": D(25)}), answer(copay=D(20), deductible_remaining=D(5))),
    ("B011", W, claim(amounts={"F5": D(25)}), answer(copay=D(20)), claim(amounts={"F5": D(25)}), answer(copay=D(20), coinsurance=D("0.2"))),
    ("B011", W, claim(), {"contract": FeeSchedule("S", [Fee("93000", D(151))])}, claim(), {"contract": FeeSchedule("S", [Fee("93000", D(150))])}),
    ("B011", W, claim(), {"contract": FeeSchedule("S", [Fee("93000", D(151))], "EX001")},
     claim(), {"contract": FeeSchedule("S", [Fee("93000", D(151))], "EX002")}),
    ("B012", W, claim(), answer(visits_remaining=D(0)), claim(), answer(visits_remaining=D(1))),
    ("B012", W, claim(line(2, service_date=AFTER)), answer(visits_remaining=D(1)), claim(line(2, service_date=DAY)), answer(visits_remaining=D(1))),
    # what supports it
    ("B013", E, claim(attachments=attached("")), {}, claim(attachments=attached("", transmission="AA")), {}),
    ("B013", E, claim(line(1, attachments=attached("N1")), attachments=attached("N1")), {}, claim(line(1, attachments=attached("N2")), attachments=attached("N1")), {}),
    ("B013", E, claim(attachments=attached("N1"), patient_control_number="A1002"), {"history": [claim(attachments=attached("N1"))]},
     claim(attachments=attached("N1")), {"history": [claim(attachments=attached("N1"))]}),
    ("B014", E, claim(references=(Reference("X4", "28D12345"),)), {}, claim(references=(Reference("X4", "28D1234567"),)), {}),
    ("B014", E, claim(line(1, references=(Reference("F4", "D1234567"),))), {}, claim(line(1, references=(Reference("F4", "28D1234567"),))), {}),
    ("B014", E, LABORATORY, {}, attrs.evolve(LABORATORY, references=(Reference("X4", "28D1234567"),)), {}),
    ("B014", W, done("83036", "QW"), {}, done("83036"), {}),
    ("B014", E, done("83036"), {**tables(laboratory=["8????"]), **profile(requires_clia=True)},
     done("83036", references=(Reference("X4", "28D1234567"),)), {**tables(laboratory=["8????"]), **profile(requires_clia=True)}),
    ("B015", E, done("99199"), tables(by_report=[ByReport(["99199"])]),
     done("99199", notes=(Reference("ADD", "WHAT WAS DONE"),)), tables(by_report=[ByReport(["99199"])])),
    ("B015", E, done("99214", "22"), tables(by_report=[ByReport(["*"], ["22"])]), claim(), tables(by_report=[ByReport(["*"], ["22"])])),
    ("B016", W, claim(), {"held": {"A1001"}}, claim(), {"held": {"A1002"}}),
    # Medicare
    ("B017", W, to_medicare(contract=ContractInformation("09", D(200))), {}, to_medicare(contract=ContractInformation("09", D(210))), {}),
    ("B017", W, to_medicare(encounter=attrs.evolve(line(1, contract=ContractInformation("09", D(200))), patient=SENIOR)), {},
     to_medicare(encounter=attrs.evolve(line(1, contract=ContractInformation("09", D(130))), patient=SENIOR)), {}),
    ("B017", W, to_medicare(encounter=visit()), {}, to_medicare(), {}),
    ("B017", W, to_medicare(coverages=(PLAN, attrs.evolve(MEDICARE_SECOND, medicare_secondary_reason="43"))), {},
     to_medicare(encounter=visit(), coverages=(PLAN, attrs.evolve(MEDICARE_SECOND, medicare_secondary_reason="43"))), {}),
    ("B017", W, to_medicare(coverages=(PLAN, attrs.evolve(MEDICARE_SECOND, medicare_secondary_reason="15"))), {},
     to_medicare(encounter=visit(patient=SENIOR, accident=Accident(("EM",), DAY)),
                 coverages=(PLAN, attrs.evolve(MEDICARE_SECOND, medicare_secondary_reason="15"))), {}),
    ("B018", E, replacing(RECODED), {"history": [claim()]}, replacing(), {"history": [claim()]}),
    ("B018", E, replacing(RECODED), {"history": [claim()]},
     replacing(attrs.evolve(RECODED, documentation={"addendum": "2026-11-04"})), {"history": [claim()]}),
    ("B018", E, replacing(RECODED), {"history": [claim()]}, replacing(RECODED, attachments=attached("N1")), {"history": [claim()]}),
    ("B018", E, replacing(attrs.evolve(RECODED, documentation={"size": "2 CM"})), {"history": [claim(visit(documentation={"size": "2 CM"}))]},
     replacing(RECODED, frequency="8"), {"history": [claim()]}),
    ("B019", E, done("99214", "GA", "GZ"), {}, done("99214", "GX", "GY"), {}),
    ("B019", E, done("99214", "GA", "GX"), {}, done("99214", "GA"), {}),
    ("B019", W, attrs.evolve(done("99214", "GY"), coverages=(attrs.evolve(PLAN, filing_indicator="16"),)), {}, done("99214", "GY"), {}),
    ("B019", W, attrs.evolve(done("99214", "GA"), coverages=(MEDICARE,)), {},
     claim(attrs.evolve(line(1, procedure=Procedure("99214", ("GA",))), documentation={"abn": "SIGNED 2026-10-12"}), coverages=(MEDICARE,)), {}),
]
IDS = [f"{row[0]}-{at}" for at, row in enumerate(ROWS)]


def found(one, code, known):
    return [each for each in edi837.check([one], **known) if each.code == code]


@pytest.mark.parametrize(("code", "severity", "tripping", "known", "clean", "known_too"), ROWS, ids=IDS)
def test_a_rule_finds_what_breaks_it_and_lets_the_nearest_pass(code, severity, tripping, known, clean, known_too):
    findings = found(tripping, code, known)
    assert severity in {each.severity for each in findings}
    assert all(each.message and each.fix and each.claim == tripping.patient_control_number for each in findings)
    assert found(clean, code, known_too) == []


@pytest.mark.parametrize(("code", "severity", "tripping", "known", "clean", "known_too"), ROWS, ids=IDS)
def test_a_finding_points_into_the_claim(code, severity, tripping, known, clean, known_too):
    for each in found(tripping, code, known):
        assert each.element
        assert each.path
        assert each.service_line is None or 0 < each.service_line <= len(tripping.encounter.services)


def test_every_rule_of_patient_payer_provider_and_claim_is_tripped():
    others = {module.__name__ for module in (structure, coding, edits, people)}
    ours = [rule for rule in edi837.RULES if rule.__module__ not in others and not rule.__module__.startswith("edi837.rules.pa")]
    untripped = [rule.__name__ for rule in ours if not any(edi837.check([row[2]], (rule,), **row[3]) for row in ROWS)]
    assert untripped == []
