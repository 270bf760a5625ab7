"""A year of a practice with three simulated payers: what holds of every claim and every cent at its end, and after each thing that happened.

What happens is told as events, so that the same year can be told again in another order, twice, or in part.
"""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from functools import lru_cache
from random import Random

import attrs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import edi837
from books import PLAN, SUPPLEMENT, paid, payment, remittance, reversal, visit
from edi_claims import SELF, Contact, Coverage, FeeSchedule, Payer, PayerProfile, RuleError, TradingPartner
from edi_testing import Plan, SimulatedPayer, sample_claims
from edi_testing.payer import RULES, Copay, Habits, Member, Supplement, UnknownClaimError, by_chance
from edi_x12 import ControlNumbers
from revenue_cycle import EntryKind, Ledger, WorkKind, WriteOffKind, fold

FIRST, CROSSED, BILLED = (Payer("EX001", "EXAMPLE HEALTH PLAN", ("1512345678",)), Payer("SUP01", "SUPPLEMENT LIFE", ("1476543210",)),
                          Payer("GAP02", "GAPFILL MUTUAL", ("1498765432",)))
PROFILES = tuple(PayerProfile(one.name, one.ids, timely_filing_days=365, corrected_claim_days=365, appeal_days=180, payment_days=45)
                 for one in (FIRST, CROSSED, BILLED))
US = TradingPartner("RIVERBEND CLINIC", "PRACTTEST", party_id="RB837", contact=Contact("BILLING DESK", (("TE", "4025550100"),)))
THEM = TradingPartner("EXAMPLE HEALTH PLAN", "PAYERTEST", party_id="EXH1")
FAR = date(2028, 6, 1)
"""A day on which everything that can be late is late."""
APPEALS = (EntryKind.APPEAL, EntryKind.APPEAL_DECISION)
YEARS = 12
"""So many are lived through, each once; more of them look further, and take a second each."""
seeds = st.integers(0, YEARS - 1)


def few(examples):
    return settings(deadline=None, max_examples=examples, phases=[Phase.explicit, Phase.reuse, Phase.generate])     # a smaller seed is no simpler year


# ---- the year

