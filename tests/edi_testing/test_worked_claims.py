"""The worked files of `fixtures/claims`: each says what its scenario says, in the segments that the guide has for it."""

import attrs
import pytest

import edi837
from corpus import ROOT
from edi_testing.worked import WORKED, worked_text, write_worked
from edi_x12 import conformance

FOLDER = ROOT / "fixtures" / "claims"

SAID = {
    "ambulance": "CR1*LB*154**A*DH*12.4 CRC*07*Y*04*09 NM1*PW*2 NM1*45*2 QTY*PT*2",
    "ambulance_both_ways": "CR1*LB*171**A*DH*8.1***DIALYSIS*CANNOT~SIT NM1*PW*2 NM1*45*2",
    "anesthesia": "HI*BP:47562*BO:47563 SV1*HC:00790:AA:P3*1080*MJ*95***1:2",
    "anesthesia_by_nurse": "SV1*HC:00830:QZ:P2*640*MJ*61***1 PRV*PE*PXC*367500000X",
    "assumed_care": "SV1*HC:66984:55:RT*210*UN*1***1",
    "atypical_provider": "NM1*85*2*OAKS~PERSONAL~CARE REF*G2*PC700123",
    "attachments": "PWK*OB*EL***AC*OB000001 PWK*OZ*AA REF*LX*G123456 HI*BG:30",
    "auto_accident": "REF*Y4*CLAIM000001",
    "chiropractic": "CR2********A**LOW~BACK~PAIN~SINCE~LIFTING SV1*HC:98941:AT*62*UN*1***1:2",
    "delay_reason": "CLM*T00000001*125***11:B:1*Y*A*Y*Y***********7",
    "dialysis": "MEA*TR*R1*10.2 MEA*TR*R2*31.5 MEA*TR*R4*6.1",
    "dme_rental": "SV5*HC:K0001*DA*30*58.5*585*4 PWK*CT*AB CR3*I*MO*13 CRC*09*Y*38",
    "drug": "LIN**N4*99999010125 CTP****3.5*ML REF*XZ*RX0000001 SV1*HC:J9035:JW*200*UN*5***1",
    "emergency_room": "SV1*HC:71046:26*38*UN*1*22**1:2**Y",
    "encounter_report": "CN1*05*0 HCP*01*80*45*981112222 REF*9A*RPR000001",
    "epsdt": "CRC*ZZ*Y*ST SV1*HC:99393:EP*132*UN*1***1:2****Y",
    "family_planning": "SV1*HC:99213:FP*96*UN*1***1*****Y***0",
    "homebound": "CRC*75*Y*IH",
    "hospice": "CRC*70*Y*65",
    "icd_9": "HI*BK:7865*BF:78605",
    "immunization": "REF*BT*LOT00001",
    "laboratory": "REF*X4*28D7654321",
    "mammography": "REF*EW*123456",
    "medicare_secondary": "SBR*S*18***12****MB SBR*P*18",
    "newborn": "PAT*19******01*7.5",
    "notices_of_noncoverage": "SV1*HC:A9270:GX:GY*30*UN*1***1",
    "obstetric_anesthesia": "QTY*FL*5 SV1*HC:01967:AA:P2*1350*MJ*240***1:2",
    "oxygen": "LQ*UT*484.03 FRM*1A****56 FRM*4*Y MEA*TR*HT*64",
    "passed_over": "AMT*A8*350",
    "pay_to_address": "NM1*87*2 N3*PO~BOX~77",
    "pay_to_plan": "NM1*PE*2*EXAMPLE~MEDICAID*****PI*MCD01 REF*EI*981234567",
    "pregnancy": "PAT*********Y",
    "purchased_service": "PS1*LIC7001*45 NM1*QB*2******XX",
    "reference_laboratory": "REF*F4*28D7654322",
    "repriced_line": "HCP*07*60*90*981112222*60**60**HC*93005*UN*1**1",
    "secondary_as_a_whole": "AMT*EAF*86 AMT*D*144",
    "state_requirements": "K3*STATE~DATA~1 NTE*ADD*SEEN~AS~AN~EMERGENCY REF*4N*3",
    "supplies": "AMT*T*2.4 AMT*F4*6.5",
    "telehealth": "SV1*HC:99213:95*125*UN*1***1",
    "unlisted_procedure": "SV1*HC:17999:::::REMOVAL~OF~EMBEDDED~BEAD*480*UN*1***1 PWK*OB*FX***AC*REPORT000001",
    "vision": "CRC*E1*Y*L1 CRC*E3*Y*L2",
    "void": "REF*F8*ICN0000000001",
    "workers_compensation": "NM1*IL*2*ACORN~ROOFING~LLC PAT*20",
}
"""Segments, or how they begin, that each file must have by the guide, typed from it; `~` stands for a blank in a text."""


def text(name):
    return (FOLDER / f"{name}.edi").read_text(encoding="ascii")


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_file_is_its_scenario_written(name):
    assert text(name).replace("\n", "") == worked_text(WORKED[name])


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_file_reads_as_its_scenario(name):
    claim, parsed = WORKED[name].claim(), edi837.parse(text(name))
    assert list(parsed) == [attrs.evolve(claim, encounter=attrs.evolve(claim.encounter, documentation={}))]
    assert (parsed.findings, parsed.unread) == ([], [])


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_file_keeps_the_guide(name):
    assert conformance.check(text(name)) == []


@pytest.mark.parametrize("name", SAID)
def test_a_worked_file_has_the_segments_that_the_guide_has_for_it(name):
    segments = text(name).split("~\n")
    missing = [wanted for wanted in SAID[name].replace("~", "\0").split(" ") if not any(one.startswith(wanted.replace("\0", " ")) for one in segments)]
    assert missing == []


def test_the_kind_of_batch_is_told():
    assert {name: text(name).split("~\n")[3].split("*")[6] for name in ("office_visit", "encounter_report", "pay_to_plan")} == {
        "office_visit": "CH", "encounter_report": "RP", "pay_to_plan": "31"}


def test_the_folder_has_these_files_and_no_others(tmp_path):
    write_worked(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {path.name: path.read_bytes() for path in FOLDER.iterdir()}
