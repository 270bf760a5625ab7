"""Seven visits from the coded encounter to the last dollar: the scrubber's word before sending, the payer's, whose move it is, and what settles it.

What a note must say stands in `encounter.documentation`, where a person put it, or is an auditor's finding. Nothing here reads a note.
"""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi270_271
import edi837
from edi837 import Approval, CodeTables, Enrollment, FactRule, ModifierRule, Policy
from edi837.rules.rows import PairEdit, PairEdits
from edi_claims import Authorization, AuthorizationRule, CoverageStatus, Owner, RootCause, RuleError, Severity
from edi_testing.payer import Member, VisitLimit, inquiry_for
from revenue_cycle import Answer, AppealStatus, AuditOutcome, ClaimStage, Guard, Known, WriteOffKind
from revenue_cycle.answers import with_records
from road import CLINIC, OSEI, OTHER, PAID, PROFILE, ROWE, SENT, VISIT, Road, claim, figures, names_nobody, payer, recoded, recorded

AGAIN, PAID_AGAIN, LATER = date(2026, 4, 1), date(2026, 4, 15), date(2026, 5, 20)
CODES = "encounter.services[].procedure"


def told(findings):
    """Code, whose it is, and what it would cause."""
    return [(one.code, one.owner, one.would_cause) for one in findings]


def refused(make, *given, **more):
    """The codes with which something is refused, and whose move it is instead."""
    with pytest.raises(RuleError) as caught:
        make(*given, **more)
    names_nobody(caught.value, *caught.value.findings)
    return [(one.code, one.owner) for one in caught.value.findings]


def settle(road, number, on=LATER):
    """The patient pays what is his; then nobody owes anything, and never on the way did a cent lack its place."""
    road.ledger.patient_payment(number, road.account(number).patient_balance, on=on)
    account = road.account(number)
    road.balanced_at_every_entry()
    assert (account.stage, account.denied_open, account.open_to_payer, account.patient_balance) == (ClaimStage.CLOSED, 0, 0, 0)
    return account


# ---- the ECG: chest pain and shortness of breath

NEEDS_NUMBER = attrs.evolve(PROFILE, authorization_rules=[AuthorizationRule(["93000"])])
ECG_POLICY = CodeTables(policies=[Policy(["93000"], ["R07*", "R0602", "I48*"], name="EX-12")])
NOTE = "note of 2026-03-02, addendum 1"


