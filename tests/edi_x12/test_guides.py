"""Our own guides: outlines that a person can read, expanded into maps that pyx12 loads, and right files pass."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from pyx12.map_if import map_if
from pyx12.params import ParamsBase
from pyx12.x12n_document import x12n_document

from corpus import EXAMPLES, ROOT, files, needs_corpus
from edi_claims.findings import Owner, Severity
from edi_x12.conformance import OWN_GUIDES, check, maps
from edi_x12.guides import OutlineError, expanded, guide, names, xml
from edi_x12.guides.__main__ import main
from edi_x12.guides.dictionary import dictionary
from edi_x12.guides.outline import read, text_of

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("270", "271", "276", "277")
PYX12 = resources.files("pyx12").joinpath("map")


# ---- the maps


def test_the_guides_are_those_that_pyx12_lacks() -> None:
    assert names() == NAMES
    indexed = {(row["fic"], row["vriic"]) for row in maps.map_index().maps}
    ours = {(guide(name).functional_id, guide(name).version) for name in NAMES}
    assert ours == {("HS", "005010X279A1"), ("HB", "005010X279A1"), ("HR", "005010X212"), ("HN", "005010X212")}
    assert ours.isdisjoint(indexed), "pyx12 has learned: compare its map with ours"
    assert {(key.functional_id, key.version) for key in OWN_GUIDES} == ours


@pytest.mark.parametrize("name", NAMES)
def test_a_map_loads_in_plain_pyx12_by_element_tree_and_by_path(name, tmp_path) -> None:
    file = tmp_path / f"{name}.xml"
    file.write_text(xml(name), encoding="utf-8")
    for root in (map_if(expanded(name), ParamsBase(), None), map_if(ET.parse(file).getroot(), ParamsBase(), None)):
        assert (root.id, root.icvn) == (name, "00501")
        assert root.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/ST").children[0].valid_codes == [name]
        walked = [node for node in root.loop_segment_iterator() if node.is_segment()]
        assert len(walked) == len(expanded(name).findall(".//segment"))


@pytest.mark.parametrize("name", NAMES)
def test_every_element_is_one_that_pyx12_knows(name) -> None:
    """Its dictionary gives type and length; a number that it lacks would only fail when a file holds the element."""
    known = {element.get("ele_num") for element in ET.fromstring(PYX12.joinpath("dataele.xml").read_text()).iter("data_ele")}
    lists = {codes.text for codes in ET.fromstring(PYX12.joinpath("codes.xml").read_text()).iter("id")}
    root = expanded(name)
    assert {element.findtext("data_ele") for element in root.iter("element")} <= known
    assert {codes.get("external") for codes in root.iter("valid_codes")} - {None} <= lists


ORDERS = {
    "transaction": ["name", "loop"],
    "loop": ["name", "usage", "pos", "repeat", "segment", "loop"],
    "segment": ["name", "usage", "pos", "max_use", "syntax", "element", "composite"],
    "composite": ["data_ele", "name", "usage", "seq", "syntax", "repeat", "element"],
    "element": ["data_ele", "name", "usage", "seq", "repeat", "valid_codes"],
    "valid_codes": ["code"],
}
MIXED = ({"segment", "loop"}, {"element", "composite"})


@pytest.mark.parametrize("name", NAMES)
def test_a_map_keeps_to_pyx12_s_schema(name) -> None:
    """map.xsd in short: which children stand in which order, and what each must have."""
    for node in expanded(name).iter():
        tags = [child.tag for child in node]
        for mixed in MIXED:
            tags = [min(mixed) if tag in mixed else tag for tag in tags]
        order = [min(mixed) if (mixed := next((some for some in MIXED if tag in some), None)) else tag for tag in ORDERS.get(node.tag, [])]
        assert tags == sorted(tags, key=order.index), node.get("xid")
        if node.tag in ("loop", "segment", "element", "composite"):
            assert node.get("xid")
            assert node.findtext("usage") in ("R", "S", "N")
            assert node.findtext("name")
            assert (node.findtext("pos") or node.findtext("seq") or "").isdigit()


@pytest.mark.parametrize("name", NAMES)
def test_a_loop_begins_with_a_required_segment_and_elements_are_gapless(name) -> None:
    for loop in expanded(name).iter("loop"):
        children = sorted((child for child in loop if child.tag in ("loop", "segment")), key=lambda child: int(child.findtext("pos") or 0))
        assert children[0].tag == "loop" or children[0].findtext("usage") == "R"
        for segment in loop.findall("segment"):
            parts = [part for part in segment if part.tag in ("element", "composite")]
            assert [part.get("xid") for part in parts] == [f"{segment.get('xid')}{number:02}" for number in range(1, len(parts) + 1)]


@pytest.mark.parametrize("name", ["270", "271"])
def test_the_old_guide_is_a_subset_where_nothing_was_dropped(name) -> None:
    """pyx12's 4010 map as a witness: every loop of its is in ours, and every segment of a loop, with what 5010 dropped told here."""
    old = ET.fromstring(PYX12.joinpath(f"{name}.4010.X092.A1.xml").read_text())
    dropped = {"270": {("2100B", "PER"), ("2100C", "PER"), ("2100D", "PER")},
               "271": {("2100A", "REF"), ("2100C", "PER"), ("2100D", "PER")}}
    around = {(f"2110{level}", inner) for level in "CD" for inner in ("LS", "LE", f"2120{level}")}      # ours stand in LS_LOOP, there
    assert segments_of(old) - segments_of(expanded(name)) <= dropped[name] | around | {("ST_LOOP", "FOOTER")}


