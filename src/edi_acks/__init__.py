"""Acknowledgments: what became of a file (TA1), its transaction sets (999, 997) and its claims (277CA), and who repairs what was refused."""

from edi_acks.answers import (
    Door,
    build_999,
    build_ta1,
    claim_acknowledgments,
    implementation_acknowledgments,
    interchange_acknowledgments,
)
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
from edi_acks.rules.tables import CodeTables
from edi_acks.sent import check, locate, unaccounted
from edi_acks.write import build, write
from edi_claims.codes import Stage

__all__ = [
    "Acknowledgment",
    "ClaimAcknowledgment",
    "ClaimStatus",
    "CodeTables",
    "Door",
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
    "build",
    "build_999",
    "build_ta1",
    "caught_by",
    "check",
    "claim_acknowledgments",
    "implementation_acknowledgments",
    "interchange_acknowledgments",
    "locate",
    "parse",
    "read",
    "unaccounted",
    "write",
]
