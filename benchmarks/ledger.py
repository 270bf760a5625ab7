"""What the ledger costs a claim: submitted, acknowledged by nobody, decided by a simulated payer, posted, and asked for its account.

What counts is that the time a claim stays flat while the ledger grows, and how much memory a claim keeps.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from itertools import islice

from edi_claims import FeeSchedule, Payer
from edi_testing import Plan, SimulatedPayer, sample_claims
from revenue_cycle import Ledger
from run import resident

BATCH = 1_000
PAYER = Payer("EX001", "EXAMPLE HEALTH PLAN", ("SUN01", "PLN02", "1512345678"))


def batches(count):
    claims = sample_claims(count, seed=1)
    while batch := list(islice(claims, BATCH)):
        yield batch


def remitted(payer, batch):
    return payer.adjudicate_each(batch)


def measure(count):
    """Microseconds a claim of each step, batch by batch; the simulated payer's own time is left out."""
    ledger, payer = Ledger(), SimulatedPayer(Plan(PAYER, deductible=50, coinsurance=0), FeeSchedule("NONE"), seed=1)
    taken = []
    for batch in batches(count):
        remittances = remitted(payer, batch)
        gc.collect()
        start = time.perf_counter()
        ledger.submit(batch, on=batch[-1].encounter.last_day)
        submitted = time.perf_counter()
        reports = [ledger.post(one) for one in remittances]
        posted = time.perf_counter()
        for claim in batch:
            ledger.account(claim.patient_control_number)
        asked = time.perf_counter()
        taken.append([(later - before) * 1e6 / len(batch) for before, later in ((start, submitted), (submitted, posted), (posted, asked))])
        left = [one for report in reports for one in (*report.refused, *report.suspense, *report.duplicates)]
        if left:
            print(f"{len(left)} payments of {len(batch)} claims did not post")
    return ledger, taken


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--claims", type=int, default=20_000)
    count = options.parse_args().claims
    before = resident("VmRSS")
    ledger, taken = measure(count)
    gc.collect()
    kept = resident("VmRSS") - before
    print(f"Python {sys.version.split()[0]}, {count:,} claims submitted and posted in batches of {BATCH:,}; {len(ledger.entries):,} entries, "
          f"{kept / count:.1f} KiB a claim with claim, decision and entries")
    edge = max(1, len(taken) // 10)
    for name, figures in zip(("submit", "post", "account"), zip(*taken, strict=True), strict=True):
        first, last = sorted(figures[:edge])[edge // 2], sorted(figures[-edge:])[edge // 2]
        print(f"{name:8} {first:8.1f} us a claim at first, {last:8.1f} at last: {last / first:5.2f}")
    start = time.perf_counter()
    open_ = sum(account.open_to_payer for account in ledger.accounts)
    print(f"all accounts folded in {time.perf_counter() - start:.1f} s; open to payers {open_}")


if __name__ == "__main__":
    main()
