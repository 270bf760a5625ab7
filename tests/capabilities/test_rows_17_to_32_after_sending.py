"""Rows 17 to 32 of docs/capabilities.md: acknowledgments, posting, denials and what answers them, the next payer."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
import edi_acks
from books import PROFILES, SENT, SUPPLEMENT, claim, line, paid, payment, remittance, visit
from claims837 import SENT as PARTNERS
from claims837 import claim as registered
from claims837 import visit as registered_visit
from corpus import example
from edi_claims import Coverage, Diagnosis, Fee, FeeSchedule, Finding, Owner, PayerProfile, RootCause, RuleError, Severity, TradingPartner
from edi_claims.decisions import change_of
from revenue_cycle import Answer, AppealStatus, ClaimStage, Known, Ledger, WorkKind

PLAN_RULES = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001", "1512345678"), timely_filing_days=90, corrected_claim_days=120, appeal_days=180, records_days=45)
SECOND = Coverage(SUPPLEMENT, "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")


def first_claim(*more):
    """A1001 as it was sent, with further coverages."""
    [sent] = edi837.parse(example("837p-1-primary"))
    return attrs.evolve(sent, coverages=(*sent.coverages, *more))


def visit_of(number):
    """The visit, its lines numbered as of this claim."""
    return registered_visit(services=tuple(attrs.evolve(one, line_control_number=f"{number}L{at}") for at, one in enumerate(registered_visit().services, 1)))


def posted(ledger, *names):
    """Post remittances of the examples; the last report."""
    return [ledger.post(one) for name in names for one in edi835.parse(example(name))][-1]


def ecg(number, **changes):
    """A2001 and A2002 as they were first sent: without an authorization."""
    [corrected] = edi837.parse(example("837p-2-corrected-add-auth"))
    services = tuple(attrs.evolve(one, line_control_number=f"{number}L{at}") for at, one in enumerate(corrected.encounter.services, 1))
    return attrs.evolve(corrected, patient_control_number=number, frequency="1", authorization_number=None, payer_control_number=None,
                        encounter=attrs.evolve(corrected.encounter, services=services), **changes)


@pytest.fixture
def denied():
    """Both claims of 835-2: one ECG refused as not necessary, one for want of an authorization."""
    ledger = Ledger([PLAN_RULES])
    ledger.submit([ecg("A2001"), ecg("A2002")], on=SENT)
    posted(ledger, "835-2-ecg-two-denials")
    return ledger


@pytest.fixture
def acknowledged():
    """The three claims of BATCH77, of which the payer took one."""
    ledger = Ledger([PLAN_RULES])
    ledger.submit([first_claim(), visit("A6003", "99204", "250"), visit("A6004", "99204", "250")], on=SENT)
    ledger.acknowledge(edi_acks.parse(example("277ca-mixed")))
    return ledger


def from_medicare():
    """A5001, which Medicare decided in 835-5."""
    lines = [line("A5001L1", "99215", 250, day=date(2026, 10, 16)), line("A5001L2", "36415", 30, day=date(2026, 10, 16)),
             line("A5001L3", "85025", 50, "QW", day=date(2026, 10, 16))]
    sent = claim("A5001", lines, payers=(PAYER, SUPPLEMENT))
    medicare = attrs.evolve(sent.coverages[0], filing_indicator="MB", member_id="1EG4TE5MK73")
    ledger = Ledger()
    ledger.submit([attrs.evolve(sent, coverages=(medicare, sent.coverages[1]))], on=SENT)
    posted(ledger, "835-5-downcode-bundle-interest-takeback")
    return ledger


PAYER = first_claim().coverage.payer


def test_row_17_a_rejection_is_no_denial(acknowledged, denied):
    [told] = [one for one in edi_acks.parse(example("277ca-mixed"))[0].claims if one.patient_control_number == "A6003"]
    assert [one.text for one in told.statuses] == ["A7:164:IL"]
    assert [(one.root_cause, one.owner) for one in told.findings] == [(RootCause.ELIGIBILITY, Owner.FRONT_DESK)]
    assert acknowledged.account("A6003").stage is ClaimStage.REJECTED
    assert acknowledged.denials() == []
    with pytest.raises(RuleError, match="L060"):
        acknowledged.appeal("A6003", on=date(2026, 10, 28))
    assert [one.root_cause for one in denied.denials() if one.claim == "A2002"] == [RootCause.AUTHORIZATION]
    assert denied.appeal("A2002", on=date(2026, 11, 10)).status is AppealStatus.FILED


def test_row_18_a_rejected_claim_that_nobody_works_is_listed(acknowledged):
    found = {one.claim: one for one in acknowledged.stale("rejected", 7, date(2026, 10, 28))}
    one = found["A6003"]
    assert (one.since, one.days, one.filing_days_left) == (date(2026, 10, 21), 7, (one.filing_deadline - date(2026, 10, 28)).days)
    assert one.filing_deadline == date(2027, 1, 10)
    assert acknowledged.stale("rejected", 7, date(2026, 10, 27)) == []
    assert "L054" in {silence.code for silence in acknowledged.silence(date(2026, 10, 28)) if silence.claim == "A6003"}


def test_row_19_three_sent_and_two_acknowledged_leave_one_unaccounted_for():
    claims = [registered(visit_of(number), patient_control_number=number) for number in ("A1", "A2", "A3")]
    receipt = edi837.receipt(edi837.build(claims, **PARTNERS))
    arrived = [claims[0], claims[2]]                                        # of the same batch: one got lost on the way
    refused = Finding("M001", Severity.ERROR, "no such member", claim="A3", would_cause="277CA A7:164")
    told = edi_acks.claim_acknowledgments(edi837.receipt(edi837.build(arrived, **PARTNERS)), [refused], source=first_claim().coverage.payer,
                                          on=date(2026, 10, 21), claims=arrived)
    text = edi_acks.build(told, sender=TradingPartner("PLAN", "PAYERTEST"), receiver=TradingPartner("PRACTICE", "PRACTTEST"), control=9, usage="T")
    ledger = Ledger()
    ledger.submit(claims, receipt, on=SENT)
    [acknowledgment] = edi_acks.parse(text)
    report = ledger.acknowledge([acknowledgment])
    assert (report.accepted, report.rejected, report.unaccounted) == (["A1"], ["A3"], ["A2"])
    assert [(one.code, one.claim) for one in edi_acks.unaccounted(acknowledgment, receipt)] == [("A321", "A2")]
    assert [(one.code, one.claim) for one in ledger.silence(date(2026, 10, 21)) if one.claim] == [("L057", "A2")]


def test_row_20_a_payment_is_posted():
    ledger = Ledger()
    ledger.submit([first_claim()], on=SENT)
    report = posted(ledger, "835-1-paid")
    account = ledger.account("A1001")
    assert [(one.claim, one.amount) for one in report.posted] == [("A1001", D(129))]
    assert (account.allowed, account.paid, account.contractual, account.patient_responsibility) == (D(210), D(129), D(140), D(81))
    shares = {entry.reason: entry.amount for entry in account.history if entry.kind == "patient_responsibility"}
    assert shares == {"1": D(50), "2": D(6), "3": D(25)}
    assert account.balances


def test_row_21_what_does_not_balance_is_not_posted():
    text = example("835-1-paid").replace("CLP*A1001*1*350*129*", "CLP*A1001*1*350*129.01*")
    [remitted] = edi835.parse(text)
    assert [(one.level, abs(one.difference)) for one in edi835.check(remitted) if one.code.startswith("BAL-")][:2] == [("claim", D("0.01")), ("payment", D("0.01"))]
    ledger = Ledger()
    ledger.submit([first_claim()], on=SENT)
    report = ledger.post(remitted)
    assert ([one.trace_number for one in report.refused], report.posted, ledger.account("A1001").paid) == (["EFT70001"], [], 0)


def test_row_22_contractual_is_what_the_contract_takes_and_no_denial():
    ledger = Ledger()
    ledger.submit([first_claim()], on=SENT)
    posted(ledger, "835-1-paid")
    assert (ledger.account("A1001").contractual, ledger.account("A1001").denied_open) == (D("140.00"), 0)
    ledger.submit([ecg("A2001"), ecg("A2002")], on=SENT)
    posted(ledger, "835-2-ecg-two-denials")
    account = ledger.account("A2001")
    assert (account.contractual, account.denied_open, account.written_off) == (D(90), D(150), 0)


def test_row_23_allowed_less_than_the_contract_says():
    contract = FeeSchedule("EXAMPLE HEALTH PLAN", [Fee("99214", D(135)), Fee("93000", D(80))])
    ledger = Ledger()
    ledger.submit([first_claim()], on=SENT)
    posted(ledger, "835-1-paid")
    [short] = ledger.underpayments(contract)
    assert (short.claim, short.service_line, short.expected, short.allowed, short.short) == ("A1001", 1, D(135), D(130), D("5.00"))
    sequestered = FeeSchedule("MEDICARE", [Fee("99215", D("127.20")), Fee("85025", D(25))])
    assert from_medicare().underpayments(sequestered) == []


def test_row_24_the_same_dollars_have_two_root_causes(denied):
    assert [(one.claim, one.amount, one.root_cause) for one in denied.denials()] == [
        ("A2001", D(150), RootCause.CODING), ("A2002", D(150), RootCause.AUTHORIZATION)]


def test_row_25_each_denial_has_an_owner_and_a_next_step(denied):
    items = {one.claim: one for one in denied.work_queue(date(2026, 11, 4)) if one.kind is WorkKind.DENIAL}
    necessity, authorization = items["A2001"], items["A2002"]
    assert (necessity.owner, necessity.root_cause, necessity.deadline) == (Owner.CODING, RootCause.CODING, date(2027, 5, 2))
    assert [one.asks for one in denied.denials()] == [Owner.PROVIDER, None]
    assert (authorization.owner, authorization.deadline) == (Owner.FRONT_DESK, date(2027, 5, 2))
    assert "retro" in authorization.next_action.lower()
    assert authorization.may_change == ("authorization_number", "referral_number")
    assert {"encounter.diagnoses", "encounter.services[].procedure"} <= set(authorization.must_not_change)
    assert denied.answer("A2002", Known(authorization_number="AUTH778812")) is Answer.CORRECTED_CLAIM


def test_row_26_a_biller_changes_no_code_without_a_record(denied):
    before = denied.account("A2001").submissions[-1].submitted
    recoded = attrs.evolve(before, encounter=attrs.evolve(before.encounter, diagnoses=(Diagnosis("I209"), Diagnosis("R0602"))))
    with pytest.raises(RuleError) as raised:
        denied.corrected_claim("A2001", recoded)
    assert [(one.code, one.owner) for one in raised.value.findings] == [("L001", Owner.CODING)]
    allowed = denied.corrected_claim("A2001", recoded, documentation="note of 2026-10-13, addendum 2")
    assert (allowed.frequency, list(allowed.encounter.documentation.values())) == ("7", ["note of 2026-10-13, addendum 2"])


def test_row_27_a_request_for_records_is_prepared():
    ledger = Ledger([PLAN_RULES])
    ledger.submit([registered()], on=SENT)
    ledger.post(remittance(payment("A1001", [paid("A1001L1", "99214", 200, 0, "CO-252", "200", modifiers=("25",), remarks=("M127",)), paid("A1001L2", "93000", 150, 150)])))
    [wanted] = ledger.denials()
    assert (wanted.root_cause, wanted.answer, wanted.due) == (RootCause.DOCUMENTATION, Answer.SEND_RECORDS, date(2026, 12, 17))
    [record] = wanted.records
    assert record.control_number
    text = edi837.build([registered(attachments=(record,))], **PARTNERS)
    assert f"PWK*{record.report_type}*{record.transmission}***AC*{record.control_number}" in text.split("~")


def test_row_28_a_bundled_line_is_for_coding_and_not_for_the_patient():
    ledger = from_medicare()
    [denial] = ledger.denials()
    assert (denial.service_line, denial.is_bundled, denial.amount) == (2, True, D(30))
    assert (denial.root_cause, denial.owner, denial.needs_documentation) == (RootCause.CODING, Owner.CODING, True)
    account = ledger.account("A5001")
    assert (account.denied_open, account.patient_responsibility) == (D(30), D("25.44"))
    [decided] = [entry.decided for entry in account.history if entry.decided is not None]
    assert (change_of(decided.services[0]), str(decided.services[0].submitted_procedure)) == ("downcoded", "99215")
    both = Ledger()
    both.submit([visit("B1")], on=SENT)
    both.post(remittance(payment("B1", [paid("B1L1", "99214", 200, 200), paid("B1L2", "93000", 150, 0, "CO-236", "150")])))
    assert [(one.is_bundled, one.owner) for one in both.denials()] == [(True, Owner.CODING)]


def test_row_29_a_corrected_claim_replaces_what_was_decided(denied, acknowledged):
    [expected] = edi837.parse(example("837p-2-corrected-add-auth"))
    made = denied.corrected_claim("A2002", attrs.evolve(ecg("A2002"), authorization_number="AUTH778812"))
    assert made == expected
    segments = edi837.build([made], **PARTNERS).split("~")
    assert "REF*F8*ICN5550003" in segments
    assert next(one for one in segments if one.startswith("CLM*")).split("*")[5] == "11:B:7"
    void = denied.void_claim("A2002")
    assert (void.frequency, void.payer_control_number) == ("8", "ICN5550003")
    with pytest.raises(RuleError, match="L003"):
        acknowledged.corrected_claim("A6003", visit("A6003", "99204", "250"))
    assert acknowledged.resubmitted_claim("A6003").frequency == "1"


def test_row_30_an_appeal_has_a_deadline_and_an_end(denied):
    assert [one.appeal_deadline for one in denied.denials()] == [date(2027, 5, 2)] * 2
    appeal = denied.appeal("A2001", on=date(2026, 12, 1), by="PL")
    assert (appeal.status, appeal.amount, appeal.deadline) == (AppealStatus.FILED, D(150), date(2027, 5, 2))
    assert denied.appeal_decided("A2001", "overturned", on=date(2027, 1, 15)).status is AppealStatus.OVERTURNED
    denied.appeal("A2002", on=date(2026, 12, 1))
    assert denied.appeal_decided("A2002", "upheld", on=date(2027, 1, 15)).status is AppealStatus.UPHELD
    assert [one.appeal_deadline for one in from_medicare().denials()] == [date(2027, 3, 25)]          # MA01: 120 days


def test_row_30_an_appeal_that_nobody_filed_is_reported(denied):
    assert denied.appeals(as_of=date(2027, 5, 2)) == []
    assert [(one.claim, one.status, one.amount) for one in denied.appeals(as_of=date(2027, 5, 3))] == [
        ("A2001", AppealStatus.MISSED, D(150)), ("A2002", AppealStatus.MISSED, D(150))]


def test_row_31_the_secondary_claim_tells_what_the_primary_decided():
    ledger = Ledger(PROFILES)
    ledger.submit([first_claim(SECOND)], on=SENT)
    posted(ledger, "835-1-paid")
    made = ledger.secondary_claim("A1001")
    text = edi837.build([made], **PARTNERS)
    assert list(edi837.parse(text)) == list(edi837.parse(example("837p-3-secondary")))
    segments = text.split("~")
    start = segments.index("LX*1")
    assert "AMT*D*129" in segments[:start]
    assert segments[start + 4:start + 9] == ["SVD*EX001*105*HC:99214:25**1", "CAS*CO*45*70", "CAS*PR*3*25", "DTP*573*D8*20261102", "AMT*EAF*25"]
    [prior] = made.prior_adjudications
    for told, sent in zip(prior.services, made.encounter.services, strict=True):
        assert told.paid + sum(one.amount for one in told.adjustments) == sent.charge
    with pytest.raises(RuleError, match="L005"):                              # CLP02 19, MA18: the payer sent it on
        from_medicare().secondary_claim("A5001")


def test_row_32_the_patient_owes_only_what_no_payer_still_decides():
    ledger = Ledger(PROFILES)
    ledger.submit([first_claim(SECOND)], on=SENT)
    posted(ledger, "835-1-paid")
    assert (ledger.account("A1001").patient_balance, ledger.account("A1001").open_to_payer) == (0, D(81))
    ledger.submit([ledger.secondary_claim("A1001")], on=date(2026, 11, 5))
    posted(ledger, "835-4-secondary")
    assert (ledger.account("A1001").patient_balance, ledger.account("A1001").open_to_payer) == (D("11.00"), 0)


def test_row_32_an_open_denial_and_a_review_add_nothing_to_the_patient():
    ledger = Ledger()
    ledger.submit([visit("D1"), visit("P1")], on=SENT)
    ledger.post(remittance(payment("D1", [paid("D1L1", "99214", 200, 175, "PR-3", "25"), paid("D1L2", "93000", 150, 0, "CO-50", "150")]),
                           payment("P1", [paid("P1L1", "99214", 200, 0, "OA-133", "200"), paid("P1L2", "93000", 150, 0, "CO-133", "150")], icn="ICN2")))
    denied, pended = ledger.account("D1"), ledger.account("P1")
    assert (denied.patient_balance, denied.denied_open) == (D(25), D(150))
    assert (pended.patient_balance, pended.open_to_payer, pended.stage) == (0, D(350), ClaimStage.PENDED)
