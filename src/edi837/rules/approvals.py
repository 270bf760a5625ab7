"""What a payer wants to be asked before a service is given: authorization (B005) and referral (B006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi837.rules.context import Context, Kind, answers, billed, is_payer_of, where
from edi837.rules.history import treating
from edi837.rules.tables import Approval, matches
from edi_claims import ZERO, Authorization, Owner, RootCause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edi_claims import AuthorizationRule, Claim, Finding, ServiceLine

B005 = Kind("B005", RootCause.AUTHORIZATION, Owner.FRONT_DESK, "CO-197")
B006 = Kind("B006", RootCause.AUTHORIZATION, Owner.FRONT_DESK, "CO-288")

_NUMBER_FIX = "ask the payer for the authorization, or find its number; the coding stays as it is"
_AT = ("2300", "REF02", "authorization_number")
Numbered = tuple[str, str, str]
"""An authorization number, its loop and its path."""


# ---- authorization

def authorization(claim: Claim, context: Context) -> Iterator[Finding]:
    """B005: a service that needs an authorization has its number, and the number is good for it."""
    wanted = False
    for number, line in enumerate(claim.encounter.services, 1):
        rule = _rule(claim, line, context)
        numbers = _numbers(claim, line, number)
        if rule is not None:
            wanted = True
            if not numbers:
                yield B005(claim, f"{line.procedure.code} needs an authorization and the claim has none", _NUMBER_FIX, *_AT, number)
            elif not any(rule.takes(one) for one, _, _ in numbers):
                yield B005(claim, "the authorization number has not the form of this payer's numbers", _NUMBER_FIX, "2300", "REF02", numbers[0][2],
                           number)
        yield from _approved(claim, line, number, numbers, context, needed=rule is not None)
    if not wanted:
        yield from _answered(claim, context)
    yield from _units(claim, context)


def _rule(claim: Claim, line: ServiceLine, context: Context) -> AuthorizationRule | None:
    return context.profile.authorization_rule(line.procedure, where(claim, line)) if context.profile is not None else None


def _numbers(claim: Claim, line: ServiceLine, number: int) -> list[Numbered]:
    """The authorizations of a line: its own, or the claim's."""
    own = [(one.value, "2400", f"encounter.services[{number - 1}].references[{at}]") for at, one in enumerate(line.references)
           if one.qualifier == "G1" and not one.note]
    return own or ([(claim.authorization_number, "2300", "authorization_number")] if claim.authorization_number else [])


def _answered(claim: Claim, context: Context) -> Iterator[Finding]:
    """What the payer's answer (EB11) says, for the procedure that it names, or for the claim."""
    answer = answers(claim, context)
    if answer is None or answer.authorization is not Authorization.REQUIRED:
        return
    row = answer.evidence.get("authorization")
    code = row.procedure.code if row is not None and row.procedure is not None else None
    concerned = [(at, line) for at, line in enumerate(claim.encounter.services, 1) if code in (None, line.procedure.code)]
    if concerned and not all(_numbers(claim, line, at) for at, line in concerned):
        yield B005(claim, "the payer's answer says that an authorization is required, and the claim has none", _NUMBER_FIX, *_AT,
                   concerned[0][0] if code else None)


def _approved(claim: Claim, line: ServiceLine, number: int, numbers: list[Numbered], context: Context, *, needed: bool) -> Iterator[Finding]:
    """What the practice knows of a line's authorizations, held against it: one that fits is enough."""
    granted = {text: context.tables.approvals_of(text) for text, _, _ in numbers}
    if not granted or not all(granted.values()):
        return                                      # one that the practice knows nothing of may be the one that fits
    told = [(_unapproved(claim, line, one, needed=needed), loop, path) for text, loop, path in numbers for one in granted[text]]
    if all(what for what, _, _ in told):
        what, loop, path = told[0]
        yield B005(claim, what, _NUMBER_FIX, loop, "REF02", path, number)


def _unapproved(claim: Claim, line: ServiceLine, approval: Approval, *, needed: bool) -> str:
    if not is_payer_of(billed(claim), approval.payer_ids):
        return "the authorization is another payer's"
    if approval.procedures and not matches(line.procedure.code, approval.procedures):
        return f"the authorization is not for {line.procedure.code}" if needed else ""       # otherwise a service that needs none
    first, last = line.first_day, line.last_day
    if approval.ends is not None and last is not None and last > approval.ends:
        return "the authorization ended before the service"
    if approval.begins is not None and first is not None and first < approval.begins:
        return "the authorization begins after the service"
    if approval.providers and treating(claim, line) not in approval.providers:
        return "the authorization is for another provider"
    place = line.facility or claim.encounter.facility or claim.billing_provider
    return "the authorization is for another facility" if approval.facilities and place.npi not in approval.facilities else ""


def _units(claim: Claim, context: Context) -> Iterator[Finding]:
    """The units of all lines under one number."""
    lines = [(line, {text for text, _, _ in _numbers(claim, line, at)}) for at, line in enumerate(claim.encounter.services, 1)]
    for number in dict.fromkeys(text for _, numbers in lines for text in sorted(numbers)):
        for approval in context.tables.approvals_of(number):
            asked = sum((line.units for line, numbers in lines if number in numbers and (
                not approval.procedures or matches(line.procedure.code, approval.procedures))), ZERO)
            if approval.units is not None and asked > approval.units:
                yield B005(claim, "the authorization has fewer units left than the claim bills", _NUMBER_FIX, *_AT, expected=approval.units,
                           found=asked, would_cause="CO-198")


# ---- referral

def referral(claim: Claim, context: Context) -> Iterator[Finding]:
    """B006: a service for which the plan's members are referred has the referral's number."""
    profile = context.profile
    if profile is None or claim.referral_number or _is_primary_care(claim, context):
        return
    lacking = [at for at, line in enumerate(claim.encounter.services, 1) if profile.wants_referral(line.procedure, where(claim, line))
               and not any(one.qualifier == "9F" for one in line.references)]
    if lacking:
        yield B006(claim, "this plan wants a referral and the claim has no referral number", "ask the primary care provider for it", "2300", "REF02",
                   "referral_number", None if profile.referral_required else lacking[0])


def _is_primary_care(claim: Claim, context: Context) -> bool:
    """Whether the patient was with the primary care provider whom the payer's answer names, to whom nobody refers him."""
    answer = answers(claim, context)
    who = answer.primary_care_provider if answer is not None else None
    if who is None or who.identifier is None:
        return False
    return who.identifier.value in {treating(claim, line) for line in claim.encounter.services}
