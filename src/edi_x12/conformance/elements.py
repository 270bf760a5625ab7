"""One segment against its node in the map, element by element.

pyx12's own loop over a segment is not used: it crashes on components too many and on a period in three parts, loses the place of what is
wrong with a whole composite, and takes repeated elements for one. Each element's own check is pyx12's.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve
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
    reference: str = ""
    """X12's number of the data element, such as 116 for a ZIP code; empty for composites and for what the guide does not know."""
    repetition: int | None = None
    """Which occurrence of a repeated element it is, from 1; None where it does not repeat."""
    because: str = ""
    """The element of this segment that wants this one, or excludes it; empty where none does."""


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
        yield Fault("G312", at, reference=_reference(child))
    for number, part in enumerate(parts, 1):
        for fault in _single(child, Composite(part, data.subele_term), at, formats):
            yield evolve(fault, repetition=number)


def _reference(node: Any) -> str:
    """The number of a data element; composites have none, only a name such as C003."""
    return node.data_ele if (node.data_ele or "").isdigit() else ""


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
        yield Fault("G313", at, reference=_reference(child))
    else:
        yield from _simple(child, data, at, formats)


def _simple(child: Any, data: Any, at: str, formats: list[str]) -> Iterator[Fault]:
    try:
        errors = child.is_valid_errors(data, formats)[1]
    except ValueError:                                       # a period of three parts, which pyx12 unpacks into two
        yield Fault("G308", at, data.format() if data is not None else "", reference=_reference(child))
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
    return Fault(code, at, error.err_val or "", node.data_type, _reference(node))


def _notes(node: Any, segment: Segment) -> Iterator[Fault]:
    """The notes on a segment that make one element depend on others, such as P0304: the first element that is missing, or is too much."""
    for note in node.syntax:
        if is_syntax_valid(segment, note)[0]:
            continue
        kind, *places = note
        missing = [place for place in places if not segment.get_value(f"{place:02}")]
        present = [place for place in places if place not in missing]
        place, because = (places[0], present[1:]) if kind == "E" else ((missing or places)[0], present)
        yield Fault("G310" if kind == "E" else "G302", f"{node.id}{place:02}", reference=_reference(node.children[place - 1]),
                    because=f"{node.id}{because[0]:02}" if because else "")
