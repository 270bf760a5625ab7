"""Back to what was sent: the claim, the line and the field that an acknowledgment means, and the claims that it is silent about."""

from decimal import Decimal

import pytest

import edi837
import edi_acks
from corpus import example
from edi_claims import Owner, Receipt, RootCause, SentClaim, SentPlace, SentSet, Severity
from edi_x12 import reader


def receipt():
    """What 837p-1 sent: claim A1001 of batch BATCH77."""
    return edi837.receipt(example("837p-1-primary"))


def only(text):
    [ack] = edi_acks.parse(text)
    return ack


def answer(*errors, status="R", number="0401"):
    """A 999 that answers 837p-1."""
    text = example("999-0-chain").replace("AK2*837*0401", f"AK2*837*{number}")
    return only(text.replace("IK5*A~", "".join(f"{one}~" for one in errors) + f"IK5*{status}*5~").replace("AK9*A*1*1*1", "AK9*P*1*1*0"))


def codes(findings):
    return [one.code for one in findings]


# ---- 999

def test_a_position_leads_to_claim_line_and_field():
    ack = answer("IK3*N4*10*2010AA*8", "IK4*3*116*I12*681", "IK3*SV1*32*2400*8", "IK4*7:1*1328*7*13")
    zip_code, pointer = edi_acks.locate(ack, [receipt()])
    assert (zip_code.claim, zip_code.service_line, zip_code.path) == ("A1001", None, "billing_provider.address.postal_code")
    assert (pointer.claim, pointer.service_line, pointer.path) == ("A1001", 2, "encounter.services[1].diagnosis_pointers")
    assert "C002" in pointer.fix


def test_without_a_receipt_the_context_names_the_claim():
    ack = answer("IK3*N4*10*2010AA*8", "CTX*CLM01:A1001", "IK4*3*116*I12*681")
    [finding] = edi_acks.locate(ack, [])
    assert (finding.claim, finding.path) == ("A1001", None)
    assert edi_acks.check(ack) == [finding]


def test_a_997_without_loops_takes_them_from_the_receipt():
    ack = answer("AK3*N4*10**8", "AK4*3*116*7")
    [finding] = edi_acks.locate(ack, receipt())
    assert (finding.loop, finding.root_cause) == ("2010AA", RootCause.PAYER_SETUP)


def test_a_missing_segment_lies_between_two_places_and_leads_to_what_they_share():
    [in_line] = edi_acks.locate(answer("IK3*DTP*30*2400*3"), receipt())
    assert (in_line.claim, in_line.service_line, in_line.path, in_line.element) == ("A1001", 1, None, "DTP")
    [at_edge] = edi_acks.locate(answer("IK3*REF*31*2400*I6"), receipt())
    assert (at_edge.claim, at_edge.service_line) == ("A1001", None)


def test_a_position_of_another_segment_is_said_and_not_followed():
    found = edi_acks.locate(answer("IK3*HI*10*2300*8", "IK4*1*1271*7"), receipt())
    assert codes(found) == ["A201", "A210", "A208"]
    assert found[0].path is None


def test_a_context_that_names_another_claim_is_said():
    found = edi_acks.locate(answer("IK3*N4*10*2010AA*8", "CTX*CLM01:OTHER", "IK4*3*116*I12"), receipt())
    assert codes(found) == ["A201", "A209"]
    assert found[0].claim == "A1001"


def test_a_position_beyond_the_set_leads_nowhere():
    [finding, beyond, lost] = edi_acks.locate(answer("IK3*SV1*99*2400*8", "IK4*7*1328*7"), receipt())
    assert (finding.claim, finding.path, beyond.code, lost.code) == (None, None, "A210", "A208")


def two_claims():
    places = (SentPlace("ST", ""), SentPlace("BHT", "1000"), SentPlace("CLM", "2300", "A1"), SentPlace("CLM", "2300", "A2"), SentPlace("SE", ""))
    claims = (SentClaim("A1", Decimal(10)), SentClaim("A2", Decimal(20)))
    return Receipt("000000401", (SentSet("0401", "401", "B1", claims, places), SentSet("0402", "401", "B2", (SentClaim("A3", Decimal(5)),))))


