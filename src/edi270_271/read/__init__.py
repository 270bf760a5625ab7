"""Reading: a 270's text to inquiries, a 271's text to responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.read.inquiries import InquiryReading
from edi270_271.read.responses import ResponseReading
from edi_x12.reader import Parsed, Reader, parse

if TYPE_CHECKING:
    from edi_claims import EligibilityInquiry, EligibilityResponse
    from edi_x12.sources import Source


def parse_270(text: str | bytes) -> Parsed[EligibilityInquiry]:
    """Every inquiry of a text, one a patient.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds the patients that were whole.
    """
    return parse(text, InquiryReading())


def read_270(source: Source) -> Reader[EligibilityInquiry]:
    """The inquiries of a path or an open file, one after the other. Errors are those of `parse_270`."""
    return Reader(source, InquiryReading())


def parse_271(text: str | bytes) -> Parsed[EligibilityResponse]:
    """Every response of a text, one a patient, and one for a payer or provider that was refused as a whole.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds the patients that were whole. A patient whose benefits are not all there is not
            among them: a row that is missing may be an exclusion.
    """
    return parse(text, ResponseReading())


def read_271(source: Source) -> Reader[EligibilityResponse]:
    """The responses of a path or an open file, one after the other. Errors are those of `parse_271`."""
    return Reader(source, ResponseReading())
