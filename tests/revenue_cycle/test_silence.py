"""Silence: what should have been heard by now, and what nobody has worked."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edi837
from books import PLAN, SUPPLEMENT, claim, line, paid, payment, remittance, visit
from corpus import example
from edi_acks import Totals
from edi_claims import Owner, PayerProfile, RootCause, Severity
from heard import LIMITS, NEXT_DAY, SENT, answer, parsed, receipt, sent, syntax, ta1, told
from revenue_cycle import Entry, EntryKind, Ledger, business_days, filing_deadline

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 10, day) for day in (20, 21, 22, 23, 26))
PAID = remittance(payment("A1", [paid("A1L1", "99214", 200, 130, "CO-45", 70), paid("A1L2", "93000", 150, 80, "CO-45", 70)]))


def codes(ledger, day, **more):
    return [(one.code, one.claim) for one in ledger.silence(day, **more)]


def accepted(*numbers, status="A2:20:PR", on=NEXT_DAY, **more):
    ledger = sent(*(numbers or ["A1"]), **more)
    ledger.acknowledge([ta1(), syntax("A")], on=SENT)
    ledger.acknowledge([answer(*(told(number, status, on=on) for number in numbers or ["A1"]), on=on)])
    return ledger


# ---- every step, the day before and the day of its limit

def test_a_file_that_nobody_answers():
    ledger = sent("A1", "A2")
    assert codes(ledger, TUESDAY) == []
    assert codes(ledger, WEDNESDAY) == [("L050", "A1"), ("L050", "A2")]
    [one, _] = ledger.silence(WEDNESDAY)
    assert (one.file, one.days, one.working_days, one.limit, one.root_cause, one.owner) == ("000000001", 1, 1, 1, RootCause.SUBMISSION, Owner.BILLING)


def test_a_file_that_was_accepted_and_no_word_of_its_claims():
    ledger = sent("A1")
    ledger.acknowledge([ta1(), syntax("A")], on=TUESDAY)
    assert codes(ledger, THURSDAY) == []
    assert codes(ledger, FRIDAY) == [("L051", "A1")]


def test_a_claim_without_a_receipt_waits_for_its_277ca_only():
    ledger = Ledger()
    ledger.submit([visit("A1")], on=TUESDAY)
    assert codes(ledger, THURSDAY) == []
    assert codes(ledger, FRIDAY) == [("L051", "A1")]


def test_a_claim_that_was_received_and_not_accepted():
    ledger = accepted(status="A1:19:PR")
    assert codes(ledger, date(2026, 10, 27)) == []
    [one] = ledger.silence(date(2026, 10, 28))
    assert (one.code, one.since, one.days, one.working_days) == ("L052", WEDNESDAY, 7, 5)


def test_a_second_word_of_receipt_does_not_start_the_clock_anew():
    ledger = accepted(status="A0:16:AY")
    ledger.acknowledge([answer(told("A1", "A1:19:PR", on=MONDAY), on=MONDAY, number="R2")])
    assert codes(ledger, date(2026, 10, 28)) == [("L052", "A1")]


def test_row_60_accepted_and_not_paid_in_30_days():
    ledger = accepted()
    assert codes(ledger, NEXT_DAY + timedelta(29)) == []
    [one] = ledger.silence(NEXT_DAY + timedelta(30))
    assert (one.code, one.claim, one.root_cause, one.owner, one.days) == ("L053", "A1", RootCause.PAYER_FOLLOW_UP, Owner.BILLING, 30)
    assert "276" in one.fix


def test_medicare_is_asked_after_14_days_unless_its_profile_says_otherwise():
    medicare = [attrs.evolve(one, filing_indicator="MB") for one in visit("A1").coverages]
    for profiles, days in (((), 14), ((PayerProfile(PLAN.name, PLAN.ids, payment_days=20),), 20)):
        ledger = Ledger(profiles)
        ledger.submit([attrs.evolve(visit("A1"), coverages=medicare)], on=SENT)
        ledger.acknowledge([answer(told("A1", "A2:20:PR"))])
        assert codes(ledger, NEXT_DAY + timedelta(days - 1)) == []
        assert codes(ledger, NEXT_DAY + timedelta(days)) == [("L053", "A1")]


def test_each_limit_is_the_payers():
    slow = PayerProfile(PLAN.name, PLAN.ids, file_acknowledgment_days=3, acknowledgment_days=9, acceptance_days=20, payment_days=60, rejection_days=10)
    assert codes(sent("A1", profiles=[slow]), THURSDAY) == []
    assert codes(sent("A1", profiles=[slow]), FRIDAY) == [("L050", "A1")]
    assert codes(accepted(profiles=[slow]), NEXT_DAY + timedelta(59)) == []
    assert codes(accepted(profiles=[slow]), NEXT_DAY + timedelta(60)) == [("L053", "A1")]
    assert codes(accepted(status="A7:164:IL", profiles=[slow]), date(2026, 11, 3)) == []
    assert codes(accepted(status="A7:164:IL", profiles=[slow]), date(2026, 11, 4)) == [("L054", "A1")]


@pytest.mark.parametrize(("standing", "expected"), [("pending", []), ("not_found", [("L053", "A1")]), ("not_answered", [("L053", "A1")])])
def test_a_payer_who_answers_that_he_works_on_it_is_not_silent(standing, expected):
    entries = [*accepted().entries, Entry(EntryKind.STATUS, date(2026, 11, 10), claim="A1", stage=standing, reason="P1:20")]
    ledger = Ledger.replay(entries, LIMITS)
    assert codes(ledger, date(2026, 12, 9)) == expected
    assert codes(ledger, date(2026, 12, 10)) == [("L053", "A1")]


# ---- rejected, lost

def test_a_rejected_claim_that_nobody_has_worked():
    ledger = accepted(status="A7:164:IL")
    assert codes(ledger, THURSDAY) == []
    [one] = ledger.silence(FRIDAY)
    assert (one.code, one.root_cause, one.owner) == ("L054", RootCause.ELIGIBILITY, Owner.FRONT_DESK)
    assert "eligibility" in one.fix
    assert one.finding.severity is Severity.ERROR


def test_row_18_seven_days_after_the_rejection_with_the_filing_days_left():
    ledger = Ledger(LIMITS)
    ledger.submit([claim("A6003", [line("A6003L1", "99214", "400", day=date(2026, 10, 13))])], on=SENT)
    ledger.acknowledge(parsed(example("277ca-mixed")))
    assert ledger.stale("rejected", 8, date(2026, 10, 28)) == []
    [one] = ledger.stale("rejected", 7, date(2026, 10, 28))
    assert (one.claim, one.since, one.days, one.charge) == ("A6003", NEXT_DAY, 7, D(400))
    assert (one.filing_deadline, one.filing_days_left) == (date(2027, 1, 11), 75)


def test_a_rejected_claim_that_was_sent_again_waits_for_an_answer_like_any_other():
    ledger = accepted(status="A7:164:IL")
    sent("A1", on=FRIDAY, file="2", batch="BATCH2", ledger=ledger)
    assert codes(ledger, FRIDAY) == []
    assert codes(ledger, MONDAY) == [("L050", "A1")]


@pytest.mark.parametrize("lost", [ta1("R", "020"), syntax("R", status="R")])
def test_a_claim_that_was_lost_with_its_file_is_told_of_at_once(lost):
    ledger = sent("A1")
    ledger.acknowledge([lost], on=NEXT_DAY)
    [one] = ledger.silence(NEXT_DAY)
    assert (one.code, one.root_cause, one.finding.severity) == ("L055", RootCause.SUBMISSION, Severity.ERROR)
    sent("A1", on=THURSDAY, file="2", batch="BATCH2", ledger=ledger)
    assert codes(ledger, THURSDAY) == []


# ---- no silence

@pytest.mark.parametrize("settle", [
    lambda ledger: ledger.post(PAID),
    lambda ledger: ledger.hold("A1", "the patient looks for his card", on=FRIDAY),
    lambda ledger: ledger.write_off("A1", D(350), "timely_filing", on=FRIDAY),
], ids=["decided", "held", "written off"])
def test_what_is_settled_is_no_silence(settle):
    ledger = accepted(status="A7:164:IL")
    assert codes(ledger, date(2026, 12, 1)) == [("L054", "A1")]
    settle(ledger)
    assert codes(ledger, date(2026, 12, 1)) == []


def test_a_replacement_sent_on_the_day_of_the_decision_is_not_decided():
    ledger = accepted()
    ledger.post(PAID)
    again = attrs.evolve(visit("A1"), frequency="7", payer_control_number="ICN1")
    ledger.submit([again], receipt(again, file="2", batch="BATCH2"), on=date(2026, 11, 2))
    assert codes(ledger, date(2026, 11, 3)) == [("L050", "A1")]


def test_only_what_was_known_on_the_day_counts():
    ledger = accepted()
    ledger.post(PAID)
    assert codes(ledger, TUESDAY) == []
    ledger.acknowledge([answer(told("A1", "A7:164:IL", on=date(2027, 5, 1)), on=date(2027, 5, 1), number="R9")])
    assert codes(ledger, WEDNESDAY) == []


def test_a_claim_that_the_payer_sent_on_and_of_which_the_next_one_is_silent():
    two = visit("A1", payers=(PLAN, SUPPLEMENT))
    ledger = Ledger([PayerProfile(SUPPLEMENT.name, SUPPLEMENT.ids, secondary_filing_days=60, payment_days=25)])
    ledger.submit([two], on=SENT)
    ledger.post(remittance(payment("A1", [paid("A1L1", "99214", 200, 105, "CO-45", 70, "PR-3", 25), paid("A1L2", "93000", 150, 80, "CO-45", 70)],
                                   status="19")))
    assert codes(ledger, date(2026, 11, 26)) == []
    [one] = ledger.silence(date(2026, 11, 27))
    assert (one.code, one.stage, one.payer, one.filing_deadline) == ("L053", "next_payer", SUPPLEMENT, date(2027, 1, 1))


# ---- batches

def test_a_claim_that_the_answer_to_its_batch_leaves_out():
    ledger = sent("A1", "A2", "A3")
    ledger.acknowledge([syntax("A")], on=SENT)
    ledger.acknowledge([answer(told("A1", "A2:20:PR"), told("A2", "A2:20:PR"))])
    assert codes(ledger, NEXT_DAY) == [("L057", "A3")]
    ledger.acknowledge([answer(told("A3", "A2:20:PR"), number="R2")])
    assert codes(ledger, NEXT_DAY) == []


def test_another_batch_of_the_same_file_is_not_missing():
    ledger = sent("A1", "A2", per_set=1)
    ledger.acknowledge([answer(told("A1", "A2:20:PR"), batch="BATCH1-1")])
    assert [one for one in codes(ledger, NEXT_DAY) if one[0] == "L057"] == []


def test_totals_that_do_not_add_up():
    ledger = sent("A1", "A2")
    totals = Totals(accepted_count=1, rejected_count=0, accepted_amount=D(350), rejected_amount=D(0))
    ledger.acknowledge([answer(told("A1", "A2:20:PR"), totals=totals)])
    found = {one.code: one for one in ledger.silence(NEXT_DAY)}
    assert set(found) == {"L056", "L057"}
    finding = found["L056"].finding
    assert (finding.level, finding.expected, finding.found, found["L056"].claim) == ("batch", D(2), D(1), None)
    ledger.acknowledge([answer(told("A2", "A2:20:PR"), totals=totals, number="R2", hour=11)])
    assert codes(ledger, NEXT_DAY) == []


def test_an_answer_that_contradicts_itself():
    ledger = sent("A1")
    totals = Totals(accepted_count=2, rejected_count=0, accepted_amount=D(700), rejected_amount=D(0))
    ledger.acknowledge([answer(told("A1", "A2:20:PR"), totals=totals)])
    assert ("L056", None) in codes(ledger, NEXT_DAY)


# ---- what is told

def test_the_least_time_left_comes_first_and_the_unknown_last():
    ledger = Ledger(LIMITS)
    ledger.submit([claim(number, [line(f"{number}L1", "99214", "200", day=day)], payers=[payer]) for number, day, payer in (
        ("LATE", date(2026, 10, 10), PLAN), ("UNKNOWN", date(2026, 1, 1), SUPPLEMENT), ("FIRST", date(2026, 9, 1), PLAN))], on=SENT)
    found = ledger.silence(date(2026, 12, 5))
    assert [(one.claim, one.filing_days_left) for one in found] == [("FIRST", -5), ("LATE", 34), ("UNKNOWN", None)]
    assert found[0].finding.severity is Severity.ERROR
    assert "ended 5 days ago" in found[0].finding.message
    assert "written off" not in found[1].fix
    assert "proof" in found[0].fix


def test_a_finding_names_no_patient():
    ledger = accepted(status="A7:164:IL")
    shown = "".join(repr(one) + str(one.finding) for one in ledger.silence(date(2026, 12, 1)))
    assert "ROWE" not in shown
    assert "XYZ100200300" not in shown


@pytest.mark.parametrize(("frequency", "sequence", "expected"), [
    ("1", "P", date(2027, 1, 10)), ("7", "P", date(2027, 1, 1)), ("1", "S", date(2026, 12, 2))])
def test_what_the_time_for_filing_counts_from(frequency, sequence, expected):
    ledger = sent("A1")
    ledger.post(PAID)
    profile = PayerProfile("ANY", timely_filing_days=90, corrected_claim_days=60, secondary_filing_days=30)
    one = claim("A1", visit("A1").encounter.services, payers=(PLAN, SUPPLEMENT), sequence=sequence, frequency=frequency)
    assert filing_deadline(one, profile, ledger.account("A1").history) == expected
    assert filing_deadline(one, PayerProfile("ANY"), ledger.account("A1").history) is None


# ---- any stage

def test_row_16_a_claim_that_is_held_for_a_provider_query():
    ledger = Ledger()
    ledger.hold("A1", "provider_query", on=SENT)
    [one] = ledger.stale("held", 3, FRIDAY)
    assert (one.code, one.claim, one.owner, one.days) == ("L058", "A1", Owner.CODING, 3)
    assert ledger.silence(date(2027, 1, 1)) == []


def test_row_17_a_rejection_is_worked_and_a_denial_is_appealed():
    ledger = accepted("A1", status="A7:164:IL")
    ledger.submit([visit("A2")], on=SENT)
    ledger.post(remittance(payment("A2", [paid("A2L1", "99214", 200, 130, "CO-45", 70), paid("A2L2", "93000", 150, 0, "CO-197", 150)])))
    assert [str(ledger.account(number).stage) for number in ("A1", "A2")] == ["rejected", "partly_denied"]
    assert [(one.claim, one.root_cause, one.owner) for one in ledger.stale("rejected", 0, date(2026, 11, 3))] == \
        [("A1", RootCause.ELIGIBILITY, Owner.FRONT_DESK)]
    [denial] = ledger.denials()
    assert (denial.claim, denial.root_cause, denial.appeal_deadline) == ("A2", RootCause.AUTHORIZATION, date(2027, 5, 1))


def test_a_stage_that_is_none_is_refused():
    with pytest.raises(ValueError, match="lost in the mail"):
        Ledger().stale("lost in the mail", 1, SENT)


@pytest.mark.parametrize(("stage", "code"), [("submitted", "L051"), ("accepted", "L053"), ("partly_denied", "L058")])
def test_every_stage_has_its_claims(stage, code):
    ledger = accepted("A1")
    ledger.submit([visit("A2"), visit("A3")], on=SENT)
    ledger.post(remittance(payment("A2", [paid("A2L1", "99214", 200, 130, "CO-45", 70), paid("A2L2", "93000", 150, 0, "CO-197", 150)])))
    assert [one.code for one in ledger.stale(stage, 10, date(2026, 12, 1))] == [code]


# ---- days

DAYS_ = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAYS_, DAYS_, st.sets(DAYS_, max_size=20))
def test_business_days_are_counted_one_by_one(start, end, holidays):
    expected = sum(1 for at in range(1, (end - start).days + 1)
                   if (day := start + timedelta(at)).weekday() < 5 and day not in holidays)
    assert business_days(start, end, holidays) == expected


def test_a_weekend_and_a_holiday_are_no_business_days():
    ledger = sent("A1", on=FRIDAY)
    assert codes(ledger, date(2026, 10, 25)) == []
    assert codes(ledger, MONDAY, holidays={MONDAY}) == []
    assert codes(ledger, MONDAY) == [("L050", "A1")]


def test_the_example_as_it_was_sent():
    text = example("837p-1-primary")
    ledger = Ledger(LIMITS)
    ledger.submit(edi837.parse(text), edi837.receipt(text), on=SENT)
    ledger.acknowledge(parsed(example("999-0-chain")))
    ledger.acknowledge(parsed(example("277ca-mixed")))
    assert [one for one in codes(ledger, date(2026, 11, 20)) if one[0] != "L056"] == [("L053", "A1001")]


# ---- behind a later payer

def test_a_share_that_a_later_payer_left_out_or_took_back_is_not_forgotten():
    two = claim("A1", [line("A1L1", "99214", 200), line("A1L2", "93000", 150)], payers=(PLAN, SUPPLEMENT))
    ledger = Ledger()
    ledger.submit([two], on=SENT)
    first = [paid("A1L1", "99214", 200, 130, "CO-45", 50, "PR-2", 20), paid("A1L2", "93000", 150, 80, "CO-45", 60, "PR-2", 10)]
    ledger.post(remittance(payment("A1", first), trace="T1", on=date(2026, 11, 2)))
    ledger.submit([ledger.secondary_claim("A1")], on=date(2026, 11, 5))
    part = [paid("A1L1", "99214", 200, 20, "OA-23", 180)]
    ledger.post(remittance(payment("A1", part, "2"), payer=SUPPLEMENT, trace="T2", on=date(2026, 11, 20)))
    assert codes(ledger, date(2026, 12, 19)) == []
    [one] = ledger.silence(date(2026, 12, 20))
    assert (one.code, one.claim, one.charge, one.payer.payer_id, one.days) == ("L053", "A1", D(10), "SUP01", 30)
    back = [paid("A1L1", "99214", -200, -20, "OA-23", -180)]
    ledger.post(remittance(payment("A1", back, "22"), payer=SUPPLEMENT, trace="T3", on=date(2026, 12, 1)))
    assert [(one.code, one.charge) for one in ledger.silence(date(2026, 12, 31))] == [("L053", D(30))]
    assert [item.amount for item in ledger.work_queue(date(2026, 12, 31)) if item.claim == "A1"] == [D(30)]


def test_a_claim_that_is_sent_again_behind_its_write_off_is_listened_for():
    ledger = accepted("A1")
    ledger.write_off("A1", D(350), "lost", on=date(2026, 11, 2))
    assert codes(ledger, date(2027, 3, 1)) == []
    sent("A1", on=date(2026, 11, 9), file="2", batch="BATCH2", ledger=ledger)
    assert codes(ledger, date(2027, 3, 1)) == [("L050", "A1")]
