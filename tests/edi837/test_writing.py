"""Guide order, levels, control numbers, and what is not written."""

import io
from datetime import date
from decimal import Decimal

import attrs
import pytest

import edi837
from claims837 import (
    CREATED,
    GROUP,
    HOME,
    IBARRA,
    PARENT,
    PLAN,
    RECEIVER,
    ROWE,
    SENDER,
    SENT,
    STREET,
    SUPPLEMENT,
    body,
    claim,
    line,
    secondary,
    sent,
    told,
    visit,
)
from edi_claims import Accident, Address, Drug, ElementError, PersonName, Provider, Reference, RuleError
from edi_testing.samples import sample_claims
from edi_x12 import ControlNumbers, conformance


def levels(claims):
    return [one for one in sent(claims) if one.startswith("HL*")]


DEPENDENT = attrs.evolve(PLAN, subscriber=PARENT, relationship="19")
KIM = attrs.evolve(ROWE, name=PersonName("ROWE", "KIM"))


# ---- levels

def test_claims_of_one_patient_share_every_level():
    assert levels([claim(), claim(patient_control_number="A1002")]) == ["HL*1**20*1", "HL*2*1*22*0"]


def test_siblings_share_their_subscriber():
    claims = [claim(coverages=(DEPENDENT,)), claim(visit(patient=KIM), coverages=(DEPENDENT,), patient_control_number="A1002")]
    assert levels(claims) == ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "HL*4*2*23*0"]


