"""What the header says of the payment: how it is made, when, by which number it is found, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from edi835.rules.kinds import Kind
from edi_claims import ZERO, Finding, RootCause, Severity
from edi_claims.findings import plain
from edi_claims.identifiers import npi_is_valid

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from edi_claims import Remittance

    Traces: TypeAlias = dict[tuple[str, str], set[Hashable]]

_NOTIFICATION = "H"
_NO_PAYMENT = "NON"
_SENT = frozenset({"ACH", "FWT"})
_PAYEE_IDS = frozenset({"PQ", "TJ", "0B"})

R030 = Kind("R030", Severity.WARNING, "a notification without payment (BPR01 H) has an amount", fix="look for the money before posting it")
R031 = Kind("R031", Severity.WARNING, "the method is no payment (BPR04 NON), but there is an amount: a card, or paper, may have come instead",
            fix="look for the money before posting it")
R032 = Kind("R032", Severity.INFO, "a transfer of zero dollars: there is no money to look for")
R033 = Kind("R033", Severity.WARNING, "there is no payment date (BPR16): deposit and appeal days cannot be told", fix="ask the payer")
R034 = Kind("R034", Severity.WARNING, "the payment has no trace number (TRN02) or no payer trace id (TRN03): its deposit cannot be found by them")
R035 = Kind("R035", Severity.WARNING, "the payment amount is below zero: what is owed should be carried forward (FB)")
R036 = Kind("R036", Severity.WARNING, "there is more than one payee: the amount is theirs together", fix="share out the deposit before posting it")
R037 = Kind("R037", Severity.INFO, "the payee is named by its tax id; its NPI stands among the references", RootCause.PAYER_SETUP)
R038 = Kind("R038", Severity.WARNING, "the same payment was sent before: posting it again would count it twice", RootCause.POSTING,
            fix="post it once")
R039 = Kind("R039", Severity.INFO, "another remittance has the same trace number: they are parts of one deposit, or one corrects the other")
R047 = Kind("R047", Severity.INFO, "the amount is taken from the payee's account (BPR03 D)")


def method_fits_amount(remittance: Remittance) -> Iterator[Finding]:
    """BPR01 and BPR04 against BPR02."""
    amount = remittance.payment_amount
    if amount and remittance.handling == _NOTIFICATION:
        yield R030.of_payment(remittance, element="BPR01", expected=ZERO, found=amount)
    elif amount and remittance.payment_method == _NO_PAYMENT:
        yield R031.of_payment(remittance, element="BPR04", expected=ZERO, found=amount)
    if not amount and remittance.payment_method in _SENT and remittance.handling != _NOTIFICATION:
        yield R032.of_payment(remittance, element="BPR04")
    if amount < ZERO:
        yield R035.of_payment(remittance, element="BPR02")
    elif amount and remittance.credit_or_debit == "D":
        yield R047.of_payment(remittance, element="BPR03")


def payment_can_be_found(remittance: Remittance) -> Iterator[Finding]:
    """BPR16, TRN02 and TRN03: by these the bank's deposit is found."""
    if remittance.payment_date is None:
        yield R033.of_payment(remittance, element="BPR16")
    if not remittance.trace_number:
        yield R034.of_payment(remittance, element="TRN02")
    elif not remittance.payer_trace_id:
        yield R034.of_payment(remittance, element="TRN03")


def one_payee(remittance: Remittance) -> Iterator[Finding]:
    """N1*PE: one a remittance, named by its NPI."""
    if any(one.elements[:2] == ("N1", "PE") for one in remittance.unread):
        yield R036.of_payment(remittance, element="N101")
    payee = remittance.payee
    if not payee.npi and any(one.qualifier in _PAYEE_IDS and npi_is_valid(one.value) for one in payee.references):
        yield R037.of_payment(remittance, element="N104", loop="1000B")


def sent_again(remittances: Iterable[Remittance]) -> Iterator[Finding]:
    """Payments of one payer with one trace number among several remittances: the same one once more (R038), or another (R039)."""
    known: Traces = {}
    for remittance in remittances:
        yield from again_of(remittance, known)


def again_of(remittance: Remittance, known: Traces) -> Iterator[Finding]:
    """Whether a payment is among the known ones; it becomes known."""
    if not remittance.trace_number:
        return
    trace, content = (remittance.payer_trace_id, remittance.trace_number), fingerprint(remittance)
    before = known.setdefault(trace, set())
    if before:
        kind = R038 if content in before else R039
        yield kind.of_payment(remittance, f"payment {plain_trace(remittance.trace_number)}: {kind.what}", element="TRN02")
    before.add(content)


def fingerprint(remittance: Remittance) -> Hashable:
    """What tells one payment from another one: its figures and those of its claims, in any order."""
    claims = sorted((one.patient_control_number, one.payer_control_number, one.status, one.charge, one.paid) for one in remittance.claims)
    provider = sorted((one.reason, one.reference, one.amount) for one in remittance.provider_adjustments)
    return hash((remittance.payment_amount, remittance.credit_or_debit, remittance.payment_date, tuple(claims), tuple(provider)))


def plain_trace(trace: str) -> str:
    """A trace number as a message may show it."""
    return trace if len(trace) <= 50 and trace.isascii() and trace.isprintable() else plain(trace)      # noqa: PLR2004 - the longest TRN02
