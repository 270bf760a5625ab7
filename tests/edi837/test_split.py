"""A claim with too many lines or diagnoses becomes several that say the same."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import DAY, PLAN, SENT, SUPPLEMENT, claim, secondary, visit
from edi_claims import (
    Adjustment,
    Attachment,
    ContractInformation,
    Diagnosis,
    LineAdjudication,
    PriorAdjudication,
    Procedure,
    Reference,
    Repricing,
    RuleError,
    ServiceLine,
    Unread,
    errors,
)
from edi_testing.strategies import claims
from edi_x12 import conformance

CODES = tuple(Diagnosis(f"M54{number:02}") for number in range(30))


def lines(count, pointers=(1, 2)):
    return tuple(ServiceLine(Procedure("97110", ("GP",)), Decimal(10 + at), Decimal(1), pointers, DAY, line_control_number=f"N{at}")
                 for at in range(1, count + 1))


def long(count, pointers=(1, 2), **changes):
    return claim(visit(services=lines(count, pointers)), **changes)


def pointing(*pointers, codes=14):
    """One line for each set of pointers."""
    services = tuple(attrs.evolve(one, diagnosis_pointers=found) for one, found in zip(lines(len(pointers)), pointers, strict=True))
    return claim(visit(services=services, diagnoses=CODES[:codes]))


def decided(count, **changes):
    """An earlier payer's decision about so many lines: all paid but one dollar of each, which the patient owes."""
    services = tuple(
        LineAdjudication(at, "EX001", line.charge - 1, line.procedure, line.units, (Adjustment("PR", "3", Decimal(1)),), date(2026, 11, 2), Decimal(1))
        for at, line in enumerate(lines(count), 1))
    told = PriorAdjudication(PLAN, payer_control_number="ICN1", paid=sum(one.paid for one in services), services=services)
    return secondary(attrs.evolve(told, **changes), encounter=visit(services=lines(count)))


def coded(one):
    """What each line says of itself, with the codes that it points to instead of their places."""
    return [(line.procedure, line.units, line.unit, line.charge, line.place_of_service, line.service_date, line.service_period, line.line_control_number,
             tuple(one.encounter.diagnoses[at - 1] for at in line.diagnosis_pointers)) for line in one.encounter.services]


def same(parts, one):
    return [line for part in parts for line in coded(part)] == coded(one)


def keeps_the_guide(parts):
    return not errors(conformance.check(edi837.build(parts, **SENT)))


# ---- lines

def test_a_claim_that_fits_comes_back_alone_and_is_the_same_object():
    for one in (claim(), long(50), secondary(), long(50, frequency="7", payer_control_number="ICN1")):
        [alone] = edi837.split_claim(one)
        assert alone is one


def test_fifty_one_lines_are_a_claim_of_fifty_and_one_of_one():
    one = long(51)
    parts = edi837.split_claim(one)
    assert [len(part.encounter.services) for part in parts] == [50, 1]
    assert [part.patient_control_number for part in parts] == ["A1001", "A1001-2"]
    assert [part.charge for part in parts] == [Decimal(sum(range(11, 61))), Decimal(61)]
    assert same(parts, one)
    assert edi837.check(parts, edi837.GUIDE_RULES) == []
    assert keeps_the_guide(parts)


def test_every_part_keeps_all_diagnoses_while_they_fit():
    parts = edi837.split_claim(claim(visit(services=lines(51), diagnoses=CODES[:12])))
    assert [part.encounter.diagnoses for part in parts] == [CODES[:12]] * 2


def test_what_the_patient_paid_stays_with_the_first_and_attachments_go_with_each():
    unknown = Unread(9, ("ZZZ", "1"), 3)
    parts = edi837.split_claim(long(120, amounts={"F5": Decimal(25)}, attachments=(Attachment("OZ", "EL", "ACN1"),), unread=(unknown,),
                                    references=(Reference("EA", "MR1"),)))
    assert [part.amounts for part in parts] == [{"F5": Decimal(25)}, {}, {}]
    assert [part.unread for part in parts] == [(unknown,), (), ()]
    assert all(part.attachments == (Attachment("OZ", "EL", "ACN1"),) and part.references == (Reference("EA", "MR1"),) for part in parts)


