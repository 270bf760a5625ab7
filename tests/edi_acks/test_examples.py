"""The invented acknowledgments, figure by figure."""

from datetime import date, datetime
from decimal import Decimal

import pytest

import edi_acks
from corpus import example
from edi_acks import ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment, Stage
from edi_claims import Owner, Procedure, RootCause, Severity, from_json, to_json


def one(name):
    parsed = edi_acks.parse(example(name))
    assert not parsed.findings
    assert not parsed.unread
    [found] = parsed
    return found


def test_a_rejected_interchange_is_told_with_its_cause_and_what_to_do():
    ack = one("ta1-reject")
    assert isinstance(ack, InterchangeAcknowledgment)
    assert (ack.control_number, ack.sent_at, ack.status, ack.note, ack.position) == ("000000077", datetime(2026, 11, 2, 9, 5), "R", "020", 2)
    assert ack.rejected
    [finding] = ack.findings
    assert (finding.code, finding.severity, finding.root_cause, finding.owner) == ("A101", Severity.ERROR, RootCause.SUBMISSION, Owner.BILLING)
    assert "ISA15" in finding.fix
    assert "send the same claims again" in finding.fix


def test_an_accepted_999_has_nothing_to_say():
    ack = one("999-0-chain")
    assert isinstance(ack, ImplementationAcknowledgment)
    assert (ack.functional_id, ack.control_number, ack.version, ack.kind) == ("HC", "401", "005010X222A1", "999")
    assert (ack.status, ack.included, ack.received, ack.accepted) == ("A", 1, 1, 1)
    [answer] = ack.transaction_sets
    assert (answer.identifier, answer.control_number, answer.version, answer.status, answer.accepted) == ("837", "0401", "005010X222A1", "A", True)
    assert not ack.findings


def test_a_mixed_999_keeps_every_figure():
    ack = one("999-mixed")
    assert (ack.control_number, ack.status, ack.included, ack.received, ack.accepted, ack.position) == ("77", "P", 2, 2, 1, 3)
    good, bad = ack.transaction_sets
    assert (good.control_number, good.accepted, good.rejected, good.errors) == ("0001", True, False, ())
    assert (bad.control_number, bad.status, bad.codes, bad.accepted, bad.rejected, bad.position) == ("0002", "R", ("5",), False, True, 7)
    zip_code, pointer = bad.errors
    assert (zip_code.segment, zip_code.position, zip_code.loop, zip_code.code, zip_code.claim) == ("N4", 9, "2010AA", "8", "A6002")
    [element] = zip_code.elements
    assert (element.position, element.component, element.reference, element.code, element.value) == (3, None, "116", "I12", "68102")
    assert (pointer.segment, pointer.position, pointer.loop, pointer.code, pointer.claim) == ("SV1", 31, "2400", "8", None)
    [element] = pointer.elements
    assert (element.position, element.component, element.reference, element.code, element.value) == (7, 1, "1328", "7", "13")


def test_a_rejected_set_has_one_finding_an_element():
    first, second = one("999-mixed").findings
    assert (first.element, first.loop, first.claim, first.root_cause, first.owner) == ("N403", "2010AA", "A6002", RootCause.PAYER_SETUP, Owner.BILLING)
    assert "P003" in first.fix
    assert (second.element, second.loop, second.root_cause, second.owner) == ("SV107-1", "2400", RootCause.CODING, Owner.BILLING)
    assert "C002" in second.fix
    assert {first.severity, second.severity} == {Severity.ERROR}
    assert (first.position, second.position) == (8, 11)
    assert not any(secret in f"{finding}{finding.fix}" for finding in (first, second) for secret in ("68102", "13)"))


def test_a_claim_acknowledgment_keeps_every_figure():
    ack = one("277ca-mixed")
    assert isinstance(ack, ClaimAcknowledgment)
    assert (ack.batch_id, ack.reference, ack.created, ack.control_number) == ("BATCH77", "277X01", datetime(2026, 10, 21, 8), "0303")
    assert (ack.source.payer_id, ack.source.name, ack.source_role, ack.receipt_number) == ("EX001", "EXAMPLE HEALTH PLAN", "PR", "RCPT20261021")
    assert ack.dates == {"050": date(2026, 10, 20), "009": date(2026, 10, 21)}
    assert (ack.submitter.name, ack.submitter.party_id) == ("RIVERBEND CARDIOLOGY LLC", "RB837")
    [status] = ack.statuses
    assert (status.text, status.on, status.action, status.amount) == ("A1:19:PR", date(2026, 10, 21), "WQ", Decimal(1150))
    expected = (1, 2, Decimal(350), Decimal(800), Decimal(1150))
    [provider] = ack.providers
    for totals in (ack.totals, provider.totals):
        assert (totals.accepted_count, totals.rejected_count, totals.accepted_amount, totals.rejected_amount, totals.charge) == expected
    assert (provider.provider.npi, provider.trace_number, provider.rejected) == ("1234567893", "0", False)


def test_an_accepted_claim_has_the_payers_number_and_proof_of_receipt():
    claim = one("277ca-mixed").claims[0]
    assert (claim.patient_control_number, claim.stage, claim.rejected, claim.charge) == ("A1001", Stage.ACCEPTED, False, Decimal(350))
    assert (claim.payer_control_number, claim.clearinghouse_number) == ("ICN5550001", "CH88001")
    assert claim.dates == {"472": date(2026, 10, 12)}
    assert claim.receipt_proof == date(2026, 10, 21)
    assert (claim.patient.name.last, claim.patient.identifier.value) == ("ROWE", "XYZ100200300")
    assert not claim.findings


def test_a_member_id_that_the_payer_does_not_know_goes_to_the_front_desk():
    claim = one("277ca-mixed").claims[1]
    assert (claim.patient_control_number, claim.stage, claim.charge, claim.payer_control_number) == ("A6003", Stage.REJECTED, Decimal(400), None)
    assert claim.receipt_proof is None
    [finding] = claim.findings
    assert (finding.code, finding.claim, finding.root_cause, finding.owner) == ("A301", "A6003", RootCause.ELIGIBILITY, Owner.FRONT_DESK)
    assert (finding.loop, finding.element, finding.position) == ("2010BA", "NM109", 36)
    assert "M001" in finding.fix
    assert "frequency 1" in finding.fix


def test_a_reason_that_its_line_gives_too_is_told_once_with_the_line():
    claim = one("277ca-mixed").claims[2]
    assert [status.text for status in claim.statuses] == ["A8:21", "A7:477"]
    assert len({status.position for status in claim.statuses}) == 1
    [line] = claim.line_statuses
    assert (line.procedure, line.charge, line.units, line.line_control_number) == (Procedure("93000"), Decimal(150), Decimal(1), "A6004L2")
    [finding] = claim.findings
    assert (finding.code, finding.claim, finding.root_cause, finding.owner) == ("A302", "A6004", RootCause.SUBMISSION, Owner.BILLING)
    assert "A6004L2" in finding.message
    assert "C002" in finding.fix


def test_the_totals_of_the_batch_are_those_of_its_claims():
    ack = one("277ca-mixed")
    assert [finding.claim for finding in ack.findings] == ["A6003", "A6004"]
    assert sum(claim.charge for claim in ack.claims) == ack.totals.charge == Decimal(1150)


@pytest.mark.parametrize("name", ["ta1-reject", "999-mixed", "999-0-chain", "277ca-mixed"])
def test_every_noun_goes_through_json_and_back(name):
    ack = one(name)
    again = from_json(type(ack), to_json(ack))
    assert again == ack
    assert again.findings == ack.findings
