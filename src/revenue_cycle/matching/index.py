"""The index: which claim a number, a payer's number, or a patient, day and charge belong to, and which payments wait for a claim.

The ledger keeps it up to date with every entry; nothing in it is a fact of its own. It holds patient data, and shows none.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import attrs

from edi_claims import ZERO
from revenue_cycle.entries import Entry, EntryKind, Source
from revenue_cycle.matching.evidence import same_use
from revenue_cycle.matching.keys import EXACT, SIMILAR, keys_of_claim, normal, questions, waits_for_claim

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

Place: TypeAlias = tuple[str, str, date, int]
"""TRN03, TRN02, BPR16 and the position of a claim payment."""

COMMON = 50
"""A key that more claims than this share says nothing about any of them."""
BY_HAND = "by_hand"
"""The method of what a person assigned: nothing but a person changes it."""


@attrs.frozen
class Watched:
    """A payment that a later entry may concern: one in suspense, or one that was posted by less than the number as it was sent."""

    entry: Entry
    claim: str | None
    """Where it is posted; None: in suspense."""


def place_of(source: Source, paid_on: date) -> Place:
    """What tells one claim payment from every other: its remittance and its place there."""
    return source.payer_trace_id, source.trace_number, paid_on, source.position


PLACES = {EntryKind.ADJUDICATION: EntryKind.ADJUDICATION, EntryKind.WITHDRAWAL: EntryKind.ADJUDICATION, EntryKind.SUSPENSE: EntryKind.SUSPENSE,
          EntryKind.RELEASE: EntryKind.SUSPENSE, EntryKind.PROVIDER_LEVEL: EntryKind.PROVIDER_LEVEL, EntryKind.RETURNED: EntryKind.RETURNED}
"""Where a remittance's money is: on claims, in suspense, at provider level, sent back."""


