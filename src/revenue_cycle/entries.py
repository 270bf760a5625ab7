"""Entries: what happened to a claim, one fact each, never changed and never removed. Every balance is a fold over them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import attrs

from edi_acks.status import StatusResponse
from edi_claims import ZERO, Claim, ClaimPayment, Finding, Payer, ProviderAdjustment, Receipt


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
    """A remittance was posted; the amount is BPR02, below zero where it takes (BPR03 D)."""
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
    FORWARDED = "forwarded"
    """The payer decided nothing and sent the claim on to another one (CLP02 23). Not money."""
    PATIENT_PAYMENT = "patient_payment"
    """What a patient paid; negative where it was given back."""
    REFUND = "refund"
    """What a patient got back; positive."""
    WRITE_OFF = "write_off"
    """A decision not to collect: `reason` is its `WriteOffKind`, `group` PR where it is the patient's share; negative where it is taken back."""
    TRANSFER = "transfer"
    """To the patient, by a person's decision: from a denied amount or, with `group` PR, from his share that was held for a further payer."""
    RELEASE = "release"
    """What was in suspense leaves it, for a claim or back to the payer; the amount is the negative of what leaves."""
    WITHDRAWAL = "withdrawal"
    """A claim payment that was posted to a claim is taken off it, because it belongs to another one; the amount is the negative of CLP04."""
    RETURNED = "returned"
    """Money that no claim of ours explains goes back to the payer; the amount is what goes back."""
    DEPOSIT = "deposit"
    """The bank booked money; the amount is what came, below zero what it took."""
    SCRUBBED = "scrubbed"
    """The scrubber found something before the claim was sent; the amount is the charge that it concerns."""
    STATEMENT = "statement"
    """A patient statement; the amount is what it asked for. `stage` says whether it was `issued`, or turned out wrong: `corrected`, `voided`."""
    AUDIT = "audit"
    """An auditor's statement about a line, or about a claim as a whole. Never money."""
    APPEAL = "appeal"
    """A person disputes a payer's decision; the amount is what he disputes. Never money."""
    APPEAL_DECISION = "appeal_decision"
    """What became of an appeal: `stage` is its `AppealStatus`. The money, where there is any, comes by a remittance."""

    STATUS = "status"
    """A payer's answer where a claim is (277): `stage` is its `Standing`, `reason` its status. Never money."""


class WriteOffKind(StrEnum):
    """Why an amount is not collected."""

    CONTRACTUAL = "contractual"
    """The contract takes it, though the payer did not say so: a bundled line that was rightly bundled, capitation that was found."""
    SMALL_BALANCE = "small_balance"
    CHARITY = "charity"
    BAD_DEBT = "bad_debt"
    TIMELY_FILING = "timely_filing"
    AUTHORIZATION = "authorization"
    """Nobody asked for it in time, and the payer gives none afterwards."""
    AVOIDABLE = "avoidable"
    """Another failure of the practice's own."""
    ADMINISTRATIVE = "administrative"
    """A courtesy, or what law forbids to collect, such as the share of a QMB."""
    OTHER = "other"

    @property
    def is_avoidable(self) -> bool:
        """Whether the practice lost it by its own failure; no contract and no patient is to blame."""
        return self in _AVOIDABLE


_AVOIDABLE = frozenset({WriteOffKind.TIMELY_FILING, WriteOffKind.AUTHORIZATION, WriteOffKind.AVOIDABLE})


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
    """Of a whole remittance, or acknowledgment, without its control numbers."""
    batch_id: str = ""
    """BHT03 of the batch in which a claim was sent, or which an acknowledgment answers; empty where it is not known."""


@attrs.frozen(kw_only=True)
class Acknowledged:
    """What an acknowledgment says, besides its stage. Codes and control numbers only: a payer's free text stays in the acknowledgment."""

    by: str = ""
    """Who says so: PR a payer, AY a clearinghouse; empty for a TA1 or a 999, which whoever got the file writes."""
    answers: str = ""
    """Interchange control number (ISA13) of the file that it answers; empty where no receipt tells."""
    statuses: tuple[str, ...] = ()
    """As people write them: `A7:164:IL` of a claim, `R:020` of a TA1, `E` of a 999."""
    payer_control_number: str = ""
    """REF*1K."""
    clearinghouse_number: str = ""
    """REF*D9."""
    proven_on: date | None = None
    """The day that proves timely filing; None where nothing does."""
    told_at: datetime | None = None
    """When it was made, which parts two of the same day; None where it does not say."""
    charge: Decimal | None = None
    """What it says that the claim, or the batch, comes to, dollars; None where it does not say."""


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
    """CARC of an adjustment, PLB03-1 of a provider-level entry, `WriteOffKind` of a write-off."""
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
    """How a payment found its claim (`exact`, `normalized`, …) or its line (`line_control_number`, `service`, …); `by_hand` by a person."""
    produced_on: date | None = None
    """DTM*405 of an adjudication's remittance; None where it was not sent."""
    findings: tuple[Finding, ...] = ()
    """What the scrubber found, or why an acknowledgment rejects: cause, owner, and what to fix."""
    documentation: str = ""
    """A reference to the record that a person's decision rests on; never its text."""

    payer: Payer | None = None
    """Whose remittance it was; None for what is no remittance or part of one in suspense."""
    payment_method: str = ""
    """BPR04 of a remittance: ACH, CHK, NON where no money goes."""
    bank_reference: str = ""
    """The bank's own number of a deposit."""
    paid_on: date | None = None
    """The payment date (BPR16) of what a release, a withdrawal or a return is about, where `source` says which payment that is."""
    entered_at: datetime | None = None
    """When it was entered, as the caller says; None where he does not. No balance depends on it."""
    claims: tuple[str, ...] = ()
    """Patient control numbers that the reference of a provider-level entry names."""
    acknowledged: Acknowledged | None = None
    """What an acknowledgment says, and who; None for every other kind."""
    appeal_level: str = ""
    """Which of the payer's appeals it is, by its name."""
    answer: StatusResponse | None = attrs.field(default=None, repr=False)
    """What the payer answered where the claim is; None for every other kind."""

    @property
    def decided_on(self) -> date:
        """From when the time for an appeal counts: the earlier of the production date and the payment date."""
        return min(self.on, self.produced_on or self.on)
