"""Every rule: what it lets pass, what it finds, and where it says that is."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

import edi837
from claims837 import DAY, GROUP, HOME, IBARRA, PARENT, PLAN, ROWE, STREET, SUPPLEMENT, claim, line, secondary, told, visit
from edi837 import Approval, CodeTables, ModifierRule, Policy
from edi_claims import (
    Accident,
    Address,
    Adjustment,
    Authorization,
    AuthorizationRule,
    CoverageAnswer,
    CoverageStatus,
    DateRange,
    Diagnosis,
    LineAdjudication,
    OtherPayer,
    Owner,
    Payer,
    PayerProfile,
    PersonName,
    Procedure,
    Provider,
    Reference,
    RootCause,
    ServiceLine,
    Severity,
)

DEPENDENT = attrs.evolve(PLAN, subscriber=PARENT, relationship="19")
MEDICARE = attrs.evolve(PLAN, filing_indicator="MB", member_id="1EG4TE5MK73")
PROFILE = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",))
HOSPITAL = Provider("1234567893", "GENERAL HOSPITAL", address=Address(("1 MAIN ST",), "OMAHA", "NE", "681020123"))


def patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def billing(**changes):
    return claim(billing_provider=attrs.evolve(GROUP, **changes))


def covered(**changes):
    return claim(coverages=(attrs.evolve(PLAN, **changes),))


def answer(status=CoverageStatus.ACTIVE, **changes):
    return attrs.evolve(CoverageAnswer(status, DAY, "30", Payer("EX001", "EXAMPLE HEALTH PLAN")), **changes)


def procedure(*modifiers, code="99214", **more):
    return claim(line(1, procedure=Procedure(code, modifiers, **more)))


def whole(**changes):
    return told(**{"services": (), "payment_date": date(2026, 11, 2), "amounts": {"EAF": Decimal(81)}, **changes})


def first_decision(**changes):
    services = told().services
    return secondary(told(services=(attrs.evolve(services[0], **changes), services[1])))


def profile(**changes):
    return {"profile": attrs.evolve(PROFILE, **changes)}


E, W = Severity.ERROR, Severity.WARNING
CODED = "encounter.services[0]"

# claim, what else is known, then what is found: rule, severity, loop, element, path, line
BROKEN = [
    # characters, lengths, numbers
    (patient(name=PersonName("GARCÍA", "DANA")), {}, "S001", E, "", "", "encounter.patient.name.last", None),
    (patient(name=PersonName("RO:WE", "DANA")), {}, "S001", E, "", "", "encounter.patient.name.last", None),
    (patient(name=PersonName("ROWE ", "DANA")), {}, "S002", E, "", "", "encounter.patient.name.last", None),
    (patient(name=PersonName("Rowe", "DANA")), {}, "S002", W, "", "", "encounter.patient.name.last", None),
    (claim(patient_control_number="A" * 21), {}, "S003", E, "2300", "CLM01", "patient_control_number", None),
    (patient(name=PersonName("R" * 61, "DANA")), {}, "S003", E, "2010BA", "NM103", "encounter.patient.name.last", None),
    (billing(address=attrs.evolve(STREET, city="")), {}, "S003", E, "2010AA", "N401", "billing_provider.address.city", None),
    (claim(authorization_number="9" * 51), {}, "S003", E, "2300", "REF02", "authorization_number", None),
    (claim(visit(notes=(Reference("ADD", "X" * 81),))), {}, "S003", E, "2300", "NTE02", "encounter.notes[0]", None),
    (claim(line(1, charge=Decimal("200.005"))), {}, "S004", E, "2400", "SV102", f"{CODED}.charge", 1),
    (claim(line(1, charge=Decimal(-200))), {}, "S004", E, "2400", "SV102", f"{CODED}.charge", 1),
    (claim(line(1, charge=Decimal(10) ** 8)), {}, "S004", E, "2400", "SV102", f"{CODED}.charge", 1),
    (claim(line(1, units=Decimal("0.0005"))), {}, "S004", E, "2400", "SV104", f"{CODED}.units", 1),
    (claim(line(2, line_control_number="A1001L1")), {}, "S005", E, "2400", "REF02", "encounter.services[1].line_control_number", 2),
    (attrs.evolve(claim(), encounter=line(2, line_control_number=None)), {}, "S005", W, "2400", "REF02", "encounter.services[1].line_control_number", 2),
    (claim(visit(notes=(Reference("ADD", "A"), Reference("ADD", "B")))), {}, "S005", E, "2300", "NTE", "encounter.notes", None),
    (claim(assignment="X"), {}, "S007", E, "2300", "CLM07", "assignment", None),
    (covered(filing_indicator="QQ"), {}, "S007", E, "2000B", "SBR09", "coverages[0].filing_indicator", None),
    (claim(references=(Reference("ZZ", "1"),)), {}, "S007", E, "2300", "REF01", "references[0]", None),
    (claim(line(1, unit="XX")), {}, "S007", E, "2400", "SV103", f"{CODED}.unit", 1),
    # the patient and his coverage
    (covered(member_id=""), {}, "M001", E, "2010BA", "NM109", "coverages[0].member_id", None),
    (covered(filing_indicator="MB", member_id="1EG4-TE5-MK7"), {}, "M001", E, "2010BA", "NM109", "coverages[0].member_id", None),
    (claim(), profile(member_id_pattern="[0-9]{9}"), "M001", E, "2010BA", "NM109", "coverages[0].member_id", None),
    (patient(birth_date=None), {}, "M002", E, "2010BA", "DMG02", "encounter.patient.birth_date", None),
    (patient(birth_date=date(2026, 10, 13)), {}, "M002", E, "2010BA", "DMG02", "encounter.patient.birth_date", None),
    (patient(birth_date=date(1905, 1, 1)), {}, "M002", E, "2010BA", "DMG02", "encounter.patient.birth_date", None),
    (patient(sex=""), {}, "M003", E, "2010BA", "DMG03", "encounter.patient.sex", None),
    (patient(address=None), {}, "M004", E, "2010BA", "N301", "encounter.patient.address", None),
    (covered(relationship=""), {}, "M004", E, "2000B", "SBR02", "coverages[0].relationship", None),
    (claim(coverages=(attrs.evolve(DEPENDENT, relationship="99"),)), {}, "M004", E, "2000C", "PAT01", "coverages[0].relationship", None),
    (covered(relationship="19"), {}, "M004", E, "2010BA", "NM103", "coverages[0].subscriber", None),
    (claim(coverages=(attrs.evolve(DEPENDENT, subscriber=ROWE),)), {}, "M005", W, "2000B", "SBR02", "coverages[0].relationship", None),
    (patient(name=PersonName("", "DANA")), {}, "M006", E, "2010BA", "NM103", "encounter.patient.name", None),
    (patient(name=PersonName("ROWE JR", "DANA")), {}, "M006", W, "2010BA", "NM103", "encounter.patient.name", None),
    (covered(payer=Payer("", "EXAMPLE HEALTH PLAN")), {}, "M007", E, "2010BB", "NM109", "coverages[0].payer.payer_id", None),
    (claim(), {"eligibility": answer(CoverageStatus.INACTIVE, ends=date(2026, 8, 31), other_payers=(OtherPayer(Payer("SUN01", "SUNRISE")),))}, "M007", W,
     "2010BB", "NM109", "coverages[0].payer", None),
    (claim(), {"eligibility": answer(payer=Payer("ZZ9", "ANOTHER"))}, "M007", W, "2010BB", "NM109", "coverages[0].payer", None),
    (claim(), {"eligibility": answer(CoverageStatus.INACTIVE)}, "M008", E, "2000B", "SBR", "coverages[0]", None),
    (claim(line(2, service_date=date(2026, 10, 20))), {"eligibility": answer(ends=date(2026, 10, 15))}, "M008", E, "2400", "DTP03",
     "encounter.services[1].service_date", 2),
    (claim(line(1, service_date=date(2026, 10, 1))), {"eligibility": {"A1001": answer(begins=date(2026, 10, 10))}}, "M008", E, "2400", "DTP03",
     f"{CODED}.service_date", 1),
    (claim(sequence="S"), {}, "M009", E, "2000B", "SBR01", "sequence", None),
    (claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, sequence="P"))), {}, "M009", E, "2320", "SBR01", "coverages", None),
    (claim(coverages=(SUPPLEMENT,), sequence="S"), {}, "M009", E, "2320", "SBR01", "coverages", None),
    (secondary(coverages=(PLAN, attrs.evolve(MEDICARE, sequence="S"))), {}, "M009", E, "2000B", "SBR05", "coverages[1].medicare_secondary_reason", None),
    # the providers
    (billing(npi="1234567890"), {}, "P001", E, "2010AA", "NM109", "billing_provider.npi", None),
    (billing(npi=None), {}, "P001", E, "2010AA", "NM109", "billing_provider.npi", None),
    (claim(visit(providers={"rendering_provider": attrs.evolve(IBARRA, npi=None)})), {}, "P001", E, "2310B", "NM109", "encounter.rendering_provider.npi", None),
    (claim(line(2, providers={"ordering_provider": Provider("1", PersonName("A", "B"))})), {}, "P001", E, "2420E", "NM109",
     "encounter.services[1].providers['ordering_provider'].npi", 2),
    (billing(tax_id="47-0000001"), {}, "P002", E, "2010AA", "REF02", "billing_provider.tax_id", None),
    (billing(address=Address(("P.O. BOX 77",), "OMAHA", "NE", "681020123")), {}, "P003", E, "2010AA", "N301", "billing_provider.address", None),
    (billing(address=HOME), {}, "P003", E, "2010AA", "N403", "billing_provider.address", None),
    (billing(address=attrs.evolve(STREET, postal_code="681020000")), {}, "P003", W, "2010AA", "N403", "billing_provider.address", None),
    (billing(address=None), {}, "P003", E, "2010AA", "N301", "billing_provider.address", None),
    (claim(visit(providers={"facility": Provider("1234567893", "GENERAL", address=HOME)})), {}, "P003", E, "2310C", "N403", "encounter.facility.address", None),
    (billing(taxonomy="207RC0000"), {}, "P004", E, "2010AA", "PRV03", "billing_provider.taxonomy", None),
    (billing(taxonomy=""), profile(requires_taxonomy=True), "P004", E, "2000A", "PRV03", "billing_provider.taxonomy", None),
    (billing(npi=IBARRA.npi), {}, "P005", E, "2310B", "NM109", "encounter.rendering_provider", None),
    (claim(visit(providers={"rendering_provider": attrs.evolve(IBARRA, name="SOME GROUP")})), {}, "P005", W, "2310B", "NM102", "encounter.rendering_provider",
     None),
    # coding
    (claim(visit(diagnoses=())), {}, "C001", E, "2300", "HI01", "encounter.diagnoses", None),
    (claim(visit(diagnoses=(Diagnosis("R079"), Diagnosis("R079")))), {}, "C001", E, "2300", "HI01", "encounter.diagnoses", None),
    (claim(visit(diagnoses=(Diagnosis("R079"), Diagnosis("R06.02")))), {}, "C001", E, "2300", "HI02-2", "encounter.diagnoses[1]", None),
    (claim(visit(diagnoses=(Diagnosis("R079"), Diagnosis("7865", "9")))), {}, "C001", E, "2300", "HI01", "encounter.diagnoses", None),
    (claim(), {"tables": CodeTables(diagnoses={"R079"})}, "C001", E, "2300", "HI02-2", "encounter.diagnoses[1]", None),
    (claim(line(1, diagnosis_pointers=(1, 3))), {}, "C002", E, "2400", "SV107", f"{CODED}.diagnosis_pointers", 1),
    (claim(line(2, diagnosis_pointers=())), {}, "C002", E, "2400", "SV107", "encounter.services[1].diagnosis_pointers", 2),
    (claim(line(1, diagnosis_pointers=(2, 2))), {}, "C002", E, "2400", "SV107", f"{CODED}.diagnosis_pointers", 1),
    (claim(visit(diagnoses=(*visit().diagnoses, Diagnosis("I10")))), {}, "C002", W, "2300", "HI03-2", "encounter.diagnoses[2]", None),
    (procedure(code="992"), {}, "C003", E, "2400", "SV101-2", f"{CODED}.procedure.code", 1),
    (claim(), {"tables": CodeTables(procedures={"99214"})}, "C003", E, "2400", "SV101-2", "encounter.services[1].procedure.code", 2),
    (procedure("25", "25"), {}, "C004", E, "2400", "SV101-3", f"{CODED}.procedure.modifiers", 1),
    (procedure("26", "TC"), {}, "C004", E, "2400", "SV101-3", f"{CODED}.procedure.modifiers", 1),
    (procedure("X"), {}, "C004", E, "2400", "SV101-3", f"{CODED}.procedure.modifiers", 1),
    (procedure("25", "59", "GP", "LT", "QW"), {}, "C004", E, "2400", "SV101-3", f"{CODED}.procedure.modifiers", 1),
    (procedure(), {"tables": CodeTables(modifier_rules=[ModifierRule(["992*"], ["25"], ["93000"])])}, "C005", E, "2400", "SV101-3",
     f"{CODED}.procedure.modifiers", 1),
    (claim(visit(diagnoses=(Diagnosis("Z0000"), Diagnosis("Z0001")))), {"tables": CodeTables(policies=[Policy(["93000"], ["R07*", "R06*"])])}, "C006", E, "2400",
     "SV107", "encounter.services[1].diagnosis_pointers", 2),
    (claim(line(1, units=Decimal(0))), {}, "C007", E, "2400", "SV104", f"{CODED}.units", 1),
    # the claim
    (claim(charge=Decimal(340)), {}, "B001", E, "2300", "CLM02", "charge", None),
    (claim(visit(services=())), {}, "B001", E, "2400", "LX01", "encounter.services", None),
    (claim(visit(services=tuple(attrs.evolve(visit().services[0], line_control_number=f"L{at}") for at in range(51)))), {}, "B001", E, "2400", "LX01",
     "encounter.services", None),
    (claim(visit(place_of_service="00")), {}, "B002", E, "2300", "CLM05-1", "encounter.place_of_service", None),
    (claim(visit(place_of_service="99")), {}, "B002", W, "2300", "CLM05-1", "encounter.place_of_service", None),
    (claim(visit(place_of_service="21")), {}, "B002", E, "2300", "DTP03", "encounter.admission_date", None),
    (claim(line(1, place_of_service="11")), {}, "B002", W, "2400", "SV105", f"{CODED}.place_of_service", 1),
    (claim(line(1, service_date=None)), {}, "B003", E, "2400", "DTP03", f"{CODED}.service_date", 1),
    (claim(line(1, service_date=None, service_period=DateRange(DAY, date(2026, 10, 1)))), {}, "B003", E, "2400", "DTP03", f"{CODED}.service_date", 1),
    (claim(), {"as_of": date(2026, 10, 11)}, "B003", E, "2400", "DTP03", f"{CODED}.service_date", 1),
    (claim(visit(dates={"435": DAY, "096": date(2026, 10, 11)})), {}, "B003", E, "2300", "DTP03", "encounter.dates['096']", None),
    (claim(frequency="6"), {}, "B004", E, "2300", "CLM05-3", "frequency", None),
    (claim(frequency="7"), {}, "B004", E, "2300", "REF02", "payer_control_number", None),
    (claim(payer_control_number="ICN1"), {}, "B004", E, "2300", "REF02", "payer_control_number", None),
    (claim(frequency="7", payer_control_number="ICN1"), profile(accepts_replacement=False), "B004", E, "2300", "CLM05-3", "frequency", None),
    (claim(), profile(authorization_rules=[AuthorizationRule(["9300*"])]), "B005", E, "2300", "REF02", "authorization_number", 2),
    (claim(), {"eligibility": answer(authorization=Authorization.REQUIRED)}, "B005", E, "2300", "REF02", "authorization_number", None),
    (claim(authorization_number="AU1"), {"tables": CodeTables(approvals=[Approval("AU1", ends=date(2026, 9, 30), procedures=["93000"])])}, "B005", E, "2300",
     "REF02", "authorization_number", 2),
    (claim(authorization_number="AU1"), {"tables": CodeTables(approvals=[Approval("AU1", units=Decimal(1))])}, "B005", E, "2300", "REF02",
     "authorization_number", None),
    (claim(), profile(referral_required=True), "B006", E, "2300", "REF02", "referral_number", None),
    (claim(), {**profile(timely_filing_days=90), "as_of": date(2027, 1, 11)}, "B007", E, "2300", "CLM20", "delay_reason", None),
    (claim(), {**profile(timely_filing_days=90), "as_of": date(2027, 1, 5)}, "B007", W, "2300", "CLM20", "delay_reason", None),
    (claim(visit(accident=Accident(("AA",), DAY))), {}, "B009", E, "2300", "CLM11-4", "encounter.accident.state", None),
    (claim(visit(accident=Accident(("OA",)))), {}, "B009", E, "2300", "DTP03", "encounter.accident.occurred_on", None),
    (claim(visit(accident=Accident(("XX",), DAY))), {}, "B009", E, "2300", "CLM11-1", "encounter.accident.causes", None),
    # earlier payers
    (secondary(prior_adjudications=()), {}, "B010", E, "2320", "AMT02", "coverages[0]", None),
    (secondary(told(paid=Decimal(130))), {}, "B010", E, "2320", "AMT02", "prior_adjudications[0].paid", None),
    (first_decision(paid=Decimal(104)), {}, "B010", E, "2430", "SVD02", "prior_adjudications[0].services[0]", 1),
    (first_decision(payer_id="EX999"), {}, "B010", E, "2430", "SVD01", "prior_adjudications[0].services[0].payer_id", 1),
    (first_decision(payment_date=None), {}, "B010", E, "2430", "DTP03", "prior_adjudications[0].services[0].payment_date", 1),
    (first_decision(remaining=None), {}, "B010", W, "2430", "AMT02", "prior_adjudications[0].services[0].remaining", 1),
    (secondary(told(amounts={"EAF": Decimal(81)})), {}, "B010", E, "2320", "AMT02", "prior_adjudications[0].amounts['EAF']", None),
    (secondary(told(amounts={"A8": Decimal(350)})), {}, "B010", E, "2320", "AMT02", "prior_adjudications[0].amounts['A8']", None),
    (secondary(whole(payment_date=None)), {}, "B010", E, "2330B", "DTP03", "prior_adjudications[0].payment_date", None),
    (secondary(whole(amounts={})), {}, "B010", W, "2320", "AMT02", "prior_adjudications[0].amounts['EAF']", None),
    (secondary(orphan_adjudications=(LineAdjudication(1, "ZZ9", Decimal(1), Procedure("99214")),)), {}, "B010", E, "2430", "SVD01", "orphan_adjudications", 1),
]


@pytest.mark.parametrize(("one", "known", "code", "severity", "loop", "element", "path", "number"), BROKEN,
                         ids=[f"{row[2]}-{at}" for at, row in enumerate(BROKEN)])
def test_a_broken_rule_is_found_with_its_place(one, known, code, severity, loop, element, path, number):
    found = [each for each in edi837.check([one], **known) if each.code == code]
    assert (severity, loop, element, path, number) in [(each.severity, each.loop, each.element, each.path, each.service_line) for each in found]
    for each in found:
        assert each.claim == one.patient_control_number
        assert each.fix
        assert each.message


PASSING = [
    (claim(), {}), (secondary(), {}), (claim(coverages=(DEPENDENT,)), {}), (claim(coverages=(MEDICARE,)), {}),
    (secondary(whole(adjustments=tuple(one for given in told().services for one in given.adjustments))), {}),
    (secondary(told(paid=None, services=(), payer_control_number=None, amounts={"A8": Decimal(350)})), {}),
    (claim(frequency="7", payer_control_number="ICN1"), profile()), (claim(frequency="8", payer_control_number="ICN1"), {}),
    (claim(), {"eligibility": answer(begins=date(2026, 1, 1), ends=date(2026, 12, 31))}), (claim(), {"eligibility": {"OTHER": answer(CoverageStatus.INACTIVE)}}),
    (claim(), {"eligibility": answer(CoverageStatus.NOT_ANSWERED)}), (claim(), {"eligibility": answer(authorization=Authorization.UNKNOWN)}),
    (claim(authorization_number="AU1"), {**profile(authorization_rules=[AuthorizationRule(["9300*"])]), "eligibility": answer(
        authorization=Authorization.REQUIRED)}),
    (claim(line(2, references=(Reference("G1", "AU1"),))), profile(authorization_rules=[AuthorizationRule(["93000"])])),
    (claim(), profile(authorization_rules=[AuthorizationRule(["93000"], ["22"])])),
    (claim(authorization_number="AU1"), {"tables": CodeTables(approvals=[Approval("AU1", DAY, DAY, ["93000"], Decimal(1))])}),
    (claim(referral_number="RF1"), profile(referral_required=True)), (claim(), profile(member_id_pattern="XYZ[0-9]{9}")),
    (claim(), {**profile(timely_filing_days=90), "as_of": date(2026, 12, 1)}),
    (claim(delay_reason="7"), {**profile(timely_filing_days=90), "as_of": date(2027, 6, 1)}),
    (claim(), {"tables": CodeTables(policies=[Policy(["93000"], ["R07*"])], modifier_rules=[ModifierRule(["992*"], ["25"], ["93000"])])}),
    (claim(), {"tables": CodeTables(policies=[Policy(["93000"], ["Z99*"], ["OTHER"])])}),
    (claim(), {"tables": CodeTables(diagnoses={"R079", "R0602"}, procedures={"99214", "93000"})}),
    (claim(visit(place_of_service="21", dates={"435": DAY}, services=visit().services[:1], facility=HOSPITAL)), {}), (claim(visit(accident=Accident(("AA",), DAY, "NE"))), {}),
    (billing(npi=None), {"rules": tuple(rule for rule in edi837.RULES if rule.__name__ != "provider_ids")}),
    (billing(address=attrs.evolve(STREET, country="CA", postal_code="K1A0B1", state="ON")), {}),
    (covered(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", references=(Reference("G2", "P1"),))), {}),
    (attrs.evolve(covered(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", references=(Reference("G2", "P1"),))),
                  billing_provider=attrs.evolve(GROUP, npi=None)), {}),
]


@pytest.mark.parametrize(("one", "known"), PASSING, ids=range(len(PASSING)))
def test_a_right_claim_passes_every_rule(one, known):
    assert edi837.check([one], **known) == []


def test_every_rule_is_broken_by_some_claim_here():
    codes = {row[2] for row in BROKEN}
    assert codes >= {
        "S001", "S002", "S003", "S004", "S005", "S007", "M001", "M002", "M003", "M004", "M005", "M006", "M007", "M008", "M009", "P001", "P002", "P003", "P004",
        "P005", "C001", "C002", "C003", "C004", "C005", "C006", "C007", "B001", "B002", "B003", "B004", "B005", "B006", "B007", "B009", "B010"}


# ---- what the capabilities say, word by word

def only(one, code, **known):
    [found] = [each for each in edi837.check([one], **known) if each.code == code]
    return found


def test_a_missing_authorization_is_the_front_desks_and_offers_no_other_code():
    """Rows 5 and 12."""
    for known in (profile(authorization_rules=[AuthorizationRule(["93000"])]), {"eligibility": answer(authorization=Authorization.REQUIRED)}):
        found = only(claim(), "B005", **known)
        assert (found.severity, found.root_cause, found.owner, found.would_cause) == (E, RootCause.AUTHORIZATION, Owner.FRONT_DESK, "CO-197")
        assert "coding stays as it is" in found.fix


def test_a_missing_modifier_goes_to_coding_for_review():
    """Row 7."""
    found = only(procedure(), "C005", tables=CodeTables(modifier_rules=[ModifierRule(["99214"], ["25"], ["93000"])]))
    assert (found.root_cause, found.owner) == (RootCause.CODING, Owner.CODING)
    assert "review for modifier 25" in found.fix


def test_a_wrong_member_id_is_the_front_desks():
    """Row 8."""
    found = only(covered(filing_indicator="MA", member_id="1EG4-TE5-MK7"), "M001")
    assert (found.severity, found.owner) == (E, Owner.FRONT_DESK)


def test_a_diagnosis_that_does_not_support_a_procedure_is_no_reason_for_another_code():
    """Row 10."""
    policy = CodeTables(policies=[Policy(["93000"], ["R07*", "R06*"])])
    found = only(claim(visit(diagnoses=(Diagnosis("Z0000"),), services=tuple(
        attrs.evolve(one, diagnosis_pointers=(1,)) for one in visit().services))), "C006", tables=policy)
    assert (found.root_cause, found.would_cause) == (RootCause.CODING, "CO-50")
    assert "provider" in found.fix
    assert "R07" not in found.fix + found.message


@pytest.mark.parametrize(("today", "severity", "words"), [(date(2026, 10, 5), E, "passed 6 days ago"), (date(2026, 9, 29), E, "ends today"),
                                                        (date(2026, 9, 28), W, "1 day left"), (date(2026, 9, 24), W, "5 days left")])
def test_timely_filing_counts_from_the_last_day_of_service(today, severity, words):
    """Row 13: limit 90 days, service on 2026-07-01."""
    day = date(2026, 7, 1)
    one = claim(visit(services=tuple(attrs.evolve(each, service_date=day) for each in visit().services)))
    found = only(one, "B007", **profile(timely_filing_days=90), as_of=today)
    assert (found.severity, found.root_cause) == (severity, RootCause.TIMELY_FILING)
    assert words in found.message


def test_timely_filing_to_the_second_payer_counts_from_the_first_ones_decision():
    known = {"profile": PayerProfile("SUPPLEMENT LIFE", ("SUP01",), timely_filing_days=30)}
    assert edi837.check([secondary()], **known, as_of=date(2026, 11, 15)) == []
    assert only(secondary(), "B007", **known, as_of=date(2026, 12, 3)).severity is E


def test_inactive_coverage_says_which_denial_it_would_be():
    """Row 14."""
    assert only(claim(), "M008", eligibility=answer(CoverageStatus.INACTIVE)).would_cause == "CO-27"
    early = attrs.evolve(claim(), encounter=visit(services=visit().services[:1]))
    assert only(early, "M008", eligibility=answer(begins=date(2026, 11, 1))).would_cause == "CO-26"


def test_a_wrong_total_says_both_figures():
    """Row 15."""
    found = only(claim(charge=Decimal(340)), "B001")
    assert (found.expected, found.found, found.difference) == (350, 340, -10)


def test_an_unbalanced_line_says_both_figures():
    """Row 31."""
    [found] = [one for one in edi837.check([first_decision(paid=Decimal("104.99"))]) if one.level == "line"]
    assert (found.expected, found.found, found.service_line) == (200, Decimal("199.99"), 1)


def test_a_split_line_balances_with_the_claim():
    """A payer may answer one line with two decisions: no single one makes up the charge."""
    first, second = told().services
    halves = (attrs.evolve(first, paid=Decimal(100), adjustments=()), attrs.evolve(first, paid=Decimal(5)))
    assert edi837.check([secondary(told(services=(*halves, second)))]) == []


def test_profiles_are_looked_up_by_payer():
    strict = PayerProfile("SUPPLEMENT LIFE", ("SUP01",), referral_required=True)
    assert edi837.check([claim()], profiles=[PROFILE, strict]) == []
    assert [one.code for one in edi837.check([secondary()], profiles=[PROFILE, strict])] == ["B006"]


def test_findings_come_claim_by_claim():
    found = edi837.check([claim(charge=Decimal(1), patient_control_number="B"), claim(charge=Decimal(1), patient_control_number="A")],
                         edi837.rules_without("B008"))
    assert [one.claim for one in found] == ["B", "A"]


def test_a_practice_adds_and_removes_rules():
    def no_mondays(one, context):
        if one.encounter.first_day.weekday() == 0:
            yield edi837.check([attrs.evolve(one, charge=Decimal(0))])[0]

    assert edi837.check([claim(charge=Decimal(1))], ()) == []
    assert len(edi837.check([claim()], (*edi837.RULES, no_mondays))) == 1


def test_guide_rules_need_nothing_but_the_claim():
    assert set(edi837.GUIDE_RULES) <= set(edi837.RULES)


def test_an_adjustment_in_a_group_of_its_own_is_no_code_of_the_guide():
    services = told().services
    odd = attrs.evolve(services[0], adjustments=(Adjustment("XX", "45", Decimal(95)),))
    assert only(secondary(told(services=(odd, services[1]))), "S007").element == "CAS01"


def test_more_than_fifty_lines_are_counted():
    many = tuple(ServiceLine(Procedure("99213"), Decimal(1), Decimal(1), (1, 2), DAY, line_control_number=f"L{at}") for at in range(51))
    assert "51 lines" in only(claim(visit(services=many)), "B001").message
