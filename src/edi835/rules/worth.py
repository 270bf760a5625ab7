"""What a claim's status, signs and amounts say against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi_claims import ZERO, Finding, RootCause, Severity
from edi_claims.codes import CARC, RARC
from edi_claims.codes.rows import RarcKind, Verdict
from edi_claims.findings import DEFAULT_OWNER, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims import Adjustment, ClaimPayment

ESTIMATE = "25"
DENIED = "4"
PROCESSED = frozenset({"1", "2", "3", "19", "20", "21"})
INTEREST = frozenset({"225", "85"})
"""Adjustment reasons that are interest, whatever else stands beside them."""
ABOVE_CHARGE = "94"

R001 = Kind("R001", Severity.WARNING, "CO-45 takes the whole charge: treat it as a possible denial", RootCause.UNRESOLVED)
R003 = Kind("R003", Severity.WARNING, "a reversal (status 22) with positive amounts")
R004 = Kind("R004", Severity.WARNING, "a predetermination (status 25) with a payment")
R006 = Kind("R006", Severity.WARNING, "the status says denied (4), but money is paid: the money and the adjustments decide")
R007 = Kind("R007", Severity.INFO, "the status says denied (4), but all that is not paid is contractual or the patient's share", RootCause.POSTING)
R008 = Kind("R008", Severity.INFO, "the status says only that it was processed: nothing is paid, and the adjustments deny it", RootCause.POSTING)
R009 = Kind("R009", Severity.WARNING, "a reversal whose adjustments keep their sign: it balances only when they are turned round", RootCause.POSTING,
            fix="reverse the adjustments of the claim that it takes back")
R013 = Kind("R013", Severity.WARNING, "interest is part of the claim's payment: it is no payment for services", RootCause.POSTING,
            fix="post it as interest; what the plan allows is the rest")
R014 = Kind("R014", Severity.INFO, "more is paid than was charged")
R015 = Kind("R015", Severity.WARNING, "money is paid on a charge of zero")


def whole_charge_contractual(claim: ClaimPayment) -> Iterator[Finding]:
    """CO-45 may not take a whole charge: such a line is a denial whose reason stands elsewhere, in a remark code, if anywhere."""
    for number, line in enumerate(claim.services, 1):
        if line.charge and any(one.code == "CO-45" and one.amount == line.charge for one in line.adjustments):
            cause = _by_remarks((*line.remarks, *claim.remarks))
            yield R001.of_line(claim, number, line, "CO-45 takes the whole charge of the line: treat it as a possible denial", root_cause=cause,
                               owner=DEFAULT_OWNER[cause])
    if claim.charge and any(one.code == "CO-45" and one.amount == claim.charge for one in claim.adjustments):
        cause = _by_remarks(claim.remarks)
        yield R001.of_claim(claim, "CO-45 takes the whole charge of the claim: treat it as a possible denial", root_cause=cause,
                            owner=DEFAULT_OWNER[cause])


def _by_remarks(remarks: Iterable[str]) -> RootCause:
    """The root cause that the first remark which is no alert gives."""
    rows = (RARC.get(one) for one in remarks)
    return next((row.root_cause for row in rows if row is not None and row.kind is not RarcKind.ALERT), RootCause.UNRESOLVED)


def signs_of_reversal(claim: ClaimPayment) -> Iterator[Finding]:
    """A reversal's amounts are negative, and only a reversal's charge is."""
    if claim.is_reversal and (claim.charge > ZERO or claim.paid > ZERO):
        yield R003.of_claim(claim)
    elif not claim.is_reversal and claim.charge < ZERO:
        yield R003.of_claim(claim, f"a negative charge, but status {plain(claim.status)} is no reversal")


def adjustments_of_reversal(claim: ClaimPayment) -> Iterator[Finding]:
    """A reversal's CAS have the other sign, as its charge has."""
    adjusted = claim.adjusted()
    if claim.is_reversal and claim.charge < ZERO and adjusted > ZERO and claim.charge + adjusted == claim.paid:
        yield R009.of_claim(claim)


def estimate_is_unpaid(claim: ClaimPayment) -> Iterator[Finding]:
    """A predetermination (status 25) is a price, not a payment."""
    if claim.status == ESTIMATE and claim.paid:
        yield R004.of_claim(claim)


def status_fits_amounts(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP02 says in which role a payer worked on a claim; many payers say 4 for any zero payment, and 1 for a denial."""
    if claim.status == DENIED and claim.paid:
        yield R006.of_claim(claim)
    elif claim.status == DENIED and claim.adjusted("PR") and not any(map(may_deny, claim.all_adjustments)):
        yield R007.of_claim(claim)
    elif (claim.status in PROCESSED and claim.charge and not claim.paid and not claim.adjusted("PR")
          and any(map(denies, claim.all_adjustments))):
        yield R008.of_claim(claim)


def denies(one: Adjustment) -> bool:
    """Whether its reason is a denial, whatever stands beside it."""
    row = CARC.get(one.reason)
    return row is not None and row.is_denial is Verdict.YES and bool(one.amount)


def may_deny(one: Adjustment) -> bool:
    """Whether its reason is a denial, or can be one; one that is not known can."""
    row = CARC.get(one.reason)
    return bool(one.amount) and (row is None or row.is_denial is not Verdict.NO)


def interest_of(claim: ClaimPayment) -> list[Adjustment]:
    """The adjustments by which interest is added to a claim's payment: negative, with a reason of interest, or that of AMT*I."""
    told = -claim.amounts.get("I", ZERO)
    return [one for one in claim.all_adjustments
            if one.amount < ZERO and (one.reason in INTEREST or (one.reason == ABOVE_CHARGE and one.amount == told))]


def interest_is_apart(claim: ClaimPayment) -> Iterator[Finding]:
    """Interest belongs into PLB L6; some payers add it to CLP04 and balance it by a negative adjustment."""
    if claim.is_reversal:
        return
    added = -sum((one.amount for one in interest_of(claim)), ZERO)
    if added:
        yield R013.of_claim(claim, expected=claim.paid - added, found=claim.paid)


def paid_within_charge(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP04 above CLP03; Medicaid programs return a charge of zero."""
    if claim.is_reversal or claim.paid <= ZERO:
        return
    if not claim.charge:
        yield R015.of_claim(claim)
    elif claim.paid > claim.charge:
        yield R014.of_claim(claim)
