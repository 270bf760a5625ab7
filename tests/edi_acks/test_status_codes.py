"""Every row of our reference: which field a claim status means, why it went wrong, who repairs it and how; and a practice's own tables."""

from decimal import Decimal
from io import StringIO

import pytest

import edi_acks
from corpus import example
from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    CodeTables,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    ProviderAcknowledgment,
    Status,
)
from edi_acks.rules.causes import CAUGHT_BY
from edi_claims import Owner, RootCause, Severity
from edi_claims.codes import (
    ELEMENT_ERROR,
    ENTITY,
    GROUP_ERROR,
    SEGMENT_ERROR,
    SET_ERROR,
    STATUS_CATEGORY,
    STATUS_CODE,
    TA1_NOTE,
    CategoryKind,
    CategoryRow,
    Code,
    CodeTable,
    NoteRow,
    StatusRow,
    status_row,
)

# statuses, location (empty: none), root cause, owner, a word of the fix
REFERENCE = [
    ("19 20 16 17", "", "informational", "none", "Wait"),
    ("21", "", "unresolved", "billing", "other status"),
    ("24 25 496", None, "payer_setup", "billing", "Enrol"),
    ("26:85", "2010AA NM109", "payer_setup", "billing", "Enrol"), ("26:82", "2310B/2420A NM109", "payer_setup", "billing", "Enrol"),
    ("27 88 90 91 97 108 88:IL 91:QC", "2010BA NM109", "eligibility", "front_desk", "eligibility"), ("92", "2010CA", "eligibility", "front_desk", "eligibility"),
    ("29 30 32 33 164 164:IL 733", "2010BA NM109", "eligibility", "front_desk", "card|eligibility"),
    ("31 34", "2010BA NM103", "eligibility", "front_desk", "card"),
    ("158:QC", "2010CA DMG02", "eligibility", "front_desk", "birth date"), ("157:QC", "2010CA DMG03", "eligibility", "front_desk", "sex"),
    ("125:QC 504:QC", "2010CA NM103", "eligibility", "front_desk", "name"), ("505:QC", "2010CA NM104", "eligibility", "front_desk", "name"),
    ("156", "SBR02/PAT01", "submission", "front_desk", "relationship"),
    ("116 28 114 487", "2010BB NM109", "payer_setup", "front_desk", "payer id"),
    ("85 171", "2320", "coordination_of_benefits", "billing", "payer"), ("286 672 182", "2320/2430", "coordination_of_benefits", "billing", "835|Add up"),
    ("479", "2330B NM109", "coordination_of_benefits", "billing", "SVD01"), ("516", "2330B/2430 DTP 573", "coordination_of_benefits", "billing", "835"),
    ("183", "2320 AMT D", "coordination_of_benefits", "billing", "835"),
    ("54 78 746", "", "submission", "billing", "original"), ("770", "", "submission", "billing", "crossover"),
    ("771", "", "coordination_of_benefits", "billing", "Wait"), ("795", "2320/2430", "coordination_of_benefits", "billing", "Wait"),
    ("84 252 48 674", "2300 REF G1", "authorization", "front_desk", "authorization|units"),
    ("94", "2300 REF 9F", "authorization", "front_desk", "referral"), ("93", "", "authorization", "front_desk", "referral"),
    ("96 677", "", "payer_setup", "billing", "contracting"),
    ("109", "", "unresolved", "billing", "entity"), ("109:IL 109:QC", "2010BA NM109", "eligibility", "front_desk", "eligibility"),
    ("109:85 109:82 109:1P", "", "payer_setup", "billing", "enrolment"),
    ("121", "2400 LX", "submission", "billing", "Split"),
    ("126:85 503:85", "2010AA N3", "payer_setup", "billing", "PO box"), ("500:85", "2010AA N403", "payer_setup", "billing", "ZIP"),
    ("501:85", "2010AA N402", "payer_setup", "billing", "state"),
    ("128:85", "2010AA REF EI", "payer_setup", "billing", "tax id"),
    ("145:85", "2000A PRV03", "payer_setup", "billing", "taxonomy"), ("145:82", "2310B/2420A PRV03", "payer_setup", "billing", "taxonomy"),
    ("153 560", "REF G2", "payer_setup", "billing", "id"),
    ("562:85", "2010AA NM109", "submission", "billing", "digits"), ("562:82", "2310B/2420A NM109", "submission", "billing", "digits"),
    ("562:77", "2310C NM109", "submission", "billing", "digits"), ("562:DN", "2310A NM109", "submission", "billing", "digits"),
    ("562:DK", "2420E NM109", "submission", "billing", "digits"),
    ("178", "CLM02", "submission", "billing", "sum"), ("583", "2400 SV102", "submission", "billing", "sum"),
    ("187 188", "2400 DTP 472", "submission", "billing", "date"), ("510", "", "submission", "billing", "date"),
    ("189", "2300 DTP 435", "submission", "billing", "date"),
    ("218", "2410 LIN03", "coding", "coding", "NDC"),
    ("248 633", "CLM11", "submission", "front_desk", "accident|cause"), ("727", "2300 DTP 439", "submission", "front_desk", "date"),
    ("249", "CLM05-1/SV105", "coding", "coding", "place"),
    ("254", "2300 HI ABK", "coding", "coding", "diagnosis"), ("255 488 508 700 772", "2300 HI", "coding", "coding", "diagnosis|code"),
    ("453", "2400 SV101-3", "coding", "coding", "modifier"), ("454 507 796", "2400 SV101-2", "coding", "coding", "code|procedure"),
    ("474 475", "2400 SV101-2", "coding", "coding", "sex|birth date"),
    ("476 258", "2400 SV104", "coding", "coding", "units"),
    ("477", "2400 SV107", "submission", "billing", "diagnoses"),
    ("478", "CLM01", "submission", "billing", "20"),
    ("480", "2000B SBR09", "submission", "billing", "kind of plan"), ("480:GB 480:PRP 480:SEP 480:TTP", "2320 SBR09", "submission", "billing", "other payer"),
    ("464 495", "2300 REF F8", "submission", "billing", "835|change"), ("535", "CLM05-3", "submission", "billing", "1 new"),
    ("787", "CLM05-3", "submission", "billing", "Frequency 1"), ("799", "CLM05-3", "submission", "billing", "Frequency 7"),
    ("400", "CLM02", "submission", "billing", "Add up"),
    ("481 511 512 697 684", "", "submission", "billing", "Correct|character|Shorten|decimals"),
    ("489", "2300 PWK06", "documentation", "billing", "number"),
    ("544", "2300 REF X4", "submission", "billing", "laboratory"),
    ("718", "", "timely_filing", "billing", "CLM20"),
    ("123 95 287", "", "documentation", "billing", "records"),
    ("732", "", "submission", "billing", "other status"),
    ("0 689", "", "payer_follow_up", "billing", "Call"),
]
ROWS = [(text, *rest) for texts, *rest in REFERENCE for text in texts.split()]


