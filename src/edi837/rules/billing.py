"""Rules about the claim as a whole (B…): totals, places, days, numbers, deadlines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed
from edi837.rules.tables import Approval, matches
from edi_claims import ZERO, Authorization, DateRange, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi_claims import Claim, Finding, ServiceLine

B001 = Kind("B001", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:178")
B002 = Kind("B002", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:249")
B003 = Kind("B003", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:187")
B004 = Kind("B004", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:464")
B005 = Kind("B005", RootCause.AUTHORIZATION, Owner.FRONT_DESK, "CO-197")
B006 = Kind("B006", RootCause.AUTHORIZATION, Owner.FRONT_DESK, "CO-288")
B007 = Kind("B007", RootCause.TIMELY_FILING, Owner.BILLING, "CO-29")
B009 = Kind("B009", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:397")

MOST_LINES = 50
REPLACING = ("7", "8")
FREQUENCIES = ("1", *REPLACING)
INPATIENT = ("21", "51", "61")
SOON = 10
"""Days left before the filing limit at which to say so."""
_NUMBER_FIX = "ask the payer for the authorization, or find its number; the coding stays as it is"


def totals(claim: Claim, _: Context) -> Iterator[Finding]:
    """B001: the claim's charge is the sum of its lines, of which there are 1 to 50."""
    total, count = claim.total_charge, len(claim.encounter.services)
    if claim.charge != total:
        yield B001(claim, f"the claim's charge {claim.charge} is not the sum of its lines, {total}", "correct the charge, or the line that is wrong",
                   "2300", "CLM02", "charge", expected=total, found=claim.charge, level="claim")
    if not count:
        yield B001(claim, "the claim has no line", "add what was done", "2400", "LX01", "encounter.services")
    elif count > MOST_LINES:
        yield B001(claim, f"the claim has {count} lines; {MOST_LINES} is the most", "split it into several claims", "2400", "LX01",
                   "encounter.services")


def place(claim: Claim, context: Context) -> Iterator[Finding]:
    """B002: the place of service is a known code; an inpatient one has an admission date; a line names only another place."""
    coded, known = claim.encounter, context.tables.places
    where = coded.place_of_service
    if where not in known:
        yield B002(claim, "the place of service is no known code", "enter where the service was given", "2300", "CLM05-1",
                   "encounter.place_of_service")
    elif where == "99":
        yield B002(claim, "the place of service is 99, any other place", "enter the code of the place if there is one", "2300", "CLM05-1",
                   "encounter.place_of_service", severity=Severity.WARNING)
    if where in INPATIENT and "435" not in coded.dates:
        yield B002(claim, f"place of service {where} without an admission date", "enter the day of admission, or correct the place", "2300", "DTP03",
                   "encounter.admission_date", would_cause="277CA A7:189")
    for number, line in enumerate(coded.services, 1):
        if not line.place_of_service:
            continue
        at = ("2400", "SV105", f"encounter.services[{number - 1}].place_of_service", number)
        if line.place_of_service not in known:
            yield B002(claim, "a line's place of service is no known code", "enter where the service was given", *at)
        elif line.place_of_service == where:
            yield B002(claim, "a line repeats the claim's place of service", "leave it out", *at, severity=Severity.WARNING)


def days(claim: Claim, context: Context) -> Iterator[Finding]:
    """B003: every line has a day, no period ends before it begins, nothing lies in the future, nobody leaves before he comes."""
    coded = claim.encounter
    for number, line in enumerate(coded.services, 1):
        what = _wrong_days(line, context.as_of)
        if what:
            yield B003(claim, what, "correct the day of service", "2400", "DTP03", f"encounter.services[{number - 1}].service_date", number)
    admitted, discharged = coded.dates.get("435"), coded.dates.get("096")
    if admitted and discharged and _starts(discharged) and _starts(admitted) and _starts(discharged) < _starts(admitted):       # type: ignore[operator]
        yield B003(claim, "the discharge lies before the admission", "correct the days", "2300", "DTP03", "encounter.dates['096']")
    for qualifier, when in coded.dates.items():
        if isinstance(when, DateRange) and when.end < when.start:
            yield B003(claim, "a period ends before it begins", "correct the days", "2300", "DTP03", f"encounter.dates[{qualifier!r}]")


def _starts(when: date | DateRange | None) -> date | None:
    return when.start if isinstance(when, DateRange) else when


def _wrong_days(line: ServiceLine, as_of: date | None) -> str:
    first = last = line.service_date
    if first is None or last is None:
        first, last = line.first_day, line.last_day
    if first is None or last is None:
        return "a line has no day of service"
    if last < first:
        return "the service ends before it begins"
    if as_of is not None and last > as_of:
        return "the service lies in the future"
    return ""


def frequency(claim: Claim, context: Context) -> Iterator[Finding]:
    """B004: a replacement or a void names the payer's claim number, an original does not, and the payer takes replacements."""
    if claim.frequency not in FREQUENCIES:
        yield B004(claim, "the frequency is none of 1, 7 and 8", "enter 1 for an original, 7 for a replacement, 8 for a void", "2300", "CLM05-3",
                   "frequency")
    elif claim.frequency in REPLACING and not claim.payer_control_number:
        yield B004(claim, f"frequency {claim.frequency} without the payer's number of the claim before",
                   "enter the number that the remittance gave (CLP07)",
                   "2300", "REF02", "payer_control_number")
    elif claim.frequency == "1" and claim.payer_control_number:
        yield B004(claim, "an original claim carries a payer's claim number", "leave it out, or set the frequency to 7 or 8", "2300", "REF02",
                   "payer_control_number")
    if claim.frequency == "7" and context.profile is not None and not context.profile.accepts_replacement:
        yield B004(claim, "this payer takes no replacement claims", "ask for a reopening, or appeal", "2300", "CLM05-3", "frequency")


