"""What waits keeps its money, its reason and its candidates, and goes to its claim in whatever order things arrive."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi_acks
from books import PLAN, SENT, claim, line, paid, payment, remittance, reversal, visit
from corpus import example
from edi_acks.status import StatusResponse
from edi_claims import Adjustment, ClaimPayment, PersonName, ProviderAdjustment, RuleError
from revenue_cycle import Entry, EntryKind, Ledger, NotInSuspenseError
from revenue_cycle.entries import Acknowledged

ON, LATER = date(2026, 11, 2), date(2026, 11, 9)


def simple(number, charge="100", day=date(2026, 10, 12)):
    return claim(number, [line(f"{number}L1", "99213", charge, day=day)])


def told(number, amount="80", charge="100", icn="ICN1", control=None):
    rest = D(charge) - D(amount)
    return payment(number, [paid(control, "99213", charge, amount, *(("CO-45", str(rest)) if rest else ()), service_date=date(2026, 10, 12))], icn=icn)


def places(ledger):
    """Where the money of all remittances is: posted, suspense, provider level, returned; they must add up to what was remitted."""
    found = dict.fromkeys(("posted", "suspense", "provider", "returned", "remitted"), D(0))
    for entry in ledger.entries:
        name = {"adjudication": "posted", "withdrawal": "posted", "suspense": "suspense", "release": "suspense", "provider_level": "provider",
                "returned": "returned", "remittance": "remitted"}.get(entry.kind.value)
        if name:
            found[name] += entry.amount
    assert found["posted"] + found["suspense"] + found["provider"] + found["returned"] == found["remitted"]
    assert found["suspense"] == sum((one.amount for one in ledger.suspense), D(0))
    assert found["posted"] == sum((account.paid for account in ledger.accounts), D(0))
    return found


@pytest.fixture
def ledger():
    books = Ledger()
    books.submit([simple("PRACTICE12345678901X"), simple("PRACTICE12345678901Y"), visit("A1001")], on=SENT)
    books.post(remittance(told("PRACTICE12345678901"), told("STRANGER", "50", icn="ICN2"),
                          plb=(ProviderAdjustment("1", date(2026, 12, 31), "L6", "", D("-1.25")),)))
    return books


def test_each_payment_waits_with_its_reason_and_its_candidates(ledger):
    cut, stranger = ledger.suspense
    assert (cut.patient_control_number, cut.amount, cut.reason, cut.on) == ("PRACTICE12345678901", D(80), "more than one claim has this number", ON)
    assert [one.claim for one in cut.candidates] == ["PRACTICE12345678901X", "PRACTICE12345678901Y"]
    assert (stranger.reason, stranger.candidates) == ("no claim has this number", ())
    assert places(ledger) == {"posted": D(0), "suspense": D(130), "provider": D("1.25"), "returned": D(0), "remitted": D("131.25")}


def test_a_person_assigns_one(ledger):
    cut = ledger.suspense[0]
    ledger.assign(cut, "PRACTICE12345678901Y", LATER, by="PL", reason="the payer confirmed it by phone")
    assert [one.patient_control_number for one in ledger.suspense] == ["STRANGER"]
    account = ledger.account("PRACTICE12345678901Y")
    assert (account.paid, account.contractual, account.open_to_payer, account.balances) == (D(80), D(20), D(0), True)
    assert places(ledger)["posted"] == D(80)
    release, head = ledger.entries[-4], ledger.entries[-3]
    assert (release.kind, release.amount, release.reason, release.by, release.on, release.paid_on) == (EntryKind.RELEASE, D(-80), "assigned", "PL", LATER, ON)
    assert release.note == "the payer confirmed it by phone"
    assert (head.kind, head.method, head.by, head.on) == (EntryKind.ADJUDICATION, "by_hand", "PL", ON), "it counts from the day that it was paid"


def test_what_was_assigned_cannot_be_assigned_again(ledger):
    cut = ledger.suspense[0]
    ledger.assign(cut, "PRACTICE12345678901Y", LATER)
    before = ledger.entries
    for decide in (lambda: ledger.assign(cut, "PRACTICE12345678901X", LATER), lambda: ledger.refund_suspense(cut, LATER)):
        with pytest.raises(NotInSuspenseError):
            decide()
    assert ledger.entries == before


def test_only_a_claim_that_was_sent_takes_a_payment(ledger):
    with pytest.raises(RuleError) as error:
        ledger.assign(ledger.suspense[0], "NEVER", LATER)
    assert [one.code for one in error.value.findings] == ["L040"]
    assert len(ledger.suspense) == 2


def test_money_that_is_not_ours_goes_back(ledger):
    ledger.refund_suspense(ledger.suspense[1], LATER, by="PL", reason="another practice's")
    assert len(ledger.suspense) == 1
    assert places(ledger) == {"posted": D(0), "suspense": D(80), "provider": D("1.25"), "returned": D(50), "remitted": D("131.25")}
    assert [(one.kind, one.amount, one.by) for one in ledger.entries[-2:]] == [(EntryKind.RELEASE, D(-50), "PL"), (EntryKind.RETURNED, D(50), "PL")]


def test_money_that_the_payer_took_cannot_go_back():
    books = Ledger()
    books.post(remittance(reversal(told("STRANGER")), plb=(ProviderAdjustment("1", date(2026, 12, 31), "FB", "X", D(-80)),)))
    with pytest.raises(RuleError) as error:
        books.refund_suspense(books.suspense[0], LATER)
    assert [one.code for one in error.value.findings] == ["L041"]
    assert places(books)["suspense"] == D(-80)


def test_a_claim_that_is_submitted_later_gets_what_waited(ledger):
    ledger.submit([simple("STRANGER")], on=date(2026, 10, 30))
    assert [one.patient_control_number for one in ledger.suspense] == ["PRACTICE12345678901"]
    account = ledger.account("STRANGER")
    assert (account.paid, account.open_to_payer) == (D(50), D(0))
    assert [(entry.kind, entry.method) for entry in account.history if entry.method] == [(EntryKind.ADJUDICATION, "exact"), (EntryKind.PAYMENT, "service")]
    places(ledger)


def lost(icn):
    """A payment of A1001 without any number of ours, patient or day."""
    return payment("0", [paid(None, "99214", "200", "120", "CO-45", "80"), paid(None, "93000", "150", "150")], icn=icn)


def test_an_earlier_payment_that_brings_the_payers_number_releases_what_waited():
    books = Ledger()
    books.submit([visit("A1001")], on=SENT)
    books.post(remittance(lost("ICN77")))
    assert len(books.suspense) == 1
    books.post(remittance(payment("A1001", [paid("A1001L1", "99214", "200", "0", "OA-133", "200"), paid("A1001L2", "93000", "150", "0", "OA-133", "150")],
                                  icn="ICN77"), trace="EFT0", on=date(2026, 10, 30)))
    assert books.suspense == []
    assert books.account("A1001").paid == D(270)
    places(books)


@pytest.mark.parametrize("acknowledged_first", [True, False])
def test_an_acknowledgment_that_brings_the_payers_number_releases_what_waited(acknowledged_first):
    books = Ledger()
    books.submit([visit("A1001")], on=SENT)
    for step in (books.acknowledge, books.post) if acknowledged_first else (books.post, books.acknowledge):
        step(edi_acks.parse(example("277ca-mixed")) if step == books.acknowledge else remittance(lost("ICN5550001")))
    assert books.suspense == []
    assert [entry.method for entry in books.account("A1001").history if entry.kind is EntryKind.ADJUDICATION] == ["payer_control_number"]
    assert books.account("A1001").paid == D(270)
    places(books)


@pytest.mark.parametrize("kind", [EntryKind.ACKNOWLEDGMENT, EntryKind.STATUS])
def test_so_does_whatever_answer_brings_it(kind):
    books = Ledger()
    books.submit([visit("A1001")], on=SENT)
    books.post(remittance(lost("ICN77")))
    told_ = {"acknowledged": Acknowledged(payer_control_number="ICN77")} if kind is EntryKind.ACKNOWLEDGMENT else {
        "answer": StatusResponse("T1", payer_control_number="ICN77")}
    books._append([Entry(kind, SENT, claim="A1001", **told_)])
    assert books.suspense == []


def test_what_does_not_balance_waits_for_a_person_and_not_for_its_claim():
    books = Ledger()
    wrong = told("A1")
    wrong.services[0].adjustments = [Adjustment("CO", "45", D(19))]
    books.post(remittance(wrong))
    books.submit([simple("A1")], on=SENT)
    [waiting] = books.suspense
    assert (waiting.reason, [(one.claim, one.method, one.against) for one in waiting.candidates]) == (
        "it does not balance", [("A1", "exact", ("it does not balance",))])
    books.assign(waiting, "A1", LATER, by="PL")
    assert books.account("A1").paid == D(80)
    assert books.account("A1").balances
    places(books)


def test_a_predetermination_waits_too_and_is_never_money():
    books = Ledger()
    books.post(remittance(ClaimPayment("A1", "25", D(100), D(0), adjustments=[Adjustment("OA", "101", D(100))])))
    assert len(books.suspense) == 1
    books.submit([simple("A1")], on=SENT)
    assert books.suspense == []
    assert [entry.kind for entry in books.account("A1").history] == [EntryKind.SUBMISSION, EntryKind.ESTIMATE]
    assert books.account("A1").open_to_payer == D(100)


def test_a_reversal_and_what_it_takes_back_may_both_wait():
    books = Ledger()
    first = told("A1")
    books.post(remittance(reversal(first), trace="T2", on=LATER, plb=(ProviderAdjustment("1", date(2026, 12, 31), "FB", "X", D(-80)),)))
    books.post(remittance(first, trace="T1"))
    books.submit([simple("A1")], on=SENT)
    assert books.suspense == []
    assert (books.account("A1").paid, books.account("A1").open_to_payer) == (D(0), D(100))
    places(books)


# ---- posted by less than the number as it was sent

def test_a_better_claim_takes_what_another_one_got():
    books = Ledger()
    books.submit([simple("0A1")], on=SENT)
    books.post(remittance(told("A1")))
    assert books.account("0A1").paid == D(80)
    books.submit([simple("A1")], on=SENT)
    assert (books.account("0A1").paid, books.account("A1").paid) == (D(0), D(80))
    assert [entry.kind for entry in books.account("0A1").history] == [EntryKind.SUBMISSION]
    assert [(one.kind, one.claim, one.amount) for one in books.entries if one.kind is EntryKind.WITHDRAWAL] == [(EntryKind.WITHDRAWAL, "0A1", D(-80))]
    places(books)


def test_a_rival_takes_it_back_to_suspense():
    books = Ledger()
    books.submit([simple("PRACTICE12345678901X")], on=SENT)
    books.post(remittance(told("PRACTICE12345678901")))
    books.submit([simple("PRACTICE12345678901Y")], on=SENT)
    assert [one.reason for one in books.suspense] == ["more than one claim has this number"]
    assert books.account("PRACTICE12345678901X").paid == D(0)
    places(books)


def test_a_number_that_is_used_again_keeps_its_payments_apart():
    books = Ledger()
    books.submit([simple("A1")], on=SENT)
    books.post(remittance(told("A1", control="A1L1")))
    other = claim("A1", [line("Z9", "93000", "150", day=date(2026, 10, 28))])
    person = attrs.evolve(other.encounter.patient, name=PersonName("SOTO", "KIM"))
    coverages = tuple(attrs.evolve(one, member_id="OTHER") for one in other.coverages)
    books.submit([attrs.evolve(other, encounter=attrs.evolve(other.encounter, patient=person), coverages=coverages)], on=date(2026, 10, 30))
    [waiting] = books.suspense
    assert "does not fit" in waiting.reason
    assert waiting.candidates[0].against[0] == "its number was used again for another claim"
    assert (books.account("A1").paid, books.account("A1").charge) == (D(0), D(150))
    places(books)


def test_what_a_person_decided_stays(ledger):
    ledger.assign(ledger.suspense[1], "A1001", LATER, by="PL")
    ledger.submit([simple("STRANGER")], on=SENT)
    assert ledger.account("A1001").paid == D(50)
    assert ledger.account("STRANGER").paid == D(0)


def test_a_person_takes_a_payment_off_the_wrong_claim():
    books = Ledger()
    books.submit([simple("A1"), simple("A2")], on=SENT)
    books.post(remittance(told("A1")))
    head = next(entry for entry in books.account("A1").history if entry.kind is EntryKind.ADJUDICATION)
    books.unassign("A1", head, LATER, by="PL", reason="it names A2's service")
    assert books.account("A1").paid == D(0)
    [waiting] = books.suspense
    assert waiting.reason == "a person took it off a claim"
    books.submit([simple("A3")], on=LATER)
    assert len(books.suspense) == 1, "only a person decides about it now"
    books.assign(waiting, "A2", LATER, by="PL")
    assert books.account("A2").paid == D(80)
    places(books)
    with pytest.raises(RuleError) as error:
        books.unassign("A1", head, LATER)
    assert [one.code for one in error.value.findings] == ["L042"]


# ---- order

NUMBERS = ["A1", "0A1", "A1X", "PRACTICE12345678901X", "PRACTICE12345678901Y", "B7"]
RETURNED = ["A1", "a1", "00A1", "0", "PRACTICE12345678901", "PRACTICE12345678901X", "XXA1X", "B7", "b 7"]


@st.composite
def events(draw):
    """Claims, and payments whose numbers payers changed, each in its own remittance."""
    claims = [simple(number, draw(st.sampled_from(["100", "200"]))) for number in draw(st.lists(st.sampled_from(NUMBERS), max_size=5, unique=True))]
    remittances = []
    for at, number in enumerate(draw(st.lists(st.sampled_from(RETURNED), max_size=5))):
        one = told(number, charge=draw(st.sampled_from(["100", "200"])), icn=draw(st.sampled_from(["I1", "I2", "I3"])))
        remittances.append(remittance(one, trace=f"T{at}", on=date(2026, 11, 2 + at)))
    return claims, remittances


def state(ledger):
    drop = {"history": (), "submissions": ()}
    return ({account.claim: attrs.evolve(account, **drop) for account in ledger.accounts},
            [(one.patient_control_number, one.amount, one.reason, one.candidates) for one in ledger.suspense])


@given(events(), st.randoms())
@settings(deadline=None, max_examples=100)
def test_the_order_of_arrival_does_not_change_the_end(given_events, random):
    claims, remittances = given_events
    ends = []
    for _ in range(2):
        books = Ledger()
        for what in random.sample([*claims, *remittances], len(claims) + len(remittances)):
            books.post(what) if what in remittances else books.submit([what], on=SENT)
            places(books)
        assert state(Ledger.replay(books.entries)) == state(books)
        assert all(account.balances for account in books.accounts)
        ends.append(state(books))
    assert ends[0] == ends[1]


def test_replayed_in_the_middle_it_goes_on_as_it_would_have(ledger):
    ledger.submit([simple("STRANGER")], on=SENT)
    for at in range(len(ledger.entries) + 1):
        again = Ledger.replay(ledger.entries[:at])
        assert again.entries == ledger.entries[:at]


def test_nobody_is_named_by_what_waits(ledger):
    marker = "ZQXMARK"
    one = told("NOBODY", icn="I9")
    one.patient = attrs.evolve(visit("A1").encounter.patient, name=PersonName(marker, marker))
    ledger.post(remittance(one, trace="T9", on=LATER))
    ledger.assign(ledger.suspense[0], "A1001", LATER, by="PL", reason=marker)
    assert marker not in repr(ledger.suspense) + repr(ledger.entries) + repr(ledger._index)


def test_posting_is_as_quick_with_many_claims_as_with_few():
    """Counts look-ups, not seconds: a payment asks for as many keys among a thousand claims as among ten."""
    def asked(count):
        books = Ledger()
        books.submit([simple(f"C{at:05}") for at in range(count)], on=SENT)
        calls, real = [], books._index.find
        books._index.find = lambda key: calls.append(key) or real(key)
        books.post(remittance(told("00C00007"), told("STRANGER", icn="I2")))
        return len(calls)
    assert asked(10) == asked(1000)


def test_the_payer_of_what_waits_is_kept():
    books = Ledger()
    books.post(remittance(told("A1")))
    assert books.suspense[0].payer == PLAN
