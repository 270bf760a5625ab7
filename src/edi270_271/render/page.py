"""A coverage answer as a page: the verdict first, then what to do, what the patient pays, what is needed, and last what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from edi270_271.answers.others import REMARKS
from edi270_271.answers.question import WHOLE_PLAN, wider
from edi270_271.render import words
from edi270_271.render.basis import basis, span
from edi270_271.render.sections import sections_of
from edi270_271.render.tasks import tasks_of
from edi270_271.render.teller import Teller, for_people, kind_of_plan, service
from edi270_271.render.tiles import needed, pays
from edi270_271.render.view import Page
from edi270_271.render.words import Verdict
from edi_claims import CoverageStatus
from edi_claims.codes import BENEFIT_KIND, RELATIONSHIP
from edi_claims.pages.shown import Discretion, Money, called, clean, day
from edi_claims.pages.view import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import CoverageAnswer, EligibilityResponse, PatientShare, Person, VisitShare

SAID_ABOVE = ("status: stated for ", "status: EB*")
"""Reasons that the head of the page says in its own words."""


def page_of(answer: CoverageAnswer, patient: Person | None, response: EligibilityResponse | None, share: PatientShare | VisitShare | None,
            asked: date | datetime | None, money: Money, *, mask: bool) -> Page:
    """The page. Whatever was not sent is said to be so, or left out."""
    teller = Teller(money, Discretion(mask))
    verdict = verdict_of(answer)
    word, mark, tone, sentence = words.VERDICTS[verdict]
    tiles = pays(answer, share, teller)
    return Page(
        title=f"Coverage: {word.lower()}", verdict=verdict, word=word, mark=mark, tone=tone, when=_when(answer, verdict), service=_service(answer),
        patient=_patient(patient, response, teller), says=(sentence, *_notes(answer)), tasks=tasks_of(answer, verdict, teller),
        facts=tuple(_facts(answer, teller)), pays=tiles, pays_note=_pays_note(answer),
        needed=needed(answer, teller), sections=tuple(sections_of(answer, share, teller)), folded=tuple(basis(answer, teller)),
        foot=_foot(answer, response, asked, teller), money=money)


# ---- the verdict

def verdict_of(answer: CoverageAnswer) -> Verdict:
    """The status; inactive by what made it so."""
    if answer.status is not CoverageStatus.INACTIVE:
        return Verdict(answer.status)
    if answer.begins is not None and answer.begins > answer.on:
        return Verdict.FUTURE
    return Verdict.ENDED if answer.ends is not None and answer.ends < answer.on else Verdict.INACTIVE


def _when(answer: CoverageAnswer, verdict: Verdict) -> str:
    if verdict is Verdict.FUTURE and answer.begins is not None:
        return words.BEGINS_ON.format(day=day(answer.begins))
    return words.ENDED_ON.format(day=day(answer.ends)) if verdict is Verdict.ENDED and answer.ends is not None else ""


def _service(answer: CoverageAnswer) -> str:
    network = "in network" if answer.in_network else "out of network"
    return f"{service(answer.service_type)} on {day(answer.on)}, {network}"


def _notes(answer: CoverageAnswer) -> Iterator[str]:
    """For what the status was stated, what makes it doubtful, and what a person has to know besides."""
    row = answer.evidence.get("status")
    if row is not None and answer.status in (CoverageStatus.ACTIVE, CoverageStatus.PENDING):
        here = answer.service_type in row.service_types
        group = next((one for one in (*wider(answer.service_type), WHOLE_PLAN) if one in row.service_types), None)
        yield (words.STATED_HERE if here else words.STATED_UNNAMED if group is None else words.STATED_PLAN if group == WHOLE_PLAN
               else words.STATED_FOR.format(what=service(group)))
    if row is not None and answer.status is CoverageStatus.PENDING:
        yield words.PAYER_SAYS.format(what=called(BENEFIT_KIND, row.kind))
    for reason in map(for_people, answer.reasons):
        if reason in REMARKS.values() or (reason.startswith("status: ") and not reason.startswith(SAID_ABOVE)):
            said = reason.removeprefix("status: ")
            yield f"{said[:1].upper()}{said[1:]}."


def _pays_note(answer: CoverageAnswer) -> str:
    if answer.patient_may_be_billed is False:
        return words.NOT_COLLECTED
    return "" if answer.status is CoverageStatus.ACTIVE else words.PAYS_NOTE


# ---- who, and in which plan

def _patient(patient: Person | None, response: EligibilityResponse | None, teller: Teller) -> str:
    """Name, member id, birth date; of a dependent the subscriber too. Masked: initials, the id's end, no date."""
    person = patient if patient is not None else response.patient if response is not None else None
    if person is None:
        return ""
    subscriber = response.subscriber if response is not None else None
    own = person.identifier or (subscriber.identifier if subscriber is not None else None)
    said = [teller.discretion.name(person.name)]
    if own is not None and own.value:
        said.append(f"member id {teller.discretion.number(own.value)}")
    if person.birth_date is not None and not teller.discretion.mask:
        said.append(f"born {day(person.birth_date)}")
    if response is not None and response.dependent is not None and subscriber is not None:
        said.append(f"{_relation(response)} of {teller.discretion.name(subscriber.name)}")
    return ", ".join(filter(None, said))


def _relation(response: EligibilityResponse) -> str:
    return called(RELATIONSHIP, response.relationship).lower() if response.relationship in RELATIONSHIP else "dependent"


def _facts(answer: CoverageAnswer, teller: Teller) -> Iterator[Fact]:
    row = answer.evidence.get("plan") or answer.evidence.get("status")
    payer = answer.payer
    kind = kind_of_plan(row.insurance_type) if row is not None else ""
    number = f" ({clean(payer.payer_id)})" if payer is not None and payer.payer_id else ""
    said = (
        ("Plan", ", ".join(filter(None, (clean(answer.plan), kind if kind.casefold() not in answer.plan.casefold() else "")))),
        ("Payer", f"{clean(payer.name)}{number}".strip() if payer is not None else ""),
        ("Group", teller.discretion.number(answer.group_number) if answer.group_number else ""),
        ("Coverage", span(answer.begins, answer.ends)))
    for label, value in said:
        if value or label in ("Plan", "Payer", "Coverage"):
            yield Fact(label, value or words.NOT_SAID)


def _foot(answer: CoverageAnswer, response: EligibilityResponse | None, asked: date | datetime | None, teller: Teller) -> str:
    """The evidence for an appeal: which inquiry, when, by whom."""
    said = [words.INQUIRY.format(trace=clean(answer.trace_number)) if answer.trace_number else words.NO_TRACE]
    if asked is not None:
        said.append(words.ASKED.format(when=f"{day(asked)} {asked:%H:%M}" if isinstance(asked, datetime) else day(asked)))
    provider = response.provider if response is not None else None
    who = ", ".join(filter(None, (teller.named(provider), teller.npi(provider)))) if provider is not None else ""
    return ", ".join([*said, words.ASKED_BY.format(who=who)] if who else said) + "."
