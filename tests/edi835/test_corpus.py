"""Every public 835 says what a dumb splitter finds in it, or the test says why ours is the better reading."""

import csv
import re
from decimal import Decimal

import pytest

import edi835
from corpus import CORPUS, facts, files, needs_corpus
from edi_claims import EdiError, PersonName, TradingPartner

pytestmark = needs_corpus

UNREADABLE_CLAIM = {"x12net-5010-example1.edi": "its last CLP ends after CLP02, so that claim has no amounts and is kept unread"}
OTHER_SEPARATOR = {"lfh-005010x221a1-cob-contractural-adjustment-835.edi": "ISA16 says `:` but composites are put together with `>`",
                   "lfh-005010x221a1-secondary-payment-835.edi": "the same"}
UNBALANCED = {
    "pyx12-835id.edi": (Decimal("467.69"), Decimal("5950.21")),
    "tigershark-835-example.edi": (Decimal("12561.86"), Decimal("12345.67")),
    "x12net-4010-example1-gripelements.edi": (Decimal("7.02"), Decimal("5.75")),
    "x12net-5010-example1.edi": (Decimal("7.02"), Decimal("5.75")),
}


HERE = TradingPartner("HERE", "HERE")


def remittances_of(path):
    return [one for interchange in facts(path) for one in interchange["transactions"] if one["ST01"] == "835"]


def has_835(path):
    return any(remittances_of(path))


FILES = [path for path in files("835", "bad") if has_835(path)]


def amount(text):
    return Decimal(text) if text else None


def triplets(adjustments):
    """The facts are sorted, so order is no part of the comparison; other tests are about order."""
    return sorted(map(str, ((one.group, one.reason, one.amount, one.quantity) for one in adjustments)))


def told(cas):
    return sorted(map(str, ((group, reason, Decimal(money), amount(quantity)) for group, reason, money, quantity in cas)))


def test_there_are_remittances_in_the_corpus():
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_figures_agree_with_the_facts(path):
    parsed = edi835.parse(path.read_bytes())
    expected = remittances_of(path)
    assert len(parsed) == len(expected)
    for remittance, fact in zip(parsed, expected, strict=True):
        header(remittance, fact)
        claims = fact["claims"]
        if path.name in UNREADABLE_CLAIM:
            assert any(one.code == "X201" and one.claim == claims[-1]["CLP01"] for one in parsed.findings)
            assert [one.segment_id for one in remittance.unread] == ["CLP"]
            claims = claims[:-1]
        assert len(remittance.claims) == len(claims)
        for payment, one in zip(remittance.claims, claims, strict=True):
            claim(payment, one, path.name)


def header(remittance, fact):
    assert remittance.control_number == fact["ST02"]
    assert (remittance.handling, remittance.payment_amount) == (fact["BPR01"], Decimal(fact["BPR02"]))
    assert (remittance.credit_or_debit, remittance.payment_method) == (fact["BPR03"], fact["BPR04"])
    assert (f"{remittance.payment_date:%Y%m%d}" if remittance.payment_date else "") == fact["BPR16"]
    assert remittance.trace_number == fact["TRN02"]
    assert remittance.payer.name == fact["payer"]
    if fact.get("payer_id"):
        assert remittance.payer.payer_id == fact["payer_id"]
    assert remittance.payee.name.strip() == fact["payee"].strip()
    qualifier, number = fact["payee_id"]
    assert number in {remittance.payee.npi, remittance.payee.tax_id, remittance.payee.identifier and remittance.payee.identifier.value}
    assert (qualifier == "XX") == (remittance.payee.npi is not None)
    separator = "^" if remittance.version.startswith("004010") and any("^" in str(one) for one in fact["plb"]) else None
    assert len(remittance.provider_adjustments) == len(fact["plb"])
    for one, (provider, year_end, what, money) in zip(remittance.provider_adjustments, fact["plb"], strict=True):
        assert (one.provider_id, f"{one.fiscal_period_end:%Y%m%d}", one.amount) == (provider, year_end, Decimal(money))
        assert what.replace(separator or ":", ":").replace(">", ":") == ":".join(filter(None, (one.reason, one.reference)))


