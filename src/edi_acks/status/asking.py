"""A claim that was sent as the question where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_acks.status.nouns import LineInquiry, StatusInquiry
from edi_claims import DateRange, Payer, Person, PersonName, Provider, Reference

if TYPE_CHECKING:
    from datetime import date

    from edi_claims import Claim, Coverage, ServiceLine
    from edi_claims.encounter import Day


def inquiry_of(claim: Claim, *, trace_number: str = "", payer_control_number: str | None = None, with_lines: bool = False) -> StatusInquiry:
    """The inquiry of a claim to the payer that is billed, with what a 276 has a place for.

    `payer_control_number` is the payer's number, where an acknowledgment told it. `with_lines` asks for every line, too.

    Raises:
        LookupError: no coverage has the claim's sequence.
    """
    coverage = claim.coverage
    patient, subscriber = _people(claim, coverage)
    return StatusInquiry(
        trace_number, payer=Payer(coverage.payer.payer_id, coverage.payer.name, id_qualifier=coverage.payer.id_qualifier),
        provider=_provider(claim.billing_provider), patient=patient, subscriber=subscriber, patient_control_number=claim.patient_control_number,
        payer_control_number=payer_control_number, group_number=coverage.group_number or None, charge=claim.charge, service_dates=_days(claim),
        lines=[_line(one) for one in claim.encounter.services] if with_lines else ())


def _people(claim: Claim, coverage: Coverage) -> tuple[Person, Person | None]:
    """Patient and subscriber; the member id is the subscriber's."""
    patient, number = claim.encounter.patient, Reference(coverage.id_qualifier, coverage.member_id) if coverage.member_id else None
    if coverage.subscriber is None or coverage.is_self:
        return Person(_name(patient), patient.birth_date, patient.sex, identifier=number), None
    return Person(_name(patient), patient.birth_date, patient.sex), Person(_name(coverage.subscriber), identifier=number)


def _name(who: Person) -> PersonName | str:
    """A 276 has no place for what stands before a name."""
    return attrs.evolve(who.name, prefix="") if isinstance(who.name, PersonName) else who.name


def _provider(who: Provider) -> Provider:
    """By NPI, else by tax id."""
    if who.npi or not who.tax_id:
        return Provider(who.npi, who.name, identifier=None if who.npi else who.identifier)
    return Provider(name=who.name, identifier=Reference("FI", who.tax_id))


def _days(claim: Claim) -> Day | None:
    """From the first day of service to the last."""
    days: list[date] = []
    for one in claim.encounter.services:
        if one.service_period is not None:
            days += one.service_period.start, one.service_period.end
        elif one.service_date is not None:
            days.append(one.service_date)
    if not days:
        return None
    return min(days) if min(days) == max(days) else DateRange(min(days), max(days))


def _line(one: ServiceLine) -> LineInquiry:
    return LineInquiry(procedure=one.procedure, charge=one.charge, units=one.units, line_control_number=one.line_control_number or None,
                       service_dates=one.service_period or one.service_date)
