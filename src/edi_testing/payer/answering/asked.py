"""An inquiry before the payer, with everything that its answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from random import Random

import attrs

from edi270_271.asking import is_dependent, originator
from edi_claims import DateRange, EligibilityInquiry
from edi_testing.payer.memory import Memory
from edi_testing.payer.plan import Plan


@attrs.frozen(slots=False)
class Asked:
    """One inquiry before the payer."""

    inquiry: EligibilityInquiry
    plan: Plan
    memory: Memory
    today: date | None
    """None: the payer answers for any day."""
    last: date
    """The day for which it answers where neither the inquiry nor the caller names one."""
    number: int = 1
    """How many it has been asked, this one included."""
    seed: int = 0
    refuse: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    """What a test wants refused: trace number or member id to AAA03."""

    @cached_property
    def is_dependent(self) -> bool:
        """Whether the patient is asked for below a subscriber."""
        return is_dependent(self.inquiry)

    @property
    def level(self) -> str:
        """What a rejection calls the patient's level."""
        return "dependent" if self.is_dependent else "subscriber"

    @cached_property
    def days(self) -> DateRange:
        """The days that are asked about."""
        on = self.inquiry.on or next((one.on for one in self.inquiry.questions if one.on), None) or self.today or self.last
        return on if isinstance(on, DateRange) else DateRange(on, on)

    @property
    def originator(self) -> str:
        """TRN03; empty where the inquiry names none."""
        return originator(self.inquiry)

    @property
    def chance(self) -> float:
        """Between 0 and 1, the same for the same seed and number."""
        return Random(f"{self.seed}:inquiry:{self.number}").random()                    # noqa: S311 - repeatable, not secret
