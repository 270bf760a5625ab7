"""What we write says the same to other libraries from the package index. They come with the extra `peers`; without them these tests are skipped."""

from decimal import Decimal

import pytest

import edi837
from claims837 import SENT
from edi_testing import SCENARIOS, sample_claims

RIGHT = [name for name, one in SCENARIOS.items() if not one.is_faulty]

REFUSED_BY_X12SDK = {
    "ambulance_both_ways": "wants a name for the place where a line's ambulance fetched the patient (2420G); the guide forbids one",
    "dme_rental": "knows the codes of one of the two kinds of PWK in 2400, and this is the other",
    "medicare_secondary_by_line": "wants CN104, which the guide leaves open",
    "oxygen": "knows the codes of one of the two kinds of PWK in 2400, and this is the other",
    "purchased_service": "wants a name for who sold the service (2420B); the guide forbids one",
    "referral": "takes one 2310A; the guide allows two",
    "ten_other_payers": "does not know H, the eleventh payer",
    "tertiary": "loses the second decision about a line (2430) and misses its segments in SE01",
}
"""Right claims, by the guide and by pyx12, that it does not take, and why. One that it learns to take must leave this table."""


def written(claims, one=None):
    return edi837.build(claims, **SENT, **({"transaction_type": one.transaction_type} if one else {}))


def ours(claim):
    """What is compared: number, charge, diagnoses, and code, modifiers, charge, units and pointers of each line."""
    lines = [(line.procedure.code, line.procedure.modifiers, line.charge, line.unit, line.units, line.diagnosis_pointers)
             for line in claim.encounter.services]
    return claim.patient_control_number, claim.charge, [one.code for one in claim.encounter.diagnoses], lines


def by_openx12(text):
    """The same, as openx12 reads it. It reads amounts as floats and takes the codes of every HI for diagnoses."""
    openx12 = pytest.importorskip("openx12", reason="openx12 is not installed: pip install 'edi-claims[peers]'")
    found = openx12.x837p.parse(text)
    cents = lambda amount: Decimal(str(amount))                                                                     # noqa: E731
    claims = [(one["claim_number"], cents(one["amount"]),
               [code["diagnosis_code"] for code in one["diagnoses"] if code["qualifier"] in ("ABK", "ABF", "BK", "BF")],
               [(line["cpt_code"], tuple(line["modifiers"]), cents(line["charge"]), line["unit_type"], Decimal(line["units"]),
                 tuple(map(int, line["diagnosis_pointers"]))) for line in one["services"]])
              for one in found.claims]
    return claims, cents(round(found.total_billed, 2))


def by_x12sdk(text):
    """The same, as x12sdk reads it: a typed model of every segment, whose counts it checks."""
    x12sdk = pytest.importorskip("x12sdk.io", reason="x12sdk is not installed: pip install 'edi-claims[peers]'")
    with x12sdk.X12ModelReader(text) as reader:
        return [_of_x12sdk(one) for model in reader.models() for one in model.claims()]


def _of_x12sdk(one):
    codes = [code for segment in one.claim.hi_segment for at in range(1, 13) if (code := getattr(segment, f"health_care_code_{at}"))]
    lines = [_line_of_x12sdk(line.sv1_segment) for line in one.service_lines]
    return one.patient_control_number, one.charge, [code for kind, code, *_ in codes if kind in ("ABK", "ABF", "BK", "BF")], lines


def _line_of_x12sdk(sv1):
    _, code, *modifiers = sv1.product_service_id_qualifier.split(":")
    pointers = tuple(map(int, sv1.composite_diagnosis_code_pointer.split(":")))
    return code, tuple(filter(None, modifiers[:4])), sv1.line_item_charge_amount, sv1.unit_basis_measurement_code, sv1.service_unit_count, pointers


@pytest.mark.parametrize("name", RIGHT)
def test_openx12_reads_every_right_claim_as_we_do(name):
    claims = [SCENARIOS[name].claim(seed, seed + 1) for seed in range(3)]
    found, total = by_openx12(written(claims, SCENARIOS[name]))
    assert found == [ours(claim) for claim in claims]
    assert total == sum(claim.charge for claim in claims)


@pytest.mark.parametrize("name", [name for name in RIGHT if name not in REFUSED_BY_X12SDK])
def test_x12sdk_reads_every_right_claim_as_we_do(name):
    claims = [SCENARIOS[name].claim(seed, seed + 1) for seed in range(3)]
    assert by_x12sdk(written(claims, SCENARIOS[name])) == [ours(claim) for claim in claims]


@pytest.mark.parametrize("name", REFUSED_BY_X12SDK)
def test_x12sdk_has_not_learned_to_take_what_it_refuses(name):
    pytest.importorskip("x12sdk.io", reason="x12sdk is not installed: pip install 'edi-claims[peers]'")
    with pytest.raises(ValueError, match="validation error"):
        by_x12sdk(written([SCENARIOS[name].claim()], SCENARIOS[name]))


def test_both_count_a_whole_batch_as_we_do():
    claims = list(sample_claims(200, 3, [name for name in RIGHT if name not in REFUSED_BY_X12SDK]))
    text = written(claims)
    wanted = [ours(claim) for claim in claims]
    assert by_openx12(text)[0] == wanted
    assert by_x12sdk(text) == wanted
