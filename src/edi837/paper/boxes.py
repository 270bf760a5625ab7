"""A claim as the boxes of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.paper.lines import line_boxes, rendering
from edi837.paper.texts import (
    GAP,
    LETTERS,
    NO,
    SIGNED,
    YES,
    block,
    day,
    dollars,
    first_last,
    last_first,
    plain,
    street,
    unreadable,
    zip_code,
)
from edi837.rules.context import billed
from edi_claims import ZERO, DateRange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from edi_claims import Address, Claim, Contact, Coverage, Encounter, Person, Provider, Reference
    from edi_claims.encounter import Day

Box = tuple[str, str]

ON_A_FORM = 6
"""Service lines."""
KINDS = {"MA": "MEDICARE", "MB": "MEDICARE", "16": "MEDICARE", "MC": "MEDICAID", "CH": "TRICARE", "VA": "CHAMPVA"}
"""Box 1 by SBR09. The others are group health plans where there is a group, otherwise OTHER."""
GROUPS = frozenset({"12", "13", "14", "15", "17", "BL", "CI", "DS", "FI", "HM"})
RELATIONSHIPS = {"18": "SELF", "01": "SPOUSE", "19": "CHILD"}
ONSETS = ("431", "484")
OTHER_DAYS = ("439", "454", "304", "453", "455", "471", "090", "091", "444")
REFERRING = (("referring_provider", "DN"), ("ordering_provider", "DK"), ("supervising_provider", "DQ"))
"""Box 17 has room for one, in this order."""
OTHER_IDS = ("0B", "1G", "G2", "LU")
PROPERTY_CLAIM = "Y4"


def cms1500(claim: Claim) -> dict[str, str]:
    """The boxes of a CMS-1500 (02/12) that have text, as a biller fills them: box to text, in the order of the form.

    A box of several parts has a key for each: `3` and `3 sex`, `16 from` and `16 to`, `17 qual`, `21A` to `21L`, `22 ref`, `25 type`. Lines are
    numbered: `24A.1 from`, `24D.1`, `24F.1`; the upper half of a line is `24.1 shaded`, `24H.1 shaded`, `24I.1 shaded`, `24J.1 shaded`. All lines
    are given; `cms1500_pages` puts six on a form. `carrier` is the block at the top right. Blocks of name and address have line ends.

    Days are MM DD YYYY, in box 24A MM DD YY; dollars and cents are parted by a blank; names are `ROWE JR, DANA, M`; ZIP+4 has its hyphen; there are
    no other commas, periods and number signs. Nothing is cut to the width of its box.

    Raises:
        EdiError: there is something that the form has no place for: a thirteenth diagnosis, an amount with part of a cent.
    """
    return dict(_filled(claim))


def cms1500_pages(claim: Claim) -> list[dict[str, str]]:
    """The forms of a claim, six lines on each, numbered from 1; box 28 says CONTINUED on all but the last, where the totals stand.

    Raises:
        EdiError: as `cms1500`.
    """
    boxes = cms1500(claim)
    count = max(-(-len(claim.encounter.services) // ON_A_FORM), 1)
    return [_page(boxes, page, is_last=page == count - 1) for page in range(count)]


def _page(boxes: dict[str, str], page: int, *, is_last: bool) -> dict[str, str]:
    found = {}
    for box, text in boxes.items():
        column, dot, rest = box.partition(".")
        if not dot:
            if is_last or box not in ("28", "29"):
                found[box] = text
            elif box == "28":
                found[box] = "CONTINUED"
            continue
        number, _, part = rest.partition(" ")
        if (int(number) - 1) // ON_A_FORM == page:
            found[f"{column}.{(int(number) - 1) % ON_A_FORM + 1} {part}".rstrip()] = text
    return found


def _filled(claim: Claim) -> Iterator[Box]:
    for part in _PARTS:
        for box, text in part(claim):
            if text:
                yield box, text


# ---- patient and insured: 1 to 13

def _insured(claim: Claim) -> Iterator[Box]:
    cover, patient = billed(claim), claim.encounter.patient
    if cover is not None:
        yield "carrier", block(cover.payer.name, cover.payer.address)
        yield "1", _kind(cover)
        yield "1a", cover.member_id
    yield "2", last_first(patient.name)
    yield from _born(patient, "3")
    if cover is None:
        yield from _lives(patient, "5")
        return
    insured = cover.subscriber or patient
    yield "4", last_first(insured.name)
    yield from _lives(patient, "5")
    yield "6", "SELF" if cover.is_self else RELATIONSHIPS.get(cover.relationship, "OTHER")
    yield from _lives(insured, "7")


def _kind(cover: Coverage) -> str:
    known = KINDS.get(cover.filing_indicator)
    return known or ("GROUP HEALTH PLAN" if cover.filing_indicator in GROUPS and cover.group_number else "OTHER")


def _born(who: Person, box: str) -> Iterator[Box]:
    if who.birth_date is not None:
        yield box, day(who.birth_date)
    yield f"{box} sex", who.sex if who.sex in ("F", "M") else ""


def _lives(who: Person, box: str) -> Iterator[Box]:
    address: Address | None = who.address
    yield box, street(address)
    if address is not None:
        yield f"{box} city", plain(address.city)
        yield f"{box} state", address.state
        yield f"{box} zip", zip_code(address)
    yield f"{box} phone", _phone(who.contacts)


def _phone(contacts: tuple[Contact, ...]) -> str:
    return next((number for one in contacts for kind, number in one.numbers if kind == "TE"), "")


def _other_insured(claim: Claim) -> Iterator[Box]:
    other = _other(claim)
    if other is not None:
        yield "9", last_first((other.subscriber or claim.encounter.patient).name)
        yield "9a", other.group_number or other.member_id
        yield "9d", plain(other.payer.name)


def _other(claim: Claim) -> Coverage | None:
    cover = billed(claim)
    return min((one for one in claim.coverages if one is not cover), key=lambda one: one.rank, default=None)


def _causes(claim: Claim) -> Iterator[Box]:
    accident = claim.encounter.accident
    causes = accident.causes if accident is not None else ()
    for box, cause in (("10a", "EM"), ("10b", "AA"), ("10c", "OA")):
        yield box, YES if cause in causes else NO
    if accident is not None and "AA" in causes:
        yield "10b state", accident.state
    yield "10d", GAP.join(claim.encounter.condition_codes)


def _group(claim: Claim) -> Iterator[Box]:
    cover, patient = billed(claim), claim.encounter.patient
    if cover is None:
        return
    insured = cover.subscriber or patient
    yield "11", cover.group_number or ("NONE" if KINDS.get(cover.filing_indicator) == "MEDICARE" and cover.rank == 0 else "")
    yield from _born(insured, "11a")
    number = next((one.value for one in (*patient.references, *insured.references) if one.qualifier == PROPERTY_CLAIM), "")
    if number:
        yield "11b qual", PROPERTY_CLAIM
        yield "11b", number
    yield "11c", plain(cover.group_name or cover.payer.name)
    yield "11d", YES if _other(claim) is not None else NO
    yield "12", SIGNED if claim.release == "Y" else ""
    yield "13", SIGNED if claim.benefits_assigned == "Y" else ""


# ---- the case: 14 to 23

def _days(claim: Claim) -> Iterator[Box]:
    days = {**claim.encounter.dates, **claim.dates}
    accident = claim.encounter.accident
    if accident is not None and accident.occurred_on is not None:
        days["439"] = accident.occurred_on
    for box, qualifiers in (("14", ONSETS), ("15", OTHER_DAYS)):
        found = next(((one, days[one]) for one in qualifiers if one in days), None)
        if found is not None:
            yield box, day(_start(found[1]))
            yield f"{box} qual", found[0]
    yield from _disabled(days)


def _disabled(days: dict[str, Day]) -> Iterator[Box]:
    unable = days.get("314")
    begins, ends = (unable.start, unable.end) if isinstance(unable, DateRange) else (days.get("360"), days.get("361"))
    if begins is not None:
        yield "16 from", day(_start(begins))
    if ends is not None:
        yield "16 to", day(_start(ends))


def _start(when: Day) -> date:
    return when.start if isinstance(when, DateRange) else when


def _referring(claim: Claim) -> Iterator[Box]:
    found = next(((who, qualifier) for role, qualifier in REFERRING if (who := _in_role(claim.encounter, role)) is not None), None)
    if found is None:
        return
    who, qualifier = found
    yield "17", first_last(who.name)
    yield "17 qual", qualifier
    other = other_id(who)
    if other is not None:
        yield "17a qual", other.qualifier
        yield "17a", other.value
    yield "17b", who.npi or ""


def _in_role(coded: Encounter, role: str) -> Provider | None:
    """Who has a role on the claim, or on the first line that names somebody for it."""
    return coded.providers.get(role) or next((line.providers[role] for line in coded.services if role in line.providers), None)


def other_id(who: Provider) -> Reference | None:
    """The number by which somebody else than the NPI registry knows a provider."""
    return next((one for one in who.references if one.qualifier in OTHER_IDS), None)


def _hospital(claim: Claim) -> Iterator[Box]:
    days = {**claim.encounter.dates, **claim.dates}
    for box, qualifier in (("18 from", "435"), ("18 to", "096")):
        if qualifier in days:
            yield box, day(_start(days[qualifier]))
    notes = [" ".join(note.value.split()) for note in claim.encounter.notes]
    notes += [f"PWK{one.report_type}{one.transmission}{one.control_number}" for one in claim.attachments]
    yield "19", GAP.join(notes)
    bought = [line.purchased_service.charge for line in claim.encounter.services if line.purchased_service is not None]
    yield "20", YES if bought else NO
    if bought:
        yield "20 charges", dollars(sum(bought, ZERO), "20 charges")


def _diagnoses(claim: Claim) -> Iterator[Box]:
    found = claim.encounter.diagnoses
    if len(found) > len(LETTERS):
        raise unreadable("21", f"the form has no place for {len(found)} diagnoses")
    if found:
        yield "21 ind", "9" if found[0].version == "9" else "0"
    for letter, one in zip(LETTERS, found, strict=False):
        yield f"21{letter}", one.code


def _numbers(claim: Claim) -> Iterator[Box]:
    if claim.frequency != "1":
        yield "22", claim.frequency
        yield "22 ref", claim.payer_control_number or ""
    laboratory = next((one.value for one in claim.references if one.qualifier == "X4"), "")
    yield "23", claim.authorization_number or claim.referral_number or laboratory


# ---- lines, totals and providers: 24 to 33

def _lines(claim: Claim) -> Iterator[Box]:
    for number, line in enumerate(claim.encounter.services, 1):
        yield from line_boxes(claim.encounter, line, number)


def _totals(claim: Claim) -> Iterator[Box]:
    who = claim.billing_provider
    yield "25", who.tax_id
    yield "25 type", {"EI": "EIN", "SY": "SSN"}.get(who.tax_id_type, "") if who.tax_id else ""
    yield "26", claim.patient_control_number
    yield "27", YES if claim.assignment == "A" else NO
    yield "28", dollars(claim.charge, "28")
    paid = sum((told.paid for told in claim.prior_adjudications if told.paid is not None), claim.patient_paid or ZERO)
    if paid:
        yield "29", dollars(paid, "29")


def _providers(claim: Claim) -> Iterator[Box]:
    yield "31", _signature(claim)
    facility = claim.encounter.facility
    if facility is not None:
        yield "32", block(facility.name, facility.address)
        yield "32a", facility.npi or ""
        other = other_id(facility)
        yield "32b", f"{other.qualifier}{other.value}" if other is not None else ""
    who, cover = claim.billing_provider, billed(claim)
    yield "33", block(who.name, who.address)
    yield "33 phone", _phone(who.contacts)
    yield "33a", who.npi or ""
    number = next((one for one in cover.payer.references if one.qualifier in OTHER_IDS), None) if cover is not None else None
    if who.taxonomy:
        yield "33b", f"ZZ{who.taxonomy}"
    elif number is not None:
        yield "33b", f"{number.qualifier}{number.value}"


def _signature(claim: Claim) -> str:
    """Who treated, where the same person did on every line; otherwise that a signature is on file."""
    who = claim.encounter.rendering_provider
    if claim.signature_on_file != "Y":
        return ""
    if who is None or any(rendering(claim.encounter, line) != who for line in claim.encounter.services):
        return SIGNED
    return first_last(who.name) or SIGNED


_PARTS: tuple[Callable[[Claim], Iterator[Box]], ...] = (
    _insured, _other_insured, _causes, _group, _days, _referring, _hospital, _diagnoses, _numbers, _lines, _totals, _providers)
