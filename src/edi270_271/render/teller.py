"""What every part of a coverage page needs to say something: how much of a person may be shown, codes as words, entities by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from edi270_271.render import words
from edi_claims import Provider
from edi_claims.codes import INSURANCE_TYPE, SERVICE_TYPE, TIME_PERIOD
from edi_claims.pages.shown import Discretion, Money, called, clean, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi_claims import Contact, OtherPayer, RelatedEntity

_LETTERS = ("EM", "UR")
"""Kinds of number that may hold a person's name."""


@attrs.frozen
class Teller:
    """Words, currency and discretion of one page."""

    money: Money
    discretion: Discretion

    def between(self, low: Decimal, high: Decimal) -> str:
        """An amount, or both ends of a range."""
        return self.money(low) if low == high else f"{self.money(low)} to {self.money(high)}"

    def named(self, one: RelatedEntity | Provider) -> str:
        """Who it is; empty where no name was sent. An organization's name is nobody's secret; a person's is masked."""
        return clean(one.name) if isinstance(one.name, str) else self.discretion.name(one.name)

    @staticmethod
    def npi(one: RelatedEntity | Provider) -> str:
        """`NPI 1234567893`; empty where none was sent. Other numbers may be a person's, and are not shown."""
        number = one.npi if isinstance(one, Provider) else one.identifier.value if one.identifier and one.identifier.qualifier == "XX" else ""
        return f"NPI {clean(number)}" if number else ""

    def telephone(self, contacts: Iterable[Contact]) -> str:
        """Telephone numbers; on a masked page no address that may hold a name."""
        shown = [attrs.evolve(one, numbers=tuple(pair for pair in one.numbers if pair[0] not in _LETTERS)) if self.discretion.mask else one
                 for one in contacts]
        return numbers_of(shown)

    @staticmethod
    def payer(one: OtherPayer) -> str:
        """A payer as the front desk calls it: by name and id."""
        number = f"({clean(one.payer.payer_id)})" if one.payer.payer_id else ""
        return " ".join(filter(None, (clean(one.payer.name), number))) or words.UNNAMED_PAYER


_FOR_PROGRAMS = re.compile(r": ask with \w+=\.\.\.| \(ask with \w+=\.\.\.\)")
"""What a reason tells the caller of `answer`, and nobody at a desk."""


def for_people(reason: str) -> str:
    """A reason without advice for programs.

    >>> for_people("rows disagree (they differ by place: ask with place_of_service=...)"), for_people("2 plans are stated (ask with plan=...)")
    ('rows disagree (they differ by place)', '2 plans are stated')
    """
    return _FOR_PROGRAMS.sub("", clean(reason))


def service(code: str) -> str:
    """A service type with its label: `Office visit (98)`."""
    return f"{called(SERVICE_TYPE, code)} ({clean(code)})" if code in SERVICE_TYPE else clean(code)


def services(codes: Iterable[str]) -> str:
    """Several of them; what was asked where none is named."""
    return ", ".join(map(service, codes)) or "what was asked"


def kind_of_plan(code: str) -> str:
    """EB04 as words; empty where it was not sent."""
    return called(INSURANCE_TYPE, code)


def period(code: str) -> str:
    """EB06 or HSD03 as it stands after "per" or after a comma; empty where it was not sent."""
    return called(TIME_PERIOD, code).lower() if code in TIME_PERIOD else words.FREQUENCIES.get(code, clean(code))
