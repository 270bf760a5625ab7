"""The steps of an 835's claims and trailer: loops 2000, 2100 and 2110, and PLB."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import (
    Adjustment,
    ClaimGroup,
    ClaimPayment,
    DateRange,
    ElementError,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    Reference,
    ServicePayment,
    Severity,
)
from edi_x12.parties import contact_of
from edi_x12.reading import BETWEEN, OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from edi835.read.events import Event
    from edi835.read.reading import EventReading
    from edi_x12.reading import Step

_ONE = Decimal(1)
MEMORY = 4096
"""How many different amounts are remembered; files repeat them."""
_FEW = 1024
"""How many procedures and rendering providers."""
_SHORT = 80

FAULTS = (ValueError, IndexError, ArithmeticError)


def trimmed(elements: list[str]) -> tuple[str, ...]:
    """Without the empty ones at the end, which some payers send and a writer leaves out."""
    while elements and not elements[-1]:
        elements.pop()
    return tuple(elements)


# ---- what ends a claim

def _se(now: EventReading, e: list[str]) -> Event | None:
    """The trailer is held against its header first, so that what is wrong with it is the set's own finding."""
    now.envelope.se(e, now.position)
    ended = now.leave()
    now.loop = BETWEEN
    return ended


def _lx(now: EventReading, e: list[str]) -> Event | None:
    ended = now.begin() or now.end_claim()
    now.group = ClaimGroup(e[1] if len(e) > 1 else "")
    now.loop = GROUP
    return ended


def _clp(now: EventReading, e: list[str]) -> Event | None:
    """A claim that cannot be read must not take the one before it along."""
    ended = now.end_claim() if now.start is not None else now.begin()
    now.started, now.loop = now.position, CLAIM
    try:
        now.claim = _claim(now, e)
    except FAULTS as error:
        now.number = e[1] if len(e) > 1 else None
        now.fault(e, error)
    return ended


def _plb(now: EventReading, e: list[str]) -> Event | None:
    ended = now.begin() or now.end_claim()
    now.loop = TRAILER
    try:
        found = _provider_adjustments(now, e)
    except FAULTS as error:
        now.fault(e, error)
        return ended
    now.provider_adjustments += found
    for one in found:
        now.adjusted += one.amount
    return ended


def _n1(now: EventReading, e: list[str]) -> Event | None:
    """A header in the midst of the claims: it belongs to none of them."""
    ended = now.end_claim()
    now.loop = TRAILER
    now.keep_apart(e)
    return ended


# ---- 2000

def _ts3(now: EventReading, e: list[str]) -> None:
    now.group = attrs.evolve(now.group, provider_summary=trimmed(e[1:]))


def _ts2(now: EventReading, e: list[str]) -> None:
    now.group = attrs.evolve(now.group, inpatient_summary=trimmed(e[1:]))


# ---- 2100

def _claim(now: EventReading, e: list[str]) -> ClaimPayment:
    if len(e) < 10:                                         # noqa: PLR2004 - CLP09
        padded(e, 9)
    amount = now.number_of
    claim = ClaimPayment(e[1], e[2], amount(e[3]), amount(e[4]), amount(e[5]) if e[5] else None, e[6], e[7], e[8], e[9])
    claim.group, claim.position = now.group, now.position
    if len(e) > 10:                                         # noqa: PLR2004 - CLP10
        now.leave_out(e, 10)
        claim.drg = trimmed(e[11:])
    return claim


def _claim_cas(now: EventReading, e: list[str]) -> None:
    if len(e) == 4:                                         # noqa: PLR2004 - nine in ten hold one triplet, without a quantity
        now.claim.adjustments.append(Adjustment(e[1], e[2], now.number_of(e[3])))
    else:
        now.claim.adjustments += _triplets(now, e)


def _triplets(now: EventReading, e: list[str]) -> list[Adjustment]:
    """Up to six of reason, amount, quantity; blank ones stand at the end, or where a payer drops one."""
    found = []
    for at in range(2, len(e), 3):
        reason, money, quantity = (*e[at:at + 3], "", "")[:3]
        if reason or money:
            found.append(Adjustment(e[1], reason, now.number_of(money), now.number_of(quantity) if quantity else None))
    return found


def _nm1(now: EventReading, e: list[str]) -> None:
    role = _PARTIES.get(e[1])
    if role is None or getattr(now.claim, role[0]) is not None:
        _unknown_of_claim(now, e)
        return
    if len(e) < 10:                                         # noqa: PLR2004 - NM109
        padded(e, 9)
    setattr(now.claim, role[0], role[1](now, e))


def _name(e: list[str]) -> PersonName | str:
    return PersonName(e[3], e[4], e[5], e[7], e[6]) if e[2] == "1" else e[3]


