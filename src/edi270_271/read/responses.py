"""A 271's segments to eligibility responses, one a patient.

A response is decided when its level ends, and inherits the rejections of the levels above it. A row (EB) that cannot be read is kept in
the response's `unread` with all that qualifies it, so that its messages and dates are never taken for those of the row before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi270_271.read.levels import BLANKS, Level, LevelReading, ranks
from edi270_271.read.steps import (
    ASKER,
    ENVELOPE,
    NM110,
    PATIENT,
    PLACE,
    add,
    contact,
    kept,
    reference_of,
    rejected,
    taxonomy,
    trace,
    trace_of,
    unread_in_level,
    unread_in_party,
    when,
    who,
    without_place,
)
from edi_claims import Benefit, Delivery, EligibilityResponse, MilitaryService, Person, Place, Reference, RelatedEntity
from edi_claims.making import made
from edi_x12 import parties
from edi_x12.reading import Loop, padded

if TYPE_CHECKING:
    from edi_x12.reading import Step

RANKS = ranks()
THROUGH_EB13 = 14
NO_EB = [""] * THROUGH_EB13
"""An EB up to its procedure, with its id."""
FIELDS = {"source": "payer", "receiver": "provider", "subscriber": "subscriber", "dependent": "dependent"}


class ResponseReading(LevelReading[EligibilityResponse]):
    """A pass over a 271. `row` is the benefit that is open, `related` the party inside its LS and LE."""

    __slots__ = ("related", "related_at", "row")

    assumed = "271"
    ranks = RANKS
    row: Benefit

    def __init__(self) -> None:
        super().__init__()
        self.related: parties.Sketch | None = None
        self.related_at = 0

    def fault(self, e: list[str], error: Exception) -> None:
        """An EB that cannot be read takes the segments that qualify it along."""
        if e[0].strip().upper() == "EB":
            self.loop = self.level.rank.spoiled
        super().fault(e, error)

    def leave(self) -> EligibilityResponse | None:
        """A party that is still open belongs to the last row."""
        settle(self)
        return super().leave()

    def noun_of(self, level: Level) -> EligibilityResponse | None:
        """The response of a patient, or of a payer or provider whose question was refused as a whole."""
        found: dict[str, Any] = {**level.found, **self.set_of("11")}
        above: Level | None = level
        while above is not None:
            found[FIELDS[above.rank.title]] = above.party
            if above is not level and "rejections" in above.found:
                found["rejections"] = (*above.found["rejections"], *found.get("rejections", ()))
            if above.rank.depth < PATIENTS:
                found |= _kinds(above)
            above = above.above
        if level.rank.depth < PATIENTS and "rejections" not in found:
            return None
        if level.rank.depth > PATIENTS and level.who is None:
            found["dependent"] = Person(name="")            # nobody is named, and it is not the subscriber
        found |= {"traces": _traces(level), "benefits": tuple(level.rows), "position": level.position}
        said = _said_above(level)
        if said is not None:
            found["subscriber_level"] = said
        return made(EligibilityResponse, found)


PATIENTS = RANKS["22"].depth


def _kinds(level: Level) -> dict[str, str]:
    """NM101 of payer or provider, and PRV01."""
    name = "payer_kind" if level.rank.title == "source" else "provider_kind"
    return {name: text for name, text in ((name, level.kind), ("provider_role", level.role)) if text}


def _traces(level: Level) -> tuple[Any, ...]:
    """A dependent whose level has none is answered under the number of the subscriber's, unless that has an answer of its own."""
    found = level.traces
    if not found and level.rank.title == "dependent" and level.above is not None and not level.above.over:
        found = level.above.traces
    return tuple([trace_of(e) for _, e in found])


