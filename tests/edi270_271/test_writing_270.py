"""Inquiries become a 270, and a 270 becomes the inquiries again."""

from datetime import date, datetime

import attrs
import pytest

from corpus import example
from edi270_271 import build_270, parse_270, read_270, write_270
from edi_claims import (
    Contact,
    Coverage,
    DateRange,
    ElementError,
    EligibilityInquiry,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    Reference,
    RuleError,
    Trace,
    TradingPartner,
)
from edi_x12 import ControlNumbers, conformance
from eligibility271 import interchange

PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN")
PROVIDER = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001")
DEL = Person(PersonName("IVERS", "DEL"), birth_date=date(1971, 3, 4))
TOM = Person(PersonName("OSEI", "TOM"))
MAY = Person(PersonName("OSEI", "MAY"), birth_date=date(2014, 7, 9), sex="F")
INQUIRY = EligibilityInquiry(DEL, Coverage(PAYER, "ABC700800900"), PROVIDER, ("30", "98"), date(2026, 11, 12), "93175-0001")
CHILD = EligibilityInquiry(MAY, Coverage(PAYER, "XYZ100200310", TOM, "19"), PROVIDER, ("PT",), date(2026, 11, 20), "93175-0002")
ENVELOPE = {"sender": TradingPartner("RIVERBEND", "PRACTTEST"), "receiver": TradingPartner("EXAMPLE", "PAYERTEST"), "usage": "T",
            "created": datetime(2026, 11, 2, 9, 30)}


def segments(text):
    return [one.strip() for one in text.split("~") if one.strip()]


def body(inquiries, **more):
    """The segments from the first HL to the last before SE."""
    found = segments(build_270(inquiries, **{**ENVELOPE, "control": 1, **more}))
    return found[4:-3]


def ids(found):
    return [one.split("*")[0] for one in found]


@pytest.mark.parametrize(("inquiry", "control", "batch", "name"), [
    (INQUIRY, 201, "TRC0001", "270-1-subscriber"), (CHILD, 202, "TRC0002", "270-2-dependent")])
def test_an_example_is_built_segment_by_segment(inquiry, control, batch, name):
    assert segments(build_270([inquiry], **ENVELOPE, control=control, batch_id=batch)) == segments(example(name))


@pytest.mark.parametrize("name", ["270-1-subscriber", "270-2-dependent"])
def test_what_was_parsed_is_written_as_it_was(name):
    assert segments(build_270(parse_270(example(name)))) == segments(example(name))


def test_the_originator_is_made_from_the_tax_id_and_the_tax_id_is_not_sent():
    (inquiry,) = parse_270(build_270([INQUIRY], **ENVELOPE, control=1))
    assert inquiry.trace_originator == "9470000001"
    assert inquiry.provider.tax_id == ""


def test_an_inquiry_without_a_number_gets_one_that_comes_back():
    blank = attrs.evolve(INQUIRY, trace_number="")
    assert [one.trace_number for one in parse_270(build_270([blank, blank], **ENVELOPE, control=7))] == ["000000007-0001", "000000007-0002"]


def test_inquiries_share_payer_and_provider_and_number_their_levels():
    found = [one for one in body([INQUIRY, attrs.evolve(INQUIRY, trace_number="2"), CHILD]) if one.startswith("HL")]
    assert found == ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*2*22*0", "HL*5*2*22*1", "HL*6*5*23*0"]


def test_another_provider_and_another_payer_open_levels_of_their_own():
    second = attrs.evolve(INQUIRY, provider=attrs.evolve(PROVIDER, npi="1472583693"))
    third = attrs.evolve(INQUIRY, coverage=attrs.evolve(INQUIRY.coverage, payer=Payer("EX002", "OTHER")))
    found = [one for one in body([INQUIRY, second, third]) if one.startswith("HL")]
    assert found == ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*1*21*1", "HL*5*4*22*0", "HL*6**20*1", "HL*7*6*21*1", "HL*8*7*22*0"]


def test_children_of_one_subscriber_share_his_level():
    brother = attrs.evolve(CHILD, patient=attrs.evolve(MAY, name=PersonName("OSEI", "ABE")), trace_number="3")
    found = body([CHILD, brother])
    assert sum(one.startswith("NM1*IL") for one in found) == 1
    assert [one.patient.name.first for one in parse_270(build_270([CHILD, brother], **ENVELOPE, control=1))] == ["MAY", "ABE"]


def test_a_subscriber_who_is_asked_for_too_has_a_level_of_his_own():
    parent = EligibilityInquiry(TOM, Coverage(PAYER, "XYZ100200310"), PROVIDER, trace_number="4")
    assert sum(one.startswith("NM1*IL") for one in body([parent, CHILD])) == 2


