"""The worked remittances of the examples, figure by figure, from the claims that they answer."""

from datetime import date
from decimal import Decimal as D

import attrs

import edi835
import edi837
from corpus import example
from edi_claims import AuthorizationRule, Payer, PayerProfile
from edi_testing import SimulatedPayer
from edi_testing.payer import Copay, Habits, Supplement
from simulation import SUPPLEMENT, VISITS, billing, fees, figures, plan, sent, sound


def worked(name):
    [remittance] = edi835.parse(example(name))
    return remittance


def same_money(payment, expected):
    """The same figures, adjustments and remarks, line by line; the 835 may say less about what it does not pay."""
    assert figures(payment) == figures(expected)
    for line, other in zip(payment.services, expected.services, strict=True):
        assert (line.procedure, line.charge, line.paid, line.adjustments, line.line_control_number, line.remarks) == (
            other.procedure, other.charge, other.paid, other.adjustments, other.line_control_number, other.remarks)
        assert line.allowed == other.allowed


def example_1():
    return SimulatedPayer(plan(deductible=D(50), coinsurance=D("0.2"), copays=(VISITS,)), fees(c99214=130, c93000=80))


def test_example_1_paid_with_copay_deductible_and_coinsurance():
    remittance = example_1().adjudicate([sent()], received=date(2026, 10, 20), on=date(2026, 11, 2))
    expected = worked("835-1-paid")
    same_money(remittance.claims[0], expected.claims[0])
    assert (remittance.payment_amount, remittance.handling, remittance.payment_method, remittance.payer_trace_id, remittance.payment_date) == (
        D(129), "I", "ACH", "1512345678", date(2026, 11, 2))
    assert remittance.claims[0].dates == expected.claims[0].dates
    assert remittance.claims[0].patient == expected.claims[0].patient
    sound(remittance)


def test_example_2_one_ecg_denied_for_two_reasons():
    profile = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",), authorization_rules=[AuthorizationRule(["93000"])])
    tables = edi837.CodeTables(policies=[edi837.Policy(["93000"], ["I20*", "I48*"])])
    payer = SimulatedPayer(plan(profile=profile, tables=tables, copays=(Copay(["992*"], D(30)),)), fees(c99204=160, c93000=80))
    authorized = sent("837p-2-corrected-add-auth", "A2001", frequency="1", payer_control_number=None)
    missing = sent("837p-2-corrected-add-auth", frequency="1", payer_control_number=None, authorization_number=None)
    other_patient = attrs.evolve(missing, coverages=[attrs.evolve(missing.coverage, member_id="XYZ100200309")])
    remittance = payer.adjudicate([authorized, other_patient])
    for payment, expected in zip(remittance.claims, worked("835-2-ecg-two-denials").claims, strict=True):
        same_money(payment, expected)
    assert remittance.payment_amount == D(260)
    sound(remittance)


def test_example_3_a_correction_that_leaves_a_negative_balance_which_the_next_payment_settles():
    payer = SimulatedPayer(plan(), fees(c93306=300, c99213=50, c99214=120))
    first = payer.adjudicate([billing("A3001", ("93306", 500), days=[date(2026, 9, 1)])], on=date(2026, 9, 23))
    assert (first.payment_amount, first.claims[0].paid) == (D(300), D(300))
    payer.plan = attrs.evolve(payer.plan, coinsurance=D("0.2"), copays=(Copay(["992*"], D(20)),))
    payer.reprocess("A3001")
    forward = payer.adjudicate([billing("A3002", ("99213", 180))], on=date(2026, 11, 5))
    expected = worked("835-3a-reversal-forward")
    assert [figures(one) for one in forward.claims] == [figures(one) for one in expected.claims]
    assert [[line.adjustments for line in one.services] for one in forward.claims] == [
        [line.adjustments for line in one.services] for one in expected.claims]
    assert (forward.payment_amount, forward.handling, forward.payment_method) == (D(0), "H", "NON")
    assert [(one.reason, one.reference, one.amount) for one in forward.provider_adjustments] == [("FB", forward.trace_number, D(-30))]
    reversal, correction, _ = forward.claims
    assert reversal.payer_control_number == first.claims[0].payer_control_number != correction.payer_control_number
    assert correction.remarks == ("MA67",)
    assert payer.owed(sent().billing_provider) == D(30)

    payer.plan = attrs.evolve(payer.plan, copays=(Copay(["992*"], D(0)),))
    applied = payer.adjudicate([billing("A3003", ("99214", 200))], on=date(2026, 11, 12))
    same_money(applied.claims[0], worked("835-3b-forward-applied").claims[0])
    assert applied.payment_amount == D(90)
    assert [(one.reason, one.reference, one.amount) for one in applied.provider_adjustments] == [("FB", forward.trace_number, D(30))]
    assert payer.owed(sent().billing_provider) == D(0)
    sound(first, forward, applied)