def segments_of(root) -> set[tuple[str, str]]:
    return {(loop.get("xid"), child.get("xid")) for loop in root.iter("loop") for child in loop if child.tag in ("loop", "segment")}


def test_the_277_has_what_pyx12_s_own_map_has() -> None:
    """The map that it ships and nobody can walk."""
    theirs = ET.fromstring(PYX12.joinpath("277.5010.X212.xml").read_text())
    ours = expanded("277")
    assert {pair for pair in segments_of(theirs) if pair[0][:4].isdigit() and pair[1][:4] != "2000"} <= segments_of(ours)
    for qualifier in ("1K", "BLT", "EJ", "XZ", "VV", "D9", "FJ"):
        assert codes_of(theirs, "REF01").count(qualifier) == codes_of(ours, "REF01").count(qualifier) == 2


def codes_of(root, xid) -> list[str]:
    return [code.text for element in root.iter("element") if element.get("xid") == xid for code in element.iter("code")]


# ---- pyx12's own validator, with our maps beside its own


@pytest.fixture(scope="module")
def map_folder(tmp_path_factory) -> Path:
    """pyx12's maps and ours in one folder, and the index that knows both: what offering them to pyx12 would look like."""
    folder = tmp_path_factory.mktemp("maps")
    for file in PYX12.iterdir():
        if file.name.endswith(".xml"):
            (folder / file.name).symlink_to(str(file))
    index = (folder / "maps.xml").read_text(encoding="utf-8")
    (folder / "maps.xml").unlink()
    rows = ""
    for name in NAMES:
        (folder / f"ours.{name}.xml").write_text(xml(name), encoding="utf-8")
        rows += f'<map vriic="{guide(name).version}" fic="{guide(name).functional_id}" abbr="{name}">ours.{name}.xml</map>'
    before, mark, after = index.rpartition("</version>")
    (folder / "maps.xml").write_text(before + rows + mark + after, encoding="utf-8")
    return folder


