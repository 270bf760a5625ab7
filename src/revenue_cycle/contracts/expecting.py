"""What a contract lets one expect for a claim: an amount a line, with the steps that lead to it."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Finding, Owner, RootCause, ServiceLine, Severity
from revenue_cycle.contracts.terms import Contract, Contracts, as_contracts, fits, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from edi_claims import Claim

_CENT = Decimal("0.01")


@attrs.frozen
class ExpectedLine:
    """What one line should be allowed."""

    service_line: int
    procedure: str
    """Code and modifiers, as billed."""
    amount: Decimal | None
    """Dollars for all its units; None where no contract has a rate for it."""
    steps: tuple[str, ...] = ()
    """How it comes about, in order."""
    contract: str = ""
    """The name of the contract."""
    together: tuple[int, ...] = ()
    """The service lines of which only the sum is agreed, this one among them: a limit cuts them, and the payer may divide it otherwise."""


@attrs.define
class _Priced:
    """A line on its way to what is expected of it."""

    number: int
    line: ServiceLine
    contract: Contract
    amount: Decimal
    steps: tuple[str, ...]
    mark: str
    together: tuple[int, ...] = ()


def expected(claim: Claim, contracts: Contracts) -> tuple[ExpectedLine, ...]:
    """What the payer that is billed should allow for each line, rounded half up to cents.

    The contract that counts is the payer's on the day of the service. A line without a rate has an amount of None: that is not zero.
    """
    known = as_contracts(contracts)
    priced: dict[int, _Priced] = {}
    for number, line in enumerate(claim.encounter.services, 1):
        contract = next((one for one in known if one.concerns(claim.coverage.payer, line.first_day)), None)
        found = contract.price(line, line.place_of_service or claim.encounter.place_of_service) if contract is not None else None
        if contract is not None and found is not None:
            times = (f"times {line.units.normalize():f}",) if line.units != 1 else ()
            priced[number] = _Priced(number, line, contract, found.rate * line.units, (*found.steps, *times), found.mark)
    _reduce(priced.values())
    for one in priced.values():
        _settle(one)
    _limit(priced.values())
    return tuple(_line(number, line, priced.get(number)) for number, line in enumerate(claim.encounter.services, 1))


def _by_day(priced: Iterable[_Priced]) -> Iterable[list[_Priced]]:
    """Those of one contract and day."""
    days: dict[tuple[str, date | None], list[_Priced]] = defaultdict(list)
    for one in priced:
        days[one.contract.name, one.line.first_day].append(one)
    return days.values()


def _reduce(priced: Iterable[_Priced]) -> None:
    """Further procedures of a day count less."""
    for day in _by_day(priced):
        rule = day[0].contract.multiple_procedures
        if rule is None:
            continue
        several = [one for one in day if rule.concerns(one.line.procedure, one.mark)]
        for place, one in enumerate(sorted(several, key=lambda each: (-each.amount, each.number))):
            share = rule.share(place)
            if share != 1:
                one.amount, one.steps = one.amount * share, (*one.steps, f"{percent(share)} as procedure {place + 1} of the day")


def _settle(one: _Priced) -> None:
    """To cents, and to no more than the charge."""
    one.amount = one.amount.quantize(_CENT, ROUND_HALF_UP)
    if one.contract.at_most_charge and one.amount > one.line.charge:
        one.amount, one.steps = one.line.charge, (*one.steps, "at most the charge")


def _limit(priced: Iterable[_Priced]) -> None:
    """Services of a day that exceed together what they may: the limit goes to them in the order of the lines."""
    for day in _by_day(priced):
        for limit in day[0].contract.limits:
            several = [one for one in day if fits(one.line.procedure.code, limit.procedures)]
            if sum((one.amount for one in several), ZERO) > limit.amount:
                _cut(several, limit.amount)
                _join(day, several)


def _cut(several: Sequence[_Priced], left: Decimal) -> None:
    step = f"at most {left} in all on lines {', '.join(str(one.number) for one in several)}"
    for one in several:
        one.amount = min(one.amount, left)
        left -= one.amount
        one.steps = (*one.steps, step)


def _join(day: Iterable[_Priced], several: Sequence[_Priced]) -> None:
    """Lines that a limit cuts are compared as one, with all that an earlier limit has joined them to."""
    numbers = {one.number for one in several}.union(*(one.together for one in several))
    for one in day:
        if one.number in numbers:
            one.together = tuple(sorted(numbers))


def _line(number: int, line: ServiceLine, one: _Priced | None) -> ExpectedLine:
    if one is None:
        return ExpectedLine(number, str(line.procedure), None)
    return ExpectedLine(number, str(line.procedure), one.amount, one.steps, one.contract.name, one.together)


def undercharged(claim: Claim, contracts: Contracts) -> list[Finding]:
    """L080: lines that are charged below what the contract would allow; a payer that pays the lesser of both keeps the difference."""
    open_ended = [attrs.evolve(one, at_most_charge=False, limits=()) for one in as_contracts(contracts)]
    found = []
    for one, line in zip(expected(claim, open_ended), claim.encounter.services, strict=True):
        if one.amount is not None and line.charge < one.amount:
            found.append(Finding(
                "L080", Severity.WARNING, f"{one.procedure} is charged {line.charge}, the contract allows {one.amount}",
                fix="raise the charge in the fee list", root_cause=RootCause.CONTRACTUAL, owner=Owner.BILLING, claim=claim.patient_control_number,
                service_line=one.service_line, expected=one.amount, found=line.charge))
    return found
