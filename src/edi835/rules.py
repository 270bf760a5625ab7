"""What must add up in a remittance, and what is worth a look. Each rule is a small pure function from a remittance to findings.

The reader runs the balances while it reads, through the same functions, so that `check` finds in a remittance what its reading found.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeAlias

from edi_claims import ZERO, Finding, Owner, Remittance, RootCause, Severity
from edi_claims.codes import CARC, CLAIM_STATUS, GROUP, PLB_REASON, RARC
from edi_claims.findings import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from edi_claims import ClaimPayment

    ClaimRule: TypeAlias = Callable[[ClaimPayment], Iterable[Finding]]
    Rule: TypeAlias = Callable[[Remittance], Iterable[Finding]]

PATIENT = "PR"
_ESTIMATE = "25"


def check(remittances: Remittance | Iterable[Remittance], rules: Iterable[Rule] | None = None) -> list[Finding]:
    """What is wrong with remittances, rule by rule; `rules` are `RULES` unless said otherwise.

    Balance findings (`BAL-LINE`, `BAL-CLAIM`, `BAL-PATIENT`, `BAL-PAYMENT`) have `level`, `expected`, `found` and `difference`. Exact:
    there is no tolerance. Never raises for what a file may hold.
    """
    several = [remittances] if isinstance(remittances, Remittance) else remittances
    chosen = RULES if rules is None else tuple(rules)
    return [finding for remittance in several for rule in chosen for finding in rule(remittance)]


def each_claim(rule: ClaimRule) -> Rule:
    """A rule about a claim as one about a remittance."""

    @wraps(rule)
    def of_remittance(remittance: Remittance) -> Iterator[Finding]:
        for claim in remittance.claims:
            yield from rule(claim)

    return of_remittance


# ---- balances

def adds_up(claim: ClaimPayment) -> bool:
    """Whether a claim has no balance finding at all. The reader asks this of every claim; findings are made only where it fails.

    Where every line balances, the claim does when the lines' charges add up to its charge, and their payments, less what is adjusted
    for the claim as a whole, to its payment: fewer sums than adding up every adjustment once more.
    """
    shared = charged = paid = ZERO
    services = claim.services
    for line in services:
        left = line.charge
        for one in line.adjustments:
            left -= one.amount
            if one.group == PATIENT:
                shared += one.amount
        if left != line.paid:
            return False
        charged += line.charge
        paid += line.paid
    if not services:
        charged = paid = claim.charge
    for one in claim.adjustments:
        paid -= one.amount
        if one.group == PATIENT:
            shared += one.amount
    share = claim.patient_responsibility
    return paid == claim.paid and charged == claim.charge and (share is None or share == shared or (not share and claim.is_reversal))


def check_claim(claim: ClaimPayment) -> list[Finding]:
    """What does not add up in one claim: its lines in order, the claim, the patient's share. What posting asks of each claim."""
    return [*lines_balance(claim), *claim_balance(claim), *patient_share_agrees(claim)]


def lines_balance(claim: ClaimPayment) -> Iterator[Finding]:
    """SVC02 less the CAS of its 2110 is SVC03."""
    for number, line in enumerate(claim.services, 1):
        expected = line.charge - line.adjusted()
        if expected != line.paid:
            yield _unbalanced("BAL-LINE", "line", "charge less adjustments is not the payment of the line", expected, line.paid,
                              claim=claim.patient_control_number, service_line=number, position=line.position or None)


