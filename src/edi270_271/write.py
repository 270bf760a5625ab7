"""Writing: inquiries to a 270's text, responses to a 271's."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import attrs

from edi270_271.rules import GUIDE_RULES, RESPONSE_GUIDE_RULES, check
from edi270_271.segments.inquiries import InquiryLevels
from edi270_271.segments.responses import ResponseLevels
from edi_claims import Finding, RuleError, errors
from edi_x12.elements import day_text
from edi_x12.writer import Writer, addressing, save

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from edi270_271.rules import InquiryRule, ResponseRule
    from edi270_271.segments.levels import Levels, N
    from edi_claims import EligibilityInquiry, EligibilityResponse, TradingPartner
    from edi_x12.writer import Addressing, ControlNumbers

VERSION = "005010X279A1"


def build_270(inquiries: Iterable[EligibilityInquiry], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
              control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
              batch_id: str | None = None, real_time: bool = False, rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> str:
    """Inquiries as one interchange: a 270 (005010X279A1). Consecutive ones with the same payer, provider or subscriber share a level.

    Give what is to be sent: addresses and references of the nouns are; contacts, the group's name and the provider's tax id have no place
    in a 270, and a relationship other than spouse and child is written as other adult (34), the only one left. An inquiry without a trace
    number gets one: the interchange's number, a dash, and its place from 1. `batch_id` is the BHT03 of inquiries
    that have none of their own. A transaction set ends where BHT would say something else; in `real_time` every patient has one to
    himself, and `batch_id` goes on with a dash and his place. What is left out is taken from inquiries that were parsed.

    Raises:
        RuleError: inquiries break rules; all findings. `rules=()` writes them all the same.
        TypeError: sender, receiver, control or usage is missing.
        ElementError: a delimiter, a control character, or one outside ASCII stands in the data.
    """
    to = addressing(inquiries, sender, receiver, control, usage, created, batch_id)
    return "".join(_pieces(inquiries, to, InquiryLevels, rules, real_time=real_time))


def write_270(inquiries: Iterable[EligibilityInquiry], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
              receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
              created: datetime | None = None, batch_id: str | None = None, real_time: bool = False,
              rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> None:
    """The same to a path or an open text file, patient by patient. Errors are those of `build_270`, and OSError."""
    whom = addressing(inquiries, sender, receiver, control, usage, created, batch_id)
    save(_pieces(inquiries, whom, InquiryLevels, rules, real_time=real_time), to)


def build_271(responses: Iterable[EligibilityResponse], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
              control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
              batch_id: str | None = None, real_time: bool = False, rules: tuple[ResponseRule, ...] = RESPONSE_GUIDE_RULES) -> str:
    """Responses as one interchange: a 271 (005010X279A1), for whoever plays a payer.

    A rejection is written at its level, and those of the levels above the patient's are shared like the levels. Nothing is added: a
    response without traces has none. The rest is as in `build_270`.

    Raises:
        RuleError: responses break rules; all findings. `rules=()` writes them all the same.
        TypeError: sender, receiver, control or usage is missing.
        ElementError: a delimiter, a control character, or one outside ASCII stands in the data.
    """
    to = addressing(responses, sender, receiver, control, usage, created, batch_id)
    return "".join(_pieces(responses, to, ResponseLevels, rules, real_time=real_time))


def write_271(responses: Iterable[EligibilityResponse], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
              receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
              created: datetime | None = None, batch_id: str | None = None, real_time: bool = False,
              rules: tuple[ResponseRule, ...] = RESPONSE_GUIDE_RULES) -> None:
    """The same to a path or an open text file, patient by patient. Errors are those of `build_271`, and OSError."""
    whom = addressing(responses, sender, receiver, control, usage, created, batch_id)
    save(_pieces(responses, whom, ResponseLevels, rules, real_time=real_time), to)


def _pieces(nouns: Iterable[N], to: Addressing, kind: type[Levels[N]], rules: tuple[Callable[..., Iterator[Finding]], ...], *,
           real_time: bool) -> Iterator[str]:
    """An interchange, noun by noun."""
    writer = Writer(to.sender, to.receiver, to.control, to.usage, kind.functional_id, VERSION, to.created)
    yield writer.begin()
    levels, says, found = kind(), None, list[Finding]()
    for at, noun in enumerate(nouns, 1):
        found += [attrs.evolve(one, path=f"[{at - 1}]{(one.path or '').removeprefix('[0]')}") for one in errors(check([noun], rules))]
        if found:
            continue
        reference = noun.batch_id or (f"{to.batch_id}-{at:04}" if real_time else to.batch_id)
        heading = noun.purpose, reference, noun.transaction_type
        if heading != says or real_time:
            if says is not None:
                yield writer.close_set()
            levels, says = kind(), heading
            yield _opened(writer, kind, to, *heading)
        yield writer.body(levels.segments(noun, f"{writer.interchange_number}-{at:04}"))
    if found:
        raise RuleError(found)
    if says is None:
        yield _opened(writer, kind, to, "13" if kind.identifier == "270" else "11", to.batch_id, "")
    yield writer.close_set()
    yield writer.end()


def _opened(writer: Writer, kind: type[Levels[N]], to: Addressing, purpose: str, reference: str, transaction_type: str) -> str:
    """ST and BHT."""
    bht = ("BHT", "0022", purpose, reference, day_text(to.created), f"{to.created:%H%M}", transaction_type)
    return writer.open_set(kind.identifier) + writer.body([bht])
