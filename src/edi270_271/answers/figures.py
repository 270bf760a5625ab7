"""Copay, coinsurance and spend-down: one figure from the rows that state it. Accumulators and limits lie in modules of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from edi270_271.answers.accumulators import accumulator
from edi270_271.answers.hints import hints_of
from edi270_271.answers.intervals import FAMILY, REMAINING, Figure, Figures, amount, interval, spread
from edi270_271.answers.limits import limits, unit_of
from edi270_271.answers.question import Question, Rows, narrowed
from edi_claims import ZERO, Benefit
from edi_claims.codes import TIME_PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterable

VISIT = frozenset({"", "27"})
"""EB06 of a copay that is due at each visit."""
PERCENT = Decimal(100)
DOUBTFUL_RATE = Decimal("0.6")
"""A share of the patient that is rather the payer's."""


def figures(benefits: tuple[Benefit, ...], question: Question) -> Figures:
    """Every figure of the answer."""
    found = Figures()
    copay(benefits, question, found)
    coinsurance(benefits, question, found)
    for name, kind in (("deductible", "C"), ("out_of_pocket", "G")):
        accumulator(benefits, question, found, name, kind)
    limits(benefits, question, found)
    spend_down(benefits, question, found)
    return found


def copay(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*B: dollars a visit, else of the period that the row names."""
    rows = narrowed((row for row in benefits if row.kind == "B" and row.amount is not None), question, "copay")
    one = _personal(rows, "copay")
    visit = [row for row in one if is_by_visit(row)]
    figure = interval(visit or one, amount)
    figure.reasons = rows.reasons
    if one and not visit:
        figure.reasons.append(f"copay: stated by {', '.join(sorted(map(_by, one)))}, not by visit")
    found.take("copay", figure)


def is_by_visit(row: Benefit) -> bool:
    """Whether a copay is due at each visit. Medicare states one a day, with the days that are left of it."""
    return row.period in VISIT and row.quantity_qualifier in ("", "VS")


def _by(row: Benefit) -> str:
    if row.quantity is not None:
        return f"{unit_of(row.quantity_qualifier)[0]}, for {row.quantity} {unit_of(row.quantity_qualifier)[1]}"
    return TIME_PERIOD[row.period].label.lower() if row.period in TIME_PERIOD else "an unknown period"


# ---- coinsurance

def coinsurance(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*A: the patient's share as a fraction. 20 is taken for 20 percent; a share that a message gives to the plan may be the rest of it."""
    rows = narrowed((row for row in benefits if row.kind == "A" and fraction(row.rate) is not None), question, "coinsurance")
    figure = spread([(share, row) for row in _personal(rows, "coinsurance") for share in _shares(row)])
    figure.reasons = rows.reasons
    for row in dict.fromkeys(map(id, (figure.low_row, figure.high_row))):
        figure.reasons += _doubts(next(one for one in (figure.low_row, figure.high_row) if id(one) == row))
    found.take("coinsurance", figure)


def fraction(rate: Decimal | None) -> Decimal | None:
    """A rate as a fraction; None where it can be none."""
    if rate is None or not ZERO <= rate <= PERCENT:
        return None
    return rate if rate <= 1 else rate / PERCENT


def _shares(row: Benefit) -> list[Decimal]:
    """What a row may mean: both ways round where a message says that the plan pays so much."""
    share = fraction(row.rate)
    if share is None:
        return []
    return [share, 1 - share] if is_doubtful(row) and "plan pays" in hints_of(row) else [share]


def is_doubtful(row: Benefit) -> bool:
    """Whether a share is so large that it may be the payer's, and no message says that the patient pays it."""
    share = fraction(row.rate)
    return share is not None and DOUBTFUL_RATE <= share < 1 and "patient pays" not in hints_of(row)


def _doubts(row: Benefit | None) -> list[str]:
    share = fraction(row.rate) if row is not None else None
    if row is None or share is None:
        return []
    found = []
    if row.rate != share:
        found.append(f"coinsurance: {row.rate} was sent, taken for {row.rate} percent")
    if is_doubtful(row):
        found.append(f"coinsurance: {share} may be the payer's share and not the patient's: see the message, or ask the payer")
    return found


def _personal(rows: Rows, name: str) -> list[Benefit]:
    """Rows of one person before those of a family."""
    one = [row for row in rows.rows if row.coverage_level not in FAMILY]
    if rows.rows and not one:
        rows.reasons.append(f"{name}: stated for the family only")
    return one or rows.rows


# ---- Medicaid

def spend_down(benefits: Iterable[Benefit], question: Question, found: Figures) -> None:
    """EB*Y: what is left of it, where that is stated, else the whole."""
    rows = narrowed((row for row in benefits if row.kind == "Y" and row.amount is not None), question, "spend_down")
    left = [row for row in rows.rows if row.period in REMAINING]
    figure = interval(left or rows.rows, amount) if rows.rows else Figure()
    if rows.rows:
        figure.reasons = [*rows.reasons, "spend_down: the patient pays so much himself before coverage begins"]
    found.take("spend_down", figure)
