"""Texts that repeat from claim to claim, remembered: amounts, days, pointers; and the order in which the guide wants what a mapping holds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from edi_x12 import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from decimal import Decimal

    from edi_claims import Reference

_MEMORY = 4096
V = TypeVar("V")


class _Texts(dict[V, str], Generic[V]):
    """Each value's text, made once; what is full is emptied."""

    def __init__(self, text_of: Callable[[V], str]) -> None:
        super().__init__()
        self._text_of = text_of

    def __missing__(self, value: V) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        self[value] = text = self._text_of(value)
        return text


amount_text: Callable[[Decimal], str] = _Texts(elements.amount_text).__getitem__
day_text: Callable[[date], str] = _Texts(elements.day_text).__getitem__


@lru_cache(_MEMORY)
def pointers_after(lead: str, pointers: tuple[int, ...]) -> tuple[str, ...]:
    """SV107, drafted."""
    return tuple([text for at, one in enumerate(pointers) for text in (":" if at else lead, str(one))]) or (lead, "")


def rank(order: tuple[str, ...], qualifier: str) -> int:
    """Place in guide order; what the guide does not know comes last."""
    return order.index(qualifier) if qualifier in order else len(order)


def in_order(found: Iterable[Reference], order: tuple[str, ...]) -> list[Reference]:
    """Numbers in guide order; those of one kind as they were given."""
    return sorted(found, key=lambda one: rank(order, one.qualifier))