def test_a_trace_stands_at_the_level_of_the_patient():
    found = ids(body([CHILD]))
    assert found == ["HL", "NM1", "HL", "NM1", "HL", "NM1", "HL", "TRN", "NM1", "DMG", "INS", "DTP", "EQ"]


def test_a_procedure_is_asked_for_in_place_of_service_types():
    asked = attrs.evolve(INQUIRY, service_types=(), procedure=Procedure("93000", ("26",)))
    assert body([asked])[-1] == "EQ**HC:93000:26"


def test_the_group_number_is_the_coverages_and_other_references_the_inquirys():
    one = attrs.evolve(INQUIRY, coverage=attrs.evolve(INQUIRY.coverage, group_number="GRP9000"),
                       references=(Reference("EJ", "ACCOUNT9"),), trace_originator="9470000001", provider=attrs.evolve(PROVIDER, tax_id=""))
    found = body([one])
    assert "REF*6P*GRP9000" in found
    assert parse_270(build_270([one], **ENVELOPE, control=1)) == [one]


def test_what_a_270_has_no_place_for_is_not_written():
    """The group's name, contacts, a payer's address: nouns of a claim have them."""
    call = Contact(numbers=(("TE", "4025550100"),))
    one = attrs.evolve(INQUIRY, coverage=attrs.evolve(INQUIRY.coverage, group_number="G1", group_name="RIVER MILLS"),
                       patient=attrs.evolve(DEL, contacts=(call,)), provider=attrs.evolve(PROVIDER, contacts=(call,)))
    text = build_270([one], **ENVELOPE, control=1)
    assert "RIVER MILLS" not in text
    assert "PER" not in text
    assert conformance.check(text) == []


@pytest.mark.parametrize(("code", "sent"), [("01", "01"), ("19", "19"), ("34", "34"), ("G8", "34"), ("20", "34"), ("", None)])
def test_a_dependent_is_spouse_child_or_another_adult(code, sent):
    found = [one for one in body([attrs.evolve(CHILD, coverage=attrs.evolve(CHILD.coverage, relationship=code))]) if one.startswith("INS")]
    assert found == ([f"INS*N*{sent}"] if sent else [])


def test_a_period_is_asked_for():
    one = attrs.evolve(INQUIRY, on=DateRange(date(2026, 11, 1), date(2026, 11, 30)))
    assert "DTP*291*RD8*20261101-20261130" in body([one])


def test_everything_that_the_guide_has_comes_back_where_it_stood():
    text = example("270-1-subscriber").replace(
        "DMG*D8*19710304~", "PRV*RF*PXC*207R00000X~DMG*D8*19710304~INS*Y*18***************2~HI*ABK:R5600~DTP*102*D8*20250101~").replace(
        "EQ*30^98~", "EQ*30^98~EQ**HC:93000~AMT*R*37.5~III*ZZ*11~EQ*98****1~REF*9F*R77~DTP*291*D8*20261113~").replace("SE*13", "SE*23")
    parsed = parse_270(text)
    assert (parsed.findings, parsed.unread) == ([], [])
    assert conformance.check(text) == []
    assert segments(build_270(parsed)) == segments(text)


def test_what_no_noun_has_a_field_for_comes_back_where_it_stood():
    text = example("270-1-subscriber").replace("NM1*IL", "K3*LEVEL~NM1*IL").replace("DTP*291", "K3*PATIENT~PER*IC**TE*1~DTP*291").replace(
        "EQ*30^98~", "EQ*30^98~EQ*UC~K3*QUESTION~").replace("SE*13", "SE*18")
    parsed = parse_270(text)
    (one,) = parsed
    assert [each.elements[1] for each in (*one.unread, *one.patient.unread, *one.further[0].unread)] == ["LEVEL", "PATIENT", "IC", "QUESTION"]
    assert segments(build_270(parsed, rules=())) == segments(text)


def test_a_second_trace_goes_with_the_first():
    text = example("270-1-subscriber").replace("NM1*IL", "TRN*1*CLEARINGHOUSE*9999999999*DESK~NM1*IL").replace("SE*13", "SE*14")
    parsed = parse_270(text)
    assert parsed[0].second_trace == Trace("1", "CLEARINGHOUSE", "9999999999", "DESK")
    assert segments(build_270(parsed)) == segments(text)


def test_what_a_leading_subscriber_says_is_kept_on_him():
    text = example("270-2-dependent").replace("NM1*IL*1*OSEI*TOM****MI*XYZ100200310~", "NM1*IL*1*OSEI*TOM****MI*XYZ100200310~HI*ABK:R5600~").replace(
        "SE*16", "SE*17")
    parsed = parse_270(text)
    assert [one.segment_id for one in parsed[0].coverage.subscriber.unread] == ["HI"]
    assert parsed[0].diagnoses == ()
    assert segments(build_270(parsed)) == segments(text)