def test_neighbours_of_a_faulty_claim_are_to_be_sent_again_as_they_are():
    found = edi_acks.locate(answer("IK3*CLM*3*2300*8", "IK4*2*782*1"), two_claims())
    assert [(one.code, one.claim) for one in found] == [("A201", "A1"), ("A208", "A2")]
    assert found[0].path == "charge"
    assert "as it is" in found[1].fix


def test_an_accepted_set_loses_nobody():
    found = edi_acks.locate(answer("IK3*CLM*3*2300*8", "IK4*2*782*1", status="E"), two_claims())
    assert [(one.code, one.severity) for one in found] == [("A201", Severity.WARNING), ("A207", Severity.WARNING)]


def test_a_rejected_group_loses_the_sets_that_it_does_not_name():
    text = example("999-0-chain").replace("AK2*837*0401*005010X222A1~\nIK5*A~\n", "").replace("AK9*A*1*1*1", "AK9*R*2*2*0*2")
    found = edi_acks.locate(only(text), two_claims())
    assert [(one.code, one.claim) for one in found] == [("A208", "A1"), ("A208", "A2"), ("A208", "A3"), ("A206", None)]


def test_a_set_in_no_receipt_is_said():
    assert codes(edi_acks.locate(answer(number="0999"), receipt())) == ["A203", "A211"]


def test_leading_zeros_of_control_numbers_do_not_matter_and_the_last_receipt_counts():
    first = Receipt("1", (SentSet("0401", "401", "", (SentClaim("OLD", Decimal(1)),)),))
    found = edi_acks.locate(answer(number="401"), [first, receipt()])
    assert [one.claim for one in found if one.code == "A208"] == ["A1001"]


# ---- TA1

def test_a_rejected_interchange_loses_all_its_claims():
    ack = only(example("ta1-reject").replace("TA1*000000077", "TA1*000000401"))
    found = edi_acks.locate(ack, [receipt()])
    assert [(one.code, one.claim) for one in found] == [("A101", None), ("A208", "A1001")]
    assert codes(edi_acks.check(ack, [receipt()])) == ["A101", "A208"]


def test_an_accepted_interchange_loses_none():
    assert not edi_acks.check(only(example("ta1-reject").replace("R*020", "A*000").replace("TA1*000000077", "TA1*000000401")), [receipt()])


# ---- 277CA

SENT = [SentClaim("A6003", Decimal(400)), SentClaim("A6004", Decimal(400))]


def mixed():
    return only(example("277ca-mixed"))


def test_a_batch_that_was_sent_whole_and_answered_whole_leaves_nothing_open():
    found = edi_acks.check(mixed(), [receipt()], SENT)
    assert found == list(mixed().findings)
    assert not edi_acks.unaccounted(mixed(), receipt(), SENT)


def test_a_claim_that_is_not_listed_is_unaccounted():
    ack = mixed()
    [finding] = edi_acks.unaccounted(ack, receipt(), [*SENT, SentClaim("A6005", Decimal(90))])
    assert (finding.code, finding.claim, finding.severity, finding.root_cause) == ("A321", "A6005", Severity.ERROR, RootCause.PAYER_FOLLOW_UP)
    assert finding.owner is Owner.BILLING


def test_three_sent_two_listed_one_unaccounted():
    text = example("277ca-mixed")
    text = text[:text.index("HL*6")] + "SE*36*0303~\nGE*1*303~\nIEA*1*000000303~\n"
    found = edi_acks.check(only(text), [receipt()], SENT)
    assert [one.claim for one in found if one.code == "A321"] == ["A6004"]
    assert {one.code for one in found if one.level == "batch"} == {"A311", "A312"}


def test_totals_are_held_against_what_was_sent():
    found = edi_acks.check(mixed(), [receipt()])
    told = [one for one in found if one.code == "A313"]
    assert [(one.expected, one.found, one.difference) for one in told] == [(1, 3, 2), (Decimal(350), Decimal(1150), Decimal(800))]
    assert [one.claim for one in found if one.code == "A322"] == ["A6003", "A6004"]


def test_a_charge_that_differs_is_said():
    changed = only(example("277ca-mixed").replace("*WQ*350~\nREF", "*WQ*351~\nREF"))
    [finding] = [one for one in edi_acks.check(changed, [receipt()], SENT) if one.code == "A323"]
    assert (finding.claim, finding.expected, finding.found) == ("A1001", Decimal(350), Decimal(351))