def months(count=17):
    """The first of each month, on which the visits of the one before are billed: twelve with visits, and some in which what is under way comes to its end."""
    return [date(2026 + at // 12, at % 12 + 1, 1) for at in range(count)]


def visits(chance, seed):
    """What is billed in a year: a third of the patients have a second plan that the practice bills, a quarter one to which the first sends claims on."""
    for at, one in enumerate(sample_claims(chance.randint(40, 60), seed), 1):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
        later = [Coverage(payer, f"SEC{at:08}", None, SELF, "S", "CI") for payer, every in ((CROSSED, 4), (BILLED, 3)) if at % every == 0][:1]
        encounter = attrs.evolve(one.encounter, services=tuple(attrs.evolve(line, service_date=day) for line in one.encounter.services))
        yield attrs.evolve(one, encounter=encounter, sequence="P", prior_adjudications=(),
                           coverages=(Coverage(FIRST, f"MBR{at:08}", None, SELF, "P", "CI"), *later))


def at_first(rule):
    """A rule for what is decided the first time."""
    def at_first(case, line):
        return None if case.again or case.replaces is not None else rule(case, line)
    return at_first


def payers(chance, seed, claims):
    def habits():
        return Habits(chance.random() < 0.8, chance.random() < 0.8, sends_lines=chance.random() < 0.9, denied_status=chance.choice(("4", "")),
                      recovers_by_offset=chance.random() < 0.4)

    known = {one.coverages[0].member_id: Member() for one in claims}
    rules = (*RULES, *(at_first(by_chance(share, denial)) for share, denial in ((0.08, "CO-16 N290"), (0.05, "CO-197"), (0.04, "PR-27"))))
    first = Plan(FIRST, known, deductible=D(100), coinsurance=D("0.2"), copays=(Copay(["992*"], D(25)),), not_covered=["J3301"], reviewed=["11403"],
                 crossover=(CROSSED,), interest_rate=D("0.12"), sequestration=chance.choice((D(0), D("0.02"))), profile=PROFILES[0], habits=habits())
    fees = FeeSchedule("ANY")
    return (SimulatedPayer(first, fees, seed, rules=rules),
            SimulatedPayer(Plan(CROSSED, coordination=Supplement(), profile=PROFILES[1], habits=habits()), fees, seed),
            SimulatedPayer(Plan(BILLED, deductible=D(50), coinsurance=D("0.1"), profile=PROFILES[2], habits=habits()), fees, seed))


class Year:
    """Everything that happens to a practice: its events, and the ledger that was told of them as they came."""

    def __init__(self, seed):
        self.chance = Random(seed)
        self.claims = list(visits(self.chance, seed))
        self.first, self.crossed, self.billed = payers(self.chance, seed, self.claims)
        self.books, self.events, self.remittances, self.control = Ledger(PROFILES), [], [], ControlNumbers()
        self.again, self.rejected, self.appealed, self.happened = [], [], {}, Counter()
        for first in months():
            self._month(first)

    def tell(self, method, *args, **more):
        self.events.append((method, args, more))
        self.happened[method] += 1
        return getattr(self.books, method)(*args, **more)

    def _chosen(self, share):
        return [one for one in list(self.books.accounts) if one.submissions and self.chance.random() < share]

    def _month(self, first):
        sent, heard, paid = (first + timedelta(days=days) for days in (3, 5, 24))
        before = first - timedelta(days=1)
        new = [one for one in self.claims if (one.encounter.first_day.year, one.encounter.first_day.month) == (before.year, before.month)]
        follows, self.again = self.again, []
        self._send(self.first, [self._misread(one) for one in new], first + timedelta(days=2), may_be_lost=True)
        self._send(self.first, follows, sent)
        self._send(self.billed, self._made(self.books.secondary_claim, 1, lambda one: one.held and len(latest(one).coverages) > 1
                                           and latest(one).coverages[1].payer == BILLED), sent)
        self._payers_change_their_minds()
        self._pay(self.first, self.first.waiting(), heard, paid)
        self._pay(self.crossed, self.first.forwarded(), paid, paid + timedelta(days=6))
        self._pay(self.billed, self.billed.waiting(), heard, paid + timedelta(days=3))
        self._correct(paid)
        self._appeal(paid + timedelta(days=2))
        self._people(paid + timedelta(days=3))

    def _misread(self, claim):
        """Now and then a member id is wrong: such a claim is rejected, and sent anew."""
        if self.chance.random() > 0.05:
            return claim
        self.rejected.append(claim)
        return attrs.evolve(claim, coverages=(attrs.evolve(claim.coverages[0], member_id="NOBODY"), *claim.coverages[1:]))

    def _send(self, payer, claims, on, *, may_be_lost=False):
        """One file, which the payer answers; a lost one is not answered, and sent again."""
        if not claims:
            return
        text = edi837.build(claims, sender=US, receiver=THEM, control=self.control, usage="T", created=datetime(on.year, on.month, on.day, 9, 30))
        self.tell("submit", claims, edi837.receipt(text), on)
        if may_be_lost and self.chance.random() < 0.15:
            self.happened["lost"] += 1
            self.again += claims
            return
        self.tell("acknowledge", payer.acknowledge(text, on=on + timedelta(days=1)), on + timedelta(days=1))

    def _pay(self, payer, claims, received, on):
        """Each provider's remittance; one claim payment in it may be nobody's. The bank is late once, splits once, forgets once."""
        if payer is self.first and claims and self.chance.random() < 0.3:
            claims = [*claims, attrs.evolve(self.claims[0], billing_provider=claims[0].billing_provider, patient_control_number=f"STRAY{on:%y%m}")]
        for made in payer.adjudicate_each(claims, on=on, received=received):
            self.remittances.append(made)
            report = self.tell("post", made)
            assert not report.refused
            assert report.amount == made.payment_amount
            if made.payment_amount:
                self._bank(made, len(self.remittances), on)

    def _bank(self, remittance, number, on):
        parts, day = [remittance.payment_amount], on + timedelta(days=40 if number % 5 == 0 else 2)
        if number % 7 == 0:
            parts = [D("0.01"), remittance.payment_amount - D("0.01")]
        if number % 11 == 0:
            parts = []
            self.happened["missing"] += 1
        if number % 13 == 0:
            parts.append(D("77.77"))
        for at, amount in enumerate(parts):
            self.tell("match_deposit", remittance.trace_number, amount, day, payer_trace_id=remittance.payer_trace_id, reference=f"B{number}-{at}")

    def _payers_change_their_minds(self):
        for what, share in ((self.first.take_back, 0.02), (self.first.reprocess, 0.03), (self.billed.reprocess, 0.05)):
            for one in self._chosen(share):
                try:
                    what(one.claim)
                    self.happened[what.__name__] += 1
                except UnknownClaimError:
                    continue
        for one in list(self.books.accounts):
            if one.pended and self.chance.random() < 0.7:
                self.first.plan = attrs.evolve(self.first.plan, reviewed=())
                with suppress(UnknownClaimError):       # it was taken back meanwhile
                    self.first.reprocess(one.claim)
                    self.happened["reviewed"] += 1

    def _made(self, how, share, wanted):
        """Claims that follow, of accounts where they are wanted, as far as the ledger lets them be made."""
        found = []
        for one in self._chosen(share):
            if not wanted(one):
                continue
            try:
                found.append(how(one.claim))
            except RuleError:
                continue
            self.happened[how.__name__] += 1
        return found

    def _correct(self, on):
        """Rejected claims anew; denied ones corrected, or voided, or given up."""
        known = {one.patient_control_number: one for one in self.claims}
        for one in self.rejected:
            try:
                self.again.append(self.books.resubmitted_claim(one.patient_control_number, one))
                self.happened["resubmitted"] += 1
            except RuleError:                       # its file was lost: it goes again as it was, and is rejected then
                continue
        self.rejected = [one for one in self.rejected if self.books.account(one.patient_control_number).stage == "not_received"]
        taken = {one.patient_control_number for one in self.again}
        free = [one for one in self.books.accounts if one.claim in known and one.claim not in taken and one.stage in ("denied", "partly_denied")]
        for one in free:
            what = self.chance.choice(("correct", "give up", "wait", "wait", "wait"))
            try:
                if what == "correct":
                    self.again.append(self.books.corrected_claim(one.claim, known[one.claim]))
                    self.happened[what] += 1
                elif what == "give up":
                    self.tell("write_off", one.claim, one.denied_open, "given up", on, kind=WriteOffKind.AVOIDABLE)
            except RuleError:
                continue
        taken = {one.patient_control_number for one in self.again}
        for one in self._chosen(0.02):
            try:
                if one.claim not in taken:
                    self.again.append(self.books.void_claim(one.claim, "P"))
                    self.happened["void"] += 1
            except RuleError:
                continue

    def _appeal(self, on):
        for number, since in list(self.appealed.items()):
            if since < on:
                status = self.chance.choice(("overturned", "upheld"))
                self.tell("appeal_decided", number, status, on)
                del self.appealed[number]
                if status == "overturned":
                    try:
                        self.first.reprocess(number, "N690")
                    except UnknownClaimError:
                        continue
        for one in self._chosen(0.4):
            if one.denied_open and one.claim not in self.appealed:
                try:
                    self.tell("appeal", one.claim, "", on, "the record supports it")
                except RuleError:
                    self.events.pop()
                    continue
                self.appealed[one.claim] = on

    def _people(self, on):
        """Patients pay all, a part, or too much; credits go back; small rests are given up."""
        for one in self._chosen(0.4):
            owed = one.patient_balance
            if owed < 0:
                self.tell("refund", one.claim, -owed, "paid too much", on)
            elif D(0) < owed < D(5):
                self.tell("write_off", one.claim, owed, "small", on, of_patient=True, kind=WriteOffKind.SMALL_BALANCE)
            elif owed > 0:
                self.tell("patient_payment", one.claim, self.chance.choice((owed, owed, D(5), owed + 10)), on)


def latest(account):
    return account.submissions[-1].submitted


@lru_cache(maxsize=YEARS)
def year(seed):
    return Year(seed)


def told(events, books=None):
    """A ledger that was told of events in this order."""
    books = Ledger(PROFILES) if books is None else books
    for method, args, more in events:
        getattr(books, method)(*args, **more)
    return books


def of(events, *methods):
    return [one for one in events if one[0] in methods]


def without(events, *methods):
    return [one for one in events if one[0] not in methods]


def known(books):
    """What must not depend on the order in which things were entered: accounts, denials, suspense, cash, deposits."""
    return ({one.claim: attrs.evolve(one, history=()) for one in books.accounts},
            sorted(books.denials(FAR), key=repr), sorted((one.amount, one.patient_control_number) for one in books.suspense),
            books.cash, books.deposits, books.owed_to_payer, books.interest)


def appeals(books):
    """What people disputed: they did so at what they knew then, so these facts are told as they are."""
    return [entry for entry in books.entries if entry.kind in APPEALS]


# ---- what holds

def test_years_hold_what_can_happen():
    """Else the properties below would say little."""
    happened = sum((year(seed).happened for seed in range(4)), Counter())
    missed = {"submit", "acknowledge", "post", "match_deposit", "missing", "lost", "resubmitted", "correct", "void", "take_back", "reprocess", "reviewed",
              "secondary_claim", "patient_payment", "refund", "write_off", "appeal", "appeal_decided"} - set(happened)
    assert not missed
    statuses = {one.status for seed in range(4) for remittance in year(seed).remittances for one in remittance.claims}
    assert {"1", "2", "4", "19", "22"} <= statuses
    kinds = {entry.kind for seed in range(4) for entry in year(seed).books.entries}
    assert {EntryKind.SUSPENSE, EntryKind.PROVIDER_LEVEL, EntryKind.DENIAL, EntryKind.PENDED, EntryKind.PRIOR_PAYER} <= kinds


@given(seeds)
@few(8)
def test_the_identity_holds_for_every_claim_after_every_entry(seed):
    books = defaultdict(list)
    for entry in year(seed).books.entries:
        books[entry.claim].append(entry)
        if entry.claim:
            assert fold(entry.claim, books[entry.claim]).balances, entry


@given(seeds, st.randoms(use_true_random=False))
@few(8)
def test_the_order_of_remittances_answers_and_deposits_does_not_change_the_end(seed, chance):
    one = year(seed)
    sendings, mail = of(one.events, "submit"), without(one.events, "submit", "appeal", "appeal_decided")
    chance.shuffle(mail)
    books = told([*sendings, *mail])
    assert known(Ledger.replay([*books.entries, *appeals(one.books)], PROFILES)) == known(one.books)


@given(seeds, st.randoms(use_true_random=False))
@few(5)
def test_remittances_may_come_before_the_claims_that_they_pay(seed, chance):
    one = year(seed)
    remittances, rest = of(one.events, "post"), without(one.events, "post", "appeal", "appeal_decided")
    chance.shuffle(remittances)
    books = told([*remittances, *rest])
    assert known(Ledger.replay([*books.entries, *appeals(one.books)], PROFILES)) == known(one.books)


@given(seed=seeds)
@few(5)
def test_replay_and_a_journal_give_the_same_ledger(tmp_path_factory, seed):
    books, file = year(seed).books, tmp_path_factory.mktemp("journal") / "ledger.jsonl"
    books.save(file)
    for again in (Ledger.replay(books.entries, PROFILES), Ledger.load(file, PROFILES)):
        assert again.entries == books.entries
        assert list(again.accounts) == list(books.accounts)
        assert known(again) == known(books)
        assert again.work_queue(FAR) == books.work_queue(FAR)


@given(seeds)
@few(8)
def test_cash_is_the_sum_of_the_deposits_that_are_matched(seed):
    one = year(seed)
    matched = [match for match in one.books.deposits if match.is_matched]
    entered = sorted((args[0], args[1]) for _, args, _ in of(one.events, "match_deposit"))
    assert sorted((match.deposit.trace_number, match.deposit.amount) for match in one.books.deposits) == entered
    assert one.books.cash == sum((match.deposit.amount for match in matched), D(0))
    assert sum((amount for _, amount in entered), D(0)) - one.books.cash == sum((match.deposit.amount for match in one.books.unmatched_deposits), D(0))
    paid = {paid.trace_number for match in matched for paid in match.remittances}
    unpaid = {late.trace_number for late in one.books.unpaid_remittances(FAR)}
    assert not paid & unpaid
    assert paid | unpaid == {remittance.trace_number for remittance in one.remittances if remittance.payment_amount}


@given(seeds)
@few(8)
def test_every_cent_of_every_remittance_is_on_a_claim_in_suspense_or_with_the_provider(seed):
    one, placed = year(seed), defaultdict(D)
    for entry in one.books.entries:
        if entry.kind in (EntryKind.ADJUDICATION, EntryKind.SUSPENSE, EntryKind.RELEASE, EntryKind.PROVIDER_LEVEL):
            placed[entry.source.trace_number] += entry.amount
    assert {remittance.trace_number: placed[remittance.trace_number] for remittance in one.remittances} == {
        remittance.trace_number: remittance.payment_amount for remittance in one.remittances}
    provider = sum((entry.amount for entry in one.books.entries if entry.kind is EntryKind.PROVIDER_LEVEL), D(0))
    assert sum((account.paid for account in one.books.accounts), D(0)) + sum((waits.amount for waits in one.books.suspense), D(0)) + provider == sum(
        (remittance.payment_amount for remittance in one.remittances), D(0))


@given(seeds, st.randoms(use_true_random=False))
@few(5)
def test_what_is_told_twice_changes_nothing(seed, chance):
    one = year(seed)
    books, again = Ledger.replay(one.books.entries, PROFILES), of(one.events, "post", "acknowledge", "match_deposit")
    chance.shuffle(again)
    for event in again:
        told([event], books)
        assert len(books.entries) == len(one.books.entries), event[0]
    assert known(books) == known(one.books)


@given(seeds, st.sampled_from(["service", "submission", "decision"]))
@few(5)
def test_aged_balances_are_the_accounts_balances_at_any_time(seed, by):
    books = year(seed).books
    for day in (*months()[3::4], FAR):
        then = Ledger.replay([entry for entry in books.entries if entry.on <= day], PROFILES)
        aged = defaultdict(D)
        for one in books.aging(day, by).balances:
            aged[one.claim, str(one.debtor)] += one.amount
        for account in then.accounts:
            assert aged[account.claim, "insurance"] == account.open_to_payer + account.denied_open
            assert aged[account.claim, "patient"] == account.patient_balance
        total = books.aging(day, by).total.total
        assert total == sum((one.open_to_payer + one.denied_open + one.patient_balance for one in then.accounts), D(0))
        assert total == sum((row.total for row in books.aging(day, by).rows), D(0))


@given(seeds)
@few(8)
def test_no_claim_is_lost(seed):
    """Whatever is open is on somebody's list, for as long as it is open."""
    one = year(seed)
    queue = one.books.work_queue(FAR)
    listed = {item.claim for item in queue}
    for claim in one.claims:
        account = one.books.account(claim.patient_control_number)
        settled = not (account.open_to_payer or account.denied_open or account.patient_balance)
        assert settled or account.claim in listed, account
    assert sum(item.kind is WorkKind.SUSPENSE for item in queue) == len(one.books.suspense)
    assert sum(item.kind is WorkKind.DEPOSIT for item in queue) == len(one.books.unmatched_deposits) + len(one.books.unpaid_remittances(FAR))


# ---- what years have taught

def closed_by_a_void(*more):
    """A claim that a first payer decided and took back, because the practice voided it."""
    decided = payment("A1001", [paid("A1001L1", "99214", "200", "150", "CO-45", "50"), paid("A1001L2", "93000", "150", "100", "CO-45", "50")])
    original = visit("A1001", payers=(PLAN, SUPPLEMENT))
    books = Ledger(PROFILES)
    books.submit([original], on=date(2026, 10, 20))
    books.post(remittance(decided, on=date(2026, 11, 2)))
    for one in more:
        books.post(one)
    books.submit([attrs.evolve(original, frequency="8", payer_control_number="ICN1")], on=date(2026, 12, 1))
    return books, remittance(reversal(decided), trace="EFT9", on=date(2026, 12, 20))


def test_a_void_is_answered_by_the_reversal():
    books, back = closed_by_a_void()
    assert books.account("A1001").stage == "submitted"
    books.post(back)
    assert (books.account("A1001").stage, books.account("A1001").charge) == ("closed", D(0))


def test_what_a_later_payer_paid_for_a_voided_claim_is_owed_to_it():
    later = payment("A1001", [paid("A1001L1", "99214", "200", "30", "OA-23", "170")], icn="S1")
    books, back = closed_by_a_void(remittance(later, payer=SUPPLEMENT, trace="EFT5", on=date(2026, 11, 20)))
    books.post(back)
    account = books.account("A1001")
    assert (account.overpaid, account.stage) == (D(30), "overpaid")
    assert WorkKind.OVERPAYMENT in {one.kind for one in books.work_queue(FAR)}


def test_a_decision_that_was_taken_back_for_good_is_followed_up():
    decided = payment("A1001", [paid("A1001L1", "99214", "200", "150", "CO-45", "50"), paid("A1001L2", "93000", "150", "100", "CO-45", "50")])
    books = Ledger(PROFILES)
    books.submit([visit("A1001")], on=date(2026, 10, 20))
    books.post(remittance(decided, on=date(2026, 11, 2)))
    books.post(remittance(reversal(decided), trace="EFT9", on=date(2026, 12, 20)))
    assert books.work_queue(date(2027, 1, 31)) == []
    assert [(one.kind, one.amount, one.since, one.payer) for one in books.work_queue(date(2027, 2, 3))] == [
        (WorkKind.FOLLOW_UP, D(350), date(2026, 12, 20), "EXAMPLE HEALTH PLAN")]
