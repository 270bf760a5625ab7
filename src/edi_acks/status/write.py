"""Writing: inquiries to a 276's text, responses to a 277's."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import attrs

from edi_acks.status.rules import GUIDE_RULES, RESPONSE_GUIDE_RULES, check
from edi_acks.status.segments import InquiryLevels, ResponseLevels, asker_of
from edi_claims import Finding, RuleError, errors
from edi_x12.elements import day_text
from edi_x12.writer import Writer, addressing, save

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from edi_acks.status.nouns import StatusInquiry, StatusResponse
    from edi_acks.status.rules import InquiryRule, ResponseRule
    from edi_claims import Provider, TradingPartner
    from edi_x12.writer import Addressing, ControlNumbers

__all__ = ["build_276", "build_277", "write_276", "write_277"]

VERSION = "005010X212"


def build_276(inquiries: Iterable[StatusInquiry], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
              control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
              batch_id: str | None = None, rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> str:
    """Inquiries as one interchange: a 276 (005010X212). Consecutive ones with the same payer, provider, subscriber or patient share a level.

    An inquiry that does not say who asks (`receiver`) is written with the sender, by its party id. One without a trace number gets one: the
    interchange's number, a dash, and its place from 1. A transaction set ends where `batch_id` changes. What is left out is taken from inquiries
    that were parsed.

    Raises:
        RuleError: inquiries break rules; all findings. `rules=()` writes them all the same.
        TypeError: sender, receiver, control or usage is missing.
        ElementError: a delimiter, a control character, or one outside ASCII stands in the data.
    """
    to = addressing(inquiries, sender, receiver, control, usage, created, batch_id)
    return "".join(_pieces(inquiries, to, InquiryLevels, asker_of(to.sender), rules))


def write_276(inquiries: Iterable[StatusInquiry], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
              receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
              created: datetime | None = None, batch_id: str | None = None, rules: tuple[InquiryRule, ...] = GUIDE_RULES) -> None:
    """The same to a path or an open text file, claim by claim. Errors are those of `build_276`, and OSError."""
    whom = addressing(inquiries, sender, receiver, control, usage, created, batch_id)
    save(_pieces(inquiries, whom, InquiryLevels, asker_of(whom.sender), rules), to)


def build_277(responses: Iterable[StatusResponse], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
              control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
              batch_id: str | None = None, rules: tuple[ResponseRule, ...] = RESPONSE_GUIDE_RULES) -> str:
    """Responses as one interchange: a 277 that answers a 276 (005010X212), for whoever plays a payer.

    A response that does not say who asked (`receiver`) is written with the interchange's receiver. Statuses that were read from one STC
    are written as one again; each other has its own. The rest is as in `build_276`.

    Raises:
        RuleError: responses break rules, or were told unasked (005010X228), which is not written; all findings. `rules=()` writes them all the same.
        TypeError: sender, receiver, control or usage is missing.
        ElementError: a delimiter, a control character, or one outside ASCII stands in the data.
    """
    to = addressing(responses, sender, receiver, control, usage, created, batch_id)
    return "".join(_pieces(responses, to, ResponseLevels, asker_of(to.receiver), rules))


def write_277(responses: Iterable[StatusResponse], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
              receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
              created: datetime | None = None, batch_id: str | None = None, rules: tuple[ResponseRule, ...] = RESPONSE_GUIDE_RULES) -> None:
    """The same to a path or an open text file, claim by claim. Errors are those of `build_277`, and OSError."""
    whom = addressing(responses, sender, receiver, control, usage, created, batch_id)
    save(_pieces(responses, whom, ResponseLevels, asker_of(whom.receiver), rules), to)


def _pieces(nouns: Iterable[Any], to: Addressing, kind: type[InquiryLevels | ResponseLevels], asker: Provider,
            rules: tuple[Callable[[Any], Iterator[Finding]], ...]) -> Iterator[str]:
    """An interchange, claim by claim."""
    writer = Writer(to.sender, to.receiver, to.control, to.usage, kind.functional_id, VERSION, to.created)
    yield writer.begin()
    levels: Any = None
    says, found = None, list[Finding]()
    for at, noun in enumerate(nouns, 1):
        whole = noun if noun.receiver is not None else attrs.evolve(noun, receiver=asker)
        found += [attrs.evolve(one, path=f"[{at - 1}]{(one.path or '').removeprefix('[0]')}") for one in errors(check([whole], rules))]
        if found:
            continue
        reference = noun.batch_id or to.batch_id
        if reference != says:
            if says is not None:
                yield writer.close_set()
            levels, says = kind(asker=asker), reference
            yield _opened(writer, kind, to, reference)
        yield writer.body(levels.segments(noun, f"{writer.interchange_number}-{at:04}"))
    if found:
        raise RuleError(found)
    if says is None:
        yield _opened(writer, kind, to, to.batch_id)
    yield writer.close_set()
    yield writer.end()


def _opened(writer: Writer, kind: type[InquiryLevels | ResponseLevels], to: Addressing, reference: str) -> str:
    """ST and BHT."""
    purpose, transaction_type = kind.heading
    bht = ("BHT", "0010", purpose, reference, day_text(to.created), f"{to.created:%H%M}", transaction_type)
    return writer.open_set(kind.identifier) + writer.body([bht])
