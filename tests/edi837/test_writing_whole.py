"""Everything that 837P has a place for is written there, in guide order; what the guide refuses is a finding and is not written."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
import whole837
from claims837 import DAY, GROUP, IBARRA, PLAN, ROWE, SENT, STREET, SUPPLEMENT, body, claim, line, secondary, told, visit
from edi_claims import (
    Accident,
    Address,
    Adjustment,
    AmbulanceTransport,
    Attachment,
    ConditionIndicator,
    Contact,
    ContractInformation,
    DateRange,
    Diagnosis,
    Drug,
    ElementError,
    EquipmentCertification,
    EquipmentRental,
    Form,
    FormAnswer,
    Measurement,
    Payer,
    PersonName,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    Repricing,
    RuleError,
    ServiceLine,
    Severity,
    SpinalManipulation,
    from_json,
    to_json,
)
from edi_claims.claim import Claim
from edi_x12 import conformance
from edi_x12.delimiters import Delimiters

QUIET = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def errors_of(text):
    return [str(one) for one in conformance.check(text) if one.severity is Severity.ERROR]


def found_in(one):
    """Rule, element and path of what keeps a claim from being written."""
    with pytest.raises(RuleError) as caught:
        edi837.build([one], **SENT)
    return [(found.code, found.loop, found.element, found.path, found.service_line) for found in caught.value.findings]


# ---- each thing in its place

RIDE = AmbulanceTransport("A", Decimal(21), Decimal(155), "TO THE CARDIOLOGIST", "UNCONSCIOUS")
CONTRACT = ContractInformation("02", Decimal("120.50"), Decimal("12.5"), "C1", Decimal(2), "V3")
PRICED = Repricing("03", Decimal(100), Decimal(50), "ORG1", Decimal("12.25"), "GRP", Decimal(90), rejection="T1", compliance="2", exception="3")


def test_what_supports_a_claim_stands_between_its_dates_and_its_providers():
    coded = visit(
        dates={"431": date(2026, 10, 1)}, notes=(Reference("ADD", "SEE RECORD"),), ambulance=RIDE, spinal_manipulation=SpinalManipulation("A", "ONE", "TWO"),
        conditions=(ConditionIndicator("07", "Y", ("01", "04")), ConditionIndicator("75", "Y", ("IH",))), condition_codes=("AA",),
        anesthesia_procedures=("00790",))
    one = claim(coded, attachments=(Attachment("OZ", "EL", "ACN1"), Attachment("M1", "AA")), contract=CONTRACT, amounts={"F5": Decimal(25)},
                authorization_number="AU1", file_information=("STATE TEXT",), repricing=PRICED)
    segments = body(one)
    begins = next(at for at, text in enumerate(segments) if text.startswith("CLM"))
    assert segments[begins + 1:segments.index("LX*1")] == [
        "DTP*431*D8*20261001", "PWK*OZ*EL***AC*ACN1", "PWK*M1*AA", "CN1*02*120.5*12.5*C1*2*V3", "AMT*F5*25", "REF*G1*AU1", "K3*STATE TEXT",
        "NTE*ADD*SEE RECORD", "CR1*LB*155**A*DH*21***TO THE CARDIOLOGIST*UNCONSCIOUS", "CR2********A**ONE*TWO", "CRC*07*Y*01*04", "CRC*75*Y*IH",
        "HI*ABK:R079*ABF:R0602", "HI*BP:00790", "HI*BG:AA", "HCP*03*100*50*ORG1*12.25*GRP*90******T1*2*3",
        "NM1*82*1*IBARRA*LUIS****XX*1999999984", "PRV*PE*PXC*207RC0000X"]
    assert errors_of(edi837.build([one], **SENT)) == []


def test_what_supports_a_line_stands_in_the_order_of_the_guide():
    one = claim(line(
        2, rental=EquipmentRental(Procedure("E0601"), Decimal(30), Decimal("45.50"), Decimal(900), "4"),
        attachments=(Attachment("OZ", "BM", "ACN2"), Attachment("CT", "AD")), ambulance=attrs.evolve(RIDE, patient_weight=None),
        certification=EquipmentCertification("I", Decimal(12)), conditions=(ConditionIndicator("09", "Y", ("38", "ZV")), ConditionIndicator("70", "N", ("65",))),
        dates={"463": date(2026, 9, 1), "607": date(2026, 10, 1)}, quantities={"PT": Decimal(2)},
        measurements=(Measurement("TR", "R2", Decimal("34.5")),), contract=CONTRACT, references=(Reference("9F", "RF1", "2U:EX002"), Reference("X4", "28D1234567")),
        amounts={"T": Decimal("1.25")}, file_information=("LINE TEXT",), notes=(Reference("ADD", "WHY"), Reference("TPO", "MORE")),
        purchased_service=PurchasedService("1999999984", Decimal("40.00")),
        repricing=attrs.evolve(PRICED, procedure=Procedure("99213"), unit="UN", units=Decimal(1)),
        drug=Drug("00123456789", Decimal(1), "UN"), providers={"ordering_provider": Provider("1999999984", PersonName("IBARRA", "LUIS"))},
        forms=(Form("UT", "01.02", (FormAnswer("1A", "Y"), FormAnswer("2", text="SOME", day=date(2026, 10, 1), percent=Decimal("50.5")))),)))
    segments = body(one)
    assert segments[segments.index("LX*2"):] == [
        "LX*2", "SV1*HC:93000*150*UN*1***1:2", "SV5*HC:E0601*DA*30*45.5*900*4", "PWK*OZ*BM***AC*ACN2", "PWK*CT*AD",
        "CR1****A*DH*21***TO THE CARDIOLOGIST*UNCONSCIOUS", "CR3*I*MO*12", "CRC*09*Y*38*ZV", "CRC*70*N*65", "DTP*472*D8*20261012", "DTP*607*D8*20261001",
        "DTP*463*D8*20260901", "QTY*PT*2", "MEA*TR*R2*34.5", "CN1*02*120.5*12.5*C1*2*V3", "REF*6R*A1001L2", "REF*X4*28D1234567", "REF*9F*RF1**2U:EX002",
        "AMT*T*1.25", "K3*LINE TEXT", "NTE*ADD*WHY", "NTE*TPO*MORE", "PS1*1999999984*40", "HCP*03*100*50*ORG1*12.25*GRP*90**HC*99213*UN*1*T1*2*3",
        "LIN**N4*00123456789", "CTP****1*UN", "NM1*DK*1*IBARRA*LUIS****XX*1999999984", "LQ*UT*01.02", "FRM*1A*Y", "FRM*2**SOME*20261001*50.5"]
    assert errors_of(edi837.build([one], **SENT)) == []


def test_forms_stand_behind_what_other_payers_decided_about_the_line():
    lines = tuple(attrs.evolve(one, forms=(Form("UT", "01.02", (FormAnswer("1", "Y"),)),)) for one in visit().services)
    segments = body(secondary(encounter=visit(services=lines)))
    assert [one.split("*")[0] for one in segments[segments.index("LX*2"):]] == ["LX", "SV1", "DTP", "REF", "SVD", "CAS", "CAS", "DTP", "AMT", "LQ", "FRM"]


def test_amounts_behind_the_remarks_of_a_decision_keep_their_place():
    segments = body(secondary(told(remarks=("MA01",), reimbursement_rate=Decimal("0.8"), renal_payment=Decimal(12), professional_component=Decimal("3.50"))))
    assert "MOA*0.8**MA01*****12*3.5" in segments
    assert "MOA********7" in body(secondary(told(renal_payment=Decimal(7))))


def test_a_claim_may_have_twelve_diagnoses_and_fifty_lines_and_no_more():
    codes = tuple(Diagnosis(f"M{number:02}1") for number in range(10, 22))
    lines = tuple(ServiceLine(Procedure("97110"), Decimal(10), Decimal(1), (number % 12 + 1,), DAY, line_control_number=f"L{number}") for number in range(51))
    full = claim(visit(diagnoses=codes, services=lines[:50]))
    text = edi837.build([full], **SENT)
    assert (text.count("~LX*"), text.count(":M"), errors_of(text), list(edi837.parse(text))) == (50, 12, [], [full])
    assert found_in(claim(visit(diagnoses=codes, services=lines))) == [("B001", "2400", "LX01", "encounter.services", None)]
    assert found_in(claim(visit(diagnoses=(*codes, Diagnosis("M331")), services=lines[:50])))[0][:3] == ("C001", "2300", "HI01")


def test_a_claim_tells_of_ten_other_payers_and_no_more():
    others = tuple(attrs.evolve(SUPPLEMENT, payer=Payer(f"SUP{at:02}", "SUPPLEMENT LIFE"), sequence=one) for at, one in enumerate("STABCDEFGH"))
    full = claim(coverages=(PLAN, *others))
    text = edi837.build([full], **SENT)
    assert (text.count("~OI*"), errors_of(text), list(edi837.parse(text))) == (10, [], [full])
    eleven = claim(coverages=(PLAN, *others, attrs.evolve(SUPPLEMENT, sequence="U")))
    assert found_in(eleven) == [("S005", "2320", "SBR", "coverages", None)]


def test_a_decision_whose_payer_goes_by_another_name_is_looked_at_as_it_is_written():
    renamed = attrs.evolve(PLAN, payer=Payer("EX001", "X" * 61))
    assert found_in(secondary(told(coverage=renamed))) == [("S003", "2330B", "NM103", "prior_adjudications[0].coverage.payer.name", None)]


# ---- properties

@QUIET
@given(st.lists(whole837.claims(), min_size=1, max_size=2))
def test_claims_with_everything_come_back_equal_and_keep_the_guide(batch):
    text = edi837.build(batch, **SENT)
    parsed = edi837.parse(text)
    assert (list(parsed), parsed.findings, parsed.unread) == (batch, [], [])
    assert errors_of(text) == []
    assert edi837.build(parsed) == text


@settings(QUIET, max_examples=60)
@given(whole837.odd_claims())
def test_what_the_rules_let_through_the_guide_lets_through(odd):
    """One thing anywhere in the claim is changed: then it is refused, or right all the same."""
    one, path = odd
    try:
        text = edi837.build([one], **SENT)
    except (RuleError, ElementError):
        return
    assert errors_of(text) == [], path


@settings(QUIET, max_examples=20)
@given(whole837.odd_claims())
def test_a_faulty_claim_is_written_on_purpose_and_read_without_an_exception(odd):
    one, _ = odd
    try:
        text = edi837.build([one], **SENT, rules=())
    except ElementError:
        return
    again = edi837.parse(text)
    assert len(again) + len({found.claim for found in again.findings}) >= 1


@settings(QUIET, max_examples=15)
@given(whole837.claims())
def test_other_delimiters_change_nothing(one):
    assert list(edi837.parse(edi837.build([one], **SENT, delimiters=Delimiters("|", ">", "!", "'")))) == [one]
    usual, odd = (edi837.build([one], **SENT, delimiters=marks) for marks in (Delimiters(), Delimiters("\x1d", "\x1f", "\x1e", "\n")))
    assert odd.translate(str.maketrans("\x1d\x1f\x1e\n", "*:^~")) == usual


@settings(QUIET, max_examples=15)
@given(whole837.claims())
def test_a_claim_with_everything_comes_back_from_json(one):
    assert from_json(Claim, to_json(one)) == one


@settings(QUIET, max_examples=15)
@given(whole837.claims())
def test_every_segment_of_a_claim_has_a_path_that_leads_somewhere(one):
    text = edi837.build([one], **SENT)
    [made] = edi837.receipt(text).sets
    [claim_] = edi837.parse(text)
    for place in made.places:
        if place.path:
            eval(f"claim_.{place.path}", {"claim_": claim_})        # the path is a path in the model
        elif place.loop >= "2300":
            assert place.segment in ("CLM", "HL", "SE"), place


# ---- what the guide refuses, one example a row

E = "encounter.services[0]"
PWK = Attachment("OZ", "EL", "ACN1")


def with_line(**changes):
    return claim(line(1, **changes))


def with_patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def with_role(role, who):
    return claim(visit(providers={"rendering_provider": IBARRA, role: who}))


HOSPITAL = Provider("1234567893", "GENERAL HOSPITAL", address=STREET)

STRICTER = {
    ("S003", "PWK06", f"{E}.attachments[0].control_number"),        # the map takes a certificate for any attachment
    ("S005", "PWK", f"{E}.attachments"), ("S004", "CN102", "contract.amount"), ("S004", "CR106", "encounter.ambulance.miles"),
    ("S004", "HCP03", "repricing.savings"), ("S004", "MEA03", f"{E}.measurements[0].value"), ("S004", "CTP04", f"{E}.drug.quantity")}
"""What a map of X12 cannot say: below zero, a fraction of a cent, one certificate."""

REFUSED = [
    # lengths
    (claim(currency="US"), "S003", "2300", "CUR02", "currency", None),
    (claim(attachments=(attrs.evolve(PWK, control_number="X"),)), "S003", "2300", "PWK06", "attachments[0].control_number", None),
    (with_line(attachments=(Attachment("CT", "AD", "ACN1"),)), "S003", "2400", "PWK06", f"{E}.attachments[0].control_number", 1),
    (claim(file_information=("A", "X" * 81)), "S003", "2300", "K301", "file_information[1]", None),
    (with_line(file_information=("",)), "S003", "2400", "K301", f"{E}.file_information[0]", 1),
    (claim(visit(ambulance=attrs.evolve(RIDE, stretcher_purpose="X" * 81))), "S003", "2300", "CR110", "encounter.ambulance.stretcher_purpose", None),
    (claim(visit(spinal_manipulation=SpinalManipulation("A", "X" * 81))), "S003", "2300", "CR210", "encounter.spinal_manipulation.description", None),
    (claim(visit(conditions=(ConditionIndicator("07", "Y"),))), "S003", "2300", "CRC03", "encounter.conditions[0].codes", None),
    (claim(contract=attrs.evolve(CONTRACT, version="X" * 31)), "S003", "2300", "CN106", "contract.version", None),
    (claim(repricing=attrs.evolve(PRICED, organization="X" * 51)), "S003", "2300", "HCP04", "repricing.organization", None),
    (with_line(repricing=attrs.evolve(PRICED, units=Decimal(1))), "S003", "2400", "HCP11", f"{E}.repricing.unit", 1),
    (with_line(purchased_service=PurchasedService("", Decimal(1))), "S003", "2400", "PS101", f"{E}.purchased_service.provider_id", 1),
    (with_line(rental=EquipmentRental(Procedure("E0601"), Decimal(30), Decimal(1), None, "4")), "S003", "2400", "SV505", f"{E}.rental.purchase_price", 1),
    (with_line(forms=(Form("UT", "01.02"),)), "S003", "2440", "FRM01", f"{E}.forms[0].answers", 1),
    (with_line(forms=(Form("UT", "01.02", (FormAnswer("1"),)),)), "S003", "2440", "FRM02", f"{E}.forms[0].answers[0].answer", 1),
    (with_line(drug=Drug("00123456789")), "S003", "2410", "CTP04", f"{E}.drug.quantity", 1),
    (with_line(references=(Reference("G1", "A", "2U:"),)), "S003", "2400", "REF04-2", f"{E}.references[0].note", 1),
    (with_patient(name=PersonName("ROWE", "DANA", prefix="DR")), "S003", "2010BA", "NM106", "encounter.patient.name.prefix", None),
    (with_patient(references=(Reference("SY", "12345678"),)), "S003", "2010BA", "REF02", "encounter.patient.references[0]", None),
    (with_patient(references=(Reference("SY", "12345678X"),)), "S003", "2010BA", "REF02", "encounter.patient.references[0]", None),
    (with_patient(contacts=(Contact("NOBODY"),)), "S003", "2010BA", "PER04", "encounter.patient.contacts[0].numbers", None),
    (with_role("pick_up", Provider(name="SOMEWHERE", address=STREET)), "S003", "2310E", "NM103", "encounter.providers['pick_up'].name", None),
    (claim(pay_to_plan=Provider(None, "PLAN", tax_id="470000001", address=STREET)), "S003", "2010AC", "NM109", "pay_to_plan.identifier", None),
    (secondary(told(providers={"facility": Provider()})), "S003", "2330E", "REF02", "prior_adjudications[0].providers['facility'].references", None),
    # amounts and days
    (claim(contract=attrs.evolve(CONTRACT, amount=Decimal("0.005"))), "S004", "2300", "CN102", "contract.amount", None),
    (claim(contract=attrs.evolve(CONTRACT, percentage=Decimal(1234567))), "S004", "2300", "CN103", "contract.percentage", None),
    (claim(visit(ambulance=attrs.evolve(RIDE, miles=Decimal(-1)))), "S004", "2300", "CR106", "encounter.ambulance.miles", None),
    (claim(repricing=attrs.evolve(PRICED, savings=Decimal(-1))), "S004", "2300", "HCP03", "repricing.savings", None),
    (with_line(quantities={"PT": Decimal("NaN")}), "S004", "2400", "QTY02", f"{E}.quantities['PT']", 1),
    (with_line(units=Decimal("NaN")), "S004", "2400", "SV104", f"{E}.units", 1),
    (with_line(measurements=(Measurement("TR", "R1", Decimal(-1)),)), "S004", "2400", "MEA03", f"{E}.measurements[0].value", 1),
    (with_line(certification=EquipmentCertification("I", Decimal("1E+16"))), "S004", "2400", "CR303", f"{E}.certification.months", 1),
    (with_line(drug=Drug("00123456789", Decimal(-1), "ML")), "S004", "2410", "CTP04", f"{E}.drug.quantity", 1),
    (with_patient(weight=Decimal(12345678901)), "S004", "2000B", "PAT08", "encounter.patient.weight", None),
    (claim(dates={"090": date(1799, 12, 31)}), "S004", "2300", "DTP03", "dates['090']", None),
    (with_line(dates={"463": date(1799, 12, 31)}), "S004", "2400", "DTP03", f"{E}.dates['463']", 1),
    # repeats
    (claim(attachments=tuple(attrs.evolve(PWK, control_number=f"ACN{at}") for at in range(11))), "S005", "2300", "PWK", "attachments", None),
    (with_line(attachments=(Attachment("CT", "AD"), Attachment("CT", "AF"))), "S005", "2400", "PWK", f"{E}.attachments", 1),
    (claim(file_information=("A",) * 11), "S005", "2300", "K3", "file_information", None),
    (with_line(measurements=(Measurement("TR", "R1", Decimal(1)),) * 6), "S005", "2400", "MEA", f"{E}.measurements", 1),
    (claim(visit(conditions=(ConditionIndicator("07", "Y", ("01",)),) * 4)), "S005", "2300", "CRC", "encounter.conditions[3]", None),
    (claim(visit(conditions=(ConditionIndicator("ZZ", "Y", ("AV",)), ConditionIndicator("ZZ", "N", ("NU",))))), "S005", "2300", "CRC",
     "encounter.conditions[1]", None),
    (claim(visit(conditions=(ConditionIndicator("75", "Y", ("IH", "IH")),))), "S005", "2300", "CRC03", "encounter.conditions[0].codes", None),
    (claim(references=(Reference("EA", "1"), Reference("EA", "2"))), "S005", "2300", "REF", "references", None),
    (claim(references=(Reference("G1", "1"),), authorization_number="2"), "S005", "2300", "REF", "references", None),
    (with_line(references=(Reference("G1", "1"),) * 6), "S005", "2400", "REF", f"{E}.references", 1),
    (with_line(references=(Reference("6R", "1"),)), "S005", "2400", "REF", f"{E}.references", 1),
    (with_line(notes=(Reference("ADD", "A"), Reference("DCP", "B"))), "S005", "2400", "NTE", f"{E}.notes", 1),
    (claim(visit(dates={"314": DateRange(DAY, DAY), "360": DAY})), "S005", "2300", "DTP", "encounter.dates", None),
    (with_patient(address=Address(("A", "B", "C"), "OMAHA", "NE", "68102")), "S005", "2010BA", "N3", "encounter.patient.address", None),
    (with_role("facility", attrs.evolve(HOSPITAL, contacts=(Contact("", (("TE", "1"),)),) * 2)), "S005", "2310C", "PER", "encounter.facility.contacts", None),
    (secondary(told(remarks=("MA01",) * 6)), "S005", "2320", "MOA", "prior_adjudications[0].remarks", None),
    (claim(coverages=(attrs.evolve(PLAN, payer=attrs.evolve(PLAN.payer, contacts=(Contact("A", (("TE", "1"),)),))),)), "S005", "2010BB", "PER",
     "coverages[0].payer.contacts", None),
    # codes
    (claim(attachments=(attrs.evolve(PWK, report_type="99"),)), "S007", "2300", "PWK01", "attachments[0].report_type", None),
    (claim(attachments=(Attachment("CT", "AD"),)), "S007", "2300", "PWK02", "attachments[0].transmission", None),
    (claim(contract=attrs.evolve(CONTRACT, contract_type="07")), "S007", "2300", "CN101", "contract.contract_type", None),
    (claim(visit(ambulance=attrs.evolve(RIDE, reason="F"))), "S007", "2300", "CR104", "encounter.ambulance.reason", None),
    (claim(visit(spinal_manipulation=SpinalManipulation("B"))), "S007", "2300", "CR208", "encounter.spinal_manipulation.condition", None),
    (claim(visit(conditions=(ConditionIndicator("70", "Y", ("65",)),))), "S007", "2300", "CRC01", "encounter.conditions[0].category", None),
    (claim(visit(conditions=(ConditionIndicator("07", "Y", ("01", "02")),))), "S007", "2300", "CRC03", "encounter.conditions[0].codes", None),
    (claim(visit(conditions=(ConditionIndicator("75", "N", ("IH",)),))), "S007", "2300", "CRC02", "encounter.conditions[0].applies", None),
    (with_line(certification=EquipmentCertification("X", Decimal(1))), "S007", "2400", "CR301", f"{E}.certification.kind", 1),
    (with_line(rental=EquipmentRental(Procedure("E0601"), Decimal(30), Decimal(1), Decimal(2))), "S007", "2400", "SV506", f"{E}.rental.frequency", 1),
    (with_line(rental=EquipmentRental(Procedure("E0601", ("RR",)), Decimal(30), Decimal(1), Decimal(2), "4")), "S007", "2400", "SV501-3",
     f"{E}.rental.procedure.modifiers", 1),
    (with_line(measurements=(Measurement("TR", "R5", Decimal(1)),)), "S007", "2400", "MEA02", f"{E}.measurements[0].qualifier", 1),
    (with_line(quantities={"ZZ": Decimal(1)}), "S007", "2400", "QTY01", f"{E}.quantities['ZZ']", 1),
    (claim(repricing=attrs.evolve(PRICED, method="06")), "S007", "2300", "HCP01", "repricing.method", None),
    (claim(repricing=attrs.evolve(PRICED, unit="UN")), "S007", "2300", "HCP11", "repricing.unit", None),
    (with_line(forms=(Form("XX", "1", (FormAnswer("1", "Y"),)),)), "S007", "2440", "LQ01", f"{E}.forms[0].qualifier", 1),
    (with_line(forms=(Form("UT", "1", (FormAnswer("1", "X"),)),)), "S007", "2440", "FRM02", f"{E}.forms[0].answers[0].answer", 1),
    (with_line(drug=Drug("00123456789", Decimal(1), "XX")), "S007", "2410", "CTP05-1", f"{E}.drug.unit", 1),
    (with_line(references=(Reference("X4", "28D1234567", "2U:EX002"),)), "S007", "2400", "REF04-1", f"{E}.references[0].note", 1),
    (claim(dates={"090": DateRange(DAY, DAY)}), "S007", "2300", "DTP02", "encounter.dates['090']", None),
    (with_patient(pregnant="N"), "S007", "2000B", "PAT09", "encounter.patient.pregnant", None),
    (with_patient(address=Address(("A",), "OMAHA", "QQ", "68102")), "S007", "2010BA", "N402", "encounter.patient.address.state", None),
    (with_patient(address=Address(("A",), "OMAHA", "NE", "68102", subdivision="X")), "S007", "2010BA", "N407", "encounter.patient.address.subdivision", None),
    (claim(visit(accident=Accident(("OA",), DAY, "QQ"))), "S007", "2300", "CLM11-4", "encounter.accident.state", None),
    (claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, release=""))), "S007", "2320", "OI06", "coverages[1].release", None),
    (with_role("referring_provider", attrs.evolve(IBARRA, name="SOME GROUP")), "S007", "2310A", "NM102", "encounter.referring_provider.name", None),
    (with_role("rendering_provider", attrs.evolve(IBARRA, npi=None, identifier=Reference("24", "1"), references=(Reference("G2", "1"),))), "S007", "2310B",
     "NM108", "encounter.rendering_provider.identifier", None),
    (with_role("drop_off", attrs.evolve(HOSPITAL)), "S007", "2310F", "NM108", "encounter.providers['drop_off'].npi", None),
    (claim(billing_provider=attrs.evolve(GROUP, contacts=(Contact("A", (("UR", "1"),)),))), "S007", "2010AA", "PER03",
     "billing_provider.contacts[0].numbers", None),
    (secondary(told(adjustments=(Adjustment("XX", "45", Decimal(0)),))), "S007", "2320", "CAS01", "prior_adjudications[0].adjustments[0].group", None),
]


@pytest.mark.parametrize(("one", "code", "loop", "element", "path", "number"), REFUSED, ids=[f"{row[1]}-{row[3]}-{at}" for at, row in enumerate(REFUSED)])
def test_what_the_guide_has_no_place_for_is_a_finding_where_it_is(one, code, loop, element, path, number):
    assert (code, loop, element, path, number) in found_in(one)


@pytest.mark.parametrize("one", [row[0] for row in REFUSED], ids=[f"{row[1]}-{row[3]}-{at}" for at, row in enumerate(REFUSED)])
def test_and_the_guide_refuses_it(one):
    """Otherwise the rule would be stricter than the guide's map; where it is on purpose it stands in `STRICTER`."""
    at = next(at for at, row in enumerate(REFUSED) if row[0] is one)
    text = edi837.build([one], **SENT, rules=())
    assert bool(errors_of(text)) is ((REFUSED[at][1], *REFUSED[at][3:5]) not in STRICTER)


def test_an_attachment_s_number_has_fifty_characters_though_x12_has_eighty():
    assert found_in(claim(attachments=(attrs.evolve(PWK, control_number="X" * 51),)))
    assert edi837.build([claim(attachments=(attrs.evolve(PWK, control_number="X" * 50),))], **SENT)
