"""Remittances as text, and back."""

import io
from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import Phase, given, settings

import edi835
from corpus import EXAMPLES, example
from edi_claims import (
    Address,
    Adjustment,
    ClaimPayment,
    Contact,
    ElementError,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    Remittance,
    RuleError,
    ServicePayment,
    TradingPartner,
    from_json,
    to_json,
)
from edi_testing.remittances import remittances, reversal_of
from edi_x12 import ControlNumbers, conformance
from texts835 import claim, interchange

D = Decimal
PAYER, PRACTICE = TradingPartner("PLAN", "PAYERTEST"), TradingPartner("CLINIC", "PRACTTEST")
TO = {"sender": PAYER, "receiver": PRACTICE, "control": 7, "usage": "T", "created": datetime(2026, 11, 2, 9, 30)}


PLAN = Payer("EX001", "PLAN", ("1512345678",), "XV", Address(("100 PLAN WAY",), "OMAHA", "NE", "68102"),
             contacts=(Contact("HELP", (("TE", "8005550100"),), "BL"),))


def simple(**changes):
    line = ServicePayment(Procedure("99213"), D(100), D(80), adjustments=[Adjustment("PR", "2", D(20))])
    paid = ClaimPayment("C1", "1", D(100), D(80), filing_indicator="12", payer_control_number="ICN1", facility_code="11",
                        patient=Person(PersonName("ROWE", "DANA")), services=[line])
    start = Remittance(D(80), "T1", PLAN, Provider("1234567893", "CLINIC"), [paid], payment_method="CHK",
                       payment_date=date(2026, 11, 2), payer_trace_id="1512345678", version="005010X221A1")
    return attrs.evolve(start, **changes)


def segments(text, *names):
    return [one for one in text.split("~") if one.split("*")[0] in names]


@given(remittances())
@settings(deadline=None, max_examples=40)
def test_what_is_written_is_read_back_equal(remittance):
    parsed = edi835.parse(edi835.build(remittance, **TO))
    assert parsed == [remittance]
    assert parsed.findings == [] == parsed.unread
    assert from_json(Remittance, to_json(parsed[0])) == remittance


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("835*.edi")), ids=lambda path: path.stem)
def test_the_examples_are_written_segment_by_segment_as_they_were(path):
    text = path.read_text().replace("\n", "")
    assert edi835.build(edi835.parse(text)) == text


def test_what_is_written_keeps_to_the_guide():
    both = [attrs.evolve(one, control_number="") for name in ("835-3a-reversal-forward", "835-5-downcode-bundle-interest-takeback")
            for one in edi835.parse(example(name))]
    text = edi835.build([simple(), *both], **TO)
    assert conformance.check(text) == []
    assert len(edi835.parse(text)) == 3


@given(remittances(max_claims=2))
@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))     # the guide's maps are slow to shrink with
def test_whatever_is_written_keeps_to_the_guide(remittance):
    assert conformance.check(edi835.build(remittance, **TO)) == []


def test_amounts_are_written_the_short_way():
    text = edi835.build(simple(payment_amount=D("80.00")), **TO)
    assert segments(text, "BPR")[0].startswith("BPR*I*80*C*CHK*")


def test_a_reversal_and_its_correction():
    [paid] = simple().claims
    back = reversal_of(paid)
    text = edi835.build(simple(claims=[back, paid], payment_amount=D(0), handling="H", payment_method="NON"), **TO)
    assert segments(text, "CLP") == ["CLP*C1*22*-100*-80**12*ICN1*11", "CLP*C1*1*100*80**12*ICN1*11"]
    assert segments(text, "CAS") == ["CAS*PR*2*-20", "CAS*PR*2*20"]