class TestTheECG:
    """Two ECGs are refused, 150 each: one for its diagnosis, one for its authorization."""

    @pytest.fixture
    def road(self):
        """Both were scrubbed, both were sent all the same, neither ECG was paid."""
        road = self.begun()
        road.send(*self.claims())
        road.pay()
        return road

    def begun(self):
        return Road(payer(allowed={"99214": 130, "93000": 80}, profile=NEEDS_NUMBER, tables=ECG_POLICY), ECG_POLICY, (NEEDS_NUMBER,))

    def claims(self):
        """Chest pain and shortness of breath; on the first claim the ECG's line points to neither, on the second the authorization's number is missing."""
        return (claim("A2001", "R5383 R079 R0602", ("99214-25", 200, 1, 2, 3), ("93000", 150, 1), authorization_number="AUTH778810"),
                claim("A2002", "R079 R0602", ("99214-25", 200, 1, 2), ("93000", 150, 1, 2), who=OSEI))

    def test_before_sending_each_finding_has_its_own_owner(self):
        road = self.begun()
        coded, unasked = self.claims()
        answer = road.ask(unasked, "73")
        assert (answer.status, answer.authorization) == (CoverageStatus.ACTIVE, Authorization.REQUIRED)
        assert told(road.scrub(coded)) == [("C006", Owner.CODING, "CO-50")]
        assert told(road.scrub(unasked, answer=answer)) == [("B005", Owner.FRONT_DESK, "CO-197")]

    def test_the_dashboard_shows_the_same_amount_and_the_denials_are_not_the_same_work(self, road):
        necessity, authorization = road.denial("A2001"), road.denial("A2002")
        assert figures(road.account("A2001")) == figures(road.account("A2002")) == ("350", "105", "70", "150", "0", "25", "0")
        assert necessity.amount == authorization.amount == D(150)
        assert (necessity.root_cause, necessity.owner, necessity.asks, necessity.answer) == (
            RootCause.CODING, Owner.CODING, Owner.PROVIDER, Answer.APPEAL)
        assert (authorization.root_cause, authorization.owner, authorization.asks) == (RootCause.AUTHORIZATION, Owner.FRONT_DESK, None)
        assert CODES in necessity.may_change
        assert necessity.needs_documentation
        assert authorization.may_change == ("authorization_number", "referral_number")
        assert CODES in authorization.must_not_change
        assert necessity.due == authorization.due == date(2026, 9, 15), "180 days from the remittance"

    def test_codes_change_only_with_the_record_and_never_for_an_authorization(self, road):
        coded, unasked = self.claims()
        assert refused(road.ledger.corrected_claim, "A2001", recoded(coded, 2, "93000", 2)) == [("L001", Owner.CODING)]
        for documentation in (None, NOTE):
            assert refused(road.ledger.corrected_claim, "A2002", recoded(unasked, 2, "93000-59"), documentation) == [("L002", Owner.FRONT_DESK)]

    def test_each_right_answer_is_paid(self, road):
        coded, unasked = self.claims()
        assert road.ledger.answer("A2002", Known(authorization_number="AUTH778812")) is Answer.CORRECTED_CLAIM
        again = [road.ledger.corrected_claim("A2001", recoded(coded, 2, "93000", 2, 3), documentation=NOTE),
                 road.ledger.corrected_claim("A2002", attrs.evolve(unasked, authorization_number="AUTH778812"))]
        assert [(one.frequency, one.payer_control_number) for one in again] == [("7", "ICN0009780001"), ("7", "ICN0009780002")]
        assert again[1].encounter == unasked.encounter
        assert road.scrub(*again, on=AGAIN) == []
        assert road.send(*again, on=AGAIN).accepted == ["A2001", "A2002"]
        assert road.ledger.answer("A2001") is Answer.NONE, "a claim is on its way: wait"
        road.pay(PAID_AGAIN)
        for number in ("A2001", "A2002"):
            assert figures(road.account(number)) == ("350", "129", "140", "0", "0", "81", "0")
            assert settle(road, number).patient_paid == D(81)
        assert road.ledger.denials() == []

    def test_an_appeal_with_the_record_that_is_won(self, road):
        appeal = road.ledger.appeal("A2001", on=AGAIN, by="CO", documentation=NOTE)
        assert (appeal.amount, appeal.deadline) == (D(150), date(2026, 9, 15))
        road.payer.plan = attrs.evolve(road.payer.plan, tables=CodeTables())        # the reviewer accepts what the record says
        road.payer.reprocess("A2001", "N690")
        [remittance] = road.payer.adjudicate_each([], on=PAID_AGAIN)
        road.post(remittance)
        [decided] = road.ledger.appeals()
        assert (decided.status, decided.recovered) == (AppealStatus.OVERTURNED, D(24)), "80 allowed, less 50 deductible and a fifth"
        assert settle(road, "A2001").paid == D(129)

    def test_an_authorization_that_nobody_gives_is_the_practices_own_loss(self, road):
        road.ledger.appeal("A2002", on=AGAIN, by="FD", reason="asked for afterwards")
        assert road.ledger.appeal_decided("A2002", "upheld", on=PAID_AGAIN).recovered == 0
        lost = road.denial("A2002")
        assert lost.write_off_kind is WriteOffKind.AUTHORIZATION
        road.ledger.write_off("A2002", lost.amount, "no authorization", on=LATER, kind=lost.write_off_kind, by="PL")
        assert figures(road.account("A2002")) == ("350", "105", "70", "0", "0", "25", "150"), "nothing of it is contractual, or the patient's"
        assert settle(road, "A2002").written_off == D(150)

    def test_what_the_scrubber_had_said_is_remembered(self):
        road = self.begun()
        road.scrub(*self.claims())
        road.send(*self.claims())
        road.pay()
        assert {(one.claim, one.what, one.rules[0], one.guard) for one in road.ledger.escaped()} == {
            ("A2001", "CO-50", "C006", Guard.IGNORED), ("A2002", "CO-197", "B005", Guard.IGNORED)}


# ---- a visit for diabetes and hypertension

