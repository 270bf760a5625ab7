"""edi_claims."""
