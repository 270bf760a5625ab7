"""What a guide says of several segments together, which no map can say. Only what is certain stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyx12.segment import Segment

_NAMES = frozenset(("2100C", "2100D"))
"""Loops of a 270 that begin with a person."""


class Together:
    """Watches the segments of an interchange pass."""

    def __init__(self) -> None:
        self._diagnoses = False

    def broken(self, segment: Segment, loop: str | None) -> tuple[str, str] | None:
        """Our code and the element, where this segment wants another one that did not come.

        A 270's EQ05 points at the diagnoses of the same person, so that HI must be there. X12's answer to a question on this guide (RFI 1413)
        adds that a pointer beyond the diagnoses that came breaks no rule of syntax.
        """
        name = segment.get_seg_id()
        if name == "NM1" and loop in _NAMES:
            self._diagnoses = False
        elif name == "HI":
            self._diagnoses = True
        elif name == "EQ" and segment.get_value("05-1") and not self._diagnoses:
            return "G401", "EQ05"
        return None
