"""What a statement is made of. Nothing of it names the patient: claim numbers, codes, days and amounts, and the caller's own words for a code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_claims import ZERO, DateRange, Finding


class LineKind(StrEnum):
    """Why an amount stands on a statement."""

    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"
    NOT_COVERED = "not_covered"
    OVER_LIMIT = "over_limit"
    """Beyond what the plan covers in a period."""
    ABOVE_ALLOWED = "above_allowed"
    """Above what the plan allows, where no contract takes it off (PR-45)."""
    PAID_TO_PATIENT = "paid_to_patient"
    """The plan sent its payment to the patient (PR-100)."""
    OTHER_SHARE = "other_share"
    REFUSED = "refused"
    """What a plan refused, and a person decided to be the patient's."""
    WRITTEN_OFF = "written_off"
    PAID = "paid"
    """By the patient."""
    GIVEN_BACK = "given_back"


PEOPLES = frozenset({LineKind.REFUSED, LineKind.WRITTEN_OFF, LineKind.PAID, LineKind.GIVEN_BACK})
"""Kinds that people enter; all others are shares that a payer's decision leaves to the patient."""


class NotBilledBecause(StrEnum):
    """Why an amount is not billed to the patient, or not yet."""

    NOT_WITH_PAYER = "not_with_payer"
    """The claim is held, or was rejected: no payer has it."""
    UNDECIDED = "undecided"
    IN_REVIEW = "in_review"
    """The payer pended it."""
    NEXT_PAYER = "next_payer"
    """The patient's share by one plan, which another one is still to decide."""
    COVERAGE = "coverage"
    """Refused because of coverage that somebody has to verify first (PR-26, PR-27, PR-31)."""
    REFUSED = "refused"
    """Refused, and open: nobody has decided whose it is."""
    HOLD_HARMLESS = "hold_harmless"
    """Refused as the provider's own (CO): it may be disputed, and never billed to the patient."""
    QMB = "qmb"
    """Medicare cost share of a qualified Medicare beneficiary: never the patient's."""


@attrs.frozen
class PlanPaid:
    """What one plan paid, dollars."""

    sequence: str
    """Which payer: P, S, T."""
    plan: str
    """Its name; empty where nobody told it."""
    amount: Decimal


@attrs.frozen
class BilledService:
    """One service line, from its charge to the patient's share: charge = plans + adjusted + waits + share."""

    service_line: int | None
    """Counts from 1; None for what was decided about the claim as a whole."""
    procedure: str
    """Code and modifiers; empty for the claim as a whole."""
    name: str
    """The caller's own words for the code; empty where he gave none."""
    days: date | DateRange | None
    charge: Decimal
    allowed: Decimal | None
    """By the plan that decided first; None where it is not known."""
    plans: tuple[PlanPaid, ...]
    adjusted: Decimal
    """What the contract, or another reason that is nobody's share, takes off."""
    waits: Decimal
    """Refused, in review, or not decided."""
    share: Decimal
    """The patient's, whether it is billed now or not."""

    @property
    def paid(self) -> Decimal:
        """By all plans."""
        return sum((one.amount for one in self.plans), ZERO)


@attrs.frozen
class StatementLine:
    """One amount that the patient owes, or that was taken off it."""

    kind: LineKind
    amount: Decimal
    """Dollars; below zero for what lowers the balance."""
    what: str
    """In plain words: `deductible`, `paid at the visit`."""
    service_line: int | None = None
    """Counts from 1; None for what concerns the claim as a whole."""
    on: date | None = None
    """The day of the service, or of the payment; None where it is not known."""
    reason: str = ""
    """CARC of a share; empty for what people entered."""

    def __str__(self) -> str:
        return f"{self.what} {self.amount:.2f}"


@attrs.frozen
class NotBilled:
    """An amount that is not billed to the patient, or not yet."""

    because: NotBilledBecause
    amount: Decimal
    why: str
    """A sentence for the patient."""
    service_line: int | None = None
    codes: tuple[str, ...] = ()
    """Group and reason as the payer gave them: `CO-50`. For the practice; a page does not show them."""


@attrs.frozen
class Statement:
    """What a patient owes of one claim, and why, line by line, in dollars.

    The lines add up to `balance`, which is the account's `patient_balance`.
    """

    claim: str
    on: date
    """The day it is made for."""
    first_day: date | None
    """Of the services; None where no claim was sent."""
    charge: Decimal
    plan_paid: Decimal
    """By all plans, less what they took back."""
    adjusted: Decimal
    """What nobody pays: contracts, and what was written off of what plans owed."""
    services: tuple[BilledService, ...]
    lines: tuple[StatementLine, ...]
    not_billed: tuple[NotBilled, ...]
    paid_ahead: Decimal = ZERO
    """Of what the patient paid beyond his share, what stays until the plans have decided."""
    beyond: Decimal = ZERO
    """What plans paid, or people wrote off, beyond what was charged: between them and the practice."""
    findings: tuple[Finding, ...] = attrs.field(default=(), repr=False)
    """What to look at before it is sent (L086)."""

    @property
    def balance(self) -> Decimal:
        """What the lines come to; below zero the patient paid more than his share."""
        return sum((one.amount for one in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """What he is asked to pay now."""
        return max(ZERO, self.balance)

    @property
    def credit(self) -> Decimal:
        """What goes back to him: nothing that is still to be decided can use it up."""
        return max(ZERO, -self.balance) - self.paid_ahead

    @property
    def shares(self) -> tuple[StatementLine, ...]:
        """What is his to pay, before payments."""
        return tuple(one for one in self.lines if one.kind not in PEOPLES or one.kind is LineKind.REFUSED)

    @property
    def payments(self) -> tuple[StatementLine, ...]:
        """What he paid, got back, or was forgiven."""
        return tuple(one for one in self.lines if one.kind in PEOPLES and one.kind is not LineKind.REFUSED)

    @property
    def patient_paid(self) -> Decimal:
        """By the patient, less what he got back."""
        return -sum((one.amount for one in self.lines if one.kind in {LineKind.PAID, LineKind.GIVEN_BACK}), ZERO)

    @property
    def summary(self) -> str:
        """His share by kind: `deductible 50.00, coinsurance 6.00, copay 25.00`; empty where there is none."""
        sums: dict[tuple[LineKind, str], Decimal] = {}
        for one in self.shares:
            sums[one.kind, one.what] = sums.get((one.kind, one.what), ZERO) + one.amount
        order = list(LineKind)
        return ", ".join(f"{what} {sums[kind, what]:.2f}" for kind, what in sorted(sums, key=lambda key: order.index(key[0])) if sums[kind, what])


@attrs.frozen
class PatientStatement:
    """Several claims of one patient on one statement. A credit of one claim is not taken for another: that is for a person to decide."""

    number: str
    """The caller's own number of the patient's account."""
    on: date
    claims: tuple[Statement, ...]
    """By first day of service."""

    @property
    def total(self) -> Decimal:
        """What is asked for now, dollars."""
        return sum((one.total for one in self.claims), ZERO)

    @property
    def credit(self) -> Decimal:
        """What goes back to the patient."""
        return sum((one.credit for one in self.claims), ZERO)

    @property
    def paid_ahead(self) -> Decimal:
        """What he paid and the plans have not decided about."""
        return sum((one.paid_ahead for one in self.claims), ZERO)

    @property
    def balance(self) -> Decimal:
        """All of it: total less credit less what was paid ahead."""
        return self.total - self.credit - self.paid_ahead
