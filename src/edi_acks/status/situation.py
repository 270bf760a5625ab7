"""Where a claim is by a payer's answer, why, and what somebody has to do about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_acks.nouns import Status
from edi_acks.shown import plain
from edi_claims import Owner, RootCause
from edi_claims.codes import ENTITY, STATUS_CATEGORY, StatusRow, status_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_acks.status.nouns import StatusResponse


class Standing(StrEnum):
    """Where a claim is."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Refused before adjudication: nothing can be appealed."""
    PENDING = "pending"
    INFORMATION_REQUESTED = "information_requested"
    """The payer waits for the provider, the patient or somebody else."""
    PAID = "paid"
    DENIED = "denied"
    REVISED = "revised"
    FORWARDED = "forwarded"
    NO_PAYMENT = "no_payment"
    UNPROCESSABLE = "unprocessable"
    FINISHED = "finished"
    """Decided; the answer does not say how."""
    NOT_FOUND = "not_found"
    INQUIRY_REFUSED = "inquiry_refused"
    """The question itself was wrong; nothing is said of a claim."""
    NOT_ANSWERED = "not_answered"
    """The payer could not answer now."""
    UNKNOWN = "unknown"
    """No status, or one that no table has."""


class NextAction(StrEnum):
    """What to do."""

    WAIT = "wait"
    FIND_REMITTANCE = "find_remittance"
    """Look for the 835 that has the check or transfer, and post it."""
    SEND_RECORDS = "send_records"
    ASK_PATIENT = "ask_patient"
    VERIFY_COVERAGE = "verify_coverage"
    """Ask for eligibility on the day; then correct the claim, or bill whoever covers it."""
    CORRECT = "correct"
    """A replacement claim (frequency 7) under the payer's number."""
    APPEAL = "appeal"
    RESUBMIT = "resubmit"
    """A new claim (frequency 1): no payer has decided."""
    FIX_INQUIRY = "fix_inquiry"
    ASK_AGAIN = "ask_again"
    CALL = "call"


BY_CATEGORY: dict[str, tuple[Standing, NextAction]] = {
    "A0": (Standing.RECEIVED, NextAction.WAIT), "A1": (Standing.RECEIVED, NextAction.WAIT), "A2": (Standing.ACCEPTED, NextAction.WAIT),
    "A5": (Standing.ACCEPTED, NextAction.WAIT), "A4": (Standing.NOT_FOUND, NextAction.RESUBMIT),
    **dict.fromkeys(("A3", "A6", "A7", "A8"), (Standing.REJECTED, NextAction.RESUBMIT)),
    "P3": (Standing.INFORMATION_REQUESTED, NextAction.SEND_RECORDS), "P4": (Standing.INFORMATION_REQUESTED, NextAction.ASK_PATIENT),
    **dict.fromkeys(("P0", "P1", "P2", "P5"), (Standing.PENDING, NextAction.WAIT)),
    "F0": (Standing.FINISHED, NextAction.FIND_REMITTANCE), "F1": (Standing.PAID, NextAction.FIND_REMITTANCE),
    "F2": (Standing.DENIED, NextAction.FIND_REMITTANCE), "F3": (Standing.REVISED, NextAction.FIND_REMITTANCE),
    "F3N": (Standing.REVISED, NextAction.FIND_REMITTANCE), "F3F": (Standing.FORWARDED, NextAction.WAIT),
    "F4": (Standing.NO_PAYMENT, NextAction.FIND_REMITTANCE), "F5": (Standing.UNPROCESSABLE, NextAction.RESUBMIT),
    "D0": (Standing.NOT_FOUND, NextAction.FIX_INQUIRY),
    "E0": (Standing.INQUIRY_REFUSED, NextAction.FIX_INQUIRY), "E3": (Standing.INQUIRY_REFUSED, NextAction.FIX_INQUIRY),
    "E4": (Standing.INQUIRY_REFUSED, NextAction.CALL),
    "E1": (Standing.NOT_ANSWERED, NextAction.ASK_AGAIN), "E2": (Standing.NOT_ANSWERED, NextAction.ASK_AGAIN),
}
"""STC01-1 to where the claim is and what follows as a rule. Every R is a request for information."""

BY_CAUSE: dict[RootCause, NextAction] = {
    RootCause.CODING: NextAction.CORRECT, RootCause.SUBMISSION: NextAction.CORRECT,
    RootCause.ELIGIBILITY: NextAction.VERIFY_COVERAGE,
    RootCause.AUTHORIZATION: NextAction.CORRECT,
    RootCause.COORDINATION_OF_BENEFITS: NextAction.CORRECT, RootCause.PAYER_SETUP: NextAction.CALL,
    RootCause.DOCUMENTATION: NextAction.APPEAL, RootCause.TIMELY_FILING: NextAction.APPEAL,
}
"""What answers a denial; for other causes the remittance has the reason, and is looked for first."""

