"""One interchange walked through the map of its guide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs
from pyx12.map_walker import walk_tree

from edi_claims.findings import Owner
from edi_x12.conformance import maps
from edi_x12.conformance.elements import Fault, faults, firsts
from edi_x12.conformance.false_errors import Complaint, is_false
from edi_x12.conformance.maps import Guide, GuideKey
from edi_x12.conformance.reader import Reader
from edi_x12.conformance.rules import FROM_PYX12, Noticed, Place, finding
from edi_x12.conformance.together import Together

if TYPE_CHECKING:
    from pyx12.segment import Segment

    from edi_x12.conformance.layout import Interchange

_ISA, _GS, _BHT = "/ISA_LOOP/ISA", "/ISA_LOOP/GS_LOOP/GS", "/ISA_LOOP/GS_LOOP/ST_LOOP/HEADER/BHT"
_ENVELOPE = frozenset(("ISA", "GS", "GE", "IEA", "TA1"))
_UNREADABLE = frozenset((("seg", "1"), ("seg", "stray")))
_TRAILERS = frozenset(("SE", "GE", "IEA"))
_GUIDE_LOOP = re.compile(r"\d{4}[A-Z]*")
"""Loops that a guide names; the others (HEADER, ST_LOOP, …) are pyx12's own."""
_FROM_PAYERS = frozenset(("HP", "HN", "HB", "FA"))
"""GS01 of what a payer or clearinghouse writes: it must mend its file, not the biller."""
_CLAIM_STATUS_LOOPS = frozenset(("2200D", "2200E"))
_ENDS_CLAIM = frozenset(("ISA", "GS", "ST", "HL", "PLB", "SE", "GE", "IEA"))


@attrs.frozen
class _Claim:
    """The claim and line that a segment belongs to."""

    number: str | None = None
    line: int | None = None


