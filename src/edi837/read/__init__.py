"""Text to claims: 837P (005010X222, A1, A2, X291; 004010X098 as far as 5010 has places for it) to `edi_claims.Claim`.

What lives where:

- `tables` is the map: which step takes which segment in which loop, and what an NM1 opens there;
- `levels`, `claims` and `lines` are the steps, `supporting` those that few claims need;
- `machine` holds what all loops share, `reading` where the reading is;
- `ending` makes the nouns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.read import tables as _tables  # noqa: F401 - fills the loops in
from edi837.read.reading import ClaimReading
from edi_x12 import reader

if TYPE_CHECKING:
    from edi_claims import Claim
    from edi_x12.reader import Parsed, Reader
    from edi_x12.sources import Source


def parse(text: str | bytes) -> Parsed[Claim]:
    """Every claim of a text, in order, with its interchanges, findings and unread segments.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds the claims that were whole.
    """
    return reader.parse(text, ClaimReading())


def read(source: Source) -> Reader[Claim]:
    """The claims of a path or an open file one by one, in flat memory.

    Raises:
        TypeError: the source is X12 text; that is `parse`'s.
    """
    return reader.Reader(source, ClaimReading())
