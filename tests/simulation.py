"""Plans, claims and remittances of the simulated payer's tests."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs

import edi835
import edi837
from corpus import example
from edi_claims import Coverage, Fee, FeeSchedule, Payer, TradingPartner
from edi_testing import Plan
from edi_testing.payer import Copay
from edi_x12 import conformance

PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",))
SUPPLEMENT = Coverage(Payer("SUP01", "SUPPLEMENT LIFE", ("1476543210",)), "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")
VISITS = Copay(["992*"], D(25))
WHEN = {"sender": TradingPartner("PAYER", "PAYERTEST"), "receiver": TradingPartner("PRACTICE", "PRACTTEST"), "control": 101, "usage": "T",
        "created": datetime(2026, 11, 2, 9, 30)}


def fees(**allowed):
    """`fees(c99214=130)`."""
    return FeeSchedule("EXAMPLE", [Fee(code[1:], D(str(amount))) for code, amount in allowed.items()])


def sent(name="837p-1-primary", number=None, **changes):
    """A claim of the examples, under another number if one is given."""
    [claim] = edi837.parse(example(name))
    if number is not None:
        lines = [attrs.evolve(line, line_control_number=f"{number}L{at}") for at, line in enumerate(claim.encounter.services, 1)]
        claim = attrs.evolve(claim, patient_control_number=number, encounter=attrs.evolve(claim.encounter, services=tuple(lines)))
    return attrs.evolve(claim, **changes)


def billing(number, *services, days=(date(2026, 10, 12),), **changes):
    """A claim of an example's patient for other services: pairs of code and charge."""
    before = sent()
    lines = []
    for at, (code, charge) in enumerate(services, 1):
        procedure, *modifiers = code.split("-")
        changed = attrs.evolve(before.encounter.services[0].procedure, code=procedure, modifiers=tuple(modifiers))
        lines.append(attrs.evolve(before.encounter.services[0], procedure=changed, charge=D(str(charge)), line_control_number=f"{number}L{at}",
                                  service_date=days[min(at, len(days)) - 1]))
    encounter = attrs.evolve(before.encounter, services=tuple(lines))
    return attrs.evolve(before, encounter=encounter, patient_control_number=number, charge=encounter.total_charge, **changes)


def plan(**more):
    return Plan(more.pop("payer", PAYER), **more)


def text_of(*remittances):
    return edi835.build(list(remittances), **WHEN)


def sound(*remittances):
    """Remittances that are written, pass the guide, balance, and are read back equal."""
    text = text_of(*remittances)
    assert list(edi835.parse(text)) == list(remittances)
    assert conformance.check(text) == []
    assert not [one for one in edi835.check(remittances) if one.code.startswith("BAL")]
    return text


def codes(payment):
    """`CO-45 70` and so on, line by line."""
    return [[f"{one.code} {one.amount:f}" for one in line.adjustments] for line in payment.services]


def figures(payment):
    return (payment.patient_control_number, payment.status, payment.charge, payment.paid, payment.patient_responsibility)
