"""One segment against its node in the map, element by element.

pyx12's own loop over a segment is not used: it crashes on components too many and on a period in three parts, loses the place of what is
wrong with a whole composite, and takes repeated elements for one. Each element's own check is pyx12's.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import attrs
from pyx12.segment import Composite, Segment
from pyx12.syntax import is_syntax_valid

from edi_x12.conformance.rules import FROM_PYX12

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERIOD_FORMATS = frozenset(("RD8", "D8", "D6", "DT", "TM"))
_FORMAT, _PERIOD = "1250", "1251"
"""X12 data elements: the format of a date or time, and the date or time in the element behind it."""
_TRAILING = "trailing spaces"
"""What only pyx12's message tells apart from a character that the type forbids."""
_OFTEN_REVISED = frozenset(("claim_status", "claim_status_cat", "country", "currency", "entity_id"))
"""Code lists of pyx12 that are older than what is in use; a code that they lack may well be right."""


@attrs.frozen
class Fault:
    """Something wrong with an element. The value is for `false_errors` only and never leaves this package."""

    code: str
    element: str
    value: str = attrs.field(default="", repr=False)
    data_type: str | None = None
    """`AN`, `ID`, `R`, `N0`, …; None for composites."""


def faults(node: Any, segment: Segment, repetition: str) -> Iterator[Fault]:
    """What is wrong with the elements of this segment. `repetition` separates repeated elements; empty where nothing does."""
    name, count = node.id, len(segment)
    if count > node.get_child_count():
        yield Fault("G303", f"{name}{node.get_child_count() + 1:02}")
    period_format = ""
    for child in node.children:
        data = segment.elements[child.seq - 1] if child.seq <= count else None
        formats = [period_format] if child.data_ele == _PERIOD and period_format in _PERIOD_FORMATS else []
        yield from _element(child, data, f"{name}{child.seq:02}", "" if name == "ISA" else repetition, formats)
        if child.data_ele == _FORMAT and data is not None:
            period_format = data.format()
    yield from _notes(node, segment)


def firsts(segment: Segment, repetition: str) -> Segment:
    """The segment with the first of each repeated element only: pyx12's walker would take them all for one long code."""
    texts = [element.format() for element in segment.elements]
    if not repetition or segment.get_seg_id() == "ISA" or not any(repetition in text for text in texts):
        return segment
    texts = [text.split(repetition, 1)[0] for text in texts]
    return Segment(segment.ele_term.join((segment.get_seg_id(), *texts)), segment.seg_term, segment.ele_term, segment.subele_term)


def _element(child: Any, data: Any, at: str, separator: str, formats: list[str]) -> Iterator[Fault]:
    """What is wrong with an element, each of its repetitions held against the guide by itself."""
    text = data.format() if data is not None else ""
    if not separator or separator not in text:
        yield from _single(child, data, at, formats)
        return
    parts = text.split(separator)
    if len(parts) > _most(child):
        yield Fault("G312", at)
    for part in parts:
        yield from _single(child, Composite(part, data.subele_term), at, formats)


def _most(child: Any) -> float:
    """How often the guide lets an element or composite occur in its place."""
    most = str((child.repeat if child.is_composite() else child.max_use) or 1)
    return int(most) if most.isdigit() else inf              # `>1` is any number


def _single(child: Any, data: Any, at: str, formats: list[str]) -> Iterator[Fault]:
    if child.is_composite():
        for error in child.is_valid_errors(data)[1]:
            part = error.map_node
            yield Fault(FROM_PYX12["composite", error.err_cde], at) if part is None else _fault(error, f"{at}-{part.seq}")
    elif data is not None and data.is_composite():
        yield Fault("G313", at)
    else:
        yield from _simple(child, data, at, formats)


def _simple(child: Any, data: Any, at: str, formats: list[str]) -> Iterator[Fault]:
    try:
        errors = child.is_valid_errors(data, formats)[1]
    except ValueError:                                       # a period of three parts, which pyx12 unpacks into two
        yield Fault("G308", at)
        return
    for error in errors:
        yield _fault(error, at)


def _fault(error: Any, at: str) -> Fault:
    """One of an element's errors. Three are told from their neighbours, which pyx12 gives the same code."""
    node, code = error.map_node, FROM_PYX12["element", error.err_cde]
    if code == "G306" and _TRAILING in error.err_str:
        code = "G315"
    elif code == "G307" and node.rec is not None:
        code = "G317"
    elif code == "G307" and node.external_codes in _OFTEN_REVISED:
        code = "G316"
    return Fault(code, at, error.err_val or "", node.data_type)


def _notes(node: Any, segment: Segment) -> Iterator[Fault]:
    """The notes on a segment that make one element depend on others, such as P0304: the first element that is missing, or is too much."""
    for note in node.syntax:
        if is_syntax_valid(segment, note)[0]:
            continue
        kind, *places = note
        missing = [place for place in places if not segment.get_value(f"{place:02}")]
        yield Fault("G310", f"{node.id}{places[0]:02}") if kind == "E" else Fault("G302", f"{node.id}{(missing or places)[0]:02}")
