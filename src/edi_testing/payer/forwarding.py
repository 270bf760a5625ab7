"""A claim to the next payer with what one has decided: sent on by that payer itself (crossover), or by the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import Claim, Coverage, LineAdjudication, PriorAdjudication

if TYPE_CHECKING:
    from datetime import date

    from edi_claims import ClaimPayment
    from edi_testing.payer.memory import Decided


def sent_on(decided: Decided, paid_on: date) -> Claim:
    """The claim of a decision to the next payer. It must have one."""
    return to_next_payer(decided.claim, decided.payment, paid_on)


def to_next_payer(claim: Claim, payment: ClaimPayment, paid_on: date) -> Claim:
    """A claim to the payer behind the one that it was billed to, which must be there; the payment's lines are those of the claim, in order."""
    mine = claim.coverage
    after = min((one for one in claim.coverages if one.rank > mine.rank), key=lambda one: one.rank)
    return attrs.evolve(
        claim, sequence=after.sequence, frequency="1", payer_control_number=None, authorization_number=None,
        prior_adjudications=(*claim.prior_adjudications, _decision(payment, mine, paid_on)),
        amounts={kind: amount for kind, amount in claim.amounts.items() if kind != "F5"})


def _decision(payment: ClaimPayment, mine: Coverage, paid_on: date) -> PriorAdjudication:
    """2320 to 2430: line by line, or about the claim as a whole where the payer decides so."""
    lines = tuple(
        LineAdjudication(number, mine.payer.payer_id, line.paid, line.procedure, line.units, tuple(line.adjustments), paid_on, line.adjusted("PR"))
        for number, line in enumerate(payment.services, 1))
    return PriorAdjudication(mine, None if lines else paid_on, payment.payer_control_number, payment.paid, tuple(payment.adjustments),
                             {} if lines else {"EAF": payment.adjusted("PR")}, remarks=payment.remarks, services=lines)
