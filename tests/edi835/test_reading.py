"""What payers send and how it is read, one quirk a test."""

from datetime import date
from decimal import Decimal

import pytest

import edi835
from corpus import example
from edi_claims import (
    Adjustment,
    ClaimGroup,
    Currency,
    DeliveryMethod,
    InpatientAdjudication,
    InpatientSummary,
    OutpatientAdjudication,
    Procedure,
    ProviderSummary,
    Reference,
    Severity,
    X12SyntaxError,
)
from texts835 import HEAD, claim, interchange

D = Decimal


def only(*segments, **more):
    parsed = edi835.parse(interchange(*segments, **more))
    assert len(parsed) == 1
    return parsed[0]


def codes(found):
    return [one.code for one in found]


def first_line(text):
    return only(text).claims[0].services[0]


# ---- amounts

@pytest.mark.parametrize(("sent", "read", "noted"), [
    (".5", D("0.5"), False), ("100.", D(100), False), ("-.5", D("-0.5"), False), ("0.125", D("0.125"), False), ("007", D(7), False),
    ("+3", D(3), True), ("1,234.00", D(1234), True), (" 7", D(7), True)])
def test_amounts_in_every_dress_are_read_and_odd_ones_noted(sent, read, noted):
    remittance = only(claim(CAS=f"CAS*PR*2*{sent}"))
    assert remittance.claims[0].services[0].adjustments[0].amount == read
    assert ("X210" in codes(remittance.findings)) == noted


def test_an_odd_amount_is_noted_each_time_it_comes():
    remittance = only(claim(CAS="CAS*PR*2*+20"), claim("C2", CAS="CAS*PR*2*+20"), total="160")
    assert [(one.code, one.claim, one.element) for one in remittance.findings] == [("X210", "C1", "CAS03"), ("X210", "C2", "CAS03")]


@pytest.mark.parametrize("sent", ["1E5", "NaN", "Infinity", "1_000", "--1", "1-2", "12,34", "\u0663", "$5", "", "-", "."])
@pytest.mark.parametrize("place", ["CLP*C1*1*{}*80*20", "SVC*HC:99213*{}*80**1", "CAS*PR*2*{}", "CLP*C1*1*100*{}*20"])
def test_what_is_no_amount_spoils_its_claim_and_only_it(sent, place):
    if not sent and place.startswith("CAS"):
        pytest.skip("a reason without an amount has a test of its own")
    segment = place.format(sent)
    parsed = edi835.parse(interchange(claim("C0"), claim(**{segment[:3]: segment}), claim("C2"), total="240"))
    [remittance] = parsed
    assert [one.patient_control_number for one in remittance.claims] == ["C0", "C2"]
    assert codes(remittance.findings) == ["X201", "BAL-PAYMENT"]
    fault, unbalanced = remittance.findings
    assert (fault.severity, fault.claim) == (Severity.ERROR, "C1")
    assert (unbalanced.expected, unbalanced.found, unbalanced.difference) == (D(160), D(240), D(80))
    assert [one.segment_id for one in remittance.unread] == ["CLP", "NM1", "SVC", "DTM", "CAS", "REF"]
    assert [one.elements[0] for one in parsed.unread] == ["CLP", "NM1", "SVC", "DTM", "CAS", "REF"]
    assert [one.offset for one in remittance.unread] == list(range(6))
    assert [one.position for one in remittance.unread] == list(range(remittance.claims[0].position + 6, remittance.claims[0].position + 12))


def test_a_segment_kept_unread_before_the_fault_is_kept_once():
    parsed = edi835.parse(interchange(claim(NM1="ZZZ*1", CAS="CAS*PR*2*x")))
    assert [one.segment_id for one in parsed.unread] == ["CLP", "ZZZ", "SVC", "DTM", "CAS", "REF"]


def test_a_last_claim_that_is_spoiled_ends_with_the_set():
    remittance = only(claim("C0"), claim(CAS="CAS*PR*2*x"), total="80")
    assert [one.patient_control_number for one in remittance.claims] == ["C0"]
    assert codes(remittance.findings) == ["X201"]


