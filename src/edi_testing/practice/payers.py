"""Who pays at a simulated practice: a plan that pays first, a supplement to which it sends claims on, and a second plan that is billed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import Claim, Payer, PayerProfile
from edi_testing.payer import RULES, Copay, Habits, Member, Plan, SimulatedPayer, Supplement, by_chance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from edi_claims import FeeSchedule, ServiceLine
    from edi_testing.payer import Case, Denial, Rule
    from edi_testing.practice.odds import Odds
    from edi_testing.practice.visits import Patient

PRIMARY = Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",))
CROSSING = Payer("SUP01", "SUPPLEMENT LIFE", ("1476543210",))
SECONDARY = Payer("GAP02", "GAPFILL MUTUAL", ("1498765432",))


def plans(chance: Random) -> tuple[Plan, Plan, Plan]:
    """Three plans, in the order in which they pay; how their remittances look is left to chance."""
    return (
        Plan(PRIMARY, deductible=Decimal(150), coinsurance=Decimal("0.2"), copays=(Copay(["992*"], Decimal(25)),), not_covered=["J3301"],
             reviewed=["11403"], crossover=(CROSSING,), interest_rate=Decimal("0.12"), profile=_profile(PRIMARY), habits=_habits(chance)),
        Plan(CROSSING, coordination=Supplement(), profile=_profile(CROSSING), habits=_habits(chance)),
        Plan(SECONDARY, deductible=Decimal(50), coinsurance=Decimal("0.1"), profile=_profile(SECONDARY), habits=_habits(chance)))


def _profile(payer: Payer) -> PayerProfile:
    return PayerProfile(payer.name, payer.ids, timely_filing_days=365, corrected_claim_days=365, appeal_days=180, payment_days=45)


def _habits(chance: Random) -> Habits:
    return Habits(returns_line_numbers=chance.random() < 0.8, sends_allowed=chance.random() < 0.8, denied_status=chance.choice(("4", "")),      # noqa: PLR2004
                  recovers_by_offset=chance.random() < 0.4)                   # noqa: PLR2004 - as many as seems right


def payer_of(plan: Plan, fees: FeeSchedule, seed: int, odds: Odds, who: Sequence[Patient]) -> SimulatedPayer:
    """A payer that knows the practice's patients, where its plan names no members, and denies at first as often as the odds say."""
    if plan.members is None:
        known = {cover.member_id: Member() for one in who for cover in one.coverages if plan.is_own(cover.payer)}
        plan = attrs.evolve(plan, members=known)
    first = ((odds.incomplete, "CO-16 N290"), (odds.unauthorized, "CO-197"), (odds.uncovered, "PR-27"))
    return SimulatedPayer(plan, fees, seed, rules=(*RULES, *(_at_first(by_chance(share, denial)) for share, denial in first)))


def _at_first(rule: Rule) -> Rule:
    """A rule for what is decided the first time: what was corrected, or won by an appeal, it lets pass."""
    def at_first(case: Case, line: ServiceLine) -> Denial | None:
        """The rule's word, the first time."""
        return None if case.again or case.replaces is not None else rule(case, line)

    return at_first


@attrs.define
class Desk:
    """One payer, with what lies on its desk."""

    payer: SimulatedPayer
    came: dict[str, date] = attrs.field(factory=dict)
    """Patient control number to the day on which the claim came."""
    not_before: dict[str, date] = attrs.field(factory=dict)
    """Claims that lie longer than others."""
    decided: dict[str, Claim] = attrs.field(factory=dict)
    """Patient control number to the claim that was decided last."""
    forwarded: list[tuple[date, Claim]] = attrs.field(factory=list)
    """Claims that another payer has sent on to this one, and when."""
    acts: list[tuple[date, bool, str, str]] = attrs.field(factory=list)
    """What the payer will change of itself: a day, whether it decides anew or only takes back, a remark code, and the claim's number."""
