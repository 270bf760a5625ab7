"""Providers, people and payers to NM1 and the segments behind it, each with what its loop has a place for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from edi837.write.memory import day_text
from edi_claims import PersonName
from edi_x12.elements import period_format
from edi_x12.parties import address_segments, contact_segment, name_segment, provider_segment, put_back
from edi_x12.writer import COMPONENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edi_claims import Coverage, Payer, Person, PriorAdjudication, Provider, Reference
    from edi_claims.encounter import Day
    from edi_x12.writer import Segment

PAYER_NUMBERS = ("2U", "EI", "FY", "NF")
"""REF01 that name a payer where it is not the one that is billed. Others (G2, LU) are its numbers for the billing provider, and of 2010BB only."""

CLAIM_ROLES = (("DN", "referring_provider", ""), ("P3", "primary_care_provider", ""), ("82", "rendering_provider", "taxonomy"),
               ("77", "facility", "address contacts"), ("DQ", "supervising_provider", ""), ("PW", "pick_up", "address"), ("45", "drop_off",
                                                                                                                          "address"))
"""2310 in guide order: qualifier, role, and what may follow the NM1 besides REF. A provider that is known with more is written with this."""

LINE_ROLES = (("82", "rendering_provider", "taxonomy"), ("QB", "purchased_service_provider", ""), ("77", "facility", "address"),
              ("DQ", "supervising_provider", ""), ("DK", "ordering_provider", "address contacts"), ("DN", "referring_provider", ""),
              ("P3", "primary_care_provider", ""), ("PW", "pick_up", "address"), ("45", "drop_off", "address"))
"""2420, likewise."""

OTHER_PAYER_ROLES = (("DN", "referring_provider", ""), ("P3", "primary_care_provider", ""), ("82", "rendering_provider", ""), ("77", "facility", ""),
                     ("DQ", "supervising_provider", ""), ("85", "billing_provider", ""))
"""2330C to G, likewise."""


# ---- small segments

def date_segment(qualifier: str, when: Day) -> Segment:
    """DTP."""
    if isinstance(when, date):
        return "DTP", qualifier, "D8", day_text(when)
    return ("DTP", qualifier, *period_format(when))


def reference_segment(one: Reference) -> Segment:
    """REF; the note is the composite REF04."""
    if one.note:
        return "REF", one.qualifier, one.value, "", one.note.replace(":", COMPONENT).rstrip(COMPONENT)
    return "REF", one.qualifier, one.value


# ---- parties

def roles(out: list[Segment], providers: Mapping[str, Provider], table: tuple[tuple[str, str, str], ...]) -> None:
    """The providers that stand in a mapping, in guide order."""
    for qualifier, role, more in table:
        if role in providers:
            provider(out, qualifier, providers[role], more)


def provider(out: list[Segment], qualifier: str, who: Provider, more: str) -> None:
    """One provider of 2310, 2330 or 2420."""
    start = len(out)
    out.append(provider_segment(qualifier, who))
    if more:
        if who.taxonomy and "taxonomy" in more:
            out.append(("PRV", "PE", "PXC", who.taxonomy))
        if who.address is not None and "address" in more:
            out += address_segments(who.address)
    if who.references:
        out += [reference_segment(one) for one in who.references]
    if who.contacts and "contacts" in more:
        out += [contact_segment(one) for one in who.contacts]
    if who.unread:
        put_back(out, start, who.unread)


def organization(out: list[Segment], qualifier: str, who: Provider) -> None:
    """2010AA and 2010AC: with address, tax id, and contacts."""
    out.append(provider_segment(qualifier, who))
    out += address_segments(who.address)
    if who.tax_id:
        out.append(("REF", who.tax_id_type, who.tax_id))
    out += [reference_segment(one) for one in who.references]
    out += [contact_segment(one) for one in who.contacts]


def person(out: list[Segment], qualifier: str, who: Person, id_qualifier: str = "", number: str = "") -> None:
    """2010BA and 2010CA. What has no place is put back by the caller, who knows where its loop began."""
    if not number and who.identifier is not None:
        id_qualifier, number = who.identifier.qualifier, who.identifier.value
    out.append(name_segment(qualifier, who.name, id_qualifier if number else "", number))
    if who.address is not None:
        out += address_segments(who.address)
    if who.birth_date is not None:
        out.append(("DMG", "D8", day_text(who.birth_date), who.sex))
    elif who.sex:
        out.append(("DMG", "", "", who.sex))
    if who.references or who.contacts:
        out += [reference_segment(one) for one in who.references]
        out += [contact_segment(one) for one in who.contacts]


def other_subscriber(out: list[Segment], cover: Coverage, patient: Person) -> None:
    """2330A: of a patient who is the subscriber only the name, since the rest was said before."""
    start = len(out)
    who = cover.subscriber
    name = who.name if who is not None else patient.name
    if name == "" and not cover.member_id:
        return
    out.append(name_segment("IL", name, cover.id_qualifier if cover.member_id else "", cover.member_id))
    if who is not None:
        out += address_segments(who.address)
        out += [reference_segment(one) for one in who.references]
        put_back(out, start, who.unread)


def payer(out: list[Segment], who: Payer) -> None:
    """2010BB."""
    if not (who.payer_id or who.name):
        return
    start = len(out)
    out.append(_payer_segment(who))
    if who.address is not None:
        out += address_segments(who.address)
    if who.references or who.contacts or who.unread:
        out += [reference_segment(one) for one in who.references]
        out += [contact_segment(one) for one in who.contacts]
        put_back(out, start, who.unread)


def other_payer(out: list[Segment], who: Payer, told: PriorAdjudication | None) -> None:
    """2330B, with the day and the numbers of its decision."""
    start = len(out)
    if who.payer_id or who.name:
        out.append(_payer_segment(who))
        out += address_segments(who.address)
        out += [contact_segment(one) for one in who.contacts]
    if told is not None and told.payment_date is not None:
        out.append(("DTP", "573", "D8", day_text(told.payment_date)))
    out += [reference_segment(one) for one in who.references if one.qualifier in PAYER_NUMBERS]
    if told is not None:
        out += [reference_segment(one) for one in told.references]
        if told.payer_control_number:
            out.append(("REF", "F8", told.payer_control_number))
    put_back(out, start, who.unread)


def _payer_segment(who: Payer) -> Segment:
    return name_segment("PR", who.name, who.id_qualifier if who.payer_id else "", who.payer_id)


def is_named(who: Person) -> bool:
    """Whether there is a name to write."""
    return any((who.name.last, who.name.first)) if isinstance(who.name, PersonName) else bool(who.name)
