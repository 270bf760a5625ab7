"""Claims to text: one interchange, one group, one 837P (005010X222A1). What is written keeps the guide's rules, or is not written."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from edi837.rules.context import Context, billed
from edi837.rules.guide import GUIDE_RULES, submission_findings
from edi837.write.claims import claim_segments
from edi837.write.levels import Levels
from edi_claims import Coverage, ElementError, Payer, RuleError, errors
from edi_x12.delimiters import Delimiters
from edi_x12.parties import contact_segment, name_segment
from edi_x12.writer import Addressing, ControlNumbers, Writer, addressing, save

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from edi837.rules.context import Rule
    from edi_claims import Claim, TradingPartner
    from edi_x12.writer import Segment

VERSION = "005010X222A1"
_NOTHING_KNOWN = Context()
_UNNAMED = Coverage(Payer(""), sequence="")


def build(claims: Iterable[Claim], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
          control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None, batch_id: str | None = None,
          rules: Sequence[Rule] = GUIDE_RULES, delimiters: Delimiters | None = None) -> str:
    """A whole interchange. What is not given comes from the interchange that `claims` were parsed from.

    Consecutive claims share their billing provider's, subscriber's and patient's levels where these are equal; the caller sorts. `usage` is
    "T" or "P" and has no default. `rules=()` writes faulty claims on purpose.

    Raises:
        RuleError: claims break rules that a payer rejects for; `findings` holds all of them.
        ElementError: data hold a delimiter or a character that X12 does not allow. The message names claim and element.
        TypeError: sender, receiver, control or usage is missing.
        ValueError: usage is neither T nor P.
    """
    return "".join(_pieces(claims, (sender, receiver, control, usage, created, batch_id), rules, delimiters))


def write(claims: Iterable[Claim], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
          receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
          created: datetime | None = None, batch_id: str | None = None, rules: Sequence[Rule] = GUIDE_RULES,
          delimiters: Delimiters | None = None) -> None:
    """The same to a path or an open text file, claim by claim: any iterable of claims, in flat memory.

    A path is written aside and renamed when it is whole: if something is raised it stays as it was. An open file may hold a part.

    Raises:
        RuleError, ElementError, TypeError, ValueError: as `build` does.
    """
    save(_pieces(claims, (sender, receiver, control, usage, created, batch_id), rules, delimiters), to)


if TYPE_CHECKING:
    _Given = tuple[TradingPartner | None, TradingPartner | None, ControlNumbers | int | None, str | None, datetime | None, str | None]


def _pieces(claims: Iterable[Claim], given: _Given, rules: Sequence[Rule], delimiters: Delimiters | None) -> Iterator[str]:
    source = iter(claims)
    first = next(source, None)                      # a reader knows its interchange once it gave its first claim
    told = addressing(claims, *given)
    writer = Writer(told.sender, told.receiver, told.control, told.usage, "HC", VERSION, told.created, delimiters or Delimiters())
    findings = submission_findings(told, has_claims=first is not None) if rules else []
    yield writer.begin()
    yield writer.open_set("837")
    yield writer.body(_header(told))
    levels = Levels()
    while first is not None:
        findings += errors(found for rule in rules for found in rule(first, _NOTHING_KNOWN))
        if not findings:
            yield _claim(writer, levels, first)
        first = next(source, None)
    if findings:
        raise RuleError(findings)
    yield writer.close_set()
    yield writer.end()


def _header(told: Addressing) -> list[Segment]:
    """BHT, 1000A and 1000B."""
    sender, receiver = told.sender, told.receiver
    found: list[Segment] = [("BHT", "0019", "00", told.batch_id, f"{told.created:%Y%m%d}", f"{told.created:%H%M}", "CH"),
                            name_segment("41", sender.name, "46", sender.party_id or sender.interchange_id)]
    if sender.contact is not None:
        found.append(contact_segment(sender.contact))
    found.append(name_segment("40", receiver.name, "46", receiver.party_id or receiver.interchange_id))
    return found


def _claim(writer: Writer, levels: Levels, claim: Claim) -> str:
    cover = billed(claim)
    out: list[Segment] = []
    levels.of(out, claim, cover or _UNNAMED)
    claim_segments(out, claim, cover or _UNNAMED)
    try:
        return writer.body(out)
    except ElementError as error:
        raise ElementError(f"claim {claim.patient_control_number}: {error}") from None

