"""A guide's outline made into a map in pyx12's format (its `map.xsd`): every element in its place, those that the guide does not use marked so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from edi_x12.guides.dictionary import Entry, Part, dictionary
from edi_x12.guides.outline import ElementUse, Guide, LoopUse, OutlineError, SegmentUse, guide

if TYPE_CHECKING:
    from edi_x12.guides.outline import Use

_KINDS = {"ISA_LOOP": "explicit", "GS_LOOP": "explicit", "ST_LOOP": "explicit", "HEADER": "wrapper", "DETAIL": "wrapper"}
"""What pyx12 calls the loops around a guide's own."""
_UNUSED = "N"


def expanded(of: Guide | str) -> Element:
    """The root of the map of a guide, or of the one with this name, such as `271`.

    Raises:
        OutlineError: there is no such guide, or its outline says what no map can.
    """
    it = guide(of) if isinstance(of, str) else of
    root = Element("transaction", xid=it.transaction)
    SubElement(root, "name").text = it.name
    _use(root, it.interchange)
    return root


def xml(of: Guide | str) -> str:
    """The map as the text of a file. Raises as `expanded` does."""
    root = expanded(of)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _use(parent: Element, use: Use) -> None:
    if isinstance(use, LoopUse):
        _loop(parent, use)
    else:
        _segment(parent, use)


def _loop(parent: Element, use: LoopUse) -> None:
    kind = _KINDS.get(use.id)
    node = SubElement(parent, "loop", {"xid": use.id, **({"type": kind} if kind else {})})
    _tell(node, name=use.name, usage=use.usage, pos=f"{use.position:04}", repeat=use.repeat)
    for child in use.children:
        _use(node, child)


def _segment(parent: Element, use: SegmentUse) -> None:
    entry = dictionary().get(use.id)
    if entry is None:
        raise OutlineError(f"segments.txt has no segment {use.id}")
    node = SubElement(parent, "segment", xid=use.id)
    _tell(node, name=use.name, usage=use.usage, pos=f"{use.position:04}", max_use=use.repeat)
    for note in (*entry.notes, *use.notes):
        SubElement(node, "syntax").text = note
    left = dict(use.elements)
    for number, part in enumerate(entry.parts, 1):
        place = f"{number:02}"
        _part(node, f"{use.id}{place}", number, part, left.pop(place, None), _components(place, left))
    if left:
        raise OutlineError(f"{use.id} has no {', '.join(left)}")


def _components(place: str, left: dict[str, ElementUse]) -> dict[str, ElementUse]:
    """What is said of the components of an element, which is then done with."""
    return {key.partition("-")[2]: left.pop(key) for key in list(left) if key.startswith(f"{place}-")}


def _part(parent: Element, id_: str, number: int, part: Part, use: ElementUse | None, components: dict[str, ElementUse]) -> None:
    composite = dictionary().get(part.number)
    if components and (composite is None or use is None):
        raise OutlineError(f"{id_} is used without components, or not at all")
    node = SubElement(parent, "element" if composite is None else "composite", xid=id_)
    _tell(node, data_ele=part.number, name=(use and use.name) or part.name, usage=use.usage if use else _UNUSED, seq=f"{number:02}")
    if composite is not None:
        _composite(node, id_, composite, use, components)
    elif use is not None:
        _allowed(node, use)


def _composite(node: Element, id_: str, entry: Entry, use: ElementUse | None, components: dict[str, ElementUse]) -> None:
    if use is None or use.usage == _UNUSED:
        return                                               # what is not used has no components, as in pyx12's own maps
    for note in entry.notes:
        SubElement(node, "syntax").text = note
    if use.repeat > 1:
        SubElement(node, "repeat").text = str(use.repeat)
    for number, part in enumerate(entry.parts, 1):
        _part(node, f"{id_}-{number:02}", number, part, components.pop(str(number), None), {})
    if components:
        raise OutlineError(f"{id_} has no component {', '.join(components)}")


def _allowed(node: Element, use: ElementUse) -> None:
    """How often the element repeats, and the codes that it takes."""
    if use.repeat > 1:
        SubElement(node, "repeat").text = str(use.repeat)
    if use.codes or use.external:
        codes = SubElement(node, "valid_codes", {"external": use.external} if use.external else {})
        for code in use.codes:
            SubElement(codes, "code").text = code


def _tell(node: Element, **children: str) -> None:
    for tag, text in children.items():
        SubElement(node, tag).text = text
