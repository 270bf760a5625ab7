"""276 and 277 as payers send them: the facts of public files, what is out of place, what cannot be read."""

from datetime import date
from decimal import Decimal as D

import pytest

import edi_acks
from corpus import CORPUS, example, facts, files, needs_corpus
from edi_acks.status import RESPONSE_GUIDE_RULES, StatusKind, check, parse_276, parse_277, render, situation
from edi_claims import DateRange, PersonName, TruncatedError

HEAD = example("277ca-mixed").split("GS*")[0]
TOP = "BHT*0010*08*X1*20261120*0800*DG~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~HL*2*1*21*1~NM1*41*2*ASKER*****46*A1~"
CLINIC = "HL*3*2*19*1~NM1*1P*2*CLINIC*****XX*1234567893~"
PATIENT = "HL*4*3*22*0~NM1*IL*1*ROWE*DANA****MI*M100200~"
CLAIM = "TRN*2*T1~STC*P1:20*20261120**350~REF*EJ*A1001~DTP*472*D8*20261012~"


def wrapped(body, kind="277", version="005010X212"):
    count = body.count("~") + 2
    return f"{HEAD}GS*HN*P*Q*20261120*0930*1*X*{version}~ST*{kind}*0001*{version}~{body}SE*{count}*0001~GE*1*1~IEA*1*000000303~"


def only(text, parse=parse_277):
    [one] = parse(text)
    return one


# ---- public files

def transactions(path):
    return [one for interchange in facts(path) for one in interchange["transactions"]]


def claims_of(transaction):
    """The levels that have a claim, each with those above it."""
    found, above = [], {}
    for level in transaction["levels"]:
        above = {**above, level["HL03"]: level}
        if level["HL03"] in ("22", "23", "PT") and level["trn"]:
            found.append((level, dict(above)))
    return found


def told(person):
    name = person.name if person is not None else ""
    return (name.last, name.first) if isinstance(name, PersonName) else (name, "")


def checked_people(one, level, above):
    assert (one.payer.name, one.payer.payer_id) == (above["20"]["nm1"][0][1], above["20"]["nm1"][0][4])
    assert (one.receiver.name, one.receiver.identifier.value) == (above["21"]["nm1"][0][1], above["21"]["nm1"][0][4])
    assert (one.provider.name, one.provider.npi) == (above["19"]["nm1"][0][1], above["19"]["nm1"][0][4])
    assert told(one.patient) == tuple(level["nm1"][0][1:3])
    subscriber = above["22"] if level["HL03"] == "23" else level
    assert one.member_id == subscriber["nm1"][0][4]
    assert (one.subscriber is not None) == (level["HL03"] == "23")
    assert len(one.lines) == level["svc"]


NUMBERS = {"1K": "payer_control_number", "BLT": "bill_type", "EJ": "patient_control_number", "XZ": "prescription_number", "D9": "clearinghouse_number",
           "VV": "voucher", "LU": "location", "6P": "group_number"}


def checked_numbers(one, level):
    assert {name: getattr(one, NUMBERS[name]) for name, _ in level["ref"] if name in NUMBERS} == {name: value for name, value in level["ref"] if name in NUMBERS}
    assert [(each.qualifier, each.value) for each in one.references] == [tuple(pair) for pair in level["ref"] if pair[0] not in NUMBERS]


@needs_corpus
@pytest.mark.parametrize("path", files("276"), ids=lambda path: path.name)
def test_an_inquiry_agrees_with_the_facts(path):
    parsed = parse_276(path.read_bytes())
    expected = [pair for one in transactions(path) for pair in claims_of(one)]
    assert len(parsed) == len(expected) > 0
    for inquiry, (level, above) in zip(parsed, expected, strict=True):
        checked_people(inquiry, level, above)
        checked_numbers(inquiry, level)
        assert inquiry.trace_number == level["trn"][0][1]
        assert inquiry.charge == (D(dict(level["amt"])["T3"]) if level["amt"] else None)
        assert inquiry.service_dates or inquiry.lines[0].service_dates
    assert parsed.unread == []


@needs_corpus
@pytest.mark.parametrize("path", files("277"), ids=lambda path: path.name)
def test_a_response_agrees_with_the_facts(path):
    parsed = parse_277(path.read_bytes())
    expected = [pair for one in transactions(path) for pair in claims_of(one)]
    refused = [level for one in transactions(path) for level in one["levels"] if level["HL03"] in ("21", "19") and level["stc"]]
    assert len([one for one in parsed if one.patient is None]) == len(refused)
    for response, (level, above) in zip([one for one in parsed if one.patient is not None], expected, strict=True):
        checked_people(response, level, above)
        unasked = response.kind is StatusKind.PENDING
        assert (response.payer_control_number if unasked else response.trace_number) == level["trn"][0][1]
        checked_numbers(response, level)
        everything = [*response.statuses, *(status for line in response.lines for status in line.statuses)]
        for status, (code, day, action, charge, *more) in zip(everything, level["stc"], strict=True):
            assert [status.category, status.code, status.entity, status.code_list] == (code.split(":") + [""] * 4)[:4]
            assert (status.on.strftime("%Y%m%d"), status.action) == (day, action)
            assert [status.amount, status.paid] == [D(text) if text else None for text in (charge, more[0])]
    assert parsed.unread == []