def claim(payment, fact, name):
    assert (payment.patient_control_number, payment.status) == (fact["CLP01"], fact["CLP02"])
    assert (payment.charge, payment.paid) == (Decimal(fact["CLP03"]), Decimal(fact["CLP04"]))
    assert payment.patient_responsibility == amount(fact["CLP05"])
    assert (payment.filing_indicator, payment.payer_control_number) == (fact["CLP06"], fact["CLP07"])
    assert triplets(payment.adjustments) == told([one[1:] for one in fact["cas"] if one[0] == "claim"])
    assert triplets(payment.all_adjustments[len(payment.adjustments):]) == told([one[1:] for one in fact["cas"] if one[0] == "line"])
    if fact.get("patient"):
        who = payment.patient.name
        assert isinstance(who, PersonName)
        assert [who.last, who.first, payment.patient.identifier.value if payment.patient.identifier else ""] == fact["patient"]
    assert len(payment.services) == fact["svc_count"]
    for line, one in zip(payment.services, fact["svc"], strict=True):
        proc = one["proc"][0].split(">") if name in OTHER_SEPARATOR else one["proc"]
        assert (line.procedure.qualifier, line.procedure.code) == tuple(proc[:2])
        assert list(line.procedure.modifiers) == [part for part in proc[2:6] if part]
        assert (line.charge, line.paid) == (Decimal(one["SVC02"]), Decimal(one["SVC03"]))
        assert triplets(line.adjustments) == told(one["cas"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_does_not_balance_is_reported_at_its_level_and_read_all_the_same(path):
    parsed = edi835.parse(path.read_bytes())
    found = {one.code: (one.expected, one.found) for one in parsed.findings if one.code in {"BAL-LINE", "BAL-CLAIM", "BAL-PAYMENT"}}
    assert found == ({"BAL-PAYMENT": UNBALANCED[path.name]} if path.name in UNBALANCED else {})
    told = [one["balance"] for one in remittances_of(path)]
    assert all(one["tx"] for one in told) == (path.name not in UNBALANCED)


def test_the_manifest_tells_the_same_files_apart_and_by_how_much():
    with (CORPUS / "MANIFEST.csv").open(newline="") as rows:
        told = {row["file"]: Decimal(by[1]) for row in csv.DictReader(rows) if (by := re.search(r"UNBALANCED BPR02 by (-?[\d.]+)", row["awkward"]))}
    assert {name: found - expected for name, (expected, found) in UNBALANCED.items()} == told


@pytest.mark.parametrize("path", files("835"), ids=lambda path: path.name)
def test_everything_that_is_written_again_reads_the_same(path):
    parsed = edi835.parse(path.read_bytes())
    written = edi835.parse(edi835.build(parsed, rules=(), sender=HERE, receiver=HERE))
    assert [(one.payment_amount, one.payer, one.payee, one.claims, one.provider_adjustments) for one in written] == [
        (one.payment_amount, one.payer, one.payee, one.claims, one.provider_adjustments) for one in parsed]


@pytest.mark.parametrize("path", files("270", "271", "276", "277", "277ca", "278", "835", "837i", "837p", "997", "999", "ta1", "bad"),
                         ids=lambda path: f"{path.parent.name}/{path.name}")
def test_any_file_gives_remittances_findings_or_an_error_of_ours(path):
    try:
        parsed = edi835.parse(path.read_bytes())
    except EdiError:
        return
    assert parsed or parsed.findings or not has_835(path)


def test_the_header_that_comes_a_second_time_in_one_set_belongs_to_no_claim():
    path = CORPUS / "bad" / "pyx12-bad-header-looping.edi"
    [remittance] = edi835.parse(path.read_bytes())
    assert [one.segment_id for one in remittance.unread] == ["N1", "N3", "N4", "N1"]
    assert [len(claim.unread) for claim in remittance.claims] == [0, 0]
    assert remittance.payer.name == "PAYER"
    assert "X131" in {one.code for one in remittance.findings}
    assert "X124" in {one.code for one in remittance.findings}
