"""Rules about who: the patient and his coverage (M…), the providers (P…). What is wrong here is the front desk's or the setup's to mend."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, providers_of
from edi_claims import SELF, CoverageStatus, Owner, PersonName, RootCause, Severity
from edi_claims.identifiers import mbi_is_valid, npi_is_valid, tax_id_is_valid, taxonomy_is_valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Address, Claim, Coverage, CoverageAnswer, Finding, Person, ServiceLine

M001 = Kind("M001", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:164")
M002 = Kind("M002", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:158")
M003 = Kind("M003", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:157")
M004 = Kind("M004", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:126")
M006 = Kind("M006", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:125")
M007 = Kind("M007", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:153")
M008 = Kind("M008", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "CO-27")
M009 = Kind("M009", RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "CO-22")
P001 = Kind("P001", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:562")
P002 = Kind("P002", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:128")
P003 = Kind("P003", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:503")
P004 = Kind("P004", RootCause.PAYER_SETUP, Owner.BILLING, "CO-16")
P005 = Kind("P005", RootCause.PAYER_SETUP, Owner.BILLING, "CO-16")

MEDICARE = ("MA", "MB")
RELATIONSHIPS = frozenset({"01", "19", "20", "21", "39", "40", "53", "G8"})
"""PAT01: what a patient who is not the subscriber may be to him."""
OLDEST = 120
_TITLES = frozenset({"DR", "MR", "MRS", "MS", "MD", "JR", "SR", "II", "III", "PHD"})
_PO_BOX = re.compile(r"\b(P\.?\s*O\.?\s*BOX|POST\s+OFFICE\s+BOX|LOCK\s*BOX)\b", re.IGNORECASE)
_ZIP = re.compile(r"[0-9]{9}")


def _path(claim: Claim, cover: Coverage) -> str:
    return next((f"coverages[{at}]" for at, one in enumerate(claim.coverages) if one is cover), "coverages")


_npi_is_valid = lru_cache(4096)(npi_is_valid)
_taxonomy_is_valid = lru_cache(4096)(taxonomy_is_valid)


# ---- the patient and his coverage

def member_id(claim: Claim, context: Context) -> Iterator[Finding]:
    """M001: there is a member id, of the form that the payer's ids have."""
    cover = billed(claim)
    if cover is None:
        return
    what = _wrong_member_id(cover, context)
    if what:
        yield M001(claim, what, "ask the patient for the card and enter the id as it is printed", "2010BA", "NM109",
                   f"{_path(claim, cover)}.member_id")


def _wrong_member_id(cover: Coverage, context: Context) -> str:
    if not cover.member_id:
        return "the member id is missing"
    if cover.filing_indicator in MEDICARE and not mbi_is_valid(cover.member_id):
        return "the member id is no Medicare beneficiary identifier"
    if context.profile is not None and context.profile.takes_member_id(cover.member_id) is False:
        return "the member id has not the form of this payer's ids"
    return ""


def birth_date(claim: Claim, context: Context) -> Iterator[Finding]:
    """M002: the patient's birth date is there, and possible."""
    born, first = claim.encounter.patient.birth_date, claim.encounter.first_day
    if born is None:
        yield M002(claim, "the patient's birth date is missing", "ask the patient", _patient_loop(claim), "DMG02", "encounter.patient.birth_date")
        return
    what = _impossible(born, first, context.as_of)
    if what:
        yield M002(claim, what, "ask the patient, or correct the day of service", _patient_loop(claim), "DMG02", "encounter.patient.birth_date")


def _impossible(born: date, first: date | None, as_of: date | None) -> str:
    if first is not None and born > first:
        return "the patient was born after the service"
    if as_of is not None and born > as_of:
        return "the patient's birth date lies in the future"
    if first is not None and first.year - born.year > OLDEST:
        return f"the patient would be more than {OLDEST} years old"
    return ""


def sex(claim: Claim, _: Context) -> Iterator[Finding]:
    """M003: the patient's sex is one of the three codes."""
    if claim.encounter.patient.sex not in ("F", "M", "U"):
        yield M003(claim, "the patient's sex is none of F, M and U", "enter F, M or U", _patient_loop(claim), "DMG03", "encounter.patient.sex")


def _patient_loop(claim: Claim) -> str:
    cover = billed(claim)
    return "2010BA" if cover is None or cover.is_self else "2010CA"


