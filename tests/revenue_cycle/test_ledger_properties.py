"""What holds of every claim and every remittance, whatever payers and people do, and in whatever order it comes here."""

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from books import PLAN, SENT, SUPPLEMENT, THIRD, claim, line
from edi_claims import Fee, FeeSchedule, RuleError, from_json, to_json
from edi_testing import Plan, SimulatedPayer
from edi_testing.payer import Coordination, Copay, Habits, Supplement, UnknownClaimError
from revenue_cycle import Entry, EntryKind, Ledger, WriteOffKind, fold

CODES = ["99213", "99214", "93000", "36415", "J3301"]
FEES = FeeSchedule("ANY", [Fee("99213", D(80)), Fee("99214", D("120.55")), Fee("93000", D("33.33"))])
FEW = settings(deadline=None, max_examples=30)


@st.composite
def primary_plans(draw):
    some = st.lists(st.sampled_from(CODES), max_size=1)
    habits = Habits(draw(st.booleans()), draw(st.booleans()), sends_lines=draw(st.integers(0, 3)) > 0, denied_status=draw(st.sampled_from(["", "4"])),
                    recovers_by_offset=draw(st.booleans()))
    return Plan(PLAN, deductible=draw(st.sampled_from([D(0), D(50), D("99.99")])), coinsurance=draw(st.sampled_from([D(0), D("0.2")])),
                copays=draw(st.sampled_from([(), (Copay(("99*",), D(25)),)])), sequestration=draw(st.sampled_from([D(0), D("0.02")])),
                not_covered=draw(some), capitated=draw(some), reviewed=draw(some), downcodes=draw(st.sampled_from([{}, {"99214": "99213"}])),
                crossover=draw(st.sampled_from([(), (SUPPLEMENT,)])), interest_rate=draw(st.sampled_from([D(0), D("0.12")])), habits=habits)


@st.composite
def claims(draw, number):
    lines = [line(f"{number}L{at}", code, D(draw(st.integers(1, 30_000))) / 100)
             for at, code in enumerate(draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)), 1)]
    return claim(number, lines, payers=draw(st.sampled_from([(PLAN,), (PLAN, SUPPLEMENT), (PLAN, SUPPLEMENT, THIRD)])))


@st.composite
def years(draw):            # noqa: C901 - a row of what may happen
    """What is sent and what comes back, each with its day: (`submit`, claim, day) and (`post`, remittance)."""
    days = iter(SENT + timedelta(days=14 * at) for at in range(100))
    first = SimulatedPayer(draw(primary_plans()), FEES, deny=draw(st.sampled_from([{}, {"X1": "CO-16 N290"}, {"X1L1": "CO-197"}])))
    second = SimulatedPayer(Plan(SUPPLEMENT, coordination=draw(st.sampled_from([*Coordination, Supplement(), Supplement(D(0), D("0.5"), D(1))]))), FEES)
    sent = [draw(claims(f"X{at}")) for at in range(1, draw(st.integers(1, 2)) + 1)]
    day, books, events = next(days), Ledger(), []

    def happened(*event):
        events.append(event)
        run(books, [event])

    for one in sent:
        happened("submit", one, day)
    happened("post", first.adjudicate(sent, on=next(days)))
    for what in draw(st.lists(st.sampled_from(["take back", "reprocess", "replace", "void", "again", "next payer", "crossover", "unreversed"]), max_size=4)):
        one, day = draw(st.sampled_from(sent)), next(days)
        number, payer = one.patient_control_number, first
        told = [entry.decided for entry in books.account(number).history if entry.decided is not None and entry.sequence == "P"]
        answered = [one for one in told if not one.is_reversal]
        follows = []
        try:
            if what == "take back":
                first.take_back(number)
            elif what == "reprocess":
                first.deny.clear()
                first.reprocess(number)
            elif what == "next payer":
                payer, follows = second, [books.secondary_claim(number)]
            elif what == "crossover":
                payer, waiting = second, first.forwarded()
            elif what in ("replace", "void", "again") and answered:
                frequency = {"replace": "7", "void": "8", "again": "1"}[what]
                changed = draw(st.booleans()) and what == "replace"
                fewer = attrs.evolve(one.encounter, services=one.encounter.services[:1]) if changed else one.encounter
                known = draw(st.booleans()) and frequency != "1"
                follows = [attrs.evolve(one, encounter=fewer, charge=fewer.total_charge, frequency=frequency,
                                        payer_control_number=answered[-1].payer_control_number if known else None)]
        except (RuleError, UnknownClaimError):
            continue
        for after in follows:
            happened("submit", after, day)
        try:
            made = payer.adjudicate(waiting if what == "crossover" else follows, on=next(days), received=day)
        except ValueError:                      # nothing is due to anybody
            continue
        happened("post", unreversed(made) if what == "unreversed" or draw(st.integers(0, 7)) == 0 else made)
    return events


