"""Rules about whom a code can concern (C008), and whether he was seen before (C011)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind
from edi837.rules.tables import matches
from edi_claims import Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi837.rules.rows import PersonLimit
    from edi_claims import Claim, Finding, Person, Provider, ServiceLine

C008 = Kind("C008", RootCause.CODING, Owner.CODING)
C011 = Kind("C011", RootCause.CODING, Owner.CODING, "CO-B16", Severity.WARNING)

YEARS = 3
"""So long after a visit a patient is new again."""
_SEX_WAIVED_BY_CONDITION, _SEX_WAIVED_BY_MODIFIER = "45", "KX"
"""By these the provider says that the patient's sex is no error."""
_DENIALS = {("diagnosis", "sex"): "CO-10", ("diagnosis", "age"): "CO-9", ("procedure", "sex"): "CO-7", ("procedure", "age"): "CO-6"}


def fitting_diagnoses(claim: Claim, context: Context) -> Iterator[Finding]:
    """C008: the diagnoses are such as a patient of this sex and age can have, by the tables."""
    coded = claim.encounter
    for at, one in enumerate(coded.diagnoses):
        for row in context.tables.limits_of(one.code):
            yield from _unfit(claim, "diagnosis", one.code, row, _age(coded.patient, coded.first_day), "2300", f"HI{at + 1:02}-2",
                              f"encounter.diagnoses[{at}]")


def fitting_procedures(claim: Claim, context: Context) -> Iterator[Finding]:
    """C008: the procedures are such as are done on a patient of this sex and age, by the tables."""
    coded = claim.encounter
    for number, line in enumerate(coded.services, 1):
        for row in context.tables.limits_of(line.procedure.code):
            yield from _unfit(claim, "procedure", line.procedure.code, row, _age(coded.patient, line.first_day), "2400", "SV101-2",
                              f"encounter.services[{number - 1}].procedure.code", number)


def _unfit(claim: Claim, kind: str, code: str, row: PersonLimit, age: int | None, loop: str, element: str, path: str,
           line: int | None = None) -> Iterator[Finding]:
    """What of a patient a code does not fit. Neither his sex nor his age is told: the code says enough."""
    sex = claim.encounter.patient.sex
    fits = {"sex": not row.sex or sex not in ("F", "M") or sex == row.sex or _waived(claim, line),
            "age": age is None or (row.least_age or 0) <= age <= (age if row.most_age is None else row.most_age)}
    for what, fitting in fits.items():
        if not fitting:
            yield C008(claim, f"{kind} {code} does not fit the patient's {what}",
                       f"verify the {what} on file; then send the code to coding for review", loop, element, path, line,
                       severity=row.severity, would_cause=_DENIALS[kind, what])


def _waived(claim: Claim, line: int | None) -> bool:
    coded = claim.encounter
    lines = coded.services if line is None else coded.services[line - 1:line]
    return (_SEX_WAIVED_BY_CONDITION in coded.condition_codes
            or any(_SEX_WAIVED_BY_MODIFIER in one.procedure.modifiers for one in lines))


def _age(person: Person, day: date | None) -> int | None:
    """Completed years on a day; None where the day or the birth date is not known."""
    born = person.birth_date
    if born is None or day is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def new_patients(claim: Claim, context: Context) -> Iterator[Finding]:
    """C011: whoever is billed as new was seen neither by the physician nor by his group in that specialty for three years."""
    for number, line in enumerate(claim.encounter.services, 1):
        if matches(line.procedure.code, context.tables.new_patient) and _seen_before(claim, line, context):
            yield C011(claim, f"{line.procedure.code} is for a new patient, and this one was seen within {YEARS} years",
                       "send to coding: check the earlier visits", "2400", "SV101-2", f"encounter.services[{number - 1}].procedure.code", number)


def _seen_before(claim: Claim, line: ServiceLine, context: Context) -> bool:
    day = line.first_day
    if day is None:
        return False
    for earlier in context.history.visits(claim.encounter.patient):
        if earlier.patient_control_number != claim.patient_control_number and _same_practice(claim, line, earlier):
            days = [one.first_day for one in earlier.encounter.services if one.first_day]
            if any(one < day < _after(one) for one in days):
                return True
    return False


def _after(day: date) -> date:
    """Three years later; the 29th of February comes back as the 28th."""
    return day.replace(year=day.year + YEARS, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _same_practice(claim: Claim, line: ServiceLine, earlier: Claim) -> bool:
    """Whether the same physician treated, or one of the same group and specialty."""
    who, whose = _treating(claim, line), claim.billing_provider
    for other in earlier.encounter.services:
        them = _treating(earlier, other)
        if who.npi and who.npi == them.npi:
            return True
        if _is_same(whose, earlier.billing_provider) and who.taxonomy == them.taxonomy:
            return True
    return False


def _treating(claim: Claim, line: ServiceLine) -> Provider:
    return line.rendering_provider or claim.encounter.rendering_provider or claim.billing_provider


def _is_same(one: Provider, other: Provider) -> bool:
    return bool(one.npi and one.npi == other.npi) or bool(one.tax_id and one.tax_id == other.tax_id)

