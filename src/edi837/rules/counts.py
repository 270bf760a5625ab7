"""What the guide counts, and how often it may be sent: the tables of S005."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from edi837.rules.context import providers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi_claims import Claim, Contact, LineAdjudication, Provider


class Repeated(NamedTuple):
    """How often something is there and may be."""

    times: int
    most: int
    loop: str
    element: str
    path: str
    line: int | None = None


def lists_of(claim: Claim) -> Iterator[Repeated]:
    """What the guide counts, wherever there is more than one; it never allows less."""
    coded = claim.encounter
    if len(claim.coverages) > 1 or coded.notes or coded.condition_codes or coded.anesthesia_procedures:
        yield Repeated(len(claim.coverages) - 1, 10, "2320", "SBR", "coverages")
        yield Repeated(len(coded.notes), 1, "2300", "NTE", "encounter.notes")
        yield Repeated(len(coded.condition_codes), 24, "2300", "HI", "encounter.condition_codes")
        yield Repeated(len(coded.anesthesia_procedures), 2, "2300", "HI", "encounter.anesthesia_procedures")
    for who, _, loop, path, line in providers_of(claim):
        if who.references or who.contacts or (who.address is not None and len(who.address.lines) > 1):
            yield from _provider_lists(who, loop, path, line)
    for at, told in enumerate(claim.prior_adjudications):
        yield Repeated(_segments(told.adjustments), 5, "2320", "CAS", f"prior_adjudications[{at}].adjustments")
        for place, decided in enumerate(told.services):
            yield from _decision_lists(decided, f"prior_adjudications[{at}].services[{place}]")
    for number, service in enumerate(coded.services, 1):
        if service.notes or service.references:
            path = f"encounter.services[{number - 1}]"
            yield Repeated(len(service.notes), 2, "2400", "NTE", f"{path}.notes", number)
            yield Repeated(sum(one.qualifier == "G1" for one in service.references), 5, "2400", "REF", f"{path}.references", number)


def _provider_lists(who: Provider, loop: str, path: str, line: int | None) -> Iterator[Repeated]:
    yield Repeated(len(who.references), 2 if loop == "2010AA" else 4, loop, "REF", f"{path}.references", line)
    yield Repeated(_contacts(who.contacts), 2, loop, "PER", f"{path}.contacts", line)
    if who.address is not None:
        yield Repeated(len(who.address.lines), 2, loop, "N3", f"{path}.address", line)


def _contacts(found: Sequence[Contact]) -> int:
    return len(found)


def _decision_lists(line: LineAdjudication, path: str) -> Iterator[Repeated]:
    yield Repeated(_segments(line.adjustments), 5, "2430", "CAS", f"{path}.adjustments", line.line)


def _segments(adjustments: Sequence[Any]) -> int:
    """How many CAS they fill: adjacent ones of a group share one, six in each."""
    count, group, room = 0, None, 0
    for one in adjustments:
        if one.group != group or not room:
            count, group, room = count + 1, one.group, 6
        room -= 1
    return count
