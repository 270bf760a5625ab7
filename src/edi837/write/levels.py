"""Levels 2000A, 2000B and 2000C: which claims share them, their HL numbers, what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi837.write.memory import amount_text, day_text
from edi837.write.parties import is_named, organization, payer, person
from edi_x12.draft import put_back, segment
from edi_x12.parties import write_address

if TYPE_CHECKING:
    from edi_claims import Address, Claim, Coverage, Person, Provider
    from edi_x12.draft import Draft


MOST_CLAIMS = 100
"""How many 2300 stand under one subscriber or patient; the next one needs the level anew."""


class Levels:
    """The levels of one transaction set: the numbers given so far, and who is on the levels that are open."""

    __slots__ = ("_billing", "_billing_number", "_claims", "_coverage", "_number", "_patient", "_relationship", "_subscriber_number")

    def __init__(self) -> None:
        self._number = self._billing_number = self._subscriber_number = self._claims = 0
        self._billing: tuple[Provider, str, Address | None, Provider | None] | None = None
        self._coverage: Coverage | None = None
        self._patient: Person | None = None
        self._relationship = ""

    def of(self, out: Draft, claim: Claim, cover: Coverage) -> None:
        """Whatever of a claim's levels is not open yet."""
        billing = claim.billing_provider, claim.currency, claim.pay_to_address, claim.pay_to_plan
        if billing != self._billing:
            self._billing, self._coverage = billing, None
            self._billing_number = self._next()
            billing_level(out, self._billing_number, *billing)
        self._claims += 1
        if cover.is_self:
            self._of_himself(out, cover, claim.encounter.patient)
        else:
            self._of_dependent(out, cover, claim.encounter.patient)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _of_himself(self, out: Draft, cover: Coverage, patient: Person) -> None:
        """A subscriber's own claims stand on a level of his own: the level of his dependents is another, because SBR02 differs."""
        before = self._coverage
        if before is not None and (cover is before or _is_same(cover, before)) and patient == self._patient and self._claims <= MOST_CLAIMS:
            return
        self._coverage, self._patient, self._relationship, self._claims = cover, patient, cover.relationship, 1
        self._subscriber_number = self._next()
        subscriber_level(out, self._subscriber_number, self._billing_number, cover, patient)

    def _of_dependent(self, out: Draft, cover: Coverage, patient: Person) -> None:
        before = self._coverage
        if before is None or not (cover is before or _same_household(cover, before)):
            self._coverage, self._patient = cover, None
            self._subscriber_number = self._next()
            subscriber_level(out, self._subscriber_number, self._billing_number, cover, None)
        if patient != self._patient or cover.relationship != self._relationship or self._claims > MOST_CLAIMS:
            self._patient, self._relationship, self._claims = patient, cover.relationship, 1
            patient_level(out, self._next(), self._subscriber_number, cover.relationship, patient)


def _is_same(one: Coverage, other: Coverage) -> bool:
    """Whether all of it is equal; the member id, which differs as a rule, is asked first."""
    return one.member_id == other.member_id and one == other


def _same_household(one: Coverage, other: Coverage) -> bool:
    """One subscriber, one plan; only what the patient is to him may differ."""
    return one.member_id == other.member_id and not other.is_self and attrs.evolve(one, relationship=other.relationship) == other


def billing_level(out: Draft, number: int, provider: Provider, currency: str, pay_to: Address | None, plan: Provider | None) -> None:
    """2000A with 2010AA, AB and AC."""
    start = len(out)
    out += "~HL*", str(number), "**20*", "1"
    if provider.taxonomy:
        out += "~PRV*BI*PXC*", provider.taxonomy
    if currency:
        out += "~CUR*85*", currency
    organization(out, "~NM1*85*", provider)
    if pay_to is not None:
        out += "~NM1*87*", "2"
        write_address(out, pay_to)
    if plan is not None:
        inside = len(out)
        organization(out, "~NM1*PE*", plan)
        if plan.unread:
            put_back(out, inside, plan.unread)
    if provider.unread:
        put_back(out, start, provider.unread)


def coverage_segment(out: Draft, cover: Coverage, relationship: str) -> None:
    """SBR."""
    out += ("~SBR*", cover.sequence, "*", relationship, "*", cover.group_number, "*", cover.group_name, "*", cover.medicare_secondary_reason,
            "****", cover.filing_indicator)


def subscriber_level(out: Draft, number: int, parent: int, cover: Coverage, patient: Person | None) -> None:
    """2000B with 2010BA and BB; `patient` is None where a level of his own follows."""
    start = len(out)
    out += "~HL*", str(number), "*", str(parent), "*22*", "1" if patient is None else "0"
    coverage_segment(out, cover, "" if patient is None else cover.relationship)
    if patient is not None and _has_particulars(patient):
        patient_segment(out, "", patient)
    who = cover.subscriber if patient is None else patient
    if who is not None and (cover.member_id or is_named(who)):
        inside = len(out)
        person(out, "~NM1*IL*", who, cover.id_qualifier, cover.member_id)
        if who.unread:
            put_back(out, inside, who.unread)
    payer(out, cover.payer)
    if cover.unread:
        put_back(out, start, cover.unread)


def patient_level(out: Draft, number: int, parent: int, relationship: str, patient: Person) -> None:
    """2000C with 2010CA."""
    start = len(out)
    out += "~HL*", str(number), "*", str(parent), "*23*", "0"
    if _has_particulars(patient):
        patient_segment(out, relationship, patient)
    else:
        out += "~PAT*", relationship
    if is_named(patient) or patient.identifier is not None:
        person(out, "~NM1*QC*", patient)
    if patient.unread:
        put_back(out, start, patient.unread)


def _has_particulars(who: Person) -> bool:
    return who.weight is not None or bool(who.pregnant) or who.death_date is not None


def patient_segment(out: Draft, relationship: str, who: Person) -> None:
    """PAT: what the patient is to the subscriber, and his day of death, weight and pregnancy."""
    died = ("", "") if who.death_date is None else ("D8", day_text(who.death_date))
    weighs = ("", "") if who.weight is None else ("01", amount_text(who.weight))
    segment(out, "PAT", relationship, "", "", "", *died, *weighs, who.pregnant)
