"""Rules about what was coded (C…). They tell coding to look; none of them offers another code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, is_payer_of, where
from edi837.rules.rows import VISITS, ModifierRule, Validity
from edi837.rules.tables import CodeTables, matches
from edi_claims import ZERO, Owner, RootCause, Severity
from edi_claims.codes.icd10cm import Release, release_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from edi_claims import Claim, Diagnosis, Encounter, Finding, Procedure, ServiceLine

C001 = Kind("C001", RootCause.CODING, Owner.CODING, "277CA A7:255")
C002 = Kind("C002", RootCause.CODING, Owner.CODING, "277CA A7:477")
C003 = Kind("C003", RootCause.CODING, Owner.CODING, "277CA A7:454")
C004 = Kind("C004", RootCause.CODING, Owner.CODING, "CO-4")
C005 = Kind("C005", RootCause.CODING, Owner.CODING, "CO-97")
C006 = Kind("C006", RootCause.CODING, Owner.CODING, "CO-50")
C007 = Kind("C007", RootCause.CODING, Owner.CODING, "277CA A7:476")
C009 = Kind("C009", RootCause.CODING, Owner.CODING, "277CA A7:254", Severity.WARNING)

MOST_DIAGNOSES = 12
MOST_POINTERS = MOST_MODIFIERS = 4
_ICD_10 = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_ICD_9 = re.compile(r"([0-9]{3}|V[0-9]{2})[0-9]{0,2}|E[0-9]{3}[0-9]?")
_PROCEDURE = re.compile(r"[0-9]{4}[0-9FTUM]|[A-Z][0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_EXCLUSIVE = (frozenset({"26", "TC"}), frozenset({"LT", "RT", "50"}), frozenset({"59", "XE", "XP", "XS", "XU"}), frozenset({"GA", "GX", "GZ"}),
              frozenset({"GP", "GO", "GN"}))
"""Of each of these one line has at most one."""
_OF_A_VISIT = frozenset({"24", "25", "57"})
"""These part a visit from what was done at it, or around it."""
_NOT_OF_A_VISIT = frozenset({"59", "XE", "XP", "XS", "XU", "26", "TC"})
_EXTERNAL_CAUSES = ("V", "W", "X", "Y")
_NO_CPT_PROCEDURE = ("[A-Z]*", "9079[12]", "908??", "9[0-2]???", "951??")
"""Codes outside of evaluation and management that stand for visits as well, or may: psychiatry, the eye, allergy, HCPCS."""


def diagnoses(claim: Claim, _: Context) -> Iterator[Finding]:
    """C001: one to twelve diagnoses, each once, each of the form of its version."""
    found = claim.encounter.diagnoses
    if not 0 < len(found) <= MOST_DIAGNOSES:
        yield C001(claim, f"a claim has 1 to {MOST_DIAGNOSES} diagnoses, this one has {len(found)}", "enter what was diagnosed, most important first",
                   "2300", "HI01", "encounter.diagnoses")
    if len({one.code for one in found}) != len(found) and len(set(found)) != len(found):
        yield C001(claim, "a diagnosis is given twice", "leave the second one out and correct the pointers", "2300", "HI01", "encounter.diagnoses")
    if len({one.version for one in found}) > 1:
        yield C001(claim, "diagnoses of two code versions stand on one claim", "code all of them in the version of the day of service", "2300",
                   "HI01", "encounter.diagnoses")
    for at, one in enumerate(found):
        if not _has_form(one):
            yield C001(claim, f"diagnosis {at + 1} has not the form of an ICD-{one.version} code", "write it in full, without a dot",
                       *_diagnosis(at))


def _has_form(one: Diagnosis) -> bool:
    return (_ICD_10 if one.version == "10" else _ICD_9).fullmatch(one.code) is not None


def billable_diagnoses(claim: Claim, context: Context) -> Iterator[Finding]:
    """C001: every diagnosis is a billable code on the days of the lines that point to it: in full, and neither too new nor too old.

    The codes are those of the practice's list, or of the releases of ICD-10-CM that are known.
    """
    coded = claim.encounter
    for at, one in enumerate(coded.diagnoses):
        if one.version != "10" or not _has_form(one):
            continue
        days = {line.first_day for line in coded.services if at + 1 in line.diagnosis_pointers} or {coded.first_day}
        what = next(filter(None, (_not_billable(one.code, day, context.tables) for day in days)), "")
        if what:
            yield C001(claim, what, "send to coding: code it in full, with the codes of the day of service", *_diagnosis(at))


def _not_billable(code: str, day: date | None, tables: CodeTables) -> str:
    known = tables.diagnoses_on(day)
    if known is None or code in known:
        return ""
    if isinstance(known, Release):
        if known.is_header(code):
            return f"diagnosis {code} is not coded in full: it is a heading of billable codes"
        return f"diagnosis {code} is no code of ICD-10-CM {known.name}, which the day of service asks for"
    return f"diagnosis {code} is not in the list of billable codes"


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
    """C003: every procedure has the form of a CPT or HCPCS code; where the practice has lists, it is in them and valid on the day."""
    for number, line in enumerate(claim.encounter.services, 1):
        what = _wrong_procedure(line, context.tables)
        if what:
            yield C003(claim, what, "code what was done", "2400", "SV101-2", f"encounter.services[{number - 1}].procedure.code", number)


def _wrong_procedure(line: ServiceLine, tables: CodeTables) -> str:
    done = line.procedure
    if done.qualifier == "HC" and not _PROCEDURE.fullmatch(done.code):
        return "a procedure has not the form of a CPT or HCPCS code"
    if not done.code:
        return "a line has no procedure"
    listed: tuple[Collection[str] | None, ...] = (tables.procedures, tables.hcpcs if tables.hcpcs and done.code[0].isalpha() else None)
    return next(filter(None, (_not_listed(f"procedure {done.code}", done.code, known, line) for known in listed if known is not None)), "")


def _not_listed(what: str, code: str, known: Collection[str], line: ServiceLine) -> str:
    """Why a code of a line is not in a list, or not on its days; empty where it is."""
    if code not in known:
        return f"{what} is not in the list of valid codes"
    life = known[code] if isinstance(known, Mapping) else Validity()
    return "" if line.first_day in life and line.last_day in life else f"{what} is not valid on the day of service"


def modifiers(claim: Claim, _: Context) -> Iterator[Finding]:
    """C004: at most four modifiers, of two characters, none twice, none that exclude each other."""
    for number, line in enumerate(claim.encounter.services, 1):
        what = _wrong_modifiers(line.procedure.modifiers) if line.procedure.modifiers else ""
        if what:
            yield C004(claim, what, _REVIEW, *_modifiers(number))


_REVIEW = "send the line to coding for review"


def _modifiers(number: int) -> tuple[str, str, str, int]:
    """The place of a line's modifiers: loop, element, path, line."""
    return "2400", "SV101-3", f"encounter.services[{number - 1}].procedure.modifiers", number


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


