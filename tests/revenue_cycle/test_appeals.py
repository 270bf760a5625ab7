"""Appeals: filed level by level in their time, decided, paid for, or missed."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, PROFILES, SENT, SUPPLEMENT, claim, line, paid, payment, remittance, reversal
from edi_claims import MEDICARE_APPEALS, AppealLevel, RuleError, from_json, to_json
from revenue_cycle import Appeal, AppealStatus, Entry, Ledger

PAID_ON = date(2026, 11, 3)
LEVELS = attrs.evolve(PROFILES[0], appeal_levels=MEDICARE_APPEALS)


def denial(*lines, profiles=(LEVELS,), payers=(PLAN,), **more):
    """A claim of two lines, 150.00 and 200.00, both refused."""
    books = Ledger(profiles)
    books.submit([claim("A1", [line("A1L1", "93000", "150"), line("A1L2", "99214", "200")], payers)], on=SENT)
    books.post(remittance(first(*lines, **more), on=PAID_ON))
    return books


def first(*lines, **more):
    return payment("A1", lines or (paid("A1L1", "93000", "150", "0", "CO-50", "150"), paid("A1L2", "99214", "200", "0", "CO-197", "200")), **more)


def corrected(*, ecg="0", visit="0", remarks=("N690",)):
    """What the payer sends once it has changed its mind: the reversal, and the new decision."""
    lines = [paid("A1L1", "93000", "150", ecg, *_left(150, ecg, "CO-50")), paid("A1L2", "99214", "200", visit, *_left(200, visit, "CO-197"))]
    back = reversal(first())
    back.remarks = remarks
    return back, payment("A1", lines, icn="ICN2")


def _left(charge, amount, code):
    if D(amount) == 0:
        return (code, str(charge))
    return ("CO-45", str(charge - D(amount))) if charge != D(amount) else ()


def stop(do, *args, **more):
    with pytest.raises(RuleError) as error:
        do(*args, **more)
    return error.value.findings[0].code


def test_an_appeal_is_filed_for_all_that_is_denied_and_moves_no_money():
    books = denial()
    before = books.account("A1")
    filed = books.appeal("A1", on=date(2026, 12, 1), reason="the record supports it", by="PL", documentation="note 2026-10-12")
    assert (filed.level, filed.status, filed.amount, filed.filed_on, filed.by) == ("redetermination", AppealStatus.FILED, D(350), date(2026, 12, 1), "PL")
    assert (filed.deadline, filed.is_late, filed.documentation) == (date(2027, 3, 3), False, "note 2026-10-12")
    after = books.account("A1")
    assert (after.denied_open, after.paid, after.balances) == (before.denied_open, before.paid, True)
    assert "record supports" not in repr(books.entries[-1])


def test_row_30_the_appeal_is_due_within_the_payers_days_and_its_end_is_kept():
    books = denial(profiles=PROFILES)
    assert {one.appeal_deadline for one in books.denials()} == {date(2027, 5, 2)}
    filed = books.appeal("A1", on=date(2027, 1, 4))
    assert (filed.level, filed.deadline) == ("appeal", date(2027, 5, 2))
    assert books.appeal_decided("A1", "upheld", on=date(2027, 2, 1)).status is AppealStatus.UPHELD
    assert books.appeals() == [attrs.evolve(filed, status=AppealStatus.UPHELD, decided_on=date(2027, 2, 1))]


def test_a_line_is_appealed_by_itself():
    books = denial()
    ecg = books.appeal("A1", on=date(2026, 12, 1), service_line=1)
    visit = books.appeal("A1", on=date(2026, 12, 2), service_line=2, amount=D(120))
    assert [(one.service_line, one.amount) for one in (ecg, visit)] == [(1, D(150)), (2, D(120))]
    books.post(remittance(*corrected(ecg="150"), trace="E2", on=date(2027, 1, 4)))
    won, waiting = books.appeals()
    assert (won.recovered, won.status) == (D(150), AppealStatus.OVERTURNED)
    assert (waiting.recovered, waiting.status) == (D(0), AppealStatus.FILED)


def test_what_it_brought_is_folded_from_the_payments_behind_it():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    books.post(remittance(*corrected(ecg="100"), trace="E2", on=date(2027, 1, 4)))
    [one] = books.appeals()
    assert (one.recovered, one.status, one.decided_on) == (D(100), AppealStatus.PARTLY, date(2027, 1, 4))
    assert (one.next_level, one.next_deadline) == ("reconsideration", date(2027, 7, 3))
    assert books.account("A1").paid == D(100)


def test_a_payment_that_no_appeal_explains_is_recovered_and_does_not_decide_it():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    books.post(remittance(*corrected(ecg="100", remarks=()), trace="E2", on=date(2027, 1, 4)))
    assert [(one.status, one.recovered) for one in books.appeals()] == [(AppealStatus.FILED, D(100))]
    assert books.appeal_decided("A1", "partly", on=date(2027, 1, 5)).status is AppealStatus.PARTLY


def test_what_was_paid_before_it_was_filed_is_none_of_its_doing():
    books = denial(paid("A1L1", "93000", "150", "100", "CO-45", "50"), paid("A1L2", "99214", "200", "0", "CO-197", "200"))
    filed = books.appeal("A1", on=PAID_ON)
    assert (filed.recovered, filed.amount) == (0, D(200))


def test_a_payer_that_keeps_to_its_decision_says_so():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    lines = [paid("A1L1", "93000", "150", "0", "CO-193", "150"), paid("A1L2", "99214", "200", "0", "CO-193", "200")]
    books.post(remittance(reversal(first()), payment("A1", lines, icn="ICN2"), trace="E2", on=date(2027, 1, 4)))
    [one] = books.appeals()
    assert (one.status, one.next_level, one.recovered) == (AppealStatus.UPHELD, "reconsideration", 0)


def test_levels_follow_each_other_each_in_its_time():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    assert stop(books.appeal, "A1", on=date(2026, 12, 2)) == "L064"
    lost = books.appeal_decided("A1", "upheld", on=date(2027, 1, 15))
    assert (lost.next_level, lost.next_deadline) == ("reconsideration", date(2027, 7, 14))
    assert {one.appeal_deadline for one in books.denials()} == {date(2027, 7, 14)}
    assert stop(books.appeal, "A1", "hearing", on=date(2027, 2, 1)) == "L065"
    assert stop(books.appeal, "A1", "supreme court", on=date(2027, 2, 1)) == "L065"
    second = books.appeal("A1", "reconsideration", on=date(2027, 7, 20))
    assert (second.deadline, second.is_late) == (date(2027, 7, 14), True)
    for level, day in (("reconsideration", 21), ("hearing", 22), ("appeals council", 23), ("district court", 24)):
        if level != "reconsideration":
            assert books.appeal("A1", on=date(2027, 7, day)).level == level
        books.appeal_decided("A1", "upheld", on=date(2027, 7, day))
    assert stop(books.appeal, "A1", on=date(2027, 8, 1)) == "L065"
    assert [one.next_level for one in books.appeals()][-1] == ""
    assert {one.appeal_deadline for one in books.denials()} == {None}


def test_what_was_recovered_belongs_to_the_appeal_that_stood_then():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    books.appeal_decided("A1", "upheld", on=date(2027, 1, 15))
    books.appeal("A1", on=date(2027, 2, 1))
    books.post(remittance(*corrected(ecg="150", visit="200"), trace="E2", on=date(2027, 3, 4)))
    assert [(one.level, one.recovered, one.status) for one in books.appeals()] == [
        ("redetermination", D(0), AppealStatus.UPHELD), ("reconsideration", D(350), AppealStatus.OVERTURNED)]


def test_an_appeal_that_is_withdrawn_may_be_filed_again():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    assert books.appeal_decided("A1", "withdrawn", on=date(2026, 12, 5)).status is AppealStatus.WITHDRAWN
    assert books.appeal("A1", on=date(2026, 12, 8)).level == "redetermination"


def test_a_level_may_want_an_amount_in_dispute():
    profile = attrs.evolve(PROFILES[0], appeal_levels=[AppealLevel("review", 30, D(400))])
    books = denial(profiles=(profile,))
    assert stop(books.appeal, "A1", on=date(2026, 12, 1)) == "L062"


def test_what_may_not_be_appealed_is_not():
    assert stop(denial(remarks=("MA130",)).appeal, "A1", on=date(2026, 12, 1)) == "L061"
    assert stop(denial(remarks=("N211",)).appeal, "A1", on=date(2026, 12, 1)) == "L061"
    paid_in_full = denial(paid("A1L1", "93000", "150", "150"), paid("A1L2", "99214", "200", "200"))
    assert stop(paid_in_full.appeal, "A1", on=date(2026, 12, 1)) == "L060"
    assert stop(denial().appeal, "A1", on=date(2026, 12, 1), service_line=7) == "L060"


def test_what_was_never_filed_is_not_decided():
    books = denial()
    assert stop(books.appeal_decided, "A1", "upheld", on=date(2026, 12, 1)) == "L063"
    books.appeal("A1", on=date(2026, 12, 1))
    for nothing in ("missed", "filed"):
        with pytest.raises(ValueError, match="is not what becomes of an appeal"):
            books.appeal_decided("A1", nothing, on=date(2026, 12, 2))


def test_a_missed_time_is_reported_line_by_line_and_only_once_it_is_over():
    books = denial()
    assert books.appeals() == books.appeals(date(2027, 3, 3)) == []
    missed = books.appeals(date(2027, 3, 4))
    assert [(one.status, one.service_line, one.amount, one.deadline, one.filed_on) for one in missed] == [
        (AppealStatus.MISSED, 1, D(150), date(2027, 3, 3), None), (AppealStatus.MISSED, 2, D(200), date(2027, 3, 3), None)]
    assert all(one.payer is PLAN for one in missed)


def test_what_was_appealed_corrected_or_settled_is_not_missed():
    late = date(2027, 6, 1)
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1), service_line=1)
    assert [one.service_line for one in books.appeals(late) if one.status is AppealStatus.MISSED] == [2]
    books = denial()
    books.submit([books.corrected_claim("A1", books.account("A1").submissions[-1].submitted)], on=date(2026, 12, 1))
    assert books.appeals(late) == []
    books = denial()
    books.write_off("A1", D(350), "lost", on=date(2026, 12, 1))
    assert books.appeals(late) == []


def test_appeals_of_a_day_leave_out_what_came_later():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    books.appeal_decided("A1", "upheld", on=date(2027, 1, 15))
    assert [one.status for one in books.appeals(date(2026, 12, 31))] == [AppealStatus.FILED]
    assert books.appeals(date(2026, 11, 30)) == []


def test_the_secondarys_denial_is_appealed_at_the_secondary():
    books = denial(paid("A1L1", "93000", "150", "100", "PR-2", "50"), paid("A1L2", "99214", "200", "150", "PR-2", "50"), payers=(PLAN, SUPPLEMENT),
                   profiles=PROFILES)
    books.submit([books.secondary_claim("A1")], on=date(2026, 11, 10))
    second = payment("A1", [paid("A1L1", "93000", "150", "0", "OA-23", "100", "CO-50", "50"), paid("A1L2", "99214", "200", "50", "OA-23", "150")], "2", "S1")
    books.post(remittance(second, payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    filed = books.appeal("A1", on=date(2026, 12, 10))
    assert (filed.payer, filed.amount, filed.sequence, filed.deadline) == (SUPPLEMENT, D(50), "S", date(2027, 3, 1))


def test_appeals_are_facts_that_a_replayed_ledger_knows():
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1), reason="why", by="PL")
    books.appeal_decided("A1", "partly", on=date(2027, 1, 15))
    again = Ledger.replay([from_json(Entry, to_json(one)) for one in books.entries], books.profiles)
    assert again.appeals(date(2027, 6, 1)) == books.appeals(date(2027, 6, 1))
    assert isinstance(again.appeals()[0], Appeal)


@settings(deadline=None, max_examples=40)
@given(order=st.permutations(range(5)))
def test_the_order_in_which_facts_were_entered_does_not_change_what_became_of_an_appeal(order):
    books = denial()
    books.appeal("A1", on=date(2026, 12, 1))
    books.appeal_decided("A1", "upheld", on=date(2027, 1, 15))
    books.appeal("A1", on=date(2027, 2, 1))
    books.post(remittance(*corrected(ecg="150"), trace="E2", on=date(2027, 3, 4)))
    entries = list(books.entries)
    groups = [entries[at::5] for at in range(5)]
    shuffled = Ledger.replay([entry for at in order for entry in groups[at]], books.profiles)
    assert shuffled.appeals(date(2027, 6, 1)) == books.appeals(date(2027, 6, 1))
