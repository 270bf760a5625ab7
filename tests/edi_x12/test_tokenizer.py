"""Text to segments, in every layout that payers really send."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS, example, facts, files, needs_corpus
from edi_claims import EdiError, X12SyntaxError
from edi_x12 import SEGMENT_LIMIT, Tokenizer
from edi_x12.sources import Decoder, pieces_of

PLAIN = example("835-1-paid").replace("\n", "")


def tokens(pieces, limit=SEGMENT_LIMIT):
    one = Tokenizer(limit)
    batches = [batch for piece in pieces for batch in one.feed(piece)]
    batches += one.close()
    return [(delimiters, segment) for delimiters, found in batches for segment in found], one


def segments(text):
    return [segment for _, segment in tokens([text])[0]]


EXPECTED = segments(PLAIN)


def relined(end):
    return PLAIN.replace("~", end)


LAYOUTS = {
    "one line": PLAIN,
    "a line a segment": relined("~\n"),
    "CRLF behind the terminator": relined("~\r\n"),
    "blank lines": relined("~\n\n"),
    "indented": relined("~\r\n    "),
    "newline is the terminator": relined("\n"),
    "newline without a last one": relined("\n").rstrip("\n"),
    "CR is the terminator": relined("\r"),
    "CRLF is the terminator": relined("\r\n"),
    "no terminator behind IEA": PLAIN.rstrip("~"),
    "empty segments": relined("~~"),
    "blanks before the terminator": PLAIN.replace("~GS", "~ GS").replace("~ST", "~\t ST"),
    "wrapped every 80 characters": "\n".join(PLAIN[at:at + 80] for at in range(0, len(PLAIN), 80)),
    "byte order mark": "\ufeff" + PLAIN,
    "text before the ISA": "Remittance of 2 November, see ISA below.\r\n\r\n" + PLAIN,
    "control Z at the end": PLAIN + "\r\n\x1a",
    "line end before the terminator": PLAIN.replace("~", "\n~"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_give_the_same_segments(layout):
    assert segments(LAYOUTS[layout]) == EXPECTED


@pytest.mark.parametrize("marks", ["|>^!", "+:#'", "*<^\x1d", "~^|_"])
def test_delimiters_come_from_the_isa(marks):
    element, component, repetition, terminator = marks
    text = PLAIN.translate(str.maketrans("*:^~", marks))
    found, _ = tokens([text])
    assert [segment for _, segment in found] == [one.translate(str.maketrans("*:^~", marks)) for one in EXPECTED]
    assert (found[0][0].element, found[0][0].component, found[0][0].repetition, found[0][0].terminator) == (element, component, repetition, terminator)


def test_an_isa_that_lost_its_padding_is_read():
    short = PLAIN.replace("PAYERTEST      ", "PAYERTEST ").replace("          ", "")
    found, _ = tokens([short])
    assert [segment for _, segment in found[1:]] == EXPECTED[1:]
    assert not found[0][0].fixed_width


def test_a_letter_in_isa11_is_no_repetition_separator():
    found, _ = tokens([PLAIN.replace("*^*00501", "*U*00401")])
    assert found[0][0].repetition == ""


def test_interchanges_may_have_different_delimiters():
    other = PLAIN.translate(str.maketrans("*:^~", "|>^!"))
    found, _ = tokens([PLAIN + "\n" + other + PLAIN])
    assert len(found) == 3 * len(EXPECTED)
    assert [delimiters.element for delimiters, segment in found if segment.startswith("ISA")] == ["*", "|", "*"]


def test_an_interchange_behind_a_trailer_without_terminator_is_found():
    assert len(segments(PLAIN.rstrip("~") + "\n" + PLAIN)) == 2 * len(EXPECTED)


def test_isa_inside_data_is_data():
    text = PLAIN.replace("EDI HELP", "ISA*LISA ISABEL")
    assert len(segments(text)) == len(EXPECTED)


def test_a_body_without_isa_is_read():
    body = PLAIN[PLAIN.index("GS*"):PLAIN.index("IEA*")]
    found, _ = tokens([body])
    assert [segment for _, segment in found] == EXPECTED[1:-1]
    assert found[0][0].guessed


def test_a_last_segment_that_was_cut_off_is_not_read():
    found, one = tokens([PLAIN[:-60]])
    assert one.unterminated
    assert [segment for _, segment in found] == EXPECTED[:len(found)]


@pytest.mark.parametrize("text", ["", "   \n", "hello", "<html><body>not found</body></html>", "ISA", "ISA*", "{}", "PK\x03\x04"])
def test_what_is_no_x12_says_so_without_quoting_it(text):
    with pytest.raises(X12SyntaxError) as error:
        tokens([text])
    assert not text.strip() or text not in str(error.value)


def test_a_missing_terminator_is_noticed_before_more_than_the_cap_was_taken():
    taken = 0

    def endless():
        nonlocal taken
        yield PLAIN[:300]
        while True:
            taken += 1000
            yield "X" * 1000

    with pytest.raises(X12SyntaxError, match="262,144"):
        tokens(endless())
    assert taken <= SEGMENT_LIMIT + 1000


def test_text_that_never_begins_is_noticed_before_more_than_the_cap_was_taken():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1000
            yield "lorem ipsum " * 100

    with pytest.raises(X12SyntaxError):
        tokens(endless())
    assert taken <= SEGMENT_LIMIT + 2000


def test_one_segment_over_the_cap_is_refused_however_it_comes():
    text = PLAIN[:200] + "X" * 500 + PLAIN[200:]
    for pieces in ([text], list(text)):
        with pytest.raises(X12SyntaxError, match="400"):
            tokens(pieces, limit=400)


@given(st.sampled_from(sorted(LAYOUTS)), st.lists(st.integers(0, 2000), max_size=8))
@settings(deadline=None)
def test_cutting_anywhere_changes_nothing(layout, cuts):
    text = LAYOUTS[layout] + "\n" + PLAIN.translate(str.maketrans("*:^~", "|>^!"))
    places = sorted({min(cut, len(text)) for cut in cuts})
    pieces = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    assert tokens(pieces)[0] == tokens([text])[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_character_at_a_time_changes_nothing(layout):
    assert tokens(list(LAYOUTS[layout]))[0] == tokens([LAYOUTS[layout]])[0]


@given(st.text(max_size=600))
@settings(deadline=None)
def test_any_text_is_cut_or_refused(text):
    for whole in (text, PLAIN[:150] + text, text + PLAIN):
        try:
            tokens([whole])
        except EdiError:
            pass


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings(encoding):
    text = PLAIN.replace("EDI HELP", "MUÑOZ")
    assert segments("".join(pieces_of(text.encode(encoding)))) == segments(text)


def test_utf_8_with_one_latin_1_name_loses_neither():
    data = PLAIN.replace("EDI HELP", "MU\xd1OZ").encode() + PLAIN.replace("EDI HELP", "PE\xd1A").encode("latin-1")
    assert "MUÑOZ" in "".join(pieces_of(data))
    assert "PEÑA" in "".join(pieces_of(data))


@pytest.mark.parametrize("data", [PLAIN.encode("utf-16"), "Ñandú €".encode(), b"\xd1\xff ok", codecs.BOM_UTF8 + b"ISA", b"I", b""])
def test_bytes_one_at_a_time_give_the_same_text(data):
    whole, slow = Decoder(), Decoder()
    text = "".join(slow.feed(data[at:at + 1]) for at in range(len(data))) + slow.feed(b"", final=True)
    assert text == whole.feed(data) + whole.feed(b"", final=True)


OURS_IS_BETTER = {
    # the ISA ends in "^\\n~": the line end is padding, and the mark behind it stands before every segment
    "tigershark-835-example.edi": {"segment": "~"},
    # there is no ISA to say it; a guess at the usual separator splits what it should
    "imsweb-no-isa-line.edi": {"repetition": "^"},
}


@needs_corpus
@pytest.mark.parametrize("path", files(*(path.name for path in CORPUS.glob("*") if path.is_dir())), ids=lambda path: path.name)
def test_the_corpus_is_cut_as_its_facts_say(path):
    found, _ = tokens(pieces_of(path.read_bytes()))
    told = facts(path)
    assert len(found) == sum(one["segment_count"] for one in told)
    seen = list({id(delimiters): delimiters for delimiters, _ in found}.values())
    wanted = [{**one["delimiters"], **OURS_IS_BETTER.get(path.name, {})} for one in told]
    assert [(one.element, one.component, one.repetition, one.terminator) for one in seen] == [
        (one["element"], one["component"], one["repetition"], one["segment"]) for one in wanted]
