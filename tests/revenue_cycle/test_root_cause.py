"""Group, reason, remark and context decide together why an amount was not paid and whose move it is."""

from decimal import Decimal as D

import pytest

from edi_claims import Adjustment, Owner, RootCause
from edi_claims.codes import CARC
from revenue_cycle.entries import EntryKind
from revenue_cycle.root_cause import BLAME, Cause, CauseRow, Context, allowed_changes, cause_of, first_cause, is_denial, kind_of


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
