"""Nothing that a receiver says is dropped: every element is in a field of a noun or among what it keeps unread."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from bags_acks import held, said, segments
from corpus import example, files, needs_corpus
from edi_acks import ErrorContext
from edi_claims import PersonName, Procedure, Reference, from_json, to_json
from edi_x12.delimiters import Delimiters

OURS = [*files("997", "999", "ta1", "277ca"), *(path for path in files("bad") if "277ca" in path.name or "999" in path.name)]
CUT_OFF = {"x12net-5010-frombogeyone.edi"}
NAMES = ["ta1-reject", "999-mixed", "999-0-chain", "277ca-mixed"]
PLAIN = Delimiters()


def lost(text, parsed, marks=PLAIN):
    """What the text says and no noun holds."""
    return said(segments(text, marks), marks) - sum((held(one) for one in parsed), Counter())


@needs_corpus
@pytest.mark.parametrize("path", [path for path in OURS if path.name not in CUT_OFF], ids=lambda path: path.name)
def test_nothing_of_a_public_file_is_dropped(path):
    text = path.read_bytes().decode("latin-1")
    parsed = edi_acks.parse(path.read_bytes())
    assert not lost(text[max(text.find("ISA"), 0):], parsed, parsed.interchanges[0].delimiters)
    assert [from_json(type(one), to_json(one)) for one in parsed] == parsed


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_an_example_is_dropped(name):
    assert not lost(example(name), edi_acks.parse(example(name)))


# ---- what is said where no guide has it

ODD = ["X9", "7", "20261201", "A:B", "SECRET", ""]


@st.composite
def tampered(draw):
    """An example some of whose segments say something where they should not."""
    name = draw(st.sampled_from(NAMES))
    found = [one.split("*") for one in example(name).replace("\n", "").split("~") if one]
    inside = [at for at, e in enumerate(found) if e[0] not in {"ISA", "GS", "ST", "SE", "GE", "IEA"}]
    for at in reversed(draw(st.lists(st.sampled_from(inside), min_size=1, max_size=6, unique=True).map(sorted))):
        kind = draw(st.sampled_from(["twice", "shorter", "element", "element", "component"]))
        if kind == "twice":
            found.insert(at + 1, list(found[at]))
        elif kind == "shorter":
            del found[at][1 + draw(st.integers(1, len(found[at]) - 1)):]
        else:
            place = draw(st.integers(1, len(found[at]) + 2))
            found[at] += [""] * (place + 1 - len(found[at]))
            odd = draw(st.sampled_from(ODD))
            found[at][place] = f"{found[at][place]}:{odd}" if kind == "component" else odd
    return "".join("*".join(e) + "~" for e in found)


@given(tampered())
@settings(deadline=None, max_examples=100)
def test_nothing_is_dropped_wherever_it_stands(text):
    assert not lost(text, edi_acks.parse(text))


# ---- 277CA of every shape

HEAD = example("277ca-mixed").replace("\n", "").partition("~ST*")[0] + "~"
WORDS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=12)
NUMBERS = st.integers(1, 10**8).map(str)
DOLLARS = st.integers(0, 10**7).map(lambda cents: format(Decimal(cents).scaleb(-2).normalize(), "f"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(lambda on: f"{on:%Y%m%d}")
NONE = st.just("")
COMPOSITES = st.tuples(st.sampled_from(["A0", "A1", "A2", "A3", "A5", "A6", "A7", "A8", "F2"]), st.sampled_from(["19", "20", "21", "562", "9999"]),
                       st.sampled_from(["", "85", "82", "IL", "PR"]), st.sampled_from(["", "RX"])).map(lambda parts: ":".join(parts).rstrip(":"))


@st.composite
def statuses(draw, message=NONE):
    """One to three STC, each with up to three composites."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        further = draw(st.lists(COMPOSITES, max_size=2))
        e = ["STC", draw(COMPOSITES), draw(DAYS), draw(st.sampled_from(["WQ", "U", ""])), draw(DOLLARS), *[""] * 5, *further, *[""] * (2 - len(further)),
             draw(message)]
        found.append("*".join(e).rstrip("*"))
    return found


