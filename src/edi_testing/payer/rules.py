"""Why a simulated payer does not pay a line: small functions in a tuple, in the order of the gates that a claim has to pass.

A rule is a function `(case, line) -> Denial | None`; the first that answers decides. Leave some out, or add some of your own:
`SimulatedPayer(plan, fees, rules=(*RULES, mine))`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import edi837
from edi837.rules.tables import concerns, matches
from edi_claims import errors
from edi_testing.payer.case import CAPITATED, DUPLICATE, PENDED, Denial
from edi_testing.payer.coding import CODING
from edi_testing.payer.coordination import decisions_before

if TYPE_CHECKING:
    from edi837 import Approval
    from edi_claims import Claim, ServiceLine
    from edi_testing.payer.case import Case, Rule
    from edi_testing.payer.memory import Visits
    from edi_testing.payer.plan import VisitLimit

REPLACEMENT, VOID = "7", "8"
_MEDICARE = ("MA", "MB")


# ---- eligibility

def known_member(case: Case, _: ServiceLine) -> Denial | None:
    """PR-31: nobody of this member id is known, or the patient is none of his dependents."""
    return Denial("31", group="PR") if case.insured is None else None


def covered(case: Case, line: ServiceLine) -> Denial | None:
    """PR-26 and PR-27: before or after the time of coverage; CO-13: after the patient's death."""
    member, first, last = case.insured, line.first_day, line.last_day
    if member is None or first is None or last is None:
        return None
    died = case.claim.encounter.patient.death_date
    if died is not None and first > died:
        return Denial("13")
    if member.begins is not None and first < member.begins:
        return Denial("26", group="PR")
    return Denial("27", group="PR") if member.ends is not None and last > member.ends else None


# ---- payer and provider

def right_payer(case: Case, _: ServiceLine) -> Denial | None:
    """CO-109: the claim is another payer's."""
    return None if case.cover is not None and case.plan.is_own(case.cover.payer) else Denial("109", ("N418",))


def enrolled(case: Case, line: ServiceLine) -> Denial | None:
    """CO-B7: who bills or who treated is not enrolled on the day. Where nobody's enrolment is known, everybody is."""
    rows = [one for one in case.plan.tables.enrollments if concerns(one.payer_ids, (), case.cover)]
    known = {one.npi for one in rows if one.covers(line.first_day)}
    return Denial("B7") if rows and not known.issuperset(filter(None, (case.claim.billing_provider.npi, case.treating(line)))) else None


def in_network(case: Case, line: ServiceLine) -> Denial | None:
    """CO-242: neither who bills nor who treated is in the plan's network. A plan without one pays everybody."""
    network = case.plan.network
    return None if network is None or {case.claim.billing_provider.npi, case.treating(line)} & set(network) else Denial("242")


# ---- other payers, and time

def right_order(case: Case, _: ServiceLine) -> Denial | None:
    """CO-22: another payer comes first, and it has not decided or nobody asked it."""
    primary = case.insured.member.primary if case.insured else None
    earlier = decisions_before(case.claim)
    if primary is not None and not any(primary.is_same(one.coverage.payer) for one in earlier):
        return Denial("22", ("MA04",), pays_first=primary)
    later = case.claim.sequence not in ("P", "U", "")
    return Denial("22", ("MA04",)) if later and not earlier else None


def timely(case: Case, _: ServiceLine) -> Denial | None:
    """CO-29: the claim came too late, and gives no reason for the delay."""
    return Denial("29") if is_late(case) else None


def is_late(case: Case) -> bool:
    """Whether a claim came after its limit: from the service, from an earlier payer's decision, or from the one that it corrects."""
    claim, profile = case.claim, case.plan.profile
    limit, begins = profile.timely_filing_days, claim.encounter.last_day
    if case.replaces is not None:
        limit, begins = profile.corrected_claim_days, case.replaces.paid_on
    elif claim.sequence != "P" and (decided := days_decided(claim)):
        limit, begins = profile.timely_filing_days if profile.secondary_filing_days is None else profile.secondary_filing_days, max(decided)
    if limit is None or begins is None or case.received is None or claim.delay_reason:
        return False
    return case.received > begins + timedelta(days=limit)


def days_decided(claim: Claim) -> list[date]:
    """When earlier payers decided."""
    return [day for one in decisions_before(claim) for day in (one.payment_date, *(line.payment_date for line in one.services)) if day]


# ---- what was to be asked before

def authorized(case: Case, line: ServiceLine) -> Denial | None:
    """CO-197: no authorization; CO-284: one for other services; CO-198: one whose days or units do not reach."""
    rule = case.plan.profile.authorization_rule(line.procedure, case.place(line))
    if rule is None:
        return None
    numbers = [one for one in case.numbers(line, "G1") if rule.takes(one)]
    granted = [one for number in numbers for one in case.plan.tables.approvals_of(number)]
    if not numbers or (case.plan.tables.approvals and not granted):
        return Denial("197")
    fitting = [one for one in granted if not one.procedures or matches(line.procedure.code, one.procedures)]
    if granted and not fitting:
        return Denial("284")
    return Denial("198") if fitting and not any(_suffices(one, line) for one in fitting) else None


