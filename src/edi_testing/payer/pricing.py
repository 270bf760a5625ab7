"""What a line is worth: what the plan allows, what of it is the patient's, what an earlier payer has left, what is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Adjustment, Procedure
from edi_testing.payer.memory import Counted, Spent
from edi_testing.payer.money import CENT, cents
from edi_testing.payer.plan import ONE, Coordination, Copay, Supplement

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi_claims import ServiceLine
    from edi_testing.payer.case import Case
    from edi_testing.payer.coordination import Earlier

DEDUCTIBLE, COINSURANCE, COPAY = "1", "2", "3"
_CONTRACTUAL, _SEQUESTRATION, _LEFT_BY_EARLIER = "45", "253", "275"
_QUARTER_HOUR = Decimal(15)

Shares = tuple[tuple[str, Decimal], ...]
"""The patient's share by reason."""


@attrs.frozen
class Priced:
    """What a line that is not denied comes to."""

    allowed: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    counted: Counted


# ---- what is allowed

def paid_as(case: Case, line: ServiceLine) -> Procedure:
    """The procedure that is paid: the billed one, unless the plan pays it as another."""
    billed = line.procedure
    return Procedure(case.plan.downcodes.get(billed.code, billed.code), billed.modifiers, billed.qualifier)


def allowed(case: Case, line: ServiceLine, charge: Decimal, units: Decimal) -> Decimal:
    """The fee for so many units, or where there is none the plan's part of the charge; never more than the charge.

    Anesthesia is billed in minutes: fifteen of them are a unit.
    """
    fee = case.fees.allowed(paid_as(case, line), line.first_day, case.place(line))
    counted = units / _QUARTER_HOUR if line.unit == "MJ" else units
    price = charge * case.plan.share_of_charge if fee is None else fee * counted
    return min(charge, max(cents(price), CENT))


# ---- what the patient bears

def own_share(case: Case, line: ServiceLine, amount: Decimal, copays: set[object]) -> Shares:
    """Copay, deductible and coinsurance of what is allowed, as far as the year's limits leave room. `copays` are those that the claim has had."""
    copay = case.plan.copay(line.procedure, case.place(line))
    left, room = amount, out_of_pocket_room(case, line)
    found: dict[str, Decimal] = {}
    for reason, asked in _asked(case, line, copay, copays):
        found[reason] = max(ZERO, min(asked(left), left, room))
        left, room = left - found[reason], room - found[reason]
    return tuple((reason, amount) for reason, amount in sorted(found.items()) if amount)


def _asked(case: Case, line: ServiceLine, copay: Copay | None, copays: set[object]) -> list[tuple[str, Callable[[Decimal], Decimal]]]:
    """The kinds of share in the order in which they are taken, each with what it asks of what is left."""
    asked: list[tuple[str, Callable[[Decimal], Decimal]]] = []
    if copay is not None and (copay, line.first_day) not in copays:
        copays.add((copay, line.first_day))
        asked.append((COPAY, lambda _: copay.amount))
    if copay is None or copay.deductible_applies:
        asked.append((DEDUCTIBLE, lambda _: deductible_room(case, line)))
    if copay is None or copay.coinsurance_applies:
        asked.append((COINSURANCE, lambda left: cents(left * case.plan.coinsurance)))
    return asked


def deductible_room(case: Case, line: ServiceLine) -> Decimal:
    """What of the year's deductible is still to be met: the lesser of the person's and the family's."""
    mine, ours = _spent(case, line)
    plan = case.plan
    return _least(plan.deductible - mine.deductible, None if plan.family_deductible is None else plan.family_deductible - ours.deductible)


def out_of_pocket_room(case: Case, line: ServiceLine) -> Decimal:
    """What the patient may still be asked for in the year."""
    mine, ours = _spent(case, line)
    most, family = case.plan.out_of_pocket_maximum, case.plan.family_out_of_pocket_maximum
    return _least(Decimal("Infinity") if most is None else most - mine.out_of_pocket, None if family is None else family - ours.out_of_pocket)


