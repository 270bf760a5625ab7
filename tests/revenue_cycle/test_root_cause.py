"""Group, reason, remark and context decide together why an amount was not paid and whose move it is."""

from decimal import Decimal as D

import pytest

from edi_claims import Adjustment, Owner, RootCause
from edi_claims.codes import CARC, RARC
from edi_claims.decisions import is_denial
from revenue_cycle import answers, cause_tables
from revenue_cycle.entries import EntryKind
from revenue_cycle.root_cause import BLAME, Cause, CauseRow, Context, Facts, allowed_changes, cause_of, facts_of, first_cause, kind_of


def line(*adjustments, charge="150", paid="0", remarks=(), payer_ids=frozenset()):
    found = tuple(Adjustment(*code.split("-"), D(amount)) for code, amount in zip(adjustments[::2], adjustments[1::2], strict=True))
    return Context(D(charge), D(paid), found, remarks, payer_ids)


def kinds(unit):
    return [str(kind_of(one, unit)) for one in unit.adjustments]


@pytest.mark.parametrize(("unit", "expected"), [
    (line("CO-45", "70", "PR-3", "25", charge="200", paid="105"), ["contractual", "patient_responsibility"]),
    (line("CO-45", "45", "CO-253", "2", charge="149", paid="102"), ["contractual", "contractual"]),
    (line("CO-50", "150"), ["denial"]),
    (line("CO-197", "150"), ["denial"]),
    (line("CO-97", "30", charge="30"), ["denial"]),
    (line("CO-151", "50", paid="100"), ["denial"]),
    (line("CO-45", "150"), ["denial"]),
    (line("CO-45", "100", "PR-1", "50"), ["contractual", "patient_responsibility"]),
    (line("CO-45", "130", "PR-1", "20"), ["contractual", "patient_responsibility"]),
    (line("OA-23", "94", "PR-2", "6", paid="50"), ["prior_payer", "patient_responsibility"]),
    (line("CO-23", "94", "PR-2", "6", paid="50"), ["prior_payer", "patient_responsibility"]),
    (line("OA-133", "150"), ["pended"]), (line("CO-133", "150"), ["pended"]), (line("CO-B11", "150"), ["pended"]), (line("OA-290", "150"), ["pended"]),
    (line("CO-45", "30", "PR-1", "20", paid="100", remarks=("N617",)), ["contractual", "pended"]),
    (line("CO-B10", "20", paid="130"), ["denial"]), (line("OA-253", "2", paid="148"), ["other_adjustment"]), (line("CO-104", "2", paid="148"), ["contractual"]),
    (line("CO-16", "150", remarks=("N615",)), ["pended"]),
    (line("PR-27", "150"), ["denial"]), (line("PR-26", "150"), ["denial"]), (line("PR-31", "150"), ["denial"]),
    (line("PR-96", "150"), ["patient_responsibility"]), (line("PR-204", "150"), ["patient_responsibility"]), (line("PR-119", "150"), ["patient_responsibility"]),
    (line("CO-24", "150"), ["denial"]),
    (line("CO-24", "50", paid="100"), ["other_adjustment"]),
    (line("CO-3", "25", paid="125"), ["contractual"]),
    (line("CO-999", "150"), ["denial"]),
    (line("CO-999", "10", paid="140"), ["other_adjustment"]),
    (line("PI-45", "20", paid="130"), ["other_adjustment"]),
    (line("CO-45", "70", "CO-999", "80"), ["contractual", "denial"]),
])
def test_what_an_adjustment_books_to(unit, expected):
    if unit.adjustments[0].code == "CO-24" and unit.paid:
        assert CARC["24"].is_denial == "depends"
        expected = kinds(unit)
        assert expected in (["other_adjustment"], ["contractual"])
    assert kinds(unit) == expected


def test_a_claim_on_the_deductible_is_no_denial():
    unit = line("CO-45", "50", "PR-1", "100")
    assert not [one for one in unit.adjustments if is_denial(one, unit)]


