"""What of a code repr may show."""

from __future__ import annotations

from edi_claims.findings import plain


def shown(code: str) -> str:
    """A public code as repr shows it."""
    return repr(plain(code))


__all__ = ["plain", "shown"]
