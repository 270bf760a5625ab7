"""What a plan allows: sent by the payer, or derived from what it took off.

Derived is the charge without what contract and refusal take: it keeps the payment, the patient's cost share, sequestration and what is
withheld, and so can be held against a contract's rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind, Verdict
from edi_claims.common import ZERO
from edi_claims.decisions.amounts import amounts_of, amounts_of_line
from edi_claims.findings import RootCause

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from edi_claims.adjudication import ClaimPayment, ServicePayment
    from edi_claims.codes.rows import CarcRow
    from edi_claims.decisions.amounts import DecidedAmount

SENT, DERIVED, UNKNOWN = "sent", "derived", "unknown"
_UNDECIDED = frozenset({AmountKind.PENDED, AmountKind.PRIOR_PAYER})
_NOT_ALLOWED = frozenset({AmountKind.DENIED, AmountKind.BUNDLED, AmountKind.CAPITATION})
_ALLOWED = frozenset({AmountKind.PAID, AmountKind.DEDUCTIBLE, AmountKind.COINSURANCE, AmountKind.COPAY, AmountKind.SEQUESTRATION,
                      AmountKind.WITHHELD})
_COST_SHARES = frozenset({AmountKind.DEDUCTIBLE, AmountKind.COINSURANCE, AmountKind.COPAY})


def allowed_for_line(line: ServicePayment, carc: Mapping[str, CarcRow] = CARC) -> tuple[Decimal | None, str]:
    """What the plan allows for a line, dollars, and how that is known: `sent` (AMT*B6), `derived` or `unknown`.

    Unknown while something of it is pended, and where an earlier payer's share of it (CARC 23) hides what this one allows.
    """
    return (line.allowed, SENT) if line.allowed is not None else _derived(amounts_of_line(line, carc), carc)


def allowed_for_claim(claim: ClaimPayment, carc: Mapping[str, CarcRow] = CARC) -> tuple[Decimal | None, str]:
    """The same for a claim: `sent` where every line has one, derived from the claim's own figures where it has no lines.

    What the claim as a whole takes off besides its lines is taken off what they allow.
    """
    amounts = amounts_of(claim, carc)
    own = [one for one in amounts if one.service_line is None and one.adjustment is not None]
    if not claim.services or (own and any(line.charge - line.adjusted() != line.paid for line in claim.services)):
        return _derived(amounts, carc)
    lines = [allowed_for_line(line, carc) for line in claim.services]
    known = [amount for amount, _ in lines if amount is not None]
    if len(known) < len(lines) or any(one.kind in _UNDECIDED for one in amounts):
        return None, UNKNOWN
    taken = sum((one.amount for one in own if _is_taken_off(one, carc)), ZERO)
    return sum(known, ZERO) - taken, SENT if not taken and all(how == SENT for _, how in lines) else DERIVED


def _derived(amounts: Iterable[DecidedAmount], carc: Mapping[str, CarcRow]) -> tuple[Decimal | None, str]:
    """What is neither taken off nor left unexplained."""
    several = tuple(amounts)
    if any(one.kind in _UNDECIDED for one in several):
        return None, UNKNOWN
    return sum((one.amount for one in several if not _is_taken_off(one, carc)), ZERO), DERIVED


def _is_taken_off(one: DecidedAmount, carc: Mapping[str, CarcRow]) -> bool:
    """Whether an amount is no part of what the plan allows. A cost share is one, even where the contract makes the provider bear it (CO-3)."""
    if one.kind in _ALLOWED or one.kind in _NOT_ALLOWED or one.adjustment is None:
        return one.kind not in _ALLOWED
    row = carc.get(one.adjustment.reason)
    if row is None:
        return one.kind is not AmountKind.PATIENT_OTHER
    if row.amount_kind in _COST_SHARES:
        return False
    return row.root_cause is RootCause.CONTRACTUAL or (one.kind is AmountKind.PATIENT_OTHER and row.is_denial is Verdict.YES)
