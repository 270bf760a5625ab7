"""Rules about who the patient is and how he is insured (M001 to M006). What is wrong here is the front desk's to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, is_medicare, place_of
from edi_claims import SELF, Owner, PersonName, RootCause, Severity
from edi_claims.identifiers import mbi_is_valid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Claim, Coverage, Finding, Person

M001 = Kind("M001", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:164")
M002 = Kind("M002", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:158")
M003 = Kind("M003", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:157")
M004 = Kind("M004", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:126")
M005 = Kind("M005", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "CO-31", Severity.WARNING)
M006 = Kind("M006", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "277CA A7:125")

RELATIONSHIPS = frozenset({"01", "19", "20", "21", "39", "40", "53", "G8"})
"""PAT01: what a patient who is not the subscriber may be to him."""
OLDEST = 120
_TITLES = frozenset({"DR", "MR", "MRS", "MS", "MD", "JR", "SR", "II", "III", "PHD"})


# ---- the patient and his coverage

def member_id(claim: Claim, context: Context) -> Iterator[Finding]:
    """M001: there is a member id, of the form that the payer's ids have."""
    cover = billed(claim)
    if cover is None:
        return
    what = _wrong_member_id(cover, context)
    if what:
        yield M001(claim, what, "ask the patient for the card and enter the id as it is printed", "2010BA", "NM109",
                   f"{place_of(claim, cover)}.member_id")


def _wrong_member_id(cover: Coverage, context: Context) -> str:
    if not cover.member_id:
        return "the member id is missing"
    if is_medicare(cover) and not mbi_is_valid(cover.member_id):
        return "the member id is no Medicare beneficiary identifier"
    if context.profile is not None and context.profile.takes_member_id(cover.member_id) is False:
        return "the member id has not the form of this payer's ids"
    return ""


def birth_date(claim: Claim, context: Context) -> Iterator[Finding]:
    """M002: the patient's birth date is there, and possible."""
    born = claim.encounter.patient.birth_date
    what = "the patient's birth date is missing" if born is None else _impossible(born, claim, context.as_of)
    if what:
        yield M002(claim, what, "ask the patient, or correct the day of service", _patient_loop(claim), "DMG02", "encounter.patient.birth_date")


def _impossible(born: date, claim: Claim, as_of: date | None) -> str:
    first = last = None
    for line in claim.encounter.services:           # in one go, because every claim that is built pays for it
        begins, ends = line.service_date or line.first_day, line.service_date or line.last_day
        first = begins if first is None or (begins is not None and begins < first) else first
        last = ends if last is None or (ends is not None and ends > last) else last
    if last is not None and born > last:
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
                   "2000B" if cover.is_self else "2000C", "SBR02" if cover.is_self else "PAT01", f"{place_of(claim, cover)}.relationship")
    elif cover.subscriber is None:
        yield M004(claim, "the patient is a dependent and no subscriber is named", "enter the subscriber's name and member id", "2010BA", "NM103",
                   f"{place_of(claim, cover)}.subscriber")


def himself(claim: Claim, _: Context) -> Iterator[Finding]:
    """M005: a dependent who looks like the subscriber himself."""
    cover = billed(claim)
    patient = claim.encounter.patient
    if cover is None or cover.is_self or cover.subscriber is None:
        return
    if _same_person(cover.subscriber, patient):
        yield M005(
            claim, "patient and subscriber are the same person, but the relationship is not self", "set the relationship to 18", "2000B", "SBR02",
            f"{place_of(claim, cover)}.relationship")


def _same_person(one: Person, other: Person) -> bool:
    return one.name == other.name and one.birth_date in (None, other.birth_date)


def names(claim: Claim, _: Context) -> Iterator[Finding]:
    """M006: patient and subscriber have a name, without digits and titles."""
    cover, patient = billed(claim), claim.encounter.patient
    if not _is_plain(patient.name):
        yield from _name(claim, patient.name, _patient_loop(claim), "encounter.patient.name")
    if cover is not None and cover.subscriber is not None and not cover.is_self and not _is_plain(cover.subscriber.name):
        yield from _name(claim, cover.subscriber.name, "2010BA", f"{place_of(claim, cover)}.subscriber.name")


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
