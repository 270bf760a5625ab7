"""What a 277CA says is wrong: with claims, with whole batches, with its own totals.

Codes: A301 claim rejected, A302 line rejected, A303 action against category, A304 category that does not belong here, A305 line rejected in a
claim that is not, A306 message beside an acceptance, A307 no status, A308 batch rejected, A309 provider rejected; A311 a count, A312 an amount
that disagrees with the claims that are listed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edi_acks.rules.causes import advice, caught_by
from edi_acks.shown import plain
from edi_claims import ZERO, Finding, Owner, RootCause, Severity
from edi_claims.codes import ENTITY, STATUS_CATEGORY, CategoryKind, Stage, StatusRow, status_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, LineStatus, Status, Totals

PHARMACY = "RX"
_SEE_OTHER = frozenset({"21", "247", "402", "693", "694", "732"})
"""Status codes that only point at another status beside them."""
_NOT_AS_NEW = frozenset({"0", "18", "35", "54", "78", "484", "685", "689", "746", "770", "771", "795", "799"})
"""Status codes after which the corrected claim is not simply sent as a new one."""
_AS_NEW = "then send it as a new claim (frequency 1), nothing can be appealed"
_ACTIONS = {"WQ": "accept", "U": "reject"}
_ANY_PARTY = "Party"
"""How a label begins that leaves it to the entity to say whose data are meant."""


# ---- claims

def unnumbered(_: str | None) -> int | None:
    """Without a receipt a line control number leads to no line."""
    return None


def of_claim(claim: ClaimStatus, line_of: Callable[[str | None], int | None] = unnumbered) -> list[Finding]:
    """One finding a reason of its rejection; a reason that one of its lines gives too is told of the line only.

    `line_of` tells which line, counted from 1, has a line control number.
    """
    place: dict[str, Any] = {"claim": claim.patient_control_number or None}
    found = [*_contradictions(claim.statuses, place)]
    in_lines = {(status.code, status.entity) for line in claim.line_statuses for status in line.statuses if status.rejects}
    if not claim.statuses and not in_lines:
        found.append(Finding("A307", Severity.WARNING, f"{_name(claim)} has no status", fix="Ask the payer", position=claim.position,
                             root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING, **place))
    if claim.rejected:
        reasons = [one for one in _reasons(claim.statuses) if (one.code, one.entity) not in in_lines and not (in_lines and one.code in _SEE_OTHER)]
        found += [_reason("A301", f"{_name(claim)} is rejected", one, Severity.ERROR, place) for one in reasons]
    else:
        found += [_message(claim, one) for one in claim.statuses if one.message]
    return [*found, *(finding for line in claim.line_statuses for finding in _of_line(claim, line, line_of(line.line_control_number)))]


def _of_line(claim: ClaimStatus, line: LineStatus, number: int | None) -> Iterator[Finding]:
    place: dict[str, Any] = {"claim": claim.patient_control_number or None, "service_line": number, "loop": "2220D"}
    name = f"{_name(claim)}, line {line.line_control_number or '?'}"
    yield from _contradictions(line.statuses, place)
    reasons = _reasons(line.statuses)
    if claim.rejected:
        yield from (_reason("A302", f"{name} is rejected", one, Severity.ERROR, place) for one in reasons)
    else:
        yield from (_reason("A305", f"{name} is rejected, the claim is not", one, Severity.WARNING, place) for one in reasons)


def _name(claim: ClaimStatus) -> str:
    return f"claim {claim.patient_control_number or 'without a number'}"


def _reasons(statuses: Iterable[Status]) -> list[Status]:
    """Those that reject, each once; those that only point at another are left out where there is one."""
    first: dict[tuple[str, str, str], Status] = {}
    for one in statuses:
        if one.rejects:
            first.setdefault((one.category, one.code, one.entity), one)
    rejecting = [*first.values()]
    telling = [one for one in rejecting if one.code not in _SEE_OTHER]
    return telling or rejecting


def row_of(status: Status) -> StatusRow | None:
    """What the tables know of a status; None for a code that none lists, and for pharmacies' codes."""
    return status_row(status.code, status.entity) if status.code_list != PHARMACY else None


def _reason(code: str, what: str, status: Status, severity: Severity, place: dict[str, Any]) -> Finding:
    """A status that rejects, with what the tables know of it."""
    row = row_of(status)
    loop, element = _located(row.location) if row is not None else ("", "")
    label = row.label if row is not None else "no table knows the status"
    about = ENTITY.label(status.entity) if status.entity in ENTITY else ""
    if about and label.startswith(_ANY_PARTY):
        words = about + label.removeprefix(_ANY_PARTY)
    else:
        words = f"{label} ({about.lower()})" if about and row is not None and not row.entity else label
    fix = row.fix if row is not None else "Ask the payer what the status means"
    if code in ("A301", "A302") and status.code not in _NOT_AS_NEW:
        fix = "; ".join(filter(None, (fix, _AS_NEW)))
    rule = caught_by(status.code, status.entity) if row is not None else ""
    return Finding(code, severity, f"{what}: {words}: {status.text}", fix=advice(fix, rule), root_cause=_cause(status, row),
                   owner=_owner(row), element=element or None, position=status.position, **{**place, "loop": loop or place.get("loop")})


