"""Inquiries to a 270, in guide order: payer, provider, subscriber, dependent, and the question at the level of the patient."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import attrs

from edi270_271.rules import GUIDE_RULES, InquiryRule, check, is_dependent, originator
from edi_claims import Finding, Payer, Provider, RuleError, errors
from edi_x12.elements import day_text, period_format
from edi_x12.parties import address_segments, name_segment, provider_segment, put_back, reference_segment
from edi_x12.writer import Addressing, Segment, Writer, addressing, compose, repeat, save

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from edi_claims import EligibilityInquiry, Person, Procedure, TradingPartner
    from edi_x12.writer import ControlNumbers

VERSION = "005010X279A1"


def build_270(inquiries: Iterable[EligibilityInquiry], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
              control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
              batch_id: str | None = None, rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> str:
    """Inquiries as one interchange: a 270 (005010X279A1). Consecutive ones with the same payer, provider or subscriber share a level.

    Give what is to be sent: addresses and references of the nouns are, contacts and the provider's tax id have no place in a 270. An
    inquiry without a trace number gets one: the interchange's number, a dash, and its place from 1. `batch_id` is BHT03. What is left
    out is taken from inquiries that were parsed.

    Raises:
        RuleError: inquiries break rules; all findings. `rules=()` writes them all the same.
        TypeError: sender, receiver, control or usage is missing.
        ElementError: a delimiter, a control character, or one outside ASCII stands in the data.
    """
    return "".join(_pieces(inquiries, addressing(inquiries, sender, receiver, control, usage, created, batch_id), rules))


def write_270(inquiries: Iterable[EligibilityInquiry], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
              receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
              created: datetime | None = None, batch_id: str | None = None, rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> None:
    """The same to a path or an open text file, patient by patient. Errors are those of `build_270`, and OSError."""
    save(_pieces(inquiries, addressing(inquiries, sender, receiver, control, usage, created, batch_id), rules), to)


def _pieces(inquiries: Iterable[EligibilityInquiry], to: Addressing, rules: tuple[InquiryRule, ...]) -> Iterator[str]:
    writer = Writer(to.sender, to.receiver, to.control, to.usage, "HS", VERSION, to.created)
    yield writer.begin()
    yield writer.open_set("270")
    yield writer.body([("BHT", "0022", "13", to.batch_id, day_text(to.created), f"{to.created:%H%M}")])
    levels, found = _Levels(), list[Finding]()
    for at, inquiry in enumerate(inquiries, 1):
        found += [attrs.evolve(one, path=f"[{at - 1}]{(one.path or '').removeprefix('[0]')}") for one in errors(check([inquiry], rules))]
        if not found:
            number = inquiry.trace_number or f"{writer.interchange_number}-{at:04}"
            yield writer.body(levels.segments(inquiry, number))
    if found:
        raise RuleError(found)
    yield writer.close_set()
    yield writer.end()


@attrs.define
class _Levels:
    """The levels that are open while inquiries are written, and their numbers."""

    count: int = 0
    payer: Payer | None = None
    payer_number: str = ""
    provider: Provider | None = None
    provider_number: str = ""
    subscriber: object = None
    subscriber_number: str = ""

    def segments(self, inquiry: EligibilityInquiry, trace_number: str) -> list[Segment]:
        """One inquiry, with the levels above it that are not open yet."""
        out: list[Segment] = []
        self._payer(out, inquiry.coverage.payer)
        self._provider(out, inquiry.provider)
        trace = ("TRN", "1", trace_number, originator(inquiry), inquiry.trace_division)
        if is_dependent(inquiry):
            self._subscriber(out, inquiry)
            self._dependent(out, inquiry, trace)
        else:
            self._patient(out, inquiry, trace)
        return out

    def _level(self, out: list[Segment], above: str, kind: str, *, more: bool) -> str:
        self.count += 1
        out.append(("HL", str(self.count), above, kind, "1" if more else "0"))
        return str(self.count)

    def _payer(self, out: list[Segment], payer: Payer) -> None:
        if payer == self.payer:
            return
        start = len(out)
        self.payer, self.provider, self.payer_number = payer, None, self._level(out, "", "20", more=True)
        out.append(name_segment("PR", payer.name, payer.id_qualifier, payer.payer_id))
        put_back(out, start, payer.unread)

    def _provider(self, out: list[Segment], provider: Provider) -> None:
        if provider == self.provider:
            return
        start = len(out)
        self.provider, self.subscriber, self.provider_number = provider, None, self._level(out, self.payer_number, "21", more=True)
        out.append(provider_segment("1P", provider))
        out += [reference_segment(one, note_at=3) for one in provider.references]
        out += address_segments(provider.address)
        if provider.taxonomy:
            out.append(("PRV", "BI", "PXC", provider.taxonomy))
        put_back(out, start, provider.unread)

    def _subscriber(self, out: list[Segment], inquiry: EligibilityInquiry) -> None:
        """The subscriber of a dependent; the same one leads to all his dependents that follow each other."""
        coverage = inquiry.coverage
        key = coverage.subscriber, coverage.member_id, coverage.id_qualifier, coverage.group_number, coverage.group_name
        person = coverage.subscriber
        if key == self.subscriber or person is None:
            return
        start = len(out)
        self.subscriber, self.subscriber_number = key, self._level(out, self.provider_number, "22", more=True)
        _member(out, inquiry, person)
        out += [reference_segment(one, note_at=3) for one in person.references]
        _about(out, person)
        put_back(out, start, person.unread)

    def _dependent(self, out: list[Segment], inquiry: EligibilityInquiry, trace: Segment) -> None:
        start, person = len(out), inquiry.patient
        self._level(out, self.subscriber_number, "23", more=False)
        number = (person.identifier.qualifier, person.identifier.value) if person.identifier else ("", "")
        out += [trace, name_segment("03", person.name, *number)]
        out += [reference_segment(one, note_at=3) for one in (*person.references, *inquiry.references)]
        _about(out, person)
        if inquiry.coverage.relationship:
            out.append(("INS", "N", inquiry.coverage.relationship))
        self._question(out, start, inquiry)

    def _patient(self, out: list[Segment], inquiry: EligibilityInquiry, trace: Segment) -> None:
        start, person, self.subscriber = len(out), inquiry.patient, None
        self._level(out, self.provider_number, "22", more=False)
        out.append(trace)
        _member(out, inquiry, person)
        out += [reference_segment(one, note_at=3) for one in (*person.references, *inquiry.references)]
        _about(out, person)
        self._question(out, start, inquiry)

    def _question(self, out: list[Segment], start: int, inquiry: EligibilityInquiry) -> None:
        """DTP and EQ, and what no noun has a field for."""
        if inquiry.on is not None:
            out.append(("DTP", "291", *period_format(inquiry.on)))
        if inquiry.service_types or inquiry.procedure is not None:
            out.append(("EQ", repeat(inquiry.service_types), _procedure(inquiry.procedure), inquiry.coverage_level))
        put_back(out, start, sorted((*inquiry.patient.unread, *inquiry.unread), key=lambda one: one.offset))


def _member(out: list[Segment], inquiry: EligibilityInquiry, person: Person) -> None:
    """NM1*IL and the group number."""
    coverage = inquiry.coverage
    out.append(name_segment("IL", person.name, coverage.id_qualifier if coverage.member_id else "", coverage.member_id))
    if coverage.group_number:
        out.append(("REF", "6P", coverage.group_number, coverage.group_name))


def _about(out: list[Segment], person: Person) -> None:
    """N3, N4 and DMG."""
    out += address_segments(person.address)
    if person.birth_date is not None:
        out.append(("DMG", "D8", day_text(person.birth_date), person.sex))
    elif person.sex:
        out.append(("DMG", "", "", person.sex))


def _procedure(procedure: Procedure | None) -> str:
    if procedure is None:
        return ""
    modifiers = (*procedure.modifiers, "", "", "", "")[:4]
    return compose((procedure.qualifier, procedure.code, *modifiers, procedure.description))
