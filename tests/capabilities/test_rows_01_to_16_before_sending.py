"""Rows 1 to 16 of docs/capabilities.md: the visit, coverage, the claim, and what the scrubber finds before it is sent."""

from datetime import date, datetime
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi837
from claims837 import DAY, GROUP, HOME, IBARRA, PLAN, ROWE, SENT, claim, line, visit
from corpus import example
from edi837 import Approval, CodeTables, ModifierRule, Policy
from edi_claims import (
    Authorization,
    AuthorizationRule,
    Coverage,
    CoverageStatus,
    Diagnosis,
    EdiError,
    EligibilityInquiry,
    Encounter,
    Owner,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    Procedure,
    Provider,
    RootCause,
    ServiceLine,
    Severity,
    TradingPartner,
    from_json,
    to_json,
)
from edi_x12 import conformance
from revenue_cycle import ClaimStage, Ledger, WorkKind

PLAN_PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN")
PROFILE = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",))
PIKE = Person(PersonName("PIKE", "JON"), date(1950, 5, 20), "M", HOME)
MAY = Person(PersonName("OSEI", "MAY"), date(2014, 7, 9), "F", HOME)
TOM = Person(PersonName("OSEI", "TOM"), date(1980, 1, 1), "M", HOME)


def found(code, one, **known):
    """What the scrubber finds of one kind, all rules running."""
    return [finding for finding in edi837.check([one], **known) if finding.code == code]


def answer(name, **asked):
    """What a 271 of the examples answers."""
    [response] = edi270_271.parse_271(example(name))
    return edi270_271.answer(response, **asked)


def for_pike(**changes):
    """The visit of the patient whose plan ended on 2026-08-31."""
    return claim(visit(patient=PIKE), coverages=(attrs.evolve(PLAN, member_id="XYZ100200311"),), **changes)


def therapy(*days, **changes):
    """Physical therapy of the child whose plan wants an authorization."""
    lines = tuple(ServiceLine(Procedure("97110", ("GP",)), D(60), D(1), (1,), day) for day in days)
    cover = Coverage(PLAN_PAYER, "XYZ100200310", TOM, "19", filing_indicator="12")
    encounter = Encounter(MAY, (Diagnosis("M25561"),), lines, "11", IBARRA)
    return edi837.claim_from(encounter, patient_control_number="A7001", billing_provider=GROUP, coverages=[cover], **changes)


def test_row_01_a_coded_visit_becomes_a_draft_claim():
    encounter = Encounter(
        ROWE, (Diagnosis("R07.9"), Diagnosis("R06.02")),
        (ServiceLine(Procedure("99214", ("25",)), D(200), D(1), (1, 2), date(2026, 10, 12)), ServiceLine(Procedure("93000"), D(150), D(1), (1, 2), date(2026, 10, 12))),
        "11", IBARRA)
    draft, repairs = edi837.tidy(edi837.claim_from(encounter, patient_control_number="A1001", billing_provider=GROUP, coverages=[PLAN]))
    assert [one.code for one in draft.encounter.diagnoses] == ["R079", "R0602"]
    assert [(str(one.procedure), one.charge, one.diagnosis_pointers) for one in draft.encounter.services] == [
        ("99214-25", D(200), (1, 2)), ("93000", D(150), (1, 2))]
    assert (draft.charge, draft.encounter.place_of_service) == (D("350.00"), "11")
    assert {one.code for one in repairs} == {"T005"}
    assert edi837.check([draft]) == []


def test_row_02_a_missing_npi_is_billings_and_a_missing_referral_is_nobodys():
    without = visit(providers={"rendering_provider": Provider("", PersonName("IBARRA", "LUIS"), "207RC0000X")})
    [finding] = edi837.check([claim(without)])
    assert (finding.code, finding.severity, finding.owner, finding.path) == ("P001", Severity.ERROR, Owner.BILLING, "encounter.rendering_provider.npi")
    assert visit().referring_provider is None
    assert edi837.check([claim()]) == []


