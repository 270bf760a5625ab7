"""What the simulated payer says when a file arrives, and that it keeps to it when it decides."""

from datetime import date, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
import edi_acks
from edi_acks import ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment
from edi_claims import Contact, FeeSchedule, Payer, TradingPartner, X12SyntaxError
from edi_testing import SimulatedPayer, sample_claims
from edi_testing.payer import Dependent, Member
from edi_x12 import conformance
from simulation import plan, sent

ON = date(2026, 10, 21)
US = TradingPartner("RIVERBEND", "PRACTTEST", party_id="RB837", contact=Contact("EDI", (("TE", "4025550100"),)))
THEM = TradingPartner("PAYER", "PAYERTEST")
CLAIM = sent()


def text_of(*claims, control=7, usage="T"):
    return edi837.build(claims, sender=US, receiver=THEM, control=control, usage=usage, created=datetime(2026, 10, 20, 9), rules=())


def payer(**changes):
    return SimulatedPayer(plan(**changes), FeeSchedule("E"), seed=7)


def numbered(number, claim=CLAIM, **changes):
    return attrs.evolve(claim, patient_control_number=number, **changes)


def batch(answers):
    [found] = [one for one in answers if isinstance(one, ClaimAcknowledgment)]
    return found


def told(answers):
    return {one.patient_control_number: [status.text for status in one.statuses] for one in batch(answers).claims}


def sound(answers):
    text = edi_acks.build(answers, sender=THEM, receiver=US, control=9, usage="T", created=datetime(2026, 10, 21, 9))
    assert {one.code for one in conformance.check(text)} <= {"G316"}
    assert list(edi_acks.parse(text)) == answers
    return answers


def test_an_accepted_claim_keeps_its_number_until_it_is_paid():
    one = payer()
    answers = sound(one.acknowledge(text_of(numbered("A1"), numbered("A2")), on=ON))
    assert [type(each) for each in answers] == [ImplementationAcknowledgment, ClaimAcknowledgment]
    assert [each.patient_control_number for each in one.waiting()] == ["A1", "A2"]
    numbers = {each.patient_control_number: each.payer_control_number for each in batch(answers).claims}
    paid = one.adjudicate([one.waiting()[1]]).claims[0]
    assert (paid.patient_control_number, paid.payer_control_number) == ("A2", numbers["A2"])
    assert one.adjudicate(one.waiting()).claims[0].payer_control_number == numbers["A1"] != numbers["A2"]
    assert one.waiting() == []


def test_the_totals_are_those_of_the_file():
    text = text_of(numbered("A1"), numbered("A2", coverages=[wrong_payer()]))
    answers = sound(payer().acknowledge(text, on=ON))
    totals = batch(answers).totals
    assert (totals.accepted_count, totals.rejected_count, totals.charge) == (1, 1, 2 * CLAIM.charge)
    assert [one.code for one in edi_acks.check(answers, [edi837.receipt(text)])] == ["A301"]


def wrong_payer():
    return attrs.evolve(CLAIM.coverage, payer=Payer("OTHER", "OTHER PLAN"))


def test_what_shows_at_the_door_is_rejected_there():
    members = {"XYZ100200300": Member(dependents=(Dependent(CLAIM.encounter.patient),))}
    unknown = attrs.evolve(CLAIM.coverage, member_id="NOBODY")
    child = attrs.evolve(CLAIM.coverage, relationship="19", subscriber=CLAIM.encounter.patient)
    stranger = attrs.evolve(CLAIM.encounter, patient=attrs.evolve(CLAIM.encounter.patient, birth_date=date(2015, 1, 1)))
    answers = sound(payer(members=members).acknowledge(text_of(
        numbered("A1"), numbered("A2", coverages=[unknown]), numbered("A3", coverages=[wrong_payer()]), numbered("A1"),
        numbered("A4", coverages=[child], encounter=stranger)), on=ON))
    statuses = [[status.text for status in one.statuses] for one in batch(answers).claims]
    assert statuses == [["A2:20:PR"], ["A3:33:IL"], ["A3:116"], ["A3:78"], ["A3:97:QC"]]
    assert [one.payer_control_number is None for one in batch(answers).claims] == [False, True, True, True, True]


