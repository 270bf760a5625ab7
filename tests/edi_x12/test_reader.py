"""The machine that every reader runs on: envelopes, faults, truncation, sources."""

import io
from pathlib import Path

import pytest

import edi835
from corpus import EXAMPLES, example
from edi_claims import Severity, TruncatedError, X12SyntaxError
from edi_x12 import detect
from edi_x12.sources import CHUNK

TEXT = example("835-1-paid")


def codes(text):
    return [finding.code for finding in edi835.parse(text).findings]


def test_a_right_file_has_no_finding():
    assert codes(TEXT) == []


@pytest.mark.parametrize(("old", "new", "code"), [
    ("SE*28*0101", "SE*27*0101", "X124"), ("SE*28*0101", "SE*x*0101", "X124"), ("SE*28*0101", "SE*28*0102", "X125"), ("GE*1*101", "GE*2*101", "X114"),
    ("GE*1*101", "GE*1*102", "X115"), ("IEA*1*000000101", "IEA*3*000000101", "X104"), ("IEA*1*000000101", "IEA*1*000000102", "X105"),
    ("GE*1*101~\n", "", "X112"), ("SE*28*0101~\n", "", "X122"), ("PAYERTEST      *ZZ", "PAYERTEST *ZZ", "X101"),
])
def test_a_wrong_envelope_is_a_finding_and_the_claims_are_still_read(old, new, code):
    parsed = edi835.parse(TEXT.replace(old, new, 1))
    assert code in [finding.code for finding in parsed.findings]
    assert [claim.patient_control_number for remittance in parsed for claim in remittance.claims] == ["A1001"]


def test_what_stands_outside_is_said_once_and_kept():
    parsed = edi835.parse(TEXT.replace("GE*1*101", "ZZZ*1~YYY*2~GE*1*101"))
    assert [finding.code for finding in parsed.findings] == ["X126"]
    assert [one.segment_id for one in parsed.unread] == ["ZZZ", "YYY"]


def test_text_before_and_behind_is_a_finding():
    assert codes("A note.\n" + TEXT) == ["X107"]
    assert codes(TEXT + "the end") == ["X106"]


def test_a_body_without_any_envelope_is_read():
    body = TEXT[TEXT.index("BPR*"):TEXT.index("SE*")]
    [remittance] = parsed = edi835.parse(body)
    assert remittance.trace_number == "EFT70001"
    assert [claim.patient_control_number for claim in remittance.claims] == ["A1001"]
    assert "X103" in [finding.code for finding in parsed.findings]


def test_a_set_of_another_package_says_where_it_belongs():
    [finding] = edi835.parse(example("837p-1-primary")).findings
    assert (finding.code, finding.severity) == ("X130", Severity.ERROR)
    assert "edi837" in finding.message


def test_sender_receiver_and_numbers_are_known():
    [interchange] = edi835.parse(TEXT).interchanges
    assert (interchange.control_number, interchange.usage, interchange.sender.interchange_id, interchange.receiver.interchange_id) == (
        "000000101", "T", "PAYERTEST", "PRACTTEST")
    assert [(group.functional_id, group.version, [(one.identifier, one.control_number, one.segments) for one in group.sets]) for group in interchange.groups] == [
        ("HP", "005010X221A1", [("835", "0101", 28)])]


@pytest.mark.parametrize("cut", range(110, len(TEXT) - 3, 7))
def test_a_text_cut_anywhere_says_so(cut):
    with pytest.raises(TruncatedError) as error:
        edi835.parse(TEXT[:cut])
    claims = [claim for remittance in error.value.complete for claim in remittance.claims]
    assert claims in ([], list(edi835.parse(TEXT)[0].claims))


def test_what_came_before_the_cut_is_delivered_first():
    text = TEXT + example("835-2-ecg-two-denials")[:-100]
    reader = edi835.read(io.StringIO(text))
    assert next(reader).trace_number == "EFT70001"
    with pytest.raises(TruncatedError):
        next(reader)


# ---- sources

def test_a_path_an_open_file_and_bytes_are_read_alike(tmp_path):
    path = tmp_path / "a.835"
    path.write_bytes(TEXT.encode())
    expected = list(edi835.parse(TEXT))
    assert list(edi835.parse(TEXT.encode())) == expected
    assert list(edi835.read(path)) == expected
    assert list(edi835.read(str(path))) == expected
    for mode, encoding in (("rb", None), ("r", "ascii")):
        with path.open(mode, encoding=encoding) as file:
            assert list(edi835.read(file)) == expected
            assert not file.closed


def test_a_path_is_closed_when_it_is_read_or_left(tmp_path, monkeypatch):
    opened = []
    real = open

    def remember(*given, **options):
        opened.append(real(*given, **options))
        return opened[-1]

    monkeypatch.setattr("builtins.open", remember)
    path = EXAMPLES / "835-1-paid.edi"
    list(edi835.read(path))
    with edi835.read(path) as reader:
        next(reader)
    reader = edi835.read(path)
    with pytest.raises(StopIteration):
        for _ in range(9):
            next(reader)
    mine = [file for file in opened if str(getattr(file, "name", "")).endswith(".edi")]
    assert len(mine) == 3
    assert all(file.closed for file in mine)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", ""), TEXT.encode(), "ISA*00*secret", "\ufeffISA*00", "a\nb"])
def test_read_refuses_text_without_quoting_it(text):
    with pytest.raises(TypeError) as error:
        edi835.read(text)
    assert "secret" not in str(error.value)
    assert "ROWE" not in str(error.value)


def test_parse_refuses_a_path_object():
    with pytest.raises(TypeError, match="read takes"):
        edi835.parse(Path("x.835"))


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        edi835.read(tmp_path / "nothing.835")


def test_pieces_that_end_inside_a_segment_are_joined(tmp_path):
    path = tmp_path / "many.835"
    path.write_text(TEXT * (3 * CHUNK // len(TEXT)))
    assert len(list(edi835.read(path))) == 3 * CHUNK // len(TEXT)


# ---- detect

@pytest.mark.parametrize(("name", "kinds"), [
    ("835-1-paid", ["835"]), ("837p-1-primary", ["837P"]), ("270-1-subscriber", ["270"]), ("271-1-active-ppo", ["271"]), ("999-mixed", ["999"]),
    ("ta1-reject", ["TA1"]), ("277ca-mixed", ["277CA"])])
def test_detect(name, kinds):
    assert detect(example(name)) == kinds
    assert detect(example(name).encode("utf-16")) == kinds


def test_detect_names_every_kind_once_in_order():
    assert detect(example("ta1-reject") + example("835-1-paid") + example("271-0-chain") + example("835-2-ecg-two-denials")) == ["TA1", "835", "271"]
    assert detect(example("837p-1-primary").replace("005010X222A1", "005010X223A2")) == ["837I"]
    assert detect("no x12 at all") == []
    assert detect(TEXT[:300]) == ["835"]


def test_no_x12_is_an_error():
    for text in ("", "hello", "<xml/>"):
        with pytest.raises(X12SyntaxError):
            edi835.parse(text)


@pytest.mark.parametrize("again", ["N3*SECOND STREET", "N4*LINCOLN*NE*685080001"])
def test_a_party_that_is_told_twice_keeps_the_first_and_loses_neither(again):
    [remittance] = parsed = edi835.parse(TEXT.replace("PER*BL*", f"{again}~\nPER*BL*", 1))
    assert (remittance.payer.address.lines, remittance.payer.address.city) == (("100 PLAN WAY",), "OMAHA")
    assert [one.segment_id for one in parsed.unread] == [one.segment_id for one in remittance.payer.unread] == [again[:2]]
