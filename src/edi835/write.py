"""Remittances to 835 text (005010X221A1), in the order of the guide."""

from __future__ import annotations

from itertools import groupby
from typing import IO, TYPE_CHECKING

from edi835.institutional import MIA, MOA, TS2, TS3
from edi835.rules import GUIDE_RULES
from edi_claims import DateRange, OutpatientAdjudication, Remittance, RuleError, errors
from edi_x12.delimiters import Delimiters
from edi_x12.elements import amount_text, day_text
from edi_x12.parties import address_segments, contact_segment, name_segment, provider_segment, put_back, reference_segment
from edi_x12.writer import ControlNumbers, Segment, Writer, addressing, compose, save

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from edi835.rules import Rule
    from edi_claims import (
        Adjustment,
        BankAccount,
        ClaimGroup,
        ClaimPayment,
        Finding,
        Payer,
        Person,
        Procedure,
        Provider,
        ProviderAdjustment,
        Reference,
        ServicePayment,
        TradingPartner,
        Unread,
    )

VERSION = "005010X221A1"
_SIX = 6
"""Triplets of a CAS, pairs of a PLB."""


def build(remittances: Remittance | Iterable[Remittance], *, sender: TradingPartner | None = None, receiver: TradingPartner | None = None,
          control: ControlNumbers | int | None = None, usage: str | None = None, created: datetime | None = None,
          rules: Iterable[Rule] = GUIDE_RULES, delimiters: Delimiters | None = None) -> str:
    """An interchange with one 835 a remittance. Who sends to whom, and under which numbers, is taken from where `remittances` were parsed.

    Raises:
        RuleError: a remittance breaks `rules`; every finding of every remittance is in it. `rules=()` writes it anyway.
        ElementError: a text holds a delimiter or a control character.
        TypeError: sender, receiver, control or usage is neither given nor known.
    """
    several = _listed(remittances)
    found = [finding for one in several for finding in _broken(one, rules)]
    if found:
        raise RuleError(found)
    writer = _writer(remittances, sender, receiver, control, usage, created, delimiters)
    return "".join(_pieces(several, writer, ()))


def write(remittances: Remittance | Iterable[Remittance], to: str | os.PathLike[str] | IO[str], *, sender: TradingPartner | None = None,
          receiver: TradingPartner | None = None, control: ControlNumbers | int | None = None, usage: str | None = None,
          created: datetime | None = None, rules: Iterable[Rule] = GUIDE_RULES,
          delimiters: Delimiters | None = None) -> None:
    """The same, one remittance in memory at a time. A path is written aside and renamed when it is whole.

    Raises:
        RuleError, ElementError, TypeError: as `build`, at the first remittance that is wrong.
        OSError: the file cannot be written.
    """
    writer = _writer(remittances, sender, receiver, control, usage, created, delimiters)
    several = [remittances] if isinstance(remittances, Remittance) else remittances
    save(_pieces(several, writer, rules), to)


def _listed(remittances: Remittance | Iterable[Remittance]) -> list[Remittance]:
    return [remittances] if isinstance(remittances, Remittance) else list(remittances)


def _writer(nouns: object, sender: TradingPartner | None, receiver: TradingPartner | None, control: ControlNumbers | int | None,
            usage: str | None, created: datetime | None, delimiters: Delimiters | None) -> Writer:
    known = addressing(nouns, sender, receiver, control, usage, created)
    return Writer(known.sender, known.receiver, known.control, known.usage, "HP", VERSION, known.created, delimiters or Delimiters())


def _broken(remittance: Remittance, rules: Iterable[Rule]) -> list[Finding]:
    return errors(finding for rule in rules for finding in rule(remittance))


def _pieces(remittances: Iterable[Remittance], writer: Writer, rules: Iterable[Rule]) -> Iterator[str]:
    chosen = tuple(rules)
    yield writer.begin()
    for remittance in remittances:
        found = _broken(remittance, chosen)
        if found:
            raise RuleError(found)
        yield writer.open_set("835", guide=False)
        yield writer.body(_header(remittance))
        before: ClaimGroup | None = None
        for claim in remittance.claims:
            group = claim.group
            if before is None or group != before or group.position != before.position:
                yield writer.body(_group(group))
            before = group
            yield writer.body(_claim(claim))
        yield writer.body(_provider_adjustments(remittance.provider_adjustments))
        yield writer.close_set()
    yield writer.end()


# ---- header

