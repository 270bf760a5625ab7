from __future__ import annotations

import csv
import io
import pickle
import subprocess
import sys
from datetime import date, timedelta
from importlib import resources

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edi835
from corpus import files, needs_corpus
from edi_claims import codes
from edi_claims.codes import (
    AAA_FOLLOW_UP,
    AAA_REASON,
    CARC,
    CLAIM_STATUS,
    ENTITY,
    FILING_INDICATOR,
    GROUP,
    PLACE_OF_SERVICE,
    PLB_REASON,
    RARC,
    SERVICE_TYPE,
    STATUS_CATEGORY,
    STATUS_CODE,
    TA1_NOTE,
    AmountKind,
    CarcRow,
    Code,
    CodeTable,
    DatedCode,
    InquiryAction,
    PlbCategory,
    PlbRow,
    RarcKind,
    RarcRow,
    Stage,
    StatusRow,
    Verdict,
    status_row,
)
from edi_claims.findings import Owner, RootCause

TABLES = {name: table for name, table in vars(codes).items() if isinstance(table, CodeTable)}
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)

CODE_SETS_OF_THE_GUIDES = {
    "CLAIM_STATUS": "1 2 3 4 19 20 21 22 23 25",
    "GROUP": "CO CR OA PI PR",
    "PLB_REASON": "50 51 72 90 AH AM AP B2 B3 BD BN C5 CR CS CT CV CW DM E3 FB FC GO HM IP IR IS J1 L3 L6 LE LS OA OB PI PL RA RE SL TL "
                  "WO WU",
    "FILING_INDICATOR": "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ",
    "BENEFIT_KIND": "1 2 3 4 5 6 7 8 A B C CB D E F G H I J K L M MC N O P Q R S T U V W X Y",
    "TIME_PERIOD": "6 7 13 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36",
    "INSURANCE_TYPE": "12 13 14 15 16 41 42 43 47 AP C1 CO CP D DB EP FF GP HM HN HS IN IP LC LD LI LT MA MB MC MH MI MP OT PE PL PP PR PS "
                      "QM RP SP TF WC WU",
    "SERVICE_TYPE": "1 2 4 5 12 30 33 35 42 45 47 48 50 51 52 62 68 73 76 78 80 81 82 86 88 93 98 A6 A7 A8 AD AE AF AG AI AL BG BY BZ MH PT UC",
    "AAA_REASON": "04 15 33 35 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 "
                  "78 79 80 97 98 AA AE AF AG AO CI E8 IA MA T4",
    "AAA_FOLLOW_UP": "C N P R S W X Y",
    "STATUS_CATEGORY": "A0 A1 A2 A3 A4 A5 A6 A7 A8 D0 E0 E1 E2 E3 E4 F0 F1 F2 F3 F3F F3N F4 P0 P1 P2 P3 P4 P5",
    "ENTITY": "1P 36 40 41 77 82 85 87 AY DK DN DQ GB IL PR PRP QC SEP TT TTP",
    "SEGMENT_ERROR": "1 2 3 4 5 6 7 8 I4 I6 I7 I8 I9",
    "ELEMENT_ERROR": "1 2 3 4 5 6 7 8 9 10 12 13 I6 I9 I10 I11 I12 I13",
    "SET_ERROR": "1 2 3 4 5 6 7 23 I5 I6",
    "GROUP_ERROR": "1 2 3 4 5 6 19",
    "TA1_NOTE": " ".join(f"{number:03}" for number in range(32)),
    "RELATIONSHIP": "01 18 19 20 21 39 40 53 G8",
}


@every_table
def test_a_shipped_table_has_rows_and_every_row_a_short_label(table):
    assert len(table) > 4
    for key, row in table.items():
        assert row.key == key
        assert row.code == row.code.strip().upper()
        assert 0 < len(row.label) <= 60


@every_table
def test_a_shipped_file_names_no_code_twice_and_leaves_no_cell_over(table):
    rows = table._source()
    assert len(rows) == len(table)
    assert "" not in {row.code for row in rows}


