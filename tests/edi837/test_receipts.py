"""From a segment's number in what was sent back to the claim, the line and the field."""

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import edi837
from claims837 import PARENT, PLAN, ROWE, SENT, SUPPLEMENT, claim, secondary, told
from edi_claims import PersonName, X12SyntaxError
from edi_testing.samples import sample_claims
from edi_testing.strategies import claims


def places(batch):
    text = edi837.build(batch, **SENT)
    [one] = edi837.receipt(text).sets
    segments = text.split("~")[2:]
    return [(segment, place) for segment, place in zip(segments, one.places, strict=False)]


def place_of(batch, beginning):
    return next(place for segment, place in places(batch) if segment.startswith(beginning))


@pytest.mark.parametrize(("beginning", "loop", "line", "path"), [
    ("N4*OMAHA*NE*681020123", "2010AA", None, "billing_provider.address"), ("REF*EI", "2010AA", None, "billing_provider.tax_id"),
    ("PRV*BI", "2000A", None, "billing_provider.taxonomy"), ("SBR*S", "2000B", None, "coverage"), ("DMG", "2010BA", None, "encounter.patient.birth_date"),
    ("NM1*PR*2*SUPPLEMENT", "2010BB", None, "coverage.payer"), ("HI*", "2300", None, "encounter.diagnoses"),
    ("NM1*82", "2310B", None, "encounter.rendering_provider"), ("SBR*P", "2320", None, "coverages[0]"),
    ("AMT*D", "2320", None, "prior_adjudications[0].paid"), ("REF*F8", "2330B", None, "prior_adjudications[0].payer_control_number"),
    ("SV1*HC:93000", "2400", 2, "encounter.services[1]"), ("REF*6R*A1001L2", "2400", 2, "encounter.services[1].line_control_number"),
    ("SVD*EX001*24", "2430", 2, "prior_adjudications[0].services[1]"), ("CAS*PR*1", "2430", 2, "prior_adjudications[0].services[1].adjustments")])
def test_a_segment_leads_to_its_field(beginning, loop, line, path):
    found = place_of([secondary()], beginning)
    assert (found.loop, found.claim, found.service_line, found.path) == (loop, "A1001", line, path)


def test_a_shared_level_is_of_no_single_claim():
    found = place_of([claim(), claim(patient_control_number="A1002")], "N3*500 RIVER RD")
    assert (found.loop, found.claim, found.path) == ("2010AA", None, "billing_provider.address")


def test_a_level_of_one_patient_is_his_claims():
    kim = attrs.evolve(ROWE, name=PersonName("ROWE", "KIM"))
    cover = attrs.evolve(PLAN, subscriber=PARENT, relationship="19")
    batch = [claim(coverages=(cover,)),
             claim(attrs.evolve(claim().encounter, patient=kim), coverages=(cover,), patient_control_number="A1002")]
    found = place_of(batch, "NM1*QC*1*ROWE*KIM")
    assert (found.loop, found.claim, found.path) == ("2010CA", "A1002", "encounter.patient")
    assert place_of(batch, "NM1*IL").claim is None


def test_positions_count_as_a_999_counts_them():
    text = edi837.build([claim()], **SENT)
    [one] = edi837.receipt(text).sets
    body = text[text.index("~ST*") + 1:].split("~")
    assert all(one.place(at).segment == segment.split("*")[0] for at, segment in enumerate(body[:-3], 1))
    assert one.place(0) is None
    assert one.place(len(one.places) + 1) is None


def test_a_receipt_knows_numbers_claims_and_lines():
    made = edi837.receipt(edi837.build([claim(), secondary(patient_control_number="B2")], **SENT))
    [one] = made.sets
    assert (made.interchange_control_number, one.group_control_number, one.control_number, one.batch_id) == ("000000401", "401", "0401", "BATCH77")
    assert [(sent.patient_control_number, sent.charge, sent.frequency, sent.line_control_numbers) for sent in made.claims] == [
        ("A1001", 350, "1", ("A1001L1", "A1001L2")), ("B2", 350, "1", ("A1001L1", "A1001L2"))]
    assert (made.find("401", "401"), one.charge) == (one, 700)


def test_a_receipt_is_of_one_interchange():
    text = edi837.build([claim()], **SENT)
    with pytest.raises(X12SyntaxError, match="the text has 2"):
        edi837.receipt(text + text)


def test_a_coverage_that_decided_nothing_is_not_counted_among_the_decisions():
    third = attrs.evolve(SUPPLEMENT, sequence="T", payer=attrs.evolve(SUPPLEMENT.payer, payer_id="TER01"))
    batch = [claim(coverages=(PLAN, SUPPLEMENT, third), sequence="T", prior_adjudications=(told(coverage=SUPPLEMENT, services=()),))]
    text = edi837.build(batch, **SENT, rules=())
    [one] = edi837.receipt(text).sets
    found = [place.path for place in one.places if place.segment in ("SBR", "AMT") and place.loop == "2320"]
    assert found == ["coverages[0]", "coverages[1]", "prior_adjudications[0].paid"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(claims())
def test_every_path_leads_somewhere_in_the_claim(one):
    text = edi837.build([one], **SENT)
    [made] = edi837.receipt(text).sets
    [claim_] = edi837.parse(text)
    for place in made.places:
        if place.path:
            eval(f"claim_.{place.path}", {"claim_": claim_})        # the path is a path in the model


def test_a_receipt_has_a_place_for_every_segment_of_many_claims():
    text = edi837.build(sample_claims(60), **SENT)
    [made] = edi837.receipt(text).sets
    assert len(made.places) == text.count("~") - 4
    assert len(made.claims) == 60
