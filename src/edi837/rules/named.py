"""Names, addresses, contacts and numbers of whoever a loop names: what the guide asks of each. Rows of S003, S005 and S007."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.rules.bounds import NO_CODE, NOT_USED, Coded, Lengths, Repeated, Text, codes, lengths, optional, texts_fit, wrong_texts
from edi_claims import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi837.rules.bounds import TextRow
    from edi_claims import Address, Contact, Reference

NAMED = lengths(1, 60)
TELEPHONE, ANY_NUMBER = codes("TE EX", blank=False), codes("EM EX FX TE", blank=False)
SUBMITTERS_NUMBERS = ANY_NUMBER | {"ED"}


class Party(NamedTuple):
    """One loop. What it has no place for, and is written all the same, is refused; a taxonomy or an address that is not written does no harm."""

    kinds: frozenset[str]
    """NM102: 1 a person, 2 an organization."""
    references: frozenset[str] = NO_CODE
    most: int = 0
    """How many REF."""
    name: Lengths = NAMED
    """Of an organization's name; a person has one where it is not NOT_USED."""
    address: bool | None = None
    """Whether there must be one; None: it is not written."""
    contacts: int = 0
    numbers: frozenset[str] = TELEPHONE
    qualified: bool = False
    """Whether a REF may say whose number it is (REF04)."""
    has_number: bool = True
    """Whether NM109 may hold an NPI."""


# ---- names and addresses

NAME: tuple[TextRow, ...] = (("last", "NM103", NAMED), ("first", "NM104", optional(1, 35)), ("middle", "NM105", optional(1, 25)),
                             ("prefix", "NM106", NOT_USED), ("suffix", "NM107", optional(1, 10)))
_NO_NAME: tuple[TextRow, ...] = tuple((name, element, NOT_USED) for name, element, _ in NAME)
_PLACE: tuple[TextRow, ...] = (("city", "N401", lengths(2, 30)), ("state", "N402", optional(2, 2)), ("postal_code", "N403", optional(3, 15)),
                               ("country", "N404", optional(2, 3)), ("subdivision", "N407", optional(1, 3)))
_IN_AMERICA = ("", "US", "USA")
_IN_A_STATE: tuple[TextRow, ...] = (("state", "N402", lengths(2, 2)), ("postal_code", "N403", lengths(3, 15)))
_name_has_room, _place_has_room, _state_has_room = map(texts_fit, (NAME, _PLACE, _IN_A_STATE))
STREET = lengths(1, 55)
STATES = codes(
    "AA AB AE AK AL AP AR AS AZ BC CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MB MD ME MH MI MN MO MP MS MT NB NC ND NE NF NH NJ NL NM NS "
    "NT NU NV NY OH OK ON OR PA PE PQ PR QC RI SC SD SK TN TX UT VA VI VT WA WI WV WY YT")
"""N402 and CLM11-4: states, territories, provinces, and the armed forces."""


def name_fits(name: PersonName | str, party: Party) -> bool:
    """Whether nothing is wrong with a name."""
    if isinstance(name, PersonName):
        return "1" in party.kinds and party.name is not NOT_USED and _name_has_room(name)
    return "2" in party.kinds and len(name) in party.name


def address_fits(address: Address) -> bool:
    """Whether nothing is wrong with an address of one line in a state, as most are."""
    lines = address.lines
    return (len(lines) == 1 and len(lines[0]) in STREET and _place_has_room(address) and not address.country and not address.subdivision
            and address.state in STATES and _state_has_room(address))


def name_texts(name: PersonName | str, party: Party, loop: str, path: str, line: int | None) -> Iterator[Text]:
    """NM103 to NM107."""
    if isinstance(name, PersonName):
        yield from wrong_texts(name, _NO_NAME if party.name is NOT_USED else NAME, loop, f"{path}.name.", line)
    else:
        yield Text(name, party.name, loop, "NM103", f"{path}.name", line)


