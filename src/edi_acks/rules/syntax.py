"""What a TA1, a 999 or a 997 says is wrong.

Codes: A101 interchange rejected, A102 accepted with errors, A103 result unknown. A201 element, A202 segment, A203 transaction set in error,
A204 rejected without a reason, A205 result unknown or missing, A206 group in error, A207 counts that disagree, A212 the group's result against
those of its sets, A213 accepted with segments in error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.rules.causes import Cause, advice, cause_at, field_path
from edi_acks.rules.tables import SHIPPED, CodeTables
from edi_acks.shown import plain
from edi_claims import Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from edi_acks.nouns import ElementErrorNote, ImplementationAcknowledgment, InterchangeAcknowledgment, SegmentError, TransactionSetAcknowledgment
    from edi_claims import SentPlace
    from edi_claims.codes import Code

    Place = Callable[[TransactionSetAcknowledgment, SegmentError], SentPlace | None]

_SAID_BELOW = frozenset({"5", "I5"})
"""IK502 codes that only say that segments are in error."""
_SAID_BY_ELEMENTS = frozenset({"", "8"})
"""IK304 codes that say no more than that elements are in error."""
_FAULT_FREE = frozenset({"", "000"})
_SENT_TWICE = "025"
ACCEPTING = frozenset("AE")
_RESULTS = {"A": Severity.INFO, "E": Severity.WARNING, "P": Severity.ERROR, "R": Severity.ERROR, "M": Severity.ERROR, "W": Severity.ERROR,
            "X": Severity.ERROR}
_RESEND = "Correct the file and send its claims again under new control numbers"
_IN_SUBMISSION: dict[str, Any] = {"root_cause": RootCause.SUBMISSION, "owner": Owner.BILLING}


def of_interchange(one: InterchangeAcknowledgment, tables: CodeTables = SHIPPED) -> list[Finding]:
    """TA1: none where the interchange was accepted without a note."""
    row = tables.note.get(one.note)
    cause = {"root_cause": row.root_cause, "owner": row.owner} if row is not None and one.note not in _FAULT_FREE else _IN_SUBMISSION
    reason = "no reason given" if one.note in _FAULT_FREE else _label(tables.note, one.note)
    place: dict[str, Any] = {**cause, "element": "TA105", "position": one.position}
    fix = row.fix if row is not None else ""
    name = f"interchange {one.control_number}"
    if one.rejected:
        if one.note != _SENT_TWICE:
            fix = f"{fix or 'Ask the receiver why'}; send the same claims again, nothing in them is at fault"
        return [Finding("A101", Severity.ERROR, f"{name} is rejected, nothing of it was received: {reason}", fix=fix, **place)]
    if one.status not in ("A", "E"):
        what = f"has the result {plain(one.status)}, which no table knows" if one.status else "has no result"
        place |= {"root_cause": RootCause.UNRESOLVED, "element": "TA104"}
        return [Finding("A103", Severity.WARNING, f"{name} {what}", fix="Ask the receiver", **place)]
    if one.status == "E" or one.note not in _FAULT_FREE:
        return [Finding("A102", Severity.WARNING, f"{name} is accepted with errors: {reason}", fix=fix, **place)]
    return []


def nowhere(_: TransactionSetAcknowledgment, __: SegmentError) -> SentPlace | None:
    """Without a receipt no segment leads anywhere."""
    return None


def of_group(one: ImplementationAcknowledgment, place: Place = nowhere, tables: CodeTables = SHIPPED) -> list[Finding]:
    """999 or 997: one finding an element or segment in error, then whatever the sets and the group are refused for besides."""
    return [*(finding for each in one.transaction_sets for finding in of_set(each, place, tables)), *of_result(one, tables)]


def of_set(one: TransactionSetAcknowledgment, place: Place = nowhere, tables: CodeTables = SHIPPED) -> Iterator[Finding]:
    """One transaction set: its segments, then what its IK5 says besides."""
    severity = Severity.ERROR if one.rejected else Severity.WARNING
    before = f"transaction set {one.control_number}"
    found = [finding for error in one.errors for finding in _of_error(one, error, (severity, place(one, error)), tables)]
    yield from found
    codes = [code for code in one.codes if not (found and code in _SAID_BELOW)]
    for code in codes:
        yield Finding("A203", severity, f"{before}: {_label(tables.set_error, code)}", fix=_RESEND, position=one.position, **_IN_SUBMISSION)
    if one.rejected and not found and not codes:
        yield Finding("A204", severity, f"{before} is rejected without a reason", fix="Ask the receiver why", position=one.position,
                      root_cause=RootCause.UNRESOLVED, owner=Owner.BILLING)
    if not (one.accepted or one.rejected):
        yield _unknown(before, one.status, "IK501", one.position)


def _of_error(one: TransactionSetAcknowledgment, error: SegmentError, how: tuple[Severity, SentPlace | None],
              tables: CodeTables) -> Iterator[Finding]:
    """Each element that is named; of the segment itself every reason that is not said by them."""
    severity, place = how
    loop = plain(error.loop) or (place.loop if place is not None else "")
    where: dict[str, Any] = {
        "claim": (place.claim if place is not None else None) or error.claim, "service_line": place.service_line if place is not None else None,
        "loop": loop or None, "position": error.read_at}
    before = f"transaction set {one.control_number}, segment {error.position or '?'}"
    in_loop = f" in {loop}" if loop else ""
    for element in error.elements:
        name = name_of(error, element)
        where["path"] = (field_path(place.path, name) if place is not None else None) or None
        what = _label(tables.element_error, element.code)
        yield _in_error("A201", severity, f"{before}: {name}{in_loop}: {what}", _cause(one, loop, name), name, where)
    codes = (error.code, *error.further_codes)
    name = plain(error.segment)
    where["path"] = (place.path if place is not None else None) or None
    for code in codes if not error.elements else [code for code in codes if code not in _SAID_BY_ELEMENTS]:
        yield _in_error("A202", severity, f"{before}: {name}{in_loop}: {_label(tables.segment_error, code)}", _cause(one, loop, name), name, where)


def _in_error(code: str, severity: Severity, message: str, cause: Cause, name: str, where: dict[str, Any]) -> Finding:
    return Finding(code, severity, message, fix=advice(cause.fix, cause.rule), root_cause=cause.root_cause, owner=cause.owner, element=name, **where)


def name_of(error: SegmentError, element: ElementErrorNote) -> str:
    """As people say it: `N403`, `SV107-1`."""
    name = f"{plain(error.segment)}{element.position:02}" if element.position else plain(error.segment)
    return f"{name}-{element.component}" if element.component else name


def _cause(one: TransactionSetAcknowledgment, loop: str, name: str) -> Cause:
    return cause_at(loop, name) if one.identifier == "837" else Cause()


def of_result(one: ImplementationAcknowledgment, tables: CodeTables = SHIPPED) -> Iterator[Finding]:
    """AK9: what the group is refused for, and whether its counts agree with the sets that are listed."""
    before = f"group {one.control_number}"
    severity = _RESULTS.get(one.status, Severity.WARNING)
    for code in one.codes:
        yield Finding("A206", max(severity, Severity.WARNING, key=_weight), f"{before}: {_label(tables.group_error, code)}",
                      fix=_RESEND, position=one.position, **_IN_SUBMISSION)
    if one.status not in _RESULTS:
        yield _unknown(before, one.status, "AK901", one.position)
    elif one.rejected and not one.codes and not any(each.rejected for each in one.transaction_sets):
        yield Finding("A204", severity, f"{before} is rejected without a reason", fix="Ask the receiver why", position=one.position,
                      root_cause=RootCause.UNRESOLVED, owner=Owner.BILLING)
    yield from _counts(one)
    yield from _against_sets(one)


def _against_sets(one: ImplementationAcknowledgment) -> Iterator[Finding]:
    """A result of the group that its sets contradict, and results of sets that their own errors contradict; each says which counts."""
    refused = [each for each in one.transaction_sets if each.rejected]
    taken = [each for each in one.transaction_sets if each.accepted]
    before = f"group {one.control_number}"
    more: dict[str, Any] = {"fix": "Ask the receiver which is meant", "position": one.position, "element": "AK901", **_IN_SUBMISSION}
    if one.status in ACCEPTING and refused:
        what = f"is accepted by its own result, and {len(refused)} of its sets are rejected: these are lost"
        yield Finding("A212", Severity.WARNING, f"{before} {what}", **more)
    if one.rejected and not one.codes and taken:
        what = f"is rejected by its own result, and {len(taken)} of its sets are accepted: the group counts, nothing of it was taken"
        yield Finding("A212", Severity.WARNING, f"{before} {what}", **more)
    for each in one.transaction_sets:
        if each.status == "A" and each.errors:
            yield Finding("A213", Severity.INFO, f"transaction set {each.control_number} is accepted, and {len(each.errors)} of its segments are in"
                          " error: it counts as accepted", **{**more, "position": each.position, "element": "IK501"})


def _counts(one: ImplementationAcknowledgment) -> Iterator[Finding]:
    """A 997 need not list the sets that it accepts."""
    listed = len(one.transaction_sets)
    accepted = sum(each.accepted for each in one.transaction_sets)
    pairs = [("AK902", "promised", one.included, one.received)] if one.received is not None else []
    if one.received is not None and listed > one.received:
        pairs.append(("AK903", "received", one.received, listed))
    elif listed and one.received == listed:
        pairs.append(("AK904", "accepted", one.accepted, accepted))
    for element, what, told, count in pairs:
        if told is not None and told != count:
            said = f"says that {told} transaction sets were {what}"
            yield Finding("A207", Severity.WARNING, f"group {one.control_number}: {element} {said}, there are {count}", element=element,
                          fix="Ask the receiver for the missing ones", position=one.position, **_IN_SUBMISSION)


def _unknown(before: str, status: str, element: str, position: int) -> Finding:
    what = f"has the result {plain(status)}, which no table knows" if status else "has no result"
    return Finding("A205", Severity.WARNING, f"{before} {what}", fix="Ask the receiver whether it was accepted", element=element, position=position,
                   root_cause=RootCause.UNRESOLVED, owner=Owner.BILLING)


def _label(table: Mapping[str, Code], code: str) -> str:
    """Its label, or the code itself, where it is one."""
    row = table.get(code)
    return f"{row.label} ({code})" if row is not None else f"code {plain(code)}, which no table knows" if code else "no reason given"


def _weight(severity: Severity) -> int:
    return (Severity.INFO, Severity.WARNING, Severity.ERROR).index(severity)