def _person(_: EventReading, e: list[str]) -> Person:
    return Person(_name(e), None, "", None, Reference(e[8], e[9]) if e[9] else None)


def _provider(now: EventReading, e: list[str]) -> Provider:
    """A few providers render all the claims of a file."""
    said = tuple(e)
    known = now.providers.get(said)
    if known is None:
        npi = e[9] if e[8] == "XX" else ""
        known = Provider(npi or None, _name(e), identifier=Reference(e[8], e[9]) if e[9] and not npi else None)
        if len(now.providers) < _FEW:
            now.providers[said] = known
    return known


def _payer(_: EventReading, e: list[str]) -> Payer:
    return Payer(e[9], e[3], id_qualifier=e[8] or "PI")


_PARTIES: dict[str, tuple[str, Callable[[EventReading, list[str]], Any]]] = {
    "QC": ("patient", _person), "IL": ("insured", _person), "74": ("corrected_insured", _person), "GB": ("other_insured", _person),
    "82": ("rendering_provider", _provider), "TT": ("crossover_payer", _payer), "PR": ("corrected_priority_payer", _payer)}


def _moa(now: EventReading, e: list[str]) -> None:
    if now.claim.outpatient:
        _unknown_of_claim(now, e)
        return
    now.claim.outpatient = trimmed(e[1:])
    now.claim.remarks += tuple(filter(None, e[3:8]))


def _mia(now: EventReading, e: list[str]) -> None:
    if now.claim.inpatient:
        _unknown_of_claim(now, e)
        return
    now.claim.inpatient = trimmed(e[1:])
    now.claim.remarks += tuple(filter(None, [*e[5:6], *e[20:24]]))


def _claim_ref(now: EventReading, e: list[str]) -> None:
    now.claim.references += (_reference(e),)


def _reference(e: list[str]) -> Reference:
    return Reference(e[1], e[2]) if len(e) < 4 else Reference(e[1], e[2], e[3])     # noqa: PLR2004 - REF03


def _claim_dtm(now: EventReading, e: list[str]) -> None:
    _put(now, now.claim.dates, e, now.day(e[2]))


def _claim_per(now: EventReading, e: list[str]) -> None:
    now.claim.contacts += (contact_of(e),)


def _claim_amt(now: EventReading, e: list[str]) -> None:
    _put(now, now.claim.amounts, e, now.number_of(e[2]))


def _claim_qty(now: EventReading, e: list[str]) -> None:
    _put(now, now.claim.quantities, e, now.number_of(e[2]))


def _claim_lq(now: EventReading, e: list[str]) -> None:
    """Not in the guide; where a payer sends no lines he has no other place for it."""
    if e[1] == "HE":
        now.claim.remarks += (e[2],)
    else:
        _unknown_of_claim(now, e)


def _put(now: EventReading, where: dict[str, Any], e: list[str], value: Any) -> None:
    """A value by its qualifier; a second one of the same kind is kept unread."""
    if e[1] in where:
        now.loop.otherwise(now, e)
    else:
        where[e[1]] = value


def _unknown_of_claim(now: EventReading, e: list[str]) -> None:
    claim = now.claim
    claim.unread += (now.keep(e, now.position - claim.position),)


# ---- 2110

def _svc(now: EventReading, e: list[str]) -> None:
    count = len(e)
    amount = now.number_of
    line = ServicePayment(now.procedures.get(e[1]) or _procedure(now, e[1]), amount(e[2]), amount(e[3]),
                          amount(e[5]) if count > 5 and e[5] else _ONE)                     # noqa: PLR2004 - SVC05
    line.position = now.position
    if count > 4:                                           # noqa: PLR2004 - SVC04
        line.revenue_code = e[4]
        if count > 6:                                       # noqa: PLR2004 - SVC06
            line.submitted_procedure = _procedure(now, e[6]) if e[6] else None
            line.submitted_units = now.number_of(e[7]) if count > 7 and e[7] else None         # noqa: PLR2004 - SVC07
    now.claim.services.append(line)
    now.line = line
    now.loop = LINE


def _procedure(now: EventReading, text: str) -> Procedure:
    """SVC01, SVC06: qualifier, code, up to four modifiers, description. Some payers leave the qualifier out."""
    known = now.procedures.get(text)
    if known is not None:
        return known
    parts = text.split(now.delimiters.component)
    if len(parts) == 1 and text[:2].isalnum() and text[2:3] and not text[2].isalnum():
        now.note("X212", Severity.WARNING, "a procedure is put together with another separator than ISA16 says")
        parts = text.split(text[2])
    if len(parts[0]) != 2 or len(parts) == 1:               # noqa: PLR2004 - a code list's id
        now.note("X211", Severity.INFO, "a procedure has no code list qualifier: HC is assumed")
        parts = ["HC", *parts]
    description = parts[6] if len(parts) > 6 else ""        # noqa: PLR2004 - SVC01-7
    found = Procedure(parts[1].upper(), tuple(one.upper() for one in parts[2:6] if one), parts[0].upper(), description)
    if len(now.procedures) < _FEW and len(text) < _SHORT:
        now.procedures[text] = found
    return found


