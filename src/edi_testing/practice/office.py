"""What a simulated practice knows while its time runs: what happened so far, what is to be sent when, and what was done already."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import attrs

from edi_claims import ZERO, Claim, Payer
from edi_testing.practice.events import Event, PatientPaid, Refunded, WrittenOff
from edi_testing.practice.odds import Odds
from edi_testing.practice.payers import Desk


@attrs.define
class Office:
    """The state of one run."""

    odds: Odds
    chance: Random
    end: date
    """What would happen from this day on does not happen any more."""
    desks: tuple[Desk, ...]
    events: list[Event] = attrs.field(factory=list)
    outbox: list[tuple[date, Claim]] = attrs.field(factory=list)
    """Claims, and from when on they may go."""
    right: dict[str, Claim] = attrs.field(factory=dict)
    """Claims that went out with a wrong member id, as they should be."""
    paid: dict[str, Decimal] = attrs.field(factory=dict)
    """Patient control number to what the patient has paid, dollars."""
    given_up: set[str] = attrs.field(factory=set)
    """Claims of which a denial was written off: nobody works their denials any more."""
    files: int = 0
    bookings: int = 0
    _done: set[tuple[str, str]] = attrs.field(factory=set)

    def happens(self, share: float) -> bool:
        """Whether something happens this time that happens so often."""
        return self.chance.random() < share

    def tell(self, event: Event) -> None:
        """Something happens, unless the time is over."""
        if event.on < self.end:
            self.events.append(event)

    def once(self, claim: Claim, what: str) -> bool:
        """Whether something was not done about a claim before; then it counts as done."""
        known = len(self._done)
        self._done.add((claim.patient_control_number, what))
        return len(self._done) > known

    def later(self, day: date, least: int, most: int | None = None) -> date:
        """Some days after a day."""
        return day + timedelta(days=self.chance.randint(least, least if most is None else most))

    def desk(self, payer: Payer) -> Desk:
        """Whose claim it is."""
        return next(one for one in self.desks if one.payer.plan.is_own(payer))

    # ---- the patient's money

    def patient_pays(self, on: date, claim: str, amount: Decimal) -> None:
        """A patient pays, if there is anything to pay and the time is not over."""
        if amount > ZERO and on < self.end:
            self.paid[claim] = self.paid.get(claim, ZERO) + amount
            self.tell(PatientPaid(on, claim, amount))

    def pays_back(self, on: date, claim: str, amount: Decimal) -> None:
        """The patient gets something back."""
        if amount > ZERO and on < self.end:
            self.paid[claim] = self.paid.get(claim, ZERO) - amount
            self.tell(Refunded(on, claim, amount))

    def gives_up(self, on: date, claim: str, amount: Decimal, *, of_patient: bool = False) -> None:
        """An amount is not collected."""
        if amount > ZERO:
            self.tell(WrittenOff(on, claim, amount, of_patient))
            self.given_up |= set() if of_patient else {claim}
