"""The lines of a claim payment: each finds the line of the claim that it is about.

By control number; then by what was billed (SVC06 before SVC01) with its modifiers, day, charge and units; then with one of these changed; then
lines that payers divide or put together; then by place alone. A pass takes only what can be told apart; what is left has no line.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.matching.keys import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from edi_claims import Claim, ClaimPayment, ServiceLine, ServicePayment

    Fits = Callable[[ServicePayment, ServiceLine], bool]


@attrs.frozen
class LineMatch:
    """What a service payment is about."""

    line: int | None
    """The claim's line, counting from 1; None where none fits."""
    method: str = ""
    """`line_control_number`, or the name of the pass that found it: `service`, `dropped_modifiers`, …; empty where none did."""
    bundled: tuple[int, ...] = ()
    """Further lines that are paid under this one, where the payer sends one for several."""


def match_lines(payment: ClaimPayment, claim: Claim | None) -> list[int | None]:
    """The line number of each service payment; None for one that no line fits."""
    return [one.line for one in line_matches(payment, claim)]


def line_matches(payment: ClaimPayment, claim: Claim | None) -> list[LineMatch]:
    """The line of each service payment, and how it was found."""
    if claim is None:
        return [LineMatch(None)] * len(payment.services)
    return _Lines(payment, claim).matched()


class _Lines:
    """One payment's lines against one claim's."""

    def __init__(self, payment: ClaimPayment, claim: Claim) -> None:
        self.told = payment.services
        self.sent = dict(enumerate(claim.encounter.services, 1))
        self.found: list[LineMatch | None] = [None] * len(self.told)
        self.free = dict(self.sent)

    def matched(self) -> list[LineMatch]:
        passes = [partial(self._pass, method, fits) for method, fits in _PASSES]
        steps: list[Callable[[], None]] = [self._by_number, *passes, self._divided, self._bundled, self._more_of_it, self._by_place]
        for step in steps:
            if None in self.found:
                step()
        return [one or LineMatch(None) for one in self.found]

    def _take(self, at: int, number: int, method: str, bundled: Sequence[int] = ()) -> None:
        self.found[at] = LineMatch(number, method, tuple(bundled))
        for one in (number, *bundled):
            self.free.pop(one, None)

    def _open(self) -> Iterator[tuple[int, ServicePayment]]:
        return ((at, line) for at, line in enumerate(self.told) if self.found[at] is None)

    # ---- by control number

    def _by_number(self) -> None:
        """REF*6R, where one line has it, and the line is not plainly another service: some payers send their own numbers."""
        for keyed in (_as_sent, normal):
            numbers = Counter(keyed(line.line_control_number) for line in self.sent.values() if line.line_control_number)
            places = {keyed(line.line_control_number): at for at, line in self.sent.items() if line.line_control_number}
            for at, line in self._open():
                number = keyed(line.line_control_number or "")
                if numbers[number] == 1 and not self._foreign(line, self.sent[places[number]]):
                    self._take(at, places[number], "line_control_number")

    def _foreign(self, line: ServicePayment, sent: ServiceLine) -> bool:
        """Whether a line of that number is plainly another one: other code and charge, while some line has both."""
        if _billed_code(line, sent) or _charge(line, sent):
            return False
        return any(_billed_code(line, other) and _charge(line, other) for other in self.sent.values())

    # ---- by what was done

    def _pass(self, method: str, fits: Fits) -> None:
        """Takes each line that fits one payment only and is fitted by it alone; lines that are alike are taken in order."""
        fitting = {at: [number for number, sent in self.free.items() if fits(line, sent)] for at, line in self._open()}
        for at, numbers in fitting.items():
            left = [one for one in numbers if one in self.free]
            rivals = [other for other, theirs in fitting.items() if set(theirs) & set(numbers)]
            alike = len({_likeness(self.sent[one]) for one in numbers}) == 1
            if left and (len(numbers) == len(rivals) == 1 or (alike and len(rivals) <= len(numbers))):
                self._take(at, left[0], method)

    # ---- divided, put together

    def _divided(self) -> None:
        """One line that comes back as several: of one billed code and day, their charges add up to the line's."""
        for number, sent in list(self.free.items()):
            parts = [at for at, line in self._open() if _billed_code(line, sent) and _day(line, sent)]
            if len(parts) > 1 and sum((abs(self.told[at].charge) for at in parts), ZERO) == sent.charge:
                for at in parts:
                    self._take(at, number, "divided")

    def _bundled(self) -> None:
        """Several lines that come back as one: of one day, the only lines next to each other whose charges add up to it."""
        for at, line in list(self._open()):
            days = [number for number, sent in self.free.items() if _day(line, sent)]
            runs = [run for run in _runs(days, len(days)) if sum((self.sent[one].charge for one in run), ZERO) == abs(line.charge)]
            if len(runs) == 1 and line.charge:
                head = next((one for one in runs[0] if _billed_code(line, self.sent[one])), runs[0][0])
                self._take(at, head, "bundled", [one for one in runs[0] if one != head])

    def _more_of_it(self) -> None:
        """A line that is answered more than once: units or parts of it, decided apart. Only where one line has that code and day."""
        for at, line in list(self._open()):
            same = [number for number, sent in self.sent.items() if _billed_code(line, sent) and _day(line, sent)]
            if len(same) == 1 and same[0] not in self.free and self._explained(same[0]) + abs(line.charge) <= self.sent[same[0]].charge:
                self._take(at, same[0], "divided")

    def _explained(self, number: int) -> Decimal:
        return sum((abs(line.charge) for line, one in zip(self.told, self.found, strict=True) if one is not None and one.line == number), ZERO)

    def _by_place(self) -> None:
        """As many lines as were sent, and the charge at its place is the same."""
        if len(self.told) == len(self.sent):
            for at, line in list(self._open()):
                if at + 1 in self.free and _charge(line, self.sent[at + 1]):
                    self._take(at, at + 1, "position")


