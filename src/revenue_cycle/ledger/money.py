"""The ledger and money: remittances, suspense, deposits, the patient, decisions by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO, Remittance
from edi_claims.codes.rows import PlbCategory
from revenue_cycle import by_hand, contracts, deposits, posting, suspense
from revenue_cycle import statements as bills
from revenue_cycle.deposits import OVERDUE, Deposit
from revenue_cycle.entries import Entry, EntryKind, WriteOffKind
from revenue_cycle.ledger.records import Records, today
from revenue_cycle.statements.making import NO_NAMES
from revenue_cycle.statements.small import BILL_EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from edi_claims import CoverageAnswer
    from revenue_cycle.contracts import Contracts, Variance
    from revenue_cycle.deposits import DepositMatch, PaidRemittance
    from revenue_cycle.posting import PostingReport
    from revenue_cycle.statements import PatientCredit, PatientStatement, SmallBalance, SmallBalanceRule, Statement, WrongStatement
    from revenue_cycle.suspense import Suspended


class Money(Records):
    """What was paid, and where it went."""

    def post(self, remittance: Remittance) -> PostingReport:
        """A payer's decisions. The same remittance again posts nothing; one that does not balance is refused."""
        entries, report = posting.post(remittance, self._books, self._index)
        self._append(entries)
        return report

    @property
    def suspense(self) -> list[Suspended]:
        """What waits: claim payments without a claim, or that do not balance, each with its candidates; by payment date."""
        return suspense.in_suspense(self._index)

    def assign(self, suspended: Suspended, patient_control_number: str, on: date | None = None, *, by: str = "", reason: str = "") -> None:
        """A person's decision that a payment in suspense is for a claim. Nothing but a person changes it again."""
        self._append(suspense.assigned(suspended, patient_control_number, self._index, self._books, on or today(), by, reason))

    def refund_suspense(self, suspended: Suspended, on: date | None = None, *, by: str = "", reason: str = "") -> None:
        """A person's decision that the money of a payment in suspense goes back to the payer; one of nothing is only closed."""
        self._append(suspense.returned(suspended, self._index, on or today(), by, reason))

    def unassign(self, patient_control_number: str, payment: Entry, on: date | None = None, *, by: str = "", reason: str = "") -> None:
        """A person's decision that a payment (an adjudication of the account's history) was posted to the wrong claim: it waits for him."""
        self._append(suspense.taken_off(patient_control_number, payment, self._books, on or today(), by, reason))

    def match_deposit(self, trace_number: str, amount: Decimal, on: date, *, payer_trace_id: str = "", reference: str = "",
                      by: str = "") -> DepositMatch:
        """What the bank booked, dollars, and what it pays. `payer_trace_id` is TRN03 and `reference` the bank's number, where it tells them."""
        deposit = Deposit(trace_number, amount, on, payer_trace_id, reference)
        entry = deposits.entered(deposit, self._index, by)
        self._append([] if entry is None else [entry])
        return deposits.match_of(deposit, self._index, again=entry is None)

    @property
    def deposits(self) -> list[DepositMatch]:
        """Every deposit with what it pays, by day."""
        return deposits.reconcile(self._index).matches

    @property
    def unmatched_deposits(self) -> list[DepositMatch]:
        """Money that no remittance explains to the cent."""
        return [one for one in self.deposits if not one.is_matched]

    def unpaid_remittances(self, as_of: date, days: int = OVERDUE) -> list[PaidRemittance]:
        """Remittances whose money is not there so many days after the payment date."""
        return deposits.overdue(self._index, as_of, days)

    @property
    def cash(self) -> Decimal:
        """What the remittances pay that deposits are matched to, dollars: the sum of those deposits."""
        return deposits.reconcile(self._index).cash

    @property
    def owed_to_payer(self) -> Decimal:
        """What forward balances (PLB FB) say will be taken from a later payment, dollars; zero once they are applied."""
        return self.provider_level(PlbCategory.FORWARD_BALANCE)

    @property
    def interest(self) -> Decimal:
        """Interest for late payments (PLB L6), dollars: income, and no payment of any claim."""
        return self.provider_level(PlbCategory.INTEREST)

    def provider_level(self, category: PlbCategory) -> Decimal:
        """The sum of what provider-level adjustments of one category added to payments, dollars: interest is income, a recovery is negative."""
        return sum((entry.amount for entry in self._books[""] if entry.kind is EntryKind.PROVIDER_LEVEL
                    and posting.category_of(entry.reason) is category), ZERO)

    def underpayments(self, contract: Contracts, tolerance: Decimal = contracts.TOLERANCE) -> list[Variance]:
        """Lines that were allowed less than a contract says: a fee schedule, a contract, or several."""
        return contracts.underpayments(self.accounts, contract, tolerance)

    def overpayments(self, contract: Contracts, tolerance: Decimal = contracts.TOLERANCE) -> list[Variance]:
        """Lines that were allowed more."""
        return contracts.overpayments(self.accounts, contract, tolerance)

    def patient_payment(self, patient_control_number: str, amount: Decimal, on: date | None = None, by: str = "") -> None:
        """What a patient paid, dollars. He may pay at the visit, before the claim is sent."""
        self._append([by_hand.patient_payment(patient_control_number, amount, on or today(), by)])

    def refund(self, patient_control_number: str, amount: Decimal, reason: str = "", on: date | None = None, by: str = "") -> None:
        """What a patient got back, dollars above zero."""
        self._known(patient_control_number)
        self._append([by_hand.refund(patient_control_number, amount, reason, on or today(), by)])

    def write_off(self, patient_control_number: str, amount: Decimal, reason: str, on: date | None = None, *, of_patient: bool = False,
                  by: str = "", kind: WriteOffKind = WriteOffKind.OTHER) -> None:
        """A decision not to collect: of what a payer denied or owes, or with `of_patient` of the patient's share. Negative: it is taken back."""
        self._known(patient_control_number)
        self._append([by_hand.write_off(patient_control_number, amount, reason, on or today(), by, kind=kind, of_patient=of_patient)])

    def reverse_write_off(self, patient_control_number: str, amount: Decimal, reason: str, on: date | None = None, *, of_patient: bool = False,
                          by: str = "", kind: WriteOffKind = WriteOffKind.OTHER) -> None:
        """A write-off, or a part of one, is taken back: the amount may be collected again."""
        self.write_off(patient_control_number, -amount, reason, on, of_patient=of_patient, by=by, kind=kind)

    def transfer_to_patient(self, patient_control_number: str, amount: Decimal, reason: str = "", on: date | None = None, by: str = "") -> None:
        """An amount is the patient's, a person decides: one denied, once his coverage was verified again, or a share held for a payer not billed."""
        self._append(by_hand.to_patient(self.account(patient_control_number), amount, reason, on or today(), by))

    # ---- statements

    def statement(self, patient_control_number: str, on: date | None = None, names: Mapping[str, str] = NO_NAMES) -> Statement:
        """What the patient owes and why, line by line. `names` words procedures, by code."""
        return bills.statement(self.account(patient_control_number), on, names=names)

    def statements(self, numbers: Mapping[str, Iterable[str]], on: date | None = None, names: Mapping[str, str] = NO_NAMES) -> list[PatientStatement]:
        """One statement a patient: the caller's number of the patient to the claims that are his."""
        return bills.statements({number: [self.account(claim) for claim in claims] for number, claims in numbers.items()}, on or today(), names=names)

    def issue_statement(self, patient_control_number: str, on: date | None = None, by: str = "", *, coverage: CoverageAnswer | None = None,
                        rule: SmallBalanceRule = BILL_EVERYTHING) -> None:
        """A statement that goes out. Raises RuleError where nothing may be billed now."""
        self._append([bills.issue_statement(self.account(patient_control_number), on or today(), by, coverage=coverage, rule=rule)])

    def correct_statement(self, patient_control_number: str, on: date | None = None, by: str = "", *, reason: str = "",
                          coverage: CoverageAnswer | None = None) -> None:
        """A statement in the place of the last one. Raises RuleError where that is right, or nothing may be billed."""
        self._append([bills.correct_statement(self.account(patient_control_number), on or today(), by, reason=reason, coverage=coverage)])

    def void_statement(self, patient_control_number: str, on: date | None = None, by: str = "", *, reason: str = "") -> None:
        """The last statement should not have gone out. Raises RuleError where none did."""
        self._append([bills.void_statement(self.account(patient_control_number), on or today(), by, reason=reason)])

    def statements_wrong(self) -> list[WrongStatement]:
        """Statements in patients' hands that turned out wrong."""
        return list(bills.statements_wrong(self.accounts))

    def credits(self, as_of: date) -> list[PatientCredit]:
        """What patients paid beyond their share, with its age."""
        return list(bills.patient_credits(self.accounts, as_of))

    def small_balances(self, rule: SmallBalanceRule, as_of: date) -> list[SmallBalance]:
        """What a rule gives up. Nothing is written off by asking."""
        return list(bills.small_balances(self.accounts, rule, as_of))
