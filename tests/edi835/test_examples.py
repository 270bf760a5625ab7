"""The invented remittances, figure by figure."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

import edi835
from corpus import EXAMPLES, example
from edi_claims import Address, BankAccount, Contact, DateRange, OutpatientAdjudication, PersonName, Procedure, Reference

D = Decimal
ALL = sorted(path.stem for path in EXAMPLES.glob("835-*.edi"))


def only(name):
    [remittance] = edi835.parse(example(name))
    return remittance


def kinds(line):
    """Sum of a line's adjustments by code."""
    found = defaultdict(Decimal)
    for one in line.adjustments:
        found[one.code] += one.amount
    return dict(found)


def test_the_examples_are_here():
    assert len(ALL) >= 7


@pytest.mark.parametrize("name", ALL)
def test_every_example_balances_without_a_finding(name):
    parsed = edi835.parse(example(name))
    assert parsed.findings == [] == parsed.unread
    assert edi835.check(parsed) == []
    assert edi835.build(parsed).replace("~", "~\n") == example(name)


def test_header_of_a_payment():
    paid = only("835-1-paid")
    assert (paid.handling, paid.payment_amount, paid.credit_or_debit, paid.payment_method) == ("I", D(129), "C", "ACH")
    assert (paid.payment_format, paid.originating_company, paid.originating_supplement) == ("CCP", "1512345678", "")
    assert paid.payer_account == BankAccount("01", "999999992", "DA", "123456")
    assert paid.payee_account == BankAccount("01", "999988880", "DA", "98765")
    assert (paid.payment_date, paid.production_date) == (date(2026, 11, 2), date(2026, 11, 2))
    assert (paid.trace_number, paid.payer_trace_id, paid.control_number, paid.version) == ("EFT70001", "1512345678", "0101", "005010X221A1")
    assert (paid.payer.payer_id, paid.payer.id_qualifier, paid.payer.name) == ("EX001", "XV", "EXAMPLE HEALTH PLAN")
    assert paid.payer.other_ids == ("1512345678",)
    assert paid.payer.address == Address(("100 PLAN WAY",), "OMAHA", "NE", "681020001")
    assert paid.payer.contacts == (Contact("EDI HELP", (("TE", "8005550100"),), "BL"),)
    assert (paid.payee.npi, paid.payee.name, paid.payee.tax_id) == ("1234567893", "RIVERBEND CARDIOLOGY LLC", "470000001")
    assert paid.position == 3


def test_payer_named_by_ref_2u_only():
    before = only("835-0-before-3a")
    assert (before.payer.payer_id, before.payer.id_qualifier, before.payer.references) == ("EX001", "PI", ())
    [claim] = before.claims
    assert claim.patient_responsibility is None
    assert (claim.charge, claim.paid) == (D(500), D(300))


def test_paid_claim_with_contractual_copay_deductible_and_coinsurance():
    [claim] = only("835-1-paid").claims
    assert (claim.patient_control_number, claim.status, claim.charge, claim.paid, claim.patient_responsibility) == ("A1001", "1", D(350), D(129), D(81))
    assert (claim.filing_indicator, claim.payer_control_number, claim.facility_code, claim.frequency) == ("12", "ICN5550001", "11", "1")
    assert claim.patient.name == PersonName("ROWE", "DANA")
    assert claim.patient.identifier == Reference("MI", "XYZ100200300")
    assert (claim.rendering_provider.npi, claim.rendering_provider.name) == ("1999999984", PersonName("IBARRA", "LUIS"))
    assert claim.dates == {"050": date(2026, 10, 20)}
    visit, tracing = claim.services
    assert (visit.procedure, visit.charge, visit.paid, visit.units, visit.allowed) == (Procedure("99214", ("25",)), D(200), D(105), D(1), D(130))
    assert kinds(visit) == {"CO-45": D(70), "PR-3": D(25)}
    assert (tracing.procedure, tracing.charge, tracing.paid, tracing.allowed) == (Procedure("93000"), D(150), D(24), D(80))
    assert kinds(tracing) == {"CO-45": D(70), "PR-1": D(50), "PR-2": D(6)}
    assert [line.line_control_number for line in claim.services] == ["A1001L1", "A1001L2"]
    assert [line.service_date for line in claim.services] == [date(2026, 10, 12)] * 2
    assert (claim.adjusted("CO"), claim.adjusted("PR")) == (D(140), D(81))
    assert [line.position for line in claim.services] == [18, 24]
    assert claim.position == 14


def test_same_dashboard_numbers_but_two_different_denials():
    remittance = only("835-2-ecg-two-denials")
    assert (remittance.payment_amount, remittance.paid_total) == (D(260), D(260))
    first, second = remittance.claims
    for claim in remittance.claims:
        assert (claim.charge, claim.paid, claim.patient_responsibility) == (D(400), D(130), D(30))
        assert kinds(claim.services[0]) == {"CO-45": D(90), "PR-3": D(30)}
        assert claim.services[0].allowed == D(160)
        assert (claim.services[1].paid, claim.services[1].units) == (D(0), D(0))
    assert (kinds(first.services[1]), first.services[1].remarks) == ({"CO-50": D(150)}, ("N115",))
    assert (kinds(second.services[1]), second.services[1].remarks) == ({"CO-197": D(150)}, ())


