"""What takes back what, and what stands: reversals, corrections and parts, in whatever order they come."""

from datetime import date
from decimal import Decimal as D
from itertools import permutations

import attrs
import pytest

from books import PLAN, SENT, SUPPLEMENT, claim, line, paid, payment, remittance, reversal, visit
from edi_claims import Adjustment, ClaimPayment, ProviderAdjustment, Reference, ServicePayment
from revenue_cycle import ClaimStage, Ledger

NOV = [date(2026, 11, day) for day in (2, 9, 16, 23)]


def decided(em="120", ecg="70", icn="I1", copay="20", **more):
    """A visit decided: what is not paid is contractual, but for the copay."""
    return payment("X1", [paid("X1L1", "99214", "200", em, "CO-45", D(200) - D(em) - D(copay), "PR-3", copay, modifiers=("25",)),
                          paid("X1L2", "93000", "150", ecg, "CO-45", D(150) - D(ecg))], icn=icn, **more)


def denied(icn="I9", code="CO-16", remarks=(), **more):
    lines = [paid("X1L1", "99214", "200", "0", code, "200", modifiers=("25",), remarks=remarks), paid("X1L2", "93000", "150", "0", code, "150", remarks=remarks)]
    return payment("X1", lines, icn=icn, **more)


def balanced(*payments, **more):
    """A remittance that pays nothing where its claims come to less: the rest is carried forward."""
    due = sum((one.paid for one in payments), D(0))
    plb = (ProviderAdjustment("1", date(2026, 12, 31), "FB", more.get("trace", "EFT1"), due),) if due < 0 else ()
    return remittance(*payments, plb=plb, **more)


def ledger_of(*remittances, sent=None):
    books = Ledger()
    books.submit([sent or visit("X1")], on=SENT)
    for one in remittances:
        report = books.post(one)
        assert report.amount == one.payment_amount
        assert not report.refused
        assert books.account("X1").balances
    return books


def account_of(*remittances, **more):
    return ledger_of(*remittances, **more).account("X1")


def figures(account):
    return tuple(getattr(account, name) for name in (
        "charge", "paid", "contractual", "other_adjustments", "denied_open", "open_to_payer", "patient_responsibility", "patient_balance", "pended", "held",
        "overpaid", "stage", "allowed"))


CLEAN = (D(350), D(190), D(140), D(0), D(0), D(0), D(20), D(20), D(0), D(0), D(0), ClaimStage.PATIENT_DUE, D(210))
"""A visit as `decided()` leaves it."""


# ---- reversal and correction

def corrected_in_parts():
    """Original, reversal, correction, each in a remittance of its own."""
    first, second = decided(), decided(em="100", icn="I2")
    return [balanced(first, trace="T1", on=NOV[0]), balanced(reversal(first), trace="T2", on=NOV[1]), balanced(second, trace="T3", on=NOV[2])]


@pytest.mark.parametrize("arrival", list(permutations(range(3))))
def test_original_reversal_and_correction_arrive_in_any_order(arrival):
    sent = corrected_in_parts()
    account = account_of(*(sent[at] for at in arrival))
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer, account.unpaired) == (D(170), D(160), D(20), D(0), ())
    assert account.findings == ()


def test_a_correction_may_be_dated_before_the_reversal():
    first, second = decided(), decided(em="100", icn="I2")
    account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(second, trace="T2", on=NOV[1]), balanced(reversal(first), trace="T3", on=NOV[2]))
    assert (account.paid, account.contractual, account.open_to_payer, account.findings) == (D(170), D(160), D(0), ())


@pytest.mark.parametrize("turn", [1, -1])
def test_both_stand_in_one_file_in_either_order(turn):
    first, second = decided(), decided(em="100", icn="I2")
    account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(*[reversal(first), second][::turn], trace="T2", on=NOV[1]))
    assert (account.paid, account.contractual, account.open_to_payer, account.findings) == (D(170), D(160), D(0), ())


