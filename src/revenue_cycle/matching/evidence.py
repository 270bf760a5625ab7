"""What a payment and a sent claim have in common: who, when, how much, what. Words for people, never a patient's data.

Each test answers True, False, or None where one side does not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import DateRange, Person, PersonName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from edi_claims import Claim, ClaimPayment, Payer

_INITIAL = 1
_LETTERS_OF_NAME = 6
"""How much of a last name counts: payers cut names."""


def plain(text: str) -> str:
    """Letters and digits, upper case: how ids and names are compared."""
    return "".join(filter(str.isalnum, text)).upper()


# ---- who

def member_ids(persons: Iterable[Person | None]) -> set[str]:
    """The ids that a payer names people by."""
    return {plain(one.identifier.value) for one in persons if one is not None and one.identifier is not None} - {""}


def ids_of_payment(payment: ClaimPayment) -> set[str]:
    """NM109 of NM1*QC, IL and 74: a changed id (74) and the one that was sent are both the patient's."""
    return member_ids((payment.patient, payment.insured, payment.corrected_insured))


def ids_of_claim(claim: Claim) -> set[str]:
    """The member ids of a claim's coverages, and the patient's own where he has one."""
    return ({plain(one.member_id) for one in claim.coverages} | member_ids((claim.encounter.patient,))) - {""}


def name_key(person: Person | None) -> str:
    """The first letters of the last name and the first initial; empty where there is no name."""
    if person is None:
        return ""
    if not isinstance(person.name, PersonName):
        return plain(person.name)[:_LETTERS_OF_NAME]
    last = plain(person.name.last)[:_LETTERS_OF_NAME]
    return f"{last},{plain(person.name.first)[:_INITIAL]}" if last else ""


def _same_member(payment: ClaimPayment, claim: Claim) -> bool | None:
    sent, told = ids_of_claim(claim), ids_of_payment(payment)
    return bool(sent & told) if sent and told else None


def _same_name(payment: ClaimPayment, claim: Claim) -> bool | None:
    sent, told = name_key(claim.encounter.patient), name_key(payment.patient)
    if not sent or not told:
        return None
    return sent == told or (sent.split(",")[0] == told.split(",")[0] and "" in {sent.partition(",")[2], told.partition(",")[2]})


# ---- when, how much, what

def days_of_payment(payment: ClaimPayment) -> set[date]:
    """The first day of each line; where no line has one, the first day of the claim (DTM*232)."""
    days = {day for line in payment.services
            if (day := line.service_date or (line.service_period.start if line.service_period else None)) is not None}
    if days:
        return days
    told = payment.dates.get("232") or payment.dates.get("472")
    return {told.start if isinstance(told, DateRange) else told} if told else set()


def days_of_claim(claim: Claim) -> set[date]:
    """The first day of each line."""
    return {day for line in claim.encounter.services if (day := line.first_day) is not None}


def _same_day(payment: ClaimPayment, claim: Claim) -> bool | None:
    told, sent = days_of_payment(payment), days_of_claim(claim)
    return bool(told & sent) if told and sent else None


def _same_charge(payment: ClaimPayment, claim: Claim) -> bool | None:
    return abs(payment.charge) == claim.charge if payment.charge else None


def _same_lines(payment: ClaimPayment, claim: Claim) -> bool | None:
    told = {line.line_control_number for line in payment.services} - {None, ""}
    sent = {line.line_control_number for line in claim.encounter.services} - {None, ""}
    return bool(told & sent) if told and sent else None


def _same_services(payment: ClaimPayment, claim: Claim) -> bool | None:
    told = {(line.submitted_procedure or line.procedure).code for line in payment.services}
    sent = {line.procedure.code for line in claim.encounter.services}
    return told <= sent if told and sent else None


def same_payer(payer: Payer | None, claim: Claim) -> bool | None:
    """Whether one of the claim's payers sent the payment."""
    return any(one.payer.is_same(payer) for one in claim.coverages) if payer is not None and payer.ids else None


TESTS: tuple[tuple[str, Callable[[ClaimPayment, Claim], bool | None]], ...] = (
    ("line control number", _same_lines), ("member id", _same_member), ("patient's name", _same_name), ("day of service", _same_day),
    ("charge", _same_charge), ("services", _same_services),
)
"""What is compared, the most telling first."""
SENT_BEFORE = "sent before the payment"
"""Not of a payment and a claim, but of their days."""


def compare(payment: ClaimPayment, claim: Claim, payer: Payer | None = None) -> dict[str, bool | None]:
    """Every test by its name, in order, and whether the payer is one of the claim's."""
    return {**{name: test(payment, claim) for name, test in TESTS}, "payer": same_payer(payer, claim)}


def conflict(told: dict[str, bool | None], *, used_again: bool = False) -> str:
    """Why a claim cannot be the one that a payment is for, whatever its number says; empty where nothing speaks against it.

    Another person is no other patient where the day is the claim's, and the charge or a line's number, or where number, charge and services
    of the lines are: names and ids are corrected. Another day is no other claim where the charge is its own, or the line's number and the
    services. Line numbers are often made from the claim's: they do not count where that is `used_again` for other work.
    """
    day, charge = told["day of service"], told["charge"]
    numbered = told["line control number"] and not (used_again and day is False)
    same_work = (day and (charge or numbered)) or (numbered and charge and told["services"])
    if told["patient's name"] is False and not told["member id"] and not same_work:
        return "it is another patient's"
    if day is False and not charge and not (numbered and told["services"]):
        return "it is for another day and another charge"
    return ""


def agreed(told: dict[str, bool | None]) -> tuple[str, ...]:
    """What both sides say alike; that a claim was sent before it was paid is nothing to tell."""
    return tuple(f"same {name}" for name, answer in told.items() if answer and name != SENT_BEFORE)


def differing(told: dict[str, bool | None]) -> tuple[str, ...]:
    """What they say differently."""
    return tuple("sent after the payment" if name == SENT_BEFORE else f"another {name}" for name, answer in told.items() if answer is False)


def same_use(one: Claim, other: Claim) -> bool:
    """Whether two claims of one number are the same work, sent again, corrected, or to the next payer; not a number that was used again."""
    if one is other or "7" in one.frequency + other.frequency or "8" in one.frequency + other.frequency:
        return True
    days = [days_of_claim(claim) for claim in (one, other)]
    numbers = [{line.line_control_number for line in claim.encounter.services} - {None, ""} for claim in (one, other)]
    codes = [{line.procedure.code for line in claim.encounter.services} for claim in (one, other)]
    same_days, same_numbers = bool(days[0] & days[1]), bool(numbers[0] & numbers[1])
    mine, theirs = name_key(one.encounter.patient), name_key(other.encounter.patient)
    if mine and theirs and mine != theirs and not ids_of_claim(one) & ids_of_claim(other):
        return same_days and same_numbers
    return same_days or not all(days) or (same_numbers and codes[0] == codes[1])


def first_days(days: Iterable[date]) -> Iterator[str]:
    """Days as keys hold them, in order."""
    return (day.isoformat() for day in sorted(days))
