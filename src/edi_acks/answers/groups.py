"""What a received group deserves: a 999, or a 997 where no 999 answers such groups."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import attrs

from edi_acks.answers.codes import (
    ACKNOWLEDGED,
    BREAKS_GUIDE,
    GROUP_CODES,
    GROUP_ELEMENTS,
    IN_ERROR,
    LOST_SET,
    NO_GE,
    NO_SE,
    SET_CODES,
    SET_ELEMENTS,
    SETS,
    WRONG_COUNT,
)
from edi_acks.answers.errors import as_997, errors_of
from edi_acks.nouns import ImplementationAcknowledgment, TransactionSetAcknowledgment
from edi_claims import Finding
from edi_x12.conformance import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_acks.answers.received import ReceivedGroup, ReceivedInterchange, ReceivedSet
    from edi_acks.nouns import SegmentError

_MOST_CODES = 5
_LONGEST_COUNT = 6
_SET_NUMBER = range(4, 10)
_MISSING_SEGMENT = "G203"


@attrs.define
class GroupFaults:
    """What is wrong with a group: with itself, and with its sets by their place in it."""

    codes: list[str] = attrs.field(factory=list)
    sets: dict[int, list[Noticed]] = attrs.field(factory=dict)
    extra: dict[int, list[Finding]] = attrs.field(factory=dict)


def set_at(group: ReceivedGroup, position: int) -> int | None:
    """Which set of a group a segment is in; None where it stands between them, or in its trailer."""
    at = bisect_right([one.first for one in group.sets], position) - 1
    return at if at >= 0 and position <= group.sets[at].last else None


def take(faults: GroupFaults, group: ReceivedGroup, noticed: Noticed) -> bool:
    """Keep what is wrong where it belongs; False where it belongs to none of the group's own segments."""
    finding = noticed.finding
    position = finding.position or 0
    if finding.code in GROUP_CODES:
        faults.codes.append(GROUP_CODES[finding.code])
        return True
    at = set_at(group, position)
    if finding.code == _MISSING_SEGMENT and (at is None or position == group.sets[at].first):
        at = _before(group, position)                   # it was missed when the next thing began
    if at is not None:
        faults.sets.setdefault(at, []).append(noticed)
        return True
    code = GROUP_ELEMENTS.get(finding.element or "", WRONG_COUNT if finding.code == _MISSING_SEGMENT else "")
    if code and position in (group.first, group.last):
        faults.codes.append(code)
        return True
    return False


def _before(group: ReceivedGroup, position: int) -> int | None:
    """The set that is still open where another segment stands."""
    at = bisect_right([one.first for one in group.sets], position - 1) - 1
    return at if at >= 0 and not group.sets[at].closed else None


def acknowledgment_of(group: ReceivedGroup, faults: GroupFaults, interchange: ReceivedInterchange, *, accept_with_errors: bool,
                      kind: str | None) -> ImplementationAcknowledgment:
    """One group's 999 or 997."""
    functional_id, control_number, version = group.header[1], group.header[6], group.header[8]
    kind = kind or ("999" if functional_id in ACKNOWLEDGED else "997")
    nameable = [at for at, one in enumerate(group.sets) if _is_nameable(one, kind)]
    codes = [*dict.fromkeys((*faults.codes, *([NO_GE] if group.promised is None else []),
                             *([WRONG_COUNT] if len(nameable) < len(group.sets) else [])))][:_MOST_CODES]
    lost = bool(codes) and (not accept_with_errors or NO_GE in codes or len(nameable) < len(group.sets))
    answers = [_set(group.sets[at], faults.sets.get(at, ()), faults.extra.get(at, ()), interchange, lost=lost, lenient=accept_with_errors, kind=kind)
               for at in nameable]
    accepted = sum(one.accepted for one in answers)
    return ImplementationAcknowledgment(
        functional_id, control_number, version=version, status=_status(answers, codes, lost=lost), included=_promised(group),
        received=len(group.sets), accepted=accepted, codes=codes, transaction_sets=answers, kind=kind, position=group.first)


def _is_nameable(one: ReceivedSet, kind: str) -> bool:
    """Whether an AK2 can name it; a group with one that it cannot is rejected as a whole."""
    _, identifier, number, *_ = one.header
    return ((identifier in SETS if kind == "999" else len(identifier) == 3 and identifier.isalnum())     # noqa: PLR2004 - ST01
            and len(number) in _SET_NUMBER and number.isascii() and number.isalnum())


def _promised(group: ReceivedGroup) -> int:
    told = group.promised or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _LONGEST_COUNT else len(group.sets)


def _status(answers: Sequence[TransactionSetAcknowledgment], codes: Sequence[str], *, lost: bool) -> str:
    if lost or (answers and not any(one.accepted for one in answers)):
        return "R"
    if any(one.rejected for one in answers):
        return "P"
    return "E" if codes or any(one.status == "E" for one in answers) else "A"


# ---- one set

def _set(one: ReceivedSet, found: Iterable[Noticed], extra: Iterable[Finding], interchange: ReceivedInterchange, *, lost: bool, lenient: bool,
         kind: str) -> TransactionSetAcknowledgment:
    """`lost`: its group is rejected, whatever it is itself."""
    codes = [] if one.closed else [NO_SE]
    inside = []
    for noticed in found:
        code = SET_CODES.get(noticed.finding.code) or SET_ELEMENTS.get(noticed.finding.element or "")
        if code is None:
            inside.append(noticed)
        elif code not in codes:
            codes.append(code)
    errors = errors_of(one, inside, extra, interchange.layout)
    if kind == "997":
        errors = tuple(map(as_997, errors))
    codes += _summed_up(errors)
    bad = bool(codes)
    accepted = not lost and (not bad or (lenient and LOST_SET.isdisjoint(codes)))
    status = ("E" if bad else "A") if accepted else "R"
    return TransactionSetAcknowledgment(one.header[1], one.header[2], version=one.header[3] if kind == "999" else "", status=status,
                                        codes=codes[:_MOST_CODES], errors=errors, position=one.first)


def _summed_up(errors: Iterable[SegmentError]) -> list[str]:
    """Whether X12 itself is broken, or its guide, or both."""
    codes = {code for error in errors for code in ([each.code for each in error.elements] or [error.code])}
    of_guide = {code for code in codes if code.startswith("I")}
    return [*([IN_ERROR] if codes - of_guide else []), *([BREAKS_GUIDE] if of_guide else [])]
