"""What a response changes about whom was asked for: follow-ups for the front desk, and the payer's version on demand.

Nothing is overwritten. A finding says which field the payer has otherwise, never its value; a person compares it with the card and takes
over `corrected_patient` and `corrected_coverage`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from edi270_271.answers import answer
from edi270_271.answers.others import ADVANTAGE, BEFORE_MEDICARE, is_in_force
from edi270_271.answers.question import Question
from edi270_271.asking import is_dependent
from edi_claims import (
    SELF,
    Address,
    Coverage,
    CoverageStatus,
    DateRange,
    EligibilityInquiry,
    EligibilityResponse,
    Finding,
    Owner,
    Person,
    PersonName,
    RootCause,
    Severity,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

CHANGED = ("001", "25")
"""INS03 and INS04: the payer changed what identifies the patient."""


def follow_ups(inquiry: EligibilityInquiry, response: EligibilityResponse, *, on: date | None = None) -> list[Finding]:
    """What the front desk has to look into after a response. `on` is the day of the visit; without it the inquiry's own day is taken.

    No finding holds patient data: it names the field, and `corrected_patient` and `corrected_coverage` have the payer's version.
    """
    if response.rejections:
        return []
    day = on or (inquiry.on.start if isinstance(inquiry.on, DateRange) else inquiry.on)
    found = [*_who_answered(inquiry, response), *_fields(inquiry, response), *_elsewhere(response, day)]
    if response.maintenance == CHANGED and not found:
        found.append(_finding("E310", "the payer says that it corrected what was asked, and returned nothing that differs",
                              "ask the payer what it corrected", "patient", "INS04", response))
    return found


def _finding(code: str, message: str, fix: str, path: str, element: str, response: EligibilityResponse, **more: Any) -> Finding:
    standard = {"severity": Severity.WARNING, "root_cause": RootCause.ELIGIBILITY, "owner": Owner.FRONT_DESK}
    return Finding(code, message=message, fix=fix, path=path, element=element, position=response.position or None, **{**standard, **more})


# ---- who answered

def _who_answered(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Iterator[Finding]:
    """E301 and E302: a dependent was asked for, and the answer is a subscriber's; E303: the dependent has an id of his own."""
    if is_dependent(inquiry) and response.dependent is None and response.subscriber is not None:
        if _is_same_person(inquiry.patient, response.subscriber):
            yield _finding("E301", "the payer answered for the patient as a member in his own right, not as a dependent",
                           "take over his own member id, and bill him as the subscriber", "coverage.relationship", "NM109", response,
                           loop="2100C", would_cause="AAA 77, CO-31")
        else:
            yield _finding("E302", "a dependent was asked for, and the answer is about the subscriber",
                           "do not use the answer for the patient; ask again with his name and birth date as the payer has them", "patient",
                           "HL03", response, loop="2000C", severity=Severity.ERROR, would_cause="CO-31")
    elif is_dependent(inquiry) and response.dependent is not None and _id_of(response.dependent) not in ("", inquiry.coverage.member_id):
        yield _finding("E303", "the dependent has an id of his own", "keep it with the patient; some payers want it on the claim",
                       "patient.identifier", "NM109", response, loop="2100D", would_cause="CO-31")


def _is_same_person(asked: Person, answered: Person) -> bool:
    """By birth date where both have one, and the first name."""
    if asked.birth_date is not None and answered.birth_date is not None and asked.birth_date != answered.birth_date:
        return False
    mine, theirs = _name(asked), _name(answered)
    return not mine.first or not theirs.first or _plain(mine.first) == _plain(theirs.first)


def _id_of(person: Person | None) -> str:
    return person.identifier.value if person is not None and person.identifier is not None else ""


# ---- fields that the payer has otherwise

def _name(person: Person) -> PersonName:
    return person.name if isinstance(person.name, PersonName) else PersonName(person.name)


def _plain(text: str) -> str:
    """Letters and digits, upper case: payers drop hyphens, accents' marks and apostrophes."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _last_name(person: Person) -> str:
    return _plain(_name(person).last)


def _first_name(person: Person) -> str:
    return _plain(_name(person).first)


def _place(person: Person) -> str:
    """Street and ZIP: what a claim's address is compared by."""
    where = person.address or Address()
    return _plain("".join(where.lines[:1]) + where.postal_code[:5]) if where.lines and where.postal_code else ""


FIELDS: tuple[tuple[str, str, str, str, Callable[[Person], Any]], ...] = (
    ("E304", "last name", "name", "NM103", _last_name),
    ("E304", "first name", "name", "NM104", _first_name),
    ("E305", "birth date", "birth_date", "DMG02", lambda person: person.birth_date),
    ("E306", "sex", "sex", "DMG03", lambda person: person.sex if person.sex != "U" else ""),
    ("E307", "address", "address", "N301", _place),
)
"""Code, field, path, element and what is compared; a field that either side does not have is not."""
CAUSES = {"E304": "CO-31", "E305": "CO-31", "E306": "CO-31"}


