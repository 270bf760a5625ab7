"""Benefit rows (EB) of service types and of procedures: what is covered and wants an authorization, copays, limits of visits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from edi837.rules.tables import matches
from edi_claims import ZERO, Benefit, Delivery, Procedure, Rejection
from edi_claims.codes import SERVICE_TYPE
from edi_testing.payer.answering.rows import ONE, REMAINING, VISIT, WAIVED, YEAR, Rows, coinsurance, deductible
from edi_testing.payer.answering.terms import CORE, WHOLE_PLAN, Said, places_of, terms
from edi_testing.payer.money import plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from edi_claims import ServiceInquiry
    from edi_testing.payer.plan import Copay, VisitLimit

INPUT_ERROR, WRONG_KIND, WRONG_CODE = "33", "54", "55"
HCPCS = "HC"
MOST_NAMED = 12
"""Procedures that a message names."""
_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")

T = TypeVar("T", bound="Hashable")


# ---- what is asked

def asked_types(rows: Rows) -> tuple[str, ...]:
    """Service types that are answered: those asked for, and for the plan as a whole those that every plan names."""
    wanted = [one for question in rows.asked.inquiry.questions for one in question.service_types if one not in rows.asked.plan.replies.refuses]
    known = [one for one in wanted if one in SERVICE_TYPE]
    if WHOLE_PLAN not in known:
        return tuple(dict.fromkeys(known))
    priced = rows.catalog.priced if rows.catalog.has_copay else ()  # then nothing may fall back on the plan's own row
    return tuple(dict.fromkeys((*known, *CORE, *priced)))


def refused_rows(rows: Rows) -> list[Benefit]:
    """EB*V with an AAA for each question that is not understood, or that the plan refuses."""
    types = [one for question in rows.asked.inquiry.questions for one in question.service_types]
    refuses = rows.asked.plan.replies.refuses
    found = [_refused(rows, (one,), refuses[one]) for one in types if one in refuses and one in SERVICE_TYPE]
    return found + [_refused(rows, (), INPUT_ERROR) for one in types if one not in SERVICE_TYPE]


def _refused(rows: Rows, types: tuple[str, ...], reason: str) -> Benefit:
    return rows.row("V", types, rejections=(Rejection("benefit", reason, "C", "N"),))


# ---- by service type

def service_rows(rows: Rows) -> list[Benefit]:
    """What is said of the service types, those that have the same said of them in one row."""
    types = asked_types(rows)
    anywhere = [rows.catalog.said(one) for one in types]
    found = [*_status(rows, anywhere, ""), *_all_shares(rows, anywhere, "")]
    for place in places_of(rows.asked.plan):
        here = [rows.catalog.said(one, place) for one in types]
        found += _at(rows, [(one, other) for one, other in zip(here, anywhere, strict=True) if one.terms != other.terms], here, place)
    return [*found, *_odd(rows, anywhere), *_visits(rows, types), *_elsewhere(rows, types)]


def _at(rows: Rows, changed: list[tuple[Said, Said]], here: list[Said], place: str) -> list[Benefit]:
    """What is otherwise at a place. Whoever finds rows for the place looks at no others of their kind: so all shares are said again."""
    found = _status(rows, [one for one, _ in changed], place)
    if all(one.shares == other.shares for one, other in changed):
        return found
    whole = (WHOLE_PLAN,)
    return [*found, *deductible(rows, whole, place), coinsurance(rows, whole, place), *_all_shares(rows, here, place)]


def _status(rows: Rows, said: Iterable[Said], place: str) -> list[Benefit]:
    """EB*1, 3 or I, with what is wanted before."""
    status = _together((one, (one.kind, one.authorization, one.referral)) for one in said if one.service_type != WHOLE_PLAN)
    return [rows.row(kind, types, place, authorization="" if kind == "I" else needed, messages=("REFERRAL REQUIRED",) if referred else ())
            for (kind, needed, referred), types in status.items()]


def _all_shares(rows: Rows, said: list[Said], place: str) -> list[Benefit]:
    every = [one for one in said if one.kind != "I"]
    shares = _together((one, (one.shares, one.authorization, _named(one))) for one in every if one.service_type != WHOLE_PLAN)
    found = [row for (ways, needed, named), types in shares.items() for row in _shares(rows, types, place, ways, needed, named)]
    return found + [row for one in said if one.service_type == WHOLE_PLAN for row in _of_whole_plan(rows, one, place)]


def _together(pairs: Iterable[tuple[Said, T]]) -> dict[T, tuple[str, ...]]:
    """Service types of which the same is said."""
    found: dict[T, tuple[str, ...]] = {}
    for one, what in pairs:
        found[what] = (*found.get(what, ()), one.service_type)
    return found


def _named(said: Said) -> tuple[tuple[Copay | None, tuple[str, ...]], ...]:
    """Where procedures differ: those that each copay is for."""
    if len(said.shares) == 1:
        return ()
    return tuple((way, tuple(code for code, one in zip(said.procedures, said.terms, strict=True) if one.covered and one.copay == way))
                 for way in said.shares)


# ---- what the patient bears

def _shares(rows: Rows, types: tuple[str, ...], place: str, ways: tuple[Copay | None, ...], needed: str,
            named: tuple[tuple[Copay | None, tuple[str, ...]], ...]) -> list[Benefit]:
    """Rows that say more than the plan's own do."""
    if ways == (None,):
        return _nothing_special(rows, types, place, needed) if rows.catalog.has_copay else []
    if all(_is_alone(way) for way in ways):
        return [_copay(rows, types, place, way, needed, _told(named, way)) for way in ways if way is not None]
    if len(ways) == 1 and ways[0] is not None:
        return _with_others(rows, types, place, ways[0], needed)
    return _several(rows, types, place, ways, needed, named)


