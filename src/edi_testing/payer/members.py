"""Whom a plan knows: a member by his id, a dependent by his name below it, or by an id of his own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from edi_claims import PersonName
from edi_testing.payer.plan import Dependent, Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Person
    from edi_testing.payer.memory import Who
    from edi_testing.payer.plan import Plan


@attrs.frozen
class Insured:
    """Somebody as the plan knows him."""

    member_id: str = attrs.field(repr=False)
    """His own where he has one; otherwise the member's."""
    member: Member
    """Whose coverage it is."""
    dependent: Dependent | None = None
    """None: the member, or a dependent of whom the plan knows nothing."""
    is_dependent: bool = False
    """Whether he is found below the member: not where he has an id of his own."""

    @property
    def person(self) -> Person | None:
        """Name and birth date as the plan has them; None where it has none."""
        if self.dependent is not None:
            return self.dependent.person
        return None if self.is_dependent else self.member.person

    @property
    def begins(self) -> date | None:
        """First day of coverage: the later one of the member's and his own."""
        return max(filter(None, (self.member.begins, self.dependent.begins if self.dependent else None)), default=None)

    @property
    def ends(self) -> date | None:
        """Last day of coverage: the earlier one."""
        return min(filter(None, (self.member.ends, self.dependent.ends if self.dependent else None)), default=None)

    def who(self, patient: Person) -> Who:
        """Whose deductible it is: under the name that the plan has, whatever a claim says."""
        person = self.person or patient
        return self.member_id, person.name, person.birth_date


def insured(plan: Plan, member_id: str, patient: Person, *, is_dependent: bool) -> Insured | None:
    """Who a claim's patient is to the plan; None where it does not know the id, or has other dependents below it.

    Names and birth dates of claims are compared only to tell dependents apart.
    """
    member = member_of(plan, member_id)
    if member is None or isinstance(member, Insured):
        return member
    if not is_dependent or member.dependents is None:
        return Insured(member_id, member, is_dependent=is_dependent)
    named = next((one for one in member.dependents if not differences(patient, one.person)), None)
    return found_below(member_id, member, named) if named is not None else None


def found_below(member_id: str, member: Member, dependent: Dependent) -> Insured:
    """A dependent, who is a member himself where he has an id."""
    return Insured(dependent.member_id or member_id, member, dependent, not dependent.member_id)


def member_of(plan: Plan, member_id: str) -> Member | Insured | None:
    """The member of an id, or the dependent whose own it is."""
    if plan.members is None:
        return Member()
    own = (found_below(number, one, each) for number, one in plan.members.items() for each in one.dependents or () if each.member_id)
    return plan.members.get(member_id) or next((one for one in own if one.member_id == member_id), None)


def everybody(plan: Plan) -> Iterator[Insured]:
    """All whom a plan knows by name."""
    for number, member in (plan.members or {}).items():
        if member.person is not None:
            yield Insured(number, member)
        yield from (found_below(number, member, one) for one in member.dependents or ())


# ---- whether two are the same

BIRTH, LAST, FIRST = "birth date", "last name", "first name"


def differences(asked: Person, known: Person | None) -> set[str]:
    """In what a person differs from the one whom the plan knows; what either side does not say does not."""
    if known is None:
        return set()
    mine, theirs = name_of(asked), name_of(known)
    pairs = {LAST: (_plain(mine.last), _plain(theirs.last)), FIRST: (_plain(mine.first), _plain(theirs.first)),
             BIRTH: (asked.birth_date, known.birth_date)}
    return {field for field, (one, other) in pairs.items() if one and other and one != other}


def name_of(person: Person) -> PersonName:
    """A name in its parts."""
    return person.name if isinstance(person.name, PersonName) else PersonName(person.name)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
