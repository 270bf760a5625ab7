"""Limits (EB*F) in the unit that the payer counts in: visits, days, hours, dollars; in all, used and left, and who shares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi270_271.answers.intervals import MAXIMUM, REMAINING, USED, Figure, Figures, spread
from edi270_271.answers.question import WHOLE_PLAN, Question, Rows, narrowed, told
from edi_claims import ZERO, Benefit, BenefitLimit, Delivery
from edi_claims.codes import SERVICE_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

VISITS, USED_UP, DOLLARS = "VS", "99", "$"
WHOLE = MAXIMUM | {"27"}
"""EB06 of a limit in all; one by admission is a stay's."""
YEARLY = {"YR": "21"}
"""HSD03 that says the period as HSD05 would."""

UNITS: dict[str, tuple[str, str]] = {
    VISITS: ("visit", "visits"), "DY": ("day", "days"), "HS": ("hour", "hours"), "MN": ("month", "months"), "YY": ("year", "years"),
    "P6": ("service", "services"), "FL": ("unit", "units"), "CA": ("covered day", "covered days"), "CE": ("covered day", "covered days"),
    "LA": ("lifetime reserve day", "lifetime reserve days"), "LE": ("lifetime reserve day", "lifetime reserve days"),
    "DB": ("pint of blood", "pints of blood"), DOLLARS: ("dollar", "dollars"),
}
"""EB09 or HSD01, for one and for several."""


def unit_of(qualifier: str) -> tuple[str, str]:
    """A unit as people say it."""
    return UNITS.get(qualifier, ("unit", "units"))


class Count(NamedTuple):
    """One number that a row states."""

    row: Benefit
    number: Decimal
    unit: str
    period: str


def limits(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """Every limit of the service; those in visits are figures of their own."""
    rows = narrowed((row for row in benefits if row.kind in ("F", "H")), question, "visits")
    counted = [one for row in rows.rows if row.kind == "F" for one in counts(row)]
    found.reasons += rows.reasons if counted else []
    units = dict.fromkeys(one.unit for one in counted)
    for unit in units:
        whole, used, left = _figures([one for one in counted if one.unit == unit], _name(unit))
        found.limits.append(_noun([one for one in counted if one.unit == unit], unit, whole, used, left))
        if unit == VISITS:
            found.take("visits", whole)
            found.take("visits_remaining", left)
    for name in ("visits", "visits_remaining"):
        found.values.setdefault(name, None)
    found.reasons += _notes(rows, counted, question)
    _unlimited(rows, found)


def counts(row: Benefit) -> Iterator[Count]:
    """How many visits, days, hours or dollars, and of which period, a row states. A number that is used up is one of visits."""
    if row.quantity is not None:
        used = row.quantity_qualifier == USED_UP
        yield Count(row, row.quantity, VISITS if used else row.quantity_qualifier, "24" if used else row.period)
    for one in row.deliveries:
        if one.quantity is not None:
            used = one.quantity_qualifier == USED_UP
            yield Count(row, one.quantity, VISITS if used else one.quantity_qualifier, "24" if used else _period(row, one))
    if row.amount is not None:
        yield Count(row, row.amount, DOLLARS, row.period)


def _period(row: Benefit, one: Delivery) -> str:
    """HSD05, unless the EB itself says that this is what is left; one visit a day is no limit over a year."""
    if row.period in REMAINING | USED:
        return row.period
    return one.period or YEARLY.get(one.frequency, one.frequency) or row.period


def _name(unit: str) -> str:
    return "visits_remaining" if unit == VISITS else f"{unit_of(unit)[1]} remaining"


def _figures(counted: list[Count], name: str) -> tuple[Figure, Figure, Figure]:
    """In all, used and left; what is left follows from the others where it is not stated."""
    whole, used, left = (spread([(one.number, one.row) for one in counted if one.period in periods]) for periods in (WHOLE - {"36"}, USED, REMAINING))
    if left.low is None and whole.value is not None and used.value is not None:
        rest = max(ZERO, whole.value - used.value)
        left = Figure(rest, rest, used.low_row, used.low_row, [f"{name}: {whole.value} less {used.value} used"])
    elif used.low is None and whole.value is not None and left.value is not None:
        done = max(ZERO, whole.value - left.value)
        used = Figure(done, done, left.low_row, left.low_row)
    return whole, used, left


def _noun(counted: list[Count], unit: str, whole: Figure, used: Figure, left: Figure) -> BenefitLimit:
    period = next((one.period for one in counted if one.period not in REMAINING | USED), "")
    shared = dict.fromkeys(each for one in counted for each in one.row.service_types)
    return BenefitLimit(unit, period, whole.value, used.value, left.value, tuple(shared))


def _notes(rows: Rows, counted: list[Count], question: Question) -> Iterator[str]:
    """Limits that are shared, are no visits, or hold for less than a year."""
    shared = {each for one in counted for each in one.row.service_types} - {question.service_type, WHOLE_PLAN}
    shared &= set(SERVICE_TYPE)
    if shared and rows.own:
        yield f"visits: the limit is shared with {', '.join(map(told, sorted(shared)))}"
    if any(one.unit not in (VISITS, DOLLARS) for one in counted):
        yield "visits: there are also limits in other units"
    if any(one.unit == DOLLARS for one in counted):
        yield "visits: there is also a limit in dollars"
    often = {"DA": "a day", "WK": "a week", "MO": "a month", "QA": "a quarter"}
    for one in counted:
        if one.period in often:
            yield f"visits: no more than {one.number} {unit_of(one.unit)[one.number != 1]} {often[one.period]}"


def _unlimited(rows: Rows, found: Figures) -> None:
    """EB*H: the plan counts nothing."""
    row = next((row for row in rows.rows if row.kind == "H"), None)
    if row is not None:
        found.evidence["unlimited"] = row
        found.reasons.append("visits: the plan has no limit for it (EB*H)")
