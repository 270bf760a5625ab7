"""Transaction sets: what kind of batch they are, and where the next one begins. A set holds so many claims as receivers take in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi837.rules.context import billed
from edi837.write.claims import claim_segments
from edi837.write.levels import Levels
from edi_claims import Coverage, ElementError, Payer
from edi_x12.draft import script_for, text_of_draft
from edi_x12.parties import contact_segment, name_segment

if TYPE_CHECKING:
    from edi_claims import Claim
    from edi_x12.draft import Draft
    from edi_x12.envelope import Interchange
    from edi_x12.writer import Addressing, Segment, Writer

CLAIMS_PER_SET = 5000
"""Most clearinghouses take no more in one set."""
_LONGEST_BATCH = 30
"""BHT03, which a 277CA returns."""
_UNNAMED = Coverage(Payer(""), sequence="")


@attrs.frozen
class Nature:
    """What kind of batch it is."""

    transaction_type: str
    """BHT06: CH chargeable, RP encounters that are only reported, 31 a demand of subrogation."""
    purpose: str
    """BHT02: 00 sent first, 18 sent again."""


def nature_of(claims: object, transaction_type: str | None, purpose: str | None) -> Nature:
    """What was asked for, else that of the set that the claims were parsed from, else claims to be paid that are sent first."""
    known: list[Interchange] = getattr(claims, "interchanges", [])
    first = next((one for interchange in known for one in interchange.sets), None)
    before = Nature(first.kind, first.purpose) if first is not None else Nature("", "")
    return Nature(transaction_type if transaction_type is not None else before.transaction_type or "CH",
                  purpose if purpose is not None else before.purpose or "00")


class Sets:
    """The transaction sets of one interchange, as they are written."""

    __slots__ = ("_claims", "_levels", "_most", "_nature", "_number", "_script", "_told", "_writer")

    def __init__(self, writer: Writer, told: Addressing, nature: Nature, most: int) -> None:
        """`most`: how many claims a set holds. Raises ValueError when that is none."""
        if most < 1:
            raise ValueError("a transaction set holds at least one claim")
        self._writer, self._told, self._nature, self._most = writer, told, nature, most
        self._script = script_for(writer.delimiters)
        self._number = self._claims = 0
        self._levels = Levels()

    def begin(self) -> str:
        """ST, BHT, 1000A and 1000B of the next set, whose levels are counted from 1."""
        self._number, self._claims, self._levels = self._number + 1, 0, Levels()
        return self._writer.open_set("837") + self._writer.body(self._header())

    def _header(self) -> list[Segment]:
        told, nature = self._told, self._nature
        sender, receiver = told.sender, told.receiver
        contacts = () if sender.contact is None else (sender.contact, *sender.further_contacts)
        return [
            ("BHT", "0019", nature.purpose, batch_id_of(told.batch_id, self._number), f"{told.created:%Y%m%d}", f"{told.created:%H%M}",
             nature.transaction_type),
            name_segment("41", sender.name, "46", sender.party_id or sender.interchange_id), *map(contact_segment, contacts),
            name_segment("40", receiver.name, "46", receiver.party_id or receiver.interchange_id)]

    def of(self, claim: Claim) -> str:
        """A claim, and before it the end of a set that is full and the beginning of the next one. Raises ElementError."""
        cut = self._writer.close_set() + self.begin() if self._claims == self._most else ""
        self._claims += 1
        out: Draft = []
        cover = billed(claim) or _UNNAMED
        self._levels.of(out, claim, cover)
        claim_segments(out, claim, cover)
        try:
            return cut + self._writer.counted(text_of_draft(out, self._script))
        except ElementError as error:
            raise ElementError(f"claim {claim.patient_control_number}: {error}") from None


def batch_id_of(first: str, number: int) -> str:
    """BHT03 of a set: the batch's own id, from the second set on with its number, within what a 277CA can return."""
    if number == 1:
        return first
    ids = (first[:_LONGEST_BATCH - len(tail)] + tail for tail in (f"-{number}", f".{number}"))
    return next(one for one in ids if one != first)
