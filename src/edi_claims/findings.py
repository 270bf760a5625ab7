"""Findings: what is wrong with a claim or a file, where, why, and who acts next; and the errors that end an operation.

A finding is a value, never an exception: reading, checking and posting collect them and go on. The same root causes and owners
describe what was caught before sending, what was rejected and what was denied, so that one report can show all three.

Findings and errors may hold amounts, public codes, and claim, line, trace and payer control numbers. They never hold names, member
ids, birth dates, addresses, free text, or other raw element values.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """Money or meaning is wrong, or the receiver will reject it."""
    WARNING = "warning"
    """Worth a person's look; nothing stops."""
    INFO = "info"
    """A fact worth knowing: a repair that was made, an old version."""


class RootCause(StrEnum):
    """Why a claim, line or file failed. The last four are no failures, or not yet known."""

    DOCUMENTATION = "documentation"
    CODING = "coding"
    ELIGIBILITY = "eligibility"
    AUTHORIZATION = "authorization"
    PAYER_SETUP = "payer_setup"
    SUBMISSION = "submission"
    TIMELY_FILING = "timely_filing"
    PAYER_FOLLOW_UP = "payer_follow_up"
    POSTING = "posting"
    PATIENT_BILLING = "patient_billing"
    COORDINATION_OF_BENEFITS = "coordination_of_benefits"
    CONTRACTUAL = "contractual"
    PATIENT_RESPONSIBILITY = "patient_responsibility"
    INFORMATIONAL = "informational"
    UNRESOLVED = "unresolved"


class Owner(StrEnum):
    """Who must act next."""

    CODING = "coding"
    PROVIDER = "provider"
    FRONT_DESK = "front_desk"
    BILLING = "billing"
    PAYER = "payer"
    PATIENT = "patient"
    NONE = "none"


DEFAULT_OWNER: dict[RootCause, Owner] = {
    RootCause.DOCUMENTATION: Owner.PROVIDER,
    RootCause.CODING: Owner.CODING,
    RootCause.ELIGIBILITY: Owner.FRONT_DESK,
    RootCause.AUTHORIZATION: Owner.FRONT_DESK,
    RootCause.PAYER_SETUP: Owner.BILLING,
    RootCause.SUBMISSION: Owner.BILLING,
    RootCause.TIMELY_FILING: Owner.BILLING,
    RootCause.PAYER_FOLLOW_UP: Owner.BILLING,
    RootCause.POSTING: Owner.BILLING,
    RootCause.PATIENT_BILLING: Owner.BILLING,
    RootCause.COORDINATION_OF_BENEFITS: Owner.BILLING,
    RootCause.CONTRACTUAL: Owner.NONE,
    RootCause.PATIENT_RESPONSIBILITY: Owner.PATIENT,
    RootCause.INFORMATIONAL: Owner.NONE,
    RootCause.UNRESOLVED: Owner.BILLING,
}
"""Who acts on a root cause when no more specific row says otherwise."""


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that is wrong or worth knowing, with its place and its owner."""

    code: str = attrs.field(kw_only=False)
    """Stable id: `X…` syntax and envelope, `G…` guide conformance, `S/M/P/C/B…` scrubber rules, `BAL-…` balance."""
    severity: Severity = attrs.field(kw_only=False)
    message: str = attrs.field(kw_only=False)
    """What is wrong, in one sentence, without patient data."""
    fix: str = ""
    """What to do about it; empty where nothing is to be done."""
    root_cause: RootCause = RootCause.SUBMISSION
    owner: Owner = Owner.BILLING
    claim: str | None = None
    """Patient control number (837 CLM01, 835 CLP01); None when it concerns no single claim."""
    service_line: int | None = None
    """Counts from 1; None when it concerns no single line."""
    loop: str | None = None
    """X12 loop, such as `2010AA`."""
    element: str | None = None
    """X12 element, such as `N403` or `SV107-1`."""
    path: str | None = None
    """Path in the model from the claim or other noun, such as `encounter.services[1].diagnosis_pointers`."""
    position: int | None = None
    """Segment number in the text, counting non-empty segments from the first ISA, which is 1."""
    level: str | None = None
    """For what must balance: `line`, `claim`, `patient`, `payment` or `deposit`."""
    expected: Decimal | None = None
    found: Decimal | None = None
    would_cause: str | None = None
    """The rejection or denial that this prevents, such as `CO-197` or `277CA A7:164`."""

    @property
    def difference(self) -> Decimal | None:
        """Found minus expected; None when there is nothing to compare."""
        if self.expected is None or self.found is None:
            return None
        return self.found - self.expected

    def __str__(self) -> str:
        """One line: code, severity, place, message."""
        place = [part for part in (self.claim and f"claim {self.claim}", self.service_line and f"line {self.service_line}",
                                   self.loop, self.element, self.position and f"segment {self.position}") if part]
        return f"{self.code} {self.severity}{' (' + ', '.join(place) + ')' if place else ''}: {self.message}"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that are errors."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def plain(code: str) -> str:
    """A public code as a message may show it; what is too long for one is somebody's data in the wrong place, and is not shown.

    >>> plain("I12"), plain("2010AA"), plain("MA130"), plain("SMITH"), plain("10/12/26")
    ('I12', '2010AA', 'MA130', '?', '?')
    """
    short = len(code) <= 3 or (len(code) <= 6 and any(map(str.isdigit, code)))     # noqa: PLR2004 - codes and segment ids; loops and numbers
    return code if short and code.isascii() and (code.isalnum() or not code) else "?"


class EdiError(Exception):
    """The base of every error that this library raises on purpose."""


class X12SyntaxError(EdiError):
    """The text is no X12, or its meaning is lost: no segment can be told, or a payment total cannot be read.

    Attributes:
        position: the segment at which it was noticed; None before the first one.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message if position is None else f"segment {position}: {message}")
        self.position = position


class ElementError(EdiError, ValueError):
    """One element's text is no amount, day or time, or holds a character that may not be written.

    The message never quotes the text. `_text` keeps it, so that the reader can name the element.
    """

    def __init__(self, message: str, text: str = "") -> None:
        super().__init__(message)
        self._text = text


class TruncatedError(X12SyntaxError, Generic[T]):
    """The text ends before its last trailer.

    Attributes:
        complete: what was whole before the end, with everything that is known of the part that was read.
    """

    def __init__(self, message: str, position: int | None = None, complete: Sequence[T] = ()) -> None:
        super().__init__(message, position)
        self.complete: Sequence[T] = complete


class RuleError(EdiError):
    """What was asked for breaks rules that must hold.

    Attributes:
        findings: every rule that was broken, not only the first.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(map(str, findings)) or "a rule is broken")
        self.findings: list[Finding] = list(findings)
