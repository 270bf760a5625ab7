"""What a text of 835s says, without order: every element that is not empty, counted, and what a reading says that it left out."""

import re
from collections import Counter

from edi_claims import ElementError
from edi_x12.elements import amount_text, lenient_amount

ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"})
_REPEATED = {"CAS": (2, 3), "PLB": (3, 2)}
"""What stands once before groups of so many elements: six of them in one segment, or one in each of six, say the same."""
_PLACE = re.compile(r"([A-Z0-9]{2,3}?)(\d\d)(?:-(\d))?")


def segments(text, marks):
    """The segments of a text as lists of elements, from BPR to the one before SE."""
    found = [one.split(marks.element) for raw in text.split(marks.terminator) if (one := raw.strip("\r\n \ufeff\xef\xbb\xbf"))]
    for e in found:
        e[0] = e[0].strip().upper()
    return [e for e in found if e[0] not in ENVELOPE]


def same(text):
    """A number in our dress, a code in capitals."""
    try:
        return amount_text(lenient_amount(text))
    except ElementError:
        return text.upper()


def parts(e, component):
    """(segment id, place, text) of every component that is not empty; CAS and PLB said once for each of their groups."""
    name = e[0]
    if name in _REPEATED:
        first, width = _REPEATED[name]
        for at in range(first, max(len(e), first + 1), width):
            group = e[at:at + width]
            if any(group) or at == first:
                yield from ((name, f"{place:02}", text) for place, text in enumerate(e[1:first], 1))
                yield from ((name, f"{place:02}", text) for place, one in enumerate(group, at) for text in one.split(component))
        return
    for place, one in enumerate(e[1:], 1):
        yield name, f"{place:02}", one
        yield from ((name, f"{place:02}-{number}", text) for number, text in enumerate(one.split(component), 1) if component in one)


def bag(all_segments, component=":"):
    """Everything that is said, each as often as it is."""
    found = Counter()
    for e in all_segments:
        found[e[0], ""] += e[0] not in _REPEATED and any(e[1:])
        for name, place, text in parts(e, component):
            if text and not ("-" not in place and component in text):
                found[name, same(text)] += 1
    return +found


def left_out(all_segments, findings, component=":"):
    """What stands in the elements that findings name."""
    named = {(match[1], match[2] + (f"-{match[3]}" if match[3] else "")) for one in findings if one.code in {"X202", "X214"} and one.element
             if (match := _PLACE.fullmatch(one.element))}
    found = Counter()
    for e in all_segments:
        for name, place, text in parts(e, component):
            if text and (name, place) in named:
                found[name, same(text)] += 1
    return found
