"""What a payer's answer means for somebody: one finding a claim, and what is odd about it.

Codes: A401 rejected, A402 not found, A403 something is asked for, A404 denied, A405 a line that fared worse than its claim, A406 the inquiry was
refused, A407 not answered now, A408 finished without payment, A409 statuses that contradict each other, A410 no status, or none that a table has,
A411 a request or a provider turned down as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.status.situation import Situation, Standing, reason_of, row_of, situation, standing_of
from edi_claims import Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_acks.nouns import Status
    from edi_acks.status.nouns import StatusResponse

_TOLD: dict[Standing, tuple[str, Severity, str]] = {
    Standing.REJECTED: ("A401", Severity.ERROR, "is rejected, no payer will decide on it"),
    Standing.NOT_FOUND: ("A402", Severity.ERROR, "is not known to the payer"),
    Standing.INFORMATION_REQUESTED: ("A403", Severity.WARNING, "waits for something that the payer asks for"),
    Standing.DENIED: ("A404", Severity.ERROR, "is denied"),
    Standing.INQUIRY_REFUSED: ("A406", Severity.ERROR, "was asked for in a way that the payer refuses"),
    Standing.NOT_ANSWERED: ("A407", Severity.WARNING, "was asked for, and the payer cannot answer now"),
    Standing.NO_PAYMENT: ("A408", Severity.WARNING, "is finished, and no payment will come"),
    Standing.UNPROCESSABLE: ("A408", Severity.ERROR, "is finished, it could not be processed"),
    Standing.UNKNOWN: ("A410", Severity.WARNING, "has no status that a table knows"),
}
_FAMILIES = {"A": "acknowledgment", "P": "pending", "F": "finished", "R": "request", "D": "search", "E": "error"}


def name_of(response: StatusResponse) -> str:
    """Which claim: its own number, else the inquiry's, else the payer's."""
    if response.patient_control_number:
        return f"claim {response.patient_control_number}"
    if response.trace_number:
        return f"the claim of inquiry {response.trace_number}"
    return f"the payer's claim {response.payer_control_number}" if response.payer_control_number else "a claim without a number"


def of_response(response: StatusResponse) -> Iterator[Finding]:
    """One finding where somebody has to act, one a line that fared worse, and one where statuses contradict each other."""
    where = situation(response)
    place: dict[str, Any] = {"claim": response.patient_control_number or None, "position": response.position or None}
    if response.patient is None and response.above and not response.statuses:
        level = response.above[-1].level
        what = "the whole request" if level == "receiver" else "every claim of the provider"
        yield _finding("A411", Severity.ERROR, f"{what} is turned down", where, {**place, "loop": "2200B" if level == "receiver" else "2200C"})
        return
    if where.standing in _TOLD:
        code, severity, words = _TOLD[where.standing]
        yield _finding(code, severity, f"{name_of(response)} {words}", where, place)
    families = sorted({one.category[:1] for one in response.statuses} & set(_FAMILIES))
    if len(families) > 1:
        told = " and ".join(_FAMILIES[one] for one in families)
        yield Finding("A409", Severity.WARNING, f"{name_of(response)} has statuses of several kinds: {told}", fix="ask the payer which holds",
                      root_cause=RootCause.PAYER_FOLLOW_UP, owner=Owner.BILLING, element="STC01-1", **place)
    yield from _of_lines(response, where, place)


def _finding(code: str, severity: Severity, message: str, where: Situation, place: dict[str, Any]) -> Finding:
    because = f": {where.reason} ({where.status})" if where.reason else ""
    return Finding(code, severity, message + because, fix=where.advice, root_cause=where.root_cause, owner=where.owner, element="STC01", **place)


_WORSE = frozenset({Standing.DENIED, Standing.INFORMATION_REQUESTED, Standing.REJECTED})


def _of_lines(response: StatusResponse, where: Situation, place: dict[str, Any]) -> Iterator[Finding]:
    """Lines that are denied, rejected or waited for in a claim that is not."""
    if not response.statuses or where.standing in _WORSE:
        return
    for number, line in enumerate(response.lines, 1):
        for one in line.statuses:
            standing = standing_of(one, response)
            if standing in _WORSE:
                yield _of_line(one, f"{name_of(response)}, line {line.line_control_number or f'{number} of the answer'}", standing, where,
                               {**place, "loop": "2220D", "element": "STC01", "position": one.position or None})


def _of_line(one: Status, name: str, standing: Standing, where: Situation, place: dict[str, Any]) -> Finding:
    row = row_of(one)
    owner = row.owner if row is not None and row.owner not in (Owner.NONE, Owner.PAYER) else Owner.BILLING
    message = f"{name} is {_plainly(standing)}, the claim is {_plainly(where.standing)}: {reason_of(one, row)} ({one.text})"
    return Finding("A405", Severity.WARNING, message, fix=row.fix if row is not None else "ask the payer why",
                   root_cause=row.root_cause if row is not None else RootCause.UNRESOLVED, owner=owner, **place)


def _plainly(standing: Standing) -> str:
    return standing.value.replace("_", " ")
