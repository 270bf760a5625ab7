"""Public files: every claim as a dumb splitter finds it, and nothing worse than a finding or an EdiError from any file."""

from decimal import Decimal

import pytest

import edi837
from corpus import CORPUS, facts, files, needs_corpus
from edi_claims import EdiError, PersonName

pytestmark = needs_corpus


WRONG_ISA16 = {"lfh-005010x222a2-demo-cob-2ndary-example4-837.edi": ("11", "1", ["7215"], "98940", ()),
               "lfh-005010x222a2-demo-example11-837.edi": ("11", "1", ["496", "25000"], "E0570", ("RR",))}
"""ISA16 says `:` and composites are parted by `>`: the splitter finds no code, place or frequency in them, and we find these."""


@pytest.mark.parametrize("name", WRONG_ISA16)
def test_composites_are_read_by_the_mark_that_parts_them(name):
    parsed = edi837.parse((CORPUS / "837p" / name).read_bytes())
    coded = parsed[0].encounter
    assert (coded.place_of_service, parsed[0].frequency, [one.code for one in coded.diagnoses], coded.services[0].procedure.code,
            coded.services[0].procedure.modifiers) == WRONG_ISA16[name]
    assert [one.code for one in parsed.findings] == ["X212"]


@pytest.mark.parametrize("path", [path for path in files("837p") if path.name not in WRONG_ISA16], ids=lambda path: path.name)
def test_claims_agree_with_the_facts(path):
    known = [one for interchange in facts(path) for transaction in interchange["transactions"] for one in transaction["claims"]]
    found = list(edi837.parse(path.read_bytes()))
    assert len(found) == len(known)
    for ours, theirs in zip(found, known, strict=True):
        assert _of_claim(ours) == _of_facts(theirs)


def _of_claim(claim):
    coded, cover = claim.encounter, claim.coverage
    billing = claim.billing_provider
    return {
        "number": claim.patient_control_number, "charge": claim.charge, "place": coded.place_of_service, "frequency": claim.frequency,
        "diagnoses": [one.code for one in coded.diagnoses],
        "lines": [(line.procedure.qualifier, line.procedure.code, line.procedure.modifiers, line.charge, line.unit, line.units,
                   line.diagnosis_pointers) for line in coded.services],
        "billing": billing.npi or (billing.identifier.value if billing.identifier else ""),
        "subscriber": (*_name(cover.subscriber or coded.patient), cover.member_id),
        "patient": _name(coded.patient), "payer": (cover.payer.name, cover.payer.payer_id)}


def _name(who):
    return (who.name.last, who.name.first) if isinstance(who.name, PersonName) else (who.name, "")


def _of_facts(one):
    last, first, member = one["subscriber"]
    return {
        "number": one["CLM01"], "charge": Decimal(one["CLM02"]), "place": one["POS"], "frequency": one["frequency"],
        # `HI*BK*8901` has a qualifier without a code and a code without a qualifier. The splitter lists them as blank; no diagnosis is no diagnosis.
        "diagnoses": [code.replace(".", "") for code in one["dx"] if code],
        "lines": [(line["qualifier"], line["code"], tuple(line["modifiers"]), Decimal(line["charge"]), line["unit"], Decimal(line["units"] or 0),
                   tuple(int(pointer) for pointer in line["pointers"] if pointer.isdigit())) for line in one["lines"]],
        "billing": one["billing_id"][1], "subscriber": (last, first, member), "patient": tuple(one["patient"][:2] if one["patient"] else (last, first)),
        "payer": tuple(one["payer"])}


def every_file():
    return sorted(CORPUS.glob("*/*.edi"))


@pytest.mark.parametrize("path", every_file(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_any_file_gives_claims_findings_or_an_edi_error(path):
    data = path.read_bytes()
    try:
        parsed = edi837.parse(data)
    except EdiError as error:
        parsed = getattr(error, "complete", [])
    edi837.check(parsed)
    try:
        edi837.receipt(data)
    except EdiError:
        pass


@pytest.mark.parametrize("path", files("837i"), ids=lambda path: path.name)
def test_institutional_sets_are_passed_over_and_said_so(path):
    parsed = edi837.parse(path.read_bytes())
    assert list(parsed) == []
    assert [one.code for one in parsed.findings if one.code == "X130"] == ["X130"]


@pytest.mark.parametrize("path", files("837p"), ids=lambda path: path.name)
def test_a_receipt_names_every_claim_of_a_file_and_has_a_place_for_every_segment(path):
    data = path.read_bytes()
    parsed = edi837.parse(data)
    if len(parsed.interchanges) != 1:
        with pytest.raises(EdiError, match="one interchange"):
            edi837.receipt(data)
        return
    made = edi837.receipt(data)
    assert [one.patient_control_number for one in made.claims] == [one.patient_control_number for one in parsed]
    assert [len(one.places) for one in made.sets] == [one.segments for one in parsed.interchanges[0].sets]
