"""The claim that follows: corrected (7), void (8), sent again as new after a rejection, or to the next payer with what the earlier ones decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from edi_claims import Claim, ClaimPayment, Encounter, Finding, Owner, PayerProfile, RootCause, RuleError, Severity, profile_of
from edi_claims.codes.rows import AmountKind
from edi_claims.decisions import crosses_over
from revenue_cycle.accounts import Account, ClaimStage, latest_claim, rank
from revenue_cycle.answers import Answer, takes_replacement
from revenue_cycle.denials import Denial, denials_of
from revenue_cycle.earlier_payers import prior_adjudications
from revenue_cycle.evidence import NOTHING_KNOWN, Known
from revenue_cycle.in_force import in_force
from revenue_cycle.pairing import VOID, Decision, order
from revenue_cycle.root_cause import BLAME, facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi_claims import Coverage
    from revenue_cycle.root_cause import CauseRow

REFERENCE = "coding change"
"""Under which name a corrected claim keeps the reference to the record: in `encounter.documentation`, where the scrubber's B018 looks."""


def _stop(code: str, message: str, fix: str, claim: str, cause: RootCause = RootCause.SUBMISSION, owner: Owner = Owner.BILLING) -> RuleError:
    return RuleError([Finding(code, Severity.ERROR, message, fix=fix, claim=claim, root_cause=cause, owner=owner)])


# ---- what to do

def answer(account: Account, profiles: Sequence[PayerProfile] = (), causes: Sequence[CauseRow] = (), known: Known = NOTHING_KNOWN,
           as_of: date | None = None) -> Answer:
    """The answer to a claim's denials as a whole: that to the gate which failed first. NONE where nothing is denied."""
    first = _first(denials_of(account, profiles, causes, as_of, known))
    return Answer.NONE if first is None else first.answer


def _first(denials: Sequence[Denial]) -> Denial | None:
    return min(denials, key=lambda one: BLAME.index(one.root_cause) if one.root_cause in BLAME else len(BLAME), default=None)


# ---- corrected and void

def corrected_claim(account: Account, revised: Claim, profiles: Sequence[PayerProfile] = (), documentation: str | None = None,
                    causes: Sequence[CauseRow] = ()) -> Claim:
    """A replacement (frequency 7) of what the payer of `revised.sequence` decided last.

    Where the coding changes, the reference to the record that supports it is kept with the encounter, and is not sent.

    Raises:
        RuleError: there is no adjudicated claim to replace, the payer takes no replacement, a code changes without documentation, or an
            authorization denial is answered by a change of coding.
    """
    before, decision = _adjudicated(account, revised.sequence)
    profile = profile_of(list(profiles), before.coverage.payer)
    if not takes_replacement(profile, before.coverage):
        advised = answer(account, profiles, causes)
        instead = "appeal" if advised is Answer.APPEAL else "ask for a reopening"
        raise _stop("L007", "this payer takes no replacement of a finalized claim", f"{instead}: the ledger's answer is {advised}", account.claim)
    encounter = revised.encounter
    if encounter.coding != before.encounter.coding:
        _guard_coding(account, before, revised, documentation, profiles, causes)
        encounter = _documented(encounter, before.encounter, documentation or "")
    return attrs.evolve(
        revised, encounter=encounter, patient_control_number=before.patient_control_number, charge=encounter.total_charge, frequency="7",
        payer_control_number=decision.payer_control_number)


def void_claim(account: Account, profiles: Sequence[PayerProfile] = (), sequence: str | None = None) -> Claim:
    """A void (frequency 8) of what the latest payer decided, or the one of `sequence`.

    Raises:
        RuleError: there is no adjudicated claim to void, or the payer takes none.
    """
    before, decision = _adjudicated(account, sequence)
    profile = profile_of(list(profiles), before.coverage.payer)
    if profile is not None and not profile.accepts_void:
        raise _stop("L066", "this payer takes no voids", "ask the payer to take its decision back, and return what it paid", account.claim)
    return attrs.evolve(before, frequency=VOID, payer_control_number=decision.payer_control_number)


