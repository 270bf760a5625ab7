"""What a rule is, what it may know besides the claim, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi837.rules.tables import CodeTables
from edi_claims import Claim, Coverage, CoverageAnswer, Finding, Owner, PayerProfile, Provider, RootCause, ServiceLine, Severity, errors, profile_of

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Claim", "Context", "Kind", "Rule", "ServiceLine", "billed", "errors", "providers_of"]


@attrs.frozen
class Context:
    """What a rule may know besides the claim. What is None is not known, and a rule that needs it finds nothing."""

    profile: PayerProfile | None = None
    """The billed payer's."""
    answer: CoverageAnswer | None = None
    """What the payer answered about this patient's coverage."""
    tables: CodeTables = attrs.field(factory=CodeTables)
    as_of: date | None = None
    """The day on which the claim would be sent."""


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


def context_of(claim: Claim, profile: PayerProfile | None, profiles: tuple[PayerProfile, ...],
               eligibility: CoverageAnswer | Mapping[str, CoverageAnswer] | None, tables: CodeTables, as_of: date | None) -> Context:
    """What is known for one claim: the profile of its payer, and the answer about its patient."""
    cover = billed(claim)
    answer = eligibility.get(claim.patient_control_number) if isinstance(eligibility, Mapping) else eligibility
    return Context(profile or (profile_of(profiles, cover.payer) if cover else None), answer, tables, as_of)


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


def providers_of(claim: Claim) -> Iterator[tuple[Provider, str, str, str, int | None]]:
    """Every provider of a claim: who, role, loop, path, line."""
    coded = claim.encounter
    yield claim.billing_provider, "billing_provider", "2010AA", "billing_provider", None
    for role, who in coded.providers.items():
        yield who, role, _CLAIM_LOOPS.get(role, "2310"), f"encounter.{_attribute(role)}", None
    for number, line in enumerate(coded.services, 1):
        if line.providers:
            for role, who in line.providers.items():
                yield who, role, _LINE_LOOPS.get(role, "2420"), f"encounter.services[{number - 1}].{_attribute(role)}", number


def _attribute(role: str) -> str:
    """How a provider is reached: the roles that have a name of their own, and the others through the mapping."""
    return role if role in ("rendering_provider", "referring_provider", "supervising_provider", "facility") else f"providers[{role!r}]"
