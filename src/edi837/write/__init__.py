"""Claims to text: one interchange, one group, 837P sets (005010X222A1). What is written keeps the guide's rules, or is not written."""

from __future__ import annotations

from decimal import InvalidOperation, localcontext
from typing import IO, TYPE_CHECKING

from edi837.rules.context import Context
from edi837.rules.guide import GUIDE_RULES, submission_findings
from edi837.write.batches import CLAIMS_PER_SET, Sets, nature_of
from edi_claims import RuleError, errors
from edi_x12.delimiters import Delimiters
from edi_x12.writer import ControlNumbers, Writer, addressing, save

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from edi837.rules.context import Rule
    from edi_claims import Claim, Finding, TradingPartner

VERSION = "005010X222A1"
_NOTHING_KNOWN = Context()


def build(claims: Iterable[Claim], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
          control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None, batch_id: str | None = None,
          transaction_type: str | None = None, purpose: str | None = None, claims_per_set: int = CLAIMS_PER_SET,
          rules: Sequence[Rule] = GUIDE_RULES, delimiters: Delimiters | None = None) -> str:
    """A whole interchange. What is not given comes from the interchange that `claims` were parsed from.

    Consecutive claims share their billing provider's, subscriber's and patient's levels where these are equal; the caller sorts. Each
    `claims_per_set` of them make a transaction set, whose batch id is the given one and, from the second on, its number: `B77`, `B77-2`.
    `usage` is "T" or "P" and has no default. `transaction_type` is CH for claims that are to be paid (without another word it is that), RP for
    encounters that are only reported, 31 for a demand of subrogation; `purpose` is 00 for a batch that is sent first, 18 for one that is sent
    again. `rules=()` writes faulty claims on purpose.

    Raises:
        RuleError: claims break rules that a payer rejects for; `findings` holds all of them.
        ElementError: data hold a delimiter or a character that X12 does not allow. The message names claim and element.
        TypeError: sender, receiver, control or usage is missing.
        ValueError: usage is neither T nor P, or a set would hold no claim.
    """
    given = (sender, receiver, control, usage, created, batch_id)
    return "".join(_pieces(claims, given, (transaction_type, purpose), claims_per_set, rules, delimiters))


def write(claims: Iterable[Claim], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
          receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
          created: datetime | None = None, batch_id: str | None = None, transaction_type: str | None = None, purpose: str | None = None,
          claims_per_set: int = CLAIMS_PER_SET, rules: Sequence[Rule] = GUIDE_RULES, delimiters: Delimiters | None = None) -> None:
    """The same to a path or an open text file, claim by claim: any iterable of claims, in flat memory.

    A path is written aside and renamed when it is whole: if something is raised it stays as it was. An open file may hold a part.

    Raises:
        RuleError, ElementError, TypeError, ValueError: as `build` does.
    """
    given = (sender, receiver, control, usage, created, batch_id)
    save(_pieces(claims, given, (transaction_type, purpose), claims_per_set, rules, delimiters), to)


if TYPE_CHECKING:
    _Given = tuple[TradingPartner | None, TradingPartner | None, ControlNumbers | int | None, str | None, datetime | None, str | None]


def _pieces(claims: Iterable[Claim], given: _Given, kind: tuple[str | None, str | None], claims_per_set: int, rules: Sequence[Rule],
            delimiters: Delimiters | None) -> Iterator[str]:
    source = iter(claims)
    first = next(source, None)                      # a reader knows its interchange once it gave its first claim
    told, nature = addressing(claims, *given), nature_of(claims, *kind)
    writer = Writer(told.sender, told.receiver, told.control, told.usage, "HC", VERSION, told.created, delimiters or Delimiters(),
                    told.acknowledgment)
    sets = Sets(writer, told, nature, claims_per_set)
    findings = submission_findings(told, nature, has_claims=first is not None) if rules else []
    yield writer.begin()
    yield sets.begin()
    while first is not None:
        findings += _broken(first, rules)
        if not findings:
            yield sets.of(first)
        first = next(source, None)
    if findings:
        raise RuleError(findings)
    yield writer.close_set()
    yield writer.end()


def _broken(claim: Claim, rules: Sequence[Rule]) -> list[Finding]:
    """The rules that a claim breaks. An amount that is no number is a finding, and compares with nothing."""
    if not rules:
        return []
    with localcontext() as quiet:
        quiet.traps[InvalidOperation] = False
        return errors(found for rule in rules for found in rule(claim, _NOTHING_KNOWN))
