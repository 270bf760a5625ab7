"""What the codes of a remittance say: whether they are known, still valid, under the group that they belong to, and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.rules.kinds import Kind
from edi835.rules.worth import denies
from edi_claims import Finding, RootCause, Severity
from edi_claims.codes import CARC, CLAIM_STATUS, GROUP, PLB_REASON, RARC
from edi_claims.codes.rows import RarcKind
from edi_claims.findings import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Adjustment, ClaimPayment, Remittance, ServicePayment

_OLD_GROUP = "CR"
_NOTICED = frozenset({"GA", "GX", "GY"})
"""Modifiers by which the provider says that the patient was told, and may be billed."""
_PROVIDERS_OWN = frozenset({RootCause.SUBMISSION, RootCause.TIMELY_FILING, RootCause.PAYER_SETUP})
"""Causes for which no patient answers."""
_MOSTLY_PROVIDERS = frozenset({RootCause.AUTHORIZATION, RootCause.CODING, RootCause.DOCUMENTATION})

R002 = Kind("R002", Severity.WARNING, "adjustment group CR is not part of version 5010: it is treated as OA")
R020 = Kind("R020", Severity.INFO, "claim status", RootCause.UNRESOLVED)
R021 = Kind("R021", Severity.INFO, "adjustment group", RootCause.UNRESOLVED)
R022 = Kind("R022", Severity.INFO, "adjustment reason", RootCause.UNRESOLVED)
R023 = Kind("R023", Severity.INFO, "remark code", RootCause.UNRESOLVED)
R024 = Kind("R024", Severity.INFO, "provider adjustment reason", RootCause.UNRESOLVED)
R025 = Kind("R025", Severity.INFO, "adjustment reason", RootCause.INFORMATIONAL)
R026 = Kind("R026", Severity.INFO, "stands under a group where it is not usual: check who bears it", RootCause.POSTING)
R027 = Kind("R027", Severity.WARNING, "decides nothing without a remark code, and there is none", RootCause.UNRESOLVED,
            fix="ask the payer for the reason")
R028 = Kind("R028", Severity.WARNING, "is put on the patient (PR), though it is the provider's to settle", RootCause.POSTING,
            fix="do not bill the patient before it is settled with the payer")


def known_codes(claim: ClaimPayment) -> Iterator[Finding]:
    """Status, group, reason and remark codes are in the tables; unknown ones are kept as they are. One finding a code and claim."""
    adjustments = claim.all_adjustments
    remarks = [*claim.remarks, *(code for line in claim.services for code in line.remarks)]
    asked = ((R020, CLAIM_STATUS, [claim.status]), (R021, GROUP, [one.group for one in adjustments]),
             (R022, CARC, [one.reason for one in adjustments]), (R023, RARC, remarks))
    for kind, table, used in asked:
        for unknown in dict.fromkeys(one for one in used if one not in table):
            yield kind.of_claim(claim, f"{kind.what} {plain(unknown)} is in no table: its meaning is not known")


def group_of_old_version(remittance: Remittance) -> Iterator[Finding]:
    """The group CR (correction and reversal) ended with version 4010."""
    if remittance.version.startswith("004"):
        return
    for claim in remittance.claims:
        if any(one.group == _OLD_GROUP for one in claim.all_adjustments):
            yield R002.of_claim(claim)


def known_provider_adjustments(remittance: Remittance) -> Iterator[Finding]:
    """PLB reasons are in the table."""
    for reason in dict.fromkeys(one.reason for one in remittance.provider_adjustments if one.reason not in PLB_REASON):
        yield R024.of_payment(remittance, f"{R024.what} {plain(reason)} is in no table: its meaning is not known")


def valid_reasons(remittance: Remittance) -> Iterator[Finding]:
    """A reason that is not in force on the day of the payment: slow payers send it years after its end. One finding a code and claim."""
    day = remittance.payment_date or remittance.production_date
    for claim in remittance.claims:
        for reason in dict.fromkeys(one.reason for one in claim.all_adjustments):
            row = CARC.get(reason)
            if row is not None and not (row.active_on(day) if day is not None else row.active):
                yield R025.of_claim(claim, f"adjustment reason {plain(reason)} is not in force on the day of the payment")


def groups_of_reasons(claim: ClaimPayment) -> Iterator[Finding]:
    """CAS01 beside CAS02: reasons that belong to one group, denials that stand under OA or PI. One finding a code and claim."""
    if claim.is_reversal:
        return
    seen = dict.fromkeys((one.group, one.reason) for one in claim.all_adjustments if one.amount and one.group in GROUP and one.group != _OLD_GROUP)
    denying = {(one.group, one.reason) for one in claim.all_adjustments if denies(one)}
    for group, reason in seen:
        usual = _usual_groups(reason)
        if usual and group not in usual:
            yield R026.of_claim(claim, f"{group}-{plain(reason)} {R026.what}; usual is {', '.join(usual)}")
        elif not usual and group in {"OA", "PI"} and (group, reason) in denying:
            yield R026.of_claim(claim, f"a denial, {group}-{plain(reason)}, {R026.what}; usual is CO")


def _usual_groups(reason: str) -> tuple[str, ...]:
    """The groups that a reason belongs to; none where it may stand under any."""
    row = CARC.get(reason)
    rule = row.group_rule.partition(" (")[0] if row is not None else "any"
    return () if rule == "any" else tuple(one.strip() for one in rule.split("|"))


def explained_reasons(claim: ClaimPayment) -> Iterator[Finding]:
    """A reason such as 16 needs a remark code that is no alert, at its level or the claim's."""
    if claim.is_reversal:
        return
    for number, line in enumerate(claim.services, 1):
        for one in _unexplained(line.adjustments, claim, [line]):
            yield R027.of_line(claim, number, line, f"{plain(one.code[:2])}-{plain(one.reason)} {R027.what}")
    for one in _unexplained(claim.adjustments, claim, claim.services):
        yield R027.of_claim(claim, f"{plain(one.code[:2])}-{plain(one.reason)} {R027.what}")


