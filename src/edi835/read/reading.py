"""The state of one pass over an 835: the header that gathers, the claim and the line that are open, the running totals."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from edi835.read.claim import SPOILED
from edi835.read.events import Event, RemittanceEnd, RemittanceStart
from edi835.read.header import HEADER, header_of
from edi835.rules import adds_up, check_claim, payment_finding
from edi_claims import ZERO, ElementError, Severity, Unread, X12SyntaxError
from edi_claims.adjudication import FIRST_GROUP
from edi_x12.reading import Loop, Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_claims import ClaimPayment, Procedure, Provider, ProviderAdjustment, ServicePayment
    from edi_x12.delimiters import Delimiters
    from edi_x12.envelope import TransactionSet

_NONE: Any = None
_MEMORY = 4096
"""How many different amounts are remembered; files repeat them."""
_WIDEST = 18
"""Digits of an amount, by the guide; longer ones are read, not remembered."""
_MONEY = ("CLP", "SVC", "CAS")
"""Segments without which a claim's figures mean nothing: one that is too short spoils the claim."""


class _Amounts(dict[str, Decimal]):
    """Texts that are plain numbers, remembered; any other goes to `read`, which knows what to say of it."""

    def __init__(self, read: Callable[[str], Decimal]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Decimal:
        if text.strip("0123456789.-"):
            return self._read(text)
        try:
            found = Decimal(text)
        except ArithmeticError:
            return self._read(text)
        if len(self) < _MEMORY and len(text) <= _WIDEST:
            self[text] = found
        return found


class EventReading(Reading[Event]):
    """Segments of 835s to events. A claim is whole once the segment behind it comes."""

    __slots__ = ("_parts_left_out", "adjusted", "claim", "claim_count", "first_finding", "group", "group_first", "group_segments", "header", "line",
                 "number", "number_of", "paid_total", "party", "procedures", "provider_adjustments", "providers", "set_unread", "start",
                 "strangers_at")

    assumed = "835"

    def __init__(self) -> None:
        super().__init__()
        self.header: dict[str, Any] | None = None
        """Raw parts of the header; None outside any 835."""
        self.number_of: Callable[[str], Decimal] = _Amounts(self.amount).__getitem__
        """An amount or quantity, remembered: charges and payments of a fee schedule repeat."""
        self.procedures: dict[str, Procedure] = {}
        """Composites that were seen, for these delimiters."""
        self.providers: dict[str, Provider] = {}
        """Rendering providers that were seen, for these delimiters."""
        self._parts_left_out: set[tuple[str, str]] = set()
        self._clear()

    def _clear(self) -> None:
        self.start: RemittanceStart | None = None
        self.party: dict[str, Any] = {}
        self.claim: ClaimPayment = _NONE
        """None where no claim is open; the steps of 2100 and 2110 run only inside one."""
        self.line: ServicePayment = _NONE
        self.number: str | None = None
        self.group = FIRST_GROUP
        self.group_segments: list[Unread] = []
        """LX, TS3 and TS2 of the group that is open, in case that no claim follows."""
        self.group_first = 0
        """How many claims came before that group."""
        self.provider_adjustments: list[ProviderAdjustment] = []
        self.adjusted = self.paid_total = ZERO
        self.claim_count = self.started = self.strangers_at = 0
        self.first_finding = len(self.envelope.findings)
        self.set_unread: list[Unread] = []

    # ---- what the machine asks

    def opens(self, one: TransactionSet) -> Loop | None:
        """835s of every version are read; those that are not 5010 with a finding."""
        if one.identifier != "835":
            return None
        self._clear()
        self.header = {"version": one.version, "control_number": one.control_number, "position": one.position, "payer": {}, "payee": {}}
        if one.version and not one.version.startswith(("005010", "5010")) and ("835", one.version) not in self._foreign:
            self._foreign.add(("835", one.version))
            self.note("X131", Severity.INFO, f"version {one.version} is read by the rules of 005010X221A1")
        return HEADER

    def speak(self, delimiters: Delimiters) -> None:        # noqa: ARG002 - the machine's signature
        """Composites are split anew."""
        self.procedures, self.providers = {}, {}

    def leave(self) -> Event | None:
        """The last claim of the set, or a header that no claim followed; and the end of the set."""
        if self.header is None:
            return None
        ended = self.begin() or self.end_claim()
        self.end_group()
        end = self._end_set()
        self.header = None
        if ended is None:
            return end
        self.also = end
        return ended

    def spoiled(self) -> Loop:
        """The rest of a claim that cannot be read."""
        self.strangers_at = self.claim.position if self.claim else self.position
        self.claim = self.line = _NONE
        return SPOILED

    @property
    def claim_number(self) -> str | None:
        """CLP01."""
        return self.claim.patient_control_number if self.claim else self.number

    def fault(self, e: list[str], error: Exception) -> None:
        """A short or empty segment that holds no money is only kept; anything else spoils its claim."""
        absent = isinstance(error, IndexError) or (isinstance(error, ElementError) and not error._text)     # noqa: SLF001 - the reader's own error
        if self.started and absent and e[0].strip().upper() not in _MONEY:
            self.note("X203", Severity.WARNING, f"{e[0].strip().upper()[:3]} has too few elements: the segment is kept unread")
            self.loop.otherwise(self, e)
            return
        while self.started and self.unread and self.unread[-1].position >= self.started:
            self.unread.pop()                               # the whole claim is kept now, these among it
        before = len(self.unread)
        super().fault(e, error)
        self.set_unread += self.unread[before:]

    # ---- what the steps ask

    def begin(self) -> RemittanceStart | None:
        """The header is whole: its event, the first time.

        Raises:
            X12SyntaxError: no payment total was read.
        """
        if self.start is not None or self.header is None:
            return None
        if "payment_amount" not in self.header:
            raise X12SyntaxError("an 835 without a BPR: its payment total is not known", self.position)
        self.start = RemittanceStart(**header_of(self.header))
        return self.start

    def end_claim(self) -> ClaimPayment | None:
        """The claim that was open, once its figures are checked."""
        claim = self.claim
        self.started = 0
        if claim is None:
            return None
        self.claim = self.line = self.number = _NONE
        self.claim_count += 1
        self.paid_total += claim.paid
        if not adds_up(claim):
            self.envelope.findings += check_claim(claim)
        return claim

    def keep_group(self, e: list[str]) -> None:
        """A segment of the group that begins; the claims that follow hold the group."""
        self.group_segments.append(Unread(self.position, tuple(e)))

    def end_group(self) -> None:
        """A group without any claim is held by none: its segments are kept."""
        if self.group_segments and self.claim_count == self.group_first:
            self.unread += self.group_segments
            self.set_unread = sorted(self.set_unread + self.group_segments, key=attrgetter("position"))
        self.group_segments, self.group_first = [], self.claim_count

    def leave_out_from(self, e: list[str], first: int) -> None:
        """Elements beyond those that the guide has."""
        if len(e) > first:
            self.leave_out(e, *range(first, len(e)))

    def leave_out_lone(self, e: list[str], at: int) -> None:
        """What kind a number is, where none follows: said once a file."""
        self._leave_out_once(e[0].strip().upper()[:3], f"{at:02}", "says what number follows, but none does: it is left out")

    def leave_out_part(self, segment_id: str, at: int, component: int) -> None:
        """A component that no noun has a place for: said once a file."""
        self._leave_out_once(segment_id, f"{at:02}-{component}", "has no place here and is left out, wherever it is sent")

    def _leave_out_once(self, segment_id: str, place: str, why: str) -> None:
        if (segment_id, place) not in self._parts_left_out:
            self._parts_left_out.add((segment_id, place))
            self.note("X214", Severity.INFO, f"{segment_id}{place} {why}", element=f"{segment_id}{place}", claim=None)

    def keep_apart(self, e: list[str], offset: int = 0) -> None:
        """A segment that has no place, outside any claim that is read."""
        self.set_unread.append(self.keep(e, offset))

    def so_far(self) -> RemittanceEnd:
        """What the set came to up to here."""
        findings = tuple(self.envelope.findings[self.first_finding:])
        return RemittanceEnd(provider_adjustments=tuple(self.provider_adjustments), findings=findings, claim_count=self.claim_count,
                             paid_total=self.paid_total, unread=tuple(self.set_unread))

    def _end_set(self) -> RemittanceEnd:
        start = self.start
        if start is not None:
            self.envelope.findings += payment_finding(
                start.payment_amount, start.credit_or_debit, self.paid_total, self.adjusted, start.trace_number, start.position)
        return self.so_far()
