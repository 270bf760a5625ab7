"""The scrubber: every rule is a small function `(claim, context) -> findings`; `RULES` and `GUIDE_RULES` are tuples of them.

A practice takes rules out and adds its own by passing another tuple. The ids are stable; `docs/findings.md` lists them.

What lives where:

- the rules: `structure` (S), `identity` and `coverage` (M), `providers` (P), `coding`, `edits` and `people` (C), and of B the others: `billing`,
  `places`, `approvals`, `deadlines`, `earlier`, `secondary`, `supporting`, `medicare`;
- what the rules of `structure` are tables of: `texts`, `codes`, `numbers` and `counts`, in the words of `bounds`, with what a loop has a place for in
  `parties`, `named` and `shapes`;
- what a practice brings: `tables`, made of the nouns in `rows` and `requirements`;
- `context` is what a rule may know, `history` the claims before, `guide` the rules that `build` enforces, `listing` the catalogue.
"""

from __future__ import annotations

from decimal import InvalidOperation, localcontext
from typing import TYPE_CHECKING

from edi837.rules import (
    approvals,
    billing,
    coding,
    coverage,
    deadlines,
    earlier,
    edits,
    identity,
    medicare,
    people,
    places,
    providers,
    secondary,
    structure,
    supporting,
)
from edi837.rules.context import Context, Rule, context_for
from edi837.rules.guide import GUIDE_RULES
from edi837.rules.history import Decided, History
from edi837.rules.listing import CatalogueRow, catalogue, regraded, without
from edi837.rules.requirements import ByReport, Enrollment, FactRule, ProviderRule
from edi837.rules.tables import Approval, CodeTables, ModifierRule, Policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from edi_claims import Claim, CoverageAnswer, FeeSchedule, Finding, PayerProfile

__all__ = ["GUIDE_RULES", "RULES", "Approval", "ByReport", "CatalogueRow", "CodeTables", "Context", "Decided", "Enrollment", "FactRule", "History",
           "ModifierRule", "Policy", "ProviderRule", "Rule", "catalogue", "check", "regraded", "rules_without"]

RULES: tuple[Rule, ...] = (
    # what X12 can carry
    structure.characters, structure.blanks, structure.lengths, structure.amounts, structure.repeats, earlier.own_number, structure.codes,
    # the patient, who pays
    identity.member_id, identity.birth_date, identity.sex, identity.relationship, identity.himself, identity.names,
    coverage.payer, coverage.coverage_active, coverage.payer_order,
    # the providers
    providers.provider_ids, providers.tax_id, providers.practice_address, providers.taxonomies, providers.rendering, providers.required_providers,
    providers.enrolled,
    # what was coded
    coding.diagnoses, coding.billable_diagnoses, coding.pointers, coding.procedures, coding.modifiers, coding.fitting_modifiers,
    coding.missing_modifiers, coding.policies, coding.units, coding.leading_diagnosis, coding.sides,
    edits.pairs, edits.unit_limits, edits.days_and_units, edits.add_ons, edits.described, edits.recorded, edits.drugs,
    people.fitting_diagnoses, people.fitting_procedures, people.new_patients,
    # the claim
    billing.totals, places.place, places.facility, places.components, billing.days, billing.frequency,
    approvals.authorization, approvals.referral, deadlines.timely_filing, earlier.duplicates, billing.accident, billing.injury,
    secondary.prior_decisions, secondary.earlier_payers, billing.amounts_paid, coverage.visits,
    supporting.attachments, supporting.laboratory, supporting.by_report, billing.held,
    medicare.medicare_secondary, earlier.changed_coding, medicare.notices)


def check(claims: Iterable[Claim], rules: Sequence[Rule] = RULES, *, profile: PayerProfile | None = None, profiles: Sequence[PayerProfile] = (),
          eligibility: CoverageAnswer | Mapping[str, CoverageAnswer] | None = None, tables: CodeTables | None = None,
          as_of: date | None = None, history: Iterable[Claim] | History = (), held: Collection[str] = (),
          contract: FeeSchedule | None = None) -> list[Finding]:
    """What is wrong with claims, or worth a look, claim by claim in the order of the rules.

    `profile` is the payer's; with `profiles` each claim's payer is looked up. `eligibility` is one answer, or one a patient control number.
    `as_of` is the day on which the claims would be sent. `history` are the claims that payers took in before, `held` the numbers of claims about
    which the provider has still to answer a question, `contract` what the payer allows. What is not given is not known, and nothing is found by it.
    """
    base = Context(profile, tables=tables or CodeTables(), as_of=as_of, history=history if isinstance(history, History) else History(history),
                   held=held, contract=contract)
    payers = tuple(profiles)
    found: list[Finding] = []
    with localcontext() as quiet:
        quiet.traps[InvalidOperation] = False       # an amount that is no number is a finding (S004), and compares with nothing
        for claim in claims:
            context = context_for(claim, base, payers, eligibility)
            for rule in rules:
                found += rule(claim, context)
            base.batch.add(claim)
    return found


def rules_without(*codes: str, rules: Iterable[Rule] = RULES) -> tuple[Rule, ...]:
    """The rules but for those that make findings of these codes.

    >>> len(RULES) - len(rules_without("B007", "B011"))
    2

    Raises:
        ValueError: no rule makes one of them.
    """
    return without(rules, codes)