CLAIM_STATUS = {
    "276": """ISA*00*          *00*          *ZZ*PRACTTEST      *ZZ*PAYERTEST      *261102*0930*^*00501*000000301*0*T*:~
GS*HR*PRACTTEST*PAYERTEST*20261102*0930*301*X*005010X212~
ST*276*0301*005010X212~
BHT*0010*13*STAT0001*20261102*0930~
HL*1**20*1~
NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~
HL*2*1*21*1~
NM1*41*2*RIVERBEND CARDIOLOGY LLC*****46*PRACTTEST~
HL*3*2*19*1~
NM1*1P*2*RIVERBEND CARDIOLOGY LLC*****XX*1234567893~
HL*4*3*22*0~
DMG*D8*19710304*F~
NM1*IL*1*ROWE*DANA****MI*XYZ100200300~
TRN*1*A1001~
REF*1K*26295001~
REF*EJ*A1001~
AMT*T3*350~
DTP*472*D8*20261012~
SVC*HC:99214:25*200*****1~
REF*FJ*A1001L1~
DTP*472*D8*20261012~
HL*5*3*22*1~
NM1*IL*1*OSEI*TOM****MI*XYZ100200310~
HL*6*5*23~
DMG*D8*20140709*F~
NM1*QC*1*OSEI*MAY~
TRN*1*A1002~
AMT*T3*90~
SE*27*0301~
GE*1*301~
IEA*1*000000301~
""",
    "277": """ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261102*0931*^*00501*000000302*0*T*:~
GS*HN*PAYERTEST*PRACTTEST*20261102*0931*302*X*005010X212~
ST*277*0302*005010X212~
BHT*0010*08*STAT0001*20261102*0931*DG~
HL*1**20*1~
NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~
PER*IC*CLAIMS*TE*8005550100~
HL*2*1*21*1~
NM1*41*2*RIVERBEND CARDIOLOGY LLC*****46*PRACTTEST~
HL*3*2*19*1~
NM1*1P*2*RIVERBEND CARDIOLOGY LLC*****XX*1234567893~
HL*4*3*22*0~
NM1*IL*1*ROWE*DANA****MI*XYZ100200300~
TRN*2*A1001~
STC*F1:65*20261102**350*191*20261101**20261102*778800~
REF*1K*26295001~
REF*EJ*A1001~
DTP*472*D8*20261012~
SVC*HC:99214:25*200*130****1~
STC*F1:65*20261102~
REF*FJ*A1001L1~
DTP*472*D8*20261012~
HL*5*3*22*1~
NM1*IL*1*OSEI*TOM****MI*XYZ100200310~
HL*6*5*23~
NM1*QC*1*OSEI*MAY~
TRN*2*A1002~
STC*P3:317*20261102**90~
SE*27*0302~
GE*1*302~
IEA*1*000000302~
""",
}


def valid_in_pyx12(text: str, folder: Path) -> bool:
    return x12n_document(ParamsBase(), io.StringIO(text), None, None, map_path=str(folder))


@pytest.mark.parametrize("name", ["270-2-dependent", "271-2-dependent-pt", "271-3a-inactive-other-payer", "271-3b-aaa", "276", "277"])
def test_pyx12_s_own_validator_takes_our_maps(name, map_folder) -> None:
    text = CLAIM_STATUS.get(name) or (EXAMPLES / f"{name}.edi").read_text()
    assert valid_in_pyx12(text, map_folder)
    assert not valid_in_pyx12(text.replace("NM1*PR*", "NM1*ZY*", 1), map_folder)


def test_repetitions_are_beyond_pyx12_and_not_beyond_the_door(map_folder) -> None:
    """Why the door checks every repetition by itself: alone, pyx12 takes `5^4^73` for one service type, which it does not know."""
    text = (EXAMPLES / "271-1-active-ppo.edi").read_text()
    assert "*5^4^73*" in text
    assert not valid_in_pyx12(text, map_folder)
    assert check(text) == []


# ---- right files


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("27[01]*.edi")), ids=lambda path: path.stem)
def test_the_worked_examples_conform(path) -> None:
    assert check(path.read_bytes()) == []


@pytest.mark.parametrize("name", ["276", "277"])
def test_claim_status_conforms(name) -> None:
    assert check(CLAIM_STATUS[name]) == []


def test_owner_is_who_wrote_the_file() -> None:
    assert {one.owner for one in check(CLAIM_STATUS["277"].replace("SE*27", "SE*26"))} == {Owner.PAYER}
    assert {one.owner for one in check(CLAIM_STATUS["276"].replace("SE*27", "SE*26"))} == {Owner.BILLING}


