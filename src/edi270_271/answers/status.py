"""Whether the plan covers the service on the day: active, not covered, inactive, pending, or not answered."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.hints import hints_of
from edi270_271.answers.question import Question, is_on, is_plan, names_plan, period_of, places, tiers, told, wider
from edi270_271.rejects import remedy
from edi_claims import Benefit, CoverageStatus, EligibilityResponse, PlanCoverage, Rejection
from edi_claims.codes import AAA_REASON, BENEFIT_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable

ACTIVE = frozenset("1234")
PENDING = frozenset("578")
INACTIVE = frozenset("6")
STATED = ACTIVE | PENDING | INACTIVE
EXCLUDED = frozenset("IE")
ELSEWHERE = frozenset("UVWX")
"""Ask another party, cannot be processed, another source, a facility: rows that are no answer."""
OTHERWISE = EXCLUDED | ELSEWHERE | {"N"}
"""What stands beside a status: it holds on its own days only, as a hospice stay that is over."""


@attrs.define
class Standing:
    """A status with what it rests on."""

    status: CoverageStatus
    row: Benefit | None = None
    begins: date | None = None
    ends: date | None = None
    reasons: list[str] = attrs.field(factory=list)
    evidence: dict[str, Benefit] = attrs.field(factory=dict)
    rejections: tuple[Rejection, ...] = ()


def standing(response: EligibilityResponse, question: Question) -> Standing:
    """The status on the day. A refused question is not answered, and never inactive."""
    if response.rejections:
        return Standing(CoverageStatus.NOT_ANSWERED, reasons=[refusal(one) for one in response.rejections], rejections=response.rejections)
    rows = [row for row in response.benefits if row.procedure is None and _may_speak(row, question)]
    plan = _plan_standing(rows, response, question)
    found = _service_standing(rows, response, question, plan)
    found.begins, found.ends = found.begins or plan.begins, found.ends or plan.ends
    if plan.row is not None:
        found.evidence.setdefault("plan", plan.row)
    return found


def refusal(one: Rejection) -> str:
    """An AAA: what it means, what to do, and who does it."""
    row, todo = AAA_REASON.get(one.reason), remedy(one)
    what = f"AAA at the {one.level}, with a code that is in no table" if row is None else f"AAA {one.reason} at the {one.level}: {row.label}"
    days = f" {todo.wait_days} days" if todo.wait_days else ""
    return f"not answered: {what}; {todo.action}{days}: {todo.fix} ({todo.owner})"


def _may_speak(row: Benefit, question: Question) -> bool:
    if question.plan is not None and names_plan(row) and not is_plan(row, question):
        return False
    here = places(row)
    return not here or question.place_of_service is None or question.place_of_service in here


def _plan_standing(rows: list[Benefit], response: EligibilityResponse, question: Question) -> Standing:
    """What rows for the plan as a whole, or for what was asked, say."""
    for _, fits in tiers("30"):
        stated = [row for row in rows if row.kind in STATED and fits(row) and not row.rejections]
        if stated:
            return _decided(_of_network(stated, question), response, question)
    return Standing(CoverageStatus.NOT_ANSWERED)


def _of_network(rows: list[Benefit], question: Question) -> list[Benefit]:
    """Rows of the network that is asked for; that a plan is active in the other one still says that it is active."""
    other = "N" if question.in_network else "Y"
    return [row for row in rows if row.in_network != other] or rows


def _service_standing(rows: list[Benefit], response: EligibilityResponse, question: Question, plan: Standing) -> Standing:
    """What the most specific rows say, held against the plan's own standing."""
    for label, fits in tiers(question.service_type):
        here = [row for row in rows if fits(row) and (row.kind in STATED or (row.kind in OTHERWISE and is_on(row, question.on)))]
        if here:
            found = _of_tier(here, response, question, plan)
            if found is not None:
                if label and found.status is not CoverageStatus.NOT_ANSWERED:
                    found.reasons.append(f"status: stated for {label}")
                return found
    refused = [one for row in rows for one in row.rejections]
    reasons = [refusal(one) for one in refused] or ["not answered: no row says whether coverage is active"]
    return Standing(CoverageStatus.NOT_ANSWERED, reasons=reasons, rejections=tuple(refused))


