"""A statement for the patient, as text or as one HTML page that needs nothing from outside.

`page` arranges what a statement holds into the blocks of `view`; `text` and the template write them; `edi_claims.pages` is what every page shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from edi_claims.pages.shown import Money
from revenue_cycle.statements import words
from revenue_cycle.statements.render.page import page_of
from revenue_cycle.statements.render.text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from revenue_cycle.statements.nouns import PatientStatement, Statement

__all__ = ["render"]


def render(statement: Statement | PatientStatement, format: Literal["text", "html"] = "text", *, practice: Sequence[str] = (),     # noqa: A002
           recipient: Sequence[str] = (), pay_by: date | None = None, note: str = "") -> str:
    """A statement that a patient understands: what he owes now, how it came to that, what he does not owe, what goes back to him.

    A statement names nobody. `practice` and `recipient` are lines that the caller wants on it, such as names and addresses, `note` a sentence of
    his own; they stand on the page and nowhere else. `pay_by` is shown where something is owed.

    Raises:
        ValueError: `format` is neither `text` nor `html`.
    """
    if format not in {"text", "html"}:
        raise ValueError("format is text or html")
    page = page_of(statement, practice, recipient, pay_by, note, Money())
    if format == "text":
        return text_of(page)
    from edi_claims.pages.html import html_of  # noqa: PLC0415 - the template engine is loaded by who asks for HTML
    return html_of(page, words, __package__)
