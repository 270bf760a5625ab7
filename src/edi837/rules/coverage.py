"""Rules about who pays (M007 to M009, B012): the payer, whether he covers the days, in which order payers decide, how many visits are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import MEDICARE, Context, Kind, answers, billed, is_medicare, place_of
from edi_claims import CoverageStatus, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, Coverage, CoverageAnswer, Finding, OtherPayer, ServiceLine

M007 = Kind("M007", RootCause.PAYER_SETUP, Owner.BILLING, "277CA A7:153")
M008 = Kind("M008", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "CO-27")
M009 = Kind("M009", RootCause.COORDINATION_OF_BENEFITS, Owner.BILLING, "CO-22")
B012 = Kind("B012", RootCause.ELIGIBILITY, Owner.FRONT_DESK, "CO-119", Severity.WARNING)

SEQUENCES = "PSTABCDEFGH"
"""SBR01 in the order in which payers decide; U, unknown, has no place in it."""
ADVANTAGE = frozenset({"HM", "HN", "IN", "PR", "PS"})
"""EB04 of an answer by which Medicare says that a Medicare Advantage plan has taken its place."""
_VERIFY = "verify the coverage with the patient; find the plan that covers the day"


# ---- the payer

def payer(claim: Claim, context: Context) -> Iterator[Finding]:
    """M007: the payer has an id and a name, and is the one that the eligibility answer named."""
    cover = billed(claim)
    if cover is None:
        return
    if not cover.payer.payer_id:
        yield M007(claim, "the payer's id is missing", "enter the id by which the clearinghouse knows the payer", "2010BB", "NM109",
                   f"{place_of(claim, cover)}.payer.payer_id")
    if not cover.payer.name:
        yield M007(claim, "the payer's name is missing", "enter it", "2010BB", "NM103", f"{place_of(claim, cover)}.payer.name")
    if context.answer is not None:
        yield from _other_payer(claim, cover, context.answer)


def _other_payer(claim: Claim, cover: Coverage, answer: CoverageAnswer) -> Iterator[Finding]:
    at = ("2010BB", "NM109", f"{place_of(claim, cover)}.payer")
    other = next((one for one in answer.other_payers if _comes_first(one, cover, answer) and not one.payer.is_same(cover.payer)), None)
    if other is not None:
        name = f" ({other.payer.payer_id})" if other.payer.payer_id else ""
        yield M007(claim, f"the eligibility answer names another payer{name}: this one may be the wrong one",
                   "verify the coverage with the patient, and bill that payer if it is right", *at, severity=Severity.WARNING,
                   would_cause="CO-24" if is_medicare(cover) and other.insurance_type in ADVANTAGE else "CO-22")
    elif answer.payer is not None and not answer.payer.is_same(cover.payer):
        yield M007(claim, "the eligibility answer is another payer's", "ask this payer, or correct the payer", *at, severity=Severity.WARNING)


def _comes_first(other: OtherPayer, cover: Coverage, answer: CoverageAnswer) -> bool:
    """Whether a payer that an answer names would be billed instead of, or before, the one that is."""
    if answer.status is not CoverageStatus.ACTIVE or (is_medicare(cover) and other.insurance_type in ADVANTAGE):
        return True
    if other.service_types and not {"30", answer.service_type} & set(other.service_types):
        return False                                        # a pharmacy's payer, say, is no other payer of a visit
    return cover.sequence == "P" and other.order == "P" and (other.ends is None or other.ends >= answer.on) and (
        other.begins is None or other.begins <= answer.on)


# ---- whether it covers the days

def coverage_active(claim: Claim, context: Context) -> Iterator[Finding]:
    """M008: the coverage is active on every day of service, by an answer that is recent and of this plan. No answer is not inactive."""
    cover = billed(claim)
    if cover is None:
        return
    answer = answers(claim, context)
    if answer is not None:
        yield from _inactive(claim, cover, answer)
        if answer.group_number and cover.group_number and answer.group_number != cover.group_number:
            yield M008(claim, "the eligibility answer is of another group than the claim's", "ask again, or correct the group number",
                       "2000B", "SBR03", f"{place_of(claim, cover)}.group_number", severity=Severity.WARNING)
    what = _stale(claim, answer, context)
    if what:
        yield M008(claim, what, "ask the payer for the coverage on the day of service", "2000B", "SBR", place_of(claim, cover),
                   severity=Severity.WARNING)


def _inactive(claim: Claim, cover: Coverage, answer: CoverageAnswer) -> Iterator[Finding]:
    found = False
    for number, line in enumerate(claim.encounter.services, 1):
        told = _outside(answer, line)
        if told is not None:
            found = True
            yield M008(claim, told[0], _VERIFY, "2400", "DTP03", f"encounter.services[{number - 1}].service_date", number, would_cause=told[1])
    if answer.status is CoverageStatus.INACTIVE and answer.ends is None and not found:
        yield M008(claim, "the coverage is inactive, says the payer's answer", _VERIFY, "2000B", "SBR", place_of(claim, cover))
    elif answer.status is CoverageStatus.NOT_COVERED:
        yield M008(claim, "the plan does not cover the service that was asked for, says the payer's answer",
                   "tell the patient before he is billed; bill the plan if it must say so itself", "2000B", "SBR", place_of(claim, cover),
                   severity=Severity.WARNING, would_cause="PR-96")


def _outside(answer: CoverageAnswer, line: ServiceLine) -> tuple[str, str] | None:
    """How a line lies outside the coverage, and the denial that would come of it."""
    if answer.ends is not None and line.last_day is not None and line.last_day > answer.ends:
        return "the coverage ended before the service", "CO-27"
    if answer.begins is not None and line.first_day is not None and line.first_day < answer.begins:
        return "the coverage began after the service", "CO-26"
    return None


def _stale(claim: Claim, answer: CoverageAnswer | None, context: Context) -> str:
    """Why an answer does not count by the payer's profile: there is none, or it is of a day too far from the service."""
    limit = context.profile.eligibility_days if context.profile is not None else None
    if limit is None:
        return ""
    if answer is None or answer.status is CoverageStatus.NOT_ANSWERED:
        return "the payer has not answered about the coverage"
    last = claim.encounter.last_day
    if last is not None and (last - answer.on).days > limit and (answer.ends is None or answer.ends < last):
        return f"the answer about the coverage is more than {limit} days older than the service"
    return ""


