"""What a 270 and a 271 have alike: levels and their numbers, and what is said of parties and patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

import attrs

from edi_claims import EligibilityInquiry, EligibilityResponse
from edi_x12.elements import day_text, period_format
from edi_x12.levels import OpenLevels
from edi_x12.parties import address_segments, name_segment, provider_segment, reference_segment
from edi_x12.writer import Segment, compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Diagnosis, PatientProvider, Person, Procedure, Provider, Reference
    from edi_claims.encounter import Day

HL03 = ("20", "21", "22", "23")
"""By how deep a level lies: payer, provider, subscriber, dependent."""
SOURCE, RECEIVER, SUBSCRIBER, DEPENDENT = range(4)


N = TypeVar("N", EligibilityInquiry, EligibilityResponse)


@attrs.define
class Levels(OpenLevels, Generic[N]):
    """The levels of a transaction set that are open while it is written, and their numbers."""

    codes = HL03
    identifier: ClassVar[str]
    """ST01."""
    functional_id: ClassVar[str]
    """GS01."""

    def segments(self, noun: N, number: str) -> list[Segment]:
        """One noun, with the levels above it that are not open yet. `number` is for an inquiry that has none."""
        raise NotImplementedError


# ---- parties

def asker(kind: str, who: Provider) -> list[Segment]:
    """NM1, REF, N3 and N4 of 2100B."""
    return [provider_segment(kind, who), *references(who.references), *address_segments(who.address)]


def taxonomy(who: Provider, role: str) -> list[Segment]:
    """PRV of 2100B."""
    return [("PRV", role, "PXC", who.taxonomy)] if who.taxonomy else []


def person(kind: str, who: Person, identifier: Reference | None) -> Segment:
    """NM1 of the subscriber or the dependent."""
    return name_segment(kind, who.name, *((identifier.qualifier, identifier.value) if identifier is not None else ()))


def references(found: Iterable[Reference]) -> list[Segment]:
    """REF."""
    return [reference_segment(one, note_at=3) for one in found]


def dates(found: Iterable[tuple[str, Day]]) -> list[Segment]:
    """DTP."""
    return [("DTP", qualifier, *period_format(when)) for qualifier, when in found]


# ---- what is said of the patient

def patient_provider(one: PatientProvider | None) -> list[Segment]:
    """PRV."""
    return [] if one is None else [("PRV", one.role, one.qualifier, one.number)]


def demographics(who: Person) -> list[Segment]:
    """DMG."""
    if who.birth_date is not None:
        return [("DMG", "D8", day_text(who.birth_date), who.sex)]
    return [("DMG", "", "", who.sex)] if who.sex else []


def relationship(dependent: bool, code: str, maintenance: tuple[str, ...], birth_sequence: int | None) -> list[Segment]:
    """INS."""
    if not code and not maintenance and birth_sequence is None:
        return []
    changed = (*maintenance, "", "")[:2]
    born = () if birth_sequence is None else (*[""] * 12, str(birth_sequence))
    return [("INS", "N" if dependent else "Y", code, *changed, *born)]


def diagnoses(found: Iterable[Diagnosis]) -> list[Segment]:
    """HI."""
    lists = [("BK" if at == 0 else "BF", one) for at, one in enumerate(found)]
    codes = [compose((name if one.version == "9" else f"A{name}", one.code)) for name, one in lists]
    return [("HI", *codes)] if codes else []


def coded(procedure: Procedure | None, end: str = "") -> str:
    """EQ02 or EB13."""
    if procedure is None:
        return ""
    modifiers = (*procedure.modifiers, "", "", "", "")[:4]
    return compose((procedure.qualifier, procedure.code, *modifiers, procedure.description, end))


def pointers(found: Iterable[int]) -> str:
    """EQ05 or EB14."""
    return compose(map(str, found))