@pytest.mark.parametrize("turn", [1, -1])
def test_a_correction_of_the_same_figures_is_not_taken_for_the_original(turn):
    """Nothing was paid, and nothing is paid now, under the same number: only the reason is another one."""
    first, second = denied(icn="I1", code="CO-197"), denied(icn="I1", code="CO-50")
    account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(*[reversal(first), second][::turn], trace="T2", on=NOV[1]))
    assert (account.denied_open, account.open_to_payer) == (D(350), D(0))
    books = ledger_of(balanced(first, trace="T1", on=NOV[0]), balanced(*[reversal(first), second][::turn], trace="T2", on=NOV[1]))
    assert {one.adjustments[0].code for one in books.denials()} == {"CO-50"}


def test_a_reversal_takes_back_the_one_that_it_names_of_two_that_are_alike():
    one, other = decided(icn="I1"), attrs.evolve(decided(icn="I2"), status="19")
    account = account_of(balanced(one, trace="T1", on=NOV[0]), balanced(other, trace="T2", on=NOV[1]), balanced(reversal(other), trace="T3", on=NOV[2]))
    assert figures(account) == CLEAN, "the first one stands, which was not forwarded"


def test_the_payers_number_of_the_original_may_stand_in_a_reference():
    one, other = decided(icn="I1"), attrs.evolve(decided(icn="I2"), status="19")
    back = attrs.evolve(reversal(one, icn="I3"), references=(Reference("F8", "I2"),))
    account = account_of(balanced(one, trace="T1", on=NOV[0]), balanced(other, trace="T2", on=NOV[1]), balanced(back, trace="T3", on=NOV[2]))
    assert figures(account) == CLEAN


def test_a_claim_that_is_taken_back_and_not_decided_again_is_open_as_before():
    first = decided()
    account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(reversal(first), trace="T2", on=NOV[1]))
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer, account.stage) == (
        D(0), D(0), D(0), D(350), ClaimStage.SUBMITTED)


def test_a_part_is_taken_back_and_decided_again():
    first = decided()
    part = attrs.evolve(reversal(first), charge=D(-150), paid=D(-70), services=reversal(first).services[1:])
    again = payment("X1", [paid("X1L2", "93000", "150", "0", "CO-50", "150")], icn="I2")
    partly = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(part, trace="T2", on=NOV[1]))
    assert (partly.paid, partly.contractual, partly.open_to_payer, partly.patient_balance, partly.allowed) == (D(120), D(60), D(150), D(20), D(140))
    whole = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(part, again, trace="T2", on=NOV[1]))
    assert (whole.paid, whole.contractual, whole.denied_open, whole.open_to_payer, whole.findings) == (D(120), D(60), D(150), D(0), ())


def test_one_reversal_takes_back_a_claim_that_was_divided():
    lines = decided().services
    one, other = payment("X1", lines[:1], icn="I1"), payment("X1", lines[1:], icn="I1")
    account = account_of(balanced(one, other, trace="T1", on=NOV[0]), balanced(reversal(decided()), trace="T2", on=NOV[1]))
    assert (account.paid, account.contractual, account.open_to_payer, account.unpaired) == (D(0), D(0), D(350), ())


def test_what_is_taken_back_twice_is_seen_and_its_money_counts():
    first = decided()
    books = ledger_of(balanced(first, trace="T1", on=NOV[0]), balanced(reversal(first), trace="T2", on=NOV[1]), balanced(reversal(first), trace="T3", on=NOV[2]))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.open_to_payer) == (D(-190), D(0), D(540))
    assert [one.trace_number for one in account.unpaired] == ["T3"]
    assert [one.code for one in account.findings] == ["L031"]