def _header(remittance: Remittance) -> list[Segment]:
    out: list[Segment] = [
        ("BPR", remittance.handling, amount_text(remittance.payment_amount), remittance.credit_or_debit, remittance.payment_method,
         remittance.payment_format, *_account(remittance.payer_account), remittance.originating_company, remittance.originating_supplement,
         *_account(remittance.payee_account), _day(remittance.payment_date)),
        ("TRN", "1", remittance.trace_number, remittance.payer_trace_id, remittance.payer_division)]
    currency, delivery = remittance.currency, remittance.delivery
    if currency is not None:
        out.append(("CUR", currency.entity, currency.code, _number(currency.rate)))
    if remittance.receiver_id:
        out.append(("REF", "EV", remittance.receiver_id))
    out += _references(remittance.references)
    if remittance.production_date:
        out.append(("DTM", "405", _day(remittance.production_date)))
    out += _payer(remittance.payer)
    out += _payee(remittance.payee)
    if delivery is not None:
        out.append(("RDM", delivery.code, delivery.name, delivery.number))
    return out + [one.elements for one in remittance.payee.unread]


def _account(account: BankAccount | None) -> Segment:
    if account is None:
        return ("", "", "", "")
    return account.bank_qualifier, account.bank_id, account.account_qualifier, account.account_number


def _payer(payer: Payer) -> list[Segment]:
    """An id of the kind PI stands in REF*2U: N104 takes the national plan id only."""
    national = bool(payer.payer_id) and payer.id_qualifier != "PI"
    out: list[Segment] = [("N1", "PR", payer.name, *((payer.id_qualifier, payer.payer_id) if national else ())), *address_segments(payer.address)]
    if payer.payer_id and not national and not _says(payer.references, "2U", payer.payer_id):
        out.append(("REF", "2U", payer.payer_id))
    out += _references(payer.references)
    out += [contact_segment(one) for one in payer.contacts]
    return out + [one.elements for one in payer.unread]


def _payee(payee: Provider) -> list[Segment]:
    number, taxed = ("", ""), payee.tax_id
    if payee.npi:
        number = "XX", payee.npi
    elif payee.identifier:
        number = payee.identifier.qualifier, payee.identifier.value
    elif payee.tax_id:
        number, taxed = ("FI", payee.tax_id), ""
    name = payee.name if isinstance(payee.name, str) else " ".join(filter(None, (payee.name.first, payee.name.middle, payee.name.last)))
    out: list[Segment] = [("N1", "PE", name, *number), *address_segments(payee.address)]
    if taxed and not _says(payee.references, "TJ", taxed):
        out.append(("REF", "TJ", taxed))
    out += _references(payee.references)
    return out + [contact_segment(one) for one in payee.contacts]


def _says(references: Sequence[Reference], qualifier: str, number: str) -> bool:
    """Whether a number that a field holds stands among the references, too: there it has its place."""
    return any(one.qualifier == qualifier and one.value == number for one in references)


# ---- claims

def _group(group: ClaimGroup) -> list[Segment]:
    out: list[Segment] = [("LX", group.number)]
    if group.provider_summary is not None:
        out.append(TS3.segment(group.provider_summary))
    if group.inpatient_summary is not None:
        out.append(TS2.segment(group.inpatient_summary))
    return out


def _claim(claim: ClaimPayment) -> list[Segment]:
    out: list[Segment] = [
        ("CLP", claim.patient_control_number, claim.status, amount_text(claim.charge), amount_text(claim.paid), _number(claim.patient_responsibility),
         claim.filing_indicator, claim.payer_control_number, claim.facility_code, claim.frequency, claim.patient_status, claim.drg,
         _number(claim.drg_weight), _number(claim.discharge_fraction))]
    out += _adjustments(claim.adjustments)
    out += _parties(claim)
    out += _adjudication(claim)
    out += _references(claim.references)
    out += _days(claim.dates)
    out += [contact_segment(one) for one in claim.contacts]
    out += _amounts("AMT", claim.amounts)
    out += _amounts("QTY", claim.quantities)
    _put_back(out, claim.unread)
    for line in claim.services:
        out += _line(line)
    return out


def _parties(claim: ClaimPayment) -> list[Segment]:
    out: list[Segment] = [_person(role, who) for role, who in (
        ("QC", claim.patient), ("IL", claim.insured), ("74", claim.corrected_insured)) if who is not None]
    if claim.rendering_provider is not None:
        out.append(provider_segment("82", claim.rendering_provider))
    out += [name_segment(role, payer.name, payer.id_qualifier if payer.payer_id else "", payer.payer_id) for role, payer in (
        ("TT", claim.crossover_payer), ("PR", claim.corrected_priority_payer)) if payer is not None]
    if claim.other_insured is not None:
        out.append(_person("GB", claim.other_insured))
    return out


def _person(role: str, who: Person) -> Segment:
    return name_segment(role, who.name, *((who.identifier.qualifier, who.identifier.value) if who.identifier else ()))


