"""Responses become a 271, each rejection at its level, and a 271 becomes the responses again."""

from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest

from corpus import example
from edi270_271 import build_271, parse_271, read_271, write_271
from edi_claims import (
    Benefit,
    Contact,
    EligibilityResponse,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    Reference,
    Rejection,
    RelatedEntity,
    RuleError,
    Trace,
    TradingPartner,
    Unread,
)
from edi_x12 import conformance
from eligibility271 import MEMBER, TOP, interchange, response_text

EXAMPLES = ["271-0-chain", "271-1-active-ppo", "271-2-dependent-pt", "271-3a-inactive-other-payer", "271-3b-aaa"]
PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN", contacts=(Contact("DESK", (("TE", "8005550100"),)),))
PROVIDER = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC")
DEL = Person(PersonName("IVERS", "DEL"), birth_date=date(1971, 3, 4), identifier=Reference("MI", "ABC700800900"))
MAY = Person(PersonName("IVERS", "MAY"), birth_date=date(2014, 7, 9), sex="F")
ABE = attrs.evolve(MAY, name=PersonName("IVERS", "ABE"))
ROW = Benefit("1", "IND", ("30",), "PR", "GOLD PPO")
ANSWER = EligibilityResponse(PAYER, PROVIDER, DEL, relationship="18", traces=(Trace("2", "T1", "9470000001"),), dates=(("346", date(2026, 1, 1)),),
                             benefits=(ROW, Benefit("B", "IND", ("98",), period="27", amount=Decimal(25), in_network="Y", messages=("PRIMARY CARE",))))
CHILD = attrs.evolve(ANSWER, dependent=MAY, relationship="19", traces=(Trace("2", "T2", "9470000001"),))
ENVELOPE = {"sender": TradingPartner("EXAMPLE", "PAYERTEST"), "receiver": TradingPartner("RIVERBEND", "PRACTTEST"), "usage": "T", "control": 1,
            "created": datetime(2026, 11, 2, 9, 30)}


def segments(text):
    return [one.strip() for one in text.split("~") if one.strip()]


def body(*responses, **more):
    """The segments from the first HL to the last before SE."""
    return segments(build_271(responses, **ENVELOPE, **more))[4:-3]


