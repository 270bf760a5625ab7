"""What a payer decided about a claim: adjustments, service payments, claim payments. Loops 2000 to 2110 of an 835.

`Adjustment`, `ServicePayment` and `ClaimPayment` are slotted and, by convention, not changed once read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.common import ZERO, DateRange, Procedure, Reference, Unread
from edi_claims.institutional import InpatientAdjudication, InpatientSummary, OutpatientAdjudication, ProviderSummary
from edi_claims.parties import Contact, Payer, Person, Provider

if TYPE_CHECKING:
    from edi_claims.codes.rows import AmountKind
    from edi_claims.decisions.outcomes import Outcome

REVERSAL = "22"
ESTIMATE = "25"
FORWARDED = frozenset({"19", "20", "21", "23"})
"""CLP02 of claims that the payer sent on to another payer by itself."""


@attrs.frozen
class ClaimGroup:
    """What an LX puts together: 2000, with the payer's totals of it where he sends them (institutional claims)."""

    number: str = "1"
    """LX01."""
    provider_summary: ProviderSummary | None = None
    """TS3; None where there was none."""
    inpatient_summary: InpatientSummary | None = None
    """TS2; None where there was none."""
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its LX: what parts two groups that say the same."""


FIRST_GROUP = ClaimGroup()


@attrs.define
class Adjustment:
    """One triplet of CAS: who bears which amount, and why."""

    group: str
    """CAS01: CO contractual, PR patient, OA other, PI payer initiated; CR in 4010."""
    reason: str
    """The claim adjustment reason code (CARC), as sent."""
    amount: Decimal
    """Dollars; positive lowers the payment, negative raises it."""
    quantity: Decimal | None = None
    """Units that were adjusted; None where it was not sent."""

    @property
    def code(self) -> str:
        """Group and reason as people say them: `CO-45`."""
        return f"{self.group}-{self.reason}"


@attrs.define
class ServicePayment:
    """What a payer decided about one line: 2110."""

    procedure: Procedure
    """SVC01: the code that was paid."""
    charge: Decimal
    """SVC02, dollars; negative in a reversal."""
    paid: Decimal
    """SVC03, dollars."""
    units: Decimal = Decimal(1)
    """SVC05, units paid; 1 where it was not sent."""
    submitted_procedure: Procedure | None = None
    """SVC06: what was billed, when the payer paid for another code; None otherwise."""
    submitted_units: Decimal | None = None
    """SVC07: what was billed, when the payer paid for other units; None otherwise."""
    revenue_code: str = ""
    """SVC04."""
    service_date: date | None = None
    """DTM*472; None where only the claim, or a period, was dated."""
    service_period: DateRange | None = None
    """DTM*150 and 151; None where one day was sent."""
    adjustments: list[Adjustment] = attrs.field(factory=list)
    """CAS: charge minus these is `paid`."""
    line_control_number: str | None = None
    """REF*6R, as the claim sent it; None where the payer does not return it."""
    allowed: Decimal | None = None
    """AMT*B6, dollars; None where it was not sent."""
    remarks: tuple[str, ...] = ()
    """LQ*HE: remark codes (RARC), in file order."""
    other_remarks: tuple[Reference, ...] = ()
    """LQ of other code lists: RX for a pharmacy's reject codes."""
    amounts: dict[str, Decimal] = attrs.field(factory=dict)
    """AMT01 to dollars, B6 included."""
    quantities: dict[str, Decimal] = attrs.field(factory=dict)
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """REF other than 6R."""
    dates: dict[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    """DTM01 to the day, those other than 472, 150 and 151."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its SVC."""

    def adjusted(self, group: str | None = None) -> Decimal:
        """The sum of its adjustments, or of those of one group."""
        return sum((one.amount for one in self.adjustments if group is None or one.group == group), ZERO)

    def allowed_amount(self) -> tuple[Decimal | None, str]:
        """What the plan allows for the line, and how that is known: `sent` (AMT*B6), `derived` or `unknown`.

        Derived is the charge less what contract and refusal take: payment, cost share, sequestration and withheld amounts are part of it.
        Unknown while something is pended, and where CARC 23 hides what this payer, behind another one, allows.
        """
        from edi_claims.decisions import allowed_for_line  # noqa: PLC0415 - made of these nouns, and so behind them

        return allowed_for_line(self)

    @property
    def outcome(self) -> Outcome:
        """How the line came out, by itself."""
        from edi_claims.decisions import outcome_of_line  # noqa: PLC0415 - made of these nouns, and so behind them

        return outcome_of_line(self)


@attrs.define
class ClaimPayment:
    """What a payer decided about one claim: 2100 with its 2110s."""

    patient_control_number: str
    """CLP01, as the payer returned it."""
    status: str
    """CLP02: 1, 2, 3 processed as primary, secondary, tertiary; 4 denied; 19 to 21 also forwarded; 22 reversal; 25 estimate."""
    charge: Decimal
    """CLP03, dollars; negative in a reversal."""
    paid: Decimal
    """CLP04, dollars."""
    patient_responsibility: Decimal | None = None
    """CLP05, dollars, as sent; None where it was not. Payers get it wrong: the PR adjustments decide."""
    filing_indicator: str = ""
    """CLP06."""
    payer_control_number: str = ""
    """CLP07: the payer's number of the claim."""
    facility_code: str = ""
    """CLP08."""
    frequency: str = ""
    """CLP09."""
    patient_status: str = ""
    """CLP10, in 4010: a hospital's discharge status."""
    drg: str = ""
    """CLP11: the diagnosis related group that was paid."""
    drg_weight: Decimal | None = None
    """CLP12; None where it was not sent."""
    discharge_fraction: Decimal | None = None
    """CLP13: the part of a stay that is paid here; None where it was not sent."""
    patient: Person | None = attrs.field(default=None, repr=False)
    """NM1*QC."""
    insured: Person | None = attrs.field(default=None, repr=False)
    """NM1*IL, where the insured is not the patient."""
    corrected_insured: Person | None = attrs.field(default=None, repr=False)
    """NM1*74: what the payer has on file instead of what was sent."""
    rendering_provider: Provider | None = None
    """NM1*82."""
    crossover_payer: Payer | None = None
    """NM1*TT: who got the claim next."""
    corrected_priority_payer: Payer | None = None
    """NM1*PR: who should have been asked first."""
    other_insured: Person | None = attrs.field(default=None, repr=False)
    """NM1*GB."""
    adjustments: list[Adjustment] = attrs.field(factory=list)
    """CAS of the claim as a whole."""
    services: list[ServicePayment] = attrs.field(factory=list)
    remarks: tuple[str, ...] = ()
    """Remark codes of the claim in file order: MIA05 and MIA20 to 23, MOA03 to MOA07, gaps skipped; then LQ*HE that stand before any line."""
    outpatient: OutpatientAdjudication | None = None
    """MOA; None where there was none."""
    inpatient: InpatientAdjudication | None = None
    """MIA; None where there was none."""
    group: ClaimGroup = FIRST_GROUP
    """The LX that it stands under; the claims of one share the object."""
    dates: dict[str, date | DateRange] = attrs.field(factory=dict, repr=False)
    """DTM01 to the day: 232 and 233 statement from and to, 050 received, 036 coverage ended."""
    amounts: dict[str, Decimal] = attrs.field(factory=dict)
    """AMT01 to dollars: AU covered, I interest, F5 patient paid."""
    quantities: dict[str, Decimal] = attrs.field(factory=dict)
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its CLP."""

    @property
    def is_reversal(self) -> bool:
        """Whether it takes back an earlier payment (CLP02 22)."""
        return self.status == REVERSAL

    @property
    def is_forwarded(self) -> bool:
        """Whether the payer says that it sent the claim on to the next one (CLP02 19, 20, 21, 23)."""
        return self.status in FORWARDED

    @property
    def all_adjustments(self) -> list[Adjustment]:
        """Those of the claim, then those of its lines, in order."""
        return [*self.adjustments, *(one for line in self.services for one in line.adjustments)]

    def adjusted(self, group: str | None = None) -> Decimal:
        """The sum of all adjustments, or of those of one group."""
        return sum((one.amount for one in self.all_adjustments if group is None or one.group == group), ZERO)

    @property
    def is_estimate(self) -> bool:
        """Whether it is a predetermination (CLP02 25): what would be paid, and no money."""
        return self.status == ESTIMATE

    @property
    def interest(self) -> Decimal:
        """AMT*I, dollars: what is told of interest. The money itself is a provider adjustment, and no part of `paid`."""
        return self.amounts.get("I", ZERO)

    @property
    def crosses_over(self) -> bool:
        """Whether the payer says in any way that the next payer has the claim already."""
        from edi_claims.decisions import crosses_over  # noqa: PLC0415 - made of these nouns, and so behind them

        return crosses_over(self)

    @property
    def outcome(self) -> Outcome:
        """How the claim came out, by its money and its reasons."""
        from edi_claims.decisions import outcome  # noqa: PLC0415 - made of these nouns, and so behind them

        return outcome(self)

    @property
    def amounts_by_kind(self) -> dict[AmountKind, Decimal]:
        """What became of the charge: the sum of each kind that there is. They add up to `charge`."""
        from edi_claims.decisions import amounts_by_kind, amounts_of  # noqa: PLC0415 - made of these nouns, and so behind them

        return amounts_by_kind(amounts_of(self))

    def allowed_amount(self) -> tuple[Decimal | None, str]:
        """What the plan allows for the claim, and how that is known, as for a line; a claim that has no lines has one, too."""
        from edi_claims.decisions import allowed_for_claim  # noqa: PLC0415 - made of these nouns, and so behind them

        return allowed_for_claim(self)
