"""Acknowledgments to text: TA1, 999, 997 and 277CA, any mix of them in one interchange."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from edi_acks.nouns import ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment
from edi_acks.write.claims import batch_segments
from edi_acks.write.syntax import group_segments, interchange_segment
from edi_x12.delimiters import Delimiters
from edi_x12.writer import ControlNumbers, Writer, addressing, save, text_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from edi_acks.nouns import Acknowledgment
    from edi_claims import TradingPartner
    from edi_x12.writer import Segment

__all__ = ["build", "write"]

VERSION_999, VERSION_997, VERSION_277CA = "005010X231A1", "005010X230", "005010X214"
_KINDS = (InterchangeAcknowledgment, ImplementationAcknowledgment, ClaimAcknowledgment)


def build(acknowledgments: Acknowledgment | Iterable[Acknowledgment], *, sender: TradingPartner | None = None,
          receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
          created: datetime | None = None, delimiters: Delimiters | None = None) -> str:
    """An interchange of acknowledgments: the TA1s, a group with the 999s, one with the 997s, one with the 277CAs, each in their order.

    Who sends to whom, and under which numbers, is taken from where `acknowledgments` were parsed, unless it is given.

    Raises:
        ElementError: a text holds a delimiter or a character that X12 does not allow.
        TypeError: sender, receiver, control or usage is neither given nor known.
    """
    return "".join(_pieces(acknowledgments, sender, receiver, control, usage, created, delimiters))


def write(acknowledgments: Acknowledgment | Iterable[Acknowledgment], to: str | os.PathLike[str] | IO[str], *,
          sender: TradingPartner | None = None, receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None,
          usage: str | None = None, created: datetime | None = None, delimiters: Delimiters | None = None) -> None:
    """The same to a path or an open text file. A path is written aside and renamed when it is whole.

    Raises:
        ElementError, TypeError: as `build`.
        OSError: the file cannot be written.
    """
    save(_pieces(acknowledgments, sender, receiver, control, usage, created, delimiters), to)


def _pieces(nouns: Acknowledgment | Iterable[Acknowledgment], sender: TradingPartner | None, receiver: TradingPartner | None,
            control: ControlNumbers | int | None, usage: str | None, created: datetime | None, delimiters: Delimiters | None) -> Iterator[str]:
    known = addressing(nouns, sender, receiver, control, usage, created)
    several: list[Acknowledgment] = [nouns] if isinstance(nouns, _KINDS) else [*nouns]
    writer = Writer(known.sender, known.receiver, known.control, known.usage, "", VERSION_999, known.created, delimiters or Delimiters())
    yield writer.header()
    for one in several:
        if isinstance(one, InterchangeAcknowledgment):
            yield text_of([interchange_segment(one)], writer.delimiters)
    for functional_id, version, identifier, segments, chosen in _groups(several):
        yield writer.open_group(functional_id, version)
        for each in chosen:
            yield writer.open_set(identifier, guide=identifier != "997")
            yield writer.body(segments(each, writer.delimiters))
            yield writer.close_set()
        yield writer.close_group()
    yield writer.trailer()


def _groups(several: Sequence[Acknowledgment]) -> Iterator[tuple[str, str, str, Callable[[Any, Delimiters], list[Segment]], list[Any]]]:
    """GS01, GS08, ST01, what writes a set, and the sets; a group for each version of the 277CA."""
    syntax = [one for one in several if isinstance(one, ImplementationAcknowledgment)]
    for kind, version in (("999", VERSION_999), ("997", VERSION_997)):
        chosen = [one for one in syntax if one.kind == kind]
        if chosen:
            yield "FA", version, kind, group_segments, chosen
    batches: dict[str, list[Any]] = {}
    for one in several:
        if isinstance(one, ClaimAcknowledgment):
            batches.setdefault(one.version or VERSION_277CA, []).append(one)
    for version, of_version in batches.items():
        yield "HN", version, "277", batch_segments, of_version
