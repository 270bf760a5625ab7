"""Strategies for what a receiver answers: TA1, 999, 997 and 277CA, as they are written and read back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from edi_acks import (
    ClaimAcknowledgment,
    ClaimStatus,
    ElementErrorNote,
    ErrorContext,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    LineStatus,
    ProviderAcknowledgment,
    SegmentError,
    Status,
    Totals,
    TransactionSetAcknowledgment,
)
from edi_claims import DateRange, Payer, Person, Procedure, Provider, Reference, TradingPartner
from edi_claims.codes import TA1_NOTE
from edi_testing.invented import FAMILY
from edi_testing.strategies.basics import days, digits, dollars, names, npis, once, payers, quantities, rarely, references, texts, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hypothesis.strategies import SearchStrategy

_SEGMENTS = ("NM1", "N3", "N4", "REF", "DTP", "CLM", "HI", "SV1", "SBR", "HL")
_LOOPS = ("", "1000A", "2000B", "2010AA", "2010BA", "2300", "2400")
_ACCEPTING, _REJECTING = ("A0", "A1", "A2", "A5"), ("A3", "A4", "A6", "A7", "A8")
_ENTITIES = ("", "PR", "IL", "QC", "85", "82")
_PLACES = st.integers(1, 999)


@once
def moments(*, seconds: bool = False) -> SearchStrategy[datetime]:
    """Moments to the minute, or to the second."""
    found = st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 31))                  # noqa: DTZ001 - X12 has local time
    return found.map(lambda at: at.replace(microsecond=0, second=at.second if seconds else 0))


# ---- TA1

@once
def interchange_acknowledgments() -> SearchStrategy[InterchangeAcknowledgment]:
    """TA1: accepted, or with one of the notes."""
    notes = sorted(set(TA1_NOTE) - {"000"})
    good = st.builds(InterchangeAcknowledgment, digits(9), moments(), st.just("A"), st.just("000"))
    return st.one_of(good, st.builds(InterchangeAcknowledgment, digits(9), moments(), st.sampled_from("ER"), st.sampled_from(notes)))


# ---- 999, 997

def _element_place(parts: Sequence[int]) -> tuple[int, ...]:
    return tuple(parts)


@once
def _triggers() -> SearchStrategy[ErrorContext]:
    place = st.lists(st.integers(1, 20), max_size=3).map(_element_place)
    numbers = st.lists(st.integers(1, 1799).map(str), max_size=1).map(tuple)
    return st.builds(ErrorContext, st.just("SITUATIONAL TRIGGER"), st.just(""), st.sampled_from(_SEGMENTS), _PLACES, st.sampled_from(_LOOPS),
                     place, numbers)


@once
def _contexts() -> SearchStrategy[tuple[ErrorContext, ...]]:
    """What made it necessary, then the claim."""
    claim = st.builds(ErrorContext, st.just("CLM01"), texts(20))
    return st.tuples(rarely(_triggers().map(lambda one: (one,)), ()), st.one_of(st.just(()), claim.map(lambda one: (one,)))).map(
        lambda pair: (*pair[0], *pair[1]))


@once
def _notes(*, of_997: bool) -> SearchStrategy[ElementErrorNote]:
    codes = ("1", "4", "5", "6", "7", "8", "9", "10") if of_997 else ("1", "2", "7", "8", "12", "13", "I9", "I10", "I12")
    place = st.sampled_from(((1, None, None), (3, None, None), (1, 2, None), (7, 1, None), (3, None, 4), (16, 5, 2)))
    contexts = st.just(()) if of_997 else rarely(_triggers().map(lambda one: (one,)), ())
    return st.builds(lambda where, *more: ElementErrorNote(*where, *more), place, st.sampled_from(("", "66", "116", "1328")), st.sampled_from(codes),
                     rarely(words(20), ""), contexts)


@once
def segment_errors(*, of_997: bool = False) -> SearchStrategy[SegmentError]:
    """A segment that is wrong in itself, or in its elements."""
    codes = ("1", "2", "3", "5") if of_997 else ("1", "2", "3", "4", "5", "I4", "I6")
    contexts = st.just(()) if of_997 else _contexts()
    where = {"segment": st.sampled_from(_SEGMENTS), "position": _PLACES, "loop": st.sampled_from(_LOOPS), "context": contexts}
    return st.one_of(
        st.builds(SegmentError, code=st.sampled_from(codes), **where),
        st.builds(SegmentError, code=st.just("8"), elements=st.lists(_notes(of_997=of_997), min_size=1, max_size=3).map(tuple), **where))


@once
def _sets(*, of_997: bool) -> SearchStrategy[TransactionSetAcknowledgment]:
    version = st.just("") if of_997 else st.sampled_from(("", "005010X222A1"))
    who = {"identifier": st.just("837"), "control_number": digits(4), "version": version}
    errors = st.lists(segment_errors(of_997=of_997), min_size=1, max_size=3).map(tuple)
    codes = st.sampled_from((("5",), ("4", "5")) if of_997 else (("I5",), ("5",), ("5", "I5"), ("4",)))
    return st.one_of(st.builds(TransactionSetAcknowledgment, status=st.just("A"), **who),
                     st.builds(TransactionSetAcknowledgment, status=st.sampled_from("ER"), codes=codes, errors=errors, **who))


@once
def implementation_acknowledgments(kind: str = "999") -> SearchStrategy[ImplementationAcknowledgment]:
    """A 999 or a 997 whose counts and status are those of its sets; now and then a group that is wrong itself."""
    sets = st.lists(_sets(of_997=kind == "997"), min_size=1, max_size=4).map(tuple)
    return st.builds(_group, st.integers(1, 999_999_999).map(str), sets, rarely(st.sampled_from(("3", "4", "5", "19")), ""), st.just(kind))


def _group(number: str, sets: tuple[TransactionSetAcknowledgment, ...], code: str, kind: str) -> ImplementationAcknowledgment:
    accepted = sum(one.accepted for one in sets)
    mixed = "P" if any(one.rejected for one in sets) else "E" if any(one.status == "E" for one in sets) else "A"
    return ImplementationAcknowledgment("HC", number, version="005010X222A1", status="R" if code or not accepted else mixed, included=len(sets),
                                        received=len(sets), accepted=accepted, codes=(code,) if code else (), transaction_sets=sets, kind=kind)


# ---- 277CA

@once
def _codes(categories: tuple[str, ...]) -> SearchStrategy[tuple[str, str, str]]:
    return st.tuples(st.sampled_from(categories), st.sampled_from(("16", "19", "20", "21", "164", "477", "562")), st.sampled_from(_ENTITIES))


@st.composite
def _statuses(draw: st.DrawFn, rejects: bool, on: date | None, amount: Decimal | None, most: int = 3) -> tuple[Status, ...]:
    """Some STC, each with up to three statuses; what accepts is one."""
    found: list[Status] = []
    for position in range(1, 1 + draw(st.integers(1, most) if rejects else st.just(1))):
        message = draw(rarely(words(40), "")) if amount is not None else ""             # a line's status has none
        said = draw(st.lists(_codes(_REJECTING if rejects else _ACCEPTING), min_size=1, max_size=3 if rejects else 1))
        shared: dict[str, Any] = {"on": on, "action": "U" if rejects else "WQ", "amount": amount, "message": message, "position": position}
        found += [Status(*codes, **shared) for codes in said]
    return tuple(found)


@st.composite
def _lines(draw: st.DrawFn) -> LineStatus:
    procedure = Procedure(draw(st.sampled_from(("99213", "93000", "J3301"))), draw(st.sampled_from(((), ("25",), ("LT", "59")))))
    return LineStatus(procedure=procedure, charge=draw(dollars()), units=draw(quantities()),
                      statuses=draw(_statuses(rejects=True, on=draw(days()), amount=None, most=1)),
                      line_control_number=draw(st.none() | texts(20)), dates={"472": draw(days())})


@st.composite
def claim_statuses(draw: st.DrawFn) -> ClaimStatus:
    """One claim, accepted or rejected, as a whole or for some of its lines."""
    rejected, on, charge = draw(st.booleans()), draw(days()), draw(dollars())
    first = draw(days())
    return ClaimStatus(
        draw(texts(20)), statuses=draw(_statuses(rejected, on, charge)), payer_control_number=draw(st.none() | texts(20)),
        clearinghouse_number=draw(st.none() | texts(20)), references=draw(references("BLT", most=1)),
        line_statuses=tuple(draw(st.lists(_lines(), max_size=2))) if rejected else (),
        dates={"472": DateRange(first, first) if draw(st.booleans()) else first},
        patient=Person(draw(names()), identifier=Reference("MI", draw(texts(12, least=2)))))


@st.composite
def _provider_acknowledgments(draw: st.DrawFn) -> ProviderAcknowledgment:
    claims = tuple(draw(st.lists(claim_statuses(), min_size=1, max_size=3)))
    return ProviderAcknowledgment(
        provider=Provider(draw(npis(2)), draw(st.sampled_from(FAMILY)) + " CLINIC LLC"), trace_number="0", claims=claims, totals=_totals(claims),
        statuses=(Status("A1", "19", "PR", action="WQ", amount=_charge(claims)),))


def _charge(claims: Sequence[ClaimStatus]) -> Decimal:
    return sum((one.charge for one in claims if one.charge is not None), Decimal(0))


def _totals(claims: Sequence[ClaimStatus]) -> Totals:
    accepted, rejected = [one for one in claims if not one.rejected], [one for one in claims if one.rejected]
    return Totals(len(accepted) or None, len(rejected) or None, _charge(accepted) if accepted else None, _charge(rejected) if rejected else None,
                  _charge(claims))


def _named(payer: Payer) -> Payer:
    """As a 277CA names it."""
    return Payer(payer.payer_id, payer.name, id_qualifier=payer.id_qualifier)


@st.composite
def claim_acknowledgments(draw: st.DrawFn) -> ClaimAcknowledgment:
    """A 277CA whose totals are those of its claims."""
    providers = tuple(draw(st.lists(_provider_acknowledgments(), min_size=1, max_size=2)))
    claims, on = [claim for one in providers for claim in one.claims], draw(days())
    return ClaimAcknowledgment(
        draw(texts(20)), source=draw(payers().map(_named)), source_role=draw(st.sampled_from(("PR", "AY"))), receipt_number=draw(texts(20)),
        dates={"050": on, "009": on}, submitter=TradingPartner(draw(st.sampled_from(FAMILY)) + " BILLING", "", party_id=draw(texts(10, least=2))),
        statuses=(Status("A1", "19", "PR", on=on, action="WQ", amount=_charge(claims)),), totals=_totals(claims), providers=providers,
        reference=draw(texts(20)), created=draw(moments(seconds=True)), version="005010X214")
