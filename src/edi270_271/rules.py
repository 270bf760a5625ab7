"""Checks: of an inquiry before it is sent, and of a response before somebody works with it.

A rule is a function `(noun, as_of) -> findings`. `GUIDE_RULES` need nothing but the inquiry and are what `build_270` enforces; the rest
of `INQUIRY_RULES` warn of what payers refuse. `RESPONSE_RULES` give a refused question the root cause and the owner that a rejected or
denied claim would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from edi_claims import SELF, DateRange, EligibilityInquiry, EligibilityResponse, Finding, Owner, PersonName, Rejection, RootCause, Severity
from edi_claims.codes import AAA_FOLLOW_UP, AAA_REASON, SERVICE_TYPE
from edi_claims.identifiers import npi_is_valid

InquiryRule = Callable[[EligibilityInquiry, "date | None"], Iterator[Finding]]
ResponseRule = Callable[[EligibilityResponse, "date | None"], Iterator[Finding]]

ORIGINATOR_LENGTH = 10
PAST_DAYS = 365
"""How far back most payers answer."""


def is_dependent(inquiry: EligibilityInquiry) -> bool:
    """Whether the patient is asked for below a subscriber (2000D)."""
    return inquiry.coverage.subscriber is not None and inquiry.coverage.relationship != SELF


def originator(inquiry: EligibilityInquiry) -> str:
    """TRN03: as given, else 9 and the provider's tax id; empty where neither is known."""
    return inquiry.trace_originator or (f"9{inquiry.provider.tax_id}" if inquiry.provider.tax_id else "")


def check(nouns: Iterable[EligibilityInquiry | EligibilityResponse], rules: Iterable[Callable[..., Iterator[Finding]]] | None = None,
          *, as_of: date | None = None) -> list[Finding]:
    """What is wrong with inquiries, or what responses say went wrong. `as_of` is the day of asking; without it no day is judged.

    Paths begin with the place in the list: `[0].coverage.member_id`. Never raises for bad content.
    """
    chosen = None if rules is None else tuple(rules)
    found = []
    for at, noun in enumerate(nouns):
        standard: tuple[Callable[..., Iterator[Finding]], ...] = INQUIRY_RULES if isinstance(noun, EligibilityInquiry) else RESPONSE_RULES
        for rule in standard if chosen is None else chosen:
            found += [attrs.evolve(one, path=f"[{at}].{one.path}" if one.path else f"[{at}]") for one in rule(noun, as_of)]
    return found


def _error(code: str, message: str, fix: str, path: str, **more: Any) -> Finding:
    return Finding(code, Severity.ERROR, message, fix=fix, path=path, **{"root_cause": RootCause.ELIGIBILITY, "owner": Owner.FRONT_DESK, **more})


# ---- what the guide wants of an inquiry

