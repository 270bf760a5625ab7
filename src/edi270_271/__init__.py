"""Asking for coverage (270), reading what the payer answered (271), and answering a practice's questions from it."""

from edi270_271.answers import answer, estimate
from edi270_271.read import parse_270, parse_271, read_270, read_271
from edi270_271.rules import GUIDE_RULES, INQUIRY_RULES, RESPONSE_RULES, check
from edi270_271.write import build_270, write_270

__all__ = [
    "GUIDE_RULES",
    "INQUIRY_RULES",
    "RESPONSE_RULES",
    "answer",
    "build_270",
    "check",
    "estimate",
    "parse_270",
    "parse_271",
    "read_270",
    "read_271",
    "write_270",
]
