"""A 276's segments to inquiries, one a claim."""

from __future__ import annotations

from typing import Any

from edi_acks.read.claims import dates, reference
from edi_acks.status.nouns import SERVICE, LineInquiry, StatusInquiry
from edi_acks.status.read.levels import LINE_NUMBER, Sketch, StatusReading, begin, born, claim, fields, kept, level, service, tables
from edi_x12.reading import OUTSIDE, Loop, padded

_CHARGE = "T3"
_NUMBERS = {"1K": "payer_control_number", "BLT": "bill_type", "LU": "location", "6P": "group_number", "EJ": "patient_control_number",
            "XZ": "prescription_number", "D9": "clearinghouse_number"}


class InquiryReading(StatusReading[StatusInquiry]):
    """One pass over a 276."""

    __slots__ = ()

    assumed = "276"

    def noun_of(self, claim: Sketch, parties: Sketch) -> StatusInquiry:
        """The inquiry of a claim, or of a level without one."""
        said = fields(claim, "statuses", "dates", "lines", "noticed")
        lines = [LineInquiry(**fields(one, "statuses", "dates", "paid"), service_dates=one["dates"].get(SERVICE)) for one in claim.get("lines", ())]
        return StatusInquiry(**said, **parties, lines=lines, service_dates=claim.get("dates", {}).get(SERVICE), batch_id=self.batch_id,
                             noticed=(*self.found_above(), *claim.get("noticed", ())))

    @property
    def batch_id(self) -> str:
        """BHT03 of the open set."""
        return self.envelope.transaction.batch_id if self.envelope.transaction is not None else ""


def _charge(now: InquiryReading, e: list[str]) -> None:
    """AMT."""
    e = padded(e, 2)
    if e[1].strip() != _CHARGE or "charge" in now.inner:
        now.put_by()
        return
    now.inner["charge"] = now.sum(e, 2)
    now.spare(e, 1, 2)


def _service_dates(now: InquiryReading, e: list[str]) -> None:
    """DTP: 472; no other has a place."""
    if padded(e, 1)[1].strip() == SERVICE:
        dates(now, e)
    else:
        now.put_by()


_IN_CLAIM: dict[str, Any] = {"REF": reference(_NUMBERS), "AMT": _charge, "DTP": _service_dates, "SVC": service}

InquiryReading.entrance = Loop("", {**OUTSIDE, "BHT": begin, "HL": level}, kept)
InquiryReading.loops = tables({}, {}, {"DMG": born}, claim("1", "trace_number"), _IN_CLAIM, {"REF": LINE_NUMBER, "DTP": _service_dates}, "2210D")
