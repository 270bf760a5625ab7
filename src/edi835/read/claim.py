"""The steps of an 835's claims, loops 2000 and 2100, and the tables of what may follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi835.institutional import MIA, MOA, TS2, TS3
from edi835.read.common import FEW, GROUPS, contact, identifier, name, odd, reference, triplets
from edi835.read.line import LINE, svc
from edi835.read.trailer import plb
from edi_claims import Adjustment, ClaimGroup, ClaimPayment, Payer, Person, PersonName, Provider, Reference
from edi_claims.making import made
from edi_x12.elements import day
from edi_x12.reading import BETWEEN, OUTSIDE, Loop, padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi835.read.events import Event
    from edi835.read.reading import EventReading
    from edi_x12.reading import Step

FAULTS = (ValueError, IndexError, ArithmeticError)


# ---- what ends a claim

def _se(now: EventReading, e: list[str]) -> Event | None:
    """The trailer is held against its header first, so that what is wrong with it is the set's own finding."""
    now.envelope.se(e, now.position)
    ended = now.leave()
    now.loop = BETWEEN
    return ended


def _lx(now: EventReading, e: list[str]) -> Event | None:
    ended = now.begin() or now.end_claim()
    now.end_group()
    now.group = ClaimGroup(e[1] if len(e) > 1 else "", position=now.position)
    now.leave_out_from(e, 2)
    now.loop = GROUP
    now.keep_group(e)
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
        plb(now, e)
    except FAULTS as error:
        now.fault(e, error)
    return ended


def _n1(now: EventReading, e: list[str]) -> Event | None:
    """A header in the midst of the claims: it belongs to none of them."""
    ended = now.end_claim()
    now.loop = TRAILER
    now.keep_apart(e)
    return ended


# ---- 2000

def _ts3(now: EventReading, e: list[str]) -> None:
    if now.group.provider_summary is None:
        now.group = attrs.evolve(now.group, provider_summary=TS3.read(now, e))
        now.keep_group(e)
    else:
        now.keep_apart(e)


def _ts2(now: EventReading, e: list[str]) -> None:
    if now.group.inpatient_summary is None:
        now.group = attrs.evolve(now.group, inpatient_summary=TS2.read(now, e))
        now.keep_group(e)
    else:
        now.keep_apart(e)


# ---- 2100

def _claim(now: EventReading, e: list[str]) -> ClaimPayment:
    usual = len(e) == 10                                    # noqa: PLR2004 - CLP09
    if not usual:
        padded(e, 9)
    amount = now.number_of
    claim = ClaimPayment(e[1], e[2], amount(e[3]), amount(e[4]), amount(e[5]) if e[5] else None, e[6], e[7], e[8], e[9])
    claim.group, claim.position = now.group, now.position
    if not usual:
        _stay(now, claim, e)
    return claim


def _stay(now: EventReading, claim: ClaimPayment, e: list[str]) -> None:
    """CLP10 to CLP13, of institutional claims."""
    padded(e, 13)
    claim.patient_status, claim.drg = e[10], e[11]
    claim.drg_weight = now.number_of(e[12]) if e[12] else None
    claim.discharge_fraction = now.number_of(e[13]) if e[13] else None
    now.leave_out_from(e, 14)


def _cas(now: EventReading, e: list[str]) -> None:
    if len(e) == 4 and e[3] and e[2] >= "1" and e[1] in GROUPS:         # noqa: PLR2004 - nine in ten: one triplet without a quantity
        now.claim.adjustments.append(Adjustment(e[1], e[2], now.number_of(e[3])))
    else:
        now.claim.adjustments += triplets(now, e)


def _nm1(now: EventReading, e: list[str]) -> None:
    role, claim = _PARTIES.get(e[1]), now.claim
    if role is None or getattr(claim, role[0]) is not None:
        _unknown(now, e)
        return
    if len(e) != 10:                                        # noqa: PLR2004 - NM109
        now.leave_out_from(padded(e, 9), 10)
    setattr(claim, role[0], role[1](now, e))


def _person(now: EventReading, e: list[str]) -> Person:
    if e[2] == "1" and e[9]:
        return made(Person, {"name": PersonName(e[3], e[4], e[5], e[7], e[6]), "identifier": Reference(e[8], e[9])})
    return Person(name(now, e), None, "", None, identifier(now, e))


