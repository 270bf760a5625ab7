"""A deposit at the bank against the remittances that it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi835.rules.kinds import Kind
from edi835.rules.payment import fingerprint, plain_trace
from edi_claims import ZERO, Finding, Remittance, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date
    from decimal import Decimal

DEPOSIT = Kind("BAL-DEPOSIT", Severity.ERROR, "the deposit is not what its remittances pay", RootCause.POSTING,
               fix="ask the payer or the bank before posting it")
DAYS = 5
"""How far the bank's day may be from the payment date."""


def check_deposit(remittances: Remittance | Iterable[Remittance], trace_number: str, amount: Decimal, on: date | None = None, *,
                  payer_trace_id: str | None = None, days: int = DAYS) -> list[Finding]:
    """Whether a deposit is what the remittances with its trace number pay: `BAL-DEPOSIT` findings, none where it is.

    `amount` is what the bank booked, below zero where it was taken; `on` the bank's day, None where it does not matter. One deposit may
    cover several remittances: their amounts are added up. One that was sent twice counts once, with a warning, and of several with the
    same trace number one alone may be it, also with a warning. `payer_trace_id` is TRN03, where the bank tells it: payers use the same
    numbers. Blanks, case and leading zeros of a trace number do not matter. `expected` is what the remittances pay, `found` the deposit.
    """
    several = [remittances] if isinstance(remittances, Remittance) else remittances
    named = [one for one in several if _same(one.trace_number, trace_number)
             and (payer_trace_id is None or _same(one.payer_trace_id, payer_trace_id))]
    distinct = {_content(one): one for one in reversed(named)}
    parts = list(reversed(distinct.values()))
    if not parts:
        return [_finding(trace_number, f"no remittance has the trace number of the deposit of {amount}", expected=ZERO, found=amount)]
    found = []
    if len(parts) < len(named):
        found.append(_finding(trace_number, "the remittance was sent more than once: it counts once", severity=Severity.WARNING,
                              position=named[-1].position or None))
    return found + _amount_findings(parts, trace_number, amount, on) + _day_findings(parts, trace_number, on, days)


def _amount_findings(parts: list[Remittance], trace: str, amount: Decimal, on: date | None) -> list[Finding]:
    """All of them pay the deposit, or those of one payer, or one of them alone."""
    expected = sum(map(deposited, parts), ZERO)
    if expected == amount:
        payers = {one.payer_trace_id for one in parts}
        return [] if len(payers) == 1 else [_finding(trace, "the deposit is the sum of several payers' remittances: one number, different payers",
                                                     severity=Severity.WARNING)]
    fitting = _one_payer(parts, amount) or [one for one in parts if deposited(one) == amount]
    if fitting and len(parts) > 1:
        return [_finding(trace, "other remittances have the trace number of the deposit, which one of them pays alone", severity=Severity.WARNING,
                         position=_nearest(fitting, on).position or None)]
    return [_finding(trace, DEPOSIT.what, expected=expected, found=amount, position=parts[0].position or None)]


def _one_payer(parts: list[Remittance], amount: Decimal) -> list[Remittance]:
    for payer in dict.fromkeys(one.payer_trace_id for one in parts):
        of_payer = [one for one in parts if one.payer_trace_id == payer]
        if sum(map(deposited, of_payer), ZERO) == amount:
            return of_payer
    return []


def _nearest(parts: list[Remittance], on: date | None) -> Remittance:
    return min(parts, key=lambda one: abs((one.payment_date - on).days) if one.payment_date is not None and on is not None else 0)


def _day_findings(parts: list[Remittance], trace: str, on: date | None, days: int) -> list[Finding]:
    """The day is near the payment date of one of them."""
    apart = [abs((one.payment_date - on).days) for one in parts if one.payment_date is not None and on is not None]
    if not apart or min(apart) <= days:
        return []
    return [_finding(trace, f"the deposit is {min(apart)} days from the payment date", severity=Severity.WARNING, position=parts[0].position or None)]


def deposited(remittance: Remittance) -> Decimal:
    """What a remittance puts into the payee's account; below zero where it takes (BPR03 D)."""
    return -remittance.payment_amount if remittance.credit_or_debit == "D" else remittance.payment_amount


def _content(remittance: Remittance) -> Hashable:
    return (remittance.payer_trace_id, fingerprint(remittance))


def _same(one: str, other: str) -> bool:
    return one.strip().lstrip("0").upper() == other.strip().lstrip("0").upper()


def _finding(trace: str, message: str, **more: Any) -> Finding:
    return DEPOSIT.of_trace(plain_trace(trace), message, **more)
