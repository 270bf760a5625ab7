"""Texts that repeat from claim to claim, remembered: amounts, days, codes. Each is made once, and what it is made of is checked once."""

from __future__ import annotations

from functools import lru_cache

from edi_x12 import elements
from edi_x12.writer import compose

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