class TestDiabetesAndHypertension:
    """One visit, a laboratory test, two diagnoses; what breaks it is either the code or the coverage."""

    def road(self, **more):
        return Road(payer(allowed={"99214": 130, "83036": 14}, **more))

    def visit(self, *diagnoses):
        return claim("B2001", " ".join(diagnoses or ("E1165", "I10")), ("99214", 200, 1, 2), ("83036", 30, 1))

    def test_the_visit_points_to_both_and_the_test_to_diabetes_alone(self):
        road, bill = self.road(), self.visit()
        assert [line.diagnosis_pointers for line in bill.encounter.services] == [(1, 2), (1,)]
        assert road.scrub(bill, answer=road.ask(bill)) == []
        road.send(bill)
        assert "HI*ABK:E1165*ABF:I10~" in road.sent[0]
        assert "SV1*HC:99214*200*UN*1***1:2~" in road.sent[0]
        assert "SV1*HC:83036*30*UN*1***1~" in road.sent[0]

    def test_the_patient_owes_what_was_estimated(self):
        road, bill = self.road(), self.visit()
        [response] = road.payer.respond([inquiry_for(bill)])
        share = edi270_271.estimate_visit(response, bill.encounter, road.payer.fees)
        assert share.low == share.high == D(39), "25 for the visit, 14 of the deductible"
        road.send(bill)
        road.pay()
        assert figures(road.account("B2001")) == ("230", "105", "86", "0", "0", "39", "0")
        assert settle(road, "B2001").patient_paid == D(39)

    def test_a_diagnosis_that_is_not_coded_in_full_is_rejected_and_no_denial(self):
        road, bill = self.road(), self.visit("E11", "I10")
        assert told(road.scrub(bill)) == [("C001", Owner.CODING, "277CA A7:255")]
        assert road.send(bill).rejected == ["B2001"]
        assert road.account("B2001").stage is ClaimStage.REJECTED
        assert road.ledger.denials() == []
        [item] = [one for one in road.ledger.work_queue(AGAIN) if one.claim == "B2001"]
        assert (item.owner, item.root_cause) == (Owner.CODING, RootCause.CODING)
        assert refused(road.ledger.corrected_claim, "B2001", self.visit()) == [("L003", Owner.BILLING)], "there is nothing to replace"
        assert refused(road.ledger.appeal, "B2001") == [("L060", Owner.BILLING)], "nothing was decided"
        assert refused(road.ledger.resubmitted_claim, "B2001", self.visit()) == [("L001", Owner.CODING)]
        again = road.ledger.resubmitted_claim("B2001", self.visit(), documentation=NOTE)
        assert again.frequency == "1"
        assert road.send(again, on=AGAIN).accepted == ["B2001"]
        road.pay(PAID_AGAIN)
        assert settle(road, "B2001").paid == D(105)

    def test_coverage_that_ended_is_the_front_desks_whatever_was_coded(self):
        road, bill = self.road(members={ROWE[1]: Member(ends=date(2026, 1, 31))}), self.visit()
        answer = road.ask(bill)
        assert (answer.status, answer.ends) == (CoverageStatus.INACTIVE, date(2026, 1, 31))
        assert set(told(road.scrub(bill, answer=answer))) == {("M008", Owner.FRONT_DESK, "CO-27")}
        road.send(bill)
        road.pay()
        assert figures(road.account("B2001")) == ("230", "0", "0", "230", "0", "0", "0"), "PR-27 is not yet the patient's"
        for denial in road.ledger.denials():
            assert (denial.root_cause, denial.owner, denial.answer) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK, Answer.TRANSFER_TO_PATIENT)
            assert CODES in denial.must_not_change
        road.ledger.transfer_to_patient("B2001", D(230), "coverage verified again, no other found", on=AGAIN, by="FD")
        assert figures(road.account("B2001")) == ("230", "0", "0", "0", "0", "230", "0")
        assert settle(road, "B2001").patient_paid == D(230)


# ---- a lesion is removed

LESION = CodeTables(fact_rules=[FactRule(["114??"], ["lesion size", "site", "method"])])
FACTS = {"lesion_size": "2.4 CM WITH MARGINS", "site": "LEFT UPPER BACK", "method": "FULL THICKNESS EXCISION"}


