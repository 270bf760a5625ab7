"""What a response changes about whom was asked for: follow-ups without patient data, and the payer's version on demand."""

from datetime import date

import attrs
import pytest

from corpus import example
from edi270_271 import corrected_coverage, corrected_patient, follow_ups, parse_271
from edi_claims import Address, Coverage, DateRange, EligibilityInquiry, Owner, Payer, Person, PersonName, Provider, Reference, RootCause, Severity
from eligibility271 import response

DAY = date(2026, 11, 12)
PLAN = Payer("EX001", "EXAMPLE HEALTH PLAN")
CLINIC = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001")
HOME = Address(("12 Elm St",), "OMAHA", "NE", "681021234")
ADULT = Person(PersonName("O'Neil", "Ann"), date(1971, 3, 4), "F", HOME)
CHILD = Person(PersonName("O'Neil", "May"), date(2014, 7, 9), "F")
MEMBER = EligibilityInquiry(ADULT, Coverage(PLAN, "XYZ-100", group_number="GRP9000"), CLINIC, on=DAY)
DEPENDENT = EligibilityInquiry(CHILD, Coverage(PLAN, "XYZ-100", Person(PersonName("O'Neil", "Tom"), date(1970, 1, 1)), "19"), CLINIC, on=DAY)
SAME = "HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*ONEIL*ANN****MI*XYZ100~REF*6P*GRP9000~N3*12 ELM ST~N4*OMAHA*NE*68102~DMG*D8*19710304*F~"
TOM = "HL*3*2*22*1~NM1*IL*1*ONEIL*TOM****MI*XYZ100~HL*4*3*23*0~TRN*2*T-1*9470000001~"
MAY = TOM + "NM1*03*1*ONEIL*MAY~DMG*D8*20140709*F~"
SECRETS = ("NEIL", "Neil", "ANN", "BEN", "XYZ", "GRP", "1971", "1972", "2014", "ELM", "OAK", "68102", "QQ9")


def codes(inquiry, member, *rows, **more):
    """The codes of the follow-ups, which hold no patient data."""
    found = follow_ups(inquiry, response(*(rows or ("EB*1**30",)), member=member), **more)
    for one in found:
        assert not [secret for secret in SECRETS if secret in repr(one)]
        assert one.fix
        assert one.owner is Owner.FRONT_DESK
    return [one.code for one in found]


def test_spelling_without_marks_and_case_is_no_change():
    assert codes(MEMBER, SAME) == []
    assert codes(DEPENDENT, MAY) == []
    assert codes(MEMBER, SAME.replace("XYZ100", "xyz 100").replace("GRP9000", "grp-9000")) == []


@pytest.mark.parametrize(("was", "now", "code", "path"), [
    ("NM1*IL*1*ONEIL*ANN", "NM1*IL*1*ONEILL*ANN", "E304", "patient.name"), ("*ONEIL*ANN*", "*ONEIL*BEN*", "E304", "patient.name"),
    ("19710304", "19720304", "E305", "patient.birth_date"), ("*19710304*F", "*19710304*M", "E306", "patient.sex"),
    ("12 ELM ST", "9 OAK ST", "E307", "patient.address"), ("XYZ100", "XYZ101", "E308", "coverage.member_id"), ("GRP9000", "GRP9001", "E309", "coverage.group_number")])
def test_every_field_that_the_payer_has_otherwise(was, now, code, path):
    (one,) = follow_ups(MEMBER, response("EB*1**30", member=SAME.replace(was, now)))
    assert (one.code, one.path, one.severity, one.root_cause) == (code, path, Severity.WARNING, RootCause.ELIGIBILITY)
    assert codes(MEMBER, SAME.replace(was, now)) == [code]


def test_what_either_side_does_not_have_is_no_change():
    bare = "HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*ONEIL*ANN~"
    assert codes(MEMBER, bare) == []
    unknown = attrs.evolve(MEMBER, patient=Person(PersonName("O'Neil", "Ann"), sex="U"), coverage=Coverage(PLAN))
    assert codes(unknown, SAME) == []


def test_a_correction_that_shows_nothing_is_said():
    assert codes(MEMBER, SAME + "INS*Y*18*001*25~") == ["E310"]
    assert codes(MEMBER, SAME.replace("19710304", "19720304") + "INS*Y*18*001*25~") == ["E305"]


def test_a_child_who_is_a_member_in_her_own_right():
    own = "HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*ONEIL*MAY****MI*QQ900~DMG*D8*20140709*F~"
    assert codes(DEPENDENT, own) == ["E301"]
    (coverage, person) = (corrected_coverage(DEPENDENT, response("EB*1**30", member=own)), corrected_patient(DEPENDENT, response("EB*1**30", member=own)))
    assert (coverage.member_id, coverage.subscriber, coverage.relationship, person.name) == ("QQ900", None, "18", PersonName("ONEIL", "MAY"))


