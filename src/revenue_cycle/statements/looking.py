"""What to look at before a patient is billed: shares that are his by the remittance, and perhaps not by law or contract (L086)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi_claims import ZERO, Finding, Owner, RootCause, Severity
from revenue_cycle.statements import words
from revenue_cycle.statements.nouns import LineKind
from revenue_cycle.statements.shares import ON_ITS_WAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims import Claim
    from revenue_cycle.accounts import Account
    from revenue_cycle.statements.shares import Share

_NOTICE = frozenset({"GA", "GX", "GY"})
"""Modifiers that say that the patient was told, or that no notice is needed: the service is never a benefit."""
_NO_NOTICE = "GZ"
_REFUSED = frozenset({LineKind.NOT_COVERED, LineKind.OVER_LIMIT})


def findings_of(account: Account, shares: Iterable[Share], claim: Claim | None) -> Iterator[Finding]:
    """Warnings, in the order of the lines."""
    for share in shares:
        kind = words.kind_of_share(share.reason)
        if kind in _REFUSED and share.amount > ZERO:
            yield from _without_notice(account, share, claim)
        elif kind is LineKind.ABOVE_ALLOWED and share.amount > ZERO:
            yield _look(account, f"{share.amount} is above what the plan allows (PR-{share.reason}) and left to the patient",
                        "bill it only where he agreed to a provider outside the network, in the way that the law wants", share.service_line)
    if account.patient_balance > ZERO and account.lines and account.stage in ON_ITS_WAY:
        yield _look(account, "the claim is to be decided anew, or is held: what a statement asks for may turn out wrong", "wait for the decision")


def _without_notice(account: Account, share: Share, claim: Claim | None) -> Iterator[Finding]:
    modifiers = _modifiers(claim, share.service_line)
    if _NO_NOTICE in modifiers:
        yield _look(account, f"{share.amount} is left to the patient (PR-{share.reason}), and the line says that he had no notice (GZ)",
                    "do not bill it: without a notice it is the provider's", share.service_line)
    elif _NOTICE.isdisjoint(modifiers):
        yield _look(account, f"{share.amount} is not covered and left to the patient (PR-{share.reason})",
                    "bill it where he signed a notice before the service, and where the contract does not hold him harmless", share.service_line)


def _modifiers(claim: Claim | None, number: int | None) -> frozenset[str]:
    if claim is None or number is None or number > len(claim.encounter.services):
        return frozenset()
    return frozenset(claim.encounter.services[number - 1].procedure.modifiers)


def _look(account: Account, message: str, fix: str, number: int | None = None) -> Finding:
    return Finding("L086", Severity.WARNING, message, fix=fix, root_cause=RootCause.PATIENT_BILLING, owner=Owner.BILLING, claim=account.claim,
                   service_line=number)
