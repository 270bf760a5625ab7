"""What holds of every claim and every cent of a simulated practice's years, after each thing that happened and in whatever order it was entered."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal as D
from functools import cache
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi_claims import from_json, to_json
from edi_testing.practice import (
    Acknowledged,
    AppealDecided,
    Appealed,
    Deposited,
    Held,
    PatientPaid,
    Refunded,
    Remitted,
    Sent,
    SimulatedPractice,
    WrittenOff,
)
from revenue_cycle import Entry, EntryKind, Ledger, fold

MAIL = Sent, Acknowledged, Remitted, Deposited, PatientPaid, Held
"""What may be entered in any order. What people decide follows from what they see, so it is entered behind it."""
FEW = settings(deadline=None, max_examples=5)
seeds = st.integers(0, 7)


@cache
def practice(seed, years=1):
    return SimulatedPractice(seed, visits=28 * years, years=years)


@cache
def happened(seed, years=1):
    return tuple(practice(seed, years).events())


@cache
def entries_of(seed, years=1):
    return told(happened(seed, years)).entries


def told(events, books=None):
    books = Ledger(practice(0).profiles) if books is None else books
    for one in events:
        one.tell(books)
    return books


def at_end(seed, years=1):
    """The ledger at the end, new each time, so that no property sees what another one did."""
    return Ledger.replay(entries_of(seed, years), practice(seed, years).profiles)


def of(events, *kinds):
    return [one for one in events if isinstance(one, kinds)]


def state(books, day):
    """Everything that a user can ask for that must not depend on the order of arrival."""
    return {
        "accounts": {one.claim: attrs.evolve(one, history=()) for one in books.accounts},
        "denials": sorted(map(repr, books.denials(day))),
        "suspense": sorted((one.amount, one.patient_control_number, one.reason) for one in books.suspense),
        "deposits": books.deposits, "cash": books.cash, "owed": books.owed_to_payer, "interest": books.interest,
        "queue": books.work_queue(day), "silence": books.silence(day), "aging": sorted(map(repr, books.aging(day).balances)),
        "metrics": books.metrics(day - timedelta(days=364), day)}


def same(one, other):
    for name, value in one.items():
        assert other[name] == value, name


# ---- the simulation itself shows what it is for

def test_between_them_the_years_hold_everything_that_goes_wrong():
    kinds, stages, seen = Counter(), Counter(), Counter()
    for seed in range(8):
        books = at_end(seed)
        kinds.update(entry.kind for entry in books.entries)
        seen.update(f"acknowledged {entry.stage}" for entry in books.entries if entry.kind is EntryKind.ACKNOWLEDGMENT)
        stages.update(account.stage for account in books.accounts)
        seen.update(finding.code for account in books.accounts for finding in account.findings)
        seen.update("late mail" for one in of(happened(seed), Remitted) if one.remittance.payment_date + timedelta(days=9) < one.on)
        seen.update(one.status for event in of(happened(seed), Remitted) for one in event.remittance.claims)
        seen.update(f"frequency {claim.frequency}" for event in of(happened(seed), Sent) for claim in event.claims)
        seen.update(match.status for match in books.deposits)
        seen.update(entry.reason for entry in books.entries if entry.kind is EntryKind.PROVIDER_LEVEL)
    assert {"submission", "acknowledgment", "hold", "payment", "contractual", "prior_payer", "patient_responsibility", "pended", "denial", "provider_level",
            "patient_payment", "refund", "write_off", "deposit", "appeal", "appeal_decision"} <= kinds.keys()
    assert {"22", "19", "1", "2", "4", "late mail", "frequency 1", "frequency 7", "frequency 8", "matched", "split", "no_remittance", "FB", "WO",
            "L6"} <= seen.keys()
    assert {"acknowledged rejected", "acknowledged not_received", "acknowledged accepted", "L032"} <= seen.keys()
    assert {"closed", "patient_due", "denied", "partly_denied", "next_payer", "pended", "accepted"} <= stages.keys()


# ---- after every entry

@given(st.integers(0, 10_000))
@FEW
def test_the_identity_holds_for_every_claim_after_every_entry(seed):
    so_far = defaultdict(list)
    for entry in told(SimulatedPractice(seed, visits=20).events()).entries:
        so_far[entry.claim].append(entry)
        if entry.claim:
            assert fold(entry.claim, so_far[entry.claim]).balances


@given(seeds)
@FEW
def test_every_remittance_lands_whole_and_no_claim_payment_waits(seed):
    books = Ledger(practice(seed).profiles)
    for event in happened(seed):
        if not isinstance(event, Remitted):
            event.tell(books)
            continue
        report = books.post(event.remittance)
        assert not [*report.refused, *report.suspense, *report.duplicates]
        assert report.amount == event.remittance.payment_amount


# ---- the order of arrival

@given(seeds, st.data())
@FEW
def test_whatever_comes_in_whatever_order_gives_the_same_end(seed, data):
    """What is sent may be entered behind what answers it; then its acknowledgments are entered once more, as the ledger says."""
    events, day = happened(seed), practice(seed).end
    decided = of(events, Refunded, WrittenOff)
    mail = data.draw(st.permutations(of(events, *MAIL)))
    told_again = data.draw(st.permutations(of(events, Acknowledged)))
    same(state(told([*of(events, *MAIL), *decided]), day), state(told([*mail, *told_again, *decided]), day))


@given(seeds, st.data())
@FEW
def test_decisions_about_what_is_there_do_not_ask_how_it_came(seed, data):
    """Appeals, too, and what became of them: entered by people once the mail is there."""
    events, day = happened(seed), practice(seed).end
    appeals = {one.claim: one for one in of(events, Appealed)}
    decided = of(events, AppealDecided, WrittenOff, Refunded)
    sent, answers = of(events, Sent), [one for one in events if isinstance(one, MAIL) and not isinstance(one, Sent)]
    shuffled = data.draw(st.permutations(answers))
    before = [entry for entry in entries_of(seed) if entry.kind is EntryKind.APPEAL]
    assert {entry.claim for entry in before} == appeals.keys()

    def end(mail):
        books = told([*sent, *mail])
        return told(decided, Ledger.replay([*books.entries, *before], practice(seed).profiles))

    same(state(end(answers), day), state(end(shuffled), day))


# ---- the same again

@given(seeds, st.data())
@FEW
def test_what_is_entered_twice_counts_once(seed, data):
    books = at_end(seed)
    again = data.draw(st.permutations(of(happened(seed), Acknowledged, Remitted, Deposited)))
    told(again, books)
    assert books.entries == entries_of(seed)


@given(seeds)
@FEW
def test_a_ledger_is_its_entries(seed):
    live, day = told(happened(seed)), practice(seed).end
    written = [from_json(Entry, to_json(entry)) for entry in live.entries]
    assert tuple(written) == live.entries
    same(state(live, day), state(Ledger.replay(written, practice(seed).profiles), day))


def test_a_ledger_is_its_journal(tmp_path):
    live, day = told(happened(1)), practice(1).end
    live.save(tmp_path / "journal.jsonl")
    loaded = Ledger.load(tmp_path / "journal.jsonl", practice(1).profiles)
    assert loaded.entries == live.entries
    same(state(live, day), state(loaded, day))


# ---- money

@given(seeds)
@FEW
def test_cash_is_what_deposits_brought_for_remittances(seed):
    books, events = at_end(seed), happened(seed)
    deposits = of(events, Deposited)
    strays = [one for one in deposits if one.trace_number.startswith("STRAY")]
    paid = {one.remittance.trace_number: one.remittance.payment_amount for one in of(events, Remitted)}
    came = defaultdict(D)
    for one in deposits:
        came[one.trace_number] += one.amount
    assert books.cash == sum((amount for trace, amount in came.items() if trace in paid), D(0))
    assert {one.deposit.reference for one in books.unmatched_deposits} == {
        one.reference for one in deposits if one in strays or one.trace_number not in paid}
    assert {one.trace_number for one in books.unpaid_remittances(practice(seed).end, days=0)} == {
        trace for trace, amount in paid.items() if amount and trace not in came}


@given(seeds)
@FEW
def test_every_cent_of_every_payment_is_in_one_place(seed):
    books = at_end(seed)
    placed = defaultdict(D)
    for entry in books.entries:
        if entry.kind in (EntryKind.ADJUDICATION, EntryKind.SUSPENSE, EntryKind.PROVIDER_LEVEL):
            placed[entry.source.payer_trace_id, entry.source.trace_number] += entry.amount
    paid = {(one.remittance.payer_trace_id, one.remittance.trace_number): one.remittance.payment_amount for one in of(happened(seed), Remitted)}
    assert {key: placed[key] for key in paid} == paid
    provider = sum((entry.amount for entry in books.entries if entry.kind is EntryKind.PROVIDER_LEVEL), D(0))
    assert sum(paid.values(), D(0)) == sum((one.paid for one in books.accounts), D(0)) + provider
    assert sum((one.paid for one in books.accounts), D(0)) == sum((one.remittance.paid_total for one in of(happened(seed), Remitted)), D(0))


@given(seeds)
@FEW
def test_what_the_patient_paid_is_what_he_gave_less_what_he_got(seed):
    given_ = defaultdict(D)
    for one in of(happened(seed), PatientPaid, Refunded):
        given_[one.claim] += one.amount if isinstance(one, PatientPaid) else -one.amount
    assert {one.claim: one.patient_paid for one in at_end(seed).accounts if one.claim in given_} == given_


# ---- reports agree with the accounts

@given(seeds)
@FEW
def test_reports_add_up_to_the_accounts(seed):
    books, end = at_end(seed), practice(seed).end
    accounts, aging = list(books.accounts), books.aging(end)
    money = books.metrics(practice(seed).start, end).summary

    def whole(name):
        return sum((getattr(one, name) for one in accounts), D(0))

    assert aging.total.total == whole("open_to_payer") + whole("denied_open") + whole("patient_balance")
    assert aging.total.patient == sum((max(one.patient_balance, D(0)) for one in accounts), D(0))
    assert sum((row.total for row in aging.rows), D(0)) == aging.total.total == money.receivable
    assert (money.charges, money.payments, money.contractual, money.written_off, money.patient_payments) == tuple(
        map(whole, ("charge", "paid", "contractual", "written_off", "patient_paid")))
    assert sum((one.amount for one in books.denials(end)), D(0)) == whole("denied_open")
    queue = books.work_queue(end)
    denied = {one.claim for one in books.denials(end)}
    assert {one.claim for one in queue if one.kind in ("denial", "appeal")} <= denied | {one.claim for one in of(happened(seed), Appealed)}
    assert sum((one.amount for one in queue if one.kind == "patient_credit"), D(0)) == sum((one.refundable for one in books.credits(end)), D(0))
    assert sum((one.amount for one in books.credits(end)), D(0)) == -sum((min(one.patient_balance, D(0)) for one in accounts), D(0))
    assert sum((one.amount for one in queue if one.kind == "patient_balance"), D(0)) == aging.total.patient
    assert sum((one.amount for one in queue if one.kind == "overpayment" and one.claim), D(0)) == whole("overpaid")


@given(seeds)
@FEW
def test_months_add_up_to_the_year(seed):
    books, first, end = at_end(seed), practice(seed).start, practice(seed).end
    days = [first + timedelta(days=28 * at) for at in range(14)]
    parts = [books.financial_summary(start, following - timedelta(days=1)) for start, following in pairwise(days)]
    assert days[-1] == end
    year = books.financial_summary(first, end - timedelta(days=1))
    for name in ("charges", "contractual", "other_adjustments", "payments", "patient_payments", "written_off", "provider_level"):
        assert sum((getattr(one, name) for one in parts), D(0)) == getattr(year, name), name
    assert all(one.receivable == following.opening for one, following in pairwise(parts))


# ---- nothing is forgotten

@given(seeds)
@FEW
def test_no_claim_is_lost(seed):
    """A claim on which somebody owes something is somebody's work, or there is a day on which silence about it will speak."""
    books, end = at_end(seed), practice(seed).end
    work = {one.claim for one in books.work_queue(end)}
    listed = work | {one.claim for one in books.work_queue(end + timedelta(days=400))}
    for account in books.accounts:
        owed = account.open_to_payer, account.denied_open, account.patient_balance
        assert account.stage
        assert any(owed) is (account.stage not in ("closed", "overpaid")) or account.claim in work
        assert account.claim in listed or not any(owed), account


@pytest.mark.parametrize("seed", [0, 7])
def test_two_years_hold_as_well(seed):
    books, end = at_end(seed, 2), practice(seed, 2).end
    assert all(account.balances for account in books.accounts)
    assert books.cash + sum((one.amount for one in books.unpaid_remittances(end, days=0)), D(0)) == sum(
        (one.remittance.payment_amount for one in of(happened(seed, 2), Remitted)), D(0))
