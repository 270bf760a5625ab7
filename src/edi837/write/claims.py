"""Loop 2300 of one claim, in guide order, and what stands under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.payers import other_payers
from edi837.write import supporting
from edi837.write.lines import line
from edi837.write.memory import amount_text, in_order, rank
from edi837.write.others import other
from edi837.write.parties import CLAIM_ROLES, date_segment, roles
from edi_claims import Reference
from edi_x12.draft import composite, put_back
from edi_x12.parties import write_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi_claims import Accident, Claim, Coverage, Diagnosis, Encounter, LineAdjudication
    from edi_x12.draft import Draft

DATE_ORDER = ("431", "454", "304", "453", "439", "484", "455", "471", "314", "360", "361", "297", "296", "435", "096", "090", "091", "444", "050")
REFERENCE_ORDER = ("4N", "F5", "EW", "9F", "G1", "F8", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")
CODES = 12
"""How many an HI holds."""
_QUALIFIERS = {"10": ("ABK", "ABF"), "9": ("BK", "BF")}
"""Of the principal diagnosis, and of the others."""
NO_LINES: tuple[LineAdjudication, ...] = ()


def claim_segments(out: Draft, claim: Claim, billed: Coverage) -> None:
    """CLM to the last line."""
    start, coded = len(out), claim.encounter
    _head(out, claim, coded)
    if coded.dates or claim.dates or coded.accident is not None:
        _dates(out, claim, coded)
    if claim.attachments or claim.contract is not None:
        _papers(out, claim)
    if claim.amounts:
        _amounts(out, claim)
    if claim.references or claim.referral_number or claim.authorization_number or claim.payer_control_number:
        _numbers(out, claim)
    if claim.file_information or coded.notes:
        _texts(out, claim, coded)
    if coded.ambulance is not None or coded.spinal_manipulation is not None or coded.conditions:
        _circumstances(out, coded)
    _health_codes(out, coded)
    if claim.repricing is not None:
        supporting.repricing(out, claim.repricing)
    _beneath(out, claim, billed)
    if claim.unread:
        put_back(out, start, claim.unread)


def _beneath(out: Draft, claim: Claim, billed: Coverage) -> None:
    """2310 to 2440."""
    if claim.encounter.providers:
        roles(out, claim.encounter.providers, CLAIM_ROLES)
    if len(claim.coverages) > 1 or claim.prior_adjudications:
        for cover, told, _ in other_payers(claim, billed):
            other(out, cover, told, claim)
    decisions = _by_line(claim) if claim.prior_adjudications or claim.orphan_adjudications else {}
    for number, service in enumerate(claim.encounter.services, 1):
        line(out, number, service, decisions.get(number, NO_LINES))


def _papers(out: Draft, claim: Claim) -> None:
    """PWK and CN1."""
    supporting.attachments(out, claim.attachments)
    if claim.contract is not None:
        supporting.contract(out, claim.contract)


def _amounts(out: Draft, claim: Claim) -> None:
    """AMT of 2300."""
    for qualifier, amount in claim.amounts.items():
        out += "~AMT*", qualifier, "*", amount_text(amount)


def _texts(out: Draft, claim: Claim, coded: Encounter) -> None:
    """K3 and NTE."""
    supporting.file_information(out, claim.file_information)
    for note in coded.notes:
        out += "~NTE*", note.qualifier, "*", note.value


def _circumstances(out: Draft, coded: Encounter) -> None:
    """CR1, CR2 and CRC."""
    if coded.ambulance is not None:
        supporting.ambulance(out, coded.ambulance)
    if coded.spinal_manipulation is not None:
        supporting.spinal_manipulation(out, coded.spinal_manipulation)
    supporting.conditions(out, coded.conditions)


def _head(out: Draft, claim: Claim, coded: Encounter) -> None:
    """CLM."""
    out += "~CLM*", claim.patient_control_number, "*", amount_text(claim.charge)
    if claim.frequency:
        out += "***", coded.place_of_service, ":", claim.facility_qualifier, ":", claim.frequency
    else:
        composite(out, "***", (coded.place_of_service, claim.facility_qualifier))
    out += "*", claim.signature_on_file, "*", claim.assignment, "*", claim.benefits_assigned, "*", claim.release
    if claim.signature_source or coded.accident or claim.special_program or claim.delay_reason:
        out += "*", claim.signature_source
        _causes(out, coded.accident)
        out += "*", claim.special_program, "********", claim.delay_reason


def _causes(out: Draft, accident: Accident | None) -> None:
    """CLM11."""
    if accident is None:
        out += "*", ""
    else:
        composite(out, "*", (*(*accident.causes, "", "", "")[:3], accident.state, accident.country))


def _dates(out: Draft, claim: Claim, coded: Encounter) -> None:
    """DTP of 2300."""
    days = {**coded.dates, **claim.dates}
    if coded.accident is not None and coded.accident.occurred_on is not None:
        days["439"] = coded.accident.occurred_on
    for one in sorted(days, key=lambda one: rank(DATE_ORDER, one)):
        date_segment(out, one, days[one])


def _numbers(out: Draft, claim: Claim) -> None:
    """REF of 2300."""
    own = [Reference(qualifier, number) for qualifier, number in (
        ("9F", claim.referral_number), ("G1", claim.authorization_number), ("F8", claim.payer_control_number)) if number]
    for one in in_order((*own, *claim.references), REFERENCE_ORDER) if claim.references else own:
        write_reference(out, one)


def _health_codes(out: Draft, coded: Encounter) -> None:
    """HI of every kind."""
    _diagnoses(out, coded.diagnoses)
    if coded.anesthesia_procedures:
        _codes(out, ("BP", "BO"), coded.anesthesia_procedures)
    if coded.condition_codes:
        _codes(out, ("BG", "BG"), coded.condition_codes)


def _diagnoses(out: Draft, found: Iterable[Diagnosis]) -> None:
    """The first one is the principal one."""
    for at, one in enumerate(found):
        qualifier = _QUALIFIERS["10" if one.version == "10" else "9"][at > 0]
        out += "*" if at % CODES else "~HI*", qualifier
        if one.code:
            out += ":", one.code


def _codes(out: Draft, qualifiers: tuple[str, str], found: Iterable[str]) -> None:
    """Codes of another kind, with the first one's qualifier and the others'."""
    for at, code in enumerate(found):
        out += "*" if at % CODES else "~HI*", qualifiers[at > 0]
        if code:
            out += ":", code


# ---- lines

def _by_line(claim: Claim) -> dict[int, list[LineAdjudication]]:
    found: dict[int, list[LineAdjudication]] = {}
    told: Iterable[LineAdjudication] = [one for prior in claim.prior_adjudications for one in prior.services]
    for one in (*told, *claim.orphan_adjudications):
        found.setdefault(one.line, []).append(one)
    return found
