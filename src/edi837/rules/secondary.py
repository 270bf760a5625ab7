"""B010: a claim to a later payer tells what the earlier ones decided, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed
from edi_claims import ZERO, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from edi_claims import Claim, Finding, LineAdjudication, PriorAdjudication

B010 = Kind("B010", RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "277CA A7:286")
_FIX = "copy the figures from the earlier payer's remittance"


def prior_decisions(claim: Claim, _: Context) -> Iterator[Finding]:
    """B010: figures of earlier payers balance, payer ids agree, what the patient owes stands at one level."""
    for at, told in enumerate(claim.prior_adjudications):
        path = f"prior_adjudications[{at}]"
        yield from _payer_ids(claim, told, path)
        yield from _one_level(claim, told, path)
        if told.paid is not None:
            yield from _dates(claim, told, path)
            yield from _balance(claim, told, path)
    if claim.orphan_adjudications:
        yield B010(claim, "a line's decision is of a payer that the claim does not name", "add the coverage, or correct the payer's id", "2430",
                   "SVD01", "orphan_adjudications", claim.orphan_adjudications[0].line)


def earlier_payers(claim: Claim, _: Context) -> Iterator[Finding]:
    """B010: every payer before the billed one has decided, or is said to have been passed over."""
    cover = billed(claim)
    for at, one in enumerate(claim.coverages):
        if cover is None or one is cover or one.rank >= cover.rank:
            continue
        told = next((prior for prior in claim.prior_adjudications if prior.coverage.sequence == one.sequence), None)
        if told is None or (told.paid is None and "A8" not in told.amounts):
            yield B010(claim, "a payer before the billed one has not decided", "bill that payer first, or enter what it decided", "2320", "AMT02",
                       f"coverages[{at}]", would_cause="CO-22")


def _payer_ids(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    if not told.coverage.payer.payer_id:
        yield B010(claim, "an earlier payer has no id", "enter it", "2330B", "NM109", f"{path}.coverage.payer.payer_id")
    for at, line in enumerate(told.services):
        if line.payer_id != told.coverage.payer.payer_id:
            yield B010(claim, "a line's decision names another payer than the coverage that it stands under", "write the same payer id in both",
                       "2430", "SVD01", f"{path}.services[{at}].payer_id", line.line)
        if not 0 < line.line <= len(claim.encounter.services):
            yield B010(claim, "a decision is about a line that the claim has not", _FIX, "2430", "SVD01", f"{path}.services[{at}].line")


def _one_level(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    remaining = "EAF" in told.amounts
    if remaining and told.services:
        yield B010(claim, "what the patient owes stands at the claim although lines are decided", "give it with each line", "2320", "AMT02",
                   f"{path}.amounts['EAF']")
    elif told.paid is not None and not remaining and not told.services:
        yield B010(claim, "what the patient owes after the earlier payer is missing", _FIX, "2320", "AMT02", f"{path}.amounts['EAF']",
                   severity=Severity.WARNING)
    for at, line in enumerate(told.services):
        if line.remaining is None:
            yield B010(claim, "what the patient owes for a line after the earlier payer is missing", _FIX, "2430", "AMT02",
                       f"{path}.services[{at}].remaining", line.line, severity=Severity.WARNING)
    if "A8" in told.amounts and (told.paid is not None or told.adjustments or told.services):
        yield B010(claim, "a payer that was passed over cannot have decided", "leave out what it decided, or the amount not covered", "2320", "AMT02",
                   f"{path}.amounts['A8']")


def _dates(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    if told.services:
        for at, line in enumerate(told.services):
            if line.payment_date is None:
                yield B010(claim, "a line's decision has no day", _FIX, "2430", "DTP03", f"{path}.services[{at}].payment_date", line.line)
        if told.payment_date is not None:
            yield B010(claim, "the day of the decision stands at the claim and at its lines", "give it with the lines only", "2330B", "DTP03",
                       f"{path}.payment_date", severity=Severity.WARNING)
    elif told.payment_date is None:
        yield B010(claim, "the decision of an earlier payer has no day", _FIX, "2330B", "DTP03", f"{path}.payment_date")


def _balance(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    """Line by line where lines were decided, and the claim as a whole."""
    lines = claim.encounter.services
    for at, line in enumerate(told.services):
        if 0 < line.line <= len(lines) and line.bundled_into is None and _count(told, line.line) == 1:
            charge, found = lines[line.line - 1].charge, line.paid + _adjusted(line)
            if charge != found:
                yield B010(claim, f"paid and adjusted make {found}, the line's charge is {charge}", _FIX, "2430", "SVD02", f"{path}.services[{at}]",
                           line.line, expected=charge, found=found, level="line")
    adjusted = sum((one.amount for one in told.adjustments), ZERO) + sum(map(_adjusted, told.services), ZERO)
    found = (told.paid or ZERO) + adjusted
    if (told.services or told.adjustments) and found != claim.charge:
        yield B010(claim, f"paid and adjusted make {found}, the claim's charge is {claim.charge}", _FIX, "2320", "AMT02", f"{path}.paid",
                   expected=claim.charge, found=found, level="claim")


def _count(told: PriorAdjudication, line: int) -> int:
    """How many decisions there are about a line: a payer that split it balances only in their sum, with the claim."""
    return sum(one.line == line for one in told.services)


def _adjusted(line: LineAdjudication) -> Decimal:
    return sum((one.amount for one in line.adjustments), ZERO)
