"""What every rule is made of: its type, and the kinds of findings, each with its code, its gravity and who acts."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from edi_claims import Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from edi_claims import ClaimPayment, Remittance, ServicePayment

ClaimRule: TypeAlias = "Callable[[ClaimPayment], Iterable[Finding]]"
Rule: TypeAlias = "Callable[[Remittance], Iterable[Finding]]"


def each_claim(rule: ClaimRule) -> Rule:
    """A rule about a claim as one about a remittance."""

    @wraps(rule)
    def of_remittance(remittance: Remittance) -> Iterator[Finding]:
        for claim in remittance.claims:
            yield from rule(claim)

    return of_remittance


@attrs.frozen
class Kind:
    """A kind of finding: what all those of one code have in common."""

    code: str
    severity: Severity
    what: str
    """The message, where a place has nothing more to say."""
    root_cause: RootCause = RootCause.PAYER_FOLLOW_UP
    owner: Owner = Owner.BILLING
    fix: str = ""

    def of_payment(self, remittance: Remittance, what: str = "", **more: Any) -> Finding:
        """One about a remittance as a whole."""
        return self._at(what, {"position": remittance.position or None, **more})

    def of_claim(self, claim: ClaimPayment, what: str = "", **more: Any) -> Finding:
        """One about a claim as a whole."""
        place = {"claim": claim.patient_control_number, "loop": "2100", "position": claim.position or None}
        return self._at(what, {**place, **more})

    def of_line(self, claim: ClaimPayment, number: int, line: ServicePayment, what: str = "", **more: Any) -> Finding:
        """One about a line, counted from 1."""
        place = {"claim": claim.patient_control_number, "service_line": number, "loop": "2110", "position": line.position or claim.position or None}
        return self._at(what, {**place, **more})

    def of_group(self, first: ClaimPayment, what: str = "", **more: Any) -> Finding:
        """One about all claims of an LX, of which this is the first."""
        return self._at(what, {"loop": "2000", "position": first.position or None, **more})

    def of_trace(self, trace: str, what: str, **more: Any) -> Finding:
        """One about a deposit."""
        return self._at(f"payment {trace}: {what}", {"level": "deposit", **more})

    def _at(self, what: str, more: dict[str, Any]) -> Finding:
        """Where figures disagree, the message says both."""
        message = what or self.what
        if more.get("expected") is not None and more.get("found") is not None:
            message = f"{message}: expected {more['expected']}, found {more['found']}"
        kept = {"severity": self.severity, "root_cause": self.root_cause, "owner": self.owner, "fix": self.fix, **more}
        return Finding(self.code, kept.pop("severity"), message, **kept)
