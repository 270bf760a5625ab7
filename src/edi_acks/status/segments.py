"""Inquiries and responses as segments, in the order of the guide: levels that say the same are shared, and the claims stand below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

import attrs

from edi_acks.status.nouns import StatusInquiry, StatusResponse
from edi_acks.write.back import restore
from edi_acks.write.claims import date_segments, line_segments, number_text, person_segment, procedure_text, status_segments
from edi_claims import DateRange, Provider, Reference
from edi_x12.elements import day_text, period_format
from edi_x12.levels import OpenLevels
from edi_x12.parties import contact_segment, name_segment, provider_segment, reference_segment
from edi_x12.writer import Segment

if TYPE_CHECKING:
    from datetime import date

    from edi_acks.status.nouns import LineInquiry
    from edi_claims import Payer, Person, TradingPartner

N = TypeVar("N", StatusInquiry, StatusResponse)

SOURCE, RECEIVER, PROVIDER, SUBSCRIBER, DEPENDENT = range(5)
_UP_TO_HL03 = 4
"""The HL of a dependent has no HL04."""


@attrs.define
class StatusLevels(OpenLevels, Generic[N]):
    """A transaction set while it is written."""

    codes = ("20", "21", "19", "22", "23")
    identifier: ClassVar[str]
    """ST01."""
    functional_id: ClassVar[str]
    """GS01."""
    heading: ClassVar[tuple[str, str]]
    """BHT02 and BHT06."""
    asker: Provider | None = None
    """Who asks, where the noun does not say it."""

    def segments(self, noun: N, number: str) -> list[Segment]:
        """One noun, with the levels above it that are not open yet. `number` is for an inquiry that has none."""
        claim, above = self.claim(noun, number), self.levels(noun)
        last, out = max(above), list[Segment]()
        for depth in sorted(above):
            says = above[depth]
            more = depth < last
            if more or claim:
                self.shared(out, depth, (more, says), lambda out, start: self._written(out, start, depth, says), more=more)     # noqa: B023 - at once
            else:
                self._written(out, self.level(out, depth, more=False), depth, says)
        return out + claim

    def levels(self, noun: N) -> dict[int, list[Segment]]:
        """Depth to what a level says, the HL left out."""
        receiver = noun.receiver or self.asker
        found = {SOURCE: _payer(noun.payer)}
        if receiver is not None or noun.provider is not None or noun.patient is not None:
            found[RECEIVER] = _provider("41", receiver, None, self.said(noun, "receiver", "2"))
        if noun.provider is not None or noun.patient is not None or self.said(noun, "provider", "1"):
            found[PROVIDER] = _provider("1P", noun.provider, noun.further_provider, self.said(noun, "provider", "1"))
        if noun.subscriber is not None:
            found[SUBSCRIBER] = self.person("IL", noun.subscriber)
        if noun.patient is not None:
            depth, role = (SUBSCRIBER, "IL") if noun.subscriber is None else (DEPENDENT, "QC")
            found[depth] = self.person(role, noun.patient)
        return found

    def said(self, noun: N, level: str, kind: str) -> list[Segment]:     # noqa: ARG002 - of a response
        """TRN and STC of a level."""
        return []

    def person(self, role: str, who: Person) -> list[Segment]:
        """What stands behind the HL of a subscriber or a dependent."""
        return restore([_HL, *([person_segment(role, who)] if who.name or who.identifier is not None else [])], who.unread)[1:]

    def claim(self, noun: N, number: str) -> list[Segment]:
        """2200D or 2200E."""
        raise NotImplementedError

    def _written(self, out: list[Segment], start: int, depth: int, says: list[Segment]) -> None:
        if depth == DEPENDENT:
            out[start] = out[start][:_UP_TO_HL03]
        out += says


_HL: Segment = ("HL",)
"""Stands for the level's own, so that what was kept finds its place."""


def asker_of(one: TradingPartner) -> Provider:
    """Who asks, where only the interchange says it."""
    return Provider(name=one.name, identifier=Reference("46", one.party_id or one.interchange_id))


