"""A claim on the CMS-1500, box by box as a biller fills it, and back."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import DAY, GROUP, HOME, IBARRA, PARENT, PLAN, ROWE, SENT, SUPPLEMENT, claim, line, secondary, visit
from corpus import files, needs_corpus
from edi_claims import (
    Accident,
    Address,
    Attachment,
    ConditionIndicator,
    Contact,
    Coverage,
    DateRange,
    Diagnosis,
    Drug,
    EdiError,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    ServiceLine,
    errors,
)
from edi_testing.strategies import claims

QUIET = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

BOXES = {
    "carrier": "EXAMPLE HEALTH PLAN", "1": "GROUP HEALTH PLAN", "1a": "XYZ100200300", "2": "ROWE, DANA", "3": "03 04 1971", "3 sex": "F",
    "4": "ROWE, DANA", "5": "12 ELM ST", "5 city": "OMAHA", "5 state": "NE", "5 zip": "68102", "6": "SELF",
    "7": "12 ELM ST", "7 city": "OMAHA", "7 state": "NE", "7 zip": "68102", "10a": "NO", "10b": "NO", "10c": "NO",
    "11": "GRP9000", "11a": "03 04 1971", "11a sex": "F", "11c": "EXAMPLE HEALTH PLAN", "11d": "NO", "12": "SIGNATURE ON FILE",
    "13": "SIGNATURE ON FILE", "20": "NO", "21 ind": "0", "21A": "R079", "21B": "R0602",
    "24A.1 from": "10 12 26", "24A.1 to": "10 12 26", "24B.1": "11", "24D.1": "99214 25", "24E.1": "AB", "24F.1": "200 00", "24G.1": "1",
    "24I.1 shaded": "ZZ", "24J.1 shaded": "207RC0000X", "24J.1": "1999999984",
    "24A.2 from": "10 12 26", "24A.2 to": "10 12 26", "24B.2": "11", "24D.2": "93000", "24E.2": "AB", "24F.2": "150 00", "24G.2": "1",
    "24I.2 shaded": "ZZ", "24J.2 shaded": "207RC0000X", "24J.2": "1999999984",
    "25": "470000001", "25 type": "EIN", "26": "A1001", "27": "YES", "28": "350 00", "31": "LUIS IBARRA",
    "33": "RIVERBEND CARDIOLOGY LLC\n500 RIVER RD\nOMAHA NE 68102-0123", "33a": "1234567893", "33b": "ZZ207RC0000X"}


def patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def coded(**changes):
    return claim(visit(**changes))


def billing(**changes):
    return claim(billing_provider=attrs.evolve(GROUP, **changes))


def covered(*more, **changes):
    return claim(coverages=(attrs.evolve(PLAN, **changes), *more))


def test_a_plain_claim_fills_these_boxes_in_this_order():
    assert list(edi837.cms1500(claim()).items()) == list(BOXES.items())


def test_the_plain_claim_comes_back_whole():
    assert edi837.from_cms1500(BOXES, PLAN.payer) == attrs.evolve(claim(), coverages=(attrs.evolve(PLAN, filing_indicator="CI"),))


# a claim, then the boxes in which it differs from the plain one; None: the box is empty
FORMS = [
    (covered(filing_indicator="MB", group_number=""), {"1": "MEDICARE", "11": "NONE"}),
    (covered(filing_indicator="MB", sequence="P"), {"1": "MEDICARE"}),
    (covered(filing_indicator="MC"), {"1": "MEDICAID"}),
    (covered(filing_indicator="CH"), {"1": "TRICARE"}),
    (covered(filing_indicator="VA"), {"1": "CHAMPVA"}),
    (covered(filing_indicator="CI", group_number=""), {"1": "OTHER", "11": None}),
    (covered(filing_indicator="WC"), {"1": "OTHER"}),
    (covered(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", address=Address(("PO BOX 9", "DEPT. 4"), "ST. PAUL", "MN", "551010009"))),
     {"carrier": "EXAMPLE HEALTH PLAN\nPO BOX 9 DEPT 4\nST PAUL MN 55101-0009"}),
    (patient(name=PersonName("ROWE-SMITH", "DANA", "M", "JR")), {"2": "ROWE-SMITH JR, DANA, M", "4": "ROWE-SMITH JR, DANA, M"}),
    (patient(sex="U"), {"3 sex": None, "11a sex": None}),
    (patient(address=Address(("12 N. ELM ST., #4",), "OMAHA", "NE", "681020123")),
     {"5": "12 N ELM ST 4", "7": "12 N ELM ST 4", "5 zip": "68102-0123", "7 zip": "68102-0123"}),
    (patient(contacts=(Contact("", (("TE", "4025550111"),)),)), {"5 phone": "4025550111", "7 phone": "4025550111"}),
    (patient(references=(Reference("Y4", "PC77"),)), {"11b qual": "Y4", "11b": "PC77"}),
    (covered(subscriber=PARENT, relationship="19"), {"4": "ROWE, LEE", "6": "CHILD", "11a": "01 02 1945", "11a sex": "M"}),
    (covered(subscriber=Person("ACME INC."), relationship="20"),
     {"4": "ACME INC", "6": "OTHER", "7": None, "7 city": None, "7 state": None, "7 zip": None, "11a": None, "11a sex": None}),
    (covered(group_number="", group_name="PLAN B"), {"1": "OTHER", "11": None, "11c": "PLAN B"}),
    (covered(SUPPLEMENT), {"9": "ROWE, DANA", "9a": "SG1", "9d": "SUPPLEMENT LIFE", "11d": "YES"}),
    (covered(attrs.evolve(SUPPLEMENT, group_number="", subscriber=PARENT)), {"9": "ROWE, LEE", "9a": "SUP777001", "9d": "SUPPLEMENT LIFE", "11d": "YES"}),
    (secondary(amounts={"F5": Decimal(25)}),
     {"carrier": "SUPPLEMENT LIFE", "1a": "SUP777001", "9": "ROWE, DANA", "9a": "GRP9000", "9d": "EXAMPLE HEALTH PLAN", "11": "SG1",
      "11c": "SUPPLEMENT LIFE", "11d": "YES", "29": "154 00"}),
    (coded(accident=Accident(("AA",), date(2026, 10, 1), "NE")), {"10b": "YES", "10b state": "NE", "15": "10 01 2026", "15 qual": "439"}),
    (coded(accident=Accident(("EM", "OA"))), {"10a": "YES", "10c": "YES"}),
    (coded(condition_codes=("AA", "W2")), {"10d": "AA   W2"}),
    (claim(release="I", benefits_assigned="N", signature_on_file="N", assignment="C"), {"12": None, "13": None, "31": None, "27": "NO"}),
    (coded(dates={"431": date(2026, 10, 2), "484": DAY, "454": DAY, "304": DAY}),
     {"14": "10 02 2026", "14 qual": "431", "15": "10 12 2026", "15 qual": "454"}),
    (coded(dates={"484": date(2026, 7, 2)}), {"14": "07 02 2026", "14 qual": "484"}),
    (coded(dates={"314": DateRange(date(2026, 10, 1), DAY)}), {"16 from": "10 01 2026", "16 to": "10 12 2026"}),
    (coded(dates={"361": DAY}), {"16 to": "10 12 2026"}),
    (claim(dates={"090": DAY}), {"15": "10 12 2026", "15 qual": "090"}),
    (coded(providers={"referring_provider": Provider("1234567893", PersonName("PINE", "MAE", "A", "III"), references=(Reference("0B", "L7"),))}),
     {"17": "MAE A PINE III", "17 qual": "DN", "17a qual": "0B", "17a": "L7", "17b": "1234567893", "31": "SIGNATURE ON FILE",
      **{f"24{box}": None for box in ("I.1 shaded", "J.1 shaded", "J.1", "I.2 shaded", "J.2 shaded", "J.2")}}),
    (claim(line(2, providers={"ordering_provider": IBARRA})), {"17": "LUIS IBARRA", "17 qual": "DK", "17b": "1999999984"}),
    (coded(dates={"435": date(2026, 10, 1), "096": DAY}), {"18 from": "10 01 2026", "18 to": "10 12 2026"}),
    (claim(visit(notes=(Reference("ADD", "WALKED IN"),)), attachments=(Attachment("OZ", "EL", "ACN1"),)), {"19": "WALKED IN   PWKOZELACN1"}),
    (claim(line(2, purchased_service=PurchasedService("X1", Decimal("40.5")))), {"20": "YES", "20 charges": "40 50"}),
    (coded(diagnoses=(Diagnosis("7865", "9"), Diagnosis("78650", "9"))), {"21 ind": "9", "21A": "7865", "21B": "78650"}),
    (coded(diagnoses=tuple(Diagnosis(f"R07{one}") for one in range(12))), {f"21{'ABCDEFGHIJKL'[one]}": f"R07{one}" for one in range(12)}),
    (claim(frequency="7", payer_control_number="ICN5"), {"22": "7", "22 ref": "ICN5"}),
    (claim(authorization_number="AUTH1", referral_number="REF1"), {"23": "AUTH1"}),
    (claim(referral_number="REF1", references=(Reference("X4", "28D1234567"),)), {"23": "REF1"}),
    (claim(references=(Reference("X4", "28D1234567"),)), {"23": "28D1234567"}),
    (claim(line(1, service_date=None, service_period=DateRange(date(2026, 9, 30), DAY))), {"24A.1 from": "09 30 26"}),
    (claim(line(1, place_of_service="12", emergency="Y")), {"24B.1": "12", "24C.1": "Y"}),
    (claim(line(1, procedure=Procedure("A4649", ("RT", "KX"), description="SPECIAL  TAPE"))),
     {"24D.1": "A4649 RT KX", "24.1 shaded": "ZZSPECIAL TAPE"}),
    (claim(line(2, drug=Drug("00409123401", Decimal("2.50"), "ML", (Reference("XZ", "RX9"),)))), {"24.2 shaded": "N400409123401 ML2.5   XZRX9"}),
    (claim(line(2, drug=Drug("00409123401"))), {"24.2 shaded": "N400409123401"}),
    (claim(line(2, procedure=Procedure("00400"), units=Decimal(45), unit="MJ")), {"24D.2": "00400", "24G.2": "45", "24.2 shaded": "7TIME 45 MINUTES"}),
    (claim(line(2, units=Decimal("1.50"))), {"24G.2": "1.5"}),
    (claim(line(2, diagnosis_pointers=(2, 1))), {"24E.2": "BA"}),
    (claim(line(2, charge=Decimal("150.5"))), {"24F.2": "150 50", "28": "350 50"}),
    (claim(line(2, family_planning="Y")), {"24H.2": "Y"}),
    (claim(line(2, screening="Y")), {"24H.2": "Y"}),
    (claim(attrs.evolve(line(2, screening="Y"), conditions=(ConditionIndicator("ZZ", "Y", ("AV",)),))), {"24H.2 shaded": "AV"}),
    (claim(line(2, providers={"rendering_provider": Provider("1234567893", PersonName("PINE", "MAE"), references=(Reference("G2", "77"),))})),
     {"24I.2 shaded": "G2", "24J.2 shaded": "77", "24J.2": "1234567893", "31": "SIGNATURE ON FILE"}),
    (billing(tax_id_type="SY", taxonomy="", contacts=(Contact("PAT", (("EM", "a@b.c"), ("TE", "4025550100"))),)),
     {"25 type": "SSN", "33b": None, "33 phone": "4025550100"}),
    (claim(billing_provider=attrs.evolve(GROUP, taxonomy=""), coverages=(attrs.evolve(PLAN, payer=attrs.evolve(PLAN.payer, references=(
        Reference("2U", "1"), Reference("G2", "P77")))),)), {"33b": "G2P77"}),
    (billing(name=PersonName("IBARRA", "LUIS")), {"33": "IBARRA, LUIS\n500 RIVER RD\nOMAHA NE 68102-0123"}),
    (claim(amounts={"F5": Decimal(25)}), {"29": "25 00"}),
    (coded(providers={**visit().providers, "facility": Provider("1234567893", "GENERAL HOSPITAL", address=HOME, references=(Reference("LU", "5"),))}),
     {"32": "GENERAL HOSPITAL\n12 ELM ST\nOMAHA NE 68102", "32a": "1234567893", "32b": "LU5"}),
]


@pytest.mark.parametrize(("one", "differs"), FORMS, ids=[f"{next(iter(differs))}-{at}" for at, (_, differs) in enumerate(FORMS)])
def test_each_box_is_filled_as_the_form_wants_it(one, differs):
    boxes = edi837.cms1500(one)
    assert boxes == {box: text for box, text in {**BOXES, **differs}.items() if text is not None}
    if not {"5 phone", "20 charges"} & set(differs) and "29" not in differs:
        assert edi837.cms1500(edi837.from_cms1500(boxes)) == boxes


def test_a_claim_without_the_coverage_that_it_bills_still_fills_the_rest():
    boxes = edi837.cms1500(claim(sequence="T"))
    assert not {"1", "1a", "4", "6", "11"} & set(boxes)
    assert boxes["2"] == "ROWE, DANA"


@pytest.mark.parametrize(("one", "box"), [
    (coded(diagnoses=tuple(Diagnosis(f"R{at:02}") for at in range(13))), "21"), (claim(line(1, diagnosis_pointers=(13,))), "24E.1"),
    (claim(line(1, diagnosis_pointers=(0,))), "24E.1"), (claim(line(1, charge=Decimal("1.005"))), "24F.1"), (claim(charge=Decimal(-1)), "28"),
    (claim(charge=Decimal("NaN")), "28")])
def test_what_the_form_has_no_place_for_is_said(one, box):
    with pytest.raises(EdiError, match=rf"^box {box}: "):
        edi837.cms1500(one)


# ---- pages

def test_six_lines_stand_on_a_form_and_the_total_on_the_last():
    lines = tuple(ServiceLine(Procedure(f"9{at:04}"), Decimal(at), Decimal(1), (1,), DAY, drug=Drug("00409123401") if at == 8 else None) for at in range(1, 15))
    one = claim(visit(services=lines), amounts={"F5": Decimal(5)})
    pages = edi837.cms1500_pages(one)
    assert [[page.get(f"24D.{at}") for at in range(1, 8)] for page in pages] == [
        ["90001", "90002", "90003", "90004", "90005", "90006", None], ["90007", "90008", "90009", "90010", "90011", "90012", None],
        ["90013", "90014", None, None, None, None, None]]
    assert [(page["28"], page.get("29")) for page in pages] == [("CONTINUED", None), ("CONTINUED", None), ("105 00", "5 00")]
    assert [page.get("24.2 shaded") for page in pages] == [None, "N400409123401", None]
    assert all(page["26"] == "A1001" and page["21A"] == "R079" for page in pages)


def test_a_claim_of_six_lines_is_one_form_with_the_same_boxes():
    one = claim(visit(services=(*visit().services, *visit().services, *visit().services)))
    assert edi837.cms1500_pages(one) == [edi837.cms1500(one)]
    assert len(edi837.cms1500_pages(claim(visit(services=())))) == 1


# ---- back

def test_who_treated_on_some_lines_only_stays_on_those():
    other = Provider("1234567893", PersonName("PINE", "MAE"))
    back = edi837.from_cms1500(edi837.cms1500(claim(line(2, providers={"rendering_provider": other}))))
    assert back.encounter.rendering_provider is None
    assert [one.rendering_provider.npi for one in back.encounter.services] == ["1999999984", "1234567893"]


def test_who_ordered_is_on_the_lines_where_an_837_has_him():
    back = edi837.from_cms1500(edi837.cms1500(claim(line(2, providers={"ordering_provider": IBARRA}))))
    assert [one.providers["ordering_provider"].name for one in back.encounter.services] == [IBARRA.name] * 2
    assert "ordering_provider" not in back.encounter.providers


def test_what_others_paid_is_not_taken_for_the_patients_payment():
    assert edi837.from_cms1500(edi837.cms1500(claim(amounts={"F5": Decimal(25)}))).patient_paid == Decimal(25)
    assert edi837.from_cms1500(edi837.cms1500(secondary(amounts={"F5": Decimal(25)}))).patient_paid is None


def test_the_charge_is_the_one_in_box_28():
    assert edi837.from_cms1500({**BOXES, "28": "349 00"}).charge == Decimal(349)
    assert edi837.from_cms1500({box: text for box, text in BOXES.items() if box != "28"}).charge == Decimal(350)


def test_the_number_in_box_33b_is_the_payers_for_the_provider():
    back = edi837.from_cms1500({**BOXES, "33b": "G2P77"}, PLAN.payer)
    assert back.coverage.payer == attrs.evolve(PLAN.payer, references=(Reference("G2", "P77"),))
    assert back.billing_provider.taxonomy == ""


def test_a_person_bills_where_the_name_has_a_comma():
    assert edi837.from_cms1500({**BOXES, "33": "IBARRA, LUIS\n500 RIVER RD\nOMAHA NE 68102"}).billing_provider.name == PersonName("IBARRA", "LUIS")


def test_a_claim_from_a_form_is_written_when_the_payer_is_told():
    back = edi837.from_cms1500(BOXES, PLAN.payer)
    assert errors(edi837.check([back], edi837.GUIDE_RULES)) == []
    assert list(edi837.parse(edi837.build([back], **SENT))) == [back]


WRONG = [
    ("3", "04 31 1971"), ("3", "1971-03-04"), ("3", "3 4 1971"), ("3 sex", "X"), ("6", "FRIEND"), ("1", "EVERYTHING"), ("11a", "00 00 0000"),
    ("14", "TODAY"), ("17 qual", "ZZ"), ("21 ind", "1"), ("21A", ""), ("24A.1 from", ""), ("24A.2 to", "10 32 26"), ("24C.1", "X"), ("24D.2", ""),
    ("24E.1", "AZ"), ("24E.1", "1"), ("24F.1", ""), ("24F.1", "200.00"), ("24F.1", "-2 00"), ("24F.1", "2 0"), ("24F.2", "\u0662 00"), ("24G.1", "x"),
    ("24G.1", "1.2.3"), ("24G.1", "."), ("24.1 shaded", "QQ7"), ("24.1 shaded", "XZ7"), ("25 type", "TIN"), ("26", ""), ("28", "many"), ("29", "1,00"),
    ("2", " "), ("33", ""), ("33", "A\nB"), ("33", "A\nB\nOMAHA"), ("33b", "ZZ"), ("32", "A\nB\nC\nD"), ("carrier", "A\nB\nC"),
]


@pytest.mark.parametrize(("box", "text"), WRONG, ids=[f"{box}-{at}" for at, (box, _) in enumerate(WRONG)])
def test_a_box_that_cannot_be_read_is_named(box, text):
    with pytest.raises(EdiError) as refused:
        edi837.from_cms1500({**BOXES, "6": "CHILD", "17": "MAE PINE", box: text})
    assert str(refused.value).startswith(f"box {box}: ")
    assert len(text) < 3 or text not in str(refused.value)


def test_boxes_that_say_more_than_they_need():
    with pytest.raises(EdiError, match="box 15 qual: empty"):
        edi837.from_cms1500({**BOXES, "15": "10 12 2026"})
    with pytest.raises(EdiError, match="box 4: empty"):
        edi837.from_cms1500({**BOXES, "6": "CHILD", "4": ""})
    with pytest.raises(EdiError, match="box 9: empty"):
        edi837.from_cms1500({**BOXES, "11d": "YES"})


@pytest.mark.parametrize("box", ["ROWE", "24K.1", "24A.1", "24D.0001", "24.1", "34", "24D.x", "24I.1"])
def test_a_box_that_the_form_has_not_is_refused_without_its_name(box):
    with pytest.raises(EdiError) as refused:
        edi837.from_cms1500({**BOXES, box: "1"})
    assert str(refused.value) == "there is a box that the form does not have"


# ---- any claim

def places(one):
    return [line.place_of_service or one.encounter.place_of_service for line in one.encounter.services]


@QUIET
@given(claims())
def test_what_determines_a_claim_comes_back(one):
    back = edi837.from_cms1500(edi837.cms1500(one), one.coverage.payer)
    coded, again = one.encounter, back.encounter
    assert again.diagnoses == coded.diagnoses
    assert [(line.procedure, line.units, line.unit, line.diagnosis_pointers, line.charge) for line in again.services] == [
        (line.procedure, line.units, line.unit, line.diagnosis_pointers, line.charge) for line in coded.services]
    assert [(line.first_day, line.last_day, line.emergency) for line in again.services] == [
        (line.first_day, line.last_day, line.emergency) for line in coded.services]
    assert places(back) == places(one)
    assert (back.patient_control_number, back.charge, back.frequency, back.payer_control_number) == (
        one.patient_control_number, one.charge, one.frequency, one.payer_control_number)
    assert (again.patient.name, again.patient.birth_date, again.admission_date) == (coded.patient.name, coded.patient.birth_date, coded.admission_date)
    assert (back.billing_provider.npi, back.billing_provider.tax_id, back.billing_provider.name, back.billing_provider.taxonomy) == (
        one.billing_provider.npi, one.billing_provider.tax_id, one.billing_provider.name, one.billing_provider.taxonomy)
    assert (back.coverage.member_id, back.coverage.payer, back.coverage.is_self) == (one.coverage.member_id, one.coverage.payer, one.coverage.is_self)
    if not one.coverage.is_self:
        assert back.coverage.subscriber.name == one.coverage.subscriber.name
    assert [(line.drug.ndc, line.drug.quantity, line.drug.unit) for line in again.services if line.drug] == [
        (line.drug.ndc, line.drug.quantity, line.drug.unit) for line in coded.services if line.drug]


@QUIET
@given(claims())
def test_the_form_of_the_form_is_the_same_form(one):
    boxes = edi837.cms1500(one)
    again = edi837.cms1500(edi837.from_cms1500(boxes))
    if boxes["11d"] == "YES":
        boxes.pop("29", None)
    told = ("5 phone", "7 phone", "20", "20 charges")                                   # telephones and prices of lines do not come back
    assert {box: text for box, text in again.items() if box not in told} == {box: text for box, text in boxes.items() if box not in told}


@needs_corpus
@pytest.mark.parametrize("path", files("837p"), ids=lambda path: path.name)
def test_a_public_file_is_seen_on_the_form_and_comes_back_with_its_lines(path):
    for one in edi837.parse(path.read_bytes()):
        boxes = edi837.cms1500(one)
        assert boxes["26"] == one.patient_control_number
        if all(line.first_day for line in one.encounter.services):
            again = edi837.from_cms1500(boxes)
            assert [line.charge for line in again.encounter.services] == [line.charge for line in one.encounter.services]
            assert [line.procedure.code for line in again.encounter.services] == [line.procedure.code for line in one.encounter.services]


MARK = "ZQSECRET"


@settings(QUIET, max_examples=100)
@given(st.dictionaries(st.sampled_from([*BOXES, "19", "23", "24.1 shaded", "24H.1", "24H.1 shaded", "29", "32", "17", "14", "9", "16 from"]),
                       st.sampled_from((MARK, f"{MARK} 7", f"7 {MARK}", f"{MARK}\nA\nB", "", "1", "10 12 2026", "YES", "N4", "7TIME 1. MINUTES", "ABC"))
                       | st.text(max_size=6), max_size=12))
def test_whatever_is_typed_gives_a_claim_or_names_the_box(changes):
    try:
        back = edi837.from_cms1500({**BOXES, **changes})
    except EdiError as refused:
        assert str(refused).startswith("box ")                                           # noqa: PT017
        assert MARK not in f"{refused!r}"                                                # noqa: PT017
    else:
        assert len(back.encounter.services) == 2


def test_no_error_of_a_claim_shows_what_it_holds():
    hidden = Coverage(Payer("EX001", "P"), MARK, Person(PersonName(MARK, MARK)), "01")
    with pytest.raises(EdiError) as refused:
        edi837.cms1500(claim(line(1, charge=Decimal("1.005")), coverages=(hidden,)))
    assert MARK not in f"{refused.value!r}"
