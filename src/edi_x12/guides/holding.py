"""Segments held against a guide's outline (`edi_x12.guides`), before there is any text of them.

A nouns' segments are in the guide's order, so that only what each of them holds, and how often it may come, is left to ask.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import attrs

from edi_x12.guides.dictionary import dictionary
from edi_x12.guides.outline import LoopUse, SegmentUse, guide
from edi_x12.writer import COMPONENT, REPETITION

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from edi_x12.guides.outline import ElementUse
    from edi_x12.writer import Segment

LENGTHS = {
    "19": (2, 30), "26": (2, 3), "66": (1, 2), "67": (2, 80), "93": (1, 60), "98": (2, 3), "116": (3, 15), "127": (1, 50), "128": (2, 3),
    "156": (2, 2), "166": (1, 55), "234": (1, 48), "309": (1, 2), "310": (1, 30), "352": (1, 80), "364": (1, 256), "380": (1, 15), "429": (1, 16),
    "481": (1, 2), "509": (10, 10), "616": (1, 3), "673": (2, 2), "706": (2, 2), "782": (1, 18), "889": (1, 1), "933": (1, 264), "954": (1, 10),
    "1035": (1, 60), "1036": (1, 35), "1037": (1, 25), "1039": (1, 10), "1038": (1, 10), "1167": (1, 6), "1204": (1, 50), "1271": (1, 30),
    "1328": (1, 2), "1339": (2, 2), "1470": (1, 9), "1715": (1, 3),
}
"""X12 data element to its fewest and most characters; the sign and the point of a number are not counted."""
NUMBERS = frozenset({"380", "782", "954", "1167", "616"})


class Fault(NamedTuple):
    """What one element, segment or loop has that the guide does not want, or lacks that it wants."""

    code: str
    loop: str
    place: str
    """`NM109`, `SVC`, or a loop."""
    what: str
    row: int
    """How many benefits, questions or service lines had begun, this one included; 0 before the first."""


@attrs.define
class _Open:
    """A loop that is open, and how often what it may hold has come."""

    use: LoopUse
    counts: dict[int, int] = attrs.field(factory=dict)


@cache
def detail(name: str) -> LoopUse:
    """What stands in a guide between BHT and SE."""
    return _find(guide(name).interchange, "DETAIL")


def _find(use: LoopUse, name: str) -> LoopUse:
    for child in use.children:
        if isinstance(child, LoopUse):
            found = child if child.id == name else _find(child, name)
            if found.id == name:
                return found
    return use


def held(name: str, segments: Sequence[Segment], rows: Container[str] = ("EB", "EQ")) -> Iterator[Fault]:
    """What is wrong with the levels of one patient, from the payer's on. `rows` are the segments that each begin a row of his."""
    path, row = [_Open(detail(name))], 0
    for segment in segments:
        if segment[0] in rows:
            row += 1
        depth, use = _place(path, segment)
        if use is None:
            yield Fault("E015", path[-1].use.id, segment[0], "has no place in the guide", row)
            continue
        while len(path) > depth:
            yield from _missing(path.pop(), row)
        if isinstance(use, LoopUse):
            yield from _counted(path[-1], use, row)
            path.append(_Open(use))
            use = _use(use, segment)
        if isinstance(use, SegmentUse):
            yield from _counted(path[-1], use, row)
            yield from (Fault(*fault, row) for fault in _elements(use, segment, path[-1].use.id))
    while path:
        yield from _missing(path.pop(), row)


def _place(path: list[_Open], segment: Segment) -> tuple[int, LoopUse | SegmentUse | None]:
    """What a segment is in the innermost loop that takes it, and how many loops are then open."""
    for depth in range(len(path), 0, -1):
        use = _use(path[depth - 1].use, segment)
        if use is not None and not _again(path[depth - 1], use):
            return depth, use
    return len(path), None


def _use(loop: LoopUse, segment: Segment) -> LoopUse | SegmentUse | None:
    """What a segment is in a loop: itself, or the beginning of a loop inside. Its qualifier decides where several are like it."""
    alike = [child for child in loop.children if _first(child).id == segment[0]]
    if segment[0] == "HL":
        return next((one for one in alike if segment[3] in _first(one).elements["03"].codes), None)
    return next((one for one in alike if _takes(_first(one), segment)), alike[0] if alike else None)


def _first(use: LoopUse | SegmentUse) -> SegmentUse:
    while isinstance(use, LoopUse):
        use = use.children[0]
    return use


