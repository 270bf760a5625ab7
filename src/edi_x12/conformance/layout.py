"""Text to whole interchanges, each with its own delimiters: what pyx12's own file reader takes for granted.

pyx12's reader stops without a word at an empty segment, drops a last one without terminator, wants an ISA of exactly 106 characters and
takes the delimiters of the first interchange for all. Ours cuts the text instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_x12.sources import pieces_of
from edi_x12.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_x12.tokenizer import Batch


@attrs.frozen
class Interchange:
    """ISA to IEA as it stands in the text; the IEA may be missing."""

    element: str
    component: str
    repetition: str
    """Empty where nothing separates repetitions: 4010, and 5010 files with a letter in ISA11."""
    terminator: str
    version: str
    """ISA12: `00401` or `00501`."""
    segments: list[str] = attrs.field(factory=list, repr=False)
    """Without terminators, none empty."""
    terminated: bool = True
    """The last segment had its terminator."""


def interchanges(text: str | bytes) -> Iterator[Interchange]:
    """The interchanges of a text; none where it has no ISA.

    Raises:
        X12SyntaxError: no segment ends within the limit, or the text is no X12.
    """
    tokens = Tokenizer()
    open_: Interchange | None = None
    for delimiters, segments in _batches(tokens, text):
        if segments[0].startswith("ISA"):
            if open_ is not None:
                yield open_
            isa = [*segments[0].split(delimiters.element), *[""] * 16]
            open_ = Interchange(delimiters.element, delimiters.component, delimiters.repetition, delimiters.terminator, isa[12])
        if open_ is not None:
            open_.segments.extend(segments)
    if open_ is not None:
        yield attrs.evolve(open_, terminated=not tokens.open_ended)


def _batches(tokens: Tokenizer, text: str | bytes) -> Iterator[Batch]:
    for piece in pieces_of(text):
        yield from tokens.feed(piece)
    yield from tokens.close()
