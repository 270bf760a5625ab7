"""Denials over time, patterns that come back, and what got past the scrubber."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
from books import PROFILES, claim, line, paid, payment
from corpus import example
from edi_claims import Finding, Owner, Provider, RootCause, Severity, from_json, to_json
from edi_claims.codes import CARC, RARC
from measuring import answer, decided, later, office, pay, sent
from revenue_cycle import Entry, EntryKind, Escaped, Feedback, Ledger, Source, StageRow, TrendRow
from revenue_cycle.escapes import BY_REMARK, FURTHER_REASONS, Guard, rules_for
from revenue_cycle.trends import Period

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


# ---- the trend

@pytest.fixture
def two_ecgs():
    """The example: an ECG twice, denied for its coding and for its authorization."""
    [second] = edi837.parse(example("837p-2-corrected-add-auth"))
    second = attrs.evolve(second, frequency="1", authorization_number=None, payer_control_number=None)
    books = Ledger(PROFILES)
    books.submit([attrs.evolve(second, patient_control_number="A2001"), second], on=date(2026, 10, 20))
    books.post(edi835.parse(example("835-2-ecg-two-denials"))[0])
    return books


def test_the_same_amount_denied_twice_is_two_causes(two_ecgs):
    rows = two_ecgs.denial_trend(by=("root_cause", "procedure"))
    assert [(row.start, row.procedure, row.root_cause, row.count, row.amount) for row in rows] == [
        (NOVEMBER, "93000", RootCause.CODING, 1, D(150)), (NOVEMBER, "93000", RootCause.AUTHORIZATION, 1, D(150))]
    assert [row.decided for row in rows] == [2, 2], "of two lines that were decided about"


def test_every_dimension_or_none(two_ecgs):
    [coding, _] = two_ecgs.denial_trend()
    assert (coding.payer, coding.provider, coding.procedure) == ("EXAMPLE HEALTH PLAN", "1999999984", "93000")
    [total] = two_ecgs.denial_trend(by=())
    assert (total.root_cause, total.payer, total.count, total.decided, total.rate.percent()) == (None, "", 2, 4, D("50.0"))


def test_month_over_month_a_month_without_one_is_a_figure_too():
    books = sent(*(office(f"C{at}") for at in range(4)))
    for number, day in (("C0", date(2026, 10, 10)), ("C1", date(2026, 10, 30)), ("C2", date(2026, 12, 2))):
        pay(books, decided(number, 0, "CO-50", "100"), on=day)
    pay(books, decided("C3", 0, "CO-197", "100"), on=date(2026, 12, 3), trace="X")
    rows = books.denial_trend(by=("root_cause",))
    assert [(row.start, row.root_cause.value, row.count, row.change, row.amount_change) for row in rows] == [
        (OCTOBER, "coding", 2, 2, D(200)), (NOVEMBER, "coding", 0, -2, D(-200)), (DECEMBER, "coding", 1, 1, D(100)),
        (DECEMBER, "authorization", 1, 1, D(100))]


def test_the_month_before_the_first_is_still_compared_with():
    books = sent(office("C0"), office("C1"), office("C2"))
    pay(books, decided("C0", 0, "CO-50", "100"), decided("C1", 0, "CO-50", "100"), on=date(2026, 10, 10))
    pay(books, decided("C2", 0, "CO-50", "100"), on=date(2026, 11, 10))
    [row] = books.denial_trend(by=("root_cause",), start=NOVEMBER)
    assert (row.start, row.count, row.change) == (NOVEMBER, 1, -1)
    assert [one.start for one in books.denial_trend(by=(), end=date(2026, 10, 31))] == [OCTOBER]


@pytest.mark.parametrize(("period", "starts"), [
    (Period.WEEK, [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]), ("month", [OCTOBER, NOVEMBER]), ("quarter", [OCTOBER])])
def test_periods(period, starts):
    books = sent(office("C0"), office("C1"))
    pay(books, decided("C0", 0, "CO-50", "100"), on=date(2026, 10, 30))
    pay(books, decided("C1", 0, "CO-50", "100"), on=date(2026, 11, 15))
    assert [row.start for row in books.denial_trend(by=(), period=period)] == starts


def test_the_same_denial_again_after_a_correction_is_no_further_one():
    books = sent(office("C1"))
    pay(books, decided("C1", 0, "CO-197", "100"))
    sent(books.corrected_claim("C1", office("C1", authorization_number="AUTH1")), ledger=books, on=date(2026, 10, 25))
    pay(books, decided("C1", 0, "CO-197", "100", icn="SECOND"), on=date(2026, 11, 5))
    assert [(row.start, row.count) for row in books.denial_trend(by=())] == [(OCTOBER, 1), (NOVEMBER, 0)]


def test_another_reason_after_a_correction_is_a_denial_of_its_own():
    books = sent(office("C1"))
    pay(books, decided("C1", 0, "CO-197", "100"))
    sent(books.corrected_claim("C1", office("C1", authorization_number="AUTH1")), ledger=books, on=date(2026, 10, 25))
    pay(books, decided("C1", 0, "CO-50", "100", icn="SECOND"), on=date(2026, 11, 5))
    assert [(row.start, row.root_cause.value, row.count) for row in books.denial_trend(by=("root_cause",)) if row.count] == [
        (OCTOBER, "authorization", 1), (NOVEMBER, "coding", 1)]


def test_no_such_dimension_or_period(two_ecgs):
    with pytest.raises(ValueError, match="patient"):
        two_ecgs.denial_trend(by=("patient",))
    with pytest.raises(ValueError, match="fortnight"):
        two_ecgs.denial_trend(period="fortnight")
    assert Ledger().denial_trend() == []


# ---- patterns

def one_after_another(days, adjustment="CO-50", provider=None, code="93000"):
    books = Ledger(PROFILES)
    for at, day in enumerate(days):
        number = f"C{at}"
        books.submit([attrs.evolve(made := office(number, code=code), encounter=attrs.evolve(made.encounter, providers={"rendering_provider": provider})
                                   if provider else made.encounter)], on=date(2026, 9, 1))
        pay(books, decided(number, 0, adjustment, "100", code=code), on=day, trace=f"EFT{at}")
    return books


def test_three_denials_of_one_provider_and_code_in_thirty_days_go_to_coding_and_provider():
    books = one_after_another([date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 31)], provider=Provider("1999999984", "IBARRA"))
    [told] = books.feedback(threshold=3, days=30)
    assert (told.adjustment, told.procedure, told.provider, told.claims, told.amount) == ("CO-50", "93000", "1999999984", ("C0", "C1", "C2"), D(300))
    assert told.to == (Owner.CODING, Owner.PROVIDER)
    assert Owner.BILLING not in told.to
    assert told.message.startswith("CO-50 came 3 times from 2026-10-01 to 2026-10-31 for 93000 of provider 1999999984: ")


@pytest.mark.parametrize("days", [[1, 15], [1, 15, 32], [1, 1]])
def test_two_or_three_in_a_longer_time_are_no_pattern(days):
    assert one_after_another([later(date(2026, 9, 30), day) for day in days]).feedback() == []


def test_missing_authorizations_go_to_the_front_desk():
    books = one_after_another([date(2026, 10, 1)] * 3, "CO-197")
    assert [told.to for told in books.feedback()] == [(Owner.FRONT_DESK,)]


def test_two_lines_of_one_claim_count_once():
    books = sent(claim("C1", [line(f"L{at}", "93000", 100) for at in range(3)]))
    pay(books, payment("C1", [paid(f"L{at}", "93000", 100, 0, "CO-50", "100") for at in range(3)]))
    assert books.feedback() == []


def test_another_provider_code_or_reason_is_another_pattern():
    books = one_after_another([date(2026, 10, 1)] * 2)
    sent(office("X1"), office("X2", code="93000"), ledger=books)
    pay(books, decided("X1", 0, "CO-50", "100"), decided("X2", 0, "CO-11", "100", code="93000"))
    assert books.feedback() == []


def test_a_run_goes_on_as_long_as_it_is_dense_and_a_gap_begins_another():
    first = [later(OCTOBER, at) for at in (0, 10, 20, 40)]
    second = [later(OCTOBER, at) for at in (100, 101, 102)]
    assert [told.claims for told in one_after_another(first + second).feedback()] == [("C0", "C1", "C2", "C3"), ("C4", "C5", "C6")]


def test_a_thin_stretch_inside_a_run_does_not_part_it():
    books = one_after_another([later(OCTOBER, at) for at in (0, 25, 30, 56, 58)])
    assert [told.claims for told in books.feedback()] == [("C0", "C1", "C2", "C3", "C4")], "0 to 30 and 30 to 58 share a claim"


def test_a_pattern_that_is_over_needs_no_message():
    books = one_after_another([date(2026, 10, 1)] * 3)
    assert len(books.feedback(as_of=date(2026, 10, 31))) == 1
    assert books.feedback(as_of=date(2026, 11, 1)) == []
    assert books.feedback(as_of=date(2026, 9, 30)) == []
    with pytest.raises(ValueError, match="one denial"):
        books.feedback(threshold=0)


# ---- what escaped

def test_a_missing_rendering_number_escaped_because_the_rule_was_off():
    books = sent(office("C1"))
    pay(books, decided("C1", 0, "CO-16", "100", remarks=("N290",)))
    [off] = books.escaped(edi837.rules_without("P005", "P001"))
    assert (off.what, off.rules, off.guard) == ("CO-16 N290", ("P005", "P001"), Guard.OFF)
    [on] = books.escaped()
    assert on.guard is Guard.MISSED
    assert on.hint.startswith("A rendering provider")


def test_what_no_rule_looks_at_is_absent():
    books = sent(office("C1"))
    pay(books, decided("C1", 0, "CO-16", "100", remarks=("N999",)))
    [one] = books.escaped()
    assert (one.rules, one.guard, one.hint, one.root_cause) == ((), Guard.ABSENT, "", RootCause.UNRESOLVED)


def test_what_the_scrubber_had_found_was_ignored():
    books = sent(office("C1"))
    books.scrubbed([Finding("B005", Severity.ERROR, "an authorization is missing", claim="C1", root_cause=RootCause.AUTHORIZATION)], on=date(2026, 10, 1))
    pay(books, decided("C1", 0, "CO-197", "100"))
    assert [one.guard for one in books.escaped()] == [Guard.IGNORED]


def test_a_rejection_escaped_too_and_the_greatest_amount_comes_first():
    books = sent(office("C1", charge=400), office("C2"))
    books.acknowledge([answer("C1", "A7:164:IL", date(2026, 10, 7))])
    pay(books, decided("C2", 0, "CO-197", "100"))
    assert [(one.claim, one.stage, one.what, one.rules, one.amount) for one in books.escaped()] == [
        ("C1", "rejected", "A7:164:IL", ("M001",), D(400)), ("C2", "denied", "CO-197", ("B005",), D(100))]
    assert [one.claim for one in books.escaped(as_of=date(2026, 10, 10))] == ["C1"]


def test_the_tables_name_codes_and_rules_that_there_are():
    rules = {row.code for row in edi837.catalogue()}
    assert set(BY_REMARK) <= set(RARC)
    assert set(FURTHER_REASONS) <= set(CARC)
    assert {rule for found in (*BY_REMARK.values(), *FURTHER_REASONS.values()) for rule in found.split()} <= rules


@pytest.mark.parametrize(("adjustment", "remarks", "rule"), [
    ("CO-197", (), "B005"), ("CO-29", (), "B007"), ("CO-27", (), "M008"), ("CO-50", (), "C006"), ("CO-11", (), "C006"), ("CO-97", (), "C005"),
    ("CO-236", (), "C005"), ("CO-16", ("MA01", "N265"), "P006"), ("CO-16", ("MA120",), "B014"), ("CO-4", (), "C004"), ("CO-151", (), "C007")])
def test_which_rule_looks_at_a_reason(adjustment, remarks, rule):
    assert rules_for(adjustment, remarks)[0] == rule


# ---- stage by cause

def test_caught_rejected_and_denied_speak_of_the_same_causes():
    books = sent(office("C1", charge=400), office("C2"), office("C3"))
    books.scrubbed([Finding("M001", Severity.ERROR, "no member id", claim="C9", root_cause=RootCause.ELIGIBILITY),
                    Finding("C002", Severity.ERROR, "a pointer points nowhere", claim="C9", service_line=1, root_cause=RootCause.CODING),
                    Finding("C003", Severity.ERROR, "no such procedure", claim="C9", service_line=1, root_cause=RootCause.CODING),
                    Finding("C009", Severity.WARNING, "worth a look", claim="C9", root_cause=RootCause.CODING)],
                   on=date(2026, 10, 2), claims=[office("C9", charge=70)])
    books.acknowledge([answer("C1", "A7:164:IL", date(2026, 10, 7))])
    pay(books, decided("C2", 0, "CO-50", "100"), decided("C3", 0, "CO-197", "100"))
    cells = {row.root_cause: [(one.count, one.claims, one.amount) for one in (row.caught, row.rejected, row.denied)]
             for row in books.stage_matrix(OCTOBER, date(2026, 10, 31))}
    none = (0, 0, 0)
    assert cells == {RootCause.CODING: [(2, 1, D(70)), none, (1, 1, D(100))], RootCause.ELIGIBILITY: [(1, 1, D(70)), (1, 1, D(400)), none],
                     RootCause.AUTHORIZATION: [none, none, (1, 1, D(100))]}


def test_a_charge_that_was_not_known_yet_is_the_submitted_one():
    books = Ledger()
    books.scrubbed([Finding("C002", Severity.ERROR, "a pointer points nowhere", claim="C1", service_line=2, root_cause=RootCause.CODING)], on=OCTOBER)
    sent(claim("C1", [line("L1", "99213", 100), line("L2", "93000", 150)]), ledger=books)
    [row] = books.stage_matrix(OCTOBER, date(2026, 10, 31))
    assert row.caught.amount == D(150)


def test_a_line_is_not_counted_beside_its_claim():
    books = Ledger()
    found = [Finding("M001", Severity.ERROR, "x", claim="C1", root_cause=RootCause.CODING),
             Finding("C002", Severity.ERROR, "y", claim="C1", service_line=1, root_cause=RootCause.CODING)]
    books.scrubbed(found, on=OCTOBER, claims=[claim("C1", [line("L1", "99213", 100), line("L2", "93000", 150)])])
    [row] = books.stage_matrix(OCTOBER, date(2026, 10, 31))
    assert (row.caught.count, row.caught.amount) == (2, D(250))


def test_the_real_scrubber_feeds_the_matrix():
    faulty = office("C1", code="ABC")
    books = Ledger()
    books.scrubbed(edi837.check([faulty]), on=OCTOBER, claims=[faulty])
    causes = {row.root_cause for row in books.stage_matrix(OCTOBER, OCTOBER) if row.caught.count}
    assert RootCause.CODING in causes
    assert books.stage_matrix(NOVEMBER, DECEMBER) == []


def test_a_rejected_set_leads_by_the_place_that_it_names_to_the_rule():
    place = Finding("A203", Severity.ERROR, "an element is wrong", loop="2010AA", element="N403")
    books = sent(office("C1"))
    told = Entry(EntryKind.ACKNOWLEDGMENT, date(2026, 10, 6), claim="C1", stage="not_received", source=Source("999", "1"), findings=(place,))
    [one] = Ledger(entries=[*books.entries, told]).escaped()
    assert (one.stage, one.rules, one.guard) == ("rejected", ("P003",), Guard.MISSED)


def test_every_report_goes_to_json_and_back(two_ecgs):
    for cls, report in ((TrendRow, two_ecgs.denial_trend()), (Feedback, two_ecgs.feedback(threshold=1)), (Escaped, two_ecgs.escaped()),
                        (StageRow, two_ecgs.stage_matrix(OCTOBER, DECEMBER))):
        assert report
        assert from_json(list[cls], to_json(report)) == report


def test_no_report_holds_patient_data(two_ecgs):
    text = to_json([two_ecgs.denial_trend(), two_ecgs.feedback(threshold=1), two_ecgs.escaped(), two_ecgs.stage_matrix(OCTOBER, DECEMBER)])
    patients = [entry.submitted.encounter.patient.name.last for entry in two_ecgs.entries if entry.submitted is not None]
    assert patients
    assert not any(name in text for name in patients)


def test_the_order_of_entry_changes_no_report(two_ecgs):
    books = sent(*(office(f"C{at}", code="93000") for at in range(4)), ledger=two_ecgs)
    pay(books, *(decided(f"C{at}", 0, "CO-50", "100", code="93000") for at in range(4)))
    books.acknowledge([answer("C3", "A7:164:IL", date(2026, 10, 7))])
    again = Ledger.replay(reversed(books.entries), PROFILES)
    assert again.denial_trend() == books.denial_trend()
    assert again.feedback() == books.feedback() != []
    assert again.escaped() == books.escaped()
    assert again.stage_matrix(OCTOBER, DECEMBER) == books.stage_matrix(OCTOBER, DECEMBER)
