"""When a claim ends: its sketches become nouns, and so do those of the levels above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_claims import (
    SELF,
    Accident,
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
from edi_claims.making import made
from edi_x12.parties import finished

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_x12.parties import Sketch

UNKNOWN_RELATIONSHIP = "21"
"""PAT01 of a dependent of whom none was sent: without one he would be taken for the subscriber."""


# ---- what claims share

def shared(now: ClaimReading) -> tuple[Sketch, Coverage, Person]:
    """What the levels above a claim say of it: fields of its own, the coverage and the patient. Made at the first claim under them."""
    for holder, field, finish in now.unfinished:
        holder[field] = finish(holder[field])
    now.unfinished = []
    if now.provider is None:
        now.provider = _billing_nouns(now.billing)
    if now.member is None:
        now.member = _member(now.subscriber)
    fields, subscriber = now.member
    cover, patient = _covered(fields, subscriber, now.dependent)
    return {**now.provider, "sequence": cover.sequence}, cover, patient


def _billing_nouns(sketch: Sketch) -> Sketch:
    """The billing provider, where he and another plan are paid, and the currency."""
    more: Sketch = {field: sketch[field] for field in ("taxonomy", "unread") if field in sketch}
    provider = finished(Provider, {**more, **sketch.get("provider", {})})
    return {"billing_provider": provider, **{field: sketch[field] for field in ("pay_to_address", "pay_to_plan", "currency") if field in sketch}}


def _member(sketch: Sketch) -> tuple[Sketch, Person | None]:
    """The fields of the coverage, and the subscriber."""
    fields = dict(sketch)
    person = fields.pop("subscriber", None)
    if "details" in fields:
        del fields["told_at"]
        person = {**(person or {"name": ""}), **fields.pop("details")}
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
        return made(Coverage, {**fields, "relationship": relationship, "subscriber": subscriber}), _dependent(dependent)
    patient = subscriber or Person("")
    himself = fields["relationship"] in (SELF, "")
    return made(Coverage, {**fields, "subscriber": None if himself else subscriber}), patient


def _dependent(sketch: Sketch) -> Person:
    person: Any = {**sketch.get("patient", {"name": ""}), **sketch.get("details", {})}
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
    fields, cover, patient = now.shared
    bill["encounter"] = _encounter(now.coded, patient, tuple([made(ServiceLine, sketch) for sketch in now.lines]))
    coverages: tuple[Coverage, ...] = (cover,)
    if now.others or now.decisions:
        others, bill["prior_adjudications"], bill["orphan_adjudications"] = _other_payers(now, patient)
        coverages = tuple(sorted((cover, *others), key=_rank))
    bill["coverages"] = coverages
    bill.update(fields)
    return made(Claim, bill)


def _rank(cover: Coverage) -> int:
    return cover.rank


def _encounter(coded: Sketch, patient: Person, services: tuple[ServiceLine, ...]) -> Encounter:
    """What was coded, with its patient and its lines."""
    if "accident" in coded:
        coded["accident"] = Accident(**coded["accident"])
    coded.setdefault("diagnoses", ())
    coded["patient"], coded["services"] = patient, services
    return made(Encounter, coded)


_TOLD = ("adjustments", "amounts", "remarks", "payment_date", "payer_control_number", "references", "paid", "reimbursement_rate", "payable",
         "renal_payment", "professional_component", "providers")


def _other_payers(now: ClaimReading, patient: Person) -> tuple[list[Coverage], tuple[PriorAdjudication, ...], tuple[LineAdjudication, ...]]:
    """The other coverages, what their payers told, and the decisions of payers that have no 2320."""
    decided: dict[str, list[LineAdjudication]] = {}
    for sketch in now.decisions:
        decided.setdefault(sketch["payer_id"], []).append(made(LineAdjudication, sketch))
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
