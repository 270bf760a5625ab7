"""What belongs together among the decisions about one claim: a decision with its entries, and a reversal with what it takes back.

Payers send a reversal before the correction or behind it, in one file or in several, for a whole decision or a part, twice, or of something
that never came here; and files do not arrive in the order in which they were made. So everything is taken in one canonical order: payer,
payment date, trace number, position. The order of arrival is never asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import ZERO, ClaimPayment
from edi_claims.coverage import SEQUENCES
from revenue_cycle.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import date

    from edi_claims import Claim, ServicePayment

UNMATCHED = 1000
"""From here on the service lines of entries that no line of the claim fits are counted, so that their money is still seen line by line."""

VOID = "8"
_DETAILS = frozenset({EntryKind.PAYMENT, EntryKind.CONTRACTUAL, EntryKind.OTHER_ADJUSTMENT, EntryKind.PRIOR_PAYER, EntryKind.PATIENT_RESPONSIBILITY,
                      EntryKind.PENDED, EntryKind.DENIAL})
_ORIGINAL_NUMBER = "F8"
_Order: TypeAlias = tuple[int, "date", int, str, str, int]


def rank(sequence: str) -> int:
    """Place of a payer: 0 for primary."""
    return SEQUENCES.index(sequence) if sequence and sequence in SEQUENCES else 0


# ---- what was sent

def sent(entries: Iterable[Entry]) -> list[Entry]:
    """The submissions of a claim, by day; of one day the original before its replacement, and that before a void."""
    return sorted((entry for entry in entries if entry.kind is EntryKind.SUBMISSION), key=_sent_order)


def _sent_order(entry: Entry) -> tuple[date, int, str, Decimal]:
    return entry.on, rank(entry.sequence), entry.submitted.frequency if entry.submitted else "", entry.amount


def answered(entries: Iterable[Entry], on: date, charge: Decimal | None = None) -> Claim | None:
    """The claim that a payment of a day answers: the latest that was sent by then, one of its charge before others, a void aside.

    Where none was sent by then it is the first one; None where none was sent at all.
    """
    claims = [(entry.on, entry.submitted) for entry in sent(entries) if entry.submitted is not None and entry.submitted.frequency != VOID]
    before = [claim for day, claim in reversed(claims) if day <= on] or [claim for _, claim in claims]
    return next((claim for claim in before if claim.charge == charge), before[0] if before else None)


# ---- what was decided

@attrs.define(eq=False)
class Decision:
    """One claim payment as it was posted."""

    head: Entry
    """Its adjudication."""
    decided: ClaimPayment
    details: Sequence[Entry] = ()
    """The entries that take it apart."""
    taken_back_by: list[Decision] = attrs.field(factory=list)
    """Reversals of it, whole or in part."""
    takes_back: list[Decision] = attrs.field(factory=list)
    """What it reverses; empty for what is no reversal, and for one whose original is not here."""
    left: Decimal = ZERO
    """Of its charge, what no reversal has taken back."""

    @property
    def is_reversal(self) -> bool:
        """Whether it takes something back (CLP02 22)."""
        return self.decided.is_reversal

    @property
    def is_taken_back(self) -> bool:
        """Whether nothing of it is left."""
        return bool(self.taken_back_by) and self.left <= ZERO

    def services_on(self, units: frozenset[int]) -> list[ServicePayment]:
        """Its service payments on some lines; all of them where the claim is one unit (0)."""
        if not self.details or units == {0}:
            return list(self.decided.services)
        return [one for number, one in self.services if number in units]

    @property
    def services(self) -> list[tuple[int | None, ServicePayment]]:
        """Its service payments, those that move anything, with the lines under which they were booked."""
        numbers = iter([entry.service_line for entry in self.details if entry.kind is EntryKind.PAYMENT and entry.service_line is not None])
        return [(next(numbers, None), one) for one in self.decided.services if one.paid or one.charge]


def order(entry: Entry) -> _Order:
    """Where an entry of a payer stands: payer, payment date, trace number (EFT9 before EFT10), position."""
    source = entry.source
    if source is None:
        return rank(entry.sequence), entry.on, 0, "", "", 0
    return rank(entry.sequence), entry.on, len(source.trace_number), source.trace_number, source.payer_trace_id, source.position


def _place(entry: Entry) -> Hashable:
    source = entry.source
    on = entry.paid_on or entry.on
    return (on, source.trace_number, source.payer_trace_id, source.position) if source is not None else on


def decisions_of(entries: Iterable[Entry]) -> list[Decision]:
    """Every decision about a claim with its entries, in canonical order, without those that were withdrawn as another claim's."""
    heads: dict[Hashable, list[Entry]] = {}
    details: dict[Hashable, list[Entry]] = {}
    withdrawn: Counter[Hashable] = Counter()
    for entry in entries:
        kind = entry.kind
        if kind in _DETAILS:
            details.setdefault(_place(entry), []).append(entry)
        elif kind is EntryKind.ADJUDICATION:
            heads.setdefault(_place(entry), []).append(entry)
        elif kind is EntryKind.WITHDRAWAL:
            withdrawn[_place(entry)] += 1
    made = [_decision(several, details.get(place, [])) for place, several in heads.items() if len(several) > withdrawn[place]]
    return sorted((one for one in made if one is not None), key=lambda one: order(one.head))