_ORDER = (
    Standing.DENIED, Standing.PAID, Standing.REVISED, Standing.FORWARDED, Standing.NO_PAYMENT, Standing.UNPROCESSABLE, Standing.FINISHED,
    Standing.INFORMATION_REQUESTED, Standing.PENDING, Standing.REJECTED, Standing.NOT_FOUND, Standing.ACCEPTED, Standing.RECEIVED,
    Standing.INQUIRY_REFUSED, Standing.NOT_ANSWERED, Standing.UNKNOWN)
"""Where statuses differ, the one that is furthest on its way counts."""
_NOW = frozenset({Standing.PENDING, Standing.RECEIVED, Standing.ACCEPTED})
PHARMACY = "RX"
DECIDED = frozenset({Standing.PAID, Standing.DENIED, Standing.REVISED, Standing.FORWARDED, Standing.NO_PAYMENT, Standing.UNPROCESSABLE,
                     Standing.FINISHED})
"""The payer has decided."""

WORDS: dict[NextAction, str] = {
    NextAction.WAIT: "Wait, and ask again if no decision comes",
    NextAction.FIND_REMITTANCE: "Look for the remittance and post it",
    NextAction.SEND_RECORDS: "Send what the payer asks for",
    NextAction.ASK_PATIENT: "Ask the patient to answer the payer",
    NextAction.VERIFY_COVERAGE: "Correct the claim, or bill whoever covers the patient",
    NextAction.CORRECT: "Correct the claim and send a replacement (frequency 7) under the payer's number",
    NextAction.APPEAL: "Appeal with what supports the claim",
    NextAction.RESUBMIT: "Correct the claim and send it as a new one (frequency 1); nothing can be appealed",
    NextAction.FIX_INQUIRY: "Check payer, ids and days of the inquiry, and ask again",
    NextAction.ASK_AGAIN: "Ask again later, the inquiry is not at fault",
    NextAction.CALL: "Call the payer",
}


@attrs.frozen(kw_only=True)
class Situation:
    """Where one claim is, why, and what to do."""

    standing: Standing
    label: str
    """Where it is, in a few words."""
    reason: str = ""
    """Why: the deciding status in our words; empty where no table has it."""
    status: str = ""
    """The deciding status as people write it, such as `F2:88:QC`."""
    root_cause: RootCause = RootCause.UNRESOLVED
    owner: Owner = Owner.BILLING
    """Who acts next."""
    next_action: NextAction = NextAction.CALL
    advice: str = ""
    """The next action in words, with what it needs: the check, the number, the field."""
    due: date | None = None
    """By when the payer wants an answer; None where it says no day."""
    on: date | None = None
    """As of when that holds; None where no day is told."""
    paid: Decimal | None = None
    check_number: str = ""
    paid_on: date | None = None
    statuses: tuple[Status, ...] = attrs.field(default=(), repr=False)
    """Those that say it."""

    @property
    def decided(self) -> bool:
        """Whether the payer has decided."""
        return self.standing in DECIDED


def situation(response: StatusResponse) -> Situation:
    """Where a claim is, why, and what to do, from one response.

    The claim's own statuses count; where it has none those of its lines, then those of the levels above it.
    """
    own = response.statuses or tuple(one for line in response.lines for one in line.statuses)
    own = own or tuple(one for level in reversed(response.above) for one in level.statuses)
    standing = min((standing_of(one, response) for one in own), key=_ORDER.index, default=Standing.UNKNOWN)
    deciding = tuple(one for one in own if standing_of(one, response) is standing)
    first, row = _telling(deciding)
    action = _action(standing, deciding, row, response)
    return Situation(
        standing=standing, label=_label(standing, deciding), reason=reason_of(first, row) if first is not None else "",
        status=first.text if first is not None else "", root_cause=_cause(standing, row), owner=_owner(standing, action, row), next_action=action,
        advice=_advice(action, standing, row, response), due=response.response_due, on=response.effective_on, paid=response.paid,
        check_number=response.check_number, paid_on=response.paid_on, statuses=deciding)


def standing_of(status: Status, response: StatusResponse) -> Standing:
    """Where one status puts the claim. F0 says only that it is finished: what was paid says more."""
    if status.category[:1] == "R" and status.category in STATUS_CATEGORY:
        return Standing.INFORMATION_REQUESTED
    standing = BY_CATEGORY.get(status.category, (Standing.UNKNOWN, NextAction.CALL))[0]
    paid = status.paid if status.paid is not None else response.paid
    return Standing.PAID if standing is Standing.FINISHED and paid is not None and paid > 0 else standing


def row_of(status: Status) -> StatusRow | None:
    """What the tables know of a status; None for a code of another list, such as pharmacies' (RX) or those of requests (LOI)."""
    return status_row(status.code, status.entity) if not status.code_list else None


def _telling(statuses: Sequence[Status]) -> tuple[Status | None, StatusRow | None]:
    """The first status whose row says more than that something happened, else the first."""
    rows = [(one, row_of(one)) for one in statuses]
    telling = [(one, row) for one, row in rows if row is not None and row.root_cause not in (RootCause.INFORMATIONAL, RootCause.UNRESOLVED)]
    return next(iter(telling or rows), (None, None))


