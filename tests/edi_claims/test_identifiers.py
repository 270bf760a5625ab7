from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edi_claims import identifiers
from edi_claims.identifiers import (
    clia_is_valid,
    mbi_is_valid,
    npi_is_valid,
    npi_with_check_digit,
    ssn_is_valid,
    tax_id_is_valid,
    taxonomy_is_valid,
)

VALIDATORS = [clia_is_valid, mbi_is_valid, npi_is_valid, ssn_is_valid, tax_id_is_valid, taxonomy_is_valid]

nine_digits = st.from_regex(r"[12][0-9]{8}", fullmatch=True)
mbi_letters = "ACDEFGHJKMNPQRTUVWXY"
mbi = st.tuples(*map(st.sampled_from, [
    "123456789", mbi_letters, mbi_letters + string.digits, string.digits, mbi_letters, mbi_letters + string.digits, string.digits,
    mbi_letters, mbi_letters, string.digits, string.digits,
])).map("".join)


@given(nine_digits)
def test_any_nine_digits_with_their_check_digit_are_an_npi(digits):
    npi = npi_with_check_digit(digits)
    assert npi.startswith(digits)
    assert npi_is_valid(npi)


@given(nine_digits, st.integers(0, 9), st.sampled_from(string.digits))
def test_changing_one_digit_of_an_npi_breaks_it(digits, place, other):
    npi = npi_with_check_digit(digits)
    assume(npi[place] != other)
    assert not npi_is_valid(npi[:place] + other + npi[place + 1:])


@pytest.mark.parametrize("npi", ["1234567893", "1999999984", "1472583693"])
def test_the_example_npis_are_valid(npi):
    assert npi_is_valid(npi)


@pytest.mark.parametrize("npi", ["", "123456789", "12345678930", "3234567893", "0234567893", "1234567893 ", "1234567893\n", "123456789X"])
def test_what_has_not_the_form_of_an_npi_is_invalid(npi):
    assert not npi_is_valid(npi)


@pytest.mark.parametrize("digits", ["", "12345678", "1234567890", "323456789", "12345678X"])
def test_no_check_digit_for_what_begins_no_npi_and_the_error_does_not_quote_it(digits):
    with pytest.raises(ValueError) as caught:
        npi_with_check_digit(digits)
    assert not digits or digits not in str(caught.value)


@given(mbi)
def test_the_published_format_makes_an_mbi(text):
    assert mbi_is_valid(text)


@given(mbi, st.sampled_from([1, 4, 7, 8]), st.sampled_from("SLOIBZ"))
def test_letters_that_look_like_digits_are_in_no_mbi(text, place, letter):
    assert not mbi_is_valid(text[:place] + letter + text[place + 1:])


@pytest.mark.parametrize("text", ["", "1EG4-TE5-MK73", "0EG4TE5MK73", "1eg4te5mk73", "1EG4TE5MK7", "1EG4TE5MK733", "11G4TE5MK73"])
def test_what_has_not_the_form_of_an_mbi_is_invalid(text):
    assert not mbi_is_valid(text)


@pytest.mark.parametrize(("text", "valid"), [
    ("470000001", True), ("999988880", True), ("111111111", False), ("47-0000001", False), ("47000000", False), ("", False),
])
def test_a_tax_id_is_nine_digits_not_all_the_same(text, valid):
    assert tax_id_is_valid(text) is valid


@pytest.mark.parametrize(("text", "valid"), [
    ("219099999", True), ("000123456", False), ("666123456", False), ("900123456", False), ("219009999", False), ("219090000", False),
    ("219-09-9999", False),
])
def test_a_social_security_number_is_outside_the_ranges_never_issued(text, valid):
    assert ssn_is_valid(text) is valid


@pytest.mark.parametrize(("text", "valid"), [
    ("207RC0000X", True), ("390200000X", True), ("207rc0000x", False), ("207RC0000", False), ("207RC00000", False), ("", False),
])
def test_a_taxonomy_code_is_ten_characters_and_ends_in_x(text, valid):
    assert taxonomy_is_valid(text) is valid


@pytest.mark.parametrize(("text", "valid"), [("28D1234567", True), ("28d1234567", False), ("28D123456", False), ("2801234567", False)])
def test_a_clia_number_has_a_d_in_third_place(text, valid):
    assert clia_is_valid(text) is valid


@pytest.mark.parametrize("validator", VALIDATORS)
@given(text=st.text())
def test_no_text_makes_a_validator_raise(validator, text):
    assert validator(text) in {True, False}


@pytest.mark.parametrize("validator", VALIDATORS)
def test_digits_of_other_scripts_are_not_digits(validator):
    assert not validator("١٢٣٤٥٦٧٨٩٣")
    assert not validator("١٢٣٤٥٦٧٨٩")


def test_a_validator_was_tried_for_every_kind_of_identifier():
    assert {name for name in vars(identifiers) if name.endswith("_is_valid")} == {validator.__name__ for validator in VALIDATORS}
