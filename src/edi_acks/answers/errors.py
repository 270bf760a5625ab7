"""What is wrong with one transaction set, as the IK3, CTX and IK4 of a 999 say it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from edi_acks.answers.codes import (
    ABSENT,
    DEPENDENT,
    DEPENDENT_ELEMENT,
    ELEMENT_CODES,
    ELEMENTS_OF_997,
    HAS_ERRORS,
    OF_997,
    PATTERN,
    REFERENCES,
    SEGMENT_CODES,
    TRIGGER,
    TRIGGERED,
    parted,
)
from edi_acks.answers.units import Units
from edi_acks.nouns import ElementErrorNote, ErrorContext, SegmentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_acks.answers.received import ReceivedSet
    from edi_claims import Finding
    from edi_x12.conformance import Noticed
    from edi_x12.conformance.layout import Interchange

_LONGEST_COPY, _LONGEST_LOOP, _LONGEST_ID = 99, 6, 3
_COPIED = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("*:^~")
"""Of what a copy may consist: one that would break our acknowledgment is left out."""
_WANTS_DIAGNOSES = "G401"
_OF_999 = "999 "


def errors_of(one: ReceivedSet, found: Iterable[Noticed], extra: Iterable[Finding], layout: Interchange) -> tuple[SegmentError, ...]:
    """In the order of the segments. `found` is what the conformance check says of the set, `extra` what its caller adds."""
    return tuple(_Errors(one, layout).of(found, extra))


def as_997(error: SegmentError) -> SegmentError:
    """The same in the words of a 997, which knows neither the guide's codes nor a context."""
    elements = [attrs.evolve(each, code=ELEMENTS_OF_997.get(each.code, each.code), context=()) for each in error.elements]
    return attrs.evolve(error, code=OF_997.get(error.code, error.code), context=(), elements=elements)


class _Errors:
    """The errors of one set while they are gathered."""

    def __init__(self, one: ReceivedSet, layout: Interchange) -> None:
        self._set, self._layout = one, layout
        self._units: Units | None = None
        self._of: defaultdict[int, list[SegmentError]] = defaultdict(list)

    def of(self, found: Iterable[Noticed], extra: Iterable[Finding]) -> Iterator[SegmentError]:
        """All of them."""
        for noticed in found:
            self._take(noticed)
        for finding in extra:
            self._add(finding)
        for position in sorted(self._of):
            yield from self._of[position]

    def _take(self, noticed: Noticed) -> None:
        finding = noticed.finding
        segment, element, component = parted(finding.element)
        if finding.code == _WANTS_DIAGNOSES:
            self._missing("HI", finding, self._trigger(finding, element))
        elif finding.code == "G203":
            self._segment(segment, finding, SEGMENT_CODES[finding.code])
        elif finding.code in SEGMENT_CODES:
            self._segment(self._split(finding)[0], finding, SEGMENT_CODES[finding.code])
        elif element is None or finding.code not in ELEMENT_CODES:
            self._elements(finding)
        else:
            code = ELEMENT_CODES[finding.code]
            copy = "" if code in ABSENT else self._copy(finding, element, component, noticed.repetition)
            reference = noticed.reference or REFERENCES.get(finding.element or "", "")
            note = ElementErrorNote(element, component, noticed.repetition, reference, code, copy)
            _, because, _ = parted(noticed.because)
            context = (self._trigger(finding, because),) if because is not None and code in TRIGGERED else ()
            self._elements(finding, attrs.evolve(note, context=context))

    def _add(self, finding: Finding) -> None:
        """A finding of somebody else's. Of a segment that is not the one at its position it says that it is missing."""
        segment, element, component = parted(finding.element)
        standing = self._split(finding)
        code = (finding.would_cause or "").removeprefix(_OF_999).partition(" ")[2] if (finding.would_cause or "").startswith(_OF_999) else ""
        if segment and segment != standing[0]:
            self._missing(segment, finding, self._trigger(finding, None))
        elif element is None:
            self._segment(standing[0], finding, code or HAS_ERRORS)
        else:
            copy = self._copy(finding, element, component, None)
            told = code or (PATTERN if copy else DEPENDENT_ELEMENT)
            self._elements(finding, ElementErrorNote(element, component, None, "", told, "" if told in ABSENT else copy))

    # ---- keeping

    def _missing(self, segment: str, finding: Finding, trigger: ErrorContext) -> None:
        self._segment(segment, finding, DEPENDENT, trigger)

    def _segment(self, segment: str, finding: Finding, code: str, *context: ErrorContext) -> None:
        self._of[finding.position or 0].append(self._error(segment, finding, code, *context))

    def _elements(self, finding: Finding, *notes: ElementErrorNote) -> None:
        """What is wrong with a segment's elements stands under one IK3."""
        known = self._of[finding.position or 0]
        for at, error in enumerate(known):
            if error.code == HAS_ERRORS:
                known[at] = attrs.evolve(error, elements=(*error.elements, *notes))
                return
        known.append(attrs.evolve(self._error(self._split(finding)[0], finding, HAS_ERRORS), elements=notes))

    def _error(self, segment: str, finding: Finding, code: str, *context: ErrorContext) -> SegmentError:
        at = self._at(finding)
        return SegmentError(segment_id(segment), at + 1, loop=_loop(finding), code=code, context=(*context, *self._business_unit(at)))

    # ---- looking

    def _at(self, finding: Finding) -> int:
        return (finding.position or self._set.first) - self._set.first

    def _split(self, finding: Finding) -> list[str]:
        at = self._at(finding)
        return self._set.segments[at].split(self._layout.element) if 0 <= at < len(self._set.segments) else [""]

    def _copy(self, finding: Finding, element: int, component: int | None, repetition: int | None) -> str:
        """IK404: what was sent; empty where it would itself be wrong in our acknowledgment."""
        text = "".join(self._split(finding)[element:element + 1])
        if repetition is not None and self._layout.repetition:
            text = "".join(text.split(self._layout.repetition)[repetition - 1:repetition])
        if component is not None and self._layout.component:
            text = "".join(text.split(self._layout.component)[component - 1:component])
        return text[:_LONGEST_COPY].rstrip() if _COPIED.issuperset(text) else ""

    def _trigger(self, finding: Finding, element: int | None) -> ErrorContext:
        place = (element,) if element is not None else ()
        return ErrorContext(TRIGGER, "", segment_id(self._split(finding)[0]), self._at(finding) + 1, _loop(finding), place)

    def _business_unit(self, at: int) -> tuple[ErrorContext, ...]:
        if self._units is None:
            self._units = Units(self._set, self._layout.element)
        found = self._units.at(min(at, len(self._set.segments) - 1))
        return (ErrorContext(*found),) if found is not None else ()


def _loop(finding: Finding) -> str:
    loop = finding.loop or ""
    return loop if len(loop) <= _LONGEST_LOOP else ""


def segment_id(text: str) -> str:
    """IK301: two or three letters and digits, however a segment begins that nobody knows.

    >>> segment_id("N3"), segment_id("SMITH"), segment_id(""), segment_id("~1")
    ('N3', 'SMI', 'ZZZ', '1ZZ')
    """
    kept = "".join(one for one in text.upper() if one.isascii() and one.isalnum())[:_LONGEST_ID]
    return kept if len(kept) > 1 else f"{kept:Z<3}"
