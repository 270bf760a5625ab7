"""What is asked of a 271, and what comes of it: whether the service is covered, and what the patient will owe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_claims.common import Procedure
from edi_claims.parties import Payer
from edi_claims.response import Benefit, Rejection, RelatedEntity


class CoverageStatus(StrEnum):
    """Whether the plan covers the service on the day."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    NOT_COVERED = "not_covered"
    PENDING = "pending"
    NOT_ANSWERED = "not_answered"


class Authorization(StrEnum):
    """Whether the payer wants an authorization. That coverage is active never says that none is needed."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


@attrs.frozen(slots=False)
class OtherPayer:
    """EB*R: another payer that covers the patient."""

    payer: Payer
    order: str = ""
    """P, S or T where the payer said it; empty otherwise."""
    insurance_type: str = ""
    """EB04."""
    begins: date | None = None
    ends: date | None = None
    service_types: tuple[str, ...] = ()
    """EB03: what it covers; empty, or with 30: everything."""


@attrs.frozen(slots=False)
class PlanCoverage:
    """One plan among those that an answer names: Medicare sends Part A and Part B apart, some payers medical and dental."""

    insurance_type: str
    """EB04: MA Medicare Part A, MB Part B, MC Medicaid, QM qualified Medicare beneficiary, HM, PR, PS."""
    name: str
    """EB05."""
    status: CoverageStatus
    begins: date | None = None
    ends: date | None = None


@attrs.frozen(slots=False)
class Accumulator:
    """What is used up over a year, for one person or for the family: a deductible, or the out-of-pocket limit.

    Dollars; None where a figure was not sent and does not follow from the others, or its rows conflict.
    """

    limit: Decimal | None = None
    met: Decimal | None = None
    """EB06 24, or the limit less what remains."""
    remaining: Decimal | None = None
    """EB06 29 or 33, or the limit less what is met. Zero is a value."""


@attrs.frozen(slots=False)
class BenefitLimit:
    """EB*F: how much of a service the plan pays for, in the unit that the payer counts in."""

    unit: str
    """EB09 or HSD01: VS visits, DY days, HS hours, P6 services; `$` for dollars."""
    period: str = ""
    """EB06 or HSD05 of the limit: 23 calendar year, 27 visit, 32 lifetime."""
    limit: Decimal | None = None
    used: Decimal | None = None
    remaining: Decimal | None = None
    service_types: tuple[str, ...] = ()
    """The services that share it."""


@attrs.frozen(slots=False)
class CarveOut:
    """EB*U, V, W or X: a service about which another party answers."""

    service_types: tuple[str, ...]
    kind: str
    """EB01: U ask another party, X a facility, W another source, V cannot be processed."""
    party: RelatedEntity | None = None
    """None where none was named."""


@attrs.frozen(slots=False)
class CoverageAnswer:
    """A question answered from a 271, with the rows that the answer rests on.

    A figure that is None was not sent, or its rows conflict: then `range` has both ends and `reasons` says why.
    """

    status: CoverageStatus
    on: date
    service_type: str
    payer: Payer | None = None
    in_network: bool = True
    plan: str = ""
    group_number: str = attrs.field(default="", repr=False)
    begins: date | None = None
    ends: date | None = None
    copay: Decimal | None = None
    """Dollars a visit."""
    coinsurance: Decimal | None = None
    """The patient's share as a fraction: 0.2 is 20 percent."""
    deductible: Decimal | None = None
    deductible_remaining: Decimal | None = None
    """The lesser of individual and family where both are stated."""
    out_of_pocket: Decimal | None = None
    out_of_pocket_remaining: Decimal | None = None
    """The lesser of individual and family where both are stated."""
    visits: Decimal | None = None
    visits_remaining: Decimal | None = None
    authorization: Authorization = Authorization.UNKNOWN
    other_payers: tuple[OtherPayer, ...] = ()
    primary_care_provider: RelatedEntity | None = None
    hints: tuple[str, ...] = attrs.field(default=(), repr=False)
    """What free text seems to say; for a person to judge."""
    evidence: Mapping[str, Benefit] = attrs.field(factory=dict, repr=False)
    """Figure to the row it came from; `deductible_remaining.family` is the row that was weighed and not chosen."""
    range: Mapping[str, tuple[Decimal, Decimal]] = attrs.field(factory=dict)
    """Figure to its lowest and highest value, where rows conflict."""
    reasons: tuple[str, ...] = ()
    """Why each choice was made, and what was assumed."""
    rejections: tuple[Rejection, ...] = ()
    trace_number: str = ""
    """The inquiry that was answered: evidence for an appeal."""
    plans: tuple[PlanCoverage, ...] = ()
    """Every plan that the payer named, in file order."""
    deductible_met: Decimal | None = None
    out_of_pocket_met: Decimal | None = None
    accumulators: Mapping[str, Accumulator] = attrs.field(factory=dict)
    """`deductible.individual`, `deductible.family`, `out_of_pocket.individual` and `out_of_pocket.family`, where stated."""
    limits: tuple[BenefitLimit, ...] = ()
    """Limits of the service in every unit; `visits` and `visits_remaining` are those in visits."""
    exclusions: tuple[Benefit, ...] = attrs.field(default=(), repr=False)
    """E and I rows of the service: wholly excluded, or in part (see their messages and places)."""
    carve_outs: tuple[CarveOut, ...] = ()
    """Services about which another party answers."""
    patient_may_be_billed: bool | None = True
    """False: he is a qualified Medicare beneficiary on the day. None: a plan's name says so, and no code does. True: nothing forbids it."""
    spend_down: Decimal | None = None
    """EB*Y, dollars that a Medicaid patient pays himself before coverage begins."""