def relationship(claim: Claim, _: Context) -> Iterator[Finding]:
    """M004: a patient who is the subscriber says so, and one who is not has a subscriber; either has an address."""
    cover = billed(claim)
    if cover is None:
        return
    if claim.encounter.patient.address is None:
        yield M004(claim, "the patient's address is missing", "ask the patient", _patient_loop(claim), "N301", "encounter.patient.address")
    if cover.relationship == SELF:
        return
    if cover.relationship not in RELATIONSHIPS:
        yield M004(claim, "what the patient is to the subscriber is not said, or by an unknown code",
                   "enter 18 for self, 01 spouse, 19 child, G8 other",
                   "2000B" if cover.is_self else "2000C", "SBR02" if cover.is_self else "PAT01", f"{_path(claim, cover)}.relationship")
    elif cover.subscriber is None:
        yield M004(claim, "the patient is a dependent and no subscriber is named", "enter the subscriber's name and member id", "2010BA", "NM103",
                   f"{_path(claim, cover)}.subscriber")


def himself(claim: Claim, _: Context) -> Iterator[Finding]:
    """M005: a dependent who looks like the subscriber himself."""
    cover = billed(claim)
    patient = claim.encounter.patient
    if cover is None or cover.is_self or cover.subscriber is None:
        return
    if _same_person(cover.subscriber, patient):
        yield Kind("M005", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "CO-31", Severity.WARNING)(
            claim, "patient and subscriber are the same person, but the relationship is not self", "set the relationship to 18", "2000B", "SBR02",
            f"{_path(claim, cover)}.relationship")


def _same_person(one: Person, other: Person) -> bool:
    return one.name == other.name and one.birth_date in (None, other.birth_date)


def names(claim: Claim, _: Context) -> Iterator[Finding]:
    """M006: patient and subscriber have a name, without digits and titles."""
    cover, patient = billed(claim), claim.encounter.patient
    if not _is_plain(patient.name):
        yield from _name(claim, patient.name, _patient_loop(claim), "encounter.patient.name")
    if cover is not None and cover.subscriber is not None and not cover.is_self and not _is_plain(cover.subscriber.name):
        yield from _name(claim, cover.subscriber.name, "2010BA", f"{_path(claim, cover)}.subscriber.name")


def _is_plain(name: PersonName | str) -> bool:
    return bool(name) if isinstance(name, str) else bool(name.last) and not _decorated(name)


def _name(claim: Claim, name: PersonName | str, loop: str, path: str) -> Iterator[Finding]:
    if not (name.last if isinstance(name, PersonName) else name):
        yield M006(claim, "a last name is missing", "enter the name as the card has it", loop, "NM103", path)
    else:
        yield M006(claim, "a name holds a digit, a title or a suffix that has a field of its own", "enter the suffix as the suffix, and no title",
                   loop, "NM103", path, severity=Severity.WARNING)


def _decorated(name: PersonName) -> bool:
    text = f"{name.last} {name.first}".upper().replace(".", "")
    return not _TITLES.isdisjoint(text.split()) or (not text.replace(" ", "").isalpha() and any(map(str.isdigit, text)))


def payer(claim: Claim, context: Context) -> Iterator[Finding]:
    """M007: the payer has an id and a name, and is the one that the eligibility answer named."""
    cover = billed(claim)
    if cover is None:
        return
    if not cover.payer.payer_id:
        yield M007(claim, "the payer's id is missing", "enter the id by which the clearinghouse knows the payer", "2010BB", "NM109",
                   f"{_path(claim, cover)}.payer.payer_id")
    if not cover.payer.name:
        yield M007(claim, "the payer's name is missing", "enter it", "2010BB", "NM103", f"{_path(claim, cover)}.payer.name")
    if context.answer is not None:
        yield from _other_payer(claim, cover, context.answer)


def _other_payer(claim: Claim, cover: Coverage, answer: CoverageAnswer) -> Iterator[Finding]:
    path = f"{_path(claim, cover)}.payer"
    other = next(iter(answer.other_payers), None) if answer.status is not CoverageStatus.ACTIVE else None
    if other is not None and not other.payer.is_same(cover.payer):
        yield M007(claim, f"the eligibility answer names another payer{_id(other.payer.payer_id)}: this one may be the wrong one",
                   "verify the coverage with the patient, and bill that payer if it is right", "2010BB", "NM109", path, severity=Severity.WARNING,
                   would_cause="CO-22")
    elif answer.payer is not None and not answer.payer.is_same(cover.payer):
        yield M007(claim, "the eligibility answer is another payer's", "ask this payer, or correct the payer", "2010BB", "NM109", path,
                   severity=Severity.WARNING)


