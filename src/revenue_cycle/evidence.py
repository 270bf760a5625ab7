"""What is at hand when a denial is disputed: when the claim came in, under which numbers, and what the payer had promised.

The ledger holds acknowledgments, numbers and references to records; what a 271 said it does not, so its trace numbers are the caller's to give.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from edi_claims import PayerProfile, profile_of
from revenue_cycle.accounts import Account, latest_claim, rank
from revenue_cycle.entries import EntryKind
from revenue_cycle.proof import FilingProof, filing_proof
from revenue_cycle.silence import filing_deadline

if TYPE_CHECKING:
    from collections.abc import Sequence

MEDICARE = frozenset({"MA", "MB"})
"""SBR09 and CLP06 of original Medicare."""
_MEDICARE_FILING_DAYS = 365


@attrs.frozen
class Known:
    """What the caller knows and the ledger does not."""

    eligibility_traces: tuple[str, ...] = ()
    """Trace numbers of 271s that said that the patient was covered on the day of service, for that service."""
    authorization_number: str = ""
    """One that was found, or given afterwards."""
    referral_number: str = ""
    documentation: tuple[str, ...] = ()
    """References to records that support what was billed."""


NOTHING_KNOWN = Known()


@attrs.frozen
class Evidence:
    """What supports a claim against one payer's decision. None and empty: not at hand."""

    claim: str
    sequence: str
    submitted_on: date | None = None
    """The first time that it was sent to this payer."""
    proof: FilingProof | None = None
    """That a receiver had the claim on a day (277CA). A 999 proves that a file was readable, and no more."""
    payer_control_number: str = ""
    filing_limit: date | None = None
    """The last day on which the claim could come; None where the payer's time is not known."""
    authorization_number: str = ""
    """On the claim, or found since."""
    referral_number: str = ""
    numbers_were_sent: bool = False
    """Whether authorization or referral number stood on the claim that was denied."""
    eligibility_traces: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()

    @property
    def filed_in_time(self) -> bool | None:
        """Whether it is proved that the claim came in time; False where nothing proves it, None where the limit is not known."""
        if self.proof is None:
            return False
        return None if self.filing_limit is None else self.proof.is_within(self.filing_limit)


def evidence(account: Account, profiles: Sequence[PayerProfile] = (), known: Known = NOTHING_KNOWN, sequence: str | None = None) -> Evidence:
    """What is at hand about a claim and the payer that decided last, or the one of `sequence`."""
    place = sequence or _last_decider(account) or (account.submissions[-1].sequence if account.submissions else "P")
    claim = latest_claim(account, place) or latest_claim(account)
    sent = [entry for entry in account.submissions if entry.sequence == place]
    limit = filing_limit(account, profiles, place)
    numbers = _payer_numbers(account, place)
    return Evidence(
        account.claim, place, sent[0].on if sent else None, filing_proof(account, place, limit), numbers[-1] if numbers else "", limit,
        known.authorization_number or _text(claim.authorization_number if claim else None),
        known.referral_number or _text(claim.referral_number if claim else None),
        bool(claim and (claim.authorization_number or claim.referral_number)), known.eligibility_traces,
        tuple(dict.fromkeys((*known.documentation, *(entry.documentation for entry in account.history if entry.documentation)))))


def _last_decider(account: Account) -> str:
    heads = [entry for entry in account.history if entry.kind is EntryKind.ADJUDICATION]
    return max(heads, key=lambda entry: rank(entry.sequence)).sequence if heads else ""


def _text(number: str | None) -> str:
    return number or ""


# ---- numbers

def _payer_numbers(account: Account, sequence: str) -> list[str]:
    """What the payer calls the claim: by its latest decision before its acknowledgment."""
    decided = [entry.decided.payer_control_number for entry in account.history
               if entry.kind is EntryKind.ADJUDICATION and entry.sequence == sequence and entry.decided is not None]
    told = [entry.acknowledged.payer_control_number for entry in account.history if entry.acknowledged is not None]
    return [one for one in (*told, *decided) if one]


# ---- by when it had to come

def filing_limit(account: Account, profiles: Sequence[PayerProfile], sequence: str = "P") -> date | None:
    """The last day on which the claim can come to a payer; None where his time, or its beginning, is not known.

    A first payer counts from the last day of service, a later one from the earlier payer's decision, and any from its own for a replacement.
    Original Medicare takes claims for a year, also without a profile.
    """
    sent = next((entry for entry in reversed(account.submissions) if entry.submitted is not None and entry.sequence == sequence), None)
    claim = sent.submitted if sent else latest_claim(account)
    cover = None if claim is None else next((one for one in claim.coverages if one.sequence == sequence), None)
    if claim is None or cover is None:
        return None
    if sent is None:
        claim = attrs.evolve(claim, sequence=sequence, frequency="1")
    profile = profile_of(list(profiles), cover.payer)
    if profile is None:
        last = claim.encounter.last_day
        return last + timedelta(days=_MEDICARE_FILING_DAYS) if last is not None and cover.filing_indicator in MEDICARE else None
    before = [entry for entry in account.history if sent is None or claim.frequency != "7" or entry.on <= sent.on]
    return filing_deadline(claim, profile, before)
