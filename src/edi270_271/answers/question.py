"""A question to a response, and which rows speak to it.

Rows are narrowed step by step: network, day, plan, place, kind of provider, then service type. A step that has nothing to say keeps
everything, and each choice that a person may want to doubt is given as a reason.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.hints import PROVIDER_HINTS, hint_of, hints_of
from edi_claims import Benefit, DateRange
from edi_claims.codes import SERVICE_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

WHOLE_PLAN = "30"
OPEN_END = date(9999, 12, 31)

GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("BY", "BZ"), "98"),
    **dict.fromkeys(("98", "99", "A0", "A1", "A2", "A3"), "96"),
    **dict.fromkeys(("48", "50", "53"), "47"),
    **dict.fromkeys(("51", "52"), "86"),
    **dict.fromkeys(("23", "24", "25", "26", "27", "28", "36", "37", "38", "39", "40", "41"), "35"),
    **dict.fromkeys(("A4", "A5", "A6", "A7", "A8", "BB", "BC", "CE", "CF", "CG", "CH"), "MH"),
    **dict.fromkeys(("AJ", "AK", "CI", "CJ"), "AI"),
    **dict.fromkeys(("AM", "AN", "AO", "CP"), "AL"),
    **dict.fromkeys(("90", "91", "92", "B2", "B3", "BW", "BX", "GF", "GN"), "88"),
    **dict.fromkeys(("43", "44"), "42"),
    **dict.fromkeys(("94", "95"), "93"),
    "34": "33", "AH": "AG", "CK": "4", "CL": "5",
}
"""Service type to the wider one that it is part of, where a plan may state the benefit only there."""


def wider(service_type: str) -> list[str]:
    """The groups that a service type is part of, nearest first: a sick visit is an office visit, which is a physician's service."""
    found = []
    while (service_type := GROUPS.get(service_type, "")):
        found.append(service_type)
    return found


@attrs.frozen
class Question:
    """What is asked of a response."""

    on: date
    service_type: str = WHOLE_PLAN
    in_network: bool = True
    provider: str | None = None
    """Kind of provider that messages tell apart: `specialist`, `primary care`; also `tier 1`, `telehealth`."""
    plan: str | None = None
    place_of_service: str | None = None
    plan_name: str = ""
    """EB05 of the plan whose number was asked for: most of its rows carry the name alone."""

    @property
    def network(self) -> str:
        """As people say it."""
        return "in network" if self.in_network else "out of network"


@attrs.define
class Rows:
    """Rows that remain, and why."""

    rows: list[Benefit]
    reasons: list[str] = attrs.field(factory=list)
    own: bool = True
    """Whether they are rows of the service type itself, and not of a wider one."""


def period_of(dates: Iterable[tuple[str, date | DateRange]], *, echo: bool = True) -> tuple[date | None, date | None]:
    """First and last day that DTPs give; None where one is not stated or open. `echo` takes a period of 291, which may repeat the inquiry's."""
    begins = ends = None
    for qualifier, when in sorted(dates, key=lambda one: one[0] != "291") if echo else dates:
        if isinstance(when, DateRange):
            if qualifier in PERIODS and (echo or qualifier != "291"):
                begins, ends = when.start, when.end
        elif qualifier in BEGINS:
            begins = when
        elif qualifier in ENDS:
            ends = when
    return begins, None if ends == OPEN_END else ends


PERIODS = frozenset({"290", "291", "292", "307", "346", "348", "356"})
BEGINS = frozenset({"290", "292", "307", "346", "348", "356", "193"})
"""DTP01 whose single day begins coverage or a benefit. A single 291 repeats the day that was asked for."""
ENDS = frozenset({"347", "349", "357", "194"})


def narrowed(rows: Iterable[Benefit], question: Question, name: str) -> Rows:
    """The rows that speak to a question, most specific ones only. `name` is the figure, for the reasons."""
    found = Rows([row for row in rows if row.procedure is None and not row.rejections])
    for step in STEPS:
        step(found, question, name)
    return found


def _network(found: Rows, question: Question, _: str) -> None:
    """Y for in network, N for out; W and nothing are for both."""
    other = "N" if question.in_network else "Y"
    found.rows = [row for row in found.rows if row.in_network != other]


def _day(found: Rows, question: Question, name: str) -> None:
    """A benefit whose own days exclude the day is another year's."""
    kept = [row for row in found.rows if is_on(row, question.on)]
    if len(kept) < len(found.rows):
        found.reasons.append(f"{name}: rows for other days are left out")
    found.rows = kept