def test_provider_adjustments_six_a_segment_grouped_by_provider_and_year():
    year, other = date(2026, 12, 31), date(2027, 12, 31)
    found = [ProviderAdjustment("1", year, "L6", f"R{number}", D(-1)) for number in range(7)] + [
        ProviderAdjustment("1", other, "WO", "", D(3)), ProviderAdjustment("2", other, "WO", "X", D(4))]
    text = edi835.build(simple(provider_adjustments=found, payment_amount=D(80)), **TO)
    assert segments(text, "PLB") == [
        "PLB*1*20261231*" + "*".join(f"L6:R{number}*-1" for number in range(6)), "PLB*1*20261231*L6:R6*-1", "PLB*1*20271231*WO*3",
        "PLB*2*20271231*WO:X*4"]


def test_adjustments_six_a_segment_one_group_each():
    many = [Adjustment("CO", str(reason), D(1)) for reason in range(1, 8)] + [Adjustment("PR", "2", D(13), D(2))]
    [paid] = simple().claims
    line = attrs.evolve(paid.services[0], adjustments=many)
    text = edi835.build(simple(claims=[attrs.evolve(paid, services=[line])]), **TO)
    assert segments(text, "CAS") == ["CAS*CO*1*1**2*1**3*1**4*1**5*1**6*1", "CAS*CO*7*1", "CAS*PR*2*13*2"]


def test_a_payer_known_by_another_id_than_the_national_one():
    known = attrs.evolve(PLAN, id_qualifier="PI")
    text = edi835.build(simple(payer=known), **TO)
    assert segments(text, "N1", "REF")[:2] == ["N1*PR*PLAN", "REF*2U*EX001"]
    assert edi835.parse(text)[0].payer == known


def test_remarks_without_a_moa_get_one():
    [paid] = simple().claims
    text = edi835.build(simple(claims=[attrs.evolve(paid, remarks=("MA01", "MA18"))]), **TO)
    assert segments(text, "MOA") == ["MOA***MA01*MA18"]


def test_unknown_segments_are_written_where_they_stood():
    text = interchange("LX*1~", claim(NM1="NM1*QC*1*ROWE~ZZ2*B"), "ZZ3*C~")
    parsed = edi835.parse(text)
    assert edi835.build(parsed, rules=()) == text


@pytest.mark.parametrize(("changes", "code"), [
    ({"payment_amount": D(-1)}, "R100"), ({"payment_method": ""}, "R101"), ({"payment_date": None}, "R102"), ({"trace_number": ""}, "R103"),
    ({"payer_trace_id": ""}, "R104"), ({"payer": attrs.evolve(PLAN, name="")}, "R105"), ({"payee": Provider("1234567893")}, "R106"),
    ({"payee": Provider(name="CLINIC")}, "R107"),
    ({"payer": attrs.evolve(PLAN, address=None)}, "R108"), ({"payer": attrs.evolve(PLAN, contacts=())}, "R109"), ({"payment_amount": D(79)}, "BAL-PAYMENT"),
    ({"provider_adjustments": [ProviderAdjustment("", date(2026, 12, 31), "WO", "", D(0))]}, "R130"),
    ({"provider_adjustments": [ProviderAdjustment("1", None, "WO", "", D(0))]}, "R130")])
def test_a_remittance_that_breaks_the_guide_is_not_written(changes, code):
    with pytest.raises(RuleError) as caught:
        edi835.build(simple(**changes), **TO)
    assert code in [one.code for one in caught.value.findings]
    assert edi835.build(simple(**changes), **TO, rules=())


@pytest.mark.parametrize(("changes", "code"), [
    ({"patient_control_number": ""}, "R110"), ({"patient_control_number": "X" * 39}, "R110"), ({"status": "99"}, "R111"), ({"patient": None}, "R112"),
    ({"filing_indicator": ""}, "R113"), ({"payer_control_number": ""}, "R114"),
    ({"insured": Person(PersonName("ROWE"))}, "R115"), ({"rendering_provider": Provider(name="X")}, "R115"), ({"crossover_payer": Payer("", "X")}, "R115"),
    ({"adjustments": [Adjustment("CR", "45", D(0))]}, "R121"),
    ({"adjustments": [Adjustment("CO", "", D(0))]}, "R122"), ({"adjustments": [Adjustment("CO", "45", D(0))] * 600}, "R123"),
    ({"remarks": ("N1",) * 6}, "R125"), ({"paid": D(79)}, "BAL-CLAIM")])
