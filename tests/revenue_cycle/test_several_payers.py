"""Several payers, out of order; shares that move between them; what may not be billed; what people decide about it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from itertools import permutations

import attrs
import pytest

from books import PLAN, SENT, SUPPLEMENT, THIRD, claim, line, paid, payment, remittance, reversal, visit
from edi_claims import from_json, to_json
from revenue_cycle import ClaimStage, Entry, Ledger, WriteOffKind

NOV = [date(2026, 11, day) for day in (2, 9, 16, 23)]
ALL = (PLAN, SUPPLEMENT, THIRD)


def one_line(*payers, charge="100"):
    return claim("X1", [line("X1L1", "99213", charge)], payers=payers)


def says(payer, status, amount, *adjustments, on=NOV[0], charge="100", remarks=(), **more):
    line_ = paid("X1L1", "99213", charge, amount, *adjustments, remarks=remarks)
    return remittance(payment("X1", [line_], status, icn=f"{payer.payer_id}1", **more), payer=payer, trace=f"{payer.payer_id}{on:%d}", on=on)


PRIMARY = says(PLAN, "1", "50", "CO-45", "20", "PR-2", "30")
SECONDARY = says(SUPPLEMENT, "2", "15", "OA-23", "70", "PR-2", "15", on=NOV[1])
TERTIARY = says(THIRD, "3", "10", "OA-23", "85", "PR-2", "5", on=NOV[2])


def ledger_of(sent, *remittances):
    books = Ledger()
    books.submit([sent], on=SENT)
    for one in remittances:
        assert books.post(one).amount == one.payment_amount
        assert books.account("X1").balances
    return books


def account_of(sent, *remittances):
    return ledger_of(sent, *remittances).account("X1")


@pytest.mark.parametrize("arrival", list(permutations([PRIMARY, SECONDARY, TERTIARY])))
def test_three_payers_in_any_order(arrival):
    account = account_of(one_line(*ALL), *arrival)
    assert (account.paid, account.contractual, account.other_adjustments, account.patient_balance, account.open_to_payer, account.stage) == (
        D(75), D(20), D(0), D(5), D(0), ClaimStage.PATIENT_DUE)
    assert (account.allowed, [one.sequence for one in account.lines]) == (D(80), ["T"])


def test_the_share_waits_for_each_further_payer():
    first = account_of(one_line(*ALL), PRIMARY)
    assert (first.open_to_payer, first.held, first.patient_responsibility, first.patient_balance, first.stage) == (D(30), D(30), D(30), D(0), ClaimStage.NEXT_PAYER)
    second = account_of(one_line(*ALL), PRIMARY, SECONDARY)
    assert (second.open_to_payer, second.held, second.patient_balance) == (D(15), D(15), D(0))


def test_the_secondary_alone_leaves_open_what_the_primary_did():
    account = account_of(one_line(PLAN, SUPPLEMENT), SECONDARY)
    assert (account.paid, account.patient_balance, account.open_to_payer) == (D(15), D(15), D(70))


def test_prior_payers_count_only_beyond_what_they_took():
    more = says(SUPPLEMENT, "2", "5", "OA-23", "80", "PR-2", "15", on=NOV[1])
    account = account_of(one_line(PLAN, SUPPLEMENT), PRIMARY, more)
    assert (account.paid, account.contractual, account.other_adjustments, account.patient_balance) == (D(55), D(20), D(10), D(15))


def test_a_secondary_that_pays_what_was_contractual_undoes_it_and_says_so():
    account = account_of(one_line(PLAN, SUPPLEMENT), PRIMARY, says(SUPPLEMENT, "2", "50", "OA-23", "50", on=NOV[1]))
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer) == (D(100), D(0), D(0), D(0))
    assert [one.code for one in account.findings] == ["L034"]


def turned(one, on, trace):
    """A remittance that takes the decision of another one back."""
    return remittance(reversal(one.claims[0]), payer=one.payer, trace=trace, on=on)


def corrected(amount, *adjustments):
    """The primary takes its decision back behind the secondary's, and makes another one."""
    return [turned(PRIMARY, NOV[2], "BACK"), says(PLAN, "1", amount, *adjustments, on=NOV[3])]


def test_what_the_secondary_called_taken_off_is_undecided_once_the_primary_takes_less():
    """It went by a decision that no longer stands: what nobody takes off now closes no claim in silence."""
    settled = says(SUPPLEMENT, "2", "0", "OA-23", "100", on=NOV[1])
    before = says(PLAN, "1", "50", "CO-45", "50")
    books = ledger_of(one_line(PLAN, SUPPLEMENT), before, settled, turned(before, NOV[2], "BACK"), says(PLAN, "1", "50", "CO-45", "20", "PR-2", "30", on=NOV[3]))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.other_adjustments, account.open_to_payer, account.held, account.stage) == (
        D(50), D(20), D(0), D(30), D(0), ClaimStage.PENDED)
    assert [one.code for one in account.findings] == ["L037"]
    assert [(one.kind, one.reference) for one in books.work_queue(NOV[3])] == [("posting", "L037")]


