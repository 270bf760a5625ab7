"""B010: a claim to a later payer tells what the earlier ones decided, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed
from edi_claims import ZERO, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
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
        elif told.services or told.adjustments:
            yield B010(claim, "adjustments of a payer without the amount that it paid", "enter what it paid, 0 if nothing", "2320", "AMT02",
                       f"{path}.paid")
    if len(claim.prior_adjudications) > 1:
        yield from _told_apart(claim)
    if claim.orphan_adjudications:
        yield B010(claim, "a line's decision is of a payer that the claim does not name", "add the coverage, or correct the payer's id", "2430",
                   "SVD01", "orphan_adjudications", claim.orphan_adjudications[0].line)


def earlier_payers(claim: Claim, context: Context) -> Iterator[Finding]:
    """B010: every payer before the billed one has decided, or is said to have been passed over, none after it has; the payer takes such claims."""
    cover = billed(claim)
    if cover is None or (len(claim.coverages) == 1 and not claim.prior_adjudications):
        return
    for at, one in enumerate(claim.coverages):
        if one is cover or one.rank >= cover.rank:
            continue
        told = next((prior for prior in claim.prior_adjudications if prior.coverage.sequence == one.sequence), None)
        if told is None or (told.paid is None and "A8" not in told.amounts):
            yield B010(claim, "a payer before the billed one has not decided", "bill that payer first, or enter what it decided", "2320", "AMT02",
                       f"coverages[{at}]", would_cause="CO-22")
    for at, told in enumerate(claim.prior_adjudications):
        path = f"prior_adjudications[{at}]"
        if told.paid is not None and told.coverage.rank > cover.rank and cover.sequence != "U":
            yield B010(claim, "a payer after the billed one has decided already", "check in which order the payers decide", "2320", "SBR01", path,
                       severity=Severity.WARNING)
        yield from _days(claim, told, path, context.as_of)
    if context.profile is not None and claim.sequence != "P" and not context.profile.takes_secondary_electronically:
        yield B010(claim, "this payer takes claims as a later payer on paper only", "print the claim and add the earlier payer's explanation",
                   "2000B", "SBR01", "sequence", severity=Severity.WARNING)


# ---- who decided

def _payer_ids(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    if not told.coverage.payer.payer_id:
        yield B010(claim, "an earlier payer has no id", "enter it", "2330B", "NM109", f"{path}.coverage.payer.payer_id")
    for at, line in enumerate(told.services):
        if line.payer_id != told.coverage.payer.payer_id:
            yield B010(claim, "a line's decision names another payer than the coverage that it stands under", "write the same payer id in both",
                       "2430", "SVD01", f"{path}.services[{at}].payer_id", line.line)
        if not 0 < line.line <= len(claim.encounter.services):
            yield B010(claim, "a decision is about a line that the claim has not", _FIX, "2430", "SVD01", f"{path}.services[{at}].line")


def _told_apart(claim: Claim) -> Iterator[Finding]:
    """Two earlier payers of one id, or of one place, and nobody knows whose decision is whose."""
    seen: set[str] = set()
    for at, told in enumerate(claim.prior_adjudications):
        payer_id = told.coverage.payer.payer_id
        if payer_id and payer_id in seen:
            yield B010(claim, "two earlier payers have the same id: their decisions about lines could not be told apart",
                       "give each the id by which its decisions name it", "2330B", "NM109", f"prior_adjudications[{at}].coverage.payer.payer_id")
        seen.add(payer_id)


# ---- when, and at which level

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
    if "A8" in told.amounts:
        yield from _passed_over(claim, told, f"{path}.amounts['A8']")


def _passed_over(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    if told.paid is not None or told.adjustments or told.services:
        yield B010(claim, "a payer that was passed over cannot have decided", "leave out what it decided, or the amount not covered", "2320", "AMT02",
                   path)
    elif told.amounts["A8"] != claim.charge:
        yield B010(claim, f"a payer is passed over for {told.amounts['A8']}, and the claim's charge is {claim.charge}", "enter the claim's charge",
                   "2320", "AMT02", path, expected=claim.charge, found=told.amounts["A8"], level="claim")


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


def _days(claim: Claim, told: PriorAdjudication, path: str, as_of: date | None) -> Iterator[Finding]:
    """A decision lies after the service and not in the future."""
    first = claim.encounter.first_day
    found: list[tuple[date | None, str, str, int | None]] = [(told.payment_date, "2330B", f"{path}.payment_date", None)]
    found += [(line.payment_date, "2430", f"{path}.services[{at}].payment_date", line.line) for at, line in enumerate(told.services)]
    for day, loop, where, line in found:
        if day is not None and as_of is not None and day > as_of:
            yield B010(claim, "an earlier payer's decision lies in the future", _FIX, loop, "DTP03", where, line)
        elif day is not None and first is not None and day < first:
            yield B010(claim, "an earlier payer decided before the service", _FIX, loop, "DTP03", where, line, severity=Severity.WARNING)


# ---- to the cent

def _balance(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    """Line by line where lines were decided, and the claim as a whole."""
    yield from _lines(claim, told, path)
    adjusted = sum((one.amount for one in told.adjustments), ZERO) + sum(map(_adjusted, told.services), ZERO)
    found = (told.paid or ZERO) + adjusted
    if found != claim.charge:
        yield B010(claim, f"paid and adjusted make {found}, the claim's charge is {claim.charge}", _FIX, "2320", "AMT02", f"{path}.paid",
                   expected=claim.charge, found=found, level="claim")


def _lines(claim: Claim, told: PriorAdjudication, path: str) -> Iterator[Finding]:
    lines = claim.encounter.services
    bundles = _bundles(told)
    for at, line in enumerate(told.services):
        where = f"{path}.services[{at}]"
        if line.bundled_into is not None and (line.bundled_into == line.line or not 0 < line.bundled_into <= len(lines)):
            yield B010(claim, "a line is said to be paid with a line that the claim has not, or with itself", _FIX, "2430", "SVD06",
                       f"{where}.bundled_into", line.line)
        elif 0 < line.line <= len(lines) and line.line not in bundles and line.bundled_into is None and _count(told, line.line) == 1:
            yield from _balanced(claim, [line], lines[line.line - 1].charge, where, line.line)
        if line.remaining is not None and 0 < line.line <= len(lines) and line.remaining > lines[line.line - 1].charge:
            yield B010(claim, "the patient owes more for a line than its charge", _FIX, "2430", "AMT02", f"{where}.remaining", line.line,
                       severity=Severity.WARNING)
    for into, members in bundles.items():
        if all(0 < one <= len(lines) for one in members):
            decided = [line for line in told.services if line.line in members]
            yield from _balanced(claim, decided, sum((lines[one - 1].charge for one in members), ZERO), f"{path}.services", into)


def _balanced(claim: Claim, decided: list[LineAdjudication], charge: Decimal, path: str, number: int) -> Iterator[Finding]:
    found = sum((line.paid + _adjusted(line) for line in decided), ZERO)
    if charge != found:
        what = "the line's charge is" if len(decided) == 1 else "the charges of the lines that are paid together make"
        yield B010(claim, f"paid and adjusted make {found}, {what} {charge}", _FIX, "2430", "SVD02", path, number, expected=charge, found=found,
                   level="line")


def _bundles(told: PriorAdjudication) -> dict[int, set[int]]:
    """Lines that were paid with another (SVD06), by that other: only together do they balance."""
    found: dict[int, set[int]] = {}
    for line in told.services:
        if line.bundled_into is not None and line.bundled_into != line.line:
            found.setdefault(line.bundled_into, {line.bundled_into}).add(line.line)
    return found


def _count(told: PriorAdjudication, line: int) -> int:
    """How many decisions there are about a line: a payer that split it balances only in their sum, with the claim."""
    return sum(one.line == line for one in told.services)


def _adjusted(line: LineAdjudication) -> Decimal:
    return sum((one.amount for one in line.adjustments), ZERO)
