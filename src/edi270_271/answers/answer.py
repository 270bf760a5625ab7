"""A practice's question, answered from a response with the rows that the answer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.authorization import authorization
from edi270_271.answers.figures import figures
from edi270_271.answers.hints import hints_of
from edi270_271.answers.others import carve_outs, concerns, other_payers, payer_reasons, primary_care, remarks, vendor_reasons
from edi270_271.answers.programs import billing, by_part
from edi270_271.answers.question import WHOLE_PLAN, Question, by_number, is_on, narrowed
from edi270_271.answers.status import EXCLUDED, Standing, plans, standing
from edi_claims import Authorization, Benefit, CoverageAnswer, CoverageStatus, EligibilityResponse

if TYPE_CHECKING:
    from datetime import date

HMO = frozenset({"HM", "HN"})


def answer(response: EligibilityResponse, *, on: date, service_type: str = WHOLE_PLAN, in_network: bool = True, provider: str | None = None,
           plan: str | None = None, place_of_service: str | None = None) -> CoverageAnswer:
    """What a response says about one service on one day.

    Rows for the service type come before those for its group, those for the plan as a whole (30) and those that name none; `reasons`
    says which were taken. Where rows conflict the figure is None and `range` has both ends; `provider` ("specialist", "primary care",
    "tier 1", "telehealth"), `plan` (its name, number or kind of insurance) and `place_of_service` narrow them. Medicare's rows are those of
    the part that pays for the service, where the payer sent both parts.

    `evidence` holds the row of each figure, of `status`, `plan`, `authorization`, `primary_care_provider`, `other_payer`,
    `patient_may_be_billed`, both rows of a range (`copay.low`, `copay.high`) and what the lesser of individual and family was taken from
    (`deductible_remaining.individual`, `.family`).

    A refused question is NOT_ANSWERED, never INACTIVE. Active coverage never says that no authorization is needed.
    """
    asked = by_number(Question(on, service_type, in_network, provider, plan, place_of_service), response.benefits)
    question, part = by_part(response, asked)
    stand = standing(response, question)
    found = figures(response.benefits, question)
    evidence = {**found.evidence, **stand.evidence}
    needed, why = (Authorization.UNKNOWN, []) if response.rejections else authorization(response, question, found, evidence)
    hints = _hints(response, question, evidence)
    others, elsewhere, pcp = tuple(other_payers(response)), carve_outs(response, question), primary_care(response)
    bill = billing(response.benefits, on)
    row = evidence.get("plan") or stand.row
    reasons = [*part, *stand.reasons, *found.reasons, *why, *_unread(response), *payer_reasons(others, question), *vendor_reasons(elsewhere),
               *remarks(response, question), *bill.reasons]
    if pcp is not None and row is not None and row.insurance_type in HMO:
        reasons.append("referral: an HMO with a primary care provider may want his referral")
    _name(evidence, {
        "other_payer": next((one for one in response.benefits if one.kind == "R"), None), "patient_may_be_billed": bill.row,
        "primary_care_provider": pcp[1] if pcp is not None else None, "carve_out": elsewhere[0][1] if elsewhere else None})
    return CoverageAnswer(
        stand.status, on, service_type, response.payer, in_network, _plan(stand, evidence), _group(response, stand), stand.begins, stand.ends,
        **found.values, authorization=needed, other_payers=others, primary_care_provider=pcp[0] if pcp is not None else None, hints=hints,
        evidence=evidence, range=found.range, reasons=tuple(dict.fromkeys(reasons)), rejections=stand.rejections,
        trace_number=response.trace_number, plans=tuple(plans(response, question)), accumulators=found.accumulators, limits=tuple(found.limits),
        exclusions=_exclusions(response, question), carve_outs=tuple(one for one, _ in elsewhere), patient_may_be_billed=bill.allowed)


def _name(evidence: dict[str, Benefit], rows: dict[str, Benefit | None]) -> None:
    evidence.update({name: row for name, row in rows.items() if row is not None})


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


def _exclusions(response: EligibilityResponse, question: Question) -> tuple[Benefit, ...]:
    """E and I rows of the service; of every service where the plan as a whole is asked for."""
    other = "N" if question.in_network else "Y"
    return tuple(row for row in response.benefits
                 if row.kind in EXCLUDED and row.in_network != other and concerns(row, question) and is_on(row, question.on))


def _hints(response: EligibilityResponse, question: Question, evidence: dict[str, Benefit]) -> tuple[str, ...]:
    """What the messages of the service's own rows, and of the rows of the evidence, seem to say."""
    own = narrowed((row for row in response.benefits if question.service_type in row.service_types), question, "hints").rows
    return tuple(dict.fromkeys(hint for row in (*own, *evidence.values()) for hint in hints_of(row)))


def is_answered(found: CoverageAnswer) -> bool:
    """Whether the payer decided anything about the service."""
    return found.status not in (CoverageStatus.NOT_ANSWERED, CoverageStatus.PENDING)
