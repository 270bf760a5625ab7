"""What is written is read again as it was, and keeps the guide."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import SENT, sent
from corpus import files, needs_corpus
from edi_claims import ElementError, Severity, from_json, to_json
from edi_claims.claim import Claim
from edi_testing.samples import sample_claims
from edi_testing.strategies import claims, groups
from edi_x12 import conformance
from edi_x12.delimiters import Delimiters

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

batches = st.one_of(st.lists(claims(), min_size=1, max_size=3), groups().flatmap(lambda group: st.lists(claims(group), min_size=2, max_size=4)))


@QUIET
@given(batches)
def test_claims_come_back_equal(batch):
    parsed = edi837.parse(edi837.build(batch, **SENT))
    assert (list(parsed), parsed.findings, parsed.unread) == (batch, [], [])


@settings(QUIET, max_examples=30)
@given(batches)
def test_what_is_written_keeps_the_guide(batch):
    found = conformance.check(edi837.build(batch, **SENT))
    assert [str(one) for one in found if one.severity is Severity.ERROR] == []


@settings(QUIET, max_examples=25)
@given(claims())
def test_other_delimiters_change_nothing(one):
    text = edi837.build([one], **SENT, delimiters=Delimiters("|", ">", "!", "'"))
    assert list(edi837.parse(text)) == [one]


@settings(QUIET, max_examples=25)
@given(claims())
def test_a_claim_comes_back_from_json(one):
    assert from_json(Claim, to_json(one)) == one


def test_many_plain_claims_come_back_and_keep_the_guide():
    many = list(sample_claims(300, seed=7))
    text = edi837.build(many, **SENT)
    assert list(edi837.parse(text)) == many
    assert conformance.check(text) == []


def test_plain_claims_are_the_same_for_the_same_seed_and_break_no_rule():
    assert list(sample_claims(50, seed=3)) == list(sample_claims(50, seed=3))
    assert list(sample_claims(50, seed=3)) != list(sample_claims(50, seed=4))
    assert edi837.check(sample_claims(200)) == []


def test_write_and_build_say_the_same():
    to = io.StringIO()
    edi837.write(sample_claims(30), to, **SENT)
    assert to.getvalue().removesuffix("~").split("~") == sent(list(sample_claims(30)))


CHANGES_ONCE = {
    "imsweb-complex.edi": "an HI of which only one composite can be read becomes two, so what stands behind it moves by one",
    "lfh-004010x098a1-dependent-commercial-insurance-01-837.edi": "4010 has a taxonomy code for the referring provider, 5010 has no place for it",
    "x12net-4010-spec-4.1.3b-cob-claimtopayerbfrombp.edi": "4010 has an address for another payer's facility, 5010 has no place for it",
}


OUTSIDE_ASCII = ("lfh-004010x098a1-dependent-commercial-insurance-02-837.edi", "x12net-4010-spec-4.2.2-payerispcins.edi")
"""Their billing provider's name has a typographic apostrophe."""


@needs_corpus
@pytest.mark.parametrize("path", files("837p"), ids=lambda path: path.name)
def test_a_public_file_is_stable_once_written(path):
    """Read, written, read: the same claims. Unread segments too, wherever they stood."""
    first = list(edi837.parse(path.read_bytes()))
    if path.name in OUTSIDE_ASCII:
        with pytest.raises(ElementError, match=r"claim .*: NM103 holds"):
            edi837.build(first, **SENT, rules=())
        return
    text = edi837.build(first, **SENT, rules=())
    again = list(edi837.parse(text))
    assert (again == first) is (path.name not in CHANGES_ONCE)
    assert edi837.build(again, **SENT, rules=()) == text
