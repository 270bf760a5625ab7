"""What PLB says: for whom, of which interest and balances, and whether it takes what the claims took already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi835.rules.worth import interest_of
from edi_claims import ZERO, Finding, RootCause, Severity
from edi_claims.findings import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import ProviderAdjustment, Remittance

_FORWARD, _INTEREST, _RECOVERY = "FB", "L6", "WO"
_CUT = frozenset({30, 50})
"""Lengths at which payers cut a reference."""

R011 = Kind("R011", Severity.WARNING, "a provider adjustment repeats what the claims say: the payment balances only when it counts once",
            fix="ask the payer before posting it")
R012 = Kind("R012", Severity.WARNING, "a recovery takes what a reversal of this remittance took already", fix="ask the payer for the difference")
R050 = Kind("R050", Severity.INFO, "a provider adjustment is another provider's than the payee", RootCause.PAYER_SETUP)
R051 = Kind("R051", Severity.INFO, "a balance is carried forward, though the payment is above zero: it could have been taken from that")
R052 = Kind("R052", Severity.INFO, "the interest of the claims (AMT*I) is not the interest that is paid (PLB L6)", RootCause.POSTING)
R053 = Kind("R053", Severity.INFO, "the reference of a provider adjustment is as long as payers make it: it may be cut off", RootCause.POSTING)


def repeats_claims(remittance: Remittance) -> Iterator[Finding]:
    """A PLB that names a claim and has the figure which that claim's reversal, or its interest, has: in one reading it counts once."""
    again = [one for one in remittance.provider_adjustments if _says_again(one, remittance)]
    excess = remittance.payment_amount - (remittance.paid_total - remittance.provider_adjustment_total)
    if not again:
        return
    if excess and sum((one.amount for one in again), ZERO) != excess:
        again = [one for one in again if one.amount == excess][:1]
    for one in again:
        if excess:
            yield R011.of_payment(remittance, f"{_named(one)}: {R011.what}", expected=ZERO, found=one.amount)
        elif one.reason == _RECOVERY and not _is_offset(one, remittance):
            yield R012.of_payment(remittance, f"{_named(one)}: {R012.what}", expected=ZERO, found=one.amount)


def _says_again(one: ProviderAdjustment, remittance: Remittance) -> bool:
    if one.reason == _INTEREST:
        return any(sum((added.amount for added in interest_of(claim)), ZERO) == one.amount for claim in remittance.claims)
    return one.amount > ZERO and any(claim.is_reversal and claim.paid == -one.amount and _names(one.reference, claim.patient_control_number,
                                                                                               claim.payer_control_number)
                                     for claim in remittance.claims)


def _names(reference: str, *numbers: str) -> bool:
    """Whether a reference, which has no fixed form, holds one of the numbers."""
    return any(number and number in reference for number in numbers)


def _is_offset(one: ProviderAdjustment, remittance: Remittance) -> bool:
    """Whether the same remittance gives it back: the recovery is only announced."""
    return any(other.amount == -one.amount and other.reference == one.reference for other in remittance.provider_adjustments)


def _named(one: ProviderAdjustment) -> str:
    return f"provider adjustment {plain(one.reason)} {one.amount}"


def of_the_payee(remittance: Remittance) -> Iterator[Finding]:
    """PLB01 is a number of the payee."""
    payee = remittance.payee
    known = {payee.npi, payee.tax_id, payee.identifier.value if payee.identifier else None, *(one.value for one in payee.references)} - {None, ""}
    strangers = [one for one in remittance.provider_adjustments if one.provider_id and one.provider_id not in known]
    if known and strangers:
        amount = sum((one.amount for one in strangers), ZERO)
        yield R050.of_payment(remittance, f"{R050.what}: {amount} in all", element="PLB01")


def forward_balance(remittance: Remittance) -> Iterator[Finding]:
    """FB carries what could not be taken: below zero only where the payment is zero."""
    carried = sum((one.amount for one in remittance.provider_adjustments if one.reason == _FORWARD), ZERO)
    if carried < ZERO < remittance.payment_amount:
        yield R051.of_payment(remittance, element="PLB03", expected=ZERO, found=carried)


def interest_agrees(remittance: Remittance) -> Iterator[Finding]:
    """AMT*I of the claims is paid by PLB L6; what is part of CLP04 is no matter of PLB."""
    told = sum((claim.amounts.get("I", ZERO) for claim in remittance.claims if not interest_of(claim)), ZERO)
    paid = -sum((one.amount for one in remittance.provider_adjustments if one.reason == _INTEREST), ZERO)
    if told != paid:
        yield R052.of_payment(remittance, element="PLB03", expected=told, found=paid)


def whole_references(remittance: Remittance) -> Iterator[Finding]:
    """PLB03-2 has room for 50 characters; some payers cut at 30."""
    if any(len(one.reference) in _CUT for one in remittance.provider_adjustments):
        yield R053.of_payment(remittance, element="PLB03-2")
