"""Rules about what X12 can carry (S…): characters, lengths, amounts, numbers, codes."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from edi837.rules.codes import codes_of
from edi837.rules.context import Context, Kind
from edi837.rules.counts import lists_of
from edi837.rules.texts import Text, texts_of
from edi_claims import Finding, Owner, RootCause, Severity, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        if len(one.text) > one.most:
            yield S003(claim, f"{one.element} has at most {one.most} characters", "shorten it", one.loop, one.element, one.path, one.line)
        elif len(one.text) < one.least:
            yield S003(claim, f"{one.element} {_lacks(one)}", "enter it", one.loop, one.element, one.path, one.line,
                       would_cause="999 IK403 1" if not one.text else None)


def _lacks(one: Text) -> str:
    return f"has at least {one.least} characters" if one.text else "is missing"


def codes(claim: Claim, _: Context) -> Iterator[Finding]:
    """S007: every code is one that the guide lists for its element."""
    for one in codes_of(claim):
        if one.text not in one.known:
            yield S007(claim, f"{one.element} is no code that the guide knows here", f"enter one of {', '.join(sorted(filter(None, one.known)))}",
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
    """S004: dollars are not below zero, have at most two places and ten digits; quantities have at most three places."""
    if _has_only_right_charges(claim):
        return
    for path, loop, element, line, value in _amounts(claim):
        what = _wrong_amount(value)
        if what:
            yield S004(claim, f"{element} {what}", "correct the amount", loop, element, path, line)
    for number, service in enumerate(claim.encounter.services, 1):
        if _wrong_quantity(service.units):
            yield S004(claim, "a quantity has more than three places or eight digits", "correct it", "2400", "SV104",
                       f"encounter.services[{number - 1}].units", number)


def _has_only_right_charges(claim: Claim) -> bool:
    """Whether the only amounts are charges and units, as on most claims, and nothing is wrong with them."""
    if claim.amounts or claim.prior_adjudications or _wrong_amount(claim.charge):
        return False
    for service in claim.encounter.services:                # noqa: SIM110 - a generator would cost as much again
        if service.amounts or _wrong_amount(service.charge) or _wrong_quantity(service.units):
            return False
    return True


@lru_cache(_MEMORY)
def _wrong_quantity(value: Decimal) -> bool:
    return not value.is_finite() or value >= Decimal(10) ** 8 or value != value.quantize(_THOUSANDTH)


@lru_cache(_MEMORY)
def _wrong_amount(value: Decimal) -> str:
    if not value.is_finite():
        return "is no number"
    if value < 0:
        return "is below zero"
    if value >= Decimal(10) ** (MOST_DIGITS - 2):
        return f"has more than {MOST_DIGITS} digits"
    return "" if value == value.quantize(_CENT) else "has a fraction of a cent"


def _amounts(claim: Claim) -> Iterator[tuple[str, str, str, int | None, Decimal]]:
    yield "charge", "2300", "CLM02", None, claim.charge
    yield from _by_qualifier(claim.amounts, "amounts", "2300", None)
    for number, service in enumerate(claim.encounter.services, 1):
        path = f"encounter.services[{number - 1}]"
        yield f"{path}.charge", "2400", "SV102", number, service.charge
        yield from _by_qualifier(service.amounts, f"{path}.amounts", "2400", number)
    for at, told in enumerate(claim.prior_adjudications):
        path = f"prior_adjudications[{at}]"
        if told.paid is not None:
            yield f"{path}.paid", "2320", "AMT02", None, told.paid
        yield from _by_qualifier(told.amounts, f"{path}.amounts", "2320", None)
        for place, decided in enumerate(told.services):
            yield f"{path}.services[{place}].paid", "2430", "SVD02", decided.line, decided.paid


def _by_qualifier(found: Mapping[str, Decimal], path: str, loop: str, line: int | None) -> Iterator[tuple[str, str, str, int | None, Decimal]]:
    for qualifier, value in found.items():
        yield f"{path}[{qualifier!r}]", loop, "AMT02", line, value
