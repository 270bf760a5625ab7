"""What is wrong with an inquiry, and what a response says went wrong: findings with a root cause and an owner."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from corpus import example
from edi270_271 import GUIDE_RULES, INQUIRY_RULES, RESPONSE_GUIDE_RULES, RESPONSE_RULES, check, parse_271
from edi_claims import (
    Address,
    Benefit,
    Coverage,
    DateRange,
    Delivery,
    Diagnosis,
    EligibilityInquiry,
    EligibilityResponse,
    Owner,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    Reference,
    Rejection,
    RelatedEntity,
    RootCause,
    ServiceInquiry,
    Severity,
    Trace,
    Unread,
)
from eligibility271 import MEMBER, TOP, interchange, response, response_text

TODAY = date(2026, 11, 2)
PATIENT = Person(PersonName("IVERS", "DEL"), birth_date=date(1971, 3, 4))
SUBSCRIBER = Person(PersonName("OSEI", "TOM"), birth_date=date(1980, 1, 1))
PROVIDER = Provider("1234567893", "RIVERBEND", tax_id="470000001")
COVERAGE = Coverage(Payer("EX001", "EXAMPLE"), "M1")
GOOD = EligibilityInquiry(PATIENT, COVERAGE, PROVIDER, ("30", "98"), date(2026, 11, 12))


def with_(**changes):
    return attrs.evolve(GOOD, **changes)


def cover(**changes):
    return with_(coverage=attrs.evolve(COVERAGE, **changes))


BROKEN = [
    ("E001", cover(payer=Payer("", "EXAMPLE"))),
    ("E002", with_(provider=Provider(name="RIVERBEND", tax_id="470000001"))),
    ("E003", with_(provider=attrs.evolve(PROVIDER, npi="1234567890"))),
    ("E004", attrs.evolve(cover(member_id=""), patient=Person(PersonName("IVERS", "DEL")))),
    ("E004", attrs.evolve(cover(member_id="", subscriber=Person(PersonName("OSEI")), relationship="19"), patient=PATIENT)),
    ("E005", cover(relationship="19")),
    ("E006", attrs.evolve(cover(subscriber=SUBSCRIBER, relationship="19"), patient=Person("", birth_date=date(2014, 7, 9)))),
    ("E007", with_(service_types=())),
    ("E008", with_(procedure=Procedure("93000"))),
    ("E009", with_(provider=attrs.evolve(PROVIDER, tax_id=""))),
    ("E009", with_(trace_originator="9")),
    ("E007", with_(further=(ServiceInquiry(),))),
    ("E008", with_(further=(ServiceInquiry(("98",), Procedure("93000")),))),
    ("E010", cover(member_id="M" * 81)),
    ("E010", with_(trace_number="T" * 51)),
    ("E010", cover(member_id=" M1")),
    ("E010", with_(birth_sequence=-1)),
    ("E011", with_(on=DateRange(date(2026, 11, 12), date(2026, 11, 1)))),
    ("E011", with_(further=(ServiceInquiry(("98",), on=DateRange(date(2026, 11, 12), date(2026, 11, 1))),))),
    ("E012", with_(service_types=("30", "QQ"))),
    ("E012", with_(payer_kind="XX")),
    ("E012", with_(purpose="11")),
    ("E012", with_(coverage_level="IND")),
    ("E013", with_(patient=attrs.evolve(PATIENT, address=Address(("1 ELM ST",), "", "NE")))),
    ("E014", with_(diagnoses=(Diagnosis("R5600"),) * 8, references=tuple(Reference("EJ", str(number)) for number in range(10)))),
    ("E015", with_(diagnoses=(Diagnosis("R5600"),) * 9)),
    ("E015", with_(patient=attrs.evolve(PATIENT, address=Address(("1 ELM ST", "FLAT 2", "REAR"), "OMAHA", "NE", "68102")))),
    ("E015", with_(unread=(Unread(1, ("K3", "NOTE"), 3),))),
    ("E016", with_(patient=attrs.evolve(PATIENT, address=Address(("1 VIA ROMA",), "TORINO", "NE", "10121", "IT", "TO")))),
    ("E018", with_(further=(ServiceInquiry(("98",), diagnosis_pointers=(1,)),))),
    ("E101", with_(on=date(2025, 10, 1))),
    ("E102", with_(on=date(2026, 12, 1))),
    ("E102", with_(on=DateRange(date(2026, 11, 1), date(2026, 12, 31)))),
    ("E104", with_(patient=Person(PersonName("IVERS", "DEL")))),
]


def test_a_good_inquiry_has_no_finding():
    assert check([GOOD], as_of=TODAY) == []
    assert check([cover(subscriber=SUBSCRIBER, relationship="19")], as_of=TODAY) == []
    assert check([with_(provider=Provider(identifier=Reference("SV", "P9"), tax_id="470000001"))], as_of=TODAY) == []


@pytest.mark.parametrize(("code", "inquiry"), BROKEN)
def test_each_rule_finds_its_own_fault_and_nothing_else(code, inquiry):
    found = [one for one in check([GOOD, inquiry], as_of=TODAY) if one.code not in {"E104"} - {code}]
    assert [one.code for one in found] == [code]
    (one,) = found
    assert one.path.startswith("[1]")
    assert one.message
    assert one.fix
    assert one.owner in (Owner.BILLING, Owner.FRONT_DESK)
    assert (one.severity is Severity.ERROR) == (code < "E100")


def test_every_rule_has_a_test():
    assert {code for code, _ in BROKEN} == {f"E{number:03}" for number in (*range(1, 17), 18, 101, 102, 104)}
    assert set(GUIDE_RULES) < set(INQUIRY_RULES)


def test_a_member_is_found_by_name_and_birth_date_too():
    assert check([cover(member_id="")], GUIDE_RULES) == []


def test_without_the_day_of_asking_no_day_is_judged():
    assert check([with_(on=date(2020, 1, 1))]) == []


def test_a_rejection_has_the_root_cause_and_the_owner_of_a_denial():
    found = check(parse_271(example("271-3b-aaa")))
    assert [(one.code, one.severity, one.root_cause, one.owner) for one in found] == [
        ("E201", Severity.ERROR, RootCause.ELIGIBILITY, Owner.FRONT_DESK)] * 2
    assert [(one.loop, one.element, one.path, one.position) for one in found] == [
        ("2100C", "AAA03", "[0].rejections[0]", 12), ("2100C", "AAA03", "[0].rejections[1]", 13)]
    assert "AAA 72" in found[0].message
    assert "card" in found[0].fix


def test_a_rejection_by_the_payers_system_is_the_payers():
    (found,) = [one for one in check(parse_271(interchange(TOP + "AAA*Y**42*R~"))) if one.code == "E201"]
    assert (found.owner, found.root_cause, found.loop) == (Owner.PAYER, RootCause.PAYER_FOLLOW_UP, "2100B")


def test_a_rejected_benefit_is_told_with_its_row():
    (found,) = check([response("EB*1**30", "EB*V**48", "AAA*Y**53*C")])
    assert (found.code, found.path, found.loop) == ("E201", "[0].benefits[1].rejections[0]", "2110")


def test_an_unknown_code_is_told_without_its_text():
    (found,) = check([response(member=MEMBER + "AAA*N**SMITH*C~")])
    assert found.root_cause is RootCause.UNRESOLVED
    assert "SMITH" not in str(found)


def test_what_the_payer_changed_is_told():
    (found,) = check([response("EB*1**30", member=MEMBER + "INS*Y*18*001*25~")])
    assert (found.code, found.owner) == ("E202", Owner.FRONT_DESK)


def test_a_response_without_our_number_is_told():
    (found,) = check([response("EB*1**30", member=MEMBER.replace("TRN*2", "TRN*1"))])
    assert found.code == "E203"


def test_rows_that_could_not_be_read_are_told():
    (found,) = check(parse_271(response_text("EB*1**30", "EB*C*IND*30***29*x")))
    assert found.code == "E204"


def test_inquiries_and_responses_are_checked_together():
    assert [one.code for one in check([with_(service_types=()), response("EB*1**30", member=MEMBER.replace("TRN*2", "TRN*1"))])] == ["E007", "E203"]
    assert len(RESPONSE_RULES) == 4


MEMBER_PERSON = Person(PersonName("IVERS", "DEL"), identifier=Reference("MI", "M1"))
ANSWER = EligibilityResponse(Payer("EX001", "EXAMPLE"), Provider("1234567893", "RIVERBEND"), MEMBER_PERSON,
                             traces=(Trace("2", "T1", "9470000001"),), benefits=(Benefit("1", service_types=("30",)),))


def answering(**changes):
    return attrs.evolve(ANSWER, **changes)


def row(**changes):
    return answering(benefits=(*ANSWER.benefits, Benefit(**{"kind": "B", **changes})))


FAULTY = [
    ("E010", "benefits[1]", row(messages=("M" * 265,))),
    ("E010", "benefits[1]", row(deliveries=(Delivery(period="23", periods=Decimal("1.5")),))),
    ("E011", "benefits[1].dates", row(dates=(("291", DateRange(date(2026, 2, 1), date(2026, 1, 1))),))),
    ("E011", "dates", answering(dates=(("346", DateRange(date(2026, 2, 1), date(2026, 1, 1))),))),
    ("E012", "benefits[1]", row(kind="QQ")),
    ("E012", "benefits[1]", row(service_types=("98", "QQ"))),
    ("E012", "subscriber", answering(rejections=(Rejection("subscriber", "80", "C", "N"),))),
    ("E012", "benefits[1]", row(entities=(RelatedEntity("ZZ", "SOMEBODY"),))),
    ("E013", "payer", answering(payer=Payer("", "EXAMPLE"))),
    ("E013", "", answering(subscriber=None, benefits=())),
    ("E013", "benefits[1]", row(references=(Reference("", "1"),))),
    ("E013", "benefits[1]", row(deliveries=(Delivery(),))),
    ("E014", "benefits[1]", row(messages=("M",) * 11)),
    ("E014", "", answering(traces=(Trace("2", "T1", "9470000001"),) * 4)),
    ("E015", "subscriber", answering(subscriber=attrs.evolve(MEMBER_PERSON, unread=(Unread(1, ("K3", "NOTE"), 3),)))),
    ("E016", "benefits[1]", row(quantity=Decimal(3))),
    ("E017", "rejections[0].level", answering(rejections=(Rejection("benefit", "70", "C", "N"),))),
    ("E018", "benefits[1].diagnosis_pointers", row(diagnosis_pointers=(1,))),
]


def test_a_good_response_keeps_the_guide():
    assert check([ANSWER, row(amount=Decimal(20))], RESPONSE_GUIDE_RULES) == []


@pytest.mark.parametrize(("code", "path", "found"), FAULTY)
def test_each_rule_of_the_guide_finds_its_own_fault_in_a_response(code, path, found):
    """At its place."""
    told = check([found], RESPONSE_GUIDE_RULES)
    assert {one.code for one in told} == {code}
    assert {one.path for one in told} == {f"[0].{path}" if path else "[0]"}
    assert all(one.fix and one.severity is Severity.ERROR for one in told)
