"""TA1, 999, 997 and 277CA text to acknowledgments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from edi_acks.nouns import Acknowledgment, InterchangeAcknowledgment
from edi_acks.read.claims import HEADER, batch_of, begin_batch, cut_off_batch
from edi_acks.read.lenient import Lenient, says
from edi_acks.read.syntax import GROUP, begin_group, cut_off_group, group_of
from edi_claims import Severity
from edi_x12 import reader
from edi_x12.detect import kind_of
from edi_x12.elements import moment
from edi_x12.reader import Parsed, Reader
from edi_x12.reading import FOREIGN, Loop, padded

if TYPE_CHECKING:
    from edi_x12.envelope import TransactionSet
    from edi_x12.sources import Source

__all__ = ["parse", "read"]


class Acknowledging(Lenient[Acknowledgment]):
    """One pass over acknowledgments.

    Attributes:
        sketch: what the open transaction set gathers; None outside one.
    """

    __slots__ = ("_passed", "kind", "sketch")

    ends: ClassVar[dict[str, Any]] = {"999": group_of, "277CA": batch_of}
    cuts: ClassVar[dict[str, Any]] = {"999": cut_off_group, "277CA": cut_off_batch}

    def __init__(self) -> None:
        super().__init__()
        self.sketch: dict[str, Any] | None = None
        self.kind = ""
        self._passed: set[tuple[str, str]] = set()

    # ---- what the machine asks

    def opens(self, one: TransactionSet) -> Loop | None:
        """999, 997 and 277CA; claim status is passed over."""
        if one.identifier in {"999", "997"}:
            self.kind = "999"
            begin_group(self, one)
            return GROUP
        if kind_of(one.identifier, one.version) == "277CA":
            self.kind = "277CA"
            begin_batch(self, position=one.position, control_number=one.control_number, version=one.version)
            return HEADER
        return self._pass_over(one) if one.identifier in {"276", "277"} else None

    def leave(self) -> Acknowledgment | None:
        """The acknowledgment that was open."""
        if self.sketch is None:
            return None
        ended: Acknowledgment = self.ends[self.kind](self)
        self.sketch, self.inner = None, {}
        return ended

    def partial(self) -> Acknowledgment | None:
        """The acknowledgment that was open, with the claims or sets that were whole; None where none was."""
        if self.sketch is None or not self.cuts[self.kind](self):
            return None
        return self.leave()

    @property
    def claim_number(self) -> str | None:
        """That of the claim whose level is open."""
        return self.inner.get("patient_control_number") or self.inner.get("claim") or None

    def interchange_acknowledgment(self, e: list[str]) -> InterchangeAcknowledgment:
        """TA1."""
        _, number, day, time, status, note, *more = [one.strip() for one in padded(e, 5)]
        sent_at = moment(day, time)
        rest: dict[str, Any] = {"unread": () if says(sent_at, day, time) and not any(more) else (self.keep(e),), "position": self.position}
        return InterchangeAcknowledgment(number, sent_at, status, note, **rest)

    def _pass_over(self, one: TransactionSet) -> Loop:
        """A set of claim status: said once a guide."""
        if (one.identifier, one.version) not in self._passed:
            self._passed.add((one.identifier, one.version))
            advice = f"claim status: give it to edi_acks.status.parse_{one.identifier}"
            version = one.version if one.version.isalnum() and one.version[:5].isdigit() else "no known version"
            what = f"transaction set {one.identifier} ({version})"
            self.note("X130", Severity.ERROR, f"{what} is passed over: {advice}", fix=advice)
        return FOREIGN


def parse(text: str | bytes) -> Parsed[Acknowledgment]:
    """Every acknowledgment of a text, in file order: a list that also knows `interchanges`, `findings` and `unread`.

    Its `findings` are what was noticed while reading; what an acknowledgment says is wrong stands in that one's `findings`.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds what was whole, in its last acknowledgment the claims or sets that were.
    """
    return reader.parse(text, Acknowledging())


def read(source: Source) -> Reader[Acknowledgment]:
    """The acknowledgments of a path or an open file, one transaction set in memory at a time.

    Raises:
        TypeError: `source` is X12 text; `parse` takes that.
        X12SyntaxError: while iterating, as in `parse`.
        TruncatedError: while iterating, after every acknowledgment that was whole.
    """
    return Reader(source, Acknowledging())
