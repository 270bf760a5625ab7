"""What a line says: its days, its allowed amount, its number, its parts of a cent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi835.rules.worth import ESTIMATE
from edi_claims import ZERO, DateRange, Finding, RootCause, Severity
from edi_claims.codes import CARC
from edi_claims.decisions.repeated import own_adjustments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from edi_claims import ClaimPayment, Remittance, ServicePayment

_SEQUESTRATION = "253"
_KEPT = frozenset({_SEQUESTRATION, "104", "105", "144", "161", "237", "245", "225", "85", "94", "B4", "1", "2", "3"})
"""Reasons that change the payment and leave what is allowed: sequestration, withholds, bonuses, penalties, interest, a waived cost share."""
_PRIOR, _CAPITATED, _BALANCE_BILLED = "23", "24", "45"
_CODE_CHANGED = frozenset({"N22"})
_CENTS = 2

R005 = Kind("R005", Severity.WARNING, "the service period ends before it begins")
R046 = Kind("R046", Severity.INFO, "lines have the same line control number: match them by their procedures", RootCause.POSTING)
R060 = Kind("R060", Severity.WARNING, "the allowed amount is not what is paid and what the patient owes", RootCause.POSTING,
            fix="hold the contract against the derived amount")
R061 = Kind("R061", Severity.INFO, "the allowed amount leaves out the sequestration that it was cut by", RootCause.POSTING)
R063 = Kind("R063", Severity.INFO, "there is no day of service, at the line or the claim", RootCause.POSTING)
R064 = Kind("R064", Severity.WARNING, "the service is later than its payment")
R065 = Kind("R065", Severity.WARNING, "an amount has parts of a cent, which nobody can pay")
R066 = Kind("R066", Severity.INFO, "the claim has no lines: which service was paid or denied is not said", RootCause.POSTING)
R068 = Kind("R068", Severity.INFO, "a remark says that the code was changed, but not from which one (SVC06)", RootCause.CODING)
R069 = Kind("R069", Severity.INFO, "a service period has only one of its two days")


def periods_in_order(claim: ClaimPayment) -> Iterator[Finding]:
    """DTM*150 is not after DTM*151, nor 232 after 233; both halves are there."""
    start, end = claim.dates.get("232"), claim.dates.get("233")
    if start is not None and end is not None and _last(start) > _last(end):
        yield R005.of_claim(claim, "the statement period ends before it begins")
    for number, line in enumerate(claim.services, 1):
        if line.service_period is not None and line.service_period.start > line.service_period.end:
            yield R005.of_line(claim, number, line)
        if line.service_period is None and ("150" in line.dates or "151" in line.dates):
            yield R069.of_line(claim, number, line)


def days_of_service(remittance: Remittance) -> Iterator[Finding]:
    """Every line has a day, its own or the claim's, and none after the payment (BPR16)."""
    paid_on = remittance.payment_date
    for claim in remittance.claims:
        of_claim = [_last(when) for kind, when in claim.dates.items() if kind in {"232", "233"}]
        for number, line in enumerate(claim.services, 1):
            day = _day_of(line) or max(of_claim, default=None)
            if day is None:
                yield R063.of_line(claim, number, line)
            elif paid_on is not None and day > paid_on and claim.status != ESTIMATE:
                yield R064.of_line(claim, number, line)


def _day_of(line: ServicePayment) -> date | None:
    if line.service_period is not None:
        return max(line.service_period.start, line.service_period.end)
    halves = [_last(when) for kind, when in line.dates.items() if kind in {"150", "151"}]
    return line.service_date or max(halves, default=None)


def _last(when: date | DateRange) -> date:
    return when.end if isinstance(when, DateRange) else when


def line_numbers_differ(claim: ClaimPayment) -> Iterator[Finding]:
    """REF*6R names one line; only the parts that one submitted procedure was paid in share it."""
    together: dict[str, list[ServicePayment]] = defaultdict(list)
    for line in claim.services:
        if line.line_control_number:
            together[line.line_control_number].append(line)
    if any(len(lines) > 1 and not _parts_of_one(lines) for lines in together.values()):
        yield R046.of_claim(claim, element="REF02")


def _parts_of_one(lines: list[ServicePayment]) -> bool:
    return lines[0].submitted_procedure is not None and all(line.submitted_procedure == lines[0].submitted_procedure for line in lines)


def allowed_agrees(claim: ClaimPayment) -> Iterator[Finding]:
    """AMT*B6 against paid + PR + what was kept from the allowed amount.

    Not asked of reversals, capitation and what an earlier payer decided, nor where something was taken from the claim as a whole.
    """
    if claim.is_reversal or own_adjustments(claim):
        return
    for number, line in enumerate(claim.services, 1):
        if line.allowed is not None and not any(one.reason in {_PRIOR, _CAPITATED} for one in line.adjustments):
            yield from _allowed_of(claim, number, line, line.allowed)


def _allowed_of(claim: ClaimPayment, number: int, line: ServicePayment, allowed: Decimal) -> Iterator[Finding]:
    share = line.adjusted("PR")
    cost_share = sum((one.amount for one in line.adjustments if one.group == "PR" and _is_cost_share(one.reason)), ZERO)
    kept = sum((one.amount for one in line.adjustments if one.group != "PR" and one.reason in _KEPT), ZERO)
    cut = sum((one.amount for one in line.adjustments if one.reason == _SEQUESTRATION), ZERO)
    derived = line.paid + share + kept
    right = {derived, line.paid + cost_share + kept}
    if allowed in right:
        return
    if cut and allowed + cut in right:
        yield R061.of_line(claim, number, line, expected=derived, found=allowed)
    elif line.paid or share:
        yield R060.of_line(claim, number, line, expected=derived, found=allowed)
    else:
        yield R060.of_line(claim, number, line, "an unpaid line has an allowed amount", severity=Severity.INFO, expected=derived, found=allowed)


def _is_cost_share(reason: str) -> bool:
    row = CARC.get(reason)
    return row is not None and row.root_cause is RootCause.PATIENT_RESPONSIBILITY and reason != _BALANCE_BILLED


def whole_cents(remittance: Remittance) -> Iterator[Finding]:
    """BPR02, PLB, and each claim's amounts: at most two decimals that say something. One finding a claim."""
    if _parted(remittance.payment_amount) or any(_parted(one.amount) for one in remittance.provider_adjustments):
        yield R065.of_payment(remittance)
    for claim in remittance.claims:
        amounts = [claim.charge, claim.paid, *(one.amount for one in claim.all_adjustments)]
        amounts += [amount for line in claim.services for amount in (line.charge, line.paid)]
        if any(map(_parted, amounts)):
            yield R065.of_claim(claim)


def _parted(amount: Decimal) -> bool:
    _, digits, exponent = amount.as_tuple()
    return isinstance(exponent, int) and exponent < -_CENTS and any(digits[exponent + _CENTS:])


def has_lines(claim: ClaimPayment) -> Iterator[Finding]:
    """A claim is decided line by line, except an inpatient stay, which is paid as a whole."""
    stay = claim.inpatient or claim.drg or claim.group.inpatient_summary
    if not claim.services and claim.charge and not stay and not claim.is_reversal:
        yield R066.of_claim(claim)


def change_is_told(claim: ClaimPayment) -> Iterator[Finding]:
    """N22 says that another code was paid than was billed; SVC06 should say which one was billed."""
    for number, line in enumerate(claim.services, 1):
        if line.submitted_procedure is None and not _CODE_CHANGED.isdisjoint(line.remarks):
            yield R068.of_line(claim, number, line)
