"""The work queue: what somebody has to do, who, for how much, by when."""

from datetime import date
from decimal import Decimal as D
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
import edi837
import edi_acks
from books import PLAN, PROFILES, SUPPLEMENT, claim, line, paid, payment, remittance, visit
from corpus import example
from edi_claims import Fee, FeeSchedule, Owner, Payer, PayerProfile, ProviderAdjustment, RootCause, from_json, to_json
from edi_testing import Plan, SimulatedPayer, sample_claims
from measuring import answer, decided, later, office, pay, sent
from revenue_cycle import Entry, EntryKind, Ledger
from revenue_cycle.work_items import PRESSING, WorkItem, WorkKind, in_turn
from revenue_cycle.worklist import by_owner

TODAY = date(2026, 10, 28)
STRICT = (PayerProfile("EXAMPLE HEALTH PLAN", ("EX001", "1512345678"), appeal_days=30, timely_filing_days=90, secondary_filing_days=60),
          PayerProfile("SUPPLEMENT LIFE", ("SUP01",), timely_filing_days=180, secondary_filing_days=45))


def of_kind(ledger, kind, day=TODAY, **more):
    return [one for one in ledger.work_queue(day, **more) if one.kind == kind]


def only(ledger, kind, day=TODAY, **more):
    [one] = of_kind(ledger, kind, day, **more)
    return one


# ---- denials

@pytest.fixture
def two_ecgs():
    [second] = edi837.parse(example("837p-2-corrected-add-auth"))
    second = attrs.evolve(second, frequency="1", authorization_number=None, payer_control_number=None)
    books = Ledger(PROFILES)
    books.submit([attrs.evolve(second, patient_control_number="A2001"), second], on=date(2026, 10, 20))
    books.post(edi835.parse(example("835-2-ecg-two-denials"))[0])
    return books


def test_the_same_amount_is_work_for_two_owners(two_ecgs):
    coding, front_desk = of_kind(two_ecgs, "denial", date(2026, 11, 10))
    assert (coding.claim, coding.owner, coding.amount, coding.deadline) == ("A2001", Owner.CODING, D(150), date(2027, 5, 2))
    assert (front_desk.claim, front_desk.owner, front_desk.amount) == ("A2002", Owner.FRONT_DESK, D(150))
    assert coding.days_left == 173


def test_a_missing_authorization_is_never_answered_by_another_code(two_ecgs):
    front_desk = of_kind(two_ecgs, "denial", date(2026, 11, 10))[1]
    assert "auth" in front_desk.next_action.casefold()
    assert front_desk.may_change == ("authorization_number", "referral_number")
    assert "encounter.diagnoses" in front_desk.must_not_change


def test_every_item_has_an_owner_in_the_practice(two_ecgs):
    assert {one.owner for one in two_ecgs.work_queue(TODAY)} <= {Owner.CODING, Owner.PROVIDER, Owner.FRONT_DESK, Owner.BILLING}


def test_asking_changes_nothing(two_ecgs):
    before = two_ecgs.entries
    two_ecgs.work_queue(TODAY)
    assert two_ecgs.entries == before


def test_a_written_off_denial_is_no_work(two_ecgs):
    two_ecgs.write_off("A2001", D(150), "rightly denied", on=date(2026, 11, 9))
    assert [one.claim for one in of_kind(two_ecgs, "denial", date(2026, 11, 10))] == ["A2002"]
    assert len(of_kind(two_ecgs, "denial", date(2026, 11, 8))) == 2, "as it was on that day"


# ---- on the way

def test_an_unworked_rejection_tells_its_days_and_what_is_left_for_filing():
    books = sent(office("A6003", day=date(2026, 10, 13), charge=400), on=date(2026, 10, 20), profiles=STRICT)
    books.acknowledge(edi_acks.parse(example("277ca-mixed")))
    item = only(books, "rejection")
    assert (item.claim, item.owner, item.root_cause, item.reference) == ("A6003", Owner.FRONT_DESK, RootCause.ELIGIBILITY, "A7:164:IL")
    assert (item.since, item.waiting, item.amount) == (date(2026, 10, 21), 7, D(400))
    assert (item.deadline, item.days_left) == (date(2027, 1, 11), 75)


