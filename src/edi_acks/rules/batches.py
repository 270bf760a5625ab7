"""What a 277CA says of a batch and of its providers as wholes, and whether its totals agree with each other at every level.

Codes: A308 batch rejected, A309 provider rejected, A317 rejected as a whole with claims that are accepted; A311 a count, A312 an amount that
disagrees with the claims that are listed, A314 a batch's total against its providers', A315 a charge against accepted and rejected together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edi_acks.rules.claims import contradictions, reason, reasons_of
from edi_acks.rules.tables import SHIPPED, CodeTables
from edi_claims import ZERO, Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from edi_acks.nouns import ClaimAcknowledgment, ClaimStatus, ProviderAcknowledgment, Status, Totals

_TO_FOLLOW: dict[str, Any] = {"root_cause": RootCause.PAYER_FOLLOW_UP, "owner": Owner.BILLING}
_TOTALS: tuple[tuple[str, str, str, Callable[[Totals], Decimal | int | None]], ...] = (
    ("A311", "", "accepted", lambda one: one.accepted_count), ("A311", "", "rejected", lambda one: one.rejected_count),
    ("A312", " dollars", "accepted", lambda one: one.accepted_amount), ("A312", " dollars", "rejected", lambda one: one.rejected_amount),
    ("A312", " dollars", "received", lambda one: one.charge))


def of_batch(one: ClaimAcknowledgment, tables: CodeTables = SHIPPED) -> list[Finding]:
    """The batch and its providers as wholes, then the totals: against the claims that are listed, else against those of the level below."""
    name = f"batch {one.batch_id or 'without a number'}"
    refused = tables.rejects(one.statuses)
    found = [*_whole("A308", name, "2200B", one.statuses, one.claims, one.position, tables)]
    totals: list[Finding] = []
    for number, provider in enumerate(one.providers, 1):
        whose, gone = f"provider {number} of {name}", tables.rejects(provider.statuses)
        found += _whole("A309", whose, "2200C", provider.statuses, provider.claims, provider.position, tables)
        if provider.claims or not (refused or gone):
            totals += _sums(whose, provider.totals, provider.claims, provider.position, tables)
    if one.claims or not (refused or any(tables.rejects(provider.statuses) for provider in one.providers)):
        totals += _sums(name, one.totals, one.claims, one.position, tables)
    return [*found, *totals, *_between(name, one, totals)]


def _whole(code: str, name: str, loop: str, statuses: Sequence[Status], claims: Sequence[ClaimStatus], position: int,
           tables: CodeTables) -> Iterator[Finding]:
    """What is said of all its claims together."""
    yield from contradictions(statuses, {"loop": loop}, tables)
    reasons = reasons_of(statuses, tables)
    yield from (reason(code, f"{name} is rejected as a whole", status, {"loop": loop}, tables) for status in reasons)
    taken = sum(not tables.claim_rejected(claim) for claim in claims) if reasons else 0
    if taken:
        message = f"{name} is rejected as a whole, and {taken} of the claims listed in it are not: what is said of each claim counts"
        yield Finding("A317", Severity.WARNING, message, fix="Ask the receiver which is meant", loop=loop, position=position, **_TO_FOLLOW)


def _listed(claims: Sequence[ClaimStatus], tables: CodeTables) -> list[Decimal | None]:
    """What the totals should be; amounts only where every claim has a charge. A claim that is not rejected counts as accepted."""
    sides = [[claim for claim in claims if tables.claim_rejected(claim) is side] for side in (False, True)]
    counts = [Decimal(len(side)) for side in sides]
    if any(claim.charge is None for claim in claims):
        return [*counts, None, None, None]
    return [*counts, *(sum((claim.charge for claim in side if claim.charge is not None), ZERO) for side in (*sides, claims))]


def _sums(name: str, totals: Totals, claims: Sequence[ClaimStatus], position: int, tables: CodeTables) -> Iterator[Finding]:
    """What is told against the claims that are listed."""
    for (code, unit, what, of), count in zip(_TOTALS, _listed(claims, tables), strict=True):
        told = of(totals)
        if told is not None and count is not None and told != count:
            yield _difference(code, f"{name}: {told}{unit} {what} by its totals, {count} by its claims", Decimal(told), count, position)


def _between(name: str, one: ClaimAcknowledgment, said: Sequence[Finding]) -> Iterator[Finding]:
    """What is told against what is told; not where the claims have shown already that a total of this kind is wrong."""
    faulty = {finding.code for finding in said}
    for code, unit, what, of in _TOTALS:
        told, parts = of(one.totals), [of(provider.totals) for provider in one.providers]
        if code not in faulty and told is not None and parts and None not in parts:
            total = sum((Decimal(part) for part in parts if part is not None), ZERO)
            if total != told:
                message = f"{name}: {told}{unit} {what} by its totals, {total} by those of its providers"
                yield _difference("A314", message, Decimal(told), total, one.position)
    if "A312" not in faulty:
        levels: list[tuple[str, ClaimAcknowledgment | ProviderAcknowledgment]] = [
            (name, one), *((f"provider {number} of {name}", provider) for number, provider in enumerate(one.providers, 1))]
        yield from (finding for whose, level in levels for finding in _charged(whose, level.totals, level.position))


def _charged(name: str, totals: Totals, position: int) -> Iterable[Finding]:
    """The charge of the status against accepted and rejected together; a side that is not told has none."""
    sides = [one for one in (totals.accepted_amount, totals.rejected_amount) if one is not None]
    if sides and totals.charge is not None and sum(sides, ZERO) != totals.charge:
        message = f"{name}: {totals.charge} dollars received by its status, {sum(sides, ZERO)} accepted and rejected together"
        yield _difference("A315", message, totals.charge, sum(sides, ZERO), position)


def _difference(code: str, message: str, expected: Decimal, found: Decimal, position: int) -> Finding:
    return Finding(code, Severity.WARNING, message, fix="Look for claims that are not listed, and for results that contradict each other",
                   level="batch", expected=expected, found=found, position=position, **_TO_FOLLOW)
