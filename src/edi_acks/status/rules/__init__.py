"""Checks of inquiries and responses: against the guide before they are written, and of what a response says somebody has to do.

A rule is a function `noun -> findings`. `GUIDE_RULES` and `RESPONSE_GUIDE_RULES` need nothing but the noun and are what `build_276` and
`build_277` enforce; `RESPONSE_RULES` say what a payer's response means for the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from edi_acks.status.nouns import StatusInquiry, StatusResponse
from edi_acks.status.reasons import of_response
from edi_acks.status.rules.guide import categories_are_known, inquiry_keeps_the_guide, it_answers, periods_run_forward, response_keeps_the_guide
from edi_claims import Finding

InquiryRule = Callable[[StatusInquiry], Iterator[Finding]]
ResponseRule = Callable[[StatusResponse], Iterator[Finding]]

GUIDE_RULES: tuple[InquiryRule, ...] = (inquiry_keeps_the_guide, periods_run_forward)
RESPONSE_GUIDE_RULES: tuple[ResponseRule, ...] = (it_answers, response_keeps_the_guide, categories_are_known, periods_run_forward)
RESPONSE_RULES: tuple[ResponseRule, ...] = (of_response,)


def check(nouns: Iterable[StatusInquiry | StatusResponse], rules: Iterable[Callable[[Any], Iterator[Finding]]] | None = None) -> list[Finding]:
    """What is wrong with inquiries, or what responses say somebody has to do. Paths begin with the place in the list. Never raises for content."""
    chosen = None if rules is None else tuple(rules)
    found = []
    for at, noun in enumerate(nouns):
        standard: tuple[Callable[[Any], Iterator[Finding]], ...] = GUIDE_RULES if isinstance(noun, StatusInquiry) else RESPONSE_RULES
        for rule in standard if chosen is None else chosen:
            found += [attrs.evolve(one, path=f"[{at}].{one.path}" if one.path else f"[{at}]") for one in rule(noun)]
    return found
