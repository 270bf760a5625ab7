"""The proof of timely filing: the day on which a receiver had a claim, in whose word, and where that stands.

A rejection proves only that something was tried. What proves is that a clearinghouse or payer took the claim in (277CA A0, A1, A2, A5), or that
the payer gave it a number (REF*1K).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from revenue_cycle.entries import Entry
from revenue_cycle.sendings import PAYER_WORD, Sending, place_of, rung, sendings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from revenue_cycle.accounts import Account


@attrs.frozen
class FilingProof:
    """A receiver's word that it had a claim on a day."""

    claim: str
    accepted_on: date
    by: str
    """PR a payer, AY a clearinghouse; empty where the acknowledgment does not say."""
    payer_control_number: str
    """The payer's number of the claim, in this or another word about the same sending; empty where none has one."""
    clearinghouse_number: str
    trace_number: str
    """The batch that was acknowledged (BHT03 of what was sent)."""
    receipt_number: str
    """The receiver's own number of its acknowledgment."""
    statuses: tuple[str, ...]
    """What it said: `A2:20:PR`."""
    sent_on: date
    entry: Entry = attrs.field(repr=False)
    """The acknowledgment's entry on the ledger."""

    @property
    def is_payers(self) -> bool:
        """Whether the payer itself says so; some payers take a clearinghouse's word, and some do not."""
        return rung(self.entry) == PAYER_WORD

    def is_within(self, deadline: date) -> bool:
        """Whether the claim was there by a day."""
        return self.accepted_on <= deadline


def filing_proofs(account: Account, sequence: str | None = None) -> list[FilingProof]:
    """Every proof that a payer had the claim, the earliest first; of one day the payer's own word first. None for the payer: the first payer."""
    sent = sendings(account.history)
    wanted = sequence if sequence is not None else min((one.submission.sequence for one in sent), key=place_of, default="")
    found = [proof for one in sent if one.submission.sequence == wanted for proof in _proofs(account.claim, one)]
    return sorted(found, key=lambda proof: (proof.accepted_on, not proof.is_payers))


def filing_proof(account: Account, sequence: str | None = None, deadline: date | None = None) -> FilingProof | None:
    """The proof to show: the payer's earliest word, or, where it has said nothing, the clearinghouse's. None where nothing proves anything.

    With a deadline a proof within it goes before one that is not, whoever gave it.
    """
    return min(filing_proofs(account, sequence), key=lambda proof: (deadline is not None and not proof.is_within(deadline), not proof.is_payers),
               default=None)


def _proofs(claim: str, one: Sending) -> Iterator[FilingProof]:
    told = [entry for entry in one.answers if entry.acknowledged is not None]
    number = next((entry.acknowledged.payer_control_number for entry in told if entry.acknowledged and entry.acknowledged.payer_control_number), "")
    other = next((entry.acknowledged.clearinghouse_number for entry in told if entry.acknowledged and entry.acknowledged.clearinghouse_number), "")
    for entry in told:
        said, source = entry.acknowledged, entry.source
        if said is not None and said.proven_on is not None and source is not None:
            yield FilingProof(claim, said.proven_on, said.by, said.payer_control_number or number, said.clearinghouse_number or other,
                              source.trace_number, source.payer_trace_id, said.statuses, one.submission.on, entry)
