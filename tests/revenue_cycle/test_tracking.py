"""Acknowledgments on the ledger: what each says, of which sending, and that neither order nor repetition changes the end."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
import edi_acks
from books import claim, line, paid, payment, remittance, visit
from corpus import example, files, needs_corpus
from edi_acks import ClaimAcknowledgment, ProviderAcknowledgment, Status, Totals
from edi_claims import Owner, Provider, RootCause, TruncatedError, from_json, to_json
from heard import LIMITS, NEXT_DAY, SENT, answer, parsed, receipt, sent, syntax, ta1, told
from revenue_cycle import ClaimStage, Entry, EntryKind, Ledger, filing_proofs, sendings

LATER = date(2026, 10, 23)


def stage(ledger, number="A1"):
    return ledger.account(number).stage


def entries(ledger, number="A1"):
    return [one for one in ledger.account(number).history if one.kind is EntryKind.ACKNOWLEDGMENT]


def resent(ledger, number="A1", on=NEXT_DAY, file="2"):
    return sent(number, on=on, file=file, batch=f"BATCH{file}", ledger=ledger)


def whole(path):
    """What was whole in a file, however it ends."""
    try:
        return parsed(path.read_bytes())
    except TruncatedError as error:
        return error.complete


# ---- what an entry keeps

def test_a_rejection_keeps_who_said_what_when_and_whose_fault_it_is():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A7:164:IL"))])
    [entry] = entries(ledger)
    assert (entry.on, entry.stage, entry.acknowledged.by, entry.acknowledged.statuses) == (NEXT_DAY, "rejected", "PR", ("A7:164:IL",))
    assert (entry.source.kind, entry.source.trace_number, entry.source.payer_trace_id) == ("277CA", "BATCH1", "R1")
    assert entry.acknowledged.answers == "000000001"
    assert [(one.root_cause, one.owner) for one in entry.findings] == [(RootCause.ELIGIBILITY, Owner.FRONT_DESK)]


def test_an_acceptance_keeps_the_numbers_and_the_proof():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR", icn="ICN1", clearinghouse_number="CH1"))])
    [entry] = entries(ledger)
    said = entry.acknowledged
    assert (said.payer_control_number, said.clearinghouse_number, said.proven_on, said.charge) == ("ICN1", "CH1", NEXT_DAY, D(350))
    assert entry.findings == ()


def test_free_text_of_a_payer_is_not_kept():
    ledger = sent("A1")
    status = Status("A7", "164", "IL", on=NEXT_DAY, message="MEMBER ROWE DANA NOT FOUND")
    ledger.acknowledge([answer(attrs.evolve(told("A1", "A7:164:IL"), statuses=[status]))])
    assert "ROWE" not in to_json(entries(ledger))
    assert "ROWE" not in repr(ledger.entries)


def test_statuses_of_lines_count_too():
    ledger = Ledger()
    ledger.submit([visit("A6003"), visit("A6004")], on=SENT)
    report = ledger.acknowledge(parsed(example("277ca-mixed")))
    assert (report.rejected, report.unknown) == (["A6003", "A6004"], ["A1001"])
    assert entries(ledger, "A6004")[0].acknowledged.statuses == ("A8:21", "A7:477")


# ---- files

def test_a_rejected_interchange_takes_its_claims_with_it():
    ledger = sent("A1", "A2")
    report = ledger.acknowledge([ta1("R", "020")], on=NEXT_DAY)
    assert report.not_received == ["A1", "A2"]
    assert stage(ledger) is ClaimStage.NOT_RECEIVED
    assert entries(ledger)[0].acknowledged.statuses == ("R:020",)


@pytest.mark.parametrize("code", ["A3:78", "A3:54:PR"])
def test_a_claim_that_is_rejected_because_the_payer_has_it_is_not_rejected(code):
    """Sent twice by mistake: the first sending stands, and nobody is told to repair anything."""
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR", icn="ICN1"))])
    sent("A1", on=LATER, file="2", batch="BATCH2", ledger=ledger)
    ledger.acknowledge([answer(told("A1", code, on=LATER), on=LATER, batch="BATCH2")])
    assert stage(ledger) is ClaimStage.ACCEPTED
    assert ledger.work_queue(LATER) == []
    assert [one.stage for one in sendings(ledger.account("A1").history)] == ["accepted", "rejected"]


def test_a_denial_does_not_wait_for_a_claim_that_was_sent_again_for_nothing():
    ledger = sent("A1")
    ledger.post(remittance(payment("A1", [paid("A1L1", "99214", 200, 0, "CO-197", 200), paid("A1L2", "93000", 150, 150)]), on=LATER))
    again = LATER + timedelta(days=7)
    sent("A1", on=again, file="2", batch="BATCH2", ledger=ledger)
    assert [one.answer for one in ledger.denials(again)] == ["none"]
    ledger.acknowledge([answer(told("A1", "A3:54:PR", on=again), on=again, batch="BATCH2")])
    assert stage(ledger) is ClaimStage.PARTLY_DENIED
    assert [(one.claim, one.kind) for one in ledger.work_queue(again)] == [("A1", "denial")]


@pytest.mark.parametrize("before", ["A7:164:IL", "A3:33:IL"])
def test_one_that_the_payer_calls_known_and_that_was_rejected_before_stays_rejected(before):
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", before))])
    sent("A1", on=LATER, file="2", batch="BATCH2", ledger=ledger)
    ledger.acknowledge([answer(told("A1", "A3:78", on=LATER), on=LATER, batch="BATCH2")])
    assert stage(ledger) is ClaimStage.REJECTED


def test_an_interchange_with_errors_goes_on():
    ledger = sent("A1")
    ledger.acknowledge([ta1("E", "022")], on=NEXT_DAY)
    assert stage(ledger) is ClaimStage.SUBMITTED
    assert entries(ledger)[0].acknowledged.statuses == ("E:022",)


def test_a_rejected_set_takes_its_claims_with_it_and_no_others():
    ledger = sent("A1", "A2", per_set=1)
    report = ledger.acknowledge([syntax("E", "R", status="P")], on=NEXT_DAY)
    assert report.not_received == ["A2"]
    assert (stage(ledger, "A1"), stage(ledger, "A2")) == (ClaimStage.SUBMITTED, ClaimStage.NOT_RECEIVED)
    assert entries(ledger)[0].acknowledged.statuses == ("E",)


@pytest.mark.parametrize(("status", "expected"), [("A", ""), ("E", ""), ("R", "not_received"), ("M", "not_received")])
def test_a_group_without_sets_speaks_for_all_of_them(status, expected):
    ledger = sent("A1", "A2", per_set=1)
    ledger.acknowledge([syntax(status=status)], on=NEXT_DAY)
    assert [entries(ledger, number)[0].stage for number in ("A1", "A2")] == [expected, expected]


def test_a_set_that_is_accepted_inside_a_rejected_group_is_lost_with_it():
    ledger = sent("A1", "A2", per_set=1)
    told = syntax("A", "R", status="R")
    assert ledger.acknowledge([told], on=NEXT_DAY).not_received == ["A1", "A2"]
    assert [entries(ledger, number)[0].stage for number in ("A1", "A2")] == ["not_received", "not_received"]
    receipts = [entry.receipt for entry in ledger.entries if entry.receipt is not None]
    assert [one.claim for one in edi_acks.locate(told, receipts) if one.code == "A208"] == ["A2", "A1"]


def test_a_group_in_parts_says_nothing_of_a_set_that_it_does_not_name():
    ledger = sent("A1", "A2", per_set=1)
    ledger.acknowledge([syntax("A", status="P")], on=NEXT_DAY)
    assert [len(entries(ledger, number)) for number in ("A1", "A2")] == [1, 0]


def test_the_day_of_a_file_answer_is_that_of_its_interchange():
    ledger = Ledger()
    text = example("837p-1-primary")
    ledger.submit(edi837.parse(text), edi837.receipt(text), on=SENT)
    answers = parsed(example("999-0-chain"))
    ledger.acknowledge(answers, on=date(2027, 1, 1))
    [entry] = entries(ledger, "A1001")
    assert entry.on == answers.interchanges[0].created.date() != date(2027, 1, 1)


def test_a_rejected_batch_takes_the_claims_with_it_that_it_does_not_list():
    ledger = sent("A1", "A2")
    report = ledger.acknowledge([answer(statuses=[Status("A3", "24", "41", on=NEXT_DAY, action="U")])])
    assert report.rejected == ["A1", "A2"]
    [entry] = entries(ledger)
    assert (entry.stage, entry.acknowledged.statuses, entry.findings[0].claim) == ("rejected", ("A3:24:41",), "A1")
    assert entries(ledger, "A2")[0].findings[0].root_cause is not RootCause.INFORMATIONAL


def test_a_rejected_provider_takes_his_claims_with_him():
    other = Provider("1987654320", "OTHER LLC", tax_id="470000002")
    claims = [visit("A1"), attrs.evolve(visit("A2"), billing_provider=other)]
    ledger = Ledger()
    ledger.submit(claims, receipt(*claims), on=SENT)
    ack = answer(told("A1", "A2:20:PR"))
    lost = ProviderAcknowledgment(provider=other, statuses=[Status("A8", "496", "85", on=NEXT_DAY, action="U")])
    report = ledger.acknowledge([attrs.evolve(ack, providers=(*ack.providers, lost))])
    assert (report.accepted, report.rejected) == (["A1"], ["A2"])
    [entry] = entries(ledger, "A2")
    assert (entry.acknowledged.statuses, entry.findings[0].claim) == (("A8:496:85",), "A2")


def test_a_rejected_provider_does_not_take_the_claims_of_another_with_him():
    ledger = sent("A1", "A2")
    ack = answer(told("A1", "A2:20:PR"))
    lost = ProviderAcknowledgment(provider=Provider("1987654320", "OTHER LLC"), statuses=[Status("A8", "496", "85", on=NEXT_DAY, action="U")])
    report = ledger.acknowledge([attrs.evolve(ack, providers=(*ack.providers, lost))])
    assert (report.accepted, report.rejected, report.unaccounted) == (["A1"], [], ["A2"])
    assert stage(ledger, "A2") is ClaimStage.SUBMITTED


def test_a_number_that_came_back_in_other_letters_is_known():
    ledger = sent("a1x")
    report = ledger.acknowledge([answer(told(" A1X ", "A2:20:PR"))])
    assert (report.accepted, report.unknown) == (["a1x"], [])


# ---- which sending is meant

def test_a_claim_sent_again_is_not_rejected_by_the_old_answer():
    ledger = sent("A1")
    rejection = answer(told("A1", "A7:164:IL"))
    resent(ledger, on=date(2026, 10, 22))
    ledger.acknowledge([rejection])
    assert stage(ledger) is ClaimStage.SUBMITTED
    ledger.acknowledge([answer(told("A1", "A2:20:PR", on=LATER), batch="BATCH2", on=LATER)])
    assert stage(ledger) is ClaimStage.ACCEPTED
    assert [one.stage for one in sendings(ledger.account("A1").history)] == ["rejected", "accepted"]


def test_an_old_rejection_that_is_dated_after_the_second_sending_is_told_by_its_batch():
    ledger = resent(sent("A1"))
    ledger.acknowledge([answer(told("A1", "A7:164:IL", on=LATER), on=LATER, batch="BATCH1")])
    assert stage(ledger) is ClaimStage.SUBMITTED
    ledger.acknowledge([answer(told("A1", "A7:164:IL", on=LATER), on=LATER, batch="BATCH2")])
    assert stage(ledger) is ClaimStage.REJECTED


@pytest.mark.parametrize(("status", "expected"), [("A7:164:IL", ["rejected", ""]), ("A2:20:PR", ["", "accepted"])])
def test_without_a_receipt_a_rejection_of_the_day_is_why_the_claim_was_sent_again(status, expected):
    ledger = Ledger()
    ledger.submit([visit("A1")], on=SENT)
    ledger.submit([visit("A1")], on=NEXT_DAY)
    ledger.acknowledge([answer(told("A1", status))])
    assert [one.stage for one in sendings(ledger.account("A1").history)] == expected


def test_an_answer_from_before_the_only_sending_is_of_that_one():
    ledger = Ledger()
    ledger.submit([visit("A1")], on=SENT)
    ledger.acknowledge([answer(told("A1", "A2:20:PR", on=date(2026, 10, 19)))])
    assert stage(ledger) is ClaimStage.ACCEPTED


def test_a_control_number_that_was_used_again_means_the_last_file_before_the_answer():
    ledger = sent("A1", on=date(2026, 1, 5))
    sent("A2", on=SENT, ledger=ledger)
    ledger.acknowledge([ta1("R", "020")], on=NEXT_DAY)
    ledger.acknowledge([syntax("R", status="R")], on=NEXT_DAY)
    assert (stage(ledger, "A1"), stage(ledger, "A2")) == (ClaimStage.SUBMITTED, ClaimStage.NOT_RECEIVED)


def test_a_file_that_was_sent_after_the_answer_is_not_meant():
    ledger = sent("A1")
    sent("A2", on=date(2026, 11, 20), ledger=ledger)
    ledger.acknowledge([syntax("R", status="R")], on=NEXT_DAY)
    assert (stage(ledger, "A1"), stage(ledger, "A2")) == (ClaimStage.NOT_RECEIVED, ClaimStage.SUBMITTED)


def test_files_of_one_day_that_cannot_be_told_apart_are_said_to_be():
    ledger = sent("A1")
    sent("A2", ledger=ledger)
    report = ledger.acknowledge([syntax("A")], on=NEXT_DAY)
    assert [one.code for one in report.findings] == ["L059"]


# ---- what stands

WORDS = {
    "payer upgrades": ([("PR", "A1:19:PR", 21), ("PR", "A2:20:PR", 22)], ClaimStage.ACCEPTED),
    "payer downgrades": ([("PR", "A1:19:PR", 21), ("PR", "A7:164:IL", 22)], ClaimStage.REJECTED),
    "payer takes an acceptance back": ([("PR", "A2:20:PR", 21), ("PR", "A3:23", 22)], ClaimStage.REJECTED),
    "payer takes a rejection back": ([("PR", "A7:164:IL", 21), ("PR", "A2:20:PR", 22)], ClaimStage.ACCEPTED),
    "payer rejects what the clearinghouse took": ([("AY", "A1:19:AY", 20), ("PR", "A7:164:IL", 21)], ClaimStage.REJECTED),
    "payer rejects it the same day": ([("AY", "A1:19:AY", 21), ("PR", "A7:164:IL", 21)], ClaimStage.REJECTED),
    "clearinghouse says late that it passed it on": ([("PR", "A2:20:PR", 21), ("AY", "A0:16:PR", 22)], ClaimStage.ACCEPTED),
    "clearinghouse says late that it passed on what was rejected": ([("PR", "A7:164:IL", 21), ("AY", "A0:16:PR", 22)], ClaimStage.REJECTED),
    "clearinghouse tells of a later rejection": ([("PR", "A2:20:PR", 21), ("AY", "A7:164:IL", 22)], ClaimStage.REJECTED),
    "received again is no step back": ([("PR", "A2:20:PR", 21), ("PR", "A1:19:PR", 22)], ClaimStage.ACCEPTED),
}


@pytest.mark.parametrize("order", [1, -1], ids=["as it happened", "the other way round"])
@pytest.mark.parametrize("name", WORDS)
def test_later_events_win_by_their_day(name, order):
    words, expected = WORDS[name]
    ledger = sent("A1", on=date(2026, 10, 19))
    for role, status, day in words[::order]:
        on = date(2026, 10, day)
        ledger.acknowledge([answer(told("A1", status, on=on), role=role, on=on)])
    assert stage(ledger) is expected


@pytest.mark.parametrize("order", [1, -1])
def test_of_one_day_and_one_payer_the_later_made_wins(order):
    ledger = sent("A1")
    for ack in [answer(told("A1", "A2:20:PR"), hour=8), answer(told("A1", "A7:164:IL"), hour=16)][::order]:
        ledger.acknowledge([ack])
    assert stage(ledger) is ClaimStage.REJECTED


@pytest.mark.parametrize("late", [ta1("R", "025"), syntax("R", status="R"), syntax("A")])
def test_what_is_said_late_of_a_file_changes_nothing_for_a_claim_that_got_through(late):
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR"))])
    ledger.acknowledge([late], on=LATER)
    assert stage(ledger) is ClaimStage.ACCEPTED


def test_a_file_that_got_in_after_all_is_no_longer_lost():
    ledger = sent("A1")
    ledger.acknowledge([ta1("R", "025")], on=NEXT_DAY)
    ledger.acknowledge([syntax("A")], on=LATER)
    assert stage(ledger) is ClaimStage.SUBMITTED


def test_a_late_acknowledgment_does_not_undo_a_decision():
    ledger = sent("A1")
    ledger.post(remittance(payment("A1", [paid("A1L1", "99214", 200, 130, "CO-45", 70), paid("A1L2", "93000", 150, 80, "CO-45", 70)])))
    before = stage(ledger)
    ledger.acknowledge([answer(told("A1", "A2:20:PR", on=date(2026, 11, 20)), on=date(2026, 11, 20))])
    assert stage(ledger) is before is ClaimStage.CLOSED


# ---- the same again

def test_the_same_file_twice_posts_once_and_says_so():
    ledger = sent("A1", "A2")
    file = [ta1(), syntax("A"), answer(told("A1", "A2:20:PR"), told("A2", "A7:164:IL"))]
    first = ledger.acknowledge(file, on=NEXT_DAY)
    before = ledger.entries
    second = ledger.acknowledge(file, on=LATER)
    assert ledger.entries == before
    assert (first.accepted, first.rejected, first.duplicates) == (["A1"], ["A2"], [])
    assert (second.accepted, second.rejected) == ([], [])
    assert [(one.kind, one.trace_number) for one in second.duplicates] == [("TA1", "000000001"), ("999", "1"), ("277CA", "BATCH1")]


def test_the_same_text_with_another_control_number_is_the_same_file():
    ledger = Ledger()
    ledger.submit([visit("A6003")], on=SENT)
    text = example("277ca-mixed")
    ledger.acknowledge(parsed(text))
    before = ledger.entries
    assert ledger.acknowledge(parsed(text.replace("000000303", "000000999").replace("0303", "0999"))).duplicates
    assert ledger.entries == before


def test_what_was_unknown_counts_when_it_comes_again():
    ledger = sent("A1")
    ack = answer(told("A1", "A2:20:PR"), told("A2", "A7:164:IL"))
    report = ledger.acknowledge([ack])
    assert report.unknown == ["A2"]
    assert [one.code for one in report.findings if one.claim == "A2"] in (["A322"], ["L020"], ["A322", "A301"], ["A301", "A322"])
    ledger.submit([visit("A2")], on=SENT)
    again = ledger.acknowledge([ack])
    assert (again.accepted, again.rejected, len(again.duplicates)) == ([], ["A2"], 1)


def test_replayed_from_its_lines_it_still_knows_the_file():
    ledger = sent("A1")
    ack = answer(told("A1", "A2:20:PR"))
    ledger.acknowledge([ack])
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in ledger.entries], LIMITS)
    assert again.acknowledge([ack]).duplicates
    assert again.entries == ledger.entries


# ---- claims that are missing

def test_row_19_three_sent_two_listed():
    ledger = sent("A1", "A2", "A3")
    report = ledger.acknowledge([answer(told("A1", "A2:20:PR"), told("A2", "A2:20:PR"))])
    assert report.unaccounted == ["A3"]
    assert [one.claim for one in report.findings if one.code == "A321"] == ["A3"]


@pytest.mark.parametrize("together", [True, False])
def test_a_batch_that_is_answered_in_parts_is_accounted_for(together):
    ledger = sent("A1", "A2")
    totals = Totals(accepted_count=1, rejected_count=0, accepted_amount=D(350), rejected_amount=D(0))
    parts = [answer(told("A1", "A2:20:PR"), totals=totals, number="R1"), answer(told("A2", "A2:20:PR"), totals=totals, number="R2")]
    reports = [ledger.acknowledge(parts)] if together else [ledger.acknowledge([one]) for one in parts]
    assert (reports[-1].unaccounted, [one.code for one in reports[-1].findings]) == ([], [])
    if not together:
        assert reports[0].unaccounted == ["A2"]


def test_claims_sent_without_a_receipt_are_part_of_the_batch_that_lists_them():
    text = example("837p-1-primary")
    ledger = Ledger()
    ledger.submit(edi837.parse(text), edi837.receipt(text), on=SENT)
    ledger.submit([claim(number, [line("L1", "99214", "400")]) for number in ("A6003", "A6004")], on=SENT)
    report = ledger.acknowledge(parsed(example("277ca-mixed")))
    assert (report.accepted, report.rejected, report.unaccounted) == (["A1001"], ["A6003", "A6004"], [])
    assert {one.code for one in report.findings} == {"A301", "A302"}


def test_a_batch_that_is_in_no_receipt_is_said_to_be():
    report = sent("A1").acknowledge([answer(told("A1", "A2:20:PR"), batch="OTHER")])
    assert "A324" in {one.code for one in report.findings}


# ---- the proof of timely filing

def test_the_proof_is_the_payers_acceptance():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A1:19:AY", on=SENT), role="AY", on=SENT),
                        answer(told("A1", "A2:20:PR", icn="ICN5550001"), number="R2")])
    proof = ledger.filing_proof("A1")
    assert (proof.accepted_on, proof.by, proof.payer_control_number, proof.trace_number, proof.receipt_number) == \
        (NEXT_DAY, "PR", "ICN5550001", "BATCH1", "R2")
    assert proof.entry in ledger.account("A1").history
    assert [one.by for one in filing_proofs(ledger.account("A1"))] == ["AY", "PR"]


def test_a_clearinghouses_word_counts_where_the_payers_came_too_late():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A1:19:AY", on=SENT), role="AY", on=SENT), answer(told("A1", "A2:20:PR", icn="ICN1"), number="R2")])
    proof = ledger.filing_proof("A1", deadline=SENT)
    assert (proof.by, proof.accepted_on, proof.is_payers, proof.is_within(SENT)) == ("AY", SENT, False, True)
    assert proof.payer_control_number == "ICN1"
    assert ledger.filing_proof("A1", deadline=NEXT_DAY).by == "PR"


@pytest.mark.parametrize(("icn", "expected"), [(None, None), ("ICN9", NEXT_DAY)])
def test_a_rejection_proves_receipt_only_with_the_payers_number(icn, expected):
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A7:164:IL", icn=icn))])
    proof = ledger.filing_proof("A1")
    assert (proof.accepted_on if proof else None) == expected


def test_a_file_that_was_accepted_proves_nothing_of_a_claim():
    ledger = sent("A1")
    ledger.acknowledge([ta1(), syntax("A")], on=NEXT_DAY)
    assert ledger.filing_proof("A1") is None


def test_the_first_sending_still_proves_after_a_second_one():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR", icn="ICN1"))])
    resent(ledger, on=date(2027, 3, 1))
    ledger.acknowledge([answer(told("A1", "A2:20:PR", on=date(2027, 3, 2), icn="ICN2"), batch="BATCH2", on=date(2027, 3, 2))])
    proof = ledger.filing_proof("A1")
    assert (proof.accepted_on, proof.payer_control_number, proof.sent_on) == (NEXT_DAY, "ICN1", SENT)


def test_the_proof_survives_the_lines():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR", icn="ICN1"))])
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in ledger.entries])
    assert again.filing_proof("A1") == ledger.filing_proof("A1") is not None


# ---- whatever the order

DAYS = [date(2026, 10, day) for day in (20, 21, 22, 23)]
STATUSES = ["A0:16:PR", "A1:19:PR", "A2:20:PR", "A3:23", "A7:164:IL", "A8:21"]


@st.composite
def acknowledgments(draw):
    """Some acknowledgments of two files of the same two claims."""
    made = []
    for hour in range(draw(st.integers(2, 7))):
        on, file = draw(st.sampled_from(DAYS)), draw(st.sampled_from(["1", "2"]))
        kind = draw(st.sampled_from(["TA1", "999", "277CA", "277CA"]))
        if kind == "277CA":
            claims = [told(number, draw(st.sampled_from(STATUSES)), on=on, icn=draw(st.sampled_from([None, "ICN1"])))
                      for number in draw(st.sampled_from([["A1"], ["A2"], ["A1", "A2"]]))]
            one = answer(*claims, role=draw(st.sampled_from(["PR", "AY"])), batch=f"BATCH{file}", on=on, hour=hour, number=f"R{hour}")
        else:                                   # these carry no day of their own: the same one is of the same day
            status = draw(st.sampled_from("AER"))
            on = DAYS["AER".index(status) + (file == "2")]
            one = ta1(status, file=file, on=DAYS[0] if file == "1" else DAYS[2]) if kind == "TA1" else syntax(status, group=file)
        made.append((one, on))
    return made


def heard(told_, seen=()):
    """A ledger that sent two claims twice and hears what receivers say, in this order."""
    ledger = resent(sent("A1", "A2"), on=DAYS[2])
    for one, on in (*told_, *seen):
        ledger.acknowledge([one], on=on)
    return ledger


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_order_of_arrival_changes_nothing(data):
    made = data.draw(acknowledgments())
    order = data.draw(st.permutations(made))
    first, second = heard(made), heard(order, seen=order[:2])
    for number in ("A1", "A2"):
        assert stage(first, number) is stage(second, number)
        assert [attrs.evolve(one, entry=None) for one in first.life(number)] == [attrs.evolve(one, entry=None) for one in second.life(number)]
        assert first.filing_proof(number) == second.filing_proof(number)
    for day in (DAYS[-1], date(2026, 10, 26), date(2026, 12, 1)):
        assert first.silence(day) == second.silence(day)
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in first.entries], LIMITS)
    assert again.silence(date(2026, 12, 1)) == first.silence(date(2026, 12, 1))
    assert again.life("A1") == first.life("A1")


@needs_corpus
@pytest.mark.parametrize("path", files("ta1", "997", "999", "277ca"), ids=lambda path: path.stem)
def test_every_public_acknowledgment_goes_on_the_ledger_once_and_without_a_name(path):
    acks = [one for one in whole(path) if one is not None]
    numbers = {claim.patient_control_number for one in acks if isinstance(one, ClaimAcknowledgment) for claim in one.claims} - {""}
    ledger = Ledger()
    ledger.submit([attrs.evolve(visit("A1"), patient_control_number=number) for number in sorted(numbers)], on=date(2000, 1, 1))
    report = ledger.acknowledge(acks, on=SENT)
    assert not set(report.unknown) & numbers
    assert {entry.claim for entry in ledger.entries if entry.kind is EntryKind.ACKNOWLEDGMENT and entry.claim} == numbers
    before = ledger.entries
    assert len(ledger.acknowledge(acks, on=SENT).duplicates) == len(acks)
    assert ledger.entries == before
    names = {part for one in acks if isinstance(one, ClaimAcknowledgment) for claim in one.claims if claim.patient is not None
             for part in (claim.patient.name.last, claim.patient.name.first) if part and len(part) > 4}
    told_ = "".join(to_json(entry) for entry in before if entry.kind is EntryKind.ACKNOWLEDGMENT)
    assert not [name for name in names if name in told_]
    assert all(ledger.life(number) for number in numbers)


def test_a_moment_is_kept_through_the_lines():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A2:20:PR"), hour=16)])
    [entry] = entries(ledger)
    assert from_json(Entry, to_json(entry)) == entry
    assert entry.acknowledged.told_at == datetime(2026, 10, 21, 16)
