"""Receivables by age: what is owed, by whom, for how long."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, PROFILES, SUPPLEMENT
from edi_claims import from_json, to_json
from measuring import decided, later, office, pay, sent
from revenue_cycle import Ledger
from revenue_cycle.receivables import AgedBy, Aging, Debtor

TODAY = date(2026, 12, 31)


def rows(aging):
    return {row.label: (row.insurance, row.patient, row.credit, row.claims) for row in aging.rows}


@pytest.fixture
def five():
    """Five claims of 10, 45, 75, 100 and 130 days: the oldest denied, one with a patient's share, the others not decided."""
    ages = {"C1": 10, "C2": 45, "C3": 75, "C4": 100, "C5": 130}
    books = Ledger(PROFILES)
    for number, days in ages.items():
        books.submit([office(number, day=later(TODAY, -days))], on=later(TODAY, -days + 3))
    pay(books, decided("C3", 60, "CO-45", "15", "PR-1", "25"), decided("C5", 0, "CO-197", "100"), on=date(2026, 12, 1))
    return books


def test_five_claims_stand_in_five_buckets_insurance_and_patient_apart(five):
    assert rows(five.aging(TODAY)) == {"0-30": (D(100), 0, 0, 1), "31-60": (D(100), 0, 0, 1), "61-90": (0, D(25), 0, 1), "91-120": (D(100), 0, 0, 1),
                                       "120+": (D(100), 0, 0, 1)}


def test_an_age_counts_from_service_submission_or_decision(five):
    def ages(by):
        return [one.days for one in five.aging(TODAY, by).balances]
    assert ages("service") == [10, 45, 75, 100, 130]
    assert ages(AgedBy.SUBMISSION) == [7, 42, 72, 97, 127]
    assert ages("decision") == [7, 42, 30, 97, 30], "without a decision, the day of sending"


def test_what_is_no_beginning_of_an_age_is_refused(five):
    with pytest.raises(ValueError, match="payment"):
        five.aging(TODAY, "payment")


@pytest.mark.parametrize(("days", "label"), [(0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90"), (91, "91-120"),
                                             (120, "91-120"), (121, "120+"), (900, "120+")])
def test_the_edges_of_a_bucket_belong_to_it(days, label):
    books = sent(office("C1", day=later(TODAY, -days)), on=TODAY)
    assert [row.label for row in books.aging(TODAY).rows if row.claims] == [label]


def test_a_service_that_lies_ahead_has_no_age():
    assert sent(office("C1", day=later(TODAY, 5)), on=TODAY).aging(TODAY).balances[0].days == 0


def test_buckets_are_configurable(five):
    assert [(row.label, row.total) for row in five.aging(TODAY, limits=(60,)).rows] == [("0-60", D(200)), ("60+", D(225))]
    assert [row.label for row in five.aging(TODAY, limits=()).rows] == ["0+"]
    with pytest.raises(ValueError, match="rise"):
        five.aging(TODAY, limits=(60, 30))


def test_what_came_later_is_left_out(five):
    before = five.aging(date(2026, 11, 30))
    assert before.total.patient == 0
    assert before.total.insurance == D(400), "C1 was not sent yet"
    assert five.aging(date(2025, 1, 1)).balances == ()


def test_credits_stand_apart_and_make_no_debt_smaller():
    books = sent(office("C1"), office("C2"))
    pay(books, decided("C1", 80, "CO-45", "20"), decided("C2", 60, "CO-45", "15", "PR-1", "25"))
    books.patient_payment("C1", D(25), on=date(2026, 10, 21))
    total = books.aging(date(2026, 10, 30)).total
    assert (total.insurance, total.patient, total.credit, total.total) == (0, D(25), D(-25), 0)


def test_what_a_payer_paid_twice_is_its_credit():
    books = sent(office("C1"))
    pay(books, decided("C1", 100))
    pay(books, decided("C1", 100, icn="OTHER"), on=date(2026, 10, 25))
    assert books.account("C1").overpaid == D(100)
    [one] = books.aging(date(2026, 10, 30)).balances
    assert (one.debtor, one.amount) == (Debtor.INSURANCE, D(-100))


def test_each_payer_has_its_part_by_the_name_of_its_profile():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), office("C2", payers=(PLAN, SUPPLEMENT)), office("C3"), profiles=PROFILES)
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"), decided("C3", 0, "CO-50", "100"))
    parts = {name: sum(row.insurance for row in found) for name, found in books.aging(TODAY).by_payer.items()}
    assert parts == {"EXAMPLE HEALTH PLAN": D(200), "SUPPLEMENT LIFE": D(25)}, "the share waits for the secondary, the denial is the primary's"


def test_the_report_goes_to_json_and_back(five):
    report = five.aging(TODAY)
    assert from_json(Aging, to_json(report)) == report


# ---- every cent is in one bucket

AMOUNTS = st.integers(0, 100)


@st.composite
def ledgers(draw):
    """A few claims, each paid, denied, shared, paid by the patient, or not decided at all."""
    books = Ledger(PROFILES)
    for at in range(draw(st.integers(1, 5))):
        number, day = f"C{at}", later(TODAY, -draw(st.integers(0, 200)))
        books.submit([office(number, day=day, payers=draw(st.sampled_from([(PLAN,), (PLAN, SUPPLEMENT)])))], on=later(day, 2))
        if draw(st.booleans()):
            contractual, denied, share = (draw(AMOUNTS) for _ in range(3))
            taken = [part for code, amount in (("CO-45", contractual // 3), ("CO-50", denied // 3), ("PR-1", share // 3)) if amount for part in (code, str(amount))]
            paid = 100 - contractual // 3 - denied // 3 - share // 3
            pay(books, decided(number, paid, *taken), on=later(day, 20), trace=f"EFT{at}")
        if draw(st.booleans()):
            books.patient_payment(number, D(draw(AMOUNTS)), on=later(day, 1))
    return books


@settings(max_examples=50, deadline=None)
@given(ledgers(), st.sampled_from([*AgedBy]), st.lists(st.integers(0, 200), unique=True).map(sorted))
def test_the_buckets_add_up_to_the_accounts(books, by, limits):
    aging = books.aging(later(TODAY, 30), by, limits=limits)
    owed = sum((one.open_to_payer + one.denied_open + one.patient_balance for one in books.accounts), D(0))
    assert sum((row.total for row in aging.rows), D(0)) == owed == aging.total.total
    assert all(row.insurance >= 0 and row.patient >= 0 and row.credit <= 0 for row in aging.rows)
    by_payer = sum((row.total for found in aging.by_payer.values() for row in found), D(0))
    assert by_payer == sum((one.amount for one in aging.balances if one.debtor is Debtor.INSURANCE), D(0))
