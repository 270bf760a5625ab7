"""From the text of a 271 to the scrubber's finding: coverage that ended, a wrong payer, an authorization that is missing."""

from datetime import date

import attrs
import pytest

import edi837
from books import claim, line
from corpus import example
from edi270_271 import answer, parse_271
from edi_claims import CoverageStatus, Owner, Severity
from eligibility271 import response


def asked(name, on, service_type="30"):
    (one,) = parse_271(example(name))
    return answer(one, on=on, service_type=service_type)


def found(bill, reply):
    """Codes of what the scrubber says because of the answer."""
    with_answer, without = (edi837.check([bill], eligibility=one) for one in (reply, None))
    return [one for one in with_answer if one not in without]


def office(day, code="99214", **more):
    return claim("A5001", [line("A5001L1", code, "200", day=day)], **more)


def test_an_inactive_member_and_his_other_payer():
    day = date(2026, 11, 12)
    findings = found(office(day), asked("271-3a-inactive-other-payer", day))
    assert [(one.code, one.would_cause) for one in findings] == [("M007", "CO-22"), ("M008", "CO-27")]
    assert "SUN01" in findings[0].message
    assert (findings[1].severity, findings[1].owner) == (Severity.ERROR, Owner.FRONT_DESK)


def test_the_same_member_before_his_coverage_ended():
    day = date(2026, 8, 15)
    assert found(office(day), asked("271-3a-inactive-other-payer", day)) == []


def test_medicare_whose_place_an_advantage_plan_has_taken():
    rows = ("EB*1**30*MB", "EB*R**30*HN", "DTP*290*D8*20260901", "LS*2120", "NM1*PRP*2*SUNRISE*****PI*SUN01", "LE*2120")
    day = date(2026, 11, 12)
    bill = office(day)
    medicare = attrs.evolve(bill, coverages=[attrs.evolve(bill.coverages[0], filing_indicator="MB")])
    assert [(one.code, one.would_cause) for one in found(medicare, answer(response(*rows), on=day, service_type="98"))] == [("M007", "CO-24")]


@pytest.mark.parametrize(("service_type", "codes"), [("88", []), ("98", ["M007"]), ("30", ["M007"])])
def test_another_payer_of_other_services_is_no_wrong_payer(service_type, codes):
    rows = ("EB*1**30*PR", f"EB*R**{service_type}*PR", "DTP*290*D8*20260901", "LS*2120", "NM1*PRP*2*SUNRISE*****PI*SUN01", "LE*2120")
    day = date(2026, 11, 12)
    assert [one.code for one in found(office(day), answer(response(*rows), on=day, service_type="98"))] == codes


def test_an_authorization_that_the_answer_wants():
    day = date(2026, 11, 20)
    reply = asked("271-2-dependent-pt", day, "PT")
    (finding,) = [one for one in found(office(day, "97110"), reply) if one.code == "B005"]
    assert (finding.severity, finding.owner, finding.would_cause) == (Severity.ERROR, Owner.FRONT_DESK, "CO-197")
    assert [one.code for one in found(office(day, "97110", authorization_number="AUTH123"), reply) if one.code == "B005"] == []


@pytest.mark.parametrize("rows", [("EB*1**30********Y*Y", "EB*B*IND*PT***27*25*****Y"), ("EB*1**PT********U*Y",), ("EB*1**PT********N*Y",)])
def test_an_authorization_that_is_not_known_to_be_wanted_stops_nothing(rows):
    day = date(2026, 11, 20)
    assert found(office(day, "97110"), answer(response("EB*1**30", *rows), on=day, service_type="PT")) == []


def test_a_service_that_the_plan_excludes_is_told_before_the_patient_is_billed():
    day = date(2026, 11, 12)
    assert [(one.code, one.would_cause) for one in found(office(day), asked("271-1-active-ppo", day, "35"))] == [("M008", "PR-96")]


def test_a_question_that_was_refused_says_nothing_of_the_coverage():
    day = date(2026, 11, 12)
    refused = asked("271-3b-aaa", day)
    assert refused.status is CoverageStatus.NOT_ANSWERED
    assert found(office(day), refused) == []


def test_more_visits_than_are_left():
    day = date(2026, 11, 20)
    lines = [line(f"A5002L{at}", "97110", "80", day=date(2026, 11, at)) for at in range(1, 15)]
    codes = [one.code for one in found(claim("A5002", lines), asked("271-2-dependent-pt", day, "PT"))]
    assert "B012" in codes
