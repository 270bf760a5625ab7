"""Formatting that has one right answer is put right and said; nothing else is touched."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import edi837
from claims837 import DAY, GROUP, HOME, IBARRA, PARENT, PLAN, ROWE, SENT, SUPPLEMENT, claim, secondary, told, visit
from corpus import files, needs_corpus
from edi837.tidying.fields import FIELDS
from edi_claims import (
    Accident,
    Address,
    Attachment,
    Contact,
    Coverage,
    DateRange,
    Diagnosis,
    Drug,
    ElementError,
    Encounter,
    Owner,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    Procedure,
    Provider,
    Reference,
    RootCause,
    RuleError,
    ServiceLine,
    Severity,
    SpinalManipulation,
    Unread,
    errors,
)
from edi_testing.strategies import claims
from edi_x12 import conformance

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
MEDICARE = Coverage(Payer("MCR01", "MEDICARE"), "1EG4-TE5-MK73", filing_indicator="MB")


def patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def named(last, first="DANA", **more):
    return patient(name=PersonName(last, first, **more))


def living(*lines, **changes):
    return patient(address=attrs.evolve(HOME, **({"lines": lines} if lines else {}), **changes))


def billing(**changes):
    return claim(billing_provider=attrs.evolve(GROUP, **changes))


def covered(cover=PLAN, **changes):
    return claim(coverages=(attrs.evolve(cover, **changes),))


def line(number=1, **changes):
    lines = list(visit().services)
    lines[number - 1] = attrs.evolve(lines[number - 1], **changes)
    return claim(visit(services=tuple(lines)))


def calling(kind, number):
    return billing(contacts=(Contact("PAT LEE", ((kind, number),)),))


def at(path, one):
    """What stands at a path of a finding."""
    return eval(f"one.{path}", {"one": one})


# a claim, then each repair of it: code, loop, element, path, line; and what stands there now
MENDED = [
    (named("PEÑA"), [("T001", "2010BA", "NM103", "encounter.patient.name.last", None)], "PENA"),
    (named("O\u2019NEIL\u2013WEISS"), [("T001", "2010BA", "NM103", "encounter.patient.name.last", None)], "O'NEIL-WEISS"),
    (named("GROß"), [("T001", "2010BA", "NM103", "encounter.patient.name.last", None), ("T004", "2010BA", "NM103", "encounter.patient.name.last", None)],
     "GROSS"),
    (named("SØRENSEN"), [("T001", "2010BA", "NM103", "encounter.patient.name.last", None)], "SORENSEN"),
    (named("ROWE", "\u0141UCJA"), [("T001", "2010BA", "NM104", "encounter.patient.name.first", None)], "LUCJA"),
    (named("MC\tROWE"), [("T001", "2010BA", "NM103", "encounter.patient.name.last", None)], "MC ROWE"),
    (named("RO*WE~"), [("T002", "2010BA", "NM103", "encounter.patient.name.last", None)], "RO WE"),
    (named("ROWE:SMITH^"), [("T002", "2010BA", "NM103", "encounter.patient.name.last", None)], "ROWE SMITH"),
    (named(" ROWE"), [("T003", "2010BA", "NM103", "encounter.patient.name.last", None)], "ROWE"),
    (named("VAN  DER  ROWE"), [("T003", "2010BA", "NM103", "encounter.patient.name.last", None)], "VAN DER ROWE"),
    (named("Rowe"), [("T004", "2010BA", "NM103", "encounter.patient.name.last", None)], "ROWE"),
    (named("DR. ROWE"), [("T011", "2010BA", "NM103", "encounter.patient.name.last", None)], "ROWE"),
    (named("ROWE, JR."), [("T011", "2010BA", "NM103", "encounter.patient.name.last", None)], "ROWE"),
    (named("ROWE", "DANA III"), [("T011", "2010BA", "NM104", "encounter.patient.name.first", None)], "DANA"),
    (living("12 ELM ST", "", ""), [("T012", "2010BA", "N301", "encounter.patient.address.lines", None)], ("12 ELM ST",)),
    (living("12 ELM ST", "APT\u00a04"), [("T001", "2010BA", "N302", "encounter.patient.address.lines[1]", None)], "APT 4"),
    (living(postal_code="68102-0123"), [("T008", "2010BA", "N403", "encounter.patient.address.postal_code", None)], "681020123"),
    (living(country="US"), [("T014", "2010BA", "N404", "encounter.patient.address.country", None)], ""),
    (patient(sex="FEMALE"), [("T013", "2010BA", "DMG03", "encounter.patient.sex", None)], "F"),
    (patient(references=(Reference("SY", "219-09-9999"),)), [("T006", "2010BA", "REF02", "encounter.patient.references[0].value", None)], "219099999"),
    (billing(npi="123-456-7893"), [("T006", "2010AA", "NM109", "billing_provider.npi", None)], "1234567893"),
    (billing(tax_id="47-0000001"), [("T006", "2010AA", "REF02", "billing_provider.tax_id", None)], "470000001"),
    (calling("TE", "(402) 555-0100"), [("T009", "2010AA", "PER04", "billing_provider.contacts[0].numbers[0]", None)], ("TE", "4025550100")),
    (calling("FX", "1-402-555-0100"), [("T009", "2010AA", "PER04", "billing_provider.contacts[0].numbers[0]", None)], ("FX", "4025550100")),
    (calling("EM", " Pat@example.org"), [("T003", "2010AA", "PER04", "billing_provider.contacts[0].numbers[0]", None)], ("EM", "Pat@example.org")),
    (claim(pay_to_address=Address(("PO BOX 77",), "OMAHA", "ne", "68102")), [("T004", "2010AB", "N402", "pay_to_address.state", None)], "NE"),
    (claim(pay_to_plan=Provider(name="PLAN*")), [("T002", "2010AC", "NM103", "pay_to_plan.name", None)], "PLAN"),
    (claim(authorization_number=" a77 "), [("T003", "2300", "REF02", "authorization_number", None)], "a77"),
    (claim(visit(diagnoses=(Diagnosis("R079"), Diagnosis("R06.02")))), [("T005", "2300", "HI02-2", "encounter.diagnoses[1].code", None)], "R0602"),
    (claim(visit(notes=(Reference("ADD", "see 3:4"),))), [("T002", "2300", "NTE02", "encounter.notes[0].value", None),
                                                          ("T004", "2300", "NTE02", "encounter.notes[0].value", None)], "SEE 3 4"),
    (claim(visit(spinal_manipulation=SpinalManipulation("A", "L5\u2013S1"))), [("T001", "2300", "CR210", "encounter.spinal_manipulation.description", None)],
     "L5-S1"),
    (claim(visit(accident=Accident(("AA",), DAY, "ne"))), [("T004", "2300", "CLM11-4", "encounter.accident.state", None)], "NE"),
    (claim(visit(condition_codes=("AA", "w2"))), [("T004", "2300", "HI02-2", "encounter.condition_codes[1]", None)], "W2"),
    (claim(attachments=(Attachment("oz", "EL", "n1"),)), [("T004", "2300", "PWK01", "attachments[0].report_type", None)], "OZ"),
    (covered(member_id="xyz-100 "), [("T003", "2010BA", "NM109", "coverages[0].member_id", None), ("T004", "2010BA", "NM109", "coverages[0].member_id", None)],
     "XYZ-100"),
    (covered(MEDICARE), [("T010", "2010BA", "NM109", "coverages[0].member_id", None)], "1EG4TE5MK73"),
    (claim(coverages=(PLAN, attrs.evolve(MEDICARE, sequence="S"))), [("T010", "2330A", "NM109", "coverages[1].member_id", None)], "1EG4TE5MK73"),
    (covered(payer=Payer("EX001", "EXAMPLE PLAN ")), [("T003", "2010BB", "NM103", "coverages[0].payer.name", None)], "EXAMPLE PLAN"),
    (claim(coverages=(attrs.evolve(PLAN, subscriber=attrs.evolve(PARENT, name=PersonName("ROWE", "Lee")), relationship="19"),)),
     [("T004", "2010BA", "NM104", "coverages[0].subscriber.name.first", None)], "LEE"),
    (claim(coverages=(PLAN, attrs.evolve(SUPPLEMENT, payer=Payer("sup01", "SUPPLEMENT LIFE")))),
     [("T004", "2330B", "NM109", "coverages[1].payer.payer_id", None)], "SUP01"),
    (secondary(told(payer_control_number="icn7 ")), [("T003", "2320", "REF02", "prior_adjudications[0].payer_control_number", None)], "icn7"),
    (secondary(told(remarks=("MA01", "n45"))), [("T004", "2320", "MOA04", "prior_adjudications[0].remarks[1]", None)], "N45"),
    (secondary(told(services=(told().services[0], attrs.evolve(told().services[1], payer_id="ex001")))),
     [("T004", "2430", "SVD01", "prior_adjudications[0].services[1].payer_id", 2)], "EX001"),
    (line(procedure=Procedure("g0283")), [("T004", "2400", "SV101-2", "encounter.services[0].procedure.code", 1)], "G0283"),
    (line(procedure=Procedure("99214", ("", "25"))), [("T012", "2400", "SV101-3", "encounter.services[0].procedure.modifiers", 1)], ("25",)),
    (line(2, procedure=Procedure("93000", ("25", "tc"))), [("T004", "2400", "SV101-4", "encounter.services[1].procedure.modifiers[1]", 2)], "TC"),
    (line(drug=Drug("0409-1234-01")), [("T007", "2410", "LIN03", "encounter.services[0].drug.ndc", 1)], "00409123401"),
    (line(drug=Drug("N400409123401")), [("T007", "2410", "LIN03", "encounter.services[0].drug.ndc", 1)], "00409123401"),
    (line(2, providers={"ordering_provider": attrs.evolve(IBARRA, npi="1999 999 984")}),
     [("T006", "2420E", "NM109", "encounter.services[1].providers['ordering_provider'].npi", 2)], "1999999984"),
    (claim(visit(providers={"facility": Provider("1234567893", "GENERAL\n", address=HOME)})),
     [("T001", "2310C", "NM103", "encounter.providers['facility'].name", None),
      ("T003", "2310C", "NM103", "encounter.providers['facility'].name", None)], "GENERAL"),
]


@pytest.mark.parametrize(("one", "said", "now"), MENDED, ids=[f"{said[0][0]}-{number}" for number, (_, said, _) in enumerate(MENDED)])
def test_what_has_one_right_answer_is_mended_and_said(one, said, now):
    mended, found = edi837.tidy(one)
    assert [(each.code, each.loop, each.element, each.path, each.service_line) for each in found] == said
    assert {(each.severity, each.root_cause, each.owner, each.claim) for each in found} == {
        (Severity.INFO, RootCause.SUBMISSION, Owner.NONE, "A1001")}
    places = {path for *_, path, _ in said}
    assert now in [at(path, mended) for path in places]
    assert edi837.tidy(mended) == (mended, [])


def test_the_suffix_joins_its_field():
    assert edi837.tidy(named("ROWE JR"))[0].encounter.patient.name == PersonName("ROWE", "DANA", suffix="JR")
    assert edi837.tidy(named("ROWE JR", suffix="JR"))[0].encounter.patient.name == PersonName("ROWE", "DANA", suffix="JR")


def test_lines_get_numbers_where_they_have_none():
    lines = tuple(attrs.evolve(one, line_control_number=number) for one, number in zip(visit().services, ("A1001L2", None), strict=True))
    mended, found = edi837.tidy(attrs.evolve(claim(), encounter=visit(services=lines)))
    assert [one.line_control_number for one in mended.encounter.services] == ["A1001L2", "A1001L2A"]
    assert [(each.code, each.service_line, each.path) for each in found] == [("T015", 2, "encounter.services[1].line_control_number")]


# ---- what is left alone

UNTOUCHED = [
    claim(), secondary(), claim(patient_control_number="a 10:01 "), line(line_control_number="l-1 "),
    named("\u03a9MEGA"), named("ROWE", "\u4f73"), named("ROWE\x00"), named("DR"), named("JR"), named("ROWE JR", suffix="III"), named(", JR"),
    living(postal_code="6810"), living(postal_code="K1A 0B1", country="CA"), living(postal_code="6810-2", country="MX"), patient(sex="X"),
    billing(npi="123456789-"), billing(tax_id="47-00"), calling("TE", "555-0100"), calling("TE", "402-555-0100 X12"), calling("EM", "Pat@example.org"),
    claim(visit(diagnoses=(Diagnosis("R07.9-"), Diagnosis("R0602")))), line(drug=Drug("0409123401")), line(drug=Drug("1-2-3")),
    line(drug=attrs.evolve(Drug("0409-1234-01"), qualifier="UP")),
    covered(member_id="XYZ-100-200"), covered(MEDICARE, member_id="1EG4-TE5"), claim(payer_control_number="icn:1"), claim(authorization_number="A*7"),
    claim(references=(Reference("EA", "mr 7", "a:b"),)), claim(unread=(Unread(4, ("K9", " a ")),)),
    claim(visit(documentation={"size": " 2 cm "})), covered(payer=Payer("EX001", "EXAMPLE HEALTH PLAN", (" ex ",))),
    line(charge=Decimal("200.00"), units=Decimal("1.0")), line(place_of_service="11"), line(diagnosis_pointers=(2, 2)),
]


@pytest.mark.parametrize("one", UNTOUCHED, ids=range(len(UNTOUCHED)))
def test_what_has_no_one_answer_comes_back_as_it_is(one):
    mended, found = edi837.tidy(one)
    assert mended is one
    assert found == []


# ---- member ids

PROFILE = PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",), member_id_pattern=r"XYZ\d{9}")


@pytest.mark.parametrize(("member_id", "profile", "now"), [
    ("XYZ-100-200-300", None, "XYZ-100-200-300"),
    ("XYZ-100-200-300", PROFILE, "XYZ100200300"),
    ("xyz 100 200 300 ", PROFILE, "XYZ100200300"),
    ("XYZ-100", PROFILE, "XYZ-100"),
    ("XYZ-100-200-300", attrs.evolve(PROFILE, member_id_pattern=r"XYZ(-\d{3}){3}"), "XYZ-100-200-300"),
    ("XYZ-100-200-300", attrs.evolve(PROFILE, member_id_pattern=r"[-XYZ\d]+"), "XYZ-100-200-300"),
    ("XYZ-100-200-300", attrs.evolve(PROFILE, payer_ids=("OTHER",)), "XYZ-100-200-300"),
    ("XYZ-100-200-300", attrs.evolve(PROFILE, member_id_pattern=""), "XYZ-100-200-300"),
])
def test_a_member_id_loses_its_hyphens_only_where_the_payers_ids_have_none(member_id, profile, now):
    assert edi837.tidy(covered(member_id=member_id), profile)[0].coverages[0].member_id == now


def test_a_coverage_and_the_decision_under_it_stay_the_same_coverage():
    cover = attrs.evolve(PLAN, member_id="xyz-100-200-300")
    mended, _ = edi837.tidy(secondary(told(coverage=cover), coverages=(cover, SUPPLEMENT)), PROFILE)
    assert mended.prior_adjudications[0].coverage == mended.coverages[0]
    assert mended.coverages[0].member_id == "XYZ100200300"


# ---- a claim that build refuses is one that it takes

DIRTY = claim(
    visit(
        patient=Person(PersonName("mu\u00f1oz*rowe jr", "Dr. Zo\u00eb  ", "q~"), ROWE.birth_date, "female", Address(("12 Elm~St", "\tApt 4", ""), "Omaha", "ne",
                                                                                                                     "68102-0123", "us")),
        diagnoses=(Diagnosis("r07.9"), Diagnosis(" R06.02")),
        notes=(Reference("ADD", "walked in\r\n\u201cfine\u201d: 120^80"),)),
    billing_provider=attrs.evolve(GROUP, npi="123 456 7893", tax_id="47-0000001", name="Riverbend Cardiology LLC"),
    coverages=(attrs.evolve(PLAN, member_id=" xyz100200300", payer=Payer("ex001", "Example  Health Plan")),))


def test_build_refuses_what_tidy_mends():
    with pytest.raises((RuleError, ElementError)):
        edi837.build([DIRTY], **SENT)
    mended, found = edi837.tidy(DIRTY)
    assert {one.code for one in found} == {"T001", "T002", "T003", "T004", "T005", "T006", "T008", "T011", "T012", "T013", "T014"}
    text = edi837.build([mended], **SENT)
    assert list(edi837.parse(text)) == [mended]
    assert errors(conformance.check(text)) == []
    assert edi837.check([mended], edi837.GUIDE_RULES) == []


def test_no_finding_shows_what_was_mended():
    _, found = edi837.tidy(DIRTY)
    shown = " ".join(f"{one} {one!r}" for one in found).lower()
    assert not any(word in shown for word in ("mu\u00f1oz", "munoz", "rowe", "zo\u00eb", "elm", "omaha", "68102", "xyz100", "walked", "120"))


# ---- any claim

def soiled(value, soil):
    """A noun with every text that `tidy` may change given to `soil`."""
    if isinstance(value, str):
        return soil(value)
    if isinstance(value, tuple):
        return tuple(soiled(one, soil) for one in value)
    if not isinstance(value, Provider | Encounter | Person | PersonName | Address | Payer | Coverage | ServiceLine | Procedure | Diagnosis):
        return value
    skipped = ("line_control_number", "unread", "references", "documentation", "dates", "amounts", "notes", "drug", "accident", "file_information")
    return attrs.evolve(value, **{field.name: soiled(getattr(value, field.name), soil) for field in attrs.fields(type(value))
                                  if field.name not in skipped and getattr(value, field.name)})


def formatted(coding):
    """What the coder decided, without dots, blanks and case."""
    def bare(text):
        return text.replace(".", "").strip().upper()

    return (tuple((bare(one.code), bare(one.version)) for one in coding.diagnoses), bare(coding.place_of_service),
            tuple((bare(done.code), tuple(bare(one) for one in done.modifiers if one), bare(done.qualifier), units, bare(unit), pointers, bare(place))
                  for done, units, unit, pointers, place in coding.lines))


HABITS = (str.lower, str.title, "{} ".format, " {}".format, "\t{}".format)


@settings(QUIET, max_examples=30)
@given(claims(), st.lists(st.sampled_from(HABITS), min_size=1, max_size=3))
def test_a_soiled_claim_is_clean_again(one, habits):
    def soil(text):
        for habit in habits:
            text = habit(text)
        return text

    dirty = attrs.evolve(one, encounter=soiled(one.encounter, soil), billing_provider=soiled(one.billing_provider, soil),
                         coverages=tuple(attrs.evolve(soiled(cover, soil), relationship=cover.relationship) for cover in one.coverages),
                         prior_adjudications=tuple(attrs.evolve(prior, coverage=soiled(prior.coverage, soil)) for prior in one.prior_adjudications))
    mended, found = edi837.tidy(dirty)
    assert mended == one
    assert {each.code for each in found} <= {"T001", "T003", "T004"}
    assert formatted(dirty.encounter.coding) == formatted(mended.encounter.coding) == formatted(one.encounter.coding)


def dotted(one):
    codes = tuple(attrs.evolve(code, code=f"{code.code[:3]}.{code.code[3:]}") for code in one.encounter.diagnoses)
    return attrs.evolve(one, encounter=attrs.evolve(one.encounter, diagnoses=codes))


@settings(QUIET, max_examples=20)
@given(claims())
def test_the_coding_is_what_it_was_but_for_its_dots(one):
    mended, _ = edi837.tidy(dotted(one))
    assert mended.encounter.coding == one.encounter.coding


ANY_TEXT = st.text(st.sampled_from("aZ9 *~:^\t\n-.,é\u00df\u2019\u2013\u0130\u0149\u1e9e\u0338=\u200b\u03a9\x1c\x85") | st.characters(), max_size=12)


@settings(QUIET, max_examples=100)
@given(st.data())
def test_whatever_is_written_a_second_time_changes_nothing(data):
    def soil(_):
        return data.draw(ANY_TEXT)

    first, _ = edi837.tidy(claim(soiled(visit(notes=(Reference("ADD", soil("")),)), soil), coverages=(soiled(PLAN, soil),),
                                 billing_provider=soiled(GROUP, soil), payer_control_number=soil("")))
    assert edi837.tidy(first) == (first, [])
    assert edi837.tidy(first)[0] is first


@settings(QUIET, max_examples=20)
@given(claims(), st.text(st.sampled_from("abcXYZ \u00e9\u00d1\u00f8*~:^\u2019-'"), min_size=1, max_size=20).filter(lambda text: any(map(str.isalpha, text))),
       st.text(st.sampled_from("123 elm\u00e9*~:^"), min_size=1, max_size=20).filter(lambda text: any(map(str.isalnum, text))))
def test_names_and_streets_with_anything_in_them_build_and_keep_the_guide(one, name, street):
    who = attrs.evolve(one.encounter.patient, name=PersonName(name, "DANA"), address=Address((street,), "OMAHA", "NE", "68102"))
    mended, _ = edi837.tidy(attrs.evolve(one, encounter=attrs.evolve(one.encounter, patient=who)))
    text = edi837.build([mended], **SENT)
    assert list(edi837.parse(text)) == [mended]
    assert errors(conformance.check(text)) == []


@pytest.mark.parametrize("noun", FIELDS, ids=lambda noun: noun.__name__)
def test_every_row_of_the_table_is_a_field(noun):
    assert set(FIELDS[noun]) <= {field.name for field in attrs.fields(noun)}


@needs_corpus
@pytest.mark.parametrize("path", files("837p"), ids=lambda path: path.name)
def test_a_public_file_is_tidied_once_and_keeps_its_coding(path):
    for one in edi837.parse(path.read_bytes()):
        mended, _ = edi837.tidy(one)
        assert edi837.tidy(mended) == (mended, [])
        assert formatted(mended.encounter.coding) == formatted(one.encounter.coding)


def test_days_and_periods_are_no_text():
    one = line(service_date=None, service_period=DateRange(DAY, DAY))
    assert edi837.tidy(one)[0] is one
