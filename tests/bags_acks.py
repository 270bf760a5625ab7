"""What acknowledgments say, without order: every element of a text, and everything that their nouns hold, each as often as it is."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import attrs

from edi_claims import DateRange, ElementError, Unread
from edi_x12.elements import amount_text, day_text, lenient_amount

ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})
TAKEN_FOR_GRANTED = {
    ("BHT", 1): "0085", ("BHT", 2): "08", ("BHT", 6): "TH", ("TRN", 1): "1 2", ("DTP", 2): "D8 RD8", ("NM1", 1): "41 85", ("NM1", 2): "1 2",
    ("HL", 3): "20 21 19 PT", ("QTY", 1): "90 AA QA QC", ("AMT", 1): "YU YY", ("REF", 1): "1K D9 FJ", ("NM1", 8): "XX 46"}
"""What a noun says by its kind or by the name of a field."""
COMPOSITES = {("STC", 1), ("STC", 10), ("STC", 11), ("SVC", 1), ("IK4", 1), ("AK4", 1), ("CTX", 1), ("CTX", 5), ("CTX", 6)}
PLACE_ONLY = {("HL", 1), ("HL", 2), ("HL", 4)}
"""Numbers of levels: where a level stands says the same."""


def segments(text, marks):
    """The segments of a text as lists of elements, without the envelope; a TA1 is among them."""
    found = [one.split(marks.element) for raw in text.split(marks.terminator) if (one := raw.strip("\r\n \ufeff\xef\xbb\xbf"))]
    for e in found:
        e[0] = e[0].strip().upper()
    return [e for e in found if e[0] not in ENVELOPE]


def parts(text, mark, name, place):
    """The components of an element; a context has two, and the second may hold anything."""
    if (name, place) not in COMPOSITES:
        return [text]
    return text.split(mark, 1) if (name, place) == ("CTX", 1) else text.split(mark)


def same(text):
    """A number in our dress, a code in capitals."""
    text = text.strip()
    try:
        return amount_text(lenient_amount(text))
    except ElementError:
        return text.upper()


def days(name, place, text):
    """A day or a time in one dress."""
    if (name, place) in {("TA1", 2), ("BHT", 4)}:
        return text if len(text) == 8 else "20" + text
    if (name, place) in {("TA1", 3), ("BHT", 5)}:
        return "T" + text.ljust(6, "0")
    return text


def said(found, marks):
    """Every component of every segment that no field says by its name."""
    bag = Counter()
    for e in found:
        for place, whole in enumerate(e[1:], 1):
            if (e[0], place) in PLACE_ONLY or whole in TAKEN_FOR_GRANTED.get((e[0], place), "").split():
                continue
            for unit in whole.split(marks.repetition) if marks.repetition and e[0] == "CTX" else [whole]:
                for text in parts(unit, marks.component, e[0], place):
                    if text.strip():
                        bag[same(days(e[0], place, text))] += 1
    return bag


def held(noun):
    """Everything that a noun holds, its unread segments too."""
    bag = Counter()
    _hold(noun, bag)
    return bag


def _hold(one, bag):
    for kind, hold in _KINDS:
        if isinstance(one, kind):
            hold(one, bag)
            return
    if one is not None:
        for field in attrs.fields(type(one)):
            if field.name not in {"noticed", "read_at"} and not (field.name == "position" and field.eq is False):
                _hold(getattr(one, field.name), bag)


def _moment(one, bag):
    _text(f"{one.year:04}{one:%m%d}", bag)
    _text(f"T{one:%H%M%S}", bag)


def _pairs(one, bag):
    for pair in one.items():
        _several(pair, bag)


def _several(many, bag):
    """Statuses of one STC share what that says of all of them."""
    seen = set()
    for one in many:
        if hasattr(one, "code_list"):
            first, own = one.position not in seen, type(one)(one.category, one.code, one.entity, one.code_list)
            seen.add(one.position)
            _hold(one if first else own, bag)
        else:
            _hold(one, bag)


def _kept(one, bag):
    for place, whole in enumerate(one.elements[1:], 1):
        for unit in whole.split("^") if one.segment_id == "CTX" else [whole]:
            for text in parts(unit, ":", one.segment_id, place):
                _text(days(one.segment_id, place, text), bag)


def _text(text, bag):
    if text.strip():
        bag[same(text)] += 1


_KINDS = (
    (bool, lambda _, __: None), (str, _text), (datetime, _moment), (date, lambda one, bag: _text(day_text(one), bag)),
    (DateRange, lambda one, bag: _text(f"{day_text(one.start)}-{day_text(one.end)}", bag)), (int | Decimal, lambda one, bag: _text(str(one), bag)),
    (dict, _pairs), (tuple | list, _several), (Unread, _kept))
