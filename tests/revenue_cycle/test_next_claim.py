"""The claim that follows is made from what happened, is sound, and is refused where it would be wrong."""

from datetime import date, datetime
from decimal import Decimal as D
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi837
import edi_acks
from books import PLAN, PROFILES, SENT, SUPPLEMENT, THIRD, paid, payment, remittance, reversal
from corpus import example
from edi837 import Decided, History
from edi_claims import (
    ZERO,
    Adjustment,
    ClaimPayment,
    Coverage,
    Diagnosis,
    FeeSchedule,
    OutpatientAdjudication,
    Owner,
    Payer,
    PayerProfile,
    Procedure,
    Reference,
    RootCause,
    RuleError,
    TradingPartner,
)
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_testing.payer import Copay, Habits, Supplement
from edi_x12 import conformance
from revenue_cycle import Answer, ClaimStage, Ledger

PAID_ON = date(2026, 11, 2)
PAYERS = (PLAN, SUPPLEMENT, THIRD)


def refused(do, *args, **more):
    with pytest.raises(RuleError) as error:
        do(*args, **more)
    [finding] = error.value.findings
    assert finding.claim
    return finding


def written(*claims):
    return edi837.build(list(claims), sender=TradingPartner("SENDER", "SENDER", contact=TELEPHONE), receiver=TradingPartner("RECEIVER", "RECEIVER"),
                        control=7, usage="T", created=datetime(2026, 11, 10, 9, 30))


TELEPHONE = edi837.parse(example("837p-1-primary")).interchanges[0].sender.contact


def original():
    """A1001 as it was sent, with a second and a third payer."""
    [sent] = edi837.parse(example("837p-1-primary"))
    later = [Coverage(Payer("SUP01", "SUPPLEMENT LIFE", ("1476543210",)), "SUP777001", sequence="S", filing_indicator="CI"),
             Coverage(Payer("TER01", "THIRD PLAN", ("1476543211",)), "TER777001", sequence="T", filing_indicator="MC")]
    return attrs.evolve(sent, coverages=(*sent.coverages, *later))


def ledger_of(*payments, profiles=PROFILES, sent=None, on=PAID_ON, **more):
    books = Ledger(profiles)
    books.submit([sent or original()], on=SENT)
    if payments:
        report = books.post(remittance(*payments, on=on, **more))
        assert not report.suspense
        assert not report.refused
    return books


VISIT, ECG = "99214", "93000"


def first_line(*adjustments, amount="105", **more):
    return paid("A1001L1", VISIT, "200", amount, *adjustments, modifiers=("25",), **more)


def second_line(*adjustments, amount="24", **more):
    return paid("A1001L2", ECG, "150", amount, *adjustments, **more)


def usual(**more):
    return payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("CO-45", "70", "PR-1", "50", "PR-2", "6")], **more)


def balances(made):
    """SVD + CAS = charge, line by line or for those that are paid together; AMT*D + CAS = CLM02."""
    charges = {number: one.charge for number, one in enumerate(made.encounter.services, 1)}
    for told in made.prior_adjudications:
        whole = told.paid + sum((one.amount for one in told.adjustments), ZERO) + sum(
            (one.amount for row in told.services for one in row.adjustments), ZERO)
        assert whole == made.charge
        assert ("EAF" in told.amounts) == (not told.services)
        groups = {}
        for row in told.services:
            left = charges[row.line] - row.paid - sum((one.amount for one in row.adjustments), ZERO)
            groups[row.bundled_into or row.line] = groups.get(row.bundled_into or row.line, ZERO) + left
            assert row.remaining is not None
            assert row.payment_date is not None
        assert not any(groups.values())
        assert (told.payment_date is None) == bool(told.services)


def sound(made, *before, **known):
    """Nothing that the scrubber did not say of the claim before, and nothing against the guide."""
    told_rightly([made], before, **known)


