"""B007: the days in which a payer wants a claim, a claim to it as a later payer, and a corrected claim."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from edi837.rules.context import REPLACING, Context, Kind
from edi_claims import Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Claim, Finding

B007 = Kind("B007", RootCause.TIMELY_FILING, Owner.BILLING, "CO-29")

SOON = 10
"""Days left before a limit at which to say so."""


def timely_filing(claim: Claim, context: Context) -> Iterator[Finding]:
    """B007: the payer's filing limit, from the last day of service, or from the day an earlier payer, or this one, decided."""
    limit, begins, what = _window(claim, context)
    if limit is None or context.as_of is None or begins is None:
        return
    left = (begins + timedelta(days=limit) - context.as_of).days
    at = ("2300", "CLM20", "delay_reason")
    if left <= 0 and not claim.delay_reason:
        when = f"passed {-left} days ago" if left else "ends today: a claim that is sent now may come too late"
        yield B007(claim, f"the {what} limit of {limit} days {when}", "enter the delay reason if there is one and send the proof", *at)
    elif 0 < left <= SOON:
        days_left = f"{left} {'day' if left == 1 else 'days'} left"
        yield B007(claim, f"the {what} limit of {limit} days is near: {days_left}", "send the claim now", *at, severity=Severity.WARNING)


def _window(claim: Claim, context: Context) -> tuple[int | None, date | None, str]:
    """How many days, from when, and what the limit is called; None where either is not known."""
    profile = context.profile
    if profile is None:
        return None, None, ""
    if claim.frequency in REPLACING:
        decided = (context.history.decided or {}).get(claim.patient_control_number)
        return profile.corrected_claim_days, decided.on if decided is not None else None, "corrected claim"
    decisions = [day for told in claim.prior_adjudications for day in (told.payment_date, *(line.payment_date for line in told.services))
                 if day is not None]
    if claim.sequence == "P" or not decisions:
        return profile.timely_filing_days, claim.encounter.last_day, "filing"
    limit = profile.timely_filing_days if profile.secondary_filing_days is None else profile.secondary_filing_days
    return limit, max(decisions), "filing"
