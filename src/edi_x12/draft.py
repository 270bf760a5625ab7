"""Text that is being written, what we say apart from what the data say, so that data never pass for a delimiter.

A draft is a list in which the two take turns: `["~REF*", "EI", "*", "471234567"]`. Our part is written with `~ * : ^` whatever the partner's
delimiters are; a segment begins with its `~`, and every part of ours has data behind it, if only an empty text. So one look at every second
text finds what nobody may send, composites may be of any length, and what is constant costs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import ElementError
from edi_x12.writer import COMPONENT, COMPOSITES, REPETITION, without_empty_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_claims import Unread
    from edi_x12.delimiters import Delimiters

Draft: TypeAlias = "list[str]"

_SENDABLE = frozenset(range(0x20, 0x7F))
_NOT_SENDABLE = 0
_SEPARATED = re.compile("([:^])")
_REFUSED = str.maketrans({":": COMPONENT, "^": REPETITION})
"""What a separator becomes where none may stand: nobody may send it, whatever the partner's delimiters are."""
_OF_A_PARTY = frozenset({"N3", "N4", "REF", "PER", "PRV", "DMG", "DTP"})


# ---- drafting

def composite(out: Draft, lead: str, components: Sequence[str]) -> None:
    """An element of several components, `lead` before it; empty ones at its end are left out."""
    length = len(components)
    while length > 1 and not components[length - 1]:
        length -= 1
    for one in components[:length]:
        out += lead, one
        lead = ":"


def segment(out: Draft, segment_id: str, *elements: str) -> None:
    """A segment that is seldom written, element by element."""
    out += "~", segment_id
    for one in elements:
        out += "*", one


def put_back(out: Draft, start: int, unread: Iterable[Unread]) -> None:
    """Segments that the reader had no place for, where they stood in the loop that begins at `start`.

    Those that stood together stay together, and a party among them is not put between another party and its address.
    """
    loop = _segments(out[start:])
    offset = at = -1
    for one in unread:
        if at >= 0 and one.offset == offset + 1:
            at += 1
        else:
            at = min(one.offset or len(loop), len(loop))
            while one.segment_id == "NM1" and at < len(loop) and _named(loop[at]) in _OF_A_PARTY:
                at += 1
        loop.insert(at, _as_sent(one))
        offset = one.offset
    out[start:] = [text for one in loop for text in one]


def _segments(out: Draft) -> list[Draft]:
    """A draft, cut before every segment."""
    starts = [at for at in range(0, len(out), 2) if out[at][0] == "~"]
    return [out[at:end] for at, end in zip(starts, [*starts[1:], len(out)], strict=True)]


def _named(one: Draft) -> str:
    """Its segment id."""
    return one[0][1:].partition("*")[0] or one[1]


def _as_sent(one: Unread) -> Draft:
    """What was kept of a segment: separators are ours where an element may have them, and the data's elsewhere."""
    found: Draft = ["~", one.segment_id.translate(_REFUSED)]
    composed = COMPOSITES.get(one.segment_id, ())
    for at, raw in enumerate(one.elements[1:], 1):
        element = raw.rstrip(":")
        found += ("*", *_SEPARATED.split(element)) if at in composed else ("*", element.translate(_REFUSED))
    return found


# ---- to text

@attrs.frozen
class Script:
    """How drafts become text with a partner's delimiters."""

    element: str
    terminator: str
    sendable: bytes
    """A table that changes every character which data may not hold."""
    said: _Said | None
    """None where the partner's delimiters are ours."""


class _Said(dict[str, str]):
    """What we say, with a partner's delimiters. There is little of it, since it stands in the code."""

    def __init__(self, to: Delimiters) -> None:
        super().__init__()
        self._delimiters = str.maketrans({"*": to.element, ":": to.component, "^": to.repetition, "~": to.terminator})

    def __missing__(self, ours: str) -> str:
        self[ours] = text = ours.translate(self._delimiters)
        return text


def script_for(to: Delimiters) -> Script:
    """Raises ElementError: a letter or a digit is no delimiter."""
    if any(map(str.isalnum, to.characters)):
        raise ElementError("a letter or a digit delimits nothing", to.characters)
    allowed = _SENDABLE - set(to.characters.encode())
    sendable = bytes([byte if byte in allowed else _NOT_SENDABLE if byte else 1 for byte in range(256)])
    return Script(to.element, to.terminator, sendable, None if to.characters == "*:^~" else _Said(to))


def text_of_draft(out: Draft, script: Script) -> str:
    """A draft as text; empty elements at the end of a segment are left out.

    Raises:
        ElementError: data hold a delimiter, a control character, or one outside ASCII. The message names the element.
    """
    if not _is_sendable("".join(out[1::2]), script):
        raise _refused(out, script)
    if script.said is not None:
        out = out.copy()
        out[::2] = map(script.said.__getitem__, out[::2])
    text = "".join(out)
    return without_empty_ends(text[1:] + script.terminator, script.element, script.terminator)


def _is_sendable(data: str, script: Script) -> bool:
    if not data.isascii():
        return False
    raw = data.encode()
    return raw.translate(script.sendable) == raw


def _refused(out: Draft, script: Script) -> ElementError:
    """Which element it is."""
    name, at = "", 0
    for ours, data in zip(out[::2], out[1::2], strict=True):
        if ours[0] == "~":
            name, at = _named([ours, data]), 0
        at += ours.count("*")
        if not _is_sendable(data, script):
            break
    return ElementError(f"{name}{at:02} holds a delimiter, or a character that X12 does not allow", data)
