"""The catalogue keeps its word: right scenarios are right, faulty ones are found and for the reason they promise."""

import io
from decimal import Decimal
from types import MappingProxyType

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
from claims837 import SENT
from edi_claims import ElementError, RuleError
from edi_claims.identifiers import mbi_is_valid, npi_is_valid
from edi_testing import SCENARIOS, sample_claims
from edi_testing.scenarios.scenario import nothing
from edi_x12 import conformance

RIGHT = [one for one in SCENARIOS.values() if not one.is_faulty]
FAULTY = [one for one in SCENARIOS.values() if one.is_faulty]

by_name = {"ids": lambda one: one.name}


def sent(claim):
    """As it comes back: what a person recorded besides is not sent."""
    return attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, documentation={}))


def written(one, *claims, **changes):
    return edi837.build(claims, **SENT, transaction_type=one.transaction_type, **changes)


# ---- the catalogue

def test_there_are_scenarios_of_every_kind():
    assert len(RIGHT) >= 60
    assert len(FAULTY) >= 60
    assert len({one.title for one in SCENARIOS.values()}) == len(SCENARIOS)
    assert all(name == one.name and one.title and not one.title.endswith(".") for name, one in SCENARIOS.items())
    assert isinstance(SCENARIOS, MappingProxyType)


@pytest.mark.parametrize("one", SCENARIOS.values(), **by_name)
def test_faulty_ones_say_so_by_their_name_and_what_comes_of_them(one):
    assert one.is_faulty is one.name.startswith("faulty_") is bool(one.provokes) is bool(one.rejection)


def test_every_rule_of_the_scrubber_has_a_faulty_scenario():
    """S008 is about the sender and not about a claim."""
    assert {row.code for row in edi837.catalogue()} - {code for one in FAULTY for code in one.provokes} == {"S008"}


# ---- right ones

@pytest.mark.parametrize("one", RIGHT, **by_name)
def test_a_right_scenario_comes_back_equal_and_keeps_the_guide(one):
    claims = [one.claim(seed, seed + 1) for seed in range(4)]
    text = written(one, *claims)
    parsed = edi837.parse(text)
    assert (list(parsed), parsed.findings, parsed.unread) == ([sent(claim) for claim in claims], [], [])
    assert parsed.interchanges[0].sets[0].kind == one.transaction_type
    assert conformance.check(text) == []


@pytest.mark.parametrize("one", RIGHT, **by_name)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**9), number=st.integers(1, 10**7))
def test_the_scrubber_finds_nothing_in_a_right_scenario(one, seed, number):
    assert [str(found) for found in one.check(one.claim(seed, number))] == []


def test_right_scenarios_do_not_disturb_each_other_in_one_batch():
    claims = list(sample_claims(3 * len(RIGHT), 11, RIGHT))
    assert [str(one) for one in edi837.check(claims)] == []


# ---- faulty ones

@pytest.mark.parametrize("one", FAULTY, **by_name)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**9), number=st.integers(1, 10**7))
def test_a_faulty_scenario_is_found_and_nothing_else(one, seed, number):
    found = one.check(one.claim(seed, number))
    assert {finding.code for finding in found} == set(one.provokes)
    assert one.rejection in {finding.would_cause for finding in found}


@pytest.mark.parametrize("one", [one for one in FAULTY if one.known is not nothing], **by_name)
def test_what_needs_knowledge_is_not_found_without_it(one):
    assert edi837.check([one.claim()]) == []


UNWRITABLE = ("faulty_accent", "faulty_delimiter")


@pytest.mark.parametrize("one", [one for one in FAULTY if one.name not in UNWRITABLE], **by_name)
def test_a_faulty_scenario_can_be_written_on_purpose(one):
    claim = one.claim()
    assert [back.patient_control_number for back in edi837.parse(written(one, claim, rules=()))] == [claim.patient_control_number]


@pytest.mark.parametrize("name", UNWRITABLE)
def test_what_x12_cannot_carry_is_refused_whatever_the_rules(name):
    with pytest.raises(ElementError, match="claim T00000001: NM103 holds"):
        written(SCENARIOS[name], SCENARIOS[name].claim(), rules=())