THE_FILES_FAULT = {
    # file: what is found, which is the file's own fault
    "imsweb-x270": {"G207": 8, "G121": 1, "G122": 1, "G101": 1},                          # 4010; trailers altered by its project
    "imsweb-x271": {"G303": 1, "G207": 1, "G122": 1, "G101": 1},                          # 4010, with the ST03 of 5010
    "kartik-271-rejected-subscriber": {"G307 GS01": 1},                                   # a 271 in a group for 270s
    "kartik-gainwell-271-redacted": {"G307 GS01": 1},                                     # likewise, all 153 sets of it
    "lfh-005010x279a1-subscriber-health-benefit-check-error-271": {"G121": 1},            # SE02 is not ST02
    "stupidedi-x212-hr277-1": {"G101": 1},
    "tigershark-271-dependent-benefits": {"G306": 1, "G122": 1, "G111": 1, "G101": 1},    # 4010: ISA16 is none that pyx12 takes
    "tigershark-271-example-2": {"G306": 1},
    "tigershark-271-example-dependent-rejection": {"G306": 1},
    "tigershark-271-related-entity": {"G306": 1, "G202": 3, "G122": 1},                   # 4010: pyx12's map of LS and LE
    "x12net-5010-example1-ig": {"G307 ISA12": 1},                                         # 5010 in an interchange of 4010
    "x12net-5010-example1-ig-0x1d": {"G307 ISA12": 1},
    "x12net-5010-example1-ig-2": {"G307 ISA12": 1, "G307 GS08": 1},                       # and the version of a 270 around a 276
    "x12net-5010-example-3-1-2": {"G307 GS01": 1},                                        # GS01 is XX in all of these
    "x12net-5010-hipaa-example-3-1-2": {"G307 GS01": 1, "G307 AAA03": 2, "G314": 1, "G122": 1},    # AAA was sown into the example
    "x12net-5010-hipaa-example-3-2-2": {"G307 GS01": 1, "G307 HL04": 1},                  # a dependent with levels below
    "x12net-5010-hipaa-example-errorwithoutbenefitinfo": {"G307 GS01": 1, "G307 AAA03": 1},
    "x12net-5010-hipaa-validationfordependentbenefitinfo": {"G307 GS01": 1, "G122": 1},
    "x12net-5010-hipaa-validationfordependentname": {"G307 GS01": 1, "G122": 1},
    "x12net-5010-hipaa-validationforsubscriberbenefitinfo": {"G307 GS01": 1, "G122": 1},
    "x12net-5010-hipaa-validationonall": {"G307 GS01": 1, "G122": 1},
    # no guide here, nor in pyx12
    "machete-277-x228-pending-1": {"G001": 1, "G221": 1, "G222": 1, "G122": 1, "G111": 1, "G133": 1},
    "x12net-4010-example1-dhhs-2": {"G306": 1, "G001": 1},
    "x12net-4010-example2-ehcca": {"G306": 1, "G001": 1},
    "x12net-4010-example3-aetna": {"G001": 1},
    "x12net-4010-hipaa-example1-dhhs": {"G306": 1, "G001": 1},
}
"""Every other 270, 271, 276 and 277 of the corpus conforms. Each row was looked up; none is a fault of our guides."""


@needs_corpus
@pytest.mark.parametrize("path", files("270", "271", "276", "277"), ids=lambda path: path.stem)
def test_what_the_corpus_breaks_is_known_and_its_own_fault(path) -> None:
    found = Counter(f"{one.code} {one.element}" if one.code == "G307" else one.code for one in check(path.read_bytes()))
    assert dict(found) == THE_FILES_FAULT.get(path.stem, {})


def test_no_guide_is_missing_for_these_in_5010() -> None:
    assert all("4010" in stem or "x228" in stem for stem, found in THE_FILES_FAULT.items() if "G001" in found)


@pytest.mark.parametrize("name", ["270-1-subscriber", "271-1-active-ppo"])
def test_the_guide_before_its_errata_shares_the_map(name) -> None:
    assert check((EXAMPLES / f"{name}.edi").read_text().replace("005010X279A1", "005010X279")) == []


