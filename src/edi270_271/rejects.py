"""Refused questions (AAA): what to do and who does it, and the next inquiry to try when a member was not found.

AAA03 says why, AAA04 says whether to ask again. Neither decides alone: "cannot answer now" with "do not send again" is not asked again,
and "member id wrong" with "may be sent again" is not sent again as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi270_271.asking import is_dependent
from edi_claims import EligibilityInquiry, EligibilityResponse, Owner, PersonName, Rejection, RootCause
from edi_claims.codes import AAA_FOLLOW_UP, AAA_REASON
from edi_claims.codes.rows import InquiryAction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIX, RETRY, WAIT, STOP = InquiryAction.FIX, InquiryAction.RETRY, InquiryAction.WAIT, InquiryAction.STOP


# ---- what to do

@attrs.frozen
class Remedy:
    """What to do about one AAA."""

    action: InquiryAction
    """`retry` the same inquiry later, `fix` and send again, `wait` and do not ask before, `stop`: asking again does not help."""
    owner: Owner
    root_cause: RootCause
    fix: str
    """What to do, in a sentence."""
    wait_days: int | None = None
    """How long to wait; None where the payer names no time."""
    may_ask_again: bool = True
    """Whether the payer takes another inquiry about it."""
    reason: str = ""
    """AAA03."""
    follow_up: str = ""
    """AAA04."""


DECISIONS: Mapping[tuple[InquiryAction, str], InquiryAction] = {
    (FIX, ""): FIX, (RETRY, ""): RETRY, (STOP, ""): STOP,
    (FIX, "C"): FIX, (RETRY, "C"): RETRY, (STOP, "C"): FIX,             # there is nothing to correct in an inquiry that came at a bad time
    (FIX, "R"): FIX, (RETRY, "R"): RETRY, (STOP, "R"): FIX,             # unchanged it would be refused for the same reason
    (FIX, "P"): RETRY, (RETRY, "P"): RETRY, (STOP, "P"): RETRY,         # the payer asks for the original again
    (FIX, "N"): STOP, (RETRY, "N"): STOP, (STOP, "N"): STOP,
    (FIX, "S"): WAIT, (RETRY, "S"): WAIT, (STOP, "S"): WAIT,
    (FIX, "W"): WAIT, (RETRY, "W"): WAIT, (STOP, "W"): WAIT,
    (FIX, "X"): WAIT, (RETRY, "X"): WAIT, (STOP, "X"): WAIT,
    (FIX, "Y"): WAIT, (RETRY, "Y"): WAIT, (STOP, "Y"): WAIT,
}
"""What AAA03 wants and AAA04 to what is done."""
NOT_AGAIN = frozenset("NSY")
"""AAA04 by which the payer takes no other inquiry about it."""


def remedy(rejection: Rejection) -> Remedy:
    """What to do about an AAA, by both of its codes. A code that is in no table is for a person to look up."""
    row, again = AAA_REASON.get(rejection.reason), AAA_FOLLOW_UP.get(rejection.follow_up)
    follow_up = rejection.follow_up if again is not None else ""
    wanted = row.action if row is not None else FIX
    action = DECISIONS[wanted, follow_up]
    fix = row.fix if row is not None else "Look the code up in the payer's guide"
    if action is not wanted and again is not None:
        fix = f"{again.label}; {fix[:1].lower()}{fix[1:]}" if action is not STOP else f"Do not ask again; {fix[:1].lower()}{fix[1:]}"
    return Remedy(action, row.owner if row is not None else Owner.BILLING, row.root_cause if row is not None else RootCause.UNRESOLVED, fix,
                  again.days if again is not None and action is WAIT else None, follow_up not in NOT_AGAIN, rejection.reason, rejection.follow_up)


def remedies(response: EligibilityResponse) -> list[Remedy]:
    """One for each AAA of a response, those of single benefits last."""
    return [remedy(one) for one in (*response.rejections, *(each for row in response.benefits for each in row.rejections))]


# ---- which inquiry to try next

MEMBER_ID, LAST, FIRST, BIRTH = "member id", "last name", "first name", "birth date"
SEARCHES: tuple[tuple[str, ...], ...] = (
    (MEMBER_ID, LAST, FIRST, BIRTH), (MEMBER_ID, LAST, BIRTH), (MEMBER_ID, FIRST, BIRTH), (MEMBER_ID, LAST, FIRST), (LAST, FIRST, BIRTH))
"""What payers search by, the richest first. The last one not every payer offers."""
DOUBTED: Mapping[str, frozenset[str]] = {
    "71": frozenset({BIRTH}), "72": frozenset(SEARCHES[0]), "73": frozenset({LAST, FIRST}), "75": frozenset(SEARCHES[0])}
"""AAA03 after which another search is allowed, and what the payer doubts: a search that repeats all of it would fail again.

