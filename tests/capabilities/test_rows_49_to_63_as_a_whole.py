"""Rows 49 to 63 of docs/capabilities.md: coding measures, specialties, the month's money, who did what, what is kept in confidence."""

import logging
from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi835
import edi837
import edi_acks
from books import PROFILES, visit
from claims837 import DAY, GROUP, HOME, IBARRA, PLAN, STREET
from claims837 import SENT as PARTNERS
from claims837 import claim as registered
from claims837 import visit as registered_visit
from corpus import example
from edi837 import CodeTables, FactRule
from edi_claims import (
    CoverageStatus,
    Diagnosis,
    EdiError,
    Encounter,
    Fee,
    FeeSchedule,
    Finding,
    Owner,
    PayerProfile,
    Person,
    PersonName,
    Procedure,
    Provider,
    RootCause,
    ServiceLine,
    Severity,
)
from measuring import answer, decided, office, pay, sent
from revenue_cycle import Answer, ClaimStage, Guard, Ledger, WorkKind, WriteOffKind, by_owner
from revenue_cycle.ratios import Ratio

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
FIRST, TOLD, DECIDED = date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 20)
OF_THE_PRACTICE = {Owner.CODING, Owner.PROVIDER, Owner.FRONT_DESK, Owner.BILLING}


def coded(*lines, diagnoses=("L989",), **changes):
    """A visit with these lines."""
    return registered_visit(services=tuple(lines), diagnoses=tuple(Diagnosis(one) for one in diagnoses), **changes)


def service(code, charge=100, *modifiers, pointers=(1,), day=DAY):
    return ServiceLine(Procedure(code, modifiers), D(charge), D(1), pointers, day)


def test_row_49_questions_to_providers_and_what_coding_costs():
    ledger = sent(*(office(f"C{at}") for at in range(1, 47)), on=FIRST)
    for number in ("Q1", "Q2", "Q3", "Q4"):
        ledger.hold(number, "provider_query", on=FIRST)
    pay(ledger, decided("C1", 0, "CO-50", "100"), decided("C2", 0, "CO-4", "100"), decided("C3", 0, "CO-197", "100"), decided("C4", 0, "CO-29", "100"))
    ledger.audit_finding("C5", 1, "code_changed", by="AUDITOR 1", on=DECIDED)
    ledger.audit_finding("C6", 1, "supported", by="AUDITOR 1", on=DECIDED)
    found = ledger.metrics(*OCTOBER)
    assert (found.query_rate, found.query_rate.percent()) == (Ratio(D(4), D(50)), D("8.0"))
    assert (found.coding_denial_share, found.code_changed_on_audit) == (Ratio(D(2), D(4)), Ratio(D(1), D(2)))


def test_row_50_one_vocabulary_for_caught_rejected_and_denied():
    ledger = sent(office("C1"), office("C2"), on=FIRST)
    nameless = attrs.evolve(registered(), patient_control_number="C3", coverages=(attrs.evolve(PLAN, member_id=""),))
    ledger.scrubbed([one for one in edi837.check([nameless]) if one.code == "M001"], on=FIRST, claims=[nameless])
    ledger.acknowledge([answer("C1", "A7:164:IL", TOLD)])
    pay(ledger, decided("C2", 0, "PR-31", "100"))
    [row] = ledger.stage_matrix(*OCTOBER)
    assert row.root_cause is RootCause.ELIGIBILITY
    assert [(cell.count, cell.amount) for cell in (row.caught, row.rejected, row.denied)] == [(1, D(350)), (1, D(100)), (1, D(100))]


