"""Every segment of the guide to its noun, each in the smallest text that holds it, whole and byte by byte."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from corpus import CORPUS, example, facts, files, needs_corpus
from edi_claims import (
    Adjustment,
    AmbulanceTransport,
    Attachment,
    ConditionIndicator,
    ContractInformation,
    DateRange,
    Drug,
    EquipmentCertification,
    EquipmentRental,
    Form,
    FormAnswer,
    Measurement,
    Procedure,
    PurchasedService,
    Reference,
    Repricing,
    Severity,
    SpinalManipulation,
)
from edi_x12 import conformance

TEXT = "".join(example("837p-1-primary").splitlines()).replace("SE*35*", "SE*{count}*")
TRAILER = TEXT[TEXT.index("~SE*") + 1:]
CLAIM, LINE, END = "AMT*F5*25~", "REF*6R*A1001L1~", "REF*6R*A1001L2~"


def count(text):
    """The text with a right SE01."""
    return text.format(count=text[text.index("~ST*"):text.index("~SE*") + 1].count("~"))


def put(*segments, behind=CLAIM, text=TEXT):
    assert text.count(behind) == 1
    return count(text.replace(behind, behind + "".join(f"{one}~" for one in segments)))


class Slow(io.StringIO):
    """One character at a time."""

    def read(self, size=-1):
        return super().read(min(size, 1))


def parsed(text):
    """The claims, after a look that pieces make no difference."""
    found = edi837.parse(text)
    with edi837.read(Slow(text)) as reader:
        assert list(reader) == list(found)
        assert (reader.unread, reader.findings) == (found.unread, found.findings)
    return found


def whole(*segments, behind=CLAIM, text=TEXT):
    """The one claim of a text that is read without findings and with nothing unread."""
    found = parsed(put(*segments, behind=behind, text=text))
    assert (found.findings, found.unread) == ([], [])
    return found[0]


# ---- other payers

OTHERS = "STABCDEFGH"


def other(place):
    """Everything that one 2320 and its 2330s may hold."""
    at = OTHERS.index(place)
    return [
        f"SBR*{place}*{'18' if at else '01'}*G{at}*NAME{at}*12****MB", f"CAS*CO*45*{at}.25*1*97*3", f"CAS*PR*1*{at}", f"AMT*D*{at}.5", f"AMT*A8*{at}",
        "AMT*EAF*0", "OI***W*P**I", f"MOA*.{at}*{at}.75*MA01**N10***{at + 1}.05*{at + 2}", f"NM1*IL*1*OTHER{at}*SUE*Q**JR*MI*M{at}", f"N3*{at} ELM*APT 2",
        "N4*OMAHA*NE*68102", f"REF*SY*00000000{at}", f"NM1*PR*2*PLAN {at}*****PI*PAY{at}", f"N3*{at} OAK", "N4*OMAHA*NE*681020001", f"DTP*573*D8*202611{at + 1:02}",
        f"REF*2U*U{at}", "REF*FY*OFFICE", f"REF*G1*AUTH{at}", f"REF*9F*REFER{at}", "REF*T4*Y", f"REF*F8*ICN{at}", "NM1*DN*1", f"REF*G2*DN{at}", "NM1*P3*1",
        "REF*G2*P3", "NM1*82*2", f"REF*LU*82{at}", "REF*0B*LIC", "NM1*77*2", "REF*G2*77", "NM1*DQ*1", "REF*1G*DQ", "NM1*85*2", f"REF*G2*85{at}"]


def test_ten_other_payers_keep_their_own():
    one = whole(*[segment for place in OTHERS for segment in other(place)], behind="PRV*PE*PXC*207RC0000X~")
    assert [cover.sequence for cover in one.coverages] == ["P", *OTHERS]
    assert [told.coverage for told in one.prior_adjudications] == list(one.coverages[1:])
    for at, told in enumerate(one.prior_adjudications):
        cover = told.coverage
        assert (cover.group_number, cover.group_name, cover.medicare_secondary_reason, cover.filing_indicator) == (f"G{at}", f"NAME{at}", "12", "MB")
        assert (cover.benefits_assigned, cover.signature_source, cover.release, cover.member_id) == ("W", "P", "I", f"M{at}")
        assert (cover.subscriber.name.last, cover.subscriber.address.lines, cover.subscriber.references) == (
            f"OTHER{at}", (f"{at} ELM", "APT 2"), (Reference("SY", f"00000000{at}"),))
        assert (cover.payer.payer_id, cover.payer.address.postal_code, cover.payer.references) == (
            f"PAY{at}", "681020001", (Reference("2U", f"U{at}"), Reference("FY", "OFFICE")))
        assert told.adjustments == (
            Adjustment("CO", "45", Decimal(f"{at}.25"), Decimal(1)), Adjustment("CO", "97", Decimal(3)), Adjustment("PR", "1", Decimal(at)))
        assert (told.paid, told.amounts) == (Decimal(f"{at}.5"), {"A8": Decimal(at), "EAF": Decimal(0)})
        assert (told.reimbursement_rate, told.payable, told.remarks, told.renal_payment, told.professional_component) == (
            Decimal(f".{at}"), Decimal(f"{at}.75"), ("MA01", "N10"), Decimal(f"{at + 1}.05"), Decimal(at + 2))
        assert (told.payment_date, told.payer_control_number) == (date(2026, 11, at + 1), f"ICN{at}")
        assert told.references == (Reference("G1", f"AUTH{at}"), Reference("9F", f"REFER{at}"), Reference("T4", "Y"))
        assert {role: [number.value for number in who.references] for role, who in told.providers.items()} == {
            "referring_provider": [f"DN{at}"], "primary_care_provider": ["P3"], "rendering_provider": [f"82{at}", "LIC"], "facility": ["77"],
            "supervising_provider": ["DQ"], "billing_provider": [f"85{at}"]}


@pytest.mark.parametrize(("segment", "rate", "renal", "remarks"), [
    ("MOA", None, None, ()), ("MOA***MA01", None, None, ("MA01",)), ("MOA********12.5", None, Decimal("12.5"), ()),
    ("MOA*1*****N1***3", Decimal(1), None, ("N1",))])
def test_what_moa_does_not_say_is_none(segment, rate, renal, remarks):
    one = whole("SBR*S*18*******CI", "AMT*D*0", "OI***Y***Y", segment, "NM1*IL*1*ROWE*DANA****MI*M1", "NM1*PR*2*PLAN*****PI*P2",
                behind="PRV*PE*PXC*207RC0000X~")
    [told] = one.prior_adjudications
    assert (told.reimbursement_rate, told.renal_payment, told.remarks) == (rate, renal, remarks)
    assert one.coverages[1].subscriber is None


def decided(payer, paid, *more):
    return [f"SVD*{payer}*{paid}*HC:99214:25**1", f"CAS*CO*45*{200 - paid}", "DTP*573*D8*20261102", *more]


def test_each_payer_decides_about_each_line():
    covers = [segment for place, payer in (("S", "P2"), ("T", "P3")) for segment in (
        f"SBR*{place}*18*******CI", "OI***Y***Y", "NM1*IL*1*ROWE*DANA****MI*M1", f"NM1*PR*2*PLAN*****PI*{payer}")]
    text = put(*covers, behind="PRV*PE*PXC*207RC0000X~")
    text = text.replace(LINE, LINE + "~".join([*decided("P3", 20, "AMT*EAF*5"), *decided("P2", 120), *decided("P9", 7), ""]))
    text = text.replace(END, END + "~".join(["SVD*P2*0*WK:99999**2.5*1", "DTP*573*D8*20261102", *decided("P3", 1), ""]))
    found = parsed(text)
    [one], [first, second] = found, found[0].prior_adjudications
    assert found.unread == []
    assert [(each.line, each.paid, each.remaining, each.bundled_into) for each in first.services] == [(1, 120, None, None), (2, 0, None, 1)]
    assert [(each.line, each.paid, each.remaining) for each in second.services] == [(1, 20, 5), (2, 1, None)]
    assert (first.services[1].procedure, first.services[1].units, first.services[1].adjustments) == (Procedure("99999", (), "WK"), Decimal("2.5"), ())
    assert [(each.payer_id, each.line, each.adjustments) for each in one.orphan_adjudications] == [
        ("P9", 1, (Adjustment("CO", "45", Decimal(193)),))]


# ---- forms

FORM = ["LQ*UT*04.04B", "FRM*1A*Y", "FRM*2**TWO LITERS", "FRM*3***20260901", "FRM*4****88.5", "LQ*AS*484.3"]
READ = (Form("UT", "04.04B", (FormAnswer("1A", "Y"), FormAnswer("2", text="TWO LITERS"), FormAnswer("3", day=date(2026, 9, 1)),
                              FormAnswer("4", percent=Decimal("88.5")))), Form("AS", "484.3"))


@pytest.mark.parametrize("before", [[], ["LIN**N4*00000000001"], ["NM1*DK*1*ODA*KIM", "REF*0B*LIC"], decided("EX009", 5), [*decided("P8", 1), *decided("P9", 2)]],
                         ids=["line", "drug", "provider", "decision", "two decisions"])
def test_forms_are_the_lines_whatever_stands_before_them(before):
    one = whole(*before, *FORM, behind=LINE)
    first, second = one.encounter.services
    assert (first.forms, second.forms, second.line_control_number) == (READ, (), "A1001L2")


def test_an_answer_without_a_form_has_no_place():
    found = parsed(put("FRM*1*Y", behind=LINE))
    assert [one.segment_id for one in found[0].encounter.services[0].unread] == ["FRM"]


# ---- levels

DEPENDENTS = """HL*2*1*22*1~SBR*P**GRP9000******12~NM1*IL*1*ROWE*LEE****MI*XYZ100200300~REF*SY*000000001~REF*Y4*PC1~
PER*IC*ADJUSTER*TE*4025550111*EX*5~NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~N3*1 CLAIM ST~N4*OMAHA*NE*68102~REF*2U*U1~REF*G2*B1~REF*LU*L1~
HL*3*2*23*0~PAT*19****D8*20260301*01*7.25~NM1*QC*1*ROWE*KIM~N3*12 ELM ST~N4*OMAHA*NE*68102~DMG*D8*20260201*F~REF*Y4*PC2~REF*1W*OWN1~
PER*IC**TE*4025550112~CLM*K1*5***11:B:1*Y*A*Y*Y~HI*ABK:R079~LX*1~SV1*HC:99381*5*UN*1***1~DTP*472*D8*20260220~
HL*4*2*23*0~PAT*01********Y~NM1*QC*1*ROWE*ANN~N3*12 ELM ST~N4*OMAHA*NE*68102~DMG*D8*19550201*F~
CLM*A1*6***11:B:1*Y*A*Y*Y~HI*ABK:O80~LX*1~SV1*HC:59400*6*UN*1***1~DTP*472*D8*20260220~
CLM*A2*7***11:B:1*Y*A*Y*Y~HI*ABK:O80~LX*1~SV1*HC:59400*7*UN*1***1~DTP*472*D8*20260221~""".replace("\n", "")


def test_two_dependents_under_one_subscriber_have_their_own_details():
    found = parsed(count(TEXT[:TEXT.index("HL*2*")] + DEPENDENTS + TRAILER))
    assert (found.findings, found.unread) == ([], [])
    kim, ann, again = found
    assert [one.coverage.relationship for one in found] == ["19", "01", "01"]
    first, second = kim.encounter.patient, ann.encounter.patient
    assert (first.death_date, first.weight, first.pregnant) == (date(2026, 3, 1), Decimal("7.25"), "")
    assert (second.death_date, second.weight, second.pregnant) == (None, None, "Y")
    assert again.encounter.patient == second
    assert (first.references, first.contacts[0].numbers) == ((Reference("Y4", "PC2"), Reference("1W", "OWN1")), (("TE", "4025550112"),))
    lee = kim.coverage.subscriber
    assert (lee.references, lee.contacts[0].numbers) == ((Reference("SY", "000000001"), Reference("Y4", "PC1")), (("TE", "4025550111"), ("EX", "5")))
    assert ann.coverage.subscriber == lee
    assert list(edi837.parse(edi837.build(found, rules=()))) == list(found)
    assert kim.coverage.payer.references == (Reference("2U", "U1"), Reference("G2", "B1"), Reference("LU", "L1"))


def test_what_pat_says_of_a_subscriber_who_is_not_the_patient_is_kept_where_it_stood():
    text = DEPENDENTS.replace("******12~NM1*IL", "******12~PAT*****D8*20260102~ZZZ~NM1*IL")
    text = count(TEXT[:TEXT.index("HL*2*")] + text + TRAILER)
    found = parsed(text)
    assert [one.segment_id for one in found.unread] == ["PAT", "ZZZ"]
    assert [one.coverage.unread == found[0].coverage.unread for one in found] == [True] * 3
    assert found[0].coverage.subscriber.death_date is None
    assert edi837.build(found, rules=()).count("PAT*****D8*20260102~") == 1
    assert list(edi837.parse(edi837.build(found, rules=()))) == list(found)


def test_a_subscriber_with_claims_keeps_his_details_and_his_dependents_do_not_get_them():
    own = DEPENDENTS[DEPENDENTS.index("CLM*K1"):DEPENDENTS.index("HL*4*")].replace("K1", "L1")
    text = DEPENDENTS.replace("******12~NM1*IL", "******12~PAT*****D8*20260102~NM1*IL").replace("HL*3*2*23*0~", own + "HL*3*2*23*0~")
    found = parsed(count(TEXT[:TEXT.index("HL*2*")] + text + TRAILER))
    assert (found.unread, found.findings) == ([], [])
    assert [one.encounter.patient.death_date for one in found] == [date(2026, 1, 2), date(2026, 3, 1), None, None]
    assert [one.coverage.subscriber and one.coverage.subscriber.death_date for one in found] == [None] * 4


def test_a_subscriber_who_is_the_patient_has_his_details():
    patient = whole("PAT*****D8*20261013*01*151*Y", behind="SBR*P*18*GRP9000******12~").encounter.patient
    assert (patient.death_date, patient.weight, patient.pregnant, patient.sex) == (date(2026, 10, 13), 151, "Y", "F")


def test_a_second_pat_has_no_place():
    found = parsed(put("PAT*****D8*20261013", "PAT*******01*9", behind="SBR*P*18*GRP9000******12~"))
    assert found[0].encounter.patient.weight is None
    assert [one.segment_id for one in found[0].coverage.unread] == ["PAT"]


@pytest.mark.parametrize(("segment", "element"), [("PAT*19****D8*20261301", "PAT06"), ("PAT*19******01*7O", "PAT08")])
def test_details_that_cannot_be_read_do_not_cost_the_relationship(segment, element):
    text = DEPENDENTS.replace("PAT*19****D8*20260301*01*7.25", segment)
    found = parsed(count(TEXT[:TEXT.index("HL*2*")] + text + TRAILER))
    assert [one.element for one in found.findings] == [element]
    assert found[0].coverage.relationship == "19"
    assert [one.elements[0] for one in found[0].encounter.patient.unread] == ["PAT"]


def test_a_currency_is_that_of_every_claim_under_it():
    first = whole("CUR*85*CAD", behind="PRV*BI*PXC*207RC0000X~")
    assert (first.currency, first.billing_provider.taxonomy) == ("CAD", "207RC0000X")
    assert whole().currency == ""
    levels = TEXT[TEXT.index("HL*1*"):TEXT.index(TRAILER)]
    found = parsed(count(TEXT.replace("~SE*", "~" + levels + "SE*").replace("PRV*BI*PXC*207RC0000X~", "CUR*85*MXN~", 1)))
    assert [one.currency for one in found] == ["MXN", ""]


def test_a_pay_to_plan_and_the_billing_providers_numbers():
    one = whole("REF*0B*LIC1", "REF*1G*UPIN1", "PER*IC*KIM*TE*4025550101*EX*7*EM*A@B.EXAMPLE", "PER*IC*LEE*FX*4025550102", "NM1*87*2", "N3*PO BOX 7", "N4*OMAHA*NE*68103",
                "NM1*PE*2*STATE PLAN*****PI*SP1", "N3*9 STATE ST", "N4*LINCOLN*NE*68501", "REF*2U*SP2", "REF*EI*470000009", behind="REF*EI*470000001~",
                text=TEXT.replace("NM1*87*2~N3*PO BOX 77~N4*OMAHA*NE*681030077~", ""))
    assert one.billing_provider.references == (Reference("0B", "LIC1"), Reference("1G", "UPIN1"))
    assert [len(contact.numbers) for contact in one.billing_provider.contacts] == [3, 1]
    assert one.pay_to_address.lines == ("PO BOX 7",)
    assert (one.pay_to_plan.identifier, one.pay_to_plan.tax_id, one.pay_to_plan.references, one.pay_to_plan.address.city) == (
        Reference("PI", "SP1"), "470000009", (Reference("2U", "SP2"),), "LINCOLN")


# ---- header

def test_a_submitter_may_have_two_contacts_and_no_third():
    found = parsed(put("PER*IC*KIM*EM*KIM@B.EXAMPLE", "PER*IC*LEE*TE*4025550109", behind="PER*IC*PAT LEE*TE*4025550100~"))
    sender = found.interchanges[0].sender
    assert (sender.contact.name, [one.name for one in sender.further_contacts]) == ("PAT LEE", ["KIM"])
    assert [one.elements for one in found.unread] == [("PER", "IC", "LEE", "TE", "4025550109")]


def test_a_second_submitter_or_receiver_does_not_take_the_firsts_place():
    found = parsed(put("NM1*41*2*OTHER*****46*XX", "PER*IC*OTHER*TE*4", "NM1*40*2*ANOTHER*****46*YY", behind="NM1*40*2*CLEARHOUSE*****46*CH001~"))
    one = found.interchanges[0].sets[0]
    assert (one.submitter.party_id, one.submitter.further_contacts, one.receiver.party_id) == ("RB837", (), "CH001")
    assert [each.segment_id for each in found.unread] == ["NM1", "PER", "NM1"]


def test_what_the_batch_is_for_is_known():
    found = parsed(count(TEXT.replace("BHT*0019*00*BATCH77*20261020*0900*CH", "BHT*0019*18*BATCH77*20261020*0900*RP")))
    one = found.interchanges[0].sets[0]
    assert (one.purpose, one.batch_id, one.kind) == ("18", "BATCH77", "RP")


# ---- what a claim carries

def of_claim(name):
    return lambda one: getattr(one, name)


def of_encounter(name):
    return lambda one: getattr(one.encounter, name)


def of_line(name):
    return lambda one: getattr(one.encounter.services[0], name)


HCP = "HCP*03*100.5*12*908231234*1.5*GRP*50"
PRICED = ("03", Decimal("100.5"), Decimal(12), "908231234", Decimal("1.5"), "GRP", Decimal(50))
RIDE = AmbulanceTransport("A", Decimal("12.5"), Decimal(160), "TAKEN BACK", "COULD NOT SIT")

ON_A_CLAIM = [
    (["PWK*OZ*BM***AC*ACN1", "PWK*EB*AA", "PWK*M1*EL***AC*ACN2"], of_claim("attachments"),
     (Attachment("OZ", "BM", "ACN1"), Attachment("EB", "AA"), Attachment("M1", "EL", "ACN2"))),
    (["CN1*02*150.25*10.5*CODE1*2*V1"], of_claim("contract"),
     ContractInformation("02", Decimal("150.25"), Decimal("10.5"), "CODE1", Decimal(2), "V1")),
    (["CN1*05"], of_claim("contract"), ContractInformation("05")),
    (["K3*STATE DATA REQUIREMENT", "K3*MORE"], of_claim("file_information"), ("STATE DATA REQUIREMENT", "MORE")),
    (["CR1*LB*160**A*DH*12.5***TAKEN BACK*COULD NOT SIT"], of_encounter("ambulance"), RIDE),
    (["CR1****E*DH*0"], of_encounter("ambulance"), AmbulanceTransport("E", Decimal(0))),
    (["CR2********M**NECK PAIN*LOWER BACK"], of_encounter("spinal_manipulation"), SpinalManipulation("M", "NECK PAIN", "LOWER BACK")),
    (["CR2********A"], of_encounter("spinal_manipulation"), SpinalManipulation("A")),
    (["CRC*07*Y*01*05*09", "CRC*07*N*12", "CRC*E1*Y*L2", "CRC*75*Y*IH", "CRC*ZZ*Y*AV*S2*ST"], of_encounter("conditions"), (
        ConditionIndicator("07", "Y", ("01", "05", "09")), ConditionIndicator("07", "N", ("12",)), ConditionIndicator("E1", "Y", ("L2",)),
        ConditionIndicator("75", "Y", ("IH",)), ConditionIndicator("ZZ", "Y", ("AV", "S2", "ST")))),
    ([HCP + "******T1*2*3"], of_claim("repricing"), Repricing(*PRICED, rejection="T1", compliance="2", exception="3")),
    (["HCP*00*0"], of_claim("repricing"), Repricing("00", Decimal(0))),
    (["NTE*CER*NOTE TEXT"], of_encounter("notes"), (Reference("CER", "NOTE TEXT"),)),
    (["REF*4N*3", "REF*F5*Y", "REF*EW*M1", "REF*X4*28D1234567", "REF*9A*R1", "REF*9C*R2", "REF*LX*G1", "REF*D9*T1", "REF*EA*MR", "REF*P4*D", "REF*1J*C"],
     lambda one: [each.qualifier for each in one.references], ["4N", "F5", "EW", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J"]),
    (["REF*9F*R9", "REF*G1*AUTH1", "REF*F8*ICN1"], lambda one: (one.referral_number, one.authorization_number, one.payer_control_number, one.references),
     ("R9", "AUTH1", "ICN1", ())),
    ([f"DTP*{one}*D8*20261001" for one in ("431", "454", "304", "453", "484", "455", "471", "360", "361", "297", "296", "435", "096", "444")],
     lambda one: (set(one.encounter.dates), set(one.encounter.dates.values())),
     ({"431", "454", "304", "453", "484", "455", "471", "360", "361", "297", "296", "435", "096", "444"}, {date(2026, 10, 1)})),
    (["DTP*314*RD8*20261001-20261009"], of_encounter("dates"), {"314": DateRange(date(2026, 10, 1), date(2026, 10, 9))}),
    (["DTP*090*D8*20261001", "DTP*091*D8*20261002", "DTP*050*D8*20261003"], lambda one: list(one.dates), ["090", "091", "050"]),
    (["HI*BP:00840*BO:00142"], of_encounter("anesthesia_procedures"), ("00840", "00142")),
    (["HI*BG:AA*BG:17", "HI*BG:09"], of_encounter("condition_codes"), ("AA", "17", "09")),
    (["NM1*PW*2", "N3*1 ROAD", "N4*OMAHA*NE*68102", "NM1*45*2*SOMEWHERE", "N3*2 ROAD", "N4*OMAHA*NE*68102"],
     lambda one: [one.encounter.providers[role].address.lines for role in ("pick_up", "drop_off")], [("1 ROAD",), ("2 ROAD",)]),
    (["NM1*DN*1*ODA*KIM****XX*1999999992", "REF*0B*LIC", "NM1*P3*1*MOE*AL", "REF*G2*P", "NM1*DQ*1*POE*ED", "REF*LU*L", "NM1*77*2*CLINIC", "N3*5 WAY",
      "N4*OMAHA*NE*681020001", "REF*LU*F", "PER*IC*DESK*TE*4025550103*EX*1"],
     lambda one: {role: [each.value for each in who.references] for role, who in one.encounter.providers.items() if role != "rendering_provider"},
     {"referring_provider": ["LIC"], "primary_care_provider": ["P"], "supervising_provider": ["L"], "facility": ["F"]}),
]


@pytest.mark.parametrize(("segments", "field", "expected"), ON_A_CLAIM, ids=[one[0][0].split("*")[0] for one in ON_A_CLAIM])
def test_what_a_claim_carries_is_read(segments, field, expected):
    assert field(whole(*segments)) == expected


def test_ten_attachments_and_twelve_diagnoses_keep_their_order():
    codes = [f"A{number:02}" for number in range(12)]
    one = whole(*[f"PWK*OZ*EL***AC*N{number}" for number in range(10)], f"HI*ABK:{codes[0]}*" + "*".join(f"ABF:{code}" for code in codes[1:]),
                text=TEXT.replace("HI*ABK:R079*ABF:R0602~", ""))
    assert [each.control_number for each in one.attachments] == [f"N{number}" for number in range(10)]
    assert [each.code for each in one.encounter.diagnoses] == codes


def test_an_accident_and_all_circumstances_of_clm():
    one = whole("DTP*439*D8*20261001", text=TEXT.replace("11:B:1*Y*A*Y*Y~", "11:B:1*N*C*W*I*P*AA:OA::NE:CA*09********7~"))
    accident = one.encounter.accident
    assert (accident.causes, accident.state, accident.country, accident.occurred_on) == (("AA", "OA"), "NE", "CA", date(2026, 10, 1))
    assert (one.signature_on_file, one.assignment, one.benefits_assigned, one.release) == ("N", "C", "W", "I")
    assert (one.signature_source, one.special_program, one.delay_reason) == ("P", "09", "7")


# ---- what a line carries

ON_A_LINE = [
    (["SV5*HC:E0250:RR*DA*30*125.5*1200*4"], of_line("rental"),
     EquipmentRental(Procedure("E0250", ("RR",)), Decimal(30), Decimal("125.5"), Decimal(1200), "4")),
    (["SV5*HC:E0250*DA*1**1200"], of_line("rental"), EquipmentRental(Procedure("E0250"), Decimal(1), None, Decimal(1200))),
    (["PWK*CT*AD", "PWK*OZ*EL***AC*A1", "PWK*OB*FX***AC*A2"], of_line("attachments"),
     (Attachment("CT", "AD"), Attachment("OZ", "EL", "A1"), Attachment("OB", "FX", "A2"))),
    (["CR1*LB*160**A*DH*12.5***TAKEN BACK*COULD NOT SIT"], of_line("ambulance"), RIDE),
    (["CR3*R*MO*99.5"], of_line("certification"), EquipmentCertification("R", Decimal("99.5"))),
    (["CRC*07*Y*01", "CRC*70*N*65", "CRC*09*Y*38*ZV"], of_line("conditions"),
     (ConditionIndicator("07", "Y", ("01",)), ConditionIndicator("70", "N", ("65",)), ConditionIndicator("09", "Y", ("38", "ZV")))),
    (["QTY*PT*2", "QTY*FL*3.5"], of_line("quantities"), {"PT": Decimal(2), "FL": Decimal("3.5")}),
    (["MEA*TR*HT*70", "MEA*TR*R1*11.5", "MEA*TR*R2*33", "MEA*OG*R3*4000", "MEA*TR*R4*.9"], of_line("measurements"), (
        Measurement("TR", "HT", Decimal(70)), Measurement("TR", "R1", Decimal("11.5")), Measurement("TR", "R2", Decimal(33)),
        Measurement("OG", "R3", Decimal(4000)), Measurement("TR", "R4", Decimal("0.9")))),
    (["CN1*04*10"], of_line("contract"), ContractInformation("04", Decimal(10))),
    (["K3*A", "K3*B"], of_line("file_information"), ("A", "B")),
    (["PS1*BOUGHT1*70.25"], of_line("purchased_service"), PurchasedService("BOUGHT1", Decimal("70.25"))),
    ([HCP + "**HC*99213*UN*2*T1*2*3"], of_line("repricing"), Repricing(*PRICED, Procedure("99213"), "UN", Decimal(2), "T1", "2", "3")),
    (["HCP*04*1*******IV*J1"], of_line("repricing"), Repricing("04", Decimal(1), procedure=Procedure("J1", (), "IV"))),
    ([f"DTP*{one}*D8*20261001" for one in ("471", "607", "463", "461", "304", "738", "739", "011", "455", "454")], lambda one: len(of_line("dates")(one)), 10),
    (["REF*9B*1", "REF*9D*2", *[f"REF*G1*A{at}**2U:PAY{at}" for at in range(5)], "REF*EW*3", "REF*X4*4", "REF*F4*5", "REF*BT*6", "REF*9F*7"],
     lambda one: (len(of_line("references")(one)), of_line("references")(one)[6]), (12, Reference("G1", "A4", "2U:PAY4"))),
    (["AMT*T*1.5", "AMT*F4*2"], of_line("amounts"), {"T": Decimal("1.5"), "F4": Decimal(2)}),
    (["NTE*ADD*ONE", "NTE*TPO*TWO"], of_line("notes"), (Reference("ADD", "ONE"), Reference("TPO", "TWO"))),
    (["LIN**N4*00000000001", "CTP****2.5*ML", "REF*XZ*RX1"], of_line("drug"),
     Drug("00000000001", Decimal("2.5"), "ML", (Reference("XZ", "RX1"),))),
    (["LIN**UK*00012345678905", "CTP****1*UN", "REF*VY*LINK"], of_line("drug"),
     Drug("00012345678905", Decimal(1), "UN", (Reference("VY", "LINK"),), qualifier="UK")),
    (["LIN**N4*00000000001"], of_line("drug"), Drug("00000000001")),
    (["NM1*82*1*A*B****XX*1", "PRV*PE*PXC*T1", "REF*G2*82**2U:P1", "NM1*QB*2******XX*2", "REF*0B*QB", "NM1*77*2*C*****XX*3", "N3*S", "N4*T*NE*68102", "REF*LU*77",
      "NM1*DQ*1*D*E", "REF*1G*DQ", "NM1*DK*1*F*G", "N3*S", "N4*T*NE*68102", "REF*G2*DK", "PER*IC*H*TE*4*EX*5", "NM1*DN*1*I*J", "REF*G2*DN", "NM1*P3*1*K*L",
      "REF*G2*P3", "NM1*PW*2", "N3*S", "N4*T*NE*68102", "NM1*45*2*M", "N3*S", "N4*T*NE*68102"],
     lambda one: {role: [each.value for each in who.references] for role, who in of_line("providers")(one).items()},
     {"rendering_provider": ["82"], "purchased_service_provider": ["QB"], "facility": ["77"], "supervising_provider": ["DQ"], "ordering_provider": ["DK"],
      "referring_provider": ["DN"], "primary_care_provider": ["P3"], "pick_up": [], "drop_off": []}),
]


@pytest.mark.parametrize(("segments", "field", "expected"), ON_A_LINE, ids=[one[0][0].split("*")[0] for one in ON_A_LINE])
def test_what_a_line_carries_is_read(segments, field, expected):
    assert field(whole(*segments, behind=LINE)) == expected


def test_each_line_has_its_own_drug():
    text = put("LIN**N4*00000000001", "CTP****1*UN", "REF*XZ*RX1", behind=LINE)
    text = text.replace(END, END + "LIN**N4*00000000002~CTP****2*ME~REF*VY*V2~")
    first, second = parsed(text)[0].encounter.services
    assert first.drug == Drug("00000000001", Decimal(1), "UN", (Reference("XZ", "RX1"),))
    assert second.drug == Drug("00000000002", Decimal(2), "ME", (Reference("VY", "V2"),))


def test_every_element_of_a_service_is_read():
    text = TEXT.replace("SV1*HC:99214:25*200*UN*1***1:2~", "SV1*ER:99214:A1:B2:C3:D4:WHAT WAS DONE*200*MJ*12.5*12**2:1**Y**Y*Y***0~")
    one = whole(text=text).encounter.services[0]
    assert one.procedure == Procedure("99214", ("A1", "B2", "C3", "D4"), "ER", "WHAT WAS DONE")
    assert (one.unit, one.units, one.place_of_service, one.diagnosis_pointers) == ("MJ", Decimal("12.5"), "12", (2, 1))
    assert (one.emergency, one.screening, one.family_planning, one.copay_exempt) == ("Y", "Y", "Y", "0")


@pytest.mark.parametrize(("segments", "behind"), [
    *[(one[0], CLAIM) for one in ON_A_CLAIM], *[(one[0], LINE) for one in ON_A_LINE], (FORM, LINE), (["CUR*85*CAD"], "PRV*BI*PXC*207RC0000X~"),
    ([segment for place in OTHERS for segment in other(place)], "PRV*PE*PXC*207RC0000X~"), (["PAT*****D8*20261013*01*151*Y"], "SBR*P*18*GRP9000******12~")])
def test_what_is_read_is_written_and_read_again(segments, behind):
    found = parsed(put(*segments, behind=behind))
    assert list(edi837.parse(edi837.build(found, rules=()))) == list(found)


# ---- second ones, wrong units, elements without a place

@pytest.mark.parametrize(("first", "second", "behind"), [
    ("CN1*02*1", "CN1*03*2", CLAIM), ("CR1****A*DH*1", "CR1****B*DH*2", CLAIM), ("CR2********A", "CR2********C", CLAIM), ("HCP*00*1", "HCP*01*2", CLAIM),
    ("SV5*HC:A*DA*1*2", "SV5*HC:B*DA*3*4", LINE), ("CR1****A*DH*1", "CR1****B*DH*2", LINE), ("CR3*I*MO*1", "CR3*R*MO*2", LINE), ("QTY*PT*2", "QTY*PT*3", LINE),
    ("CN1*02*1", "CN1*03*2", LINE), ("PS1*A*1", "PS1*B*2", LINE), ("HCP*00*1", "HCP*01*2", LINE), ("CUR*85*CAD", "CUR*85*MXN", "PRV*BI*PXC*207RC0000X~"),
    ("LIN**N4*1", "LIN**N4*2", LINE), ("CTP****1*UN", "CTP****2*ML", None)])
def test_a_second_one_has_no_place_and_takes_none(first, second, behind):
    before = ["LIN**N4*1"] if behind is None else []
    alone = whole(*before, first, behind=behind or LINE)
    both = parsed(put(*before, first, second, behind=behind or LINE))
    assert [one.elements for one in both.unread] == [tuple(second.split("*"))]
    assert repr(both[0]) == repr(alone)


@pytest.mark.parametrize(("segment", "behind"), [
    ("LIN**N4", LINE), ("LIN", LINE), ("CUR", "HL*1**20*1~"), ("CUR*85", "HL*1**20*1~"), ("CR1", CLAIM), ("CR1*LB*160**A*DK*3", CLAIM), ("CR2*1", CLAIM),
    ("HCP*03", CLAIM), ("K3", LINE), ("SV5*HC:A*DA", LINE), ("CR3*I", LINE), ("QTY", LINE), ("MEA*TR*HT", LINE), ("PS1*A", LINE)])
def test_a_segment_that_lacks_what_it_is_about_is_kept_as_it_was_sent(segment, behind):
    found = parsed(put(segment, behind=behind))
    assert ([one.elements for one in found.unread], found.findings, len(found)) == ([tuple(segment.split("*"))], [], 1)


@pytest.mark.parametrize(("segment", "behind", "elements"), [
    ("PWK*OZ*BM*2*A*ZZ*ACN1*TEXT*1*2", CLAIM, ["PWK03", "PWK04", "PWK05", "PWK07", "PWK08", "PWK09"]), ("K3*A*B*C:D", CLAIM, ["K302", "K303"]),
    ("CR1*KG*70*I*A*DH*3*ONE*TWO", CLAIM, ["CR101", "CR102", "CR103", "CR107", "CR108"]),
    ("CR2*1*2*3*4*5*6*7*A*9*A*B*12", CLAIM, [f"CR2{at:02}" for at in (1, 2, 3, 4, 5, 6, 7, 9, 12)]),
    ("HCP*00*1******8*HC", CLAIM, ["HCP08", "HCP09"]), ("SV5*HC:A*DA*1*2*3*4*5", LINE, ["SV507"]), ("CR3*I*MO*1*A*B", LINE, ["CR304", "CR305"]),
    ("QTY*PT*1*UN*X", LINE, ["QTY03", "QTY04"]), ("MEA*TR*HT*1*EA*2*3*4*5*6*7*8*9", LINE, [f"MEA{at:02}" for at in range(4, 13)]),
    ("PS1*A*1*NE", LINE, ["PS103"]), ("LIN*1*N4*2*VN*3", LINE, ["LIN01", "LIN04", "LIN05"]), ("CUR*85*CAD*1.2", "HL*1**20*1~", ["CUR03"]),
    ("PAT*18*2*3*4***GR*900", "SBR*P*18*GRP9000******12~", ["PAT02", "PAT03", "PAT04", "PAT07", "PAT08", "PAT01"]),
    ("SVD*EX001*1*HC:A*0450*1", LINE, ["SVD04"]), ("NM1*DN*1*A*B****XX*1*2*3*4", CLAIM, ["NM110", "NM111", "NM112"]),
    ("REF*EA*1*TEXT", CLAIM, ["REF03"]), ("REF*F8*1*TEXT", CLAIM, ["REF03"]), ("AMT*F4*1*C", LINE, ["AMT03"]), ("HI*BG:AA:D8:2", CLAIM, ["HI01"]),
    ("SVD*EX001*1*HC:A:::::D:B:C**1", LINE, ["SVD03"])])
def test_an_element_without_a_place_is_said_once(segment, behind, elements):
    found = parsed(put(segment, behind=behind))
    assert [(one.code, one.severity, one.element) for one in found.findings] == [("X214", Severity.INFO, element) for element in elements]
    assert (len(found), found.unread) == (1, [])


def test_elements_without_a_place_are_said_of_the_service_and_the_party():
    text = TEXT.replace("SV1*HC:93000*150*UN*1***1:2~", "SV1*HC:93000:::::::X*150*UN*1**1*1:2~").replace("N4*OMAHA*NE*68102~", "N4*OMAHA*NE*68102**CY*1~")
    text = text.replace("DMG*D8*19710304*F~", "DMG*D8*19710304*F*M~").replace("PRV*PE*PXC*207RC0000X~", "PRV*PE*PXC*207RC0000X*NE~")
    text = text.replace("CLM*A1001*350***", "CLM*A1001*350*MC**")
    found = parsed(count(text))
    assert [one.element for one in found.findings] == ["N405", "N406", "DMG04", "CLM03", "PRV04", "SV101", "SV106"]
    assert found[0].encounter.services[1].procedure == Procedure("93000")


def test_a_weight_in_kilograms_is_not_taken_for_pounds():
    one = parsed(put("CR1*KG*70**A*DH*3"))[0].encounter.ambulance
    assert (one.patient_weight, one.miles) == (None, 3)


def test_a_bundling_line_that_is_no_number_is_left_out_with_a_finding():
    found = parsed(put("SVD*EX001*1*HC:A**1*B", behind=LINE))
    assert found[0].orphan_adjudications[0].bundled_into is None
    assert [(one.code, one.element, one.service_line, one.claim) for one in found.findings] == [("X215", "SVD06", 1, "A1001")]


# ---- faults

BAD = "9ZQ9"
FAULTY = [
    *[(segment, CLAIM, element) for segment, element in (
        (f"CN1*02*{BAD}", "CN102"), (f"CN1*02**{BAD}", "CN103"), (f"CN1*02****{BAD}", "CN105"), (f"CR1*LB*{BAD}**A*DH*3", "CR102"),
        (f"CR1****A*DH*{BAD}", "CR106"), (f"HCP*00*{BAD}", "HCP02"), (f"HCP*00*1*{BAD}", "HCP03"), (f"HCP*00*1***{BAD}", "HCP05"),
        (f"HCP*00*1*****{BAD}", "HCP07"), (f"AMT*F4*{BAD}", "AMT02"), (f"DTP*435*D8*{BAD}", "DTP03"))],
    *[(segment, LINE, element) for segment, element in (
        (f"SV5*HC:A*DA*{BAD}*1", "SV503"), (f"SV5*HC:A*DA*1*{BAD}", "SV504"), (f"SV5*HC:A*DA*1**{BAD}", "SV505"), (f"CR1****A*DH*{BAD}", "CR106"),
        (f"CR3*I*MO*{BAD}", "CR303"), (f"QTY*PT*{BAD}", "QTY02"), (f"MEA*TR*HT*{BAD}", "MEA03"), (f"CN1*02*{BAD}", "CN102"), (f"PS1*A*{BAD}", "PS102"),
        (f"HCP*00*1**********{BAD}", "HCP12"), (f"LIN**N4*1~CTP****{BAD}*UN", "CTP04"), (f"LQ*UT*1~FRM*1***{BAD}", "FRM04"),
        (f"LQ*UT*1~FRM*1****{BAD}", "FRM05"), (f"SVD*P1*{BAD}*HC:A**1", "SVD02"), (f"SVD*P1*1*HC:A**{BAD}", "SVD05"), (f"SVD*P1*1*HC:A**1~CAS*CO*45*{BAD}", "CAS03"),
        (f"SVD*P1*1*HC:A**1~AMT*EAF*{BAD}", "AMT02"))],
    *[(f"SBR*S*18~{segment}", "PRV*PE*PXC*207RC0000X~", element) for segment, element in (
        (f"MOA*{BAD}", "MOA01"), (f"MOA**{BAD}", "MOA02"), (f"MOA********{BAD}", "MOA08"), (f"MOA*********{BAD}", "MOA09"), (f"AMT*A8*{BAD}", "AMT02"))]]


@pytest.mark.parametrize(("segment", "behind", "element"), FAULTY, ids=[f"{one[0].split('~')[-1].split('*')[0]}-{one[2]}" for one in FAULTY])
def test_a_number_that_cannot_be_read_costs_the_claim_and_is_not_shown(segment, behind, element):
    text = put(segment, behind=behind)
    found = parsed(text)
    assert list(found) == []
    [fault] = found.findings
    assert (fault.code, fault.severity, fault.claim, fault.element) == (
        "X202" if element in ("DTP03", "FRM04") else "X201", Severity.ERROR, "A1001", element)
    assert BAD not in f"{fault} {fault!r} {found.unread}"
    body = text[text.index("CLM*"):text.index("~SE*")]
    assert ["*".join(one.elements) for one in found.unread] == body.split("~")


def test_a_fault_in_one_claim_leaves_the_next_one_alone():
    claim = TEXT[TEXT.index("CLM*"):TEXT.index(TRAILER)]
    text = TEXT.replace("~SE*", "~" + claim.replace("A1001", "A1002") + "SE*").replace(LINE, f"{LINE}LQ*UT*1~FRM*1****{BAD}~", 1)
    found = parsed(count(text))
    assert [one.patient_control_number for one in found] == ["A1002"]
    assert found[0].encounter.services[0].forms == ()


MARK = "ZQ7"


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_planted_is_told_and_pieces_make_no_difference(data):
    segments, _, behind = data.draw(st.sampled_from([*[(*one[:2], CLAIM) for one in ON_A_CLAIM], *[(*one[:2], LINE) for one in ON_A_LINE],
                                                     (FORM, None, LINE), (other("S"), None, CLAIM), (other("T"), None, LINE)]))
    elements = data.draw(st.sampled_from(segments)).split("*")
    place = data.draw(st.integers(1, len(elements)))
    elements[place:place + 1] = [data.draw(st.sampled_from((MARK, f"{MARK}:{MARK}", "", "+1", "1,000", f"20260101-{MARK}")))]
    found = parsed(put(*data.draw(st.permutations([*segments, "*".join(elements)])), behind=behind))
    told = " ".join(f"{one} {one!r}" for one in found.findings) + repr(found.unread)
    assert MARK not in told
    assert len(found) + sum(one.severity is Severity.ERROR for one in found.findings) >= 1


# ---- public files

@pytest.mark.parametrize("path", [one for one in files("837p") if one.stat().st_size < 100_000], ids=lambda path: path.name)
@needs_corpus
def test_a_conforming_file_has_nothing_unread(path):
    text = path.read_text("latin-1")
    if any(one.severity is Severity.ERROR or one.code == "G001" for one in conformance.check(text)):
        pytest.skip("the file does not conform to its guide, or no guide for it is here")
    found = edi837.parse(text)
    assert len(found) >= 1
    assert (found.unread, [one.code for one in found.findings if one.code.startswith("X2")]) == ([], [])


@pytest.mark.parametrize(("name", "claims"), [("imsweb-many-claims", 820), ("imsweb-multiple-transactions", 624)])
@needs_corpus
def test_large_files_are_read_with_the_facts_right(name, claims):
    path = CORPUS / "837p" / f"{name}.edi"
    known = [one for interchange in facts(path) for transaction in interchange["transactions"] for one in transaction["claims"]]
    with edi837.read(path) as reader:
        found = [(one.charge, [line.charge for line in one.encounter.services]) for one in reader]
    assert len(found) == len(known) == claims
    assert sum(charge for charge, _ in found) == sum(Decimal(one["CLM02"]) for one in known)
    assert sum(len(lines) for _, lines in found) == sum(len(one["lines"]) for one in known)
    assert sum(sum(lines) for _, lines in found) == sum(Decimal(line["charge"]) for one in known for line in one["lines"])


@pytest.mark.parametrize("version", ["005010X222", "005010X222A2"])
def test_other_editions_are_read_the_same(version):
    segments = [*ON_A_CLAIM[0][0], *ON_A_CLAIM[4][0], *FORM]
    text = put(*segments, behind=LINE)
    found = parsed(text.replace("005010X222A1", version))
    assert list(found) == list(edi837.parse(text))
    assert found.findings == []
