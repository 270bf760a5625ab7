"""Where a fault lies decides whose it is: tables from a place in the 837 (999) or a status (277CA) to cause, owner, fix and rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import Owner, RootCause

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY = "*"
_COB = ("2320", "2330A", "2330B", "2330C", "2330D", "2330E", "2330F", "2330G", "2430")


@attrs.frozen
class Cause:
    """Why a place of an 837 was wrong, and who repairs it."""

    root_cause: RootCause = RootCause.SUBMISSION
    owner: Owner = Owner.BILLING
    rule: str = ""
    """The scrubber's rule that looks at it before sending; empty where none does."""
    fix: str = "Correct what was sent"


def _at(loops: str, elements: str, root_cause: RootCause, owner: Owner, rule: str, fix: str) -> Iterator[tuple[tuple[str, str], Cause]]:
    cause = Cause(root_cause, owner, rule, fix)
    return (((loop, element), cause) for loop in loops.split() for element in elements.split())


_ELIGIBILITY = RootCause.ELIGIBILITY, Owner.FRONT_DESK
_SETUP = RootCause.PAYER_SETUP, Owner.BILLING
_CODING = RootCause.CODING, Owner.CODING
_SUBMISSION = RootCause.SUBMISSION, Owner.BILLING

PLACES: dict[tuple[str, str], Cause] = dict((
    *_at("2010AA 2010AB 2310C 2420C", "N403", *_SETUP, "P003", "Send a ZIP code of nine digits"),
    *_at("2010AA 2310C 2420C", "N3 N301 N302", *_SETUP, "P003", "Send a street address without a PO box"),
    *_at("2010AA 2310A 2310B 2310C 2310D 2420A 2420C 2420D 2420E 2420F", "NM109", *_SUBMISSION, "P001", "Check the NPI's digits and its loop"),
    *_at("2010AA", "REF02", *_SETUP, "P002", "Send the tax id as enrolled"),
    *_at("2000A 2310B 2420A", "PRV PRV03", *_SETUP, "P004", "Send the taxonomy as enrolled"),
    *_at("2010BA", "NM109", *_ELIGIBILITY, "M001", "Read the card again; ask for eligibility"),
    *_at("2010BA 2010CA", "NM103 NM104 NM105 NM107", *_ELIGIBILITY, "M006", "Spell the name as on the card"),
    *_at("2010BA 2010CA", "N3 N301 N302 N4 N401 N402 N403", *_ELIGIBILITY, "M004", "Correct the address"),
    *_at("2010BA 2010CA", "DMG DMG02", *_ELIGIBILITY, "M002", "Correct the birth date"),
    *_at("2010BA 2010CA", "DMG03", *_ELIGIBILITY, "M003", "Correct the sex"),
    *_at("2000B", "SBR02", RootCause.SUBMISSION, Owner.FRONT_DESK, "M004", "Correct the relationship"),
    *_at("2000C", "PAT PAT01", RootCause.SUBMISSION, Owner.FRONT_DESK, "M004", "Correct the relationship"),
    *_at("2010BB", "NM1 NM103 NM109", RootCause.PAYER_SETUP, Owner.FRONT_DESK, "M007", "Find the right payer id"),
    *_at(_ANY, "CLM01", *_SUBMISSION, "S003", "At most 20 plain characters"),
    *_at(_ANY, "CLM02", *_SUBMISSION, "B001", "Make the total the sum of the lines"),
    *_at(_ANY, "CLM05-1", *_CODING, "B002", "Coder checks the place"),
    *_at(_ANY, "CLM05-3", *_SUBMISSION, "B004", "1 new, 7 replacement, 8 void"),
    *_at(_ANY, "CLM11", RootCause.SUBMISSION, Owner.FRONT_DESK, "B009", "Add cause, date and state of the accident"),
    *_at("2300 *", "HI", *_CODING, "C001", "Coder checks the diagnoses"),
    *_at(_ANY, "SV101", *_CODING, "C003", "Coder checks the procedure"),
    *_at(_ANY, "SV101-3 SV101-4 SV101-5 SV101-6", *_CODING, "C004", "Coder checks the modifiers"),
    *_at(_ANY, "SV102", *_SUBMISSION, "B001", "Correct the charge"),
    *_at(_ANY, "SV104", *_CODING, "C007", "Coder checks the units"),
    *_at(_ANY, "SV105", *_CODING, "B002", "Coder checks the place"),
    *_at(_ANY, "SV107", RootCause.CODING, Owner.BILLING, "C002", "Point at diagnoses the claim has"),
    *_at("2300 2400 *", "DTP DTP03", *_SUBMISSION, "B003", "Correct the date"),
    *_at("2300 2400", "PWK06", RootCause.DOCUMENTATION, Owner.BILLING, "B013", "Give the attachment one number of its own"),
    *(((loop, _ANY), Cause(RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "B010", "Copy it from the earlier 835")) for loop in _COB),
))
"""(loop, element) to its cause, 837 only; `*` for any."""


