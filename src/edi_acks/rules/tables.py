"""The code tables that acknowledgments are explained by, and how a practice brings its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from edi_claims import codes
from edi_claims.codes import CategoryRow, Code, NoteRow, Stage, StatusRow

if TYPE_CHECKING:
    from edi_acks.nouns import ClaimStatus, LineStatus, Status

PHARMACY = "RX"
"""STC01-4 of a pharmacy's reject code: it is none of the claim statuses."""


@attrs.frozen
class CodeTables:
    """What the codes of a TA1, a 999, a 997 and a 277CA mean, whose they are to repair, and at what stage they leave a claim.

    A practice replaces rows, or a whole table by a file of its own:

    >>> from edi_claims.codes import STATUS_CODE, CodeTable, StatusRow
    >>> ours = CodeTables(status=STATUS_CODE.with_rows([StatusRow("562", "Ask Pat", entity="85", root_cause="payer_setup", owner="billing")]))
    >>> ours.status["562:85"].label, ours.status["562:82"].label
    ('Ask Pat', "Rendering provider's NPI")

    `CodeTable.from_csv(path, StatusRow)` reads a whole file; its columns are the fields of the row.
    """

    status: Mapping[str, StatusRow] = codes.STATUS_CODE
    """STC01-2; keys are `562` and, for one entity, `562:85`."""
    category: Mapping[str, CategoryRow] = codes.STATUS_CATEGORY
    """STC01-1. Its `stage` decides whether a claim is rejected."""
    entity: Mapping[str, Code] = codes.ENTITY
    """STC01-3."""
    note: Mapping[str, NoteRow] = codes.TA1_NOTE
    """TA105."""
    segment_error: Mapping[str, Code] = codes.SEGMENT_ERROR
    """IK304, AK304."""
    element_error: Mapping[str, Code] = codes.ELEMENT_ERROR
    """IK403, AK403."""
    set_error: Mapping[str, Code] = codes.SET_ERROR
    """IK502, AK502."""
    group_error: Mapping[str, Code] = codes.GROUP_ERROR
    """AK905."""

    def row_of(self, status: Status) -> StatusRow | None:
        """What is known of a status; None for a code that is not listed, and for pharmacies' codes."""
        return codes.status_row(status.code, status.entity, self.status) if status.code_list != PHARMACY else None

    def stage_of(self, status: Status) -> Stage | None:
        """By its category, and where that tells nothing, by a U in its action; None where neither does."""
        row = self.category.get(status.category)
        if row is not None and row.stage is not None:
            return row.stage
        return Stage.REJECTED if status.action == "U" else None

    def rejects(self, statuses: Iterable[Status]) -> bool:
        """Whether any of them refuses what it speaks of."""
        return any(self.stage_of(one) is Stage.REJECTED for one in statuses)

    def stage_of_claim(self, claim: ClaimStatus) -> Stage:
        """REJECTED where any of its statuses rejects, ACCEPTED where one accepts, else RECEIVED; without statuses of its own, by its lines."""
        lines: tuple[LineStatus, ...] = claim.line_statuses
        own = claim.statuses or tuple(one for line in lines for one in line.statuses)
        stages = {self.stage_of(one) for one in own}
        return next((stage for stage in (Stage.REJECTED, Stage.ACCEPTED) if stage in stages), Stage.RECEIVED)

    def claim_rejected(self, claim: ClaimStatus) -> bool:
        """Whether no payer will decide on it."""
        return self.stage_of_claim(claim) is Stage.REJECTED


SHIPPED = CodeTables()
"""The library's own tables."""