def told_rightly(claims, before, **known):
    """The same for several, in one file."""
    said = {(one.code, one.message) for one in edi837.check(list(before), **known)}
    for made in claims:
        balances(made)
        assert [one for one in edi837.check([made], **known) if (one.code, one.message) not in said] == []
    text = written(*claims)
    assert conformance.check(text) == []
    again = edi837.parse(text)
    assert written(*again) == text
    for one, made in zip(again, claims, strict=True):
        assert [(told.paid, told.adjustments, told.amounts, told.services) for told in one.prior_adjudications] == [
            (told.paid, told.adjustments, told.amounts, told.services) for told in made.prior_adjudications]


# ---- corrected

def denied(**more):
    return ledger_of(payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("CO-4", "150", amount="0")]), **more)


def before_of(books):
    return books.account("A1001").submissions[-1].submitted


def recoded(before, line_number=2, **changes):
    lines = list(before.encounter.services)
    lines[line_number - 1] = attrs.evolve(lines[line_number - 1], **changes)
    return attrs.evolve(before, encounter=attrs.evolve(before.encounter, services=tuple(lines)))


def test_the_reference_to_the_record_is_kept_and_the_scrubber_finds_it():
    books = denied()
    before = before_of(books)
    revised = recoded(before, procedure=Procedure(ECG, ("76",)))
    history = History([before], decided={"A1001": Decided("ICN1", PAID_ON)})
    assert "B018" in {one.code for one in edi837.check([attrs.evolve(revised, frequency="7", payer_control_number="ICN1")], history=history)}
    made = books.corrected_claim("A1001", revised, documentation="note 2026-10-12, addendum 1")
    assert (made.frequency, made.payer_control_number, made.encounter.documentation) == ("7", "ICN1", {"coding change": "note 2026-10-12, addendum 1"})
    assert edi837.check([made], history=history) == edi837.check([before])
    assert conformance.check(written(made)) == []
    assert "addendum" not in written(made)


def test_a_second_change_keeps_the_first_reference():
    books = denied()
    first = books.corrected_claim("A1001", recoded(before_of(books), procedure=Procedure(ECG, ("76",))), documentation="addendum 1")
    books.submit([first], on=date(2026, 11, 10))
    books.post(remittance(reversal(payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("CO-4", "150", amount="0")])),
                          payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("CO-4", "150", amount="0")], icn="ICN2"), trace="E2",
                          on=date(2026, 12, 1)))
    again = books.corrected_claim("A1001", recoded(first, procedure=Procedure(ECG, ("77",))), documentation="addendum 2")
    assert again.encounter.documentation == {"coding change": "addendum 1", "coding change 2": "addendum 2"}
    assert again.payer_control_number == "ICN2"
    assert "B018" not in {one.code for one in edi837.check([again], history=History([before_of(denied()), first]))}


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_a_changed_code_without_a_record_is_refused(nothing):
    books = denied()
    found = refused(books.corrected_claim, "A1001", recoded(before_of(books), units=D(2)), documentation=nothing)
    assert (found.code, found.root_cause, found.owner) == ("L001", RootCause.CODING, Owner.CODING)


def two_denials():
    return ledger_of(payment("A1001", [first_line("CO-11", "200", amount="0"), second_line("CO-197", "150", amount="0")]))


def test_each_line_is_guarded_by_its_own_denial():
    books = two_denials()
    before = before_of(books)
    assert books.corrected_claim("A1001", recoded(before, 1, procedure=Procedure("99213", ("25",))), documentation="note").frequency == "7"
    for changes in ({"procedure": Procedure("93010")}, {"units": D(2)}, {"place_of_service": "22"}):
        assert refused(books.corrected_claim, "A1001", recoded(before, 2, **changes), documentation="note").code == "L002"


def test_a_diagnosis_is_changed_for_the_line_whose_coding_was_denied_and_not_for_the_other_alone():
    books = two_denials()
    before = before_of(books)
    shared = attrs.evolve(before, encounter=attrs.evolve(before.encounter, diagnoses=(Diagnosis("I10"), *before.encounter.diagnoses[1:])))
    assert books.corrected_claim("A1001", shared, documentation="note").frequency == "7"
    added = attrs.evolve(before, encounter=attrs.evolve(before.encounter, diagnoses=(*before.encounter.diagnoses, Diagnosis("I10"))))
    only_second = recoded(added, 2, diagnosis_pointers=(3,))
    assert refused(books.corrected_claim, "A1001", only_second, documentation="note").code == "L002"


