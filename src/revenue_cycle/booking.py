"""A claim payment becomes entries: the decision as the payer sent it, and behind it every cent of it, line by line.

What it means beside other decisions (what it takes back, replaces or repeats) is no part of it: that is folded, and never booked.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import ZERO, Payer
from edi_claims.decisions import own_adjustments
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching import line_matches, sequence_of
from revenue_cycle.pairing import UNMATCHED, answered
from revenue_cycle.root_cause import Context, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi_claims import ClaimPayment, Remittance
    from revenue_cycle.matching import Match


@attrs.frozen
class Paying:
    """Who decided, when, and where it stands: what a claim payment needs of its remittance."""

    payer: Payer
    on: date
    """BPR16."""
    source: Source
    """With the position of the claim payment."""
    produced_on: date | None = None
    """DTM*405."""

    @classmethod
    def of(cls, remittance: Remittance, on: date, position: int) -> Paying:
        """For a claim payment of a remittance; `position` tells it from the others of the same remittance."""
        source = Source("835", remittance.trace_number, remittance.payer_trace_id, position)
        return cls(remittance.payer, on, source, remittance.production_date)


_UNTOUCHED = {"25": EntryKind.ESTIMATE, "23": EntryKind.FORWARDED}
"""CLP02 of what is no decision: kept, and never money."""


def untouched_kind(payment: ClaimPayment) -> EntryKind | None:
    """What a claim payment is that decides nothing and pays nothing; None for every decision."""
    return None if payment.paid else _UNTOUCHED.get(payment.status)


def booked(payment: ClaimPayment, match: Match, paying: Paying, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a claim payment whose claim was found; `entries` are those of the claim so far."""
    kind = untouched_kind(payment)
    if kind is not None:
        return [Entry(kind, paying.on, ZERO, claim=match.claim, source=paying.source, decided=payment, method=match.method, payer=paying.payer)]
    sent = match.sent or answered(entries, paying.on)
    head = Entry(EntryKind.ADJUDICATION, paying.on, payment.paid, claim=match.claim, source=paying.source, decided=payment, method=match.method,
                 payer=paying.payer, produced_on=paying.produced_on, sequence=sequence_of(payment, paying.payer, sent, entries))
    made = [head]
    for at, (line, found) in enumerate(zip(payment.services, line_matches(payment, sent), strict=True)):
        unit = Context(line.charge, line.paid, tuple(line.adjustments), (*line.remarks, *payment.remarks), paying.payer.ids)
        made += _of_unit(head, UNMATCHED + at if found.line is None else found.line, unit, found.method)
    left = payment.paid - sum((line.paid for line in payment.services), ZERO)
    charge = ZERO if payment.services else payment.charge
    return made + _of_unit(head, None, Context(charge, left, tuple(own_adjustments(payment)), payment.remarks, paying.payer.ids))


def _of_unit(head: Entry, number: int | None, unit: Context, method: str = "") -> list[Entry]:
    """The entries of a line, or of the claim as a whole."""
    about: dict[str, Any] = {"claim": head.claim, "service_line": number, "sequence": head.sequence, "source": head.source,
                             "produced_on": head.produced_on}
    made = [Entry(EntryKind.PAYMENT, head.on, unit.paid, method=method, **about)] if unit.paid or unit.charge else []
    return made + [Entry(kind_of(one, unit), head.on, one.amount, group=one.group, reason=one.reason, remarks=unit.remarks, **about)
                   for one in unit.adjustments if one.amount]
