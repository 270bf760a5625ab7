"""Claims and remittances to test with, seeded and fast; a simulated payer; a practice's years; in `strategies` hypothesis strategies (an extra)."""

from edi_testing.payer import Plan, SimulatedPayer
from edi_testing.practice import Odds, SimulatedPractice
from edi_testing.samples import sample_claims
from edi_testing.scenarios import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Odds", "Plan", "Scenario", "SimulatedPayer", "SimulatedPractice", "sample_claims"]
