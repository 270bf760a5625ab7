"""What a 270 and a 271 share: levels (payer, provider, subscriber, dependent), and who is named in each.

The nesting of the levels is taken from their order and their kind. HL02 and HL04 are not trusted: payers number levels anew in every
patient, and say that there are no levels below when there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from edi_claims import Payer, Person, Procedure, Provider, Rejection, Severity
from edi_x12 import parties
from edi_x12.reading import FOREIGN, OUTSIDE, Loop, Reading, padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet
    from edi_x12.reading import Step

T = TypeVar("T")
_MEMORY = 4096
"""How many service type texts are remembered."""

HALVES = ("270", "271")


class Rank:
    """One kind of level: how deep it lies, who its NM1 names, and the tables for what may stand in it."""

    __slots__ = ("depth", "loop", "made", "party", "related", "row", "sketch", "spoiled", "title")

    def __init__(self, title: str, depth: int, made: type[Any], sketch: Callable[[list[str]], parties.Sketch]) -> None:
        """`made` is the noun that the NM1 names; the package's module fills the tables in."""
        self.title = title
        self.depth = depth
        self.made = made
        self.sketch = sketch
        self.loop: Loop
        """Before its NM1, and behind an NM1 that has no place."""
        self.party: Loop
        """Behind its NM1."""
        self.row: Loop
        """Behind a benefit or a question."""
        self.related: Loop
        """Whom a benefit names."""
        self.spoiled: Loop
        """Behind a benefit that cannot be read."""


def ranks() -> dict[str, Rank]:
    """HL03 to the kind of level, with empty tables."""
    return {
        "20": Rank("source", 0, Payer, parties.payer_sketch),
        "21": Rank("receiver", 1, Provider, parties.provider_sketch),
        "22": Rank("subscriber", 2, Person, parties.person_sketch),
        "23": Rank("dependent", 3, Person, parties.person_sketch),
    }


class Level:
    """One HL that was read: the party it names, what it holds, and the level it hangs under."""

    __slots__ = ("above", "found", "named", "over", "position", "rank", "rows", "traces", "who")

    def __init__(self, rank: Rank, above: Level | None, position: int) -> None:
        """`rows` are the benefits or questions; `over` says that its noun has come out."""
        self.rank = rank
        self.above = above
        self.position = position
        self.who: parties.Sketch | None = None
        self.named: Any = None
        self.found: dict[str, Any] = {}
        self.traces: list[tuple[int, list[str]]] = []
        self.rows: list[Any] = []
        self.over = False

    @property
    def party(self) -> Any:
        """The noun of its NM1, made once though everything below shares it; None where it has no NM1.

        What stood before the NM1 of a payer or a provider is kept on him; a patient's level has a noun of its own for that.
        """
        if self.named is None and self.who is not None:
            before = self.found.get("unread") if self.rank.made is not Person else None
            who = {**self.who, "unread": (*before, *self.who.get("unread", ()))} if before else self.who
            self.named = parties.finished(self.rank.made, who)
        return self.named

    def lineage(self) -> dict[str, Level]:
        """Title to level, this one and those above it."""
        found: dict[str, Level] = {}
        level: Level | None = self
        while level is not None:
            found[level.rank.title] = level
            level = level.above
        return found


class ServiceTypes(dict[str, "tuple[str, ...]"]):
    """EB03 or EQ01 to its service types; remembered."""

    def __init__(self, repetition: str) -> None:
        super().__init__()
        self.repetition = repetition

    def __missing__(self, text: str) -> tuple[str, ...]:
        types = tuple(filter(None, text.split(self.repetition))) if self.repetition else (text,) if text else ()
        if len(self) < _MEMORY:
            self[text] = types
        return types


