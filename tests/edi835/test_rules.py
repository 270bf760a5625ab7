"""What must add up, and what is worth a look."""

import re
from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
from corpus import ROOT, files, needs_corpus
from edi835 import BALANCE_RULES, check, check_claim
from edi835.rules import KINDS, adds_up
from edi_claims import (
    Adjustment,
    ClaimGroup,
    ClaimPayment,
    DateRange,
    EdiError,
    Finding,
    InpatientAdjudication,
    InpatientSummary,
    Owner,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    ProviderSummary,
    Reference,
    RootCause,
    ServicePayment,
    Severity,
    TradingPartner,
    Unread,
)
from edi_testing.remittances import claim_payments, remittances
from texts835 import interchange

D = Decimal
PARTNER = TradingPartner("HERE", "HERE")
PATIENT = Person(PersonName("ROWE", "DANA"), identifier=Reference("MI", "M1"))
FINDINGS = (ROOT / "docs" / "findings.md").read_text()


def remittance_of(*claims, total=None, provider=(), **header):
    [one] = edi835.parse(interchange(total="0"))
    paid = sum((payment.paid for payment in claims), D(0)) - sum((adjustment.amount for adjustment in provider), D(0))
    amount = paid if total is None else D(total)
    return attrs.evolve(one, **{"claims": claims, "payment_amount": amount, "provider_adjustments": provider, "version": "005010X221A1", **header})


def payment(*lines, charge=None, paid=None, status="1", adjustments=(), **more):
    charge = sum((line.charge for line in lines), D(0)) if charge is None else D(charge)
    paid = sum((line.paid for line in lines), D(0)) - sum((one.amount for one in adjustments), D(0)) if paid is None else D(paid)
    return ClaimPayment("C1", status, charge, paid, services=list(lines), adjustments=list(adjustments), position=14, **more)


def line(charge, paid, *adjustments):
    taken = [Adjustment(*one[:2], D(one[2])) for one in adjustments]
    return ServicePayment(Procedure("99213"), D(charge), D(paid), adjustments=taken, service_date=date(2026, 10, 12), position=16)


def found(*claims, **more):
    return [(one.code, one.level, one.expected, one.found) for one in check(remittance_of(*claims, **more), BALANCE_RULES)]


RIGHT = line(100, 80, ("CO", "45", 15), ("PR", "2", 5))


def test_a_balanced_claim_has_no_finding():
    assert found(payment(RIGHT, patient_responsibility=D(5))) == []


def test_a_line_that_does_not_balance():
    short = line(100, 70, ("CO", "45", 20))
    [finding] = check_claim(payment(RIGHT, short))
    assert (finding.code, finding.level, finding.service_line, finding.position, finding.claim) == ("BAL-LINE", "line", 2, 16, "C1")
    assert (finding.expected, finding.found, finding.difference) == (D(80), D(70), D(-10))
    assert (finding.severity, finding.root_cause, finding.owner) == (Severity.ERROR, RootCause.PAYER_FOLLOW_UP, Owner.BILLING)


def test_a_claim_whose_lines_balance_but_whose_payment_is_another():
    assert found(payment(RIGHT, paid=79), total=D(79)) == [("BAL-CLAIM", "claim", D(80), D(79))]


def test_lines_whose_charges_do_not_add_up_to_the_claims():
    assert found(payment(RIGHT, charge=130, paid=80)) == [("BAL-CLAIM", "claim", D(130), D(100))]


def test_a_claim_without_lines_is_checked_at_its_own_level_only():
    whole = payment(charge=100, paid=80, adjustments=[Adjustment("CO", "45", D(20))])
    assert found(whole) == []
    assert found(attrs.evolve(whole, paid=D(70))) == [("BAL-CLAIM", "claim", D(80), D(70))]


def test_claim_level_adjustments_lower_the_sum_of_the_lines():
    assert found(payment(RIGHT, adjustments=[Adjustment("CO", "104", D(10))])) == []


