"""Rules about what was coded (C…). They tell coding to look; none of them offers another code."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed
from edi837.rules.tables import ModifierRule, matches
from edi_claims import ZERO, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from edi_claims import Claim, Encounter, Finding, Procedure, ServiceLine

C001 = Kind("C001", RootCause.CODING, Owner.CODING, "277CA A7:255")
C002 = Kind("C002", RootCause.CODING, Owner.CODING, "277CA A7:477")
C003 = Kind("C003", RootCause.CODING, Owner.CODING, "277CA A7:454")
C004 = Kind("C004", RootCause.CODING, Owner.CODING, "CO-4")
C005 = Kind("C005", RootCause.CODING, Owner.CODING, "CO-97")
C006 = Kind("C006", RootCause.CODING, Owner.CODING, "CO-50")
C007 = Kind("C007", RootCause.CODING, Owner.CODING, "277CA A7:476")

MOST_DIAGNOSES = 12
MOST_POINTERS = MOST_MODIFIERS = 4
_ICD_10 = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_ICD_9 = re.compile(r"([0-9]{3}|V[0-9]{2})[0-9]{0,2}|E[0-9]{3}[0-9]?")
_PROCEDURE = re.compile(r"[0-9]{4}[0-9FTUM]|[A-Z][0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_EXCLUSIVE = (frozenset({"26", "TC"}), frozenset({"LT", "RT", "50"}))
"""Of each of these one line has at most one."""


def diagnoses(claim: Claim, context: Context) -> Iterator[Finding]:
    """C001: one to twelve diagnoses, each once, each of the form of its version; where the practice has a list, from that list."""
    found = claim.encounter.diagnoses
    if not 0 < len(found) <= MOST_DIAGNOSES:
        yield C001(claim, f"a claim has 1 to {MOST_DIAGNOSES} diagnoses, this one has {len(found)}", "enter what was diagnosed, most important first",
                   "2300", "HI01", "encounter.diagnoses")
    if len({one.code for one in found}) != len(found) and len(set(found)) != len(found):
        yield C001(claim, "a diagnosis is given twice", "leave the second one out and correct the pointers", "2300", "HI01", "encounter.diagnoses")
    if len({one.version for one in found}) > 1:
        yield C001(claim, "diagnoses of two code versions stand on one claim", "code all of them in the version of the day of service", "2300",
                   "HI01", "encounter.diagnoses")
    known = context.tables.diagnoses
    for at, one in enumerate(found):
        if not (_ICD_10 if one.version == "10" else _ICD_9).fullmatch(one.code):
            yield C001(claim, f"diagnosis {at + 1} has not the form of an ICD-{one.version} code", "write it in full, without a dot",
                       *_diagnosis(at))
        elif known is not None and one.code not in known:
            yield C001(claim, f"diagnosis {one.code} is not in the list of billable codes", "code it in full", *_diagnosis(at))


def _diagnosis(at: int) -> tuple[str, str, str]:
    """The place of a diagnosis: loop, element, path."""
    return "2300", f"HI{at + 1:02}-2", f"encounter.diagnoses[{at}]"


def pointers(claim: Claim, _: Context) -> Iterator[Finding]:
    """C002: one to four pointers a line, each to a diagnosis that is there, none twice. A diagnosis that none points to is worth a look."""
    count, used = len(claim.encounter.diagnoses), set[int]()
    for number, line in enumerate(claim.encounter.services, 1):
        found = line.diagnosis_pointers
        used.update(found)
        if 0 < len(found) <= MOST_POINTERS and len(set(found)) == len(found) and min(found) > 0 and max(found) <= count:
            continue
        place = ("2400", "SV107", f"encounter.services[{number - 1}].diagnosis_pointers", number)
        if not 0 < len(found) <= MOST_POINTERS:
            yield C002(claim, f"a line has 1 to {MOST_POINTERS} diagnosis pointers, this one has {len(found)}",
                       "point to the reasons for the service", *place)
        if len(set(found)) != len(found):
            yield C002(claim, "a diagnosis pointer is given twice", "leave the second one out", *place)
        for one in found:
            if not 0 < one <= count:
                yield C002(claim, f"pointer {one} points to no diagnosis: the claim has {count}", "point to the reasons for the service", *place)
    for one in range(1, count + 1):
        if one not in used:
            yield C002(claim, f"no line points to diagnosis {one}", "check whether it belongs on the claim", *_diagnosis(one - 1),
                       severity=Severity.WARNING, would_cause="")


def procedures(claim: Claim, context: Context) -> Iterator[Finding]:
    """C003: every procedure has the form of a CPT or HCPCS code; where the practice has a list, it is in it."""
    known = context.tables.procedures
    for number, line in enumerate(claim.encounter.services, 1):
        what = _wrong_procedure(line.procedure, known)
        if what:
            yield C003(claim, what, "code what was done", "2400", "SV101-2", f"encounter.services[{number - 1}].procedure.code", number)


def _wrong_procedure(done: Procedure, known: Collection[str] | None) -> str:
    if done.qualifier == "HC" and not _PROCEDURE.fullmatch(done.code):
        return "a procedure has not the form of a CPT or HCPCS code"
    if not done.code:
        return "a line has no procedure"
    if known is not None and done.code not in known:
        return f"procedure {done.code} is not in the list of billable codes"
    return ""


def modifiers(claim: Claim, _: Context) -> Iterator[Finding]:
    """C004: at most four modifiers, of two characters, none twice, none that exclude each other."""
    for number, line in enumerate(claim.encounter.services, 1):
        what = _wrong_modifiers(line.procedure.modifiers) if line.procedure.modifiers else ""
        if what:
            yield C004(claim, what, "send the line to coding for review", "2400", "SV101-3", f"encounter.services[{number - 1}].procedure.modifiers",
                       number)


def _wrong_modifiers(found: tuple[str, ...]) -> str:
    if len(found) > MOST_MODIFIERS:
        return f"a line has at most {MOST_MODIFIERS} modifiers"
    if not all(map(_MODIFIER.fullmatch, found)):
        return "a modifier has not two characters"
    if len(found) == 1:
        return ""
    if len(set(found)) != len(found):
        return "a modifier is given twice"
    pair = next((pair for pair in combinations(found, 2) if any(set(pair) <= group for group in _EXCLUSIVE)), None)
    return f"modifiers {pair[0]} and {pair[1]} exclude each other" if pair else ""


def missing_modifiers(claim: Claim, context: Context) -> Iterator[Finding]:
    """C005: a modifier that the payer wants when these services meet on a day is missing. The rules are the practice's own."""
    cover = billed(claim)
    for rule in context.tables.modifier_rules:
        if rule.payer_ids and (cover is None or not cover.payer.ids & set(rule.payer_ids)):
            continue
        for number, line in enumerate(claim.encounter.services, 1):
            if _lacks(line, rule, claim.encounter):
                yield C005(claim, f"{line.procedure.code} may need modifier {' or '.join(rule.modifiers)} here",
                           f"send to coding: review for modifier {' or '.join(rule.modifiers)} against the documentation", "2400", "SV101-3",
                           f"encounter.services[{number - 1}].procedure.modifiers", number)


