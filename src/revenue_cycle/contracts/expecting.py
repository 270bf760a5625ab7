"""What a contract lets one expect for a claim: an amount a line, with the steps that lead to it."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import Finding, Owner, RootCause, ServiceLine, Severity
from revenue_cycle.contracts.terms import Contract, Contracts, MultipleProcedures, as_contracts, fits, percent

if TYPE_CHECKING:
    from collections.abc import Sequence
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


@attrs.define
class _Priced:
    """A line on its way to what is expected of it."""

    number: int
    line: ServiceLine
    contract: Contract
    amount: Decimal
    steps: tuple[str, ...]
    mark: str


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
    _reduce(list(priced.values()))
    return tuple(_line(number, line, priced.get(number)) for number, line in enumerate(claim.encounter.services, 1))


def _reduce(priced: Sequence[_Priced]) -> None:
    """Further procedures of a day count less."""
    days: dict[tuple[str, date | None], list[_Priced]] = defaultdict(list)
    for one in priced:
        rule = one.contract.multiple_procedures
        if rule is not None and _is_reduced(rule, one):
            days[one.contract.name, one.line.first_day].append(one)
    for several in days.values():
        rule = several[0].contract.multiple_procedures
        for place, one in enumerate(sorted(several, key=lambda each: (-each.amount, each.number))):
            share = rule.share(place) if rule is not None else Decimal(1)
            if share != 1:
                one.amount, one.steps = one.amount * share, (*one.steps, f"{percent(share)} as procedure {place + 1} of the day")


def _is_reduced(rule: MultipleProcedures, one: _Priced) -> bool:
    never = bool(rule.unless) and fits(one.line.procedure.code, rule.unless)
    return not never and rule.concerns(one.line.procedure, one.mark)


def _line(number: int, line: ServiceLine, priced: _Priced | None) -> ExpectedLine:
    if priced is None:
        return ExpectedLine(number, str(line.procedure), None)
    amount, steps = priced.amount.quantize(_CENT, ROUND_HALF_UP), priced.steps
    if priced.contract.at_most_charge and amount > line.charge:
        amount, steps = line.charge, (*steps, "at most the charge")
    return ExpectedLine(number, str(line.procedure), amount, steps, priced.contract.name)


def undercharged(claim: Claim, contracts: Contracts) -> list[Finding]:
    """L080: lines that are charged below what the contract would allow; a payer that pays the lesser of both keeps the difference."""
    open_ended = [attrs.evolve(one, at_most_charge=False) for one in as_contracts(contracts)]
    found = []
    for one, line in zip(expected(claim, open_ended), claim.encounter.services, strict=True):
        if one.amount is not None and line.charge < one.amount:
            found.append(Finding(
                "L080", Severity.WARNING, f"{one.procedure} is charged {line.charge}, the contract allows {one.amount}",
                fix="raise the charge in the fee list", root_cause=RootCause.CONTRACTUAL, owner=Owner.BILLING, claim=claim.patient_control_number,
                service_line=one.service_line, expected=one.amount, found=line.charge))
    return found
