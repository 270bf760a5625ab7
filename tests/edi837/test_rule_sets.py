"""Rules as a set: what there is to find, other sets of them, claims that meet other claims, payers' profiles from a file."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

import edi837
from claims837 import DAY, PLAN, ROWE, SENT, claim, line, secondary, visit
from edi837.rules.context import Context, Kind, providers_of
from edi837.rules.history import Decided, History
from edi837.rules.listing import MODULES, PLACES, code_of
from edi_claims import (
    Attachment,
    AuthorizationRule,
    CoverageAnswer,
    CoverageStatus,
    Fee,
    FeeSchedule,
    Finding,
    Owner,
    Payer,
    PayerProfile,
    PersonName,
    Procedure,
    RootCause,
    RuleError,
    Severity,
    errors,
    from_json,
    profile_of,
    to_json,
)
from edi_testing import SCENARIOS, sample_claims, strategies

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = (ROOT / "docs" / "findings.md").read_text()
PAYERS = (ROOT / "fixtures" / "tables" / "payers.json").read_text()
E, W = Severity.ERROR, Severity.WARNING


# ---- the catalogue

def as_listed(row):
    return f"| {row.code} | {row.severity} | {row.reference} | `{row.path}` | {row.root_cause} | {row.owner} | {row.would_cause} | {row.text} |"


def test_every_rule_has_a_row():
    codes = {row.code for row in edi837.catalogue()}
    assert [rule.__name__ for rule in edi837.RULES if code_of(rule) not in codes] == []


def test_every_kind_of_finding_is_in_the_catalogue():
    kinds = {one.code for module in MODULES for one in vars(module).values() if isinstance(one, Kind)}
    declared = set(re.findall(r'= Kind\("([A-Z]\d{3})"', "\n".join(path.read_text() for path in (ROOT / "src" / "edi837" / "rules").rglob("*.py"))))
    assert kinds | {"S008"} == declared | {"S008"} == {row.code for row in edi837.catalogue()} == set(PLACES)


@pytest.mark.parametrize("row", edi837.catalogue(), ids=lambda row: row.code)
def test_the_catalogue_says_everything_and_the_documentation_repeats_it(row):
    assert row.reference
    assert row.path
    assert row.text.endswith(".")
    assert (row.root_cause, row.owner) in {(one.root_cause, one.owner) for one in edi837.catalogue()}
    assert as_listed(row) in FINDINGS, "run tools/findings.py"


def test_rules_make_only_the_findings_that_they_say():
    broken = attrs.evolve(claim(visit(place_of_service="00", diagnoses=()), charge=Decimal(1), frequency="7", coverages=()), prior_adjudications=(
        secondary(attrs.evolve(secondary().prior_adjudications[0], paid=Decimal(1))).prior_adjudications))
    for rule in edi837.RULES:
        assert {each.code for each in edi837.check([broken], (rule,))} <= {code_of(rule)}
    assert len({each.code for each in edi837.check([broken])}) > 5


# ---- other sets

FAULTY = claim(charge=Decimal(340))


def test_rules_are_left_out_by_code():
    assert [each.code for each in edi837.check([FAULTY])] == ["B001"]
    assert edi837.check([FAULTY], edi837.rules_without("B001")) == []
    assert set(edi837.rules_without("B010")) == {rule for rule in edi837.RULES if code_of(rule) != "B010"}
    assert edi837.rules_without("B001", rules=edi837.GUIDE_RULES) == tuple(rule for rule in edi837.GUIDE_RULES if code_of(rule) != "B001")


def test_rules_are_regraded_by_code():
    mild = edi837.regraded(edi837.RULES, {"B001": W})
    [found] = edi837.check([FAULTY], mild)
    assert found == attrs.evolve(edi837.check([FAULTY])[0], severity=W)
    assert [rule.__name__ for rule in mild] == [rule.__name__ for rule in edi837.RULES]


def test_build_takes_regraded_rules():
    with pytest.raises(RuleError):
        edi837.build([FAULTY], **SENT)
    assert "CLM*A1001*340*" in edi837.build([FAULTY], **SENT, rules=edi837.regraded(edi837.GUIDE_RULES, {"B001": W}))


def test_a_rule_of_ones_own_is_left_out_and_regraded_like_ours():
    def no_chart_number(one, context):
        """Z001: there is a chart number."""
        yield Finding("Z001", E, "no chart number", claim=one.patient_control_number)

    mine = (*edi837.RULES, no_chart_number)
    assert [each.severity for each in edi837.check([claim()], edi837.regraded(mine, {"Z001": W}))] == [W]
    assert edi837.rules_without("Z001", rules=mine) == edi837.RULES


@pytest.mark.parametrize("make", [lambda: edi837.rules_without("B999"), lambda: edi837.regraded(edi837.RULES, {"b007": W}),
                                  lambda: edi837.rules_without("B016", rules=edi837.GUIDE_RULES)])
def test_a_code_that_no_rule_has_is_refused(make):
    with pytest.raises(ValueError, match=r"no rule makes a finding \w\d+"):
        make()


def test_guide_rules_ask_for_nothing_but_the_claim():
    class Nothing:
        tables = edi837.CodeTables()
        profile = answer = as_of = contract = None
        history = batch = History()
        held = ()

    for one in (claim(), secondary(), FAULTY):
        for rule in edi837.GUIDE_RULES:
            assert list(rule(one, Nothing())) == list(rule(one, Context()))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-1E+30"])
def test_an_amount_that_is_no_number_is_found_and_raises_nothing(text):
    amount = Decimal(text)
    decided = attrs.evolve(secondary().prior_adjudications[0], paid=amount, amounts={"EAF": amount})
    for one in (claim(line(1, charge=amount, units=amount), amounts={"F5": amount}), secondary(decided)):
        found = edi837.check([one], contract=FeeSchedule("S", [Fee("99214", Decimal(1))]), eligibility=CoverageAnswer(
            CoverageStatus.ACTIVE, DAY, "30", copay=Decimal(20), visits_remaining=amount))
        assert "S004" in {each.code for each in found}


# ---- claims that meet other claims

def codes(claims, **known):
    return [(each.code, each.claim) for each in edi837.check(claims, **known)]


def test_the_later_one_of_two_claims_for_the_same_services_is_found():
    assert codes([claim(), claim(patient_control_number="A1002")]) == [("B008", "A1002"), ("B008", "A1002")]
    found = edi837.check([claim(), claim(patient_control_number="A1002")])
    assert "line 2 of claim A1001" in found[1].message


def test_a_claim_that_stands_twice_in_a_batch_is_refused():
    assert ("S006", "A1001") in codes([claim(), claim()])
    assert codes([claim(), secondary()]) == []
    assert codes([claim(frequency="8", payer_control_number="ICN1"), claim()]) == []


def test_one_number_for_two_patients_is_refused():
    other = claim(visit(patient=attrs.evolve(ROWE, name=PersonName("BROOK", "ELI"))))
    assert codes([claim(), other]) == [("S006", "A1001")]


def test_two_claims_of_a_batch_do_not_share_an_attachment():
    first = claim(attachments=(Attachment("OZ", "EL", "N1"),))
    second = claim(line(1, service_date=DAY + timedelta(days=7)), patient_control_number="A1002", attachments=first.attachments)
    assert ("B013", "A1002") in codes([first, second])
    assert "B013" not in {code for code, _ in codes([first, claim(patient_control_number="A1002")])}


def test_the_history_finds_claims_by_number_and_by_patient():
    void = claim(frequency="8", payer_control_number="ICN1")
    known = History([claim(), void, claim(visit(patient=attrs.evolve(ROWE, birth_date=DAY)), patient_control_number="B")], decided={"A": Decided("I")})
    assert known.claim("A1001") == claim()
    assert known.claims("A1001") == [claim(), void]
    assert (known.claim("C"), known.claims("C")) == (None, ())
    assert [one.patient_control_number for one in known.visits(attrs.evolve(ROWE, name=PersonName("Rowe", "Dana")))] == ["A1001", "A1001"]
    assert list(known.same_service(claim(), claim().encounter.services[0])) == []        # voided since
    assert list(History([claim()]).same_service(claim(), claim().encounter.services[1])) == [(claim(), 2)]


def test_findings_of_a_batch_are_the_same_for_a_list_and_a_stream():
    claims = [claim(), claim(patient_control_number="A1002"), FAULTY]
    assert edi837.check(iter(claims)) == edi837.check(claims)


def test_providers_are_told_anew_for_each_claim():
    one, other = claim(), claim(visit(providers={}))
    for given_claim, count in ((one, 2), (other, 1), (one, 2), (other, 1)):
        assert len(providers_of(given_claim)) == count
    assert [role for _, role, *_ in providers_of(one)] == ["billing_provider", "rendering_provider"]


# ---- payers' profiles

def test_profiles_are_read_from_a_file():
    profiles = from_json(list[PayerProfile], PAYERS)
    assert from_json(list[PayerProfile], to_json(profiles)) == profiles
    plan = profile_of(profiles, PLAN.payer)
    assert (plan.timely_filing_days, plan.telehealth_modifiers, plan.referral_rules[0].procedures) == (90, ("95", "93"), ("9924?",))
    assert plan.authorization_rule(Procedure("70551"), "21") is None
    assert plan.authorization_rule(Procedure("70551"), "22") is plan.authorization_rules[1]
    assert plan.wants_drug_code(Procedure("J1100"))
    assert not plan.wants_drug_code(Procedure("99213"))
    assert profile_of(profiles, Payer("MCR01")).accepts_replacement is False
    assert profile_of(profiles, Payer("", "SUPPLEMENT LIFE")) is profiles[1]        # a payer without an id is known by name


def test_profiles_of_a_file_are_what_rules_go_by():
    profiles = from_json(list[PayerProfile], PAYERS)
    done = claim(line(1, procedure=Procedure("97110", ("GP",))), authorization_number="778812")
    assert [(each.code, each.owner) for each in edi837.check([done], profiles=profiles, rules=edi837.rules_without("M008"))] == [("B005", Owner.FRONT_DESK)]
    assert edi837.check([attrs.evolve(done, authorization_number="AUTH778812")], profiles=profiles, rules=edi837.rules_without("M008")) == []
    assert AuthorizationRule(["97110"]).takes("anything")


# ---- no rule contradicts another

@settings(deadline=None, max_examples=60)
@given(strategies.claims())
def test_no_drawn_claim_has_an_error(one):
    assert errors(edi837.check([one])) == []


def test_no_sample_claim_has_an_error():
    assert errors(edi837.check(sample_claims(300, seed=7))) == []


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS.values() if not one.is_faulty], ids=lambda one: one.name)
def test_no_claim_of_a_right_scenario_has_an_error(scenario):
    for number in range(1, 4):
        one = scenario.claim(11, number)
        assert errors(edi837.check([one], **scenario.known(one))) == []
        assert errors(edi837.check([one], edi837.GUIDE_RULES)) == []


def test_a_finding_about_coding_is_never_the_billers_and_one_about_coverage_never_the_coders():
    for row in edi837.catalogue():
        if row.root_cause is RootCause.CODING:
            assert row.owner is Owner.CODING
        if row.root_cause in (RootCause.ELIGIBILITY, RootCause.AUTHORIZATION):
            assert row.owner is Owner.FRONT_DESK
