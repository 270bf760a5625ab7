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
from edi837.loading import read_physician_fees, read_relative_values
from edi_claims import Adjustment, ClaimPayment, EdiError, Fee, FeeSchedule, Procedure, ServicePayment
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_testing.invented import SERVICES
from revenue_cycle import (
    MEDICARE_MODIFIERS,
    Contract,
    DayLimit,
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
TABLES = Path(__file__).resolve().parents[2] / "fixtures" / "tables"
PFALL, VALUES, INDICES = TABLES / "PFALL26_sample.txt", TABLES / "PPRRVU2026_sample.csv", TABLES / "GPCI2026_sample.csv"


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


@pytest.mark.parametrize(("code", "amount"), [
    ("71046-26", "10"),                # the row is for 26 already
    ("99214-26", "40"), ("71046-50", "51"), ("71046-26-50", "15"), ("99214-AS", "13.60"), ("99214-50-80", "24"),
    ("12345-50", "600"),               # what is charged is charged for both sides
])
def test_a_modifier_changes_the_rate_once(code, amount):
    contract = Contract("C", [OfSchedule(SCHEDULE), OfCharge(D("0.6"))], modifiers={**MEDICARE_MODIFIERS, "26": D("0.4")})
    assert amounts(services(code), contract) == [D(amount)]


def test_minutes_have_no_rate_a_unit():
    sent = services("99214:60")
    [one] = sent.encounter.services
    sent = attrs.evolve(sent, encounter=attrs.evolve(sent.encounter, services=(attrs.evolve(one, unit="MJ"),)))
    assert amounts(sent, Contract("C", [OfSchedule(SCHEDULE)])) == [None]
    assert amounts(sent, Contract("C", [OfSchedule(SCHEDULE), OfCharge(D("0.5"))])) == [D(500)]


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


def test_no_procedure_escapes_the_reduction_by_its_number():
    schedule = FeeSchedule("S", [Fee("51720", D(80), multiple_procedures="2"), Fee("11402", D(180), multiple_procedures="2")])
    assert amounts(services("51720", "11402"), Contract("C", [OfSchedule(schedule)], multiple_procedures=MultipleProcedures())) == [D(40), D(180)]


THERAPY = FeeSchedule("THERAPY", [Fee("97110", D(30)), Fee("97140", D(28)), Fee("97530", D(40)), Fee("99213", D(90))])
VISIT = Contract("VISIT", [OfSchedule(THERAPY)], limits=[DayLimit(D(75), ["97*"])])


def test_services_of_a_day_are_allowed_no_more_than_their_limit():
    found = expected(services("97110", "99213", "97140", "97530"), VISIT)
    assert [one.amount for one in found] == [D(30), D(90), D(28), D(17)]
    assert [one.together for one in found] == [(1, 3, 4), (), (1, 3, 4), (1, 3, 4)]
    assert found[3].steps == ("40 by THERAPY", "at most 75 in all on lines 1, 3, 4")
    assert [one.together for one in expected(services("97110", "97530"), VISIT)] == [(), ()]


def test_a_limit_counts_a_day():
    lines = [line("L1", "97530", "500", units=2), line("L2", "97530", "500", day=date(2026, 10, 13))]
    assert amounts(claim("A1", lines), VISIT) == [D(75), D(40)]


def test_limits_within_limits_are_compared_as_one():
    contract = attrs.evolve(VISIT, limits=[DayLimit(D(50), ["9711*", "97140"]), DayLimit(D(120))])
    found = expected(services("97110", "97140", "99213"), contract)
    assert [one.amount for one in found] == [D(30), D(20), D(70)]
    assert {one.together for one in found} == {(1, 2, 3)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["97110", "97140:3", "97530", "99213-50", "12345", "97110-26"]), min_size=1, max_size=6),
       st.decimals(0, 200, places=2), st.decimals(0, 2, places=3), st.decimals(1, 300, places=2))