# ---- groups whose headers contradict each other


def told(text: str) -> list[tuple[str, str | None]]:
    return [(one.code, one.element) for one in check(text)]


def test_a_271_in_a_group_for_270s_is_one_fault_and_is_still_checked() -> None:
    text = (EXAMPLES / "271-1-active-ppo.edi").read_text().replace("GS*HB*", "GS*HS*")
    assert told(text) == [("G307", "GS01")]
    assert told(text.replace("*27*60*", "*99*60*")) == [("G307", "GS01"), ("G307", "EB06")]


def test_5010_in_an_interchange_of_4010_is_one_fault_and_is_still_checked() -> None:
    text = (EXAMPLES / "270-1-subscriber.edi").read_text().replace("*^*00501*", "*U*00401*").replace("EQ*30^98", "EQ*30")
    assert told(text) == [("G307", "ISA12")]
    assert told(text.replace("EQ*30", "EQ*29")) == [("G307", "ISA12"), ("G307", "EQ01")]


def test_a_version_in_gs08_that_no_guide_has_is_one_fault_where_st03_names_one() -> None:
    text = (EXAMPLES / "270-1-subscriber.edi").read_text().replace("*X*005010X279A1", "*X*005010X280")
    assert told(text) == [("G307", "GS08")]


def test_a_277_of_another_guide_is_not_held_against_a_remittance() -> None:
    text = CLAIM_STATUS["277"].replace("GS*HN*", "GS*HP*").replace("*X*005010X212", "*X*005010X221A1").replace("0302*005010X212", "0302*005010X228")
    assert told(text) == [("G001", "GS08")]


def test_a_group_without_transaction_set_is_told_by_its_own_headers() -> None:
    text = (EXAMPLES / "270-1-subscriber.edi").read_text()
    empty = text[:text.index("ST*270")] + text[text.index("GE*1*"):].replace("GE*1*", "GE*0*")
    assert told(empty) == [("G203", "ST")]


# ---- the notation


def test_what_the_command_writes_is_the_map(capsys) -> None:
    assert main(["276"]) == 0
    assert capsys.readouterr().out == xml("276")
    ran = subprocess.run([sys.executable, "-m", "edi_x12.guides", "271"], capture_output=True, text=True, check=True)
    assert ran.stdout == xml("271")
    assert ET.fromstring(ran.stdout.partition("\n")[2]).get("xid") == "271"


def test_the_command_names_the_guides_that_there_are(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["837"])
    assert "270" in capsys.readouterr().err


SMALL = """guide 270 005010X279A1 HS : small
list some = A B
    C
0150 loop HEADER R 1 : header
  0200 BHT R 1 : beginning   # a comment
    01 R 0022
    02 R 01
      13
    03 S x3 $some @states : mine
"""


def test_an_outline_says_what_its_readme_says() -> None:
    header = read("small.txt", SMALL).interchange.children[1].children[1].children[1]
    (bht,) = header.children
    assert (header.id, header.usage, header.repeat, header.position) == ("HEADER", "R", "1", 150)
    assert (bht.position, bht.name, list(bht.elements)) == (200, "beginning", ["01", "02", "03"])
    assert bht.elements["02"].codes == ("01", "13")
    assert (bht.elements["03"].codes, bht.elements["03"].external, bht.elements["03"].repeat, bht.elements["03"].name) == (
        ("A", "B", "C"), "states", 3, "mine")
    root = expanded(read("small.txt", SMALL))
    element = next(one for one in root.iter("element") if one.get("xid") == "BHT03")
    assert (element.findtext("repeat"), element.findtext("name")) == ("3", "mine")
    assert next(one for one in root.iter("element") if one.get("xid") == "BHT04").findtext("usage") == "N"


