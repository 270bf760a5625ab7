"""A payer that is none: it decides claims by an invented plan and answers with 835s, so that a billing system can be tested end to end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from edi_claims import ClaimPayment
from edi_testing.payer import acknowledging, claim_status
from edi_testing.payer.answering import Asked
from edi_testing.payer.answering import respond as answer_to
from edi_testing.payer.answering.terms import Catalog
from edi_testing.payer.case import Case
from edi_testing.payer.deciding import decide
from edi_testing.payer.forwarding import sent_on
from edi_testing.payer.memory import Decided, Memory, UnknownClaimError
from edi_testing.payer.remitting import Books, Numbers, interest, provider_id, reversal_of
from edi_testing.payer.rules import REPLACEMENT, RULES, VOID, days_decided, is_late

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from edi_acks import Acknowledgment
    from edi_acks.status import StatusInquiry, StatusResponse
    from edi_claims import Claim, EligibilityInquiry, EligibilityResponse, FeeSchedule, Provider, Remittance
    from edi_testing.payer.case import Deny, Rule
    from edi_testing.payer.memory import Spent
    from edi_testing.payer.plan import Plan

_ARRIVES, _PAYS = timedelta(days=7), timedelta(days=14)
_NO_DAY = date(2026, 1, 5)
_CORRECTION, _RESUBMITTED = "MA67", "N694"


class SimulatedPayer:
    """Decides claims by a plan and a fee schedule, and remembers what it decided.

    The same claims in the same order give the same remittances for the same seed. Plan, fees, rules and `deny` may be changed in between; what
    is decided then goes by the new ones.

    >>> from decimal import Decimal
    >>> from edi_claims import FeeSchedule, Payer
    >>> from edi_testing import Plan, sample_claims
    >>> plan = Plan(Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02")), deductible=Decimal(50), coinsurance=Decimal("0.2"))
    >>> claims = list(sample_claims(3, seed=7))
    >>> remittance = SimulatedPayer(plan, FeeSchedule("EXAMPLE"), seed=7).adjudicate(claims)
    >>> [claim.charge == claim.paid + claim.adjusted() for claim in remittance.claims]
    [True, True, True]
    """

    def __init__(self, plan: Plan, fees: FeeSchedule, seed: int = 0, *, rules: Iterable[Rule] = RULES, deny: Deny | None = None,
                 refuse: Mapping[str, str] | None = None) -> None:
        """A payer that has decided nothing yet.

        `deny`: patient or line control number to a denial, such as `CO-197`; it goes before the rules. `refuse`: trace number or member id to
        the reason for which an inquiry is not answered (AAA03), such as `42`.
        """
        self.plan = plan
        self.fees = fees
        self.seed = seed
        self.rules = tuple(rules)
        self.deny = dict(deny or {})
        self.refuse = dict(refuse or {})
        self._memory = Memory()
        self._books = Books(Numbers(plan.payer.payer_id, seed))
        self._waiting: defaultdict[str, list[_Made]] = defaultdict(list)
        self._payees: dict[str, Provider] = {}
        self._sent_on: list[Claim] = []
        self._last: date | None = None
        self._inquiries = 0
        self._intake = acknowledging.Intake()

    # ---- receiving

    def acknowledge(self, text: str | bytes, *, on: date | None = None) -> list[Acknowledgment]:
        """What it says when a file arrives: a TA1 where one is asked for or the file is rejected, a 999 for each group, a 277CA for each batch.

        A claim is rejected for another payer, an unknown member or dependent, a number that was accepted before, and for whatever the scrubber
        finds that would cause a rejection. An accepted claim gets the number under which it is decided later. Without `on`, the day is that of
        the last remittance, or before the first 2026-01-05.

        Raises:
            X12SyntaxError: the text has no ISA.
        """
        return acknowledging.acknowledge(text, self.plan, self._intake, self._memory, self._books.numbers, on or self._last or _NO_DAY)

    def waiting(self) -> list[Claim]:
        """The claims that it has accepted and not decided, in the order in which they came: what to `adjudicate` next."""
        return list(self._intake.waiting)

    # ---- deciding

    def adjudicate(self, claims: Iterable[Claim], *, on: date | None = None, received: date | None = None) -> Remittance:
        """The remittance for claims of one billing provider, with everything that waits for him.

        A replacement (frequency 7) takes the claim back that it replaces and is decided anew, a void (8) only takes back. Without `received` each
        claim comes a week after its last day of service, or after an earlier payer's decision; without `on` it is paid two weeks after the last
        one came.

        Raises:
            ValueError: the claims have several billing providers, or there are no claims and it is not clear whom it concerns.
        """
        given = list(claims)
        payees = {provider_id(one.billing_provider): one.billing_provider for one in given} or self._concerned()
        if len(payees) != 1:
            raise ValueError("one remittance pays one billing provider: use `adjudicate_each` for claims of several")
        return self._remit(next(iter(payees.values())), given, on, received)

    def adjudicate_each(self, claims: Iterable[Claim], *, on: date | None = None, received: date | None = None) -> list[Remittance]:
        """A remittance for each billing provider, in the order in which their first claims come; then for those for whom decisions wait."""
        by_payee: dict[str, list[Claim]] = {}
        for claim in claims:
            by_payee.setdefault(provider_id(claim.billing_provider), []).append(claim)
        made = [self._remit(of_one[0].billing_provider, of_one, on, received) for of_one in by_payee.values()]
        return made + [self._remit(self._payees[number], [], on, received) for number in list(self._waiting)]

    def _remit(self, payee: Provider, claims: list[Claim], on: date | None, received: date | None) -> Remittance:
        number = provider_id(payee)
        known = self._payees.setdefault(number, payee)
        came = [received or _arrived(one) for one in claims]
        day = on or self._pay_day([one for one in came if one is not None])
        made = self._waiting.pop(number, [])
        for claim, arrived in zip(claims, came, strict=True):
            made += self._answer(claim, arrived or day, day)
        self._last = day
        remittance = self._books.remit(self.plan, known, [one.payment for one in made], day)
        for decided in filter(None, (one.decided for one in made)):
            decided.paid_on, decided.trace_number = day, remittance.trace_number
            if decided.payment.crossover_payer is not None:
                self._sent_on.append(sent_on(decided, day))
        return remittance

    def take_back(self, patient_control_number: str, reason: str = "") -> None:
        """Take a decision back, in the provider's next remittance. `reason`: a remark code such as N687, that the member was not covered.

        Raises:
            UnknownClaimError: no decision about this claim stands.
        """
        before = self._standing(patient_control_number)
        self._wait(before, [self._reversed(before, reason)])

    def reprocess(self, patient_control_number: str, reason: str = "") -> None:
        """Decide a claim once more by what holds now, in the provider's next remittance: the old decision is taken back, the new one corrects it.

        For a review that is over, an appeal that was won, a plan that changed; `reason`: a remark code that says which, such as N690 for an appeal.

        Raises:
            UnknownClaimError: no decision about this claim stands.
        """
        before = self._standing(patient_control_number)
        made = [self._reversed(before, reason)]
        case = self._case(before.claim, before.received, again=True)
        self._wait(before, [*made, self._kept(case, (_CORRECTION,))])

    def forwarded(self) -> list[Claim]:
        """The claims that it has sent on to the next payer by itself since it was last asked, with its decisions: what that payer adjudicates."""
        found, self._sent_on = self._sent_on, []
        return found

    # ---- asking

    def respond(self, inquiries: Iterable[EligibilityInquiry], *, today: date | None = None) -> list[EligibilityResponse]:
        """What the plan says of each inquiry's patient, in the order of the inquiries; `edi270_271.build_271` writes it.

        It speaks of what holds now: deductibles, maximums and visits as the claims that were decided have left them, in the year of the day that
        is asked about. An inquiry that names no day is answered for `today`; without that, for the day of the last remittance, or before the
        first for 2026-01-05. Without `today` no day is too far back or ahead (AAA 62, 63). Nothing is decided or used up by it.
        """
        catalog, found = Catalog(self.plan, self.fees), []
        for inquiry in inquiries:
            self._inquiries += 1
            asked = Asked(inquiry, self.plan, self._memory, today, self._last or _NO_DAY, self._inquiries, self.seed, self.refuse)
            found.append(answer_to(asked, catalog))
        return found

    def status(self, inquiries: Iterable[StatusInquiry], *, on: date | None = None) -> list[StatusResponse]:
        """Where claims are, in the order of the inquiries; `edi_acks.status.build_277` writes it. Nothing is decided by it.

        Claims that it took in and has not decided are in process, those that it decided are paid or denied, with the payment once its day has
        come; what it does not know is not found. Without `on`, the day is that of the last remittance, or before the first 2026-01-05.
        """
        return [claim_status.answer(one, self.plan, self._intake, self._memory, on or self._last or _NO_DAY) for one in inquiries]

    def spent(self, claim: Claim, year: int) -> Spent:
        """How much of deductible and out-of-pocket maximum a claim's patient has spent in a year."""
        return self._memory.accumulators.spent(self._case(claim, None).person, year)

    def owed(self, billing_provider: Provider) -> Decimal:
        """What a billing provider's next payments will lack: balances carried forward, and recoveries announced. Dollars."""
        return self._books.balances[provider_id(billing_provider)].owed

    # ---- a claim

    def _case(self, claim: Claim, received: date | None, *, again: bool = False) -> Case:
        replaces = self._memory.replaced_by(claim) if claim.frequency in (REPLACEMENT, VOID) else None
        return Case(claim, self.plan, self.fees, self._memory, self.rules, self.deny, received, self.seed, again, replaces)

    def _answer(self, claim: Claim, received: date, on: date) -> list[_Made]:
        case = self._case(claim, received)
        before, number = case.replaces, self._intake.decided(claim)
        if before is None or is_late(case):                 # a replacement that comes too late replaces nothing
            made = self._kept(case, number=number)
            if earned := interest(self.plan, made.payment, received, on):
                made.payment.amounts["I"] = earned
            return [made]
        taken = self._reversed(before, _RESUBMITTED)
        return [taken] if claim.frequency == VOID else [taken, self._kept(case, (_CORRECTION,), number)]

    def _kept(self, case: Case, remarks: tuple[str, ...] = (), number: str | None = None) -> _Made:
        decided = decide(case, number or self._books.numbers.claim(), remarks)
        self._memory.keep(decided)
        return _Made(decided.payment, decided)

    def _reversed(self, before: Decided, remark: str) -> _Made:
        self._memory.take_back(before)
        return _Made(reversal_of(before.payment, remark))

    def _standing(self, patient_control_number: str) -> Decided:
        found = self._memory.standing(patient_control_number)
        if found is None:
            raise UnknownClaimError(f"no decision stands about claim {patient_control_number}")
        return found

    def _wait(self, before: Decided, made: list[_Made]) -> None:
        self._waiting[provider_id(before.claim.billing_provider)] += made

    # ---- whom and when

    def _concerned(self) -> dict[str, Provider]:
        """Those for whom something waits."""
        return {number: who for number, who in self._payees.items() if number in self._waiting or not self._books.balances[number].is_settled}

    def _pay_day(self, came: list[date]) -> date:
        day = max(came) + _PAYS if came else None
        if self._last is not None and (day is None or day <= self._last):
            return self._last + _ARRIVES
        return day or _NO_DAY


@attrs.frozen
class _Made:
    """What goes into the next remittance: a decision, or one that is taken back."""

    payment: ClaimPayment
    decided: Decided | None = None


def _arrived(claim: Claim) -> date | None:
    """The day on which a claim comes where nobody says when; None where it has no day at all."""
    days = [*days_decided(claim), *filter(None, (claim.encounter.last_day,))]
    return max(days) + _ARRIVES if days else None