@pytest.mark.parametrize(("text", "location", "cause", "owner", "word"), ROWS, ids=lambda one: str(one)[:20])
def test_a_status_has_its_field_its_cause_its_owner_and_its_fix(text, location, cause, owner, word):
    row = status_row(*text.split(":"))
    assert (row.root_cause, row.owner) == (cause, owner)
    assert location is None or row.location == location
    assert any(one in row.fix for one in word.split("|"))


@pytest.mark.parametrize(("text", "location", "cause", "owner", "word"), ROWS, ids=lambda one: str(one)[:20])
def test_a_rejection_for_it_says_the_same(text, location, cause, owner, word):
    [finding] = ClaimStatus("C1", statuses=[Status("A7", *text.split(":"), action="U")]).findings
    assert finding.root_cause == ("unresolved" if cause == "informational" else cause)
    assert finding.owner == ("billing" if owner == "none" else owner)
    assert any(one in finding.fix for one in word.split("|"))
    if location:
        assert " ".join(filter(None, (finding.loop, finding.element))) == location or location in (finding.element, finding.loop)


def test_every_rule_that_the_reference_names_looks_at_its_status():
    named = {"164:IL": "M001", "158:QC": "M002", "157:QC": "M003", "156": "M004", "504:QC": "M006", "116": "M007", "88": "M008", "171": "M009",
             "562:85": "P001", "128:85": "P002", "500:85": "P003", "145:82": "P004", "255": "C001", "477": "C002", "454": "C003", "453": "C004", "476": "C007",
             "178": "B001", "249": "B002", "187": "B003", "535": "B004", "252": "B005", "94": "B006", "718": "B007", "54": "B008", "248": "B009", "400": "B010",
             "489": "B013", "544": "B014"}
    assert {text: edi_acks.caught_by(*text.split(":")) for text in named} == named
    assert all(status_row(*text.split(":")) is not None for text in CAUGHT_BY)


# ---- what the tables hold

