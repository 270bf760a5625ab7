"""People and organizations: who was treated, who treats, who pays, who sends.

No repr shows a name, an address, a birth date or a member id.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from edi_claims.common import Reference, Unread
from edi_claims.making import sketchable


@attrs.frozen(slots=False)
class Address:
    """N3 and N4."""

    lines: tuple[str, ...] = attrs.field(default=(), repr=False)
    city: str = attrs.field(default="", repr=False)
    state: str = ""
    postal_code: str = attrs.field(default="", repr=False)
    """N403, digits only: five or nine in the United States."""
    country: str = ""
    """N404; empty for the United States."""
    subdivision: str = ""
    """N407, for countries that have them."""


@attrs.frozen(slots=False)
class Contact:
    """PER: whom to call."""

    name: str = attrs.field(default="", repr=False)
    numbers: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    """Pairs of kind and number: TE telephone, EX extension, EM e-mail, FX fax, UR web address."""
    function: str = "IC"
    """PER01: IC information, BL technical, CX payer's claim office."""


@attrs.frozen(slots=False)
class PersonName:
    """NM103 to NM107 of a person."""

    last: str = attrs.field(repr=False)
    first: str = attrs.field(default="", repr=False)
    middle: str = attrs.field(default="", repr=False)
    suffix: str = attrs.field(default="", repr=False)
    prefix: str = attrs.field(default="", repr=False)


@sketchable
@attrs.frozen(slots=False)
class Person:
    """A patient or a subscriber: 2010BA, 2010CA, 2330A; 835 NM1*QC, IL, 74; 271 2100C and D."""

    name: PersonName | str = attrs.field(repr=False)
    """A `str` for a subscriber that is no person, such as an employer in workers' compensation."""
    birth_date: date | None = attrs.field(default=None, repr=False)
    """DMG02; None where it was not sent."""
    sex: str = ""
    """DMG03: F, M or U; empty where it was not sent."""
    address: Address | None = attrs.field(default=None, repr=False)
    identifier: Reference | None = attrs.field(default=None, repr=False)
    """NM108 and NM109 where they are the person's own and no coverage holds them: the 835's parties, a dependent's own id."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    death_date: date | None = attrs.field(default=None, repr=False)
    """PAT06 of an 837's patient; None: alive, or not sent."""
    weight: Decimal | None = attrs.field(default=None, repr=False)
    """PAT08 of an 837's patient, pounds; None where it was not sent."""
    pregnant: str = attrs.field(default="", repr=False)
    """PAT09 of an 837's patient: Y or empty."""


@sketchable
@attrs.frozen(slots=False)
class Provider:
    """A provider or a place of service: 2010AA, 2310, 2420; N1*PE and NM1*82 of the 835; NM1*1P of the 270.

    The NPI and the taxonomy are public; names, addresses and tax ids are not shown by repr.
    """

    npi: str | None = None
    """NM109 under `XX`; None for an atypical provider and for a bare address."""
    name: PersonName | str = attrs.field(default="", repr=False)
    """A `str` for an organization."""
    taxonomy: str = ""
    """PRV03; empty where it was not sent."""
    tax_id: str = attrs.field(default="", repr=False)
    """REF02 of REF*EI or REF*SY, nine digits; empty where it was not sent."""
    tax_id_type: str = "EI"
    """EI for an employer id, SY for a social security number."""
    address: Address | None = attrs.field(default=None, repr=False)
    identifier: Reference | None = attrs.field(default=None, repr=False)
    """NM108 and NM109 where they are no NPI."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)


@sketchable
@attrs.frozen(slots=False)
class Payer:
    """Who pays: 2010BB, 2330B; N1*PR of the 835; NM1*PR of the 270 and 271.

    The same payer has one id at each clearinghouse, another in its 835 and another in its 271: `other_ids` holds those.
    """

    payer_id: str
    """NM109, N104 or REF*2U; empty where none was sent."""
    name: str = ""
    other_ids: tuple[str, ...] = ()
    id_qualifier: str = "PI"
    """NM108: PI as a rule, XV for the national plan id."""
    address: Address | None = attrs.field(default=None, repr=False)
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)

    @property
    def ids(self) -> frozenset[str]:
        """Every id that it is known by."""
        return frozenset(filter(None, (self.payer_id, *self.other_ids)))

    def is_same(self, other: Payer) -> bool:
        """Whether both are one payer: an id in common, or, where one of them has no id, the same name."""
        if self.ids and other.ids:
            return bool(self.ids & other.ids)
        return bool(self.name) and self.name.casefold() == other.name.casefold()


@attrs.frozen(slots=False)
class TradingPartner:
    """Who sends or receives an interchange: ISA05 to ISA08, GS02 and GS03, and the NM1 of loop 1000."""

    name: str
    interchange_id: str
    """ISA06 or ISA08, without the padding."""
    interchange_qualifier: str = "ZZ"
    application_id: str | None = None
    """GS02 or GS03; None: as `interchange_id`."""
    party_id: str | None = None
    """NM109 of 1000A or 1000B; None: as `interchange_id`."""
    contact: Contact | None = None
    """PER of 1000A; an 837's submitter must have one."""
    further_contacts: tuple[Contact, ...] = ()
    """The second PER of 1000A."""
