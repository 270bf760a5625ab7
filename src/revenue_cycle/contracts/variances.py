"""What payers allowed against what their contracts say: a line each, and by payer and code."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, Procedure
from revenue_cycle.accounts import Account, latest_claim
from revenue_cycle.contracts.expecting import expected
from revenue_cycle.contracts.terms import as_contracts
from revenue_cycle.in_force import WHOLE, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edi_claims import Claim, ServicePayment
    from revenue_cycle.contracts.expecting import ExpectedLine
    from revenue_cycle.contracts.terms import Contracts
    from revenue_cycle.in_force import InForce

TOLERANCE = Decimal("0.01")


@attrs.frozen
class Variance:
    """A line, what its contract lets one expect, and what the payer allowed."""

    claim: str
    service_line: int | None
    """The first of several lines that are agreed upon together; None where the payer decided about the claim as a whole."""
    procedure: str
    """Code and modifiers, as billed; of several those of the first."""
    expected: Decimal
    """By the contract, dollars for all units."""
    allowed: Decimal
    """By the payer, sent or derived."""
    downcoded_to: str = ""
    """What the payer paid for instead; empty where it paid for what was billed. A downcode is disputed by the record, not by the contract."""
    payer_id: str = ""
    steps: tuple[str, ...] = ()
    """How what is expected comes about."""
    contract: str = ""

    @property
    def short(self) -> Decimal:
        """Dollars that are missing from the allowed amount; below zero what is too much."""
        return self.expected - self.allowed


@attrs.frozen
class VarianceRow:
    """The variances of one payer and procedure."""

    payer_id: str
    procedure: str
    lines: int
    underpaid: Decimal
    """What is missing, dollars in all."""
    overpaid: Decimal
    """What is too much, dollars in all, not below zero."""


def variances(accounts: Iterable[Account], contracts: Contracts, tolerance: Decimal = TOLERANCE) -> Iterator[Variance]:
    """Every line that the first payer allowed more or less for than the contract says.

    A line that is pended, capitated, or refused even in part is not compared: its money stands among the denials. Nor is a code without a
    rate. Sequestration, interest and the patient's share do not count: they are taken from what is allowed. Where the payer decided about the
    claim as a whole, or took something off beside its lines, the claim is compared as a whole.
    """
    known = as_contracts(contracts)
    for account in accounts:
        yield from (one for one in _of_account(account, known) if abs(one.short) >= tolerance)


def underpayments(accounts: Iterable[Account], contracts: Contracts, tolerance: Decimal = TOLERANCE) -> list[Variance]:
    """The lines that the first payer allowed less for than the contract says."""
    return [one for one in variances(accounts, contracts, tolerance) if one.short > ZERO]


def overpayments(accounts: Iterable[Account], contracts: Contracts, tolerance: Decimal = TOLERANCE) -> list[Variance]:
    """The lines that the first payer allowed more for: it may ask for the difference."""
    return [one for one in variances(accounts, contracts, tolerance) if one.short < ZERO]


def by_payer_and_code(found: Iterable[Variance]) -> list[VarianceRow]:
    """The same added up, what is missing most first."""
    together: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for one in found:
        together[one.payer_id, one.procedure].append(one.short)
    rows = [VarianceRow(payer, procedure, len(shorts), sum((max(one, ZERO) for one in shorts), ZERO), sum((max(-one, ZERO) for one in shorts), ZERO))
            for (payer, procedure), shorts in together.items()]
    return sorted(rows, key=lambda row: (-row.underpaid, -row.overpaid, row.payer_id, row.procedure))


def _of_account(account: Account, contracts: Contracts) -> Iterator[Variance]:
    force = in_force(account.history)
    first = force.standing[0].head.sequence if force.standing else ""
    claim = _billed_to(latest_claim(account, first) or latest_claim(account), first)
    if claim is None or not force.standing:
        return
    told = _allowed(force, first)
    for several in _compared(expected(claim, contracts), whole=WHOLE in told):
        found = _variance(claim, several, told)
        if found is not None:
            yield found


def _variance(claim: Claim, several: Sequence[ExpectedLine], told: Mapping[int, _Allowed]) -> Variance | None:
    """What lines are allowed in one sum against what is expected of them; None where that is not to be compared."""
    first, whole = several[0], WHOLE in told
    numbers = [WHOLE] if whole else [one.service_line for one in several]
    known = [told[number] for number in numbers if number in told]
    amounts = [one.amount for one in several if one.amount is not None]
    if len(known) < len(numbers) or len(amounts) < len(several):
        return None
    down = _downcode(claim, several, known)
    if any(one.pended or (one.denied and not down) for one in known):
        return None
    return Variance(claim.patient_control_number, None if whole else first.service_line, first.procedure, sum(amounts, ZERO),
                    sum((one.allowed for one in known), ZERO), down, claim.coverage.payer.payer_id, _steps(several), first.contract)


def _compared(lines: Iterable[ExpectedLine], *, whole: bool) -> list[list[ExpectedLine]]:
    """Lines that are compared with each other's allowance in one sum."""
    found: dict[tuple[int, ...], list[ExpectedLine]] = defaultdict(list)
    for one in lines:
        found[() if whole else one.together or (one.service_line,)].append(one)
    return list(found.values())


