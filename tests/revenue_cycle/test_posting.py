"""Every cent of a remittance is placed, or the whole is refused and says why."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from books import PLAN, SENT, SUPPLEMENT, claim, line, paid, payment, remittance, reversal, visit
from edi_claims import Adjustment, ClaimPayment, Payer, ProviderAdjustment
from revenue_cycle import Ledger


@pytest.fixture
def ledger():
    books = Ledger()
    books.submit([visit("A1001"), visit("A1002"), visit("LONGCLAIMNUMBER12345X")], on=SENT)
    return books


def decided(number, icn="ICN1", **more):
    return payment(number, [paid(f"{number}L1", "99214", "200", "120", "CO-45", "80", modifiers=("25",)), paid(f"{number}L2", "93000", "150", "150")], icn=icn, **more)


@pytest.mark.parametrize(("returned", "method"), [("A1001", "exact"), ("a1001", "normalized"), (" A10 01 ", "normalized"), ("000A1001", "normalized"),
                                                  ("LONGCLAIMNUMBER12", "truncated")])
def test_a_claim_is_found_by_its_number_as_payers_return_it(ledger, returned, method):
    report = ledger.post(remittance(decided(returned)))
    assert [(one.claim, one.method) for one in report.posted] == [("A1001" if "1001" in returned.replace(" ", "") else "LONGCLAIMNUMBER12345X", method)]


def test_a_claim_whose_number_the_payer_lost_is_found_by_the_payers_own(ledger):
    ledger.post(remittance(decided("A1001", icn="ICN77")))
    before = ledger.account("A1001").paid
    report = ledger.post(remittance(decided("0", icn="ICN77"), trace="EFT2", on=date(2026, 11, 9)))
    assert [(one.claim, one.method) for one in report.posted] == [("A1001", "payer_control_number")]
    assert ledger.account("A1001").paid == 2 * before


def test_a_claim_that_nobody_sent_waits_with_its_money(ledger):
    report = ledger.post(remittance(decided("A1001"), decided("STRANGER", icn="ICN2")))
    assert [(one.patient_control_number, one.amount, one.reason) for one in report.suspense] == [("STRANGER", D(270), "no claim has this number")]
    assert report.amount == D(540)


def test_a_number_that_two_claims_share_is_not_guessed():
    books = Ledger()
    books.submit([visit("LONGCLAIMNUMBER12345X"), visit("LONGCLAIMNUMBER12345Y")], on=SENT)
    report = books.post(remittance(decided("LONGCLAIMNUMBER12345")))
    assert [one.claim for one in report.suspense[0].candidates] == ["LONGCLAIMNUMBER12345X", "LONGCLAIMNUMBER12345Y"]


def test_lines_are_found_without_the_control_number(ledger):
    one = decided("A1001")
    for service in one.services:
        service.line_control_number = None
    one.services.reverse()
    ledger.post(remittance(one))
    entries = [entry for entry in ledger.account("A1001").history if entry.kind == "payment"]
    assert {entry.service_line: entry.amount for entry in entries} == {1: D(120), 2: D(150)}


def test_a_line_that_was_paid_under_another_code_is_found_by_the_submitted_one(ledger):
    one = decided("A1001")
    down = one.services[0]
    down.line_control_number, down.submitted_procedure = None, down.procedure
    down.procedure = attrs.evolve(down.procedure, code="99213")
    ledger.post(remittance(one))
    assert [entry.service_line for entry in ledger.account("A1001").history if entry.kind == "payment"] == [1, 2]


@pytest.mark.parametrize(("payer", "status", "sequence"), [(PLAN, "1", "P"), (SUPPLEMENT, "2", "S"), (SUPPLEMENT, "1", "S"), (Payer("??", "UNKNOWN"), "2", "S"),
                                                          (Payer("??", "UNKNOWN"), "1", "P"), (Payer("??", "UNKNOWN"), "4", "P")])
def test_which_payer_decided_is_told_by_its_id_before_its_status(payer, status, sequence):
    books = Ledger()
    books.submit([visit("A1001", payers=(PLAN, SUPPLEMENT))], on=SENT)
    assert books.post(remittance(decided("A1001", status=status), payer=payer)).posted[0].sequence == sequence


def test_reversal_and_correction_in_either_order_in_one_file(ledger):
    first = decided("A1001", icn="I1")
    second = payment("A1001", [paid("A1001L1", "99214", "200", "100", "CO-45", "100"), paid("A1001L2", "93000", "150", "150")], icn="I2")
    ledger.post(remittance(first, trace="T1"))
    ledger.post(remittance(second, reversal(first), trace="T2", on=date(2026, 11, 9)))
    account = ledger.account("A1001")
    assert (account.paid, account.contractual, account.open_to_payer) == (D(250), D(100), D(0))


def test_a_reversal_takes_back_the_payment_that_it_names(ledger):
    one, other = decided("A1001", icn="I1"), decided("A1001", icn="I2")
    ledger.post(remittance(one, trace="T1"))
    ledger.post(remittance(other, trace="T2", on=date(2026, 11, 3)))
    report = ledger.post(remittance(reversal(one), trace="T3", on=date(2026, 11, 9), plb=(ProviderAdjustment("1", date(2026, 12, 31), "FB", "X", D(-270)),)))
    assert report.posted[0].reverses.trace_number == "T1"
    assert report.amount == 0


def test_a_predetermination_is_kept_and_never_money(ledger):
    estimate = ClaimPayment("A1001", "25", D(350), D(0), adjustments=[Adjustment("OA", "101", D(350))])
    report = ledger.post(remittance(estimate))
    assert not report.posted
    assert report.amount == 0
    assert ledger.account("A1001").open_to_payer == D(350)


def test_what_a_claim_says_besides_the_group_that_it_repeats_is_posted(ledger):
    one = attrs.evolve(decided("A1001"), adjustments=[Adjustment("CO", "45", D(80)), Adjustment("PR", "3", D(10))], paid=D(260))
    ledger.post(remittance(one))
    account = ledger.account("A1001")
    assert (account.paid, account.contractual, account.patient_responsibility) == (D(260), D(80), D(10))
    assert account.balances


def test_claim_adjustments_that_repeat_the_lines_count_once(ledger):
    one = decided("A1001")
    one.adjustments = [Adjustment("CO", "45", D(80))]
    report = ledger.post(remittance(one))
    account = ledger.account("A1001")
    assert report.posted
    assert (account.paid, account.contractual, account.open_to_payer) == (D(270), D(80), D(0))


def test_a_remittance_without_a_day_is_refused(ledger):
    report = ledger.post(remittance(decided("A1001"), on=None))
    assert [one.reason for one in report.refused] == ["it has no payment date"]


def test_only_provider_level_money(ledger):
    report = ledger.post(remittance(plb=(ProviderAdjustment("1", date(2026, 12, 31), "IP", "", D(-500)),)))
    assert [(one.amount, one.category) for one in report.provider_level] == [(D(500), "incentive")]
    assert report.amount == D(500)


def test_the_same_content_under_new_control_numbers_is_still_the_same(ledger):
    one = remittance(decided("A1001"))
    ledger.post(one)
    again = attrs.evolve(one, control_number="9999", position=77, claims=[attrs.evolve(decided("A1001"), position=99)])
    assert ledger.post(again).duplicates


def test_no_patient_data_in_entries_reports_and_findings():
    marker = "ZQXMARK"
    books = Ledger()
    sent = claim("A1001", [line("A1001L1", "99213", "100")])
    person = attrs.evolve(sent.encounter.patient, name=marker)
    books.submit([attrs.evolve(sent, encounter=attrs.evolve(sent.encounter, patient=person))], on=SENT)
    one = payment("A1001", [paid("A1001L1", "99213", "100", "0", "CO-50", "100")], patient=person)
    other = payment("NOBODY", [paid("L1", "99213", "100", "0", "CO-50", "100")], patient=person)
    books.hold("A1001", marker, on=SENT)
    report = books.post(remittance(one, other))
    text = repr(report) + repr(books.entries) + repr(books.denials()) + repr(books.account("A1001")) + "".join(map(str, report.findings))
    assert marker not in text
