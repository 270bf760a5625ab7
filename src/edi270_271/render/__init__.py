"""A coverage answer for the front desk, as text or as one HTML page: may the patient be seen, what is to be done, what does he pay.

What lives where: `words` every sentence, `view` the blocks of a page, `page` the head of it, `tasks` what to do, `tiles` the figures, `sections` what
stands below them, `basis` the rows and reasons, `text` and the template write them; `edi_claims.pages` is what every page shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from edi270_271.render import words
from edi270_271.render.page import page_of
from edi270_271.render.text import text_of
from edi_claims.pages.shown import Money

if TYPE_CHECKING:
    from datetime import date, datetime

    from edi_claims import CoverageAnswer, EligibilityResponse, PatientShare, Person, VisitShare

__all__ = ["render"]


def render(answer: CoverageAnswer, format: Literal["text", "html"] = "text", mask: bool = False, *,         # noqa: A002 - the word for it
           patient: Person | None = None, response: EligibilityResponse | None = None, estimate: PatientShare | VisitShare | None = None,
           asked: date | datetime | None = None) -> str:
    """A coverage answer that a front desk reads in ten seconds: the status, what to do and who does it, what the patient pays, what is needed.

    `patient`, or the `response` that was answered from, says who it is; `estimate` adds the patient's share step by step; `asked` is when the
    inquiry was sent. What the payer did not send is "not said", and never no; $0.00 is a figure. `format="html"` gives one file that needs
    nothing from outside.

    With `mask=True` people's names are initials or `***`, member and group numbers end in their last two to four characters, and birth dates and
    the payer's free text are left out; trace numbers, NPIs, and the names of plans and organizations stay.

    Raises:
        ValueError: `format` is neither `text` nor `html`, or `response` is not the one that was answered from.
    """
    if format not in {"text", "html"}:
        raise ValueError("format is text or html")
    if response is not None and (response.trace_number, response.payer) != (answer.trace_number, answer.payer):
        raise ValueError("the answer is not one from this response: their payers or trace numbers differ")
    page = page_of(answer, patient, response, estimate, asked, Money(), mask=mask)
    if format == "text":
        return text_of(page)
    from edi_claims.pages.html import html_of  # noqa: PLC0415 - the template engine is loaded by who asks for HTML
    return html_of(page, words, __package__)
