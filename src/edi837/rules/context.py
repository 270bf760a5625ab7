"""What a rule is, what it may know besides the claim, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi837.rules.history import History
from edi837.rules.tables import CodeTables
from edi_claims import (
    Claim,
    Coverage,
    CoverageAnswer,
    FeeSchedule,
    Finding,
    Owner,
    PayerProfile,
    Provider,
    RootCause,
    ServiceLine,
    Severity,
    errors,
    profile_of,
)

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Claim", "Context", "History", "Kind", "Rule", "ServiceLine", "billed", "errors", "providers_of"]

MEDICARE = ("MA", "MB")
"""SBR09 of traditional Medicare."""
REPLACING = ("7", "8")
"""CLM05-3 of a claim that stands for an earlier one."""


@attrs.frozen
class Context:
    """What a rule may know besides the claim. What is None or empty is not known, and a rule that needs it finds nothing."""

    profile: PayerProfile | None = None
    """The billed payer's."""
    answer: CoverageAnswer | None = None
    """What the payer answered about this patient's coverage."""
    tables: CodeTables = attrs.field(factory=CodeTables)
    as_of: date | None = None
    """The day on which the claim would be sent."""
    history: History = attrs.field(factory=History)
    """What was sent before."""
    batch: History = attrs.field(factory=History)
    """The claims that were checked before this one in the same call."""
    held: Collection[str] = ()
    """Numbers of claims (CLM01) for which a question to the provider is open."""
    contract: FeeSchedule | None = None
    """What the billed payer allows, by the practice's contract with it."""


Rule: TypeAlias = Callable[[Claim, Context], Iterator[Finding]]


@attrs.frozen
class Kind:
    """What the findings of one rule have in common. Called with a claim, it makes one of them."""

    code: str
    root_cause: RootCause
    owner: Owner
    would_cause: str | None = None
    """The rejection or denial that would come of it."""
    severity: Severity = Severity.ERROR

    def __call__(self, claim: Claim, message: str, fix: str, loop: str, element: str, path: str, line: int | None = None, *,
                 severity: Severity | None = None, would_cause: str | None = None, expected: Decimal | None = None, found: Decimal | None = None,
                 level: str | None = None) -> Finding:
        """A finding about one place of a claim."""
        return Finding(
            self.code, severity or self.severity, message, fix=fix, root_cause=self.root_cause, owner=self.owner,
            claim=claim.patient_control_number or None, service_line=line, loop=loop, element=element, path=path,
            would_cause=would_cause or self.would_cause, expected=expected, found=found, level=level)


def context_for(claim: Claim, base: Context, profiles: tuple[PayerProfile, ...],
                eligibility: CoverageAnswer | Mapping[str, CoverageAnswer] | None) -> Context:
    """What is known for one claim besides what is known for all: the profile of its payer, and the answer about its patient."""
    cover = billed(claim)
    answer = eligibility.get(claim.patient_control_number) if isinstance(eligibility, Mapping) else eligibility
    profile = base.profile or (profile_of(profiles, cover.payer) if cover else None)
    return attrs.evolve(base, profile=profile, answer=answer)


def billed(claim: Claim) -> Coverage | None:
    """The coverage that is billed; None where the claim has none of its sequence."""
    sequence = claim.sequence
    for one in claim.coverages:
        if one.sequence == sequence:
            return one
    return None


_CLAIM_LOOPS = {"referring_provider": "2310A", "primary_care_provider": "2310A", "rendering_provider": "2310B", "facility": "2310C",
                "supervising_provider": "2310D", "pick_up": "2310E", "drop_off": "2310F"}
_LINE_LOOPS = {"rendering_provider": "2420A", "purchased_service_provider": "2420B", "facility": "2420C", "supervising_provider": "2420D",
               "ordering_provider": "2420E", "referring_provider": "2420F", "primary_care_provider": "2420F", "pick_up": "2420G", "drop_off": "2420H"}


Treating: TypeAlias = tuple[Provider, str, str, str, int | None]
"""One provider of a claim: who, role, loop, path, and the line, None where he is the claim's."""


class _LastClaim:
    """The providers of the claim that was asked for last: a dozen rules ask for the same claim's, one after the other."""

    __slots__ = ("told",)

    def __init__(self) -> None:
        self.told: tuple[Claim | None, tuple[Treating, ...]] = (None, ())


_LAST = _LastClaim()


def providers_of(claim: Claim) -> tuple[Treating, ...]:
    """Every provider of a claim: who, role, loop, path, line."""
    last, found = _LAST.told                        # read and replaced as one, so that no thread sees half of another's
    if last is not claim:
        found = _providers(claim)
        _LAST.told = (claim, found)
    return found


def _providers(claim: Claim) -> tuple[Treating, ...]:
    coded = claim.encounter
    found: list[Treating] = [(claim.billing_provider, "billing_provider", "2010AA", "billing_provider", None)]
    for role, who in coded.providers.items():
        found.append((who, role, *_claim_place(role), None))
    for number, line in enumerate(coded.services, 1):
        if line.providers:
            found += [(who, role, *_line_place(role, number), number) for role, who in line.providers.items()]
    return tuple(found)


@lru_cache(256)
def _claim_place(role: str) -> tuple[str, str]:
    """Loop and path of a role on a claim."""
    return _CLAIM_LOOPS.get(role, "2310"), f"encounter.{_attribute(role)}"


@lru_cache(1024)
def _line_place(role: str, number: int) -> tuple[str, str]:
    """Loop and path of a role on a line."""
    return _LINE_LOOPS.get(role, "2420"), f"encounter.services[{number - 1}].{_attribute(role)}"


def _attribute(role: str) -> str:
    """How a provider is reached: the roles that have a name of their own, and the others through the mapping."""
    return role if role in ("rendering_provider", "referring_provider", "supervising_provider", "facility") else f"providers[{role!r}]"


def place_of(claim: Claim, cover: Coverage) -> str:
    """The path of a coverage in its claim."""
    return next((f"coverages[{at}]" for at, one in enumerate(claim.coverages) if one is cover), "coverages")


def is_medicare(cover: Coverage | None) -> bool:
    """Whether traditional Medicare is billed."""
    return cover is not None and cover.filing_indicator in MEDICARE


def is_payer_of(cover: Coverage | None, payer_ids: tuple[str, ...]) -> bool:
    """Whether a row of a table is for the billed payer; a row without ids is for every one."""
    return not payer_ids or (cover is not None and not cover.payer.ids.isdisjoint(payer_ids))


def where(claim: Claim, line: ServiceLine) -> str:
    """The place of service of a line."""
    return line.place_of_service or claim.encounter.place_of_service


def answers(claim: Claim, context: Context) -> CoverageAnswer | None:
    """The eligibility answer, where it is the billed payer's; None otherwise."""
    cover, answer = billed(claim), context.answer
    if cover is None or answer is None or not (answer.payer is None or answer.payer.is_same(cover.payer)):
        return None
    return answer