def test_what_the_primary_pays_more_behind_the_secondary_is_paid_twice_and_gives_nothing_back():
    books = ledger_of(one_line(PLAN, SUPPLEMENT), PRIMARY, SECONDARY, *corrected("80", "CO-45", "20"))
    account = books.account("X1")
    assert (account.paid, account.contractual, account.patient_balance, account.overpaid) == (D(95), D(20), D(15), D(30))
    assert "L034" not in [one.code for one in account.findings]


def test_a_secondary_that_decides_behind_the_correction_is_taken_at_its_word():
    later = attrs.evolve(SECONDARY, payment_date=NOV[3] + timedelta(days=7), trace_number="SUP99")
    account = account_of(one_line(PLAN, SUPPLEMENT), PRIMARY, *corrected("40", "CO-45", "20", "PR-2", "40"), later)
    assert (account.other_adjustments, account.held, account.patient_balance, account.findings) == (D(10), D(0), D(15), ())


def test_the_secondary_may_leave_more_to_the_patient():
    account = account_of(one_line(PLAN, SUPPLEMENT), says(PLAN, "1", "0", "CO-50", "100"), says(SUPPLEMENT, "2", "0", "PR-204", "100", on=NOV[1]))
    assert (account.denied_open, account.patient_balance, account.open_to_payer) == (D(0), D(100), D(0))


def test_the_secondary_may_deny_what_the_primary_left():
    account = account_of(one_line(PLAN, SUPPLEMENT), PRIMARY, says(SUPPLEMENT, "2", "0", "OA-23", "70", "CO-29", "30", on=NOV[1]))
    assert (account.denied_open, account.patient_balance, account.patient_responsibility, account.stage) == (D(30), D(0), D(0), ClaimStage.PARTLY_DENIED)


def test_a_secondary_that_decides_one_line_leaves_the_other_held():
    sent = visit("X1", payers=(PLAN, SUPPLEMENT))
    first = remittance(payment("X1", [paid("X1L1", "99214", "200", "100", "CO-45", "80", "PR-2", "20", modifiers=("25",)),
                                      paid("X1L2", "93000", "150", "60", "CO-45", "80", "PR-2", "10")]))
    second = remittance(payment("X1", [paid("X1L1", "99214", "200", "15", "OA-23", "180", "PR-2", "5", modifiers=("25",))], "2"), payer=SUPPLEMENT, trace="S",
                        on=NOV[1])
    account = account_of(sent, first, second)
    assert (account.patient_balance, account.held, account.open_to_payer) == (D(5), D(10), D(10))


@pytest.mark.parametrize("more", [{"status": "19"}, {"status": "1", "remarks": ("MA18",)}, {"status": "1", "crossover_payer": SUPPLEMENT}])
def test_a_claim_that_crossed_over_is_held_though_no_further_payer_is_known(more):
    status = more.pop("status")
    sent = payment("X1", [paid("X1L1", "99213", "100", "50", "CO-45", "20", "PR-2", "30")], status, **more)
    account = account_of(one_line(PLAN), remittance(sent))
    assert (account.held, account.patient_balance, account.stage) == (D(30), D(0), ClaimStage.NEXT_PAYER)
    after = account_of(one_line(PLAN), remittance(sent), SECONDARY)
    assert (after.held, after.patient_balance, after.open_to_payer) == (D(0), D(15), D(0))


def test_the_latest_claim_knows_best_who_covers_the_patient():
    books = ledger_of(one_line(PLAN, SUPPLEMENT), PRIMARY)
    books.submit([attrs.evolve(one_line(PLAN), frequency="7", payer_control_number="EX0011")], on=NOV[1])
    assert (books.account("X1").held, books.account("X1").patient_balance) == (D(0), D(30))


# ---- what is no patient's, and what is no money

def test_the_share_of_a_qmb_is_never_billed():
    qmb = says(PLAN, "1", "50", "CO-45", "20", "PR-2", "30", remarks=("N782",))
    books = ledger_of(one_line(PLAN), qmb)
    account = books.account("X1")
    assert (account.patient_responsibility, account.patient_balance, account.held, account.not_billable) == (D(30), D(0), D(30), D(30))
    assert [one.code for one in account.findings] == ["L035"]
    books.transfer_to_patient("X1", D(30), "by mistake", on=NOV[1])
    assert books.account("X1").held == D(30)
    books = ledger_of(one_line(PLAN, SUPPLEMENT), qmb, says(SUPPLEMENT, "2", "10", "OA-23", "70", "CO-45", "20", on=NOV[1]))
    account = books.account("X1")
    assert (account.patient_balance, account.contractual, account.open_to_payer, account.not_billable) == (D(0), D(40), D(0), D(0))


