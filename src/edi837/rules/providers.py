"""Rules about the providers (P…): their numbers and addresses, who must be named and who must not. What is wrong here is the setup's to mend."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, is_payer_of, providers_of
from edi837.rules.tables import matches
from edi_claims import Owner, RootCause, Severity
from edi_claims.identifiers import npi_is_valid, tax_id_is_valid, taxonomy_is_valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi837.rules.requirements import Enrollment, ProviderRule
    from edi_claims import Address, Claim, Finding, Provider, ServiceLine

P001 = Kind("P001", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:562")
P002 = Kind("P002", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:128")
P003 = Kind("P003", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:503")
P004 = Kind("P004", RootCause.PAYER_SETUP, Owner.BILLING, "CO-16")
P005 = Kind("P005", RootCause.PAYER_SETUP, Owner.BILLING, "CO-16")
P006 = Kind("P006", RootCause.SUBMISSION, Owner.BILLING, "CO-16 N265")
P007 = Kind("P007", RootCause.PAYER_SETUP, Owner.BILLING, "CO-B7", Severity.WARNING)

HOME = "12"
_PO_BOX = re.compile(r"\b(P\.?\s*O\.?\s*BOX|POST\s+OFFICE\s+BOX|LOCK\s*BOX)\b", re.IGNORECASE)
_ZIP = re.compile(r"[0-9]{9}")
_npi_is_valid = lru_cache(4096)(npi_is_valid)
_taxonomy_is_valid = lru_cache(4096)(taxonomy_is_valid)


# ---- numbers and addresses

def provider_ids(claim: Claim, _: Context) -> Iterator[Finding]:
    """P001: every NPI can be one; whoever treats has one. An atypical billing provider has the payer's number instead."""
    for who, role, loop, path, line in providers_of(claim):
        if who.npi:
            if not _npi_is_valid(who.npi):
                yield P001(claim, "an NPI is wrong: its check digit does not fit", "look the number up in the NPI registry", loop, "NM109",
                           f"{path}.npi", line)
        elif role == "rendering_provider" and not who.references:
            yield P001(claim, "the rendering provider has no NPI", "enter it", loop, "NM109", f"{path}.npi", line)
        elif role == "billing_provider" and not _has_payer_number(claim):
            yield P001(claim, "the billing provider has neither an NPI nor a number of the payer", "enter the NPI", loop, "NM109", f"{path}.npi",
                       line)


def _has_payer_number(claim: Claim) -> bool:
    cover = billed(claim)
    return cover is not None and any(one.qualifier == "G2" for one in cover.payer.references)


def tax_id(claim: Claim, _: Context) -> Iterator[Finding]:
    """P002: the billing provider's tax id has nine digits and says whose kind it is."""
    who = claim.billing_provider
    if not tax_id_is_valid(who.tax_id) or who.tax_id_type not in ("EI", "SY"):
        yield P002(claim, "the billing provider's tax id is missing or has not nine digits", "enter it without hyphens", "2010AA", "REF02",
                   "billing_provider.tax_id")


def practice_address(claim: Claim, _: Context) -> Iterator[Finding]:
    """P003: the billing address and that of the facility are streets, with nine digits of ZIP."""
    for who, role, loop, path, line in providers_of(claim):
        if role == "billing_provider" and who.address is None:
            yield P003(claim, "the billing provider's address is missing", "enter the street address", loop, "N301", f"{path}.address")
        elif role in ("billing_provider", "facility") and who.address is not None:
            yield from _street(claim, who.address, loop, f"{path}.address", line)


def _street(claim: Claim, address: Address, loop: str, path: str, line: int | None) -> Iterator[Finding]:
    if any("BOX" in one.upper() and _PO_BOX.search(one) for one in address.lines):
        yield P003(claim, "a post office box stands where a street address must", "enter the street; the box may be the pay-to address", loop, "N301",
                   path, line)
    if address.country in ("", "US", "USA"):
        if not _ZIP.fullmatch(address.postal_code):
            yield P003(claim, "the ZIP code has not nine digits", "look up ZIP+4", loop, "N403", path, line, would_cause="277CA A7:500")
        elif address.postal_code.endswith(("0000", "9998")):
            yield P003(claim, "the last four digits of the ZIP code are a filler", "look up ZIP+4", loop, "N403", path, line,
                       severity=Severity.WARNING)


