"""What an 835 that we write must hold, beside its balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO, Finding, RootCause, Severity
from edi_claims.codes import CLAIM_STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import ClaimPayment, Remittance

_LONGEST_NUMBER = 38
_MOST_LINES = 999
_MOST_ADJUSTMENTS = 99 * 6
_MOST_MODIFIERS = 4
_MOST_REMARKS = 5
_GROUPS = frozenset({"CO", "OA", "PI", "PR"})


def payment_is_named(remittance: Remittance) -> Iterator[Finding]:
    """BPR, TRN and the parties: without them nobody can deposit it, post it or ask about it."""
    payer, payee = remittance.payer, remittance.payee
    asked = (
        ("R100", "BPR02", "the payment amount is below zero: what is owed goes to a provider adjustment FB", remittance.payment_amount >= ZERO),
        ("R101", "BPR04", "there is no payment method", bool(remittance.payment_method)),
        ("R102", "BPR16", "there is no payment date", remittance.payment_date is not None),
        ("R103", "TRN02", "there is no trace number", bool(remittance.trace_number)),
        ("R104", "TRN03", "there is no payer trace id: `1` and the payer's tax id", bool(remittance.payer_trace_id)),
        ("R105", "N102", "the payer has no name", bool(payer.name)),
        ("R106", "N102", "the payee has no name", bool(payee.name)),
        ("R107", "N104", "the payee has no number: NPI or tax id", bool(payee.npi or payee.tax_id or payee.identifier)),
        ("R108", "N3", "the payer has no address", payer.address is not None and bool(payer.address.lines and payer.address.city)),
        ("R109", "PER01", "the payer has no technical contact (function BL)", any(one.function == "BL" and one.numbers for one in payer.contacts)))
    for code, element, message, holds in asked:
        if not holds:
            yield Finding(code, Severity.ERROR, message, root_cause=RootCause.SUBMISSION, element=element, position=remittance.position or None)


def claim_is_named(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP01, CLP02, CLP06, CLP07, NM1*QC, and the ids of the other parties."""
    asked = (
        ("R110", "CLP01", "the patient control number has 1 to 38 characters", 0 < len(claim.patient_control_number) <= _LONGEST_NUMBER),
        ("R111", "CLP02", "the claim status is none of the guide's", claim.status in CLAIM_STATUS),
        ("R112", "NM103", "there is no patient", claim.patient is not None),
        ("R113", "CLP06", "there is no filing indicator", bool(claim.filing_indicator)),
        ("R114", "CLP07", "there is no payer control number", bool(claim.payer_control_number)),
        ("R115", "NM109", "the insured, the rendering provider or the next payer is named without a number", _numbered(claim)))
    for code, element, message, holds in asked:
        if not holds:
            yield _must(code, message, claim, element)


def _numbered(claim: ClaimPayment) -> bool:
    insured, rendering, crossover = claim.insured, claim.rendering_provider, claim.crossover_payer
    return ((insured is None or insured.identifier is not None) and (crossover is None or bool(crossover.payer_id))
            and (rendering is None or bool(rendering.npi or rendering.identifier)))


def claim_fits(claim: ClaimPayment) -> Iterator[Finding]:
    """How often a segment may stand, and the groups of CAS01."""
    if len(claim.services) > _MOST_LINES:
        yield _must("R120", "a claim has at most 999 lines: split it", claim, "SVC")
    if any(one.group not in _GROUPS for one in claim.all_adjustments):
        yield _must("R121", "an adjustment group is none of CO, OA, PI, PR", claim, "CAS01")
    if any(not one.reason for one in claim.all_adjustments):
        yield _must("R122", "an adjustment has no reason", claim, "CAS02")
    if max(len(claim.adjustments), *(len(line.adjustments) for line in claim.services), 0) > _MOST_ADJUSTMENTS:
        yield _must("R123", "a claim or a line has more adjustments than 99 CAS hold", claim, "CAS")
    if any(not line.procedure.code or len(line.procedure.modifiers) > _MOST_MODIFIERS for line in claim.services):
        yield _must("R124", "a line has no procedure, or more than four modifiers", claim, "SVC01")
    if len(claim.remarks) > _MOST_REMARKS and not (claim.outpatient or claim.inpatient):
        yield _must("R125", "more than five remark codes do not fit into MOA", claim, "MOA03")


def provider_adjustments_are_named(remittance: Remittance) -> Iterator[Finding]:
    """PLB01, PLB02 and the reasons."""
    if any(not one.provider_id or one.fiscal_period_end is None or not one.reason for one in remittance.provider_adjustments):
        yield Finding("R130", Severity.ERROR, "a provider adjustment has no provider, no fiscal period or no reason", element="PLB",
                      position=remittance.position or None)


def _must(code: str, message: str, claim: ClaimPayment, element: str) -> Finding:
    return Finding(code, Severity.ERROR, message, claim=claim.patient_control_number, element=element, loop="2100", position=claim.position or None)
