"""What an answer means: where the claim is, why, who acts and how."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from edi_acks import LineStatus, Status
from edi_acks.status import LevelStatus, NextAction, Standing, StatusResponse, check, render, situation
from edi_acks.status.situation import BY_CATEGORY, WORDS
from edi_claims import Contact, Owner, Payer, Person, PersonName, Procedure, Reference, RootCause, Severity
from edi_claims.codes import STATUS_CATEGORY

ON = date(2026, 11, 20)
PLAN = Payer("EX001", "EXAMPLE HEALTH PLAN", contacts=(Contact("DESK", (("TE", "4025550100"),)),))
ROWE = Person(PersonName("ROWE", "DANA"), identifier=Reference("MI", "XYZ100200300"))


def answer(*statuses, **more):
    """A response whose statuses are given as `F2:88:QC`, or whole."""
    made = [one if isinstance(one, Status) else Status(*one.split(":"), on=ON) for one in statuses]
    return StatusResponse("T1", payer=PLAN, patient=ROWE, patient_control_number="A1001", payer_control_number="ICN1", statuses=made, **more)


PAID = Status("F1", "65", on=ON, amount=D(350), paid=D(129), finalized_on=date(2026, 11, 1), paid_on=date(2026, 11, 2), check_number="EFT9")


@pytest.mark.parametrize(("status", "standing", "action", "owner", "cause"), [
    ("A0:16", Standing.RECEIVED, NextAction.WAIT, Owner.PAYER, RootCause.INFORMATIONAL),
    ("A2:20", Standing.ACCEPTED, NextAction.WAIT, Owner.PAYER, RootCause.INFORMATIONAL),
    ("A7:562:85", Standing.REJECTED, NextAction.RESUBMIT, Owner.BILLING, RootCause.SUBMISSION),
    ("A4:35", Standing.NOT_FOUND, NextAction.RESUBMIT, Owner.BILLING, RootCause.PAYER_FOLLOW_UP),
    ("D0:33:IL", Standing.NOT_FOUND, NextAction.FIX_INQUIRY, Owner.FRONT_DESK, RootCause.ELIGIBILITY),
    ("P1:20", Standing.PENDING, NextAction.WAIT, Owner.PAYER, RootCause.PAYER_FOLLOW_UP),
    ("P2:95:1P", Standing.PENDING, NextAction.SEND_RECORDS, Owner.BILLING, RootCause.DOCUMENTATION),
    ("P3:317", Standing.INFORMATION_REQUESTED, NextAction.SEND_RECORDS, Owner.PROVIDER, RootCause.DOCUMENTATION),
    ("P4:52", Standing.INFORMATION_REQUESTED, NextAction.ASK_PATIENT, Owner.FRONT_DESK, RootCause.COORDINATION_OF_BENEFITS),
    ("R4:95", Standing.INFORMATION_REQUESTED, NextAction.SEND_RECORDS, Owner.BILLING, RootCause.DOCUMENTATION),
    ("F1:65", Standing.PAID, NextAction.WAIT, Owner.PAYER, RootCause.INFORMATIONAL),
    ("F2:84", Standing.DENIED, NextAction.CORRECT, Owner.FRONT_DESK, RootCause.AUTHORIZATION),
    ("F2:88:QC", Standing.DENIED, NextAction.VERIFY_COVERAGE, Owner.FRONT_DESK, RootCause.ELIGIBILITY),
    ("F2:718", Standing.DENIED, NextAction.APPEAL, Owner.BILLING, RootCause.TIMELY_FILING),
    ("F2:1", Standing.DENIED, NextAction.FIND_REMITTANCE, Owner.BILLING, RootCause.UNRESOLVED),
    ("F3:101", Standing.REVISED, NextAction.FIND_REMITTANCE, Owner.BILLING, RootCause.POSTING),
    ("F3F:16", Standing.FORWARDED, NextAction.WAIT, Owner.PAYER, RootCause.INFORMATIONAL),
    ("F4:104", Standing.NO_PAYMENT, NextAction.FIND_REMITTANCE, Owner.BILLING, RootCause.UNRESOLVED),
    ("F5:562:85", Standing.UNPROCESSABLE, NextAction.RESUBMIT, Owner.BILLING, RootCause.SUBMISSION),
    ("E0:24:85", Standing.INQUIRY_REFUSED, NextAction.FIX_INQUIRY, Owner.BILLING, RootCause.PAYER_SETUP),
    ("E1:484", Standing.NOT_ANSWERED, NextAction.ASK_AGAIN, Owner.BILLING, RootCause.PAYER_FOLLOW_UP),
    ("E4:25", Standing.INQUIRY_REFUSED, NextAction.CALL, Owner.BILLING, RootCause.PAYER_SETUP),
    ("Z9:20", Standing.UNKNOWN, NextAction.CALL, Owner.BILLING, RootCause.UNRESOLVED),
])
def test_a_status_says_where_the_claim_is_and_who_does_what(status, standing, action, owner, cause):
    found = situation(answer(status))
    assert (found.standing, found.next_action, found.owner, found.root_cause) == (standing, action, owner, cause)


def test_every_category_has_a_standing_and_every_action_its_words():
    assert {code for code in STATUS_CATEGORY if code[0] != "R"} == set(BY_CATEGORY)
    assert set(WORDS) == set(NextAction)


def test_a_paid_claim_names_the_payment_to_look_for():
    found = situation(answer(PAID))
    assert (found.standing, found.next_action, found.check_number, found.paid_on, found.paid) == (
        Standing.PAID, NextAction.FIND_REMITTANCE, "EFT9", date(2026, 11, 2), D(129))
    assert found.advice == "Look for the remittance with check or transfer EFT9 of 2026-11-02, and post it"
    assert check([answer(PAID)]) == []


def test_finished_is_paid_where_money_is_told_and_finished_where_none_is():
    assert situation(answer(Status("F0", "3", on=ON, paid=D(10)))).standing is Standing.PAID
    assert situation(answer(Status("F0", "3", on=ON, paid=D(0)))).standing is Standing.FINISHED


def test_records_are_due_by_the_day_that_the_payer_says():
    one = answer("P3:317", dates={"106": date(2026, 12, 5)})
    assert (situation(one).due, situation(one).advice) == (date(2026, 12, 5), "Send the records by 2026-12-05")


def test_a_denial_is_corrected_under_the_payers_number():
    assert situation(answer("F2:84")).advice == "Find the authorization number. Correct the claim and send a replacement (frequency 7) of ICN1"


def test_the_claims_own_statuses_count_more_than_its_lines_and_those_more_than_the_levels_above():
    line = LineStatus(procedure=Procedure("99213"), statuses=[Status("F2", "84", on=ON)])
    above = (LevelStatus("receiver", "B1", [Status("A1", "19", on=ON)]),)
    assert situation(answer(PAID, lines=[line], above=above)).standing is Standing.PAID
    assert situation(answer(lines=[line], above=above)).standing is Standing.DENIED
    assert situation(answer(above=above)).standing is Standing.RECEIVED
    assert situation(answer()).standing is Standing.UNKNOWN


def test_of_several_statuses_the_one_that_is_furthest_on_its_way_counts_and_the_telling_one_is_the_reason():
    found = situation(answer("F2:1", "F2:88:QC", "A1:19"))
    assert (found.standing, found.status, found.reason) == (Standing.DENIED, "F2:88:QC", "Not eligible on the service date (patient)")


def test_a_pharmacys_code_is_not_taken_for_a_claim_status():
    found = situation(answer(Status("F2", "84", "", "RX", on=ON)))
    assert (found.reason, found.root_cause, found.next_action) == ("pharmacy code 84", RootCause.UNRESOLVED, NextAction.FIND_REMITTANCE)


# ---- findings

@pytest.mark.parametrize(("statuses", "codes"), [
    (["A7:562:85"], ["A401"]), (["A4:35"], ["A402"]), (["D0:35"], ["A402"]), (["P3:317"], ["A403"]), (["R4:95"], ["A403"]), (["F2:84"], ["A404"]),
    (["E0:24:85"], ["A406"]), (["E1:484"], ["A407"]), (["F4:104"], ["A408"]), (["F5:21"], ["A408"]), (["P1:20", "F2:84"], ["A404", "A409"]),
    ([], ["A410"]), (["Z9:1"], ["A410"]), (["P1:20"], []), (["A2:20"], []), (["F1:65"], [])])
def test_somebody_is_told_where_somebody_has_to_act(statuses, codes):
    found = check([answer(*statuses)])
    assert [one.code for one in found] == codes
    assert all(one.claim == "A1001" and one.fix and one.path == "[0]" for one in found)


def test_a_line_that_fared_worse_than_its_claim_is_told():
    lines = [LineStatus(line_control_number="A1001L1", statuses=[Status("F1", "65", on=ON)]),
             LineStatus(line_control_number="A1001L2", statuses=[Status("F2", "84", on=ON)])]
    [found] = check([answer(PAID, lines=lines)])
    assert (found.code, found.severity, found.root_cause, found.owner) == ("A405", Severity.WARNING, RootCause.AUTHORIZATION, Owner.FRONT_DESK)
    assert found.message == "claim A1001, line A1001L2 is denied, the claim is paid: Service not authorized (F2:84)"


@pytest.mark.parametrize(("level", "words"), [("receiver", "the whole request"), ("provider", "every claim of the provider")])
def test_a_level_that_is_turned_down_is_told_once(level, words):
    one = StatusResponse(payer=PLAN, above=[LevelStatus(level, "0", [Status("E0", "24", "1P", on=ON)])])
    [found] = check([one])
    assert (found.code, found.claim, found.root_cause) == ("A411", None, RootCause.PAYER_SETUP)
    assert found.message == f"{words} is turned down: Submitter not approved (provider) (E0:24:1P)"


# ---- as text

def test_an_answer_reads_in_ten_seconds_and_names_nobody():
    text = render(answer(PAID, dates={"472": date(2026, 10, 12)}))
    assert text.splitlines() == [
        "CLAIM A1001" + " " * 81 + "[ PAID ]", "-" * 100,
        "Where       Finished: paid, as of 11/20/2026 (EXAMPLE HEALTH PLAN)", "Why         Paid (F1:65)",
        "To do       BILLING: Look for the remittance with check or transfer EFT9 of 2026-11-02, and post it",
        "Ask         4025550100", "Patient     D. R., member ***0300", "Service     10/12/2026", "Amounts     charge $350.00, paid $129.00",
        "Payment     EFT9 of 11/02/2026", "Numbers     payer ICN1, inquiry T1"]


def test_a_page_shows_names_and_messages_only_where_it_is_not_masked():
    one = answer(attrs.evolve(PAID, message="CALL\x1b ROWE"))
    assert "ROWE" not in render(one)
    assert "DANA ROWE" in render(one, mask=False)
    assert "Message     CALL  ROWE" in render(one, mask=False)
    assert "\x1b" not in render(one, mask=False)
