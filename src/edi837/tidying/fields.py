"""What each text of a claim is, and so which repairs it takes; which element it becomes. A text that has no row here is a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.rules.context import Kind
from edi837.tidying import texts
from edi_claims import (
    Accident,
    Address,
    Adjustment,
    AmbulanceTransport,
    Attachment,
    Claim,
    Contact,
    ContractInformation,
    Coverage,
    Diagnosis,
    Drug,
    Encounter,
    FormAnswer,
    LineAdjudication,
    Owner,
    Payer,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    Repricing,
    RootCause,
    ServiceLine,
    Severity,
    SpinalManipulation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Repair(NamedTuple):
    """How a text is mended, and what is said of it."""

    kind: Kind
    message: str
    mend: Callable[[str], str]


def _repair(kind: Kind, message: str, mend: Callable[[str], str] = str) -> Repair:
    return Repair(kind, message, mend)


T001 = Kind("T001", RootCause.SUBMISSION, Owner.NONE, "999 IK403 6", Severity.INFO)
T002 = Kind("T002", RootCause.SUBMISSION, Owner.NONE, "999 IK403 6", Severity.INFO)
T003 = Kind("T003", RootCause.SUBMISSION, Owner.NONE, "999 IK403 6", Severity.INFO)
T004 = Kind("T004", RootCause.SUBMISSION, Owner.NONE, severity=Severity.INFO)
T005 = Kind("T005", RootCause.SUBMISSION, Owner.NONE, "277CA A7:255", Severity.INFO)
T006 = Kind("T006", RootCause.SUBMISSION, Owner.NONE, "277CA A7:562", Severity.INFO)
T007 = Kind("T007", RootCause.SUBMISSION, Owner.NONE, "277CA A7:218", Severity.INFO)
T008 = Kind("T008", RootCause.SUBMISSION, Owner.NONE, "277CA A7:500", Severity.INFO)
T009 = Kind("T009", RootCause.SUBMISSION, Owner.NONE, severity=Severity.INFO)
T010 = Kind("T010", RootCause.SUBMISSION, Owner.NONE, "277CA A7:164", Severity.INFO)
T011 = Kind("T011", RootCause.SUBMISSION, Owner.NONE, "277CA A7:125", Severity.INFO)
T012 = Kind("T012", RootCause.SUBMISSION, Owner.NONE, "999 IK403 5", Severity.INFO)
T013 = Kind("T013", RootCause.SUBMISSION, Owner.NONE, "277CA A7:157", Severity.INFO)
T014 = Kind("T014", RootCause.SUBMISSION, Owner.NONE, severity=Severity.INFO)
T015 = Kind("T015", RootCause.SUBMISSION, Owner.NONE, severity=Severity.INFO)

LETTERS = _repair(T001, "accents and typographic signs are written in plain letters", texts.plain)
DELIMITERS = _repair(T002, "a character that parts elements is left out", texts.undelimited)
ENDS = _repair(T003, "blanks at an end are left out", str.strip)
BLANKS = _repair(T003, "blanks at an end, or more than one between words, are left out", texts.squeezed)
CASE = _repair(T004, "lower case is written as upper case", texts.upper)
DOT = _repair(T005, "a diagnosis code is written without its dot", texts.diagnosis)
NPI = _repair(T006, "an NPI is written without hyphens and blanks", texts.digits(10))
TAX_ID = _repair(T006, "a tax id is written without hyphens and blanks", texts.digits(9))
NDC = _repair(T007, "a national drug code is written in eleven digits", texts.ndc)
POSTAL_CODE = _repair(T008, "a ZIP code is written without its hyphen", texts.zip_code)
PHONE = _repair(T009, "a telephone number is written in ten digits", texts.phone)
MEMBER_ID = _repair(T010, "a member id is written without hyphens and blanks, as the payer's ids are")
TITLE = _repair(T011, "a title is left out of a name", texts.untitled)
SUFFIX = _repair(T011, "a suffix moves from the name into its own field")
EMPTY = _repair(T012, "an empty entry is left out")
SEX = _repair(T013, "a sex is written as its code", texts.sex)
COUNTRY = _repair(T014, "the United States are left out as a country", texts.country)
NUMBERED = _repair(T015, "a line without a control number gets one")

Repairs = tuple[Repair, ...]

CODE: Repairs = (LETTERS, ENDS, CASE)
NAME: Repairs = (LETTERS, DELIMITERS, BLANKS, CASE)
"""A name, an address or a text that a person reads: here a delimiter can be nothing but a mistake."""
GIVEN: Repairs = (LETTERS, ENDS)
"""A number that somebody else gave, who will look for it as he wrote it."""
KEPT: Repairs = ()
"""What the answers to the claim are matched by: never changed, only refused."""


class Field(NamedTuple):
    """A text's element and repairs."""

    element: str = ""
    """With a place for a number where there may be several."""
    repairs: Repairs = CODE
    first: int = 1
    """The number of the first of several."""


OTHER = Field()

