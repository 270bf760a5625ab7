"""MIA, MOA, TS2 and TS3 both ways: one table each says which element is which field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from edi_claims import InpatientAdjudication, InpatientSummary, OutpatientAdjudication, ProviderSummary
from edi_x12.elements import amount_text, day_text

if TYPE_CHECKING:
    from edi835.read.reading import EventReading
    from edi_x12.writer import Segment

N = TypeVar("N")

_REMARK = "remarks"
_TEXTS = frozenset({"provider_id", "facility_code"})
_DAYS = frozenset({"fiscal_period_end"})


@attrs.frozen
class Layout(Generic[N]):
    """A segment whose elements are fields, one by one; what is neither text, day nor remark code is a number."""

    segment_id: str
    noun: type[N]
    fields: tuple[str, ...]
    """The field of element 01, 02, …"""

    def read(self, now: EventReading, e: list[str]) -> N:
        """The noun. Raises ElementError."""
        found: dict[str, Any] = {}
        for name, text in zip(self.fields, e[1:], strict=False):
            if not text:
                continue
            if name == _REMARK:
                found[name] = (*found.get(name, ()), text)
            elif name in _TEXTS:
                found[name] = text
            else:
                found[name] = now.day(text) if name in _DAYS else now.number_of(text)
        now.leave_out_from(e, len(self.fields) + 1)
        return self.noun(**found)

    def segment(self, one: object) -> Segment:
        """The segment; remark codes that find no element are left to the caller."""
        remarks = iter(getattr(one, _REMARK, ()))
        return (self.segment_id, *(next(remarks, "") if name == _REMARK else _text(getattr(one, name)) for name in self.fields))

    @property
    def room(self) -> int:
        """How many remark codes it holds."""
        return self.fields.count(_REMARK)


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return day_text(value) if hasattr(value, "year") else amount_text(value)


MOA = Layout("MOA", OutpatientAdjudication, ("reimbursement_rate", "payable", *[_REMARK] * 5, "renal_payment", "professional_component"))
MIA = Layout("MIA", InpatientAdjudication, (
    "covered_days", "operating_outlier", "lifetime_psychiatric_days", "drg_amount", _REMARK, "disproportionate_share", "msp_pass_through", "capital",
    "capital_federal_drg", "capital_hospital_drg", "capital_disproportionate_share", "old_capital", "capital_medical_education",
    "operating_hospital_drg", "cost_report_days", "operating_federal_drg", "capital_outlier", "indirect_teaching", "professional_component",
    *[_REMARK] * 4, "capital_exception"))
TS3 = Layout("TS3", ProviderSummary, tuple(field.name for field in attrs.fields(ProviderSummary)))
TS2 = Layout("TS2", InpatientSummary, tuple(field.name for field in attrs.fields(InpatientSummary)))
