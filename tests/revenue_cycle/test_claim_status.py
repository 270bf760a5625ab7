"""Claim status on the ledger: whom to ask, what an answer means for a claim, and money that no remittance has brought."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
from books import BILLING, PLAN, PROFILES, SENT, paid, payment, remittance, visit
from edi_acks import ClaimAcknowledgment, ClaimStatus, ProviderAcknowledgment, Status
from edi_acks.status import LevelStatus, Standing, StatusResponse, build_276, build_277, parse_276, parse_277
from edi_claims import Contact, FeeSchedule, Payer, PayerProfile, Person, PersonName, Reference, TradingPartner, from_json, to_json
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_x12 import conformance
from revenue_cycle import ClaimStage, Entry, EntryKind, Ledger, UnknownClaimError, render_life

ACCEPTED = date(2026, 10, 21)
LATER = date(2026, 11, 25)
ROWE = Person(PersonName("ROWE", "DANA"), identifier=Reference("MI", "XYZ100200300"))
ENVELOPE = {"sender": TradingPartner("RIVERBEND", "PRACTTEST", contact=Contact("DESK", (("TE", "4025550100"),))),
            "receiver": TradingPartner("EXAMPLE", "PAYERTEST"), "usage": "T", "control": 7, "created": datetime(2026, 11, 25, 9, 30)}


def accepted(*numbers, category="A2"):
    """A payer's 277CA."""
    claims = [ClaimStatus(number, statuses=[Status(category, "20", on=ACCEPTED)], payer_control_number=f"ICN{number}") for number in numbers]
    return ClaimAcknowledgment("BATCH1", source=PLAN, source_role="PR", providers=[ProviderAcknowledgment(claims=claims)])


@pytest.fixture
def ledger():
    books = Ledger(PROFILES)
    books.submit([visit("A1001"), visit("A1002"), visit("A1003")], on=SENT)
    books.acknowledge([accepted("A1001", "A1002")])
    books.acknowledge([accepted("A1003", category="A7")])
    return books


def answer(number, *status, trace=None, on=LATER, **more):
    figures = {name: more.pop(name) for name in ("amount", "paid", "check_number", "paid_on") if name in more}
    return StatusResponse(trace if trace is not None else f"{number}-20261125", payer=PLAN, provider=BILLING, patient=ROWE, patient_control_number=number,
                          statuses=[Status(*status, on=on, **figures)], **more)


PAID = {"amount": D(350), "paid": D(129), "check_number": "EFT9", "paid_on": date(2026, 11, 20)}


# ---- asking

def test_claims_that_the_payer_keeps_too_long_are_asked_for(ledger):
    assert ledger.status_inquiries(date(2026, 11, 1)) == []
    asked = ledger.status_inquiries(LATER)
    assert [(one.trace_number, one.patient_control_number, one.payer_control_number) for one in asked] == [
        ("A1001-20261125", "A1001", "ICNA1001"), ("A1002-20261125", "A1002", "ICNA1002")]
    assert conformance.check(build_276(asked, **ENVELOPE)) == []


def test_the_payers_own_days_count():
    books = Ledger([attrs.evolve(PROFILES[0], payment_days=5)])
    books.submit([visit("A1001")], on=SENT)
    books.acknowledge([accepted("A1001")])
    assert [one.patient_control_number for one in books.status_inquiries(date(2026, 10, 27))] == ["A1001"]


def test_claims_that_are_named_are_asked_for_at_once_but_not_those_that_were_rejected(ledger):
    asked = ledger.status_inquiries(ACCEPTED, claims=["A1003", "A1002", "A9999", "A1002"])
    assert [one.patient_control_number for one in asked] == ["A1002"]


def test_a_decided_claim_is_not_asked_for(ledger):
    ledger.post(remittance(payment("A1001", [paid("A1001L1", "99214", 200, 100, "CO-45", 100, modifiers=("25",)), paid("A1001L2", "93000", 150, 29, "CO-45", 121)])))
    assert [one.patient_control_number for one in ledger.status_inquiries(LATER)] == ["A1002"]


def test_an_answer_is_not_asked_for_again_at_once(ledger):
    ledger.status([answer("A1001", "P1", "20")])
    assert [one.patient_control_number for one in ledger.status_inquiries(date(2026, 11, 30))] == ["A1002"]
    assert [one.patient_control_number for one in ledger.status_inquiries(date(2027, 1, 10))] == ["A1001", "A1002"]


def test_one_payers_claims_stand_together():
    books, other = Ledger(), Payer("EX000", "OTHER")
    books.submit([visit("B1"), visit("B2", payers=(other,)), visit("B3")], on=SENT)
    asked = books.status_inquiries(SENT, claims=["B1", "B2", "B3"])
    assert [one.payer.payer_id for one in asked] == ["EX000", "EX001", "EX001"]