@st.composite
def lines(draw):
    done, revenue = draw(st.sampled_from(["HC:99213", "HC:99214:25:59", "NU:0450", "HC:J3490:::::AS TOLD"])), draw(st.sampled_from(["", "0450"]))
    made = [f"SVC*{done}*{draw(DOLLARS)}**{revenue}***{draw(NUMBERS)}", *draw(statuses())]
    return made + draw(st.sampled_from([[], [f"REF*FJ*{draw(NUMBERS)}"], [f"REF*FJ*{draw(NUMBERS)}", f"REF*XZ*{draw(NUMBERS)}", f"DTP*472*D8*{draw(DAYS)}"]]))


@st.composite
def acknowledgments(draw):
    """The segments of a 277CA from BHT on, and how many batches, providers, claims and lines they tell of."""
    found, counts = [f"BHT*0085*08*{draw(NUMBERS)}*{draw(DAYS)}*{draw(st.sampled_from(['0800', '093059']))}*TH"], Counter()
    for _ in range(draw(st.integers(1, 2))):
        role = draw(st.sampled_from(["PR*2*PLAN*****PI", "AY*2*HOUSE*****46"]))
        found += ["HL*1**20*1", f"NM1*{role}*{draw(NUMBERS)}", f"TRN*1*{draw(NUMBERS)}", f"DTP*050*D8*{draw(DAYS)}", f"DTP*009*D8*{draw(DAYS)}"]
        for _ in range(draw(st.integers(1, 2))):
            counts["batches"] += 1
            found += ["HL*2*1*21*1", draw(st.sampled_from(["NM1*41*2*CLINIC*****46*C1", "NM1*41*1*DOE*PAT*Q***46*C2"])), f"TRN*2*{draw(NUMBERS)}",
                      *draw(statuses()), f"QTY*90*{draw(NUMBERS)}", f"AMT*YY*{draw(DOLLARS)}"]
            for _ in range(draw(st.integers(0, 2))):
                counts["providers"] += 1
                found += ["HL*3*2*19*1", draw(st.sampled_from(["NM1*85*2*CLINIC*****XX*1234567893", "NM1*85*1*DOE*PAT*Q**JR*FI*99"])), "TRN*1*0",
                          *draw(statuses()), f"REF*LU*{draw(NUMBERS)}", f"QTY*QC*{draw(NUMBERS)}", f"AMT*YU*{draw(DOLLARS)}"]
                for _ in range(draw(st.integers(0, 2))):
                    counts["claims"] += 1
                    found += ["HL*4*3*PT", "NM1*QC*1*ROWE*DANA***JR*MI*XYZ1", f"TRN*2*{draw(NUMBERS)}", *draw(statuses(NONE | WORDS)),
                              f"REF*1K*{draw(NUMBERS)}", f"REF*D9*{draw(NUMBERS)}", f"REF*BLT*{draw(NUMBERS)}",
                              draw(st.sampled_from(["DTP*472*D8*20260102", "DTP*472*RD8*20260102-20260105"]))]
                    several = draw(st.lists(lines(), max_size=2))
                    counts["lines"] += len(several)
                    found += [one for each in several for one in each]
    return found, counts


def set_of(found):
    return f"{HEAD}ST*277*0303*005010X214~{''.join(f'{one}~' for one in found)}SE*{len(found) + 2}*0303~GE*1*303~IEA*1*000000303~"


@given(acknowledgments())
@settings(deadline=None, max_examples=60)
def test_a_277ca_of_any_shape_is_read_whole(drawn):
    found, counts = drawn
    text = set_of(found)
    parsed = edi_acks.parse(text)
    assert (parsed.findings, parsed.unread) == ([], [])
    assert not lost(text, parsed)
    claims = [claim for one in parsed for claim in one.claims]
    providers = [one for batch in parsed for one in batch.providers]
    assert (len(parsed), len(providers), len(claims), sum(len(one.line_statuses) for one in claims)) == tuple(
        counts[name] for name in ("batches", "providers", "claims", "lines"))
    assert [from_json(type(one), to_json(one)) for one in parsed] == parsed
    assert all(isinstance(one.findings, tuple) for one in parsed)


def test_levels_without_the_entity_below_them_are_read_by_hl_alone():
    text = set_of(["BHT*0085*08*X*20261021*0800*TH", "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*19*1", "HL*4*3*PT", "STC*A7:164:IL", "HL*5*3*PT", "TRN*2*C2"])
    [one] = edi_acks.parse(text)
    assert (one.source, one.submitter, one.providers[0].provider) == (None, None, None)
    assert [claim.patient_control_number for claim in one.claims] == ["", "C2"]


