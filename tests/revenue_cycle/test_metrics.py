"""The measures of a time, with the figures that people agree on."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
import edi_acks
from books import PLAN, PROFILES, SUPPLEMENT, claim, line, paid, payment, remittance, reversal, visit
from edi_claims import Contact, Finding, RootCause, Severity, TradingPartner, from_json, to_json
from measuring import CLEARINGHOUSE, PAYER, answer, decided, later, office, pay, sent
from revenue_cycle import Entry, EntryKind, Ledger
from revenue_cycle.entries import WriteOffKind
from revenue_cycle.first_pass import RejectedBy
from revenue_cycle.metrics import Metrics
from revenue_cycle.ratios import Ratio

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
SENT, TOLD = date(2026, 10, 5), date(2026, 10, 7)


def numbers(count):
    return [f"C{at}" for at in range(1, count + 1)]


def accepted(*found, on=TOLD):
    return answer(*(part for number in found for part in (number, "A2:20", on)))


# ---- on the way

@pytest.fixture
def ten():
    """Ten claims: C1 rejected by the payer, C2 repaired by hand after the scrubber had stopped it, the others clean."""
    books = Ledger()
    books.scrubbed([Finding("M001", Severity.ERROR, "the member id has not the payer's form", claim="C2")], on=date(2026, 10, 2))
    books.scrubbed([Finding("C009", Severity.WARNING, "worth a look", claim="C3")], on=date(2026, 10, 2))
    sent(*map(office, numbers(10)), ledger=books, on=SENT)
    books.acknowledge([accepted(*numbers(10)[1:]), answer("C1", "A7:164:IL", TOLD)])
    return books


def test_ten_claims_one_rejected_one_repaired_by_hand(ten):
    found = ten.metrics(*OCTOBER)
    assert (found.submitted, found.unanswered) == (10, 0)
    assert found.clean_claim_rate_strict == Ratio(D(8), D(10))
    assert found.clean_claim_rate_strict.percent() == D("80.0")
    assert found.clean_claim_rate_acceptance.percent() == D("90.0")


def test_one_of_ten_rejected_by_whom(ten):
    found = ten.metrics(*OCTOBER)
    assert found.rejection_rate == Ratio(D(1), D(10))
    assert {who: rate.numerator for who, rate in found.rejections_by.items() if rate.numerator} == {RejectedBy.PAYER: 1}


def test_rejections_are_told_apart_by_who_made_them():
    books = sent(*map(office, numbers(4)), on=SENT)
    books.acknowledge([answer("C1", "A7:164:IL", TOLD, by=PAYER), answer("C2", "A7:164:IL", TOLD, by=CLEARINGHOUSE)])
    books.acknowledge([answer("C3", "A7:164:IL", TOLD, by="")])
    parts = books.metrics(*OCTOBER).rejections_by
    assert [parts[who].numerator for who in (RejectedBy.FILE, RejectedBy.CLEARINGHOUSE, RejectedBy.PAYER, RejectedBy.UNKNOWN)] == [0, 1, 1, 1]
    assert sum(rate.numerator for rate in parts.values()) == books.metrics(*OCTOBER).rejection_rate.numerator


def test_a_rejected_file_is_no_clearinghouses_rejection():
    claims = [office("C1"), office("C2")]
    partner = TradingPartner("PRACTICE", "PRACTTEST", party_id="P1", contact=Contact("DESK", (("TE", "4025550100"),)))
    text = edi837.build(claims, sender=partner, receiver=TradingPartner("PAYER", "PAYERTEST", party_id="R1"), control=7, usage="T", rules=())
    books = Ledger()
    books.submit(claims, edi837.receipt(text), on=SENT)
    books.acknowledge([edi_acks.InterchangeAcknowledgment("000000007", None, "R", "020")], on=TOLD)
    assert books.metrics(*OCTOBER).rejections_by[RejectedBy.FILE] == Ratio(D(2), D(2))


def test_a_rejected_claim_that_was_sent_again_stays_rejected_at_first():
    books = sent(office("C1"), on=SENT)
    books.acknowledge([answer("C1", "A7:164:IL", TOLD)])
    sent(office("C1"), ledger=books, on=date(2026, 10, 9))
    books.acknowledge([accepted("C1", on=date(2026, 10, 12))])
    found = books.metrics(*OCTOBER)
    assert (found.submitted, found.rejection_rate.numerator, found.clean_claim_rate_acceptance.numerator) == (1, 1, 0)


def test_nobody_has_answered_yet():
    found = sent(office("C1"), on=SENT).metrics(*OCTOBER)
    assert (found.submitted, found.unanswered, found.clean_claim_rate_acceptance.percent()) == (1, 1, D("0.0"))


def test_a_payment_is_an_acceptance():
    books = sent(office("C1"), on=SENT)
    pay(books, decided("C1", 100))
    assert books.metrics(*OCTOBER).clean_claim_rate_strict == Ratio(D(1), D(1))


def test_what_comes_after_the_last_day_counts_for_nothing(ten):
    found = ten.metrics(date(2026, 10, 1), date(2026, 10, 6))
    assert (found.unanswered, found.rejection_rate.numerator) == (10, 0)
    assert ten.metrics(date(2026, 11, 1), date(2026, 11, 30)).clean_claim_rate_strict.value is None


def test_a_held_claim_is_in_no_clean_claim_rate_and_one_that_was_held_is_touched():
    books = sent(office("C1"), on=SENT)
    books.hold("C2", "provider_query", on=SENT)
    books.hold("C3", "provider_query", on=date(2026, 10, 1))
    sent(office("C3"), ledger=books, on=SENT)
    books.acknowledge([accepted("C1", "C3")])
    found = books.metrics(*OCTOBER)
    assert found.clean_claim_rate_strict == Ratio(D(1), D(2))
    assert found.clean_claim_rate_acceptance == Ratio(D(2), D(2))


def test_a_hold_after_a_claim_was_sent_touches_nothing():
    books = sent(office("C1"), on=SENT)
    books.acknowledge([accepted("C1")])
    books.hold("C1", "the payer asks for records", on=date(2026, 10, 20))
    assert books.metrics(*OCTOBER).clean_claim_rate_strict == Ratio(D(1), D(1))


def test_four_queries_in_fifty_encounters():
    books = sent(*map(office, numbers(46)), on=SENT)
    for number in ("Q1", "Q2", "Q3", "Q4"):
        books.hold(number, "provider_query", on=SENT)
    found = books.metrics(*OCTOBER)
    assert (found.query_rate, found.query_rate.percent()) == (Ratio(D(4), D(50)), D("8.0"))


def test_another_hold_is_no_query():
    books = sent(office("C1"), on=SENT)
    books.hold("C2", "waits for the authorization", on=SENT)
    assert books.metrics(*OCTOBER).query_rate == Ratio(D(0), D(2))


# ---- what payers decided

def test_two_of_eight_claims_are_denied_and_a_deductible_is_no_denial():
    books = sent(*map(office, numbers(9)), on=SENT)
    pay(books, decided("C1", 0, "CO-50", "100"), decided("C2", 0, "CO-197", "100", status="1"), decided("C3", 0, "PR-1", "100", status="4"),
        decided("C4", 0, "PR-1", "60", "CO-45", "40"), *(decided(number, 80, "CO-45", "20") for number in numbers(8)[4:]))
    found = books.metrics(*OCTOBER)
    assert (found.denial_rate_claims, found.denial_rate_claims.percent()) == (Ratio(D(2), D(8)), D("25.0"))
    assert found.denial_rate_lines == Ratio(D(2), D(8))
    assert found.denial_rate_dollars == Ratio(D(200), D(800))


def test_a_denied_line_of_a_paid_claim_counts_as_a_line_and_in_dollars():
    books = sent(visit("C1"), on=SENT)
    pay(books, payment("C1", [paid("C1L1", "99214", 200, 130, "CO-45", "70"), paid("C1L2", "93000", 150, 0, "CO-50", "150")]))
    found = books.metrics(*OCTOBER)
    assert (found.denial_rate_claims.numerator, found.denial_rate_lines, found.denial_rate_dollars) == (0, Ratio(D(1), D(2)), Ratio(D(150), D(350)))


@pytest.mark.parametrize(("adjustments", "is_denied"), [
    (("PR-96", "100"), True), (("PR-204", "100"), True), (("PR-119", "100"), True), (("PR-27", "100"), True), (("CO-97", "100"), True),
    (("CO-45", "100"), True), (("PR-3", "100"), False), (("CO-45", "40", "PR-2", "60"), False), (("OA-23", "100"), False)])
def test_what_is_a_denial(adjustments, is_denied):
    books = sent(office("C1"), on=SENT)
    pay(books, decided("C1", 0, *adjustments))
    assert bool(books.metrics(*OCTOBER).denial_rate_claims.numerator) is is_denied


def test_a_pended_claim_is_not_decided():
    books = sent(office("C1"), on=SENT)
    pay(books, decided("C1", 0, "OA-133", "100"))
    assert books.metrics(*OCTOBER).denial_rate_claims == Ratio(D(0), D(0))


def test_a_line_that_only_tells_something_is_left_out():
    books = sent(claim("C1", [line("C1L1", "99213", 100), line("C1L2", "3074F", 0), line("C1L3", "3075F", "0.01")]), on=SENT)
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 80, "CO-45", "20"), paid("C1L2", "3074F", 0, 0), paid("C1L3", "3075F", "0.01", 0, "CO-246", "0.01")]))
    assert books.metrics(*OCTOBER).denial_rate_lines == Ratio(D(0), D(1))


def test_a_denial_that_was_overturned_was_one():
    books = sent(office("C1"), on=SENT)
    denied = decided("C1", 0, "CO-197", "100")
    pay(books, denied)
    pay(books, reversal(denied), decided("C1", 80, "CO-45", "20"), on=date(2026, 10, 28))
    assert books.account("C1").denied_open == 0
    assert books.metrics(*OCTOBER).denial_rate_claims == Ratio(D(1), D(1))


def test_a_claim_decided_by_two_payers_is_two_decisions():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), on=SENT)
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    sent(books.secondary_claim("C1"), ledger=books, on=date(2026, 10, 22))
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 0, "OA-23", "75", "CO-50", "25")], status="2"), on=date(2026, 10, 30), payer=SUPPLEMENT)
    assert books.metrics(*OCTOBER).denial_rate_claims == Ratio(D(1), D(2))


def test_shares_of_root_causes_and_of_coding_among_them():
    books = sent(*map(office, numbers(4)), on=SENT)
    pay(books, decided("C1", 0, "CO-50", "100"), decided("C2", 0, "CO-197", "100"), decided("C3", 0, "CO-29", "100"), decided("C4", 0, "CO-4", "100"))
    found = books.metrics(*OCTOBER)
    assert {cause: rate.numerator for cause, rate in found.denial_share.items()} == {
        RootCause.CODING: 2, RootCause.AUTHORIZATION: 1, RootCause.TIMELY_FILING: 1}
    assert found.coding_denial_share == Ratio(D(2), D(4))
    assert sum(rate.value for rate in found.denial_share_dollars.values()) == 1


def test_without_coding_denials_their_share_is_none_of_all():
    books = sent(office("C1"), on=SENT)
    pay(books, decided("C1", 0, "CO-197", "100"))
    assert books.metrics(*OCTOBER).coding_denial_share == Ratio(D(0), D(1))


# ---- time

def test_turnaround_of_10_14_and_30_days():
    books = sent(*map(office, numbers(3)), on=date(2026, 10, 1))
    for number, days in zip(numbers(3), (10, 14, 30), strict=True):
        pay(books, decided(number, 100), on=later(date(2026, 10, 1), days))
    found = books.metrics(*OCTOBER)
    assert (found.turnaround.days, found.turnaround.mean, found.turnaround.median) == ((10, 14, 30), 18, 14)
    assert list(found.turnaround_by_payer) == ["EXAMPLE HEALTH PLAN"]


def test_each_payer_has_its_own_time_from_its_own_claim():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), on=date(2026, 10, 1), profiles=PROFILES)
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"), on=date(2026, 10, 15))
    sent(books.secondary_claim("C1"), ledger=books, on=date(2026, 10, 16))
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 25, "OA-23", "75")], status="2"), on=date(2026, 10, 20), payer=SUPPLEMENT)
    assert {name: one.days for name, one in books.metrics(*OCTOBER).turnaround_by_payer.items()} == {"EXAMPLE HEALTH PLAN": (14,), "SUPPLEMENT LIFE": (4,)}


def test_a_crossover_that_nobody_sent_has_no_time():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), on=date(2026, 10, 1))
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25", status="19"), on=date(2026, 10, 15))
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 25, "OA-23", "75")], status="2"), on=date(2026, 10, 20), payer=SUPPLEMENT)
    assert books.metrics(*OCTOBER).turnaround.days == (14,)


def test_no_decision_has_no_mean_and_no_median():
    found = sent(office("C1"), on=SENT).metrics(*OCTOBER).turnaround
    assert (found.count, found.mean, found.median) == (0, None, None)


# ---- money

def test_days_in_receivables():
    """180,000 were charged in 90 days and 90,000 of it are owed: 45 days."""
    books = sent(*(office(number, charge=60_000) for number in ("C1", "C2", "C3")), on=date(2026, 9, 1))
    pay(books, decided("C1", 60_000, charge=60_000), decided("C2", 20_000, "CO-45", "10000", "PR-1", "30000", charge=60_000))
    found = books.metrics(*OCTOBER).days_in_ar
    assert found == Ratio(D(90_000), D(180_000), 90)
    assert (found.value, found.rounded()) == (45, D("45.0"))


def test_the_average_charge_is_of_the_last_ninety_days():
    books = sent(office("OLD", charge=9_000), on=date(2026, 8, 2))
    sent(office("NEW", charge=900), ledger=books, on=date(2026, 8, 3))
    assert books.metrics(*OCTOBER).days_in_ar == Ratio(D(9_900), D(900), 90)


def test_a_credit_makes_no_receivable_smaller():
    books = sent(office("C1"), on=SENT)
    sent(office("C2"), ledger=books, on=SENT)
    pay(books, decided("C1", 80, "CO-45", "20"))
    books.patient_payment("C1", D(30), on=SENT)
    assert books.metrics(*OCTOBER).days_in_ar.numerator == D(100)


def test_collection_gross_and_net():
    books = sent(office("C1", charge=1000), on=SENT)
    pay(books, decided("C1", 700, "CO-45", "150", "PR-1", "150", charge=1000))
    books.patient_payment("C1", D(100), on=date(2026, 10, 25))
    found = books.metrics(*OCTOBER)
    assert (found.gross_collection_rate, found.gross_collection_rate.percent()) == (Ratio(D(800), D(1000)), D("80.0"))
    assert (found.net_collection_rate, found.net_collection_rate.percent()) == (Ratio(D(800), D(850)), D("94.1"))
    assert found.net_collection_rate.value == Fraction(16, 17), "exact until it is shown"


def test_a_month_without_charges_has_no_collection_rate():
    books = sent(office("C1"), on=date(2026, 9, 5))
    pay(books, decided("C1", 80, "CO-45", "20"))
    found = books.metrics(*OCTOBER)
    assert (found.gross_collection_rate.value, found.net_collection_rate.value) == (None, None)


def test_three_of_four_appeals_bring_300_of_500():
    books = sent(*(office(number, charge=charge) for number, charge in (("C1", 100), ("C2", 100), ("C3", 150), ("C4", 150), ("C5", 90), ("C6", 70))),
                 on=SENT, profiles=PROFILES)
    pay(books, *(decided(number, 0, "CO-50", str(charge), charge=charge) for number, charge in (("C1", 100), ("C2", 100), ("C3", 150), ("C4", 150), ("C5", 90),
                                                                                               ("C6", 70))), on=date(2026, 10, 10))
    for number in numbers(6):
        books.appeal(number, on=date(2026, 10, 12))
    for number, charge, amount in (("C1", 100, 100), ("C2", 100, 100), ("C3", 150, 100)):
        rest = ("CO-45", str(charge - amount)) if charge > amount else ()
        books.post(remittance(reversal(decided(number, 0, "CO-50", str(charge), charge=charge)), decided(number, amount, *rest, charge=charge, icn="N"),
                              trace=f"WON{number}", on=date(2026, 10, 28)))
        books.appeal_decided(number, "overturned" if amount == charge else "partly", on=date(2026, 10, 28))
    books.appeal_decided("C4", "upheld", on=date(2026, 10, 29))
    books.appeal_decided("C6", "withdrawn", on=date(2026, 10, 29))
    found = books.metrics(*OCTOBER)
    assert (found.appeal_recovery_dollars, found.appeal_recovery_dollars.percent()) == (Ratio(D(300), D(500)), D("60.0"))
    assert found.appeal_success_rate == Ratio(D(3), D(4)), "that of C5 is not decided, that of C6 never was"
    assert books.metrics(date(2026, 10, 1), date(2026, 10, 28)).appeal_success_rate == Ratio(D(3), D(3))


def test_two_of_a_hundred_statements_were_wrong():
    day = date(2026, 10, 10)
    entries = [Entry(EntryKind.STATEMENT, day, D(10), claim=f"C{at}", stage="issued") for at in range(100)]
    entries += [Entry(EntryKind.STATEMENT, date(2026, 10, 12), D(8), claim="C1", stage="corrected"),
                Entry(EntryKind.STATEMENT, date(2026, 10, 12), claim="C2", stage="voided")]
    found = Ledger(entries=entries).metrics(*OCTOBER)
    assert (found.patient_balance_accuracy, found.patient_balance_accuracy.percent()) == (Ratio(D(98), D(100)), D("98.0"))


def test_a_statement_is_wrong_once_and_in_its_own_month():
    entries = [Entry(EntryKind.STATEMENT, day, claim="C1", stage=stage) for day, stage in (
        (date(2026, 9, 10), "issued"), (date(2026, 10, 2), "voided"), (date(2026, 10, 3), "voided"), (date(2026, 10, 5), "issued"))]
    assert Ledger(entries=entries).metrics(*OCTOBER).patient_balance_accuracy == Ratio(D(1), D(1))


def test_what_a_missed_deadline_cost_is_avoidable_and_no_contract():
    books = sent(office("C1"), office("C2"), on=SENT)
    pay(books, decided("C1", 0, "CO-29", "100"), decided("C2", 60, "CO-45", "40"))
    books.write_off("C1", D(100), "no proof of timely filing", on=date(2026, 10, 25), kind=WriteOffKind.TIMELY_FILING)
    found = books.metrics(*OCTOBER)
    assert found.avoidable_write_offs == D(100)
    assert (found.summary.contractual, found.summary.written_off, found.summary.avoidable_write_off) == (D(40), D(100), D(100))


def test_a_write_off_that_is_taken_back_was_lost_by_nobody():
    books = sent(office("C1"), on=SENT)
    pay(books, decided("C1", 0, "CO-29", "100"))
    books.write_off("C1", D(100), "late", on=date(2026, 10, 25), kind=WriteOffKind.TIMELY_FILING)
    books.reverse_write_off("C1", D(100), "the proof was found", on=date(2026, 10, 26), kind=WriteOffKind.TIMELY_FILING)
    assert books.metrics(*OCTOBER).avoidable_write_offs == 0


def test_a_months_summary():
    books = sent(office("OLD", charge=500), on=date(2026, 9, 5))
    sent(office("C1"), office("C2"), office("C3"), ledger=books, on=SENT)
    pay(books, decided("C1", 80, "CO-45", "20"), decided("C2", 0, "CO-50", "100"), decided("OLD", 300, "CO-45", "100", "PR-1", "100", charge=500))
    books.patient_payment("OLD", D(40), on=date(2026, 10, 28))
    found = books.financial_summary(*OCTOBER)
    assert (found.charges, found.contractual, found.payments, found.patient_payments, found.denials_open, found.avoidable_write_off) == (
        D(300), D(120), D(380), D(40), D(100), 0)
    assert (found.opening, found.open_to_payer, found.patient_balance, found.receivable) == (D(500), D(100), D(60), D(260))


def test_a_void_takes_its_charge_back_in_the_month_of_the_void():
    books = sent(office("C1"), on=date(2026, 9, 5))
    pay(books, decided("C1", 80, "CO-45", "20"), on=date(2026, 9, 20))
    before = books.financial_summary(date(2026, 9, 1), date(2026, 9, 30))
    books.submit([books.void_claim("C1")], on=SENT)
    pay(books, reversal(decided("C1", 80, "CO-45", "20")))
    assert books.financial_summary(date(2026, 9, 1), date(2026, 9, 30)) == before
    found = books.financial_summary(*OCTOBER)
    assert (found.charges, found.payments, found.contractual, found.receivable) == (D(-100), D(-80), D(-20), 0)


# ---- of all of them

EVENTS = st.lists(st.tuples(st.sampled_from(["submit", "pay", "deny", "share", "patient", "write_off"]), st.integers(1, 4), st.integers(0, 60)), max_size=12)


def played(events):
    books = Ledger(PROFILES)
    for at, (what, number, days) in enumerate(sorted(events, key=lambda event: (event[2], event[0] != "submit"))):
        name, day = f"C{number}", later(date(2026, 9, 1), days)
        known = any(one.claim == name and one.submissions for one in books.accounts)
        if what == "submit" and not known:
            sent(office(name), ledger=books, on=day)
        elif known and what in DECISIONS:
            books.post(remittance_of(name, DECISIONS[what], at, day))
        elif known and what == "patient":
            books.patient_payment(name, D(5), on=day)
        elif known and what == "write_off":
            books.write_off(name, D(7), "small", on=day)
    return books


DECISIONS = {"pay": (80, "CO-45", "20"), "deny": (0, "CO-50", "100"), "share": (50, "CO-45", "20", "PR-1", "30")}


def remittance_of(name, decision, at, day):
    return remittance(decided(name, *decision, icn=f"I{at}"), trace=f"EFT{at}", on=day)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_months_add_up_and_never_disagree_with_the_accounts(events):
    books = played(events)
    months = [books.financial_summary(*span) for span in ((date(2026, 9, 1), date(2026, 9, 30)), OCTOBER)]
    for one in months:
        assert one.receivable - one.opening == (one.charges - one.contractual - one.other_adjustments - one.payments - one.patient_payments
                                                - one.written_off)
    assert months[0].receivable == months[1].opening
    both = books.financial_summary(date(2026, 9, 1), OCTOBER[1])
    assert both.payments == months[0].payments + months[1].payments
    assert both.receivable == sum((one.open_to_payer + one.denied_open + one.patient_balance for one in books.accounts), D(0))


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_no_measure(events, chance):
    books = played(events)
    entries = list(books.entries)
    chance.shuffle(entries)
    again = Ledger.replay(entries, PROFILES)
    assert again.metrics(*OCTOBER) == books.metrics(*OCTOBER)


def test_measures_go_to_json_and_back(ten):
    pay(ten, decided("C3", 60, "CO-45", "15", "PR-1", "25"), decided("C4", 0, "CO-50", "100"))
    found = ten.metrics(*OCTOBER)
    assert from_json(Metrics, to_json(found)) == found


def test_a_ratio_shows_both_its_sides():
    assert str(Ratio(D(2), D(8))) == "25.0% (2 of 8)"
    assert str(Ratio(D(90_000), D(180_000), 90)) == "45.0 (90000 of 180000)"
    assert Ratio(D(1), D(0)).percent() is None
    assert Ratio(D(1), D(-5)).value is None
