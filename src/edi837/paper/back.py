"""A claim from the boxes of the form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from edi837.claim import claim_from
from edi837.paper.form import Form
from edi837.paper.linesback import read_lines
from edi837.paper.texts import GAP, LETTERS, YES, plain, read_block, read_first_last, read_last_first, read_person, read_zip_code, unreadable
from edi_claims import (
    SELF,
    Accident,
    Address,
    Attachment,
    ConditionIndicator,
    Contact,
    Coverage,
    DateRange,
    Diagnosis,
    Encounter,
    Payer,
    Person,
    Provider,
    Reference,
)
from edi_claims.identifiers import clia_is_valid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edi_claims import Claim, PersonName
    from edi_claims.encounter import Day

KINDS = {"MEDICARE": "MB", "MEDICAID": "MC", "TRICARE": "CH", "CHAMPVA": "VA", "GROUP HEALTH PLAN": "CI", "FECA BLK LUNG": "WC", "OTHER": "ZZ"}
RELATIONSHIPS = {"SELF": SELF, "SPOUSE": "01", "CHILD": "19", "OTHER": "G8"}
REFERRING = {"DN": "referring_provider", "DK": "ordering_provider", "DQ": "supervising_provider"}
OF_LINES = ("ordering_provider",)
"""Roles that an 837 knows only of lines."""
BILLINGS = ("090", "091")
"""Days that are the biller's to give, not the coder's."""
TAX_IDS = {"EIN": "EI", "SSN": "SY", "": "EI"}
TAXONOMY = "ZZ"
_ATTACHMENT = re.compile(r"PWK([0-9A-Z]{2})(AA|BM|EL|EM|FT|FX)(.*)", re.DOTALL)


def from_cms1500(boxes: Mapping[str, str], payer: Payer | None = None) -> Claim:
    """The claim that the boxes of a CMS-1500 describe, with the names that `cms1500` gives them; of several forms, all lines in one.

    Coding, charges, days, numbers and parties come back as they were, so far as the form holds them. It does not hold:

    - the payer's id, which `payer` may give, and the filing indicator, of which box 1 tells only the kind;
    - which payer comes first: the claim is taken to be the primary's, and what other payers decided is not read;
    - of another coverage more than insured, number and plan; the telephone numbers of boxes 5 and 7; countries and second address lines;
    - the control numbers of lines, which are given anew; times, and notes, quantities, certifications and prices of lines;
    - the names of rendering providers, unless one who has a number treated on every line and signed in box 31;
    - more than one date, provider or number where a box has room for one: box 23 is taken for an authorization unless it is a CLIA number;
    - prefixes and professional titles, sex U, punctuation in names and addresses; whether a unit is a minute, unless the shaded line says so.

    Raises:
        EdiError: a box cannot be read, or one that every claim needs is empty (2, 26, 33, of each line 24A, 24D and 24F, and 4 and 9
            where they are somebody else's). It names the box, never
            what stands in it.
    """
    form = Form(boxes)
    dates = _dates(form)
    return claim_from(
        _encounter(form, {one: when for one, when in dates.items() if one not in BILLINGS}), patient_control_number=form.needed("26"),
        billing_provider=_billing(form), coverages=_coverages(form, payer), dates={one: dates[one] for one in BILLINGS if one in dates},
        frequency=form.text("22") or "1", payer_control_number=form.text("22 ref") or None, attachments=_attachments(form),
        signature_on_file="Y" if form.text("31") else "N", assignment="A" if form.text("27") != "NO" else "C",
        benefits_assigned="Y" if form.text("13") else "N", release="Y" if form.text("12") else "I", **_amounts(form), **_number(form))


def _amounts(form: Form) -> dict[str, Any]:
    """The charge as written; box 29 where nobody but the patient can have paid."""
    found: dict[str, Any] = {"charge": form.dollars("28")} if form.text("28") else {}
    if form.text("29") and form.text("11d") != YES:
        found["amounts"] = {"F5": form.dollars("29")}
    return found


# ---- patient and coverage

def _coverages(form: Form, payer: Payer | None) -> list[Coverage]:
    relationship = form.one_of("6", RELATIONSHIPS, "SELF")
    group = form.text("11")
    plan, name = form.text("11c"), _payer(form, payer)
    cover = Coverage(
        name, form.text("1a"), None if relationship == SELF else _person(form, "4", "7", "11a", ()), relationship,
        filing_indicator=form.one_of("1", KINDS, "OTHER"), group_number="" if group == "NONE" else group,
        group_name="" if plan == plain(name.name) else plan)
    if form.text("11d") != YES:
        return [cover]
    other = read_last_first(form.needed("9"))
    subscriber = None if relationship == SELF and other == read_person(form.needed("2")) else Person(other)
    return [cover, Coverage(Payer("", form.text("9d")), "", subscriber, SELF if subscriber is None else "G8", "S", group_number=form.text("9a"))]


def _payer(form: Form, given: Payer | None) -> Payer:
    name, address = read_block(form.text("carrier"), "carrier")
    payer = given or Payer("", name if isinstance(name, str) else name.last, address=address)
    number = _numbered(form.text("33b"), "33b")
    if number is None or number.qualifier == TAXONOMY or number in payer.references:
        return payer
    return attrs.evolve(payer, references=(*payer.references, number))


def _numbered(text: str, box: str) -> Reference | None:
    """A number with its two-letter qualifier before it."""
    if not text:
        return None
    if len(text) < 3:       # noqa: PLR2004 - the qualifier and something behind it
        raise unreadable(box, "no number with its qualifier")
    return Reference(text[:2], text[2:].strip())


def _person(form: Form, name: str, home: str, born: str, references: tuple[Reference, ...]) -> Person:
    who: PersonName | str = read_person(form.needed("2")) if name == "2" else read_last_first(form.needed(name))
    return Person(who, form.day(born), form.one_of(f"{born} sex", {"F": "F", "M": "M", "": ""}, ""), _home(form, home), references=references)


def _home(form: Form, box: str) -> Address | None:
    street, city, state, code = (form.text(part) for part in (box, f"{box} city", f"{box} state", f"{box} zip"))
    return Address((street,) if street else (), city, state, read_zip_code(code)) if street or city or state or code else None


def _patient(form: Form) -> Person:
    number = form.text("11b")
    return _person(form, "2", "5", "3", (Reference(form.text("11b qual") or "Y4", number),) if number else ())


# ---- the case

def _encounter(form: Form, dates: Mapping[str, Day]) -> Encounter:
    referring = _referring(form)
    services, place, rendering = read_lines(form, {role: referring.pop(role) for role in OF_LINES if role in referring})
    providers = {**referring, **_facility(form), **({"rendering_provider": rendering} if rendering is not None else {})}
    referrals = tuple(dict.fromkeys(code for number in form.lines if (code := form.text(f"24H.{number} shaded"))))
    return Encounter(
        _patient(form), _diagnoses(form), services, place, providers=providers, accident=_accident(form), dates=dates,
        condition_codes=tuple(form.text("10d").split()), notes=_notes(form),
        conditions=(ConditionIndicator("ZZ", "N" if referrals == ("NU",) else "Y", referrals),) if referrals else ())


def _diagnoses(form: Form) -> tuple[Diagnosis, ...]:
    version = form.one_of("21 ind", {"0": "10", "9": "9", "": "10"}, "")
    codes = [form.text(f"21{letter}") for letter in LETTERS]
    filled = len([code for code in codes if code])
    if not all(codes[:filled]):
        raise unreadable(f"21{LETTERS[codes.index('')]}", "empty before one that is filled")
    return tuple(Diagnosis(code, version) for code in codes[:filled])


def _accident(form: Form) -> Accident | None:
    causes = tuple(cause for box, cause in (("10b", "AA"), ("10a", "EM"), ("10c", "OA")) if form.text(box) == YES)
    if not causes:
        return None
    return Accident(causes, form.day("15") if form.text("15 qual") == "439" else None, form.text("10b state"))


def _dates(form: Form) -> dict[str, Day]:
    found: dict[str, Day] = {}
    for box, default in (("14", "431"), ("15", "")):
        qualifier, when = form.text(f"{box} qual") or default, form.day(box)
        if when is not None and not (qualifier == "439" and _accident(form) is not None):
            if not qualifier:
                raise unreadable(f"{box} qual", "empty, though the box has a day")
            found[qualifier] = when
    for box, qualifier in (("18 from", "435"), ("18 to", "096")):
        when = form.day(box)
        if when is not None:
            found[qualifier] = when
    return found | _unable(form)


def _unable(form: Form) -> dict[str, Day]:
    begins, ends = form.day("16 from"), form.day("16 to")
    if begins is not None and ends is not None:
        return {"314": DateRange(begins, ends)}
    return {"360": begins} if begins is not None else {"361": ends} if ends is not None else {}


def _referring(form: Form) -> dict[str, Provider]:
    if not form.text("17"):
        return {}
    number = form.text("17a")
    references = (Reference(form.text("17a qual"), number),) if number else ()
    return {form.one_of("17 qual", REFERRING, "DN"): Provider(form.text("17b") or None, read_first_last(form.text("17")), references=references)}


def _facility(form: Form) -> dict[str, Provider]:
    if not form.text("32"):
        return {}
    name, address = read_block(form.text("32"), "32")
    number = _numbered(form.text("32b"), "32b")
    return {"facility": Provider(form.text("32a") or None, name, address=address, references=(number,) if number is not None else ())}


def _entries(form: Form) -> list[str]:
    return [one for one in form.text("19").split(GAP) if one]


def _notes(form: Form) -> tuple[Reference, ...]:
    return tuple(Reference("ADD", one) for one in _entries(form) if not _ATTACHMENT.fullmatch(one))


def _attachments(form: Form) -> tuple[Attachment, ...]:
    return tuple(Attachment(*found.groups()) for one in _entries(form) if (found := _ATTACHMENT.fullmatch(one)))


# ---- numbers and providers

def _number(form: Form) -> dict[str, Any]:
    text = form.text("23")
    if clia_is_valid(text):
        return {"references": (Reference("X4", text),)}
    return {"authorization_number": text or None}


def _billing(form: Form) -> Provider:
    name, address = read_block(form.needed("33"), "33")
    number, phone = _numbered(form.text("33b"), "33b"), form.text("33 phone")
    return Provider(
        form.text("33a") or None, name, number.value if number is not None and number.qualifier == TAXONOMY else "", form.text("25"),
        form.one_of("25 type", TAX_IDS, ""), address, contacts=(Contact("", (("TE", phone),)),) if phone else ())
