"""A ratio that keeps both its sides: a rate without them cannot be checked, added up, or told from one of three claims."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs

from edi_claims import ZERO


@attrs.frozen
class Ratio:
    """A measure as numerator and denominator, exact until it is shown.

    >>> rate = Ratio(Decimal(8), Decimal(10))
    >>> print(rate, rate.value, Ratio())
    80.0% (8 of 10) 4/5 - (0 of 0)
    """

    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    per: int = 1
    """What the quotient is multiplied by: 90 where the denominator is the charge of 90 days and the answer is in days."""

    @property
    def value(self) -> Fraction | None:
        """The quotient, exact; None where the denominator is not above zero: there is nothing to measure by."""
        return Fraction(self.numerator) * self.per / Fraction(self.denominator) if self.denominator > ZERO else None

    def percent(self, places: int = 1) -> Decimal | None:
        """The quotient as a percentage, rounded half up for show."""
        return None if self.value is None else rounded(self.value * 100, places)

    def rounded(self, places: int = 1) -> Decimal | None:
        """The quotient, rounded half up for show."""
        return None if self.value is None else rounded(self.value, places)

    def __str__(self) -> str:
        shown = self.percent() if self.per == 1 else self.rounded()
        unit = "%" if self.per == 1 else ""
        return f"{'-' if shown is None else f'{shown}{unit}'} ({self.numerator} of {self.denominator})"


def ratio(part: Decimal | int, whole: Decimal | int, per: int = 1) -> Ratio:
    """A ratio of dollars or of counts."""
    return Ratio(Decimal(part), Decimal(whole), per)


def rounded(value: Fraction, places: int = 1) -> Decimal:
    """A fraction as people read it, half up; no figure is computed from it.

    >>> rounded(Fraction(800, 850) * 100), rounded(Fraction(-1, 8), 2)
    (Decimal('94.1'), Decimal('-0.13'))
    """
    step = Decimal(1).scaleb(-places)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)
