"""What every loop of an 837P shares: its table, the parties that an NM1 may open in it, remembered composites, and the common steps.

A step fills a sketch, a plain dict of a noun's fields. Three of them matter at any time: `now.open` is the party's, which N3, N4, REF,
PER, PRV and DMG fill; `now.owner` is the loop's, which an NM1 puts its party into; `now.keeper` takes what has no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from edi_claims import Diagnosis, Procedure, Reference, Severity
from edi_x12 import parties
from edi_x12.parties import Sketch, contact_of
from edi_x12.reading import Loop

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from edi837.read.reading import ClaimReading
    from edi_x12.reading import Step

V = TypeVar("V")

_MEMORY = 4096
"""How many different composites are remembered."""

_BELONGS_TO_A_PARTY = ("REF", "PRV", "PER", "N3", "N4", "DMG", "DTP")


class ClaimLoop(Loop):
    """One loop: its steps, its parties, and the loop for what follows an NM1 that has no place in it."""

    def __init__(self, name: str, steps: dict[str, Step], parties: dict[str, Party] | None = None) -> None:
        """The loops inside the parties are made here: a party's own segments, then whatever may follow it in this loop."""
        super().__init__(name, steps, unread)
        self.parties = parties or {}
        self.strangers: ClaimLoop = self
        if parties:
            self.strangers = ClaimLoop(name, {key: step for key, step in steps.items() if key not in _BELONGS_TO_A_PARTY})
            self.strangers.parties = self.parties
            for meant in self.parties.values():
                self.inside(meant)

    def inside(self, meant: Party) -> None:
        """The loop inside one party."""
        meant.loop = ClaimLoop(meant.name, {**self, **meant.steps})
        meant.loop.parties, meant.loop.strangers = self.parties, self.strangers


class Loops:
    """Every loop by name. The steps enter loops whose tables hold the steps, so `tables` fills this in last."""

    header: ClaimLoop
    submitter: ClaimLoop
    billing: ClaimLoop
    subscriber: ClaimLoop
    patient: ClaimLoop
    strange_level: ClaimLoop
    claim: ClaimLoop
    spoiled: ClaimLoop
    other: ClaimLoop
    numbered: ClaimLoop
    lost: ClaimLoop
    line: ClaimLoop
    drug: ClaimLoop
    decision: ClaimLoop
    form: ClaimLoop


loops = Loops()


class Party:
    """What an NM1 qualifier means in one loop: the field that it fills, how its noun is made, its own segments."""

    __slots__ = ("field", "finish", "identity", "keeps", "loop", "name", "steps", "within")

    def __init__(self, name: str, field: str, identity: Callable[[list[str]], Sketch], finish: Callable[[Sketch], Any], steps: dict[str, Step], *,
                 within: str = "", keeps: bool = True) -> None:
        """`within`: the mapping of the owner that holds the field; `keeps`: the noun itself keeps what has no place, not its owner."""
        self.name, self.field, self.identity, self.finish, self.steps, self.within, self.keeps = name, field, identity, finish, steps, within, keeps
        self.loop: ClaimLoop


def party(now: ClaimReading, e: list[str]) -> None:
    """NM1. One that has no place, or whose place is taken, is kept with all that follows it, or its address would be another party's."""
    loop: Any = now.loop
    meant: Party | None = loop.parties.get(e[1])
    holder = now.owner if meant is None or not meant.within else now.owner.setdefault(meant.within, {})
    if meant is None or meant.field in holder:
        now.loop, now.keeper, now.start = loop.strangers, now.owner_keeper, now.owner_start
        now.keep(e)
        return
    if len(e) > 10:                                         # noqa: PLR2004 - NM109 is the last one that the guide uses
        now.leave_out(e, 10, 11, 12)
    now.open = sketch = holder[meant.field] = meant.identity(e)
    now.unfinished.append((holder, meant.field, meant.finish))
    now.loop = meant.loop
    if meant.keeps:
        now.keeper, now.start = sketch, now.position
    else:
        now.keeper, now.start = now.owner_keeper, now.owner_start


def add(sketch: Sketch, field: str, one: object) -> None:
    """One more of what may repeat."""
    sketch[field] = (*sketch[field], one) if field in sketch else (one,)


def amount_of(now: ClaimReading, e: list[str]) -> Decimal:
    """The dollars of an AMT."""
    found = now.amounts[e[2]]
    if len(e) > 3:                                          # noqa: PLR2004 - AMT03, which the guide does not use
        now.leave_out(e, 3)
    return found


def put(now: ClaimReading, sketch: Sketch, field: str, e: list[str], value: object) -> None:
    """A value under its qualifier, which is the first element; a second one of the same qualifier has no place."""
    values = sketch.setdefault(field, {})
    if e[1] in values:
        now.keep(e)
    else:
        values[e[1]] = value


# ---- steps of a party

