"""The simulated practice: the same years for the same seed, files that keep the guide, and as much trouble as one asks for."""

from collections import Counter
from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
from edi_acks import ClaimAcknowledgment, ImplementationAcknowledgment
from edi_claims import Fee, FeeSchedule
from edi_testing import Odds, SimulatedPractice
from edi_testing.practice import (
    NOTHING_GOES_WRONG,
    Acknowledged,
    Appealed,
    Deposited,
    Held,
    PatientPaid,
    Refunded,
    Remitted,
    Sent,
    WrittenOff,
)
from edi_x12 import conformance
from revenue_cycle import Ledger


def of(events, *kinds):
    return [one for one in events if isinstance(one, kinds)]


def only(**odds):
    """Nothing goes wrong but this."""
    return attrs.evolve(NOTHING_GOES_WRONG, **odds)


def test_the_same_seed_gives_the_same_years_and_another_one_others():
    assert SimulatedPractice(5, visits=15).events() == list(SimulatedPractice(5, visits=15))
    assert SimulatedPractice(5, visits=15).events() != SimulatedPractice(6, visits=15).events()


def test_events_come_by_day_and_none_before_the_first_or_behind_the_last():
    practice = SimulatedPractice(2, visits=30, start=date(2026, 3, 2), years=2)
    days = [one.on for one in practice]
    assert days == sorted(days)
    assert date(2026, 3, 2) <= days[0]
    assert days[-1] < practice.end == date(2028, 2, 28)


@pytest.mark.parametrize("more", [{"visits": 0}, {"years": 0}])
def test_a_practice_has_visits_and_years(more):
    with pytest.raises(ValueError, match="a practice has visits"):
        SimulatedPractice(**more)


def test_what_it_sends_and_gets_keeps_the_guides():
    events = SimulatedPractice(4, visits=25).events()
    for one in of(events, Sent):
        assert conformance.check(one.text) == []
        assert tuple(edi837.parse(one.text)) == one.claims
        assert edi837.receipt(one.text) == one.receipt
    for one in of(events, Remitted):
        assert [found for found in edi835.check(one.remittance) if found.severity != "info"] == []


def test_where_nothing_goes_wrong_every_claim_is_accepted_at_once_and_every_payment_is_booked():
    practice = SimulatedPractice(3, visits=40, odds=NOTHING_GOES_WRONG)
    events, books = practice.events(), Ledger(practice.profiles)
    practice.tell(books)
    assert not of(events, Held, Appealed)
    told = [one for event in of(events, Acknowledged) for one in event.acknowledgments]
    assert {type(one) for one in told} == {ImplementationAcknowledgment, ClaimAcknowledgment}
    assert not any(one.rejected for one in told)
    assert len(of(events, Acknowledged)) == len(of(events, Sent))
    paid = {one.remittance.trace_number: one.remittance.payment_amount for one in of(events, Remitted) if one.remittance.payment_amount}
    assert {one.trace_number: one.amount for one in of(events, Deposited)} == paid
    assert books.cash == sum(paid.values(), D(0))
    assert books.metrics(practice.start, practice.end).clean_claim_rate_strict.value == 1
    assert not any(account.denied_open for account in books.accounts)


@pytest.mark.parametrize(("odds", "shows"), [
    ({"held": 1.0}, lambda events: len(of(events, Held)) == 12),
    ({"file_lost": 1.0}, lambda events: not of(events, Acknowledged, Remitted)),
    ({"file_broken": 1.0}, lambda events: all(one.rejected for event in of(events, Acknowledged) for one in event.acknowledgments)),
    ({"answer_lost": 1.0}, lambda events: of(events, Remitted) and not of(events, Acknowledged)),
    ({"wrong_member": 1.0}, lambda events: _rejected(events) == 12),
    ({"sent_twice": 1.0}, lambda events: _rejected(events) >= 12),
    ({"incomplete": 1.0, "given_up": 1.0}, lambda events: of(events, WrittenOff)),
    ({"unauthorized": 1.0}, lambda events: "7" in _frequencies(events) and of(events, Appealed)),
    ({"replaced": 1.0}, lambda events: "7" in _frequencies(events)),
    ({"voided": 1.0}, lambda events: "8" in _frequencies(events)),
    ({"taken_back": 1.0}, lambda events: "22" in _statuses(events)),
    ({"reprocessed": 1.0}, lambda events: "22" in _statuses(events)),
    ({"deposit_missing": 1.0}, lambda events: not of(events, Deposited)),
    ({"deposit_split": 1.0}, lambda events: set(Counter(one.trace_number for one in of(events, Deposited)).values()) == {2}),
    ({"deposit_stray": 1.0}, lambda events: sum(one.trace_number.startswith("STRAY") for one in of(events, Deposited)) == len(of(events, Remitted))),
    ({"slow": 1.0}, lambda events: any(one.reason == "L6" for event in of(events, Remitted) for one in event.remittance.provider_adjustments)),
], ids=lambda value: "-".join(value) if isinstance(value, dict) else "")
def test_what_the_odds_say_happens(odds, shows):
    practice = SimulatedPractice(1, visits=12, odds=only(**odds))
    events, books = practice.events(), Ledger(practice.profiles)
    assert shows(events)
    practice.tell(books)
    assert all(account.balances for account in books.accounts)


def _rejected(events):
    return sum(claim.rejected for event in of(events, Acknowledged) for one in event.acknowledgments if isinstance(one, ClaimAcknowledgment)
               for claim in one.claims)


def _frequencies(events):
    return {claim.frequency for event in of(events, Sent) for claim in event.claims}


def _statuses(events):
    return {claim.status for event in of(events, Remitted) for claim in event.remittance.claims}


def test_every_field_of_the_odds_is_a_fraction_and_matters():
    assert all(0 <= getattr(Odds(), one.name) < 1 for one in attrs.fields(Odds))
    assert all(getattr(NOTHING_GOES_WRONG, one.name) == 0 for one in attrs.fields(Odds))


def test_plans_and_fees_may_be_ones_own():
    ours = SimulatedPractice(0).plans
    plans = (attrs.evolve(ours[0], deductible=D(0), coinsurance=D(0), copays=(), reviewed=(), not_covered=()), *ours[1:])
    practice = SimulatedPractice(1, visits=12, odds=NOTHING_GOES_WRONG, plans=plans, fees=FeeSchedule("ALL", [Fee("99213", D("71.50"))]))
    first = [one for event in of(practice.events(), Remitted) for one in event.remittance.claims if one.status == "1"]
    assert {line.paid for one in first for line in one.services if line.procedure.code == "99213"} == {D("71.50")}
    assert not any(one.patient_responsibility for one in first)


class Recording:
    """A billing system that only writes down what it is told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *args, **more: self.told.append((name, args, more))


def test_any_system_can_be_told():
    practice, system = SimulatedPractice(1, visits=40), Recording()
    practice.tell(system)
    names = Counter(name for name, *_ in system.told)
    events = practice.events()
    assert [names[name] for name in ("submit", "post", "match_deposit", "patient_payment", "refund", "write_off")] == [
        len(of(events, kind)) for kind in (Sent, Remitted, Deposited, PatientPaid, Refunded, WrittenOff)]
    assert len(system.told) == len(events)
    assert names["hold"]
    assert names["acknowledge"]


def test_no_event_shows_a_patient():
    events = SimulatedPractice(3, visits=10).events()
    names = {claim.encounter.patient.name.last for event in of(events, Sent) for claim in event.claims}
    assert names
    assert not any(name in repr(events) for name in names)
