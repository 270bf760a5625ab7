"""The journal: entries as JSON lines, one a line, in the order in which they were entered; and the audit trail: who did what, when and why.

A journal is the ledger. It holds patient data, as claims do: keep it where claims are kept.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from edi_claims import EdiError, from_json, to_json
from revenue_cycle.entries import Entry, EntryKind, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    Target = str | os.PathLike[str]


class JournalError(EdiError):
    """A line of a journal is no entry.

    Attributes:
        line: its number, from 1.
        whole: how many entries before it were whole; `journal.read` has yielded them.
    """

    def __init__(self, line: int, whole: int, problem: str) -> None:
        super().__init__(f"line {line} of the journal is no entry ({problem}); {whole} before it are whole")
        self.line = line
        self.whole = whole


def save(entries: Iterable[Entry], to: Target) -> int:
    """Writes a journal aside and renames it when it is whole; returns how many entries it has."""
    target = Path(to)
    aside = target.with_name(target.name + ".part")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            count = _written(entries, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return count


def append(entries: Iterable[Entry], to: Target) -> int:
    """Adds entries to a journal, which may be new; returns how many.

    Raises:
        JournalError: its last line is damaged; nothing is added behind it.
    """
    target = Path(to)
    separator = _ending(target)
    with target.open("a", encoding="utf-8", newline="\n") as file:
        file.write(separator)
        count = _written(entries, file)
        file.flush()
        os.fsync(file.fileno())
    return count


def read(source: Target) -> Iterator[Entry]:
    """The entries of a journal, one at a time. Empty lines are passed over; a last line that only lacks its end is an entry.

    Raises:
        JournalError: a line is damaged, after all before it were yielded.
    """
    whole = 0
    with Path(source).open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _entry(line, number, whole)
                whole += 1


def _entry(line: bytes, number: int, whole: int) -> Entry:
    try:
        return from_json(Entry, line.decode())
    except UnicodeDecodeError:
        raise JournalError(number, whole, "not UTF-8") from None
    except EdiError as error:
        raise JournalError(number, whole, str(error)) from None


def _written(entries: Iterable[Entry], file: TextIO) -> int:
    count = 0
    for entry in entries:
        file.write(to_json(entry) + "\n")
        count += 1
    return count


def _ending(target: Path) -> str:
    """What must stand before the next entry: a line end, where the last entry lacks it."""
    if not target.exists() or not target.stat().st_size:
        return ""
    with target.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() == b"\n":
            return ""
    for _ in read(target):              # the last line is an entry without its end, or this raises
        pass
    return "\n"


# ---- who did what

@attrs.frozen
class Step:
    """One thing that somebody did, or that arrived. It shows no patient data, but for a person's own words in `note`."""

    number: int
    """Its place in the journal, from 1."""
    kind: EntryKind
    on: date
    """The day it happened."""
    claim: str | None
    amount: Decimal
    by: str
    """Who; empty for the library itself, by what arrived."""
    entered_at: datetime | None = None
    """When it was entered; None where nobody said."""
    reason: str = ""
    """Why: a code, or one of the ledger's own reasons."""
    note: str = attrs.field(default="", repr=False)
    """Why, in a person's words."""
    method: str = ""
    """How a payment found its claim or its line."""
    documentation: str = ""
    """The record that it rests on."""
    source: Source | None = None
    """What arrived: file, trace number, position; None for a person's decision."""


def trail(entries: Iterable[Entry], claim: str | None = None, by: str | None = None, since: date | None = None) -> Iterator[Step]:
    """Who did what, when and why, in the order in which it was entered: all of it, of one claim, of one person, since a day.

    `since` is the day it was entered, where that is known, else the day it happened.
    """
    for number, entry in enumerate(entries, 1):
        entered = entry.entered_at.date() if entry.entered_at is not None else entry.on
        if (claim is None or entry.claim == claim) and (by is None or entry.by == by) and (since is None or entered >= since):
            yield Step(number, entry.kind, entry.on, entry.claim, entry.amount, entry.by, entry.entered_at, entry.reason, entry.note,
                       entry.method, entry.documentation, entry.source)
