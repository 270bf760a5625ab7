"""The segments and composites of the X12 standard that the outlines use: `segments.txt`, read once."""

from __future__ import annotations

from functools import cache

import attrs

from edi_x12.guides.outline import OutlineError, lines, text_of


@attrs.frozen
class Part:
    """An element of a segment, or a component of a composite."""

    number: str
    """Of the X12 data element, or of the composite: `98`, `C003`."""
    name: str


@attrs.frozen
class Entry:
    """A segment or composite: its parts in order, and which of them depend on each other (`P0809`)."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]


@cache
def dictionary() -> dict[str, Entry]:
    """Every segment by its id, every composite by its number.

    Raises:
        OutlineError: the file cannot be read.
    """
    file = "segments.txt"
    found: dict[str, Entry] = {}
    key = ""
    for line in lines(file, text_of(file)):
        if line.indent:
            if key not in found:
                raise OutlineError(f"{file}, line {line.number}: these are elements of nothing")
            found[key] = attrs.evolve(found[key], parts=(*found[key].parts, *_parts(" ".join(line.words))))
        else:
            key = line.words[-1]
            found[key] = Entry((), tuple(line.name.split()))
    return found


def _parts(text: str) -> list[Part]:
    return [Part(*part.strip().split(" ", 1)) for part in text.split("|") if part.strip()]
