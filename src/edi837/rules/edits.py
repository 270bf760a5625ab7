"""Rules about services that are done together, too often, or never without another one (C…): NCCI's edits, drugs, what needs words or a record."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

from edi837.rules.coding import C005, C007
from edi837.rules.context import Context, Kind, billed
from edi837.rules.history import treating
from edi837.rules.tables import concerns, matches
from edi_claims import ZERO, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from edi837.rules.rows import AddOn, PairEdits
    from edi_claims import Claim, Finding, ServiceLine

C010 = Kind("C010", RootCause.CODING, Owner.CODING, "CO-107")
C012 = Kind("C012", RootCause.DOCUMENTATION, Owner.PROVIDER, "277CA A7:306")
C013 = Kind("C013", RootCause.CODING, Owner.CODING, "277CA A7:218")
C014 = Kind("C014", RootCause.DOCUMENTATION, Owner.PROVIDER, "CO-16 M127")

PARTING = frozenset({
    "24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU", "LT", "RT", "LC", "LD", "LM", "RC", "RI",
    "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"})
"""Modifiers by which NCCI takes two services for separate ones, on either of them."""
NDC_LENGTH = 11
_DAYS_MUE = ("2", "3")
_EXPERIENCE = "3"
_PAYERS_LIST, _CLOSED = "2", "1"

Numbered = tuple[int, "ServiceLine"]


def _numbered(claim: Claim) -> list[Numbered]:
    return list(enumerate(claim.encounter.services, 1))


def pairs(claim: Claim, context: Context) -> Iterator[Finding]:
    """C005: no two services of one provider on a day, of which one is part of the other: by NCCI, and unless a modifier parts them where it may."""
    edits = context.tables.pairs
    if len(claim.encounter.services) > 1 and len(edits):
        for (_, paid), (number, bundled) in permutations(_numbered(claim), 2):
            what = _bundled(claim, paid, bundled, edits)
            if what:
                yield C005(claim, what, "send both lines to coding: review against the documentation what was done, and whether separately", "2400",
                           "SV101-2", f"encounter.services[{number - 1}].procedure", number, would_cause="CO-236")


def _bundled(claim: Claim, paid: ServiceLine, bundled: ServiceLine, edits: PairEdits) -> str:
    """Why two lines are not paid side by side; empty where they are."""
    one, other = paid.procedure, bundled.procedure
    indicator = edits.indicator(one.code, other.code, bundled.first_day)
    if indicator not in ("0", "1") or paid.first_day != bundled.first_day or treating(claim, paid) != treating(claim, bundled):
        return ""
    if indicator == "0":
        return f"{other.code} is part of {one.code} or excluded by it, whatever the modifier"
    if PARTING.isdisjoint((*one.modifiers, *other.modifiers)):
        return f"{other.code} is part of {one.code} unless it was done separately, and neither line has a modifier that says so"
    return ""


def unit_limits(claim: Claim, context: Context) -> Iterator[Finding]:
    """C007: not more units than the practice's table of unlikely ones (MUE) allows, on a line or on a day."""
    if not context.tables.unit_limits:
        return
    spent: defaultdict[tuple[str, date | None, str | None], Decimal] = defaultdict(Decimal)
    for number, line in _numbered(claim):
        code, day = line.procedure.code, line.first_day
        limit = context.tables.unit_limit(code, day)
        if limit is None or line.unit != "UN":
            continue
        found = line.units / _days(line)
        if limit.by in _DAYS_MUE:
            spent[code, day, treating(claim, line)] += found
            found = spent[code, day, treating(claim, line)]
        if found > limit.units:
            yield C007(claim, f"{code} has more units {'on a day' if limit.by in _DAYS_MUE else 'on a line'} than is likely",
                       "send to coding: check the units against the documentation", "2400", "SV104", f"encounter.services[{number - 1}].units",
                       number, severity=Severity.WARNING if limit.by == _EXPERIENCE else Severity.ERROR, would_cause="CO-151",
                       expected=limit.units, found=found)


def _days(line: ServiceLine) -> int:
    """How many days a line is about."""
    first, last = line.first_day, line.last_day
    return (last - first).days + 1 if first and last and last > first else 1


def days_and_units(claim: Claim, _: Context) -> Iterator[Finding]:
    """C007: a procedure over several days was done on each of them at least once. Equipment and supplies may be one for all of them."""
    for number, line in _numbered(claim):
        days = _days(line)
        if line.unit == "UN" and ZERO < line.units < days and line.procedure.code[:1].isdigit():
            yield C007(claim, f"the line is about {days} days and has {line.units} units", "check the days and the units", "2400", "SV104",
                       f"encounter.services[{number - 1}].units", number, severity=Severity.WARNING, expected=Decimal(days), found=line.units)