def _said_above(level: Level) -> EligibilityResponse | None:
    """What a subscriber's level says that only leads to this dependent's; its rejections are inherited, its trace where there is no other."""
    above = level.above
    if above is None or above.rank.depth != PATIENTS or above.over:
        return None
    found = {name: value for name, value in above.found.items() if name != "rejections"}
    if level.traces and above.traces:
        found["traces"] = tuple([trace_of(e) for _, e in above.traces])
    if not found:
        return None
    if above.said is None or above.said.traces != found.get("traces", ()):
        above.said = made(EligibilityResponse, {**found, "position": above.position})
    said: EligibilityResponse = above.said
    return said


# ---- the level

def rejection(now: ResponseReading, e: list[str]) -> None:
    """AAA: this level, and with it all below, was refused."""
    level = now.level
    add(level.found, "rejections", rejected(now, e, level.rank.title, before_name=level.who is None))


def level_date(now: ResponseReading, e: list[str]) -> None:
    """DTP of 2100."""
    add(now.level.found, "dates", (e[1], when(now, e)))


def military(now: ResponseReading, e: list[str]) -> None:
    """MPI."""
    found = now.level.found
    if "military" in found:
        now.loop.otherwise(now, e)
        return
    e = padded(e, 7)
    period = now.when(e[7]) if e[7] else None
    now.leave_out_from(e, 8)
    found["military"] = MilitaryService(e[1], e[2], e[3], e[4], e[5], period)


# ---- benefits

def benefit(now: ResponseReading, e: list[str]) -> None:
    """EB."""
    pointers: tuple[int, ...] = ()
    if len(e) > THROUGH_EB13:
        pointers = now.pointers(e, 14)
        now.leave_out_from(e, 15)
    if len(e) != THROUGH_EB13:
        e = (e + NO_EB)[:THROUGH_EB13]                      # not `padded`: most of a 271 is EBs, and most of them are short
    _, kind, covered, types, insurance, plan, period, money, rate, counted, quantity, authorization, network, coded = e
    procedure, end = now.procedure(e, 13) if coded else (None, "")
    row = Benefit(
        kind, covered, now.types[types], insurance, plan, period, now.amount(money) if money else None, now.amount(rate) if rate else None,
        counted, now.amount(quantity) if quantity else None, authorization, network, procedure, end, pointers, position=now.position)
    rank, now.row = now.level.rank, row
    now.level.rows.append(row)
    now.loop = rank.row


def benefit_reference(now: ResponseReading, e: list[str]) -> None:
    """REF of 2110."""
    now.row.references += (reference_of(now, e) if len(e) > 3 else Reference(e[1], e[2]),)      # noqa: PLR2004 - REF03


def benefit_date(now: ResponseReading, e: list[str]) -> None:
    """DTP of 2110."""
    now.row.dates += ((e[1], when(now, e)),)


def benefit_rejection(now: ResponseReading, e: list[str]) -> None:
    """AAA of 2110: concerns this service only."""
    now.row.rejections += (rejected(now, e, "benefit"),)


def delivery(now: ResponseReading, e: list[str]) -> None:
    """HSD."""
    if len(e) > 9:                                          # noqa: PLR2004 - HSD08
        now.leave_out_from(e, 9)
    _, counted, quantity, frequency, count, period, periods, days, hours = (e + BLANKS)[:9]
    pattern = (days, hours) if hours else (days,) if days else ()
    now.row.deliveries += (Delivery(
        counted, now.amount(quantity) if quantity else None, frequency, now.amount(count) if count else None, period,
        now.amount(periods) if periods else None, pattern),)


def message(now: ResponseReading, e: list[str]) -> None:
    """MSG."""
    now.row.messages += (e[1],)
    if len(e) > 2:                                          # noqa: PLR2004 - MSG01
        now.leave_out_from(e, 2)


def place(now: ResponseReading, e: list[str]) -> None:
    """III."""
    now.leave_out_from(e, 5)
    e = padded(e, 4)
    now.row.places += (Place(*e[1:5]),)


def unread_in_benefit(now: ResponseReading, e: list[str]) -> None:
    """No place behind an EB."""
    now.row.unread += (now.keep(e, now.position - now.row.position),)


# ---- whom a benefit names: 2120