def test_an_answer_about_the_subscriber_is_none_about_the_child():
    father = "HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*ONEIL*TOM****MI*XYZ100~DMG*D8*19700101*M~"
    (one,) = follow_ups(DEPENDENT, response("EB*1**30", member=father))
    assert (one.code, one.severity) == ("E302", Severity.ERROR)
    found = response("EB*1**30", member=father)
    assert (corrected_coverage(DEPENDENT, found), corrected_patient(DEPENDENT, found)) == (DEPENDENT.coverage, CHILD)


def test_a_dependent_with_an_id_of_his_own_stays_a_dependent():
    member = MAY.replace("NM1*03*1*ONEIL*MAY", "NM1*03*1*ONEIL*MAY****MI*QQ901")
    found = response("EB*1**30", member=member)
    assert codes(DEPENDENT, member) == ["E303"]
    assert corrected_patient(DEPENDENT, found).identifier == Reference("MI", "QQ901")
    assert (corrected_coverage(DEPENDENT, found).member_id, corrected_coverage(DEPENDENT, found).relationship) == ("XYZ100", "19")


def test_a_subscriber_whose_name_the_payer_spells_otherwise():
    (one,) = follow_ups(DEPENDENT, response("EB*1**30", member=MAY.replace("*ONEIL*TOM", "*ONEILL*TOM")))
    assert (one.code, one.path, "subscriber" in one.message) == ("E304", "coverage.subscriber.name", True)


def test_another_payer_comes_first():
    rows = ("EB*1**30", "EB*R**30", "DTP*290*D8*20260901", "LS*2120", "NM1*PRP*2*SUNRISE*****PI*SUN01", "LE*2120")
    (one,) = follow_ups(MEMBER, response(*rows, member=SAME))
    assert (one.code, one.root_cause, "SUN01" in one.message, one.would_cause) == ("E311", RootCause.COORDINATION_OF_BENEFITS, True, "CO-22")
    assert codes(MEMBER, SAME, *rows, on=date(2026, 8, 31)) == []
    assert codes(MEMBER, SAME, *[row.replace("PRP", "SEP") for row in rows]) == []


@pytest.mark.parametrize(("rows", "denial"), [(("EB*6**30",), "CO-27"), (("EB*1**30", "DTP*347*D8*20261031"), "CO-27"), (("EB*1**30", "DTP*346*D8*20270101"), "CO-26")])
def test_a_plan_that_ended_or_has_not_begun(rows, denial):
    (one,) = follow_ups(MEMBER, response(*rows, member=SAME))
    assert (one.code, one.severity, one.would_cause) == ("E312", Severity.ERROR, denial)


def test_without_a_day_nothing_is_said_of_days_and_a_period_counts_from_its_first():
    rows = ("EB*1**30", "DTP*347*D8*20261031")
    assert codes(attrs.evolve(MEMBER, on=None), SAME, *rows) == []
    assert codes(attrs.evolve(MEMBER, on=None), SAME, *rows, on=DAY) == ["E312"]
    assert codes(attrs.evolve(MEMBER, on=DateRange(date(2026, 10, 1), DAY)), SAME, *rows) == []


def test_the_worked_inactive_member_leads_to_two_follow_ups():
    (one,) = parse_271(example("271-3a-inactive-other-payer"))
    asked = EligibilityInquiry(Person(PersonName("PIKE", "JON"), date(1950, 5, 20), "M"), Coverage(PLAN, "XYZ100200311"), CLINIC, on=DAY)
    assert [each.code for each in follow_ups(asked, one)] == ["E311", "E312"]


def test_a_refused_question_has_no_follow_up_here():
    (one,) = parse_271(example("271-3b-aaa"))
    assert follow_ups(MEMBER, one) == []


def test_the_payers_version_is_had_on_demand_and_nothing_is_overwritten():
    before = attrs.evolve(MEMBER)
    found = response("EB*1**30", member="HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*ONEILL*ANNE*Q***MI*QQ902~REF*6P*GRP9001~DMG*D8*19720304*F~")
    person, coverage = corrected_patient(MEMBER, found), corrected_coverage(MEMBER, found)
    assert (person.name, person.birth_date, person.address) == (PersonName("ONEILL", "ANNE", "Q"), date(1972, 3, 4), HOME)
    assert (coverage.member_id, coverage.group_number, coverage.payer) == ("QQ902", "GRP9001", PLAN)
    assert before == MEMBER
    again = attrs.evolve(MEMBER, patient=person, coverage=coverage)
    assert follow_ups(again, found) == []
