"""One claim payment as a block of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi835.render import words
from edi835.render.institutional import institutional
from edi835.render.lines import columns_of, rows_of, total_of
from edi835.render.reasons import next_plan, setting_of
from edi835.render.view import ClaimBlock
from edi835.render.words import Setting
from edi_claims import ZERO, DateRange, Severity
from edi_claims.decisions import Outcome, amounts_by_kind, amounts_of, outcome
from edi_claims.pages.shown import clean, day, days, numbers_of
from edi_claims.pages.view import Fact, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from edi835.render.teller import Teller
    from edi_claims import ClaimPayment, Finding, Person, Provider
    from edi_claims.codes import AmountKind


def block(claim: ClaimPayment, anchor: str, findings: Iterable[Finding], relation: str, teller: Teller) -> ClaimBlock:
    """All that is said of a claim; `relation` is what pairs it with another claim payment of the remittance, empty for most."""
    carc = teller.labels.reason
    decided, amounts = outcome(claim, carc), amounts_of(claim, carc)
    setting, kinds = setting_of(claim, decided), amounts_by_kind(amounts)
    found = tuple(findings)
    unbalanced = any(one.code.startswith("BAL-") and one.severity is Severity.ERROR for one in found)
    badge, tone = _badge(decided, setting)
    says = (words.UNBALANCED_CLAIM if unbalanced else "", words.OUTCOMES[decided][1],
            words.HOLD.format(next=next_plan(claim)) if setting is Setting.FORWARDED else "", relation,
            owes(claim, kinds, setting, teller), "" if claim.services else words.NO_LINES)
    return ClaimBlock(
        number=clean(claim.patient_control_number) or "without a number", anchor=anchor, patient=_who(claim.patient, teller), badge=badge, tone=tone,
        says=tuple(filter(None, says)), facts=_facts(claim, teller), columns=columns_of(amounts), rows=rows_of(claim, amounts, setting, teller),
        total=total_of(claim, amounts, teller), owed=share_now(kinds, setting), remarks=teller.remarks(claim.remarks),
        institutional=institutional(claim), findings=tuple(map(finding_text, found)), unbalanced=unbalanced)


def _badge(decided: Outcome, setting: Setting) -> tuple[str, Tone]:
    badge, _, tone = words.OUTCOMES[decided]
    return (f"{badge}, {words.SENT_ON}", Tone.WAIT) if setting is Setting.FORWARDED else (badge, tone)


# ---- what the patient owes

def share(kinds: dict[AmountKind, Decimal]) -> Decimal:
    """All that the payer leaves to the patient."""
    return sum((amount for kind, amount in kinds.items() if kind in words.PATIENT_KINDS), ZERO)


def share_now(kinds: dict[AmountKind, Decimal], setting: Setting) -> Decimal:
    """What of it the patient may be billed for now: nothing while another plan decides, nothing of an estimate."""
    return ZERO if setting in {Setting.FORWARDED, Setting.ESTIMATED} else share(kinds)


def owes(claim: ClaimPayment, kinds: dict[AmountKind, Decimal], setting: Setting, teller: Teller) -> str:
    """The sentence that a patient looks for."""
    whole, money = share(kinds), teller.money
    if setting is Setting.REVERSED:
        return words.TAKEN_BACK.format(amount=money(-whole)) if whole else ""
    if setting is Setting.ESTIMATED:
        return words.WOULD_OWE.format(amount=money(whole)) if whole else ""
    if whole <= 0:
        return words.OWES_NOTHING
    if setting is Setting.FORWARDED:
        return words.OWES_AFTER.format(next=next_plan(claim), amount=money(whole))
    return words.OWES.format(amount=money(whole), parts=", ".join(
        f"{money(amount)} {words.NAMES[kind].lower()}" for kind, amount in kinds.items() if kind in words.PATIENT_KINDS and amount))


# ---- facts

def _who(person: Person | None, teller: Teller) -> str:
    return "" if person is None else teller.discretion.name(person.name)


def _member(person: Person | None, teller: Teller) -> str:
    return "" if person is None or person.identifier is None else teller.discretion.number(person.identifier.value)


def _provider(provider: Provider | None, teller: Teller) -> str:
    if provider is None:
        return ""
    name = teller.discretion.name(provider.name)
    return f"{name} (NPI {clean(provider.npi)})" if provider.npi else name


def _facts(claim: ClaimPayment, teller: Teller) -> tuple[Fact, ...]:
    """What identifies the claim, and what changes what is to be done with it; only what was sent."""
    patient = claim.patient if claim.patient is not None else claim.insured
    corrected = claim.corrected_insured
    statement = _statement(claim)
    said = (
        ("Member id", _member(patient, teller) or _member(claim.insured, teller)),
        ("Insured", _who(claim.insured, teller)),
        ("On the plan's file as", " ".join(filter(None, (_who(corrected, teller), _member(corrected, teller))))),
        ("New member id", ", ".join(teller.discretion.number(one.value) for one in claim.references if one.qualifier == "1W")),
        ("Status", f"{clean(claim.status)}: {teller.called(teller.labels.status, claim.status)}"),
        ("Plan's claim number", clean(claim.payer_control_number)),
        ("Kind of plan", teller.called(teller.labels.filing_indicator, claim.filing_indicator)),
        ("Treated by", _provider(claim.rendering_provider, teller)),
        ("Place", teller.called(teller.labels.place, claim.facility_code) if claim.facility_code in teller.labels.place else ""),
        ("Service period", statement),
        ("Received by the plan", days(claim.dates.get("050"))),
        ("Coverage ended", days(claim.dates.get("036"))),
        ("Sent", words.FREQUENCIES.get(claim.frequency, "")),
        ("Sent on to", clean(claim.crossover_payer.name) if claim.crossover_payer is not None else ""),
        ("Should have gone first to", clean(claim.corrected_priority_payer.name) if claim.corrected_priority_payer is not None else ""),
        ("Also insured", _who(claim.other_insured, teller)),
        *((words.REFERENCES[one.qualifier], clean(one.value)) for one in claim.references if one.qualifier in words.REFERENCES),
        ("Questions to", numbers_of(claim.contacts)))
    money = (Fact(words.AMOUNTS[kind], amount) for kind, amount in claim.amounts.items() if kind in words.AMOUNTS and amount)
    counts = ((words.QUANTITIES[kind], f"{number:f}") for kind, number in claim.quantities.items() if kind in words.QUANTITIES)
    return (*(Fact(label, value) for label, value in (*said, *counts) if value), *money)


def _statement(claim: ClaimPayment) -> str:
    start, end = claim.dates.get("232"), claim.dates.get("233")
    if start is None or end is None or isinstance(start, DateRange) or isinstance(end, DateRange):
        return days(start if start is not None else end)
    return day(start) if start == end else f"{day(start)} - {day(end)}"


def finding_text(finding: Finding) -> str:
    """A finding as one line: what, where, how much."""
    place = f"line {finding.service_line}: " if finding.service_line else ""
    return f"{finding.code} {finding.severity}: {place}{finding.message}"
