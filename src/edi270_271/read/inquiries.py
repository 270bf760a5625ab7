"""A 270's segments to eligibility inquiries, one a patient.

A subscriber who only leads to a dependent is a person of the dependent's coverage; what else his level says (a trace, diagnoses, a date)
is kept on him unread, and written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi270_271.read.levels import Level, LevelReading, ranks
from edi270_271.read.steps import (
    ASKER,
    ENVELOPE,
    PATIENT,
    add,
    kept,
    reference_of,
    relationship,
    trace,
    trace_of,
    unread_in_level,
    unread_in_party,
    when,
    who,
)
from edi_claims import SELF, Coverage, EligibilityInquiry, Payer, Person, Place, Provider, ServiceInquiry, Unread
from edi_x12.reading import Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_x12.reading import Step

RANKS = ranks()

VISIT_DATES = ("291", "307", "472")
"""DTP01 of the day that is asked for: 5010's plan date, 4010's eligibility and service dates."""
DATES = {**dict.fromkeys(VISIT_DATES, "on"), "102": "issued_on"}
AMOUNTS = {"R": "spend_down", "PB": "spend_down_billed"}
PLAIN = {"service_types", "procedure", "coverage_level", "position"}
"""What the inquiry itself has fields for, of its first question."""
COVERAGE = {"group", "relationship", "unread"}
"""What a level gathers for the coverage, or for itself."""


class InquiryReading(LevelReading[EligibilityInquiry]):
    """A pass over a 270. `row` is the question that is open."""

    __slots__ = ("row",)

    assumed = "270"
    ranks = RANKS

    def __init__(self) -> None:
        super().__init__()
        self.row: dict[str, Any] = {}

    def noun_of(self, level: Level) -> EligibilityInquiry | None:
        """The inquiry of a patient; a payer or a provider alone asks nothing."""
        if level.rank.depth < RANKS["22"].depth:
            return None
        line = level.lineage()
        said = {name: value for name, value in level.found.items() if name not in COVERAGE}
        return EligibilityInquiry(
            patient=_patient(level), coverage=_coverage(level, line), provider=_provider(line.get("receiver")), position=level.position,
            **{"service_types": (), **said, **_questions(level.rows), **_traces(level), "unread": _unread(level), **_kinds(line),
               **self.set_of("13")})

    def aside(self, e: list[str]) -> None:
        """What the level of a subscriber says beyond his name, as it was sent: a dependent's inquiry keeps it with him."""
        if self.level.rank.title == "subscriber":
            neutral = tuple([text.translate(self._neutral) for text in e] if self._neutral else e)
            add(self.level.beside, "unread", Unread(self.position, neutral, self.position - self.level.position))


