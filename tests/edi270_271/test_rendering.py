"""A coverage answer for the front desk, as text and as a page: the verdict, what to do, the figures, what is masked, what is never invented."""

import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import edi270_271
from corpus import example, files, needs_corpus
from edi270_271.answers.others import REMARKS
from edi270_271.render import words
from edi270_271.render.page import verdict_of
from edi270_271.render.words import Verdict
from edi_claims import (
    Accumulator,
    Authorization,
    Benefit,
    BenefitLimit,
    CarveOut,
    Contact,
    CoverageAnswer,
    CoverageStatus,
    EdiError,
    Encounter,
    Fee,
    FeeSchedule,
    OtherPayer,
    Owner,
    PatientShare,
    Payer,
    Person,
    PersonName,
    Place,
    PlanCoverage,
    Procedure,
    Reference,
    Rejection,
    RelatedEntity,
    ServiceLine,
    ShareStep,
    to_json,
)
from edi_claims.codes import AAA_FOLLOW_UP, AAA_REASON, BENEFIT_KIND
from edi_claims.codes.rows import InquiryAction
from edi_claims.pages.shown import figure
from edi_testing.strategies.eligibility import SERVICE_TYPES, responses
from eligibility271 import response as response_of
from pages import Reader, contrast, palettes

D = Decimal
DAY = date(2026, 11, 12)
PITFALLS = Path(__file__).parent / "pitfalls"
BOTH = pytest.mark.parametrize("how", ["text", "html"])
SOME = settings(deadline=None, max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
WIDTH = 100


def said(answer, how, **more):
    """What a reader gets to read, in one line."""
    shown = edi270_271.render(answer, how, **more)
    return re.sub(r"\s+", " ", shown) if how == "text" else Reader(shown).text


def asked(name, service_type="30", on=DAY, **more):
    """The first response of an example or of a pitfall, and the answer to a question."""
    path = PITFALLS / f"{name}.edi"
    response = edi270_271.parse_271(path.read_text() if path.exists() else example(f"271-{name}"))[0]
    return response, edi270_271.answer(response, on=on, service_type=service_type, **more)


def known(status=CoverageStatus.ACTIVE, **more):
    """An answer about an office visit."""
    return CoverageAnswer(status, DAY, "98", Payer("EX001", "EXAMPLE HEALTH PLAN"), **more)


# ---- the worked answers

@BOTH
def test_an_active_plan_with_two_copays(how):
    response, answer = asked("1-active-ppo", "98")
    text = said(answer, how, response=response, asked=datetime(2026, 11, 2, 9, 30))
    for part in ("ACTIVE", "Office visit (98) on 11/12/2026, in network", "DEL IVERS, member id ABC700800900, born 03/04/1971", "GOLD PPO",
                 "EXAMPLE HEALTH PLAN (EX001)", "GRP9000", "since 01/01/2026", words.STATED_PLAN,
                 "Inquiry 93175-0001, asked 11/02/2026 09:30, by RIVERBEND CARDIOLOGY LLC, NPI 1234567893."):
        assert part in text
    assert re.search(r"Copay \$30\.00 to \$60\.00 \$30\.00: primary care; \$60\.00: specialist, deductible does not apply", text)
    assert re.search(r"Deductible left \$410\.00 of \$1,500\.00; individual \$410\.00; family \$1,620\.00", text)
    assert re.search(r"Coinsurance Not said", text)
    assert re.search(r"Out-of-pocket left \$3,890\.00 of \$6,000\.00", text)
    assert re.search(r"Authorization NOT SAID that is not a no", text)
    assert "To do" not in text
    assert "TO DO" not in text


@BOTH
def test_the_estimate_stands_step_by_step(how):
    response, answer = asked("1-active-ppo", "73")
    text = said(answer, how, response=response, estimate=edi270_271.estimate(answer, D("600.00")))
    assert re.search(r"Estimated share \$448\.00", text)
    assert re.search(r"Deductible \$410\.00 the lesser of", text)
    assert re.search(r"Coinsurance \$38\.00", text)
    assert re.search(r"Coinsurance 20% the patient's part", text)


@BOTH
def test_a_dependent_whose_therapy_needs_an_authorization(how):
    response, answer = asked("2-dependent-pt", "PT", date(2026, 11, 20))
    text = said(answer, how, response=response)
    for part in ("MAY OSEI, member id XYZ100200310, born 07/09/2014, child of TOM OSEI", "FAMILY HMO", words.STATED_HERE, words.GET_AUTHORIZATION,
                 words.CHECK_REFERRAL, "NORA HALE", "NPI 1472583693", "18 are used: needed now", "30 visits per calendar year, 18 visits used, 12 visits left"):
        assert part in text
    assert re.search(r"Copay \$25\.00 per visit", text)
    assert re.search(r"Deductible left \$0\.00 met; for the family", text)
    assert re.search(r"Authorization REQUIRED", text)
    assert re.search(r"Visits left 12 of 30 visits per calendar year", text)
    assert -1 < text.index(words.GET_AUTHORIZATION) < text.index("Copay")


@BOTH
def test_an_inactive_plan_and_whom_to_bill_instead(how):
    response, answer = asked("3a-inactive-other-payer")
    text = said(answer, how, response=response)
    for part in ("INACTIVE", "ended 08/31/2026", words.BILL_INSTEAD.format(payer="SUNRISE ADVANTAGE (SUN01)"), words.WHY_ADVANTAGE,
                 "01/01/2024 - 08/31/2026", "since 09/01/2026", "8005550199", "Medicare Advantage HMO"):
        assert part in text
    for part in ("Copay", "Authorization NOT SAID", words.DO[Verdict.ENDED]):
        assert part not in text


@BOTH
def test_a_refused_question_says_what_to_do_and_who(how):
    response, answer = asked("3b-aaa")
    text = said(answer, how, response=response)
    for part in ("NOT ANSWERED", "That is not the same as inactive.", "AAA 72: Member id missing or wrong (the subscriber).", "Read the card again. Then ask again.",
                 "AAA 75: Member not found (the subscriber)."):
        assert part in text
    assert text.upper().count("FRONT DESK") == 2
    for part in ("INACTIVE", "Copay", "Deductible left", "NOT SAID"):
        assert part not in text


@BOTH
def test_the_chain(how):
    response, answer = asked("0-chain", "98", date(2026, 10, 12))
    text = said(answer, how, response=response)
    assert re.search(r"Copay \$25\.00 per visit", text)
    assert re.search(r"Deductible left \$50\.00 of \$1,500\.00", text)


# ---- the verdict

VERDICTS = {
    Verdict.ACTIVE: known(),
    Verdict.NOT_COVERED: known(CoverageStatus.NOT_COVERED),
    Verdict.INACTIVE: known(CoverageStatus.INACTIVE),
    Verdict.ENDED: known(CoverageStatus.INACTIVE, ends=date(2026, 8, 31)),
    Verdict.FUTURE: known(CoverageStatus.INACTIVE, begins=date(2027, 1, 1)),
    Verdict.PENDING: known(CoverageStatus.PENDING),
    Verdict.NOT_ANSWERED: known(CoverageStatus.NOT_ANSWERED),
}


def test_the_words_are_whole():
    assert set(words.VERDICTS) == set(VERDICTS) == set(Verdict)
    assert set(words.DO) == set(Verdict) - {Verdict.ACTIVE}
    assert set(words.OWNERS) == set(Owner)
    assert set(words.ACTIONS) == set(InquiryAction)
    assert set(words.AUTHORIZATION) == set(Authorization)


@BOTH
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_said_in_a_word_and_what_to_do(verdict, how):
    answer = VERDICTS[verdict]
    assert verdict_of(answer) is verdict
    word, _, _, sentence = words.VERDICTS[verdict]
    text = said(answer, how)
    assert word in text
    assert sentence in text
    assert words.DO.get(verdict, "") in text
    assert ("ended 08/31/2026" in text, "begins 01/01/2027" in text) == (verdict is Verdict.ENDED, verdict is Verdict.FUTURE)


def test_a_verdict_is_not_told_by_color_alone():
    for answer in VERDICTS.values():
        page = edi270_271.render(answer, "html")
        word, mark, tone, _ = words.VERDICTS[verdict_of(answer)]
        assert re.search(rf'<div class="verdict {tone}">\n<p class="kind">Coverage check</p>\n<h1><span class="mark" aria-hidden="true">{re.escape(mark)}</span> {word}', page)


@BOTH
@pytest.mark.parametrize("kind", "578")
def test_a_pending_plan_is_said_in_the_payers_word(kind, how):
    answer = edi270_271.answer(response_of(f"EB*{kind}**30"), on=DAY)
    assert f"The payer says: {BENEFIT_KIND.label(kind)}." in said(answer, how)


@BOTH
@pytest.mark.parametrize("kind", REMARKS)
def test_rows_that_a_person_has_to_know_of_stand_at_the_top(kind, how):
    text = said(edi270_271.answer(response_of("EB*1**30", f"EB*{kind}**98"), on=DAY, service_type="98"), how)
    remark = REMARKS[kind]
    assert -1 < text.index(f"{remark[:1].upper()}{remark[1:]}.") < text.index("Copay")


@BOTH
def test_an_answer_for_another_day_says_so_at_the_top(how):
    text = said(edi270_271.answer(response_of("EB*1**30", "DTP*291*D8*20250101"), on=DAY), how)
    assert -1 < text.index("The payer answered for 2025-01-01, not for 2026-11-12.") < text.index("Copay")


# ---- refusals

@BOTH
@pytest.mark.parametrize("follow_up", ["", *AAA_FOLLOW_UP])
def test_every_refusal_says_what_to_do_and_who(follow_up, how):
    for code, row in AAA_REASON.items():
        one = Rejection("subscriber", code, follow_up)
        text = said(known(CoverageStatus.NOT_ANSWERED, rejections=(one,)), how)
        remedy = edi270_271.remedy(one)
        assert f"AAA {code}: {row.label[:1].upper()}{row.label[1:]}" in text
        assert remedy.fix in text
        assert words.OWNERS[remedy.owner].upper() in text.upper()
        assert (f"Wait {remedy.wait_days} days" in text) == (remedy.wait_days is not None)
        assert words.DO[Verdict.NOT_ANSWERED] not in text


@BOTH
def test_a_code_that_no_table_has_is_not_repeated(how):
    text = said(known(CoverageStatus.NOT_ANSWERED, rejections=(Rejection("dependent", "DOE JANE"),)), how)
    assert words.UNKNOWN_CODE in text
    assert "DOE" not in text


# ---- figures: zero is a figure, none is not said, rows that differ are a range

NAMES = {"copay": "Copay", "coinsurance": "Coinsurance", "deductible_remaining": "Deductible left", "out_of_pocket_remaining": "Out-of-pocket left"}


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_said_or_not_said(name, how):
    assert f"{NAMES[name]} Not said" in said(known(), how)
    zero = said(known(**{name: D(0)}), how)
    assert f"{NAMES[name]} {'0%' if name == 'coinsurance' else '$0.00'}" in zero
    assert f"{NAMES[name]} Not said" not in zero


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_rows_that_differ_are_a_range_with_a_reason(name, how):
    ends = (D("0.2"), D("0.5")) if name == "coinsurance" else (D(30), D(60))
    text = said(known(range={name: ends}), how)
    assert f"{NAMES[name]} {'20% to 50%' if name == 'coinsurance' else '$30.00 to $60.00'} {words.MARKED_RANGE}" in text


@BOTH
@pytest.mark.parametrize("status", sorted(set(CoverageStatus) - {CoverageStatus.ACTIVE}))
def test_figures_of_a_plan_that_does_not_cover_are_qualified(status, how):
    bare = said(known(status), how)
    assert "Copay" not in bare
    assert words.PAYS_NOTE not in bare
    text = said(known(status, copay=D(20)), how)
    assert "Copay $20.00" in text
    assert words.PAYS_NOTE in text
    assert "Coinsurance" not in text


@BOTH
def test_a_limit_without_what_is_left_is_no_remainder(how):
    text = said(known(deductible=D(1500), accumulators={"deductible.individual": Accumulator(D(1500))}), how)
    assert "Deductible left Not said limit $1,500.00" in text
    assert re.search(r"Deductible, individual (- )?(In all: )?\$1,500\.00 Not said Not said", text)


@BOTH
def test_a_spend_down(how):
    assert "Spend-down $125.50 the patient pays it before coverage begins" in said(known(spend_down=D("125.5")), how)


@BOTH
@pytest.mark.parametrize(("limit", "shown"), [
    (BenefitLimit("VS", "23", D(30), D(18), D(12)), "Visits left 12 of 30 visits per calendar year"),
    (BenefitLimit("DY", "32", D(60), D(0), D(60)), "Days left 60 of 60 days per lifetime"),
    (BenefitLimit("HS", "", None, None, D(1)), "Hours left 1"),
    (BenefitLimit("VS", "MO", D(3)), f"Visits left Not said {words.SEE_LIMITS}"),
    (BenefitLimit("$", "23", D(1200), None, D(300)), f"Limit {words.SEE_LIMITS}"),
], ids=["visits", "days", "hours", "no remainder", "dollars"])
def test_what_is_left_keeps_its_unit(limit, shown, how):
    text = said(known(limits=(limit,), visits_remaining=limit.remaining if limit.unit == "VS" else None), how)
    assert shown.split(" see")[0] in text
    if limit.unit == "$":
        assert "$1,200.00 per calendar year, $300.00 left" in text


@BOTH
def test_no_visits_left_is_a_thing_to_say(how):
    text = said(known(limits=(BenefitLimit("VS", "23", D(30), D(30), D(0)),), visits_remaining=D(0)), how)
    assert words.NO_VISITS in text
    assert "Visits left 0 of 30 visits" in text
    assert words.NO_VISITS not in said(known(), how)


@BOTH
def test_no_limit(how):
    assert "Visits left No limit" in said(known(evidence={"unlimited": Benefit("H")}), how)


# ---- authorization is never read as no

@BOTH
@pytest.mark.parametrize(("decided", "word"), [(Authorization.REQUIRED, "REQUIRED"), (Authorization.NOT_REQUIRED, "Not required"),
                                               (Authorization.UNKNOWN, "NOT SAID that is not a no")])
def test_authorization_has_three_values(decided, word, how):
    text = said(known(authorization=decided), how)
    assert f"Authorization {word}" in text
    assert (words.GET_AUTHORIZATION in text) == (decided is Authorization.REQUIRED)
    assert text.lower().count("not required") == (decided is Authorization.NOT_REQUIRED)


@BOTH
def test_a_message_about_an_authorization_is_a_thing_to_ask(how):
    response, answer = asked("15-messages-only", "98")
    text = said(answer, how, response=response)
    assert words.ASK_AUTHORIZATION in text
    assert words.HINTS_NOTE in text
    assert re.search(r"Authorization NOT SAID", text)


@BOTH
def test_reasons_give_no_advice_to_programs(how):
    for name, kind in (("13-authorization-by-place", "62"), ("09-more-than-one-plan", "30")):
        response, answer = asked(name, kind)
        assert any("=..." in reason for reason in answer.reasons)
        assert "=..." not in said(answer, how, response=response)


# ---- who else pays, and who must not

ADVANTAGE = Payer("SUN01", "SUNRISE ADVANTAGE")
MEDICARE = (PlanCoverage("MB", "", CoverageStatus.ACTIVE),)


@BOTH
@pytest.mark.parametrize(("other", "more", "sentence"), [
    (OtherPayer(ADVANTAGE, "", "HN"), {"plans": MEDICARE}, words.BILL_INSTEAD),
    (OtherPayer(ADVANTAGE, "P", "HN"), {"plans": MEDICARE}, words.BILL_INSTEAD),
    (OtherPayer(ADVANTAGE, "P", "HN"), {}, words.BILL_FIRST),
    (OtherPayer(ADVANTAGE, "P", "C1"), {}, words.BILL_FIRST),
    (OtherPayer(ADVANTAGE, "P", "C1"), {"status": CoverageStatus.INACTIVE}, words.BILL_INSTEAD),
    (OtherPayer(ADVANTAGE, "", "12"), {"plans": MEDICARE}, words.BILL_FIRST),
    (OtherPayer(ADVANTAGE, "", "47"), {"plans": MEDICARE}, words.BILL_FOR_CAUSE),
    (OtherPayer(ADVANTAGE, "S", "C1"), {}, words.BILL_AFTER),
    (OtherPayer(ADVANTAGE, "", "C1"), {}, words.BILL_WHOM),
], ids=["in Medicare's place", "primary in Medicare's place", "Advantage beside a commercial plan", "primary", "primary of an ended plan",
        "before Medicare", "accident", "secondary", "order not said"])
def test_what_another_payer_asks_for(other, more, sentence, how):
    text = said(known(**{"other_payers": (other,), **more}), how)
    assert sentence.format(payer="SUNRISE ADVANTAGE (SUN01)") in text
    kinds = (words.BILL_INSTEAD, words.BILL_FIRST, words.BILL_AFTER, words.BILL_WHOM, words.BILL_FOR_CAUSE)
    assert [one for one in kinds if one.format(payer="SUNRISE ADVANTAGE (SUN01)") in text] == [sentence]


@BOTH
@pytest.mark.parametrize("other", [OtherPayer(ADVANTAGE, "P", ends=date(2026, 1, 1)), OtherPayer(ADVANTAGE, "P", begins=date(2027, 1, 1)),
                                   OtherPayer(ADVANTAGE, "P", service_types=("88",))], ids=["ended", "not begun", "pharmacy"])
def test_a_payer_that_is_not_in_force_asks_for_nothing(other, how):
    text = said(known(other_payers=(other,)), how)
    assert "Take the card" not in text
    assert "SUNRISE ADVANTAGE (SUN01)" in text


@BOTH
def test_a_qualified_medicare_beneficiary_is_not_billed(how):
    response, answer = asked("19-qualified-medicare-beneficiary", "98")
    text = said(answer, how, response=response, estimate=edi270_271.estimate(answer, D(200)))
    for part in (words.DO_NOT_BILL, words.NOT_COLLECTED, "Collect NOTHING", "Estimated share $0.00"):
        assert part in text
    assert -1 < text.index("Collect NOTHING") < text.index("Deductible left")
    for may, sentence in ((True, ""), (None, words.ASK_TO_BILL)):
        doubtful = said(attrs.evolve(answer, patient_may_be_billed=may), how)
        assert words.DO_NOT_BILL not in doubtful
        assert sentence in doubtful


@BOTH
def test_services_that_others_answer_for(how):
    vendor = RelatedEntity("VN", "QUIET MIND", contacts=(Contact("ANN HELP", (("TE", "8005550101"),)),))
    text = said(known(carve_outs=(CarveOut(("MH",), "U", vendor), CarveOut(("88",), "1"))), how)
    assert words.ASK_PARTY.format(party="QUIET MIND, 8005550101,", what="Mental health (MH)") in text
    assert words.ASK_PARTY.format(party=words.UNNAMED_PARTY, what="Pharmacy (88)") in text
    assert words.WHY_VENDOR in text
    assert "ANN HELP" not in text


@BOTH
def test_exclusions(how):
    response, answer = asked("07-excluded-and-carved-out", "30")
    text = said(answer, how, response=response)
    assert words.EXCLUSIONS.upper() in text.upper()
    for row in answer.exclusions:
        for message in row.messages:
            assert message in text
            assert message not in said(answer, how, response=response, mask=True)
    own = said(known(exclusions=(Benefit("E", service_types=("35",), places=(Place("ZZ", "11"),), messages=("COSMETIC ONLY",)),)), how)
    assert "Dental (35) (exclusion); only at: Office; message: COSMETIC ONLY" in own


@BOTH
def test_rows_that_could_not_be_read_are_said_at_the_top(how):
    lost = "2 benefit rows could not be read: this answer may miss what they say"
    text = said(known(reasons=(lost,)), how)
    assert -1 < text.index(words.ASK_LOST) < text.index("Copay")


# ---- the estimate

@BOTH
def test_an_estimate_for_a_visit_says_what_is_left_out(how):
    response, _ = asked("0-chain", "98")
    encounter = Encounter(Person(PersonName("ROWE", "DANA")), (), services=(
        ServiceLine(Procedure("99214"), D(210), service_date=date(2026, 10, 12)), ServiceLine(Procedure("93000"), D(140), service_date=date(2026, 10, 12)),
        ServiceLine(Procedure("J3490"), D(5), service_date=date(2026, 10, 12))), place_of_service="11")
    fees = FeeSchedule("OURS", (Fee("99214", D(130)), Fee("93000", D(80))))
    share = edi270_271.estimate_visit(response, encounter, fees)
    answer = edi270_271.answer(response, on=date(2026, 10, 12), service_type="98")
    text = said(answer, how, response=response, estimate=share)
    assert text.count("Estimated share $81.00") == 2
    assert "without line 3: no fee is known" in text
    assert re.search(r"Line 3, J3490: no fee is known for it", text)
    assert re.search(r"Line 1, 99214: copay", text)


@BOTH
def test_an_estimate_with_two_ends(how):
    share = PatientShare(D(20), D(75), steps=(ShareStep("copay", D(20), D(45)), ShareStep("coinsurance", D(0), D(30), "0 to 0.3 of 100")))
    text = said(known(), how, estimate=share)
    assert "Copay $20.00 to $45.00" in text
    assert "Coinsurance $0.00 to $30.00 0 to 0.3 of 100" in text
    assert text.count("Estimated share $20.00 to $75.00") == 2


# ---- what it rests on

@BOTH
def test_every_figure_has_its_row_at_the_end(how):
    response, answer = asked("1-active-ppo", "98")
    text = said(answer, how, response=response)
    end = text[text.upper().index(words.BASIS.upper()):]
    for part in ("Copay lowest", "Copay highest", "Deductible met, Deductible left", "message: PRIMARY CARE VISIT", "Status, Plan"):
        assert part in end
    for row in answer.evidence.values():
        assert f" {row.position} " in end
    assert end.index(words.REASONS.upper() if how == "text" else words.REASONS) > end.index("Status, Plan")
    assert "Deductible left: the lesser of 410 (individual) and 1620 (family)" in end


def test_what_is_folded_is_folded():
    response, answer = asked("1-active-ppo", "98")
    page = edi270_271.render(answer, "html", response=response)
    assert re.findall(r"<summary>(.*?)</summary>", page) == [words.YEAR, words.BASIS, words.REASONS]
    assert "<details open" not in page


# ---- who it is about

def test_a_response_that_was_not_answered_from_is_refused():
    response, answer = asked("1-active-ppo", "98")
    other, _ = asked("2-dependent-pt", "PT")
    assert edi270_271.render(answer, response=response)
    with pytest.raises(ValueError, match="not one from this response"):
        edi270_271.render(answer, response=other)


@BOTH
def test_a_patient_may_be_given_alone(how):
    text = said(known(), how, patient=Person(PersonName("ROWE", "DANA", "Q"), date(1971, 3, 4), identifier=Reference("MI", "XYZ100200300")))
    assert "DANA Q ROWE, member id XYZ100200300, born 03/04/1971" in text


@BOTH
def test_what_was_not_sent_is_not_shown(how):
    text = said(CoverageAnswer(CoverageStatus.ACTIVE, DAY, "98"), how)
    assert "None" not in text
    for part in ("Group", "born", "member id", "asked", "Other payers", "Limits", "Hints", "NPI", "Spend-down"):
        assert part not in text
    assert words.NO_TRACE in text
    assert re.search(r"Plan:? Not said Payer:? Not said Coverage:? Not said", text)


def test_what_cannot_be_rendered_is_refused():
    with pytest.raises(ValueError, match="text or html"):
        edi270_271.render(known(), "pdf")


# ---- nothing of a person is on a masked page

@st.composite
def planted(draw):
    """A response whose people have names and numbers that nothing else in it has, and free text that names them."""
    word = st.text("ABCDEFGHIJKLMNOPRSTUVWXY0123456789", max_size=8)

    def name():
        return draw(st.builds(PersonName, word.map("ZQL".__add__), word.map("ZQF".__add__), word.map("ZQM".__add__), word.map("ZQS".__add__)))

    def number(kind):
        return Reference(kind, draw(word.map("ZQ99".__add__)))

    def secret(person):
        if person is None:
            return None
        where = None if person.address is None else attrs.evolve(person.address, lines=("ZQ STREET 1",), city="ZQ CITY", postal_code="ZQ123")
        return attrs.evolve(person, name=name(), birth_date=date(1977, 7, 7), identifier=number("MI"), address=where,
                            references=(number("6P"), number("SY"), number("1W")))

    def entity(one):
        if not isinstance(one.name, PersonName):
            return attrs.evolve(one, references=(number("1W"),), contacts=tuple(attrs.evolve(each, name="ZQ CALL") for each in one.contacts))
        own = one.identifier if one.identifier is None or one.identifier.qualifier == "XX" else number(one.identifier.qualifier)
        contact = Contact("ZQ CALL", (("EM", "zqname@example.org"), ("TE", "8005550101")))
        return attrs.evolve(one, name=name(), identifier=own, contacts=(contact,), references=(number("SY"),))

    def row(one):
        messages = tuple(f"ZQNAME {message}" for message in one.messages)
        return attrs.evolve(one, messages=messages, references=(*one.references, number("1W")), entities=tuple(map(entity, one.entities)))

    response = draw(responses())
    assume("ZQ" not in to_json(response).upper())
    provider = response.provider
    if provider is not None and isinstance(provider.name, PersonName):
        provider = attrs.evolve(provider, name=name())
    return attrs.evolve(response, subscriber=secret(response.subscriber), dependent=secret(response.dependent), provider=provider,
                        benefits=tuple(map(row, response.benefits)))


@BOTH
@SOME
@given(planted(), st.sampled_from(SERVICE_TYPES))
def test_a_masked_page_shows_no_name_number_address_or_birth_date(how, response, service_type):
    answer = edi270_271.answer(response, on=DAY, service_type=service_type)
    open_page = edi270_271.render(answer, how, response=response)
    shown = edi270_271.render(answer, how, mask=True, response=response, asked=DAY, estimate=edi270_271.estimate(answer, D(100)))
    assert "ZQ" in open_page or response.patient is None
    assert "ZQ" not in shown.upper()
    for when in ("1977-07-07", "07/07/1977", "19770707"):
        assert when not in shown
    assert (answer.trace_number or words.NO_TRACE) in re.sub(r"\s+", " ", shown)


@BOTH
def test_a_masked_page_still_says_which_patient(how):
    response, answer = asked("2-dependent-pt", "PT", date(2026, 11, 20))
    text = said(answer, how, mask=True, response=response)
    assert "M. O., member id ***0310, child of T. O." in text
    assert "N. H. NPI 1472583693" in text
    for part in ("OSEI", "MAY", "TOM", "HALE", "2014", "XYZ1002", "6TH VISIT"):
        assert part not in text


# ---- whatever a payer sends is text

HOSTILE = "<script>alert(1)</script>"


def test_markup_in_the_data_is_only_text():
    row = Benefit("B", service_types=('"><img src=x>',), plan=HOSTILE, messages=("<b>CALL</b>", "{{ 7*7 }}"))
    answer = attrs.evolve(known(plan=HOSTILE, trace_number='"><script>', evidence={"copay": row, HOSTILE: row}, reasons=(HOSTILE,), hints=(HOSTILE,)),
                          payer=Payer(HOSTILE, HOSTILE), other_payers=(OtherPayer(Payer(HOSTILE, HOSTILE), HOSTILE, HOSTILE),),
                          limits=(BenefitLimit(HOSTILE, HOSTILE, D(3)),), exclusions=(row,))
    page = Reader(edi270_271.render(answer, "html", patient=Person(PersonName("O'NEIL & <b>SON</b>", '"JO"'))))
    assert not page.wrong
    assert not page.all("script")
    assert not page.all("img")
    assert not page.all("b")
    for part in (HOSTILE, "O'NEIL & <b>SON</b>", "{{ 7*7 }}"):
        assert part in page.text


@BOTH
def test_characters_that_steer_a_terminal_or_turn_the_text_are_left_out(how):
    nasty = "PLAN\x1b[31m\u202eX\x07"
    row = Benefit("1", plan=nasty, messages=(nasty,), service_types=(nasty,), coverage_level=nasty, period=nasty)
    entity = RelatedEntity("P3", nasty, Reference("XX", nasty), contacts=(Contact("", (("TE", nasty),)),))
    answer = known(plan=nasty, group_number=nasty, trace_number=nasty, evidence={"status": row}, exclusions=(row,), reasons=(nasty,), hints=(nasty,),
                   primary_care_provider=entity, carve_outs=(CarveOut((nasty,), "U", entity),), other_payers=(OtherPayer(Payer(nasty, nasty), nasty, nasty),),
                   plans=(PlanCoverage(nasty, nasty, CoverageStatus.ACTIVE),) * 2, limits=(BenefitLimit(nasty, nasty, D(3), service_types=(nasty,)),))
    answer = attrs.evolve(answer, payer=Payer(nasty, nasty), service_type=nasty)
    for mask in (False, True):
        shown = edi270_271.render(answer, how, mask, patient=Person(PersonName(nasty, nasty), identifier=Reference("MI", nasty)))
        assert not {"\x1b", "\u202e", "\x07"} & set(shown)


# ---- any answer

@SOME
@given(responses(), st.sampled_from(SERVICE_TYPES), st.booleans(), st.booleans())
def test_any_answer_is_a_well_formed_page_and_a_clean_text(response, service_type, in_network, mask):
    answer = edi270_271.answer(response, on=DAY, service_type=service_type, in_network=in_network)
    more = {"response": response, "mask": mask, "estimate": edi270_271.estimate(answer, D(250))}
    page = Reader(edi270_271.render(answer, "html", **more))
    text = edi270_271.render(answer, "text", **more)
    assert not page.wrong
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for attributes in page.all("a")} <= set(ids)
    assert all(line == line.rstrip() and len(line) <= WIDTH for line in text.splitlines())
    word = words.VERDICTS[verdict_of(answer)][0]
    for shown in (page.text, text):
        assert word in shown
        assert "None" not in shown
        assert "Decimal" not in shown
        for name in ("copay", "deductible_remaining", "out_of_pocket_remaining"):
            stated = getattr(answer, name)
            for amount in answer.range.get(name, () if stated is None else (stated,)):
                assert f"${figure(amount)}" in shown
        if answer.authorization is not Authorization.NOT_REQUIRED:
            assert "Not required" not in shown


