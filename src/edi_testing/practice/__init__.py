"""A practice that is none: visits, files, acknowledgments, remittances, deposits and decisions of whole years, to try a billing system with.

What lives where: `events` is what happens, `odds` how often something goes wrong, `visits` who comes when, `payers` who pays,
`sending` files and their answers, `deciding` remittances and what people do about them, `simulated` the practice itself.
"""

from edi_testing.practice.events import (
    Acknowledged,
    AppealDecided,
    Appealed,
    BillingSystem,
    Deposited,
    Event,
    Held,
    PatientPaid,
    Refunded,
    Remitted,
    Sent,
    WrittenOff,
)
from edi_testing.practice.odds import NOTHING_GOES_WRONG, Odds
from edi_testing.practice.simulated import SimulatedPractice

__all__ = [
    "NOTHING_GOES_WRONG",
    "Acknowledged",
    "AppealDecided",
    "Appealed",
    "BillingSystem",
    "Deposited",
    "Event",
    "Held",
    "Odds",
    "PatientPaid",
    "Refunded",
    "Remitted",
    "Sent",
    "SimulatedPractice",
    "WrittenOff",
]
