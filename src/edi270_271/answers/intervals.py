"""A figure as an interval: where rows disagree its ends differ, and nobody chooses silently."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.hints import hints_of
from edi_claims import Accumulator, Benefit, BenefitLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


FAMILY = frozenset({"FAM", "ESP", "ECH", "SPC"})
"""EB02 of limits that several people share; every other level is one person's."""
REMAINING = frozenset({"29", "33"})
USED = frozenset({"24"})
MAXIMUM = frozenset({"", "21", "22", "23", "25", "26", "32", "34", "36"})


@attrs.define
class Figure:
    """Lowest and highest value with their rows; none where nothing was stated."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_row: Benefit | None = None
    high_row: Benefit | None = None
    reasons: list[str] = attrs.field(factory=list)

    @property
    def value(self) -> Decimal | None:
        """The one value; None where rows conflict, or nothing was stated."""
        return self.low if self.low == self.high else None


@attrs.define
class Figures:
    """Every figure of an answer by its name, their rows, ranges and reasons."""

    values: dict[str, Decimal | None] = attrs.field(factory=dict)
    evidence: dict[str, Benefit] = attrs.field(factory=dict)
    range: dict[str, tuple[Decimal, Decimal]] = attrs.field(factory=dict)
    reasons: list[str] = attrs.field(factory=list)
    accumulators: dict[str, Accumulator] = attrs.field(factory=dict)
    limits: list[BenefitLimit] = attrs.field(factory=list)

    def take(self, name: str, figure: Figure) -> None:
        """Keep a figure under its name."""
        self.values[name] = figure.value
        self.reasons += figure.reasons
        if figure.low is None or figure.high is None or figure.low_row is None or figure.high_row is None:
            return
        if figure.value is not None:
            self.evidence[name] = figure.low_row
            return
        self.range[name] = figure.low, figure.high
        self.evidence[f"{name}.low"], self.evidence[f"{name}.high"] = figure.low_row, figure.high_row
        self.reasons.append(f"{name}: rows differ, from {figure.low} to {figure.high}{_told_apart(figure.low_row, figure.high_row)}")


def _told_apart(low: Benefit, high: Benefit) -> str:
    """What the messages of two rows seem to say of the difference."""
    said = [", ".join(hints_of(row)) for row in (low, high)]
    return f" (messages: {said[0] or 'none'}; {said[1] or 'none'})" if any(said) and said[0] != said[1] else ""


def interval(rows: Iterable[Benefit], value: Callable[[Benefit], Decimal | None]) -> Figure:
    """The lowest and the highest of what rows state."""
    return spread([(number, row) for row in rows if (number := value(row)) is not None])


def spread(stated: list[tuple[Decimal, Benefit]]) -> Figure:
    """The lowest and the highest of some numbers, with their rows."""
    if not stated:
        return Figure()
    low, high = min(stated, key=lambda one: one[0]), max(stated, key=lambda one: one[0])
    return Figure(low[0], high[0], low[1], high[1])


def amount(row: Benefit) -> Decimal | None:
    """EB07."""
    return row.amount
