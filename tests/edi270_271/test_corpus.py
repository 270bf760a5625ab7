"""Public files: what we read agrees with what a dumb splitter finds, and no file of any kind breaks the readers."""

from datetime import date
from decimal import Decimal

import pytest

from corpus import CORPUS, facts, files, needs_corpus
from edi270_271 import answer, build_270, check, estimate, parse_270, parse_271, read_271
from edi_claims import EdiError, PersonName

FOLDERS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir() and path.name != "facts") if CORPUS.is_dir() else []
SPOILED = {
    # DMG*D8*Birth Date*Gender and DTP*356*D8*YYYYMMDD are placeholders, not days: both stay in `unread`, and are said.
    "x12net-4010-example1-dhhs-2.edi": ["X202", "X202", "X202"],
}


def identity(path):
    return getattr(path, "name", getattr(path, "__name__", path))


def told(person):
    name = person.name if person is not None else ""
    return (name.last, name.first) if isinstance(name, PersonName) else (name, "")


def asker(provider):
    """Name (a person's last) and id."""
    name = provider.name.last if isinstance(provider.name, PersonName) else provider.name
    return [name, provider.npi or provider.identifier.value]


def transactions(path):
    return [one for interchange in facts(path) for one in interchange["transactions"]]


def members_that_answer(transaction):
    """Those that facts list, without subscribers that only lead to a dependent; with the trace of such a subscriber where a dependent has none."""
    found = []
    members = transaction["members"]
    for at, one in enumerate(members):
        leads = at + 1 < len(members) and members[at + 1]["level"] == "dependent" and one["level"] == "subscriber" and not one["eb"] and not one["eq"]
        if not leads:
            above = next((each for each in reversed(members[:at]) if each["level"] == "subscriber"), None)
            inherits = one["level"] == "dependent" and not one["trn"] and above is not None and not above["eb"]
            found.append({**one, "trn": above["trn"] if inherits else one["trn"], "subscriber": above if one["level"] == "dependent" else one})
    return found


def as_facts(row):
    def number(value):
        return "" if value is None else format(value.normalize(), "f")
    return {"EB01": row.kind, "EB02": row.coverage_level, "EB03": list(row.service_types), "EB04": row.insurance_type, "EB05": row.plan,
            "EB06": row.period, "EB07": number(row.amount), "EB08": number(row.rate), "EB11": row.authorization, "EB12": row.in_network}


def normal(row):
    return {**row, **{name: format(Decimal(row[name]).normalize(), "f") if row[name] else "" for name in ("EB07", "EB08")}}


@needs_corpus
@pytest.mark.parametrize("path", files("271"), ids=identity)
def test_a_response_agrees_with_the_facts(path):
    parsed = parse_271(path.read_bytes())
    expected = [(one, member) for one in transactions(path) for member in members_that_answer(one)]
    refused = [one for one in transactions(path) if not one["members"]]
    assert len(parsed) == len(expected) + len(refused)
    for response, (transaction, member) in zip([one for one in parsed if one.patient is not None], expected, strict=True):
        assert [response.payer.name, response.payer.payer_id] == transaction["source"]
        assert asker(response.provider) == transaction["receiver"]
        subscriber = response.subscriber.identifier.value if response.subscriber.identifier else ""
        assert subscriber == member["subscriber"]["id"]
        assert told(response.patient) == (member["last"], member["first"])
        assert [trace.value for trace in response.traces] == member["trn"]
        assert [as_facts(row) for row in response.benefits] == [normal(row) for row in member["eb"]]
        everything = [*response.rejections, *(one for row in response.benefits for one in row.rejections)]
        above = [*transaction["aaa"], *(member["subscriber"]["aaa"] if member["level"] == "dependent" else [])]
        assert [[one.valid_request, one.reason, one.follow_up] for one in everything] == [*above, *member["aaa"]]
    faults = [one.code for one in parsed.findings if one.code.startswith("X2") and one.code != "X214"]
    assert faults == SPOILED.get(path.name, [])
    if not faults:
        assert parsed.unread == []


