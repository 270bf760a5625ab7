"""Claims and remittances to test with: plain ones, seeded and fast, and in `strategies` hypothesis strategies (the `testing` extra)."""

from edi_testing.samples import sample_claims
from edi_testing.scenarios import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario", "sample_claims"]