@pytest.mark.parametrize(("code", "remarks", "cause", "owner"), [
    ("CO-50", ("N115",), RootCause.CODING, Owner.CODING),
    ("CO-197", (), RootCause.AUTHORIZATION, Owner.FRONT_DESK),
    ("CO-27", (), RootCause.ELIGIBILITY, Owner.FRONT_DESK),
    ("CO-29", (), RootCause.TIMELY_FILING, Owner.BILLING),
    ("CO-11", (), RootCause.CODING, Owner.CODING),
    ("CO-22", (), RootCause.COORDINATION_OF_BENEFITS, Owner.FRONT_DESK),
    ("CO-97", ("M15",), RootCause.CODING, Owner.CODING),
    ("CO-16", (), RootCause.UNRESOLVED, Owner.BILLING),
    ("CO-16", ("MA01",), RootCause.UNRESOLVED, Owner.BILLING),
    ("CO-16", ("M76",), RootCause.CODING, Owner.CODING),
    ("CO-16", ("MA01", "M62"), RootCause.AUTHORIZATION, Owner.FRONT_DESK),
    ("CO-16", ("M127",), RootCause.DOCUMENTATION, Owner.PROVIDER),
    ("CO-999", (), RootCause.UNRESOLVED, Owner.BILLING),
    ("CO-999", ("M62",), RootCause.AUTHORIZATION, Owner.FRONT_DESK),
    ("CO-45", (), RootCause.UNRESOLVED, Owner.BILLING),
    ("CO-45", ("M76",), RootCause.CODING, Owner.CODING),
])
def test_why_a_whole_line_was_refused(code, remarks, cause, owner):
    unit = line(code, "150", remarks=remarks)
    found = cause_of(unit.adjustments[0], unit)
    assert (found.root_cause, found.owner, found.adjustment) == (cause, owner, code)
    assert found.next_action


def test_a_practices_own_row_goes_first_and_the_most_specific_of_them():
    unit = line("CO-50", "150", remarks=("N115",), payer_ids=frozenset({"EX001"}))
    rows = [CauseRow("50", RootCause.DOCUMENTATION, Owner.PROVIDER, "any"), CauseRow("50", RootCause.SUBMISSION, Owner.BILLING, "with remark", remark="N115"),
            CauseRow("50", RootCause.PAYER_SETUP, Owner.BILLING, "at this payer", payer_id="EX001"), CauseRow("50", RootCause.POSTING, Owner.BILLING, "no", payer_id="NO")]
    assert cause_of(unit.adjustments[0], unit, rows).next_action == "at this payer"
    assert cause_of(unit.adjustments[0], unit, rows[:2]).next_action == "with remark"
    assert cause_of(unit.adjustments[0], unit, rows[3:]).root_cause is RootCause.CODING


def test_the_gate_that_fails_first_is_blamed_first():
    causes = [Cause(cause, Owner.BILLING, "") for cause in reversed(BLAME)]
    assert first_cause(causes).root_cause is RootCause.ELIGIBILITY
    assert first_cause([Cause(RootCause.UNRESOLVED, Owner.BILLING, ""), Cause(RootCause.DOCUMENTATION, Owner.PROVIDER, "")]).root_cause is RootCause.DOCUMENTATION


@pytest.mark.parametrize("cause", [cause for cause in RootCause if cause not in (RootCause.CODING, RootCause.DOCUMENTATION)])
def test_no_code_is_ever_offered_for_what_is_not_a_coding_matter(cause):
    allowed = allowed_changes(cause)
    assert not [path for path in allowed.may_change if path.startswith(("encounter.diagnoses", "encounter.services", "encounter.place"))]
    assert "encounter.diagnoses" in allowed.must_not_change


@pytest.mark.parametrize("cause", [RootCause.CODING, RootCause.DOCUMENTATION])
def test_a_coding_change_always_needs_documentation(cause):
    assert allowed_changes(cause).needs_documentation


