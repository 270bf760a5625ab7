"""The three worked examples, figure by figure, there and back."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

import edi837
from claims837 import claim
from corpus import example
from edi_claims import Adjustment, Diagnosis, Procedure
from edi_x12 import conformance

NAMES = ("837p-1-primary", "837p-2-corrected-add-auth", "837p-3-secondary")


def plain(name):
    return example(name).replace("\n", "")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_written_as_it_was_read(name):
    text = plain(name)
    written = edi837.build(edi837.parse(text))
    # One time makes ISA10, GS05 and BHT05 when we write; the examples' batch (BHT05) was made half an hour before its interchange.
    assert written.replace("*0930*CH~", "*0900*CH~") == text


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_nothing_unread_and_breaks_no_rule(name):
    parsed = edi837.parse(plain(name))
    assert (parsed.findings, parsed.unread, edi837.check(parsed)) == ([], [], [])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_of_an_example_keeps_the_guide(name):
    assert conformance.check(edi837.build(edi837.parse(plain(name)))) == []


def test_primary_claim_says_who_was_treated_by_whom_for_what():
    [one] = edi837.parse(plain(NAMES[0]))
    coded = one.encounter
    assert (one.patient_control_number, one.charge, one.frequency, one.sequence, one.patient_paid) == ("A1001", 350, "1", "P", 25)
    assert (coded.place_of_service, coded.diagnoses) == ("11", (Diagnosis("R079"), Diagnosis("R0602")))
    assert [(line.procedure, line.charge, line.units, line.diagnosis_pointers, line.service_date, line.line_control_number) for line in coded.services] == [
        (Procedure("99214", ("25",)), 200, 1, (1, 2), date(2026, 10, 12), "A1001L1"),
        (Procedure("93000"), 150, 1, (1, 2), date(2026, 10, 12), "A1001L2")]
    assert (coded.patient.name.last, coded.patient.name.first, coded.patient.birth_date, coded.patient.sex) == ("ROWE", "DANA", date(1971, 3, 4), "F")
    assert (coded.rendering_provider.npi, coded.rendering_provider.taxonomy) == ("1999999984", "207RC0000X")


def test_primary_claim_says_who_bills_whom():
    [one] = edi837.parse(plain(NAMES[0]))
    group = one.billing_provider
    assert (group.npi, group.taxonomy, group.tax_id, group.tax_id_type) == ("1234567893", "207RC0000X", "470000001", "EI")
    assert (group.address.lines, group.address.postal_code) == (("500 RIVER RD",), "681020123")
    assert (one.pay_to_address.lines, one.pay_to_address.postal_code) == (("PO BOX 77",), "681030077")
    cover = one.coverage
    assert (cover.payer.payer_id, cover.payer.name, cover.member_id, cover.group_number, cover.filing_indicator, cover.relationship, cover.subscriber) == (
        "EX001", "EXAMPLE HEALTH PLAN", "XYZ100200300", "GRP9000", "12", "18", None)


def test_envelope_names_submitter_receiver_and_batch():
    [interchange] = edi837.parse(plain(NAMES[0])).interchanges
    sender, receiver = interchange.sender, interchange.receiver
    assert (sender.name, sender.interchange_id, sender.party_id, sender.contact.numbers) == (
        "RIVERBEND CARDIOLOGY LLC", "PRACTTEST", "RB837", (("TE", "4025550100"),))
    assert (receiver.name, receiver.party_id, interchange.batch_id, interchange.sets[0].kind) == ("CLEARHOUSE", "CH001", "BATCH77", "CH")


def test_corrected_claim_differs_from_its_original_in_three_places_only():
    [corrected] = edi837.parse(plain(NAMES[1]))
    original = attrs.evolve(corrected, frequency="1", authorization_number=None, payer_control_number=None)
    written = [edi837.build([one], **_sending()).split("~") for one in (original, corrected)]
    removed = [segment for segment in written[0] if segment not in written[1]]
    added = [segment for segment in written[1] if segment not in written[0]]
    assert removed == ["CLM*A2002*400***11:B:1*Y*A*Y*Y", "SE*34*0402"]
    assert added == ["CLM*A2002*400***11:B:7*Y*A*Y*Y", "REF*G1*AUTH778812", "REF*F8*ICN5550003", "SE*36*0402"]
    assert original.encounter.coding == corrected.encounter.coding
    assert "~".join(written[1]).replace("*0930*CH~", "*0900*CH~") == plain(NAMES[1])


def _sending():
    interchange = edi837.parse(plain(NAMES[1])).interchanges[0]
    return {"sender": interchange.sender, "receiver": interchange.receiver, "control": 402, "usage": "T", "created": interchange.created,
            "batch_id": interchange.batch_id}


def test_secondary_claim_carries_what_the_primary_decided():
    [one] = edi837.parse(plain(NAMES[2]))
    assert (one.sequence, one.coverage.payer.payer_id, one.coverage.member_id) == ("S", "SUP01", "SUP777001")
    assert [cover.sequence for cover in one.coverages] == ["P", "S"]
    [prior] = one.prior_adjudications
    assert (prior.coverage, prior.paid, prior.payer_control_number, prior.payment_date) == (one.coverages[0], 129, "ICN5550001", None)
    assert prior.coverage.subscriber is None            # only the patient's own name was sent
    first, second = prior.services
    assert (first.line, first.payer_id, first.paid, first.remaining, first.payment_date) == (1, "EX001", 105, 25, date(2026, 11, 2))
    assert first.adjustments == (Adjustment("CO", "45", Decimal(70)), Adjustment("PR", "3", Decimal(25)))
    assert second.adjustments == (Adjustment("CO", "45", Decimal(70)), Adjustment("PR", "1", Decimal(50)), Adjustment("PR", "2", Decimal(6)))
    assert (second.paid, second.remaining) == (24, 56)


def test_claim_made_by_hand_is_the_first_example():
    """Capability rows 1 and 6: the coded visit, the claim from it, and the text back."""
    [parsed] = edi837.parse(plain(NAMES[0]))
    made = claim(amounts={"F5": Decimal(25)}, pay_to_address=parsed.pay_to_address)
    assert made == parsed
    assert made.total_charge == Decimal("350.00")