def _unexplained(adjustments: list[Adjustment], claim: ClaimPayment, lines: list[ServicePayment]) -> list[Adjustment]:
    needing = [one for one in adjustments if (row := CARC.get(one.reason)) is not None and row.rarc_required and one.amount]
    if not needing or any(line.other_remarks for line in lines):
        return []
    remarks = [*claim.remarks, *(code for line in lines for code in line.remarks)]
    return needing if all(map(_is_alert, remarks)) else []


def _is_alert(remark: str) -> bool:
    """Whether a remark explains nothing; one that is not known may."""
    row = RARC.get(remark)
    return row is not None and row.kind is RarcKind.ALERT


def patients_own(claim: ClaimPayment) -> Iterator[Finding]:
    """PR with a reason that is the provider's: a mistake of the claim, a missed deadline. Not asked where the patient was told (GA)."""
    if claim.is_reversal:
        return
    for one in claim.adjustments:
        yield from _on_patient(claim, one, 0, None)
    for number, line in enumerate(claim.services, 1):
        if _NOTICED.isdisjoint(line.procedure.modifiers):
            for one in line.adjustments:
                yield from _on_patient(claim, one, number, line)


def _on_patient(claim: ClaimPayment, one: Adjustment, number: int, line: ServicePayment | None) -> Iterator[Finding]:
    row = CARC.get(one.reason)
    if one.group != "PR" or row is None or not denies(one) or row.root_cause not in _PROVIDERS_OWN | _MOSTLY_PROVIDERS:
        return
    severity = R028.severity if row.root_cause in _PROVIDERS_OWN else Severity.INFO
    message = f"PR-{plain(one.reason)} {R028.what}"
    if line is None:
        yield R028.of_claim(claim, message, severity=severity)
    else:
        yield R028.of_line(claim, number, line, message, severity=severity)
