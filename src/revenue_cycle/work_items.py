"""One thing that somebody has to do: what, for which money, by when, and why it comes before or after another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from edi_claims import Owner, RootCause

if TYPE_CHECKING:
    from collections.abc import Iterable


class WorkKind(StrEnum):
    """What sort of work."""

    DENIAL = "denial"
    REJECTION = "rejection"
    """Refused before any payer decided: fix it and send it as a new claim."""
    LOST = "lost"
    """Its file never got in: send it again."""
    FOLLOW_UP = "follow_up"
    """Somebody has been silent for too long, or asks for something."""
    PROVIDER_QUERY = "provider_query"
    HOLD = "hold"
    APPEAL = "appeal"
    SECONDARY_CLAIM = "secondary_claim"
    SUSPENSE = "suspense"
    """A payment that belongs to no known claim, or does not balance."""
    DEPOSIT = "deposit"
    """Money at the bank without a remittance, or a remittance without its money."""
    UNDERPAYMENT = "underpayment"
    OVERPAYMENT = "overpayment"
    """A payer has paid too much, and will want it back."""
    PATIENT_CREDIT = "patient_credit"
    PATIENT_BALANCE = "patient_balance"
    """What a patient owes and was not asked for yet."""
    AUDIT = "audit"
    """Billed, perhaps paid, and by an auditor's word not supported."""
    POSTING = "posting"
    """Something on the account that does not add up in meaning, though it does in figures."""


@attrs.frozen(kw_only=True)
class WorkItem:
    """A thing to do. Nothing does it but its owner: the library changes no code, sends no claim and moves no money."""

    kind: WorkKind
    owner: Owner
    """Who in the practice moves next: coding, provider, front desk or billing."""
    root_cause: RootCause
    claim: str | None
    """Patient control number; None for money that belongs to no claim yet."""
    service_line: int | None = None
    payer: str = ""
    amount: Decimal
    """Dollars at stake, above zero."""
    since: date
    """The day on which it began to wait."""
    waiting: int
    """Days since then."""
    deadline: date | None = None
    """The last day: after it the right is lost. None where none is known."""
    days_left: int | None = None
    """Below zero where it has passed."""
    next_action: str
    answer: str = ""
    """How a denial is best answered: `corrected_claim`, `appeal`, `send_records`, ... (`Answer`); empty for other work."""
    may_change: tuple[str, ...] = ()
    """Paths of the claim that may change to answer a denial."""
    must_not_change: tuple[str, ...] = ()
    """Paths that may not: an authorization is not found by another code."""
    reference: str = ""
    """What it is about besides a claim: a trace number, a reason, a rule."""

    @property
    def weight(self) -> int:
        """How much the deadline presses: 1 to 8."""
        if self.days_left is None or self.days_left < 0:
            return 1
        return next((weight for days, weight in PRESSING if self.days_left <= days), 1)

    @property
    def priority(self) -> Decimal:
        """Dollars times weight. A deadline that has passed presses no more: what is left is to decide about the amount."""
        return self.amount * self.weight

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands where it does, in words."""
        return f"{self.amount} at stake", _when(self.deadline, self.days_left, self.weight), f"waiting for {_days(self.waiting)}"


PRESSING = ((7, 8), (14, 5), (30, 3), (60, 2))
"""Up to so many days before a deadline an amount counts so many times."""
_OF_THE_PRACTICE = (Owner.CODING, Owner.PROVIDER, Owner.FRONT_DESK, Owner.BILLING)


def _when(deadline: date | None, left: int | None, weight: int) -> str:
    if deadline is None or left is None:
        return "no deadline is known: counts once"
    if left < 0:
        return f"the deadline {deadline} passed {_days(-left)} ago: counts once, decide what becomes of the amount"
    return f"{_days(left)} left until {deadline}: counts {f'{weight} times' if weight > 1 else 'once'}"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def hand(owner: Owner) -> Owner:
    """Whoever in the practice moves: where payer or patient do, or nobody does, billing sees to it."""
    return owner if owner in _OF_THE_PRACTICE else Owner.BILLING


def in_turn(items: Iterable[WorkItem]) -> list[WorkItem]:
    """By owner; of one owner the highest priority first, then the nearest deadline, then what has waited longest, then by claim."""
    return sorted(items, key=lambda one: (
        _OF_THE_PRACTICE.index(hand(one.owner)), -one.priority, one.deadline or date.max, one.since, one.claim or "", one.service_line or 0,
        one.kind.value, one.reference))
