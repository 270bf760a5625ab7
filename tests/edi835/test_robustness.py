"""Any text is read or raises an error of ours, and nothing that comes out shows who the patient is."""

import logging
import re

import pytest
from hypothesis import example as case
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
from corpus import example
from edi_claims import EdiError, TruncatedError
from texts835 import claim, interchange

TEXT = example("835-5-downcode-bundle-interest-takeback").replace("\n", "")
HEADER = TEXT[:TEXT.index("BPR")]
WORDS = ("ISA", "GS", "ST", "BPR", "TRN", "N1", "N3", "N4", "LX", "CLP", "CAS", "NM1", "SVC", "DTM", "REF", "AMT", "QTY", "LQ", "MOA", "MIA", "PLB",
         "TS3", "PER", "SE", "835", "HC:99213", "PR", "PE", "QC", "472", "20261101", "100", "-5", "B6", "HE", "", "x", ":", "1E5", "NaN", "\u0661")


def survives(text):
    """Read it; give back what came, or nothing."""
    try:
        return edi835.parse(text)
    except EdiError as error:
        return getattr(error, "complete", [])


@given(st.text() | st.binary())
@settings(deadline=None, max_examples=60)
def test_any_text_is_read_or_raises_an_error_of_ours(text):
    survives(text)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("*".join), max_size=30))
@settings(deadline=None, max_examples=100)
@case(["CLP", "SVC", "CAS", "SE"])
@case(["BPR*I*1", "SVC*HC:1*1*1", "CAS*CO*45*1"])
@case(["BPR*I*1", "CLP*1*1*1*1", "SVC*:*1*1", "SVC**1*1", "LQ", "N1", "CAS"])
def test_any_run_of_segments_is_read_or_raises_an_error_of_ours(segments):
    for remittance in survives(HEADER + "".join(one + "~" for one in segments) + "SE*1*0106~GE*1*106~IEA*1*000000106~"):
        assert edi835.check(remittance) is not None


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_an_example_with_characters_changed_is_read_or_raises_an_error_of_ours(data):
    text = TEXT
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text) - 1))
        kind = data.draw(st.integers(0, 2))
        put = "" if kind == 0 else text[at] * 2 if kind == 1 else data.draw(st.sampled_from("*~:^0A -.\n\u00e9"))
        text = text[:at] + put + text[at + 1:]
    for remittance in survives(text):
        assert edi835.check(remittance) is not None


@given(st.lists(st.integers(0, TEXT.count("~") - 1), min_size=1, max_size=5), st.booleans())
@settings(deadline=None, max_examples=60)
def test_an_example_with_segments_lost_or_doubled(places, lost):
    segments = [one + "~" for one in TEXT.split("~") if one]
    text = "".join(("" if lost else one * 2) if at in places else one for at, one in enumerate(segments))
    survives(text)


def test_an_amount_of_a_hundred_thousand_digits():
    parsed = edi835.parse(interchange(claim(CAS="CAS*PR*2*" + "9" * 100_000)))
    assert "BAL-LINE" in [one.code for one in parsed.findings]


# ---- privacy

SECRET = re.compile(r"ZEBRA|QUAGGA|OKAPI|PM1234|STREET9|5550199|19700101|NOTE9|ACCT9")
PRIVATE = (
    "BPR*I*{total}*C*ACH*CCP*01*ACCT9*DA*ACCT9*1512345678**01*ACCT9*DA*ACCT9*20261102~TRN*1*T1*1512345678~N1*PR*PLAN*XV*EX001~N3*STREET9~"
    "PER*BL*OKAPI*TE*5550199~N1*PE*CLINIC*XX*1234567893~REF*TJ*ACCT9~RDM*EM*OKAPI*ZEBRA~")


def private_claim(**changes):
    text = claim(NM1="NM1*QC*1*ZEBRA*QUAGGA****MI*PM1234~NM1*IL*1*ZEBRA*OKAPI****MI*PM1234~NM1*74*1*ZEBRA*****C*PM1234~REF*1W*PM1234~NTE*NOTE9", **changes)
    return text + "N3*STREET9~DMG*D8*19700101~"


FAULTS = ("SVC*ZEBRA*1*1", "CAS*PR*2*ZEBRA", "CAS*PR*2*1*PM1234*2*QUAGGA", "CLP*C1*1*ZEBRA*2", "DTM*472*ZEBRA", "REF*PM1234", "AMT*AU*PM1234", "NM1*QC*1*ZEBRA",
          "QTY*ZEBRA*OKAPI", "LQ*ZEBRA", "ZEBRA*QUAGGA", "N1*QC*ZEBRA", "PLB*ZEBRA*QUAGGA*OKAPI*PM1234", "DTM*150*NOTE9", "PER*IC*ZEBRA*TE",
          "CAS*ZEBRA*QUAGGA", "CAS*CO*QUAGGA*", "MIA*ZEBRA", "MOA***ZEBRA", "TS3*ZEBRA*OKAPI*NOTE9", "LX*1~TS3*ZEBRA*OKAPI*NOTE9*1*1", "DTM*472*20261013*ZEBRA",
          "NM1*TT*1*ZEBRA*QUAGGA****MI", "AMT*B6*1~AMT*B6*2*ZEBRA", "SVC*HC:1::::::ZEBRA*1*1", "RDM*EM*ZEBRA*OKAPI", "CUR*PR*ZEBRA*OKAPI")


SHOWN = ("SVC*ZEBRA", "QTY*ZEBRA", "LQ*ZEBRA", "PLB*ZEBRA", "MOA***ZEBRA", "CAS*ZEBRA", "CAS*CO*QUAGGA")
"""Codes are public: a repr shows what stands in the place of one. Findings do not."""


@pytest.mark.parametrize("fault", ["", *FAULTS])
def test_no_repr_finding_or_log_shows_a_patient(fault, caplog):
    caplog.set_level(logging.DEBUG)
    segments = private_claim() + (fault + "~" if fault else "")
    parsed = edi835.parse(interchange(segments, bpr=PRIVATE))
    shown = [repr(parsed), str(parsed.findings), repr(edi835.check(parsed)), *map(str, edi835.check(parsed)), repr(parsed.unread), repr(parsed.interchanges)]
    for remittance in parsed:
        shown += [repr(remittance), repr(remittance.payer), repr(remittance.payee), repr(remittance.unread)]
        for one in remittance.claims:
            shown += [repr(one), repr(one.patient), repr(one.insured), repr(one.references), repr(one.unread), repr(one.services)]
    assert not any(SECRET.search(text) for text in shown if not fault.startswith(SHOWN))
    assert not any(SECRET.search(str(one)) for one in parsed.findings)
    assert not SECRET.search(caplog.text)


@pytest.mark.parametrize("text", [
    interchange(private_claim(), bpr=PRIVATE)[:-60], interchange(private_claim(), bpr=PRIVATE, total="ZEBRA"), "ZEBRA*QUAGGA~" * 3])
def test_no_error_shows_a_patient(text):
    with pytest.raises(EdiError) as caught:
        edi835.parse(text)
    error = caught.value
    while error is not None:
        assert not SECRET.search(str(error) + repr(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if isinstance(caught.value, TruncatedError):
        assert not SECRET.search(repr(caught.value.complete))
