"""From the coder's encounter to the biller's claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Coverage, Encounter, Provider, ServiceLine

_MOST = 30
"""Longest REF*6R."""


def claim_from(encounter: Encounter, *, patient_control_number: str, billing_provider: Provider, coverages: Iterable[Coverage], sequence: str = "P",
               **more: Any) -> Claim:
    """A claim from an encounter: what is billing's is added, no code is changed.

    Lines without a control number get one, unique in the claim: the 835 answers by it. The coverages are put in the order in which they pay.
    `more` are other fields of `Claim` by name.
    """
    return Claim(
        encounter=numbered(encounter, patient_control_number), patient_control_number=patient_control_number, billing_provider=billing_provider,
        coverages=sorted(coverages, key=_rank), sequence=sequence, **more)


def _rank(cover: Coverage) -> int:
    return cover.rank


def numbered(encounter: Encounter, claim: str) -> Encounter:
    """The encounter with a number on every line: claim, L, line."""
    if all(line.line_control_number for line in encounter.services):
        return encounter
    taken = {line.line_control_number for line in encounter.services}
    lines: list[ServiceLine] = []
    for at, line in enumerate(encounter.services, 1):
        changes: dict[str, Any] = {} if line.line_control_number else {"line_control_number": _number(claim, at, taken)}
        lines.append(attrs.evolve(line, **changes))
    return attrs.evolve(encounter, services=tuple(lines))


def _number(claim: str, at: int, taken: set[str | None]) -> str:
    tail = f"L{at}"
    while (number := claim[:_MOST - len(tail)] + tail) in taken:
        tail += "A"
    return number