def test_a_claim_that_breaks_the_guide_is_not_written(changes, code):
    [paid] = simple().claims
    with pytest.raises(RuleError) as caught:
        edi835.build(simple(claims=[attrs.evolve(paid, **changes)]), **TO)
    assert code in [one.code for one in caught.value.findings]


@pytest.mark.parametrize(("changes", "code"), [
    ({"paid": D(79)}, "BAL-LINE"), ({"procedure": Procedure("")}, "R124"), ({"procedure": Procedure("99213", ("1", "2", "3", "4", "5"))}, "R124")])
def test_a_line_that_breaks_the_guide_is_not_written(changes, code):
    [paid] = simple().claims
    line = attrs.evolve(paid.services[0], **changes)
    with pytest.raises(RuleError) as caught:
        edi835.build(simple(claims=[attrs.evolve(paid, services=[line])]), **TO)
    assert code in [one.code for one in caught.value.findings]


def test_too_many_lines():
    nothing = ServicePayment(Procedure("99213"), D(0), D(0))
    [paid] = simple().claims
    with pytest.raises(RuleError, match="999"):
        edi835.build(simple(claims=[attrs.evolve(paid, services=[*paid.services, *[nothing] * 999])]), **TO)


def test_every_finding_of_every_remittance_is_in_the_error():
    with pytest.raises(RuleError) as caught:
        edi835.build([simple(trace_number=""), simple(payment_method="", payment_amount=D(1))], **TO)
    assert [one.code for one in caught.value.findings] == ["R103", "R101", "BAL-PAYMENT"]


def test_a_wrong_patient_share_is_no_reason_to_refuse():
    [paid] = simple().claims
    assert edi835.build(simple(claims=[attrs.evolve(paid, patient_responsibility=D(1))]), **TO)


@pytest.mark.parametrize("name", ["A~B", "A*B", "A:B", "A^B", "A\nB", "A\x1dB", "\u00c4"])
def test_a_delimiter_or_a_strange_character_in_a_name_is_refused_even_without_rules(name):
    with pytest.raises(ElementError) as caught:
        edi835.build(simple(payer=Payer("EX001", name)), **TO, rules=())
    assert name not in str(caught.value)


def test_control_numbers_go_on_from_file_to_file():
    numbers = ControlNumbers(5, 6, 7)
    first, second = (edi835.build([simple(), simple()], **{**TO, "control": numbers}) for _ in range(2))
    assert (segments(first, "ST"), segments(second, "ST")) == (["ST*835*0007", "ST*835*0008"], ["ST*835*0009", "ST*835*0010"])
    assert segments(second, "IEA") == ["IEA*1*000000006"]


def test_write_makes_what_build_makes(tmp_path):
    several = [simple(), simple(trace_number="T2")]
    expected = edi835.build(several, **TO)
    edi835.write(iter(several), tmp_path / "out.835", **TO)
    assert (tmp_path / "out.835").read_text() == expected
    held = io.StringIO()
    edi835.write(several, held, **TO)
    assert held.getvalue() == expected
    one = io.StringIO()
    edi835.write(simple(), one, **TO)
    assert one.getvalue() == edi835.build(simple(), **TO)


def test_a_file_is_not_left_half_written(tmp_path):
    with pytest.raises(RuleError):
        edi835.write([simple(), simple(trace_number="")], tmp_path / "out.835", **TO)
    assert list(tmp_path.iterdir()) == []


def test_who_sends_to_whom_must_be_known():
    with pytest.raises(TypeError, match="sender, receiver, control, usage"):
        edi835.build(simple())
