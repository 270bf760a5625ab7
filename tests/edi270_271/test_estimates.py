"""What the patient will probably owe."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import answer, estimate, parse_271
from edi_claims import PatientShare
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


def test_a_qualified_medicare_beneficiary_may_owe_nothing():
    found = share(100, "EB*1**30*QM", "EB*A*IND*98***27**.2****Y", "EB*C*IND*30***29*0*****Y")
    assert ends(found) == (0, 20)


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
