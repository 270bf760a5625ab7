"""What is written is read back equal, and keeps to the guide."""

from datetime import datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from corpus import example, files, needs_corpus
from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    ElementErrorNote,
    ErrorContext,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    ProviderAcknowledgment,
    SegmentError,
    TransactionSetAcknowledgment,
)
from edi_claims import ElementError, TradingPartner, TruncatedError
from edi_testing import strategies
from edi_x12 import ControlNumbers, Delimiters, conformance, detect

TO = {"sender": TradingPartner("PAYER", "PAYERTEST"), "receiver": TradingPartner("PRACTICE", "PRACTTEST"), "control": 301, "usage": "T",
      "created": datetime(2026, 11, 2, 9, 30)}
WRITTEN = [*files("997", "999", "ta1", "277ca"), *(path for path in files("bad") if "277ca" in path.name or "999" in path.name)]
LISTS = {"G316"}
"""The check's list of entities is older than those of the claim statuses, and only warns."""
MIXES = st.tuples(st.lists(strategies.interchange_acknowledgments(), max_size=1), st.lists(strategies.implementation_acknowledgments(), max_size=2),
                  st.lists(strategies.implementation_acknowledgments("997"), max_size=1), st.lists(strategies.claim_acknowledgments(), max_size=2))


@settings(deadline=None, max_examples=60)
@given(MIXES)
def test_any_mix_is_read_back_equal(mix):
    interchanges, groups, older, batches = mix
    nouns = [*interchanges, *groups, *older, *batches]
    if nouns:
        text = edi_acks.build(nouns, **TO)
        assert list(edi_acks.parse(text)) == nouns
        assert edi_acks.build(edi_acks.parse(text)) == text


@settings(deadline=None, max_examples=40)
@given(st.one_of(strategies.interchange_acknowledgments(), strategies.implementation_acknowledgments(), strategies.claim_acknowledgments()))
def test_what_is_written_keeps_to_the_guide(noun):
    assert {one.code for one in conformance.check(edi_acks.build(noun, **TO))} <= LISTS


@settings(deadline=None, max_examples=30)
@given(strategies.claim_acknowledgments(), strategies.implementation_acknowledgments())
def test_a_partners_delimiters_say_the_same(batch, group):
    marks = Delimiters("|", ">", "!", "\n")
    nouns = [group, batch]
    assert list(edi_acks.parse(edi_acks.build(nouns, **TO, delimiters=marks))) == nouns


@settings(deadline=None, max_examples=20)
@given(strategies.claim_acknowledgments())
def test_drawn_totals_are_those_of_the_claims(batch):
    assert not [one for one in batch.findings if one.code in ("A311", "A312")]


def test_each_kind_stands_in_a_group_of_its_own_behind_the_interchange_acknowledgments():
    batch, group = ClaimAcknowledgment("B1"), ImplementationAcknowledgment("HC", "1", version="005010X222A1", status="A")
    text = edi_acks.build([batch, attrs.evolve(group, kind="997"), group, InterchangeAcknowledgment("000000001", None, "A", "000")], **TO)
    heads = [segment.split("*")[:2] for segment in text.split("~") if segment[:3] in ("TA1", "GS*", "ST*", "IEA")]
    assert heads == [["TA1", "000000001"], ["GS", "FA"], ["ST", "999"], ["GS", "FA"], ["ST", "997"], ["GS", "HN"], ["ST", "277"], ["IEA", "3"]]
    assert detect(text) == ["TA1", "999", "997", "277CA"]


def test_sets_count_on_over_the_groups():
    numbers = ControlNumbers(5, 6, 7)
    edi_acks.build([ImplementationAcknowledgment(), ClaimAcknowledgment()], **{**TO, "control": numbers})
    assert (numbers.interchange, numbers.group, numbers.transaction) == (6, 8, 9)


