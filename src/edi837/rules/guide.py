"""The rules that need nothing but the claim and whose breach a payer rejects. `build` enforces them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules import billing, coding, identity, secondary, structure
from edi_claims import Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi837.rules.context import Rule
    from edi_claims import TradingPartner
    from edi_x12.writer import Addressing

GUIDE_RULES: tuple[Rule, ...] = (
    structure.lengths, structure.codes, structure.repeats, structure.amounts,
    identity.member_id, identity.birth_date, identity.sex, identity.relationship, identity.names, identity.payer, identity.payer_order,
    identity.provider_ids, identity.tax_id, identity.practice_address, identity.taxonomies,
    coding.diagnoses, coding.pointers, coding.procedures, coding.modifiers, coding.units,
    billing.totals, billing.place, billing.days, billing.frequency, billing.accident,
    secondary.prior_decisions)

_LONGEST_NAME, _LONGEST_ID, _LONGEST_BATCH = 60, 80, 30


def submission_findings(told: Addressing, *, has_claims: bool) -> list[Finding]:
    """S008: what a transaction set needs besides its claims: a submitter with a contact, a receiver, a batch id that fits."""
    return [Finding("S008", Severity.ERROR, message, fix=fix, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, loop=loop, element=element,
                    path=path)
            for message, fix, loop, element, path in _submission(told, has_claims=has_claims)]


def _submission(told: Addressing, *, has_claims: bool) -> Iterator[tuple[str, str, str, str, str]]:
    if not has_claims:
        yield "there is no claim to send", "give at least one", "2000A", "HL", ""
    contact = told.sender.contact
    if contact is None or not contact.numbers:
        fix = "give the sender a contact: a name and a telephone number or e-mail address"
        yield "the submitter has no contact with a number", fix, "1000A", "PER", "sender.contact"
    if not 0 < len(told.batch_id) <= _LONGEST_BATCH:
        yield f"the batch id has 1 to {_LONGEST_BATCH} characters", "shorten it", "1000", "BHT03", "batch_id"
    yield from _partner(told.sender, "1000A", "sender")
    yield from _partner(told.receiver, "1000B", "receiver")


def _partner(who: TradingPartner, loop: str, path: str) -> Iterator[tuple[str, str, str, str, str]]:
    if not 0 < len(who.name) <= _LONGEST_NAME:
        yield f"the {path}'s name has 1 to {_LONGEST_NAME} characters", "enter it", loop, "NM103", f"{path}.name"
    if not 1 < len(who.party_id or who.interchange_id) <= _LONGEST_ID:
        yield f"the {path}'s id has 2 to {_LONGEST_ID} characters", "enter it", loop, "NM109", f"{path}.party_id"