# ---- 999 and 997, segment by segment

def answers(*found, kind="999"):
    [one] = edi_acks.parse(f"{HEAD}ST*{kind}*0001~{''.join(f'{each}~' for each in found)}SE*9*0001~GE*1*303~IEA*1*000000303~")
    return one


def test_a_context_keeps_every_part_of_it():
    error = "IK3*CLM*43*2300*8"
    one = answers("AK1*HC*1", "AK2*837*0001", error, "CTX*SITUATIONAL TRIGGER*CLM*43*2300*5:3:1*1325:782", "CTX*CLM01:A1^NM109:XX", "IK4*2*782*1*SECRET",
                  "CTX*SITUATIONAL TRIGGER*DTP*44**3", "IK5*R*5", "AK9*R*1*1*0")
    [found] = one.transaction_sets[0].errors
    trigger, claim, member = found.context
    assert trigger == ErrorContext("SITUATIONAL TRIGGER", "", "CLM", 43, "2300", (5, 3, 1), ("1325", "782"))
    assert (claim.name, claim.value, claim.joined, member.name, member.value, member.joined) == ("CLM01", "A1", False, "NM109", "XX", True)
    assert found.elements[0].context == (ErrorContext("SITUATIONAL TRIGGER", "", "DTP", 44, "", (3,)),)
    assert found.claim == "A1"
    assert "SECRET" not in repr(one) + "".join(map(repr, one.findings))


def test_a_997_may_give_a_segment_several_reasons():
    one = answers("AK1*HC*1", "AK2*837*0001", "AK3*N4*9*2010*1*2*6", "AK5*R*5", "AK9*R*1*1*0", kind="997")
    [found] = one.transaction_sets[0].errors
    assert (found.code, found.further_codes) == ("1", ("2", "6"))
    assert [finding.message.rpartition("(")[2] for finding in one.findings] == ["1)", "2)", "6)"]


def test_a_second_result_and_a_second_total_are_kept():
    one = answers("AK1*HC*1", "AK2*837*0001", "IK5*R*5", "IK5*A", "AK9*R*1*1*0", "AK9*A*1*1*1", "AK1*HC*2")
    assert (one.status, one.transaction_sets[0].status, one.control_number) == ("R", "R", "1")
    assert [kept.elements[:2] for kept in one.unread] == [("IK5", "A"), ("AK9", "A"), ("AK1", "HC")]


@st.composite
def groups(draw):
    found = [f"AK1*HC*{draw(NUMBERS)}*005010X222A1"]
    for _ in range(draw(st.integers(0, 3))):
        found.append(f"AK2*837*{draw(NUMBERS)}*005010X222A1")
        for _ in range(draw(st.integers(0, 3))):
            found.append(f"IK3*{draw(st.sampled_from(['N4', 'SV1', 'CLM']))}*{draw(NUMBERS)}*{draw(st.sampled_from(['', '2010AA']))}*{draw(st.sampled_from('138'))}")
            found += draw(st.lists(st.sampled_from(["CTX*CLM01:A7", "CTX*SITUATIONAL TRIGGER*CLM*43**5:3*C023:1325", "CTX*TRN02:A^CLM01:B"]), max_size=2))
            for _ in range(draw(st.integers(0, 2))):
                found.append(f"IK4*{draw(st.sampled_from(['1', '5:3', '3:1:2']))}*{draw(NUMBERS)}*{draw(st.sampled_from(['1', 'I12']))}*{draw(NONE | WORDS)}".rstrip("*"))
                found += draw(st.lists(st.just("CTX*SITUATIONAL TRIGGER*NM1*8*2010BA*9"), max_size=1))
        found.append(draw(st.sampled_from(["IK5*A", "IK5*E*5", "IK5*R*5*I5*4*3*7", "IK5*R"])))
    return [*found, draw(st.sampled_from(["AK9*A*3*3*3", "AK9*P*3*2*1*5", "AK9*R*9*0*0*1*2*3*4*5"]))]


