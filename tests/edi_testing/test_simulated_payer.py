"""What a simulated payer denies and why, what it takes back, how it pays as a later payer, and how its remittances look."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
from edi_claims import (
    Adjustment,
    Attachment,
    AuthorizationRule,
    Contact,
    Coverage,
    Payer,
    PayerProfile,
    PersonName,
    Provider,
    Reference,
    ReferralRule,
    RootCause,
    TradingPartner,
)
from edi_testing import SCENARIOS, SimulatedPayer, sample_claims
from edi_testing.payer import (
    RULES,
    Coordination,
    Denial,
    Habits,
    Member,
    Supplement,
    UnknownClaimError,
    VisitLimit,
    by_chance,
    by_scrubber,
)
from revenue_cycle import ClaimStage, Ledger
from simulation import SUPPLEMENT, VISITS, billing, codes, fees, figures, plan, sent, sound

SENT = date(2026, 10, 20)
CLERK = TradingPartner("TEST BILLING", "SENDER", contact=Contact("EDI DESK", (("TE", "4025550100"),)))
FEES = fees(c99214=130, c93000=80, c99213=90)


def profile(**wants):
    return PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",), **wants)


def tables(**known):
    return edi837.CodeTables(**known)


def decided(claim, *, when=None, fee=FEES, **more):
    """One claim to a new payer, posted to a new ledger: the payment and the ledger."""
    payer = SimulatedPayer(more.pop("plan", None) or plan(**{key: more.pop(key) for key in list(more) if key not in ("rules", "deny", "seed")}), fee, **more)
    remittance = payer.adjudicate([claim], **(when or {}))
    sound(remittance)
    books = Ledger()
    books.submit([claim], on=SENT)
    report = books.post(remittance)
    assert not report.suspense
    assert not report.refused
    assert report.amount == remittance.payment_amount
    assert books.account(claim.patient_control_number).balances
    return remittance.claims[0], books


# ---- why it denies

DENIALS = {
    "an unknown member": (plan(members={"OTHER": Member()}), {}, "PR-31", RootCause.ELIGIBILITY),
    "before the coverage": (plan(members={"XYZ100200300": Member(date(2026, 11, 1))}), {}, "PR-26", RootCause.ELIGIBILITY),
    "after the coverage": (plan(members={"XYZ100200300": Member(None, date(2026, 9, 30))}), {}, "PR-27", RootCause.ELIGIBILITY),
    "another payer's claim": (plan(payer=Payer("SUN01", "SUNRISE MUTUAL")), {}, "CO-109", RootCause.PAYER_SETUP),
    "nobody enrolled": (plan(tables=tables(enrollments=[edi837.Enrollment("1234567893")])), {}, "CO-B7", RootCause.PAYER_SETUP),
    "no taxonomy": (plan(profile=profile(requires_taxonomy=True)), {"billing_provider": attrs.evolve(sent().billing_provider, taxonomy="")}, "CO-16",
                    RootCause.PAYER_SETUP),
    "another plan first": (plan(members={"XYZ100200300": Member(primary=Payer("SUN01", "SUNRISE MUTUAL"))}), {}, "CO-22",
                           RootCause.COORDINATION_OF_BENEFITS),
    "filed late": (plan(profile=profile(timely_filing_days=5)), {}, "CO-29", RootCause.TIMELY_FILING),
    "no authorization": (plan(profile=profile(authorization_rules=[AuthorizationRule(["93000"])])), {}, "CO-197", RootCause.AUTHORIZATION),
    "no referral": (plan(profile=profile(referral_rules=[ReferralRule(["93000"])])), {}, "CO-288", RootCause.AUTHORIZATION),
    "a total that is none": (plan(), {"charge": D(351)}, "CO-16", RootCause.SUBMISSION),
    "nothing to replace": (plan(), {"frequency": "7", "payer_control_number": "ICN1"}, "CO-16", RootCause.SUBMISSION),
    "no policy for it": (plan(tables=tables(policies=[edi837.Policy(["93000"], ["I20*"])])), {}, "CO-50", RootCause.CODING),
    "a pair of services": (plan(tables=tables(pairs=edi837.PairEdits([edi837.PairEdit("99214", "93000", date(2020, 1, 1))]))), {}, "CO-97",
                           RootCause.CODING),
    "a wrong diagnosis": (plan(tables=tables(diagnoses=["R079"])), {}, "CO-146", RootCause.CODING),
    "too many units": (plan(tables=tables(unit_limits=[edi837.UnitLimit("93000", D(0))])), {}, "CO-151", RootCause.CODING),
    "no record": (plan(records_wanted=["93000"]), {}, "CO-252", RootCause.DOCUMENTATION),
    "no visits left": (plan(visit_limits=(VisitLimit(["93000"], 0, "CO"),)), {}, "CO-119", RootCause.ELIGIBILITY),
}


@pytest.mark.parametrize("what", DENIALS)
def test_a_denial_has_the_root_cause_that_was_meant(what):
    its_plan, changes, code, cause = DENIALS[what]
    claim = sent(**changes)
    payment, books = decided(claim, plan=its_plan)
    assert code in [one.code for one in payment.all_adjustments]
    found = books.denials()
    assert found
    assert {one.root_cause for one in found} == {cause}
    assert sum(one.amount for one in found) == sum(one.amount for one in payment.all_adjustments if one.code == code)


def test_every_root_cause_of_a_denial_can_be_provoked():
    failures = {RootCause.DOCUMENTATION, RootCause.CODING, RootCause.ELIGIBILITY, RootCause.AUTHORIZATION, RootCause.PAYER_SETUP, RootCause.SUBMISSION,
                RootCause.TIMELY_FILING, RootCause.COORDINATION_OF_BENEFITS}
    assert {cause for *_, cause in DENIALS.values()} == failures


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_rule_denies_a_right_claim_of_a_plan_that_wants_nothing(rule):
    payment, _ = decided(sent(), rules=(rule,))
    assert payment.paid == D(210)


def test_without_its_rule_nothing_is_denied():
    late = plan(profile=profile(timely_filing_days=5))
    payment, _ = decided(sent(), plan=late, rules=[rule for rule in RULES if rule.__name__ != "timely"])
    assert payment.paid == D(210)


def test_a_rule_of_ones_own():
    def no_ecg_on_mondays(case, line):
        return Denial("272", ("N130",)) if line.procedure.code == "93000" and line.first_day.weekday() == 0 else None

    payment, books = decided(sent(), rules=(*RULES, no_ecg_on_mondays))
    assert codes(payment) == [["CO-45 70"], ["CO-272 150"]]
    assert [one.root_cause for one in books.denials()] == [RootCause.DOCUMENTATION]


@pytest.mark.parametrize(("wanted", "expected"), [
    ({"A1001L2": "CO-197"}, [["CO-45 70"], ["CO-197 150"]]),
    ({"A1001": Denial("16", ("N290",))}, [["CO-16 200"], ["CO-16 150"]]),
    ({"A1001": "CO-50 N115", "A1001L1": "PI-16 M127"}, [["PI-16 200"], ["CO-50 150"]])])
def test_a_test_says_what_is_denied(wanted, expected):
    payment, _ = decided(sent(), deny=wanted)
    assert codes(payment) == expected


@pytest.mark.parametrize("text", ["", "197", "CR-197", "CO-", "CO 197"])
def test_a_denial_that_is_none(text):
    with pytest.raises(ValueError, match="written as group"):
        Denial.of(text)


def test_a_scenario_is_denied_as_it_says():
    """Faulty claims whose denial needs no more than a profile and tables."""
    wanted = {"faulty_diagnosis_for_procedure": "CO-50", "faulty_units": "CO-151", "faulty_authorization": "CO-197", "faulty_referral": "CO-288",
              "faulty_filing_limit": "CO-29", "faulty_undecided": "CO-22"}
    for name, code in wanted.items():
        one = SCENARIOS[name]
        claim, known = one.claim(), one.known(one.claim())
        its_plan = plan(payer=claim.coverage.payer, **{key: known[key] for key in ("profile", "tables") if key in known})
        payment, _ = decided(claim, plan=its_plan, when={"received": known.get("as_of")})
        assert one.rejection == code
        assert code in [adjustment.code for adjustment in payment.all_adjustments], name


def test_a_payer_may_know_as_much_as_the_scrubber():
    one = SCENARIOS["faulty_modifiers"]
    payment, _ = decided(one.claim(), plan=plan(payer=one.claim().coverage.payer), rules=(*RULES, by_scrubber(*MODIFIERS)))
    assert one.rejection == "CO-4"
    assert "CO-4" in [adjustment.code for adjustment in payment.all_adjustments]
    clean, _ = decided(sent(), rules=(*RULES, by_scrubber()))
    assert clean.paid == D(210)


MODIFIERS = [rule for rule in edi837.RULES if "modifiers" in rule.__name__]


def test_denials_by_chance_are_the_same_for_the_same_seed():
    def denied(seed):
        payer = SimulatedPayer(plan(payer=EVERY_PAYER), FEES, seed, rules=(*RULES, by_chance(0.3, "CO-16 N290")))
        return [codes(payment) for remittance in payer.adjudicate_each(sample_claims(30, seed=2)) for payment in remittance.claims]

    assert denied(1) == denied(1) != denied(2)
    share = str(denied(1)).count("CO-16") / sum(map(len, denied(1)))
    assert 0.1 < share < 0.5


EVERY_PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02", "SUP01", "GAP02", "1512345678"))


def test_the_gate_that_is_passed_first_decides():
    both = plan(members={}, profile=profile(authorization_rules=[AuthorizationRule(["*"])]))
    assert codes(decided(sent(), plan=both)[0]) == [["PR-31 200"], ["PR-31 150"]]


@pytest.mark.parametrize(("approval", "expected"), [
    (edi837.Approval("AUTH1"), None), (edi837.Approval("OTHER"), "CO-197"), (edi837.Approval("AUTH1", procedures=["97110"]), "CO-284"),
    (edi837.Approval("AUTH1", ends=date(2026, 10, 1)), "CO-198"), (edi837.Approval("AUTH1", units=D("0.5")), "CO-198"),
    (edi837.Approval("AUTH1", begins=date(2026, 10, 13)), "CO-198")])
def test_an_authorization_is_held_against_what_was_granted(approval, expected):
    its_plan = plan(profile=profile(authorization_rules=[AuthorizationRule(["93000"])]), tables=tables(approvals=[approval]))
    payment, _ = decided(sent(authorization_number="AUTH1"), plan=its_plan)
    assert codes(payment)[1] == [f"{expected} 150" if expected else "CO-45 70"]


def test_an_authorization_of_another_form_is_none():
    its_plan = plan(profile=profile(authorization_rules=[AuthorizationRule(["93000"], number_pattern=r"AUTH\d+")]))
    assert codes(decided(sent(authorization_number="123"), plan=its_plan)[0])[1] == ["CO-197 150"]
    own = attrs.evolve(sent().encounter.services[1], references=(Reference("G1", "AUTH7"),))
    line_level = attrs.evolve(sent(), encounter=attrs.evolve(sent().encounter, services=(sent().encounter.services[0], own)))
    assert codes(decided(line_level, plan=its_plan)[0])[1] == ["CO-45 70"]


def test_units_above_the_limit_are_cut_and_the_others_paid():
    claim = billing("U1", ("97110", 240))
    four = attrs.evolve(claim.encounter.services[0], units=D(4))
    claim = attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, services=(four,)))
    payment, books = decided(claim, tables=tables(unit_limits=[edi837.UnitLimit("97110", D(3))]), fee=fees(c97110=40))
    [line] = payment.services
    assert line.adjustments == [Adjustment("CO", "151", D(60), D(1)), Adjustment("CO", "45", D(60))]
    assert (line.paid, line.allowed, line.units, line.submitted_units, line.remarks) == (D(120), D(120), D(3), D(4), ("N362",))
    assert [(one.amount, one.root_cause) for one in books.denials()] == [(D(60), RootCause.CODING)]


def test_units_of_a_day_are_counted_over_the_lines():
    claim = billing("U2", ("97110", 60), ("97110-59", 60))
    payment, _ = decided(claim, tables=tables(unit_limits=[edi837.UnitLimit("97110", D(1), "2")]), fee=fees(c97110=40))
    assert codes(payment) == [["CO-45 20"], ["CO-151 60"]]
    payment, _ = decided(claim, tables=tables(unit_limits=[edi837.UnitLimit("97110", D(1), "1")]), fee=fees(c97110=40))
    assert codes(payment) == [["CO-45 20"], ["CO-45 20"]]


def test_a_pair_is_parted_by_a_modifier_where_it_may_be():
    edits = tables(pairs=edi837.PairEdits([edi837.PairEdit("99214", "93000", date(2020, 1, 1), indicator="1")]))
    assert decided(sent(), tables=edits)[0].paid == D(210)                                     # 99214 has 25
    assert codes(decided(billing("P1", ("99214", 200), ("93000", 150)), tables=edits)[0]) == [["CO-45 70"], ["CO-97 150"]]


def test_a_fee_of_zero_is_never_paid_by_itself():
    payment, _ = decided(billing("Z1", ("36415", 30)), fee=fees(c36415=0))
    assert (codes(payment), payment.services[0].remarks, payment.status) == ([["CO-97 30"]], ("M15",), "4")


def test_what_is_outside_the_plan_is_the_patients():
    payment, books = decided(sent(), not_covered=["93*"])
    assert codes(payment)[1] == ["PR-204 150"]
    assert payment.patient_responsibility == D(150)
    assert books.account("A1001").patient_balance == D(150)


def test_who_was_told_beforehand_bears_it():
    policies = tables(policies=[edi837.Policy(["93000"], ["I20*"])])
    payment, _ = decided(billing("G1", ("93000-GA", 150)), tables=policies)
    assert codes(payment) == [["PR-50 150"]]
    payment, _ = decided(billing("G2", ("93000-GY", 150)))
    assert (codes(payment), payment.services[0].remarks) == ([["PR-96 150"]], ("N425",))


def test_the_dead_have_no_visits():
    claim = sent()
    dead = attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, patient=attrs.evolve(claim.encounter.patient, death_date=date(2026, 10, 1))))
    assert codes(decided(dead)[0]) == [["CO-13 200"], ["CO-13 150"]]


def test_a_delay_reason_excuses():
    its_plan = plan(profile=profile(timely_filing_days=5))
    assert decided(sent(delay_reason="7"), plan=its_plan)[0].paid == D(210)
    assert decided(sent(), plan=its_plan, when={"received": date(2026, 10, 17)})[0].paid == D(210)
    assert decided(sent(), plan=its_plan, when={"received": date(2026, 10, 18)})[0].paid == D(0)


def test_a_record_that_comes_along_is_enough():
    assert decided(sent(attachments=(Attachment("OB", "FX", "R1"),)), records_wanted=["93000"])[0].paid == D(210)


def test_what_a_monthly_amount_pays_for():
    payment, _ = decided(sent(), capitated=["93000"])
    assert (codes(payment)[1], payment.status) == (["CO-24 150"], "1")


def test_the_same_service_twice_is_a_duplicate():
    payer = SimulatedPayer(plan(), FEES)
    payer.adjudicate([sent()])
    again = payer.adjudicate([sent(number="A1002"), billing("A1003", ("99214-25", 200), days=[date(2026, 10, 13)])])
    assert [codes(one) for one in again.claims] == [[["OA-18 200"], ["OA-18 150"]], [["CO-45 70"]]]
    payer.take_back("A1001")
    payer.adjudicate([])
    assert payer.adjudicate([sent(number="A1004")]).claims[0].paid == D(210)


def test_what_was_denied_is_no_duplicate_when_it_comes_again():
    payer = SimulatedPayer(plan(), FEES, deny={"A1001L2": "CO-197"})
    payer.adjudicate([sent()])
    assert codes(payer.adjudicate([sent(number="A1002")]).claims[0]) == [["OA-18 200"], ["CO-45 70"]]


def test_visits_are_counted_by_days_of_a_year():
    payer = SimulatedPayer(plan(visit_limits=(VisitLimit(["97*"], 2),)), fees(c97110=40, c97140=30))
    days = [date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3), date(2027, 1, 4)]
    claim = billing("V1", ("97110", 50), ("97140", 50), ("97110", 50), ("97110", 50), ("97110", 50), days=days)
    remittance = payer.adjudicate([claim])
    assert [line.paid for line in remittance.claims[0].services] == [D(40), D(30), D(40), D(0), D(40)]
    assert codes(remittance.claims[0])[3] == ["PR-119 50"]
    payer.take_back("V1")
    others = billing("V2", ("97110", 50), ("97110", 50), ("97110", 50), days=[date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)])
    assert [line.paid for line in payer.adjudicate([others]).claims[1].services] == [D(40), D(40), D(0)]


# ---- what the patient bears

def test_a_copay_is_taken_once_a_day():
    payment, _ = decided(billing("C1", ("99213", 100), ("99214-25", 200), ("93000", 150)), copays=(VISITS,), coinsurance=D("0.2"))
    assert codes(payment) == [["CO-45 10", "PR-3 25"], ["CO-45 70"], ["CO-45 70", "PR-2 16"]]


def test_a_copay_may_come_with_deductible_and_coinsurance():
    both = attrs.evolve(VISITS, deductible_applies=True, coinsurance_applies=True)
    payment, _ = decided(billing("C2", ("99214-25", 200)), copays=(both,), deductible=D(50), coinsurance=D("0.2"))
    assert codes(payment) == [["CO-45 70", "PR-1 50", "PR-2 11", "PR-3 25"]]


def test_a_copay_of_one_place():
    assert decided(sent(), copays=(attrs.evolve(VISITS, places=("21",)),))[0].patient_responsibility == D(0)


def test_the_deductible_is_met_over_the_claims_of_a_year():
    payer = SimulatedPayer(plan(deductible=D(200)), FEES)
    first = payer.adjudicate([sent()])
    assert first.claims[0].patient_responsibility == D(200)
    assert payer.spent(sent(), 2026).deductible == D(200)
    assert payer.adjudicate([billing("D2", ("99213", 100))]).claims[0].paid == D(90)
    next_year = payer.adjudicate([billing("D3", ("99213", 100), days=[date(2027, 1, 2)])])
    assert next_year.claims[0].patient_responsibility == D(90)


def test_a_reversal_gives_the_deductible_back():
    payer = SimulatedPayer(plan(deductible=D(200)), FEES)
    payer.adjudicate([sent()])
    payer.take_back("A1001")
    assert payer.spent(sent(), 2026).deductible == D(0)


def test_a_family_meets_its_deductible_together():
    payer = SimulatedPayer(plan(deductible=D(80), family_deductible=D(100)), FEES)
    child = attrs.evolve(sent().encounter.patient, name=PersonName("ROWE", "KIT"), birth_date=date(2016, 5, 5))
    of_child = billing("F2", ("93000", 150))
    of_child = attrs.evolve(of_child, encounter=attrs.evolve(of_child.encounter, patient=child))
    remittance = payer.adjudicate([billing("F1", ("93000", 150)), of_child])
    assert [one.patient_responsibility for one in remittance.claims] == [D(80), D(20)]


def test_the_out_of_pocket_maximum_ends_every_share():
    payer = SimulatedPayer(plan(deductible=D(50), coinsurance=D("0.5"), copays=(VISITS,), out_of_pocket_maximum=D(85)), FEES)
    remittance = payer.adjudicate([sent(), billing("O2", ("93000", 150), days=[date(2026, 11, 1)])])
    assert [codes(one) for one in remittance.claims] == [[["CO-45 70", "PR-3 25"], ["CO-45 70", "PR-1 50", "PR-2 10"]], [["CO-45 70"]]]
    assert payer.spent(sent(), 2026).out_of_pocket == D(85)


def test_without_a_fee_the_plan_allows_a_part_of_the_charge():
    payment, _ = decided(billing("N1", ("99499", "33.30")), share_of_charge=D("0.25"))
    assert payment.services[0].allowed == D("8.33")                                            # 8.325, half a cent upwards
    payment, _ = decided(billing("N2", ("99499", "0.40")), share_of_charge=D("0.01"))
    assert codes(payment) == [["CO-45 0.39"]]                                                  # CO-45 never takes a whole charge


def test_anesthesia_is_priced_by_quarters_of_an_hour():
    claim = billing("AN1", ("00790-AA", 900))
    minutes = attrs.evolve(claim.encounter.services[0], units=D(90), unit="MJ")
    payment, _ = decided(attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, services=(minutes,))), fee=fees(c00790=60))
    assert payment.services[0].allowed == D(360)


# ---- what it takes back

def test_a_replacement_takes_back_and_corrects():
    payer = SimulatedPayer(plan(), FEES, deny={"A1001L2": "CO-197"})
    books = Ledger()
    books.submit([sent()], on=SENT)
    first = payer.adjudicate([sent()])
    books.post(first)
    payer.deny.clear()
    corrected = books.corrected_claim("A1001", attrs.evolve(sent(), authorization_number="AUTH1"))
    books.submit([corrected], on=date(2026, 11, 10))
    second = payer.adjudicate([corrected], on=date(2026, 11, 20))
    reversal, correction = second.claims
    assert (figures(reversal), reversal.payer_control_number, reversal.remarks) == (
        ("A1001", "22", D(-350), D(-130), D(0)), first.claims[0].payer_control_number, ("N694",))
    assert (correction.paid, correction.frequency, correction.remarks) == (D(210), "7", ("MA67",))
    assert correction.payer_control_number != reversal.payer_control_number
    report = books.post(second)
    assert not report.suspense
    account = books.account("A1001")
    assert (account.paid, account.denied_open, account.contractual, account.stage) == (D(210), D(0), D(140), ClaimStage.CLOSED)
    sound(first, second)


def test_a_void_only_takes_back():
    payer = SimulatedPayer(plan(), FEES)
    first = payer.adjudicate([sent(), billing("A1002", ("99213", 100), days=[date(2026, 10, 13)])])
    void = attrs.evolve(sent(), frequency="8", payer_control_number=first.claims[0].payer_control_number)
    second = payer.adjudicate([void])
    assert [figures(one) for one in second.claims] == [("A1001", "22", D(-350), D(-210), D(0))]
    assert [(one.reason, one.amount) for one in second.provider_adjustments] == [("FB", D(-210))]
    third = payer.adjudicate([void])
    assert codes(third.claims[0]) == [["CO-16 200"], ["CO-16 150"]]                            # nothing stands any more
    sound(first, second, third)


def test_a_replacement_that_comes_too_late_replaces_nothing():
    payer = SimulatedPayer(plan(profile=profile(corrected_claim_days=30)), FEES)
    first = payer.adjudicate([sent()], on=date(2026, 11, 2))
    late = attrs.evolve(sent(), frequency="7", payer_control_number=first.claims[0].payer_control_number)
    second = payer.adjudicate([late], received=date(2026, 12, 3))
    assert [codes(one) for one in second.claims] == [[["CO-29 200"], ["CO-29 150"]]]
    in_time = payer.adjudicate([late], received=date(2026, 12, 2))
    assert [one.status for one in in_time.claims] == ["22", "1"]


def test_what_is_taken_back_once_is_not_taken_back_again():
    payer = SimulatedPayer(plan(), FEES)
    with pytest.raises(UnknownClaimError, match="A1001"):
        payer.take_back("A1001")
    payer.adjudicate([sent()])
    payer.take_back("A1001", "N687")
    with pytest.raises(UnknownClaimError):
        payer.reprocess("A1001")
    remittance = payer.adjudicate([])
    assert [(one.status, one.paid, one.remarks) for one in remittance.claims] == [("22", D(-210), ("N687",))]


def test_a_review_pends_until_it_is_over():
    payer = SimulatedPayer(plan(reviewed=["93000"]), FEES)
    books = Ledger()
    books.submit([sent()], on=SENT)
    first = payer.adjudicate([sent()])
    books.post(first)
    assert codes(first.claims[0])[1] == ["OA-133 150"]
    assert (books.account("A1001").stage, books.account("A1001").open_to_payer) == (ClaimStage.PENDED, D(150))
    payer.reprocess("A1001")
    second = payer.adjudicate([])
    assert not books.post(second).suspense
    assert (books.account("A1001").paid, books.account("A1001").open_to_payer) == (D(210), D(0))
    sound(first, second)


def test_a_balance_is_carried_as_often_as_it_must_be():
    payer = SimulatedPayer(plan(), FEES)
    books = Ledger()
    claims = [sent(), billing("B1", ("99213", 100), days=[date(2026, 10, 13)]), billing("B2", ("99214", 200), days=[date(2026, 10, 14)])]
    books.submit(claims, on=SENT)
    made = [payer.adjudicate(claims[:1])]
    payer.take_back("A1001")
    made += [payer.adjudicate([]), payer.adjudicate(claims[1:2]), payer.adjudicate(claims[2:])]
    assert [one.payment_amount for one in made] == [D(210), D(0), D(0), D(10)]
    assert [[(pair.reason, pair.amount) for pair in one.provider_adjustments] for one in made] == [
        [], [("FB", D(-210))], [("FB", D(210)), ("FB", D(-120))], [("FB", D(120))]]
    for remittance in made:
        report = books.post(remittance)
        assert not report.suspense
        assert not report.refused
    assert books.owed_to_payer == payer.owed(sent().billing_provider) == D(0)
    sound(*made)


def test_an_offset_recovers_in_the_next_payment():
    payer = SimulatedPayer(plan(habits=Habits(recovers_by_offset=True)), FEES)
    payer.adjudicate([sent()])
    payer.take_back("A1001")
    announced = payer.adjudicate([billing("B1", ("99213", 100), days=[date(2026, 10, 13)])])
    assert (announced.payment_amount, payer.owed(sent().billing_provider)) == (D(90), D(210))
    taken = payer.adjudicate([billing("B2", ("99214", 300), days=[date(2026, 10, 14)])])
    assert [(one.reason, one.amount) for one in taken.provider_adjustments] == [("WO", D(210)), ("FB", D(-80))]
    sound(announced, taken)


def test_a_payment_in_time_earns_no_interest():
    payer = SimulatedPayer(plan(interest_rate=D("0.1"), prompt_pay_days=30), FEES)
    in_time = payer.adjudicate([sent()], received=date(2026, 10, 20), on=date(2026, 11, 19))
    assert not in_time.provider_adjustments
    late = payer.adjudicate([sent("837p-2-corrected-add-auth", "A9", frequency="1", payer_control_number=None)], received=date(2026, 10, 20),
                            on=date(2026, 12, 29))
    [pair] = late.provider_adjustments
    assert pair.amount == -late.claims[0].amounts["I"]
    assert pair.amount == -(late.claims[0].paid * 40 / 3650).quantize(D("0.01"))


# ---- as a later payer

def secondary(**more):
    return decided(sent("837p-3-secondary"), plan=plan(payer=SUPPLEMENT.payer, **more))[0]


def test_a_later_payer_pays_what_is_left_and_no_more():
    assert codes(secondary()) == [["OA-23 175"], ["OA-23 94"]]
    assert secondary().paid == D(81)
    assert secondary().status == "2"


def test_a_later_payers_own_share_is_the_patients():
    payment = secondary(coinsurance=D("0.9"))
    assert codes(payment) == [["OA-23 175", "PR-2 12"], ["OA-23 94", "PR-2 48"]]               # pays 13 and 8 alone, and as much here
    assert [line.paid for line in payment.services] == [D(13), D(8)]


def test_a_later_payer_may_duplicate_nothing():
    payment = secondary(coordination=Coordination.NON_DUPLICATION)
    assert codes(payment) == [["OA-23 175"], ["OA-23 94"]]                                     # alone it pays 130 and 80; 105 and 24 were paid
    payment = secondary(coordination=Coordination.NON_DUPLICATION, coinsurance=D("0.2"))
    assert codes(payment) == [["OA-23 175", "PR-2 25"], ["OA-23 94", "PR-2 16"]]
    assert [line.paid for line in payment.services] == [D(0), D(40)]


def test_a_later_payer_that_allows_less_than_what_is_left_takes_the_rest_off():
    payment, _ = decided(sent("837p-3-secondary"), plan=plan(payer=SUPPLEMENT.payer), fee=fees(c99214=10, c93000=500))
    assert codes(payment) == [["OA-23 175", "CO-45 15"], ["OA-23 94"]]


def test_a_later_payer_denies_what_is_left():
    payment, _ = decided(sent("837p-3-secondary"), plan=plan(payer=SUPPLEMENT.payer), deny={"A1001L1": "CO-197"})
    assert codes(payment)[0] == ["OA-23 175", "CO-197 25"]


def test_shares_of_other_kinds_are_not_supplemented():
    claim = sent("837p-3-secondary")
    [told] = claim.prior_adjudications
    not_covered = attrs.evolve(told.services[1], paid=D(0), adjustments=(Adjustment("PR", "96", D(150)),), remaining=D(150))
    claim = attrs.evolve(claim, prior_adjudications=(attrs.evolve(told, paid=D(105), services=(told.services[0], not_covered)),))
    payment, _ = decided(claim, plan=plan(payer=SUPPLEMENT.payer, coordination=Supplement()))
    assert codes(payment) == [["OA-23 175"], ["PR-275 150"]]


@pytest.mark.parametrize("coordination", [Coordination.STANDARD, Coordination.NON_DUPLICATION, Supplement(coinsurance=D(0), copay=D("0.8"))])
def test_two_payers_leave_nothing_unexplained(coordination):
    """Primary, ledger's secondary claim, secondary: the charge is everything, and only the last share is the patient's."""
    claim = attrs.evolve(sent(), coverages=(*sent().coverages, SUPPLEMENT))
    first = SimulatedPayer(plan(deductible=D(50), coinsurance=D("0.2"), copays=(VISITS,)), FEES)
    second = SimulatedPayer(plan(payer=SUPPLEMENT.payer, coinsurance=D("0.1"), coordination=coordination), FEES)
    books = Ledger()
    books.submit([claim], on=SENT)
    books.post(first.adjudicate([claim]))
    assert books.account("A1001").open_to_payer == D(81)
    follows = books.secondary_claim("A1001")
    books.submit([follows], on=date(2026, 11, 5))
    remittance = second.adjudicate([follows])
    sound(remittance)
    assert not books.post(remittance).suspense
    account = books.account("A1001")
    assert account.balances
    assert (account.open_to_payer, account.denied_open, account.contractual) == (D(0), D(0), D(140))
    assert account.paid + account.patient_balance == D(210)
    assert account.patient_balance == remittance.claims[0].patient_responsibility


def test_a_claim_that_is_sent_on_is_the_one_that_the_ledger_would_make():
    claim = attrs.evolve(sent(), coverages=(*sent().coverages, SUPPLEMENT))
    crossing = SimulatedPayer(plan(copays=(VISITS,), crossover=(SUPPLEMENT.payer,)), FEES)
    remittance = crossing.adjudicate([claim])
    [payment] = remittance.claims
    assert (payment.status, payment.is_forwarded, payment.crossover_payer.payer_id, payment.remarks) == ("19", True, "SUP01", ("MA18",))
    [sent_on] = crossing.forwarded()
    assert crossing.forwarded() == []
    silent = SimulatedPayer(plan(copays=(VISITS,)), FEES)
    books = Ledger()
    books.submit([claim], on=SENT)
    books.post(silent.adjudicate([claim]))
    derived = books.secondary_claim("A1001")
    assert sent_on == attrs.evolve(derived, prior_adjudications=tuple(attrs.evolve(one, remarks=("MA18",)) for one in derived.prior_adjudications))
    later = SimulatedPayer(plan(payer=SUPPLEMENT.payer), FEES).adjudicate([sent_on])
    assert later.claims[0].paid == payment.patient_responsibility
    sound(remittance, later)


def test_a_payer_that_is_passed_over_leaves_everything():
    one = SCENARIOS["passed_over"]
    payment, _ = decided(one.claim(), plan=plan(payer=one.claim().coverage.payer))
    assert (payment.status, payment.paid) == ("2", payment.charge - payment.adjusted("CO"))


# ---- how it looks

def test_habits():
    quiet = Habits(returns_line_numbers=False, sends_allowed=False, names_rendering=False, denied_status="", payment_method="CHK")
    payment, _ = decided(sent(), habits=quiet)
    assert [(line.line_control_number, line.allowed) for line in payment.services] == [(None, None)] * 2
    assert payment.rendering_provider is None
    payer = SimulatedPayer(plan(habits=quiet), FEES, deny={"A1001": "CO-197"})
    remittance = payer.adjudicate([sent()])
    assert (remittance.claims[0].status, remittance.payment_method) == ("1", "NON")
    check = SimulatedPayer(plan(habits=quiet), FEES).adjudicate([sent()])
    assert (check.payment_method, check.payer_account) == ("CHK", None)
    sound(check)


def test_a_claim_decided_as_a_whole():
    payment, books = decided(sent(), habits=Habits(sends_lines=False), copays=(VISITS,), coinsurance=D("0.2"))
    assert payment.services == []
    assert [(one.code, one.amount) for one in payment.adjustments] == [("CO-45", D(140)), ("PR-2", D(16)), ("PR-3", D(25))]
    assert (books.account("A1001").paid, books.account("A1001").patient_balance) == (D(169), D(41))


def test_another_plan_that_pays_first_is_named():
    first = Payer("SUN01", "SUNRISE MUTUAL")
    payment, _ = decided(sent(), members={"XYZ100200300": Member(primary=first)})
    assert payment.corrected_priority_payer == first


def test_a_dependent_is_named_beside_the_subscriber():
    claim = SCENARIOS["dependent_child"].claim()
    payment, _ = decided(claim, plan=plan(payer=claim.coverage.payer))
    assert payment.insured is not None
    assert payment.insured.name != payment.patient.name


def test_a_claim_without_lines_is_denied_as_a_whole():
    claim = sent()
    empty = attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, services=()))
    remittance = SimulatedPayer(plan(), FEES).adjudicate([empty])
    [payment] = remittance.claims
    assert (payment.charge, payment.adjustments, payment.remarks) == (D(350), [Adjustment("CO", "16", D(350))], ("M51",))
    sound(remittance)


def test_a_remittance_concerns_one_billing_provider():
    payer = SimulatedPayer(plan(payer=EVERY_PAYER), FEES)
    claims = list(sample_claims(45))
    with pytest.raises(ValueError, match="adjudicate_each"):
        payer.adjudicate(claims)
    made = payer.adjudicate_each(claims)
    assert [len(one.claims) for one in made] == [19, 20, 6]
    assert len({one.payee.npi for one in made}) == len({one.trace_number for one in made}) == 3
    with pytest.raises(ValueError, match="one billing provider"):
        payer.adjudicate([])


def test_days_follow_one_another():
    payer = SimulatedPayer(plan(), FEES)
    first, second = payer.adjudicate([sent()]), payer.adjudicate([billing("E2", ("99213", 100), days=[date(2026, 1, 5)])])
    assert (first.payment_date, second.payment_date) == (date(2026, 11, 2), date(2026, 11, 9))
    assert first.claims[0].dates["050"] == date(2026, 10, 19)


def test_a_payer_that_tells_nothing_of_itself_gets_what_a_remittance_needs():
    nameless = sent(coverages=(Coverage(Payer("ANY01"), "M1"),))
    remittance = SimulatedPayer(plan(payer=Payer("ANY01")), FEES).adjudicate([nameless])
    assert remittance.payer_trace_id.startswith("1")
    sound(remittance)


def test_a_provider_without_npi_is_paid_by_tax_id():
    claim = SCENARIOS["atypical_provider"].claim()
    remittance = SimulatedPayer(plan(payer=claim.coverage.payer), FEES).adjudicate([claim])
    assert (remittance.payee.npi, bool(remittance.payee.tax_id)) == (None, True)
    sound(remittance)


def test_one_person_who_bills_is_named_in_one_line():
    claim = sent(billing_provider=Provider("1234567893", PersonName("ROWE", "DANA", "K"), tax_id="470000001"))
    remittance = SimulatedPayer(plan(), FEES).adjudicate([claim])
    assert remittance.payee.name == "DANA K ROWE"
    sound(remittance)


def test_a_remittance_is_the_same_before_it_is_written_and_after():
    """To the last digit: a ledger that has the one knows the other again."""
    remittance = SimulatedPayer(plan(coinsurance=D("0.15"), deductible=D("12.50")), fees(c99214="130.50")).adjudicate([sent()])
    books = Ledger()
    books.submit([sent()], on=SENT)
    books.post(remittance)
    assert books.post(edi835.parse(sound(remittance))[0]).duplicates


def test_nothing_of_a_patient_is_shown():
    cases = []
    payer = SimulatedPayer(plan(members={"XYZ100200300": Member()}, copays=(VISITS,)), FEES, rules=(lambda case, line: cases.append(case),))
    remittance = payer.adjudicate([sent()])
    [decision, *_] = (cases[0].memory.standing("A1001"), cases)
    shown = f"{payer!r} {remittance!r} {payer.plan!r} {cases!r} {decision!r}"
    assert not [word for word in ("ROWE", "DANA", "XYZ100200300") if word in shown]


def test_claims_read_from_a_file_are_decided_like_those_that_were_made():
    claims = list(sample_claims(10, seed=4))
    text = edi837.build(claims, sender=CLERK, receiver=CLERK, control=1, usage="T")
    first, second = (SimulatedPayer(plan(payer=EVERY_PAYER), FEES, seed=3).adjudicate(some) for some in (claims, edi837.parse(text)))
    assert first == second
