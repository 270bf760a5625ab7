"""Where claims stand: what a provider asks (276), and what a payer answers or tells unasked (277).

One inquiry and one response a claim. Patient data and free text are never shown by repr.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_acks.nouns import LineStatus, Status
from edi_acks.several import several
from edi_acks.status.reasons import of_response
from edi_claims import DateRange, Finding, Payer, Person, Procedure, Provider, Reference, Unread
from edi_claims.encounter import Day

RESPONSE_DUE = "106"
SERVICE = "472"


class StatusKind(StrEnum):
    """Which 277 it is."""

    RESPONSE = "response"
    """The answer to a 276 (005010X212)."""
    PENDING = "pending"
    """Claims that the payer still has, told unasked (005010X228)."""
    REQUEST = "request"
    """The payer asks for records (005010X213)."""


@attrs.frozen(kw_only=True)
class LineInquiry:
    """One service line that is asked for: 2210D or 2210E."""

    procedure: Procedure | None = None
    """SVC01; None where it was not sent."""
    charge: Decimal | None = None
    """SVC02, dollars."""
    revenue_code: str = ""
    """SVC04."""
    units: Decimal | None = None
    """SVC07."""
    line_control_number: str | None = None
    """REF*FJ: the REF*6R of the claim; None where it was not sent."""
    service_dates: Day | None = attrs.field(default=None, repr=False)
    """DTP*472; the guide wants it."""
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its SVC."""


@attrs.frozen(kw_only=True)
class StatusInquiry:
    """A question where one claim is: 2200D or 2200E of a 276, with the levels above it."""

    trace_number: str = attrs.field(default="", kw_only=False)
    """TRN02: the response returns it. Empty: `build_276` makes one from the control number."""
    payer: Payer | None = None
    """2100A."""
    receiver: Provider | None = attrs.field(default=None, repr=False)
    """2100B: who asks, with his id at the payer or clearinghouse (46). None: `build_276` writes the sender."""
    provider: Provider | None = None
    """2100C: whose claim it is, as the claim's billing provider."""
    further_provider: Provider | None = attrs.field(default=None, repr=False)
    """A second NM1 of 2100C: the same provider by another id; None as a rule."""
    patient: Person | None = attrs.field(default=None, repr=False)
    """Whom the claim is for. A subscriber who is the patient himself has his member id as `identifier`."""
    subscriber: Person | None = attrs.field(default=None, repr=False)
    """2100D of a dependent's claim, with the member id; None where the patient is the subscriber."""
    patient_control_number: str | None = None
    """REF*EJ: CLM01 of the claim."""
    payer_control_number: str | None = None
    """REF*1K: the payer's number of the claim, where it is known."""
    bill_type: str | None = None
    """REF*BLT: of institutional claims."""
    location: str | None = None
    """REF*LU: the payer's application that holds the claim, as an earlier answer said."""
    prescription_number: str | None = attrs.field(default=None, repr=False)
    """REF*XZ."""
    group_number: str | None = attrs.field(default=None, repr=False)
    """REF*6P."""
    clearinghouse_number: str | None = None
    """REF*D9."""
    charge: Decimal | None = None
    """AMT*T3, dollars."""
    service_dates: Day | None = attrs.field(default=None, repr=False)
    """DTP*472: of the whole claim; None where each line has its own."""
    lines: tuple[LineInquiry, ...] = attrs.field(default=(), converter=several)
    """Those that are asked for; empty: the claim as a whole."""
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    """Other REF, and a second one of a kind."""
    batch_id: str = attrs.field(default="", eq=False)
    """BHT03. Empty: the interchange's, as `build_276` is told."""
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its TRN, or of its HL where it has none."""

    @property
    def member_id(self) -> str:
        """The subscriber's id at the payer; empty where none is given."""
        return _member_id(self.subscriber or self.patient)