def _steps(several: Sequence[ExpectedLine]) -> tuple[str, ...]:
    if len(several) == 1:
        return several[0].steps
    return tuple(f"line {one.service_line}: {step}" for one in several for step in one.steps)


def _billed_to(claim: Claim | None, sequence: str) -> Claim | None:
    """The claim as the payer that decided first had it: its coverage names whose contract counts."""
    if claim is None or sequence not in {one.sequence for one in claim.coverages}:
        return claim
    return attrs.evolve(claim, sequence=sequence)


def _downcode(claim: Claim, several: Sequence[ExpectedLine], known: Sequence[_Allowed]) -> str:
    """The procedure that was paid for instead of the one that was billed; empty where none was."""
    if len(several) > 1:
        return ""
    code = claim.encounter.services[several[0].service_line - 1].procedure.code
    return next((str(paid) for one in known for paid in one.procedures if paid.code != code), "")


@attrs.define
class _Allowed:
    """What the first payer allowed for a line, or for a claim."""

    allowed: Decimal = ZERO
    denied: bool = False
    pended: bool = False
    procedures: list[Procedure] = attrs.field(factory=list)


def _allowed(force: InForce, first: str) -> dict[int, _Allowed]:
    """What the first payer allowed of what stands, by line; under `WHOLE` alone where only the claim's sum says it. Empty where nothing does."""
    mine = [(at, one) for at, one in enumerate(force.standing) if one.head.sequence == first]
    beside = force.units.get(WHOLE, {}).get(first)
    if beside is not None and (beside.size or beside.taken_off):
        amount = mine[0][1].decided.allowed_amount()[0] if len(mine) == 1 and not mine[0][1].taken_back_by else None
        parts = [parts[first] for parts in force.units.values() if first in parts]
        refused, waits = any(part.denied for part in parts), any(part.pended for part in parts)
        return {WHOLE: _Allowed(amount, refused, waits)} if amount else {}
    found: dict[int, _Allowed] = {}
    for at, one in mine:
        for number, service in (pair for told in (one, *one.taken_back_by) for pair in told.services):
            if number in force.lines[at]:
                _add(found.setdefault(number, _start(force, number, first)), service)
    return {number: one for number, one in found.items() if one.allowed or one.pended or one.denied}


def _start(force: InForce, number: int, first: str) -> _Allowed:
    part = force.units[number][first]
    return _Allowed(denied=bool(part.denied), pended=bool(part.pended))


def _add(one: _Allowed, service: ServicePayment) -> None:
    amount = service.allowed_amount()[0]
    one.allowed += amount or ZERO
    one.pended = one.pended or amount is None
    one.procedures.append(service.procedure)
