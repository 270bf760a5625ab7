"""What is written is right, or refused."""

import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi_claims import ElementError, TradingPartner
from edi_x12 import ControlNumbers, Delimiters, Tokenizer
from edi_x12.writer import Writer, compose, repeat, save, text_of

CREATED = datetime(2026, 10, 20, 9, 30)
SENDER, RECEIVER = TradingPartner("A", "PRACTTEST"), TradingPartner("B", "CLEARHOUSE", "30", "APP")


def interchange(delimiters=Delimiters(), **options):  # noqa: B008
    given_ = {"sender": SENDER, "receiver": RECEIVER, "control": ControlNumbers(401, 7, 12), "usage": "T", **options}
    one = Writer(functional_id="HC", version="005010X222A1", created=CREATED, delimiters=delimiters, **given_)
    return one.begin() + one.open_set("837") + one.body([("BHT", "0019", "00", "B1"), ("NM1", "41", "2", "X", "", "")]) + one.close_set() + one.end()


def test_an_envelope_is_written_as_its_widths_and_counts_demand():
    assert interchange().split("~") == [
        "ISA*00*          *00*          *ZZ*PRACTTEST      *30*CLEARHOUSE     *261020*0930*^*00501*000000401*0*T*:",
        "GS*HC*PRACTTEST*APP*20261020*0930*7*X*005010X222A1", "ST*837*0012*005010X222A1", "BHT*0019*00*B1", "NM1*41*2*X", "SE*4*0012",
        "GE*1*7", "IEA*1*000000401", ""]
    assert interchange().index("~") == 105


def test_other_delimiters_and_none_for_repetition():
    text = interchange(Delimiters("|", ">", "", "\n"))
    assert text.split("\n")[0] == "ISA|00|          |00|          |ZZ|PRACTTEST      |30|CLEARHOUSE     |261020|0930|U|00501|000000401|0|T|>"


@pytest.mark.parametrize("bad", ["A*B", "A~B", "A:B", "A^B", "A\nB", "A\x1dB", "A\x1eB", "Ñ", "\x00", "“A”", "A\u2028"])
def test_delimiters_and_characters_that_x12_lacks_are_refused_and_not_quoted(bad):
    with pytest.raises(ElementError, match="NM103") as error:
        text_of([("HL", "1"), ("NM1", "IL", "1", bad, "B")], Delimiters())
    assert bad not in str(error.value)


@given(st.lists(st.tuples(st.sampled_from(["REF", "NTE"]), st.text(max_size=12), st.text(max_size=12)), min_size=1, max_size=5))
def test_what_is_written_is_cut_again_as_it_was_or_refused(found):
    try:
        text = text_of(found, Delimiters())
    except ElementError:
        return
    assert [tuple(one.split("*")) for one in text.split("~")[:-1]] == [tuple("\0".join(one).rstrip("\0").split("\0")) for one in found]


def test_composites_and_repetitions_lose_what_is_empty_at_their_end():
    assert text_of([("SV1", compose(("HC", "99214", "25", "", "")), "200"), ("EQ", repeat(("30", "98")))], Delimiters()) == "SV1*HC:99214:25*200~EQ*30^98~"


@pytest.mark.parametrize("usage", ["", "X", "t", "TEST"])
def test_usage_is_said(usage):
    with pytest.raises(ValueError, match="usage"):
        interchange(usage=usage)


@pytest.mark.parametrize("identifier", ["", "SIXTEEN CHARS ID"])
def test_an_interchange_id_that_does_not_fit_is_refused(identifier):
    with pytest.raises(ElementError):
        interchange(sender=TradingPartner("A", identifier))


def test_control_numbers_count_on_and_turn_over():
    numbers = ControlNumbers(999_999_999, 1, 9999)
    assert [numbers.next_interchange(), numbers.next_interchange()] == ["999999999", "000000001"]
    assert [numbers.next_transaction(), numbers.next_transaction()] == ["9999", "10000"]
    assert ControlNumbers.of(5) == ControlNumbers(5, 5, 5)
    assert ControlNumbers.of(numbers) is numbers


def test_what_is_written_is_read_by_the_tokenizer():
    tokens = Tokenizer()
    found = [segment for batch in (*tokens.feed(interchange()), *tokens.close()) for segment in batch.segments]
    assert len(found) == 8


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "claims.837"

    def breaks():
        yield "ISA"
        raise ElementError("no")

    with pytest.raises(ElementError):
        save(breaks(), target)
    assert list(tmp_path.iterdir()) == []
    save(iter(["ISA", "~"]), str(target))
    assert target.read_text() == "ISA~"
    assert list(tmp_path.iterdir()) == [target]


def test_an_open_file_is_written_to():
    file = io.StringIO()
    save(["a", "b"], file)
    assert file.getvalue() == "ab"
