"""A practice's question, answered from a response with the rows that the answer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.figures import Figures, figures
from edi270_271.answers.hints import AFTER_VISIT, hints_of
from edi270_271.answers.question import GROUPS, WHOLE_PLAN, Question, narrowed, period_of, places, told
from edi270_271.answers.status import Standing, standing
from edi_claims import Authorization, Benefit, CoverageAnswer, CoverageStatus, EligibilityResponse, OtherPayer, Payer, RelatedEntity
from edi_claims.codes import INSURANCE_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

PAYER_ROLES = {"PR": "", "PRP": "P", "SEP": "S", "TTP": "T"}
"""NM101 of another payer, and its order."""
HMO = frozenset({"HM", "HN"})
PATIENT_NOT_BILLED = "QM"
"""EB04 of a qualified Medicare beneficiary: Medicaid pays his share."""


def answer(response: EligibilityResponse, *, on: date, service_type: str = WHOLE_PLAN, in_network: bool = True, provider: str | None = None,
           plan: str | None = None, place_of_service: str | None = None) -> CoverageAnswer:
    """What a response says about one service on one day.

    Rows for the service type come before those for its group, those for the plan as a whole (30) and those that name none; `reasons`
    says which were taken. Where rows conflict the figure is None and `range` has both ends; `provider` ("specialist", "primary care",
    "tier 1", "telehealth"), `plan` (its name, number or kind of insurance) and `place_of_service` narrow them. `evidence` also holds
    `status`, `plan`, `authorization`, `primary_care_provider`, both rows of a range (`copay.low`, `copay.high`) and what the lesser of
    individual and family was taken from (`deductible_remaining.individual`, `.family`).

    A refused question is NOT_ANSWERED, never INACTIVE. Active coverage never says that no authorization is needed.
    """
    question = Question(on, service_type, in_network, provider, plan, place_of_service)
    stand = standing(response, question)
    found = figures(response.benefits, question)
    evidence = {**found.evidence, **stand.evidence}
    authorization, why = (Authorization.UNKNOWN, []) if response.rejections else _authorization(response, question, found, evidence)
    hints = _hints(response, question, evidence)
    others = tuple(_other_payers(response))
    pcp = _primary_care(response, evidence)
    row = evidence.get("plan") or stand.row
    other = next((one for one in response.benefits if one.kind == "R"), None)
    if other is not None:
        evidence["other_payer"] = other
    reasons = [*stand.reasons, *found.reasons, *why, *_unread(response), *_payers(others, on), *_beneficiary(response, evidence)]
    if pcp is not None and row is not None and row.insurance_type in HMO:
        reasons.append("referral: an HMO with a primary care provider may want his referral")
    return CoverageAnswer(
        stand.status, on, service_type, response.payer, in_network, _plan(stand, evidence), _group(response, stand), stand.begins, stand.ends,
        **found.values, authorization=authorization, other_payers=others, primary_care_provider=pcp, hints=hints, evidence=evidence,
        range=found.range, reasons=tuple(dict.fromkeys(reasons)), rejections=stand.rejections, trace_number=response.trace_number)


def _plan(stand: Standing, evidence: dict[str, Benefit]) -> str:
    """EB05 of the row that decided, else of the plan's row."""
    return next((row.plan for row in (stand.row, evidence.get("plan")) if row is not None and row.plan), "")


def _group(response: EligibilityResponse, stand: Standing) -> str:
    """REF*6P, else 1L: of the row, of the patient, of the subscriber."""
    people = [person.references for person in (response.dependent, response.subscriber) if person is not None]
    stated = [*([stand.row.references] if stand.row is not None else []), *people]
    return next((one.value for qualifier in ("6P", "1L") for references in stated for one in references if one.qualifier == qualifier), "")


def _unread(response: EligibilityResponse) -> list[str]:
    count = sum(one.segment_id == "EB" for one in response.unread)
    return [f"{count} benefit rows could not be read: this answer may miss what they say"] if count else []


# ---- authorization