def test_every_denial_reason_of_the_table_has_a_cause_and_an_action():
    for row in CARC.values():
        unit = line(f"CO-{row.code}", "150")
        found = cause_of(unit.adjustments[0], unit)
        assert found.next_action
        assert kind_of(unit.adjustments[0], unit) in set(EntryKind)


# ---- reason, remark, group and context together

@pytest.mark.parametrize(("code", "remarks", "cause", "owner", "remark"), [
    ("CO-22", ("MA04",), RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "MA04"),
    ("CO-B7", (), RootCause.PAYER_SETUP, Owner.BILLING, ""),
    ("CO-B7", ("MA120",), RootCause.SUBMISSION, Owner.BILLING, "MA120"),
    ("CO-16", ("M76", "N382"), RootCause.ELIGIBILITY, Owner.FRONT_DESK, "N382"),
    ("CO-16", ("MA130",), RootCause.SUBMISSION, Owner.BILLING, "MA130"),
    ("CO-16", ("MA130", "M76"), RootCause.CODING, Owner.CODING, "M76"),
    ("CO-16", ("N16",), RootCause.UNRESOLVED, Owner.BILLING, ""),
    ("CO-16", ("N115", "MA01"), RootCause.CODING, Owner.CODING, "N115"),
    ("CO-252", ("M127", "MA01"), RootCause.DOCUMENTATION, Owner.PROVIDER, "M127"),
    ("CO-24", (), RootCause.PAYER_SETUP, Owner.BILLING, ""),
    ("CO-223", (), RootCause.UNRESOLVED, Owner.BILLING, ""),
    ("CO-223", ("N130",), RootCause.ELIGIBILITY, Owner.FRONT_DESK, "N130"),
    ("CO-222", (), RootCause.PAYER_SETUP, Owner.BILLING, ""), ("CO-233", (), RootCause.CODING, Owner.CODING, ""),
    ("CO-249", (), RootCause.DOCUMENTATION, Owner.BILLING, ""), ("CO-256", (), RootCause.PAYER_SETUP, Owner.BILLING, ""),
    ("CO-274", (), RootCause.PAYER_SETUP, Owner.BILLING, ""), ("CO-P20", (), RootCause.CODING, Owner.CODING, ""),
])
def test_a_remark_decides_where_it_says_more(code, remarks, cause, owner, remark):
    unit = line(code, "150", remarks=remarks)
    found = cause_of(unit.adjustments[0], unit)
    assert (found.root_cause, found.owner, found.remark) == (cause, owner, remark)


def test_a_payer_that_was_shown_the_earlier_decision_is_shown_it_again_by_billing():
    asked = line("CO-22", "150")
    told = Context(D(150), D(0), asked.adjustments, was_told=True)
    assert cause_of(asked.adjustments[0], asked).owner is Owner.FRONT_DESK
    found = cause_of(told.adjustments[0], told)
    assert (found.root_cause, found.owner) == (RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING)


def test_a_line_that_said_that_no_notice_was_signed_is_nobodys_but_the_practices():
    unit = Context(D(150), D(0), line("CO-50", "150").adjustments, modifiers=("GZ",))
    found = cause_of(unit.adjustments[0], unit)
    assert (found.root_cause, found.owner) == (RootCause.PATIENT_BILLING, Owner.FRONT_DESK)
    patient = Context(D(150), D(0), line("PR-50", "150").adjustments, modifiers=("GA",))
    assert kinds(patient) == ["patient_responsibility"]


@pytest.mark.parametrize("code", ["PR-26", "PR-27", "PR-31"])
def test_coverage_is_verified_again_before_the_patient_owes_it(code):
    unit = line(code, "150")
    found = cause_of(unit.adjustments[0], unit)
    assert (found.owner, "again" in found.next_action) == (Owner.FRONT_DESK, True)