def test_row_51_the_thirteenth_visit_is_warned_of():
    [response] = edi270_271.parse_271(example("271-2-dependent-pt"))
    told = edi270_271.answer(response, on=date(2026, 11, 20), service_type="PT")
    child = Person(PersonName("OSEI", "MAY"), date(2014, 7, 9), "F", HOME)
    cover = attrs.evolve(PLAN, member_id="XYZ100200310", group_number="", relationship="19", subscriber=Person(PersonName("OSEI", "TOM"), date(1980, 1, 1), "M", HOME))

    def bill(count):
        lines = tuple(service("97110", 60, "GP", day=date(2026, 11, at)) for at in range(1, count + 1))
        encounter = Encounter(child, (Diagnosis("M25561"),), lines, "11", IBARRA)
        return edi837.claim_from(encounter, patient_control_number="A7001", billing_provider=GROUP, coverages=[cover], authorization_number="AU9")

    assert told.visits_remaining == 12
    assert edi837.check([bill(12)], eligibility=told) == []
    [warning] = edi837.check([bill(13)], eligibility=told)
    assert (warning.code, warning.severity, warning.would_cause) == ("B012", Severity.WARNING, "CO-119")
    ledger = sent(office("C1"))
    pay(ledger, decided("C1", 0, "CO-119", "100"))
    assert ledger.escaped()[0].rules[0] == "B012"


def test_row_52_a_lesion_whose_size_nobody_recorded_is_a_question_to_the_provider():
    tables = CodeTables(fact_rules=[FactRule(["114??"], ["lesion size"])])
    removal = coded(service("11403"))
    [finding] = edi837.check([registered(removal)], tables=tables)
    assert (finding.root_cause, finding.owner, finding.service_line) == (RootCause.DOCUMENTATION, Owner.PROVIDER, 1)
    assert finding.would_cause.startswith("CO-16 ")
    recorded = attrs.evolve(removal, documentation={"lesion size": "2.4 cm"})
    assert edi837.check([registered(recorded)], tables=tables) == []
    assert recorded.coding == removal.coding


def test_row_52_a_lesion_after_the_plan_changed_is_a_matter_of_eligibility():
    [response] = edi270_271.parse_271(example("271-3a-inactive-other-payer"))
    told = edi270_271.answer(response, on=DAY)
    pike = Person(PersonName("PIKE", "JON"), date(1950, 5, 20), "M", HOME)
    one = registered(coded(service("11403"), patient=pike), coverages=(attrs.evolve(PLAN, member_id="XYZ100200311"),))
    assert told.status is CoverageStatus.INACTIVE
    findings = [finding for finding in edi837.check([one], eligibility=told) if finding.severity is Severity.ERROR]
    assert [(finding.root_cause, finding.owner) for finding in findings] == [(RootCause.ELIGIBILITY, Owner.FRONT_DESK)]


def test_row_53_a_diabetes_visit_points_each_service_to_its_reasons():
    one = registered(coded(service("99214", 200, pointers=(1, 2)), service("83036", 30), diagnoses=("E1165", "I10")))
    assert edi837.check([one]) == []
    text = edi837.build([one], **PARTNERS)
    assert [segment for segment in text.split("~") if segment.startswith(("HI*", "SV1*"))] == [
        "HI*ABK:E1165*ABF:I10", "SV1*HC:99214*200*UN*1***1:2", "SV1*HC:83036*30*UN*1***1"]
    assert [line.diagnosis_pointers for line in edi837.parse(text)[0].encounter.services] == [(1, 2), (1,)]


def test_row_54_paid_but_unsupported_is_kept_apart_from_denials():
    ledger = Ledger()
    ledger.submit(edi837.parse(example("837p-1-primary")), on=date(2026, 10, 20))
    ledger.post(edi835.parse(example("835-1-paid"))[0])
    before = ledger.account("A1001")
    ledger.audit_finding("A1001", 1, "unsupported", by="AUDITOR 2", on=date(2026, 12, 10), documentation="NOTE OF 2026-10-12")
    [flag] = ledger.audit_flags()
    assert (flag.procedure, flag.at_risk, flag.root_cause, flag.owner, flag.by) == ("99214-25", D(105), RootCause.DOCUMENTATION, Owner.PROVIDER, "AUDITOR 2")
    assert ledger.denials() == []
    assert attrs.evolve(ledger.account("A1001"), history=()) == attrs.evolve(before, history=())
    assert [one.kind for one in ledger.work_queue(date(2026, 12, 11)) if one.owner is Owner.PROVIDER] == [WorkKind.AUDIT]


