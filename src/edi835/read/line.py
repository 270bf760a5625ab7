"""The steps of a service line, loop 2110."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from edi835.read.common import GROUPS, odd, procedure, reference, second, triplets
from edi_claims import Adjustment, DateRange, Reference, ServicePayment
from edi_x12.elements import day
from edi_x12.reading import Loop

if TYPE_CHECKING:
    from datetime import date

    from edi835.read.reading import EventReading

_ONE = Decimal(1)


def svc(now: EventReading, e: list[str]) -> None:
    """The line itself."""
    count = len(e)
    amount = now.number_of
    line = ServicePayment(now.procedures.get(e[1]) or procedure(now, e[1], 1), amount(e[2]), amount(e[3]),
                          amount(e[5]) if count > 5 and e[5] else _ONE)                     # noqa: PLR2004 - SVC05
    line.position = now.position
    if count > 4:                                           # noqa: PLR2004 - SVC04
        line.revenue_code = e[4]
        if count > 6:                                       # noqa: PLR2004 - SVC06
            line.submitted_procedure = procedure(now, e[6], 6) if e[6] else None
            line.submitted_units = amount(e[7]) if count > 7 and e[7] else None               # noqa: PLR2004 - SVC07
            now.leave_out_from(e, 8)
    now.claim.services.append(line)
    now.line = line
    now.loop = LINE


def _cas(now: EventReading, e: list[str]) -> None:
    if len(e) == 4 and e[3] and e[2] >= "1" and e[1] in GROUPS:         # noqa: PLR2004 - nine in ten: one triplet without a quantity
        now.line.adjustments.append(Adjustment(e[1], e[2], now.number_of(e[3])))
    else:
        now.line.adjustments += triplets(now, e)


def _dtm(now: EventReading, e: list[str]) -> None:
    when, line = day(e[2]), now.line
    if e[1] == "472" and line.service_date is None:
        line.service_date = when
        if len(e) > 3:                                      # noqa: PLR2004 - DTM02
            now.leave_out_from(e, 3)
    elif e[1] == "472":
        second(now, e)
    elif e[1] in _PERIOD:
        _half_period(now, line, e, when)
    else:
        odd(now, line.dates, e, when)


_PERIOD = {"150": "151", "151": "150"}


def _half_period(now: EventReading, line: ServicePayment, e: list[str], when: date) -> None:
    """Start and end come apart, in either order; one that stays alone is a day among the line's `dates`."""
    now.leave_out_from(e, 3)
    half = line.dates.get(_PERIOD[e[1]])
    if line.service_period is not None:
        second(now, e)
    elif half is None or isinstance(half, DateRange):
        odd(now, line.dates, e, when)
    else:
        del line.dates[_PERIOD[e[1]]]
        line.service_period = DateRange(when, half) if e[1] == "150" else DateRange(half, when)


def _ref(now: EventReading, e: list[str]) -> None:
    line = now.line
    if e[1] == "6R" and line.line_control_number is None:
        line.line_control_number = e[2]
        if len(e) > 3:                                      # noqa: PLR2004 - REF02
            now.leave_out_from(e, 3)
    else:
        line.references += (reference(now, e),)


def _amt(now: EventReading, e: list[str]) -> None:
    kind, money, line = e[1], now.number_of(e[2]), now.line
    amounts = line.amounts
    if kind in amounts or len(e) > 3:                       # noqa: PLR2004 - AMT02
        odd(now, amounts, e, money)
    else:
        amounts[kind] = money
    if kind == "B6":
        line.allowed = amounts[kind]


def _qty(now: EventReading, e: list[str]) -> None:
    odd(now, now.line.quantities, e, now.number_of(e[2]))


def _lq(now: EventReading, e: list[str]) -> None:
    if e[1] == "HE":
        now.line.remarks += (e[2],)
    else:
        now.line.other_remarks += (Reference(e[1], e[2]),)
    if len(e) > 3:                                          # noqa: PLR2004 - LQ02
        now.leave_out_from(e, 3)


def _unknown(now: EventReading, e: list[str]) -> None:
    line = now.line
    line.unread += (now.keep(e, now.position - line.position),)


LINE = Loop("2110", {"SVC": svc, "DTM": _dtm, "CAS": _cas, "REF": _ref, "AMT": _amt, "QTY": _qty, "LQ": _lq}, _unknown)
"""The steps around it, of claims and envelope, join when those are known."""
