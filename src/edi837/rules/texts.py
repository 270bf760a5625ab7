"""Where a claim's texts go, and how short and how long each may be: the tables of S003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.bounds import Text, lengths, optional, texts_fit, wrong_texts
from edi837.rules.named import address_fits, address_texts, reference_texts
from edi837.rules.parties import (
    COVERAGE,
    odd_coverages,
    odd_people,
    odd_providers,
    payer_texts,
    person_texts,
    provider_texts,
)
from edi837.rules.shapes import carries_more, held, more_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi837.rules.bounds import TextRow
    from edi_claims import Adjustment, Claim, Coverage, Encounter, LineAdjudication, PriorAdjudication, Procedure, ServiceLine

_CLAIM: tuple[TextRow, ...] = (
    ("patient_control_number", "CLM01", lengths(1, 20)), ("payer_control_number", "REF02", optional(1, 50)),
    ("authorization_number", "REF02", optional(1, 50)), ("referral_number", "REF02", optional(1, 50)), ("currency", "CUR02", optional(3, 3)))
_claim_fits = texts_fit(_CLAIM)
_NOTE, _NUMBER, _CODE, _NDC, _REASON, _COUNTRY = lengths(1, 80), optional(1, 50), lengths(1, 30), lengths(11, 11), lengths(1, 5), optional(2, 3)


def texts_of(claim: Claim) -> Iterator[Text]:
    """The texts whose length the guide bounds, of every noun that may break a bound.

    As a rule none does. So each noun is first asked one cheap question, whether it is plain and everything in it fits, and only for the
    others the texts are put together with their places.
    """
    coded = claim.encounter
    if not _claim_fits(claim):
        yield from wrong_texts(claim, _CLAIM, "2300", "")
    if claim.references or coded.notes or coded.condition_codes or coded.anesthesia_procedures or coded.accident is not None:
        yield from _of_claim(claim, coded)
    yield from _parties(claim)
    for number, service in enumerate(coded.services, 1):
        if not _line_fits(service):
            yield from _line(service, number)
    for at, told in enumerate(claim.prior_adjudications):
        yield from _told(told, f"prior_adjudications[{at}]")
    if carries_more(claim):
        yield from more_texts(claim)
        for one in held(claim):
            yield from wrong_texts(one.noun, one.shape.texts, one.loop, one.path, one.line)


def _of_claim(claim: Claim, coded: Encounter) -> Iterator[Text]:
    yield from reference_texts(claim.references, "2300", "references")
    for at, note in enumerate(coded.notes):
        yield Text(note.value, _NOTE, "2300", "NTE02", f"encounter.notes[{at}]")
    for name in ("condition_codes", "anesthesia_procedures"):
        for at, code in enumerate(getattr(coded, name)):
            yield Text(code, _CODE, "2300", f"HI{at % 12 + 1:02}-2", f"encounter.{name}[{at}]")
    if coded.accident is not None:
        yield Text(coded.accident.country, _COUNTRY, "2300", "CLM11-5", "encounter.accident.country")


def _parties(claim: Claim) -> Iterator[Text]:
    for provider in odd_providers(claim):
        yield from provider_texts(provider)
    if claim.pay_to_address is not None and not address_fits(claim.pay_to_address):
        yield from address_texts(claim.pay_to_address, "2010AB", "pay_to_address")
    for person in odd_people(claim):
        yield from person_texts(person)
    for cover, path, other in odd_coverages(claim):
        yield from _coverage(cover, path, other=other)


def _coverage(cover: Coverage, path: str, *, other: bool) -> Iterator[Text]:
    loop = "2330A" if other else "2010BA"
    yield from wrong_texts(cover, COVERAGE, loop, f"{path}.")
    yield from payer_texts(cover, "2330B" if other else "2010BB", f"{path}.payer")
    if other:
        yield Text(cover.member_id, lengths(2, 80), loop, "NM109", f"{path}.member_id")


# ---- lines

def _line_fits(line: ServiceLine) -> bool:
    done = line.procedure
    return (len(line.line_control_number or "") <= 30 and 0 < len(done.code) <= 48 and len(done.description) <= 80      # noqa: PLR2004 - REF02, SV101
            and not (line.notes or line.references or line.drug is not None))


def _line(line: ServiceLine, number: int) -> Iterator[Text]:
    path = f"encounter.services[{number - 1}]"
    if line.line_control_number is not None:
        yield Text(line.line_control_number, lengths(1, 30), "2400", "REF02", f"{path}.line_control_number", number)
    yield from _procedure(line.procedure, "2400", "SV101", f"{path}.procedure", number)
    for at, note in enumerate(line.notes):
        yield Text(note.value, _NOTE, "2400", "NTE02", f"{path}.notes[{at}]", number)
    yield from reference_texts(line.references, "2400", f"{path}.references", number)
    if line.drug is not None:
        yield Text(line.drug.ndc, _NDC if line.drug.qualifier == "N4" else lengths(1, 48), "2410", "LIN03", f"{path}.drug.ndc", number)
        if line.drug.quantity is None:
            yield Text("", lengths(1, 15), "2410", "CTP04", f"{path}.drug.quantity", number)
        yield from reference_texts(line.drug.references, "2410", f"{path}.drug.references", number)


def _procedure(done: Procedure, loop: str, element: str, path: str, line: int) -> Iterator[Text]:
    """The code and what describes it; modifiers have rules of their own."""
    yield Text(done.code, lengths(1, 48), loop, f"{element}-2", f"{path}.code", line)
    yield Text(done.description, optional(1, 80), loop, f"{element}-7", f"{path}.description", line)


# ---- what earlier payers decided

def _told(told: PriorAdjudication, path: str) -> Iterator[Text]:
    yield Text(told.payer_control_number or "", _NUMBER, "2330B", "REF02", f"{path}.payer_control_number")
    yield from reference_texts(told.references, "2330B", f"{path}.references")
    for at, remark in enumerate(told.remarks):
        yield Text(remark, lengths(1, 50), "2320", f"MOA{at + 3:02}", f"{path}.remarks[{at}]")
    yield from _adjustments(told.adjustments, "2320", path, None)
    for at, line in enumerate(told.services):
        yield from _decision(line, f"{path}.services[{at}]")


def _decision(line: LineAdjudication, path: str) -> Iterator[Text]:
    yield Text(line.payer_id, lengths(2, 80), "2430", "SVD01", f"{path}.payer_id", line.line)
    yield from _procedure(line.procedure, "2430", "SVD03", f"{path}.procedure", line.line)
    for modifier in line.procedure.modifiers:
        yield Text(modifier, lengths(2, 2), "2430", "SVD03-3", f"{path}.procedure.modifiers", line.line)
    if line.bundled_into is not None:
        yield Text(str(line.bundled_into), lengths(1, 6), "2430", "SVD06", f"{path}.bundled_into", line.line)
    if line.payment_date is None:
        yield Text("", lengths(8, 8), "2430", "DTP03", f"{path}.payment_date", line.line)
    yield from _adjustments(line.adjustments, "2430", path, line.line)


def _adjustments(found: tuple[Adjustment, ...], loop: str, path: str, line: int | None) -> Iterator[Text]:
    for at, one in enumerate(found):
        yield Text(one.reason, _REASON, loop, "CAS02", f"{path}.adjustments[{at}].reason", line)