def test_adjustments_that_are_sent_at_both_levels_count_once_with_a_warning():
    twice = payment(RIGHT, paid=80, adjustments=[Adjustment("CO", "45", D(15)), Adjustment("PR", "2", D(5))], patient_responsibility=D(5))
    [finding] = check(remittance_of(twice), BALANCE_RULES)
    assert (finding.code, finding.severity) == ("R010", Severity.WARNING)
    assert edi835.repeats_its_lines(twice)
    assert not edi835.repeats_its_lines(payment(RIGHT))


@pytest.mark.parametrize(("share", "status", "warned"), [
    (D(5), "1", False), (None, "1", False), (D(0), "1", True), (D(-5), "1", True), (D("5.01"), "1", True), (D(0), "22", False), (D(1), "22", True)])
def test_patient_share_is_compared_with_the_pr_adjustments(share, status, warned):
    findings = check_claim(payment(RIGHT, status=status, patient_responsibility=share))
    assert [(one.code, one.severity, one.level, one.root_cause) for one in findings] == (
        [("BAL-PATIENT", Severity.WARNING, "patient", RootCause.POSTING)] if warned else [])


def test_payment_is_the_claims_less_the_provider_adjustments():
    provider = (ProviderAdjustment("1", date(2026, 12, 31), "WO", "", D(30)), ProviderAdjustment("1", None, "L6", "", D("-1.27")))
    assert found(payment(RIGHT), provider=provider) == []
    assert found(payment(RIGHT), provider=provider, total=D(80)) == [("BAL-PAYMENT", "payment", D("51.27"), D(80))]


def test_a_debit_takes_the_amount_from_the_payee():
    taken = remittance_of(payment(line(-100, -100), status="22"), total=D(100))
    assert [one.code for one in check(taken, BALANCE_RULES)] == ["BAL-PAYMENT"]
    assert check(attrs.evolve(taken, credit_or_debit="D"), BALANCE_RULES) == []


def test_a_reversal_balances_with_every_sign_the_other_way():
    assert found(payment(line(-100, -80, ("CO", "45", -20)), status="22", patient_responsibility=D(0)), provider=(
        ProviderAdjustment("1", None, "FB", "", D(-80)),)) == []


def test_cents_are_exact():
    thirds = [line("0.1", "0", ("CO", "45", "0.1")) for _ in range(10)]
    assert found(payment(*thirds, charge="1.0")) == []


def codes(*claims, **more):
    return " ".join(sorted({one.code for one in check(remittance_of(*claims, **more))}))


