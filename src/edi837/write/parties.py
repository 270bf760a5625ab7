"""Providers, people and payers to NM1 and the segments behind it, each with what its loop has a place for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from edi837.write.memory import day_text
from edi_claims import PersonName
from edi_x12.draft import put_back
from edi_x12.elements import day_text as day_of_birth
from edi_x12.elements import period_format
from edi_x12.parties import write_address, write_contact, write_name, write_provider, write_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edi_claims import Coverage, Payer, Person, PriorAdjudication, Provider
    from edi_claims.encounter import Day
    from edi_x12.draft import Draft

    Roles = Mapping[str, tuple[str, str]]

PAYER_NUMBERS = ("2U", "EI", "FY", "NF")
"""REF01 that name a payer where it is not the one that is billed. Others (G2, LU) are its numbers for the billing provider, and of 2010BB only."""

CLAIM_ROLES: Roles = {
    "referring_provider": ("~NM1*DN*", ""), "primary_care_provider": ("~NM1*P3*", ""), "rendering_provider": ("~NM1*82*", "taxonomy"),
    "facility": ("~NM1*77*", "address contacts"), "supervising_provider": ("~NM1*DQ*", ""), "pick_up": ("~NM1*PW*", "address"),
    "drop_off": ("~NM1*45*", "address")}
"""2310 in guide order: role, how its NM1 begins, and what may follow it besides REF. A provider that is known with more is written with this."""

LINE_ROLES: Roles = {
    "rendering_provider": ("~NM1*82*", "taxonomy"), "purchased_service_provider": ("~NM1*QB*", ""), "facility": ("~NM1*77*", "address"),
    "supervising_provider": ("~NM1*DQ*", ""), "ordering_provider": ("~NM1*DK*", "address contacts"), "referring_provider": ("~NM1*DN*", ""),
    "primary_care_provider": ("~NM1*P3*", ""), "pick_up": ("~NM1*PW*", "address"), "drop_off": ("~NM1*45*", "address")}
"""2420, likewise."""

OTHER_PAYER_ROLES: Roles = {
    "referring_provider": ("~NM1*DN*", ""), "primary_care_provider": ("~NM1*P3*", ""), "rendering_provider": ("~NM1*82*", ""),
    "facility": ("~NM1*77*", ""), "supervising_provider": ("~NM1*DQ*", ""), "billing_provider": ("~NM1*85*", "")}
"""2330C to G, likewise."""


# ---- small segments

def date_segment(out: Draft, qualifier: str, when: Day) -> None:
    """DTP."""
    if isinstance(when, date):
        out += "~DTP*", qualifier, "*D8*", day_text(when)
    else:
        kind, text = period_format(when)
        out += "~DTP*", qualifier, "*", kind, "*", text


# ---- parties

def roles(out: Draft, providers: Mapping[str, Provider], table: Roles) -> None:
    """The providers that stand in a mapping, in guide order."""
    for role in providers if len(providers) == 1 else table:
        if role in table and role in providers:
            provider(out, *table[role], providers[role])


def provider(out: Draft, lead: str, more: str, who: Provider) -> None:
    """One provider of 2310, 2330 or 2420."""
    start = len(out)
    write_provider(out, lead, who)
    if more:
        if who.taxonomy and "taxonomy" in more:
            out += "~PRV*PE*PXC*", who.taxonomy
        if who.address is not None and "address" in more:
            write_address(out, who.address)
    for one in who.references:
        write_reference(out, one)
    if who.contacts and "contacts" in more:
        for contact in who.contacts:
            write_contact(out, contact)
    if who.unread:
        put_back(out, start, who.unread)


def _numbers_and_contacts(out: Draft, who: Person | Payer | Provider) -> None:
    """REF and PER."""
    for number in who.references:
        write_reference(out, number)
    for contact in who.contacts:
        write_contact(out, contact)


def organization(out: Draft, lead: str, who: Provider) -> None:
    """2010AA and 2010AC: with address, tax id, and contacts."""
    write_provider(out, lead, who)
    if who.address is not None:
        write_address(out, who.address)
    if who.tax_id:
        out += "~REF*", who.tax_id_type, "*", who.tax_id
    _numbers_and_contacts(out, who)


def person(out: Draft, lead: str, who: Person, id_qualifier: str = "", number: str = "") -> None:
    """2010BA and 2010CA. What has no place is put back by the caller, who knows where its loop began."""
    if number:
        write_name(out, lead, who.name, id_qualifier, number)
    elif who.identifier is not None and who.identifier.value:
        write_name(out, lead, who.name, who.identifier.qualifier, who.identifier.value)
    else:
        write_name(out, lead, who.name, "", "")
    if who.address is not None:
        write_address(out, who.address)
    if who.birth_date is not None:
        out += "~DMG*D8*", day_of_birth(who.birth_date), "*", who.sex
    elif who.sex:
        out += "~DMG***", who.sex
    if who.references or who.contacts:
        _numbers_and_contacts(out, who)


def other_subscriber(out: Draft, cover: Coverage, patient: Person) -> None:
    """2330A: of a patient who is the subscriber only the name, since the rest was said before."""
    start = len(out)
    who = cover.subscriber
    name = who.name if who is not None else patient.name
    if name == "" and not cover.member_id:
        return
    write_name(out, "~NM1*IL*", name, cover.id_qualifier if cover.member_id else "", cover.member_id)
    if who is not None:
        if who.address is not None:
            write_address(out, who.address)
        for one in who.references:
            write_reference(out, one)
        if who.unread:
            put_back(out, start, who.unread)


def payer(out: Draft, who: Payer) -> None:
    """2010BB."""
    if not (who.payer_id or who.name):
        return
    start = len(out)
    write_name(out, "~NM1*PR*", who.name, who.id_qualifier if who.payer_id else "", who.payer_id)
    if who.address is not None:
        write_address(out, who.address)
    if who.references or who.contacts or who.unread:
        _numbers_and_contacts(out, who)
        put_back(out, start, who.unread)


def other_payer(out: Draft, who: Payer, told: PriorAdjudication | None) -> None:
    """2330B, with the day and the numbers of its decision."""
    start = len(out)
    if who.payer_id or who.name:
        write_name(out, "~NM1*PR*", who.name, who.id_qualifier if who.payer_id else "", who.payer_id)
        if who.address is not None:
            write_address(out, who.address)
        for contact in who.contacts:
            write_contact(out, contact)
    _decided(out, who, told)
    if who.unread:
        put_back(out, start, who.unread)


def _decided(out: Draft, who: Payer, told: PriorAdjudication | None) -> None:
    """DTP and REF of 2330B."""
    own = [one for one in who.references if one.qualifier in PAYER_NUMBERS]
    if told is not None and told.payment_date is not None:
        out += "~DTP*573*D8*", day_text(told.payment_date)
    for one in own if told is None else (*own, *told.references):
        write_reference(out, one)
    if told is not None and told.payer_control_number:
        out += "~REF*F8*", told.payer_control_number


def is_named(who: Person) -> bool:
    """Whether there is a name to write."""
    return any((who.name.last, who.name.first)) if isinstance(who.name, PersonName) else bool(who.name)