def _adjudicated(account: Account, sequence: str | None = None) -> tuple[Claim, ClaimPayment]:
    """The claim that a payer decided last, and that decision."""
    decisions = [one for one in _decisions(account) if sequence in (None, one.head.sequence)]
    last = decisions[-1] if decisions else None
    before = _sent_to(account, last.head.sequence) if last else None
    if last is None or before is None or not last.decided.payer_control_number:
        raise _stop("L003", "no payer has decided about this claim: there is nothing to replace", "send a new claim, frequency 1", account.claim)
    if _starts_anew(last):
        raise _stop("L003", "a remark says that there is no adjudicated claim to replace (MA130, N142)", "send a new claim, frequency 1",
                    account.claim)
    return before, last.decided


def _decisions(account: Account) -> list[Decision]:
    return sorted(in_force(account.history).standing, key=lambda one: order(one.head))


def _sent_to(account: Account, sequence: str) -> Claim | None:
    """The claim as it went to a payer last, no void; where it was forwarded there, as it went to the payer before, billed to this one."""
    sent = [entry.submitted for entry in account.submissions if entry.submitted is not None and entry.submitted.frequency != VOID]
    own = [claim for claim in sent if claim.sequence == sequence]
    if own:
        return own[-1]
    if not sent or not any(one.sequence == sequence for one in sent[-1].coverages):
        return None
    decided = _decisions(account)
    told = prior_adjudications(account, sent[-1], [one for one in sent[-1].coverages if one.rank < rank(sequence)], decided)
    return attrs.evolve(sent[-1], sequence=sequence, frequency="1", payer_control_number=None, prior_adjudications=told)


def _starts_anew(one: Decision) -> bool:
    return facts_of((*one.decided.remarks, *(code for line in one.decided.services for code in line.remarks))).starts_anew


# ---- the guard on codes

def _guard_coding(account: Account, before: Claim, revised: Claim, documentation: str | None, profiles: Sequence[PayerProfile],
                  causes: Sequence[CauseRow]) -> None:
    """A code is changed because the record says so, never to get paid."""
    if _answers_authorization(denials_of(account, profiles, causes), before, revised):
        raise _stop("L002", "an authorization denial is not answered by a change of coding",
                    "find the authorization, ask for a retroactive one, or appeal", account.claim, RootCause.AUTHORIZATION, Owner.FRONT_DESK)
    if not documentation or not documentation.strip():
        raise _stop("L001", "the coding changes and no documentation supports it",
                    "name the record that supports the new codes, or leave them as they are", account.claim, RootCause.CODING, Owner.CODING)


def _answers_authorization(denials: Sequence[Denial], before: Claim, revised: Claim) -> bool:
    """Whether a line that was refused for want of an authorization, and for nothing of coding, gets other codes.

    Its own code, modifiers, units and place stay in any case. Diagnoses it may share with a line whose denial is a coding matter.
    """
    changed = _changed_lines(before.encounter, revised.encounter)
    coding = {one.service_line for one in denials if _is_coding(one)}
    shared = None in coding or bool(coding & changed.keys())
    lines = {one.service_line for one in denials if one.root_cause is RootCause.AUTHORIZATION and not _is_coding(one)}
    return any(own or not shared for number, own in changed.items() if number not in coding and (number in lines or None in lines))


def _is_coding(one: Denial) -> bool:
    return one.needs_documentation or any(cause.root_cause in (RootCause.CODING, RootCause.DOCUMENTATION) for cause in one.secondary_causes)


def _changed_lines(before: Encounter, after: Encounter) -> dict[int, bool]:
    """Lines whose coding changes, and whether by what is their own: code, units, place. Diagnoses they share with others."""
    if len(before.services) != len(after.services) or before.place_of_service != after.place_of_service:
        return dict.fromkeys(range(1, max(len(before.services), len(after.services)) + 1), True)
    found = {}
    for number, (old, new) in enumerate(zip(before.services, after.services, strict=True), 1):
        own = (old.procedure, old.units, old.unit, old.place_of_service) != (new.procedure, new.units, new.unit, new.place_of_service)
        unpointed = not old.diagnosis_pointers and before.diagnoses != after.diagnoses
        if own or unpointed or _pointed(before, number) != _pointed(after, number):
            found[number] = own
    return found or dict.fromkeys(range(1, len(before.services) + 1), False)


def _pointed(encounter: Encounter, number: int) -> list[object]:
    every = encounter.diagnoses
    return [every[one - 1] if 0 < one <= len(every) else None for one in encounter.services[number - 1].diagnosis_pointers]


def _documented(encounter: Encounter, before: Encounter, reference: str) -> Encounter:
    """With the reference under a name that the claim before does not have."""
    name, count = REFERENCE, 1
    while name in before.documentation:
        count += 1
        name = f"{REFERENCE} {count}"
    kept: dict[str, Any] = {"documentation": {**encounter.documentation, name: reference}}
    return attrs.evolve(encounter, **kept)


