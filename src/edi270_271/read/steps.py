"""The steps of a level, a 270's or a 271's: HL, the party that it names, and what is said of the patient.

A step decodes everything before it changes anything. An element that no noun has a field for is left out and said once (X214).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi270_271.read.levels import Level, LevelReading
from edi_claims import Diagnosis, PatientProvider, Reference, Rejection, Severity, Trace
from edi_x12 import parties
from edi_x12.reading import OUTSIDE, padded

if TYPE_CHECKING:
    from edi_x12.reading import Step

HL03, REF03, INS03, PRV03, TRN05, DTP04, NM110, DMG04 = 3, 3, 3, 3, 5, 4, 10, 4
"""Places in a segment whose id is at 0."""
PERSON = "1"
FORMATS = {"D8": 8, "RD8": 17}
"""DTP02, and how long the DTP03 is that a writer makes of it."""
TAXONOMY = ("PXC", "ZZ")
"""PRV02 of a taxonomy: 5010's and 4010's."""
BILLION = "1000000000"
LISTS = ({"ABK": "10", "BK": "9"}, {"ABF": "10", "BF": "9"})
"""HI: code list to its version, of the first diagnosis and of the others."""


# ---- levels

def heading(now: LevelReading[Any], e: list[str]) -> None:
    """BHT."""
    e = padded(e, 6)
    now.envelope.bht(e)
    now.leave_out(e, *(() if e[1] in ("0022", "") else (1,)))
    now.leave_out_from(e, 7)


def kept(now: LevelReading[Any], e: list[str]) -> None:
    """Before the first HL."""
    now.keep(e)


def hierarchy(now: LevelReading[Any], e: list[str]) -> Any:
    """HL: the level before it ends."""
    rank = now.ranks.get(e[HL03].strip()) if len(e) > HL03 else None
    if rank is None:
        return _strange_level(now, e)
    above = now.level
    ended = now.end(below=above is not None and rank.depth > above.rank.depth)
    while above is not None and above.rank.depth >= rank.depth:
        above = above.above
    now.level = Level(rank, above, now.position)
    now.loop = rank.loop
    return ended


def _strange_level(now: LevelReading[Any], e: list[str]) -> Any:
    ended = now.end()
    now.note("X204", Severity.ERROR, "HL03 names a level that the guide does not have: its segments are kept unread", element="HL03")
    now.keep(e)
    now.loop = now.entrance
    return ended


def who(now: LevelReading[Any], e: list[str]) -> None:
    """NM1: the level's party. A second one has no place, and what follows it is not taken for the first one's."""
    level = now.level
    if level.who is not None:
        now.loop = level.rank.loop
        unread_in_level(now, e)
        return
    e = padded(e, 9)
    rank = level.rank
    if rank.kinds and e[1] not in rank.kinds:
        now.leave_out(e, 1)
    else:
        level.kind = e[1]
    without_place(now, e, person=rank.person)
    now.leave_out_from(e, NM110)
    level.who = now.open = rank.sketch(e)
    now.loop = rank.party


def without_place(now: LevelReading[Any], e: list[str], *, person: bool = True) -> None:
    """Elements of NM1 that a party of this kind has no field for."""
    if e[2] != PERSON or not person:
        now.leave_out(e, *((2,) if e[2] == PERSON else ()), 4, 5, 6, 7)
    if not e[9]:
        now.leave_out(e, 8)


def add(found: dict[str, Any], name: str, one: object) -> None:
    """One more of what a level may have several of."""
    found[name] = (*found.get(name, ()), one)


def unread_in_level(now: LevelReading[Any], e: list[str]) -> None:
    """No place in this level."""
    level = now.level
    add(level.found, "unread", now.keep(e, now.position - level.position))


def unread_in_party(now: LevelReading[Any], e: list[str]) -> None:
    """No place behind this NM1."""
    parties.unread_of(now.open, now, e, now.level.position)


# ---- the party of a level

def street(now: LevelReading[Any], e: list[str]) -> None:
    """N3."""
    if not parties.street(now.open, e):
        now.loop.otherwise(now, e)


def city(now: LevelReading[Any], e: list[str]) -> None:
    """N4."""
    if not parties.city(now.open, e):
        now.loop.otherwise(now, e)
    elif len(e) > 5:                                        # noqa: PLR2004 - N405
        now.leave_out(e, 5, 6, *range(8, len(e)))


def contact(now: LevelReading[Any], e: list[str]) -> None:
    """PER; a kind of number without a number is left out."""
    parties.contact(now.open, e)
    if len(e) > 3 and len(e) % 2 == 0:                      # noqa: PLR2004 - pairs from PER03 on
        now.leave_out(e, len(e) - 1)


def reference_of(now: LevelReading[Any], e: list[str]) -> Reference:
    """REF: what qualifies it stands in REF03 here."""
    if len(e) <= REF03:
        return Reference(e[1], e[2])
    now.leave_out_from(e, REF03 + 1)
    return Reference(e[1], e[2], e[REF03])


def reference(now: LevelReading[Any], e: list[str]) -> None:
    """REF of whoever is open."""
    add(now.open, "references", reference_of(now, e))


def taxonomy(now: LevelReading[Any], e: list[str]) -> str:
    """PRV with a taxonomy, of whoever is open; gives PRV01, or nothing where it is kept unread."""
    if e[2] not in TAXONOMY or not parties.taxonomy(now.open, e):
        now.loop.otherwise(now, e)
        return ""
    if e[2] != TAXONOMY[0]:
        now.leave_out(e, 2)
    now.leave_out_from(e, PRV03 + 1)
    return e[1]


def provider_role(now: LevelReading[Any], e: list[str]) -> None:
    """PRV of 2100B."""
    now.level.role = taxonomy(now, e) or now.level.role


def demographics(now: LevelReading[Any], e: list[str]) -> None:
    """DMG."""
    if not parties.demographics(now, now.open, e):
        now.loop.otherwise(now, e)
    else:
        now.leave_out_from(e, DMG04)


# ---- what is said of the patient

def trace(now: LevelReading[Any], e: list[str]) -> None:
    """TRN."""
    now.leave_out_from(e, TRN05)
    now.level.traces.append((now.position, padded(e, 2)))


def trace_of(e: list[str]) -> Trace:
    """TRN."""
    return Trace(*e[1:5])


def rejected(now: LevelReading[Any], e: list[str], title: str, *, before_name: bool = False) -> Rejection:
    """AAA."""
    e = padded(e, 4)
    if e[2] or len(e) > 5:                                  # noqa: PLR2004 - AAA04 is the last one
        now.leave_out(e, 2, *range(5, len(e)))
    return Rejection(title, e[3], e[4], e[1], now.position, before_name)


def when(now: LevelReading[Any], e: list[str]) -> Any:
    """DTP03. A time of day has no place, nor has a format that a day is not written in."""
    on = now.when(e[3])
    if FORMATS.get(e[2]) != len(e[3]) or len(e) > DTP04:
        now.leave_out(e, 2, *range(DTP04, len(e)))
        if len(e[3]) not in FORMATS.values():
            now.leave_out_time(e)
    return on


def relationship(now: LevelReading[Any], e: list[str]) -> None:
    """INS."""
    found = now.level.found
    if "relationship" in found:
        now.loop.otherwise(now, e)
        return
    e = padded(e, INS03 - 1)
    dependent = now.level.rank.title == "dependent"
    kept_as = {"relationship": e[2]}
    if e[1] != ("N" if dependent else "Y"):
        now.leave_out(e, 1)
    if len(e) > INS03:
        e = padded(e, 17)
        maintenance = e[3:5] if e[4] else e[3:4]
        born = e[17]
        found |= {"maintenance": tuple(maintenance)} if any(maintenance) else {}
        if born.isascii() and born.isdigit() and len(born) < len(BILLION):
            found["birth_sequence"] = int(born)
        else:
            now.leave_out(e, 17)
        now.leave_out(e, *range(5, 17), *range(18, len(e)))
    found |= kept_as


def patient_provider(now: LevelReading[Any], e: list[str]) -> None:
    """PRV of 2100C or D."""
    found = now.level.found
    if "patient_provider" in found:
        now.loop.otherwise(now, e)
        return
    e = padded(e, PRV03)
    now.leave_out_from(e, PRV03 + 1)
    found["patient_provider"] = PatientProvider(e[1], e[2], e[3])


def diagnoses(now: LevelReading[Any], e: list[str]) -> None:
    """HI; one that holds anything but diagnoses in their order is kept as it is."""
    found = [_diagnosis(text.split(now.delimiters.component), LISTS[at > 0]) for at, text in enumerate(e[1:])]
    if "diagnoses" in now.level.found or not found or None in found:
        now.loop.otherwise(now, e)
    else:
        now.level.found["diagnoses"] = tuple(found)


def _diagnosis(parts: list[str], lists: dict[str, str]) -> Diagnosis | None:
    return Diagnosis(parts[1], lists[parts[0]]) if len(parts) == 2 and parts[1] and parts[0] in lists else None      # noqa: PLR2004


ENVELOPE: dict[str, Step] = {**OUTSIDE, "BHT": heading, "HL": hierarchy}
PLACE: dict[str, Step] = {"N3": street, "N4": city, "REF": reference}
ASKER: dict[str, Step] = {**PLACE, "PRV": provider_role}
PATIENT: dict[str, Step] = {**PLACE, "DMG": demographics, "INS": relationship, "HI": diagnoses, "PRV": patient_provider}