class LevelReading(Reading[T], Generic[T]):
    """A pass over a 270 or a 271. `level` is the HL that is open, `open` the party that N3, N4 and REF fill."""

    __slots__ = ("_old", "level", "open", "types")

    entrance: ClassVar[Loop]
    ranks: ClassVar[dict[str, Rank]]

    def __init__(self) -> None:
        super().__init__()
        self.level: Any = None                              # a Level, or None before the first HL
        self.open: parties.Sketch = {}
        self._old: set[str] = set()

    def opens(self, one: TransactionSet) -> Loop | None:
        """Its own set, also of the older guide 4010."""
        if one.identifier != self.assumed:
            return self._other_half(one) if one.identifier in HALVES else None
        self.level = None
        if one.version.startswith("004010") and one.version not in self._old:
            self._old.add(one.version)
            self.note("X131", Severity.INFO, f"version {one.version} is read by the rules of 005010X279A1")
        return self.entrance

    def _other_half(self, one: TransactionSet) -> Loop:
        """A question where answers are read, or an answer where questions are: said once."""
        if one.identifier not in self._old:
            self._old.add(one.identifier)
            advice = f"give it to parse_{one.identifier} or read_{one.identifier}"
            self.note("X130", Severity.ERROR, f"transaction set {one.identifier} is not read here: {advice}", fix=advice)
        return FOREIGN

    def speak(self, delimiters: Delimiters) -> None:
        """Service types are split anew. A 5010 file whose ISA11 names no repetition separator still uses the usual one."""
        self.types = ServiceTypes(delimiters.repetition or ("^" if delimiters.component != "^" else ""))

    def leave(self) -> T | None:
        """The set ends."""
        ended, self.level = self.end(), None
        return ended

    def end(self, *, below: bool = False) -> T | None:
        """The noun of the level that ends here; None where it has none of its own, or leads to one `below`."""
        here = self.level
        if here is None or here.over or (below and not here.rows):
            return None
        here.over = True
        return self.noun_of(here)

    def noun_of(self, level: Level) -> T | None:
        """What a level says; each package's own."""
        raise NotImplementedError

    def procedure(self, text: str) -> Procedure:
        """EB13 or EQ02."""
        parts = [*text.split(self.delimiters.component), "", "", "", "", "", ""]
        return Procedure(parts[1], tuple(filter(None, parts[2:6])), parts[0] or "HC", parts[6])

    def fault(self, e: list[str], error: Exception) -> None:     # noqa: ARG002 - the segment is taken anew, as it was sent
        """A segment that cannot be read is a finding, and is kept where it stands; the rest of the patient is still read."""
        sent = self._texts[self.position - self._base - 1].split(self.delimiters.element)
        super().fault(sent, error)
        self.unread.pop()
        self.loop.otherwise(self, sent)


# ---- steps

def heading(now: LevelReading[Any], e: list[str]) -> None:
    """BHT."""
    now.envelope.bht(e)


def kept(now: LevelReading[Any], e: list[str]) -> None:
    """Before the first HL."""
    now.keep(e)


def hierarchy(now: LevelReading[Any], e: list[str]) -> Any:
    """HL: the level before it ends."""
    rank = now.ranks.get(e[3].strip()) if len(e) > 3 else None             # noqa: PLR2004 - HL03
    if rank is None:
        return _strange_level(now, e)
    above = now.level
    ended = now.end(below=above is not None and rank.depth > above.rank.depth)
    while above is not None and above.rank.depth >= rank.depth:
        above = above.above
    now.level = Level(rank, above, now.position)
    now.loop = rank.loop
    return ended


def _strange_level(now: LevelReading[Any], e: list[str]) -> Any:
    ended = now.end()
    now.note("X204", Severity.ERROR, "HL03 names a level that the guide does not have: its segments are kept unread", element="HL03")
    now.keep(e)
    now.loop = now.entrance
    return ended


def who(now: LevelReading[Any], e: list[str]) -> None:
    """NM1: the level's party. A second one has no place, and what follows it is not taken for the first one's."""
    level = now.level
    if level.who is not None:
        now.loop = level.rank.loop
        unread_in_level(now, e)
        return
    level.who = now.open = level.rank.sketch(e)
    now.loop = level.rank.party


def trace(now: LevelReading[Any], e: list[str]) -> None:
    """TRN."""
    now.level.traces.append((now.position, e))
    if now.assumed == "271":                                # an inquiry keeps it
        now.leave_out(e, 4)


def add(found: dict[str, Any], name: str, one: object) -> None:
    """One more of what a level may have several of."""
    found[name] = (*found.get(name, ()), one)


def unread_in_level(now: LevelReading[Any], e: list[str]) -> None:
    """No place in this level."""
    level = now.level
    add(level.found, "unread", now.keep(e, now.position - level.position))


def unread_in_party(now: LevelReading[Any], e: list[str]) -> None:
    """No place behind this NM1."""
    parties.unread_of(now.open, now, e, now.level.position)


def rejected(now: LevelReading[Any], e: list[str], title: str) -> Rejection:
    """AAA."""
    e = padded(e, 4)
    return Rejection(title, e[3], e[4], e[1], now.position)


def street(now: LevelReading[Any], e: list[str]) -> None:
    """N3."""
    if not parties.street(now.open, e):
        now.loop.otherwise(now, e)


def city(now: LevelReading[Any], e: list[str]) -> None:
    """N4."""
    if not parties.city(now.open, e):
        now.loop.otherwise(now, e)


def contact(now: LevelReading[Any], e: list[str]) -> None:
    """PER."""
    parties.contact(now.open, e)


def reference(now: LevelReading[Any], e: list[str]) -> None:
    """REF: what qualifies it stands in REF03 here."""
    parties.reference(now.open, e, note_at=3)


def taxonomy(now: LevelReading[Any], e: list[str]) -> None:
    """PRV."""
    if not parties.taxonomy(now.open, e):
        now.loop.otherwise(now, e)


def demographics(now: LevelReading[Any], e: list[str]) -> None:
    """DMG."""
    if not parties.demographics(now, now.open, e):
        now.loop.otherwise(now, e)


ENVELOPE: dict[str, Step] = {**OUTSIDE, "BHT": heading, "HL": hierarchy}
PARTY: dict[str, Step] = {"N3": street, "N4": city, "PER": contact, "REF": reference}
