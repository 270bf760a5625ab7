"""Which diagnosis codes are billable on a day."""

import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi_claims import EdiError
from edi_claims.codes.icd10cm import ROW_WIDTH, SHIPPED, Release, billable_on, read_order_file, release_on, rows_of

KNOWN = [("R079", "Pain, unspecified"), ("M25561", "Pain in right knee"), ("M25562", "Pain in left knee"), ("M25569", "Pain in unspecified knee"),
         ("S59001A", "Unspecified fracture of unspecified arm"), ("S59002A", "Unspecified fracture of left arm"),
         ("S59003A", "Unspecified fracture of right arm")]


def release(rows):
    return Release("2030", date(2029, 10, 1), date(2030, 9, 30), rows)


def test_the_releases_that_are_shipped():
    assert [(one.name, one.first_day, one.last_day, len(one)) for one in SHIPPED] == [
        ("2025", date(2024, 10, 1), date(2025, 9, 30), 74260), ("2026", date(2025, 10, 1), date(2026, 9, 30), 74719)]


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.name)
def test_a_shipped_release_is_whole(one):
    codes = list(one)
    assert codes == sorted(set(codes))
    assert all(code in one for code in codes)
    assert all(3 <= len(code) <= 7 and code.isalnum() and code.isupper() for code in codes)
    assert not any(after.startswith(before) for before, after in pairwise(codes))       # a code with codes below it is a heading
    assert {code[0] for code in codes} == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_codes_come_and_go_with_the_fiscal_year():
    old, new = billable_on(date(2025, 9, 30)), billable_on(date(2025, 10, 1))
    assert len(set(new) - set(old)) == 487
    assert len(set(old) - set(new)) == 28
    assert "D71" in old
    assert "D71" not in new
    assert new.is_header("D71")
    assert "E11A" in new


@pytest.mark.parametrize("day", [date(2024, 9, 30), date(2026, 10, 1), None])
def test_a_day_of_no_release_has_no_codes(day):
    assert billable_on(day) is None


@pytest.mark.parametrize("code", ["", " ", "r079", "R07.9", "R07", "R0790000", "ZZZZZZZZ", "0", "R079 ", "~"])
def test_what_is_no_code_is_not_in_it(code):
    assert code not in SHIPPED[-1]


def test_headings_are_told_from_codes():
    new = SHIPPED[-1]
    assert new.is_header("M545")
    assert new.is_header("M54")
    assert not new.is_header("M5450")
    assert not new.is_header("ZZZ")
    assert not new.is_header("")


def test_a_side_is_open_where_sides_can_be_told():
    new = SHIPPED[-1]
    assert new.side_is_open("M25569")
    assert not new.side_is_open("M25561")
    assert not new.side_is_open("R079")
    assert not new.side_is_open("M2556")


def test_no_description_is_shipped():
    words = release(rows_of(KNOWN))
    assert len(words) == len(KNOWN)
    assert words._rows == "M25561  M25562  M25569 ?R079    S59001A?S59002A S59003A "


def test_the_later_of_two_releases_in_force_counts():
    april = Release("2030", date(2030, 4, 1), date(2030, 9, 30), "A000    ")
    year = release("B000    ")
    assert release_on(date(2030, 3, 31), (year, april)) is year
    assert release_on(date(2030, 4, 1), (april, year)) is april


ORDER = """00001 R07     0 Pain                                                         Pain
00002 R079    1 Pain, unspecified                                            Pain, unspecified

00003 M25561  1 Pain in r knee                                               Pain in right knee
00004 M25562  1 Pain in l knee                                               Pain in left knee
00005 M25569  1 Pain in unsp knee                                            Pain in unspecified knee
"""


def test_an_order_file_is_read(tmp_path):
    file = tmp_path / "icd10cm_order_2030.txt"
    file.write_text(ORDER)
    read = read_order_file(file, date(2029, 10, 1), date(2030, 9, 30))
    assert list(read) == ["M25561", "M25562", "M25569", "R079"]
    assert read.name == "2030"
    assert read.is_header("R07")
    assert read.side_is_open("M25569")


@pytest.mark.parametrize(("right", "wrong", "line"), [("00002 R079    1", "00002 R079    x", 2), ("00003", "three", 4), ("M25562", "      ", 5)])
def test_a_faulty_line_is_named(right, wrong, line):
    with pytest.raises(EdiError, match=f"^line {line}: "):
        read_order_file(io.StringIO(ORDER.replace(right, wrong)), date(2029, 10, 1), date(2030, 9, 30))


@settings(deadline=None, max_examples=100)
@given(st.sets(st.from_regex(r"[A-C][0-9][0-9A-C]{1,5}", fullmatch=True), max_size=12), st.from_regex(r"[A-C][0-9][0-9A-C]{0,5}", fullmatch=True))
def test_looking_up_is_being_in_the_set(codes, other):
    rows = rows_of((code, f"words {number}") for number, code in enumerate(sorted(codes)))
    found = release(rows)
    assert len(rows) == ROW_WIDTH * len(codes)
    assert set(found) == codes
    assert (other in found) == (other in codes)
    assert found.is_header(other) == (other not in codes and any(code.startswith(other) for code in codes))


@settings(deadline=None, max_examples=60)
@given(st.dates(date(2024, 10, 1), date(2026, 9, 30)))
def test_every_day_of_the_shipped_years_has_its_release(day):
    found = billable_on(day)
    assert found.first_day <= day <= found.last_day
    assert found.last_day - found.first_day < timedelta(days=366)