def _spent(case: Case, line: ServiceLine) -> tuple[Spent, Spent]:
    known, year = case.memory.accumulators, year_of(line)
    return known.spent(case.person, year), known.spent(case.person[0], year)


def _least(one: Decimal, other: Decimal | None) -> Decimal:
    return max(ZERO, one if other is None else min(one, other))


def year_of(line: ServiceLine) -> int | None:
    """The calendar year whose limits a line counts against."""
    return line.first_day.year if line.first_day else None


# ---- what is paid

def priced(case: Case, line: ServiceLine, charge: Decimal, units: Decimal, before: Earlier | None, copays: set[object]) -> Priced:
    """A line that is not denied. `charge` is what of it is not refused; of that an earlier payer may have left but a part."""
    worth = allowed(case, line, charge, units)
    left = charge if before is None else min(charge, before.left)
    shares, contractual, payable = _benefit(case, line, worth, left, before, copays)
    kept = cents(payable * case.plan.sequestration)
    adjustments = (Adjustment("CO", _CONTRACTUAL, contractual), Adjustment("CO", _SEQUESTRATION, kept),
                   *(Adjustment("PR", reason, amount) for reason, amount in shares))
    return Priced(worth, payable - kept, tuple(one for one in adjustments if one.amount), _counted(case, line, shares, own=before is None))


def _benefit(case: Case, line: ServiceLine, worth: Decimal, left: Decimal, before: Earlier | None,
             copays: set[object]) -> tuple[Shares, Decimal, Decimal]:
    """The patient's shares, what the contract takes off, and what is payable; together they are what was left."""
    coordination = case.plan.coordination
    if before is not None and isinstance(coordination, Supplement):
        shares = _unsupplemented(coordination, before, left)
        return shares, ZERO, left - sum((amount for _, amount in shares), ZERO)
    own = own_share(case, line, worth, copays)
    benefit = worth - sum((amount for _, amount in own), ZERO)
    if before is not None and coordination is Coordination.NON_DUPLICATION:
        benefit = max(ZERO, benefit - before.paid)
    payable, due = min(benefit, left), min(worth, left)
    return _of_patient(own, due - payable), left - due, payable


def _of_patient(own: Shares, amount: Decimal) -> Shares:
    """What the patient bears, named by the plan's own kinds of share as far as they go; the rest is what an earlier payer left to him."""
    found = []
    for reason, most in own:
        found.append((reason, min(most, amount)))
        amount -= found[-1][1]
    return tuple((reason, one) for reason, one in (*found, (_LEFT_BY_EARLIER, amount)) if one)


def _unsupplemented(plan: Supplement, before: Earlier, left: Decimal) -> Shares:
    """What a supplement does not take over of an earlier payer's shares; of those of other kinds it takes nothing."""
    fractions = {DEDUCTIBLE: plan.deductible, COINSURANCE: plan.coinsurance, COPAY: plan.copay}
    found: dict[str, Decimal] = {}
    for reason, amount in before.shares:
        known = reason if reason in fractions else _LEFT_BY_EARLIER
        part = min(left, cents(amount * (ONE - fractions.get(reason, ZERO))))
        if part > ZERO:
            found[known], left = found.get(known, ZERO) + part, left - part
    return tuple(found.items())


def _counted(case: Case, line: ServiceLine, shares: Shares, *, own: bool) -> Counted:
    """What counts against the year's limits; the shares that a supplement leaves are another plan's."""
    if not own and isinstance(case.plan.coordination, Supplement):
        return Counted(case.person, year_of(line), Spent())
    kinds = {reason: amount for reason, amount in shares if reason in (DEDUCTIBLE, COINSURANCE, COPAY)}
    return Counted(case.person, year_of(line), Spent(kinds.get(DEDUCTIBLE, ZERO), sum(kinds.values(), ZERO)))