@needs_corpus
def test_a_provider_that_is_turned_down_is_a_response_of_its_own():
    accepted, refused = parse_277((CORPUS / "277" / "stupidedi-x212-hn277-provider-response.edi").read_bytes())
    assert (accepted.above, accepted.patient_control_number) == ((), "SM123456")
    [level] = refused.above
    assert (refused.patient, refused.provider.npi, level.level, level.trace_number) == (None, "6166666666", "provider", "0")
    assert [one.text for one in level.statuses] == ["E0:24:1P"]


@needs_corpus
def test_pending_claims_are_told_unasked_under_the_payers_number():
    parsed = parse_277((CORPUS / "277" / "machete-277-x228-pending-1.edi").read_bytes())
    assert [(one.kind, one.trace_number, one.payer_control_number, one.response_due) for one in parsed] == [
        (StatusKind.PENDING, "", "05347006051", date(2007, 2, 6)), (StatusKind.PENDING, "", "0529675341", date(2007, 2, 6)),
        (StatusKind.PENDING, "", "051681010827", date(2007, 2, 6))]
    assert parsed[0].service_dates == DateRange(date(2007, 1, 31), date(2007, 2, 4))
    assert parsed[0].subscriber is None


# ---- what a response says

def test_every_element_of_an_stc_is_read():
    one = only(wrapped(TOP + CLINIC + PATIENT + "TRN*2*T1~STC*F1:65:PR*20261120**350*129*20261030*ACH*20261102*EFT9*F1:98*F1:104*READ THE 835~"))
    first, second, third = one.statuses
    assert [each.text for each in one.statuses] == ["F1:65:PR", "F1:98", "F1:104"]
    assert (first.amount, first.paid, first.finalized_on, first.payment_method, first.paid_on, first.check_number, first.message) == (
        D(350), D(129), date(2026, 10, 30), "ACH", date(2026, 11, 2), "EFT9", "READ THE 835")
    assert (second.check_number, third.paid) == ("EFT9", D(129))
    assert (one.charge, one.paid, one.check_number, one.paid_on, one.finalized_on) == (D(350), D(129), "EFT9", date(2026, 11, 2), date(2026, 10, 30))


def test_several_claims_below_one_patient_are_several_responses():
    parsed = parse_277(wrapped(TOP + CLINIC + PATIENT + CLAIM + "TRN*2*T2~STC*F2:88:QC*20261120**150*0~REF*EJ*A1002~"))
    assert [(one.trace_number, one.patient_control_number, one.member_id) for one in parsed] == [("T1", "A1001", "M100200"), ("T2", "A1002", "M100200")]


def test_a_subscriber_with_a_claim_of_his_own_and_a_dependents():
    first, second = parse_277(wrapped(TOP + CLINIC + PATIENT + CLAIM + "HL*5*4*23~NM1*QC*1*ROWE*KIT~TRN*2*T2~STC*P1:20*20261120~"))
    assert (first.patient.name.first, first.subscriber) == ("DANA", None)
    assert (second.patient.name.first, second.subscriber.name.first, second.member_id) == ("KIT", "DANA", "M100200")


def test_levels_above_speak_for_the_claims_below_them():
    [one] = parse_277(wrapped(TOP + "TRN*2*B1~STC*A1:19*20261120~" + CLINIC + PATIENT + CLAIM))
    assert [(level.level, level.trace_number, level.statuses[0].text) for level in one.above] == [("receiver", "B1", "A1:19")]


def test_a_request_that_is_turned_down_is_one_response():
    [one] = parse_277(wrapped(TOP + "TRN*2*B1~STC*E1:484*20261120~"))
    assert (one.patient, one.provider, [level.level for level in one.above]) == (None, None, ["receiver"])


def test_a_provider_may_be_named_twice():
    one = only(wrapped(TOP + CLINIC + "NM1*1P*2*CLINIC*****SV*77~" + PATIENT + CLAIM))
    assert (one.provider.npi, one.further_provider.identifier.value, one.unread) == ("1234567893", "77", ())


# ---- out of place, unreadable, cut

def test_a_claim_without_a_trn_is_still_a_claim():
    one = only(wrapped(TOP + CLINIC + PATIENT + "STC*P1:20*20261120**350~REF*EJ*A1001~"))
    assert (one.trace_number, one.patient_control_number, one.statuses[0].text) == ("", "A1001", "P1:20")


