"""835 remittances: read what a payer decided and paid, check that every cent adds up, explain it, write remittances."""

from edi835.read import Event, RemittanceEnd, RemittanceStart, parse, read, stream
from edi835.render import Labels, render
from edi835.rules import BALANCE_RULES, GUIDE_RULES, RULES, check, check_claim, check_deposit, repeats_its_lines
from edi835.write import build, write

__all__ = [
    "BALANCE_RULES",
    "GUIDE_RULES",
    "RULES",
    "Event",
    "Labels",
    "RemittanceEnd",
    "RemittanceStart",
    "build",
    "check",
    "check_claim",
    "check_deposit",
    "parse",
    "read",
    "render",
    "repeats_its_lines",
    "stream",
    "write",
]
