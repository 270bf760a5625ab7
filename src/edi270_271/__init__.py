"""Asking for coverage (270), reading what the payer answered (271), and answering a practice's questions from it."""

from edi270_271.answers import answer, estimate, estimate_visit, service_type_of
from edi270_271.changes import corrected_coverage, corrected_patient, follow_ups
from edi270_271.read import parse_270, parse_271, read_270, read_271
from edi270_271.rejects import NextInquiry, Remedy, next_inquiry, remedies, remedy
from edi270_271.render import render
from edi270_271.rules import GUIDE_RULES, INQUIRY_RULES, RESPONSE_GUIDE_RULES, RESPONSE_RULES, check
from edi270_271.write import build_270, build_271, write_270, write_271

__all__ = [
    "GUIDE_RULES",
    "INQUIRY_RULES",
    "RESPONSE_GUIDE_RULES",
    "RESPONSE_RULES",
    "NextInquiry",
    "Remedy",
    "answer",
    "build_270",
    "build_271",
    "check",
    "corrected_coverage",
    "corrected_patient",
    "estimate",
    "estimate_visit",
    "follow_ups",
    "next_inquiry",
    "parse_270",
    "parse_271",
    "read_270",
    "read_271",
    "remedies",
    "remedy",
    "render",
    "service_type_of",
    "write_270",
    "write_271",
]