def test_what_the_scrubber_would_catch_is_rejected_of_the_claim_or_of_the_line():
    bad_npi = attrs.evolve(CLAIM.billing_provider, npi="1234567890")
    [first, second] = CLAIM.encounter.services
    beyond = attrs.evolve(CLAIM.encounter, services=(first, attrs.evolve(second, diagnosis_pointers=(9,))))
    answers = sound(payer().acknowledge(text_of(numbered("A1", billing_provider=bad_npi), numbered("A2", encounter=beyond)), on=ON))
    assert told(answers) == {"A1": ["A7:562:85"], "A2": ["A7:21", "A7:477"]}
    [line] = batch(answers).claims[1].line_statuses
    assert (line.line_control_number, [one.text for one in line.statuses], line.charge) == (second.line_control_number, ["A7:477"], second.charge)


def test_a_claim_that_was_decided_is_no_claim_in_process():
    one = payer()
    one.acknowledge(text_of(numbered("A1")), on=ON)
    one.adjudicate(one.waiting())
    assert told(one.acknowledge(text_of(numbered("A1"), control=8), on=ON)) == {"A1": ["A3:54"]}


def test_a_replacement_is_no_duplicate_and_has_a_number_of_its_own():
    one = payer()
    first = batch(one.acknowledge(text_of(numbered("A1")), on=ON)).claims[0].payer_control_number
    one.adjudicate(one.waiting())
    again = numbered("A1", frequency="7", payer_control_number=first)
    second = batch(one.acknowledge(text_of(again, control=8), on=ON)).claims[0]
    assert not second.rejected
    assert [each.payer_control_number for each in one.adjudicate(one.waiting()).claims] == [first, second.payer_control_number]


def test_a_file_that_came_before_is_rejected():
    one, text = payer(), text_of(numbered("A1"))
    one.acknowledge(text, on=ON)
    [again] = one.acknowledge(text, on=ON)
    assert isinstance(again, InterchangeAcknowledgment)
    assert (again.status, again.note) == ("R", "025")
    assert len(one.waiting()) == 1


def test_claims_of_a_rejected_set_are_not_taken_in():
    text = text_of(numbered("A1")).replace("DMG*D8*19710304*F", "DMG*D8*19711304*F")
    one = payer()
    [group] = one.acknowledge(text, on=ON)
    assert (group.status, one.waiting()) == ("R", [])


def test_several_interchanges_are_answered_one_after_the_other():
    one = payer()
    answers = one.acknowledge(text_of(numbered("A1")) + text_of(numbered("A2"), control=8), on=ON)
    assert [each.patient_control_number for noun in answers if isinstance(noun, ClaimAcknowledgment) for each in noun.claims] == ["A1", "A2"]


def test_an_interchange_acknowledgment_comes_where_it_is_asked_for():
    text = text_of(numbered("A1")).replace("*0*T*:", "*1*T*:")
    first, *_ = sound(payer().acknowledge(text, on=ON))
    assert (first.control_number, first.status) == ("000000007", "A")


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 999), st.integers(1, 5))
def test_every_claim_is_answered_once(seed, count):
    claims = list(sample_claims(count, seed=seed))
    one = payer(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", tuple({claim.coverage.payer.payer_id for claim in claims})))
    answers = sound(one.acknowledge(text_of(*claims), on=max(claim.encounter.last_day for claim in claims)))
    listed = [each for noun in answers if isinstance(noun, ClaimAcknowledgment) for each in noun.claims]
    if all(group.status == "A" for group in answers if isinstance(group, ImplementationAcknowledgment)):
        assert [each.patient_control_number for each in listed] == [claim.patient_control_number for claim in claims]
    assert [each.patient_control_number for each in listed if not each.rejected] == [claim.patient_control_number for claim in one.waiting()]


def test_a_text_that_is_no_x12_is_refused():
    with pytest.raises(X12SyntaxError):
        payer().acknowledge("no x12 at all")
