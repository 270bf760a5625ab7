"""One claim's life as a table."""

from datetime import date
from decimal import Decimal as D
from itertools import permutations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
import edi837
from books import SUPPLEMENT, paid, payment, remittance, reversal, visit
from corpus import example
from edi_claims import from_json, to_json
from edi_testing import sample_claims
from heard import LIMITS, NEXT_DAY, SENT, answer, parsed, receipt, sent, syntax, ta1, told
from revenue_cycle import Entry, EntryKind, Ledger, UnknownClaimError, render_life
from revenue_cycle.entries import WriteOffKind

FIRST = payment("A1", [paid("A1L1", "99214", 200, 130, "CO-45", 70), paid("A1L2", "93000", 150, 0, "CO-197", 150)], icn="ICN1")
SECOND = payment("A1", [paid("A1L1", "99214", 200, 130, "CO-45", 70), paid("A1L2", "93000", 150, 80, "CO-45", 70)], icn="ICN2")


def rows(ledger, number="A1"):
    return [(one.on.isoformat()[5:], one.what, one.by, str(one.stage), one.days) for one in ledger.life(number)]


def chain():
    """A1001: sent, accepted, paid, sent to the secondary, paid by it, the patient's share and credit."""
    text = example("837p-1-primary")
    [claim] = edi837.parse(text)
    claim = attrs.evolve(claim, coverages=(*claim.coverages, attrs.evolve(claim.coverages[0], payer=SUPPLEMENT, sequence="S")))
    ledger = Ledger(LIMITS)
    ledger.patient_payment("A1001", D(25), on=date(2026, 10, 12))
    ledger.submit([claim], edi837.receipt(text), on=SENT)
    ledger.acknowledge(parsed(example("999-0-chain")))
    ledger.acknowledge(parsed(example("277ca-mixed")))
    ledger.post(edi835.parse(example("835-1-paid"))[0])
    ledger.submit([ledger.secondary_claim("A1001")], on=date(2026, 11, 5))
    ledger.post(edi835.parse(example("835-4-secondary"))[0])
    return ledger


def test_a_whole_life():
    ledger = chain()
    ledger.patient_payment("A1001", D(-14), on=date(2026, 12, 15), by="PL")
    assert [(one.what, one.by, str(one.stage), one.amount) for one in ledger.life("A1001")] == [
        ("paid by the patient", "patient", "submitted", D(25)),
        ("sent to EX001", "practice", "submitted", D(350)),
        ("file accepted (999)", "receiver", "submitted", None),
        ("accepted", "payer", "accepted", None),
        ("paid", "payer", "next_payer", D(129)),
        ("sent to the next payer to SUP01", "practice", "submitted", D(350)),
        ("paid", "payer", "credit", D(70)),
        ("given back to the patient", "PL", "closed", D(-14)),
        ("closed", "", "closed", None)]


def test_days_count_from_the_row_before_and_numbers_lead_back():
    told_ = {one.what: one for one in chain().life("A1001")}
    assert (told_["accepted"].days, told_["accepted"].codes, told_["accepted"].numbers) == (1, ("A2:20:PR",), ("BATCH77", "ICN5550001", "CH88001"))
    assert told_["sent to EX001"].numbers == ("000000401", "BATCH77")
    assert sum(one.days for one in chain().life("A1001")) == (chain().life("A1001")[-1].on - date(2026, 10, 12)).days


def test_codes_of_a_decision_are_those_of_its_lines():
    ledger = sent("A1")
    ledger.post(remittance(FIRST))
    assert ledger.life("A1")[-1].codes == ("CO-45", "CO-197")
    assert rows(ledger)[-1] == ("11-02", "partly denied", "payer", "partly_denied", 13)


def test_rejected_by_whom_and_sent_again():
    ledger = sent("A1")
    ledger.acknowledge([ta1(), syntax("A")], on=SENT)
    ledger.acknowledge([answer(told("A1", "A1:19:AY", on=SENT), role="AY", on=SENT), answer(told("A1", "A7:164:IL"))])
    sent("A1", on=NEXT_DAY, file="2", batch="BATCH2", ledger=ledger)
    ledger.acknowledge([answer(told("A1", "A2:20:PR", icn="ICN1"), batch="BATCH2", number="R2")])
    assert rows(ledger) == [
        ("10-20", "sent to EX001", "practice", "submitted", 0), ("10-20", "file accepted (TA1)", "receiver", "submitted", 0),
        ("10-20", "file accepted (999)", "receiver", "submitted", 0), ("10-20", "received", "clearinghouse", "received", 0),
        ("10-21", "rejected", "payer", "rejected", 1), ("10-21", "sent again to EX001", "practice", "submitted", 0),
        ("10-21", "accepted", "payer", "accepted", 0)]


def test_a_decision_that_is_reversed_and_corrected():
    ledger = sent("A1")
    ledger.post(remittance(FIRST))
    ledger.post(remittance(reversal(FIRST), SECOND, trace="EFT2", on=date(2026, 11, 20)))
    assert rows(ledger)[1:] == [
        ("11-02", "partly denied", "payer", "partly_denied", 13), ("11-20", "reversed", "payer", "submitted", 18), ("11-20", "paid", "payer", "closed", 0),
        ("11-20", "closed", "", "closed", 0)]


