"""All of 005010X279A1, as properties: what is drawn is written within the guide and read back equal, and what is read is never dropped."""

import io
from collections import Counter
from datetime import datetime
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import files, needs_corpus
from edi270_271 import GUIDE_RULES, RESPONSE_GUIDE_RULES, build_270, build_271, check, parse_270, parse_271, read_270, read_271, write_271
from edi_claims import Coverage, EdiError, EligibilityInquiry, TradingPartner, from_json, to_json
from edi_testing.samples271 import sample_response_pieces, sample_response_text, write_sample_responses
from edi_testing.strategies import encounters, inquiries, people, responses
from edi_testing.strategies.eligibility import askers, sources
from edi_x12 import conformance
from edi_x12.tokenizer import Tokenizer

ENVELOPE = {"sender": TradingPartner("A", "PRACTTEST"), "receiver": TradingPartner("B", "PAYERTEST"), "usage": "T", "control": 1,
            "created": datetime(2026, 11, 2, 9, 30)}
KINDS = {"270": (parse_270, read_270, build_270), "271": (parse_271, read_271, build_271)}
FILES = [(kind, path) for kind in KINDS for path in files(kind)]


def identity(value):
    return getattr(value, "name", value)


@st.composite
def several(draw, nouns):
    """Nouns of which some share payer and provider."""
    source, asker = draw(st.lists(sources(), min_size=1, max_size=2)), draw(st.lists(askers(), min_size=1, max_size=2))
    return draw(st.lists(nouns(st.sampled_from(source), st.sampled_from(asker)), min_size=1, max_size=4))


ASKED, ANSWERED = several(inquiries), several(responses)
RARELY = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@RARELY
@given(ASKED)
def test_inquiries_are_read_back_equal(asked):
    text = build_270(asked, **ENVELOPE)
    parsed = parse_270(text)
    assert parsed == asked
    assert (parsed.findings, parsed.unread) == ([], [])
    assert build_270(parsed) == text
    assert conformance.check(text) == []


@RARELY
@given(ANSWERED)
def test_responses_are_read_back_equal(answered):
    text = build_271(answered, **ENVELOPE)
    parsed = parse_271(text)
    assert parsed == answered
    assert (parsed.findings, parsed.unread) == ([], [])
    assert build_271(parsed) == text
    assert conformance.check(text) == []


@settings(RARELY, max_examples=25)
@given(ASKED, ANSWERED)
def test_nouns_survive_json_and_real_time(asked, answered):
    assert from_json(list[EligibilityInquiry], to_json(asked)) == asked
    assert from_json(type(answered[0]), to_json(answered[0])) == answered[0]
    assert parse_270(build_270(asked, **ENVELOPE, real_time=True)) == asked
    assert parse_271(build_271(answered, **ENVELOPE, real_time=True)) == answered


@settings(RARELY, max_examples=25)
@given(encounters(), sources(), askers(), st.sampled_from(["18", "01", "19", "G8", "20", "53"]), people(), st.sampled_from(["98", "30"]))
def test_an_inquiry_of_any_encounter_keeps_the_guide(encounter, payer, provider, relationship, subscriber, service_type):
    """Given a payer, a provider and a member id."""
    coverage = Coverage(payer, "M100200", subscriber if relationship != "18" else None, relationship, group_name="RIVER MILLS")
    on = encounter.services[0].service_date if encounter.services else None
    inquiry = EligibilityInquiry(encounter.patient, coverage, provider, (service_type,), on, trace_originator="9470000001")
    text = build_270([inquiry], **ENVELOPE)
    assert conformance.check(text) == []
    assert parse_270(text)[0].questions == inquiry.questions


# ---- nothing that a file holds is dropped

def segments(text):
    """Segments as lists, with `:` between components and `^` between repetitions."""
    tokens, found = Tokenizer(), []
    for delimiters, texts in [*tokens.feed(text), *tokens.close()]:
        for one in texts:
            parts = one.strip().split(delimiters.element)
            marks = {delimiters.component: ":", ":": "^"} if delimiters.component == "^" and parts[0].strip() not in ("EB", "EQ") else {}
            marks |= {delimiters.repetition: "^"} if delimiters.repetition not in ("", "^") else {}
            found.append([parts[0].strip().upper(), *(part.translate(str.maketrans(marks)) for part in parts[1:])])
    return found


def plain(part):
    try:
        return format(Decimal(part).normalize(), "f") if part else ""
    except InvalidOperation:
        return part


def content(text):
    """What a text says, a tuple a segment: without envelopes, the numbers of levels, and when it was written."""
    found = []
    for parts in segments(text):
        name, *rest = parts
        if name in ("ISA", "GS", "ST", "SE", "GE", "IEA"):
            continue
        if name == "HL":
            rest = ["", "", rest[2]]
        if name == "BHT":
            rest = [*rest[:3], "", "", *rest[5:]]
        if name in ("EB", "HSD", "AMT"):
            rest = [plain(part) for part in rest]
        while rest and not rest[-1]:
            rest.pop()
        found.append((name, *rest))
    return found


