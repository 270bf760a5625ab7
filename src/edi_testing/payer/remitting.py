"""What is decided becomes a payment: reversals and provider adjustments, so that the money adds up and the payment is never below zero."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import attrs

from edi_claims import (
    ZERO,
    Address,
    Adjustment,
    BankAccount,
    ClaimPayment,
    Contact,
    OutpatientAdjudication,
    Payer,
    PersonName,
    Provider,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from edi_testing.payer.money import cents, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edi_testing.payer.plan import Plan

_REVERSED = "22"
_YEAR = Decimal(365)
_ADDRESS = Address(("100 PLAN WAY",), "OMAHA", "NE", "681020001")
_HELP = Contact("EDI HELP", (("TE", "8005550100"),), "BL")


# ---- numbers

class Numbers:
    """A payer's numbers: of claims and of payments, the same ones for the same seed."""

    def __init__(self, payer_id: str, seed: int) -> None:
        self._first = Random(f"{payer_id}:{seed}").randrange(1, 9000) * 10_000          # noqa: S311 - repeatable, not secret
        self._claims = self._payments = 0

    def claim(self) -> str:
        """CLP07 of a new decision."""
        self._claims += 1
        return f"ICN{self._first + self._claims:010}"

    def payment(self, *, pays: bool) -> str:
        """TRN02: of a transfer, or of an advice without money."""
        self._payments += 1
        return f"{'EFT' if pays else 'RA'}{self._first + self._payments:08}"


# ---- taking back

def reversal_of(payment: ClaimPayment, remark: str = "") -> ClaimPayment:
    """A decision taken back: every amount with the other sign, the number of the payer that it had, status 22."""
    share = payment.patient_responsibility
    remarks = (remark,) if remark else ()
    return attrs.evolve(
        payment, status=_REVERSED, charge=-payment.charge, paid=-payment.paid, patient_responsibility=None if share is None else -share,
        adjustments=_turned(payment.adjustments), services=[_turned_line(one) for one in payment.services], remarks=remarks,
        outpatient=OutpatientAdjudication(remarks=remarks) if remarks else None, amounts={}, crossover_payer=None, corrected_priority_payer=None)


def _turned_line(line: ServicePayment) -> ServicePayment:
    submitted = line.submitted_units
    return attrs.evolve(line, charge=-line.charge, paid=-line.paid, units=-line.units, submitted_units=None if submitted is None else -submitted,
                        adjustments=_turned(line.adjustments), allowed=None, amounts={})


def _turned(adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    return [attrs.evolve(one, amount=-one.amount, quantity=None if one.quantity is None else -one.quantity) for one in adjustments]


def interest(plan: Plan, payment: ClaimPayment, received: date, on: date) -> Decimal:
    """What a late payment earns: the plan's rate, for the days after the last one in time."""
    late = (on - received).days - plan.prompt_pay_days
    return plain(cents(payment.paid * plan.interest_rate * late / _YEAR)) if late > 0 and payment.paid > ZERO else ZERO


# ---- money between payer and provider

@attrs.define
class Balance:
    """What one provider owes the payer."""

    forward: list[tuple[str, Decimal]] = attrs.field(factory=list)
    """Trace number and dollars of balances that were carried forward (PLB FB)."""
    recoveries: list[tuple[str, Decimal]] = attrs.field(factory=list)
    """Reference and dollars of recoveries that were announced (PLB WO)."""

    @property
    def owed(self) -> Decimal:
        """Dollars that later payments will lack."""
        return sum((amount for _, amount in (*self.forward, *self.recoveries)), ZERO)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not (self.forward or self.recoveries)


@attrs.define
class Books:
    """The balances of all providers, by NPI or tax id."""

    numbers: Numbers
    balances: defaultdict[str, Balance] = attrs.field(factory=lambda: defaultdict(Balance))

    def remit(self, plan: Plan, payee: Provider, claims: Sequence[ClaimPayment], on: date) -> Remittance:
        """The remittance of these decisions to a provider, with everything that is open between him and the payer."""
        balance = self.balances[provider_id(payee)]
        pairs = [("L6", one.payer_control_number, -one.amounts["I"]) for one in claims if one.amounts.get("I")]
        pairs += [("WO", reference, amount) for reference, amount in balance.recoveries]
        balance.recoveries.clear()
        if plan.habits.recovers_by_offset:
            taken = [(f"{one.patient_control_number} {one.payer_control_number}", -one.paid) for one in claims if one.is_reversal and one.paid < ZERO]
            pairs += [("WO", reference, -amount) for reference, amount in taken]
            balance.recoveries += taken
        pairs += [("FB", trace, amount) for trace, amount in balance.forward]
        balance.forward.clear()
        due = sum((one.paid for one in claims), ZERO) - sum((amount for _, _, amount in pairs), ZERO)
        trace = self.numbers.payment(pays=due > ZERO)
        if due < ZERO:
            pairs.append(("FB", trace, due))
            balance.forward.append((trace, -due))
        return _remittance(plan, payee, claims, pairs, max(due, ZERO), trace, on)


def provider_id(payee: Provider) -> str:
    """By which number the payer knows a provider: NPI, tax id, or the payer's own."""
    return payee.npi or payee.tax_id or (payee.identifier.value if payee.identifier else "")


def _remittance(plan: Plan, payee: Provider, claims: Sequence[ClaimPayment], pairs: Iterable[tuple[str, str, Decimal]], paid: Decimal, trace: str,
                on: date) -> Remittance:
    by_transfer = bool(paid) and plan.habits.payment_method == "ACH"
    return Remittance(
        plain(paid), trace, payer_of(plan), payee_of(payee), claims,
        [ProviderAdjustment(provider_id(payee), date(on.year, 12, 31), reason, reference, plain(amount)) for reason, reference, amount in pairs],
        handling="I" if paid else "H", payment_method=plan.habits.payment_method if paid else "NON", payment_date=on, payer_trace_id=plan.trace_id,
        payment_format="CCP" if by_transfer else "", payer_account=_PAYER_ACCOUNT if by_transfer else None,
        payee_account=_PAYEE_ACCOUNT if by_transfer else None, originating_company=plan.trace_id if by_transfer else "", production_date=on,
        version="005010X221A1")


_PAYER_ACCOUNT = BankAccount("01", "999999992", "DA", "123456")
_PAYEE_ACCOUNT = BankAccount("01", "999988880", "DA", "98765")


def payer_of(plan: Plan) -> Payer:
    """N1*PR: the plan's payer as its remittances name it."""
    given = plan.payer
    contacts = given.contacts if any(one.function == "BL" and one.numbers for one in given.contacts) else (_HELP,)
    return Payer(given.payer_id, given.name or "SIMULATED PAYER", (plan.trace_id,), given.id_qualifier,
                 given.address if given.address and given.address.lines and given.address.city else _ADDRESS, contacts=contacts)


def payee_of(given: Provider) -> Provider:
    """N1*PE: the billing provider as remittances name him."""
    name = " ".join(filter(None, (given.name.first, given.name.middle, given.name.last))) if isinstance(given.name, PersonName) else given.name
    return Provider(given.npi, name, tax_id=given.tax_id, address=given.address, identifier=None if given.npi or given.tax_id else given.identifier)
