"""The one door to pyx12: right files pass, wrong ones are told where they are wrong, and nothing leaves that could be patient data."""

from __future__ import annotations

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyx12.map_if import load_map_file, map_if
from pyx12.map_walker import walk_tree
from pyx12.params import ParamsBase
from pyx12.x12file import X12Reader

from corpus import EXAMPLES, files, needs_corpus
from edi_claims.findings import Owner, Severity, errors
from edi_x12 import conformance
from edi_x12.conformance import OWN_GUIDES, RULES, check, maps
from edi_x12.conformance.false_errors import FALSE_ERRORS
from edi_x12.conformance.rules import FROM_PYX12

if TYPE_CHECKING:
    from pathlib import Path

CLAIM, REMITTANCE, ACK, CLAIM_ACK, TA1 = "837p-1-primary", "835-5-downcode-bundle-interest-takeback", "999-mixed", "277ca-mixed", "ta1-reject"
MARKER = "ZQXPHIQZX"
VERSION = (EXAMPLES / f"{CLAIM}.edi").read_text(encoding="ascii").split("*X*")[1].split("~")[0]


def text_of(name: str, *edits: tuple[str, str]) -> str:
    text = (EXAMPLES / f"{name}.edi").read_text(encoding="ascii")
    for old, new in edits:
        assert old in text, f"{old} is not in {name}"
        text = text.replace(old, new, 1)
    return text


def recounted(text: str) -> str:
    """The same with SE01 right, for one transaction set."""
    segments = [segment.strip() for segment in text.split("~")]
    ids = [segment.split("*")[0] for segment in segments]
    count = ids.index("SE") - ids.index("ST") + 1
    return "~\n".join(f"SE*{count}*{segment.split('*')[2]}" if segment.startswith("SE*") else segment for segment in segments)


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in check(text)]


def places(text: str | bytes) -> list[tuple[str, str | None, str | None]]:
    return [(finding.code, finding.loop, finding.element) for finding in check(text)]


# ---- right files


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.edi")), ids=lambda path: path.stem)
def test_examples_conform(path: Path) -> None:
    assert check(path.read_bytes()) == []


@pytest.mark.parametrize("layout", [
    lambda text: "\ufeff" + text,
    lambda text: "\r\n\r\n  mail header\r\n" + text,
    lambda text: text.replace("\n", ""),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("~", "~~").replace("~\n", "~\n\n"),
    lambda text: text.replace("~\n", "\n"),
    lambda text: text.replace("*", "|").replace(":", ">").replace("~", "'").replace("^", "!"),
    lambda text: text.encode("ascii"),
    lambda text: text + "\x1a".replace("\x1a", "\0"),
])
def test_layout_does_not_matter(layout) -> None:
    assert check(layout(text_of(CLAIM))) == []


def test_an_isa_that_lost_its_blanks_is_told_by_element_and_the_rest_still_checked() -> None:
    text = text_of(CLAIM, ("*          *", "**"), ("CLEARHOUSE     *", "CLEARHOUSE*"), ("*NE*68102~", "*NE~"))
    assert places(text) == [("G301", None, "ISA02"), ("G304", None, "ISA08")]
    assert places(text_of(CLAIM, ("CLEARHOUSE     *", "CLEARHOUSE*"), ("*350***11:B:1*", "*350***11:B:9*"), ("D8*19710304", "D8*19711304"))) == [
        ("G304", None, "ISA08"), ("G308", "2010BA", "DMG02")]


# ---- broken files


