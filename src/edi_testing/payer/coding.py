"""What a simulated payer holds against the codes: its coverage policies, and the publishers' pairs and unit limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.edits import PARTING
from edi837.rules.tables import matches
from edi_claims import ZERO
from edi_testing.payer.case import Denial

if TYPE_CHECKING:
    from decimal import Decimal

    from edi_claims import ServiceLine
    from edi_testing.payer.case import Case, Rule

_OF_A_LINE = "1"


def valid_diagnosis(case: Case, line: ServiceLine) -> Denial | None:
    """CO-146: a diagnosis of the line is none of that day's code set."""
    billable = case.plan.tables.diagnoses_on(line.first_day)
    wrong = billable is not None and any(code not in billable for code in case.diagnoses(line))
    return Denial("146", ("M76",)) if wrong else None


def supported(case: Case, line: ServiceLine) -> Denial | None:
    """50 with N115: no diagnosis of the line supports the service by the payer's policies. The patient bears it where he was told (GA)."""
    policies = list(case.plan.tables.policies_for(line.procedure.code, case.cover, line.first_day))
    if not policies or any(matches(code, one.diagnoses) for one in policies for code in case.diagnoses(line)):
        return None
    return Denial("50", ("N115",), "PR" if "GA" in line.procedure.modifiers else "CO")


def paid_separately(case: Case, line: ServiceLine) -> Denial | None:
    """CO-97 with M15: part of another service of that day (an NCCI pair), or of every service (a fee of zero)."""
    if case.fees.allowed(line.procedure, line.first_day, case.place(line)) == ZERO:
        return Denial("97", ("M15",))
    beside = (one for one in case.claim.encounter.services if one is not line)
    return Denial("97", ("M15",)) if any(_bundles(case, one, line) for one in beside) else None


def _bundles(case: Case, paid: ServiceLine, bundled: ServiceLine) -> bool:
    """Whether one service is part of another: never parted (0), or by a modifier that neither has (1)."""
    if paid.first_day != bundled.first_day or case.treating(paid) != case.treating(bundled):
        return False
    indicator = case.plan.tables.pairs.indicator(paid.procedure.code, bundled.procedure.code, bundled.first_day)
    return indicator == "0" or (indicator == "1" and PARTING.isdisjoint((*paid.procedure.modifiers, *bundled.procedure.modifiers)))


def likely_units(case: Case, line: ServiceLine) -> Denial | None:
    """CO-151 with N362: more units than are paid, on a line or on a day (MUE). Those above the limit are refused, the others are paid."""
    limit = case.plan.tables.unit_limit(line.procedure.code, line.first_day)
    if limit is None or line.unit != "UN":
        return None
    before = ZERO if limit.by == _OF_A_LINE else _units_before(case, line)
    excess = min(line.units, before + line.units - limit.units)
    if excess <= ZERO:
        return None
    return Denial("151", ("N362",), units=None if excess == line.units else excess)


def _units_before(case: Case, line: ServiceLine) -> Decimal:
    """Units of the same service and day on the lines above."""
    services = case.claim.encounter.services
    above = services[:next(at for at, one in enumerate(services) if one is line)]
    return sum((one.units for one in above if one.procedure.code == line.procedure.code and one.first_day == line.first_day), ZERO)


CODING: tuple[Rule, ...] = (valid_diagnosis, supported, paid_separately, likely_units)