def test_spouse_and_child_of_one_subscriber_share_his_level():
    spouse = attrs.evolve(DEPENDENT, relationship="01")
    claims = [claim(coverages=(spouse,)), claim(visit(patient=KIM), coverages=(DEPENDENT,), patient_control_number="A1002")]
    segments = sent(claims)
    assert [one for one in segments if one.startswith(("HL", "PAT"))] == [
        "HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "PAT*01", "HL*4*2*23*0", "PAT*19"]
    assert [one.coverage.relationship for one in edi837.parse("~".join(segments) + "~")] == ["01", "19"]


def test_a_subscriber_who_is_a_patient_and_has_dependents_gets_two_levels():
    himself = claim(visit(patient=PARENT), patient_control_number="A1000")
    child = claim(coverages=(DEPENDENT,))
    segments = sent([himself, child])
    assert [one for one in segments if one.startswith(("HL", "SBR"))] == [
        "HL*1**20*1", "HL*2*1*22*0", "SBR*P*18*GRP9000******12", "HL*3*1*22*1", "SBR*P**GRP9000******12", "HL*4*3*23*0"]
    assert list(edi837.parse("~".join(segments) + "~")) == [himself, child]


def test_another_billing_provider_opens_another_level():
    other = attrs.evolve(GROUP, npi="1999999984")
    assert levels([claim(), claim(billing_provider=other), claim()]) == [
        "HL*1**20*1", "HL*2*1*22*0", "HL*3**20*1", "HL*4*3*22*0", "HL*5**20*1", "HL*6*5*22*0"]


# ---- segments

def test_numbers_and_days_come_in_guide_order():
    one = claim(visit(dates={"096": date(2026, 10, 14), "435": date(2026, 10, 12), "431": date(2026, 10, 1)}, place_of_service="21"),
                dates={"090": date(2026, 10, 2)}, referral_number="RF1", authorization_number="AU1", frequency="7", payer_control_number="ICN1",
                references=(Reference("EA", "MR1"), Reference("4N", "1"), Reference("X4", "28D1234567")), amounts={"F5": Decimal("25.00")})
    kinds = [one for one in body(one) if one.split("*")[0] in ("DTP", "AMT", "REF", "CLM")]
    assert kinds[1:13] == [
        "CLM*A1001*350***21:B:7*Y*A*Y*Y", "DTP*431*D8*20261001", "DTP*435*D8*20261012", "DTP*096*D8*20261014", "DTP*090*D8*20261002", "AMT*F5*25",
        "REF*4N*1", "REF*9F*RF1", "REF*G1*AU1", "REF*F8*ICN1", "REF*X4*28D1234567", "REF*EA*MR1"]


def test_an_accident_says_cause_state_and_day():
    segments = body(claim(visit(accident=Accident(("AA", "EM"), date(2026, 10, 11), "NE")), delay_reason="7"))
    assert "CLM*A1001*350***11:B:1*Y*A*Y*Y**AA:EM::NE*********7" in segments
    assert "DTP*439*D8*20261011" in segments


def test_a_facility_with_its_address_is_2310c():
    """Capability row 63."""
    hospital = Provider("1234567893", "GENERAL HOSPITAL", address=STREET)
    segments = body(claim(visit(place_of_service="22", providers={"rendering_provider": IBARRA, "facility": hospital})))
    at = segments.index("NM1*77*2*GENERAL HOSPITAL*****XX*1234567893")
    assert segments[at - 2:at + 3] == ["NM1*82*1*IBARRA*LUIS****XX*1999999984", "PRV*PE*PXC*207RC0000X", segments[at], "N3*500 RIVER RD", "N4*OMAHA*NE*681020123"]


def test_a_provider_is_written_with_what_his_loop_has_a_place_for():
    """One `Provider` may stand for the group and for who treats: 2310B has no address and no tax id."""
    known = attrs.evolve(IBARRA, address=STREET, tax_id="470000002")
    segments = body(claim(visit(providers={"rendering_provider": known})))
    at = segments.index("NM1*82*1*IBARRA*LUIS****XX*1999999984")
    assert segments[at + 1:at + 3] == ["PRV*PE*PXC*207RC0000X", "LX*1"]


def test_a_drug_stands_behind_its_line():
    segments = body(claim(line(2, drug=Drug("00123456789", Decimal("2.50"), "ML", (Reference("XZ", "RX1"),)))))
    at = segments.index("LIN**N4*00123456789")
    assert segments[at - 1:at + 3] == ["REF*6R*A1001L2", segments[at], "CTP****2.5*ML", "REF*XZ*RX1"]


def test_another_payer_that_decided_nothing_is_told_of():
    segments = body(claim(coverages=(PLAN, SUPPLEMENT)))
    at = segments.index("SBR*S*18*SG1******CI")
    assert segments[at:at + 4] == [segments[at], "OI***Y***Y", "NM1*IL*1*ROWE*DANA****MI*SUP777001", "NM1*PR*2*SUPPLEMENT LIFE*****PI*SUP01"]


def test_a_decision_on_the_claim_as_a_whole_stands_in_2320():
    whole = told(services=(), payment_date=date(2026, 11, 2), adjustments=tuple(one for given in told().services for one in given.adjustments),
                 amounts={"EAF": Decimal(81)}, remarks=("MA01",))
    segments = body(secondary(whole))
    at = segments.index("SBR*P*18*GRP9000******12")
    assert segments[at:at + 12] == [
        "SBR*P*18*GRP9000******12", "CAS*CO*45*70", "CAS*PR*3*25", "CAS*CO*45*70", "CAS*PR*1*50**2*6", "AMT*D*129", "AMT*EAF*81", "OI***Y***Y", "MOA***MA01",
        "NM1*IL*1*ROWE*DANA****MI*XYZ100200300", "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001", "DTP*573*D8*20261102"]
    assert conformance.check("~".join(sent(secondary(whole))) + "~") == []


# ---- envelope

def test_trailers_count_and_repeat_what_the_headers_say():
    segments = sent(list(sample_claims(40)))
    begins = next(at for at, one in enumerate(segments) if one.startswith("ST*"))
    assert segments[-3:] == [f"SE*{len(segments) - begins - 2}*0401", "GE*1*401", "IEA*1*000000401"]


def test_counters_are_the_callers():
    numbers = ControlNumbers(7, 8, 9)
    edi837.build([claim()], **{**SENT, "control": numbers})
    assert numbers == ControlNumbers(8, 9, 10)


def test_usage_has_no_default():
    with pytest.raises(TypeError, match="usage"):
        edi837.build([claim()], sender=SENDER, receiver=RECEIVER, control=1)
    with pytest.raises(ValueError, match="usage"):
        edi837.build([claim()], **{**SENT, "usage": "X"})


def test_a_submitter_without_a_contact_is_a_finding_that_names_it():
    with pytest.raises(RuleError) as caught:
        edi837.build([claim()], **{**SENT, "sender": attrs.evolve(SENDER, contact=None)})
    [found] = caught.value.findings
    assert (found.code, found.loop, found.element, found.path) == ("S008", "1000A", "PER", "sender.contact")


def test_nothing_to_send_is_refused():
    with pytest.raises(RuleError, match="no claim"):
        edi837.build([], **SENT)


# ---- what is not written

def test_every_broken_rule_of_every_claim_is_named_at_once():
    with pytest.raises(RuleError) as caught:
        edi837.build([claim(charge=Decimal(340)), claim(), claim(frequency="7", patient_control_number="A1002")], **SENT)
    assert [(one.code, one.claim) for one in caught.value.findings] == [("B001", "A1001"), ("B004", "A1002")]


def test_without_rules_a_faulty_claim_is_written_on_purpose():
    assert "CLM*A1001*340***11:B:1*Y*A*Y*Y" in sent(claim(charge=Decimal(340)), rules=())


def test_a_claim_without_a_coverage_to_bill_can_only_be_written_on_purpose():
    lost = claim(sequence="T")
    with pytest.raises(RuleError, match="M009"):
        edi837.build([lost], **SENT)
    assert "SBR**18" in sent(lost, rules=())


@pytest.mark.parametrize("mark", ["*", ":", "^", "~", "\x1d", "\x1f", "\n", "É"])
def test_a_delimiter_in_data_is_refused_by_claim_and_element_whatever_the_rules(mark):
    one = claim(visit(patient=attrs.evolve(ROWE, name=PersonName(f"RO{mark}WE", "DANA"))))
    for rules in ((), edi837.GUIDE_RULES):
        with pytest.raises(ElementError, match=r"claim A1001: .*") as caught:
            edi837.build([one], **SENT, rules=rules)
        assert "NM103" in str(caught.value) or "separator" in str(caught.value)
        assert "WE" not in str(caught.value)


def test_writing_changes_no_claim():
    one = claim()
    before = attrs.evolve(one)
    edi837.build([one], **SENT)
    assert one == before


# ---- to a file

def test_a_path_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "out.837"
    edi837.write(sample_claims(5), path, **SENT)
    good = path.read_text()
    with pytest.raises(RuleError):
        edi837.write([claim(), claim(charge=Decimal(1))], path, **SENT)
    assert path.read_text() == good
    assert list(tmp_path.iterdir()) == [path]


def test_claims_are_drawn_one_by_one():
    drawn = []

    def claims():
        for one in sample_claims(3):
            drawn.append(len(out.getvalue()))
            yield one

    out = io.StringIO()
    edi837.write(claims(), out, **SENT)
    assert drawn == sorted(drawn)
    assert drawn[2] > drawn[1]


def test_a_reader_is_written_with_the_interchange_that_it_came_from(tmp_path):
    path, copy = tmp_path / "in.837", tmp_path / "out.837"
    edi837.write(sample_claims(20), path, **SENT)
    edi837.write(edi837.read(path), copy)
    assert copy.read_text() == path.read_text()


# ---- from an encounter

def test_a_claim_numbers_its_lines_and_sorts_its_payers():
    bare = visit(services=tuple(attrs.evolve(one, line_control_number=None) for one in visit().services))
    one = edi837.claim_from(bare, patient_control_number="A1001", billing_provider=GROUP, coverages=[SUPPLEMENT, PLAN])
    assert [given.line_control_number for given in one.encounter.services] == ["A1001L1", "A1001L2"]
    assert ([cover.sequence for cover in one.coverages], one.coverage, one.charge) == (["P", "S"], PLAN, 350)
    assert one.encounter.coding == bare.coding


def test_numbers_that_lines_have_are_kept():
    mixed = line(2, line_control_number=None)
    numbers = [one.line_control_number for one in claim(mixed, patient_control_number="A1001").encounter.services]
    assert numbers == ["A1001L1", "A1001L2"]
    clash = visit(services=(attrs.evolve(visit().services[0], line_control_number="A1001L2"), attrs.evolve(visit().services[1], line_control_number=None)))
    numbers = [one.line_control_number for one in claim(clash).encounter.services]
    assert len(set(numbers)) == 2


def test_the_helpers_agree():
    assert (HOME.postal_code, isinstance(HOME, Address), CREATED.hour) == ("68102", True, 9)
