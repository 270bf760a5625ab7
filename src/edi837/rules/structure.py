"""Rules about what X12 can carry (S…): characters, lengths, amounts, numbers, codes."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from edi837.rules.bounds import DOLLARS
from edi837.rules.codes import codes_of
from edi837.rules.context import Context, Kind
from edi837.rules.counts import lists_of
from edi837.rules.numbers import ADJUSTED, UNITS, early_days, numbers_in
from edi837.rules.shapes import carries_more
from edi837.rules.texts import texts_of
from edi_claims import Finding, Owner, RootCause, Severity, Unread
from edi_x12.elements import amount_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi837.rules.bounds import Number, Text
    from edi_claims import Claim

S001 = Kind("S001", RootCause.SUBMISSION, Owner.BILLING, "999 IK403 6")
S002 = Kind("S002", RootCause.SUBMISSION, Owner.BILLING, "999 IK403 6")
S003 = Kind("S003", RootCause.SUBMISSION, Owner.BILLING, "999 IK403 5")
S004 = Kind("S004", RootCause.SUBMISSION, Owner.BILLING, "999 IK403 6")
S005 = Kind("S005", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:478")
S007 = Kind("S007", RootCause.SUBMISSION, Owner.BILLING, "999 IK403 7")

DELIMITERS = frozenset("*:~^")
MOST_DIGITS = 10
_MEMORY = 4096
_CENT = Decimal("0.01")
_THOUSANDTH = Decimal("0.001")


# ---- characters

def characters(claim: Claim, _: Context) -> Iterator[Finding]:
    """S001: only characters that X12 can carry, and no delimiter."""
    for path, text in _every_text(claim, ""):
        if not (text.isascii() and text.isprintable()):
            yield S001(claim, "a text holds a character that X12 cannot carry", "write it in plain letters, without accents and tabs", "", "", path)
        elif not DELIMITERS.isdisjoint(text):
            yield S001(claim, "a text holds one of the characters * : ~ ^, which part elements", "write it without", "", "", path)


def blanks(claim: Claim, _: Context) -> Iterator[Finding]:
    """S002: no blanks at either end of a text. Lower case is read by most payers, and matched by few."""
    for path, text in _every_text(claim, ""):
        if text != text.strip():
            yield S002(claim, "a text begins or ends with a blank", "leave the blank out", "", "", path)
        elif text != text.upper() and "contacts" not in path:
            yield S002(claim, "a text has lower case", "write it in upper case", "", "", path, severity=Severity.WARNING, would_cause="")


def _every_text(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text of a noun that is sent, with its path. Notes of a REF may hold components; unread segments are as they came."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple | list):
        for at, one in enumerate(value):
            yield from _every_text(one, f"{path}[{at}]")
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _every_text(one, f"{path}[{key!r}]")
    elif attrs.has(type(value)) and not isinstance(value, Unread):
        for field in attrs.fields(type(value)):
            if field.name not in ("documentation", "unread", "other_ids") and field.name != "note":
                yield from _every_text(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


# ---- lengths, codes, numbers of things

def lengths(claim: Claim, _: Context) -> Iterator[Finding]:
    """S003: every text is as long as its element allows, and there where its segment needs it."""
    for one in texts_of(claim):
        if len(one.text) not in one.lengths:
            what, fix = _wrong_length(one)
            yield S003(claim, f"{one.element} {what}", fix, one.loop, one.element, one.path, one.line,
                       would_cause="999 IK403 1" if not one.text else None)


def _wrong_length(one: Text) -> tuple[str, str]:
    """What is wrong, and what to do."""
    most = max(one.lengths)
    if not one.text:
        return "is missing", "enter it"
    if not most:
        return "is not used here", "leave it out"
    if len(one.text) > most:
        return f"has at most {most} characters", "shorten it"
    return f"has at least {min(one.lengths - {0})} characters", "enter it"


def codes(claim: Claim, _: Context) -> Iterator[Finding]:
    """S007: every code is one that the guide lists for its element."""
    for one in codes_of(claim):
        if one.text not in one.known:
            known = sorted(filter(None, one.known))
            yield S007(claim, f"{one.element} is no code that the guide knows here", f"enter one of {', '.join(known)}" if known else "leave it out",
                       one.loop, one.element, one.path, one.line)


def repeats(claim: Claim, _: Context) -> Iterator[Finding]:
    """S005: nothing is there more often than the guide allows; every line's control number is its own."""
    for one in lists_of(claim):
        if one.times > one.most:
            yield S005(claim, f"{one.element} is sent {one.times} times, {one.most} is the most", "leave out what is not needed", one.loop,
                       one.element, one.path, one.line)
    numbers = [line.line_control_number for line in claim.encounter.services]
    if None not in numbers and len(set(numbers)) == len(numbers):
        return
    seen: set[str] = set()
    for number, line in enumerate(claim.encounter.services, 1):
        place = ("2400", "REF02", f"encounter.services[{number - 1}].line_control_number", number)
        if line.line_control_number is None:
            yield S005(claim, "a line has no control number: the remittance could not answer by it", "number the lines", *place,
                       severity=Severity.WARNING, would_cause="")
        elif line.line_control_number in seen:
            yield S005(claim, "two lines have the same control number", "give each its own", *place)
        else:
            seen.add(line.line_control_number)