def test_a_copay_of_medicaid_itself_is_the_qmbs():
    qmb = says(PLAN, "1", "50", "CO-45", "20", "PR-2", "30", remarks=("N782",))
    account = account_of(one_line(PLAN, SUPPLEMENT), qmb, says(SUPPLEMENT, "2", "10", "OA-23", "70", "CO-45", "17", "PR-3", "3", on=NOV[1]))
    assert (account.patient_balance, account.not_billable) == (D(3), D(0))


def test_what_the_provider_bears_is_never_the_patients():
    account = account_of(one_line(PLAN), says(PLAN, "1", "50", "CO-45", "20", "CO-2", "30"))
    assert (account.patient_balance, account.patient_responsibility) == (D(0), D(0))


def test_sequestration_is_contractual():
    account = account_of(one_line(PLAN), says(PLAN, "1", "49", "CO-45", "50", "CO-253", "1"))
    assert (account.paid, account.contractual, account.denied_open, account.stage) == (D(49), D(51), D(0), ClaimStage.CLOSED)


def test_capitation_is_open_until_a_person_finds_the_contract():
    books = ledger_of(one_line(PLAN), says(PLAN, "1", "0", "CO-24", "100"))
    assert (books.account("X1").denied_open, books.account("X1").contractual) == (D(100), D(0))
    books.write_off("X1", D(100), "in the capitation contract", on=NOV[1], kind=WriteOffKind.CONTRACTUAL)
    assert (books.account("X1").denied_open, books.account("X1").written_off, books.account("X1").stage) == (D(0), D(100), ClaimStage.CLOSED)


def test_what_another_payer_got_instead_is_still_open():
    books = ledger_of(one_line(PLAN), says(PLAN, "23", "0", "OA-B11", "100"))
    account = books.account("X1")
    assert (account.open_to_payer, account.denied_open, account.stage) == (D(100), D(0), ClaimStage.NEXT_PAYER)


@pytest.mark.parametrize("code", ["CO-133", "OA-133"])
def test_a_pended_claim_bills_nobody(code):
    account = account_of(one_line(PLAN), says(PLAN, "1", "0", code, "100"))
    assert (account.open_to_payer, account.pended, account.patient_balance, account.stage) == (D(100), D(100), D(0), ClaimStage.PENDED)


# ---- what people decide

def test_a_share_that_nobody_bills_further_is_moved_to_the_patient():
    books = ledger_of(one_line(PLAN, SUPPLEMENT), PRIMARY)
    books.transfer_to_patient("X1", D(30), "the supplement ended", on=NOV[1], by="PL")
    account = books.account("X1")
    assert (account.patient_responsibility, account.patient_balance, account.held, account.open_to_payer, account.stage) == (
        D(30), D(30), D(0), D(0), ClaimStage.PATIENT_DUE)
    books.post(SECONDARY)
    account = books.account("X1")
    assert (account.patient_responsibility, account.patient_balance, account.open_to_payer) == (D(15), D(15), D(0)), "it paid after all"


def test_a_transfer_takes_the_denial_first_and_then_the_share_that_is_held():
    sent = visit("X1", payers=(PLAN, SUPPLEMENT))
    books = ledger_of(sent, remittance(payment("X1", [paid("X1L1", "99214", "200", "100", "CO-45", "80", "PR-3", "20", modifiers=("25",)),
                                                      paid("X1L2", "93000", "150", "0", "PR-27", "150")])))
    books.transfer_to_patient("X1", D(160), "told the patient", on=NOV[1])
    account = books.account("X1")
    assert (account.denied_open, account.held, account.patient_balance) == (D(0), D(10), D(160))
    assert [(entry.amount, entry.group) for entry in account.history if entry.kind == "transfer"] == [(D(150), "CO"), (D(10), "PR")]


def test_a_credit_is_refunded():
    books = ledger_of(one_line(PLAN), PRIMARY)
    books.patient_payment("X1", D(50), on=SENT - timedelta(days=8))
    assert (books.account("X1").patient_balance, books.account("X1").stage) == (D(-20), ClaimStage.CREDIT)
    books.refund("X1", D(20), "paid too much at the visit", on=NOV[1], by="PL")
    account = books.account("X1")
    assert (account.patient_balance, account.patient_paid, account.stage) == (D(0), D(30), ClaimStage.CLOSED)
    with pytest.raises(ValueError, match="above zero"):
        books.refund("X1", D(-1), on=NOV[1])


