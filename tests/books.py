"""Claims, payments and remittances for the ledger's tests, made from nouns alone."""

from datetime import date
from decimal import Decimal as D

from edi_claims import (
    Adjustment,
    Claim,
    ClaimPayment,
    Coverage,
    Diagnosis,
    Encounter,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    Procedure,
    Provider,
    Remittance,
    ServiceLine,
    ServicePayment,
)

PLAN, SUPPLEMENT, THIRD = Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",)), Payer("SUP01", "SUPPLEMENT LIFE", ("1476543210",)), Payer("TER01", "THIRD")
BILLING = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", "207RC0000X", "470000001")
SENT = date(2026, 10, 20)
PROFILES = (PayerProfile("EXAMPLE HEALTH PLAN", ("EX001", "1512345678"), appeal_days=180), PayerProfile("SUPPLEMENT LIFE", ("SUP01",), appeal_days=90))


def line(number, code, charge, *modifiers, day=date(2026, 10, 12), pointers=(1, 2), units=1):
    return ServiceLine(Procedure(code, modifiers), D(charge), D(units), pointers, day, line_control_number=number)


def claim(number, lines, payers=(PLAN,), sequence="P", **more):
    patient = Person(PersonName("ROWE", "DANA"), date(1971, 3, 4), "F")
    encounter = Encounter(patient, (Diagnosis("R079"), Diagnosis("R0602")), tuple(lines), "11")
    coverages = [Coverage(payer, "XYZ100200300", sequence=place) for payer, place in zip(payers, "PST", strict=False)]
    return Claim(encounter, number, BILLING, coverages, sequence, **more)


def visit(number, em="99214", charge="200", **more):
    """An office visit with an ECG, as in the examples."""
    return claim(number, [line(f"{number}L1", em, charge, "25"), line(f"{number}L2", "93000", "150")], **more)


def paid(number, code, charge, amount, *adjustments, modifiers=(), **more):
    """A service payment; adjustments are `CO-45` and amounts in turn."""
    found = [Adjustment(*code_.split("-"), D(dollars)) for code_, dollars in zip(adjustments[::2], adjustments[1::2], strict=True)]
    return ServicePayment(Procedure(code, modifiers), D(charge), D(amount), adjustments=found, line_control_number=number, **more)


def payment(number, lines, status="1", icn="ICN1", **more):
    charge, amount = sum((one.charge for one in lines), D(0)), sum((one.paid for one in lines), D(0))
    return ClaimPayment(number, status, charge, amount, payer_control_number=icn, services=list(lines), **more)


def remittance(*payments, payer=PLAN, trace="EFT1", on=date(2026, 11, 2), plb=(), **more):
    total = sum((one.paid for one in payments), D(0)) - sum((one.amount for one in plb), D(0))
    for position, one in enumerate(payments, 10):
        one.position = one.position or position
    return Remittance(total, trace, payer, BILLING, payments, plb, payment_date=on, payer_trace_id=next(iter(payer.other_ids), ""), **more)


def reversal(before, icn=None):
    """The same payment with every sign turned."""
    lines = [ServicePayment(one.procedure, -one.charge, -one.paid, units=-one.units, line_control_number=one.line_control_number,
                            adjustments=[Adjustment(a.group, a.reason, -a.amount) for a in one.adjustments]) for one in before.services]
    return ClaimPayment(before.patient_control_number, "22", -before.charge, -before.paid, payer_control_number=icn or before.payer_control_number, services=lines)
