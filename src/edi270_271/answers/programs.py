"""Medicare and Medicaid as they are sent: Part A and Part B apart, and patients whom nobody may bill for their share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.question import WHOLE_PLAN, is_on, told, wider
from edi270_271.answers.status import ACTIVE, STATED
from edi_claims import Benefit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from edi270_271.answers.question import Question
    from edi_claims import EligibilityResponse

PART_A, PART_B, MEDICAID, BENEFICIARY = "MA", "MB", "MC", "QM"
PARTS = {PART_A: "Medicare Part A", PART_B: "Medicare Part B"}

PART_OF: dict[str, str] = {
    **dict.fromkeys(("48", "49", "45", "A7", "AA", "AB", "AG", "AH", "A5"), PART_A),
    **dict.fromkeys(("1", "2", "3", "4", "5", "6", "7", "12", "18", "33", "34", "50", "51", "52", "59", "62", "66", "71", "72", "73", "75",
                     "76", "77", "78", "79", "80", "86", "93", "94", "96", "A6", "A8", "AC", "AD", "AE", "AF", "BF", "BG", "CK", "CL", "CM",
                     "CN", "CO", "DM", "PT", "UC"), PART_B),
}
"""Service type to the part of Medicare that pays for it, by law; without those that either may pay, as home health and the hospital as a whole."""

_QMB = re.compile(r"\bQMB\b|\bQUALIFIED MEDICARE BENEF")


def part_of(service_type: str) -> str | None:
    """The part of Medicare that pays for a service type, or for a group that it belongs to; None where both may."""
    return next((PART_OF[one] for one in (service_type, *wider(service_type)) if one in PART_OF), None)


def by_part(response: EligibilityResponse, question: Question) -> tuple[Question, list[str]]:
    """The question narrowed to the part that pays for the service, where the payer sent both parts and the caller named no plan."""
    sent = {row.insurance_type for row in response.benefits if row.kind in STATED} & set(PARTS)
    part = part_of(question.service_type)
    if question.plan is not None or not sent or part is None:
        return question, []
    if sent == set(PARTS):
        return attrs.evolve(question, plan=part), [f"{PARTS[part]} pays for {told(question.service_type)}: its rows are taken"]
    if part not in sent:
        other = PARTS[next(iter(sent))]
        return question, [f"status: only {other} is stated, and {PARTS[part]} pays for {told(question.service_type)}: check that he has it"]
    return question, []


@attrs.define
class Billing:
    """Whether the patient may be billed for his share, with the row that says so."""

    allowed: bool | None = True
    row: Benefit | None = None
    reasons: list[str] = attrs.field(factory=list)


def billing(rows: Iterable[Benefit], on: date) -> Billing:
    """A qualified Medicare beneficiary may not be billed for deductible, coinsurance or copay. A plan's name alone is a hint of it."""
    active = [row for row in rows if row.kind in ACTIVE and is_on(row, on)]
    for row in active:
        if row.insurance_type == BENEFICIARY:
            return Billing(False, row, ["qualified Medicare beneficiary: the patient may not be billed for deductible, coinsurance or copay"])
    for row in active:
        if _QMB.search(row.plan.upper()):
            return Billing(None, row, ["a plan's name speaks of a qualified Medicare beneficiary, no code does: ask before the patient is billed"])
    return Billing()


def is_medicaid(row: Benefit | None) -> bool:
    """Whether a plan's row is Medicaid's: its patients owe what it states, and nothing more."""
    return row is not None and row.insurance_type == MEDICAID and (not row.service_types or WHOLE_PLAN in row.service_types)
