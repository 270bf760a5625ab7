"""What the coder signed: an encounter with its diagnoses and services. Billing adds to it and never edits it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from edi_claims.common import ZERO, DateRange, Procedure, Reference, Unread
from edi_claims.making import sketchable
from edi_claims.parties import Person, Provider
from edi_claims.supporting import (
    AmbulanceTransport,
    Attachment,
    ConditionIndicator,
    ContractInformation,
    EquipmentCertification,
    EquipmentRental,
    Form,
    Measurement,
    PurchasedService,
    Repricing,
    SpinalManipulation,
)

Day = date | DateRange


@attrs.frozen(slots=False)
class Diagnosis:
    """One code of HI. The first of an encounter is the principal one (ABK), the others are ABF."""

    code: str
    """Without a dot, upper case."""
    version: str = "10"
    """10 for ICD-10-CM (ABK, ABF), 9 for ICD-9-CM (BK, BF), which services before October 2015 carry."""


@attrs.frozen(slots=False)
class Accident:
    """CLM11 and DTP*439: what other cause the condition is related to."""

    causes: tuple[str, ...]
    """AA auto accident, EM employment, OA other accident."""
    occurred_on: date | None = None
    state: str = ""
    """CLM11-4; required for AA."""
    country: str = ""


@attrs.frozen(slots=False)
class Drug:
    """2410: a drug that was given, by its national drug code."""

    ndc: str
    """LIN03, eleven digits, no hyphens."""
    quantity: Decimal | None = None
    unit: str = ""
    """CTP05: UN, ML, ME, GR, F2."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """REF*XZ prescription, REF*VY link."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    qualifier: str = "N4"
    """LIN02: N4 for a national drug code; EN, EO, HI, ON, UK, UP where `ndc` holds another product's number instead, such as a device's."""


class _Providers:
    """The named roles of the mapping `providers`, the same on an encounter and on a line."""

    __slots__ = ()
    providers: Mapping[str, Provider]

    @property
    def rendering_provider(self) -> Provider | None:
        """2310B or 2420A, NM1*82; None: the billing provider treated the patient."""
        return self.providers.get("rendering_provider")

    @property
    def referring_provider(self) -> Provider | None:
        """2310A or 2420F, NM1*DN."""
        return self.providers.get("referring_provider")

    @property
    def supervising_provider(self) -> Provider | None:
        """2310D or 2420D, NM1*DQ."""
        return self.providers.get("supervising_provider")

    @property
    def facility(self) -> Provider | None:
        """2310C or 2420C, NM1*77: where it was done, when that is not the billing address."""
        return self.providers.get("facility")


