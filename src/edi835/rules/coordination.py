"""What a claim says of other payers, and what the payer has on file that differs from what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi_claims import ZERO, Finding, Owner, PersonName, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import ClaimPayment, Person

_LATER = frozenset({"2", "3", "20", "21"})
_PRIOR, _CONTRACTUAL = "23", "45"
_REISSUED = "MA74"
_MEMBER_ID = "1W"

R070 = Kind("R070", Severity.INFO, "a later payer does not say what the earlier one did (OA-23)", RootCause.COORDINATION_OF_BENEFITS)
R071 = Kind("R071", Severity.INFO, "what is paid and what the earlier payer did (OA-23) are more than the charge",
            RootCause.COORDINATION_OF_BENEFITS)
R072 = Kind("R072", Severity.INFO, "a later payer takes a contractual amount (CO-45) besides what the earlier one did (OA-23)",
            RootCause.COORDINATION_OF_BENEFITS)
R073 = Kind("R073", Severity.WARNING, "the payer has another name or member id on file", RootCause.ELIGIBILITY, Owner.FRONT_DESK,
            fix="check the card, and correct the registration before the next claim")
R074 = Kind("R074", Severity.INFO, "the payer names another member id", RootCause.ELIGIBILITY, Owner.FRONT_DESK, fix="check the card")
R075 = Kind("R075", Severity.WARNING, "the payer names another payer who comes first", RootCause.COORDINATION_OF_BENEFITS, Owner.FRONT_DESK,
            fix="check the order of the payers, and bill that one")
R076 = Kind("R076", Severity.INFO, "the claim was sent on to another payer, who is not named", RootCause.COORDINATION_OF_BENEFITS)
R078 = Kind("R078", Severity.INFO, "this payment stands for an earlier one that was lost (MA74)", RootCause.POSTING,
            fix="void the earlier one before posting this")


def earlier_payer_is_told(claim: ClaimPayment) -> Iterator[Finding]:
    """OA-23 of a claim that was processed as secondary or tertiary."""
    prior = sum((one.amount for one in claim.all_adjustments if one.reason == _PRIOR), ZERO)
    told = any(one.reason == _PRIOR for one in claim.all_adjustments)
    if claim.status in _LATER and not told and claim.charge:
        yield R070.of_claim(claim)
    if not claim.is_reversal and prior and claim.charge > ZERO and claim.paid + prior > claim.charge:
        yield R071.of_claim(claim, expected=claim.charge, found=claim.paid + prior)
    for number, line in enumerate(claim.services, 1):
        if not claim.is_reversal and {_PRIOR, _CONTRACTUAL} <= {one.reason for one in line.adjustments if one.amount > ZERO and one.group != "PR"}:
            yield R072.of_line(claim, number, line)


def registration_agrees(claim: ClaimPayment) -> Iterator[Finding]:
    """NM1*74, REF*1W and NM1*PR: what the payer knows otherwise. The findings name none of it."""
    sent = [one for one in (claim.patient, claim.insured) if one is not None]
    corrected = claim.corrected_insured
    if corrected is not None and not any(_agrees(corrected, one) for one in sent):
        yield R073.of_claim(claim, element="NM101")
    ids = {one.identifier.value for one in (*sent, corrected) if one is not None and one.identifier is not None}
    if ids and any(one.qualifier == _MEMBER_ID and one.value not in ids for one in claim.references):
        yield R074.of_claim(claim, element="REF02")
    if claim.corrected_priority_payer is not None:
        yield R075.of_claim(claim, element="NM101")


def _agrees(corrected: Person, sent: Person) -> bool:
    """Whether every part that the correction states is what was sent."""
    said = _parts(corrected)
    return all(not part or part == other for part, other in zip(said, _parts(sent), strict=True))


def _parts(who: Person) -> tuple[str, str, str, str]:
    number = who.identifier.value if who.identifier is not None else ""
    if isinstance(who.name, PersonName):
        return who.name.last.upper(), who.name.first.upper(), who.name.middle.upper(), number
    return who.name.upper(), "", "", number


def next_payer_is_named(claim: ClaimPayment) -> Iterator[Finding]:
    """NM1*TT of a claim that was sent on."""
    if claim.is_forwarded and claim.crossover_payer is None:
        yield R076.of_claim(claim, element="CLP02")


def payment_is_the_first(claim: ClaimPayment) -> Iterator[Finding]:
    """MA74: the check was issued again."""
    if _REISSUED in claim.remarks or any(_REISSUED in line.remarks for line in claim.services):
        yield R078.of_claim(claim)
