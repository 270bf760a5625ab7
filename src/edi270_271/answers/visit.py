"""A whole visit against a fee schedule: line by line, and what one line uses up is not there for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.answer import answer
from edi270_271.answers.estimate import Used, copays_of, share_of
from edi270_271.answers.question import WHOLE_PLAN, told
from edi270_271.answers.services import service_type_of
from edi_claims import ZERO, CoverageAnswer, Encounter, FeeSchedule, LineShare, PatientShare, VisitShare

if TYPE_CHECKING:
    from decimal import Decimal

    from edi_claims import EligibilityResponse, ServiceLine


@attrs.define
class _Visit:
    """An estimate under way: what the lines so far owe, and their copays by day."""

    ask: Callable[..., CoverageAnswer]
    encounter: Encounter
    fees: FeeSchedule
    service_types: Mapping[str, str]
    on: date | None
    so_far: PatientShare = attrs.field(factory=lambda: PatientShare(ZERO, ZERO))
    copays: dict[date, frozenset[str]] = attrs.field(factory=dict)

    def line(self, number: int, line: ServiceLine) -> LineShare:
        """One line, after those before it."""
        day = line.first_day or self.on
        if day is None:
            raise ValueError(f"line {number} has no day of service: give on=...")
        place = line.place_of_service or self.encounter.place_of_service
        kind = self.service_types.get(line.procedure.code) or service_type_of(line.procedure)
        found = self.ask(on=day, service_type=kind, place_of_service=place)
        reasons = _doubts(line, kind)
        rate = self.fees.allowed(line.procedure, day, place)
        if rate is None:
            reasons.append(f"{line.procedure.code} has no fee in the schedule: its share is not known, and not in the total")
            return LineShare(number, line.procedure, kind, found, reasons=tuple(reasons))
        allowed = min(rate * line.units, line.charge)
        share = self._share(found, allowed, day)
        reasons += _beyond(found, rate * line.units, line.charge)
        return LineShare(number, line.procedure, kind, found, allowed, share, tuple(reasons))

    def _share(self, found: CoverageAnswer, allowed: Decimal, day: date) -> PatientShare:
        used = attrs.evolve(Used.by(self.so_far), copays=self.copays.get(day, frozenset()))
        share = share_of(found, allowed, used)
        self.so_far += share
        self.copays[day] = self.copays.get(day, frozenset()) | copays_of(share)
        return share


def estimate_visit(response: EligibilityResponse, encounter: Encounter, fees: FeeSchedule, *, on: date | None = None, in_network: bool = True,
                   provider: str | None = None, plan: str | None = None, service_types: Mapping[str, str] | None = None) -> VisitShare:
    """The patient's probable share of a whole visit, in dollars, in the order of its lines.

    What a line uses of deductible, spend-down and out-of-pocket limit is not there for the next, and a copay is taken once a day for a
    service type. A line that the schedule has no fee for has no share: it is said, and is not in the total. `service_types` is procedure
    code to service type, where the built-in ranges (`service_type_of`) are not the payer's. `on` is the day of lines that have none; the
    other options are those of `answer`.

    Raises:
        ValueError: a line has no day and `on` is not given, or an allowed amount is below zero.
    """
    ask = partial(answer, response, in_network=in_network, provider=provider, plan=plan)
    visit = _Visit(ask, encounter, fees, service_types or {}, on)
    lines = tuple(visit.line(number, line) for number, line in enumerate(encounter.services, 1))
    without = [line.service_line for line in lines if line.allowed is None]
    reasons = [f"lines without a fee are left out: {', '.join(map(str, without))}"] if without else []
    if visit.so_far.low != visit.so_far.high:
        reasons.append(f"between {visit.so_far.low} and {visit.so_far.high}: see the reasons of the lines")
    return VisitShare(lines, tuple(reasons))


def _doubts(line: ServiceLine, kind: str) -> list[str]:
    if kind == WHOLE_PLAN:
        return [f"{line.procedure.code}: no service type is known for it: the plan's own benefits are taken"]
    return [f"{line.procedure.code} is estimated as {told(kind)}"]


def _beyond(found: CoverageAnswer, allowed: Decimal, charge: Decimal) -> list[str]:
    """What a provider outside the network may bill beyond the allowed amount; and a charge below it."""
    if not found.in_network and charge > allowed:
        return [f"out of network: {charge - allowed} above the allowed amount may be billed too"]
    if charge < allowed:
        return [f"the charge of {charge} is below the {allowed} of the schedule: payers allow no more than the charge"]
    return []
