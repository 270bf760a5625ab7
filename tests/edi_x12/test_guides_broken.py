"""Every loop, segment and element of our own guides: a right file holds it, and each way to break it gives a finding that names it.

The cases are not chosen by hand: four files that hold all that a guide has are walked beside the guide's map, and every segment that came is broken in
each way that the map forbids. So a segment that no file holds, and a rule that nothing enforces, is a test that fails.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from edi_x12.conformance import check, maps
from edi_x12.conformance.layout import interchanges
from edi_x12.conformance.walk import Walk
from edi_x12.guides import guide

FOLDER = Path(__file__).parent / "guides"
NAMES = ("270", "271", "276", "277")
ENVELOPE = frozenset(("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"))


@cache
def segments(name: str) -> tuple[str, ...]:
    return tuple((FOLDER / f"{name}-whole.edi").read_text().replace("\n", "").removesuffix("~").split("~"))


def text_of(lines) -> str:
    """The segments as a file; SE01 and HL01 are told right again, so that only what was broken is wrong."""
    lines = list(lines)
    ids = [line.partition("*")[0] for line in lines]
    first, last = ids.index("ST"), ids.index("SE")
    lines[last] = f"SE*{last - first + 1}*{lines[last].split('*')[2]}"
    return "~".join(lines) + "~"


@cache
def places(name: str) -> tuple:
    """(number of the segment, its node in the map) for each of the transaction set's segments, as the walk finds them."""
    (interchange,) = interchanges(text_of(segments(name)))
    walk = Walk(interchange, 0, [])
    found = []
    for number, text in enumerate(interchange.segments):
        walk._position += 1
        walk._step(walk._reader.take(text))
        if walk._node.id not in ENVELOPE:
            found.append((number, walk._node))
    return tuple(found)


def loop_of(node) -> str | None:
    loop = node.parent.parent if node.parent.id == "LS_LOOP" else node.parent
    return None if loop.id == "HEADER" else loop.id          # which is no loop of the guide's


def label(case) -> str:
    name, number, node, *rest = case
    return "-".join((name, loop_of(node) or "", node.path.replace("[", "").replace("]", ""), str(number), *map(str, rest)))


def found_in(lines) -> list[tuple[str, str | None, str | None]]:
    return [(one.code, one.loop, one.element) for one in check(text_of(lines))]


def with_element(line: str, place: int, value: str) -> str:
    elements = line.split("*")
    elements += [""] * (place + 1 - len(elements))
    elements[place] = value
    return "*".join(elements)



