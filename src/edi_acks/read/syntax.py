"""999 and 997: the steps of AK1 to AK9, and the noun that they gather."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi_acks.nouns import ElementErrorNote, ErrorContext, ImplementationAcknowledgment, SegmentError, TransactionSetAcknowledgment
from edi_acks.nouns.syntax import CLAIM_NUMBER
from edi_x12.reading import OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from edi_acks.read import Acknowledging
    from edi_x12.envelope import TransactionSet

Sketch = dict[str, Any]


def begin_group(now: Acknowledging, one: TransactionSet) -> None:
    """ST."""
    now.noticed = []
    now.sketch = now.inner = {"kind": one.identifier, "transaction_sets": [], "unread": [], "noticed": now.noticed, "position": one.position,
                              "begins": one.position}


# ---- steps

def _unread(now: Acknowledging, _: list[str]) -> None:
    """What has no place here."""
    now.put_by()


def _stray_ta1(now: Acknowledging, e: list[str]) -> Any:
    """TA1 in a set that lost its SE."""
    return now.interchange_acknowledgment(e)


def _group(now: Acknowledging, e: list[str]) -> None:
    """AK1."""
    answer = _answer(now)
    if "control_number" in answer:
        now.put_by()
        return
    e = padded(e, 3)
    answer.update(functional_id=e[1].strip(), control_number=e[2].strip(), version=e[3].strip())
    now.spare(e, 1, 2, 3)


def _set(now: Acknowledging, e: list[str]) -> None:
    """AK2."""
    e = padded(e, 3)
    one: Sketch = {"identifier": e[1].strip(), "control_number": e[2].strip(), "version": e[3].strip(), "errors": [], "unread": [],
                   "position": now.position, "begins": now.position}
    _answer(now)["transaction_sets"].append(one)
    now.inner, now.loop = one, SET
    now.spare(e, 1, 2, 3)


def _segment(now: Acknowledging, e: list[str]) -> None:
    """IK3, AK3."""
    e = padded(e, 4)
    error: Sketch = {"segment": e[1].strip(), "loop": e[3].strip(), "code": e[4].strip(), "further_codes": _codes(e, 5), "context": [],
                     "elements": [], "unread": [], "read_at": now.position, "begins": now.position}
    _answer(now)["transaction_sets"][-1]["errors"].append(error)
    now.inner, now.loop = error, ERROR
    error["position"] = now.number(e, 2)


def _element(now: Acknowledging, e: list[str]) -> None:
    """IK4, AK4."""
    e = padded(e, 4)
    position, component, repetition, *more = (*(now.number(e, 1, part) for part in e[1].split(now.delimiters.component)), None, None)
    now.inner["elements"].append(ElementErrorNote(position, component, repetition, e[2].strip(), e[3].strip(), e[4]))
    now.spare(e, *((1, 2, 3, 4) if not any(more) else (2, 3, 4)))


def _context(now: Acknowledging, e: list[str]) -> None:
    """CTX: of the element, if one was named, else of the segment."""
    e = padded(e, 6)
    marks = now.delimiters
    element = tuple(now.number(e, 5, part) or 0 for part in e[5].split(marks.component)) if e[5] else ()
    place = e[2].strip(), now.number(e, 3), e[4].strip(), element, tuple(filter(None, e[6].split(marks.component)))
    units = e[1].split(marks.repetition) if marks.repetition else [e[1]]
    found = []
    for at, unit in enumerate(units):
        name, _, value = unit.partition(marks.component)
        found.append(ErrorContext(name.strip(), value.strip(), *place, at > 0))
        if name.strip() == CLAIM_NUMBER:
            now.inner["claim"] = value.strip()
    now.spare(e, 1, 2, 3, 4, 5, 6)
    elements = now.inner["elements"]
    if elements:
        elements[-1] = attrs.evolve(elements[-1], context=(*elements[-1].context, *found))
    else:
        now.inner["context"] += found


def _result(now: Acknowledging, e: list[str]) -> None:
    """IK5, AK5."""
    e = padded(e, 1)
    _answer(now)["transaction_sets"][-1].update(status=e[1].strip(), codes=_codes(e, 2))
    now.inner, now.loop = _answer(now), GROUP


def _total(now: Acknowledging, e: list[str]) -> None:
    """AK9."""
    e = padded(e, 4)
    answer = _answer(now)
    if "status" in answer:
        now.put_by()
        return
    now.inner = answer
    answer.update(status=e[1].strip(), included=now.number(e, 2), received=now.number(e, 3), accepted=now.number(e, 4), codes=_codes(e, 5))
    now.loop = GROUP


def _codes(e: list[str], first: int) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, e[first:])))


def _answer(now: Acknowledging) -> Sketch:
    """What the set gathers: these steps run only inside one."""
    if now.sketch is None:
        raise ValueError("outside any transaction set")
    return now.sketch


_ANYWHERE = {**OUTSIDE, "TA1": _stray_ta1, "AK1": _group, "AK2": _set, "AK9": _total}
_IN_SET = {**_ANYWHERE, "IK3": _segment, "AK3": _segment, "IK5": _result, "AK5": _result}

GROUP = Loop("", _ANYWHERE, _unread)
SET = Loop("2000", _IN_SET, _unread)
ERROR = Loop("2100", {**_IN_SET, "CTX": _context, "IK4": _element, "AK4": _element}, _unread)


# ---- the noun

_SCRATCH = frozenset({"begins", "claim"})


def _fields(sketch: Sketch, **made: Any) -> Sketch:
    return {**{name: value for name, value in sketch.items() if name not in _SCRATCH}, **made}


def group_of(now: Acknowledging) -> ImplementationAcknowledgment:
    """The noun, when the set ends."""
    answer = _answer(now)
    sets = [TransactionSetAcknowledgment(**_fields(one, errors=[SegmentError(**_fields(error)) for error in one["errors"]]))
            for one in answer["transaction_sets"]]
    return ImplementationAcknowledgment(**_fields(answer, transaction_sets=sets))


def cut_off_group(now: Acknowledging) -> bool:
    """Drop a set that was cut off; whether anything is left."""
    sets = _answer(now)["transaction_sets"]
    if sets and "status" not in sets[-1]:
        sets.pop()
    return bool(sets)
