"""The rules that need nothing but the claim and whose breach a payer rejects. `build` enforces them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules import billing, coding, coverage, identity, places, providers, secondary, structure, supporting
from edi837.rules.named import SUBMITTERS_NUMBERS, contact_codes, contact_texts
from edi_claims import Finding, Owner, RootCause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi837.rules.context import Rule
    from edi837.write.batches import Nature
    from edi_claims import Contact, TradingPartner
    from edi_x12.writer import Addressing

GUIDE_RULES: tuple[Rule, ...] = (
    structure.lengths, structure.codes, structure.repeats, structure.amounts,
    identity.member_id, identity.birth_date, identity.sex, identity.relationship, identity.names, coverage.payer, coverage.payer_order,
    providers.provider_ids, providers.tax_id, providers.practice_address, providers.taxonomies,
    coding.diagnoses, coding.pointers, coding.procedures, coding.modifiers, coding.units,
    billing.totals, places.place, billing.days, billing.frequency, billing.accident,
    secondary.prior_decisions, supporting.attachments)

_LONGEST_NAME, _LONGEST_ID, _LONGEST_BATCH = 60, 80, 30
_KINDS = {"transaction_type": ("BHT06", ("31", "CH", "RP")), "purpose": ("BHT02", ("00", "18"))}
_MOST_CONTACTS, _MOST_NUMBERS = 2, 3


def submission_findings(told: Addressing, nature: Nature, *, has_claims: bool) -> list[Finding]:
    """S008: what a transaction set needs besides its claims: a submitter with a contact, a receiver, a batch id that fits."""
    return [Finding("S008", Severity.ERROR, message, fix=fix, root_cause=RootCause.SUBMISSION, owner=Owner.BILLING, loop=loop, element=element,
                    path=path)
            for message, fix, loop, element, path in _submission(told, nature, has_claims=has_claims)]


def _submission(told: Addressing, nature: Nature, *, has_claims: bool) -> Iterator[tuple[str, str, str, str, str]]:
    if not has_claims:
        yield "there is no claim to send", "give at least one", "2000A", "HL", ""
    if not 0 < len(told.batch_id) <= _LONGEST_BATCH:
        yield f"the batch id has 1 to {_LONGEST_BATCH} characters", "shorten it", "1000", "BHT03", "batch_id"
    for name, (element, known) in _KINDS.items():
        if getattr(nature, name) not in known:
            yield f"{element} is none of {', '.join(known)}", "enter one of them", "1000", element, name
    yield from _contacts(told.sender)
    yield from _partner(told.sender, "1000A", "sender")
    yield from _partner(told.receiver, "1000B", "receiver")


def _contacts(sender: TradingPartner) -> Iterator[tuple[str, str, str, str, str]]:
    """The submitter's: one with a number at least, two at most."""
    if sender.contact is None or not sender.contact.numbers:
        fix = "give the sender a contact: a name and a telephone number or e-mail address"
        yield "the submitter has no contact with a number", fix, "1000A", "PER", "sender.contact"
    elif _wrong_contact(sender.contact):
        yield f"the submitter's contact {_wrong_contact(sender.contact)}", "correct the contact", "1000A", "PER", "sender.contact"
    if len(sender.further_contacts) >= _MOST_CONTACTS:
        yield f"the submitter has at most {_MOST_CONTACTS} contacts", "leave out the others", "1000A", "PER", "sender.further_contacts"
    for at, one in enumerate(sender.further_contacts):
        if _wrong_contact(one):
            yield f"the submitter's contact {_wrong_contact(one)}", "correct the contact", "1000A", "PER", f"sender.further_contacts[{at}]"


def _wrong_contact(one: Contact) -> str:
    """What X12 cannot carry of it; empty where nothing is wrong."""
    if len(one.numbers) > _MOST_NUMBERS:
        return f"has more than {_MOST_NUMBERS} numbers"
    if any(found.text not in found.known for found in contact_codes((one,), SUBMITTERS_NUMBERS, "1000A", "")):
        return "has a number of an unknown kind, or an extension before its telephone"
    if any(len(found.text) not in found.lengths for found in contact_texts((one,), "1000A", "")):
        return "has no number, or one that is too long"
    return ""


def _partner(who: TradingPartner, loop: str, path: str) -> Iterator[tuple[str, str, str, str, str]]:
    if not 0 < len(who.name) <= _LONGEST_NAME:
        yield f"the {path}'s name has 1 to {_LONGEST_NAME} characters", "enter it", loop, "NM103", f"{path}.name"
    if not 1 < len(who.party_id or who.interchange_id) <= _LONGEST_ID:
        yield f"the {path}'s id has 2 to {_LONGEST_ID} characters", "enter it", loop, "NM109", f"{path}.party_id"