def _of_whole_plan(rows: Rows, said: Said, place: str) -> list[Benefit]:
    """The copays of procedures that are of no service type, as the plan's own; deductible and coinsurance it has already."""
    if not said.copays:
        return []
    named, types = _named(said), (WHOLE_PLAN,)
    none = [rows.share("B", types, place, period=VISIT, amount=ZERO, messages=_told(named, None))] if None in said.shares else []
    return [*(_copay(rows, types, place, way, "", _told(named, way)) for way in said.copays), *none]


def _is_alone(way: Copay | None) -> bool:
    return way is not None and not way.deductible_applies and not way.coinsurance_applies


def _told(named: tuple[tuple[Copay | None, tuple[str, ...]], ...], way: Copay | None) -> tuple[str, ...]:
    """A message that names the procedures of a copay."""
    codes = next((codes for one, codes in named if one == way), ())
    return (f"FOR {', '.join(codes[:MOST_NAMED])}{' AND OTHERS' if len(codes) > MOST_NAMED else ''}",) if codes else ()


def _copay(rows: Rows, types: tuple[str, ...], place: str, way: Copay, needed: str, told: tuple[str, ...] = ()) -> Benefit:
    """EB*B: instead of deductible and coinsurance, or before them."""
    waived = () if way.deductible_applies or not way.amount else WAIVED
    return rows.share("B", types, place, period=VISIT, amount=plain(way.amount), authorization=needed, messages=(*waived, *told))


def _nothing_special(rows: Rows, types: tuple[str, ...], place: str, needed: str) -> list[Benefit]:
    """No copay, where the plan's own row has one."""
    return [rows.share("B", types, place, period=VISIT, amount=ZERO, authorization=needed), coinsurance(rows, types, place, authorization=needed)]


def _with_others(rows: Rows, types: tuple[str, ...], place: str, way: Copay, needed: str) -> list[Benefit]:
    """A copay, and deductible or coinsurance of what it leaves."""
    rate = None if way.coinsurance_applies else ZERO
    left = deductible(rows, types, place, authorization=needed) if way.deductible_applies else [_no_deductible(rows, types, place, needed)]
    copay = rows.share("B", types, place, period=VISIT, amount=plain(way.amount), authorization=needed)
    return [copay, *left, coinsurance(rows, types, place, rate, authorization=needed)]


def _no_deductible(rows: Rows, types: tuple[str, ...], place: str, needed: str) -> Benefit:
    return rows.share("C", types, place, period=REMAINING, amount=ZERO, authorization=needed)