@pytest.mark.parametrize("day", ["20261301", "2026-1-1", "261012", "20260230", "x"])
def test_a_day_that_cannot_be_read_spoils_its_claim(day):
    remittance = only(claim(DTM=f"DTM*472*{day}"), claim("C2"), total="80")
    assert [one.patient_control_number for one in remittance.claims] == ["C2"]
    assert codes(remittance.findings) == ["X202"]


@pytest.mark.parametrize("segment", ["REF*6R", "REF", "DTM*472", "DTM*472*", "AMT*B6", "AMT*B6*", "LQ*HE", "PER", "QTY*CA", "NM1"])
def test_a_short_segment_without_money_is_kept_and_its_claim_is_read(segment):
    remittance = only(claim() + segment + "~")
    [payment] = remittance.claims
    assert payment.paid == D(80)
    assert [one.segment_id for one in payment.services[0].unread] == [segment.partition("*")[0]]
    assert set(codes(remittance.findings)) <= {"X203"}


@pytest.mark.parametrize("sent", ["x", "1E5", "NaN", "", " "])
def test_an_unreadable_payment_total_raises_and_says_where_but_not_what(sent):
    with pytest.raises(X12SyntaxError, match="segment 4: BPR02, the payment total, is not an amount") as caught:
        edi835.parse(interchange(claim(), total=sent))
    assert caught.value.position == 4
    assert caught.value.__cause__ is None


def test_a_set_without_any_payment_total_raises():
    with pytest.raises(X12SyntaxError, match="payment total"):
        edi835.parse(interchange(claim(), bpr="TRN*1*T1~"))


def test_an_unreadable_payment_day_leaves_the_money():
    [remittance] = edi835.parse(interchange(claim()).replace("20261102~TRN", "99999999~TRN"))
    assert (remittance.payment_date, remittance.payment_amount) == (None, D(80))
    assert [(one.code, one.element) for one in remittance.findings] == [("X202", "BPR16")]


# ---- CAS

def test_six_triplets_with_quantities_zeros_and_trailing_blanks():
    line = first_line(claim(CAS="CAS*CO*45*10**97*0**16*0*2*253*0**B7*0**A1*10***"))
    assert line.adjustments == [
        Adjustment("CO", "45", D(10)), Adjustment("CO", "97", D(0)), Adjustment("CO", "16", D(0), D(2)), Adjustment("CO", "253", D(0)),
        Adjustment("CO", "B7", D(0)), Adjustment("CO", "A1", D(10))]


@pytest.mark.parametrize("cas", ["CAS*PR*2*20", "CAS*PR*2*20*", "CAS*PR*2*20***", "CAS*PR*2*20****", "CAS*PR****2*20"])
def test_blanks_in_a_cas_are_no_adjustment(cas):
    found = [one for one in first_line(claim(CAS=cas)).adjustments if one.amount]
    assert found == [Adjustment("PR", "2", D(20))]


def test_money_without_a_reason_is_not_lost():
    assert first_line(claim(CAS="CAS*PR**20")).adjustments == [Adjustment("PR", "", D(20))]


@pytest.mark.parametrize(("cas", "read"), [
    ("CAS*PR*2*20**97*", [("PR-2", D(20)), ("PR-97", D(0))]), ("CAS*PR*2*", [("PR-2", D(0))]), ("CAS*PR*2", [("PR-2", D(0))])])
def test_a_reason_without_an_amount_is_kept_and_takes_nothing(cas, read):
    remittance = only(claim(CAS=cas), total="80")
    [line] = remittance.claims[0].services
    assert [(one.code, one.amount) for one in line.adjustments] == read
    assert codes(remittance.findings)[0] == "X219"
    assert ("BAL-LINE" in codes(remittance.findings)) == (sum(amount for _, amount in read) != 20)


@pytest.mark.parametrize("cas", ["CAS", "CAS*CO", "CAS*CO***"])
def test_a_cas_of_nothing_is_kept_unread(cas):
    remittance = only(claim() + cas + "~")
    assert codes(remittance.findings) == ["X219"]
    assert [one.segment_id for one in remittance.claims[0].services[0].unread] == ["CAS"]