def fitting_modifiers(claim: Claim, context: Context) -> Iterator[Finding]:
    """C004: a modifier is valid on the day, where the practice has the list, and belongs to such a procedure: 25 to a visit, 59 to none."""
    known = context.tables.modifiers
    for number, line in enumerate(claim.encounter.services, 1):
        for one in line.procedure.modifiers:
            if known and one[:1].isalpha():
                what = _not_listed(f"modifier {one}", one, known, line)
                if what:
                    yield C004(claim, what, _REVIEW, *_modifiers(number), would_cause="CO-182")
            if (one in _OF_A_VISIT or one in _NOT_OF_A_VISIT) and _PROCEDURE.fullmatch(line.procedure.code):
                yield from _strange_modifier(claim, number, line.procedure, one)


def _strange_modifier(claim: Claim, number: int, done: Procedure, one: str) -> Iterator[Finding]:
    visit = matches(done.code, VISITS)
    if one in _OF_A_VISIT and not visit and not matches(done.code, _NO_CPT_PROCEDURE):
        yield C004(claim, f"modifier {one} belongs to a visit, and {done.code} is none", _REVIEW, *_modifiers(number), severity=Severity.WARNING)
    elif one in _NOT_OF_A_VISIT and visit:
        yield C004(claim, f"modifier {one} does not belong to a visit such as {done.code}", _REVIEW, *_modifiers(number), severity=Severity.WARNING)


