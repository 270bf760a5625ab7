"""What was coded: each rule with a claim that trips it and the nearest claim that does not."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
from claims837 import DAY, GROUP, IBARRA, PLAN, ROWE, claim, line, visit
from edi837.rules import CodeTables, FactRule, coding, edits, people
from edi837.rules.rows import (
    STANDARD_MODIFIERS,
    AddOn,
    DrugRule,
    ModifierRule,
    PairEdit,
    PairEdits,
    PersonLimit,
    Policy,
    UnitLimit,
    Validity,
)
from edi_claims import DateRange, Diagnosis, Drug, Owner, Procedure, Provider, Reference, RootCause, ServiceLine, Severity
from edi_claims.codes.icd10cm import Release

E, W = Severity.ERROR, Severity.WARNING
KNOWN_DAY = date(2026, 3, 2)
"""A day of a shipped release of ICD-10-CM."""
CODED = "encounter.services[0]"


def lines(*codes, **changes):
    """A visit with these procedures, written 99214-25."""
    made = []
    for at, code in enumerate(codes, 1):
        name, *modifiers = code.split("-")
        made.append(ServiceLine(Procedure(name, tuple(modifiers)), Decimal(100), diagnosis_pointers=(1, 2), service_date=DAY, line_control_number=f"L{at}"))
    return visit(services=tuple(made), **changes)


def coded(*codes, **changes):
    return claim(lines(*codes, **changes))


def on(day, one):
    """The same claim, all its lines on one day."""
    moved = tuple(attrs.evolve(each, service_date=day) for each in one.encounter.services)
    return attrs.evolve(one, encounter=attrs.evolve(one.encounter, services=moved))


def diagnosed(*codes, version="10", day=DAY):
    pointers = tuple(range(1, min(len(codes), 4) + 1))
    services = tuple(attrs.evolve(one, diagnosis_pointers=pointers, service_date=day) for one in visit().services)
    return claim(visit(diagnoses=tuple(Diagnosis(code, version) for code in codes), services=services))


def patient(**changes):
    return claim(visit(patient=attrs.evolve(ROWE, **changes)))


def billed_by(one, **changes):
    return attrs.evolve(one, billing_provider=attrs.evolve(GROUP, **changes))


def changed(one, number, **changes):
    """A claim with one line changed."""
    services = list(one.encounter.services)
    services[number - 1] = attrs.evolve(services[number - 1], **changes)
    return attrs.evolve(one, encounter=attrs.evolve(one.encounter, services=tuple(services)))


def tables(**fields):
    return {"tables": CodeTables(**fields)}


PAIRS = PairEdits([
    PairEdit("93000", "93005", date(2020, 1, 1)), PairEdit("93000", "99214", date(2020, 1, 1), indicator="1"),
    PairEdit("93000", "81002", date(2020, 1, 1), date(2026, 9, 30)), PairEdit("93000", "36415", date(2020, 1, 1), date(2020, 1, 1)),
    PairEdit("93000", "97110", date(2020, 1, 1), indicator="9")])
LIMITS = [UnitLimit("93000", Decimal(2), "1"), UnitLimit("36415", Decimal(1), "2"), UnitLimit("97110", Decimal(4), "3", DAY)]
HCPCS = {"J9990": Validity(date(2020, 1, 1)), "J9991": Validity(date(2010, 1, 1), date(2025, 12, 31))}
ADD_ONS = [AddOn("99417", ["99215"]), AddOn("99417", ["99205"]), AddOn("93320", ["93303"], "3"), AddOn("69990", kind="2"),
           AddOn("11045", ["11042"], validity=Validity(ends=date(2025, 12, 31)))]
SMALL = Release("2027", date(2026, 10, 1), date(2027, 9, 30), "M25561  M25562  M25569 ?R0602   R079    ")
THREE_DAYS = {"service_date": None, "service_period": DateRange(DAY, date(2026, 10, 14))}
DRUG = Drug("00000000001", Decimal(1), "UN")
MEDICAID = attrs.evolve(PLAN, filing_indicator="MC")
OLDER = on(date(2024, 1, 5), claim(patient_control_number="A0900"))
NEW = coded("99204")

# rule, what else is known, the claim that trips it, its severity, element, path, line, then the nearest claim that does not, and what else is known there
ROWS = [
    # C001
    (coding.diagnoses, {}, diagnosed(), E, "HI01", "encounter.diagnoses", None, diagnosed("R079"), {}),
    (coding.diagnoses, {}, diagnosed("R079", "R06.02"), E, "HI02-2", "encounter.diagnoses[1]", None, diagnosed("R079", "R0602"), {}),
    (coding.diagnoses, {}, diagnosed("R079", "R0602", "R079"), E, "HI01", "encounter.diagnoses", None, diagnosed("R079", "R0602", "I10"), {}),
    (coding.billable_diagnoses, {}, diagnosed("M545", day=KNOWN_DAY), E, "HI01-2", "encounter.diagnoses[0]", None,
     diagnosed("M5450", day=KNOWN_DAY), {}),
    (coding.billable_diagnoses, {}, diagnosed("D71", day=date(2025, 10, 1)), E, "HI01-2", "encounter.diagnoses[0]", None,
     diagnosed("D71", day=date(2025, 9, 30)), {}),
    (coding.billable_diagnoses, {}, diagnosed("C50A1", day=date(2025, 9, 30)), E, "HI01-2", "encounter.diagnoses[0]", None,
     diagnosed("C50A1", day=date(2025, 10, 1)), {}),
    (coding.billable_diagnoses, tables(diagnoses={"R079"}), diagnosed("R079", "R0602"), E, "HI02-2", "encounter.diagnoses[1]", None,
     diagnosed("R079", "R0602"), tables(diagnoses=())),
    (coding.billable_diagnoses, tables(releases=[SMALL]), diagnosed("M2556"), E, "HI01-2", "encounter.diagnoses[0]", None, diagnosed("M25561"),
     tables(releases=[SMALL])),
    # C002
    (coding.pointers, {}, claim(line(1, diagnosis_pointers=(1, 3))), E, "SV107", f"{CODED}.diagnosis_pointers", 1, claim(), {}),
    (coding.pointers, {}, claim(visit(diagnoses=(*visit().diagnoses, Diagnosis("I10")))), W, "HI03-2", "encounter.diagnoses[2]", None,
     changed(claim(visit(diagnoses=(*visit().diagnoses, Diagnosis("I10")))), 1, diagnosis_pointers=(1, 3)), {}),
    # C003
    (coding.procedures, {}, coded("9921"), E, "SV101-2", f"{CODED}.procedure.code", 1, coded("99214"), {}),
    (coding.procedures, tables(procedures={"93000": Validity(ends=date(2026, 10, 11))}), coded("93000"), E, "SV101-2", f"{CODED}.procedure.code", 1,
     coded("93000"), tables(procedures={"93000": Validity(ends=DAY)})),
    (coding.procedures, tables(hcpcs=HCPCS), coded("J9991"), E, "SV101-2", f"{CODED}.procedure.code", 1, coded("J9990"), tables(hcpcs=HCPCS)),
    (coding.procedures, tables(hcpcs=HCPCS), coded("J9992"), E, "SV101-2", f"{CODED}.procedure.code", 1, coded("93000"), tables(hcpcs=HCPCS)),
    # C004
    (coding.modifiers, {}, coded("93000-26-TC"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("93000-26"), {}),
    (coding.modifiers, {}, coded("11403-59-XS"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("11403-XS"), {}),
    (coding.modifiers, {}, coded("11403-LT-50"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("11403-50"), {}),
    (coding.modifiers, {}, coded("11403-1-2"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("11403-59"), {}),
    (coding.fitting_modifiers, {}, coded("11403-25"), W, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("99214-25"), {}),
    (coding.fitting_modifiers, {}, coded("99214-59"), W, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("11403-59"), {}),
    (coding.fitting_modifiers, tables(modifiers={"GT": Validity(ends=date(2026, 10, 11))}), coded("99214-GT"), E, "SV101-3",
     f"{CODED}.procedure.modifiers", 1, coded("99214-GT"), tables(modifiers={"GT": Validity(ends=DAY)})),
    (coding.fitting_modifiers, tables(modifiers={"GT": Validity()}), coded("99214-QQ"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1,
     coded("99214-25"), tables(modifiers={"GT": Validity()})),
    # C005
    (coding.missing_modifiers, tables(modifier_rules=[ModifierRule(["992*"], ["25"], ["11403"])]), coded("99214", "11403"), E, "SV101-3",
     f"{CODED}.procedure.modifiers", 1, coded("99214-25", "11403"), tables(modifier_rules=[ModifierRule(["992*"], ["25"], ["11403"])])),
    (coding.missing_modifiers, tables(modifier_rules=STANDARD_MODIFIERS), coded("97110"), W, "SV101-3", f"{CODED}.procedure.modifiers", 1,
     coded("97110-GP"), tables(modifier_rules=STANDARD_MODIFIERS)),
    (coding.missing_modifiers, tables(modifier_rules=STANDARD_MODIFIERS), coded("99214", place_of_service="10"), W, "SV101-3",
     f"{CODED}.procedure.modifiers", 1, coded("99214-95", place_of_service="10"), tables(modifier_rules=STANDARD_MODIFIERS)),
    (coding.missing_modifiers, tables(modifier_rules=[ModifierRule(["29881"], ["50", "LT", "RT"], units=Decimal(2))]),
     changed(coded("29881"), 1, units=Decimal(2)), E, "SV101-3", f"{CODED}.procedure.modifiers", 1, coded("29881"),
     tables(modifier_rules=[ModifierRule(["29881"], ["50", "LT", "RT"], units=Decimal(2))])),
    (coding.missing_modifiers, tables(modifier_rules=[ModifierRule(["87804"], ["QW"])]), coded("87804"), E, "SV101-3", f"{CODED}.procedure.modifiers", 1,
     coded("87804-QW"), tables(modifier_rules=[ModifierRule(["87804"], ["QW"])])),
    (edits.pairs, tables(pairs=PAIRS), coded("93000", "93005-59"), E, "SV101-2", "encounter.services[1].procedure", 2, coded("93000", "93010-59"),
     tables(pairs=PAIRS)),
    (edits.pairs, tables(pairs=PAIRS), coded("99214", "93000"), E, "SV101-2", f"{CODED}.procedure", 1, coded("99214-25", "93000"), tables(pairs=PAIRS)),
    (edits.pairs, tables(pairs=PAIRS), on(date(2026, 9, 30), coded("93000", "81002")), E, "SV101-2", "encounter.services[1].procedure", 2,
     on(date(2026, 10, 1), coded("93000", "81002")), tables(pairs=PAIRS)),
    (edits.pairs, tables(pairs=PAIRS), coded("93000", "93005"), E, "SV101-2", "encounter.services[1].procedure", 2,
     changed(coded("93000", "93005"), 2, service_date=date(2026, 10, 13)), tables(pairs=PAIRS)),
    (edits.pairs, tables(pairs=PAIRS), coded("93000", "93005"), E, "SV101-2", "encounter.services[1].procedure", 2,
     changed(coded("93000", "93005"), 2, providers={"rendering_provider": Provider("1234567893", IBARRA.name)}), tables(pairs=PAIRS)),
    # C006
    (coding.policies, tables(policies=[Policy(["93000"], ["R07*"])]), diagnosed("Z0000", "Z0001"), E, "SV107",
     "encounter.services[1].diagnosis_pointers", 2, diagnosed("Z0000", "R079"), tables(policies=[Policy(["93000"], ["R07*"])])),
    (coding.policies, tables(policies=[Policy(["93000"], ["I10"], validity=Validity(date(2026, 10, 12)))]), claim(), E, "SV107",
     "encounter.services[1].diagnosis_pointers", 2, claim(), tables(policies=[Policy(["93000"], ["I10"], validity=Validity(date(2026, 10, 13)))])),
    (coding.policies, tables(policies=[Policy(["93000"], ["I10"], filing_indicators=["12"])]), claim(), E, "SV107",
     "encounter.services[1].diagnosis_pointers", 2, claim(), tables(policies=[Policy(["93000"], ["I10"], filing_indicators=["MB"])])),
    # C007
    (coding.units, {}, claim(line(1, units=Decimal(0))), E, "SV104", f"{CODED}.units", 1, claim(line(1, units=Decimal("0.5"))), {}),
    (edits.unit_limits, tables(unit_limits=LIMITS), changed(coded("93000"), 1, units=Decimal(3)), E, "SV104", f"{CODED}.units", 1,
     changed(coded("93000", "93000-76"), 1, units=Decimal(2)), tables(unit_limits=LIMITS)),
    (edits.unit_limits, tables(unit_limits=LIMITS), coded("36415", "36415"), E, "SV104", "encounter.services[1].units", 2,
     changed(coded("36415", "36415"), 2, service_date=date(2026, 10, 13)), tables(unit_limits=LIMITS)),
    (edits.unit_limits, tables(unit_limits=LIMITS), changed(coded("97110"), 1, units=Decimal(5)), W, "SV104", f"{CODED}.units", 1,
     on(date(2026, 10, 11), changed(coded("97110"), 1, units=Decimal(5))), tables(unit_limits=LIMITS)),
    (edits.unit_limits, tables(unit_limits=LIMITS), changed(coded("36415"), 1, units=Decimal(4), **THREE_DAYS), E, "SV104", f"{CODED}.units", 1,
     changed(coded("36415"), 1, units=Decimal(3), **THREE_DAYS), tables(unit_limits=LIMITS)),
    (edits.days_and_units, {}, changed(coded("99232"), 1, units=Decimal(2), **THREE_DAYS), W, "SV104", f"{CODED}.units", 1,
     changed(coded("99232"), 1, units=Decimal(3), **THREE_DAYS), {}),
    (edits.days_and_units, {}, changed(coded("99232"), 1, **THREE_DAYS), W, "SV104", f"{CODED}.units", 1, changed(coded("E0601"), 1, **THREE_DAYS), {}),
    # C008
    (people.fitting_diagnoses, {}, attrs.evolve(diagnosed("O80"), encounter=attrs.evolve(diagnosed("O80").encounter, patient=attrs.evolve(ROWE, sex="M"))), W,
     "HI01-2", "encounter.diagnoses[0]", None, diagnosed("O80"), {}),
    (people.fitting_diagnoses, tables(person_limits=[PersonLimit(["R07*"], most_age=54)]), claim(), E, "HI01-2", "encounter.diagnoses[0]", None,
     patient(birth_date=date(1971, 10, 13)), tables(person_limits=[PersonLimit(["R07*"], most_age=54)])),
    (people.fitting_procedures, tables(person_limits=[PersonLimit(["93000"], least_age=65)]), claim(), E, "SV101-2", "encounter.services[1].procedure.code",
     2, patient(birth_date=date(1961, 10, 12)), tables(person_limits=[PersonLimit(["93000"], least_age=65)])),
    (people.fitting_procedures, tables(person_limits=[PersonLimit(["93000"], "M")]), claim(), E, "SV101-2", "encounter.services[1].procedure.code", 2,
     claim(line(2, procedure=Procedure("93000", ("KX",)))), tables(person_limits=[PersonLimit(["93000"], "M")])),
    (people.fitting_procedures, tables(person_limits=[PersonLimit(["93000"], "M")]), claim(), E, "SV101-2", "encounter.services[1].procedure.code", 2,
     claim(visit(condition_codes=("45",))), tables(person_limits=[PersonLimit(["93000"], "M")])),
    # C009
    (coding.leading_diagnosis, {}, diagnosed("W010XXA", "S52501A"), W, "HI01-2", "encounter.diagnoses[0]", None, diagnosed("S52501A", "W010XXA"), {}),
    (coding.sides, {}, diagnosed("M25569", day=KNOWN_DAY), W, "HI01-2", "encounter.diagnoses[0]", None, diagnosed("M25561", day=KNOWN_DAY), {}),
    (coding.sides, tables(releases=[SMALL]), diagnosed("M25569"), W, "HI01-2", "encounter.diagnoses[0]", None, diagnosed("M25569"), {}),
    # C010
    (edits.add_ons, tables(add_ons=ADD_ONS), coded("99214", "99417"), E, "SV101-2", "encounter.services[1].procedure.code", 2, coded("99215", "99417"),
     tables(add_ons=ADD_ONS)),
    (edits.add_ons, tables(add_ons=ADD_ONS), coded("93000", "93320"), W, "SV101-2", "encounter.services[1].procedure.code", 2, coded("93303", "93320"),
     tables(add_ons=ADD_ONS)),
    (edits.add_ons, tables(add_ons=ADD_ONS), coded("69990"), W, "SV101-2", f"{CODED}.procedure.code", 1, coded("69990", "64831"), tables(add_ons=ADD_ONS)),
    (edits.add_ons, tables(add_ons=ADD_ONS), on(date(2025, 12, 31), coded("11045")), E, "SV101-2", f"{CODED}.procedure.code", 1,
     on(date(2026, 1, 1), coded("11045")), tables(add_ons=ADD_ONS)),
    (edits.add_ons, tables(add_ons=ADD_ONS), coded("99417"), E, "SV101-2", f"{CODED}.procedure.code", 1, coded("99417"),
     {**tables(add_ons=ADD_ONS), "history": [attrs.evolve(coded("99215"), patient_control_number="A0999")]}),
    # C011
    (people.new_patients, {"history": [OLDER]}, NEW, W, "SV101-2", f"{CODED}.procedure.code", 1, coded("99214"), {"history": [OLDER]}),
    (people.new_patients, {"history": [on(date(2023, 10, 13), OLDER)]}, NEW, W, "SV101-2", f"{CODED}.procedure.code", 1, NEW,
     {"history": [on(date(2023, 10, 12), OLDER)]}),
    (people.new_patients, {"history": [OLDER]}, NEW, W, "SV101-2", f"{CODED}.procedure.code", 1,
     billed_by(claim(lines("99204", providers={"rendering_provider": Provider("1000000004", IBARRA.name, "207N00000X")})), taxonomy="207N00000X"),
     {"history": [OLDER]}),
    (people.new_patients, {"history": [OLDER]}, NEW, W, "SV101-2", f"{CODED}.procedure.code", 1,
     claim(lines("99204", patient=attrs.evolve(ROWE, birth_date=date(1971, 3, 5)))), {"history": [OLDER]}),
    # C012
    (edits.described, {}, coded("64999"), E, "SV101-7", f"{CODED}.procedure.description", 1,
     changed(coded("64999"), 1, procedure=Procedure("64999", description="WHAT WAS DONE")), {}),
    (edits.described, {}, coded("E1399"), E, "SV101-7", f"{CODED}.procedure.description", 1, changed(coded("E1399"), 1, notes=(Reference("ADD", "WHAT"),)), {}),
    (edits.described, tables(unlisted=["93000"]), coded("93000"), E, "SV101-7", f"{CODED}.procedure.description", 1, coded("64999"),
     tables(unlisted=["93000"])),
    # C014
    (edits.recorded, tables(fact_rules=[FactRule(["114??"], ["lesion size"])]), coded("11403"), E, "SV101-2", "encounter.documentation", 1,
     coded("11403", documentation={"lesion size": "2.4 cm"}), tables(fact_rules=[FactRule(["114??"], ["lesion size"])])),
    (edits.recorded, tables(fact_rules=[FactRule(["9636?"], ["start time", "stop time"])]), coded("96365", documentation={"start time": "09:10", "stop time": " "}),
     E, "SV101-2", "encounter.documentation", 1, coded("96413"), tables(fact_rules=[FactRule(["9636?"], ["start time", "stop time"])])),
    (edits.recorded, tables(fact_rules=[FactRule(["114??"], ["lesion size"], ["EX001"])]), coded("11403"), E, "SV101-2", "encounter.documentation", 1,
     coded("11403"), tables(fact_rules=[FactRule(["114??"], ["lesion size"], ["OTHER"])])),
    # C013
    (edits.drugs, {}, claim(line(1, drug=Drug("0000-0000-01", Decimal(1), "UN"))), E, "LIN03", f"{CODED}.drug.ndc", 1, claim(line(1, drug=DRUG)), {}),
    (edits.drugs, {}, claim(line(1, drug=Drug("00000000001"))), E, "CTP04", f"{CODED}.drug.quantity", 1, claim(line(1, drug=DRUG)), {}),
    (edits.drugs, {}, claim(line(1, drug=Drug("00000000001", Decimal(0), "UN"))), E, "CTP04", f"{CODED}.drug.quantity", 1,
     claim(line(1, drug=Drug("00000000001", Decimal("0.001"), "UN"))), {}),
    (edits.drugs, tables(drug_rules=[DrugRule(["J*"], filing_indicators=["MC"])]), attrs.evolve(coded("J9990"), coverages=(MEDICAID,)), E, "LIN03",
     f"{CODED}.drug", 1, coded("J9990"), tables(drug_rules=[DrugRule(["J*"], filing_indicators=["MC"])])),
]


def names(rows):
    return [f"{row[0].__name__}-{at}" for at, row in enumerate(rows)]


@pytest.mark.parametrize(("rule", "known", "tripping", "severity", "element", "path", "number", "clean", "clean_known"), ROWS, ids=names(ROWS))
def test_a_rule_and_the_nearest_claim_that_keeps_it(rule, known, tripping, severity, element, path, number, clean, clean_known):
    found = edi837.check([tripping], (rule,), **known)
    assert (severity, element, path, number) in [(one.severity, one.element, one.path, one.service_line) for one in found]
    assert edi837.check([clean], (rule,), **clean_known) == []
    for one in found:
        assert one.claim == tripping.patient_control_number
        assert one.fix
        assert one.message
        assert one.owner in (Owner.CODING, Owner.PROVIDER)
        assert one.root_cause in (RootCause.CODING, RootCause.DOCUMENTATION)


def test_every_rule_about_coding_is_here_and_is_registered():
    ours = {rule for module in (coding, edits, people) for rule in edi837.RULES if rule.__module__ == module.__name__}
    assert {row[0] for row in ROWS} == ours
    found = {one.code for row in ROWS for one in edi837.check([row[2]], (row[0],), **row[1])}
    assert found == {f"C{number:03}" for number in range(1, 15)}


def test_an_everyday_claim_keeps_all_of_them_with_every_table_loaded():
    known = tables(pairs=PAIRS, unit_limits=LIMITS, hcpcs=HCPCS, add_ons=ADD_ONS, policies=[Policy(["93000"], ["R07*"])], modifier_rules=STANDARD_MODIFIERS,
                   drug_rules=[DrugRule(["J*"])])
    ours = tuple(rule for rule in edi837.RULES if rule.__module__ in (coding.__name__, edits.__name__, people.__name__))
    assert edi837.check([claim()], ours, **known, history=[OLDER]) == []


def test_no_fix_offers_another_code():
    offered = {"R079", "R07*", "99215", "99205", "M5450", "M25561", "M25562", "93303", "11042"}
    for row in ROWS:
        for one in edi837.check([row[2]], (row[0],), **row[1]):
            assert not any(code in one.fix for code in offered)


def test_a_heading_is_told_from_a_code_that_is_not_there():
    heading, gone = (edi837.check([diagnosed(code, day=KNOWN_DAY)], (coding.billable_diagnoses,))[0].message for code in ("M545", "D71"))
    assert "heading" in heading
    assert "heading" in gone
    [unknown] = edi837.check([diagnosed("R07ZZZ", day=KNOWN_DAY)], (coding.billable_diagnoses,))
    assert "no code of ICD-10-CM 2026" in unknown.message


def test_without_a_release_for_the_day_no_diagnosis_is_looked_up():
    assert edi837.check([diagnosed("M545", day=date(2026, 10, 1))], (coding.billable_diagnoses,)) == []
    assert edi837.check([diagnosed("M545", day=KNOWN_DAY)], (coding.billable_diagnoses,), tables=CodeTables(releases=())) == []


def test_a_diagnosis_counts_on_the_days_of_the_lines_that_point_to_it():
    """The visit before October points to the old code only, the one after it to the new one only."""
    old, new = date(2025, 9, 30), date(2025, 10, 1)
    first, second = visit().services
    one = claim(visit(diagnoses=(Diagnosis("D71"), Diagnosis("D718")), services=(
        attrs.evolve(first, diagnosis_pointers=(1,), service_date=old), attrs.evolve(second, diagnosis_pointers=(2,), service_date=new))))
    assert edi837.check([one], (coding.billable_diagnoses,)) == []


def test_the_limit_of_a_later_edition_counts_from_its_first_day():
    limits = [UnitLimit("93000", Decimal(3), "1", date(2026, 7, 1)), UnitLimit("93000", Decimal(2), "1", date(2026, 10, 1))]
    three = changed(coded("93000"), 1, units=Decimal(3))
    assert [one.expected for one in edi837.check([three], (edits.unit_limits,), **tables(unit_limits=limits))] == [2]
    assert edi837.check([on(date(2026, 9, 30), three)], (edits.unit_limits,), **tables(unit_limits=limits)) == []


def test_age_is_not_told():
    [found] = edi837.check([claim()], (people.fitting_procedures,), **tables(person_limits=[PersonLimit(["93000"], least_age=65)]))
    assert not any(sign.isdigit() for sign in found.message.replace("93000", ""))
    assert found.would_cause == "CO-6"


CODE = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=5, max_size=5)
DAYS = st.dates(date(1996, 1, 1), date(2040, 12, 31))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.builds(PairEdit, CODE, CODE, DAYS, st.none() | DAYS, st.sampled_from("019")), max_size=8), CODE, DAYS)
def test_a_packed_edit_answers_as_the_row_it_was_made_from(rows, other, day):
    packed = PairEdits(rows)
    assert len(packed) == len(rows)
    for row in rows:
        same = [one for one in rows if (one.paid, one.bundled) == (row.paid, row.bundled)]
        in_force = [one.indicator for one in same if one.begins <= day and (one.ends is None or day <= one.ends) and one.begins != one.ends]
        assert packed.indicator(row.paid, row.bundled, day) == (in_force[0] if in_force else None)
        if all((one.paid, one.bundled) != (row.paid, other) for one in rows):
            assert packed.indicator(row.paid, other, day) is None