SHARED = attrs.evolve(RIGHT, line_control_number="L1")
STAY = InpatientAdjudication(drg_amount=D(80), covered_days=D(3))
OTHER = Person(PersonName("PARK", "JO"), identifier=Reference("MI", "M2"))
WORTH_A_LOOK = [
    (payment(line(100, 0, ("CO", "45", 100))), "R001"),
    (payment(charge=100, paid=0, adjustments=[Adjustment("CO", "45", D(100))]), "R001 R066"),
    (payment(line(100, 80, ("CR", "45", 20))), "R002"),
    (payment(RIGHT, status="22"), "R003 R042"),
    (payment(line(-100, -80, ("CO", "45", -20))), "R003 R035"),
    (payment(RIGHT, status="25"), "R004"),
    (payment(RIGHT, status="25", paid=0), "BAL-CLAIM"),
    (payment(attrs.evolve(RIGHT, service_period=DateRange(date(2026, 10, 2), date(2026, 10, 1)))), "R005"),
    (payment(RIGHT, dates={"232": date(2026, 10, 2), "233": date(2026, 10, 1)}), "R005"),
    (payment(RIGHT, status="4"), "R006"),
    (payment(line(100, 0, ("CO", "45", 40), ("PR", "1", 60)), status="4"), "R007"),
    (payment(line(100, 0, ("CO", "50", 40), ("PR", "1", 60)), status="4"), ""),
    (payment(line(100, 0, ("CO", "50", 100)), status="4"), ""),
    (payment(line(100, 0, ("CO", "50", 100)), status="2"), "R008 R070"),
    (payment(line(100, 0, ("CO", "50", 40), ("PR", "1", 60))), ""),
    (payment(line(100, 0, ("CO", "24", 100))), ""),
    (payment(line(100, 103, ("OA", "225", -3))), "R013 R014"),
    (payment(line(100, 103, ("OA", "94", -3))), "R014"),
    (payment(line(0, 3, ("OA", "94", -3))), "R015"),
    (payment(RIGHT, status="99"), "R020"),
    (payment(line(100, 80, ("QQ", "45", 20))), "R021"),
    (payment(line(100, 80, ("CO", "9999", 20))), "R022"),
    (payment(attrs.evolve(RIGHT, remarks=("ZZ99",))), "R023"),
    (payment(RIGHT, remarks=("ZZ99",)), "R023"),
    (payment(line(100, 80, ("CO", "A2", 20))), "R025"),
    (payment(line(100, 80, ("PI", "45", 20))), "R026"),
    (payment(line(100, 80, ("OA", "50", 20))), "R026"),
    (payment(line(100, 80, ("CO", "18", 20))), "R026"),
    (payment(line(100, 80, ("PR", "45", 20))), ""),
    (payment(line(100, 80, ("CO", "16", 20))), "R027"),
    (payment(attrs.evolve(line(100, 80, ("CO", "16", 20)), remarks=("MA01",))), "R027"),
    (payment(attrs.evolve(line(100, 80, ("CO", "16", 20)), remarks=("N382",))), ""),
    (payment(line(100, 80, ("CO", "16", 20)), remarks=("N382",)), ""),
    (payment(RIGHT, adjustments=[Adjustment("CO", "16", D(20))]), "R027"),
    (payment(line(100, 80, ("PR", "29", 20))), "R028"),
    (payment(line(100, 80, ("PR", "50", 20))), "R028"),
    (payment(attrs.evolve(line(100, 80, ("PR", "50", 20)), procedure=Procedure("99213", ("GA",)))), ""),
    (payment(line(100, 80, ("PR", "96", 20)), remarks=("N130",)), ""),
    (payment(RIGHT, adjustments=[Adjustment("PR", "29", D(20))]), "R028"),
    (payment(SHARED, SHARED), "R046"),
    (payment(*[attrs.evolve(SHARED, submitted_procedure=Procedure("80050"))] * 2), ""),
    (payment(attrs.evolve(RIGHT, allowed=D(90))), "R060"),
    (payment(attrs.evolve(RIGHT, allowed=D(85))), ""),
    (payment(attrs.evolve(line(100, 0, ("CO", "50", 100)), allowed=D(85)), status="4"), "R060"),
    (payment(attrs.evolve(line(100, 80, ("OA", "23", 20)), allowed=D(95)), status="2"), ""),
    (payment(attrs.evolve(RIGHT, allowed=D(90)), adjustments=[Adjustment("CO", "104", D(5))]), ""),
    (payment(attrs.evolve(line(100, 80, ("CO", "45", 15), ("PR", "2", 2), ("PR", "45", 3)), allowed=D(82))), ""),
    (payment(attrs.evolve(line(100, 80, ("CO", "253", 2), ("CO", "45", 18)), allowed=D(80))), "R061"),
    (payment(attrs.evolve(RIGHT, service_date=None)), "R063"),
    (payment(attrs.evolve(RIGHT, service_date=None), dates={"232": date(2026, 10, 12)}), ""),
    (payment(attrs.evolve(RIGHT, service_date=date(2027, 1, 1))), "R064"),
    (payment(attrs.evolve(RIGHT, service_date=date(2027, 1, 1), paid=D(0), adjustments=[Adjustment("OA", "101", D(100))]), status="25"), ""),
    (payment(line("100.005", 80, ("CO", "45", "20.005"))), "R065"),
    (payment(line("100.000", 80, ("CO", "45", "20.0000"))), ""),
    (payment(charge=100, paid=80, adjustments=[Adjustment("CO", "45", D(20))]), "R066"),
    (payment(charge=100, paid=80, adjustments=[Adjustment("CO", "45", D(20))], inpatient=STAY), ""),
    (payment(attrs.evolve(RIGHT, remarks=("N22",))), "R068"),
    (payment(attrs.evolve(RIGHT, remarks=("N22",), submitted_procedure=Procedure("99214"))), ""),
    (payment(attrs.evolve(RIGHT, service_date=None, dates={"151": date(2026, 10, 1)})), "R069"),
    (payment(RIGHT, status="2"), "R070"),
    (payment(line(100, 80, ("OA", "23", 40), ("OA", "94", -20)), status="2"), "R071"),
    (payment(line(100, 80, ("OA", "23", 15), ("CO", "45", 5)), status="2"), "R072"),
    (payment(line(100, 80, ("OA", "23", 20)), status="2"), ""),
    (payment(RIGHT, patient=PATIENT, corrected_insured=OTHER), "R073"),
    (payment(RIGHT, patient=PATIENT, corrected_insured=attrs.evolve(PATIENT, identifier=None)), ""),
    (payment(RIGHT, patient=PATIENT, corrected_insured=Person("", identifier=Reference("C", "M3"))), "R073"),
    (payment(RIGHT, patient=PATIENT, references=(Reference("1W", "M3"),)), "R074"),
    (payment(RIGHT, patient=PATIENT, references=(Reference("1W", "M1"),)), ""),
    (payment(RIGHT, corrected_priority_payer=Payer("SUP01")), "R075"),
    (payment(RIGHT, status="19"), "R076"),
    (payment(RIGHT, status="19", crossover_payer=Payer("SUP01")), ""),
    (payment(attrs.evolve(RIGHT, remarks=("MA74",))), "R078"),
]
OF_ONE_NUMBER = [
    ((payment(RIGHT), payment(RIGHT)), "R040"),
    ((payment(RIGHT), payment(RIGHT, status="2")), "R070"),
    ((payment(RIGHT), payment(line(100, 70, ("CO", "45", 30)))), "R041"),
    ((payment(line(-100, -60, ("CO", "45", -40)), status="22"), payment(RIGHT)), ""),
    ((payment(RIGHT), payment(line(-100, -60, ("CO", "45", -40)), status="22")), ""),
    ((payment(RIGHT), payment(line(-100, -80, ("CO", "45", -15), ("PR", "2", -5)), status="22"), payment(RIGHT)), ""),
    ((payment(line(-90, -60, ("CO", "45", -30)), status="22"), payment(RIGHT)), "R043"),
    ((payment(line(-90, -60, ("CO", "45", -30)), status="22"), payment(RIGHT, frequency="7")), ""),
    ((payment(RIGHT), payment(attrs.evolve(line(60, 60), procedure=Procedure("93000")))), "R044"),
    ((payment(RIGHT, remarks=("MA15",)), payment(line(60, 60))), ""),
    ((payment(RIGHT), payment(RIGHT, status="25", paid=0)), "BAL-CLAIM"),
    ((payment(RIGHT, patient=PATIENT), payment(RIGHT, patient=OTHER)), "R048"),
    ((payment(RIGHT, patient=PATIENT), payment(RIGHT)), "R040"),
    ((attrs.evolve(payment(RIGHT), patient_control_number="0"), attrs.evolve(payment(RIGHT), patient_control_number="0")), "R045"),
]
TAKEN_BACK = payment(line(-100, -60, ("CO", "45", -40)), status="22")
LARGE = attrs.evolve(payment(line(500, 500)), patient_control_number="C2")
HEADERS = [
    ((), {"handling": "H"}, "R030"), ((), {"payment_method": "NON"}, "R031"), ((), {"payment_method": "FWT"}, ""), ((), {"payment_date": None}, "R033"),
    ((), {"trace_number": ""}, "R034"), ((), {"payer_trace_id": ""}, "R034"), ((), {"credit_or_debit": "D"}, "BAL-PAYMENT R047"),
    ((), {"payee": Provider(tax_id="470000001", references=(Reference("PQ", "1234567893"),))}, "R037"),
    ((), {"payee": Provider(tax_id="470000001", references=(Reference("PQ", "1234567890"),))}, ""),
    (("WO 10 C0",), {}, ""), (("FB 10 T0",), {}, ""), (("FB -10 T0",), {}, "R051"), (("L6 -1 C1",), {}, "R052"), (("?? 1 C1",), {}, "R024"),
    ((f"WO 1 {'9' * 30}",), {}, "R053"), ((f"WO 1 {'9' * 31}",), {}, ""), (("WO 0.001 C0",), {}, "R065"),
]


