"""Entries: what happened to a claim, one fact each, never changed and never removed. Every balance is a fold over them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_claims import ZERO, Claim, ClaimPayment, ProviderAdjustment, Receipt


class EntryKind(StrEnum):
    """What an entry says. Amounts are in dollars, with the sign that the payer or the patient sent."""

    SUBMISSION = "submission"
    """A claim was sent; the amount is its charge."""
    RECEIPT = "receipt"
    """What an interchange held, kept for the acknowledgments that answer it."""
    ACKNOWLEDGMENT = "acknowledgment"
    """Somebody on the way received, accepted or rejected the claim."""
    HOLD = "hold"
    """The claim waits for something and is not sent."""
    REMITTANCE = "remittance"
    """A remittance was posted; the amount is BPR02."""
    ADJUDICATION = "adjudication"
    """A payer decided about a claim; the amount is CLP04. The entries behind it take it apart."""
    PAYMENT = "payment"
    """What a payer paid for a line, or for a claim as a whole."""
    CONTRACTUAL = "contractual"
    OTHER_ADJUSTMENT = "other_adjustment"
    PRIOR_PAYER = "prior_payer"
    """What an earlier payer already took off (OA-23): told again, not new."""
    PATIENT_RESPONSIBILITY = "patient_responsibility"
    PENDED = "pended"
    DENIAL = "denial"
    SUSPENSE = "suspense"
    """A claim payment that belongs to no known claim, or does not balance."""
    ESTIMATE = "estimate"
    """A predetermination: what would be paid. Not money."""
    PROVIDER_LEVEL = "provider_level"
    """A PLB pair; the amount is what it adds to the payment, which is the negative of what was sent."""
    PATIENT_PAYMENT = "patient_payment"
    WRITE_OFF = "write_off"
    TRANSFER = "transfer"
    """From a denied amount to the patient, by a person's decision."""


@attrs.frozen
class Source:
    """Where an entry comes from."""

    kind: str
    """`835`, `277CA`, `999`, `TA1`, `837`, or empty for a person."""
    trace_number: str = ""
    """TRN02 of the remittance, or the control number of what was received."""
    payer_trace_id: str = ""
    """TRN03."""
    position: int = 0
    """Segment number in its text."""
    digest: str = ""
    """Of a whole remittance without its control numbers."""


@attrs.frozen(kw_only=True, slots=False)
class Entry:
    """One fact."""

    kind: EntryKind = attrs.field(kw_only=False)
    on: date = attrs.field(kw_only=False)
    """The day it happened, which is not always the day it was entered."""
    amount: Decimal = attrs.field(default=ZERO, kw_only=False)
    claim: str | None = None
    """Patient control number; None for what concerns no claim."""
    service_line: int | None = None
    """Counts from 1; None for what concerns a claim as a whole."""
    sequence: str = ""
    """Which payer: P, S, T; empty where no payer is concerned."""
    group: str = ""
    reason: str = ""
    """CARC of an adjustment, PLB03-1 of a provider-level entry, kind of a write-off."""
    remarks: tuple[str, ...] = ()
    """RARCs of the line and the claim."""
    stage: str = ""
    """How far an acknowledgment says that the claim came."""
    note: str = attrs.field(default="", repr=False)
    """Why, in a person's words."""
    by: str = ""
    """Who entered it; empty for the library itself."""
    source: Source | None = None
    submitted: Claim | None = attrs.field(default=None, repr=False)
    decided: ClaimPayment | None = attrs.field(default=None, repr=False)
    moved: ProviderAdjustment | None = None
    receipt: Receipt | None = attrs.field(default=None, repr=False)
    method: str = ""
    """How a payment found its claim: `exact`, `normalized`, `payer_control_number`."""
    reverses: Source | None = None
    """The adjudication that a reversal takes back."""
    produced_on: date | None = None
    """DTM*405 of an adjudication's remittance; None where it was not sent."""

    @property
    def decided_on(self) -> date:
        """From when the time for an appeal counts: the earlier of the production date and the payment date."""
        return min(self.on, self.produced_on or self.on)
