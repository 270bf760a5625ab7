"""NM1 and the segments behind it, both ways: who is named, where he lives, how to reach him.

Reading fills a sketch, a plain dict of the noun's fields, because a party's segments come one by one; `finished` makes the noun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from edi_claims import Address, Contact, Payer, Person, PersonName, Provider, Reference, RelatedEntity, Unread
from edi_claims.making import made
from edi_x12.draft import composite
from edi_x12.reading import Reading, padded
from edi_x12.writer import COMPONENT, REPETITION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_x12.draft import Draft
    from edi_x12.writer import Segment

Sketch = dict[str, Any]
P = TypeVar("P", Person, Provider, Payer, RelatedEntity)


# ---- reading

def name_of(e: list[str]) -> PersonName | str:
    """NM102 to NM107: a person's name, or an organization's."""
    e = padded(e, 7)
    return PersonName(e[3], e[4], e[5], e[7], e[6]) if e[2] == "1" else e[3]


def provider_sketch(e: list[str]) -> Sketch:
    """NM1 of a provider: an NPI, or another id."""
    e = padded(e, 9)
    who: Sketch = {"name": name_of(e)}
    if e[8] == "XX":
        who["npi"] = e[9] or None
    elif e[9]:
        who["identifier"] = Reference(e[8], e[9])
    return who


def person_sketch(e: list[str]) -> Sketch:
    """NM1 of a patient or subscriber."""
    e = padded(e, 9)
    who: Sketch = {"name": name_of(e)}
    if e[9]:
        who["identifier"] = Reference(e[8], e[9])
    return who


def payer_sketch(e: list[str]) -> Sketch:
    """NM1 of a payer."""
    e = padded(e, 9)
    return {"payer_id": e[9], "name": e[3], "id_qualifier": e[8] or "PI"}


def street(open_: Sketch, e: list[str]) -> bool:
    """N3; False where the party has one already: the caller keeps the second."""
    if open_.get("street"):
        return False
    open_["street"] = tuple(e[1:])
    return True


def city(open_: Sketch, e: list[str]) -> bool:
    """N4; False where the party has one already."""
    if "city" in open_:
        return False
    e = padded(e, 7)
    open_["city"] = (e[1], e[2], e[3], e[4], e[7])
    open_.setdefault("street", ())
    return True


def reference(open_: Sketch, e: list[str], *, note_at: int = 4) -> None:
    """REF; what qualifies it further stands in REF04 of an 837 and in REF03 of a 271."""
    one = Reference(e[1], e[2], e[note_at] if len(e) > note_at else "")
    open_["references"] = (*open_.get("references", ()), one)


def contact_of(e: list[str]) -> Contact:
    """PER."""
    return Contact(e[2] if len(e) > 2 else "", tuple(pair for pair in zip(e[3::2], e[4::2], strict=False) if any(pair)), e[1])  # noqa: PLR2004


def contact(open_: Sketch, e: list[str]) -> None:
    """PER, kept."""
    open_["contacts"] = (*open_.get("contacts", ()), contact_of(e))


def taxonomy(open_: Sketch, e: list[str]) -> bool:
    """PRV; False where the party has one already."""
    if "taxonomy" in open_:
        return False
    open_["taxonomy"] = e[3]
    return True


def demographics(now: Reading[Any], open_: Sketch, e: list[str]) -> bool:
    """DMG; False where the party has one already."""
    if "sex" in open_:
        return False
    e = padded(e, 3)
    born = now.day(e[2]) if e[2] else None
    open_["birth_date"], open_["sex"] = born, e[3]
    return True


def finished(noun: type[P], who: Sketch) -> P:
    """The noun from what its loop gathered; the sketch is used up."""
    if "street" in who:
        who["address"] = Address(who.pop("street"), *who.pop("city", ()))
    return made(noun, who)


def unread_of(open_: Sketch, now: Reading[Any], e: list[str], start: int) -> None:
    """A segment that has no place: kept on the party that is open, and in what the reading could not place."""
    open_["unread"] = (*open_.get("unread", ()), now.keep(e, now.position - start))


# ---- writing

def name_segment(qualifier: str, name: PersonName | str, id_qualifier: str = "", number: str = "") -> Segment:
    """NM1."""
    if isinstance(name, PersonName):
        return "NM1", qualifier, "1", name.last, name.first, name.middle, name.prefix, name.suffix, id_qualifier, number
    return "NM1", qualifier, "2", name, "", "", "", "", id_qualifier, number


def provider_segment(qualifier: str, who: Provider) -> Segment:
    """NM1 of a provider, with his NPI or his other id."""
    if who.npi:
        return name_segment(qualifier, who.name, "XX", who.npi)
    return name_segment(qualifier, who.name, *((who.identifier.qualifier, who.identifier.value) if who.identifier else ()))


def address_segments(address: Address | None) -> list[Segment]:
    """N3 and N4."""
    if address is None:
        return []
    found: list[Segment] = [("N3", *address.lines)] if address.lines else []
    if address.country or address.subdivision:
        found.append(("N4", address.city, address.state, address.postal_code, address.country, "", "", address.subdivision))
    elif address.city or address.state or address.postal_code:
        found.append(("N4", address.city, address.state, address.postal_code))
    return found


def contact_segment(one: Contact) -> Segment:
    """PER."""
    return ("PER", one.function, one.name, *(text for pair in one.numbers for text in pair))


def reference_segment(one: Reference, *, note_at: int = 4) -> Segment:
    """REF."""
    if not one.note:
        return "REF", one.qualifier, one.value
    return ("REF", one.qualifier, one.value, one.note) if note_at == 3 else ("REF", one.qualifier, one.value, "", one.note)  # noqa: PLR2004


_COMPOSITE = str.maketrans({":": COMPONENT, "^": REPETITION})
_OF_A_PARTY = frozenset({"N3", "N4", "REF", "PER", "PRV", "DMG", "DTP"})


def put_back(out: list[Segment], start: int, unread: Iterable[Unread]) -> None:
    """Segments that the reader had no place for, where they stood in the loop that begins at `start`.

    Those that stood together stay together, and a party among them is not put between another party and its address.
    """
    offset = at = -1
    for one in unread:
        if at >= 0 and one.offset == offset + 1:
            at += 1
        else:
            at = min(start + (one.offset or len(out)), len(out))
            while one.segment_id == "NM1" and at < len(out) and out[at][0] in _OF_A_PARTY:
                at += 1
        out.insert(at, tuple([element.translate(_COMPOSITE).rstrip(COMPONENT) for element in one.elements]))
        offset = one.offset


# ---- drafting

def write_name(out: Draft, lead: str, name: PersonName | str, id_qualifier: str, number: str) -> None:
    """NM1, of which `lead` is the beginning: `~NM1*85*`."""
    if not isinstance(name, PersonName):
        out += lead, "2", "*", name, "*****", id_qualifier, "*", number
    elif name.middle or name.prefix or name.suffix:
        out += (lead, "1", "*", name.last, "*", name.first, "*", name.middle, "*", name.prefix, "*", name.suffix,
                "*", id_qualifier, "*", number)
    else:
        out += lead, "1", "*", name.last, "*", name.first, "****", id_qualifier, "*", number


def write_provider(out: Draft, lead: str, who: Provider) -> None:
    """NM1 of a provider, with his NPI or his other id."""
    if who.npi:
        write_name(out, lead, who.name, "XX", who.npi)
    elif who.identifier is not None:
        write_name(out, lead, who.name, who.identifier.qualifier, who.identifier.value)
    else:
        write_name(out, lead, who.name, "", "")


def write_address(out: Draft, address: Address) -> None:
    """N3 and N4."""
    lead = "~N3*"
    for one in address.lines:
        out += lead, one
        lead = "*"
    if address.city or address.state or address.postal_code or address.country or address.subdivision:
        out += "~N4*", address.city, "*", address.state, "*", address.postal_code
        if address.country or address.subdivision:
            out += "*", address.country, "***", address.subdivision


def write_contact(out: Draft, one: Contact) -> None:
    """PER."""
    out += "~PER*", one.function, "*", one.name
    for pair in one.numbers:
        for text in pair:
            out += "*", text


def write_reference(out: Draft, one: Reference) -> None:
    """REF; the note is the composite REF04."""
    out += "~REF*", one.qualifier, "*", one.value
    if one.note:
        composite(out, "**", one.note.split(":"))