def test_several_cas_of_one_group_keep_their_order():
    line = first_line(claim(CAS="CAS*PR*2*5~CAS*CO*45*0~CAS*PR*1*15"))
    assert [(one.code, one.amount) for one in line.adjustments] == [("PR-2", D(5)), ("CO-45", D(0)), ("PR-1", D(15))]


def test_claim_level_adjustments_come_first_in_all_of_them():
    [payment] = only(claim(NM1="CAS*OA*23*0~NM1*QC*1*ROWE")).claims
    assert [one.code for one in payment.all_adjustments] == ["OA-23", "PR-2"]


# ---- SVC

@pytest.mark.parametrize(("composite", "procedure"), [
    ("HC:99214:25", Procedure("99214", ("25",))), ("HC:99214:25:59:GA:TC", Procedure("99214", ("25", "59", "GA", "TC"))),
    ("N4:00054452725", Procedure("00054452725", (), "N4")), ("NU:0300", Procedure("0300", (), "NU")), ("AD:D0120", Procedure("D0120", (), "AD")),
    ("ZZ:M2200:HE", Procedure("M2200", ("HE",), "ZZ")), ("hc:j1100", Procedure("J1100")), ("HC:99213::59", Procedure("99213", ("59",))),
    ("HC:99199:::::BY HAND", Procedure("99199", (), "HC", "BY HAND"))])
def test_a_procedure_has_its_code_list_modifiers_and_description(composite, procedure):
    assert first_line(claim(SVC=f"SVC*{composite}*100*80**1")).procedure == procedure


@pytest.mark.parametrize(("composite", "procedure"), [("99214", Procedure("99214")), ("99214:25", Procedure("99214", ("25",)))])
def test_a_procedure_without_its_code_list_is_tolerated(composite, procedure):
    remittance = only(claim(SVC=f"SVC*{composite}*100*80**1"))
    assert remittance.claims[0].services[0].procedure == procedure
    assert codes(remittance.findings) == ["X211"]


def test_composites_put_together_with_another_separator_than_isa16():
    remittance = only(claim(SVC="SVC*HC>99214>25*100*80**1"))
    assert remittance.claims[0].services[0].procedure == Procedure("99214", ("25",))
    assert codes(remittance.findings) == ["X212"]


@pytest.mark.parametrize(("tail", "units"), [("", 1), ("*", 1), ("**", 1), ("**3", 3), ("**0", 0), ("**1.5", D("1.5")), ("**-2", -2)])
def test_units_are_one_where_they_were_not_sent(tail, units):
    assert first_line(claim(SVC=f"SVC*HC:99213*100*80{tail}")).units == units


def test_what_was_submitted_stands_beside_what_was_paid():
    line = first_line(claim(SVC="SVC*HC:99213*100*80*0510*1*HC:99215:25*4"))
    assert (line.revenue_code, line.submitted_procedure, line.submitted_units) == ("0510", Procedure("99215", ("25",)), D(4))


@pytest.mark.parametrize("days", ["DTM*150*20261001~DTM*151*20261003", "DTM*151*20261003~DTM*150*20261001"])
def test_start_and_end_make_a_period_in_either_order(days):
    line = first_line(claim(DTM=days))
    assert (line.service_period.start, line.service_period.end) == (date(2026, 10, 1), date(2026, 10, 3))
    assert (line.service_date, line.dates) == (None, {})


def test_a_start_without_an_end_stays_a_date_of_its_own():
    line = first_line(claim(DTM="DTM*150*20261001"))
    assert (line.service_date, line.service_period, line.dates) == (None, None, {"150": date(2026, 10, 1)})


def test_remarks_amounts_quantities_and_references_of_a_line():
    line = first_line(claim() + "REF*6R*AGAIN~REF*G1*AUTH~AMT*B6*90~AMT*KH*1~QTY*ZK*2~LQ*HE*N130~LQ*RX*75~LQ*HE*M15~")
    assert (line.line_control_number, line.references) == ("L1", (Reference("6R", "AGAIN"), Reference("G1", "AUTH")))
    assert (line.allowed, line.amounts, line.quantities) == (D(90), {"B6": D(90), "KH": D(1)}, {"ZK": D(2)})
    assert (line.remarks, line.other_remarks) == (("N130", "M15"), (Reference("RX", "75"),))


