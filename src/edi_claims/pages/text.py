"""Lines of plain text: for a terminal, a letter, a ticket. Plain code reads better here than a template."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims.pages.shown import Money
    from edi_claims.pages.view import Fact

WIDTH = 100
_LABEL = 26


def wrapped(text: str, indent: str = "", *, cut: bool = False) -> list[str]:
    """Lines of at most `WIDTH`; no number or code is broken, unless `cut` says that a longer one is."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=cut, break_on_hyphens=False) or [""]


def facts_of(facts: Iterable[Fact], money: Money, indent: str = "", *, cut: bool = False) -> Iterator[str]:
    """Labelled values under each other."""
    for one in facts:
        yield from wrapped(f"{indent}{one.label + ':':<{_LABEL}} {value_of(one, money)}", " " * (len(indent) + _LABEL + 1), cut=cut)


def value_of(one: Fact, money: Money) -> str:
    """A fact's value as text."""
    return money(one.value) if isinstance(one.value, Decimal) else one.value


def ledger(label: str, amount: str) -> Iterator[str]:
    """A label, dots, and an amount at the right edge."""
    room = WIDTH - len(amount) - 2
    *before, last = textwrap.wrap(label, room) or [""]
    yield from before
    yield f"{last} {'.' * (room - len(last))} {amount}"