def _line_cas(now: EventReading, e: list[str]) -> None:
    if len(e) == 4:                                         # noqa: PLR2004
        now.line.adjustments.append(Adjustment(e[1], e[2], now.number_of(e[3])))
    else:
        now.line.adjustments += _triplets(now, e)


def _line_dtm(now: EventReading, e: list[str]) -> None:
    when = now.day(e[2])
    line = now.line
    if e[1] == "472" and line.service_date is None:
        line.service_date = when
    elif e[1] in _PERIOD:
        _half_period(now, line, e, when)
    else:
        _put(now, line.dates, e, when)


_PERIOD = {"150": "151", "151": "150"}


def _half_period(now: EventReading, line: ServicePayment, e: list[str], when: date) -> None:
    """Start and end come apart, in either order; one that stays alone is a day among the line's `dates`."""
    half = line.dates.get(_PERIOD[e[1]])
    if line.service_period is not None or half is None or isinstance(half, DateRange):
        _put(now, line.dates, e, when)
        return
    del line.dates[_PERIOD[e[1]]]
    line.service_period = DateRange(when, half) if e[1] == "150" else DateRange(half, when)


def _line_ref(now: EventReading, e: list[str]) -> None:
    line = now.line
    if e[1] == "6R" and line.line_control_number is None:
        line.line_control_number = e[2]
    else:
        line.references += (_reference(e),)


def _line_amt(now: EventReading, e: list[str]) -> None:
    kind, money, line = e[1], now.number_of(e[2]), now.line
    if kind in line.amounts:
        _unknown_of_line(now, e)
        return
    line.amounts[kind] = money
    if kind == "B6":
        line.allowed = money


def _line_qty(now: EventReading, e: list[str]) -> None:
    _put(now, now.line.quantities, e, now.number_of(e[2]))


def _line_lq(now: EventReading, e: list[str]) -> None:
    if e[1] == "HE":
        now.line.remarks += (e[2],)
    else:
        now.line.other_remarks += (Reference(e[1], e[2]),)


def _unknown_of_line(now: EventReading, e: list[str]) -> None:
    line = now.line
    line.unread += (now.keep(e, now.position - line.position),)


# ---- PLB

def _provider_adjustments(now: EventReading, e: list[str]) -> list[ProviderAdjustment]:
    """Up to six pairs. A year end that cannot be read does not make the money disappear."""
    try:
        year_end = now.day(e[2]) if e[2] else None
    except ElementError:
        now.note("X202", Severity.WARNING, "PLB02 is not a day: it is left out", element="PLB02")
        year_end = None
    found = []
    for at in range(3, len(e), 2):
        what, money = e[at], e[at + 1] if at + 1 < len(e) else ""
        if what or money:
            reason, _, reference = what.partition(now.delimiters.component)
            found.append(ProviderAdjustment(e[1], year_end, reason, reference, now.number_of(money)))
    return found


def _apart(now: EventReading, e: list[str]) -> None:
    now.keep_apart(e)


def _of_spoiled(now: EventReading, e: list[str]) -> None:
    now.keep_apart(e, now.position - now.strangers_at)


# ---- the tables

ENVELOPE: dict[str, Step] = {**OUTSIDE, "SE": _se}
CLAIMS_BEGIN: dict[str, Step] = {"LX": _lx, "CLP": _clp, "PLB": _plb}
_AROUND: dict[str, Step] = {**ENVELOPE, **CLAIMS_BEGIN, "N1": _n1}

GROUP = Loop("2000", {**_AROUND, "TS3": _ts3, "TS2": _ts2}, _apart)
CLAIM = Loop("2100", {**_AROUND, "CAS": _claim_cas, "NM1": _nm1, "MIA": _mia, "MOA": _moa, "REF": _claim_ref, "DTM": _claim_dtm,
                      "PER": _claim_per, "AMT": _claim_amt, "QTY": _claim_qty, "LQ": _claim_lq, "SVC": _svc}, _unknown_of_claim)
LINE = Loop("2110", {**_AROUND, "SVC": _svc, "DTM": _line_dtm, "CAS": _line_cas, "REF": _line_ref, "AMT": _line_amt, "QTY": _line_qty,
                     "LQ": _line_lq}, _unknown_of_line)
TRAILER = Loop("", _AROUND, _apart)
SPOILED = Loop("2100", _AROUND, _of_spoiled)
"""Behind a claim that cannot be read."""
