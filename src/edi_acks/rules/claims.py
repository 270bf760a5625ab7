"""What a 277CA says is wrong with claims and their lines, and where it contradicts itself.

Codes: A301 claim rejected, A302 line rejected, A303 action against category, A304 category that does not belong here, A305 line rejected in a
claim that is not, A306 message beside an acceptance, A307 no status, A316 rejected and numbered by the payer, A319 a code that no table lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.rules.causes import advice, caught_by
from edi_acks.rules.tables import PHARMACY, SHIPPED, CodeTables
from edi_acks.shown import plain
from edi_claims import Finding, Owner, RootCause, Severity
from edi_claims.codes import CategoryKind, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from edi_acks.nouns import ClaimStatus, LineStatus, Status
    from edi_claims.codes import StatusRow

_SEE_OTHER = frozenset({"21", "247", "402", "693", "694", "732"})
"""Status codes that only point at another status beside them."""
_NOT_AS_NEW = frozenset({"0", "18", "35", "54", "78", "484", "685", "689", "746", "770", "771", "795", "799"})
"""Status codes after which the corrected claim is not simply sent as a new one."""
_AS_NEW = "then send it as a new claim (frequency 1), nothing can be appealed"
_ACTIONS = {"WQ": "accept", "U": "reject"}
_ANY_PARTY = "Party"
"""How a label begins that leaves it to the entity to say whose data are meant."""


def unnumbered(_: str | None) -> int | None:
    """Without a receipt a line control number leads to no line."""
    return None


def of_claim(claim: ClaimStatus, line_of: Callable[[str | None], int | None] = unnumbered, tables: CodeTables = SHIPPED) -> list[Finding]:
    """One finding a reason of its rejection; a reason that one of its lines gives too is told of the line only.

    `line_of` tells which line, counted from 1, has a line control number.
    """
    place: dict[str, Any] = {"claim": claim.patient_control_number or None}
    found = [*contradictions(claim.statuses, place, tables)]
    in_lines = {(status.code, status.entity) for line in claim.line_statuses for status in line.statuses if tables.rejects([status])}
    if not claim.statuses and not in_lines:
        found.append(Finding("A307", Severity.WARNING, f"{_name(claim)} has no status", fix="Ask the payer", position=claim.position,
                             root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING, **place))
    if tables.claim_rejected(claim):
        reasons = [one for one in reasons_of(claim.statuses, tables)
                   if (one.code, one.entity) not in in_lines and not (in_lines and one.code in _SEE_OTHER)]
        found += [reason("A301", f"{_name(claim)} is rejected", one, place, tables) for one in reasons]
        found += _numbered(claim)
    else:
        found += [_message(claim, one) for one in claim.statuses if one.message]
    return [*found, *(finding for line in claim.line_statuses for finding in _of_line(claim, line, line_of(line.line_control_number), tables))]


def _of_line(claim: ClaimStatus, line: LineStatus, number: int | None, tables: CodeTables) -> Iterator[Finding]:
    place: dict[str, Any] = {"claim": claim.patient_control_number or None, "service_line": number, "loop": "2220D"}
    name = f"{_name(claim)}, line {line.line_control_number or '?'}"
    yield from contradictions(line.statuses, place, tables)
    of_all = ("A302", "is rejected") if tables.claim_rejected(claim) else ("A305", "is rejected, the claim is not: the claim goes on")
    yield from (reason(of_all[0], f"{name} {of_all[1]}", one, place, tables) for one in reasons_of(line.statuses, tables))


def _name(claim: ClaimStatus) -> str:
    return f"claim {claim.patient_control_number or 'without a number'}"


def reasons_of(statuses: Iterable[Status], tables: CodeTables) -> list[Status]:
    """Those that reject, each once; those that only point at another are left out where there is one."""
    first: dict[tuple[str, str, str], Status] = {}
    for one in statuses:
        if tables.rejects([one]):
            first.setdefault((one.category, one.code, one.entity), one)
    rejecting = [*first.values()]
    telling = [one for one in rejecting if one.code not in _SEE_OTHER]
    return telling or rejecting


def reason(code: str, what: str, status: Status, place: dict[str, Any], tables: CodeTables) -> Finding:
    """A status that rejects, with what the tables know of it."""
    severity = Severity.WARNING if code == "A305" else Severity.ERROR
    row = tables.row_of(status)
    loop, element = _located(row.location) if row is not None else ("", "")
    label = row.label if row is not None else "no table knows the status"
    known = tables.entity.get(status.entity)
    about = known.label if known is not None else ""
    if about and label.startswith(_ANY_PARTY):
        words = about + label.removeprefix(_ANY_PARTY)
    else:
        words = f"{label} ({about.lower()})" if about and row is not None and not row.entity else label
    fix = row.fix if row is not None else "Ask the payer what the status means"
    if code in ("A301", "A302") and status.code not in _NOT_AS_NEW:
        fix = "; ".join(filter(None, (fix, _AS_NEW)))
    rule = caught_by(status.code, status.entity) if row is not None else ""
    return Finding(code, severity, f"{what}: {words}: {status.text}", fix=advice(fix, rule), root_cause=_cause(row),
                   owner=_owner(row), element=element or None, position=status.position, **{**place, "loop": loop or place.get("loop")})


def _cause(row: StatusRow | None) -> RootCause:
    """A rejection for a reason that only informs is not understood."""
    if row is None or (row.root_cause is RootCause.INFORMATIONAL):
        return RootCause.UNRESOLVED
    return row.root_cause


def _owner(row: StatusRow | None) -> Owner:
    return row.owner if row is not None and row.owner is not Owner.NONE else Owner.BILLING


def _located(location: str) -> tuple[str, str]:
    """`2010BA NM109` as loop and element; `CLM05-1` has no loop."""
    head, _, tail = location.partition(" ")
    if head[:1].isdigit():
        return head, tail
    return "", location


_TO_ASK: dict[str, Any] = {"root_cause": RootCause.PAYER_FOLLOW_UP, "owner": Owner.BILLING}


def contradictions(statuses: Iterable[Status], place: dict[str, Any], tables: CodeTables) -> Iterator[Finding]:
    """An action that says the opposite of its category, categories of a claim status response, and codes that no table lists."""
    seen: set[str] = set()
    for one in statuses:
        row = tables.category.get(one.category)
        says = _ACTIONS.get(one.action)
        if row is not None and row.stage is not None and says is not None and (says == "reject") != (row.stage is Stage.REJECTED):
            yield Finding("A303", Severity.WARNING, f"the action {plain(one.action)} says {says}, the category {one.category} says {row.stage.value}:"
                          " the category counts", fix="Ask the payer which is meant", element="STC03", position=one.position, **_TO_ASK, **place)
        if (row is None or row.kind is not CategoryKind.ACKNOWLEDGMENT) and one.category not in seen:
            seen.add(one.category)
            what = f"the category {plain(one.category)} does not belong in" if one.category else "a status without a category stands in"
            counts = "its action U counts, which rejects" if one.action == "U" else "it decides nothing"
            yield Finding("A304", Severity.WARNING, f"{what} a claim acknowledgment: {counts}", fix="Ask the payer what is meant", element="STC01-1",
                          position=one.position, **_TO_ASK, **place)
        yield from _unlisted(one, place, tables, seen)


def _unlisted(one: Status, place: dict[str, Any], tables: CodeTables, seen: set[str]) -> Iterator[Finding]:
    """Codes that no table lists, each once; that of a rejection is told with the rejection."""
    strange = bool(one.code) and one.code_list != PHARMACY and tables.row_of(one) is None and not tables.rejects([one])
    for element, what, code, told in (("STC01-2", "status", one.code, strange),
                                      ("STC01-3", "entity", one.entity, bool(one.entity) and one.entity not in tables.entity)):
        if told and (key := f"{element} {code}") not in seen:
            seen.add(key)
            yield Finding("A319", Severity.INFO, f"no table knows the {what} {plain(code)}", fix="Ask the payer what it means; add it to the table",
                          root_cause=RootCause.UNRESOLVED, owner=Owner.BILLING, element=element, position=one.position, **place)


def _numbered(claim: ClaimStatus) -> list[Finding]:
    """A payer's number on a claim that is rejected."""
    if not claim.payer_control_number:
        return []
    message = f"{_name(claim)} is rejected and has a number of the payer: the rejection counts, the number proves receipt only"
    fix = "Keep the number; send no frequency 7 or 8 for it"
    return [Finding("A316", Severity.INFO, message, claim=claim.patient_control_number or None, fix=fix,
                    root_cause=RootCause.INFORMATIONAL, owner=Owner.BILLING, element="REF02", position=claim.position)]


def _message(claim: ClaimStatus, status: Status) -> Finding:
    """There is no acceptance with a warning: payers put it into the free text."""
    return Finding("A306", Severity.INFO, f"{_name(claim)} is not rejected, but its status carries a message", fix="Read the message of the status",
                   claim=claim.patient_control_number or None, root_cause=RootCause.INFORMATIONAL, owner=Owner.BILLING, element="STC12",
                   position=status.position)
