"""What receivers really send: cut, joined, out of place, unreadable. Nothing is lost, nothing is shown that must not be."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from corpus import EXAMPLES, example
from edi_acks import ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment, Stage
from edi_claims import EdiError, TruncatedError, Unread, to_json

NAMES = ["ta1-reject", "999-mixed", "999-0-chain", "277ca-mixed"]
LETTERS = st.text(alphabet="ISAGTEKHLNMRQCXW0123456789*:^~| \n\"'éZ", max_size=120)


def wrapped(body, kind="277", version="005010X214"):
    """A body in a whole envelope whose trailers may be wrong."""
    head = example("277ca-mixed").split("GS*")[0]
    return f"{head}GS*HN*P*Q*20261021*0930*1*X*{version}~ST*{kind}*0001*{version}~{body}SE*9*0001~GE*1*1~IEA*1*000000303~"


def claim(*segments, batch=""):
    above = "BHT*0085*08*X1*20261021*0800*TH~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~HL*2*1*21*1~TRN*2*B1~"
    return wrapped(f"{above}{batch}HL*3*2*PT~TRN*2*C1~" + "".join(f"{one}~" for one in segments))


def only(text):
    [ack] = edi_acks.parse(text)
    return ack


# ---- pieces, ends, several

@pytest.mark.parametrize("name", NAMES)
def test_a_file_reads_alike_whole_in_bytes_and_from_a_path(name):
    text = example(name)
    whole = edi_acks.parse(text)
    with edi_acks.read(EXAMPLES / f"{name}.edi") as reader:
        assert list(reader) == whole
    assert edi_acks.parse(text.encode()) == whole
    for ends in ("", "\n", "\r\n"):
        assert edi_acks.parse(text.replace("\n", ends)) == whole


class Dripping(BytesIO):
    """One byte at a time."""

    def read(self, size=-1):
        return super().read(1 if size else 0)


@pytest.mark.parametrize("name", NAMES)
def test_byte_by_byte_makes_no_difference(name):
    text = example(name)
    reader = edi_acks.read(Dripping(text.encode()))
    found = list(reader)
    whole = edi_acks.parse(text)
    assert found == whole
    assert [one.findings for one in found] == [one.findings for one in whole]
    assert [one.position for one in found] == [one.position for one in whole]


def test_read_refuses_text():
    with pytest.raises(TypeError):
        edi_acks.read(example("ta1-reject"))


def test_several_interchanges_come_in_file_order():
    text = "".join(example(name) for name in NAMES)
    parsed = edi_acks.parse(text)
    assert [type(one) for one in parsed] == [InterchangeAcknowledgment, ImplementationAcknowledgment, ImplementationAcknowledgment, ClaimAcknowledgment]
    assert len(parsed.interchanges) == 4
    assert not parsed.findings
    assert [one.position for one in parsed] == [2, 6, 23, 33]


@pytest.mark.parametrize("place", ["before the group", "behind the group"])
def test_a_ta1_and_sets_share_an_interchange(place):
    text = example("999-mixed")
    ta1 = "TA1*000000077*261102*0905*A*000~\n"
    text = text.replace("GS*", ta1 + "GS*") if place == "before the group" else text.replace("IEA*", ta1 + "IEA*")
    kinds = [InterchangeAcknowledgment, ImplementationAcknowledgment]
    parsed = edi_acks.parse(text)
    assert [type(one) for one in parsed] == (kinds if place == "before the group" else kinds[::-1])
    assert not parsed.findings


def test_sets_of_several_kinds_share_a_group():
    body = example("999-0-chain")
    body = body[body.index("ST*999"):body.index("GE*")]
    text = example("277ca-mixed").replace("GE*1", body + "GE*2")
    assert [type(one) for one in edi_acks.parse(text)] == [ClaimAcknowledgment, ImplementationAcknowledgment]


def test_a_ta1_in_a_set_that_lost_its_trailer_is_read():
    text = example("999-0-chain").replace("SE*6*0304~\nGE*1*304~\n", "TA1*000000077*261102*0905*R*020~\n")
    parsed = edi_acks.parse(text)
    assert {type(one) for one in parsed} == {InterchangeAcknowledgment, ImplementationAcknowledgment}
    assert "X122" in {one.code for one in parsed.findings}


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_cut_off_file_gives_what_was_whole(data):
    name = data.draw(st.sampled_from(NAMES))
    text = example(name)
    cut = data.draw(st.integers(108, len(text) - 4))
    try:
        parsed = edi_acks.parse(text[:cut])
    except TruncatedError as error:
        parsed = error.complete
    except EdiError:
        return
    [whole] = edi_acks.parse(text)
    for one in parsed:
        assert isinstance(one, type(whole))
        if isinstance(one, ClaimAcknowledgment):
            assert one.claims == whole.claims[:len(one.claims)]
        if isinstance(one, ImplementationAcknowledgment):
            assert one.transaction_sets == whole.transaction_sets[:len(one.transaction_sets)]


def test_a_claim_that_may_go_on_is_not_whole():
    text = example("277ca-mixed")
    with pytest.raises(TruncatedError) as caught:
        edi_acks.parse(text[:text.index("STC*A7:164:IL") + 40])
    [ack] = caught.value.complete
    assert [one.patient_control_number for one in ack.claims] == ["A1001"]
    assert ack.batch_id == "BATCH77"


# ---- any text at all

@given(LETTERS, st.sampled_from(NAMES), st.integers(0, 3000))
@settings(deadline=None, max_examples=100)
def test_any_text_gives_nouns_findings_or_an_edi_error(noise, name, at):
    text = example(name)
    at = min(at, len(text))
    for whole in (noise, text[:at] + noise + text[at:]):
        try:
            parsed = edi_acks.parse(whole)
        except EdiError:
            continue
        edi_acks.check(parsed)
        repr(parsed)


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_segments_in_any_order_raise_nothing(name, chance):
    head, *body = example(name).replace("\n", "").split("~")
    tail = body[-2:]
    body = body[:-2]
    chance.shuffle(body)
    try:
        parsed = edi_acks.parse("~".join([head, *body, *tail]))
    except EdiError:
        return
    edi_acks.check(parsed)


@given(st.sampled_from(NAMES), st.integers(0, 200), st.integers(1, 12), LETTERS)
@settings(deadline=None, max_examples=100)
def test_any_element_may_hold_anything(name, segment, element, noise):
    segments = example(name).replace("\n", "").split("~")
    e = segments[1 + segment % (len(segments) - 2)].split("*")
    e += [""] * (element + 1 - len(e))
    e[element] = noise.replace("~", "").replace("*", "")
    segments[1 + segment % (len(segments) - 2)] = "*".join(e)
    try:
        parsed = edi_acks.parse("~".join(segments))
    except EdiError:
        return
    edi_acks.check(parsed)
    repr(parsed)


# ---- out of place, unreadable

def test_a_rejection_without_a_readable_day_or_amount_is_still_a_rejection():
    ack = only(claim("STC*A7:164:IL*2026-10*U*4OO"))
    [found] = ack.claims
    assert (found.stage, found.charge, found.statuses[0].on) == (Stage.REJECTED, None, None)
    assert [(one.code, one.claim, one.element) for one in found.noticed] == [("X202", "C1", "STC02"), ("X201", "C1", "STC04")]
    [kept] = found.unread
    assert kept.elements == ("STC", "A7:164:IL", "2026-10", "U", "4OO")
    assert found.findings[-1].code == "A301"
    assert not any("4OO" in one.message or "2026-10" in one.message for one in found.findings)


def test_a_count_that_is_no_number_is_left_out_and_its_segment_kept():
    ack = only(claim("STC*A2:20*20261021*WQ*1", batch="QTY*90*one~"))
    assert ack.totals.accepted_count is None
    assert [one.element for one in ack.noticed] == ["QTY02"]
    assert [one.segment_id for one in ack.unread] == ["QTY"]


def test_a_segment_of_no_place_is_kept_by_the_innermost_noun_and_by_the_whole():
    text = claim("STC*A2:20*20261021*WQ*1", "K3*HELLO", "SVC*HC:99213*1", "K3*AGAIN")
    parsed = edi_acks.parse(text)
    [found] = parsed[0].claims
    assert found.unread == (Unread(12, ("K3", "HELLO"), 3),)
    assert found.line_statuses[0].unread == (Unread(14, ("K3", "AGAIN"), 1),)
    assert [one.position for one in parsed.unread] == [12, 14]


def test_a_second_party_of_a_claim_does_not_overwrite_the_first():
    ack = only(claim("NM1*QC*1*FIRST*A", "NM1*QC*1*SECOND*B", "STC*A2:20**WQ*1"))
    [found] = ack.claims
    assert found.patient.name.last == "FIRST"
    assert [one.segment_id for one in found.unread] == ["NM1"]


def test_a_level_of_no_kind_is_kept_and_the_claims_around_it_are_read():
    ack = only(claim("STC*A2:20**WQ*1", "HL*4*2*ZZ", "NM1*QC*1*X", "HL*5*2*PT", "TRN*2*C2", "STC*A2:20**WQ*1"))
    assert [one.patient_control_number for one in ack.claims] == ["C1", "C2"]
    assert [one.segment_id for one in ack.unread] == ["HL", "NM1"]
    assert [one.code for one in ack.noticed] == ["X204"]


def test_claims_without_a_provider_level_are_read():
    ack = only(claim("STC*A2:20**WQ*1"))
    assert [provider.provider for provider in ack.providers] == [None]
    assert len(ack.claims) == 1


def test_a_second_batch_in_one_set_is_a_noun_of_its_own():
    text = claim("STC*A2:20**WQ*1", "HL*4*1*21*1", "TRN*2*B2", "HL*5*4*PT", "TRN*2*C2", "STC*A7:562:85**U*2")
    first, second = edi_acks.parse(text)
    assert (first.batch_id, second.batch_id) == ("B1", "B2")
    assert first.source == second.source
    assert first.reference == second.reference == "X1"
    assert [one.patient_control_number for one in second.claims] == ["C2"]
    assert second.position > first.position


def test_a_repeated_source_level_starts_over():
    text = claim("STC*A2:20**WQ*1", "HL*4**20*1", "NM1*AY*2*HOUSE*****46*H1", "HL*5*4*21*1", "TRN*2*B2")
    first, second = edi_acks.parse(text)
    assert (first.source_role, second.source_role, second.source.payer_id, second.batch_id) == ("PR", "AY", "H1", "B2")


def test_three_statuses_of_one_stc_and_several_stc_are_all_there():
    ack = only(claim("STC*A6:21*20261021*U*10******A6:562:85*A6:145:85", "STC*A7:164:IL*20261022*U*10"))
    [found] = ack.claims
    assert [one.text for one in found.statuses] == ["A6:21", "A6:562:85", "A6:145:85", "A7:164:IL"]
    assert [one.on for one in found.statuses] == [date(2026, 10, 21)] * 3 + [date(2026, 10, 22)]
    assert [one.element for one in found.findings] == ["NM109", "PRV03", "NM109"]


def test_repeated_and_nested_contexts_of_a_999_are_kept():
    text = example("999-mixed").replace("CTX*CLM01:A6002~", "CTX*SITUATIONAL TRIGGER^SITUATIONAL TRIGGER:2*CLM*43*2300*5:3*C023:1325~CTX*CLM01:A6002~")
    [error, _] = only(text).transaction_sets[1].errors
    assert [(one.name, one.value) for one in error.context] == [("SITUATIONAL TRIGGER", ""), ("SITUATIONAL TRIGGER", "2"), ("CLM01", "A6002")]
    assert (error.context[0].segment, error.context[0].position, error.context[0].loop, error.context[0].element) == ("CLM", 43, "2300", (5, 3))
    assert error.claim == "A6002"


def test_a_context_behind_an_element_is_that_elements():
    text = example("999-mixed").replace("CTX*CLM01:A6002~\n", "").replace("68102~", "68102~CTX*CLM01:A6002~")
    [error, _] = only(text).transaction_sets[1].errors
    assert error.context == ()
    assert [one.value for one in error.elements[0].context] == ["A6002"]
    assert error.claim == "A6002"


def test_errors_outside_any_set_are_kept():
    text = example("999-mixed").replace("AK2*837*0001*005010X222A1~\n", "IK3*N4*9*2010AA*8~\nAK2*837*0001*005010X222A1~\n")
    ack = only(text)
    assert [one.segment_id for one in ack.unread] == ["IK3"]
    assert len(ack.transaction_sets) == 2


def test_other_transaction_sets_are_passed_over_once_a_kind():
    text = wrapped("BHT*0022*13~", kind="271", version="005010X279A1")
    parsed = edi_acks.parse(text + text)
    assert not parsed
    assert [one.message for one in parsed.findings if one.code == "X130"] == ["transaction set 271 (005010X279A1) is not read here: give it to edi270_271"]


def test_lower_case_segments_and_blanks_around_codes_are_read():
    text = example("277ca-mixed").replace("STC*A7:164:IL*", "stc* a7 :164 :il *").replace("TRN*2*A6003", "TRN*2* A6003 ")
    found = only(text).claims[1]
    assert (found.patient_control_number, found.statuses[0].text) == ("A6003", "A7:164:IL")


def test_lenient_amounts_are_read_with_a_word():
    ack = only(claim("STC*A2:20*20261021*WQ*1,150.00"))
    assert ack.claims[0].charge == Decimal(1150)
    assert [one.code for one in ack.claims[0].noticed] == ["X210"]


# ---- what must not be shown

SECRET = "ZWIEBELKUCHEN"


def hidden():
    """The examples with a marker wherever a person, an address, a free text or a copied value may stand."""
    ca = example("277ca-mixed").replace("PARK*JO", f"{SECRET}*{SECRET}").replace("BAD123", SECRET)
    ca = ca.replace("STC*A7:164:IL*20261021*U*400~", f"STC*A7:164:IL*20261021*U*400********{SECRET}~REF*EJ*{SECRET}~K3*{SECRET}~")
    ca = ca.replace("A2:20:PR*20261021*WQ*350~", f"A2:20:PR*{SECRET}*WQ*350~").replace("DTP*472*D8*20261012~", f"DTP*472*D8*{SECRET}~")
    ca = ca.replace("SVC*HC:93000*150", f"SVC*HC:93000::::::{SECRET}*{SECRET}").replace("QTY*QA*1", f"QTY*QA*{SECRET}").replace("A8:21*", f"{SECRET}:21*")
    ack = example("999-mixed").replace("68102", SECRET).replace("CTX*CLM01:A6002~", f"CTX*NM109:{SECRET}*{SECRET}*{SECRET}*{SECRET}*{SECRET}~")
    ack = ack.replace("IK4*7:1*1328*7*13", f"IK4*{SECRET}*{SECRET}*{SECRET}*{SECRET}*{SECRET}").replace("IK3*SV1*31*2400*8", f"IK3*{SECRET}*31*{SECRET}*{SECRET}")
    ack = ack.replace("IK5*R*5", f"IK5*R*{SECRET}")
    ta1 = example("ta1-reject").replace("261102*0905*R*020~", f"{SECRET}*{SECRET}*{SECRET}*{SECRET}*{SECRET}~")
    return [ca, ack, ta1]


@pytest.mark.parametrize("text", hidden(), ids=["277CA", "999", "TA1"])
def test_nothing_of_a_person_and_no_copied_value_is_shown(text):
    assert SECRET in text
    parsed = edi_acks.parse(text)
    shown = [repr(parsed), repr(parsed.findings), repr(parsed.unread), *map(str, edi_acks.check(parsed)), repr(edi_acks.check(parsed))]
    shown += [repr(claim) for ack in parsed if isinstance(ack, ClaimAcknowledgment) for claim in (*ack.claims, *ack.providers)]
    assert not [one for one in shown if SECRET in one]


@pytest.mark.parametrize("text", hidden(), ids=["277CA", "999", "TA1"])
def test_what_is_not_shown_is_not_lost(text):
    assert SECRET in to_json([*edi_acks.parse(text)])