class TestTheLesion:
    """400 are not paid: since the record lacks what the code says, or since the patient has another insurance."""

    def removal(self, **more):
        return claim("C2001", "D225", ("11403", 400), **more)

    def test_what_is_not_recorded_is_asked_of_the_provider_and_the_claim_waits(self):
        road, bill = Road(payer(allowed={"11403": 250}), LESION), self.removal()
        found = road.scrub(bill)
        assert told(found) == [("C014", Owner.PROVIDER, "CO-16 M127")] * 3
        assert [fact for fact in ("lesion size", "site", "method") if any(fact in one.message for one in found)] == ["lesion size", "site", "method"]
        road.ledger.hold("C2001", "provider_query", on=SENT)
        assert road.account("C2001").stage is ClaimStage.HELD
        assert road.ledger.metrics(date(2026, 3, 1), date(2026, 3, 31)).clean_claim_rate_strict.denominator == 0, "what is held was not sent"
        assert len(road.scrub(recorded(bill, lesion_size=FACTS["lesion_size"]))) == 2
        whole = recorded(bill, **FACTS)
        assert road.scrub(whole, on=AGAIN) == []
        assert whole.encounter.coding == bill.encounter.coding
        assert road.send(whole, on=AGAIN).accepted == ["C2001"]
        road.pay(PAID_AGAIN)
        assert figures(road.account("C2001")) == ("400", "160", "150", "0", "0", "90", "0")
        settle(road, "C2001")

    def test_sent_all_the_same_the_payer_wants_the_record(self):
        road, bill = Road(payer(allowed={"11403": 250}, records_wanted=["114*"]), LESION), self.removal()
        road.scrub(bill)
        road.send(bill)
        road.pay()
        denial = road.denial("C2001")
        assert (denial.root_cause, denial.answer, denial.due) == (RootCause.DOCUMENTATION, Answer.SEND_RECORDS, date(2026, 5, 3))
        assert [(one.report_type, one.control_number) for one in denial.records] == [("M1", "C2001L1-M1")]
        again = road.ledger.corrected_claim("C2001", with_records(bill, denial.service_line, denial.records))
        road.send(again, on=AGAIN)
        assert "PWK*M1*EL***AC*C2001L1-M1~" in road.sent[-1]
        road.pay(PAID_AGAIN)
        assert figures(road.account("C2001")) == ("400", "160", "150", "0", "0", "90", "0")
        settle(road, "C2001")

    def test_the_record_and_the_insurance_are_the_same_400_and_not_the_same_work(self):
        amounts, owners = [], []
        for terms in ({"records_wanted": ["114*"]}, {"members": {ROWE[1]: Member(ends=date(2026, 2, 28))}}):
            road = Road(payer(allowed={"11403": 250}, **terms))
            road.send(self.removal())
            road.pay()
            amounts.append(figures(road.account("C2001")))
            owners.append((road.denial("C2001").owner, road.denial("C2001").answer))
        assert amounts == [("400", "0", "0", "400", "0", "0", "0")] * 2
        assert owners == [(Owner.PROVIDER, Answer.SEND_RECORDS), (Owner.FRONT_DESK, Answer.TRANSFER_TO_PATIENT)]

    def test_an_insurance_that_changed_is_the_front_desks_and_the_new_one_pays(self):
        ended = Member(ends=date(2026, 2, 28), primary=OTHER)
        road, bill = Road(payer(members={ROWE[1]: ended}), LESION), recorded(self.removal(), **FACTS)
        answer = road.ask(bill)
        assert (answer.status, answer.other_payers[0].payer.payer_id) == (CoverageStatus.INACTIVE, "SUN01")
        assert set(told(road.scrub(bill, answer=answer))) == {("M007", Owner.BILLING, "CO-22"), ("M008", Owner.FRONT_DESK, "CO-27")}
        road.send(bill)
        road.pay()
        denial = road.denial("C2001")
        assert (denial.amount, denial.root_cause, denial.owner) == (D(400), RootCause.ELIGIBILITY, Owner.FRONT_DESK)
        assert CODES in denial.must_not_change
        assert refused(road.ledger.resubmitted_claim, "C2001") == [("L068", Owner.BILLING)], "a payer has decided: to him it would be a duplicate"

        road.payer = payer(OTHER, allowed={"11403": 260}, profile=PROFILE)
        moved = recorded(self.removal(payer_id="SUN01"), **FACTS)
        assert moved.encounter == bill.encounter
        assert road.ask(moved).status is CoverageStatus.ACTIVE
        assert road.send(moved, on=AGAIN).accepted == ["C2001"]
        assert [one.answer for one in road.ledger.denials()] == [Answer.NONE], "wait for the new payer"
        road.pay(PAID_AGAIN)
        assert figures(road.account("C2001")) == ("400", "168", "140", "0", "0", "92", "0")
        settle(road, "C2001")


# ---- physical therapy