FIELDS: Mapping[type, Mapping[str, Field]] = {
    Claim: {
        "patient_control_number": Field("CLM01", KEPT), "payer_control_number": Field("REF02", GIVEN),
        "authorization_number": Field("REF02", GIVEN), "referral_number": Field("REF02", GIVEN), "sequence": Field("SBR01"),
        "frequency": Field("CLM05-3"), "signature_on_file": Field("CLM06"), "assignment": Field("CLM07"), "benefits_assigned": Field("CLM08"),
        "release": Field("CLM09"), "signature_source": Field("CLM10"), "special_program": Field("CLM12"), "delay_reason": Field("CLM20"),
        "file_information": Field("K301", GIVEN), "currency": Field("CUR02")},
    Encounter: {
        "place_of_service": Field("CLM05-1"), "condition_codes": Field("HI{:02}-2"), "anesthesia_procedures": Field("HI{:02}-2"),
        "documentation": Field("", KEPT)},
    Diagnosis: {"code": Field("HI{:02}-2", (LETTERS, ENDS, CASE, DOT))},
    Accident: {"causes": Field("CLM11-{}"), "state": Field("CLM11-4"), "country": Field("CLM11-5", (*CODE, COUNTRY))},
    ServiceLine: {
        "line_control_number": Field("REF02", KEPT), "unit": Field("SV103"), "place_of_service": Field("SV105"), "emergency": Field("SV109"),
        "screening": Field("SV111"), "family_planning": Field("SV112"), "copay_exempt": Field("SV115"),
        "file_information": Field("K301", GIVEN)},
    Procedure: {"code": Field("SV101-2"), "modifiers": Field("SV101-{}", first=3), "qualifier": Field("SV101-1"),
                "description": Field("SV101-7", NAME)},
    Drug: {"ndc": Field("LIN03"), "unit": Field("CTP05-1"), "qualifier": Field("LIN02")},
    PersonName: {
        "last": Field("NM103", (*NAME, TITLE)), "first": Field("NM104", (*NAME, TITLE)), "middle": Field("NM105", NAME),
        "suffix": Field("NM107", NAME), "prefix": Field("NM106", NAME)},
    Person: {"name": Field("NM103", NAME), "sex": Field("DMG03", (*CODE, SEX)), "pregnant": Field("PAT09")},
    Provider: {
        "npi": Field("NM109", (*CODE, NPI)), "name": Field("NM103", NAME), "taxonomy": Field("PRV03"), "tax_id": Field("REF02", (*CODE, TAX_ID)),
        "tax_id_type": Field("REF01")},
    Payer: {"payer_id": Field("NM109"), "name": Field("NM103", NAME), "other_ids": Field("", KEPT), "id_qualifier": Field("NM108")},
    Address: {
        "lines": Field("N3{:02}", NAME), "city": Field("N401", NAME), "state": Field("N402"), "postal_code": Field("N403"),
        "country": Field("N404", (*CODE, COUNTRY)), "subdivision": Field("N407")},
    Contact: {"name": Field("PER02", NAME), "numbers": Field("PER04", KEPT), "function": Field("PER01")},
    Coverage: {
        "member_id": Field("NM109"), "group_number": Field("SBR03"), "group_name": Field("SBR04", NAME), "relationship": Field("SBR02"),
        "sequence": Field("SBR01"), "filing_indicator": Field("SBR09"), "medicare_secondary_reason": Field("SBR05"), "id_qualifier": Field("NM108"),
        "benefits_assigned": Field("OI03"), "signature_source": Field("OI04"), "release": Field("OI06")},
    Reference: {"qualifier": Field("REF01"), "value": Field("REF02", GIVEN), "note": Field("", KEPT)},
    Attachment: {"report_type": Field("PWK01"), "transmission": Field("PWK02"), "control_number": Field("PWK06", GIVEN)},
    ContractInformation: {"contract_type": Field("CN101"), "contract_code": Field("CN104", GIVEN), "version": Field("CN106", GIVEN)},
    AmbulanceTransport: {
        "reason": Field("CR104"), "round_trip_purpose": Field("CR109", NAME), "stretcher_purpose": Field("CR110", NAME)},
    SpinalManipulation: {
        "condition": Field("CR208"), "description": Field("CR210", NAME), "further_description": Field("CR211", NAME)},
    PurchasedService: {"provider_id": Field("PS101", GIVEN)},
    Repricing: {"organization": Field("HCP04", GIVEN)},
    FormAnswer: {"answer": Field("FRM02"), "text": Field("FRM03", NAME)},
    PriorAdjudication: {"payer_control_number": Field("REF02", GIVEN), "remarks": Field("MOA{:02}", first=3)},
    LineAdjudication: {"payer_id": Field("SVD01")},
    Adjustment: {"group": Field("CAS01"), "reason": Field("CAS02")},
}

NOTE: Mapping[str, Field] = {"qualifier": Field("NTE01"), "value": Field("NTE02", NAME), "note": Field("", KEPT)}
"""A `Reference` where it is a note."""
