"""Where an acknowledgment contradicts itself a finding says so, and which side counts; and its totals agree with each other at every level."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from corpus import CORPUS, needs_corpus
from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    ImplementationAcknowledgment,
    ProviderAcknowledgment,
    SegmentError,
    Stage,
    Status,
    Totals,
    TransactionSetAcknowledgment,
)

D = Decimal


def codes(noun):
    return [one.code for one in noun.findings]


def claim(category, amount=None, **more):
    return ClaimStatus("C1", statuses=[Status(category, "20" if category < "A3" else "562", amount=amount)], **more)


# ---- claims

def test_a_number_of_the_payer_on_a_rejected_claim_proves_receipt_and_no_acceptance():
    one = claim("A7", payer_control_number="ICN1")
    assert one.rejected
    [found] = [finding for finding in one.findings if finding.code == "A316"]
    assert "the rejection counts" in found.message
    assert "A316" not in codes(claim("A2", payer_control_number="ICN1"))


@pytest.mark.parametrize("category", ["F0", "F2", "P1", "R4", "D0", "E1", "ZZ", ""])
@pytest.mark.parametrize(("action", "rejected", "word"), [("U", True, "its action U counts"), ("WQ", False, "decides nothing"), ("", False, "decides nothing")])
def test_a_category_of_another_transaction_is_told_with_what_counts_instead(category, action, rejected, word):
    one = ClaimStatus("C1", statuses=[Status(category, "20", action=action)])
    assert (one.rejected, one.stage is Stage.RECEIVED) == (rejected, not rejected)
    [found] = [finding for finding in one.findings if finding.code == "A304"]
    assert word in found.message


def test_claims_that_are_taken_in_a_batch_that_is_rejected_are_told_and_stay_taken():
    refused = Status("A3", "24", "41", action="U")
    of_provider = ProviderAcknowledgment(statuses=[refused], claims=[claim("A2"), claim("A7")])
    one = ClaimAcknowledgment("B1", statuses=[refused], providers=[of_provider])
    found = [finding for finding in one.findings if finding.code == "A317"]
    assert [finding.loop for finding in found] == ["2200B", "2200C"]
    assert all("1 of the claims" in finding.message and "each claim counts" in finding.message for finding in found)
    assert [each.stage for each in one.claims] == [Stage.ACCEPTED, Stage.REJECTED]


# ---- totals of every level

def batch(totals, *providers):
    return ClaimAcknowledgment("B1", totals=totals, providers=providers)


def test_a_batchs_totals_are_held_against_its_providers_where_no_claims_show_it():
    parts = [ProviderAcknowledgment(totals=Totals(accepted_count=2, accepted_amount=D(20)), claims=[claim("A2"), claim("A1")]),
             ProviderAcknowledgment(totals=Totals(accepted_count=1, accepted_amount=D(5)), claims=[claim("A2")])]
    assert codes(batch(Totals(accepted_count=3, accepted_amount=D(25)), *parts)) == []
    [found] = batch(Totals(accepted_count=3, accepted_amount=D(26)), *parts).findings
    assert (found.code, found.expected, found.found, found.difference) == ("A314", 26, 25, -1)


def test_a_difference_that_the_claims_show_is_not_told_again():
    part = ProviderAcknowledgment(totals=Totals(accepted_count=1), claims=[claim("A2")])
    assert codes(batch(Totals(accepted_count=2), part)) == ["A311"]
    wrong = ProviderAcknowledgment(totals=Totals(accepted_count=2), claims=[claim("A2")])
    assert codes(batch(Totals(accepted_count=1), wrong)) == ["A311"]


@pytest.mark.parametrize(("totals", "told"), [
    (Totals(accepted_amount=D(10), rejected_amount=D(5), charge=D(15)), []), (Totals(accepted_amount=D(15), charge=D(15)), []),
    (Totals(accepted_amount=D(10), charge=D(15)), [("A315", 15, 10)]), (Totals(charge=D(15)), []),
    (Totals(accepted_amount=D(10), rejected_amount=D(6), charge=D(15)), [("A315", 15, 16)])])
def test_accepted_and_rejected_together_are_the_charge(totals, told):
    for one in (batch(totals, ProviderAcknowledgment(claims=[claim("A2")])), batch(Totals(), ProviderAcknowledgment(totals=totals, claims=[claim("A2")]))):
        assert [(finding.code, finding.expected, finding.found) for finding in one.findings] == told


@needs_corpus
def test_a_public_batch_whose_status_has_ten_times_its_totals_is_told():
    [one] = edi_acks.parse((CORPUS / "277ca" / "x12net-5010-fromlatitude81uk.edi").read_bytes())
    assert ("A311", D(4), D(1)) in [(finding.code, finding.expected, finding.found) for finding in one.findings if finding.level]
    assert {finding.code for finding in one.findings if finding.level == "batch"} == {"A311", "A312"}


amounts = st.decimals(0, 10**6, places=2)


@given(st.lists(st.lists(st.tuples(st.sampled_from(["A1", "A2", "A3", "A7"]), amounts), max_size=4), max_size=3), st.integers(0, 4), amounts)
@settings(deadline=None, max_examples=60)
def test_totals_of_every_level_agree_unless_one_is_changed(rows, at, more):
    def totals_of(claims):
        sides = [[one for one in claims if one.rejected is side] for side in (False, True)]
        return Totals(*map(len, sides), *(sum((one.charge for one in side), D(0)) for side in (*sides, claims)))

    parts = [[claim(*row) for row in each] for each in rows]
    providers = [ProviderAcknowledgment(totals=totals_of(part), claims=part) for part in parts]
    told = totals_of([one for part in parts for one in part])
    assert not [one for one in batch(told, *providers).findings if one.level]
    names = ["accepted_count", "rejected_count", "accepted_amount", "rejected_amount", "charge"]
    values = {name: getattr(told, name) for name in names}
    values[names[at]] += int(more) + 1
    found = [one for one in batch(Totals(**values), *providers).findings if one.level]
    assert [one.code for one in found] == ["A311" if at < 2 else "A312"]
    assert found[0].difference == -int(more) - 1


# ---- 999

def group(*sets, **more):
    told = {"included": len(sets), "received": len(sets), "accepted": sum(one.accepted for one in sets), **more}
    return ImplementationAcknowledgment("HC", "1", transaction_sets=sets, **told)


ACCEPTED, REFUSED = TransactionSetAcknowledgment("837", "1", status="A"), TransactionSetAcknowledgment("837", "2", status="R", codes=("4",))


@pytest.mark.parametrize(("status", "sets", "group_codes", "word"), [
    ("A", [ACCEPTED, REFUSED], (), "these are lost"), ("E", [REFUSED], (), "these are lost"), ("R", [ACCEPTED], (), "the group counts"),
    ("R", [ACCEPTED], ("5",), None), ("P", [ACCEPTED, REFUSED], (), None), ("A", [ACCEPTED], (), None)])
def test_a_group_and_its_sets_that_contradict_each_other_are_told_with_what_counts(status, sets, group_codes, word):
    found = [one for one in group(*sets, status=status, codes=group_codes).findings if one.code == "A212"]
    assert len(found) == (word is not None)
    assert all(word in one.message for one in found)


def test_an_accepted_set_with_errors_counts_as_accepted():
    one = group(TransactionSetAcknowledgment("837", "1", status="A", errors=[SegmentError("N4", 9, code="1")]), status="A")
    [found] = [finding for finding in one.findings if finding.code == "A213"]
    assert "counts as accepted" in found.message
    assert not [finding for finding in edi_acks.locate(one, []) if finding.code == "A208"]
