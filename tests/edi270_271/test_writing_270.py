"""Inquiries become a 270, and a 270 becomes the inquiries again."""

from datetime import date, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import build_270, parse_270, read_270, write_270
from edi_claims import (
    Address,
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
    TradingPartner,
)
from edi_claims.identifiers import npi_with_check_digit
from edi_x12 import ControlNumbers
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
    one = attrs.evolve(INQUIRY, coverage=attrs.evolve(INQUIRY.coverage, group_number="GRP9000", group_name="RIVER MILLS"),
                       references=(Reference("EJ", "ACCOUNT9"),), trace_originator="9470000001", provider=attrs.evolve(PROVIDER, tax_id=""))
    found = body([one])
    assert "REF*6P*GRP9000*RIVER MILLS" in found
    assert parse_270(build_270([one], **ENVELOPE, control=1)) == [one]


def test_a_period_is_asked_for():
    one = attrs.evolve(INQUIRY, on=DateRange(date(2026, 11, 1), date(2026, 11, 30)))
    assert "DTP*291*RD8*20261101-20261130" in body([one])


def test_what_no_noun_has_a_field_for_comes_back_where_it_stood():
    text = example("270-1-subscriber").replace(
        "DMG*D8*19710304~", "PRV*RF*PXC*207R00000X~DMG*D8*19710304~INS*Y*18***************2~HI*ABK:R5600~DTP*102*D8*20250101~").replace(
        "EQ*30^98~", "EQ*30^98~EQ**HC:93000~AMT*R*37.5~III*ZZ*11~EQ*98****1:2~REF*9F*R77~").replace("SE*13", "SE*22")
    parsed = parse_270(text)
    (one,) = parsed
    assert (parsed.findings, one.service_types, one.procedure) == ([], ("30", "98"), None)
    assert [each.segment_id for each in (*one.patient.unread, *one.unread)] == ["PRV", "INS", "HI", "DTP", "EQ", "AMT", "III", "EQ", "REF"]
    assert segments(build_270(parsed)) == segments(text)


def test_several_plain_questions_are_one():
    (one,) = parse_270(example("270-1-subscriber").replace("EQ*30^98~", "EQ*30~EQ*98~EQ*UC~"))
    assert one.service_types == ("30", "98", "UC")


def test_a_second_trace_is_kept():
    (one,) = parse_270(example("270-1-subscriber").replace("NM1*IL", "TRN*1*CLEARINGHOUSE*9999999999~NM1*IL"))
    assert one.trace_number == "93175-0001"
    assert [each.elements[2] for each in one.unread] == ["CLEARINGHOUSE"]


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


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
words = st.text(LETTERS + LETTERS.lower() + "0123456789'-.&", min_size=1, max_size=20)
days = st.dates(date(1900, 1, 1), date(2030, 12, 31))
names = st.builds(PersonName, words, words | st.just(""), words | st.just(""))
addresses = st.none() | st.builds(Address, st.tuples(words), words, st.sampled_from(["NE", "CA"]), st.from_regex(r"[0-9]{5}", fullmatch=True))
references = st.lists(st.builds(Reference, st.sampled_from(["SY", "EJ", "HJ"]), words, words | st.just("")), max_size=2).map(tuple)
people = st.builds(Person, names, days, st.sampled_from(["F", "M", "U", ""]), addresses)
payers = st.builds(Payer, words, words)
providers = st.builds(Provider, st.from_regex(r"1[0-9]{8}", fullmatch=True).map(npi_with_check_digit), names | words, st.sampled_from(["", "207Q00000X"]),
                      address=addresses, references=references)
groups = {"group_number": words, "group_name": words}


@st.composite
def inquiries(draw, payer=payers, provider=providers):
    """Any inquiry that keeps the guide's rules and says all that it sends."""
    coverage = {"payer": draw(payer), "member_id": draw(words), **(draw(st.fixed_dictionaries(groups)) if draw(st.booleans()) else {})}
    if draw(st.booleans()):
        coverage |= {"subscriber": draw(st.builds(Person, names, days, address=addresses, references=references)),
                     "relationship": draw(st.sampled_from(["01", "19", "G8", ""]))}
    by_type = draw(st.booleans())
    return EligibilityInquiry(
        draw(people), Coverage(**coverage), draw(provider), draw(st.lists(words.filter(str.isalnum), min_size=1, max_size=5)) if by_type else (),
        draw(st.none() | days | st.tuples(days, days).map(lambda two: DateRange(min(two), max(two)))), draw(words),
        draw(st.from_regex(r"9[0-9]{9}", fullmatch=True)), draw(words | st.just("")),
        None if by_type else Procedure(draw(st.from_regex(r"[0-9]{5}", fullmatch=True)), tuple(draw(st.lists(st.sampled_from(["26", "TC"]), max_size=2)))),
        draw(st.sampled_from(["", "FAM"])), draw(references))


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_reading_back_what_was_written_is_equal(data):
    payer, provider = data.draw(st.lists(payers, min_size=1, max_size=2)), data.draw(st.lists(providers, min_size=1, max_size=2))
    asked = data.draw(st.lists(inquiries(st.sampled_from(payer), st.sampled_from(provider)), min_size=1, max_size=4))
    parsed = parse_270(build_270(asked, **ENVELOPE, control=1))
    assert parsed == asked
    assert (parsed.findings, parsed.unread) == ([], [])
    assert segments(build_270(parsed))[3:] == segments(build_270(asked, **ENVELOPE, control=1))[3:]
