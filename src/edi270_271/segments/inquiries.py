"""Inquiries to a 270's levels, in guide order: payer, provider, subscriber, dependent, and the questions at the level of the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi270_271.asking import is_dependent, originator
from edi270_271.segments.levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Levels,
    asker,
    coded,
    dates,
    demographics,
    diagnoses,
    patient_provider,
    person,
    pointers,
    references,
    relationship,
    taxonomy,
)
from edi_claims import SELF, EligibilityInquiry, Reference
from edi_x12.elements import amount_text
from edi_x12.parties import address_segments, name_segment, put_back
from edi_x12.writer import Segment, repeat

if TYPE_CHECKING:
    from edi_claims import Coverage, Person, ServiceInquiry


@attrs.define
class InquiryLevels(Levels[EligibilityInquiry]):
    """A 270's transaction set."""

    identifier = "270"
    functional_id = "HS"

    def segments(self, noun: EligibilityInquiry, number: str) -> list[Segment]:
        """One inquiry, with the levels above it that are not open yet."""
        out: list[Segment] = []
        coverage = noun.coverage
        self.shared(out, SOURCE, (noun.payer_kind, coverage.payer), lambda out, start: _payer(out, start, noun))
        self.shared(out, RECEIVER, (noun.provider_kind, noun.provider_role, noun.provider), lambda out, start: _provider(out, start, noun))
        subscriber = coverage.subscriber
        if subscriber is not None and is_dependent(noun):
            says = subscriber, coverage.member_id, coverage.id_qualifier, coverage.group_number
            self.shared(out, SUBSCRIBER, says, lambda out, start: _subscriber(out, start, coverage, subscriber))
        _patient(out, self.level(out, DEPENDENT if is_dependent(noun) else SUBSCRIBER, more=False), noun, noun.trace_number or number)
        return out


def _payer(out: list[Segment], start: int, inquiry: EligibilityInquiry) -> None:
    """2100A: NM1 only."""
    payer = inquiry.coverage.payer
    out.append(name_segment(inquiry.payer_kind, payer.name, payer.id_qualifier if payer.payer_id else "", payer.payer_id))
    put_back(out, start, payer.unread)


def _provider(out: list[Segment], start: int, inquiry: EligibilityInquiry) -> None:
    """2100B."""
    provider = inquiry.provider
    out += [*asker(inquiry.provider_kind, provider), *taxonomy(provider, inquiry.provider_role)]
    put_back(out, start, provider.unread)


def _subscriber(out: list[Segment], start: int, coverage: Coverage, who: Person) -> None:
    """The subscriber of a dependent."""
    out += [_member(coverage, who), *_group(coverage), *references(who.references), *address_segments(who.address), *demographics(who)]
    put_back(out, start, who.unread)


def _patient(out: list[Segment], start: int, inquiry: EligibilityInquiry, number: str) -> None:
    """2000C or 2000D of the patient, with his questions, and what no noun has a field for."""
    who, coverage, dependent = inquiry.patient, inquiry.coverage, is_dependent(inquiry)
    out.append(("TRN", "1", number, originator(inquiry), inquiry.trace_division))
    second = inquiry.second_trace
    if second is not None:
        out.append(("TRN", second.qualifier, second.value, second.originator, second.division))
    out += [person("03", who, who.identifier)] if dependent else [_member(coverage, who), *_group(coverage)]
    out += [*references((*who.references, *inquiry.references)), *address_segments(who.address), *patient_provider(inquiry.patient_provider)]
    code = _relationship(coverage.relationship) if dependent else SELF if inquiry.birth_sequence is not None else ""
    out += [*demographics(who), *relationship(dependent, code, (), inquiry.birth_sequence), *diagnoses(inquiry.diagnoses)]
    out += dates((qualifier, on) for qualifier, on in (("102", inquiry.issued_on), ("291", inquiry.on)) if on is not None)
    for question in inquiry.questions:
        _question(out, question)
    put_back(out, start, sorted((*who.unread, *inquiry.unread), key=lambda one: one.offset))


def _relationship(code: str) -> str:
    """INS02 of a dependent: a spouse, a child, or another adult, which is whatever else a claim says."""
    return code if code in ("", "01", "19") else "34"


def _member(coverage: Coverage, who: Person) -> Segment:
    """NM1*IL."""
    return person("IL", who, Reference(coverage.id_qualifier, coverage.member_id) if coverage.member_id else None)


def _group(coverage: Coverage) -> list[Segment]:
    """REF*6P, which has no place for the group's name."""
    return [("REF", "6P", coverage.group_number)] if coverage.group_number else []


def _question(out: list[Segment], asked: ServiceInquiry) -> None:
    """2110."""
    start = len(out)
    out.append(("EQ", repeat(asked.service_types), coded(asked.procedure), asked.coverage_level, "", pointers(asked.diagnosis_pointers)))
    amounts = ("R", asked.spend_down), ("PB", asked.spend_down_billed)
    out += [("AMT", code, amount_text(dollars)) for code, dollars in amounts if dollars is not None]
    out += [("III", one.qualifier, one.code) for one in asked.places]
    out += references(asked.references)
    out += dates([("291", asked.on)] if asked.on is not None else [])
    put_back(out, start, asked.unread)
