"""What a coverage page shows, before it is text or HTML, in the order in which it is read. All values are text, masked where that was asked."""

from __future__ import annotations

import attrs

from edi270_271.render.words import Verdict
from edi_claims.pages.shown import Money
from edi_claims.pages.view import Fact, Tone


@attrs.frozen
class Task:
    """Something to do, and who does it."""

    what: str
    who: str
    why: str = ""
    tone: Tone = Tone.PLAIN


@attrs.frozen
class Tile:
    """A figure or a decision that is read at a glance."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    said: bool = True
    """Whether the payer sent it, whole or as rows that differ."""


@attrs.frozen
class Table:
    """Rows under heads; figures stand to the right."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    """The columns that hold figures, counted from 0."""
    total: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen
class Listing:
    """Sentences under a heading."""

    heading: str
    items: tuple[str, ...]
    note: str = ""


@attrs.frozen
class Page:
    """A coverage answer, whole."""

    title: str
    """Of the document; nothing of a patient is in it."""
    verdict: Verdict
    word: str
    mark: str
    """A sign beside the word, for the eye alone."""
    tone: Tone
    when: str
    """`ended 08/31/2026`; empty where the word says all."""
    service: str
    """For which service, on which day, in which network."""
    patient: str
    """Empty where nobody said who it is."""
    says: tuple[str, ...]
    tasks: tuple[Task, ...]
    facts: tuple[Fact, ...]
    pays: tuple[Tile, ...]
    pays_note: str
    needed: tuple[Tile, ...]
    sections: tuple[Table | Listing, ...]
    """Below the figures: estimate, other payers, limits, exclusions, hints."""
    folded: tuple[Table | Listing, ...]
    """At the end, opened by who doubts: other plans, the rows behind the figures, the reasons."""
    foot: str
    money: Money