@pytest.mark.parametrize("name", UNWRITABLE)
def test_tidy_mends_what_x12_cannot_carry(name):
    tidied, repaired = edi837.tidy(SCENARIOS[name].claim())
    assert repaired
    assert edi837.check([tidied]) == []
    assert list(edi837.parse(written(SCENARIOS[name], tidied))) == [tidied]


def test_too_many_lines_make_two_claims():
    first, second = edi837.split_claim(SCENARIOS["faulty_51_lines"].claim())
    assert (len(first.encounter.services), len(second.encounter.services)) == (50, 1)


@pytest.mark.parametrize("name", ["faulty_npi", "faulty_charge", "faulty_pointer", "faulty_member_id", "faulty_replacement"])
def test_what_every_payer_rejects_is_not_built(name):
    one = SCENARIOS[name]
    with pytest.raises(RuleError) as raised:
        written(one, one.claim())
    assert {finding.code for finding in raised.value.findings} == set(one.provokes)


# ---- samples

def test_samples_of_a_scenario_are_the_same_for_the_same_seed():
    names = ["office_visit", "ambulance", "faulty_npi"]
    assert list(sample_claims(9, 5, names)) == list(sample_claims(9, 5, names))
    assert list(sample_claims(9, 5, names)) != list(sample_claims(9, 6, names))


def test_scenarios_come_in_turn_and_do_not_depend_on_each_other():
    mixed = list(sample_claims(4, 5, ["office_visit", SCENARIOS["ambulance"]]))
    assert mixed[2] == list(sample_claims(3, 5, ["office_visit"]))[2]
    assert [len(claim.encounter.providers) for claim in mixed] == [1, 2, 1, 2]


def test_one_name_alone_is_enough():
    assert list(sample_claims(2, scenarios="void")) == list(sample_claims(2, scenarios=["void"]))


@pytest.mark.parametrize(("names", "message"), [(["office_visit", "no_such"], "no such scenario: no_such"), ([], "no scenario is named")])
def test_an_unknown_scenario_is_refused_at_once(names, message):
    with pytest.raises(ValueError, match=message):
        sample_claims(0, scenarios=names)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_count(count):
    assert len(list(sample_claims(count, scenarios=["office_visit"]))) == count


def test_ten_thousand_claims_of_every_kind_are_written_in_a_stream():
    class Counted(io.StringIO):
        largest = 0

        def write(self, text):
            self.largest = max(self.largest, len(text))
            return super().write(text)

    to = Counted()
    kinds = [one for one in RIGHT if one.name != "full_claim"]
    edi837.write(sample_claims(10_000, 1, kinds), to, rules=(), **SENT)
    assert to.largest < 10_000
    text = to.getvalue()
    assert (text.count("~CLM*"), text.count("~ST*"), text.count("~SE*")) == (10_000, 2, 2)
    assert len({part.split("*", 2)[1] for part in text.split("~") if part.startswith("CLM*")}) == 10_000


def test_numbers_have_the_published_form():
    claims = [one.claim(seed) for one in RIGHT for seed in range(3)]
    npis = {who.npi for claim in claims for who in (claim.billing_provider, *claim.encounter.providers.values()) if who.npi}
    members = {cover.member_id for claim in claims for cover in claim.coverages if cover.filing_indicator == "MB"}
    assert len(npis) > 20
    assert all(map(npi_is_valid, npis))
    assert len(members) > 20
    assert all(map(mbi_is_valid, members))


def test_earlier_decisions_balance_to_the_cent():
    told = [(line, decision) for one in RIGHT for claim in (one.claim(seed) for seed in range(5)) for prior in claim.prior_adjudications
            for decision in prior.services for line in (claim.encounter.services[decision.line - 1],)]
    assert len(told) > 100
    assert all(decision.paid + sum((each.amount for each in decision.adjustments), Decimal(0)) == line.charge for line, decision in told)