def test_a_rejection_that_was_sent_again_is_no_work():
    books = sent(office("C1"), on=date(2026, 10, 5))
    books.acknowledge([answer("C1", "A7:164:IL", date(2026, 10, 7))])
    assert [one.kind for one in books.work_queue(date(2026, 10, 8))] == ["rejection"], "from its first day on, and once"
    assert [one.kind for one in books.work_queue(date(2026, 11, 8))] == ["rejection"], "overdue, it is still one thing to do"
    sent(office("C1"), ledger=books, on=date(2026, 10, 9))
    assert of_kind(books, "rejection") == []


def test_an_accepted_claim_without_a_remittance_is_followed_up_after_thirty_days():
    books = sent(office("C1"), on=date(2026, 9, 25), profiles=STRICT)
    books.acknowledge([answer("C1", "A2:20", date(2026, 9, 28))])
    assert books.work_queue(date(2026, 10, 27)) == []
    item = only(books, "follow_up", date(2026, 10, 28))
    assert (item.claim, item.root_cause, item.owner, item.waiting, item.amount) == ("C1", RootCause.PAYER_FOLLOW_UP, Owner.BILLING, 30, D(100))
    pay(books, decided("C1", 100), on=date(2026, 10, 28))
    assert of_kind(books, "follow_up", date(2026, 11, 20)) == []


def test_a_question_to_the_provider_is_the_coders_to_settle():
    books = Ledger()
    books.hold("C1", "provider_query", on=date(2026, 10, 20))
    books.hold("C2", "waits for the referral", on=date(2026, 10, 21))
    query, hold = only(books, "provider_query"), only(books, "hold")
    assert (query.claim, query.owner, query.root_cause, query.waiting) == ("C1", Owner.CODING, RootCause.DOCUMENTATION, 8)
    assert (hold.claim, hold.owner) == ("C2", Owner.BILLING)
    sent(office("C1"), office("C2"), ledger=books, on=date(2026, 10, 22))
    assert [one for one in books.work_queue(date(2026, 10, 23)) if one.kind in ("hold", "provider_query")] == []


# ---- money

def test_a_secondary_claim_is_due_until_it_is_sent():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), profiles=STRICT)
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    item = only(books, "secondary_claim")
    assert (item.payer, item.amount, item.deadline) == ("SUPPLEMENT LIFE", D(25), date(2026, 12, 4)), "45 days from the primary's decision"
    sent(books.secondary_claim("C1"), ledger=books, on=TODAY)
    assert of_kind(books, "secondary_claim") == []


def test_where_the_first_payer_left_nothing_no_secondary_claim_is_due():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)))
    pay(books, decided("C1", 80, "CO-45", "20"))
    assert books.work_queue(TODAY) == []


def test_what_a_patient_pays_before_anything_was_sent_is_no_credit():
    books = Ledger()
    books.patient_payment("C1", D(25), on=date(2026, 10, 1))
    assert books.work_queue(TODAY) == []


def test_a_claim_that_the_payer_sent_on_by_itself_is_not_sent_again():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)))
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25", status="19"))
    assert of_kind(books, "secondary_claim") == []


def test_a_payment_without_a_claim_waits_in_suspense():
    books = sent(office("C1"))
    books.post(remittance(decided("NOBODY", 80, "CO-45", "20"), on=date(2026, 10, 20)))
    item = only(books, "suspense")
    assert (item.claim, item.amount, item.root_cause, item.waiting, item.reference) == ("NOBODY", D(80), RootCause.POSTING, 8, "EFT1")
    sent(office("NOBODY"), ledger=books, on=date(2026, 10, 25))
    assert books.account("NOBODY").paid == D(80)
    assert of_kind(books, "suspense") == []


