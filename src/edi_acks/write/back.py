"""Segments that were kept unread, back where they stood.

A segment that says more than its noun has fields for was read and kept besides: it goes back in place of the one that is written from the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_x12.elements import amount_text, lenient_amount
from edi_x12.parties import put_back
from edi_x12.writer import COMPONENT, REPETITION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Unread
    from edi_x12.writer import Segment

_BY_NAME = frozenset({
    ("HL", 1), ("HL", 2), ("HL", 3), ("HL", 4), ("BHT", 1), ("BHT", 2), ("BHT", 6), ("TRN", 1), ("DTP", 2), ("NM1", 1), ("NM1", 2), ("NM1", 8),
    ("QTY", 1)})
"""Elements that no field holds: what is written there is what is usual."""
_MARKS = str.maketrans({":": COMPONENT, "^": REPETITION})
_READABLE = str.maketrans({COMPONENT: ":", REPETITION: "^"})
_NUMBERS = slice(1, 3)
"""HL01 and HL02, which are counted anew."""


def restore(out: list[Segment], unread: Iterable[Unread]) -> list[Segment]:
    """`out`, which begins as the loop of the segments does, with them."""
    left = []
    for one in unread:
        raw = tuple([element.translate(_MARKS).rstrip(COMPONENT) for element in one.elements])
        at = _written(out, raw)
        if at is None:
            left.append(one)
        else:
            out[at] = (raw[0], *out[at][_NUMBERS], *raw[_NUMBERS.stop:]) if raw[0] == "HL" else raw
    put_back(out, 0, left)
    return out


def _written(out: list[Segment], raw: Segment) -> int | None:
    """Which segment says no more than this one, and not the same; None where none does."""
    return next((at for at, segment in enumerate(out) if segment[0] == raw[0].strip().upper() and _trimmed(segment) != _trimmed(raw)
                 and all(_is_said(segment[0], place, text, raw) for place, text in enumerate(segment[1:], 1))), None)


def _trimmed(segment: Segment) -> list[str]:
    found = [*segment]
    while found and not found[-1]:
        found.pop()
    return found


def _is_said(name: str, place: int, text: str, raw: Segment) -> bool:
    """Whether an element says what the raw one does, or a part of it."""
    if not text or (name, place) in _BY_NAME:
        return True
    text, told = text.translate(_READABLE), raw[place].strip().translate(_READABLE) if place < len(raw) else ""
    return text == told or told.upper().startswith(text.upper()) or _number(told) == _number(text) != ""


def _number(text: str) -> str:
    try:
        return amount_text(lenient_amount(text))
    except ValueError:
        return ""
