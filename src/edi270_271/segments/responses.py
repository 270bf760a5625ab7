"""Responses to a 271's levels, in guide order, each rejection at the level that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

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
from edi_claims import EligibilityResponse
from edi_x12.elements import amount_text, period_format
from edi_x12.parties import address_segments, contact_segment, name_segment, put_back
from edi_x12.writer import Segment, repeat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi_claims import Benefit, Delivery, MilitaryService, Person, Place, Rejection, RelatedEntity

TITLES = ("source", "receiver", "subscriber", "dependent")
"""What a rejection calls the level, by how deep it lies."""


@attrs.define
class ResponseLevels(Levels[EligibilityResponse]):
    """A 271's transaction set."""

    identifier = "271"
    functional_id = "HB"

    def segments(self, noun: EligibilityResponse, number: str) -> list[Segment]:     # noqa: ARG002 - a response has its own numbers
        """One response, with the levels above it that are not open yet."""
        out: list[Segment] = []
        deepest = depth_of(noun)
        for depth in range(deepest + 1):
            write, says = _LEVELS[depth]
            refused = tuple([one for one in noun.rejections if one.level == TITLES[depth]])
            if depth < deepest:
                self.shared(out, depth, (*says(noun), refused), lambda out, start: write(out, start, noun, refused))    # noqa: B023 - called at once
            elif depth < SUBSCRIBER:
                write(out, self.level(out, depth, more=False), noun, refused)
            else:
                _patient(out, self.level(out, depth, more=False), noun, refused)
        return out


def depth_of(response: EligibilityResponse) -> int:
    """How deep the level lies whose response it is: the patient's, or that of a payer or provider whose question was refused as a whole."""
    titles = {one.level for one in response.rejections}
    if response.dependent is not None or response.subscriber_level is not None or "dependent" in titles:
        return DEPENDENT
    said = response.benefits or response.traces or response.dates or response.relationship or response.unread
    if response.subscriber is not None or said or "subscriber" in titles or not titles:
        return SUBSCRIBER
    return RECEIVER if response.provider is not None or "receiver" in titles else SOURCE


def _payer(out: list[Segment], start: int, response: EligibilityResponse, refused: tuple[Rejection, ...]) -> None:
    """2000A and 2100A."""
    payer = response.payer
    out += _rejections(refused, before_name=True)
    if payer is not None:
        out.append(name_segment(response.payer_kind, payer.name, payer.id_qualifier if payer.payer_id else "", payer.payer_id))
        out += [contact_segment(one) for one in payer.contacts]
    out += _rejections(refused)
    put_back(out, start, payer.unread if payer is not None else ())


def _provider(out: list[Segment], start: int, response: EligibilityResponse, refused: tuple[Rejection, ...]) -> None:
    """2000B and 2100B."""
    who = response.provider
    out += _rejections(refused, before_name=True)
    if who is not None:
        out += asker(response.provider_kind, who)
    out += _rejections(refused)
    if who is not None:
        out += taxonomy(who, response.provider_role)
    put_back(out, start, who.unread if who is not None else ())


def _subscriber(out: list[Segment], start: int, response: EligibilityResponse, refused: tuple[Rejection, ...]) -> None:
    """2000C and 2100C above a dependent's."""
    _person(out, start, response.subscriber, response.subscriber_level or NOTHING_MORE, refused, dependent=False)


NOTHING_MORE = EligibilityResponse()


def _patient(out: list[Segment], start: int, response: EligibilityResponse, refused: tuple[Rejection, ...]) -> None:
    """2000C or 2000D of the patient."""
    dependent = depth_of(response) == DEPENDENT
    _person(out, start, response.dependent if dependent else response.subscriber, response, refused, dependent=dependent)


def _person(out: list[Segment], start: int, who: Person | None, said: EligibilityResponse, refused: tuple[Rejection, ...], *,
            dependent: bool) -> None:
    """A level of 2000C or 2000D, its benefits, and what no noun has a field for."""
    out += [("TRN", one.qualifier, one.value, one.originator, one.division) for one in said.traces]
    out += _rejections(refused, before_name=True)
    if who is not None:
        out += [person("03" if dependent else "IL", who, who.identifier), *references(who.references), *address_segments(who.address)]
    out += [*_rejections(refused), *patient_provider(said.patient_provider), *(demographics(who) if who is not None else ())]
    out += [*relationship(dependent, said.relationship, said.maintenance, said.birth_sequence), *diagnoses(said.diagnoses), *dates(said.dates)]
    out += _military(said.military)
    for row in said.benefits:
        _benefit(out, row)
    put_back(out, start, sorted((*(who.unread if who is not None else ()), *said.unread), key=lambda one: one.offset))


_LEVELS = (
    (_payer, lambda one: (one.payer_kind, one.payer)),
    (_provider, lambda one: (one.provider_kind, one.provider_role, one.provider)),
    (_subscriber, lambda one: (one.subscriber, one.subscriber_level)),
    (_patient, lambda _: ()),
)
"""By how deep a level lies: what writes it, and what it says."""


def _rejections(found: Iterable[Rejection], *, before_name: bool = False) -> list[Segment]:
    """AAA."""
    return [("AAA", one.valid_request, "", one.reason, one.follow_up) for one in found if one.before_name == before_name]


def _military(one: MilitaryService | None) -> list[Segment]:
    """MPI."""
    if one is None:
        return []
    period = period_format(one.period) if one.period is not None else ()
    return [("MPI", one.status, one.employment, one.affiliation, one.description, one.rank, *period)]


# ---- benefits

def _benefit(out: list[Segment], row: Benefit) -> None:
    """2110, 2115 and 2120."""
    start = len(out)
    out.append((
        "EB", row.kind, row.coverage_level, repeat(row.service_types), row.insurance_type, row.plan, row.period, _number(row.amount),
        _number(row.rate), row.quantity_qualifier, _number(row.quantity), row.authorization, row.in_network,
        coded(row.procedure, row.procedure_end), pointers(row.diagnosis_pointers)))
    out += [_delivery(one) for one in row.deliveries]
    out += [*references(row.references), *dates(row.dates), *_rejections(row.rejections)]
    out += [("MSG", text) for text in row.messages]
    out += [_place(one) for one in row.places]
    if row.entities:
        out.append(("LS", "2120"))
        for one in row.entities:
            _entity(out, one)
        out.append(("LE", "2120"))
    put_back(out, start, row.unread)


def _number(value: Decimal | None) -> str:
    return "" if value is None else amount_text(value)


def _delivery(one: Delivery) -> Segment:
    """HSD."""
    return ("HSD", one.quantity_qualifier, _number(one.quantity), one.frequency, _number(one.period_count), one.period, _number(one.periods),
            *one.pattern)


def _place(one: Place) -> Segment:
    """III."""
    return "III", one.qualifier, one.code, one.category, one.text


def _entity(out: list[Segment], one: RelatedEntity) -> None:
    """2120; a party that was never named has no NM1."""
    start = len(out)
    if one.role or one.name or one.identifier is not None:
        number = (one.identifier.qualifier, one.identifier.value) if one.identifier is not None else ()
        named = name_segment(one.role, one.name, *number)
        out.append((*named, one.relationship) if one.relationship else named)
    out += [*references(one.references), *address_segments(one.address)]
    out += [contact_segment(each) for each in one.contacts]
    if one.taxonomy:
        out.append(("PRV", one.provider_role, "PXC", one.taxonomy))
    put_back(out, start, one.unread)
