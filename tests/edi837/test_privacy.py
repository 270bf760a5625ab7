"""Nothing of a patient comes out of a repr, a finding or an exception."""

from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import GROUP, PLAN, SENT, claim, secondary, told, visit
from edi_claims import Address, Contact, Coverage, EdiError, Payer, Person, PersonName, Reference
from edi_x12 import Parsed

LAST, FIRST, MEMBER, STREET, CITY, ZIP, NOTE, GROUP_NUMBER, PHONE = (
    "ZQLASTNAME", "ZQFIRST", "ZQMEMBER77", "77 ZQSTREET", "ZQCITY", "687770000", "ZQFREETEXT", "ZQGROUP", "4025557777")
BORN = date(1977, 7, 7)
MARKS = (LAST, FIRST, MEMBER, "ZQSTREET", CITY, ZIP, NOTE, GROUP_NUMBER, PHONE, "19770707", "1977-07-07", "1977, 7, 7")

PATIENT = Person(PersonName(LAST, FIRST), BORN, "F", Address((STREET,), CITY, "NE", ZIP), contacts=(Contact(LAST, (("TE", PHONE),)),))
HIS = attrs.evolve(PLAN, member_id=MEMBER, group_number=GROUP_NUMBER)
PARENTS = attrs.evolve(HIS, subscriber=PATIENT, relationship="19")


def planted(**changes):
    return claim(visit(patient=PATIENT, notes=(Reference("ADD", NOTE),)), **{"coverages": (HIS,), **changes})


def claims_with_marks():
    other = Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), MEMBER, Person(PersonName(LAST, FIRST), address=PATIENT.address), "01", "S", "CI")
    return [planted(), planted(coverages=(PARENTS,)), planted(coverages=(HIS, other), sequence="P"),
            planted(coverages=(HIS, other), sequence="S", prior_adjudications=(told(coverage=HIS),))]


def silent(text):
    return not any(mark in text for mark in MARKS)


@pytest.mark.parametrize("one", claims_with_marks(), ids=["self", "dependent", "two payers", "secondary"])
def test_no_noun_shows_a_patient(one):
    text = edi837.build([one], **SENT, rules=())
    assert all(mark in text for mark in (LAST, MEMBER, "ZQSTREET", CITY, ZIP, NOTE, "19770707"))
    [again] = edi837.parse(text)
    for shown in (repr(one), str(again), repr(again.encounter), repr(again.coverages), repr(again.prior_adjudications), repr(again.encounter.patient),
                  repr(edi837.receipt(text)), repr(edi837.receipt(text).sets[0].places)):
        assert silent(shown)


BREAKS = [
    {"patient": attrs.evolve(PATIENT, sex="X")}, {"patient": attrs.evolve(PATIENT, birth_date=date(2027, 1, 1))},
    {"patient": attrs.evolve(PATIENT, name=PersonName(f"{LAST}*", FIRST))}, {"patient": attrs.evolve(PATIENT, name=PersonName(LAST * 9, FIRST))},
    {"patient": attrs.evolve(PATIENT, address=Address((STREET * 9,), CITY * 9, "NEB", ZIP))}, {"notes": (Reference("XXX", NOTE * 20),)},
    {"patient": attrs.evolve(PATIENT, address=None, name=PersonName(f"{LAST} JR 3", f" {FIRST.lower()} é"))}]


@pytest.mark.parametrize("changes", BREAKS, ids=range(len(BREAKS)))
@pytest.mark.parametrize("cover", [HIS, PARENTS, attrs.evolve(HIS, filing_indicator="MB", member_id=MEMBER * 9)], ids=["self", "dependent", "medicare"])
def test_no_finding_and_no_exception_shows_a_patient(changes, cover):
    one = planted(coverages=(cover,))
    one = attrs.evolve(one, encounter=attrs.evolve(one.encounter, **changes))
    found = edi837.check([one], as_of=date(2026, 12, 1))
    assert found
    assert silent(" ".join(f"{each} {each!r}" for each in found))
    assert silent(_refusal(edi837.build, [one], **SENT))


def _refusal(ask, *given, **more):
    """What an exception says; nothing where there is none."""
    try:
        ask(*given, **more)
    except EdiError as error:
        return f"{error} {error!r} {getattr(error, 'findings', '')}"
    return ""


TEXT = edi837.build(claims_with_marks(), **SENT, rules=())


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_the_text_makes_the_reader_tell(data):
    segments = TEXT.split("~")
    at = data.draw(st.integers(0, len(segments) - 2))
    elements = segments[at].split("*")
    place = data.draw(st.integers(0, len(elements) - 1))
    elements[place] = data.draw(st.sampled_from((LAST, MEMBER, "", "19770707", STREET, f"{LAST}:{MEMBER}", "+5", "1,000")))
    segments[at] = "*".join(elements)
    text = "~".join(segments)
    refused = _refusal(edi837.parse, text)
    assert _told(refused, elements, place)
    parsed = Parsed() if refused else edi837.parse(text)
    for found in parsed.findings:
        assert _told(f"{found} {found!r}", elements, place)
    assert silent(" ".join(map(repr, parsed.unread)))


PUBLIC = {("CLM", 1), ("ST", 1), ("ST", 2), ("ST", 3), ("SE", 1), ("SE", 2), ("GS", 6), ("GS", 8), ("GE", 1), ("GE", 2),
          ("ISA", 13), ("IEA", 1), ("IEA", 2)}
"""Counts, control numbers and versions may be named; a name that was planted there is one."""


def _told(text, elements, place):
    return silent(text) or (elements[0], place) in PUBLIC or place == 0


def test_the_marks_stand_where_they_should():
    assert GROUP.name not in MARKS
    assert secondary().coverage.payer.payer_id == "SUP01"
