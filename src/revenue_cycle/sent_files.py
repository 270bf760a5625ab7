"""What was sent, by the numbers that acknowledgments name: a file is found without looking at all the others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import attrs

from edi_claims import Receipt, SentSet
from revenue_cycle.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def number_of(text: str) -> str:
    """A control number as two systems write the same: without blanks and leading zeros."""
    return text.strip().lstrip("0")


@attrs.frozen
class SentFile:
    """One interchange that was sent, and when."""

    on: date
    receipt: Receipt

    def sets_of(self, group_control_number: str) -> list[SentSet]:
        """The transaction sets of a group."""
        return [one for one in self.receipt.sets if number_of(one.group_control_number) == number_of(group_control_number)]


class SentFiles:
    """The receipts of a ledger by interchange, group and batch number, and the acknowledgments that it has heard.

    Attributes:
        heard: the fingerprint of every acknowledgment, and its day.
    """

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self.heard: dict[str, date] = {}
        self._seen = 0
        self._last: Receipt | None = None
        self._interchanges: defaultdict[str, list[SentFile]] = defaultdict(list)
        self._groups: defaultdict[str, list[SentFile]] = defaultdict(list)
        self._batches: defaultdict[str, list[SentFile]] = defaultdict(list)

    def update(self, entries: Sequence[Entry]) -> None:
        """Entries that concern no claim, which only ever grow: those that were not there before are taken in."""
        for entry in entries[self._seen:]:
            if entry.receipt is not None:
                self._add(SentFile(entry.on, entry.receipt))
            elif entry.kind is EntryKind.ACKNOWLEDGMENT and entry.source is not None:
                self.heard.setdefault(entry.source.digest, entry.on)
        self._seen = len(entries)

    def _add(self, file: SentFile) -> None:
        self._last = file.receipt
        self._interchanges[number_of(file.receipt.interchange_control_number)].append(file)
        for number in {number_of(one.group_control_number) for one in file.receipt.sets}:
            self._groups[number].append(file)
        for batch in {one.batch_id.strip() for one in file.receipt.sets} - {""}:
            self._batches[batch].append(file)

    @property
    def any_receipt(self) -> list[Receipt]:
        """One receipt, where there are any: who checks an acknowledgment of nothing that was sent needs to know that something was."""
        return [self._last] if self._last is not None else []

    # ---- the file that an acknowledgment answers, and whether another one of the same day has its numbers too

    def interchange(self, control_number: str, sent_on: date) -> tuple[SentFile | None, bool]:
        """The interchange of a number that was sent on a day, or next to it."""
        files = self._interchanges.get(number_of(control_number), [])
        return _one(files, min((file.on for file in files), key=lambda day: (abs(day - sent_on), day), default=None))

    def group(self, control_number: str, sets: Iterable[str], on: date) -> tuple[SentFile | None, bool]:
        """The last file before a day with a group of this number that has these transaction sets; with none of them, any group of the number."""
        wanted = {number_of(one) for one in sets}
        files = self._groups.get(number_of(control_number), [])
        fitting = [file for file in files if wanted & {number_of(one.control_number) for one in file.sets_of(control_number)}] if wanted else files
        return _last(fitting, on)

    def batch(self, batch_id: str, on: date) -> tuple[SentFile | None, bool]:
        """The last file before a day with a batch of this number."""
        return _last(self._batches.get(batch_id.strip(), []), on)


def _last(files: Sequence[SentFile], on: date) -> tuple[SentFile | None, bool]:
    """The last one before a day, and of that day; the first one where all are later, as clocks differ."""
    days = [file.on for file in files]
    return _one(files, max((day for day in days if day <= on), default=min(days, default=None)))


def _one(files: Sequence[SentFile], day: date | None) -> tuple[SentFile | None, bool]:
    of_day = [file for file in files if file.on == day]
    if not of_day:
        return None, False
    return max(of_day, key=lambda file: file.receipt.interchange_control_number.zfill(9)), len(of_day) > 1