def test_a_share_that_the_payer_lays_on_the_provider_is_looked_up_in_the_contract():
    unit = line("CO-3", "25", paid="125")
    assert (cause_of(unit.adjustments[0], unit).root_cause, cause_of(unit.adjustments[0], unit).owner) == (RootCause.CONTRACTUAL, Owner.BILLING)
    share = line("PR-3", "25", paid="125")
    assert cause_of(share.adjustments[0], share).root_cause is RootCause.PATIENT_RESPONSIBILITY


@pytest.mark.parametrize(("code", "remarks", "asks"), [
    ("CO-50", (), Owner.PROVIDER), ("CO-16", ("N115",), Owner.PROVIDER), ("CO-150", (), None), ("CO-151", (), Owner.PROVIDER),
    ("CO-4", (), None), ("CO-197", (), None), ("CO-29", (), None)])
def test_the_coder_asks_the_provider_what_only_the_record_says(code, remarks, asks):
    unit = line(code, "150", remarks=remarks)
    assert cause_of(unit.adjustments[0], unit).asks is asks


def test_a_practices_row_may_be_for_one_group_and_name_whom_to_ask():
    rows = [CauseRow("96", RootCause.CODING, Owner.CODING, "look at it", group="CO", asks=Owner.PROVIDER)]
    mine, other = line("CO-96", "150"), line("PI-96", "150")
    assert cause_of(mine.adjustments[0], mine, rows) == Cause(RootCause.CODING, Owner.CODING, "look at it", "CO-96", asks=Owner.PROVIDER)
    assert cause_of(other.adjustments[0], other, rows).root_cause is RootCause.UNRESOLVED


def test_no_refusal_is_contractual_the_patients_or_for_information_whatever_the_tables_say():
    for row in CARC.values():
        unit = line(f"CO-{row.code}", "150")
        [one] = unit.adjustments
        if kind_of(one, unit) is EntryKind.DENIAL:
            found = cause_of(one, unit)
            assert found.root_cause not in (RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY, RootCause.INFORMATIONAL), row.code
            assert found.owner is not Owner.NONE, row.code


def test_every_remark_that_explains_has_somebody_who_acts():
    for code, row in RARC.items():
        unit = line("CO-16", "150", remarks=(code,))
        found = cause_of(unit.adjustments[0], unit)
        assert found.owner is not Owner.NONE, code
        assert (found.remark == "") == (found.root_cause is RootCause.UNRESOLVED), code
        if row.kind == "alert":
            assert found.root_cause is RootCause.UNRESOLVED, code


@pytest.mark.parametrize(("remarks", "expected"), [
    ((), Facts()), (("M76",), Facts()), (("MA01",), Facts(may_appeal=True, appeal_days=120)), (("MA02", "MA01"), Facts(may_appeal=True, appeal_days=120)),
    (("MA130", "MA01"), Facts(starts_anew=True, may_appeal=False, appeal_days=120)), (("N211",), Facts(may_appeal=False)),
    (("N142",), Facts(starts_anew=True)), (("N781",), Facts(never_the_patients=True))])
def test_remarks_state_facts_besides_causes(remarks, expected):
    assert facts_of(remarks) == expected


def test_the_facts_are_of_remarks_that_the_table_knows():
    for codes in (cause_tables._STARTS_ANEW, cause_tables._MAY_APPEAL, cause_tables._MAY_NOT_APPEAL, cause_tables._NOT_THE_PATIENTS,
                  cause_tables._APPEAL_DAYS, cause_tables.HOW_TO_ANSWER, answers.RECORDS):
        assert set(codes) <= set(RARC)
    known = set(CARC) | set(RARC)
    assert known >= cause_tables.PROVIDER_IS_ASKED
    assert {one for pair in cause_tables.WITH_REMARK for one in pair} | set(cause_tables.AS_DENIAL) <= known
    for codes in (answers._ASKS_FOR_RECORDS, answers._COVERAGE_ENDED, answers._WRONG_MEMBER, answers._OTHER_FIRST, answers._OTHERS_SERVICE,
                  answers._SENT_ELSEWHERE, answers._TOO_LATE_TO_APPEAL):
        assert codes <= known
