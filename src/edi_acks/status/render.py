"""An answer as plain text, for whoever works the claim: where it is, why, and what to do come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_acks.status.nouns import StatusResponse
from edi_acks.status.situation import Situation, reason_of, row_of, situation
from edi_claims.codes import STATUS_CATEGORY
from edi_claims.pages.shown import Discretion, Money, clean, count, day, days, numbers_of
from edi_claims.pages.text import WIDTH, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_acks.nouns import LineStatus, Status

_LABEL = 12
_MONEY = Money()


def render(responses: StatusResponse | Iterable[StatusResponse], *, mask: bool = True) -> str:
    """Responses as text, at most a hundred columns wide, one block a claim. `mask` leaves initials of a name and the end of a member id."""
    several = [responses] if isinstance(responses, StatusResponse) else responses
    return "\n".join("\n".join(line.rstrip() for line in _block(one, Discretion(mask))) + "\n" for one in several)


def _block(one: StatusResponse, shows: Discretion) -> Iterator[str]:
    where = situation(one)
    title = f"CLAIM {one.patient_control_number or one.trace_number or one.payer_control_number or '(no number)'}"
    badge = f"[ {where.standing.value.replace('_', ' ').upper()} ]"
    yield f"{title}{badge:>{max(len(badge) + 2, WIDTH - len(title))}}"
    yield "-" * WIDTH
    for label, text in (*_facts(one, where), *_claim(one, shows)):
        if text:
            yield from wrapped(f"{label:<{_LABEL}}{text}", " " * _LABEL)
    for number, line in enumerate(one.lines, 1):
        yield from wrapped(f"{f'Line {number}':<{_LABEL}}{_line(line)}", " " * _LABEL)
    messages = dict.fromkeys(clean(status.message) for status in one.statuses if status.message)
    for message in () if shows.mask else messages:
        yield from wrapped(f"{'Message':<{_LABEL}}{message}", " " * _LABEL, cut=True)


def _facts(one: StatusResponse, where: Situation) -> Iterator[tuple[str, str]]:
    """Where, why and what to do."""
    who = clean(one.payer.name or one.payer.payer_id) if one.payer is not None else ""
    yield "Where", f"{where.label}{f', as of {day(where.on)}' if where.on else ''}{f' ({who})' if who else ''}"
    yield "Why", f"{where.reason} ({where.status})" if where.reason else where.status
    yield "To do", f"{where.owner.value.replace('_', ' ').upper()}: {where.advice}"
    yield "Due", day(where.due) if where.due else ""
    yield "Ask", numbers_of(one.payer.contacts) if one.payer is not None else ""


def _claim(one: StatusResponse, shows: Discretion) -> Iterator[tuple[str, str]]:
    """Which claim it is, and its figures."""
    person = one.patient
    member = f", member {shows.number(one.member_id)}" if one.member_id else ""
    yield "Patient", f"{shows.name(person.name)}{member}" if person is not None else ""
    yield "Service", days(one.service_dates)
    amounts = (("charge", one.charge), ("paid", one.paid))
    yield "Amounts", ", ".join(f"{name} {_MONEY(amount)}" for name, amount in amounts if amount is not None)
    payment = f"{one.check_number}{f' of {day(one.paid_on)}' if one.paid_on else ''}"
    yield "Payment", payment.strip()
    numbers = (("payer", one.payer_control_number), ("inquiry", one.trace_number), ("clearinghouse", one.clearinghouse_number))
    yield "Numbers", ", ".join(f"{name} {clean(text)}" for name, text in numbers if text)


def _line(line: LineStatus) -> str:
    """Procedure, figures and every status of a service line."""
    parts = [str(line.procedure) if line.procedure is not None else line.revenue_code]
    if line.units is not None:
        parts.append(f"units {count(line.units)}")
    parts += [f"{name} {_MONEY(amount)}" for name, amount in (("charge", line.charge), ("paid", line.paid)) if amount is not None]
    return "; ".join(filter(None, (", ".join(filter(None, map(clean, parts))), *map(_status, line.statuses))))


def _status(one: Status) -> str:
    reason = reason_of(one, row_of(one))
    return f"{STATUS_CATEGORY.label(one.category)}{f': {reason}' if reason else ''} ({one.text})"