def test_a_second_amount_of_one_kind_is_kept_unread():
    parsed = edi835.parse(interchange(claim() + "AMT*B6*90~AMT*B6*95~"))
    line = parsed[0].claims[0].services[0]
    assert (line.allowed, line.amounts) == (D(90), {"B6": D(90)})
    assert [one.elements for one in line.unread] == [("AMT", "B6", "95")] == [one.elements for one in parsed.unread]


# ---- CLP

def test_every_party_of_a_claim():
    parties = ("NM1*QC*1*ROWE*DANA*Q*DR*JR*MI*M1~NM1*IL*1*ROWE*PAT****MI*M2~NM1*74*1*ROW*DANA****C*M3~NM1*82*2*CLINIC*****FI*470000001~"
               "NM1*TT*2*NEXT*****PI*N1~NM1*PR*2*FIRST*****XV*F1~NM1*GB*1*ROWE*LEE")
    [payment] = only(claim(NM1=parties)).claims
    name = payment.patient.name
    assert (name.last, name.first, name.middle, name.prefix, name.suffix) == ("ROWE", "DANA", "Q", "DR", "JR")
    assert [who.identifier and who.identifier.value for who in (payment.patient, payment.insured, payment.corrected_insured, payment.other_insured)] == [
        "M1", "M2", "M3", None]
    assert (payment.rendering_provider.npi, payment.rendering_provider.identifier) == (None, Reference("FI", "470000001"))
    assert (payment.crossover_payer.payer_id, payment.corrected_priority_payer.payer_id, payment.corrected_priority_payer.id_qualifier) == ("N1", "F1", "XV")


def test_a_second_patient_does_not_overwrite_the_first():
    [payment] = only(claim(NM1="NM1*QC*1*ROWE*DANA~NM1*QC*1*OTHER*ONE")).claims
    assert payment.patient.name.last == "ROWE"
    assert [one.segment_id for one in payment.unread] == ["NM1"]


def test_institutional_claim_without_lines():
    mia = "MIA*0***1500*MA01***********1600****N1**M2"
    [payment] = only("CLP*C1*1*100*80*20*MA*ICN1*11*1**959*1.5*0.2~CAS*PR*2*20~NM1*QC*1*ROWE~" + mia + "~QTY*CA*8~AMT*AU*100~").claims
    assert (payment.patient_status, payment.drg, payment.drg_weight, payment.discharge_fraction) == ("", "959", D("1.5"), D("0.2"))
    assert payment.remarks == ("MA01", "N1", "M2")
    assert payment.inpatient == InpatientAdjudication(
        covered_days=D(0), drg_amount=D(1500), remarks=("MA01", "N1", "M2"), operating_federal_drg=D(1600))
    assert (payment.quantities, payment.amounts, payment.services) == ({"CA": D(8)}, {"AU": D(100)}, [])


def test_remark_codes_of_moa_skip_gaps():
    [payment] = only(claim(NM1="MOA*0.5**MA01**MA18**")).claims
    assert payment.remarks == ("MA01", "MA18")
    assert payment.outpatient == OutpatientAdjudication(reimbursement_rate=D("0.5"), remarks=("MA01", "MA18"))


def test_a_claim_without_frequency_and_patient_share():
    [payment] = only("CLP*0*4*100*0~CAS*CO*97*100~", total="0").claims
    assert (payment.patient_control_number, payment.patient_responsibility, payment.frequency, payment.patient) == ("0", None, "", None)


def test_groups_hold_the_payers_totals():
    remittance = only("LX*110212~TS3*1234567893*11*20261231*1*100~TS2*90*1*****8~", claim(), "LX*2~", claim("C2"), claim("C3"), total="240")
    first, second, third = (one.group for one in remittance.claims)
    assert first == ClaimGroup(
        "110212", ProviderSummary("1234567893", "11", date(2026, 12, 31), D(1), D(100)), InpatientSummary(D(90), D(1), outlier_days=D(8)))
    assert second == ClaimGroup("2")
    assert second is third


# ---- header and trailer

