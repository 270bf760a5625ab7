"""What the steps of several loops share: adjustments, procedures, numbers with a name, and what is rarely sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi_claims import ZERO, Adjustment, Contact, PersonName, Procedure, Reference, Severity
from edi_claims.codes import CARC, GROUP
from edi_claims.findings import plain
from edi_x12.parties import contact_of

if TYPE_CHECKING:
    from edi835.read.reading import EventReading

FEW = 1024
"""How many procedures and rendering providers are remembered."""
_SHORT = 80
GROUPS = frozenset({"CO", "OA", "PI", "PR"})
"""CAS01 as nearly everybody sends it; whatever else stands there is looked at more closely."""
_GROUP = 2
"""Characters of CAS01."""
_LISTS = frozenset({"AD", "ER", "HC", "HP", "IV", "N4", "N6", "NU", "RB", "UI", "WK", "ZZ"})
"""SVC01-1: what may stand alone, without a code behind it."""


# ---- adjustments

def triplets(now: EventReading, e: list[str]) -> list[Adjustment]:
    """CAS: up to six of reason, amount, quantity; blank ones stand at the end, or where a payer drops one.

    A reason without an amount takes nothing, with a finding: whether money is missing the balance tells.
    """
    found, empty = [], []
    if len(e) > 1 and len(e[1]) > _GROUP and e[1][:_GROUP] in GROUP:
        e = _parted(now, e)
    for at in range(2, len(e), 3):
        reason, money, quantity = (*e[at:at + 3], "", "")[:3]
        if not (reason or money or quantity):
            continue
        if reason[:1] == "0":
            reason = _without_zeros(now, reason, at)
        found.append(Adjustment(e[1], reason, now.number_of(money) if money else ZERO, now.number_of(quantity) if quantity else None))
        if not money:
            empty.append((at + 1, reason))
    for at, reason in empty:
        now.note("X219", Severity.WARNING, f"adjustment {plain(e[1])}-{plain(reason)} has no amount: it is read as 0", element=f"CAS{at:02}")
    if not found:
        now.note("X219", Severity.WARNING, "a CAS adjusts nothing: the segment is kept unread")
        now.loop.otherwise(now, e)
    return found


def _parted(now: EventReading, e: list[str]) -> list[str]:
    """Group and first reason that a payer writes as one: `CO45`, `CO-45`."""
    now.note("X225", Severity.WARNING, "group and reason of an adjustment are written as one: they are read apart", element="CAS01")
    return [e[0], e[1][:_GROUP], e[1][_GROUP:].lstrip("- "), *e[2:]]


def _without_zeros(now: EventReading, reason: str, at: int) -> str:
    """`045` is 45; a code that is known with its zeros keeps them, and so does one that is not known without."""
    bare = reason.lstrip("0")
    if reason in CARC or bare not in CARC:
        return reason
    now.note("X226", Severity.INFO, f"an adjustment reason is written with zeros before it: it is read as {plain(bare)}", element=f"CAS{at:02}")
    return bare


# ---- procedures

def procedure(now: EventReading, text: str, at: int) -> Procedure:
    """SVC01, SVC06: qualifier, code, up to four modifiers, description. Some payers leave the qualifier out."""
    known = now.procedures.get(text)
    if known is not None:
        return known
    found = _procedure(now, text, at)
    if len(now.procedures) < FEW and len(text) < _SHORT:
        now.procedures[text] = found
    return found


def _procedure(now: EventReading, text: str, at: int) -> Procedure:
    parts = text.split(now.delimiters.component)
    if len(parts) == 1 and text[:2].isalnum() and text[2:3] and not text[2].isalnum():
        now.note("X212", Severity.WARNING, "a procedure is put together with another separator than ISA16 says")
        parts = text.split(text[2])
    if len(parts) == 1 and parts[0].upper() in _LISTS:
        parts.append("")
    if not text:
        now.note("X211", Severity.INFO, "a line has no procedure")
        parts = ["", ""]
    elif len(parts[0]) != 2 or len(parts) == 1:             # noqa: PLR2004 - a code list's id
        now.note("X211", Severity.INFO, "a procedure has no code list qualifier: HC is assumed")
        parts = ["HC", *parts]
    if any(parts[7:]):
        now.leave_out_part("SVC", at, 8)
    description = parts[6] if len(parts) > 6 else ""        # noqa: PLR2004 - SVC01-7
    return Procedure(parts[1].upper(), tuple(one.upper() for one in parts[2:6] if one), parts[0].upper(), description)


# ---- names and numbers

def name(now: EventReading, e: list[str]) -> PersonName | str:
    """NM102 to NM107. Who has a first name is a person, whatever NM102 says."""
    if e[2] == "1" or any(e[4:8]):
        if e[2] != "1":
            now.leave_out(e, 2)
        return PersonName(e[3], e[4], e[5], e[7], e[6])
    if e[2] != "2":
        now.leave_out(e, 2)
    return e[3]


def identifier(now: EventReading, e: list[str], at: int = 8) -> Reference | None:
    """NM108 and NM109. What kind of number it is says nothing where no number follows."""
    if e[at + 1]:
        return Reference(e[at], e[at + 1])
    if e[at]:
        now.leave_out_lone(e, at)
    return None


def reference(now: EventReading, e: list[str]) -> Reference:
    """REF."""
    if len(e) == 3:                                         # noqa: PLR2004 - REF02
        return Reference(e[1], e[2])
    now.leave_out_from(e, 4)
    return Reference(e[1], e[2], e[3])


def contact(now: EventReading, e: list[str]) -> Contact:
    """PER: pairs from PER03 to PER08, of which the last may lack its number."""
    now.leave_out_from(e, 9)
    del e[9:]
    if len(e) % 2 == 0:
        e.append("")
    return contact_of(e)


# ---- what may stand once

def odd(now: EventReading, where: dict[str, Any], e: list[str], value: Any) -> None:
    """An amount, quantity or day with more elements than the guide has, or the second of its kind."""
    if e[1] in where:
        second(now, e)
        return
    now.leave_out_from(e, 3)
    where[e[1]] = value


def second(now: EventReading, e: list[str]) -> None:
    """What may stand once came already: the first one counts."""
    now.note("X218", Severity.WARNING, f"a second {e[0].strip().upper()} of one kind: the first one counts, this one is kept unread")
    now.loop.otherwise(now, e)
