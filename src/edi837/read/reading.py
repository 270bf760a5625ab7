"""Where the reading of an 837P is: the level, the claim, the line, and the sketches that the next segment fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi837.read.ending import end_claim
from edi837.read.machine import Amounts, Codes, Pointers, Procedures, loops
from edi_claims import Claim, Severity
from edi_x12.detect import kind_of
from edi_x12.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi837.read.machine import ClaimLoop
    from edi_claims import Unread
    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet
    from edi_x12.parties import Sketch
    from edi_x12.reading import Loop

_WIDEST = 24
"""How far a segment that lacks elements is filled up with blanks."""


class ClaimReading(Reading[Claim]):
    """One pass over 837P text.

    Attributes:
        open: the sketch of the party whose segments come now.
        owner, owner_keeper, owner_start: the loop's sketch, the one that keeps for it, and the position of its first segment.
        keeper, start: what takes a segment that has no place, and where it began.
        provider, member, shared: the nouns of the levels above, made once for all claims under them; None: not made yet.
        claim, coded, line: the sketches of the claim, its encounter and the line that is open; `claim` is None between claims.
        mark: how much was unread before this claim.
    """

    __slots__ = ("_old", "amounts", "billing", "claim", "coded", "codes", "component", "decisions", "dependent", "keeper", "line",
                 "lines", "mark", "member",
                 "open", "others", "owner", "owner_keeper", "owner_start", "pointers", "procedures", "provider", "shared", "start", "subscriber",
                 "unfinished")

    assumed = "837"

    def __init__(self) -> None:
        super().__init__()
        self.component = ""
        self._old: set[str] = set()
        self.amounts = Amounts(self)
        self.codes: Codes
        self.procedures: Procedures
        self.pointers: Pointers
        self._clear()

    def _clear(self) -> None:
        """No level is open."""
        self.billing: Sketch = {}
        self.subscriber: Sketch = {}
        self.dependent: Sketch | None = None
        self.provider: Any = None
        self.member: Any = None
        self.shared: Any = None
        self.claim: Sketch | None = None
        self.coded: Sketch = {}
        self.line: Sketch = {}
        self.lines: list[Sketch] = []
        self.others: list[Sketch] = []
        self.decisions: list[Sketch] = []
        self.unfinished: list[tuple[Sketch, str, Callable[[Sketch], Any]]] = []
        self.open: Sketch = {}
        self.owner: Sketch = {}
        self.owner_keeper: Sketch | None = None
        self.keeper: Sketch | None = None
        self.start = self.owner_start = self.mark = 0

    # ---- what the machine asks

    def opens(self, one: TransactionSet) -> Loop | None:
        """837 sets, but for the institutional and the dental one."""
        if one.identifier != "837" or kind_of("837", one.version) in ("837I", "837D"):
            return None
        self._clear()
        if one.version.startswith("004010") and one.version not in self._old:
            self._old.add(one.version)
            self.note("X131", Severity.INFO, f"transaction set 837 of version {one.version} is read as far as 5010 has places for it",
                      fix="ask the sender for 005010X222A1")
        return loops.header

    def speak(self, delimiters: Delimiters) -> None:
        """Composites are split, and remembered, by the delimiters of their own interchange."""
        if delimiters.component != self.component:
            self._part_by(delimiters.component)

    def _part_by(self, component: str) -> None:
        self.component = component
        self.parted_by(component, self.delimiters.repetition)
        self.codes, self.procedures, self.pointers = Codes(component, self), Procedures(component, self), Pointers(component, self)

    def doubt(self, place: str) -> None:
        """CLM05 without the mark of ISA16 in it: where another mark parts it in three, that one parts the composites of this interchange."""
        mark = place[2:3]
        if mark and not mark.isalnum() and not mark.isspace() and place.count(mark) == 2:       # noqa: PLR2004 - CLM05 has three components
            self.note("X212", Severity.WARNING, "composites are parted by another mark than ISA16 says; they are read by that mark", element="CLM05")
            self._part_by(mark)

    def leave(self) -> Claim | None:
        """The set ends, and its last claim with it."""
        ended = end_claim(self)
        self._clear()
        return ended

    def spoiled(self) -> Loop:
        """The rest of a claim that cannot be read."""
        self.claim = self.keeper = self.owner_keeper = None
        self.unfinished = []
        return loops.spoiled

    @property
    def claim_number(self) -> str | None:
        """CLM01 of the open claim."""
        return self.claim["patient_control_number"] if self.claim is not None else None

    # ---- keeping

    def keep(self, e: list[str], offset: int = 0) -> Unread:
        """A segment that has no place stays with the innermost noun that is open, too."""
        if self.keeper is None:
            return super().keep(e, offset)
        one = super().keep(e, offset or self.position - self.start)
        self.keeper["unread"] = (*self.keeper.get("unread", ()), one)
        return one

    def aside(self, e: list[str]) -> None:
        """A segment that 5010 has no place for: kept with what was parsed, but not written back."""
        super().keep(e)

    def leave_out_parts(self, text: str, parts: list[str]) -> None:
        """Components that the nouns have no place for: the same as `leave_out` of elements, said once for each element."""
        if not any(parts):
            return
        name = self.element_of(text) or ""
        if (name, 0) not in self._left_out:
            self._left_out.add((name, 0))
            message = f"components of {name} have no place here and are left out, wherever they are sent"
            self.note("X214", Severity.INFO, message, element=name or None, claim=None)

    def fault(self, e: list[str], error: Exception) -> None:
        """A segment that only lacks its last elements is read again with blanks in their place."""
        if isinstance(error, IndexError) and len(e) <= _WIDEST:
            whole = [*e, *[""] * (_WIDEST + 1 - len(e))]
            try:
                self.loop[e[0]](self, whole)
            except (ValueError, ArithmeticError) as other:
                error = other
            else:
                return
        if self.started:
            del self.unread[self.mark:]
        super().fault(e, error)

    # ---- entering

    def enter(self, loop: ClaimLoop, owner: Sketch, keeper: Sketch | None = None) -> None:
        """Open a loop that may own parties; `keeper` where another sketch than the owner takes what has no place."""
        self.loop, self.open, self.owner = loop, owner, owner
        self.keeper = self.owner_keeper = owner if keeper is None else keeper
        self.start = self.owner_start = self.position

    def begin(self, e: list[str]) -> Sketch:
        """A claim begins: a fault from here on is the claim's."""
        self.started, self.mark = self.position, len(self.unread)
        self.claim = sketch = {
            "patient_control_number": e[1], "position": self.position, "signature_on_file": e[6], "assignment": e[7], "benefits_assigned": e[8],
            "release": e[9]}
        self.coded, self.lines, self.others, self.decisions = {}, [], [], []
        return sketch
