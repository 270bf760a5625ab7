"""The step of an 835's trailer: PLB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ElementError, ProviderAdjustment, Severity

if TYPE_CHECKING:
    from datetime import date

    from edi835.read.reading import EventReading

PAIRS = 3
"""PLB03: where the pairs begin."""


def plb(now: EventReading, e: list[str]) -> None:
    """Up to six pairs of what and how much. A pair, or a year end, that cannot be read does not make the other money disappear."""
    if not any(e[PAIRS:]):
        now.keep_apart(e)
        return
    year_end = day_or_none(now, e[2], "PLB02")
    for at in range(PAIRS, len(e), 2):
        what, money = e[at], e[at + 1] if at + 1 < len(e) else ""
        if what or money:
            _pair(now, e[1:3], at, (what, money), year_end)


def _pair(now: EventReading, whose: list[str], at: int, pair: tuple[str, str], year_end: date | None) -> None:
    component = now.delimiters.component
    reason, _, reference = pair[0].partition(component)
    try:
        amount = now.number_of(pair[1])
    except ElementError:
        now.note("X201", Severity.ERROR, f"PLB{at + 1:02} is not an amount: the pair is kept unread, the others are read", element=f"PLB{at + 1:02}")
        now.keep_apart(["PLB", *whose, *pair])
        return
    found = ProviderAdjustment(whose[0], year_end, reason, reference.replace(component, ":"), amount)
    now.provider_adjustments.append(found)
    now.adjusted += amount


def day_or_none(now: EventReading, text: str, element: str) -> date | None:
    """A day beside money: where it cannot be read the money still counts."""
    if not text:
        return None
    try:
        return now.day(text)
    except ElementError:
        now.note("X202", Severity.WARNING, f"{element} is not a day: it is left out", element=element)
        return None
