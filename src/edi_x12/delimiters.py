"""The four delimiters of an interchange, taken from its ISA, or guessed where there is none."""

from __future__ import annotations

import re

import attrs

WINDOW = 512
"""How much text after an ISA is looked at. A whole ISA has 106 characters; payers add and lose blanks."""


@attrs.frozen
class Delimiters:
    """What separates elements, components, repetitions and segments."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    """Empty where the interchange has none (4010, and 5010 files with a letter in ISA11)."""
    terminator: str = "~"
    guessed: bool = attrs.field(default=False, eq=False)
    """No ISA said so."""
    fixed_width: bool = attrs.field(default=True, eq=False)
    """The ISA had its 106 characters."""

    @property
    def characters(self) -> str:
        """All of them, for a writer that must refuse them inside data."""
        return self.element + self.component + self.repetition + self.terminator


_MARK = re.compile(r"[^A-Za-z0-9\s]")
SEPARATORS = 16
"""How many element separators an ISA has."""
_WIDEST = 40        # ISA06 and ISA08 have 15 characters; some systems write longer ones
_SEGMENT_START = re.compile(r"(GS|ST|TA1|BHT|BPR|AK1|HL|CLP|CLM)([^A-Za-z0-9\s.,;])")
_LAST_ELEMENT = {"GS": 8, "ST": 2}


def of_isa(window: str) -> tuple[Delimiters, int, int] | None:
    """The delimiters of the ISA that a text begins with, where the ISA ends, and where the segment behind it begins.

    None where it is no ISA: the element separator must appear sixteen times, with short texts between and one character in ISA15.
    The terminator is what follows the one character of ISA16. Where that is a line end with a mark behind it, and then a segment, the
    line end is padding and the mark is the terminator.
    """
    element = window[3:4]
    if not window.startswith("ISA") or not _MARK.match(element):
        return None
    parts = window.split(element, SEPARATORS)
    if len(parts) <= SEPARATORS or len(parts[16]) < 2 or len(parts[15].strip()) != 1 or max(map(len, parts[:16])) > _WIDEST:  # noqa: PLR2004
        return None
    tail = parts[16]
    component, rest = tail[0], tail[1:]
    terminator, used = _terminator(rest)
    repetition = parts[11].strip()
    if not repetition or repetition.isalnum() or repetition == element:
        repetition = ""
    head = len(window) - len(tail)
    fixed = head == 104 and used == 1      # noqa: PLR2004 - ISA16 of a right header is its 105th character
    return Delimiters(element, component, repetition[:1], terminator, fixed_width=fixed), head + 1, head + 1 + used


def _terminator(rest: str) -> tuple[str, int]:
    if rest[0] not in "\r\n \t":
        return rest[0], 1
    body = rest.lstrip("\r\n \t")
    padding = len(rest) - len(body)
    if body and _MARK.match(body[0]):
        return body[0], padding + 1
    ends = rest[:padding].lstrip(" \t")
    if ends:
        return ends[0], rest.index(ends[0]) + 1
    return "\n", padding


def guess(window: str) -> Delimiters | None:
    """The delimiters of a text that begins with a segment but has no ISA; None where it does not."""
    found = _SEGMENT_START.match(window)
    if not found:
        return None
    element = found[2]
    terminator = _guessed_terminator(window, found[1], element)
    return Delimiters(element, _component(window, element), "^" if element != "^" else "", terminator, guessed=True)


def _component(window: str, element: str) -> str:
    found = re.search(rf"{re.escape(element)}(?:HC|AD|ABK|BK|N4|WK|ER)([^A-Za-z0-9\s])", window)
    return found[1] if found and found[1] != element else ":" if element != ":" else ">"


def _guessed_terminator(window: str, segment_id: str, element: str) -> str:
    """The mark behind the last element that a GS or ST must have; else `~`; else the line end."""
    count = _LAST_ELEMENT.get(segment_id)
    if count:
        parts = window.split(element, count)
        last = re.match(r"[\w ]+([^\w\s]|[\r\n])", parts[-1]) if len(parts) > count else None
        if last and last[1] != element:
            return last[1]
    return "~" if "~" in window and element != "~" else "\n"
