"""A 270's segments to eligibility inquiries, one a patient.

What the guide lets a practice add to a question, and no noun has a field for (diagnoses, place of service, spend-down amounts), is kept
in `unread` with its place, and written back there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi270_271.read.levels import (
    ENVELOPE,
    PARTY,
    Level,
    LevelReading,
    add,
    demographics,
    kept,
    ranks,
    taxonomy,
    trace,
    unread_in_level,
    unread_in_party,
    who,
)
from edi_claims import SELF, Coverage, EligibilityInquiry, Payer, Person, Provider, Reference, Unread
from edi_x12.reading import Loop

if TYPE_CHECKING:
    from edi_x12.reading import Step

RANKS = ranks()
LETTERS = {"source": "A", "receiver": "B", "subscriber": "C", "dependent": "D"}

VISIT_DATES = ("291", "307", "472")
"""DTP01 of the day that is asked for: 5010's plan date, 4010's eligibility and service dates."""


class InquiryReading(LevelReading[EligibilityInquiry]):
    """A pass over a 270."""

    __slots__ = ()

    assumed = "270"
    ranks = RANKS

    def noun_of(self, level: Level) -> EligibilityInquiry | None:
        """The inquiry of a patient; a payer or a provider alone asks nothing."""
        if level.rank.depth < RANKS["22"].depth:
            return None
        line = level.lineage()
        asked = {name: value for name, value in level.found.items() if name not in _COVERAGE}
        return EligibilityInquiry(
            patient=_patient(level), coverage=_coverage(level, line), provider=_provider(line.get("receiver")), position=level.position,
            **{"service_types": (), **asked, **_trace(level), "unread": _unread(level)})


_COVERAGE = {"group", "relationship", "unread"}
"""What a level gathers for the coverage."""


def _trace(level: Level) -> dict[str, str]:
    """The first TRN of the patient's level; where it has none, of the subscriber's."""
    found = level.traces
    if not found and level.rank.title == "dependent" and level.above is not None:
        found = level.above.traces
    return dict(zip(("trace_number", "trace_originator", "trace_division"), found[0][1][2:5], strict=False)) if found else {}


def _unread(level: Level) -> tuple[Unread, ...]:
    """What has no place in a level, a second TRN among it."""
    more = [Unread(position, tuple(e), position - level.position) for position, e in level.traces[1:]]
    return tuple(sorted([*more, *level.found.get("unread", ())], key=lambda one: one.position))


def _patient(level: Level) -> Person:
    """The person of the patient's level. A subscriber's id is the coverage's, not his own."""
    found: Person = level.party or Person(name="")
    return found if level.rank.title == "dependent" else attrs.evolve(found, identifier=None)


def _coverage(level: Level, line: dict[str, Level]) -> Coverage:
    subscriber = line.get("subscriber", level)
    person: Person | None = subscriber.party
    number = person.identifier if person is not None and subscriber.rank.title == "subscriber" else None
    group = subscriber.found.get("group", ("", ""))
    payer: Payer = line["source"].party if "source" in line and line["source"].party is not None else Payer("")
    return Coverage(
        payer, number.value if number else "", None if subscriber is level else _subscriber(subscriber, level),
        level.found.get("relationship", "" if level.rank.title == "dependent" else SELF),
        group_number=group[0], group_name=group[1], id_qualifier=number.qualifier if number else "MI")


def _subscriber(level: Level, dependent: Level) -> Person:
    """The subscriber of a dependent; what stood in his level beside him is kept on him, a TRN too where the dependent has his own."""
    found: Person = level.party or Person(name="")
    extra = [Unread(position, tuple(e), position - level.position) for position, e in level.traces] if dependent.traces else []
    return attrs.evolve(found, identifier=None, references=(*found.references, *level.found.get("references", ())),
                        unread=(*extra, *level.found.get("unread", ()), *found.unread))


def _provider(level: Level | None) -> Provider:
    found: Provider | None = level.party if level is not None else None
    return found or Provider()


# ---- steps

def patient_reference(now: InquiryReading, e: list[str]) -> None:
    """REF of 2100C and D: the subscriber's group number is the coverage's."""
    one = Reference(e[1], e[2], e[3] if len(e) > 3 else "")         # noqa: PLR2004 - REF03
    if one.qualifier == "6P" and now.level.rank.title == "subscriber" and "group" not in now.level.found:
        now.level.found["group"] = one.value, one.note
    else:
        add(now.level.found, "references", one)


def relationship(now: InquiryReading, e: list[str]) -> None:
    """INS; what says more than the relationship, as for twins, is kept."""
    if len(e) > 3 or (now.level.rank.title == "subscriber" and e[2] != SELF):       # noqa: PLR2004 - INS02
        unread_in_party(now, e)
    if now.level.rank.title == "dependent":
        now.level.found["relationship"] = e[2]


def visit_date(now: InquiryReading, e: list[str]) -> None:
    """DTP: the first day that is asked for."""
    if e[1] in VISIT_DATES and "on" not in now.level.found:
        now.level.found["on"] = now.when(e[3])
    else:
        unread_in_party(now, e)


def question(now: InquiryReading, e: list[str]) -> None:
    """EQ. Several plain ones are one question; one that says more than a noun can hold is kept as it is."""
    plain = [*e, "", "", "", ""]
    types, procedure, covered, rest = plain[1], plain[2], plain[3], plain[4:]
    found = now.level.found
    now.level.rows.append(e)
    now.loop = now.level.rank.row
    mixed = "procedure" in found if types else "service_types" in found or "procedure" in found
    if any(rest) or (types and procedure) or mixed or covered != found.get("coverage_level", covered):
        unread_in_level(now, e)
        return
    if procedure:
        found["procedure"] = now.procedure(procedure)
    if types:
        found["service_types"] = (*found.get("service_types", ()), *now.types[types])
    found["coverage_level"] = covered


# ---- the map: one table a loop

IN_LEVEL = {**ENVELOPE, "TRN": trace, "NM1": who}
PATIENT: dict[str, Step] = {**PARTY, "REF": patient_reference, "DMG": demographics, "INS": relationship, "DTP": visit_date}

InquiryReading.entrance = Loop("", ENVELOPE, kept)

for rank in RANKS.values():
    letter = LETTERS[rank.title]
    is_patient = rank.made is Person
    steps = {**IN_LEVEL, "EQ": question} if is_patient else IN_LEVEL
    named = PATIENT if is_patient else {**PARTY, "PRV": taxonomy} if rank.title == "receiver" else PARTY
    rank.loop = Loop(f"2000{letter}", steps, unread_in_level)
    rank.party = Loop(f"2100{letter}", {**steps, **named}, unread_in_party)
    if is_patient:
        rank.row = Loop(f"2110{letter}", {**ENVELOPE, "EQ": question}, unread_in_level)
