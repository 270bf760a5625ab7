"""Rules about the claim as a whole: totals and amounts (B001, B011), days (B003), frequency (B004), causes (B009), holds (B016)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import REPLACING, Context, Kind, answers, billed, is_payer_of, where
from edi_claims import ZERO, DateRange, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from edi_claims import Accident, Claim, CoverageAnswer, Finding, ServiceLine

B001 = Kind("B001", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:178")
B003 = Kind("B003", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:187")
B004 = Kind("B004", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:464")
B009 = Kind("B009", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:397")
B011 = Kind("B011", RootCause.PATIENT_BILLING, Owner.FRONT_DESK, "PR-3", Severity.WARNING)
B016 = Kind("B016", RootCause.DOCUMENTATION, Owner.PROVIDER, "CO-16", Severity.WARNING)

MOST_LINES = 50
FREQUENCIES = ("1", *REPLACING)


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


# ---- days

def days(claim: Claim, context: Context) -> Iterator[Finding]:
    """B003: every line has a day of the patient's life, no period ends before it begins, nothing is in the future, nobody leaves before he comes."""
    coded, as_of = claim.encounter, context.as_of
    died, born = coded.patient.death_date, coded.patient.birth_date
    for number, line in enumerate(coded.services, 1):
        what = _wrong_days(line, as_of) or _outside_life(claim, line, born, died)
        if what:
            yield B003(claim, what, "correct the day of service", "2400", "DTP03", f"encounter.services[{number - 1}].service_date", number)
        if line.dates:
            yield from _periods(claim, line.dates, "2400", f"encounter.services[{number - 1}].dates", number)
    if died is not None and as_of is not None and died > as_of:
        yield B003(claim, "the patient's death lies in the future", "correct the day", "2000B", "PAT06", "encounter.patient.death_date")
    if coded.dates:
        yield from _stay(claim, coded.dates)
        yield from _periods(claim, coded.dates, "2300", "encounter.dates")
    if claim.dates:
        yield from _periods(claim, claim.dates, "2300", "dates")


def _stay(claim: Claim, found: Mapping[str, date | DateRange]) -> Iterator[Finding]:
    admitted, discharged, onset = _starts(found.get("435")), _starts(found.get("096")), _starts(found.get("431"))
    if admitted and discharged and discharged < admitted:
        yield B003(claim, "the discharge lies before the admission", "correct the days", "2300", "DTP03", "encounter.dates['096']")
    last = claim.encounter.last_day
    if onset and last and onset > last:
        yield B003(claim, "the illness begins after the services", "ask the patient", "2300", "DTP03", "encounter.dates['431']",
                   severity=Severity.WARNING)


def _periods(claim: Claim, found: Mapping[str, date | DateRange], loop: str, path: str, line: int | None = None) -> Iterator[Finding]:
    for qualifier, when in found.items():
        if isinstance(when, DateRange) and when.end < when.start:
            yield B003(claim, "a period ends before it begins", "correct the days", loop, "DTP03", f"{path}[{qualifier!r}]", line)


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


def _outside_life(claim: Claim, line: ServiceLine, born: date | None, died: date | None) -> str:
    if died is not None and line.last_day is not None and line.last_day > died:
        return "the service lies after the patient's death"
    first = line.service_date or line.first_day
    if born is None or first is None or first >= born:
        return ""
    last = claim.encounter.last_day                 # where all services lie before it, the birth date is wrong, and M002 says so
    return "the service lies before the patient's birth" if last is not None and last >= born else ""


# ---- frequency

def frequency(claim: Claim, context: Context) -> Iterator[Finding]:
    """B004: a replacement or a void names the payer's claim number, an original does not, and the payer takes replacements."""
    replaces, number = claim.frequency in REPLACING, claim.payer_control_number
    if claim.frequency not in FREQUENCIES:
        yield B004(claim, "the frequency is none of 1, 7 and 8", "enter 1 for an original, 7 for a replacement, 8 for a void", *_FREQUENCY)
    elif replaces and not number:
        yield B004(claim, f"frequency {claim.frequency} without the payer's number of the claim before",
                   "enter the number that the remittance gave (CLP07)", *_NUMBER)
    elif claim.frequency == "1" and number:
        yield B004(claim, "an original claim carries a payer's claim number", "leave it out, or set the frequency to 7 or 8", *_NUMBER)
    if replaces:
        yield from _taken(claim, context)


_FREQUENCY = ("2300", "CLM05-3", "frequency")
_NUMBER = ("2300", "REF02", "payer_control_number")