def missing_modifiers(claim: Claim, context: Context) -> Iterator[Finding]:
    """C005: a modifier that the payer wants, as when two services meet on a day, is there. The rules are the practice's own."""
    cover = billed(claim)
    for rule in context.tables.modifier_rules:
        if not is_payer_of(cover, rule.payer_ids):
            continue
        for number, line in enumerate(claim.encounter.services, 1):
            if _lacks(claim, line, rule):
                yield C005(claim, f"{line.procedure.code} may need modifier {' or '.join(rule.modifiers)} here",
                           f"send to coding: review for modifier {' or '.join(rule.modifiers)} against the documentation", *_modifiers(number),
                           severity=rule.severity, would_cause="" if rule.beside else "CO-4")


def _lacks(claim: Claim, line: ServiceLine, rule: ModifierRule) -> bool:
    if not matches(line.procedure.code, rule.procedures) or set(line.procedure.modifiers) & set(rule.modifiers):
        return False
    if rule.places and where(claim, line) not in rule.places:
        return False
    if rule.units is not None and line.units != rule.units:
        return False
    return not rule.beside or any(
        other is not line and other.first_day == line.first_day and matches(other.procedure.code, rule.beside) for other in claim.encounter.services)


def policies(claim: Claim, context: Context) -> Iterator[Finding]:
    """C006: a line points to a diagnosis that the payer's policy accepts for its procedure. The policies are the practice's own."""
    if not context.tables.policies:
        return
    cover, coded = billed(claim), claim.encounter
    for number, line in enumerate(coded.services, 1):
        applying = list(context.tables.policies_for(line.procedure.code, cover, line.first_day))
        if applying and not any(matches(code, one.diagnoses) for one in applying for code in pointed(coded, line)):
            names = " or ".join(sorted({one.name for one in applying if one.name}))
            yield C006(claim, f"no diagnosis of the line supports {line.procedure.code} by the payer's policy{names and ' '}{names}",
                       "send to coding and the provider for review of the documentation", "2400", "SV107",
                       f"encounter.services[{number - 1}].diagnosis_pointers", number)


def pointed(coded: Encounter, line: ServiceLine) -> list[str]:
    """The codes of the diagnoses that a line points to, as far as they are there."""
    return [coded.diagnoses[one - 1].code for one in line.diagnosis_pointers if 0 < one <= len(coded.diagnoses)]


def leading_diagnosis(claim: Claim, _: Context) -> Iterator[Finding]:
    """C009: the first diagnosis says what is wrong, and not what caused it (V, W, X, Y)."""
    found = claim.encounter.diagnoses[:1]
    if found and found[0].version == "10" and found[0].code[:1] in _EXTERNAL_CAUSES:
        yield C009(claim, f"the first diagnosis, {found[0].code}, is an external cause", "send to coding: what it caused comes first",
                   *_diagnosis(0))


def sides(claim: Claim, context: Context) -> Iterator[Finding]:
    """C009: a diagnosis says which side is meant, where there are codes that do. The codes are those of the releases that are known."""
    release = release_on(claim.encounter.first_day, context.tables.releases)
    for at, one in enumerate(claim.encounter.diagnoses if release is not None else ()):
        if release is not None and one.version == "10" and release.side_is_open(one.code):
            yield C009(claim, f"diagnosis {one.code} leaves open which side is meant, and there are codes that say it",
                       "send to coding: review the documentation for the side", *_diagnosis(at), would_cause="CO-16")


def units(claim: Claim, _: Context) -> Iterator[Finding]:
    """C007: a line has more than no units."""
    for number, line in enumerate(claim.encounter.services, 1):
        if line.units <= ZERO:
            yield C007(claim, "a line has no units", "enter how many were done", "2400", "SV104", f"encounter.services[{number - 1}].units", number)