def test_a_receipt_of_another_batch_says_nothing_of_this_one():
    other = edi837.receipt(example("837p-2-corrected-add-auth"))
    assert not edi_acks.unaccounted(mixed(), other)
    assert "A324" in codes(edi_acks.check(mixed(), [other]))


def test_a_claim_that_was_sent_and_is_in_no_acknowledgment_needs_no_receipt():
    found = edi_acks.check([mixed()], sent=[*SENT, SentClaim("A1001", Decimal(350)), SentClaim("LOST", Decimal(1))])
    assert [(one.code, one.claim) for one in found if one.claim not in ("A6003", "A6004")] == [("A313", None), ("A313", None), ("A321", "LOST")]


def test_claims_themselves_may_be_given_as_sent():
    assert [(one.code, one.claim) for one in edi_acks.check([], sent=edi837.parse(example("837p-2-corrected-add-auth")))] == [("A321", "A2002")]
    found = edi_acks.check([mixed()], sent=edi837.parse(example("837p-2-corrected-add-auth")))
    assert ("A321", "A2002") in [(one.code, one.claim) for one in found]


def test_two_acknowledgments_of_one_batch_are_taken_together():
    text = example("277ca-mixed")
    start, second, third = text.index("HL*4*"), text.index("HL*5*"), text.index("SE*44")
    parts = [text[:start] + text[start:second] + text[third:], text[:start] + text[second:third] + text[third:]]
    parts = [one.replace("QTY*90*1~\nQTY*AA*2~\nAMT*YU*350~\nAMT*YY*800~\n", "") for one in parts]
    acks = [only(one) for one in parts]
    assert "A321" not in codes(edi_acks.check(acks, [receipt()], SENT))
    assert [one.claim for one in edi_acks.check(acks[1], [receipt()], SENT) if one.code == "A321"] == ["A1001"]


def test_a_number_sent_twice_must_be_listed_twice():
    twice = Receipt("1", (SentSet("1", "1", "BATCH77", (SentClaim("A1001", Decimal(350)), SentClaim("A1001", Decimal(350)))),))
    assert [one.claim for one in edi_acks.unaccounted(mixed(), twice)] == ["A1001"]


def test_claims_of_a_batch_rejected_whole_are_rejected_not_missing():
    text = example("277ca-mixed")
    text = text[:text.index("HL*3*")].replace("A1:19:PR*20261021*WQ", "A3:24:41*20261021*U") + "SE*18*0303~\nGE*1*303~\nIEA*1*000000303~\n"
    ack = only(text)
    assert ack.rejected
    assert not edi_acks.unaccounted(ack, receipt())
    found = edi_acks.check(ack, [receipt()])
    assert [(one.code, one.claim) for one in found if one.code in ("A308", "A310", "A321")] == [("A308", None), ("A310", "A1001")]


@pytest.mark.parametrize(("numbers", "line"), [(("A6004L1", "A6004L2"), 2), (("A6004L2",), None)])
def test_a_line_control_number_leads_to_its_line_and_field(numbers, line):
    places = tuple(SentPlace("SV1", "2400", "A6004", at, f"encounter.services[{at - 1}]") for at in (1, 2))
    sent = Receipt("1", (SentSet("1", "1", "BATCH77", (SentClaim("A6004", Decimal(400), line_control_numbers=numbers),), places),))
    [finding] = [one for one in edi_acks.locate(mixed(), sent) if one.claim == "A6004"]
    assert finding.service_line == line
    assert finding.path == (f"encounter.services[{line - 1}].diagnosis_pointers" if line else None)


def test_a_claim_number_in_other_letters_is_the_same_claim():
    text = example("277ca-mixed").replace("TRN*2*A1001", "TRN*2*a1001")
    assert not edi_acks.unaccounted(only(text), receipt())


def test_check_takes_one_or_many_and_repeats_what_was_noticed():
    text = example("277ca-mixed").replace("STC*A7:164:IL*20261021", "STC*A7:164:IL*2O261021")
    parsed = edi_acks.parse(text)
    assert isinstance(parsed, reader.Parsed)
    assert codes(edi_acks.check(parsed)) == codes(edi_acks.check(parsed[0])) == ["X202", "A301", "A302"]