def test_no_line_exceeds_its_charge_and_no_day_its_limit(codes, limit, share, charge):
    contract = Contract("C", [OfSchedule(THERAPY, share)], limits=[DayLimit(limit, ["97*"])], multiple_procedures=MultipleProcedures(procedures=["97*"]),
                        modifiers=MEDICARE_MODIFIERS)
    sent = services(*codes, charge=str(charge))
    found = expected(sent, contract)
    known = [one.amount for one in found if one.amount is not None]
    assert [one.amount is None for one in found] == [code == "12345" for code in codes]
    assert all(0 <= amount <= charge and amount == round(amount, 2) for amount in known)
    assert sum(one.amount for one in found if one.procedure.startswith("97")) <= limit
    alone = expected(sent, attrs.evolve(contract, multiple_procedures=None, limits=()))
    assert all(one.amount is None or one.amount <= other.amount for one, other in zip(found, alone, strict=True))


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
    assert rows == [VarianceRow("EX001", "99214-25", 1, D(5), D(0)), VarianceRow("EX001", "93000", 1, D(0), D(10))]


def test_what_is_missing_is_not_set_off_against_what_is_too_much():
    found = [Variance(f"A{at}", 1, "99214", D(135), D(allowed), payer_id="EX001") for at, allowed in enumerate((130, 140, 100))]
    assert by_payer_and_code(found) == [VarianceRow("EX001", "99214", 3, D(40), D(5))]


@pytest.mark.parametrize("told", [
    paid("A1L1", "99214", "200", "0", "CO-50", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "0", "OA-133", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "0", "CO-24", "200", modifiers=("25",)),
    paid("A1L1", "99214", "200", "132.30", "CO-45", "65", "CO-253", "2.70", modifiers=("25",)),
    paid("A1L1", "99214", "200", "60", "CO-45", "65", "CO-151", "75", modifiers=("25",)),
    paid("A1L1", "99214", "200", "0", "PR-1", "135", "CO-45", "65", modifiers=("25",)),
], ids=["denied", "pended", "capitated", "sequestered", "denied in part", "deductible"])
def test_what_is_no_variance(told):
    assert posted(both(told, FULL)).underpayments(AGREED) == []


def test_a_downcode_is_told():
    told = ServicePayment(Procedure("99213"), D(200), D(90), adjustments=paid("", "x", "200", "90", "CO-45", "110").adjustments,
                          submitted_procedure=Procedure("99214", ("25",)), line_control_number="A1L1")
    [one] = posted(both(told, FULL)).underpayments(AGREED)
    assert (one.procedure, one.downcoded_to, one.short) == ("99214-25", "99213", D(45))


def test_a_downcode_that_refuses_the_level_is_told():
    told = ServicePayment(Procedure("99213"), D(200), D(90), adjustments=paid("", "x", "200", "90", "CO-45", "65", "CO-150", "45").adjustments,
                          submitted_procedure=Procedure("99214", ("25",)), line_control_number="A1L1")
    [one] = posted(both(told, FULL)).underpayments(AGREED)
    assert (one.downcoded_to, one.short) == ("99213", D(45))


def test_a_decision_about_the_claim_as_a_whole_is_compared_as_a_whole():
    ledger = posted(ClaimPayment("A1", "1", D(350), D(200), adjustments=[Adjustment("CO", "45", D(150))], payer_control_number="ICN1"))
    [one] = ledger.underpayments(AGREED)
    assert (one.service_line, one.expected, one.allowed, one.short) == (None, D(215), D(200), D(15))
    assert one.steps == ("line 1: 135 by AGREED", "line 2: 80 by AGREED")


def test_what_a_claim_says_beside_its_lines_counts():
    lines = [paid("A1L1", "99214", "200", "200", modifiers=("25",)), paid("A1L2", "93000", "150", "150")]
    ledger = posted(ClaimPayment("A1", "1", D(350), D(215), adjustments=[Adjustment("CO", "45", D(135))], services=lines))
    assert (ledger.underpayments(AGREED), ledger.overpayments(AGREED)) == ([], [])


def test_a_limit_is_compared_by_its_sum():
    sent = services("97110", "97530", "97530")

    def told(*allowed):
        return payment("A1", [paid(f"A1L{at}", code, "1000", str(amount), "CO-45", str(1000 - amount)) for at, (code, amount) in
                              enumerate(zip(("97110", "97530", "97530"), allowed, strict=True), 1)])
    assert posted(told(25, 25, 25), sent=sent).underpayments(VISIT) == []
    [one] = posted(told(30, 25, 15), sent=sent).underpayments(VISIT)
    assert (one.service_line, one.expected, one.allowed) == (1, D(75), D(70))


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