# ---- authorization and referral

def authorization(claim: Claim, context: Context) -> Iterator[Finding]:
    """B005: a service that needs an authorization has its number, and the number is good for it."""
    number = claim.authorization_number
    wanted = [at for at, line in enumerate(claim.encounter.services, 1) if _wants(claim, line, context)]
    if not number:
        answer = context.answer
        for at in wanted:
            if not _line_number(claim.encounter.services[at - 1]):
                yield B005(claim, f"{claim.encounter.services[at - 1].procedure.code} needs an authorization and the claim has none", _NUMBER_FIX,
                           "2300", "REF02", "authorization_number", at)
        if not wanted and answer is not None and answer.authorization is Authorization.REQUIRED and _answers(claim, context) and not all(
                map(_line_number, claim.encounter.services)):
            yield B005(claim, "the payer's answer says that an authorization is required, and the claim has none", _NUMBER_FIX, "2300", "REF02",
                       "authorization_number")
        return
    yield from _approved(claim, number, context)


def _wants(claim: Claim, line: ServiceLine, context: Context) -> bool:
    where = line.place_of_service or claim.encounter.place_of_service
    return context.profile is not None and context.profile.authorization_rule(line.procedure, where) is not None


def _line_number(line: ServiceLine) -> bool:
    return any(one.qualifier == "G1" and not one.note for one in line.references)


def _answers(claim: Claim, context: Context) -> bool:
    """Whether the answer is the billed payer's."""
    cover, answer = billed(claim), context.answer
    return cover is not None and answer is not None and (answer.payer is None or answer.payer.is_same(cover.payer))


def _approved(claim: Claim, number: str, context: Context) -> Iterator[Finding]:
    """What the practice knows of an authorization, held against the lines."""
    approval = next((one for one in context.tables.approvals if one.number == number), None)
    if approval is None:
        return
    for at, line in enumerate(claim.encounter.services, 1):
        what = _unapproved(approval, line)
        if what:
            yield B005(claim, what, _NUMBER_FIX, "2300", "REF02", "authorization_number", at)
    asked = sum((line.units for line in claim.encounter.services if not approval.procedures or matches(line.procedure.code, approval.procedures)),
                ZERO)
    if approval.units is not None and asked > approval.units:
        yield B005(claim, "the authorization has fewer units left than the claim bills", _NUMBER_FIX, "2300", "REF02", "authorization_number",
                   expected=approval.units, found=asked, would_cause="CO-198")


def _unapproved(approval: Approval, line: ServiceLine) -> str:
    if approval.procedures and not matches(line.procedure.code, approval.procedures):
        return ""                                   # another service of the visit, which may need none
    first, last = line.first_day, line.last_day
    if approval.ends is not None and last is not None and last > approval.ends:
        return "the authorization ended before the service"
    if approval.begins is not None and first is not None and first < approval.begins:
        return "the authorization begins after the service"
    return ""


def referral(claim: Claim, context: Context) -> Iterator[Finding]:
    """B006: a plan whose members are referred wants the referral's number."""
    if context.profile is not None and context.profile.referral_required and not claim.referral_number:
        yield B006(claim, "this plan wants a referral and the claim has no referral number", "ask the primary care provider for it", "2300", "REF02",
                   "referral_number")


# ---- deadlines and causes

def timely_filing(claim: Claim, context: Context) -> Iterator[Finding]:
    """B007: the payer's filing limit, from the last day of service, or from the day an earlier payer decided."""
    limit = context.profile.timely_filing_days if context.profile is not None else None
    begins = _filing_begins(claim)
    if limit is None or context.as_of is None or begins is None or claim.frequency in REPLACING:
        return
    left = (begins + timedelta(days=limit) - context.as_of).days
    at = ("2300", "CLM20", "delay_reason")
    if left <= 0 and not claim.delay_reason:
        when = f"passed {-left} days ago" if left else "ends today: a claim that is sent now may come too late"
        yield B007(claim, f"the filing limit of {limit} days {when}", "enter the delay reason if there is one and send the proof", *at)
    elif 0 < left <= SOON:
        days_left = f"{left} {'day' if left == 1 else 'days'} left"
        yield B007(claim, f"the filing limit of {limit} days is near: {days_left}", "send the claim now", *at, severity=Severity.WARNING)


def _filing_begins(claim: Claim) -> date | None:
    decided = [day for told in claim.prior_adjudications for day in (told.payment_date,
                                                                     *(line.payment_date for line in told.services)) if day is not None]
    return max(decided, default=None) if claim.sequence != "P" and decided else claim.encounter.last_day


def accident(claim: Claim, _: Context) -> Iterator[Finding]:
    """B009: a condition that an accident or the work caused says when; a car accident also in which state."""
    cause = claim.encounter.accident
    if cause is None:
        return
    if not 0 < len(cause.causes) <= 3 or not set(cause.causes) <= {"AA", "EM", "OA"}:                   # noqa: PLR2004 - CLM11-1 to 3
        yield B009(claim, "a related cause is none of AA, EM and OA", "enter AA for a car accident, EM for work, OA for another accident", "2300",
                   "CLM11-1",
                   "encounter.accident.causes")
    if cause.occurred_on is None and {"AA", "OA"} & set(cause.causes):
        yield B009(claim, "an accident without its day", "ask the patient", "2300", "DTP03", "encounter.accident.occurred_on")
    if "AA" in cause.causes and not cause.state and cause.country in ("", "US"):
        yield B009(claim, "a car accident without the state in which it happened", "ask the patient", "2300", "CLM11-4", "encounter.accident.state")
