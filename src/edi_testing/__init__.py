"""Claims and remittances to test with, seeded and fast; a simulated payer; in `strategies` hypothesis strategies (the `testing` extra)."""

from edi_testing.payer import Plan, SimulatedPayer
from edi_testing.samples import sample_claims
from edi_testing.scenarios import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Plan", "Scenario", "SimulatedPayer", "sample_claims"]
