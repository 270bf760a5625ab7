"""An explanation of benefits: what a payer decided and what it means for the patient, as text or as one HTML page.

What lives where: `words` every sentence, `labels` the code tables, `view` the blocks of a page, `claims`, `lines`, `reasons`, `institutional`,
`provider_level` and `payment` fill them, `text` and the template write them; `edi_claims.pages` is what every page shares.
"""

from __future__ import annotations

from typing import Literal

from edi835.render import words
from edi835.render.labels import DEFAULT, Labels
from edi835.render.payment import page_of, page_of_claim
from edi835.render.text import text_of
from edi_claims import ClaimPayment, Remittance
from edi_claims.pages.shown import Money

__all__ = ["Labels", "render"]


def render(what: Remittance | ClaimPayment, format: Literal["text", "html"] = "text", mask: bool = False, *,        # noqa: A002 - the word for it
           claim: str | None = None, labels: Labels = DEFAULT) -> str:
    """An explanation of benefits of a remittance, or of one claim: totals, then each claim with its lines, reasons and what they mean.

    `claim` picks the claim payments of one patient control number (CLP01) from a remittance, a reversal and its correction alike. What the
    payer did not send is left out, or said to be worked out. `format="html"` gives one file that needs nothing from outside.

    With `mask=True` the people's names are initials or `***`, member ids end in their last two to four characters, and nothing else of a
    person is shown; claim, payer and trace numbers, days of service, and the names of plans and of the provider who is paid stay.

    Raises:
        LookupError: no claim of the remittance has the number `claim`.
        TypeError: `what` is neither a remittance nor a claim payment, or `claim` is given with a claim payment.
        ValueError: `format` is neither `text` nor `html`.
    """
    if format not in {"text", "html"}:
        raise ValueError("format is text or html")
    money = Money(minus="-" if format == "text" else "\N{MINUS SIGN}")
    if isinstance(what, ClaimPayment) and claim is None:
        page = page_of_claim(what, labels, money, mask=mask)
    elif isinstance(what, Remittance):
        page = page_of(what, claim, labels, money, mask=mask)
    else:
        raise TypeError("render takes a Remittance, or a ClaimPayment alone")
    if format == "text":
        return text_of(page)
    from edi_claims.pages.html import html_of  # noqa: PLC0415 - the template engine is loaded by who asks for HTML
    return html_of(page, words, __package__)