def test_row_55_a_months_money():
    ledger = sent(office("C1"), office("C2"), office("C3"), on=FIRST)
    pay(ledger, decided("C1", 80, "CO-45", "20"), decided("C2", 0, "CO-197", "100"), decided("C3", 0, "CO-29", "100"))
    ledger.write_off("C3", D(100), "filed too late, no proof", on=date(2026, 10, 28), kind=WriteOffKind.TIMELY_FILING)
    money = ledger.financial_summary(*OCTOBER)
    assert (money.charges, money.contractual, money.payments, money.denials_open, money.avoidable_write_off) == (D(300), D(20), D(80), D(100), D(100))
    assert money.receivable == D(100) == money.opening + money.charges - money.contractual - money.payments - money.written_off
    assert ledger.financial_summary(date(2026, 11, 1), date(2026, 11, 30)).opening == D(100)


def test_row_56_who_did_what_when_and_why():
    ledger = sent(office("C1"), on=FIRST)
    pay(ledger, decided("C1", 0, "CO-197", "100"))
    before = ledger.entries
    moment = datetime(2026, 10, 28, 9, 15)
    with ledger.entering("PL", moment):
        ledger.appeal("C1", on=date(2026, 10, 28), reason="approved by telephone", documentation="CALL 4471")
    [step] = ledger.audit(by="PL")
    assert (step.kind, step.claim, step.on, step.entered_at, step.note, step.documentation) == (
        "appeal", "C1", date(2026, 10, 28), moment, "approved by telephone", "CALL 4471")
    assert ledger.entries[:len(before)] == before
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        ledger.entries[0].amount = D(0)
    assert Ledger.replay(ledger.entries).account("C1") == ledger.account("C1")


def test_row_57_nothing_that_is_printed_names_a_patient(caplog):
    secrets = ("ROWE", "DANA", "XYZ100200300", "19710304", "1971, 3, 4", "12 ELM ST")
    caplog.set_level(logging.DEBUG)
    [one] = edi837.parse(example("837p-1-primary"))
    [remitted] = edi835.parse(example("835-1-paid"))
    [response] = edi270_271.parse_271(example("271-0-chain"))
    ledger = Ledger(PROFILES)
    ledger.submit([one], on=date(2026, 10, 20))
    ledger.acknowledge(edi_acks.parse(example("277ca-mixed")))
    report = ledger.post(remitted)
    broken = attrs.evolve(one, charge=D(1), coverages=(attrs.evolve(one.coverage, member_id="XYZ100200300~"),))
    shown = [one, remitted, response, report, ledger.account("A1001"), ledger.entries, ledger.life("A1001"), ledger.work_queue(date(2026, 12, 1)),
             edi270_271.answer(response, on=DAY), edi837.check([broken])]
    with pytest.raises(EdiError) as refused:
        edi837.build([broken], **PARTNERS)
    with pytest.raises(LookupError) as unknown:
        ledger.account("A9999")
    printed = " ".join([*map(repr, shown), str(refused.value), repr(refused.value), str(unknown.value), caplog.text])
    assert "A1001" in printed
    assert [word for word in secrets if word in printed] == []


def test_row_58_the_library_says_what_is_at_risk_and_people_decide():
    unmarked = registered(coded(service("99214", 200), service("93000", 150), diagnoses=("R079",)))
    tables = CodeTables(modifier_rules=[edi837.ModifierRule(["992*"], ["25"], beside=["93000"])], policies=[edi837.Policy(["93000"], ["I48*"])])
    findings = edi837.check([unmarked], tables=tables)
    assert {one.owner for one in findings} == {Owner.CODING}
    assert not any("I48" in one.fix for one in findings)
    tidied, _ = edi837.tidy(unmarked)
    assert tidied.encounter.coding == unmarked.encounter.coding
    ledger = Ledger(PROFILES)
    ledger.submit([visit("A2001", "99204", "250"), visit("A2002", "99204", "250"), office("A6003")], on=FIRST)
    ledger.acknowledge([answer("A6003", "A7:164:IL", TOLD)])
    ledger.post(edi835.parse(example("835-2-ecg-two-denials"))[0])
    before = ledger.entries
    queue = ledger.work_queue(date(2026, 12, 1))
    assert {one.owner for one in queue} <= OF_THE_PRACTICE
    assert {WorkKind.DENIAL, WorkKind.REJECTION} <= {one.kind for one in queue}
    assert all(one.next_action for one in queue)
    assert sum(map(len, by_owner(queue).values())) == len(queue)
    assert ledger.entries == before


