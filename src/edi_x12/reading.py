"""The machine that every transaction package's reader runs on: segments to nouns through tables of steps.

A step is a function `(reading, elements) -> noun or None`. `elements` is the segment split at its separator, so `e[3]` of a CLP is CLP03.
A loop is a table from segment id to step. A step decodes everything it needs before it changes anything, so that a fault leaves the
reading as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from edi_claims import ElementError, Finding, Owner, RootCause, Severity, TruncatedError, Unread
from edi_claims.findings import plain
from edi_x12.elements import amount, day, day_or_period, lenient_amount
from edi_x12.envelope import Envelope, TransactionSet
from edi_x12.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from edi_x12.delimiters import Delimiters

T = TypeVar("T")

Step: TypeAlias = "Callable[[Any, list[str]], Any]"
"""What a segment does: `(reading, elements)` to the noun that it ends, or None."""

BLANKS = [""] * 24

WHO_READS = {"837": "edi837", "835": "edi835", "270": "edi270_271", "271": "edi270_271", "999": "edi_acks", "997": "edi_acks",
             "277": "edi_acks", "276": "edi_acks"}


def padded(e: list[str], count: int) -> list[str]:
    """The segment, lengthened to at least `count` elements after its id; the missing ones are blank."""
    short = count + 1 - len(e)
    if short > 0:
        e += BLANKS[:short]
    return e


class Loop(dict[str, "Step"]):
    """Segment id to step. What has no step goes to `otherwise`."""

    def __init__(self, name: str, steps: dict[str, Step], otherwise: Step) -> None:
        """`name` is the X12 loop, for findings."""
        super().__init__(steps)
        self.name = name
        self.otherwise = otherwise

    def __missing__(self, segment_id: str) -> Step:
        """Some systems write segment ids in lower case, or leave a blank behind them."""
        right = segment_id.strip().upper()
        return self[right] if right != segment_id and right in self else self.otherwise


class Reading(Generic[T]):
    """One pass over a text: where it is, what is open, what was noticed. Each package has its own subclass.

    Attributes:
        loop: the table that the next segment is looked up in.
        position: the segment's number in the text, from the first ISA, which is 1.
        also: a second noun that the last step ended; it comes out right behind the first.
        started: the position at which the claim that is open began; 0 where none is.
    """

    __slots__ = ("_base", "_carried", "_foreign", "_left_out", "_neutral", "_texts", "also", "delimiters", "envelope", "loop", "position", "started",
                 "unread")

    delimiters: Delimiters
    position: int

    assumed = ""
    """ST01 that a body without any envelope is taken for."""

    def __init__(self) -> None:
        self.envelope = Envelope()
        self.unread: list[Unread] = []
        self.loop: Loop = BETWEEN
        self.position = self.started = self._base = 0
        self.also: T | None = None
        self._texts: list[str] = []
        self._carried: list[str] = []
        self._foreign: set[tuple[str, str]] = set()
        self._left_out: set[tuple[str, int]] = set()
        self._neutral: dict[int, str] = {}

    # ---- what a package says

    def opens(self, one: TransactionSet) -> Loop | None:
        """The first loop of a transaction set; None where the package does not read it."""
        raise NotImplementedError

    def speak(self, delimiters: Delimiters) -> None:
        """New delimiters: composites are split anew."""

    def leave(self) -> T | None:
        """The transaction set ends: the noun that was open, and in `also` what the set itself ends."""
        return None

    def partial(self) -> T | None:
        """The text was cut off: what of the open noun can be had. Only `parse` asks."""
        return None

    def spoiled(self) -> Loop:
        """A claim cannot be read: the loop that keeps its other segments, until it ends."""
        return FOREIGN

    def interchange_acknowledgment(self, e: list[str]) -> T | None:     # noqa: ARG002 - for the package that reads it
        """A TA1, which stands outside any group; only the package of the acknowledgments has a noun for it."""
        return None

    @property
    def claim_number(self) -> str | None:
        """The control number of the claim that is open, for findings."""
        return None

    # ---- decoding

    def amount(self, text: str) -> Decimal:
        """An amount or quantity; a plus sign or thousands separators are read, with a finding.

        Raises:
            ElementError: it is none.
        """
        try:
            return amount(text)
        except ElementError:
            found = lenient_amount(text)
            message = "an amount is written with a sign, a separator or a blank that X12 does not use"
            self.note("X210", Severity.WARNING, message, element=self.element_of(text))
            return found

    day = staticmethod(day)
    when = staticmethod(day_or_period)

    # ---- keeping and noting

    def keep(self, e: list[str], offset: int = 0) -> Unread:
        """A segment that has no place. Components are parted by `:` and repetitions by `^`, whatever the interchange parts them with."""
        one = Unread(self.position, tuple([text.translate(self._neutral) for text in e] if self._neutral else e), offset)
        self.unread.append(one)
        return one

    def parted_by(self, component: str, repetition: str = "") -> None:
        """What parts components and repetitions, for segments that are kept: what the ISA says, unless a package knows better."""
        marks = {component: ":", ":": component} if component != ":" else {}
        if repetition not in ("", "^"):
            marks |= {repetition: "^", **({"^": repetition} if "^" not in marks else {})}
        self._neutral = str.maketrans(marks)

    def leave_out(self, e: list[str], *places: int) -> None:
        """Elements that the nouns have no place for, where they hold something: said once a file, because the segment is read without them."""
        for at in places:
            if at < len(e) and e[at] and (e[0], at) not in self._left_out:
                self._left_out.add((e[0], at))
                name = f"{e[0].strip().upper()[:3]}{at:02}"
                self.note("X214", Severity.INFO, f"{name} has no place here and is left out, wherever it is sent", element=name, claim=None)

    def note(self, code: str, severity: Severity, message: str, **more: Any) -> None:
        """Keep a finding about this place."""
        place: dict[str, Any] = {"claim": self.claim_number, "loop": self.loop.name or None, "position": self.position,
                                 "root_cause": RootCause.SUBMISSION, "owner": Owner.BILLING, **more}
        self.envelope.findings.append(Finding(code, severity, message, **place))

    def element_of(self, text: str) -> str | None:
        """Which element of this segment holds a text, such as `CAS03`; None where none does."""
        e = self._texts[self.position - self._base - 1].split(self.delimiters.element)
        name = e[0].strip().upper()[:3]
        for at, one in enumerate(e[1:], 1):
            if one == text:
                return f"{name}{at:02}"
            if text and text in one.split(self.delimiters.component):
                return f"{name}{at:02}-{one.split(self.delimiters.component).index(text) + 1}"
        return None

    def fault(self, e: list[str], error: Exception) -> None:
        """A segment could not be read: a finding; its claim, or where none is open the segment itself, is kept unread."""
        code, what, element = _told(error)
        name = self.element_of(element) if element is not None else None
        inside = bool(self.started)
        kept = "the claim is kept unread" if inside else "the segment is kept unread"
        self.note(code, Severity.ERROR, f"{name or e[0].strip().upper()[:3]} {what}: {kept}", element=name)
        if inside:
            first = self.started
            before = self._carried if first <= self._base else []
            texts = [*before, *self._texts[max(0, first - self._base - 1):self.position - self._base]]
            self.unread += [Unread(at, tuple(text.split(self.delimiters.element)), at - first) for at, text in enumerate(texts, first)]
            self.started = 0
            self.loop = self.spoiled()
        else:
            self.keep(e)

    # ---- running

    def run(self, pieces: Iterable[str]) -> Iterator[T]:
        """Every noun, in the order in which they end.

        Raises:
            X12SyntaxError: the text is no X12.
            TruncatedError: it ends before its last trailer, after everything that was whole has come out.
        """
        tokens = Tokenizer()
        for piece in pieces:
            yield from self._batches(tokens.feed(piece))
        yield from self._batches(tokens.close())
        if tokens.skipped:
            self.envelope.note("X107", Severity.WARNING, "text stands before the first segment", None)
        if self.envelope.is_open and not self._implied():
            raise TruncatedError(self._cut_off(), self.position)
        if tokens.open_ended and any(one.code == "X105" and one.position == self.position for one in self.envelope.findings):
            raise TruncatedError("the text ends inside its last IEA", self.position)
        if tokens.unterminated:
            self.envelope.note("X106", Severity.WARNING, "text stands behind the last segment, or that one has no terminator", self.position)
        yield from self._end()

    def _batches(self, batches: Iterable[tuple[Delimiters, list[str]]]) -> Iterator[T]:
        for delimiters, texts in batches:
            self._take(delimiters, texts)
            element = delimiters.element
            for self.position, text in enumerate(texts, self.position + 1):     # noqa: B020 - it goes on from where it was
                e = text.split(element)
                try:
                    ended = self.loop[e[0]](self, e)
                except (ValueError, IndexError, ArithmeticError) as error:
                    self.fault(e, error)
                    continue
                if ended is not None:
                    yield ended
                    if self.also is not None:
                        second, self.also = self.also, None
                        yield second

    def _take(self, delimiters: Delimiters, texts: list[str]) -> None:
        if not self.started:
            self._carried = []
        elif self.started > self._base:
            self._carried = self._texts[self.started - self._base - 1:]
        else:
            self._carried += self._texts
        self._base, self._texts = self.position, texts
        if texts[0].startswith("ISA") or not self.position:
            self.delimiters = delimiters
            self.parted_by(delimiters.component, delimiters.repetition)
            self.speak(delimiters)

    def _end(self) -> Iterator[T]:
        for ended in (self.leave(), self.also):
            if ended is not None:
                yield ended

    def _implied(self) -> bool:
        """Whether only a body without any envelope is open: it has no trailer to wait for."""
        envelope = self.envelope
        return all(one is None or one.implied for one in (envelope.group, envelope.interchange)) and (
            envelope.transaction is None or not envelope.transaction.control_number)

    def _cut_off(self) -> str:
        envelope = self.envelope
        if envelope.transaction is not None:
            return f"the text ends inside transaction set {envelope.transaction.control_number}"
        if envelope.group is not None and not envelope.group.implied:
            return f"the text ends before the GE of group {envelope.group.control_number}"
        return f"the text ends before the IEA of interchange {envelope.interchange.control_number if envelope.interchange else ''}"

    def open_set(self, one: TransactionSet) -> None:
        """Enter a transaction set, or pass over one that is not ours, saying so once."""
        loop = self.opens(one)
        if loop is not None:
            self.loop = loop
            return
        self.loop = FOREIGN
        kind = one.identifier, one.version
        if kind not in self._foreign:
            self._foreign.add(kind)
            reader = WHO_READS.get(one.identifier)
            advice = f"give it to {reader}" if reader and reader != type(self).__module__.split(".")[0] else "no package of this library reads it yet"
            version = one.version if one.version[:5].isdigit() and one.version.isalnum() else "no known version"
            what = f"transaction set {plain(one.identifier)} ({version})"
            self.note("X130", Severity.ERROR, f"{what} is not read here: {advice}", fix=advice)


def _told(error: Exception) -> tuple[str, str, str | None]:
    """Code, words, and the text that could not be read."""
    if isinstance(error, ElementError):
        code = "X202" if "day" in str(error) else "X201"
        return code, f"is {error}", error._text             # noqa: SLF001 - the reader's own error
    if isinstance(error, IndexError):
        return "X203", "has too few elements", None
    return "X204", "cannot be read", None


# ---- the envelope's steps, the same in every package

def _between(handle: Callable[[Reading[Any], list[str]], object]) -> Step:
    """A step of the envelope: it ends the set that is open, if one is, and stands between sets."""
    def step(now: Reading[Any], e: list[str]) -> Any:
        ended = now.leave()
        handle(now, e)
        now.loop = BETWEEN
        return ended
    return step


def _st(now: Reading[Any], e: list[str]) -> Any:
    ended = now.leave()
    now.open_set(now.envelope.st(e, now.position, now.delimiters))
    return ended


def _skip(now: Reading[Any], e: list[str]) -> None:
    pass


def _ta1(now: Reading[Any], e: list[str]) -> Any:
    return now.interchange_acknowledgment(e)


def _stray(now: Reading[Any], e: list[str]) -> Any:
    """A segment between transaction sets: kept, unless the text has no envelope at all and this is its body."""
    if not now.envelope.interchanges and now.assumed and now.delimiters.guessed:
        now.open_set(now.envelope.st(["ST", now.assumed, ""], now.position, now.delimiters))
        return now.loop[e[0]](now, e)
    now.envelope.stray(now.position)
    now.keep(e)
    return None


OUTSIDE: dict[str, Step] = {
    "ISA": _between(lambda now, e: now.envelope.isa(e, now.position, now.delimiters)),
    "GS": _between(lambda now, e: now.envelope.gs(e, now.position, now.delimiters)),
    "ST": _st,
    "SE": _between(lambda now, e: now.envelope.se(e, now.position)),
    "GE": _between(lambda now, e: now.envelope.ge(e, now.position)),
    "IEA": _between(lambda now, e: now.envelope.iea(e, now.position)),
}
"""The envelope's steps; every loop holds them, because a set may lose its trailer."""

FOREIGN = Loop("", OUTSIDE, _skip)
"""A transaction set that is not ours."""

BETWEEN = Loop("", {**OUTSIDE, "TA1": _ta1}, _stray)
"""Outside any transaction set."""
