"""Remittances as text, of any size and always the same for the same seed: for benchmarks, and for trying a reader out.

Nobody in them is real. They are written segment by segment, so that a file of a hundred thousand claims needs no memory.
"""

from __future__ import annotations

from random import Random
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENVELOPE = (
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261102*0930*^*00501*000000901*0*T*:~"
    "GS*HP*PAYERTEST*PRACTTEST*20261102*0930*901*X*005010X221A1~ST*835*0901~")
_PARTIES = (
    "TRN*1*EFT90001*1512345678~DTM*405*20261102~N1*PR*EXAMPLE HEALTH PLAN*XV*EX001~N3*100 PLAN WAY~N4*OMAHA*NE*681020001~"
    "PER*BL*EDI HELP*TE*8005550100~N1*PE*RIVERBEND CARDIOLOGY LLC*XX*1234567893~REF*TJ*470000001~LX*1~")
_HEADER_SEGMENTS = 11
"""ST, BPR, and those of `_PARTIES`."""
_SCHEDULED, _VISITS = 200, 15
_LAST = ("ROWE", "PARK", "QUIN", "SOTO", "TRAN", "UDALL", "VEGA", "WARD")
_FIRST = ("DANA", "JO", "RAE", "KIM", "LEE", "MAX", "ANA", "SAM")


def sample_remittance_text(claims: int, seed: int = 0) -> str:
    """One interchange with one balanced 835 of so many claims, two lines each."""
    return "".join(sample_remittance_pieces(claims, seed))


def write_sample_remittance(to: IO[str], claims: int, seed: int = 0) -> None:
    """The same into an open text file, claim by claim."""
    for piece in sample_remittance_pieces(claims, seed):
        to.write(piece)


def sample_remittance_pieces(claims: int, seed: int = 0) -> Iterator[str]:
    """The same in pieces: the header, each claim, the trailer. The claims are made twice, because BPR02 stands before them."""
    total = sum(paid for _, _, paid in _claims(claims, seed))
    yield f"{_ENVELOPE}BPR*I*{_dollars(total)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20261102~{_PARTIES}"
    segments = _HEADER_SEGMENTS
    for text, count, _ in _claims(claims, seed):
        segments += count
        yield text
    yield f"SE*{segments + 1}*0901~GE*1*901~IEA*1*000000901~"


def _claims(claims: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """The text of each claim, how many segments it has, and what it pays, in cents."""
    chance = Random(seed)                                   # noqa: S311 - repeatable, not secret
    schedule = _schedule(chance)
    for number in range(1, claims + 1):
        lines = [_line(chance, schedule, number, at) for at in (1, 2)]
        charge, paid, share = (sum(figures) for figures in zip(*(line[1:4] for line in lines), strict=True))
        member = 100_200_000 + number % 800_000
        day = 1 + number % 28
        head = (f"CLP*S{number:07}*1*{_dollars(charge)}*{_dollars(paid)}*{_dollars(share)}*12*ICN{number:010}*11*1~"
                f"NM1*QC*1*{chance.choice(_LAST)}*{chance.choice(_FIRST)}****MI*XYZ{member}~NM1*82*1*IBARRA*LUIS****XX*1999999984~"
                f"REF*CE*PPO STANDARD~DTM*050*202610{day:02}~AMT*AU*{_dollars(paid + share)}~")
        yield head + "".join(line[0] for line in lines), 6 + sum(line[4] for line in lines), paid


def _line(chance: Random, schedule: list[tuple[str, int, int]], number: int, at: int) -> tuple[str, int, int, int, int]:
    """One line: text, charge, paid and patient's share in cents, segments."""
    procedure, charge, allowed = chance.choice(schedule)
    denied = chance.random() < 0.06                         # noqa: PLR2004 - about the share of lines that payers deny
    deductible = chance.randrange(allowed) if chance.random() < 0.15 else 0                 # noqa: PLR2004 - of a year's lines, those early in it
    coinsurance = (allowed - deductible) * chance.choice((0, 10, 20)) // 100
    share = 0 if denied else deductible + coinsurance
    paid = 0 if denied else allowed - share
    taken = [f"CAS*CO*{'197' if denied else '45'}*{_dollars(charge - paid - share)}~"]
    if share and deductible and coinsurance:
        taken.append(f"CAS*PR*1*{_dollars(deductible)}**2*{_dollars(coinsurance)}~")
    elif share:
        taken.append(f"CAS*PR*{1 if deductible else 2}*{_dollars(share)}~")
    tail = ["LQ*HE*N130~"] if denied else [f"AMT*B6*{_dollars(allowed)}~"]
    parts = [f"SVC*{procedure}*{_dollars(charge)}*{_dollars(paid)}**1~", f"DTM*472*202609{1 + number % 28:02}~", *taken,
             f"REF*6R*S{number:07}L{at}~", *tail]
    return "".join(parts), charge, paid, share, len(parts)


def _schedule(chance: Random) -> list[tuple[str, int, int]]:
    """What the practice charges and the payer allows for each procedure, in cents: real files repeat such figures, not random ones."""
    found = []
    for number in range(_SCHEDULED):
        charge = chance.randrange(4_000, 40_000)
        code = f"HC:{99_201 + number if number < _VISITS else 70_000 + 97 * number}"
        found.append((code + chance.choice(("", "", "", ":25", ":59", ":26")), charge, charge * chance.randrange(35, 80) // 100))
    return found


def _dollars(cents: int) -> str:
    return str(cents // 100) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}".rstrip("0")
