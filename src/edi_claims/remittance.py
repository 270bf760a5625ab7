"""A payment and what it is for: the header, the claims and the provider adjustments of an 835."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.adjudication import ClaimPayment
from edi_claims.common import ZERO, Reference, Unread
from edi_claims.findings import Finding
from edi_claims.parties import Payer, Provider

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class ProviderAdjustment:
    """One pair of PLB: money that moves outside any claim."""

    provider_id: str
    """PLB01."""
    fiscal_period_end: date | None
    """PLB02."""
    reason: str
    """PLB03-1: WO recovery, FB forward balance, L6 interest, CS adjustment, 72 refund received."""
    reference: str
    """PLB03-2: a claim, payer or trace number, in no fixed form; empty where it was not sent."""
    amount: Decimal
    """Dollars, as sent: positive lowers the payment."""


# `tuple` itself would do as a converter, but type checkers then lose what it holds.

def _claims(given: Iterable[ClaimPayment]) -> tuple[ClaimPayment, ...]:
    return tuple(given)


def _provider_adjustments(given: Iterable[ProviderAdjustment]) -> tuple[ProviderAdjustment, ...]:
    return tuple(given)


def _findings(given: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(given)


@attrs.frozen(slots=False)
class Remittance:
    """One 835 transaction set: one payment, or one notice that there is none."""

    payment_amount: Decimal
    """BPR02, dollars."""
    trace_number: str
    """TRN02: check or transfer number; with `payer_trace_id` it finds the bank's deposit."""
    payer: Payer
    """N1*PR; `other_ids` holds TRN03 and whatever REF names it by."""
    payee: Provider
    """N1*PE."""
    claims: tuple[ClaimPayment, ...] = attrs.field(default=(), converter=_claims, repr=False)
    provider_adjustments: tuple[ProviderAdjustment, ...] = attrs.field(default=(), converter=_provider_adjustments)
    handling: str = "I"
    """BPR01: I with a payment, H notification only."""
    credit_or_debit: str = "C"
    """BPR03."""
    payment_method: str = ""
    """BPR04: ACH, CHK, NON."""
    payment_date: date | None = None
    """BPR16."""
    payer_trace_id: str = ""
    """TRN03."""
    payer_division: str = ""
    """TRN04: which part of the payer pays; empty where it was not sent."""
    production_date: date | None = None
    """DTM*405."""
    payment: tuple[str, ...] = attrs.field(default=(), repr=False)
    """BPR05 to BPR15, as sent: banks and accounts."""
    currency: tuple[str, ...] = attrs.field(default=(), repr=False)
    """CUR, all elements as sent; empty where there was none: US dollars."""
    receiver_id: str = ""
    """REF*EV."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """REF of the header other than EV: F2, the payer's software."""
    delivery: tuple[str, ...] = attrs.field(default=(), repr=False)
    """RDM, all elements as sent: how the payee wants paper; empty where there was none."""
    version: str = ""
    """GS08 of its group."""
    control_number: str = attrs.field(default="", eq=False)
    """ST02."""
    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_findings, eq=False, repr=False)
    """What was noticed while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its ST."""

    @property
    def paid_total(self) -> Decimal:
        """The sum of CLP04."""
        return sum((claim.paid for claim in self.claims), ZERO)

    @property
    def provider_adjustment_total(self) -> Decimal:
        """The sum of PLB; positive lowers the payment."""
        return sum((one.amount for one in self.provider_adjustments), ZERO)
