"""The ledger: claims from submission to a zero balance.

Entries are appended and never changed; every balance is a fold over them, and a ledger is replayed from its entries. Each method is a
line or two to the function that does the work in its own module.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Self

from edi_claims import ZERO, Claim, EdiError, FeeSchedule, PayerProfile, Receipt, Remittance
from edi_claims.codes.rows import PlbCategory
from revenue_cycle import contracts, next_claim, posting, tracking
from revenue_cycle.accounts import Account, fold
from revenue_cycle.denials import Denial, denials_of
from revenue_cycle.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi_acks import Acknowledgment
    from revenue_cycle.contracts import Underpayment
    from revenue_cycle.posting import PostingReport
    from revenue_cycle.root_cause import CauseRow
    from revenue_cycle.tracking import TrackingReport


class UnknownClaimError(EdiError, LookupError):
    """No entry concerns a claim of this number."""


class Ledger:
    """What happened to every claim, and what is owed."""

    def __init__(self, profiles: Iterable[PayerProfile] = (), causes: Iterable[CauseRow] = (), entries: Iterable[Entry] = ()) -> None:
        """An empty ledger, or one with entries. `causes` are a practice's own rows for root causes; they go before the library's."""
        self.profiles = tuple(profiles)
        self.causes = tuple(causes)
        self._entries: list[Entry] = []
        self._books: dict[str, list[Entry]] = defaultdict(list)
        self._append(entries)

    @classmethod
    def replay(cls, entries: Iterable[Entry], profiles: Iterable[PayerProfile] = (), causes: Iterable[CauseRow] = ()) -> Self:
        """A ledger with the same balances, from another one's entries."""
        return cls(profiles, causes, entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that happened, in the order in which it was entered."""
        return tuple(self._entries)

    def _append(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._entries.append(entry)
            self._books[entry.claim or ""].append(entry)

    # ---- sending

    def submit(self, claims: Iterable[Claim], receipt: Receipt | None = None, on: date | None = None) -> None:
        """Claims that were sent, with the receipt of their file, which leads acknowledgments back to them. `on` None: today."""
        day = on or _today()
        self._append(Entry(EntryKind.SUBMISSION, day, claim.charge, claim=claim.patient_control_number, sequence=claim.sequence, submitted=claim)
                     for claim in claims)
        if receipt is not None:
            self._append([Entry(EntryKind.RECEIPT, day, receipt=receipt)])

    def hold(self, patient_control_number: str, reason: str, on: date | None = None) -> None:
        """A claim that is not sent until something is settled. Submitting it ends the hold."""
        self._append([Entry(EntryKind.HOLD, on or _today(), claim=patient_control_number, note=reason)])

    def acknowledge(self, acknowledgments: Iterable[Acknowledgment], on: date | None = None) -> TrackingReport:
        """TA1, 999 and 277CA: which claims got in, which were rejected. `on` is the day of those that carry none; None: today."""
        entries, report = tracking.track(acknowledgments, self._books, on or _today())
        self._append(entries)
        return report

    # ---- money

    def post(self, remittance: Remittance) -> PostingReport:
        """A payer's decisions. The same remittance again posts nothing; one that does not balance is refused."""
        entries, report = posting.post(remittance, self._books)
        self._append(entries)
        return report

    def patient_payment(self, patient_control_number: str, amount: Decimal, on: date | None = None, by: str = "") -> None:
        """What a patient paid, dollars; a refund is negative. He may pay at the visit, before the claim is sent."""
        self._append([Entry(EntryKind.PATIENT_PAYMENT, on or _today(), amount, claim=patient_control_number, by=by)])

    def write_off(self, patient_control_number: str, amount: Decimal, reason: str, on: date | None = None, *, of_patient: bool = False,
                  by: str = "") -> None:
        """A decision not to collect: of a denied amount, or with `of_patient` of the patient's share."""
        self._known(patient_control_number)
        group = "PR" if of_patient else "CO"
        self._append([Entry(EntryKind.WRITE_OFF, on or _today(), amount, claim=patient_control_number, reason=reason, group=group, by=by)])

    def transfer_to_patient(self, patient_control_number: str, amount: Decimal, reason: str = "", on: date | None = None, by: str = "") -> None:
        """A decision that a denied amount is the patient's, once his coverage was verified again."""
        self._known(patient_control_number)
        self._append([Entry(EntryKind.TRANSFER, on or _today(), amount, claim=patient_control_number, note=reason, by=by)])

    # ---- asking

    def account(self, patient_control_number: str) -> Account:
        """A claim's balances.

        Raises:
            UnknownClaimError: nothing ever happened to a claim of this number.
        """
        self._known(patient_control_number)
        return fold(patient_control_number, self._books[patient_control_number])

    @property
    def accounts(self) -> list[Account]:
        """Every claim's account, in the order in which they were first heard of."""
        return [fold(claim, entries) for claim, entries in self._books.items() if claim]

    @property
    def owed_to_payer(self) -> Decimal:
        """What forward balances (PLB FB) say will be taken from a later payment, dollars; zero once they are applied."""
        return self.provider_level(PlbCategory.FORWARD_BALANCE)

    def provider_level(self, category: PlbCategory) -> Decimal:
        """The sum of what provider-level adjustments of one category added to payments, dollars: interest is income, a recovery is negative."""
        return sum((entry.amount for entry in self._books[""] if entry.kind is EntryKind.PROVIDER_LEVEL
                    and posting.category_of(entry.reason) is category), ZERO)

    def denials(self, as_of: date | None = None) -> list[Denial]:
        """Every denial that is still open, with cause, owner, next action and what may be changed. `as_of` leaves out what came later."""
        return [one for account in self.accounts for one in denials_of(account, self.profiles, self.causes) if as_of is None or one.on <= as_of]

    def underpayments(self, contract: FeeSchedule) -> list[Underpayment]:
        """Lines that were allowed less than a contract says."""
        return contracts.underpayments(self.accounts, contract)

    # ---- what follows

    def corrected_claim(self, patient_control_number: str, revised: Claim, documentation: str | None = None) -> Claim:
        """A replacement claim (frequency 7). Raises RuleError where it may not be made so."""
        return next_claim.corrected_claim(self.account(patient_control_number), revised, self.profiles, documentation)

    def void_claim(self, patient_control_number: str) -> Claim:
        """A void (frequency 8). Raises RuleError where there is nothing to void."""
        return next_claim.void_claim(self.account(patient_control_number), self.profiles)

    def secondary_claim(self, patient_control_number: str) -> Claim:
        """The claim to the next payer, with what the earlier ones decided. Raises RuleError where none is due."""
        return next_claim.secondary_claim(self.account(patient_control_number))

    def _known(self, patient_control_number: str) -> None:
        if patient_control_number not in self._books:
            raise UnknownClaimError(f"no entry concerns claim {patient_control_number}")


def _today() -> date:
    return date.today()         # noqa: DTZ011 - a practice books in its own day
