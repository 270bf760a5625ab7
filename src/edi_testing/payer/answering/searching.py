"""Whom an inquiry is about: found, or refused with what does not fit (AAA 58, 65, 67, 68, 71 to 73, 75, 76)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import Person, PersonName
from edi_testing.payer.members import BIRTH, FIRST, LAST, Insured, differences, everybody, found_below, member_of, name_of

if TYPE_CHECKING:
    from edi_testing.payer.answering.asked import Asked
    from edi_testing.payer.plan import Dependent, Member

NOBODY = Person(PersonName(""))
NOT_FOUND, FOUND_TWICE, INVALID_ID, NO_BIRTH_DATE = "75", "76", "72", "58"


class NotFoundError(Exception):
    """Nobody fits; `level` and `reason` are those of the AAA. Never leaves the payer."""

    def __init__(self, level: str, reason: str) -> None:
        super().__init__(f"AAA {reason} at the {level}")
        self.level, self.reason = level, reason


def search(asked: Asked) -> Insured:
    """The patient as the plan knows him.

    Raises:
        NotFoundError: it does not know him, or he differs from whom it knows.
    """
    cover, plan = asked.inquiry.coverage, asked.plan
    if plan.replies.wants_birth_date and asked.inquiry.patient.birth_date is None:
        raise NotFoundError(asked.level, NO_BIRTH_DATE)
    if cover.member_id and plan.profile.takes_member_id(cover.member_id) is False:
        raise NotFoundError("subscriber", INVALID_ID)
    found = member_of(plan, cover.member_id)
    if found is None or (plan.members is not None and not cover.member_id):
        return _by_name(asked)
    if isinstance(found, Insured):                          # a dependent, asked for by his own id
        _compare(asked, _subscriber(asked), found.person)
        return found
    if not asked.is_dependent:
        return _member(asked, found)
    _compare(asked, _subscriber(asked), found.person)
    return _dependent(asked, cover.member_id, found)


def _subscriber(asked: Asked) -> Person:
    """Whom the inquiry names as the member."""
    return (asked.inquiry.coverage.subscriber or NOBODY) if asked.is_dependent else asked.inquiry.patient


def _member(asked: Asked, member: Member) -> Insured:
    """The member of the id; or one of his dependents, asked for as if he were the member."""
    patient, number = asked.inquiry.patient, asked.inquiry.coverage.member_id
    if differences(patient, member.person):
        named = [one for one in member.dependents or () if not differences(patient, one.person)]
        if len(named) == 1:
            return found_below(number, member, named[0])
    _compare(asked, patient, member.person)
    return Insured(number, member)


def _compare(asked: Asked, given: Person, known: Person | None) -> None:
    """Birth date and name of the member. One that corrects takes him for found when either of them fits."""
    wrong = differences(given, known)
    if not wrong or (asked.plan.replies.corrects and _is_near(given, wrong)):
        return
    raise NotFoundError("subscriber", "71" if BIRTH in wrong else "73")


def _is_near(given: Person, wrong: set[str]) -> bool:
    """Whether the birth date fits, or the name."""
    return (BIRTH not in wrong and given.birth_date is not None) or (wrong == {BIRTH} and bool(name_of(given).last))


def _by_name(asked: Asked) -> Insured:
    """Who has no id, or, where the plan corrects, one that it does not know: by name and birth date."""
    patient = asked.inquiry.patient
    there = asked.inquiry.coverage.member_id
    if there and not asked.plan.replies.corrects:
        raise NotFoundError("subscriber", NOT_FOUND)
    if not name_of(patient).last or (there and patient.birth_date is None):
        raise NotFoundError("subscriber", NOT_FOUND if there else INVALID_ID)
    found = [one for one in everybody(asked.plan) if not differences(patient, one.person)]
    if len(found) != 1:
        raise NotFoundError("subscriber", FOUND_TWICE if found else NOT_FOUND)
    return found[0]


def _dependent(asked: Asked, number: str, member: Member) -> Insured:
    """The dependent of a name and birth date; any, where the plan does not know them one by one."""
    if member.dependents is None:
        return Insured(number, member, is_dependent=True)
    given = asked.inquiry.patient
    named = [one for one in member.dependents if not differences(given, one.person)]
    if asked.plan.replies.corrects and not named:
        named = [one for one in member.dependents if FIRST not in (wrong := differences(given, one.person)) and _is_near(given, wrong)]
    if len(named) == 1:
        return found_below(number, member, named[0])
    raise NotFoundError("dependent", "68" if named else _nearest(given, member.dependents))


def _nearest(given: Person, known: tuple[Dependent, ...]) -> str:
    """Why no dependent fits: another birth date (71), another name (65), nobody like him (67)."""
    wrong = [differences(given, one.person) for one in known]
    if any(one == {BIRTH} for one in wrong):
        return "71"
    return "65" if given.birth_date is not None and any(BIRTH not in one and one < {BIRTH, FIRST, LAST} for one in wrong) else "67"
