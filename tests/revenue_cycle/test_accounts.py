"""Balances: the identity holds whatever comes, in whatever order it comes."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, PROFILES, SENT, SUPPLEMENT, claim, line, paid, payment, remittance, reversal, visit
from edi_claims import Adjustment, ClaimPayment, ProviderAdjustment, RuleError
from revenue_cycle import ClaimStage, Ledger, UnknownClaimError

CENTS = st.integers(0, 50_000).map(lambda cents: D(cents) / 100)
REASONS = ["CO-45", "CO-253", "CO-50", "CO-197", "CO-16", "CO-97", "CO-151", "CO-24", "CO-999", "OA-133", "OA-18", "OA-94", "PI-45", "PR-1", "PR-2", "PR-3", "PR-27",
           "PR-96", "CO-144"]


@st.composite
def decided_lines(draw, charges, earlier=None):
    """A balanced decision about every line; a later payer says with OA-23 what earlier ones took off."""
    lines = []
    for at, charge in enumerate(charges, 1):
        left, adjustments = charge, []
        if earlier is not None:
            taken = sum((one.amount for one in earlier[at - 1].adjustments if one.group != "PR"), D(0)) + earlier[at - 1].paid
            if taken:
                adjustments.append(Adjustment("OA", "23", taken))
                left -= taken
        for reason in draw(st.lists(st.sampled_from(REASONS), max_size=3, unique=True)):
            amount = draw(st.one_of(st.just(left), CENTS))
            adjustments.append(Adjustment(*reason.split("-"), amount))
            left -= amount
        one = paid(f"X1L{at}", "99213", charge, left)
        one.adjustments = adjustments
        lines.append(one)
    return lines


@st.composite
def lives(draw):
    """One claim, and what payers and people do with it, in the order of arrival."""
    charges = draw(st.lists(st.integers(1, 50_000).map(lambda cents: D(cents) / 100), min_size=1, max_size=3))
    payers = draw(st.sampled_from([(PLAN,), (PLAN, SUPPLEMENT)]))
    sent = claim("X1", [line(f"X1L{at}", "99213", charge) for at, charge in enumerate(charges, 1)], payers=payers)
    first = draw(decided_lines(charges))
    events = [remittance(payment("X1", first, icn="P1"), trace="P1", on=date(2026, 11, 1))]
    if draw(st.booleans()):
        again = draw(decided_lines(charges))
        events.append(remittance(reversal(events[0].claims[0]), payment("X1", again, icn="P2"), trace="P2", on=date(2026, 11, 9)))
        first = again
    if len(payers) > 1 and draw(st.booleans()):
        second = draw(decided_lines(charges, first))
        events.append(remittance(payment("X1", second, "2", icn="S1"), payer=SUPPLEMENT, trace="S1", on=date(2026, 11, 20)))
    return sent, events


def check(account):
    assert account.balances
    assert account.charge == account.paid + account.contractual + account.other_adjustments + account.denied_open + account.open_to_payer + (
        account.patient_balance + account.patient_paid + account.written_off)


@given(lives(), st.lists(st.tuples(st.sampled_from(["pay", "write off", "transfer"]), CENTS), max_size=3))
@settings(deadline=None)
def test_the_identity_holds_after_every_entry(life, decisions):
    sent, events = life
    books = Ledger(PROFILES)
    books.submit([sent], on=SENT)
    for event in events:
        report = books.post(event)
        assert report.amount == event.payment_amount or report.refused
    for kind, amount in decisions:
        {"pay": books.patient_payment, "transfer": books.transfer_to_patient,
         "write off": lambda number, dollars: books.write_off(number, dollars, "small balance")}[kind]("X1", amount)
    for at in range(1, len(books.entries) + 1):
        some = Ledger.replay(books.entries[:at])
        for account in some.accounts:
            check(account)


@given(lives())
@settings(deadline=None)
def test_everything_is_decided_once_and_the_open_amount_is_what_is_pended_or_held(life):
    sent, events = life
    books = Ledger()
    books.submit([sent], on=SENT)
    for event in events:
        books.post(event)
    account = books.account("X1")
    last = events[-1].claims[-1]
    pended = sum((one.amount for one in last.all_adjustments if one.code == "OA-133"), D(0))
    later = len(sent.coverages) > 1 and len(events) > 0 and events[-1].payer == PLAN
    held = account.patient_responsibility if later else D(0)
    assert account.open_to_payer == pended + held


@given(lives(), st.randoms())
@settings(deadline=None)
def test_the_order_of_arrival_of_different_payers_changes_nothing(life, random):
    sent, events = life
    mine = [event for event in events if event.payer == PLAN]
    theirs = [event for event in events if event.payer != PLAN]
    one, other = Ledger(), Ledger()
    for books in (one, other):
        books.submit([sent], on=SENT)
    for event in mine + theirs:
        one.post(event)
    for event in theirs + mine:
        other.post(event)
    drop = {"history": (), "submissions": ()}
    assert attrs.evolve(one.account("X1"), **drop) == attrs.evolve(other.account("X1"), **drop)


def test_a_payer_that_repeats_the_contractual_cut_does_not_count_twice():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "99213", "100")], payers=(PLAN, SUPPLEMENT))], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99213", "100", "50", "CO-45", "30", "PR-2", "20")])))
    books.post(remittance(payment("X1", [paid("X1L1", "99213", "100", "15", "CO-45", "80", "PR-2", "5")], "2"), payer=SUPPLEMENT, trace="S", on=date(2026, 11, 20)))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer) == (D(65), D(30), D(5), D(0))
    check(account)


def test_an_earlier_denial_that_a_later_payer_leaves_unpaid_still_stands():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "93000", "150")], payers=(PLAN, SUPPLEMENT))], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "93000", "150", "0", "CO-197", "150")])))
    books.post(remittance(payment("X1", [paid("X1L1", "93000", "150", "0", "OA-23", "150")], "2"), payer=SUPPLEMENT, trace="S", on=date(2026, 11, 20)))
    account = books.account("X1")
    assert (account.denied_open, account.contractual, account.other_adjustments, account.open_to_payer) == (D(150), D(0), D(0), D(0))


def test_a_secondary_that_pays_what_the_primary_denied_settles_it():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "93000", "150")], payers=(PLAN, SUPPLEMENT))], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "93000", "150", "0", "CO-50", "150")])))
    books.post(remittance(payment("X1", [paid("X1L1", "93000", "150", "90", "CO-45", "60")], "2"), payer=SUPPLEMENT, trace="S", on=date(2026, 11, 20)))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.denied_open, account.open_to_payer) == (D(90), D(60), D(0), D(0))
    check(account)


def test_pr_27_waits_for_the_front_desk_and_not_for_the_patient():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "0", "PR-27", "200", modifiers=("25",)), paid("X1L2", "93000", "150", "0", "PR-27", "150")])))
    account = books.account("X1")
    assert (account.denied_open, account.patient_balance) == (D(350), D(0))
    assert {denial.owner for denial in books.denials()} == {"front_desk"}
    books.transfer_to_patient("X1", D(350), "coverage had ended; told the patient", on=date(2026, 11, 10))
    account = books.account("X1")
    assert (account.denied_open, account.patient_responsibility, account.patient_balance, account.stage) == (D(0), D(350), D(350), ClaimStage.PATIENT_DUE)


def test_a_line_that_is_pended_is_open_to_the_payer():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "120", "CO-45", "80"), paid("X1L2", "93000", "150", "0", "OA-133", "150")])))
    account = books.account("X1")
    assert (account.open_to_payer, account.denied_open, account.stage) == (D(150), D(0), ClaimStage.PENDED)


def test_another_lines_denial_does_not_hold_the_patients_share_back():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "100", "CO-45", "80", "PR-3", "20"), paid("X1L2", "93000", "150", "0", "CO-197", "150")])))
    assert books.account("X1").patient_balance == D(20)


def test_a_negative_adjustment_raises_the_payment_and_is_never_clamped():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "99213", "100")])], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99213", "100", "75", "CO-45", "30", "CO-144", "-5")])))
    account = books.account("X1")
    assert (account.paid, account.contractual + account.other_adjustments) == (D(75), D(25))
    check(account)


def test_write_offs_leave_the_bucket_that_they_are_taken_from():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "100", "CO-45", "80", "PR-3", "20"), paid("X1L2", "93000", "150", "0", "CO-29", "150")])))
    books.write_off("X1", D(150), "timely filing, no proof", on=date(2026, 12, 1))
    books.write_off("X1", D(20), "small balance", on=date(2026, 12, 1), of_patient=True)
    account = books.account("X1")
    assert (account.denied_open, account.patient_balance, account.written_off, account.stage) == (D(0), D(0), D(170), ClaimStage.CLOSED)
    assert not books.denials()


def test_a_claim_without_lines_is_folded_as_a_whole():
    books = Ledger()
    books.submit([visit("X1", payers=(PLAN, SUPPLEMENT))], on=SENT)
    whole = ClaimPayment("X1", "1", D(350), D(200), payer_control_number="I1", adjustments=[Adjustment("CO", "45", D(100)), Adjustment("PR", "2", D(50))])
    books.post(remittance(whole))
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "30", "OA-23", "170"), paid("X1L2", "93000", "150", "10", "OA-23", "130", "PR-2", "10")], "2"),
                          payer=SUPPLEMENT, trace="S", on=date(2026, 11, 20)))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer) == (D(240), D(100), D(10), D(0))


def test_a_claim_that_nobody_heard_of_is_an_error():
    with pytest.raises(UnknownClaimError, match="NOPE"):
        Ledger().account("NOPE")


def test_provider_level_money_is_kept_apart():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "99213", "100")])], on=SENT)
    plb = (ProviderAdjustment("1234567893", date(2026, 12, 31), "L6", "X", D("-1.25")), ProviderAdjustment("1234567893", date(2026, 12, 31), "WO", "A0999", D(45)))
    report = books.post(remittance(payment("X1", [paid("X1L1", "99213", "100", "100")]), plb=plb))
    assert report.amount == D("56.25")
    assert books.account("X1").paid == D(100)


def test_hold_and_resubmission_show_in_the_stage():
    books = Ledger()
    books.hold("X1", "B005", on=SENT)
    assert books.account("X1").stage is ClaimStage.HELD
    books.submit([visit("X1")], on=SENT + timedelta(days=1))
    assert books.account("X1").stage is ClaimStage.SUBMITTED


def test_the_next_claim_needs_a_decision_and_a_payer():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    with pytest.raises(RuleError) as error:
        books.secondary_claim("X1")
    assert error.value.findings[0].code == "L004"
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "200"), paid("X1L2", "93000", "150", "150")])))
    with pytest.raises(RuleError) as error:
        books.secondary_claim("X1")
    assert error.value.findings[0].code == "L006"
