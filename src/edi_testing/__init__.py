"""edi_testing."""
