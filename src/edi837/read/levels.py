"""Steps of loops 1000 and 2000: submitter, receiver, billing provider, subscriber, patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.read.ending import end_claim
from edi837.read.machine import loops, party, reference
from edi_claims import Severity
from edi_x12.parties import contact_of, name_of
from edi_x12.reading import padded

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_claims import Claim


# ---- header

def beginning(now: ClaimReading, e: list[str]) -> None:
    """BHT."""
    now.envelope.bht(e)


def header_party(now: ClaimReading, e: list[str]) -> None:
    """NM1 of 1000A and 1000B."""
    e = padded(e, 9)
    if e[1] not in ("41", "40"):
        now.keep(e)
        return
    name = name_of(e)
    now.envelope.party(e[1], name if isinstance(name, str) else " ".join(filter(None, (name.first, name.last))), e[9])
    now.loop = loops.submitter if e[1] == "41" else loops.header


def submitter_contact(now: ClaimReading, e: list[str]) -> None:
    """PER of 1000A."""
    now.envelope.contact(contact_of(e))
    now.loop = loops.header


# ---- levels

def level(now: ClaimReading, e: list[str]) -> Claim | None:
    """HL: its third element says whose level it is. Its parent is not asked: files get it wrong, and the order says the same."""
    ended = end_claim(now)
    now.shared = None
    opens = _LEVELS.get(e[3] if len(e) > 3 else "")         # noqa: PLR2004 - HL03
    if opens is None:
        now.keeper = None
        now.loop = loops.strange_level
        now.note("X217", Severity.ERROR, "HL03 names a level that the guide does not have")
        now.keep(e)
    else:
        opens(now)
    return ended


def _billing_level(now: ClaimReading) -> None:
    now.billing, now.provider = {}, None
    now.subscriber, now.member, now.dependent = {}, None, None
    now.enter(loops.billing, now.billing)


def _subscriber_level(now: ClaimReading) -> None:
    now.subscriber, now.member, now.dependent = {}, None, None
    now.enter(loops.subscriber, now.subscriber)


def _patient_level(now: ClaimReading) -> None:
    now.dependent = {}
    now.enter(loops.patient, now.dependent)


_LEVELS = {"20": _billing_level, "22": _subscriber_level, "23": _patient_level}


def billing_taxonomy(now: ClaimReading, e: list[str]) -> None:
    """PRV*BI, which comes before the NM1 that it belongs to."""
    if "taxonomy" in now.owner:
        now.keep(e)
    else:
        now.owner["taxonomy"] = e[3]


def billing_party(now: ClaimReading, e: list[str]) -> None:
    """NM1 of 2010AA, AB and AC. In 4010 a pay-to provider has a name and a number, for which 5010 has no place."""
    if e[1] == "87" and any(e[3:]) and "pay_to_address" not in now.owner:
        now.aside(e)
    party(now, e)


def tax_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2010AA and 2010AC: the tax id, or another number."""
    if e[1] in ("EI", "SY") and "tax_id" not in now.open:
        now.open["tax_id"], now.open["tax_id_type"] = e[2], e[1]
    else:
        reference(now, e)


def pay_to_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2010AB in 4010."""
    now.aside(e)


def coverage(now: ClaimReading, e: list[str]) -> None:
    """SBR."""
    if "sequence" in now.owner:
        now.keep(e)
        return
    _, sequence, relationship, group, group_name, reason, *other, indicator = padded(e, 9)[:10]
    if any(other):
        now.leave_out(e, 6, 7, 8)
    now.owner.update(sequence=sequence, relationship=relationship, group_number=group, group_name=group_name, medicare_secondary_reason=reason,
                     filing_indicator=indicator)


def patient_information(now: ClaimReading, e: list[str]) -> None:
    """PAT of 2000C. What it says of death, weight and pregnancy is kept as it stands."""
    if "relationship" in now.owner:
        now.keep(e)
        return
    now.owner["relationship"] = "".join(e[1:2])
    if any(e[2:]):
        now.keep(e)