def _cause(status: Status, row: StatusRow | None) -> RootCause:
    """A rejection for a reason that only informs is not understood."""
    if row is None or (status.rejects and row.root_cause is RootCause.INFORMATIONAL):
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


def _contradictions(statuses: Iterable[Status], place: dict[str, Any]) -> Iterator[Finding]:
    """An action that says the opposite of its category, and categories of a claim status response."""
    seen: set[str] = set()
    for one in statuses:
        row = STATUS_CATEGORY.get(one.category)
        says = _ACTIONS.get(one.action)
        if row is not None and row.stage is not None and says is not None and (says == "reject") != (row.stage is Stage.REJECTED):
            yield Finding("A303", Severity.WARNING, f"the action {plain(one.action)} says {says}, the category {one.category} says {row.stage.value}:"
                          " the category counts", fix="Ask the payer which is meant", root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING,
                          element="STC03", position=one.position, **place)
        if (row is None or row.kind is not CategoryKind.ACKNOWLEDGMENT) and one.category not in seen:
            seen.add(one.category)
            what = f"the category {plain(one.category)} does not belong in" if one.category else "a status without a category stands in"
            yield Finding("A304", Severity.WARNING, f"{what} a claim acknowledgment", fix="Ask the payer what is meant",
                          root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING, element="STC01-1", position=one.position, **place)


def _message(claim: ClaimStatus, status: Status) -> Finding:
    """There is no acceptance with a warning: payers put it into the free text."""
    return Finding("A306", Severity.INFO, f"{_name(claim)} is not rejected, but its status carries a message", fix="Read the message of the status",
                   claim=claim.patient_control_number or None, root_cause=RootCause.INFORMATIONAL, owner=Owner.BILLING, element="STC12",
                   position=status.position)


# ---- batches

def of_batch(one: ClaimAcknowledgment) -> list[Finding]:
    """The batch and its providers as wholes, and whether the totals are those of the claims that are listed."""
    name = f"batch {one.batch_id or 'without a number'}"
    found = [*_contradictions(one.statuses, {"loop": "2200B"})]
    found += [_reason("A308", f"{name} is rejected as a whole", status, Severity.ERROR, {"loop": "2200B"}) for status in _reasons(one.statuses)]
    for number, provider in enumerate(one.providers, 1):
        whose = f"provider {number} of {name}"
        found += _contradictions(provider.statuses, {"loop": "2200C"})
        reasons = _reasons(provider.statuses)
        found += [_reason("A309", f"{whose} is rejected as a whole", status, Severity.ERROR, {"loop": "2200C"}) for status in reasons]
        if provider.claims or not (one.rejected or provider.rejected):
            found += _sums(whose, provider.totals, provider.claims, provider.position)
    if one.claims or not (one.rejected or any(provider.rejected for provider in one.providers)):
        found += _sums(name, one.totals, one.claims, one.position)
    return found


def _sums(name: str, totals: Totals, claims: Sequence[ClaimStatus], position: int) -> Iterator[Finding]:
    """Counts, and, where every claim has a charge, amounts. A claim that is not rejected counts as accepted."""
    rejected = [claim for claim in claims if claim.rejected]
    accepted = [claim for claim in claims if not claim.rejected]
    for what, told, count in (("accepted", totals.accepted_count, len(accepted)), ("rejected", totals.rejected_count, len(rejected))):
        if told is not None and told != count:
            yield _difference("A311", f"{name}: {told} {what} by its totals, {count} by its claims", Decimal(told), Decimal(count), position)
    if any(claim.charge is None for claim in claims):
        return
    for what, amount, listed in (("accepted", totals.accepted_amount, accepted), ("rejected", totals.rejected_amount, rejected),
                                 ("received", totals.charge, claims)):
        total = sum((claim.charge for claim in listed if claim.charge is not None), ZERO)
        if amount is not None and amount != total:
            yield _difference("A312", f"{name}: {amount} dollars {what} by its totals, {total} by its claims", amount, total, position)


def _difference(code: str, message: str, expected: Decimal, found: Decimal, position: int) -> Finding:
    return Finding(code, Severity.WARNING, message, fix="Look for claims that are not listed, and for results that contradict each other",
                   root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING, level="batch", expected=expected, found=found, position=position)
