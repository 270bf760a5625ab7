"""What is wrong with an inquiry, told by who has to act; the rest of the guide is `guide`'s."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from edi270_271.asking import is_dependent, originator
from edi_claims import DateRange, Finding, Owner, PersonName, RootCause, Severity
from edi_claims.identifiers import npi_is_valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import EligibilityInquiry

ORIGINATOR_LENGTH = 10
PAST_DAYS = 365
"""How far back most payers answer."""


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
    questions = inquiry.questions
    if not questions and not any(one.segment_id == "EQ" for one in inquiry.unread):
        yield _error("E007", "nothing is asked for", 'ask for service type "30", or for a procedure', "service_types", element="EQ01", **place)
    for at, one in enumerate(questions):
        if one.service_types and one.procedure is not None:
            yield _error("E008", "service types and a procedure are both asked for in one question", "ask in two questions (`further`)",
                         f"questions[{at}].procedure", element="EQ02", **place)
        if not one.service_types and one.procedure is None:
            yield _error("E007", "a question asks for nothing", "name a service type or a procedure", f"questions[{at}].service_types",
                         element="EQ01", **place)


def trace_is_whole(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """TRN03 has ten characters."""
    if len(originator(inquiry)) != ORIGINATOR_LENGTH:
        yield _error("E009", "the originator of the trace number does not have ten characters", "give 9 and the tax id, or the provider's tax id",
                     "trace_originator", loop=f"2000{'D' if is_dependent(inquiry) else 'C'}", element="TRN03",
                     root_cause=RootCause.SUBMISSION, owner=Owner.BILLING)


def period_runs_forward(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """DTP."""
    asked = (("on", inquiry.on), ("issued_on", inquiry.issued_on), *((f"questions[{at}].on", one.on) for at, one in enumerate(inquiry.questions)))
    for path, on in asked:
        if isinstance(on, DateRange) and on.end < on.start:
            yield _error("E011", "a period ends before it begins", "exchange the days", path, element="DTP03", would_cause="AAA 57")


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


def search_is_sure(inquiry: EligibilityInquiry, _: date | None = None) -> Iterator[Finding]:
    """Every payer finds a patient by id, name and birth date; with less some do not."""
    if inquiry.patient.birth_date is None:
        yield _warning("E104", "the patient's birth date is not given: some payers do not find him", "ask the patient", "patient.birth_date",
                       element="DMG02", would_cause="AAA 58")
