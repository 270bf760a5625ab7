"""Tables from the files of their publishers: the samples, what is broken in a file, and what a folder holds."""

import io
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
from claims837 import DAY, PLAN, claim
from edi837 import loading
from edi837.rules import coding, edits
from edi837.rules.rows import PERSON_LIMITS, UnitLimit, Validity
from edi_claims import EdiError, Procedure, Severity

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "tables"
TABLES = loading.load_tables(SAMPLES)
PAIRS, MUE, AOC = "ccipra-sample-f1.txt", "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", "AOC_sample-MCR.csv"
HCPCS, ORDER = "HCPC2026_SAMPLE_ANWEB.txt", "icd10cm_order_2027_sample.txt"


def text_of(name):
    return (SAMPLES / name).read_text()


def test_pairs_have_the_days_and_the_modifier_of_their_rows():
    assert len(TABLES.pairs) == 6
    assert TABLES.pairs.indicator("93000", "93005", DAY) == "0"
    assert TABLES.pairs.indicator("93000", "99214", DAY) == "1"
    assert TABLES.pairs.indicator("11403", "99213", date(1996, 1, 1)) == "1"
    assert TABLES.pairs.indicator("93000", "36415", date(2025, 12, 31)) == "0"
    assert TABLES.pairs.indicator("93000", "36415", date(2026, 1, 1)) is None
    assert TABLES.pairs.indicator("93000", "81002", date(2026, 1, 1)) is None       # deleted on the day on which it began: it never was


def test_pairs_are_read_as_csv_too():
    as_csv = "\n".join(",".join(f'"{cell}"' for cell in row.split("\t")) for row in text_of(PAIRS).splitlines())
    edits_of = loading.read_pairs(io.StringIO(as_csv))
    assert len(edits_of) == 6
    assert edits_of.indicator("93000", "99214", DAY) == "1"


def test_only_pairs_of_codes_that_the_practice_bills_are_kept():
    assert len(loading.read_pairs(SAMPLES / PAIRS, codes={"93000", "93005", "36415"})) == 2
    assert len(loading.read_pairs(SAMPLES / PAIRS, SAMPLES / PAIRS)) == 12


def test_unit_limits_begin_with_their_edition():
    assert TABLES.unit_limits == (
        UnitLimit("93000", Decimal(2), "1", date(2026, 10, 1)), UnitLimit("36415", Decimal(1), "2", date(2026, 10, 1)),
        UnitLimit("97110", Decimal(4), "3", date(2026, 10, 1)))
    assert loading.read_unit_limits(SAMPLES / MUE)[0].begins is None


def test_add_ons_have_days_of_a_year():
    gone = TABLES.add_ons_on("11045", date(2025, 12, 31))
    assert [one.parents for one in gone] == [("11042",)]
    assert TABLES.add_ons_on("11045", date(2026, 1, 1)) == []
    assert [one.parents for one in TABLES.add_ons_on("99417", DAY)] == [("99215",), ("99205",)]
    assert TABLES.add_ons_on("69990", DAY)[0].parents == ()


def test_hcpcs_has_procedures_and_modifiers_apart():
    assert TABLES.hcpcs == {"E9990": Validity(date(2015, 1, 1), coverage="D"), "J9990": Validity(date(2020, 1, 1), coverage="D"),
                            "J9991": Validity(date(2010, 1, 1), date(2025, 12, 31), "D")}
    assert TABLES.modifiers == {"RT": Validity(date(1990, 1, 1)), "GT": Validity(date(1999, 1, 1), date(2026, 10, 1))}


def test_hcpcs_as_csv_is_the_same():
    sheet = ("HCPC,SEQNUM,RECID,LONG DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
             'J9991,00100,3,"INVENTED, GONE",D,20100101,20251231,20251231,D\nRT,00100,7,WORDS,,19900101,19900101,,N\n')
    found = loading.read_hcpcs(io.StringIO(sheet))
    assert found.procedures == {"J9991": Validity(date(2010, 1, 1), date(2025, 12, 31), "D")}
    assert found.modifiers == {"RT": Validity(date(1990, 1, 1))}


def test_articles_are_medicares_unless_it_is_said_whose():
    named = {one.name: one for one in TABLES.policies}
    assert named["A99901"].diagnoses == ("I4891", "R079")
    assert named["A99901"].filing_indicators == ("MA", "MB")
    files = SAMPLES / "article_x_hcpc_code.csv", SAMPLES / "article_x_icd10_covered.csv"
    [only] = loading.read_articles(*files, articles={"A99902"}, payer_ids=["EX001"])
    assert (only.procedures, only.diagnoses, only.payer_ids, only.filing_indicators) == (("11403",), ("L570",), ("EX001",), ())