def test_an_underpayment_needs_a_contract():
    books = sent(visit("C1"), profiles=STRICT)
    pay(books, payment("C1", [paid("C1L1", "99214", 200, 130, "CO-45", "70"), paid("C1L2", "93000", 150, 80, "CO-45", "70")]))
    assert of_kind(books, "underpayment") == []
    item = only(books, "underpayment", contract=FeeSchedule("CONTRACT", (Fee("99214", D(135)), Fee("93000", D(80)))))
    assert (item.service_line, item.amount, item.owner, item.deadline) == (1, D(5), Owner.BILLING, date(2026, 11, 19))


def test_what_was_paid_twice_is_the_payers():
    books = sent(office("C1"))
    pay(books, decided("C1", 100))
    pay(books, decided("C1", 100, icn="OTHER"), on=date(2026, 10, 25))
    assert only(books, "overpayment").amount == D(100)


def test_a_forward_balance_will_be_taken_from_a_later_payment():
    books = sent(office("C1"))
    pay(books, decided("C1", 100), plb=(ProviderAdjustment("1234567893", None, "FB", "C1", D(-30)),))
    item = only(books, "overpayment")
    assert (item.claim, item.amount, item.reference) == (None, D(30), "PLB FB")


def test_a_patient_who_paid_too_much_gets_it_back_once_all_payers_are_done():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)))
    books.patient_payment("C1", D(25), on=date(2026, 10, 1))
    assert of_kind(books, "patient_credit", date(2026, 10, 10)) == [], "before any decision it is a deposit"
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    assert of_kind(books, "patient_credit") == [], "the secondary may leave him all of it"
    sent(books.secondary_claim("C1"), ledger=books, on=date(2026, 10, 21))
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 20, "OA-23", "75", "PR-2", "5")], status="2"), on=date(2026, 10, 24), payer=SUPPLEMENT)
    item = only(books, "patient_credit")
    assert (item.amount, item.root_cause) == (D(20), RootCause.PATIENT_BILLING)
    books.refund("C1", D(20), on=date(2026, 10, 26))
    assert of_kind(books, "patient_credit") == []


def test_a_patients_share_is_asked_for_once():
    books = sent(office("C1"))
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    assert only(books, "patient_balance").amount == D(25)
    told = Ledger(entries=[*books.entries, Entry(EntryKind.STATEMENT, date(2026, 10, 25), D(25), claim="C1", stage="issued")])
    assert of_kind(told, "patient_balance") == []
    voided = Ledger(entries=[*told.entries, Entry(EntryKind.STATEMENT, date(2026, 10, 26), D(25), claim="C1", stage="voided")])
    assert only(voided, "patient_balance").amount == D(25)


# ---- the bank

def test_money_without_a_remittance_and_a_remittance_without_its_money():
    books = sent(office("C1"), office("C2"))
    pay(books, decided("C1", 80, "CO-45", "20"), trace="EFT1001", on=date(2026, 10, 10))
    assert of_kind(books, "deposit") == [], "nobody enters deposits here"
    books.match_deposit("EFT9999", D(55), date(2026, 10, 12))
    assert {(one.reference, one.amount) for one in of_kind(books, "deposit")} == {("EFT9999", D(55)), ("EFT1001", D(80))}
    books.match_deposit("EFT1001", D(80), date(2026, 10, 13))
    assert [one.reference for one in of_kind(books, "deposit")] == ["EFT9999"]
    assert of_kind(books, "deposit", date(2026, 10, 11)) == [], "as it was on that day"


def test_a_deposit_that_differs_from_its_remittance():
    books = sent(office("C1"))
    pay(books, decided("C1", 80, "CO-45", "20"), trace="EFT1001", on=date(2026, 10, 27))
    books.match_deposit("EFT1001", D(70), TODAY)
    assert only(books, "deposit").next_action == "Find the difference of -10 to what the remittance pays"


