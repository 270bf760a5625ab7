"""Why an inquiry is not answered (AAA): small functions in a tuple, in the order of the levels that it has to pass."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from edi837.rules.tables import concerns
from edi_claims import Rejection
from edi_claims.identifiers import npi_is_valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from edi837 import Enrollment
    from edi_testing.payer.answering.asked import Asked
    from edi_testing.payer.members import Insured

Refusal: TypeAlias = "Callable[[Asked], Rejection | None]"

SOURCE = frozenset({"04", "41", "42", "79", "80", "T4"})
RECEIVER = frozenset({"43", "44", "45", "46", "47", "48", "50", "51", "97"})
"""AAA03 by the level at which the guide has it; the rest is the patient's."""
OF_MEMBER = frozenset({"72", "73", "74", "75", "76", "78"})
"""Those that are the subscriber's even where a dependent is asked for."""
FOLLOW_UPS = {"04": "R", "42": "R", "80": "R", "41": "N", "50": "N", "52": "N", "35": "N"}
"""AAA04 by AAA03; C, correct and send again, for every other."""
UNDERSTOOD = frozenset({"04", "35", "42", "52", "61", "62", "63", "80"})
"""AAA03 of a question that was right, and is not answered all the same (AAA01 Y)."""


def rejection(level: str, reason: str) -> Rejection:
    """An AAA with what goes with its reason."""
    return Rejection(level, reason, FOLLOW_UPS.get(reason, "C"), "Y" if reason in UNDERSTOOD else "N")


def level_of(asked: Asked, reason: str) -> str:
    """At which level a reason is told."""
    if reason in SOURCE or reason in RECEIVER:
        return "source" if reason in SOURCE else "receiver"
    return "subscriber" if reason in OF_MEMBER else asked.level


def scripted(asked: Asked) -> Rejection | None:
    """What a test wants refused: this inquiry, or whatever is asked about this member."""
    reason = asked.refuse.get(asked.inquiry.trace_number) or asked.refuse.get(asked.inquiry.coverage.member_id)
    return rejection(level_of(asked, reason), reason) if reason else None


# ---- payer

def right_payer(asked: Asked) -> Rejection | None:
    """79: the inquiry is for another payer; T4: for none."""
    payer = asked.inquiry.coverage.payer
    if asked.plan.is_own(payer):
        return None
    return rejection("source", "79" if payer.payer_id else "T4")


def at_hand(asked: Asked) -> Rejection | None:
    """42: it cannot answer now."""
    return rejection("source", "42") if asked.chance < asked.plan.replies.busy else None


# ---- provider

def known_provider(asked: Asked) -> Rejection | None:
    """43: no NPI, or none that can be one; 51: not enrolled. Where nobody's enrolment is known, everybody is."""
    who = asked.inquiry.provider
    if (who.npi is None and who.identifier is None) or (who.npi is not None and not npi_is_valid(who.npi)):
        return rejection("receiver", "43")
    known = {one.npi for one in _enrollments(asked)}
    return rejection("receiver", "51") if known and who.npi not in known else None


def enrolled(asked: Asked) -> Rejection | None:
    """52: not enrolled on the day."""
    rows = _enrollments(asked)
    inside = not rows or any(one.npi == asked.inquiry.provider.npi and one.covers(asked.days.start) for one in rows)
    return None if inside else rejection(asked.level, "52")


def _enrollments(asked: Asked) -> list[Enrollment]:
    return [one for one in asked.plan.tables.enrollments if concerns(one.payer_ids, (), asked.inquiry.coverage)]


# ---- days

def orderly(asked: Asked) -> Rejection | None:
    """57: a period that ends before it begins."""
    return rejection(asked.level, "57") if asked.days.end < asked.days.start else None


def answerable(asked: Asked) -> Rejection | None:
    """62 and 63: before or behind the days for which it answers. Without a today it answers for any."""
    if asked.today is None:
        return None
    replies = asked.plan.replies
    if asked.days.start < asked.today - timedelta(days=replies.days_back):
        return rejection(asked.level, "62")
    return rejection(asked.level, "63") if asked.days.start > asked.today + timedelta(days=replies.days_ahead) else None


BEFORE_SEARCH: tuple[Refusal, ...] = (scripted, right_payer, at_hand, known_provider, enrolled, orderly, answerable)
"""What is looked at before anybody is searched for, in this order."""


def alive(asked: Asked, found: Insured) -> Rejection | None:
    """60 and 61: asked about days before his birth, or after his death."""
    person = found.person or asked.inquiry.patient
    level = "dependent" if found.is_dependent else "subscriber"
    if person.birth_date is not None and asked.days.end < person.birth_date:
        return rejection(level, "60")
    return rejection(level, "61") if person.death_date is not None and asked.days.start > person.death_date else None