@pytest.mark.parametrize(("bad", "expected"), WORTH_A_LOOK)
def test_what_is_worth_a_look_in_a_claim(bad, expected):
    assert codes(bad) == expected


@pytest.mark.parametrize(("bad", "expected"), WORTH_A_LOOK)
def test_what_is_found_in_a_claim_names_it_and_its_line(bad, expected):
    for one in check(remittance_of(bad)):
        assert one.claim == "C1" or one.code == "R035"
        assert (one.position, one.loop) == ((16, "2110") if one.service_line else (14, "2100") if one.claim else (3, None))
        assert one.owner in Owner
        assert one.severity is not Severity.ERROR or one.code.startswith("BAL")


@pytest.mark.parametrize(("claims", "expected"), OF_ONE_NUMBER)
def test_claims_of_one_number_are_held_against_each_other(claims, expected):
    assert codes(*claims, LARGE) == expected


@pytest.mark.parametrize(("provider", "header", "expected"), HEADERS)
def test_what_is_worth_a_look_in_a_payment(provider, header, expected):
    assert codes(payment(RIGHT), provider=tuple(map(pair, provider)), **header) == expected


def pair(text, provider="1234567893"):
    reason, amount, reference = text.split()
    return ProviderAdjustment(provider, date(2026, 12, 31), reason, reference, D(amount))