@attrs.frozen(slots=False)
class ShareStep:
    """One step of an estimate. The steps add up to the share."""

    name: str
    """`spend_down`, `copay`, `deductible`, `coinsurance`, or `whole` where nothing is covered or nothing is known."""
    low: Decimal
    """Dollars where every figure is at its lowest, after any limit. A later line may owe more there: earlier ones used up less."""
    high: Decimal
    """Dollars where every figure is at its highest."""
    reason: str = ""
    """How the figure came about."""
    service_type: str = ""


@attrs.frozen(slots=False)
class PatientShare:
    """What the patient will probably owe: an estimate, with each step."""

    low: Decimal
    """Dollars."""
    high: Decimal
    """Dollars; equal to `low` where nothing conflicts."""
    copay: Decimal = Decimal(0)
    deductible: Decimal = Decimal(0)
    coinsurance: Decimal = Decimal(0)
    reasons: tuple[str, ...] = ()
    steps: tuple[ShareStep, ...] = ()
    """In the order in which they were taken; they add up to `low` and to `high`."""

    def __add__(self, other: PatientShare) -> PatientShare:
        """Both together, as for two lines of one visit: what the steps add up to, where both have them."""
        steps, reasons = self.steps + other.steps, self.reasons + other.reasons
        if not all(one.steps or not one.high for one in (self, other)):
            return PatientShare(self.low + other.low, self.high + other.high, self.copay + other.copay, self.deductible + other.deductible,
                                self.coinsurance + other.coinsurance, reasons, steps)
        ends = sorted((sum((one.low for one in steps), Decimal(0)), sum((one.high for one in steps), Decimal(0))))
        copay, deductible, coinsurance = (sum((one.high for one in steps if one.name == name), Decimal(0))
                                          for name in ("copay", "deductible", "coinsurance"))
        return PatientShare(ends[0], ends[1], copay, deductible, coinsurance, reasons, steps)


@attrs.frozen(slots=False)
class LineShare:
    """What the patient will probably owe for one line of a visit."""

    service_line: int
    """Counts from 1."""
    procedure: Procedure
    service_type: str
    """By which benefits it was estimated."""
    answer: CoverageAnswer = attrs.field(repr=False)
    """What the payer said of the service."""
    allowed: Decimal | None = None
    """Dollars for all units, at most the charge; None: no row of the fee schedule is for the service."""
    share: PatientShare | None = None
    """None where nothing is allowed that is known: that is not zero."""
    reasons: tuple[str, ...] = ()


@attrs.frozen(slots=False)
class VisitShare:
    """What the patient will probably owe for a whole visit, line by line."""

    lines: tuple[LineShare, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def total(self) -> PatientShare:
        """The lines that have a fee, together."""
        found = PatientShare(Decimal(0), Decimal(0))
        for line in self.lines:
            found = found if line.share is None else found + line.share
        return found

    @property
    def low(self) -> Decimal:
        """Dollars, of the lines that have a fee."""
        return self.total.low

    @property
    def high(self) -> Decimal:
        """Dollars, of the lines that have a fee; equal to `low` where nothing conflicts."""
        return self.total.high

    @property
    def without_fee(self) -> tuple[int, ...]:
        """Lines that no fee is known for, and that `low` and `high` leave out."""
        return tuple(line.service_line for line in self.lines if line.allowed is None)
