"""Claim status on the ledger: whom to ask where a claim is (276), and what the answer (277) says. Never money: only a remittance brings that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from edi_acks.status import Situation, Standing, StatusResponse, check, inquiry_of, situation
from edi_claims import Finding, Owner, RootCause, Severity
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.sendings import sendings
from revenue_cycle.silence import silence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edi_acks.status import StatusInquiry
    from edi_claims import PayerProfile
    from revenue_cycle.accounts import Account
    from revenue_cycle.sendings import Sending

Books = Mapping[str, Sequence[Entry]]

OVERDUE = frozenset({"L052", "L053"})
"""Silences that a payer can be asked about: received or accepted, and no decision in the days that its profile gives it."""
AGAIN_AFTER = 14
"""Days for which an answer is not asked for once more."""
REMITTANCE_DAYS = 7
"""A remittance comes with its payment, or within so many days of it."""
_SUFFIX = 8
_LOST = frozenset({"rejected", "not_received"})
_COMES_BY_REMITTANCE = frozenset({Standing.PAID})


# ---- asking

def status_inquiries(books: Books, as_of: date, profiles: Sequence[PayerProfile] = (), claims: Iterable[str] | None = None,
                     holidays: Collection[date] = (), again_after: int = AGAIN_AFTER) -> list[StatusInquiry]:
    """What to ask payers on a day: for the claims that are named, or for all that were received and not decided in time.

    Those of one payer and provider stand together, as a 276 wants them. The trace number is the claim's own number and the day, by which the
    answer finds its claim. A claim that was never sent, or whose sending got lost on its way, is not asked for; nor, unless it is named, one
    that a payer answered for less than `again_after` days ago.
    """
    chosen = [one.claim for one in silence(books, as_of, profiles, holidays) if one.code in OVERDUE] if claims is None else list(claims)
    found: list[StatusInquiry] = []
    for number in dict.fromkeys(chosen):
        entries = books.get(number or "", ())
        sent = sendings(entries)
        if not sent or sent[-1].stage in _LOST or (claims is None and _asked_lately(entries, as_of, again_after)):
            continue
        found += _inquiry(sent[-1], entries, as_of)
    return sorted(found, key=_together)


def _asked_lately(entries: Iterable[Entry], as_of: date, days: int) -> bool:
    return any(entry.kind is EntryKind.STATUS and entry.on > as_of - timedelta(days=days) for entry in entries)


def _inquiry(last: Sending, entries: Iterable[Entry], as_of: date) -> Iterator[StatusInquiry]:
    claim = last.claim
    if claim is not None and any(one.sequence == claim.sequence for one in claim.coverages):
        yield inquiry_of(claim, trace_number=trace_of(claim.patient_control_number, as_of), payer_control_number=_payer_number(entries))


def trace_of(patient_control_number: str, on: date) -> str:
    """The trace number of an inquiry: the claim's number, a dash, and the day.

    >>> trace_of("A1001", date(2026, 11, 20))
    'A1001-20261120'
    """
    return f"{patient_control_number}-{on:%Y%m%d}"


def _payer_number(entries: Iterable[Entry]) -> str | None:
    """The payer's number of the claim, as it was told last; a later payer's claim has none yet from an earlier one."""
    found = None
    for entry in entries:
        if entry.kind is EntryKind.SUBMISSION:
            found = None
        elif entry.acknowledged is not None and entry.acknowledged.payer_control_number:
            found = entry.acknowledged.payer_control_number
        elif entry.answer is not None and entry.answer.payer_control_number:
            found = entry.answer.payer_control_number
    return found


def _together(one: StatusInquiry) -> tuple[str, str, str, str]:
    payer, provider = one.payer, one.provider
    return (payer.payer_id or payer.name if payer else "", (provider.npi or "") if provider else "", one.member_id, one.trace_number)


# ---- answers

@attrs.frozen
class StatusAnswer:
    """An answer and the claim that it is about."""

    claim: str
    situation: Situation
    method: str
    """How it found its claim: `patient_control_number`, `trace_number`, `payer_control_number`."""
    response: StatusResponse = attrs.field(repr=False)


@attrs.define
class StatusReport:
    """What payers' answers say, claim by claim."""

    answered: list[StatusAnswer] = attrs.field(factory=list)
    unknown: list[StatusResponse] = attrs.field(factory=list, repr=False)
    """Answers that lead to no claim of ours, requests and providers that were turned down among them."""
    repeated: list[StatusAnswer] = attrs.field(factory=list)
    """The same as was entered before."""
    findings: list[Finding] = attrs.field(factory=list)


def answers(responses: Iterable[StatusResponse], books: Books, on: date, by_payer_number: Callable[[str], tuple[str, ...]]) -> tuple[
        list[Entry], StatusReport]:
    """The entries that answers make, and what they say. `on` is the day of those that carry none."""
    report, made = StatusReport(), dict[str, list[Entry]]()
    for response in responses:
        report.findings += [attrs.evolve(one, path=None) for one in check([response])]
        claim, method = _match(response, books, by_payer_number)
        if claim is None:
            report.unknown.append(response)
            report.findings += [_unknown(response)] if response.patient is not None else []
            continue
        found = StatusAnswer(claim, situation(response), method, response)
        entry, before = _entry(found, on), made.setdefault(claim, [])
        if any(one.answer == response and one.on == entry.on for one in (*books[claim], *before)):
            report.repeated.append(found)
            continue
        before.append(entry)
        report.answered.append(found)
        report.findings += _against(found, books[claim], by_payer_number)
    return [entry for entries in made.values() for entry in entries], report


