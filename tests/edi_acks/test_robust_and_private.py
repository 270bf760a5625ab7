"""Any text is read or refused with an error of ours; in pieces as whole; and nobody's data is shown."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from corpus import example, files, needs_corpus
from edi_claims import EdiError, Finding, TruncatedError

NAMES = ["ta1-reject", "999-mixed", "999-0-chain", "277ca-mixed"]
OURS = [*files("997", "999", "ta1", "277ca"), *(path for path in files("bad") if "277ca" in path.name or "999" in path.name)]
HEADER = example("277ca-mixed").partition("ST*277")[0]


class InPieces(BytesIO):
    """A file that gives a few bytes at a time."""

    def __init__(self, content, size):
        super().__init__(content)
        self._size = size

    def read(self, size=-1):
        return super().read(self._size if size else 0)


def outcome(content, size=None):
    """Everything that reading tells, or how it ended."""
    if size is None:
        try:
            parsed, end = edi_acks.parse(content), ""
        except TruncatedError as error:
            parsed, end = error.complete, type(error).__name__
        return [*parsed], [*parsed.findings], end
    reader, found, end = edi_acks.read(InPieces(content, size)), [], ""
    try:
        found += reader
    except TruncatedError as error:
        end = type(error).__name__
    return found, [*reader.findings], end


@needs_corpus
@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
@pytest.mark.parametrize("size", [1, 7])
def test_a_public_file_reads_alike_in_pieces_and_whole(path, size):
    content = path.read_bytes()
    assert outcome(content, size) == outcome(content)


IDS = ["TA1", "BHT", "HL", "NM1", "TRN", "STC", "QTY", "AMT", "REF", "DTP", "SVC", "AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "IK3", "IK4", "IK5", "CTX",
       "ST", "SE", "GS", "GE", "ISA", "PER", "XX"]
SEGMENTS = st.lists(st.tuples(st.sampled_from(IDS),
                              st.lists(st.sampled_from(["", "20", "21", "19", "PT", "QC", "1", "2", "999", "277", "A7:562:85", "D8", "20261021", "9" * 40, "-",
                                                        "A^B", "\N{LATIN SMALL LETTER E WITH ACUTE}", "0x1", "1E5", "NaN", "005010X214"]), max_size=12)), max_size=25)


@given(SEGMENTS, st.sampled_from(["277*0001*005010X214", "999*0001", "997*0001"]), st.booleans())
@settings(deadline=None, max_examples=100)
def test_any_segments_give_nouns_and_findings_or_an_edi_error(rows, first, closed):
    text = f"{HEADER}ST*{first}~" + "".join("*".join((name, *e)) + "~" for name, e in rows) + ("SE*1*0001~GE*1*303~IEA*1*000000303~" if closed else "")
    try:
        parsed = edi_acks.parse(text)
    except TruncatedError as error:
        parsed = error.complete
    except EdiError:
        return
    assert all(isinstance(one, Finding) for one in edi_acks.check(parsed))
    assert all(isinstance(one, Finding) for ack in parsed for one in ack.findings)


@given(st.sampled_from(NAMES), st.integers(0, 2000), st.binary(max_size=3))
@settings(deadline=None, max_examples=100)
def test_a_file_with_a_few_bytes_in_its_middle_is_read_or_refused(name, at, junk):
    content = example(name).encode()
    try:
        parsed = edi_acks.parse(content[:at] + junk + content[at:])
    except TruncatedError as error:
        parsed = error.complete
    except EdiError:
        return
    assert all(isinstance(one, Finding) for one in edi_acks.check(parsed))


# ---- nobody's data

SECRET = "QWERTZUIOP"
PLACES = [
    (name, at, place) for name in NAMES
    for at, segment in enumerate(example(name).replace("\n", "").split("~"))
    for place in range(1, len(segment.split("*")))
    if segment.split("*")[0] in {"NM1", "STC", "IK4", "CTX", "DTP", "REF", "SVC", "QTY", "AMT", "IK3", "HL"}
    and (segment.split("*")[0], place) not in {("NM1", 2), ("REF", 2), ("CTX", 1)} and not segment.startswith("NM1*PR")]
"""All but control numbers, and the payer, who is public."""


def shown(parsed):
    """Everything that a person may come to see without asking for it."""
    found = [*parsed.findings, *edi_acks.check(parsed)]
    return repr(list(parsed)) + repr(found) + "".join(map(str, found)) + repr(parsed.unread)


@pytest.mark.parametrize(("name", "at", "place"), PLACES)
def test_what_stands_anywhere_is_not_shown(name, at, place):
    found = example(name).replace("\n", "").split("~")
    e = found[at].split("*")
    e[place] = SECRET
    found[at] = "*".join(e)
    assert SECRET not in shown(edi_acks.parse("~".join(found)))


@pytest.mark.parametrize("segment", ["STC*A2:20**********" + "*" + SECRET, f"STC*{SECRET}:{SECRET}:{SECRET}", f"NM1*{SECRET}*1*{SECRET}", f"PER*IC*{SECRET}",
                                     f"SVC*{SECRET}:{SECRET}:{SECRET}*1", f"REF*{SECRET}*{SECRET}", f"DTP*{SECRET}*D8*{SECRET}"])
def test_names_messages_and_words_in_place_of_codes_are_not_shown(segment):
    text = example("277ca-mixed").replace("STC*A2:20:PR*20261021*WQ*350~", f"{segment}~")
    assert SECRET not in shown(edi_acks.parse(text))


@pytest.mark.parametrize("name", NAMES)
def test_an_error_does_not_quote_the_text(name):
    text = example(name)
    for cut in range(110, len(text) - 20, 37):
        with pytest.raises(EdiError) as caught:
            edi_acks.parse(text[:cut].replace("ROWE", SECRET).replace("68102", SECRET))
        assert SECRET not in str(caught.value) + repr(caught.value)