def reason_of(status: Status, row: StatusRow | None) -> str:
    """A status in words: what is meant, and of whom."""
    if row is None:
        what = "pharmacy code" if status.code_list == PHARMACY else f"code of list {plain(status.code_list)}" if status.code_list else "status"
        return f"{what} {plain(status.code)}{'' if status.code_list else ', which no table knows'}" if status.code else ""
    who = ENTITY.label(status.entity) if status.entity in ENTITY and not row.entity else ""
    if who and row.label.startswith("Party"):
        return who + row.label.removeprefix("Party")
    return f"{row.label} ({who.lower()})" if who else row.label


def _label(standing: Standing, statuses: Sequence[Status]) -> str:
    categories = [one.category for one in statuses if one.category in STATUS_CATEGORY]
    if standing is Standing.UNKNOWN or not categories:
        return "The answer tells no status" if not statuses else "The status is in no table"
    if standing is Standing.PAID:
        return "Finished: paid"
    return STATUS_CATEGORY.label(categories[0])


def _action(standing: Standing, statuses: Iterable[Status], row: StatusRow | None, response: StatusResponse) -> NextAction:
    if standing is Standing.DENIED:
        return BY_CAUSE.get(row.root_cause, NextAction.FIND_REMITTANCE) if row is not None else NextAction.FIND_REMITTANCE
    if standing is Standing.PAID and not (response.check_number or response.paid_on):
        return NextAction.WAIT
    if standing is Standing.INFORMATION_REQUESTED:
        return next((BY_CATEGORY[one.category][1] for one in statuses if one.category in BY_CATEGORY), NextAction.SEND_RECORDS)
    if standing in _NOW:
        asked = row is not None and row.root_cause is RootCause.DOCUMENTATION
        return NextAction.SEND_RECORDS if asked else NextAction.WAIT
    return next((BY_CATEGORY[one.category][1] for one in statuses if one.category in BY_CATEGORY), NextAction.CALL)


_OF_STANDING: dict[Standing, RootCause] = {
    **dict.fromkeys((Standing.RECEIVED, Standing.ACCEPTED, Standing.PAID, Standing.FORWARDED, Standing.REVISED, Standing.FINISHED),
                    RootCause.INFORMATIONAL),
    Standing.PENDING: RootCause.PAYER_FOLLOW_UP, Standing.NOT_ANSWERED: RootCause.PAYER_FOLLOW_UP, Standing.NOT_FOUND: RootCause.PAYER_FOLLOW_UP,
    Standing.INFORMATION_REQUESTED: RootCause.DOCUMENTATION, Standing.INQUIRY_REFUSED: RootCause.SUBMISSION}


def _cause(standing: Standing, row: StatusRow | None) -> RootCause:
    if row is not None and row.root_cause not in (RootCause.INFORMATIONAL, RootCause.UNRESOLVED):
        return row.root_cause
    return _OF_STANDING.get(standing, RootCause.UNRESOLVED)


_WHO: dict[NextAction, Owner] = {NextAction.WAIT: Owner.PAYER, NextAction.ASK_PATIENT: Owner.FRONT_DESK, NextAction.FIND_REMITTANCE: Owner.BILLING,
                                 NextAction.ASK_AGAIN: Owner.BILLING, NextAction.CALL: Owner.BILLING}


def _owner(standing: Standing, action: NextAction, row: StatusRow | None) -> Owner:
    """Of waiting the payer; of what has one right doer that one; else whom the status names."""
    if action in _WHO:
        return _WHO[action]
    named = row.owner if row is not None and row.owner not in (Owner.NONE, Owner.PAYER) else None
    return named or (Owner.FRONT_DESK if standing is Standing.NOT_FOUND and row is not None else Owner.BILLING)


def _advice(action: NextAction, standing: Standing, row: StatusRow | None, response: StatusResponse) -> str:
    """What to do, with the figures that it needs."""
    fix = row.fix if row is not None and row.root_cause is not RootCause.INFORMATIONAL and not row.fix.startswith("Wait") else ""
    if action is NextAction.WAIT:
        return _waiting(standing, response)
    if action is NextAction.FIND_REMITTANCE and response.check_number:
        day = f" of {response.paid_on}" if response.paid_on else ""
        return _joined(fix, f"Look for the remittance with check or transfer {response.check_number}{day}, and post it")
    if action is NextAction.SEND_RECORDS:
        by = f" by {response.response_due}" if response.response_due is not None else ""
        return f"{fix or WORDS[action]}{by}"
    if action is NextAction.CORRECT and response.payer_control_number:
        return _joined(fix, f"Correct the claim and send a replacement (frequency 7) of {response.payer_control_number}")
    if standing is Standing.NOT_FOUND:
        return _joined(fix, WORDS[NextAction.FIX_INQUIRY], "Send the claim if it never arrived")
    return _joined(fix, WORDS[action])


def _waiting(standing: Standing, response: StatusResponse) -> str:
    if standing is Standing.PAID:
        return f"Wait for the remittance: the payer has decided{' to pay' if response.paid else ''}, and names no check yet"
    if standing is Standing.FORWARDED:
        return "Wait for the next payer's decision"
    return WORDS[NextAction.WAIT]


def _joined(*sentences: str) -> str:
    return ". ".join(filter(None, sentences))
