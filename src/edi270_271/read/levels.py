"""What a 270 and a 271 share: levels (payer, provider, subscriber, dependent), and who is named in each.

The nesting of the levels is taken from their order and their kind. HL02 and HL04 are not trusted: payers number levels anew in every
patient, and say that there are no levels below when there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from edi_claims import Payer, Person, Procedure, Provider, Severity
from edi_x12 import parties
from edi_x12.reading import FOREIGN, Loop, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet

T = TypeVar("T")
_MEMORY = 4096
"""How many service type texts are remembered."""
BLANKS = [""] * 8
POINTER_DIGITS = 4
"""More are no pointer."""

HALVES = ("270", "271")


class Rank:
    """One kind of level: how deep it lies, who its NM1 names, and the tables for what may stand in it."""

    __slots__ = ("depth", "kinds", "letter", "loop", "made", "party", "person", "related", "row", "sketch", "spoiled", "title")

    def __init__(self, title: str, depth: int, made: type[Any], sketch: Callable[[list[str]], parties.Sketch], kind: str = "") -> None:
        """`made` is the noun that the NM1 names, `kind` the one NM101 that it may have; the package's module fills the tables in."""
        self.title = title
        self.depth = depth
        self.letter = "ABCD"[depth]
        self.made = made
        self.person = made is not Payer
        self.sketch = sketch
        self.kinds = (kind,) if kind else ()
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
        "22": Rank("subscriber", 2, Person, parties.person_sketch, "IL"),
        "23": Rank("dependent", 3, Person, parties.person_sketch, "03"),
    }


class Level:
    """One HL that was read: the party it names, what it holds, and the level it hangs under."""

    __slots__ = ("above", "beside", "found", "kind", "named", "over", "position", "rank", "role", "rows", "said", "traces", "who")

    def __init__(self, rank: Rank, above: Level | None, position: int) -> None:
        """`rows` are the benefits or questions; `over` says that its noun has come out; `kind` is NM101, `role` PRV01."""
        self.rank = rank
        self.above = above
        self.position = position
        self.who: parties.Sketch | None = None
        self.named: Any = None
        self.found: dict[str, Any] = {}
        self.beside: dict[str, Any] = {}
        """Of a subscriber, what a dependent's inquiry keeps with him."""
        self.traces: list[tuple[int, list[str]]] = []
        self.rows: list[Any] = []
        self.over = False
        self.kind = self.role = ""
        self.said: Any = None
        """What it says to the levels below it, made once."""

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

    def procedure(self, e: list[str], at: int) -> tuple[Procedure, str]:
        """EQ02 or EB13, and with what the range ends that it begins."""
        parts = e[at].split(self.delimiters.component)
        if len(parts) > 8:                                  # noqa: PLR2004 - the composite's components
            self.leave_out_part(e, at, 9)
        parts += BLANKS
        return Procedure(parts[1], tuple(filter(None, parts[2:6])), parts[0] or "HC", parts[6]), parts[7]

    def pointers(self, e: list[str], at: int) -> tuple[int, ...]:
        """EQ05 or EB14; what is no number is left out, and said."""
        found = [text for text in e[at].split(self.delimiters.component) if text]
        if not all(text.isascii() and text.isdigit() and len(text) <= POINTER_DIGITS for text in found):
            self.leave_out(e, at)
            return ()
        return tuple(map(int, found))

    def set_of(self, purpose: str) -> dict[str, str]:
        """What BHT says of the set, as fields of its nouns."""
        one = self.envelope.transaction
        if one is None:
            return {}
        return {"batch_id": one.batch_id, "purpose": one.purpose or purpose, "transaction_type": one.kind}

    def leave_out_from(self, e: list[str], first: int) -> None:
        """Elements beyond those that the guide has."""
        if len(e) > first:
            self.leave_out(e, *range(first, len(e)))

    def leave_out_part(self, e: list[str], at: int, component: int) -> None:
        """Components from one on that no noun has a place for: said once a file."""
        name = f"{e[0].strip().upper()[:3]}{at:02}-{component}"
        self._say_once(e, at, name, f"{name} has no place here and is left out, wherever it is sent")

    def leave_out_time(self, e: list[str]) -> None:
        """The time of day of a DTP03: said once a file."""
        self._say_once(e, 3, "DTP03", "a time of day in DTP03 has no place here and is left out, wherever it is sent")

    def _say_once(self, e: list[str], at: int, element: str, message: str) -> None:
        if (e[0], -at) not in self._left_out:
            self._left_out.add((e[0], -at))
            self.note("X214", Severity.INFO, message, element=element, claim=None)

    def fault(self, e: list[str], error: Exception) -> None:     # noqa: ARG002 - the segment is taken anew, as it was sent
        """A segment that cannot be read is a finding, and is kept where it stands; the rest of the patient is still read."""
        sent = self._texts[self.position - self._base - 1].split(self.delimiters.element)
        super().fault(sent, error)
        self.unread.pop()
        self.loop.otherwise(self, sent)