def levels(found):
    return [one for one in found if one.startswith("HL")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_that_was_parsed_is_written_as_it_was(name):
    written = segments(build_271(parse_271(example(name))))
    text = segments(example(name).replace("**.2*", "**0.2*").replace("**.5*", "**0.5*"))
    assert [one for one in written if not one.startswith("BHT")] == [one for one in text if not one.startswith("BHT")]
    assert conformance.check(build_271(parse_271(example(name)))) == []


def test_patients_share_payer_and_provider_and_number_their_levels():
    found = body(ANSWER, CHILD, attrs.evolve(CHILD, dependent=ABE))
    assert levels(found) == ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*2*22*1", "HL*5*4*23*0", "HL*6*4*23*0"]
    assert sum(one.startswith("NM1*PR") for one in found) == 1


def test_another_payer_and_another_provider_open_levels_of_their_own():
    other = attrs.evolve(ANSWER, provider=attrs.evolve(PROVIDER, npi="1472583693"))
    third = attrs.evolve(ANSWER, payer=Payer("EX002", "OTHER"))
    assert levels(body(ANSWER, other, third)) == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*1*21*1", "HL*5*4*22*0", "HL*6**20*1", "HL*7*6*21*1", "HL*8*7*22*0"]


def test_segments_stand_in_the_guides_order():
    who = attrs.evolve(DEL, references=(Reference("6P", "G1", "MILLS"),), sex="F")
    row = attrs.evolve(ROW, references=(Reference("18", "P1"),), dates=(("291", date(2026, 1, 1)),), rejections=(Rejection("benefit", "70", "C", "N"),),
                       messages=("TEXT",), entities=(RelatedEntity("P3", PersonName("HALE", "NORA"), Reference("XX", "1472583693")),))
    one = attrs.evolve(ANSWER, subscriber=who, maintenance=("001", "25"), rejections=(Rejection("subscriber", "72", "C", "N"),), benefits=(row,))
    assert [each.split("*")[0] for each in body(one)[5:]] == [
        "HL", "TRN", "NM1", "REF", "AAA", "DMG", "INS", "DTP", "EB", "REF", "DTP", "AAA", "MSG", "LS", "NM1", "LE"]


def test_each_rejection_is_written_at_its_level():
    refused = (Rejection("source", "42", "R", "Y", before_name=True), Rejection("source", "80", "R", "Y"), Rejection("receiver", "43", "C", "N"),
               Rejection("subscriber", "72", "C", "N"), Rejection("dependent", "58", "C", "N"))
    one = attrs.evolve(CHILD, rejections=refused, benefits=())
    found = [each.split("*") for each in body(one)]
    assert [each[3] if each[0] in ("AAA", "HL") else each[1] for each in found if each[0] in ("HL", "NM1", "AAA")] == [
        "20", "42", "PR", "80", "21", "1P", "43", "22", "IL", "72", "23", "03", "58"]
    assert parse_271(build_271([one], **ENVELOPE)) == [one]


def test_a_refused_payer_or_provider_has_nothing_below_it():
    source = EligibilityResponse(PAYER, rejections=(Rejection("source", "42", "R", "Y"),))
    receiver = EligibilityResponse(PAYER, PROVIDER, rejections=(Rejection("receiver", "51", "C", "Y"),))
    assert levels(body(source, receiver, ANSWER)) == [
        "HL*1**20*0", "HL*2**20*1", "HL*3*2*21*0", "HL*4*2*21*1", "HL*5*4*22*0"]
    assert parse_271(build_271([source, receiver, ANSWER], **ENVELOPE)) == [source, receiver, ANSWER]


def test_patients_with_other_rejections_above_them_do_not_share_the_level():
    refused = attrs.evolve(ANSWER, rejections=(Rejection("receiver", "51", "C", "Y"),), benefits=())
    assert len(levels(body(refused, ANSWER))) == 5
    assert parse_271(build_271([refused, ANSWER], **ENVELOPE)) == [refused, ANSWER]


def test_what_the_subscribers_level_says_is_written_there():
    one = attrs.evolve(CHILD, subscriber_level=EligibilityResponse(relationship="18", maintenance=("001", "25"), traces=ANSWER.traces))
    found = body(one)
    assert found.index("INS*Y*18*001*25") < found.index("HL*4*3*23*0")
    assert parse_271(build_271([one], **ENVELOPE)) == [one]


def test_a_procedure_a_range_and_pointers_are_composites():
    row = Benefit("1", procedure=Procedure("93000", ("26",)), procedure_end="93010", diagnosis_pointers=(1, 2))
    assert body(attrs.evolve(ANSWER, benefits=(row,)), rules=())[-1] == "EB*1************HC:93000:26:::::93010*1:2"


def test_in_real_time_every_patient_has_a_set():
    parsed = parse_271(build_271([ANSWER, CHILD], **ENVELOPE, real_time=True, batch_id="B"))
    assert len(parsed.interchanges[0].sets) == 2
    assert [one.batch_id for one in parsed] == ["B-0001", "B-0002"]
    assert parsed == [ANSWER, CHILD]


def test_what_a_rule_forbids_is_not_written_but_on_purpose():
    wrong = attrs.evolve(ANSWER, benefits=(attrs.evolve(ROW, kind="ZZZ"),))
    with pytest.raises(RuleError) as caught:
        build_271([ANSWER, wrong], **ENVELOPE)
    assert [(one.code, one.path, one.element) for one in caught.value.findings] == [("E012", "[1].benefits[0]", "EB01")]
    assert "EB*ZZZ*IND*30*PR*GOLD PPO" in body(wrong, rules=())


def test_what_no_noun_has_a_field_for_comes_back_where_it_stood():
    text = response_text("K3*LEVEL", "EB*1**30", "K3*ROW", "MSG*TEXT", "LS*2120", "NM1*P3*1*HALE*NORA", "K3*PARTY", "LE*2120", "EB*C***x", "MSG*OF THE SPOILED")
    text = text.replace("MSG*TEXT~LS", "MSG*TEXT~LS")
    again = build_271(parse_271(text), rules=())
    assert [one for one in segments(again) if not one.startswith(("BHT", "SE"))] == [one for one in segments(text) if not one.startswith(("BHT", "SE"))]


def test_a_spoiled_row_takes_what_qualifies_it_to_where_it_stood():
    text = response_text("EB*1**30", "EB*C*IND*30***29*x", "MSG*OF THE SPOILED", "EB*B**98***27*20")
    parsed = parse_271(text)
    assert [one.elements[0] for one in parsed[0].unread] == ["EB", "MSG"]
    assert segments(build_271(parsed, rules=()))[4:-3] == segments(text)[4:-3]


def test_nameless_parties_have_no_nm1():
    (one,) = parse_271(interchange(f"{TOP}{MEMBER}EB*1~LS*2120~N3*1 LANE~N4*OMAHA*NE*68102~LE*2120~"))
    assert body(one, rules=())[-4:] == ["LS*2120", "N3*1 LANE", "N4*OMAHA*NE*68102", "LE*2120"]


def test_what_stands_behind_a_name_keeps_its_place():
    who = attrs.evolve(DEL, unread=(Unread(0, ("K3", "NOTE"), 4),))
    found = body(attrs.evolve(ANSWER, subscriber=who), rules=())
    assert found.index("K3*NOTE") == found.index("HL*3*2*22*0") + 4


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "answer.271"
    write_271(iter([ANSWER, CHILD]), target, **ENVELOPE)
    with read_271(target) as reader:
        assert list(reader) == [ANSWER, CHILD]
    before = target.read_text()
    with pytest.raises(RuleError):
        write_271([ANSWER, attrs.evolve(ANSWER, payer=Payer(""))], target, **ENVELOPE)
    assert target.read_text() == before
