"""What payers really send, a small file for each oddity: what is read, and which finding says that something is less certain.

Every file holds one oddity and nothing else that is odd, so its codes are all that is found in it. `00-usual.edi` is what they differ from.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

import edi835
from edi_claims import Adjustment, DateRange, PersonName, Procedure, Reference, Severity

D = Decimal
FOLDER = Path(__file__).with_name("quirks")

FOUND = {
    "00-usual": "",
    "01-one-line": "", "01-mixed-line-ends": "", "01-wrapped-at-80": "X101",
    "02-pipe-and-caret": "", "02-newline-terminator": "", "02-backslash-component": "",
    "03-several-envelopes": "", "03-junk-before-isa": "X107", "03-byte-order-mark": "",
    "04-short-isa": "X101", "04-trailing-blanks": "",
    "05-number-changed": "", "05-number-lost": "R045", "05-number-in-words": "R045", "05-number-of-two-patients": "R048",
    "06-line-number-missing": "", "06-line-number-of-the-payer": "", "06-line-number-repeated": "R046",
    "07-processed-but-denied": "R008", "07-denied-but-deductible": "R007", "07-denied-but-paid": "R006",
    "08-whole-charge-contractual": "R001",
    "09-denial-in-other-group": "R026", "09-denial-on-patient": "R028",
    "10-claim-repeats-lines": "R010", "10-claim-repeats-one-group": "R010", "10-claim-repeats-patient-share": "R010",
    "11-adjustment-forms": "", "11-group-cr": "R002",
    "12-no-lines": "R066", "12-line-of-zero": "", "12-paid-short-without-reason": "BAL-LINE",
    "13-share-wrong": "BAL-PATIENT", "13-share-blank": "", "13-share-negative": "BAL-PATIENT",
    "14-allowed-missing": "", "14-allowed-is-charge": "R060", "14-allowed-with-sequestration": "", "14-allowed-without-sequestration": "R061",
    "15-amount-forms": "", "15-amount-with-separators": "X210", "15-amount-of-many-decimals": "R065",
    "16-days-of-the-claim-only": "", "16-no-day-at-all": "R063", "16-period-backwards": "R005", "16-half-a-period": "R069",
    "16-service-after-payment": "R064",
    "17-reversal-before-correction": "", "17-reversal-after-correction": "", "17-reversal-alone": "R042", "17-reversal-of-another-charge": "R043",
    "17-reversal-signs-kept": "BAL-LINE BAL-PATIENT R009", "17-reversal-positive": "R003",
    "18-copied-claim": "R040", "18-correction-without-reversal": "R041",
    "19-balance-carried-while-paid": "R051", "19-other-provider": "R050", "19-reference-cut": "R053", "19-interest-of-no-claim": "R052",
    "19-recovery-of-what-was-reversed": "R012 R042", "19-recovery-that-counts-once": "BAL-PAYMENT R011 R042",
    "20-two-payees": "R036", "20-sent-twice": "R038", "20-one-trace-two-payments": "R039", "20-issued-again": "R078", "20-card-payment": "R031",
    "20-notification-with-amount": "R030",
    "21-payee-by-tax-id": "R037",
    "22-modifiers-and-code-lists": "", "22-code-list-missing": "X211", "22-code-changed-unsaid": "R068",
    "23-corrected-member": "R073 R074", "23-other-payer-first": "R075",
    "24-rendering-at-the-claim": "", "24-rendering-at-the-line": "",
    "25-remark-of-the-claim-only": "", "25-remark-of-the-line-only": "", "25-pharmacy-reject": "", "25-remark-missing": "R027",
    "26-code-with-zeros": "X226", "26-code-glued": "X225", "26-code-ended": "R025", "26-code-of-its-own": "R022 R023",
    "27-secondary-says-nothing-of-the-first": "R070", "27-secondary-contractual": "R072", "27-secondary-above-charge": "R071",
    "28-charge-of-zero": "R015", "28-cost-share-as-contractual": "R026", "28-patient-liability": "", "28-claim-a-line": "R044",
    "29-interest-in-payment": "R013", "29-interest-above-charge": "R013",
    "30-test-flag": "", "30-trailers-wrong": "X124 X125",
    "90-group-totals": "R080 R081",
}
"""Codes by file; the number before a name is that of the oddity in the list that the project keeps of them."""


def read(name):
    return edi835.parse((FOLDER / f"{name}.edi").read_bytes())


def only(name):
    [remittance] = read(name)
    return remittance


def claim(name):
    [one] = only(name).claims
    return one


def line(name):
    [one] = claim(name).services
    return one


def found(name, code):
    """The first finding of a code, of the reading or of the rules."""
    parsed = read(name)
    return next(one for one in [*parsed.findings, *edi835.check(parsed)] if one.code == code)


def taken(adjustments):
    return [(one.code, one.amount) for one in adjustments]


USUAL = claim("00-usual")
LAID_OUT = ("01-one-line", "01-mixed-line-ends", "01-wrapped-at-80", "02-pipe-and-caret", "02-newline-terminator", "02-backslash-component",
            "03-junk-before-isa", "03-byte-order-mark", "04-short-isa", "04-trailing-blanks", "30-test-flag", "30-trailers-wrong")


def test_every_file_is_in_the_table():
    assert sorted(path.stem for path in FOLDER.glob("*.edi")) == sorted(FOUND)
    assert {f"{number:02}" for number in range(1, 31)} <= {name[:2] for name in FOUND}


@pytest.mark.parametrize("name", FOUND)
def test_every_oddity_survives_and_is_all_that_is_found(name):
    parsed = read(name)
    assert parsed
    assert all(one.claims for one in parsed)
    assert " ".join(sorted({one.code for one in [*parsed.findings, *edi835.check(parsed)]})) == FOUND[name]


@pytest.mark.parametrize("name", [name for name in FOUND if name != "20-two-payees"])
def test_nothing_of_an_oddity_is_left_unread(name):
    assert read(name).unread == []


def test_what_is_usual():
    assert (USUAL.patient_control_number, USUAL.status, USUAL.charge, USUAL.paid, USUAL.patient_responsibility) == ("A1001", "1", D(200), D(105), D(25))
    [visit] = USUAL.services
    assert taken(visit.adjustments) == [("CO-45", D(70)), ("PR-3", D(25))]
    assert (visit.procedure, visit.allowed, visit.line_control_number) == (Procedure("99214", ("25",)), D(130), "A1001L1")


@pytest.mark.parametrize("name", LAID_OUT)
def test_layout_changes_nothing_that_is_read(name):
    """1 to 4: line ends, wrapping, delimiters, junk, blanks."""
    assert only(name) == only("00-usual")


def test_03_several_interchanges_groups_and_sets():
    parsed = read("03-several-envelopes")
    assert [one.claims[0].patient_control_number for one in parsed] == ["A1001", "A1002", "A1003", "A1004"]
    assert [[len(group.sets) for group in one.groups] for one in parsed.interchanges] == [[2, 1], [1]]


def test_05_a_number_that_the_payer_changed_stays_as_he_sent_it():
    assert claim("05-number-changed").patient_control_number == "00000A1001 X"
    for name, sent in (("05-number-lost", "0"), ("05-number-in-words", "NO PCN")):
        assert claim(name) == attrs.evolve(USUAL, patient_control_number=sent)
        assert found(name, "R045").fix == ""


def test_05_one_number_for_two_patients():
    first, second = only("05-number-of-two-patients").claims
    assert first.patient != second.patient
    assert found("05-number-of-two-patients", "R048").position == second.position


def test_06_line_numbers():
    assert line("06-line-number-missing") == attrs.evolve(USUAL.services[0], line_control_number=None)
    assert [one.line_control_number for one in claim("06-line-number-of-the-payer").services] == ["A1001L1", "0002"]
    assert [one.line_control_number for one in claim("06-line-number-repeated").services] == ["A1001L1", "A1001L1"]


def test_07_the_status_says_another_thing_than_the_money():
    denied = claim("07-processed-but-denied")
    assert (denied.status, denied.paid, taken(denied.all_adjustments)) == ("1", D(0), [("CO-197", D(200))])
    deductible = claim("07-denied-but-deductible")
    assert (deductible.status, deductible.adjusted("PR"), deductible.services[0].allowed_amount()[0]) == ("4", D(130), D(130))
    assert (claim("07-denied-but-paid").status, claim("07-denied-but-paid").paid) == ("4", D(105))
    assert [found(f"07-{name}", code).severity for name, code in (
        ("processed-but-denied", "R008"), ("denied-but-deductible", "R007"), ("denied-but-paid", "R006"))] == [
        Severity.INFO, Severity.INFO, Severity.WARNING]


def test_08_a_denial_as_a_contractual_amount_takes_its_cause_from_the_remark():
    assert taken(line("08-whole-charge-contractual").adjustments) == [("CO-45", D(200))]
    finding = found("08-whole-charge-contractual", "R001")
    assert (finding.service_line, finding.root_cause, finding.owner) == (1, "coding", "coding")


def test_09_a_denial_in_another_group():
    assert taken(line("09-denial-in-other-group").adjustments) == [("PI-197", D(200))]
    finding = found("09-denial-on-patient", "R028")
    assert (finding.severity, finding.service_line, "PR-29" in finding.message) == (Severity.WARNING, 1, True)


@pytest.mark.parametrize(("name", "again"), [
    ("10-claim-repeats-lines", ["CO-45", "PR-3"]), ("10-claim-repeats-one-group", ["CO-45"]), ("10-claim-repeats-patient-share", ["PR-3"])])
def test_10_adjustments_at_both_levels_count_once(name, again):
    one = claim(name)
    assert [adjustment.code for adjustment in one.adjustments] == again
    assert one.services == USUAL.services
    assert edi835.repeats_its_lines(one)
    assert (one.charge, one.paid, one.patient_responsibility) == (D(200), D(105), D(25))


def test_11_every_form_of_adjustments():
    many = line("11-adjustment-forms").adjustments
    assert taken(many) == [("CO-45", D(60)), ("CO-253", D(0)), ("CO-94", D(0)), ("CO-59", D(5)), ("CO-104", D(3)), ("CO-131", D(1)), ("CO-45", D(1)),
                           ("PR-3", D(25))]
    assert [one.quantity for one in many] == [D(1), None, D(0), None, D(1), None, None, None]
    assert taken(line("11-group-cr").adjustments) == [("CR-45", D(70)), ("PR-3", D(25))]


def test_12_lines_that_say_too_little():
    whole = claim("12-no-lines")
    assert (whole.services, taken(whole.adjustments), whole.paid) == ([], [("CO-45", D(70)), ("PR-3", D(25))], D(105))
    assert [(one.charge, one.paid, one.procedure.code) for one in claim("12-line-of-zero").services] == [(200, 105, "99214"), (0, 0, "G8427")]
    finding = found("12-paid-short-without-reason", "BAL-LINE")
    assert (finding.expected, finding.found, finding.difference, finding.service_line) == (D(175), D(105), D(-70), 1)


def test_13_the_patients_share_is_what_the_adjustments_say():
    assert claim("13-share-blank") == attrs.evolve(USUAL, patient_responsibility=None)
    for name, share in (("13-share-wrong", D(30)), ("13-share-negative", D(-25))):
        assert (claim(name).patient_responsibility, claim(name).adjusted("PR")) == (share, D(25))
        finding = found(name, "BAL-PATIENT")
        assert (finding.severity, finding.expected, finding.found) == (Severity.WARNING, D(25), share)


def test_14_the_allowed_amount():
    assert line("14-allowed-missing").allowed is None
    assert line("14-allowed-missing").allowed_amount()[0] == D(130)
    finding = found("14-allowed-is-charge", "R060")
    assert (finding.expected, finding.found, finding.severity) == (D(130), D(200), Severity.WARNING)
    assert line("14-allowed-with-sequestration").allowed == D(130)
    finding = found("14-allowed-without-sequestration", "R061")
    assert (finding.expected, finding.found, finding.difference) == (D(130), D("127.9"), D("-2.1"))


def test_15_how_amounts_are_written():
    odd = claim("15-amount-forms")
    assert (odd.charge, odd.paid, taken(odd.all_adjustments)) == (
        D(1200), D(105), [("CO-45", D("1069.5")), ("CO-253", D("0.5")), ("PR-3", D("25.5")), ("PR-2", D("-0.5"))])
    separated = claim("15-amount-with-separators")
    assert (separated.charge, separated.paid, separated.services[0].adjustments[0]) == (D(1200), D(105), Adjustment("CO", "45", D(1070)))
    assert taken(line("15-amount-of-many-decimals").adjustments)[:2] == [("CO-45", D("69.995")), ("CO-253", D("0.005"))]


def test_16_days():
    assert claim("16-days-of-the-claim-only").dates == {"232": date(2026, 10, 12), "233": date(2026, 10, 12)}
    assert line("16-no-day-at-all").service_date is None
    assert line("16-period-backwards").service_period == DateRange(date(2026, 10, 14), date(2026, 10, 12))
    assert (line("16-half-a-period").service_period, line("16-half-a-period").dates) == (None, {"150": date(2026, 10, 12)})
    assert found("16-service-after-payment", "R064").service_line == 1


def test_17_reversals_before_and_after_their_correction_and_alone():
    before, after = only("17-reversal-before-correction").claims, only("17-reversal-after-correction").claims
    assert [one.status for one in before] == ["22", "1", "1"]
    assert [one.status for one in after] == ["1", "22", "1"]
    assert before[0] == after[1]
    assert (before[0].charge, before[0].paid, taken(before[0].all_adjustments)) == (D(-200), D(-120), [("CO-45", D(-70)), ("PR-3", D(-10))])
    assert found("17-reversal-alone", "R042").severity is Severity.INFO


def test_17_reversals_whose_figures_are_odd():
    finding = found("17-reversal-of-another-charge", "R043")
    assert (finding.expected, finding.found) == (D(-200), D(-210))
    kept = only("17-reversal-signs-kept").claims[0]
    assert taken(kept.all_adjustments) == [("CO-45", D(70)), ("PR-3", D(10))]
    finding = found("17-reversal-signs-kept", "BAL-LINE")
    assert (finding.expected, finding.found) == (D(-280), D(-120))
    positive = only("17-reversal-positive").claims[0]
    assert (positive.is_reversal, positive.charge, positive.paid) == (True, D(200), D(120))


def test_18_a_second_copy_and_a_correction_without_reversal():
    first, second = only("18-copied-claim").claims
    assert first == second == USUAL
    assert found("18-copied-claim", "R040").position == second.position
    first, second = only("18-correction-without-reversal").claims
    assert (first.paid, second.paid, first.charge, second.charge) == (D(105), D(120), D(200), D(200))
    assert found("18-correction-without-reversal", "R041").position == second.position


def test_19_provider_adjustments():
    def adjustments(name):
        return [(one.provider_id, one.reason, one.reference, one.amount) for one in only(name).provider_adjustments]

    assert adjustments("19-balance-carried-while-paid") == [("1234567893", "FB", "EFT80001", D(-30))]
    assert adjustments("19-other-provider") == [("1999999984", "WO", "A0999", D(10))]
    [(_, _, reference, _)] = adjustments("19-reference-cut")
    assert len(reference) == 30
    finding = found("19-interest-of-no-claim", "R052")
    assert (finding.expected, finding.found) == (D(0), D("1.25"))


def test_19_a_recovery_of_what_a_reversal_took():
    finding = found("19-recovery-of-what-was-reversed", "R012")
    assert (finding.found, finding.severity) == (D(120), Severity.WARNING)
    finding = found("19-recovery-that-counts-once", "BAL-PAYMENT")
    assert finding.difference == found("19-recovery-that-counts-once", "R011").found == D(120)


def test_20_payments():
    two = only("20-two-payees")
    assert (two.payee.npi, [one.segment_id for one in two.unread]) == ("1234567893", ["N1"])
    first, second = read("20-sent-twice")
    assert first == second
    assert found("20-sent-twice", "R038").position == second.position
    assert [one.trace_number for one in read("20-one-trace-two-payments")] == ["EFT90001", "EFT90001"]
    assert claim("20-issued-again").remarks == ("MA74",)
    card = only("20-card-payment")
    assert (card.payment_method, card.payment_amount, found("20-card-payment", "R031").found) == ("NON", D(105), D(105))
    assert only("20-notification-with-amount").handling == "H"


def test_21_a_payee_without_npi_and_address():
    payee = only("21-payee-by-tax-id").payee
    assert (payee.npi, payee.tax_id, payee.address, payee.references) == (None, "470000001", None, (Reference("PQ", "1234567893"),))


def test_22_procedures():
    lines = claim("22-modifiers-and-code-lists").services
    assert (lines[0].procedure, lines[0].submitted_procedure) == (Procedure("20610", ("LT",)), Procedure("20610", ("59", "LT")))
    assert [(one.procedure.qualifier, one.procedure.code) for one in lines[1:]] == [("NU", "0250"), ("WK", "ABC00AA"), ("HC", "00400")]
    assert (lines[3].units, lines[3].submitted_units) == (D(3), D(45))
    assert line("22-code-list-missing") == USUAL.services[0]
    assert (line("22-code-changed-unsaid").submitted_procedure, line("22-code-changed-unsaid").remarks) == (None, ("N22",))


def test_23_what_the_payer_has_on_file():
    one = claim("23-corrected-member")
    assert (one.patient, one.corrected_insured.name, one.corrected_insured.identifier) == (USUAL.patient, PersonName("ROE"), Reference("C", "XYZ100200309"))
    assert one.references == (Reference("1W", "XYZ100200310"),)
    finding = found("23-corrected-member", "R073")
    assert (finding.root_cause, finding.owner) == ("eligibility", "front_desk")
    assert not any(secret in str(finding) for secret in ("ROE", "ROWE", "XYZ"))
    assert claim("23-other-payer-first").corrected_priority_payer.payer_id == "SUP01"
    assert found("23-other-payer-first", "R075").root_cause == "coordination_of_benefits"


def test_24_the_rendering_provider_at_either_level():
    assert claim("24-rendering-at-the-claim").rendering_provider.npi == "1999999984"
    assert claim("24-rendering-at-the-line").rendering_provider is None
    assert line("24-rendering-at-the-line").references == (Reference("HPI", "1999999984"),)


def test_25_remarks_wherever_they_stand():
    assert claim("25-remark-of-the-claim-only").remarks == ("MA130",)
    assert line("25-remark-of-the-line-only").remarks == ("N382",)
    assert line("25-pharmacy-reject").other_remarks == (Reference("RX", "75"),)
    finding = found("25-remark-missing", "R027")
    assert (finding.root_cause, finding.owner, finding.service_line) == ("unresolved", "billing", 1)


def test_26_codes_in_other_forms():
    assert claim("26-code-with-zeros") == USUAL
    assert taken(line("26-code-glued").adjustments) == [("CO-45", D(70)), ("PR-3", D(25))]
    assert line("26-code-glued").adjustments[1].quantity == D(1)
    assert taken(line("26-code-ended").adjustments)[0] == ("CO-A2", D(70))
    assert (taken(line("26-code-of-its-own").adjustments)[0], line("26-code-of-its-own").remarks) == (("CO-Z45", D(70)), ("ZZ9",))


def test_27_secondary_payers():
    assert taken(line("27-secondary-says-nothing-of-the-first").adjustments) == [("CO-45", D(175)), ("PR-3", D(5))]
    assert taken(line("27-secondary-contractual").adjustments) == [("OA-23", D(105)), ("CO-45", D(70)), ("PR-3", D(5))]
    finding = found("27-secondary-above-charge", "R071")
    assert (finding.expected, finding.found) == (D(200), D(210))


def test_28_medicaid():
    assert (claim("28-charge-of-zero").charge, claim("28-charge-of-zero").paid) == (D(0), D(105))
    assert taken(line("28-cost-share-as-contractual").adjustments) == [("CO-45", D(70)), ("CO-3", D(25))]
    assert claim("28-patient-liability").adjusted("PR") == D(25)
    assert [len(one.services) for one in only("28-claim-a-line").claims] == [1, 1]


@pytest.mark.parametrize("name", ["29-interest-in-payment", "29-interest-above-charge"])
def test_29_interest_inside_the_payment(name):
    assert (claim(name).paid, claim(name).amounts) == (D("106.25"), {"I": D("1.25")})
    finding = found(name, "R013")
    assert (finding.expected, finding.found, finding.difference) == (D(105), D("106.25"), D("1.25"))


def test_30_a_test_flag_is_told_and_wrong_trailers_are_found():
    assert [one.usage for name in ("00-usual", "30-test-flag") for one in read(name).interchanges] == ["P", "T"]
    assert {one.severity for one in read("30-trailers-wrong").findings} == {Severity.WARNING}


def test_totals_of_a_group():
    summary = only("90-group-totals").claims[0].group.provider_summary
    assert (summary.claim_count, summary.charge) == (D(3), D(420))
    finding = found("90-group-totals", "R081")
    assert (finding.expected, finding.found, finding.element, finding.loop) == (D(400), D(420), "TS305", "2000")
