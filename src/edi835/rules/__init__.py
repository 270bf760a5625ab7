"""What must add up in a remittance, and what is worth a look. Each rule is a small pure function from a remittance to findings.

What lives where:

- `balance`: what must add up to the cent; `deposit`: a deposit at the bank;
- `payment` and `provider_level`: header and PLB; `groups` the totals of TS3 and TS2;
- `again`: claims of one number; `worth`, `lines` and `coordination` what a claim, its lines and its other parties say; `codes` what its codes say;
- `writing`: what an 835 that we write must hold; `kinds` what every rule is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules import again, balance, codes, coordination, deposit, groups, lines, payment, provider_level, worth, writing
from edi835.rules.balance import (
    adds_up,
    check_claim,
    claim_balance,
    lines_balance,
    patient_share_agrees,
    payment_balances,
    payment_finding,
)
from edi835.rules.deposit import check_deposit
from edi835.rules.kinds import Kind, Rule, each_claim
from edi835.rules.payment import again_of, sent_again
from edi_claims import Finding, Remittance
from edi_claims.decisions.repeated import repeats_its_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi835.rules.payment import Traces

__all__ = ["BALANCE_RULES", "GUIDE_RULES", "KINDS", "RULES", "Rule", "adds_up", "check", "check_claim", "check_deposit", "claim_balance",
           "each_claim", "lines_balance", "patient_share_agrees", "payment_balances", "payment_finding", "repeats_its_lines",
           "sent_again"]

BALANCE_RULES: tuple[Rule, ...] = (*map(each_claim, (lines_balance, claim_balance, patient_share_agrees)), payment_balances)
"""What the reader checks by itself."""

RULES: tuple[Rule, ...] = (
    *BALANCE_RULES,
    # the payment
    payment.method_fits_amount, payment.payment_can_be_found, payment.one_payee,
    provider_level.repeats_claims, provider_level.of_the_payee, provider_level.forward_balance, provider_level.interest_agrees,
    provider_level.whole_references, groups.group_totals, lines.whole_cents,
    # claims against each other
    again.claims_of_one_number,
    # each claim
    *map(each_claim, (
        again.number_returned, worth.whole_charge_contractual, worth.signs_of_reversal, worth.adjustments_of_reversal, worth.estimate_is_unpaid,
        worth.status_fits_amounts, worth.interest_is_apart, worth.paid_within_charge, coordination.earlier_payer_is_told,
        coordination.registration_agrees, coordination.next_payer_is_named, coordination.payment_is_the_first)),
    # its lines
    *map(each_claim, (
        lines.has_lines, lines.periods_in_order, lines.line_numbers_differ, lines.allowed_agrees, lines.change_is_told)),
    lines.days_of_service,
    # the codes
    *map(each_claim, (codes.known_codes, codes.groups_of_reasons, codes.explained_reasons, codes.patients_own)),
    codes.valid_reasons, codes.group_of_old_version, codes.known_provider_adjustments,
)
"""What `check` looks for."""

GUIDE_RULES: tuple[Rule, ...] = (
    writing.payment_is_named,
    *map(each_claim, (writing.claim_is_named, writing.claim_fits)),
    writing.provider_adjustments_are_named,
    *BALANCE_RULES,
)
"""What `build` and `write` enforce: they need nothing but the remittance."""


KINDS: dict[str, Kind] = {
    one.code: one for room in (balance, worth, codes, payment, provider_level, again, lines, coordination, groups, deposit)
    for one in vars(room).values() if isinstance(one, Kind)}
"""Every kind of finding that `check` and `check_deposit` make, by its code."""


def check(remittances: Remittance | Iterable[Remittance], rules: Iterable[Rule] | None = None) -> list[Finding]:
    """What is wrong with remittances, or worth a look, rule by rule.

    Without `rules` these are `RULES` for each, and whether a payment comes more than once (`sent_again`); with them, only these.
    Balance findings (`BAL-LINE`, `BAL-CLAIM`, `BAL-PATIENT`, `BAL-PAYMENT`) have `level`, `expected`, `found` and `difference`. Exact:
    there is no tolerance. Never raises for what a file may hold.
    """
    several = [remittances] if isinstance(remittances, Remittance) else remittances
    chosen = RULES if rules is None else tuple(rules)
    found: list[Finding] = []
    known: Traces = {}
    for remittance in several:
        for rule in chosen:
            found += rule(remittance)
        if rules is None:
            found += again_of(remittance, known)
    return found
