"""The whole road of a claim between a practice and a simulated payer: whatever goes over goes over as X12 text, is held against its guide, and read back.

Each step is what a user writes for it. What is asserted here holds on every road: texts conform, nothing is lost on the way, every account balances
after every entry, and nothing that is said of a claim names its patient.
"""

from datetime import date, datetime
from decimal import Decimal as D

import attrs

import edi270_271
import edi835
import edi837
import edi_acks
from edi_claims import (
    Address,
    Contact,
    Coverage,
    Diagnosis,
    Encounter,
    Fee,
    FeeSchedule,
    Payer,
    PayerProfile,
    Person,
    PersonName,
    Procedure,
    Provider,
    ServiceLine,
    TradingPartner,
    errors,
)
from edi_testing import Plan, SimulatedPayer
from edi_testing.payer import Copay, inquiry_for
from edi_x12 import ControlNumbers, conformance
from revenue_cycle import Ledger
from revenue_cycle.next_claim import REFERENCE

PRACTICE = TradingPartner("RIVERBEND CLINIC", "PRACTTEST", party_id="RB837", contact=Contact("BILLING DESK", (("TE", "4025550100"),)))
US = {"sender": PRACTICE, "receiver": TradingPartner("EXAMPLE HEALTH PLAN", "PAYERTEST", party_id="EXH1"), "usage": "T"}
THEM = {"sender": US["receiver"], "receiver": PRACTICE, "usage": "T"}

VISIT, SENT, HEARD, PAID = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 19)
"""Of the first sending: the visit, the day of the file, its acknowledgments, the payment."""

PLAN = Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",))
OTHER = Payer("SUN01", "SUNRISE HEALTH PLAN", ("1598765432",))
NAMES = {one.payer_id: one.name for one in (PLAN, OTHER)}
PROFILE = PayerProfile(PLAN.name, ("EX001", "1512345678"), timely_filing_days=90, corrected_claim_days=180, appeal_days=180, records_days=45)
CLINIC = Provider("1234567893", "RIVERBEND CLINIC LLC", "207Q00000X", "470000001", address=Address(("500 RIVER RD",), "OMAHA", "NE", "681020123"))
TREATS = Provider("1999999984", PersonName("IBARRA", "LUIS"), "207Q00000X")
ROWE = Person(PersonName("ROWE", "DANA"), date(1971, 3, 4), "F", Address(("12 ELM ST",), "OMAHA", "NE", "68102")), "XYZ100200300"
OSEI = Person(PersonName("OSEI", "KWAME"), date(1963, 8, 21), "M", Address(("7 LAKE AVE",), "OMAHA", "NE", "68104")), "XYZ100200310"


def claim(number, diagnoses, *services, who=ROWE, payer_id="EX001", documentation=None, **more):
    """A coded visit as a claim. A service is a code with its modifiers, the charge, pointers: `("99214-25", 200, 1, 2)`; units behind `x`: `97110x2`."""
    coded = Encounter(who[0], tuple(map(Diagnosis, diagnoses.split())), tuple(_line(*one) for one in services), "11",
                      rendering_provider=more.pop("rendering_provider", TREATS), documentation=documentation or {})
    cover = Coverage(Payer(payer_id, NAMES[payer_id]), who[1], filing_indicator="12", group_number="GRP9000")
    return edi837.claim_from(coded, patient_control_number=number, coverages=[cover], **{"billing_provider": CLINIC, **more})


def _line(code, charge, *pointers, day=VISIT):
    code, _, units = code.partition("x")
    procedure, *modifiers = code.split("-")
    return ServiceLine(Procedure(procedure, tuple(modifiers)), D(charge), D(units or 1), pointers or (1,), day)


def recorded(one, **facts):
    """The claim with facts that a person has recorded: `lesion_size` is the lesion size."""
    known = {**one.encounter.documentation, **{name.replace("_", " "): told for name, told in facts.items()}}
    return attrs.evolve(one, encounter=attrs.evolve(one.encounter, documentation=known))


def recoded(one, line, code, *pointers, charge=None):
    """The claim with another code, or other pointers, on one line: what only a coder does."""
    procedure, *modifiers = code.split("-")
    lines = list(one.encounter.services)
    lines[line - 1] = attrs.evolve(lines[line - 1], procedure=Procedure(procedure, tuple(modifiers)), diagnosis_pointers=pointers or lines[line - 1].diagnosis_pointers,
                                   charge=lines[line - 1].charge if charge is None else D(charge))
    found = attrs.evolve(one.encounter, services=tuple(lines))
    return attrs.evolve(one, encounter=found, charge=found.total_charge)


def payer(plan=None, deny=None, allowed=None, **terms):
    """A payer that takes a copay of 25 for a visit, a deductible of 50 and a fifth of the rest; `allowed` are its fees by code."""
    terms = {"deductible": D(50), "coinsurance": D("0.2"), "copays": (Copay(["992*"], D(25)),), "profile": PROFILE, **terms}
    fees = FeeSchedule("EXAMPLE", [Fee(code, D(amount)) for code, amount in (allowed or {}).items()])
    return SimulatedPayer(Plan(plan or PLAN, **terms), fees, seed=7, deny=deny)


