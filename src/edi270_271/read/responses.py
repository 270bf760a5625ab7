"""A 271's segments to eligibility responses, one a patient.

A response is decided when its level ends, and inherits the rejections of the levels above it. A row (EB) that cannot be read is kept in
the response's `unread` with all that qualifies it, so that its messages and dates are never taken for those of the row before.
"""

from __future__ import annotations

from typing import Any

from edi270_271.read.levels import (
    ENVELOPE,
    PARTY,
    Level,
    LevelReading,
    add,
    demographics,
    kept,
    ranks,
    rejected,
    taxonomy,
    trace,
    unread_in_level,
    unread_in_party,
    who,
)
from edi_claims import Benefit, Delivery, EligibilityResponse, Place, Reference, RelatedEntity
from edi_x12 import parties
from edi_x12.reading import Loop, padded

RANKS = ranks()
THROUGH_EB13 = 14
BLANKS = [""] * THROUGH_EB13
"""An EB up to its procedure, with its id."""
FIELDS = {"source": "payer", "receiver": "provider", "subscriber": "subscriber", "dependent": "dependent"}
LETTERS = {"source": "A", "receiver": "B", "subscriber": "C", "dependent": "D"}


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
        found: dict[str, Any] = {**level.found}
        above: Level | None = level
        while above is not None:
            found[FIELDS[above.rank.title]] = above.party
            if above is not level and "rejections" in above.found:
                found["rejections"] = (*above.found["rejections"], *found.get("rejections", ()))
            above = above.above
        if level.rank.depth < RANKS["22"].depth and "rejections" not in found:
            return None
        return EligibilityResponse(traces=_traces(level), benefits=tuple(level.rows), position=level.position, **found)


def _traces(level: Level) -> tuple[Reference, ...]:
    """A dependent whose level has none is answered under the number of the subscriber's, unless that has an answer of its own."""
    found = level.traces
    if not found and level.rank.title == "dependent" and level.above is not None and not level.above.over:
        found = level.above.traces
    return tuple([Reference(*(e if len(e) > 3 else padded(e, 3))[1:4]) for _, e in found])          # noqa: PLR2004 - TRN03


# ---- the level

def rejection(now: ResponseReading, e: list[str]) -> None:
    """AAA: this level, and with it all below, was refused."""
    add(now.level.found, "rejections", rejected(now, e, now.level.rank.title))


def relationship(now: ResponseReading, e: list[str]) -> None:
    """INS."""
    found = now.level.found
    found["relationship"] = e[2]
    if len(e) > 3:                                          # noqa: PLR2004 - INS03
        found["maintenance"] = tuple(filter(None, e[3:5]))
        now.leave_out(e, *range(5, 18))


def level_date(now: ResponseReading, e: list[str]) -> None:
    """DTP of 2100."""
    add(now.level.found, "dates", (e[1], now.when(e[3])))


# ---- benefits

def benefit(now: ResponseReading, e: list[str]) -> None:
    """EB."""
    if len(e) > THROUGH_EB13:
        now.leave_out(e, 14)
    if len(e) != THROUGH_EB13:
        e = (e + BLANKS)[:THROUGH_EB13]                     # not `padded`: most of a 271 is EBs, and most of them are short
    _, kind, covered, types, insurance, plan, period, money, rate, counted, quantity, authorization, network, procedure = e
    row = Benefit(
        kind, covered, now.types[types], insurance, plan, period, now.amount(money) if money else None, now.amount(rate) if rate else None,
        counted, now.amount(quantity) if quantity else None, authorization, network, now.procedure(procedure) if procedure else None,
        position=now.position)
    rank, now.row = now.level.rank, row
    now.level.rows.append(row)
    now.loop = rank.row


def benefit_reference(now: ResponseReading, e: list[str]) -> None:
    """REF of 2110."""
    now.row.references += (Reference(e[1], e[2], e[3] if len(e) > 3 else ""),)     # noqa: PLR2004 - REF03


def benefit_date(now: ResponseReading, e: list[str]) -> None:
    """DTP of 2110."""
    now.row.dates += ((e[1], now.when(e[3])),)


def benefit_rejection(now: ResponseReading, e: list[str]) -> None:
    """AAA of 2110: concerns this service only."""
    now.row.rejections += (rejected(now, e, "benefit"),)


def delivery(now: ResponseReading, e: list[str]) -> None:
    """HSD."""
    _, counted, quantity, frequency, count, period, periods, *pattern = padded(e, 6)
    now.row.deliveries += (Delivery(
        counted, now.amount(quantity) if quantity else None, frequency, now.amount(count) if count else None, period,
        now.amount(periods) if periods else None, tuple(pattern)),)


def message(now: ResponseReading, e: list[str]) -> None:
    """MSG."""
    now.row.messages += (e[1],)


def place(now: ResponseReading, e: list[str]) -> None:
    """III."""
    e = padded(e, 2)
    now.row.places += (Place(e[1], e[2]),)


def unread_in_benefit(now: ResponseReading, e: list[str]) -> None:
    """No place behind an EB."""
    now.row.unread += (now.keep(e, now.position - now.row.position),)


# ---- whom a benefit names: 2120

def loop_starts(now: ResponseReading, _: list[str]) -> None:
    """LS: until LE the parties are the benefit's."""
    now.loop = now.level.rank.related


def related(now: ResponseReading, e: list[str]) -> None:
    """NM1 of 2120. Some payers leave LS and LE out."""
    _open_related(now, e)
    now.loop = now.level.rank.related


def _open_related(now: ResponseReading, e: list[str]) -> None:
    now.related = now.open = {"role": e[1], **parties.person_sketch(e)}
    now.related_at = now.position


def settle(now: ResponseReading) -> None:
    """The party that was open is complete."""
    if now.related is not None:
        now.row.entities += (parties.finished(RelatedEntity, now.related),)
    now.related = None


def loop_ends(now: ResponseReading, _: list[str]) -> None:
    """LE."""
    now.loop = now.level.rank.row


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
            _open_related(now, ["NM1", "", "2"])
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
PATIENT = {**PARTY, "DMG": demographics, "INS": relationship, "DTP": level_date}
ROW = {"HSD": delivery, "REF": benefit_reference, "DTP": benefit_date, "AAA": benefit_rejection, "MSG": message, "III": place}

ResponseReading.entrance = Loop("", ENVELOPE, kept)

for rank in RANKS.values():
    letter = LETTERS[rank.title]
    is_patient = rank.made.__name__ == "Person"
    steps = IN_PATIENT if is_patient else IN_LEVEL
    named = PATIENT if is_patient else {**PARTY, "PRV": taxonomy} if rank.title == "receiver" else PARTY
    rank.loop = Loop(f"2000{letter}", steps, unread_in_level)
    rank.party = Loop(f"2100{letter}", {**steps, **named}, unread_in_party)
    if is_patient:
        ends = {**ENVELOPE, "EB": benefit, "LS": loop_starts, "NM1": related, "LE": loop_ends}
        inside = {**ROW, **{segment: nameless(step) for segment, step in {**PARTY, "PRV": taxonomy}.items()}}
        rank.row = Loop(f"2110{letter}", {**ENVELOPE, **ROW, "EB": benefit, "LS": loop_starts, "NM1": related}, unread_in_benefit)
        rank.related = Loop(f"2120{letter}", {**inside, **{segment: closing(step) for segment, step in ends.items()}}, unread_in_related)
        rank.spoiled = Loop(f"2110{letter}", {**ENVELOPE, "EB": benefit}, unread_in_level)
