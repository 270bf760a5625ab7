"""What a contract says: terms, the first that has a rate for a service decides, and what then raises or lowers it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import FeeSchedule, Payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edi_claims import Procedure, ServiceLine

_HALF = Decimal("0.5")
_REDUCED_BY_MEDICARE = frozenset("23")


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


Term: TypeAlias = OfSchedule | OfCharge | NotCompared


@attrs.frozen
class MultipleProcedures:
    """Less for every further procedure of a day: the dearest counts whole."""

    shares: tuple[Decimal, ...] = attrs.field(default=(Decimal(1), _HALF), converter=_shares)
    """Of the first, the second and so on; the last is for all that follow."""
    procedures: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """Which are reduced; empty: those that the schedule marks (`Fee.multiple_procedures`)."""
    unless: tuple[str, ...] = attrs.field(default=("51*",), converter=_texts)
    """Patterns of procedures that never are."""

    def concerns(self, procedure: Procedure, mark: str) -> bool:
        """Whether a procedure is reduced."""
        if self.procedures:
            return fits(procedure.code, self.procedures)
        return mark in _REDUCED_BY_MEDICARE

    def share(self, place: int) -> Decimal:
        """Of the procedure at a place, counted from 0."""
        return self.shares[min(place, len(self.shares) - 1)]


def percent(share: Decimal) -> str:
    """A fraction as people write it."""
    return f"{(share * 100).normalize():f} %"


def _by_modifier(given: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(given)


def _terms(given: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(given)


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
    """Modifier to the share of the rate that is allowed with it, such as 50 to 1.5, 80 to 0.16; without a row a modifier changes nothing."""

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
            found = _of_charge(term, line) if isinstance(term, OfCharge) else _of_schedule(term, line, place_of_service)
            if found is not None:
                return self._modified(found, line)
        return None

    def _modified(self, price: Price, line: ServiceLine) -> Price:
        for modifier in line.procedure.modifiers:
            share = self.modifiers.get(modifier)
            if share is not None:
                price = attrs.evolve(price, rate=price.rate * share, steps=(*price.steps, f"{percent(share)} with modifier {modifier}"))
        return price


def _of_schedule(term: OfSchedule, line: ServiceLine, place_of_service: str) -> Price | None:
    row = term.schedule.row(line.procedure, line.first_day, place_of_service)
    if row is None:
        return None
    step = f"{row.allowed} by {term.schedule.name}" + ("" if term.share == 1 else f", {percent(term.share)} of it")
    return Price(row.allowed * term.share, (step,), row.multiple_procedures)


def _of_charge(term: OfCharge, line: ServiceLine) -> Price | None:
    return Price(line.charge / line.units * term.share, (f"{percent(term.share)} of the charge",)) if line.units else None


Contracts: TypeAlias = "FeeSchedule | Contract | Iterable[Contract]"


def as_contracts(given: Contracts) -> tuple[Contract, ...]:
    """A fee schedule alone is a contract with one term."""
    if isinstance(given, FeeSchedule):
        return (Contract(given.name, (OfSchedule(given),), (given.payer_id,) if given.payer_id else ()),)
    return (given,) if isinstance(given, Contract) else tuple(given)
