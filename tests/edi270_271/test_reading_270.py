"""A 270's text becomes one inquiry a patient, with everything that the guide lets a practice ask."""

from datetime import date
from decimal import Decimal

import pytest

from corpus import example
from edi270_271 import parse_270
from edi_claims import (
    Address,
    DateRange,
    Diagnosis,
    EligibilityInquiry,
    PatientProvider,
    Place,
    Procedure,
    Reference,
    ServiceInquiry,
    from_json,
    to_json,
)

TEXT = example("270-1-subscriber").replace("\n", "")
EQ = "EQ*30^98~"


def asked(*segments, text=TEXT):
    """The one inquiry of the example with these in place of its EQ, which must be read without a rest."""
    parsed = parse_270(text.replace(EQ, "".join(f"{one}~" for one in segments)))
    assert parsed.unread == []
    assert [one.code for one in parsed.findings if one.code != "X124"] == [], "only the count of segments is wrong"
    (one,) = parsed
    return one


def test_the_first_plain_question_is_the_inquirys_own():
    one = asked("EQ*30^98**FAM")
    assert (one.service_types, one.coverage_level, one.further) == (("30", "98"), "FAM", ())
    assert one.questions == (ServiceInquiry(("30", "98"), None, "FAM"),)


def test_several_questions_keep_their_order():
    one = asked("EQ*30", "EQ**HC:93000:26", "EQ*98")
    assert one.service_types == ("30",)
    assert one.further == (ServiceInquiry(procedure=Procedure("93000", ("26",))), ServiceInquiry(("98",)))
    assert [each.service_types for each in one.questions] == [("30",), (), ("98",)]


def test_a_first_question_that_says_more_is_among_the_further_ones():
    one = asked("EQ*98", "III*ZZ*11", "EQ*30")
    assert one.service_types == ()
    assert one.questions == one.further == (ServiceInquiry(("98",), places=(Place("ZZ", "11"),)), ServiceInquiry(("30",)))


def test_a_question_holds_what_qualifies_it():
    one = asked("EQ**HC:93000:26:TC*FAM**1:2", "AMT*R*37.5", "AMT*PB*100", "III*ZZ*11", "REF*G1*AUTH7", "DTP*291*RD8*20261101-20261130")
    assert one.questions == (ServiceInquiry(
        (), Procedure("93000", ("26", "TC")), "FAM", (1, 2), Decimal("37.5"), Decimal(100), (Place("ZZ", "11"),), (Reference("G1", "AUTH7"),),
        DateRange(date(2026, 11, 1), date(2026, 11, 30))),)
    assert one.on == date(2026, 11, 12), "the day of the inquiry is its own"


def test_the_patients_level_holds_everything_that_the_guide_has():
    text = TEXT.replace("DMG*D8*19710304~", "REF*6P*G1~REF*EJ*A9~N3*1 ELM ST~N4*OMAHA*NE*68102~PRV*RF*HPI*1234567893~DMG*D8*19710304*M~"
                                            "INS*Y*18***************2~HI*ABK:R5600*ABF:I10~DTP*102*D8*20250101~")
    one = asked("EQ*30", text=text)
    assert (one.coverage.group_number, one.references) == ("G1", (Reference("EJ", "A9"),))
    assert one.patient.address == Address(("1 ELM ST",), "OMAHA", "NE", "68102")
    assert one.patient_provider == PatientProvider("RF", "HPI", "1234567893")
    assert (one.patient.birth_date, one.patient.sex, one.birth_sequence) == (date(1971, 3, 4), "M", 2)
    assert one.diagnoses == (Diagnosis("R5600"), Diagnosis("I10"))
    assert (one.issued_on, one.on) == (date(2025, 1, 1), date(2026, 11, 12))
    assert from_json(EligibilityInquiry, to_json(one)) == one


def test_the_set_payer_and_provider_are_told_by_their_kinds():
    text = TEXT.replace("BHT*0022*13*TRC0001*20261102*0930", "BHT*0022*01*TRC0001*20261102*0930*RT").replace("NM1*PR", "NM1*2B").replace(
        "NM1*1P", "NM1*FA").replace("HL*3*2", "REF*0B*L9*NE~N3*1 LANE~N4*OMAHA*NE*68102~PRV*PE*PXC*207Q00000X~HL*3*2")
    one = asked("EQ*30", text=text)
    assert (one.purpose, one.transaction_type, one.batch_id) == ("01", "RT", "TRC0001")
    assert (one.payer_kind, one.provider_kind, one.provider_role, one.provider.taxonomy) == ("2B", "FA", "PE", "207Q00000X")
    assert one.provider.references == (Reference("0B", "L9", "NE"),)
    assert one.provider.address.city == "OMAHA"


def test_a_dependent_of_a_subscriber_who_is_asked_for_too_repeats_nothing_of_him():
    """His trace and diagnoses are his own inquiry's."""
    text = TEXT.replace(EQ, "HI*ABK:R5600~EQ*30~HL*4*3*23*0~TRN*1*T2*9470000001~NM1*03*1*IVERS*MAY~INS*N*19~EQ*98~")
    first, child = parse_270(text)
    assert (first.diagnoses, first.service_types) == ((Diagnosis("R5600"),), ("30",))
    assert (child.coverage.subscriber.name.first, child.coverage.subscriber.unread, child.coverage.member_id) == ("DEL", (), "ABC700800900")
    assert (child.trace_number, child.diagnoses, child.service_types) == ("T2", (), ("98",))


LEVEL, QUESTION = "level", "question"


@pytest.mark.parametrize(("segment", "where"), [
    ("HI*ABK:R5600:D8:20260101", LEVEL), ("HI*ABF:R5600", LEVEL), ("HI*ZZ:1", LEVEL), ("INS*Y*19", LEVEL), ("INS*Y*18*001*25", LEVEL), ("DTP*999*D8*20260101", LEVEL),
    ("DTP*291*D8*20260101", LEVEL), ("PER*IC**TE*1", LEVEL), ("AMT*R*1", LEVEL), ("AMT*ZZ*1", QUESTION), ("AMT*R*x", QUESTION), ("DTP*102*D8*20260101", QUESTION),
    ("K3*NOTE", QUESTION), ("HI*ABK:R5600", QUESTION), ("EQ", QUESTION)])
def test_a_segment_that_fits_nowhere_is_kept_where_it_stood(segment, where):
    before, after = (f"{segment}~", "") if where is LEVEL else ("", f"{segment}~")
    parsed = parse_270(TEXT.replace(EQ, f"{before}EQ*30~EQ*98**FAM~{after}"))
    (one,) = parsed
    kept = one.patient.unread if where is LEVEL else one.further[0].unread
    assert [each.elements[0] for each in kept] == [segment.split("*")[0]]
    assert list(kept) == parsed.unread


@pytest.mark.parametrize(("segment", "element"), [
    ("EQ*30***PR", "EQ04"), ("EQ*30*****X", "EQ06"), ("EQ**HC:1::::::9", "EQ02-8"), ("EQ*30****x", "EQ05"), ("EQ*30~AMT*R*1*C", "AMT03"),
    ("EQ*30~III*ZZ*11*44", "III03"), ("EQ*30~DTP*472*D8*20260101", "DTP01"), ("EQ*30~DTP*291*DT*20260101", "DTP02"), ("EQ*30~REF*G1*1**X:Y", "REF04")])
def test_an_element_that_no_noun_has_a_field_for_is_said(segment, element):
    parsed = parse_270(TEXT.replace(EQ, f"{segment}~"))
    assert [one.element for one in parsed.findings if one.code == "X214"] == [element]
    assert parsed.unread == []