def test_another_payers_decision_is_not_taken_back():
    primary = decided()
    secondary = payment("X1", [paid("X1L1", "99214", "200", "20", "OA-23", "180", modifiers=("25",)), paid("X1L2", "93000", "150", "0", "OA-23", "150")], "2")
    books = Ledger()
    books.submit([visit("X1", payers=(PLAN, SUPPLEMENT))], on=SENT)
    for one in (balanced(primary, trace="T1", on=NOV[0]), remittance(secondary, payer=SUPPLEMENT, trace="S1", on=NOV[1]),
                balanced(reversal(primary), trace="T2", on=NOV[2])):
        books.post(one)
    account = books.account("X1")
    assert (account.paid, account.unpaired) == (D(20), ())


def test_a_reversal_that_does_not_turn_its_amounts_waits_for_a_person():
    first = decided()
    report = ledger_of(balanced(first, trace="T1", on=NOV[0])).post(balanced(attrs.evolve(first, status="22"), trace="T2", on=NOV[1]))
    assert [(one.amount, one.reason) for one in report.suspense] == [(D(190), "it is a reversal, and its amounts are not turned")]


# ---- a new decision without a reversal

def test_a_correction_without_a_reversal_replaces_the_adjustments_and_both_payments_count():
    first, second = decided(), decided(em="100", icn="I2")
    account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(second, trace="T2", on=NOV[1]))
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer) == (D(360), D(160), D(20), D(-190))
    assert (account.overpaid, account.stage, [one.code for one in account.findings]) == (D(190), ClaimStage.OVERPAID, ["L030", "L033"])
    found = account.findings[0]
    assert (found.expected, found.found, found.difference) == (D(350), D(540), D(190))


def test_it_is_told_when_it_is_posted():
    books = ledger_of(balanced(decided(), trace="T1", on=NOV[0]))
    report = books.post(balanced(decided(em="100", icn="I2"), trace="T2", on=NOV[1]))
    assert [one.code for one in report.findings] == ["L030", "L033"]


def test_a_denial_that_is_decided_anew_needs_no_reversal():
    account = account_of(balanced(denied(), trace="T1", on=NOV[0]), balanced(decided(icn="I2"), trace="T2", on=NOV[1]))
    assert figures(account) == CLEAN


def test_one_line_is_decided_anew_and_the_other_one_stands():
    first = payment("X1", [decided().services[0], paid("X1L2", "93000", "150", "0", "CO-197", "150")], icn="I1")
    again = payment("X1", [paid("X1L2", "93000", "150", "70", "CO-45", "80")], icn="I2")
    assert figures(account_of(balanced(first, trace="T1", on=NOV[0]), balanced(again, trace="T2", on=NOV[1]))) == CLEAN


def test_a_pended_line_is_decided_without_a_reversal():
    first = payment("X1", [decided().services[0], paid("X1L2", "93000", "150", "0", "OA-133", "150")], icn="I1")
    before = account_of(balanced(first, trace="T1", on=NOV[0]))
    assert (before.open_to_payer, before.pended, before.stage, before.patient_balance) == (D(150), D(150), ClaimStage.PENDED, D(20))
    again = payment("X1", [paid("X1L2", "93000", "150", "70", "CO-45", "80")], icn="I2")
    assert figures(account_of(balanced(first, trace="T1", on=NOV[0]), balanced(again, trace="T2", on=NOV[1]))) == CLEAN


# ---- parts

def test_a_claim_that_was_divided_stands_with_all_its_parts():
    lines = decided().services
    parts = payment("X1", lines[:1], icn="I1"), payment("X1", lines[1:], icn="I2")
    assert figures(account_of(balanced(*parts))) == CLEAN
    apart = account_of(balanced(parts[0], trace="T1", on=NOV[0]), balanced(parts[1], trace="T2", on=NOV[1]))
    assert figures(apart) == CLEAN
    first = account_of(balanced(parts[0], trace="T1", on=NOV[0]))
    assert (first.open_to_payer, first.stage, first.patient_balance) == (D(150), ClaimStage.PENDED, D(20)), "nobody has decided about the other line"