# ---- appeals

def test_an_appeal_is_waited_for_and_the_denial_is_no_work_meanwhile():
    books = sent(office("C1"), profiles=STRICT)
    pay(books, decided("C1", 0, "CO-50", "100"), on=date(2026, 10, 10))
    assert only(books, "denial").deadline == date(2026, 11, 9)
    books.appeal("C1", on=date(2026, 10, 20), by="PL")
    appeal = only(books, "appeal")
    assert (appeal.amount, appeal.waiting, appeal.owner) == (D(100), 8, Owner.BILLING)
    assert of_kind(books, "denial") == []
    books.appeal_decided("C1", "upheld", on=date(2026, 10, 26))
    assert of_kind(books, "appeal") == []
    assert only(books, "denial").amount == D(100), "a decision about the amount is left"


# ---- what comes first

def item(amount=100, left=None, claim_="C1", **more):
    deadline = later(TODAY, left) if left is not None else None
    given = {"kind": WorkKind.DENIAL, "owner": Owner.CODING, "root_cause": RootCause.CODING, "since": TODAY, "waiting": 0, "next_action": "x"} | more
    return WorkItem(claim=claim_, amount=D(amount), deadline=deadline, days_left=left, **given)


@pytest.mark.parametrize(("left", "weight"), [(None, 1), (-1, 1), (0, 8), (7, 8), (8, 5), (14, 5), (15, 3), (30, 3), (31, 2), (60, 2), (61, 1), (400, 1)])
def test_how_much_a_deadline_presses(left, weight):
    assert item(left=left).weight == weight
    assert item(left=left).priority == D(100 * weight)


def test_a_small_amount_with_a_near_deadline_comes_before_a_great_one_with_time():
    assert [one.amount for one in in_turn([item(1000, 180), item(150, 5)])] == [D(150), D(1000)]


def test_a_deadline_that_has_passed_presses_no_more():
    assert [one.days_left for one in in_turn([item(100, -3), item(100, 3), item(100)])] == [3, -3, None]


def test_the_reasons_say_why():
    assert item(150, 5).reasons == ("150 at stake", "5 days left until 2026-11-02: counts 8 times", "waiting for 0 days")
    assert item(150, -1).reasons[1] == "the deadline 2026-10-27 passed 1 day ago: counts once, decide what becomes of the amount"
    assert item(150).reasons[1] == "no deadline is known: counts once"
    assert item(150, 90).reasons[1].endswith("counts once")


def test_the_queue_stands_by_owner_and_is_parted_by_owner():
    found = [item(owner=Owner.BILLING, amount=900), item(owner=Owner.CODING), item(owner=Owner.FRONT_DESK), item(owner=Owner.PROVIDER)]
    assert [one.owner for one in in_turn(found)] == [Owner.CODING, Owner.PROVIDER, Owner.FRONT_DESK, Owner.BILLING]
    assert {owner: len(part) for owner, part in by_owner(in_turn(found)).items()} == dict.fromkeys((Owner.CODING, Owner.PROVIDER, Owner.FRONT_DESK, Owner.BILLING), 1)


ITEMS = st.lists(st.builds(item, st.integers(1, 500), st.none() | st.integers(-10, 100), st.sampled_from(["C1", "C2", "C3"]),
                           owner=st.sampled_from([Owner.CODING, Owner.BILLING]), kind=st.sampled_from([*WorkKind]), reference=st.sampled_from(["a", "b"])),
                 max_size=12)


