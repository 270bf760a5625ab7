"""Amounts and days are strict both ways."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi_claims import DateRange, ElementError
from edi_x12.elements import amount, amount_text, day, day_or_period, day_text, lenient_amount, moment, period_format

AMOUNTS = st.decimals(min_value=-99999999, max_value=99999999, places=2)


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("350", "350"), (".5", "0.5"), ("-.5", "-0.5"), ("100.", "100"), ("129.00", "129.00"), ("-45", "-45")])
def test_amounts_that_are_read(text, value):
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "1E5", "1e5", "NaN", "Infinity", "-inf", "sNaN", "1_000", " 3", "3 ", "--3", "1-", "1.2.3", "12O", "٣", "３", "\x0b3", "."])
def test_what_is_no_amount_is_refused_without_quoting_it(text):
    with pytest.raises(ElementError) as error:
        amount(text)
    assert not text.strip() or text not in str(error.value).removeprefix("not an amount")


@pytest.mark.parametrize(("text", "value"), [("+3", "3"), ("1,234.00", "1234.00"), ("-1,234,567.8", "-1234567.8"), (" 129 ", "129")])
def test_amounts_that_only_a_lenient_reader_takes(text, value):
    with pytest.raises(ElementError):
        amount(text)
    assert lenient_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,23", "1,2345", ",5", "12,", "+", "-", "", "1E5", "0x10", "+-3"])
def test_a_lenient_reader_does_not_guess(text):
    with pytest.raises(ElementError):
        lenient_amount(text)


@given(AMOUNTS)
def test_an_amount_survives_writing(number):
    assert amount(amount_text(number)) == number


@pytest.mark.parametrize(("number", "text"), [("120.00", "120"), ("0.50", "0.5"), ("-0.00", "0"), ("1E+2", "100"), ("0E-7", "0"), ("79.04", "79.04")])
def test_an_amount_is_written_without_what_says_nothing(number, text):
    assert amount_text(Decimal(number)) == text


@given(st.dates())
def test_a_day_survives_writing(on):
    assert day(day_text(on)) == on


@pytest.mark.parametrize("text", ["", "20261301", "20260230", "2026-10-12", "261012", "2026101", "202610121", "2026101x", "２０２６１０１２", "00000000"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ElementError, match="not a day"):
        day(text)


@given(st.dates(), st.dates())
def test_a_period_survives_writing(one, other):
    period = DateRange(min(one, other), max(one, other))
    assert period_format(period)[0] == "RD8"
    assert day_or_period(period_format(period)[1]) == period
    assert day_or_period(period_format(one)[1]) == one


@pytest.mark.parametrize("text", ["20261012-", "-20261012", "20261012-2026101", "2026-10-12"])
def test_half_a_period_is_refused(text):
    with pytest.raises(ElementError):
        day_or_period(text)


def test_a_time_behind_a_day_is_dropped():
    assert day_or_period("202610121530") == date(2026, 10, 12)


@pytest.mark.parametrize(("days", "times", "expected"), [
    ("261020", "0930", datetime(2026, 10, 20, 9, 30)), ("20261020", "093015", datetime(2026, 10, 20, 9, 30, 15)),
    ("20261020", "", datetime(2026, 10, 20)), ("2026102", "0930", None), ("20261020", "2560", None)])
def test_moments_of_envelopes(days, times, expected):
    assert moment(days, times) == expected


def test_no_amount_is_ever_a_float():
    assert isinstance(amount("1.1"), Decimal)
    assert amount("1.1") + amount("2.2") == Decimal("3.3")
