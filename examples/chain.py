"""The main job: coded encounters and the payers' answers become posted accounts, told as a biller would want to read it.

Everything is read from `fixtures/`: change a file there and the story changes. What is written goes to `out/`.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs

import edi270_271
import edi835
import edi837
import edi_acks
from edi_claims import (
    Address,
    Claim,
    Coverage,
    CoverageAnswer,
    EligibilityInquiry,
    Encounter,
    FeeSchedule,
    Finding,
    PatientShare,
    PayerProfile,
    Provider,
    TradingPartner,
    errors,
    from_json,
    profile_of,
)
from edi_claims.codes import SERVICE_TYPE
from edi_x12 import ControlNumbers, conformance, detect
from revenue_cycle import Account, Denial, Ledger

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures"
OUT = ROOT / "out"
SENT = date(2026, 10, 20)


# ---- what the fixtures hold

@attrs.frozen
class Visit:
    """One coded visit, with what registration knows of its patient."""

    patient_control_number: str
    encounter: Encounter
    coverages: tuple[Coverage, ...]
    collected: Decimal | None = None
    """What the patient paid at the visit."""
    coverage_answer: str = ""
    """File of the 271 that came back."""
    trace_number: str = ""
    batch: str = "BATCH77"


@attrs.frozen
class Practice:
    """Who bills, through whom, and what is known of the payers."""

    sender: TradingPartner
    clearinghouse: TradingPartner
    payer: TradingPartner
    billing_provider: Provider
    pay_to_address: Address
    profiles: tuple[PayerProfile, ...]
    fees: FeeSchedule
    service_types: dict[str, str]
    """Procedure code to the service type that coverage is asked for."""


def fixture(name: str) -> str:
    """A text from the fixtures."""
    return (FIXTURES / name).read_text(encoding="utf-8")


PRACTICE = from_json(Practice, fixture("chain/practice.json"))
VISITS = from_json(list[Visit], fixture("chain/visits.json"))


# ---- telling

def say(text: str = "") -> None:
    """One line of the story."""
    print(text)


def title(text: str) -> None:
    """A chapter of the story."""
    print(f"\n{text}\n{'-' * len(text)}")


def money(amount: Decimal | None) -> str:
    """Dollars and cents, or that nobody said."""
    return "not stated" if amount is None else f"{amount:,.2f}"


def tell(finding: Finding) -> None:
    """A finding, with who acts on it."""
    where = f" line {finding.service_line}" if finding.service_line else ""
    print(f"  {finding.severity.upper():7} {finding.code:10} {finding.claim or ''}{where}: {finding.message}")
    print(f"          {finding.owner} · {finding.root_cause}{' · would cause ' + finding.would_cause if finding.would_cause else ''}")
    if finding.fix:
        print(f"          do: {finding.fix}")


def save(name: str, text: str) -> str:
    """Keep a text under `out/`, a segment a line."""
    OUT.mkdir(exist_ok=True)
    (OUT / name).write_text(text.replace("~", "~\n"), encoding="ascii")
    return f"out/{name}"


# ---- the chapters

def coverage() -> dict[str, CoverageAnswer]:
    """Ask for coverage and read what was answered."""
    title("1. Coverage, before the visit")
    asked = [visit for visit in VISITS if visit.coverage_answer]
    inquiries = [
        EligibilityInquiry(visit.encounter.patient, visit.coverages[0], PRACTICE.billing_provider, on=visit.encounter.first_day,
                           service_types=tuple(sorted(set(service_types(visit)))), trace_number=visit.trace_number)
        for visit in asked
    ]
    text = edi270_271.build_270(
        inquiries, sender=PRACTICE.sender, receiver=PRACTICE.payer, control=200, usage="T", created=datetime(2026, 10, 8, 9, 30))
    say(f"asked for {len(inquiries)} patients: {save('eligibility.270', text)}")
    answers = {}
    for visit in asked:
        responses = edi270_271.parse_271(fixture(f"examples/{visit.coverage_answer}"))
        response = next(one for one in responses if one.trace_number == visit.trace_number)
        answers[visit.patient_control_number] = tell_coverage(visit, response)
    return answers


def service_types(visit: Visit) -> list[str]:
    """The service type of each line; 30, the plan as a whole, where the practice has none for its code."""
    return [PRACTICE.service_types.get(line.procedure.code, "30") for line in visit.encounter.services]


def tell_coverage(visit: Visit, response: object) -> CoverageAnswer:
    """What the payer says of one visit, and what the patient will probably owe."""
    answers = {kind: edi270_271.answer(response, on=visit.encounter.first_day, service_type=kind) for kind in dict.fromkeys(service_types(visit))}
    first = next(iter(answers.values()))
    say(f"\n{visit.patient_control_number}: {first.status} on {first.on}, {first.plan or 'plan not named'}")
    share: PatientShare | None = None
    for kind, answer in answers.items():
        allowed = allowed_for(visit, kind)
        part = edi270_271.estimate(answer, allowed, after=share)
        share = part if share is None else share + part
        say(f"  {SERVICE_TYPE.label(kind)}: copay {money(answer.copay)}, deductible left {money(answer.deductible_remaining)}, "
            f"visits left {answer.visits_remaining if answer.visits_remaining is not None else 'not stated'}, authorization {answer.authorization}")
        say(f"    of {money(allowed)} allowed the patient owes {span(part)}")
    if share is not None:
        say(f"  estimated patient share: {span(share)}")
    return first


def allowed_for(visit: Visit, kind: str) -> Decimal:
    """What the fee schedule allows for the lines of one service type."""
    lines = [line for line, one in zip(visit.encounter.services, service_types(visit), strict=True) if one == kind]
    rates = [(line.units, PRACTICE.fees.allowed(line.procedure, line.first_day)) for line in lines]
    return sum((units * rate for units, rate in rates if rate is not None), Decimal(0))


def span(share: PatientShare) -> str:
    """An estimate as one figure, or as what it may be."""
    return money(share.low) if share.low == share.high else f"{money(share.low)} to {money(share.high)}"


def claims_of(answers: dict[str, CoverageAnswer], ledger: Ledger) -> list[tuple[Visit, Claim]]:
    """Make the claims, check them, and hold those that a payer would turn down."""
    title("2. Claims, before they are sent")
    ready = []
    for visit in VISITS:
        claim = edi837.claim_from(
            visit.encounter, patient_control_number=visit.patient_control_number, billing_provider=PRACTICE.billing_provider,
            coverages=visit.coverages, pay_to_address=PRACTICE.pay_to_address, amounts={"F5": visit.collected} if visit.collected else {})
        profile, answer = profile_of(PRACTICE.profiles, claim.coverage.payer), answers.get(visit.patient_control_number)
        found = edi837.check([claim], profile=profile, eligibility=answer, as_of=max(SENT, visit.encounter.last_day or SENT))
        stops = errors(found)
        say(f"{claim.patient_control_number}: {money(claim.total_charge)}, {len(claim.encounter.services)} lines, {'held' if stops else 'clean'}")
        for finding in found:
            tell(finding)
        if stops:
            ledger.hold(claim.patient_control_number, f"{stops[0].code}: {stops[0].fix}", on=SENT)
        else:
            ready.append((visit, claim))
        if visit.collected:
            ledger.patient_payment(claim.patient_control_number, visit.collected, on=visit.encounter.first_day)
            say(f"  collected at the visit: {money(visit.collected)}")
    return ready


def send(ledger: Ledger, claims: list[Claim], numbers: ControlNumbers, batch: str, on: date) -> None:
    """Write a batch, hold it against its guide, and enter it."""
    text = edi837.build(claims, sender=PRACTICE.sender, receiver=PRACTICE.clearinghouse, control=numbers, usage="T", batch_id=batch,
                        created=datetime(on.year, on.month, on.day, 9, 30))
    found = errors(conformance.check(text))
    say(f"{save(f'{batch.lower()}.837', text)}: {', '.join(claim.patient_control_number for claim in claims)}, "
        f"{money(sum((claim.charge for claim in claims), Decimal(0)))}; {'conforms to its guide' if not found else 'does NOT conform to its guide'}")
    for finding in found:
        tell(finding)
    ledger.submit(claims, edi837.receipt(text), on=on)


def acknowledgments(ledger: Ledger) -> None:
    """What came back before any payer decided."""
    title("4. Acknowledgments: what got in")
    for name in ("999-0-chain.edi", "277ca-mixed.edi"):
        text = fixture(f"examples/{name}")
        parsed = edi_acks.parse(text)
        report = ledger.acknowledge(parsed, on=SENT)
        said = [f"{what} {', '.join(claims)}" for what, claims in (
            ("accepted", report.accepted), ("rejected", report.rejected), ("not received", report.not_received)) if claims]
        sets = [one for told in parsed if isinstance(told, edi_acks.ImplementationAcknowledgment) for one in told.transaction_sets]
        said += [f"transaction set {one.control_number}: {'accepted' if one.status in ('A', 'E') else 'rejected'}" for one in sets]
        say(f"{name} ({', '.join(detect(text))}): {'; '.join(said)}")
        for finding in report.findings:
            tell(finding)
    say("A rejected claim was never adjudicated: it is fixed and sent as a new claim, and cannot be appealed.")


def post(ledger: Ledger, name: str) -> list[str]:
    """Post a remittance and say what it did."""
    said = []
    for remittance in edi835.parse(fixture(f"examples/{name}")):
        report = ledger.post(remittance)
        found = edi835.check(remittance)
        say(f"{name}: {remittance.payer.name} paid {money(remittance.payment_amount)}, {remittance.trace_number}; "
            f"{'balanced to the cent' if not errors(found) else 'does NOT balance'}")
        for item in report.posted:
            account = ledger.account(item.claim)
            said.append(item.claim)
            say(f"  {item.claim}: charge {money(account.charge)}, allowed {money(account.allowed)}, contractual {money(account.contractual)}, "
                f"paid {money(account.paid)}, denied {money(account.denied_open)}, open to a payer {money(account.open_to_payer)}")
            say(f"         patient share {money(account.patient_responsibility)}, collected {money(account.patient_paid)}, "
                f"{balance(account)}: {account.stage}")
        for item in (*report.suspense, *report.refused):
            say(f"  not posted, {money(item.amount)}: {item.reason}")
        for finding in report.findings:
            tell(finding)
    return said


def balance(account: Account) -> str:
    """What the patient owes; what he paid too much is a credit only once no payer has to decide any more."""
    if account.patient_balance >= 0:
        return f"patient owes {money(account.patient_balance)}"
    return f"{'not yet applied' if account.open_to_payer else 'credit'} {money(-account.patient_balance)}"


def tell_denial(denial: Denial) -> None:
    """One denial: whose it is, and what may be done."""
    adjustments = ", ".join(f"{one.code} {money(one.amount)}" for one in denial.adjustments)
    say(f"{denial.claim} line {denial.service_line} ({denial.procedure}): {adjustments}")
    say(f"  {denial.root_cause} · {denial.owner}: {denial.next_action}")
    note = ", only with a reference to the record that supports it" if denial.needs_documentation else ""
    say(f"  may change: {', '.join(denial.may_change)}{note}")
    if denial.must_not_change:
        say(f"  must not change: {', '.join(denial.must_not_change)}")
    if denial.appeal_deadline:
        say(f"  appeal until {denial.appeal_deadline}")


def main() -> None:
    """The whole chain."""
    ledger = Ledger(PRACTICE.profiles)
    ready = claims_of(coverage(), ledger)
    title("3. Claims, sent")
    numbers = ControlNumbers(401, 401, 401)
    for batch in dict.fromkeys(visit.batch for visit, _ in ready):
        send(ledger, [claim for visit, claim in ready if visit.batch == batch], numbers, batch, SENT)
    acknowledgments(ledger)

    title("5. The primary payer's remittance")
    posted = post(ledger, "835-1-paid.edi")
    title("6. On to the next payer")
    for number in posted:
        if ledger.account(number).open_to_payer > 0:
            send(ledger, [ledger.secondary_claim(number)], numbers, f"SECONDARY-{number}", date(2026, 11, 5))
    post(ledger, "835-4-secondary.edi")

    title("7. Two denials that look the same in dollars")
    post(ledger, "835-2-ecg-two-denials.edi")
    for denial in ledger.denials():
        tell_denial(denial)

    title("8. Where every claim is")
    say(f"{'claim':8}{'charge':>9}{'paid':>9}{'contract':>10}{'denied':>9}{'to payer':>10}{'patient':>9}{'collected':>11}  stage")
    for account in ledger.accounts:
        columns = (account.charge, account.paid, account.contractual, account.denied_open, account.open_to_payer, account.patient_balance)
        widths = (9, 9, 10, 9, 10, 9)
        say(f"{account.claim:8}{''.join(f'{money(one):>{width}}' for one, width in zip(columns, widths, strict=True))}"
            f"{money(account.patient_paid):>11}  {account.stage}")


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.stderr.close()              # whoever reads this has seen enough
