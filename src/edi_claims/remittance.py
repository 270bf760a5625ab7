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


@attrs.frozen
class BankAccount:
    """Where money comes from or goes to: BPR06 to BPR09, or BPR12 to BPR15."""

    bank_qualifier: str = ""
    """BPR06, BPR12: 01 an ABA routing number, 04 a Canadian one."""
    bank_id: str = attrs.field(default="", repr=False)
    """BPR07, BPR13."""
    account_qualifier: str = ""
    """BPR08, BPR14: DA checking, SG savings."""
    account_number: str = attrs.field(default="", repr=False)
    """BPR09, BPR15."""


@attrs.frozen
class Currency:
    """CUR: in what the amounts are, where they are not US dollars."""

    entity: str = "PR"
    """CUR01: PR, the payer's."""
    code: str = ""
    """CUR02: CAD, USD."""
    rate: Decimal | None = None
    """CUR03, in 4010: the exchange rate; None where it was not sent."""


@attrs.frozen
class DeliveryMethod:
    """RDM: how the payee gets a paper copy."""

    code: str
    """RDM01: BM mail, EM e-mail, FT file transfer, OL online."""
    name: str = attrs.field(default="", repr=False)
    """RDM02: who gets it."""
    number: str = attrs.field(default="", repr=False)
    """RDM03: an address or a number."""


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
    payment_format: str = ""
    """BPR05: CCP or CTX, how the bank carries the payment; empty where it goes through no bank."""
    payer_account: BankAccount | None = None
    """BPR06 to BPR09; None where none was sent."""
    originating_company: str = ""
    """BPR10: the payer's id at the bank, `1` and its tax id; the same as TRN03 as a rule."""
    originating_supplement: str = ""
    """BPR11: which part of the payer; the same as TRN04 as a rule."""
    payee_account: BankAccount | None = None
    """BPR12 to BPR15; None where none was sent."""
    currency: Currency | None = None
    """CUR; None: US dollars."""
    receiver_id: str = ""
    """REF*EV."""
    references: tuple[Reference, ...] = attrs.field(default=(), repr=False)
    """REF of the header other than EV: F2, the payer's software."""
    delivery: DeliveryMethod | None = None
    """RDM: how the payee gets a paper copy; None where it was not sent."""
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
