"""What acknowledgments say is wrong: each code by the smallest noun that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    ElementErrorNote,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    LineStatus,
    ProviderAcknowledgment,
    SegmentError,
    Stage,
    Status,
    Totals,
    TransactionSetAcknowledgment,
    caught_by,
)
from edi_acks.rules.causes import CAUGHT_BY, PLACES, cause_at
from edi_claims import Owner, RootCause, Severity
from edi_claims.codes import STATUS_CATEGORY, STATUS_CODE, TA1_NOTE, status_row

REJECTING = {"A3", "A4", "A6", "A7", "A8"}


def codes(noun):
    return [one.code for one in noun.findings]


def claim(*texts, action="", lines=()):
    statuses = [Status(*text.split(":"), action=action) if ":" in text else Status(text, action=action) for text in texts]
    return ClaimStatus("C1", statuses=statuses, line_statuses=lines)


# ---- TA1

@pytest.mark.parametrize(("status", "note", "expected"), [
    ("A", "000", []), ("A", "", []), ("E", "000", ["A102"]), ("E", "021", ["A102"]), ("A", "015", ["A102"]), ("R", "000", ["A101"]), ("R", "025", ["A101"]),
    ("R", "999", ["A101"]), ("Q", "", ["A103"]), ("", "", ["A103"])])
def test_results_of_an_interchange(status, note, expected):
    ack = InterchangeAcknowledgment("000000001", None, status, note)
    assert codes(ack) == expected
    assert ack.rejected == (status == "R")
    assert all(one.owner is not Owner.NONE for one in ack.findings)


@pytest.mark.parametrize("note", sorted(set(TA1_NOTE) - {"000"}))
def test_every_note_has_its_cause_and_fix(note):
    [finding] = InterchangeAcknowledgment("1", None, "R", note).findings
    row = TA1_NOTE[note]
    assert (finding.root_cause, finding.owner) == (row.root_cause, row.owner)
    assert finding.fix.startswith(row.fix)
    assert row.label in finding.message


def test_a_control_number_used_before_is_not_simply_sent_again():
    [finding] = InterchangeAcknowledgment("1", None, "R", "025").findings
    assert "send the same claims again" not in finding.fix


# ---- 999

def group(*sets, **more):
    told = {"status": "P", "included": len(sets), "received": len(sets), "accepted": sum(one.accepted for one in sets), **more}
    return ImplementationAcknowledgment("HC", "1", transaction_sets=sets, **told)


def answered(*errors, status="R", result=("5",), kind="837"):
    return TransactionSetAcknowledgment(kind, "0001", status=status, codes=result, errors=errors)


def test_a_set_that_is_rejected_without_a_reason_is_told_so():
    [finding] = group(answered(result=())).findings
    assert (finding.code, finding.root_cause) == ("A204", RootCause.UNRESOLVED)


def test_segments_in_error_are_not_told_again_by_the_sets_code():
    error = SegmentError("N4", 9, loop="2010AA", code="8", elements=[ElementErrorNote(3, code="I12")])
    assert codes(group(answered(error, result=("5", "I5", "4")))) == ["A201", "A203"]
    assert codes(group(answered(result=("5",)))) == ["A203"]


def test_errors_of_an_accepted_set_are_warnings():
    error = SegmentError("N4", 9, loop="2010AA", code="8", elements=[ElementErrorNote(3, code="I12")])
    [finding] = group(answered(error, status="E", result=())).findings
    assert finding.severity is Severity.WARNING


def test_a_segment_without_elements_is_told_by_its_own_code():
    [finding] = group(answered(SegmentError("HI", 20, loop="2300", code="3"))).findings
    assert (finding.code, finding.element, finding.root_cause) == ("A202", "HI", RootCause.CODING)
    assert "Required segment missing" in finding.message


def test_places_are_those_of_a_claim_only():
    error = SegmentError("HI", 20, loop="2300", code="3")
    [finding] = group(answered(error, kind="834")).findings
    assert (finding.root_cause, finding.owner) == (RootCause.SUBMISSION, Owner.BILLING)
    assert "rule" not in finding.fix


@pytest.mark.parametrize(("more", "expected"), [
    ({"status": "A"}, []), ({"status": ""}, ["A205"]), ({"status": "Q"}, ["A205"]), ({"status": "R", "codes": ("3",)}, ["A206"]),
    ({"status": "R"}, ["A204", "A212"]), ({"status": "R", "included": 2}, ["A204", "A207", "A212"]), ({"status": "R", "accepted": 0}, ["A204", "A207", "A212"]), ({"received": 0, "included": 0}, ["A207"]), ({"accepted": 0}, ["A207"]),
    ({"received": 3, "included": 3, "accepted": 3}, [])])
def test_results_of_a_group(more, expected):
    assert codes(group(answered(status="A", result=()), **more)) == expected


def test_a_set_without_a_result_is_neither_accepted_nor_rejected():
    one = answered(status="", result=())
    assert (one.accepted, one.rejected) == (False, False)
    assert codes(group(one)) == ["A205"]


@pytest.mark.parametrize(("loop", "element", "cause", "owner", "rule"), [
    ("2010AA", "N403", "payer_setup", "billing", "P003"), ("2310C", "N403", "payer_setup", "billing", "P003"), ("2400", "SV107-1", "coding", "billing", "C002"),
    ("2400", "SV101-2", "coding", "coding", "C003"), ("2400", "SV101-4", "coding", "coding", "C004"), ("2010BA", "NM109", "eligibility", "front_desk", "M001"),
    ("2310B", "NM109", "submission", "billing", "P001"), ("2010BA", "DMG02", "eligibility", "front_desk", "M002"), ("2300", "CLM02", "submission", "billing", "B001"),
    ("2330B", "N403", "coordination_of_benefits", "billing", "B010"), ("2430", "SVD02", "coordination_of_benefits", "billing", "B010"),
    ("", "SV107", "coding", "billing", "C002"), ("2400", "K301", "submission", "billing", "")])
def test_a_place_has_its_cause_its_owner_and_the_rule_that_looks_at_it(loop, element, cause, owner, rule):
    found = cause_at(loop, element)
    assert (found.root_cause, found.owner, found.rule) == (cause, owner, rule)


# ---- 277CA: stages

@pytest.mark.parametrize("category", sorted(STATUS_CATEGORY))
@pytest.mark.parametrize("action", ["", "WQ", "U", "YH"])
def test_the_category_decides_and_the_action_only_where_it_says_nothing(category, action):
    one = claim(f"{category}:20", action=action)
    accepting = {"A2", "A5"}
    known = category in REJECTING | accepting | {"A0", "A1"}
    assert one.rejected == (category in REJECTING or (not known and action == "U"))
    assert one.stage == (Stage.REJECTED if one.rejected else Stage.ACCEPTED if category in accepting else Stage.RECEIVED)


@pytest.mark.parametrize(("category", "action", "rejected", "warned"), [
    ("A7", "WQ", True, True), ("A2", "U", False, True), ("A1", "U", False, True), ("A7", "U", True, False), ("A2", "WQ", False, False), ("A7", "", True, False)])
def test_a_contradiction_is_settled_by_the_category_with_a_warning(category, action, rejected, warned):
    one = claim(f"{category}:562:85", action=action)
    assert one.rejected is rejected
    assert ("A303" in codes(one)) is warned
    assert all(finding.severity is Severity.WARNING for finding in one.findings if finding.code == "A303")


def test_any_status_that_rejects_rejects_the_claim():
    assert claim("A1:19", "A2:20", "A6:21").rejected


def test_a_claim_without_statuses_is_judged_by_its_lines():
    line = LineStatus(statuses=[Status("A7", "477")])
    one = ClaimStatus("C1", line_statuses=[line])
    assert one.rejected
    assert codes(one) == ["A302"]


def test_a_line_that_is_rejected_in_a_claim_that_is_not_is_a_warning():
    one = claim("A2:20", lines=[LineStatus(line_control_number="L1", statuses=[Status("A7", "477")])])
    assert not one.rejected
    [finding] = one.findings
    assert (finding.code, finding.severity) == ("A305", Severity.WARNING)
    assert "L1" in finding.message


def test_a_claim_that_says_nothing_is_followed_up():
    one = ClaimStatus("C1")
    assert (one.stage, codes(one)) == (Stage.RECEIVED, ["A307"])


def test_a_category_of_a_claim_status_answer_is_logged_and_rejects_nothing():
    one = claim("F2:20")
    assert (one.rejected, codes(one)) == (False, ["A304"])


def test_a_message_beside_an_acceptance_is_worth_reading_and_not_shown():
    one = ClaimStatus("C1", statuses=[Status("A2", "20", message="WILL DENY WITHOUT RECORDS")])
    [finding] = one.findings
    assert (finding.code, finding.severity) == ("A306", Severity.INFO)
    assert "RECORDS" not in repr(one) + repr(finding)


def test_receipt_is_proved_by_an_acceptance_or_by_the_payers_number():
    day = date(2026, 10, 21)
    assert ClaimStatus("C1", statuses=[Status("A2", "20", on=day)]).receipt_proof == day
    assert ClaimStatus("C1", statuses=[Status("A7", "562", on=day)]).receipt_proof is None
    assert ClaimStatus("C1", statuses=[Status("A7", "562", on=day)], payer_control_number="ICN1").receipt_proof == day
    assert ClaimStatus("C1", statuses=[Status("A1", "19")]).receipt_proof is None


# ---- 277CA: reasons

@pytest.mark.parametrize(("text", "cause", "owner", "element", "rule"), [
    ("A7:164:IL", "eligibility", "front_desk", "NM109", "M001"), ("A7:562:85", "submission", "billing", "NM109", "P001"),
    ("A7:562:82", "submission", "billing", "NM109", "P001"), ("A7:477", "submission", "billing", "SV107", "C002"),
    ("A7:500:85", "payer_setup", "billing", "N403", "P003"), ("A6:252", "authorization", "front_desk", "REF G1", "B005"),
    ("A3:718", "timely_filing", "billing", None, "B007"), ("A8:400", "submission", "billing", "CLM02", "B010")])
def test_a_reason_has_its_cause_its_owner_and_the_rule_that_looks_at_it(text, cause, owner, element, rule):
    [finding] = claim(text, action="U").findings
    assert (finding.code, finding.root_cause, finding.owner) == ("A301", cause, owner)
    row = status_row(*text.split(":")[1:])
    assert (finding.loop, finding.element) == (row.location.partition(" ")[0] if " " in row.location else None, element)
    assert rule in finding.fix
    assert finding.fix.startswith(row.fix)


def test_the_same_status_of_two_parties_is_two_places():
    first, second = claim("A7:562:85", "A7:562:82", action="U").findings
    assert (first.loop, second.loop) == ("2010AA", "2310B/2420A")


@pytest.mark.parametrize("pointer", ["21", "732"])
def test_a_status_that_only_points_at_another_is_left_out_where_there_is_one(pointer):
    [finding] = claim(f"A8:{pointer}", "A7:477", action="U").findings
    assert finding.element == "SV107"
    [alone] = claim(f"A8:{pointer}", action="U").findings
    assert alone.code == "A301"


def test_a_status_that_no_table_knows_is_unresolved():
    [finding] = claim("A7:9999", action="U").findings
    assert (finding.root_cause, finding.owner) == (RootCause.UNRESOLVED, Owner.BILLING)
    assert "9999" in finding.message


def test_a_pharmacys_reject_code_is_not_looked_up_among_claim_statuses():
    [finding] = claim("A7:20:PR:RX", action="U").findings
    assert finding.root_cause is RootCause.UNRESOLVED


@pytest.mark.parametrize("code", ["54", "770", "771", "799"])
def test_a_duplicate_and_a_claim_sent_too_early_are_not_sent_as_new(code):
    [finding] = claim(f"A3:{code}", action="U").findings
    assert "frequency 1" not in finding.fix


@pytest.mark.parametrize("code", sorted(STATUS_CODE))
def test_every_rejection_has_somebody_to_act(code):
    [finding] = claim(f"A7:{code}", action="U").findings
    assert finding.owner is not Owner.NONE
    assert finding.root_cause is not RootCause.INFORMATIONAL
    assert finding.fix


def test_every_status_that_a_rule_looks_at_is_in_the_table():
    assert not [text for text in CAUGHT_BY if status_row(*text.split(":")) is None]
    assert caught_by("164", "IL") == "M001"
    assert {place.rule for place in PLACES.values()} & set(CAUGHT_BY.values())


# ---- 277CA: totals

def batch(totals, *claims, statuses=()):
    return ClaimAcknowledgment("B1", totals=totals, statuses=statuses, providers=[ProviderAcknowledgment(claims=claims)])


def charged(category, amount):
    return ClaimStatus("C1", statuses=[Status(category, "19", amount=amount)])


def test_totals_that_agree_say_nothing():
    totals = Totals(1, 1, Decimal(10), Decimal(5), Decimal(15))
    found = batch(totals, charged("A2", Decimal("10.00")), charged("A7", Decimal(5))).findings
    assert not [one for one in found if one.level == "batch"]


@pytest.mark.parametrize(("totals", "expected"), [
    (Totals(accepted_count=2), ("A311", 2, 1)), (Totals(rejected_count=0), ("A311", 0, 1)), (Totals(accepted_amount=Decimal(11)), ("A312", 11, 10)),
    (Totals(rejected_amount=Decimal("5.01")), ("A312", Decimal("5.01"), 5)), (Totals(charge=Decimal(20)), ("A312", 20, 15))])
def test_each_total_that_differs_is_told_with_both_figures(totals, expected):
    [finding] = [one for one in batch(totals, charged("A2", Decimal(10)), charged("A7", Decimal(5))).findings if one.level == "batch"]
    assert (finding.code, finding.expected, finding.found) == expected


def test_amounts_are_not_compared_where_a_charge_is_missing():
    found = batch(Totals(1, 0, Decimal(10)), charged("A2", None)).findings
    assert not [one for one in found if one.level == "batch"]


def test_a_rejected_batch_need_not_list_its_claims():
    one = ClaimAcknowledgment("B1", totals=Totals(rejected_count=3), statuses=[Status("A3", "24", "41", action="U")])
    assert one.rejected
    assert codes(one) == ["A308"]


def test_a_rejected_provider_need_not_list_its_claims():
    refused = ProviderAcknowledgment(totals=Totals(rejected_count=2), statuses=[Status("A3", "26", "85", action="U")])
    one = ClaimAcknowledgment("B1", totals=Totals(rejected_count=2), providers=[refused])
    assert codes(one) == ["A309"]


def test_totals_of_a_provider_are_held_against_its_own_claims():
    mine = ProviderAcknowledgment(totals=Totals(accepted_count=1), claims=[charged("A2", Decimal(1))])
    short = ProviderAcknowledgment(totals=Totals(accepted_count=2), claims=[charged("A2", Decimal(1))])
    [finding] = ClaimAcknowledgment("B1", totals=Totals(accepted_count=2), providers=[mine, short]).findings
    assert "provider 2" in finding.message


amounts = st.decimals(0, 10**6, places=2)


@given(st.lists(st.tuples(st.sampled_from(["A1", "A2", "A3", "A7"]), amounts), max_size=8))
@settings(deadline=None, max_examples=60)
def test_totals_made_from_the_claims_always_agree(rows):
    claims = [charged(*row) for row in rows]
    sides = [[one for one in claims if one.rejected is side] for side in (False, True)]
    totals = Totals(*map(len, sides), *(sum((one.charge for one in side), Decimal(0)) for side in sides))
    assert not [one for one in batch(totals, *claims).findings if one.level == "batch"]
