"""How a claim, or a line, came out: what people call it on a worklist."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from edi_claims.codes import CARC
from edi_claims.codes.rows import AmountKind as K
from edi_claims.common import ZERO
from edi_claims.decisions.amounts import amounts_by_kind, amounts_of, amounts_of_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from edi_claims.adjudication import ClaimPayment, ServicePayment
    from edi_claims.codes.rows import CarcRow
    from edi_claims.decisions.amounts import DecidedAmount


class Outcome(StrEnum):
    """What a decision comes to, whatever CLP02 calls it: payers send 1 for a full denial, and 4 for a claim that a deductible took."""

    PAID = "paid"
    PATIENT_SHARE = "patient_share"
    """Nothing is paid, and nothing refused: the patient bears it."""
    PARTLY_DENIED = "partly_denied"
    """Something is refused or bundled, and something is not."""
    DENIED = "denied"
    PENDED = "pended"
    """Something of it is not decided yet."""
    REVERSED = "reversed"
    """It takes an earlier decision back (CLP02 22)."""
    ESTIMATED = "estimated"
    """A predetermination (CLP02 25): nothing was paid, and nothing is owed."""
    FORWARDED = "forwarded"
    """Not this payer's claim: another one has it now (CLP02 23)."""
    CAPITATED = "capitated"
    """The fixed sum that the plan pays for the member covers it."""
    PRIOR_PAYER = "prior_payer"
    """Earlier payers left nothing for this one to decide."""
    NOTHING = "nothing"
    """Neither paid nor owed by anybody."""


_REVERSAL, _ESTIMATE, _NOT_OURS, _DENIED = "22", "25", "23", "4"
_HELD = frozenset({"5", "10", "13", "15", "16", "17"})
"""CLP02 of 4010 for claims that are not decided."""
_REFUSED = (K.DENIED, K.BUNDLED)
_ACCEPTED = (K.PAID, K.DEDUCTIBLE, K.COINSURANCE, K.COPAY, K.PATIENT_OTHER, K.CAPITATION)
_SENT_ON = frozenset({"MA07", "MA18", "N89"})
"""Remarks that say that the next payer has the claim."""


def outcome(claim: ClaimPayment, carc: Mapping[str, CarcRow] = CARC) -> Outcome:
    """How a claim came out. The money and its reasons decide; CLP02 only where it says what no amount can."""
    if claim.status == _REVERSAL:
        return Outcome.REVERSED
    if claim.status == _ESTIMATE:
        return Outcome.ESTIMATED
    if claim.status == _NOT_OURS and not claim.paid:
        return Outcome.FORWARDED
    found = _outcome_of(amounts_of(claim, carc))
    if claim.status in _HELD and not claim.paid:
        return Outcome.PENDED
    return Outcome.DENIED if found is Outcome.NOTHING and claim.status == _DENIED else found


def outcome_of_line(line: ServicePayment, carc: Mapping[str, CarcRow] = CARC) -> Outcome:
    """How one line came out, by itself; a negative charge is a reversal's."""
    return Outcome.REVERSED if line.charge < ZERO else _outcome_of(amounts_of_line(line, carc))


def crosses_over(claim: ClaimPayment) -> bool:
    """Whether the payer says that it sent the claim on: by CLP02, by naming the next payer (NM1*TT), or by a remark. Do not send it yourself."""
    return claim.is_forwarded or claim.crossover_payer is not None or not _SENT_ON.isdisjoint(claim.remarks)


def _outcome_of(amounts: Iterable[DecidedAmount]) -> Outcome:
    kinds = amounts_by_kind(amounts)
    if _sum(kinds, (K.PENDED,)) > ZERO:
        return Outcome.PENDED
    if _sum(kinds, _REFUSED) > ZERO:
        return Outcome.PARTLY_DENIED if _sum(kinds, _ACCEPTED) > ZERO else Outcome.DENIED
    if kinds.get(K.PAID):
        return Outcome.PAID
    if _sum(kinds, _ACCEPTED[1:-1]) > ZERO:
        return Outcome.PATIENT_SHARE
    return next((said for kind, said in _WHERE_NOTHING_IS_LEFT if kinds.get(kind)), Outcome.NOTHING)


_WHERE_NOTHING_IS_LEFT = ((K.CAPITATION, Outcome.CAPITATED), (K.PRIOR_PAYER, Outcome.PRIOR_PAYER))


def _sum(kinds: Mapping[K, Decimal], asked: Iterable[K]) -> Decimal:
    return sum((kinds.get(kind, ZERO) for kind in asked), ZERO)
