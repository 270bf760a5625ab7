"""Refused questions: what to do, who does it, and which inquiry to try next."""

from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import NextInquiry, build_270, next_inquiry, parse_270, parse_271, remedies, remedy
from edi270_271.rejects import DECISIONS, DOUBTED, NOT_AGAIN, SEARCHES
from edi_claims import (
    Coverage,
    EligibilityInquiry,
    EligibilityResponse,
    Owner,
    Payer,
    Person,
    PersonName,
    Provider,
    Rejection,
    RootCause,
    TradingPartner,
)
from edi_claims.codes import AAA_FOLLOW_UP, AAA_REASON, InquiryAction
from eligibility271 import MEMBER, response

FIX, RETRY, WAIT, STOP = InquiryAction.FIX, InquiryAction.RETRY, InquiryAction.WAIT, InquiryAction.STOP
CLINIC = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001")
PLAN = Payer("EX001", "EXAMPLE HEALTH PLAN")
PARTNER = TradingPartner("RIVERBEND", "PRACTTEST")
RICHEST = EligibilityInquiry(Person(PersonName("IVERS", "DEL", "Q"), date(1971, 3, 4), "M"), Coverage(PLAN, "ABC700800900"), CLINIC, ("30", "98"),
                             date(2026, 11, 12), "93175-0001")
CHILD = attrs.evolve(RICHEST, patient=Person(PersonName("IVERS", "MAY"), date(2014, 7, 9)),
                     coverage=Coverage(PLAN, "ABC700800900", Person(PersonName("IVERS", "DEL")), "19"))


def refused(*codes, follow_up="C", level="subscriber"):
    return EligibilityResponse(rejections=tuple(Rejection(level, code, follow_up, "N") for code in codes))


def road(inquiry, *codes, **more):
    """The searches that are tried while every one is refused alike; it must end."""
    step, found = next_inquiry(inquiry, refused(*codes), **more), []
    while step.inquiry is not None:
        found.append(step.search)
        assert len(found) < 10
        step = next_inquiry(step, refused(*codes), **more)
    return found, step


# ---- what to do

@pytest.mark.parametrize("code", list(AAA_REASON))
@pytest.mark.parametrize("follow_up", ["", *AAA_FOLLOW_UP])
def test_every_reason_with_every_follow_up_has_a_remedy_and_an_owner(code, follow_up):
    found, row = remedy(Rejection("subscriber", code, follow_up)), AAA_REASON[code]
    assert found.action is DECISIONS[row.action, follow_up]
    assert (found.owner, found.root_cause, found.reason, found.follow_up) == (row.owner, row.root_cause, code, follow_up)
    assert found.owner is not Owner.NONE
    assert row.fix.lower() in found.fix.lower()
    assert found.may_ask_again == (follow_up not in NOT_AGAIN)
    assert found.wait_days == ({"W": 30, "X": 10}.get(follow_up) if found.action is WAIT else None)


def test_every_pair_of_the_tables_is_decided():
    assert set(DECISIONS) == {(action, follow_up) for action in (FIX, RETRY, STOP) for follow_up in ("", *AAA_FOLLOW_UP)}


@pytest.mark.parametrize(("code", "follow_up", "action", "owner"), [
    ("72", "C", FIX, Owner.FRONT_DESK), ("72", "N", STOP, Owner.FRONT_DESK), ("72", "R", FIX, Owner.FRONT_DESK), ("72", "W", WAIT, Owner.FRONT_DESK),
    ("42", "", RETRY, Owner.PAYER), ("42", "C", RETRY, Owner.PAYER), ("42", "R", RETRY, Owner.PAYER), ("42", "N", STOP, Owner.PAYER), ("42", "Y", WAIT, Owner.PAYER),
    ("80", "P", RETRY, Owner.PAYER), ("72", "P", RETRY, Owner.FRONT_DESK), ("52", "P", RETRY, Owner.BILLING), ("72", "S", WAIT, Owner.FRONT_DESK),
    ("72", "X", WAIT, Owner.FRONT_DESK), ("72", "Y", WAIT, Owner.FRONT_DESK), ("80", "S", WAIT, Owner.PAYER), ("35", "N", STOP, Owner.FRONT_DESK), ("52", "", STOP, Owner.BILLING), ("52", "R", FIX, Owner.BILLING), ("51", "C", FIX, Owner.BILLING),
    ("63", "", FIX, Owner.FRONT_DESK), ("AG", "C", FIX, Owner.CODING), ("E8", "S", WAIT, Owner.FRONT_DESK)])
