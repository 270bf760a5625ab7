"""What happens at a simulated practice: one thing each, with its day, and how a billing system is told of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import attrs

from edi_acks import Acknowledgment
from edi_claims import Claim, Receipt, Remittance

if TYPE_CHECKING:
    from collections.abc import Iterable


class BillingSystem(Protocol):
    """What can be told of events: `revenue_cycle.Ledger` can, and so can any system with these methods."""

    def submit(self, claims: Iterable[Claim], receipt: Receipt | None = None, on: date | None = None) -> object:
        """Claims were sent in a file."""

    def hold(self, patient_control_number: str, reason: str, on: date | None = None) -> object:
        """A claim is not sent yet."""

    def acknowledge(self, acknowledgments: Iterable[Acknowledgment], on: date | None = None) -> object:
        """A file was answered."""

    def post(self, remittance: Remittance) -> object:
        """A payer decided."""

    def match_deposit(self, trace_number: str, amount: Decimal, on: date, *, payer_trace_id: str = "", reference: str = "") -> object:
        """The bank booked money."""

    def patient_payment(self, patient_control_number: str, amount: Decimal, on: date | None = None) -> object:
        """A patient paid."""

    def refund(self, patient_control_number: str, amount: Decimal, reason: str = "", on: date | None = None) -> object:
        """A patient got money back."""

    def write_off(self, patient_control_number: str, amount: Decimal, reason: str, on: date | None = None, *, of_patient: bool = False) -> object:
        """An amount is not collected."""

    def appeal(self, patient_control_number: str, level: str = "", on: date | None = None, reason: str = "") -> object:
        """A denial is disputed."""

    def appeal_decided(self, patient_control_number: str, status: str, on: date | None = None) -> object:
        """The dispute is over."""


@attrs.frozen
class Event(ABC):
    """One thing that happens."""

    on: date
    """The day on which the practice does it, or hears of it."""

    @abstractmethod
    def tell(self, system: BillingSystem) -> None:
        """Enter it into a billing system."""


@attrs.frozen
class Sent(Event):
    """A file of claims (837P) to one payer, whether it arrives or not."""

    claims: tuple[Claim, ...] = attrs.field(repr=False)
    """As they are read from the text."""
    receipt: Receipt = attrs.field(repr=False)
    text: str = attrs.field(repr=False)

    def tell(self, system: BillingSystem) -> None:
        """`submit`."""
        system.submit(self.claims, self.receipt, self.on)


@attrs.frozen
class Held(Event):
    """A claim that is not sent until something is settled."""

    claim: str
    """Patient control number."""
    reason: str

    def tell(self, system: BillingSystem) -> None:
        """`hold`."""
        system.hold(self.claim, self.reason, self.on)


@attrs.frozen
class Acknowledged(Event):
    """What a payer answers to a file: TA1, 999, 277CA."""

    acknowledgments: tuple[Acknowledgment, ...] = attrs.field(repr=False)

    def tell(self, system: BillingSystem) -> None:
        """`acknowledge`."""
        system.acknowledge(self.acknowledgments, self.on)


@attrs.frozen
class Remitted(Event):
    """A remittance (835) that arrives; its payment date may be another day."""

    remittance: Remittance = attrs.field(repr=False)

    def tell(self, system: BillingSystem) -> None:
        """`post`."""
        system.post(self.remittance)


@attrs.frozen
class Deposited(Event):
    """Money at the bank."""

    trace_number: str
    amount: Decimal
    """Dollars."""
    payer_trace_id: str
    reference: str
    """The bank's own number."""

    def tell(self, system: BillingSystem) -> None:
        """`match_deposit`."""
        system.match_deposit(self.trace_number, self.amount, self.on, payer_trace_id=self.payer_trace_id, reference=self.reference)


@attrs.frozen
class _OfClaim(Event):
    """Money of one claim."""

    claim: str
    """Patient control number."""
    amount: Decimal
    """Dollars, above zero."""


@attrs.frozen
class PatientPaid(_OfClaim):
    """What a patient pays, at the visit or later."""

    def tell(self, system: BillingSystem) -> None:
        """`patient_payment`."""
        system.patient_payment(self.claim, self.amount, self.on)


@attrs.frozen
class Refunded(_OfClaim):
    """What a patient gets back."""

    def tell(self, system: BillingSystem) -> None:
        """`refund`."""
        system.refund(self.claim, self.amount, "paid too much", self.on)


@attrs.frozen
class WrittenOff(_OfClaim):
    """What is given up: of a denial, or a small rest of the patient's."""

    of_patient: bool = False

    def tell(self, system: BillingSystem) -> None:
        """`write_off`."""
        system.write_off(self.claim, self.amount, "given up", self.on, of_patient=self.of_patient)


@attrs.frozen
class Appealed(Event):
    """A denial that is disputed."""

    claim: str
    """Patient control number."""

    def tell(self, system: BillingSystem) -> None:
        """`appeal`."""
        system.appeal(self.claim, "", self.on, "the record supports it")


@attrs.frozen
class AppealDecided(Event):
    """What became of an appeal; the money, where there is any, comes by a remittance."""

    claim: str
    """Patient control number."""
    status: str
    """`overturned` or `upheld`."""

    def tell(self, system: BillingSystem) -> None:
        """`appeal_decided`."""
        system.appeal_decided(self.claim, self.status, self.on)
