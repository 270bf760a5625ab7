"""What reading and writing cost, as ratios to a floor that is measured in the same run.

F, the floor of reading: read 64 KiB pieces, split at the terminator, split at the element separator, drop the result.
J, the floor of writing: join prebuilt element lists into text.
Each ratio is the median of several rounds in which floor and work take turns, so that a machine that slows down slows both.
Peak memory is that of a process of its own, above what its imports take.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from importlib.util import find_spec
from operator import truediv
from pathlib import Path

from edi_claims import Contact, TradingPartner
from edi_testing.samples import sample_claims
from edi_testing.samples271 import write_sample_responses
from edi_testing.samples835 import write_sample_remittance

CHUNK = 65536
SENDER = TradingPartner("SAMPLE BILLING", "SENDER", contact=Contact("EDI DESK", (("TE", "4025550100"),)))
RECEIVER = TradingPartner("SAMPLE CLEARINGHOUSE", "RECEIVER")
CREATED = datetime(2026, 10, 20, 9, 30)
ENVELOPE = {"sender": SENDER, "receiver": RECEIVER, "control": 1, "usage": "T", "created": CREATED}


# ---- the work

def floor_read(path):
    with open(path, encoding="ascii", newline="") as file:
        held = ""
        while piece := file.read(CHUNK):
            texts = (held + piece).split("~")
            held = texts.pop()
            for text in texts:
                text.split("*")


def read_835(path):
    import edi835

    for _ in edi835.stream(path):
        pass


def read_837(path):
    import edi837

    for _ in edi837.read(path):
        pass


def read_271(path):
    import edi270_271

    for _ in edi270_271.read_271(path):
        pass


def pyx12_segments(path):
    from pyx12.x12file import X12Reader

    for _ in X12Reader(str(path)):
        pass


def openx12_835(path):
    import openx12

    openx12.x835.parse(Path(path).read_text(encoding="ascii"))


def x12sdk_835(path):
    import x12sdk.io

    with x12sdk.io.X12ModelReader(str(path)) as reader:
        for _ in reader.models():
            pass


PEERS = (("openx12", "835, floats", openx12_835), ("x12sdk", "835, typed", x12sdk_835))
"""Other libraries of the extra `peers`: package, what it makes of the file, how it is asked. They are slow, so their file has 1,000 claims."""


def ratio(work, floor, rounds):
    """Work's time over floor's, taken in turns: the median of the ratios, the ratio of the best times, and the best time."""
    floors, works = [], []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        floor()
        middle = time.perf_counter()
        work()
        floors.append(middle - start)
        works.append(time.perf_counter() - middle)
    return statistics.median(map(truediv, works, floors)), min(works) / min(floors), min(works)


# ---- memory, in a process of its own

MEASURE = """
import gc, sys
sys.path.insert(0, {here!r})
import run
run.{work}({warm!r})                                # code that is imported or compiled at first use is no cost of the file
gc.collect()
run.forget_peak()
before = run.resident("VmRSS")
run.{work}({argument!r})
print(run.resident("VmHWM") - before)
"""


def forget_peak():
    """Linux: the highest memory use so far is forgotten."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def resident(name):
    """KiB, from the kernel's own books."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name)))


def peak(work, argument, warm):
    """KiB above what a process has that has done the same for a small file."""
    if not Path("/proc/self/clear_refs").exists():
        return float("nan")
    code = MEASURE.format(here=str(Path(__file__).parent), work=work, argument=argument, warm=warm)
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def write_837_of(count):
    with tempfile.TemporaryDirectory() as folder:
        write_837(count, Path(folder) / "out.837")


def write_837(count, path):
    import edi837

    edi837.write(sample_claims(count), path, rules=(), **ENVELOPE)


# ---- instructions, which a busy machine does not change

COUNT = """
import sys
sys.path.insert(0, {here!r})
import run
run.{work}({argument!r})
"""


def instructions(work, argument):
    """How many a process takes, by valgrind's count."""
    code = COUNT.format(here=str(Path(__file__).parent), work=work, argument=argument)
    asked = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", sys.executable, "-c", code]
    told = subprocess.run(asked, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}).stderr
    return int(next(line.rsplit(maxsplit=1)[1] for line in told.splitlines() if "refs:" in line).replace(",", ""))


def count_reading(folder):
    """Instructions a claim of each reader over those of the floor: what 1,000 claims more take."""
    print("instructions a claim (valgrind), and their ratio to the floor's")
    for kind, work, make in (("835", "read_835", write_sample_remittance), ("837P", "read_837", None), ("271", "read_271", write_sample_responses)):
        paths = [folder / f"{count}.{kind}" for count in (400, 1_400)]
        for path, count in zip(paths, (400, 1_400), strict=True):
            if make is None:
                write_837(count, path)
            else:
                with path.open("w", encoding="ascii", newline="") as file:
                    make(file, count)
        ours, floor = ((instructions(one, str(paths[1])) - instructions(one, str(paths[0]))) / 1_000 for one in (work, "floor_read"))
        print(f"{kind + ' read':10}{ours:10,.0f} {floor:10,.0f} {ours / floor:8.2f} F")


