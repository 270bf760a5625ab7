"""One unit of a claim after every payer that decided about it: what each added, in the order of the payers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from edi_claims import ZERO
from revenue_cycle.in_force import WHOLE, Part
from revenue_cycle.pairing import rank

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class LineBalance:
    """What became of one line, or of a claim as a whole, after all payers, dollars. What people entered stands on the account."""

    service_line: int | None
    """Counts from 1; None for the claim as a whole, or for what payers said of it besides its lines."""
    paid: Decimal
    """By all payers, as far as their decisions stand."""
    contractual: Decimal
    other_adjustments: Decimal
    denied: Decimal
    """Before any decision of a person about it."""
    pended: Decimal
    patient_responsibility: Decimal
    """After the latest payer."""
    held: Decimal
    """Of that, what a further payer is still to decide, or what law forbids to bill."""
    barred: Decimal
    """Of what is held, the share of a QMB: it is never the patient's."""
    sequence: str
    """Who decided last: P, S, T."""
    restored: Decimal
    """What a later payer paid or left of that which an earlier one had taken off."""
    undecided: Decimal = ZERO
    """Open to a payer: what the last one called taken off and is not any more, as an earlier one has changed its decision since."""


def balance_of(number: int, parts: Mapping[str, Part], last_payer: int) -> LineBalance:
    """A unit after its payers; `last_payer` is the place of the last one that covers the patient."""
    total, restored, last = Part(), ZERO, ""
    for sequence in sorted(parts, key=rank):
        part = parts[sequence]
        if last:
            total, back = _after(total, part)
            restored += back
        else:
            total.add(part)
            total.prior = ZERO                          # what an earlier payer did is not known: it stays open
        last = sequence
    share = total.patient
    held = share if total.forwarded or last_payer > rank(last) else total.barred
    return LineBalance(None if number == WHOLE else number, total.paid, total.contractual, total.other, total.denied, total.pended, share, held,
                       total.barred, last, restored, total.undecided)


def _after(before: Part, part: Part) -> tuple[Part, Decimal]:
    """A later payer's decision on top of what earlier payers did, and how much of what they took off it gave back.

    It says again what earlier payers took off (OA-23, or a reduction from the full charge); only what goes beyond that is new. Where it counts
    an earlier denial among that, the denial still stands. Where it says less, less is taken off. Where an earlier payer has changed its decision
    since, what it says of that is no longer so: what goes beyond it is not taken off, but not decided.
    """
    known = before.paid + before.contractual + before.other
    kept = min(before.denied, part.prior - known) if before.denied > ZERO and part.prior > known else ZERO
    beyond = part.taken_off - known - kept
    stale = part.prior != ZERO and _was_before(part, before)
    undecided = max(ZERO, min(beyond, part.prior - known - kept)) if stale else ZERO
    beyond = max(ZERO, beyond - undecided) if stale else beyond
    back = min(-beyond, before.contractual) if beyond < ZERO < before.contractual else ZERO
    new_contract = beyond if part.contractual and beyond > ZERO else -back
    on = max(filter(None, (before.on, part.on)), default=None)
    return Part(before.paid + part.paid, before.contractual + new_contract, before.other + beyond - new_contract, ZERO, part.patient,
                kept + part.denied, part.pended, part.barred, part.forwarded, on, undecided), back


def _was_before(part: Part, earlier: Part) -> bool:
    return part.on is not None and earlier.on is not None and part.on < earlier.on
