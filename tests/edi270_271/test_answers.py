"""A practice's questions, answered from a response: the worked examples, and the ways in which payers mislead."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import answer, parse_271
from edi_claims import Authorization, CoverageStatus, PersonName, from_json, to_json
from edi_claims.eligibility import CoverageAnswer
from eligibility271 import MEMBER, TOP, interchange, response, response_text

DAY = date(2026, 11, 12)
ACTIVE, INACTIVE, NOT_COVERED = CoverageStatus.ACTIVE, CoverageStatus.INACTIVE, CoverageStatus.NOT_COVERED
PENDING, NOT_ANSWERED = CoverageStatus.PENDING, CoverageStatus.NOT_ANSWERED
REQUIRED, NOT_REQUIRED, UNKNOWN = Authorization.REQUIRED, Authorization.NOT_REQUIRED, Authorization.UNKNOWN


def worked(name):
    (one,) = parse_271(example(name))
    return one


def ask(*rows, on=DAY, member=MEMBER, **question):
    return answer(response(*rows, member=member), on=on, **question)


def said(found, *words):
    """Whether one reason holds all the words."""
    return any(all(word in reason for word in words) for reason in found.reasons)


# ---- the worked examples

def test_the_ppo_is_active_since_its_plan_date():
    found = answer(worked("271-1-active-ppo"), on=DAY)
    assert (found.status, found.plan, found.group_number, found.begins, found.ends) == (ACTIVE, "GOLD PPO", "GRP9000", date(2026, 1, 1), None)
    assert (found.trace_number, found.payer.payer_id) == ("93175-0001", "EX001")


def test_the_ppo_has_two_copays_which_the_provider_tells_apart():
    one = worked("271-1-active-ppo")
    open_ = answer(one, on=DAY, service_type="98")
    assert (open_.copay, open_.range["copay"]) == (None, (Decimal(30), Decimal(60)))
    assert (open_.evidence["copay.low"].amount, open_.evidence["copay.high"].amount) == (30, 60)
    assert said(open_, "copay", "30", "60", "specialist", "primary care")
    specialist = answer(one, on=DAY, service_type="98", provider="specialist")
    assert (specialist.copay, specialist.evidence["copay"].amount, dict(specialist.range)) == (Decimal("60.00"), 60, {})
    assert "deductible does not apply" in specialist.hints
    for word in ("primary care", "PCP", "primary_care"):
        assert answer(one, on=DAY, service_type="98", provider=word).copay == 30


def test_the_ppos_effective_deductible_is_the_lesser_of_individual_and_family():
    found = answer(worked("271-1-active-ppo"), on=DAY, service_type="73")
    assert (found.deductible, found.deductible_remaining) == (1500, 410)
    assert found.evidence["deductible"].amount == 1500
    assert found.evidence["deductible.family"].amount == 3000
    assert found.evidence["deductible_remaining"] is found.evidence["deductible_remaining.individual"]
    assert found.evidence["deductible_remaining.family"].amount == 1620
    assert said(found, "deductible", "30 (", "73 (")
    assert (found.out_of_pocket, found.out_of_pocket_remaining) == (6000, 3890)


def test_the_ppos_coinsurance_depends_on_the_network():
    one = worked("271-1-active-ppo")
    assert answer(one, on=DAY, service_type="73").coinsurance == Decimal("0.2")
    out = answer(one, on=DAY, service_type="73", in_network=False)
    assert (out.coinsurance, out.deductible_remaining, out.deductible, out.out_of_pocket_remaining) == (Decimal("0.5"), 4000, None, None)


def test_the_ppo_wants_an_authorization_for_mri_and_says_nothing_of_visits():
    one = worked("271-1-active-ppo")
    mri = answer(one, on=DAY, service_type="62")
    assert (mri.authorization, mri.evidence["authorization"].service_types) == (REQUIRED, ("62",))
    assert answer(one, on=DAY, service_type="98").authorization is UNKNOWN
    assert answer(one, on=DAY).authorization is UNKNOWN


def test_the_ppo_does_not_cover_dental():
    found = answer(worked("271-1-active-ppo"), on=DAY, service_type="35")
    assert (found.status, found.evidence["status"].kind, found.plan) == (NOT_COVERED, "I", "GOLD PPO")


def test_the_ppo_begins_in_the_future_of_an_earlier_day():
    found = answer(worked("271-1-active-ppo"), on=date(2025, 12, 31))
    assert found.status is INACTIVE
    assert said(found, "FUTURE", "2026-01-01")


def test_physical_therapy_of_the_child():
    found = answer(worked("271-2-dependent-pt"), on=date(2026, 11, 20), service_type="PT")
    assert (found.status, found.plan, found.begins, found.copay) == (ACTIVE, "FAMILY HMO", date(2025, 6, 1), Decimal("25.00"))
    assert (found.deductible, found.deductible_remaining) == (None, 0)
    assert "deductible_remaining.individual" not in found.evidence
    assert said(found, "deductible_remaining", "family only", "met for everybody")
    assert (found.visits, found.visits_remaining, found.authorization) == (30, 12, REQUIRED)
    assert "authorization required after visit 6" in found.hints
    assert said(found, "18 are used", "needed now")
    assert (found.primary_care_provider.name, found.primary_care_provider.identifier.value) == (PersonName("HALE", "NORA"), "1472583693")
    assert said(found, "referral")


def test_the_inactive_member_has_another_payer():
    found = answer(worked("271-3a-inactive-other-payer"), on=DAY)
    assert (found.status, found.begins, found.ends) == (INACTIVE, date(2024, 1, 1), date(2026, 8, 31))
    (other,) = found.other_payers
    assert (other.payer.payer_id, other.payer.name, other.order, other.insurance_type) == ("SUN01", "SUNRISE ADVANTAGE", "P", "HN")
    assert (other.begins, other.ends) == (date(2026, 9, 1), None)
    assert other.payer.contacts[0].numbers == (("TE", "8005550199"),)
    assert said(found, "wrong payer", "SUN01", "2026-09-01")


def test_the_inactive_member_was_active_on_an_earlier_day():
    found = answer(worked("271-3a-inactive-other-payer"), on=date(2026, 8, 15))
    assert found.status is ACTIVE
    assert not said(found, "wrong payer")


def test_a_rejected_question_is_not_answered_and_says_who_acts():
    found = answer(worked("271-3b-aaa"), on=DAY)
    assert found.status is NOT_ANSWERED
    assert [(one.level, one.reason, one.follow_up) for one in found.rejections] == [("subscriber", "72", "C"), ("subscriber", "75", "C")]
    assert said(found, "AAA 72", "fix", "card", "front_desk")
    assert said(found, "AAA 75", "front_desk")
    assert found.authorization is UNKNOWN
    assert (found.copay, found.deductible_remaining) == (None, None)


# ---- the pitfalls, by their number in the reference

def test_01_one_row_answers_for_many_service_types():
    for service_type in ("33", "98", "UC"):
        assert ask("EB*1**30", "EB*B**33^98^UC***27*10*****Y", service_type=service_type).copay == 10


@pytest.mark.parametrize(("network", "word"), [("W", "any network"), ("", "does not say"), ("U", "not known")])
def test_02_a_row_that_names_no_network_counts_for_both_with_less_confidence(network, word):
    for inside in (True, False):
        found = ask("EB*1**30", f"EB*B*IND*98***27*20*****{network}", service_type="98", in_network=inside)
        assert found.copay == 20
        assert said(found, "copay", word, "less confidence")


def test_02_a_row_that_names_the_network_comes_before_one_that_does_not():
    found = ask("EB*1**30", "EB*B*IND*98***27*20", "EB*B*IND*98***27*35*****Y", service_type="98")
    assert found.copay == 35
    assert not said(found, "less confidence")


def test_02_tiers_are_told_by_messages_only():
    rows = ("EB*1**30", "EB*A*IND*48***27**.1****Y", "MSG*TIER 1 FACILITY", "EB*A*IND*48***27**.3****Y", "MSG*TIER 2 FACILITY")
    assert ask(*rows, service_type="48").range["coinsurance"] == (Decimal("0.1"), Decimal("0.3"))
    assert ask(*rows, service_type="48", provider="tier 2").coinsurance == Decimal("0.3")


def test_03_what_is_left_is_not_mistaken_for_the_limit_or_what_was_used():
    found = ask("EB*1**30", "EB*C*IND*30***23*1500*****Y", "EB*C*IND*30***24*1090*****Y", "EB*C*IND*30***29*410*****Y")
    assert (found.deductible, found.deductible_remaining) == (1500, 410)


def test_03_what_is_left_follows_from_what_was_used():
    found = ask("EB*1**30", "EB*C*IND*30***25*1500*****Y", "EB*C*IND*30***24*1090*****Y")
    assert (found.deductible, found.deductible_remaining) == (1500, 410)
    assert said(found, "1500 less 1090")


def test_03_a_limit_alone_leaves_what_remains_unknown():
    found = ask("EB*1**30", "EB*C*IND*30***22*1500*****Y")
    assert (found.deductible, found.deductible_remaining) == (1500, None)


def test_04_family_alone_is_said_and_zero_is_a_value():
    found = ask("EB*1**30", "EB*C*FAM*30***23*3000*****Y", "EB*C*FAM*30***29*0*****Y")
    assert (found.deductible, found.deductible_remaining) == (3000, Decimal(0))
    assert said(found, "deductible:", "family only")


def test_04_a_family_that_has_met_its_deductible_has_met_it_for_all():
    found = ask("EB*1**30", "EB*C*IND*30***29*400*****Y", "EB*C*FAM*30***29*0*****Y")
    assert found.deductible_remaining == 0
    assert found.evidence["deductible_remaining"].coverage_level == "FAM"


def test_04_what_was_not_sent_is_none():
    found = ask("EB*1**30", "EB*C*IND*30***29")
    assert (found.deductible, found.deductible_remaining, found.copay, found.coinsurance) == (None, None, None, None)


@pytest.mark.parametrize(("rate", "share", "word"), [(".2", "0.2", ""), ("20", "0.2", "20 percent"), ("80", "0.8", "payer's share"), ("1", "1", ""),
                                                     ("0", "0", ""), (".8", "0.8", "payer's share")])
def test_05_a_rate_is_a_fraction_or_a_percentage(rate, share, word):
    found = ask("EB*1**30", f"EB*A*IND*98***27**{rate}****Y", service_type="98")
    assert found.coinsurance == Decimal(share)
    assert said(found, "coinsurance", word) == bool(word)


def test_05_a_rate_above_a_hundred_is_no_rate():
    assert ask("EB*1**30", "EB*A*IND*98***27**200****Y", service_type="98").coinsurance is None


def test_06_equal_copays_with_different_messages_do_not_conflict():
    found = ask("EB*1**30", "EB*B*IND*98***27*20*****Y", "MSG*PCP", "EB*B*IND*98***27*20*****Y", "MSG*SPECIALIST", service_type="98")
    assert (found.copay, dict(found.range)) == (20, {})


def test_06_a_row_for_another_kind_of_provider_is_not_taken():
    rows = ("EB*1**30", "EB*B*IND*98***27*20*****Y", "EB*B*IND*98***27*60*****Y", "MSG*SPECIALIST")
    assert ask(*rows, service_type="98", provider="telehealth").copay == 20


@pytest.mark.parametrize("kind", ["I", "E"])
def test_07_an_exclusion_beats_the_active_plan(kind):
    found = ask("EB*1**30", f"EB*{kind}**35", service_type="35")
    assert (found.status, found.evidence["status"].kind) == (NOT_COVERED, kind)
    assert ask("EB*1**30", f"EB*{kind}**35", service_type="98").status is ACTIVE


def test_07_an_exclusion_out_of_network_is_none_in_network():
    rows = ("EB*1**30", "EB*I**5*********N")
    assert ask(*rows, service_type="5").status is ACTIVE
    assert ask(*rows, service_type="5", in_network=False).status is NOT_COVERED


def test_07_an_exclusion_of_a_part_leaves_the_service_active():
    found = ask("EB*1**93", "EB*E**93", "MSG*EXCLUDES ROUTINE FOOT CARE", service_type="93")
    assert found.status is ACTIVE
    assert "exclusion" in found.evidence
    assert "exclusions" in found.hints


@pytest.mark.parametrize("kind", ["U", "X", "W", "V"])
def test_07_and_18_a_carved_out_service_is_not_answered(kind):
    found = ask("EB*1**30", f"EB*{kind}**MH", "LS*2120", "NM1*VN*2*CARVE OUT*****PI*V9", "LE*2120", service_type="MH")
    assert (found.status, found.evidence["status"].kind, found.evidence["plan"].kind) == (NOT_ANSWERED, kind, "1")


def test_18_a_disclaimer_is_no_answer():
    found = ask("EB*P", "MSG*NO GUARANTEE OF PAYMENT")
    assert found.status is NOT_ANSWERED
    assert said(found, "no row says")


def test_a_service_that_only_another_provider_may_give_is_not_covered_here():
    rows = ("EB*1**30", "EB*N**33", "LS*2120", "NM1*1P*1*HALE*NORA****XX*1472583693", "LE*2120")
    assert ask(*rows, service_type="33").status is NOT_COVERED
    ours = (*rows[:3], "NM1*1P*2*RIVERBEND*****XX*1234567893", "LE*2120", "EB*1**33")
    found = ask(*ours, service_type="33")
    assert (found.status, found.evidence["restricted_to"].kind) == (ACTIVE, "N")


@pytest.mark.parametrize("qualifier", ["347", "349", "357"])
def test_08_an_active_row_whose_end_has_passed_is_inactive(qualifier):
    found = ask("EB*1**30", f"DTP*{qualifier}*D8*20261031")
    assert (found.status, found.ends) == (INACTIVE, date(2026, 10, 31))
    assert said(found, "ENDED")
    assert ask("EB*1**30", f"DTP*{qualifier}*D8*20261130").status is ACTIVE


def test_08_the_plans_end_at_the_member_counts_where_the_row_has_none():
    assert ask("EB*1**30", member=MEMBER + "DTP*347*D8*20261031~").status is INACTIVE


def test_08_a_plan_that_ended_is_not_revived_by_a_service_row_without_days():
    found = ask("EB*1**30", "DTP*307*RD8*20250101-20251231", "EB*1**98", service_type="98")
    assert (found.status, found.ends) == (INACTIVE, date(2025, 12, 31))


def test_08_an_inactive_row_is_not_revived_by_the_members_plan_year():
    assert ask("EB*6**30", member=MEMBER + "DTP*346*D8*20260101~DTP*347*D8*20261231~").status is INACTIVE


def test_08_a_newer_plan_counts_beside_one_that_ended():
    found = ask("EB*6**30**OLD PLAN", "DTP*307*RD8*20240101-20251231", "EB*1**30**NEW PLAN", "DTP*307*D8*20260101")
    assert (found.status, found.plan) == (ACTIVE, "NEW PLAN")


def test_09_two_plans_are_told_apart_by_name_kind_or_number():
    rows = ("EB*1**30*MA*PART A", "EB*1**30*MB*PART B", "EB*C*IND*30*MA**29*1676", "EB*C*IND*30*MB**29*240", "REF*18*B-PLAN")
    both = ask(*rows)
    assert (both.deductible_remaining, both.range["deductible_remaining"]) == (None, (240, 1676))
    assert said(both, "2 plans")
    assert ask(*rows, plan="MB").deductible_remaining == 240
    assert ask(*rows, plan="MB").plan == "PART B"
    assert ask(*rows, plan="b-plan").deductible_remaining == 240


def test_10_an_answer_for_a_dependent_at_the_subscribers_level_is_an_answer():
    found = ask("EB*1**30", member=MEMBER + "INS*Y*18*001*25~")
    assert found.status is ACTIVE


def test_11_a_rejected_service_leaves_the_rest_answered():
    rows = ("EB*1**30", "EB*1**98", "EB*V**48", "AAA*Y**53*C")
    inpatient = ask(*rows, service_type="48")
    assert (inpatient.status, inpatient.rejections[0].reason) == (NOT_ANSWERED, "53")
    assert said(inpatient, "AAA 53")
    assert ask(*rows, service_type="98").status is ACTIVE
    assert ask(*rows).status is ACTIVE


def test_12_the_answer_carries_our_trace_number():
    found = ask("EB*1**30", member=MEMBER.replace("TRN*2*T-1", "TRN*1*THEIRS*9999999999~TRN*2*OURS"))
    assert found.trace_number == "OURS"


def test_13_the_plans_own_row_is_no_proof_of_an_authorization():
    found = ask("EB*1**30********Y*Y", "EB*B*IND*98***27*20*****Y", service_type="98")
    assert found.authorization is UNKNOWN
    assert said(found, "plan as a whole", "no proof")


@pytest.mark.parametrize(("rows", "expected"), [
    (("EB*1**62********Y*Y",), REQUIRED), (("EB*1**62********N*Y",), NOT_REQUIRED), (("EB*1**62********U*Y",), UNKNOWN), (("EB*1**62",), UNKNOWN),
    (("EB*1**62********U*Y", "EB*B**62***27*5****Y*Y"), REQUIRED), (("EB*1**62********N*Y", "EB*B**62***27*5****U*Y"), UNKNOWN),
    (("EB*1**62********Y*Y", "EB*B**62***27*5****N*Y"), UNKNOWN), (("EB*1**62********N*Y", "EB*1**62********Y*N"), NOT_REQUIRED)])
def test_13_an_authorization_is_three_valued(rows, expected):
    assert ask("EB*1**30", *rows, service_type="62").authorization is expected


def test_13_rows_that_differ_by_place_are_told_apart_by_the_place():
    rows = ("EB*1**30", "EB*1**62********Y*Y", "III*ZZ*22", "EB*1**62********N*Y", "III*ZZ*11")
    assert ask(*rows, service_type="62").authorization is UNKNOWN
    assert said(ask(*rows, service_type="62"), "place_of_service")
    assert ask(*rows, service_type="62", place_of_service="22").authorization is REQUIRED
    assert ask(*rows, service_type="62", place_of_service="11").authorization is NOT_REQUIRED


def test_13_free_text_is_no_proof_but_is_told():
    found = ask("EB*1**30", "EB*1**62", "MSG*PRECERTIFICATION REQUIRED", service_type="62")
    assert (found.authorization, found.hints) == (UNKNOWN, ("authorization required",))
    assert said(found, "authorization", "message")


def test_13_the_groups_row_counts_for_its_services():
    found = ask("EB*1**30", "EB*1**MH********Y*Y", service_type="A6")
    assert found.authorization is REQUIRED


def test_14_visits_are_read_from_hsd_too():
    found = ask("EB*1**30", "EB*F*IND*PT********Y", "HSD*VS*30***23*1", "EB*F*IND*PT***29*****Y", "HSD*VS*12", service_type="PT")
    assert (found.visits, found.visits_remaining) == (30, 12)


def test_14_visits_left_follow_from_visits_used():
    found = ask("EB*1**30", "EB*F*IND*PT***23***VS*30**Y", "EB*F*IND*PT***23***99*18**Y", service_type="PT")
    assert (found.visits, found.visits_remaining) == (30, 12)


def test_14_a_limit_that_is_shared_is_said():
    found = ask("EB*1**30", "EB*F*IND*PT^AD***23***VS*30**Y", service_type="PT")
    assert found.visits == 30
    assert said(found, "shared", "AD (Occupational therapy)")


def test_14_hours_are_no_visits():
    found = ask("EB*1**30", "EB*F*IND*PT***23***HS*20**Y", service_type="PT")
    assert found.visits is None
    assert said(found, "other units")


def test_15_text_that_is_cut_at_sixty_characters_is_joined():
    whole = "THIS COPAY IS FOR OFFICE VISITS ONLY, AND YOUR PLAN DEDUCTIBLE DOES NOT APPLY"
    found = ask("EB*1**30", "EB*B*IND*98***27*20*****Y", f"MSG*{whole[:60]}", f"MSG*{whole[60:]}", service_type="98")
    assert found.hints == ("deductible does not apply",)


@pytest.mark.parametrize(("text", "hints"), [
    ("SPECIALIST OFFICE VISIT", ("specialist",)), ("PCP COPAY", ("primary care",)), ("PCP SELECTION NOT REQUIRED", ()), ("DED WAIVED", ("deductible does not apply",)),
    ("NOT SUBJECT TO DEDUCTIBLE", ("deductible does not apply",)), ("AFTER DEDUCTIBLE", ("deductible applies",)),
    ("NO PRIOR AUTHORIZATION REQUIRED", ("authorization not required",)), ("AUTHORIZATION IS NOT REQUIRED", ("authorization not required",)),
    ("Prior auth required", ("authorization required",)), ("PRE-CERT REQUIRED", ("authorization required",)), ("REFERRAL REQUIRED", ("referral required",)),
    ("TELEMEDICINE", ("telehealth",)), ("OP LAB", ())])
def test_15_free_text_gives_hints(text, hints):
    assert ask("EB*1**98", f"MSG*{text}", service_type="98").hints == hints


def test_16_the_day_that_was_asked_for_is_no_plan_date():
    found = ask("EB*1**30", "DTP*291*D8*20261112", on=date(2026, 12, 1))
    assert (found.status, found.begins) == (ACTIVE, None)
    assert said(found, "answered for 2026-11-12")


def test_16_a_period_asked_for_does_not_make_an_inactive_member_active():
    assert ask("EB*6**30", "DTP*291*RD8*20261101-20261130").status is INACTIVE


def test_17_an_open_end_is_no_end():
    found = ask("EB*1**30", "DTP*307*RD8*20260101-99991231")
    assert (found.status, found.begins, found.ends) == (ACTIVE, date(2026, 1, 1), None)


def test_17_the_days_that_were_asked_for_do_not_end_a_benefits_own_year():
    rows = ("EB*1**30", "EB*C*IND*30***23*1500", "DTP*292*RD8*20260101-20261231", "DTP*291*RD8*20261101-20261130")
    assert ask(*rows, on=date(2026, 12, 12)).deductible == 1500


def test_19_what_is_left_of_a_spend_down_goes_before_the_whole():
    found = ask("EB*1**30*MC", "EB*Y**30*MC**34*400", "EB*Y**30*MC**29*150")
    assert (found.spend_down, found.evidence["spend_down"].period) == (150, "29")
    assert ask("EB*1**30*MC", "EB*Y**30*MC**34*400").spend_down == 400


def test_17_a_benefit_of_another_year_is_left_out():
    found = ask("EB*1**30", "EB*C*IND*30***23*1000", "DTP*292*RD8*20250101-20251231", "EB*C*IND*30***23*1500", "DTP*292*RD8*20260101-20261231")
    assert found.deductible == 1500
    assert said(found, "other days")


@pytest.mark.parametrize(("kind", "status"), [("1", ACTIVE), ("2", ACTIVE), ("3", ACTIVE), ("4", ACTIVE), ("5", PENDING), ("6", INACTIVE), ("7", PENDING),
                                              ("8", PENDING)])
def test_every_status_kind(kind, status):
    assert ask(f"EB*{kind}**30").status is status


def test_19_a_qualified_medicare_beneficiary_may_not_be_billed():
    found = ask("EB*1**30*QM")
    assert (found.patient_may_be_billed, found.evidence["patient_may_be_billed"].insurance_type) == (False, "QM")
    assert said(found, "may not be billed")


def test_20_an_acknowledgment_answers_nothing():
    assert parse_271(example("999-mixed")) == []
    assert parse_271(example("ta1-reject")) == []


# ---- what else is chosen, and said

def test_a_rejection_above_the_patient_is_no_answer_about_anybody():
    (one,) = parse_271(interchange(TOP + "AAA*Y**42*R~"))
    found = answer(one, on=DAY)
    assert found.status is NOT_ANSWERED
    assert said(found, "AAA 42", "receiver", "retry", "payer")


@pytest.mark.parametrize(("codes", "todo"), [("42**R", "retry"), ("42**W", "wait 30 days"), ("42**N", "stop"), ("75**N", "stop"), ("75**X", "wait 10 days")])
def test_both_codes_of_a_rejection_say_what_to_do(codes, todo):
    reason, _, follow_up = codes.split("*")
    assert said(ask(member=MEMBER + f"AAA*N**{reason}*{follow_up}~"), f"; {todo}: ")


def test_an_unknown_rejection_code_is_still_a_rejection():
    found = ask(member=MEMBER + "AAA*N**QQ*Z~")
    assert found.status is NOT_ANSWERED
    assert said(found, "no table")


def test_rows_that_could_not_be_read_are_said():
    (one,) = parse_271(response_text("EB*1**30", "EB*B**98***27*bad"))
    assert said(answer(one, on=DAY), "1 benefit rows could not be read")


def test_a_service_falls_back_to_its_group_and_says_so():
    found = ask("EB*1**30", "EB*B*IND*MH***27*15*****Y", service_type="A6")
    assert found.copay == 15
    assert said(found, "copay", "MH (Mental health)", "A6 (Psychotherapy)")


def test_a_row_without_a_service_type_is_for_what_was_asked():
    found = ask("EB*1", "EB*B****GOLD*27*15*****Y", service_type="98")
    assert (found.status, found.copay) == (ACTIVE, 15)
    assert said(found, "without naming it")


def test_a_copay_by_admission_is_said():
    found = ask("EB*1**30", "EB*B*IND*48***36*250*****Y", service_type="48")
    assert found.copay == 250
    assert said(found, "copay", "admission", "not by visit")


def test_a_row_for_one_procedure_says_nothing_of_the_service():
    assert ask("EB*1**30", "EB*B*IND*98***27*15*****Y*HC:99215", service_type="98").copay is None


def test_an_other_payer_without_a_name_in_ls_is_named_by_its_plan():
    (other,) = ask("EB*1**30", "EB*R**30*MB*MEDICARE PART B").other_payers
    assert (other.payer.name, other.payer.payer_id, other.order) == ("MEDICARE PART B", "", "")


@pytest.mark.parametrize(("role", "order"), [("PRP", "P"), ("SEP", "S"), ("TTP", "T"), ("PR", "")])
def test_the_order_of_other_payers(role, order):
    (other,) = ask("EB*1**30", "EB*R**30", "DTP*290*RD8*20260101-20261231", "LS*2120", f"NM1*{role}*2*OTHER*****PI*O1", "LE*2120").other_payers
    assert (other.order, other.begins, other.ends) == (order, date(2026, 1, 1), date(2026, 12, 31))


# ---- Medicare, Medicaid and what else rows say

@pytest.mark.parametrize(("service_type", "part"), [("98", "B"), ("BY", "B"), ("5", "B"), ("48", "A"), ("AG", "A"), ("30", ""), ("42", ""), ("47", "")])
def test_each_service_has_its_part_of_medicare(service_type, part):
    found = ask("EB*1**30*MA", "EB*1**30*MB", "EB*C**30*MA**29*1676", "EB*C**30*MB**29*240", service_type=service_type)
    expected = {"A": 1676, "B": 240, "": None}[part]
    assert found.deductible_remaining == expected
    assert said(found, f"Medicare Part {part} pays") == bool(part)


def test_a_patient_who_has_only_part_b_that_ended_is_not_covered_by_part_a():
    rows = ("EB*1**30*MA", "EB*6**30*MB", "DTP*307*RD8*20200101-20260630")
    assert ask(*rows, service_type="98").status is INACTIVE
    assert ask(*rows, service_type="48").status is ACTIVE


@pytest.mark.parametrize(("kind", "status"), [("X", NOT_ANSWERED), ("E", NOT_COVERED), ("I", NOT_COVERED), ("U", NOT_ANSWERED)])
def test_what_is_over_no_longer_counts(kind, status):
    for days, expected in (("20250101-20251231", ACTIVE), ("20260101-20261231", status)):
        found = ask("EB*1**30", f"EB*{kind}**45", f"DTP*292*RD8*{days}", "LS*2120", "NM1*1P*2*LAST LIGHT*****XX*1472583693", "LE*2120", service_type="45")
        assert (found.status, bool(found.carve_outs), bool(found.exclusions)) == (expected, expected is NOT_ANSWERED, expected is NOT_COVERED)


def test_a_part_that_is_not_stated_is_asked_for():
    found = ask("EB*1**30*MA", service_type="98")
    assert (found.status, said(found, "only Medicare Part A is stated")) == (ACTIVE, True)
    assert not said(ask("EB*1**30*MA", service_type="48"), "only Medicare")


def test_lifetime_reserve_and_days_left_are_limits_in_days():
    found = ask("EB*1**30*MA", "EB*F**AG*MA**29***DY*20", service_type="AG")
    assert [(one.unit, one.remaining) for one in found.limits] == [("DY", 20)]
    assert found.visits_remaining is None


@pytest.mark.parametrize(("rows", "billed"), [
    (("EB*1**30*QM",), False), (("EB*6**30*QM",), True), (("EB*1**30*QM", "DTP*307*RD8*20250101-20251231"), True), (("EB*1**30*QM", "DTP*307*D8*20260101"), False),
    (("EB*1**30*MC*QMB ONLY",), None), (("EB*1**30*MC*SLMB",), True), (("EB*6**30*MC*QMB",), True), (("EB*R**30*QM",), True)])
def test_whether_the_patient_may_be_billed(rows, billed):
    assert ask("EB*1**30*MB", *rows).patient_may_be_billed is billed


def test_a_medicare_advantage_plan_stands_in_medicares_place_whatever_role_it_has():
    for role in ("PR", "PRP"):
        found = ask("EB*1**30*MB", "EB*R**30*HN", "DTP*290*D8*20260901", "LS*2120", f"NM1*{role}*2*SUNRISE*****PI*SUN01", "LE*2120")
        assert said(found, "wrong payer", "SUN01")
    assert not said(ask("EB*1**30*MB", "EB*R**30*PR", "LS*2120", "NM1*PR*2*SUNRISE*****PI*SUN01", "LE*2120"), "wrong payer")


def test_rows_that_contradict_each_other_about_one_plan_settle_nothing():
    found = ask("EB*1**30*PR*GOLD", "EB*6**30*PR*GOLD")
    assert (found.status, said(found, "active and inactive")) == (PENDING, True)
    assert ask("EB*1**30*PR*GOLD", "EB*6**30*PR*SILVER").status is ACTIVE


def test_an_amount_that_the_payer_states_goes_before_one_that_follows():
    found = ask("EB*1**30", "EB*C*IND*30***23*1500", "EB*C*IND*30***24*1000", "EB*C*IND*30***29*410")
    assert (found.deductible_remaining, said(found, "410 is stated", "1000 met is 500")) == (410, True)


@pytest.mark.parametrize(("kind", "word"), [("T", "lost or stolen"), ("M", "pre-existing"), ("O", "not medically necessary"), ("Q", "second opinion"), ("S", "earlier years")])
def test_what_other_rows_say_is_told(kind, word):
    assert said(ask("EB*1**30", f"EB*{kind}**98", service_type="98"), word)
    assert not said(ask("EB*1**30", f"EB*{kind}**PT", service_type="98"), word)


def test_a_service_climbs_to_its_group_and_to_that_ones_group():
    found = ask("EB*1**30", "EB*C*IND*96***29*75*****Y", service_type="BY")
    assert (found.deductible_remaining, said(found, "deductible", "96 (Physician services)")) == (75, True)


MONEY = st.integers(0, 5000).map(str)
ANY_ROW = st.builds(
    "EB*{}*{}*{}*{}*{}*{}*{}*{}*{}*{}*{}*{}".format, st.sampled_from([*"1256ABCDEFGHIKLRUVXY", "CB"]), st.sampled_from(["", "IND", "FAM"]),
    st.sampled_from(["", "30", "98", "PT^AD", "MH", "48"]), st.sampled_from(["", "PR", "MA", "MB", "MC", "QM", "HN"]), st.sampled_from(["", "GOLD", "QMB"]),
    st.sampled_from(["", "22", "23", "24", "25", "27", "29", "32", "33", "36"]), st.one_of(st.just(""), MONEY), st.sampled_from(["", ".2", "20", "80", "0", "1"]),
    st.sampled_from(["", "VS", "DY", "99", "HS"]), st.sampled_from(["", "0", "12", "30"]), st.sampled_from(["", "Y", "N", "U"]), st.sampled_from(["", "Y", "N", "W", "U"]))
DAYS = st.sampled_from(["DTP*307*RD8*20260101-20261231", "DTP*291*D8*20261112", "DTP*347*D8*20261031", "DTP*292*RD8*20250101-20251231", "MSG*SPECIALIST",
                        "MSG*PLAN PAYS 80%", "HSD*VS*30***23*1", "HSD*DY*1*DA", "III*ZZ*11", "AAA*N**53*C", "LS*2120~NM1*VN*2*VENDOR~LE*2120"])
ROWS = st.lists(st.tuples(ANY_ROW, st.lists(DAYS, max_size=2)), max_size=10).map(lambda rows: [each for row, more in rows for each in (row, *more)])
FIGURES = ("copay", "coinsurance", "deductible", "deductible_met", "deductible_remaining", "out_of_pocket", "out_of_pocket_met", "out_of_pocket_remaining", "visits",
           "visits_remaining", "spend_down")


@settings(deadline=None, max_examples=100)
@given(ROWS, st.sampled_from(["30", "98", "BY", "PT", "A6", "48", "QQ"]), st.booleans(), st.sampled_from([None, "specialist"]), st.sampled_from([None, "GOLD", "MB"]))
def test_every_figure_of_any_answer_has_its_row_and_every_range_two_ends(rows, service_type, inside, provider, plan):
    found = answer(response(*rows), on=DAY, service_type=service_type, in_network=inside, provider=provider, plan=plan)
    for name in FIGURES:
        value, ends = getattr(found, name), found.range.get(name)
        assert (value is not None) == (name in found.evidence)
        if ends is not None:
            assert value is None
            assert ends[0] < ends[1]
            assert {f"{name}.low", f"{name}.high"} <= set(found.evidence)
            assert any(name in reason for reason in found.reasons)
    assert found.authorization is UNKNOWN or "authorization" in found.evidence
    assert found.status is NOT_ANSWERED or "status" in found.evidence or found.status is INACTIVE
    other = "N" if inside else "Y"
    assert not [key for key, row in found.evidence.items() if key.startswith(FIGURES) and row.in_network == other]
    assert from_json(CoverageAnswer, to_json(found)) == found


@pytest.mark.parametrize("name", ["271-1-active-ppo", "271-2-dependent-pt", "271-3a-inactive-other-payer", "271-3b-aaa"])
def test_an_answer_survives_json(name):
    found = answer(worked(name), on=DAY, service_type="98")
    assert from_json(CoverageAnswer, to_json(found)) == found


def test_every_figure_of_an_answer_has_its_row():
    found = answer(worked("271-1-active-ppo"), on=DAY, service_type="98", provider="specialist")
    for name in ("copay", "deductible", "deductible_remaining", "out_of_pocket", "out_of_pocket_remaining"):
        assert getattr(found, name) == found.evidence[name].amount