def test_both_codes_decide_together(code, follow_up, action, owner):
    found = remedy(Rejection("subscriber", code, follow_up))
    assert (found.action, found.owner) == (action, owner)


def test_the_days_to_wait():
    assert [remedy(Rejection("subscriber", "75", follow_up)).wait_days for follow_up in "WXYS"] == [30, 10, None, None]


def test_an_unknown_code_is_for_a_person_to_look_up_and_an_unknown_follow_up_says_nothing():
    found = remedy(Rejection("subscriber", "QQ", "Z"))
    assert (found.action, found.owner, found.root_cause, found.may_ask_again) == (FIX, Owner.BILLING, RootCause.UNRESOLVED, True)
    assert remedy(Rejection("subscriber", "42", "Z")).action is RETRY


def test_remedies_of_a_response_name_those_of_single_services_too():
    (one,) = parse_271(example("271-3b-aaa"))
    assert [(each.reason, each.action, each.owner) for each in remedies(one)] == [("72", FIX, Owner.FRONT_DESK), ("75", FIX, Owner.FRONT_DESK)]
    partly = response("EB*1**30", "EB*V**48", "AAA*Y**42*R")
    assert [(each.reason, each.action) for each in remedies(partly)] == [("42", RETRY)]


# ---- the next inquiry

def test_the_searches_follow_each_other_richest_first():
    found, last = road(RICHEST, "75")
    assert found == list(SEARCHES[1:4])
    assert (last.inquiry, len(last.tried)) == (None, 4)
    assert "no search is left" in last.reason


def test_a_search_without_the_id_is_the_last_and_has_to_be_allowed():
    assert road(RICHEST, "72", without_id=True)[0] == [*SEARCHES[1:4], SEARCHES[4]]


@pytest.mark.parametrize(("codes", "searches"), [
    (("71",), [("member id", "last name", "first name")]),
    (("73",), [("member id", "last name", "birth date"), ("member id", "first name", "birth date")]),
    (("72", "75"), list(SEARCHES[1:4])),
    (("71", "73"), [])])
def test_what_the_payer_doubts_is_not_sent_again(codes, searches):
    assert road(RICHEST, *codes)[0] == searches


def test_the_next_inquiry_leaves_out_only_what_its_search_does_without():
    step = next_inquiry(RICHEST, refused("75"))
    assert step.inquiry.patient.name == PersonName("IVERS")
    assert step.inquiry.patient.birth_date == date(1971, 3, 4)
    assert (step.inquiry.coverage, step.inquiry.service_types, step.inquiry.on) == (RICHEST.coverage, RICHEST.service_types, RICHEST.on)
    assert step.inquiry.trace_number == ""
    third = next_inquiry(step, refused("75"))
    assert third.inquiry.patient.name == PersonName("", "DEL", "Q")
    fourth = next_inquiry(third, refused("75"))
    assert (fourth.inquiry.patient.name, fourth.inquiry.patient.birth_date) == (RICHEST.patient.name, None)


def test_a_fallback_is_of_lower_confidence_and_says_so():
    step = next_inquiry(RICHEST, refused("75"))
    assert (step.confidence, "lower confidence" in step.reason) == ("lower", True)
    assert next_inquiry(RICHEST, response("EB*1**30")).confidence == "full"


