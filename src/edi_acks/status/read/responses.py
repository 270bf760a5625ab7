"""A 277's segments to responses, one a claim: the answer to a 276 (X212), and claims told unasked (X228, X213)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_acks.nouns import LineStatus
from edi_acks.read.claims import dates, once, reference, statuses
from edi_acks.status.nouns import LevelStatus, StatusKind, StatusResponse
from edi_acks.status.read.levels import LINE_NUMBER, PROVIDER, RECEIVER, Sketch, StatusReading, begin, claim, fields, kept, level, service, tables
from edi_x12.detect import kind_of
from edi_x12.reading import OUTSIDE, Loop

if TYPE_CHECKING:
    from edi_x12.envelope import TransactionSet
    from edi_x12.reading import Step

_KINDS = {"X228": StatusKind.PENDING, "X213": StatusKind.REQUEST}
_TITLES = {RECEIVER: "receiver", PROVIDER: "provider"}
_NUMBERS = {"1K": "payer_control_number", "BLT": "bill_type", "EJ": "patient_control_number", "XZ": "prescription_number", "VV": "voucher",
            "D9": "clearinghouse_number"}


class ResponseReading(StatusReading[StatusResponse]):
    """One pass over a 277."""

    __slots__ = ("kind",)

    assumed = "277"

    def __init__(self) -> None:
        super().__init__()
        self.kind = StatusKind.RESPONSE

    def opens(self, one: TransactionSet) -> Loop | None:
        """Every 277 but the claim acknowledgment."""
        if kind_of(one.identifier, one.version) == "277CA":
            return self.other_half("277CA", "edi_acks.parse")
        self.kind = _KINDS.get(one.version[6:10], StatusKind.RESPONSE)
        return super().opens(one)

    def noun_of(self, claim: Sketch, parties: Sketch) -> StatusResponse:
        """The response of a claim, or of a level that was turned down."""
        one = self.envelope.transaction
        said = fields(claim, "lines", "noticed")
        lines = [LineStatus(**fields(line)) for line in claim.get("lines", ())]
        return StatusResponse(**said, **parties, kind=self.kind, lines=lines, above=self._above(), batch_id=one.batch_id if one is not None else "",
                              noticed=(*self.found_above(), *claim.get("noticed", ())))

    def _above(self) -> tuple[LevelStatus, ...]:
        found = []
        for depth, title in _TITLES.items():
            here = self.levels[depth] if depth < len(self.levels) else None
            if here is not None and (here["statuses"] or here.get("trace_number")):
                found.append(LevelStatus(title, here.get("trace_number", ""), here["statuses"]))
        return tuple(found)


_UNASKED = claim("1", "payer_control_number")
_ANSWERED = claim("2", "trace_number")


def _claim(now: ResponseReading, e: list[str]) -> Any:
    """TRN: our number in an answer; unasked, the payer's."""
    return (_ANSWERED if now.kind is StatusKind.RESPONSE else _UNASKED)(now, e)


_IN_CLAIM: dict[str, Step] = {"STC": statuses, "REF": reference(_NUMBERS), "DTP": dates, "SVC": service}
_OF_REQUEST: dict[str, Step] = {"TRN": once("trace_number", "2"), "STC": statuses}
_OF_PROVIDER: dict[str, Step] = {"TRN": once("trace_number", "1"), "STC": statuses}

ResponseReading.entrance = Loop("", {**OUTSIDE, "BHT": begin, "HL": level}, kept)
ResponseReading.loops = tables(_OF_REQUEST, _OF_PROVIDER, {}, _claim, _IN_CLAIM, {"STC": statuses, "REF": LINE_NUMBER, "DTP": dates}, "2220D")