@pytest.mark.parametrize(("old", "new", "line", "what"), [
    ("guide 270", "guide", None, "is wanted"),
    ("list some = A B", "list some A B", 2, "NAME = CODE"),
    ("A B\n    C", "A B\n    A", 2, "a code stands here twice"),
    ("$some", "$other", 9, "no list other"),
    ("0200 BHT R 1", "0200 BHT R", 5, "POSITION SEGMENT USAGE REPEAT"),
    ("0200 BHT R 1", "0200 BHT X 1", 5, "R, S or N"),
    ("0200 BHT R 1", "0200 BHT R many", 5, "how often"),
    ("0200 BHT R 1", "BHT R 1", 5, "a list, loop or segment"),
    ("loop HEADER R 1", "loop HEADER R", 4, "POSITION loop ID"),
    ("    01 R 0022", "    AB R 0022", 6, "PLACE"),
    ("    01 R 0022", "    0022", 6, "PLACE"),
    ("    03 S x3", "    01 S x3", 9, "twice"),
    ("    01 R 0022", "\t01 R 0022", 6, "blanks"),
])
def test_a_line_that_cannot_be_read_is_named(old, new, line, what) -> None:
    assert old in SMALL
    with pytest.raises(OutlineError, match=what) as caught:
        read("small.txt", SMALL.replace(old, new, 1))
    assert line is None or f"small.txt, line {line}:" in str(caught.value)


@pytest.mark.parametrize(("old", "new", "what"), [
    ("0200 BHT R 1", "0200 QQQ R 1", "no segment QQQ"),
    ("    03 S x3", "    19 S x3", "BHT has no 19"),
    ("    03 S x3 $some @states : mine", "    01-1 R", "BHT01 is used without components"),
    ("0200 BHT R 1 : beginning   # a comment\n", "0200 REF R 1 : x\n    04-1 R\n", "REF04 is used without components, or not at all"),
    ("0200 BHT R 1 : beginning   # a comment\n", "0200 REF R 1 : x\n    04 S\n    04-7 R\n", "REF04 has no component 7"),
])
def test_what_no_map_can_say_is_refused(old, new, what) -> None:
    assert old in SMALL
    with pytest.raises(OutlineError, match=what):
        expanded(read("small.txt", SMALL.replace(old, new, 1)))


def test_loops_hold_something_and_in_order() -> None:
    with pytest.raises(OutlineError, match="HEADER is empty"):
        read("small.txt", SMALL.partition("  0200")[0])
    with pytest.raises(OutlineError, match="order of its positions"):
        read("small.txt", SMALL + "  0100 DTP S 1 : too late\n    01 R\n")


def test_there_is_no_other_guide() -> None:
    with pytest.raises(OutlineError, match="there is no guide 837"):
        guide("837")


def test_the_outlines_hold_no_long_lines_and_use_every_list() -> None:
    for name in NAMES:
        text = text_of(f"{name}.txt")
        assert max(map(len, text.splitlines())) <= 150
        for line in text.splitlines():
            if line.startswith("list "):
                assert f"${line.split()[1]}" in text, line


def test_every_segment_of_the_dictionary_is_used() -> None:
    used = {node.get("xid") for name in NAMES for node in expanded(name).iter("segment")}
    assert {key for key in dictionary() if not (key[0] == "C" and key[1:].isdigit())} == used


def test_the_wheel_holds_the_outlines() -> None:
    """hatchling takes a package's folder whole, unless a file is ignored."""
    settings = (ROOT / "pyproject.toml").read_text()
    assert '"src/edi_x12"' in settings
    ignored = subprocess.run(["git", "check-ignore", *[f"src/edi_x12/guides/{name}.txt" for name in (*NAMES, "envelope", "segments")]],
                             cwd=ROOT, capture_output=True, text=True, check=False)
    assert ignored.stdout == ""


def test_a_map_is_loaded_once() -> None:
    key = maps.GuideKey("00501", "HB", "005010X279A1")
    assert maps.guide(key) is maps.guide(key)
    assert maps.guide(key) is maps.guide(key._replace(version="005010X279"))


def test_severity_of_what_a_999_rejects() -> None:
    (found,) = check((EXAMPLES / "271-1-active-ppo.edi").read_text().replace("EB*I*IND*35~", "EB*I*IND*29~"))
    assert (found.code, found.severity, found.loop, found.element, found.position) == ("G307", Severity.ERROR, "2110C", "EB03", 33)
