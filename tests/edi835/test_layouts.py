"""Twenty-six layouts in which payers send a remittance: each is read right, or something clear is said. None is silently wrong."""

from decimal import Decimal

import pytest

import edi835
from corpus import example
from edi_claims import Adjustment, ElementError, Severity, TradingPartner, TruncatedError

D = Decimal
PAID = example("835-1-paid").replace("\n", "")
DENIED = example("835-2-ecg-two-denials").replace("\n", "")
REVERSED = example("835-3a-reversal-forward").replace("\n", "")
FULL = example("835-5-downcode-bundle-interest-takeback").replace("\n", "")
HERE = TradingPartner("HERE", "HERE")


def only(text):
    [remittance] = edi835.parse(text)
    return remittance


def codes(parsed):
    return [one.code for one in parsed.findings]


def edited(text, *pairs):
    """A text with some of it replaced; each must be there, and the count of segments is right again."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    start, end = text.index("ST*835"), text.index("SE*")
    count = text[start:end].count("~") + 1
    return text[:end] + f"SE*{count}*" + text[end:].split("*", 2)[2]


def with_delimiters(text, element, component):
    """The same text put together with others."""
    return text.replace("*^*", "*U*", 1).translate(str.maketrans({"*": element, ":": component}))


def says_the_same(text, other=FULL):
    parsed = edi835.parse(text)
    return parsed == edi835.parse(other) and parsed.findings == edi835.parse(other).findings


# ---- what parts the text

def test_01_a_bar_between_elements():
    assert says_the_same(with_delimiters(FULL, "|", "^"))


def test_02_a_greater_than_between_elements():
    assert says_the_same(with_delimiters(FULL, ">", ":"))


def test_03_an_exclamation_mark_between_components():
    assert says_the_same(with_delimiters(FULL, "*", "!"))
    assert says_the_same(with_delimiters(FULL, "!", ">"))


def test_04_a_newline_ends_each_segment():
    assert says_the_same(FULL.replace("~", "\n"))
    assert says_the_same(FULL.replace("~", "\r\n"))


def test_05_a_byte_order_mark():
    assert says_the_same("\ufeff" + FULL)
    assert says_the_same(b"\xef\xbb\xbf" + FULL.encode())


def test_06_a_line_a_segment():
    assert says_the_same(FULL.replace("~", "~\r\n"))


def test_07_blanks_behind_segments_and_at_the_end():
    assert says_the_same(FULL.replace("~", "~  ") + "   \r\n\r\n")
    padded = only(FULL.replace("A5001*19", "A5001 *19"))
    assert padded.claims[0].patient_control_number == "A5001 ", "a number is returned as it was sent"


# ---- how much of it

def test_08_two_interchanges():
    parsed = edi835.parse(PAID + DENIED)
    assert [one.trace_number for one in parsed] == ["EFT70001", "EFT70002"]
    assert [one.control_number for one in parsed.interchanges] == ["000000101", "000000102"]
    assert list(parsed) == [only(PAID), only(DENIED)]
    assert parsed.findings == []


def test_09_two_transaction_sets():
    second = DENIED[DENIED.index("ST*835"):DENIED.index("GE*")]
    parsed = edi835.parse(PAID.replace("GE*1*", second + "GE*2*"))
    assert [(one.trace_number, one.control_number) for one in parsed] == [("EFT70001", "0101"), ("EFT70002", "0102")]
    assert list(parsed) == [only(PAID), only(DENIED)]
    assert parsed.findings == []


def test_10_three_lx():
    text = edited(REVERSED, ("CLP*A3001*1*", "LX*2~CLP*A3001*1*"), ("CLP*A3002", "LX*3~CLP*A3002"))
    remittance = only(text)
    assert [(one.patient_control_number, one.group.number) for one in remittance.claims] == [("A3001", "1"), ("A3001", "2"), ("A3002", "3")]
    assert remittance.findings == ()
    assert edi835.build(edi835.parse(text)) == text


def test_11_a_claim_without_any_line():
    claim = "CLP*A9001*4*100*0*0*12*ICN9**1~CAS*CO*197*100~NM1*QC*1*POE*ANN****MI*M9~"
    remittance = only(edited(PAID, ("SE*", claim + "SE*")))
    last = remittance.claims[-1]
    assert (last.patient_control_number, last.services, last.adjusted()) == ("A9001", [], D(100))
    assert remittance.findings == ()


# ---- adjustments

SIX = (("45", 10), ("97", 0), ("16", 5), ("253", 15), ("18", 20), ("96", 20))


def six_in_one(quantity):
    """An example whose second line has six adjustments in one CAS."""
    cas = "CAS*CO*" + "*".join(f"{reason}*{amount}*{quantity}" for reason, amount in SIX).rstrip("*")
    text = edited(PAID, ("CAS*CO*45*70~CAS*PR*1*50**2*6~", cas + "~CAS*PR*1*50**2*6~"))
    line = only(text).claims[0].services[1]
    assert line.adjustments[:6] == [Adjustment("CO", reason, D(amount), D(quantity) if quantity else None) for reason, amount in SIX]
    assert [(one.code, one.amount) for one in line.adjustments[6:]] == [("PR-1", D(50)), ("PR-2", D(6))]
    assert only(text).findings == ()
    assert edi835.build(edi835.parse(text)) == text


def test_12_six_adjustments_in_one_cas_with_quantities():
    six_in_one("2")


def test_13_six_adjustments_in_one_cas_without_quantities():
    six_in_one("")


def test_14_empty_elements():
    text = edited(FULL, ("CAS*CO*45*122.8**253*2.04~", "CAS*CO*45*122.8**253*2.04*****~"), ("~MOA***MA01*MA18~", "~MOA***MA01**MA18****~"),
                  ("SVC*HC:36415*30*0**1~", "SVC*HC:36415:::::*30*0**1***~"))
    assert says_the_same(text)
    bare = only(edited(PAID, ("*12*ICN5550001*11*1~", "~"), ("**1~DTM", "~DTM")))
    assert (bare.claims[0].payer_control_number, bare.claims[0].services[0].units) == ("", D(1))


def test_15_a_truncated_file():
    text = DENIED[:DENIED.index("CLP*A2002") + 80]
    with pytest.raises(TruncatedError) as caught:
        edi835.parse(text)
    [remittance] = caught.value.complete
    assert [one.patient_control_number for one in remittance.claims] == ["A2001"]
    assert "A2002" not in str(caught.value)


def test_16_segment_ids_in_lower_case():
    names = {one.split("*")[0] for one in FULL.split("~")} - {"", "ISA"}
    text = FULL
    for name in names:
        text = text.replace(f"~{name}*", f"~{name.lower()}*")
    assert text != FULL
    assert says_the_same(text)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_17_names_beyond_ascii(encoding):
    text = FULL.replace("VEGA*ANA", "N\u00da\u00d1EZ*ZO\u00cb")
    parsed = edi835.parse(text.encode(encoding))
    name = parsed[0].claims[0].patient.name
    assert (name.last, name.first) == ("N\u00da\u00d1EZ", "ZO\u00cb")
    assert parsed[0].claims[0].paid == D("124.22")
    with pytest.raises(ElementError, match="NM103"):
        edi835.build(parsed)                                # X12 has no such letters: it is refused, not garbled


# ---- what it says

def test_18_a_reversal():
    remittance = only(REVERSED)
    back, right = remittance.claims[:2]
    assert (back.is_reversal, back.charge, back.paid, back.adjusted()) == (True, D(-500), D(-300), D(-200))
    assert (right.is_reversal, right.paid) == (False, D(240))
    assert remittance.findings == ()


def test_19_the_group_cr_of_4010():
    text = edited(PAID, ("CAS*CO*45*70~CAS*PR*3", "CAS*CR*45*70~CAS*PR*3"))
    remittance = only(text)
    assert remittance.claims[0].services[0].adjustments[0].code == "CR-45"
    assert "R002" in [one.code for one in edi835.check(remittance)]
    assert remittance.claims[0].adjusted() == D(221)


def test_20_a_negative_provider_adjustment_raises_the_payment():
    remittance = only(edited(PAID, ("BPR*I*129*", "BPR*I*139.5*"), ("SE*", "PLB*1234567893*20261231*L6:ICN5550001*-10.5~SE*")))
    assert (remittance.provider_adjustment_total, remittance.payment_amount) == (D("-10.5"), D("139.5"))
    assert remittance.findings == ()


def test_21_several_plb():
    several = "PLB*1234567893*20261231*WO:A*10*L6:B*-1~PLB*1999999984*20261231*CS*2~PLB*1234567893*20261231*FB:C*-8~"
    text = edited(PAID, ("BPR*I*129*", "BPR*I*126*"), ("SE*", several + "SE*"))
    remittance = only(text)
    assert [(one.provider_id, one.reason, one.reference, one.amount) for one in remittance.provider_adjustments] == [
        ("1234567893", "WO", "A", D(10)), ("1234567893", "L6", "B", D(-1)), ("1999999984", "CS", "", D(2)), ("1234567893", "FB", "C", D(-8))]
    assert remittance.findings == ()
    assert edi835.build(edi835.parse(text)) == text


def test_22_every_contact_of_the_payer():
    contacts = "PER*CX*CLAIMS*TE*8005550101*EX*7~PER*BL*EDI HELP*TE*8005550100~PER*BL*SECOND*EM*EDI@PLAN.TEST~PER*IC**UR*PLAN.TEST/POLICY~"
    text = edited(PAID, ("PER*BL*EDI HELP*TE*8005550100~", contacts))
    found = only(text).payer.contacts
    assert [(one.function, one.numbers[0]) for one in found] == [
        ("CX", ("TE", "8005550101")), ("BL", ("TE", "8005550100")), ("BL", ("EM", "EDI@PLAN.TEST")), ("IC", ("UR", "PLAN.TEST/POLICY"))]
    assert only(text).unread == ()
    assert edi835.build(edi835.parse(text)) == text


@pytest.mark.parametrize(("wrong", "code"), [(("SE*28*", "SE*99*"), "X124"), (("SE*28*0101", "SE*28*0999"), "X125"), (("GE*1*", "GE*4*"), "X114"),
                                             (("IEA*1*", "IEA*3*"), "X104"), (("IEA*1*000000101", "IEA*1*000000999"), "X105")])
def test_23_wrong_counts_and_numbers_of_the_envelope(wrong, code):
    assert wrong[0] in PAID
    parsed = edi835.parse(PAID.replace(*wrong))
    assert codes(parsed) == [code]
    assert parsed == edi835.parse(PAID)


# ---- what does not add up

def test_24_a_line_that_does_not_balance():
    parsed = edi835.parse(edited(PAID, ("SVC*HC:93000*150*24**1", "SVC*HC:93000*150*25**1")))
    [line] = [one for one in parsed.findings if one.code == "BAL-LINE"]
    assert (line.level, line.service_line, line.expected, line.found, line.difference) == ("line", 2, D(24), D(25), D(1))
    assert parsed[0].claims[0].services[1].paid == D(25)


def test_25_a_claim_that_does_not_balance():
    parsed = edi835.parse(edited(PAID, ("CLP*A1001*1*350*129*81", "CLP*A1001*1*350*130*81")))
    found = {one.code: (one.level, one.expected, one.found) for one in parsed.findings}
    assert found["BAL-CLAIM"] == ("claim", D(129), D(130))
    assert parsed[0].claims[0].paid == D(130)
    shared = edi835.parse(edited(PAID, ("CLP*A1001*1*350*129*81", "CLP*A1001*1*350*129*80")))
    assert [(one.code, one.severity, one.expected, one.found) for one in shared.findings] == [("BAL-PATIENT", Severity.WARNING, D(81), D(80))]


def test_26_a_payment_that_does_not_balance():
    parsed = edi835.parse(PAID.replace("BPR*I*129*", "BPR*I*128.99*"))
    [payment] = parsed.findings
    assert (payment.code, payment.level, payment.expected, payment.found, payment.difference) == (
        "BAL-PAYMENT", "payment", D(129), D("128.99"), D("-0.01"))
    assert parsed[0].payment_amount == D("128.99")
