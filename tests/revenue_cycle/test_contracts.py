"""What a contract lets one expect, and what a payer allowed."""

import io
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, SUPPLEMENT, claim, line, paid, payment, remittance, reversal, visit
from edi837.loading import read_physician_fees
from edi_claims import EdiError, Fee, FeeSchedule, Procedure, ServicePayment
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_testing.invented import SERVICES
from revenue_cycle import (
    Contract,
    Ledger,
    MultipleProcedures,
    NotCompared,
    OfCharge,
    OfSchedule,
    Variance,
    VarianceRow,
    by_payer_and_code,
    expected,
    undercharged,
)

DAY = date(2026, 10, 12)
SCHEDULE = FeeSchedule("MEDICARE", [Fee("99214", D(100)), Fee("93000", D("15.90")), Fee("11402", D(180), multiple_procedures="2"),
                                    Fee("11403", D(205), multiple_procedures="2"), Fee("71046", D(10), ("26",)), Fee("71046", D(34))])
PFALL = Path(__file__).resolve().parents[2] / "fixtures" / "tables" / "PFALL26_sample.txt"


def services(*codes, charge="1000", **more):
    """A claim of these services: `99214-25`, and units behind a colon."""
    lines = []
    for at, each in enumerate(codes, 1):
        code, _, units = each.partition(":")
        code, *modifiers = code.split("-")
        lines.append(line(f"A1L{at}", code, charge, *modifiers, units=int(units or 1)))
    return claim("A1", lines, **more)


def amounts(of, contract):
    return [one.amount for one in expected(of, contract)]


# ---- terms

@pytest.mark.parametrize(("terms", "code", "amount"), [
    ([OfSchedule(SCHEDULE)], "99214", "100"),
    ([OfSchedule(SCHEDULE, D("1.1"))], "93000", "17.49"),
    ([OfSchedule(SCHEDULE, D("1.15"))], "93000", "18.29"),            # 18.285: half up
    ([OfCharge(D("0.6"))], "12345", "600"),
    ([OfCharge(D("0.6"))], "12345:3", "600"),
    ([OfSchedule(SCHEDULE), OfCharge(D("0.6"))], "12345", "600"),
    ([OfSchedule(SCHEDULE), OfCharge(D("0.6"))], "99214:2", "200"),
    ([OfCharge(D("0.5"), ["992*"]), OfSchedule(SCHEDULE)], "99214", "500"),
    ([OfSchedule(SCHEDULE)], "71046-26", "10"),
    ([OfSchedule(SCHEDULE)], "12345", None),
    ([NotCompared(["9921?"]), OfSchedule(SCHEDULE)], "99214", None),
    ([NotCompared(["9921?"]), OfSchedule(SCHEDULE)], "93000", "15.90"),
])
def test_the_first_term_with_a_rate_decides(terms, code, amount):
    assert amounts(services(code), Contract("C", terms)) == [amount and D(amount)]


def test_an_amount_says_how_it_came_about():
    contract = Contract("C", [OfSchedule(SCHEDULE, D("1.10"))], modifiers={"50": D("1.5")})
    [one] = expected(services("99214-50:2", charge="310"), contract)
    assert (one.amount, one.contract) == (D(310), "C")
    assert one.steps == ("100 by MEDICARE, 110 % of it", "150 % with modifier 50", "times 2", "at most the charge")


def test_a_contract_may_allow_more_than_the_charge():
    assert amounts(services("99214", charge="80"), Contract("C", [OfSchedule(SCHEDULE)])) == [D(80)]
    assert amounts(services("99214", charge="80"), Contract("C", [OfSchedule(SCHEDULE)], at_most_charge=False)) == [D(100)]


def test_of_several_procedures_the_dearest_counts_whole():
    contract = Contract("C", [OfSchedule(SCHEDULE)], multiple_procedures=MultipleProcedures((D(1), D("0.5"), D("0.25"))))
    assert amounts(services("11402", "99214", "11403"), contract) == [D(90), D(100), D(205)]
    assert amounts(services("11402", "11402", "11403"), contract) == [D(90), D(45), D(205)]
    assert amounts(services("11402", "99214"), contract) == [D(180), D(100)]


def test_other_days_reduce_nothing():
    lines = [line("L1", "11403", "500"), line("L2", "11402", "500", day=date(2026, 10, 13))]
    assert amounts(claim("A1", lines), Contract("C", [OfSchedule(SCHEDULE)], multiple_procedures=MultipleProcedures())) == [D(205), D(180)]