def payer_is_named(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """NM109 of the payer."""
    if not inquiry.coverage.payer.payer_id:
        yield _error("E001", "the payer has no id", "take the payer id from the clearinghouse's list", "coverage.payer.payer_id",
                     loop="2100A", element="NM109", root_cause=RootCause.PAYER_SETUP, owner=Owner.BILLING, would_cause="AAA T4")


def provider_is_named(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """NM109 of the provider, and its check digit."""
    provider = inquiry.provider
    place: dict[str, Any] = {"loop": "2100B", "element": "NM109", "root_cause": RootCause.PAYER_SETUP, "owner": Owner.BILLING,
                             "would_cause": "AAA 43"}
    if not provider.npi and provider.identifier is None:
        yield _error("E002", "the provider has neither an NPI nor another id", "give the NPI under which the payer knows the practice",
                     "provider.npi", **place)
    elif provider.npi and not npi_is_valid(provider.npi):
        yield _error("E003", "the provider's NPI fails its check digit", "compare it with the registry", "provider.npi", **place)


def somebody_is_asked_for(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """A member id, or a name and a birth date."""
    person = inquiry.coverage.subscriber if is_dependent(inquiry) else inquiry.patient
    by_name = person is not None and _last(person.name) and person.birth_date is not None
    if not inquiry.coverage.member_id and not by_name:
        yield _error("E004", "there is neither a member id nor a name with a birth date to search by", "read the card, or ask the patient",
                     "coverage.member_id", loop="2100C", element="NM109", would_cause="AAA 72")


def dependent_is_whole(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """A dependent hangs under a subscriber, and has a name."""
    coverage = inquiry.coverage
    if coverage.subscriber is None and not coverage.is_self:
        yield _error("E005", "the patient is a dependent, and the subscriber is not given", "name the subscriber", "coverage.subscriber",
                     loop="2000C")
    if is_dependent(inquiry) and not _last(inquiry.patient.name):
        yield _error("E006", "the dependent has no name", "spell the name as on the card", "patient.name", loop="2100D", element="NM103",
                     would_cause="AAA 65")


def question_is_asked(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """Service types or a procedure, not both."""
    place: dict[str, Any] = {"loop": f"2110{'D' if is_dependent(inquiry) else 'C'}", "root_cause": RootCause.SUBMISSION, "owner": Owner.BILLING}
    asked = bool(inquiry.service_types) + (inquiry.procedure is not None)
    if not asked and not any(one.segment_id == "EQ" for one in inquiry.unread):
        yield _error("E007", "nothing is asked for", 'ask for service type "30", or for a procedure', "service_types", element="EQ01", **place)
    if asked > 1:
        yield _error("E008", "service types and a procedure are both asked for", "ask in two inquiries", "procedure", element="EQ02", **place)


def trace_is_whole(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """TRN03 has ten characters."""
    if len(originator(inquiry)) != ORIGINATOR_LENGTH:
        yield _error("E009", "the originator of the trace number does not have ten characters", "give 9 and the tax id, or the provider's tax id",
                     "trace_originator", loop=f"2000{'D' if is_dependent(inquiry) else 'C'}", element="TRN03",
                     root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


LENGTHS: tuple[tuple[str, str, int, Callable[[EligibilityInquiry], str]], ...] = (
    ("coverage.payer.payer_id", "NM109", 80, lambda one: one.coverage.payer.payer_id),
    ("coverage.payer.name", "NM103", 60, lambda one: one.coverage.payer.name),
    ("coverage.member_id", "NM109", 80, lambda one: one.coverage.member_id),
    ("coverage.group_number", "REF02", 50, lambda one: one.coverage.group_number),
    ("patient.name.last", "NM103", 60, lambda one: _last(one.patient.name)),
    ("patient.name.first", "NM104", 35, lambda one: one.patient.name.first if isinstance(one.patient.name, PersonName) else ""),
    ("provider.name", "NM103", 60, lambda one: _last(one.provider.name)),
    ("trace_number", "TRN02", 50, lambda one: one.trace_number),
    ("trace_division", "TRN04", 50, lambda one: one.trace_division),
)
"""Path, element, most characters, and the text."""


def texts_fit(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """The guide's lengths."""
    for path, element, most, text in LENGTHS:
        if len(text(inquiry)) > most:
            yield _error("E010", f"{element} may have {most} characters and has {len(text(inquiry))}", "shorten it", path, element=element,
                         root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


def period_runs_forward(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """DTP*291."""
    if isinstance(inquiry.on, DateRange) and inquiry.on.end < inquiry.on.start:
        yield _error("E011", "the period that is asked for ends before it begins", "exchange the days", "on", element="DTP03", would_cause="AAA 57")


def _last(name: PersonName | str) -> str:
    return name.last if isinstance(name, PersonName) else name


# ---- what payers refuse

def _warning(code: str, message: str, fix: str, path: str, **more: Any) -> Finding:
    return attrs.evolve(_error(code, message, fix, path, **more), severity=Severity.WARNING)


def day_is_answerable(inquiry: EligibilityInquiry, as_of: date | None = None) -> Iterator[Finding]:
    """Most payers answer a year back, and to the end of this month."""
    if inquiry.on is None or as_of is None:
        return
    first, last = (inquiry.on.start, inquiry.on.end) if isinstance(inquiry.on, DateRange) else (inquiry.on, inquiry.on)
    if first < as_of - timedelta(days=PAST_DAYS):
        yield _warning("E101", "the day lies more than a year back: few payers answer", "ask for a nearer day", "on", would_cause="AAA 62")
    if (last.year, last.month) > (as_of.year, as_of.month):
        yield _warning("E102", "the day lies behind this month: many payers do not answer for it", "ask again in the month of the visit", "on",
                       would_cause="AAA 63")


def service_types_are_known(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """EQ01."""
    for code in inquiry.service_types:
        if code not in SERVICE_TYPE:
            yield _warning("E103", "a service type is in no table", "compare it with the guide's list", "service_types", element="EQ01",
                           would_cause="AAA 33", root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


def search_is_sure(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """Every payer finds a patient by id, name and birth date; with less some do not."""
    if inquiry.patient.birth_date is None:
        yield _warning("E104", "the patient's birth date is not given: some payers do not find him", "ask the patient", "patient.birth_date",
                       element="DMG02", would_cause="AAA 58")


GUIDE_RULES: tuple[InquiryRule, ...] = (
    payer_is_named, provider_is_named, somebody_is_asked_for, dependent_is_whole, question_is_asked, trace_is_whole, texts_fit, period_runs_forward)
INQUIRY_RULES: tuple[InquiryRule, ...] = (*GUIDE_RULES, day_is_answerable, service_types_are_known, search_is_sure)


# ---- what a response says went wrong

LOOPS = {"source": "2100A", "receiver": "2100B", "subscriber": "2100C", "dependent": "2100D", "benefit": "2110"}


def _rejected(one: Rejection, path: str) -> Finding:
    row, again = AAA_REASON.get(one.reason), AAA_FOLLOW_UP.get(one.follow_up)
    wait = f"; {again.label.lower()}" if again is not None else ""
    what = f"{row.label} (AAA {one.reason}, {one.level})" if row is not None else f"an AAA code that is in no table ({one.level})"
    return Finding(
        "E201", Severity.ERROR, f"not answered: {what}{wait}",
        fix=row.fix if row else "look the code up in the payer's guide", root_cause=row.root_cause if row else RootCause.UNRESOLVED,
        owner=row.owner if row else Owner.BILLING, loop=LOOPS.get(one.level), element="AAA03", path=path, position=one.position)


def questions_are_answered(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """Every AAA, with who acts on it."""
    for at, one in enumerate(response.rejections):
        yield _rejected(one, f"rejections[{at}]")
    for row_at, row in enumerate(response.benefits):
        for at, one in enumerate(row.rejections):
            yield _rejected(one, f"benefits[{row_at}].rejections[{at}]")


def payer_changed_nothing(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """INS03 and INS04."""
    if response.maintenance == ("001", "25"):
        yield _warning("E202", "the payer corrected what was asked: the name, the id or the birth date on file is not the payer's",
                       "take over the payer's, or the claim is rejected", "patient", element="INS04", position=response.position)


def trace_came_back(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """TRN*2."""
    if not response.trace_number:
        yield _warning("E203", "the number of the inquiry was not returned", "match the response by payer and member", "traces", element="TRN01",
                       position=response.position, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


def rows_were_read(response: EligibilityResponse, _: date | None = None) -> Iterator[Finding]:
    """Benefits that could not be read may be the ones that matter."""
    count = sum(one.segment_id == "EB" for one in response.unread)
    if count:
        yield _warning("E204", f"{count} benefit rows could not be read: an answer may miss what they say", "see the unread segments", "unread",
                       loop="2110", position=response.position, root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING)


RESPONSE_RULES: tuple[ResponseRule, ...] = (questions_are_answered, payer_changed_nothing, trace_came_back, rows_were_read)