# ---- sent again as new

def resubmitted_claim(account: Account, revised: Claim | None = None, documentation: str | None = None) -> Claim:
    """A new claim (frequency 1) in place of one that was rejected on its way, or came back as unprocessable (MA130).

    `revised` None: as it was sent, for a file that was lost. It keeps its number.

    Raises:
        RuleError: a payer has decided about it, nobody has rejected it, or a code changes without documentation.
    """
    before = latest_claim(account)
    if before is None:
        raise _stop("L067", "this claim was never sent", "send it", account.claim)
    decided = [one for one in _decisions(account) if one.head.sequence == before.sequence]
    if any(not _starts_anew(one) for one in decided):
        raise _stop("L068", "a payer has decided about this claim: sent as new it would be a duplicate", "correct it (frequency 7), or appeal",
                    account.claim)
    if not decided and account.stage not in _NEVER_GOT_IN:
        raise _stop("L069", "nobody has rejected this claim", "wait, or ask for its status", account.claim)
    claim = before if revised is None else revised
    encounter = claim.encounter
    if encounter.coding != before.encounter.coding:
        if not documentation or not documentation.strip():
            raise _stop("L001", "the coding changes and no documentation supports it",
                        "name the record that supports the new codes, or leave them as they are", account.claim, RootCause.CODING, Owner.CODING)
        encounter = _documented(encounter, before.encounter, documentation)
    return attrs.evolve(claim, encounter=encounter, charge=encounter.total_charge, patient_control_number=before.patient_control_number,
                        frequency="1", payer_control_number=None)


_NEVER_GOT_IN = frozenset({ClaimStage.REJECTED, ClaimStage.NOT_RECEIVED})


# ---- the next payer

def secondary_claim(account: Account, profiles: Sequence[PayerProfile] = (), *, on_paper: bool = False) -> Claim:
    """The claim to the payer after the one that decided last, with every earlier decision (2320, 2330, 2430).

    `on_paper`: for a payer that takes such claims on paper only; print it (`edi837.cms1500`) and add the earlier payers' remittances.

    Raises:
        RuleError: a payer before the next one has not decided, or keeps something for a review; the payer sent the claim on by itself; no further
            payer covers the patient; what was decided does not add up to the charge; or the payer wants paper.
    """
    decisions = _decisions(account)
    before = _sent_to(account, decisions[-1].head.sequence) or latest_claim(account) if decisions else None
    if before is None:
        raise _stop("L004", "no payer has decided about this claim", "wait for its remittance", account.claim, RootCause.COORDINATION_OF_BENEFITS)
    reached = max(rank(one.head.sequence) for one in decisions)
    following = _next_cover(account, before, [one for one in decisions if rank(one.head.sequence) == reached], reached)
    profile = profile_of(list(profiles), following.payer)
    if profile is not None and not profile.takes_secondary_electronically and not on_paper:
        raise _stop("L008", "this payer takes claims as a later payer on paper only", "ask for it on paper, print it, and add the remittances",
                    account.claim, RootCause.COORDINATION_OF_BENEFITS)
    told = prior_adjudications(account, before, [one for one in before.coverages if one.rank <= reached], decisions)
    return attrs.evolve(
        before, sequence=following.sequence, frequency="1", payer_control_number=None, authorization_number=None, referral_number=None,
        prior_adjudications=told, amounts={kind: amount for kind, amount in before.amounts.items() if kind != "F5"})


def _next_cover(account: Account, before: Claim, last: Sequence[Decision], reached: int) -> Coverage:
    if any(crosses_over(one.decided) for one in last):
        raise _stop("L005", "the payer sent this claim on by itself (crossover)", "wait for the next payer's remittance", account.claim,
                    RootCause.COORDINATION_OF_BENEFITS)
    if any(AmountKind.PENDED in one.decided.amounts_by_kind for one in last):
        raise _stop("L004", "the payer has not decided about all of this claim", "wait for the rest of its decision", account.claim,
                    RootCause.COORDINATION_OF_BENEFITS)
    later = sorted((one for one in before.coverages if one.rank > reached), key=lambda one: one.rank)
    if not later:
        raise _stop("L006", "no further payer covers the patient", "bill the patient for his share", account.claim, RootCause.PATIENT_BILLING)
    return later[0]