STRUCTURE = ("HL", "LS", "LE")
"""Where a loop begins and ends, which holds nothing by itself."""


def bag(said):
    return Counter((one[0], at, part) for one in said for at, part in enumerate(one) if at and part and one[0] not in STRUCTURE)


def dropped(text, parsed, again):
    """Elements that a text has and what was written of its nouns has not, without those that a finding names."""
    told = {one.element for one in parsed.findings if one.code == "X214"}
    return {(name, at, part): count for (name, at, part), count in (bag(content(text)) - bag(content(again))).items()
            if not any(element.split("-")[0] == f"{name}{at:02}" for element in told)}


NOT_WRITTEN = {
    "x12net-4010-example1-dhhs-2.edi": "EB05 holds a colon, which parts components in what we write",
    "x12net-4010-hipaa-example1-dhhs.edi": "EB05 holds a colon, which parts components in what we write",
}
OTHERWISE = {
    "imsweb-x270.edi": "4010: DTP*307 asks for the day that 5010 asks for by 291; its BHT03 is empty",
    "x12net-4010-example2-ehcca.edi": "4010: no TRN, and what we send has one",
    "x12net-4010-example3-aetna.edi": "4010: DTP*472 for 291, PRV*ZZ for PXC",
    "x12net-5010-hipaa-validationonall.edi": "the subscriber's TRN answers the dependent who has none, and is written with him",
}
UNTRACED = {"x12net-4010-example2-ehcca.edi"}
"""An inquiry that had no number gets one."""


@needs_corpus
@pytest.mark.parametrize(("kind", "path"), FILES, ids=identity)
def test_what_a_file_holds_is_a_field_or_unread_or_said(kind, path):
    parse, _, build = KINDS[kind]
    parsed = parse(path.read_bytes())
    if path.name in NOT_WRITTEN:
        with pytest.raises(EdiError):
            build(parsed, rules=())
        return
    text, again = path.read_bytes().decode("utf-8-sig"), build(parsed, rules=())
    assert dropped(text, parsed, again) == {}
    if path.name not in UNTRACED:
        assert parse(again) == parsed, "what was written is read back equal"
    if path.name not in OTHERWISE:
        assert content(again) == content(text), "segment by segment"


SEGMENTS_270 = ["HL*3*2*22*0", "HL*4*3*23*0", "TRN*1*T*9470000001*D", "NM1*IL*1*DOE*ANN*B*DR*JR*MI*M1", "NM1*03*1*DOE*BEN", "REF*6P*G", "REF*EJ*A", "N3*1 LANE*B",
                "N4*OMAHA*NE*1***X*Y", "PRV*RF*PXC*X*NE", "DMG*D8*19710304*F*M", "INS*Y*18***************1", "INS*N*19***************2", "INS*Y*18*001*25*A", "HI*ABK:R5600*ABF:I10",
                "HI*BF:1:2", "DTP*291*D8*20260101", "DTP*102*RD8*20260101-20260102", "DTP*999*D8*20260101", "EQ*30^98", "EQ**HC:1:26:TC*FAM*PR*1:2", "EQ*30**FAM",
                "AMT*R*1.50", "AMT*PB*7*C", "III*ZZ*11", "III*ZZ*11*44*T", "REF*G1*AU", "PER*IC*N*TE*1*EX", "K3*NOTE", "AAA*N**72*C", "DTP*291*D8*x"]
SEGMENTS_271 = ["HL*3*2*22*0", "HL*4*3*23*0", "TRN*2*T*9470000001*D", "TRN*1*P*1512345678", "NM1*IL*1*DOE*ANN*B*DR*JR*MI*M1*41", "NM1*03*1*DOE*BEN", "REF*6P*G*N", "REF*18*G*N*X:Y",
                "N3*1 LANE*B", "N4*OMAHA*NE*1***X*Y", "PRV*PC*PXC*X", "PRV*PC*EI*X", "DMG*D8*19710304*F*M", "INS*Y*18*001*25*A", "INS*N*19***************2",
                "HI*ABK:R5600*ABF:I10", "MPI*C*AE*A*T*A1*D8*20260101", "DTP*346*D8*20260101", "DTP*291*DT*202601011200", "AAA*N*X*72*C", "EB*1*IND*30^98*PR*GOLD",
                "EB*C*FAM*30***29*4.10*.2*VS*3*Y*W*HC:1:26::::T:9:Q*1:2*X", "EB*C*IND*30***29*x", "HSD*VS*30*DA*1*23*1*1*A*Q", "MSG*TEXT", "MSG*TEXT*SS*1", "III*ZZ*11",
                "III***44*TEXT", "LS*2120", "LE*2120", "NM1*P3*1*HALE*NORA****XX*1", "PER*IC*N*TE*1*EX", "K3*NOTE"]
TOP = "BHT*0022*13*B~HL*1**20*1~NM1*PR*2*PLAN*****PI*EX001~HL*2*1*21*1~NM1*1P*2*RIVERBEND*****XX*1234567893~HL*3*2*22*0~"


