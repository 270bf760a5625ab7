"""What received files deserve: a TA1 and a 999 from the conformance check, a 277CA from findings; and the shortcuts that write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_acks.answers.claims import claim_acknowledgments
from edi_acks.answers.files import Answered, Door, answered, implementation_acknowledgments, interchange_acknowledgments
from edi_acks.write import build
from edi_claims import Finding, RuleError, Severity
from edi_x12.writer import ControlNumbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from edi_acks.nouns import Acknowledgment

__all__ = ["Door", "build_999", "build_ta1", "claim_acknowledgments", "implementation_acknowledgments", "interchange_acknowledgments"]

_USAGES = ("T", "P")


def build_999(text: str | bytes, *, control: ControlNumbers | int, usage: str | None = None, created: datetime | None = None,
              accept_with_errors: bool = False, findings: Iterable[Finding] = ()) -> str:
    """The answer to a received file, from its receiver to its sender: a 999 for each group.

    A TA1 goes with them where the interchange asked for one, and alone where it is rejected: then nothing of it is acknowledged. The
    interchanges of a text are answered by as many. `usage` is the sender's, unless it is given; `accept_with_errors` and
    `findings` are as for `implementation_acknowledgments`.

    Raises:
        X12SyntaxError: the text has no ISA.
        RuleError: nothing in it is acknowledged: it holds acknowledgments only, and asks for no TA1.
        ElementError: its sender or receiver cannot be written.
    """
    answers = answered(text, accept_with_errors=accept_with_errors, findings=findings)
    found = _written(answers, lambda one: [*([one.acknowledgment] if one.asks else []), *one.groups], control, usage, created)
    if not found:
        raise RuleError([Finding("A501", Severity.ERROR, "nothing in this text is acknowledged: it holds acknowledgments only")])
    return found


def build_ta1(text: str | bytes, *, control: ControlNumbers | int, usage: str | None = None, created: datetime | None = None,
              accept_with_errors: bool = False, door: Door | None = None) -> str:
    """A TA1 for each interchange of a received file, from its receiver to its sender.

    Raises:
        X12SyntaxError: the text has no ISA.
        ElementError: its sender or receiver cannot be written.
    """
    answers = answered(text, accept_with_errors=accept_with_errors, door=door)
    return _written(answers, lambda one: [one.acknowledgment], control, usage, created)


def _written(answers: list[Answered], chosen: Callable[[Answered], list[Acknowledgment]], control: ControlNumbers | int, usage: str | None,
             created: datetime | None) -> str:
    """An interchange for each that has an answer: a TA1 stands alone in its own."""
    numbers = ControlNumbers.of(control)
    pieces = []
    for one in answers:
        came, nouns = one.interchange, chosen(one)
        if nouns:
            told = usage or (came.header[15] if came.header[15] in _USAGES else "P")
            pieces.append(build(nouns, sender=came.receiver, receiver=came.sender, control=numbers, created=created, usage=told))
    return "".join(pieces)
