"""One claim's life as a table: what happened, when, by whom, and where it then was. The same in whatever order it became known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.accounts import ClaimStage, fold
from revenue_cycle.entries import Entry, EntryKind
from revenue_cycle.sendings import NOT_RECEIVED, Sending, in_order, place_of, rejecting_party, sendings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims.claim import Claim
    from revenue_cycle.accounts import Account

PRACTICE, PAYER, PATIENT, BANK = "practice", "payer", "patient", "bank"


@attrs.frozen(kw_only=True)
class LifeEvent:
    """One thing that happened to a claim: a row of the table."""

    on: date
    what: str
    """In a few words: `sent`, `rejected`, `denied`, `patient billed`, `closed`."""
    by: str
    """`practice`, `clearinghouse`, `payer`, `receiver` of a file, `patient`; or the person who entered it."""
    stage: ClaimStage
    """Where the claim is after it, by all that had happened until then."""
    numbers: tuple[str, ...] = ()
    """File, batch, trace and payer control numbers, the most telling first."""
    codes: tuple[str, ...] = ()
    """What was said, in public codes: `A7:164:IL`, `CO-45`."""
    amount: Decimal | None = None
    """Dollars: charged, paid, or asked for; None where no money is spoken of."""
    days: int = 0
    """Since the row before; 0 in the first one."""
    entry: Entry | None = attrs.field(default=None, repr=False)
    """None for the last row of a claim that is closed, which nobody entered."""


@attrs.frozen
class _Row:
    """How an entry of one kind is told."""

    what: Callable[[Entry, _Life], str]
    by: str | Callable[[Entry], str] = PRACTICE
    with_amount: bool = False


@attrs.frozen
class _Life:
    """A claim's sendings, its entries in order, and what takes each decision apart."""

    sent: tuple[Sending, ...]
    order: tuple[Entry, ...]
    parts: Mapping[tuple[object, ...], Sequence[Entry]]


def life(account: Account) -> tuple[LifeEvent, ...]:
    """A claim's life, the first thing first. Entries that only take a decision apart are its codes, not rows of their own."""
    now = _begin(account.history)
    rows, known = list[LifeEvent](), list[Entry]()
    for entry in now.order:
        known += [entry, *now.parts.get(_decision(entry), ())] if entry.kind is EntryKind.ADJUDICATION else [entry]
        days = (entry.on - rows[-1].on).days if rows else 0
        rows.append(attrs.evolve(_told(entry, now), stage=fold(account.claim, known).stage, days=days))
    return (*rows, *_closing(rows))


def _begin(history: Sequence[Entry]) -> _Life:
    sent = sendings(history)
    parts: dict[tuple[object, ...], list[Entry]] = {}
    for entry in history:
        if entry.kind in _PARTS:
            parts.setdefault(_decision(entry), []).append(entry)
    return _Life(tuple(sent), tuple(in_order([entry for entry in history if entry.kind not in _PARTS], sent)), parts)


def _decision(entry: Entry) -> tuple[object, ...]:
    source = entry.source
    return (entry.on, entry.sequence, source.trace_number, source.payer_trace_id, source.position) if source else (entry.on, entry.sequence)


def _closing(rows: Sequence[LifeEvent]) -> Iterator[LifeEvent]:
    if rows and rows[-1].stage is ClaimStage.CLOSED:
        yield LifeEvent(on=rows[-1].on, what="closed", by="", stage=ClaimStage.CLOSED)


def _told(entry: Entry, now: _Life) -> LifeEvent:
    row = _ROWS.get(entry.kind) or _Row(lambda one, _: one.kind.value.replace("_", " "))
    by = entry.by or (row.by if isinstance(row.by, str) else row.by(entry))
    return LifeEvent(on=entry.on, what=row.what(entry, now), by=by, stage=ClaimStage.SUBMITTED, numbers=_numbers(entry), codes=_codes(entry, now),
                     amount=entry.amount if row.with_amount else None, entry=entry)


_PARTS = frozenset({EntryKind.PAYMENT, EntryKind.CONTRACTUAL, EntryKind.OTHER_ADJUSTMENT, EntryKind.PRIOR_PAYER, EntryKind.PATIENT_RESPONSIBILITY,
                    EntryKind.PENDED, EntryKind.DENIAL})


def _numbers(entry: Entry) -> tuple[str, ...]:
    source, said = entry.source, entry.acknowledged
    found = [source.trace_number, source.batch_id] if source is not None else []
    if said is not None:
        found += [said.payer_control_number, said.clearinghouse_number]
    if entry.decided is not None:
        found.append(entry.decided.payer_control_number)
    return tuple(dict.fromkeys(one for one in found if one))