@needs_corpus
@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_public_files_are_written_as_they_were_read(path):
    try:
        parsed = edi_acks.parse(path.read_bytes())
    except TruncatedError as error:
        parsed = error.complete
    if not parsed:
        return
    text = edi_acks.build(parsed)
    again = edi_acks.parse(text)
    kinds = InterchangeAcknowledgment, ImplementationAcknowledgment, ClaimAcknowledgment
    assert list(again) == [one for kind in kinds for one in parsed if isinstance(one, kind)]
    assert edi_acks.build(again) == text


@pytest.mark.parametrize("name", ["ta1-reject", "999-mixed", "277ca-mixed"])
def test_the_examples_are_written_letter_for_letter(name):
    text = example(name)
    assert edi_acks.build(edi_acks.parse(text)) == text.replace("\n", "")


def test_every_field_of_an_error_has_its_place():
    error = SegmentError("SV1", 31, loop="2400", code="8",
                         context=[ErrorContext("SITUATIONAL TRIGGER", "", "CLM", 24, "2300", (5, 3), ("1325",)), ErrorContext("CLM01", "A6002")],
                         elements=[ElementErrorNote(7, 1, 2, "1328", "7", "13", [ErrorContext("SITUATIONAL TRIGGER", "", "HI", 26, "2300", (2,))])])
    one = ImplementationAcknowledgment("HC", "77", version="005010X222A1", status="R", included=1, received=1, accepted=0, codes=["5"],
                                       transaction_sets=[TransactionSetAcknowledgment("837", "0002", version="005010X222A1", status="R",
                                                                                      codes=["5", "I5"], errors=[error])])
    text = edi_acks.build(one, **TO)
    assert text.split("~")[3:-4] == [
        "AK1*HC*77*005010X222A1", "AK2*837*0002*005010X222A1", "IK3*SV1*31*2400*8", "CTX*SITUATIONAL TRIGGER*CLM*24*2300*5:3*1325",
        "CTX*CLM01:A6002", "IK4*7:1:2*1328*7*13", "CTX*SITUATIONAL TRIGGER*HI*26*2300*2", "IK5*R*5*I5", "AK9*R*1*1*0*5"]


def test_claims_that_stood_under_no_provider_are_written_under_none():
    batch = ClaimAcknowledgment("B1", providers=[ProviderAcknowledgment(claims=[ClaimStatus("A1"), ClaimStatus("A2")])], version="005010X214")
    text = edi_acks.build(batch, **TO)
    assert [segment for segment in text.split("~") if segment.startswith("HL")] == ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*PT", "HL*4*2*PT"]
    assert list(edi_acks.parse(text)) == [batch]


def test_an_acknowledgment_without_a_day_is_still_written():
    text = edi_acks.build(InterchangeAcknowledgment("000000009", None, "R", "014"), **TO)
    assert "TA1*000000009***R*014~" in text
    assert edi_acks.parse(text)[0].sent_at is None


def test_a_delimiter_in_a_number_is_refused_and_not_quoted():
    with pytest.raises(ElementError, match="TRN02") as caught:
        edi_acks.build(ClaimAcknowledgment("B~1"), **TO)
    assert "B~1" not in str(caught.value)


def test_who_sends_must_be_known():
    with pytest.raises(TypeError, match="sender, receiver, control, usage"):
        edi_acks.build([ClaimAcknowledgment()])


def test_a_path_is_written_whole(tmp_path):
    one = InterchangeAcknowledgment("000000009", datetime(2026, 11, 2, 9, 5), "A", "000")
    edi_acks.write(one, tmp_path / "ta1.edi", **TO)
    assert (tmp_path / "ta1.edi").read_text() == edi_acks.build(one, **TO)
    with edi_acks.read(tmp_path / "ta1.edi") as found:
        assert list(found) == [one]


def test_amounts_are_written_without_zeros_that_say_nothing():
    [batch] = edi_acks.parse(example("277ca-mixed"))
    changed = attrs.evolve(batch, totals=attrs.evolve(batch.totals, accepted_amount=Decimal("350.00")))
    assert "AMT*YU*350~" in edi_acks.build(changed, **TO)
