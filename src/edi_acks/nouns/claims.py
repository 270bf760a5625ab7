"""What a clearinghouse or payer says of the claims of a batch (277CA)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs

from edi_acks.rules.batches import of_batch
from edi_acks.rules.claims import of_claim
from edi_acks.rules.tables import SHIPPED
from edi_acks.several import several
from edi_acks.shown import plain, shown
from edi_claims import DateRange, Finding, Payer, Person, PersonName, Procedure, Provider, Reference, TradingPartner, Unread
from edi_claims.codes import Stage


@attrs.frozen
class Status:
    """One of the up to three statuses of an STC: STC01, STC10 or STC11, with what the STC says of all of them."""

    category: str = attrs.field(repr=shown)
    """STC01-1; see `edi_claims.codes.STATUS_CATEGORY`."""
    code: str = attrs.field(default="", repr=shown)
    """STC01-2; see `edi_claims.codes.status_row`, which needs `entity` too."""
    entity: str = attrs.field(default="", repr=shown)
    """STC01-3: who is meant; empty where it was not sent."""
    code_list: str = attrs.field(default="", repr=shown)
    """STC01-4: RX where `code` is a pharmacy's reject code; empty otherwise."""
    on: date | None = None
    """STC02; None where it was not sent or is no day."""
    action: str = attrs.field(default="", repr=shown)
    """STC03: WQ accept, U reject."""
    amount: Decimal | None = None
    """STC04: the charge that it speaks of, dollars."""
    message: str = attrs.field(default="", repr=False)
    """STC12, free text: payers hide warnings in it."""
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its STC; statuses of one STC share it."""
    paid: Decimal | None = None
    """STC05 of a claim status response: what was paid, dollars; None where it was not sent. Zero is a value."""
    finalized_on: date | None = None
    """STC06: when the payer decided; None where it was not sent."""
    payment_method: str = attrs.field(default="", repr=shown)
    """STC07 of version 4010: CHK check, ACH transfer; empty otherwise."""
    paid_on: date | None = None
    """STC08: when the payment was made; None where it was not sent."""
    check_number: str = ""
    """STC09: the check or transfer, which is TRN02 of its remittance; empty where it was not sent."""

    @property
    def stage(self) -> Stage | None:
        """By its category, and where that tells nothing, by a U in its action; None where neither does."""
        return SHIPPED.stage_of(self)

    @property
    def rejects(self) -> bool:
        """Whether it refuses the claim, the line or the batch."""
        return self.stage is Stage.REJECTED

    @property
    def label(self) -> str:
        """What its code means in a few words of ours; `plain` code where no table has it."""
        row = SHIPPED.row_of(self)
        return row.label if row is not None else plain(self.code)

    @property
    def text(self) -> str:
        """As people write it: `A7:164:IL`."""
        return ":".join(plain(one) for one in (self.category, self.code, self.entity) if one)


@attrs.frozen(kw_only=True)
class LineStatus:
    """What was said of one service line: 2220D."""

    procedure: Procedure | None = None
    """SVC01; None where it was not sent."""
    charge: Decimal | None = None
    """SVC02, dollars."""
    revenue_code: str = ""
    """SVC04."""
    units: Decimal | None = None
    """SVC07."""
    line_control_number: str | None = None
    """REF*FJ: the REF*6R of the claim; None where it was not returned."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    dates: dict[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its SVC."""
    paid: Decimal | None = None
    """SVC03 of a claim status response, dollars; None where it was not sent. Zero is a value."""

    @property
    def rejected(self) -> bool:
        """Whether the line is a reason for the claim's rejection."""
        return any(one.rejects for one in self.statuses)


