"""What one adjustment is: group x reason x remark x what else the line says. A reason alone gives wrong answers.

PR-27 is nobody's share until coverage is checked again, CO-45 for a whole charge is no contract, and a remark can say that nothing is decided.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims.adjudication import Adjustment
from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind, CarcRow, Verdict
from edi_claims.common import ZERO
from edi_claims.findings import RootCause

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENT = "PR"
CONTRACT = "CO"
WAITING_REMARKS = frozenset({"N615", "N616", "N617", "N618"})
"""Remarks of a grace period for unpaid premiums: what is not priced yet waits for it to end."""
UNVERIFIED = frozenset({"26", "27", "31"})
"""Reasons that question coverage. In group PR they are no patient's share before somebody has verified coverage again."""
_NEVER_WHOLE = "45"
_SHARES = frozenset({AmountKind.DEDUCTIBLE, AmountKind.COINSURANCE, AmountKind.COPAY})
_SAID_BY_THE_REASON = frozenset({AmountKind.SEQUESTRATION, AmountKind.CAPITATION, AmountKind.WITHHELD, AmountKind.PENDED})
_PRICING = frozenset({AmountKind.CONTRACTUAL, AmountKind.SEQUESTRATION, AmountKind.WITHHELD})
_OF_CONTRACT = frozenset({RootCause.CONTRACTUAL, RootCause.PATIENT_RESPONSIBILITY})


@attrs.frozen
class Unit:
    """A line, or a claim as a whole, with all that an adjustment's meaning depends on."""

    charge: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...] = ()
    """Of the line and of its claim."""


def amount_kind(one: Adjustment, unit: Unit, carc: Mapping[str, CarcRow] = CARC) -> AmountKind:
    """What the amount of an adjustment is. The signs of a reversal change nothing in it."""
    row = carc.get(one.reason)
    told = None if row is None else row.amount_kind
    if told is AmountKind.PRIOR_PAYER:
        return AmountKind.PRIOR_PAYER
    kind = _share(one, told) if one.group == PATIENT else _reduction(one, unit, row, carc)
    return AmountKind.PENDED if kind not in _PRICING and not WAITING_REMARKS.isdisjoint(unit.remarks) else kind


def _share(one: Adjustment, told: AmountKind | None) -> AmountKind:
    """The kind of an amount that the payer leaves to the patient."""
    if told in _SHARES:
        return told
    return AmountKind.DENIED if one.reason in UNVERIFIED else AmountKind.PATIENT_OTHER


def _reduction(one: Adjustment, unit: Unit, row: CarcRow | None, carc: Mapping[str, CarcRow]) -> AmountKind:
    """The kind of an amount that is not the patient's."""
    told = None if row is None else row.amount_kind
    if told in _SAID_BY_THE_REASON or (told is AmountKind.BUNDLED and one.amount):
        return told
    if is_denial(one, unit, carc):
        return AmountKind.DENIED
    if one.group == CONTRACT and row is not None and row.root_cause in _OF_CONTRACT:
        return AmountKind.CONTRACTUAL
    return AmountKind.OTHER


def is_denial(one: Adjustment, unit: Unit, carc: Mapping[str, CarcRow] = CARC) -> bool:
    """Whether an adjustment refuses what was billed, rather than pricing it.

    A reason that may or may not be one is a denial when it takes all that contract and patient share leave of an unpaid line; so is a
    reason that no table lists, and CO-45 for a whole charge, which its own rule forbids.
    """
    if one.group == PATIENT or not one.amount:
        return False
    row = carc.get(one.reason)
    if one.reason == _NEVER_WHOLE:
        return _takes_all(one, unit, carc) and one.amount == unit.charge
    if row is None or row.is_denial is Verdict.DEPENDS:
        return _takes_all(one, unit, carc)
    return row.is_denial is Verdict.YES


def _takes_all(one: Adjustment, unit: Unit, carc: Mapping[str, CarcRow]) -> bool:
    if unit.paid or not unit.charge:
        return False
    others = sum((other.amount for other in unit.adjustments if other is not one and _is_share_or_contract(other, carc)), ZERO)
    return one.amount == unit.charge - others


def _is_share_or_contract(one: Adjustment, carc: Mapping[str, CarcRow]) -> bool:
    row = carc.get(one.reason)
    return one.group == PATIENT or (row is not None and row.root_cause is RootCause.CONTRACTUAL and row.is_denial is Verdict.NO)