class TestPhysicalTherapy:
    """90 for exercises, five ways not to be paid for them, and each has another owner or another answer."""

    GROUP = attrs.evolve(CLINIC, npi="1999999992")
    APPROVED = attrs.evolve(PROFILE, authorization_rules=[AuthorizationRule(["97110"])])
    POLICY = CodeTables(policies=[Policy(["97110"], ["M25*", "S83*"])])
    ENROLLED = CodeTables(enrollments=[Enrollment(CLINIC.npi), Enrollment("1999999984")])

    def therapy(self, diagnosis="M25561", **more):
        return claim("D2001", diagnosis, ("97110-GPx2", 90), **more)

    def arrives(self, road, bill, *wanted):
        """Asked, scrubbed, sent, decided: the denial."""
        assert [(code, owner) for code, owner, _ in told(road.scrub(bill, answer=road.ask(bill, "PT")))] == list(wanted)
        assert road.send(bill).accepted == ["D2001"]
        road.pay()
        denial = road.denial("D2001")
        assert denial.amount == road.account("D2001").denied_open == D(90)
        return denial

    def paid(self, road, again, *, charge="90"):
        """The answer goes out, and settles it."""
        road.send(again, on=AGAIN)
        road.pay(PAID_AGAIN)
        account = road.account("D2001")
        assert (str(account.charge), account.denied_open, account.open_to_payer) == (charge, 0, 0)
        return settle(road, "D2001")

    def test_the_diagnosis(self):
        road = Road(payer(allowed={"97110": 35}, tables=self.POLICY), self.POLICY)
        denial = self.arrives(road, self.therapy("R5383"), ("C006", Owner.CODING))
        assert (denial.root_cause, denial.owner, denial.asks) == (RootCause.CODING, Owner.CODING, Owner.PROVIDER)
        assert refused(road.ledger.corrected_claim, "D2001", self.therapy()) == [("L001", Owner.CODING)]
        self.paid(road, road.ledger.corrected_claim("D2001", self.therapy(), documentation=NOTE))

    def test_the_authorization(self):
        road = Road(payer(allowed={"97110": 35}, profile=self.APPROVED), profiles=(self.APPROVED,))
        denial = self.arrives(road, self.therapy(), ("B005", Owner.FRONT_DESK))
        assert (denial.root_cause, denial.owner, denial.may_change) == (
            RootCause.AUTHORIZATION, Owner.FRONT_DESK, ("authorization_number", "referral_number"))
        assert refused(road.ledger.corrected_claim, "D2001", self.therapy("S83511A"), documentation=NOTE) == [("L002", Owner.FRONT_DESK)]
        self.paid(road, road.ledger.corrected_claim("D2001", self.therapy(authorization_number="PT5501")))

    def test_the_authorization_whose_visits_are_used_up(self):
        few = CodeTables(approvals=[Approval("PT5501", units=D(1)), Approval("PT5502")])
        road = Road(payer(allowed={"97110": 35}, profile=self.APPROVED, tables=few), few, (self.APPROVED,))
        denial = self.arrives(road, self.therapy(authorization_number="PT5501"), ("B005", Owner.FRONT_DESK))
        assert (denial.root_cause, denial.adjustments[0].code) == (RootCause.AUTHORIZATION, "CO-198")
        self.paid(road, road.ledger.corrected_claim("D2001", self.therapy(authorization_number="PT5502")))

    def test_the_billing_provider(self):
        road = Road(payer(allowed={"97110": 35}, tables=self.ENROLLED), self.ENROLLED)
        denial = self.arrives(road, self.therapy(billing_provider=self.GROUP), ("P007", Owner.BILLING))
        assert (denial.root_cause, denial.owner, denial.answer) == (RootCause.PAYER_SETUP, Owner.BILLING, Answer.CALL_PAYER)
        assert "billing_provider" in denial.may_change
        assert CODES in denial.must_not_change
        self.paid(road, road.ledger.corrected_claim("D2001", self.therapy()))

    def test_the_wrong_payer_is_no_denial_it_never_gets_in(self):
        road, bill = Road(payer(OTHER, allowed={"97110": 35})), self.therapy()
        assert road.ask(bill, "PT").status is CoverageStatus.NOT_ANSWERED
        assert road.send(bill).rejected == ["D2001"]
        [item] = [one for one in road.ledger.work_queue(AGAIN) if one.claim == "D2001"]
        assert (item.root_cause, item.owner, item.amount) == (RootCause.PAYER_SETUP, Owner.FRONT_DESK, D(90))
        assert road.ledger.denials() == []
        assert refused(road.ledger.appeal, "D2001") == [("L060", Owner.BILLING)]
        self.paid(road, road.ledger.resubmitted_claim("D2001", self.therapy(payer_id="SUN01")))

    @pytest.fixture
    def used_up(self):
        """A plan with two visits, both of which were had in February."""
        def after(group):
            road = Road(payer(allowed={"97110": 35}, visit_limits=(VisitLimit(["97*"], 2, group),)))
            for at in (1, 2):
                one = claim(f"D100{at}", "M25561", ("97110-GPx2", 90))
                lines = tuple(attrs.evolve(line, service_date=date(2026, 2, at + 8)) for line in one.encounter.services)
                road.send(attrs.evolve(one, encounter=attrs.evolve(one.encounter, services=lines)), on=date(2026, 2, 20))
            road.pay(date(2026, 2, 27))
            return road
        return after

    def test_the_visit_limit_is_seen_before_the_third_visit(self, used_up):
        road, bill = used_up("CO"), self.therapy()
        answer = road.ask(bill, "PT")
        assert (answer.visits, answer.visits_remaining) == (2, 0)
        [found] = road.scrub(bill, answer=answer)
        assert (found.code, found.severity, found.owner, found.would_cause) == ("B012", Severity.WARNING, Owner.FRONT_DESK, "CO-119")

    def test_the_visit_limit_that_the_practice_bears(self, used_up):
        road = used_up("CO")
        denial = self.arrives(road, self.therapy(), ("B012", Owner.FRONT_DESK))
        assert (denial.root_cause, denial.owner, denial.answer) == (RootCause.ELIGIBILITY, Owner.FRONT_DESK, Answer.CALL_PAYER)
        assert CODES in denial.must_not_change
        road.ledger.appeal("D2001", on=AGAIN, by="FD", documentation="plan of care of 2026-02-02")
        road.payer.plan = attrs.evolve(road.payer.plan, visit_limits=())             # the payer grants more visits
        road.payer.reprocess("D2001", "N690")
        road.post(road.payer.adjudicate([], on=PAID_AGAIN))
        assert road.ledger.appeals()[0].status is AppealStatus.OVERTURNED
        settle(road, "D2001")

    def test_the_visit_limit_that_the_patient_bears_is_no_denial_to_work_on(self, used_up):
        road = used_up("PR")
        road.send(self.therapy())
        road.pay()
        assert road.ledger.denials() == []
        assert figures(road.account("D2001")) == ("90", "0", "0", "0", "0", "90", "0")
        assert road.ledger.metrics(date(2026, 3, 1), date(2026, 3, 31)).denial_rate_lines.numerator == 1, "it was refused all the same"
        settle(road, "D2001")


