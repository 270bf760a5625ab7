"""The scrubber: every rule is a small function `(claim, context) -> findings`; `RULES` and `GUIDE_RULES` are tuples of them.

A practice takes rules out and adds its own by passing another tuple. The ids are stable; `docs/findings.md` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules import billing, coding, identity, secondary, structure
from edi837.rules.context import Context, Rule, context_of
from edi837.rules.guide import GUIDE_RULES
from edi837.rules.tables import Approval, CodeTables, ModifierRule, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from edi_claims import Claim, CoverageAnswer, Finding, PayerProfile

__all__ = ["GUIDE_RULES", "RULES", "Approval", "CodeTables", "Context", "ModifierRule", "Policy", "Rule", "check"]

RULES: tuple[Rule, ...] = (
    structure.characters, structure.blanks, structure.lengths, structure.amounts, structure.repeats, structure.codes,
    identity.member_id, identity.birth_date, identity.sex, identity.relationship, identity.himself, identity.names, identity.payer,
    identity.coverage_active, identity.payer_order,
    identity.provider_ids, identity.tax_id, identity.practice_address, identity.taxonomies, identity.rendering,
    coding.diagnoses, coding.pointers, coding.procedures, coding.modifiers, coding.missing_modifiers, coding.policies, coding.units,
    billing.totals, billing.place, billing.days, billing.frequency, billing.authorization, billing.referral, billing.timely_filing, billing.accident,
    secondary.prior_decisions, secondary.earlier_payers)


def check(claims: Iterable[Claim], rules: Sequence[Rule] = RULES, *, profile: PayerProfile | None = None, profiles: Sequence[PayerProfile] = (),
          eligibility: CoverageAnswer | Mapping[str, CoverageAnswer] | None = None, tables: CodeTables | None = None,
          as_of: date | None = None) -> list[Finding]:
    """What is wrong with claims, or worth a look, claim by claim in the order of the rules.

    `profile` is the payer's; with `profiles` each claim's payer is looked up. `eligibility` is one answer, or one a patient control number.
    `as_of` is the day on which the claims would be sent. What is not given is not known, and nothing is found by it.
    """
    known = tables or CodeTables()
    found: list[Finding] = []
    for claim in claims:
        context = context_of(claim, profile, tuple(profiles), eligibility, known, as_of)
        for rule in rules:
            found += rule(claim, context)
    return found