def test_units_of_one_line_may_be_paid_apart():
    sent = claim("X1", [line("X1L1", "96365", "100", units=2)])
    parts = [payment("X1", [paid("X1L1", "96365", "50", "30", "CO-45", "20")], icn=icn) for icn in ("I1", "I2")]
    account = account_of(balanced(parts[0], trace="T1", on=NOV[0]), balanced(parts[1], trace="T2", on=NOV[1]), sent=sent)
    assert (account.paid, account.contractual, account.open_to_payer, account.findings) == (D(60), D(40), D(0), ())


def test_one_line_may_come_back_as_several():
    sent = claim("X1", [line("X1L1", "80053", "100")])
    panel = payment("X1", [ServicePayment(attrs.evolve(sent.encounter.services[0].procedure, code=code), D(50), D(20), adjustments=[Adjustment("CO", "45", D(30))],
                                          submitted_procedure=sent.encounter.services[0].procedure, line_control_number="X1L1") for code in ("82040", "82247")])
    account = account_of(balanced(panel), sent=sent)
    assert (account.paid, account.contractual, account.open_to_payer, [one.service_line for one in account.lines]) == (D(40), D(60), D(0), [1])


# ---- claims as a whole, and lines

WHOLE = ClaimPayment("X1", "1", D(350), D(190), payer_control_number="I5", adjustments=[Adjustment("CO", "45", D(140)), Adjustment("PR", "3", D(20))])


def test_a_claim_as_a_whole_after_lines_and_lines_after_a_whole():
    bare = attrs.evolve(WHOLE, position=0)
    for first, second in ((denied(), bare), (attrs.evolve(bare, adjustments=[Adjustment("CO", "197", D(350))], paid=D(0)), decided())):
        account = account_of(balanced(first, trace="T1", on=NOV[0]), balanced(attrs.evolve(second, position=0), trace="T2", on=NOV[1]))
        assert figures(account)[:12] == CLEAN[:12]


def test_lines_that_are_not_ours_are_taken_with_the_claim_as_a_whole():
    foreign = payment("X1", [ServicePayment(attrs.evolve(visit("X1").encounter.services[0].procedure, code="J3301"), D(350), D(190), adjustments=WHOLE.adjustments)])
    again = decided(em="100", icn="I2")
    account = account_of(balanced(foreign, trace="T1", on=NOV[0]), balanced(again, trace="T2", on=NOV[1]))
    assert (account.contractual, account.patient_balance, account.overpaid) == (D(160), D(20), D(190))


# ---- replacements and voids

def replaced(number="X1", frequency="7", **more):
    return visit(number, frequency=frequency, payer_control_number="I1", **more)


def with_sent(*steps):
    """Submissions (claims with a day) and remittances, in order."""
    books = Ledger()
    for step in steps:
        if isinstance(step, tuple):
            books.submit([step[0]], on=step[1])
        else:
            books.post(step)
    account = books.account("X1")
    assert account.balances
    return account