# ---- a thin note

class TestTheThinNote:
    """A visit is paid; later an auditor finds that the note does not support it. No payer has refused anything."""

    @pytest.fixture
    def road(self):
        road, bill = Road(payer(allowed={"99214": 130, "99213": 90}, deductible=D(0))), self.visit()
        assert road.scrub(bill, answer=road.ask(bill)) == [], "nothing that is sent says what a note holds"
        road.send(bill)
        road.pay()
        return road

    def visit(self):
        return claim("E2001", "I10", ("99214", 200))

    def test_it_is_paid_and_the_patient_has_paid_his_part(self, road):
        assert figures(road.account("E2001")) == ("200", "105", "70", "0", "0", "25", "0")
        settle(road, "E2001")

    def test_the_auditors_finding_stands_apart_from_denials_and_moves_no_money(self, road):
        before = figures(road.account("E2001"))
        road.ledger.audit_finding("E2001", 1, AuditOutcome.UNSUPPORTED, by="AU", on=AGAIN, documentation="note of 2026-03-02", note="ROWE: NO EXAMINATION")
        [flag] = road.ledger.audit_flags()
        assert (flag.what, flag.at_risk, flag.root_cause, flag.owner) == (AuditOutcome.UNSUPPORTED, D(105), RootCause.DOCUMENTATION, Owner.PROVIDER)
        assert figures(road.account("E2001")) == before
        assert road.ledger.denials() == []
        assert road.ledger.escaped() == []
        measures = road.ledger.metrics(date(2026, 3, 1), date(2026, 4, 30))
        assert (measures.denial_rate_lines.numerator, measures.audits.unsupported) == (0, 1)
        names_nobody(flag)

    def test_an_addendum_that_was_there_settles_it(self, road):
        road.ledger.audit_finding("E2001", 1, "unsupported", by="AU", on=AGAIN)
        road.ledger.audit_finding("E2001", 1, "supported", by="AU", on=PAID_AGAIN, documentation="addendum of 2026-03-03")
        assert road.ledger.audit_flags() == []

    def test_a_lower_code_goes_out_with_the_record_and_what_was_paid_too_much_goes_back(self, road):
        road.ledger.patient_payment("E2001", D(25), on=VISIT)
        road.ledger.audit_finding("E2001", 1, "code_changed", by="AU", on=AGAIN, documentation="note of 2026-03-02")
        [flag] = road.ledger.audit_flags()
        assert (flag.root_cause, flag.owner) == (RootCause.CODING, Owner.CODING)
        lower = recoded(self.visit(), 1, "99213", charge=140)
        assert refused(road.ledger.corrected_claim, "E2001", lower) == [("L001", Owner.CODING)], "upward or downward, the record says so"
        again = road.ledger.corrected_claim("E2001", lower, documentation="note of 2026-03-02")
        road.send(again, on=AGAIN)
        [report] = road.pay(PAID_AGAIN)
        assert [one.amount for one in report.posted] == [D(-105), D(65)]
        assert report.amount == 0, "more goes back than comes: it is carried forward"
        assert road.ledger.owed_to_payer == D(40)
        account = road.account("E2001")
        assert figures(account) == ("140", "65", "50", "0", "0", "25", "0")
        assert account.stage is ClaimStage.CLOSED
        assert road.ledger.audit_flags()[0].at_risk == D(65)
        road.ledger.audit_finding("E2001", 1, "supported", by="AU", on=LATER)
        assert road.ledger.audit_flags() == []


