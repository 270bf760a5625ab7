"""What a contract says: terms, the first that has a rate for a service decides, and what then raises or lowers it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import FeeSchedule, Payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edi_claims import Procedure, ServiceLine

_HALF = Decimal("0.5")
_REDUCED_BY_MEDICARE = frozenset("23")
_UNITS = "UN"


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _shares(given: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(given)


def fits(code: str, patterns: Iterable[str]) -> bool:
    """Whether a procedure is one of those that are meant: codes, or patterns such as `992*`; none: every procedure."""
    several = tuple(patterns)
    return not several or any(fnmatchcase(code, one) for one in several)


@attrs.frozen
class OfSchedule:
    """The rate of a fee schedule, or a share of it, such as 110 % of Medicare's."""

    schedule: FeeSchedule
    share: Decimal = Decimal(1)
    """A fraction: 1.1 is 110 %."""
    procedures: tuple[str, ...] = attrs.field(default=(), converter=_texts)


@attrs.frozen
class OfCharge:
    """A share of what is charged."""

    share: Decimal
    """A fraction: 0.6 is 60 %."""
    procedures: tuple[str, ...] = attrs.field(default=(), converter=_texts)


@attrs.frozen
class NotCompared:
    """Services of which the contract states no rate: carved out, or priced by hand. Nothing is expected for them."""

    procedures: tuple[str, ...] = attrs.field(converter=_texts)


@attrs.frozen
class Price:
    """What a unit is worth by a contract."""

    rate: Decimal
    """Dollars, not rounded."""
    steps: tuple[str, ...]
    mark: str = ""
    """The schedule's mark for multiple procedures."""
    priced_with: frozenset[str] = frozenset()
    """Modifiers that the rate is already for."""


Term: TypeAlias = OfSchedule | OfCharge | NotCompared


@attrs.frozen
class MultipleProcedures:
    """Less for every further procedure of a day: the dearest counts whole."""

    shares: tuple[Decimal, ...] = attrs.field(default=(Decimal(1), _HALF), converter=_shares)
    """Of the first, the second and so on; the last is for all that follow."""
    procedures: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Which are reduced; empty: those that the schedule marks (`Fee.multiple_procedures`)."""
    unless: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Patterns of procedures that never are."""

    def concerns(self, procedure: Procedure, mark: str) -> bool:
        """Whether a procedure is reduced."""
        if self.unless and fits(procedure.code, self.unless):
            return False
        if self.procedures:
            return fits(procedure.code, self.procedures)
        return mark in _REDUCED_BY_MEDICARE

    def share(self, place: int) -> Decimal:
        """Of the procedure at a place, counted from 0."""
        return self.shares[min(place, len(self.shares) - 1)]


@attrs.frozen
class DayLimit:
    """What services of one day are allowed together at most, such as so much for all therapy of a visit."""

    amount: Decimal
    """Dollars."""
    procedures: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Which count; empty: all of the claim."""


def percent(share: Decimal) -> str:
    """A fraction as people write it."""
    return f"{(share * 100).normalize():f} %"


def _by_modifier(given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(given)


def _terms(given: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(given)


def _limits(given: Iterable[DayLimit]) -> tuple[DayLimit, ...]:
    return tuple(given)


MEDICARE_MODIFIERS: Mapping[str, Decimal] = MappingProxyType({
    "50": Decimal("1.5"), "62": Decimal("0.625"), "80": Decimal("0.16"), "81": Decimal("0.16"), "82": Decimal("0.16"), "AS": Decimal("0.136")})
"""Shares of its rates that Medicare allows for two sides, two surgeons, and those who assist: a start for a contract's own.

Not for 50 on a code that is both sides already, or is paid for each side: its bilateral mark says which; give such codes a schedule of their own.
"""


@attrs.frozen
class Contract:
    """What one payer agreed to allow, from one day to another."""

    name: str
    terms: tuple[Term, ...] = attrs.field(default=(), converter=_terms)
    """The first that has a rate for a service decides."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Every id of the payer; empty: any payer's."""
    begins: date | None = None
    ends: date | None = None
    """By day of service, both included; None: open."""
    at_most_charge: bool = True
    """Whether a line is allowed no more than its charge (lesser of)."""
    multiple_procedures: MultipleProcedures | None = None
    modifiers: dict[str, Decimal] = attrs.field(factory=dict, converter=_by_modifier)
    """Modifier to the share of the rate that is allowed with it, such as `MEDICARE_MODIFIERS`; without a row a modifier changes nothing.

    A rate of the schedule for the modifier itself is not changed again, nor is a share of the charge, which was charged with the modifier.
    """
    limits: tuple[DayLimit, ...] = attrs.field(default=(), converter=_limits)
    """What several services are allowed together at most."""

    def concerns(self, payer: Payer | None, on: date | None) -> bool:
        """Whether it is this payer's, and counts on a day. A day of None is in any contract."""
        mine = not self.payer_ids or (payer is not None and payer.is_same(Payer("", "", self.payer_ids)))
        return mine and (on is None or ((self.begins is None or self.begins <= on) and (self.ends is None or on <= self.ends)))

    def price(self, line: ServiceLine, place_of_service: str) -> Price | None:
        """What a unit of a line is worth; None where the contract has no rate for it."""
        for term in self.terms:
            if not fits(line.procedure.code, term.procedures):
                continue
            if isinstance(term, NotCompared):
                return None
            found = _of_charge(term, line) if isinstance(term, OfCharge) else self._modified(_of_schedule(term, line, place_of_service), line)
            if found is not None:
                return found
        return None

    def _modified(self, price: Price | None, line: ServiceLine) -> Price | None:
        for modifier in line.procedure.modifiers:
            share = self.modifiers.get(modifier)
            if price is not None and share is not None and modifier not in price.priced_with:
                price = attrs.evolve(price, rate=price.rate * share, steps=(*price.steps, f"{percent(share)} with modifier {modifier}"))
        return price


def _of_schedule(term: OfSchedule, line: ServiceLine, place_of_service: str) -> Price | None:
    row = term.schedule.row(line.procedure, line.first_day, place_of_service)
    if row is None or line.unit != _UNITS:          # a rate is for a unit, not for a minute of anesthesia
        return None
    step = f"{row.allowed} by {term.schedule.name}" + ("" if term.share == 1 else f", {percent(term.share)} of it")
    return Price(row.allowed * term.share, (step,), row.multiple_procedures, frozenset(row.modifiers))


def _of_charge(term: OfCharge, line: ServiceLine) -> Price | None:
    return Price(line.charge / line.units * term.share, (f"{percent(term.share)} of the charge",)) if line.units else None


Contracts: TypeAlias = "FeeSchedule | Contract | Iterable[Contract]"


def as_contracts(given: Contracts) -> tuple[Contract, ...]:
    """A fee schedule alone is a contract with one term."""
    if isinstance(given, FeeSchedule):
        return (Contract(given.name, (OfSchedule(given),), (given.payer_id,) if given.payer_id else ()),)
    return (given,) if isinstance(given, Contract) else tuple(given)
