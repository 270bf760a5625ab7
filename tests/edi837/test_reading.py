"""What the reader makes of text that is not as it should be: nothing is lost, nothing moves to somebody else."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import PARENT, PLAN, SENT, claim, secondary, sent, visit
from corpus import example
from edi_claims import EdiError, Reference, Severity, TruncatedError
from edi_testing.samples import sample_claims

TEXT = edi837.build([claim(), secondary()], **SENT)


def changed(before, after, text=TEXT, count=1):
    assert before in text
    return edi837.parse(text.replace(before, after, count))


# ---- faults

@pytest.mark.parametrize(("before", "after", "code", "element"), [
    ("SV1*HC:99214:25*200*", "SV1*HC:99214:25*2OO*", "X201", "SV102"), ("CLM*A1001*350*", "CLM*A1001*NaN*", "X201", "CLM02"),
    ("DTP*472*D8*20261012", "DTP*472*D8*20261301", "X202", "DTP03")])
def test_an_amount_or_day_that_cannot_be_read_costs_that_claim_only(before, after, code, element):
    parsed = changed(before, after)
    assert [one.sequence for one in parsed] == ["S"]
    [found] = [one for one in parsed.findings if one.severity is Severity.ERROR]
    assert (found.code, found.claim, found.element) == (code, "A1001", element)
    segments = [one.segment_id for one in parsed.unread]
    assert (segments[0], segments[-1], segments.count("SV1")) == ("CLM", "REF", 2)


def test_a_bad_charge_of_the_second_claim_leaves_the_first_alone():
    parsed = changed("CLM*A1001*350*", "CLM*A1001*1E5*", TEXT.replace("CLM*A1001*350*", "CLM*A0000*350*", 1))
    assert [one.patient_control_number for one in parsed] == ["A0000"]


def test_segments_of_a_spoiled_claim_are_kept_once():
    parsed = changed("DTP*472*D8*20261012", "DTP*472*D8*2026", TEXT.replace("HI*ABK", "ZZZ*1~HI*ABK", 1))
    positions = [one.position for one in parsed.unread]
    assert len(positions) == len(set(positions))
    assert positions == sorted(positions)


def test_a_bad_birth_date_costs_its_segment_and_no_claim():
    parsed = changed("DMG*D8*19710304*F", "DMG*D8*19711304*F")
    assert len(parsed) == 2
    [found] = parsed.findings
    assert (found.code, found.loop, found.element) == ("X202", "2010BA", "DMG02")
    assert parsed[0].encounter.patient.birth_date is None
    assert [one.elements for one in parsed[0].encounter.patient.unread] == [("DMG", "D8", "19711304", "F")]


def test_an_amount_with_a_thousands_separator_is_read_with_a_finding():
    parsed = changed("AMT*D*129", "AMT*D*1,129.00")
    assert parsed[1].prior_adjudications[0].paid == 1129
    assert [(one.code, one.element) for one in parsed.findings] == [("X210", "AMT02")]


def test_a_short_segment_is_read_as_if_its_last_elements_were_blank():
    parsed = changed("REF*6R*A1001L1", "REF*6R")
    assert (parsed[0].encounter.services[0].line_control_number, parsed.findings) == ("", [])


# ---- strays

def test_a_second_payer_does_not_overwrite_the_first_one():
    parsed = changed("NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~", "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~NM1*PR*2*OTHER*****PI*ZZ9~N3*1 WRONG ST~N4*X*NE*1~")
    payer = parsed[0].coverage.payer
    assert (payer.payer_id, payer.address) == ("EX001", None)
    assert [one.segment_id for one in parsed[0].coverage.unread] == ["NM1", "N3", "N4"]


def test_an_unknown_party_keeps_its_numbers_to_itself():
    parsed = changed("NM1*82*1*IBARRA", "NM1*ZZ*2*NOBODY~REF*G1*WRONG~NM1*82*1*IBARRA")
    assert parsed[0].authorization_number is None
    assert parsed[0].encounter.rendering_provider.npi == "1999999984"
    assert [one.segment_id for one in parsed[0].unread] == ["NM1", "REF"]


@pytest.mark.parametrize(("behind", "stray"), [
    ("CLM*A1001*350***11:B:1*Y*A*Y*Y", "SV5*HC:E0250*DA*1*5"), ("HI*ABK:R079*ABF:R0602", "CR2*1*2**A"), ("HI*ABK:R079*ABF:R0602", "HCP*03"),
    ("HL*1**20*1", "CUR*PR*CAD"), ("SV1*HC:93000*150*UN*1***1:2", "CR1*LB*140**A*DK*9"), ("REF*6R*A1001L1", "K3"), ("SBR*P*18*GRP9000******12", "K3*X"),
    ("AMT*EAF*25", "FRM*1*Y"), ("NM1*82*1*IBARRA*LUIS****XX*1999999984", "ZZZ*9"), ("REF*6R*A1001L2", "SV5*HC:E0250*WK*1*5"),
    ("REF*6R*A1001L2", "QTY*PT"), ("REF*6R*A1001L2", "CR3*I*WK*9"), ("REF*6R*A1001L2", "MEA*TR*HT"), ("REF*6R*A1001L2", "PS1*ID")])
def test_a_segment_without_a_place_is_written_back_where_it_stood(behind, stray):
    text = TEXT.replace(behind + "~", f"{behind}~{stray}~")
    parsed = edi837.parse(text)
    assert {one.segment_id for one in parsed.unread} == {stray.split("*")[0]}
    assert len(parsed.unread) == text.count(f"~{stray}~")
    written = edi837.build(parsed, rules=())
    assert [one for one in written.split("~") if not one.startswith("SE*")] == [one for one in text.split("~") if not one.startswith("SE*")]


def test_composites_without_a_place_come_back_under_other_delimiters():
    text = TEXT.replace("SV1*HC:93000", "ZZZ*70:Y*65~SV1*HC:93000").replace("HI*ABK:R079", "SV5*HC:E0250*DA~HI*ABK:R079", 1)
    other = text.replace(":", ">").replace("*^*", "*!*")
    assert list(edi837.parse(other)) == list(edi837.parse(text))


def test_a_line_number_without_a_service_is_no_line():
    parsed = changed("LX*2~SV1*HC:93000*150*UN*1***1:2~", "LX*2~SV2*0450*HC:93000*150*UN*1~AMT*GT*5~")
    one = parsed[0]
    assert len(one.encounter.services) == 1
    assert [(found.code, found.service_line) for found in parsed.findings] == [("X216", 2), ("X124", None)]
    assert [kept.segment_id for kept in one.unread] == ["LX", "SV2", "AMT", "DTP", "REF"]
    assert one.amounts == {}


def test_a_decision_of_a_payer_without_coverage_is_kept():
    parsed = changed("SVD*EX001*105", "SVD*NOBODY*105")
    assert [one.payer_id for one in parsed[1].orphan_adjudications] == ["NOBODY"]
    assert list(edi837.parse(edi837.build(parsed, rules=()))) == list(parsed)


def test_a_pointer_that_is_no_number_is_left_out_with_a_finding():
    parsed = changed("*UN*1***1:2", "*UN*1***1:B")
    assert parsed[0].encounter.services[0].diagnosis_pointers == (1,)
    assert [(one.code, one.claim, one.service_line) for one in parsed.findings] == [("X215", "A1001", 1)]


# ---- levels and parties

def test_a_dependent_has_the_subscriber_above_him():
    [one] = edi837.parse(edi837.build([_dependents()[0]], **SENT))
    cover = one.coverage
    assert (cover.relationship, cover.subscriber.name.first, cover.member_id, one.encounter.patient.name.first) == ("19", "LEE", "XYZ100200300", "DANA")


def _dependents():
    import attrs


    cover = attrs.evolve(PLAN, subscriber=PARENT, relationship="19")
    other = attrs.evolve(visit().patient, name=attrs.evolve(visit().patient.name, first="KIM"))
    return [claim(coverages=(cover,)), claim(visit(patient=other), coverages=(cover,), patient_control_number="A1002")]


def test_a_level_that_the_guide_does_not_have_is_kept_and_said():
    parsed = changed("HL*2*1*22*0~", "HL*9*1*19*1~REF*X*1~HL*2*1*22*0~")
    assert len(parsed) == 2
    assert [(one.code, one.severity) for one in parsed.findings] == [("X217", Severity.ERROR), ("X124", Severity.WARNING)]
    assert [one.segment_id for one in parsed.unread] == ["HL", "REF"]


def test_what_pat_says_besides_the_relationship_comes_back():
    text = edi837.build(_dependents()[:1], **SENT).replace("PAT*19~", "PAT*19****D8*20261020*01*155~")
    [one] = edi837.parse(text)
    assert one.coverage.relationship == "19"
    assert "PAT*19****D8*20261020*01*155~" in edi837.build([one], **SENT)


def test_a_number_for_another_payer_keeps_its_payer():
    parsed = changed("REF*6R*A1001L1", "REF*G1*AUTH9**2U:SUP01~REF*6R*A1001L1")
    assert parsed[0].encounter.services[0].references == (Reference("G1", "AUTH9", "2U:SUP01"),)
    assert "REF*G1*AUTH9**2U:SUP01~" in edi837.build(parsed[:1], **SENT)


def test_old_sets_are_read_and_said_to_be_old():
    old = TEXT.replace("005010X222A1", "004010X098A1")
    parsed = edi837.parse(old)
    assert [(one.code, one.severity) for one in parsed.findings] == [("X131", Severity.INFO)]
    assert len(parsed) == 2


@pytest.mark.parametrize("version", ["005010X222A2", "005010X222", "005010X291"])
def test_every_edition_of_the_professional_guide_is_read(version):
    assert list(edi837.parse(TEXT.replace("005010X222A1", version))) == list(edi837.parse(TEXT))


@pytest.mark.parametrize("version", ["005010X223A2", "005010X224A2", "004010X096A1"])
def test_institutional_and_dental_sets_are_not_taken_for_professional_ones(version):
    parsed = edi837.parse(TEXT.replace("005010X222A1", version))
    assert (list(parsed), [one.code for one in parsed.findings]) == ([], ["X130"])


def test_a_body_without_an_envelope_is_read():
    body = TEXT[TEXT.index("HL*1*"):TEXT.index("~SE*") + 1]
    assert list(edi837.parse(body)) == list(edi837.parse(TEXT))


# ---- in pieces

def test_byte_by_byte_is_the_same_as_whole():
    class Slow(io.StringIO):
        def read(self, size=-1):
            return super().read(1)

    assert list(edi837.read(Slow(TEXT))) == list(edi837.parse(TEXT))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, len(TEXT)), max_size=6))
def test_where_text_is_cut_into_pieces_makes_no_difference(cuts):
    sizes = [one for one in (right - left for left, right in zip([0, *sorted(cuts)], sorted(cuts), strict=False)) if one]

    class Cut(io.StringIO):
        def read(self, size=-1):
            return super().read(sizes.pop(0) if sizes else size)

    assert list(edi837.read(Cut(TEXT))) == list(edi837.parse(TEXT))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, len(TEXT) - 1))
def test_a_text_that_was_cut_off_gives_what_was_whole(at):
    try:
        found = edi837.parse(TEXT[:at])
    except TruncatedError as error:
        found = error.complete
    except EdiError:
        found = []
    assert list(found) == list(edi837.parse(TEXT))[:len(found)]
    assert len(found) >= TEXT[:at].count("~CLM*") - 1


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_text_raises_anything_but_an_edi_error(data):
    segments = TEXT.split("~")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(1, len(segments) - 2))
        elements = segments[at].split("*")
        kind = data.draw(st.sampled_from(("drop", "double", "swap", "blank", "junk", "short")))
        if kind == "drop":
            del segments[at]
        elif kind == "double":
            segments.insert(at, segments[at])
        elif kind == "swap":
            segments[at], segments[at + 1] = segments[at + 1], segments[at]
        elif kind == "short":
            segments[at] = "*".join(elements[:data.draw(st.integers(1, len(elements)))])
        else:
            elements[data.draw(st.integers(0, len(elements) - 1))] = "" if kind == "blank" else data.draw(st.text(max_size=5))
            segments[at] = "*".join(elements)
    text = "~".join(segments)
    try:
        parsed = edi837.parse(text)
    except EdiError as error:
        parsed = getattr(error, "complete", [])
    edi837.check(parsed)
    try:
        edi837.receipt(text)
    except EdiError:
        pass
    try:
        edi837.build(list(parsed), **SENT, rules=())
    except EdiError:
        pass


def test_read_keeps_its_place_and_findings(tmp_path):
    path = tmp_path / "claims.837"
    edi837.write(sample_claims(25), path, **SENT)
    with edi837.read(path) as reader:
        assert next(reader).patient_control_number == "T00000001"
        assert len(list(reader)) == 24
        assert (reader.findings, reader.interchanges[0].control_number) == ([], "000000401")
    with pytest.raises(TypeError, match="path or an open file"):
        edi837.read(example("837p-1-primary"))


def test_the_helper_claims_are_sent_whole():
    assert sent(claim())[-4].startswith("REF*6R*A1001L2")