def _suffices(one: Approval, line: ServiceLine) -> bool:
    """Whether an authorization's days and units reach for a line."""
    first, last = line.first_day, line.last_day
    begun = one.begins is None or first is None or first >= one.begins
    lasts = one.ends is None or last is None or last <= one.ends
    return begun and lasts and (one.units is None or line.units <= one.units)


def referred(case: Case, line: ServiceLine) -> Denial | None:
    """CO-288: no referral."""
    wanted = case.plan.profile.wants_referral(line.procedure, case.place(line))
    return Denial("288") if wanted and not case.numbers(line, "9F") else None


# ---- what the claim must say

def complete(case: Case, line: ServiceLine) -> Denial | None:
    """CO-16, and which datum is missing or wrong."""
    claim, profile = case.claim, case.plan.profile
    patient = claim.encounter.patient
    laboratory = case.plan.tables.laboratory and matches(line.procedure.code, case.plan.tables.laboratory)
    missing = (
        ("M54", claim.charge != claim.total_charge),
        ("N329", patient.birth_date is None),
        ("M52", line.first_day is None),
        ("N255", profile.requires_taxonomy and not claim.billing_provider.taxonomy),
        ("N288", profile.requires_rendering_taxonomy and (who := claim.encounter.rendering_provider) is not None and not who.taxonomy),
        ("MA120", profile.requires_clia and bool(laboratory) and not any(one.qualifier == "X4" for one in (*line.references, *claim.references))),
        ("M119", profile.wants_drug_code(line.procedure) and line.drug is None),
        ("M47", claim.frequency in (REPLACEMENT, VOID) and case.replaces is None and not case.again))
    return next((Denial("16", (remark,)) for remark, holds in missing if holds), None)


def not_twice(case: Case, line: ServiceLine) -> Denial | None:
    """OA-18: the same service was billed and decided before."""
    return Denial(DUPLICATE, group="OA") if case.memory.has_paid(case.service(line)) else None


# ---- what the plan covers

def in_plan(case: Case, line: ServiceLine) -> Denial | None:
    """PR-204: outside the plan; PR-96 with N425: excluded by statute, as the claim says itself (GY)."""
    if "GY" in line.procedure.modifiers:
        return Denial("96", ("N425",), "PR")
    return Denial("204", group="PR") if matches(line.procedure.code, case.plan.not_covered) else None


def within_visits(case: Case, line: ServiceLine) -> Denial | None:
    """119: the year's visits are used up. Who bears it, the limit says."""
    for limit in case.plan.visit_limits:
        if matches(line.procedure.code, limit.procedures):
            days = case.memory.visits_of(visits_of(case, line, limit))
            if line.first_day not in days and len(days) >= limit.visits:
                return Denial("119", group=limit.group)
    return None


def visits_of(case: Case, line: ServiceLine, limit: VisitLimit) -> Visits:
    """Whose visits of which kind and year."""
    return case.person, limit.procedures, line.first_day.year if line.first_day else None


def capitated(case: Case, line: ServiceLine) -> Denial | None:
    """CO-24: a monthly amount pays for it."""
    return Denial(CAPITATED) if matches(line.procedure.code, case.plan.capitated) else None


def reviewed(case: Case, line: ServiceLine) -> Denial | None:
    """OA-133: it waits for a review, until the payer decides again."""
    return Denial(PENDED, group="OA") if not case.again and matches(line.procedure.code, case.plan.reviewed) else None


# ---- what the record must show

def recorded(case: Case, line: ServiceLine) -> Denial | None:
    """CO-252 with M127: the record is wanted, and the claim announces none (PWK)."""
    sent = (*case.claim.attachments, *line.attachments)
    return Denial("252", ("M127",)) if not sent and matches(line.procedure.code, case.plan.records_wanted) else None


RULES: tuple[Rule, ...] = (
    right_payer, known_member, covered, enrolled, in_network, right_order, timely, complete, not_twice, authorized, referred, in_plan,
    within_visits, capitated, *CODING, recorded, reviewed)
"""What a simulated payer looks at, in this order."""


def by_scrubber(*scrubbing: edi837.Rule) -> Rule:
    """A rule that denies what the scrubber finds, by some of its rules or by all of them: for a payer that knows as much as it does.

    A finding that names a denial, such as CO-4, makes that denial; others make none.

    >>> from edi_testing.payer import RULES, by_scrubber
    >>> rules = (*RULES, by_scrubber(*edi837.RULES))
    """
    def scrubbed(case: Case, line: ServiceLine) -> Denial | None:
        """What `by_scrubber` said."""
        found = edi837.check([case.claim], scrubbing or edi837.RULES, profile=case.plan.profile, tables=case.plan.tables, as_of=case.received)
        named = (one for one in errors(found) if one.service_line in (None, case.number(line)) and (one.would_cause or "").startswith("CO-"))
        return next((Denial.of(one.would_cause or "") for one in named), None)

    return scrubbed


def by_chance(share: float, denial: Denial | str) -> Rule:
    """A rule that denies so many of all lines, as fractions: the same ones for the same seed.

    >>> from edi_testing.payer import RULES, by_chance
    >>> rules = (*RULES, by_chance(0.05, "CO-16 N290"))
    """
    wanted = Denial.of(denial) if isinstance(denial, str) else denial

    def chance(case: Case, line: ServiceLine) -> Denial | None:
        """What `by_chance` said."""
        return wanted if case.chance(line, wanted.reason).random() < share else None

    return chance
