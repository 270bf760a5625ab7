"""Events, truncation, and texts that are cut anywhere: whole or in pieces, the same comes out."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
from corpus import EXAMPLES, example, files
from edi835 import RemittanceEnd, RemittanceStart
from edi_claims import ClaimPayment, EdiError, TruncatedError, X12SyntaxError
from edi_testing.samples835 import sample_remittance_pieces, sample_remittance_text
from texts835 import claim, interchange

EXAMPLE = example("835-3a-reversal-forward")
SEGMENTS = [one + "~" for one in EXAMPLE.replace("\n", "").split("~") if one]


class Drip(io.StringIO):
    """A file that gives so many characters at a time, and counts them."""

    def __init__(self, text, size):
        super().__init__(text)
        self.size, self.given = size, 0

    def read(self, _=-1):
        found = super().read(self.size)
        self.given += len(found)
        return found


def gathered(events):
    """Remittances as events tell them: header, claims, end."""
    sets = []
    for event in events:
        if isinstance(event, RemittanceStart):
            sets.append([event, [], None])
        elif isinstance(event, RemittanceEnd):
            sets[-1][2] = event
        else:
            sets[-1][1].append(event)
    return sets


def until_cut(reader):
    """What came out, and whether the text was cut off."""
    found = []
    try:
        found.extend(reader)
    except TruncatedError:
        return found, True
    return found, False


def test_events_come_in_file_order_and_say_what_the_remittance_says():
    start, *claims, end = edi835.stream(io.StringIO(EXAMPLE))
    [remittance] = edi835.parse(EXAMPLE)
    assert isinstance(start, RemittanceStart)
    assert all(isinstance(one, ClaimPayment) for one in claims)
    assert isinstance(end, RemittanceEnd)
    assert tuple(claims) == remittance.claims
    assert (end.claim_count, end.paid_total, end.provider_adjustments) == (3, remittance.paid_total, remittance.provider_adjustments)
    for name in ("payment_amount", "trace_number", "payer", "payee", "handling", "payment_date", "payer_account", "payee_account", "version", "control_number", "position"):
        assert getattr(start, name) == getattr(remittance, name)


def test_the_header_comes_before_any_claim_was_read():
    events = edi835.stream(Drip(EXAMPLE, 1))
    first = next(events)
    assert isinstance(first, RemittanceStart)
    events.close()


def test_two_interchanges_give_two_runs_of_events():
    text = sample_remittance_text(2) + sample_remittance_text(1, seed=3)
    assert [[type(part) for part in (one[0], one[2])] + [len(one[1])] for one in gathered(edi835.stream(io.StringIO(text)))] == [
        [RemittanceStart, RemittanceEnd, 2], [RemittanceStart, RemittanceEnd, 1]]


def test_findings_of_the_end_are_those_of_its_own_set():
    text = interchange(claim(CAS="CAS*PR*2*19")) + interchange(claim("C2")).replace("SE*12", "SE*11")
    ends = [one for one in edi835.stream(io.StringIO(text)) if isinstance(one, RemittanceEnd)]
    assert [[finding.code for finding in end.findings] for end in ends] == [["BAL-LINE", "BAL-PATIENT"], ["X124"]]


def test_a_path_an_open_file_and_bytes_read_the_same(tmp_path):
    path = tmp_path / "payer.835"
    path.write_text(EXAMPLE)
    with path.open("rb") as binary, path.open() as text:
        expected = list(edi835.parse(EXAMPLE))
        assert list(edi835.read(path)) == list(edi835.read(str(path))) == list(edi835.read(binary)) == list(edi835.read(text)) == expected
    assert list(edi835.stream(path)) == list(edi835.stream(io.StringIO(EXAMPLE)))
    assert edi835.parse(EXAMPLE.encode()) == expected


def test_a_reader_is_a_context_manager_that_knows_interchanges_and_findings(tmp_path):
    path = tmp_path / "payer.835"
    path.write_text(EXAMPLE.replace("SE*36", "SE*35"))
    with edi835.read(path) as reader:
        [remittance] = reader
    assert [one.control_number for one in reader.interchanges] == ["000000103"]
    assert [one.code for one in reader.findings] == ["X124"] == [one.code for one in remittance.findings]


def test_text_given_to_read_is_refused_without_its_content():
    for verb in (edi835.read, edi835.stream):
        with pytest.raises(TypeError) as caught:
            verb(EXAMPLE)
        assert "SOTO" not in str(caught.value)


@pytest.mark.parametrize("path", [*sorted(EXAMPLES.glob("835*.edi")), *files("835")], ids=lambda path: path.name)
def test_byte_by_byte_is_the_same_as_whole(path):
    text = path.read_bytes().decode()
    parsed = edi835.parse(text)
    reader = edi835.read(Drip(text, 1))
    assert list(reader) == parsed
    assert reader.findings == parsed.findings
    assert reader.unread == parsed.unread
    in_bytes = io.BytesIO(path.read_bytes())
    in_bytes.read1 = in_bytes.read
    assert list(edi835.read(in_bytes)) == parsed


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40), st.sampled_from([EXAMPLE, interchange(claim(CAS="CAS*PR*2*x"), claim("C2"))]))
@settings(deadline=None, max_examples=60)
def test_cut_anywhere_is_the_same_as_whole(sizes, text):
    class Uneven(io.StringIO):
        def read(self, _=-1):
            return super().read(sizes[self.tell() % len(sizes)])

    parsed = edi835.parse(text)
    reader = edi835.read(Uneven(text))
    assert list(reader) == parsed
    assert (reader.findings, reader.unread) == (parsed.findings, parsed.unread)
    assert list(edi835.stream(Uneven(text))) == list(edi835.stream(io.StringIO(text)))


# ---- truncation

@pytest.mark.parametrize("kept", range(1, len(SEGMENTS)))
def test_cut_behind_any_segment_gives_the_claims_that_were_whole_and_then_says_so(kept):
    text = "".join(SEGMENTS[:kept])
    ended = [at for at, segment in enumerate(SEGMENTS[:kept]) if segment[:3] in ("CLP", "PLB", "SE*") and at > 13]
    whole = edi835.parse(EXAMPLE)[0].claims[:len(ended)]
    events, cut = until_cut(edi835.stream(io.StringIO(text)))
    assert cut
    assert [one for one in events if isinstance(one, ClaimPayment)] == list(whole)
    assert any(isinstance(one, RemittanceStart) for one in events) == (kept >= 13)
    finished = any(segment.startswith("SE*") for segment in SEGMENTS[:kept])
    assert any(isinstance(one, RemittanceEnd) for one in events) == finished
    remittances, cut = until_cut(edi835.read(io.StringIO(text)))
    assert cut
    assert len(remittances) == finished
    with pytest.raises(TruncatedError) as caught:
        edi835.parse(text)
    complete = caught.value.complete
    assert [one.claims for one in complete] == ([whole] if kept >= 13 else [])
    assert complete.interchanges[0].control_number == "000000103"
    if any(segment.startswith("PLB") for segment in SEGMENTS[:kept]):
        assert len(complete[0].provider_adjustments) == 1


@pytest.mark.parametrize("cut", range(107, len(EXAMPLE) - 30, 7))
def test_cut_inside_a_segment_is_cut_off_too(cut):
    with pytest.raises(TruncatedError):
        edi835.parse(EXAMPLE[:cut])


def test_the_second_of_two_sets_is_cut_off_and_the_first_is_whole():
    first = sample_remittance_text(3)
    second = sample_remittance_text(2, seed=1)
    with pytest.raises(TruncatedError) as caught:
        edi835.parse(first + second[:second.rindex("SVC*")])
    assert [len(one.claims) for one in caught.value.complete] == [3, 1]
    assert until_cut(edi835.read(io.StringIO(first + second[:900])))[0] == list(edi835.parse(first))


# ---- memory

def test_a_missing_terminator_is_noticed_before_much_is_held():
    source = Drip(SEGMENTS[0] + SEGMENTS[1] + "ST*835*0101" + "*X" * 5_000_000, 65536)
    with pytest.raises(X12SyntaxError, match="no segment ends"):
        list(edi835.stream(source))
    assert source.given < 1_000_000


def test_text_without_any_segment_is_noticed_before_much_is_held():
    source = Drip("x" * 10_000_000, 65536)
    with pytest.raises(EdiError):
        list(edi835.stream(source))
    assert source.given < 1_000_000


class Endless(io.TextIOBase):
    """A file made while it is read."""

    def __init__(self, pieces):
        self.pieces = pieces

    def read(self, _=-1):
        return next(self.pieces, "")


def peak_of(claims):
    tracemalloc.start()
    count = sum(isinstance(one, ClaimPayment) for one in edi835.stream(Endless(sample_remittance_pieces(claims))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == claims
    return peak


def test_memory_is_flat_inside_one_transaction_set():
    peak_of(600)                                            # what is made once: imports, tables, memos
    assert peak_of(2_400) < 1.2 * peak_of(600) + 300_000


def test_the_sample_balances_and_is_the_same_for_the_same_seed():
    text = sample_remittance_text(200, seed=7)
    parsed = edi835.parse(text)
    assert text == sample_remittance_text(200, seed=7) != sample_remittance_text(200, seed=8)
    assert parsed.findings == [] == parsed.unread
    assert [len(one.claims) for one in parsed] == [200]
    assert {one.code for one in edi835.check(parsed)} <= {"R008"}           # some of its claims are denied under status 1, as payers do
