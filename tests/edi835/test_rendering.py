"""An explanation of benefits, as text and as a page: the figures, what they mean for the patient, what is masked, what is never invented."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from itertools import pairwise

import attrs
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import edi835
from corpus import EXAMPLES, example, files, needs_corpus
from edi835.render import words
from edi_claims import (
    Adjustment,
    ClaimPayment,
    Contact,
    Currency,
    DateRange,
    InpatientAdjudication,
    OutpatientAdjudication,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    Reference,
    Remittance,
    ServicePayment,
    to_json,
)
from edi_claims.codes import CARC, PLB_REASON, RARC, AmountKind, CarcRow, PlbCategory, RarcRow
from edi_claims.decisions import Outcome, amounts_of, outcome
from edi_claims.pages.shown import figure, initials, tail
from edi_testing.remittances import remittances
from edi_testing.samples835 import sample_remittance_text
from pages import Reader, contrast, palettes

D = Decimal
ALL = sorted(path.stem for path in EXAMPLES.glob("835-*.edi"))
BOTH = pytest.mark.parametrize("how", ["text", "html"])
SOME = settings(deadline=None, max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
PATIENT = Person(PersonName("ROWE", "DANA"), identifier=Reference("MI", "XYZ100200300"))


def said(what, how, **more):
    """What a reader gets to read, in one line."""
    shown = edi835.render(what, how, **more)
    return re.sub(r"\s+", " ", shown) if how == "text" else Reader(shown).text


def only(name):
    [remittance] = edi835.parse(example(name))
    return remittance


def line(charge, paid, *taken, **more):
    adjustments = [Adjustment(group, reason, D(amount)) for group, reason, amount in (one.split() for one in taken)]
    return ServicePayment(Procedure("99214"), D(charge), D(paid), adjustments=adjustments, **more)


def claim(*services, status="1", charge=None, paid=None, **more):
    return ClaimPayment("A1", status, sum((one.charge for one in services), D(0)) if charge is None else D(charge),
                        sum((one.paid for one in services), D(0)) if paid is None else D(paid), services=list(services), **more)


def paying(*claims, amount=None, plb=(), **more):
    due = sum((one.paid for one in claims), D(0)) - sum((one.amount for one in plb), D(0)) if amount is None else D(amount)
    return Remittance(due, "T1", Payer("P1", "THE PLAN"), Provider("1234567893", "THE CLINIC"), claims, plb, **more)


# ---- the worked examples

@BOTH
def test_a_paid_claim_with_every_share(how):
    text = said(only("835-1-paid"), how)
    for part in ("EXAMPLE HEALTH PLAN to RIVERBEND CARDIOLOGY LLC", "EFT70001", "11/02/2026", "A1001", "DANA ROWE", "XYZ100200300", "ICN5550001",
                 "LUIS IBARRA", "1999999984", "99214-25", "93000", "10/12/2026", "A1001L1"):
        assert part in text
    assert "You may owe $81.00: $50.00 deductible, $6.00 coinsurance, $25.00 copay." in text
    for part in ("You may owe $25.00: copay.", "You may owe $50.00: deductible.", "You may owe $6.00: coinsurance.",
                 "The provider may not bill you for $70.00.", "Charge above allowed amount", "Patient copay", "Provider bears it"):
        assert part in text
    assert re.search(r"Total 350\.00 210\.00 129\.00 140\.00 50\.00 6\.00 25\.00", text)
    assert re.search(r"Paid by the plan \$129\.00", text)
    assert re.search(r"Patients may owe \$81\.00", text)
    assert re.search(r"Written off \$140\.00", text)
    assert re.search(r"Denied and open \$0\.00", text)


@BOTH
def test_the_same_dashboard_but_two_denials(how):
    text = said(only("835-2-ecg-two-denials"), how)
    for part in ("CO-50 $150.00", "CO-197 $150.00", "Not medically necessary per payer", "N115"):
        assert part in text
    assert text.count("Denied. The provider must act first; you owe nothing for it now.") == 2
    assert text.count("You may owe $30.00: $30.00 copay.") == 2
    assert text.count(words.OUTCOMES[Outcome.PARTLY_DENIED][1]) == 2
    assert re.search(r"Denied and open \$300\.00", text)


@BOTH
def test_a_reversal_its_correction_and_a_balance_carried_forward(how):
    text = said(only("835-3a-reversal-forward"), how)
    for part in (words.CORRECTED_BELOW, words.CORRECTS, words.HAS_REVERSALS, "Takes back $200.00 of an earlier decision.",
                 "You may owe $60.00: $60.00 coinsurance.", "-500.00", "Forward balance", "RA70003",
                 words.PROVIDER_LEVEL[PlbCategory.FORWARD_BALANCE, False]):
        assert part in text
    assert re.search(r"Paid by the plan -\$30\.00", text)
    assert re.search(r"Paid for claims .*-\$30\.00 .*Forward balance .*\$30\.00.*Payment .*\$0\.00", text)


@BOTH
def test_a_forward_balance_is_settled_with_the_next_payment(how):
    text = said(only("835-3b-forward-applied"), how)
    assert words.PROVIDER_LEVEL[PlbCategory.FORWARD_BALANCE, True] in text
    assert re.search(r"Paid for claims .*\$120\.00 .*-\$30\.00 .*Payment .*\$90\.00", text)


@BOTH
def test_what_another_plan_settled_is_neither_owed_nor_written_off(how):
    text = said(only("835-4-secondary"), how)
    assert "OA-23 $175.00" in text
    assert "Another plan settled $175.00 before; you owe nothing more because of it." in text
    assert "You may owe $11.00: $6.00 coinsurance, $5.00 copay." in text
    assert re.search(r"Written off \$0\.00", text)
    assert re.search(r"Settled by another plan \$269\.00", text)


@BOTH
def test_a_crossover_is_not_billed_to_the_patient(how):
    text = said(only("835-5-downcode-bundle-interest-takeback"), how)
    for part in ("SUPPLEMENT LIFE decides about $25.44 next: do not pay it yet.", "You owe nothing yet: SUPPLEMENT LIFE decides about $25.44 next.",
                 "The claim went on to SUPPLEMENT LIFE, which decides next. Do not bill the patient yet.",
                 "The plan paid for a lesser service than was billed (99215).", "A federal cut of the payment; the provider may not bill you for $2.04.",
                 "Counted as part of another service; you owe nothing for it now.", "M15", "MA18", "Interest the payer owes",
                 "Overpayment taken back", "A0999 1126200000777"):
        assert part in text
    assert re.search(r"Patients may owe \$0\.00", text)
    assert re.search(r"With the next plan \$25\.44", text)
    assert "You may owe $" not in text
    assert re.search(r"Paid for claims .*\$124\.22 .*Interest .*\$1\.25 .*Recovery .*-\$45\.00 .*Payment .*\$80\.47", text)


@BOTH
@pytest.mark.parametrize("name", ALL)
def test_every_amount_and_number_of_an_example_is_shown(name, how):
    remittance = only(name)
    text = said(remittance, how)
    for one in remittance.claims:
        assert one.patient_control_number in text
        for amount in (one.charge, one.paid, *(part.amount for part in one.all_adjustments), *(part.paid for part in one.services)):
            assert figure(amount) in text.replace("$", "")
        for code in [*(part.code for part in one.all_adjustments), *one.remarks]:
            assert code in text
    for one in remittance.provider_adjustments:
        assert f"{figure(one.amount)}" in text


# ---- every kind, every outcome, every category

KINDS = {
    AmountKind.PAID: line(100, 60, "CO 45 40"),
    AmountKind.CONTRACTUAL: line(100, 60, "CO 45 40"),
    AmountKind.SEQUESTRATION: line(100, 98, "CO 253 2"),
    AmountKind.CAPITATION: line(100, 0, "CO 24 100"),
    AmountKind.WITHHELD: line(100, 90, "CO 104 10"),
    AmountKind.DEDUCTIBLE: line(100, 0, "PR 1 100"),
    AmountKind.COINSURANCE: line(100, 80, "PR 2 20"),
    AmountKind.COPAY: line(100, 80, "PR 3 20"),
    AmountKind.PATIENT_OTHER: line(100, 0, "PR 96 100"),
    AmountKind.PRIOR_PAYER: line(100, 0, "OA 23 100"),
    AmountKind.PENDED: line(100, 0, "OA 133 100"),
    AmountKind.DENIED: line(100, 0, "CO 197 100"),
    AmountKind.BUNDLED: line(100, 0, "CO 97 100"),
    AmountKind.OTHER: line(100, 60),
}
OUTCOMES = {
    Outcome.PAID: claim(line(100, 60, "CO 45 40")),
    Outcome.PATIENT_SHARE: claim(line(100, 0, "PR 1 100")),
    Outcome.PARTLY_DENIED: claim(line(100, 60, "CO 45 40"), line(50, 0, "CO 197 50")),
    Outcome.DENIED: claim(line(50, 0, "CO 197 50")),
    Outcome.PENDED: claim(line(50, 0, "OA 133 50")),
    Outcome.REVERSED: claim(line(-100, -60, "CO 45 -40"), status="22"),
    Outcome.ESTIMATED: claim(line(100, 0, "OA 101 100"), status="25"),
    Outcome.FORWARDED: claim(line(100, 0, "CO B11 100"), status="23"),
    Outcome.CAPITATED: claim(line(100, 0, "CO 24 100")),
    Outcome.PRIOR_PAYER: claim(line(100, 0, "OA 23 100")),
    Outcome.NOTHING: claim(line(0, 0)),
}


def test_the_words_are_whole():
    assert set(words.NAMES) == set(KINDS) == set(AmountKind)
    assert {(kind, "") for kind in AmountKind} <= set(words.MEANS)
    assert set(words.OUTCOMES) == set(OUTCOMES) == set(Outcome)
    assert set(words.CATEGORIES) == set(PlbCategory)
    assert {(category, lowers) for category in set(PlbCategory) - {PlbCategory.OTHER} for lowers in (True, False)} == set(words.PROVIDER_LEVEL)
    totalled = [kind for _, _, within, _ in words.TOTALS for kind in within]
    assert sorted([*totalled, *words.PATIENT_KINDS]) == sorted(AmountKind)


@BOTH
@pytest.mark.parametrize("kind", AmountKind)
def test_every_kind_has_a_column_and_a_meaning(kind, how):
    one = claim(KINDS[kind])
    [found] = [each for each in amounts_of(one) if each.kind is kind]
    text = said(one, how)
    assert words.NAMES[kind] in text
    if kind is not AmountKind.PAID:
        group = found.adjustment.group if found.adjustment else ""
        assert (words.MEANS.get((kind, group)) or words.MEANS[kind, ""]).format(amount=f"${figure(found.amount)}") in text


@BOTH
@pytest.mark.parametrize("decided", Outcome)
def test_every_outcome_has_a_badge_and_a_sentence(decided, how):
    one = OUTCOMES[decided]
    assert outcome(one) is decided
    badge, sentence, _ = words.OUTCOMES[decided]
    text = said(one, how)
    assert badge in text
    assert sentence in text


@BOTH
@pytest.mark.parametrize("reason", PLB_REASON)
def test_every_provider_level_reason_is_shown_both_ways(reason, how):
    row = PLB_REASON[reason]
    for sent in (D(1234), D(-1234)):
        text = said(paying(plb=[ProviderAdjustment("1234567893", date(2026, 12, 31), reason, "REF 1", sent)], amount=-sent), how)
        assert f"{reason} {row.label}" in text
        assert words.CATEGORIES[row.category] in text
        assert ("-$1,234.00" if sent > 0 else "$1,234.00") in text
        assert (words.PROVIDER_LEVEL.get((row.category, sent > 0)) or (words.LOWERS if sent > 0 else words.RAISES)) in text


# ---- what it means for the patient

@BOTH
@pytest.mark.parametrize(("one", "sentences"), [
    (claim(line(100, 0, "PR 27 100")), [words.MEANS[AmountKind.DENIED, "PR"], words.OWES_NOTHING]),
    (claim(line(100, 60, "PR 45 40")), ["You may owe $40.00. Out of network", "You may owe $40.00: $40.00 other share."]),
    (claim(line(100, 0, "PR 204 100")), ["You may owe $100.00: $100.00 other share."]),
    (claim(line(100, 0, "OA 133 100")), ["The plan has not decided about $100.00 yet", words.OWES_NOTHING]),
    (claim(line(-100, -80, "PR 3 -20"), status="22"), ["This takes back $20.00 of your share."]),
    (claim(line(100, 0, "PR 3 20", "OA 101 80"), status="25"),
     ["By this estimate your share would be $20.00. Nothing is owed yet.", "By this estimate $20.00 would be yours; nothing is owed yet."]),
    (claim(line(100, 80, "PR 3 20"), status="19"), ["You owe nothing yet: another plan decides about $20.00 next."]),
    (claim(line(100, 80, "PR 3 20"), remarks=("MA18",)), ["You owe nothing yet: another plan decides about $20.00 next."]),
    (claim(line(100, 110, "CO 94 -10")), ["Raises what the plan pays by $10.00; you owe nothing because of it."]),
    (claim(line(100, 100, "PR 3 20", "PR 96 -20")), ["Lowers your share by $20.00.", words.OWES_NOTHING]),
    (claim(line(100, 60)), ["The plan gave no reason"]),
    (claim(charge=100, paid=80, adjustments=[Adjustment("CO", "45", D(20))]), [words.NO_LINES, "Claim as a whole", "you for $20.00"]),
], ids=["coverage in doubt", "out of network", "not covered", "pended", "reversal", "estimate", "sent on", "sent on by a remark", "negative",
        "credit", "unexplained", "no lines"])
def test_what_a_claim_means(one, sentences, how):
    text = said(one, how)
    for sentence in sentences:
        assert sentence in text


@BOTH
def test_estimates_are_in_no_total(how):
    estimate = claim(line(1000, 0, "PR 1 700", "OA 101 300"), status="25")
    text = said(paying(claim(line(100, 60, "CO 45 40")), estimate), how)
    assert re.search(r"Patients may owe \$0\.00", text)
    assert re.search(r"Charged \$100\.00", text)
    assert words.HAS_ESTIMATES in text


@BOTH
def test_the_totals_add_up_to_the_charge(how):
    text = said(paying(*(claim(one) for one in KINDS.values())), how)
    head = text[text.index("Paid by the plan"):text.index("Charged")]
    shown = [D(one.replace(",", "")) for one in re.findall(r"\$([\d,.]+\d)", head)]
    assert sum(shown) == 100 * len(KINDS)


@BOTH
def test_claim_level_adjustments_stand_beside_the_lines(how):
    one = claim(line(100, 80, "CO 45 20"), charge=100, paid=70, adjustments=[Adjustment("PR", "1", D(10))])
    text = said(one, how)
    assert "Claim as a whole" in text
    assert "You may owe $10.00: $10.00 deductible." in text
    assert "Total 100.00" in text
    assert "-10.00" in text


# ---- facts, only those that were sent

@BOTH
def test_institutional_figures(how):
    stay = claim(charge=9000, paid=7000, adjustments=[Adjustment("CO", "45", D(2000))], drg="470", drg_weight=D("1.9030"),
                 discharge_fraction=D("0.5"), inpatient=InpatientAdjudication(covered_days=D(4), drg_amount=D(6500), capital_federal_drg=D("500.25")))
    text = said(stay, how)
    for part in ("DRG", "470", "1.903", "50%", "Inpatient decision", "Covered days", "Capital federal DRG", "$6,500.00", "$500.25"):
        assert part in text
    visit = claim(line(100, 80, "CO 45 20"), outpatient=OutpatientAdjudication(reimbursement_rate=D("0.8"), payable=D(80), remarks=("MA01",)))
    text = said(visit, how)
    assert re.search(r"Outpatient decision:? Reimbursement rate:? 80% Payable:? \$80\.00", text)
    assert "Inpatient" not in text
    assert "Outpatient decision" not in said(claim(line(100, 80, "CO 45 20"), outpatient=OutpatientAdjudication(remarks=("MA01",))), how)


@BOTH
def test_facts_of_a_claim(how):
    one = claim(
        ServicePayment(Procedure("97110", ("GP",)), D(100), D(80), D(2), Procedure("97112"), D(3), "0420", date(2026, 1, 2),
                       adjustments=[Adjustment("CO", "45", D(20), D(1))], amounts={"KH": D(5)}, other_remarks=(Reference("RX", "75"),)),
        patient=PATIENT, corrected_insured=Person(PersonName("ROW", "DANA")), crossover_payer=Payer("S1", "NEXT PLAN"),
        corrected_priority_payer=Payer("F1", "FIRST PLAN"), dates={"232": date(2026, 1, 1), "233": date(2026, 1, 31), "036": date(2025, 12, 31)},
        amounts={"F5": D(25), "I": D("1.25"), "ZZ": D(77)}, quantities={"CA": D(3)}, filing_indicator="MB", facility_code="11", frequency="7",
        references=(Reference("F8", "OLD1"), Reference("1W", "NEW123456789"), Reference("SY", "219099999")),
        contacts=(Contact("ANN HELP", (("TE", "8005550101"), ("EX", "12")), "CX"),))
    text = said(one, how)
    for part in ("97110-GP", "Billed as 97112", "2 of 3", "0420", "(1 units)", "Reduction for late filing", "75", "DANA ROW", "NEXT PLAN", "FIRST PLAN",
                 "01/01/2026 - 01/31/2026", "12/31/2025", "$25.00", "$1.25", "Medicare Part B", "Office", "Replacement", "OLD1", "NEW123456789",
                 "8005550101, ext. 12"):
        assert part in text
    for part in ("77.00", "219099999", "ANN HELP"):
        assert part not in text


@BOTH
def test_what_was_not_sent_is_not_shown(how):
    text = said(Remittance(D(0), "", Payer(""), Provider(), [ClaimPayment("", "", D(0), D(0), services=[ServicePayment(Procedure(""), D(0), D(0))])]), how)
    assert "None" not in text
    for part in ("Member id", "Treated by", "Received", "Payment date", "Place", "Check or transfer", "Member id"):
        assert part not in text
    for part in ("without a number", "A plan that gave no name", "a provider that was not named", "No code"):
        assert part in text


@BOTH
def test_an_allowed_amount_that_was_not_sent_is_marked(how):
    text = said(claim(line(100, 80, "CO 45 20")), how)
    assert "80.00*" in text.replace("80.00 *", "80.00*")
    assert words.DERIVED[1:] in text
    assert words.DERIVED[1:] not in said(claim(line(100, 80, "CO 45 20", allowed=D(80))), how)


@BOTH
def test_a_debit_and_another_currency(how):
    text = said(paying(claim(line(-100, -100), status="22"), amount=100, credit_or_debit="D", currency=Currency("PR", "CAD")), how)
    assert "CAD 100.00, taken from the provider" in text
    assert "-CAD 100.00" in text
    assert "$" not in text
    assert "does not add up" not in text.lower()


@BOTH
def test_codes_without_a_label_are_shown_as_sent(how):
    text = said(claim(line(100, 80, "CO Q99 20", remarks=("N9999",)), status="77"), how)
    for part in ("CO-Q99", "N9999", "77"):
        assert part in text


@BOTH
def test_labels_are_replaceable(how):
    ours = edi835.Labels(reason=CARC.with_rows([CarcRow("45", "Above what we agreed", "contractual", "none")]),
                         remark=RARC.with_rows([RarcRow("N130", "Look at your plan", "eligibility", "none")]))
    text = said(claim(line(100, 80, "CO 45 20", remarks=("N130",))), how, labels=ours)
    assert "Above what we agreed" in text
    assert "Look at your plan" in text
    assert CARC.label("45") not in text


# ---- what does not add up is said first

UNBALANCED = {
    "line": paying(claim(line(100, 70, "CO 45 20"), charge=100, paid=70)),
    "claim": paying(claim(line(100, 80, "CO 45 20"), charge=100, paid=70)),
    "payment": paying(claim(line(100, 80, "CO 45 20")), amount=90),
}


@BOTH
@pytest.mark.parametrize("level", UNBALANCED)
def test_what_does_not_add_up_is_said_at_the_top(level, how):
    text = said(UNBALANCED[level], how)
    warning = words.UNBALANCED if level == "payment" else words.UNBALANCED_CLAIM
    assert -1 < text.index(warning) < text.index("Paid by the plan")
    assert "BAL-" in text
    assert ("Does not add up by" in text) == (level == "payment")


@BOTH
def test_one_claim_among_many_that_does_not_add_up_is_named(how):
    good, bad = claim(line(100, 80, "CO 45 20")), attrs.evolve(UNBALANCED["claim"].claims[0], patient_control_number="BAD7")
    text = said(paying(good, bad), how)
    assert -1 < text.index("Claims that do not add up: BAD7.") < text.index("Paid by the plan")


@BOTH
def test_a_reversal_and_its_correction_have_each_its_own_findings(how):
    text = example("835-3a-reversal-forward").replace("SVC*HC:93306*500*240**1", "SVC*HC:93306*500*241**1")
    [remittance] = edi835.parse(text)
    parts = said(remittance, how).split("line by line" if how == "html" else "Day Service")
    assert "BAL-LINE" not in parts[1]
    assert "BAL-LINE" in parts[2]


@BOTH
def test_findings_of_the_file_come_last(how):
    [remittance] = edi835.parse(example("835-1-paid").replace("ISA*00", "ISA*00").replace("PLB", "PLB"))
    remittance = attrs.evolve(remittance, provider_adjustments=[ProviderAdjustment("1", None, "QQ", "", D(0))])
    text = said(remittance, how)
    assert text.index("R024") > text.index("Payment")


# ---- one claim, many claims, none

@BOTH
def test_one_claim_of_a_remittance(how):
    remittance = only("835-3a-reversal-forward")
    text = said(remittance, how, claim="A3001")
    assert "A3002" not in text
    assert "You may owe $60.00" in text
    assert "How the payment adds up".lower() not in text.lower()
    assert re.search(r"Part of payment:? \$0\.00", text)
    assert words.CORRECTS in text
    with pytest.raises(LookupError):
        edi835.render(remittance, how, claim="NO SUCH")


@BOTH
def test_one_claim_brings_the_provider_level_money_that_names_it(how):
    named = ProviderAdjustment("1234567893", date(2026, 12, 31), "L6", "A1", D("-1.25"))
    other = ProviderAdjustment("1234567893", date(2026, 12, 31), "WO", "ZZZZZZZ", D("1.25"))
    text = said(paying(claim(line(100, 80, "CO 45 20")), plb=[named, other]), how, claim="A1")
    assert "Interest the payer owes" in text
    assert "ZZZZZZZ" not in text


def test_what_cannot_be_rendered_is_refused():
    with pytest.raises(TypeError):
        edi835.render("ISA*", "text")
    with pytest.raises(TypeError):
        edi835.render(claim(line(1, 1)), "text", claim="A1")
    with pytest.raises(ValueError, match="text or html"):
        edi835.render(claim(line(1, 1)), "pdf")


@BOTH
def test_provider_level_money_alone(how):
    text = said(paying(plb=[ProviderAdjustment("1234567893", date(2026, 12, 31), "CT", "JANUARY", D(-5000))]), how)
    assert "No claims in this remittance" in text
    assert "$5,000.00" in text
    assert "Capitation payment" in text


@BOTH
def test_five_hundred_claims(how):
    [remittance] = edi835.parse(sample_remittance_text(500, seed=7))
    text = edi835.render(remittance, how)
    found = re.findall(r"<h2 id=\"claim-\d+-h\">Claim (\S+)" if how == "html" else r"^CLAIM (\S+)", text, re.MULTILINE)
    assert found == [one.patient_control_number for one in remittance.claims]
    assert f"${figure(remittance.payment_amount)}" in text
    assert "500 claims" in text


# ---- nothing of a person is on a masked page

SHORT = [PersonName("A", "B"), PersonName("O", "LI"), PersonName("", ""), "EMPLOYER INC"]


@pytest.mark.parametrize("name", SHORT)
def test_a_name_that_its_initials_would_tell_is_hidden_whole(name):
    assert initials(name) == "***"


def test_masked_values():
    assert initials(PersonName("ROWE", "DANA", "Q")) == "D. R."
    assert initials(PersonName("Éluard", "dana")) == "D. É."
    assert [tail(one) for one in ("1EG4TE5MK73", "AB123", "1234", "")] == ["***MK73", "***23", "***", "***"]


@st.composite
def planted(draw):
    """A remittance whose people have names and numbers that nothing else in it has."""
    word = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=8)

    def secret(person):
        if person is None:
            return None
        name = draw(st.builds(PersonName, word.map("ZQL".__add__), word.map("ZQF".__add__), word.map("ZQM".__add__), word.map("ZQS".__add__))
                    | word.map("ZQO".__add__))
        return attrs.evolve(person, name=name, birth_date=date(1977, 7, 7), identifier=draw(st.none() | st.builds(
            Reference, st.just("MI"), word.map("ZQ99".__add__))))

    def hidden(one):
        extra = (Reference("1W", draw(word.map("ZQ88".__add__))), Reference("SY", "ZQ219099999"))
        return attrs.evolve(one, patient=secret(one.patient), insured=secret(one.insured), corrected_insured=secret(one.corrected_insured),
                            other_insured=secret(one.patient), references=(*one.references, *extra))

    remittance = draw(remittances(max_claims=2))
    assume("ZQ" not in to_json(remittance))
    claims = [hidden(one) for one in remittance.claims]
    people = [one for each in claims for one in (each.patient, each.insured) if one is not None and one.identifier is not None]
    told = [attrs.evolve(one, reference=f"{draw(st.sampled_from(people)).identifier.value} {one.reference}".strip()) if people else one
            for one in remittance.provider_adjustments]
    return attrs.evolve(remittance, claims=claims, provider_adjustments=told)


@BOTH
@SOME
@given(planted())
def test_a_masked_page_shows_no_name_number_or_birth_date(how, remittance):
    open_page = edi835.render(remittance, how)
    shown = edi835.render(remittance, how, mask=True)
    assert ("ZQ" in open_page) or not remittance.claims
    assert "ZQ" not in shown.upper()
    for when in ("1977-07-07", "07/07/1977", "19770707"):
        assert when not in shown
    text = Reader(shown).text if how == "html" else shown
    for one in remittance.claims:
        assert one.patient_control_number in text
        assert one.payer_control_number in text


@BOTH
def test_known_numbers_of_a_provider_level_reference_stay_on_a_masked_page(how):
    one = claim(line(100, 80, "CO 45 20"), patient=PATIENT, payer_control_number="ICN0001")
    text = said(paying(one, plb=[ProviderAdjustment("1", None, "WO", "ICN0001 1EG4TE5MK73 DOE", D(1))]), how, mask=True)
    assert "ICN0001 ***MK73 ***" in text
    assert "D. R." in text
    assert "***0300" in text


# ---- whatever a payer sends is text

HOSTILE = "<script>alert(1)</script>"


def test_markup_in_the_data_is_only_text():
    one = claim(line(100, 80, "CO 45 20", remarks=('N1"><img src=x onerror=alert(1)>',)), patient=Person(PersonName("O'NEIL & <b>SON</b>", '"JO"')),
                payer_control_number="{{ 7*7 }}{% raw %}", crossover_payer=Payer("X", HOSTILE))
    page = edi835.render(attrs.evolve(paying(one), payer=Payer("P1", HOSTILE), trace_number='"><script>'), "html")
    found = Reader(page)
    assert not found.wrong
    assert not found.all("script")
    assert not found.all("img")
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    for part in (HOSTILE, "O'NEIL & <b>SON</b>", "{{ 7*7 }}{% raw %}"):
        assert part in found.text


@BOTH
def test_characters_that_steer_a_terminal_or_turn_the_text_are_left_out(how):
    shown = edi835.render(attrs.evolve(paying(), payer=Payer("P1", "PLAN\x1b[31m\u202eX\x07\nY")), how)
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
    assert "PLAN [31m X  Y" in shown


# ---- any remittance

@SOME
@given(remittances(max_claims=2))
def test_any_remittance_is_a_well_formed_page_and_a_clean_text(remittance):
    remittance = attrs.evolve(remittance, currency=None)
    page = Reader(edi835.render(remittance, "html"))
    assert not page.wrong
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"][1:] for attributes in page.all("a")}
    assert targets <= set(ids)
    text = edi835.render(remittance, "text")
    for shown in (page.text, text):
        assert "None" not in shown
        assert "Decimal" not in shown
        for one in remittance.claims:
            for amount in (one.charge, one.paid, *(part.amount for part in one.all_adjustments if part.amount)):
                assert figure(amount) in shown.replace("$", "")
    assert all(line == line.rstrip() for line in text.splitlines())


@SOME
@given(remittances(max_claims=2))
def test_the_columns_of_every_row_add_up_to_its_charge(remittance):
    from edi835.render.labels import DEFAULT
    from edi835.render.payment import page_of
    from edi_claims.pages.shown import Money
    for block in page_of(remittance, None, DEFAULT, Money(), mask=False).claims:
        assert sum(block.total.by_kind.values()) == block.total.charge
        assert sum((sum(row.by_kind.values()) for row in block.rows), D(0)) == block.total.charge
        assert {kind for row in block.rows for kind, amount in row.by_kind.items() if amount} <= set(block.columns)


@needs_corpus
@pytest.mark.parametrize("path", files("835"), ids=lambda path: path.stem)
def test_public_files(path):
    for remittance in edi835.parse(path.read_bytes()):
        page = Reader(edi835.render(remittance, "html", mask=True))
        assert not page.wrong
        text = edi835.render(remittance, mask=True)
        for one in remittance.claims:
            assert figure(one.charge) in text
            assert figure(one.charge) in page.text
        assert "None" not in text


# ---- the page as a document

def test_the_page_needs_nothing_from_outside():
    page = edi835.render(only("835-5-downcode-bundle-interest-takeback"), "html")
    found = Reader(page)
    assert page.startswith("<!DOCTYPE html>")
    assert not found.all("script")
    assert [one["href"] for one in found.all("link")] == ["data:,"]
    assert all(one["href"].startswith("#") for one in found.all("a"))
    assert not re.search(r"url\(|@import|https?:", page)


def test_the_page_can_be_read_aloud():
    found = Reader(edi835.render(only("835-3a-reversal-forward"), "html"))
    names = [tag for tag, _ in found.tags]
    assert found.all("html") == [{"lang": "en"}]
    assert [names.count(tag) for tag in ("h1", "main", "header", "footer", "title")] == [1] * 5
    assert names.count("table") == names.count("caption")
    assert all("scope" in one for one in found.all("th"))
    assert len(found.all("section")) + len(found.all("nav")) == len([one for tag, one in found.tags if tag in {"section", "nav"} and (
        "aria-labelledby" in one or "aria-label" in one)])
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("at", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_color_can_be_read_on_what_it_stands_on(at):
    colors = palettes(edi835.render(only("835-1-paid"), "html"))[at]
    pairs = [(name, back) for name in ("text", "muted", "link", "good", "owed", "bad", "wait") for back in ("back", "panel")]
    pairs += [(tone, f"{tone}-back") for tone in ("good", "owed", "bad", "wait")]
    assert {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in pairs
            if contrast(colors[pair[0]], colors[pair[1]]) < 4.5} == {}


def test_the_template_engine_is_loaded_by_who_asks_for_a_page():
    code = ("import sys, edi835; from decimal import Decimal; from edi_claims import ClaimPayment; one = ClaimPayment('A', '1', Decimal(0), Decimal(0));"
            "edi835.render(one); assert 'jinja2' not in sys.modules; edi835.render(one, 'html'); assert 'jinja2' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_period_is_shown_by_its_ends():
    one = attrs.evolve(line(100, 80, "CO 45 20"), service_period=DateRange(date(2026, 1, 1), date(2026, 1, 5)))
    assert "01/01/2026 - 01/05/2026" in said(claim(one), "text")
