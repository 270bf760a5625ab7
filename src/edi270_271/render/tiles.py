"""What is read at a glance: what the patient pays, and what is needed before the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi270_271.answers.hints import hints_of
from edi270_271.answers.limits import UNITS, VISITS, unit_of
from edi270_271.render import words
from edi270_271.render.tasks import referral_why
from edi270_271.render.teller import for_people, period, service
from edi270_271.render.view import Tile
from edi_claims import Authorization, CoverageStatus, VisitShare
from edi_claims.pages.shown import clean, count, percent
from edi_claims.pages.view import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from edi270_271.render.teller import Teller
    from edi_claims import BenefitLimit, CoverageAnswer, PatientShare

LEVELS = ("individual", "family")
NOTHING = Tile(words.COLLECT, words.NOTHING, words.WHY_NOT_BILL.rstrip("."), Tone.BAD)
"""What stands before every figure where nobody may bill the patient."""


# ---- what the patient pays

def pays(answer: CoverageAnswer, share: PatientShare | VisitShare | None, teller: Teller) -> tuple[Tile, ...]:
    """Estimate, copay, deductible, coinsurance, out-of-pocket limit. Where the plan is not active only what was stated."""
    tiles = (*_share(share, teller), *_spend_down(answer, teller), _copay(answer, teller), _left(answer, "deductible", "Deductible left", teller),
             _coinsurance(answer), _left(answer, "out_of_pocket", "Out-of-pocket left", teller))
    shown = (one for one in tiles if one.said or answer.status is CoverageStatus.ACTIVE)
    if answer.patient_may_be_billed is False:
        return (NOTHING, *(attrs.evolve(one, tone=Tone.PLAIN) for one in shown))
    return tuple(shown)


def _share(share: PatientShare | VisitShare | None, teller: Teller) -> Iterator[Tile]:
    if share is None:
        return
    left_out = share.without_fee if isinstance(share, VisitShare) else ()
    note = f"without line {', '.join(map(str, left_out))}: no fee is known" if left_out else ""
    yield Tile(words.SHARE, teller.between(share.low, share.high), note, Tone.OWED if share.high else Tone.PLAIN)


def _spend_down(answer: CoverageAnswer, teller: Teller) -> Iterator[Tile]:
    if answer.spend_down is not None or "spend_down" in answer.range:
        yield _figure(answer, "spend_down", "Spend-down", teller.money, "the patient pays it before coverage begins")


def _copay(answer: CoverageAnswer, teller: Teller) -> Tile:
    row = answer.evidence.get("copay")
    return _figure(answer, "copay", "Copay", teller.money, f"per {period(row.period)}" if row is not None and row.period else "")


def _coinsurance(answer: CoverageAnswer) -> Tile:
    return _figure(answer, "coinsurance", "Coinsurance", percent, "the patient's part")


def _left(answer: CoverageAnswer, name: str, label: str, teller: Teller) -> Tile:
    """What is left of a year's limit, with the limit, and the other level where both were stated."""
    limit: Decimal | None = getattr(answer, name)
    left: Decimal | None = getattr(answer, f"{name}_remaining")
    said = [] if limit is None else [f"of {teller.money(limit)}" if left is not None else f"limit {teller.money(limit)}"]
    if left is not None and left <= 0:
        said.append(words.MET)
    levels = {level: answer.accumulators[f"{name}.{level}"].remaining for level in LEVELS if f"{name}.{level}" in answer.accumulators}
    if len([one for one in levels.values() if one is not None]) > 1:
        said += [f"{level} {teller.money(one)}" for level, one in levels.items() if one is not None]
    elif left is not None and levels.get("family") is not None:
        said.append("for the family")
    if name == "deductible" and "deductible does not apply" in answer.hints:
        said.append(words.WAIVED)
    return _figure(answer, f"{name}_remaining", label, teller.money, "; ".join(said))


def _figure(answer: CoverageAnswer, name: str, label: str, write: Callable[[Decimal], str], note: str) -> Tile:
    """A figure, both ends where the rows differ, or that it was not said."""
    value: Decimal | None = getattr(answer, name)
    if value is not None:
        return Tile(label, write(value), note, Tone.OWED if value else Tone.PLAIN)
    if name in answer.range:
        low, high = answer.range[name]
        return Tile(label, f"{write(low)} to {write(high)}", _told_apart(answer, name, low, high, write), Tone.OWED)
    return Tile(label, words.NOT_SAID, note if name.endswith("_remaining") else "", said=False)