def _questions(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The first question is the inquiry's own where it has a field for all that it says."""
    if rows and rows[0].keys() <= PLAIN:
        own = {name: value for name, value in rows[0].items() if name != "position"}
        return {**own, "further": tuple([ServiceInquiry(**row) for row in rows[1:]])}
    return {"further": tuple([ServiceInquiry(**row) for row in rows])}


def _kinds(line: dict[str, Level]) -> dict[str, str]:
    """NM101 of payer and provider, and PRV01."""
    source, receiver = line.get("source"), line.get("receiver")
    found = {"payer_kind": source.kind if source else "", "provider_kind": receiver.kind if receiver else "",
             "provider_role": receiver.role if receiver else ""}
    return {name: text for name, text in found.items() if text}


def _traces(level: Level) -> dict[str, Any]:
    """The first TRN of the patient's level, and the second; where it has none, those of the subscriber's."""
    found = level.traces
    if not found and level.rank.title == "dependent" and level.above is not None and not level.above.over:
        found = level.above.traces
    first = dict(zip(("trace_number", "trace_originator", "trace_division"), found[0][1][2:5], strict=False)) if found else {}
    return {**first, "second_trace": trace_of(found[1][1])} if len(found) > 1 else first


def _unread(level: Level) -> tuple[Unread, ...]:
    """What has no place in a level, a third TRN among it."""
    more = [Unread(position, tuple(e), position - level.position) for position, e in level.traces[2:]]
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
    """The subscriber of a dependent. What is said beside him is kept on him, unless it was said of himself as a patient."""
    found: Person = level.party or Person(name="")
    references = (*found.references, *level.found.get("references", ()))
    if level.over:
        return attrs.evolve(found, identifier=None, references=references)
    traces = [Unread(position, tuple(e), position - level.position) for position, e in level.traces] if dependent.traces else []
    extra = sorted([*traces, *level.beside.get("unread", ()), *level.found.get("unread", ()), *found.unread], key=lambda one: one.position)
    return attrs.evolve(found, identifier=None, references=references, unread=tuple(extra))


def _provider(level: Level | None) -> Provider:
    found: Provider | None = level.party if level is not None else None
    return found or Provider()


# ---- steps

def patient_reference(now: InquiryReading, e: list[str]) -> None:
    """REF of 2100C and D: the subscriber's group number is the coverage's."""
    one = reference_of(now, e)
    if one.qualifier == "6P" and now.level.rank.title == "subscriber" and "group" not in now.level.found:
        now.level.found["group"] = one.value, one.note
    else:
        add(now.level.found, "references", one)


def patient_relationship(now: InquiryReading, e: list[str]) -> None:
    """INS; what says more than the relationship and the place among twins is kept."""
    if any(e[3:17]) or (now.level.rank.title == "subscriber" and e[2] != SELF):
        now.loop.otherwise(now, e)
    else:
        relationship(now, e)


def patient_date(now: InquiryReading, e: list[str]) -> None:
    """DTP: the first day that is asked for, and when the card was issued."""
    name, found = DATES.get(e[1]), now.level.found
    if name is None or name in found:
        now.loop.otherwise(now, e)
        return
    on = when(now, e)
    if e[1] in VISIT_DATES[1:]:
        now.leave_out(e, 1)
    found[name] = on


def beside(step: Step) -> Callable[[InquiryReading, list[str]], None]:
    """A step of the patient, whose segment is kept too: the patient may turn out to be the subscriber of another one."""
    def both(now: InquiryReading, e: list[str]) -> None:
        sent, count = list(e), len(now.unread)
        step(now, e)
        if len(now.unread) == count:
            now.aside(sent)
    return both


# ---- questions

def question(now: InquiryReading, e: list[str]) -> None:
    """EQ."""
    if not any(e[1:]):
        now.loop.otherwise(now, e)
        return
    e = padded(e, 5)
    row: dict[str, Any] = {"position": now.position}
    if e[1]:
        row["service_types"] = now.types[e[1]]
    if e[2]:
        row["procedure"], end = now.procedure(e, 2)
        if end:
            now.leave_out_part(e, 2, 8)
    if e[3]:
        row["coverage_level"] = e[3]
    pointers = now.pointers(e, 5) if e[5] else ()
    if pointers:
        row["diagnosis_pointers"] = pointers
    now.leave_out(e, 4, *range(6, len(e)))
    now.level.rows.append(row)
    now.row, now.loop = row, now.level.rank.row


def amount(now: InquiryReading, e: list[str]) -> None:
    """AMT: what the patient would spend down."""
    name = AMOUNTS.get(e[1])
    if name is None or name in now.row:
        unread_in_question(now, e)
    else:
        now.row[name] = now.amount(e[2])
        now.leave_out_from(e, 3)


def place(now: InquiryReading, e: list[str]) -> None:
    """III."""
    add(now.row, "places", Place(e[1], e[2]))
    now.leave_out_from(e, 3)


def question_reference(now: InquiryReading, e: list[str]) -> None:
    """REF of 2110."""
    add(now.row, "references", reference_of(now, e))


def question_date(now: InquiryReading, e: list[str]) -> None:
    """DTP of 2110."""
    if e[1] not in VISIT_DATES or "on" in now.row:
        unread_in_question(now, e)
        return
    now.row["on"] = when(now, e)
    if e[1] in VISIT_DATES[1:]:
        now.leave_out(e, 1)


def unread_in_question(now: InquiryReading, e: list[str]) -> None:
    """No place behind an EQ."""
    add(now.row, "unread", now.keep(e, now.position - now.row["position"]))


# ---- the map: one table a loop

IN_LEVEL = {**ENVELOPE, "TRN": trace, "NM1": who}
SAID = {segment: beside(step) for segment, step in {**PATIENT, "INS": patient_relationship, "DTP": patient_date}.items()
        if segment in ("INS", "HI", "PRV", "DTP")}
OF_PATIENT: dict[str, Step] = {**PATIENT, "REF": patient_reference, **SAID}
OF_QUESTION: dict[str, Step] = {"AMT": amount, "III": place, "REF": question_reference, "DTP": question_date}

InquiryReading.entrance = Loop("", ENVELOPE, kept)

for rank in RANKS.values():
    is_patient = rank.made is Person
    steps = {**IN_LEVEL, "EQ": question} if is_patient else IN_LEVEL
    named = OF_PATIENT if is_patient else ASKER if rank.title == "receiver" else {}
    rank.loop = Loop(f"2000{rank.letter}", steps, unread_in_level)
    rank.party = Loop(f"2100{rank.letter}", {**steps, **named}, unread_in_party)
    if is_patient:
        rank.row = Loop(f"2110{rank.letter}", {**ENVELOPE, "EQ": question, **OF_QUESTION}, unread_in_question)
