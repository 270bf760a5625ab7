"""The rows of a claim's table: its lines, what was decided for the claim as a whole, and the total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.render import words
from edi835.render.reasons import next_plan, reasons
from edi835.render.view import Row
from edi_claims import ZERO
from edi_claims.codes import AmountKind
from edi_claims.decisions import allowed_for_claim, allowed_for_line, amounts_by_kind, change_of
from edi_claims.pages.shown import clean, count, days
from edi_claims.pages.view import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi835.render.teller import Teller
    from edi835.render.words import Setting
    from edi_claims import ClaimPayment, Procedure, ServicePayment
    from edi_claims.decisions import DecidedAmount


DERIVED = "derived"
"""How an allowed amount is known that the payer did not send."""


def columns_of(amounts: Iterable[DecidedAmount]) -> tuple[AmountKind, ...]:
    """The kinds that a claim's amounts are of, in the order of the table; what was paid always."""
    there = {one.kind for one in amounts} | {AmountKind.PAID}
    return tuple(kind for kind in words.NAMES if kind in there)


def rows_of(claim: ClaimPayment, amounts: tuple[DecidedAmount, ...], setting: Setting, teller: Teller) -> tuple[Row, ...]:
    """A row for each line, then one for what belongs to none."""
    of_line: dict[int | None, list[DecidedAmount]] = {}
    for one in amounts:
        of_line.setdefault(one.service_line, []).append(one)
    rows = [_line(claim, number, of_line.get(number, []), setting, teller) for number in range(1, len(claim.services) + 1)]
    whole = of_line.get(None, [])
    if whole or not rows:
        rows.append(Row("Claim", procedure="Claim as a whole", charge=None if rows else claim.charge, by_kind=_kinds(whole),
                        reasons=reasons(whole, setting, next_plan(claim), teller)))
    return tuple(rows)


def total_of(claim: ClaimPayment, amounts: tuple[DecidedAmount, ...], teller: Teller) -> Row:
    """The claim's figures."""
    allowed, how = allowed_for_claim(claim, teller.labels.reason)
    return Row("Total", charge=claim.charge, by_kind=_kinds(amounts), allowed=allowed, allowed_derived=how == DERIVED)


def _kinds(amounts: Iterable[DecidedAmount]) -> dict[AmountKind, Decimal]:
    """The sum of each kind; what was paid always, be it nothing."""
    return {AmountKind.PAID: ZERO, **amounts_by_kind(amounts)}


def _line(claim: ClaimPayment, number: int, amounts: list[DecidedAmount], setting: Setting, teller: Teller) -> Row:
    line = claim.services[number - 1]
    allowed, how = allowed_for_line(line, teller.labels.reason)
    return Row(
        title=str(number), days=days(line.service_date or line.service_period), procedure=_procedure(line), details=_details(line),
        charge=line.charge, allowed=allowed, allowed_derived=how == DERIVED, by_kind=_kinds(amounts),
        reasons=reasons(amounts, setting, next_plan(claim), teller), remarks=teller.remarks(line.remarks), notes=_notes(claim, line, teller))


def _procedure(line: ServicePayment) -> str:
    return clean(_code(line.procedure) or line.revenue_code) or "No code"


def _code(procedure: Procedure) -> str:
    return str(procedure) if procedure.code else ""


def _details(line: ServicePayment) -> tuple[Fact, ...]:
    """Small print under the procedure: only what was sent and differs from the plain case."""
    units = count(line.units)
    if line.submitted_units is not None and line.submitted_units != line.units:
        units += f" of {count(line.submitted_units)}"
    found = [
        ("Billed as", clean(_code(line.submitted_procedure)) if line.submitted_procedure is not None else ""),
        ("Units", units if units != "1" else ""),
        ("Revenue code", clean(line.revenue_code) if _code(line.procedure) and line.revenue_code != line.procedure.code else ""),
        ("Line", clean(line.line_control_number or ""))]
    money = [Fact(words.AMOUNTS[kind], amount) for kind, amount in line.amounts.items() if kind in words.AMOUNTS and amount]
    return (*(Fact(label, value) for label, value in found if value), *money)


def _notes(claim: ClaimPayment, line: ServicePayment, teller: Teller) -> tuple[str, ...]:
    """A changed code, and reject codes of other lists."""
    change = change_of(line, claim.services, teller.labels.reason)
    billed = clean(str(line.submitted_procedure)) if line.submitted_procedure is not None else ""
    said = [words.CHANGES[change].format(billed=billed)] if change in words.CHANGES else []
    return (*said, *(f"{words.REJECTED} {clean(one.value)}" for one in line.other_remarks))
