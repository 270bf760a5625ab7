"""276 and 277 as properties: what is drawn is written within the guide and read back equal; nothing that a file holds is dropped."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import CORPUS, files, needs_corpus
from edi_acks import Status
from edi_acks.status import (
    GUIDE_RULES,
    RESPONSE_GUIDE_RULES,
    StatusInquiry,
    StatusKind,
    StatusResponse,
    build_276,
    build_277,
    check,
    parse_276,
    parse_277,
    read_276,
    read_277,
    render,
    situation,
    write_276,
    write_277,
)
from edi_claims import EdiError, Payer, Person, PersonName, Provider, Reference, TradingPartner, TruncatedError, from_json, to_json
from edi_testing.strategies import status_inquiries, status_payers, status_providers, status_receivers, status_responses
from edi_x12 import conformance
from edi_x12.tokenizer import Tokenizer

ENVELOPE = {"sender": TradingPartner("A", "PRACTTEST"), "receiver": TradingPartner("B", "PAYERTEST"), "usage": "T", "control": 1,
            "created": datetime(2026, 11, 20, 9, 30)}
KINDS = {"276": (parse_276, read_276, build_276), "277": (parse_277, read_277, build_277)}
FILES = [(kind, path) for kind in KINDS for path in [*files(kind), *(one for one in files("bad") if kind in one.name.split("-") or ("x212-case" in one.name and kind == "276"))]]
PLAN, CLINIC = Payer("EX001", "EXAMPLE HEALTH PLAN"), Provider("1234567893", "RIVERBEND CARDIOLOGY LLC")
ASKER, DEL = Provider(name="RIVERBEND", identifier=Reference("46", "RB1")), Person(PersonName("IVERS", "DEL"), identifier=Reference("MI", "ABC700800900"))
UNASKED = {"machete-277-x228-pending-1.edi"}


def identity(value):
    return getattr(value, "name", value)


@st.composite
def several(draw, nouns):
    """Nouns of which some share payer, receiver and provider, and now and then all levels."""
    shared = [st.sampled_from(draw(st.lists(one(), min_size=1, max_size=2))) for one in (status_payers, status_providers, status_receivers)]
    found = draw(st.lists(nouns(*shared), min_size=1, max_size=4))
    return [*found, found[-1]] if draw(st.booleans()) else found


ASKED, ANSWERED = several(status_inquiries), several(status_responses)
MODEST = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@MODEST
@given(ASKED)
def test_inquiries_are_read_back_equal(asked):
    text = build_276(asked, **ENVELOPE)
    parsed = parse_276(text)
    assert parsed == asked
    assert (parsed.findings, parsed.unread) == ([], [])
    assert build_276(parsed) == text
    assert conformance.check(text) == []


@MODEST
@given(ANSWERED)
def test_responses_are_read_back_equal(answered):
    text = build_277(answered, **ENVELOPE)
    parsed = parse_277(text)
    assert parsed == answered
    assert (parsed.findings, parsed.unread) == ([], [])
    assert build_277(parsed) == text
    assert conformance.check(text) == []


@settings(MODEST, max_examples=20)
@given(ASKED, ANSWERED)
def test_nouns_survive_json(asked, answered):
    assert from_json(list[StatusInquiry], to_json(asked)) == asked
    assert from_json(list[StatusResponse], to_json(answered)) == answered


@settings(MODEST, max_examples=30)
@given(ANSWERED)
def test_every_response_has_a_situation_a_page_and_findings(answered):
    for one in answered:
        found = situation(one)
        assert found.advice
        assert found.label
        assert all(len(line) <= 100 for line in render(one).splitlines())
        assert check([one]) == [each for each in check([one]) if each.fix]


class Dripping(BytesIO):
    """One byte at a time."""

    def read(self, size=-1):
        return super().read(1 if size else 0)


@settings(MODEST, max_examples=15)
@given(ASKED, ANSWERED)
def test_byte_by_byte_makes_no_difference(asked, answered):
    assert list(read_276(Dripping(build_276(asked, **ENVELOPE).encode()))) == asked
    assert list(read_277(Dripping(build_277(answered, **ENVELOPE).encode()))) == answered


@settings(MODEST, max_examples=15)
@given(ASKED, ANSWERED, st.data())
def test_a_text_that_is_cut_off_gives_the_claims_that_were_whole(asked, answered, data):
    for nouns, build, parse in ((asked, build_276, parse_276), (answered, build_277, parse_277)):
        text = build(nouns, **ENVELOPE)
        cut = data.draw(st.integers(120, len(text) - 30))
        with pytest.raises(TruncatedError) as caught:
            parse(text[:cut])
        whole = list(caught.value.complete)
        assert whole == nouns[:len(whole)]


@pytest.mark.parametrize(("write", "read", "kind"), [(write_276, read_276, "276"), (write_277, read_277, "277")])
def test_a_path_is_written_and_read_noun_by_noun(tmp_path, write, read, kind):
    nouns = [StatusInquiry("T1", payer=PLAN, receiver=ASKER, provider=CLINIC, patient=DEL)] if kind == "276" else [
        StatusResponse("T1", payer=PLAN, receiver=ASKER, provider=CLINIC, patient=DEL, statuses=[Status("P1", "20", on=date(2026, 11, 20))])]
    write(nouns, tmp_path / "status.edi", **ENVELOPE)
    with read(tmp_path / "status.edi") as reader:
        assert list(reader) == nouns


# ---- any text

LETTERS = st.text(alphabet="ISAGTEKHLNMRQCXW0123456789*:^~| \n\"'éZ", max_size=120)


@settings(MODEST, max_examples=60)
@given(st.sampled_from(["276", "277"]), LETTERS)
def test_any_text_is_read_or_refused(kind, text):
    parse, *_ = KINDS[kind]
    for whole in (text, f"ST*{kind}*0001*005010X212~HL*1**20*1~{text}~SE*1*0001~"):
        try:
            parsed = parse(whole)
        except EdiError:
            continue
        for one in parsed:
            one.__repr__()
            if kind == "277":
                render(one)


# ---- nothing that a file holds is dropped

def segments(text):
    tokens, found = Tokenizer(), []
    for delimiters, texts in [*tokens.feed(text), *tokens.close()]:
        for one in texts:
            parts = one.strip().split(delimiters.element)
            found.append([parts[0].strip().upper(), *(part.translate(str.maketrans({delimiters.component: ":"})).strip() for part in parts[1:])])
    return found


def plain(part):
    try:
        return format(Decimal(part).normalize(), "f") if part else ""
    except InvalidOperation:
        return part


def content(text):
    """What a text says, a tuple a segment: without envelopes, the numbers of levels, and when it was written."""
    found = []
    for name, *rest in segments(text):
        if name in ("ISA", "GS", "ST", "SE", "GE", "IEA"):
            continue
        said = ["", "", rest[2]] if name == "HL" else [*rest[:3], *rest[5:]] if name == "BHT" else rest
        said = [plain(part) for part in said] if name in ("STC", "SVC", "AMT") else said
        while said and not said[-1]:
            said.pop()
        found.append((name, *said))
    return found


@needs_corpus
@pytest.mark.parametrize(("kind", "path"), FILES, ids=identity)
def test_every_element_of_a_public_file_comes_back(kind, path):
    parse, _, build = KINDS[kind]
    parsed = parse(path.read_bytes())
    if path.name in UNASKED:
        assert {one.kind for one in parsed} == {StatusKind.PENDING}
        assert parsed.unread == []
        return
    text = build(parsed, rules=())
    before, after = (Counter(content(one)) for one in (path.read_text(encoding="utf-8-sig"), text))
    assert after == before
    assert parse(text) == parsed


@needs_corpus
@pytest.mark.parametrize(("kind", "path"), FILES, ids=identity)
def test_what_keeps_the_guide_by_our_rules_keeps_it_by_the_conformance_check(kind, path):
    if path.name in UNASKED:
        return
    parse, _, build = KINDS[kind]
    parsed = parse(path.read_bytes())
    assert check(parsed, GUIDE_RULES if kind == "276" else RESPONSE_GUIDE_RULES) == []
    assert conformance.check(build(parsed)) == []


@needs_corpus
@pytest.mark.parametrize("folder", sorted(path.name for path in CORPUS.iterdir() if path.is_dir() and path.name != "facts") if CORPUS.is_dir() else [])
def test_every_file_gives_nouns_findings_or_an_edi_error(folder):
    for path in files(folder):
        for parse in (parse_276, parse_277):
            try:
                parsed = parse(path.read_bytes())
            except EdiError:
                continue
            for one in parsed:
                assert repr(one)
