"""Money outside any claim (PLB), and how a payment adds up from claims and it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.render import words
from edi835.render.view import Figure, ProviderLine
from edi_claims import ZERO
from edi_claims.decisions import provider_amounts
from edi_claims.pages.shown import clean
from edi_claims.pages.view import Tone

if TYPE_CHECKING:
    from decimal import Decimal

    from edi835.render.teller import Teller
    from edi_claims import Remittance
    from edi_claims.codes import PlbCategory
    from edi_claims.decisions import ProviderAmount


def provider_level(remittance: Remittance, number: str | None, teller: Teller) -> tuple[ProviderLine, ...]:
    """A line for each adjustment; where a claim is asked for, only those that name it."""
    several = provider_amounts(remittance, reasons=teller.labels.provider_adjustment)
    return tuple(_line(one, teller) for one in several if number is None or number in one.claims)


def _line(one: ProviderAmount, teller: Teller) -> ProviderLine:
    taken = one.adjustment
    lowers = one.amount < 0
    means = words.PROVIDER_LEVEL.get((one.category, lowers)) or (words.LOWERS if lowers else words.RAISES)
    return ProviderLine(
        code=clean(taken.reason), label=teller.called(teller.labels.provider_adjustment, taken.reason), category=words.CATEGORIES[one.category],
        reference=teller.discretion.reference(taken.reference, one.text), claims=tuple(map(clean, one.claims)), sent=taken.amount, effect=one.amount,
        means=means)


def sums_of(remittance: Remittance, teller: Teller) -> tuple[Figure, ...]:
    """From the claims to the payment: each category of provider-level money once, and what does not add up."""
    paid, payment = remittance.paid_total, remittance.payment_amount
    effects: dict[PlbCategory, Decimal] = {}
    for one in provider_amounts(remittance, reasons=teller.labels.provider_adjustment):
        effects[one.category] = effects.get(one.category, ZERO) + one.amount
    due = paid + sum(effects.values(), ZERO)
    taken = remittance.credit_or_debit == "D" and payment == -due
    difference = ZERO if taken else payment - due
    return (
        Figure(words.FOR_CLAIMS if remittance.claims else words.NO_CLAIMS, paid, _count(remittance)),
        *(Figure(words.CATEGORIES[kind], effect) for kind, effect in effects.items()),
        *((Figure(words.DOES_NOT_ADD_UP, difference, words.UNBALANCED, Tone.BAD),) if difference else ()),
        Figure("Payment", due if taken else payment, words.TAKEN_FROM_PROVIDER if taken else "", Tone.GOOD))


def _count(remittance: Remittance) -> str:
    number = len(remittance.claims)
    return f"{number:,} claim{'' if number == 1 else 's'}" if number else ""