def test_patterns_say_which_procedures_are_reduced():
    rule = MultipleProcedures(procedures=["992*", "930*"], unless=["93000"])
    assert amounts(services("99214", "99214", "93000"), Contract("C", [OfSchedule(SCHEDULE)], multiple_procedures=rule)) == [D(100), D(50), D("15.90")]


def test_the_contract_is_the_payers_and_of_the_day():
    old = Contract("OLD", [OfSchedule(SCHEDULE)], [PLAN.payer_id], ends=date(2026, 10, 11))
    new = Contract("NEW", [OfSchedule(SCHEDULE, D("1.2"))], ["1512345678"], begins=DAY)
    other = Contract("OTHER", [OfCharge(D(1))], [SUPPLEMENT.payer_id])
    [one] = expected(services("99214"), [other, old, new])
    assert (one.amount, one.contract) == (D(120), "NEW")
    assert amounts(services("99214"), [other, old]) == [None]
    assert amounts(services("99214", payers=(PLAN, SUPPLEMENT), sequence="S"), [other, new]) == [D(1000)]


def test_a_charge_below_the_contract_is_warned_of():
    [finding] = undercharged(services("99214", "93000", charge="90"), Contract("C", [OfSchedule(SCHEDULE)]))
    assert (finding.code, finding.service_line, finding.expected, finding.found, finding.difference) == ("L080", 1, D(100), D(90), D(-10))
    assert undercharged(services("99214", charge="100"), SCHEDULE) == []


# ---- against what was allowed

def posted(*payments, sent=None, **more):
    ledger = Ledger()
    ledger.submit([sent or visit("A1")], on=date(2026, 10, 20))
    report = ledger.post(remittance(*payments, **more))
    assert (report.refused, report.suspense) == ([], [])
    return ledger


def both(first, second):
    return payment("A1", [first, second])


AGREED = FeeSchedule("AGREED", [Fee("99214", D(135)), Fee("93000", D(80))])
FULL = paid("A1L2", "93000", "150", "80", "CO-45", "70")


def test_what_is_missing_and_what_is_too_much_are_told_apart():
    ledger = posted(both(paid("A1L1", "99214", "200", "105", "CO-45", "70", "PR-3", "25", modifiers=("25",)),
                         paid("A1L2", "93000", "150", "90", "CO-45", "60")))
    assert ledger.underpayments(AGREED) == [Variance("A1", 1, "99214-25", D(135), D(130), "", "EX001", ("135 by AGREED",), "AGREED")]
    [over] = ledger.overpayments(AGREED)
    assert (over.service_line, over.short) == (2, D(-10))
    assert ledger.underpayments(AGREED, tolerance=D(6)) == []
    rows = by_payer_and_code([*ledger.underpayments(AGREED), *ledger.overpayments(AGREED)])
    assert rows == [VarianceRow("EX001", "99214-25", 1, D(5)), VarianceRow("EX001", "93000", 1, D(-10))]


@pytest.mark.parametrize("told", [
    paid("A1L1", "99214", "200", "0", "CO-50", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "0", "OA-133", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "0", "CO-24", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "132.30", "CO-45", "65", "CO-253", "2.70", modifiers=("25",)),
], ids=["denied", "pended", "capitated", "sequestered"])
def test_what_is_no_variance(told):
    assert posted(both(told, FULL)).underpayments(AGREED) == []


def test_a_downcode_is_told():
    told = ServicePayment(Procedure("99213"), D(200), D(90), adjustments=paid("", "x", "200", "90", "CO-45", "110").adjustments,
                          submitted_procedure=Procedure("99214", ("25",)), line_control_number="A1L1")
    [one] = posted(both(told, FULL)).underpayments(AGREED)
    assert (one.procedure, one.downcoded_to, one.short) == ("99214-25", "99213", D(45))


def test_what_was_taken_back_does_not_count():
    before = both(paid("A1L1", "99214", "200", "100", "CO-45", "100", modifiers=("25",)), FULL)
    ledger = posted(before)
    assert [one.short for one in ledger.underpayments(AGREED)] == [D(35)]
    after = both(paid("A1L1", "99214", "200", "135", "CO-45", "65", modifiers=("25",)), FULL)
    ledger.post(remittance(reversal(before), after, trace="EFT2", on=date(2026, 11, 20)))
    assert ledger.underpayments(AGREED) == []


