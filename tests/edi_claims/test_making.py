"""Nouns that a reader makes from its sketches are the same nouns."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal as D

import attrs
import pytest

import edi_claims
from edi_claims import Claim, Coverage, Diagnosis, Encounter, Payer, Person, PersonName, Procedure, Provider, ServiceLine, from_json, to_json
from edi_claims.making import made

SKETCHABLE = [noun for noun in vars(edi_claims).values() if isinstance(noun, type) and attrs.has(noun) and noun.__dict__.get("unread") == ()]


def line():
    return {"procedure": Procedure("99213"), "charge": D(100)}


def claim():
    visit = made(Encounter, {"patient": Person(PersonName("ROWE")), "diagnoses": (Diagnosis("R079"),), "services": (made(ServiceLine, line()),),
                             "place_of_service": "11"})
    return made(Claim, {"encounter": visit, "patient_control_number": "A1", "billing_provider": Provider("1234567893"),
                        "coverages": (Coverage(Payer("EX001")),)})


def test_a_sketch_and_a_constructor_make_equal_nouns():
    visit = Encounter(Person(PersonName("ROWE")), (Diagnosis("R079"),), (ServiceLine(Procedure("99213"), D(100)),), "11")
    built = Claim(visit, "A1", Provider("1234567893"), (Coverage(Payer("EX001")),))
    assert claim() == built
    assert repr(claim()) == repr(built)
    assert to_json(claim()) == to_json(built)
    assert claim().charge == D(100)


def test_they_are_copied_pickled_evolved_and_written_as_json_like_others():
    one = claim()
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)), from_json(Claim, to_json(one)), attrs.evolve(one)):
        assert other == one
    assert attrs.evolve(one, frequency="7").frequency == "7"
    assert one.frequency == "1"


def test_they_are_frozen():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made(ServiceLine, line()).charge = D(1)


def test_each_has_its_own_mappings():
    one, other = made(ServiceLine, line()), made(ServiceLine, line())
    assert one.dates is one.dates
    assert one.dates is not other.dates


def test_what_a_sketch_lacks_is_missed_where_the_field_has_no_default():
    with pytest.raises(AttributeError):
        made(ServiceLine, {}).charge  # noqa: B018


@pytest.mark.parametrize("noun", SKETCHABLE)
def test_defaults_on_the_class_are_those_of_the_fields(noun):
    for field in attrs.fields(noun):
        if field.default is not attrs.NOTHING and not isinstance(field.default, attrs.Factory):
            assert getattr(noun, field.name) == field.default
