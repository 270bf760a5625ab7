"""Both invented chains, figure by figure, through the real files."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
import edi_acks
from books import PROFILES, claim, line, visit
from corpus import example
from edi_claims import Coverage, Fee, FeeSchedule, Owner, Payer, RootCause, RuleError, Severity
from edi_x12 import conformance
from revenue_cycle import ClaimStage, Ledger

CREATED = datetime(2026, 11, 5, 9, 30)
SUPPLEMENT = Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")


def primary():
    """A1001 as it was sent, with the secondary coverage that registration knows of."""
    [sent] = edi837.parse(example("837p-1-primary"))
    return attrs.evolve(sent, coverages=(*sent.coverages, SUPPLEMENT))


def posted(ledger, *names):
    reports = [ledger.post(remittance) for name in names for remittance in edi835.parse(example(name))]
    assert all(account.balances for account in ledger.accounts)
    return reports[-1]


@pytest.fixture
def ledger():
    """A1001 sent and 25.00 collected at the visit."""
    books = Ledger(PROFILES)
    books.patient_payment("A1001", D(25), on=date(2026, 10, 12))
    books.submit([primary()], edi837.receipt(example("837p-1-primary")), on=date(2026, 10, 20))
    return books


def figures(account):
    return {name: getattr(account, name) for name in (
        "charge", "paid", "contractual", "other_adjustments", "denied_open", "open_to_payer", "patient_responsibility", "patient_balance", "patient_paid",
        "written_off")}


def test_before_any_payer_everything_is_open_and_the_copay_is_a_credit(ledger):
    account = ledger.account("A1001")
    assert (account.open_to_payer, account.patient_balance, account.patient_paid, account.stage) == (D(350), D(-25), D(25), ClaimStage.SUBMITTED)
    assert account.balances


def test_the_primary_remittance_leaves_the_share_open_to_the_secondary(ledger):
    report = posted(ledger, "835-1-paid")
    assert [(one.claim, one.amount, one.sequence, one.method) for one in report.posted] == [("A1001", D(129), "P", "exact")]
    assert report.amount == D(129)
    account = ledger.account("A1001")
    assert figures(account) == {"charge": D(350), "paid": D(129), "contractual": D(140), "other_adjustments": D(0), "denied_open": D(0), "open_to_payer": D(81),
                                "patient_responsibility": D(81), "patient_balance": D(-25), "patient_paid": D(25), "written_off": D(0)}
    assert (account.allowed, account.stage) == (D(210), ClaimStage.NEXT_PAYER)


def test_without_a_secondary_the_share_is_the_patients():
    books = Ledger()
    books.patient_payment("A1001", D(25), on=date(2026, 10, 12))
    books.submit(edi837.parse(example("837p-1-primary")), on=date(2026, 10, 20))
    posted(books, "835-1-paid")
    account = books.account("A1001")
    assert (account.open_to_payer, account.patient_responsibility, account.patient_balance, account.stage) == (D(0), D(81), D(56), ClaimStage.PATIENT_DUE)


def test_the_secondary_claim_is_the_example(ledger):
    posted(ledger, "835-1-paid")
    derived = ledger.secondary_claim("A1001")
    [expected] = edi837.parse(example("837p-3-secondary"))
    text = edi837.build([derived], sender=edi837.parse(example("837p-3-secondary")).interchanges[0].sender,
                        receiver=edi837.parse(example("837p-3-secondary")).interchanges[0].receiver, control=403, usage="T", created=CREATED, batch_id="BATCH403")
    assert text.replace("~", "~\n").replace("*20261105*0930*CH~", "*20261105*0900*CH~") == example("837p-3-secondary")
    assert edi837.parse(text)[0] == expected
    assert [finding for finding in conformance.check(text) if finding.severity is Severity.ERROR] == []


def test_the_secondary_remittance_leaves_a_credit_of_14(ledger):
    posted(ledger, "835-1-paid")
    ledger.submit([ledger.secondary_claim("A1001")], on=date(2026, 11, 5))
    report = posted(ledger, "835-4-secondary")
    assert report.posted[0].sequence == "S"
    account = ledger.account("A1001")
    assert figures(account) == {"charge": D(350), "paid": D(199), "contractual": D(140), "other_adjustments": D(0), "denied_open": D(0), "open_to_payer": D(0),
                                "patient_responsibility": D(11), "patient_balance": D(-14), "patient_paid": D(25), "written_off": D(0)}
    assert account.stage is ClaimStage.CREDIT


def test_the_secondary_remittance_may_come_first(ledger):
    posted(ledger, "835-4-secondary", "835-1-paid")
    account = ledger.account("A1001")
    assert (account.paid, account.contractual, account.patient_responsibility, account.patient_balance) == (D(199), D(140), D(11), D(-14))


def test_the_same_remittance_twice_posts_once(ledger):
    posted(ledger, "835-1-paid")
    before = ledger.entries
    report = posted(ledger, "835-1-paid")
    assert [(one.trace_number, one.amount) for one in report.duplicates] == [("EFT70001", D(129))]
    assert not report.posted
    assert ledger.entries == before


def test_the_same_trace_with_another_content_is_refused(ledger):
    posted(ledger, "835-1-paid")
    changed = example("835-1-paid").replace("CAS*CO*45*70~\nCAS*PR*3*25", "CAS*CO*45*69~\nCAS*PR*3*26")
    report = ledger.post(edi835.parse(changed)[0])
    assert [one.code for one in report.findings] == ["L010"]
    assert report.refused
    assert not report.posted


def test_a_remittance_that_is_a_cent_off_is_refused(ledger):
    report = ledger.post(edi835.parse(example("835-1-paid").replace("CLP*A1001*1*350*129*", "CLP*A1001*1*350*129.01*"))[0])
    assert report.refused
    [finding] = [one for one in report.findings if one.code == "BAL-PAYMENT"]
    assert abs(finding.difference) == D("0.01")
    assert ledger.account("A1001").paid == 0


def test_a_claim_that_is_a_cent_off_goes_to_suspense_and_the_rest_posts():
    books = Ledger()
    books.submit([visit("A2001", "99204", "250"), visit("A2002", "99204", "250")], on=date(2026, 10, 20))
    report = posted_text(books, example("835-2-ecg-two-denials").replace("CAS*CO*50*150", "CAS*CO*50*149.99"))
    assert [one.patient_control_number for one in report.suspense] == ["A2001"]
    assert [one.claim for one in report.posted] == ["A2002"]
    assert report.amount == D(260)


def posted_text(ledger, text):
    return [ledger.post(one) for one in edi835.parse(text)][-1]


# ---- the second chain: one ECG, two reasons

@pytest.fixture
def denied():
    books = Ledger(PROFILES)
    [a2002] = edi837.parse(example("837p-2-corrected-add-auth"))
    original = attrs.evolve(a2002, frequency="1", authorization_number=None, payer_control_number=None)
    books.submit([attrs.evolve(original, patient_control_number="A2001", encounter=renumbered(original.encounter, "A2001")), original], on=date(2026, 10, 20))
    posted(books, "835-2-ecg-two-denials")
    return books


def renumbered(encounter, number):
    lines = [attrs.evolve(one, line_control_number=f"{number}L{at}") for at, one in enumerate(encounter.services, 1)]
    return attrs.evolve(encounter, services=tuple(lines))


def test_the_two_denials_look_the_same_in_dollars(denied):
    one, other = denied.account("A2001"), denied.account("A2002")
    assert figures(one) == figures(other)
    assert (one.paid, one.contractual, one.denied_open, one.patient_balance, one.written_off) == (D(130), D(90), D(150), D(30), D(0))
    assert one.stage is other.stage is ClaimStage.PARTLY_DENIED


def test_the_two_denials_belong_to_different_people(denied):
    coding, authorization = denied.denials(as_of=date(2026, 11, 10))
    assert [(one.claim, one.line_control_number, one.amount, one.procedure) for one in (coding, authorization)] == [
        ("A2001", "A2001L2", D(150), "93000"), ("A2002", "A2002L2", D(150), "93000")]
    assert (coding.root_cause, coding.owner, coding.remarks) == (RootCause.CODING, Owner.CODING, ("N115",))
    assert coding.needs_documentation
    assert "encounter.diagnoses" in coding.may_change
    assert (authorization.root_cause, authorization.owner) == (RootCause.AUTHORIZATION, Owner.FRONT_DESK)
    assert "authorization_number" in authorization.may_change
    assert "encounter.diagnoses" in authorization.must_not_change
    assert not [path for path in authorization.may_change if path.startswith("encounter.")]
    assert coding.appeal_deadline == authorization.appeal_deadline == date(2027, 5, 2)


def test_a_found_authorization_makes_the_example_of_a_corrected_claim(denied):
    [expected] = parsed = edi837.parse(example("837p-2-corrected-add-auth"))
    before = denied.account("A2002").submissions[-1].submitted
    corrected = denied.corrected_claim("A2002", attrs.evolve(before, authorization_number="AUTH778812"))
    assert corrected == expected
    changed = {name.name for name in attrs.fields(type(before)) if getattr(before, name.name) != getattr(corrected, name.name)}
    assert changed == {"frequency", "authorization_number", "payer_control_number"}
    interchange = parsed.interchanges[0]
    text = edi837.build([corrected], sender=interchange.sender, receiver=interchange.receiver, control=402, usage="T", created=datetime(2026, 11, 10, 9, 30),
                        batch_id="BATCH402")
    assert text.replace("~", "~\n").replace("*20261110*0930*CH~", "*20261110*0900*CH~") == example("837p-2-corrected-add-auth")


def recoded(before):
    return attrs.evolve(before, encounter=attrs.evolve(before.encounter, diagnoses=before.encounter.diagnoses[:1]))


def test_a_changed_code_needs_documentation(denied):
    before = denied.account("A2001").submissions[-1].submitted
    with pytest.raises(RuleError) as error:
        denied.corrected_claim("A2001", recoded(before))
    assert [(one.code, one.owner) for one in error.value.findings] == [("L001", Owner.CODING)]
    assert denied.corrected_claim("A2001", recoded(before), documentation="note of 2026-10-13, addendum 2").frequency == "7"


def test_an_authorization_denial_is_never_answered_by_a_code(denied):
    before = denied.account("A2002").submissions[-1].submitted
    for documentation in (None, "note of 2026-10-13"):
        with pytest.raises(RuleError) as error:
            denied.corrected_claim("A2002", recoded(before), documentation=documentation)
        assert [(one.code, one.owner) for one in error.value.findings] == [("L002", Owner.FRONT_DESK)]


def test_what_no_payer_decided_cannot_be_replaced(ledger):
    before = ledger.account("A1001").submissions[-1].submitted
    with pytest.raises(RuleError) as error:
        ledger.corrected_claim("A1001", before)
    assert error.value.findings[0].code == "L003"


# ---- reversal, correction, forward balance

@pytest.fixture
def reversed_():
    books = Ledger()
    books.submit([claim("A3001", [line("A3001L1", "93306", "500", day=date(2026, 9, 1))]), claim("A3002", [line("A3002L1", "99213", "180")]),
                  claim("A3003", [line("A3003L1", "99214", "200")])], on=date(2026, 9, 5))
    return books


def test_a_reversal_finds_what_it_reverses(reversed_):
    posted(reversed_, "835-0-before-3a")
    assert (reversed_.account("A3001").paid, reversed_.account("A3001").contractual) == (D(300), D(200))
    report = posted(reversed_, "835-3a-reversal-forward")
    assert [(one.claim, one.amount) for one in report.posted] == [("A3001", D(-300)), ("A3001", D(240)), ("A3002", D(30))]
    assert report.posted[0].reverses.trace_number == "EFT60001"
    assert report.amount == 0
    account = reversed_.account("A3001")
    assert (account.paid, account.contractual, account.patient_responsibility, account.patient_balance, account.allowed) == (D(240), D(200), D(60), D(60), D(300))
    assert (reversed_.account("A3002").paid, reversed_.account("A3002").contractual, reversed_.account("A3002").patient_balance) == (D(30), D(130), D(20))
    assert reversed_.owed_to_payer == D(30)


def test_the_forward_balance_is_applied_and_a3003_is_not_short(reversed_):
    report = posted(reversed_, "835-0-before-3a", "835-3a-reversal-forward", "835-3b-forward-applied")
    assert [(one.amount, one.category) for one in report.provider_level] == [(D(-30), "forward_balance")]
    assert report.amount == D(90)
    assert reversed_.owed_to_payer == 0
    account = reversed_.account("A3003")
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer, account.stage) == (D(120), D(80), D(0), D(0), ClaimStage.CLOSED)


def test_a_reversal_of_what_was_never_posted_counts_and_is_seen(reversed_):
    report = posted(reversed_, "835-3a-reversal-forward")
    assert [(one.amount, one.reverses) for one in report.posted] == [(D(-300), None), (D(240), None), (D(30), None)]
    assert (report.amount, [(one.code, one.claim) for one in report.findings]) == (D(0), [("L031", "A3001")])
    account = reversed_.account("A3001")
    assert (account.paid, account.open_to_payer, [one.trace_number for one in account.unpaired]) == (D(-60), D(300), ["RA70003"])


def test_it_finds_its_original_when_that_comes_at_last(reversed_):
    posted(reversed_, "835-3a-reversal-forward", "835-0-before-3a")
    account = reversed_.account("A3001")
    assert (account.paid, account.contractual, account.patient_balance, account.open_to_payer, account.unpaired) == (D(240), D(200), D(60), D(0), ())
    assert not account.findings


# ---- downcode, bundle, sequestration, interest, takeback

def test_example_5_figure_by_figure():
    books = Ledger(PROFILES)
    books.submit([claim("A5001", [line("A5001L1", "99215", "250"), line("A5001L2", "36415", "30"), line("A5001L3", "85025", "50", "QW")])], on=date(2026, 10, 20))
    report = posted(books, "835-5-downcode-bundle-interest-takeback")
    account = books.account("A5001")
    assert (account.charge, account.paid, account.contractual, account.denied_open) == (D(330), D("124.22"), D("150.34"), D(30))
    assert (account.allowed, account.patient_responsibility) == (D("152.20"), D("25.44"))
    assert (account.patient_balance, account.open_to_payer) == (D(0), D("25.44")), "crossed over: the patient is not billed"
    assert [(one.amount, one.category) for one in report.provider_level] == [(D("1.25"), "interest"), (D(-45), "recovery")]
    assert report.amount == D("80.47")
    [bundled] = books.denials()
    assert (bundled.procedure, bundled.amount, bundled.owner, [one.code for one in bundled.adjustments]) == ("36415", D(30), Owner.CODING, ["CO-97"])
    with pytest.raises(RuleError) as error:
        books.secondary_claim("A5001")
    assert error.value.findings[0].code == "L005"


def test_underpayment_is_told_from_allowed_not_from_paid(ledger):
    posted(ledger, "835-1-paid")
    contract = FeeSchedule("contract", (Fee("99214", D(135)), Fee("93000", D(80))))
    [short] = ledger.underpayments(contract)
    assert (short.procedure, short.expected, short.allowed, short.short, short.downcoded_to) == ("99214-25", D(135), D(130), D(5), "")


# ---- acknowledgments

def test_the_chain_of_acknowledgments():
    books = Ledger()
    [a1001] = edi837.parse(example("837p-1-primary"))
    twins = [visit("A6003", "99204", "250"), visit("A6004", "99204", "250")]
    interchange = edi837.parse(example("837p-1-primary")).interchanges[0]
    text = edi837.build([a1001, *twins], sender=interchange.sender, receiver=interchange.receiver, control=401, usage="T", batch_id="BATCH77", rules=())
    books.submit([a1001, *twins], edi837.receipt(text), on=date(2026, 10, 20))
    books.acknowledge(edi_acks.parse(example("999-0-chain")), on=date(2026, 10, 20))
    assert {account.stage for account in books.accounts} == {ClaimStage.SUBMITTED}
    report = books.acknowledge(edi_acks.parse(example("277ca-mixed")))
    assert (report.accepted, report.rejected, report.unknown) == (["A1001"], ["A6003", "A6004"], [])
    assert {account.claim: account.stage for account in books.accounts} == {
        "A1001": ClaimStage.ACCEPTED, "A6003": ClaimStage.REJECTED, "A6004": ClaimStage.REJECTED}
    told = {finding.claim: finding for finding in report.findings if finding.severity is Severity.ERROR}
    assert (told["A6003"].root_cause, told["A6003"].owner) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK)
    assert told["A6004"].owner is Owner.BILLING
    with pytest.raises(RuleError) as error:
        books.corrected_claim("A6003", twins[0])
    assert error.value.findings[0].code == "L003", "a rejected claim is sent as new, never as a replacement"


def test_a_claim_that_the_277ca_does_not_name_is_missed():
    books = Ledger()
    claims = [*edi837.parse(example("837p-1-primary")), visit("A6003", "99204", "250"), visit("A6004", "99204", "250"), visit("A6005")]
    interchange = edi837.parse(example("837p-1-primary")).interchanges[0]
    text = edi837.build(claims, sender=interchange.sender, receiver=interchange.receiver, control=401, usage="T", batch_id="BATCH77", rules=())
    books.submit(claims, edi837.receipt(text), on=date(2026, 10, 20))
    report = books.acknowledge(edi_acks.parse(example("277ca-mixed")))
    assert "A6005" in {finding.claim for finding in report.findings}


def test_a_rejected_interchange_takes_its_claims_with_it():
    books = Ledger()
    [a1001] = edi837.parse(example("837p-1-primary"))
    text = example("837p-1-primary").replace("000000401", "000000077")
    books.submit([a1001], edi837.receipt(text), on=date(2026, 11, 2))
    report = books.acknowledge(edi_acks.parse(example("ta1-reject")))
    assert report.not_received == ["A1001"]
    assert books.account("A1001").stage is ClaimStage.NOT_RECEIVED


def test_the_ledger_is_replayed_from_json(ledger):
    from edi_claims import from_json, to_json
    from revenue_cycle import Entry

    posted(ledger, "835-1-paid")
    ledger.submit([ledger.secondary_claim("A1001")], on=date(2026, 11, 5))
    posted(ledger, "835-4-secondary")
    lines = [to_json(entry) for entry in ledger.entries]
    again = Ledger.replay([from_json(Entry, text) for text in lines], PROFILES)
    assert again.entries == ledger.entries
    assert figures(again.account("A1001")) == figures(ledger.account("A1001"))
    assert posted(again, "835-1-paid").duplicates
