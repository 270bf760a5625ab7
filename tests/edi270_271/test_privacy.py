"""No patient data in what is shown by accident: reprs, findings, errors."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi270_271 import answer, build_270, build_271, check, estimate, parse_270, parse_271
from edi_claims import EdiError, RuleError
from edi_x12 import Parsed
from eligibility271 import TOP, interchange

MARKERS = ["ZZNAME", "ZZFIRST", "ZZMEMBER", "19440404", "1944, 4, 4", "1944-04-04", "ZZSTREET", "ZZCITY", "ZZZIP", "ZZREF", "ZZNOTE", "ZZPHONE", "ZZTEXT", "ZZUNREAD",
           "ZZDOCTOR", "ZZGROUP"]
PERSON = "ZZNAME*ZZFIRST****MI*ZZMEMBER~REF*6P*ZZGROUP*ZZNOTE~REF*SY*ZZREF~N3*ZZSTREET~N4*ZZCITY*NE*ZZZIP~PER*IC*ZZNAME*TE*ZZPHONE~DMG*D8*19440404*F~"
MORE = "PRV*PC*EI*ZZREF~INS*N*19***************2~HI*ABK:R5600~"
RESPONSE = interchange(
    f"{TOP}HL*3*2*22*1~TRN*2*T-1*9470000001~NM1*IL*1*{PERSON}K3*ZZUNREAD~HL*4*3*23*0~NM1*03*1*{PERSON}{MORE}MPI*C*AE*D*ZZTEXT*A1*D8*19440404~EB*1**30**GOLD~III***44*ZZTEXT~REF*6P*ZZGROUP*ZZNOTE~"
    "MSG*ZZTEXT SPECIALIST~EB*B**98***27*20~MSG*ZZTEXT~EB*L**30~LS*2120~NM1*P3*1*ZZDOCTOR*ZZFIRST****XX*1472583693~N3*ZZSTREET~N4*ZZCITY*NE*ZZZIP~"
    "PER*IC*ZZDOCTOR*TE*ZZPHONE~LE*2120~EB*R**30**OTHER~LS*2120~NM1*PRP*2*OTHER*****PI*O1~REF*1L*ZZREF~LE*2120~")
REJECTED = interchange(f"{TOP}HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*{PERSON}AAA*N**72*C~AAA*N**ZZTEXT*ZZTEXT~")
INQUIRY = interchange(
    f"{TOP}HL*3*2*22*1~NM1*IL*1*{PERSON}HL*4*3*23*0~TRN*1*T-1*9470000001~NM1*03*1*{PERSON}{MORE}DTP*102*D8*19440404~K3*ZZUNREAD~DTP*291*D8*20261112~EQ*98~EQ*30~REF*G1*ZZREF~K3*ZZUNREAD~").replace(
        "ST*271", "ST*270").replace("GS*HB", "GS*HS")


def shown(*things):
    return "\n".join(f"{one!r} {one}" for one in things)


def clean(text, *allowed):
    return [marker for marker in MARKERS if marker in text and marker not in allowed]


def test_a_response_and_its_answers_show_nobody():
    parsed = parse_271(RESPONSE)
    (one,) = parsed
    found = [answer(one, on=date(2026, 11, 12), service_type=service_type) for service_type in ("30", "98", "PT")]
    shares = [estimate(each, Decimal(100)) for each in found]
    assert one.dependent.references
    assert found[0].group_number == "ZZGROUP"
    assert clean(shown(one, *found, *shares, *one.benefits, *parsed.unread, *parsed.findings, *check(parsed), one.subscriber, one.payer)) == []


def test_a_rejected_response_shows_nobody():
    parsed = parse_271(REJECTED)
    found = answer(parsed[0], on=date(2026, 11, 12))
    assert clean("\n".join(found.reasons) + shown(*check(parsed), *parsed.findings)) == []


def test_an_inquiry_shows_nobody():
    parsed = parse_270(INQUIRY)
    (one,) = parsed
    assert one.patient.name.last == "ZZNAME"
    assert clean(shown(one, one.patient, one.coverage, *parsed.findings, *parsed.unread, *check(parsed, as_of=date(2020, 1, 1)))) == []


def test_an_inquiry_that_is_not_written_shows_nobody():
    broken = parse_270(INQUIRY.replace("EQ*98~", "").replace("NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001", "NM1*PR*2*EXAMPLE"))
    with pytest.raises(RuleError) as caught:
        build_270(broken)
    assert clean(str(caught.value) + repr(caught.value)) == []


def read(text):
    """What is parsed, or what the error says."""
    try:
        return parse_271(text), ""
    except EdiError as error:
        return Parsed(), f"{error} {error!r}"


SEGMENTS = [one for one in RESPONSE.split("~") if one]


def test_a_response_that_is_not_written_shows_nobody():
    parsed = parse_271(RESPONSE)
    with pytest.raises(RuleError) as caught:
        build_271(parsed)
    assert len(caught.value.findings) > 2
    assert clean(str(caught.value) + shown(caught.value, *caught.value.findings)) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(SEGMENTS) - 1), st.integers(1, 14), st.sampled_from(["ZZNAME", ""]))
def test_patient_data_in_any_element_is_not_told_by_findings_or_errors(at, element, text):
    """Whatever stands in the wrong place."""
    parts = SEGMENTS[at].split("*")
    parts[element:element + 1] = [text]
    spoiled = "~".join([*SEGMENTS[:at], "*".join(parts), *SEGMENTS[at + 1:]]) + "~"
    if parts[0] in ("ISA", "GS", "ST", "SE", "GE", "IEA", "TRN") or parts[:2] == ["NM1", "PRP"]:
        return                                              # control numbers and the ids of payers may be shown
    parsed, told = read(spoiled)
    assert clean(told) == []
    assert clean(shown(*parsed.findings, *check(parsed), *parsed.unread)) == []
    for one in parsed:
        found = answer(one, on=date(2026, 11, 12), service_type="98")
        assert clean("\n".join((*found.reasons, *found.hints)) + shown(estimate(found, Decimal(100)))) == []