def cause_at(loop: str, element: str) -> Cause:
    """The nearest row: the element with its component, the element, the segment; in this loop first, then in any.

    >>> cause_at("2010AA", "N403").rule, cause_at("2400", "SV107-1").rule, cause_at("2330B", "NM109").rule, cause_at("2300", "K301").rule
    ('P003', 'C002', 'B010', '')
    """
    whole = element.partition("-")[0]
    names = dict.fromkeys((element, whole, whole[:-2] if whole[-2:].isdigit() and len(whole) > 3 else whole))       # noqa: PLR2004 - N403 is of N4
    keys = [*((loop, name) for name in names), (loop, _ANY), *((_ANY, name) for name in names)]
    return next((PLACES[key] for key in keys if key in PLACES), Cause())


_FIELDS = {
    "N301": "lines[0]", "N302": "lines[1]", "N401": "city", "N402": "state", "N403": "postal_code", "N404": "country",
    "CLM01": "patient_control_number", "CLM02": "charge", "CLM05-3": "frequency", "CLM07": "assignment", "CLM08": "benefits_assigned",
    "CLM09": "release", "SV101": "procedure", "SV101-2": "procedure.code", "SV102": "charge", "SV104": "units",
    "SV105": "place_of_service", "SV107": "diagnosis_pointers",
}
"""Element to the field below the path of its segment, where one element is one field."""


def field_path(path: str, element: str) -> str:
    """The path of a segment, extended to the field of one of its elements where that is known.

    >>> field_path("encounter.services[1]", "SV107-1"), field_path("", "CLM02"), field_path("coverage", "SBR02")
    ('encounter.services[1].diagnosis_pointers', 'charge', 'coverage')
    """
    field = _FIELDS.get(element) or _FIELDS.get(element.partition("-")[0], "")
    return ".".join(filter(None, (path, field)))


def _by(rule: str, statuses: str) -> Iterator[tuple[str, str]]:
    return ((status, rule) for status in statuses.split())


CAUGHT_BY: dict[str, str] = dict((
    *_by("S001", "511"), *_by("S003", "478 512"), *_by("S004", "697"),
    *_by("M001", "153:IL 153:QC 164:IL 164:QC 164 733"), *_by("M002", "158 158:IL 158:QC"), *_by("M003", "157 157:IL 157:QC"),
    *_by("M004", "156"), *_by("M006", "125:IL 125:QC 504:IL 504:QC 505:IL 505:QC"), *_by("M007", "28 114 116 487"),
    *_by("M008", "27 88 90 91 97 108 109:IL 109:QC"), *_by("M009", "85 171 182 183 286 479 516"),
    *_by("P001", "562"), *_by("P002", "128 128:85"), *_by("P003", "126:77 126:85 500:77 500:85 503:77 503:85"), *_by("P004", "145"),
    *_by("P007", "88:82 88:85 91:82 91:85"),
    *_by("C001", "254 255 488 508 700 772"), *_by("C002", "477"), *_by("C003", "454 507 796"), *_by("C004", "453"), *_by("C007", "258 476"),
    *_by("C008", "86 474 475"), *_by("C013", "218"),
    *_by("B001", "121 178 583"), *_by("B002", "249"), *_by("B003", "187 188 189 510"), *_by("B004", "464 495 535 787 799"),
    *_by("B005", "48 84 252 674"), *_by("B006", "93 94 761"), *_by("B007", "718"), *_by("B008", "54 78"), *_by("B009", "248 633 727"),
    *_by("B010", "400 672"), *_by("B013", "489"), *_by("B014", "544"),
))
"""Status code, with its entity where that matters, to the scrubber's rule that looks at the same thing before sending."""


def caught_by(code: str, entity: str = "") -> str:
    """The scrubber's rule for a status; empty where none looks at it.

    >>> caught_by("164", "IL"), caught_by("562", "85"), caught_by("477"), caught_by("0")
    ('M001', 'P001', 'C002', '')
    """
    return CAUGHT_BY.get(f"{code}:{entity}") or CAUGHT_BY.get(code, "")


def advice(fix: str, rule: str) -> str:
    """What to do, and which rule would have said so before the file was sent."""
    return "; ".join(filter(None, (fix, rule and f"rule {rule} checks this before sending")))