class Walk:
    """What is wrong with one interchange. Made for it, used once, by one thread; only the maps are shared."""

    def __init__(self, interchange: Interchange, before: int, control_numbers: list[str | None]) -> None:
        """`before` counts the segments of the interchanges before it; `control_numbers` are their ISA13."""
        self._interchange = interchange
        self._reader = Reader(interchange, control_numbers)
        self._walker = walk_tree()
        self._node: Any = None
        self._guide: Guide | None = None
        self._key = GuideKey(interchange.version, "", "")
        self._before = self._position = before
        self._claim = _Claim()
        self._together = Together()
        self._found: list[Noticed] = []

    def run(self) -> list[Noticed]:
        """Walk it. What pyx12 cannot take ends the walk with one finding."""
        try:
            for text in self._interchange.segments:
                self._position += 1
                self._step(self._reader.take(text))
            self._claim = _Claim()
            self._reader.cleanup()
            self._tell_reader(self._reader.complaints())
        except Exception:  # noqa: BLE001 - pyx12 raises a dozen kinds, and its messages quote values: the place is all that may leave
            self._tell("G900")
        if not self._interchange.terminated:
            self._tell("G133")
        return self._found

    def _step(self, segment: Segment) -> None:
        complaints = self._reader.complaints()
        if not _UNREADABLE.isdisjoint(complaints):           # no node can be found for it, and pyx12 would only say so again
            self._tell_reader(complaints)
            return
        before = self._claim
        node, errors = self._find(segment)
        self._claim = _following(before, segment, node, self._key)
        self._tell_reader(complaints)
        for error in errors:
            self._tell_walk(error, segment, node, before)
        if node is not None:
            self._node = node
            self._tell_elements(node, segment)
            broken = self._together.broken(segment, _loop(node))
            if broken:
                self._tell(*broken, _loop(node))

    # ---- the place in the map

    def _find(self, segment: Segment) -> tuple[Any, list[Any]]:
        """The node for this segment and pyx12's errors on the way there; None where it has no node."""
        name = segment.get_seg_id()
        if name == "ISA":
            return self._enter(maps.control(self._interchange.version), _ISA), []
        if name == "GS":
            return self._enter(self._open_group(segment), _GS), []
        if name not in _ENVELOPE and (self._guide is None or not self._reader.in_group()):
            self._tell_outside()
            return None, []
        node, _, _, errors = self._walker.walk_errors(self._node, firsts(segment, self._interchange.repetition), 0, self._position, None)
        if node is not None and name == "BHT" and maps.has_purposes(self._key):
            self._guide = maps.guide(self._key, segment.get_value("BHT02")) or self._guide
            node = self._guide.node(_BHT) if self._guide else node
        return node, errors

    def _enter(self, guide: Guide, path: str) -> Any:
        self._walker.forceWalkCounterToLoopStart(path.rpartition("/")[0], path)
        return guide.node(path)

    def _open_group(self, segment: Segment) -> Guide:
        """The guide of the group that this GS opens; the control map where there is none."""
        told = GuideKey(self._interchange.version, segment.get_value("GS01") or "", segment.get_value("GS08") or "")
        self._key = maps.meant(told, *self._first_transaction())
        self._guide = maps.guide(self._key)
        if self._key.interchange_version != told.interchange_version:
            self._tell("G307", "ISA12")
        self._reader.check_837_lx = self._key.functional_id == "HC"
        if self._guide is None:
            self._tell("G001", "GS08")
        return self._guide or maps.control(self._interchange.version)

    def _first_transaction(self) -> tuple[str, str]:
        """ST01 and ST03 of the first transaction set in the group that this segment opens; empty where there is none."""
        for text in self._interchange.segments[self._position - self._before:]:
            name, *elements = text.split(self._interchange.element)
            if name == "ST":
                one, _, three, *_ = (*elements, "", "", "")
                return one, three
            if name in ("GE", "GS"):
                break
        return "", ""

    # ---- findings

    def _tell(self, code: str, element: str | None = None, loop: str | None = None, claim: _Claim | None = None, fault: Fault | None = None) -> None:
        claim = claim or self._claim
        place = Place(self._position, loop, element, claim.number, claim.line)
        told = finding(code, place, Owner.PAYER if self._key.functional_id in _FROM_PAYERS else Owner.BILLING)
        self._found.append(Noticed(told, fault.reference, fault.repetition, fault.because) if fault is not None else Noticed(told))

    def _tell_reader(self, complaints: list[tuple[str, str]]) -> None:
        for complaint in complaints:
            self._tell(FROM_PYX12[complaint])

    def _tell_outside(self) -> None:
        """Once an interchange: what follows a missing GS would all be told."""
        if not self._reader.in_group() and all(told.finding.code != "G132" for told in self._found):
            self._tell("G132")

    def _tell_walk(self, error: Any, segment: Segment, node: Any, before: _Claim) -> None:
        """One of the walker's errors. What is missing belongs to the claim `before` this segment, which showed that it is missing."""
        code, name, at = FROM_PYX12["walk", error.err_cde], segment.get_seg_id(), error.map_node or node
        if code == "G203" and at.id in _TRAILERS:            # the reader has told
            return
        if code == "G202" and self._guide and name not in self._guide.segment_ids:
            self._tell("G201", loop=_loop(at))               # not named: it may be a piece of data
            return
        element = at.id if code == "G203" else name
        if not is_false(Complaint(code, element, _loop(at), self._key.version)):
            self._tell(code, element, _loop(at), before if code == "G203" else self._claim)

    def _tell_elements(self, node: Any, segment: Segment) -> None:
        loop = _loop(node)
        try:
            for fault in faults(node, segment, self._interchange.repetition):
                if not self._is_false(fault, loop):
                    self._tell(fault.code, fault.element, loop, fault=fault)
        except Exception:  # noqa: BLE001 - as in run, but the next segments can still be checked
            self._tell("G900", node.id, loop)

    def _is_false(self, fault: Fault, loop: str | None) -> bool:
        if self._guide is None and (fault.code, fault.element) == ("G307", "GS08"):
            return True                                      # G001 has said so
        return is_false(Complaint(fault.code, fault.element, loop, self._key.version, fault.value, fault.data_type))


def _following(claim: _Claim, segment: Segment, node: Any, key: GuideKey) -> _Claim:
    """The claim and line that a segment belongs to, from those of the segment before it."""
    name = segment.get_seg_id()
    if name in _ENDS_CLAIM or (name == "LX" and key.functional_id == "HP"):
        return _Claim()
    if name in ("CLM", "CLP"):
        return _Claim(segment.get_value("01"))
    if name == "TRN" and node is not None and node.parent.id in _CLAIM_STATUS_LOOPS:
        return _Claim(segment.get_value("02"))
    if name in ("LX", "SVC") and claim.number is not None:
        return _Claim(claim.number, (claim.line or 0) + 1)
    return claim


def _loop(node: Any) -> str | None:
    """The guide's name of the loop that a node is, or is in."""
    loop = node if node.is_loop() else node.parent
    if loop.id == "LS_LOOP":                                 # LS and LE stand in the loop around them
        loop = loop.parent
    return loop.id if _GUIDE_LOOP.fullmatch(loop.id or "") else None