@pytest.mark.parametrize(("name", "old", "new", "code", "loop", "element", "position", "claim", "line"), [
    (CLAIM, "N4*OMAHA*NE*681020123~\n", "", "G203", "2010AA", "N4", 12, None, None),
    (CLAIM, "N4*OMAHA*NE*68102~", "N4*OMAHA*QX*68102~", "G307", "2010BA", "N402", 21, None, None),
    (CLAIM, "N4*OMAHA*NE*68102~", "N4**NE*68102~", "G301", "2010BA", "N401", 21, None, None),
    (CLAIM, "N4*OMAHA*NE*68102~", "N4*OMAHA*NE*68~", "G304", "2010BA", "N403", 21, None, None),
    (CLAIM, "DMG*D8*19710304*F", "DMG*D8*19710304*X", "G307", "2010BA", "DMG03", 22, None, None),
    (CLAIM, "11:B:1*Y", "98:B:1*Y", "G307", "2300", "CLM05-1", 24, "A1001", None),
    (CLAIM, "*350***", "*3S0***", "G306", "2300", "CLM02", 24, "A1001", None),
    (CLAIM, "HC:99214:25", "QQ:99214:25", "G202", "2400", "SV1", 30, "A1001", 1),
    (CLAIM, "HC:99214:25", "HC::25", "G301", "2400", "SV101-2", 30, "A1001", 1),
    (CLAIM, "*150*UN*1***1:2", "*150*UN*1", "G301", "2400", "SV107", 34, "A1001", 2),
    (CLAIM, "***1:2~\nDTP*472*D8*20261012~\nREF*6R*A1001L2", "***1:2:3:4:5~\nDTP*472*D8*20261012~\nREF*6R*A1001L2", "G313", "2400", "SV107", 34,
     "A1001", 2),
    (CLAIM, "DTP*472*D8*20261012", "DTP*472*RD8*20261012", "G308", "2400", "DTP03", 31, "A1001", 1),
    (CLAIM, "DTP*472*D8*20261012", "DTP*472*D8*20261312", "G308", "2400", "DTP03", 31, "A1001", 1),
    (CLAIM, "DTP*472*D8*20261012", "DTP*472*RD8*20261012-", "G308", "2400", "DTP03", 31, "A1001", 1),
    (CLAIM, "DTP*472*D8*20261012", "DTP*472*RD8*20261012-20261013-20261014", "G308", "2400", "DTP03", 31, "A1001", 1),
    (CLAIM, "LX*2~", "LX*3~", "G223", None, "LX01", 33, "A1001", 2),
    (CLAIM, "HL*2*1*22*0", "HL*3*1*22*0", "G221", None, "HL01", 17, None, None),
    (CLAIM, "HL*2*1*22*0", "HL*2*7*22*0", "G222", None, "HL02", 17, None, None),
    (CLAIM, "AMT*F5*25~", "AMT*F5*25~\nAMT*F5*25~", "G205", "2300", "AMT", 26, "A1001", None),
    (CLAIM, "NM1*PR*2*EXAMPLE", "NM1*PR*2*E~\nNM1*PR*2*EXAMPLE", "G204", "2010BB", "NM1", 24, None, None),
    (CLAIM, "AMT*F5*25~", "ZZZ*F5*25~", "G201", "2300", None, 25, "A1001", None),
    (CLAIM, "AMT*F5*25~", "A1T5*F5*25~", "G201", None, None, 25, "A1001", None),
    (CLAIM, "AMT*F5*25~", "AMT*F5*25*~", "G207", None, None, 25, "A1001", None),
    (CLAIM, "AMT*F5*25~", "AMT*F5*25**1*2~", "G303", "2300", "AMT04", 25, "A1001", None),
    (CLAIM, "REF*EI*470000001", "REF*EI", "G301", "2010AA", "REF02", 13, None, None),
    (CLAIM, "N3*12 ELM ST~", "N3*12 ELM ST^REAR~", "G312", "2010BA", "N301", 20, None, None),
    (CLAIM, "N3*12 ELM ST~", "N3*12 ELM: ST~", "G313", "2010BA", "N301", 20, None, None),
    (CLAIM, "N4*OMAHA*NE*68102~", "N4*OMAHA *NE*68102~", "G315", "2010BA", "N401", 21, None, None),
    (CLAIM, "N3*12 ELM ST~", "N3*12 ELM\x07 ST~", "G306", "2010BA", "N301", 20, None, None),
    (CLAIM, "PER*IC*PAT LEE*TE*4025550100~", "PER*IC*PAT LEE*TE*4025550100*FX~", "G302", "1000A", "PER06", 6, None, None),
    (CLAIM, "ZZ*PRACTTEST", "QQ*PRACTTEST", "G307", None, "ISA05", 1, None, None),
    (CLAIM, "GS*HC*PRACTTEST", "GS*HC*P", "G304", None, "GS02", 2, None, None),
    (CLAIM, "GS*HC*PRACTTEST*CLEARHOUSE*20261020*0930", "GS*HC*PRACTTEST*CLEARHOUSE*20261020*9930", "G309", None, "GS05", 2, None, None),
    (CLAIM, "SE*35*0401", "SE*34*0401", "G122", None, "SE01", 37, None, None),
    (CLAIM, "SE*35*0401", "SE*35*0402", "G121", None, "SE02", 37, None, None),
    (CLAIM, "GE*1*401", "GE*2*401", "G112", None, "GE01", 38, None, None),
    (CLAIM, "GE*1*401", "GE*1*402", "G111", None, "GE02", 38, None, None),
    (CLAIM, "IEA*1*000000401", "IEA*2*000000401", "G102", None, "IEA01", 39, None, None),
    (CLAIM, "IEA*1*000000401", "IEA*1*000000402", "G101", None, "IEA02", 39, None, None),
    (CLAIM, "IEA*1*000000401~", "IEA*1*000000401", "G133", None, None, 39, None, None),
    (REMITTANCE, "CLP*A5001*19*", "CLP*A5001*99*", "G307", "2100", "CLP02", 14, "A5001", None),
    (REMITTANCE, "CAS*CO*97*30", "CAS*XX*97*30", "G202", "2110", "CAS", 28, "A5001", 2),
    (REMITTANCE, "PLB*1234567893*20261231", "PLB*1234567893*20261331", "G308", None, "PLB02", 36, None, None),
    (CLAIM_ACK, "STC*A2:20:PR*20261021*WQ*350", "STC*A2:20:PR*20261021*QQ*350", "G307", "2200D", "STC03", 29, "A1001", None),
    (CLAIM_ACK, "STC*A2:20:PR*20261021*WQ*350", "STC*A2:999:PR*20261021*WQ*350", "G316", "2200D", "STC01-2", 29, "A1001", None),
    (ACK, "IK5*R*5", "IK5*Q*5", "G203", "2000", "IK5", 14, None, None),
])
def test_what_is_broken_is_found_where_it_is(name, old, new, code, loop, element, position, claim, line) -> None:
    found = [f for f in check(text_of(name, (old, new))) if f.code == code]
    assert [(f.loop, f.element, f.position, f.claim, f.service_line) for f in found] == [(loop, element, position, claim, line)]