@SOME
@given(responses(), st.sampled_from(SERVICE_TYPES))
def test_rendering_changes_nothing(response, service_type):
    answer = edi270_271.answer(response, on=DAY, service_type=service_type)
    before = to_json(response)
    first = edi270_271.render(answer, "html", response=response)
    assert edi270_271.render(answer, "html", response=response) == first
    assert to_json(response) == before


@pytest.mark.parametrize("path", sorted(PITFALLS.glob("*.edi")), ids=lambda path: path.stem)
def test_every_pitfall_can_be_shown(path):
    try:
        found = list(edi270_271.parse_271(path.read_text()))
    except EdiError:
        return
    for response in found:
        for service_type in ("30", "98", "PT", "MH"):
            answer = edi270_271.answer(response, on=DAY, service_type=service_type)
            assert not Reader(edi270_271.render(answer, "html", response=response)).wrong
            assert "None" not in edi270_271.render(answer, response=response)


@needs_corpus
@pytest.mark.parametrize("path", files("271"), ids=lambda path: path.stem)
def test_public_files(path):
    for response in edi270_271.parse_271(path.read_bytes()):
        for service_type in ("30", "98", "1"):
            answer = edi270_271.answer(response, on=DAY, service_type=service_type)
            text = edi270_271.render(answer, response=response)
            page = Reader(edi270_271.render(answer, "html", mask=True, response=response))
            assert not page.wrong
            assert all(len(line) <= WIDTH for line in text.splitlines())
            assert words.VERDICTS[verdict_of(answer)][0] in text
            assert "None" not in text
            patient = response.patient
            if patient is not None and isinstance(patient.name, PersonName) and len(patient.name.last) > 3:
                assert not re.search(rf"\b{re.escape(patient.name.last)}\b", page.text)