def is_on(row: Benefit, on: date) -> bool:
    """Whether a row's own days include a day; one without days does."""
    begins, ends = period_of(row.dates)
    return (begins is None or begins <= on) and (ends is None or on <= ends)


def _plan(found: Rows, question: Question, _: str) -> None:
    """Rows of another plan; those that name none are for every plan."""
    if question.plan is not None:
        found.rows = [row for row in found.rows if not names_plan(row) or is_plan(row, question)]


def names_plan(row: Benefit) -> bool:
    """Whether a row says which plan it is of."""
    return bool(row.plan or row.insurance_type) or any(one.qualifier in ("18", "6P") for one in row.references)


def is_plan(row: Benefit, question: Question) -> bool:
    """By name (EB05), kind of insurance (EB04), or plan or group number (REF)."""
    wanted = (question.plan or "").casefold()
    named = wanted in {row.plan.casefold(), row.insurance_type.casefold()} or (row.plan and row.plan == question.plan_name)
    return bool(named) or _has_number(row, wanted)


def _has_number(row: Benefit, wanted: str) -> bool:
    return any(one.qualifier in ("18", "6P") and one.value.casefold() == wanted for one in row.references)


def by_number(question: Question, rows: Iterable[Benefit]) -> Question:
    """The question with the name of the plan whose number it gives, where rows have both."""
    if question.plan is None:
        return question
    wanted = question.plan.casefold()
    return attrs.evolve(question, plan_name=next((row.plan for row in rows if row.plan and _has_number(row, wanted)), ""))


def _place(found: Rows, question: Question, _: str) -> None:
    """III*ZZ: rows for the place of service, else rows for any."""
    here = question.place_of_service
    if here is None:
        return
    exact = [row for row in found.rows if here in places(row)]
    found.rows = exact or [row for row in found.rows if not places(row)]


def places(row: Benefit) -> set[str]:
    """Places of service that a row is restricted to; empty: any."""
    return {one.code for one in row.places if one.qualifier == "ZZ"}


def _provider(found: Rows, question: Question, name: str) -> None:
    """What messages say of the kind of provider: rows for it, else rows that name no kind."""
    if question.provider is None:
        return
    wanted = hint_of(question.provider)
    exact = [row for row in found.rows if wanted in hints_of(row)]
    others = [row for row in found.rows if not PROVIDER_HINTS & set(hints_of(row))] if wanted in PROVIDER_HINTS else found.rows
    if exact and len(exact) < len(found.rows):
        found.reasons.append(f"{name}: taken from the message that says {wanted}")
    found.rows = exact or others


def _service(found: Rows, question: Question, name: str) -> None:
    """Rows of the service type, else of its group, else of the plan as a whole, else rows that name none."""
    for label, fits in tiers(question.service_type):
        rows = [row for row in found.rows if fits(row)]
        if rows:
            found.rows, found.own = rows, not label
            if label:
                found.reasons.append(f"{name}: stated for {label}, not for {told(question.service_type)} itself")
            return
    found.rows = []


def tiers(service_type: str) -> list[tuple[str, Callable[[Benefit], bool]]]:
    """From the most specific to the least: what such a row is for, and whether a row is one."""
    found: list[tuple[str, Callable[[Benefit], bool]]] = [("", lambda row: service_type in row.service_types)]
    found += [(told(group), lambda row, group=group: group in row.service_types) for group in wider(service_type)]      # type: ignore[misc]
    if service_type != WHOLE_PLAN:
        found.append((told(WHOLE_PLAN), lambda row: WHOLE_PLAN in row.service_types))
    found.append(("what was asked, without naming it", lambda row: not row.service_types))
    return found


def told(service_type: str) -> str:
    """A service type with its label."""
    label = SERVICE_TYPE.label(service_type)
    return f"{service_type} ({label})" if label != service_type else service_type


DOUBTFUL_NETWORKS = (("W", "is for any network"), ("", "does not say for which network"), ("U", "says that the network is not known"))
"""EB12 that is neither yes nor no, surest first."""


def _surest_network(found: Rows, question: Question, name: str) -> None:
    """Rows that name the network before those that are for both, and those before rows that do not say."""
    right = "Y" if question.in_network else "N"
    for mark, doubt in ((right, ""), *DOUBTFUL_NETWORKS):
        rows = [row for row in found.rows if row.in_network == mark]
        if rows:
            found.rows = rows
            if doubt:
                found.reasons.append(f"{name}: the row {doubt}; taken for {question.network}, with less confidence")
            return


STEPS: tuple[Callable[[Rows, Question, str], None], ...] = (_network, _day, _plan, _place, _service, _provider, _surest_network)
