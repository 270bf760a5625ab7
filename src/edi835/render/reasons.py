"""What each decided amount means: the reasons under a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.render import words
from edi835.render.view import Reason
from edi835.render.words import Setting
from edi_claims.codes import AmountKind
from edi_claims.decisions import Outcome, crosses_over
from edi_claims.pages.shown import clean, count
from edi_claims.pages.view import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi835.render.teller import Teller
    from edi_claims import Adjustment, ClaimPayment
    from edi_claims.decisions import DecidedAmount

_SETTINGS = {Outcome.ESTIMATED: Setting.ESTIMATED, Outcome.REVERSED: Setting.REVERSED}
_TONES = {AmountKind.DENIED: Tone.BAD, AmountKind.BUNDLED: Tone.BAD, AmountKind.PENDED: Tone.WAIT}


def setting_of(claim: ClaimPayment, decided: Outcome) -> Setting:
    """In what kind of claim its amounts stand: one that another payer has now waits, whatever else it is."""
    return _SETTINGS.get(decided) or (Setting.FORWARDED if crosses_over(claim) else Setting.DECIDED)


def next_plan(claim: ClaimPayment) -> str:
    """Who decides next, as the payer names it."""
    return clean(claim.crossover_payer.name) if claim.crossover_payer is not None and claim.crossover_payer.name else words.NEXT_PLAN


def reasons(amounts: Iterable[DecidedAmount], setting: Setting, after: str, teller: Teller) -> tuple[Reason, ...]:
    """One for each adjustment, and for what none explains; what was paid needs none."""
    return tuple(_reason(one, setting, after, teller) for one in amounts if one.kind is not AmountKind.PAID)


def _reason(one: DecidedAmount, setting: Setting, after: str, teller: Teller) -> Reason:
    taken = one.adjustment
    named = {"code": "", "who": "", "why": words.UNEXPLAINED, "quantity": ""} if taken is None else _named(taken, teller)
    tone = Tone.OWED if one.kind in words.PATIENT_KINDS and setting is Setting.DECIDED else _TONES.get(one.kind, Tone.PLAIN)
    means = meaning(one.kind, one.amount, taken, setting, after, teller)
    return Reason(amount=one.amount, kind=words.NAMES[one.kind], tone=tone, means=means, **named)


def _named(taken: Adjustment, teller: Teller) -> dict[str, str]:
    return {
        "code": clean(taken.code), "who": teller.called(teller.labels.group, taken.group),
        "why": teller.called(teller.labels.reason, taken.reason),
        "quantity": "" if taken.quantity is None else count(taken.quantity)}


def meaning(kind: AmountKind, amount: Decimal, taken: Adjustment | None, setting: Setting, after: str, teller: Teller) -> str:
    """The sentence for an amount."""
    group = taken.group if taken is not None else ""
    sentence = _sentence(kind, group, setting, negative=amount < 0)
    more = words.BY_CODE.get(taken.code, "") if taken is not None and setting is Setting.DECIDED else ""
    said = sentence.format(amount=teller.money(abs(amount)), next=after)
    said = said[:1].upper() + said[1:]
    return f"{said} {more}" if more else said


def _sentence(kind: AmountKind, group: str, setting: Setting, *, negative: bool) -> str:
    if setting is Setting.REVERSED:
        return words.REVERSED
    if negative:
        return words.PATIENT_CREDIT if kind in words.PATIENT_KINDS else words.RAISED
    if setting is Setting.ESTIMATED:
        return words.ESTIMATED.get(kind, words.ESTIMATE)
    if setting is Setting.FORWARDED and kind in words.FORWARDED:
        return words.FORWARDED[kind]
    return words.MEANS.get((kind, group)) or words.MEANS[kind, ""]
