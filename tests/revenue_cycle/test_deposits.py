"""Every deposit finds what it pays, and what nothing pays is found."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, SENT, SUPPLEMENT, paid, payment, remittance, visit
from edi_claims import ProviderAdjustment
from revenue_cycle import DepositStatus, EntryKind, Ledger

ON = date(2026, 11, 2)
ZERO = D(0)


def pays(trace, amount, payer=PLAN, on=ON, number="A1001", **more):
    amount = D(amount)
    one = payment(number, [paid(None, "99214", amount, amount)], icn=f"I{trace}{on}")
    return remittance(one, payer=payer, trace=trace, on=on, **more)


def ledger(*remittances):
    books = Ledger()
    books.submit([visit("A1001")], on=SENT)
    for one in remittances:
        assert not books.post(one).refused
    return books


def traces(match):
    return [(one.trace_number, one.amount) for one in match.remittances]


def test_a_deposit_pays_its_remittance_to_the_cent():
    books = ledger(pays("EFT1", "129"))
    match = books.match_deposit("EFT1", D(129), date(2026, 11, 4), payer_trace_id="1512345678", reference="B77", by="PL")
    assert (match.status, traces(match), match.expected, match.difference, match.method, match.findings) == (
        DepositStatus.MATCHED, [("EFT1", D(129))], D(129), ZERO, "trace_number", ())
    entry = books.entries[-1]
    assert (entry.kind, entry.amount, entry.on, entry.bank_reference, entry.by, entry.source.trace_number) == (
        EntryKind.DEPOSIT, D(129), date(2026, 11, 4), "B77", "PL", "EFT1")
    assert books.cash == D(129)
    assert books.unmatched_deposits == []
    assert books.unpaid_remittances(date(2027, 1, 1)) == []


def test_every_cent_of_a_deposit_has_its_place():
    known, unknown = payment("A1001", [paid(None, "99214", "200", "120", "CO-45", "80")]), payment("NOBODY", [paid(None, "99213", "50", "50")], icn="I2")
    books = ledger(remittance(known, unknown, trace="EFT1", plb=(ProviderAdjustment("1", date(2026, 12, 31), "WO", "X", D(30)),)))
    [one] = books.match_deposit("EFT1", D(140), ON).remittances
    assert (one.posted, one.in_suspense, one.provider_level, one.returned) == (D(120), D(50), D(-30), ZERO)
    books.refund_suspense(books.suspense[0], ON)
    [one] = books.deposits[0].remittances
    assert (one.posted, one.in_suspense, one.provider_level, one.returned) == (D(120), ZERO, D(-30), D(50))
    assert one.posted + one.in_suspense + one.provider_level + one.returned == one.amount


@pytest.mark.parametrize("told", ["000123456", "123456", " 123456 ", "00123-456"])
def test_zeros_blanks_and_hyphens_of_a_check_number_do_not_matter(told):
    assert ledger(pays("0123456", "80")).match_deposit(told, D(80), ON).status == "matched"


@pytest.mark.parametrize("told", ["123456", "CHK1234567", "1234567890"])
def test_a_number_that_the_bank_cut_off_is_found_by_amount_and_day_too(told):
    remitted = {"123456": "CHK00123456", "CHK1234567": "CHK123456789", "1234567890": "567890"}[told]
    books = ledger(pays(remitted, "80"), pays("OTHER", "81"))
    match = books.match_deposit(told, D(80), ON)
    assert (match.status, match.method, traces(match)) == ("matched", "cut_off", [(remitted, D(80))])
    assert books.cash == D(80)


@pytest.mark.parametrize(("told", "amount", "day"), [("456", "80", ON), ("123456", "79", ON), ("123456", "80", ON + timedelta(days=9)), ("999456", "80", ON)])
def test_a_piece_of_a_number_is_not_enough_without_the_rest(told, amount, day):
    assert ledger(pays("CHK00123456", "80")).match_deposit(told, D(amount), day).status == "no_remittance"


def test_two_that_a_piece_of_a_number_may_mean_are_not_guessed():
    books = ledger(pays("X123456", "80"), pays("Y123456", "80"))
    assert books.match_deposit("123456", D(80), ON).status == "no_remittance"
    assert books.cash == ZERO


def test_another_amount_is_told_with_both_figures():
    match = ledger(pays("EFT1", "129")).match_deposit("EFT1", D(119), ON)
    assert (match.status, match.expected, match.found, match.difference) == ("differs", D(129), D(119), D(-10))
    [finding] = match.findings
    assert (finding.code, finding.level, finding.expected, finding.found, finding.difference) == ("BAL-DEPOSIT", "deposit", D(129), D(119), D(-10))


def test_one_deposit_for_several_remittances():
    books = ledger(pays("EFT1", "100"), pays("EFT1", "29", on=date(2026, 11, 3)))
    match = books.match_deposit("EFT1", D(129), ON)
    assert (match.status, sorted(traces(match))) == ("sum", [("EFT1", D(29)), ("EFT1", D(100))])


def test_one_remittance_by_several_deposits_whose_parts_come_one_by_one():
    books = ledger(pays("EFT1", "129"))
    first = books.match_deposit("EFT1", D(100), ON)
    assert (first.status, first.difference) == ("differs", D(-29))
    second = books.match_deposit("EFT1", D(29), date(2026, 11, 4))
    assert (second.status, second.difference, [one.amount for one in second.others]) == ("split", ZERO, [D(100)])
    assert [one.status for one in books.deposits] == ["split", "split"]
    assert books.cash == D(129)


def test_several_deposits_for_several_remittances():
    books = ledger(pays("EFT1", "100"), pays("EFT1", "29", on=date(2026, 11, 3)))
    books.match_deposit("EFT1", D(60), ON)
    books.match_deposit("EFT1", D(69), ON)
    assert ([one.status for one in books.deposits], books.cash) == (["split", "split"], D(129))


def test_the_payer_tells_remittances_of_one_number_apart():
    books = ledger(pays("100", "80"), pays("100", "80", payer=SUPPLEMENT))
    match = books.match_deposit("100", D(80), ON, payer_trace_id="1476543210")
    assert [one.payer_trace_id for one in match.remittances] == ["1476543210"]
    assert [one.payer_trace_id for one in books.unpaid_remittances(date(2026, 12, 1))] == ["1512345678"]


def test_of_two_remittances_of_one_number_and_amount_the_nearest_day_is_meant():
    books = ledger(pays("100", "80"), pays("100", "80", on=date(2026, 12, 2)))
    assert [one.on for one in books.match_deposit("100", D(80), date(2026, 12, 3)).remittances] == [date(2026, 12, 2)]


def test_a_deposit_without_a_remittance_waits_for_it():
    books = ledger()
    match = books.match_deposit("EFT1", D(129), ON)
    assert (match.status, match.expected, [one.code for one in match.findings]) == ("no_remittance", ZERO, ["BAL-DEPOSIT"])
    assert [one.deposit.amount for one in books.unmatched_deposits] == [D(129)]
    books.post(pays("EFT1", "129"))
    assert (books.unmatched_deposits, books.cash) == ([], D(129))


def test_a_remittance_whose_money_does_not_come_is_missed_after_its_days():
    books = ledger(pays("EFT1", "129"))
    assert books.unpaid_remittances(ON + timedelta(days=6)) == []
    assert [(one.trace_number, one.amount) for one in books.unpaid_remittances(ON + timedelta(days=7))] == [("EFT1", D(129))]
    assert books.unpaid_remittances(ON + timedelta(days=7), days=10) == []
    books.match_deposit("EFT1", D(129), ON + timedelta(days=9))
    assert books.unpaid_remittances(ON + timedelta(days=8)), "what came later was not there that day"
    assert books.unpaid_remittances(ON + timedelta(days=9)) == []


def test_zero_and_non_payments_need_no_deposit():
    books = ledger(pays("EFT0", "0"), pays("EFT9", "50", payment_method="NON"))
    assert books.unpaid_remittances(date(2027, 1, 1)) == []
    assert books.match_deposit("EFT9", D(50), ON).status == "matched", "and yet some come"


def test_the_same_deposit_twice_counts_once():
    books = ledger(pays("EFT1", "129"))
    books.match_deposit("EFT1", D(129), ON, reference="B1")
    before = books.entries
    again = books.match_deposit("EFT1", D(129), ON, reference="B1")
    assert (again.status, books.entries, books.cash) == ("duplicate", before, D(129))
    assert books.match_deposit("EFT1", D(129), ON, reference="B2").status == "no_remittance"
    assert [one.status for one in books.deposits] == ["matched", "no_remittance"]


def test_a_day_far_from_the_payment_date_is_worth_a_look():
    match = ledger(pays("EFT1", "129")).match_deposit("EFT1", D(129), ON + timedelta(days=20))
    assert (match.status, [one.code for one in match.findings]) == ("matched", ["L045"])


def test_what_a_payer_takes_from_the_account():
    plb = (ProviderAdjustment("1", date(2026, 12, 31), "WO", "X", D(200)),)
    taken = attrs.evolve(pays("EFT1", "80", plb=plb), payment_amount=D(120), credit_or_debit="D")
    books = ledger(taken)
    match = books.match_deposit("EFT1", D(-120), ON)
    assert (match.status, match.expected, books.cash) == ("matched", D(-120), D(-120))
    [one] = match.remittances
    assert (one.posted, one.provider_level) == (D(80), D(-200))


TRACES = ["1", "001", "77", "EFT12345", "12345"]


@st.composite
def banking(draw):
    amounts = draw(st.lists(st.sampled_from(["10", "20", "30", "0.01"]), max_size=5))
    remittances = [pays(draw(st.sampled_from(TRACES)), amount, draw(st.sampled_from([PLAN, SUPPLEMENT])), ON + timedelta(days=at))
                   for at, amount in enumerate(amounts)]
    booked = draw(st.lists(st.sampled_from(["10", "20", "30", "40", "60"]), max_size=5))
    deposits = [(draw(st.sampled_from(TRACES)), D(amount), ON + timedelta(days=draw(st.integers(0, 9))), draw(st.sampled_from(["", "1512345678"])), f"B{at}")
                for at, amount in enumerate(booked)]
    return remittances, deposits


@given(banking(), st.randoms())
@settings(deadline=None, max_examples=100)
def test_cash_is_the_sum_of_the_matched_deposits_in_any_order(given_banking, random):
    remittances, deposits = given_banking
    ends = []
    for _ in range(2):
        books = ledger()
        for what in random.sample([*remittances, *deposits], len(remittances) + len(deposits)):
            if isinstance(what, tuple):
                trace, amount, on, payer, reference = what
                match = books.match_deposit(trace, amount, on, payer_trace_id=payer, reference=reference)
                assert match == next(one for one in books.deposits if one.deposit == match.deposit), "asked alone it is the same"
            else:
                books.post(what)
        matched = sum((one.deposit.amount for one in books.deposits if one.is_matched), ZERO)
        assert books.cash == matched
        assert matched + sum((one.deposit.amount for one in books.unmatched_deposits), ZERO) == sum((amount for _, amount, *_ in deposits), ZERO)
        remitted = sum((entry.amount for entry in books.entries if entry.kind is EntryKind.REMITTANCE), ZERO)
        assert books.cash + sum((one.amount for one in books.unpaid_remittances(date(2027, 1, 1))), ZERO) == remitted
        assert all(one.difference == 0 for one in books.deposits if one.is_matched)
        assert Ledger.replay(books.entries).deposits == books.deposits
        ends.append((books.deposits, books.unpaid_remittances(date(2027, 1, 1))))
    assert ends[0] == ends[1]