def test_a_transfer_of_nothing():
    assert codes(total=D(0), payment_method="ACH") == "R032"
    assert codes(total=D(0), payment_method="ACH", handling="H") == ""
    assert codes(total=D(0), payment_method="NON") == ""


def test_a_provider_adjustment_for_somebody_else():
    assert codes(payment(RIGHT), provider=(pair("WO 10 C0", "1999999984"),)) == "R050"
    assert codes(payment(RIGHT), provider=(pair("WO 10 C0", "470000001"),), payee=Provider("1234567893", tax_id="470000001")) == ""


def test_interest_is_paid_at_provider_level():
    told = payment(RIGHT, amounts={"I": D("1.25")})
    assert codes(told, provider=(pair("L6 -1.25 C1"),)) == ""
    [finding] = check(remittance_of(told))
    assert (finding.code, finding.expected, finding.found) == ("R052", D("1.25"), D(0))


@pytest.mark.parametrize(("provider", "total", "expected"), [
    (("WO 60 C1",), None, "R012 R042"),
    (("WO 60 C1", "WO -60 C1"), None, "R042"),
    (("WO 60 C9",), None, "R042"),
    (("WO 61 C1",), None, "R042"),
    (("WO 60 C1",), 440, "BAL-PAYMENT R011 R042"),
    (("WO 60 C1", "WO 7 C9"), 433, "BAL-PAYMENT R011 R042"),
    (("WO 60 C9",), 440, "BAL-PAYMENT R042"),
])
def test_a_recovery_of_what_a_reversal_took(provider, total, expected):
    assert codes(TAKEN_BACK, LARGE, provider=tuple(map(pair, provider)), total=total) == expected


def test_interest_that_is_in_the_payment_and_at_provider_level():
    twice = payment(line(100, 81, ("CO", "45", 20), ("OA", "225", -1)), amounts={"I": D(1)})
    assert codes(twice, provider=(pair("L6 -1 C1"),), total=81) == "BAL-PAYMENT R011 R013 R052"


@pytest.mark.parametrize(("summary", "expected"), [
    (ProviderSummary(claim_count=D(2), charge=D(600), provider_payment=D(580)), []),
    (ProviderSummary(claim_count=D(3)), [("R080", "TS304", D(2), D(3))]),
    (ProviderSummary(charge=D(601)), [("R081", "TS305", D(600), D(601))]),
    (ProviderSummary(provider_payment=D(1)), [("R081", "TS309", D(580), D(1))]),
    (ProviderSummary(hcpcs_payable=D(1)), []),
])
def test_a_payers_totals_of_a_group(summary, expected):
    group = ClaimGroup("1", summary)
    claims = [attrs.evolve(one, group=group) for one in (payment(RIGHT), LARGE)]
    findings = check(remittance_of(*claims, attrs.evolve(LARGE, patient_control_number="C3")))
    assert [(one.code, one.element, one.expected, one.found) for one in findings] == expected
    assert all((one.claim, one.loop, one.position) == (None, "2000", 14) for one in findings)