@attrs.frozen(kw_only=True)
class ClaimStatus:
    """What was said of one claim: 2000D and 2200D."""

    patient_control_number: str = attrs.field(default="", kw_only=False)
    """2200D TRN02: the CLM01 that it answers; empty where there was no TRN."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    """Every status of every STC, in order."""
    payer_control_number: str | None = None
    """REF*1K: the payer's number of the claim. It proves receipt, not acceptance: payers number rejected claims too."""
    clearinghouse_number: str | None = None
    """REF*D9."""
    line_statuses: tuple[LineStatus, ...] = attrs.field(default=(), converter=several)
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    """Other REF: BLT bill type, EJ patient account."""
    dates: dict[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    """DTP01 to the day: 472 service date."""
    patient: Person | None = attrs.field(default=None, repr=False)
    """NM1*QC or NM1*IL."""
    patient_role: str = attrs.field(default="QC", repr=shown)
    """Its NM101."""
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its HL."""

    @property
    def stage(self) -> Stage:
        """REJECTED where any of its statuses rejects, ACCEPTED where one accepts, else RECEIVED.

        A claim without statuses of its own is judged by its lines.
        """
        return SHIPPED.stage_of_claim(self)

    @property
    def rejected(self) -> bool:
        """Whether no payer will decide on it: correct it and send it as a new claim. Nothing can be appealed."""
        return self.stage is Stage.REJECTED

    @property
    def charge(self) -> Decimal | None:
        """STC04 of the first status that has one, dollars; None where none has."""
        return next((one.amount for one in self.statuses if one.amount is not None), None)

    @property
    def receipt_proof(self) -> date | None:
        """The day that proves timely filing; None where nothing does.

        A status that takes the claim in (A0, A1, A2, A5) has it, and any status of a claim that the payer gave a number (REF*1K).
        A rejection alone proves only an attempt.
        """
        proving = (one for one in self.statuses if self.payer_control_number or one.stage in (Stage.RECEIVED, Stage.ACCEPTED))
        return min((one.on for one in proving if one.on is not None), default=None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed, then why it was rejected, one finding a reason."""
        return (*self.noticed, *of_claim(self))


@attrs.frozen
class Totals:
    """What a batch, or a provider's part of one, is said to hold. None where it was not sent."""

    accepted_count: int | None = None
    """QTY*90 of a batch, QTY*QA of a provider."""
    rejected_count: int | None = None
    """QTY*AA of a batch, QTY*QC of a provider."""
    accepted_amount: Decimal | None = None
    """AMT*YU, dollars."""
    rejected_amount: Decimal | None = None
    """AMT*YY, dollars."""
    charge: Decimal | None = None
    """STC04, dollars: accepted and rejected together."""


@attrs.frozen(kw_only=True)
class ProviderAcknowledgment:
    """One billing provider's part of a batch: 2000C with its claims."""

    provider: Provider | None = None
    """NM1*85; None where claims stand under no provider level."""
    trace_number: str = ""
    """2200C TRN02, 0 where the provider's claims have none in common."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    totals: Totals = Totals()
    claims: tuple[ClaimStatus, ...] = attrs.field(default=(), converter=several, repr=False)
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its HL."""

    @property
    def rejected(self) -> bool:
        """Whether all that this provider sent was refused; its claims may then not be listed."""
        return any(one.rejects for one in self.statuses)


@attrs.frozen(kw_only=True)
class ClaimAcknowledgment:
    """A 277CA transaction set: what became of the claims of one batch. A set that answers several batches is read as one noun a batch."""

    batch_id: str = attrs.field(default="", kw_only=False)
    """2200B TRN02: the BHT03 that it answers; empty where it was not sent."""
    source: Payer | None = None
    """NM1 of the first level: who says so."""
    source_role: str = attrs.field(default="", repr=shown)
    """Its NM101: PR a payer, AY a clearinghouse."""
    receipt_number: str = ""
    """2200A TRN02: the source's own number."""
    dates: dict[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    """DTP01 to the day: 050 received, 009 processed."""
    submitter: TradingPartner | None = attrs.field(default=None, repr=False)
    """NM1*41."""
    submitter_name: PersonName | None = attrs.field(default=None, repr=False)
    """NM103 to NM107 of a submitter that is a person; None where it is an organization."""
    statuses: tuple[Status, ...] = attrs.field(default=(), converter=several)
    """2200B: of the batch as a whole. Where one rejects, nothing below it need be listed."""
    totals: Totals = Totals()
    providers: tuple[ProviderAcknowledgment, ...] = attrs.field(default=(), converter=several, repr=False)
    reference: str = ""
    """BHT03 of the acknowledgment itself."""
    created: datetime | None = None
    """BHT04 and BHT05."""
    control_number: str = attrs.field(default="", eq=False)
    """ST02."""
    version: str = ""
    """ST03."""
    references: tuple[Reference, ...] = attrs.field(default=(), converter=several, repr=False)
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its ST, or of the HL that begins a second batch in one set."""

    @property
    def claims(self) -> tuple[ClaimStatus, ...]:
        """Every claim, in file order."""
        return tuple(claim for provider in self.providers for claim in provider.claims)

    @property
    def rejected(self) -> bool:
        """Whether the batch as a whole was refused."""
        return any(one.rejects for one in self.statuses)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed, what is wrong with the batch and its totals, then every claim's findings."""
        return (*self.noticed, *of_batch(self), *(finding for claim in self.claims for finding in claim.findings))