def test_the_header_has_a_place_for_every_segment_of_the_guide():
    extra = ("BPR*I*{total}*C*CHK************20261102~TRN*1*T1*1512345678*EAST~CUR*PR*USD~REF*EV*US~REF*F2*V1~DTM*405*20261101~"
             "N1*PR*PLAN~N3*1 WAY~N4*OMAHA*NE*68102~REF*2U*EX001~REF*NF*12345~PER*CX**TE*8005550100~PER*BL*HELP*EM*A@B.C~"
             "N1*PE*CLINIC*FI*470000001~N3*2 WAY~N4*OMAHA*NE*68102~REF*PQ*X1~REF*TJ*470000002~RDM*FT**HOST~")
    parsed = edi835.parse(interchange(claim(), bpr=extra))
    [remittance] = parsed
    assert parsed.unread == [] == parsed.findings
    assert (remittance.payer_division, remittance.currency, remittance.delivery) == ("EAST", Currency("PR", "USD"), DeliveryMethod("FT", "", "HOST"))
    assert (remittance.receiver_id, remittance.references) == ("US", (Reference("F2", "V1"),))
    payer, payee = remittance.payer, remittance.payee
    assert (payer.payer_id, payer.id_qualifier, payer.other_ids) == ("EX001", "PI", ("1512345678", "12345"))
    assert (payer.references, len(payer.contacts)) == ((Reference("NF", "12345"),), 2)
    assert (payee.npi, payee.tax_id, payee.references) == (None, "470000001", (Reference("PQ", "X1"), Reference("TJ", "470000002")))


def test_a_second_payer_or_a_stranger_does_not_touch_the_first():
    parsed = edi835.parse(interchange(claim(), bpr="BPR*I*{total}*C*CHK~N1*PR*PLAN*XV*EX001~N1*XX*WHO~N3*WHERE~N1*PR*OTHER~REF*2U*X~N1*PE*CLINIC*XX*1~"))
    [remittance] = parsed
    assert (remittance.payer.name, remittance.payer.address, remittance.payee.name) == ("PLAN", None, "CLINIC")
    assert [one.segment_id for one in remittance.unread] == ["N1", "N3", "N1", "REF"]


def test_six_pairs_and_several_plb():
    six = "*".join(f"L6:R{number}*-{number}" for number in range(1, 7))
    remittance = only(claim(), f"PLB*1234567893*20261231*{six}~PLB*1999999984**CS*3*72:X:Y*4***~", total="94")
    assert [(one.reason, one.reference, one.amount) for one in remittance.provider_adjustments] == [
        *(("L6", f"R{number}", D(-number)) for number in range(1, 7)), ("CS", "", D(3)), ("72", "X:Y", D(4))]
    assert remittance.provider_adjustments[-1].fiscal_period_end is None
    assert codes(remittance.findings) == []


def test_a_year_end_that_is_no_day_does_not_lose_the_money():
    remittance = only(claim(), "PLB*1234567893*00000000*WO:X*30~", total="50")
    assert [(one.fiscal_period_end, one.amount) for one in remittance.provider_adjustments] == [(None, D(30))]
    assert [(one.code, one.element) for one in remittance.findings] == [("X202", "PLB02")]


def test_a_provider_adjustment_that_cannot_be_read_does_not_spoil_the_claim_before_it():
    remittance = only(claim(), "PLB*1234567893*20261231*WO:X*thirty~", total="80")
    assert len(remittance.claims) == 1
    assert codes(remittance.findings) == ["X201"]
    assert [one.segment_id for one in remittance.unread] == ["PLB"]


def test_a_remittance_of_provider_adjustments_only():
    remittance = only("PLB*1234567893*20261231*L6:X*-12.5~", total="12.5")
    assert (remittance.claims, remittance.provider_adjustment_total, remittance.findings) == ((), D("-12.5"), ())


def test_a_remittance_of_nothing():
    remittance = only(total="0")
    assert (remittance.claims, remittance.provider_adjustments, remittance.findings) == ((), (), ())


# ---- envelopes and versions

