"""X12 syntax: delimiters, segments, envelopes, amounts and days, and the door to the implementation guides."""

from edi_x12.delimiters import Delimiters
from edi_x12.detect import detect
from edi_x12.envelope import Group, Interchange, TransactionSet
from edi_x12.reader import Parsed, Reader
from edi_x12.tokenizer import SEGMENT_LIMIT, Batch, Tokenizer
from edi_x12.writer import ControlNumbers

__all__ = [
    "SEGMENT_LIMIT",
    "Batch",
    "ControlNumbers",
    "Delimiters",
    "Group",
    "Interchange",
    "Parsed",
    "Reader",
    "Tokenizer",
    "TransactionSet",
    "detect",
]
