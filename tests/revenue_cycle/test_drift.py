"""What the 271 led a practice to expect of the patient, against what the 835 made his share."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi835
import edi837
from books import PROFILES, paid, payment, remittance, visit
from corpus import example
from edi_claims import Fee, FeeSchedule, Owner, PatientShare, RootCause, ShareStep
from revenue_cycle import BenefitDrift, Ledger, benefit_drift

FEES = FeeSchedule("EXAMPLE HEALTH PLAN", [Fee("99214", D("130.00")), Fee("93000", D("80.00"))])


def ledger(*remittances):
    books = Ledger(PROFILES)
    books.submit(edi837.parse(example("837p-1-primary")), on=date(2026, 10, 20))
    for one in remittances:
        for each in edi835.parse(one):
            books.post(each)
    return books


def estimated(text=None):
    (response,) = edi270_271.parse_271(text or example("271-0-chain"))
    (sent,) = edi837.parse(example("837p-1-primary"))
    return edi270_271.estimate_visit(response, sent.encounter, FEES)


def test_the_estimate_of_the_chain_is_the_posted_share():
    visit_share, account = estimated(), ledger(example("835-1-paid")).account("A1001")
    assert visit_share.low == visit_share.high == D("81.00") == account.patient_responsibility
    drift = benefit_drift(visit_share, account)
    assert (drift.posted, drift.difference, drift.parts, drift.finding) == (D("81.00"), 0, {}, None)


def test_a_stale_deductible_is_found_with_its_part():
    stale = estimated(example("271-0-chain").replace("EB*C*IND*30***29*50*", "EB*C*IND*30***29*10*"))
    drift = benefit_drift(stale, ledger(example("835-1-paid")).account("A1001"))
    assert (drift.low, drift.high, drift.difference) == (D("49.00"), D("49.00"), D("32.00"))
    assert drift.parts == {"deductible": (D(10), D(50)), "coinsurance": (D("14.00"), D(6))}
    finding = drift.finding
    assert (finding.code, finding.claim, finding.expected, finding.found, finding.difference) == ("L021", "A1001", D("49.00"), D("81.00"), D("32.00"))
    assert (finding.root_cause, finding.owner) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK)
    assert "32.00 more" in finding.message


def test_the_patient_owes_less_than_was_estimated():
    high = estimated(example("271-0-chain").replace("EB*C*IND*30***29*50*", "EB*C*IND*30***29*70*"))
    drift = benefit_drift(high, ledger(example("835-1-paid")).account("A1001"))
    assert (drift.difference, "less" in drift.finding.message) == (D("-16.00"), True)


def test_a_share_inside_the_range_is_no_drift():
    share = PatientShare(D(60), D(90), D(25), D(50), D(15))
    drift = benefit_drift(share, ledger(example("835-1-paid")).account("A1001"))
    assert (drift.difference, drift.finding, drift.parts) == (0, None, {"coinsurance": (D(15), D(6))})


def test_before_the_payer_decided_there_is_nothing_to_compare():
    assert benefit_drift(estimated(), ledger().account("A1001")) is None


def test_what_a_later_payer_takes_over_is_no_drift():
    books = Ledger(PROFILES)
    books.submit(edi837.parse(example("837p-1-primary")), on=date(2026, 10, 20))
    books.submit(edi837.parse(example("837p-3-secondary")), on=date(2026, 11, 5))
    for name in ("835-1-paid", "835-4-secondary"):
        for one in edi835.parse(example(name)):
            books.post(one)
    account = books.account("A1001")
    assert account.patient_responsibility == 11
    assert benefit_drift(estimated(), account).difference == 0
    assert benefit_drift(estimated(), account, sequence="S").posted == 11
    assert benefit_drift(estimated(), account, sequence="T") is None


def test_a_reversal_takes_its_own_share_away():
    books = Ledger(PROFILES)
    books.submit([visit("A7003")], on=date(2026, 10, 20))
    lines = [paid("A7003L1", "99214", "200", "170", "PR-3", "30", modifiers=("25",)), paid("A7003L2", "93000", "150", "150")]
    back = [paid("A7003L1", "99214", "-200", "-170", "PR-3", "-30", modifiers=("25",)), paid("A7003L2", "93000", "-150", "-150")]
    again = [paid("A7003L1", "99214", "200", "160", "PR-3", "40", modifiers=("25",)), paid("A7003L2", "93000", "150", "150")]
    books.post(remittance(payment("A7003", lines, icn="ICN1")))
    books.post(remittance(payment("A7003", back, status="22", icn="ICN1"), payment("A7003", again, icn="ICN2"), trace="EFT2", on=date(2026, 11, 20)))
    drift = benefit_drift(PatientShare(D(30), D(30), D(30)), books.account("A7003"))
    assert (drift.posted, drift.difference, drift.parts) == (D(40), D(10), {"copay": (D(30), D(40))})


def test_a_denial_is_no_share():
    books = Ledger(PROFILES)
    books.submit([visit("A7001")], on=date(2026, 10, 20))
    lines = [paid("A7001L1", "99214", "200", "0", "PR-27", "200", modifiers=("25",)), paid("A7001L2", "93000", "150", "100", "CO-45", "20", "PR-2", "30")]
    books.post(remittance(payment("A7001", lines)))
    assert benefit_drift(PatientShare(D(30), D(30), coinsurance=D(30)), books.account("A7001")).difference == 0


def test_other_shares_have_a_part_of_their_own():
    books = Ledger(PROFILES)
    books.submit([visit("A7002")], on=date(2026, 10, 20))
    lines = [paid("A7002L1", "99214", "200", "170", "PR-3", "30", modifiers=("25",)), paid("A7002L2", "93000", "150", "0", "PR-96", "150")]
    books.post(remittance(payment("A7002", lines)))
    share = PatientShare(D(30), D(30), D(30), steps=(ShareStep("copay", D(30), D(30)),))
    drift = benefit_drift(share, books.account("A7002"))
    assert (drift.difference, drift.parts) == (150, {"other": (D(0), D(150))})


@pytest.mark.parametrize(("posted", "difference"), [("10", "-10"), ("20", "0"), ("25", "0"), ("30", "0"), ("31.5", "1.5")])
def test_the_difference_is_measured_from_the_nearer_end(posted, difference):
    drift = BenefitDrift("A1", D(20), D(30), D(posted))
    assert drift.difference == D(difference)
    assert (drift.finding is None) == (D(difference) == 0)
    assert attrs.evolve(drift).difference == drift.difference