@pytest.mark.parametrize(("version", "noted"), [("005010X221A1", False), ("005010X221", False), ("004010X091A1", True), ("004010X091", True)])
def test_old_versions_are_read_with_one_finding_that_says_so(version, noted):
    text = interchange(claim()).replace("005010X221A1", version)
    parsed = edi835.parse(text)
    assert (parsed[0].claims[0].paid, parsed[0].version) == (D(80), version)
    assert codes(parsed.findings) == (["X131"] if noted else [])


def test_segment_ids_in_lower_case():
    text = interchange(claim(), "PLB*1234567893*20261231*L6:X*-1~", total="81")
    for name in ("BPR", "TRN", "N1", "CLP", "NM1", "SVC", "DTM", "CAS", "REF", "PLB", "SE"):
        text = text.replace(f"~{name}*", f"~{name.lower()}*")
    assert edi835.parse(text) == edi835.parse(text.upper())
    assert edi835.parse(text).findings == []


def test_other_transaction_sets_are_passed_over():
    foreign = "ST*999*0002~AK1*HP*1~SE*3*0002~"
    parsed = edi835.parse(interchange(claim()).replace("GE*1*", foreign + "GE*2*"))
    assert len(parsed) == 1
    assert codes(parsed.findings) == ["X130"]


def test_several_sets_keep_their_findings_apart():
    good, bad = interchange(claim()), interchange(claim("C9", CAS="CAS*PR*2*19"))
    parsed = edi835.parse(good + bad.replace("000000101", "000000102"))
    assert [codes(one.findings) for one in parsed] == [[], ["BAL-LINE", "BAL-PATIENT"]]
    assert codes(parsed.findings) == codes(parsed[1].findings)


def test_a_set_that_lost_its_trailer_is_whole_when_the_next_begins():
    text = interchange(claim())
    middle = text[len(HEAD) - len("ST*835*0101~"):text.index("SE*")]
    parsed = edi835.parse(text.replace("SE*", middle + "SE*"))
    assert [len(one.claims) for one in parsed] == [1, 1]
    assert "X122" in codes(parsed.findings)


def test_a_body_without_any_envelope():
    text = interchange(claim())
    parsed = edi835.parse(text[text.index("BPR"):text.index("SE*")])
    assert parsed[0].claims[0].paid == D(80)
    assert "X103" in codes(parsed.findings)


@pytest.mark.parametrize(("element", "component", "terminator"), [("|", "^", "~"), ("+", ">", "\r"), ("*", "\\", "\n"), ("^", ":", "'")])
def test_other_delimiters(element, component, terminator):
    text = example("835-5-downcode-bundle-interest-takeback").replace("\n", "").replace("*^*", "*U*")
    other = text.translate(str.maketrans({"*": element, ":": component, "~": terminator}))
    assert edi835.parse(other) == edi835.parse(text)


@pytest.mark.parametrize("layout", [lambda t: t.replace("~", "~\r\n"), lambda t: t.replace("~", "~  \n"), lambda t: "\ufeff\n\n" + t,
                                    lambda t: "\n".join(t[at:at + 80] for at in range(0, len(t), 80)), lambda t: t.replace("~", "~~"),
                                    lambda t: "FROM: PAYER\n" + t, lambda t: t + "  \n\n"])
def test_layout_means_nothing(layout):
    text = example("835-2-ecg-two-denials").replace("\n", "")
    assert edi835.parse(layout(text)) == edi835.parse(text)


def test_an_unknown_segment_is_kept_where_it_stood():
    parsed = edi835.parse(interchange("LX*1~ZZ1*A~", claim(NM1="ZZ2*B"), "ZZ3*C~", "PLB*1*20261231*L6*0~ZZ4*D~"))
    [remittance] = parsed
    [payment] = remittance.claims
    assert [one.elements for one in parsed.unread] == [("ZZ1", "A"), ("ZZ2", "B"), ("ZZ3", "C"), ("ZZ4", "D")]
    assert [one.elements for one in remittance.unread] == [("ZZ1", "A"), ("ZZ4", "D")]
    assert [(one.elements, one.offset) for one in payment.unread] == [(("ZZ2", "B"), 1)]
    assert [one.elements for one in payment.services[0].unread] == [("ZZ3", "C")]