def _fields(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Iterator[Finding]:
    """E304 to E309: name, birth date, sex, address, member id and group."""
    for who, asked, answered, loop in _pairs(inquiry, response):
        for code, field, path, element, value in FIELDS:
            mine, theirs = value(asked), value(answered)
            if mine and theirs and mine != theirs:
                yield _finding(code, f"the payer has another {field} of the {_told(who)}",
                               f"compare the {field} with the card, and correct the file if the payer is right", f"{who}.{path}", element,
                               response, loop=loop, would_cause=CAUSES.get(code))
    yield from _numbers(inquiry, response)


def _told(who: str) -> str:
    return "patient" if who == "patient" else "subscriber"


def _pairs(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Iterator[tuple[str, Person, Person, str]]:
    """Persons that were asked for beside those that were answered about."""
    subscriber, dependent = response.subscriber, response.dependent
    if not is_dependent(inquiry):
        answered = response.patient
        if answered is not None:
            yield "patient", inquiry.patient, answered, "2100C" if dependent is None else "2100D"
        return
    if dependent is not None:
        yield "patient", inquiry.patient, dependent, "2100D"
    elif subscriber is not None and _is_same_person(inquiry.patient, subscriber):
        yield "patient", inquiry.patient, subscriber, "2100C"
        return
    if inquiry.coverage.subscriber is not None and subscriber is not None:
        yield "coverage.subscriber", inquiry.coverage.subscriber, subscriber, "2100C"


def _numbers(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Iterator[Finding]:
    own = response.dependent is None and is_dependent(inquiry)             # then another member's id is no correction: see E301 and E302
    theirs = _id_of(response.subscriber)
    if not own and inquiry.coverage.member_id and theirs and _plain(theirs) != _plain(inquiry.coverage.member_id):
        yield _finding("E308", "the payer has another member id", "read the card again, and take over the payer's id if it is right",
                       "coverage.member_id", "NM109", response, loop="2100C", would_cause="CO-31")
    group = _group(response)
    if inquiry.coverage.group_number and group and _plain(group) != _plain(inquiry.coverage.group_number):
        yield _finding("E309", "the payer has another group number", "ask whether the patient's employer or plan changed",
                       "coverage.group_number", "REF02", response, loop="2100C")


def _group(response: EligibilityResponse) -> str:
    people = [one for one in (response.dependent, response.subscriber) if one is not None]
    return next((each.value for one in people for each in one.references if each.qualifier == "6P"), "")


# ---- who else pays, and whether the plan ended

def _elsewhere(response: EligibilityResponse, day: date | None) -> Iterator[Finding]:
    """E311: another payer comes first; E312: the plan ended, or has not begun."""
    if day is None:
        return
    found, question = answer(response, on=day), Question(day)
    for one in found.other_payers:
        if (one.order == "P" or one.insurance_type in {*BEFORE_MEDICARE, ADVANTAGE}) and is_in_force(one, question):
            who = f" ({one.payer.payer_id})" if one.payer.payer_id else ""
            yield _finding("E311", f"another payer{who} comes before this one", "ask the patient for that card, and bill that payer first",
                           "coverage.payer", "EB01", response, loop="2110C", root_cause=RootCause.COORDINATION_OF_BENEFITS,
                           would_cause="CO-22")
    if found.status is CoverageStatus.INACTIVE:
        future, over = found.begins is not None and found.begins > day, found.ends is not None and found.ends < day
        what, denial = ("has not begun", "CO-26") if future else ("has ended", "CO-27") if over else ("is not active", "CO-27")
        yield _finding("E312", f"the plan {what} on the day of the visit", "ask the patient for his present coverage before the visit",
                       "coverage", "EB01", response, loop="2110C", severity=Severity.ERROR, would_cause=denial)


# ---- the payer's version, on demand

def corrected_patient(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Person:
    """The patient with what the payer has of him; what it did not return stays. The patient as asked where the answer is another person's."""
    for who, asked, answered, _ in _pairs(inquiry, response):
        if who == "patient":
            merged = _merged(asked, answered)
            return attrs.evolve(merged, identifier=answered.identifier) if answered is response.dependent and answered.identifier else merged
    return inquiry.patient


def corrected_coverage(inquiry: EligibilityInquiry, response: EligibilityResponse) -> Coverage:
    """The coverage with the payer's member id, group and subscriber; a dependent who is a member himself becomes the subscriber."""
    coverage, group = inquiry.coverage, _group(response)
    changes: dict[str, Any] = {"group_number": group} if group else {}
    pairs = {who: (asked, answered) for who, asked, answered, _ in _pairs(inquiry, response)}
    alone = is_dependent(inquiry) and response.dependent is None
    if alone and "patient" not in pairs:                    # the answer is about the subscriber: nothing is known of the patient's own coverage
        return coverage
    number = response.subscriber.identifier if response.subscriber is not None else None
    if number is not None and number.value:
        changes |= {"member_id": number.value, "id_qualifier": number.qualifier or coverage.id_qualifier}
    if alone:
        changes |= {"subscriber": None, "relationship": SELF}
    elif "coverage.subscriber" in pairs:
        changes["subscriber"] = _merged(*pairs["coverage.subscriber"])
    return attrs.evolve(coverage, **changes)


def _merged(asked: Person, answered: Person) -> Person:
    """The payer's name, birth date, sex and address where it returned them."""
    mine, theirs = _name(asked), _name(answered)
    name = PersonName(theirs.last or mine.last, theirs.first or mine.first, theirs.middle or mine.middle, theirs.suffix or mine.suffix,
                      mine.prefix)
    return attrs.evolve(asked, name=name, birth_date=answered.birth_date or asked.birth_date, sex=answered.sex or asked.sex,
                        address=answered.address or asked.address)