@sketchable
@attrs.frozen(init=False, slots=False)
class ServiceLine(_Providers):
    """One service: 2400."""

    procedure: Procedure
    charge: Decimal
    """SV102, dollars."""
    units: Decimal = Decimal(1)
    """SV104, in the unit of `unit`."""
    diagnosis_pointers: tuple[int, ...] = ()
    """SV107: which diagnoses of the encounter, counting from 1, the main one first."""
    service_date: date | None = None
    """DTP*472 of one day; None where `service_period` is given."""
    service_period: DateRange | None = None
    """DTP*472 of several days; None where `service_date` is given."""
    line_control_number: str | None = None
    """REF*6R; None where none was sent. Ours are unique in the claim, because the 835 answers by them."""
    unit: str = "UN"
    """SV103: UN units, MJ minutes."""
    place_of_service: str = ""
    """SV105; empty: as the encounter."""
    emergency: str = ""
    """SV109: Y or empty."""
    screening: str = ""
    """SV111, EPSDT: Y or empty."""
    family_planning: str = ""
    """SV112: Y or empty."""
    copay_exempt: str = ""
    """SV115: 0 when exempt, or empty."""
    drug: Drug | None = None
    dates: Mapping[str, Day] = attrs.field(factory=dict, repr=False)
    """Other dates, DTP01 to the day or period."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    amounts: Mapping[str, Decimal] = attrs.field(factory=dict)
    """AMT01 to dollars: T sales tax, F4 postage."""
    notes: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """NTE01 and NTE02."""
    providers: Mapping[str, Provider] = attrs.field(factory=dict)
    """Role to provider, where it differs from the encounter's."""
    rental: EquipmentRental | None = None
    attachments: tuple[Attachment, ...] = ()
    """PWK; a CT is the certificate of medical necessity of a DME line."""
    ambulance: AmbulanceTransport | None = None
    certification: EquipmentCertification | None = None
    conditions: tuple[ConditionIndicator, ...] = ()
    quantities: Mapping[str, Decimal] = attrs.field(factory=dict)
    """QTY01 to the number: PT patients in one ambulance, FL further units of obstetric anesthesia."""
    measurements: tuple[Measurement, ...] = ()
    contract: ContractInformation | None = None
    file_information: tuple[str, ...] = attrs.field(default=(), repr=False)
    """K301, as a state's law asks for it."""
    purchased_service: PurchasedService | None = None
    repricing: Repricing | None = None
    forms: tuple[Form, ...] = ()
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its LX in the text; 0 when it was not read from one."""

    def __init__(self, procedure: Procedure, charge: Decimal, units: Decimal = Decimal(1), diagnosis_pointers: tuple[int, ...] = (),
                 service_date: date | None = None, service_period: DateRange | None = None, *,
                 rendering_provider: Provider | None = None, referring_provider: Provider | None = None,
                 supervising_provider: Provider | None = None, facility: Provider | None = None,
                 providers: Mapping[str, Provider] | None = None, **more: Any) -> None:
        """A line; `more` are the other fields by name."""
        self.__attrs_init__(
            procedure, charge, units, diagnosis_pointers, service_date, service_period,
            providers=_by_role(providers, rendering_provider, referring_provider, supervising_provider, facility), **more)

    @property
    def first_day(self) -> date | None:
        """The day, or the first day of the period; None where neither was sent."""
        return self.service_date or (self.service_period.start if self.service_period else None)

    @property
    def last_day(self) -> date | None:
        """The day, or the last day of the period; None where neither was sent."""
        return self.service_date or (self.service_period.end if self.service_period else None)


def _by_role(providers: Mapping[str, Provider] | None, rendering: Provider | None, referring: Provider | None,
             supervising: Provider | None, facility: Provider | None) -> dict[str, Provider]:
    named = {"rendering_provider": rendering, "referring_provider": referring, "supervising_provider": supervising, "facility": facility}
    return {**(providers or {}), **{role: who for role, who in named.items() if who is not None}}


@attrs.frozen(slots=False)
class Coding:
    """What the coder decided, to be compared: a claim that changes any of it needs a documentation reference."""

    diagnoses: tuple[Diagnosis, ...]
    place_of_service: str
    lines: tuple[tuple[Procedure, Decimal, str, tuple[int, ...], str], ...]
    """Procedure, units, unit, pointers and place of each line."""


@sketchable
@attrs.frozen(init=False, slots=False)
class Encounter(_Providers):
    """A coded visit: what was found and what was done. Frozen: a changed code is a new encounter."""

    patient: Person = attrs.field(repr=False)
    diagnoses: tuple[Diagnosis, ...]
    """HI, the principal one first; at most twelve on a claim."""
    services: tuple[ServiceLine, ...]
    place_of_service: str
    """CLM05-1, two digits."""
    providers: Mapping[str, Provider] = attrs.field(factory=dict)
    """Role to provider: `rendering_provider`, `referring_provider`, `supervising_provider`, `facility`, `primary_care_provider`, …"""
    accident: Accident | None = None
    dates: Mapping[str, Day] = attrs.field(factory=dict, repr=False)
    """DTP01 of 2300 to the day or period: 435 admission, 096 discharge, 431 onset."""
    condition_codes: tuple[str, ...] = ()
    """HI*BG."""
    anesthesia_procedures: tuple[str, ...] = ()
    """HI*BP and BO."""
    notes: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """NTE01 and NTE02 of 2300."""
    ambulance: AmbulanceTransport | None = None
    spinal_manipulation: SpinalManipulation | None = None
    conditions: tuple[ConditionIndicator, ...] = ()
    documentation: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    """Facts that a person recorded, such as a lesion's size; nothing here reads notes. Not sent."""

    def __init__(self, patient: Person, diagnoses: tuple[Diagnosis, ...], services: tuple[ServiceLine, ...], place_of_service: str,
                 rendering_provider: Provider | None = None, referring_provider: Provider | None = None,
                 supervising_provider: Provider | None = None, facility: Provider | None = None,
                 accident: Accident | None = None, admission_date: date | None = None, *,
                 providers: Mapping[str, Provider] | None = None, dates: Mapping[str, Day] | None = None, **more: Any) -> None:
        """An encounter; the named providers and dates join `providers` and `dates`, `more` are the other fields by name."""
        days = {**(dates or {}), **({"435": admission_date} if admission_date else {})}
        self.__attrs_init__(
            patient, tuple(diagnoses), tuple(services), place_of_service,
            _by_role(providers, rendering_provider, referring_provider, supervising_provider, facility), accident, days, **more)

    @property
    def admission_date(self) -> date | None:
        """DTP*435; None where it was not sent, or as a period."""
        day = self.dates.get("435")
        return day if isinstance(day, date) else None

    @property
    def coding(self) -> Coding:
        """Diagnoses, procedures, modifiers, units, pointers and place: what must not change to get paid."""
        return Coding(self.diagnoses, self.place_of_service,
                      tuple((line.procedure, line.units, line.unit, line.diagnosis_pointers, line.place_of_service) for line in self.services))

    @property
    def total_charge(self) -> Decimal:
        """The sum of the lines, dollars."""
        return sum((line.charge for line in self.services), ZERO)

    @property
    def first_day(self) -> date | None:
        """The earliest day of service; None where no line has one."""
        return min((day for line in self.services if (day := line.first_day)), default=None)

    @property
    def last_day(self) -> date | None:
        """The latest day of service; None where no line has one."""
        return max((day for line in self.services if (day := line.last_day)), default=None)