# ---- the page as a document

def shown_page():
    response, answer = asked("2-dependent-pt", "PT", date(2026, 11, 20))
    return edi270_271.render(answer, "html", response=response, estimate=edi270_271.estimate(answer, D(100)))


def test_the_page_needs_nothing_from_outside():
    page = shown_page()
    found = Reader(page)
    assert page.startswith("<!DOCTYPE html>")
    assert not found.all("script")
    assert [one["href"] for one in found.all("link")] == ["data:,"]
    assert all(one["href"].startswith("#") for one in found.all("a"))
    assert not re.search(r"url\(|@import|https?:", page)
    assert "OSEI" not in re.search(r"<title>(.*?)</title>", page)[1]


def test_the_page_can_be_read_aloud():
    found = Reader(shown_page())
    names = [tag for tag, _ in found.tags]
    assert found.all("html") == [{"lang": "en"}]
    assert [names.count(tag) for tag in ("h1", "main", "header", "footer", "title")] == [1] * 5
    assert names.count("table") == names.count("caption")
    assert all("scope" in one for one in found.all("th"))
    assert all("aria-labelledby" in one for one in found.all("section"))
    labelled = {one["aria-labelledby"] for one in found.all("section")}
    assert labelled <= {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("at", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_color_can_be_read_on_what_it_stands_on(at):
    colors = palettes(shown_page())[at]
    pairs = [(name, back) for name in ("text", "muted", "link", "good", "owed", "bad", "wait") for back in ("back", "panel")]
    pairs += [(name, f"{tone}-back") for tone in ("good", "owed", "bad", "wait") for name in (tone, "text")]
    assert {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in pairs
            if contrast(colors[pair[0]], colors[pair[1]]) < 4.5} == {}


def test_the_template_engine_is_loaded_by_who_asks_for_a_page():
    code = ("import sys, edi270_271; from datetime import date; from edi_claims import CoverageAnswer, CoverageStatus;"
            "one = CoverageAnswer(CoverageStatus.ACTIVE, date(2026, 1, 1), '98'); edi270_271.render(one); assert 'jinja2' not in sys.modules;"
            "edi270_271.render(one, 'html'); assert 'jinja2' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)
