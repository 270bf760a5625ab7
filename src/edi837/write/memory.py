"""Texts that repeat from claim to claim, remembered: amounts, days, codes. Each is made once, and what it is made of is checked once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from edi_x12 import elements
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Reference

_MEMORY = 4096

amount_text = lru_cache(_MEMORY)(elements.amount_text)
day_text = lru_cache(_MEMORY)(elements.day_text)


@lru_cache(_MEMORY)
def composed(*components: str) -> str:
    """Components to one element."""
    return compose(components)


@lru_cache(_MEMORY)
def code_text(qualifier: str, code: str, modifiers: tuple[str, ...]) -> str:
    """A procedure's code and modifiers: SV101-1 to 6."""
    return compose((qualifier, code, *modifiers))


@lru_cache(_MEMORY)
def pointers_text(pointers: tuple[int, ...]) -> str:
    """SV107."""
    return compose(map(str, pointers))


def rank(order: tuple[str, ...], qualifier: str) -> int:
    """Place in guide order; what the guide does not know comes last."""
    return order.index(qualifier) if qualifier in order else len(order)


def in_order(found: Iterable[Reference], order: tuple[str, ...]) -> list[Reference]:
    """Numbers in guide order; those of one kind as they were given."""
    return sorted(found, key=lambda one: rank(order, one.qualifier))
