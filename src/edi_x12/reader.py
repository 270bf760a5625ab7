"""What the verbs give back: a list of nouns, or an iterator over them, that also know what was noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from edi_claims import Finding, TruncatedError, Unread
from edi_x12.sources import Source, opened, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from edi_x12.envelope import Interchange
    from edi_x12.reading import Reading

T = TypeVar("T")


class Parsed(list[T]):
    """A list of nouns that also knows the interchanges they came in, what was noticed, and what has no place."""

    def __init__(self, nouns: Iterable[T] = (), reading: Reading[Any] | None = None) -> None:
        """Nouns, and the reading that they came from."""
        super().__init__(nouns)
        self.interchanges: list[Interchange] = reading.envelope.interchanges if reading else []
        self.findings: list[Finding] = reading.envelope.findings if reading else []
        self.unread: list[Unread] = reading.unread if reading else []


class Reader(Generic[T]):
    """An iterator over the nouns of a path or an open file, in flat memory, and a context manager.

    `interchanges`, `findings` and `unread` grow while it runs.
    """

    def __init__(self, source: Source, reading: Reading[T]) -> None:
        """The file is opened at the first noun that is asked for, and closed after the last one."""
        self._reading = reading
        self._manager = opened(source)
        self._pieces = self._manager.__enter__()
        self._nouns = reading.run(self._pieces)

    @property
    def interchanges(self) -> list[Interchange]:
        """The interchanges so far."""
        return self._reading.envelope.interchanges

    @property
    def findings(self) -> list[Finding]:
        """What was noticed so far."""
        return self._reading.envelope.findings

    @property
    def unread(self) -> list[Unread]:
        """The segments so far that no reader has a place for."""
        return self._reading.unread

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        try:
            return next(self._nouns)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; no noun comes after that."""
        self._nouns = iter(())
        self._manager.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def parse(text: str | bytes, reading: Reading[T]) -> Parsed[T]:
    """Every noun of a text.

    Raises:
        X12SyntaxError: it is no X12.
        TruncatedError: it was cut off; `complete` holds what was whole.
    """
    parsed: Parsed[T] = Parsed((), reading)
    try:
        for noun in reading.run(pieces_of(text)):
            parsed.append(noun)
    except TruncatedError as error:
        last = reading.partial()
        if last is not None:
            parsed.append(last)
        error.complete = parsed
        raise
    return parsed