# ---- control numbers

def test_long_numbers_are_cut_and_stay_apart():
    families = [[part.patient_control_number for part in edi837.split_claim(long(501, patient_control_number=number))]
                for number in ("PATIENT0000000000001", "PATIENT0000000000002", "PATIENT00000000001")]
    numbers = [number for family in families for number in family]
    assert len(set(numbers)) == len(numbers) == 33
    assert max(map(len, numbers)) == 20
    assert families[0][0] == "PATIENT0000000000001"
    assert families[2][1] == "PATIENT00000000001-2"
    assert families == [[part.patient_control_number for part in edi837.split_claim(long(501, patient_control_number=number))]
                        for number in ("PATIENT0000000000001", "PATIENT0000000000002", "PATIENT00000000001")]


# ---- diagnoses

def test_thirteen_diagnoses_are_divided_by_the_lines_that_point_to_them():
    one = pointing((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 1), codes=13)
    first, second = edi837.split_claim(one)
    assert first.encounter.diagnoses == CODES[:12]
    assert second.encounter.diagnoses == (CODES[0], CODES[12])
    assert [line.diagnosis_pointers for line in second.encounter.services] == [(2, 1)]
    assert same((first, second), one)
    assert keeps_the_guide([first, second])


def test_diagnoses_that_no_line_points_to_go_where_there_is_room():
    first, second = edi837.split_claim(pointing((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 12), codes=15))
    assert first.encounter.diagnoses == CODES[:12]
    assert second.encounter.diagnoses == CODES[11:15]


def test_diagnoses_that_find_no_room_are_said():
    with pytest.raises(RuleError, match=r"T101 .* find no room on 1 claims"):
        edi837.split_claim(pointing((1, 2), codes=13))


def test_a_pointer_to_nothing_is_said():
    with pytest.raises(RuleError) as refused:
        edi837.split_claim(pointing((1, 2), (14,), codes=13))
    assert [found.code for found in refused.value.findings] == ["C002"]


# ---- earlier payers

def test_what_an_earlier_payer_decided_is_divided_by_line():
    one = decided(70)
    parts = edi837.split_claim(one)
    assert [[line.line for line in part.prior_adjudications[0].services] for part in parts] == [list(range(1, 51)), list(range(1, 21))]
    assert sum(part.prior_adjudications[0].paid for part in parts) == one.prior_adjudications[0].paid
    assert edi837.check(parts, edi837.GUIDE_RULES) == []
    assert keeps_the_guide(parts)


def test_a_bundled_line_stays_with_the_line_that_it_was_paid_with():
    services = decided(60).prior_adjudications[0].services
    near = edi837.split_claim(decided(60, services=(*services[:58], attrs.evolve(services[58], bundled_into=60), services[59])))
    assert near[1].prior_adjudications[0].services[8].bundled_into == 10
    with pytest.raises(RuleError, match=r"T101 error \(claim A1001, line 59, 2430, SVD06\)"):
        edi837.split_claim(decided(60, services=(*services[:58], attrs.evolve(services[58], bundled_into=1), services[59])))


def test_a_payer_that_was_passed_over_did_not_cover_any_part():
    told = PriorAdjudication(PLAN, amounts={"A8": long(60).charge})
    parts = edi837.split_claim(long(60, coverages=(PLAN, SUPPLEMENT), sequence="S", prior_adjudications=(told,)))
    assert [part.prior_adjudications[0].amounts for part in parts] == [{"A8": part.charge} for part in parts]


def test_a_payer_that_has_not_decided_is_named_on_each():
    told = PriorAdjudication(SUPPLEMENT)
    parts = edi837.split_claim(long(60, coverages=(PLAN, SUPPLEMENT), prior_adjudications=(told,)))
    assert [part.prior_adjudications for part in parts] == [(told,)] * 2


