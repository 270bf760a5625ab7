"""Small ledgers for the tests of measures and worklists, made from nouns alone."""

from datetime import date, timedelta
from decimal import Decimal as D

import edi_acks
from books import PLAN, claim, line, paid, payment, remittance
from revenue_cycle import Ledger

PAYER, CLEARINGHOUSE = "PR", "AY"


def answer(*statuses, by=PAYER, batch="B1"):
    """A 277CA from `number, status, day` in turn; a status is `A2:20` or `A7:164:IL`."""
    claims = [edi_acks.ClaimStatus(number, statuses=(edi_acks.Status(*status.split(":"), on=on),))
              for number, status, on in zip(statuses[::3], statuses[1::3], statuses[2::3], strict=True)]
    return edi_acks.ClaimAcknowledgment(batch, source=PLAN, source_role=by, providers=(edi_acks.ProviderAcknowledgment(claims=claims),))


def office(number, charge=100, code="99213", day=date(2026, 10, 1), **more):
    """A claim of one line."""
    return claim(number, [line(f"{number}L1", code, charge, day=day)], **more)


def decided(number, amount, *adjustments, charge=100, code="99213", icn=None, remarks=(), **more):
    """A decision about it."""
    return payment(number, [paid(f"{number}L1", code, charge, D(amount), *adjustments, remarks=remarks)], icn=icn or f"I{number}", **more)


def sent(*claims, on=date(2026, 10, 5), ledger=None, **more):
    """A ledger to which these were submitted."""
    books = Ledger(**more) if ledger is None else ledger
    books.submit(claims, on=on)
    return books


def pay(ledger, *payments, on=date(2026, 10, 20), **more):
    """Post a remittance; everything in it finds its claim."""
    report = ledger.post(remittance(*payments, on=on, trace=more.pop("trace", f"EFT{on:%m%d}"), **more))
    assert not report.refused
    assert not report.suspense
    return report


def later(day, days):
    return day + timedelta(days=days)
