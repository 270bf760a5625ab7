"""835 text to remittances, or, flat in memory inside one transaction set, to events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi835.read.events import Event, RemittanceEnd, RemittanceStart
from edi835.read.reading import EventReading
from edi_claims import Remittance
from edi_x12 import reader
from edi_x12.reader import Parsed, Reader
from edi_x12.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims import ClaimPayment
    from edi_x12.sources import Source

__all__ = ["Event", "RemittanceEnd", "RemittanceStart", "parse", "read", "stream"]


class RemittanceReading(Reading[Remittance]):
    """Events to remittances: one is made whenever its set ends."""

    def __init__(self) -> None:
        super().__init__()
        self.events = EventReading()
        self.envelope, self.unread = self.events.envelope, self.events.unread
        self._claims: list[ClaimPayment] = []
        self._start: RemittanceStart | None = None

    def run(self, pieces: Iterable[str]) -> Iterator[Remittance]:
        """Every remittance that is whole."""
        for event in self.events.run(pieces):
            if isinstance(event, RemittanceStart):
                self._start, self._claims = event, []
            elif isinstance(event, RemittanceEnd):
                yield self._whole(event)
                self._start, self._claims = None, []
            else:
                self._claims.append(event)

    def partial(self) -> Remittance | None:
        """The claims that were whole when the text was cut off, under their header."""
        return self._whole(self.events.so_far()) if self._start is not None else None

    def _whole(self, end: RemittanceEnd) -> Remittance:
        header = attrs.asdict(self._start, recurse=False) if self._start is not None else {}
        return Remittance(**header, claims=self._claims, provider_adjustments=end.provider_adjustments, findings=end.findings, unread=end.unread)


def parse(text: str | bytes) -> Parsed[Remittance]:
    """Every remittance of a text, in file order: a list that also knows `interchanges`, `findings` and `unread`.

    Raises:
        X12SyntaxError: it is no X12, or a payment total (BPR02) cannot be read.
        TruncatedError: it was cut off; `complete` holds what was whole, in its last remittance the claims that were.
    """
    return reader.parse(text, RemittanceReading())


def read(source: Source) -> Reader[Remittance]:
    """The remittances of a path or an open file, one transaction set in memory at a time.

    Raises:
        TypeError: `source` is X12 text; `parse` takes that.
        X12SyntaxError: while iterating, as in `parse`.
        TruncatedError: while iterating, after every remittance that was whole; `complete` is empty.
    """
    return Reader(source, RemittanceReading())


def stream(source: Source) -> Reader[Event]:
    """The same in pieces, one claim in memory at a time: `RemittanceStart`, its claims, `RemittanceEnd`, and the next set's.

    Raises:
        TypeError: `source` is X12 text.
        X12SyntaxError: while iterating, as in `parse`.
        TruncatedError: while iterating, after every claim that was whole. A claim is whole once the segment behind it came.
    """
    return Reader(source, EventReading())
