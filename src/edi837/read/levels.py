"""Steps of loops 1000 and 2000: submitter, receiver, billing provider, subscriber, patient."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from edi837.read.ending import end_claim
from edi837.read.machine import loops, party, reference
from edi_claims import Severity
from edi_x12.parties import contact_of, name_of
from edi_x12.reading import padded

if TYPE_CHECKING:
    from edi837.read.reading import ClaimReading
    from edi_claims import Claim
    from edi_x12.parties import Sketch


_place = attrgetter("position")


# ---- header

def beginning(now: ClaimReading, e: list[str]) -> None:
    """BHT."""
    now.envelope.bht(e)


def header_party(now: ClaimReading, e: list[str]) -> None:
    """NM1 of 1000A and 1000B. One that has no place leaves no loop for its contacts to be taken for another's."""
    whole = padded([*e], 9)
    name = name_of(whole)
    text = name if isinstance(name, str) else " ".join(filter(None, (name.first, name.middle, name.last)))
    now.loop = loops.header
    if whole[1] not in ("41", "40") or not now.envelope.party(whole[1], text, whole[9]):
        now.keep(e)
        return
    now.leave_out(e, 10, 11, 12)
    if whole[1] == "41":
        now.loop = loops.submitter


def submitter_contact(now: ClaimReading, e: list[str]) -> None:
    """PER of 1000A: there may be two."""
    if now.envelope.contact(contact_of(e)):
        now.leave_out(e, 9)
    else:
        now.keep(e)


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
    if "details" in now.subscriber:
        _not_of_the_patient(now)
    now.dependent = {}
    now.enter(loops.patient, now.dependent)


_LEVELS = {"20": _billing_level, "22": _subscriber_level, "23": _patient_level}


def billing_taxonomy(now: ClaimReading, e: list[str]) -> None:
    """PRV*BI, which comes before the NM1 that it belongs to."""
    if "taxonomy" in now.owner:
        now.keep(e)
    else:
        now.owner["taxonomy"] = e[3]
        now.leave_out(e, 4, 5, 6)


def currency(now: ClaimReading, e: list[str]) -> None:
    """CUR of 2000A: what the amounts of all claims under it are in."""
    if "currency" in now.owner or e[1:2] != ["85"] or not any(e[2:3]):
        now.keep(e)
    else:
        now.owner["currency"] = e[2]
        now.leave_out(e, *range(3, 22))


def billing_party(now: ClaimReading, e: list[str]) -> None:
    """NM1 of 2010AA, AB and AC. In 4010 a pay-to provider has a name and a number, for which 5010 has no place."""
    if e[1] == "87" and any(e[3:]) and "pay_to_address" not in now.owner:
        now.aside(e)
    party(now, e)


def tax_reference(now: ClaimReading, e: list[str]) -> None:
    """REF of 2010AA and 2010AC: the tax id, or another number."""
    if e[1] in ("EI", "SY") and "tax_id" not in now.open:
        now.open["tax_id"], now.open["tax_id_type"] = e[2], e[1]
        now.leave_out(e, 3, 4)
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


def subscriber_information(now: ClaimReading, e: list[str]) -> None:
    """PAT of 2000B: of the subscriber, who as a rule is the patient."""
    if "details" in now.owner:
        now.keep(e)
    else:
        now.owner["details"] = _details(now, e)
        now.owner["told_at"] = now.position, now.position - now.owner_start, e
        now.leave_out(e, 1)


def _not_of_the_patient(now: ClaimReading) -> None:
    """A dependent follows: what PAT says of his subscriber is the subscriber's own claims', and where he has none nobody's."""
    del now.subscriber["details"]
    position, offset, e = now.subscriber.pop("told_at")
    if now.member is not None:                              # he had claims, and they have it
        now.member = None
        return
    here, now.position, now.keeper = now.position, position, now.subscriber
    now.keep(e, offset)
    now.position = here
    now.unread.sort(key=_place)
    now.subscriber["unread"] = tuple(sorted(now.subscriber["unread"], key=_place))


def patient_information(now: ClaimReading, e: list[str]) -> None:
    """PAT of 2000C. The relationship counts even where the rest cannot be read: without it the dependent would be an unknown one."""
    if "relationship" in now.owner:
        now.keep(e)
    else:
        now.owner["relationship"] = "".join(e[1:2])
        if len(e) > 2:                                      # noqa: PLR2004 - more than PAT01
            now.owner["details"] = _details(now, e)


def _details(now: ClaimReading, e: list[str]) -> Sketch:
    """PAT05 to PAT09: death, weight, pregnancy, each where it was sent. A weight that is not in pounds is left out."""
    e = padded([*e], 9)
    pounds = e[7] in ("", "01")
    died, weight = now.day(e[6]) if e[6] else None, now.amounts[e[8]] if e[8] and pounds else None
    now.leave_out(e, 2, 3, 4, *(() if pounds else (7, 8)))
    told = {"death_date": died, "weight": weight, "pregnant": e[9]}
    return {field: value for field, value in told.items() if value not in (None, "")}