def test_the_practices_own_tables():
    policy = TABLES.policies[0]
    assert (policy.payer_ids, policy.procedures, policy.diagnoses) == (("EX001",), ("93000",), ("R07*", "R06*", "I4891"))
    assert [one.units for one in TABLES.modifier_rules] == [None, None, 2, None]
    assert TABLES.modifier_rules[1].severity is Severity.WARNING
    assert TABLES.person_limits[:len(PERSON_LIMITS)] == PERSON_LIMITS
    assert TABLES.person_limits[len(PERSON_LIMITS)].most_age == 0
    assert TABLES.approvals[0].units == 2
    assert TABLES.drug_rules[0].filing_indicators == ("MC",)
    assert [(one.procedures, one.facts, one.payer_ids) for one in TABLES.fact_rules] == [
        (("114??",), ("lesion size", "site"), ()), (("96365", "96360"), ("start time", "stop time"), ("EX001", "SUN01"))]


def test_fees():
    fees = loading.read_fees(SAMPLES / "fees.csv", "EXAMPLE HEALTH PLAN", "EX001")
    assert fees.allowed(Procedure("93000"), DAY, "11") == Decimal("24.50")
    assert fees.allowed(Procedure("93000", ("26",)), DAY, "21") == Decimal("8.00")
    assert fees.allowed(Procedure("93000"), date(2027, 1, 1), "11") is None


def test_a_folders_release_serves_the_days_that_none_shipped_does():
    [mine] = [one for one in TABLES.releases if one.name == "2027"]
    assert (mine.first_day, mine.last_day, len(mine)) == (date(2026, 10, 1), date(2027, 9, 30), 6)
    assert TABLES.diagnoses_on(DAY) is mine
    assert mine.side_is_open("M25569")
    assert not mine.side_is_open("Z0000")


def test_a_claim_is_checked_by_what_the_folder_holds():
    one = attrs.evolve(claim(), coverages=(attrs.evolve(PLAN, filing_indicator="MB", member_id="1EG4TE5MK73"),))
    rules = (coding.billable_diagnoses, edits.pairs, edits.unit_limits, edits.add_ons, coding.policies, coding.missing_modifiers)
    assert edi837.check([one], rules, tables=TABLES) == []
    bare = attrs.evolve(one, encounter=attrs.evolve(one.encounter, services=(
        attrs.evolve(one.encounter.services[0], procedure=Procedure("99214")), one.encounter.services[1])))
    assert {found.code for found in edi837.check([bare], rules, tables=TABLES)} == {"C005"}


def test_an_open_file_stays_open_and_a_path_may_be_text():
    file = io.StringIO(text_of(MUE))
    assert loading.read_unit_limits(file) == loading.read_unit_limits(str(SAMPLES / MUE))
    assert not file.closed


def test_fields_of_ones_own_join_those_of_the_folder():
    assert loading.load_tables(SAMPLES, unlisted=["97799"]).unlisted == ("97799",)