def _told_apart(answer: CoverageAnswer, name: str, low: Decimal, high: Decimal, write: Callable[[Decimal], str]) -> str:
    """What the messages of two rows that differ seem to say of the difference."""
    rows = answer.evidence.get(f"{name}.low"), answer.evidence.get(f"{name}.high")
    hints = [", ".join(hints_of(row)) if row is not None else "" for row in rows]
    if hints[0] == hints[1]:
        return words.MARKED_RANGE
    return "; ".join(f"{write(end)}: {hint or 'no message'}" for end, hint in zip((low, high), hints, strict=True))


# ---- what is needed before the service

def needed(answer: CoverageAnswer, teller: Teller) -> tuple[Tile, ...]:
    """Authorization, referral, primary care provider, visits. Where the plan is not active only what was stated."""
    tiles = (_authorization(answer), _referral(answer), _primary_care(answer, teller), _visits(answer))
    return tuple(one for one in tiles if one.said or answer.status is CoverageStatus.ACTIVE)


def _authorization(answer: CoverageAnswer) -> Tile:
    value, tone, note = words.AUTHORIZATION[answer.authorization]
    reasons = [reason.removeprefix("authorization: ") for reason in answer.reasons if reason.startswith("authorization: ")]
    notes = [note, *(for_people(one) for one in reasons if not one.startswith(("not stated", "required by", "not required by")))]
    return Tile("Authorization", value, "; ".join(filter(None, notes)), tone, said=answer.authorization is not Authorization.UNKNOWN)


def _referral(answer: CoverageAnswer) -> Tile:
    why = referral_why(answer)
    return Tile("Referral", "CHECK", why, Tone.OWED) if why else Tile("Referral", words.NOT_SAID, said=False)


def _primary_care(answer: CoverageAnswer, teller: Teller) -> Tile:
    one = answer.primary_care_provider
    if one is None:
        return Tile("Primary care provider", words.NOT_SAID, said=False)
    name, number = teller.named(one), teller.npi(one)
    note = ", ".join(filter(None, (number if name else "", teller.telephone(one.contacts))))
    return Tile("Primary care provider", name or number or words.NAMELESS, note)


def _visits(answer: CoverageAnswer) -> Tile:
    """Visits, or whatever unit the payer counts in."""
    if "unlimited" in answer.evidence:
        return Tile("Visits left", "No limit", tone=Tone.GOOD)
    one = next((limit for limit in answer.limits if limit.unit == VISITS), next(iter(answer.limits), None))
    if "visits_remaining" in answer.range:
        low, high = answer.range["visits_remaining"]
        return Tile("Visits left", f"{count(low)} to {count(high)}", words.MARKED_RANGE, Tone.OWED)
    if one is None:
        return Tile("Visits left", words.NOT_SAID, said=False)
    if one.unit == "$":
        return Tile("Limit", words.SEE_LIMITS)
    left = one.remaining
    label = f"{unit_of(one.unit)[1].capitalize()} left"
    if left is None:
        return Tile(label, words.NOT_SAID, words.SEE_LIMITS)
    tone = Tone.BAD if left <= 0 else Tone.GOOD
    return Tile(label, count(left), _of_limit(one), tone)


def _of_limit(one: BenefitLimit) -> str:
    whole = "" if one.limit is None else f"of {counted(one.limit, one.unit)}"
    return " ".join(filter(None, (whole, f"per {period(one.period)}" if one.period and whole else "")))


def counted(number: Decimal, unit: str) -> str:
    """A number with its unit; a unit that no table has as the payer sent it."""
    name = unit_of(unit)[number != 1] if unit in UNITS else words.UNITS.get(unit, f"units ({clean(unit)})" if unit else "units")
    return f"{count(number)} {name}"


def limit_text(one: BenefitLimit, teller: Teller) -> str:
    """A limit as one line: in all, used, left, and who shares it."""
    def write(number: Decimal) -> str:
        return teller.money(number) if one.unit == "$" else counted(number, one.unit)

    whole = "" if one.limit is None else write(one.limit) + (f" per {period(one.period)}" if one.period else "")
    parts = [whole or f"In {unit_of(one.unit)[1]}", *(f"{write(number)} {what}" for number, what in ((one.used, "used"), (one.remaining, "left"))
                                                      if number is not None)]
    shared = ", ".join(map(service, one.service_types))
    return ", ".join(parts) + (f": {shared}" if shared else "")
