"""Does a file keep to its implementation guide? The one door to pyx12, whose maps know the guides.

`check` walks every segment through the map of its guide and says what a 999 (and, for the envelope, a TA1) would reject.

What lives where:

- `layout` cuts the text into interchanges;
- `maps` finds the guide of a group, pyx12's or one of ours (`OWN_GUIDES`, written in `edi_x12.guides`), and keeps it loaded;
- `reader` is pyx12's bookkeeping of headers, trailers, HL and LX, without its crashes;
- `elements` holds one segment against its node in the map;
- `together` knows which segments want each other, as far as no map can say it;
- `walk` drives these over one interchange;
- `rules` is the table of our codes and wording, `false_errors` that of what pyx12 complains about without cause.

pyx12's messages quote element values, and so do its error handler's log records. Neither is used: its walker and its nodes also return
their errors as values, from which only the code and the place are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims.findings import X12SyntaxError
from edi_x12.conformance.layout import interchanges
from edi_x12.conformance.maps import OWN_GUIDES
from edi_x12.conformance.rules import RULES, Noticed, Place, finding
from edi_x12.conformance.walk import Walk

if TYPE_CHECKING:
    from edi_claims.findings import Finding

__all__ = ["OWN_GUIDES", "RULES", "Noticed", "check", "examine"]


def check(text: str | bytes) -> list[Finding]:
    """What in these interchanges breaks the rules of their implementation guides, in file order.

    An error is what a 999 or TA1 would reject. A guide for which no map is here gives one warning, `G001`; then only the envelope and the
    numbering of levels and lines are checked.

    Never raises: what cannot be checked is a finding, `G900`. Any number of threads may check at the same time.
    """
    return [noticed.finding for noticed in examine(text)]


def examine(text: str | bytes) -> list[Noticed]:
    """The same findings, each with what a 999 says of it besides: the data element's number, its repetition, what made it necessary."""
    found: list[Noticed] = []
    position = 0
    control_numbers: list[str | None] = []
    try:
        for interchange in interchanges(text):
            found += Walk(interchange, position, control_numbers).run()
            position += len(interchange.segments)
    except X12SyntaxError:
        position = 0
    return found if position else [*found, Noticed(finding("G900", Place()))]
