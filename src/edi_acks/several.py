"""What the nouns hold several of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def several(given: Iterable[Any]) -> tuple[Any, ...]:
    """`tuple` itself would do as a converter, but type checkers then refuse a tuple."""
    return tuple(given)
