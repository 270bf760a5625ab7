"""Nothing that a payer sends is dropped: it is in a field, among what is unread, or a finding says that it was left out."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import edi835
from bags835 import bag, left_out, same, segments
from corpus import EXAMPLES, facts, files, needs_corpus
from edi_claims import (
    BankAccount,
    ClaimGroup,
    Contact,
    Currency,
    DeliveryMethod,
    InpatientAdjudication,
    InpatientSummary,
    OutpatientAdjudication,
    Procedure,
    ProviderSummary,
    Reference,
    Remittance,
    Severity,
    TradingPartner,
    from_json,
    to_json,
)
from edi_testing.remittances import remittances
from edi_x12 import conformance
from edi_x12.delimiters import Delimiters
from texts835 import claim, interchange

D = Decimal

HERE = TradingPartner("HERE", "HERE")
TO = {"sender": HERE, "receiver": HERE, "control": 1, "usage": "T", "created": datetime(2026, 11, 2, 9, 30)}
PLAIN = Delimiters()


def is_835(path):
    return any(one["ST01"] == "835" for interchange in facts(path) for one in interchange["transactions"])


def body(path, parsed):
    """The segments of a public file; some put words before their ISA."""
    text = path.read_bytes().decode("latin-1")
    return segments(text[max(text.find("ISA"), 0):], parsed.interchanges[0].delimiters)


def unaccounted(was, parsed, component=":"):
    """What neither the text that is written of it, nor `unread`, nor a finding has; and what is there too much."""
    written = edi835.build(parsed, rules=(), **TO)
    has = bag(segments(written, PLAIN)) + bag([list(one.elements) for remittance in parsed for one in remittance.unread])
    said = bag(was, component)
    return said - has - left_out(was, parsed.findings, component), has - said


OTHER_SEPARATOR = {"lfh-005010x221a1-cob-contractural-adjustment-835.edi": ">", "lfh-005010x221a1-secondary-payment-835.edi": ">"}


@needs_corpus
@pytest.mark.parametrize("path", [path for path in files("835", "bad") if is_835(path)], ids=lambda path: path.name)
def test_nothing_of_a_public_file_is_dropped_or_invented(path):
    parsed = edi835.parse(path.read_bytes())
    component = OTHER_SEPARATOR.get(path.name, parsed.interchanges[0].delimiters.component)
    lost, added = unaccounted(body(path, parsed), parsed, component)
    assert not lost
    assert set(added) <= {("SVC", "1")}                     # units that were not sent are one


# ---- elements and segments where no guide has them

_ODD = ("A:B", "X9", "7", "20261201", "")
"""Components only where they may stand: elsewhere they are refused when they are written."""


def places(text):
    return segments(text, PLAIN)


@st.composite
def tampered(draw):
    """The segments of a remittance, some of which say something where they should not."""
    found = places(edi835.build(draw(remittances(max_claims=2)), rules=(), **TO))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(found) - 1))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            found.insert(at + 1, list(found[at]))
        elif kind == 1:
            del found[at][1 + draw(st.integers(0, len(found[at]) - 1)):]
        else:
            place = draw(st.integers(1, max(len(found[at]) + 2, 4)))
            found[at] += [""] * (place + 1 - len(found[at]))
            composed = place in {"SVC": (1, 6), "PLB": (3, 5, 7, 9, 11, 13)}.get(found[at][0], ())
            found[at][place] = draw(st.sampled_from(_ODD if composed else _ODD[1:]))
    return found


HEAD = edi835.build([], **TO).partition("GE*")[0] + "ST*835*0001~"


@given(tampered())
@settings(deadline=None, max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))     # two or three segments are told apart by eye
def test_nothing_of_a_remittance_is_dropped_wherever_it_stands(found):
    if [e[0] for e in found].count("BPR") == 0 or not found[0][2:3] or found[0][2] in _ODD:
        return
    text = HEAD + "".join("*".join(e) + "~" for e in found) + f"SE*{len(found) + 2}*0001~GE*1*1~IEA*1*000000001~"
    lost, _ = unaccounted(found, edi835.parse(text))
    assert not lost


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("835*.edi")), ids=lambda path: path.stem)
def test_nothing_of_an_example_is_dropped_or_invented(path):
    parsed = edi835.parse(path.read_text())
    assert not any(unaccounted(body(path, parsed), parsed))


# ---- segment by segment

NUMBERS = {"BPR": (2,), "CLP": (3, 4, 5, 12, 13), "SVC": (2, 3, 5, 7), "AMT": (2,), "QTY": (2,), "MIA": tuple(range(1, 25)), "MOA": tuple(range(1, 10)),
           "TS3": tuple(range(4, 25)), "TS2": tuple(range(1, 20)), "CAS": (3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19), "PLB": (4, 6, 8, 10, 12, 14)}
"""Elements that hold a number: 120.00 is written 120."""

DIFFERENT = {
    "lfh-005010x221a1-cob-contractural-adjustment-835.edi": "its procedures are put together with another mark than it names, and two CAS of a group are one",
    "lfh-005010x221a1-secondary-payment-835.edi": "its procedures are put together with another mark than it names",
    "pyx12-bad-header-looping.edi": "it has a second header between its claims: that belongs to none, is kept unread, and not written",
    "x12net-5010-example1.edi": "its last claim ends after CLP02: it is kept unread, and not written",
}


def our_way(e):
    """Numbers as we write them; one unit where none was sent; nothing behind the last element."""
    for at in NUMBERS.get(e[0], ()):
        if at < len(e) and e[at]:
            e[at] = same(e[at])
    if e[0] == "SVC" and not "".join(e[5:6]):
        e[4:6] = [*e[4:5], "1"] if len(e) > 4 else ["", "1"]
    while e and not e[-1]:
        e.pop()
    return e


@needs_corpus
@pytest.mark.parametrize("path", [path for path in files("835", "bad") if is_835(path)], ids=lambda path: path.name)
def test_a_public_file_is_written_again_segment_by_segment(path):
    parsed = edi835.parse(path.read_bytes())
    marks = parsed.interchanges[0].delimiters
    written = edi835.build(parsed, rules=(), sender=HERE, receiver=HERE, delimiters=marks)
    was, became = body(path, parsed), segments(written, marks)
    assert ([our_way(e) for e in was] == [our_way(e) for e in became]) is (path.name not in DIFFERENT)


@needs_corpus
def test_what_is_written_of_a_conforming_public_file_conforms():
    for path in files("835"):
        if path.name not in DIFFERENT and not any(one.severity is Severity.ERROR for one in conformance.check(path.read_bytes())):
            parsed = edi835.parse(path.read_bytes())
            if all(one.version.startswith("005010") for one in parsed):
                assert conformance.check(edi835.build(parsed, rules=(), sender=HERE, receiver=HERE, usage="T")) == [], path.name


@given(remittances(max_claims=2, guide=False))
@settings(deadline=None, max_examples=40)
def test_what_old_versions_and_careless_payers_send_comes_back_equal(remittance):
    parsed = edi835.parse(edi835.build(remittance, rules=(), **TO))
    assert parsed == [remittance]
    assert parsed.unread == []
    assert from_json(Remittance, to_json(parsed[0])) == remittance


# ---- every segment of the guide, by name

def only(*parts, **more):
    [remittance] = edi835.parse(interchange(*parts, **more))
    return remittance


def test_banks_currency_and_the_way_of_paper():
    bpr = ("BPR*I*{total}*C*ACH*CTX*01*999999992*DA*123456*1512345678*999999999*04*999988880*SG*98765*20261102~TRN*1*T1*1512345678~CUR*PR*CAD*1.25~"
           "N1*PR*PLAN*XV*EX001~N1*PE*CLINIC*XX*1234567893~RDM*EM*BILLING*A@CLINIC.TEST~")
    remittance = only(claim(), bpr=bpr)
    assert (remittance.payment_format, remittance.originating_company, remittance.originating_supplement) == ("CTX", "1512345678", "999999999")
    assert remittance.payer_account == BankAccount("01", "999999992", "DA", "123456")
    assert remittance.payee_account == BankAccount("04", "999988880", "SG", "98765")
    assert remittance.currency == Currency("PR", "CAD", D("1.25"))
    assert remittance.delivery == DeliveryMethod("EM", "BILLING", "A@CLINIC.TEST")
    shown = repr(remittance)
    assert not any(number in shown for number in ("999999992", "123456*", "98765", "A@CLINIC"))


def test_every_element_of_mia_and_moa():
    mia = "MIA*" + "*".join(f"M{at}" if at in {5, 20, 21, 22, 23} else str(at) for at in range(1, 25))
    [payment] = only(claim(NM1=f"NM1*QC*1*ROWE~{mia}~MOA*.8*2*N3*N4*N5*N6*N7*8*9")).claims
    assert payment.inpatient == InpatientAdjudication(
        D(1), D(2), D(3), D(4), ("M5", "M20", "M21", "M22", "M23"), D(6), D(7), D(8), D(9), D(10), D(11), D(12), D(13), D(14), D(15), D(16), D(17), D(18),
        D(19), D(24))
    assert payment.outpatient == OutpatientAdjudication(D("0.8"), D(2), ("N3", "N4", "N5", "N6", "N7"), D(8), D(9))
    assert payment.remarks == ("M5", "M20", "M21", "M22", "M23", "N3", "N4", "N5", "N6", "N7")


def test_every_element_of_ts3_and_ts2():
    ts3 = "TS3*1234567893*11*20261231*" + "*".join(map(str, range(4, 25)))
    ts2 = "TS2*" + "*".join(map(str, range(1, 20)))
    [payment] = only(f"LX*7~{ts3}~{ts2}~", claim()).claims
    assert payment.group == ClaimGroup("7", ProviderSummary("1234567893", "11", date(2026, 12, 31), *map(D, range(4, 25))),
                                       InpatientSummary(*map(D, range(1, 20))))


def words(text):
    return text.split()


def test_every_reference_day_amount_and_quantity_of_claim_and_line():
    claims = [("REF", kind, f"R{at}") for at, kind in enumerate(words("1L 1W 28 6P 9A 9C BB CE EA F8 G1 G3 IG SY 0B 1A 1B 1C 1D 1G 1H 1J D3 G2 LU"))]
    claims += [("DTM", kind, "20261001") for kind in words("232 233 036 050")] + [("PER", "CX", "HELP", "TE", "8005550100", "EX", "1")]
    claims += [("AMT", kind, "1") for kind in words("AU D8 DY F5 I NL T T2 ZK ZL ZM ZN ZO")]
    claims += [("QTY", kind, "2") for kind in words("CA CD LA LE NE NR OU PS VS ZK ZL ZM ZN ZO")]
    lines = [("REF", kind, f"L{at}") for at, kind in enumerate(words("1S APC BB E9 G1 G3 LU RB 0B 1A 1B 1C 1D 1G 1H 1J D3 G2 HPI SY TJ 0K 0K"))]
    lines += [("AMT", kind, "3") for kind in words("B6 KH T T2 ZK ZL ZM ZN ZO")] + [("QTY", kind, "4") for kind in words("ZK ZL ZM ZN ZO")]
    text = interchange(claim(NM1="~".join(["NM1*QC*1*ROWE", *map("*".join, claims)])) + "".join("*".join(one) + "~" for one in lines))
    parsed = edi835.parse(text)
    assert parsed.findings == [] == parsed.unread
    [payment] = parsed[0].claims
    [line] = payment.services
    assert (len(payment.references), len(payment.dates), len(payment.amounts), len(payment.quantities)) == (25, 4, 13, 14)
    assert payment.contacts == (Contact("HELP", (("TE", "8005550100"), ("EX", "1")), "CX"),)
    assert (len(line.references), len(line.amounts), line.allowed, len(line.quantities)) == (23, 9, D(3), 5)
    assert Reference("HPI", "L18") in line.references


@pytest.mark.parametrize("qualifier", ["AD", "ER", "HC", "HP", "IV", "N4", "N6", "NU", "RB", "UI", "WK", "ZZ"])
def test_every_list_of_procedures(qualifier):
    [line] = only(claim(SVC=f"SVC*{qualifier}:A1:25*100*80*0450*2*{qualifier}:B2:59::::AS TOLD*3")).claims[0].services
    assert line.procedure == Procedure("A1", ("25",), qualifier)
    assert line.submitted_procedure == Procedure("B2", ("59",), qualifier, "AS TOLD")


# ---- what does not fit is kept, and the rest is read

def named(parsed):
    return [(one.code, one.element) for one in parsed.findings]


def test_a_pair_of_a_plb_that_cannot_be_read_is_kept_and_the_others_are_read():
    parsed = edi835.parse(interchange(claim(), "PLB*1234567893*20261231*L6:A*-1*WO:B*x*CS:C*3*72:D~", total="78"))
    [remittance] = parsed
    assert [(one.reason, one.amount) for one in remittance.provider_adjustments] == [("L6", D(-1)), ("CS", D(3))]
    assert [one.elements for one in remittance.unread] == [("PLB", "1234567893", "20261231", "WO:B", "x"), ("PLB", "1234567893", "20261231", "72:D", "")]
    assert named(parsed) == [("X201", "PLB06"), ("X201", "PLB10")]


def test_a_plb_without_any_pair_is_kept():
    assert [one.segment_id for one in only(claim(), "PLB*1234567893*20261231~").unread] == ["PLB"]


@pytest.mark.parametrize("again", ["DTM*472*20261013", "AMT*KH*2", "QTY*ZK*2", "DTM*573*20261013"])
def test_a_second_one_of_a_kind_is_kept_with_a_finding(again):
    first = again[:-1] + "1"
    parsed = edi835.parse(interchange(claim(DTM=f"DTM*472*20261012~{first}" if "472" not in again else "DTM*472*20261012"), again + "~"))
    [line] = parsed[0].claims[0].services
    assert line.service_date == date(2026, 10, 12)
    assert ["*".join(one.elements) for one in line.unread] == [again]
    assert [one.code for one in parsed.findings] == ["X218"]


def test_a_period_that_comes_twice_counts_once():
    parsed = edi835.parse(interchange(claim(DTM="DTM*150*20261001~DTM*151*20261003~DTM*151*20261004")))
    [line] = parsed[0].claims[0].services
    assert (line.service_period.end, len(line.unread)) == (date(2026, 10, 3), 1)


@pytest.mark.parametrize("of_claim", ["AMT*AU*2", "QTY*CA*2", "DTM*050*20261013"])
def test_a_second_one_of_a_kind_of_a_claim_is_kept_with_a_finding(of_claim):
    parsed = edi835.parse(interchange(claim(NM1=f"NM1*QC*1*ROWE~{of_claim[:-1]}1~{of_claim}")))
    assert ["*".join(one.elements) for one in parsed[0].claims[0].unread] == [of_claim]
    assert [one.code for one in parsed.findings] == ["X218"]


@pytest.mark.parametrize(("segment", "names"), [
    ("SVC*HC:99213::::::A1*100*80**1", ["SVC01-8"]), ("SVC*HC:99213*100*80**1***X*Y", ["SVC08", "SVC09"]), ("NM1*QC*1*ROWE*DANA****MI*M1*72*X", [
        "NM110", "NM111"]), ("NM1*QC*1*ROWE*DANA****MI", ["NM108"]), ("NM1*QC*2*ROWE*DANA", ["NM102"]), ("DTM*472*20261012*1200", ["DTM03"]),
    ("REF*6R*L1*X", ["REF03"]), ("REF*G1*A*NOTE*B", ["REF04"]), ("CLP*C1*1*100*80*20*12*ICN1*11*1*****Y", ["CLP14"]),
    ("AMT*B6*80*D", ["AMT03"]), ("QTY*ZK*1*DA*X", ["QTY03", "QTY04"]), ("LQ*HE*N130*X", ["LQ03"]), ("CAS*PR*2*20~NM1*TT*2*NEXT*A****PI*1", None)])
def test_what_has_no_place_is_named_once_a_file(segment, names):
    name = segment.partition("*")[0]
    base = claim(**{name: segment}) if f"{name}*" in claim() else claim() + segment + "~"
    parsed = edi835.parse(interchange(base, base, total="160"))
    found = [one.element for one in parsed.findings if one.code == "X214"]
    if names is None:
        assert (found, len(parsed.unread)) == ([], 2)       # a party of a claim behind a line is kept
    else:
        assert found == names
    assert len(parsed[0].claims) == 2


def test_a_group_without_any_claim_is_kept():
    remittance = only("LX*1~TS3*1234567893*11*20261231*0*0~LX*2~", claim(), "LX*3~")
    assert [one.elements[:2] for one in remittance.unread] == [("LX", "1"), ("TS3", "1234567893"), ("LX", "3")]
    assert remittance.claims[0].group.number == "2"


def test_equal_groups_one_behind_another_stay_apart():
    text = interchange("LX*7~", claim(), "LX*7~", claim("C2"), total="160")
    parsed = edi835.parse(text)
    assert edi835.build(parsed, rules=()) == text
    assert edi835.build(from_json(list[Remittance], to_json(list(parsed))), rules=(), **TO).count("~LX*7~") == 2


def test_remark_codes_behind_a_full_moa_are_not_dropped():
    text = interchange("LX*1~", claim(NM1="NM1*QC*1*ROWE~MOA***N1*N2*N3*N4*N5~LQ*HE*N6"))
    parsed = edi835.parse(text)
    assert parsed[0].claims[0].remarks == ("N1", "N2", "N3", "N4", "N5", "N6")
    assert edi835.build(parsed, rules=()) == text
