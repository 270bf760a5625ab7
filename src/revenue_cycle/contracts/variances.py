"""What payers allowed against what their contracts say: a line each, and by payer and code."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.accounts import Account, latest_claim
from revenue_cycle.contracts.expecting import expected
from revenue_cycle.contracts.terms import as_contracts
from revenue_cycle.in_force import WHOLE, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims import Claim, ServicePayment
    from revenue_cycle.contracts.terms import Contracts
    from revenue_cycle.in_force import InForce

TOLERANCE = Decimal("0.01")
_PENDED = "133"


@attrs.frozen
class Variance:
    """A line, what its contract lets one expect, and what the payer allowed."""

    claim: str
    service_line: int
    procedure: str
    """Code and modifiers, as billed."""
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
    short: Decimal
    """Dollars in all."""


def variances(accounts: Iterable[Account], contracts: Contracts, tolerance: Decimal = TOLERANCE) -> Iterator[Variance]:
    """Every line that the first payer allowed more or less for than the contract says.

    A line that is refused, pended or capitated in whole is not compared, and a code without a rate is not. Sequestration, interest and
    the patient's share do not count: they are taken from what is allowed.
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
    rows = [VarianceRow(payer, procedure, len(shorts), sum(shorts, ZERO)) for (payer, procedure), shorts in together.items()]
    return sorted(rows, key=lambda row: (-row.short, row.payer_id, row.procedure))


def _of_account(account: Account, contracts: Contracts) -> Iterator[Variance]:
    force = in_force(account.history)
    first = force.standing[0].head.sequence if force.standing else ""
    claim = _billed_to(latest_claim(account, first) or latest_claim(account), first)
    if claim is None or not force.standing:
        return
    told = _allowed(force, first)
    for one in expected(claim, contracts):
        services = told.get(one.service_line, [])
        amounts = [service.allowed_amount()[0] for service in services]
        allowed = sum((amount for amount in amounts if amount is not None), ZERO)
        if one.amount is None or not allowed or any(_is_pended(service) for service in services):
            continue
        code = claim.encounter.services[one.service_line - 1].procedure.code
        down = next((str(service.procedure) for service in services if service.procedure.code != code), "")
        payer_id = claim.coverage.payer.payer_id
        yield Variance(account.claim, one.service_line, one.procedure, one.amount, allowed, down, payer_id, one.steps, one.contract)


def _billed_to(claim: Claim | None, sequence: str) -> Claim | None:
    """The claim as the payer that decided first had it: its coverage names whose contract counts."""
    if claim is None or sequence not in {one.sequence for one in claim.coverages}:
        return claim
    return attrs.evolve(claim, sequence=sequence)


def _allowed(force: InForce, first: str) -> dict[int, list[ServicePayment]]:
    """The first payer's service payments that stand, by line. Of a claim that is one unit no line is known."""
    found: dict[int, list[ServicePayment]] = defaultdict(list)
    for at, one in enumerate(force.standing):
        if one.head.sequence == first and force.lines[at] != {WHOLE}:
            for number, service in (pair for told in (one, *one.taken_back_by) for pair in told.services):
                if number in force.lines[at]:
                    found[number].append(service)
    return found


def _is_pended(service: ServicePayment) -> bool:
    return any(one.reason == _PENDED for one in service.adjustments)