def visits(claim: Claim, context: Context) -> Iterator[Finding]:
    """B012: the plan pays for as many visits as the claim bills, by the payer's answer."""
    answer = answers(claim, context)
    left = answer.visits_remaining if answer is not None else None
    days = {line.first_day for line in claim.encounter.services}
    if left is not None and left < len(days):
        yield B012(claim, f"the payer's answer leaves {left} {'visit' if left == 1 else 'visits'}, the claim bills {len(days)}",
                   "ask the payer for more visits, or tell the patient that he pays", "2400", "LX01", "encounter.services")


# ---- in which order

def payer_order(claim: Claim, _: Context) -> Iterator[Finding]:
    """M009: the billed payer is there, the places of the payers differ and have no gap, Medicare as a later payer says why, others have an id."""
    cover = billed(claim)
    if cover is None:
        yield M009(claim, "no coverage has the place that the claim is billed to", "add the coverage, or correct the claim's sequence", "2000B",
                   "SBR01", "sequence")
        return
    if len(claim.coverages) > 1:
        yield from _other_coverages(claim, cover)
    elif cover.sequence not in ("P", "U"):
        yield M009(claim, "a payer before this one is missing", "add the earlier payer and what it decided", "2320", "SBR01", "coverages")
    if cover.filing_indicator in MEDICARE:
        yield from _medicare_reason(claim, cover)


def _other_coverages(claim: Claim, cover: Coverage) -> Iterator[Finding]:
    places = [one.sequence for one in claim.coverages if one.sequence != "U"]
    if len(set(places)) != len(places):
        yield M009(claim, "two payers have the same place", "say which one pays first", "2320", "SBR01", "coverages")
    if not set(SEQUENCES[:max(SEQUENCES.find(cover.sequence), 0)]).issubset(places):
        yield M009(claim, "a payer before this one is missing", "add the earlier payer and what it decided", "2320", "SBR01", "coverages")
    for at, one in enumerate(claim.coverages):
        if one is not cover and one.relationship not in ("18", "") and one.subscriber is None:
            yield M009(claim, "another payer's subscriber is not the patient and is not named", "enter the subscriber's name", "2330A", "NM103",
                       f"coverages[{at}].subscriber", would_cause="277CA A7:125")


def _medicare_reason(claim: Claim, cover: Coverage) -> Iterator[Finding]:
    at = ("2000B", "SBR05", f"{place_of(claim, cover)}.medicare_secondary_reason")
    if cover.sequence not in ("P", "U") and not cover.medicare_secondary_reason:
        yield M009(claim, "Medicare is not primary and no reason is given", "ask the patient who pays first and why", *at, would_cause="277CA A7:578")
    elif cover.sequence == "P" and cover.medicare_secondary_reason:
        yield M009(claim, "Medicare is primary and a reason is given why it is not", "leave the reason out, or correct the order", *at,
                   severity=Severity.WARNING, would_cause="")
