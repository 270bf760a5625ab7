"""What was entered, and the accounts that are folded from it: what the rest of the ledger stands on."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Self

import attrs

from edi_claims import EdiError, PayerProfile
from revenue_cycle import (
    journal,
    suspense,
)
from revenue_cycle.accounts import Account, fold
from revenue_cycle.matching import Index
from revenue_cycle.sent_files import SentFiles

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from revenue_cycle.entries import Entry
    from revenue_cycle.journal import Step
    from revenue_cycle.root_cause import CauseRow


class UnknownClaimError(EdiError, LookupError):
    """No entry concerns a claim of this number."""


@attrs.frozen
class Accounts:
    """Every account of a ledger, one at a time."""

    _ledger: Records

    def __iter__(self) -> Iterator[Account]:
        """In the order in which claims were first heard of; what is entered meanwhile is seen."""
        return (self._ledger.account(claim) for claim in list(self._ledger._books) if claim)       # noqa: SLF001 - its own ledger

    def __len__(self) -> int:
        """How many claims there are."""
        return len(self._ledger._books) - ("" in self._ledger._books)       # noqa: SLF001


class Records:
    """Entries, in the order in which they were entered, and every claim's account."""

    def __init__(self, profiles: Iterable[PayerProfile] = (), causes: Iterable[CauseRow] = (), entries: Iterable[Entry] = ()) -> None:
        """An empty ledger, or one with entries. `causes` are a practice's own rows for root causes; they go before the library's."""
        self.profiles = tuple(profiles)
        self.causes = tuple(causes)
        self._entries: list[Entry] = []
        self._books: dict[str, list[Entry]] = defaultdict(list)
        self._files = SentFiles()
        self._index = Index()
        self._folded: dict[str, Account] = {}
        self._stamp: tuple[str, datetime | None] = ("", None)
        self._enter(entries)

    @classmethod
    def replay(cls, entries: Iterable[Entry], profiles: Iterable[PayerProfile] = (), causes: Iterable[CauseRow] = ()) -> Self:
        """A ledger with the same balances, from another one's entries."""
        return cls(profiles, causes, entries)

    @classmethod
    def load(cls, source: str | os.PathLike[str], profiles: Iterable[PayerProfile] = (), causes: Iterable[CauseRow] = ()) -> Self:
        """The ledger of a journal that `save` wrote. Raises JournalError where a line is damaged."""
        return cls(profiles, causes, journal.read(source))

    def save(self, to: str | os.PathLike[str]) -> None:
        """Every entry as a line of JSON; the file is written aside and renamed when it is whole."""
        journal.save(self._entries, to)

    def audit(self, claim: str | None = None, by: str | None = None, since: date | None = None) -> Iterator[Step]:
        """Who did what, when and why, in the order in which it was entered."""
        return journal.trail(self._entries, claim, by, since)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that happened, in the order in which it was entered."""
        return tuple(self._entries)

    @contextmanager
    def entering(self, by: str = "", at: datetime | None = None) -> Iterator[Self]:
        """Who enters what follows, and when, for the audit: `with ledger.entering("PL", now): ledger.post(remittance)`. No balance depends on it."""
        before, self._stamp = self._stamp, (by, at)
        try:
            yield self
        finally:
            self._stamp = before

    def account(self, patient_control_number: str) -> Account:
        """A claim's balances.

        Raises:
            UnknownClaimError: nothing ever happened to a claim of this number.
        """
        self._known(patient_control_number)
        return self._account(patient_control_number)

    def _account(self, claim: str) -> Account:
        found = self._folded.get(claim)
        if found is None:
            found = self._folded[claim] = fold(claim, self._books[claim])
        return found

    @property
    def accounts(self) -> Accounts:
        """Every claim's account, in the order in which they were first heard of, each folded when it is asked for."""
        return Accounts(self)

    def _append(self, entries: Iterable[Entry]) -> None:
        """Entries, and what follows from them: payments that waited for their claim."""
        self._enter(entries)
        while self._index.woken or self._index.reused:
            self._enter(suspense.settle(self._books, self._index))

    def _enter(self, entries: Iterable[Entry]) -> None:
        by, at = self._stamp
        for given in entries:
            entry = attrs.evolve(given, by=given.by or by, entered_at=given.entered_at or at) if by or at else given
            self._entries.append(entry)
            suspense.keep(self._books, entry)
            self._index.add(entry)
            self._folded.pop(entry.claim or "", None)

    def _known(self, patient_control_number: str) -> None:
        if patient_control_number not in self._books:
            raise UnknownClaimError(f"no entry concerns claim {patient_control_number}")


def today() -> date:
    """The day, where the caller names none."""
    return date.today()         # noqa: DTZ011 - a practice books in its own day
