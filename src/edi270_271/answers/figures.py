"""Copay, coinsurance, deductible, out-of-pocket and visits: one figure from the rows that state it.

A figure is an interval. Where rows disagree its ends differ, and nobody chooses silently.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.hints import hints_of
from edi270_271.answers.question import Question, Rows, narrowed, told
from edi_claims import ZERO, Benefit, Delivery
from edi_claims.codes import SERVICE_TYPE, TIME_PERIOD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FAMILY = frozenset({"FAM", "ESP", "ECH", "SPC"})
"""EB02 of limits that several people share; every other level is one person's."""
REMAINING = frozenset({"29", "33"})
USED = frozenset({"24"})
MAXIMUM = frozenset({"", "21", "22", "23", "25", "32", "34", "36"})
VISIT = frozenset({"", "27"})
PERCENT = Decimal(100)
DOUBTFUL_RATE = Decimal("0.6")
"""A share of the patient that is rather the payer's."""


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
    stated = [(number, row) for row in rows if (number := value(row)) is not None]
    if not stated:
        return Figure()
    low, high = min(stated, key=lambda one: one[0]), max(stated, key=lambda one: one[0])
    return Figure(low[0], high[0], low[1], high[1])


def amount(row: Benefit) -> Decimal | None:
    """EB07."""
    return row.amount


def figures(benefits: tuple[Benefit, ...], question: Question) -> Figures:
    """Every figure of the answer."""
    found = Figures()
    copay(benefits, question, found)
    coinsurance(benefits, question, found)
    for name, kind in (("deductible", "C"), ("out_of_pocket", "G")):
        limit(benefits, question, found, name, kind)
    visits(benefits, question, found)
    return found


# ---- a visit's share

