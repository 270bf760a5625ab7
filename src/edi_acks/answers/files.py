"""What a received file deserves: a TA1 for each interchange, and for each group of one that could be read a 999."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import attrs

from edi_acks.answers.codes import (
    ACKNOWLEDGMENTS,
    BAD_CONTENT,
    BAD_STRUCTURE,
    ELEMENT_NOTES,
    GROUP_ELEMENTS,
    NO_ERROR,
    NOTES,
    UNREADABLE,
)
from edi_acks.answers.groups import GroupFaults, acknowledgment_of, set_at, take
from edi_acks.answers.received import ReceivedInterchange, received
from edi_acks.nouns import ImplementationAcknowledgment, InterchangeAcknowledgment
from edi_claims import Severity, TradingPartner
from edi_x12 import conformance
from edi_x12.elements import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_acks.answers.received import ReceivedGroup
    from edi_claims import Finding
    from edi_x12.conformance import Noticed

_NO_TRAILERS = frozenset({"G113", "G123"})
"""Where a group or a set has no trailer the layout shows, too, and shows whose it is."""
_GROUP_NUMBER, _VERSION = range(1, 10), range(1, 13)
_IDENTIFIER = 2


@attrs.frozen
class Door:
    """Whose interchanges are let in, besides those that keep to X12."""

    receiver: TradingPartner | None = None
    """Who we are; None: nobody is turned away for another receiver."""
    senders: Collection[str] | None = None
    """ISA06 of whom we know; None: everybody."""
    usage: str | None = None
    """ISA15 that we take, T or P; None: both."""
    seen: Collection[tuple[str, str]] = ()
    """ISA06 and ISA13 of the interchanges that came before."""

    def note(self, one: ReceivedInterchange) -> str:
        """TA105 of what is wrong; empty where nothing is."""
        sender, receiver = one.sender, one.receiver
        if self.receiver is not None and receiver.interchange_qualifier != self.receiver.interchange_qualifier:
            return "007"
        if self.receiver is not None and receiver.interchange_id != self.receiver.interchange_id:
            return "009"
        if self.senders is not None and sender.interchange_id not in self.senders:
            return "006"
        if self.usage is not None and one.header[15] != self.usage:
            return "020"
        return "025" if (sender.interchange_id, one.control_number) in self.seen else ""


@attrs.define
class Answered:
    """One interchange with its answers."""

    interchange: ReceivedInterchange
    acknowledgment: InterchangeAcknowledgment
    groups: list[ImplementationAcknowledgment] = attrs.field(factory=list)
    """Empty where the interchange is rejected: what cannot be read is not acknowledged."""

    @property
    def asks(self) -> bool:
        """Whether a TA1 is due: it was asked for (ISA14), or something is wrong."""
        return self.interchange.header[14] == "1" or self.acknowledgment.status != "A"


def answered(text: str | bytes, *, accept_with_errors: bool = False, door: Door | None = None, findings: Iterable[Finding] = (),
             kind: str | None = None) -> list[Answered]:
    """Every interchange of a text with its answers.

    Raises:
        X12SyntaxError: the text has no ISA.
    """
    interchanges = received(text)
    noticed = [one for one in conformance.examine(text) if one.finding.severity is Severity.ERROR]
    extra = [one for one in findings if one.severity is Severity.ERROR and one.position is not None]
    return [_answer(one, noticed, extra, door or Door(), lenient=accept_with_errors, kind=kind) for one in interchanges]


def _answer(one: ReceivedInterchange, noticed: Iterable[Noticed], extra: Iterable[Finding], door: Door, *, lenient: bool,
            kind: str | None) -> Answered:
    faults = {group.first: GroupFaults() for group in one.groups}
    notes: list[tuple[str, bool]] = []
    if wrong := door.note(one):
        notes.append((wrong, True))
    for each in noticed:
        finding = each.finding
        if finding.code in _NO_TRAILERS or not one.first <= (finding.position or 0) <= one.last:
            continue
        if not _kept(one, faults, each):
            notes.append((_note(finding), finding.code in UNREADABLE))
    notes += [(BAD_CONTENT, True) for group in one.groups if not _is_nameable(group)]
    for finding in extra:
        _merge(one, faults, finding)
    acknowledgment = _ta1(one, notes, lenient=lenient)
    if acknowledgment.rejected:
        return Answered(one, acknowledgment)
    return Answered(one, acknowledgment, [
        acknowledgment_of(group, faults[group.first], one, accept_with_errors=lenient, kind=kind) for group in one.groups
        if group.header[1] != ACKNOWLEDGMENTS])


def _kept(one: ReceivedInterchange, faults: dict[int, GroupFaults], noticed: Noticed) -> bool:
    """Whether it is the fault of a group, or of a set in one."""
    if noticed.finding.code in NOTES and not (noticed.finding.code == "G900" and noticed.finding.element):
        return False
    group = _group_at(one, noticed)
    return group is not None and take(faults[group.first], group, noticed)


def _group_at(one: ReceivedInterchange, noticed: Noticed) -> ReceivedGroup | None:
    """The group that a segment is in; what is missing from one may show at the segment behind it."""
    position = noticed.finding.position or 0
    places = (position, position - 1) if noticed.finding.code == "G203" else (position,)
    return next((group for place in places for group in one.groups if group.first <= place <= group.last), None)


def _merge(one: ReceivedInterchange, faults: dict[int, GroupFaults], finding: Finding) -> None:
    for group in one.groups:
        at = set_at(group, finding.position or 0)
        if at is not None:
            faults[group.first].extra.setdefault(at, []).append(finding)


def _is_nameable(group: ReceivedGroup) -> bool:
    """Whether an AK1 can name it."""
    functional_id, number, version = group.header[1], group.header[6], group.header[8]
    return (len(functional_id) == _IDENTIFIER and functional_id.isalnum() and len(number) in _GROUP_NUMBER and number.isascii() and number.isdigit()
            and len(version) in _VERSION and version.isascii() and version.isalnum())


# ---- TA1

def _note(finding: Finding) -> str:
    """TA105."""
    element = (finding.element or "").partition("-")[0]
    known = NOTES.get(finding.code) or ELEMENT_NOTES.get(element)
    return known or (BAD_CONTENT if element.startswith("GS") or element in GROUP_ELEMENTS else BAD_STRUCTURE)


def _ta1(one: ReceivedInterchange, notes: list[tuple[str, bool]], *, lenient: bool) -> InterchangeAcknowledgment:
    """The first note; one that makes the interchange unreadable goes before the others."""
    first = next((note for note, fatal in notes if fatal), notes[0][0] if notes else NO_ERROR)
    rejected = any(fatal for _, fatal in notes) or (bool(notes) and not lenient)
    number = one.control_number
    made = moment(one.header[9], one.header[10]) or moment(one.header[9], "")             # a day without a time still tells which one is meant
    return InterchangeAcknowledgment(f"{number:0>9}" if number.isascii() and number.isdigit() else number, made,
                                     "R" if rejected else "E" if notes else "A", first, position=one.first)


def interchange_acknowledgments(text: str | bytes, *, accept_with_errors: bool = False, door: Door | None = None) -> list[InterchangeAcknowledgment]:
    """A TA1 for each interchange of a text: whether its envelope can be read, and if not, why.

    `accept_with_errors`: an envelope with errors that leave it readable is accepted with a note (E), not rejected (R). `door` says whose
    interchanges are let in.

    Raises:
        X12SyntaxError: the text has no ISA.
    """
    return [one.acknowledgment for one in answered(text, accept_with_errors=accept_with_errors, door=door)]


def implementation_acknowledgments(text: str | bytes, *, accept_with_errors: bool = False, findings: Iterable[Finding] = (),
                                   kind: str | None = None) -> list[ImplementationAcknowledgment]:
    """A 999 for each group of a text, with every transaction set of it: what the conformance check says, as its sender wants to read it.

    A set with an error is rejected, or with `accept_with_errors` accepted with errors unless it has no end or no number of its own; warnings
    never count. Groups of acknowledgments are not acknowledged, nor is anything in an interchange that is rejected. Groups that a 999 does not
    answer are answered by a 997; `kind` decides for all.

    `findings` are errors of your own, with the `position` of the segment: of an `element` of it, or of a segment that is missing there. Claims
    that break a payer's rules belong in a 277CA.

    The copies of wrong elements are for the sender of the text; no repr shows them.

    Raises:
        X12SyntaxError: the text has no ISA.
    """
    return [group for one in answered(text, accept_with_errors=accept_with_errors, findings=findings, kind=kind) for group in one.groups]
