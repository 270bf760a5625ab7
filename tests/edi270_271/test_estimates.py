"""What the patient will probably owe."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import answer, estimate, estimate_visit, parse_271, service_type_of
from edi_claims import (
    Diagnosis,
    Encounter,
    Fee,
    FeeSchedule,
    PatientShare,
    Person,
    PersonName,
    Procedure,
    ServiceLine,
    VisitShare,
    from_json,
    to_json,
)
from eligibility271 import response

DAY = date(2026, 11, 12)


def worked(name, service_type, on=DAY, **more):
    (one,) = parse_271(example(name))
    return answer(one, on=on, service_type=service_type, **more)


def share(allowed, *rows, service_type="98", after=None, **more):
    return estimate(answer(response("EB*1**30", *rows), on=DAY, service_type=service_type, **more), Decimal(allowed), after=after)


def ends(found):
    return found.low, found.high


def said(found, *words):
    return any(all(word in reason for word in words) for reason in found.reasons)


@pytest.mark.parametrize(("allowed", "expected"), [("80.00", "80.00"), ("600.00", "448.00")])
def test_a_diagnostic_service_of_the_ppo(allowed, expected):
    assert ends(estimate(worked("271-1-active-ppo", "73"), Decimal(allowed))) == (Decimal(expected), Decimal(expected))


def test_the_parts_of_a_share():
    found = estimate(worked("271-1-active-ppo", "73"), Decimal("600.00"))
    assert (found.copay, found.deductible, found.coinsurance) == (0, 410, 38)


def test_the_visit_of_the_chain_is_what_the_remittance_will_say():
    day = date(2026, 10, 12)
    visit = estimate(worked("271-0-chain", "98", day), Decimal("130.00"))
    ecg = estimate(worked("271-0-chain", "73", day), Decimal("80.00"), after=visit)
    assert (visit.high, ecg.high) == (Decimal("25.00"), Decimal("56.00"))
    both = visit + ecg
    assert ends(both) == (Decimal("81.00"), Decimal("81.00"))
    assert (both.copay, both.deductible, both.coinsurance) == (25, 50, 6)


def test_two_lines_of_a_visit_do_not_use_the_deductible_twice():
    question = worked("271-0-chain", "73", date(2026, 10, 12))
    first = estimate(question, Decimal("80.00"))
    second = estimate(question, Decimal("80.00"), after=first)
    assert (first.deductible, second.deductible, second.high) == (50, 0, Decimal("16.00"))


def test_a_specialists_copay_alone_because_the_message_says_so():
    found = estimate(worked("271-1-active-ppo", "98", provider="specialist"), Decimal("130.00"))
    assert ends(found) == (60, 60)
    assert said(found, "only the copay", "deductible does not apply")


def test_conflicting_copays_give_a_range():
    assert ends(estimate(worked("271-1-active-ppo", "98"), Decimal("130.00"))) == (30, 60)


def test_a_deductible_of_the_service_itself_comes_before_its_copay():
    rows = ("EB*B*IND*98***27*20*****Y", "EB*C*IND*98***29*50*****Y")
    found = share(130, *rows)
    assert (found.copay, found.deductible, found.high) == (20, 50, 70)
    assert said(found, "coinsurance", "not stated")


def test_a_copay_of_zero_beside_coinsurance_is_no_copay():
    found = share(100, "EB*A*IND*98***27**.2****Y", "EB*B*IND*98***27*0*****Y", "EB*C*IND*30***29*0*****Y")
    assert ends(found) == (20, 20)


def test_a_copay_and_coinsurance_of_the_same_service_give_a_range():
    found = share(100, "EB*A*IND*98***27**.2****Y", "EB*B*IND*98***27*10*****Y", "EB*C*IND*30***29*0*****Y")
    assert ends(found) == (10, 30)
    assert said(found, "on top")


def test_what_is_left_of_the_out_of_pocket_limit_caps_the_share():
    rows = ("EB*A*IND*98***27**.5****Y", "EB*C*IND*30***29*0*****Y", "EB*G*IND*30***29*40*****Y")
    found = share(200, *rows)
    assert (found.high, found.coinsurance) == (40, 40)
    assert said(found, "capped")
    assert share(200, *rows, after=PatientShare(Decimal(30), Decimal(30))).high == 10


def test_nobody_owes_more_than_the_allowed_amount():
    assert share(15, "EB*B*IND*98***27*20*****Y").high == 15


def test_nothing_stated_may_be_nothing_or_everything():
    found = share(100)
    assert ends(found) == (0, 100)
    assert said(found, "deductible", "not stated")
    assert said(found, "coinsurance", "not stated")


def test_unknown_coinsurance_does_not_matter_below_the_deductible():
    found = share(100, "EB*C*IND*30***29*410*****Y")
    assert ends(found) == (100, 100)
    assert not said(found, "coinsurance", "not stated")


def test_unknown_coinsurance_above_the_deductible_widens_the_range():
    assert ends(share(100, "EB*C*IND*30***29*40*****Y")) == (40, 100)


def test_a_deductible_of_which_nobody_knows_what_is_left_widens_the_range():
    found = share(100, "EB*C*IND*30***23*50*****Y", "EB*A*IND*98***27**.2****Y")
    assert ends(found) == (20, 60)
    assert said(found, "deductible_remaining", "not stated")


def test_conflicting_deductibles_give_a_range():
    found = share(100, "EB*C*IND*30***29*10*****Y", "EB*C*IND*30***29*50*****Y", "EB*A*IND*98***27**.2****Y")
    assert ends(found) == (28, 60)


def test_cents_are_rounded_half_up():
    assert share("0.05", "EB*A*IND*98***27**.5****Y", "EB*C*IND*30***29*0*****Y").high == Decimal("0.03")


def test_out_of_network_is_said():
    found = share(100, "EB*A*IND*98***27**.5****N", "EB*C*IND*30***29*0*****N", in_network=False)
    assert found.high == 50
    assert said(found, "out of network")


def test_without_coverage_the_patient_may_owe_everything():
    inactive = estimate(worked("271-3a-inactive-other-payer", "98"), Decimal(100))
    assert ends(inactive) == (100, 100)
    assert said(inactive, "inactive")
    assert ends(estimate(worked("271-1-active-ppo", "35"), Decimal(100))) == (100, 100)


def test_without_an_answer_nothing_is_known():
    found = estimate(worked("271-3b-aaa", "98"), Decimal(100))
    assert ends(found) == (0, 100)
    assert said(found, "nothing is known")


def test_a_qualified_medicare_beneficiary_owes_nothing():
    found = share(100, "EB*1**30*QM", "EB*A*IND*98***27**.2****Y", "EB*C*IND*30***29*0*****Y")
    assert ends(found) == (0, 0)
    assert said(found, "may not be billed")


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        share(-1)


money = st.decimals(0, 2000, places=2, allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.one_of(
    st.builds("EB*B*IND*{}***27*{}*****Y".format, st.sampled_from(["98", "30"]), money),
    st.builds("EB*A*IND*{}***27**{}****Y".format, st.sampled_from(["98", "30"]), st.sampled_from(["0", ".2", ".5", "1", "30"])),
    st.builds("EB*{}*{}*{}***{}*{}*****Y".format, st.sampled_from("CG"), st.sampled_from(["IND", "FAM"]), st.sampled_from(["98", "30"]),
              st.sampled_from(["23", "24", "29"]), money)), max_size=8)


@settings(deadline=None, max_examples=100)
@given(ROWS, money, money)
def test_a_share_lies_between_nothing_and_the_allowed_amount_and_its_parts_are_its_high_end(rows, first, second):
    found = answer(response("EB*1**30", *rows), on=DAY, service_type="98")
    one = estimate(found, first)
    two = estimate(found, second, after=one)
    for allowed, share_ in ((first, one), (second, two)):
        assert 0 <= share_.low <= share_.high <= allowed
        assert share_.copay + share_.deductible + share_.coinsurance == share_.high
    if found.out_of_pocket_remaining is not None:
        assert (one + two).high <= max(found.out_of_pocket_remaining, 0)
    if found.deductible_remaining is not None:
        assert (one + two).deductible <= found.deductible_remaining


# ---- steps

def test_the_steps_add_up_and_say_how_they_came_about():
    found = estimate(worked("271-1-active-ppo", "73"), Decimal("600.00"))
    assert [(one.name, one.low, one.high, one.service_type) for one in found.steps] == [
        ("deductible", 410, 410, "73"), ("coinsurance", Decimal("38.00"), Decimal("38.00"), "73")]
    assert [("410 left" in found.steps[0].reason), ("0.2 of 190.00" in found.steps[1].reason)] == [True, True]


def test_a_copay_is_taken_once_a_visit():
    rows = ("EB*B*IND*98***27*20*****Y", "EB*B*IND*5***27*8*****Y")
    found = response("EB*1**30", *rows)
    visit, lab = (answer(found, on=DAY, service_type=kind) for kind in ("98", "5"))
    first = estimate(visit, Decimal(100))
    again = estimate(visit, Decimal(50), after=first)
    assert (ends(first), ends(again)) == ((20, 20), (0, 0))
    assert said(again, "already taken")
    other = estimate(lab, Decimal(50), after=first)
    assert (ends(other), said(other, "may come on top")) == ((0, 8), True)


def test_a_share_of_the_patient_that_may_be_the_payers_gives_a_range():
    found = share(100, "EB*A*IND*98***27**80****Y", "EB*C*IND*30***29*0*****Y")
    assert ends(found) == (20, 80)
    assert said(found, "coinsurance", "payer's share")


def test_a_copay_by_day_is_said():
    found = share(1000, "EB*B*IND*48***27*419**DY*30**Y", service_type="48")
    assert found.high == 419
    assert said(found, "not stated by visit")


def test_a_spend_down_comes_first_and_is_no_part_of_the_limit():
    rows = ("EB*Y*IND*30***29*30", "EB*C*IND*30***29*0", "EB*A*IND*30***27**.5", "EB*G*IND*30***29*20")
    found = share(100, *rows)
    assert [(one.name, one.high) for one in found.steps] == [("spend_down", 30), ("coinsurance", 20)]
    assert ends(share(100, *rows, after=found)) == (0, 0)
    spent = share(30, *rows)
    assert [(one.name, one.high) for one in spent.steps] == [("spend_down", 30)]
    assert ends(share(100, *rows, after=spent)) == (20, 20)


def test_what_the_high_end_uses_up_early_does_not_hide_what_the_low_end_owes_later():
    rows = ("EB*C*IND*30***29*10*****Y", "EB*C*IND*30***29*100*****Y", "EB*G*IND*30***29*120*****Y", "EB*A*IND*98***27**.5****Y")
    found = answer(response("EB*1**30", *rows), on=DAY, service_type="98")
    first = estimate(found, Decimal(120))
    second = estimate(found, Decimal(100), after=first)
    assert (ends(first), ends(second)) == ((65, 110), (10, 50))
    assert ends(first + second) == (115, 120)


# ---- a whole visit against a fee schedule

FEES = FeeSchedule("EXAMPLE HEALTH PLAN", [Fee("99214", Decimal("130.00")), Fee("93000", Decimal("80.00")), Fee("80053", Decimal("12.50"))])
VISIT_DAY = date(2026, 10, 12)


def service(code, charge="200", *modifiers, units=1, day=VISIT_DAY, place=""):
    return ServiceLine(Procedure(code, modifiers), Decimal(charge), Decimal(units), (1,), day, place_of_service=place)


def visit(*lines, response_=None, **more):
    encounter = Encounter(Person(PersonName("ROWE", "DANA")), (Diagnosis("R079"),), lines, "11")
    (chain,) = parse_271(example("271-0-chain"))
    return estimate_visit(response_ or chain, encounter, more.pop("fees", FEES), **more)


def test_the_whole_visit_of_the_chain_is_what_the_remittance_will_say():
    found = visit(service("99214", "200", "25"), service("93000", "150"))
    assert [(one.service_line, one.service_type, one.allowed, one.share.high) for one in found.lines] == [
        (1, "98", Decimal("130.00"), Decimal("25.00")), (2, "73", Decimal("80.00"), Decimal("56.00"))]
    assert (found.low, found.high, found.without_fee, found.reasons) == (Decimal("81.00"), Decimal("81.00"), (), ())
    assert (found.total.copay, found.total.deductible, found.total.coinsurance) == (25, 50, 6)
    assert [(one.name, one.high) for one in found.total.steps] == [("copay", 25), ("deductible", 50), ("coinsurance", 6)]


def test_a_service_without_a_fee_is_said_and_is_not_free():
    found = visit(service("99214"), service("J1885"))
    assert (found.lines[1].allowed, found.lines[1].share, found.without_fee, found.high) == (None, None, (2,), 25)
    assert any("J1885 has no fee" in reason for reason in found.lines[1].reasons)
    assert found.reasons == ("lines without a fee are left out: 2",)


def test_the_deductible_is_used_up_from_line_to_line():
    found = visit(service("80053"), service("93000", units=2))
    assert [one.share.deductible for one in found.lines] == [Decimal("12.50"), Decimal("37.50")]
    assert found.lines[1].allowed == 160
    assert found.high == Decimal("74.50")


def test_the_copay_is_taken_once_a_day():
    two_lines = visit(service("99214"), service("99214"))
    assert [one.share.copay for one in two_lines.lines] == [25, 0]
    two_days = visit(service("99214"), service("99214", day=date(2026, 10, 13)))
    assert [one.share.copay for one in two_days.lines] == [25, 25]


def test_the_limit_is_used_up_from_line_to_line():
    rows = ("EB*1**30", "EB*C*IND*30***29*0*****Y", "EB*A*IND*30***27**.5****Y", "EB*G*IND*30***29*70*****Y")
    found = visit(service("99214"), service("93000"), response_=response(*rows))
    assert [one.share.high for one in found.lines] == [65, 5]


def test_a_charge_below_the_schedule_is_all_that_is_allowed():
    found = visit(service("93000", "60"))
    assert (found.lines[0].allowed, found.high) == (60, 52)
    assert any("below the 80.00" in reason for reason in found.lines[0].reasons)


def test_out_of_network_the_rest_of_the_charge_may_be_billed_too():
    rows = ("EB*1**30", "EB*C*IND*30***29*0*****N", "EB*A*IND*30***27**.5****N")
    found = visit(service("93000", "150"), response_=response(*rows), in_network=False)
    assert found.high == 40
    assert any("70.00 above the allowed" in reason for reason in found.lines[0].reasons)


def test_a_practice_has_its_own_service_types():
    assert visit(service("93000")).lines[0].service_type == "73"
    found = visit(service("93000"), service_types={"93000": "98"})
    assert (found.lines[0].service_type, found.lines[0].share.copay) == ("98", 25)


def test_lines_of_different_places_are_asked_for_by_their_place():
    rows = ("EB*1**30", "EB*C*IND*30***29*0*****Y", "EB*A*IND*73***27**.1****Y", "III*ZZ*11", "EB*A*IND*73***27**.4****Y", "III*ZZ*22")
    found = visit(service("93000"), service("93000", place="22"), response_=response(*rows))
    assert [one.share.high for one in found.lines] == [8, 32]


def test_a_range_goes_through_to_the_whole():
    rows = ("EB*1**30", "EB*B*IND*98***27*20*****Y", "MSG*PCP", "EB*B*IND*98***27*50*****Y", "MSG*SPECIALIST")
    found = visit(service("99214"), response_=response(*rows))
    assert (found.low, found.high) == (20, 50)
    assert any("between 20 and 50" in reason for reason in found.reasons)
    assert visit(service("99214"), response_=response(*rows), provider="specialist").low == 50


def test_a_line_without_a_day_needs_one():
    with pytest.raises(ValueError, match=r"line 1 .* on="):
        visit(service("93000", day=None))
    assert visit(service("93000", day=None), on=VISIT_DAY).high == 56


def test_a_visit_survives_json():
    found = visit(service("99214"), service("J1885"))
    assert from_json(VisitShare, to_json(found)) == found


@pytest.mark.parametrize(("code", "modifiers", "kind"), [
    ("99213", (), "98"), ("99285", (), "86"), ("93000", (), "73"), ("93798", (), "BG"), ("70551", (), "62"), ("71046", (), "4"), ("80053", (), "5"), ("97110", (), "AE"),
    ("97110", ("GP",), "PT"), ("97530", ("GO",), "AD"), ("90837", (), "A6"), ("98941", (), "33"), ("90686", (), "80"), ("45378", (), "2"), ("E0601", (), "12"),
    ("A0429", (), "59"), ("99396", (), "81"), ("J1885", (), "30"), ("0001U", (), "30"), ("NOCODE", (), "30"), ("", (), "30")])
def test_the_service_type_of_a_procedure(code, modifiers, kind):
    assert service_type_of(Procedure(code, modifiers)) == kind


@settings(deadline=None, max_examples=60)
@given(ROWS, st.lists(st.sampled_from(["99214", "93000", "80053"]), min_size=1, max_size=4))
def test_a_visits_share_is_what_its_steps_add_up_to_and_never_more_than_is_allowed(rows, codes_):
    found = visit(*map(service, codes_), response_=response("EB*1**30", *rows))
    total = found.total
    assert 0 <= total.low <= total.high <= sum(line.allowed for line in found.lines)
    assert (sum(one.low for one in total.steps), sum(one.high for one in total.steps)) == (total.low, total.high)
    assert total.copay + total.deductible + total.coinsurance == total.high
    left = found.lines[0].answer.deductible_remaining
    if left is not None and all(line.answer.deductible_remaining == left for line in found.lines):
        assert total.deductible <= left
