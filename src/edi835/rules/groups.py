"""A payer's totals of the claims under one LX (TS3, TS2), held against those claims."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi_claims import ZERO, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from edi_claims import ClaimGroup, ClaimPayment, Remittance

R080 = Kind("R080", Severity.WARNING, "the payer's count of the claims of a group (TS304) is not how many there are")
R081 = Kind("R081", Severity.WARNING, "the payer's total of a group (TS3) is not the sum of its claims")
R082 = Kind("R082", Severity.WARNING, "the payer's inpatient total of a group (TS2) is not the sum of its claims")

_OF_CLAIM = (("TS305", "charge", "charge"), ("TS309", "provider_payment", "paid"))
_OF_OUTPATIENT = (("TS318", "hcpcs_payable", "payable"),)
_OF_STAY = (
    ("TS201", "drg_amount", "drg_amount"), ("TS202", "federal_specific", "operating_federal_drg"),
    ("TS203", "hospital_specific", "operating_hospital_drg"), ("TS204", "disproportionate_share", "disproportionate_share"),
    ("TS205", "capital", "capital"), ("TS206", "medical_education", "indirect_teaching"), ("TS215", "msp_pass_through", "msp_pass_through"),
    ("TS217", "capital_federal_drg", "capital_federal_drg"), ("TS218", "capital_hospital_drg", "capital_hospital_drg"),
    ("TS219", "capital_disproportionate_share", "capital_disproportionate_share"))
"""Element, what the group says, what each claim says."""


def group_totals(remittance: Remittance) -> Iterator[Finding]:
    """TS304, TS305, and the totals that TS3 and TS2 have of MOA and MIA. A total that was not sent, or is of what a claim lacks, is not asked."""
    if any(one.segment_id == "CLP" for one in remittance.unread):
        return                                              # a claim that could not be read is missing from every sum
    for group, members in groupby(remittance.claims, key=lambda one: one.group):
        claims = list(members)
        yield from _by_provider(group, claims)
        yield from _by_stay(group, claims)


def _by_provider(group: ClaimGroup, claims: list[ClaimPayment]) -> Iterator[Finding]:
    summary = group.provider_summary
    if summary is None:
        return
    if summary.claim_count is not None and summary.claim_count != len(claims):
        yield R080.of_group(claims[0], element="TS304", expected=ZERO + len(claims), found=summary.claim_count)
    yield from _totals(R081, claims, summary, claims, _OF_CLAIM)
    yield from _totals(R081, claims, summary, [one.outpatient for one in claims], _OF_OUTPATIENT)


def _by_stay(group: ClaimGroup, claims: list[ClaimPayment]) -> Iterator[Finding]:
    if group.inpatient_summary is not None:
        yield from _totals(R082, claims, group.inpatient_summary, [one.inpatient for one in claims], _OF_STAY)


def _totals(kind: Kind, claims: list[ClaimPayment], summary: object, parts: Sequence[object],
            table: tuple[tuple[str, str, str], ...]) -> Iterator[Finding]:
    for element, of_group, of_claim in table:
        told: Decimal | None = getattr(summary, of_group)
        amounts: list[Decimal | None] = [getattr(one, of_claim, None) for one in parts]
        known = [one for one in amounts if one is not None]
        if told is not None and len(known) == len(amounts) and sum(known, ZERO) != told:
            yield kind.of_group(claims[0], f"{kind.what}: {of_group.replace('_', ' ')}", element=element, expected=sum(known, ZERO), found=told)