After 72 too: most payers send it where the id is right and does not go with the name or the birth date.
"""


@attrs.frozen
class NextInquiry:
    """The inquiry to try next, or why there is none."""

    inquiry: EligibilityInquiry | None
    reason: str
    """Why this one, or why none; without patient data."""
    original: EligibilityInquiry = attrs.field(repr=False)
    """What was first asked: the fields that a later search takes up again."""
    search: tuple[str, ...] = ()
    """What it searches by."""
    tried: tuple[tuple[str, ...], ...] = ()
    """The searches so far, this one included."""

    @property
    def confidence(self) -> str:
        """`full` for the richest search that the original allowed, `lower` for every fallback; an answer to one is checked against the card."""
        return "lower" if len(self.tried) > 1 else "full"


def next_inquiry(asked: EligibilityInquiry | NextInquiry, response: EligibilityResponse, *, without_id: bool = False) -> NextInquiry:
    """The inquiry to try after a response to the one that was asked: another search, where the member was not found by this one.

    Only after AAA 71, 72, 73 and 75, the richest search first, none twice, and none that repeats what the payer doubts. Give the
    `NextInquiry` itself to go on: it remembers the original and what was tried, so that it always ends. `without_id` allows the search by
    name and birth date alone, which some payers offer. The new inquiry has no trace number: it gets its own.
    """
    if isinstance(asked, EligibilityInquiry):
        asked = NextInquiry(asked, "", asked, _present(asked), (_present(asked),))
    if asked.inquiry is None:
        return asked
    refusal = _refusal(response)
    if refusal:
        return attrs.evolve(asked, inquiry=None, reason=refusal)
    doubted = [DOUBTED[one.reason] for one in response.rejections if one.reason in DOUBTED]
    has = set(_present(asked.original))
    for search in SEARCHES if without_id else SEARCHES[:-1]:
        helps = has.issuperset(search) and all(not doubt <= set(search) for doubt in doubted)
        if search not in asked.tried and helps and _may_ask(asked.original, search):
            codes = ", ".join(dict.fromkeys(one.reason for one in response.rejections))
            reason = f"after AAA {codes}: searched by {', '.join(search)}; lower confidence: compare the answer with the card"
            return NextInquiry(_searching(asked.original, search), reason, asked.original, search, (*asked.tried, search))
    return attrs.evolve(asked, inquiry=None, reason="no search is left that leaves out what the payer doubts: check the card and the payer")


def _may_ask(original: EligibilityInquiry, search: tuple[str, ...]) -> bool:
    """A dependent keeps his last name, without which nobody is asked for; and his subscriber needs something to be found by too."""
    if not is_dependent(original) or original.coverage.subscriber is None:
        return True
    return LAST in search and (MEMBER_ID in search or original.coverage.subscriber.birth_date is not None)


def _refusal(response: EligibilityResponse) -> str:
    """Why no other search is tried; empty where one may be."""
    if not response.rejections:
        return "the question was answered"
    codes = ", ".join(dict.fromkeys(one.reason for one in response.rejections if one.reason in AAA_REASON)) or "a code that is in no table"
    if any(one.level in ("source", "receiver") for one in response.rejections):
        return f"AAA {codes}: refused above the patient: another search does not help"
    if not all(one.reason in DOUBTED for one in response.rejections):
        return f"AAA {codes}: not about whom to find: see its remedy"
    if not all(remedy(one).may_ask_again for one in response.rejections):
        return f"AAA {codes}: the payer takes no further inquiry"
    if any(remedy(one).action is WAIT for one in response.rejections):
        return f"AAA {codes}: the payer wants a pause first"
    return ""


def _present(inquiry: EligibilityInquiry) -> tuple[str, ...]:
    """What an inquiry searches by; of a dependent, his name and birth date under the subscriber's id."""
    person = inquiry.patient
    name = person.name if isinstance(person.name, PersonName) else PersonName(person.name)
    there = {MEMBER_ID: inquiry.coverage.member_id, LAST: name.last, FIRST: name.first, BIRTH: person.birth_date}
    return tuple(field for field in SEARCHES[0] if there[field])


def _searching(original: EligibilityInquiry, search: tuple[str, ...]) -> EligibilityInquiry:
    """The inquiry with nothing but what the search names."""
    found = original
    for field, leave_out in LEFT_OUT.items():
        if field not in search:
            found = leave_out(found)
    return attrs.evolve(found, trace_number="")


def _without_id(inquiry: EligibilityInquiry) -> EligibilityInquiry:
    return attrs.evolve(inquiry, coverage=attrs.evolve(inquiry.coverage, member_id=""))


def _without_name(part: str) -> Callable[[EligibilityInquiry], EligibilityInquiry]:
    def leave_out(inquiry: EligibilityInquiry) -> EligibilityInquiry:
        name = inquiry.patient.name
        if not isinstance(name, PersonName):
            return inquiry
        rest = attrs.evolve(name, last="") if part == LAST else attrs.evolve(name, first="", middle="")
        return attrs.evolve(inquiry, patient=attrs.evolve(inquiry.patient, name=rest))
    return leave_out


def _without_birth(inquiry: EligibilityInquiry) -> EligibilityInquiry:
    return attrs.evolve(inquiry, patient=attrs.evolve(inquiry.patient, birth_date=None))


LEFT_OUT: Mapping[str, Callable[[EligibilityInquiry], EligibilityInquiry]] = {
    MEMBER_ID: _without_id, LAST: _without_name(LAST), FIRST: _without_name(FIRST), BIRTH: _without_birth}
"""What a search does without, and how it is left out."""
