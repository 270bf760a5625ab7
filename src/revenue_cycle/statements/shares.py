"""The patient's share of an account, reason by reason and line by line, and what of it is not billed. Every cent of the fold, told apart."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from edi_claims.decisions.kinds import UNVERIFIED
from revenue_cycle.accounts import ClaimStage
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.in_force import QMB_REMARKS, WHOLE, InForce
from revenue_cycle.statements.nouns import NotBilledBecause as Because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from revenue_cycle.accounts import Account, LineBalance

PATIENT, CONTRACT = "PR", "CO"
NOT_WITH_PAYER = frozenset({ClaimStage.HELD, ClaimStage.REJECTED, ClaimStage.NOT_RECEIVED})
ON_ITS_WAY = NOT_WITH_PAYER | {ClaimStage.SUBMITTED, ClaimStage.RECEIVED, ClaimStage.ACCEPTED}
"""Stages of a claim that nobody has decided about, or that is to be decided anew."""


@attrs.define
class Share:
    """One reason on one line, dollars."""

    service_line: int | None
    reason: str
    amount: Decimal
    barred: bool
    waits: bool


@attrs.define
class Held:
    """One amount that is not billed."""

    because: Because
    amount: Decimal
    service_line: int | None = None
    codes: tuple[str, ...] = ()


def shares_of(account: Account, force: InForce) -> tuple[list[Share], list[Held]]:
    """What is billable by reason, and what is not billed and why."""
    details = by_unit(force)
    shares = [one for line in account.lines for one in _of_line(line, details.get(line.service_line or WHOLE, ()))]
    barred = [one for one in shares if one.barred]
    waiting = [one for one in shares if one.waits and not one.barred]
    released = _take(waiting, sum((line.held - line.barred for line in account.lines), ZERO) - (account.held - account.not_billable))
    _take(barred, sum((line.barred for line in account.lines), ZERO) - account.not_billable)
    billable = _together([*(one for one in shares if not (one.barred or one.waits)), *released])
    held = [*_held(waiting, Because.NEXT_PAYER), *_held(barred, Because.QMB), *_pended(account, details), *_denied(account, details),
            *_undecided(account)]
    return billable, sorted(held, key=lambda one: (one.service_line is None, one.service_line or 0))


def by_unit(force: InForce) -> dict[int, list[Entry]]:
    """The entries in force, by service line; 0 for the claim as a whole."""
    whole = force.units.keys() == {WHOLE}
    found: dict[int, list[Entry]] = {}
    for entry in force.details():
        found.setdefault(WHOLE if whole else entry.service_line or WHOLE, []).append(entry)
    return found


def doubted(account: Account, force: InForce) -> Decimal:
    """Of what is denied, what may turn out to be the patient's: somebody has to verify his coverage."""
    return sum((one.amount for one in _denied(account, by_unit(force)) if one.because is Because.COVERAGE), ZERO)


# ---- the patient's share

def _of_line(line: LineBalance, entries: Iterable[Entry]) -> Iterator[Share]:
    """The reasons of the payer that decided last."""
    sums: dict[tuple[str, bool], Decimal] = {}
    for entry in entries:
        if entry.kind is EntryKind.PATIENT_RESPONSIBILITY and entry.sequence == line.sequence:
            key = entry.reason, not QMB_REMARKS.isdisjoint(entry.remarks)
            sums[key] = sums.get(key, ZERO) + entry.amount
    waits = line.held != line.barred
    for (reason, barred), amount in sums.items():
        if amount:
            yield Share(line.service_line, reason, amount, barred, waits)


def _take(shares: Sequence[Share], amount: Decimal) -> list[Share]:
    """So much of what is held, the first lines first: it is held no more."""
    taken = []
    for one in shares:
        part = max(ZERO, min(one.amount, amount))
        if part:
            amount -= part
            one.amount -= part
            taken.append(attrs.evolve(one, amount=part, waits=False))
    return taken


def _together(shares: Iterable[Share]) -> list[Share]:
    sums: dict[tuple[int | None, str], Share] = {}
    for one in shares:
        before = sums.get((one.service_line, one.reason))
        sums[one.service_line, one.reason] = one if before is None else attrs.evolve(before, amount=before.amount + one.amount)
    return sorted((one for one in sums.values() if one.amount), key=lambda one: (one.service_line is None, one.service_line or 0))


# ---- what is not billed

def _held(shares: Iterable[Share], because: Because) -> Iterator[Held]:
    sums: dict[int | None, Held] = {}
    for one in shares:
        held = sums.setdefault(one.service_line, Held(because, ZERO, one.service_line))
        held.amount += one.amount
        if one.amount:
            held.codes += (f"{PATIENT}-{one.reason}",)
    return (one for one in sums.values() if one.amount)


def _pended(account: Account, details: Mapping[int, Sequence[Entry]]) -> Iterator[Held]:
    return (Held(Because.IN_REVIEW, line.pended, line.service_line, _codes(details, line, EntryKind.PENDED)) for line in account.lines if line.pended)


def _codes(details: Mapping[int, Sequence[Entry]], line: LineBalance, kind: EntryKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one.group}-{one.reason}" for one in details.get(line.service_line or WHOLE, ()) if one.kind is kind))


def _denied(account: Account, details: Mapping[int, Sequence[Entry]]) -> Iterator[Held]:
    """What is denied and open, line by line; what people decided about it is taken off the first lines."""
    decided = sum((line.denied for line in account.lines), ZERO) - account.denied_open
    for line in account.lines:
        part = max(ZERO, min(line.denied, decided))
        decided -= part
        if line.denied - part:
            denials = [one for one in details.get(line.service_line or WHOLE, ()) if one.kind is EntryKind.DENIAL]
            yield Held(_why_denied(denials), line.denied - part, line.service_line, _codes(details, line, EntryKind.DENIAL))


def _why_denied(denials: Sequence[Entry]) -> Because:
    if any(one.group == PATIENT and one.reason in UNVERIFIED for one in denials):
        return Because.COVERAGE
    return Because.HOLD_HARMLESS if denials and all(one.group == CONTRACT for one in denials) else Because.REFUSED


def _undecided(account: Account) -> Iterator[Held]:
    """What nobody has said a word about."""
    amount = account.open_to_payer - account.pended - account.held
    if amount > ZERO:
        yield Held(Because.NOT_WITH_PAYER if account.stage in NOT_WITH_PAYER else Because.UNDECIDED, amount)
