"""What a remittance is, piece by piece, for files with one transaction set of a hundred thousand claims."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

import attrs

from edi_claims import BankAccount, ClaimPayment, Currency, DeliveryMethod, Finding, Payer, Provider, ProviderAdjustment, Reference, Unread


@attrs.frozen(kw_only=True)
class RemittanceStart:
    """The header of one 835, once it is whole: the fields of `Remittance` that stand before its claims."""

    payment_amount: Decimal
    """BPR02, dollars."""
    trace_number: str
    """TRN02."""
    payer: Payer
    payee: Provider
    handling: str
    """BPR01."""
    credit_or_debit: str
    """BPR03."""
    payment_method: str
    """BPR04."""
    payment_date: date | None
    """BPR16."""
    payer_trace_id: str
    """TRN03."""
    payer_division: str
    """TRN04."""
    production_date: date | None
    """DTM*405."""
    payment_format: str
    """BPR05."""
    payer_account: BankAccount | None
    """BPR06 to BPR09."""
    originating_company: str
    """BPR10."""
    originating_supplement: str
    """BPR11."""
    payee_account: BankAccount | None
    """BPR12 to BPR15."""
    currency: Currency | None
    """CUR."""
    receiver_id: str
    """REF*EV."""
    references: tuple[Reference, ...] = attrs.field(repr=False)
    delivery: DeliveryMethod | None
    """RDM."""
    version: str
    """GS08."""
    control_number: str
    """ST02."""
    position: int
    """Segment number of its ST."""


@attrs.frozen(kw_only=True)
class RemittanceEnd:
    """The end of one 835: what stands behind its claims, and what its figures came to."""

    provider_adjustments: tuple[ProviderAdjustment, ...]
    """PLB, in file order."""
    findings: tuple[Finding, ...]
    """What was noticed in this set, its balances included."""
    claim_count: int
    """How many claims came out; those that could not be read are not among them."""
    paid_total: Decimal
    """The sum of their CLP04."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    """Segments that no claim holds: claims that could not be read, and what has no place in header and trailer."""


Event: TypeAlias = "RemittanceStart | ClaimPayment | RemittanceEnd"