def claim_balance(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP03 less every CAS is CLP04, and the lines' SVC02 add up to CLP03."""
    expected = claim.charge - claim.adjusted()
    if expected != claim.paid:
        if repeats_its_lines(claim):
            yield Finding("R010", Severity.WARNING, "the claim's own adjustments repeat those of its lines: it balances only when they count once",
                          fix="count the adjustments of the lines", root_cause=RootCause.PAYER_FOLLOW_UP, claim=claim.patient_control_number,
                          loop="2100", position=claim.position or None)
        else:
            yield _unbalanced("BAL-CLAIM", "claim", "charge less adjustments is not the payment of the claim", expected, claim.paid,
                              claim=claim.patient_control_number, position=claim.position or None)
    charged = sum((line.charge for line in claim.services), ZERO)
    if claim.services and charged != claim.charge:
        yield _unbalanced("BAL-CLAIM", "claim", "the charges of the lines do not add up to that of the claim", claim.charge, charged,
                          claim=claim.patient_control_number, position=claim.position or None)


def repeats_its_lines(claim: ClaimPayment) -> bool:
    """Whether a payer sent the adjustments of the lines once more for the claim as a whole: it balances only when they count once."""
    own = sum((one.amount for one in claim.adjustments), ZERO)
    of_lines = sum((line.adjusted() for line in claim.services), ZERO)
    return bool(own) and own == of_lines and claim.charge - of_lines == claim.paid


def patient_share_agrees(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP05, where it was sent, is the sum of PR; a reversal may say 0. A warning: payers get it wrong, and the adjustments decide."""
    share, expected = claim.patient_responsibility, claim.adjusted(PATIENT)
    if share is None or share == expected or (not share and claim.is_reversal):
        return
    if repeats_its_lines(claim) and 2 * share == expected:
        return
    yield _unbalanced("BAL-PATIENT", "patient", "the patient's share is not the sum of the PR adjustments, which decide", expected, share,
                      severity=Severity.WARNING, root_cause=RootCause.POSTING, claim=claim.patient_control_number, position=claim.position or None)


def payment_balances(remittance: Remittance) -> list[Finding]:
    """BPR02 is the sum of CLP04 less the sum of PLB."""
    return payment_finding(remittance.payment_amount, remittance.credit_or_debit, remittance.paid_total, remittance.provider_adjustment_total,
                           remittance.trace_number, remittance.position)


def payment_finding(payment: Decimal, credit_or_debit: str, paid: Decimal, adjusted: Decimal, trace: str, position: int) -> list[Finding]:
    """The same from the figures alone, for a reader that does not keep the claims. A debit (BPR03 D) takes the amount from the payee."""
    expected = paid - adjusted
    if payment == expected or (credit_or_debit == "D" and payment == -expected):
        return []
    what = f"payment {trace}: its amount is not what the claims were paid less the provider adjustments"
    return [_unbalanced("BAL-PAYMENT", "payment", what, expected, payment, position=position or None, fix="ask the payer before posting it")]


def _unbalanced(code: str, level: str, message: str, expected: Decimal, found: Decimal, *, severity: Severity = Severity.ERROR,
                root_cause: RootCause = RootCause.PAYER_FOLLOW_UP, fix: str = "", claim: str | None = None, service_line: int | None = None,
                position: int | None = None) -> Finding:
    return Finding(code, severity, f"{message}: expected {expected}, found {found}", fix=fix, root_cause=root_cause, owner=Owner.BILLING,
                   claim=claim, service_line=service_line, position=position, level=level, expected=expected, found=found)


# ---- worth a look

def whole_charge_contractual(claim: ClaimPayment) -> Iterator[Finding]:
    """CO-45 may not take a whole charge: such a line is a denial whose reason stands elsewhere, if anywhere."""
    for number, line in enumerate(claim.services, 1):
        if line.charge and any(one.code == "CO-45" and one.amount == line.charge for one in line.adjustments):
            yield _worth("R001", Severity.WARNING, "CO-45 takes the whole charge of the line: treat it as a possible denial", claim,
                         service_line=number, root_cause=RootCause.UNRESOLVED, position=line.position or None)
    if claim.charge and any(one.code == "CO-45" and one.amount == claim.charge for one in claim.adjustments):
        yield _worth("R001", Severity.WARNING, "CO-45 takes the whole charge of the claim: treat it as a possible denial", claim,
                     root_cause=RootCause.UNRESOLVED)


def signs_of_reversal(claim: ClaimPayment) -> Iterator[Finding]:
    """A reversal's amounts are negative, and only a reversal's charge is."""
    if claim.is_reversal and (claim.charge > ZERO or claim.paid > ZERO):
        yield _worth("R003", Severity.WARNING, "a reversal (status 22) with positive amounts", claim)
    elif not claim.is_reversal and claim.charge < ZERO:
        yield _worth("R003", Severity.WARNING, f"a negative charge, but status {plain(claim.status)} is no reversal", claim)


def estimate_is_unpaid(claim: ClaimPayment) -> Iterator[Finding]:
    """A predetermination (status 25) is a price, not a payment."""
    if claim.status == _ESTIMATE and claim.paid:
        yield _worth("R004", Severity.WARNING, "a predetermination (status 25) with a payment", claim)


def periods_in_order(claim: ClaimPayment) -> Iterator[Finding]:
    """DTM*150 is not after DTM*151."""
    for number, line in enumerate(claim.services, 1):
        if line.service_period is not None and line.service_period.start > line.service_period.end:
            yield _worth("R005", Severity.WARNING, "the service period ends before it begins", claim, service_line=number,
                         position=line.position or None)


def known_codes(claim: ClaimPayment) -> Iterator[Finding]:
    """Status, group, reason and remark codes are in the tables; unknown ones are kept as they are. One finding a code and claim."""
    adjustments = claim.all_adjustments
    remarks = [*claim.remarks, *(code for line in claim.services for code in line.remarks)]
    asked = (("R020", "claim status", CLAIM_STATUS, [claim.status]), ("R021", "adjustment group", GROUP, [one.group for one in adjustments]),
             ("R022", "adjustment reason", CARC, [one.reason for one in adjustments]), ("R023", "remark code", RARC, remarks))
    for code, what, table, used in asked:
        for unknown in dict.fromkeys(one for one in used if one not in table):
            message = f"{what} {plain(unknown)} is in no table: its meaning is not known"
            yield _worth(code, Severity.INFO, message, claim, root_cause=RootCause.UNRESOLVED)


def group_of_old_version(remittance: Remittance) -> Iterator[Finding]:
    """The group CR (correction and reversal) ended with version 4010."""
    if remittance.version.startswith("004"):
        return
    for claim in remittance.claims:
        if any(one.group == "CR" for one in claim.all_adjustments):
            yield _worth("R002", Severity.WARNING, "adjustment group CR is not part of version 5010: it is treated as OA", claim)


def known_provider_adjustments(remittance: Remittance) -> Iterator[Finding]:
    """PLB reasons are in the table."""
    for reason in dict.fromkeys(one.reason for one in remittance.provider_adjustments if one.reason not in PLB_REASON):
        yield Finding("R024", Severity.INFO, f"provider adjustment reason {plain(reason)} is in no table: its meaning is not known",
                      root_cause=RootCause.UNRESOLVED, owner=Owner.BILLING, position=remittance.position or None)


def _worth(code: str, severity: Severity, message: str, claim: ClaimPayment, *, service_line: int | None = None,
           root_cause: RootCause = RootCause.PAYER_FOLLOW_UP, position: int | None = None) -> Finding:
    return Finding(code, severity, message, root_cause=root_cause, owner=Owner.BILLING, claim=claim.patient_control_number,
                   service_line=service_line, position=position or claim.position or None)


BALANCE_RULES: tuple[Rule, ...] = (*map(each_claim, (lines_balance, claim_balance, patient_share_agrees)), payment_balances)
"""What the reader checks by itself."""

RULES: tuple[Rule, ...] = (
    *BALANCE_RULES,
    *map(each_claim, (whole_charge_contractual, signs_of_reversal, estimate_is_unpaid, periods_in_order, known_codes)),
    group_of_old_version,
    known_provider_adjustments,
)
"""What `check` looks for."""


# ---- what an 835 that we write must hold

_LONGEST_NUMBER = 38
_MOST_LINES = 999
_MOST_ADJUSTMENTS = 99 * 6
_MOST_MODIFIERS = 4
_MOST_REMARKS = 5
_GROUPS = frozenset({"CO", "OA", "PI", "PR"})


def payment_is_named(remittance: Remittance) -> Iterator[Finding]:
    """BPR, TRN and the parties: without them nobody can deposit it, post it or ask about it."""
    payer, payee = remittance.payer, remittance.payee
    asked = (
        ("R100", "BPR02", "the payment amount is below zero: what is owed goes to a provider adjustment FB", remittance.payment_amount >= ZERO),
        ("R101", "BPR04", "there is no payment method", bool(remittance.payment_method)),
        ("R102", "BPR16", "there is no payment date", remittance.payment_date is not None),
        ("R103", "TRN02", "there is no trace number", bool(remittance.trace_number)),
        ("R104", "TRN03", "there is no payer trace id: `1` and the payer's tax id", bool(remittance.payer_trace_id)),
        ("R105", "N102", "the payer has no name", bool(payer.name)),
        ("R106", "N102", "the payee has no name", bool(payee.name)),
        ("R107", "N104", "the payee has no number: NPI or tax id", bool(payee.npi or payee.tax_id or payee.identifier)),
        ("R108", "N3", "the payer has no address", payer.address is not None and bool(payer.address.lines and payer.address.city)),
        ("R109", "PER01", "the payer has no technical contact (function BL)", any(one.function == "BL" and one.numbers for one in payer.contacts)))
    for code, element, message, holds in asked:
        if not holds:
            yield Finding(code, Severity.ERROR, message, root_cause=RootCause.SUBMISSION, element=element, position=remittance.position or None)


def claim_is_named(claim: ClaimPayment) -> Iterator[Finding]:
    """CLP01, CLP02, CLP06, CLP07, NM1*QC, and the ids of the other parties."""
    asked = (
        ("R110", "CLP01", "the patient control number has 1 to 38 characters", 0 < len(claim.patient_control_number) <= _LONGEST_NUMBER),
        ("R111", "CLP02", "the claim status is none of the guide's", claim.status in CLAIM_STATUS),
        ("R112", "NM103", "there is no patient", claim.patient is not None),
        ("R113", "CLP06", "there is no filing indicator", bool(claim.filing_indicator)),
        ("R114", "CLP07", "there is no payer control number", bool(claim.payer_control_number)),
        ("R115", "NM109", "the insured, the rendering provider or the next payer is named without a number", _numbered(claim)))
    for code, element, message, holds in asked:
        if not holds:
            yield _must(code, message, claim, element)


def _numbered(claim: ClaimPayment) -> bool:
    insured, rendering, crossover = claim.insured, claim.rendering_provider, claim.crossover_payer
    return ((insured is None or insured.identifier is not None) and (crossover is None or bool(crossover.payer_id))
            and (rendering is None or bool(rendering.npi or rendering.identifier)))


def claim_fits(claim: ClaimPayment) -> Iterator[Finding]:
    """How often a segment may stand, and the groups of CAS01."""
    if len(claim.services) > _MOST_LINES:
        yield _must("R120", "a claim has at most 999 lines: split it", claim, "SVC")
    if any(one.group not in _GROUPS for one in claim.all_adjustments):
        yield _must("R121", "an adjustment group is none of CO, OA, PI, PR", claim, "CAS01")
    if any(not one.reason for one in claim.all_adjustments):
        yield _must("R122", "an adjustment has no reason", claim, "CAS02")
    if max(len(claim.adjustments), *(len(line.adjustments) for line in claim.services), 0) > _MOST_ADJUSTMENTS:
        yield _must("R123", "a claim or a line has more adjustments than 99 CAS hold", claim, "CAS")
    if any(not line.procedure.code or len(line.procedure.modifiers) > _MOST_MODIFIERS for line in claim.services):
        yield _must("R124", "a line has no procedure, or more than four modifiers", claim, "SVC01")
    if len(claim.remarks) > _MOST_REMARKS and not (claim.outpatient or claim.inpatient):
        yield _must("R125", "more than five remark codes do not fit into MOA", claim, "MOA03")


def provider_adjustments_are_named(remittance: Remittance) -> Iterator[Finding]:
    """PLB01, PLB02 and the reasons."""
    if any(not one.provider_id or one.fiscal_period_end is None or not one.reason for one in remittance.provider_adjustments):
        yield Finding("R130", Severity.ERROR, "a provider adjustment has no provider, no fiscal period or no reason", element="PLB",
                      position=remittance.position or None)


def _must(code: str, message: str, claim: ClaimPayment, element: str) -> Finding:
    return Finding(code, Severity.ERROR, message, claim=claim.patient_control_number, element=element, loop="2100", position=claim.position or None)


GUIDE_RULES: tuple[Rule, ...] = (
    payment_is_named,
    *map(each_claim, (claim_is_named, claim_fits)),
    provider_adjustments_are_named,
    *BALANCE_RULES,
)
"""What `build` and `write` enforce: they need nothing but the remittance."""