@pytest.mark.parametrize("name", CODE_SETS_OF_THE_GUIDES)
def test_a_table_knows_the_codes_of_its_guide(name):
    assert set(CODE_SETS_OF_THE_GUIDES[name].split()) - set(TABLES[name]) == set()


@every_table
def test_every_column_of_a_shipped_file_is_read(table):
    row = next(iter(table.values()))
    with (codes_folder() / f"{table._source.args[0]}.csv").open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    assert set(header) == {field.name for field in attrs.fields(type(row))}


def codes_folder():
    return resources.files(codes)


@every_table
def test_what_failed_has_somebody_to_repair_it(table):
    for row in table.values():
        root_cause = getattr(row, "root_cause", RootCause.INFORMATIONAL)
        if root_cause is RootCause.INFORMATIONAL:
            continue
        assert isinstance(root_cause, RootCause)
        assert isinstance(row.owner, Owner)
        if getattr(row, "is_denial", None) is None:
            assert row.fix or row.owner is Owner.PAYER, row.key


@every_table
def test_an_unknown_code_is_its_own_label(table):
    assert "~~" not in table
    assert table.get("~~") is None
    assert table.label("~~") == "~~"


def test_the_same_denial_amount_has_another_owner_by_its_reason():
    assert (CARC["50"].root_cause, CARC["50"].owner) == (RootCause.CODING, Owner.CODING)
    assert (CARC["197"].root_cause, CARC["197"].owner) == (RootCause.AUTHORIZATION, Owner.FRONT_DESK)
    assert CARC["50"].is_denial is Verdict.YES


def test_a_reason_that_decides_nothing_alone_asks_for_a_remark():
    assert {code for code in ("16", "96", "A1", "226", "227", "234", "252", "129", "148") if not CARC[code].rarc_required} == set()
    assert not CARC["45"].rarc_required


def test_a_stopped_reason_is_kept_and_marked():
    assert not CARC["17"].active
    assert CARC["45"].active


def test_a_patient_share_is_no_denial():
    assert {CARC[code].is_denial for code in ("1", "2", "3")} == {Verdict.NO}


def test_an_alert_is_told_from_a_remark_that_explains():
    assert RARC["MA01"].kind is RarcKind.ALERT
    assert RARC["N115"].kind is RarcKind.SUPPLEMENTAL


def test_only_the_patient_share_may_be_billed_to_the_patient():
    assert [row.code for row in GROUP.values() if row.patient_may_be_billed] == ["PR"]
    assert [row.code for row in GROUP.values() if not row.in_5010] == ["CR"]


@pytest.mark.parametrize(("reason", "category"), [
    ("WO", PlbCategory.RECOVERY), ("FB", PlbCategory.FORWARD_BALANCE), ("L6", PlbCategory.INTEREST), ("IP", PlbCategory.INCENTIVE),
    ("CT", PlbCategory.CAPITATION), ("E3", PlbCategory.WITHHOLDING), ("IR", PlbCategory.TAX_OR_LEVY), ("IS", PlbCategory.SETTLEMENT),
    ("CS", PlbCategory.OTHER),
])
def test_a_provider_adjustment_has_a_category(reason, category):
    assert PLB_REASON[reason].category is category


def test_a_hospital_is_a_facility_and_an_office_is_not():
    assert PLACE_OF_SERVICE["21"].facility
    assert not PLACE_OF_SERVICE["11"].facility


@pytest.mark.parametrize(("category", "stage"), [
    ("A0", Stage.RECEIVED), ("A1", Stage.RECEIVED), ("A2", Stage.ACCEPTED), ("A3", Stage.REJECTED), ("A4", Stage.REJECTED),
    ("A6", Stage.REJECTED), ("A7", Stage.REJECTED), ("A8", Stage.REJECTED), ("F1", None), ("P1", None), ("E0", None),
])
def test_a_status_category_tells_how_far_the_claim_came(category, stage):
    assert STATUS_CATEGORY[category].stage is stage


