"""A statement from an account: a pure function, which asks nothing but what happened."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO, DateRange
from revenue_cycle.accounts import latest_sent
from revenue_cycle.entries import EntryKind
from revenue_cycle.in_force import WHOLE, in_force
from revenue_cycle.pairing import VOID, rank
from revenue_cycle.statements import words
from revenue_cycle.statements.looking import findings_of
from revenue_cycle.statements.nouns import BilledService, LineKind, NotBilled, PatientStatement, PlanPaid, Statement, StatementLine
from revenue_cycle.statements.shares import ON_ITS_WAY, PATIENT, Share, doubted, shares_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from edi_claims import Claim, ServiceLine
    from revenue_cycle.accounts import Account, LineBalance
    from revenue_cycle.entries import Entry
    from revenue_cycle.in_force import InForce

NO_NAMES: Mapping[str, str] = {}


def statement(account: Account, on: date | None = None, *, names: Mapping[str, str] = NO_NAMES) -> Statement:
    """What a patient owes of a claim and why, as the account stands. The lines add up to its `patient_balance`.

    `on` is the day that it is made for, None: the last day on which anything happened. `names` are the caller's words for procedure codes;
    codes without one are shown as codes.

    Raises:
        ValueError: the account is empty, and no day is given.
    """
    force, claim = in_force(account.history), _billed(account)
    shares, held = shares_of(account, force)
    lines = tuple(_lines(account, shares, claim))
    return Statement(
        account.claim, on or _last_day(account), claim.encounter.first_day if claim is not None else None, account.charge, account.paid,
        account.contractual + account.other_adjustments + account.written_off - _forgiven(lines),
        tuple(_services(account, force, claim, names)), lines,
        tuple(NotBilled(one.because, one.amount, words.WHY[one.because], one.service_line, one.codes) for one in held),
        paid_ahead(account, force), max(ZERO, account.pended + account.held - account.open_to_payer), tuple(findings_of(account, shares, claim)))


def statements(accounts: Mapping[str, Iterable[Account]], on: date, *, names: Mapping[str, str] = NO_NAMES) -> list[PatientStatement]:
    """One statement a patient: the caller's number of his account to the accounts of his claims."""
    return [PatientStatement(number, on, tuple(sorted((statement(one, on, names=names) for one in several), key=_by_day)))
            for number, several in accounts.items()]


def _by_day(one: Statement) -> tuple[date, str]:
    return one.first_day or one.on, one.claim


def _last_day(account: Account) -> date:
    if not account.history:
        raise ValueError("nothing happened to the account: give the day")
    return max(entry.on for entry in account.history)


def paid_ahead(account: Account, force: InForce | None = None) -> Decimal:
    """Of a credit, what stays until payers have decided: it may turn out to be the patient's share. What a QMB paid does not."""
    credit = max(ZERO, -account.patient_balance)
    if not credit or account.stage in ON_ITS_WAY:
        return credit
    open_yet = account.open_to_payer - account.not_billable + doubted(account, force or in_force(account.history))
    return min(credit, max(ZERO, open_yet))


# ---- what he owes

def _lines(account: Account, shares: Sequence[Share], claim: Claim | None) -> Iterator[StatementLine]:
    """His shares, then what people decided about them, then what he paid, by day."""
    services = claim.encounter.services if claim is not None else ()
    owed = ZERO
    for share in shares:
        kind, number = words.kind_of_share(share.reason), share.service_line
        day = services[number - 1].first_day if number is not None and number <= len(services) else claim.encounter.first_day if claim else None
        owed += share.amount
        yield StatementLine(kind, share.amount, words.WHAT[kind], number, day, share.reason)
    by_day = sorted(account.history, key=lambda entry: entry.on)
    for entry in by_day:
        if entry.kind is EntryKind.TRANSFER and entry.group != PATIENT and entry.amount:
            owed += entry.amount
            yield StatementLine(LineKind.REFUSED, entry.amount, words.WHAT[LineKind.REFUSED], None, entry.on)
    yield from _written_off(by_day, owed)
    yield from _paid(by_day, claim)


def _written_off(by_day: Iterable[Entry], owed: Decimal) -> Iterator[StatementLine]:
    """What was written off of his share, as far as there is one."""
    entries = [one for one in by_day if one.kind is EntryKind.WRITE_OFF and one.group == PATIENT and one.amount]
    amount = max(ZERO, min(sum((one.amount for one in entries), ZERO), owed))
    if amount:
        kinds = {one.reason for one in entries if one.amount > ZERO}
        what = words.written_off(kinds.pop()) if len(kinds) == 1 else words.WHAT[LineKind.WRITTEN_OFF]
        yield StatementLine(LineKind.WRITTEN_OFF, -amount, what, None, entries[-1].on)