def test_the_next_payer_is_not_compared():
    ledger = posted(both(paid("A1L1", "99214", "200", "110", "CO-45", "65", "PR-2", "25", modifiers=("25",)), FULL),
                    sent=visit("A1", payers=(PLAN, SUPPLEMENT)))
    ledger.post(remittance(payment("A1", [paid("A1L1", "99214", "200", "10", "OA-23", "175", "PR-2", "15", modifiers=("25",)),
                                          paid("A1L2", "93000", "150", "0", "OA-23", "150")], status="2"), payer=SUPPLEMENT, trace="S1"))
    assert ledger.underpayments(AGREED) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, len(SERVICES) - 1))
def test_a_payer_that_keeps_to_its_schedule_has_no_variance(seed, which):
    """And one row that is raised in the contract shows just there, by just so much."""
    fees = FeeSchedule("KEPT", [Fee(code, D(10 + at)) for at, (code, *_) in enumerate(SERVICES)])
    claims = [one for one in sample_claims(6, seed=seed) if one.sequence == "P"]
    payer = SimulatedPayer(Plan(claims[0].coverage.payer, deductible=D(20), coinsurance=D("0.2")), fees, seed)
    ledger = Ledger()
    ledger.submit(claims, on=DAY)
    for told in payer.adjudicate_each(claims):
        assert not ledger.post(told).suspense
    assert ledger.underpayments(fees) == []
    assert ledger.overpayments(fees) == []
    raised = attrs.evolve(fees, fees=[attrs.evolve(fee, allowed=fee.allowed + 1) if at == which else fee for at, fee in enumerate(fees.fees)])
    found = ledger.underpayments(raised)
    assert {one.procedure.partition("-")[0] for one in found} <= {fees.fees[which].code}
    priced = {(account.claim, one.service_line) for account in ledger.accounts for one in account.lines if one.paid or one.patient_responsibility}
    should = {(one.patient_control_number, at) for one in claims for at, each in enumerate(one.encounter.services, 1)
              if each.procedure.code == fees.fees[which].code and each.charge > fees.fees[which].allowed * each.units}
    assert {(one.claim, one.service_line) for one in found} == should & priced


# ---- Medicare's file

def test_a_locality_of_medicares_file_is_read():
    fees = read_physician_fees(PFALL, "99901", "1")
    place = {"11": fees.allowed(Procedure("99214"), DAY, "11"), "22": fees.allowed(Procedure("99214"), DAY, "22")}
    assert place == {"11": D(136), "22": D("103.40")}
    assert fees.allowed(Procedure("93000"), DAY, "11") == D("15.90")
    assert fees.allowed(Procedure("93000"), DAY, "22") is None              # there is no amount for a facility
    assert fees.allowed(Procedure("71046", ("26",)), DAY, "22") == D(10)
    assert fees.allowed(Procedure("99199"), DAY, "11") is None              # priced by the carrier: no rate is not zero
    assert fees.allowed(Procedure("99214"), date(2027, 1, 1), "11") is None
    assert fees.row(Procedure("11403"), DAY, "11").multiple_procedures == "2"
    assert read_physician_fees(PFALL, "99902", "00").allowed(Procedure("99214"), DAY, "11") == D("129.10")
    assert {fee.code for fee in read_physician_fees(PFALL, "99901", "01", codes=["93000"]).fees} == {"93000"}


@pytest.mark.parametrize(("text", "where"), [
    ("", "line 1"), ("words\n", "line 1"), ("words\n" + PFALL.read_text(), "line 1"),
    (PFALL.read_text().replace("0000098.50", "ninety"), "line 1"), (PFALL.read_text().replace("0000103.40", "NaN"), "line 2"),
    (PFALL.read_text().replace('"2026","99901","01","93000"', '"2026","99901","01","9300"'), "line 3"),
])
def test_another_file_is_refused_with_its_line(text, where):
    with pytest.raises(EdiError, match=where) as told:
        read_physician_fees(io.StringIO(text), "99901", "01")
    assert "ninety" not in str(told.value)


def test_a_carrier_that_is_not_there_is_told():
    with pytest.raises(EdiError, match="carrier 12345"):
        read_physician_fees(PFALL, "12345", "01")