def _authorization(response: EligibilityResponse, question: Question, found: Figures,
                   evidence: dict[str, Benefit]) -> tuple[Authorization, list[str]]:
    """EB11 of the service's own rows. Neither the plan's row nor free text is proof."""
    rows = _own_rows(response, question)
    said = {row.authorization: row for row in reversed(rows) if row.authorization in ("Y", "N", "U")}
    reasons = list(_visit_threshold(rows, found))
    if "Y" in said and "N" not in said:
        evidence["authorization"] = said["Y"]
        return Authorization.REQUIRED, [f"authorization: required by EB11 of the row for {_types(said['Y'], question)}", *reasons]
    if set(said) == {"N"} and question.service_type in said["N"].service_types:
        evidence["authorization"] = said["N"]
        return Authorization.NOT_REQUIRED, [f"authorization: not required by EB11 of the row for {told(question.service_type)}", *reasons]
    return Authorization.UNKNOWN, [*_why_unknown(response, question, rows, said), *reasons]


def _own_rows(response: EligibilityResponse, question: Question) -> list[Benefit]:
    """Rows for the service itself or its group, of any kind."""
    group = GROUPS.get(question.service_type)
    rows = narrowed((row for row in response.benefits if question.service_type in row.service_types), question, "authorization").rows
    return rows or narrowed((row for row in response.benefits if group in row.service_types), question, "authorization").rows


def _types(row: Benefit, question: Question) -> str:
    own = question.service_type if question.service_type in row.service_types else GROUPS.get(question.service_type, "")
    return told(own)


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


# ---- hints and parties

def _hints(response: EligibilityResponse, question: Question, evidence: dict[str, Benefit]) -> tuple[str, ...]:
    """What the messages of the service's own rows, and of the rows of the evidence, seem to say."""
    own = narrowed((row for row in response.benefits if question.service_type in row.service_types), question, "hints").rows
    return tuple(dict.fromkeys(hint for row in (*own, *evidence.values()) for hint in hints_of(row)))


def _other_payers(response: EligibilityResponse) -> Iterator[OtherPayer]:
    """EB*R, each payer that it names, or the plan where it names none."""
    for row in response.benefits:
        if row.kind == "R":
            begins, ends = period_of(row.dates)
            named = [one for one in row.entities if one.role in PAYER_ROLES]
            for one in named or [RelatedEntity("PR", row.plan)]:
                yield OtherPayer(_payer(one, row), PAYER_ROLES[one.role], row.insurance_type, begins, ends)


def _payer(one: RelatedEntity, row: Benefit) -> Payer:
    name = one.name if isinstance(one.name, str) else one.name.last
    number = one.identifier
    return Payer(number.value if number else "", name or row.plan, id_qualifier=number.qualifier if number else "PI", address=one.address,
                 references=(*row.references, *one.references), contacts=one.contacts)


def _payers(others: Iterable[OtherPayer], on: date) -> Iterator[str]:
    """Who has to be billed first."""
    for one in others:
        in_force = (one.begins is None or one.begins <= on) and (one.ends is None or on <= one.ends)
        if in_force and one.order == "P":
            kind = f" ({INSURANCE_TYPE[one.insurance_type].label})" if one.insurance_type in INSURANCE_TYPE else ""
            since = f" since {one.begins}" if one.begins else ""
            yield f"wrong payer: {one.payer.payer_id or 'another payer'}{kind} is primary{since}: bill that one first"
        elif in_force:
            yield "another payer covers the patient: check who is primary"


def _primary_care(response: EligibilityResponse, evidence: dict[str, Benefit]) -> RelatedEntity | None:
    """NM1*P3, in EB*L as a rule."""
    for row in sorted(response.benefits, key=lambda one: one.kind != "L"):
        for one in row.entities:
            if one.role == "P3" or (row.kind == "L" and one.role == "1P"):
                evidence["primary_care_provider"] = row
                return one
    return None


def _beneficiary(response: EligibilityResponse, evidence: dict[str, Benefit]) -> Iterator[str]:
    """A patient whom nobody may bill for his share."""
    row = next((one for one in response.benefits if one.insurance_type == PATIENT_NOT_BILLED), None)
    if row is not None:
        evidence["patient_not_billed"] = row
        yield "qualified Medicare beneficiary: the patient may not be billed for deductible, coinsurance or copay"


def is_answered(found: CoverageAnswer) -> bool:
    """Whether the payer decided anything about the service."""
    return found.status not in (CoverageStatus.NOT_ANSWERED, CoverageStatus.PENDING)


