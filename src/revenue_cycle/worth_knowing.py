"""What a person should look at in an account: what the figures alone do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO, Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from revenue_cycle.accounts import Account
    from revenue_cycle.entries import Entry
    from revenue_cycle.in_force import InForce


def findings_of(account: Account, force: InForce) -> tuple[Finding, ...]:
    """L030 to L037, in the order of their codes."""
    return tuple(found for check in _CHECKS for found in check(account, force))


def _finding(account: Account, code: str, severity: Severity, message: str, fix: str, head: Entry | None = None) -> Finding:
    position = head.source.position if head is not None and head.source is not None else None
    return Finding(code, severity, message, fix=fix, root_cause=RootCause.POSTING, owner=Owner.BILLING, claim=account.claim,
                   position=position or None)


def _trace(head: Entry) -> str:
    return head.source.trace_number if head.source is not None else ""


def _overpaid(account: Account, _: InForce) -> Iterator[Finding]:
    if account.overpaid:
        settled = account.charge - account.pended - account.held + account.overpaid
        yield Finding(
            "L030", Severity.WARNING, f"claim {account.claim} is settled {account.overpaid} beyond its charge", level="claim", claim=account.claim,
            fix="find what was paid or written off twice; refund the payer, or wait until it takes the money back", root_cause=RootCause.POSTING,
            owner=Owner.BILLING, expected=account.charge - account.pended - account.held, found=settled)


def _unpaired(account: Account, force: InForce) -> Iterator[Finding]:
    for one in force.unpaired:
        yield _finding(
            account, "L031", Severity.WARNING,
            f"remittance {_trace(one.head)} takes back {-one.head.amount} of claim {account.claim}, and no decision of these figures stands",
            "post the remittance that is missing, or ask the payer what it took back", one.head)


def _refused(account: Account, force: InForce) -> Iterator[Finding]:
    for one in force.refused:
        yield _finding(
            account, "L032", Severity.WARNING,
            f"remittance {_trace(one.head)} refuses a replacement, a void or a duplicate of claim {account.claim}: what was decided before stands",
            "send a replacement with the payer's number of the decided claim; a duplicate is closed", one.head)


def _replaced(account: Account, force: InForce) -> Iterator[Finding]:
    for one in force.replaced:
        yield _finding(
            account, "L033", Severity.WARNING, f"claim {account.claim} was decided anew, and the decision of remittance {_trace(one.head)} "
            "was not taken back: its money counts, its adjustments do not", "ask the payer for the reversal", one.head)


def _restored(account: Account, _: InForce) -> Iterator[Finding]:
    back = sum((line.restored for line in account.lines), ZERO)
    if back:
        yield _finding(
            account, "L034", Severity.INFO, f"a later payer paid, or left to the patient, {back} of claim {account.claim} that an earlier one "
            "had taken off as contractual", "see whether the contract lets you keep it")


def _not_billable(account: Account, _: InForce) -> Iterator[Finding]:
    if account.not_billable > ZERO:
        yield Finding(
            "L035", Severity.WARNING, f"the patient's share {account.not_billable} of claim {account.claim} may not be billed to him (QMB)",
            fix="bill Medicaid; write off what it leaves, and refund what was collected", root_cause=RootCause.PATIENT_BILLING,
            owner=Owner.BILLING, claim=account.claim)


def _written_off_and_paid(account: Account, _: InForce) -> Iterator[Finding]:
    if account.overpaid and account.written_off > ZERO:
        amount = min(account.overpaid, account.written_off)
        yield _finding(account, "L036", Severity.WARNING, f"{amount} of claim {account.claim} was written off, and is settled otherwise",
                       "take the write-off back")


def _decided_too_early(account: Account, _: InForce) -> Iterator[Finding]:
    amount = sum((line.undecided for line in account.lines), ZERO)
    if amount:
        yield _finding(
            account, "L037", Severity.WARNING, f"an earlier payer has changed its decision about claim {account.claim} since a later one decided: "
            f"{amount} is not decided by that one", "send the later payer a replacement with what the earlier one decides now")


_CHECKS: tuple[Callable[[Account, InForce], Iterator[Finding]], ...] = (
    _overpaid, _unpaired, _refused, _replaced, _restored, _not_billable, _written_off_and_paid, _decided_too_early)