# ---- answers

@pytest.mark.parametrize(("response", "method"), [
    (answer("A1001", "P1", "20"), "patient_control_number"),
    (attrs.evolve(answer("A1001", "P1", "20"), patient_control_number=None), "trace_number"),
    (attrs.evolve(answer("A1001", "P1", "20", trace="A1001"), patient_control_number="OTHER"), "trace_number"),
    (attrs.evolve(answer("A1001", "P1", "20", trace="X"), patient_control_number=None, payer_control_number="ICNA1001"), "payer_control_number")])
def test_an_answer_finds_its_claim(ledger, response, method):
    report = ledger.status([response])
    assert [(one.claim, one.method, one.situation.standing) for one in report.answered] == [("A1001", method, Standing.PENDING)]
    assert report.unknown == []


def test_an_answer_is_an_entry_and_never_money(ledger):
    before = ledger.account("A1001")
    ledger.status([answer("A1001", "F1", "65", **PAID)])
    after = ledger.account("A1001")
    [entry] = [one for one in after.history if one.kind is EntryKind.STATUS]
    assert (entry.on, entry.amount, entry.stage, entry.reason, entry.source.trace_number) == (LATER, D(0), "paid", "F1:65", "A1001-20261125")
    assert attrs.evolve(after, history=before.history) == before
    assert after.balances
    assert after.stage is ClaimStage.ACCEPTED


def test_the_same_answer_again_is_told_once(ledger):
    first = ledger.status([answer("A1001", "P1", "20"), answer("A1001", "P1", "20")])
    again = ledger.status([answer("A1001", "P1", "20")])
    assert (len(first.answered), len(first.repeated), len(again.answered), len(again.repeated)) == (1, 1, 0, 1)
    assert sum(one.kind is EntryKind.STATUS for one in ledger.entries) == 1


def test_answers_of_nobodys_claim_and_of_whole_requests_are_unknown(ledger):
    refused = StatusResponse(payer=PLAN, above=[LevelStatus("provider", "0", [Status("E0", "24", "1P", on=LATER)])])
    report = ledger.status([answer("Z1", "P1", "20"), refused])
    assert [one.patient_control_number for one in report.unknown] == ["Z1", None]
    assert [one.code for one in report.findings] == ["A420", "A411"]


def test_numbers_and_charges_of_another_claim_are_told(ledger):
    report = ledger.status([answer("A1001", "P1", "20", amount=D(40), payer_control_number="ICNA1002")])
    assert [(one.code, one.claim) for one in report.findings] == [("A421", "A1001"), ("A422", "A1001")]
    assert (report.findings[1].expected, report.findings[1].found) == (D(350), D(40))


def test_a_ledger_with_answers_is_replayed_from_json(ledger):
    ledger.status([answer("A1001", "F1", "65", **PAID)])
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in ledger.entries], PROFILES)
    assert again.account("A1001") == ledger.account("A1001")
    assert again.position("A1001") == ledger.position("A1001")


# ---- a payment that no remittance has brought

def decided(trace, on=date(2026, 11, 20)):
    lines = [paid("A1001L1", "99214", 200, 100, "CO-45", 100, modifiers=("25",)), paid("A1001L2", "93000", 150, 29, "CO-45", 121)]
    return remittance(payment("A1001", lines), trace=trace, on=on)


def test_a_payment_without_a_remittance_names_the_check_to_look_for(ledger):
    [found] = ledger.status([answer("A1001", "F1", "65", **PAID)]).findings
    assert (found.code, found.claim, found.found) == ("A423", "A1001", D(129))
    assert found.message == "claim A1001 is paid by check or transfer EFT9 of 2026-11-20, and no remittance with it was posted"
    assert ledger.missing_remittances(date(2026, 11, 26)) == []             # it is not told of yet
    assert [one.code for one in ledger.missing_remittances(date(2026, 11, 28))] == ["A423"]


def test_the_remittance_ends_it_another_one_does_not(ledger):
    ledger.status([answer("A1001", "F1", "65", **PAID)])
    ledger.post(decided("EFT8"))
    assert [one.claim for one in ledger.missing_remittances(date(2026, 12, 1))] == ["A1001"]
    again = Ledger(PROFILES, entries=[one for one in ledger.entries if one.kind in (EntryKind.SUBMISSION, EntryKind.STATUS)])
    again.post(decided("00EFT9".removeprefix("00")))
    assert again.missing_remittances(date(2026, 12, 1)) == []
    assert again.status([answer("A1001", "F1", "65", trace="", **PAID)]).findings == []


# ---- in words