def _adjudication(claim: ClaimPayment) -> list[Segment]:
    """MIA and MOA. Remark codes that neither holds go to a new MOA, and where there is one already, or no room in it, to LQ."""
    out: list[Segment] = []
    left = list(claim.remarks)
    for layout, one in ((MIA, claim.inpatient), (MOA, claim.outpatient)):
        if one is not None:
            out.append(layout.segment(one))
            left = _without(left, one.remarks[:layout.room]) + list(one.remarks[layout.room:])
    if left and not out:
        out.append(MOA.segment(OutpatientAdjudication(remarks=tuple(left[:MOA.room]))))
        left = left[MOA.room:]
    return out + [("LQ", "HE", code) for code in left]


def _without(codes: list[str], said: Iterable[str]) -> list[str]:
    """The codes that are not said yet; each is said once."""
    left = list(codes)
    for code in said:
        if code in left:
            left.remove(code)
    return left


def _line(line: ServicePayment) -> list[Segment]:
    paid, submitted = _procedure(line.procedure), line.submitted_procedure
    out: list[Segment] = [
        ("SVC", paid, amount_text(line.charge), amount_text(line.paid), line.revenue_code, amount_text(line.units),
         _procedure(submitted) if submitted else "", _number(line.submitted_units))]
    if line.service_date:
        out.append(("DTM", "472", _day(line.service_date)))
    if line.service_period:
        out += [("DTM", "150", _day(line.service_period.start)), ("DTM", "151", _day(line.service_period.end))]
    out += _days(line.dates)
    out += _adjustments(line.adjustments)
    out += _line_references(line)
    out += _amounts("AMT", line.amounts if line.allowed is None or "B6" in line.amounts else {"B6": line.allowed, **line.amounts})
    out += _amounts("QTY", line.quantities)
    out += [("LQ", "HE", code) for code in line.remarks]
    out += [("LQ", one.qualifier, one.value) for one in line.other_remarks]
    _put_back(out, line.unread)
    return out


_OF_SERVICE = frozenset({"1S", "APC", "BB", "E9", "G1", "G3", "LU", "RB"})
"""REF01 of what identifies the service, which the guide has before the line's own number."""


def _line_references(line: ServicePayment) -> list[Segment]:
    found = _references(line.references)
    if line.line_control_number is not None:
        before = next((at for at, one in enumerate(line.references) if one.qualifier not in _OF_SERVICE), len(found))
        found.insert(before, ("REF", "6R", line.line_control_number))
    return found


def _procedure(procedure: Procedure) -> str:
    modifiers = (*procedure.modifiers, *("",) * (4 - len(procedure.modifiers))) if procedure.description else procedure.modifiers
    return compose((procedure.qualifier, procedure.code, *modifiers, *((procedure.description,) if procedure.description else ())))


def _adjustments(adjustments: Sequence[Adjustment]) -> list[Segment]:
    """One CAS a run of the same group, six triplets each."""
    out: list[Segment] = []
    for group, found in groupby(adjustments, lambda one: one.group):
        run = list(found)
        for at in range(0, len(run), _SIX):
            triplets = ((one.reason, amount_text(one.amount), _number(one.quantity)) for one in run[at:at + _SIX])
            out.append(("CAS", group, *(text for triplet in triplets for text in triplet)))
    return out


def _references(references: Sequence[Reference]) -> list[Segment]:
    return [reference_segment(one, note_at=3) for one in references]


def _number(number: Decimal | None) -> str:
    return "" if number is None else amount_text(number)


def _amounts(segment_id: str, amounts: dict[str, Decimal]) -> list[Segment]:
    return [(segment_id, kind, amount_text(money)) for kind, money in amounts.items()]


def _days(days: dict[str, date | DateRange]) -> list[Segment]:
    return [("DTM", kind, _day(on.start if isinstance(on, DateRange) else on)) for kind, on in days.items()]


def _day(on: date | None) -> str:
    return day_text(on) if on else ""


def _put_back(out: list[Segment], unread: Sequence[Unread]) -> None:
    put_back(out, 0, tuple(unread))


# ---- trailer

def _provider_adjustments(adjustments: Sequence[ProviderAdjustment]) -> list[Segment]:
    """One PLB a run of the same provider and year, six pairs each. What follows a `:` in a reference is a component of its own."""
    out: list[Segment] = []
    for (provider, year_end), found in groupby(adjustments, lambda one: (one.provider_id, one.fiscal_period_end)):
        run = list(found)
        for at in range(0, len(run), _SIX):
            pairs = ((compose((one.reason, *one.reference.split(":"))), amount_text(one.amount)) for one in run[at:at + _SIX])
            out.append(("PLB", provider, _day(year_end), *(text for pair in pairs for text in pair)))
    return out