def test_a_set_ends_where_bht_says_something_else():
    cancelled = attrs.evolve(INQUIRY, purpose="01", batch_id="EARLIER")
    found = segments(build_270([INQUIRY, CHILD, cancelled], **ENVELOPE, control=1, batch_id="B1"))
    assert [one for one in found if one.startswith(("BHT", "ST", "SE", "GE"))] == [
        "ST*270*0001*005010X279A1", "BHT*0022*13*B1*20261102*0930", "SE*22*0001",
        "ST*270*0002*005010X279A1", "BHT*0022*01*EARLIER*20261102*0930", "SE*13*0002", "GE*2*1"]


def test_in_real_time_every_patient_has_a_set_and_a_number():
    text = build_270([INQUIRY, CHILD], **ENVELOPE, control=1, batch_id="B1", real_time=True)
    parsed = parse_270(text)
    assert parsed == [attrs.evolve(one, trace_originator="9470000001", provider=attrs.evolve(PROVIDER, tax_id="")) for one in (INQUIRY, CHILD)]
    assert [one.batch_id for one in parsed] == ["B1-0001", "B1-0002"]
    assert len(parsed.interchanges[0].sets) == 2
    assert segments(build_270(parsed)) == segments(text)


def test_a_subscribers_trace_serves_the_dependent_without_one_and_is_kept_beside_ones():
    moved = example("270-2-dependent").replace("TRN*1*93175-0002*9470000001~\n", "").replace("NM1*IL", "TRN*1*93175-0002*9470000001~NM1*IL")
    (one,) = parse_270(moved)
    assert (one.trace_number, one.coverage.subscriber.unread) == ("93175-0002", ())
    both = example("270-2-dependent").replace("NM1*IL", "TRN*1*SUBSCRIBERS*9470000001~NM1*IL")
    (one,) = parse_270(both)
    assert one.trace_number == "93175-0002"
    assert [each.elements[2] for each in one.coverage.subscriber.unread] == ["SUBSCRIBERS"]
    assert "TRN*1*SUBSCRIBERS*9470000001" in segments(build_270(parse_270(both)))


def test_a_dependent_whose_relationship_is_not_said_stays_a_dependent():
    parsed = parse_270(example("270-2-dependent").replace("INS*N*19~\n", "").replace("SE*16", "SE*15"))
    assert parsed[0].coverage.relationship == ""
    assert parse_270(build_270(parsed)) == parsed


def test_payers_of_4010_ask_by_other_dates():
    for qualifier in ("307", "472"):
        (one,) = parse_270(example("270-1-subscriber").replace("DTP*291", f"DTP*{qualifier}"))
        assert one.on == date(2026, 11, 12)


def test_a_payer_or_provider_alone_asks_nothing():
    assert parse_270(interchange("HL*1**20*0~NM1*PR*2*P*****PI*1~").replace("ST*271", "ST*270")) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "ask.270"
    write_270(iter([INQUIRY, CHILD]), target, **ENVELOPE, control=ControlNumbers(1, 1, 1))
    with read_270(target) as reader:
        assert len(list(reader)) == 2
    before = target.read_text()
    with pytest.raises(RuleError):
        write_270([INQUIRY, attrs.evolve(INQUIRY, service_types=())], target, **ENVELOPE, control=1)
    assert target.read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == ["ask.270"]


def test_every_broken_rule_of_every_inquiry_is_told():
    with pytest.raises(RuleError) as caught:
        build_270([INQUIRY, attrs.evolve(INQUIRY, service_types=()), attrs.evolve(INQUIRY, coverage=Coverage(Payer(""), "M1"))], **ENVELOPE, control=1)
    assert [(one.code, one.path) for one in caught.value.findings] == [("E007", "[1].service_types"), ("E001", "[2].coverage.payer.payer_id")]


def test_rules_can_be_left_out_on_purpose():
    assert body([attrs.evolve(INQUIRY, service_types=())], rules=())[-1].startswith("DTP")


def test_a_delimiter_in_a_name_is_refused_without_the_name():
    with pytest.raises(ElementError) as caught:
        build_270([attrs.evolve(INQUIRY, patient=attrs.evolve(DEL, name=PersonName("IVE*RS")))], **ENVELOPE, control=1)
    assert "IVE" not in str(caught.value)


def test_what_build_needs_is_said():
    with pytest.raises(TypeError, match="sender"):
        build_270([INQUIRY])