def unreversed(remittance):
    """The same without its reversals: a payer that sends new decisions and forgets the old ones."""
    left = [one for one in remittance.claims if not one.is_reversal]
    return attrs.evolve(remittance, claims=left, payment_amount=sum((one.paid for one in left), D(0)) - remittance.provider_adjustment_total)


def run(books, events):
    for what, *of in events:
        if what == "submit":
            books.submit([of[0]], on=of[1])
        else:
            report = books.post(of[0])
            assert not report.refused
            assert report.duplicates or report.amount == of[0].payment_amount
    return books


def plain(account):
    """What must not depend on the order in which things were entered."""
    return attrs.evolve(account, history=())


def everything(books):
    suspended = sorted((one.amount, one.patient_control_number) for one in books.suspense)
    return {account.claim: plain(account) for account in books.accounts if account.submissions or account.paid}, suspended


def cash(books):
    provider_level = sum((entry.amount for entry in books.entries if entry.kind is EntryKind.PROVIDER_LEVEL), D(0))
    return sum((account.paid for account in books.accounts), D(0)) + sum((one.amount for one in books.suspense), D(0)) + provider_level


# ---- properties

@given(years())
@FEW
def test_the_identity_holds_after_every_entry(events):
    entries = run(Ledger(), events).entries
    books = {}
    for entry in entries:
        books.setdefault(entry.claim, []).append(entry)
        if entry.claim:
            assert fold(entry.claim, books[entry.claim]).balances


@given(years(), st.data())
@FEW
def test_the_identity_and_the_cash_hold_whatever_is_missing(events, data):
    some = [event for event in events if data.draw(st.booleans())]
    books = run(Ledger(), some)
    assert all(account.balances for account in books.accounts)
    assert cash(books) == sum((event[1].payment_amount for event in some if event[0] == "post"), D(0))


@given(years(), st.data())
@FEW
def test_the_order_of_arrival_changes_nothing(events, data):
    arrival = data.draw(st.permutations(events))
    assert everything(run(Ledger(), arrival)) == everything(run(Ledger(), events))


@given(years(), st.data())
@FEW
def test_posting_twice_changes_nothing(events, data):
    books = run(Ledger(), events)
    before = books.entries
    for event in data.draw(st.permutations([event for event in events if event[0] == "post"])):
        assert books.post(event[1]).duplicates
    assert books.entries == before


@given(years())
@FEW
def test_a_replayed_ledger_is_the_same(events):
    books = run(Ledger(), events)
    again = Ledger.replay([from_json(Entry, to_json(entry)) for entry in books.entries])
    assert again.entries == books.entries
    assert list(again.accounts) == list(books.accounts)
    assert (again.owed_to_payer, again.interest) == (books.owed_to_payer, books.interest)


@given(years())
@FEW
def test_everything_that_balances_is_settled_or_somebodys(events):
    """What is open is pended, held, undecided or flagged; without a refusal to send a reversal nothing is overpaid."""
    for account in run(Ledger(), events).accounts:
        undecided = account.open_to_payer - account.pended - account.held
        assert undecided >= 0 or account.overpaid == -undecided or account.stage == "submitted"
        assert bool(account.overpaid) == ("L030" in {one.code for one in account.findings})
        assert len(account.unpaired) == [one.code for one in account.findings].count("L031")


amounts = st.integers(-20_000, 40_000).map(lambda cents: D(cents) / 100)
people = st.lists(st.tuples(st.sampled_from(["pay", "refund", "write off", "write off his", "transfer"]), amounts), max_size=4)


@given(years(), people)
@FEW
def test_people_may_enter_what_they_like(events, entered):
    books = run(Ledger(), events)
    before = books.account("X1")
    for what, amount in entered:
        if what == "refund":
            books.refund("X1", abs(amount) + D("0.01"), "credit", on=date(2027, 1, 1))
        elif what == "transfer":
            books.transfer_to_patient("X1", amount, "decided", on=date(2027, 1, 1))
        elif what == "pay":
            books.patient_payment("X1", amount, on=date(2027, 1, 1))
        else:
            books.write_off("X1", amount, "decided", on=date(2027, 1, 1), of_patient=what.endswith("his"), kind=WriteOffKind.SMALL_BALANCE)
        account = books.account("X1")
        assert account.balances
        assert min(account.denied_open, account.held, account.pended) >= min(D(0), before.denied_open, before.held, before.pended)
    assert (account if entered else before).paid == before.paid, "no person's entry is a payer's money"