def _of_tier(here: list[Benefit], response: EligibilityResponse, question: Question, plan: Standing) -> Standing | None:
    """The standing by rows of one service type; None where a wider one has to say."""
    refused = [row for row in here if row.rejections]
    stated = [row for row in here if row.kind in STATED and not row.rejections]
    if refused and not stated:
        one = [rejection for row in refused for rejection in row.rejections]
        return Standing(CoverageStatus.NOT_ANSWERED, refused[0], reasons=[refusal(each) for each in one], evidence={"status": refused[0]},
                        rejections=tuple(one))
    if plan.status in (CoverageStatus.INACTIVE, CoverageStatus.PENDING) and not any(_has_days(row) for row in stated):
        return plan
    found = _decided(_of_network(stated, question), response, question) if stated else None
    out = _excluded(here, response, question, found, plan)
    if out is not None:
        return out
    if found is not None:
        return _noted(found, here)
    elsewhere = [row for row in here if row.kind in ELSEWHERE]
    if elsewhere and not {question.service_type, *wider(question.service_type)}.isdisjoint(elsewhere[0].service_types):
        row = elsewhere[0]
        reason = f"not answered for {told(question.service_type)}: EB*{row.kind} ({BENEFIT_KIND.label(row.kind)})"
        advice = "; ask the party it names" if row.entities else ""
        return Standing(CoverageStatus.NOT_ANSWERED, row, evidence={"status": row}, reasons=[reason + advice])
    return None


def _has_days(row: Benefit) -> bool:
    return period_of(row.dates) != (None, None)


def _excluded(here: list[Benefit], response: EligibilityResponse, question: Question, found: Standing | None, plan: Standing) -> Standing | None:
    """I and E rows: the service is not covered. One that has conditions, beside a row that says active, excludes only a part."""
    other = "N" if question.in_network else "Y"
    rows = [row for row in here if row.in_network != other and (row.kind in EXCLUDED or _is_for_another(row, response))]
    whole = [row for row in rows if not row.messages and not row.places]
    if not rows:
        return None
    if found is not None and found.status is CoverageStatus.ACTIVE and not whole:
        found.reasons.append("status: active, but a part is excluded: see the messages of that row")
        found.evidence["exclusion"] = rows[0]
        return found
    row = (whole or rows)[0]
    reason = f"status: EB*{row.kind} ({BENEFIT_KIND.label(row.kind)}) for {told(question.service_type)}"
    return Standing(CoverageStatus.NOT_COVERED, row, plan.begins, plan.ends, [reason], {"status": row})


def _is_for_another(row: Benefit, response: EligibilityResponse) -> bool:
    """EB*N restricts a service to the provider it names: whoever asks under another NPI is not covered for it."""
    named = {one.identifier.value for one in row.entities if one.identifier is not None and one.identifier.qualifier == "XX"}
    asks = response.provider.npi if response.provider is not None else None
    return row.kind == "N" and bool(named) and asks is not None and asks not in named


def _noted(found: Standing, here: list[Benefit]) -> Standing:
    """What else rows of the same service type say."""
    for row in here:
        if row.kind == "N":
            found.reasons.append("status: the service is restricted to certain providers (EB*N)")
            found.evidence["restricted_to"] = row
        elif row.kind in ELSEWHERE:
            found.reasons.append(f"status: EB*{row.kind} ({BENEFIT_KIND.label(row.kind)}) names another party to ask")
            found.evidence.setdefault("contact", row)
    return found


# ---- one row, and several

def _decided(rows: Iterable[Benefit], response: EligibilityResponse, question: Question) -> Standing:
    """The best of what rows say of the day: a plan that is active beats an older one that ended."""
    found = [_of_row(row, response, question) for row in rows]
    best = min(found, key=lambda one: _ORDER.index(one.status))
    if best.status is CoverageStatus.ACTIVE and any(map(partial(_contradicts, best), found)):
        best.status = CoverageStatus.PENDING
        best.reasons.append("status: rows for the same plan and the same days say active and inactive: ask the payer")
        return best
    plans = {one.row.plan or one.row.insurance_type for one in found if one.row is not None and one.status is best.status} - {""}
    if len(plans) > 1 and question.plan is None:
        best.reasons.append(f"status: {len(plans)} plans are stated; the first one is taken (ask with plan=...)")
    return best


