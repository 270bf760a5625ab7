"""What holds of every simulated remittance, whatever the plan, the claims and the seed."""

from collections import defaultdict
from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
import edi837
from edi_claims import AuthorizationRule, Fee, FeeSchedule, Payer, PayerProfile, RuleError
from edi_claims.decisions import amounts_of, provider_amounts
from edi_testing import SCENARIOS, Plan, SimulatedPayer, sample_claims
from edi_testing.payer import RULES, Coordination, Copay, Habits, Supplement, VisitLimit, by_chance
from edi_x12 import conformance
from revenue_cycle import Ledger
from simulation import WHEN, text_of

EVERYBODY = Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02", "SUP01", "GAP02", "1512345678"))
RIGHT = [name for name, one in SCENARIOS.items() if not one.is_faulty]
REASONS = ["CO-16 N290", "CO-197", "PR-204", "OA-133", "PI-151 N362"]

dollars = st.integers(0, 20_000).map(lambda cents: D(cents).scaleb(-2))
fractions = st.sampled_from([D(0), D("0.1"), D("0.2"), D("0.333"), D("0.5"), D(1)])
codes = st.sampled_from(["99213", "99214", "93000", "83036", "97110", "11403", "36415", "J3301"])
patterns = st.lists(st.sampled_from(["99*", "93000", "97*", "J*", "11403"]), max_size=2)
habits = st.builds(Habits, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "4"]), st.booleans(),
                   st.sampled_from(["ACH", "CHK"]))
supplements = st.builds(Supplement, fractions, fractions, fractions)
fee_schedules = st.lists(st.builds(Fee, codes, dollars), max_size=6).map(lambda rows: FeeSchedule("ANY", rows))


@st.composite
def plans(draw, payer=EVERYBODY):
    maximum = draw(st.none() | dollars)
    tables = edi837.CodeTables(unit_limits=[edi837.UnitLimit(draw(codes), D(draw(st.integers(0, 2))))],
                               pairs=edi837.PairEdits([edi837.PairEdit(draw(codes), draw(codes), date(2020, 1, 1))]))
    profile = PayerProfile("ANY", ("EX001",), authorization_rules=[AuthorizationRule(draw(patterns))])
    return Plan(
        payer, deductible=draw(dollars), family_deductible=draw(st.none() | dollars), coinsurance=draw(fractions),
        copays=tuple(draw(st.lists(st.builds(Copay, patterns, dollars, st.just(()), st.booleans(), st.booleans()), max_size=2))),
        out_of_pocket_maximum=maximum, family_out_of_pocket_maximum=draw(st.none() | dollars), share_of_charge=draw(st.sampled_from([D("0.001"), D("0.6"), D(1)])),
        sequestration=draw(st.sampled_from([D(0), D("0.02")])), downcodes=draw(st.sampled_from([{}, {"99214": "99213"}])),
        coordination=draw(st.sampled_from(Coordination) | supplements), not_covered=draw(patterns), capitated=draw(patterns), reviewed=draw(patterns),
        records_wanted=draw(patterns), visit_limits=draw(st.sampled_from([(), (VisitLimit(("99*",), 1),)])), profile=profile, tables=tables,
        remarks=draw(st.sampled_from([(), ("MA01",)])), interest_rate=draw(st.sampled_from([D(0), D("0.12")])), habits=draw(habits))


def adds_up(remittance):
    """What must hold of one remittance, cent by cent."""
    for claim in remittance.claims:
        assert claim.charge == claim.paid + claim.adjusted()
        assert claim.patient_responsibility == claim.adjusted("PR")
        assert claim.charge == sum(claim.amounts_by_kind.values())
        assert all(one.adjustment is not None for one in amounts_of(claim) if one.kind != "paid"), "a cent that nothing explains"
        if claim.services:
            assert claim.charge == sum(line.charge for line in claim.services)
            assert claim.paid == sum(line.paid for line in claim.services)
        for line in claim.services:
            assert line.charge == line.paid + line.adjusted()
            assert (line.paid >= 0) is not (claim.is_reversal and line.paid != 0)
            assert all((one.amount > 0) is not claim.is_reversal for one in line.adjustments)
            assert all(one.amount == one.amount.quantize(D("0.01")) for one in line.adjustments)
            assert not any(one.code == "CO-45" and abs(one.amount) == abs(line.charge) for one in line.adjustments)
    assert remittance.payment_amount == remittance.paid_total - remittance.provider_adjustment_total
    of_claims = sum(one.amount for claim in remittance.claims for one in amounts_of(claim) if one.kind == "paid")
    assert remittance.payment_amount == of_claims + sum(one.amount for one in provider_amounts(remittance))
    assert remittance.payment_amount >= 0
    assert not [one for one in edi835.check(remittance) if one.severity != "info"]


