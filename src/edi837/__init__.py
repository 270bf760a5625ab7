"""Professional claims (837P): build, write, read, check."""

from edi837.claim import claim_from
from edi837.read import parse, read
from edi837.receipts import receipt
from edi837.rules import GUIDE_RULES, RULES, Approval, CodeTables, Context, ModifierRule, Policy, Rule, check
from edi837.write import build, write

__all__ = [
    "GUIDE_RULES",
    "RULES",
    "Approval",
    "CodeTables",
    "Context",
    "ModifierRule",
    "Policy",
    "Rule",
    "build",
    "check",
    "claim_from",
    "parse",
    "read",
    "receipt",
    "write",
]
