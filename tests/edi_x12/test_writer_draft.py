"""What we say and what the data say are kept apart, so that no data pass for a delimiter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi_claims import ElementError, Reference, Unread
from edi_x12 import Delimiters
from edi_x12.draft import composite, put_back, script_for, segment, text_of_draft
from edi_x12.parties import write_reference

OURS, OTHERS = Delimiters(), Delimiters("|", ">", "!", "\n")


def text(draft, delimiters=OURS):
    return text_of_draft(draft, script_for(delimiters))


def test_a_draft_is_written_with_the_partners_delimiters_and_without_empty_ends():
    out = ["~SV1*", "HC", ":", "99214", "*", "200", "***", "", "~HL*", "1", "**20*", "1", "~PAT*", ""]
    assert text(out) == "SV1*HC:99214*200~HL*1**20*1~PAT~"
    assert text(out, OTHERS) == "SV1|HC>99214|200\nHL|1||20|1\nPAT\n"
    assert out[0] == "~SV1*", "the draft stays as it was"


@pytest.mark.parametrize("bad", ["A*B", "A~B", "A:B", "A^B", "A\nB", "A\x1cB", "A\x1fB", "Ñ", "\x00", "\x7f"])
def test_what_nobody_may_send_is_refused_by_segment_and_place_and_not_quoted(bad):
    with pytest.raises(ElementError, match="SV103 holds a delimiter") as error:
        text(["~LX*", "1", "~SV1*", "HC", ":", "99214", "*", "200", "*", bad, "*", "1"])
    assert bad not in str(error.value)


@pytest.mark.parametrize("plain", ["%s", "{}", "A|B>C!D", "a b"])
def test_what_means_something_elsewhere_is_data(plain):
    assert text(["~NTE*", "ADD", "*", plain]) == f"NTE*ADD*{plain}~"


@pytest.mark.parametrize("mark", ["A", "0"])
def test_a_letter_or_a_digit_is_no_delimiter(mark):
    with pytest.raises(ElementError):
        script_for(Delimiters(component=mark))


@pytest.mark.parametrize(("components", "expected"), [
    (("HC", "99214", "25"), "HC:99214:25"), (("HC", "99214", ""), "HC:99214"), (("", "B", ""), ":B"), (("", ""), "")])
def test_components_lose_what_is_empty_at_their_end(components, expected):
    out = ["~X*", "1"]
    composite(out, "*", components)
    segment(out, "Y", "", "2", "")
    assert text(out) == f"X*1*{expected}~Y**2~".replace("*~", "~")


@given(st.lists(st.lists(st.text(st.characters(codec="ascii"), max_size=6), min_size=1, max_size=4), min_size=1, max_size=5),
       st.sampled_from([OURS, OTHERS]))
@settings(deadline=None, max_examples=100)
def test_what_is_written_is_cut_again_as_it_was_or_refused(found, delimiters):
    out = []
    for elements in found:
        segment(out, "REF", *elements)
    try:
        written = text(out, delimiters)
    except ElementError:
        return
    cut = [tuple(one.split(delimiters.element)) for one in written.split(delimiters.terminator)[:-1]]
    assert cut == [tuple("\0".join(("REF", *one)).rstrip("\0").split("\0")) for one in found]


def test_a_segment_comes_back_to_its_place_with_its_separators_where_it_may_have_them():
    out = ["~HL*", "1", "~CLM*", "A1", "~NM1*82*", "1", "~REF*", "G2", "*", "7", "~LX*", "1"]
    put_back(out, 2, [Unread(9, ("UM", "A", "", "", "11:B:", "^1"), 1), Unread(10, ("NM1", "ZZ"), 3)])
    assert text(out) == "HL*1~CLM*A1~UM*A***11:B*^1~NM1*82*1~REF*G2*7~NM1*ZZ~LX*1~"


def test_a_separator_where_none_may_stand_is_refused_under_any_delimiters():
    out = ["~CLM*", "A1"]
    put_back(out, 0, [Unread(9, ("NTE", "ADD", "A:B"), 1)])
    for delimiters in (OURS, OTHERS):
        with pytest.raises(ElementError, match="NTE02"):
            text(out, delimiters)


def test_the_note_of_a_number_is_a_composite():
    out = []
    write_reference(out, Reference("G1", "77", "2U:PAYER:"))
    assert text(out) == "REF*G1*77**2U:PAYER~"
