"""What a page rests on: the benefit row behind each figure, the year's limits by level, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.hints import joined
from edi270_271.render import words
from edi270_271.render.teller import for_people, kind_of_plan, period, service
from edi270_271.render.tiles import LEVELS, counted
from edi270_271.render.view import Listing, Table
from edi_claims.codes import BENEFIT_KIND
from edi_claims.pages.shown import called, clean, count, days, percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from edi270_271.render.teller import Teller
    from edi_claims import Benefit, CoverageAnswer


def basis(answer: CoverageAnswer, teller: Teller) -> Iterator[Table | Listing]:
    """For who doubts: other plans, the year's limits, the rows, the reasons."""
    if len(answer.plans) > 1:
        yield _plans(answer)
    if answer.accumulators:
        yield _year(answer, teller)
    if answer.evidence:
        yield Table(words.BASIS, ("Figure", "Segment", "Row"), tuple(_rows(answer, teller)), frozenset({1}))
    if answer.reasons:
        yield Listing(words.REASONS, tuple(map(_reason, answer.reasons)))


def _plans(answer: CoverageAnswer) -> Table:
    rows = ((clean(one.name) or kind_of_plan(one.insurance_type), kind_of_plan(one.insurance_type) if one.name else "",
             one.status.replace("_", " "), span(one.begins, one.ends))
            for one in answer.plans)
    return Table(words.PLANS, ("Plan", "Kind", "On the day", "Period"), tuple(rows))


def span(begins: date | None, ends: date | None) -> str:
    """From when to when; empty where neither was said."""
    if begins is None and ends is None:
        return ""
    if begins is None:
        return f"until {days(ends)}"
    return f"since {days(begins)}" if ends is None else f"{days(begins)} - {days(ends)}"


def _year(answer: CoverageAnswer, teller: Teller) -> Table:
    def write(amount: Decimal | None) -> str:
        return words.NOT_SAID if amount is None else teller.money(amount)

    rows = ((f"{words.FIGURES[name]}, {level}", write(one.limit), write(one.met), write(one.remaining))
            for name in ("deductible", "out_of_pocket") for level in LEVELS if (one := answer.accumulators.get(f"{name}.{level}")) is not None)
    return Table(words.YEAR, ("Limit", "In all", "Met", "Left"), tuple(rows), frozenset({1, 2, 3}))


def _reason(reason: str) -> str:
    """A reason with the name of its figure as people say it."""
    plain = for_people(reason)
    figure, mark, rest = plain.partition(": ")
    said = f"{_name(figure)}: {rest}" if mark and figure.replace("_remaining", "").replace("_met", "") in words.FIGURES else plain
    return f"{said[:1].upper()}{said[1:]}"


# ---- rows

_OWN = f" {words.FIGURE_PARTS['individual']}"
"""Said only where the figure itself rests on another row."""


def _rows(answer: CoverageAnswer, teller: Teller) -> Iterator[tuple[str, ...]]:
    """Each row once, with all the figures that rest on it."""
    names: dict[int, list[str]] = {}
    rows: dict[int, Benefit] = {}
    for name, row in answer.evidence.items():
        names.setdefault(id(row), []).append(_name(name))
        rows[id(row)] = row
    for at, row in rows.items():
        said = [name for name in dict.fromkeys(names[at]) if not name.endswith(_OWN) or name.removesuffix(_OWN) not in names[at]]
        yield ", ".join(said), f"{row.position}" if row.position else "", row_text(row, teller)


def _name(figure: str) -> str:
    """`deductible_remaining.family` as `Deductible left, family`."""
    base, _, part = figure.partition(".")
    for ending in ("_remaining", "_met"):
        if base.endswith(ending):
            base, part = base.removesuffix(ending), f"{ending[1:]}.{part}" if part else ending[1:]
    said = [words.FIGURE_PARTS.get(one, one) for one in part.split(".") if one]
    return " ".join([words.FIGURES.get(base, base.replace("_", " ")), *said])


def row_text(row: Benefit, teller: Teller) -> str:
    """An EB as one line. Free text is left out of a masked page: it may hold anything."""
    messages = joined(row.messages)
    if messages:
        messages = words.MESSAGE_HIDDEN if teller.discretion.mask else words.MESSAGE.format(text=clean(messages))
    said = (called(BENEFIT_KIND, row.kind), words.COVERAGE_LEVELS.get(row.coverage_level, clean(row.coverage_level)),
            ", ".join(map(service, row.service_types)), kind_of_plan(row.insurance_type), clean(row.plan),
            clean(str(row.procedure)) if row.procedure is not None else "", period(row.period),
            *_figures(row, teller), words.AUTHORIZATIONS.get(row.authorization, ""), words.NETWORKS.get(row.in_network, ""),
            *(days(when) for _, when in row.dates), messages)
    return "; ".join(filter(None, said))


def _figures(row: Benefit, teller: Teller) -> Iterator[str]:
    if row.amount is not None:
        yield teller.money(row.amount)
    if row.rate is not None:
        yield percent(row.rate) if row.rate <= 1 else f"{count(row.rate)} percent"
    if row.quantity is not None:
        yield counted(row.quantity, row.quantity_qualifier)
    for one in row.deliveries:
        if one.quantity is not None:
            yield " per ".join(filter(None, (counted(one.quantity, one.quantity_qualifier), period(one.frequency or one.period))))
