"""The ways in which a 271 misleads: each has a small file of its own in `pitfalls/`, and a test that is named for it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from edi270_271 import answer, corrected_coverage, corrected_patient, estimate, follow_ups, parse_271
from edi_claims import (
    Accumulator,
    Authorization,
    BenefitLimit,
    Coverage,
    CoverageStatus,
    EligibilityInquiry,
    Payer,
    Person,
    PersonName,
    Provider,
    TruncatedError,
    from_json,
    to_json,
)
from edi_claims.eligibility import CoverageAnswer
from edi_x12 import detect

FOLDER = Path(__file__).with_name("pitfalls")
DAY = date(2026, 11, 12)
ACTIVE, INACTIVE, NOT_COVERED, NOT_ANSWERED = (CoverageStatus.ACTIVE, CoverageStatus.INACTIVE, CoverageStatus.NOT_COVERED, CoverageStatus.NOT_ANSWERED)
REQUIRED, NOT_REQUIRED, UNKNOWN = Authorization.REQUIRED, Authorization.NOT_REQUIRED, Authorization.UNKNOWN


def text_of(name):
    return (FOLDER / f"{name}.edi").read_text()


def responses(name):
    """Every response of a file, which must be read without a finding and to its last segment."""
    parsed = parse_271(text_of(name))
    assert not parsed.findings
    assert not any(one.unread for one in parsed)
    return list(parsed)


def ask(name, service_type="30", at=0, on=DAY, **question):
    return answer(responses(name)[at], on=on, service_type=service_type, **question)


def said(found, *words):
    return any(all(word in reason for word in words) for reason in found.reasons)


def test_every_pitfall_has_a_file_and_every_file_a_test():
    names = sorted(path.stem for path in FOLDER.glob("*.edi"))
    assert {name[:2] for name in names} == {f"{number:02}" for number in range(1, 21)}
    source = Path(__file__).read_text()
    assert [name for name in names if f'"{name}"' not in source] == []


@pytest.mark.parametrize("path", [one for one in sorted(FOLDER.glob("*.edi")) if not one.stem.startswith("20")], ids=lambda path: path.stem)
def test_every_answer_survives_json_and_shows_no_patient(path):
    for response in parse_271(path.read_text()):
        for service_type in ("30", "98", "PT", "48"):
            found = answer(response, on=DAY, service_type=service_type)
            assert from_json(CoverageAnswer, to_json(found)) == found
            shown = repr(found) + " ".join(found.reasons)
            for secret in (response.subscriber.name.last, response.subscriber.identifier.value, str(response.subscriber.birth_date)):
                assert secret not in shown


def test_01_one_row_answers_for_many_types_whatever_parts_them():
    name = "01-many-types-in-one-row"
    assert "^" not in text_of(name)
    assert [ask(name, kind).copay for kind in ("98", "UC", "33", "5")] == [40, 40, 40, None]
    assert [ask(name, kind).coinsurance for kind in ("5", "4", "62", "98")] == [Decimal("0.1"), Decimal("0.1"), Decimal("0.1"), None]
    assert ask(name, "PT").status is ACTIVE


def test_02_a_row_for_no_network_or_for_both_counts_with_less_confidence_and_tiers_are_told_by_messages():
    name = "02-network-unclear-and-tiers"
    for kind, copay in (("98", 25), ("UC", 75), ("86", 300)):
        for inside in (True, False):
            found = ask(name, kind, in_network=inside)
            assert found.copay == copay
            assert said(found, "less confidence")
    assert (ask(name, "33").copay, ask(name, "33", in_network=False).copay) == (35, 20)
    hospital = ask(name, "48")
    assert (hospital.coinsurance, hospital.range["coinsurance"]) == (None, (Decimal("0.1"), Decimal("0.4")))
    assert [ask(name, "48", provider=f"tier {tier}").coinsurance for tier in (1, 2, 3)] == [Decimal("0.1"), Decimal("0.2"), Decimal("0.4")]


def test_03_maximum_used_and_remaining_are_not_mixed_up():
    found = ask("03-maximum-used-and-remaining", "98")
    assert (found.deductible, found.deductible_met, found.deductible_remaining) == (1500, 1090, 410)
    assert [found.evidence[name].period for name in ("deductible", "deductible_met", "deductible_remaining")] == ["23", "24", "29"]
    assert (found.out_of_pocket, found.out_of_pocket_met, found.out_of_pocket_remaining) == (6000, 2110, 3890)
    assert said(found, "out_of_pocket_remaining", "6000 less 2110")
    outside = ask("03-maximum-used-and-remaining", "98", in_network=False)
    assert (outside.deductible, outside.deductible_met, outside.deductible_remaining) == (4000, 0, 4000)
    dental = ask("03-maximum-used-and-remaining", "35")
    assert dental.accumulators["out_of_pocket.individual"] == Accumulator(Decimal(50000), Decimal(1500), Decimal(48500))


def test_04_family_and_individual_are_apart_and_zero_is_a_value():
    found = ask("04-family-zero-and-empty")
    assert found.deductible_remaining == 0
    assert found.accumulators["deductible.individual"] == Accumulator(Decimal(1500), Decimal(600), Decimal(900))
    assert found.accumulators["deductible.family"] == Accumulator(Decimal(3000), Decimal(3000), Decimal(0))
    assert said(found, "deductible_remaining", "900 (individual)", "0 (family)")
    assert "out_of_pocket.individual" not in found.accumulators
    assert (found.out_of_pocket_remaining, said(found, "out_of_pocket_remaining", "family only")) == (Decimal("1250.5"), True)
    dental = ask("04-family-zero-and-empty", "35")
    assert (dental.deductible, dental.deductible_remaining) == (150, None)


def test_05_coinsurance_as_a_fraction_as_a_percentage_and_the_wrong_way_round():
    name = "05-coinsurance-both-ways"
    assert (ask(name, "98").coinsurance, ask(name, "73").coinsurance) == (Decimal("0.2"), Decimal("0.2"))
    assert said(ask(name, "73"), "taken for 20 percent")
    doubtful = ask(name, "62")
    assert doubtful.coinsurance == Decimal("0.8")
    assert said(doubtful, "payer's share")
    share = estimate(doubtful, Decimal(100))
    assert (share.low, share.high) == (20, 80)
    told = ask(name, "5")
    assert (told.coinsurance, told.range["coinsurance"]) == (None, (Decimal("0.2"), Decimal("0.8")))
    patients = ask(name, "12")
    assert (patients.coinsurance, said(patients, "payer's share")) == (Decimal("0.8"), False)
    assert estimate(patients, Decimal(100)).low == 80


def test_06_copays_that_only_a_message_tells_apart():
    name = "06-copays-told-apart-by-message"
    assert (ask(name, "98").copay, ask(name, "98").range["copay"]) == (None, (10, 55))
    assert [ask(name, "98", provider=who).copay for who in ("pcp", "specialist", "telehealth")] == [20, 55, 10]


def test_07_an_active_plan_that_excludes_carves_out_or_has_a_vendor():
    name = "07-excluded-and-carved-out"
    assert [ask(name, kind).status for kind in ("35", "33", "93", "98")] == [NOT_COVERED, NOT_COVERED, ACTIVE, ACTIVE]
    assert [row.messages for row in ask(name, "93").exclusions] == [("EXCLUDES ROUTINE FOOT CARE",)]
    assert (ask(name, "A6").status, [one.kind for one in ask(name, "A6").carve_outs]) == (NOT_ANSWERED, ["U"])
    (carved,) = ask(name, "MH").carve_outs
    assert (ask(name, "MH").status, carved.kind, carved.party.role, carved.party.name) == (NOT_ANSWERED, "U", "VN", "QUIET MIND BEHAVIORAL")
    (hospice,) = ask(name, "45").carve_outs
    assert (hospice.kind, hospice.party.identifier.value) == ("X", "1472583693")
    pharmacy = ask(name, "88")
    assert (pharmacy.status, pharmacy.carve_outs[0].party.name) == (ACTIVE, "PILL PLACE")
    assert said(pharmacy, "vendor")
    whole = ask(name)
    assert ([one.service_types for one in whole.carve_outs], len(whole.exclusions)) == ([("MH",), ("45",), ("88",)], 3)


def test_08_an_active_row_whose_end_has_passed_or_whose_beginning_is_to_come():
    name = "08-active-row-whose-end-has-passed"
    by_member, by_row, future = (ask(name, "98", at) for at in range(3))
    assert (by_member.status, by_member.begins, by_member.ends) == (INACTIVE, date(2025, 1, 1), date(2026, 10, 31))
    assert (by_row.status, by_row.ends) == (INACTIVE, date(2026, 9, 30))
    assert (future.status, said(future, "FUTURE")) == (INACTIVE, True)
    assert ask(name, "98", 0, date(2026, 10, 31)).status is ACTIVE
    assert ask(name, "98", 2, date(2027, 1, 1)).status is ACTIVE


def test_09_medicares_parts_are_apart_and_each_service_has_its_own():
    name = "09-more-than-one-plan"
    office = ask(name, "98")
    assert (office.deductible, office.deductible_remaining, office.coinsurance, office.begins) == (257, Decimal("42.5"), Decimal("0.2"), date(2009, 2, 1))
    assert said(office, "Medicare Part B pays for 98")
    stay = ask(name, "48")
    assert (stay.deductible, stay.deductible_remaining, stay.copay) == (1676, 1676, 419)
    assert said(stay, "copay", "day, for 30 days", "not by visit")
    assert [(one.insurance_type, one.status) for one in ask(name).plans] == [("MA", ACTIVE), ("MB", ACTIVE)]
    assert ask(name).range["deductible_remaining"] == (Decimal("42.5"), 1676)
    assert ask(name, "98", plan="MA").deductible == 1676
    (therapy,) = ask(name, "AD").limits
    assert therapy == BenefitLimit("$", "", None, None, Decimal(2410), ("AD",))


def test_09_other_payers_with_their_order_and_what_they_cover():
    drugs, accident = ask("09-more-than-one-plan").other_payers
    assert (drugs.service_types, drugs.order, accident.insurance_type, accident.order) == (("88",), "", "14", "P")
    office = ask("09-more-than-one-plan", "98")
    assert said(office, "FND01", "accident")
    assert not said(office, "check who is primary")
    assert said(ask("09-more-than-one-plan", "88"), "check who is primary")


def test_09_medical_and_dental_plans_and_a_medicare_advantage_plan():
    name = "09-more-than-one-plan"
    assert [one.name for one in ask(name, at=1).plans] == ["GOLD PPO", "SMILE DENTAL"]
    assert (ask(name, "35", 1).plan, ask(name, "35", 1).deductible_remaining) == ("SMILE DENTAL", 50)
    assert ask(name, "98", 1).deductible_remaining == 500
    assert ask(name, "35", 1, plan="DEN-2").deductible_remaining == 50
    assert said(ask(name, at=1), "wrong payer", "SUN01", "Medicare Advantage")


def test_10_the_dependent_is_a_member_in_her_own_right_with_a_corrected_name_and_id():
    (response,) = responses("10-dependent-has-an-own-id")
    asked = EligibilityInquiry(
        Person(PersonName("OSEI", "MAY"), date(2014, 7, 9), "F"),
        Coverage(Payer("EX001", "EXAMPLE HEALTH PLAN"), "XYZ100200310", Person(PersonName("OSEI", "TOM")), "19", group_number="GRP9000"),
        Provider("1234567893", "RIVERBEND CARDIOLOGY LLC", tax_id="470000001"), ("PT",), date(2026, 11, 20))
    assert answer(response, on=date(2026, 11, 20), service_type="PT").status is ACTIVE
    assert [one.code for one in follow_ups(asked, response)] == ["E301", "E304", "E309"]
    assert corrected_patient(asked, response).name == PersonName("OSEI-MENSAH", "MAY")
    coverage = corrected_coverage(asked, response)
    assert (coverage.member_id, coverage.relationship, coverage.subscriber, coverage.group_number) == ("XYZ100200319", "18", None, "GRP9001")


def test_11_one_refused_service_leaves_the_rest_answered():
    name = "11-one-service-refused"
    assert [ask(name, kind).status for kind in ("30", "98", "48", "62")] == [ACTIVE, ACTIVE, NOT_ANSWERED, NOT_ANSWERED]
    assert (ask(name, "98").copay, ask(name, "98").rejections) == (30, ())
    assert [(one.reason, one.level) for one in ask(name, "48").rejections] == [("53", "benefit")]
    assert ask(name).carve_outs == ()


def test_12_the_answer_is_matched_by_our_trace_number():
    assert ask("12-two-traces").trace_number == "93175-0912"


def test_13_an_authorization_is_stated_by_place_by_network_not_at_all_or_not_known():
    name = "13-authorization-by-place"
    assert [ask(name, "62", place_of_service=place).authorization for place in (None, "22", "11")] == [UNKNOWN, REQUIRED, NOT_REQUIRED]
    assert said(ask(name, "62"), "place_of_service")
    assert (ask(name, "PT").authorization, said(ask(name, "PT"), "the payer does not know")) == (UNKNOWN, True)
    visit = ask(name, "98")
    assert (visit.status, visit.authorization, said(visit, "plan as a whole", "no proof")) == (ACTIVE, UNKNOWN, True)
    assert [ask(name, "73", in_network=inside).authorization for inside in (True, False)] == [NOT_REQUIRED, REQUIRED]
    assert said(ask(name, "78"), "another organization")


def test_14_limits_come_in_hsd_in_other_units_and_shared():
    name = "14-shared-visits-in-hsd"
    therapy = ask(name, "PT")
    assert (therapy.visits, therapy.visits_remaining) == (30, 12)
    (limit,) = therapy.limits
    assert (limit.unit, limit.period, limit.used, limit.service_types) == ("VS", "23", 18, ("PT", "AD"))
    assert said(therapy, "shared with AD")
    assert said(therapy, "no more than 1 visit a day")
    speech = ask(name, "AF")
    assert (speech.visits, speech.limits[0]) == (None, BenefitLimit("HS", "23", Decimal(40), Decimal("24.5"), Decimal("15.5"), ("AF",)))
    chiropractic = ask(name, "33")
    assert (chiropractic.visits_remaining, chiropractic.limits[0].unit, chiropractic.limits[0].remaining) == (None, "$", 640)
    assert said(ask(name, "98"), "no limit")


def test_15_benefits_in_messages_only_cut_at_sixty_characters():
    found = ask("15-messages-only", "98")
    assert {"deductible does not apply", "authorization required"} <= set(found.hints)
    assert found.authorization is UNKNOWN
    assert estimate(found, Decimal(200)).high == 45
    (described,) = [row for row in responses("15-messages-only")[0].benefits if row.kind == "D"]
    assert len(described.messages) == 12


def test_16_the_day_that_was_asked_for_is_no_plan_date():
    name = "16-echo-of-the-day-asked"
    assert (ask(name).begins, ask(name).ends, ask(name).status) == (None, None, ACTIVE)
    assert said(ask(name, on=date(2026, 12, 1)), "answered for 2026-11-12")
    period = ask(name, at=1)
    assert (period.begins, period.ends, period.status) == (date(2026, 7, 1), None, ACTIVE)
    assert ask(name, at=1, on=date(2026, 12, 24)).status is ACTIVE
    assert ask(name, at=2).status is INACTIVE


def test_17_dates_of_every_form_and_an_open_end():
    name = "17-dates-of-every-form"
    found = ask(name, "98")
    assert (found.begins, found.ends, found.deductible, found.copay) == (date(2026, 1, 1), None, 1500, 30)
    assert ask(name, "98", on=date(2026, 6, 30)).copay == 20
    assert said(found, "other days")


def test_18_rows_that_are_no_answer():
    found = ask("18-rows-that-answer-nothing")
    assert (found.status, found.carve_outs[0].party.identifier.value) == (NOT_ANSWERED, "OTH01")
    assert ask("18-rows-that-answer-nothing", "98").status is NOT_ANSWERED
    assert estimate(found, Decimal(100)).low == 0
    assert estimate(found, Decimal(100)).high == 100


def test_19_a_qualified_medicare_beneficiary_may_not_be_billed():
    name = "19-qualified-medicare-beneficiary"
    found = ask(name, "98")
    assert (found.status, found.patient_may_be_billed, found.coinsurance) == (ACTIVE, False, Decimal("0.2"))
    assert estimate(found, Decimal(100)).high == 0
    later = ask(name, "98", on=date(2027, 1, 1))
    assert (later.patient_may_be_billed, estimate(later, Decimal(100)).high > 0) == (True, True)
    by_name = ask(name, "98", 2)
    assert (by_name.patient_may_be_billed, said(by_name, "plan's name")) == (None, True)
    assert estimate(by_name, Decimal(100)).low == 0


def test_19_a_medicaid_patient_owes_what_is_stated_and_no_more():
    name = "19-qualified-medicare-beneficiary"
    assert estimate(ask(name, "98", 1), Decimal(100)).high == 3
    lab = estimate(ask(name, "5", 1), Decimal(100))
    assert (lab.low, lab.high) == (0, 0)
    stay = ask(name, "48", 1)
    assert (stay.spend_down, estimate(stay, Decimal(100)).high, estimate(stay, Decimal(500)).high) == (150, 100, 150)


@pytest.mark.parametrize(("name", "kind"), [("20-999-instead", "999"), ("20-ta1-instead", "TA1")])
def test_20_an_acknowledgment_in_place_of_an_answer_is_no_answer(name, kind):
    assert detect(text_of(name)) == [kind]
    assert list(parse_271(text_of(name))) == []


def test_20_what_was_whole_before_the_text_was_cut_off_is_still_answered():
    with pytest.raises(TruncatedError) as caught:
        parse_271(text_of("20-cut-off"))
    (whole,) = caught.value.complete
    assert answer(whole, on=DAY, service_type="98").copay == 25