@pytest.mark.parametrize(("old", "new", "only"), [
    ("N4*OMAHA*NE*68102~", "N4*OMAHA*QX*68102~", ["G307"]),
    ("SE*35*0401", "SE*34*0401", ["G122"]),
    ("SE*35*0401~\n", "", ["G123"]),
    ("GE*1*401~\n", "", ["G113"]),
    ("IEA*1*000000401~\n", "", ["G103"]),
    ("AMT*F5*25~", "ZZZ*F5*25~", ["G201"]),
    ("HC:99214:25", "HC:99214:25:::::::", ["G313"]),
])
def test_one_fault_is_one_finding(old, new, only) -> None:
    assert codes(text_of(CLAIM, (old, new))) == only


def test_what_is_missing_belongs_to_the_claim_before() -> None:
    """The next claim's first segment shows that this claim has no service line."""
    text = text_of(CLAIM)
    before, claim, lines, after = text.partition("CLM*")[0], text[text.index("CLM*"):text.index("LX*1")], *text[text.index("LX*1"):].split("SE*35")
    text = before + claim + claim.replace("A1001", "A1002") + lines + "SE*35" + after
    assert [(f.code, f.loop, f.element, f.claim) for f in check(recounted(text))] == [("G203", "2400", "LX", "A1001")]


def test_a_second_group_and_interchange_are_checked_against_their_own_guides() -> None:
    remittance = text_of(REMITTANCE, ("CLP*A5001*19*", "CLP*A5001*99*")).replace("*", "|").replace("~", "!")
    found = check(text_of(CLAIM) + remittance + text_of(ACK))
    assert [(f.code, f.position, f.claim, f.owner) for f in found] == [("G307", 39 + 14, "A5001", Owner.PAYER)]


