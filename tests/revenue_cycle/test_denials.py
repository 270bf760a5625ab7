"""Every denial says whose move it is, what to do, why, and by when."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

import edi837
import edi_acks
from books import PLAN, PROFILES, SENT, SUPPLEMENT, claim, line, paid, payment, remittance
from corpus import example
from edi_claims import (
    MEDICARE_APPEALS,
    Adjustment,
    AppealLevel,
    ClaimPayment,
    Owner,
    PayerProfile,
    RootCause,
    from_json,
    to_json,
)
from edi_claims.codes import CARC
from edi_x12 import conformance
from revenue_cycle import Answer, Known, Ledger, WriteOffKind
from revenue_cycle.answers import with_records

PAID_ON = date(2026, 11, 2)
FULL = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001", "1512345678"), timely_filing_days=90, corrected_claim_days=120, appeal_days=180, reopening_days=365,
                    records_days=45, records_by="FX")


def denied(*codes, charge="150", profiles=(FULL,), remarks=(), sent=None, claim_remarks=(), payers=(PLAN,), procedure="93000", **more):
    """A ledger with one claim of one line that was refused for one or more reasons, each for a part of the charge."""
    books = Ledger(profiles, more.pop("causes", ()))
    books.submit([sent or claim("A1", [line("A1L1", procedure, charge)], payers)], on=SENT)
    part = D(charge) / len(codes)
    taken = [each for code in codes for each in (code, str(part))]
    told = payment("A1", [paid("A1L1", procedure, charge, "0", *taken, remarks=remarks)], remarks=claim_remarks, **more)
    report = books.post(remittance(told, on=PAID_ON))
    assert [one.claim for one in report.posted] == ["A1"]
    assert books.account("A1").balances
    return books


def only(books, *known, as_of=None):
    from revenue_cycle.denials import denials_of

    [found] = denials_of(books.account("A1"), books.profiles, books.causes, as_of, *known)
    return found


# ---- the worked cases

def test_an_ecg_that_was_not_necessary_is_the_coders_who_asks_the_provider():
    found = only(denied("CO-50", remarks=("N115",)))
    assert (found.root_cause, found.owner, found.asks, found.answer) == (RootCause.CODING, Owner.CODING, Owner.PROVIDER, Answer.APPEAL)
    assert (found.due, found.needs_documentation) == (date(2027, 5, 1), True)
    assert "record" in found.why


@pytest.mark.parametrize("code", ["CO-197", "CO-15", "CO-198", "CO-284", "CO-296", "CO-302", "CO-243", "CO-288"])
def test_an_ecg_without_authorization_is_the_front_desks_and_never_a_coding_matter(code):
    found = only(denied(code))
    assert (found.root_cause, found.owner, found.asks, found.answer) == (RootCause.AUTHORIZATION, Owner.FRONT_DESK, None, Answer.APPEAL)
    assert found.may_change == ("authorization_number", "referral_number")
    assert "encounter.diagnoses" in found.must_not_change
    assert not found.needs_documentation
    assert "recode" not in found.next_action.lower()


def test_no_action_for_an_authorization_denial_speaks_of_another_code():
    for row in CARC.values():
        if row.root_cause is RootCause.AUTHORIZATION:
            found = only(denied(f"CO-{row.code}"))
            if found.root_cause is RootCause.AUTHORIZATION:
                assert "recode" not in found.next_action.lower()
                assert "or code" not in found.next_action
                assert found.answer in (Answer.APPEAL, Answer.CORRECTED_CLAIM)


def test_an_authorization_that_was_found_goes_with_a_corrected_claim_and_one_that_was_sent_with_an_appeal():
    assert only(denied("CO-197"), Known(authorization_number="AUTH1")).answer is Answer.CORRECTED_CLAIM
    sent = claim("A1", [line("A1L1", "93000", "150")], authorization_number="AUTH1")
    found = only(denied("CO-197", sent=sent))
    assert (found.answer, "authorization itself" in found.why) == (Answer.APPEAL, True)


@pytest.mark.parametrize(("code", "remarks", "kinds"), [
    ("CO-252", ("M127",), ["M1"]), ("CO-226", ("M29",), ["OB"]), ("CO-250", ("M31", "M30"), ["RR", "P4"]), ("CO-163", (), ["OZ"]), ("CO-251", ("N40",), ["RB"])])
def test_a_request_for_records_has_its_attachment_ready_and_a_due_date(code, remarks, kinds):
    found = only(denied(code, remarks=remarks))
    assert (found.root_cause, found.answer, found.due) == (RootCause.DOCUMENTATION, Answer.SEND_RECORDS, date(2026, 12, 17))
    assert [(one.report_type, one.transmission) for one in found.records] == [(kind, "FX") for kind in kinds]
    numbers = [one.control_number for one in found.records]
    assert len(set(numbers)) == len(numbers)
    assert all(one.startswith("A1L1-") for one in numbers)


def test_a_request_for_records_that_names_none_is_unresolved():
    found = only(denied("CO-252"))
    assert (found.root_cause, found.owner, found.answer) == (RootCause.UNRESOLVED, Owner.BILLING, Answer.CALL_PAYER)


def test_records_that_were_asked_for_are_announced_by_a_corrected_claim_that_is_sound():
    [original] = edi837.parse(example("837p-1-primary"))
    books = Ledger([attrs.evolve(FULL)])
    books.submit([original], on=SENT)
    lines = [paid("A1001L1", "99214", "200", "0", "CO-252", "200", modifiers=("25",), remarks=("M127",)), paid("A1001L2", "93000", "150", "150")]
    books.post(remittance(payment("A1001", lines), on=PAID_ON))
    [found] = books.denials()
    revised = with_records(original, found.service_line, found.records)
    corrected = books.corrected_claim("A1001", revised)
    assert corrected.encounter.services[0].attachments == found.records
    assert with_records(corrected, found.service_line, found.records) == corrected, "announced once"
    text = sent_text(corrected)
    assert f"PWK*M1*FX***AC*{found.records[0].control_number}~" in text
    assert conformance.check(text) == []
    whole = with_records(original, None, found.records)
    assert whole.attachments == found.records


def sent_text(*claims):
    interchange = edi837.parse(example("837p-1-primary")).interchanges[0]
    return edi837.build(list(claims), sender=interchange.sender, receiver=interchange.receiver, control=9, usage="T", created=datetime(2026, 11, 10, 9, 30))


@pytest.mark.parametrize("code", ["CO-97", "CO-236", "CO-B15", "CO-B10"])
def test_a_bundled_line_is_for_coding_review_and_never_the_patients(code):
    books = denied(code)
    found = only(books)
    assert (found.root_cause, found.owner, found.answer, found.is_bundled) == (RootCause.CODING, Owner.CODING, Answer.CORRECTED_CLAIM, True)
    assert books.account("A1").patient_balance == 0
    assert found.write_off_kind is WriteOffKind.CONTRACTUAL, "rightly bundled, it is the contract's"


@pytest.mark.parametrize("code", ["CO-119", "CO-B1", "CO-149"])
def test_a_visit_limit_is_the_front_desks(code):
    found = only(denied(code))
    assert (found.root_cause, found.owner, found.answer) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK, Answer.CALL_PAYER)
    assert only(denied(code), Known(eligibility_traces=("TRN1",))).answer is Answer.APPEAL
    assert only(denied(code, payers=(PLAN, SUPPLEMENT))).answer is Answer.BILL_OTHER_PAYER


def test_coverage_that_ended_waits_for_the_front_desk_whatever_the_group():
    for code in ("CO-27", "PR-27", "CO-26"):
        found = only(denied(code))
        assert (found.root_cause, found.owner, found.answer) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK, Answer.TRANSFER_TO_PATIENT)
        assert only(denied(code), Known(eligibility_traces=("TRN1",))).answer is Answer.APPEAL
    assert denied("PR-27").account("A1").patient_balance == 0
    assert only(denied("CO-27", remarks=("N781",))).answer is Answer.CALL_PAYER, "a QMB is never billed"


def test_another_payer_first_is_coordination_and_a_payer_that_was_told_is_shown_it_again():
    assert (only(denied("CO-22")).owner, only(denied("CO-22")).answer) == (Owner.FRONT_DESK, Answer.BILL_OTHER_PAYER)
    asked = only(denied("CO-22", remarks=("MA04",)))
    assert (asked.root_cause, asked.owner) == (RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING)
    wrong = only(denied("CO-109"))
    assert (wrong.root_cause, wrong.answer) == (RootCause.PAYER_SETUP, Answer.BILL_OTHER_PAYER)
    assert only(denied("CO-129", remarks=("N48",))).answer is Answer.CORRECTED_CLAIM


def test_a_duplicate_is_looked_for_and_never_written_off():
    found = only(denied("OA-18"))
    assert (found.root_cause, found.answer) == (RootCause.SUBMISSION, Answer.CALL_PAYER)
    assert "find the claim that it repeats" in found.why


def test_an_unprocessable_claim_is_sent_as_new_and_not_appealed():
    found = only(denied("CO-16", remarks=("N290",), claim_remarks=("MA130",)))
    assert (found.root_cause, found.answer, found.appeal_deadline) == (RootCause.PAYER_SETUP, Answer.NEW_CLAIM, None)
    assert found.due == found.filing_limit == date(2027, 1, 10)


def test_what_nobody_explains_is_asked():
    for code in ("CO-16", "CO-A1", "CO-999", "CO-96"):
        found = only(denied(code))
        assert (found.root_cause, found.owner, found.answer) == (RootCause.UNRESOLVED, Owner.BILLING, Answer.CALL_PAYER)


def test_a_notice_that_was_never_signed_is_the_practices_loss():
    sent = claim("A1", [line("A1L1", "93000", "150", "GZ")])
    found = only(denied("CO-50", sent=sent))
    assert (found.root_cause, found.owner, found.answer) == (RootCause.PATIENT_BILLING, Owner.FRONT_DESK, Answer.WRITE_OFF_AVOIDABLE)
    assert found.write_off_kind is WriteOffKind.AVOIDABLE


def test_the_gate_that_failed_first_is_named_and_the_others_are_kept():
    found = only(denied("CO-11", "CO-197", "CO-27"))
    assert found.root_cause is RootCause.ELIGIBILITY
    assert {one.root_cause for one in found.secondary_causes} == {RootCause.CODING, RootCause.AUTHORIZATION}
    assert found.amount == 150


# ---- timely filing: proof or loss

def late(*, accepted_on=None, limit=90, profiles=None):
    profiles = (attrs.evolve(FULL, timely_filing_days=limit),) if profiles is None else profiles
    [original] = edi837.parse(example("837p-1-primary"))
    books = Ledger(profiles)
    books.submit([original], on=SENT)
    if accepted_on:
        [told] = edi_acks.parse(example("277ca-mixed").replace("20261021", f"{accepted_on:%Y%m%d}"))
        books.acknowledge([told], on=accepted_on)
    lines = [paid("A1001L1", "99214", "200", "0", "CO-29", "200", modifiers=("25",)), paid("A1001L2", "93000", "150", "0", "CO-29", "150")]
    books.post(remittance(payment("A1001", lines, "4"), on=date(2027, 3, 1)))
    return books


def test_a_late_claim_with_proof_is_appealed_and_the_proof_is_at_hand():
    books = late(accepted_on=date(2026, 10, 21))
    assert books.answer("A1001") is Answer.APPEAL
    proof = books.evidence("A1001")
    assert (proof.filed_in_time, proof.filing_limit, proof.proof.accepted_on) == (True, date(2027, 1, 10), date(2026, 10, 21))
    assert proof.payer_control_number == "ICN1"
    assert proof.submitted_on == SENT


def test_a_late_claim_without_proof_is_an_avoidable_loss_and_no_contracts():
    books = late()
    found = books.denials()[0]
    assert (found.answer, found.write_off_kind, found.write_off_kind.is_avoidable) == (
        Answer.WRITE_OFF_AVOIDABLE, WriteOffKind.TIMELY_FILING, True)
    assert books.evidence("A1001").filed_in_time is False
    books.write_off("A1001", D(350), "late", on=date(2027, 3, 2), kind=found.write_off_kind)
    assert (books.account("A1001").contractual, books.account("A1001").written_off) == (0, D(350))


def test_proof_behind_the_limit_proves_the_payer_right():
    assert late(accepted_on=date(2027, 2, 1)).answer("A1001") is Answer.WRITE_OFF_AVOIDABLE


def test_proof_without_a_known_limit_is_a_call():
    assert late(accepted_on=date(2026, 10, 21), profiles=()).answer("A1001") is Answer.CALL_PAYER


# ---- what the payer takes

NO_REPLACEMENT = attrs.evolve(FULL, accepts_replacement=False)


def test_a_payer_without_replacements_is_asked_for_a_reopening():
    found = only(denied("CO-4", profiles=(NO_REPLACEMENT,)))
    assert (found.answer, found.due) == (Answer.REOPENING, date(2027, 11, 2))
    assert only(denied("CO-4")).answer is Answer.CORRECTED_CLAIM
    assert only(denied("CO-4")).due == date(2027, 3, 2)


def test_medicares_part_b_takes_none_also_without_a_profile():
    sent = claim("A1", [line("A1L1", "93000", "150")])
    sent = attrs.evolve(sent, coverages=[attrs.evolve(sent.coverage, filing_indicator="MB")])
    found = only(denied("CO-4", sent=sent, profiles=()))
    assert found.answer is Answer.REOPENING
    assert found.appeal_deadline == date(2027, 3, 2), "a redetermination within 120 days"
    assert found.filing_limit == date(2027, 10, 12)


def test_a_remark_that_forbids_an_appeal_is_heard():
    found = only(denied("CO-50", remarks=("N115", "N211")))
    assert (found.answer, found.appeal_deadline) == (Answer.CORRECTED_CLAIM, None)


# ---- by when

@pytest.mark.parametrize(("made_on", "expected"), [(None, date(2027, 5, 1)), (date(2026, 10, 30), date(2027, 4, 28)), (date(2026, 11, 5), date(2027, 5, 1))])
def test_the_time_for_an_appeal_counts_from_the_earlier_day_of_the_remittance(made_on, expected):
    books = Ledger([FULL])
    books.submit([claim("A1", [line("A1L1", "93000", "150")])], on=SENT)
    books.post(remittance(payment("A1", [paid("A1L1", "93000", "150", "0", "CO-50", "150")]), on=PAID_ON, production_date=made_on))
    assert only(books).appeal_deadline == expected


@pytest.mark.parametrize(("remark", "days"), [("MA01", 120), ("MA02", 180)])
def test_a_remark_states_a_time_where_no_profile_does(remark, days):
    found = only(denied("CO-50", profiles=(), claim_remarks=(remark,)))
    assert (found.appeal_deadline - PAID_ON).days == days
    assert only(denied("CO-50", profiles=())).appeal_deadline is None


def test_the_profile_goes_before_the_remark_and_its_levels_before_its_days():
    assert (only(denied("CO-50", claim_remarks=("MA01",))).appeal_deadline - PAID_ON).days == 180
    levels = attrs.evolve(FULL, appeal_levels=[AppealLevel("first", 30), AppealLevel("second", 60, D(200))])
    assert (only(denied("CO-50", profiles=(levels,))).appeal_deadline - PAID_ON).days == 30
    assert from_json(PayerProfile, to_json(levels)) == levels
    assert PayerProfile("X").levels == ()
    assert [one.days for one in MEDICARE_APPEALS] == [120, 180, 60, 60, 60]


def test_when_the_time_for_one_answer_is_over_the_next_is_named_and_then_the_loss():
    books = denied("CO-4")
    assert only(books, as_of=date(2027, 3, 2)).answer is Answer.CORRECTED_CLAIM
    assert only(books, as_of=date(2027, 3, 3)).answer is Answer.APPEAL
    over = only(books, as_of=date(2027, 5, 2))
    assert (over.answer, over.due) == (Answer.WRITE_OFF_AVOIDABLE, None)


def test_what_is_under_way_is_waited_for():
    books = denied("CO-4")
    before = books.account("A1").submissions[-1].submitted
    books.submit([books.corrected_claim("A1", attrs.evolve(before, delay_reason="1"))], on=date(2026, 11, 10))
    assert books.answer("A1") is Answer.NONE
    books = denied("CO-50")
    books.appeal("A1", on=date(2026, 11, 10))
    assert (only(books).answer, "appeal" in only(books).why) == (Answer.NONE, True)


def test_a_claim_without_denials_needs_no_answer():
    books = Ledger()
    books.submit([claim("A1", [line("A1L1", "93000", "150")])], on=SENT)
    assert books.answer("A1") is Answer.NONE


# ---- how much of it

def test_what_people_settled_is_no_denial_any_more():
    books = Ledger(PROFILES)
    books.submit([claim("A1", [line("A1L1", "93000", "150"), line("A1L2", "99214", "200")])], on=SENT)
    books.post(remittance(payment("A1", [paid("A1L1", "93000", "150", "0", "CO-29", "150"), paid("A1L2", "99214", "200", "0", "CO-197", "200")])))
    assert [one.amount for one in books.denials()] == [D(150), D(200)]
    books.write_off("A1", D(200), "no authorization", on=PAID_ON)
    assert [(one.amount, one.root_cause) for one in books.denials()] == [(D(150), RootCause.TIMELY_FILING)]
    books.write_off("A1", D(50), "part", on=PAID_ON)
    assert [one.amount for one in books.denials()] == [D(100)]


def test_a_claim_that_was_refused_as_a_whole_has_one_denial_without_a_line():
    books = Ledger([FULL])
    books.submit([claim("A1", [line("A1L1", "93000", "150"), line("A1L2", "99214", "200")])], on=SENT)
    told = ClaimPayment("A1", "4", D(350), D(0), payer_control_number="ICN1", adjustments=[Adjustment("CO", "27", D(350))])
    books.post(remittance(told, on=PAID_ON))
    [found] = books.denials()
    assert (found.service_line, found.procedure, found.amount, found.root_cause) == (None, "", D(350), RootCause.ELIGIBILITY)


def test_a_denial_of_the_secondary_has_the_secondarys_time_and_an_open_one_of_the_primary_stays_his():
    books = Ledger(PROFILES)
    sent = claim("A1", [line("A1L1", "93000", "150"), line("A1L2", "99214", "200")], (PLAN, SUPPLEMENT))
    books.submit([sent], on=SENT)
    books.post(remittance(payment("A1", [paid("A1L1", "93000", "150", "0", "CO-50", "150"), paid("A1L2", "99214", "200", "160", "PR-2", "40")])))
    books.submit([books.secondary_claim("A1")], on=date(2026, 11, 5))
    books.post(remittance(payment("A1", [paid("A1L1", "93000", "150", "0", "OA-23", "150"),
                                         paid("A1L2", "99214", "200", "0", "OA-23", "160", "CO-16", "40", remarks=("N4",))], "2", "SUP1"),
                          payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    first, second = sorted(books.denials(), key=lambda one: one.service_line)
    assert (first.sequence, first.payer, first.appeal_deadline) == ("P", PLAN, date(2027, 5, 1))
    assert (second.sequence, second.payer, second.appeal_deadline) == ("S", SUPPLEMENT, date(2027, 3, 1))
    assert (second.root_cause, second.amount) == (RootCause.COORDINATION_OF_BENEFITS, D(40))
    assert books.account("A1").denied_open == first.amount + second.amount == D(190)


# ---- every code

def test_every_reason_of_the_table_that_refuses_a_line_has_an_owner_an_action_and_an_answer():
    for row in CARC.values():
        for group in ("CO", "OA", "PI"):
            books = denied(f"{group}-{row.code}")
            for found in books.denials():
                assert found.owner is not Owner.NONE, row.code
                assert found.next_action, row.code
                assert found.why, row.code
                assert found.root_cause not in (RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY, RootCause.INFORMATIONAL), row.code
                if found.root_cause is not RootCause.CODING and found.root_cause is not RootCause.DOCUMENTATION:
                    assert not [path for path in found.may_change if path in ("encounter.diagnoses", "encounter.place_of_service")], row.code