def _payer(payer: Payer | None) -> list[Segment]:
    if payer is None:
        return []
    named = [name_segment("PR", payer.name, payer.id_qualifier if payer.payer_id else "", payer.payer_id)] if payer.name or payer.payer_id else []
    return restore([_HL, *named, *map(contact_segment, payer.contacts)], payer.unread)[1:]


def _provider(role: str, who: Provider | None, further: Provider | None, said: list[Segment]) -> list[Segment]:
    named = [provider_segment(role, one) for one in (who, further) if one is not None and (one.name or one.npi or one.identifier is not None)]
    return restore([_HL, *named, *said], who.unread if who is not None else ())[1:]


def _numbers(pairs: tuple[tuple[str, str | None], ...], others: tuple[Reference, ...]) -> list[Segment]:
    return [*(("REF", kind, text) for kind, text in pairs if text), *map(reference_segment, others)]


def _period(when: date | DateRange | None) -> list[Segment]:
    return [] if when is None else [("DTP", "472", *period_format(when))]


# ---- 276

@attrs.define
class InquiryLevels(StatusLevels[StatusInquiry]):
    """A 276."""

    identifier = "276"
    functional_id = "HR"
    heading = ("13", "")

    def person(self, role: str, who: Person) -> list[Segment]:
        """DMG stands before NM1."""
        born = day_text(who.birth_date) if who.birth_date is not None else ""
        born_segment: list[Segment] = [("DMG", "D8" if born else "", born, who.sex)] if born or who.sex else []
        named = [person_segment(role, who)] if who.name or who.identifier is not None else []
        return restore([_HL, *born_segment, *named], who.unread)[1:]

    def claim(self, noun: StatusInquiry, number: str) -> list[Segment]:
        """TRN and what identifies the claim, then its lines."""
        if noun.patient is None:
            return []
        pairs = (("1K", noun.payer_control_number), ("BLT", noun.bill_type), ("LU", noun.location), ("6P", noun.group_number),
                 ("EJ", noun.patient_control_number), ("XZ", noun.prescription_number), ("D9", noun.clearinghouse_number))
        out: list[Segment] = [("TRN", "1", noun.trace_number or number), *_numbers(pairs, noun.references)]
        if noun.charge is not None:
            out.append(("AMT", "T3", number_text(noun.charge)))
        out += _period(noun.service_dates)
        for one in noun.lines:
            out += _line(one)
        return restore(out, noun.unread)


def _line(one: LineInquiry) -> list[Segment]:
    """2210."""
    service: Segment = ("SVC", procedure_text(one.procedure), number_text(one.charge), "", one.revenue_code, "", "", number_text(one.units))
    return restore([service, *_numbers((("FJ", one.line_control_number),), one.references), *_period(one.service_dates)], one.unread)


# ---- 277

@attrs.define
class ResponseLevels(StatusLevels[StatusResponse]):
    """A 277 that answers a 276."""

    identifier = "277"
    functional_id = "HN"
    heading = ("08", "DG")

    def said(self, noun: StatusResponse, level: str, kind: str) -> list[Segment]:
        """2200B or 2200C."""
        found: list[Segment] = []
        for one in noun.above:
            if one.level == level:
                found += [*([("TRN", kind, one.trace_number)] if one.trace_number else []), *status_segments(one.statuses)]
        return found

    def claim(self, noun: StatusResponse, number: str) -> list[Segment]:     # noqa: ARG002 - a response has the inquiry's number or none
        """TRN, STC, numbers, days, then its lines."""
        pairs = (("1K", noun.payer_control_number), ("BLT", noun.bill_type), ("EJ", noun.patient_control_number), ("XZ", noun.prescription_number),
                 ("VV", noun.voucher), ("D9", noun.clearinghouse_number))
        out: list[Segment] = [("TRN", "2", noun.trace_number)] if noun.trace_number else []
        out += [*status_segments(noun.statuses), *_numbers(pairs, noun.references), *date_segments(noun.dates)]
        for one in noun.lines:
            out += line_segments(one)
        return restore(out, noun.unread)