# ---- amounts

def amounts(claim: Claim, _: Context) -> Iterator[Finding]:
    """S004: dollars are not below zero, have at most two places and ten digits; quantities have at most three places; no day lies before 1800."""
    for loop, element, path, line in early_days(claim):
        yield S004(claim, f"{element} lies before 1800", "correct the day", loop, element, path, line, would_cause="999 IK403 8")
    if _has_only_right_charges(claim):
        return
    for one in numbers_in(claim):
        what = _wrong_number(one)
        if what:
            yield S004(claim, f"{one.element} {what}", "correct it", one.loop, one.element, one.path, one.line)


def _has_only_right_charges(claim: Claim) -> bool:
    """Whether the only amounts are charges and units, as on most claims, and nothing is wrong with them."""
    if claim.amounts or claim.prior_adjudications or claim.encounter.patient.weight is not None:
        return False
    if _wrong_amount(claim.charge) or carries_more(claim):
        return False
    for service in claim.encounter.services:
        if service.amounts or service.drug is not None or _wrong_amount(service.charge) or _wrong_quantity(service.units):
            return False
    return True


def _wrong_number(one: Number) -> str:
    if one.digits == DOLLARS:
        return _wrong_amount(one.value)
    if one.digits == UNITS:
        return "has more than three places or eight digits" if _wrong_quantity(one.value) else ""
    if one.digits == ADJUSTED:
        return _wrong_amount(abs(one.value))                # an adjustment may raise what is paid
    return _too_long(one.value, one.digits)


@lru_cache(_MEMORY)
def _wrong_quantity(value: Decimal) -> bool:
    return not value.is_finite() or value < 0 or value >= Decimal(10) ** 8 or value != value.quantize(_THOUSANDTH)


@lru_cache(_MEMORY)
def _wrong_amount(value: Decimal) -> str:
    if not value.is_finite():
        return "is no number"
    if value < 0:
        return "is below zero"
    if value >= Decimal(10) ** (MOST_DIGITS - 2):
        return f"has more than {MOST_DIGITS} digits"
    return "" if value == value.quantize(_CENT) else "has a fraction of a cent"


def _too_long(value: Decimal, digits: int) -> str:
    if not value.is_finite():
        return "is no number"
    if value < 0:
        return "is below zero"
    if value >= Decimal(10) ** digits or sum(map(str.isdigit, amount_text(value))) > digits:
        return f"has more than {digits} digits"
    return ""