def test_the_same_interchange_twice_is_told_once() -> None:
    assert [(f.code, f.position) for f in check(text_of(CLAIM) * 2)] == [("G104", 40)]


def test_two_groups_and_two_sets_in_one_interchange() -> None:
    text = text_of(CLAIM)
    body = text[text.index("ST*837"):text.index("GE*1")]
    doubled = text.replace(body, body + body.replace("0401", "0402")).replace("GE*1*", "GE*2*")
    assert check(doubled) == []
    assert codes(doubled.replace("0402", "0401")) == ["G124"]
    group = text[text.index("GS*HC"):text.index("IEA*1")]
    assert codes(text.replace(group, group * 2).replace("IEA*1*", "IEA*2*")) == ["G114"]


def test_truncation_is_never_silent() -> None:
    text = text_of(CLAIM)
    for cut in range(110, len(text) - 2, 7):
        assert check(text[:cut]), f"cut at {cut}"
    assert codes(text[:text.index("SE*35")]) == ["G123", "G113", "G103"]


def test_owner_is_who_wrote_the_file() -> None:
    assert {f.owner for f in check(text_of(CLAIM, ("SE*35", "SE*34")))} == {Owner.BILLING}
    assert {f.owner for f in check(text_of(REMITTANCE, ("SE*35", "SE*34")))} == {Owner.PAYER}


# ---- guides


@pytest.mark.parametrize("version", ["005010X222", "005010X222A1", "005010X222A2"])
def test_errata_share_a_map(version) -> None:
    assert check(text_of(CLAIM).replace(VERSION, version)) == []


def test_a_guide_without_map_is_one_warning_and_the_envelope_is_checked() -> None:
    text = text_of("270-1-subscriber").replace("005010X279A1", "005010X999")
    (found,) = check(text)
    assert (found.code, found.severity, found.position, found.element) == ("G001", Severity.WARNING, 2, "GS08")
    assert codes(text.replace("GE*1*", "GE*3*")) == ["G001", "G112"]
    assert codes(text_of(CLAIM).replace(VERSION, "nonsense")) == ["G001"]


def test_pyx12_s_277_map_is_not_used_because_no_right_277_passes_it() -> None:
    key = maps.GuideKey("00501", "HN", "005010X212")
    assert maps.guide(key) is maps._own(key)
    shipped = load_map_file("277.5010.X212.xml", ParamsBase())
    assert shipped.getnodebypath("/ISA_LOOP/GS_LOOP/GS").children[0].valid_codes == ["RA"], "pyx12 has learned: try its map"


def test_a_guide_of_ours_is_used(monkeypatch) -> None:
    key = maps.GuideKey("00501", "HC", "005010X000")
    monkeypatch.setitem(OWN_GUIDES, key, lambda: own_root("837.5010.X222.A1.xml", ("005010X222A1", "005010X000")))
    text = text_of(CLAIM).replace(VERSION, "005010X000")
    assert check(text) == []
    assert places(text.replace("N4*OMAHA*NE*68102~", "N4**NE*68102~")) == [("G301", "2010BA", "N401")]


def own_root(name: str, *edits: tuple[str, str]):
    text = resources.files("pyx12").joinpath("map", name).read_text(encoding="utf-8")
    for old, new in edits:
        text = text.replace(old, new)
    return ET.fromstring(text)


def test_repetitions_are_each_checked(monkeypatch) -> None:
    """As EB03 of a 271 is: the map says how often, and every one of them must be right."""
    key = maps.GuideKey("00501", "HC", "005010X001")
    edits = (("005010X222A1", "005010X001"), ('<element xid="DMG03">', '<element xid="DMG03" max_use="3">'))
    monkeypatch.setitem(OWN_GUIDES, key, lambda: own_root("837.5010.X222.A1.xml", *edits))
    text = text_of(CLAIM).replace(VERSION, "005010X001")
    assert check(text.replace("*19710304*F~", "*19710304*F^M^U~")) == []
    assert places(text.replace("*19710304*F~", "*19710304*F^X^U~")) == [("G307", "2010BA", "DMG03")]
    assert places(text.replace("*19710304*F~", "*19710304*F^M^U^F~")) == [("G312", "2010BA", "DMG03")]


