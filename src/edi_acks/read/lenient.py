"""How acknowledgments and claim status are read: what cannot be read is left out and told, and what the segment says besides is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from edi_acks.read.claims import Codes
from edi_claims import ElementError, Severity
from edi_x12.elements import day_text, moment, period_format
from edi_x12.reading import Reading, padded

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from edi_claims import Finding
    from edi_x12.delimiters import Delimiters

T = TypeVar("T")

_LONGEST_NUMBER = 9


class Lenient(Reading[T]):
    """One pass over a text whose every segment counts.

    A number, an amount or a day that cannot be read is None, with a finding, and its segment is kept unread; what the segment says
    besides is read all the same: a rejection without a readable day is still a rejection.

    Attributes:
        codes: the composites of STC that were seen, for these delimiters.
        inner: the sketch that the next segment fills.
        noticed: the findings of what is open, in order.
    """

    __slots__ = ("codes", "inner", "noticed")

    def __init__(self) -> None:
        super().__init__()
        self.inner: dict[str, Any] = {}
        self.noticed: list[Finding] = []
        self.codes = Codes("")

    def speak(self, delimiters: Delimiters) -> None:
        """Statuses are split anew."""
        self.codes = Codes(delimiters.component)

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

    def dated(self, e: list[str]) -> None:
        """DTP: an entry of `dates`, where it holds a day and there is none of its kind yet."""
        e = padded(e, 3)
        kind, dates = e[1].strip(), self.inner["dates"]
        if kind in dates:
            self.note("X218", Severity.WARNING, "a second DTP of one kind: the first one counts, this one is kept unread", element="DTP01")
            self.put_by()
            return
        try:
            dates[kind] = self.when(e[3])
        except ElementError:
            self._refuse("X202", "not a day", e, 3)
            return
        if period_format(dates[kind]) != (e[2], e[3]) or any(e[4:]):
            self.put_by()

    def made_at(self, e: list[str], day: int, time: int) -> datetime | None:
        """The moment that two elements say; None where they say none."""
        said = e[day].strip(), e[time].strip()
        made = moment(*said)
        if not says(made, *said):
            self._refuse("X202", "not a day", e, day)
        return made

    def _refuse(self, code: str, what: str, e: list[str], at: int) -> None:
        name = f"{e[0].strip().upper()[:3]}{at:02}"
        self.note(code, Severity.ERROR, f"{name} is {what}: it is left out, and the segment kept unread besides", element=name)
        self.put_by()

    # ---- keeping and noting

    def spare(self, e: list[str], *read: int) -> None:
        """Where an element says something that no field holds, the segment is kept besides, as it was sent."""
        if any(one and at not in read for at, one in enumerate(e) if at):
            self.put_by()

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
        if self.inner:
            self.inner["unread"] += self.unread[before:]

    def note(self, code: str, severity: Severity, message: str, **more: Any) -> None:
        """A finding, kept for the noun that is open too."""
        super().note(code, severity, message, **more)
        self.noticed.append(self.envelope.findings[-1])


def says(made: datetime | None, day: str, time: str) -> bool:
    """Whether a moment holds all that was sent of it."""
    if made is None:
        return not (day or time)
    return day_text(made).endswith(day) and f"{made.hour:02}{made.minute:02}{made.second:02}".startswith(time)