def test_reversal_correction_and_a_balance_carried_forward():
    remittance = only("835-3a-reversal-forward")
    assert (remittance.handling, remittance.payment_amount, remittance.payment_method, remittance.payee_account) == ("H", D(0), "NON", None)
    reversal, correction, other = remittance.claims
    assert reversal.is_reversal
    assert (reversal.patient_control_number, reversal.charge, reversal.paid, reversal.patient_responsibility) == ("A3001", D(-500), D(-300), D(0))
    assert (kinds(reversal.services[0]), reversal.services[0].units) == ({"CO-45": D(-200)}, D(-1))
    assert (correction.patient_control_number, correction.charge, correction.paid) == ("A3001", D(500), D(240))
    assert (correction.remarks, correction.outpatient) == (("MA67",), OutpatientAdjudication(remarks=("MA67",)))
    assert kinds(correction.services[0]) == {"CO-45": D(200), "PR-2": D(60)}
    assert (other.paid, kinds(other.services[0])) == (D(30), {"CO-45": D(130), "PR-3": D(20)})
    [carried] = remittance.provider_adjustments
    assert (carried.provider_id, carried.fiscal_period_end) == ("1234567893", date(2026, 12, 31))
    assert (carried.reason, carried.reference, carried.amount) == ("FB", "RA70003", D(-30))
    assert (remittance.paid_total, remittance.provider_adjustment_total) == (D(-30), D(-30))


def test_forward_balance_is_applied_by_the_next_remittance():
    remittance = only("835-3b-forward-applied")
    assert (remittance.payment_amount, remittance.paid_total, remittance.provider_adjustment_total) == (D(90), D(120), D(30))
    [claim] = remittance.claims
    assert (claim.charge, claim.paid, claim.patient_responsibility, claim.services[0].allowed) == (D(200), D(120), D(0), D(120))


def test_secondary_payer_reports_what_the_primary_did():
    [claim] = only("835-4-secondary").claims
    assert (claim.status, claim.charge, claim.paid, claim.patient_responsibility, claim.filing_indicator) == ("2", D(350), D(70), D(11), "15")
    assert [kinds(line) for line in claim.services] == [{"OA-23": D(175), "PR-3": D(5)}, {"OA-23": D(94), "PR-2": D(6)}]
    assert claim.adjusted("OA") == D(269)
    assert [line.allowed for line in claim.services] == [None, None]


def test_downcoded_bundled_crossed_over_with_interest_and_takeback():
    remittance = only("835-5-downcode-bundle-interest-takeback")
    [claim] = remittance.claims
    assert (claim.status, claim.is_forwarded, claim.crossover_payer.name, claim.crossover_payer.payer_id) == ("19", True, "SUPPLEMENT LIFE", "SUP01")
    assert (claim.remarks, claim.amounts) == (("MA01", "MA18"), {"I": D("1.25")})
    downcoded, bundled, test = claim.services
    assert (downcoded.procedure, downcoded.submitted_procedure) == (Procedure("99214"), Procedure("99215"))
    assert (downcoded.charge, downcoded.paid, downcoded.allowed) == (D(250), D("99.72"), D("127.2"))
    assert (kinds(downcoded), downcoded.remarks) == ({"CO-45": D("122.8"), "CO-253": D("2.04"), "PR-2": D("25.44")}, ("N22",))
    assert (kinds(bundled), bundled.remarks, bundled.paid) == ({"CO-97": D(30)}, ("M15",), D(0))
    assert (test.procedure, kinds(test), test.paid) == (Procedure("85025", ("QW",)), {"CO-45": D(25), "CO-253": D("0.5")}, D("24.5"))
    assert (claim.charge, claim.paid, claim.patient_responsibility) == (D(330), D("124.22"), D("25.44"))
    interest, recovery = remittance.provider_adjustments
    assert (interest.reason, interest.reference, interest.amount) == ("L6", "ICN5001", D("-1.25"))
    assert (recovery.reason, recovery.reference, recovery.amount) == ("WO", "A0999 1126200000777", D(45))
    assert remittance.payment_amount == D("80.47") == remittance.paid_total - remittance.provider_adjustment_total


def test_a_period_comes_from_two_dates():
    text = example("835-1-paid").replace("DTM*472*20261012~", "DTM*150*20261012~\nDTM*151*20261014~", 1).replace("SE*28*", "SE*29*")
    line = edi835.parse(text)[0].claims[0].services[0]
    assert (line.service_date, line.service_period, line.dates) == (None, DateRange(date(2026, 10, 12), date(2026, 10, 14)), {})
