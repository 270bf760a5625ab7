"""Loops 2300 to 2330 of one claim, in guide order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.write.levels import coverage_segment
from edi837.write.lines import adjustments, line
from edi837.write.memory import amount_text, composed
from edi837.write.parties import (
    CLAIM_ROLES,
    OTHER_PAYER_ROLES,
    date_segment,
    other_payer,
    other_subscriber,
    reference_segment,
    roles,
)
from edi_claims import Reference
from edi_x12.parties import put_back
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi_claims import Accident, Claim, Coverage, Encounter, LineAdjudication, PriorAdjudication
    from edi_x12.writer import Segment

DATE_ORDER = ("431", "454", "304", "453", "439", "484", "455", "471", "314", "360", "361", "297", "296", "435", "096", "090", "091", "444", "050")
REFERENCE_ORDER = ("4N", "F5", "EW", "9F", "G1", "F8", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")
AMOUNT_ORDER = ("D", "A8", "EAF")
NO_LINES: tuple[LineAdjudication, ...] = ()


def rank(order: tuple[str, ...], qualifier: str) -> int:
    """Place in guide order; what the guide does not know comes last."""
    return order.index(qualifier) if qualifier in order else len(order)


def claim_segments(out: list[Segment], claim: Claim, billed: Coverage) -> None:
    """CLM to the last line."""
    start, coded = len(out), claim.encounter
    out.append(_head(claim, coded))
    if coded.dates or claim.dates or coded.accident is not None:
        out += _dates(claim, coded)
    for qualifier, amount in claim.amounts.items():
        out.append(("AMT", qualifier, amount_text(amount)))
    _numbers(out, claim)
    for note in coded.notes:
        out.append(("NTE", note.qualifier, note.value))
    _health_codes(out, coded)
    if coded.providers:
        roles(out, coded.providers, CLAIM_ROLES)
    if len(claim.coverages) > 1 or claim.prior_adjudications:
        for cover, told in other_payers(claim, billed):
            _other(out, cover, told, claim)
    _lines(out, claim)
    if claim.unread:
        put_back(out, start, claim.unread)


def _head(claim: Claim, coded: Encounter) -> Segment:
    head = ("CLM", claim.patient_control_number, amount_text(claim.charge), "", "",
            composed(coded.place_of_service, claim.facility_qualifier, claim.frequency), claim.signature_on_file, claim.assignment,
            claim.benefits_assigned, claim.release)
    if not (claim.signature_source or coded.accident or claim.special_program or claim.delay_reason):
        return head
    return (*head, claim.signature_source, _causes(coded.accident), claim.special_program, "", "", "", "", "", "", "", claim.delay_reason)


def _causes(accident: Accident | None) -> str:
    if accident is None:
        return ""
    return compose((*(*accident.causes, "", "", "")[:3], accident.state, accident.country))


def _dates(claim: Claim, coded: Encounter) -> list[Segment]:
    days = {**coded.dates, **claim.dates}
    if coded.accident is not None and coded.accident.occurred_on is not None:
        days["439"] = coded.accident.occurred_on
    return [date_segment(one, days[one]) for one in sorted(days, key=lambda one: rank(DATE_ORDER, one))]


def _numbers(out: list[Segment], claim: Claim) -> None:
    if not (claim.references or claim.referral_number or claim.authorization_number or claim.payer_control_number):
        return
    found = [Reference(qualifier, number) for qualifier, number in (
        ("9F", claim.referral_number), ("G1", claim.authorization_number), ("F8", claim.payer_control_number)) if number]
    if claim.references:
        found = sorted([*found, *claim.references], key=lambda one: rank(REFERENCE_ORDER, one.qualifier))
    out += [reference_segment(one) for one in found]


def _health_codes(out: list[Segment], coded: Encounter) -> None:
    """The first diagnosis is the principal one; twelve codes go into a segment."""
    if coded.diagnoses:
        first, *others = coded.diagnoses
        codes = [composed("ABK" if first.version == "10" else "BK", first.code),
                 *[composed("ABF" if one.version == "10" else "BF", one.code) for one in others]]
        out += [("HI", *codes)] if len(codes) < 13 else _twelves(codes)     # noqa: PLR2004 - an HI holds twelve
    if coded.anesthesia_procedures:
        out.append(("HI", *[composed("BO" if at else "BP", code) for at, code in enumerate(coded.anesthesia_procedures)]))
    if coded.condition_codes:
        out += _twelves([composed("BG", code) for code in coded.condition_codes])


def _twelves(codes: list[str]) -> list[Segment]:
    return [("HI", *codes[at:at + 12]) for at in range(0, len(codes), 12)]


# ---- other payers

def other_payers(claim: Claim, billed: Coverage) -> Iterator[tuple[Coverage, PriorAdjudication | None]]:
    """Every payer but the one that is billed, with what it decided; None where it said nothing."""
    told = list(claim.prior_adjudications)
    for cover in claim.coverages:
        if cover is not billed:
            said = next((one for one in told if one.coverage == cover), None) or next(
                (one for one in told if is_about(one, cover) and one.coverage not in claim.coverages), None)
            if said is not None:
                told.remove(said)
            yield (said.coverage if said is not None else cover), said
    for one in told:
        yield one.coverage, one


def is_about(told: PriorAdjudication, cover: Coverage) -> bool:
    """Whether a decision is of this coverage's payer, though the coverage was described in other words."""
    other = told.coverage
    return other.sequence == cover.sequence and other.payer.payer_id == cover.payer.payer_id


def _other(out: list[Segment], cover: Coverage, told: PriorAdjudication | None, claim: Claim) -> None:
    """2320 with its 2330s."""
    start = len(out)
    out.append(coverage_segment(cover, cover.relationship))
    if told is not None:
        _decision(out, told)
    if cover.benefits_assigned or cover.signature_source or cover.release:
        out.append(("OI", "", "", cover.benefits_assigned, cover.signature_source, "", cover.release))
    if told is not None and (told.remarks or told.reimbursement_rate is not None or told.payable is not None):
        out.append(("MOA", *("" if one is None else amount_text(one) for one in (told.reimbursement_rate, told.payable)), *told.remarks))
    other_subscriber(out, cover, claim.encounter.patient)
    other_payer(out, cover.payer, told)
    if told is not None and told.providers:
        roles(out, told.providers, OTHER_PAYER_ROLES)
    put_back(out, start, cover.unread)


def _decision(out: list[Segment], told: PriorAdjudication) -> None:
    """CAS and AMT of 2320."""
    adjustments(out, told.adjustments)
    amounts = {**({"D": told.paid} if told.paid is not None else {}), **told.amounts}
    out += [("AMT", one, amount_text(amounts[one])) for one in sorted(amounts, key=lambda one: rank(AMOUNT_ORDER, one))]


# ---- lines

def _lines(out: list[Segment], claim: Claim) -> None:
    decisions = _by_line(claim) if claim.prior_adjudications or claim.orphan_adjudications else {}
    for number, service in enumerate(claim.encounter.services, 1):
        line(out, number, service, decisions.get(number, NO_LINES))


def _by_line(claim: Claim) -> dict[int, list[LineAdjudication]]:
    found: dict[int, list[LineAdjudication]] = {}
    told: Iterable[LineAdjudication] = [one for prior in claim.prior_adjudications for one in prior.services]
    for one in (*told, *claim.orphan_adjudications):
        found.setdefault(one.line, []).append(one)
    return found
