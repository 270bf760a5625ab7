"""What a statement's page shows, before it is text or HTML, in the order in which it is read."""

from __future__ import annotations

from decimal import Decimal

import attrs

from edi_claims.pages.shown import Money
from edi_claims.pages.view import Fact, Tone


@attrs.frozen
class Figure:
    """An amount that is read at a glance."""

    label: str
    amount: Decimal
    note: str = ""
    tone: Tone = Tone.PLAIN


@attrs.frozen
class Row:
    """A service and what became of its charge."""

    days: str
    service: str
    """The caller's words, or the code."""
    code: str
    """Where the caller has words for it."""
    amounts: tuple[Decimal | None, ...]
    """One a column; None is left empty."""
    why: str = ""
    """The reasons of the patient's share."""


@attrs.frozen
class Item:
    """A line with its amount."""

    label: str
    amount: Decimal
    note: str = ""


@attrs.frozen
class ClaimBlock:
    """One claim."""

    heading: str
    number: str
    anchor: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[Decimal | None, ...]
    items: tuple[Item, ...]
    """What is owed and what was paid."""
    result: Item
    not_billed: tuple[Item, ...] = ()
    beyond: str = ""


@attrs.frozen
class Page:
    """A statement, whole."""

    title: str
    """Of the document; nothing of a patient is in it."""
    practice: tuple[str, ...]
    recipient: tuple[str, ...]
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    says: str
    claims: tuple[ClaimBlock, ...]
    note: str
    money: Money