def taxonomies(claim: Claim, context: Context) -> Iterator[Finding]:
    """P004: a taxonomy code has its form; the billing and the rendering provider have one where the payer wants it."""
    profile = context.profile
    for who, role, loop, path, line in providers_of(claim):
        if who.taxonomy:
            if not _taxonomy_is_valid(who.taxonomy):
                yield P004(claim, "a taxonomy code has not ten characters that end in X", "look it up in the NPI registry", loop, "PRV03",
                           f"{path}.taxonomy", line)
        elif profile is not None and role == "billing_provider" and profile.requires_taxonomy:
            yield P004(claim, "this payer wants the billing provider's taxonomy code", "enter it", "2000A", "PRV03", f"{path}.taxonomy")
        elif profile is not None and role == "rendering_provider" and profile.requires_rendering_taxonomy:
            yield P004(claim, "this payer wants the rendering provider's taxonomy code", "enter it", loop, "PRV03", f"{path}.taxonomy", line)


# ---- who is named

def rendering(claim: Claim, _: Context) -> Iterator[Finding]:
    """P005: a rendering provider and a facility are sent only where they are not what stands above them; who treats for a group is a person."""
    billing, who = claim.billing_provider, claim.encounter.rendering_provider
    if who is not None and who.npi and who.npi == billing.npi:
        yield P005(claim, "the rendering provider is the billing provider", "leave the rendering provider out", "2310B", "NM109",
                   "encounter.rendering_provider")
    for one, role, loop, path, line in providers_of(claim):
        if role == "rendering_provider":
            if isinstance(one.name, str) and isinstance(billing.name, str) and one.npi != billing.npi:
                yield P005(claim, "a group bills and the rendering provider is no person", "enter the person who treated the patient", loop, "NM102",
                           path, line, severity=Severity.WARNING)
            if line is not None and one.npi and one.npi == (who or billing).npi:
                yield P005(claim, "a line repeats the claim's rendering provider", "leave it out of the line", loop, "NM109", path, line,
                           severity=Severity.WARNING)
        elif role == "facility":
            what = _needless(claim, one)
            if what:
                yield P005(claim, what, "leave the facility out", loop, "NM101", path, line, severity=Severity.WARNING)


def _needless(claim: Claim, facility: Provider) -> str:
    """Why a facility need not be sent; empty where it must."""
    if facility.address is None:
        return ""
    if facility.address == claim.billing_provider.address:
        return "the facility is at the billing address"
    if claim.encounter.place_of_service == HOME and facility.address == claim.encounter.patient.address:
        return "the facility is the patient's home"
    return ""


def required_providers(claim: Claim, context: Context) -> Iterator[Finding]:
    """P006: who ordered, referred or supervised a service is named, with an NPI, where the payer wants to know."""
    wanted = [rule for rule in context.tables.provider_rules if _concerns(claim, rule)]
    for number, line in enumerate(claim.encounter.services, 1) if wanted else ():
        rule = next((one for one in wanted if matches(line.procedure.code, one.procedures) and not _named(claim, line, one.roles)), None)
        if rule is not None:
            who = " or ".join(role.removesuffix("_provider") for role in rule.roles)
            yield P006(claim, f"{line.procedure.code} needs its {who} provider, with an NPI", "enter who asked for the service", "2420E", "NM109",
                       f"encounter.services[{number - 1}].providers", number, severity=rule.severity)


def _concerns(claim: Claim, rule: ProviderRule) -> bool:
    cover = billed(claim)
    return is_payer_of(cover, rule.payer_ids) and (
        not rule.filing_indicators or (cover is not None and cover.filing_indicator in rule.filing_indicators))


def _named(claim: Claim, line: ServiceLine, roles: tuple[str, ...]) -> bool:
    found = (line.providers.get(role) or claim.encounter.providers.get(role) for role in roles)
    return any(who is not None and bool(who.npi) for who in found)


def enrolled(claim: Claim, context: Context) -> Iterator[Finding]:
    """P007: billing and rendering providers are enrolled with the payer on every day of service, as far as the practice's list tells."""
    cover = billed(claim)
    rows = [one for one in context.tables.enrollments if is_payer_of(cover, one.payer_ids)]
    if not rows:
        return
    for who, role, loop, path, number in providers_of(claim):
        if role in ("billing_provider", "rendering_provider") and who.npi:
            lines = claim.encounter.services if number is None else claim.encounter.services[number - 1:number]
            what = _not_enrolled([one for one in rows if one.npi == who.npi], [day for one in lines for day in (one.first_day, one.last_day)])
            if what:
                yield P007(claim, f"the {role.replace('_', ' ')} {what}", "check the enrolment with the payer", loop, "NM109", f"{path}.npi", number)


def _not_enrolled(rows: list[Enrollment], days: list[date | None]) -> str:
    if not rows:
        return "is not in the list of those enrolled with this payer"
    return "" if all(any(one.covers(day) for one in rows) for day in days) else "is not enrolled with this payer on every day of service"
