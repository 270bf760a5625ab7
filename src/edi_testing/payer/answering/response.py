"""The answer to one inquiry: who answers about whom, its numbers, and the benefit rows; or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import SELF, EligibilityResponse, Payer, Person, Provider, Reference, Trace
from edi_testing.payer.answering.refusals import BEFORE_SEARCH, alive, rejection
from edi_testing.payer.answering.rows import Rows, inactive, named_days, other_payers, plan_rows
from edi_testing.payer.answering.searching import NotFoundError, search
from edi_testing.payer.answering.services import procedure_rows, refused_rows, service_rows
from edi_testing.payer.members import differences, name_of

if TYPE_CHECKING:
    from edi_claims import Benefit, Rejection
    from edi_claims.encounter import Day
    from edi_testing.payer.answering.asked import Asked
    from edi_testing.payer.answering.terms import Catalog
    from edi_testing.payer.members import Insured

CHANGED = ("001", "25")
"""INS03 and INS04: what identifies the patient is not as it was asked."""
RELATIONSHIPS = frozenset({"01", "19", "20", "21", "39", "40", "53", "G8"})
"""INS02 of a dependent; every other is G8."""
ID, GROUP = "MI", "6P"


def respond(asked: Asked, catalog: Catalog) -> EligibilityResponse:
    """The payer's answer."""
    before = next((one for check in BEFORE_SEARCH if (one := check(asked)) is not None), None)
    if before is not None:
        return _refused(asked, before)
    try:
        found = search(asked)
    except NotFoundError as error:
        return _refused(asked, rejection(error.level, error.reason))
    behind = alive(asked, found)
    if behind is not None:
        return _answered(asked, found, rejections=(behind,))
    rows = Rows(asked, found, catalog)
    if not _is_covered(asked, found):
        return _answered(asked, found, benefits=(inactive(rows), *other_payers(rows)))
    return _answered(asked, found, benefits=tuple(_benefits(rows)), dates=named_days(found.begins, found.ends, "346", "347") or _echo(asked))


def _is_covered(asked: Asked, found: Insured) -> bool:
    """Whether some day that is asked about is covered."""
    begun = found.begins is None or found.begins <= asked.days.end
    return begun and (found.ends is None or found.ends >= asked.days.start)


def _echo(asked: Asked) -> tuple[tuple[str, Day], ...]:
    """291: the day for which it is answered, where no days of the coverage are known."""
    return (("291", asked.days.start),) if asked.days.start == asked.days.end else ()


def _benefits(rows: Rows) -> list[Benefit]:
    by_procedure = [row for question in rows.asked.inquiry.questions for row in procedure_rows(rows, question)]
    return [*plan_rows(rows), *service_rows(rows), *by_procedure, *other_payers(rows), *refused_rows(rows)]


# ---- an answer

def _answered(asked: Asked, found: Insured, **said: Any) -> EligibilityResponse:
    """2000C, or 2000D of a dependent who has no id of his own."""
    changed = CHANGED if _is_changed(asked, found) else ()
    patient = _known(asked.inquiry.patient, found.person)
    if not found.is_dependent:
        return _about(asked, subscriber=_member(found, patient), relationship=SELF, maintenance=changed, **said)
    named = (asked.inquiry.coverage.subscriber if asked.is_dependent else None) or found.member.person
    subscriber = _known(named, found.member.person) if named is not None else Person("")
    relationship = found.dependent.relationship if found.dependent is not None else asked.inquiry.coverage.relationship
    return _about(asked, subscriber=_member(found, subscriber), dependent=patient, maintenance=changed,
                  relationship=relationship if relationship in RELATIONSHIPS else "G8", **said)


def _is_changed(asked: Asked, found: Insured) -> bool:
    """Whether the payer has the patient, or the member above him, otherwise than he was asked for."""
    cover = asked.inquiry.coverage
    pairs = [(asked.inquiry.patient, found.person)]
    if found.is_dependent and cover.subscriber is not None:
        pairs.append((cover.subscriber, found.member.person))
    return found.member_id != cover.member_id or any(differences(given, known) for given, known in pairs)


def _known(given: Person, known: Person | None) -> Person:
    """A person as the payer has him; as he was asked for where it has nothing. Sex and birth date are told, an address only if it has one."""
    one = known or given
    name = name_of(one)
    told = attrs.evolve(name, prefix="") if not isinstance(one.name, str) else one.name
    return Person(told, one.birth_date, one.sex, known.address if known is not None else None)


def _member(found: Insured, person: Person) -> Person:
    group = found.member.group_number
    return attrs.evolve(person, identifier=Reference(ID, found.member_id) if found.member_id else None,
                        references=(Reference(GROUP, group),) if group else ())


def _about(asked: Asked, **said: Any) -> EligibilityResponse:
    """An answer at the patient's level, with its numbers."""
    return EligibilityResponse(_payer(asked), _provider(asked), traces=_traces(asked), **said, **_heading(asked))


def _traces(asked: Asked) -> tuple[Trace, ...]:
    """The inquiry's numbers, returned, and the payer's own."""
    inquiry, found = asked.inquiry, []
    if inquiry.trace_number and asked.originator:
        found.append(Trace("2", inquiry.trace_number, asked.originator, inquiry.trace_division))
    if inquiry.second_trace is not None:
        found.append(attrs.evolve(inquiry.second_trace, qualifier="2"))
    if asked.plan.replies.has_own_trace:
        found.append(Trace("1", f"ELG{asked.number:09}", asked.plan.trace_id))
    return tuple(found)


def _heading(asked: Asked) -> dict[str, Any]:
    inquiry = asked.inquiry
    return {"payer_kind": inquiry.payer_kind, "provider_kind": inquiry.provider_kind, "batch_id": inquiry.batch_id}


def _payer(asked: Asked) -> Payer:
    """NM1*PR: itself; or whoever was asked for, where that is another one."""
    asked_for, own = asked.inquiry.coverage.payer, asked.plan.payer
    one = own if asked.plan.is_own(asked_for) or not asked_for.payer_id else asked_for
    return Payer(one.payer_id or asked_for.payer_id, one.name, id_qualifier=one.id_qualifier)


def _provider(asked: Asked) -> Provider:
    """Who asked."""
    who = asked.inquiry.provider
    return Provider(who.npi, who.name, identifier=None if who.npi else who.identifier)


# ---- a refusal

def _refused(asked: Asked, one: Rejection) -> EligibilityResponse:
    """A question that was not answered: nothing below the level that was refused."""
    if one.level == "source":
        return EligibilityResponse(_payer(asked), rejections=(one,), **_heading(asked))
    if one.level == "receiver":
        return EligibilityResponse(_payer(asked), _provider(asked), rejections=(one,), **_heading(asked))
    inquiry = asked.inquiry
    number = inquiry.coverage.member_id
    member = (inquiry.coverage.subscriber or Person("")) if asked.is_dependent else inquiry.patient
    subscriber = attrs.evolve(_known(member, None), identifier=Reference(ID, number) if number else None)
    dependent = _known(inquiry.patient, None) if one.level == "dependent" else None
    return _about(asked, subscriber=subscriber, dependent=dependent, rejections=(one,))