def test_repeated_contexts_of_a_999_find_their_place() -> None:
    """pyx12's walker takes `SITUATIONAL TRIGGER^SITUATIONAL TRIGGER` for one code, and finds no CTX that has it."""
    text = recounted(text_of(ACK, ("CTX*CLM01:A6002~", "CTX*SITUATIONAL TRIGGER^SITUATIONAL TRIGGER*CLM*43**5:3*1325~")))
    assert check(text) == []


def test_a_letter_in_isa11_separates_nothing() -> None:
    assert places(text_of(CLAIM, ("*^*00501*", "*U*00501*"))) == []


def test_some_4010_guides_are_told_apart_by_bht02() -> None:
    key = maps.GuideKey("00401", "HI", "004010X094A1")
    assert maps.has_purposes(key)
    assert maps.guide(key, "11") is not maps.guide(key, "13")
    text = ("ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261020*0930*U*00401*000000001*0*T*:~"
            "GS*HI*PAYERTEST*PRACTTEST*20261020*0930*1*X*004010X094A1~ST*278*0001~BHT*0078*{}*1*20261020*0930~SE*3*0001~GE*1*1~IEA*1*000000001~")
    assert "G900" not in codes(text.format("13")) + codes(text.format("11"))


# ---- what pyx12 crashes on


@pytest.mark.parametrize(("edits", "expected"), [
    ([("GS*HC", "XX*HC")], ["G132", "G131", "G102"]),
    ([("SE*35*0401~", "SE*35*0401~\nSE*35*0401~")], ["G131"]),
    ([("GE*1*401~", "GE*1*401~\nGE*1*401~")], ["G131"]),
    ([("IEA*1*000000401~", "IEA*1*000000401~\nIEA*1*000000401~")], ["G131"]),
    ([("GE*1*401", "GE**401")], ["G112", "G301"]),
    ([("GE*1*401", "GE")], ["G208", "G111", "G112", "G301", "G301"]),
    ([(f"ST*837*0401*{VERSION}~\n", "")], None),
    ([("NM1*IL", "NM1:A:B*IL")], None),
    ([("HL*1**20", "HL*x**20")], None),
    ([("HL*2*1*22", "HL*2*x*22")], None),
    ([(f"ST*837*0401*{VERSION}~", "ST~")], None),
    ([("GS*HC*", "GS~\nGS*HC*")], None),
])
def test_what_crashes_pyx12_is_a_finding(edits, expected) -> None:
    found = codes(text_of(CLAIM, *edits))
    assert errors(check(text_of(CLAIM, *edits)))
    if expected is not None:
        assert [code for code in found if code != "G201"] == expected


def test_whatever_pyx12_raises_is_one_finding_and_the_rest_is_checked(monkeypatch) -> None:
    def fails(node, *_):
        if node.id == "CLM":
            raise KeyError(MARKER)
        return iter(())

    monkeypatch.setattr(conformance.walk, "faults", fails)
    (found,) = check(text_of(CLAIM))
    assert (found.code, found.loop, found.element, found.position, found.claim) == ("G900", "2300", "CLM", 24, "A1001")
    assert MARKER not in repr(found)


def test_a_walk_that_fails_ends_its_interchange_only(monkeypatch) -> None:
    def fails(_self, _node, segment, *_):
        raise ValueError(repr(segment))

    monkeypatch.setattr(walk_tree, "walk_errors", fails)
    found = check(text_of(CLAIM) + text_of(REMITTANCE))
    assert [(f.code, f.position) for f in found] == [("G900", 3), ("G900", 39 + 3)]
    assert "ST" not in repr(found)


@pytest.mark.parametrize("text", ["", " ", "\n", "hello", "ISA", "ISA*", "ISA*00*", "GS*HC~", b"", b"\xff\xfe\x00", "~" * 300, "ISA*" * 16])
def test_what_is_no_x12_is_one_finding(text) -> None:
    assert codes(text) == ["G900"]


@given(st.one_of(st.text(), st.binary(), st.text(alphabet="ISA*~:^ 0159GSTEHLCM\n", max_size=400)))
@example("ISA" + "*" * 16 + ":~")
@example("ISA" + "*1" * 16 + ":~" + "SE~" * 3)
def test_any_text_gives_findings(text) -> None:
    for found in check(text):
        assert found.code in RULES


