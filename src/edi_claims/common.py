"""The smallest nouns, which every other one is made of.

Frozen nouns have no slots, here and in the modules beside: attrs makes a frozen object a third faster that way, and a reader makes many.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

ZERO = Decimal(0)


@attrs.frozen(slots=False)
class Unread:
    """A segment that no reader has a place for, kept so that nothing that was sent is lost.

    `repr` never shows the elements.
    """

    position: int = attrs.field(eq=False)
    """Segment number in the text, from the first ISA, which is 1."""
    elements: tuple[str, ...] = attrs.field(repr=False)
    """The segment id and its elements, as sent."""
    offset: int = 0
    """How many segments after the first one of its loop it stood; where a writer puts it back."""

    @property
    def segment_id(self) -> str:
        """Such as `K3`."""
        return self.elements[0] if self.elements else ""


@attrs.frozen(slots=False)
class Reference:
    """A number with what it is: REF01 and REF02, or an id with its qualifier (NM108, NM109)."""

    qualifier: str
    value: str = attrs.field(repr=False)
    note: str = attrs.field(default="", repr=False)
    """What qualifies it further: in a 271 the text of REF03, in an 837 the composite REF04; empty as a rule."""


@attrs.frozen(slots=False)
class DateRange:
    """From a day to a day, both included (DTP with RD8; DTM 150 and 151)."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        """Whether a day lies inside."""
        return isinstance(day, date) and self.start <= day <= self.end


@attrs.frozen(slots=False)
class Procedure:
    """What was done: SV101, SVC01, SVD03, EB13.

    A modifier's place is kept by order; X12 sends at most four.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    qualifier: str = "HC"
    """Code list: HC for CPT and HCPCS, N4 for a drug, NU for a revenue code, AD for dental."""
    description: str = attrs.field(default="", repr=False)
    """SV101-7, required for codes that describe nothing by themselves."""

    def __str__(self) -> str:
        """The code and its modifiers, as a coder writes them: `99214-25`."""
        return "-".join((self.code, *self.modifiers))
