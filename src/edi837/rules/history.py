"""Earlier claims, as rules ask for them: by number, by patient, by service."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from edi_claims import PersonName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from edi_claims import Claim, Person, ServiceLine

VOID = "8"


@attrs.frozen
class Decided:
    """That a payer decided about a claim."""

    payer_control_number: str
    """The payer's number of the claim: CLP07."""
    on: date | None = None
    """The day of the remittance; None where it is not known."""


class History:
    """Claims that payers took in before, open or paid, in the order in which they were sent.

    Those that were rejected on the way are not among them: nobody decides about them, and their services may be sent again. Their numbers are in
    `rejected`, as are those of claims that came back as unprocessable (MA130). `decided` holds claim numbers with what the payer calls the claim;
    None: what was decided is not known.
    """

    def __init__(self, claims: Iterable[Claim] = (), *, decided: Mapping[str, Decided] | None = None, rejected: Collection[str] = ()) -> None:
        self.decided = decided
        self.rejected = frozenset(rejected)
        self._by_number: dict[str, list[Claim]] = {}
        self._by_patient: dict[object, list[Claim]] = {}
        self._by_service: dict[object, list[tuple[Claim, int]]] = {}
        self._attachments: dict[str, str] = {}
        self._voided: set[str] = set()
        for claim in claims:
            self.add(claim)

    def add(self, claim: Claim) -> None:
        """One more, sent after the others."""
        number, who = claim.patient_control_number, patient_key(claim.encounter.patient)
        self._by_number.setdefault(number, []).append(claim)
        self._by_patient.setdefault(who, []).append(claim)
        if claim.frequency == VOID:
            self._voided.add(number)
            return
        for at, line in enumerate(claim.encounter.services, 1):
            self._by_service.setdefault((who, line.procedure.code, line.first_day), []).append((claim, at))
        for name in attachment_numbers(claim):
            self._attachments.setdefault(name, number)

    def claim(self, patient_control_number: str) -> Claim | None:
        """The last one sent under a number (CLM01) that was no void; None where there is none."""
        return next((one for one in reversed(self._by_number.get(patient_control_number, ())) if one.frequency != VOID), None)

    def claims(self, patient_control_number: str) -> Sequence[Claim]:
        """All that were sent under a number, voids among them."""
        return self._by_number.get(patient_control_number, ())

    def visits(self, person: Person) -> Sequence[Claim]:
        """The claims of a patient, known again by name and birth date."""
        return self._by_patient.get(patient_key(person), ())

    def same_service(self, claim: Claim, line: ServiceLine) -> Iterator[tuple[Claim, int]]:
        """Claims, and the line of each, that bill the billed payer for the same service: patient, days, code, modifiers, units, who treated.

        A claim that was voided since does not count.
        """
        if not self._by_service:
            return
        for other, at in self._by_service.get((patient_key(claim.encounter.patient), line.procedure.code, line.first_day), ()):
            if (other.patient_control_number not in self._voided and same_line(claim, line, other, other.encounter.services[at - 1])
                    and _same_payer(claim, other)):
                yield other, at

    def attachment_of(self, control_number: str) -> str | None:
        """The number of the first claim that named an attachment (PWK06); None where none did."""
        return self._attachments.get(control_number)


def patient_key(person: Person) -> object:
    """By what a patient is known again: his name and birth date."""
    name = person.name
    return (name.last.upper(), name.first.upper(), person.birth_date) if isinstance(name, PersonName) else (name.upper(), person.birth_date)


def attachment_numbers(claim: Claim) -> list[str]:
    """The control numbers (PWK06) of a claim and its lines, as often as they are there."""
    found = [one.control_number for one in claim.attachments if one.control_number]
    for line in claim.encounter.services:
        if line.attachments:
            found += [one.control_number for one in line.attachments if one.control_number]
    return found


def same_line(claim: Claim, line: ServiceLine, other_claim: Claim, other: ServiceLine) -> bool:
    """Whether two lines say that the same thing was done by the same person on the same days."""
    one, two = line.procedure, other.procedure
    return (one.code == two.code and set(one.modifiers) == set(two.modifiers) and line.units == other.units and line.unit == other.unit
            and (line.first_day, line.last_day) == (other.first_day, other.last_day) and treating(claim, line) == treating(other_claim, other))


def treating(claim: Claim, line: ServiceLine) -> str | None:
    """The NPI of whoever treated: the line's, the claim's, or the billing provider."""
    who = line.rendering_provider or claim.encounter.rendering_provider or claim.billing_provider
    return who.npi


def _same_payer(claim: Claim, other: Claim) -> bool:
    one = next((cover for cover in claim.coverages if cover.sequence == claim.sequence), None)
    two = next((cover for cover in other.coverages if cover.sequence == other.sequence), None)
    return one is not None and two is not None and one.payer.is_same(two.payer)