@pytest.mark.parametrize(("answered", "word"), [
    (refused("75", follow_up="N"), "no further"), (refused("75", follow_up="Y"), "no further"), (refused("75", follow_up="W"), "pause"),
    (refused("42", follow_up="R"), "not about whom"), (refused("76"), "not about whom"), (refused("75", "58"), "not about whom"), (refused("QQ"), "no table"),
    (refused("75", level="source"), "above the patient"), (refused("43", level="receiver"), "above the patient"),
    (response("EB*1**30"), "answered"), (response("EB*6**30"), "answered")])
def test_there_is_no_other_search_where_it_would_not_help(answered, word):
    step = next_inquiry(RICHEST, answered)
    assert step.inquiry is None
    assert word in step.reason
    assert next_inquiry(step, answered) == step


def test_only_four_codes_lead_to_another_search():
    led = [code for code in AAA_REASON if next_inquiry(RICHEST, refused(code)).inquiry is not None]
    assert led == ["71", "72", "73", "75"] == list(DOUBTED)


def test_what_was_never_known_is_not_searched_by():
    without_birth = attrs.evolve(RICHEST, patient=Person(PersonName("IVERS", "DEL")))
    assert road(without_birth, "75")[0] == []
    id_alone = attrs.evolve(RICHEST, patient=Person(PersonName("", "")))
    assert road(id_alone, "75")[0] == []


def test_a_dependent_keeps_his_last_name_and_his_subscriber():
    found, _ = road(CHILD, "75")
    assert found == [("member id", "last name", "birth date"), ("member id", "last name", "first name")]
    step = next_inquiry(CHILD, refused("75", level="dependent"))
    assert step.inquiry.coverage == CHILD.coverage


@pytest.mark.parametrize("inquiry", [RICHEST, CHILD, attrs.evolve(CHILD, coverage=attrs.evolve(CHILD.coverage, subscriber=RICHEST.patient))],
                         ids=["member", "child", "child of a known member"])
def test_every_next_inquiry_can_be_sent(inquiry):
    step = next_inquiry(inquiry, refused("75"), without_id=True)
    while step.inquiry is not None:
        text = build_270([step.inquiry], sender=PARTNER, receiver=PARTNER, control=7, usage="T")
        (back,) = parse_270(text)
        assert back.patient.birth_date == step.inquiry.patient.birth_date
        step = next_inquiry(step, refused("75"), without_id=True)


def test_the_worked_rejection_leads_to_the_next_search():
    (one,) = parse_271(example("271-3b-aaa"))
    asked = attrs.evolve(RICHEST, patient=Person(PersonName("PARK", "JO"), date(1950, 5, 20)), coverage=Coverage(PLAN, "BAD123"))
    step = next_inquiry(asked, one)
    assert step.search == ("member id", "last name", "birth date")
    for secret in ("PARK", "BAD123", "1950"):
        assert secret not in step.reason + repr(step)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.sampled_from([*AAA_REASON, "QQ"]), min_size=1, max_size=3), min_size=8, max_size=8), st.sampled_from(["", *AAA_FOLLOW_UP]),
       st.booleans(), st.sampled_from([RICHEST, CHILD]))
def test_it_never_loops_and_never_asks_the_same_twice(answers, follow_up, without_id, inquiry):
    step: NextInquiry | EligibilityInquiry = inquiry
    asked = [inquiry]
    for codes in answers:
        step = next_inquiry(step, refused(*codes, follow_up=follow_up), without_id=without_id)
        if step.inquiry is None:
            break
        assert step.inquiry not in asked
        assert len(set(step.tried)) == len(step.tried)
        asked.append(step.inquiry)
    assert step.inquiry is None


def test_a_rejection_read_from_a_text_leads_on():
    one = response(member=MEMBER + "AAA*N**75*C~")
    assert next_inquiry(RICHEST, one).inquiry is not None