def add_ons(claim: Claim, context: Context) -> Iterator[Finding]:
    """C010: a service that is only done with another one has such a one beside it, of the same provider and day, here or on an earlier claim."""
    if not context.tables.add_ons:
        return
    for number, line in _numbered(claim):
        rows = context.tables.add_ons_on(line.procedure.code, line.first_day)
        if rows and not _has_parent(claim, line, rows, context):
            only_listed = all(one.kind == _CLOSED for one in rows)
            yield C010(claim, f"{line.procedure.code} is only done with another service, and none of those stands beside it",
                       "send to coding: check what it was done with", "2400", "SV101-2", f"encounter.services[{number - 1}].procedure.code", number,
                       severity=Severity.ERROR if only_listed else Severity.WARNING)


def _has_parent(claim: Claim, line: ServiceLine, rows: list[AddOn], context: Context) -> bool:
    parents = tuple(code for one in rows for code in one.parents)
    beside = [(claim, other) for other in claim.encounter.services if other is not line]
    beside += [(earlier, other) for earlier in context.history.visits(claim.encounter.patient) for other in earlier.encounter.services]
    codes = {other.procedure.code for whose, other in beside
             if other.first_day == line.first_day and treating(whose, other) == treating(claim, line)}
    if all(one.kind == _PAYERS_LIST for one in rows):
        return any(not context.tables.add_ons_on(code, line.first_day) for code in codes)
    return any(matches(code, parents) for code in codes)


def described(claim: Claim, context: Context) -> Iterator[Finding]:
    """C012: a code that says nothing by itself has a description (SV101-7) or a note."""
    for number, line in _numbered(claim):
        if matches(line.procedure.code, context.tables.unlisted) and not (line.procedure.description or line.notes or claim.encounter.notes):
            yield C012(claim, f"{line.procedure.code} says nothing by itself and is not described", "describe what was done, from the documentation",
                       "2400", "SV101-7", f"encounter.services[{number - 1}].procedure.description", number)


def recorded(claim: Claim, context: Context) -> Iterator[Finding]:
    """C014: what the practice wants on record before a service is billed is recorded. Nobody reads it from a note."""
    known = {name for name, told in claim.encounter.documentation.items() if told.strip()}
    for number, line in _numbered(claim) if context.tables.fact_rules else ():
        for fact in _unrecorded(claim, line, known, context):
            yield C014(claim, f"{line.procedure.code} is billed once the {fact} is recorded, and it is not",
                       "ask the provider: what the record does not say is not billed", "2400", "SV101-2", "encounter.documentation", number)


def _unrecorded(claim: Claim, line: ServiceLine, known: set[str], context: Context) -> list[str]:
    cover = billed(claim)
    wanted = (fact for one in context.tables.fact_rules if matches(line.procedure.code, one.procedures) and concerns(one.payer_ids, (), cover)
              for fact in one.facts)
    return [fact for fact in dict.fromkeys(wanted) if fact not in known]


def drugs(claim: Claim, context: Context) -> Iterator[Finding]:
    """C013: a drug has the eleven digits of its code, a quantity above zero and a unit; where the payer wants to know it, it is there."""
    for number, line in _numbered(claim):
        drug, path = line.drug, f"encounter.services[{number - 1}].drug"
        if drug is None:
            if context.tables.drug_rules and _wants_drug(claim, line, context):
                yield C013(claim, f"{line.procedure.code} needs the drug's national code for this payer", "enter the code from the package", "2410",
                           "LIN03", path, number)
            continue
        if not (len(drug.ndc) == NDC_LENGTH and drug.ndc.isascii() and drug.ndc.isdigit()):
            yield C013(claim, "a drug's code has not eleven digits", "write it as 5, 4 and 2 digits, with zeros in front, without hyphens", "2410",
                       "LIN03", f"{path}.ndc", number)
        if drug.quantity is None or drug.quantity <= ZERO or not drug.unit:
            yield C013(claim, "a drug has no quantity, or none with a unit", "enter how much was given", "2410", "CTP04", f"{path}.quantity", number)


def _wants_drug(claim: Claim, line: ServiceLine, context: Context) -> bool:
    cover = billed(claim)
    return any(matches(line.procedure.code, one.procedures) and concerns(one.payer_ids, one.filing_indicators, cover)
               for one in context.tables.drug_rules)

