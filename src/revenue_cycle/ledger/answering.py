"""The ledger and refusals: denials, what answers them, the claim that follows, appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revenue_cycle import (
    appeals,
    next_claim,
)
from revenue_cycle.denials import Denial, denials_of
from revenue_cycle.evidence import NOTHING_KNOWN, Evidence, Known, evidence

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from edi_claims import Claim
    from revenue_cycle.answers import Answer
    from revenue_cycle.appeals import Appeal, AppealStatus
from revenue_cycle.ledger.records import Records, today


class Answering(Records):
    """What was refused, and what follows."""

    def denials(self, as_of: date | None = None) -> list[Denial]:
        """Every denial that is still open, with cause, owner, next action and what may be changed. `as_of` leaves out what came later."""
        found = (one for account in self.accounts for one in denials_of(account, self.profiles, self.causes, as_of))
        return [one for one in found if as_of is None or one.on <= as_of]

    def answer(self, patient_control_number: str, known: Known = NOTHING_KNOWN, as_of: date | None = None) -> Answer:
        """What to do about a claim's denials, the gate that failed first before others; NONE where nothing is denied. Each denial says why."""
        return next_claim.answer(self.account(patient_control_number), self.profiles, self.causes, known, as_of)

    def evidence(self, patient_control_number: str, known: Known = NOTHING_KNOWN, sequence: str | None = None) -> Evidence:
        """What is at hand against a payer's decision: when the claim came in, by when it had to, its numbers, references to records."""
        return evidence(self.account(patient_control_number), self.profiles, known, sequence)

    def corrected_claim(self, patient_control_number: str, revised: Claim, documentation: str | None = None) -> Claim:
        """A replacement claim (frequency 7). Raises RuleError where it may not be made so."""
        return next_claim.corrected_claim(self.account(patient_control_number), revised, self.profiles, documentation, self.causes)

    def void_claim(self, patient_control_number: str, sequence: str | None = None) -> Claim:
        """A void (frequency 8) of what the latest payer decided, or the one of `sequence`. Raises RuleError where there is nothing to void."""
        return next_claim.void_claim(self.account(patient_control_number), self.profiles, sequence)

    def resubmitted_claim(self, patient_control_number: str, revised: Claim | None = None, documentation: str | None = None) -> Claim:
        """A new claim (frequency 1) after a rejection, or an unprocessable one; None: as it was. Raises RuleError where a payer has decided."""
        return next_claim.resubmitted_claim(self.account(patient_control_number), revised, documentation)

    def secondary_claim(self, patient_control_number: str, *, on_paper: bool = False) -> Claim:
        """The claim to the next payer, with what the earlier ones decided. Raises RuleError where none is due, or one on paper is."""
        return next_claim.secondary_claim(self.account(patient_control_number), self.profiles, on_paper=on_paper)

    def appeal(self, patient_control_number: str, level: str = "", on: date | None = None, reason: str = "", by: str = "", *,
               service_line: int | None = None, amount: Decimal | None = None, documentation: str = "") -> Appeal:
        """An appeal that was filed: of a line, or of all that is denied. `level` empty: the next one. Raises RuleError where none may be filed."""
        account = self.account(patient_control_number)
        self._append([appeals.filed(account, self.profiles, on or today(), level=level, service_line=service_line, amount=amount, reason=reason,
                                    documentation=documentation, by=by)])
        return appeals.latest(self.account(patient_control_number), self.profiles, service_line)

    def appeal_decided(self, patient_control_number: str, status: AppealStatus | str, on: date | None = None, reason: str = "", by: str = "", *,
                       level: str = "", service_line: int | None = None) -> Appeal:
        """What became of an appeal; the money, where there is any, comes by a remittance. Raises RuleError where none was filed."""
        account = self.account(patient_control_number)
        self._append([appeals.decided(account, self.profiles, status, on or today(), level=level, service_line=service_line, reason=reason, by=by)])
        return appeals.latest(self.account(patient_control_number), self.profiles, service_line, level)

    def appeals(self, as_of: date | None = None) -> list[Appeal]:
        """Every appeal, and with `as_of` behind a claim's own those that nobody filed in time."""
        return [one for account in self.accounts for one in appeals.appeals_of(account, self.profiles, as_of, self.causes)]
