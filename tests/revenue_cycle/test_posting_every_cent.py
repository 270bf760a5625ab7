"""Where each dollar of a remittance goes, and what its provider adjustments name."""

from datetime import date
from decimal import Decimal as D

import attrs

from books import SENT, paid, payment, remittance, reversal, visit
from edi_claims import Adjustment, ClaimPayment, ProviderAdjustment
from edi_claims.codes.rows import PlbCategory
from revenue_cycle import Ledger

YEAR_END = date(2026, 12, 31)


def books():
    ledger = Ledger()
    ledger.submit([visit("A1001"), visit("A1002")], on=SENT)
    return ledger


def decided(number, icn):
    lines = [paid(f"{number}L1", "99214", "200", "120", "CO-45", "80", modifiers=("25",)), paid(f"{number}L2", "93000", "150", "150")]
    return payment(number, lines, icn=icn)


def test_a_recovery_names_its_claim_by_either_number_and_no_claim_loses_by_it():
    ledger = books()
    ledger.post(remittance(decided("A1001", "ICN77001"), trace="T1"))
    plb = [ProviderAdjustment("1", YEAR_END, "WO", reference, D(10)) for reference in ("A1001 ICN77001", "ICN77001", "SOMETHING ELSE")]
    report = ledger.post(remittance(decided("A1002", "ICN77002"), trace="T2", on=date(2026, 11, 9), plb=plb))
    assert [(one.amount, one.category, one.claims) for one in report.provider_level] == [
        (D(-10), "recovery", ("A1001",)), (D(-10), "recovery", ("A1001",)), (D(-10), "recovery", ())]
    assert [entry.claims for entry in ledger.entries if entry.kind == "provider_level"] == [("A1001",), ("A1001",), ()]
    assert (ledger.account("A1001").paid, ledger.account("A1002").paid, report.amount) == (D(270), D(270), D(240))


def test_a_forward_balance_names_the_payment_that_it_comes_from():
    ledger = books()
    ledger.post(remittance(decided("A1001", "I1"), trace="RA70003"))
    plb = (ProviderAdjustment("1", YEAR_END, "FB", "RA70003", D(30)),)
    report = ledger.post(remittance(decided("A1002", "I2"), trace="T2", on=date(2026, 11, 9), plb=plb))
    assert [one.trace_numbers for one in report.provider_level] == [("RA70003",)]


def test_interest_is_income_and_no_payment_of_a_claim():
    ledger = books()
    ledger.post(remittance(decided("A1001", "I1"), plb=(ProviderAdjustment("1", YEAR_END, "L6", "I1", D("-1.25")),)))
    assert (ledger.interest, ledger.account("A1001").paid) == (D("1.25"), D(270))


def test_a_reversal_and_its_announced_recovery_are_one_loss():
    ledger, first = books(), decided("A1001", "I1")
    ledger.post(remittance(first, trace="T1"))
    ledger.post(remittance(reversal(first), trace="T2", on=date(2026, 11, 9), plb=(ProviderAdjustment("1", YEAR_END, "WO", "A1001 I1", D(-270)),)))
    assert ledger.provider_level(PlbCategory.RECOVERY) == D(270), "announced, and not taken yet"
    ledger.post(remittance(decided("A1002", "I2"), trace="T3", on=date(2026, 11, 16), plb=(ProviderAdjustment("1", YEAR_END, "WO", "A1001 I1", D(270)),)))
    assert (ledger.provider_level(PlbCategory.RECOVERY), ledger.account("A1001").paid, ledger.account("A1002").paid) == (D(0), D(0), D(270))


def test_an_estimate_that_pays_waits_for_a_person():
    report = books().post(remittance(ClaimPayment("A1001", "25", D(350), D(50), adjustments=[Adjustment("OA", "101", D(300))])))
    assert [(one.amount, one.reason) for one in report.suspense] == [(D(50), "it is a predetermination, and pays")]
    assert report.amount == D(50)


def test_claims_that_nobody_read_from_a_text_are_told_apart_by_their_places():
    ledger, first, second = books(), decided("A1001", "I1"), decided("A1002", "I2")
    made = remittance(first, second)
    for one in made.claims:
        one.position = 0
    ledger.post(made)
    assert sorted(entry.source.position for entry in ledger.entries if entry.kind == "adjudication") == [1, 2]
    turned = attrs.evolve(reversal(first), position=0), attrs.evolve(decided("A1001", "I3"), position=0)
    ledger.post(attrs.evolve(made, claims=turned, payment_amount=D(0), trace_number="T2", payment_date=date(2026, 11, 9)))
    assert (ledger.account("A1001").paid, ledger.account("A1001").open_to_payer) == (D(270), D(0))


def test_a_debit_is_posted_as_what_it_takes():
    ledger, first = books(), decided("A1001", "I1")
    ledger.post(remittance(first, trace="T1"))
    taken = attrs.evolve(remittance(reversal(first), trace="T2", on=date(2026, 11, 9)), payment_amount=D(270), credit_or_debit="D")
    report = ledger.post(taken)
    assert (report.refused, report.amount, ledger.account("A1001").paid) == ([], D(-270), D(0))
