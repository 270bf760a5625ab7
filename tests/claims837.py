"""A claim to start from, and what it is sent with: everything invented."""

from datetime import date, datetime
from decimal import Decimal

import attrs

import edi837
from edi_claims import (
    Address,
    Adjustment,
    Contact,
    Coverage,
    Diagnosis,
    Encounter,
    LineAdjudication,
    Payer,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    ServiceLine,
    TradingPartner,
)

SENDER = TradingPartner("RIVERBEND CARDIOLOGY LLC", "PRACTTEST", party_id="RB837", contact=Contact("PAT LEE", (("TE", "4025550100"),)))
RECEIVER = TradingPartner("CLEARHOUSE", "CLEARHOUSE", party_id="CH001")
CREATED = datetime(2026, 10, 20, 9, 30)
SENT = {"sender": SENDER, "receiver": RECEIVER, "control": 401, "usage": "T", "created": CREATED, "batch_id": "BATCH77"}

DAY = date(2026, 10, 12)
STREET = Address(("500 RIVER RD",), "OMAHA", "NE", "681020123")
HOME = Address(("12 ELM ST",), "OMAHA", "NE", "68102")
GROUP = Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", "207RC0000X", "470000001", address=STREET)
IBARRA = Provider("1999999984", PersonName("IBARRA", "LUIS"), "207RC0000X")
ROWE = Person(PersonName("ROWE", "DANA"), date(1971, 3, 4), "F", HOME)
PARENT = Person(PersonName("ROWE", "LEE"), date(1945, 1, 2), "M", HOME)
PLAN = Coverage(Payer("EX001", "EXAMPLE HEALTH PLAN"), "XYZ100200300", filing_indicator="12", group_number="GRP9000")
SUPPLEMENT = Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")


def visit(**changes):
    """Capability row 1: 99214-25 and 93000 on 2026-10-12, chest pain and shortness of breath, 350.00."""
    lines = (ServiceLine(Procedure("99214", ("25",)), Decimal(200), Decimal(1), (1, 2), DAY, line_control_number="A1001L1"),
             ServiceLine(Procedure("93000"), Decimal(150), Decimal(1), (1, 2), DAY, line_control_number="A1001L2"))
    return attrs.evolve(Encounter(ROWE, (Diagnosis("R079"), Diagnosis("R0602")), lines, "11", IBARRA), **changes)


def claim(encounter=None, **changes):
    """The claim of that visit to the primary payer."""
    more = {"patient_control_number": "A1001", "billing_provider": GROUP, "coverages": (PLAN,), **changes}
    return edi837.claim_from(encounter or visit(), **more)


def line(number=1, **changes):
    """The visit with one line changed."""
    lines = list(visit().services)
    lines[number - 1] = attrs.evolve(lines[number - 1], **changes)
    return visit(services=tuple(lines))


def told(**changes):
    """What the primary decided about that claim, as in 835-1: 129.00 paid, 81.00 the patient's."""
    on = date(2026, 11, 2)
    services = (
        LineAdjudication(1, "EX001", Decimal(105), Procedure("99214", ("25",)), Decimal(1),
                         (Adjustment("CO", "45", Decimal(70)), Adjustment("PR", "3", Decimal(25))), on, Decimal(25)),
        LineAdjudication(2, "EX001", Decimal(24), Procedure("93000"), Decimal(1),
                         (Adjustment("CO", "45", Decimal(70)), Adjustment("PR", "1", Decimal(50)), Adjustment("PR", "2", Decimal(6))), on, Decimal(56)))
    return attrs.evolve(PriorAdjudication(PLAN, payer_control_number="ICN5550001", paid=Decimal(129), services=services), **changes)


def secondary(prior=None, **changes):
    """The claim to the second payer."""
    return claim(**{"coverages": (PLAN, SUPPLEMENT), "sequence": "S", "prior_adjudications": (prior or told(),), **changes})


def sent(claims, **changes):
    """Segments of what `build` makes."""
    return edi837.build(claims if isinstance(claims, list) else [claims], **{**SENT, **changes}).removesuffix("~").split("~")


def body(claims, **changes):
    """The same between the receiver and the SE."""
    segments = sent(claims, **changes)
    return segments[7:-3]