@settings(max_examples=60, deadline=None)
@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_is_always_the_same(found, chance):
    ordered = in_turn(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert in_turn(shuffled) == ordered
    for one, following in pairwise(ordered):
        assert one.owner != following.owner or one.priority >= following.priority
    assert list(dict.fromkeys(one.owner for one in ordered)) == [owner for owner in (Owner.CODING, Owner.BILLING) if any(one.owner is owner for one in found)]


def test_a_nearer_deadline_never_presses_less():
    weights = [item(left=days).weight for days in range(100)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(PRESSING) + 1


def test_the_order_of_entry_changes_no_queue(two_ecgs):
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)), ledger=two_ecgs)
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    again = Ledger.replay(reversed(books.entries), PROFILES)
    assert again.work_queue(date(2026, 11, 10)) == books.work_queue(date(2026, 11, 10))


def test_the_queue_goes_to_json_and_holds_no_patient_data(two_ecgs):
    found = two_ecgs.work_queue(date(2026, 11, 10))
    text = to_json(found)
    assert from_json(list[WorkItem], text) == found
    patients = [entry.submitted.encounter.patient for entry in two_ecgs.entries if entry.submitted is not None]
    assert not any(one.name.last in text for one in patients)


def test_money_with_no_claim_and_claims_without_profiles_have_no_deadline():
    books = sent(claim("C1", [line("C1L1", "99213", 100)], payers=(Payer("NEW"),)))
    pay(books, decided("C1", 0, "CO-50", "100"), payer=Payer("NEW"))
    item_ = only(books, "denial")
    assert (item_.deadline, item_.days_left, item_.payer) == (None, None, "NEW")


# ---- a simulated practice

@pytest.fixture(scope="module")
def practice():
    """Sixty invented claims to a first payer that denies some of them."""
    claims = [one for one in sample_claims(100, seed=11) if one.sequence == "P"][:60]
    plan = Plan(Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02")), deductible=D(50), coinsurance=D("0.2"))
    numbers = [one.patient_control_number for one in claims]
    payer = SimulatedPayer(plan, FeeSchedule("EXAMPLE"), seed=11, deny=dict.fromkeys(numbers[::4], "CO-197") | dict.fromkeys(numbers[1::9], "CO-50"))
    books = Ledger(PROFILES)
    for one in claims:
        books.submit([one], on=later(one.encounter.last_day, 3))
    for made in payer.adjudicate_each(claims):
        books.post(made)
    return books


def test_every_open_denial_is_work_to_the_cent(practice):
    day = max(entry.on for entry in practice.entries)
    items = [one for one in practice.work_queue(day) if one.kind == "denial"]
    assert sum((one.amount for one in items), D(0)) == sum((one.denied_open for one in practice.accounts), D(0)) > 0
    assert {one.claim for one in items} == {one.claim for one in practice.accounts if one.denied_open}


def test_every_patient_balance_and_every_payer_in_arrears_is_somebodys_work(practice):
    day = max(entry.on for entry in practice.entries)
    late = practice.work_queue(later(day, 120))
    balances = {one.claim: one.amount for one in late if one.kind == "patient_balance"}
    assert balances == {one.claim: one.patient_balance for one in practice.accounts if one.patient_balance > 0}
    waiting = {one.claim for one in practice.accounts if one.open_to_payer > 0}
    assert waiting <= {one.claim for one in late if one.kind in ("follow_up", "secondary_claim", "posting", "denial")}


def test_its_month_agrees_with_its_accounts(practice):
    days = [entry.on for entry in practice.entries]
    found = practice.metrics(min(days), max(days))
    accounts = list(practice.accounts)
    assert found.summary.charges == sum(one.charge for one in accounts)
    assert found.summary.payments == sum(one.paid for one in accounts)
    assert found.summary.receivable == practice.aging(max(days)).total.total
    assert found.denial_rate_claims.denominator == found.turnaround.count == len({entry.claim for entry in practice.entries if entry.decided is not None})
    assert found.denial_rate_claims.numerator >= 60 // 4
    assert sum(row.count for row in practice.denial_trend(by=())) == next(iter(found.denial_share.values())).denominator