@pytest.mark.parametrize(("summary", "expected"), [
    (InpatientSummary(drg_amount=D(160)), ""), (InpatientSummary(drg_amount=D(80)), "R082"), (InpatientSummary(capital=D(80)), "")])
def test_a_payers_totals_of_stays(summary, expected):
    stays = [attrs.evolve(one, group=ClaimGroup("1", None, summary), inpatient=STAY) for one in (payment(RIGHT), LARGE)]
    assert codes(*stays) == expected


def test_totals_of_a_group_with_a_claim_that_could_not_be_read_are_not_asked():
    group = ClaimGroup("1", ProviderSummary(claim_count=D(3)))
    lost = (Unread(20, ("CLP", "C9", "1", "x")),)
    assert codes(attrs.evolve(payment(RIGHT), group=group), unread=lost) == ""


def test_the_same_payment_twice_and_another_one_of_its_number():
    one = remittance_of(payment(RIGHT))
    other = remittance_of(payment(line(90, 90)))
    assert [finding.code for finding in edi835.rules.sent_again([one, one, other])] == ["R038", "R039"]
    assert [finding.code for finding in check([one, attrs.evolve(one, payer_trace_id="1476543210")])] == []
    assert [finding.code for finding in check([one, one], rules=edi835.RULES)] == []


def test_a_second_payee():
    other = Unread(9, ("N1", "PE", "NAME", "XX", "1999999984"))
    [finding] = check(remittance_of(payment(RIGHT), unread=(other,)))
    assert (finding.code, finding.element) == ("R036", "N101")
    assert "NAME" not in str(finding)


def test_a_reversal_whose_adjustments_keep_their_sign():
    kept = payment(line(-100, -80, ("CO", "45", 20)), status="22")
    assert codes(kept, LARGE) == "BAL-LINE R009 R042"


# ---- the findings as a whole

def test_every_kind_of_finding_is_shown_and_documented():
    shown = " ".join(expected for *_, expected in (*WORTH_A_LOOK, *OF_ONE_NUMBER, *HEADERS)).split()
    elsewhere = {"R009", "R010", "R011", "R012", "R032", "R036", "R038", "R039", "R042", "R050", "R080", "R081", "R082",
                 "BAL-LINE", "BAL-PATIENT", "BAL-DEPOSIT"}
    assert set(shown) | elsewhere == set(KINDS)
    rows = {one.split(" | ")[0].strip("| "): one.split(" | ")[1] for one in FINDINGS.splitlines() if re.match(r"\| (R0|BAL)", one)}
    rows |= dict.fromkeys(("R020", "R021", "R022", "R023", "R024"), rows.pop("R020 to R024"))
    assert rows == {code: "error, warning" if code == "BAL-DEPOSIT" else kind.severity for code, kind in KINDS.items()}


@given(remittances(max_claims=3))
@settings(deadline=None, max_examples=40)
def test_whatever_is_found_is_no_error_where_everything_balances(remittance):
    assert [one for one in check(remittance) if one.severity is Severity.ERROR] == []
    assert {one.code for one in check(remittance)} <= set(KINDS)


def test_each_unknown_code_is_reported_once_a_claim_and_kept():
    odd = payment(line(100, 0, ("CO", "9999", 40), ("CO", "9999", 60)), line(10, 0, ("CO", "9999", 10)))
    assert [one.code for one in check(remittance_of(odd))] == ["R022"]
    assert odd.services[0].adjustments[0].reason == "9999"


def test_group_cr_is_right_in_4010():
    assert check(remittance_of(payment(line(100, 80, ("CR", "45", 20))), version="004010X091A1")) == []


def test_each_unknown_reason_of_provider_adjustments_is_reported_once():
    assert [one.code for one in check(remittance_of(provider=(pair("?? 1 X"), pair("?? -1 X"))))] == ["R024"]