def _taken(claim: Claim, context: Context) -> Iterator[Finding]:
    """Whether the payer takes replacements and voids, and has decided about the claim that it replaces."""
    profile, history, number = context.profile, context.history, claim.patient_control_number
    if profile is not None and not (profile.accepts_replacement if claim.frequency == "7" else profile.accepts_void):
        what = "replacement claims" if claim.frequency == "7" else "voids"
        yield B004(claim, f"this payer takes no {what}", "ask for a reopening, or appeal", *_FREQUENCY)
    if number in history.rejected:
        yield B004(claim, "the claim before was rejected or unprocessable: there is nothing to replace", "send it as an original, frequency 1",
                   *_FREQUENCY)
    elif history.decided is not None:
        decided = history.decided.get(number)
        if decided is None:
            yield B004(claim, "no payer has decided about the claim that this one replaces", "wait for the remittance, or send an original",
                       *_FREQUENCY)
        elif claim.payer_control_number and decided.payer_control_number != claim.payer_control_number:
            yield B004(claim, f"the payer's number of the claim before is {decided.payer_control_number}, not this one",
                       "enter the number that the remittance gave (CLP07)", *_NUMBER)


# ---- amounts

def amounts_paid(claim: Claim, context: Context) -> Iterator[Finding]:
    """B011: the patient did not pay more than his share can be, by the payer's answer; no charge is below what the contract allows."""
    paid, answer = claim.patient_paid, answers(claim, context)
    most = _share(claim, answer) if answer is not None else None
    if paid is not None and most is not None and paid > most:
        yield B011(claim, f"the patient paid {paid}, and his share is at most {most} by the payer's answer",
                   "check the copay; give back what is too much once the payer has decided", "2300", "AMT02", "amounts['F5']",
                   expected=most, found=paid)
    schedule = context.contract
    if schedule is None or not is_payer_of(billed(claim), (schedule.payer_id,) if schedule.payer_id else ()):
        return
    for number, line in enumerate(claim.encounter.services, 1):
        rate = schedule.allowed(line.procedure, line.first_day, where(claim, line))
        if rate is not None and line.charge < rate * line.units:
            yield B011(claim, f"{line.procedure.code} is charged below what the contract allows, {rate * line.units}",
                       "check the charge: the payer pays no more than it", "2400", "SV102", f"encounter.services[{number - 1}].charge", number,
                       expected=rate * line.units, found=line.charge, would_cause="CO-45")


def _share(claim: Claim, answer: CoverageAnswer) -> Decimal | None:
    """The most that a patient may owe for a claim by what the payer answered; None where it said nothing of a copay."""
    if answer.copay is None:
        return None
    deductible = answer.deductible_remaining or ZERO
    return min(answer.copay + deductible + (answer.coinsurance or ZERO) * claim.charge, claim.charge)


# ---- causes and holds

def accident(claim: Claim, _: Context) -> Iterator[Finding]:
    """B009: a condition that an accident or the work caused says when; a car accident also in which state."""
    cause = claim.encounter.accident
    if cause is not None:
        yield from _cause(claim, cause)


def _cause(claim: Claim, cause: Accident) -> Iterator[Finding]:
    if not 0 < len(cause.causes) <= 3 or not set(cause.causes) <= {"AA", "EM", "OA"}:                   # noqa: PLR2004 - CLM11-1 to 3
        yield B009(claim, "a related cause is none of AA, EM and OA", "enter AA for a car accident, EM for work, OA for another accident", "2300",
                   "CLM11-1",
                   "encounter.accident.causes")
    if cause.occurred_on is None and {"AA", "OA"} & set(cause.causes):
        yield B009(claim, "an accident without its day", "ask the patient", "2300", "DTP03", "encounter.accident.occurred_on")
    if "AA" in cause.causes and not cause.state and cause.country in ("", "US"):
        yield B009(claim, "a car accident without the state in which it happened", "ask the patient", "2300", "CLM11-4", "encounter.accident.state")
    if cause.occurred_on is not None and claim.encounter.last_day is not None and cause.occurred_on > claim.encounter.last_day:
        yield B009(claim, "the accident lies after the services", "ask the patient", "2300", "DTP03", "encounter.accident.occurred_on",
                   severity=Severity.WARNING)


def injury(claim: Claim, _: Context) -> Iterator[Finding]:
    """B009: where an injury was diagnosed, the claim says whether an accident or the work caused it."""
    if claim.encounter.accident is None and any(one.version == "10" and _is_injury(one.code) for one in claim.encounter.diagnoses):
        yield B009(claim, "an injury, and nothing says whether an accident or the work caused it", "ask the patient", "2300", "CLM11-1",
                   "encounter.accident", severity=Severity.WARNING, would_cause="CO-227")


def _is_injury(code: str) -> bool:
    """Whether a diagnosis (ICD-10-CM) is of an injury; adverse effects of drugs and complications of care are none."""
    return code[:1] == "S" or (code[:1] == "T" and (code[1:3] < "36" or "51" <= code[1:3] < "80"))


def held(claim: Claim, context: Context) -> Iterator[Finding]:
    """B016: no question to the provider about the claim is open."""
    if claim.patient_control_number in context.held:
        yield B016(claim, "a question to the provider is open: the claim is on hold", "wait for the answer, and send what the record supports",
                   "2300", "CLM01", "patient_control_number")