def test_a_payment_before_the_claim_is_a_credit_until_it_is_decided():
    books = Ledger()
    books.patient_payment("X1", D(25), on=SENT)
    before = books.account("X1")
    assert (before.charge, before.patient_balance, before.patient_paid) == (D(0), D(-25), D(25))
    books.submit([one_line(PLAN)], on=SENT)
    books.post(PRIMARY)
    assert (books.account("X1").patient_balance, books.account("X1").patient_paid) == (D(5), D(25))


def test_a_write_off_is_taken_back():
    books = ledger_of(one_line(PLAN), says(PLAN, "1", "0", "CO-29", "100"))
    books.write_off("X1", D(100), "no proof", on=NOV[1], kind=WriteOffKind.TIMELY_FILING)
    books.reverse_write_off("X1", D(100), "the 277CA was found", on=NOV[2], kind=WriteOffKind.TIMELY_FILING)
    account = books.account("X1")
    assert (account.written_off, account.denied_open, account.stage) == (D(0), D(100), ClaimStage.DENIED)
    assert [(entry.amount, entry.reason) for entry in account.history if entry.kind == "write_off"] == [(D(100), "timely_filing"), (D(-100), "timely_filing")]


def test_what_is_written_off_and_paid_after_all_is_seen():
    books = ledger_of(one_line(PLAN), says(PLAN, "1", "0", "CO-29", "100"))
    books.write_off("X1", D(100), "no proof", on=NOV[1], kind=WriteOffKind.TIMELY_FILING)
    books.post(says(PLAN, "1", "80", "CO-45", "20", on=NOV[2]))
    account = books.account("X1")
    assert (account.denied_open, account.overpaid, account.open_to_payer, account.stage) == (D(0), D(100), D(-100), ClaimStage.OVERPAID)
    assert [one.code for one in account.findings] == ["L030", "L036"]
    books.reverse_write_off("X1", D(100), "won on appeal", on=NOV[3], kind=WriteOffKind.TIMELY_FILING)
    assert (books.account("X1").overpaid, books.account("X1").stage) == (D(0), ClaimStage.CLOSED)


def test_a_claim_that_was_never_decided_can_be_written_off():
    books = ledger_of(one_line(PLAN))
    books.write_off("X1", D(100), "filed too late", on=NOV[1], kind=WriteOffKind.TIMELY_FILING)
    account = books.account("X1")
    assert (account.open_to_payer, account.denied_open, account.written_off, account.overpaid) == (D(0), D(0), D(100), D(0))


@pytest.mark.parametrize(("kind", "avoidable"), [(kind, kind in {"timely_filing", "authorization", "avoidable"}) for kind in WriteOffKind])
def test_some_write_offs_could_have_been_avoided(kind, avoidable):
    assert kind.is_avoidable is avoidable


# ---- who, when, why

def test_entries_say_who_entered_them_and_when():
    books, now = Ledger(), datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    with books.entering("PL", now):
        books.submit([one_line(PLAN)], on=SENT)
        books.post(PRIMARY)
        books.write_off("X1", D(5), "small", on=NOV[1], of_patient=True, by="MR", kind=WriteOffKind.SMALL_BALANCE)
    books.patient_payment("X1", D(25), on=NOV[1])
    assert {(entry.by, entry.entered_at) for entry in books.entries} == {("PL", now), ("MR", now), ("", None)}
    assert {entry.source.trace_number for entry in books.entries if entry.source} == {"EX00102"}
    assert [from_json(Entry, to_json(entry)) for entry in books.entries] == list(books.entries)
    plain = ledger_of(one_line(PLAN), PRIMARY)
    plain.write_off("X1", D(5), "small", on=NOV[1], of_patient=True)
    plain.patient_payment("X1", D(25), on=NOV[1])
    assert attrs.evolve(books.account("X1"), history=(), submissions=()) == attrs.evolve(plain.account("X1"), history=(), submissions=())


def test_a_persons_words_stand_in_no_repr():
    books = ledger_of(one_line(PLAN), PRIMARY)
    books.write_off("X1", D(5), "ZQXMARK", on=NOV[1], of_patient=True)
    books.transfer_to_patient("X1", D(5), "ZQXMARK", on=NOV[1])
    books.patient_payment("X1", D(25), on=NOV[1])
    books.refund("X1", D(5), "ZQXMARK", on=NOV[1])
    assert "ZQXMARK" not in repr(books.entries) + repr(books.account("X1"))


def test_accounts_are_folded_one_at_a_time_and_again_when_something_is_entered():
    books = Ledger()
    books.submit([one_line(PLAN)], on=SENT)
    first = books.account("X1")
    assert books.account("X1") is first
    assert len(books.accounts) == 1
    seen = iter(books.accounts)
    books.post(PRIMARY)
    assert next(seen).paid == D(50)
    assert books.account("X1") is not first