def _provider(now: EventReading, e: list[str]) -> Provider:
    """A few providers render all the claims of a file."""
    said = now.delimiters.element.join(e)
    known = now.providers.get(said)
    if known is None:
        number = identifier(now, e)
        npi = e[9] if number is not None and e[8] == "XX" else None
        known = Provider(npi, name(now, e), identifier=number if npi is None else None)
        if len(now.providers) < FEW:
            now.providers[said] = known
    return known


def _payer(now: EventReading, e: list[str]) -> Payer:
    """An organization always."""
    now.leave_out(e, *(() if e[2] == "2" else (2,)), 4, 5, 6, 7)
    identifier(now, e)
    return Payer(e[9], e[3], id_qualifier=e[8] or "PI")


_PARTIES: dict[str, tuple[str, Callable[[EventReading, list[str]], Any]]] = {
    "QC": ("patient", _person), "IL": ("insured", _person), "74": ("corrected_insured", _person), "GB": ("other_insured", _person),
    "82": ("rendering_provider", _provider), "TT": ("crossover_payer", _payer), "PR": ("corrected_priority_payer", _payer)}


def _moa(now: EventReading, e: list[str]) -> None:
    if now.claim.outpatient is not None:
        _unknown(now, e)
        return
    found = MOA.read(now, e)
    now.claim.outpatient = found
    now.claim.remarks += found.remarks


def _mia(now: EventReading, e: list[str]) -> None:
    if now.claim.inpatient is not None:
        _unknown(now, e)
        return
    found = MIA.read(now, e)
    now.claim.inpatient = found
    now.claim.remarks += found.remarks


def _ref(now: EventReading, e: list[str]) -> None:
    claim = now.claim
    claim.references += (Reference(e[1], e[2]) if len(e) == 3 else reference(now, e),)      # noqa: PLR2004 - REF02


def _dtm(now: EventReading, e: list[str]) -> None:
    days, when = now.claim.dates, day(e[2])
    if e[1] in days or len(e) > 3:                          # noqa: PLR2004 - DTM02
        odd(now, days, e, when)
    else:
        days[e[1]] = when


def _per(now: EventReading, e: list[str]) -> None:
    now.claim.contacts += (contact(now, e),)


def _amt(now: EventReading, e: list[str]) -> None:
    amounts, money = now.claim.amounts, now.number_of(e[2])
    if e[1] in amounts or len(e) > 3:                       # noqa: PLR2004 - AMT02
        odd(now, amounts, e, money)
    else:
        amounts[e[1]] = money


def _qty(now: EventReading, e: list[str]) -> None:
    odd(now, now.claim.quantities, e, now.number_of(e[2]))


def _lq(now: EventReading, e: list[str]) -> None:
    """Not in the guide; where a payer sends no lines he has no other place for it."""
    if e[1] == "HE":
        now.claim.remarks += (e[2],)
        now.leave_out_from(e, 3)
    else:
        _unknown(now, e)


def _unknown(now: EventReading, e: list[str]) -> None:
    claim = now.claim
    claim.unread += (now.keep(e, now.position - claim.position),)


def _apart(now: EventReading, e: list[str]) -> None:
    now.keep_apart(e)


def _of_spoiled(now: EventReading, e: list[str]) -> None:
    now.keep_apart(e, now.position - now.strangers_at)


# ---- the tables

ENVELOPE: dict[str, Step] = {**OUTSIDE, "SE": _se}
CLAIMS_BEGIN: dict[str, Step] = {"LX": _lx, "CLP": _clp, "PLB": _plb}
_AROUND: dict[str, Step] = {**ENVELOPE, **CLAIMS_BEGIN, "N1": _n1}

GROUP = Loop("2000", {**_AROUND, "TS3": _ts3, "TS2": _ts2}, _apart)
CLAIM = Loop("2100", {**_AROUND, "CAS": _cas, "NM1": _nm1, "MIA": _mia, "MOA": _moa, "REF": _ref, "DTM": _dtm, "PER": _per, "AMT": _amt, "QTY": _qty,
                      "LQ": _lq, "SVC": svc}, _unknown)
LINE.update(_AROUND)
TRAILER = Loop("", _AROUND, _apart)
SPOILED = Loop("2100", _AROUND, _of_spoiled)
"""Behind a claim that cannot be read."""
