"""A file as it came in: interchanges, groups and transaction sets, each with its place, however badly they are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import TradingPartner, X12SyntaxError
from edi_x12.conformance.layout import Interchange, interchanges

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = [""] * 17


@attrs.define
class ReceivedSet:
    """ST to SE, or to where the next thing begins."""

    header: list[str] = attrs.field(repr=False)
    """ST and its elements, without blanks around them."""
    first: int
    """Segment number of the ST in the text."""
    segments: list[str] = attrs.field(factory=list, repr=False)
    """Every segment of it as it was sent, ST first."""
    closed: bool = False
    """Whether an SE ends it."""

    @property
    def last(self) -> int:
        """Segment number of its last segment in the text."""
        return self.first + len(self.segments) - 1


@attrs.define
class ReceivedGroup:
    """GS to GE, or to where the next thing begins."""

    header: list[str] = attrs.field(repr=False)
    first: int
    sets: list[ReceivedSet] = attrs.field(factory=list, repr=False)
    promised: str | None = None
    """GE01; None where it has no trailer."""
    last: int = 0
    """Segment number of its GE, or of the last segment before something else begins."""


@attrs.define
class ReceivedInterchange:
    """ISA to IEA, or to the next ISA."""

    header: list[str] = attrs.field(repr=False)
    first: int
    layout: Interchange = attrs.field(repr=False)
    groups: list[ReceivedGroup] = attrs.field(factory=list, repr=False)

    @property
    def last(self) -> int:
        """Segment number of its last segment."""
        return self.first + len(self.layout.segments) - 1

    @property
    def control_number(self) -> str:
        """ISA13."""
        return self.header[13]

    @property
    def sender(self) -> TradingPartner:
        """Who sent it: ISA05 and ISA06, GS02 of its first group."""
        return self._partner(5, 2)

    @property
    def receiver(self) -> TradingPartner:
        """Whom it is for: ISA07 and ISA08, GS03."""
        return self._partner(7, 3)

    def _partner(self, at: int, code: int) -> TradingPartner:
        qualifier, number = self.header[at:at + 2]
        application = self.groups[0].header[code] if self.groups else ""
        return TradingPartner("", number, qualifier, application if application not in ("", number) else None)

    def segment(self, position: int) -> list[str]:
        """The elements of a segment, its id first; empty where it has none of this number."""
        at = position - self.first
        return self.layout.segments[at].split(self.layout.element) if 0 <= at < len(self.layout.segments) else []


def received(text: str | bytes) -> list[ReceivedInterchange]:
    """The interchanges of a text.

    Raises:
        X12SyntaxError: it has no ISA, so that nobody can be answered.
    """
    found = [*_interchanges(text)]
    if not found:
        raise X12SyntaxError("there is no ISA: nobody can be answered")
    return found


def _interchanges(text: str | bytes) -> Iterator[ReceivedInterchange]:
    position = 1
    for layout in interchanges(text):
        one = ReceivedInterchange(_header(layout.segments[0], layout.element), position, layout)
        _divide(one)
        yield one
        position += len(layout.segments)


def _header(segment: str, element: str) -> list[str]:
    """Its id and elements without the blanks around them, at least seventeen of both together."""
    return [part.strip() for part in segment.split(element)] + _BLANK


def _divide(one: ReceivedInterchange) -> None:
    """Its groups and sets."""
    group: ReceivedGroup | None = None
    open_: ReceivedSet | None = None
    mark = one.layout.element
    for position, segment in enumerate(one.layout.segments, one.first):
        name = segment.partition(mark)[0]
        if name == "GS":
            group, open_ = ReceivedGroup(_header(segment, mark), position), None
            one.groups.append(group)
        elif name == "ST":
            open_ = ReceivedSet(_header(segment, mark), position)
            if group is not None:
                group.sets.append(open_)
        elif name == "GE" and group is not None:
            group.promised, group.last = _header(segment, mark)[1], position
            group = open_ = None
        elif name in ("GE", "IEA"):
            group = open_ = None
        if group is not None:
            group.last = position
        if open_ is not None:
            open_.segments.append(segment)
            if name == "SE":
                open_.closed, open_ = True, None