def test_an_authorization_denial_of_the_whole_claim_guards_every_line():
    told = ClaimPayment("A1001", "4", D(350), ZERO, payer_control_number="ICN1", adjustments=[Adjustment("CO", "197", D(350))])
    books = ledger_of(told)
    for number in (1, 2):
        assert refused(books.corrected_claim, "A1001", recoded(before_of(books), number, units=D(2)), documentation="note").code == "L002"


def test_where_the_payer_takes_no_replacement_the_answer_is_named():
    for reason, instead, expected in (("4", Answer.REOPENING, "ask for a reopening"), ("50", Answer.APPEAL, "appeal")):
        books = ledger_of(payment("A1001", [first_line("CO-45", "95"), second_line(f"CO-{reason}", "150", amount="0")]),
                          profiles=(attrs.evolve(PROFILES[0], accepts_replacement=False),))
        found = refused(books.corrected_claim, "A1001", before_of(books))
        assert (found.code, found.fix.split(":")[0], books.answer("A1001")) == ("L007", expected, instead)


def test_part_b_takes_no_replacement_also_without_a_profile():
    sent = original()
    sent = attrs.evolve(sent, coverages=(attrs.evolve(sent.coverages[0], filing_indicator="MB"), *sent.coverages[1:]))
    books = ledger_of(usual(), sent=sent, profiles=())
    assert refused(books.corrected_claim, "A1001", sent).code == "L007"
    assert Ledger([PayerProfile("EXAMPLE HEALTH PLAN", ("EX001",))]).profiles[0].accepts_replacement


