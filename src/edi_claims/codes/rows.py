"""One class a kind of code table: what a row says about its code. The labels are ours, never the code owners' texts.

A row is built from the cells of a CSV file as well as from Python values, so every column that is more than text has a converter.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import attrs

from edi_claims.findings import Owner, RootCause


class Verdict(StrEnum):
    """An answer that a code alone may not give."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    """On the amounts, the remark, the contract or the payer's rules."""


class RarcKind(StrEnum):
    """What a remark code does."""

    ALERT = "alert"
    """States a fact, such as appeal rights; never the reason of an adjustment."""
    SUPPLEMENTAL = "supplemental"
    """Explains an adjustment reason."""


class AmountKind(StrEnum):
    """What a cent of a claim's charge became by a payer's decision."""

    PAID = "paid"
    CONTRACTUAL = "contractual"
    """Above what the contract, the fee schedule or the law allows: nobody pays it."""
    SEQUESTRATION = "sequestration"
    """The federal cut of a Medicare payment (CARC 253)."""
    CAPITATION = "capitation"
    """Covered by the fixed sum that the plan pays for a member (CARC 24)."""
    WITHHELD = "withheld"
    """Held back or added by an agreement that settles it elsewhere: withhold, tax, deferred payment, incentive."""
    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"
    PATIENT_OTHER = "patient_other"
    """The patient's for another reason, such as a service that the plan does not cover."""
    PRIOR_PAYER = "prior_payer"
    """What earlier payers paid or took off (CARC 23): told again, not new."""
    PENDED = "pended"
    """Not decided yet: a reversal and a correction will follow."""
    DENIED = "denied"
    BUNDLED = "bundled"
    """Refused because another service's payment is said to include it."""
    OTHER = "other"
    """None of these; with an adjustment that no rule places, or without one where the figures do not add up."""


class Stage(StrEnum):
    """How far a claim came, by a claim acknowledgment (277CA)."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class CategoryKind(StrEnum):
    """What a claim status category (STC01-1) speaks of."""

    ACKNOWLEDGMENT = "acknowledgment"
    PENDING = "pending"
    FINALIZED = "finalized"
    REQUEST = "request"
    """The payer wants something from somebody."""
    ERROR = "error"
    """The inquiry itself failed; nothing is said of a claim."""
    NOT_FOUND = "not_found"


class PlbCategory(StrEnum):
    """What money a provider-level adjustment (PLB) moves."""

    RECOVERY = "recovery"
    FORWARD_BALANCE = "forward_balance"
    INTEREST = "interest"
    INCENTIVE = "incentive"
    CAPITATION = "capitation"
    WITHHOLDING = "withholding"
    PENALTY = "penalty"
    TAX_OR_LEVY = "tax_or_levy"
    ADVANCE = "advance"
    SETTLEMENT = "settlement"
    """Lump sums, interim and pass-through payments that belong to no claim."""
    OTHER = "other"


class InquiryAction(StrEnum):
    """What to do with an eligibility inquiry that was not answered."""

    RETRY = "retry"
    """The same inquiry again, later."""
    FIX = "fix"
    """Correct what was sent, then ask again."""
    WAIT = "wait"
    """The payer is still working on it."""
    STOP = "stop"
    """Asking again does not help."""


def _flag(cell: str | bool) -> bool:
    """A cell that says yes or no."""
    if cell in {True, False}:
        return bool(cell)
    if cell not in {"yes", "no"}:
        raise ValueError("a cell that must say yes or no says neither")
    return cell == "yes"


def _count(cell: str | int | None) -> int | None:
    """A cell that holds a whole number or nothing."""
    return None if cell is None or cell == "" else int(cell)


def _stage(cell: str | None) -> Stage | None:
    """A cell that holds a stage or nothing."""
    return Stage(cell) if cell else None


def _day(cell: str | date | None) -> date | None:
    """A cell that holds an ISO day or nothing."""
    if isinstance(cell, str):
        return date.fromisoformat(cell) if cell else None
    return cell


def _amount_kind(cell: str | None) -> AmountKind | None:
    """A cell that holds a kind of amount or nothing."""
    return AmountKind(cell) if cell else None


@attrs.frozen
class Code:
    """A code and what it means in a few words."""

    code: str = attrs.field(validator=attrs.validators.min_len(1))
    label: str

    @property
    def key(self) -> str:
        """Under what a table holds this row."""
        return self.code


@attrs.frozen
class DatedCode(Code):
    """A code that its owner puts in force on a day and may stop on another."""

    starts: date | None = attrs.field(default=None, converter=_day, kw_only=True)
    """The first day on which it may be sent; None where that day is not known."""
    stops: date | None = attrs.field(default=None, converter=_day, kw_only=True)
    """The first day on which it may no longer be sent; None where none is known."""

    def active_on(self, day: date) -> bool:
        """Whether it may be sent on a day. A day that is not known does not limit it; old remittances may hold it whatever is said here."""
        return (self.starts is None or self.starts <= day) and (self.stops is None or day < self.stops)


@attrs.frozen
class CarcRow(DatedCode):
    """A claim adjustment reason code (CARC; CAS02, 05, …): why an amount was not paid, and whose move that makes it."""

    root_cause: RootCause = attrs.field(converter=RootCause)
    owner: Owner = attrs.field(converter=Owner)
    is_denial: Verdict = attrs.field(default=Verdict.DEPENDS, converter=Verdict)
    appealable: Verdict = attrs.field(default=Verdict.DEPENDS, converter=Verdict)
    next_action: str = ""
    active: bool = attrs.field(default=True, converter=_flag)
    """False: its stop date has passed, though old remittances and slow payers still send it."""
    group_rule: str = "any"
    """With which group codes (CAS01) it may stand: `any`, or codes parted by `|`, with the exception in words."""
    rarc_required: bool = attrs.field(default=False, converter=_flag)
    """True: it decides nothing without a remark code that is no alert."""
    amount_kind: AmountKind | None = attrs.field(default=None, converter=_amount_kind)
    """What its amount is, where the reason alone says so: a kind of patient share in group PR, `bundled`, `sequestration`. None: the root cause,
    `is_denial` and the line's other amounts decide."""

    def active_on(self, day: date) -> bool:
        """Whether it may be sent on a day; one that stopped on a day that is not known may not be on any."""
        return super().active_on(day) and (self.active or self.stops is not None)