def _match(response: StatusResponse, books: Books, by_payer_number: Callable[[str], tuple[str, ...]]) -> tuple[str | None, str]:
    """The claim of an answer: by its own number, by the inquiry's, by the payer's where that is one claim's."""
    number = (response.patient_control_number or "").strip()
    if number and number in books:
        return number, "patient_control_number"
    head, dash, tail = response.trace_number.rpartition("-")
    for trace in (head if dash and len(tail) == _SUFFIX and tail.isdigit() else "", response.trace_number):
        if trace and trace in books:
            return trace, "trace_number"
    found = by_payer_number(response.payer_control_number) if response.payer_control_number else ()
    return (found[0], "payer_control_number") if len(found) == 1 else (None, "")


def _entry(found: StatusAnswer, on: date) -> Entry:
    where, response = found.situation, found.response
    source = Source("277", response.trace_number, position=response.position, batch_id=response.batch_id)
    return Entry(EntryKind.STATUS, where.on or on, claim=found.claim, stage=where.standing.value, reason=where.status, source=source,
                 method=found.method, answer=response)


# ---- what is odd about an answer

def _unknown(response: StatusResponse) -> Finding:
    number = response.patient_control_number or response.trace_number or response.payer_control_number or "without a number"
    return Finding("A420", Severity.WARNING, f"a status of claim {number} was answered, and no such claim was submitted here",
                   fix="find out who asked", claim=response.patient_control_number, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING,
                   position=response.position or None)


def _against(found: StatusAnswer, entries: Sequence[Entry], by_payer_number: Callable[[str], tuple[str, ...]]) -> Iterator[Finding]:
    """Numbers of two claims, another charge than was sent, and money that no remittance has brought."""
    response, claim = found.response, found.claim
    place: dict[str, Any] = {"claim": claim, "position": response.position or None, "owner": Owner.BILLING}
    others = by_payer_number(response.payer_control_number) if response.payer_control_number else ()
    if others and claim not in others:
        yield Finding("A421", Severity.WARNING, f"the status of claim {claim} has the payer's number of claim {others[0]}",
                      fix="ask the payer which claim is meant", root_cause=RootCause.PAYER_FOLLOW_UP, **place)
    charges = [entry.amount for entry in entries if entry.kind is EntryKind.SUBMISSION]
    if response.charge is not None and charges and response.charge not in charges:
        yield Finding("A422", Severity.WARNING, f"claim {claim} was sent with a charge of {charges[-1]}, the status says {response.charge}",
                      fix="ask the payer which claim is meant", root_cause=RootCause.PAYER_FOLLOW_UP, level="claim", expected=charges[-1],
                      found=response.charge, **place)
    yield from _missing(claim, found.situation, entries, response.position)


def _missing(claim: str, where: Situation, entries: Iterable[Entry], position: int = 0) -> Iterator[Finding]:
    """A payment that the payer tells of and no remittance has brought."""
    if where.standing not in _COMES_BY_REMITTANCE or not (where.check_number or where.paid_on):
        return
    for entry in entries:
        if entry.kind is EntryKind.ADJUDICATION and entry.source is not None and (
                _same(entry.source.trace_number, where.check_number) if where.check_number else entry.on == where.paid_on):
            return
    check_number = f" by check or transfer {where.check_number}" if where.check_number else ""
    day = f" of {where.paid_on}" if where.paid_on else ""
    yield Finding("A423", Severity.WARNING, f"claim {claim} is paid{check_number}{day}, and no remittance with it was posted",
                  fix=where.advice, claim=claim, root_cause=RootCause.POSTING, owner=Owner.BILLING, level="claim", found=where.paid,
                  position=position or None)


def _same(one: str, other: str) -> bool:
    return one.strip().lstrip("0").upper() == other.strip().lstrip("0").upper()


def missing_remittances(books: Books, as_of: date, days: int = REMITTANCE_DAYS) -> list[Finding]:
    """Payments that payers told of so many days ago or longer, and that no remittance has brought: each with its check or transfer."""
    found: list[Finding] = []
    for claim, entries in books.items():
        known = [entry for entry in entries if entry.on <= as_of]
        told = [situation(entry.answer) for entry in known if entry.answer is not None]
        for where in told[-1:] if claim else ():
            if (where.paid_on or where.on or as_of) <= as_of - timedelta(days=days):
                found += _missing(claim, where, known)
    return found


# ---- a claim's position in words

def position(account: Account) -> str:
    """Where a claim is, in a sentence: by the ledger, and by what its payer said last unless it has decided since.

    It names no patient.
    """
    told = max((entry for entry in account.history if entry.answer is not None), key=lambda entry: entry.on, default=None)
    ours = account.stage.value.replace("_", " ")
    decided = any(entry.kind is EntryKind.ADJUDICATION and told is not None and entry.on >= told.on for entry in account.history)
    if told is None or told.answer is None or decided:
        return f"{account.claim}: {ours}"
    where = situation(told.answer)
    told_already = where.reason.casefold() in where.label.casefold()
    why = "" if told_already else f", {where.reason[:1].lower()}{where.reason[1:]}"
    said = f"{where.label[:1].lower()}{where.label[1:]}{why} ({where.status})"
    return f"{account.claim}: {ours}; on {told.on} the payer said: {said}; {where.owner.value.replace('_', ' ')}: {where.advice}"
