"""Files, and what receivers say of them, for the ledger's tests: made from nouns alone."""

from datetime import date, datetime
from decimal import Decimal as D

import edi_acks
from books import PLAN, visit
from edi_acks import ClaimAcknowledgment, ClaimStatus, ImplementationAcknowledgment, InterchangeAcknowledgment, ProviderAcknowledgment, Status, Totals
from edi_acks import TransactionSetAcknowledgment as SetAnswer
from edi_claims import PayerProfile, Provider, Receipt, SentClaim, SentSet
from revenue_cycle import Ledger

SENT, NEXT_DAY = date(2026, 10, 20), date(2026, 10, 21)
LIMITS = (PayerProfile(PLAN.name, PLAN.ids, timely_filing_days=90, appeal_days=180),)


def receipt(*claims, file="1", batch="BATCH1", per_set=None):
    """The receipt of claims in one file: one set, or so many claims a set, each a batch of its own."""
    parts = [claims[at:at + per_set] for at in range(0, len(claims), per_set)] if per_set else [claims]
    return Receipt(file.zfill(9), tuple(
        SentSet(f"{at:04}", file, batch if len(parts) == 1 else f"{batch}-{at}", tuple(SentClaim(one.patient_control_number, one.charge) for one in part))
        for at, part in enumerate(parts, 1)))


def sent(*numbers, on=SENT, file="1", batch="BATCH1", profiles=LIMITS, per_set=None, ledger=None):
    """A ledger with visits that were sent in one file."""
    books = Ledger(profiles) if ledger is None else ledger
    claims = [visit(number) for number in numbers]
    books.submit(claims, receipt(*claims, file=file, batch=batch, per_set=per_set), on=on)
    return books


def ta1(status="A", note="000", file="1", on=SENT):
    return InterchangeAcknowledgment(file.zfill(9), datetime(on.year, on.month, on.day, 9), status, note)


def syntax(*statuses, group="1", status="A"):
    """A 999 with one set for each status."""
    return ImplementationAcknowledgment("HC", group, status=status, included=len(statuses), received=len(statuses),
                                        accepted=sum(one in "AE" for one in statuses),
                                        transaction_sets=[SetAnswer("837", f"{at:04}", status=one) for at, one in enumerate(statuses, 1)])


def told(number, text, on=NEXT_DAY, icn=None, amount=350, **more):
    """A claim's status: `A7:164:IL`."""
    category, code, entity = (*text.split(":"), "")[:3]
    status = Status(category, code, entity, on=on, action="U" if category in ("A3", "A6", "A7", "A8") else "WQ", amount=D(amount))
    return ClaimStatus(number, statuses=[status], payer_control_number=icn, **more)


def answer(*claims, role="PR", batch="BATCH1", on=NEXT_DAY, hour=9, statuses=(), totals=None, number="R1", **more):
    """A 277CA of one provider."""
    part = ProviderAcknowledgment(provider=Provider("1234567893", "RIVERBEND CARDIOLOGY LLC"), claims=claims, **more)
    return ClaimAcknowledgment(batch, source=PLAN, source_role=role, receipt_number=number, statuses=statuses, totals=totals or Totals(),
                               providers=(part,), dates={"009": on}, created=datetime(on.year, on.month, on.day, hour))


def parsed(text):
    return edi_acks.parse(text)
