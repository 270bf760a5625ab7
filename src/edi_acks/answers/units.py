"""Which claim, payment or inquiry a segment belongs to: the business unit that a 999 names (CTX)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from edi_acks.answers.received import ReceivedSet

_LONGEST = 35
_SENT = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("*:^~")
"""What may stand in our acknowledgment; a number with anything else counts as not known."""


@attrs.frozen
class Unit:
    """What a business unit of a transaction set is."""

    name: str
    """CTX01-1."""
    segment: str
    element: int
    begins: str = ""
    """The segment with which another one begins; empty: the set is one unit."""
    qualifier: str = ""
    """The first element of the segment that has the number; empty: any."""


_PER_LEVEL = Unit("TRN02", "TRN", 2, "HL")
UNITS = {
    "270": _PER_LEVEL, "271": _PER_LEVEL, "276": _PER_LEVEL, "277": _PER_LEVEL,
    "835": Unit("TRN02", "TRN", 2), "834": Unit("SUBSCRIBER NUMBER REF02", "REF", 2, "INS", "0F"), "820": Unit("ENT01", "ENT", 1, "ENT"),
}
"""By ST01. The guide of the 999 knows no name for the claims of an 835: there it is the payment."""


class Units:
    """The business units of one transaction set."""

    def __init__(self, one: ReceivedSet, element: str) -> None:
        """`element` separates elements."""
        self._end = len(one.segments)
        split = [segment.split(element) for segment in one.segments]
        unit = UNITS.get(one.header[1])
        self._name = "CLM01" if one.header[1] == "837" else unit.name if unit is not None else ""
        self._claims = _claims(split) if one.header[1] == "837" else None
        self._begins = [at for at, e in enumerate(split) if e[0] == unit.begins] if unit is not None and unit.begins else [0]
        self._numbers = [(at, e[unit.element]) for at, e in enumerate(split) if _is_number(e, unit)] if unit is not None else []

    def at(self, offset: int) -> tuple[str, str] | None:
        """Name and number of the unit that a segment belongs to, the ST being 0; None where it belongs to none, or several."""
        number = self._claims.get(offset, "") if self._claims is not None else self._nearest(offset)
        number = number.strip()[:_LONGEST].rstrip()
        return (self._name, number) if number and _SENT.issuperset(number) else None

    def _nearest(self, offset: int) -> str:
        """The nearest number before in the same unit, else the first one behind."""
        at = bisect_right(self._begins, offset)
        if not at:
            return ""
        start, end = self._begins[at - 1], self._begins[at] if at < len(self._begins) else self._end
        low, middle, high = (bisect_left(self._numbers, (place,)) for place in (start, offset + 1, end))
        found = self._numbers[low:middle][-1:] or self._numbers[middle:high][:1]
        return found[0][1] if found else ""


def _is_number(e: list[str], unit: Unit) -> bool:
    return e[0] == unit.segment and len(e) > unit.element and unit.qualifier in ("", e[1])


def _claims(split: list[list[str]]) -> dict[int, str]:
    """Segment to claim: those behind a CLM, and those of a level that has one claim below it."""
    levels: list[_Level] = []
    open_: list[_Level] = []
    claims: dict[int, str] = {}
    number = ""
    for at, e in enumerate(split):
        if e[0] == "HL":
            number, kind = "", "".join(e[3:4])
            open_ = [*(one for one in open_ if one.kind < kind), _Level(kind)]
            levels.append(open_[-1])
        elif e[0] == "CLM":
            number = "".join(e[1:2])
            for level in open_:
                level.claims.append(number)
        elif e[0] == "SE":
            break
        if number:
            claims[at] = number
        elif open_:
            open_[-1].places.append(at)
    for level in levels:
        if len(level.claims) == 1:
            claims.update(dict.fromkeys(level.places, level.claims[0]))
    return claims


@attrs.define
class _Level:
    """An HL: its own segments, and the claims below it."""

    kind: str
    """HL03: 20, 22, 23, the lower the higher."""
    places: list[int] = attrs.field(factory=list)
    claims: list[str] = attrs.field(factory=list)
