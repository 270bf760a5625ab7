"""Rows 33 to 48 of docs/capabilities.md: the patient, money outside of claims, aging, the measures and what comes back."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi835
import edi837
from books import PROFILES, SUPPLEMENT, claim, line, paid, payment, remittance, reversal
from claims837 import IBARRA
from corpus import example
from edi_claims import Authorization, Coverage, Fee, FeeSchedule, Finding, Owner, Severity
from edi_claims.codes import PlbCategory
from measuring import CLEARINGHOUSE, PAYER, answer, decided, later, office, pay, sent
from revenue_cycle import AppealStatus, ClaimStage, Ledger
from revenue_cycle.first_pass import RejectedBy
from revenue_cycle.ratios import Ratio
from revenue_cycle.statements import render

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
DAY, FIRST = date(2026, 10, 12), date(2026, 10, 5)
SECOND = Coverage(SUPPLEMENT, "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")


def posted(ledger, *names):
    """Post remittances of the examples; the last report."""
    return [ledger.post(one) for name in names for one in edi835.parse(example(name))][-1]


def of_a_visit(collected, *coverages):
    """A1001 after its remittance, with what was collected at the visit."""
    [made] = edi837.parse(example("837p-1-primary"))
    ledger = Ledger(PROFILES)
    ledger.patient_payment("A1001", D(collected), on=DAY)
    ledger.submit([attrs.evolve(made, coverages=(*made.coverages, *coverages))], on=date(2026, 10, 20))
    posted(ledger, "835-1-paid")
    return ledger


def ten():
    """Ten claims: the payer rejects C1, a person repairs C2 after the scrubber stopped it, the others are clean."""
    numbers = [f"C{at}" for at in range(1, 11)]
    ledger = Ledger()
    ledger.scrubbed([Finding("M001", Severity.ERROR, "the member id has not the payer's form", claim="C2")], on=date(2026, 10, 2))
    sent(*map(office, numbers), ledger=ledger, on=FIRST)
    told = [part for number in numbers[1:] for part in (number, "A2:20", date(2026, 10, 7))]
    ledger.acknowledge([answer(*told), answer("C1", "A7:164:IL", date(2026, 10, 7))])
    return ledger


def test_row_33_what_was_paid_at_the_visit_is_taken_off():
    ledger = of_a_visit(25)
    account = ledger.account("A1001")
    assert (account.patient_responsibility, account.patient_paid, account.patient_balance) == (D(81), D(25), D("56.00"))
    assert [(one.what, one.amount) for one in ledger.statement("A1001").payments] == [("paid at the visit", D(-25))]


def test_row_33_what_was_collected_too_much_is_a_credit_and_goes_back():
    ledger = of_a_visit(100)
    account = ledger.account("A1001")
    assert (account.patient_balance, account.stage) == (D(-19), ClaimStage.CREDIT)
    [credit] = ledger.credits(date(2026, 11, 12))
    assert (credit.amount, credit.refundable, credit.days) == (D(19), D(19), 10)
    ledger.refund("A1001", D(19), "collected too much", on=date(2026, 11, 12))
    assert (ledger.account("A1001").patient_balance, ledger.account("A1001").stage) == (0, ClaimStage.CLOSED)


def test_row_34_the_patient_reads_why_he_owes_what_he_owes():
    told = of_a_visit(0).statement("A1001")
    assert told.summary == "deductible 50.00, coinsurance 6.00, copay 25.00"
    assert (told.total, told.balance) == (D(81), D(81))
    shown = render(told, "text") + repr(told)
    assert [word for word in ("ROWE", "DANA", "XYZ100200300", "1971", "R079") if word in shown] == []


def test_row_35_the_share_of_a_visit_is_estimated_before_it():
    [response] = edi270_271.parse_271(example("271-1-active-ppo"))
    told = edi270_271.answer(response, on=date(2026, 11, 12), service_type="73")
    share = edi270_271.estimate(told, D("600.00"))
    assert (share.low, share.high) == (D("448.00"), D("448.00"))
    assert {step.name: step.high for step in share.steps} == {"deductible": D(410), "coinsurance": D("38.00")}
    assert told.authorization is Authorization.UNKNOWN
    assert [one for one in told.reasons if one.startswith("authorization: not stated")]


def test_row_35_and_with_the_contract_it_is_what_the_payer_then_says():
    [response] = edi270_271.parse_271(example("271-0-chain"))
    [made] = edi837.parse(example("837p-1-primary"))
    contract = FeeSchedule("EXAMPLE HEALTH PLAN", [Fee("99214", D(130)), Fee("93000", D(80))])
    expected = edi270_271.estimate_visit(response, made.encounter, contract)
    assert expected.low == expected.high == D("81.00") == of_a_visit(0).account("A1001").patient_responsibility


def test_row_36_a_takeback_that_is_carried_forward():
    ledger = Ledger()
    ledger.submit([claim("A3001", [line("A3001L1", "93306", 500, day=date(2026, 9, 1))]), claim("A3002", [line("A3002L1", "99213", 180, day=date(2026, 10, 14))]),
                   claim("A3003", [line("A3003L1", "99214", 200, day=date(2026, 10, 15))])], on=date(2026, 10, 20))
    posted(ledger, "835-0-before-3a")
    report = posted(ledger, "835-3a-reversal-forward")
    assert (report.amount, ledger.owed_to_payer) == (0, D(30))
    assert [(one.claim, one.amount, one.reverses is not None) for one in report.posted] == [
        ("A3001", D(-300), True), ("A3001", D(240), False), ("A3002", D(30), False)]
    assert (ledger.account("A3001").paid, ledger.account("A3001").patient_responsibility) == (D(240), D(60))
    report = posted(ledger, "835-3b-forward-applied")
    assert (report.amount, ledger.owed_to_payer) == (D(90), 0)
    assert (ledger.account("A3003").paid, ledger.account("A3003").open_to_payer, ledger.account("A3003").stage) == (D(120), 0, ClaimStage.CLOSED)


def test_row_37_interest_is_income_and_sequestration_is_no_denial():
    ledger = Ledger()
    lines = [line("A5001L1", "99215", 250, day=date(2026, 10, 16)), line("A5001L2", "36415", 30, day=date(2026, 10, 16)),
             line("A5001L3", "85025", 50, "QW", day=date(2026, 10, 16))]
    ledger.submit([claim("A5001", lines)], on=date(2026, 10, 20))
    [remitted] = edi835.parse(example("835-5-downcode-bundle-interest-takeback"))
    report = ledger.post(remitted)
    assert report.amount == remitted.payment_amount == D("80.47")
    assert {one.category: one.amount for one in report.provider_level} == {PlbCategory.INTEREST: D("1.25"), PlbCategory.RECOVERY: D(-45)}
    assert (ledger.interest, ledger.account("A5001").paid) == (D("1.25"), D("124.22"))
    sequestered = [entry.amount for entry in ledger.account("A5001").history if entry.reason == "253"]
    assert sum(sequestered) == D("2.54")
    assert (ledger.account("A5001").contractual, ledger.account("A5001").denied_open) == (D("147.80") + D("2.54"), D(30))


def test_row_37_an_incentive_is_provider_level_too():
    ledger = sent(office("I1"))
    bonus = edi835.parse(example("835-5-downcode-bundle-interest-takeback"))[0].provider_adjustments[0]
    report = ledger.post(remittance(decided("I1", 80, "CO-45", "20"), plb=(attrs.evolve(bonus, reason="BN", amount=D("-12.50")),)))
    assert [(one.category, one.amount) for one in report.provider_level] == [(PlbCategory.INCENTIVE, D("12.50"))]
    assert (report.amount, ledger.account("I1").paid) == (D("92.50"), D(80))


def test_row_38_aging_keeps_insurance_and_patients_apart():
    as_of = date(2026, 12, 31)
    ages = {"N1": 20, "N2": 45, "N3": 75, "N4": 100, "N5": 150}
    ledger = Ledger()
    for number, days in ages.items():
        ledger.submit([office(number, day=later(as_of, -days))], on=later(as_of, -days + 15))
    pay(ledger, decided("N2", 60, "CO-45", "15", "PR-2", "25"), on=date(2026, 12, 1))
    aged = ledger.aging(as_of)
    assert [(row.label, row.insurance, row.patient) for row in aged.rows] == [
        ("0-30", D(100), D(0)), ("31-60", D(0), D(25)), ("61-90", D(100), D(0)), ("91-120", D(100), D(0)), ("120+", D(100), D(0))]
    assert [row.insurance for row in ledger.aging(as_of, by="submission").rows] == [D(100), D(100), D(100), D(0), D(100)]


def test_row_39_the_clean_claim_rate_both_ways():
    found = ten().metrics(*OCTOBER)
    assert (found.clean_claim_rate_strict, found.clean_claim_rate_strict.percent()) == (Ratio(D(8), D(10)), D("80.0"))
    assert (found.clean_claim_rate_acceptance, found.clean_claim_rate_acceptance.percent()) == (Ratio(D(9), D(10)), D("90.0"))


@pytest.mark.parametrize(("by", "who"), [(PAYER, RejectedBy.PAYER), (CLEARINGHOUSE, RejectedBy.CLEARINGHOUSE)])
def test_row_40_the_rejection_rate_by_who_rejected(by, who):
    numbers = [f"C{at}" for at in range(1, 11)]
    ledger = sent(*map(office, numbers), on=FIRST)
    ledger.acknowledge([answer("C1", "A7:164:IL", date(2026, 10, 7), by=by)])
    found = ledger.metrics(*OCTOBER)
    assert found.rejection_rate.percent() == D("10.0")
    assert {one: rate for one, rate in found.rejections_by.items() if rate.numerator} == {who: Ratio(D(1), D(10))}


def test_row_41_the_denial_rate_and_a_deductible_that_is_none():
    ledger = sent(*(office(f"C{at}") for at in range(1, 9)), on=FIRST)
    pay(ledger, decided("C1", 0, "CO-50", "100"), decided("C2", 0, "CO-197", "100"), decided("C3", 0, "PR-1", "100", status="4"),
        *(decided(f"C{at}", 80, "CO-45", "20") for at in range(4, 9)))
    found = ledger.metrics(*OCTOBER)
    assert (found.denial_rate_claims, found.denial_rate_claims.percent()) == (Ratio(D(2), D(8)), D("25.0"))
    assert (found.denial_rate_lines, found.denial_rate_dollars) == (Ratio(D(2), D(8)), Ratio(D(200), D(800)))


def test_row_42_days_in_receivables():
    ledger = Ledger()
    for number, day, charge in (("C1", date(2026, 8, 10), 90000), ("C2", date(2026, 10, 5), 90000)):
        sent(office(number, charge, day=day), ledger=ledger, on=day)
    pay(ledger, decided("C1", 90000, charge=90000), on=date(2026, 9, 30))
    days = ledger.metrics(*OCTOBER).days_in_ar
    assert (days.numerator, days.denominator, days.rounded()) == (D(90000), D(180000), D("45.0"))


def test_row_43_payment_turnaround_by_payer():
    ledger = sent(office("C1"), office("C2"), office("C3", payers=(SUPPLEMENT,)), on=date(2026, 10, 1))
    pay(ledger, decided("C1", 100), on=date(2026, 10, 11))
    pay(ledger, decided("C2", 100), on=date(2026, 10, 15))
    pay(ledger, decided("C3", 100), on=date(2026, 10, 31), payer=SUPPLEMENT)
    found = ledger.metrics(*OCTOBER)
    assert (found.turnaround.days, found.turnaround.mean, found.turnaround.median) == ((10, 14, 30), 18, 14)
    assert {name: one.mean for name, one in found.turnaround_by_payer.items()} == {"EXAMPLE HEALTH PLAN": 12, "SUPPLEMENT LIFE": 30}


def test_row_44_the_collection_rate_gross_and_net():
    ledger = sent(office("C1", 1000), on=FIRST)
    pay(ledger, decided("C1", 800, "CO-45", "150", "PR-2", "50", charge=1000))
    found = ledger.metrics(*OCTOBER)
    assert (found.gross_collection_rate, found.gross_collection_rate.percent()) == (Ratio(D(800), D(1000)), D("80.0"))
    assert (found.net_collection_rate, found.net_collection_rate.percent()) == (Ratio(D(800), D(850)), D("94.1"))


def test_row_45_appeal_recovery_in_dollars_and_in_cases():
    ledger = sent(*(office(f"C{at}", charge) for at, charge in enumerate((100, 100, 100, 200), 1)), on=date(2026, 9, 1), profiles=PROFILES)
    pay(ledger, *(decided(f"C{at}", 0, "CO-50", str(charge), charge=charge) for at, charge in enumerate((100, 100, 100, 200), 1)), on=date(2026, 9, 20))
    for at in range(1, 5):
        ledger.appeal(f"C{at}", on=date(2026, 9, 25))
    pay(ledger, *(payment(f"C{at}", [paid(f"C{at}L1", "99213", 100, 100)], icn=f"I{at}W") for at in range(1, 4)), on=date(2026, 10, 20))
    for at in range(1, 4):
        ledger.appeal_decided(f"C{at}", AppealStatus.OVERTURNED, on=date(2026, 10, 20))
    ledger.appeal_decided("C4", AppealStatus.UPHELD, on=date(2026, 10, 21))
    found = ledger.metrics(*OCTOBER)
    assert (found.appeal_recovery_dollars, found.appeal_recovery_dollars.percent()) == (Ratio(D(300), D(500)), D("60.0"))
    assert found.appeal_success_rate == Ratio(D(3), D(4))


def test_row_46_patient_statements_that_were_right():
    ledger = sent(*(office(f"C{at}") for at in range(100)), on=date(2026, 9, 1))
    pay(ledger, *(decided(f"C{at}", 80, "PR-2", "20") for at in range(100)), on=date(2026, 9, 20))
    for at in range(100):
        ledger.issue_statement(f"C{at}", date(2026, 10, 1))
    pay(ledger, reversal(decided("C3", 80, "PR-2", "20")), decided("C3", 80, "PR-2", "10", "CO-45", "10", icn="IC3N"), on=date(2026, 10, 8))
    assert [(one.claim, one.asked, one.right) for one in ledger.statements_wrong()] == [("C3", D(20), D(10))]
    ledger.correct_statement("C3", date(2026, 10, 9))
    ledger.void_statement("C4", date(2026, 10, 9), reason="another plan pays")
    found = ledger.metrics(*OCTOBER)
    assert (found.patient_balance_accuracy, found.patient_balance_accuracy.percent()) == (Ratio(D(98), D(100)), D("98.0"))


def test_row_47_denials_by_cause_payer_provider_and_procedure_month_by_month():
    [ecg] = edi837.parse(example("837p-2-corrected-add-auth"))
    numbers = ("A2001", "A2002")
    ledger = Ledger(PROFILES)
    ledger.submit([attrs.evolve(ecg, patient_control_number=number, frequency="1", payer_control_number=None, authorization_number=None) for number in numbers],
                  on=date(2026, 10, 20))
    posted(ledger, "835-2-ecg-two-denials")
    rows = ledger.denial_trend(by=("root_cause", "payer", "provider", "procedure"))
    assert [(row.start, row.root_cause, row.payer, row.provider, row.procedure, row.count, row.amount) for row in rows] == [
        (date(2026, 11, 1), cause, "EXAMPLE HEALTH PLAN", IBARRA.npi, "93000", 1, D(150)) for cause in ("coding", "authorization")]
    ledger.submit([office("C1", code="93000")], on=date(2026, 12, 1))
    pay(ledger, decided("C1", 0, "CO-50", "100", code="93000"), on=date(2026, 12, 9))
    months = {(row.start.month, row.root_cause): (row.count, row.change) for row in ledger.denial_trend(by=("root_cause", "procedure"))}
    assert months == {(11, "coding"): (1, 1), (11, "authorization"): (1, 1), (12, "coding"): (1, 0), (12, "authorization"): (0, -1)}


def test_row_48_what_comes_back_is_told_to_who_can_stop_it():
    ledger = Ledger()
    lines = {number: [line(f"{number}L1", "93000", 100)] for number in ("C1", "C2", "C3")}
    for number, one in lines.items():
        made = claim(number, one)
        ledger.submit([attrs.evolve(made, encounter=attrs.evolve(made.encounter, providers={"rendering_provider": IBARRA}))], on=FIRST)
    for at, number in enumerate(lines):
        pay(ledger, decided(number, 0, "CO-50", "100", code="93000"), on=date(2026, 10, 10) + timedelta(days=10 * at))
    assert ledger.feedback(threshold=3, days=30, as_of=date(2026, 10, 29)) == []
    [told] = ledger.feedback(threshold=3, days=30, as_of=date(2026, 10, 30))
    assert (told.adjustment, told.procedure, told.provider, told.claims) == ("CO-50", "93000", IBARRA.npi, ("C1", "C2", "C3"))
    assert told.to == (Owner.CODING, Owner.PROVIDER)
