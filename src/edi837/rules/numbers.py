"""Every amount and quantity of a claim with its element: what S004 looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.bounds import DOLLARS, Number, numbers_of
from edi837.rules.shapes import carries_more, held, more_numbers
from edi_claims import DateRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from edi_claims import Adjustment, Claim, Coverage, LineAdjudication, PriorAdjudication, ServiceLine
    from edi_claims.encounter import Day

_EARLIEST = 1800
UNITS, ADJUSTED = -1, -2
"""Other kinds of number than so many digits: units of service, and dollars that may be below zero."""
_QUANTITY, _WEIGHT, _RATE = 15, 10, 10
_OUTPATIENT = (("reimbursement_rate", "MOA01", _RATE), ("payable", "MOA02", DOLLARS), ("renal_payment", "MOA08", DOLLARS),
               ("professional_component", "MOA09", DOLLARS), ("paid", "AMT02", DOLLARS))


def numbers_in(claim: Claim) -> Iterator[Number]:
    """All of them."""
    yield Number(claim.charge, DOLLARS, "2300", "CLM02", "charge")
    yield from _by_qualifier(claim.amounts, "2300", "amounts")
    if claim.encounter.patient.weight is not None:
        yield Number(claim.encounter.patient.weight, _WEIGHT, "2000B", "PAT08", "encounter.patient.weight")
    for number, service in enumerate(claim.encounter.services, 1):
        path = f"encounter.services[{number - 1}]"
        yield Number(service.charge, DOLLARS, "2400", "SV102", f"{path}.charge", number)
        yield Number(service.units, UNITS, "2400", "SV104", f"{path}.units", number)
        yield from _by_qualifier(service.amounts, "2400", f"{path}.amounts", number)
        if service.drug is not None and service.drug.quantity is not None:
            yield Number(service.drug.quantity, _QUANTITY, "2410", "CTP04", f"{path}.drug.quantity", number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told(told, f"prior_adjudications[{at}]")
    if carries_more(claim):
        yield from more_numbers(claim)
        for one in held(claim):
            yield from numbers_of(one.noun, one.shape.numbers, one.loop, one.path, one.line)


def _by_qualifier(found: Mapping[str, Decimal], loop: str, path: str, line: int | None = None) -> Iterator[Number]:
    for qualifier, value in found.items():
        yield Number(value, DOLLARS, loop, "AMT02", f"{path}[{qualifier!r}]", line)


def _told(told: PriorAdjudication, path: str) -> Iterator[Number]:
    yield from numbers_of(told, _OUTPATIENT, "2320", f"{path}.")
    yield from _by_qualifier(told.amounts, "2320", f"{path}.amounts")
    yield from _adjustments(told.adjustments, "2320", path)
    for place, decided in enumerate(told.services):
        yield from _decision(decided, f"{path}.services[{place}]")


def _decision(line: LineAdjudication, path: str) -> Iterator[Number]:
    yield Number(line.paid, DOLLARS, "2430", "SVD02", f"{path}.paid", line.line)
    yield Number(line.units, UNITS, "2430", "SVD05", f"{path}.units", line.line)
    if line.remaining is not None:
        yield Number(line.remaining, DOLLARS, "2430", "AMT02", f"{path}.remaining", line.line)
    yield from _adjustments(line.adjustments, "2430", path, line.line)


def _adjustments(found: Iterable[Adjustment], loop: str, path: str, line: int | None = None) -> Iterator[Number]:
    for at, one in enumerate(found):
        yield Number(one.amount, ADJUSTED, loop, "CAS03", f"{path}.adjustments[{at}].amount", line)
        if one.quantity is not None:
            yield Number(abs(one.quantity) if one.quantity.is_finite() else one.quantity, _QUANTITY, loop, "CAS04",
                         f"{path}.adjustments[{at}].quantity", line)


# ---- days

def early_days(claim: Claim) -> Iterator[tuple[str, str, str, int | None]]:
    """Days before 1800, which X12 readers take for none: loop, element, path, line. Those of service and of birth have rules of their own."""
    coded = claim.encounter
    if (coded.dates or claim.dates or coded.accident is not None or claim.prior_adjudications or any(map(_has_subscriber, claim.coverages))
            or not all(map(_is_plain, coded.services))):
        for day, loop, element, path, line in _days(claim):
            if day is not None and (day.start if isinstance(day, DateRange) else day).year < _EARLIEST:
                yield loop, element, path, line


def _has_subscriber(cover: Coverage) -> bool:
    return cover.subscriber is not None


def _is_plain(line: ServiceLine) -> bool:
    return not (line.dates or line.forms)


def _days(claim: Claim) -> Iterator[tuple[Day | None, str, str, str, int | None]]:
    coded = claim.encounter
    for qualifier, when in (*coded.dates.items(), *claim.dates.items()):
        yield when, "2300", "DTP03", f"{'encounter.' if qualifier in coded.dates else ''}dates[{qualifier!r}]", None
    if coded.accident is not None:
        yield coded.accident.occurred_on, "2300", "DTP03", "encounter.accident.occurred_on", None
    for at, cover in enumerate(claim.coverages):
        if cover.subscriber is not None:
            yield cover.subscriber.birth_date, "2010BA", "DMG02", f"coverages[{at}].subscriber.birth_date", None
    for at, told in enumerate(claim.prior_adjudications):
        yield told.payment_date, "2330B", "DTP03", f"prior_adjudications[{at}].payment_date", None
        for place, decided in enumerate(told.services):
            yield decided.payment_date, "2430", "DTP03", f"prior_adjudications[{at}].services[{place}].payment_date", decided.line
    for number, service in enumerate(coded.services, 1):
        yield from _days_of_line(service, f"encounter.services[{number - 1}]", number)


def _days_of_line(line: ServiceLine, path: str, number: int) -> Iterator[tuple[Day | None, str, str, str, int | None]]:
    for qualifier, when in line.dates.items():
        yield when, "2400", "DTP03", f"{path}.dates[{qualifier!r}]", number
    for at, form in enumerate(line.forms):
        for place, one in enumerate(form.answers):
            yield one.day, "2440", "FRM04", f"{path}.forms[{at}].answers[{place}].day", number