def unread(now: ClaimReading, e: list[str]) -> None:
    """A segment that has no place."""
    now.keep(e)


def reference_of(now: ClaimReading, e: list[str]) -> Reference:
    """REF. The composite of REF04 is held with a colon, whatever its interchange parts components with."""
    if len(e) > 3:                                          # noqa: PLR2004 - REF03, which the guide does not use, and REF04
        now.leave_out(e, 3)
        return Reference(e[1], e[2], "".join(e[4:5]).replace(now.component, ":"))
    return Reference(e[1], e[2])


def reference(now: ClaimReading, e: list[str]) -> None:
    """REF of a party or a drug."""
    add(now.open, "references", reference_of(now, e))


def contact(now: ClaimReading, e: list[str]) -> None:
    """PER."""
    now.leave_out(e, 9)
    add(now.open, "contacts", contact_of(e))


def street(now: ClaimReading, e: list[str]) -> None:
    """N3."""
    if not parties.street(now.open, e):
        now.keep(e)


def city(now: ClaimReading, e: list[str]) -> None:
    """N4."""
    if not parties.city(now.open, e):
        now.keep(e)
    elif len(e) > 5:                                        # noqa: PLR2004 - N405 and on, which most addresses lack
        now.leave_out(e, 5, 6)


def taxonomy(now: ClaimReading, e: list[str]) -> None:
    """PRV."""
    if not parties.taxonomy(now.open, e):
        now.keep(e)
    elif len(e) > 4:                                        # noqa: PLR2004 - PRV03 is the last one that the guide uses
        now.leave_out(e, 4, 5, 6)


def demographics(now: ClaimReading, e: list[str]) -> None:
    """DMG."""
    if not parties.demographics(now, now.open, e):
        now.keep(e)
    elif len(e) > 4:                                        # noqa: PLR2004 - DMG03 is the last one that the guide uses
        now.leave_out(e, *range(4, 12))


# ---- composites, remembered by their text: they repeat from claim to claim

class Amounts(dict[str, "Decimal"]):
    """Dollars and quantities by their text: a practice charges the same amounts over and over."""

    def __init__(self, now: ClaimReading) -> None:
        self._now = now

    def __missing__(self, text: str) -> Decimal:
        found = self._now.amount(text)
        plain = text.replace(".", "", 1).isdigit()          # what was read with a finding has one each time
        return _remembered(self, text, found) if plain else found


class Codes(dict[str, tuple[str, Any]]):
    """HI composite to the field that it fills and the value; the field is empty where the qualifier has no place."""

    def __init__(self, component: str, now: ClaimReading) -> None:
        self._component, self._now = component, now

    def __missing__(self, text: str) -> tuple[str, Any]:
        qualifier, code, *rest = [*text.split(self._component), ""]
        field = _CODE_FIELDS.get(qualifier, "")
        value: Any = code.strip().upper()
        if not value:
            field = ""
        if field == "diagnoses":
            value = Diagnosis(value.replace(".", ""), "9" if qualifier in ("BK", "BF") else "10")
        if field:
            self._now.leave_out_parts(text, rest)
        return _remembered(self, text, (field, value))


_CODE_FIELDS = {"ABK": "diagnoses", "ABF": "diagnoses", "BK": "diagnoses", "BF": "diagnoses",
                "BG": "condition_codes", "BP": "anesthesia_procedures", "BO": "anesthesia_procedures"}


class Procedures(dict[str, Procedure]):
    """SV101 or SVD03 to the procedure."""

    def __init__(self, component: str, now: ClaimReading) -> None:
        self._component, self._now = component, now

    def __missing__(self, text: str) -> Procedure:
        qualifier, code, *rest = text.split(self._component) if self._component in text else ("HC", text)
        description = rest[4] if len(rest) > 4 else ""      # noqa: PLR2004 - SV101-7
        self._now.leave_out_parts(text, rest[5:])
        found = Procedure(code.strip().upper(), tuple(one.upper() for one in rest[:4] if one), qualifier, description)
        return found if description else _remembered(self, text, found)


class Pointers(dict[str, tuple[int, ...]]):
    """SV107 to the places of the diagnoses. What is no number is left out, with a finding each time."""

    def __init__(self, component: str, now: ClaimReading) -> None:
        self._component, self._now = component, now

    def __missing__(self, text: str) -> tuple[int, ...]:
        texts = [one.strip() for one in text.split(self._component) if one]
        found = tuple(int(one) for one in texts if one.isascii() and one.isdigit())
        if len(found) == len(texts):
            return _remembered(self, text, found)
        self._now.note("X215", Severity.WARNING, "a diagnosis pointer is no number and is left out", element="SV107",
                       service_line=len(self._now.lines) + 1)
        return found


def _remembered(memo: dict[str, V], text: str, value: V) -> V:
    if len(memo) < _MEMORY:
        memo[text] = value
    return value