# ---- what the files hold


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_holds_everything_conforms(name) -> None:
    assert found_in(segments(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_segment_of_the_guide_stands_in_the_file(name) -> None:
    root = maps.guide(maps.GuideKey("00501", guide(name).functional_id, guide(name).version)).root
    known = {(node.parent.id, node.path) for node in root.loop_segment_iterator() if node.is_segment() and node.id not in ENVELOPE}
    assert known == {(node.parent.id, node.path) for _, node in places(name)}


@pytest.mark.parametrize("name", NAMES)
def test_nearly_every_element_that_the_guide_uses_is_filled_somewhere(name) -> None:
    """So that "not used" would be told where it is wrong. What the standard excludes beside another element cannot all be there."""
    used, filled = set(), set()
    for number, node in places(name):
        values = segments(name)[number].split("*")
        for child in node.children:
            if child.usage != "N":
                used.add((node.id, child.seq))
                if child.seq < len(values) and values[child.seq]:
                    filled.add((node.id, child.seq))
    assert used - filled <= {("N4", 7), ("EQ", 3)} | {("PER", seq) for seq in (7, 8)}


# ---- each segment


@cache
def nodes(name: str) -> tuple:
    """(number, node) of the first segment of each kind and loop."""
    first: dict[tuple[str, str], tuple] = {}
    for number, node in places(name):
        first.setdefault((node.parent.id, node.path), (number, node))
    return tuple(first.values())


def each(keep):
    return [(name, number, node) for name in NAMES for number, node in nodes(name) if keep(node)]


def is_alone(name: str, node) -> bool:
    return Counter((other.parent.id, other.path) for _, other in places(name))[node.parent.id, node.path] == 1


def is_needed(node) -> bool:
    """Required where it stands: behind the first segment of its loop, or the first of a loop that is required."""
    return node.usage == "R" and (not node.is_first_seg_in_loop() or node.parent.usage == "R")


@pytest.mark.parametrize("case", [case for case in each(is_needed) if is_alone(case[0], case[2])], ids=label)
def test_a_required_segment_that_is_missing_is_named(case) -> None:
    name, number, node = case
    lines = segments(name)
    found = found_in((*lines[:number], *lines[number + 1:]))
    if node.id == "HL":                                      # what is below it has then no level above, or stands in the one before
        assert {code for code, *_ in found} & {"G202", "G203", "G204"}
    else:
        assert ("G203", loop_of(node), node.id) in found


@pytest.mark.parametrize("case", each(lambda node: node.get_max_repeat() < 30 and not node.is_first_seg_in_loop()), ids=label)
def test_a_segment_that_comes_too_often_is_named(case) -> None:
    name, number, node = case
    lines = segments(name)
    found = found_in((*lines[:number], *[lines[number]] * node.get_max_repeat(), *lines[number:]))
    assert found
    assert set(found) == {("G205", loop_of(node), node.id)}


@pytest.mark.parametrize("case", each(lambda node: node.is_first_seg_in_loop() and node.parent.get_max_repeat() < 99
                                      and node.parent.id not in ("HEADER", "LS_LOOP")), ids=label)
def test_a_loop_that_comes_too_often_is_named(case) -> None:
    """Its first segment again and again, in front of it. What the repetitions lack may be told too."""
    name, number, node = case
    lines = segments(name)
    assert ("G204", loop_of(node), node.id) in found_in((*lines[:number], *[lines[number]] * node.parent.get_max_repeat(), *lines[number:]))


def test_ninety_nine_questions_and_no_more() -> None:
    lines = segments("270")
    number = next(number for number, line in enumerate(lines) if line.startswith("EQ**HC:93000"))
    asked = sum(line.startswith("EQ") for line in lines[:number + 1])
    assert found_in((*lines[:number], *[lines[number]] * (99 - asked), *lines[number:])) == []
    assert found_in((*lines[:number], *[lines[number]] * (100 - asked), *lines[number:])) == [("G204", "2110C", "EQ")]


@pytest.mark.parametrize("name", NAMES)
def test_a_segment_that_no_guide_knows_is_told_where_it_stands(name) -> None:
    """One behind every segment: each is told, and none throws the walk off."""
    where = dict(places(name))
    lines = [line for number, own in enumerate(segments(name)) for line in ((own, "ZZZ*1") if number in where else (own,))]
    assert found_in(lines) == [("G201", loop_of(node), None) for node in where.values()]


@pytest.mark.parametrize("case", each(lambda node: node.id in ("N3", "DMG", "HI", "BHT", "MPI", "AMT")), ids=label)
def test_a_segment_out_of_order_is_named(case) -> None:
    """Moved to the end of the transaction set, where its place has passed."""
    name, number, node = case
    lines = segments(name)
    last = next(n for n, line in enumerate(lines) if line.startswith("SE*"))
    found = found_in((*lines[:number], *lines[number + 1:last], lines[number], *lines[last:]))
    assert any(code == "G202" and element == node.id for code, _, element in found)


# ---- each element


def key_of(node) -> int:
    """The element by which pyx12 tells segments of one name apart: a wrong value there makes the segment another one. 0 for none."""
    key = node._resolve_unique_key_field(node.id, with_qual=False)
    return key[1] if key else 0


def changed(name: str, number: int, place: int, value: str) -> str:
    return with_element(segments(name)[number], place, value).rstrip("*")


def not_told(name: str, code: str, change) -> list[str]:
    """The elements that were changed, and that no finding with this code names.

    `change` gives the new value of an element, or None to leave it. One place is changed in all segments at a time: what is wrong with an
    element concerns its segment alone.
    """
    silent = []
    for place in range(1, 18):
        lines, expected = list(segments(name)), []
        for number, node in places(name):
            child = next((child for child in node.children if child.seq == place), None)
            old = (segments(name)[number].split("*") + [""] * 20)[place]
            new = None if child is None or key_of(node) == place else change(child, old)
            if new is not None:
                lines[number] = changed(name, number, place, new)
                expected.append((code, number + 1, loop_of(node), f"{node.id}{place:02}"))
        found = {(one.code, one.position, one.loop, one.element) for one in check(text_of(lines))} if expected else set()
        silent += [one for one in expected if one not in found]
    return silent


def simple(child) -> bool:
    return not child.is_composite()


MAY_BE_NEWER = ("entity_id", "country", "claim_status", "claim_status_cat")
CHANGES = {
    "a required element is missing": ("G301", lambda child, old: "" if child.usage == "R" and old else None),
    "a code is not in the list": ("G307", lambda child, old: "#" * child.min_len if old and simple(child) and (
        child.valid_codes or child.external_codes) and child.external_codes not in MAY_BE_NEWER else None),
    "a code is in no list known here": ("G316", lambda child, old: "#" * child.min_len if old and simple(child)
                                        and child.external_codes in MAY_BE_NEWER else None),
    "a value is too long": ("G305", lambda child, old: "1" * (child.max_len + 1) if old and simple(child)
                            and child.data_type in ("AN", "ID", "R", "N0") else None),
    "a value is too short": ("G304", lambda child, old: "1" * (child.min_len - 1) if old and simple(child) and child.min_len > 1
                             and child.data_type in ("AN", "ID") else None),
    "an amount is no number": ("G306", lambda child, old: "1S" if old and simple(child) and child.data_type in ("R", "N0") else None),
    "a date is none": ("G308", lambda child, old: "20261340" if old and child.data_ele in ("1251", "373") else None),
    "an element is not used": ("G314", lambda child, old: "1" if child.usage == "N" and not old else None),
    "a component is too many": ("G313", lambda child, old: ":".join([*old.split(":"), *["1"] * len(child.children)]) if old
                                and child.is_composite() and child.usage != "N" else None),
    "components are none": ("G313", lambda child, old: f"{old}:1" if old and simple(child) else None),
    "a repetition is not allowed": ("G312", lambda child, old: f"{old}^{old}" if old and simple(child) and child.max_use is None else None),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_way_to_break_an_element_is_named(name, what) -> None:
    assert not_told(name, *CHANGES[what]) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_ways_to_break_an_element_reach_most_of_them(name) -> None:
    """So that a change which never applies is not taken for a rule that holds."""
    values = [(child, (segments(name)[number].split("*") + [""] * 20)[child.seq]) for number, node in places(name) for child in node.children]
    reached = {what: sum(change(child, old) is not None for child, old in values) for what, (_, change) in CHANGES.items()}
    assert all(reached[what] for what in CHANGES if what != "a code is in no list known here"), reached
    assert sum(reached.values()) > 400, reached


@pytest.mark.parametrize("case", each(key_of), ids=label)
def test_a_wrong_qualifier_makes_a_segment_that_has_no_place(case) -> None:
    name, number, node = case
    lines = segments(name)
    value = "##" + (":1" if ":" in lines[number].split("*")[key_of(node)] else "")
    found = found_in((*lines[:number], changed(name, number, key_of(node), value), *lines[number + 1:]))
    assert any(element in (node.id, f"{node.id}{key_of(node):02}") for _, _, element in found)
    assert any(code in ("G202", "G203", "G307") for code, *_ in found)


@pytest.mark.parametrize("name", NAMES)
def test_an_element_beyond_the_segment_is_named(name) -> None:
    where = dict(places(name))
    lines = [with_element(line, len(where[number].children) + 1, "1") if number in where else line for number, line in enumerate(segments(name))]
    found = {(one.code, one.position, one.loop, one.element) for one in check(text_of(lines))}
    assert found == {("G303", number + 1, loop_of(node), f"{node.id}{len(node.children) + 1:02}") for number, node in where.items()}


# ---- what hangs together


@pytest.mark.parametrize(("name", "old", "new", "code", "loop", "element"), [
    ("270", "EQ*PT", "EQ*PT*HC:97110", "G310", "2110D", "EQ01"),
    ("270", "EQ*PT", "EQ***FAM", "G302", "2110D", "EQ01"),
    ("270", "EQ*30^98^MH**FAM", "EQ*30^98^M?**FAM", "G307", "2110C", "EQ01"),
    ("270", "EQ*30^98^MH**FAM**1:2", "EQ*30^98^MH**FAM**1:9", "G307", "2110C", "EQ05-2"),
    ("270", "EQ**HC:93000:25", "EQ**QQ:93000:25", "G307", "2110C", "EQ02-1"),
    ("270", "INS*Y*18***************2", "INS*Y*18", "G301", "2100C", "INS17"),
    ("270", "N4*OMAHA*NE*68102", "N4*OMAHA*QX*68102", "G307", "2100B", "N402"),
    ("270", "DMG*D8*19710304*M", "DMG*D8**M", "G302", "2100C", "DMG02"),
    ("270", "NM1*IL*1*IVERS*DEL*Q**JR*MI*ABC700800900", "NM1*IL*1*IVERS*DEL*Q**JR*MI", "G302", "2100C", "NM109"),
    ("270", "NM1*03*1*IVERS*MAE*R**II", "NM1*03*1*IVERS*MAE*R**II*MI*X12345", "G314", "2100D", "NM108"),
    ("270", "TRN*1*93175-0401*9470000001", "TRN*1*93175-0401*94700001", "G304", "2000C", "TRN03"),
    ("271", "EB*1**30^1^33*HM", "EB*1**30^1^29*HM", "G307", "2110C", "EB03"),
    ("271", "EB*1**30^1^33*HM", "EB*1**" + "^".join(["30"] * 100) + "*HM", "G312", "2110C", "EB03"),
    ("271", "*VS*12*Y*W*", "*VS**Y*W*", "G302", "2110C", "EB10"),
    ("271", "*29*1250.5*.2*", "*29*12S0.5*.2*", "G306", "2110C", "EB07"),
    ("271", "*Y*W*HC:97110", "*Y*X*HC:97110", "G307", "2110C", "EB12"),
    ("271", "HSD*VS*2*WK*1*29*3*1*A", "HSD*VS**WK*1*29*3*1*A", "G302", "2110C", "HSD02"),
    ("271", "HSD*VS*2*WK*1*29*3*1*A", "HSD*VS*2*WK*1**3*1*A", "G302", "2110C", "HSD05"),
    ("271", "III***44*LEFT KNEE", "III***44", "G302", "2115C", "III04"),
    ("271", "MPI*C*AE*A*SERGEANT*S1*RD8*20200101-20261231", "MPI*C*AE*A*SERGEANT*S1**20200101", "G302", "2100C", "MPI06"),
    ("271", "LE*2120", "LE*2121", "G307", "2110C", "LE01"),
    ("276", "SVC*HC:99214", "SVC*QQ:99214", "G202", "2200D", "SVC"),
    ("276", "SVC*HC:99214:25:59:76:77*200", "SVC*HC:99214:25:59:76:77*2S0", "G306", "2210D", "SVC02"),
    ("277", "STC*F1:65:PR*20261102**350", "STC*Q9:65:PR*20261102**350", "G316", "2200D", "STC01-1"),
    ("277", "STC*F1:65:PR*20261102**350", "STC*F1:65:QQ*20261102**350", "G316", "2200D", "STC01-3"),
    ("277", "STC*F1:65:PR*20261102**350", "STC*F1*20261102**350", "G301", "2200D", "STC01-2"),
    ("277", "STC*F1:65:PR*20261102**350", "STC*F1:65:PR*20261102*U*350", "G314", "2200D", "STC03"),
    ("277", "STC*P3:75::RX", "STC*P3:75::RY", "G307", "2200E", "STC01-4"),
    ("277", "STC*E0:24:41*20261102", "STC*E0:9999:41*20261102", "G316", "2200B", "STC01-2"),
])
def test_what_hangs_together_is_named_where_it_breaks(name, old, new, code, loop, element) -> None:
    text = "~".join(segments(name)) + "~"
    assert old in text
    assert (code, loop, element) in [(one.code, one.loop, one.element) for one in check(text.replace(old, new, 1))]


def test_a_loop_that_is_not_closed_is_told() -> None:
    lines = segments("271")
    number = lines.index("LE*2120")
    assert found_in((*lines[:number], *lines[number + 1:])) == [("G203", "2110C", "LE")]


def test_related_entities_need_their_header() -> None:
    lines = segments("271")
    number = lines.index("LS*2120")
    assert ("G202", "2115C", "NM1") in found_in((*lines[:number], *lines[number + 1:]))


@pytest.mark.parametrize("level", [0, 1])
def test_diagnoses_that_are_pointed_at_must_be_there(level) -> None:
    lines = segments("270")
    number = [number for number, line in enumerate(lines) if line.startswith("HI*")][level]
    loop = ("2110C", "2110D")[level]
    found = found_in((*lines[:number], *lines[number + 1:]))
    assert found
    assert set(found) == {("G401", loop, "EQ05")}


def test_a_pointer_beyond_the_diagnoses_breaks_no_rule_of_syntax() -> None:
    """X12's answer to RFI 1413: not logical, and yet no ground to reject the transaction."""
    lines = [line if not line.startswith("HI*") else "HI*ABK:I10" for line in segments("270")]
    assert found_in(lines) == []


def test_the_levels_are_needed_from_the_top() -> None:
    lines = segments("270")
    for kind in ("21", "22"):
        number = next(number for number, line in enumerate(lines) if line.startswith("HL*") and line.split("*")[3] == kind)
        assert [code for code, *_ in found_in((*lines[:number], *lines[number + 1:]))]
