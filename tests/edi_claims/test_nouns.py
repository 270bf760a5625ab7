"""The nouns: JSON there and back, nothing of a patient in a repr, and what they derive."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edi_claims
from edi_claims import (
    Accident,
    Address,
    AmbulanceTransport,
    Attachment,
    AuthorizationRule,
    Claim,
    ConditionIndicator,
    Contact,
    ContractInformation,
    Coverage,
    DateRange,
    Diagnosis,
    EdiError,
    Encounter,
    EquipmentCertification,
    EquipmentRental,
    Fee,
    FeeSchedule,
    Finding,
    Form,
    FormAnswer,
    LineAdjudication,
    Measurement,
    Owner,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    PriorAdjudication,
    Procedure,
    Provider,
    PurchasedService,
    Reference,
    Repricing,
    RootCause,
    RuleError,
    ServiceLine,
    ServicePayment,
    Severity,
    SpinalManipulation,
    Unread,
    from_json,
    profile_of,
    to_json,
)
from edi_claims.adjudication import Adjustment

MARK = "ZQXMARK"
DAY = date(2026, 10, 12)


def marked():
    """A claim with the marker in every place that may hold patient data."""
    name = PersonName(MARK, MARK, MARK, MARK, MARK)
    unread = (Unread(1, ("K3", MARK)),)
    address = Address((MARK,), MARK, "NE", MARK, "", "")
    person = Person(name, date(1971, 3, 4), "F", address, Reference("MI", MARK), (Reference("SY", MARK, MARK),), (Contact(MARK, (("TE", MARK),)),), unread,
                    date(1971, 5, 6), D("197.1"), "Y")
    provider = Provider("1234567893", name, "207RC0000X", MARK, "SY", address, Reference("G2", MARK), (Reference("0B", MARK),), (Contact(MARK),), unread)
    coverage = Coverage(Payer("EX001", "PLAN", address=address, contacts=(Contact(MARK),)), MARK, person, "19", group_number=MARK, group_name=MARK, unread=unread)
    line = ServiceLine(Procedure("99214", ("25",), description=MARK), D(200), D(1), (1,), DAY, line_control_number="L1", rendering_provider=provider,
                       notes=(Reference("ADD", MARK),), references=(Reference("G1", MARK),), unread=unread,
                       rental=EquipmentRental(Procedure("E0601", ("RR",)), D(30), D(80), frequency="4"), attachments=(Attachment("CT", "AA"),),
                       ambulance=AmbulanceTransport("A", D(12), D("197.1"), MARK, MARK), certification=EquipmentCertification("I", D(12)),
                       conditions=(ConditionIndicator("09", "Y", ("38",)),), quantities={"PT": D(2)}, measurements=(Measurement("TR", "R1", D("197.1")),),
                       contract=ContractInformation("05", contract_code=MARK, version=MARK), file_information=(MARK,),
                       purchased_service=PurchasedService(MARK, D(40)), repricing=Repricing("10", D(90), procedure=Procedure("99213"), organization=MARK),
                       forms=(Form("UT", "484.3", (FormAnswer("1", "Y", MARK, date(1971, 5, 6), D("19.71")),)),))
    encounter = Encounter(person, (Diagnosis("R079"),), (line,), "11", rendering_provider=provider, facility=provider, accident=Accident(("AA",), DAY, "NE"),
                          admission_date=DAY, notes=(Reference("ADD", MARK),), documentation={"size": MARK},
                          ambulance=AmbulanceTransport("A", D(12), D("197.1"), MARK, MARK), spinal_manipulation=SpinalManipulation("A", MARK, MARK),
                          conditions=(ConditionIndicator("07", "Y", ("01",)),))
    prior = PriorAdjudication(coverage, DAY, "ICN1", D(100), (Adjustment("CO", "45", D(70)),), {"EAF": D(30)}, (Reference("G1", MARK),), ("MA01",), (
        LineAdjudication(1, "EX001", D(100), Procedure("99214"), D(1), (Adjustment("CO", "45", D(70)), Adjustment("PR", "3", D(30), D(1))), DAY, D(30)),))
    return Claim(encounter, "A1001", provider, (coverage,), prior_adjudications=(prior,), pay_to_address=address, references=(Reference("EA", MARK),),
                 amounts={"F5": D(25)}, unread=unread, attachments=(Attachment("OZ", "EL", "AC1"),), file_information=(MARK,), currency="CAD",
                 contract=ContractInformation("05", D(9), D(8), MARK, D(7), MARK), repricing=Repricing("10", D(90), D(10), MARK, D(1), "APG", D(2)))


def test_no_repr_holds_patient_data():
    claim = marked()
    nouns = [claim, claim.encounter, claim.encounter.patient, claim.coverage, claim.billing_provider, claim.prior_adjudications[0], *claim.unread]
    for noun in nouns:
        assert MARK not in repr(noun)
        assert "1971" not in repr(noun)
    assert "A1001" in repr(claim)
    assert "99214" in repr(claim)


def test_a_claim_survives_json():
    claim = marked()
    assert from_json(Claim, to_json(claim)) == claim
    assert from_json(list[Claim], to_json([claim, claim])) == [claim, claim]


def test_words_of_an_enumeration_come_back_as_such():
    finding = from_json(Finding, to_json(Finding("X1", Severity.ERROR, "m", owner=Owner.PAYER)))
    assert finding.severity is Severity.ERROR
    assert finding.owner is Owner.PAYER


def test_json_is_short_and_exact():
    text = to_json(Coverage(Payer("EX001", "PLAN"), "X1"))
    assert text == '{"payer": {"payer_id": "EX001", "name": "PLAN"}, "member_id": "X1"}'
    assert '"amount": "0.10"' in to_json(Adjustment("CO", "45", D("0.10")))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**8), max_value=10**8), st.dates(), st.dates())
def test_amounts_days_and_periods_survive_json(amount, one, other):
    line = ServicePayment(Procedure("1"), amount, amount, service_date=one, service_period=DateRange(one, other), dates={"1": one, "2": DateRange(one, other)},
                          amounts={"B6": amount})
    assert from_json(ServicePayment, to_json(line)) == line


@pytest.mark.parametrize("text", ["", "[", "{}", "[]", "null", "3", '{"payer": 3}', '{"payer": {"payer_id": 3}}', '{"payer": {"payer_id": "X"}, "bogus": "ZQXMARK"}',
                                  '{"payer": {"payer_id": "X"}, "subscriber": {"name": "A", "birth_date": "ZQXMARK"}}'])
def test_bad_json_names_the_place_and_not_the_value(text):
    with pytest.raises(EdiError) as error:
        from_json(Coverage, text)
    assert MARK not in str(error.value)


def test_a_bad_day_is_named_by_its_path():
    with pytest.raises(EdiError, match=r"subscriber\.birth_date"):
        from_json(Coverage, '{"payer": {"payer_id": "X"}, "subscriber": {"name": "A", "birth_date": "2026-13-01"}}')


@pytest.mark.parametrize("amount", ['"NaN"', '"Infinity"', "true", '"twelve"', "null", "[]", "{}"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(EdiError):
        from_json(Adjustment, f'{{"group": "CO", "reason": "45", "amount": {amount}}}')


def test_a_json_number_is_exact_and_never_a_float():
    assert from_json(Adjustment, '{"group": "CO", "reason": "45", "amount": 0.1}').amount == D("0.1")


# ---- what is frozen and what is not

def test_what_somebody_signed_is_frozen():
    claim = marked()
    for noun, name in ((claim, "frequency"), (claim.encounter, "place_of_service"), (claim.encounter.services[0], "charge"), (claim.coverage, "member_id")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(noun, name, "X")


def test_every_public_name_has_a_docstring_and_is_documented_field_by_field():
    for name in edi_claims.__all__:
        one = getattr(edi_claims, name)
        if isinstance(one, type):
            assert one.__doc__, name


# ---- what they derive

def test_named_providers_are_a_view_of_the_mapping():
    encounter = marked().encounter
    assert encounter.providers["rendering_provider"] is encounter.rendering_provider
    assert set(encounter.providers) == {"rendering_provider", "facility"}
    assert encounter.supervising_provider is None
    assert attrs.evolve(encounter, place_of_service="12").providers == encounter.providers


def test_coding_is_what_the_coder_decided():
    encounter = marked().encounter
    same = attrs.evolve(encounter, documentation={}, notes=())
    assert same.coding == encounter.coding
    for change in ({"diagnoses": (Diagnosis("I10"),)}, {"place_of_service": "22"},
                   {"services": (attrs.evolve(encounter.services[0], diagnosis_pointers=(2,)),)},
                   {"services": (attrs.evolve(encounter.services[0], procedure=Procedure("99215", ("25",))),)}):
        assert attrs.evolve(encounter, **change).coding != encounter.coding


def test_a_claim_knows_its_coverage_and_its_charge():
    claim = marked()
    assert claim.coverage.member_id == MARK
    assert claim.charge == claim.total_charge == D(200)
    assert claim.patient_paid == D(25)
    with pytest.raises(LookupError, match="'S'"):
        _ = attrs.evolve(claim, sequence="S").coverage


def test_days_of_an_encounter():
    encounter = marked().encounter
    span = attrs.evolve(encounter.services[0], service_date=None, service_period=DateRange(DAY - timedelta(3), DAY + timedelta(3)))
    both = attrs.evolve(encounter, services=(encounter.services[0], span))
    assert (both.first_day, both.last_day) == (DAY - timedelta(3), DAY + timedelta(3))
    assert encounter.admission_date == DAY


def test_a_payer_is_the_same_by_any_of_its_ids():
    assert Payer("A", "X", ("B",)).is_same(Payer("B", "Y"))
    assert not Payer("A", "X").is_same(Payer("B", "X")), "two ids, two payers, whatever the name"
    assert Payer("", "Example Plan").is_same(Payer("A", "EXAMPLE PLAN"))


def test_a_profile_is_found_by_its_payer():
    profile = PayerProfile("EXAMPLE", ("EX001",), member_id_pattern=r"XYZ\d{9}", authorization_rules=(AuthorizationRule(("9711*",), ("11",)),))
    assert profile_of([profile], Payer("EX001")) is profile
    assert profile_of([profile], Payer("NO")) is None
    assert (profile.takes_member_id("XYZ100200300"), profile.takes_member_id("XYZ10020030"), PayerProfile("X").takes_member_id("?")) == (True, False, None)
    assert profile.authorization_rule(Procedure("97110"), "11") is not None
    assert profile.authorization_rule(Procedure("97110"), "12") is None


def test_the_most_specific_fee_is_taken_and_no_rate_is_not_zero():
    fees = FeeSchedule("F", (Fee("99214", D(130)), Fee("99214", D(100), ("25",)), Fee("99214", D(90), (), "22"), Fee("93000", D(80), begins=date(2026, 1, 1))))
    assert fees.allowed(Procedure("99214")) == D(130)
    assert fees.allowed(Procedure("99214", ("25",))) == D(100)
    assert fees.allowed(Procedure("99214"), place_of_service="22") == D(90)
    assert fees.allowed(Procedure("93000"), date(2025, 12, 31)) is None
    assert fees.allowed(Procedure("00000")) is None


def test_a_finding_tells_its_difference_and_its_place():
    finding = Finding("BAL-CLAIM", Severity.ERROR, "does not balance", claim="A1", service_line=2, expected=D("10.00"), found=D("9.99"))
    assert finding.difference == D("-0.01")
    assert str(finding) == "BAL-CLAIM error (claim A1, line 2): does not balance"
    assert Finding("X", Severity.INFO, "m").difference is None
    assert "does not balance" in str(RuleError([finding]))
    assert set(RootCause) == set(edi_claims.DEFAULT_OWNER)
    assert set(edi_claims.DEFAULT_OWNER.values()) <= set(Owner)


def test_allowed_is_sent_or_derived_and_says_which():
    sent = ServicePayment(Procedure("1"), D(200), D(105), allowed=D(130))
    assert sent.allowed_amount() == (D(130), "sent")
    derived = ServicePayment(Procedure("1"), D(200), D("102.9"), adjustments=[Adjustment("CO", "45", D(70)), Adjustment("PR", "3", D(25)), Adjustment("CO", "253", D("2.1"))])
    assert derived.allowed_amount() == (D(130), "derived")