def test_the_claim_to_the_secondary_is_corrected_with_the_secondarys_number():
    books = ledger_of(usual())
    second = books.secondary_claim("A1001")
    books.submit([second], on=date(2026, 11, 5))
    books.post(remittance(payment("A1001", [first_line("OA-23", "175", "PR-2", "25", amount="0"), second_line("OA-23", "94", "CO-16", "56", amount="0")],
                                  "2", "SUPICN"), payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    corrected = books.corrected_claim("A1001", second)
    assert (corrected.sequence, corrected.payer_control_number, corrected.prior_adjudications) == ("S", "SUPICN", second.prior_adjudications)
    assert books.corrected_claim("A1001", original()).payer_control_number == "ICN1"
    assert (books.void_claim("A1001").payer_control_number, books.void_claim("A1001", "P").payer_control_number) == ("SUPICN", "ICN1")


def test_a_void_is_made_where_the_payer_takes_one():
    books = denied()
    made = books.void_claim("A1001")
    assert (made.frequency, made.payer_control_number, made.encounter) == ("8", "ICN1", before_of(books).encounter)
    assert conformance.check(written(made)) == []
    no_voids = denied(profiles=(attrs.evolve(PROFILES[0], accepts_void=False),))
    assert refused(no_voids.void_claim, "A1001").code == "L066"
    no_replacements = denied(profiles=(attrs.evolve(PROFILES[0], accepts_replacement=False),))
    assert no_replacements.void_claim("A1001").frequency == "8", "a void is no replacement"


@pytest.mark.parametrize("remark", ["MA130", "N142"])
def test_what_was_never_adjudicated_is_not_replaced(remark):
    told = payment("A1001", [first_line("CO-16", "200", amount="0", remarks=("N290",)), second_line("CO-16", "150", amount="0")], remarks=(remark,))
    books = ledger_of(told)
    for do in (lambda: books.corrected_claim("A1001", original()), lambda: books.void_claim("A1001")):
        assert refused(do).code == "L003"
    again = books.resubmitted_claim("A1001")
    assert (again.frequency, again.payer_control_number, again.patient_control_number) == ("1", None, "A1001")


# ---- sent again as new

def rejected():
    books = ledger_of()
    text = example("277ca-mixed").replace("STC*A2:20:PR*20261021*WQ*350", "STC*A7:164:IL*20261021*U*350")
    books.acknowledge(edi_acks.parse(text), on=date(2026, 10, 21))
    assert books.account("A1001").stage is ClaimStage.REJECTED
    return books


def test_a_rejected_claim_is_sent_as_new_with_what_was_wrong():
    books = rejected()
    before = before_of(books)
    fixed = attrs.evolve(before, coverages=(attrs.evolve(before.coverages[0], member_id="XYZ100200399"), *before.coverages[1:]),
                         payer_control_number="ICN5550001")
    again = books.resubmitted_claim("A1001", fixed)
    assert (again.frequency, again.payer_control_number, again.coverages[0].member_id) == ("1", None, "XYZ100200399")
    assert refused(books.corrected_claim, "A1001", fixed).code == "L003"
    assert conformance.check(written(again)) == []
    books.submit([again], on=date(2026, 10, 25))
    assert books.account("A1001").stage is ClaimStage.SUBMITTED


def test_a_rejected_claim_changes_no_code_without_a_record():
    books = rejected()
    revised = recoded(before_of(books), units=D(2))
    assert refused(books.resubmitted_claim, "A1001", revised).code == "L001"
    assert books.resubmitted_claim("A1001", revised, documentation="note").encounter.documentation == {"coding change": "note"}


def test_a_denied_claim_and_one_that_nobody_rejected_are_not_sent_as_new():
    assert refused(denied().resubmitted_claim, "A1001").code == "L068"
    assert refused(ledger_of().resubmitted_claim, "A1001").code == "L069"
    books = Ledger()
    books.hold("A9", "query")
    assert refused(books.resubmitted_claim, "A9").code == "L067"


def test_a_rejected_secondary_is_sent_again_though_the_primary_has_decided():
    books = ledger_of(usual())
    second = books.secondary_claim("A1001")
    books.submit([second], on=date(2026, 11, 5))
    assert refused(books.resubmitted_claim, "A1001").code == "L069"
    text = example("277ca-mixed").replace("STC*A2:20:PR*20261021*WQ*350", "STC*A7:164:IL*20261106*U*350").replace("20261021", "20261106")
    books.acknowledge(edi_acks.parse(text), on=date(2026, 11, 6))
    assert books.account("A1001").stage is ClaimStage.REJECTED
    assert books.resubmitted_claim("A1001") == second


# ---- the next payer

def test_a_claim_that_was_decided_as_a_whole_tells_it_as_a_whole():
    told = ClaimPayment("A1001", "1", D(350), D(129), payer_control_number="ICN1", adjustments=[
        Adjustment("CO", "45", D(140)), Adjustment("PR", "1", D(50)), Adjustment("PR", "2", D(6)), Adjustment("PR", "3", D(25))])
    made = ledger_of(told).secondary_claim("A1001")
    [first] = made.prior_adjudications
    assert (first.services, first.amounts, first.payment_date, first.paid) == ((), {"EAF": D(81)}, PAID_ON, D(129))
    sound(made, original())


def test_what_a_claim_says_beside_its_lines_lies_on_the_lines_for_the_patient():
    told = payment("A1001", [first_line("CO-45", "70", amount="130"), second_line("CO-45", "70", amount="80")])
    told.paid, told.adjustments = D(160), [Adjustment("PR", "1", D(50))]
    made = ledger_of(told).secondary_claim("A1001")
    [first] = made.prior_adjudications
    assert ([one.code for one in first.adjustments], first.paid, [one.remaining for one in first.services]) == (["PR-1"], D(160), [D(50), D(0)])
    sound(made, original())


def test_adjustments_that_a_payer_states_twice_are_told_once():
    told = usual()
    told.adjustments = [attrs.evolve(one) for line_ in told.services for one in line_.adjustments]
    made = ledger_of(told).secondary_claim("A1001")
    assert made.prior_adjudications[0].adjustments == ()
    sound(made, original())


def test_a_bundled_line_names_the_line_that_it_was_paid_with():
    told = payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("CO-97", "150", amount="0")])
    made = ledger_of(told).secondary_claim("A1001")
    rows = made.prior_adjudications[0].services
    assert [(one.line, one.bundled_into, one.remaining) for one in rows] == [(1, None, D(25)), (2, 1, ZERO)]
    assert "SVD*EX001*0*HC:93000**1*1~" in written(made)
    sound(made, original())


