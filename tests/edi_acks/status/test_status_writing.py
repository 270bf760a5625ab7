"""276 and 277 as we write them: levels, defaults, and what is refused."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

from books import visit
from edi_acks import Status
from edi_acks.status import (
    LevelStatus,
    LineInquiry,
    StatusInquiry,
    StatusKind,
    StatusResponse,
    build_276,
    build_277,
    inquiry_of,
    parse_276,
    parse_277,
)
from edi_claims import Coverage, DateRange, ElementError, Payer, Person, PersonName, Procedure, Provider, Reference, RuleError, TradingPartner
from edi_x12 import conformance

PLAN, CLINIC = Payer("EX001", "EXAMPLE HEALTH PLAN"), Provider("1234567893", "RIVERBEND CARDIOLOGY LLC")
DEL = Person(PersonName("IVERS", "DEL"), date(1971, 3, 4), "M", identifier=Reference("MI", "ABC700800900"))
TOM = Person(PersonName("OSEI", "TOM"), identifier=Reference("MI", "XYZ100200310"))
MAY = Person(PersonName("OSEI", "MAY"), date(2014, 7, 9), "F")
ENVELOPE = {"sender": TradingPartner("RIVERBEND", "PRACTTEST"), "receiver": TradingPartner("EXAMPLE", "PAYERTEST"), "usage": "T",
            "created": datetime(2026, 11, 20, 9, 30), "control": 7}
ASKED = StatusInquiry("T1", payer=PLAN, provider=CLINIC, patient=DEL, patient_control_number="A1001", charge=D(350), service_dates=date(2026, 10, 12))
CHILD = attrs.evolve(ASKED, trace_number="T2", patient=MAY, subscriber=TOM, patient_control_number="A1002")
ANSWER = StatusResponse("T1", payer=PLAN, provider=CLINIC, patient=attrs.evolve(DEL, birth_date=None, sex=""), statuses=[Status("P1", "20", on=date(2026, 11, 20))],
                        patient_control_number="A1001")


def body(build, nouns, **more):
    return [one for one in build(nouns, **{**ENVELOPE, **more}).split("~") if one][4:-3]


def levels(build, nouns):
    return [one for one in body(build, nouns) if one.startswith("HL")]


def test_an_inquiry_is_written_segment_by_segment():
    assert body(build_276, [ASKED]) == [
        "HL*1**20*1", "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001", "HL*2*1*21*1", "NM1*41*2*RIVERBEND*****46*PRACTTEST", "HL*3*2*19*1",
        "NM1*1P*2*RIVERBEND CARDIOLOGY LLC*****XX*1234567893", "HL*4*3*22*0", "DMG*D8*19710304*M", "NM1*IL*1*IVERS*DEL****MI*ABC700800900",
        "TRN*1*T1", "REF*EJ*A1001", "AMT*T3*350", "DTP*472*D8*20261012"]


def test_levels_that_say_the_same_are_shared_and_a_dependents_has_no_hl04():
    again = attrs.evolve(ASKED, trace_number="T9")
    brother = attrs.evolve(CHILD, trace_number="T3", patient=attrs.evolve(MAY, name=PersonName("OSEI", "ABE")))
    assert levels(build_276, [ASKED, again, CHILD, brother]) == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*19*1", "HL*4*3*22*0", "HL*5*3*22*1", "HL*6*5*23", "HL*7*5*23"]
    assert levels(build_276, [ASKED, attrs.evolve(ASKED, payer=Payer("EX002", "OTHER"))])[4:] == ["HL*5**20*1", "HL*6*5*21*1", "HL*7*6*19*1", "HL*8*7*22*0"]


def test_a_provider_that_is_turned_down_has_no_level_below_it():
    refused = attrs.evolve(ANSWER, trace_number="", patient=None, statuses=(), patient_control_number=None, provider=Provider("1472583693", "OTHER"),
                           above=[LevelStatus("provider", "0", [Status("E0", "24", "1P", on=date(2026, 11, 20))])])
    assert body(build_277, [ANSWER, refused])[-4:] == ["HL*5*2*19*0", "NM1*1P*2*OTHER*****XX*1472583693", "TRN*1*0", "STC*E0:24:1P*20261120"]
    assert parse_277(build_277([ANSWER, refused, refused], **ENVELOPE))[2].above == refused.above


def test_an_inquiry_without_a_number_gets_one_that_comes_back():
    blank = attrs.evolve(ASKED, trace_number="")
    assert [one.trace_number for one in parse_276(build_276([blank, blank], **ENVELOPE))] == ["000000007-0001", "000000007-0002"]


def test_who_asks_is_the_sender_of_an_inquiry_and_the_receiver_of_an_answer():
    assert parse_276(build_276([ASKED], **ENVELOPE))[0].receiver == Provider(name="RIVERBEND", identifier=Reference("46", "PRACTTEST"))
    assert parse_277(build_277([ANSWER], **ENVELOPE))[0].receiver == Provider(name="EXAMPLE", identifier=Reference("46", "PAYERTEST"))


def test_a_set_ends_where_the_batch_changes():
    text = build_276([ASKED, attrs.evolve(CHILD, batch_id="B2")], **ENVELOPE, batch_id="B1")
    assert [one.batch_id for one in parse_276(text).interchanges[0].sets] == ["B1", "B2"]
    assert conformance.check(text) == []


def test_nothing_to_ask_is_a_set_without_levels():
    assert parse_276(build_276([], **ENVELOPE)) == []


@pytest.mark.parametrize(("change", "code", "path"), [
    ({"payer": None}, "A453", "[0].payer"), ({"provider": None}, "A453", "[0].provider"), ({"patient": attrs.evolve(DEL, identifier=None)}, "A453", "[0].patient"),
    ({"patient_control_number": "X" * 60}, "A450", "[0]"), ({"references": [Reference("ZZ", "1")]}, "A452", "[0]"),
    ({"service_dates": DateRange(date(2026, 10, 12), date(2026, 10, 1))}, "A457", "[0].service_dates"),
    ({"lines": [LineInquiry(procedure=Procedure("99213"), charge=D(100))]}, "A453", "[0].lines[0]"),
    ({"patient": attrs.evolve(DEL, name=PersonName("IVERS", "DEL", prefix="DR"))}, "A455", "[0].patient")])
def test_an_inquiry_that_breaks_the_guide_is_not_written(change, code, path):
    broken = attrs.evolve(ASKED, **change)
    with pytest.raises(RuleError) as caught:
        build_276([broken], **ENVELOPE)
    assert (code, path) in [(one.code, one.path) for one in caught.value.findings]
    assert not any(secret in str(caught.value) for secret in ("IVERS", "ABC700800900", "1971"))
    assert parse_276(build_276([broken], **ENVELOPE, rules=())) is not None


@pytest.mark.parametrize(("change", "code"), [
    ({"kind": StatusKind.PENDING}, "A458"), ({"statuses": ()}, "A453"), ({"statuses": [Status("Z9", "20", on=date(2026, 11, 20))]}, "A459"),
    ({"statuses": [Status("P1", "20")]}, "A453"), ({"statuses": [Status("P1", "20", on=date(2026, 11, 20), message="CALL")]}, "A455"),
    ({"trace_number": ""}, "A453"), ({"dates": {"106": date(2026, 12, 1)}}, "A452")])
def test_a_response_that_breaks_the_guide_is_not_written(change, code):
    with pytest.raises(RuleError) as caught:
        build_277([attrs.evolve(ANSWER, **change)], **ENVELOPE)
    assert code in [one.code for one in caught.value.findings]


def test_a_delimiter_in_the_data_is_refused():
    with pytest.raises(ElementError):
        build_276([attrs.evolve(ASKED, patient_control_number="A*1")], **ENVELOPE)


# ---- from a claim

def test_a_claim_is_asked_for_by_what_was_sent():
    asked = inquiry_of(visit("A1001"), trace_number="T1", payer_control_number="ICN1")
    assert (asked.payer, asked.provider.npi, asked.member_id, asked.subscriber) == (PLAN, "1234567893", "XYZ100200300", None)
    assert (asked.patient_control_number, asked.payer_control_number, asked.charge, asked.service_dates, asked.lines) == ("A1001", "ICN1", D(350), date(2026, 10, 12), ())
    text = build_276([asked], **ENVELOPE)
    assert conformance.check(text) == []
    assert [attrs.evolve(one, receiver=None) for one in parse_276(text)] == [asked]


def test_a_dependents_claim_is_asked_for_below_the_subscriber_with_its_lines():
    claim = visit("A1001")
    cover = attrs.evolve(claim.coverages[0], subscriber=Person(PersonName("ROWE", "SAM", prefix="DR"), date(1950, 1, 1), "M"), relationship="19")
    asked = inquiry_of(attrs.evolve(claim, coverages=[cover]), trace_number="T1", with_lines=True)
    assert (asked.patient.identifier, asked.subscriber, asked.member_id) == (None, Person(PersonName("ROWE", "SAM"), identifier=Reference("MI", "XYZ100200300")), "XYZ100200300")
    assert [(one.line_control_number, one.charge, one.service_dates) for one in asked.lines] == [
        ("A1001L1", D(200), date(2026, 10, 12)), ("A1001L2", D(150), date(2026, 10, 12))]
    assert conformance.check(build_276([asked], **ENVELOPE)) == []


def test_a_provider_without_an_npi_is_asked_for_by_tax_id():
    claim = attrs.evolve(visit("A1001"), billing_provider=Provider(name="VAN SERVICE", tax_id="470000001"))
    assert inquiry_of(claim).provider.identifier == Reference("FI", "470000001")


def test_a_claim_that_bills_nobody_cannot_be_asked_for():
    with pytest.raises(LookupError):
        inquiry_of(attrs.evolve(visit("A1001"), coverages=[Coverage(PLAN, "M1", sequence="S")]))