WHOLE = [
    (decided(60, adjustments=(Adjustment("CO", "45", Decimal(1)),)), "CAS"),
    (decided(60, amounts={"EAF": Decimal(60)}), "AMT02"),
    (decided(60, amounts={"A8": Decimal(1)}), "AMT02"),
    (decided(60, paid=Decimal(1)), "AMT02"),
    (decided(60, payable=Decimal(1)), "MOA02"),
    (decided(60, renal_payment=Decimal(1)), "MOA08"),
    (decided(60, professional_component=Decimal(1)), "MOA09"),
    (decided(60, services=(LineAdjudication(61, "EX001", Decimal(1), Procedure("97110")),), paid=Decimal(1)), "SVD01"),
    (long(60, orphan_adjudications=(LineAdjudication(0, "EX9", Decimal(1), Procedure("97110")),)), "SVD01"),
    (long(60, frequency="7", payer_control_number="ICN1"), "CLM05-3"),
    (long(60, repricing=Repricing("00", Decimal(1))), "HCP02"),
    (long(60, contract=ContractInformation("04", Decimal(1))), "CN102"),
    (long(60, charge=Decimal(1)), "CLM02"),
]


@pytest.mark.parametrize(("one", "element"), WHOLE, ids=range(len(WHOLE)))
def test_what_was_said_of_the_whole_claim_is_not_divided(one, element):
    with pytest.raises(RuleError) as refused:
        edi837.split_claim(one)
    assert [found.element for found in refused.value.findings] == [element]


def test_an_orphan_decision_follows_its_line():
    parts = edi837.split_claim(long(60, orphan_adjudications=(LineAdjudication(53, "EX9", Decimal(1), Procedure("97110")),)))
    assert [[one.line for one in part.orphan_adjudications] for part in parts] == [[], [3]]


# ---- any claim

@st.composite
def long_claims(draw):
    """A claim with its lines again and again, and up to twenty diagnoses that they point to."""
    one = draw(claims())
    codes = CODES[:draw(st.integers(1, 20))]
    count = draw(st.integers(1, 130))
    services = []
    for at in range(count):
        pointers = draw(st.lists(st.integers(1, len(codes)), min_size=1, max_size=4, unique=True)) if at < 12 else [at % len(codes) + 1]
        template = one.encounter.services[at % len(one.encounter.services)]
        services.append(attrs.evolve(template, diagnosis_pointers=tuple(pointers), line_control_number=f"L{at}", attachments=()))
    encounter = attrs.evolve(one.encounter, diagnoses=codes, services=tuple(services))
    return attrs.evolve(one, encounter=encounter, charge=encounter.total_charge, prior_adjudications=(), coverages=one.coverages[:1], sequence="P",
                        frequency="1", payer_control_number=None, repricing=None, contract=None, attachments=())     # the parts share attachments, and B013 tells of it


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
@given(long_claims())
def test_the_parts_bill_what_the_claim_does(one):
    try:
        parts = edi837.split_claim(one)
    except RuleError as refused:
        assert "find no room" in str(refused)                                           # noqa: PT017
        return
    assert same(parts, one)
    assert sum(part.charge for part in parts) == one.charge
    assert all(len(part.encounter.services) <= 50 and len(part.encounter.diagnoses) <= 12 for part in parts)
    assert {code for part in parts for code in part.encounter.diagnoses} == set(one.encounter.diagnoses)
    assert len({part.patient_control_number for part in parts}) == len(parts)
    assert errors(edi837.check(parts, edi837.GUIDE_RULES)) == []
    assert [part for whole in parts for part in edi837.split_claim(whole)] == parts


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
@given(long_claims())
def test_the_parts_keep_the_guide(one):
    try:
        parts = edi837.split_claim(one)
    except RuleError:
        return
    assert keeps_the_guide(parts)