def test_a_correction_sent_on_the_day_of_the_decision_follows_it():
    ledger = sent("A1")
    ledger.post(remittance(FIRST))
    again = attrs.evolve(visit("A1"), frequency="7", payer_control_number="ICN1", authorization_number="AUTH1")
    ledger.submit([again], on=date(2026, 11, 2))
    assert [what for _, what, *_ in rows(ledger)] == ["sent to EX001", "partly denied", "correction sent"]
    assert rows(ledger)[-1][3] == "submitted"


def test_holds_write_offs_transfers():
    ledger = Ledger()
    ledger.hold("A1", "provider_query", on=date(2026, 10, 19))
    sent("A1", ledger=ledger)
    ledger.post(remittance(FIRST))
    ledger.write_off("A1", D(150), "nobody asked for it", on=date(2026, 12, 1), by="PL", kind=WriteOffKind.AUTHORIZATION)
    assert [(what, by, stage) for _, what, by, stage, _ in rows(ledger)] == [
        ("held", "practice", "held"), ("sent to EX001", "practice", "submitted"), ("partly denied", "payer", "partly_denied"),
        ("written off", "PL", "closed"), ("closed", "", "closed")]
    assert ledger.life("A1")[3].codes == ("authorization",)


def test_status_answers_appeals_and_statements():
    ledger = sent("A1")
    ledger.post(remittance(FIRST))
    more = [Entry(EntryKind.STATUS, date(2026, 10, 30), claim="A1", stage="pending", reason="P1:20"),
            Entry(EntryKind.APPEAL, date(2026, 12, 1), D(150), claim="A1", sequence="P", by="PL"),
            Entry(EntryKind.APPEAL_DECISION, date(2027, 1, 15), claim="A1", sequence="P", stage="upheld"),
            Entry(EntryKind.TRANSFER, date(2027, 1, 16), D(150), claim="A1"), Entry(EntryKind.STATEMENT, date(2027, 1, 17), D(150), claim="A1", stage="issued"),
            Entry(EntryKind.PATIENT_PAYMENT, date(2027, 2, 1), D(150), claim="A1")]
    ledger = Ledger.replay([*more, *ledger.entries])
    assert [(what, by, stage) for _, what, by, stage, _ in rows(ledger)] == [
        ("sent to EX001", "practice", "submitted"), ("status: pending", "payer", "submitted"), ("partly denied", "payer", "partly_denied"),
        ("appealed", "PL", "partly_denied"), ("appeal lost", "payer", "partly_denied"), ("left to the patient", "practice", "patient_due"),
        ("patient billed", "practice", "patient_due"), ("paid by the patient", "patient", "closed"), ("closed", "", "closed")]


def test_a_claim_that_nobody_knows_has_no_life():
    with pytest.raises(UnknownClaimError):
        Ledger().life("A1")


def test_the_table_as_text():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A7:164:IL"))])
    assert render_life(ledger.life("A1")).splitlines() == [
        "day         +days  what           by        stage      dollars  numbers           codes",
        "2026-10-20      0  sent to EX001  practice  submitted   350.00  000000001 BATCH1",
        "2026-10-21      1  rejected       payer     rejected            BATCH1            A7:164:IL"]


def test_the_table_names_no_patient():
    ledger = sent("A1")
    ledger.acknowledge([answer(told("A1", "A7:164:IL"))])
    text = render_life(ledger.life("A1")) + repr(ledger.life("A1"))
    assert "ROWE" not in text
    assert "XYZ100200300" not in text


# ---- whatever the order

STEPS = (
    lambda ledger: ledger.acknowledge([answer(told("A1", "A7:164:IL"))]),
    lambda ledger: ledger.acknowledge([answer(told("A1", "A2:20:PR", on=date(2026, 10, 26), icn="ICN1"), batch="BATCH2", on=date(2026, 10, 26))]),
    lambda ledger: ledger.acknowledge([syntax("A", group="2")], on=date(2026, 10, 23)),
    lambda ledger: ledger.post(remittance(FIRST)),
    lambda ledger: ledger.acknowledge([answer(told("A1", "A7:164:IL"))]),
)


def test_the_life_is_the_same_in_every_order_of_what_was_heard():
    lives = []
    for order in permutations(STEPS):
        ledger = sent("A1")
        sent("A1", on=date(2026, 10, 23), file="2", batch="BATCH2", ledger=ledger)
        for step in order:
            step(ledger)
        lives.append(render_life(ledger.life("A1")))
    assert len(set(lives)) == 1
    assert lives[0].count("rejected") == 2


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10 ** 6), st.randoms(use_true_random=False))
def test_a_file_of_claims_lives_alike_in_any_order_and_after_a_replay(seed, random):
    claims = list(sample_claims(4, seed=seed))
    numbers = [one.patient_control_number for one in claims]
    steps = [[ta1()], [syntax("A")], [answer(*(told(one, "A1:19:AY", on=SENT) for one in numbers), role="AY", on=SENT)],
             *([answer(told(one, random.choice(["A2:20:PR", "A7:562:85", "A3:23"])), number=f"R{one}")] for one in numbers)]

    def ledger(order):
        books = Ledger(LIMITS)
        books.submit(claims, receipt(*claims), on=SENT)
        for step in order:
            books.acknowledge(step, on=SENT)
        return books

    first, second = ledger(steps), ledger(random.sample(steps, len(steps)))
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in first.entries], LIMITS)
    for number in numbers:
        table = render_life(first.life(number))
        assert table == render_life(second.life(number)) == render_life(again.life(number))
        assert len(first.life(number)) == 5