def _id(payer_id: str) -> str:
    return f" ({payer_id})" if payer_id else ""


def coverage_active(claim: Claim, context: Context) -> Iterator[Finding]:
    """M008: the coverage is active on every day of service, by the payer's answer. No answer is no finding: it is not inactive."""
    answer, cover = context.answer, billed(claim)
    if answer is None or cover is None or (answer.payer is not None and not answer.payer.is_same(cover.payer)):
        return
    fix, found = "verify the coverage with the patient; find the plan that covers the day", False
    for number, line in enumerate(claim.encounter.services, 1):
        told = _outside(answer, line)
        if told is not None:
            found = True
            yield M008(claim, told[0], fix, "2400", "DTP03", f"encounter.services[{number - 1}].service_date", number, would_cause=told[1])
    if answer.status is CoverageStatus.INACTIVE and answer.ends is None and not found:
        yield M008(claim, "the coverage is inactive, says the payer's answer", fix, "2000B", "SBR", _path(claim, cover))


def _outside(answer: CoverageAnswer, line: ServiceLine) -> tuple[str, str] | None:
    """How a line lies outside the coverage, and the denial that would come of it."""
    if answer.ends is not None and line.last_day is not None and line.last_day > answer.ends:
        return "the coverage ended before the service", "CO-27"
    if answer.begins is not None and line.first_day is not None and line.first_day < answer.begins:
        return "the coverage began after the service", "CO-26"
    return None


def payer_order(claim: Claim, _: Context) -> Iterator[Finding]:
    """M009: the billed payer is there, the places of the payers differ and have no gap, and Medicare as a later payer says why."""
    cover = billed(claim)
    if cover is None:
        yield M009(claim, "no coverage has the place that the claim is billed to", "add the coverage, or correct the claim's sequence", "2000B",
                   "SBR01", "sequence")
        return
    places = [one.sequence for one in claim.coverages if one.sequence != "U"]
    if len(set(places)) != len(places):
        yield M009(claim, "two payers have the same place", "say which one pays first", "2320", "SBR01", "coverages")
    if not set("PST"[:max("PST".find(cover.sequence), 0)]).issubset(places):
        yield M009(claim, "a payer before this one is missing", "add the earlier payer and what it decided", "2320", "SBR01", "coverages")
    if cover.filing_indicator in MEDICARE and cover.sequence not in ("P", "U") and not cover.medicare_secondary_reason:
        yield M009(claim, "Medicare is not primary and no reason is given", "ask the patient who pays first and why", "2000B", "SBR05",
                   f"{_path(claim, cover)}.medicare_secondary_reason", would_cause="277CA A7:732")


# ---- the providers

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
    """P004: a taxonomy code has its form; the billing provider has one where the payer wants it."""
    for who, role, loop, path, line in providers_of(claim):
        if who.taxonomy and not _taxonomy_is_valid(who.taxonomy):
            yield P004(claim, "a taxonomy code has not ten characters that end in X", "look it up in the NPI registry", loop, "PRV03",
                       f"{path}.taxonomy", line)
        elif role == "billing_provider" and not who.taxonomy and context.profile is not None and context.profile.requires_taxonomy:
            yield P004(claim, "this payer wants the billing provider's taxonomy code", "enter it", "2000A", "PRV03", f"{path}.taxonomy")


def rendering(claim: Claim, _: Context) -> Iterator[Finding]:
    """P005: a rendering provider is sent only where he is not the billing provider, and is a person."""
    who = claim.encounter.rendering_provider
    if who is None:
        return
    if who.npi and who.npi == claim.billing_provider.npi:
        yield P005(claim, "the rendering provider is the billing provider", "leave the rendering provider out", "2310B", "NM109",
                   "encounter.rendering_provider")
    elif isinstance(who.name, str) and isinstance(claim.billing_provider.name, str):
        yield P005(claim, "a group bills and the rendering provider is no person", "enter the person who treated the patient", "2310B", "NM102",
                   "encounter.rendering_provider", severity=Severity.WARNING)
