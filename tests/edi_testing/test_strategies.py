"""The strategies fill every field that an 837P has, and each of them draws what a user's own test can use alone."""

import warnings

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning

import edi837
from claims837 import SENT
from edi_claims import Claim, Severity
from edi_testing import strategies
from edi_x12 import conformance

NOT_SENT = {
    "Claim.position": "where it was read", "ServiceLine.position": "where it was read", "Unread.position": "where it was read",
    "Encounter.documentation": "not sent", "Payer.other_ids": "not sent", "Coverage.references": "of other transactions",
    "Payer.contacts": "the guide has no place in an 837P", "Contact.function": "IC is all that the guide has",
    "Claim.orphan_adjudications": "a fault in a claim", "Claim.facility_qualifier": "B is all that the guide has",
    "Diagnosis.version": "9 stands on claims of before October 2015 alone", "Drug.qualifier": "N4 is a drug", "Procedure.qualifier": "HC as a rule",
    "PersonName.prefix": "the guide has no place for it", "Person.identifier": "the coverage has it",
    **{f"{noun}.unread": "of what has no place" for noun in (
        "Claim", "Coverage", "Drug", "LineAdjudication", "Payer", "Person", "Provider", "ServiceLine")}}


def filled(noun, found):
    """Every field below a noun that is not as it is by default."""
    if isinstance(noun, tuple | list):
        for one in noun:
            filled(one, found)
    elif isinstance(noun, dict):
        filled(list(noun.values()), found)
    elif attrs.has(type(noun)):
        for field in attrs.fields(type(noun)):
            name, value = f"{type(noun).__name__}.{field.name}", getattr(noun, field.name)
            found.setdefault(name, False)
            if value not in (None, "", (), {}) and value != field.default:
                found[name] = True
            filled(value, found)


def test_every_field_of_a_claim_is_drawn_sometimes():
    found = {}

    @settings(max_examples=800, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategies.claims())
    def drawn(claim):
        filled(claim, found)

    drawn()
    assert {name for name, was in found.items() if not was} - set(NOT_SENT) == set()
    assert {name for name in NOT_SENT if found.get(name)} == set()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(strategies.claims())
def test_a_drawn_claim_has_no_fault_that_needs_nothing_but_the_claim(claim):
    assert [str(one) for one in edi837.check([claim], edi837.GUIDE_RULES) if one.severity is Severity.ERROR] == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(claim=strategies.claims(), kind=st.sampled_from(("CH", "RP", "31")))
def test_a_drawn_claim_may_be_sent_as_any_kind_of_batch(claim, kind):
    text = edi837.build([claim], **SENT, transaction_type=kind)
    assert list(edi837.parse(text)) == [claim]
    assert [str(one) for one in conformance.check(text) if one.severity is Severity.ERROR] == []


ARGUMENTS = {
    "services": (3,), "texts": (5,), "words": (30,), "rentals": ("K0001",), "references": ("G1", "9F"), "rarely": (st.just(1), 0),
    "conditions": (("07", ("01", "04")),)}


@pytest.mark.parametrize("name", [name for name in strategies.__all__ if name != "decisions"])
def test_each_strategy_can_be_drawn_from_alone(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        getattr(strategies, name)(*ARGUMENTS.get(name, ())).example()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_decision_fits_the_visit_that_it_is_about(data):
    encounter, cover = data.draw(strategies.encounters()), data.draw(strategies.coverages(full=False))
    told = data.draw(strategies.decisions(cover, encounter))
    claim = Claim(encounter, "A1", data.draw(strategies.groups()), (cover, data.draw(strategies.coverages("S", "SUP"))), "S", prior_adjudications=(told,))
    assert {one.code for one in edi837.check([claim]) if one.severity is Severity.ERROR} & {"B010", "M009"} == set()
