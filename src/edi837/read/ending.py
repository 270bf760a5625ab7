"""When a claim ends: its sketches become nouns, and so do those of the levels above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_claims import (
    SELF,
    Accident,
    Address,
    Claim,
    Coverage,
    Encounter,
    LineAdjudication,
    Payer,
    Person,
    PriorAdjudication,
    Provider,
    Reference,
    ServiceLine,
)
from edi_x12.parties import finished

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_x12.parties import Sketch

UNKNOWN_RELATIONSHIP = "21"
"""PAT01 of a dependent of whom none was sent: without one he would be taken for the subscriber."""


# ---- what claims share

def shared(now: ClaimReading) -> tuple[Provider, Address | None, Provider | None, Coverage, Person]:
    """The nouns of the levels above a claim, made at the first claim under them."""
    for holder, field, finish in now.unfinished:
        holder[field] = finish(holder[field])
    now.unfinished = []
    if now.provider is None:
        now.provider = _billing_nouns(now.billing)
    if now.member is None:
        now.member = _member(now.subscriber)
    provider, pay_to, plan = now.provider
    fields, subscriber = now.member
    return provider, pay_to, plan, *_covered(fields, subscriber, now.dependent)


def _billing_nouns(sketch: Sketch) -> tuple[Provider, Address | None, Provider | None]:
    more: Sketch = {field: sketch[field] for field in ("taxonomy", "unread") if field in sketch}
    return finished(Provider, {**more, **sketch.get("provider", {})}), sketch.get("pay_to_address"), sketch.get("pay_to_plan")


def _member(sketch: Sketch) -> tuple[Sketch, Person | None]:
    """The fields of the coverage, and the subscriber."""
    fields = dict(sketch)
    person = fields.pop("subscriber", None)
    if "payer" not in fields:
        fields["payer"] = Payer("")
    if "sequence" not in fields:
        fields["sequence"] = fields["relationship"] = ""
    identify(person, fields)
    return fields, finished(Person, person) if person else None


def identify(person: Sketch | None, fields: Sketch) -> None:
    """The member id belongs to the coverage and not to the person."""
    if person and "number" in person:
        fields["id_qualifier"], fields["member_id"] = person.pop("number")


def _covered(fields: Sketch, subscriber: Person | None, dependent: Sketch | None) -> tuple[Coverage, Person]:
    """The coverage as the patient has it, and the patient."""
    if dependent is not None:
        relationship = dependent.get("relationship") or UNKNOWN_RELATIONSHIP
        return Coverage(**{**fields, "relationship": relationship, "subscriber": subscriber}), _dependent(dependent)
    patient = subscriber or Person("")
    himself = fields["relationship"] in (SELF, "")
    return Coverage(**fields, subscriber=None if himself else subscriber), patient


def _dependent(sketch: Sketch) -> Person:
    person: Any = {**sketch.get("patient", {"name": ""})}
    if "number" in person:
        person["identifier"] = Reference(*person.pop("number"))
    if "unread" in sketch:
        person["unread"] = sketch["unread"]
    return finished(Person, person)


# ---- the end of a claim

def end_claim(now: ClaimReading) -> Claim | None:
    """The claim that was open, as a noun; None where none was."""
    bill = now.claim
    if bill is None:
        return None
    now.claim = now.keeper = None
    now.started = 0
    for holder, field, finish in now.unfinished:
        holder[field] = finish(holder[field])
    now.unfinished = []
    provider, pay_to, plan, cover, patient = now.shared
    encounter = _encounter(now.coded, patient, tuple([_line(sketch) for sketch in now.lines]))
    coverages: tuple[Coverage, ...] = (cover,)
    if now.others or now.decisions:
        others, bill["prior_adjudications"], bill["orphan_adjudications"] = _other_payers(now, patient)
        coverages = tuple(sorted((cover, *others), key=_rank))
    return Claim(encounter, billing_provider=provider, coverages=coverages, sequence=cover.sequence, pay_to_address=pay_to, pay_to_plan=plan, **bill)


def _rank(cover: Coverage) -> int:
    return cover.rank


def _encounter(coded: Sketch, patient: Person, services: tuple[ServiceLine, ...]) -> Encounter:
    """The frozen class's own `__init__` takes named providers; this way round it is not needed."""
    if "accident" in coded:
        coded["accident"] = Accident(**coded["accident"])
    coded.setdefault("diagnoses", ())
    made = Encounter.__new__(Encounter)
    made.__attrs_init__(patient, services=services, **coded)
    return made


def _line(sketch: Sketch) -> ServiceLine:
    made = ServiceLine.__new__(ServiceLine)
    made.__attrs_init__(**sketch)
    return made


_TOLD = ("adjustments", "amounts", "remarks", "payment_date", "payer_control_number", "references", "paid", "reimbursement_rate", "payable",
         "providers")


def _other_payers(now: ClaimReading, patient: Person) -> tuple[list[Coverage], tuple[PriorAdjudication, ...], tuple[LineAdjudication, ...]]:
    """The other coverages, what their payers told, and the decisions of payers that have no 2320."""
    decided: dict[str, list[LineAdjudication]] = {}
    for sketch in now.decisions:
        decided.setdefault(sketch["payer_id"], []).append(LineAdjudication(**sketch))
    covers, told = [], []
    for sketch in now.others:
        said = {field: sketch.pop(field) for field in _TOLD if sketch.get(field) not in (None, (), {})}
        cover = _other_coverage({key: value for key, value in sketch.items() if key not in _TOLD}, patient)
        covers.append(cover)
        services = tuple(decided.pop(cover.payer.payer_id, ()))
        if said or services:
            told.append(PriorAdjudication(cover, services=services, **said))
    told.sort(key=lambda one: one.coverage.rank)
    return covers, tuple(told), tuple(one for ones in decided.values() for one in ones)


def _other_coverage(fields: Sketch, patient: Person) -> Coverage:
    """A subscriber of whom only the patient's own name was sent is the patient."""
    sketch = fields.pop("subscriber", None)
    if "payer" not in fields:
        fields["payer"] = Payer("")
    identify(sketch, fields)
    person = finished(Person, sketch) if sketch else None
    himself = fields["relationship"] in (SELF, "") and person == Person(patient.name)
    return Coverage(**fields, subscriber=None if himself else person)
