"""Reading: a 276's text to inquiries, a 277's text to responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_acks.status.read.inquiries import InquiryReading
from edi_acks.status.read.responses import ResponseReading
from edi_x12.reader import Parsed, Reader, parse

if TYPE_CHECKING:
    from edi_acks.status.nouns import StatusInquiry, StatusResponse
    from edi_x12.sources import Source

__all__ = ["parse_276", "parse_277", "read_276", "read_277"]


def parse_276(text: str | bytes) -> Parsed[StatusInquiry]:
    """Every inquiry of a text, one a claim.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds the claims that were whole.
    """
    return parse(text, InquiryReading())


def read_276(source: Source) -> Reader[StatusInquiry]:
    """The inquiries of a path or an open file, one after the other. Errors are those of `parse_276`."""
    return Reader(source, InquiryReading())


def parse_277(text: str | bytes) -> Parsed[StatusResponse]:
    """Every response of a text, one a claim, and one for a request or a provider that was turned down as a whole.

    A 277 of any kind but the claim acknowledgment (277CA), which `edi_acks.parse` reads.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds the claims that were whole.
    """
    return parse(text, ResponseReading())


def read_277(source: Source) -> Reader[StatusResponse]:
    """The responses of a path or an open file, one after the other. Errors are those of `parse_277`."""
    return Reader(source, ResponseReading())