class Index:
    """Claims by what payments say of them. `add` every entry, in the order of the ledger."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.sent: dict[str, list[Entry]] = {}
        """Patient control number to the submissions under it."""
        self.waiting: dict[Place, Entry] = {}
        """What is in suspense."""
        self.remittances: dict[str, list[Entry]] = defaultdict(list)
        """Trace number, as banks and payers write it differently, to remittances."""
        self.deposits: dict[str, list[Entry]] = defaultdict(list)
        self.money: dict[Decimal, dict[str, None]] = defaultdict(dict)
        """Amount to the trace numbers of the remittances and deposits that have it."""
        self.woken: dict[Place, None] = {}
        """Payments that something new may concern, until somebody looks."""
        self.reused: dict[str, None] = {}
        """Numbers that were used again for another claim, until somebody looks."""
        self.placed: dict[tuple[str, str, date], dict[EntryKind, Decimal]] = {}
        """Remittance (TRN03, TRN02, BPR16) to what became of its money."""
        self._keys: dict[str, dict[str, None]] = {}
        self._given: dict[str, dict[str, list[Source | None]]] = {}
        self._watched: dict[Place, Watched] = {}
        self._watching: dict[str, dict[Place, None]] = {}
        for entry in entries:
            self.add(entry)

    def __repr__(self) -> str:
        return f"<Index of {len(self.sent)} claims, {len(self.waiting)} payments in suspense>"

    # ---- looking up

    def find(self, key: str) -> tuple[str, ...]:
        """The claims that have a key. Too common a key finds none."""
        found = self._given.get(key[1:], {}) if key[0] == "i" else self._keys.get(key, {})
        return tuple(found) if len(found) <= COMMON else ()

    def watched(self, place: Place) -> Watched | None:
        """A payment that was woken; None where it is settled since."""
        return self._watched.get(place)

    # ---- keeping up

    def add(self, entry: Entry) -> None:
        """One more entry of the ledger."""
        step = _STEPS.get(entry.kind)
        if step is not None:
            step(self, entry)
        if entry.kind in PLACES and entry.source is not None:
            remittance = (entry.source.payer_trace_id, entry.source.trace_number, entry.paid_on or entry.on)
            amounts = self.placed.setdefault(remittance, {})
            place = PLACES[entry.kind]
            amounts[place] = amounts.get(place, ZERO) + entry.amount

    def _submitted(self, entry: Entry) -> None:
        if entry.submitted is None or entry.claim is None:
            return
        before = self.sent.setdefault(entry.claim, [])
        if before and before[-1].submitted is not None and not same_use(entry.submitted, before[-1].submitted):
            self.reused[entry.claim] = None
        before.append(entry)
        for key in keys_of_claim(entry.submitted):
            self._keys.setdefault(key, {})[entry.claim] = None
            self._wake(key)

    def _acknowledged(self, entry: Entry) -> None:
        told = entry.acknowledged or entry.answer
        number = told.payer_control_number if told is not None else None
        if number and entry.claim is not None:
            self._give(number, entry.claim, entry.source)

    def _adjudicated(self, entry: Entry) -> None:
        if entry.decided is None or entry.claim is None:
            return
        if entry.method not in {EXACT, BY_HAND}:
            self._watch(entry, entry.claim, entry.method)
        elif entry.decided.payer_control_number:                # what was found by less may belong to another claim, with its number
            self._give(entry.decided.payer_control_number, entry.claim, entry.source)

    def _give(self, number: str, claim: str, source: Source | None) -> None:
        self._given.setdefault(number, {}).setdefault(claim, []).append(source)
        self._wake(f"i{number}")

    def _suspended(self, entry: Entry) -> None:
        if entry.source is None:
            return
        self.waiting[place_of(entry.source, entry.on)] = entry
        if waits_for_claim(entry.reason):      # the rest waits for a person
            self._watch(entry, None, SIMILAR)

    def _released(self, entry: Entry) -> None:
        if entry.source is not None and entry.paid_on is not None:
            place = place_of(entry.source, entry.paid_on)
            self.waiting.pop(place, None)
            self._forget(place)

    def _withdrawn(self, entry: Entry) -> None:
        if entry.source is None or entry.paid_on is None or entry.claim is None:
            return
        self._forget(place_of(entry.source, entry.paid_on))
        number = entry.decided.payer_control_number if entry.decided is not None else ""
        sources = self._given.get(number, {}).get(entry.claim, [])
        if entry.source in sources:
            sources.remove(entry.source)
            if not sources:
                del self._given[number][entry.claim]
                self._wake(f"i{number}")

    def _remitted(self, entry: Entry) -> None:
        if entry.source is not None:
            self._traced(entry, entry.source, self.remittances)

    def _deposited(self, entry: Entry) -> None:
        if entry.source is not None:
            self._traced(entry, entry.source, self.deposits)

    def _traced(self, entry: Entry, source: Source, among: dict[str, list[Entry]]) -> None:
        trace = normal(source.trace_number)
        among[trace].append(entry)
        self.money[entry.amount][trace] = None

    # ---- waiting payments

    def _watch(self, entry: Entry, claim: str | None, down_to: str) -> None:
        if entry.decided is None or entry.source is None:
            return
        place = place_of(entry.source, entry.on)
        self._watched[place] = Watched(entry, claim)
        for _, keys in questions(entry.decided, down_to):
            for key in keys:
                self._watching.setdefault(key, {})[place] = None

    def _wake(self, key: str) -> None:
        places = self._watching.get(key, ())
        if len(places) <= COMMON or key[0] in "=n":
            self.woken.update(dict.fromkeys(places))

    def _forget(self, place: Place) -> None:
        self.woken.pop(place, None)
        seen = self._watched.pop(place, None)
        if seen is None or seen.entry.decided is None:
            return
        for _, keys in questions(seen.entry.decided):
            for key in keys:
                places = self._watching.get(key)
                if places is not None:
                    places.pop(place, None)
                    if not places:
                        del self._watching[key]


_STEPS = {
    EntryKind.SUBMISSION: Index._submitted, EntryKind.ACKNOWLEDGMENT: Index._acknowledged,     # noqa: SLF001 - its own
    EntryKind.STATUS: Index._acknowledged,                                                          # noqa: SLF001
    EntryKind.ADJUDICATION: Index._adjudicated, EntryKind.ESTIMATE: Index._adjudicated, EntryKind.FORWARDED: Index._adjudicated,     # noqa: SLF001
    EntryKind.SUSPENSE: Index._suspended, EntryKind.RELEASE: Index._released, EntryKind.WITHDRAWAL: Index._withdrawn,       # noqa: SLF001
    EntryKind.REMITTANCE: Index._remitted, EntryKind.DEPOSIT: Index._deposited,     # noqa: SLF001
}
"""Entry kind to what the index learns from it."""
