"""What a receiver says of what was sent: of a file (TA1), of its transaction sets (999, 997), of its claims (277CA).

`noticed` holds what was found while reading an acknowledgment; `findings` adds what the acknowledgment itself says is wrong. What the
receiver copied from the file, and free text, is never shown by repr.
"""

from __future__ import annotations

from typing import TypeAlias

from edi_acks.nouns.claims import ClaimAcknowledgment, ClaimStatus, LineStatus, ProviderAcknowledgment, Status, Totals
from edi_acks.nouns.syntax import (
    ElementErrorNote,
    ErrorContext,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    SegmentError,
    TransactionSetAcknowledgment,
)

Acknowledgment: TypeAlias = InterchangeAcknowledgment | ImplementationAcknowledgment | ClaimAcknowledgment

__all__ = [
    "Acknowledgment",
    "ClaimAcknowledgment",
    "ClaimStatus",
    "ElementErrorNote",
    "ErrorContext",
    "ImplementationAcknowledgment",
    "InterchangeAcknowledgment",
    "LineStatus",
    "ProviderAcknowledgment",
    "SegmentError",
    "Status",
    "Totals",
    "TransactionSetAcknowledgment",
]
