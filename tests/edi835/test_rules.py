"""What must add up, and what is worth a look."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
from edi835 import BALANCE_RULES, check, check_claim
from edi835.rules import adds_up
from edi_claims import (
    Adjustment,
    ClaimPayment,
    DateRange,
    Finding,
    Owner,
    Procedure,
    ProviderAdjustment,
    RootCause,
    ServicePayment,
    Severity,
    TradingPartner,
)
from edi_testing.remittances import claim_payments, remittances
from texts835 import interchange

D = Decimal
PARTNER = TradingPartner("HERE", "HERE")


def remittance_of(*claims, total=None, provider=(), version="005010X221A1"):
    [one] = edi835.parse(interchange(total="0"))
    paid = sum((payment.paid for payment in claims), D(0)) - sum((adjustment.amount for adjustment in provider), D(0))
    return attrs.evolve(one, claims=claims, payment_amount=paid if total is None else total, provider_adjustments=provider, version=version)


def payment(*lines, charge=None, paid=None, status="1", adjustments=(), **more):
    charge = sum((line.charge for line in lines), D(0)) if charge is None else D(charge)
    paid = sum((line.paid for line in lines), D(0)) - sum((one.amount for one in adjustments), D(0)) if paid is None else D(paid)
    return ClaimPayment("C1", status, charge, paid, services=list(lines), adjustments=list(adjustments), position=14, **more)


def line(charge, paid, *adjustments):
    return ServicePayment(Procedure("99213"), D(charge), D(paid), adjustments=[Adjustment(*one[:2], D(one[2])) for one in adjustments], position=16)


def found(*claims, **more):
    return [(one.code, one.level, one.expected, one.found) for one in check(remittance_of(*claims, **more), BALANCE_RULES)]


RIGHT = line(100, 80, ("CO", "45", 15), ("PR", "2", 5))


def test_a_balanced_claim_has_no_finding():
    assert found(payment(RIGHT, patient_responsibility=D(5))) == []


def test_a_line_that_does_not_balance():
    short = line(100, 70, ("CO", "45", 20))
    finding, of_claim = check_claim(payment(RIGHT, short))
    assert (finding.code, finding.level, finding.service_line, finding.position, finding.claim) == ("BAL-LINE", "line", 2, 16, "C1")
    assert (finding.expected, finding.found, finding.difference) == (D(80), D(70), D(-10))
    assert (finding.severity, finding.root_cause, finding.owner) == (Severity.ERROR, RootCause.PAYER_FOLLOW_UP, Owner.BILLING)
    assert (of_claim.code, of_claim.expected, of_claim.found, of_claim.position) == ("BAL-CLAIM", D(160), D(150), 14)


def test_a_claim_whose_lines_balance_but_whose_payment_is_another():
    assert found(payment(RIGHT, paid=79), total=D(79)) == [("BAL-CLAIM", "claim", D(80), D(79))]


def test_lines_whose_charges_do_not_add_up_to_the_claims():
    assert found(payment(RIGHT, charge=130, paid=110)) == [("BAL-CLAIM", "claim", D(130), D(100))]


def test_a_claim_without_lines_is_checked_at_its_own_level_only():
    whole = payment(charge=100, paid=80, adjustments=[Adjustment("CO", "45", D(20))])
    assert found(whole) == []
    assert found(attrs.evolve(whole, paid=D(70))) == [("BAL-CLAIM", "claim", D(80), D(70))]


def test_claim_level_adjustments_lower_the_sum_of_the_lines():
    assert found(payment(RIGHT, adjustments=[Adjustment("CO", "104", D(10))])) == []


def test_adjustments_that_are_sent_at_both_levels_count_once_with_a_warning():
    twice = payment(RIGHT, paid=80, adjustments=[Adjustment("CO", "45", D(15)), Adjustment("PR", "2", D(5))], patient_responsibility=D(5))
    [finding] = check(remittance_of(twice), BALANCE_RULES)
    assert (finding.code, finding.severity) == ("R010", Severity.WARNING)
    assert edi835.repeats_its_lines(twice)
    assert not edi835.repeats_its_lines(payment(RIGHT))


@pytest.mark.parametrize(("share", "status", "warned"), [
    (D(5), "1", False), (None, "1", False), (D(0), "1", True), (D(-5), "1", True), (D("5.01"), "1", True), (D(0), "22", False), (D(1), "22", True)])
def test_patient_share_is_compared_with_the_pr_adjustments(share, status, warned):
    findings = check_claim(payment(RIGHT, status=status, patient_responsibility=share))
    assert [(one.code, one.severity, one.level, one.root_cause) for one in findings] == (
        [("BAL-PATIENT", Severity.WARNING, "patient", RootCause.POSTING)] if warned else [])


def test_payment_is_the_claims_less_the_provider_adjustments():
    provider = (ProviderAdjustment("1", date(2026, 12, 31), "WO", "", D(30)), ProviderAdjustment("1", None, "L6", "", D("-1.27")))
    assert found(payment(RIGHT), provider=provider) == []
    assert found(payment(RIGHT), provider=provider, total=D(80)) == [("BAL-PAYMENT", "payment", D("51.27"), D(80))]


def test_a_debit_takes_the_amount_from_the_payee():
    taken = remittance_of(payment(line(-100, -100), status="22"), total=D(100))
    assert [one.code for one in check(taken, BALANCE_RULES)] == ["BAL-PAYMENT"]
    assert check(attrs.evolve(taken, credit_or_debit="D"), BALANCE_RULES) == []


def test_a_reversal_balances_with_every_sign_the_other_way():
    assert found(payment(line(-100, -80, ("CO", "45", -20)), status="22", patient_responsibility=D(0)), provider=(
        ProviderAdjustment("1", None, "FB", "", D(-80)),)) == []


def test_cents_are_exact():
    thirds = [line("0.1", "0", ("CO", "45", "0.1")) for _ in range(10)]
    assert found(payment(*thirds, charge="1.0")) == []


@pytest.mark.parametrize(("bad", "code"), [
    (payment(line(100, 0, ("CO", "45", 100))), "R001"),
    (payment(charge=100, paid=0, adjustments=[Adjustment("CO", "45", D(100))]), "R001"),
    (payment(line(100, 80, ("CR", "45", 20))), "R002"),
    (payment(RIGHT, status="22"), "R003"),
    (payment(line(-100, -80, ("CO", "45", -20))), "R003"),
    (payment(RIGHT, status="25"), "R004"),
    (payment(attrs.evolve(RIGHT, service_period=DateRange(date(2026, 10, 2), date(2026, 10, 1)))), "R005"),
    (payment(RIGHT, status="99"), "R020"),
    (payment(line(100, 80, ("QQ", "45", 20))), "R021"),
    (payment(line(100, 80, ("CO", "9999", 20))), "R022"),
    (payment(attrs.evolve(RIGHT, remarks=("ZZ99",))), "R023"),
    (payment(RIGHT, remarks=("ZZ99",)), "R023"),
])
def test_what_is_worth_a_look(bad, code):
    findings = check(remittance_of(bad))
    assert [one.code for one in findings] == [code]
    assert findings[0].claim == "C1"
    assert findings[0].severity is (Severity.INFO if code >= "R020" else Severity.WARNING)


def test_each_unknown_code_is_reported_once_a_claim_and_kept():
    odd = payment(line(100, 0, ("CO", "9999", 40), ("CO", "9999", 60)), line(10, 0, ("CO", "9999", 10)))
    assert [one.code for one in check(remittance_of(odd))] == ["R022"]
    assert odd.services[0].adjustments[0].reason == "9999"


def test_group_cr_is_right_in_4010():
    assert check(remittance_of(payment(line(100, 80, ("CR", "45", 20))), version="004010X091A1")) == []


def test_unknown_reasons_of_provider_adjustments():
    provider = (ProviderAdjustment("1", None, "??", "", D(1)), ProviderAdjustment("1", None, "??", "", D(-1)))
    assert [one.code for one in check(remittance_of(provider=provider))] == ["R024"]


def test_one_remittance_several_or_an_iterator_of_them():
    bad = remittance_of(payment(RIGHT), total=D(1))
    assert [len(check(one)) for one in (bad, [bad, bad], iter([bad]))] == [1, 2, 1]
    assert check(bad, rules=()) == []


def test_a_rule_of_the_users_own():
    def no_checks(remittance):
        if remittance.payment_method == "CHK":
            yield Finding("MINE", Severity.WARNING, "paper")

    assert [one.code for one in check(remittance_of(), rules=(*edi835.RULES, no_checks))] == ["MINE"]


# ---- reading and checking agree

def balances(findings):
    return sorted((one for one in findings if one.code.startswith("BAL") or one.code == "R010"), key=str)


@given(remittances(max_claims=3), st.data())
@settings(deadline=None, max_examples=40)
def test_reading_finds_what_check_finds(remittance, data):
    claims = list(remittance.claims)
    for at in range(len(claims)):
        if data.draw(st.booleans()):
            claims[at] = attrs.evolve(claims[at], **{data.draw(st.sampled_from(("charge", "paid", "patient_responsibility"))): D(data.draw(st.integers(0, 9)))})
    text = edi835.build(attrs.evolve(remittance, claims=claims), sender=PARTNER, receiver=PARTNER, control=1, usage="T", rules=())
    [read] = edi835.parse(text)
    assert balances(read.findings) == balances(check(read, BALANCE_RULES))
    assert (not balances(read.findings)) == (not check(read, BALANCE_RULES))


@given(claim_payments(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_quick_test_says_the_same_as_the_findings(one, data):
    name = data.draw(st.sampled_from(("charge", "paid", "patient_responsibility", "position")))
    one = attrs.evolve(one, **{name: data.draw(st.integers(-3, 3)) + (getattr(one, name) or 0)})
    assert adds_up(one) == (check_claim(one) == [])

