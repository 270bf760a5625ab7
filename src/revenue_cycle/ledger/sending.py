"""The ledger on the way to the payer: what was sent, what became of it, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revenue_cycle import (
    escapes,
    life,
    proof,
    tracking,
)
from revenue_cycle import silence as silences
from revenue_cycle import status as statuses
from revenue_cycle.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from edi_acks import Acknowledgment
    from edi_acks.status import StatusInquiry, StatusResponse
    from edi_claims import Claim, Finding, Receipt
    from revenue_cycle.accounts import ClaimStage
    from revenue_cycle.life import LifeEvent
    from revenue_cycle.proof import FilingProof
    from revenue_cycle.silence import Silence
    from revenue_cycle.status import StatusReport
    from revenue_cycle.tracking import TrackingReport
from revenue_cycle.ledger.records import Records, today


class Sending(Records):
    """What was sent, and what is heard of it."""

    def submit(self, claims: Iterable[Claim], receipt: Receipt | None = None, on: date | None = None) -> None:
        """Claims that were sent, with the receipt of their file, which leads acknowledgments back to them. `on` None: today."""
        day = on or today()
        self._append(tracking.submitted(claims, receipt, day))

    def hold(self, patient_control_number: str, reason: str, on: date | None = None) -> None:
        """A claim that is not sent until something is settled. Submitting it ends the hold."""
        self._append([Entry(EntryKind.HOLD, on or today(), claim=patient_control_number, note=reason)])

    def acknowledge(self, acknowledgments: Iterable[Acknowledgment], on: date | None = None) -> TrackingReport:
        """TA1, 999 and 277CA: which claims got in, which were rejected. `on` is the day of those that carry none; None: today."""
        entries, report = tracking.track(acknowledgments, self._books, on or today(), self._files)
        self._append(entries)
        return report

    def scrubbed(self, findings: Iterable[Finding], on: date | None = None, claims: Iterable[Claim] = ()) -> None:
        """What the scrubber found before claims were sent; with the claims it is known what charges it concerns."""
        self._append(escapes.scrubbed(findings, on or today(), claims))

    def silence(self, as_of: date, holidays: Collection[date] = ()) -> list[Silence]:
        """Claims of which nobody has said what should have been said by now, rejected ones that nobody has worked, batches that do not add up."""
        return silences.silence(self._books, as_of, self.profiles, holidays)

    def stale(self, stage: ClaimStage | str, days: int, as_of: date, holidays: Collection[date] = ()) -> list[Silence]:
        """Claims that have been at one stage for so many days, or longer."""
        return silences.stale(self._books, stage, days, as_of, self.profiles, holidays)

    def status_inquiries(self, as_of: date, claims: Iterable[str] | None = None, holidays: Collection[date] = (),
                         again_after: int = statuses.AGAIN_AFTER) -> list[StatusInquiry]:
        """What to ask payers with a 276: of the claims that are named, or of all that were received and not decided in the payer's time."""
        return statuses.status_inquiries(self._books, as_of, self.profiles, claims, holidays, again_after)

    def status(self, responses: Iterable[StatusResponse], on: date | None = None) -> StatusReport:
        """What payers answered where claims are (277). It moves no money. `on` is the day of those that carry none; None: today."""
        entries, report = statuses.answers(responses, self._books, on or today(), lambda number: self._index.find(f"i{number}"))
        self._append(entries)
        return report

    def missing_remittances(self, as_of: date, days: int = statuses.REMITTANCE_DAYS) -> list[Finding]:
        """Payments that payers told of so many days ago, or longer, and that no remittance has brought: each names its check or transfer."""
        return statuses.missing_remittances(self._books, as_of, days)

    def position(self, patient_control_number: str) -> str:
        """Where a claim is, in a sentence that names no patient. Raises UnknownClaimError."""
        return statuses.position(self.account(patient_control_number))

    def life(self, patient_control_number: str) -> tuple[LifeEvent, ...]:
        """Everything that happened to a claim, in order; `render_life` makes a table of it."""
        return life.life(self.account(patient_control_number))

    def filing_proof(self, patient_control_number: str, sequence: str | None = None, deadline: date | None = None) -> FilingProof | None:
        """The proof that a payer, or its clearinghouse, had a claim on a day; None where nothing proves it."""
        return proof.filing_proof(self.account(patient_control_number), sequence, deadline)
