"""TA1, 999, 997 and 277CA text to acknowledgments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from edi_acks.nouns import Acknowledgment, InterchangeAcknowledgment
from edi_acks.read.claims import HEADER, Codes, batch_of, begin_batch, cut_off_batch
from edi_acks.read.syntax import GROUP, begin_group, cut_off_group, group_of
from edi_claims import ElementError, Severity
from edi_x12 import reader
from edi_x12.detect import kind_of
from edi_x12.elements import moment
from edi_x12.reader import Parsed, Reader
from edi_x12.reading import FOREIGN, Loop, Reading, padded

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from edi_claims import DateRange, Finding
    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet
    from edi_x12.sources import Source

__all__ = ["parse", "read"]

_LONGEST_NUMBER = 9


class Acknowledging(Reading[Acknowledgment]):
    """One pass over acknowledgments.

    A number, an amount or a day that cannot be read is None, with a finding, and its segment is kept unread; what the segment says
    besides is read all the same: a rejection without a readable day is still a rejection.

    Attributes:
        codes: the composites of STC that were seen, for these delimiters.
        sketch: what the open transaction set gathers; None outside one.
        inner: the sketch that the next segment fills, inside that one.
        noticed: the findings of what is open, in order.
    """

    __slots__ = ("_passed", "codes", "inner", "kind", "noticed", "sketch")

    ends: ClassVar[dict[str, Any]] = {"999": group_of, "277CA": batch_of}
    cuts: ClassVar[dict[str, Any]] = {"999": cut_off_group, "277CA": cut_off_batch}

    def __init__(self) -> None:
        super().__init__()
        self.sketch: dict[str, Any] | None = None
        self.inner: dict[str, Any] = {}
        self.kind = ""
        self.noticed: list[Finding] = []
        self.codes = Codes("")
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

    def speak(self, delimiters: Delimiters) -> None:
        """Statuses are split anew."""
        self.codes = Codes(delimiters.component)

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
        _, number, day, time, status, note, *more = padded(e, 5)
        rest: dict[str, Any] = {"unread": (self.keep(e),) if any(more) else (), "position": self.position}
        return InterchangeAcknowledgment(number.strip(), moment(day.strip(), time.strip()), status.strip(), note.strip(), **rest)

    # ---- decoding

    def number(self, e: list[str], at: int, text: str | None = None) -> int | None:
        """A count or a position; None where there is none."""
        said = (e[at] if text is None else text).strip()
        if said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER:
            return int(said)
        if said:
            self._refuse("X201", "not a number", e, at)
        return None

    def sum(self, e: list[str], at: int) -> Decimal | None:
        """An amount or a quantity; None where there is none."""
        try:
            return self.amount(e[at]) if e[at] else None
        except ElementError:
            self._refuse("X201", "not an amount", e, at)
            return None

    def day_at(self, e: list[str], at: int) -> date | None:
        """A day; None where there is none."""
        try:
            return self.day(e[at]) if e[at] else None
        except ElementError:
            self._refuse("X202", "not a day", e, at)
            return None

    def dated(self, e: list[str]) -> dict[str, date | DateRange]:
        """DTP, as an entry of `dates`; empty where it holds no day."""
        e = padded(e, 3)
        try:
            return {e[1]: self.when(e[3])}
        except ElementError:
            self._refuse("X202", "not a day", e, 3)
            return {}

    def _refuse(self, code: str, what: str, e: list[str], at: int) -> None:
        name = f"{e[0].strip().upper()[:3]}{at:02}"
        self.note(code, Severity.ERROR, f"{name} is {what}: it is left out, and the segment kept unread besides", element=name)
        self.put_by()

    # ---- keeping and noting

    def put_by(self) -> None:
        """This segment, as it was sent, has no place: it is kept once, on the innermost noun that is open too."""
        if self.unread and self.unread[-1].position == self.position:
            return
        sent = self._texts[self.position - self._base - 1].split(self.delimiters.element)
        self.inner["unread"].append(self.keep(sent, self.position - self.inner["begins"]))

    def fault(self, e: list[str], error: Exception) -> None:
        """A segment that cannot be read at all: a finding; the segment is kept."""
        before = len(self.unread)
        super().fault(e, error)
        if self.sketch is not None:
            self.inner["unread"] += self.unread[before:]

    def note(self, code: str, severity: Severity, message: str, **more: Any) -> None:
        """A finding, kept for the noun that is open too."""
        super().note(code, severity, message, **more)
        self.noticed.append(self.envelope.findings[-1])

    def _pass_over(self, one: TransactionSet) -> Loop:
        """A set of claim status: said once a guide."""
        if (one.identifier, one.version) not in self._passed:
            self._passed.add((one.identifier, one.version))
            advice = "claim status is not read yet; only a 277CA (005010X214) is"
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
