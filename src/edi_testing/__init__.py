"""Claims and remittances to test with: plain ones, seeded and fast, and in `strategies` hypothesis strategies (the `testing` extra)."""

from edi_testing.samples import sample_claims

__all__ = ["sample_claims"]
