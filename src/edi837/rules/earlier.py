"""Rules about claims that were sent before, or stand in the same batch: duplicates (B008), numbers (S006), changed codes (B018)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from edi837.rules.context import REPLACING, Context, Kind
from edi837.rules.history import patient_key, same_line
from edi_claims import Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import Claim, Encounter, Finding

S006 = Kind("S006", RootCause.SUBMISSION, Owner.BILLING, "277CA A7:478")
B008 = Kind("B008", RootCause.SUBMISSION, Owner.BILLING, "CO-18", Severity.WARNING)
B018 = Kind("B018", RootCause.CODING, Owner.CODING, "CO-50")


def own_number(claim: Claim, context: Context) -> Iterator[Finding]:
    """S006: a claim's number is its own: no other patient's claim has it, and no claim of the batch is sent twice under it."""
    number, who = claim.patient_control_number, patient_key(claim.encounter.patient)
    at = ("2300", "CLM01", "patient_control_number")
    before = context.batch.claims(number)
    if any(patient_key(one.encounter.patient) != who for one in chain(before, context.history.claims(number))):
        yield S006(claim, "another patient's claim has this number: its answers could not be told apart", "give the claim a number of its own", *at)
    elif any((one.sequence, one.frequency) == (claim.sequence, claim.frequency) for one in before):
        yield S006(claim, "the batch holds two claims of this number to the same payer", "send one of them, or give each its own number", *at)


def duplicates(claim: Claim, context: Context) -> Iterator[Finding]:
    """B008: no service is billed that is billed already: same patient, days, provider, code, modifiers and units, open or paid."""
    if claim.frequency in REPLACING:
        return                                      # it stands for what was billed before
    lines = claim.encounter.services
    for number, line in enumerate(lines, 1):
        other, at = next(chain(context.history.same_service(claim, line), context.batch.same_service(claim, line)), (None, 0))
        path = f"encounter.services[{number - 1}]"
        if other is not None:
            yield B008(claim, f"line {at} of claim {other.patient_control_number} bills the same service",
                       "look at that claim; if it was done twice, coding adds the modifier that says so", "2400", "SV101", path, number)
        elif len(lines) > 1 and any(same_line(claim, line, claim, one) for one in lines[:number - 1]):
            yield B008(claim, "an earlier line of the claim bills the same service",
                       "bill the units together; if it was done twice, coding adds the modifier that says so", "2400", "SV101", path, number)


# ---- changed codes

def changed_coding(claim: Claim, context: Context) -> Iterator[Finding]:
    """B018: a replacement whose coding differs from the claim that it replaces rests on a record: a new fact, or an attachment.

    What counts as a record is a fact in `encounter.documentation` that the claim before did not have, or an attachment (PWK).
    """
    before = context.history.claim(claim.patient_control_number) if claim.frequency == "7" else None
    if before is None or before.encounter.coding == claim.encounter.coding or _documented(claim, before.encounter):
        return
    yield B018(claim, "the coding differs from the claim that this one replaces, and no record supports the change",
               "send to coding: name the record that supports the new codes, or leave them as they are", "2300", "CLM05-3", "encounter.coding")


def _documented(claim: Claim, before: Encounter) -> bool:
    attached = claim.attachments or any(line.attachments for line in claim.encounter.services)
    return bool(attached) or any(text and before.documentation.get(name) != text for name, text in claim.encounter.documentation.items())
