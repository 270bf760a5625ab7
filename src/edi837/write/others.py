"""Loops 2320 and 2330: the payers besides the one that is billed, and what they decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write.levels import coverage_segment
from edi837.write.lines import adjustments
from edi837.write.memory import amount_text, rank
from edi837.write.parties import OTHER_PAYER_ROLES, other_payer, other_subscriber, roles
from edi837.write.supporting import number_text
from edi_x12.draft import put_back, segment

if TYPE_CHECKING:
    from edi_claims import Claim, Coverage, PriorAdjudication
    from edi_x12.draft import Draft

AMOUNT_ORDER = ("D", "A8", "EAF")
_REMARKS = 5
"""MOA03 to MOA07."""


def other(out: Draft, cover: Coverage, told: PriorAdjudication | None, claim: Claim) -> None:
    """One 2320 with its 2330s."""
    start = len(out)
    coverage_segment(out, cover, cover.relationship)
    if told is not None:
        _decision(out, told)
    if cover.benefits_assigned or cover.signature_source or cover.release:
        out += "~OI***", cover.benefits_assigned, "*", cover.signature_source, "**", cover.release
    if told is not None:
        _outpatient(out, told)
    other_subscriber(out, cover, claim.encounter.patient)
    other_payer(out, cover.payer, told)
    if told is not None and told.providers:
        roles(out, told.providers, OTHER_PAYER_ROLES)
    if cover.unread:
        put_back(out, start, cover.unread)


def _decision(out: Draft, told: PriorAdjudication) -> None:
    """CAS and AMT of 2320."""
    adjustments(out, told.adjustments)
    amounts = {**({"D": told.paid} if told.paid is not None else {}), **told.amounts}
    for one in sorted(amounts, key=lambda one: rank(AMOUNT_ORDER, one)):
        out += "~AMT*", one, "*", amount_text(amounts[one])


def _outpatient(out: Draft, told: PriorAdjudication) -> None:
    """MOA: rates before the remarks, amounts behind them."""
    before, behind = (told.reimbursement_rate, told.payable), (told.renal_payment, told.professional_component)
    if not told.remarks and before == behind == (None, None):
        return
    blank = ("",) * (_REMARKS - len(told.remarks))
    segment(out, "MOA", *map(number_text, before), *told.remarks, *blank, *map(number_text, behind))
