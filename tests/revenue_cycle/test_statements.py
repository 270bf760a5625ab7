"""The patient's statement: what he owes and why, what he does not owe yet, what went out, what goes back."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi835
import edi837
from books import PLAN, SENT, SUPPLEMENT, THIRD, claim, line, paid, payment, remittance, reversal, visit
from corpus import example
from edi_claims import Coverage, CoverageAnswer, CoverageStatus, Fee, FeeSchedule, Owner, Payer, RuleError, Severity
from revenue_cycle import Ledger, WorkKind, WriteOffKind
from revenue_cycle.statements import (
    LineKind,
    NotBilledBecause,
    SmallBalanceRule,
    StatementStage,
    copay_at_visit,
    correct_statement,
    in_hand,
    issue_statement,
    patient_credits,
    small_balances,
    statement,
    statements,
    statements_wrong,
    void_statement,
)

NOV = [date(2026, 11, day) for day in (2, 9, 16, 23)]
VISIT = date(2026, 10, 12)
SECONDARY = Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")


def chain(*names, secondary=True):
    """A1001 of the examples: 25.00 collected at the visit, then its remittances."""
    [sent] = edi837.parse(example("837p-1-primary"))
    books = Ledger()
    books.patient_payment("A1001", D(25), on=VISIT)
    books.submit([attrs.evolve(sent, coverages=(*sent.coverages, SECONDARY)) if secondary else sent], on=SENT)
    for name in names:
        books.post(edi835.parse(example(name))[0])
    return books


def told(books, number="X1", **more):
    return statement(books.account(number), **more)


def decided(amount, *adjustments, charge="100", payers=(PLAN,), modifiers=(), remarks=(), **more):
    """A ledger with one line that one payer decided."""
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "99213", charge, *modifiers)], payers=payers)], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99213", charge, amount, *adjustments, modifiers=modifiers, remarks=remarks)], **more)))
    return books


def amounts(one):
    return [(line.what, line.amount) for line in one.lines]


def waiting(one):
    return [(held.because.value, held.amount) for held in one.not_billed]


def entered(books, entry):
    return Ledger(entries=[*books.entries, entry])


# ---- the invented chain

def test_the_share_in_plain_words():
    found = told(chain("835-1-paid", secondary=False), "A1001")
    assert found.summary == "deductible 50.00, coinsurance 6.00, copay 25.00"
    assert [(one.service_line, one.kind, one.amount, one.on, one.reason) for one in found.shares] == [
        (1, LineKind.COPAY, D(25), VISIT, "3"), (2, LineKind.DEDUCTIBLE, D(50), VISIT, "1"), (2, LineKind.COINSURANCE, D(6), VISIT, "2")]
    assert [str(one) for one in found.payments] == ["paid at the visit -25.00"]
    assert (found.total, found.credit, found.paid_ahead, found.not_billed) == (D(56), D(0), D(0), ())


def test_each_service_from_its_charge_to_the_share():
    found = told(chain("835-1-paid", secondary=False), "A1001", names={"93000": "Heart tracing"})
    assert [(one.procedure, one.name, one.charge, one.allowed, one.paid, one.adjusted, one.waits, one.share) for one in found.services] == [
        ("99214-25", "", D(200), D(130), D(105), D(70), D(0), D(25)), ("93000", "Heart tracing", D(150), D(80), D(24), D(70), D(0), D(56))]
    assert (found.charge, found.plan_paid, found.adjusted) == (D(350), D(129), D(140))


def test_with_a_secondary_nothing_is_billed_yet():
    found = told(chain("835-1-paid"), "A1001")
    assert (found.total, found.shares, found.credit, found.paid_ahead) == (D(0), (), D(0), D(25))
    assert waiting(found) == [("next_payer", D(25)), ("next_payer", D(56))]
    assert [one.codes for one in found.not_billed] == [("PR-3",), ("PR-1", "PR-2")]
    assert found.not_billed[0].why == "Your other plan decides about this next. You owe nothing for it now."


def test_after_the_secondary_14_go_back():
    found = told(chain("835-1-paid", "835-4-secondary"), "A1001")
    assert (found.summary, found.total, found.credit, found.paid_ahead) == ("coinsurance 6.00, copay 5.00", D(0), D(14), D(0))
    assert [[(one.sequence, one.plan, one.amount) for one in row.plans] for row in found.services] == [
        [("P", "EXAMPLE HEALTH PLAN", D(105)), ("S", "SUPPLEMENT LIFE", D(20))], [("P", "EXAMPLE HEALTH PLAN", D(24)), ("S", "SUPPLEMENT LIFE", D(50))]]


def test_before_any_payer_the_copay_is_paid_ahead():
    found = told(chain(), "A1001")
    assert (found.balance, found.total, found.credit, found.paid_ahead, waiting(found)) == (D(-25), D(0), D(0), D(25), [("undecided", D(350))])


def test_a_payment_before_the_claim_is_sent():
    books = Ledger()
    books.patient_payment("X1", D(25), on=VISIT)
    found = told(books)
    assert (found.first_day, found.services, found.paid_ahead, amounts(found)) == (None, (), D(25), [("paid", D(-25))])


def test_an_account_without_a_day_wants_one():
    with pytest.raises(ValueError, match="give the day"):
        statement(attrs.evolve(chain().account("A1001"), history=()))


# ---- why something is not billed

@pytest.mark.parametrize(("adjustments", "because", "code"), [
    (("CO-50", "100"), NotBilledBecause.HOLD_HARMLESS, "CO-50"), (("CO-197", "100"), NotBilledBecause.HOLD_HARMLESS, "CO-197"),
    (("PI-16", "100"), NotBilledBecause.REFUSED, "PI-16"), (("PR-27", "100"), NotBilledBecause.COVERAGE, "PR-27"),
    (("OA-133", "100"), NotBilledBecause.IN_REVIEW, "OA-133")])
def test_what_is_refused_or_in_review_is_not_billed(adjustments, because, code):
    found = told(decided("0", *adjustments))
    assert found.total == 0
    assert [(one.because, one.amount, one.service_line, one.codes) for one in found.not_billed] == [(because, D(100), 1, (code,))]


def test_an_open_denial_of_another_line_holds_nothing_back():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    books.post(remittance(payment("X1", [paid("X1L1", "99214", "200", "100", "CO-45", "80", "PR-3", "20", modifiers=("25",)),
                                         paid("X1L2", "93000", "150", "0", "CO-50", "150")])))
    found = told(books)
    assert (found.total, waiting(found)) == (D(20), [("hold_harmless", D(150))])


def test_the_share_of_a_qmb_is_said_to_be_nobodys():
    books = decided("50", "CO-45", "20", "PR-2", "30", remarks=("N782",))
    books.patient_payment("X1", D(10), on=VISIT)
    found = told(books)
    assert (found.total, waiting(found), found.credit, found.paid_ahead) == (D(0), [("qmb", D(30))], D(10), D(0)), "what he paid goes back"
    books.write_off("X1", D(30), "QMB", on=NOV[2], of_patient=True, kind=WriteOffKind.ADMINISTRATIVE)
    found = told(books)
    assert (waiting(found), found.beyond, books.account("X1").findings) == ([], D(0), ()), "written off it is settled, and not overpaid"


def test_a_rejected_claim_is_not_with_the_plan():
    books = Ledger()
    books.submit([claim("X1", [line("X1L1", "99213", "100")])], on=SENT)
    books.hold("X1", "laterality is missing", on=NOV[0])
    assert waiting(told(books)) == [("not_with_payer", D(100))]


def test_every_reason_has_its_words():
    from revenue_cycle.statements import words
    assert set(words.WHY) == set(words.IN_SHORT) == set(words.FOR_THE_PRACTICE) == set(NotBilledBecause)
    assert set(words.WHAT) | {LineKind.PAID} == set(LineKind)


# ---- lines

@pytest.mark.parametrize(("reason", "kind", "what"), [
    ("1", LineKind.DEDUCTIBLE, "deductible"), ("66", LineKind.DEDUCTIBLE, "deductible"), ("2", LineKind.COINSURANCE, "coinsurance"),
    ("3", LineKind.COPAY, "copay"), ("96", LineKind.NOT_COVERED, "not covered by the plan"), ("204", LineKind.NOT_COVERED, "not covered by the plan"),
    ("119", LineKind.OVER_LIMIT, "beyond the plan's limit"), ("45", LineKind.ABOVE_ALLOWED, "above what the plan allows"),
    ("100", LineKind.PAID_TO_PATIENT, "paid to you by the plan"), ("142", LineKind.OTHER_SHARE, "your share by the plan"),
    ("999", LineKind.OTHER_SHARE, "your share by the plan")])
def test_what_a_share_is_called(reason, kind, what):
    [one] = told(decided("60", f"PR-{reason}", "40")).lines
    assert (one.kind, one.what, one.amount) == (kind, what, D(40))


def test_what_people_decided_stands_by_itself():
    books = decided("0", "PR-27", "100")
    books.transfer_to_patient("X1", D(100), "coverage had ended", on=NOV[1])
    books.patient_payment("X1", D(30), on=NOV[2])
    books.refund("X1", D(5), on=NOV[3])
    books.write_off("X1", D(20), "hardship", on=NOV[3], of_patient=True, kind=WriteOffKind.CHARITY)
    found = told(books)
    assert amounts(found) == [("not paid by the plan, your responsibility", D(100)), ("financial assistance", D(-20)), ("paid", D(-30)), ("given back to you", D(5))]
    assert (found.total, found.patient_paid, found.not_billed) == (D(55), D(25), ())


def test_a_share_that_a_person_releases_keeps_its_reasons():
    books = decided("50", "CO-45", "20", "PR-1", "20", "PR-2", "10", payers=(PLAN, SUPPLEMENT))
    books.transfer_to_patient("X1", D(25), "the second plan ended", on=NOV[1])
    found = told(books)
    assert amounts(found) == [("deductible", D(20)), ("coinsurance", D(5))]
    assert waiting(found) == [("next_payer", D(5))]


def test_a_correction_replaces_what_was_billed():
    first = payment("X1", [paid("X1L1", "99213", "100", "50", "CO-45", "20", "PR-2", "30")])
    books = decided("50", "CO-45", "20", "PR-2", "30")
    second = payment("X1", [paid("X1L1", "99213", "100", "60", "CO-45", "20", "PR-1", "20")], icn="ICN2")
    books.post(remittance(reversal(first), second, trace="EFT2", on=NOV[2]))
    assert (amounts(told(books)), told(books).plan_paid) == ([("deductible", D(20))], D(60))


def test_a_payer_that_sends_no_lines_gives_one_row():
    books = Ledger()
    books.submit([visit("X1")], on=SENT)
    whole = payment("X1", [])
    whole.charge, whole.paid, whole.adjustments = D(350), D(250), [attrs.evolve(one) for one in paid("", "", "1", "1", "CO-45", "60", "PR-2", "40").adjustments]
    books.post(remittance(whole))
    [row] = told(books, names={"93000": "Heart tracing"}).services
    assert (row.service_line, row.procedure, row.name, row.charge, row.paid, row.adjusted, row.share) == (
        None, "99214-25, 93000", "Heart tracing", D(350), D(250), D(60), D(40))


def test_three_plans_in_their_order():
    books = decided("50", "CO-45", "20", "PR-2", "30", payers=(PLAN, SUPPLEMENT, THIRD))
    for at, (payer, status, amount, taken, left) in enumerate([(SUPPLEMENT, "2", "15", "70", "15"), (THIRD, "3", "10", "85", "5")], 1):
        lines = [paid("X1L1", "99213", "100", amount, "OA-23", taken, "PR-2", left)]
        books.post(remittance(payment("X1", lines, status, icn=f"I{at}"), payer=payer, trace=f"T{at}", on=NOV[at]))
    found = told(books)
    assert [(one.sequence, one.amount) for one in found.services[0].plans] == [("P", D(50)), ("S", D(15)), ("T", D(10))]
    assert (found.total, found.summary) == (D(5), "coinsurance 5.00")


def test_a_voided_claim_owes_nothing():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    before = payment("X1", [paid("X1L1", "99213", "100", "50", "CO-45", "20", "PR-2", "30")])
    books.submit([books.void_claim("X1")], on=NOV[1])
    books.post(remittance(reversal(before), trace="EFT2", on=NOV[2]))
    found = told(books)
    assert (found.charge, found.services, found.lines, found.not_billed) == (D(0), (), (), ())


# ---- before it goes out

@pytest.mark.parametrize(("reason", "modifiers", "part"), [
    ("96", (), "notice"), ("204", (), "notice"), ("119", (), "notice"), ("96", ("GZ",), "GZ"), ("45", (), "above what the plan allows")])
def test_shares_that_may_not_be_the_patients_are_pointed_at(reason, modifiers, part):
    [found] = told(decided("60", f"PR-{reason}", "40", modifiers=modifiers)).findings
    assert (found.code, found.severity, found.owner, found.service_line) == ("L086", Severity.WARNING, Owner.BILLING, 1)
    assert part in found.message + found.fix


@pytest.mark.parametrize("modifier", ["GA", "GX", "GY"])
def test_a_notice_on_file_or_none_needed_is_no_finding(modifier):
    assert told(decided("60", "PR-96", "40", modifiers=(modifier,))).findings == ()


def test_plain_cost_shares_are_no_finding():
    assert told(chain("835-1-paid", secondary=False), "A1001").findings == ()


def test_a_claim_that_is_to_be_decided_anew_is_pointed_at():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    again = attrs.evolve(claim("X1", [line("X1L1", "99213", "100")]), frequency="7", payer_control_number="ICN1")
    books.submit([again], on=NOV[2])
    assert [one.code for one in told(books).findings] == ["L086"]


# ---- what went out

def test_a_statement_is_issued_for_the_balance():
    books = chain("835-1-paid", secondary=False)
    entry = issue_statement(books.account("A1001"), NOV[1], "PL")
    assert (entry.kind, entry.on, entry.amount, entry.claim, entry.stage, entry.by) == ("statement", NOV[1], D(56), "A1001", "issued", "PL")
    after = entered(books, entry)
    assert in_hand(after.account("A1001")) == entry
    assert after.account("A1001").balances


@pytest.mark.parametrize(("books", "number", "part"), [
    (chain("835-1-paid"), "A1001", "a further payer is still to decide"), (chain("835-1-paid", "835-4-secondary"), "A1001", "his balance is -14"),
    (decided("100"), "X1", "his balance is 0"), (decided("0", "OA-133", "100"), "X1", "the payer reviews it"),
    (decided("0", "CO-50", "100"), "X1", "the provider's own"), (decided("50", "CO-45", "20", "PR-2", "30", remarks=("N781",)), "X1", "QMB")])
def test_nothing_goes_out_where_nothing_may_be_billed(books, number, part):
    with pytest.raises(RuleError) as caught:
        issue_statement(books.account(number), NOV[1])
    assert {one.code for one in caught.value.findings} == {"L085"}
    assert part in str(caught.value)


def test_nothing_goes_out_where_the_271_forbids_it():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    answer = CoverageAnswer(CoverageStatus.ACTIVE, VISIT, "98", patient_may_be_billed=False)
    with pytest.raises(RuleError, match="QMB"):
        issue_statement(books.account("X1"), NOV[1], coverage=answer)
    assert issue_statement(books.account("X1"), NOV[1], coverage=attrs.evolve(answer, patient_may_be_billed=None)).amount == D(30)


def test_too_little_is_not_billed():
    with pytest.raises(RuleError, match=r"30 is less than the 30\.01"):
        issue_statement(decided("50", "CO-45", "20", "PR-2", "30").account("X1"), NOV[1], rule=SmallBalanceRule(least_bill=D("30.01")))


def test_a_statement_that_a_further_plan_makes_wrong():
    """Billed before anybody knew of the second plan."""
    books = chain("835-1-paid", secondary=False)
    books = entered(books, issue_statement(books.account("A1001"), NOV[1]))
    assert list(statements_wrong(books.accounts)) == []
    [sent] = edi837.parse(example("837p-1-primary"))
    books.submit([attrs.evolve(sent, coverages=(*sent.coverages, SECONDARY), sequence="S")], on=NOV[2])
    [wrong] = statements_wrong(books.accounts)
    assert (wrong.claim, wrong.on, wrong.asked, wrong.right, wrong.difference) == ("A1001", NOV[1], D(56), D(0), D(56))
    assert (wrong.finding.code, wrong.finding.fix) == ("L089", "void it, and tell the patient")
    [item] = [one for one in books.work_queue(NOV[3]) if one.kind is WorkKind.PATIENT_BALANCE]
    assert (item.amount, item.reference, item.since) == (D(56), "L089", NOV[1])
    with pytest.raises(RuleError, match="L085"):
        correct_statement(books.account("A1001"), NOV[3])
    books = entered(books, void_statement(books.account("A1001"), NOV[3], "PL", reason="the second plan was not known"))
    assert (list(statements_wrong(books.accounts)), in_hand(books.account("A1001"))) == ([], None)
    assert books.metrics(date(2026, 11, 1), date(2026, 11, 30)).patient_balance_accuracy.percent() == 0


def test_a_statement_that_a_correction_makes_wrong():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    books = entered(books, issue_statement(books.account("X1"), NOV[1]))
    first = payment("X1", [paid("X1L1", "99213", "100", "50", "CO-45", "20", "PR-2", "30")])
    books.post(remittance(reversal(first), payment("X1", [paid("X1L1", "99213", "100", "60", "CO-45", "20", "PR-2", "20")], icn="I2"), trace="E2", on=NOV[2]))
    [wrong] = statements_wrong(books.accounts)
    assert (wrong.asked, wrong.right, wrong.finding.fix) == (D(30), D(20), "send a corrected one")
    entry = correct_statement(books.account("X1"), NOV[3], "PL", reason="the plan decided anew")
    assert (entry.stage, entry.amount) == (StatementStage.CORRECTED, D(20))
    books = entered(books, entry)
    assert (in_hand(books.account("X1")), list(statements_wrong(books.accounts))) == (entry, [])


@pytest.mark.parametrize("on", [NOV[1], NOV[2]])
def test_what_the_patient_pays_afterwards_makes_no_statement_wrong(on):
    books = decided("50", "CO-45", "20", "PR-2", "30")
    books = entered(books, issue_statement(books.account("X1"), NOV[1]))
    books.patient_payment("X1", D(10), on=on)
    assert list(statements_wrong(books.accounts)) == []
    with pytest.raises(RuleError, match=r"L087.*right amount"):
        correct_statement(books.account("X1"), NOV[3])


def test_a_payment_that_nobody_had_seen_makes_it_wrong():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    books = entered(books, issue_statement(books.account("X1"), NOV[1]))
    books.patient_payment("X1", D(10), on=VISIT)
    assert [(one.asked, one.right) for one in statements_wrong(books.accounts)] == [(D(30), D(20))]


def test_nothing_stands_before_a_statement_and_after_a_void():
    books = decided("50", "CO-45", "20", "PR-2", "30")
    for act in (correct_statement, void_statement):
        with pytest.raises(RuleError, match="L087"):
            act(books.account("X1"), NOV[1])
    books = entered(books, issue_statement(books.account("X1"), NOV[1]))
    books = entered(books, void_statement(books.account("X1"), NOV[1]))
    books = entered(books, issue_statement(books.account("X1"), NOV[1]))
    assert in_hand(books.account("X1")).stage == "issued", "of one day one was voided and one was not"


# ---- credits, small balances, the front desk

def test_a_credit_has_its_age_from_the_day_it_came_up():
    [one] = patient_credits(chain("835-1-paid", "835-4-secondary").accounts, date(2026, 12, 20))
    assert (one.claim, one.amount, one.refundable, one.since, one.days) == ("A1001", D(14), D(14), date(2026, 11, 20), 30)


def test_what_is_paid_ahead_is_no_refund():
    [one] = patient_credits(chain("835-1-paid").accounts, date(2026, 12, 20))
    assert (one.amount, one.refundable, one.paid_ahead, one.since) == (D(25), D(0), D(25), VISIT)


def test_a_credit_beyond_what_is_open_goes_back_in_part():
    books = decided("80", "CO-45", "10", "PR-2", "10", payers=(PLAN, SUPPLEMENT))
    books.patient_payment("X1", D(25), on=NOV[1])
    [one] = patient_credits(books.accounts, NOV[3])
    assert (one.amount, one.refundable, one.paid_ahead, one.since, one.days) == (D(25), D(15), D(10), NOV[1], 14)


def test_a_credit_waits_for_coverage_to_be_verified():
    books = decided("0", "PR-27", "100")
    books.patient_payment("X1", D(25), on=VISIT)
    [one] = patient_credits(books.accounts, NOV[3])
    assert (one.amount, one.refundable) == (D(25), D(0))


def test_the_worklist_gives_back_what_goes_back():
    qmb = decided("50", "CO-45", "20", "PR-2", "30", remarks=("N782",))
    qmb.patient_payment("X1", D(10), on=VISIT)
    partly = decided("80", "CO-45", "10", "PR-2", "10", payers=(PLAN, SUPPLEMENT))
    partly.patient_payment("X1", D(25), on=NOV[1])
    for books, expected in ((chain(), []), (chain("835-1-paid"), []), (chain("835-1-paid", "835-4-secondary"), [D(14)]), (qmb, [D(10)]), (partly, [D(15)])):
        assert [one.amount for one in books.work_queue(date(2026, 11, 25)) if one.kind is WorkKind.PATIENT_CREDIT] == expected


def test_a_refunded_credit_is_gone():
    books = chain("835-1-paid", "835-4-secondary")
    books.refund("A1001", D(14), on=date(2026, 12, 1))
    assert list(patient_credits(books.accounts, date(2026, 12, 20))) == []


RULE = SmallBalanceRule(write_off_below=D(10), statements=2, days=60)


def test_a_small_balance_is_given_up_once_it_was_billed():
    books = decided("80", "CO-45", "15", "PR-2", "5")
    for day in (NOV[0], NOV[3]):
        books = entered(books, issue_statement(books.account("X1"), day))
    assert list(small_balances(books.accounts, RULE, date(2026, 12, 31))) == [], "59 days"
    [one] = small_balances(books.accounts, RULE, date(2027, 1, 1))
    assert (one.amount, one.first_billed, one.statements) == (D(5), NOV[0], 2)
    books = entered(books, one.write_off(date(2027, 1, 1), "PL"))
    account = books.account("X1")
    assert (account.patient_balance, account.written_off, account.history[-1].reason) == (D(0), D(5), WriteOffKind.SMALL_BALANCE)
    assert list(small_balances(books.accounts, RULE, date(2027, 1, 1))) == []


@pytest.mark.parametrize("rule", [SmallBalanceRule(), RULE, attrs.evolve(RULE, statements=1, write_off_below=D(5))])
def test_a_rule_that_is_not_met_gives_nothing_up(rule):
    books = decided("80", "CO-45", "15", "PR-2", "5")
    books = entered(books, issue_statement(books.account("X1"), NOV[0]))
    assert list(small_balances(books.accounts, rule, date(2027, 6, 1))) == []


def test_the_copay_at_the_desk_against_the_271_and_the_835():
    response = edi270_271.parse_271(example("271-0-chain"))[0]
    share = edi270_271.estimate_visit(response, edi837.parse(example("837p-1-primary"))[0].encounter, FeeSchedule("EX", [Fee("99214", D(130)), Fee("93000", D(80))]))
    found = copay_at_visit(chain("835-1-paid").account("A1001"), share)
    assert (found.collected, found.expected, found.posted, found.short, found.over, found.finding) == (D(25), D(25), D(25), D(0), D(0), None)


def test_a_copay_that_nobody_asked_for():
    books = decided("55", "CO-45", "20", "PR-3", "25")
    books.patient_payment("X1", D(15), on=VISIT)
    books.patient_payment("X1", D(10), on=NOV[2])
    found = copay_at_visit(books.account("X1"), CoverageAnswer(CoverageStatus.ACTIVE, VISIT, "98", copay=D(25)))
    assert (found.collected, found.short, found.over, found.finding.code, found.finding.owner) == (D(15), D(10), D(0), "L088", Owner.FRONT_DESK)


def test_too_much_was_collected():
    books = decided("65", "CO-45", "20", "PR-3", "15")
    books.patient_payment("X1", D(25), on=VISIT)
    answer = CoverageAnswer(CoverageStatus.ACTIVE, VISIT, "98", copay=D(25))
    assert (copay_at_visit(books.account("X1"), answer).over, copay_at_visit(books.account("X1"), answer).finding) == (D(10), None)
    assert copay_at_visit(books.account("X1"), attrs.evolve(answer, copay=None)).short == 0


# ---- several claims, and privacy

def test_several_claims_on_one_statement():
    chained, other = chain("835-1-paid", "835-4-secondary"), decided("50", "CO-45", "20", "PR-2", "30")
    [one] = statements({"P-77": [other.account("X1"), chained.account("A1001")]}, date(2026, 12, 1))
    assert (one.number, [each.claim for each in one.claims]) == ("P-77", ["A1001", "X1"])
    assert (one.total, one.credit, one.paid_ahead, one.balance) == (D(30), D(14), D(0), D(16)), "a credit pays another visit when a person says so"


def test_no_repr_names_the_patient():
    found = told(chain("835-1-paid", "835-4-secondary"), "A1001")
    shown = repr(found) + repr(found.findings) + repr(statements({"P": [chain().account("A1001")]}, NOV[0]))
    assert not [word for word in ("ROWE", "DANA", "XYZ100200300", "SUP777001") if word in shown.upper()]