def test_lines_that_came_back_as_one_are_told_under_one():
    merged = paid(None, VISIT, "350", "200", "CO-45", "125", "PR-3", "25", modifiers=("25",), units=D(2))
    made = ledger_of(payment("A1001", [merged])).secondary_claim("A1001")
    rows = made.prior_adjudications[0].services
    assert [(one.line, one.paid, one.bundled_into) for one in rows] == [(1, D(200), None), (2, ZERO, 1)]
    sound(made, original())


def test_what_fits_the_claim_and_not_its_lines_is_told_as_a_whole():
    merged = paid("A1001L1", VISIT, "350", "200", "CO-45", "125", "PR-3", "25", modifiers=("25",))
    made = ledger_of(payment("A1001", [merged])).secondary_claim("A1001")
    [first] = made.prior_adjudications
    assert (first.services, first.amounts, first.paid) == ((), {"EAF": D(25)}, D(200))
    sound(made, original())


def test_a_line_that_came_back_in_parts_is_one_row():
    parts = [paid("A1001L2", ECG, "100", "20", "CO-45", "40", "PR-2", "40"), paid("A1001L2", ECG, "50", "4", "CO-45", "30", "PR-2", "16")]
    made = ledger_of(payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), *parts])).secondary_claim("A1001")
    row = made.prior_adjudications[0].services[1]
    assert (row.paid, [(one.code, one.amount) for one in row.adjustments], row.remaining) == (D(24), [("CO-45", D(70)), ("PR-2", D(56))], D(56))
    sound(made, original())


def test_a_claim_that_came_back_in_two_payments_is_told_by_both():
    books = ledger_of(payment("A1001", [first_line("CO-45", "70", "PR-3", "25")]))
    assert refused(books.secondary_claim, "A1001").code == "L009"
    books.post(remittance(payment("A1001", [second_line("CO-45", "70", "PR-1", "50", "PR-2", "6")], icn="ICN2"), trace="E2", on=date(2026, 11, 9)))
    made = books.secondary_claim("A1001")
    rows = made.prior_adjudications[0].services
    assert ([one.payment_date for one in rows], made.prior_adjudications[0].paid) == ([PAID_ON, date(2026, 11, 9)], D(129))
    sound(made, original())


def test_what_was_taken_back_is_not_told():
    books = ledger_of(usual())
    corrected = payment("A1001", [first_line("CO-45", "70", "PR-3", "20", amount="110"), second_line("CO-45", "70", "PR-1", "50", "PR-2", "6")], icn="ICN9")
    books.post(remittance(reversal(usual()), corrected, trace="E2", on=date(2026, 11, 20)))
    made = books.secondary_claim("A1001")
    [first] = made.prior_adjudications
    assert (first.paid, first.payer_control_number, [one.remaining for one in first.services]) == (D(134), "ICN9", [D(20), D(56)])
    assert {one.payment_date for one in first.services} == {date(2026, 11, 20)}
    sound(made, original())


def test_interest_is_no_payment_and_sequestration_is_an_adjustment():
    told = payment("A1001", [first_line("CO-45", "70", "PR-3", "25", "CO-253", "2.10", amount="102.90"), second_line("CO-45", "70", "PR-1", "56")],
                   amounts={"I": D("1.25")})
    made = ledger_of(told).secondary_claim("A1001")
    assert made.prior_adjudications[0].paid == D("126.90")
    assert "1.25" not in written(made)
    sound(made, original())


def test_moa_is_copied_five_remarks_of_it():
    remarks = ("MA01", "N1", "N23", "MA13", "N59", "MA15")
    told = usual(remarks=remarks, outpatient=OutpatientAdjudication(D("0.8"), D(129), remarks[:5]))
    made = ledger_of(told).secondary_claim("A1001")
    [first] = made.prior_adjudications
    assert (first.remarks, first.reimbursement_rate, first.payable) == (remarks[:5], D("0.8"), D(129))
    sound(made, original())


