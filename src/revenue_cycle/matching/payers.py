"""Which of a claim's payers decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.pairing import rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi_claims import Claim, ClaimPayment, Payer

_BY_STATUS = {"1": "P", "19": "P", "2": "S", "20": "S", "3": "T", "21": "T"}


def sequence_of(payment: ClaimPayment, payer: Payer, claim: Claim | None, entries: Sequence[Entry]) -> str:
    """Which of the claim's payers decided: by its id or name, then by what CLP02 says, then whoever was asked last."""
    if claim is not None:
        same = [one.sequence for one in claim.coverages if one.payer.is_same(payer)]
        if len(same) == 1:
            return same[0]
    if payment.status in _BY_STATUS:
        return _BY_STATUS[payment.status]
    asked = [entry.sequence for entry in entries if entry.kind is EntryKind.SUBMISSION]
    return max(asked, key=rank, default="P")
