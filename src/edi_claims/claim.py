"""The biller's claim: an encounter, who bills it to whom, and what earlier payers decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import attrs

from edi_claims.adjudication import Adjustment
from edi_claims.common import Procedure, Reference, Unread
from edi_claims.coverage import Coverage
from edi_claims.encounter import Day, Encounter
from edi_claims.making import sketchable
from edi_claims.parties import Address, Provider
from edi_claims.supporting import Attachment, ContractInformation, Repricing


@sketchable
@attrs.frozen(slots=False)
class LineAdjudication:
    """What an earlier payer decided about one line: 2430."""

    line: int
    """The service line, counting from 1."""
    payer_id: str
    """SVD01, the same as NM109 of that payer's 2330B."""
    paid: Decimal
    """SVD02, dollars."""
    procedure: Procedure
    """SVD03: what the payer decided about, which may not be what was billed."""
    units: Decimal = Decimal(1)
    """SVD05."""
    adjustments: tuple[Adjustment, ...] = ()
    """CAS: billed charge minus these is `paid`."""
    payment_date: date | None = None
    """DTP*573; None where it was not sent."""
    remaining: Decimal | None = None
    """AMT*EAF: what the patient still owes for the line; None where it was not sent. Zero is a value."""
    bundled_into: int | None = None
    """SVD06: the line that this one was paid with; None as a rule."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)


@sketchable
@attrs.frozen(slots=False)
class PriorAdjudication:
    """What another payer decided, or that it has not decided yet: 2320, 2330 and its 2430s."""

    coverage: Coverage
    payment_date: date | None = None
    """DTP*573 of 2330B; None where the lines have it, or nothing was decided."""
    payer_control_number: str | None = None
    """REF*F8 of 2330B: that payer's claim number."""
    paid: Decimal | None = None
    """AMT*D, dollars; zero for a denied claim, None where that payer has not decided."""
    adjustments: tuple[Adjustment, ...] = ()
    """CAS of 2320: only what the payer said of the claim as a whole."""
    amounts: Mapping[str, Decimal] = attrs.field(factory=dict)
    """Other AMT: A8 not covered, EAF what the patient owes where no lines are sent."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """Other REF of 2330B."""
    remarks: tuple[str, ...] = ()
    """MOA03 to MOA07."""
    services: tuple[LineAdjudication, ...] = ()
    reimbursement_rate: Decimal | None = None
    """MOA01."""
    payable: Decimal | None = None
    """MOA02, dollars."""
    renal_payment: Decimal | None = None
    """MOA08, dollars: paid for end-stage renal disease."""
    professional_component: Decimal | None = None
    """MOA09, dollars: billed for the professional component and not payable."""
    providers: Mapping[str, Provider] = attrs.field(factory=dict)
    """2330C to G: that payer's ids for the providers."""


def _coverages(given: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """`tuple` itself would do as a converter, but type checkers then lose what it holds."""
    return tuple(given)


@sketchable
@attrs.frozen(slots=False)
class Claim:
    """An 837P claim: 2000A to 2430."""

    encounter: Encounter
    patient_control_number: str
    """CLM01, at most 20 characters, unique: the 277CA and the 835 answer by it."""
    billing_provider: Provider
    """2010AA."""
    coverages: tuple[Coverage, ...] = attrs.field(converter=_coverages)
    """Every coverage of the patient, in any order."""
    sequence: str = "P"
    """Which of them is billed now (SBR01 of 2000B)."""
    frequency: str = "1"
    """CLM05-3: 1 original, 7 replacement, 8 void."""
    payer_control_number: str | None = None
    """REF*F8: the payer's number of the claim that is replaced or voided; None on an original."""
    authorization_number: str | None = None
    """REF*G1 of 2300."""
    referral_number: str | None = None
    """REF*9F of 2300."""
    prior_adjudications: tuple[PriorAdjudication, ...] = ()
    charge: Decimal = attrs.field(default=attrs.Factory(lambda self: self.encounter.total_charge, takes_self=True))
    """CLM02 as sent, dollars; on a claim that we make the sum of its lines."""
    pay_to_address: Address | None = attrs.field(default=None, repr=False)
    """2010AB: where payment goes when not to the billing address."""
    pay_to_plan: Provider | None = attrs.field(default=None, repr=False)
    """2010AC."""
    signature_on_file: str = "Y"
    """CLM06."""
    assignment: str = "A"
    """CLM07: A assigned, B laboratory only, C not assigned."""
    benefits_assigned: str = "Y"
    """CLM08."""
    release: str = "Y"
    """CLM09: Y or I."""
    signature_source: str = ""
    """CLM10: P, or empty."""
    special_program: str = ""
    """CLM12."""
    delay_reason: str = ""
    """CLM20."""
    facility_qualifier: str = "B"
    """CLM05-2."""
    amounts: Mapping[str, Decimal] = attrs.field(factory=dict)
    """AMT of 2300: F5 is what the patient paid."""
    dates: Mapping[str, Day] = attrs.field(factory=dict, repr=False)
    """DTP of 2300 that are billing's: 090, 091, 050."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """Other REF of 2300: X4 CLIA, EA medical record, D9 clearinghouse trace."""
    attachments: tuple[Attachment, ...] = ()
    """PWK, at most ten."""
    contract: ContractInformation | None = None
    file_information: tuple[str, ...] = attrs.field(default=(), repr=False)
    """K301, at most ten, as a state's law asks for it."""
    repricing: Repricing | None = None
    currency: str = ""
    """CUR02 of 2000A, three letters; empty for US dollars."""
    orphan_adjudications: tuple[LineAdjudication, ...] = ()
    """2430s whose payer has no 2320, as some files send them."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its CLM in the text; 0 when it was not read from one."""

    @property
    def coverage(self) -> Coverage:
        """The coverage that is billed now.

        Raises:
            LookupError: no coverage has the claim's sequence.
        """
        for one in self.coverages:
            if one.sequence == self.sequence:
                return one
        raise LookupError(f"claim {self.patient_control_number} has no coverage with sequence {self.sequence!r}")

    @property
    def total_charge(self) -> Decimal:
        """The sum of its lines, dollars."""
        return self.encounter.total_charge

    @property
    def patient_paid(self) -> Decimal | None:
        """AMT*F5: what the patient paid before the claim was sent; None where it was not sent."""
        return self.amounts.get("F5")