def test_a_position_says_what_the_payer_said_until_he_decides(ledger):
    assert ledger.position("A1001") == "A1001: accepted"
    ledger.status([answer("A1001", "P3", "317", dates={"106": date(2026, 12, 5)})])
    assert ledger.position("A1001") == ("A1001: accepted; on 2026-11-25 the payer said: waiting for the provider, patient's records (P3:317); "
                                        "provider: Send the records by 2026-12-05")
    ledger.post(decided("EFT9", on=date(2026, 12, 1)))
    assert ledger.position("A1001") == f"A1001: {ledger.account('A1001').stage.value.replace('_', ' ')}"
    with pytest.raises(UnknownClaimError):
        ledger.position("nobody")


def test_a_claims_life_shows_the_answer(ledger):
    ledger.status([answer("A1001", "P1", "20")])
    row = render_life(ledger.life("A1001")).splitlines()[-1]
    assert "status: pending" in row
    assert "P1:20" in row
    assert "ROWE" not in row


# ---- with the simulated payer, through real text

def test_a_simulated_payer_answers_from_what_it_took_in_decided_and_paid():
    plan = Plan(Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02")), deductible=D(50), coinsurance=D("0.2"))
    payer = SimulatedPayer(plan, FeeSchedule("EXAMPLE"), seed=7, deny={"T00000002": "CO-197"})
    ledger = Ledger([PayerProfile("EXAMPLE HEALTH PLAN", ("EX001", "SUN01", "PLN02"))])
    claims = list(sample_claims(5, seed=7))
    text = edi837.build(claims, **{**ENVELOPE, "created": datetime(2026, 10, 1, 9, 30)}, rules=())
    ledger.submit(claims, edi837.receipt(text), on=date(2026, 10, 1))
    got_in = set(ledger.acknowledge(payer.acknowledge(text, on=date(2026, 10, 1))).accepted)
    assert got_in == {"T00000001", "T00000002", "T00000004", "T00000005"}

    def ask(on):
        asked = parse_276(build_276(ledger.status_inquiries(on, claims=[one.patient_control_number for one in claims]), **ENVELOPE))
        told = build_277(payer.status(asked, on=on), **ENVELOPE)
        assert conformance.check(told) == []
        return ledger.status(parse_277(told))

    assert {one.claim: one.situation.status for one in ask(date(2026, 11, 20)).answered} == dict.fromkeys(got_in, "P1:20")
    due = [one for one in claims if one.patient_control_number in got_in]
    remitted = payer.adjudicate_each(due, on=date(2026, 11, 25))
    assert {one.situation.status for one in ask(date(2026, 11, 24)).answered} == {"F0:3"}
    report = ask(date(2026, 11, 26))
    standings = {one.claim: (one.situation.standing, one.situation.status) for one in report.answered}
    assert standings["T00000002"] == (Standing.DENIED, "F2:84")
    assert {one for number, one in standings.items() if number != "T00000002"} == {(Standing.PAID, "F1:65")}
    assert {one.claim for one in report.findings if one.code == "A423"} == set(standings) - {"T00000002"}
    for one in remitted:
        assert edi835.check(one) == []
        ledger.post(one)
    assert ledger.missing_remittances(date(2027, 1, 1)) == []
    paid_by_status = {one.claim: one.situation.paid for one in report.answered}
    assert paid_by_status == {number: ledger.account(number).paid for number in got_in}


def test_a_simulated_payer_knows_only_its_own_claims_and_their_members():
    plan = Plan(PLAN, deductible=D(0))
    payer = SimulatedPayer(plan, FeeSchedule("EXAMPLE"))
    ledger = Ledger()
    ledger.submit([visit("A1001")], on=SENT)
    [asked] = ledger.status_inquiries(SENT, claims=["A1001"])
    assert [one.statuses[0].text for one in payer.status([asked])] == ["A4:35"]
    payer.adjudicate([visit("A1001")], on=date(2026, 11, 2))
    stranger = attrs.evolve(asked, patient=attrs.evolve(asked.patient, identifier=Reference("MI", "OTHER")))
    elsewhere = attrs.evolve(asked, payer=Payer("ZZ999", "NOT OURS"))
    assert [one.statuses[0].text for one in payer.status([asked, stranger, elsewhere])] == ["F1:65", "D0:33:IL", "E3:116"]
    assert [one.payer_control_number for one in payer.status([stranger, elsewhere])] == [None, None]


def test_a_decision_that_was_taken_back_is_told():
    payer = SimulatedPayer(Plan(PLAN, deductible=D(0)), FeeSchedule("EXAMPLE"))
    payer.adjudicate([visit("A1001")], on=date(2026, 11, 2))
    payer.take_back("A1001")
    ledger = Ledger()
    ledger.submit([visit("A1001")], on=SENT)
    assert payer.status(ledger.status_inquiries(SENT, claims=["A1001"]))[0].statuses[0].text == "F0:686"