@needs_corpus
@pytest.mark.parametrize("path", files("270"), ids=identity)
def test_an_inquiry_agrees_with_the_facts(path):
    parsed = parse_270(path.read_bytes())
    expected = [(one, member) for one in transactions(path) for member in members_that_answer(one)]
    for inquiry, (transaction, member) in zip(parsed, expected, strict=True):
        assert [inquiry.coverage.payer.name, inquiry.coverage.payer.payer_id] == transaction["source"]
        assert asker(inquiry.provider) == transaction["receiver"]
        assert inquiry.coverage.member_id == member["subscriber"]["id"]
        assert told(inquiry.patient) == (member["last"], member["first"])
        if inquiry.coverage.subscriber is not None:
            assert told(inquiry.coverage.subscriber) == (member["subscriber"]["last"], member["subscriber"]["first"])
        assert [inquiry.trace_number, *([inquiry.second_trace.value] if inquiry.second_trace else [])] == (member["trn"] or [""])
        assert [list(one.service_types) for one in inquiry.questions] == member["eq"]


@needs_corpus
@pytest.mark.parametrize(("parse", "path"), [(parse, path) for kind, parse in (("270", parse_270), ("271", parse_271)) for path in files(kind)], ids=identity)
def test_the_envelope_agrees_with_the_facts(parse, path):
    parsed = parse(path.read_bytes())
    for interchange, expected in zip(parsed.interchanges, facts(path), strict=True):
        assert interchange.control_number == expected["ISA13"]
        assert [[one.functional_id, one.sender, one.receiver, one.control_number, one.version] for one in interchange.groups] == [
            [gs[at] for at in (0, 1, 2, 5, 7)] for gs in expected["gs"]]
        assert [(one.identifier, one.control_number, one.version, one.segments) for one in interchange.sets] == [
            (one["ST01"], one["ST02"], one["ST03"] or one["GS08"], one["segments"]) for one in expected["transactions"]]
        wrong = [one for one in expected["transactions"] if one["SE01"] != str(one["segments"])]
        assert sum(one.code == "X124" for one in parsed.findings) == len(wrong)


@needs_corpus
@pytest.mark.parametrize("path", [path for path in files("270") if "4010" not in path.name], ids=identity)
def test_an_inquiry_is_written_and_read_back_equal(path):
    parsed = parse_270(path.read_bytes())
    assert parse_270(build_270(parsed, rules=())) == parsed


@needs_corpus
@pytest.mark.parametrize("path", files("270", "271"), ids=identity)
def test_whole_and_byte_by_byte_are_equal(path):
    if path.stat().st_size > 20_000:
        pytest.skip("a large file is cut in the reader's own tests")

    class Dribble:
        def __init__(self, data):
            self.data = data

        def read(self, _):
            first, self.data = self.data[:1], self.data[1:]
            return first

    assert list(read_271(Dribble(path.read_bytes()))) == list(parse_271(path.read_bytes()))


@needs_corpus
@pytest.mark.parametrize("path", files(*FOLDERS), ids=identity)
def test_any_file_gives_nouns_or_findings_or_an_edi_error(path):
    for parse in (parse_270, parse_271):
        try:
            parsed = parse(path.read_bytes())
        except EdiError:
            continue
        kinds = {one["ST01"] for one in transactions(path)} if (CORPUS / "facts" / f"{path.name}.json").exists() else set()
        assert parsed or parsed.findings or not kinds


@needs_corpus
@pytest.mark.parametrize("path", files("271"), ids=identity)
def test_every_response_can_be_asked(path):
    for response in parse_271(path.read_bytes())[:20]:
        for service_type in ("30", "98", "AE", "35"):
            found = answer(response, on=date(2012, 10, 1), service_type=service_type)
            share = estimate(found, Decimal(100))
            assert 0 <= share.low <= share.high <= 100
            assert found.reasons
        check([response])
