"""What a simulated payer answers about coverage, and why it does not answer."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi837
from edi270_271 import (
    answer,
    build_270,
    build_271,
    check,
    corrected_coverage,
    estimate_visit,
    follow_ups,
    next_inquiry,
    parse_270,
    parse_271,
    remedies,
)
from edi_claims import (
    Address,
    Authorization,
    AuthorizationRule,
    Coverage,
    CoverageStatus,
    DateRange,
    EligibilityInquiry,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    Place,
    Procedure,
    Provider,
    ReferralRule,
    ServiceInquiry,
)
from edi_claims.codes.rows import InquiryAction
from edi_testing import SimulatedPayer
from edi_testing.payer import Copay, Dependent, Member, Replies, VisitLimit, inquiry_for
from edi_testing.payer.members import insured
from edi_x12 import conformance
from simulation import PAYER, VISITS, WHEN, billing, fees, plan, sent

DAY = date(2026, 10, 12)
FEES = fees(c99214=130, c93000=80)
DANA = Person(PersonName("ROWE", "DANA"), date(1971, 3, 4), "F")
TOM = Person(PersonName("OSEI", "TOM"), date(1980, 2, 2), "M")
MAY = Person(PersonName("OSEI", "MAY"), date(2014, 7, 9), "F")
JUNE = Person(PersonName("OSEI", "JUNE"), date(2016, 1, 5), "F")
ASKS = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001")


def inquiry(patient=DANA, number="XYZ100200300", subscriber=None, relationship="18", payer=PAYER, **more):
    return EligibilityInquiry(patient, Coverage(payer, number, subscriber, relationship), more.pop("provider", ASKS),
                              **{"trace_number": "T1", "on": DAY, **more})


def said(its_plan, *inquiries, today=None, fee=FEES, **more):
    """The answers, written, held against the guide, and read back."""
    responses = SimulatedPayer(its_plan, fee, **more).respond(inquiries, today=today)
    text = build_271(responses, **WHEN)
    assert conformance.check(text) == []
    assert list(parse_271(text)) == responses
    return responses


def one(its_plan, asked=None, **more):
    [response] = said(its_plan, asked or inquiry(), **more)
    return response


def rows(response, kind, *types):
    return [row for row in response.benefits if row.kind == kind and set(types) <= set(row.service_types)]


def known(**members):
    return plan(members={number: Member(person=person) for number, person in members.items()})


# ---- the worked visit

def test_the_worked_visit_is_estimated_as_it_is_decided():
    payer = SimulatedPayer(plan(deductible=D(50), coinsurance=D("0.2"), copays=(VISITS,)), FEES)
    [response] = payer.respond([inquiry_for(sent())])
    told = estimate_visit(response, sent().encounter, FEES)
    assert (told.low, told.high) == (81, 81)
    assert payer.adjudicate([sent()]).claims[0].patient_responsibility == 81
    [after] = payer.respond([inquiry_for(sent())])
    assert answer(after, on=DAY).deductible_remaining == 0
    assert answer(response, on=DAY).deductible_remaining == 50


def test_who_answers_and_by_which_numbers():
    response = one(plan(), inquiry(trace_division="DESK2", batch_id="B7"))
    assert (response.payer, response.provider) == (Payer("EX001", "EXAMPLE HEALTH PLAN"), Provider("1234567893", "RIVERBEND CARDIOLOGY LLC"))
    assert [(trace.qualifier, trace.value, trace.originator, trace.division) for trace in response.traces] == [
        ("2", "T1", "9470000001", "DESK2"), ("1", "ELG000000001", "1512345678", "")]
    assert (response.trace_number, response.batch_id, response.relationship, response.maintenance) == ("T1", "B7", "18", ())
    assert one(plan(replies=Replies(has_own_trace=False))).traces[1:] == ()


def test_a_plan_is_named():
    found = answer(one(plan(name="GOLD PPO", insurance_type="PR", members={"XYZ100200300": Member(group_number="GRP9000")})), on=DAY)
    assert (found.status, found.plan, found.plans[0].insurance_type, found.group_number) == (CoverageStatus.ACTIVE, "GOLD PPO", "PR", "GRP9000")


# ---- whom it covers, and when

@pytest.mark.parametrize(("begins", "ends", "status", "why"), [
    (None, None, CoverageStatus.ACTIVE, ""), (date(2026, 1, 1), None, CoverageStatus.ACTIVE, ""), (DAY, DAY, CoverageStatus.ACTIVE, ""),
    (date(2026, 11, 1), None, CoverageStatus.INACTIVE, "FUTURE"), (None, date(2026, 9, 30), CoverageStatus.INACTIVE, "ENDED"),
    (date(2026, 1, 1), date(2026, 9, 30), CoverageStatus.INACTIVE, "ENDED"),
    (date(2026, 11, 1), date(2026, 12, 31), CoverageStatus.INACTIVE, "FUTURE")])
def test_coverage_has_its_days(begins, ends, status, why):
    found = answer(one(plan(members={"XYZ100200300": Member(begins, ends)})), on=DAY)
    assert (found.status, found.begins, found.ends) == (status, begins, ends)
    assert any(why in reason for reason in found.reasons) or not why


def test_inactive_coverage_says_nothing_of_benefits():
    response = one(plan(members={"XYZ100200300": Member(ends=date(2026, 9, 30), primary=Payer("SUN01", "SUNRISE MUTUAL"))}))
    assert [row.kind for row in response.benefits] == ["6", "R"]


def test_a_day_is_named_by_the_inquiry_its_question_the_caller_or_the_last_payment():
    members = {"XYZ100200300": Member(date(2026, 3, 1))}
    status = {name: answer(one(plan(members=members), inquiry(**asked), today=today), on=date(2026, 3, 2)).status for name, asked, today in (
        ("inquiry", {"on": date(2026, 3, 2)}, None), ("question", {"on": None, "further": (ServiceInquiry(("98",), on=date(2026, 3, 2)),)}, None),
        ("caller", {"on": None}, date(2026, 3, 2)), ("nobody", {"on": None}, None))}
    assert status == {"inquiry": "active", "question": "active", "caller": "active", "nobody": "inactive"}
    payer = SimulatedPayer(plan(members=members), FEES)
    payer.adjudicate([sent()])
    assert payer.respond([inquiry(on=None)])[0].benefits[0].kind == "1"


def test_a_period_is_covered_where_any_day_of_it_is():
    members = {"XYZ100200300": Member(DAY, DAY)}
    assert one(plan(members=members), inquiry(on=DateRange(date(2026, 10, 1), date(2026, 10, 31)))).benefits[0].kind == "1"
    assert one(plan(members=members), inquiry(on=DateRange(date(2026, 11, 1), date(2026, 11, 30)))).benefits[0].kind == "6"


def test_another_payer_comes_first_in_the_answer_and_in_the_decision():
    its_plan = plan(members={"XYZ100200300": Member(primary=Payer("SUN01", "SUNRISE MUTUAL"), later=(Payer("GAP02", "GAPFILL MUTUAL"),))})
    found = answer(one(its_plan), on=DAY)
    assert [(each.payer.payer_id, each.order) for each in found.other_payers] == [("SUN01", "P"), ("GAP02", "T")]
    assert "wrong payer: SUN01 is primary: bill that one first" in found.reasons
    assert {each.code for each in SimulatedPayer(its_plan, FEES).adjudicate([sent()]).claims[0].all_adjustments} == {"CO-22"}


def test_a_primary_care_provider_is_named():
    nora = Provider("1472583693", PersonName("HALE", "NORA"))
    found = answer(one(plan(members={"XYZ100200300": Member(primary_care=nora)})), on=DAY)
    assert found.primary_care_provider.identifier.value == "1472583693"


# ---- dependents

CHILD = Dependent(MAY, "19")
OWN = Dependent(JUNE, "19", "XYZ900")
HOUSEHOLD = plan(members={"XYZ100200310": Member(date(2025, 6, 1), person=TOM, dependents=(CHILD, OWN))}, deductible=D(100))


def of_child(child=MAY, **more):
    return inquiry(child, "XYZ100200310", TOM, "19", **more)


def test_a_dependent_is_answered_below_the_member():
    response = one(HOUSEHOLD, of_child())
    assert (response.subscriber.identifier.value, response.dependent.name, response.relationship) == ("XYZ100200310", MAY.name, "19")
    assert answer(response, on=DAY).begins == date(2025, 6, 1)
    assert follow_ups(of_child(), response) == []


def test_whoever_is_named_is_a_dependent_where_the_plan_lists_none():
    listed_none = plan(members={"XYZ100200310": Member(person=TOM)})
    assert one(listed_none, of_child(DANA)).dependent == DANA
    assert one(plan(), of_child(DANA)).dependent == DANA


def test_a_dependent_with_an_own_id_is_answered_as_a_member():
    response = one(HOUSEHOLD, of_child(JUNE))
    assert (response.dependent, response.subscriber.name, response.subscriber.identifier.value) == (None, JUNE.name, "XYZ900")
    assert (response.relationship, response.maintenance) == ("18", ("001", "25"))
    assert [found.code for found in follow_ups(of_child(JUNE), response)] == ["E301"]
    cover = corrected_coverage(of_child(JUNE), response)
    assert (cover.member_id, cover.is_self) == ("XYZ900", True)
    again = inquiry(JUNE, "XYZ900")
    assert answer(one(HOUSEHOLD, again), on=DAY).status is CoverageStatus.ACTIVE
    encounter = attrs.evolve(sent().encounter, patient=JUNE)
    decided = SimulatedPayer(HOUSEHOLD, FEES).adjudicate([sent(encounter=encounter, coverages=[attrs.evolve(sent().coverage, member_id="XYZ900")])])
    assert decided.claims[0].patient_responsibility == 100


def test_a_dependent_who_is_asked_for_as_the_member_is_found_below_him():
    response = one(HOUSEHOLD, inquiry(MAY, "XYZ100200310"))
    assert (response.subscriber.name, response.dependent.name) == (TOM.name, MAY.name)


def test_a_dependent_has_days_of_his_own():
    grown = plan(members={"XYZ100200310": Member(date(2025, 6, 1), person=TOM, dependents=(Dependent(MAY, begins=DAY, ends=date(2026, 12, 31)),))})
    assert [answer(one(grown, of_child(on=day)), on=day).status for day in (date(2026, 10, 11), DAY, date(2027, 1, 1))] == [
        "inactive", "active", "inactive"]
    claim = sent(encounter=attrs.evolve(sent().encounter, patient=MAY), coverages=[Coverage(PAYER, "XYZ100200310", TOM, "19")])
    early = attrs.evolve(grown, members={"XYZ100200310": Member(person=TOM, dependents=(Dependent(MAY, begins=date(2026, 11, 1)),))})
    assert SimulatedPayer(grown, FEES).adjudicate([claim]).claims[0].paid == 210
    assert SimulatedPayer(early, FEES).adjudicate([claim]).claims[0].all_adjustments[0].code == "PR-26"


def test_a_claim_for_somebody_who_is_no_dependent_is_denied():
    claim = sent(encounter=attrs.evolve(sent().encounter, patient=DANA), coverages=[Coverage(PAYER, "XYZ100200310", TOM, "19")])
    assert SimulatedPayer(HOUSEHOLD, FEES).adjudicate([claim]).claims[0].all_adjustments[0].code == "PR-31"
    assert [each.reason for each in one(HOUSEHOLD, of_child(DANA)).rejections] == ["67"]


def test_the_familys_limits_are_told_beside_the_persons():
    shared = attrs.evolve(HOUSEHOLD, family_deductible=D(150), out_of_pocket_maximum=D(500), family_out_of_pocket_maximum=D(900))
    payer = SimulatedPayer(shared, FEES)
    claim = sent(coverages=[Coverage(PAYER, "XYZ100200310")], encounter=attrs.evolve(sent().encounter, patient=TOM))
    payer.adjudicate([claim])
    found = answer(payer.respond([of_child()])[0], on=DAY)
    left = {name: (each.limit, each.remaining) for name, each in found.accumulators.items()}
    assert left == {"deductible.individual": (100, 100), "deductible.family": (150, 50), "out_of_pocket.individual": (500, 500),
                    "out_of_pocket.family": (900, 800)}
    assert found.deductible_remaining == 50


def test_a_name_that_a_claim_spells_otherwise_is_the_same_persons_deductible():
    """The plan corrects a name; what the claim under the old one used up is used up under the new one."""
    its_plan = plan(members={"XYZ100200300": Member(person=attrs.evolve(DANA, name=PersonName("ROWE-HALE", "DANA")))}, deductible=D(50),
                    replies=Replies(corrects=True))
    payer = SimulatedPayer(its_plan, FEES)
    payer.adjudicate([sent()])
    [response] = payer.respond([inquiry()])
    assert answer(response, on=DAY).deductible_remaining == 0


# ---- corrections

@pytest.mark.parametrize(("asked", "codes"), [
    (inquiry(attrs.evolve(DANA, birth_date=date(1971, 4, 3))), ["E305"]), (inquiry(attrs.evolve(DANA, name=PersonName("ROW", "DANA"))), ["E304"]),
    (inquiry(number="XYZ100200399"), ["E308"])])
def test_a_payer_that_corrects_returns_its_own_data(asked, codes):
    address = Address(("1 ELM ST",), "OMAHA", "NE", "68102")
    its_plan = plan(members={"XYZ100200300": Member(person=attrs.evolve(DANA, address=address))}, replies=Replies(corrects=True))
    response = one(its_plan, asked)
    assert response.maintenance == ("001", "25")
    assert (response.subscriber.name, response.subscriber.birth_date, response.subscriber.address) == (DANA.name, DANA.birth_date, address)
    assert response.subscriber.identifier.value == "XYZ100200300"
    assert [found.code for found in follow_ups(asked, response)] == codes
    assert "E202" in [found.code for found in check([response])]


def test_a_dependent_is_corrected_too():
    asked = of_child(attrs.evolve(MAY, birth_date=date(2014, 9, 7)))
    response = one(attrs.evolve(HOUSEHOLD, replies=Replies(corrects=True)), asked)
    assert (response.dependent.birth_date, response.maintenance) == (MAY.birth_date, ("001", "25"))


# ---- refusals

ENROLLED = plan(tables=edi837.CodeTables(enrollments=[edi837.Enrollment("1234567893", begins=date(2026, 10, 1))]))
TWINS = plan(members={"A": Member(person=DANA), "B": Member(person=DANA)})
STRANGER = attrs.evolve(ASKS, npi="1472583693")
REFUSED = {
    "another payer": (plan(), inquiry(payer=Payer("OTHER", "ANOTHER PLAN")), {}, "source", "79", "fix"),
    "no payer": (plan(), inquiry(payer=Payer("", "NOBODY")), {}, "source", "T4", "fix"),
    "busy": (plan(replies=Replies(busy=1.0)), inquiry(), {}, "source", "42", "retry"),
    "a number that is no NPI": (plan(), inquiry(provider=attrs.evolve(ASKS, npi="1234567890")), {}, "receiver", "43", "fix"),
    "nobody enrolled": (ENROLLED, inquiry(provider=STRANGER), {}, "receiver", "51", "fix"),
    "not yet enrolled": (ENROLLED, inquiry(on=date(2026, 9, 1)), {}, "subscriber", "52", "stop"),
    "a period that runs backward": (plan(), inquiry(on=DateRange(DAY, date(2026, 1, 1))), {}, "subscriber", "57", "fix"),
    "no birth date": (plan(replies=Replies(wants_birth_date=True)), inquiry(attrs.evolve(DANA, birth_date=None)), {}, "subscriber", "58", "fix"),
    "before his birth": (known(XYZ100200300=attrs.evolve(DANA, birth_date=date(2026, 12, 1))), inquiry(attrs.evolve(DANA, birth_date=None)), {},
                         "subscriber", "60", "fix"),
    "after his death": (known(XYZ100200300=attrs.evolve(DANA, death_date=date(2026, 10, 1))), inquiry(), {}, "subscriber", "61", "fix"),
    "long ago": (plan(), inquiry(), {"today": date(2028, 1, 1)}, "subscriber", "62", "fix"),
    "far ahead": (plan(), inquiry(), {"today": date(2026, 6, 1)}, "subscriber", "63", "fix"),
    "another birth date": (known(XYZ100200300=DANA), inquiry(attrs.evolve(DANA, birth_date=date(1970, 1, 1))), {}, "subscriber", "71", "fix"),
    "no such id": (plan(profile=PayerProfile("P", member_id_pattern="XYZ[0-9]{9}")), inquiry(number="BAD123"), {}, "subscriber", "72", "fix"),
    "neither id nor name": (known(XYZ100200300=DANA), inquiry(Person(PersonName(""), date(1971, 3, 4)), ""), {}, "subscriber", "72", "fix"),
    "another name": (known(XYZ100200300=DANA), inquiry(attrs.evolve(DANA, name=PersonName("PIKE", "JON"))), {}, "subscriber", "73", "fix"),
    "an unknown member": (known(XYZ100200300=DANA), inquiry(number="XYZ999"), {}, "subscriber", "75", "fix"),
    "a subscriber who is unknown": (HOUSEHOLD, inquiry(MAY, "XYZ999", TOM, "19"), {}, "subscriber", "75", "fix"),
    "two of a name": (TWINS, inquiry(number=""), {}, "subscriber", "76", "fix"),
    "a child of another name": (HOUSEHOLD, of_child(attrs.evolve(MAY, name=PersonName("OSEI", "JUN"))), {}, "dependent", "65", "fix"),
    "nobody's child": (HOUSEHOLD, of_child(DANA), {}, "dependent", "67", "fix"),
    "children who are alike": (plan(members={"XYZ100200310": Member(person=TOM, dependents=(CHILD, CHILD))}), of_child(), {}, "dependent", "68", "fix"),
    "a child of another birth date": (HOUSEHOLD, of_child(attrs.evolve(MAY, birth_date=date(2014, 9, 7))), {}, "dependent", "71", "fix"),
    "a script": (plan(), inquiry(), {"refuse": {"T1": "41"}}, "source", "41", "stop"),
    "a script for a member": (plan(), inquiry(), {"refuse": {"XYZ100200300": "78"}}, "subscriber", "78", "fix"),
    "a script for a provider": (plan(), inquiry(), {"refuse": {"T1": "50"}}, "receiver", "50", "stop"),
    "a script for a child": (plan(), of_child(), {"refuse": {"T1": "35"}}, "dependent", "35", "stop"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_question_is_refused_at_its_level_and_it_is_said_what_to_do(what):
    its_plan, asked, more, level, reason, action = REFUSED[what]
    responses = SimulatedPayer(its_plan, FEES, refuse=more.get("refuse")).respond([asked], today=more.get("today"))
    [response] = responses
    assert [(each.level, each.reason) for each in response.rejections] == [(level, reason)]
    assert [str(each.action) for each in remedies(response)] == [action]
    assert answer(response, on=DAY).status is CoverageStatus.NOT_ANSWERED
    assert response.benefits == ()
    text = build_271(responses, **WHEN)
    assert conformance.check(text) == []
    assert list(parse_271(text)) == responses


def test_every_reason_says_something_to_do():
    assert {action for *_, action in REFUSED.values()} == {str(InquiryAction.FIX), str(InquiryAction.RETRY), str(InquiryAction.STOP)}


def test_a_busy_payer_answers_when_it_is_asked_again():
    payer = SimulatedPayer(plan(replies=Replies(busy=0.5)), FEES, seed=3)
    refused = [bool(response.rejections) for response in payer.respond([inquiry()] * 40)]
    assert {True, False} == set(refused)
    again = SimulatedPayer(plan(replies=Replies(busy=0.5)), FEES, seed=3)
    assert [bool(response.rejections) for response in again.respond([inquiry()] * 40)] == refused


def test_a_search_falls_back_until_somebody_is_found():
    """The front desk has the first name wrong: the payer refuses, and the next search leaves it out."""
    payer = SimulatedPayer(known(XYZ100200300=DANA), FEES)
    asked, tried = inquiry(attrs.evolve(DANA, name=PersonName("ROWE", "DAN"))), []
    for _ in range(5):
        [response] = payer.respond([asked if not tried else tried[-1].inquiry])
        if not response.rejections:
            break
        tried.append(next_inquiry(tried[-1] if tried else asked, response))
    assert tried[-1].search == ("member id", "last name", "birth date")
    assert response.subscriber.name == DANA.name


def test_a_member_without_an_id_is_found_by_name_and_birth_date():
    response = one(known(XYZ100200300=DANA), inquiry(number=""))
    assert (response.subscriber.identifier.value, response.maintenance) == ("XYZ100200300", ("001", "25"))
    assert one(plan(), inquiry(number="")).benefits[0].kind == "1"


# ---- what it says of services

def service(its_plan, service_type, fee=FEES, **more):
    place = more.pop("place_of_service", None)
    return answer(one(its_plan, inquiry(service_types=("30", service_type), **more), fee=fee), on=DAY, service_type=service_type, place_of_service=place)


def test_several_service_types_stand_in_one_row():
    response = one(plan(copays=(Copay(["992*", "93*"], D(30)),)), inquiry(service_types=("98", "73", "86")))
    [row] = rows(response, "B")
    assert (row.service_types, row.amount, row.period) == (("98", "73", "86"), 30, "27")


def test_only_what_was_asked_is_answered_beside_the_plan():
    response = one(plan(), inquiry(service_types=("98",)))
    assert {each for row in response.benefits for each in row.service_types} == {"30", "98"}


def test_the_whole_plan_names_what_every_plan_names():
    assert set(rows(one(plan()), "1")[1].service_types) == {"1", "33", "35", "47", "48", "50", "86", "88", "98", "AL", "MH", "UC"}


def test_what_is_not_covered_and_what_needs_an_authorization():
    profile = PayerProfile("P", authorization_rules=[AuthorizationRule(["70*", "72*", "74*"])], referral_rules=[ReferralRule(["99*"])])
    its_plan = plan(not_covered=["D*"], profile=profile)
    assert service(its_plan, "35").status is CoverageStatus.NOT_COVERED
    assert service(its_plan, "62").authorization is Authorization.REQUIRED
    assert service(its_plan, "98").authorization is Authorization.NOT_REQUIRED
    assert service(its_plan, "98").hints == ("referral required",)
    assert service(its_plan, "1").authorization is Authorization.UNKNOWN
    assert service(plan(), "62").authorization is Authorization.UNKNOWN


def test_an_authorization_may_depend_on_the_place():
    its_plan = plan(profile=PayerProfile("P", authorization_rules=[AuthorizationRule(["93000"], ["22"])]))
    assert [service(its_plan, "73", place_of_service=place).authorization for place in ("22", "11", None)] == ["required", "not_required", "unknown"]


def test_a_copay_may_depend_on_the_place():
    its_plan = plan(copays=(Copay(["99*"], D(50), ["22"]), Copay(["99*"], D(25))), deductible=D(100), coinsurance=D("0.2"))
    assert [service(its_plan, "98", place_of_service=place).copay for place in ("22", "11")] == [50, 25]
    assert service(its_plan, "73", place_of_service="22").deductible_remaining == 100


def test_rows_for_a_place_leave_nothing_out_that_holds_there_too():
    """Whoever finds coinsurance for the place looks for no other: that of services which the place does not concern stands there as well."""
    its_plan = plan(copays=(Copay(["93*"], D(40), ["22"], coinsurance_applies=True),), deductible=D(100), coinsurance=D("0.2"))
    found = answer(one(its_plan, inquiry(service_types=("73", "98"))), on=DAY, service_type="98", place_of_service="22")
    assert (found.copay, found.coinsurance, found.deductible_remaining) == (None, D("0.2"), 100)


def test_procedures_of_a_type_that_differ_give_a_range_and_are_named():
    found = service(plan(copays=(Copay(["99213"], D(25)),)), "98", fee=fees(c99213=90, c99214=130))
    assert (found.copay, found.range["copay"]) == (None, (0, 25))
    assert {message for row in found.evidence.values() for message in row.messages} >= {"FOR 99213", "FOR 99214"}


def test_a_part_of_a_type_that_is_not_covered_is_said_by_procedure():
    response = one(plan(not_covered=["93010"], capitated=["93005"]), inquiry(service_types=("73",)), fee=fees(c93000=80, c93005=10, c93010=10))
    assert [(row.kind, row.procedure.code) for row in response.benefits if row.procedure] == [("3", "93005"), ("I", "93010")]
    assert answer(response, on=DAY, service_type="73").status is CoverageStatus.ACTIVE


@pytest.mark.parametrize("by_delivery", [False, True])
def test_visits_that_several_services_share(by_delivery):
    its_plan = plan(visit_limits=(VisitLimit(["97*"], 20),), replies=Replies(limits_by_delivery=by_delivery))
    payer = SimulatedPayer(its_plan, FEES)
    payer.adjudicate([billing("P1", ("97110-GP", 60), ("97140-GP", 60)), billing("P2", ("97110-GP", 60), days=(date(2026, 10, 14),))])
    [response] = payer.respond([inquiry(service_types=("PT", "AD"))])
    assert {row.service_types for row in rows(response, "F")} == {("PT", "AD")}
    found = answer(response, on=DAY, service_type="PT")
    assert (found.visits, found.visits_remaining, found.limits[0].used) == (20, 18, 2)
    [next_year] = payer.respond([inquiry(service_types=("PT",), on=date(2027, 1, 4))])
    assert answer(next_year, on=date(2027, 1, 4), service_type="PT").visits_remaining == 20


def test_some_payers_say_what_is_used():
    its_plan = plan(deductible=D(100), replies=Replies(states_used=True))
    payer = SimulatedPayer(its_plan, fees(c99214=60, c93000=20))
    payer.adjudicate([sent()])
    [response] = payer.respond([inquiry()])
    assert [(row.period, row.amount) for row in rows(response, "C")] == [("23", 100), ("24", 80)]
    assert answer(response, on=DAY).deductible_remaining == 20


def test_a_large_share_is_said_to_be_the_members():
    assert service(plan(coinsurance=D("0.8")), "73").coinsurance == D("0.8")


def test_a_network_is_told_and_kept_to():
    closed = plan(network=("1234567893",), coinsurance=D("0.2"))
    response = one(closed)
    assert {row.in_network for row in rows(response, "A")} == {"Y"}
    assert answer(response, on=DAY).status is CoverageStatus.ACTIVE
    assert answer(response, on=DAY, in_network=False).status is CoverageStatus.NOT_COVERED
    assert answer(response, on=DAY, in_network=False, service_type="98").status is CoverageStatus.NOT_COVERED
    assert SimulatedPayer(closed, FEES).adjudicate([sent()]).claims[0].paid == 168
    elsewhere = sent(billing_provider=attrs.evolve(sent().billing_provider, npi="1003000126"))
    elsewhere = attrs.evolve(elsewhere, encounter=attrs.evolve(elsewhere.encounter, rendering_provider=None))
    assert {each.code for each in SimulatedPayer(closed, FEES).adjudicate([elsewhere]).claims[0].all_adjustments} == {"CO-242"}
    assert {row.in_network for row in rows(one(plan()), "A")} == {"W"}


def test_procedures_of_no_service_type_are_told_by_their_code_or_as_the_plans_own():
    drugs = fees(cJ3301=20, cJ1885=5, c99214=130)
    response = one(plan(not_covered=["J3301"], capitated=["J1885"]), fee=drugs)
    assert [(row.kind, row.procedure.code) for row in response.benefits if row.procedure] == [("3", "J1885"), ("I", "J3301")]
    assert [(row.kind, row.procedure.code) for row in one(plan(not_covered=["J*"]), fee=drugs).benefits if row.procedure] == [
        ("I", "J1885"), ("I", "J3301")]
    response = one(plan(copays=(Copay(["J*"], D(9)),), coinsurance=D("0.2")), fee=drugs)
    assert [answer(response, on=DAY, service_type=kind).copay for kind in ("30", "98")] == [9, 0]


# ---- procedures, and what is not understood

def of_procedure(its_plan, code, place="", qualifier="HC"):
    asked = ServiceInquiry((), Procedure(code, (), qualifier), places=(Place("ZZ", place),) if place else ())
    return [row for row in one(its_plan, inquiry(service_types=(), further=(asked,))).benefits if row.procedure or row.rejections]


def test_a_procedure_is_answered_by_its_code():
    its_plan = plan(deductible=D(100), coinsurance=D("0.2"), copays=(VISITS,), not_covered=["93000"], capitated=["36415"],
                    visit_limits=(VisitLimit(["97110"], 20),),
                    profile=PayerProfile("P", authorization_rules=[AuthorizationRule(["97110"], ["22"])], referral_rules=[ReferralRule(["99*"])]))
    assert [(row.kind, row.amount, row.authorization) for row in of_procedure(its_plan, "99214")] == [("1", None, "N"), ("B", 25, "N")]
    assert [row.kind for row in of_procedure(its_plan, "93000")] == ["I"]
    assert [(row.kind, row.amount) for row in of_procedure(its_plan, "36415")] == [("3", None), ("B", 0)]
    assert [(row.kind, row.period, row.amount or row.rate or row.quantity) for row in of_procedure(its_plan, "97110")] == [
        ("1", "", None), ("C", "23", 100), ("C", "29", 100), ("A", "27", D("0.2")), ("F", "23", 20), ("F", "29", 20)]
    assert of_procedure(its_plan, "97110", "22")[0].authorization == "Y"


@pytest.mark.parametrize(("code", "qualifier", "reason"), [("9921", "HC", "55"), ("D0120", "AD", "54")])
def test_a_procedure_that_is_none_is_refused_alone(code, qualifier, reason):
    assert [each.reason for row in of_procedure(plan(), code, qualifier=qualifier) for each in row.rejections] == [reason]


def test_a_service_type_is_refused_alone():
    response = one(plan(replies=Replies(refuses={"35": "53"})), inquiry(service_types=("98", "35", "Q9")))
    assert [(row.service_types, row.rejections[0].reason) for row in rows(response, "V")] == [(("35",), "53"), ((), "33")]
    assert [str(each.action) for each in remedies(response)] == ["fix", "fix"]
    assert answer(response, on=DAY, service_type="98").status is CoverageStatus.ACTIVE
    assert answer(response, on=DAY, service_type="35").status is CoverageStatus.NOT_ANSWERED


# ---- the inquiry, and privacy

def test_the_inquiry_of_a_claim_asks_for_its_services():
    asked = inquiry_for(sent())
    assert (asked.service_types, asked.on, asked.trace_number, asked.provider) == (("30", "98", "73"), DAY, "A1001", sent().billing_provider)
    assert inquiry_for(sent(), service_types=("98",), on=None).on is None
    [back] = parse_270(build_270([asked], **WHEN))
    assert back.service_types == asked.service_types
    assert conformance.check(build_270([asked], **WHEN)) == []


def test_nothing_is_decided_by_an_answer():
    payer = SimulatedPayer(plan(deductible=D(50)), FEES)
    payer.respond([inquiry_for(sent())] * 3)
    assert payer.adjudicate([sent()]) == SimulatedPayer(plan(deductible=D(50)), FEES).adjudicate([sent()])


def test_no_patient_data_in_what_is_printed():
    shown = repr((HOUSEHOLD, CHILD, OWN, Member(person=DANA, group_number="GRP9000"), insured(HOUSEHOLD, "XYZ900", JUNE, is_dependent=False)))
    assert not any(secret in shown for secret in ("OSEI", "MAY", "JUNE", "ROWE", "XYZ900", "XYZ100200310", "2014", "GRP9000"))
