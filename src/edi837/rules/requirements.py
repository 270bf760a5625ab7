"""Rows of the tables that say what a claim must carry for some services: whom it names, what it is enrolled for, what it explains."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from edi837.rules.rows import texts
from edi_claims import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class ProviderRule:
    """Services for which a payer wants to know who ordered, referred or supervised them."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes, or patterns such as `7[0-6]???`."""
    roles: tuple[str, ...] = attrs.field(default=("ordering_provider", "referring_provider"), converter=texts)
    """One of these, on the line or on the claim, is enough."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""
    filing_indicators: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """SBR09 of the payers that want it, such as MB; empty: any."""
    severity: Severity = Severity.ERROR


@attrs.frozen
class Enrollment:
    """That a provider is enrolled with a payer, and when."""

    npi: str
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""
    begins: date | None = None
    """None: always was."""
    ends: date | None = None
    """None: still is."""

    def covers(self, day: date | None) -> bool:
        """Whether it stands on a day. A day of None is any."""
        return day is None or ((self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends))


@attrs.frozen
class ByReport:
    """Services that a payer prices by what is written about them."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes or patterns; `*` for any."""
    modifiers: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Only where the line has one of these, such as 22; empty: always."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""


@attrs.frozen
class FactRule:
    """Services that are billed only once a person has recorded some facts: the size of what was removed, when an infusion began and ended."""

    procedures: tuple[str, ...] = attrs.field(converter=texts)
    """Codes, or patterns such as `114??`."""
    facts: tuple[str, ...] = attrs.field(converter=texts)
    """Names in `encounter.documentation`; each of them is wanted, with something beside it."""
    payer_ids: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Empty: every payer."""


ORDERED: tuple[ProviderRule, ...] = tuple(
    ProviderRule([pattern], filing_indicators=("MB",), severity=Severity.WARNING)
    for pattern in ("7[0-6]???", "78???", "8[0-7]???"))
"""Imaging and laboratory tests, for which Medicare part B wants to know who ordered them, himself included."""

COMPONENTS: Mapping[str, str] = {
    **dict.fromkeys(("93000", "93015", "93040", "93224", "93268"), "4"),
    **dict.fromkeys(("93005", "93017", "93041", "93225", "93226", "93270", "93271"), "3"),
    **dict.fromkeys(("93010", "93016", "93018", "93042", "93227", "93272"), "2")}
"""PC/TC indicator of procedures, as the Medicare physician fee schedule publishes it: the tracings of the heart, whose whole (4), technical (3)
and professional (2) part each have a code of their own. The column of the schedule itself takes its place where a practice has it."""
