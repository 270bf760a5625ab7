"""edi_acks."""