@attrs.frozen
class LevelStatus:
    """What a response says of everything below a level: the whole request (2200B), or all of one provider's claims (2200C)."""

    level: str
    """`receiver` or `provider`."""
    trace_number: str = ""
    """TRN02: of a request its number, of a provider 0 as a rule."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)


@attrs.frozen(kw_only=True)
class StatusResponse:
    """What a payer says of one claim: 2200D or 2200E of a 277, with the levels above it.

    A request or a provider that was turned down as a whole gives one response without a patient.
    """

    trace_number: str = attrs.field(default="", kw_only=False)
    """TRN02: that of the inquiry, returned; empty where the payer tells it unasked."""
    kind: StatusKind = StatusKind.RESPONSE
    payer: Payer | None = None
    """2100A, with whom to ask there."""
    receiver: Provider | None = attrs.field(default=None, repr=False)
    """2100B: who asked."""
    provider: Provider | None = None
    """2100C."""
    further_provider: Provider | None = attrs.field(default=None, repr=False)
    """A second NM1 of 2100C; None as a rule."""
    patient: Person | None = attrs.field(default=None, repr=False)
    """Whom the claim is for; None where a level above was turned down."""
    subscriber: Person | None = attrs.field(default=None, repr=False)
    """2100D of a dependent's claim; None where the patient is the subscriber, or only the patient is told."""
    above: tuple[LevelStatus, ...] = attrs.field(default=(), converter=several)
    """What was said of the levels above it, the request first."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    """Every status of every STC of the claim, in order."""
    patient_control_number: str | None = None
    """REF*EJ: CLM01 of the claim; None where it was not returned."""
    payer_control_number: str | None = None
    """REF*1K; TRN02 of a 277 that comes unasked."""
    bill_type: str | None = None
    """REF*BLT."""
    prescription_number: str | None = attrs.field(default=None, repr=False)
    """REF*XZ."""
    voucher: str | None = None
    """REF*VV."""
    clearinghouse_number: str | None = None
    """REF*D9."""
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    """Other REF, such as EA, the medical record."""
    dates: Mapping[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    """DTP01 to the day: 472 service, 106 by when an answer is due."""
    lines: tuple[LineStatus, ...] = attrs.field(default=(), converter=several)
    batch_id: str = attrs.field(default="", eq=False)
    """BHT03."""
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its TRN, or of its HL where it has none."""

    @property
    def member_id(self) -> str:
        """The subscriber's id at the payer; empty where none was sent."""
        return _member_id(self.subscriber or self.patient)

    @property
    def charge(self) -> Decimal | None:
        """STC04 of the first status that has one, dollars; None where none has."""
        return next((one.amount for one in self.statuses if one.amount is not None), None)

    @property
    def paid(self) -> Decimal | None:
        """STC05 of the first status that has one, dollars; None where none has. Zero is a value."""
        return next((one.paid for one in self.statuses if one.paid is not None), None)

    @property
    def check_number(self) -> str:
        """STC09: the check or transfer that paid it, which is TRN02 of the remittance; empty where none is told."""
        return next((one.check_number for one in self.statuses if one.check_number), "")

    @property
    def paid_on(self) -> date | None:
        """STC08: the day of that payment; None where none is told."""
        return next((one.paid_on for one in self.statuses if one.paid_on is not None), None)

    @property
    def finalized_on(self) -> date | None:
        """STC06: the day of the decision; None where none is told."""
        return next((one.finalized_on for one in self.statuses if one.finalized_on is not None), None)

    @property
    def effective_on(self) -> date | None:
        """The latest STC02: as of when this holds; None where none is told."""
        own = self.statuses or tuple(one for level in self.above for one in level.statuses)
        return max((one.on for one in own if one.on is not None), default=None)

    @property
    def response_due(self) -> date | None:
        """DTP*106: by when the payer wants an answer, of a period its last day; None where it says no day."""
        due = self.dates.get(RESPONSE_DUE)
        return due.end if isinstance(due, DateRange) else due

    @property
    def service_dates(self) -> Day | None:
        """DTP*472; None where it was not sent."""
        return self.dates.get(SERVICE)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed, then what somebody has to act upon."""
        return (*self.noticed, *of_response(self))


def _member_id(person: Person | None) -> str:
    return person.identifier.value if person is not None and person.identifier is not None else ""