def loop_starts(now: ResponseReading, e: list[str]) -> None:
    """LS: until LE the parties are the benefit's."""
    _numbered(now, e)
    now.loop = now.level.rank.related


def _numbered(now: ResponseReading, e: list[str]) -> None:
    """LS01 and LE01, which are always the same."""
    if len(e) != 2 or e[1] != "2120":                       # noqa: PLR2004 - one element
        now.leave_out(e, *range(1, len(e)))


def related(now: ResponseReading, e: list[str]) -> None:
    """NM1 of 2120. Some payers leave LS and LE out."""
    e = padded(e, NM110)
    without_place(now, e)
    now.leave_out_from(e, NM110 + 1)
    _open_related(now, e)
    now.loop = now.level.rank.related


def _open_related(now: ResponseReading, e: list[str]) -> None:
    now.related = now.open = {"role": e[1], **parties.person_sketch(e)}
    if e[NM110]:
        now.related["relationship"] = e[NM110]
    now.related_at = now.position


def settle(now: ResponseReading) -> None:
    """The party that was open is complete."""
    if now.related is not None:
        now.row.entities += (parties.finished(RelatedEntity, now.related),)
    now.related = None


def loop_ends(now: ResponseReading, e: list[str]) -> None:
    """LE."""
    _numbered(now, e)
    now.loop = now.level.rank.row


def related_role(now: ResponseReading, e: list[str]) -> None:
    """PRV of 2120."""
    role = taxonomy(now, e)
    if role:
        now.open["provider_role"] = role


def closing(step: Any) -> Any:
    """What ends the party that is open: payers forget LE."""
    def last(now: ResponseReading, e: list[str]) -> Any:
        settle(now)
        return step(now, e)
    return last


def nameless(step: Any) -> Any:
    """Some payers send N3, N4 or PER inside LS without an NM1."""
    def first(now: ResponseReading, e: list[str]) -> None:
        if now.related is None:
            _open_related(now, padded(["NM1", "", "2"], NM110))
        step(now, e)
    return first


def unread_in_related(now: ResponseReading, e: list[str]) -> None:
    """No place in 2120."""
    if now.related is None:
        unread_in_benefit(now, e)
    else:
        parties.unread_of(now.open, now, e, now.related_at)


# ---- the map: one table a loop

IN_LEVEL = {**ENVELOPE, "TRN": trace, "NM1": who, "AAA": rejection}
IN_PATIENT = {**IN_LEVEL, "EB": benefit}
NAMED: dict[str, dict[str, Step]] = {"source": {"PER": contact}, "receiver": ASKER}
OF_PATIENT: dict[str, Step] = {**PATIENT, "DTP": level_date, "MPI": military}
ROW = {"HSD": delivery, "REF": benefit_reference, "DTP": benefit_date, "AAA": benefit_rejection, "MSG": message, "III": place}
ENDS = {**ENVELOPE, "EB": benefit, "LS": loop_starts, "NM1": related, "LE": loop_ends}
OF_RELATED = {**PLACE, "PER": contact, "PRV": related_role}

ResponseReading.entrance = Loop("", ENVELOPE, kept)

for rank in RANKS.values():
    is_patient = rank.made is Person
    steps = IN_PATIENT if is_patient else IN_LEVEL
    rank.loop = Loop(f"2000{rank.letter}", steps, unread_in_level)
    rank.party = Loop(f"2100{rank.letter}", {**steps, **NAMED.get(rank.title, OF_PATIENT)}, unread_in_party)
    if is_patient:
        inside = {**ROW, **{segment: nameless(step) for segment, step in OF_RELATED.items()}}
        rank.row = Loop(f"2110{rank.letter}", {**ENVELOPE, **ROW, "EB": benefit, "LS": loop_starts, "NM1": related}, unread_in_benefit)
        rank.related = Loop(f"2120{rank.letter}", {**inside, **{segment: closing(step) for segment, step in ENDS.items()}}, unread_in_related)
        rank.spoiled = Loop(f"2110{rank.letter}", {**ENVELOPE, "EB": benefit}, unread_in_level)