def test_one_remittance_several_or_an_iterator_of_them():
    bad = remittance_of(payment(RIGHT), total=D(1))
    assert [len(check(one)) for one in (bad, [bad, remittance_of(payment(RIGHT), trace_number="T2")], iter([bad]))] == [1, 1, 1]
    assert check(bad, rules=()) == []


def test_a_rule_of_the_users_own():
    def no_checks(remittance):
        if remittance.payment_method == "CHK":
            yield Finding("MINE", Severity.WARNING, "paper")

    assert [one.code for one in check(remittance_of(), rules=(*edi835.RULES, no_checks))] == ["MINE"]


# ---- reading and checking agree

def balances(findings):
    return sorted((one for one in findings if one.code.startswith("BAL") or one.code == "R010"), key=str)


@given(remittances(max_claims=3), st.data())
@settings(deadline=None, max_examples=40)
def test_reading_finds_what_check_finds(remittance, data):
    claims = list(remittance.claims)
    for at in range(len(claims)):
        if data.draw(st.booleans()):
            claims[at] = attrs.evolve(claims[at], **{data.draw(st.sampled_from(("charge", "paid", "patient_responsibility"))): D(data.draw(st.integers(0, 9)))})
    text = edi835.build(attrs.evolve(remittance, claims=claims), sender=PARTNER, receiver=PARTNER, control=1, usage="T", rules=())
    [read] = edi835.parse(text)
    assert balances(read.findings) == balances(check(read, BALANCE_RULES))
    assert (not balances(read.findings)) == (not check(read, BALANCE_RULES))


@given(claim_payments(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_quick_test_says_the_same_as_the_findings(one, data):
    name = data.draw(st.sampled_from(("charge", "paid", "patient_responsibility", "position")))
    one = attrs.evolve(one, **{name: data.draw(st.integers(-3, 3)) + (getattr(one, name) or 0)})
    assert adds_up(one) == (check_claim(one) == [])



# ---- public files

IN_CORPUS = {
    "emedny-835-sample-institutional-claims-only-.2014.edi": "R008 R048 R066 R070 R073",
    "emedny-835-sample-pharmacy.2014.edi": "R008 R048 R073",
    "lfh-005010x221a1-cob-contractural-adjustment-835.edi": "R033 R071",
    "lfh-005010x221a1-secondary-payment-835.edi": "R033 R066",
    "mjpete3-835-5010test.edi": "R028",
    "pyx12-835-mult-loops.edi": "",
    "pyx12-835id.edi": "BAL-PAYMENT R042 R043 R069",
    "stupidedi-x091a1-case-1.edi": "R026 R066",
    "stupidedi-x221a1-hp835-dollars-and-data-sent-separate.edi": "",
    "stupidedi-x221a1-hp835-era-sample.edi": "",
    "stupidedi-x221a1-hp835-multiple-claims-single-check.edi": "R048",
    "stupidedi-x221a1-hp835-tertiary-payments.edi": "",
    "tastypackets-one-line-2-isa.edi": "R008 R038 R048 R066 R070 R073",
    "tigershark-835-example.edi": "BAL-PAYMENT R050 R053 R073 R081",
    "x12net-4010-example1-gripelements.edi": "BAL-PATIENT BAL-PAYMENT R030 R042 R050",
    "x12net-5010-example1.edi": "BAL-PATIENT BAL-PAYMENT R002 R030 R042 R050",
    "pyx12-bad-header-looping.edi": "R036 R040 R080 R081",
    "stupidedi-x221-case-1.edi": "R050",
    "stupidedi-x221-case-2.edi": "R025",
    "tastypackets-error-isa.edi": "R008 R048 R066 R070 R073",
}
"""Codes by file; those that are no remittance, or break off, are not among them."""


def remittance_files():
    for path in files("835", "bad"):
        try:
            parsed = edi835.parse(path.read_bytes())
        except EdiError:
            continue
        if parsed:
            yield path.name, " ".join(sorted({one.code for one in check(parsed)}))


@needs_corpus
def test_what_every_public_file_gets():
    assert dict(remittance_files()) == IN_CORPUS
