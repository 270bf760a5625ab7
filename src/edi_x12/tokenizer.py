"""Text, in pieces of any size, to segments. Every layout that payers really send: see `tests/edi_x12/test_tokenizer.py`.

A segment is a plain string here, and a batch is what was cut from one piece: the readers split each into its elements themselves,
because a call a segment would cost more than the reading does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edi_claims import X12SyntaxError
from edi_x12.delimiters import SEPARATORS, WINDOW, Delimiters, guess, of_isa

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

SEGMENT_LIMIT = 262_144
"""Longest segment, and longest text before the first ISA, in characters. A missing terminator would otherwise fill the memory."""

_BLANK = " \t\r\n"
_JUNK = "\ufeff\x00\x1a" + _BLANK
_LAST = {False: ("IEA",), True: ("IEA", "GE", "SE")}
"""Trailers that may end a text without a terminator: of an interchange, and of a text that has no ISA."""


class Batch(NamedTuple):
    """Segments with the same delimiters. An ISA is always the only segment of its batch."""

    delimiters: Delimiters
    segments: list[str]


class Tokenizer:
    """Cuts text into segments, push style: `feed` pieces, then `close`. Where the text is cut into pieces makes no difference.

    Attributes:
        skipped: how many characters stood before the first segment, blanks aside.
        unterminated: how many characters of last segments were dropped, because they were cut off.
        open_ended: whether a last segment had no terminator, read or not.
    """

    def __init__(self, limit: int = SEGMENT_LIMIT) -> None:
        """`limit` is the length of the longest segment that is taken."""
        self.limit = limit
        self.skipped = 0
        self.unterminated = 0
        self.open_ended = False
        self._delimiters: Delimiters | None = None
        self._pieces: list[str] = []
        self._held = 0

    def feed(self, piece: str) -> Iterator[Batch]:
        """The segments that are whole now.

        Raises:
            X12SyntaxError: no segment ends within the limit.
        """
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held <= self.limit and not self._may_end(piece):
            return                                          # joining and searching again would make small pieces quadratic
        text = yield from self._cut("".join(self._pieces), closing=False)
        if len(text) > self.limit:
            raise X12SyntaxError(f"no segment ends within {self.limit:,} characters")
        self._pieces, self._held = [text], len(text)

    def close(self) -> Iterator[Batch]:
        """The rest, once no more text comes.

        A last segment without a terminator is read only where it is the trailer that ends everything; otherwise it was cut off.

        Raises:
            X12SyntaxError: nothing in the text begins as X12 does.
        """
        text, self._pieces, self._held = "".join(self._pieces), [], 0
        yield from self._cut(text, closing=True)

    def _may_end(self, piece: str) -> bool:
        return self._held >= WINDOW if self._delimiters is None else self._delimiters.terminator in piece

    def _cut(self, text: str, *, closing: bool) -> Generator[Batch, None, str]:
        """Yields every batch that is whole, returns the text that must wait."""
        while self._delimiters is None:
            text, ready = self._seek(text, closing=closing)
            if not ready:
                return text
            if self._delimiters is None:
                text = yield from self._header(text)
        while (at := self._next_isa(text)) >= 0:
            if not closing and len(text) - at < WINDOW:
                kept = text.rfind(self._delimiters.terminator, 0, at) + 1
                yield from self._segments(text[:kept])
                return text[kept:]
            yield from self._segments(text[:at], ending=True)
            text = yield from self._header(text[at:])
        kept = len(text) if closing else text.rfind(self._delimiters.terminator) + 1
        yield from self._segments(text[:kept], ending=closing)
        return text[kept:]

    # ---- where an interchange begins

    def _seek(self, text: str, *, closing: bool) -> tuple[str, bool]:
        """The text from its first segment on, and whether it could be told. Sets the delimiters only where there is no ISA."""
        text = text.lstrip(_JUNK)
        if not closing and len(text) < WINDOW:
            return text, False
        at = _first_isa(text)
        if at != 0 and (guessed := guess(text[:WINDOW])):
            self._delimiters = guessed
            return text, True
        if at >= 0:
            if not closing and len(text) - at < WINDOW:
                return text, False
            self.skipped += at
            return text[at:], True
        if closing:
            raise X12SyntaxError("no ISA and no segment found: this is not X12" if text else "the text is empty")
        return text, False

    def _next_isa(self, text: str) -> int:
        """Where the next interchange begins, or may begin once more text is there; -1 where none does.

        It begins where a segment begins, or on a line of its own behind a trailer that lost its terminator.
        """
        terminator = self._delimiters.terminator if self._delimiters else ""
        at = text.find("ISA")
        while at >= 0:
            before = text[max(0, at - WINDOW):at].rstrip(_JUNK)[-1:]
            starts = before in ("", terminator) or text[at - 1] in "\r\n"
            if starts and (of_isa(text[at:at + WINDOW]) or (len(text) - at < WINDOW and _may_become_isa(text[at:]))):
                return at
            at = text.find("ISA", at + 3)
        return -1

    def _header(self, text: str) -> Generator[Batch, None, str]:
        """Yields the ISA, returns the text behind it."""
        found = of_isa(text[:WINDOW])
        if found is None:                                   # what looked like an ISA was cut off
            self.unterminated += len(text)
            return ""
        self._delimiters, used, behind = found
        yield Batch(self._delimiters, [text[:used].replace("\r", "").replace("\n", "")])
        return text[behind:]

    # ---- segments

    def _segments(self, text: str, *, ending: bool = False) -> Iterator[Batch]:
        """The segments of a text that ends with one; with `ending`, that may end with one that was cut off."""
        if not text or self._delimiters is None:
            return
        end = self._delimiters.terminator
        clean = _without_line_ends(text, end)
        found = clean.split(end)
        last = found.pop().strip(_JUNK)
        if last and ending:
            self._end(last, found, end)
        if _needs_tidying(clean, found, end):
            found = [segment for segment in map(str.strip, found) if segment]
        if len(text) > self.limit and max(map(len, found), default=0) > self.limit:
            raise X12SyntaxError(f"a segment is longer than {self.limit:,} characters")
        if found:
            yield Batch(self._delimiters, found)

    def _end(self, last: str, found: list[str], end: str) -> None:
        """A last segment without a terminator: read, or counted as cut off."""
        self.open_ended = True
        guessed = self._delimiters is not None and self._delimiters.guessed
        element = self._delimiters.element if self._delimiters else ""
        if last.split(element, 1)[0] in _LAST[guessed] or (guessed and end in "\r\n"):
            found.append(last)
        else:
            self.unterminated += len(last)


def _without_line_ends(text: str, end: str) -> str:
    """Line ends that are no terminators are layout: they stand between segments, or wrap a long line."""
    if "\n" in text and end != "\n":
        text = text.replace("\n", "")
    if "\r" in text and end != "\r":
        text = text.replace("\r", "")
    return text


def _needs_tidying(text: str, segments: list[str], end: str) -> bool:
    """Whether a segment is empty, or has blanks around it. Searched for in the text as a whole: asking each segment costs more."""
    if text[0:1] in (" ", "\t") or "" in segments or end + " " in text or " " + end in text:
        return True
    return "\t" in text and (end + "\t" in text or "\t" + end in text)


def _first_isa(text: str) -> int:
    """Where an ISA begins, or may begin once more text is there, in a text that may have prose before it; -1 where none does."""
    at = text.find("ISA")
    while at >= 0:
        if (at == 0 or not text[at - 1].isalnum()) and (of_isa(text[at:at + WINDOW]) or (len(text) - at < WINDOW and _may_become_isa(text[at:]))):
            return at
        at = text.find("ISA", at + 3)
    return -1


def _may_become_isa(text: str) -> bool:
    """Whether more text could make it an ISA: it has too few elements yet."""
    element = text[3:4]
    return not element or (not element.isalnum() and not element.isspace() and text.count(element) < SEPARATORS)
