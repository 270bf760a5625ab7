"""Loop 2300 of one claim, in guide order, and what stands under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.payers import other_payers
from edi837.write import supporting
from edi837.write.lines import line
from edi837.write.memory import amount_text, composed, in_order, rank
from edi837.write.others import other
from edi837.write.parties import CLAIM_ROLES, date_segment, reference_segment, roles
from edi_claims import Reference
from edi_x12.parties import put_back
from edi_x12.writer import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Accident, Claim, Coverage, Encounter, LineAdjudication
    from edi_x12.writer import Segment

DATE_ORDER = ("431", "454", "304", "453", "439", "484", "455", "471", "314", "360", "361", "297", "296", "435", "096", "090", "091", "444", "050")
REFERENCE_ORDER = ("4N", "F5", "EW", "9F", "G1", "F8", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")
NO_LINES: tuple[LineAdjudication, ...] = ()


def claim_segments(out: list[Segment], claim: Claim, billed: Coverage) -> None:
    """CLM to the last line."""
    start, coded = len(out), claim.encounter
    out.append(_head(claim, coded))
    if coded.dates or claim.dates or coded.accident is not None:
        out += _dates(claim, coded)
    if claim.attachments or claim.contract is not None:
        _papers(out, claim)
    if claim.amounts:
        out += [("AMT", qualifier, amount_text(amount)) for qualifier, amount in claim.amounts.items()]
    if claim.references or claim.referral_number or claim.authorization_number or claim.payer_control_number:
        _numbers(out, claim)
    if claim.file_information or coded.notes:
        _texts(out, claim, coded)
    if coded.ambulance is not None or coded.spinal_manipulation is not None or coded.conditions:
        _circumstances(out, coded)
    _health_codes(out, coded)
    if claim.repricing is not None:
        out.append(supporting.repricing(claim.repricing))
    _beneath(out, claim, billed)
    if claim.unread:
        put_back(out, start, claim.unread)


def _beneath(out: list[Segment], claim: Claim, billed: Coverage) -> None:
    """2310 to 2440."""
    if claim.encounter.providers:
        roles(out, claim.encounter.providers, CLAIM_ROLES)
    if len(claim.coverages) > 1 or claim.prior_adjudications:
        for cover, told, _ in other_payers(claim, billed):
            other(out, cover, told, claim)
    decisions = _by_line(claim) if claim.prior_adjudications or claim.orphan_adjudications else {}
    for number, service in enumerate(claim.encounter.services, 1):
        line(out, number, service, decisions.get(number, NO_LINES))


def _papers(out: list[Segment], claim: Claim) -> None:
    """PWK and CN1."""
    supporting.attachments(out, claim.attachments)
    if claim.contract is not None:
        out.append(supporting.contract(claim.contract))


def _texts(out: list[Segment], claim: Claim, coded: Encounter) -> None:
    """K3 and NTE."""
    supporting.file_information(out, claim.file_information)
    out += [("NTE", note.qualifier, note.value) for note in coded.notes]


def _circumstances(out: list[Segment], coded: Encounter) -> None:
    """CR1, CR2 and CRC."""
    if coded.ambulance is not None:
        out.append(supporting.ambulance(coded.ambulance))
    if coded.spinal_manipulation is not None:
        out.append(supporting.spinal_manipulation(coded.spinal_manipulation))
    supporting.conditions(out, coded.conditions)


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
    """REF of 2300."""
    own = [Reference(qualifier, number) for qualifier, number in (
        ("9F", claim.referral_number), ("G1", claim.authorization_number), ("F8", claim.payer_control_number)) if number]
    out += [reference_segment(one) for one in (in_order((*own, *claim.references), REFERENCE_ORDER) if claim.references else own)]


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


# ---- lines

def _by_line(claim: Claim) -> dict[int, list[LineAdjudication]]:
    found: dict[int, list[LineAdjudication]] = {}
    told: Iterable[LineAdjudication] = [one for prior in claim.prior_adjudications for one in prior.services]
    for one in (*told, *claim.orphan_adjudications):
        found.setdefault(one.line, []).append(one)
    return found
