"""What must add up to the cent: a line, a claim, the patient's share, the payment.

The reader runs these while it reads, through the same functions, so that `check` finds in a remittance what its reading found. Each equation
is held where it stands: an amount that is wrong is named at the one or two levels whose equation it is part of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi835.rules.kinds import Kind
from edi_claims import ZERO, Finding, Owner, RootCause, Severity
from edi_claims.decisions.repeated import counted, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from edi_claims import ClaimPayment, Remittance

PATIENT = "PR"

LINE = Kind("BAL-LINE", Severity.ERROR, "charge less adjustments is not the payment of the line")
CLAIM = Kind("BAL-CLAIM", Severity.ERROR, "charge less adjustments is not the payment of the claim")
SHARE = Kind("BAL-PATIENT", Severity.WARNING, "the patient's share is not the sum of the PR adjustments, which decide", RootCause.POSTING)
PAYMENT = Kind("BAL-PAYMENT", Severity.ERROR, "its amount is not what the claims were paid less the provider adjustments",
               fix="ask the payer before posting it")
R010 = Kind("R010", Severity.WARNING, "the claim's own adjustments repeat those of its lines: it balances only when they count once",
            fix="count the adjustments of the lines")


def adds_up(claim: ClaimPayment) -> bool:
    """Whether a claim has no balance finding at all. The reader asks this of every claim; findings are made only where it fails.

    Where every line balances, the claim does when the lines' charges add up to its charge, and their payments, less what is adjusted
    for the claim as a whole, to its payment: fewer sums than adding up every adjustment once more.
    """
    shared = charged = paid = ZERO
    services = claim.services
    for line in services:
        left = line.charge
        for one in line.adjustments:
            left -= one.amount
            if one.group == PATIENT:
                shared += one.amount
        if left != line.paid:
            return False
        charged += line.charge
        paid += line.paid
    if not services:
        charged = paid = claim.charge
    for one in claim.adjustments:
        paid -= one.amount
        if one.group == PATIENT:
            shared += one.amount
    share = claim.patient_responsibility
    return paid == claim.paid and charged == claim.charge and (share is None or share == shared or (not share and claim.is_reversal))


def check_claim(claim: ClaimPayment) -> list[Finding]:
    """What does not add up in one claim: its lines in order, the claim, the patient's share. What posting asks of each claim."""
    return [*lines_balance(claim), *claim_balance(claim), *patient_share_agrees(claim)]


def lines_balance(claim: ClaimPayment) -> Iterator[Finding]:
    """SVC02 less the CAS of its 2110 is SVC03."""
    for number, line in enumerate(claim.services, 1):
        expected = line.charge - line.adjusted()
        if expected != line.paid:
            yield LINE.of_line(claim, number, line, level="line", expected=expected, found=line.paid)


def claim_balance(claim: ClaimPayment) -> Iterator[Finding]:
    """The lines' SVC02 add up to CLP03, and their SVC03, less the CAS of the claim as a whole, to CLP04; without lines CLP03 less CAS is CLP04."""
    place: dict[str, Any] = {"level": "claim"}
    charged = sum((line.charge for line in claim.services), ZERO)
    if claim.services and charged != claim.charge:
        yield CLAIM.of_claim(claim, "the charges of the lines do not add up to that of the claim", expected=claim.charge, found=charged, **place)
    own = sum((one.amount for one in claim.adjustments), ZERO)
    whole = sum((line.paid for line in claim.services), ZERO) if claim.services else claim.charge
    if whole - own == claim.paid:
        return
    if repeated(claim):
        yield R010.of_claim(claim)
        return
    what = "the payments of the lines, less what is adjusted for the claim, are not the payment of the claim" if claim.services else ""
    yield CLAIM.of_claim(claim, what, expected=whole - own, found=claim.paid, **place)


def patient_share_agrees(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP05, where it was sent, is the sum of PR; a reversal may say 0. A warning: payers get it wrong, and the adjustments decide."""
    share = claim.patient_responsibility
    if share is None or (not share and claim.is_reversal):
        return
    expected = sum((one.amount for one in counted(claim) if one.group == PATIENT), ZERO)
    if share != expected:
        yield SHARE.of_claim(claim, level="patient", expected=expected, found=share)


def payment_balances(remittance: Remittance) -> list[Finding]:
    """BPR02 is the sum of CLP04 less the sum of PLB."""
    return payment_finding(remittance.payment_amount, remittance.credit_or_debit, remittance.paid_total, remittance.provider_adjustment_total,
                           remittance.trace_number, remittance.position)


def payment_finding(payment: Decimal, credit_or_debit: str, paid: Decimal, adjusted: Decimal, trace: str, position: int) -> list[Finding]:
    """The same from the figures alone, for a reader that does not keep the claims.

    A debit (BPR03 D) takes the amount from the payee: what is found then has the other sign.
    """
    expected = paid - adjusted
    if credit_or_debit == "D" and payment > ZERO:
        payment = -payment
    if payment == expected:
        return []
    message = f"payment {trace}: {PAYMENT.what}: expected {expected}, found {payment}"
    return [Finding(PAYMENT.code, PAYMENT.severity, message, fix=PAYMENT.fix, root_cause=PAYMENT.root_cause, owner=Owner.BILLING,
                    position=position or None, level="payment", expected=expected, found=payment)]