def test_a_follow_up_says_how_many_days_to_wait():
    assert (AAA_FOLLOW_UP["W"].action, AAA_FOLLOW_UP["W"].days) == (InquiryAction.WAIT, 30)
    assert AAA_FOLLOW_UP["X"].days == 10
    assert AAA_FOLLOW_UP["C"].days is None


def test_a_payer_that_is_down_is_asked_again_and_a_wrong_member_id_is_fixed_first():
    assert AAA_REASON["42"].action is InquiryAction.RETRY
    assert (AAA_REASON["72"].action, AAA_REASON["72"].owner) == (InquiryAction.FIX, Owner.FRONT_DESK)


def test_an_unknown_partner_is_a_matter_of_setup_and_a_broken_envelope_of_submission():
    assert TA1_NOTE["009"].root_cause is RootCause.PAYER_SETUP
    assert TA1_NOTE["020"].root_cause is RootCause.SUBMISSION
    assert TA1_NOTE["000"].owner is Owner.NONE


def test_a_status_of_an_entity_goes_before_the_status_of_any():
    assert status_row("562", "85").location == "2010AA NM109"
    assert status_row("562", "82").location == "2310B/2420A NM109"
    assert status_row("562", "40") is status_row("562") is STATUS_CODE["562"]
    assert status_row("26", "85").root_cause is RootCause.PAYER_SETUP
    assert status_row("26", "IL").root_cause is RootCause.ELIGIBILITY
    assert status_row("no such code", "85") is None


def test_a_status_is_looked_up_in_the_users_own_table():
    own = STATUS_CODE.with_rows([StatusRow("562", "Ask Pat", entity="85")])
    assert status_row("562", "85", own).label == "Ask Pat"
    assert status_row("562", "85").label != "Ask Pat"


def test_every_status_of_an_entity_has_one_for_any_and_a_known_entity():
    for row in STATUS_CODE.values():
        assert row.code in STATUS_CODE
        assert not row.entity or row.entity in ENTITY


@pytest.mark.parametrize(("code", "entity", "root_cause", "owner"), [
    ("164", "IL", RootCause.ELIGIBILITY, Owner.FRONT_DESK),
    ("477", "", RootCause.SUBMISSION, Owner.BILLING),
    ("84", "", RootCause.AUTHORIZATION, Owner.FRONT_DESK),
    ("109", "IL", RootCause.ELIGIBILITY, Owner.FRONT_DESK),
    ("109", "85", RootCause.PAYER_SETUP, Owner.BILLING),
    ("718", "", RootCause.TIMELY_FILING, Owner.BILLING),
    ("254", "", RootCause.CODING, Owner.CODING),
    ("286", "", RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING),
    ("123", "", RootCause.DOCUMENTATION, Owner.BILLING),
])
def test_a_rejected_status_leads_to_cause_and_owner(code, entity, root_cause, owner):
    row = status_row(code, entity)
    assert (row.root_cause, row.owner) == (root_cause, owner)


def test_own_rows_add_and_replace_and_leave_the_shipped_table_alone():
    before = CLAIM_STATUS.label("4")
    own = CLAIM_STATUS.with_rows([codes.ClaimStatusRow("4", "No"), codes.ClaimStatusRow("99", "New")])
    assert (own.label("4"), own.label("99"), len(own)) == ("No", "New", len(CLAIM_STATUS) + 1)
    assert (CLAIM_STATUS.label("4"), "99" in CLAIM_STATUS) == (before, False)


def test_a_users_file_is_read_from_a_path_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("\ufeffcode,label\n98, Office \n\nZZ,Ours\n", encoding="utf-8")
    assert dict(CodeTable.from_csv(path, Code)) == dict(CodeTable.from_csv(str(path), Code)) == {
        "98": Code("98", "Office"), "ZZ": Code("ZZ", "Ours")}


def test_a_users_file_may_leave_out_columns_that_have_a_default_and_bring_its_own():
    table = CodeTable.from_csv(io.StringIO("note,code,label,root_cause,owner\nx,X1,Ours,coding,coding\n"), CarcRow)
    assert table["X1"] == CarcRow("X1", "Ours", RootCause.CODING, Owner.CODING)
    assert table["X1"].active


