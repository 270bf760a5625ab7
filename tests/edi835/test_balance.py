"""Every cent: one amount that is wrong is named at its level, with how much; and a deposit is what its remittances pay."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import edi835
from corpus import example
from edi835 import BALANCE_RULES, check, check_claim, check_deposit
from edi835.rules import adds_up
from edi_claims import Adjustment, ClaimPayment, Procedure, ServicePayment, Severity, errors
from edi_claims.decisions.repeated import counted, repeated
from edi_testing.remittances import dollars, remittances

D = Decimal
DAY = date(2026, 11, 2)


# ---- one wrong amount

def places(remittance):
    """Where an amount stands: its kind, then the indexes that lead to it."""
    yield ("payment",)
    yield from (("provider", at) for at in range(len(remittance.provider_adjustments)))
    for at, claim in enumerate(remittance.claims):
        yield from (("charge", at), ("paid", at))
        yield from (("adjustment", at, which) for which in range(len(claim.adjustments)))
        for number, line in enumerate(claim.services):
            yield from (("line charge", at, number), ("line paid", at, number))
            yield from (("line adjustment", at, number, which) for which in range(len(line.adjustments)))


def changed_at(things, at, change):
    return [change(one) if number == at else one for number, one in enumerate(things)]


def more(noun, name, by):
    return attrs.evolve(noun, **{name: getattr(noun, name) + by})


def with_more(remittance, place, by):
    """The remittance with one amount changed."""
    kind, *where = place
    if kind == "payment":
        return more(remittance, "payment_amount", by)
    if kind == "provider":
        return attrs.evolve(remittance, provider_adjustments=changed_at(
            remittance.provider_adjustments, where[0], lambda one: more(one, "amount", by)))
    return attrs.evolve(remittance, claims=changed_at(remittance.claims, where[0], lambda one: claim_with_more(one, kind, where[1:], by)))


def claim_with_more(claim, kind, where, by):
    if kind in {"charge", "paid"}:
        return more(claim, kind, by)
    if kind == "adjustment":
        return attrs.evolve(claim, adjustments=changed_at(claim.adjustments, where[0], lambda one: more(one, "amount", by)))
    return attrs.evolve(claim, services=changed_at(claim.services, where[0], lambda one: line_with_more(one, kind, where[1:], by)))


def line_with_more(line, kind, where, by):
    if kind == "line adjustment":
        return attrs.evolve(line, adjustments=changed_at(line.adjustments, where[0], lambda one: more(one, "amount", by)))
    return more(line, kind.removeprefix("line "), by)


def told(remittance, place, by):
    """Level and difference of what must be found: every equation that the amount is part of, and no other."""
    kind, *where = place
    shared = kind.endswith("adjustment") and where and is_told_share(remittance, kind, where)
    return {
        "payment": [("payment", by)], "provider": [("payment", by)],
        "charge": [("claim", -by)], "paid": [("claim", by), ("payment", -by)],
        "adjustment": [("claim", by), *([("patient", -by)] if shared else [])],
        "line charge": [("line", -by), ("claim", by)], "line paid": [("line", by), ("claim", -by)],
        "line adjustment": [("line", by), *([("patient", -by)] if shared else [])]}[kind]


def is_told_share(remittance, kind, where):
    claim = remittance.claims[where[0]]
    one = claim.adjustments[where[1]] if kind == "adjustment" else claim.services[where[1]].adjustments[where[2]]
    return one.group == "PR" and claim.patient_responsibility is not None


@given(remittances(max_claims=3), st.data())
@settings(deadline=None, max_examples=100)
def test_one_amount_that_is_wrong_is_named_at_its_levels_with_how_much(remittance, data):
    assert check(remittance, BALANCE_RULES) == []
    place = data.draw(st.sampled_from(list(places(remittance))))
    by = dollars(data.draw(st.integers(-500_000, 500_000).filter(bool)))
    wrong = with_more(remittance, place, by)
    assume(not any(map(edi835.repeats_its_lines, wrong.claims)))
    findings = check(wrong, BALANCE_RULES)
    assert [(one.level, one.difference) for one in findings] == told(remittance, place, by)
    assert all(one.code == f"BAL-{one.level.upper()}" for one in findings)
    if place[0] not in {"payment", "provider"}:
        number = remittance.claims[place[1]].patient_control_number
        assert {one.claim for one in findings if one.level != "payment"} == {number}
        assert {one.service_line for one in findings if one.level == "line"} <= ({place[2] + 1} if len(place) > 2 else set())


@given(remittances(max_claims=3))
@settings(deadline=None, max_examples=50)
def test_every_cent_is_in_exactly_one_place(remittance):
    claims = sum((claim.paid for claim in remittance.claims), D(0))
    provider = sum((one.amount for one in remittance.provider_adjustments), D(0))
    assert remittance.payment_amount == claims - provider
    for claim in remittance.claims:
        assert adds_up(claim)
        assert claim.charge == claim.paid + sum((one.amount for one in counted(claim)), D(0))


# ---- figures that are stated twice

def line(charge, paid, *taken):
    return ServicePayment(Procedure("99213"), D(charge), D(paid), adjustments=[Adjustment(*one[:2], D(one[2])) for one in taken])


def claim_of(own, *lines, paid=None, share=None):
    adjustments = [Adjustment(group, reason, D(amount)) for group, reason, amount in own]
    charge = sum((one.charge for one in lines), D(0))
    whole = sum((one.paid for one in lines), D(0)) if paid is None else D(paid)
    return ClaimPayment("C1", "1", charge, whole, share, adjustments=adjustments, services=list(lines))


TWO = (line(100, 70, ("CO", "45", 20), ("PR", "2", 10)), line(50, 30, ("CO", "45", 15), ("CO", "253", 5)))


@pytest.mark.parametrize(("own", "again"), [
    ([("CO", "45", 35), ("CO", "253", 5), ("PR", "2", 10)], 3),
    ([("CO", "45", 40), ("PR", "2", 10)], 2),
    ([("CO", "45", 40)], 1),
    ([("PR", "2", 10)], 1),
    ([("CO", "45", 35)], 1),
    ([("CO", "253", 5)], 1),
    ([("OA", "45", 50)], 1),
])
def test_adjustments_that_the_lines_hold_too_count_once(own, again):
    twice = claim_of(own, *TWO, share=D(10))
    assert len(repeated(twice)) == again
    [finding] = check_claim(twice)
    assert (finding.code, finding.severity) == ("R010", Severity.WARNING)
    assert twice.charge == twice.paid + sum((one.amount for one in counted(twice)), D(0))


def test_a_repetition_beside_an_adjustment_of_the_claims_own():
    mixed = claim_of([("CO", "45", 35), ("CO", "104", 7)], *TWO, paid=93)
    assert [one.code for one in repeated(mixed)] == ["CO-45"]
    assert next(one.code for one in counted(mixed)) == "CO-104"
    assert [one.code for one in check_claim(mixed)] == ["R010"]


def test_the_same_figure_at_both_levels_by_right_is_no_repetition():
    right = claim_of([("CO", "45", 35)], *TWO, paid=65)
    assert repeated(right) == ()
    assert check_claim(right) == []


def test_what_balances_in_neither_reading_is_told_as_it_stands():
    [finding] = check_claim(claim_of([("CO", "45", 34)], *TWO))
    assert (finding.code, finding.expected, finding.found, finding.difference) == ("BAL-CLAIM", D(66), D(100), D(34))


def test_a_patients_share_that_counts_both_levels_is_twice_the_share():
    codes = [(one.code, one.expected, one.found) for one in check_claim(claim_of([("PR", "2", 10)], *TWO, share=D(20)))]
    assert codes == [("R010", None, None), ("BAL-PATIENT", D(10), D(20))]


def test_a_claim_that_lacks_a_line_is_named_for_charge_and_payment():
    short = attrs.evolve(claim_of([], *TWO), charge=D(180), paid=D(130))
    assert [(one.level, one.expected, one.found) for one in check_claim(short)] == [("claim", D(180), D(150)), ("claim", D(100), D(130))]


# ---- deposits

PAID = edi835.parse(example("835-1-paid"))[0]


def part(amount, **more):
    return attrs.evolve(PAID, payment_amount=D(amount), **more)


def levels(findings):
    return [(one.severity, one.expected, one.found) for one in findings]


def test_a_deposit_that_is_what_the_remittance_pays():
    assert check_deposit(PAID, "EFT70001", D(129), DAY) == []
    assert check_deposit([PAID], "EFT70001", D("129.00")) == []


def test_a_deposit_of_another_amount():
    [finding] = check_deposit([PAID], "EFT70001", D("128.99"), DAY)
    assert (finding.code, finding.level, finding.severity, finding.position) == ("BAL-DEPOSIT", "deposit", Severity.ERROR, 3)
    assert (finding.expected, finding.found, finding.difference) == (D(129), D("128.99"), D("-0.01"))
    assert "EFT70001" in finding.message


def test_a_deposit_without_a_remittance():
    assert levels(check_deposit([PAID], "EFT70002", D(40), DAY)) == [(Severity.ERROR, D(0), D(40))]
    assert levels(check_deposit([], "EFT70001", D(40))) == [(Severity.ERROR, D(0), D(40))]


@pytest.mark.parametrize(("days", "warned"), [(-6, True), (-5, False), (0, False), (5, False), (6, True)])
def test_a_deposit_is_within_five_days(days, warned):
    findings = check_deposit([PAID], "EFT70001", D(129), DAY + timedelta(days))
    assert levels(findings) == ([(Severity.WARNING, None, None)] if warned else [])
    assert check_deposit([PAID], "EFT70001", D(129), DAY + timedelta(days), days=6) == []


def test_a_deposit_may_cover_several_remittances():
    several = [part(29), part(60), part(40), part(1, trace_number="EFT70002")]
    assert check_deposit(several, "EFT70001", D(129), DAY) == []
    assert levels(check_deposit(iter(several), "EFT70001", D(130), DAY)) == [(Severity.ERROR, D(129), D(130))]


def test_a_remittance_that_was_sent_again_counts_once():
    assert levels(check_deposit([PAID, attrs.evolve(PAID, position=90)], "EFT70001", D(129), DAY)) == [(Severity.WARNING, None, None)]
    found = check_deposit([PAID, PAID], "EFT70001", D(258), DAY)
    assert levels(errors(found)) == [(Severity.ERROR, D(129), D(258))]


def test_a_corrected_remittance_under_the_same_trace_number_pays_alone():
    assert levels(check_deposit([part(100), PAID], "EFT70001", D(129), DAY)) == [(Severity.WARNING, None, None)]


def test_payers_use_the_same_numbers():
    other = part(11, payer_trace_id="1476543210")
    assert check_deposit([PAID, other], "EFT70001", D(129), DAY, payer_trace_id="1512345678") == []
    assert levels(check_deposit([PAID, other], "EFT70001", D(129), DAY)) == [(Severity.WARNING, None, None)]
    assert levels(check_deposit([PAID, other], "EFT70001", D(140), DAY)) == [(Severity.WARNING, None, None)]


def test_banks_write_a_trace_number_in_their_way():
    assert check_deposit([part(5, trace_number="00eft7 ")], " EFT7", D(5)) == []


def test_a_debit_takes_the_amount():
    taken = part(129, credit_or_debit="D")
    assert check_deposit([taken], "EFT70001", D(-129), DAY) == []
    assert levels(check_deposit([taken], "EFT70001", D(129), DAY)) == [(Severity.ERROR, D(-129), D(129))]


@given(st.lists(remittances(max_claims=1), min_size=1, max_size=3, unique_by=lambda one: one.payment_amount), st.integers(-500, 500))
@settings(deadline=None, max_examples=40)
def test_any_deposit_is_the_sum_of_its_remittances_or_the_difference_is_told(several, cents):
    several = [attrs.evolve(one, trace_number="T1", payment_date=DAY) for one in several]
    whole = sum((one.payment_amount for one in several), D(0))
    deposit = whole + dollars(cents)
    assume(cents == 0 or deposit not in {one.payment_amount for one in several})
    assert [one.difference for one in check_deposit(several, "T1", deposit, DAY)] == ([dollars(cents)] if cents else [])
