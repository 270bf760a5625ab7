"""Whether an authorization is needed: required, not required, or unknown. Active coverage never says that none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.hints import AFTER_VISIT, hints_of
from edi270_271.answers.question import WHOLE_PLAN, Question, narrowed, places, told, wider
from edi_claims import Authorization, Benefit, EligibilityResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi270_271.answers.intervals import Figures

REVIEWER = "X3"
"""NM101 of the organization that authorizes for the payer."""


def authorization(response: EligibilityResponse, question: Question, found: Figures,
                  evidence: dict[str, Benefit]) -> tuple[Authorization, list[str]]:
    """EB11 of the service's own rows. Neither the plan's row nor free text is proof."""
    rows = _own_rows(response, question)
    said = {row.authorization: row for row in reversed(rows) if row.authorization in ("Y", "N", "U")}
    reasons = [*_visit_threshold(rows, found), *_reviewer(rows)]
    if "Y" in said and "N" not in said:
        evidence["authorization"] = said["Y"]
        return Authorization.REQUIRED, [f"authorization: required by EB11 of the row for {_types(said['Y'], question)}", *reasons]
    if set(said) == {"N"} and question.service_type in said["N"].service_types:
        evidence["authorization"] = said["N"]
        return Authorization.NOT_REQUIRED, [f"authorization: not required by EB11 of the row for {told(question.service_type)}", *reasons]
    return Authorization.UNKNOWN, [*_why_unknown(response, question, rows, said), *reasons]


def _own_rows(response: EligibilityResponse, question: Question) -> list[Benefit]:
    """Rows for the service itself, else for its group, of any kind."""
    for service_type in (question.service_type, *wider(question.service_type)):
        rows = narrowed((row for row in response.benefits if service_type in row.service_types), question, "authorization").rows
        if rows:
            return rows
    return []


def _types(row: Benefit, question: Question) -> str:
    return told(next((one for one in (question.service_type, *wider(question.service_type)) if one in row.service_types), ""))


def _why_unknown(response: EligibilityResponse, question: Question, rows: list[Benefit], said: dict[str, Benefit]) -> Iterator[str]:
    if {"Y", "N"} <= set(said):
        place = " (they differ by place: ask with place_of_service=...)" if any(places(row) for row in rows) else ""
        yield f"authorization: rows disagree{place}"
    elif "U" in said:
        yield "authorization: the payer does not know"
    elif question.service_type != WHOLE_PLAN and any(row.authorization and WHOLE_PLAN in row.service_types for row in response.benefits):
        yield f"authorization: stated only for the plan as a whole, which is no proof for {told(question.service_type)}"
    else:
        yield "authorization: not stated; active coverage does not say that none is needed"
    if any(hint.startswith("authorization required") for row in rows for hint in hints_of(row)):
        yield "authorization: a message speaks of one: ask the payer"


def _visit_threshold(rows: list[Benefit], found: Figures) -> Iterator[str]:
    """A message that wants an authorization after so many visits, held against those that are used."""
    whole, left = found.values.get("visits"), found.values.get("visits_remaining")
    for row in rows:
        for hint in hints_of(row):
            if hint.startswith(AFTER_VISIT) and whole is not None and left is not None:
                used = whole - left
                now = "needed now" if used >= int(hint.removeprefix(AFTER_VISIT)) else "not yet"
                yield f"authorization: the message says after visit {hint.removeprefix(AFTER_VISIT)}; {used} are used: {now}"


def _reviewer(rows: list[Benefit]) -> Iterator[str]:
    if any(one.role == REVIEWER for row in rows for one in row.entities):
        yield "authorization: the payer names another organization that authorizes: ask it"