def test_a_users_file_without_a_needed_column_is_refused_with_its_name():
    with pytest.raises(ValueError, match="root_cause, owner"):
        CodeTable.from_csv(io.StringIO("code,label\nX1,Ours\n"), CarcRow)
    with pytest.raises(ValueError, match="code, label"):
        CodeTable.from_csv(io.StringIO(""), Code)


@pytest.mark.parametrize("row", ["X1,Ours,bad luck,billing,yes", "X1,Ours,coding,nobody,yes", "X1,Ours,coding,coding,perhaps", ",Ours,coding,coding,yes"])
def test_a_users_row_with_a_wrong_word_is_refused_with_its_line(row):
    with pytest.raises(ValueError, match="line 3"):
        CodeTable.from_csv(io.StringIO(f"code,label,root_cause,owner,active\n1,Fine,coding,coding,no\n{row}\n"), CarcRow)


@given(st.dictionaries(st.text("ABC123", min_size=1, max_size=3), st.text(min_size=1, max_size=9)))
def test_a_table_is_a_mapping_of_its_rows(labels):
    table = CodeTable(Code(code, label) for code, label in labels.items())
    assert {code: row.label for code, row in table.items()} == labels
    assert len(table) == len(labels)
    assert table == table.with_rows([])


def test_a_table_cannot_be_changed():
    with pytest.raises(TypeError):
        SERVICE_TYPE["98"] = Code("98", "Other")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SERVICE_TYPE["98"].label = "Other"


def test_a_table_goes_to_another_process():
    assert pickle.loads(pickle.dumps(CARC)) == CARC


def test_importing_reads_no_table():
    program = "from edi_claims.codes import *; print(sum('_rows' in vars(each) for each in list(vars().values()) if isinstance(each, CodeTable)))"
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.strip() == "0"


# ---- days in force

DATED = {name: table for name, table in TABLES.items() if isinstance(next(iter(table.values())), DatedCode)}
LIST_COPIED = date(2025, 11, 1)
"""When the column `active` of the reasons was last held against the owner's list."""


def test_reasons_remarks_and_provider_adjustments_have_days():
    assert set(DATED) == {"CARC", "RARC", "PLB_REASON"}


@pytest.mark.parametrize("table", DATED.values(), ids=DATED)
def test_a_code_starts_before_it_stops_and_is_active_between(table):
    for row in table.values():
        if row.starts and row.stops:
            assert row.starts < row.stops
        if row.starts:
            assert not row.active_on(row.starts - timedelta(1)), row.code
        if row.stops:
            assert row.active_on(row.stops - timedelta(1)), row.code
            assert not row.active_on(row.stops), row.code


def test_the_column_active_never_contradicts_a_stop_day():
    for row in CARC.values():
        if row.stops is not None:
            assert row.active == (row.stops > LIST_COPIED), row.code
        assert row.active_on(LIST_COPIED) == row.active, row.code


@pytest.mark.parametrize(("table", "code", "starts", "stops"), [
    (CARC, "45", date(1995, 1, 1), None), (CARC, "253", date(2013, 6, 2), None), (CARC, "17", date(1995, 1, 1), date(2009, 7, 1)),
    (CARC, "133", date(2014, 7, 1), None), (CARC, "A2", date(1995, 1, 1), date(2008, 1, 1)), (CARC, "W1", date(2000, 2, 29), date(2014, 7, 1)),
    (CARC, "P12", date(2013, 11, 1), None), (RARC, "MA130", date(2001, 10, 12), None), (RARC, "N115", date(2002, 5, 30), None),
    (RARC, "N14", date(2000, 1, 1), date(2007, 10, 1)), (RARC, "N618", date(2013, 7, 15), None),
])
def test_days_of_codes(table, code, starts, stops):
    assert (table[code].starts, table[code].stops) == (starts, stops)


def test_a_reason_that_stopped_on_a_day_nobody_knows_is_active_on_none():
    assert (CARC["138"].active, CARC["138"].stops, CARC["138"].active_on(date(2010, 1, 1))) == (False, None, False)