def address_texts(address: Address, loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    """N3 and N4."""
    yield Text(address.lines[0] if address.lines else "", STREET, loop, "N301", path, line)
    for at, text in enumerate(address.lines[1:], 1):
        yield Text(text, STREET, loop, f"N3{at + 1:02}", path, line)
    yield from wrong_texts(address, _PLACE, loop, f"{path}.", line)
    if address.country in _IN_AMERICA:
        yield from wrong_texts(address, _IN_A_STATE, loop, f"{path}.", line)


def address_codes(address: Address, loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    """N402 is a state; where there is one, or no country, there is no other subdivision."""
    yield Coded(address.state, STATES, loop, "N402", f"{path}.state", line)
    if address.state or not address.country:
        yield Coded(address.subdivision, NO_CODE, loop, "N407", f"{path}.subdivision", line)


# ---- contacts and numbers

def contact_texts(found: Iterable[Contact], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    """PER: a contact has a number at least."""
    for at, one in enumerate(found):
        yield Text(one.name, optional(1, 60), loop, "PER02", f"{path}[{at}].name", line)
        for place, (_, number) in enumerate(one.numbers or (("", ""),)):
            yield Text(number, lengths(1, 256), loop, f"PER{place * 2 + 4:02}", f"{path}[{at}].numbers", line)


def contact_codes(found: Iterable[Contact], kinds: frozenset[str], loop: str, path: str, line: int | None = None) -> Iterator[Coded]:
    """PER: an extension does not stand first."""
    for at, one in enumerate(found):
        yield Coded(one.function, codes("IC", blank=False), loop, "PER01", f"{path}[{at}].function", line)
        for place, (kind, _) in enumerate(one.numbers):
            further = kinds - {"TE"} if kinds is TELEPHONE else kinds
            yield Coded(kind, further if place else kinds - {"EX"}, loop, f"PER{place * 2 + 3:02}", f"{path}[{at}].numbers", line)


def contact_lists(found: tuple[Contact, ...], most: int, numbers: frozenset[str], loop: str, path: str,
                  line: int | None = None) -> Iterator[Repeated]:
    """PER: how many, and how many numbers each; a telephone has at most an extension."""
    yield Repeated(len(found), most, loop, "PER", path, line)
    for at, one in enumerate(found):
        yield Repeated(len(one.numbers), 2 if numbers is TELEPHONE else 3, loop, "PER03", f"{path}[{at}].numbers", line)


def reference_texts(found: Iterable[Reference], loop: str, path: str, line: int | None = None) -> Iterator[Text]:
    """REF02, and what REF04 says of whose number it is."""
    for at, one in enumerate(found):
        is_number = one.qualifier != "SY" or one.value.isdigit()                    # a social security number has nine digits and nothing else
        yield Text(one.value if is_number else "-", lengths(9, 9) if one.qualifier == "SY" else lengths(1, 50), loop, "REF02", f"{path}[{at}]", line)
        if one.note:
            yield Text(one.note.partition(":")[2], lengths(1, 50), loop, "REF04-2", f"{path}[{at}].note", line)


def reference_codes(found: Iterable[Reference], known: frozenset[str], loop: str, path: str, line: int | None = None, *,
                    qualified: frozenset[str] = frozenset()) -> Iterator[Coded]:
    """REF01; a REF04 only behind the qualifiers that have one."""
    for at, one in enumerate(found):
        yield Coded(one.qualifier, known - {""}, loop, "REF01", f"{path}[{at}]", line)
        if one.note:
            whose, _, rest = one.note.partition(":")
            plain = one.qualifier in qualified and ":" not in rest
            yield Coded(whose, codes("2U", blank=False) if plain else NO_CODE, loop, "REF04-1", f"{path}[{at}].note", line)


def reference_lists(found: Iterable[Reference], each: dict[str, int], loop: str, path: str, line: int | None = None) -> Iterator[Repeated]:
    """REF whose kinds are counted one by one; what `each` does not name is sent once."""
    kinds = [one.qualifier for one in found]
    for kind in dict.fromkeys(kinds):
        yield Repeated(kinds.count(kind), each.get(kind, 1), loop, "REF", path, line)