def _codes(entry: Entry, now: _Life) -> tuple[str, ...]:
    if entry.acknowledged is not None:
        return tuple(one for one in entry.acknowledged.statuses if one)
    if entry.kind is EntryKind.ADJUDICATION:
        parts = sorted(now.parts.get(_decision(entry), ()), key=lambda one: (one.service_line or 0, one.group, one.reason))
        found = [(f"{one.group}-{one.reason}", *one.remarks) for one in parts if one.group]
        return tuple(dict.fromkeys(code for codes in found for code in codes))
    return (entry.reason,) if entry.reason and entry.kind in (EntryKind.WRITE_OFF, EntryKind.STATUS) else ()


# ---- what each kind is called

def _sent(entry: Entry, now: _Life) -> str:
    at = next(place for place, one in enumerate(now.sent) if one.submission is entry)
    claim, before = entry.submitted, now.sent[at - 1] if at else None
    frequency = claim.frequency if claim is not None else "1"
    if frequency in _FREQUENCIES:
        return _FREQUENCIES[frequency]
    if before is None:
        return f"sent{_to(claim)}"
    later = place_of(entry.sequence) > place_of(before.submission.sequence)
    return f"sent to the next payer{_to(claim)}" if later else f"sent again{_to(claim)}"


_FREQUENCIES = {"7": "correction sent", "8": "void sent"}


def _to(claim: Claim | None) -> str:
    """Payer ids are public; where a payer has none, nobody is named."""
    payer = next((one.payer for one in claim.coverages if one.sequence == claim.sequence), None) if claim is not None else None
    return f" to {payer.payer_id}" if payer is not None and payer.payer_id else ""


def _acknowledged(entry: Entry, _: _Life) -> str:
    kind = entry.source.kind if entry.source is not None else ""
    if kind != "277CA":
        return f"file {'rejected' if entry.stage == NOT_RECEIVED else 'accepted'} ({kind})"
    return entry.stage


def _decided(entry: Entry, _: _Life) -> str:
    payment = entry.decided
    if payment is None:
        return "decided"
    if payment.is_reversal:
        return "reversed"
    words = {"4": "denied"}.get(payment.status, payment.outcome.value.replace("_", " "))
    return f"{words}, sent on to the next payer" if payment.is_forwarded else words


def _word(text: str) -> Callable[[Entry, _Life], str]:
    return lambda _entry, _life: text


_APPEALS = {"overturned": "won", "partly": "won in part", "upheld": "lost"}
_STATEMENTS = {"corrected": "statement corrected", "voided": "statement voided"}

_ROWS: dict[EntryKind, _Row] = {
    EntryKind.SUBMISSION: _Row(_sent, with_amount=True),
    EntryKind.ACKNOWLEDGMENT: _Row(_acknowledged, rejecting_party),
    EntryKind.HOLD: _Row(_word("held")),
    EntryKind.SCRUBBED: _Row(_word("stopped by the scrubber")),
    EntryKind.ADJUDICATION: _Row(_decided, PAYER, with_amount=True),
    EntryKind.ESTIMATE: _Row(_word("estimated"), PAYER),
    EntryKind.FORWARDED: _Row(_word("sent on to the next payer"), PAYER),
    EntryKind.STATUS: _Row(lambda entry, _: f"status: {entry.stage.replace('_', ' ')}", PAYER),
    EntryKind.PATIENT_PAYMENT: _Row(lambda entry, _: "paid by the patient" if entry.amount >= ZERO else "given back to the patient", PATIENT,
                                    with_amount=True),
    EntryKind.APPEAL: _Row(_word("appealed"), with_amount=True),
    EntryKind.APPEAL_DECISION: _Row(lambda entry, _: f"appeal {_APPEALS.get(entry.stage, entry.stage)}", PAYER),
    EntryKind.REFUND: _Row(_word("given back to the patient"), with_amount=True),
    EntryKind.WRITE_OFF: _Row(_word("written off"), with_amount=True),
    EntryKind.TRANSFER: _Row(_word("left to the patient"), with_amount=True),
    EntryKind.STATEMENT: _Row(lambda entry, _: _STATEMENTS.get(entry.stage, "patient billed"), with_amount=True),
    EntryKind.WITHDRAWAL: _Row(_word("payment taken off, it is another claim's"), with_amount=True),
    EntryKind.AUDIT: _Row(_word("audited")),
}


# ---- as text

_HEADS = ("day", "+days", "what", "by", "stage", "dollars", "numbers", "codes")


def render_life(events: Sequence[LifeEvent]) -> str:
    """A claim's life as a table of text, one row a line, without a trace of the patient."""
    rows = [_HEADS, *((one.on.isoformat(), str(one.days), one.what, one.by, one.stage.value.replace("_", " "),
                       f"{one.amount:.2f}" if one.amount is not None else "", " ".join(one.numbers), " ".join(one.codes)) for one in events)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    lines = ([text.rjust(widths[at]) if at in _RIGHT else text.ljust(widths[at]) for at, text in enumerate(row)] for row in rows)
    return "\n".join("  ".join(line).rstrip() for line in lines)


_RIGHT = frozenset({1, 5})
