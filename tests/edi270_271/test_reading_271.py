"""A 271's text becomes one response a patient, whatever shape payers give it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import example
from edi270_271 import parse_270, parse_271, read_271
from edi_claims import (
    Address,
    Contact,
    DateRange,
    Delivery,
    Diagnosis,
    EdiError,
    EligibilityResponse,
    MilitaryService,
    PatientProvider,
    PersonName,
    Place,
    Procedure,
    Reference,
    Rejection,
    Trace,
    TruncatedError,
    from_json,
    to_json,
)
from eligibility271 import MEMBER, TOP, interchange, response, response_text

EXAMPLES = ["271-0-chain", "271-1-active-ppo", "271-2-dependent-pt", "271-3a-inactive-other-payer", "271-3b-aaa"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_without_a_finding_and_without_a_rest(name):
    parsed = parse_271(example(name))
    assert len(parsed) == 1
    assert (parsed.findings, parsed.unread) == ([], [])


def test_a_response_holds_who_was_asked_who_asked_and_for_whom():
    (one,) = parse_271(example("271-1-active-ppo"))
    assert (one.payer.payer_id, one.payer.name, one.provider.npi) == ("EX001", "EXAMPLE HEALTH PLAN", "1234567893")
    assert one.subscriber.name == PersonName("IVERS", "DEL")
    assert (one.subscriber.identifier, one.subscriber.birth_date, one.subscriber.sex) == (Reference("MI", "ABC700800900"), date(1971, 3, 4), "F")
    assert one.subscriber.address.lines == ("12 ELM ST",)
    assert one.subscriber.address.city == "OMAHA"
    assert one.subscriber.references == (Reference("6P", "GRP9000", "RIVER MILLS"),)
    assert one.dependent is None
    assert one.patient is one.subscriber
    assert (one.relationship, one.maintenance) == ("18", ())
    assert one.traces == (Trace("2", "93175-0001", "9470000001"),)
    assert one.trace_number == "93175-0001"
    assert one.dates == (("346", date(2026, 1, 1)),)


def test_a_row_holds_every_element_of_its_eb():
    (row,) = response("EB*A*IND*98^UC*PR*GOLD*27*12.5*.2*VS*3*Y*W*HC:99213:25:GT").benefits
    assert (row.kind, row.coverage_level, row.service_types, row.insurance_type, row.plan) == ("A", "IND", ("98", "UC"), "PR", "GOLD")
    assert (row.period, row.amount, row.rate, row.quantity_qualifier, row.quantity) == ("27", Decimal("12.5"), Decimal(".2"), "VS", Decimal(3))
    assert (row.authorization, row.in_network, row.procedure) == ("Y", "W", Procedure("99213", ("25", "GT")))


def test_a_row_holds_what_qualifies_it():
    (row,) = response(
        "EB*F*IND*PT", "HSD*VS*30***23*1", "REF*6P*G1*MILLS", "DTP*348*RD8*20260101-20261231", "DTP*304*D8*20261001", "AAA*Y**70*C", "MSG*PER YEAR",
        "MSG*COMBINED", "III*ZZ*11").benefits
    (delivery,) = row.deliveries
    assert (delivery.quantity_qualifier, delivery.quantity, delivery.period, delivery.periods) == ("VS", Decimal(30), "23", Decimal(1))
    assert row.references == (Reference("6P", "G1", "MILLS"),)
    assert row.dates == (("348", DateRange(date(2026, 1, 1), date(2026, 12, 31))), ("304", date(2026, 10, 1)))
    assert row.rejections == (Rejection("benefit", "70", "C", "Y"),)
    assert row.messages == ("PER YEAR", "COMBINED")
    assert [(one.qualifier, one.code) for one in row.places] == [("ZZ", "11")]


def test_another_repetition_separator_parts_the_service_types():
    (row,) = response("EB*1**30>98>UC", repetition=">").benefits
    assert row.service_types == ("30", "98", "UC")


def test_zero_is_a_value_and_empty_is_none():
    zero, empty = response("EB*C*IND*30***29*0", "EB*C*IND*30***29").benefits
    assert zero.amount == 0
    assert zero.amount is not None
    assert empty.amount is None


def test_a_dependent_is_the_patient_and_inherits_the_levels_above():
    (one,) = parse_271(example("271-2-dependent-pt"))
    assert one.patient.name == PersonName("OSEI", "MAY")
    assert one.subscriber.identifier == Reference("MI", "XYZ100200310")
    assert one.payer.payer_id == "EX001"
    assert one.relationship == "19"


def test_a_subscriber_with_rows_and_his_dependent_are_two_responses_even_when_hl04_denies_the_child():
    first, second = parse_271(interchange(f"{TOP}{MEMBER}EB*1**30~HL*4*3*23*0~NM1*03*1*DOE*BEN~EB*6**30~"))
    assert (first.dependent, first.benefits[0].kind) == (None, "1")
    assert (second.dependent.name.first, second.subscriber.name.first, second.benefits[0].kind) == ("BEN", "ANN", "6")


def test_a_dependent_whose_level_has_no_trace_answers_to_the_subscribers():
    (one,) = parse_271(interchange(f"{TOP}{MEMBER}HL*4*3*23*0~NM1*03*1*DOE*BEN~EB*1**30~"))
    assert one.trace_number == "T-1"


def test_two_patients_share_payer_and_provider():
    first, second = parse_271(interchange(f"{TOP}{MEMBER}EB*1**30~{MEMBER.replace('MEM1', 'MEM2')}EB*6**30~"))
    assert first.payer is second.payer
    assert first.provider is second.provider
    assert [one.subscriber.identifier.value for one in (first, second)] == ["MEM1", "MEM2"]


def test_the_payers_own_trace_is_not_taken_for_ours():
    one = response("EB*1**30", member=MEMBER.replace("TRN*2*T-1", "TRN*1*PAYERS*9999999999~TRN*2*OURS"))
    assert one.trace_number == "OURS"
    assert [trace.qualifier for trace in one.traces] == ["1", "2"]


def test_a_changed_member_is_told_by_the_maintenance_code():
    assert response("EB*1**30", member=MEMBER + "INS*Y*18*001*25~").maintenance == ("001", "25")


@pytest.mark.parametrize(("where", "level"), [("HL*2*1*21*1~", "source"), ("HL*3*2*22*0~", "receiver")])
def test_a_rejection_above_the_patients_is_inherited_by_each_of_them(where, level):
    text = interchange(f"{TOP}{MEMBER}{MEMBER}".replace(where, f"AAA*Y**42*R~{where}", 1))
    assert [one.rejections for one in parse_271(text)] == [(Rejection(level, "42", "R", "Y"),)] * 2


@pytest.mark.parametrize("body", [TOP + "AAA*Y**50*N~", "HL*1**20*0~AAA*Y**42*R~NM1*PR*2*PLAN*****PI*EX001~",
                                  "HL*1**20*1~NM1*PR*2*PLAN*****PI*EX001~AAA*Y**42*R~HL*2*1*21*0~NM1*1P*2*RIVERBEND*****XX*1234567893~"])
def test_a_rejection_with_no_patient_below_is_one_response(body):
    (one,) = parse_271(interchange(body))
    assert len(one.rejections) == 1
    assert one.payer.payer_id == "EX001"
    assert one.patient is None


def test_a_rejection_inside_a_benefit_concerns_that_row_only():
    one = response("EB*1**30", "EB*V**98", "AAA*Y**53*C")
    assert one.rejections == ()
    assert [len(row.rejections) for row in one.benefits] == [0, 1]


def test_parties_of_a_benefit_are_not_the_members():
    one = response("EB*U**MH", "LS*2120", "NM1*VN*2*CARVE OUT*****PI*V9", "N3*1 LANE", "N4*OMAHA*NE*68102", "PER*IC**TE*8005550100", "NM1*P3*1*HALE*NORA",
                   "PRV*PC*PXC*207Q00000X", "LE*2120", "MSG*CALL THEM")
    vendor, doctor = one.benefits[0].entities
    assert (vendor.role, vendor.name, vendor.identifier) == ("VN", "CARVE OUT", Reference("PI", "V9"))
    assert vendor.address.city == "OMAHA"
    assert vendor.contacts[0].numbers == (("TE", "8005550100"),)
    assert (doctor.name, doctor.taxonomy) == (PersonName("HALE", "NORA"), "207Q00000X")
    assert one.benefits[0].messages == ("CALL THEM",)
    assert one.subscriber.address is None


def test_a_nameless_address_in_ls_is_a_party_without_a_role():
    (row,) = response("EB*N", "LS*2120", "N3*1 LANE", "N4*OMAHA*NE*68102", "PER*IC**TE*8005550100", "LE*2120").benefits
    (who,) = row.entities
    assert (who.role, who.name, who.address.lines) == ("", "", ("1 LANE",))


def test_a_forgotten_le_ends_with_the_next_row():
    first, second = response("EB*L", "LS*2120", "NM1*P3*1*HALE*NORA", "EB*1**30", "MSG*SECOND").benefits
    assert len(first.entities) == 1
    assert (second.entities, second.messages) == ((), ("SECOND",))


def test_a_forgotten_le_at_the_end_of_the_patient_loses_nobody():
    (row,) = response("EB*L", "LS*2120", "NM1*P3*1*HALE*NORA").benefits
    assert len(row.entities) == 1


def test_a_party_without_ls_belongs_to_its_row():
    (row,) = response("EB*L", "NM1*P3*1*HALE*NORA").benefits
    assert row.entities[0].role == "P3"


def test_a_second_name_in_a_level_does_not_overwrite_the_first():
    parsed = parse_271(response_text("NM1*QC*1*ROE*CAL", "N3*9 OTHER ST", "EB*1**30"))
    (one,) = parsed
    assert one.subscriber.name.first == "ANN"
    assert one.subscriber.address is None
    assert [each.segment_id for each in one.unread] == ["NM1", "N3"]
    assert list(one.unread) == parsed.unread
    assert len(one.benefits) == 1


def test_a_segment_without_a_place_is_kept_by_the_innermost_noun():
    parsed = parse_271(response_text("K3*MEMBER NOTE", "EB*1**30", "K3*ROW NOTE", "LS*2120", "NM1*P3*1*HALE*NORA", "K3*PARTY NOTE"))
    (one,) = parsed
    assert [each.elements[1] for each in (*one.subscriber.unread, *one.benefits[0].unread, *one.benefits[0].entities[0].unread)] == [
        "MEMBER NOTE", "ROW NOTE", "PARTY NOTE"]
    assert len(parsed.unread) == 3


def test_a_row_whose_amount_cannot_be_read_is_kept_unread_with_its_messages():
    parsed = parse_271(response_text("EB*C*IND*30***29*410", "EB*C*IND*30***29*4l0", "MSG*NOT THE FIRST ROWS", "EB*1**30"))
    (one,) = parsed
    assert [finding.code for finding in parsed.findings] == ["X201"]
    assert parsed.findings[0].element == "EB07"
    assert [row.kind for row in one.benefits] == ["C", "1"]
    assert one.benefits[0].messages == ()
    assert [each.elements for each in one.unread] == [("EB", "C", "IND", "30", "", "", "29", "4l0"), ("MSG", "NOT THE FIRST ROWS")]


def test_a_row_whose_amount_cannot_be_read_ends_the_party_before_it():
    (one,) = parse_271(response_text("EB*L", "LS*2120", "NM1*P3*1*HALE*NORA", "EB*C*IND*30***29*x"))
    assert [each.segment_id for each in one.unread] == ["EB"]
    assert one.benefits[0].entities[0].unread == ()


def test_a_day_that_cannot_be_read_is_kept_on_its_row():
    parsed = parse_271(response_text("EB*1**30", "DTP*347*D8*20261331", "MSG*STILL HERE"))
    (row,) = parsed[0].benefits
    assert [finding.code for finding in parsed.findings] == ["X202"]
    assert [each.segment_id for each in row.unread] == ["DTP"]
    assert row.messages == ("STILL HERE",)


def test_a_level_that_the_guide_does_not_have_is_reported_and_the_next_patient_is_read():
    parsed = parse_271(interchange(f"{TOP}HL*9*2*XX*0~NM1*ZZ*1*WHO~{MEMBER}EB*1**30~"))
    assert [one.subscriber.identifier.value for one in parsed] == ["MEM1"]
    assert parsed[0].payer.payer_id == "EX001"
    assert [finding.code for finding in parsed.findings] == ["X204"]
    assert [each.segment_id for each in parsed.unread] == ["HL", "NM1"]


def test_an_open_end_and_a_time_behind_a_day_are_read():
    parsed = parse_271(response_text("EB*1**30", "DTP*307*RD8*20260101-99991231", "DTP*346*DT*202601010000"))
    (one,) = parsed
    assert [(finding.code, finding.element) for finding in parsed.findings] == [("X214", "DTP02"), ("X214", "DTP03")], "a time of day has no place, and that is said"
    assert one.benefits[0].dates == (("307", DateRange(date(2026, 1, 1), date(9999, 12, 31))), ("346", date(2026, 1, 1)))


def test_version_4010_is_read_and_said_once():
    text = response_text("EB*1**30").replace("*005010X279A1~ST", "*004010X092A1~ST").replace("ST*271*0900*005010X279A1", "ST*271*0900")
    parsed = parse_271(text * 2)
    assert len(parsed) == 2
    assert [(finding.code, finding.severity) for finding in parsed.findings] == [("X131", "info")]


def test_an_inquiry_is_passed_over_with_the_way_to_read_it():
    parsed = parse_271(example("270-1-subscriber"))
    assert not parsed
    (finding,) = parsed.findings
    assert finding.code == "X130"
    assert "parse_270" in finding.fix


@pytest.mark.parametrize("name", ["835-1-paid", "837p-1-primary", "999-mixed", "277ca-mixed"])
@pytest.mark.parametrize("parse", [parse_270, parse_271])
def test_other_sets_are_passed_over(name, parse):
    parsed = parse(example(name))
    assert not parsed
    assert [finding.code for finding in parsed.findings] == ["X130"]


def test_an_acknowledgment_in_place_of_the_answer_is_no_answer():
    parsed = parse_271(example("ta1-reject"))
    assert not parsed


def test_a_cut_off_text_gives_the_patients_that_were_whole():
    text = interchange(f"{TOP}{MEMBER}EB*1**30~{MEMBER.replace('MEM1', 'MEM2')}EB*1**30~EB*I**35~")
    with pytest.raises(TruncatedError) as caught:
        parse_271(text[:text.index("EB*I")])
    assert [one.subscriber.identifier.value for one in caught.value.complete] == ["MEM1"]


def test_a_body_without_an_envelope_is_read():
    body = TOP + MEMBER + "EB*L~LS*2120~NM1*P3*1*HALE*NORA~"
    parsed = parse_271(f"ST*271*1*005010X279A1~{body}SE*12*1~")
    assert len(parsed[0].benefits[0].entities) == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_response_survives_json(name):
    (one,) = parse_271(example(name))
    assert from_json(EligibilityResponse, to_json(one)) == one


def test_a_file_is_read_patient_by_patient(tmp_path):
    path = tmp_path / "answers.271"
    path.write_text("".join(example(name) for name in EXAMPLES))
    with read_271(path) as reader:
        first = next(reader)
        rest = list(reader)
    assert first.trace_number == "93175-0000"
    assert len(rest) == 4
    assert [one.control_number for one in reader.interchanges] == ["000000200", "000000203", "000000204", "000000205", "000000206"]
    assert reader.findings == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_where_a_file_is_cut_into_pieces_makes_no_difference(name, tmp_path):
    path = tmp_path / "one"
    path.write_text(example(name))

    class Dribble:
        def __init__(self, text):
            self.text = iter(text)

        def read(self, _):
            return next(self.text, "")

    assert list(read_271(Dribble(example(name)))) == list(parse_271(example(name))) == list(read_271(path))


SEGMENTS = ["HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*3*23*0", "HL", "HL*7*1*99", "TRN*2*T", "TRN", "NM1*IL*1*DOE*ANN****MI*M1", "NM1*PR*2*P", "NM1",
            "NM1*P3*1*HALE", "N3*1 LANE", "N3", "N4*OMAHA*NE", "N4", "REF*6P*G", "REF", "REF*6P", "PER*IC**TE*8005550100", "PER", "PRV*PE*PXC*X", "PRV",
            "DMG*D8*19710304*F", "DMG*D8*x", "DMG", "INS*Y*18", "INS", "DTP*346*D8*20260101", "DTP*346*D8*x", "DTP", "AAA*N**72*C", "AAA", "EB*1**30",
            "EB*C*IND*30***29*410", "EB*C*IND*30***29*x", "EB", "EB*1**30^98**********HC:99213", "HSD*VS*30***23*1", "HSD*VS*x", "HSD", "MSG*TEXT", "MSG",
            "III*ZZ*11", "III", "LS*2120", "LE*2120", "LS", "LE", "EQ*30", "EQ", "BHT*0022*11*1", "BHT", "SE*1*0900", "ST*271*0901*005010X279A1", "ST*270*2",
            "K3*NOTE", "eb*1**30", ""]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(SEGMENTS), max_size=25))
def test_any_order_of_segments_gives_nouns_and_findings(segments):
    body = "".join(f"{one}~" for one in segments)
    for parse in (parse_270, parse_271):
        try:
            parsed = parse(interchange(body))
        except EdiError:
            continue
        for one in parsed:
            assert to_json(one)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(SEGMENTS), max_size=25))
def test_no_row_and_no_segment_is_lost(segments):
    """Every EB is a row, or stands in `unread`."""
    body = "".join(f"{one}~" for one in [*segments] if one and not one.startswith(("SE", "ST")))
    parsed = parse_271(interchange(TOP + MEMBER + body))
    rows = sum(len(one.benefits) for one in parsed)
    kept = sum(each.segment_id.upper() == "EB" for each in parsed.unread)
    assert rows + kept == sum(one.upper().startswith("EB") for one in segments)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_text_gives_nouns_or_an_edi_error(text):
    for parse in (parse_270, parse_271):
        try:
            parse(text)
        except EdiError:
            pass


def test_an_eb_points_to_the_diagnoses_of_its_level():
    (one,) = parse_271(response_text("EB*B*IND*98***27*20*****Y**1:2", member=MEMBER + "HI*ABK:R5600*ABF:I10~"))
    (row,) = one.benefits
    assert (row.amount, row.in_network, row.procedure, row.diagnosis_pointers) == (20, "Y", None, (1, 2))
    assert one.diagnoses == (Diagnosis("R5600"), Diagnosis("I10"))


def test_a_pointer_that_is_no_number_is_left_out_and_said():
    parsed = parse_271(response_text("EB*B*IND*98***27*20*****Y**A:2", "EB*B*IND*98***27*20*****Y**x"))
    assert [row.diagnosis_pointers for row in parsed[0].benefits] == [(), ()]
    assert [(finding.code, finding.element) for finding in parsed.findings] == [("X214", "EB14")], "once a file"


def test_a_procedure_is_read_with_every_component():
    (row,) = response("EB*1*IND*******VS*3*Y*Y*HC:99213:25:GT:::NOTE:99215").benefits
    assert row.procedure == Procedure("99213", ("25", "GT"), "HC", "NOTE")
    assert row.procedure_end == "99215"


def test_a_patients_level_holds_everything_that_the_guide_has():
    member = (
        "HL*3*2*22*0~TRN*1*PAYERS*1512345678*DESK~TRN*2*T-1*9470000001~TRN*1*HOUSE*3999999999~NM1*IL*1*DOE*ANN*B**JR*MI*MEM1~REF*6P*G1*MILLS~REF*EJ*A9~"
        "N3*1 ELM ST*FLAT 2~N4*TORINO***IT***TO~AAA*N**72*C~PRV*PC*PXC*207Q00000X~DMG*D8*19710304*F~INS*Y*18*001*25*************2~HI*BK:78039~"
        "DTP*346*D8*20260101~DTP*291*RD8*20260101-20261231~MPI*C*AE*D*FIRST CORPS*A1*RD8*20200101-20261231~")
    one = response("EB*1**30", member=member)
    assert one.traces == (Trace("1", "PAYERS", "1512345678", "DESK"), Trace("2", "T-1", "9470000001"), Trace("1", "HOUSE", "3999999999"))
    assert one.trace_number == "T-1"
    assert one.subscriber.references == (Reference("6P", "G1", "MILLS"), Reference("EJ", "A9"))
    assert one.subscriber.address == Address(("1 ELM ST", "FLAT 2"), "TORINO", "", "", "IT", "TO")
    assert one.patient_provider == PatientProvider("PC", "PXC", "207Q00000X")
    assert (one.relationship, one.maintenance, one.birth_sequence) == ("18", ("001", "25"), 2)
    assert one.diagnoses == (Diagnosis("78039", "9"),)
    assert one.dates == (("346", date(2026, 1, 1)), ("291", DateRange(date(2026, 1, 1), date(2026, 12, 31))))
    assert one.military == MilitaryService("C", "AE", "D", "FIRST CORPS", "A1", DateRange(date(2020, 1, 1), date(2026, 12, 31)))
    assert [(each.level, each.reason) for each in one.rejections] == [("subscriber", "72")]


def test_payer_and_provider_hold_everything_that_the_guide_has():
    top = ("BHT*0022*06*TRC9*20261102*0931*RT~HL*1**20*1~AAA*Y**42*R~NM1*P5*2*EXAMPLE*****FI*470000009~PER*IC*DESK*TE*8005550100*UR*example.test~AAA*Y**80*R~"
           "HL*2*1*21*1~NM1*FA*1*HALE*NORA****SV*P9~REF*0B*L9*NE~N3*1 LANE~N4*OMAHA*NE*68102~AAA*N**43*C~PRV*PE*PXC*207Q00000X~")
    (one,) = parse_271(interchange(top + MEMBER))
    assert (one.payer_kind, one.provider_kind, one.provider_role, one.purpose, one.transaction_type, one.batch_id) == ("P5", "FA", "PE", "06", "RT", "TRC9")
    assert (one.payer.payer_id, one.payer.id_qualifier) == ("470000009", "FI")
    assert one.payer.contacts == (Contact("DESK", (("TE", "8005550100"), ("UR", "example.test"))),)
    assert (one.provider.identifier, one.provider.references, one.provider.taxonomy) == (Reference("SV", "P9"), (Reference("0B", "L9", "NE"),), "207Q00000X")
    assert [(each.level, each.reason, each.before_name, each.position) for each in one.rejections] == [
        ("source", "42", True, 6), ("source", "80", False, 9), ("receiver", "43", False, 15)]


def test_what_the_subscribers_level_says_is_kept_beside_the_dependents():
    parsed = parse_271(interchange(
        f"{TOP}{MEMBER}INS*Y*18*001*25~DTP*346*D8*20260101~HL*4*3*23*0~TRN*2*T-2*9470000001~NM1*03*1*DOE*BEN~INS*N*19~DTP*346*D8*20260601~EB*1**30~"))
    (one,) = parsed
    above = one.subscriber_level
    assert (one.trace_number, one.relationship, one.dates) == ("T-2", "19", (("346", date(2026, 6, 1)),))
    assert (above.trace_number, above.maintenance, above.dates) == ("T-1", ("001", "25"), (("346", date(2026, 1, 1)),))
    assert from_json(EligibilityResponse, to_json(one)) == one


def test_a_subscriber_with_rows_of_his_own_is_not_repeated_beside_his_dependent():
    _, child = parse_271(interchange(f"{TOP}{MEMBER}INS*Y*18~EB*1**30~HL*4*3*23*0~NM1*03*1*DOE*BEN~EB*6**30~"))
    assert child.subscriber_level is None


def test_a_benefits_restrictions_and_entities_are_whole():
    (row,) = response("EB*D*IND*30", "HSD*VS*3*WK*1*34*2*1*A", "III*NI*E912*44*HEAD", "III***44*TEXT", "LS*2120", "NM1*IL*1*DOE*BEN****MI*M2*41",
                      "PRV*PC*PXC*207Q00000X", "LE*2120").benefits
    assert row.deliveries == (Delivery("VS", Decimal(3), "WK", Decimal(1), "34", Decimal(2), ("1", "A")),)
    assert row.places == (Place("NI", "E912", "44", "HEAD"), Place("", "", "44", "TEXT"))
    (who,) = row.entities
    assert (who.role, who.relationship, who.provider_role, who.taxonomy) == ("IL", "41", "PC", "207Q00000X")


LEFT_OUT = [
    ("NM110", MEMBER.replace("MEM1", "MEM1*41"), ()), ("NM108", MEMBER.replace("*MI*MEM1", "*MI"), ()), ("NM101", MEMBER.replace("NM1*IL", "NM1*QC"), ()),
    ("N405", MEMBER + "N4*OMAHA*NE*68102**CY*31~", ()), ("DMG04", MEMBER + "DMG*D8*19710304*F*M~", ()), ("INS05", MEMBER + "INS*Y*18***A~", ()),
    ("INS01", MEMBER + "INS*N*18~", ()), ("REF04", MEMBER + "REF*6P*G1**X:Y~", ()), ("AAA02", MEMBER + "AAA*N*HP*72*C~", ()),
    ("TRN05", MEMBER.replace("9470000001", "9470000001*A*B"), ()), ("MSG02", MEMBER, ("EB*1", "MSG*TEXT*SS")), ("EB15", MEMBER, ("EB*1**************X",)),
    ("EB13-9", MEMBER, ("EB*1************HC:1:::::::Q",)), ("HSD09", MEMBER, ("EB*1", "HSD*VS*3*******Q")), ("LS01", MEMBER, ("EB*1", "LS*2110", "LE*2120")),
    ("III05", MEMBER, ("EB*1", "III*ZZ*11***3")), ("PRV02", MEMBER, ("EB*1", "NM1*P3*1*HALE", "PRV*PC*ZZ*207Q00000X")), ("PER05", MEMBER, ()),
    ("BHT01", MEMBER, ())]


@pytest.mark.parametrize(("element", "member", "rows"), LEFT_OUT)
def test_an_element_that_no_noun_has_a_field_for_is_said(element, member, rows):
    text = response_text(*rows, member=member)
    if element == "BHT01":
        text = text.replace("BHT*0022", "BHT*0019")
    if element == "PER05":
        text = text.replace("HL*2*1*21", "PER*IC**TE*1*EX~HL*2*1*21")
    found = [one.element for one in parse_271(text).findings if one.code == "X214"]
    assert found[:1] == [element]