@pytest.mark.parametrize("code", sorted(STATUS_CATEGORY))
def test_every_category_has_a_cause_an_owner_and_a_fix(code):
    row = STATUS_CATEGORY[code]
    assert row.fix
    assert row.label
    assert row.kind is {"A": CategoryKind.ACKNOWLEDGMENT, "D": CategoryKind.NOT_FOUND, "E": CategoryKind.ERROR, "F": CategoryKind.FINALIZED,
                        "P": CategoryKind.PENDING, "R": CategoryKind.REQUEST}[code[0]]
    assert (row.stage is not None) == (code[0] == "A")


@pytest.mark.parametrize("table", [STATUS_CODE, STATUS_CATEGORY, ENTITY, SEGMENT_ERROR, ELEMENT_ERROR, SET_ERROR, GROUP_ERROR, TA1_NOTE])
def test_every_code_has_a_label_of_few_words(table):
    assert all(row.label and len(row.label) <= 60 for row in table.values())


@pytest.mark.parametrize("code", sorted(STATUS_CODE))
def test_every_status_says_what_to_do(code):
    row = STATUS_CODE[code]
    assert row.fix
    assert (row.owner is Owner.NONE) <= (row.root_cause in (RootCause.INFORMATIONAL, RootCause.CONTRACTUAL))
    assert not row.entity or row.entity in ENTITY


# ---- a practice's own

def mixed():
    [ack] = edi_acks.parse(example("277ca-mixed"))
    return ack


def test_a_practices_own_status_replaces_ours():
    file = StringIO("code,entity,label,location,root_cause,owner,fix\n164,IL,Ask Pat,2010BA NM109,payer_setup,provider,Call extension 7\n")
    tables = CodeTables(status=STATUS_CODE.with_rows(CodeTable.from_csv(file, StatusRow).values()))
    [ours, *_] = edi_acks.locate(mixed(), [], tables=tables)
    assert (ours.root_cause, ours.owner) == (RootCause.PAYER_SETUP, Owner.PROVIDER)
    assert "Ask Pat" in ours.message
    assert ours.fix.startswith("Call extension 7")
    assert edi_acks.check(mixed(), tables=tables)[0] == ours


def test_a_category_of_a_payers_own_may_reject():
    claim = ClaimStatus("C1", statuses=[Status("A9", "164", "IL", amount=Decimal(5))])
    ack = ClaimAcknowledgment("B1", providers=[ProviderAcknowledgment(claims=[claim])])
    assert [one.code for one in edi_acks.check(ack)] == ["A304"]
    tables = CodeTables(category=STATUS_CATEGORY.with_rows([CategoryRow("A9", "Refused", "acknowledgment", "rejected")]))
    assert [one.code for one in edi_acks.check(ack, tables=tables)] == ["A301"]


def test_notes_and_errors_and_entities_are_replaced_alike():
    note = CodeTables(note=TA1_NOTE.with_rows([NoteRow("020", "Ours", "payer_setup", "front_desk", "Do ours")]))
    [finding] = edi_acks.check(InterchangeAcknowledgment("1", None, "R", "020"), tables=note)
    assert (finding.root_cause, finding.owner) == (RootCause.PAYER_SETUP, Owner.FRONT_DESK)
    group = ImplementationAcknowledgment("HC", "1", status="R", codes=("5",))
    [finding] = edi_acks.check(group, tables=CodeTables(group_error=CodeTable([Code("5", "Ours")])))
    assert "Ours (5)" in finding.message
    entity = CodeTables(entity=CodeTable([Code("IL", "The holder")]), status=CodeTable([StatusRow("164", "Party's card")]))
    [finding] = [one for one in edi_acks.locate(mixed(), [], tables=entity) if one.code == "A301"]
    assert "The holder's card" in finding.message


# ---- codes that no table lists

def test_a_strange_status_of_an_accepted_claim_and_a_strange_entity_are_told():
    found = ClaimStatus("C1", statuses=[Status("A2", "9999", "QQ")]).findings
    assert [(one.code, one.element, one.severity) for one in found] == [("A319", "STC01-2", Severity.INFO), ("A319", "STC01-3", Severity.INFO)]
    assert "9999" in found[0].message
    assert "QQ" in found[1].message


def test_a_strange_status_that_rejects_is_told_once_and_unresolved():
    [finding] = ClaimStatus("C1", statuses=[Status("A7", "9999")]).findings
    assert (finding.code, finding.root_cause, finding.owner) == ("A301", RootCause.UNRESOLVED, Owner.BILLING)