@given(groups())
@settings(deadline=None, max_examples=60)
def test_a_999_of_any_shape_is_read_whole(found):
    text = f"{HEAD}ST*999*0303~{''.join(f'{one}~' for one in found)}SE*{len(found) + 2}*0303~GE*1*303~IEA*1*000000303~"
    parsed = edi_acks.parse(text)
    assert parsed.unread == []
    assert not lost(text, parsed)
    [one] = parsed
    kinds = [each.split("*")[0] for each in found]
    errors = [error for answer in one.transaction_sets for error in answer.errors]
    assert (len(one.transaction_sets), len(errors), sum(len(error.elements) for error in errors)) == (kinds.count("AK2"), kinds.count("IK3"), kinds.count("IK4"))
    assert [from_json(type(one), to_json(one)) for one in parsed] == parsed


# ---- 277CA, field by field

def claimed(*found):
    [one] = edi_acks.parse(set_of(["BHT*0085*08*X*20261021*0800*TH", "HL*1**20*1", "NM1*PR*2*PLAN*****PI*P1", "TRN*1*R1", "HL*2*1*21*1",
                                   "NM1*41*1*DOE*PAT****46*C1", "TRN*2*B1", "HL*3*2*19*1", "HL*4*3*PT", "TRN*2*C1", *found]))
    return one


def test_a_submitter_who_is_a_person_keeps_his_name_in_its_parts():
    one = claimed("STC*A2:20")
    assert (one.submitter.name, one.submitter.party_id, one.submitter_name) == ("PAT DOE", "C1", PersonName("DOE", "PAT"))


def test_three_statuses_of_one_segment_share_its_day_action_amount_and_message():
    [claim] = claimed("STC*A7:562:85*20261021*U*400******A7:164:IL*A3:21:PR:RX*CALL US").claims
    first, second, third = claim.statuses
    assert (first.text, second.text, third.text, third.code_list) == ("A7:562:85", "A7:164:IL", "A3:21:PR", "RX")
    assert len({(one.on, one.action, one.amount, one.message, one.position) for one in claim.statuses}) == 1
    assert (third.on, third.action, third.amount, third.message) == (date(2026, 10, 21), "U", Decimal(400), "CALL US")


def test_a_line_keeps_its_procedure_its_number_its_prescription_and_its_days():
    [line] = claimed("STC*A8:21", "SVC*HC:J3490:25::::DRUG*150**0450***2", "STC*A7:477", "REF*FJ*L1", "REF*XZ*RX1",
                     "DTP*472*RD8*20261001-20261002").claims[0].line_statuses
    assert (line.procedure, line.charge, line.revenue_code, line.units) == (Procedure("J3490", ("25",), description="DRUG"), Decimal(150), "0450", Decimal(2))
    assert (line.line_control_number, line.references) == ("L1", (Reference("XZ", "RX1"),))
    assert line.dates["472"].end == date(2026, 10, 2)


@pytest.mark.parametrize("segment", [
    "STC*A2:20:85::X*20261021", "STC*A2:20***********M*MORE", "REF*1K*A*B", "TRN*2*OTHER", "DTP*472*D8*20261001*X",
    "NM1*QC*1*ROWE*DANA****MI", "NM1*QC*3*ROWE", "NM1*QC*2*ROWE*DANA****MI*1", "QTY*90*1", "SVC*HC:1*2****7", "PER*IC*HELP"])
def test_what_has_no_field_is_kept_as_it_was_sent(segment):
    [claim] = claimed(segment).claims
    kept = [*claim.unread, *(one for line in claim.line_statuses for one in line.unread)]
    assert [":".join(one.elements) for one in kept] == [segment.replace("*", ":")]


def test_a_second_day_of_a_kind_is_kept_and_said():
    parsed = edi_acks.parse(set_of(["HL*1**20*1", "DTP*050*D8*20261001", "DTP*050*D8*20261002"]))
    assert parsed[0].dates == {"050": date(2026, 10, 1)}
    assert [one.code for one in parsed.findings] == ["X218"]
    assert [one.elements[3] for one in parsed[0].unread] == ["20261002"]


def test_a_ta1_without_a_readable_day_keeps_what_was_sent():
    [one] = edi_acks.parse(example("ta1-reject").replace("261102*0905*R", "26I102*0905*R"))
    assert (one.sent_at, one.rejected) == (None, True)
    assert one.unread[0].elements[2] == "26I102"