_NAMES = st.sampled_from([CLAIM, "837p-3-secondary", REMITTANCE, ACK, CLAIM_ACK, TA1])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_NAMES, st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.text(alphabet="*~:^-0A\x07é", max_size=4)), max_size=4))
def test_any_damage_gives_findings(name, cuts) -> None:
    text = text_of(name)
    for at, length, put in cuts:
        at %= len(text)  # noqa: PLW2901
        text = text[:at] + put + text[at + length:]
    assert all(found.code in RULES for found in check(text))


@settings(max_examples=60, deadline=None)
@given(_NAMES, st.data())
def test_any_order_of_segments_gives_findings(name, data) -> None:
    head, *segments = text_of(name).split("~\n")
    shuffled = data.draw(st.lists(st.sampled_from(segments), max_size=30))
    assert all(found.code in RULES for found in check("~".join([head, *shuffled, ""])))


# ---- what must not leave


def _marked(name: str):
    """The file with a marker in place of each element and component in turn; not of the claim's own number, which may be told."""
    segments = text_of(name).split("~\n")
    for number, segment in enumerate(segments[1:], 1):
        elements = segment.split("*")
        for place in range(1, len(elements)):
            if (elements[0], place) in (("CLM", 1), ("CLP", 1), ("TRN", 2)):
                continue
            parts = elements[place].split(":")
            for part in range(len(parts)):
                changed = ":".join([*parts[:part], MARKER, *parts[part + 1:]])
                yield "~\n".join([*segments[:number], "*".join([*elements[:place], changed, *elements[place + 1:]]), *segments[number + 1:]])


@pytest.mark.parametrize("name", [CLAIM, REMITTANCE, ACK, CLAIM_ACK, "271-1-active-ppo"])
def test_no_element_value_leaves_in_findings_logs_or_output(name, caplog, capsys) -> None:
    caplog.set_level(logging.DEBUG)
    told = 0
    for text in _marked(name):
        found = check(text)
        told += bool(found)
        assert MARKER not in repr(found) + "".join(map(str, found))
    assert told
    assert MARKER not in caplog.text
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("edit", [
    ("NM1*IL*1*ROWE", f"{MARKER}*IL*1*ROWE"),
    ("NM1*IL*1*ROWE", f"N{MARKER[0]}1*IL*1*ROWE"),
    ("NM1*IL*1*ROWE*DANA", f"NM1*IL*1*{MARKER}~{MARKER}*DANA"),
    ("*19710304*F", f"*{MARKER}-{MARKER}-{MARKER}*F"),
    ("HL*2*1*22*0", f"HL*{MARKER}*{MARKER}*22*0"),
    ("*35*0401~", f"*{MARKER}*{MARKER}~"),
    (f"*{VERSION}~\nST", f"*{MARKER}~\nST"),
])
def test_no_value_leaves_from_a_broken_structure(edit, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    found = check(text_of(CLAIM, edit))
    assert found
    assert MARKER not in repr(found) + caplog.text


def test_a_piece_of_data_that_stands_as_a_segment_is_not_named() -> None:
    (found,) = (f for f in check(text_of(CLAIM, ("*DANA**", "*DANA~ROB*"))) if f.code == "G201")
    assert found.element is None


# ---- threads


def test_threads_share_the_maps(monkeypatch) -> None:
    """pyx12 keeps what it counts in its walker; of a map node only the path is written, which is the same for everyone."""
    texts = [text_of(CLAIM, ("LX*2~", "LX*3~")), text_of(REMITTANCE, ("CLP*A5001*19*", "CLP*A5001*99*")), text_of("837p-3-secondary"),
             text_of(CLAIM) * 3, text_of(CLAIM_ACK, ("*WQ*350", "*QQ*350")), text_of(CLAIM, ("N4*OMAHA*NE*681020123~\n", ""))]
    alone = [check(text) for text in texts]
    for cached in (maps._shipped, maps._index, maps._parameters):
        cached.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(check, texts * 6))
    assert together == alone * 6


# ---- what pyx12 complains about without cause