def test_a_folder_without_tables_gives_none(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing here")
    found = loading.load_tables(tmp_path)
    assert len(found.pairs) == 0
    assert (found.policies, found.unit_limits, found.add_ons, found.hcpcs) == ((), (), (), {})
    assert found.releases == edi837.CodeTables().releases


READERS = {PAIRS: loading.read_pairs, MUE: loading.read_unit_limits, AOC: loading.read_add_ons, HCPCS: loading.read_hcpcs,
           "policies.csv": loading.read_policies, "modifier_rules.csv": loading.read_modifier_rules, "person_limits.csv": loading.read_person_limits,
           "approvals.csv": loading.read_approvals, "drug_rules.csv": loading.read_drug_rules,
           "fact_rules.csv": loading.read_fact_rules,
           "fees.csv": lambda source: loading.read_fees(source, "X")}

BROKEN = [
    (PAIRS, "\t20200101\t*\t0\tInvented", "\t20201301\t*\t0\tInvented", "line 7: the effective date is no day"),
    (PAIRS, "20251231", "soon", "line 10: the deletion date is no day"),
    (PAIRS, "\t1\tInvented\r\n11403", "\t2\tInvented\r\n11403", "line 8: the modifier indicator is none of 0, 1 and 9"),
    (PAIRS, "93000\t99214\t", "93000\t992\t", "line 8: column 2 is no procedure code"),
    (PAIRS, "11403\t", "11-03\t", "line 9: column 1 is no procedure code"),
    (PAIRS, "93000\t99214\t\t20200101\t*\t1\tInvented", "93000\t99214", "line 8: the row has not the six columns of a pair edit"),
    (MUE, "36415,1", "36415,one", "line 6: units is no whole number"),
    (MUE, "36415,1", "36415,", "line 6: there is no limit"),
    (MUE, "36415,1", "3641,1", "line 6: the code is no procedure code"),
    (MUE, "2 Date of", "Date of", "line 6: the adjudication indicator is none of 1, 2 and 3"),
    (MUE, "MUE Adjudication Indicator", "Who knows", "line 1: there is no line that names the columns code, units, by"),
    (AOC, "2013001,2025365", "2013001,2025999", "line 7: aoc_edit_deldt is no day of a year"),
    (AOC, "3,93320", "9,93320", "line 5: the edit type is none of 1, 2 and 3"),
    (AOC, "93303", "9330", "line 5: the primary code is no procedure code"),
    (HCPCS, "E9990001004", "E9990??", "line 2: this is no row of a HCPCS file"),
    (HCPCS, "20100101", "20101301", "line 4: ADD DT is no day"),
    ("policies.csv", "2026-01-01", "1 Jan 2026", "line 2: begins is no day"),
    ("policies.csv", ",,2025-12-31", ",,2025-12-31,more", "line 3: there are more cells than columns"),
    ("modifier_rules.csv", ",warning", ",grave", "line 3: severity is none of error, warning and info"),
    ("modifier_rules.csv", "RT,,,,2,", "RT,,,,two,", "line 4: units is no number"),
    ("modifier_rules.csv", "RT,,,,2,", "RT,,,,NaN,", "line 4: units is no number"),
    ("person_limits.csv", ",,65,", ",,old,", "line 3: least_age is no whole number"),
    ("approvals.csv", "number,", "what,", "line 1: there is no line that names the columns number"),
    ("drug_rules.csv", "procedures", "codes", "line 1: there is no line that names the columns procedures"),
    ("fact_rules.csv", "facts", "what", "line 1: there is no line that names the columns procedures, facts"),
    ("fees.csv", "24.50", "-1", "line 3: allowed is no amount"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "words"), BROKEN, ids=[f"{row[0]}-{at}" for at, row in enumerate(BROKEN)])
def test_a_fault_names_its_line(name, right, wrong, words, tmp_path):
    text = (SAMPLES / name).read_bytes().decode()
    assert right in text
    broken = text.replace(right, wrong, 1)
    with pytest.raises(EdiError, match="^" + words.replace("(", r"\(") + "$"):
        READERS[name](io.StringIO(broken, newline=""))
    file = tmp_path / name
    file.write_bytes(broken.encode())
    with pytest.raises(EdiError, match=f"^{name}, {words}$"):
        READERS[name](file)


def test_a_folder_names_the_faulty_file(tmp_path):
    (tmp_path / ORDER).write_text("00001 R07     2 WHAT\n")
    with pytest.raises(EdiError, match=f"^{ORDER}, line 1: "):
        loading.load_tables(tmp_path)
    with pytest.raises(EdiError, match="no such folder"):
        loading.load_tables(tmp_path / "nowhere")


def test_the_month_of_a_release_is_told_by_its_name(tmp_path):
    (tmp_path / "icd10cm-order-April-2027.txt").write_text(text_of(ORDER))
    release = loading.load_tables(tmp_path).releases[-1]
    assert (release.first_day, release.last_day) == (date(2027, 4, 1), date(2027, 9, 30))
    (tmp_path / "icd10cm-order.txt").write_text(text_of(ORDER))
    with pytest.raises(EdiError, match="does not tell the year"):
        loading.load_tables(tmp_path)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(READERS)), st.integers(0, 2000), st.text(max_size=3))
def test_whatever_a_file_holds_only_an_edi_error_comes_of_it(name, at, junk):
    text = text_of(name)
    spoiled = text[:at % len(text)] + junk + text[at % len(text) + 1:]
    assert fault_of(READERS[name], spoiled).startswith("line ")


def fault_of(read, text):
    """What a reader says of a text; a line that is none where it finds no fault."""
    try:
        read(io.StringIO(text))
    except EdiError as error:
        return str(error)
    return "line 0"


def test_tables_go_to_another_process():
    known = pickle.loads(pickle.dumps(TABLES))
    assert "R079" in known.diagnoses_on(DAY)
    assert known.pairs.indicator("93000", "99214", DAY) == "1"
    assert known.limits_of("99381") == TABLES.limits_of("99381")