def any_text(kind, middle):
    body = TOP + "".join(f"{one}~" for one in middle)
    return (f"ISA*00*          *00*          *ZZ*A              *ZZ*B              *261102*0930*^*00501*000000001*0*T*:~GS*HS*A*B*20261102*0930*1*X*005010X279A1~"
            f"ST*{kind}*0001*005010X279A1~{body}SE*{body.count('~') + 2}*0001~GE*1*1~IEA*1*000000001~")


@settings(deadline=None, max_examples=100)
@given(st.data(), st.sampled_from(["270", "271"]))
def test_no_element_of_any_segment_in_any_order_is_dropped(data, kind):
    middle = data.draw(st.lists(st.sampled_from(SEGMENTS_270 if kind == "270" else SEGMENTS_271), max_size=14))
    text, (parse, _, build) = any_text(kind, middle), KINDS[kind]
    parsed = parse(text)
    assert dropped(text, parsed, build(parsed, rules=())) == {}


@needs_corpus
@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, path in FILES if path.name not in NOT_WRITTEN], ids=identity)
def test_the_rules_of_the_guide_and_conformance_agree_on_what_is_written(kind, path):
    """A file that the rules let pass conforms, and one that does not conform is stopped by the rules."""
    parse, _, build = KINDS[kind]
    parsed = parse(path.read_bytes())
    stopped = bool(check(parsed, GUIDE_RULES if kind == "270" else RESPONSE_GUIDE_RULES))
    assert bool(conformance.check(build(parsed, rules=()))) == stopped


# ---- pieces, size, and any text at all

class Dribble:
    """A file that gives a few characters at a time."""

    def __init__(self, text, size):
        self.text, self.size = io.StringIO(text), size

    def read(self, _):
        return self.text.read(self.size)


@settings(RARELY, max_examples=25)
@given(ASKED, ANSWERED, st.integers(1, 40))
def test_where_a_text_is_cut_makes_no_difference(asked, answered, size):
    for nouns, (parse, read, build) in ((asked, KINDS["270"]), (answered, KINDS["271"])):
        text = build(nouns, **ENVELOPE)
        assert list(read(Dribble(text, size))) == parse(text)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_any_damage_gives_nouns_or_an_edi_error(data):
    kind = data.draw(st.sampled_from(["270", "271"]))
    text = any_text(kind, data.draw(st.lists(st.sampled_from(SEGMENTS_270 + SEGMENTS_271), max_size=10)))
    at = data.draw(st.integers(0, len(text)))
    spoiled = text[:at] + data.draw(st.text(max_size=6)) + text[at + data.draw(st.integers(0, 6)):]
    parse, _, build = KINDS[kind]
    try:
        parsed = parse(spoiled)
        build(parsed, rules=(), **ENVELOPE)
    except EdiError:
        return
    check(parsed)


@needs_corpus
def test_a_file_of_153_sets_is_written_as_153_sets():
    (path,) = [path for path in files("271") if "gainwell" in path.name]
    parsed = parse_271(path.read_bytes())
    again = parse_271(build_271(parsed))
    assert len(parsed) == 153
    assert [len(one.interchanges[0].sets) for one in (parsed, again)] == [153, 153]
    assert [one.batch_id for one in again] == [one.batch_id for one in parsed]


def test_ten_thousand_patients_stream_one_at_a_time():
    """A piece of the file is asked for only when the patients before it have come out."""
    given_out = 0

    class Patients:
        def __init__(self, count):
            self.pieces = sample_response_pieces(count)

        def read(self, _):
            nonlocal given_out
            piece = next(self.pieces, "")
            given_out += piece.count("NM1*IL")
            return piece

    count = 0
    with read_271(Patients(10_000)) as reader:
        for count, response in enumerate(reader, 1):     # noqa: B007 - the last one is looked at
            assert given_out - count <= 1, "no more than the next patient has been read"
    assert (count, reader.findings, reader.unread) == (10_000, [], [])
    assert response.trace_number == "T0010000"


def test_a_sample_of_responses_is_the_same_for_the_same_seed_and_keeps_the_guide():
    text = sample_response_text(30, seed=3)
    written = io.StringIO()
    write_sample_responses(written, 30, seed=3)
    assert written.getvalue() == text
    assert sample_response_text(30, seed=4) != text
    assert conformance.check(text) == []
    parsed = parse_271(text)
    assert (len(parsed), parsed.findings, parsed.unread) == (30, [], [])
    assert content(build_271(parsed)) == content(text)


def test_writing_streams_too():
    """Nouns are asked for one by one."""
    alive = 0

    def one_by_one():
        nonlocal alive
        for response in parse_271(sample_response_text(50)):
            alive += 1
            yield response

    class Sink:
        def __init__(self):
            self.seen = []

        def write(self, piece):
            self.seen.append((alive, piece.count("NM1*IL")))

    sink = Sink()
    write_271(one_by_one(), sink, **ENVELOPE)
    patients = 0
    for came, wrote in sink.seen:
        patients += wrote
        assert came - patients <= 1