def pyx12_alone(text: str, map_file: str) -> set[tuple[str, str | None]]:
    """(code, segment or element) of all that plain pyx12 says."""
    parameters = ParamsBase()
    root: map_if = load_map_file(map_file, parameters)
    reader, walker = X12Reader(io.StringIO(text)), walk_tree()
    node, said = root.getnodebypath("/ISA_LOOP/ISA"), set()
    for segment in reader:
        name = segment.get_seg_id()
        if name in ("ISA", "GS"):
            path = "/ISA_LOOP/ISA" if name == "ISA" else "/ISA_LOOP/GS_LOOP/GS"
            walker.forceWalkCounterToLoopStart(path.rpartition("/")[0], path)
            node = root.getnodebypath(path)
        else:
            found, _, _, walk_errors = walker.walk_errors(node, segment, 0, 0, None)
            said |= {(error.err_cde, error.map_node.id if error.err_cde == "3" else name) for error in walk_errors}
            node = found or node
        if node.id == name:
            said |= {(error.err_cde, error.refdes) for error in node.is_valid_errors(segment)[1]}
    return said


M837, M835, M999, M277 = "837.5010.X222.A1.xml", "835.5010.X221.A1.xml", "999.5010X231.A1.xml", "277.5010.X214.xml"
_TO_CLAIM = text_of(CLAIM_ACK)[text_of(CLAIM_ACK).index("HL*4"):text_of(CLAIM_ACK).index("SE*")]
_TO_PROVIDER = text_of(CLAIM_ACK)[text_of(CLAIM_ACK).index("HL*3"):text_of(CLAIM_ACK).index("SE*")]
_TRACE = text_of(CLAIM_ACK)[text_of(CLAIM_ACK).index("TRN*1*0"):text_of(CLAIM_ACK).index("HL*4")]

# The row's reason begins so; the file; what plain pyx12 says of the right one; how to make it wrong, and what is then told.
FALSE_CASES = [
    ("a number may", M837, CLAIM, [("*350***", "*350.***")], ("6", "CLM02"), ("*350.*", "*350..*"), ("G306", "CLM02")),
    ("an interchange may", M999, TA1, [], ("3", "GS"), ("TA1*", "ZA1*"), ("G132", None)),
    ("errata of", M837, CLAIM, [(f"*X*{VERSION}", "*X*005010X222A2")], ("7", "GS08"), ("*X*005010X222A2", "*X*005010X222A9"), ("G307", "GS08")),
    ("Newfoundland", M837, CLAIM, [("*OMAHA*NE*68102~", "*LAVAL*QC*H7A0A1*CA~")], ("7", "N402"), ("*QC*", "*QX*"), ("G307", "N402")),
    ("two kinds of PWK", M837, CLAIM, [("DTP*472", "PWK*CT*AD~\nDTP*472"), ("SE*35", "SE*36")], ("7", "PWK02"), ("CT*AD", "CT*XX"), ("G307", "PWK02")),
    ("31, a demand of subrogation", M837, CLAIM, [("0900*CH", "0900*31")], ("7", "BHT06"), ("0900*31", "0900*99"), ("G307", "BHT06")),
    ("an 835 ends", M835, REMITTANCE, [("SE*35", "PLB*1234567893*20261231*WO:X*1~\nSE*36")], ("4", "PLB"), ("20261231*WO:X", "20261331*WO:X"),
     ("G308", "PLB02")),
    ("payers send CI", M835, REMITTANCE, [("*25.44*MB*", "*25.44*CI*")], ("7", "CLP06"), ("*CI*", "*C9*"), ("G307", "CLP06")),
    ("several CTX", M999, ACK, [("CTX*CLM01:A6002~", "CTX*CLM01:A6002~\nCTX*TRN02:7~"), ("SE*13", "SE*14")], ("5", "CTX"), ("CTX*TRN02:7", "CTX*XX:7"),
     ("G202", "CTX")),
    ("IK303 names", M999, ACK, [], ("5", "IK303"), ("*2010AA*", "*2010AAX*"), ("G305", "IK303")),
    ("CTX04 names", M999, ACK, [("CTX*CLM01:A6002~", "CTX*SITUATIONAL TRIGGER*NM1*8*2010BA~\nCTX*CLM01:A6002~"), ("SE*13", "SE*14")], ("5", "CTX04"),
     ("*2010BA", "*2010BAX"), ("G305", "CTX04")),
    ("no provider follows", M277, CLAIM_ACK, [(_TO_PROVIDER, ""), ("HL*2*1*21*1", "HL*2*1*21*0"), ("SE*44", "SE*16")], ("3", "HL"),
     ("HL*2*1*21*0", "HL*2*1*21*3"), ("G307", "HL04")),
    ("no patient follows", M277, CLAIM_ACK, [(_TO_CLAIM, ""), ("HL*3*2*19*1", "HL*3*2*19*0"), ("SE*44", "SE*24")], ("3", "HL"),
     ("*19*0", "*19*3"), ("G307", "HL04")),
    ("a provider that was", M277, CLAIM_ACK, [(_TO_CLAIM, ""), ("HL*3*2*19*1", "HL*3*2*19*0"), ("SE*44", "SE*24")], ("7", "HL04"),
     ("*19*0", "*19*3"), ("G307", "HL04")),
    ("a provider needs", M277, CLAIM_ACK, [(_TRACE, ""), ("SE*44", "SE*38")], ("3", "TRN"), ("TRN*2*A1001~", "TRN*2~"), ("G301", "TRN02")),
    ("a provider's trace", M277, CLAIM_ACK, [("STC*A1:19:PR**WQ*1150~\n", ""), ("SE*44", "SE*43")], ("3", "STC"),
     ("STC*A2:20:PR*20261021*WQ*350~\n", ""), ("G203", "STC")),
]


