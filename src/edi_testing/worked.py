"""A worked file for each right scenario, as they lie in `fixtures/claims`: `python -m edi_testing.worked FOLDER` writes them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import edi837
from edi_claims import Contact, TradingPartner
from edi_testing.scenarios import SCENARIOS, Scenario

SENDER = TradingPartner("ACORN BILLING SERVICE", "ACORNTEST", party_id="AC837", contact=Contact("EDI DESK", (("TE", "4025550100"),)))
RECEIVER = TradingPartner("EXAMPLE CLEARINGHOUSE", "EXCLEAR", party_id="EXCH1")
CREATED = datetime(2026, 10, 20, 9, 30)                     # noqa: DTZ001 - X12 has local time

WORKED: dict[str, Scenario] = {name: one for name, one in SCENARIOS.items() if not one.is_faulty}
"""The scenarios that have a worked file, by name."""


def worked_text(one: Scenario) -> str:
    """The first claim of a scenario as a whole interchange."""
    return edi837.build([one.claim()], sender=SENDER, receiver=RECEIVER, control=1, usage="T", created=CREATED, batch_id="WORKED1",
                        transaction_type=one.transaction_type)


def write_worked(folder: Path) -> None:
    """Every worked file, a segment a line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in WORKED.items():
        (folder / f"{name}.edi").write_text(worked_text(one).replace("~", "~\n"), encoding="ascii", newline="")


if __name__ == "__main__":
    write_worked(Path(sys.argv[1]))
