"""The smallest blocks of a page, before it is text or HTML.

Amounts are `Decimal` and written by the format; everything else is text as it will be read, masked already where that was asked.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs


class Tone(StrEnum):
    """How a page colors something; never the only sign of it."""

    GOOD = "good"
    OWED = "owed"
    BAD = "bad"
    WAIT = "wait"
    PLAIN = "plain"


@attrs.frozen
class Fact:
    """A label and its value."""

    label: str
    value: str | Decimal
    """A `Decimal` is money."""