@pytest.mark.parametrize(("reason", "map_file", "name", "edits", "said", "wrong", "told"), FALSE_CASES, ids=[case[0] for case in FALSE_CASES])
def test_what_pyx12_complains_about_without_cause_is_not_passed_on(reason, map_file, name, edits, said, wrong, told) -> None:
    assert sum(row.reason.startswith(reason) for row in FALSE_ERRORS) == 1
    right = text_of(name, *edits)
    assert said in pyx12_alone(right, map_file), "pyx12 has learned: take the row out"
    assert check(right) == []
    assert wrong[0] in right
    found = [(finding.code, finding.element) for finding in check(right.replace(*wrong, 1))]
    assert told in found


def test_an_837i_may_name_a_later_errata_in_st03() -> None:
    """Of the maps that serve several versions only the 837I's looks at ST03; this claim is professional, so it has other faults."""
    text = text_of(CLAIM).replace(VERSION, "005010X223A3")
    assert {("7", "GS08"), ("7", "ST03")} <= pyx12_alone(text, "837Q3.I.5010.X223.A1.xml")
    assert {"GS08", "ST03"}.isdisjoint(finding.element for finding in check(text))
    assert ("G307", None, "ST03") in places(text.replace("0401*005010X223A3", "0401*005010X223Z9"))


def test_every_false_error_is_shown() -> None:
    assert len(FALSE_CASES) + len(["as GS08"]) == len(FALSE_ERRORS)


@pytest.mark.parametrize("remark", ["MA15", "N900"])
def test_pyx12_s_old_list_of_remark_codes_is_not_asked(remark) -> None:
    right = text_of(REMITTANCE, ("MOA***MA01*MA18", f"MOA***MA01*{remark}"))
    assert ("7", "MOA04") in pyx12_alone(right, M835)
    assert check(right) == []


# ---- the table


def test_every_code_has_its_rule_and_every_rule_words_without_values() -> None:
    assert set(FROM_PYX12.values()) <= set(RULES)
    assert all(rule.message and "%" not in rule.message and "{" not in rule.message for rule in RULES.values())


@needs_corpus
@pytest.mark.parametrize("path", [path for path in files("837p", "837i", "835", "999", "997", "277ca", "277", "276", "271", "270", "278", "ta1", "bad") if path.stat().st_size < 50_000], ids=lambda path: path.stem)
def test_the_corpus_gives_findings(path: Path, caplog) -> None:
    found = check(path.read_bytes())
    assert all(finding.code in RULES for finding in found)
    assert not caplog.records