def _several(rows: Rows, types: tuple[str, ...], place: str, ways: tuple[Copay | None, ...], needed: str,
             named: tuple[tuple[Copay | None, tuple[str, ...]], ...]) -> list[Benefit]:
    """Procedures of one type that differ: every row there is, so that whoever reads them gets a range."""
    copays = [_copay(rows, types, place, way, needed, _told(named, way)) for way in ways if way is not None]
    none = rows.share("B", types, place, period=VISIT, amount=ZERO, authorization=needed, messages=_told(named, None))
    return [*copays, none, *deductible(rows, types, place, authorization=needed), _no_deductible(rows, types, place, needed),
            coinsurance(rows, types, place, authorization=needed), coinsurance(rows, types, place, ZERO, authorization=needed)]


# ---- what is not covered, limits, network

def _odd(rows: Rows, said: Iterable[Said]) -> list[Benefit]:
    """EB*I and EB*3 with EB13, for procedures that are so while others of their type are not."""
    odd = dict.fromkeys(one for each in said for one in each.odd)
    return [rows.row(kind, (), procedure=Procedure(code)) for kind, code in odd]


def _visits(rows: Rows, types: tuple[str, ...]) -> list[Benefit]:
    """EB*F: how many visits a year, and how many are left; one row for all services that share them."""
    found: list[Benefit] = []
    for limit in rows.asked.plan.visit_limits:
        codes = {one: rows.catalog.procedures(one) for one in types}
        held = tuple(one for one in types if any(matches(code, limit.procedures) for code in codes[one]))
        partly = any(not matches(code, limit.procedures) for one in held for code in codes[one])
        if held:
            found += _limit(rows, held, limit, (f"FOR {', '.join(limit.procedures[:MOST_NAMED])}",) if partly else ())
    return found


def _limit(rows: Rows, types: tuple[str, ...], limit: VisitLimit, messages: tuple[str, ...], procedure: Procedure | None = None) -> list[Benefit]:
    days = rows.asked.memory.visits_of((rows.who, limit.procedures, rows.year))
    left = max(0, limit.visits - len(days))
    by_delivery = rows.asked.plan.replies.limits_by_delivery
    found = []
    for period, count in ((YEAR, limit.visits), (REMAINING, left)):
        number = plain(ZERO + count)
        said = Benefit("F", ONE, types, in_network=rows.network, messages=messages, procedure=procedure)
        if by_delivery:
            said.deliveries, said.period = (Delivery("VS", number, period=period, period_count=None),), REMAINING if period == REMAINING else ""
        else:
            said.period, said.quantity_qualifier, said.quantity = period, "VS", number
        found.append(said)
    return found


def _elsewhere(rows: Rows, types: tuple[str, ...]) -> list[Benefit]:
    """EB*I out of network, where the plan pays nobody else."""
    if rows.asked.plan.network is None:
        return []
    return [rows.row("I", tuple(dict.fromkeys((WHOLE_PLAN, *types))), in_network="N")]


# ---- by procedure

def procedure_rows(rows: Rows, question: ServiceInquiry) -> list[Benefit]:
    """What is said of one procedure (EQ02), each row with it (EB13)."""
    asked = question.procedure
    if asked is None:
        return []
    if asked.qualifier != HCPCS or not _CODE.fullmatch(asked.code):
        reason = WRONG_CODE if asked.qualifier == HCPCS else WRONG_KIND
        return [rows.row("V", (), rejections=(Rejection("benefit", reason, "C", "N"),))]
    place = next((one.code for one in question.places if one.qualifier == "ZZ"), "")
    here = terms(rows.asked.plan, asked, place)
    if not here.covered:
        return [rows.row("I", (), place, procedure=asked)]
    found = [rows.row("3" if here.capitated else "1", (), place, authorization=here.authorization,
                      messages=("REFERRAL REQUIRED",) if here.referral else ())]
    found += _shares_of_one(rows, place, here.copay, here.authorization)
    found += [one for limit in rows.asked.plan.visit_limits if matches(asked.code, limit.procedures) for one in _limit(rows, (), limit, ())]
    for one in found:
        one.procedure = asked
    return found


def _shares_of_one(rows: Rows, place: str, way: Copay | None, needed: str) -> list[Benefit]:
    """Of one procedure everything can be said: a copay alone, or with it what else applies."""
    if way is None:
        return [*deductible(rows, (), place, authorization=needed), coinsurance(rows, (), place, authorization=needed)]
    return [_copay(rows, (), place, way, needed)] if _is_alone(way) else _with_others(rows, (), place, way, needed)
