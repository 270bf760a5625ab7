"""Who else stands in a response: other payers and their order, the primary care provider, and parties that answer for a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.question import WHOLE_PLAN, Question, is_on, period_of, told, wider
from edi_claims import Benefit, CarveOut, EligibilityResponse, OtherPayer, Payer, RelatedEntity
from edi_claims.codes import INSURANCE_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAYER_ROLES = {"PR": "", "PRP": "P", "SEP": "S", "TTP": "T"}
"""NM101 of another payer, and its order."""
ADVANTAGE = "HN"
"""EB04 that can only be Medicare Advantage; its PPO, POS and private fee-for-service plans share their codes with commercial ones."""
BEFORE_MEDICARE = frozenset({"12", "13", "14", "15", "16", "41", "42", "43", "47"})
"""EB04 of a payer that pays before Medicare."""
FOR_ONE_CAUSE = frozenset({"14", "15", "41", "47"})
"""Those of them that pay only for what an accident or the work caused."""
VENDOR = "VN"
ELSEWHERE = frozenset("UVWX")
REMARKS = {
    "T": "the card is reported lost or stolen: check who the patient is",
    "M": "pre-existing conditions are limited: see the row's days and messages",
    "O": "the payer holds the service for not medically necessary",
    "Q": "the payer wants a second opinion",
    "S": "the payer has a history of earlier years: what is used up may not be this year's",
}
"""EB01 of rows that a person has to know of."""


# ---- payers

def other_payers(response: EligibilityResponse) -> Iterator[OtherPayer]:
    """EB*R, each payer that it names, or the plan where it names none."""
    for row in response.benefits:
        if row.kind == "R":
            begins, ends = period_of(row.dates)
            named = [one for one in row.entities if one.role in PAYER_ROLES]
            for one in named or [RelatedEntity("PR", row.plan)]:
                yield OtherPayer(_payer(one, row), PAYER_ROLES[one.role], row.insurance_type, begins, ends, row.service_types)


def _payer(one: RelatedEntity, row: Benefit) -> Payer:
    name = one.name if isinstance(one.name, str) else one.name.last
    number = one.identifier
    return Payer(number.value if number else "", name or row.plan, id_qualifier=number.qualifier if number else "PI", address=one.address,
                 references=(*row.references, *one.references), contacts=one.contacts)


def payer_reasons(others: Iterable[OtherPayer], question: Question) -> Iterator[str]:
    """Who has to be billed first."""
    for one in others:
        if not is_in_force(one, question):
            continue
        kind = f" ({INSURANCE_TYPE[one.insurance_type].label})" if one.insurance_type in INSURANCE_TYPE else ""
        who, since = one.payer.payer_id or "another payer", f" since {one.begins}" if one.begins else ""
        if one.insurance_type in FOR_ONE_CAUSE:
            yield f"{who}{kind} pays first for what the accident or the work caused{since}: ask the patient"
        elif one.order == "P" or one.insurance_type in BEFORE_MEDICARE:
            yield f"wrong payer: {who}{kind} is primary{since}: bill that one first"
        elif one.insurance_type == ADVANTAGE:
            yield f"wrong payer: {who}{kind} stands in Medicare's place{since}: bill that one"
        else:
            yield "another payer covers the patient: check who is primary"


def is_in_force(one: OtherPayer, question: Question) -> bool:
    """Whether it covers the service on the day."""
    asked = {question.service_type, WHOLE_PLAN, *wider(question.service_type)}
    covers = not one.service_types or question.service_type == WHOLE_PLAN or bool(asked & set(one.service_types))
    return covers and (one.begins is None or one.begins <= question.on) and (one.ends is None or question.on <= one.ends)


# ---- providers and vendors

def primary_care(response: EligibilityResponse) -> tuple[RelatedEntity, Benefit] | None:
    """NM1*P3, in EB*L as a rule, with its row."""
    for row in sorted(response.benefits, key=lambda one: one.kind != "L"):
        for one in row.entities:
            if one.role == "P3" or (row.kind == "L" and one.role == "1P"):
                return one, row
    return None


def carve_outs(response: EligibilityResponse, question: Question) -> list[tuple[CarveOut, Benefit]]:
    """EB*U, W and X, V where it names somebody, and rows with a vendor: about these services somebody else answers."""
    found = []
    for row in response.benefits:
        vendor = next((one for one in row.entities if one.role == VENDOR), None)
        elsewhere = row.kind in ELSEWHERE and (row.kind != "V" or bool(row.entities))
        if (elsewhere or vendor is not None) and concerns(row, question) and is_on(row, question.on):
            party = vendor or next(iter(row.entities), None)
            found.append((CarveOut(row.service_types, row.kind, party), row))
    return found


def concerns(row: Benefit, question: Question) -> bool:
    """Whether a row is about the service, its group, or about what was asked without naming it; the plan as a whole concerns every row."""
    own = {question.service_type, *wider(question.service_type)}
    return question.service_type == WHOLE_PLAN or not row.service_types or bool(own & set(row.service_types))


def remarks(response: EligibilityResponse, question: Question) -> Iterator[str]:
    """What rows that are no figures say of the service."""
    for kind, what in REMARKS.items():
        if any(row.kind == kind and concerns(row, question) for row in response.benefits):
            yield what


def vendor_reasons(found: Iterable[tuple[CarveOut, Benefit]]) -> Iterator[str]:
    """Who has to be asked."""
    for one, _ in found:
        if one.kind not in ELSEWHERE:
            what = ", ".join(map(told, one.service_types)) or "what was asked"
            yield f"status: a vendor manages {what}: ask it, and check whom to bill"