@attrs.define
class Road:
    """A practice with its ledger, and the payer at the other end. `tables` are what the practice knows; the payer has its own."""

    payer: SimulatedPayer
    tables: edi837.CodeTables = attrs.field(factory=edi837.CodeTables)
    profiles: tuple[PayerProfile, ...] = (PROFILE,)
    ledger: Ledger = attrs.Factory(lambda self: Ledger(self.profiles), takes_self=True)
    numbers: ControlNumbers = attrs.field(factory=ControlNumbers)
    sent: list[str] = attrs.field(factory=list)
    """Every 837 text."""
    written: list[str] = attrs.field(factory=list)
    """What people wrote into records: it goes nowhere."""
    arrived: date = HEARD
    """The day on which the last file came."""

    def ask(self, one, service_type="30"):
        """270 there, 271 back: what the payer says of the patient's coverage on the day of the visit."""
        asked = edi270_271.build_270([inquiry_for(one)], control=self.numbers, created=_at(VISIT), **US)
        told = edi270_271.build_271(self.payer.respond(edi270_271.parse_270(asked)), control=self.numbers, created=_at(VISIT), **THEM)
        assert conformance.check(asked) == conformance.check(told) == []
        [response] = edi270_271.parse_271(told)
        assert response.trace_number == one.patient_control_number or response.rejections
        return edi270_271.answer(response, on=one.encounter.first_day, service_type=service_type)

    def scrub(self, *claims, answer=None, on=SENT):
        """What is wrong before anything is sent; the ledger remembers it."""
        found = edi837.check(claims, profiles=self.profiles, tables=self.tables, eligibility=answer, as_of=on)
        self.ledger.scrubbed(found, on, claims)
        self.holds(found)
        return found

    def send(self, *claims, on=SENT):
        """837 there; TA1, 999 and 277CA back."""
        self.written += [text for one in claims for name, text in one.encounter.documentation.items() if not name.startswith(REFERENCE)]
        text = edi837.build(claims, control=self.numbers, created=_at(on), **US)
        assert conformance.check(text) == []
        assert [_unrecorded(one) for one in edi837.parse(text)] == [_unrecorded(one) for one in claims]
        assert not [written for written in self.written if written in text], "what a person recorded is not sent"
        self.sent.append(text)
        self.ledger.submit(claims, edi837.receipt(text), on=on)
        self.holds()
        self.arrived = _next(on)
        told = edi_acks.build_ta1(text, control=self.numbers) + edi_acks.build(
            self.payer.acknowledge(text, on=self.arrived), control=self.numbers, created=_at(self.arrived), **THEM)
        heard = edi_acks.parse(told)
        assert [type(one).__name__ for one in heard] == ["InterchangeAcknowledgment", "ImplementationAcknowledgment", "ClaimAcknowledgment"]
        report = self.ledger.acknowledge(heard, on=self.arrived)
        self.holds(report)
        return report

    def pay(self, on=PAID):
        """What the payer has decided meanwhile: a remittance for each billing provider."""
        reports = [self.post(one) for one in self.payer.adjudicate_each(self.payer.waiting(), on=on, received=self.arrived)]
        assert self.payer.waiting() == []
        return reports

    def post(self, remittance):
        """835 back; every cent of it has its place."""
        text = edi835.build(remittance, control=self.numbers, created=_at(remittance.payment_date), **THEM)
        [read] = edi835.parse(text)
        assert conformance.check(text) == errors(edi835.check(read)) == []
        assert read == remittance
        report = self.ledger.post(read)
        assert report.amount == read.payment_amount
        assert report.refused == report.suspense == []
        self.holds(report, self.ledger.denials())
        return report

    # ---- what always holds

    def account(self, number):
        """Where a claim stands, once everything that must hold was looked at."""
        self.holds()
        return self.ledger.account(number)

    def denial(self, number):
        """The one denial that a claim has."""
        [found] = [one for one in self.ledger.denials() if one.claim == number]
        self.holds(found)
        return found

    def holds(self, *said):
        """Every account balances, and neither what was said nor the ledger's own words name the patient."""
        for account in self.ledger.accounts:
            assert account.balances, account
        names_nobody(*said, *self.ledger.accounts, *self.ledger.entries, *self.ledger.work_queue(date(2026, 6, 1)), *self.ledger.escaped(), written=self.written)

    def balanced_at_every_entry(self):
        """The identity holds after each entry that was made, and all of them give the same accounts again."""
        entries = self.ledger.entries
        for count in range(1, len(entries) + 1):
            assert all(account.balances for account in Ledger.replay(entries[:count], self.profiles).accounts), entries[count - 1]
        assert list(Ledger.replay(entries, self.profiles).accounts) == list(self.ledger.accounts)


def names_nobody(*said, written=()):
    """No word of it is the patient's, or from his record."""
    texts = " ".join(text for one in said for text in (repr(one), str(one))).upper()
    secrets = [text for who, member_id in (ROWE, OSEI) for text in (who.name.last, who.name.first, member_id, str(who.birth_date.year), *who.address.lines)]
    assert not [one for one in (*secrets, "GRP9000", *written) if one.upper() in texts]


def figures(account):
    """Charge, and where all of it is: paid, contract, denied, open to the payer, patient, written off."""
    balances = (account.charge, account.paid, account.contractual, account.denied_open, account.open_to_payer, account.patient_balance + account.patient_paid,
                account.written_off)
    return tuple(map(str, balances))


def _unrecorded(one):
    return attrs.evolve(one, encounter=attrs.evolve(one.encounter, documentation={}))


def _at(day):
    return datetime(day.year, day.month, day.day, 9, 30)


def _next(day):
    return day.fromordinal(day.toordinal() + 1)
