"""What the front desk has to do, most urgent first, and who else has to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi270_271.answers.others import ADVANTAGE, BEFORE_MEDICARE, ELSEWHERE, FOR_ONE_CAUSE, is_in_force
from edi270_271.answers.programs import PARTS
from edi270_271.answers.question import Question
from edi270_271.rejects import remedy
from edi270_271.render import words
from edi270_271.render.teller import services
from edi270_271.render.view import Task
from edi270_271.render.words import Verdict
from edi_claims import Authorization, CoverageStatus, Owner
from edi_claims.codes import AAA_REASON
from edi_claims.pages.shown import called
from edi_claims.pages.view import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi270_271.render.teller import Teller
    from edi_claims import CarveOut, CoverageAnswer, OtherPayer, Rejection
    from edi_claims.codes.rows import InquiryAction

FRONT_DESK = words.OWNERS[Owner.FRONT_DESK]


def tasks_of(answer: CoverageAnswer, verdict: Verdict, teller: Teller) -> tuple[Task, ...]:
    """Each thing to do, once."""
    payers = tuple(_payers(answer, teller))
    replaced = answer.status is CoverageStatus.INACTIVE and any(one.tone is Tone.BAD for one in payers)
    found = (*_refused(answer), *_billing(answer), *payers, *(() if replaced else _status(answer, verdict)), *_needed(answer),
             *_elsewhere(answer, teller), *_doubts(answer))
    return tuple(dict.fromkeys(found))


# ---- refusals

def _refused(answer: CoverageAnswer) -> Iterator[Task]:
    for one in answer.rejections:
        found = remedy(one)
        yield Task(f"{found.fix}. {_again(found.action, found.wait_days)}", words.OWNERS[found.owner], _why(one), Tone.OWED)


def _again(action: InquiryAction, days: int | None) -> str:
    return words.ACTIONS[action] if days is None else words.WAIT_DAYS.format(days=days)


def _why(one: Rejection) -> str:
    """The code with its label, and what was refused. A code that no table has is not repeated: it may be anything."""
    known = one.reason in AAA_REASON
    what = words.REFUSED.format(code=one.reason, what=called(AAA_REASON, one.reason)) if known else words.UNKNOWN_CODE
    level = words.LEVELS.get(one.level, "")
    return f"{what} ({level})." if level else f"{what}."


# ---- money and payers

def _billing(answer: CoverageAnswer) -> Iterator[Task]:
    if answer.patient_may_be_billed is False:
        yield Task(words.DO_NOT_BILL, FRONT_DESK, words.WHY_NOT_BILL, Tone.BAD)
    elif answer.patient_may_be_billed is None:
        yield Task(words.ASK_TO_BILL, FRONT_DESK, words.WHY_ASK_TO_BILL, Tone.OWED)


def _payers(answer: CoverageAnswer, teller: Teller) -> Iterator[Task]:
    question = Question(answer.on, answer.service_type, answer.in_network)
    for one in answer.other_payers:
        if is_in_force(one, question):
            what, why, tone = _of_payer(one, answer)
            yield Task(what.format(payer=teller.payer(one)), FRONT_DESK, why, tone)


def _of_payer(one: OtherPayer, answer: CoverageAnswer) -> tuple[str, str, Tone]:
    """Before this plan, instead of it, after it, or nobody knows."""
    if one.insurance_type in FOR_ONE_CAUSE:
        return words.BILL_FOR_CAUSE, "", Tone.OWED
    if one.insurance_type == ADVANTAGE and one.order in ("", "P") and (not one.order or _is_replaced(answer)):
        return words.BILL_INSTEAD, words.WHY_ADVANTAGE, Tone.BAD
    if one.order == "P" or one.insurance_type in BEFORE_MEDICARE:
        instead = answer.status is CoverageStatus.INACTIVE
        why = words.WHY_FIRST if one.order == "P" else words.WHY_BEFORE_MEDICARE
        return words.BILL_INSTEAD if instead else words.BILL_FIRST, why, Tone.BAD
    if one.order:
        return words.BILL_AFTER, words.WHY_AFTER, Tone.PLAIN
    return words.BILL_WHOM, words.WHY_WHOM, Tone.OWED


def _is_replaced(answer: CoverageAnswer) -> bool:
    """Whether a Medicare Advantage plan stands in this plan's place: it is Medicare itself, or no longer active."""
    return answer.status is not CoverageStatus.ACTIVE or any(one.insurance_type in PARTS for one in answer.plans)


# ---- the service

def _status(answer: CoverageAnswer, verdict: Verdict) -> Iterator[Task]:
    said_already = verdict is Verdict.NOT_ANSWERED and (answer.rejections or answer.carve_outs)
    if verdict in words.DO and not said_already:
        tone = Tone.BAD if answer.status in (CoverageStatus.INACTIVE, CoverageStatus.NOT_COVERED) else Tone.OWED
        yield Task(words.DO[verdict], FRONT_DESK, "", tone)


def _needed(answer: CoverageAnswer) -> Iterator[Task]:
    if answer.authorization is Authorization.REQUIRED:
        yield Task(words.GET_AUTHORIZATION, FRONT_DESK, "", Tone.BAD)
    elif answer.authorization is Authorization.UNKNOWN and any(hint.startswith("authorization required") for hint in answer.hints):
        yield Task(words.ASK_AUTHORIZATION, FRONT_DESK, words.WHY_REFERRAL_HINT, Tone.OWED)
    if answer.status is CoverageStatus.ACTIVE and answer.visits_remaining is not None and answer.visits_remaining <= 0:
        yield Task(words.NO_VISITS, FRONT_DESK, "", Tone.BAD)
    why = referral_why(answer)
    if why:
        yield Task(words.CHECK_REFERRAL, FRONT_DESK, why, Tone.OWED)


def referral_why(answer: CoverageAnswer) -> str:
    """Why a referral may be needed; empty where nothing speaks of one."""
    if "referral required" in answer.hints:
        return words.WHY_REFERRAL_HINT
    return words.WHY_REFERRAL if any(reason.startswith("referral:") for reason in answer.reasons) else ""


def _elsewhere(answer: CoverageAnswer, teller: Teller) -> Iterator[Task]:
    for one in answer.carve_outs:
        who, call = party_of(one, teller)
        what = words.ASK_PARTY.format(party=f"{who}, {call}," if call else who, what=services(one.service_types))
        yield Task(what, FRONT_DESK, words.WHY_PARTY[one.kind] if one.kind in ELSEWHERE else words.WHY_VENDOR, Tone.OWED)


def party_of(one: CarveOut, teller: Teller) -> tuple[str, str]:
    """Who answers for a service, and the telephone."""
    if one.party is None:
        return words.UNNAMED_PARTY, ""
    return teller.named(one.party) or teller.npi(one.party) or words.UNNAMED_PARTY, teller.telephone(one.party.contacts)


def _doubts(answer: CoverageAnswer) -> Iterator[Task]:
    """What makes the whole answer doubtful."""
    for reason in answer.reasons:
        if words.LOST_ROWS in reason:
            yield Task(words.ASK_LOST, FRONT_DESK, f"{reason[:1].upper()}{reason[1:]}.", Tone.OWED)