def test_an_authorization_stays_with_the_payer_that_gave_it():
    sent = attrs.evolve(original(), authorization_number="AUTH7", referral_number="REF7")
    made = ledger_of(usual(), sent=sent).secondary_claim("A1001")
    assert (made.authorization_number, made.referral_number) == (None, None)
    assert made.prior_adjudications[0].references == (Reference("G1", "AUTH7"), Reference("9F", "REF7"))
    sound(made, original())


def test_a_tertiary_claim_tells_both_decisions():
    books = ledger_of(usual())
    books.submit([books.secondary_claim("A1001")], on=date(2026, 11, 5))
    second = payment("A1001", [first_line("OA-23", "175", "PR-3", "10", amount="15"), second_line("OA-23", "94", "PR-2", "16", amount="40")], "2", "SUP1")
    books.post(remittance(second, payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    made = books.secondary_claim("A1001")
    assert (made.sequence, [one.coverage.sequence for one in made.prior_adjudications]) == ("T", ["P", "S"])
    assert [[one.remaining for one in told.services] for told in made.prior_adjudications] == [[D(25), D(56)], [D(10), D(16)]]
    assert [one.paid for one in made.prior_adjudications] == [D(129), D(55)]
    sound(made, original())
    books.submit([made], on=date(2026, 12, 5))
    third = payment("A1001", [first_line("OA-23", "190", amount="10"), second_line("OA-23", "134", "PR-2", "16", amount="0")], "3", "TER1")
    books.post(remittance(third, payer=Payer("TER01", "THIRD PLAN", ("1476543211",)), trace="T1", on=date(2027, 1, 4)))
    account = books.account("A1001")
    assert account.balances
    assert (account.paid, account.patient_balance) == (D(194), D(16))
    assert refused(books.secondary_claim, "A1001").code == "L006"


def test_the_third_payer_is_reached_where_the_first_sent_the_claim_on_to_the_second():
    told = usual(status="19", crossover_payer=SUPPLEMENT, remarks=("MA18",))
    books = ledger_of(told)
    assert refused(books.secondary_claim, "A1001").code == "L005"
    second = payment("A1001", [first_line("OA-23", "175", "PR-3", "10", amount="15"), second_line("OA-23", "94", "PR-2", "16", amount="40")], "2", "SUP1")
    books.post(remittance(second, payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    made = books.secondary_claim("A1001")
    assert (made.sequence, len(made.prior_adjudications)) == ("T", 2)
    sound(made, original())


@pytest.mark.parametrize("changes", [{"status": "19"}, {"crossover_payer": SUPPLEMENT}, {"remarks": ("MA18",)}, {"remarks": ("N89",)}, {"remarks": ("MA07",)}])
def test_no_claim_is_made_where_the_payer_sent_it_on(changes):
    assert refused(ledger_of(usual(**changes)).secondary_claim, "A1001").code == "L005"


def test_a_payer_that_did_not_send_it_on_is_no_crossover():
    assert ledger_of(usual(remarks=("MA19",))).secondary_claim("A1001").sequence == "S"


def test_no_claim_is_made_before_every_earlier_payer_has_decided_all_of_it():
    assert refused(ledger_of().secondary_claim, "A1001").code == "L004"
    pended = payment("A1001", [first_line("CO-45", "70", "PR-3", "25"), second_line("OA-133", "150", amount="0")])
    assert refused(ledger_of(pended).secondary_claim, "A1001").code == "L004"
    second = payment("A1001", [first_line("OA-23", "175", "PR-3", "25", amount="0"), second_line("OA-23", "94", "PR-2", "56", amount="0")], "2")
    early = ledger_of(second, payer=SUPPLEMENT)
    assert refused(early.secondary_claim, "A1001").code == "L004"


def test_no_claim_is_made_where_nobody_else_covers_the_patient():
    [sent] = edi837.parse(example("837p-1-primary"))
    assert refused(ledger_of(usual(), sent=sent).secondary_claim, "A1001").code == "L006"


def test_a_payer_that_wants_paper_gets_paper():
    books = ledger_of(usual(), profiles=(PROFILES[0], attrs.evolve(PROFILES[1], takes_secondary_electronically=False)))
    assert refused(books.secondary_claim, "A1001").code == "L008"
    made = books.secondary_claim("A1001", on_paper=True)
    assert made.sequence == "S"
    assert edi837.cms1500(made)


def test_what_a_claim_told_already_stands_for_a_payer_that_the_ledger_never_heard():
    second = ledger_of(usual()).secondary_claim("A1001")
    taken_over = Ledger(PROFILES)
    taken_over.submit([second], on=date(2026, 11, 5))
    decided = payment("A1001", [first_line("OA-23", "175", "PR-3", "10", amount="15"), second_line("OA-23", "94", "PR-2", "16", amount="40")], "2", "SUP1")
    taken_over.post(remittance(decided, payer=SUPPLEMENT, trace="S1", on=date(2026, 12, 1)))
    made = taken_over.secondary_claim("A1001")
    assert made.prior_adjudications[0] == second.prior_adjudications[0]
    assert made.sequence == "T"
    sound(made, original())


# ---- whatever a payer decides

def payers(chance):
    """Three plans of chance, each with habits of its own."""
    plans = []
    for at, (number, name, trace) in enumerate((("EX001", "EXAMPLE HEALTH PLAN", "1512345678"), ("SUP01", "SUPPLEMENT LIFE", "1476543210"),
                                                ("TER01", "THIRD PLAN", "1476543211"))):
        plans.append(Plan(
            Payer(number, name, (trace,)), deductible=D(chance.choice([0, 30, 100])), coinsurance=D(chance.choice(["0", "0.2", "0.35"])),
            copays=[Copay(["992*"], D(20))] if chance.random() < 0.3 else [], share_of_charge=D(chance.choice(["0.4", "0.6", "0.95"])),
            sequestration=D(chance.choice(["0", "0.02"])), not_covered=["93*"] if chance.random() < 0.2 else [],
            downcodes={"99214": "99213"} if chance.random() < 0.2 else {}, coordination=Supplement() if at and chance.random() < 0.5 else Plan(PLAN).coordination,
            remarks=("MA01",) if chance.random() < 0.5 else (),
            habits=Habits(returns_line_numbers=chance.random() < 0.7, sends_lines=chance.random() < 0.7, denied_status=chance.choice(["", "4"]))))
    return plans


DENIALS = ("CO-50 N115", "CO-197", "CO-97 M15", "PR-204", "CO-16 N290", "PR-27")


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_any_decision_makes_a_sound_next_claim_that_the_next_payer_decides_and_that_posts(seed):
    chance = Random(seed)
    claims = []
    for sent in sample_claims(3, seed=seed):
        own = attrs.evolve(sent.coverages[0], payer=Payer("EX001", "EXAMPLE HEALTH PLAN"), sequence="P", filing_indicator="CI", medicare_secondary_reason="")
        later = [attrs.evolve(original().coverages[1]), attrs.evolve(original().coverages[2])]
        claims.append(attrs.evolve(sent, coverages=(own, *later), sequence="P", prior_adjudications=(), billing_provider=original().billing_provider))
    plans = payers(chance)
    books = Ledger()
    books.submit(claims, on=date(2026, 11, 1))
    sending, on = claims, date(2026, 11, 20)
    for one in plans:
        deny = {line_.line_control_number: chance.choice(DENIALS) for sent in claims for line_ in sent.encounter.services if chance.random() < 0.15}
        report = books.post(SimulatedPayer(one, FeeSchedule("NONE"), seed, deny=deny).adjudicate(sending, on=on, received=on))
        assert not report.suspense
        assert not report.refused
        assert all(account.balances for account in books.accounts)
        if one is plans[-1]:
            break
        sending = [books.secondary_claim(sent.patient_control_number) for sent in claims]
        told_rightly(sending, claims)
        on = date(2027, 1, 1) if on.year == 2026 else on.replace(month=2)
        books.submit(sending, on=on.replace(day=1))
    for account in books.accounts:
        assert account.paid == sum((entry.decided.paid for entry in account.history if entry.decided is not None), ZERO)
