"""Professional claims (837P): build, write, read, check."""

from edi837.claim import claim_from
from edi837.loading import load_tables
from edi837.paper import cms1500, cms1500_pages, from_cms1500
from edi837.read import parse, read
from edi837.receipts import receipt, receipts
from edi837.rules import (
    GUIDE_RULES,
    RULES,
    Approval,
    ByReport,
    CatalogueRow,
    CodeTables,
    Context,
    Decided,
    Enrollment,
    FactRule,
    History,
    ModifierRule,
    Policy,
    ProviderRule,
    Rule,
    catalogue,
    check,
    regraded,
    rules_without,
)
from edi837.rules.rows import STANDARD_MODIFIERS, AddOn, DrugRule, PairEdit, PairEdits, PersonLimit, UnitLimit, Validity
from edi837.split import split_claim
from edi837.tidying import tidy
from edi837.write import build, write

__all__ = [
    "GUIDE_RULES",
    "RULES",
    "STANDARD_MODIFIERS",
    "AddOn",
    "Approval",
    "ByReport",
    "CatalogueRow",
    "CodeTables",
    "Context",
    "Decided",
    "DrugRule",
    "Enrollment",
    "FactRule",
    "History",
    "ModifierRule",
    "PairEdit",
    "PairEdits",
    "PersonLimit",
    "Policy",
    "ProviderRule",
    "Rule",
    "UnitLimit",
    "Validity",
    "build",
    "catalogue",
    "check",
    "claim_from",
    "cms1500",
    "cms1500_pages",
    "from_cms1500",
    "load_tables",
    "parse",
    "read",
    "receipt",
    "receipts",
    "regraded",
    "rules_without",
    "split_claim",
    "tidy",
    "write",
]
