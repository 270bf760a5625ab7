"""Transaction sets: how many claims they hold, what each is called, what kind of batch they are; any number of claims in flat memory."""

import io
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
from claims837 import GROUP, PARENT, PLAN, ROWE, SENDER, SENT, claim, visit
from edi_claims import Contact, ElementError, RuleError
from edi_testing.samples import sample_claims
from edi_x12 import ControlNumbers, conformance


def sent(claims, **changes):
    return edi837.build(claims, **{**SENT, **changes}).removesuffix("~").split("~")


def starting(segments, *begins):
    return [one for one in segments if one.startswith(begins)]


# ---- sets

def test_a_full_set_ends_and_the_next_one_begins_with_its_levels_anew():
    segments = sent([claim(patient_control_number=f"A{number}") for number in range(5)], claims_per_set=2)
    assert starting(segments, "ST", "BHT", "HL", "CLM", "SE", "GE") == [
        "ST*837*0401*005010X222A1", "BHT*0019*00*BATCH77*20261020*0930*CH", "HL*1**20*1", "HL*2*1*22*0", "CLM*A0*350***11:B:1*Y*A*Y*Y",
        "CLM*A1*350***11:B:1*Y*A*Y*Y", "SE*43*0401",
        "ST*837*0402*005010X222A1", "BHT*0019*00*BATCH77-2*20261020*0930*CH", "HL*1**20*1", "HL*2*1*22*0", "CLM*A2*350***11:B:1*Y*A*Y*Y",
        "CLM*A3*350***11:B:1*Y*A*Y*Y", "SE*43*0402",
        "ST*837*0403*005010X222A1", "BHT*0019*00*BATCH77-3*20261020*0930*CH", "HL*1**20*1", "HL*2*1*22*0", "CLM*A4*350***11:B:1*Y*A*Y*Y", "SE*31*0403",
        "GE*3*401"]
    assert conformance.check("~".join(segments) + "~") == []


def test_a_set_that_is_just_full_is_the_last_one():
    assert len(starting(sent([claim(), claim()], claims_per_set=2), "ST*")) == 1


def test_a_set_holds_five_thousand_claims():
    segments = sent(sample_claims(5_001), rules=())
    assert len(starting(segments, "ST*")) == 2
    last = max(at for at, one in enumerate(segments) if one.startswith("ST*"))
    assert len(starting(segments[last:], "CLM*")) == 1


def test_a_set_holds_at_least_one_claim():
    with pytest.raises(ValueError, match="at least one claim"):
        edi837.build([claim()], **SENT, claims_per_set=0)


@settings(deadline=None, max_examples=60)
@given(st.text("AB-.12", min_size=1, max_size=30), st.integers(2, 120))
def test_batch_ids_differ_and_can_be_returned(first, sets):
    segments = sent([claim()] * sets, claims_per_set=1, batch_id=first, rules=())
    ids = [one.split("*")[3] for one in starting(segments, "BHT*")]
    assert (ids[0], len(set(ids))) == (first, sets)
    assert all(0 < len(one) <= 30 for one in ids)


def test_counters_go_on_behind_the_last_set():
    numbers = ControlNumbers(7, 8, 9)
    edi837.build([claim()] * 3, **{**SENT, "control": numbers}, claims_per_set=1)
    assert numbers == ControlNumbers(8, 9, 12)


def test_the_receipt_of_several_sets_finds_every_claim_in_its_set():
    made = edi837.receipt(edi837.build(sample_claims(25), **SENT, claims_per_set=10))
    assert [(one.control_number, one.batch_id, len(one.claims)) for one in made.sets] == [
        ("0401", "BATCH77", 10), ("0402", "BATCH77-2", 10), ("0403", "BATCH77-3", 5)]
    assert len(made.claims) == 25
    second = made.find("401", "0402")
    assert second is not None
    assert second.claims[0].patient_control_number == next(one for at, one in enumerate(sample_claims(25)) if at == 10).patient_control_number