def _paid(by_day: Iterable[Entry], claim: Claim | None) -> Iterator[StatementLine]:
    first, last = (claim.encounter.first_day, claim.encounter.last_day) if claim is not None else (None, None)
    for entry in by_day:
        if entry.kind is EntryKind.REFUND or (entry.kind is EntryKind.PATIENT_PAYMENT and entry.amount < ZERO):
            yield StatementLine(LineKind.GIVEN_BACK, abs(entry.amount), words.WHAT[LineKind.GIVEN_BACK], None, entry.on)
        elif entry.kind is EntryKind.PATIENT_PAYMENT and entry.amount:
            yield StatementLine(LineKind.PAID, -entry.amount, words.paid(entry.on, first, last), None, entry.on)


def _forgiven(lines: Iterable[StatementLine]) -> Decimal:
    return -sum((one.amount for one in lines if one.kind is LineKind.WRITTEN_OFF), ZERO)


# ---- what was done, and what plans made of it

def _billed(account: Account) -> Claim | None:
    """The claim that the statement is about: the latest to the first payer that voids nothing."""
    place = min((rank(entry.sequence) for entry in account.submissions), default=0)
    first = [entry for entry in account.submissions if rank(entry.sequence) == place]
    return latest_sent([entry for entry in first if entry.submitted is not None and entry.submitted.frequency != VOID])


def _services(account: Account, force: InForce, claim: Claim | None, names: Mapping[str, str]) -> Iterator[BilledService]:
    """Each line as it was billed, and what was decided about the claim as a whole; all in one row where payers decided about nothing else."""
    known = {line.service_line or WHOLE: line for line in account.lines}
    sent = dict(enumerate(claim.encounter.services, 1)) if claim is not None and (account.charge or known) else {}
    if known.keys() == {WHOLE}:
        yield _row(account, force, known[WHOLE], list(sent.values()), names)
        return
    for number in sorted({*known, *sent}, key=lambda one: (one == WHOLE, one)):
        line, services = known.get(number), [sent[number]] if number in sent else []
        if line is not None:
            yield _row(account, force, line, services, names)
        else:
            yield attrs.evolve(_billed_row(number, services, names), waits=services[0].charge)


def _billed_row(number: int | None, services: Sequence[ServiceLine], names: Mapping[str, str]) -> BilledService:
    """What was billed, before anybody decides."""
    codes = ", ".join(dict.fromkeys(str(one.procedure) for one in services))
    called = ", ".join(dict.fromkeys(name for one in services if (name := names.get(one.procedure.code))))
    return BilledService(number, codes, called, _days(services), sum((one.charge for one in services), ZERO), None, (), ZERO, ZERO, ZERO)


def _row(account: Account, force: InForce, line: LineBalance, services: Sequence[ServiceLine], names: Mapping[str, str]) -> BilledService:
    billed = _billed_row(line.service_line, services, names)
    adjusted, share = line.contractual + line.other_adjustments, line.patient_responsibility
    return attrs.evolve(billed, allowed=_allowed(force, line.service_line or WHOLE), plans=tuple(_plans(account, force, line.service_line or WHOLE)),
                        adjusted=adjusted, waits=billed.charge - line.paid - adjusted - share, share=share)


def _days(services: Iterable[ServiceLine]) -> date | DateRange | None:
    days = [day for one in services for day in (one.first_day, one.last_day) if day is not None]
    if not days:
        return None
    return days[0] if len(set(days)) == 1 else DateRange(min(days), max(days))


def _plans(account: Account, force: InForce, number: int) -> Iterator[PlanPaid]:
    parts = force.units[number]
    for sequence in sorted(parts, key=rank):
        yield PlanPaid(sequence, _plan(account, force, sequence), parts[sequence].paid)


def _plan(account: Account, force: InForce, sequence: str) -> str:
    """As the claim names it, else as its remittance does."""
    claims = (entry.submitted for entry in reversed(account.submissions) if entry.submitted is not None)
    covered = (one.payer for claim in claims for one in claim.coverages if one.sequence == sequence)
    told = (one.head.payer for one in force.standing if one.head.sequence == sequence and one.head.payer is not None)
    return next((payer.name or payer.payer_id for payer in (*covered, *told) if payer.name or payer.payer_id), "")


def _allowed(force: InForce, number: int) -> Decimal | None:
    """By the payer that decided first."""
    found, first = list[Decimal](), force.standing[0].head.sequence if force.standing else ""
    for at, one in enumerate(force.standing):
        if one.head.sequence == first and number in force.lines[at]:
            services = [service for told in (one, *one.taken_back_by) for service in told.services_on(frozenset({number}))]
            found += [amount for service in services if (amount := service.allowed_amount()[0]) is not None]
    return sum(found, ZERO) if found else None