def test_a_user_brings_days_in_a_file_and_in_rows():
    text = "code,label,root_cause,owner,starts,stops\nX1,Ours,coding,coding,2020-01-01,\nX2,Ours,coding,coding,,2024-06-30\n"
    table = CodeTable.from_csv(io.StringIO(text), RarcRow)
    assert (table["X1"].starts, table["X1"].stops) == (date(2020, 1, 1), None)
    assert table["X2"].active_on(date(2024, 6, 29))
    assert not table["X2"].active_on(date(2024, 6, 30))
    assert PlbRow("X1", "Ours", "other", starts=date(2020, 1, 1)).starts == date(2020, 1, 1)
    with pytest.raises(ValueError, match="line 2"):
        CodeTable.from_csv(io.StringIO(text.replace("2020-01-01", "01/01/2020")), RarcRow)


# ---- what the tables say of each other

@every_table
def test_every_row_of_a_shipped_file_has_as_many_cells_as_its_header(table):
    with (codes_folder() / f"{table._source.args[0]}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell != cell.strip()]


@pytest.mark.parametrize("table", [CARC, RARC], ids=["CARC", "RARC"])
def test_what_is_always_a_denial_has_a_cause_that_somebody_can_act_on(table):
    no_failure = {RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY, RootCause.INFORMATIONAL, RootCause.UNRESOLVED}
    assert not [row.code for row in table.values() if row.is_denial is Verdict.YES and row.root_cause in no_failure]
    assert not [row.code for row in table.values() if row.is_denial is Verdict.YES and not row.next_action]


def test_an_alert_never_denies():
    assert not [row.code for row in RARC.values() if row.kind is RarcKind.ALERT and row.is_denial is Verdict.YES]


def test_remarks_that_hold_a_claim_are_known():
    assert {"N615", "N616", "N617", "N618"} <= set(RARC)
    assert RARC["N617"].root_cause is RARC["N618"].root_cause is RootCause.PAYER_FOLLOW_UP


@pytest.mark.parametrize(("kind", "reasons"), [
    (AmountKind.DEDUCTIBLE, {"1", "66", "126", "247"}), (AmountKind.COINSURANCE, {"2", "127", "248"}), (AmountKind.COPAY, {"3", "241"}),
    (AmountKind.BUNDLED, {"97", "234", "236", "B10", "B15", "P14", "W3"}), (AmountKind.SEQUESTRATION, {"253"}), (AmountKind.CAPITATION, {"24"}),
    (AmountKind.PRIOR_PAYER, {"23", "71"}),
])
def test_a_reason_says_what_its_amount_is_where_it_can(kind, reasons):
    assert {row.code for row in CARC.values() if row.amount_kind is kind} == reasons


def test_what_is_pended_is_the_payers_or_the_premium_payers_move_and_no_denial():
    pended = [row for row in CARC.values() if row.amount_kind is AmountKind.PENDED]
    assert {"133", "257", "277", "B11", "P8", "P11"} <= {row.code for row in pended}
    assert {row.owner for row in pended} == {Owner.PAYER, Owner.PATIENT}


@needs_corpus
def test_every_code_of_the_public_remittances_is_known():
    unknown = set()
    for path in files("835"):
        for told in edi835.parse(path.read_bytes()):
            for claim in told.claims:
                remarks = (*claim.remarks, *(code for line in claim.services for code in line.remarks))
                unknown |= {f"remark {code}" for code in remarks if code not in RARC}
                unknown |= {f"reason {one.reason}" for one in claim.all_adjustments if one.reason not in CARC}
                unknown |= {f"group {one.group}" for one in claim.all_adjustments if one.group not in GROUP}
                unknown |= {f"status {claim.status}"} - {f"status {code}" for code in CLAIM_STATUS}
                unknown |= {f"plan {claim.filing_indicator}"} - {f"plan {code}" for code in (*FILING_INDICATOR, "")}
            unknown |= {f"provider level {one.reason}" for one in told.provider_adjustments if one.reason not in PLB_REASON}
    assert not unknown