def test_example_4_the_supplement_takes_over_the_deductible_and_most_of_the_copay():
    payer = SimulatedPayer(plan(payer=SUPPLEMENT.payer, coordination=Supplement(coinsurance=D(0), copay=D("0.8"))), fees())
    remittance = payer.adjudicate([sent("837p-3-secondary")])
    same_money(remittance.claims[0], worked("835-4-secondary").claims[0])
    assert remittance.payment_amount == D(70)
    assert remittance.payer_trace_id == "1476543210"
    sound(remittance)


def test_example_5_downcode_bundle_sequestration_interest_crossover_and_takeback():
    tables = edi837.CodeTables(pairs=edi837.PairEdits([edi837.PairEdit("99215", "36415", date(2020, 1, 1))]))
    medicare = plan(
        coinsurance=D("0.2"), sequestration=D("0.02"), downcodes={"99215": "99214"}, copays=(Copay(["8*"], D(0)),), tables=tables,
        crossover=(SUPPLEMENT.payer,), remarks=("MA01",), interest_rate=D("0.1225"), habits=Habits(recovers_by_offset=True))
    payer = SimulatedPayer(medicare, fees(c99214="127.2", c85025=25, c99212=45), seed=5)
    old = payer.adjudicate([billing("A0999", ("99212-25", 60))], on=date(2026, 10, 1))
    payer.plan = attrs.evolve(medicare, coinsurance=D("0.2"))
    paid_before = old.claims[0].paid
    payer.take_back("A0999")
    announced = payer.adjudicate([], on=date(2026, 11, 1))
    assert announced.payment_amount == D(0)
    reference = f"A0999 {old.claims[0].payer_control_number}"
    assert [(one.reason, one.reference, one.amount) for one in announced.provider_adjustments] == [("WO", reference, -paid_before)]

    claim = billing("A5001", ("99215", 250), ("36415", 30), ("85025-QW", 50), coverages=(
        attrs.evolve(sent().coverage, filing_indicator="MB"), SUPPLEMENT))
    remittance = payer.adjudicate([claim], received=date(2026, 10, 1), on=date(2026, 11, 30))
    [payment] = remittance.claims
    [expected] = worked("835-5-downcode-bundle-interest-takeback").claims
    same_money(payment, expected)
    assert payment.services[0].submitted_procedure.code == "99215"
    assert (payment.remarks, payment.amounts, payment.crossover_payer.payer_id) == (("MA01", "MA18"), {"I": D("1.25")}, "SUP01")
    assert [(one.reason, one.reference, one.amount) for one in remittance.provider_adjustments] == [
        ("L6", payment.payer_control_number, D("-1.25")), ("WO", reference, paid_before)]
    assert remittance.payment_amount == payment.paid + D("1.25") - paid_before
    sound(old, announced, remittance)


def test_example_5_a_payer_id_as_the_examples_have_it():
    national = attrs.evolve(plan().payer, id_qualifier="XV")
    remittance = SimulatedPayer(plan(payer=national), fees()).adjudicate([sent()])
    assert remittance.payer == attrs.evolve(Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",), "XV"), address=remittance.payer.address,
                                            contacts=remittance.payer.contacts)
    sound(remittance)
