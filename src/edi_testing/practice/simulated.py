"""The simulated practice: the same seed gives the same years."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from edi_claims import FeeSchedule
from edi_testing.practice import deciding, sending
from edi_testing.practice.odds import Odds
from edi_testing.practice.office import Office
from edi_testing.practice.payers import Desk, payer_of, plans
from edi_testing.practice.visits import patients, visits, working_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import PayerProfile
    from edi_testing.payer import Plan
    from edi_testing.practice.events import BillingSystem, Event

_WEEK, _PAY_DAY = timedelta(days=7), timedelta(days=3)
_WEEKS = 52
_LAST_VISIT = timedelta(days=14)


class SimulatedPractice:
    """Years of a practice as a stream of events, by day: what is sent, what payers and the bank answer, what people do.

    Visits come on working days; claims go out once a week, a file a payer; payers decide every second week. One plan pays first, and for some
    patients another one after it: sent on by the first by itself, or billed. What goes wrong, and how often, the odds say.

    >>> from edi_testing.practice import SimulatedPractice
    >>> practice = SimulatedPractice(seed=3, visits=12)
    >>> events = practice.events()
    >>> [type(one).__name__ for one in events[:3]], events == practice.events()
    (['PatientPaid', 'Sent', 'Acknowledged'], True)
    """

    def __init__(self, seed: int = 0, *, visits: int = 100, start: date = date(2026, 1, 5), years: int = 1, odds: Odds | None = None,
                 plans: tuple[Plan, Plan, Plan] | None = None, fees: FeeSchedule | None = None) -> None:
        """A practice with so many visits in so many years of 52 weeks.

        Args:
            seed: the same one gives the same events.
            visits: how many in all; a patient comes some four times.
            start: the first day. It should be a Monday, so that files go out on Mondays.
            years: what happens after them is not there, so at the end some claims are open.
            odds: how often something goes wrong; None: as often as by default.
            plans: which pays first, to which that one sends claims on, and which is billed after it; None: three that are invented. One that names
                no members knows the practice's patients.
            fees: what all three allow; None: they pay a part of each charge.

        Raises:
            ValueError: there are no visits, or no years.
        """
        if visits < 1 or years < 1:
            raise ValueError("a practice has visits, and years in which they are")
        self.seed = seed
        self.visits = visits
        self.start = start
        self.end = start + _WEEK * _WEEKS * years
        """The first day on which nothing happens any more."""
        self.odds = odds or Odds()
        self.plans = plans or _plans(seed)
        self.fees = fees or FeeSchedule("PRACTICE")

    @property
    def profiles(self) -> tuple[PayerProfile, ...]:
        """The payers' rules, as a scrubber and a ledger want them."""
        return tuple(one.profile for one in self.plans)

    def __iter__(self) -> Iterator[Event]:
        """The events, by day."""
        return iter(self.events())

    def events(self) -> list[Event]:
        """Everything that happens, by day; of one day in the order in which one thing follows from another."""
        chance = Random(f"{self.seed}:practice")                # noqa: S311 - repeatable, not secret
        first, crossing, second = self.plans
        who = patients(self.seed, self.visits, first.payer, crossing.payer, second.payer)
        desks = tuple(Desk(payer_of(plan, self.fees, self.seed, self.odds, who)) for plan in self.plans)
        office = Office(self.odds, chance, self.end, desks)
        coming = visits(self.seed, chance, self.visits, who, working_days(self.start, self.end - _LAST_VISIT))
        for week in range((self.end - self.start) // _WEEK):
            day = self.start + _WEEK * week
            while coming and (coming[0].encounter.first_day or day) < day:
                sending.visited(office, coming.pop(0))
            sending.send_files(office, day)
            for at, desk in enumerate(desks):
                if (week + at) % 2:
                    deciding.pay(office, desk, day + _PAY_DAY)
        return sorted(office.events, key=lambda one: one.on)

    def tell(self, system: BillingSystem) -> None:
        """Enter everything into a billing system, such as `revenue_cycle.Ledger`."""
        for event in self.events():
            event.tell(system)


def _plans(seed: int) -> tuple[Plan, Plan, Plan]:
    return plans(Random(f"{seed}:plans"))               # noqa: S311 - repeatable, not secret