def _decision(heads: Sequence[Entry], details: Sequence[Entry]) -> Decision | None:
    """The decision that was booked last, where one was withdrawn and booked again."""
    head = heads[-1]
    if head.decided is None:
        return None
    return Decision(head, head.decided, details[len(details) - len(details) // len(heads):] if len(heads) > 1 else details, left=head.decided.charge)


# ---- what takes back what

def paired(decisions: Sequence[Decision]) -> Sequence[Decision]:
    """The same decisions, each reversal with what it takes back.

    A reversal takes back an earlier decision of the same payer: one of the same charge and payment, with the same adjustments before others, then
    one with the same payer's number (CLP07, REF*F8), then the latest of an earlier remittance. One that names a decision by that number may
    take back a part of it, or several at once. Without any of these it takes back nothing, though its money counts.
    """
    reversals = [one for one in decisions if one.is_reversal]
    for one in sorted(reversals, key=lambda reversal: order(reversal.head)[1:]):
        for original in _originals(one, decisions):
            _take_back(one, original)
    return decisions


def _take_back(reversal: Decision, original: Decision) -> None:
    reversal.takes_back.append(original)
    original.taken_back_by.append(reversal)
    original.left = original.left + reversal.decided.charge if len(reversal.takes_back) == 1 else ZERO


def _originals(reversal: Decision, decisions: Sequence[Decision]) -> list[Decision]:
    free = [one for one in decisions if not one.is_reversal and not one.is_taken_back and _same_payer(one.head, reversal.head)
            and _is_earlier(one.head, reversal.head)]
    fits = {at: fit for at, one in enumerate(free) if (fit := _fit(reversal, one)) is not None}
    if fits:
        return [free[max(fits, key=lambda at: (fits[at], at))]]
    named = [one for one in free if _numbers(one.decided) & _numbers(reversal.decided)]
    return named if sum((one.left for one in named), ZERO) == -reversal.decided.charge else []


def _fit(reversal: Decision, original: Decision) -> tuple[bool, bool, bool, bool] | None:
    """How well a reversal fits a decision; None where it does not."""
    back, before = reversal.decided, original.decided
    figures = not original.taken_back_by and before.charge == -back.charge and before.paid == -back.paid
    named = bool(_numbers(back) & _numbers(before))
    if not figures and not (named and ZERO < -back.charge <= original.left):
        return None
    mirrors = figures and _mirrors(back, before)
    elsewhere = _remittance(reversal.head) != _remittance(original.head)
    # beside its reversal in one remittance stands the correction, as a rule, not the original
    return (mirrors, figures, named, elsewhere) if mirrors or elsewhere else None


def _is_earlier(one: Entry, reversal: Entry) -> bool:
    """Two remittances of one day have no order between them."""
    if one.on != reversal.on or _remittance(one) != _remittance(reversal):
        return one.on <= reversal.on
    return order(one) < order(reversal)


def _mirrors(reversal: ClaimPayment, original: ClaimPayment) -> bool:
    turned = Counter((one.group, one.reason, -one.amount) for one in reversal.all_adjustments)
    return turned == Counter((one.group, one.reason, one.amount) for one in original.all_adjustments)


def _numbers(payment: ClaimPayment) -> set[str]:
    return ({payment.payer_control_number} | {one.value for one in payment.references if one.qualifier == _ORIGINAL_NUMBER}) - {"", "0"}


def _remittance(head: Entry) -> Hashable:
    return (head.on, head.source.trace_number, head.source.payer_trace_id) if head.source is not None else head.on


def _same_payer(one: Entry, other: Entry) -> bool:
    """By its place among the payers, or by the number that it has at the bank (TRN03): its place may have been corrected in between."""
    traces = {entry.source.payer_trace_id for entry in (one, other) if entry.source is not None and entry.source.payer_trace_id}
    return one.sequence == other.sequence or (len(traces) == 1 and None not in (one.source, other.source))


def by_place(decisions: Iterable[Decision]) -> Mapping[str, list[Decision]]:
    """Decisions of each payer that are none of a reversal and not wholly taken back, in order."""
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        if not one.is_reversal and not one.is_taken_back:
            found.setdefault(one.head.sequence, []).append(one)
    return found
