"""What a payer answered about coverage: the nouns of a 271."""

from __future__ import annotations

from decimal import Decimal

import attrs

from edi_claims.common import Procedure, Reference, Unread
from edi_claims.encounter import Day, Diagnosis
from edi_claims.inquiry import PatientProvider, Place, Trace
from edi_claims.making import sketchable
from edi_claims.parties import Address, Contact, Payer, Person, PersonName, Provider


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
    """Segment number of its AAA."""
    before_name: bool = False
    """It stood in front of its level's name: of a `source` (2000A) it refuses the whole transaction, whatever the payer."""


@attrs.frozen(slots=False)
class Delivery:
    """HSD: how often, over what time."""

    quantity_qualifier: str = ""
    """HSD01: VS visits, DY days, HS hours."""
    quantity: Decimal | None = None
    """HSD02."""
    frequency: str = ""
    """HSD03: the quantity is that of a DA day, WK week, MO month, YR year, VS visit."""
    period_count: Decimal | None = None
    """HSD04: of so many of these."""
    period: str = ""
    """HSD05: 23 calendar year, 29 remaining."""
    periods: Decimal | None = None
    """HSD06: for so many of these."""
    pattern: tuple[str, ...] = ()
    """HSD07 and HSD08: on which days, and when in the day."""


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
    """PRV03."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    provider_role: str = ""
    """PRV01: PC primary care, RF referring, PE performing; empty where no PRV was sent."""
    relationship: str = ""
    """NM110, of a person: 01 parent, 02 child, 27 domestic partner, 41 spouse, 48 employee; empty as a rule."""


@attrs.frozen(slots=False)
class MilitaryService:
    """MPI: the patient's military service, as TRICARE tells it."""

    status: str
    """MPI01: C current, P previous, A partial, L latest, O oldest, S second most current, T third most current."""
    employment: str = ""
    """MPI02: AE active reserve, AO active overseas, RE retired."""
    affiliation: str = ""
    """MPI03: A air force, D army, E marines, F navy, H coast guard."""
    description: str = attrs.field(default="", repr=False)
    """MPI04."""
    rank: str = ""
    """MPI05."""
    period: Day | None = attrs.field(default=None, repr=False)
    """MPI07."""


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
    procedure_end: str = ""
    """EB13-8: the last procedure, where the benefit is for a range of them."""
    diagnosis_pointers: tuple[int, ...] = ()
    """EB14: which of the response's diagnoses, counting from 1."""
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


@sketchable
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
    traces: tuple[Trace, ...] = ()
    """TRN: 2 and our number, 1 and the payer's or a clearinghouse's."""
    dates: tuple[tuple[str, Day], ...] = ()
    """DTP01 of 2100 and the day or period: 346 plan begins, 347 ends, 291 the plan on the day asked for."""
    benefits: tuple[Benefit, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    """Those of this level and of the levels above it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its HL."""
    birth_sequence: int | None = attrs.field(default=None, repr=False)
    """INS17: which of twins or more the patient is, counting from 1; None for everybody else."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """HI, the main one first."""
    patient_provider: PatientProvider | None = None
    military: MilitaryService | None = None
    subscriber_level: EligibilityResponse | None = None
    """What the subscriber's level above a dependent's says besides who he is: a response without benefits and parties. None as a rule."""
    payer_kind: str = "PR"
    """NM101 of 2100A: PR payer, 2B third party administrator, 36 employer, GP gateway provider, P5 plan sponsor."""
    provider_kind: str = "1P"
    """NM101 of 2100B: 1P provider, FA facility, 80 hospital, or whoever else asked."""
    provider_role: str = "BI"
    """PRV01 beside the provider's taxonomy."""
    purpose: str = "11"
    """BHT02: 11 response, 06 the receipt of a spend-down is confirmed."""
    transaction_type: str = ""
    """BHT06."""
    batch_id: str = attrs.field(default="", eq=False)
    """BHT03: in real time that of the inquiry, returned."""

    @property
    def patient(self) -> Person | None:
        """The dependent, or the subscriber where none is named."""
        return self.dependent or self.subscriber

    @property
    def trace_number(self) -> str:
        """Our own number of the inquiry, returned (TRN01 = 2); empty where none was returned."""
        return next((trace.value for trace in self.traces if trace.qualifier == "2"), "")