# ---- the table

def row(name, measured, floor, goal, count):
    median, best, seconds = measured
    print(f"{name:38}{median:8.2f} {floor}{best:9.2f} {floor}   goal {goal:<8}{seconds / count * 1e6:8.1f} us a claim")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--claims", type=int, default=10_000, help="claims in the files that are timed")
    options.add_argument("--many", type=int, default=100_000, help="claims in the file that memory and growth are measured on")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--instructions", action="store_true", help="count instructions instead, by valgrind: the clock of a busy machine is noise")
    given = options.parse_args()
    if given.instructions:
        with tempfile.TemporaryDirectory() as folder:
            count_reading(Path(folder))
        return
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {given.claims:,} claims, median of {given.rounds}")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given)


def measure(folder, given):
    import edi837
    from edi_testing.samples import sample_claims

    paths = {}
    for count in sorted({10, 1_000, given.claims, given.many}):
        paths["835", count] = folder / f"{count}.835"
        with paths["835", count].open("w", encoding="ascii", newline="") as file:
            write_sample_remittance(file, count)
        paths["837", count] = folder / f"{count}.837"
        write_837(count, paths["837", count])
        paths["271", count] = folder / f"{count}.271"
        with paths["271", count].open("w", encoding="ascii", newline="") as file:
            write_sample_responses(file, count)
    for kind in ("835", "837", "271"):
        path = paths[kind, given.claims]
        print(f"{kind}: {path.stat().st_size / 1e6:.1f} MB, {path.read_text().count('~'):,} segments")
    print()

    print(f"{'':38}{'median':>8}{'best of both':>14}")
    count = given.claims
    p835, p837, p271 = paths["835", count], paths["837", count], paths["271", count]
    for name, path, work, goal in (("835 read, typed and balanced", p835, read_835, "<= 6 F"), ("837P read", p837, read_837, "<= 9 F"),
                                   ("271 read", p271, read_271, "<= 8 F")):
        row(name, ratio(lambda w=work, p=path: w(p), lambda p=path: floor_read(p), given.rounds), "F", goal, count)
    for name, path in (("pyx12 X12Reader on the 835", p835), ("pyx12 X12Reader on the 837P", p837)):
        row(name + ", segments", ratio(lambda p=path: pyx12_segments(p), lambda p=path: floor_read(p), 3), "F", "(peer)", count)
    few = paths["835", 1_000]
    for package, makes, work in PEERS:
        if find_spec(package) is None:
            print(f"{package + ', ' + makes:38}     not installed: pip install 'edi-claims[peers]'")
        else:
            row(f"{package}, {makes}", ratio(lambda w=work: w(few), lambda: floor_read(few), 3), "F", "(peer)", 1_000)

    claims = list(sample_claims(count))
    lists = [segment.split("*") for segment in p837.read_text().split("~")]
    join = lambda: "~".join(["*".join(one) for one in lists])  # noqa: E731
    bare = lambda: edi837.write(claims, io.StringIO(), rules=(), **ENVELOPE)  # noqa: E731
    ruled = lambda: edi837.write(claims, io.StringIO(), **ENVELOPE)  # noqa: E731
    row("837P write, rules off", ratio(bare, join, given.rounds), "J", "<= 7 J", count)
    row("837P write, guide rules on", ratio(ruled, join, given.rounds), "J", "", count)

    print("\ngrowth: time a claim at many claims over that at 1,000 (goal <= 1.2), and peak memory above the imports (goal <= 4 MB)")
    for name, kind, work in (("835 streamed", "835", read_835), ("837P read", "837", read_837), ("271 read", "271", read_271)):
        small = statistics.median([timed(work, paths[kind, 1_000]) for _ in range(15)]) / 1_000
        large = statistics.median([timed(work, paths[kind, given.many]) for _ in range(3)]) / given.many
        memory = [peak(work.__name__, str(paths[kind, n]), str(paths[kind, 10])) for n in (1_000, given.many)]
        print(f"{name:34} {large / small:6.2f}   {memory[0] / 1024:.1f} MB at 1,000, {memory[1] / 1024:.1f} MB at {given.many:,}")
    memory = [peak("write_837_of", n, 10) for n in (1_000, given.many)]
    print(f"{'837P written from an iterator':34}          {memory[0] / 1024:.1f} MB at 1,000, {memory[1] / 1024:.1f} MB at {given.many:,}")


def timed(work, path):
    start = time.perf_counter()
    work(path)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