def test_what_is_bundled_has_no_rate_unless_it_is_asked_for():
    assert read_physician_fees(PFALL, "99901", "01").allowed(Procedure("99071"), DAY) is None
    assert read_physician_fees(PFALL, "99901", "01", statuses="AB").allowed(Procedure("99071"), DAY) == D(12)


# ---- Medicare's relative values

def values(carrier="99901", locality="01", source=VALUES, indices=INDICES, **more):
    return read_relative_values(source, indices, carrier, locality, begins=date(2026, 1, 1), **more)


def test_rates_are_made_of_relative_values_and_indices():
    fees = values()
    assert fees.allowed(Procedure("99214"), DAY, "11") == D("117.75")       # (2.00 x 1.000 + 1.90 x 0.950 + 0.15 x 0.800) x 30
    assert fees.allowed(Procedure("99214"), DAY, "22") == D("86.40")
    assert fees.allowed(Procedure("93000"), DAY, "11") == D("14.79")
    assert fees.allowed(Procedure("93000"), DAY, "22") is None              # never done there
    assert fees.allowed(Procedure("71046", ("TC",)), DAY, "22") == D("20.76")
    assert fees.allowed(Procedure("99199"), DAY, "11") is None
    assert fees.allowed(Procedure("99071"), DAY, "11") is None
    assert values(statuses="B").allowed(Procedure("99071"), DAY, "11") == D("11.40")
    assert fees.row(Procedure("11403"), DAY, "11").multiple_procedures == "2"
    assert fees.allowed(Procedure("99214"), date(2027, 1, 1), "11") is None
    assert values(ends=date(2026, 9, 30)).allowed(Procedure("99214"), DAY, "11") is None
    assert {fee.code for fee in values(codes=["93000"]).fees} == {"93000"}


def test_numbers_of_places_may_have_lost_their_zeros():
    assert values("09902", "00").allowed(Procedure("99214"), DAY, "11") == D("129.53")    # 129.525: half up


def test_names_of_columns_may_stand_on_one_row():
    text = VALUES.read_text()
    head, rows = text[:text.index("99214")], text[text.index("99214"):]
    assert head.count("\n") == 4
    names = ("HCPCS,MOD,DESCRIPTION,STATUS CODE,NOT USED,WORK RVU,NON-FAC PE RVU,NON-FAC NA INDICATOR,FACILITY PE RVU,FACILITY NA INDICATOR,MP RVU,"
             "NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO- SURG,TEAM SURG,ENDO BASE,"
             "CONV FACTOR,LEVEL\n")
    assert values(source=io.StringIO(names + rows)) == values()


@pytest.mark.parametrize(("old", "new", "where"), [
    ("HCPCS", "CODE", "line 1: there is no line that names"), ("FACTOR", "F", "line 4: there is no column CONV FACTOR"),
    ("2.00,1.90", "two,1.90", "line 5: an amount is no number"), (",30.0000,09\n93000", "\n93000", "line 5: there are fewer cells"),
])
def test_other_relative_values_are_refused_with_their_line(old, new, where):
    with pytest.raises(EdiError, match=where):
        values(source=io.StringIO(VALUES.read_text().replace(old, new)))


@pytest.mark.parametrize(("old", "new", "where"), [
    ("2026 PE GPCI", "PE", "no line that names the indices"), ("0.950", "high", "line 3: an amount is no number"), ("99901", "99903", "contractor 99901, locality 01"),
])
def test_other_indices_are_refused(old, new, where):
    with pytest.raises(EdiError, match=where):
        values(indices=io.StringIO(INDICES.read_text().replace(old, new)))


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from('HCPS,MOD\n\t 0159.A"x'), max_size=80), st.sampled_from([PFALL, VALUES, INDICES]), st.integers(0, 2_000), st.integers(0, 30))
def test_any_text_is_read_or_refused(text, path, at, cut):
    """Nothing but an EdiError, whatever stands in a file."""
    whole = path.read_text()
    torn = whole[:at] + text + whole[at + cut:]
    for read in (lambda: read_physician_fees(io.StringIO(torn), "99901", "01"), lambda: values(source=io.StringIO(torn)),
                 lambda: values(indices=io.StringIO(torn))):
        try:
            read()
        except EdiError:
            continue
