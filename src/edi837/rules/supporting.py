"""What a claim carries to support its services: attachments (B013), the laboratory's number (B014), an explanation (B015)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, billed, is_medicare, is_payer_of
from edi837.rules.history import attachment_numbers
from edi837.rules.tables import matches
from edi_claims import Owner, RootCause, Severity
from edi_claims.identifiers import clia_is_valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Attachment, Claim, Finding, ServiceLine

B013 = Kind("B013", RootCause.DOCUMENTATION, Owner.BILLING, "277CA A7:489")
B014 = Kind("B014", RootCause.PAYER_SETUP, Owner.BILLING, "CO-16 MA120")
B015 = Kind("B015", RootCause.DOCUMENTATION, Owner.CODING, "CO-16 N350")

WITHOUT_NUMBER = frozenset({"AA", "AB", "AD", "AF", "AG", "NS"})
"""PWK02 of what waits at the provider's, and of the certificate of a DME line, which only says how it was or is given."""
WAIVED = "QW"
LABORATORY, REFERRING_LABORATORY = "X4", "F4"


# ---- attachments

def attachments(claim: Claim, context: Context) -> Iterator[Finding]:
    """B013: every attachment has a control number of its own, by which the payer finds it; one that waits at the provider's needs none."""
    numbers = attachment_numbers(claim)
    for one, loop, path, line in _attached(claim):
        at = (loop, "PWK06", f"{path}.control_number", line)
        if not one.control_number:
            if one.transmission not in WITHOUT_NUMBER:
                yield B013(claim, "an attachment has no control number: the payer could not tell whose it is", "enter the number on it", *at)
        elif numbers.count(one.control_number) > 1:
            yield B013(claim, "two attachments have the same control number", "give each its own", *at)
        elif _taken(claim, one.control_number, context):
            yield B013(claim, "another claim has an attachment with this control number", "give each its own", *at)


def _attached(claim: Claim) -> Iterator[tuple[Attachment, str, str, int | None]]:
    for at, one in enumerate(claim.attachments):
        yield one, "2300", f"attachments[{at}]", None
    for number, line in enumerate(claim.encounter.services, 1):
        for at, one in enumerate(line.attachments):
            yield one, "2400", f"encounter.services[{number - 1}].attachments[{at}]", number


def _taken(claim: Claim, number: str, context: Context) -> bool:
    """Whether another claim has it; the same claim sent again, or to the next payer, keeps its attachments."""
    return any(other not in (None, claim.patient_control_number) for other in (
        context.history.attachment_of(number), context.batch.attachment_of(number)))


# ---- the laboratory

def laboratory(claim: Claim, context: Context) -> Iterator[Finding]:
    """B014: a laboratory number (CLIA) has its form; laboratory services, waived ones too, name it where the payer wants it."""
    own = False
    for at, one in enumerate(claim.references):
        if one.qualifier == LABORATORY:
            own = True
            yield from _form(claim, one.value, "2300", f"references[{at}]", None)
    for number, line in enumerate(claim.encounter.services, 1):
        named = own
        for at, one in enumerate(line.references):
            if one.qualifier in (LABORATORY, REFERRING_LABORATORY):
                named = named or one.qualifier == LABORATORY
                yield from _form(claim, one.value, "2400", f"encounter.services[{number - 1}].references[{at}]", number)
        if not named and _is_laboratory(line, context):
            yield B014(claim, f"{line.procedure.code} is a laboratory service and no laboratory is named", "enter the CLIA number of the laboratory",
                       "2300", "REF02", "references", number, severity=Severity.ERROR if _wants(claim, context) else Severity.WARNING)


def _form(claim: Claim, number: str, loop: str, path: str, line: int | None) -> Iterator[Finding]:
    if not clia_is_valid(number):
        yield B014(claim, "a laboratory's number is not two digits, D and seven digits", "copy it from the CLIA certificate", loop, "REF02", path,
                   line, would_cause="277CA A7:544" if loop == "2300" else "277CA A7:630")


def _is_laboratory(line: ServiceLine, context: Context) -> bool:
    return WAIVED in line.procedure.modifiers or matches(line.procedure.code, context.tables.laboratory)


def _wants(claim: Claim, context: Context) -> bool:
    """Whether the payer turns a laboratory service without the number down: Medicare does, and a payer whose profile says so."""
    return is_medicare(billed(claim)) or (context.profile is not None and context.profile.requires_clia)


# ---- explanations

def by_report(claim: Claim, context: Context) -> Iterator[Finding]:
    """B015: a service that the payer prices by what is written about it has a note, a description or an attachment."""
    cover = billed(claim)
    rules = [one for one in context.tables.by_report if is_payer_of(cover, one.payer_ids)]
    for number, line in enumerate(claim.encounter.services, 1) if rules else ():
        explained = line.notes or line.procedure.description or line.attachments or claim.attachments or claim.encounter.notes
        if not explained and any(matches(line.procedure.code, rule.procedures) and (
                not rule.modifiers or set(rule.modifiers) & set(line.procedure.modifiers)) for rule in rules):
            yield B015(claim, f"{line.procedure.code} is priced by report, and nothing says what was done",
                       "send to coding: add the note or the report that describes the service", "2400", "NTE02",
                       f"encounter.services[{number - 1}].notes", number)
