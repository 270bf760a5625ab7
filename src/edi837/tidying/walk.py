"""A walk over every noun of a claim that mends its texts and says what it mended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from edi837.claim import numbered
from edi837.rules.context import billed, providers_of
from edi837.tidying import texts
from edi837.tidying.fields import (
    CODE,
    EMPTY,
    FIELDS,
    GIVEN,
    KEPT,
    MEMBER_ID,
    NAME,
    NDC,
    NOTE,
    NUMBERED,
    OTHER,
    PHONE,
    POSTAL_CODE,
    SUFFIX,
    TAX_ID,
    Field,
    Repair,
)
from edi_claims import Address, Claim, Contact, Coverage, Drug, Finding, LineAdjudication, PersonName, Procedure, Reference, ServiceLine, Unread
from edi_claims.identifiers import mbi_is_valid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edi_claims import PayerProfile

Table: TypeAlias = Mapping[type, Mapping[str, Field]]

_MEDICARE = ("MA", "MB")
_TELEPHONES = ("TE", "FX")
_TAX_IDS = ("EI", "SY")
_AMERICA = ("", "US", "USA")

_BELOW = {
    "Claim.billing_provider": "2010AA", "Claim.pay_to_address": "2010AB", "Claim.pay_to_plan": "2010AC", "Claim.prior_adjudications": "2320",
    "Claim.orphan_adjudications": "2430", "Encounter.services": "2400", "ServiceLine.drug": "2410", "ServiceLine.forms": "2440",
    "PriorAdjudication.services": "2430", "PriorAdjudication.providers": "2330"}
_OF_COVERAGE = {("2000B", "payer"): "2010BB", ("2000B", "subscriber"): "2010BA", ("2000B", "member_id"): "2010BA",
                ("2320", "payer"): "2330B", ("2320", "subscriber"): "2330A", ("2320", "member_id"): "2330A"}
"""Loops by the field that leads into them; from a coverage that is billed, and from another."""


def tidy(claim: Claim, profile: PayerProfile | None = None) -> tuple[Claim, list[Finding]]:
    """A claim with its formatting put right wherever one answer is right, and one finding (T…, info) for each repair, without the value.

    Mended: accents, typographic signs, tabs, blanks, lower case; delimiters in names, addresses and notes; dots in diagnoses; hyphens in NPIs,
    tax ids, drug codes, ZIP codes and telephone numbers; titles and suffixes in last names; sexes in words; empty modifiers and address lines;
    lines without a control number. A member id keeps its hyphens, as the card has them, unless only the id without them has the form of the
    payer's ids: of Medicare's, or of what `profile` knows.

    Never changed: the claim's and the lines' control numbers, because answers are matched by them; amounts, days and units; which codes,
    modifiers, pointers and places were coded. What cannot be mended is left for `check` to find and `build` to refuse. A tidy claim comes back
    as it is, with no finding.
    """
    walk = _Walk(claim, profile)
    mended: Claim = walk.noun(claim, "", "2300", FIELDS)
    return walk.numbered(mended), walk.found


class _Walk:
    """One claim on its way: what was found, and what must be known to say where."""

    def __init__(self, claim: Claim, profile: PayerProfile | None) -> None:
        self.found: list[Finding] = []
        self._claim, self._profile, self._paying = claim, profile, billed(claim)
        self._roles = {(line, role): loop for _, role, loop, _, line in providers_of(claim)}
        self._line: int | None = None
        self._index = 0

    def note(self, repair: Repair, loop: str, element: str, path: str) -> None:
        self.found.append(repair.kind(self._claim, repair.message, "", loop, element, path, self._line))

    # ---- down the nouns

    def noun(self, noun: Any, path: str, loop: str, table: Table) -> Any:
        """A noun with everything in it mended; the same object where nothing was to be done."""
        rows = table.get(type(noun), {})
        changes = {}
        for name in _names(noun):
            old, field = getattr(noun, name), rows.get(name, OTHER)
            if old and not _is_tidy(old, field):
                new = self._value(old, f"{path}.{name}".lstrip("."), self._below(noun, name, loop), field, _NOTES if name == "notes" else table)
                if new is not old:
                    changes[name] = new
        mended = attrs.evolve(noun, **changes) if changes else noun
        special = _SPECIAL.get(type(noun))
        return mended if special is None else special(self, mended, path, loop)

    def _value(self, value: Any, path: str, loop: str, field: Field, table: Table) -> Any:
        if isinstance(value, str):
            return self.text(value, path, loop, field)
        if isinstance(value, tuple | list):
            return self._all(value, path, loop, field, table) if field.repairs else value
        if isinstance(value, Mapping):
            return self._mapping(value, path, loop, field, table)
        if attrs.has(type(value)) and not isinstance(value, Unread):
            return self.noun(value, path, loop, table)
        return value

    def _all(self, values: Sequence[Any], path: str, loop: str, field: Field, table: Table) -> Sequence[Any]:
        """Each of several; the tuple itself where nothing in it changed."""
        after, outside = [], self._line
        for at, one in enumerate(values):
            self._index = at
            if isinstance(one, ServiceLine):
                self._line = at + 1
            elif isinstance(one, LineAdjudication):
                self._line = one.line
            elif isinstance(one, Coverage):
                loop = "2000B" if one is self._paying else "2320"
            after.append(self._value(one, f"{path}[{at}]", loop, field, table))
        self._line = outside
        return values if all(one is other for one, other in zip(values, after, strict=True)) else tuple(after)

    def _mapping(self, value: Mapping[str, Any], path: str, loop: str, field: Field, table: Table) -> Any:
        if not field.repairs:
            return value
        by_role = path.endswith("providers") and loop != "2330"
        after = {key: self._value(one, f"{path}[{key!r}]", self._roles.get((self._line, key), loop) if by_role else loop, field, table)
                 for key, one in value.items()}
        return value if all(after[key] is one for key, one in value.items()) else after

    def text(self, text: str, path: str, loop: str, field: Field) -> str:
        """A text after each of its repairs; the same object where none was needed."""
        for repair in field.repairs:
            mended = repair.mend(text)
            if mended != text:
                self.note(repair, loop, field.element.format(self._index + field.first), path)
                text = mended
        return text

    def _below(self, noun: Any, name: str, loop: str) -> str:
        """The loop that a field leads into."""
        if isinstance(noun, Coverage):
            return _OF_COVERAGE.get((loop, name), loop)
        if name == "patient":
            return "2010BA" if self._paying is None or self._paying.is_self else "2010CA"
        return _BELOW.get(f"{type(noun).__name__}.{name}", loop)

    # ---- what is more than one text

    def name(self, name: PersonName, path: str, loop: str) -> PersonName:
        """Suffixes move into their field."""
        for part, element in (("last", "NM103"), ("first", "NM104")):
            text, suffix = texts.parted(getattr(name, part), name.suffix)
            if text != getattr(name, part):
                self.note(SUFFIX, loop, element, f"{path}.{part}")
                name = attrs.evolve(name, **{part: text, "suffix": suffix})
        return name

    def address(self, address: Address, path: str, loop: str) -> Address:
        """No empty lines; a ZIP code without hyphen. Other countries write their codes in their own way."""
        lines = tuple(filter(None, address.lines))
        if len(lines) != len(address.lines):
            self.note(EMPTY, loop, "N301", f"{path}.lines")
            address = attrs.evolve(address, lines=lines)
        if address.country not in _AMERICA:
            return address
        mended: Address = self._one(address, "postal_code", POSTAL_CODE, path, loop, "N403")
        return mended

    def contact(self, contact: Contact, path: str, loop: str) -> Contact:
        """Telephone numbers in ten digits; an e-mail address keeps its case."""
        numbers = tuple((kind, self.text(number, f"{path}.numbers[{at}]", loop, _number(kind)))
                        for at, (kind, number) in enumerate(contact.numbers))
        return contact if numbers == contact.numbers else attrs.evolve(contact, numbers=numbers)

    def coverage(self, cover: Coverage, path: str, loop: str) -> Coverage:
        """A member id without hyphens, where only that has the form of the payer's ids."""
        bare = cover.member_id.replace("-", "").replace(" ", "")
        if bare == cover.member_id or not self._is_better(cover, bare):
            return cover
        self.note(MEMBER_ID, _OF_COVERAGE[loop, "member_id"], "NM109", f"{path}.member_id")
        return attrs.evolve(cover, member_id=bare)

    def _is_better(self, cover: Coverage, bare: str) -> bool:
        if cover.filing_indicator in _MEDICARE and mbi_is_valid(bare):
            return True
        profile = self._profile
        return (profile is not None and profile.matches(cover.payer) and profile.takes_member_id(cover.member_id) is False
                and profile.takes_member_id(bare) is True)

    def procedure(self, done: Procedure, path: str, loop: str) -> Procedure:
        """No empty modifiers."""
        modifiers = tuple(filter(None, done.modifiers))
        if len(modifiers) == len(done.modifiers):
            return done
        self.note(EMPTY, loop, "SV101-3", f"{path}.modifiers")
        return attrs.evolve(done, modifiers=modifiers)

    def reference(self, one: Reference, path: str, loop: str) -> Reference:
        """A tax id or social security number in nine digits."""
        mended: Reference = self._one(one, "value", TAX_ID, path, loop, "REF02") if one.qualifier in _TAX_IDS else one
        return mended

    def drug(self, drug: Drug, path: str, loop: str) -> Drug:
        """A national drug code in eleven digits; another product's number has its own form."""
        mended: Drug = self._one(drug, "ndc", NDC, path, loop, "LIN03") if drug.qualifier == "N4" else drug
        return mended

    def _one(self, noun: Any, name: str, repair: Repair, path: str, loop: str, element: str) -> Any:
        """A noun with one more repair of one of its texts."""
        old = getattr(noun, name)
        new = self.text(old, f"{path}.{name}", loop, Field(element, (repair,)))
        return noun if new is old else attrs.evolve(noun, **{name: new})

    def numbered(self, claim: Claim) -> Claim:
        """Every line with a control number."""
        for number, line in enumerate(claim.encounter.services, 1):
            if not line.line_control_number:
                self._line = number
                self.note(NUMBERED, "2400", "REF02", f"encounter.services[{number - 1}].line_control_number")
        encounter = numbered(claim.encounter, claim.patient_control_number)
        return claim if encounter is claim.encounter else attrs.evolve(claim, encounter=encounter)


def _number(kind: str) -> Field:
    repairs = (*GIVEN, PHONE) if kind in _TELEPHONES else GIVEN
    return Field("PER04", repairs)


def _is_tidy(value: Any, field: Field) -> bool:
    """Whether a value at first sight needs nothing: it is no text, or capital letters and digits where no more is asked. Most are."""
    if isinstance(value, str):
        return value.isalnum() and value.isascii() and value == value.upper() and field.repairs in _EVERYDAY
    return isinstance(value, Decimal | date | int)


_EVERYDAY = (CODE, NAME, GIVEN, KEPT)
_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of each noun that may hold text; `unread` is kept as it came."""


def _names(noun: Any) -> tuple[str, ...]:
    kind = type(noun)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in attrs.fields(kind) if field.name not in ("unread", "position"))
    return _NAMES[kind]


_NOTES: Table = {Reference: NOTE}
_SPECIAL: dict[type, Callable[[_Walk, Any, str, str], Any]] = {
    PersonName: _Walk.name, Address: _Walk.address, Contact: _Walk.contact, Coverage: _Walk.coverage, Procedure: _Walk.procedure,
    Reference: _Walk.reference, Drug: _Walk.drug}