def test_row_59_a_denial_names_the_rule_that_would_have_caught_it():
    ledger = sent(office("C1"))
    pay(ledger, decided("C1", 0, "CO-16", "100", remarks=("N290",)))
    [off] = ledger.escaped(edi837.rules_without("P005"))
    assert (off.what, off.rules[0], off.guard) == ("CO-16 N290", "P005", Guard.OFF)
    [missed] = ledger.escaped()
    assert missed.guard is Guard.MISSED
    ledger.scrubbed([Finding("P005", Severity.WARNING, "the rendering provider is the billing provider", claim="C1")], on=FIRST)
    assert [one.guard for one in ledger.escaped()] == [Guard.IGNORED]


def test_row_60_a_claim_of_which_nothing_is_heard_comes_up():
    ledger = sent(office("C1"), on=date(2026, 10, 20))
    ledger.acknowledge([answer("C1", "A2:20", date(2026, 10, 21))])
    assert ledger.account("C1").stage is ClaimStage.ACCEPTED
    assert ledger.work_queue(date(2026, 11, 19)) == []
    [item] = ledger.work_queue(date(2026, 11, 20))
    assert (item.kind, item.claim, item.root_cause, item.waiting) == (WorkKind.FOLLOW_UP, "C1", RootCause.PAYER_FOLLOW_UP, 30)
    [inquiry] = ledger.status_inquiries(date(2026, 11, 20))
    assert (inquiry.patient_control_number, ledger.status_inquiries(date(2026, 11, 19))) == ("C1", [])
    pay(ledger, decided("C1", 100), on=date(2026, 11, 15))
    assert ledger.work_queue(date(2026, 11, 20)) == []


def test_row_61_a_claim_that_was_filed_too_late_is_an_avoidable_loss():
    ledger = sent(office("C1"), profiles=[PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",), timely_filing_days=10)])
    pay(ledger, decided("C1", 0, "CO-29", "100"))
    [denial] = ledger.denials()
    assert (denial.root_cause, denial.answer, denial.write_off_kind) == (RootCause.TIMELY_FILING, Answer.WRITE_OFF_AVOIDABLE, WriteOffKind.TIMELY_FILING)
    assert denial.write_off_kind.is_avoidable
    ledger.write_off("C1", denial.amount, "no proof", on=date(2026, 10, 28), kind=denial.write_off_kind)
    account = ledger.account("C1")
    assert (account.written_off, account.contractual, account.patient_balance, account.denied_open) == (D(100), 0, 0, 0)
    assert ledger.metrics(*OCTOBER).avoidable_write_offs == D(100)


def test_row_62_a_charge_below_the_contracts_rate_is_warned_of():
    contract = FeeSchedule("EXAMPLE HEALTH PLAN", [Fee("99214", D(130))])
    [warning] = edi837.check([registered(coded(service("99214", 100)))], contract=contract)
    assert (warning.code, warning.severity, warning.service_line) == ("B011", Severity.WARNING, 1)
    assert edi837.check([registered(coded(service("99214", 130)))], contract=contract) == []


def test_row_63_a_service_elsewhere_names_the_place():
    hospital = Provider("1245319599", "GENERAL HOSPITAL", address=attrs.evolve(STREET, lines=("1 MAIN ST",)))
    one = registered(coded(service("99214", 200), place_of_service="22", providers={"rendering_provider": IBARRA, "facility": hospital}))
    assert edi837.check([one]) == []
    segments = edi837.build([one], **PARTNERS).split("~")
    at = segments.index("NM1*77*2*GENERAL HOSPITAL*****XX*1245319599")
    assert segments[at + 1:at + 3] == ["N3*1 MAIN ST", "N4*OMAHA*NE*681020123"]
    assert "PRV*PE*PXC*207RC0000X" in segments
    assert not any(segment.startswith("NM1*77") for segment in edi837.build([registered()], **PARTNERS).split("~"))
    unnamed = registered(coded(service("99214", 200), place_of_service="22"))
    assert [finding.code for finding in edi837.check([unnamed])] == ["B002"]
