"""Paid and not supported: what an auditor says stands apart from what payers decide."""

from datetime import date
from decimal import Decimal as D

import pytest

from books import PLAN, PROFILES, SUPPLEMENT, paid, payment, reversal, visit
from edi_claims import Owner, RootCause, from_json, to_json
from measuring import decided, office, pay, sent
from revenue_cycle import Entry, EntryKind, Ledger, UnknownClaimError
from revenue_cycle.audit import AuditOutcome
from revenue_cycle.ratios import Ratio

DAY, OCTOBER = date(2026, 10, 25), (date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def audited():
    """A visit that was paid in full; its note does not support the 99214."""
    books = sent(visit("C1"), profiles=PROFILES)
    pay(books, payment("C1", [paid("C1L1", "99214", 200, 105, "CO-45", "70", "PR-3", "25"), paid("C1L2", "93000", 150, 80, "CO-45", "70")]))
    books.audit_finding("C1", 1, "unsupported", by="AU", on=DAY, documentation="NOTE 2026-10-12")
    return books


def test_a_paid_line_that_the_note_does_not_support_is_flagged_with_what_was_paid_for_it(audited):
    [flag] = audited.audit_flags()
    assert (flag.claim, flag.service_line, flag.procedure, flag.at_risk) == ("C1", 1, "99214-25", D(105))
    assert (flag.what, flag.root_cause, flag.owner, flag.by, flag.documentation) == (
        AuditOutcome.UNSUPPORTED, RootCause.DOCUMENTATION, Owner.PROVIDER, "AU", "NOTE 2026-10-12")


def test_it_is_no_denial_and_moves_no_money(audited):
    before = Ledger.replay([entry for entry in audited.entries if entry.kind is not EntryKind.AUDIT], PROFILES).account("C1")
    after = audited.account("C1")
    for name in ("charge", "paid", "contractual", "denied_open", "open_to_payer", "patient_balance", "written_off", "stage"):
        assert getattr(before, name) == getattr(after, name)
    assert audited.denials() == []
    assert audited.metrics(*OCTOBER).denial_rate_lines.numerator == 0


def test_a_claim_as_a_whole_is_at_risk_with_all_that_was_paid(audited):
    audited.audit_finding("C1", None, AuditOutcome.CODE_CHANGED, by="AU", on=DAY)
    whole = next(flag for flag in audited.audit_flags() if flag.service_line is None)
    assert (whole.at_risk, whole.procedure, whole.owner) == (D(185), "", Owner.CODING)


def test_what_was_taken_back_is_no_longer_at_risk(audited):
    payment_before = next(entry.decided for entry in audited.entries if entry.kind is EntryKind.ADJUDICATION)
    pay(audited, reversal(payment_before), on=date(2026, 10, 28))
    assert audited.audit_flags()[0].at_risk == 0
    assert audited.audit_flags(as_of=date(2026, 10, 26))[0].at_risk == D(105), "as it was on that day"


def test_all_payers_count():
    books = sent(office("C1", payers=(PLAN, SUPPLEMENT)))
    pay(books, decided("C1", 60, "CO-45", "15", "PR-2", "25"))
    sent(books.secondary_claim("C1"), ledger=books, on=date(2026, 10, 22))
    pay(books, payment("C1", [paid("C1L1", "99213", 100, 20, "OA-23", "75", "PR-2", "5")], status="2"), on=date(2026, 10, 24), payer=SUPPLEMENT)
    books.audit_finding("C1", 1, "unsupported", by="AU", on=DAY)
    assert books.audit_flags()[0].at_risk == D(80)


def test_the_last_word_about_a_line_counts(audited):
    audited.audit_finding("C1", 1, "supported", by="AU2", on=date(2026, 10, 28), documentation="ADDENDUM 2026-10-27")
    assert audited.audit_flags() == []
    assert [flag.what for flag in audited.audit_flags(as_of=DAY)] == [AuditOutcome.UNSUPPORTED]


@pytest.mark.parametrize("fault", ["unsupported", "code_changed"])
def test_of_two_words_on_one_day_the_one_that_finds_fault_counts(fault):
    entries = [Entry(EntryKind.AUDIT, DAY, claim="C1", service_line=1, reason=reason, by="AU") for reason in (fault, "supported")]
    for order in (entries, entries[::-1]):
        assert [flag.what for flag in Ledger(entries=order).audit_flags()] == [fault]


def test_accuracy_and_changed_codes_out_of_audited_lines():
    books = sent(*(office(f"C{at}") for at in range(10)))
    for at, what in enumerate(["supported"] * 7 + ["code_changed"] * 2 + ["unsupported"]):
        books.audit_finding(f"C{at}", 1, what, by="AU", on=DAY)
    found = books.metrics(*OCTOBER)
    assert (found.coding_accuracy, found.coding_accuracy.percent()) == (Ratio(D(7), D(10)), D("70.0"))
    assert found.code_changed_on_audit == Ratio(D(2), D(10))
    assert found.audits.documented == Ratio(D(9), D(10))
    assert books.metrics(date(2026, 9, 1), date(2026, 9, 30)).coding_accuracy.value is None


def test_an_audit_finding_has_an_author_a_known_claim_and_a_known_judgement(audited):
    with pytest.raises(ValueError, match="author"):
        audited.audit_finding("C1", 1, "unsupported", by="", on=DAY)
    with pytest.raises(ValueError, match="sloppy"):
        audited.audit_finding("C1", 1, "sloppy", by="AU", on=DAY)
    with pytest.raises(UnknownClaimError):
        audited.audit_finding("NONE", 1, "unsupported", by="AU", on=DAY)


def test_what_the_auditor_wrote_is_in_no_repr():
    books = sent(office("C1"))
    books.audit_finding("C1", 1, "unsupported", by="AU", on=DAY, note="DANA ROWE, TIMES ARE MISSING")
    assert "ROWE" not in repr(books.entries) + repr(books.audit_flags()) + repr(books.work_queue(DAY))


def test_a_line_that_the_claim_does_not_have_is_at_no_risk(audited):
    audited.audit_finding("C1", 7, "unsupported", by="AU", on=DAY)
    assert [(flag.service_line, flag.procedure, flag.at_risk) for flag in audited.audit_flags()][1:] == [(7, "", 0)]


def test_it_stands_on_the_work_queue_of_who_can_answer_it(audited):
    [item] = [one for one in audited.work_queue(DAY) if one.kind == "audit"]
    assert (item.owner, item.amount, item.reference) == (Owner.PROVIDER, D(105), "unsupported")


def test_it_is_replayed_from_json(audited):
    again = Ledger.replay([from_json(Entry, to_json(entry)) for entry in audited.entries], PROFILES)
    assert again.audit_flags() == audited.audit_flags()