# ---- an infusion

TIMES = CodeTables(fact_rules=[FactRule(["9636?"], ["infusion start", "infusion stop"])])


class TestTheInfusion:
    """Hydration is paid by the time that it took. Where nobody wrote the times down, nobody makes them up."""

    def begun(self, **more):
        return Road(payer(allowed={"96360": 45, "96361": 15}, deductible=D(0), **more), TIMES)

    def hydration(self, **more):
        return claim("F2001", "E860", ("96360", 120), ("96361", 50), **more)

    def test_times_that_are_recorded(self):
        road, bill = self.begun(), recorded(self.hydration(), infusion_start="09:10", infusion_stop="11:05")
        assert road.scrub(bill, answer=road.ask(bill)) == []
        road.send(bill)
        road.pay()
        assert figures(road.account("F2001")) == ("170", "48", "110", "0", "0", "12", "0")
        settle(road, "F2001")

    def test_times_that_are_not_recorded_are_the_providers_to_answer(self):
        road, bill = self.begun(), self.hydration()
        assert told(road.scrub(bill)) == [("C014", Owner.PROVIDER, "CO-16 M127")] * 4, "two facts, two lines"
        assert len(road.scrub(recorded(bill, infusion_start="09:10", infusion_stop=" "))) == 2, "a blank is no time"
        road.ledger.hold("F2001", "provider_query", on=SENT)
        assert [one.owner for one in road.ledger.work_queue(AGAIN) if one.claim == "F2001"] == [Owner.CODING], "who asks the provider"
        assert figures(road.account("F2001")) == ("0", "0", "0", "0", "0", "0", "0")

    @pytest.fixture
    def road(self):
        """Sent without the times: the payer wants to see them."""
        road = self.begun(records_wanted=["9636*"])
        road.send(self.hydration())
        road.pay()
        return road

    def test_sent_without_them_they_are_wanted_afterwards(self, road):
        assert [(one.amount, one.root_cause, one.answer) for one in road.ledger.denials()] == [
            (D(120), RootCause.DOCUMENTATION, Answer.SEND_RECORDS), (D(50), RootCause.DOCUMENTATION, Answer.SEND_RECORDS)]

    def test_found_in_the_infusion_log_they_are_sent_and_paid(self, road):
        again = recorded(self.hydration(), infusion_start="09:10", infusion_stop="11:05")
        for denial in road.ledger.denials():
            again = with_records(again, denial.service_line, denial.records)
        assert road.scrub(again, on=AGAIN) == []
        road.send(road.ledger.corrected_claim("F2001", again), on=AGAIN)
        road.pay(PAID_AGAIN)
        assert settle(road, "F2001").paid == D(48)

    def test_what_nobody_recorded_is_lost_and_is_not_the_patients(self, road):
        for denial in road.ledger.denials():
            assert denial.write_off_kind is WriteOffKind.AVOIDABLE
            road.ledger.write_off("F2001", denial.amount, "times not recorded", on=LATER, kind=denial.write_off_kind, by="PL")
        account = road.account("F2001")
        assert figures(account) == ("170", "0", "0", "0", "0", "0", "170")
        assert account.stage is ClaimStage.CLOSED

    def test_the_second_hour_that_the_times_do_not_hold_goes_with_the_record(self, road):
        shorter = recorded(self.hydration(), infusion_start="09:10", infusion_stop="10:05")
        for denial in road.ledger.denials():
            shorter = with_records(shorter, denial.service_line, denial.records)
        one_hour = attrs.evolve(shorter.encounter, services=shorter.encounter.services[:1])
        revised = attrs.evolve(shorter, encounter=one_hour, charge=one_hour.total_charge)
        assert refused(road.ledger.corrected_claim, "F2001", revised) == [("L001", Owner.CODING)]
        road.send(road.ledger.corrected_claim("F2001", revised, documentation="infusion log of 2026-03-02"), on=AGAIN)
        road.pay(PAID_AGAIN)
        assert figures(road.account("F2001")) == ("120", "36", "75", "0", "0", "9", "0")
        settle(road, "F2001")


# ---- a modifier

