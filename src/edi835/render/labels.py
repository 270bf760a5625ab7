"""What codes are called on a page: the library's tables, each of which a practice may replace by its own."""

from __future__ import annotations

import attrs

from edi_claims import codes
from edi_claims.codes import CarcRow, ClaimStatusRow, Code, CodeTable, GroupRow, PlaceRow, PlbRow, RarcRow


@attrs.frozen(kw_only=True)
class Labels:
    """The code tables that `render` takes its words from. A code that a table does not list is shown as it was sent.

    >>> from edi_claims.codes import CARC, CarcRow
    >>> ours = Labels(reason=CARC.with_rows([CarcRow("45", "Above what we agreed", "contractual", "none")]))
    >>> ours.reason.label("45")
    'Above what we agreed'
    """

    group: CodeTable[GroupRow] = codes.GROUP
    """CAS01: who bears an amount."""
    reason: CodeTable[CarcRow] = codes.CARC
    """CAS02: why (CARC)."""
    remark: CodeTable[RarcRow] = codes.RARC
    """LQ02, MOA, MIA: remark codes (RARC)."""
    status: CodeTable[ClaimStatusRow] = codes.CLAIM_STATUS
    """CLP02."""
    provider_adjustment: CodeTable[PlbRow] = codes.PLB_REASON
    """PLB03-1."""
    filing_indicator: CodeTable[Code] = codes.FILING_INDICATOR
    """CLP06: the kind of plan."""
    place: CodeTable[PlaceRow] = codes.PLACE_OF_SERVICE
    """CLP08 of a professional claim."""


DEFAULT = Labels()
