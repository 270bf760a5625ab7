"""What a receiver says of an interchange (TA1) and of a group's transaction sets (999, 997)."""

from __future__ import annotations

from datetime import datetime

import attrs

from edi_acks.rules.syntax import of_group, of_interchange
from edi_acks.several import several
from edi_acks.shown import shown
from edi_claims import Finding, Unread

CLAIM_NUMBER = "CLM01"
NOT_ACCEPTED = frozenset("RMWX")
"""IK501, AK501, AK901: rejected, or refused by a security check."""
ACCEPTED = frozenset("AE")


@attrs.frozen
class InterchangeAcknowledgment:
    """TA1: whether the envelope of one interchange could be read."""

    control_number: str
    """TA101: the ISA13 that it answers."""
    sent_at: datetime | None
    """TA102 and TA103: when that interchange said it was made; None where they hold no day, as its own ISA may not have."""
    status: str = attrs.field(repr=shown)
    """TA104: A accepted, E accepted with errors, R rejected: nothing of it was received."""
    note: str = attrs.field(default="", repr=shown)
    """TA105: why; 000 or empty where nothing is wrong."""
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of the TA1."""

    @property
    def rejected(self) -> bool:
        """Whether the receiver has nothing of the interchange."""
        return self.status == "R"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed, then what it says is wrong."""
        return (*self.noticed, *of_interchange(self))


# ---- 999 and 997

@attrs.frozen
class ErrorContext:
    """CTX: which claim an error concerns, or which segment made another one necessary."""

    name: str = attrs.field(repr=False)
    """C998-1: `CLM01` with a claim number, or `SITUATIONAL TRIGGER`."""
    value: str = attrs.field(default="", repr=False)
    """C998-2, copied from what was sent."""
    segment: str = attrs.field(default="", repr=shown)
    """CTX02: the segment that triggered it."""
    position: int | None = None
    """CTX03: where that stands in its transaction set; ST is 1."""
    loop: str = attrs.field(default="", repr=shown)
    """CTX04."""
    element: tuple[int, ...] = ()
    """CTX05: element, component, repetition; 0 for one that was left out before another."""
    references: tuple[str, ...] = attrs.field(default=(), converter=several)
    """CTX06: the data elements' numbers, such as 1325."""
    joined: bool = False
    """Whether it stands in one CTX with the context before it: CTX01 may repeat."""


@attrs.frozen
class ElementErrorNote:
    """IK4 or AK4: what is wrong with one element."""

    position: int | None
    """IK401-1: which element of the segment, from 1; None where that is no number."""
    component: int | None = None
    """IK401-2; None for the whole element."""
    repetition: int | None = None
    """IK401-3; None where it does not repeat."""
    reference: str = attrs.field(default="", repr=shown)
    """IK402: the data element's number, such as 116 for a ZIP code."""
    code: str = attrs.field(default="", repr=shown)
    """IK403; see `edi_claims.codes.ELEMENT_ERROR`."""
    value: str = attrs.field(default="", repr=False)
    """IK404: a copy of what was sent, perhaps somebody's name; shown nowhere."""
    context: tuple[ErrorContext, ...] = attrs.field(default=(), converter=several)


@attrs.frozen(kw_only=True)
class SegmentError:
    """IK3 or AK3 with its CTX and IK4: what is wrong with one segment."""

    segment: str = attrs.field(kw_only=False, repr=shown)
    """IK301: its id."""
    position: int | None = attrs.field(kw_only=False)
    """IK302: where it stands in its transaction set; ST is 1. None where that is no number."""
    loop: str = attrs.field(default="", repr=shown)
    """IK303: up to six characters, such as `2010AA`; empty in a 997 as a rule."""
    code: str = attrs.field(default="", repr=shown)
    """IK304; see `edi_claims.codes.SEGMENT_ERROR`. 8: its elements say what is wrong."""
    further_codes: tuple[str, ...] = attrs.field(default=(), converter=several, repr=False)
    """AK305 to AK308 of a 997, which may give several reasons."""
    context: tuple[ErrorContext, ...] = attrs.field(default=(), converter=several)
    elements: tuple[ElementErrorNote, ...] = attrs.field(default=(), converter=several)
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    read_at: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of the IK3 in the acknowledgment."""

    @property
    def claim(self) -> str | None:
        """The claim that the context names (CTX*CLM01); None where it names none."""
        contexts = (*self.context, *(one for element in self.elements for one in element.context))
        return next((one.value for one in contexts if one.name == CLAIM_NUMBER and one.value), None)


@attrs.frozen(kw_only=True)
class TransactionSetAcknowledgment:
    """AK2 to IK5: what became of one transaction set."""

    identifier: str = attrs.field(kw_only=False, repr=shown)
    """AK201: 837."""
    control_number: str = attrs.field(kw_only=False)
    """AK202: the ST02 that it answers."""
    version: str = attrs.field(default="", repr=False)
    """AK203: its guide; empty where it was not sent."""
    status: str = attrs.field(default="", repr=shown)
    """IK501: A accepted, E accepted with errors, R rejected, M, W, X refused by security; empty where there was no IK5."""
    codes: tuple[str, ...] = attrs.field(default=(), converter=several, repr=False)
    """IK502 to IK506; see `edi_claims.codes.SET_ERROR`."""
    errors: tuple[SegmentError, ...] = attrs.field(default=(), converter=several)
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its AK2."""

    @property
    def accepted(self) -> bool:
        """Whether its claims go on; with E some may still be dropped later."""
        return self.status in ACCEPTED

    @property
    def rejected(self) -> bool:
        """Whether all its claims are lost, the faultless ones too."""
        return self.status in NOT_ACCEPTED


@attrs.frozen(kw_only=True)
class ImplementationAcknowledgment:
    """A 999 or 997 transaction set: what became of one functional group."""

    functional_id: str = attrs.field(default="", kw_only=False, repr=shown)
    """AK101: HC for claims; empty where there was no AK1."""
    control_number: str = attrs.field(default="", kw_only=False)
    """AK102: the GS06 that it answers."""
    version: str = attrs.field(default="", repr=False)
    """AK103: the group's guide; a 997 of version 4010 has none."""
    status: str = attrs.field(default="", repr=shown)
    """AK901: A, E, R, M, W, X as for a set, P where some sets were rejected; empty where there was no AK9."""
    included: int | None = None
    """AK902: how many sets the group's trailer promised; None where that is no number."""
    received: int | None = None
    """AK903."""
    accepted: int | None = None
    """AK904."""
    codes: tuple[str, ...] = attrs.field(default=(), converter=several, repr=False)
    """AK905 to AK909; see `edi_claims.codes.GROUP_ERROR`."""
    transaction_sets: tuple[TransactionSetAcknowledgment, ...] = attrs.field(default=(), converter=several)
    kind: str = "999"
    """ST01: 999, or 997."""
    noticed: tuple[Finding, ...] = attrs.field(default=(), converter=several, eq=False, repr=False)
    """What was found while reading it."""
    unread: tuple[Unread, ...] = attrs.field(default=(), converter=several, repr=False)
    position: int = attrs.field(default=0, eq=False, repr=False)
    """Segment number of its ST."""

    @property
    def rejected(self) -> bool:
        """Whether the whole group is lost."""
        return self.status in NOT_ACCEPTED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed, then what it says is wrong. `locate` leads these back to claims and fields."""
        return (*self.noticed, *of_group(self))
