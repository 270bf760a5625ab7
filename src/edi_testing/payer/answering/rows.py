"""Benefit rows (EB) of the plan as a whole: whether it is active, deductible, out-of-pocket maximum, coinsurance, other payers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import ZERO, Benefit, DateRange, PersonName, Place, Reference, RelatedEntity
from edi_testing.payer.answering.asked import Asked
from edi_testing.payer.answering.terms import WHOLE_PLAN, Catalog
from edi_testing.payer.members import Insured
from edi_testing.payer.money import plain

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from edi_claims import Payer, Provider
    from edi_claims.encounter import Day
    from edi_testing.payer.memory import Who

YEAR, USED, REMAINING, VISIT = "23", "24", "29", "27"
ONE, ALL = "IND", "FAM"
RATHER_THE_PAYERS = 0.5
"""Above this a share is said to be the patient's, since readers take it for the plan's."""
WAIVED = ("DEDUCTIBLE DOES NOT APPLY",)


@attrs.frozen
class Rows:
    """What every row of one answer is made from."""

    asked: Asked
    found: Insured
    catalog: Catalog

    @property
    def who(self) -> Who:
        """Whose deductible and visits they are."""
        return self.found.who(self.asked.inquiry.patient)

    @property
    def year(self) -> int:
        """Whose limits they are."""
        return self.asked.days.start.year

    @property
    def network(self) -> str:
        """EB12: W where it makes no difference who treats."""
        return "W" if self.asked.plan.network is None else "Y"

    def row(self, kind: str, types: tuple[str, ...], place: str = "", **more: Any) -> Benefit:
        """A row for some service types, at a place if one is given."""
        return Benefit(kind, service_types=types, places=(Place("ZZ", place),) if place else (), **more)

    def share(self, kind: str, types: tuple[str, ...], place: str = "", **more: Any) -> Benefit:
        """A row that says what the patient bears."""
        return self.row(kind, types, place, coverage_level=more.pop("coverage_level", ONE), in_network=self.network, **more)


# ---- the plan

def plan_rows(rows: Rows) -> list[Benefit]:
    """What is said of the plan whatever is asked."""
    return [_active(rows), *deductible(rows, (WHOLE_PLAN,)), *_out_of_pocket(rows), coinsurance(rows, (WHOLE_PLAN,)), *_primary_care(rows)]


def _active(rows: Rows) -> Benefit:
    """EB*1."""
    return rows.row("1", (WHOLE_PLAN,), coverage_level=ONE, insurance_type=rows.asked.plan.insurance_type, plan=plan_name(rows))


def plan_name(rows: Rows) -> str:
    """EB05."""
    return rows.asked.plan.name or rows.asked.plan.payer.name


def inactive(rows: Rows) -> Benefit:
    """EB*6 with the days for which the plan did cover, or will."""
    begins, ends = rows.found.begins, rows.found.ends
    told: tuple[tuple[str, Day], ...] = named_days(begins, ends, "356", "357")
    if begins is not None and ends is not None and begins <= ends:
        told = (("307", DateRange(begins, ends)),)
    return rows.row("6", (WHOLE_PLAN,), coverage_level=ONE, insurance_type=rows.asked.plan.insurance_type, plan=plan_name(rows), dates=told)


def named_days(begins: date | None, ends: date | None, first: str, last: str) -> tuple[tuple[str, Day], ...]:
    """First and last day under these qualifiers, as far as they are known."""
    return tuple((qualifier, day) for qualifier, day in ((first, begins), (last, ends)) if day is not None)


# ---- what is used up over the year

def deductible(rows: Rows, types: tuple[str, ...], place: str = "", **more: Any) -> list[Benefit]:
    """EB*C of the person, and of the family where it has one."""
    plan, spent = rows.asked.plan, rows.asked.memory.accumulators
    mine, ours = (spent.spent(who, rows.year).deductible for who in (rows.who, rows.found.member_id))
    return [*_limit(rows, "C", ONE, plan.deductible, mine, types, place, **more),
            *_limit(rows, "C", ALL, plan.family_deductible, ours, types, place, **more)]


def _out_of_pocket(rows: Rows) -> list[Benefit]:
    """EB*G."""
    plan, spent = rows.asked.plan, rows.asked.memory.accumulators
    mine, ours = (spent.spent(who, rows.year).out_of_pocket for who in (rows.who, rows.found.member_id))
    types = (WHOLE_PLAN,)
    return [*_limit(rows, "G", ONE, plan.out_of_pocket_maximum, mine, types), *_limit(rows, "G", ALL, plan.family_out_of_pocket_maximum, ours, types)]


def _limit(rows: Rows, kind: str, level: str, limit: Decimal | None, used: Decimal, types: tuple[str, ...], place: str = "",
           **more: Any) -> list[Benefit]:
    """What it is, and what remains of it or is used."""
    if limit is None:
        return []
    told = (USED, min(used, limit)) if rows.asked.plan.replies.states_used else (REMAINING, max(ZERO, limit - used))
    return [rows.share(kind, types, place, coverage_level=level, period=period, amount=plain(amount), **more)
            for period, amount in ((YEAR, limit), told)]


def coinsurance(rows: Rows, types: tuple[str, ...], place: str = "", rate: Decimal | None = None, **more: Any) -> Benefit:
    """EB*A: the patient's fraction; the plan's own unless another is given."""
    share = rows.asked.plan.coinsurance if rate is None else rate
    if share > RATHER_THE_PAYERS:
        more["messages"] = (*more.get("messages", ()), "MEMBER PAYS THIS SHARE")
    return rows.share("A", types, place, period=VISIT, rate=plain(share), **more)


# ---- who else

def _primary_care(rows: Rows) -> list[Benefit]:
    """EB*L with the primary care provider."""
    who = rows.found.member.primary_care
    return [rows.row("L", (WHOLE_PLAN,), entities=(_named(who),))] if who is not None else []


def _named(who: Provider) -> RelatedEntity:
    return RelatedEntity("P3", who.name, Reference("XX", who.npi) if who.npi else who.identifier)


def other_payers(rows: Rows) -> list[Benefit]:
    """EB*R: who pays before this plan, and who after it."""
    member = rows.found.member
    first = [("PRP", member.primary)] if member.primary is not None else []
    behind = zip(("TTP",) if first else ("SEP", "TTP"), member.later, strict=False)
    return [rows.row("R", (WHOLE_PLAN,), plan=payer.name, entities=(_payer(role, payer),)) for role, payer in (*first, *behind)]


def _payer(role: str, payer: Payer) -> RelatedEntity:
    name: PersonName | str = payer.name
    return RelatedEntity(role, name, Reference(payer.id_qualifier, payer.payer_id) if payer.payer_id else None)
