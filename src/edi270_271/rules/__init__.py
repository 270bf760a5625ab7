"""Checks: of an inquiry or a response before it is sent, and of a response before somebody works with it.

A rule is a function `(noun, as_of) -> findings`. `GUIDE_RULES` and `RESPONSE_GUIDE_RULES` need nothing but the noun and are what `build_270`
and `build_271` enforce; the rest of `INQUIRY_RULES` warn of what payers refuse. `RESPONSE_RULES` say what a payer's response says went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from edi270_271.rules.guide import (
    inquiry_keeps_the_guide,
    periods_run_forward,
    pointers_lead_to_diagnoses,
    rejections_have_a_level,
    response_keeps_the_guide,
)
from edi270_271.rules.inquiries import (
    day_is_answerable,
    dependent_is_whole,
    payer_is_named,
    period_runs_forward,
    provider_is_named,
    question_is_asked,
    search_is_sure,
    somebody_is_asked_for,
    trace_is_whole,
)
from edi270_271.rules.responses import payer_changed_nothing, questions_are_answered, rows_were_read, trace_came_back
from edi_claims import EligibilityInquiry, EligibilityResponse, Finding

if TYPE_CHECKING:
    from datetime import date

InquiryRule = Callable[[EligibilityInquiry, "date | None"], Iterator[Finding]]
ResponseRule = Callable[[EligibilityResponse, "date | None"], Iterator[Finding]]

GUIDE_RULES: tuple[InquiryRule, ...] = (
    payer_is_named, provider_is_named, somebody_is_asked_for, dependent_is_whole, question_is_asked, trace_is_whole, period_runs_forward,
    pointers_lead_to_diagnoses, inquiry_keeps_the_guide)
INQUIRY_RULES: tuple[InquiryRule, ...] = (*GUIDE_RULES, day_is_answerable, search_is_sure)
RESPONSE_GUIDE_RULES: tuple[ResponseRule, ...] = (
    response_keeps_the_guide, rejections_have_a_level, periods_run_forward, pointers_lead_to_diagnoses)
RESPONSE_RULES: tuple[ResponseRule, ...] = (questions_are_answered, payer_changed_nothing, trace_came_back, rows_were_read)


def check(nouns: Iterable[EligibilityInquiry | EligibilityResponse], rules: Iterable[Callable[..., Iterator[Finding]]] | None = None,
          *, as_of: date | None = None) -> list[Finding]:
    """What is wrong with inquiries, or what responses say went wrong. `as_of` is the day of asking; without it no day is judged.

    Paths begin with the place in the list: `[0].coverage.member_id`. Never raises for bad content.
    """
    chosen = None if rules is None else tuple(rules)
    found = []
    for at, noun in enumerate(nouns):
        standard: tuple[Callable[..., Iterator[Finding]], ...] = INQUIRY_RULES if isinstance(noun, EligibilityInquiry) else RESPONSE_RULES
        for rule in standard if chosen is None else chosen:
            found += [attrs.evolve(one, path=f"[{at}].{one.path}" if one.path else f"[{at}]") for one in rule(noun, as_of)]
    return found
