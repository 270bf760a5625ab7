"""From a 999 or a 277CA about anybody's 837P back to claim, line and field: each segment of every public file is named once, and found again."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
import edi_acks
from corpus import EXAMPLES, example, files, needs_corpus
from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    ElementErrorNote,
    ErrorContext,
    ImplementationAcknowledgment,
    LineStatus,
    ProviderAcknowledgment,
    SegmentError,
    Status,
    TransactionSetAcknowledgment,
)
from edi_claims import Owner

SENT = [*files("837p"), *sorted(EXAMPLES.glob("837p*.edi"))]
NO_FIELD = {"ST", "SE", "BHT", "HL", "CLM", "LX"}
"""They are no field of a claim, or the claim itself."""
OUTSIDE_THE_CLAIM = {"1000", "1000A", "1000B"}
NO_PLACE = {(name, "2000B") for name in ("NM1", "N3", "N4", "REF")}
"""Responsible party and card holder of version 4010: the model has no place for them."""


# ---- what a dumb splitter finds

def transaction_sets(path):
    """(group number, set number, segments) of every 837P set of a file."""
    raw = path.read_bytes().decode("latin-1")
    raw, found, group = raw[max(raw.find("ISA"), 0):], [], ""
    element = raw[3]
    terminator = raw[:raw.find(f"GS{element}")].rstrip()[-1]
    for one in filter(None, map(str.strip, raw.split(terminator))):
        e = [text.strip() for text in one.split(element)]
        if e[0] == "GS":
            group = e[6]
        elif e[0] == "ST":
            found.append((group, e[2], []))
        if e[0] not in {"ISA", "GS", "GE", "IEA"} and found:
            found[-1][2].append(e)
    return found


def owners(segments):
    """Which claim and which line each segment is of, by where HL03, CLM and LX stand; a level that leads to one claim only is that claim's.

    HL02 is not asked: in some of the files it names no level, or another one.
    """
    levels, under, own = [], [], []
    claim = line = None
    for e in segments:
        if e[0] == "HL":
            claim = line = None
            levels = [one for one in levels if one[0] < e[3]] + [(e[3], len(under))]
            under.append([])
        elif e[0] == "CLM":
            claim, line = e[1], None
            for _, at in levels:
                under[at].append(claim)
        elif e[0] == "LX":
            line = (line or 0) + 1
        elif e[0] == "SE":
            claim, line, levels = None, None, []
        own.append((claim, line, levels[-1][1] if levels else None))
    return [(claim or (under[at][0] if at is not None and len(under[at]) == 1 else None), line) for claim, line, at in own]


def several_interchanges(path):
    raw = path.read_bytes()
    return raw.count(b"ISA" + raw[max(raw.find(b"ISA"), 0):][3:4]) > 1


ONE = [path for path in SENT if not several_interchanges(path)]
MANY = [path for path in SENT if several_interchanges(path)]


def name_of(path):
    return path.name


def naming(group, number, segments, off=0, status="R"):
    """A 999 that finds fault with every segment of a set."""
    errors = [SegmentError(e[0], at - off, code="1") for at, e in enumerate(segments, 1)]
    return ImplementationAcknowledgment("HC", group, status="P", transaction_sets=[
        TransactionSetAcknowledgment("837", number, status=status, errors=errors)])


def leads_back(path, receipts, group, number, segments):
    found = edi_acks.locate(naming(group, number, segments), receipts)
    named = [one for one in found if one.code == "A202"]
    assert {one.code for one in found} == {"A202"}
    assert [(one.claim, one.service_line) for one in named] == owners(segments)
    return named


@needs_corpus
@pytest.mark.parametrize("path", ONE, ids=name_of)
def test_each_segment_of_a_public_file_leads_to_the_claim_and_the_line_it_is_of(path):
    sets = transaction_sets(path)
    made = edi837.receipt(path.read_bytes())
    claims = {}
    for claim in edi837.parse(path.read_bytes()):
        claims.setdefault(claim.patient_control_number, claim)
    for group, number, segments in sets:
        sent = made.find(group, number)
        for e, finding, place in zip(segments, leads_back(path, made, group, number, segments), sent.places, strict=True):
            assert finding.owner is not Owner.NONE
            assert finding.loop == (place.loop or None)
            if e[0] in NO_FIELD or place.loop in OUTSIDE_THE_CLAIM or (e[0], place.loop) in NO_PLACE:
                continue
            assert finding.path, (e[0], place.loop)
            if finding.claim:
                eval(f"claim.{finding.path}", {"claim": claims[finding.claim]})         # the path is one of the model


@needs_corpus
@pytest.mark.parametrize("path", MANY, ids=name_of)
def test_a_file_of_several_interchanges_has_a_receipt_each(path):
    made = edi837.receipts(path.read_bytes())
    raw = path.read_bytes().decode("latin-1")
    assert len(made) == raw.count("ISA*")
    assert [len(claim) for claim in ([one for each in receipt.sets for one in each.places if one.segment == "CLM"] for receipt in made)] == [
        len(receipt.claims) for receipt in made]
    assert sum(len(receipt.claims) for receipt in made) == sum(e[0] == "CLM" for _, _, segments in transaction_sets(path) for e in segments)


def test_a_text_of_several_interchanges_has_a_receipt_each_in_order():
    texts = [example("837p-1-primary"), example("837p-2-corrected-add-auth")]
    assert edi837.receipts("".join(texts)) == [edi837.receipt(one) for one in texts]


# ---- one whose receiver counts otherwise

@needs_corpus
@pytest.mark.parametrize("off", [1, -1, 2, -2])
def test_a_receiver_that_counts_all_segments_otherwise_is_understood_and_told(off):
    for path in [one for one in ONE if "many-claims" not in one.name]:
        for group, number, segments in transaction_sets(path):
            found = edi_acks.locate(naming(group, number, segments[3:-3]), edi837.receipt(path.read_bytes()))
            assert "A214" not in {one.code for one in found}                     # three too low is no way to count
            whose = owners(segments)
            ack = naming(group, number, segments, off)
            [answer] = ack.transaction_sets
            sure = [error for error in answer.errors if error.position + off > 3 and _unlike(segments, error.position + off - 1)]
            answer = attrs.evolve(answer, errors=sure[:40])
            found = edi_acks.locate(attrs.evolve(ack, transaction_sets=[answer]), edi837.receipt(path.read_bytes()))
            named = [(one.claim, one.service_line) for one in found if one.code == "A202"]
            assert named == [whose[error.position + off - 1] for error in sure[:40]], path.name
            assert [one.code for one in found if one.code in ("A214", "A210")] == ["A214"]


def _unlike(segments, at):
    """Whether no neighbour within four has the same id: there is no telling such apart."""
    return segments[at][0] not in {e[0] for e in [*segments[max(0, at - 4):at], *segments[at + 1:at + 5]]}


def receipt():
    return edi837.receipt(example("837p-1-primary"))


def answered(*errors, status="R"):
    return ImplementationAcknowledgment("HC", "401", status="R", received=1, included=1, accepted=0, transaction_sets=[
        TransactionSetAcknowledgment("837", "0401", status=status, errors=errors, codes=("5",))])


def test_one_that_counts_from_0_is_told_once():
    found = edi_acks.locate(answered(SegmentError("N4", 9, loop="2010AA", code="8", elements=[ElementErrorNote(3, code="I12")]),
                                     SegmentError("SV1", 31, loop="2400", code="8", elements=[ElementErrorNote(7, 1, code="7")])), receipt())
    assert [(one.code, one.path) for one in found] == [
        ("A201", "billing_provider.address.postal_code"), ("A201", "encounter.services[1].diagnosis_pointers"), ("A214", None)]


def test_where_one_fits_as_it_is_counted_the_count_is_believed():
    found = edi_acks.locate(answered(SegmentError("N4", 10, code="1"), SegmentError("SV1", 31, code="1")), receipt())
    assert [(one.code, one.path) for one in found] == [("A202", "billing_provider.address"), ("A202", None), ("A210", None)]


def test_a_claim_that_is_named_speaks_against_a_count_that_leads_to_another():
    two = edi837.parse(example("837p-1-primary"))
    text = edi837.build([two[0], attrs.evolve(two[0], patient_control_number="B2")], sender=two.interchanges[0].sender, receiver=two.interchanges[0].receiver,
                        control=401, usage="T", rules=())
    made = edi837.receipt(text)
    at = next(at for at, place in enumerate(made.sets[0].places, 1) if place.segment == "CLM" and place.claim == "B2")
    ack = attrs.evolve(answered(SegmentError("CLM", at - 1, loop="2300", code="1", context=[ErrorContext("CLM01", "B2")])))
    ack = attrs.evolve(ack, transaction_sets=[attrs.evolve(ack.transaction_sets[0], control_number=made.sets[0].control_number)])
    found = edi_acks.locate(ack, made)
    assert [one.claim for one in found if one.code == "A202"] == ["B2"]
    assert "A214" in {one.code for one in found}


@given(st.lists(st.tuples(st.sampled_from(["N4", "SV1", "CLM", "XX"]), st.none() | st.integers(-5, 60), st.sampled_from(["", "2300", "2400"]),
                          st.sampled_from(["1", "3", "8", "Z"])), max_size=5))
@settings(deadline=None, max_examples=60)
def test_whatever_is_counted_it_is_told(rows):
    found = edi_acks.locate(answered(*(SegmentError(name, at, loop=loop, code=code) for name, at, loop, code in rows)), receipt())
    assert sum(one.code in ("A201", "A202") for one in found) == len(rows)
    assert all(one.owner is not Owner.NONE and one.fix for one in found)


# ---- a rejected group takes its sets along

def test_sets_that_are_accepted_in_a_rejected_group_are_lost_with_it():
    ack = ImplementationAcknowledgment("HC", "401", status="R", codes=("5",), included=2, received=1, accepted=0, transaction_sets=[
        TransactionSetAcknowledgment("837", "0401", status="A")])
    found = edi_acks.locate(ack, receipt())
    assert ("A208", "A1001") in [(one.code, one.claim) for one in found]


# ---- what no receipt knows

@pytest.mark.parametrize(("kind", "segment"), [("835", "CLP"), ("270", "EQ"), ("837", "SV2"), ("271", "EB"), ("276", "TRN")])
def test_of_a_set_that_the_receipt_does_not_know_all_is_told_that_the_999_knows(kind, segment):
    error = SegmentError(segment, 12, loop="2100", code="8", context=[ErrorContext("CLM01", "C7")], elements=[ElementErrorNote(2, code="7", value="SECRET")])
    ack = ImplementationAcknowledgment("HX", "9", status="R", received=1, included=1, accepted=0, transaction_sets=[
        TransactionSetAcknowledgment(kind, "0009", status="R", codes=("5",), errors=[error])])
    first, unknown = edi_acks.check(ack, [receipt()])
    assert (first.code, first.claim, first.loop, first.element, first.owner) == ("A201", "C7", "2100", f"{segment}02", Owner.BILLING)
    assert first.fix
    assert unknown.code == "A211"
    assert "SECRET" not in repr((ack, first))


# ---- 277CA

@needs_corpus
@pytest.mark.parametrize("path", [one for one in ONE if "many-claims" not in one.name], ids=name_of)
def test_the_status_of_a_line_of_a_public_claim_leads_to_that_line(path):
    made = edi837.receipt(path.read_bytes())
    for sent in made.sets:
        for claim in sent.claims:
            count = max((place.service_line or 0 for place in sent.places if place.claim == claim.patient_control_number), default=0)
            twice = sum(one.patient_control_number == claim.patient_control_number for one in made.claims) > 1
            numbers = claim.line_control_numbers
            if not sent.batch_id or twice or len(numbers) != count or len(set(numbers)) != count:
                continue
            lines = [LineStatus(line_control_number=number, statuses=[Status("A7", "477")]) for number in numbers]
            ack = ClaimAcknowledgment(sent.batch_id, providers=[ProviderAcknowledgment(claims=[
                ClaimStatus(claim.patient_control_number, statuses=[Status("A7", "21"), Status("A7", "178")], line_statuses=lines)])])
            found = [one for one in edi_acks.locate(ack, made) if one.code in ("A301", "A302")]
            assert [(one.claim, one.service_line, one.path) for one in found if one.code == "A302"] == [
                (claim.patient_control_number, at, f"encounter.services[{at - 1}].diagnosis_pointers") for at in range(1, count + 1)]
