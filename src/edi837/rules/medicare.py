"""What Medicare wants: what it needs to know as a later payer (B017), and notices of noncoverage said without contradiction (B019)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, is_medicare, place_of
from edi_claims import ZERO, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from edi_claims import Adjustment, Claim, ContractInformation, Coverage, Finding

B017 = Kind("B017", RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "CO-16 N48", Severity.WARNING)
B019 = Kind("B019", RootCause.CODING, Owner.CODING, "CO-4")

OTHER_CONTRACT = "09"
"""CN101 of the amount that the provider is obliged to accept as payment in full."""
WORKING_AGED, NO_FAULT, WORKERS_COMPENSATION, DISABLED, LIABILITY = "12", "14", "15", "43", "47"
AGED = 65
_CAUSES = {NO_FAULT: ("AA", "OA"), WORKERS_COMPENSATION: ("EM",), LIABILITY: ("AA", "OA")}

NOTICES = frozenset({"GA", "GX", "GY", "GZ"})
"""A notice was required and given (GA), given although not required (GX); excluded by law (GY); expected to be denied, no notice given (GZ)."""
_CONTRADICTING = (frozenset({"GA", "GZ"}), frozenset({"GA", "GX"}), frozenset({"GA", "GY"}), frozenset({"GX", "GZ"}), frozenset({"GY", "GZ"}),
                  frozenset({"GX", "EY"}), frozenset({"GX", "GL"}))
ADVANTAGE = "16"
"""SBR09 of a Medicare Advantage plan, which decides in advance instead of taking notices."""


# ---- Medicare as a later payer

def medicare_secondary(claim: Claim, _: Context) -> Iterator[Finding]:
    """B017: what Medicare as a later payer is told agrees: why it is not first, and what the provider must accept as payment in full."""
    cover = billed(claim)
    if cover is None or not is_medicare(cover) or cover.sequence in ("P", "U"):
        return
    what = _doubtful_reason(claim, cover)
    if what:
        yield B017(claim, what, "ask the patient who pays first and why", "2000B", "SBR05", f"{place_of(claim, cover)}.medicare_secondary_reason",
                   would_cause="277CA A7:578")
    decided = [told for told in claim.prior_adjudications if told.paid is not None]
    whole = [one for told in decided for one in (*told.adjustments, *(one for line in told.services for one in line.adjustments))]
    yield from _obliged(claim, claim.contract, claim.charge, whole, "2300", "contract", None)
    for number, line in enumerate(claim.encounter.services, 1):
        own = [one for told in decided for decision in told.services if decision.line == number for one in decision.adjustments]
        yield from _obliged(claim, line.contract, line.charge, own, "2400", f"encounter.services[{number - 1}].contract", number)


def _doubtful_reason(claim: Claim, cover: Coverage) -> str:
    reason, cause, born, day = (cover.medicare_secondary_reason, claim.encounter.accident, claim.encounter.patient.birth_date,
                                claim.encounter.first_day)
    wanted = _CAUSES.get(reason, ())
    if wanted and (cause is None or not set(cause.causes) & set(wanted)):
        return f"Medicare is second for an accident or for work (reason {reason}), and the claim names no such cause"
    if born is None or day is None or reason not in (WORKING_AGED, DISABLED):
        return ""
    aged = (day.year - born.year, day.month, day.day) >= (AGED, born.month, born.day)
    if reason == WORKING_AGED and not aged:
        return f"Medicare is second for a working patient of {AGED} or more, and he is younger"
    return f"Medicare is second for a disabled patient under {AGED}, and he is older" if reason == DISABLED and aged else ""


def _obliged(claim: Claim, contract: ContractInformation | None, charge: Decimal, adjustments: Iterable[Adjustment], loop: str, path: str,
             line: int | None) -> Iterator[Finding]:
    """The amount to be accepted as payment in full is the charge less what the earlier payer wrote off by contract (CO)."""
    if contract is None or contract.contract_type != OTHER_CONTRACT or contract.amount is None:
        return
    expected = charge - sum((one.amount for one in adjustments if one.group == "CO"), ZERO)
    if contract.amount != expected:
        yield B017(claim, f"to be accepted as payment in full: {contract.amount}; by the earlier payer's adjustments: {expected}",
                   "take the charge less the earlier payer's contractual adjustments", loop, "CN102", f"{path}.amount", line, expected=expected,
                   found=contract.amount)


# ---- notices of noncoverage

def notices(claim: Claim, _: Context) -> Iterator[Finding]:
    """B019: modifiers that tell of a notice of noncoverage do not contradict each other; the notice that GA tells of is on record.

    The record is `encounter.documentation["abn"]`: what a person noted of the signed notice, such as its day.
    """
    for number, line in enumerate(claim.encounter.services, 1):
        told = NOTICES.intersection(line.procedure.modifiers)
        if told:
            yield from _notice(claim, told, frozenset(line.procedure.modifiers), number)


def _notice(claim: Claim, told: frozenset[str], modifiers: frozenset[str], number: int) -> Iterator[Finding]:
    at = ("2400", "SV101-3", f"encounter.services[{number - 1}].procedure.modifiers", number)
    cover = billed(claim)
    pair = next((pair for pair in _CONTRADICTING if pair <= modifiers), None)
    if pair is not None:
        yield B019(claim, f"modifiers {' and '.join(sorted(pair))} contradict each other", "send to coding: which notice was given, and why", *at)
    elif cover is not None and cover.filing_indicator == ADVANTAGE:
        yield B019(claim, f"modifier {', '.join(sorted(told))} tells a Medicare Advantage plan of a notice: it takes none",
                   "send to coding; ask the plan for a decision before the service", *at, severity=Severity.WARNING)
    elif "GA" in told and is_medicare(cover) and not claim.encounter.documentation.get("abn"):
        yield B019(claim, "modifier GA says that a signed notice is on file, and none is recorded",
                   "find the notice; without one the patient owes nothing", *at, severity=Severity.WARNING, would_cause="CO-50")