def comes_back(remittances):
    text = text_of(*remittances)
    assert list(edi835.parse(text)) == list(remittances)
    return text


def run(plan, fees, seed, claims, deeds=()):
    """Two rounds with a payer: every claim; then what is taken back, decided anew, replaced and voided."""
    rules = (*RULES, *(by_chance(0.15, reason) for reason in REASONS))
    payer = SimulatedPayer(plan, fees, seed, rules=rules)
    made = payer.adjudicate_each(claims)
    sent = list(claims)
    numbers = {one.patient_control_number: one.payer_control_number for remittance in made for one in remittance.claims}
    again = []
    for claim, deed in zip(claims, deeds, strict=False):
        number = claim.patient_control_number
        if deed == "take back":
            payer.take_back(number, "N687")
        elif deed == "reprocess":
            payer.reprocess(number)
        elif deed in ("7", "8"):
            again.append(attrs.evolve(claim, frequency=deed, payer_control_number=numbers[number]))
    made += payer.adjudicate_each(again)
    assert all(payer.owed(one.billing_provider) >= 0 for one in claims)
    return payer, sent + again, made


deeds = st.lists(st.sampled_from(["", "take back", "reprocess", "7", "8"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(plans(), fee_schedules, st.integers(0, 10_000), st.integers(1, 24), deeds)
def test_whatever_the_plan_the_money_adds_up_and_the_ledger_takes_all_of_it(plan, fees, seed, count, what):
    claims = list(sample_claims(count, seed=seed))
    _, sent, made = run(plan, fees, seed, claims, what)
    for remittance in made:
        adds_up(remittance)
    comes_back(made)
    books = Ledger()
    books.submit(sent, on=date(2026, 1, 1))
    for remittance in made:
        report = books.post(remittance)
        assert not report.suspense
        assert not report.refused
        assert report.amount == remittance.payment_amount
    assert all(account.balances for account in books.accounts)
    assert sum((account.paid for account in books.accounts), D(0)) == sum((one.paid_total for one in made), D(0))


@settings(max_examples=25, deadline=None)
@given(plans(), fee_schedules, st.integers(0, 1_000), deeds)
def test_the_same_seed_gives_the_same_text(plan, fees, seed, what):
    claims = list(sample_claims(8, seed=seed))
    first, second = (text_of(*run(plan, fees, seed, claims, what)[2]) for _ in range(2))
    assert first == second


@settings(max_examples=10, deadline=None)
@given(plans(), fee_schedules, st.integers(0, 1_000), deeds)
def test_every_remittance_keeps_the_guide(plan, fees, seed, what):
    claims = list(sample_claims(12, seed=seed))
    assert conformance.check(text_of(*run(plan, fees, seed, claims, what)[2])) == []


@settings(max_examples=60, deadline=None)
@given(plans(), fee_schedules, st.integers(0, 10_000), st.integers(2, 8), deeds)
def test_nobody_pays_more_than_his_years_limits(plan, fees, seed, count, what):
    """All claims of one family in one year: what the standing decisions leave to each person, and to all of them."""
    claims = [attrs.evolve(one, coverages=[attrs.evolve(cover, member_id="FAMILY") for cover in one.coverages])
              for one in sample_claims(count, seed=seed)]
    claims = [attrs.evolve(one, encounter=attrs.evolve(one.encounter, patient=claims[at % 2].encounter.patient)) for at, one in enumerate(claims)]
    payer, sent, made = run(attrs.evolve(plan, coordination=Coordination.STANDARD), fees, seed, claims, what)
    person = {one.patient_control_number: (one.encounter.patient.name, one.encounter.patient.birth_date) for one in sent}
    met, spent = defaultdict(D), defaultdict(D)
    for remittance in made:
        for claim in remittance.claims:
            for one in claim.all_adjustments:
                if one.group == "PR" and one.reason in ("1", "2", "3"):
                    spent[person[claim.patient_control_number]] += one.amount
                    met[person[claim.patient_control_number]] += one.amount if one.reason == "1" else 0
    assert all(amount <= plan.deductible for amount in met.values())
    assert plan.out_of_pocket_maximum is None or all(amount <= plan.out_of_pocket_maximum for amount in spent.values())
    assert plan.family_deductible is None or sum(met.values()) <= plan.family_deductible
    assert plan.family_out_of_pocket_maximum is None or sum(spent.values()) <= plan.family_out_of_pocket_maximum
    assert {payer.spent(one, 2026).out_of_pocket for one in sent} == {spent[person[one.patient_control_number]] for one in sent}


@pytest.mark.parametrize("name", RIGHT)
def test_every_right_scenario_is_decided(name):
    """Written, in keeping with the guide, read back equal, and posted without a rest."""
    claim = SCENARIOS[name].claim(seed=3)
    plan = Plan(claim.coverage.payer, deductible=D(50), coinsurance=D("0.2"), sequestration=D("0.02"))
    remittance = SimulatedPayer(plan, FeeSchedule("NONE"), seed=3).adjudicate([claim])
    adds_up(remittance)
    assert conformance.check(comes_back([remittance])) == []
    books = Ledger()
    books.submit([claim], on=date(2026, 1, 1))
    assert not books.post(remittance).suspense
    assert books.account(claim.patient_control_number).balances


@settings(max_examples=60, deadline=None)
@given(plans(Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02"))), plans(Payer("SUP01", "SUPPLEMENT LIFE", ("GAP02", "1476543210"))), fee_schedules, st.integers(0, 10_000))
def test_two_payers_after_each_other_leave_every_cent_in_its_place(first, second, fees, seed):
    """A claim through the ledger: primary, the ledger's claim to the secondary, secondary. Charge is everything, nothing is counted twice."""
    [claim] = [one for one in sample_claims(8, seed=seed) if one.sequence == "S"]
    claim = attrs.evolve(claim, sequence="P", prior_adjudications=())
    first, second = (attrs.evolve(one, habits=attrs.evolve(one.habits, sends_lines=True, returns_line_numbers=True)) for one in (first, second))
    books = Ledger()
    books.submit([claim], on=date(2026, 1, 1))
    primary = SimulatedPayer(first, fees, seed)
    told = [primary.adjudicate([claim])]
    books.post(told[0])
    if books.account(claim.patient_control_number).pended:          # nobody sends on what the primary still looks at
        with pytest.raises(RuleError, match="L004"):
            books.secondary_claim(claim.patient_control_number)
        primary.reprocess(claim.patient_control_number)
        told.append(primary.adjudicate([]))
        books.post(told[-1])
    decided = told[-1].claims[-1]
    follows = books.secondary_claim(claim.patient_control_number)
    books.submit([follows], on=date(2026, 2, 1))
    told.append(SimulatedPayer(second, fees, seed).adjudicate([follows]))
    assert not books.post(told[-1]).suspense
    for remittance in told:
        adds_up(remittance)
    comes_back(told)
    account = books.account(claim.patient_control_number)
    assert account.balances
    assert account.charge == claim.charge
    assert account.paid == sum(one.paid_total for one in told)
    later = told[-1].claims[0]
    left = decided.adjusted("PR")
    assert later.paid <= left
    assert later.charge - sum(one.amount for one in later.all_adjustments if one.reason == "23") == left


def test_a_thousand_claims_are_one_remittance():
    one = next(sample_claims(1))
    claims = [attrs.evolve(claim, billing_provider=one.billing_provider) for claim in sample_claims(1000, seed=5)]
    remittance = SimulatedPayer(Plan(EVERYBODY, coinsurance=D("0.2")), FeeSchedule("NONE")).adjudicate(claims)
    adds_up(remittance)
    assert len(comes_back([remittance])) > 100_000
    assert WHEN["usage"] == "T"
