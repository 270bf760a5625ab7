"""Asking for coverage: the nouns of a 270, and what its patient's level shares with a 271's."""

from __future__ import annotations

from decimal import Decimal

import attrs

from edi_claims.common import Procedure, Reference, Unread
from edi_claims.coverage import Coverage
from edi_claims.encounter import Day, Diagnosis
from edi_claims.parties import Person, Provider


@attrs.frozen(slots=False)
class Place:
    """III: the place or nature that a question or a benefit is restricted to."""

    qualifier: str
    """ZZ for a place of service, NI for the nature of an injury, GR for its group; empty where only a text was sent."""
    code: str
    category: str = ""
    """III03: 44 says that `text` is about the nature of an injury."""
    text: str = attrs.field(default="", repr=False)
    """III04, of a 271 only."""


@attrs.frozen(slots=False)
class PatientProvider:
    """PRV of 2100C or D: a provider and what he is to the patient."""

    role: str
    """PRV01: PC primary care physician, RF referring, R rural health clinic."""
    qualifier: str = ""
    """PRV02: PXC taxonomy, HPI national provider id, EI employer id, SY social security number."""
    number: str = attrs.field(default="", repr=False)
    """PRV03."""


@attrs.frozen(slots=False)
class Trace:
    """TRN: a number that a question has at somebody's."""

    qualifier: str
    """TRN01: in a response 2 our number, returned, and 1 the payer's or a clearinghouse's own; in an inquiry 1."""
    value: str
    """TRN02."""
    originator: str = ""
    """TRN03, ten characters: 1 or 9 before a tax id, 3 before a payer's number."""
    division: str = ""
    """TRN04."""


@attrs.frozen(slots=False)
class ServiceInquiry:
    """One EQ with what qualifies it: 2110C or 2110D."""

    service_types: tuple[str, ...] = ()
    """EQ01; empty where a procedure is asked for."""
    procedure: Procedure | None = None
    """EQ02, in place of service types."""
    coverage_level: str = ""
    """EQ03: FAM asks for the whole family; empty as a rule."""
    diagnosis_pointers: tuple[int, ...] = ()
    """EQ05: which diagnoses of the inquiry, counting from 1."""
    spend_down: Decimal | None = None
    """AMT*R, dollars: what the patient would spend down."""
    spend_down_billed: Decimal | None = None
    """AMT*PB, dollars: what has been billed of it."""
    places: tuple[Place, ...] = ()
    """III*ZZ: place of service."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """REF*9F a referral, REF*G1 an authorization."""
    on: Day | None = None
    """DTP*291 behind the EQ: the day of this service; None: that of the inquiry."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its EQ."""


@attrs.frozen(slots=False)
class EligibilityInquiry:
    """What is asked about one patient: a 270's 2000C or 2000D.

    The first question is the inquiry's own (`service_types`, or `procedure`, with `coverage_level`); more of them, and one that says more
    than that, are `further`. `questions` has all of them.
    """

    patient: Person = attrs.field(repr=False)
    coverage: Coverage
    """Payer, member id and subscriber; a patient who is not the subscriber is asked for as his dependent."""
    provider: Provider
    """Who asks: 2100B."""
    service_types: tuple[str, ...] = attrs.field(default=("30",), converter=tuple)
    """EQ01: 30 is the plan as a whole, 98 an office visit. Empty where a procedure, or only `further`, is asked for."""
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
    """REF of the patient's level: EJ his account, SY, F6 Medicare's number. His group's number is the coverage's where he is the subscriber."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    further: tuple[ServiceInquiry, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    """HI, at most eight, the main one first."""
    patient_provider: PatientProvider | None = None
    birth_sequence: int | None = attrs.field(default=None, repr=False)
    """INS17: which of twins or more the patient is, counting from 1; None for everybody else."""
    issued_on: Day | None = attrs.field(default=None, repr=False)
    """DTP*102: when the card was issued; None as a rule."""
    second_trace: Trace | None = None
    """A second TRN, as of a clearinghouse."""
    payer_kind: str = "PR"
    """NM101 of 2100A: PR payer, 2B third party administrator, 36 employer, GP gateway provider, P5 plan sponsor."""
    provider_kind: str = "1P"
    """NM101 of 2100B: 1P provider, FA facility, 80 hospital, 36 employer, or a payer that asks another one."""
    provider_role: str = "BI"
    """PRV01 beside the provider's taxonomy: BI billing, PE performing, RF referring."""
    purpose: str = "13"
    """BHT02: 13 request, 01 cancellation of an earlier one."""
    transaction_type: str = ""
    """BHT06: RT for a spend-down; empty otherwise."""
    batch_id: str = attrs.field(default="", eq=False)
    """BHT03; in real time the response carries it back. Empty: the interchange's, as `build_270` is told."""

    @property
    def questions(self) -> tuple[ServiceInquiry, ...]:
        """Everything that is asked, the first question first."""
        if not self.service_types and self.procedure is None:
            return self.further
        return ServiceInquiry(self.service_types, self.procedure, self.coverage_level), *self.further