def test_the_sets_of_a_text_are_cut_again_where_they_were():
    text = edi837.build(sample_claims(25), **SENT, claims_per_set=10)
    assert edi837.build(edi837.parse(text), claims_per_set=10) == text


# ---- levels

def test_after_a_hundred_claims_a_patient_has_his_level_anew():
    """2300 stands at most a hundred times under a subscriber or a patient."""
    for cover, levels in ((PLAN, ["HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*0"]),
                          (attrs.evolve(PLAN, subscriber=PARENT, relationship="19"), ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "HL*4*2*23*0"])):
        claims = [claim(coverages=(cover,), patient_control_number=f"A{number}") for number in range(101)]
        segments = sent(claims)
        assert starting(segments, "HL*") == levels
        assert conformance.check("~".join(segments) + "~") == []
        assert list(edi837.parse("~".join(segments) + "~")) == claims


def test_another_currency_opens_another_billing_level():
    claims = [claim(), claim(currency="CAD"), claim(currency="CAD"), claim()]
    segments = sent(claims)
    assert starting(segments, "HL*", "CUR*") == [
        "HL*1**20*1", "HL*2*1*22*0", "HL*3**20*1", "CUR*85*CAD", "HL*4*3*22*0", "HL*5**20*1", "HL*6*5*22*0"]
    assert [one.currency for one in edi837.parse("~".join(segments) + "~")] == ["", "CAD", "CAD", ""]


def test_what_is_told_of_the_patient_is_in_his_level():
    told = attrs.evolve(ROWE, death_date=date(2026, 10, 15), weight=Decimal(140), pregnant="Y")
    himself, dependent = claim(visit(patient=told)), claim(visit(patient=told), coverages=(attrs.evolve(PLAN, subscriber=PARENT, relationship="19"),))
    assert starting(sent([himself]), "SBR", "PAT", "NM1*IL") == ["SBR*P*18*GRP9000******12", "PAT*****D8*20261015*01*140*Y",
                                                               "NM1*IL*1*ROWE*DANA****MI*XYZ100200300"]
    assert starting(sent([dependent]), "PAT") == ["PAT*19****D8*20261015*01*140*Y"]
    assert starting(sent([dependent]), "HL*2") == ["HL*2*1*22*1"]


# ---- what kind of batch

@pytest.mark.parametrize("kind", ["CH", "RP", "31"])
@pytest.mark.parametrize("purpose", ["00", "18"])
def test_the_kind_of_batch_is_said_and_comes_back(kind, purpose):
    text = edi837.build([claim()], **SENT, transaction_type=kind, purpose=purpose)
    assert f"BHT*0019*{purpose}*BATCH77*20261020*0930*{kind}~" in text
    assert conformance.check(text) == []
    parsed = edi837.parse(text)
    assert (parsed.interchanges[0].sets[0].kind, parsed.interchanges[0].sets[0].purpose) == (kind, purpose)
    assert edi837.build(parsed) == text
    assert f"BHT*0019*00*BATCH77*20261020*0930*{kind}~" in edi837.build(parsed, purpose="00")


def test_a_reader_is_written_as_the_kind_of_batch_that_it_reads(tmp_path):
    path, copy = tmp_path / "in.837", tmp_path / "out.837"
    edi837.write(sample_claims(3), path, **SENT, transaction_type="RP", purpose="18")
    edi837.write(edi837.read(path), copy)
    assert copy.read_text() == path.read_text()


@pytest.mark.parametrize(("wrong", "element"), [({"transaction_type": "XX"}, "BHT06"), ({"purpose": "01"}, "BHT02"), ({"transaction_type": ""}, "BHT06")])
def test_an_unknown_kind_of_batch_is_a_finding(wrong, element):
    with pytest.raises(RuleError) as caught:
        edi837.build([claim()], **SENT, **wrong)
    assert [(one.code, one.element, one.path) for one in caught.value.findings] == [("S008", element, next(iter(wrong)))]


