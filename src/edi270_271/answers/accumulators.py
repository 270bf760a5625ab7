"""What is used up over a year: deductible and out-of-pocket limit, of the person and of the family, with what is met and what remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.intervals import FAMILY, MAXIMUM, REMAINING, USED, Figure, Figures, amount, interval
from edi270_271.answers.question import Question, narrowed
from edi_claims import ZERO, Accumulator, Benefit

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = ("individual", "family")


@attrs.define
class _Level:
    """The figures of one person, or of the family."""

    limit: Figure
    met: Figure
    remaining: Figure

    @property
    def noun(self) -> Accumulator | None:
        """As the answer gives it; None where nothing was stated, or every row conflicts."""
        found = Accumulator(self.limit.value, self.met.value, self.remaining.value)
        return None if found == Accumulator() else found


def accumulator(benefits: Iterable[Benefit], question: Question, found: Figures, name: str, kind: str) -> None:
    """EB*C or EB*G: the limit, what is met and what is left. What is left is the lesser of the person's and the family's."""
    rows = narrowed((row for row in benefits if row.kind == kind and row.amount is not None), question, name)
    found.reasons += rows.reasons
    levels = {level: _level([row for row in rows.rows if (row.coverage_level in FAMILY) == (level == "family")], name) for level in LEVELS}
    _take_of_one(found, name, {level: one.limit for level, one in levels.items()})
    _take_of_one(found, f"{name}_met", {level: one.met for level, one in levels.items()})
    _take_remaining(found, f"{name}_remaining", {level: one.remaining for level, one in levels.items()})
    for level, one in levels.items():
        noun = one.noun
        if noun is not None:
            found.accumulators[f"{name}.{level}"] = noun


def _level(rows: list[Benefit], name: str) -> _Level:
    whole, met, left = (interval([row for row in rows if row.period in periods], amount) for periods in (MAXIMUM, USED, REMAINING))
    stated = _Level(whole, met, left)
    return _Level(whole, _met(stated, f"{name}_met"), _left(stated, f"{name}_remaining"))


def _met(one: _Level, name: str) -> Figure:
    """What is met, or the limit less what remains."""
    if one.met.low is not None or one.limit.value is None or one.remaining.value is None:
        return one.met
    done = max(ZERO, one.limit.value - one.remaining.value)
    return Figure(done, done, one.remaining.low_row, one.remaining.low_row, [f"{name}: {one.limit.value} less {one.remaining.value} that remain"])


def _left(one: _Level, name: str) -> Figure:
    """What remains, or the limit less what is met; a limit of nothing leaves nothing. What the payer states goes before what follows."""
    limit, met, left = one.limit.value, one.met.value, one.remaining
    if left.low is not None:
        if limit is not None and met is not None and left.value is not None and max(ZERO, limit - met) != left.value:
            left.reasons.append(f"{name}: {left.value} is stated, though {limit} less {met} met is {max(ZERO, limit - met)}: ask the payer")
        return left
    if limit == 0:
        return Figure(ZERO, ZERO, one.limit.low_row, one.limit.low_row, [f"{name}: the limit is 0"])
    if limit is None or met is None:
        return left
    rest = max(ZERO, limit - met)
    return Figure(rest, rest, one.met.low_row, one.met.low_row, [f"{name}: {limit} less {met} used"])


# ---- one figure of two levels

def _take_of_one(found: Figures, name: str, levels: dict[str, Figure]) -> None:
    """The person's; the family's where nothing is stated of him."""
    one, family = levels["individual"], levels["family"]
    if one.low is None and family.low is not None:
        family.reasons.append(f"{name}: stated for the family only")
        found.take(name, family)
        return
    found.take(name, one)
    if family.low_row is not None:
        found.evidence[f"{name}.family"] = family.low_row


def _take_remaining(found: Figures, name: str, left: dict[str, Figure]) -> None:
    one, family = left["individual"], left["family"]
    for level, figure in left.items():
        if figure.low_row is not None:
            found.evidence[f"{name}.{level}"] = figure.low_row
    if one.low is not None and family.low is not None:
        found.take(name, _lesser(one, family, name))
    elif family.low is not None:
        met = ": it is met for everybody" if family.high == 0 else ""
        family.reasons.append(f"{name}: stated for the family only{met}")
        found.take(name, family)
    else:
        found.take(name, one)


def _lesser(one: Figure, family: Figure, name: str) -> Figure:
    low = min((one, family), key=lambda each: each.low or ZERO)
    high = min((one, family), key=lambda each: each.high or ZERO)
    if one.value is not None and family.value is not None:
        reason = f"{name}: the lesser of {one.value} (individual) and {family.value} (family)"
    else:
        reason = f"{name}: the lesser of individual and family"
    return Figure(low.low, high.high, low.low_row, high.high_row, [*one.reasons, *family.reasons, reason])
