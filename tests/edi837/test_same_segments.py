"""What a conforming public file says is written again segment by segment, but for what we write our own way."""

import functools

import pytest

import edi837
from corpus import EXAMPLES, files, needs_corpus
from edi_claims import ElementError, Severity
from edi_x12 import conformance
from edi_x12.elements import amount_text, lenient_amount

NUMBERS = {"CLM": (2,), "AMT": (2,), "SV1": (2, 4), "SV5": (3, 4, 5), "CTP": (4,), "SVD": (2, 5), "CAS": (3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19),
           "CN1": (2, 3, 5), "CR1": (2, 6), "CR3": (3,), "HCP": (2, 3, 5, 7, 12), "MEA": (3,), "MOA": (1, 2, 8, 9), "PAT": (8,), "PS1": (2,), "QTY": (2,),
           "FRM": (5,)}
"""Elements that hold a number: 120.00 is written 120."""

DIFFERENT = {
    "lfh-004010x098a1-coordination-of-benefits-837.edi": "4010 names its guide in a REF*87, has a name and numbers for whom to pay, and ZZ in PRV02",
    "lfh-004010x098a1-dependent-commercial-insurance-01-837.edi": "4010: REF*87, and a referring provider's taxonomy, for which 5010 has no place",
    "lfh-004010x098a1-dependent-commercial-insurance-03-837.edi": "4010: REF*87, and ZZ in PRV02",
    "lfh-004010x098a1-patient-is-dependent-837.edi": "4010: REF*87, and a name and numbers for whom to pay",
    "stupidedi-x291-hc837-ambulance.edi": "a predetermination (X291): CLM19 says so, for which a claim has no place",
    "stupidedi-x291-hc837-home-infusion-therapy-pharmacy-adjudicated-with-ndc-in-loop-2410.edi": "likewise",
}
NOT_WRITTEN = {"lfh-004010x098a1-dependent-commercial-insurance-02-837.edi": "a name in it has a typographic apostrophe, which X12 has no character for"}


@functools.cache
def conforming():
    """The public files in which the guide finds no error, and those of 4010, whose headers contradict each other."""
    return [path for path in files("837p") if path.name.startswith("lfh-004010")
            or not any(one.severity is Severity.ERROR for one in conformance.check(path.read_bytes()))]


def segments(text, marks):
    """Segments as lists of elements, numbers in our way; times and password of the envelope and the name of the guide's errata apart."""
    return [plain(one.split(marks.element)) for raw in text.split(marks.terminator) if (one := raw.strip("\r\n \ufeff\xef\xbb\xbf"))]


def plain(e):
    kind = e[0]
    for at in NUMBERS.get(kind, ()):
        if at < len(e) and e[at]:
            e[at] = amount_text(lenient_amount(e[at]))
    if kind == "ISA":
        e[9:11] = e[1:5] = []                               # times; and a password, which is not kept
    elif kind == "GS":
        e[8], e[4:6] = e[8][:10], []
    elif kind == "BHT":
        e[4:6] = []
    elif kind == "ST":
        e[3:] = []
    elif kind == "SE":
        e[1] = ""                                           # the guide is named above where 5010 lacks a place; the count follows
    while e and not e[-1]:
        e.pop()
    return e


def again(path):
    """The segments of a file, and those of what is written of its claims."""
    raw = path.read_bytes()
    parsed = edi837.parse(raw)
    marks = parsed.interchanges[0].delimiters
    return segments(raw.decode("latin-1"), marks), segments(edi837.build(parsed, rules=(), delimiters=marks), marks)


@needs_corpus
@pytest.mark.parametrize("path", conforming(), ids=lambda path: path.name)
def test_a_conforming_public_file_is_written_again_segment_by_segment(path):
    if path.name in NOT_WRITTEN:
        with pytest.raises(ElementError):
            again(path)
        return
    was, became = again(path)
    assert (was == became) is (path.name not in DIFFERENT)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("837p-*.edi")), ids=lambda path: path.name)
def test_our_own_examples_are_written_again_segment_by_segment(path):
    was, became = again(path)
    assert was == became


@needs_corpus
def test_the_public_files_are_as_many_as_were_looked_at():
    assert len(conforming()) >= 27