def test_a_parsed_set_keeps_the_width_of_its_number():
    text = edi837.build([claim()], **SENT).replace("*0401", "*000000401")
    assert edi837.build(edi837.parse(text)) == text


# ---- the submitter's contacts

DESK, NIGHT = Contact("PAT LEE", (("TE", "4025550100"), ("EX", "12"))), Contact("", (("EM", "NIGHT AT EXAMPLE"),))


def test_a_submitter_may_have_two_contacts():
    sender = attrs.evolve(SENDER, contact=DESK, further_contacts=(NIGHT,))
    text = edi837.build([claim()], **{**SENT, "sender": sender})
    assert starting(text.split("~"), "PER") == ["PER*IC*PAT LEE*TE*4025550100*EX*12", "PER*IC**EM*NIGHT AT EXAMPLE"]
    assert conformance.check(text) == []
    assert edi837.parse(text).interchanges[0].sender == sender
    assert edi837.build(edi837.parse(text)) == text


@pytest.mark.parametrize(("contact", "further", "path"), [
    (DESK, (NIGHT, NIGHT), "sender.further_contacts"),
    (DESK, (Contact("NOBODY"),), "sender.further_contacts[0]"),
    (Contact("", (("EX", "12"),)), (), "sender.contact"),
    (Contact("", (("XX", "12"),)), (), "sender.contact"),
    (Contact("", (("TE", "1"),) * 4), (), "sender.contact"),
    (Contact("X" * 61, (("TE", "1"),)), (), "sender.contact"),
    (Contact("", (("TE", "1"),), "BL"), (), "sender.contact"),
])
def test_contacts_that_the_guide_has_no_place_for_are_findings(contact, further, path):
    with pytest.raises(RuleError) as caught:
        edi837.build([claim()], **{**SENT, "sender": attrs.evolve(SENDER, contact=contact, further_contacts=further)})
    assert {(one.code, one.loop, one.element, one.path) for one in caught.value.findings} == {("S008", "1000A", "PER", path)}


# ---- many

def test_ten_thousand_claims_are_written_in_one_call_in_flat_memory(tmp_path):
    """What a thousand claims need at most, ten thousand do too: none is kept."""
    def peak(count):
        tracemalloc.reset_peak()
        edi837.write(sample_claims(count), tmp_path / "out.837", **SENT, rules=())
        return tracemalloc.get_traced_memory()[1]

    peak(10_000)                                    # memos fill, and what is imported at first use
    tracemalloc.start()
    try:
        small, large = peak(1_000), peak(10_000)
    finally:
        tracemalloc.stop()
    assert large < small + 1_000_000
    assert sum(1 for _ in edi837.read(tmp_path / "out.837")) == 10_000


def test_a_fault_in_the_last_claim_of_many_sets_leaves_no_file(tmp_path):
    path = tmp_path / "out.837"
    bad = claim(visit(patient=attrs.evolve(ROWE, name=attrs.evolve(ROWE.name, last="RO~WE"))), patient_control_number="LAST")
    with pytest.raises(ElementError, match="claim LAST"):
        edi837.write(chain(sample_claims(30), [bad]), path, **SENT, claims_per_set=10, rules=())
    assert list(tmp_path.iterdir()) == []


def test_any_iterable_of_claims_will_do():
    days = [date(2026, 10, 12) + timedelta(at) for at in range(3)]
    claims = (claim(visit(services=tuple(attrs.evolve(line, service_date=day) for line in visit().services)), patient_control_number=f"D{at}")
              for at, day in enumerate(days))
    out = io.StringIO()
    edi837.write(claims, out, **SENT, claims_per_set=2)
    assert [one.encounter.first_day for one in edi837.parse(out.getvalue())] == days
    assert GROUP.npi in out.getvalue()