def copay(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*B: dollars a visit, else of the period that the row names."""
    rows = narrowed((row for row in benefits if row.kind == "B" and row.amount is not None), question, "copay")
    one = _personal(rows, "copay")
    by_visit = [row for row in one if row.period in VISIT]
    figure = interval(by_visit or one, amount)
    figure.reasons = rows.reasons
    if one and not by_visit:
        periods = sorted({TIME_PERIOD[row.period].label.lower() if row.period in TIME_PERIOD else "an unknown period" for row in one})
        figure.reasons.append(f"copay: stated by {', '.join(periods)}, not by visit")
    found.take("copay", figure)


def coinsurance(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*A: the patient's share as a fraction. 20 is taken for 20 percent."""
    rows = narrowed((row for row in benefits if row.kind == "A" and _fraction(row.rate) is not None), question, "coinsurance")
    figure = interval(_personal(rows, "coinsurance"), lambda row: _fraction(row.rate))
    figure.reasons = rows.reasons
    for rate in dict.fromkeys(row.rate for row in (figure.low_row, figure.high_row) if row is not None):
        share = _fraction(rate)
        if rate != share:
            figure.reasons.append(f"coinsurance: {rate} was sent, taken for {rate} percent")
        if share is not None and DOUBTFUL_RATE <= share < 1:
            figure.reasons.append(f"coinsurance: {share} may be the payer's share and not the patient's: see the message, or ask the payer")
    found.take("coinsurance", figure)


def _fraction(rate: Decimal | None) -> Decimal | None:
    """A rate as a fraction; None where it can be none."""
    if rate is None or not ZERO <= rate <= PERCENT:
        return None
    return rate if rate <= 1 else rate / PERCENT


def _personal(rows: Rows, name: str) -> list[Benefit]:
    """Rows of one person before those of a family."""
    one = [row for row in rows.rows if row.coverage_level not in FAMILY]
    if rows.rows and not one:
        rows.reasons.append(f"{name}: stated for the family only")
    return one or rows.rows


# ---- what is used up over a year

def limit(benefits: Iterable[Benefit], question: Question, found: Figures, name: str, kind: str) -> None:
    """EB*C or EB*G: the limit and what is left of it. What is left is the lesser of the person's and the family's."""
    rows = narrowed((row for row in benefits if row.kind == kind and row.amount is not None), question, name)
    found.reasons += rows.reasons
    levels = {level: [row for row in rows.rows if (row.coverage_level in FAMILY) == (level == "family")] for level in ("individual", "family")}
    whole = {level: _of_period(each, MAXIMUM) for level, each in levels.items()}
    left = {level: _left(each, whole[level], f"{name}_remaining") for level, each in levels.items()}
    _take_limit(found, name, whole)
    _take_remaining(found, f"{name}_remaining", left)


def _of_period(rows: list[Benefit], periods: frozenset[str]) -> Figure:
    return interval([row for row in rows if row.period in periods], amount)


def _left(rows: list[Benefit], whole: Figure, name: str) -> Figure:
    """What is left, or the limit less what was used; a limit of nothing leaves nothing."""
    left = _of_period(rows, REMAINING)
    used = _of_period(rows, USED)
    if left.low is not None or whole.value is None:
        return left
    if whole.value == 0:
        return Figure(ZERO, ZERO, whole.low_row, whole.low_row, [f"{name}: the limit is 0"])
    if used.value is not None:
        rest = max(ZERO, whole.value - used.value)
        return Figure(rest, rest, used.low_row, used.low_row, [f"{name}: {whole.value} less {used.value} used"])
    return left


def _take_limit(found: Figures, name: str, whole: dict[str, Figure]) -> None:
    one, family = whole["individual"], whole["family"]
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


# ---- visits

VISITS = "VS"
USED_UP = "99"


def visits(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*F: visits in the period and visits left, from EB09 and EB10 or from HSD."""
    rows = narrowed((row for row in benefits if row.kind == "F"), question, "visits")
    counted = [(row, *count) for row in rows.rows for count in counts(row)]
    whole = _counted(counted, MAXIMUM - {"36"} | {"27"})
    left = _counted(counted, REMAINING)
    used = _counted(counted, USED)
    if left.low is None and whole.value is not None and used.value is not None:
        rest = max(ZERO, whole.value - used.value)
        left = Figure(rest, rest, used.low_row, used.low_row, [f"visits_remaining: {whole.value} less {used.value} used"])
    if counted:
        found.reasons += rows.reasons
    found.take("visits", whole)
    found.take("visits_remaining", left)
    found.reasons += _limit_notes(rows, counted, question)


def counts(row: Benefit) -> list[tuple[Decimal, str]]:
    """How many visits, and of which period, a row states."""
    stated = [(row.quantity_qualifier, row.quantity, row.period)]
    stated += [(one.quantity_qualifier, one.quantity, _period(row, one)) for one in row.deliveries]
    found = []
    for qualifier, number, period in stated:
        if number is not None and qualifier in (VISITS, USED_UP):
            found.append((number, "24" if qualifier == USED_UP else period))
    return found


def _period(row: Benefit, one: Delivery) -> str:
    """HSD05, unless the EB itself says that this is what is left."""
    return row.period if row.period in REMAINING | USED else one.period or row.period


def _counted(counted: list[tuple[Benefit, Decimal, str]], periods: frozenset[str]) -> Figure:
    stated = [(number, row) for row, number, period in counted if period in periods]
    if not stated:
        return Figure()
    low, high = min(stated, key=lambda one: one[0]), max(stated, key=lambda one: one[0])
    return Figure(low[0], high[0], low[1], high[1])


def _limit_notes(rows: Rows, counted: list[tuple[Benefit, Decimal, str]], question: Question) -> list[str]:
    """Limits that are shared, or are no visits."""
    found = []
    shared = {each for row, *_ in counted for each in row.service_types} - {question.service_type, "30"}
    shared &= set(SERVICE_TYPE)
    if shared and rows.own:
        found.append(f"visits: the limit is shared with {', '.join(map(told, sorted(shared)))}")
    if any(row.quantity is not None and row.quantity_qualifier not in (VISITS, USED_UP) for row in rows.rows):
        found.append("visits: there are also limits in other units")
    if any(row.amount is not None for row in rows.rows):
        found.append("visits: there is also a limit in dollars")
    return found
