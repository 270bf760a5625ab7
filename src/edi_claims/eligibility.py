"""Asking for coverage and what was answered: the nouns of a 270 and a 271."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_claims.common import Procedure, Reference, Unread
from edi_claims.coverage import Coverage
from edi_claims.encounter import Day
from edi_claims.making import sketchable
from edi_claims.parties import Address, Contact, Payer, Person, PersonName, Provider


@attrs.frozen(slots=False)
class EligibilityInquiry:
    """One question about one patient: a 270's 2000C or 2000D with its EQ."""

    patient: Person = attrs.field(repr=False)
    coverage: Coverage
    """Payer, member id and subscriber; a patient who is not the subscriber is asked for as his dependent."""
    provider: Provider
    """Who asks: 2100B NM1*1P."""
    service_types: tuple[str, ...] = attrs.field(default=("30",), converter=tuple)
    """EQ01: 30 is the plan as a whole, 98 an office visit."""
    on: Day | None = None
    """DTP*291: the day of the visit, or a period; None: the payer answers for today."""
    trace_number: str = ""
    """TRN02: the response carries it back. Empty: `build_270` makes one from the control number."""
    trace_originator: str = ""
    """TRN03, ten characters: 9 and the tax id. Empty: made from the provider's tax id."""
    trace_division: str = ""
    """TRN04: the part of the practice that asked, such as a department; empty as a rule."""
    procedure: Procedure | None = None
    """EQ02, instead of service types; None as a rule."""
    coverage_level: str = ""
    """EQ03: FAM asks for the whole family; empty as a rule."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen(slots=False)
class Rejection:
    """AAA: why a question, or a part of it, was not answered."""

    level: str
    """Who could not be found or asked: `source`, `receiver`, `subscriber`, `dependent` or `benefit`."""
    reason: str
    """AAA03."""
    follow_up: str = ""
    """AAA04: C correct, R resubmit, N no resubmission."""
    valid_request: str = ""
    """AAA01: Y the question was understood, N it was not valid."""
    position: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen(slots=False)
class Delivery:
    """HSD: how often, over what time."""

    quantity_qualifier: str = ""
    """HSD01: VS visits, DY days, HS hours."""
    quantity: Decimal | None = None
    frequency: str = ""
    period_count: Decimal | None = None
    period: str = ""
    """HSD05: 23 calendar year, 29 remaining."""
    periods: Decimal | None = None
    pattern: tuple[str, ...] = ()


@attrs.frozen(slots=False)
class Place:
    """III: the place or nature that a benefit is restricted to."""

    qualifier: str
    """ZZ for a place of service."""
    code: str


@sketchable
@attrs.frozen(slots=False)
class RelatedEntity:
    """2120: somebody whom a benefit names: a primary care provider, another payer, a vendor."""

    role: str
    """NM101: P3 primary care, PR, PRP, SEP and TTP payers, VN vendor."""
    name: PersonName | str = attrs.field(default="", repr=False)
    identifier: Reference | None = None
    """NM108 and NM109."""
    address: Address | None = attrs.field(default=None, repr=False)
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    taxonomy: str = ""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)


@attrs.define
class Benefit:
    """One EB with what follows it: 2110C or 2110D. Not changed once read."""

    kind: str
    """EB01: 1 active, 6 inactive, A coinsurance, B copay, C deductible, G out of pocket, F limit, I not covered, R other payer."""
    coverage_level: str = ""
    """EB02: IND individual, FAM family; empty: as asked."""
    service_types: tuple[str, ...] = ()
    """EB03; empty: what was asked."""
    insurance_type: str = ""
    """EB04."""
    plan: str = ""
    """EB05."""
    period: str = ""
    """EB06: 23 calendar year, 24 year to date, 27 visit, 29 remaining."""
    amount: Decimal | None = None
    """EB07, dollars; None where it was not sent. Zero is a value."""
    rate: Decimal | None = None
    """EB08, the patient's share as a fraction: 0.2 is 20 percent."""
    quantity_qualifier: str = ""
    """EB09: VS visits."""
    quantity: Decimal | None = None
    """EB10."""
    authorization: str = ""
    """EB11: Y required, N not, U unknown; empty: not said."""
    in_network: str = ""
    """EB12: Y, N, U unknown, W both; empty: not said."""
    procedure: Procedure | None = None
    """EB13."""
    deliveries: tuple[Delivery, ...] = ()
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    dates: tuple[tuple[str, Day], ...] = ()
    """DTP01 and the day or period; a qualifier may repeat."""
    messages: tuple[str, ...] = attrs.field(default=(), repr=False)
    """MSG01: free text, shown to people, never taken for a fact."""
    places: tuple[Place, ...] = ()
    entities: tuple[RelatedEntity, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its EB."""


@attrs.frozen(slots=False)
class EligibilityResponse:
    """What a payer answered about one patient: a 271's 2000C or 2000D with the levels above it."""

    payer: Payer | None = None
    """2100A."""
    provider: Provider | None = None
    """2100B: who asked."""
    subscriber: Person | None = attrs.field(default=None, repr=False)
    """2100C; `identifier` is the member id."""
    dependent: Person | None = attrs.field(default=None, repr=False)
    """2100D; None when the answer is about the subscriber."""
    relationship: str = ""
    """INS02."""
    maintenance: tuple[str, ...] = ()
    """INS03 and INS04: 001 and 25 say that the payer changed what was asked."""
    traces: tuple[Reference, ...] = ()
    """TRN: 2 and our number, 1 and the payer's; `note` is TRN03."""
    dates: tuple[tuple[str, Day], ...] = ()
    """DTP01 of 2100 and the day or period: 346 plan begins, 347 ends, 291 the plan on the day asked for."""
    benefits: tuple[Benefit, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    """Those of this level and of the levels above it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its HL."""

    @property
    def patient(self) -> Person | None:
        """The dependent, or the subscriber where none is named."""
        return self.dependent or self.subscriber

    @property
    def trace_number(self) -> str:
        """Our own number of the inquiry, returned (TRN01 = 2); empty where none was returned."""
        return next((trace.value for trace in self.traces if trace.qualifier == "2"), "")


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

    def __add__(self, other: PatientShare) -> PatientShare:
        """Both together, as for two lines of one visit."""
        return PatientShare(self.low + other.low, self.high + other.high, self.copay + other.copay, self.deductible + other.deductible,
                            self.coinsurance + other.coinsurance, self.reasons + other.reasons)
