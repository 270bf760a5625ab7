"""TA1, 999 and 997: nouns to segments, in the order of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_acks.write.back import restore
from edi_x12.writer import COMPONENT, REPETITION, compose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from edi_acks.nouns import (
        ElementErrorNote,
        ErrorContext,
        ImplementationAcknowledgment,
        InterchangeAcknowledgment,
        SegmentError,
        TransactionSetAcknowledgment,
    )
    from edi_x12.delimiters import Delimiters
    from edi_x12.writer import Segment

def interchange_segment(one: InterchangeAcknowledgment) -> Segment:
    """TA1; as it was sent, where it said more than the noun holds."""
    if one.unread:
        return one.unread[0].elements
    day, time = (f"{one.sent_at:%y%m%d}", clock(one.sent_at)) if one.sent_at is not None else ("", "")
    return ("TA1", one.control_number, day, time, one.status, one.note)


def clock(at: datetime) -> str:
    """HHMM, with the seconds where there are some."""
    return f"{at:%H%M%S}" if at.second else f"{at:%H%M}"


def group_segments(one: ImplementationAcknowledgment, delimiters: Delimiters) -> list[Segment]:
    """AK1 to AK9."""
    as_999 = one.kind != "997"
    out: list[Segment] = [("ST",)]                      # its place only: what was unread is counted from it
    if one.functional_id or one.control_number or one.version:
        out.append(("AK1", one.functional_id, one.control_number, one.version))
    for each in one.transaction_sets:
        out += _set(each, delimiters, as_999=as_999)
    counts = (one.included, one.received, one.accepted)
    if one.status or one.codes or any(count is not None for count in counts):
        out.append(("AK9", one.status, *map(_number, counts), *one.codes))
    return restore(out, one.unread)[1:]


def _set(one: TransactionSetAcknowledgment, delimiters: Delimiters, *, as_999: bool) -> list[Segment]:
    """AK2 to IK5."""
    out: list[Segment] = [("AK2", one.identifier, one.control_number, one.version)]
    for error in one.errors:
        out += _error(error, delimiters, as_999=as_999)
    if one.status or one.codes:
        out.append(("IK5" if as_999 else "AK5", one.status, *one.codes))
    return restore(out, one.unread)


def _error(one: SegmentError, delimiters: Delimiters, *, as_999: bool) -> list[Segment]:
    """IK3 with its CTX, each IK4 with its own."""
    out: list[Segment] = [("IK3" if as_999 else "AK3", one.segment, _number(one.position), one.loop, one.code,
                           *one.further_codes)]
    out += _contexts(one.context, delimiters)
    for element in one.elements:
        out.append(_element(element, delimiters, as_999=as_999))
        out += _contexts(element.context, delimiters)
    return restore(out, one.unread)


def _element(one: ElementErrorNote, delimiters: Delimiters, *, as_999: bool) -> Segment:
    place = compose((_number(one.position), _number(one.component), _number(one.repetition)))
    return ("IK4" if as_999 else "AK4", place, one.reference, one.code, _separated(one.value, delimiters))


def _separated(text: str, delimiters: Delimiters) -> str:
    """Separators in the copy of a wrong element were there when it was read."""
    text = text.replace(delimiters.component, COMPONENT)
    return text.replace(delimiters.repetition, REPETITION) if delimiters.repetition else text


def _contexts(contexts: Sequence[ErrorContext], delimiters: Delimiters) -> list[Segment]:
    """A CTX each, but for those that stood in one with the context before them."""
    out: list[Segment] = []
    for one in contexts:
        what = compose((one.name, *one.value.split(delimiters.component)))
        if one.joined and out:
            before, name, *place = out[-1]
            out[-1] = (before, f"{name}{REPETITION}{what}", *place)
        else:
            out.append(("CTX", what, one.segment, _number(one.position), one.loop, compose(str(part or "") for part in one.element),
                        compose(one.references)))
    return out


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
