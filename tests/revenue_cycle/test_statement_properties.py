"""What holds of every statement, whatever payers and people do: its lines are the patient's balance, and no cent is unexplained."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, SENT, SUPPLEMENT, THIRD, claim, line
from edi_claims import Fee, FeeSchedule, RuleError
from edi_testing import Plan, SimulatedPayer
from edi_testing.payer import Coordination, Copay, Habits, Supplement, UnknownClaimError
from revenue_cycle import Ledger, WriteOffKind
from revenue_cycle.statements import (
    LineKind,
    NotBilledBecause,
    issue_statement,
    patient_credits,
    render,
    statement,
    statements_wrong,
)

CODES = ["99213", "99214", "93000", "36415"]
FEES = FeeSchedule("ANY", [Fee("99213", D(80)), Fee("99214", D("120.55")), Fee("93000", D("33.33"))])
SOME = settings(deadline=None, max_examples=60)
AMOUNTS = st.integers(-5_000, 40_000).map(lambda cents: D(cents) / 100)


@st.composite
def payers(draw):
    few = st.lists(st.sampled_from(CODES), max_size=1)
    first = Plan(PLAN, deductible=draw(st.sampled_from([D(0), D("49.99")])), coinsurance=draw(st.sampled_from([D(0), D("0.2")])),
                 copays=draw(st.sampled_from([(), (Copay(("99*",), D(25)),)])), not_covered=draw(few), reviewed=draw(few),
                 crossover=draw(st.sampled_from([(), (SUPPLEMENT,)])), habits=Habits(sends_lines=draw(st.integers(0, 4)) > 0))
    second = Plan(SUPPLEMENT, coordination=draw(st.sampled_from([*Coordination, Supplement()])))
    denied = draw(st.sampled_from([{}, {}, {"X1L1": "CO-197"}, {"X1L1": "PR-27"}, {"X1": "CO-16 N290"}, {"X1L1": "PR-204"}]))
    return SimulatedPayer(first, FEES, deny=denied), SimulatedPayer(second, FEES)


@st.composite
def ledgers(draw):
    """The books of one claim after some months; the same at the end of each step."""
    first, second = draw(payers())
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    sent = claim("X1", [line(f"X1L{at}", code, D(draw(st.integers(1, 30_000))) / 100) for at, code in enumerate(codes, 1)],
                 payers=draw(st.sampled_from([(PLAN,), (PLAN, SUPPLEMENT), (PLAN, SUPPLEMENT, THIRD)])))
    days = iter(SENT + timedelta(days=10 * at) for at in range(1, 50))
    books = Ledger()
    if draw(st.booleans()):
        books.patient_payment("X1", D(25), on=sent.encounter.first_day)
    books.submit([sent], on=SENT)
    if draw(st.integers(1, 9)) < 9:
        books.post(_answered(first, sent, next(days), draw(st.sampled_from([(), (), (), ("N782",)]))))
    for what in draw(st.lists(st.sampled_from(["take back", "reprocess", "next", "next", "pay", "refund", "forgive", "write off", "transfer"]), max_size=5)):
        _happens(books, what, first, second, next(days), draw(AMOUNTS))
        assert books.account("X1").balances
    return books


def _answered(payer, sent, day, remarks):
    """A decision; with N782 the patient is a qualified Medicare beneficiary."""
    made = payer.adjudicate([sent], on=day)
    for one in made.claims:
        for service in one.services:
            service.remarks = (*service.remarks, *remarks)
    return made


def _happens(books, what, first, second, day, amount):
    try:
        if what == "take back":
            first.take_back("X1")
            books.post(first.adjudicate([], on=day))
        elif what == "reprocess":
            first.deny.clear()
            first.reprocess("X1")
            books.post(first.adjudicate([], on=day))
        elif what == "next":
            books.post(second.adjudicate([books.secondary_claim("X1")], on=day))
        elif what == "pay":
            books.patient_payment("X1", amount, on=day)
        elif what == "refund":
            books.refund("X1", abs(amount) + D("0.01"), on=day)
        elif what == "transfer":
            books.transfer_to_patient("X1", amount, "decided", on=day)
        else:
            books.write_off("X1", amount, "decided", on=day, of_patient=what == "forgive", kind=WriteOffKind.CHARITY)
    except (RuleError, UnknownClaimError, ValueError):
        pass


@given(ledgers())
@SOME
def test_the_lines_are_the_patient_balance_to_the_cent(books):
    account = books.account("X1")
    told = statement(account)
    assert told.balance == account.patient_balance
    assert told.balance == told.total - told.credit - told.paid_ahead
    assert min(told.total, told.credit, told.paid_ahead) >= 0
    assert told.patient_paid == account.patient_paid


@given(ledgers())
@SOME
def test_every_cent_of_the_charge_is_on_the_statement(books):
    account = books.account("X1")
    told = statement(account)
    not_billed = sum((one.amount for one in told.not_billed), D(0))
    shares = sum((one.amount for one in told.shares), D(0))
    assert told.charge == told.plan_paid + told.adjusted + not_billed - told.beyond + shares
    held = sum((one.amount for one in told.not_billed if one.because in {NotBilledBecause.NEXT_PAYER, NotBilledBecause.QMB}), D(0))
    assert held == account.held
    refused = {NotBilledBecause.COVERAGE, NotBilledBecause.REFUSED, NotBilledBecause.HOLD_HARMLESS}
    assert sum((one.amount for one in told.not_billed if one.because in refused), D(0)) == account.denied_open


@given(ledgers())
@SOME
def test_every_service_adds_up_by_itself_and_together(books):
    account = books.account("X1")
    told = statement(account)
    for row in told.services:
        assert row.charge == row.paid + row.adjusted + row.waits + row.share
    assert sum((row.charge for row in told.services), D(0)) == account.charge
    assert sum((row.adjusted for row in told.services), D(0)) == account.contractual + account.other_adjustments
    people = sum((one.amount for one in told.lines if one.kind is LineKind.REFUSED), D(0))
    assert sum((row.share for row in told.services), D(0)) == account.patient_responsibility - people


@given(ledgers())
@SOME
def test_a_statement_goes_out_for_the_balance_or_says_why_not(books):
    account, day = books.account("X1"), SENT + timedelta(days=400)
    if account.patient_balance <= 0:
        with pytest.raises(RuleError) as caught:
            issue_statement(account, day)
        assert {one.code for one in caught.value.findings} == {"L085"}
        return
    entry = issue_statement(account, day)
    assert entry.amount == account.patient_balance
    issued = Ledger(entries=[*books.entries, entry])
    assert list(statements_wrong(issued.accounts)) == [], "by what is known it is right"
    assert issued.account("X1").patient_balance == account.patient_balance, "a statement is no money"


@given(ledgers())
@SOME
def test_a_credit_is_all_that_is_below_zero(books):
    account = books.account("X1")
    found = list(patient_credits(books.accounts, SENT + timedelta(days=400)))
    assert [one.amount for one in found] == ([-account.patient_balance] if account.patient_balance < 0 else [])
    for one in found:
        assert one.refundable == statement(account).credit
        assert account.history
        assert min(entry.on for entry in account.history) <= one.since <= max(entry.on for entry in account.history)


@given(ledgers(), st.sampled_from(["text", "html"]))
@settings(deadline=None, max_examples=25)
def test_whatever_happened_there_is_a_page_and_it_names_nobody(books, how):
    page = render(statement(books.account("X1")), how)
    assert not [word for word in ("ROWE", "DANA", "XYZ100200300", "1971") if word in page.upper()]