def test_a_refused_replacement_leaves_what_was_decided():
    first, refusal = decided(), denied(frequency="7", remarks=("M47",))
    account = with_sent((visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (replaced(), NOV[1]), balanced(refusal, trace="T2", on=NOV[2]))
    assert figures(account) == CLEAN
    assert [one.code for one in account.findings] == ["L032"]


def test_a_refused_replacement_is_known_without_its_frequency():
    account = with_sent((visit("X1"), SENT), balanced(decided(), trace="T1", on=NOV[0]), (replaced(), NOV[1]), balanced(denied(), trace="T2", on=NOV[2]))
    assert figures(account) == CLEAN


def test_a_refused_replacement_of_a_denial_is_the_newer_denial():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(balanced(denied(icn="I1", code="CO-197"), trace="T1", on=NOV[0]))
    books.submit([replaced()], on=NOV[1])
    books.post(balanced(denied(frequency="7", remarks=("M47",)), trace="T2", on=NOV[2]))
    account = books.account("X1")
    assert (account.denied_open, account.open_to_payer, account.stage) == (D(350), D(0), ClaimStage.DENIED)
    assert {one.adjustments[0].code for one in books.denials()} == {"CO-16"}


def test_a_duplicate_leaves_what_was_decided():
    account = account_of(balanced(decided(), trace="T1", on=NOV[0]), balanced(denied(code="OA-18"), trace="T2", on=NOV[1]))
    assert figures(account) == CLEAN
    assert [one.code for one in account.findings] == ["L032"]


def test_a_replacement_that_is_denied_after_the_reversal_is_denied():
    first = decided()
    account = with_sent((visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (replaced(), NOV[1]),
                        balanced(reversal(first), denied(frequency="7", code="CO-50"), trace="T2", on=NOV[2]))
    assert (account.paid, account.denied_open, account.open_to_payer, account.findings) == (D(0), D(350), D(0), ())


def test_a_replacement_with_another_charge_sets_the_charge():
    first, lower = decided(), claim("X1", [line("X1L1", "99214", "200", "25")], frequency="7", payer_control_number="I1")
    second = payment("X1", [paid("X1L1", "99214", "200", "120", "CO-45", "60", "PR-3", "20", modifiers=("25",))], icn="I2", frequency="7")
    sent = with_sent((visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (lower, NOV[1]))
    assert (sent.charge, sent.stage, sent.overpaid, sent.findings) == (D(200), ClaimStage.SUBMITTED, D(0), ()), "nobody has decided about it yet"
    taken_back = with_sent((visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (lower, NOV[1]), balanced(reversal(first), second, trace="T2", on=NOV[2]))
    assert (taken_back.charge, taken_back.paid, taken_back.contractual, taken_back.open_to_payer) == (D(200), D(120), D(60), D(0))
    not_taken_back = with_sent((visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (lower, NOV[1]), balanced(second, trace="T2", on=NOV[2]))
    assert (not_taken_back.paid, not_taken_back.contractual, not_taken_back.overpaid) == (D(310), D(60), D(190))


def test_a_void_with_nothing_decided_leaves_nothing():
    account = with_sent((visit("X1"), SENT), (replaced(frequency="8"), NOV[1]))
    assert (account.charge, account.open_to_payer, account.stage) == (D(0), D(0), ClaimStage.CLOSED)


def test_a_void_bills_until_the_payer_has_taken_its_decision_back():
    first = decided()
    steps = [(visit("X1"), SENT), balanced(first, trace="T1", on=NOV[0]), (replaced(frequency="8"), NOV[1])]
    before = with_sent(*steps)
    assert (before.charge, before.paid, before.open_to_payer, before.stage) == (D(350), D(190), D(0), ClaimStage.SUBMITTED)
    after = with_sent(*steps, balanced(reversal(first), trace="T2", on=NOV[2]))
    assert (after.charge, after.paid, after.open_to_payer, after.patient_balance, after.stage) == (D(0), D(0), D(0), D(0), ClaimStage.CLOSED)


def test_a_refused_void_decides_nothing():
    nothing_there = with_sent((visit("X1"), SENT), (replaced(frequency="8"), NOV[0]), balanced(denied(frequency="8", remarks=("M47",)), trace="T2", on=NOV[2]))
    assert (nothing_there.charge, nothing_there.denied_open, nothing_there.open_to_payer) == (D(0), D(0), D(0))
    paid_before = with_sent((visit("X1"), SENT), balanced(decided(), trace="T1", on=NOV[0]), (replaced(frequency="8"), NOV[1]),
                            balanced(denied(frequency="8", remarks=("M47",)), trace="T2", on=NOV[2]))
    assert figures(paid_before)[:11] == CLEAN[:11]


def test_submissions_may_be_entered_in_any_order():
    first, lower = (visit("X1"), SENT), (claim("X1", [line("X1L1", "99214", "200", "25")], frequency="7", payer_control_number="I1"), NOV[1])
    same_day = (lower[0], SENT)
    assert with_sent(first, lower).charge == with_sent(lower, first).charge == D(200)
    assert with_sent(first, same_day).charge == with_sent(same_day, first).charge == D(200), "of one day the original comes before its replacement"
