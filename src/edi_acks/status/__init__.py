"""Claim status: ask where claims are (276), read what the payer answers or tells unasked (277), and what to do about it."""

from edi_acks.status.asking import inquiry_of
from edi_acks.status.nouns import LevelStatus, LineInquiry, StatusInquiry, StatusKind, StatusResponse
from edi_acks.status.read import parse_276, parse_277, read_276, read_277
from edi_acks.status.render import render
from edi_acks.status.rules import GUIDE_RULES, RESPONSE_GUIDE_RULES, RESPONSE_RULES, check
from edi_acks.status.situation import NextAction, Situation, Standing, situation
from edi_acks.status.write import build_276, build_277, write_276, write_277

__all__ = [
    "GUIDE_RULES",
    "RESPONSE_GUIDE_RULES",
    "RESPONSE_RULES",
    "LevelStatus",
    "LineInquiry",
    "NextAction",
    "Situation",
    "Standing",
    "StatusInquiry",
    "StatusKind",
    "StatusResponse",
    "build_276",
    "build_277",
    "check",
    "inquiry_of",
    "parse_276",
    "parse_277",
    "read_276",
    "read_277",
    "render",
    "situation",
    "write_276",
    "write_277",
]