def _contradicts(best: Standing, one: Standing) -> bool:
    """Whether a row says that the same plan is inactive, and no days tell the two apart."""
    if best.row is None or one.row is None or one.status is not CoverageStatus.INACTIVE:
        return False
    same = (best.row.insurance_type, best.row.plan, best.row.in_network) == (one.row.insurance_type, one.row.plan, one.row.in_network)
    return same and (best.begins, best.ends) == (one.begins, one.ends)


_ORDER = (CoverageStatus.ACTIVE, CoverageStatus.PENDING, CoverageStatus.INACTIVE)


def _of_row(row: Benefit, response: EligibilityResponse, question: Question) -> Standing:
    """A row on the day, by its own days or else by those of the patient's level."""
    gone = row.kind in INACTIVE
    own, (begins, ends) = period_of(row.dates, echo=False), _days(row, response, echo=not gone)
    found = Standing(CoverageStatus.ACTIVE, row, begins, ends, evidence={"status": row})
    if begins is not None and begins > question.on:
        found.status = CoverageStatus.INACTIVE
        found.reasons.append(f"FUTURE: coverage begins {begins}, after {question.on}")
    elif ends is not None and ends < question.on:
        found.status = CoverageStatus.INACTIVE
        found.reasons.append(f"ENDED: coverage ended {ends}, before {question.on}")
    elif gone and own[1] is not None:
        found.reasons.append(f"status: the row says inactive, but only from {own[1]} on: active on {question.on}")
    elif gone:
        found.status = CoverageStatus.INACTIVE
        found.reasons.append("status: EB*6 (inactive)")
    elif row.kind in PENDING:
        found.status = CoverageStatus.PENDING
        found.reasons.append(f"status: EB*{row.kind} ({BENEFIT_KIND.label(row.kind)})")
    found.reasons += _doubts(row, response, question, begins, ends)
    return found


def _days(row: Benefit, response: EligibilityResponse, *, echo: bool) -> tuple[date | None, date | None]:
    """The days of a row: its own, else the patient's; a period of 291 last, for it may repeat what was asked. Beside "inactive" it does."""
    known = (period_of(dates, echo=repeated) for repeated in ((False, True) if echo else (False,)) for dates in (row.dates, response.dates))
    return next((days for days in known if days != (None, None)), (None, None))


def _doubts(row: Benefit, response: EligibilityResponse, question: Question, begins: date | None, ends: date | None) -> list[str]:
    found = []
    if row.in_network == ("N" if question.in_network else "Y"):
        found.append(f"status: stated only for the other network, not {question.network}")
    asked = next((when for qualifier, when in (*row.dates, *response.dates) if qualifier == "291" and isinstance(when, date)), None)
    if asked is not None and asked != question.on and begins is None and ends is None:
        found.append(f"status: the payer answered for {asked}, not for {question.on}")
    if any(one.segment_id == "DTP" for one in row.unread):
        found.append("status: a date of the row could not be read")
    if "exclusions" in hints_of(row):
        found.append("status: a message of the row speaks of exclusions")
    return found


# ---- every plan

def plans(response: EligibilityResponse, question: Question) -> list[PlanCoverage]:
    """Each plan that status rows name, by kind of insurance and name, with its standing on the day; in file order."""
    named: dict[tuple[str, str], list[Benefit]] = {}
    for row in response.benefits:
        if row.kind in STATED and (row.plan or row.insurance_type) and row.procedure is None and not row.rejections:
            named.setdefault((row.insurance_type, row.plan), []).append(row)
    found = []
    for (kind, name), rows in named.items():
        best = min((_of_row(row, response, question) for row in rows), key=lambda one: _ORDER.index(one.status))
        found.append(PlanCoverage(kind, name, best.status, best.begins, best.ends))
    return found