def _takes(use: SegmentUse, segment: Segment) -> bool:
    element = use.elements.get("01")
    return element is None or not element.codes or (len(segment) > 1 and segment[1] in element.codes)


def _again(inside: _Open, use: LoopUse | SegmentUse) -> bool:
    """Whether the loop begins anew."""
    return use is inside.use.children[0] and id(use) in inside.counts


def _counted(inside: _Open, use: LoopUse | SegmentUse, row: int) -> Iterator[Fault]:
    count = inside.counts[id(use)] = inside.counts.get(id(use), 0) + 1
    if use.repeat != ">1" and count == int(use.repeat) + 1:
        yield Fault("E014", inside.use.id, use.id, f"may come {use.repeat} times", row)


def _missing(ended: _Open, row: int) -> Iterator[Fault]:
    for use in ended.use.children:
        if use.usage == "R" and id(use) not in ended.counts:
            yield Fault("E013", ended.use.id, use.id, "is missing", row)


# ---- elements

def _elements(use: SegmentUse, segment: Segment, loop: str) -> Iterator[tuple[str, str, str, str]]:
    entry = dictionary()[use.id]
    if not any(segment[1:]):
        yield "E013", loop, use.id, "holds nothing"
    for at, part in enumerate(entry.parts, 1):
        text, place = segment[at] if at < len(segment) else "", f"{at:02}"
        element, name = use.elements.get(place), f"{use.id}{at:02}"
        if not text or element is None:
            yield from _presence(element, text, loop, name)
            continue
        repeated = text.split(REPETITION)
        if len(repeated) > element.repeat:
            yield "E014", loop, name, f"may come {element.repeat} times"
        for one in repeated:
            if part.number in dictionary():
                yield from _components(use, place, part.number, one, loop)
            else:
                yield from _value(element, part.number, one, loop, name)
    if any(segment[len(entry.parts) + 1:]):
        yield "E015", loop, use.id, "has more elements than the guide"
    for note in (*entry.notes, *use.notes):
        yield from _dependent(note, use.id, segment, loop)


def _presence(element: ElementUse | None, text: str, loop: str, name: str) -> Iterator[tuple[str, str, str, str]]:
    if text:
        yield "E015", loop, name, "has no place in the guide"
    elif element is not None and element.usage == "R":
        yield "E013", loop, name, "is missing"


def _components(use: SegmentUse, place: str, composite: str, text: str, loop: str) -> Iterator[tuple[str, str, str, str]]:
    found = text.split(COMPONENT)
    for at, part in enumerate(dictionary()[composite].parts, 1):
        one, element = found[at - 1] if at <= len(found) else "", use.elements.get(f"{place}-{at}")
        name = f"{use.id}{place}-{at}"
        if not one or element is None:
            yield from _presence(element, one, loop, name)
        else:
            yield from _value(element, part.number, one, loop, name)


def _value(element: ElementUse, number: str, text: str, loop: str, name: str) -> Iterator[tuple[str, str, str, str]]:
    if element.codes and not element.external and text not in element.codes:
        yield "E012", loop, name, "is not among the guide's codes"
        return
    least, most = LENGTHS.get(number, (1, len(text)))
    size = len(text) - text.count("-") - text.count(".") if number in NUMBERS else len(text)
    if not least <= size <= most:
        yield "E010", loop, name, f"has {size} characters where the guide allows {least} to {most}"
    elif text != text.strip():
        yield "E010", loop, name, "begins or ends with a blank"
    elif number in WHOLE and not text.isdigit():
        yield "E010", loop, name, "is no whole number"


WHOLE = frozenset({"616", "1328", "1470"})


def _dependent(note: str, segment_id: str, segment: Segment, loop: str) -> Iterator[tuple[str, str, str, str]]:
    """A note such as P0304: which elements go together."""
    places = [int(note[at:at + 2]) for at in range(1, len(note), 2)]
    there = [at < len(segment) and bool(segment[at]) for at in places]
    wrong = {"P": any(there) and not all(there), "R": not any(there), "E": sum(there) > 1, "C": there[0] and not all(there),
             "L": there[0] and not any(there[1:])}[note[0]]
    if wrong:
        names = " and ".join(f"{segment_id}{at:02}" for at in places)
        yield "E016", loop, f"{segment_id}{places[0]:02}", f"{names} do not go together as the guide wants ({note})"
