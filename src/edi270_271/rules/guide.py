"""The guide's own demands: what is written of a noun is held against the outline of 005010X279A1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.asking import is_dependent
from edi270_271.segments.inquiries import InquiryLevels
from edi270_271.segments.responses import TITLES, ResponseLevels
from edi_claims import DateRange, EligibilityInquiry, Finding, Owner, RootCause, Severity
from edi_x12.guides.holding import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from edi_claims import Benefit, EligibilityResponse, ServiceInquiry
    from edi_x12.guides.holding import Fault

MISSING, PAIR, CODE, LENGTH = "E013", "E016", "E012", "E010"
OTHERS = {
    *((loop, place, code) for loop in ("2100A", "2100B") for place in ("NM108", "NM109") for code in (MISSING, PAIR)),
    *((loop, "TRN03", code) for loop in ("2000C", "2000D") for code in (MISSING, LENGTH)),
    *((loop, place, code) for loop in ("2110C", "2110D") for place, code in (("EQ01", PAIR), ("EQ", MISSING))),
    ("2000D", "2110D", MISSING), ("2100D", "2110D", MISSING), ("2100D", "NM102", CODE),
}
"""What another rule of inquiries asks for, and says better: loop, place, code."""
FIXES = {
    "E010": "write it shorter, or as the guide wants it",
    "E012": "take a code that the guide lists",
    "E013": "give it",
    "E014": "leave out what is too much, or ask in another inquiry",
    "E015": "leave it out",
    "E016": "give what goes together, or none of it",
}
PURPOSES = {"270": ("01", "13"), "271": ("06", "11")}
"""BHT02."""


def inquiry_keeps_the_guide(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """What a 270 would hold of it."""
    dependent = is_dependent(inquiry)
    places = {"2100A": "coverage.payer", "2000A": "coverage.payer", "2100B": "provider", "2000B": "provider",
              "2100C": "coverage" if dependent else "patient", "2000D": "", "2100D": "patient"}
    yield from _purpose("270", inquiry)
    for fault in held("270", InquiryLevels().segments(inquiry, "1")):
        if (fault.loop, fault.place, fault.code) not in OTHERS:
            yield _told(fault, places.get(fault.loop, ""), f"questions[{fault.row - 1}]")


def response_keeps_the_guide(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """What a 271 would hold of it."""
    places = {"2100A": "payer", "2100B": "provider", "2100C": "subscriber", "2100D": "dependent"}
    yield from _purpose("271", response)
    for fault in held("271", ResponseLevels().segments(response, "")):
        yield _told(fault, places.get(fault.loop, ""), f"benefits[{fault.row - 1}]")


def rejections_have_a_level(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """A rejection of no level would not be written."""
    for at, one in enumerate(response.rejections):
        if one.level not in TITLES:
            yield _finding("E017", "a rejection names no level of the response", f"rejections[{at}].level", None, "AAA",
                           f"give {', '.join(TITLES)}; what refuses one benefit is that benefit's")


def pointers_lead_to_diagnoses(noun: EligibilityInquiry | EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """EQ05 and EB14 count the diagnoses of the same level."""
    rows: Sequence[tuple[str, ServiceInquiry | Benefit]] = [(f"questions[{at}]", one) for at, one in enumerate(noun.questions)] if isinstance(
        noun, EligibilityInquiry) else [(f"benefits[{at}]", one) for at, one in enumerate(noun.benefits)]
    for path, one in rows:
        if any(not 0 < pointer <= len(noun.diagnoses) for pointer in one.diagnosis_pointers):
            yield _finding("E018", f"a diagnosis is pointed at that is not there: there are {len(noun.diagnoses)}", f"{path}.diagnosis_pointers",
                           None, "EQ05" if isinstance(noun, EligibilityInquiry) else "EB14", "give the diagnoses, or leave the pointers out")


def periods_run_forward(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """DTP of a response."""
    rows = [(f"benefits[{at}].dates", one.dates) for at, one in enumerate(response.benefits)]
    for path, dates in (("dates", response.dates), *rows):
        if any(isinstance(on, DateRange) and on.end < on.start for _, on in dates):
            yield _finding("E011", "a period ends before it begins", path, None, "DTP03", "exchange the days")


def _purpose(transaction: str, noun: EligibilityInquiry | EligibilityResponse) -> Iterator[Finding]:
    if noun.purpose not in PURPOSES[transaction]:
        yield _finding("E012", "BHT02 is not among the guide's codes", "purpose", None, "BHT02", FIXES["E012"])


def _told(fault: Fault, place: str, row: str) -> Finding:
    path = row if fault.row and fault.loop[:4] not in ("2000", "2100") else place
    return _finding(fault.code, f"{fault.place} {fault.what}", path, fault.loop, fault.place, FIXES[fault.code])


def _finding(code: str, message: str, path: str, loop: str | None, element: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, message, fix=fix, path=path, loop=loop, element=element, root_cause=RootCause.SUBMISSION,
                   owner=Owner.BILLING)
