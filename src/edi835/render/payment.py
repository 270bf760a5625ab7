"""A remittance, or one claim, as a page: what comes first, what it adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from edi835.render import words
from edi835.render.claims import block, finding_text, share
from edi835.render.provider_level import provider_level, sums_of
from edi835.render.reasons import setting_of
from edi835.render.teller import Teller
from edi835.render.view import Figure, Page
from edi835.render.words import Setting
from edi835.rules import check, check_claim
from edi_claims import ZERO, ClaimPayment, Severity
from edi_claims.decisions import Outcome, amounts_by_kind, amounts_of, corrections, outcome
from edi_claims.pages.shown import Discretion, Money, clean, day, full_name, numbers_of
from edi_claims.pages.view import Fact, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from edi835.render.labels import Labels
    from edi835.render.view import ClaimBlock
    from edi_claims import Finding, Remittance
    from edi_claims.codes import AmountKind
    from edi_claims.decisions import DecidedAmount

_UNBALANCED = "BAL-"


def page_of_claim(claim: ClaimPayment, labels: Labels, money: Money, *, mask: bool) -> Page:
    """One claim payment by itself: who paid it is not known, nor whether anything corrects it."""
    teller = Teller(labels, money, Discretion(mask))
    blocks = (block(claim, "claim-1", check_claim(claim), "", teller),)
    number = f"Claim {blocks[0].number}"
    return Page(title=number, subtitle=number, alerts=_alerts(blocks, []), notes=_notes((claim,), labels),
                figures=_figures((claim,), labels, one=True), claims=blocks, money=money)


def page_of(remittance: Remittance, number: str | None, labels: Labels, money: Money, *, mask: bool) -> Page:
    """A whole remittance; or, where a patient control number is given, its claim payments of that number.

    Raises:
        LookupError: no claim of the remittance has that number.
    """
    claims = remittance.claims if number is None else tuple(one for one in remittance.claims if one.patient_control_number == number)
    if number is not None and not claims:
        raise LookupError("no claim of this remittance has that patient control number")
    teller = Teller(labels, _in_currency(money, remittance), Discretion(mask))
    found = _found(remittance)
    of_file = [one for one in found if one.claim is None]
    blocks, whole = _blocks(claims, found, teller), number is None
    title = f"Payment {clean(remittance.trace_number) or 'without a number'}" + ("" if number is None else f", claim {clean(number)}")
    return Page(
        title=title, subtitle=_subtitle(remittance), facts=_facts(remittance, teller, whole=whole), alerts=_alerts(blocks, of_file),
        notes=_notes(claims, labels), figures=_figures(claims, labels, one=not whole), claims=blocks,
        provider_level=provider_level(remittance, number, teller), sums=sums_of(remittance, teller) if whole else (),
        findings=tuple(map(finding_text, of_file)) if whole else (), money=teller.money)


# ---- the head

def _subtitle(remittance: Remittance) -> str:
    payee = remittance.payee.name
    provider = payee if isinstance(payee, str) else full_name(payee)
    return f"{clean(remittance.payer.name) or words.UNNAMED_PLAN} to {clean(provider) or words.UNNAMED_PROVIDER}"


def _facts(remittance: Remittance, teller: Teller, *, whole: bool) -> tuple[Fact, ...]:
    amount = teller.money(remittance.payment_amount)
    if remittance.credit_or_debit == "D":
        amount += ", taken from the provider"
    method = words.METHODS.get(remittance.payment_method, clean(remittance.payment_method))
    said = (
        ("Payment" if whole else "Part of payment", amount), ("Check or transfer", clean(remittance.trace_number)), ("Paid by", method),
        ("Payment date", day(remittance.payment_date) if remittance.payment_date else ""),
        ("Made on", day(remittance.production_date) if remittance.production_date else ""),
        ("Provider NPI", clean(remittance.payee.npi or "") if whole else ""),
        ("Plan id", clean(remittance.payer.payer_id) if whole else ""),
        ("Claims", f"{len(remittance.claims):,}" if whole else ""),
        ("Questions to the plan", numbers_of(one for one in remittance.payer.contacts if one.function == "CX")),
        ("Amounts are in", teller.money.unit.strip() if teller.money.unit != "$" else ""))
    return tuple(Fact(label, value) for label, value in said if value)


def _in_currency(money: Money, remittance: Remittance) -> Money:
    """Dollars, unless the payer names another currency."""
    code = clean(remittance.currency.code) if remittance.currency is not None else ""
    return attrs.evolve(money, unit=f"{code} ") if code and code != "USD" else money


# ---- findings

def _found(remittance: Remittance) -> list[Finding]:
    """What its reading found and what `check` finds, each once; the worst first."""
    order = list(Severity)
    once = {(one.code, one.claim, one.service_line, one.position, one.message): one for one in (*remittance.findings, *check(remittance))}
    return sorted(once.values(), key=lambda one: order.index(one.severity))


def _alerts(blocks: Sequence[ClaimBlock], of_file: Iterable[Finding]) -> tuple[str, ...]:
    """What must be known first: what does not add up."""
    payment = [one for one in of_file if one.code.startswith(_UNBALANCED) and one.severity is Severity.ERROR]
    claims = [one.number for one in blocks if one.unbalanced]
    said = []
    if payment or claims:
        said.append(words.UNBALANCED if payment or len(blocks) > 1 else words.UNBALANCED_CLAIM)
    said += [finding_text(one) for one in payment]
    if claims and (payment or len(blocks) > 1):
        said.append(f"Claims that do not add up: {', '.join(claims)}.")
    return tuple(said)


# ---- claims and totals

def _blocks(claims: Sequence[ClaimPayment], found: Iterable[Finding], teller: Teller) -> tuple[ClaimBlock, ...]:
    """A block each; findings of a number that stands twice go to the claim payment at whose segments they point."""
    of_claim: dict[str, list[Finding]] = {}
    for one in found:
        if one.claim is not None:
            of_claim.setdefault(one.claim, []).append(one)
    related = _relations(claims)
    return tuple(block(claim, f"claim-{at}", _own(claim, of_claim, claims, at), related.get(id(claim), ""), teller)
                 for at, claim in enumerate(claims, 1))


def _figures(claims: Iterable[ClaimPayment], labels: Labels, *, one: bool) -> tuple[Figure, ...]:
    """The totals, in the order in which people ask for them; estimates are not in them."""
    charge = owed = elsewhere = ZERO
    amounts: list[DecidedAmount] = []
    for claim in claims:
        setting = setting_of(claim, outcome(claim, labels.reason))
        if setting is Setting.ESTIMATED:
            continue
        own = amounts_of(claim, labels.reason)
        amounts += own
        charge += claim.charge
        shared = share(amounts_by_kind(own))
        owed, elsewhere = (owed, elsewhere + shared) if setting is Setting.FORWARDED else (owed + shared, elsewhere)
    kinds = amounts_by_kind(amounts)
    first, *others = (_total(kinds, *row) for row in words.TOTALS)
    always, rare = others[:words.ALWAYS_SHOWN - 1], [figure for figure in others[words.ALWAYS_SHOWN - 1:] if figure.amount]
    if elsewhere:
        rare.insert(0, Figure(words.WITH_NEXT_PLAN, elsewhere, words.NOT_OWED_YET, Tone.WAIT))
    parts = ", ".join(words.NAMES[kind].lower() for kind in words.NAMES if kind in words.PATIENT_KINDS and kinds.get(kind)) if owed else ""
    owing = Figure(words.YOU_MAY_OWE if one else words.PATIENTS_MAY_OWE, owed, parts, Tone.OWED if owed else Tone.PLAIN)
    return (first, owing, *always, *rare, Figure(words.CHARGED, charge))


def _total(kinds: dict[AmountKind, Decimal], label: str, note: str, within: frozenset[AmountKind], tone: Tone) -> Figure:
    amount = sum((kinds.get(kind, ZERO) for kind in within), ZERO)
    return Figure(label, amount, note if amount else "", tone if amount else Tone.PLAIN)


def _own(claim: ClaimPayment, of_claim: dict[str, list[Finding]], claims: Sequence[ClaimPayment], at: int) -> list[Finding]:
    """The findings of this claim payment among those of its number, which a reversal and its correction share."""
    found = of_claim.get(claim.patient_control_number, [])
    same = [one for one in claims if one.patient_control_number == claim.patient_control_number]
    if len(same) == 1:
        return found
    end = min((one.position for one in claims[at:]), default=None)
    return [one for one in found if one.position is None or (claim.position <= one.position and (end is None or one.position < end))]


def _notes(claims: Iterable[ClaimPayment], labels: Labels) -> tuple[str, ...]:
    decided = {outcome(claim, labels.reason) for claim in claims}
    said = ((Outcome.REVERSED, words.HAS_REVERSALS), (Outcome.ESTIMATED, words.HAS_ESTIMATES))
    return tuple(sentence for one, sentence in said if one in decided)


def _relations(claims: Sequence[ClaimPayment]) -> dict[int, str]:
    """What pairs a claim payment with another one of the page, by its identity."""
    said: dict[int, str] = {}
    for one in corrections(claims):
        if one.correction is not None:
            said[id(one.correction)] = words.CORRECTS_EARLIER if one.reversal is None else words.CORRECTS
        if one.reversal is not None:
            found = (words.SENT_BEFORE if one.original is not None else "", words.NOT_CORRECTED if one.correction is None else words.CORRECTED_BELOW)
            said[id(one.reversal)] = " ".join(filter(None, found))
    return said