@pytest.mark.parametrize(("segment", "code"), [("STC*F1:65*2026112**350~", "X202"), ("STC*F1:65*20261120**3S0~", "X201"), ("DTP*472*D8*NEVER~", "X202")])
def test_what_cannot_be_read_is_left_out_and_the_rest_counts(segment, code):
    parsed = parse_277(wrapped(TOP + CLINIC + PATIENT + "TRN*2*T1~STC*F2:88*20261120~" + segment + "REF*EJ*A1001~"))
    [one] = parsed
    assert [finding.code for finding in parsed.findings] == [code]
    assert [each.code for each in one.noticed] == [code]
    assert one.patient_control_number == "A1001"
    assert [kept.segment_id for kept in one.unread] == [segment[:3]]
    assert parsed.unread == list(one.unread)


def test_segments_without_a_place_stay_with_the_noun_that_was_open():
    one = only(wrapped(TOP + CLINIC + PATIENT + "N3*1 ELM ST~" + CLAIM + "K3*X~SVC*HC:99213*100*0~STC*P1:20*20261120~K3*Y~DTP*472*D8*20261012~"))
    assert [kept.elements for kept in one.patient.unread] == [("N3", "1 ELM ST")]
    assert [kept.elements for kept in one.unread] == [("K3", "X")]
    assert [kept.elements for kept in one.lines[0].unread] == [("K3", "Y")]


def test_a_level_that_no_guide_has_ends_the_claim_before_it():
    parsed = parse_277(wrapped(TOP + CLINIC + PATIENT + CLAIM + "HL*5*4*99~NM1*ZZ*1*X~"))
    assert [one.trace_number for one in parsed] == ["T1"]
    assert [finding.code for finding in parsed.findings] == ["X217"]
    assert [one.segment_id for one in parsed.unread] == ["HL", "NM1"]


def test_a_claim_that_was_cut_off_is_no_claim():
    text = wrapped(TOP + CLINIC + PATIENT + CLAIM + "TRN*2*T2~STC*P1:20*20261120~")
    with pytest.raises(TruncatedError) as caught:
        parse_277(text[:text.index("SE*")])
    assert [one.trace_number for one in caught.value.complete] == ["T1"]


@pytest.mark.parametrize(("parse", "text", "advice"), [
    (parse_276, wrapped(TOP), "edi_acks.status.parse_277"), (parse_277, wrapped("", "276"), "edi_acks.status.parse_276"),
    (parse_277, wrapped(TOP, version="005010X214"), "edi_acks.parse"), (edi_acks.parse, wrapped(TOP), "edi_acks.status.parse_277")])
def test_what_another_reader_reads_is_passed_over_with_a_word(parse, text, advice):
    parsed = parse(text)
    assert list(parsed) == []
    assert [(one.code, advice in one.message) for one in parsed.findings if one.code == "X130"] == [("X130", True)]


def test_an_older_version_is_read_and_told():
    parsed = parse_277(wrapped(TOP + CLINIC + PATIENT + CLAIM, version="004010X093A1"))
    assert [one.patient_control_number for one in parsed] == ["A1001"]
    assert "X131" in [one.code for one in parsed.findings]


# ---- privacy

SECRETS = ("ZZLAST", "ZZFIRST", "ZZMEMBER", "19440404", "1944-04-04", "1944, 4, 4", "ZZSTREET", "ZZMESSAGE", "ZZRX", "ZZRECORD")
PERSON = "NM1*IL*1*ZZLAST*ZZFIRST****MI*ZZMEMBER~N3*ZZSTREET~"
BODY = "REF*EJ*A1001~REF*XZ*ZZRX~REF*EA*ZZRECORD~"

SPOILED = f"STC*ZZLAST:ZZFIRST:ZZMEMBER*20261120~{BODY}SVC*HC:99213*ZZLAST~STC*R4:ZZRX::LOI*20261120~K3*ZZSTREET~"


@pytest.mark.parametrize(("parse", "kind", "body"), [
    (parse_276, "276", f"HL*4*3*22*0~DMG*D8*19440404*F~{PERSON}TRN*1*T1~{BODY}AMT*T3*ZZSTREET~DTP*472*D8*ZZFIRST~"),
    (parse_277, "277", f"HL*4*3*22*0~{PERSON}TRN*2*T1~STC*P1:20*ZZFIRST**ZZLAST********ZZMESSAGE~{SPOILED}")])
def test_nothing_of_a_patient_is_shown(parse, kind, body):
    parsed = parse(wrapped(TOP + CLINIC + body, kind))
    [one] = parsed
    assert one.patient.name.last == "ZZLAST"
    shown = [repr(one), repr(one.patient), *map(repr, one.lines), *map(repr, parsed.findings), *map(repr, parsed.unread), *map(repr, check([one]))]
    if kind == "277":
        shown += [repr(situation(one)), render(one), *map(repr, one.findings), *map(repr, check([one], RESPONSE_GUIDE_RULES))]
    assert [secret for secret in SECRETS if any(secret in text for text in shown)] == []
