"""835 remittances: read what a payer decided and paid, check that every cent adds up, write remittances."""

from edi835.read import Event, RemittanceEnd, RemittanceStart, parse, read, stream
from edi835.rules import BALANCE_RULES, GUIDE_RULES, RULES, check, check_claim, repeats_its_lines
from edi835.write import build, write

__all__ = [
    "BALANCE_RULES",
    "GUIDE_RULES",
    "RULES",
    "Event",
    "RemittanceEnd",
    "RemittanceStart",
    "build",
    "check",
    "check_claim",
    "parse",
    "read",
    "repeats_its_lines",
    "stream",
    "write",
]
