"""Acknowledgments: what became of a file (TA1), its transaction sets (999, 997) and its claims (277CA), and who repairs what was refused."""

from edi_acks.nouns import (
    Acknowledgment,
    ClaimAcknowledgment,
    ClaimStatus,
    ElementErrorNote,
    ErrorContext,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    LineStatus,
    ProviderAcknowledgment,
    SegmentError,
    Status,
    Totals,
    TransactionSetAcknowledgment,
)
from edi_acks.read import parse, read
from edi_acks.rules.causes import caught_by
from edi_acks.sent import check, locate, unaccounted
from edi_claims.codes import Stage

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
    "Stage",
    "Status",
    "Totals",
    "TransactionSetAcknowledgment",
    "caught_by",
    "check",
    "locate",
    "parse",
    "read",
    "unaccounted",
]
