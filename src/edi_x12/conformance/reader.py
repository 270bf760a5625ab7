"""pyx12's bookkeeping of control numbers, counts, levels and line numbers, over segments that were cut already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyx12.segment import Segment
from pyx12.x12file import X12Reader

if TYPE_CHECKING:
    from edi_x12.conformance.layout import Interchange

_DEPTH = {"ISA": 0, "GS": 1, "ST": 2}
_CLOSES = {"IEA": 0, "GE": 1, "SE": 2}
_NO_TERMINATOR = "\0"
"""The terminators are gone, and `layout` leaves no segment that ends with a NUL."""
_MISSING_TRAILER = {"ISA": ("isa", "023"), "GS": ("gs", "3"), "ST": ("st", "2")}


class Reader(X12Reader):  # type: ignore[misc]  # pyx12 has no types
    """The segments of one interchange.

    pyx12 pops its list of open envelopes without looking, so a second SE takes the group with it and the IEA then crashes. Here what was
    left open is closed, and what closes nothing is set aside, before pyx12 sees a segment.
    """

    def __init__(self, interchange: Interchange, control_numbers: list[str | None]) -> None:
        """`control_numbers` are the ISA13 of the interchanges before this one in the file; its own is added."""
        super(X12Reader, self).__init__()                     # not X12Reader's own, which opens a file
        self.ele_term, self.subele_term = interchange.element, interchange.component
        self.isa_ids = control_numbers

    def cleanup(self) -> None:
        """Report the envelopes that the end of the text leaves open."""
        self._close(above=-1)

    def take(self, text: str) -> Segment:
        """The next segment, accounted for."""
        segment = Segment(text, _NO_TERMINATOR, self.ele_term, self.subele_term)
        if text.endswith(self.ele_term):
            self._seg_error("SEG1", "")
        self._parse_segment(segment)
        return segment

    def in_group(self) -> bool:
        """Whether a GS is open."""
        return self.get_gs_id() is not None

    def complaints(self) -> list[tuple[str, str]]:
        """What it has to complain about since it was last asked: level and code, without pyx12's words."""
        return [(level, code) for level, code, *_ in self.pop_errors()]

    def _parse_segment(self, seg_data: Segment) -> None:
        name = seg_data.get_seg_id()
        if name in _DEPTH:
            self._close(above=_DEPTH[name] - 1)
        elif name in _CLOSES:
            self._close(above=_CLOSES[name])
            if not self.loops or _DEPTH[self.loops[-1][0]] != _CLOSES[name]:
                self.err_list.append(("seg", "stray", "", None, None))
                return
        super()._parse_segment(seg_data)

    def _close(self, above: int) -> None:
        while self.loops and _DEPTH[self.loops[-1][0]] > above:
            level, code = _MISSING_TRAILER[self.loops.pop()[0]]
            self.err_list.append((level, code, "", None, None))
