"""What the guide has a place for in each loop that names somebody: kinds of name, numbers, contacts, addresses. Rows of S003, S005 and S007."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi837.payers import other_payers
from edi837.rules.bounds import NO_CODE, NOT_USED, Coded, Repeated, Text, codes, codes_fit, lengths, once_a_claim, optional, texts_fit, wrong_texts
from edi837.rules.context import billed, place_of, providers_of
from edi837.rules.named import (
    ANY_NUMBER,
    NAMED,
    STREET,
    TELEPHONE,
    Party,
    address_codes,
    address_fits,
    address_texts,
    contact_codes,
    contact_lists,
    contact_texts,
    name_fits,
    name_texts,
    reference_codes,
    reference_texts,
)
from edi_claims import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi837.rules.bounds import CodeRow, TextRow
    from edi_claims import Claim, Coverage, Person, Provider

_PERSON, _GROUP, _EITHER = codes("1", blank=False), codes("2", blank=False), codes("1 2", blank=False)
_ALL, _PEOPLE = codes("0B 1G G2 LU"), codes("0B 1G G2")

PARTIES = {
    "2010AA": Party(_EITHER, codes("0B 1G"), 2, address=True, contacts=2, numbers=ANY_NUMBER),
    "2010AC": Party(_GROUP, codes("2U FY NF"), 1, address=True),
    "2310A": Party(_PERSON, _PEOPLE, 3), "2310B": Party(_EITHER, _ALL, 4),
    "2310C": Party(_GROUP, codes("0B G2 LU"), 3, address=True, contacts=1),
    "2310D": Party(_PERSON, _ALL, 4), "2310E": Party(_GROUP, name=NOT_USED, address=True, has_number=False),
    "2310F": Party(_GROUP, name=optional(1, 60), address=True, has_number=False),
    "2330C": Party(_PERSON, _PEOPLE, 3, NOT_USED, has_number=False), "2330D": Party(_EITHER, _ALL, 3, NOT_USED, has_number=False),
    "2330E": Party(_GROUP, codes("0B G2 LU"), 3, NOT_USED, has_number=False), "2330F": Party(_PERSON, _ALL, 3, NOT_USED, has_number=False),
    "2330G": Party(_EITHER, codes("G2 LU"), 2, NOT_USED, has_number=False),
    "2420A": Party(_EITHER, _ALL, 20, qualified=True), "2420B": Party(_EITHER, _PEOPLE, 20, NOT_USED, qualified=True),
    "2420C": Party(_GROUP, codes("G2 LU"), 3, address=True, qualified=True), "2420D": Party(_PERSON, _ALL, 20, qualified=True),
    "2420E": Party(_PERSON, _PEOPLE, 20, address=False, contacts=1, numbers=ANY_NUMBER, qualified=True),
    "2420F": Party(_PERSON, _PEOPLE, 20, qualified=True),
    "2420G": Party(_GROUP, name=NOT_USED, address=True, has_number=False),
    "2420H": Party(_GROUP, name=optional(1, 60), address=True, has_number=False)}
"""The loops of providers and places. A loop that is not here belongs to a role that the guide does not know."""

_NO_LOOP = Party(frozenset(), name=optional(1, 60))

_OTHER_LOOPS = {"referring_provider": "2330C", "primary_care_provider": "2330C", "rendering_provider": "2330D", "facility": "2330E",
                "supervising_provider": "2330F", "billing_provider": "2330G"}

_PEOPLE_LOOPS = {"2010BA": Party(_EITHER, codes("SY Y4"), 2, contacts=1), "2010CA": Party(_PERSON, codes("1W SY Y4"), 2, contacts=1),
                 "2330A": Party(_EITHER, codes("SY"), 1)}
_SEXES = codes("F M U", blank=False)
_PAYER_IDS = codes("PI XV", blank=False)
_INSURANCE_NUMBERS, _BILLING_NUMBERS = codes("2U EI FY NF"), codes("G2 LU")

# ---- providers

class Named(NamedTuple):
    """One provider and the loop that he is written to."""

    who: Provider
    loop: str
    path: str
    line: int | None = None

    @property
    def party(self) -> Party:
        """What that loop has a place for."""
        return PARTIES.get(self.loop, _NO_LOOP)

    def fits(self) -> bool:
        """Whether he is plain and everything in him fits; one with references or contacts is looked at in full."""
        who, party = self.who, self.party
        if who.references or who.contacts or who.identifier is not None or (who.npi and not party.has_number) or self.loop == "2010AC":
            return False
        if party.address is None:
            return name_fits(who.name, party) and self.loop[:4] != "2330"
        return name_fits(who.name, party) and (not party.address if who.address is None else address_fits(who.address))


@once_a_claim
def odd_providers(claim: Claim) -> tuple[Named, ...]:
    """Every provider of a claim in whom something may not fit; as a rule there is none."""
    found = [Named(who, loop, path, line) for who, _, loop, path, line in providers_of(claim)]
    if claim.pay_to_plan is not None:
        found.append(Named(claim.pay_to_plan, "2010AC", "pay_to_plan"))
    for at, told in enumerate(claim.prior_adjudications):
        found += [Named(who, _OTHER_LOOPS.get(role, "2330"), f"prior_adjudications[{at}].providers[{role!r}]")
                  for role, who in told.providers.items()]
    return tuple([one for one in found if not one.fits()])


def provider_texts(it: Named) -> Iterator[Text]:
    """Names, address, numbers, contacts."""
    (who, loop, path, line), party = it, it.party
    yield from name_texts(who.name, party, loop, path, line)
    if who.address is not None and party.address is not None:
        yield from address_texts(who.address, loop, f"{path}.address", line)
    elif party.address:
        yield Text("", STREET, loop, "N301", f"{path}.address", line)
    yield from reference_texts(who.references, loop, f"{path}.references", line)
    if party.contacts:
        yield from contact_texts(who.contacts, loop, f"{path}.contacts", line)
    if loop.startswith("2330") and not who.references:
        yield Text("", lengths(1, 50), loop, "REF02", f"{path}.references", line)
    if loop == "2010AC":
        yield Text(who.identifier.value if who.identifier else "", lengths(2, 80), loop, "NM109", f"{path}.identifier", line)
        yield Text(who.tax_id, lengths(1, 50), loop, "REF02", f"{path}.tax_id", line)


def provider_codes(it: Named) -> Iterator[Coded]:
    """What NM102 says he is, whose number NM109 is, qualifiers."""
    (who, loop, path, line), party = it, it.party
    yield Coded("1" if isinstance(who.name, PersonName) else "2", party.kinds, loop, "NM102", f"{path}.name", line)
    if loop == "2010AC":
        yield Coded(who.identifier.qualifier if who.identifier and not who.npi else "", codes("PI XV", blank=False), loop, "NM108",
                    f"{path}.identifier", line)
        yield Coded(who.tax_id_type, codes("EI", blank=False), loop, "REF01", f"{path}.tax_id_type", line)
    elif who.npi and not party.has_number:
        yield Coded("XX", NO_CODE, loop, "NM108", f"{path}.npi", line)
    elif who.identifier is not None and not who.npi:
        yield Coded(who.identifier.qualifier, codes("XX") if party.has_number else NO_CODE, loop, "NM108", f"{path}.identifier", line)
    if who.address is not None and party.address is not None:
        yield from address_codes(who.address, loop, f"{path}.address", line)
    yield from reference_codes(who.references, party.references, loop, f"{path}.references", line,
                               qualified=party.references if party.qualified else frozenset())
    if party.contacts:
        yield from contact_codes(who.contacts, party.numbers, loop, f"{path}.contacts", line)


def provider_lists(it: Named) -> Iterator[Repeated]:
    """How many numbers, contacts and lines of address."""
    (who, loop, path, line), party = it, it.party
    yield Repeated(len(who.references), party.most, loop, "REF", f"{path}.references", line)
    if party.contacts:
        yield from contact_lists(who.contacts, party.contacts, party.numbers, loop, f"{path}.contacts", line)
    if who.address is not None and party.address is not None:
        yield Repeated(len(who.address.lines), 2, loop, "N3", f"{path}.address", line)


# ---- patients and subscribers

class Insured(NamedTuple):
    """One person and the loop that he is written to."""

    who: Person
    loop: str
    path: str

    @property
    def party(self) -> Party:
        """What that loop has a place for."""
        return _PEOPLE_LOOPS[self.loop]

    def fits(self) -> bool:
        """Whether he is plain and everything in him fits."""
        who = self.who
        return (not who.references and not who.contacts and who.identifier is None and who.weight is None and not who.pregnant
                and name_fits(who.name, self.party) and (who.address is None or address_fits(who.address))
                and (who.sex in _SEXES if who.birth_date is not None else not who.sex))


@once_a_claim
def odd_people(claim: Claim) -> tuple[Insured, ...]:
    """The patient and every subscriber in whom something may not fit; as a rule there is none."""
    paying, patient = billed(claim), claim.encounter.patient
    found = [Insured(patient, "2010BA" if paying is None or paying.is_self else "2010CA", "encounter.patient")]
    if paying is not None and paying.subscriber is not None and not paying.is_self:
        found.append(Insured(paying.subscriber, "2010BA", f"{place_of(claim, paying)}.subscriber"))
    if len(claim.coverages) > 1 or claim.prior_adjudications:
        found += [Insured(one.coverage.subscriber, "2330A", f"{one.path}.subscriber") for one in other_payers(claim, paying)
                  if one.coverage.subscriber is not None]
    return tuple([one for one in found if not one.fits()])


def person_texts(it: Insured) -> Iterator[Text]:
    """Names, address, numbers, contacts, and what DMG needs."""
    who, loop, path = it
    yield from name_texts(who.name, it.party, loop, path, None)
    if who.address is not None:
        yield from address_texts(who.address, loop, f"{path}.address")
    yield from reference_texts(who.references, loop, f"{path}.references")
    if loop != "2330A":
        yield from contact_texts(who.contacts, loop, f"{path}.contacts")
        if who.birth_date is None and who.sex:
            yield Text("", lengths(8, 8), loop, "DMG02", f"{path}.birth_date")


def person_codes(it: Insured) -> Iterator[Coded]:
    """What NM102 says he is, qualifiers, and what PAT says."""
    who, loop, path = it
    yield Coded("1" if isinstance(who.name, PersonName) else "2", it.party.kinds, loop, "NM102", f"{path}.name")
    if loop == "2010CA" and who.identifier is not None:
        yield Coded(who.identifier.qualifier, NO_CODE, loop, "NM108", f"{path}.identifier")
    if loop != "2330A" and (who.sex or who.birth_date is not None):
        yield Coded(who.sex, _SEXES, loop, "DMG03", f"{path}.sex")
    if path == "encounter.patient":
        yield Coded(who.pregnant, codes("Y"), "2000B" if loop == "2010BA" else "2000C", "PAT09", f"{path}.pregnant")
    if who.address is not None:
        yield from address_codes(who.address, loop, f"{path}.address")
    yield from reference_codes(who.references, it.party.references, loop, f"{path}.references")
    if loop != "2330A":
        yield from contact_codes(who.contacts, TELEPHONE, loop, f"{path}.contacts")


def person_lists(it: Insured) -> Iterator[Repeated]:
    """How many numbers, contacts and lines of address."""
    who, loop, path = it
    yield Repeated(sum(one.qualifier in ("SY", "1W") for one in who.references), 1, loop, "REF", f"{path}.references")
    yield Repeated(sum(one.qualifier == "Y4" for one in who.references), 1, loop, "REF", f"{path}.references")
    if loop != "2330A":
        yield from contact_lists(who.contacts, it.party.contacts, TELEPHONE, loop, f"{path}.contacts")
    if who.address is not None:
        yield Repeated(len(who.address.lines), 2, loop, "N3", f"{path}.address")


# ---- payers

COVERAGE: tuple[TextRow, ...] = (("member_id", "NM109", optional(2, 80)), ("group_number", "SBR03", optional(1, 50)),
                                 ("group_name", "SBR04", optional(1, 60)))
COVERAGE_CODES: tuple[CodeRow, ...] = (
    ("sequence", "SBR01", codes("A B C D E F G H P S T U", blank=False)), ("medicare_secondary_reason", "SBR05", codes("12 13 14 15 16 41 42 43 47")),
    ("filing_indicator", "SBR09", codes("11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ")),
    ("id_qualifier", "NM108", codes("II MI", blank=False)))
_PAYER: tuple[TextRow, ...] = (("payer_id", "NM109", lengths(2, 80)), ("name", "NM103", NAMED))
_has_room, _payer_has_room, _is_known = texts_fit(COVERAGE), texts_fit(_PAYER), codes_fit(COVERAGE_CODES)


def payer_fits(cover: Coverage) -> bool:
    """Whether a payer is plain and everything in it fits."""
    payer = cover.payer
    return (not payer.references and not payer.contacts and payer.address is None and payer.id_qualifier in _PAYER_IDS
            and _payer_has_room(payer))


def payer_texts(cover: Coverage, loop: str, path: str) -> Iterator[Text]:
    """Name, id, address, numbers."""
    payer = cover.payer
    yield from wrong_texts(payer, _PAYER, loop, f"{path}.")
    if payer.address is not None:
        yield from address_texts(payer.address, loop, f"{path}.address")
    yield from reference_texts(payer.references, loop, f"{path}.references")


def payer_codes(cover: Coverage, loop: str, path: str) -> Iterator[Coded]:
    """Qualifiers."""
    payer = cover.payer
    yield Coded(payer.id_qualifier, _PAYER_IDS, loop, "NM108", f"{path}.id_qualifier")
    if payer.address is not None:
        yield from address_codes(payer.address, loop, f"{path}.address")
    yield from reference_codes(payer.references, _INSURANCE_NUMBERS | _BILLING_NUMBERS, loop, f"{path}.references")


@once_a_claim
def odd_coverages(claim: Claim) -> list[tuple[Coverage, str, bool]]:
    """The billed coverage where something in it may not fit, and every other one as it is written: with its path, and whether it is another's."""
    found: list[tuple[Coverage, str, bool]] = []
    paying = billed(claim)
    if paying is not None and not (payer_fits(paying) and _has_room(paying) and _is_known(paying)):
        found.append((paying, place_of(claim, paying), False))
    if len(claim.coverages) > 1 or claim.prior_adjudications:
        found += [(one.coverage, one.path, True) for one in other_payers(claim, paying)]
    return found


def payer_lists(cover: Coverage, loop: str, path: str) -> Iterator[Repeated]:
    """How many numbers of each sort; a payer has no contact here."""
    payer = cover.payer
    sorts = ((_INSURANCE_NUMBERS, 3), (_BILLING_NUMBERS, 2)) if loop == "2010BB" else ((_INSURANCE_NUMBERS, 2),)
    for known, most in sorts:
        yield Repeated(sum(one.qualifier in known for one in payer.references), most, loop, "REF", f"{path}.references")
    yield Repeated(len(payer.contacts), 0, loop, "PER", f"{path}.contacts")
    if payer.address is not None:
        yield Repeated(len(payer.address.lines), 2, loop, "N3", f"{path}.address")