def _runs(numbers: Sequence[int], longest: int) -> Iterator[Sequence[int]]:
    return (numbers[start:start + length] for length in range(2, longest + 1) for start in range(len(numbers) - length + 1))


# ---- what two lines have in common

def _as_sent(number: str | None) -> str:
    return number or ""


def _likeness(sent: ServiceLine) -> tuple[object, ...]:
    return sent.procedure.code, frozenset(sent.procedure.modifiers), sent.first_day, sent.charge, sent.units


def _billed_code(line: ServicePayment, sent: ServiceLine) -> bool:
    return (line.submitted_procedure or line.procedure).code == sent.procedure.code


def _paid_code(line: ServicePayment, sent: ServiceLine) -> bool:
    return line.procedure.code == sent.procedure.code


def _modifiers(line: ServicePayment, sent: ServiceLine) -> bool:
    """The same ones in any order."""
    return set((line.submitted_procedure or line.procedure).modifiers) == set(sent.procedure.modifiers)


def _fewer_modifiers(line: ServicePayment, sent: ServiceLine) -> bool:
    """Payers drop modifiers, and add some."""
    told, ours = set((line.submitted_procedure or line.procedure).modifiers), set(sent.procedure.modifiers)
    return told <= ours or ours <= told


def _day(line: ServicePayment, sent: ServiceLine) -> bool:
    """The day of service, or a day of the period; True where one side has none."""
    told = line.service_date or (line.service_period.start if line.service_period else None)
    if told is None or sent.first_day is None or sent.last_day is None:
        return True
    return sent.first_day <= told <= sent.last_day


def _charge(line: ServicePayment, sent: ServiceLine) -> bool:
    return abs(line.charge) == sent.charge


def _units(line: ServicePayment, sent: ServiceLine) -> bool:
    return abs(line.units if line.submitted_units is None else line.submitted_units) == sent.units


def _all(*tests: Fits) -> Fits:
    return lambda line, sent: all(test(line, sent) for test in tests)


_PASSES: tuple[tuple[str, Fits], ...] = (
    ("service", _all(_billed_code, _modifiers, _day, _charge, _units)),
    ("units_changed", _all(_billed_code, _modifiers, _day, _charge)),
    ("dropped_modifiers", _all(_billed_code, _fewer_modifiers, _day, _charge)),
    ("other_modifiers", _all(_billed_code, _day, _charge)),
    ("paid_code", _all(_paid_code, _day, _charge)),
    ("date_corrected", _all(_billed_code, _fewer_modifiers, _charge)),
    ("charge_of_units", _all(_billed_code, _fewer_modifiers, _day, _units, lambda line, sent: abs(line.charge) <= sent.charge)),
    ("code_changed", _all(_day, _charge, lambda line, _: line.submitted_procedure is None)),
)
"""Passes by what was done, the strictest first: each lets one thing differ that payers change."""
