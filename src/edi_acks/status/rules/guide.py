"""The guide's own demands: what is written of an inquiry or a response is held against the outline of 005010X212.

Codes: A450 length, A452 code, A453 missing, A454 too often, A455 no place, A456 what goes together; A457 a period that ends before it begins,
A458 a 277 that was told unasked, A459 a category that no table has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_acks.status.nouns import SERVICE, StatusKind
from edi_acks.status.segments import InquiryLevels, ResponseLevels
from edi_claims import DateRange, Finding, Owner, RootCause, Severity
from edi_claims.codes import STATUS_CATEGORY
from edi_x12.guides.holding import held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_acks.status.nouns import StatusInquiry, StatusResponse
    from edi_x12.guides.holding import Fault

_CODES = {"E010": "A450", "E012": "A452", "E013": "A453", "E014": "A454", "E015": "A455", "E016": "A456"}
_FIXES = {
    "A450": "write it shorter, or as the guide wants it", "A452": "take a code that the guide lists", "A453": "give it",
    "A454": "leave out what is too much", "A455": "leave it out", "A456": "give what goes together, or none of it"}
_ROWS = ("SVC",)


def inquiry_keeps_the_guide(inquiry: StatusInquiry) -> Iterator[Finding]:
    """What a 276 would hold of it."""
    return _told("276", InquiryLevels().segments(inquiry, "1"), dependent=inquiry.subscriber is not None)


def response_keeps_the_guide(response: StatusResponse) -> Iterator[Finding]:
    """What a 277 would hold of it."""
    if response.kind is not StatusKind.RESPONSE:
        return
    if response.patient is not None and not response.trace_number:
        yield _broken("A453", "TRN02 is missing", "trace_number", "2200D", "TRN02", "give the inquiry's number back")
        response = attrs.evolve(response, trace_number="0")         # so that the rest is held against the guide, too
    yield from _told("277", ResponseLevels().segments(response, ""), dependent=response.subscriber is not None)


def _told(name: str, segments: list[tuple[str, ...]], *, dependent: bool) -> Iterator[Finding]:
    places = {"2000A": "payer", "2100A": "payer", "2000B": "receiver", "2100B": "receiver", "2200B": "above", "2000C": "provider",
              "2100C": "provider", "2200C": "above", "2000D": "subscriber" if dependent else "patient",
              "2100D": "subscriber" if dependent else "patient", "2000E": "patient", "2100E": "patient"}
    for fault in held(name, segments, _ROWS):
        yield _finding(fault, places.get(fault.loop, ""))


def _finding(fault: Fault, place: str) -> Finding:
    code = _CODES[fault.code]
    path = f"lines[{fault.row - 1}]" if fault.row and not place and fault.loop[:3] != "220" else place
    return _broken(code, f"{fault.place} {fault.what}", path, fault.loop, fault.place, _FIXES[code])


def periods_run_forward(noun: StatusInquiry | StatusResponse) -> Iterator[Finding]:
    """DTP*472 of the claim and its lines."""
    days = [("service_dates", noun.service_dates)]
    for at, line in enumerate(noun.lines):
        days.append((f"lines[{at}]", getattr(line, "service_dates", None) or getattr(line, "dates", {}).get(SERVICE)))
    for path, when in days:
        if isinstance(when, DateRange) and when.end < when.start:
            yield _broken("A457", "a period ends before it begins", path, None, "DTP03", "exchange the days")


def it_answers(response: StatusResponse) -> Iterator[Finding]:
    """Only the answer to a 276 is written."""
    if response.kind is not StatusKind.RESPONSE:
        yield _broken("A458", f"it is no answer to a 276 but {response.kind.value}", "kind", None, "ST03", "write only answers with build_277")


def categories_are_known(response: StatusResponse) -> Iterator[Finding]:
    """STC01-1."""
    rows = [("above", one.statuses) for one in response.above] + [("statuses", response.statuses)]
    rows += [(f"lines[{at}].statuses", one.statuses) for at, one in enumerate(response.lines)]
    for path, statuses in rows:
        if any(one.category not in STATUS_CATEGORY for one in statuses):
            yield _broken("A459", "a status has a category that no table has", path, None, "STC01-1", "take one of edi_claims.codes.STATUS_CATEGORY")


def _broken(code: str, message: str, path: str, loop: str | None, element: str, fix: str) -> Finding:
    return Finding(code, Severity.ERROR, message, fix=fix, path=path or None, loop=loop, element=element, root_cause=RootCause.SUBMISSION,
                   owner=Owner.BILLING)