def _lacks(line: ServiceLine, rule: ModifierRule, coded: Encounter) -> bool:
    if not matches(line.procedure.code, rule.procedures) or set(line.procedure.modifiers) & set(rule.modifiers):
        return False
    if rule.places and (line.place_of_service or coded.place_of_service) not in rule.places:
        return False
    return not rule.beside or any(
        other is not line and other.first_day == line.first_day and matches(other.procedure.code, rule.beside) for other in coded.services)


def policies(claim: Claim, context: Context) -> Iterator[Finding]:
    """C006: a line points to a diagnosis that the payer's policy accepts for its procedure. The policies are the practice's own."""
    cover, found = billed(claim), claim.encounter.diagnoses
    for number, line in enumerate(claim.encounter.services, 1):
        applying = [one for one in context.tables.policies if matches(line.procedure.code, one.procedures) and (
            not one.payer_ids or (cover is not None and bool(cover.payer.ids & set(one.payer_ids))))]
        pointed = [found[one - 1].code for one in line.diagnosis_pointers if 0 < one <= len(found)]
        if applying and not any(matches(code, one.diagnoses) for one in applying for code in pointed):
            yield C006(claim, f"no diagnosis of the line supports {line.procedure.code} by the payer's policy",
                       "send to coding and the provider for review of the documentation", "2400", "SV107",
                       f"encounter.services[{number - 1}].diagnosis_pointers", number)


def units(claim: Claim, _: Context) -> Iterator[Finding]:
    """C007: more than no units."""
    for number, line in enumerate(claim.encounter.services, 1):
        if line.units <= ZERO:
            yield C007(claim, "a line has no units", "enter how many were done", "2400", "SV104", f"encounter.services[{number - 1}].units", number)