def test_row_03_eligibility_is_asked_and_answered_before_the_visit():
    inquiry = EligibilityInquiry(
        Person(PersonName("IVERS", "DEL"), date(1971, 3, 4)), Coverage(PLAN_PAYER, "ABC700800900"),
        Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001"), service_types=("30", "98"), on=date(2026, 11, 12), trace_number="93175-0001")
    text = edi270_271.build_270([inquiry], sender=TradingPartner("RIVERBEND", "PRACTTEST"), receiver=TradingPartner("EXAMPLE HEALTH PLAN", "PAYERTEST"), control=201,
                                usage="T", created=datetime(2026, 11, 2, 9, 30))
    assert {"EQ*30^98", "DTP*291*D8*20261112", "TRN*1*93175-0001*9470000001"} <= set(text.split("~"))
    [response] = edi270_271.parse_271(example("271-1-active-ppo"))
    assert response.trace_number == edi270_271.parse_270(text)[0].trace_number
    told = edi270_271.answer(response, on=inquiry.on, service_type="98", provider="specialist")
    assert (told.status, told.copay, told.deductible_remaining) == (CoverageStatus.ACTIVE, D(60), D(410))


def test_row_04_a_wrong_payer_is_warned_of_before_the_claim_is_sent():
    told = answer("271-3a-inactive-other-payer", on=DAY)
    assert (told.status, told.ends, told.other_payers[0].payer.payer_id) == (CoverageStatus.INACTIVE, date(2026, 8, 31), "SUN01")
    [warning] = found("M007", for_pike(), eligibility=told)
    assert (warning.severity, warning.root_cause, "SUN01" in warning.message) == (Severity.WARNING, RootCause.PAYER_SETUP, True)
    assert found("M007", claim(), eligibility=answer("271-0-chain", on=DAY)) == []


def test_row_05_an_authorization_that_the_answer_wants_is_missed_before_the_service():
    told = answer("271-2-dependent-pt", on=date(2026, 11, 20), service_type="PT")
    assert told.authorization is Authorization.REQUIRED
    [finding] = edi837.check([therapy(date(2026, 11, 20))], eligibility=told)
    assert (finding.code, finding.severity, finding.owner, finding.would_cause) == ("B005", Severity.ERROR, Owner.FRONT_DESK, "CO-197")
    assert edi837.check([therapy(date(2026, 11, 20), authorization_number="AUTH1")], eligibility=told) == []


def test_row_06_the_claim_is_written_by_its_guide_and_read_back_the_same():
    text = edi837.build([claim()], **SENT)
    segments = text.removesuffix("~").split("~")
    assert (segments[0][:4], segments[-1][:4]) == ("ISA*", "IEA*")
    assert segments.count("HI*ABK:R079*ABF:R0602") == 1
    assert [one for one in segments if one.startswith("LX*")] == ["LX*1", "LX*2"]
    begin, end = (next(at for at, one in enumerate(segments) if one.startswith(name)) for name in ("ST*", "SE*"))
    assert segments[end] == f"SE*{end - begin + 1}*0401"
    assert list(edi837.parse(text)) == [claim()]
    assert conformance.check(text) == []


def test_row_07_a_missing_modifier_goes_to_coding_and_nothing_is_changed():
    rules = CodeTables(modifier_rules=[ModifierRule(["992*"], ["25"], beside=["93000"])])
    bare = claim(line(1, procedure=Procedure("99214")))
    [finding] = edi837.check([bare], tables=rules)
    assert (finding.code, finding.severity, finding.owner, finding.service_line) == ("C005", Severity.ERROR, Owner.CODING, 1)
    assert "review for modifier 25" in finding.fix
    assert bare.encounter.services[0].procedure == Procedure("99214")
    assert edi837.check([bare]) == []
    assert edi837.check([claim()], tables=rules) == []


def test_row_08_a_member_id_without_medicares_form_is_the_front_desks():
    def covered(member_id):
        return claim(coverages=(attrs.evolve(PLAN, filing_indicator="MB", member_id=member_id),))

    [finding] = found("M001", covered("1EG4-TE5-MK7"))
    assert (finding.severity, finding.owner) == (Severity.ERROR, Owner.FRONT_DESK)
    assert "1EG4" not in str(finding)
    assert found("M001", covered("1EG4TE5MK73")) == []


@pytest.mark.parametrize("typed", ["2026-13-01", "10/12/26"])
def test_row_09_a_day_that_is_none_is_a_typed_error_of_the_model(typed):
    text = to_json(visit().services[0])
    assert text.count("2026-10-12") == 1
    with pytest.raises(EdiError, match="service_date: not readable") as raised:
        from_json(ServiceLine, text.replace("2026-10-12", typed))
    assert typed not in str(raised.value)


def test_row_09_a_day_that_is_none_is_a_finding_when_it_is_read():
    text = example("837p-1-primary").replace("DTP*472*D8*20261012", "DTP*472*D8*20261301")
    read = edi837.parse(text)
    assert {(one.severity, one.element, one.claim) for one in read.findings} == {(Severity.ERROR, "DTP03", "A1001")}
    assert read.unread
    assert "20261301" not in " ".join(map(str, read.findings))


def test_row_10_a_diagnosis_that_does_not_support_the_procedure():
    policies = CodeTables(policies=[Policy(["93000"], ["R07*"])])
    screening = claim(visit(diagnoses=(Diagnosis("Z0000"),), services=tuple(attrs.evolve(one, diagnosis_pointers=(1,)) for one in visit().services)))
    [finding] = found("C006", screening, tables=policies)
    assert (finding.severity, finding.root_cause, finding.owner, finding.service_line) == (Severity.ERROR, RootCause.CODING, Owner.CODING, 2)
    assert found("C006", claim(), tables=policies) == []


def test_row_11_pointers_npi_and_place():
    [pointer] = [one for one in found("C002", claim(line(1, diagnosis_pointers=(1, 3)))) if one.severity is Severity.ERROR]
    assert (pointer.service_line, pointer.element) == (1, "SV107")
    [npi] = found("P001", claim(billing_provider=attrs.evolve(GROUP, npi="1234567890")))
    assert (npi.severity, "check digit" in npi.message) == (Severity.ERROR, True)
    [place] = [one for one in found("B002", claim(visit(place_of_service="21"))) if one.severity is Severity.ERROR]
    assert "admission date" in place.message
    admitted = claim(visit(place_of_service="21", dates={"435": DAY}))
    assert [one for one in found("B002", admitted) if one.severity is Severity.ERROR] == []
    assert found("C002", claim()) + found("P001", claim()) + found("B002", claim()) == []


def test_row_12_an_authorization_that_is_missing_or_has_ended():
    profile = attrs.evolve(PROFILE, authorization_rules=[AuthorizationRule(["93000"])])
    granted = CodeTables(approvals=[Approval("AU1", date(2026, 7, 1), date(2026, 9, 30), ["93000"])])
    longer = CodeTables(approvals=[Approval("AU1", date(2026, 7, 1), date(2026, 10, 31), ["93000"])])
    [missing] = edi837.check([claim()], profile=profile)
    [ended] = edi837.check([claim(authorization_number="AU1")], profile=profile, tables=granted)
    assert [(one.code, one.severity, one.service_line) for one in (missing, ended)] == [("B005", Severity.ERROR, 2)] * 2
    assert ("has none" in missing.message, "ended before" in ended.message) == (True, True)
    assert edi837.check([claim(authorization_number="AU1")], profile=profile, tables=longer) == []


@pytest.mark.parametrize(("today", "severity", "words"), [
    (date(2026, 10, 5), Severity.ERROR, "passed 6 days ago"), (date(2026, 9, 24), Severity.WARNING, "5 days left"), (date(2026, 7, 2), None, "")])
def test_row_13_the_filing_limit_of_90_days(today, severity, words):
    july = claim(visit(services=tuple(attrs.evolve(one, service_date=date(2026, 7, 1)) for one in visit().services)))
    findings = found("B007", july, profile=attrs.evolve(PROFILE, timely_filing_days=90), as_of=today)
    assert [one.severity for one in findings] == ([severity] if severity else [])
    assert all(words in one.message for one in findings)


def test_row_14_a_service_after_the_coverage_ended():
    told = answer("271-3a-inactive-other-payer", on=DAY)
    findings = found("M008", for_pike(), eligibility=told)
    assert [(one.severity, one.root_cause, one.service_line) for one in findings] == [(Severity.ERROR, RootCause.ELIGIBILITY, number) for number in (1, 2)]
    august = for_pike()
    services = tuple(attrs.evolve(one, service_date=date(2026, 8, 31)) for one in august.encounter.services)
    assert found("M008", attrs.evolve(august, encounter=attrs.evolve(august.encounter, services=services)), eligibility=told) == []


def test_row_15_a_total_that_is_off_and_a_claim_that_is_too_long():
    [finding] = edi837.check([claim(line(2, charge=D(140)), charge=D(350))])
    assert (finding.code, finding.severity, finding.expected, finding.found, finding.difference) == ("B001", Severity.ERROR, D(340), D(350), D(10))
    many = therapy(*(date(2026, 1, 1 + at % 28) for at in range(51)))
    assert [one.severity for one in found("B001", many)] == [Severity.ERROR]
    parts = edi837.split_claim(many)
    assert [len(one.encounter.services) for one in parts] == [50, 1]
    assert sum(one.charge for one in parts) == many.charge == D(51 * 60)
    assert [found("B001", one) for one in parts] == [[], []]


def test_row_16_a_claim_that_waits_for_the_provider_is_held_and_no_clean_claim():
    ledger = Ledger()
    ledger.submit([claim()], on=date(2026, 10, 20))
    ledger.hold("A1002", "provider_query", on=date(2026, 10, 20))           # which side was treated?
    assert ledger.account("A1002").stage is ClaimStage.HELD
    [item] = [one for one in ledger.work_queue(date(2026, 10, 21)) if one.claim == "A1002"]
    assert (item.kind, item.owner) == (WorkKind.PROVIDER_QUERY, Owner.CODING)
    measured = ledger.metrics(date(2026, 10, 1), date(2026, 10, 31))
    assert (measured.clean_claim_rate_strict.denominator, measured.query_rate.numerator) == (1, 1)
    [open_question] = found("B016", claim(patient_control_number="A1002"), held={"A1002"})
    assert open_question.owner is Owner.PROVIDER
