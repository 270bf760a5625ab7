"""Eligibility responses as text, of any size and always the same for the same seed: for benchmarks, and for trying a reader out.

Nobody in them is real. They are written patient by patient, so that a file of a hundred thousand patients needs no memory.
"""

from __future__ import annotations

from random import Random
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENVELOPE = (
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261102*0930*^*00501*000000901*0*T*:~"
    "GS*HB*PAYERTEST*PRACTTEST*20261102*0930*901*X*005010X279A1~")
_SET = (
    "ST*271*0901*005010X279A1~BHT*0022*11*BATCH901*20261102*0931~HL*1**20*1~NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~"
    "PER*IC*PROVIDER LINE*TE*8005550100~HL*2*1*21*1~NM1*1P*2*RIVERBEND CARDIOLOGY LLC*****XX*1234567893~")
_SET_SEGMENTS, _FIRST_LEVEL = 7, 3
_LAST = ("ROWE", "PARK", "QUIN", "SOTO", "TRAN", "UDALL", "VEGA", "WARD")
_FIRST = ("DANA", "JO", "RAE", "KIM", "LEE", "MAX", "ANA", "SAM")
_PLANS = (("PR", "GOLD PPO"), ("HM", "FAMILY HMO"), ("PS", "SILVER POS"))
_GENERIC = "30^1^33^47^48^50^86^88^98^AL^MH^UC"


def sample_response_text(patients: int, seed: int = 0) -> str:
    """One interchange with one 271 of so many patients, about thirty segments each; one in five is a dependent, one in twenty is not found."""
    return "".join(sample_response_pieces(patients, seed))


def write_sample_responses(to: IO[str], patients: int, seed: int = 0) -> None:
    """The same into an open text file, patient by patient."""
    for piece in sample_response_pieces(patients, seed):
        to.write(piece)


def sample_response_pieces(patients: int, seed: int = 0) -> Iterator[str]:
    """The same in pieces: the header, each patient, the trailer."""
    chance = Random(seed)                                   # noqa: S311 - repeatable, not secret
    yield _ENVELOPE + _SET
    segments, level = _SET_SEGMENTS, _FIRST_LEVEL
    for number in range(1, patients + 1):
        parts = list(_patient(chance, number, level))
        segments, level = segments + len(parts), level + sum(part.startswith("HL*") for part in parts)
        yield "".join([f"{part}~" for part in parts])
    yield f"SE*{segments + 1}*0901~GE*1*901~IEA*1*000000901~"


def _patient(chance: Random, number: int, level: int) -> Iterator[str]:
    """The segments of one patient, from his HL on."""
    last, dependent = chance.choice(_LAST), chance.random() < 0.2                   # noqa: PLR2004 - a fifth are children or spouses
    trace, member = f"TRN*2*T{number:07}*9470000001", f"NM1*IL*1*{last}*{chance.choice(_FIRST)}****MI*XYZ{100_000_000 + number}"
    yield f"HL*{level}*2*22*{int(dependent)}"
    if dependent:
        yield from (member, f"HL*{level + 1}*{level}*23*0", trace, f"NM1*03*1*{last}*{chance.choice(_FIRST)}")
    else:
        yield from (trace, member)
    if chance.random() < 0.05:                              # noqa: PLR2004 - what payers do not find
        yield from (f"AAA*N**{67 if dependent else 75}*C", f"DMG*D8*19{50 + number % 50}{1 + number % 12:02}{1 + number % 28:02}")
        return
    yield from _who(chance, number, dependent=dependent)
    yield from _benefits(chance)


def _who(chance: Random, number: int, *, dependent: bool) -> Iterator[str]:
    yield f"REF*6P*GRP{number % 500:04}*RIVER MILLS"
    yield from (f"N3*{1 + number % 999} ELM ST", "N4*OMAHA*NE*68102")
    yield f"DMG*D8*19{50 + number % 50}{1 + number % 12:02}{1 + number % 28:02}*{chance.choice('FM')}"
    yield "INS*N*19" if dependent else "INS*Y*18"
    yield "DTP*346*D8*20260101"


def _benefits(chance: Random) -> Iterator[str]:
    """What a payer tells of a plan: active, deductibles and limits with what is left of them, cost shares, a primary care provider."""
    insurance, plan = chance.choice(_PLANS)
    most, left = chance.choice((500, 1500, 3000)), chance.randrange(0, 50_000)
    yield f"EB*1*IND*{_GENERIC}*{insurance}*{plan}"
    yield "DTP*291*D8*20261112"
    for kind, whole in (("C", most), ("G", 4 * most)):
        for covered, factor in (("IND", 1), ("FAM", 2)):
            yield f"EB*{kind}*{covered}*30***23*{factor * whole}*****Y"
            yield f"EB*{kind}*{covered}*30***29*{min(left, factor * whole * 100) // 100}.{left % 90 + 10}*****Y"
    yield f"EB*B*IND*98***27*{chance.choice((20, 35, 60))}*****Y"
    yield "MSG*SPECIALIST VISIT DEDUCTIBLE DOES NOT APPLY"
    yield f"EB*B*IND*98***27*{chance.choice((10, 25, 30))}*****Y"
    yield "MSG*PRIMARY CARE VISIT"
    yield "EB*A*IND*5^4^73***27**.2****Y"
    yield "EB*A*IND*5^4^73^98***27**.5****N"
    yield from (f"EB*F*IND*PT***29***VS*{chance.randrange(30)}**Y", "HSD*VS*30***23*1")
    yield f"EB*1*IND*62*{insurance}*{plan}******{chance.choice('YN')}*Y"
    yield "EB*I*IND*35"
    yield from ("EB*L*IND*30", "LS*2120", "NM1*P3*1*HALE*NORA****XX*1472583693", "PER*IC**TE*8005550199", "LE*2120")