class TestTheModifier:
    """Two procedures on a day: without a modifier one is part of the other. The record says whether it was."""

    EDITS = CodeTables(pairs=PairEdits([PairEdit("17000", "11102", date(2020, 1, 1), indicator="1")]))

    def procedures(self, biopsy="11102"):
        return claim("G2001", "L570 D485", ("17000", 150, 1), (biopsy, 220, 2))

    def separate(self):
        return self.procedures("11102-59")

    @pytest.fixture(params=["CO-97", "CO-236"])
    def road(self, request):
        """The biopsy was bundled, by either of the codes that payers use."""
        deny = {"G2001L2": "CO-236"} if request.param == "CO-236" else None
        road = Road(payer(tables=self.EDITS, deny=deny, allowed={"17000": 70, "11102": 100}, deductible=D(0)), self.EDITS)
        assert told(road.scrub(self.procedures(), answer=road.ask(self.procedures()))) == [("C005", Owner.CODING, "CO-236")]
        road.send(self.procedures())
        road.pay()
        assert road.denial("G2001").adjustments[0].code == request.param
        road.payer.deny.clear()
        return road

    def test_it_is_codings_and_never_the_patients(self, road):
        denial = road.denial("G2001")
        assert denial.is_bundled
        assert (denial.amount, denial.root_cause, denial.owner, denial.answer) == (D(220), RootCause.CODING, Owner.CODING, Answer.CORRECTED_CLAIM)
        assert denial.needs_documentation
        assert road.account("G2001").patient_balance == D(14), "his part of what was paid"

    def test_a_modifier_needs_the_record(self, road):
        assert refused(road.ledger.corrected_claim, "G2001", self.separate()) == [("L001", Owner.CODING)]
        assert refused(road.ledger.corrected_claim, "G2001", self.separate(), documentation=" ") == [("L001", Owner.CODING)]

    def test_a_separate_lesion_on_record_is_paid(self, road):
        again = road.ledger.corrected_claim("G2001", self.separate(), documentation="procedure note of 2026-03-02: forearm, and cheek")
        history = [self.procedures()]
        assert edi837.check([again], tables=self.EDITS, profiles=road.profiles, history=history) == []
        road.send(again, on=AGAIN)
        assert "SV1*HC:11102:59*220*UN*1***2~" in road.sent[-1]
        road.pay(PAID_AGAIN)
        assert figures(road.account("G2001")) == ("370", "136", "200", "0", "0", "34", "0")
        assert settle(road, "G2001").paid == D(136)

    def test_one_lesion_was_rightly_bundled_and_is_the_contracts(self, road):
        denial = road.denial("G2001")
        assert denial.write_off_kind is WriteOffKind.CONTRACTUAL
        road.ledger.write_off("G2001", denial.amount, "one lesion", on=AGAIN, kind=denial.write_off_kind, by="CO")
        assert figures(road.account("G2001")) == ("370", "56", "80", "0", "0", "14", "220")
        settle(road, "G2001")

    def test_a_visit_beside_a_procedure(self):
        wanted = CodeTables(modifier_rules=[ModifierRule(["992*"], ["25"], beside=["17000"])])
        road, bill = Road(payer(deny={"G2002L1": "CO-97 M15"}, allowed={"99213": 90, "17000": 70}), wanted), self.with_visit("99213")
        assert told(road.scrub(bill)) == [("C005", Owner.CODING, "CO-97")]
        road.send(bill)
        road.pay()
        assert (road.denial("G2002").procedure, road.denial("G2002").answer) == ("99213", Answer.CORRECTED_CLAIM)
        road.payer.deny.clear()
        again = road.ledger.corrected_claim("G2002", self.with_visit("99213-25"), documentation="note of 2026-03-02: blood pressure")
        assert road.scrub(again, on=AGAIN) == []
        road.send(again, on=AGAIN)
        road.pay(PAID_AGAIN)
        settle(road, "G2002")

    def with_visit(self, visit):
        return claim("G2002", "L570 I10", (visit, 140, 2), ("17000", 150, 1))


# ---- all of it

def test_no_case_lets_a_denial_end_as_contractual_by_itself():
    """CO-50, CO-197, CO-97: what a payer refuses stays open until a person decides."""
    tables = CodeTables(policies=ECG_POLICY.policies, pairs=TestTheModifier.EDITS.pairs)
    road = Road(payer(profile=NEEDS_NUMBER, tables=tables))
    road.send(*TestTheECG().claims(), TestTheModifier().procedures())
    road.pay(PAID)
    assert [(one.claim, str(one.owner), one.amount) for one in road.ledger.denials()] == [
        ("A2001", "coding", D(150)), ("A2002", "front_desk", D(150)), ("G2001", "coding", D(220))]
    assert all(road.account(one.claim).denied_open == one.amount for one in road.ledger.denials())


def test_what_looks_for_the_patient_finds_him():
    who, member_id = ROWE
    for told in (who.name.last, who.name.first.lower(), who.address.lines[0], member_id, who.birth_date):
        with pytest.raises(AssertionError):
            names_nobody(f"claim A1001 of {told}")
    with pytest.raises(AssertionError):
        names_nobody("2.4 CM", written=["2.4 cm"])
