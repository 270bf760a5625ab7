"""The simulated payer: a plan, rules that deny, and a payer that decides claims and answers with 835s.

What lives where: `plan` is what it decides by, `rules` and `coding` why it denies, `pricing` and `coordination` what it pays, `deciding` makes
the claim payment, `remitting` the payment, `forwarding` what goes to the next payer,
`memory` what stands from before, `members` whom the plan knows, `answering` what it says of coverage when it is asked,
`acknowledging` what it says when a file arrives, `simulated` the payer itself.
"""

from edi_testing.payer.answering import inquiry_for
from edi_testing.payer.case import Case, Denial, Rule
from edi_testing.payer.memory import Spent, UnknownClaimError
from edi_testing.payer.plan import Coordination, Copay, Dependent, Habits, Member, Plan, Replies, Supplement, VisitLimit
from edi_testing.payer.rules import RULES, by_chance, by_scrubber
from edi_testing.payer.simulated import SimulatedPayer

__all__ = [
    "RULES",
    "Case",
    "Coordination",
    "Copay",
    "Denial",
    "Dependent",
    "Habits",
    "Member",
    "Plan",
    "Replies",
    "Rule",
    "SimulatedPayer",
    "Spent",
    "Supplement",
    "UnknownClaimError",
    "VisitLimit",
    "by_chance",
    "by_scrubber",
    "inquiry_for",
]
