"""The claim that follows: corrected (7), void (8), or to the next payer with what the earlier ones decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi_claims import (
    ZERO,
    Claim,
    ClaimPayment,
    Coverage,
    Finding,
    LineAdjudication,
    Owner,
    PayerProfile,
    PriorAdjudication,
    RootCause,
    RuleError,
    Severity,
    profile_of,
)
from revenue_cycle.accounts import Account, latest_claim, rank, standing
from revenue_cycle.denials import denials_of
from revenue_cycle.matching import match_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from revenue_cycle.entries import Entry


def _stop(code: str, message: str, fix: str, claim: str, cause: RootCause = RootCause.SUBMISSION, owner: Owner = Owner.BILLING) -> RuleError:
    return RuleError([Finding(code, Severity.ERROR, message, fix=fix, claim=claim, root_cause=cause, owner=owner)])


# ---- corrected and void

def corrected_claim(account: Account, revised: Claim, profiles: Sequence[PayerProfile] = (), documentation: str | None = None) -> Claim:
    """A replacement (frequency 7) of the claim that a payer decided last.

    Raises:
        RuleError: there is no adjudicated claim to replace, the payer takes no replacement, a code changes without documentation, or an
            authorization denial is answered by a change of coding.
    """
    before, payment = _adjudicated(account, profiles)
    if revised.encounter.coding != before.encounter.coding:
        _guard_coding(account, documentation)
    return attrs.evolve(
        revised, patient_control_number=before.patient_control_number, frequency="7", payer_control_number=payment.payer_control_number)


def void_claim(account: Account, profiles: Sequence[PayerProfile] = ()) -> Claim:
    """A void (frequency 8) of the claim that a payer decided last.

    Raises:
        RuleError: there is no adjudicated claim to void, or the payer takes none.
    """
    before, payment = _adjudicated(account, profiles)
    return attrs.evolve(before, frequency="8", payer_control_number=payment.payer_control_number)


def _adjudicated(account: Account, profiles: Sequence[PayerProfile]) -> tuple[Claim, ClaimPayment]:
    decisions = standing(account.history)
    last = decisions[-1] if decisions else None
    before = latest_claim(account, last.sequence) if last else None
    if last is None or last.decided is None or before is None or not last.decided.payer_control_number:
        raise _stop("L003", "no payer has decided about this claim: there is nothing to replace",
                    "send a new claim, frequency 1", account.claim)
    if "MA130" in last.decided.remarks or any("MA130" in line.remarks for line in last.decided.services):
        raise _stop("L003", "the claim was unprocessable (MA130): there is no adjudicated claim to replace",
                    "send a new claim, frequency 1", account.claim)
    profile = profile_of(list(profiles), before.coverage.payer)
    if profile is not None and not profile.accepts_replacement:
        raise _stop("L007", "this payer takes no replacement of a finalized claim", "ask for a reopening, or appeal", account.claim)
    return before, last.decided


def _guard_coding(account: Account, documentation: str | None) -> None:
    """A code is changed because the record says so, never to get paid."""
    denials = denials_of(account)
    if any(one.root_cause is RootCause.AUTHORIZATION for one in denials) and not any(one.needs_documentation for one in denials):
        raise _stop("L002", "an authorization denial is not answered by a change of coding",
                    "find the authorization, ask for a retroactive one, or appeal", account.claim, RootCause.AUTHORIZATION, Owner.FRONT_DESK)
    if not documentation:
        raise _stop("L001", "the coding changes and no documentation supports it",
                    "name the record that supports the new codes, or leave them as they are", account.claim, RootCause.CODING, Owner.CODING)


# ---- the next payer

def secondary_claim(account: Account) -> Claim:
    """The claim to the payer after the one that decided last, with every earlier decision (2320, 2330, 2430).

    Raises:
        RuleError: nothing is decided, no further payer covers the patient, or the payer sent the claim on by itself.
    """
    decisions = standing(account.history)
    before = latest_claim(account, decisions[-1].sequence) if decisions else None
    if before is None:
        raise _stop("L004", "no payer has decided about this claim", "wait for its remittance", account.claim, RootCause.COORDINATION_OF_BENEFITS)
    if any(entry.decided is not None and entry.decided.is_forwarded for entry in decisions):
        raise _stop("L005", "the payer sent this claim on by itself (crossover)", "wait for the next payer's remittance", account.claim,
                    RootCause.COORDINATION_OF_BENEFITS)
    reached = max(rank(entry.sequence) for entry in decisions)
    later = sorted((one for one in before.coverages if one.rank > reached), key=lambda one: one.rank)
    if not later:
        raise _stop("L006", "no further payer covers the patient", "bill the patient for his share", account.claim, RootCause.PATIENT_BILLING)
    earlier = [one for one in before.coverages if one.rank <= reached]
    told = tuple(_prior(one, [entry for entry in decisions if entry.sequence == one.sequence], before) for one in earlier)
    return attrs.evolve(
        before, sequence=later[0].sequence, frequency="1", payer_control_number=None, authorization_number=None, prior_adjudications=told,
        amounts={kind: amount for kind, amount in before.amounts.items() if kind != "F5"})


def _prior(coverage: Coverage, decisions: Sequence[Entry], claim: Claim) -> PriorAdjudication:
    """What one payer decided. With lines, the days and what the patient owes stand on them; without, on the claim."""
    payments = [(entry, entry.decided) for entry in decisions if entry.decided is not None]
    if not payments:
        return PriorAdjudication(coverage)
    entry, last = payments[-1]
    lines = tuple(line for head, payment in payments for line in _lines(head, payment, coverage, claim))
    share = sum((one.amount for _, payment in payments for one in payment.all_adjustments if one.group == "PR"), ZERO)
    return PriorAdjudication(
        coverage, None if lines else entry.on, last.payer_control_number or None, sum((payment.paid for _, payment in payments), ZERO),
        tuple(one for _, payment in payments for one in payment.adjustments), {} if lines else {"EAF": share}, remarks=last.remarks, services=lines)


def _lines(entry: Entry, payment: ClaimPayment, coverage: Coverage, claim: Claim) -> list[LineAdjudication]:
    numbers = match_lines(payment, claim)
    return [
        LineAdjudication(number, coverage.payer.payer_id, line.paid, line.procedure, line.units, tuple(line.adjustments), entry.on,
                         line.adjusted("PR"))
        for line, number in zip(payment.services, numbers, strict=True) if number is not None
    ]