@attrs.frozen
class RarcRow(DatedCode):
    """A remittance advice remark code (RARC; LQ02 where LQ01 is HE, MOA03-07, MIA)."""

    root_cause: RootCause = attrs.field(converter=RootCause)
    owner: Owner = attrs.field(converter=Owner)
    is_denial: Verdict = attrs.field(default=Verdict.DEPENDS, converter=Verdict)
    appealable: Verdict = attrs.field(default=Verdict.DEPENDS, converter=Verdict)
    next_action: str = ""
    kind: RarcKind = attrs.field(default=RarcKind.SUPPLEMENTAL, converter=RarcKind)


@attrs.frozen
class GroupRow(Code):
    """A claim adjustment group code (CAS01): who bears the amount."""

    patient_may_be_billed: bool = attrs.field(default=False, converter=_flag)
    in_5010: bool = attrs.field(default=True, converter=_flag)
    """False: an 835 of version 5010 may not use it."""


@attrs.frozen
class ClaimStatusRow(Code):
    """A claim status of the 835 (CLP02): in which role the payer worked on the claim; it does not say that it paid."""

    next_action: str = ""


@attrs.frozen
class PlbRow(DatedCode):
    """A provider adjustment reason (PLB03-1, 05-1, …)."""

    category: PlbCategory = attrs.field(converter=PlbCategory)
    next_action: str = ""


@attrs.frozen
class PlaceRow(Code):
    """A place of service (CLM05-1, SV105)."""

    facility: bool = attrs.field(default=False, converter=_flag)
    """Whether Medicare pays its facility rate there: the place bills its own share."""


@attrs.frozen
class RejectReason(Code):
    """Why an eligibility inquiry was rejected (AAA03)."""

    root_cause: RootCause = attrs.field(converter=RootCause)
    owner: Owner = attrs.field(converter=Owner)
    action: InquiryAction = attrs.field(converter=InquiryAction)
    fix: str = ""


@attrs.frozen
class FollowUp(Code):
    """What the payer says about sending an eligibility inquiry again (AAA04)."""

    action: InquiryAction = attrs.field(converter=InquiryAction)
    days: int | None = attrs.field(default=None, converter=_count)
    """How long to wait; None where the payer names no time."""


@attrs.frozen
class CategoryRow(Code):
    """A claim status category (STC01-1, STC10-1, STC11-1)."""

    kind: CategoryKind = attrs.field(converter=CategoryKind)
    stage: Stage | None = attrs.field(default=None, converter=_stage)
    """None: the category tells no stage of acceptance."""
    root_cause: RootCause = attrs.field(default=RootCause.UNRESOLVED, converter=RootCause)
    """What the category says by itself; the status beside it says more."""
    owner: Owner = attrs.field(default=Owner.BILLING, converter=Owner)
    fix: str = ""


@attrs.frozen
class StatusRow(Code):
    """A claim status code (STC01-2), for one entity (STC01-3) or for any: which field is meant, and who repairs it."""

    entity: str = ""
    """Empty: for every entity that has no row of its own."""
    location: str = ""
    """Where in the 837 the data stands; empty where the status speaks of no field."""
    root_cause: RootCause = attrs.field(default=RootCause.UNRESOLVED, converter=RootCause)
    owner: Owner = attrs.field(default=Owner.BILLING, converter=Owner)
    fix: str = ""

    @property
    def key(self) -> str:
        """`562` for any entity, `562:85` for the billing provider."""
        return f"{self.code}:{self.entity}" if self.entity else self.code


@attrs.frozen
class NoteRow(Code):
    """An interchange note code (TA105)."""

    root_cause: RootCause = attrs.field(converter=RootCause)
    owner: Owner = attrs.field(converter=Owner)
    fix: str = ""
